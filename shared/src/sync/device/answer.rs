//! Taking in an answer: receipts, withdrawals, news, and whether there is more to do at once.

use std::collections::BTreeSet;

use crate::access::StreamId;
use crate::doc::{Doc, Heads};
use crate::envelope::Envelope;
use crate::id::{DocId, EnvelopeId};
use crate::sync::server::last_change;
use crate::wire::{Entry, Fate, HoldReason, Receipt, Response, StreamNews};

use super::{Aside, Ledger, Pending, Phase, RecordState, StreamState};

impl Ledger {
    /// Takes in the receipts and withdrawals of an answer.
    pub fn take_receipts(&mut self, response: &Response) {
        let confirmed = self.purged();
        for receipt in &response.receipts {
            self.take_receipt(receipt);
        }
        for stream in &response.withdrawn {
            self.withdraw(*stream);
        }
        for stream in confirmed {
            self.streams.remove(&stream);
            self.dirty.streams.insert(stream);
        }
        self.note_agreement(response);
    }

    pub(super) fn take_receipt(&mut self, receipt: &Receipt) {
        let Some(pending) = self.outbox.get_mut(&receipt.envelope) else { return };
        match &receipt.fate {
            Fate::Merged(seq) | Fate::Duplicate(seq) => {
                // What the ward saw before does not cover this, even if the news comes later.
                if let Some(record) = self.records.get_mut(&pending.doc) {
                    record.content_seq = record.content_seq.max(*seq);
                    // What is merged there has not left.
                    record.leaving &= !matches!(receipt.fate, Fate::Merged(_));
                    // Unless an entry of this answer says otherwise. A record of which nothing was told yet will be told.
                    if matches!(receipt.fate, Fate::Merged(_)) && !record.server_heads.is_empty() {
                        let head = last_change(&pending.sealed);
                        record.server_heads =
                            head.map_or_else(|| record.server_heads.clone(), |head| Heads::of(vec![head]));
                    }
                    self.dirty.records.insert(pending.doc);
                }
                self.outbox.remove(&receipt.envelope);
            }
            Fate::Held(reason) => {
                pending.aside = Some(Aside::Held(reason.clone()));
                // The ward took the record away, and keeps nothing of this: it goes here as well.
                if *reason == HoldReason::Erased {
                    leave(self.records.get_mut(&pending.doc));
                    self.dirty.records.insert(pending.doc);
                }
            }
            Fate::Refused(reason) => pending.aside = Some(Aside::Refused(reason.clone())),
        }
        self.dirty.outbox.insert(receipt.envelope);
    }

    /// Notes that a stream is to leave this device.
    pub(super) fn withdraw(&mut self, stream: StreamId) {
        let state = self.streams.entry(stream).or_default();
        let before = std::mem::replace(&mut state.withdrawn, true);
        self.dirty.streams.insert(stream);
        let of_stream = self.gone.iter().filter(|(_, gone)| gone.stream == stream).map(|(doc, _)| *doc);
        let of_stream: Vec<DocId> = of_stream.collect();
        for doc in of_stream {
            self.gone.remove(&doc);
            self.dirty.records.insert(doc);
        }
        if !before {
            self.offer_again(stream);
        }
    }

    /// What was set aside of a stream that leaves, or comes back, is offered once more, even if this very answer spoke
    /// of it: the answer may be older than the backup the server was restored from, and that has lost what was kept.
    fn offer_again(&mut self, stream: StreamId) {
        let of_stream = |doc: &DocId| self.records.get(doc).is_some_and(|record| record.stream == stream);
        for (id, pending) in &mut self.outbox {
            if pending.aside.is_some() && of_stream(&pending.doc) {
                pending.aside = None;
                self.dirty.outbox.insert(*id);
            }
        }
    }

    /// Whether streams had left before this process began that were not handed in again yet.
    #[must_use]
    pub fn has_left(&self) -> bool {
        self.left.iter().any(|stream| self.records.values().any(|record| record.stream == *stream))
    }

    /// Streams that had left before this process began, once: what is kept of their records is to be handed in again.
    /// The process before may have died between a receipt and the removal, and the server may have been restored since.
    pub fn take_left(&mut self) -> BTreeSet<StreamId> {
        let left = std::mem::take(&mut self.left);
        for stream in &left {
            self.offer_again(*stream);
        }
        left
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

    /// Notes that records have left a stream, unless this device reads them in another by now.
    pub fn gone(&mut self, stream: StreamId, gone: &[DocId]) {
        for doc in gone {
            match self.records.get_mut(doc) {
                Some(record) if record.stream == stream => leave(Some(record)),
                Some(_) => continue,
                // Another phone may have it still, and hand it over.
                None => {
                    self.gone.insert(*doc, RecordState::gone(None, stream));
                }
            }
            self.dirty.records.insert(*doc);
        }
    }

    /// Records that have left, or whose streams were withdrawn, that may be removed now: everything kept of them was handed in to the server this
    /// process talks to, and nothing of them is on its way.
    #[must_use]
    pub fn removable(&self) -> Vec<DocId> {
        let left = |stream: &StreamId| self.left.contains(stream);
        let withdrawn =
            |stream: StreamId| !left(&stream) && self.streams.get(&stream).is_some_and(|state| state.withdrawn);
        let waiting = |doc: DocId| {
            self.outbox.values().any(|pending| pending.doc == doc && !matches!(pending.aside, Some(Aside::Held(_))))
        };
        self.records
            .iter()
            .filter(|(doc, record)| (record.leaving || withdrawn(record.stream)) && !record.unsealed && !waiting(**doc))
            .map(|(doc, _)| *doc)
            .collect()
    }

    /// The withdrawn streams of which records are still on this device.
    #[must_use]
    pub fn leaving(&self) -> BTreeSet<StreamId> {
        let withdrawn = |stream: &StreamId| self.streams.get(stream).is_some_and(|state| state.withdrawn);
        self.records.values().map(|record| record.stream).filter(withdrawn).collect()
    }

    /// Forgets a record that was removed from this device; its stream is confirmed once it is empty.
    pub fn removed(&mut self, doc: DocId) {
        let Some(record) = self.records.remove(&doc) else { return };
        if record.leaving && !self.streams.get(&record.stream).is_some_and(|state| state.withdrawn) {
            self.gone.insert(doc, RecordState::gone(record.kind, record.stream));
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
        self.gone.remove(&entry.doc);
        let record = self
            .records
            .entry(entry.doc)
            .or_insert_with(|| RecordState { sealed: entry.heads.clone(), ..RecordState::new(kind, stream) });
        record.newer_kind = if kind.is_none() { Some(entry.kind) } else { None };
        record.kind = kind.or(record.kind);
        record.lies_in(stream);
        // Asked for whole and still not complete: another request at once would bring the same again.
        if record.wanted && !complete {
            self.unmet.insert(entry.doc);
        } else {
            self.unmet.remove(&entry.doc);
        }
        record.wanted = !complete;
        record.from_snapshot |= entry.snapshot.is_some();
        // News older than a receipt: what it says was seen does not cover what that receipt was for.
        let covers = doc.is_none_or(|doc| doc.heads() == entry.heads);
        // Or the server was restored since that receipt, before this stream was ever read to a page's end: its epoch
        // says nothing then, and what the receipt was for is on its way no more.
        let before = !covers && complete && !record.unsealed && entry.content_seq < record.content_seq;
        if before && !self.outbox.values().any(|pending| pending.doc == entry.doc) {
            self.behind.insert(stream);
        }
        record.content_seq = if covers { entry.content_seq } else { record.content_seq.max(entry.content_seq) };
        record.seen_seq = entry.seen_seq;
        if complete {
            record.server_heads = entry.heads.clone();
        }
        self.dirty.records.insert(entry.doc);
        self.ask_by_name(stream);
        if let (true, Some(doc)) = (complete, doc) {
            self.clear_released(entry, doc);
        }
    }

    /// Envelopes the server held and has merged since are no longer on their way.
    fn clear_released(&mut self, entry: &Entry, doc: &Doc) {
        let held = |pending: &&Pending| pending.doc == entry.doc && matches!(pending.aside, Some(Aside::Held(_)));
        if !self.outbox.values().any(|pending| held(&pending)) {
            return;
        }
        let Ok(on_server) = doc.at(&entry.heads) else { return };
        let released: Vec<EnvelopeId> = self
            .outbox
            .iter()
            .filter(|(_, pending)| held(pending))
            .filter(|(_, pending)| {
                let envelope: Option<Envelope> = pending.sealed.peek().ok();
                envelope.is_some_and(|envelope| on_server.has_chunk(envelope.form, &envelope.chunk))
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
        self.dirty.streams.insert(news.stream);
        if std::mem::take(&mut self.streams.entry(news.stream).or_default().withdrawn) {
            self.offer_again(news.stream);
        }
        let behind = self.behind.remove(&news.stream);
        let state = self.streams.entry(news.stream).or_default();
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
        // Or the answer to what was asked before anything was read, by a server that was restored since.
        if behind || state.at > 0 && state.epoch != news.epoch {
            self.begin_reconciling(news);
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

    pub(super) fn has_wanted(&self, stream: StreamId) -> bool {
        self.records.values().any(|record| record.stream == stream && record.wanted)
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
        // What of a stream that has just been withdrawn is offered once more, although this answer spoke of it.
        let leaves = |pending: &Pending| {
            self.records.get(&pending.doc).is_some_and(|record| response.withdrawn.contains(&record.stream))
        };
        let answered: BTreeSet<EnvelopeId> = response.receipts.iter().map(|receipt| receipt.envelope).collect();
        moved
            && (response.streams.iter().any(|news| {
                // The last page of a comparison: one more request learns whether the digests agree now.
                news.more || (news.inventory.is_some() && !self.has_wanted(news.stream))
            }) || self.streams.values().any(comparing)
                || self.records.iter().any(|(doc, record)| record.wanted && !self.unmet.contains(doc))
                || !self.purged().is_empty()
                || self
                    .outbox
                    .iter()
                    .any(|(id, pending)| pending.aside.is_none() && (!answered.contains(id) || leaves(pending))))
    }
}

/// Notes that a record has left: the server has nothing of it where it lived.
fn leave(record: Option<&mut RecordState>) {
    if let Some(record) = record {
        record.leaving = true;
        record.wanted = false;
        record.server_heads = Heads::default();
        record.content_seq = 0;
    }
}
