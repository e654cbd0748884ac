//! The server's word on each envelope.

use super::parts;
use crate::code::codes;
use crate::id::EnvelopeId;

codes! {
    /// Why the server keeps an envelope aside instead of merging it.
    HoldReason {
        /// The device was revoked.
        Revoked = "revoked",
        /// It builds on changes the server does not have.
        UnknownDependency = "unknown_dependency",
        /// The bytes cannot be read.
        Damaged = "damaged",
        /// A bound is exceeded.
        OverQuota = "over_quota",
        /// The record lies outside the device's place, or its role does not write such records.
        WrongPlace = "wrong_place",
        /// It carries changes another device wrote.
        WrongAuthor = "wrong_author",
        /// A cloned phone used the same numbers twice.
        DuplicateActor = "duplicate_actor",
        /// A kind of record this server does not know yet.
        NewerFormat = "newer_format",
        /// The signature is missing or does not hold.
        BadSignature = "missing_signature",
        /// The record was taken away by an order; of what is brought for it nothing is kept.
        Erased = "erased",
    }
}

/// What became of one envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// On disk and merged, at this place of the stream.
    Merged(u64),
    /// It was there before, at this place of the stream.
    Duplicate(u64),
    /// On disk, but set aside for the ward to release or dismiss.
    Held(HoldReason),
    /// Not taken: the device keeps it and shows why.
    Refused(String),
}

/// The server's word on one envelope: on the wire `[id, fate, seq or reason]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The envelope.
    pub envelope: EnvelopeId,
    /// What became of it.
    pub fate: Fate,
}

impl<C> minicbor::Encode<C> for Receipt {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(3)?.bytes(self.envelope.as_bytes())?;
        match &self.fate {
            Fate::Merged(seq) => e.u8(0)?.u64(*seq)?,
            Fate::Duplicate(seq) => e.u8(1)?.u64(*seq)?,
            Fate::Held(reason) => e.u8(2)?.str(reason.code())?,
            Fate::Refused(reason) => e.u8(3)?.str(reason)?,
        };
        Ok(())
    }
}

impl<'b, C> minicbor::Decode<'b, C> for Receipt {
    fn decode(d: &mut minicbor::Decoder<'b>, ctx: &mut C) -> Result<Self, minicbor::decode::Error> {
        parts(d, 3)?;
        let envelope = minicbor::Decode::decode(d, ctx)?;
        let fate = match d.u8()? {
            0 => Fate::Merged(d.u64()?),
            1 => Fate::Duplicate(d.u64()?),
            2 => Fate::Held(HoldReason::read(d.str()?)),
            _ => Fate::Refused(d.str()?.to_owned()),
        };
        Ok(Self { envelope, fate })
    }
}
