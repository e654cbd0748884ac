//! An answer that comes by hand: days later, perhaps after others, perhaps never.
//!
//! Over the network an answer meets the ledger that asked. By hand it may meet one that has moved on, or a server that was
//! restored in between; what no longer fits is left out, and asked for again by the next request.

use crate::access::StreamId;
use crate::doc::Kind;
use crate::envelope::Envelope;
use crate::id::{DocId, PackageId};
use crate::wire::{Cursor, InventoryAsk, Receipt, Request, Response, StreamNews};

use super::{Ledger, Pending, Phase, RecordState};

/// Where this device stood when it asked: kept until the answer comes.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct Asked {
    /// The package that asked.
    #[n(0)]
    pub package: PackageId,
    /// Where it stood.
    #[n(1)]
    pub cursors: Vec<Cursor>,
    /// Inventories it asked for.
    #[n(2)]
    pub inventories: Vec<InventoryAsk>,
}

impl Asked {
    /// Remembers what a request asked.
    #[must_use]
    pub fn of(package: PackageId, request: &Request) -> Self {
        Self { package, cursors: request.cursors.clone(), inventories: request.inventories.clone() }
    }

    fn cursor(&self, stream: StreamId) -> Option<&Cursor> {
        self.cursors.iter().find(|cursor| cursor.stream == stream)
    }
}

impl Ledger {
    /// Takes in the receipts and withdrawals of an answer that was carried by hand, and takes out of it the news that
    /// no longer fits; tells how many receipts and streams were left out.
    pub fn take_late(&mut self, asked: &Asked, response: &mut Response) -> usize {
        let brought = response.receipts.len() + response.streams.len() + response.withdrawn.len();
        let in_step: Vec<StreamId> =
            asked.cursors.iter().map(|cursor| cursor.stream).filter(|stream| self.stands_as(asked, *stream)).collect();
        response.receipts.retain(|receipt| self.counts(asked, receipt));
        response.withdrawn.retain(|stream| in_step.contains(stream));
        response.streams.retain(|news| self.fits(asked, news));
        for receipt in &response.receipts {
            self.take_receipt(receipt);
        }
        for stream in &response.withdrawn {
            self.withdraw(*stream);
        }
        for stream in in_step {
            let mentioned = response.streams.iter().any(|news| news.stream == stream);
            let settled = self
                .streams
                .get_mut(&stream)
                .filter(|state| !mentioned && state.differs && state.phase == Phase::Following && !state.withdrawn);
            if let Some(state) = settled {
                state.differs = false;
                self.dirty.streams.insert(stream);
            }
        }
        brought - response.receipts.len() - response.streams.len() - response.withdrawn.len()
    }

    /// Notes that signed changes to a record came from another phone and are in `doc` now, if they could be merged.
    /// The server is not known to have them.
    pub fn carried(&mut self, doc: DocId, kind: Kind, stream: StreamId, heads: &crate::doc::Heads) {
        self.records
            .entry(doc)
            .or_insert_with(|| RecordState { sealed: heads.clone(), ..RecordState::new(Some(kind), stream) })
            .kind = Some(kind);
        self.dirty.records.insert(doc);
        self.ask_by_name(stream);
    }

    /// A receipt counts only for the server that gave it: one restored since may have lost what it speaks of. Of a
    /// stream that had left before it was asked nobody hears which server it is; then the answer is taken as it is, as
    /// over the network.
    fn counts(&self, asked: &Asked, receipt: &Receipt) -> bool {
        let stream = self.outbox.get(&receipt.envelope).and_then(|pending| self.stream_of(pending));
        stream.is_some_and(|stream| match (self.streams.get(&stream), asked.cursor(stream)) {
            (Some(state), None) => state.withdrawn,
            (state, cursor) => state.map(|state| state.epoch) == cursor.map(|cursor| cursor.epoch),
        })
    }

    fn stream_of(&self, pending: &Pending) -> Option<StreamId> {
        let recorded = self.records.get(&pending.doc).map(|record| record.stream);
        recorded.or_else(|| {
            let envelope: Envelope = pending.sealed.peek().ok()?;
            Some(StreamId::of(envelope.org, envelope.known_kind()?))
        })
    }

    /// Whether a stream stands exactly where it stood when it was asked about.
    fn stands_as(&self, asked: &Asked, stream: StreamId) -> bool {
        let ask = asked.inventories.iter().find(|ask| ask.stream == stream);
        match (asked.cursor(stream), self.streams.get(&stream)) {
            (None, None) => true,
            (Some(then), Some(now)) => {
                let phase = match (&now.phase, ask) {
                    (Phase::Following, None) => true,
                    (Phase::Reconciling { after, .. }, Some(ask)) => *after == ask.after,
                    (Phase::Following, Some(_)) | (Phase::Reconciling { .. }, None) => false,
                };
                phase && !now.withdrawn && (then.epoch, then.floor, then.at) == (now.epoch, now.floor, now.at)
            }
            (Some(_), None) | (None, Some(_)) => false,
        }
    }

    /// News fits when nothing moved since it was asked for, or when it covers everything that was read meanwhile.
    fn fits(&self, asked: &Asked, news: &StreamNews) -> bool {
        if self.stands_as(asked, news.stream) {
            return true;
        }
        let Some(now) = self.streams.get(&news.stream) else { return false };
        let (floor, at) = asked.cursor(news.stream).map_or((0, 0), |then| (then.floor, then.at));
        let plain = !news.reset && news.inventory.is_none() && now.phase == Phase::Following && !now.withdrawn;
        plain && news.epoch == now.epoch && floor <= now.floor && at <= now.at && now.at <= news.at
    }
}

#[cfg(test)]
mod tests;
