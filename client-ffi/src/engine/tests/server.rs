//! A server of one stream in a few lines: it merges what fits and echoes it, and keeps no rules of its own.

use std::collections::BTreeMap;

use shared::access::{Place, StreamClass};
use shared::rules::Book;
use shared::sync::server::{Owed, StreamStatus, owed};
use shared::wire::Inventory;

use super::*;

pub(crate) struct FakeServer {
    ward: SigningKey,
    org: OrgId,
    epoch: u64,
    log: Vec<(DocId, Signed)>,
    docs: BTreeMap<DocId, Doc>,
    people: std::cell::RefCell<Vec<Signed>>,
    shows_certificates: bool,
    pub(crate) revoked: Option<Timestamp>,
    pub(crate) rules: Book,
}

impl FakeServer {
    pub(crate) fn new(org: OrgId) -> Self {
        Self::of_ward(org, 42)
    }

    pub(crate) fn of_ward(org: OrgId, ward: u8) -> Self {
        Self {
            ward: SigningKey::from_bytes(&[ward; 32]),
            org,
            epoch: 1,
            log: Vec::new(),
            docs: BTreeMap::new(),
            people: std::cell::RefCell::default(),
            shows_certificates: true,
            revoked: None,
            rules: Book::default(),
        }
    }

    pub(crate) fn code(&self) -> String {
        EnrolCode { url: "https://sen.test:8443".to_owned(), pin: [5; 32], secret: [6; 16] }.to_text()
    }

    pub(crate) fn enrol(&self, request: &[u8], person: &str, member: Option<DocId>) -> Vec<u8> {
        let signed: Signed = wire::decode(request).unwrap();
        let claimed: EnrolRequest = signed.peek().unwrap();
        let asked: EnrolRequest = signed.open(shared::envelope::ENROLMENT_LABEL, &claimed.public_key).unwrap();
        let place = Place { org: self.org, role: Role::Head };
        let certificate = Certificate {
            public_key: asked.public_key,
            org: place.org,
            role: place.role.code().to_owned(),
            person: person.to_owned(),
            member,
            issued_ms: 0,
        }
        .seal(&self.ward);
        self.people.borrow_mut().push(certificate.clone());
        let ward_key = self.ward.verifying_key().to_bytes();
        wire::encode(&EnrolResponse { certificate, token: [8; 32], ward_key })
    }

    pub(crate) fn withhold_certificates(&mut self) {
        self.shows_certificates = false;
    }

    pub(crate) fn lose_everything(&mut self) {
        self.log.clear();
        self.docs.clear();
        self.epoch += 1;
    }

    pub(crate) fn merged(&self) -> usize {
        self.log.len()
    }

    pub(crate) fn answer(&mut self, request: &[u8]) -> Vec<u8> {
        let request = Request::read(request).unwrap();
        let receipts = request.envelopes.iter().map(|sealed| self.take(sealed)).collect();
        let stream = StreamId { org: self.org, class: StreamClass::Own };
        let cursor = request.cursors.iter().find(|cursor| cursor.stream == stream);
        let asked = request.inventories.iter().any(|ask| ask.stream == stream);
        let certificates = if self.shows_certificates { self.people.borrow().clone() } else { Vec::new() };
        let news = self.news(stream, owed(cursor, &self.status()), asked, &request.wants);
        wire::encode(&Response {
            version: 1,
            server_ms: 1_793_880_000_000,
            receipts,
            streams: news.into_iter().collect(),
            certificates,
            withdrawn: Vec::new(),
            visit: None,
            witness: None,
            rules: request.rules.and_then(|mark| self.rules.news(mark)),
            revoked_ms: self.revoked.map(Timestamp::as_ms),
        })
    }

    fn status(&self) -> StreamStatus {
        let mut digest = StreamDigest::default();
        self.docs.values().for_each(|doc| digest.toggle(doc.id(), &doc.heads()));
        StreamStatus { epoch: self.epoch, head: self.log.len() as u64, digest }
    }

    fn news(&self, stream: StreamId, owed: Owed, asked: bool, wants: &[DocId]) -> Option<StreamNews> {
        let status = self.status();
        let all = |after: u64| -> Vec<Entry> {
            self.docs.values().map(|doc| self.entry(doc, after)).filter(|entry| entry.content_seq > after).collect()
        };
        let (entries, reset) = match owed {
            Owed::Nothing if !asked && wants.is_empty() => return None,
            Owed::Nothing => (Vec::new(), false),
            Owed::After { floor, .. } => (all(floor), false),
            Owed::Reset => (Vec::new(), !asked),
        };
        let wanted = wants.iter().filter_map(|doc| self.docs.get(doc)).map(|doc| self.entry(doc, 0));
        let records = self.docs.values().map(|doc| (doc.id(), doc.heads())).collect();
        Some(StreamNews {
            stream,
            epoch: status.epoch,
            floor: status.head,
            at: status.head,
            more: false,
            digest: status.digest,
            entries: entries.into_iter().chain(wanted).collect(),
            reset,
            inventory: asked.then_some(Inventory { records, more: false }),
            gone: None,
        })
    }

    fn entry(&self, doc: &Doc, after: u64) -> Entry {
        let numbered = || (1u64..).zip(&self.log).filter(|(_, (of, _))| *of == doc.id());
        Entry {
            doc: doc.id(),
            kind: doc.kind().number(),
            heads: doc.heads(),
            content_seq: numbered().map(|(seq, _)| seq).max().unwrap_or(0),
            seen_seq: 0,
            snapshot: None,
            envelopes: numbered().filter(|(seq, _)| *seq > after).map(|(_, (_, sealed))| sealed.clone()).collect(),
        }
    }

    fn take(&mut self, sealed: &Signed) -> Receipt {
        let envelope: Envelope = sealed.peek().unwrap();
        let id = sealed.envelope_id();
        if let Some(at) = self.log.iter().position(|(_, kept)| kept.envelope_id() == id) {
            return Receipt { envelope: id, fate: Fate::Duplicate(at as u64 + 1) };
        }
        let kind = envelope.known_kind().unwrap();
        let merged = match self.docs.get(&envelope.doc).cloned() {
            Some(doc) => doc.absorb(envelope.form, &envelope.chunk, Some(envelope.device)),
            None => Doc::found(envelope.doc, kind, envelope.form, &envelope.chunk, Some(envelope.device)),
        };
        self.docs.insert(envelope.doc, merged.unwrap().0);
        self.log.push((envelope.doc, sealed.clone()));
        Receipt { envelope: id, fate: Fate::Merged(self.log.len() as u64) }
    }
}
