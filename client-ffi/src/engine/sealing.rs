//! What is unsent, sealed to the ward beside the vault, so that it can be handed in when nobody opens the vault again.
//!
//! An edit is sealed before it is stored. What is sealed may be more than what is unsent, never less. Engines
//! without an outbox, which a single person's vault has not, seal nothing here.

use std::collections::BTreeSet;

use shared::doc::{ChunkForm, Doc, Heads};
use shared::envelope::{Envelope, Signed};
use shared::id::{ChangeId, OrgId, PackageId};
use shared::package::{self, Address, Body, HandIn, Made, PackageError};
use shared::time::Timestamp;

use super::enrolment::pen_of;
use super::{Engine, EngineError, Enrolment, Origin};
use crate::entropy::Entropy;
use crate::storage::FileLock;
use crate::vault::{Outbox, Vault, VaultError};

/// Edits sealed one by one before all that is unsent is sealed anew together; each is one package for the ward, and
/// one decision if it has to be held.
const LOOSE_MAX: usize = 128;
/// Envelopes and bytes of one package, unless a single envelope is larger.
const TOGETHER_ENVELOPES: usize = 256;
const TOGETHER_BYTES: usize = 256 * 1024;

/// The outbox of an open profile.
#[derive(Debug)]
pub(crate) struct Sealing {
    outbox: Outbox,
    /// Edits sealed one by one since, and their bytes.
    loose: usize,
    loose_bytes: usize,
    together_bytes: usize,
    /// What is unsent could not be sealed when the vault was opened, for want of room: it is before the next edit.
    is_behind: bool,
    at: Timestamp,
    /// Locked as long as the vault is open, so that another process does not remove the profile meanwhile.
    _in_use: FileLock,
}

impl Sealing {
    pub(crate) const fn of(outbox: Outbox, in_use: FileLock, at: Timestamp) -> Self {
        Self { outbox, loose: 0, loose_bytes: 0, together_bytes: 0, is_behind: false, at, _in_use: in_use }
    }

    const fn is_scattered(&self) -> bool {
        self.loose >= LOOSE_MAX && self.loose_bytes >= self.together_bytes
    }
}

impl Engine {
    /// Opens a vault whose unsent work is sealed beside it, and seals whatever is not yet. On a full phone it opens all the
    /// same, to be read and handed in.
    pub(crate) fn over_sealing(vault: Vault, entropy: Entropy, sealing: Sealing) -> Result<Self, EngineError> {
        let mut engine = Self::over(vault, entropy)?;
        engine.sealing = Some(sealing);
        match engine.seal_together() {
            Ok(()) => {}
            Err(EngineError::Vault(VaultError::Full(_))) => engine.fall_behind(),
            Err(error) => return Err(error),
        }
        Ok(engine)
    }

    fn fall_behind(&mut self) {
        if let Some(sealing) = &mut self.sealing {
            sealing.is_behind = true;
        }
    }

    /// Refuses what could not be sealed: before enrolment there is no ward to seal to.
    pub(super) fn may_seal(&self) -> Result<(), EngineError> {
        match (&self.sealing, &self.account) {
            (Some(_), None) => Err(EngineError::NotEnrolled),
            _ => Ok(()),
        }
    }

    /// Seals all together once enough edits were sealed one by one; and before the first one where that is still to be done.
    pub(super) fn tidy_sealed(&mut self) -> Result<(), EngineError> {
        match &self.sealing {
            Some(sealing) if sealing.is_behind || sealing.is_scattered() => self.seal_together(),
            _ => Ok(()),
        }
    }

    /// Seals one edit; it is on disk beside the vault when this returns.
    pub(super) fn seal_edit(
        &mut self,
        open: &Doc,
        org: OrgId,
        origin: Origin,
        change: Option<ChangeId>,
        now: Timestamp,
    ) -> Result<Option<PackageId>, EngineError> {
        if self.sealing.is_none() {
            return Ok(None);
        }
        let envelope = self.envelope(open, org, origin, change);
        let account = self.account.as_ref().ok_or(EngineError::NotEnrolled)?;
        let made = package(account, vec![envelope], now, &self.key, &self.entropy)?;
        let Some(sealing) = self.sealing.as_mut() else { return Ok(None) };
        sealing.at = now;
        sealing.outbox.add(made.id, &made.bytes)?;
        sealing.loose += 1;
        sealing.loose_bytes += made.bytes.len();
        Ok(Some(made.id))
    }

    fn envelope(&self, open: &Doc, org: OrgId, origin: Origin, change: Option<ChangeId>) -> Signed {
        let (form, chunk) = match origin {
            Origin::BegunHere => (ChunkForm::Document, open.save()),
            Origin::Stored => (ChunkForm::Changes, open.change_chunks(&BTreeSet::from_iter(change))),
        };
        let (kind, device) = (open.kind().number(), self.pen.device());
        let base = Heads::default();
        Envelope { org, doc: open.id(), kind, base, form, chunk: chunk.into(), device }.seal(&self.key)
    }

    /// Edits sealed in one package that is kept nowhere; of a profile alone, and nothing without an edit.
    pub(super) fn package_of<'a>(
        &self,
        edits: impl Iterator<Item = (&'a Doc, OrgId, Option<ChangeId>)>,
        at: Option<Timestamp>,
    ) -> Result<Option<Vec<u8>>, EngineError> {
        let (Some(_), Some(account), Some(at)) = (&self.sealing, &self.account, at) else { return Ok(None) };
        let envelopes: Vec<Signed> =
            edits.map(|(open, org, change)| self.envelope(open, org, Origin::Stored, change)).collect();
        if envelopes.is_empty() {
            return Ok(None);
        }
        Ok(Some(package(account, envelopes, at, &self.key, &self.entropy)?.bytes))
    }

    /// After an edit that came to nothing: whatever stays sealed of it, its numbers are never used again.
    pub(super) fn edit_failed(&mut self, sealed: Option<PackageId>) -> Result<(), EngineError> {
        if self.sealing.is_none() {
            return Ok(());
        }
        self.pen = pen_of(&self.key, &self.entropy)?;
        self.take_back_sealed(sealed);
        Ok(())
    }

    /// A disk that refuses this leaves one edit too many among the sealed ones.
    pub(super) fn take_back_sealed(&mut self, sealed: Option<PackageId>) {
        if let (Some(sealing), Some(id)) = (&mut self.sealing, sealed) {
            sealing.loose = sealing.loose.saturating_sub(usize::from(sealing.outbox.take_back(id).is_ok()));
        }
    }

    /// Seals all that is unsent anew and puts it in the place of what was sealed before.
    pub(super) fn seal_together(&mut self) -> Result<(), EngineError> {
        if self.sealing.is_none() {
            return Ok(());
        }
        self.refresh()?;
        self.write_strokes()?;
        let Some(account) = self.account.clone() else { return Ok(()) };
        // Sealed into envelopes on a copy: the real ones are made at the next sync, and are the same or more.
        let mut ledger = self.ledger.clone();
        for doc in ledger.unsealed() {
            match self.take(doc, None) {
                Ok(open) => {
                    drop(ledger.seal(&open, self.device(), &self.key));
                    self.shelf.put(open);
                }
                // What of it was sealed before must stay, so all of it stays.
                Err(EngineError::Record { .. } | EngineError::NoSuchRecord(_)) => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        let Some(sealing) = self.sealing.as_mut() else { return Ok(()) };
        let mut packages = Vec::new();
        for envelopes in gathered(ledger.outgoing().into_iter().map(|pending| &pending.sealed)) {
            let made = package(&account, envelopes, sealing.at, &self.key, &self.entropy)?;
            packages.push((made.id, made.bytes));
        }
        sealing.outbox.replace(&account.ward_key, &packages)?;
        (sealing.loose, sealing.loose_bytes, sealing.is_behind) = (0, 0, false);
        sealing.together_bytes = packages.iter().map(|(_, bytes)| bytes.len()).sum();
        Ok(())
    }
}

fn gathered<'a>(envelopes: impl Iterator<Item = &'a Signed>) -> Vec<Vec<Signed>> {
    let mut groups: Vec<Vec<Signed>> = Vec::new();
    let mut bytes = 0;
    for sealed in envelopes {
        let length = sealed.body_len() + 100;
        match groups.last_mut() {
            Some(group) if group.len() < TOGETHER_ENVELOPES && bytes + length <= TOGETHER_BYTES => {
                group.push(sealed.clone());
                bytes += length;
            }
            _ => {
                groups.push(vec![sealed.clone()]);
                bytes = length;
            }
        }
    }
    groups
}

fn package(
    account: &Enrolment,
    envelopes: Vec<Signed>,
    at: Timestamp,
    key: &shared::SigningKey,
    entropy: &Entropy,
) -> Result<Made, EngineError> {
    let to = Address { ward: account.ward_key, reader: account.ward_key, made: at, number: 0 };
    let made = package::write(&to, &Body::HandIn(HandIn { envelopes }), key, &*entropy.draw::<32>()?);
    made.map_err(|error: PackageError| EngineError::Sealing(Box::new(error)))
}

// They lie in a folder: not in a browser.
#[cfg(not(target_family = "wasm"))]
#[cfg(test)]
mod tests;
