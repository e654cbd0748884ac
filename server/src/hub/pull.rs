//! What a device is told: news of its streams within its budget.

use std::collections::BTreeSet;

use shared::access::StreamId;
use shared::id::{DeviceId, EnvelopeId};
use shared::limits;
use shared::rules::RulesNews;
use shared::sync::server::{Owed, StreamStatus, follows_from_receipts, owed};
use shared::wire::{Cursor, Fate, Inventory, Receipt, Request, Response, StreamDigest, StreamNews};

use super::{Hub, HubError};
use crate::directory::Snapshot;
use crate::store::append;
use crate::store::document::{self, DocumentRow, Wanted};
use crate::store::{Reading, StoreError, quarantine};

/// Documents looked at per query while a page is filled.
const BATCH: usize = 64;

impl Hub {
    /// Tells a device what is new to it beside the receipts for what it has just handed in.
    ///
    /// # Errors
    /// [`HubError`] when the store refuses.
    pub async fn pull(
        &self,
        device: DeviceId,
        request: &Request,
        receipts: Vec<Receipt>,
    ) -> Result<Response, HubError> {
        let known = self.inner.directory.now();
        let mut response = Response {
            version: limits::PROTOCOL_VERSION,
            server_ms: self.inner.host.now().as_ms(),
            receipts,
            streams: Vec::new(),
            certificates: Vec::new(),
            withdrawn: Vec::new(),
            visit: None,
            witness: None,
            revoked_ms: None,
            rules: None,
        };
        // A damaged database must not tell a device that it is revoked: it may be wrong.
        let revoked = known.devices.get(&device).and_then(|row| row.revoked.as_ref());
        response.revoked_ms = revoked.filter(|_| self.inner.store.damage().is_none()).map(|(at, _)| at.as_ms());
        // A damaged database may have forgotten versions; on its word nobody drops any.
        let asks = request.rules.filter(|_| self.inner.store.damage().is_none());
        let row = known.devices.get(&device).filter(|row| row.revoked.is_none());
        response.rules = asks.filter(|_| row.is_some()).and_then(|mark| known.rules.book().news(mark));
        let readable = row.map(|row| row.place.streams(&known.tree)).unwrap_or_default();
        response.withdrawn = request
            .cursors
            .iter()
            .map(|cursor| cursor.stream)
            // A damaged directory may have forgotten a place; on its word nobody removes anything.
            .filter(|stream| readable.binary_search(stream).is_err() && self.inner.store.damage().is_none())
            .collect();
        let brought = response.receipts.iter().map(|receipt| receipt.envelope).collect();
        let merged = response.receipts.iter().filter(|receipt| matches!(receipt.fate, Fate::Merged(_)));
        let merged = merged.map(|receipt| receipt.envelope).collect();
        let request = request.clone();
        let least = i64::from(*limits::RESPONSE_BUDGET_BYTES.start());
        let budget = i64::from(request.budget_bytes).min(i64::from(*limits::RESPONSE_BUDGET_BYTES.end()));
        let rules = response.rules.as_ref().map_or(0, RulesNews::bytes);
        // Beside rules of any length there is room for a record.
        let budget = budget.saturating_sub(i64::try_from(rules).unwrap_or(i64::MAX)).max(least);
        let page = self.inner.store.read(move |reading| {
            let mut page = ResponseBuilder {
                device,
                request,
                brought,
                merged,
                budget,
                authors: BTreeSet::new(),
                news: Vec::new(),
            };
            for stream in &readable {
                page.stream(reading, *stream)?;
            }
            page.whole_records(reading, &readable)?;
            Ok(page)
        });
        let page = page.await?;
        response.certificates = certificates(&known, &page.authors);
        response.streams = page.news;
        Ok(response)
    }
}

fn certificates(known: &Snapshot, authors: &BTreeSet<DeviceId>) -> Vec<shared::envelope::Signed> {
    authors.iter().filter_map(|author| known.devices.get(author)).map(|row| row.certificate.clone()).collect()
}

/// One answer while it is filled, up to its budget of bytes.
struct ResponseBuilder {
    device: DeviceId,
    request: Request,
    brought: BTreeSet<EnvelopeId>,
    merged: BTreeSet<EnvelopeId>,
    budget: i64,
    authors: BTreeSet<DeviceId>,
    news: Vec<StreamNews>,
}

impl ResponseBuilder {
    fn stream(&mut self, reading: &Reading<'_>, stream: StreamId) -> Result<(), StoreError> {
        let cursor = self.request.cursors.iter().find(|cursor| cursor.stream == stream).cloned();
        let status = match document::status(reading, stream)? {
            Some(status) => status,
            // A backup older than the stream: what the device has of it is all there is.
            None if cursor.as_ref().is_some_and(|cursor| cursor.at > 0 || cursor.digest != StreamDigest::default()) => {
                StreamStatus::NEVER_BEGUN
            }
            None => return Ok(()),
        };
        if let Some(ask) = self.request.inventories.iter().find(|ask| ask.stream == stream).cloned() {
            // A page that does not fit any more is asked for again: the device compares on until it has the last.
            if self.budget <= 0 {
                return Ok(());
            }
            let page = inventory_page(reading, stream, ask.after)?;
            self.budget -= i64::try_from(page.records.len() * 52).unwrap_or(i64::MAX);
            let mut news = news(stream, &status, cursor.as_ref());
            news.inventory = Some(page);
            if ask.after.is_none() {
                self.departures(reading, (0, status.head), &mut news)?;
            }
            self.news.push(news);
            return Ok(());
        }
        match owed(cursor.as_ref(), &status) {
            Owed::Nothing => {}
            // The digests differ because of the very records it asks for.
            Owed::Reset if self.fetching(cursor.as_ref(), &status) => {}
            Owed::Reset => {
                let mut news = news(stream, &status, None);
                (news.floor, news.at, news.reset) = (status.head, status.head, true);
                self.news.push(news);
            }
            Owed::After { floor, at } => self.read_on(reading, stream, &status, floor, at)?,
        }
        Ok(())
    }

    fn fetching(&self, cursor: Option<&Cursor>, status: &StreamStatus) -> bool {
        !self.request.wants.is_empty()
            && cursor.is_some_and(|cursor| cursor.epoch == status.epoch && cursor.at == status.head)
    }

    fn read_on(
        &mut self,
        reading: &Reading<'_>,
        stream: StreamId,
        status: &StreamStatus,
        floor: u64,
        at: u64,
    ) -> Result<(), StoreError> {
        let mut news = news(stream, status, None);
        (news.floor, news.at, news.more) = (floor, at, true);
        while self.budget > 0 {
            let rows = document::touched_after(reading, stream, news.at, BATCH)?;
            if rows.is_empty() {
                (news.floor, news.at, news.more) = (status.head, status.head, false);
                break;
            }
            for row in rows {
                if self.budget <= 0 {
                    break;
                }
                news.at = row.touched_seq;
                if !self.is_told(reading, &row, floor)? {
                    self.entry(reading, &row, floor, &mut news)?;
                }
            }
        }
        let upto = news.at;
        // Who has read nothing yet is told as well: they may have what they wrote, or what another phone handed them.
        self.departures(reading, (at, upto), &mut news)?;
        self.news.push(news);
        Ok(())
    }

    /// Names the records that left the stream between two places of it.
    fn departures(
        &mut self,
        reading: &Reading<'_>,
        between: (u64, u64),
        news: &mut StreamNews,
    ) -> Result<(), StoreError> {
        let gone = append::departed(reading, news.stream, between)?;
        self.budget -= i64::try_from(gone.len() * 17).unwrap_or(i64::MAX);
        news.gone = (!gone.is_empty()).then_some(gone);
        Ok(())
    }

    /// Whether the receipts say all there is to say of a record: nothing but what this very request brought has moved it
    /// since the device was told of it.
    fn is_told(&self, reading: &Reading<'_>, row: &DocumentRow, floor: u64) -> Result<bool, StoreError> {
        let seen_since = row.touched_seq != row.content_seq;
        if !self.request.terse || self.merged.is_empty() || seen_since || self.request.wants.contains(&row.doc) {
            return Ok(false);
        }
        if has_arrived(reading, row, floor)? {
            return Ok(false);
        }
        match document::envelopes_beyond(reading, row, floor) {
            Ok((newer, true)) => Ok(follows_from_receipts(&row.heads, &newer, &self.merged)),
            Ok((_, false)) => Ok(false),
            // A record that cannot be read is left to its entry.
            Err(StoreError::Corrupt(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn entry(
        &mut self,
        reading: &Reading<'_>,
        row: &DocumentRow,
        floor: u64,
        news: &mut StreamNews,
    ) -> Result<(), StoreError> {
        // Who asks for a record by name lacks something of it, perhaps what its own twin wrote.
        // Who follows the record takes an envelope only by its own author; what the ward let in reaches them whole.
        let whole = floor == 0
            || self.request.wants.contains(&row.doc)
            || has_arrived(reading, row, floor)?
            || quarantine::is_released_after(reading, row.doc, floor)?;
        let wanted = if whole { Wanted::Whole } else { Wanted::After { floor, by: self.device } };
        let (mut entry, authors) = match document::entry(reading, row, &wanted) {
            Err(StoreError::Corrupt(what)) => {
                tracing::error!(doc = %row.doc, what, "a stored record cannot be read; readers go without it");
                return Ok(());
            }
            found => found?,
        };
        entry.envelopes.retain(|sealed| !self.brought.contains(&sealed.envelope_id()));
        let bytes = entry.snapshot.as_ref().map_or(0, |bytes| bytes.len())
            + entry.envelopes.iter().map(|sealed| sealed.body_len() + 72).sum::<usize>()
            + 40
            + 34 * entry.heads.as_slice().len();
        self.budget -= i64::try_from(bytes).unwrap_or(i64::MAX);
        if entry.snapshot.is_some() || !entry.envelopes.is_empty() {
            self.authors.extend(authors);
        }
        news.entries.push(entry);
        Ok(())
    }

    /// Adds the records the device asked for by name, if it may read them.
    fn whole_records(&mut self, reading: &Reading<'_>, readable: &[StreamId]) -> Result<(), StoreError> {
        for doc in std::mem::take(&mut self.request.wants) {
            if self.budget <= 0 {
                break;
            }
            let Some(row) = document::find(reading, doc)?.filter(|row| readable.contains(&row.stream)) else {
                continue;
            };
            let cursor = self.request.cursors.iter().find(|cursor| cursor.stream == row.stream).cloned();
            let (Some(cursor), Some(status)) = (cursor, document::status(reading, row.stream)?) else { continue };
            let place = match self.news.iter().position(|news| news.stream == row.stream) {
                Some(place) => place,
                None => {
                    self.news.push(news(row.stream, &status, Some(&cursor)));
                    self.news.len() - 1
                }
            };
            let mut found = self.news.remove(place);
            if !found.entries.iter().any(|entry| entry.doc == doc) {
                self.entry(reading, &row, 0, &mut found)?;
            }
            self.news.insert(place, found);
        }
        Ok(())
    }
}

/// Whether a record came into its stream behind a place, so that its envelopes of before are numbered elsewhere.
fn has_arrived(reading: &Reading<'_>, row: &DocumentRow, floor: u64) -> Result<bool, StoreError> {
    Ok(row.kind.spec().placing().is_some() && append::arrived(reading, row.doc)? > floor)
}

fn news(stream: StreamId, status: &StreamStatus, cursor: Option<&Cursor>) -> StreamNews {
    StreamNews {
        stream,
        epoch: status.epoch,
        floor: cursor.map_or(0, |cursor| cursor.floor),
        at: cursor.map_or(0, |cursor| cursor.at),
        more: false,
        digest: status.digest,
        entries: Vec::new(),
        reset: false,
        inventory: None,
        gone: None,
    }
}

fn inventory_page(
    reading: &Reading<'_>,
    stream: StreamId,
    after: Option<shared::id::DocId>,
) -> Result<Inventory, StoreError> {
    let mut records = document::inventory(reading, stream, after, limits::INVENTORY_PAGE_MAX + 1)?;
    let more = records.len() > limits::INVENTORY_PAGE_MAX;
    records.truncate(limits::INVENTORY_PAGE_MAX);
    Ok(Inventory { records, more })
}
