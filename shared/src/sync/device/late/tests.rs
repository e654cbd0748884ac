use super::*;
use crate::doc::Heads;
use crate::id::{EnvelopeId, OrgId};
use crate::limits;
use crate::sync::device::{Safety, StreamState};
use crate::wire::{Fate, StreamDigest};

const STREAM: StreamId = StreamId { org: OrgId::from_bytes([2; 16]), class: crate::access::StreamClass::Own };
const DOC: DocId = DocId::from_bytes([8; 16]);

fn state(epoch: u64, at: u64) -> StreamState {
    StreamState { epoch, floor: at, at, ..StreamState::default() }
}

/// A ledger at `at` of an epoch, with one envelope on its way; the request it sends; and the envelope.
fn asking(epoch: u64, at: u64) -> (Ledger, Asked, EnvelopeId) {
    let mut ledger = Ledger::load([(STREAM, state(epoch, at))], [], []);
    let sealed = Envelope {
        org: STREAM.org,
        doc: DOC,
        kind: Kind::Member.number(),
        base: Heads::default(),
        form: crate::doc::ChunkForm::Changes,
        chunk: vec![1].into(),
        device: crate::id::DeviceId::from_bytes([1; 16]),
    }
    .seal(&ed25519_dalek::SigningKey::from_bytes(&[1; 32]));
    let id = sealed.envelope_id();
    ledger.carried(DOC, Kind::Member, STREAM, &Heads::default());
    ledger.enqueue(DOC, sealed);
    let request = ledger.request(crate::time::Timestamp::from_ms(1), 4096);
    (ledger, Asked::of(PackageId::from_bytes([5; 16]), &request), id)
}

fn moved(ledger: Ledger, to: StreamState) -> Ledger {
    let records: Vec<_> = ledger.records().map(|(doc, record)| (*doc, record.clone())).collect();
    let outbox: Vec<Pending> = ledger.outbox.values().cloned().collect();
    Ledger::load([(STREAM, to)], records, outbox)
}

fn answer(epoch: u64, at: u64, envelope: EnvelopeId) -> Response {
    Response {
        version: limits::PROTOCOL_VERSION,
        server_ms: 1,
        receipts: vec![Receipt { envelope, fate: Fate::Merged(at) }],
        streams: vec![StreamNews {
            stream: STREAM,
            epoch,
            floor: at,
            at,
            more: false,
            digest: StreamDigest::default(),
            entries: Vec::new(),
            reset: false,
            inventory: None,
            gone: None,
        }],
        certificates: Vec::new(),
        withdrawn: Vec::new(),
        visit: None,
        witness: None,
        rules: None,
        revoked_ms: None,
    }
}

#[test]
fn an_answer_to_a_ledger_that_stands_where_it_asked_is_taken_whole() {
    let (mut ledger, asked, id) = asking(1, 10);
    let mut response = answer(1, 12, id);
    assert_eq!(ledger.take_late(&asked, &mut response), 0);
    assert_eq!((ledger.unsent(), response.streams.len()), (0, 1));
}

#[test]
fn a_receipt_of_a_server_that_was_restored_since_makes_nothing_safe() {
    let (ledger, asked, id) = asking(1, 10);
    let mut ledger = moved(ledger, state(2, 10));
    let mut response = answer(1, 12, id);
    assert_eq!(ledger.take_late(&asked, &mut response), 2);
    assert_eq!((ledger.unsent(), response.streams.len()), (1, 0));
    assert_eq!(ledger.safety(DOC), Safety::OnThisPhone);
}

#[test]
fn news_older_than_what_was_read_since_is_left_out_and_its_receipts_still_count() {
    let (ledger, asked, id) = asking(1, 10);
    let mut ledger = moved(ledger, state(1, 20));
    let mut response = answer(1, 12, id);
    assert_eq!(ledger.take_late(&asked, &mut response), 1);
    assert_eq!((ledger.unsent(), response.streams.len()), (0, 0));
}

#[test]
fn news_that_covers_what_was_read_since_is_taken() {
    let (ledger, asked, id) = asking(1, 10);
    let mut ledger = moved(ledger, state(1, 11));
    let mut response = answer(1, 12, id);
    assert_eq!(ledger.take_late(&asked, &mut response), 0);
    assert_eq!(response.streams.len(), 1);
}

#[test]
fn a_withdrawal_or_reset_that_comes_late_is_left_for_the_next_answer() {
    let (ledger, asked, id) = asking(1, 10);
    let mut ledger = moved(ledger, state(1, 11));
    let mut response = answer(1, 12, id);
    response.streams[0].reset = true;
    response.withdrawn.push(STREAM);
    assert_eq!(ledger.take_late(&asked, &mut response), 2);
    assert!(ledger.stream(STREAM).is_some_and(|state| !state.withdrawn));
}

#[test]
fn what_another_phone_handed_over_is_on_this_phone_only() {
    let (ledger, ..) = asking(1, 10);
    assert_eq!(ledger.safety(DOC), Safety::OnThisPhone);
}

#[test]
fn a_stream_from_which_another_phone_brought_something_is_asked_for_by_name() {
    let mut ledger = Ledger::default();
    ledger.carried(DOC, Kind::Member, STREAM, &Heads::default());
    let request = ledger.request(crate::time::Timestamp::from_ms(1), 4096);
    assert!(request.cursors.iter().any(|cursor| cursor.stream == STREAM), "so that it can be withdrawn");
}
