//! A ward in memory: a server that keeps every promise of the protocol, and phones that speak to it
//! through encoded frames.

use std::collections::{BTreeMap, BTreeSet};

use ed25519_dalek::SigningKey;

use crate::access::{Place, Role, StreamId};
use crate::doc::{ChunkForm, Doc, Edit, EditError, Kind, Pen, Seed, Unacceptable};
use crate::envelope::{Envelope, Signed};
use crate::id::{DeviceId, DocId, EnvelopeId, OrgId};
use crate::limits;
use crate::org::{OrgClass, OrgTree, OrgView};
use crate::sync::device::{Aside, Ledger};
use crate::sync::server::{Owed, Sender, StreamStatus, belongs, follows_from_receipts, hold_reason, judge, owed};
use crate::time::Timestamp;
use crate::wire::{
    self, Cursor, Entry, Fate, HoldReason, Inventory, Receipt, Request, Response, StreamDigest, StreamNews,
};

pub(super) const WARD: OrgId = OrgId::from_bytes(*b"ward-of-my-phuoc");
pub(super) const CELL: OrgId = OrgId::from_bytes(*b"cell-of-khom-one");
pub(super) const OWN: StreamId = StreamId { org: CELL, class: crate::access::StreamClass::Own };

pub(super) fn member(n: u16) -> DocId {
    let mut bytes = *b"member-record-00";
    bytes[14..].copy_from_slice(&n.to_be_bytes());
    DocId::from_bytes(bytes)
}

pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_ms(1_793_880_000_000 + seconds * 1000)
}

#[derive(Clone)]
struct Record {
    doc: Doc,
    log: Vec<(u64, Signed)>,
    content_seq: u64,
    last_seq: u64,
    seen_seq: u64,
}

#[derive(Clone)]
struct Stream {
    epoch: u64,
    head: u64,
    records: BTreeMap<DocId, Record>,
}

#[derive(Clone)]
pub(super) struct Server {
    tree: OrgTree,
    epoch: u64,
    streams: BTreeMap<StreamId, Stream>,
    devices: BTreeMap<DeviceId, Sender>,
    merged: BTreeMap<EnvelopeId, u64>,
    pub(super) held: BTreeMap<EnvelopeId, (Signed, HoldReason)>,
    pub(super) purged: BTreeSet<StreamId>,
    /// Says `reset` beside each inventory page as long as the digests differ.
    pub(super) insistent: bool,
    pub(super) inventory_page: usize,
}

impl Server {
    pub(super) fn new() -> Self {
        let org = |org: OrgId, class: OrgClass, parent: Option<OrgId>| OrgView {
            org,
            name: class.to_string(),
            class,
            unit_kind: None,
            parent,
            valid_from: None,
            valid_to: None,
            successors: Vec::new(),
            carried_by: None,
        };
        let tree = OrgTree::of([org(WARD, OrgClass::Ward, None), org(CELL, OrgClass::Cell, Some(WARD))]);
        Self {
            tree,
            epoch: 1,
            streams: BTreeMap::new(),
            devices: BTreeMap::new(),
            merged: BTreeMap::new(),
            held: BTreeMap::new(),
            purged: BTreeSet::new(),
            insistent: false,
            inventory_page: limits::INVENTORY_PAGE_MAX,
        }
    }

    pub(super) fn enrol(&mut self, n: u8) -> Phone {
        let phone = Phone::new(n, 0);
        let place = Place { org: CELL, role: Role::Head };
        let public_key = phone.key.verifying_key().to_bytes();
        self.devices.insert(phone.device, Sender { public_key, place, revoked: false });
        phone
    }

    pub(super) fn revoke(&mut self, phone: &Phone) {
        self.devices.get_mut(&phone.device).unwrap().revoked = true;
    }

    /// What a restore from a backup does: older content under a new epoch.
    pub(super) fn restored_as_of(backup: &Self, epoch: u64) -> Self {
        let mut restored = backup.clone();
        restored.epoch = epoch;
        restored.streams.values_mut().for_each(|stream| stream.epoch = epoch);
        restored
    }

    pub(super) fn doc(&self, doc: DocId) -> Option<&Doc> {
        self.streams.values().find_map(|stream| stream.records.get(&doc)).map(|record| &record.doc)
    }

    pub(super) fn log_len(&self, doc: DocId) -> usize {
        self.streams.values().find_map(|stream| stream.records.get(&doc)).map_or(0, |record| record.log.len())
    }

    /// The ward looks at a record.
    pub(super) fn see(&mut self, doc: DocId) {
        let stream = self.streams.get_mut(&OWN).unwrap();
        stream.head += 1;
        let record = stream.records.get_mut(&doc).unwrap();
        record.seen_seq = record.content_seq;
        record.last_seq = stream.head;
    }

    /// The ward lets a held envelope in.
    pub(super) fn release(&mut self, id: EnvelopeId) {
        let (sealed, _) = self.held.remove(&id).unwrap();
        self.merge(&sealed).unwrap();
    }

    /// Spoils what the server holds of a record, as a defect would.
    pub(super) fn lose(&mut self, doc: DocId) {
        self.streams.get_mut(&OWN).unwrap().records.remove(&doc);
        self.merged.clear();
    }

    fn push(&mut self, sealed: &Signed) -> Receipt {
        let envelope = sealed.envelope_id();
        let fate = match self.merged.get(&envelope) {
            Some(seq) => Fate::Duplicate(*seq),
            None => match self.judge(sealed).and_then(|()| self.merge(sealed)) {
                Ok(seq) => Fate::Merged(seq),
                Err(reason) => {
                    self.held.insert(envelope, (sealed.clone(), reason.clone()));
                    Fate::Held(reason)
                }
            },
        };
        Receipt { envelope, fate }
    }

    fn judge(&self, sealed: &Signed) -> Result<(), HoldReason> {
        let claimed: Envelope = sealed.peek().ok().ok_or(HoldReason::Damaged)?;
        judge(sealed, self.devices.get(&claimed.device), &self.tree, None).map(|_| ())
    }

    fn merge(&mut self, sealed: &Signed) -> Result<u64, HoldReason> {
        let envelope: Envelope = sealed.peek().ok().ok_or(HoldReason::Damaged)?;
        let kind = envelope.known_kind().unwrap();
        let epoch = self.epoch;
        let stream = self.streams.entry(StreamId::of(envelope.org, kind)).or_insert_with(|| Stream {
            epoch,
            head: 0,
            records: BTreeMap::new(),
        });
        let author = Some(envelope.device);
        let merged = match stream.records.get(&envelope.doc) {
            Some(record) => record.doc.clone().absorb(envelope.form, &envelope.chunk, author),
            None => Doc::found(envelope.doc, kind, envelope.form, &envelope.chunk, author),
        };
        let (doc, _) = merged.map_err(|error| hold_reason(&error))?;
        if !belongs(&doc, envelope.org) {
            return Err(HoldReason::WrongPlace);
        }
        stream.head += 1;
        let seq = stream.head;
        let record = stream.records.entry(envelope.doc).or_insert_with(|| Record {
            doc: doc.clone(),
            log: Vec::new(),
            content_seq: 0,
            last_seq: 0,
            seen_seq: 0,
        });
        record.doc = doc;
        record.log.push((seq, sealed.clone()));
        (record.content_seq, record.last_seq) = (seq, seq);
        self.merged.insert(sealed.envelope_id(), seq);
        Ok(seq)
    }

    pub(super) fn answer(&mut self, device: DeviceId, request: &[u8]) -> Vec<u8> {
        let request = Request::read(request).unwrap();
        let receipts: Vec<Receipt> = request.envelopes.iter().map(|sealed| self.push(sealed)).collect();
        let merged = receipts.iter().filter(|receipt| matches!(receipt.fate, Fate::Merged(_)));
        let merged: BTreeSet<EnvelopeId> = merged.map(|receipt| receipt.envelope).collect();
        self.purged.extend(&request.purged);
        let sender = &self.devices[&device];
        let readable = if sender.revoked { Vec::new() } else { sender.place.streams(&self.tree) };
        let mut budget = request.budget_bytes as usize;
        let streams =
            readable.iter().filter_map(|stream| self.news(*stream, (&request, &merged), &mut budget)).collect();
        let named = request.cursors.iter().map(|cursor| cursor.stream);
        let withdrawn = named.filter(|stream| !readable.contains(stream)).collect();
        let response = Response {
            version: 1,
            server_ms: 0,
            receipts,
            streams,
            certificates: Vec::new(),
            withdrawn,
            visit: None,
            witness: None,
            rules: None,
            revoked_ms: None,
        };
        wire::encode(&response)
    }

    fn news(
        &self,
        id: StreamId,
        (request, merged): (&Request, &BTreeSet<EnvelopeId>),
        budget: &mut usize,
    ) -> Option<StreamNews> {
        let empty = Stream { epoch: self.epoch, head: 0, records: BTreeMap::new() };
        let stream = self.streams.get(&id).unwrap_or(&empty);
        let mut digest = StreamDigest::default();
        stream.records.iter().for_each(|(doc, record)| digest.toggle(*doc, &record.doc.heads()));
        let status = StreamStatus { epoch: stream.epoch, head: stream.head, digest };
        let cursor = request.cursors.iter().find(|cursor| cursor.stream == id);
        let owed = owed(cursor, &status);
        let (floor, at) = cursor.map_or((0, 0), |cursor: &Cursor| (cursor.floor, cursor.at));
        let wants = request.wants.iter().filter_map(|doc| Some((*doc, stream.records.get(doc)?)));
        let entries: Vec<Entry> = wants.map(|(doc, record)| entry(doc, record, None)).collect();
        let mut news = StreamNews {
            stream: id,
            epoch: stream.epoch,
            floor,
            at,
            more: false,
            digest,
            entries,
            reset: false,
            inventory: None,
            gone: None,
        };
        if let Some(ask) = request.inventories.iter().find(|ask| ask.stream == id) {
            let mut after = stream.records.iter().filter(|(doc, _)| ask.after.is_none_or(|after| **doc > after));
            let records = after.by_ref().take(self.inventory_page).map(|(doc, r)| (*doc, r.doc.heads())).collect();
            news.inventory = Some(Inventory { records, more: after.next().is_some() });
            news.reset = self.insistent && owed == Owed::Reset;
            news.at = stream.head;
            return Some(news);
        }
        match owed {
            Owed::Nothing if news.entries.is_empty() => return None,
            Owed::Nothing => {}
            Owed::Reset => (news.reset, news.at) = (true, stream.head),
            Owed::After { floor, at } => page(stream, (floor, at, merged), budget, &mut news),
        }
        Some(news)
    }
}

fn page(
    stream: &Stream,
    (floor, at, merged): (u64, u64, &BTreeSet<EnvelopeId>),
    budget: &mut usize,
    news: &mut StreamNews,
) {
    let mut due: Vec<_> = stream.records.iter().filter(|(_, record)| record.last_seq > at).collect();
    due.sort_by_key(|(_, record)| record.last_seq);
    for (doc, record) in due {
        let newer = |(seq, _): &&(u64, Signed)| *seq > floor;
        let since: Vec<Signed> = record.log.iter().filter(newer).map(|(_, sealed)| sealed.clone()).collect();
        let known = since.len() < record.log.len() && record.last_seq == record.content_seq;
        if known && follows_from_receipts(&record.doc.heads(), &since, merged) {
            news.at = record.last_seq;
            continue;
        }
        let entry = entry(*doc, record, Some(floor));
        let size = wire::encode(&entry).len();
        if size > *budget && !news.entries.is_empty() {
            news.more = true;
            return;
        }
        *budget = budget.saturating_sub(size);
        news.at = record.last_seq;
        news.entries.push(entry);
    }
    (news.floor, news.at) = (stream.head, stream.head);
}

/// A record's news beyond `floor`, or the whole of it.
fn entry(doc: DocId, record: &Record, floor: Option<u64>) -> Entry {
    let whole = floor.is_none_or(|floor| floor == 0 && record.log.len() > 2);
    let newer = record.log.iter().filter(|(seq, _)| !whole && floor.is_some_and(|floor| *seq > floor));
    Entry {
        doc,
        kind: record.doc.kind().number(),
        heads: record.doc.heads(),
        content_seq: record.content_seq,
        seen_seq: record.seen_seq,
        snapshot: whole.then(|| record.doc.save().into()),
        envelopes: newer.map(|(_, sealed)| sealed.clone()).collect(),
    }
}

#[derive(Clone)]
pub(super) struct Phone {
    pub(super) key: SigningKey,
    pub(super) device: DeviceId,
    pen: Pen,
    pub(super) ledger: Ledger,
    pub(super) docs: BTreeMap<DocId, Doc>,
    kept: BTreeMap<DocId, Vec<Signed>>,
    pub(super) budget: u32,
    clock: i64,
}

impl Phone {
    fn new(n: u8, start: u8) -> Self {
        let key = SigningKey::from_bytes(&[n; 32]);
        let device = DeviceId::of_key(&key.verifying_key().to_bytes());
        Self {
            key,
            device,
            pen: Pen::new(device, [start; 8]),
            ledger: Ledger::default(),
            docs: BTreeMap::new(),
            kept: BTreeMap::new(),
            budget: limits::RESPONSE_BUDGET_BYTES_DEFAULT,
            clock: i64::from(n),
        }
    }

    /// A process start: the actor is drawn afresh.
    pub(super) fn restarted(mut self, start: u8) -> Self {
        self.pen = Pen::new(self.device, [start; 8]);
        self
    }

    pub(super) fn write(&mut self, doc: DocId, edit: impl FnOnce(&mut Edit<'_>) -> Result<(), EditError>) {
        let record = self.docs.entry(doc).or_insert_with(|| Doc::create(&Seed::Id(crate::doc::Kind::Member, doc)));
        self.clock += 1;
        record.edit(&self.pen, at(self.clock), edit).unwrap();
        self.ledger.wrote(doc, Kind::Member, OWN);
    }

    pub(super) fn note(&mut self, doc: DocId, text: &str) {
        self.write(doc, |e| e.splice("notes", 0, 0, text));
    }

    /// The app is started anew: what is stored is all it knows.
    pub(super) fn restart(&mut self) {
        let streams: Vec<_> = self.ledger.streams().map(|(id, state)| (*id, state.clone())).collect();
        let records: Vec<_> = self.ledger.records().map(|(id, record)| (*id, record.clone())).collect();
        let aside = self.ledger.set_aside().into_iter().filter_map(|(id, ..)| self.ledger.pending(id).cloned());
        let mut outbox: Vec<_> = self.ledger.outgoing().into_iter().cloned().collect();
        outbox.extend(aside.filter(|pending| matches!(pending.aside, Some(Aside::Held(_)))));
        self.ledger = Ledger::load(streams, records, outbox);
    }

    fn hand_in_left(&mut self) {
        let left = self.ledger.take_left();
        let of_left: Vec<DocId> =
            self.ledger.records().filter(|(_, record)| left.contains(&record.stream)).map(|(doc, _)| *doc).collect();
        for doc in of_left {
            for sealed in self.kept.get(&doc).into_iter().flatten() {
                self.ledger.enqueue(doc, sealed.clone());
            }
        }
    }

    pub(super) fn request(&mut self) -> Vec<u8> {
        self.hand_in_left();
        for doc in self.ledger.unsealed() {
            let sealed = self.ledger.seal(&self.docs[&doc], self.device, &self.key);
            self.kept.entry(doc).or_default().extend(sealed);
        }
        wire::encode(&self.ledger.request(at(self.clock), self.budget))
    }

    pub(super) fn take(&mut self, response: &[u8]) -> bool {
        let response = Response::read(response).unwrap();
        self.hand_in_left();
        self.ledger.take_receipts(&response);
        for news in &response.streams {
            for entry in &news.entries {
                let doc = self.merge(entry);
                self.ledger.merged(news.stream, entry, doc.as_ref());
            }
            if self.ledger.read(news)
                && let Some(page) = &news.inventory
            {
                let compared = self.ledger.compare(news.stream, page, |doc| self.docs.get(&doc).cloned());
                for doc in compared.hand_in {
                    for sealed in self.kept.get(&doc).into_iter().flatten() {
                        self.ledger.enqueue(doc, sealed.clone());
                    }
                }
            }
        }
        for doc in self.ledger.removable() {
            self.docs.remove(&doc);
            self.ledger.removed(doc);
        }
        self.ledger.has_more_to_do(&response)
    }

    fn merge(&mut self, entry: &Entry) -> Option<Doc> {
        let kind = entry.known_kind()?;
        let snapshot = entry.snapshot.iter().map(|bytes| (ChunkForm::Document, bytes.to_vec(), None));
        let envelopes = entry.envelopes.iter().map(|sealed| {
            let envelope: Envelope = sealed.peek().unwrap();
            (envelope.form, envelope.chunk.to_vec(), Some(envelope.device))
        });
        let mut doc = self.docs.get(&entry.doc).cloned();
        for (form, chunk, author) in snapshot.chain(envelopes) {
            let merged = match doc {
                Some(doc) => doc.absorb(form, &chunk, author),
                None => Doc::found(entry.doc, kind, form, &chunk, author),
            };
            doc = match merged {
                Ok((doc, _)) => Some(doc),
                Err(Unacceptable::DuplicateActor) => return None,
                Err(error) => panic!("{error}"),
            };
        }
        for sealed in &entry.envelopes {
            let kept = self.kept.entry(entry.doc).or_default();
            if !kept.contains(sealed) {
                kept.push(sealed.clone());
            }
        }
        self.docs.insert(entry.doc, doc.clone()?);
        doc
    }

    /// One sync to the end; gives the number of round trips.
    pub(super) fn sync(&mut self, server: &mut Server) -> usize {
        for trips in 1..200 {
            let request = self.request();
            let response = server.answer(self.device, &request);
            if !self.take(&response) {
                return trips;
            }
        }
        panic!("a sync that never ends");
    }
}
