//! The device's side: a ledger of what was written here, what the server is known to hold, and what
//! is still on its way.
//!
//! The ledger does no I/O. It tells the engine what to send and, after each answer, which rows to
//! store; the engine stores them in the same transaction as the records they speak of.

use std::collections::{BTreeMap, BTreeSet};

use ed25519_dalek::SigningKey;

use crate::access::StreamId;
use crate::doc::{ChunkForm, Doc, Heads, Kind};
use crate::envelope::{Envelope, Signed};
use crate::id::{ChangeId, DeviceId, DocId, EnvelopeId};
use crate::limits;
use crate::time::Timestamp;
use crate::wire::{
    Cursor, Entry, Fate, HoldReason, Inventory, InventoryAsk, Request, Response, StreamDigest, StreamNews,
};

/// How a stream is being read.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub enum Phase {
    /// By cursor.
    #[n(0)]
    Following,
    /// By comparing inventories, because the cursor could not be trusted.
    #[n(1)]
    Reconciling {
        /// Last record compared.
        #[n(0)]
        after: Option<DocId>,
        /// The stream's last number when the comparison began.
        #[n(1)]
        until: u64,
    },
}

/// Where this device stands in one stream.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct StreamState {
    /// The epoch of the numbers.
    #[n(0)]
    pub epoch: u64,
    /// See [`Cursor`].
    #[n(1)]
    pub floor: u64,
    /// See [`Cursor`].
    #[n(2)]
    pub at: u64,
    /// How it is being read.
    #[n(3)]
    pub phase: Phase,
    /// A comparison ended and the digests still differ: shown to the person, not hidden.
    #[n(4)]
    pub differs: bool,
    /// The server withdrew it: nothing is read any more, what is unsent is still handed in.
    #[n(5)]
    pub withdrawn: bool,
}

impl Default for StreamState {
    fn default() -> Self {
        Self { epoch: 0, floor: 0, at: 0, phase: Phase::Following, differs: false, withdrawn: false }
    }
}

/// What this device knows of one record.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct RecordState {
    /// Its kind.
    #[n(0)]
    pub kind: Kind,
    /// The stream it lives in.
    #[n(1)]
    pub stream: StreamId,
    /// Its frontier on the server, as last told.
    #[n(2)]
    pub server_heads: Heads,
    /// Place in the stream of its last content.
    #[n(3)]
    pub content_seq: u64,
    /// Place up to which the ward has seen it.
    #[n(4)]
    pub seen_seq: u64,
    /// The frontier up to which this device's own changes are in envelopes.
    #[n(5)]
    pub sealed: Heads,
    /// Changes were written that are in no envelope yet.
    #[n(6)]
    pub unsealed: bool,
    /// The record has to be fetched whole.
    #[n(7)]
    pub wanted: bool,
    /// Part of it came as a snapshot, without the signed envelopes.
    #[n(8)]
    pub from_snapshot: bool,
    /// The number of a kind only newer apps know: counted, so that both sides agree on what the
    /// stream holds, but not kept here.
    #[n(9)]
    pub newer_kind: Option<u8>,
}

impl RecordState {
    fn new(kind: Kind, stream: StreamId) -> Self {
        Self {
            kind,
            stream,
            server_heads: Heads::default(),
            content_seq: 0,
            seen_seq: 0,
            sealed: Heads::default(),
            unsealed: false,
            wanted: false,
            from_snapshot: false,
            newer_kind: None,
        }
    }
}

/// An envelope on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Order in which envelopes were made.
    pub order: u64,
    /// The record.
    pub doc: DocId,
    /// The signed bytes.
    pub sealed: Signed,
    /// Set aside by the server, with the reason, or not taken at all.
    pub aside: Option<Aside>,
}

/// Why an envelope waits although the server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aside {
    /// The server keeps it; the ward can release it.
    Held(HoldReason),
    /// The server did not take it; it is tried again.
    Refused(String),
}

/// How safe a record is. Never rounded up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Safety {
    /// Something was written that is only on this phone.
    OnThisPhone,
    /// The server keeps something aside; it is on disk there, but not merged.
    Held(HoldReason),
    /// Everything written here is on the server's disk.
    SafeOnServer,
    /// And the ward has seen it as it is.
    SeenByWard,
}

impl Safety {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OnThisPhone => "on_this_phone",
            Self::Held(_) => "held",
            Self::SafeOnServer => "safe_on_server",
            Self::SeenByWard => "seen_by_ward",
        }
    }
}

/// Rows that changed and have to be stored; whoever stores them takes them out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dirty {
    /// Streams to store, or to delete if the ledger no longer has them.
    pub streams: BTreeSet<StreamId>,
    /// Records to store, or to delete likewise.
    pub records: BTreeSet<DocId>,
    /// Envelopes to store, or to delete likewise.
    pub outbox: BTreeSet<EnvelopeId>,
}

/// What the engine has to do after an inventory was compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// Records of which the server lacks something: their kept envelopes go out again.
    pub hand_in: BTreeSet<DocId>,
}

/// Everything this device knows about sync.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    streams: BTreeMap<StreamId, StreamState>,
    records: BTreeMap<DocId, RecordState>,
    outbox: BTreeMap<EnvelopeId, Pending>,
    unmet: BTreeSet<DocId>,
    next_order: u64,
    dirty: Dirty,
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
        let mut records: BTreeMap<_, _> = records.into_iter().collect();
        for record in records.values_mut() {
            // The app has been updated since and now knows the kind: fetch what was passed over.
            record.wanted |= record.newer_kind.and_then(Kind::from_number).is_some();
        }
        Self {
            streams: streams.into_iter().collect(),
            records,
            outbox,
            next_order,
            unmet: BTreeSet::new(),
            dirty: Dirty::default(),
        }
    }

    /// The rows to store since the last call.
    pub fn take_dirty(&mut self) -> Dirty {
        std::mem::take(&mut self.dirty)
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
        self.records.entry(doc).or_insert_with(|| RecordState::new(kind, stream)).unsealed = true;
        self.dirty.records.insert(doc);
    }

    /// Records whose changes have to be put into envelopes before the next request.
    #[must_use]
    pub fn unsealed(&self) -> Vec<DocId> {
        self.records.iter().filter(|(_, record)| record.unsealed).map(|(doc, _)| *doc).collect()
    }

    /// Puts a record's unsealed changes into envelopes; returns them for safekeeping.
    pub fn seal(&mut self, doc: &Doc, device: DeviceId, key: &SigningKey) -> Vec<Signed> {
        let Some(record) = self.records.get_mut(&doc.id()) else { return Vec::new() };
        let changes = doc.changes_of_device_since(device, &record.sealed);
        let begun_here = record.sealed.is_empty() && record.server_heads.is_empty() && doc.is_all_by(device);
        let whole = begun_here.then(|| doc.save()).filter(|bytes| bytes.len() <= limits::CHUNK_BYTES_MAX);
        let chunks = match whole {
            Some(whole) => vec![(ChunkForm::Document, whole)],
            None => split(doc, &changes).into_iter().map(|chunk| (ChunkForm::Changes, chunk)).collect(),
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

    /// The next request.
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
        }
    }

    /// Withdrawn streams of which nothing is left here: the next request confirms them.
    fn purged(&self) -> Vec<StreamId> {
        let full: BTreeSet<StreamId> = self.records.values().map(|record| record.stream).collect();
        let withdrawn = self.streams.iter().filter(|(_, state)| state.withdrawn).map(|(stream, _)| *stream);
        withdrawn.filter(|stream| !full.contains(stream)).collect()
    }

    fn to_push(&self) -> Vec<Signed> {
        let mut waiting: Vec<&Pending> =
            self.outbox.values().filter(|pending| !matches!(pending.aside, Some(Aside::Held(_)))).collect();
        waiting.sort_by_key(|pending| pending.order);
        let mut bytes = 0;
        waiting
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

    /// Takes in the receipts and withdrawals of an answer.
    pub fn take_receipts(&mut self, response: &Response) {
        let confirmed = self.purged();
        for receipt in &response.receipts {
            let Some(pending) = self.outbox.get_mut(&receipt.envelope) else { continue };
            match &receipt.fate {
                Fate::Merged(seq) | Fate::Duplicate(seq) => {
                    // What the ward saw before does not cover this, even if the news comes later.
                    if let Some(record) = self.records.get_mut(&pending.doc) {
                        record.content_seq = record.content_seq.max(*seq);
                        self.dirty.records.insert(pending.doc);
                    }
                    self.outbox.remove(&receipt.envelope);
                }
                Fate::Held(reason) => pending.aside = Some(Aside::Held(reason.clone())),
                Fate::Refused(reason) => pending.aside = Some(Aside::Refused(reason.clone())),
            }
            self.dirty.outbox.insert(receipt.envelope);
        }
        for stream in &response.withdrawn {
            self.streams.entry(*stream).or_default().withdrawn = true;
            self.dirty.streams.insert(*stream);
        }
        for stream in confirmed {
            self.streams.remove(&stream);
            self.dirty.streams.insert(stream);
        }
        self.note_agreement(response);
    }

    /// A stream the server does not mention is in step: whatever differed there is settled.
    fn note_agreement(&mut self, response: &Response) {
        for (stream, state) in &mut self.streams {
            let mentioned = response.streams.iter().any(|news| news.stream == *stream);
            if state.differs && state.phase == Phase::Following && !state.withdrawn && !mentioned {
                state.differs = false;
                self.dirty.streams.insert(*stream);
            }
        }
    }

    /// Records of withdrawn streams that may be removed now: nothing of them is on its way.
    #[must_use]
    pub fn removable(&self) -> Vec<DocId> {
        let withdrawn = |stream: StreamId| self.streams.get(&stream).is_some_and(|state| state.withdrawn);
        let waiting = |doc: DocId| {
            self.outbox.values().any(|pending| pending.doc == doc && !matches!(pending.aside, Some(Aside::Held(_))))
        };
        self.records
            .iter()
            .filter(|(doc, record)| withdrawn(record.stream) && !record.unsealed && !waiting(**doc))
            .map(|(doc, _)| *doc)
            .collect()
    }

    /// Forgets a record that was removed from this device; its stream is confirmed once it is empty.
    pub fn removed(&mut self, doc: DocId) {
        if self.records.remove(&doc).is_none() {
            return;
        }
        self.dirty.records.insert(doc);
        let gone: Vec<EnvelopeId> =
            self.outbox.iter().filter(|(_, pending)| pending.doc == doc).map(|(id, _)| *id).collect();
        for id in gone {
            self.outbox.remove(&id);
            self.dirty.outbox.insert(id);
        }
    }

    /// Notes that the news of one record was merged into `doc` (or could not be: `None`).
    pub fn merged(&mut self, stream: StreamId, entry: &Entry, doc: Option<&Doc>) {
        let kind = entry.known_kind();
        let complete = kind.is_none() || doc.is_some_and(|doc| doc.contains_all(&entry.heads));
        let record = self.records.entry(entry.doc).or_insert_with(|| RecordState {
            sealed: entry.heads.clone(),
            ..RecordState::new(kind.unwrap_or(Kind::Meeting), stream)
        });
        record.newer_kind = if kind.is_none() { Some(entry.kind) } else { None };
        record.kind = kind.unwrap_or(record.kind);
        record.stream = stream;
        // Asked for whole and still not complete: another request at once would bring the same again.
        if record.wanted && !complete {
            self.unmet.insert(entry.doc);
        } else {
            self.unmet.remove(&entry.doc);
        }
        record.wanted = !complete;
        record.from_snapshot |= entry.snapshot.is_some();
        record.content_seq = entry.content_seq;
        record.seen_seq = entry.seen_seq;
        if complete {
            record.server_heads = entry.heads.clone();
        }
        self.dirty.records.insert(entry.doc);
        if let (true, Some(doc)) = (complete, doc) {
            self.clear_released(entry, doc);
        }
    }

    /// Envelopes the server held and has merged since are no longer on their way.
    fn clear_released(&mut self, entry: &Entry, doc: &Doc) {
        let Ok(on_server) = doc.at(&entry.heads) else { return };
        let released: Vec<EnvelopeId> = self
            .outbox
            .iter()
            .filter(|(_, pending)| pending.doc == entry.doc && matches!(pending.aside, Some(Aside::Held(_))))
            .filter(|(_, pending)| {
                let envelope: Option<Envelope> = pending.sealed.peek().ok();
                envelope.is_some_and(|envelope| {
                    doc.changes_of_device_since(envelope.device, &envelope.base)
                        .iter()
                        .all(|change| on_server.contains(change))
                })
            })
            .map(|(id, _)| *id)
            .collect();
        for id in released {
            self.outbox.remove(&id);
            self.dirty.outbox.insert(id);
        }
    }

    /// Moves a stream's cursor after all its entries were merged; `true` when it must be compared.
    pub fn read(&mut self, news: &StreamNews) -> bool {
        let state = self.streams.entry(news.stream).or_default();
        self.dirty.streams.insert(news.stream);
        state.withdrawn = false;
        let comparing = matches!(state.phase, Phase::Reconciling { .. });
        // Compared before without agreement, and nothing has moved since: the difference is shown.
        if news.reset && state.differs && state.epoch == news.epoch && state.at == news.at {
            return false;
        }
        // A comparison under way answers the reset already, unless the numbers changed once more.
        if news.reset && !(comparing && state.epoch == news.epoch) {
            self.begin_reconciling(news);
            return true;
        }
        if comparing {
            return true;
        }
        state.epoch = news.epoch;
        state.floor = news.floor;
        state.at = news.at;
        if news.more || self.has_wanted(news.stream) {
            return false;
        }
        let same = self.digests().get(&news.stream).copied().unwrap_or_default() == news.digest;
        let state = self.streams.entry(news.stream).or_default();
        if same {
            state.differs = false;
            return false;
        }
        if !state.differs {
            self.begin_reconciling(news);
            return true;
        }
        false
    }

    fn has_wanted(&self, stream: StreamId) -> bool {
        self.records.values().any(|record| record.stream == stream && record.wanted)
    }

    fn begin_reconciling(&mut self, news: &StreamNews) {
        let state = self.streams.entry(news.stream).or_default();
        state.differs &= state.epoch == news.epoch;
        state.epoch = news.epoch;
        state.phase = Phase::Reconciling { after: None, until: news.at };
        // A server that lost its tail may have lost what it held aside as well.
        for (id, pending) in self.outbox.iter_mut().filter(|(_, pending)| pending.aside.is_some()) {
            pending.aside = None;
            self.dirty.outbox.insert(*id);
        }
        let gone: Vec<DocId> =
            self.records.iter().filter(|(_, record)| record.stream == news.stream).map(|(doc, _)| *doc).collect();
        for doc in gone {
            if let Some(record) = self.records.get_mut(&doc) {
                record.seen_seq = 0;
                self.dirty.records.insert(doc);
            }
        }
    }

    /// Compares one page of a stream's inventory with what is here.
    ///
    /// `open` gives this device's document, or `None` if it has none.
    pub fn compare(
        &mut self,
        stream: StreamId,
        page: &Inventory,
        mut open: impl FnMut(DocId) -> Option<Doc>,
    ) -> Compared {
        let mut compared = Compared::default();
        let Some(Phase::Reconciling { after, until }) = self.streams.get(&stream).map(|state| state.phase.clone())
        else {
            return compared;
        };
        let theirs: BTreeMap<DocId, &Heads> = page.records.iter().map(|(doc, heads)| (*doc, heads)).collect();
        let last = theirs.keys().next_back().copied();
        let within =
            |doc: DocId| after.is_none_or(|after| doc > after) && (!page.more || last.is_some_and(|last| doc <= last));
        let ours: Vec<DocId> = self
            .records
            .iter()
            .filter(|(doc, record)| record.stream == stream && within(**doc))
            .map(|(doc, _)| *doc)
            .collect();
        for doc in ours {
            if !theirs.contains_key(&doc) && self.forget_server(doc) {
                compared.hand_in.insert(doc);
            }
        }
        for (doc, heads) in theirs {
            self.compare_one(stream, doc, heads, open(doc), &mut compared);
        }
        let state = self.streams.entry(stream).or_default();
        if page.more {
            state.phase = Phase::Reconciling { after: last, until };
        } else {
            state.phase = Phase::Following;
            state.floor = until;
            state.at = until;
            state.differs = true; // until a digest says otherwise
        }
        self.dirty.streams.insert(stream);
        compared
    }

    fn compare_one(
        &mut self,
        stream: StreamId,
        doc: DocId,
        theirs: &Heads,
        ours: Option<Doc>,
        compared: &mut Compared,
    ) {
        let known = ours.as_ref().is_some_and(|doc| doc.contains_all(theirs));
        // The inventory does not tell kinds; the entry that is asked for will.
        let kind = ours.as_ref().map_or(Kind::Meeting, Doc::kind);
        let record = self.records.entry(doc).or_insert_with(|| RecordState::new(kind, stream));
        self.dirty.records.insert(doc);
        if record.newer_kind.is_some() {
            record.server_heads = theirs.clone();
        } else if known {
            record.server_heads = theirs.clone();
            record.wanted = false;
            if ours.is_some_and(|doc| doc.heads() != *theirs) {
                compared.hand_in.insert(doc);
            }
        } else {
            record.wanted = true;
            if ours.is_some() {
                compared.hand_in.insert(doc);
            }
        }
    }

    /// Notes that the server has nothing of a record; `true` when this device may have it.
    fn forget_server(&mut self, doc: DocId) -> bool {
        let Some(record) = self.records.get_mut(&doc) else { return false };
        record.server_heads = Heads::default();
        record.content_seq = 0;
        record.wanted = false;
        self.dirty.records.insert(doc);
        record.newer_kind.is_none()
    }

    /// Whether another request has something to bring or fetch at once.
    ///
    /// Only an answer that moved something calls for another: what an answer left as it was is
    /// tried again at the next sync, not in a circle.
    #[must_use]
    pub fn has_more_to_do(&self, response: &Response) -> bool {
        let moved = !(response.receipts.is_empty() && response.streams.is_empty() && response.withdrawn.is_empty());
        let comparing = |state: &StreamState| {
            !state.withdrawn && !state.differs && matches!(state.phase, Phase::Reconciling { .. })
        };
        let answered: BTreeSet<EnvelopeId> = response.receipts.iter().map(|receipt| receipt.envelope).collect();
        moved
            && (response.streams.iter().any(|news| {
                // The last page of a comparison: one more request learns whether the digests agree now.
                news.more || (news.inventory.is_some() && !self.has_wanted(news.stream))
            }) || self.streams.values().any(comparing)
                || self.records.iter().any(|(doc, record)| record.wanted && !self.unmet.contains(doc))
                || !self.purged().is_empty()
                || self.outbox.iter().any(|(id, pending)| pending.aside.is_none() && !answered.contains(id)))
    }
}

/// Cuts changes into chunks that each fit an envelope.
fn split(doc: &Doc, changes: &[ChangeId]) -> Vec<Vec<u8>> {
    let mut chunks: Vec<Vec<u8>> = Vec::new();
    for change in changes {
        let bytes = doc.change_chunks(&BTreeSet::from([*change]));
        match chunks.last_mut().filter(|chunk| chunk.len() + bytes.len() <= limits::CHUNK_BYTES_MAX / 2) {
            Some(chunk) => chunk.extend(bytes),
            None => chunks.push(bytes),
        }
    }
    chunks
}
