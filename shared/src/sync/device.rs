//! The device's side: a ledger of what was written here, what the server is known to hold, and what
//! is still on its way.
//!
//! The ledger does no I/O. It tells the engine what to send and, after each answer, which rows to
//! store; the engine stores them in the same transaction as the records they speak of.

mod answer;
mod compare;
mod late;
mod state;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use ed25519_dalek::SigningKey;

use crate::access::StreamId;
use crate::doc::{ChunkForm, Doc, Heads, Kind};
use crate::envelope::{Envelope, Signed};
use crate::id::{DeviceId, DocId, EnvelopeId};
use crate::limits;
use crate::time::Timestamp;
use crate::wire::{Cursor, InventoryAsk, Request, StreamDigest};

pub use late::Asked;
pub use state::{Aside, Compared, Dirty, Pending, Phase, RecordState, Safety, StreamState};

/// Everything this device knows about sync.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    streams: BTreeMap<StreamId, StreamState>,
    records: BTreeMap<DocId, RecordState>,
    /// Records that left and are not here; one that comes back is among the others again.
    gone: BTreeMap<DocId, RecordState>,
    outbox: BTreeMap<EnvelopeId, Pending>,
    unmet: BTreeSet<DocId>,
    /// Streams that had left before this process began, with something of them still here: what was heard of it then may
    /// be the word of a server that was restored since.
    left: BTreeSet<StreamId>,
    /// Streams of which news was older than a receipt for what is on its way no more; until the end of the page.
    behind: BTreeSet<StreamId>,
    next_order: u64,
    dirty: Dirty,
    touched: BTreeSet<DocId>,
}

impl Ledger {
    /// Rebuilds the ledger from stored rows.
    #[must_use]
    pub fn load(
        streams: impl IntoIterator<Item = (StreamId, StreamState)>,
        records: impl IntoIterator<Item = (DocId, RecordState)>,
        outbox: impl IntoIterator<Item = Pending>,
    ) -> Self {
        let outbox: BTreeMap<_, _> =
            outbox.into_iter().map(|pending| (pending.sealed.envelope_id(), pending)).collect();
        let next_order = outbox.values().map(|pending| pending.order + 1).max().unwrap_or(1);
        let streams: BTreeMap<StreamId, StreamState> = streams.into_iter().collect();
        let left = streams.iter().filter(|(_, state)| state.withdrawn).map(|(stream, _)| *stream).collect();
        let (gone, mut records): (BTreeMap<_, _>, BTreeMap<_, _>) =
            records.into_iter().partition(|(_, record)| record.is_gone);
        for record in records.values_mut() {
            // The app has been updated since and now knows the kind: fetch what was passed over.
            record.wanted |= record.newer_kind.and_then(Kind::from_number).is_some();
            // A receipt was taken in, but not what came behind it: sealed once more, it is known there or is not.
            let receipted = record.content_seq > 0 && record.server_heads.is_empty();
            if receipted && !record.wanted && record.newer_kind.is_none() {
                record.unsealed = true;
                record.sealed = Heads::default();
            }
        }
        Self {
            streams,
            records,
            gone,
            outbox,
            next_order,
            unmet: BTreeSet::new(),
            left,
            behind: BTreeSet::new(),
            dirty: Dirty::default(),
            touched: BTreeSet::new(),
        }
    }

    /// The rows to store since the last call.
    pub fn take_dirty(&mut self) -> Dirty {
        let dirty = std::mem::take(&mut self.dirty);
        let waiting = dirty.outbox.iter().filter_map(|envelope| Some(self.outbox.get(envelope)?.doc));
        self.touched.extend(dirty.records.iter().copied().chain(waiting));
        dirty
    }

    /// The records of which content or safety changed since the last call, for the caller to show.
    pub fn take_touched(&mut self) -> BTreeSet<DocId> {
        std::mem::take(&mut self.touched)
    }

    /// One stream's state.
    #[must_use]
    pub fn stream(&self, stream: StreamId) -> Option<&StreamState> {
        self.streams.get(&stream)
    }

    /// Every stream known.
    pub fn streams(&self) -> impl Iterator<Item = (&StreamId, &StreamState)> {
        self.streams.iter()
    }

    /// One record's state.
    #[must_use]
    pub fn record(&self, doc: DocId) -> Option<&RecordState> {
        self.records.get(&doc)
    }

    /// Whether a record left a stream, as far as this device was told, and is not here: under its id nothing is begun there.
    #[must_use]
    pub fn is_gone(&self, doc: DocId, stream: StreamId) -> bool {
        !self.records.contains_key(&doc) && self.gone.get(&doc).is_some_and(|gone| gone.stream == stream)
    }

    /// The row to store for a record: its state, or that it is gone.
    #[must_use]
    pub fn row(&self, doc: DocId) -> Option<&RecordState> {
        self.records.get(&doc).or_else(|| self.gone.get(&doc))
    }

    /// Every record known, by id.
    pub fn records(&self) -> impl Iterator<Item = (&DocId, &RecordState)> {
        self.records.iter()
    }

    /// One envelope on its way.
    #[must_use]
    pub fn pending(&self, envelope: EnvelopeId) -> Option<&Pending> {
        self.outbox.get(&envelope)
    }

    /// Envelopes the server has not answered for yet, and records with changes in no envelope.
    #[must_use]
    pub fn unsent(&self) -> usize {
        let waiting = self.outbox.values().filter(|pending| !matches!(pending.aside, Some(Aside::Held(_)))).count();
        waiting + self.records.values().filter(|record| record.unsealed).count()
    }

    /// The records of which something is in no envelope yet, or in one that the server has not answered for.
    #[must_use]
    pub fn unsent_records(&self) -> BTreeSet<DocId> {
        let unsealed = self.records.iter().filter(|(_, record)| record.unsealed).map(|(doc, _)| *doc);
        let waits = |pending: &&Pending| !matches!(pending.aside, Some(Aside::Held(_)));
        self.outbox.values().filter(waits).map(|pending| pending.doc).chain(unsealed).collect()
    }

    /// What of a record the server has not answered for, in no order.
    pub fn waiting(&self, doc: DocId) -> impl Iterator<Item = &Pending> {
        let waits = move |pending: &&Pending| pending.doc == doc && !matches!(pending.aside, Some(Aside::Held(_)));
        self.outbox.values().filter(waits)
    }

    /// Every envelope the server has not answered for, in the order in which they must be applied.
    #[must_use]
    pub fn outgoing(&self) -> Vec<&Pending> {
        let waits = |pending: &&Pending| !matches!(pending.aside, Some(Aside::Held(_)));
        let mut waiting: Vec<&Pending> = self.outbox.values().filter(waits).collect();
        waiting.sort_by_key(|pending| pending.order);
        waiting
    }

    /// Envelopes set aside, with the reason, in the order they were made.
    #[must_use]
    pub fn set_aside(&self) -> Vec<(EnvelopeId, DocId, Aside)> {
        let mut aside: Vec<_> = self
            .outbox
            .iter()
            .filter_map(|(id, pending)| Some((pending.order, *id, pending.doc, pending.aside.clone()?)))
            .collect();
        aside.sort_by_key(|(order, ..)| *order);
        aside.into_iter().map(|(_, id, doc, why)| (id, doc, why)).collect()
    }

    /// How safe a record is.
    #[must_use]
    pub fn safety(&self, doc: DocId) -> Safety {
        let Some(record) = self.records.get(&doc) else { return Safety::OnThisPhone };
        // While inventories are compared nobody knows what the server still has.
        let comparing = |state: &StreamState| matches!(state.phase, Phase::Reconciling { .. });
        if self.streams.get(&record.stream).is_some_and(comparing) {
            return Safety::OnThisPhone;
        }
        let mine = || self.outbox.values().filter(|pending| pending.doc == doc);
        if record.unsealed || mine().any(|pending| !matches!(pending.aside, Some(Aside::Held(_)))) {
            return Safety::OnThisPhone;
        }
        let held = mine().find_map(|pending| match &pending.aside {
            Some(Aside::Held(reason)) => Some(reason.clone()),
            _ => None,
        });
        match held {
            Some(reason) => Safety::Held(reason),
            None if record.server_heads.is_empty() => Safety::OnThisPhone,
            None if record.content_seq > 0 && record.seen_seq >= record.content_seq => Safety::SeenByWard,
            None => Safety::SafeOnServer,
        }
    }

    /// Notes that the person wrote into a record.
    pub fn wrote(&mut self, doc: DocId, kind: Kind, stream: StreamId) {
        let record = self.records.entry(doc).or_insert_with(|| RecordState::new(Some(kind), stream));
        record.kind = Some(kind);
        record.unsealed = true;
        self.dirty.records.insert(doc);
        self.ask_by_name(stream);
    }

    /// From now on a stream is asked for by name, so that it can be withdrawn before it was ever read to a page's end.
    fn ask_by_name(&mut self, stream: StreamId) {
        if let Entry::Vacant(vacant) = self.streams.entry(stream) {
            vacant.insert(StreamState::default());
            self.dirty.streams.insert(stream);
        }
    }

    /// Records whose changes have to be put into envelopes before the next request.
    #[must_use]
    pub fn unsealed(&self) -> Vec<DocId> {
        self.records.iter().filter(|(_, record)| record.unsealed).map(|(doc, _)| *doc).collect()
    }

    /// Puts a record's unsealed changes into envelopes; returns them for safekeeping.
    pub fn seal(&mut self, doc: &Doc, device: DeviceId, key: &SigningKey) -> Vec<Signed> {
        let Some(record) = self.records.get_mut(&doc.id()) else { return Vec::new() };
        let mut changes = doc.changes_of_device_since(device, &record.sealed);
        let unseen = record.sealed.is_empty() && record.server_heads.is_empty();
        if unseen {
            // What another phone handed over may be in it, and may never arrive: this has to stand alone.
            changes.splice(0..0, doc.foundation_changes());
        }
        let begun_here = unseen && doc.is_all_by(device);
        let chunks = if begun_here {
            doc.whole_chunks()
        } else {
            doc.chunks_of(&changes).into_iter().map(|chunk| (ChunkForm::Changes, chunk)).collect()
        };
        let base = record.sealed.clone();
        record.sealed = doc.heads();
        record.unsealed = false;
        let org = record.stream.org;
        let sealed: Vec<Signed> = chunks
            .into_iter()
            .map(|(form, chunk)| {
                Envelope {
                    org,
                    doc: doc.id(),
                    kind: doc.kind().number(),
                    base: base.clone(),
                    form,
                    chunk: chunk.into(),
                    device,
                }
                .seal(key)
            })
            .collect();
        self.dirty.records.insert(doc.id());
        for envelope in &sealed {
            self.enqueue(doc.id(), envelope.clone());
        }
        sealed
    }

    /// Puts an envelope on its way, unless it already is.
    pub fn enqueue(&mut self, doc: DocId, sealed: Signed) {
        let id = sealed.envelope_id();
        if self.outbox.contains_key(&id) {
            return;
        }
        self.outbox.insert(id, Pending { order: self.next_order, doc, sealed, aside: None });
        self.next_order += 1;
        self.dirty.outbox.insert(id);
    }

    /// The next request, to be answered at once over the network.
    #[must_use]
    pub fn request(&self, now: Timestamp, budget_bytes: u32) -> Request {
        let envelopes = self.to_push();
        let live = || self.streams.iter().filter(|(_, state)| !state.withdrawn);
        let digests = self.digests();
        let digest = |stream: &StreamId| digests.get(stream).copied().unwrap_or_default();
        Request {
            version: limits::PROTOCOL_VERSION,
            device_ms: now.as_ms(),
            budget_bytes,
            cursors: live()
                .map(|(stream, state)| Cursor {
                    stream: *stream,
                    epoch: state.epoch,
                    floor: state.floor,
                    at: state.at,
                    digest: digest(stream),
                })
                .collect(),
            unsent: u32::try_from(self.unsent().saturating_sub(envelopes.len())).unwrap_or(u32::MAX),
            envelopes,
            inventories: live()
                .filter_map(|(stream, state)| match &state.phase {
                    Phase::Reconciling { after, .. } => Some(InventoryAsk { stream: *stream, after: *after }),
                    Phase::Following => None,
                })
                .collect(),
            wants: self
                .records
                .iter()
                .filter(|(_, record)| record.wanted)
                .map(|(doc, _)| *doc)
                .take(limits::WANTS_PER_REQUEST_MAX)
                .collect(),
            purged: self.purged(),
            terse: true,
            visit: None,
            witness: None,
            rules: None,
        }
    }

    /// Withdrawn streams of which nothing is left here: the next request confirms them.
    fn purged(&self) -> Vec<StreamId> {
        let full: BTreeSet<StreamId> = self.records.values().map(|record| record.stream).collect();
        let withdrawn = self.streams.iter().filter(|(_, state)| state.withdrawn).map(|(stream, _)| *stream);
        withdrawn.filter(|stream| !full.contains(stream)).collect()
    }

    fn to_push(&self) -> Vec<Signed> {
        let mut bytes = 0;
        self.outgoing()
            .into_iter()
            .take(limits::ENVELOPES_PER_REQUEST_MAX)
            .take_while(|pending| {
                let first = bytes == 0;
                bytes += pending.sealed.body_len() + 100;
                first || bytes <= limits::BODY_BYTES_MAX / 2
            })
            .map(|pending| pending.sealed.clone())
            .collect()
    }

    fn digests(&self) -> BTreeMap<StreamId, StreamDigest> {
        let mut digests: BTreeMap<StreamId, StreamDigest> = BTreeMap::new();
        for (doc, record) in &self.records {
            digests.entry(record.stream).or_default().toggle(*doc, &record.server_heads);
        }
        digests
    }
}
