//! Comparing inventories, when a cursor cannot be trusted: who lacks what.

use std::collections::BTreeMap;

use crate::access::StreamId;
use crate::doc::{Doc, Heads};
use crate::id::DocId;
use crate::wire::{Inventory, StreamNews};

use super::{Compared, Ledger, Phase, RecordState};

impl Ledger {
    pub(super) fn begin_reconciling(&mut self, news: &StreamNews) {
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
        // The inventory does not tell kinds; the entry that is asked for will, or what another phone hands over.
        let kind = ours.as_ref().map(Doc::kind);
        let record = self.records.entry(doc).or_insert_with(|| RecordState::new(kind, stream));
        self.gone.remove(&doc);
        self.dirty.records.insert(doc);
        // The numbers of a record that came here from another stream are not told by an inventory.
        let is_moved = record.stream != stream;
        if is_moved && ours.is_some() {
            compared.moved.insert(doc);
        }
        record.lies_in(stream);
        if record.newer_kind.is_some() {
            record.server_heads = theirs.clone();
        } else if known {
            record.server_heads = theirs.clone();
            record.wanted = is_moved;
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
}
