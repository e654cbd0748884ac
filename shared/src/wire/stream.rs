//! Streams on the wire: their ids, digests and cursors.

use super::parts;
use crate::access::{StreamClass, StreamId};
use crate::doc::Heads;
use crate::id::{DocId, OrgId};

impl<C> minicbor::Encode<C> for StreamId {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.bytes(&self.to_bytes())?.ok()
    }
}

impl<'b, C> minicbor::Decode<'b, C> for StreamId {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        Self::from_bytes(d.bytes()?).ok_or_else(|| minicbor::decode::Error::message("not a stream id"))
    }
}

impl StreamId {
    /// 17 bytes: the class (0 own, 1 published), then the organisation.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 17] {
        let mut bytes = [0; 17];
        let class = match self.class {
            StreamClass::Own => 0,
            StreamClass::Published => 1,
        };
        for (to, from) in bytes.iter_mut().zip(std::iter::once(&class).chain(self.org.as_bytes())) {
            *to = *from;
        }
        bytes
    }

    /// Reads what [`StreamId::to_bytes`] wrote.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (class, org) = bytes.split_first()?;
        let class = match class {
            0 => StreamClass::Own,
            1 => StreamClass::Published,
            _ => return None,
        };
        Some(Self { org: OrgId::from_slice(org)?, class })
    }
}

/// 16 bytes that two sides holding the same heads arrive at alike.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StreamDigest(pub [u8; 16]);

impl StreamDigest {
    /// Adds or removes one record's heads; doing it twice undoes it, and order does not matter.
    pub fn toggle(&mut self, doc: DocId, heads: &Heads) {
        if heads.is_empty() {
            return;
        }
        let mut parts: Vec<&[u8]> = vec![doc.as_bytes()];
        parts.extend(heads.as_slice().iter().map(|id| id.as_bytes().as_slice()));
        let hash = crate::id::labelled_hash("sen/heads/1", &parts);
        for (mine, byte) in self.0.iter_mut().zip(hash) {
            *mine ^= byte;
        }
    }
}

impl<C> minicbor::Encode<C> for StreamDigest {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.bytes(&self.0)?.ok()
    }
}

impl<'b, C> minicbor::Decode<'b, C> for StreamDigest {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let bytes = d.bytes()?.try_into().map_err(minicbor::decode::Error::custom)?;
        Ok(Self(bytes))
    }
}

/// Where a device stands in one stream.
///
/// It holds everything up to `floor`, and everything of every record whose last entry is at or
/// before `at`; the two differ only while a long answer is read page by page.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode)]
pub struct Cursor {
    /// The stream.
    #[n(0)]
    pub stream: StreamId,
    /// The epoch the numbers belong to.
    #[n(1)]
    pub epoch: u64,
    /// See above.
    #[n(2)]
    pub floor: u64,
    /// See above.
    #[n(3)]
    pub at: u64,
    /// Digest over what the device knows the server to hold.
    #[n(4)]
    pub digest: StreamDigest,
}

impl<'b, C> minicbor::Decode<'b, C> for Cursor {
    fn decode(d: &mut minicbor::Decoder<'b>, ctx: &mut C) -> Result<Self, minicbor::decode::Error> {
        parts(d, 5)?;
        Ok(Self {
            stream: minicbor::Decode::decode(d, ctx)?,
            epoch: d.u64()?,
            floor: d.u64()?,
            at: d.u64()?,
            digest: minicbor::Decode::decode(d, ctx)?,
        })
    }
}

/// Asks for a page of a stream's inventory, the records after `after` in order of id.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode)]
pub struct InventoryAsk {
    /// The stream.
    #[n(0)]
    pub stream: StreamId,
    /// The last record of the page before.
    #[n(1)]
    pub after: Option<DocId>,
}

impl<'b, C> minicbor::Decode<'b, C> for InventoryAsk {
    fn decode(d: &mut minicbor::Decoder<'b>, ctx: &mut C) -> Result<Self, minicbor::decode::Error> {
        let after = d.probe().array()? == Some(2);
        parts(d, if after { 2 } else { 1 })?;
        let stream = minicbor::Decode::decode(d, ctx)?;
        Ok(Self { stream, after: if after { minicbor::Decode::decode(d, ctx)? } else { None } })
    }
}
