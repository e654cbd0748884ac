//! Which contact of a device an exchange follows.

use super::parts;

/// One counted contact of a device with its server, as the server gave it out and the device shows it the next time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, minicbor::Encode)]
#[cbor(array)]
pub struct Visit {
    /// What it is counted in; a server that forgot begins a later one.
    #[n(0)]
    pub era: u64,
    /// Its number, from 1.
    #[n(1)]
    pub number: u64,
    /// The number of the visit that was shown when this one was given out; 0 for none of this era.
    #[n(2)]
    pub before: u64,
}

impl<'b, C> minicbor::Decode<'b, C> for Visit {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        parts(d, 3)?;
        Ok(Self { era: d.u64()?, number: d.u64()?, before: d.u64()? })
    }
}

impl Visit {
    /// Whether a device that holds `held` goes on with this one: it asked by showing that.
    #[must_use]
    pub fn follows(&self, held: Option<&Self>) -> bool {
        match held {
            Some(held) if held.era == self.era => self.before == held.number,
            Some(held) => self.era > held.era && self.before == 0,
            None => self.before == 0,
        }
    }
}
