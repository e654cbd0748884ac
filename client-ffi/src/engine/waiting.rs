//! Envelopes another phone handed over that build on something this phone does not have yet: kept and sent on, and
//! merged as soon as what they build on arrives, by whichever way.

use shared::envelope::Signed;
use shared::id::{DocId, EnvelopeId};
use shared::wire;

use crate::vault::{Reader, VaultError, Writer};

const KEY: &str = "package_waiting";
/// Envelopes that may wait; a phone that hands over more at once is told that they were not taken.
const WAITING_MAX: usize = 1000;

/// The envelopes that wait, by record.
#[derive(Debug, Default)]
pub(in crate::engine) struct WaitingEnvelopes {
    all: Vec<(DocId, EnvelopeId)>,
}

impl WaitingEnvelopes {
    pub(in crate::engine) fn read(stored: &Reader<'_>) -> Result<Self, VaultError> {
        Ok(Self { all: decoded(stored, KEY)? })
    }

    /// The envelopes of a record that wait, in the order in which they came.
    pub(in crate::engine) fn of(&self, stored: &Reader<'_>, doc: DocId) -> Result<Vec<Signed>, VaultError> {
        if !self.all.iter().any(|(waiting, _)| *waiting == doc) {
            return Ok(Vec::new());
        }
        let mut kept = stored.envelopes_of(doc)?;
        kept.retain(|sealed| self.all.contains(&(doc, sealed.envelope_id())));
        Ok(kept)
    }

    pub(super) fn has_room(&self) -> bool {
        self.all.len() < WAITING_MAX
    }

    pub(super) fn add(&mut self, doc: DocId, envelope: EnvelopeId) {
        self.all.push((doc, envelope));
    }

    pub(in crate::engine) fn remove(&mut self, merged: &[EnvelopeId]) {
        self.all.retain(|(_, envelope)| !merged.contains(envelope));
    }

    pub(in crate::engine) fn store(&self, w: &Writer<'_>) -> Result<(), VaultError> {
        w.put_meta(KEY, &wire::encode(&self.all))
    }
}

/// What is kept under a key, or nothing of it.
pub(super) fn decoded<T: Default + for<'b> minicbor::Decode<'b, ()>>(
    stored: &Reader<'_>,
    key: &str,
) -> Result<T, VaultError> {
    match stored.meta(key)? {
        Some(bytes) => wire::decode(&bytes).ok().ok_or(VaultError::Unreadable("package")),
        None => Ok(T::default()),
    }
}
