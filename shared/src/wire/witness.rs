//! What a device was told of the server's audit chain, so that a shorter or another one is found out.

use super::parts;

/// Where the server's audit chain ended when it was told, for the device to show the next time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, minicbor::Encode)]
#[cbor(array)]
pub struct Witness {
    /// Number of its last entry.
    #[n(0)]
    pub entry: u64,
    /// The first half of that entry's hash.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub hash: [u8; 16],
    /// The first 8 bytes of the hash of the entry by which the database was last put in place from a backup, as a number;
    /// 0 for none.
    #[n(2)]
    pub since: u64,
}

impl<'b, C> minicbor::Decode<'b, C> for Witness {
    fn decode(d: &mut minicbor::Decoder<'b>, ctx: &mut C) -> Result<Self, minicbor::decode::Error> {
        parts(d, 3)?;
        Ok(Self { entry: d.u64()?, hash: minicbor::bytes::decode(d, ctx)?, since: d.u64()? })
    }
}
