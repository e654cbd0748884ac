//! Taking in the news of streams: check, merge into a copy, store, and only then tell the ledger.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use shared::SigningKey;
use shared::access::StreamId;
use shared::doc::{ChunkForm, Doc, Heads, Kind, Unacceptable};
use shared::envelope::{ENVELOPE_LABEL, Envelope, Signed};
use shared::id::{ChangeId, DeviceId, DocId, EnvelopeId};
use shared::sync::device::Ledger;
use shared::sync::server::belongs;
use shared::wire::{Entry, Inventory, Response};

use super::SyncProgress;
use crate::engine::open::{self, Shelf};
use crate::engine::waiting::WaitingEnvelopes;
use crate::engine::{EngineError, People, append};
use crate::vault::{VaultError, Writer};

/// What a merge needs besides the vault: the parts of the engine it changes, and the keys it checks with.
pub(in crate::engine) struct MergeContext<'a> {
    pub(in crate::engine) ledger: &'a mut Ledger,
    pub(in crate::engine) shelf: &'a mut Shelf,
    pub(in crate::engine) people: &'a mut People,
    pub(in crate::engine) key: &'a SigningKey,
    pub(in crate::engine) device: DeviceId,
    pub(in crate::engine) ward_key: [u8; 32],
}

impl MergeContext<'_> {
    pub(in crate::engine) fn keep_certificates(
        &mut self,
        w: &Writer<'_>,
        response: &Response,
    ) -> Result<(), VaultError> {
        for sealed in &response.certificates {
            if let Some(device) = self.people.admit(sealed, &self.ward_key) {
                w.put_certificate(device, sealed)?;
            }
        }
        Ok(())
    }

    /// Merges the news of some records of a stream and stores them.
    pub(super) fn take_entries(
        &mut self,
        w: &Writer<'_>,
        stream: StreamId,
        entries: &[Entry],
        merged_docs: &mut Vec<Doc>,
        progress: &mut SyncProgress,
    ) -> Result<(), VaultError> {
        for entry in entries {
            let Some(kind) = entry.known_kind() else {
                // Counted, so that both sides agree on what the stream holds, and otherwise left alone.
                self.ledger.merged(stream, entry, None);
                progress.newer += 1;
                continue;
            };
            match self.merge(w, entry, kind, merged_docs) {
                // A server that files a record where it does not belong is not followed, nor asked for it there.
                Ok(merged) if StreamId::of(stream.org, kind) != stream || !belongs(&merged.doc, stream.org) => {
                    progress.unmerged.push((entry.doc, Unmerged::Forged.to_string()));
                }
                Ok(merged) => {
                    self.keep(w, stream, &merged)?;
                    progress.received += usize::from(merged.is_new || !merged.fresh.is_empty());
                    self.ledger.merged(stream, entry, Some(&merged.doc));
                    merged_docs.retain(|open| open.id() != merged.doc.id());
                    merged_docs.push(merged.doc);
                }
                Err(Unmerged::Here(EngineError::Vault(error))) => return Err(error),
                Err(why) => {
                    self.ledger.merged(stream, entry, None);
                    progress.unmerged.push((entry.doc, why.to_string()));
                }
            }
        }
        Ok(())
    }

    /// Leaves the news of some records alone, as what cannot be merged.
    pub(super) fn leave_entries(&mut self, stream: StreamId, entries: &[Entry], progress: &mut SyncProgress) {
        for entry in entries {
            self.ledger.merged(stream, entry, None);
            progress.unmerged.push((entry.doc, Unmerged::Crashed.to_string()));
        }
    }

    /// Compares a stretch of a stream's inventory with what is here and sends again what the server lacks.
    pub(super) fn compare(&mut self, w: &Writer<'_>, stream: StreamId, page: &Inventory) -> Result<(), VaultError> {
        let compared = self.ledger.compare(stream, page, |doc| {
            // A record that cannot be opened here is asked for, as one that is not here at all.
            open::load(&w.read(), doc).ok().flatten()
        });
        for doc in compared.moved {
            if let Some(kept) = open::load_readable(&w.read(), doc)? {
                open::put_row(w, &kept, stream.org, self.people)?;
            }
        }
        compared.hand_in.into_iter().try_for_each(|doc| self.hand_in(w, doc))
    }

    /// Merges the news of one record into a copy of it; nothing is stored or shown until all of it fits.
    fn merge(&mut self, w: &Writer<'_>, entry: &Entry, kind: Kind, newer: &[Doc]) -> Result<Merged, Unmerged> {
        let known = match newer.iter().find(|open| open.id() == entry.doc).cloned() {
            Some(open) => Some(open),
            None => {
                self.shelf.take(entry.doc).map_or_else(|| open::load(&w.read(), entry.doc), |open| Ok(Some(open)))?
            }
        };
        if known.as_ref().is_some_and(|open| open.kind() != kind) {
            return Err(Unmerged::Forged);
        }
        let mut merging = Merging::of(known);
        let mut waiting = WaitingEnvelopes::read(&w.read())?.of(&w.read(), entry.doc)?;
        if let Some(snapshot) = &entry.snapshot {
            merging.absorb(entry.doc, kind, ChunkForm::Document, snapshot, None)?;
        }
        let mut envelopes = Vec::new();
        for sealed in &entry.envelopes {
            if w.read().has_envelope(sealed.envelope_id())? {
                continue;
            }
            let envelope = self.verify(sealed)?;
            if envelope.doc != entry.doc || envelope.known_kind() != Some(kind) {
                return Err(Unmerged::Forged);
            }
            // What came by hand may be what this builds on, and is not sent again to whoever brought it.
            self.absorb_waiting(&mut merging, entry.doc, kind, &mut waiting);
            merging.absorb(entry.doc, kind, envelope.form, &envelope.chunk, Some(envelope.device))?;
            envelopes.push((envelope.device, sealed.clone()));
        }
        self.absorb_waiting(&mut merging, entry.doc, kind, &mut waiting);
        merging.done(envelopes)
    }

    /// Merges what waited for other changes and fits by now, each behind a copy; the rest waits on.
    pub(in crate::engine) fn absorb_waiting(
        &self,
        merging: &mut Merging,
        id: DocId,
        kind: Kind,
        waiting: &mut Vec<Signed>,
    ) {
        loop {
            let before = waiting.len();
            waiting.retain(|sealed| {
                let (copy, Ok(envelope)) = (merging.doc.clone(), self.verify(sealed)) else { return true };
                if merging.absorb(id, kind, envelope.form, &envelope.chunk, Some(envelope.device)).is_ok() {
                    merging.freed.push(sealed.envelope_id());
                    return false;
                }
                merging.doc = copy;
                true
            });
            if waiting.is_empty() || waiting.len() == before {
                return;
            }
        }
    }

    fn verify(&self, sealed: &Signed) -> Result<Envelope, Unmerged> {
        let claimed: Envelope = sealed.peek().ok().ok_or(Unmerged::Forged)?;
        let certificate = self.people.certificate(claimed.device).ok_or(Unmerged::NoCertificate)?;
        sealed.open(ENVELOPE_LABEL, &certificate.public_key).ok().ok_or(Unmerged::Forged)
    }

    pub(in crate::engine) fn keep(&self, w: &Writer<'_>, stream: StreamId, merged: &Merged) -> Result<(), VaultError> {
        let doc = &merged.doc;
        if !merged.freed.is_empty() {
            let mut waiting = WaitingEnvelopes::read(&w.read())?;
            waiting.remove(&merged.freed);
            waiting.store(w)?;
        }
        if merged.is_new {
            w.put_snapshot(doc.id(), doc.kind(), &doc.save())?;
        } else {
            append(w, doc, &merged.fresh)?;
        }
        for (device, sealed) in &merged.envelopes {
            w.put_envelope(doc.id(), *device, sealed)?;
        }
        let moved = self.ledger.record(doc.id()).is_none_or(|record| record.stream != stream);
        // News that brought nothing, as of what was brought from here, leaves the row in the list as it is.
        if merged.is_new || moved || !merged.fresh.is_empty() {
            open::put_row(w, doc, stream.org, self.people)?;
        }
        Ok(())
    }

    /// Before the records of withdrawn streams leave this device, everything kept of them is offered
    /// once more: a server restored from a backup may know less than this device.
    pub(in crate::engine) fn hand_in_all(
        &mut self,
        w: &Writer<'_>,
        leaving: &BTreeSet<StreamId>,
    ) -> Result<(), VaultError> {
        let docs: Vec<DocId> =
            self.ledger.records().filter(|(_, record)| leaving.contains(&record.stream)).map(|(doc, _)| *doc).collect();
        for doc in docs {
            for sealed in w.read().envelopes_of(doc)? {
                self.ledger.enqueue(doc, sealed);
            }
        }
        Ok(())
    }

    /// The same for streams that had left before this process began; nothing after the first time.
    pub(in crate::engine) fn hand_in_left(&mut self, w: &Writer<'_>) -> Result<(), VaultError> {
        let left = self.ledger.take_left();
        self.hand_in_all(w, &left)
    }

    /// Sends again what is kept of a record of which the server lacks something.
    fn hand_in(&mut self, w: &Writer<'_>, doc: DocId) -> Result<(), VaultError> {
        for sealed in w.read().envelopes_of(doc)? {
            self.ledger.enqueue(doc, sealed);
        }
        let Some(record) = self.ledger.record(doc).filter(|record| record.from_snapshot) else { return Ok(()) };
        let org = record.stream.org;
        // The envelopes behind a snapshot never came here, so the whole record goes under this device's name.
        let Some(open) = open::load(&w.read(), doc).ok().flatten() else { return Ok(()) };
        let (base, kind, device) = (Heads::default(), open.kind().number(), self.device);
        for (form, chunk) in open.whole_chunks() {
            let part = Envelope { org, doc, kind, base: base.clone(), form, chunk: chunk.into(), device };
            let sealed = part.seal(self.key);
            w.put_envelope(doc, device, &sealed)?;
            self.ledger.enqueue(doc, sealed);
        }
        Ok(())
    }
}

/// A record while chunks are merged into it.
pub(in crate::engine) struct Merging {
    pub(in crate::engine) doc: Option<Doc>,
    fresh: BTreeSet<ChangeId>,
    freed: Vec<EnvelopeId>,
    is_new: bool,
}

impl Merging {
    pub(in crate::engine) fn of(known: Option<Doc>) -> Self {
        Self { is_new: known.is_none(), doc: known, fresh: BTreeSet::new(), freed: Vec::new() }
    }

    /// The record with all of it merged in, and the envelopes to keep with it.
    pub(in crate::engine) fn done(self, envelopes: Vec<(DeviceId, Signed)>) -> Result<Merged, Unmerged> {
        let Self { doc, fresh, freed, is_new } = self;
        Ok(Merged { doc: doc.ok_or(Unmerged::Nothing)?, fresh, freed, envelopes, is_new })
    }

    /// Automerge has been seen to panic on bytes it did not write, so it is called under a panic guard.
    pub(in crate::engine) fn absorb(
        &mut self,
        id: DocId,
        kind: Kind,
        form: ChunkForm,
        chunk: &[u8],
        author: Option<DeviceId>,
    ) -> Result<(), Unmerged> {
        let known = self.doc.take();
        let absorbed = catch_unwind(AssertUnwindSafe(|| match known {
            Some(doc) => doc.absorb(form, chunk, author),
            None => Doc::found(id, kind, form, chunk, author),
        }));
        let (doc, absorbed) = absorbed.ok().ok_or(Unmerged::Crashed)??;
        self.doc = Some(doc);
        self.fresh.extend(absorbed.fresh);
        Ok(())
    }
}

/// Why news of a record could not be merged.
#[derive(Debug, thiserror::Error)]
pub(in crate::engine) enum Unmerged {
    #[error(transparent)]
    Here(#[from] EngineError),
    #[error(transparent)]
    Unacceptable(#[from] Unacceptable),
    #[error("an envelope by a device nobody vouches for")]
    NoCertificate,
    #[error("an envelope that is not of this record, or not signed by its device")]
    Forged,
    #[error("the changes could not be read")]
    Crashed,
    #[error("nothing of the record is here")]
    Nothing,
}

impl From<VaultError> for Unmerged {
    fn from(error: VaultError) -> Self {
        Self::Here(error.into())
    }
}

/// A record with its news merged in, not stored yet.
pub(in crate::engine) struct Merged {
    pub(in crate::engine) doc: Doc,
    fresh: BTreeSet<ChangeId>,
    freed: Vec<EnvelopeId>,
    envelopes: Vec<(DeviceId, Signed)>,
    is_new: bool,
}
