//! Answers of a server that lies: whatever it says, what was written here stays, nothing is called safe without a receipt,
//! and the phone comes to an end.

use shared::access::StreamClass;
use shared::wire::{Inventory, Visit, Witness};

use super::*;

fn stream(org: OrgId) -> StreamId {
    StreamId { org, class: StreamClass::Own }
}

fn nothing() -> Response {
    Response {
        version: 1,
        server_ms: i64::MAX,
        receipts: Vec::new(),
        streams: Vec::new(),
        certificates: Vec::new(),
        withdrawn: Vec::new(),
        visit: None,
        witness: None,
        rules: None,
        revoked_ms: None,
    }
}

fn news(org: OrgId) -> StreamNews {
    StreamNews {
        stream: stream(org),
        epoch: u64::MAX,
        floor: u64::MAX,
        at: u64::MAX,
        more: false,
        digest: StreamDigest([0xff; 16]),
        entries: Vec::new(),
        reset: false,
        inventory: None,
        gone: None,
    }
}

/// Lies, each as one answer.
fn lies(own: &Doc, foreign: OrgId) -> Vec<(&'static str, Response)> {
    let entry = |doc: &Doc, kind: u8| Entry {
        doc: doc.id(),
        kind,
        heads: doc.heads(),
        content_seq: u64::MAX,
        seen_seq: u64::MAX,
        snapshot: Some(doc.save().into()),
        envelopes: Vec::new(),
    };
    let with = |entries: Vec<Entry>, org| Response { streams: vec![StreamNews { entries, ..news(org) }], ..nothing() };
    let other = MeetingKey { org: foreign, ..meeting_key() }.open();
    let listed = |records| StreamNews { inventory: Some(Inventory { records, more: true }), ..news(cell()) };
    let unknown = DocId::from_bytes([9; 16]);
    let receipt = |fate| Receipt { envelope: shared::id::EnvelopeId::from_bytes([3; 16]), fate };
    vec![
        ("cursors at the end of numbers", Response { streams: vec![news(cell())], ..nothing() }),
        ("a floor beyond its page", Response { streams: vec![StreamNews { at: 0, ..news(cell()) }], ..nothing() }),
        ("more without end", Response { streams: vec![StreamNews { more: true, ..news(cell()) }], ..nothing() }),
        (
            "that what was written here has left",
            Response { streams: vec![StreamNews { gone: Some(vec![own.id()]), ..news(cell()) }], ..nothing() },
        ),
        ("a reset", Response { streams: vec![StreamNews { reset: true, ..news(cell()) }], ..nothing() }),
        ("another cell's record here", with(vec![entry(&other, 1)], cell())),
        ("this cell's record there", with(vec![entry(own, 1)], foreign)),
        ("a record as another kind", with(vec![entry(own, 2)], cell())),
        ("a record as a kind of a newer app", with(vec![entry(own, 200)], cell())),
        ("bytes that are no record", with(vec![Entry { snapshot: Some(vec![7; 99].into()), ..entry(own, 1) }], cell())),
        (
            "an inventory of what nobody has",
            Response { streams: vec![listed(vec![(unknown, other.heads()), (own.id(), other.heads())])], ..nothing() },
        ),
        ("an empty inventory", Response { streams: vec![listed(Vec::new())], ..nothing() }),
        (
            "receipts nobody asked for",
            Response {
                receipts: vec![receipt(Fate::Merged(u64::MAX)), receipt(Fate::Refused("x".repeat(10_000)))],
                ..nothing()
            },
        ),
        (
            "a certificate nobody signed",
            Response {
                certificates: vec![Signed::seal("sen/certificate/1", &7_u8, &SigningKey::from_bytes(&[1; 32]))],
                ..nothing()
            },
        ),
        ("a stream this phone never had, withdrawn", Response { withdrawn: vec![stream(foreign)], ..nothing() }),
        (
            "visits and a chain at the end of numbers",
            Response {
                visit: Some(Visit { era: u64::MAX, number: u64::MAX, before: 0 }),
                witness: Some(Witness { entry: u64::MAX, hash: [0; 16], since: u64::MAX }),
                rules: None,
                ..nothing()
            },
        ),
    ]
}

#[test]
fn whatever_a_server_says_what_was_written_here_stays_and_is_not_called_safe() {
    let mut server = FakeServer::new(cell());
    let mut phone = Phone::enrolled(&server, "Đặng Thị Hòa", None);
    let doc = phone.engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
    phone.engine.splice_minutes(doc, (0, 0), "Viết ở đây. ", at(1)).unwrap();
    let own = meeting_key().open();
    let foreign = OrgId::from_bytes([0x77; 16]);
    for (what, lie) in lies(&own, foreign) {
        // Twice: the second time it stands on what the first left.
        for _ in 0..2 {
            phone.engine.begin_sync(at(10)).unwrap();
            drop(phone.engine.finish_sync(&wire::encode(&lie), at(11)));
            assert_eq!(minutes(&mut phone), "Viết ở đây. ", "{what}");
            assert_eq!(phone.engine.safety(doc), Safety::OnThisPhone, "{what}");
        }
    }
    phone = phone.restarted();
    assert_eq!(minutes(&mut phone), "Viết ở đây. ");
    assert!(
        phone.engine.meeting(MeetingKey { org: foreign, ..meeting_key() }.doc()).is_err(),
        "nothing foreign is shown"
    );
    // An honest server gets all of it.
    phone.sync(&mut server);
    assert!(server.merged() > 0);
    assert_eq!(minutes(&mut phone), "Viết ở đây. ");
    assert_ne!(phone.engine.safety(doc), Safety::OnThisPhone);
}

/// Notes the news that come first in an answer as under trial, and ends the process before anything came of it.
fn died_while_merging(mut phone: Phone, answer: &[u8]) -> Phone {
    let news = Response::read(answer).unwrap().streams.remove(0);
    phone.engine.trials.is_noting = true;
    phone.engine.begin_trial(&trial::digest_of(&news.entries[..4])).unwrap();
    phone.restarted()
}

#[test]
fn what_ends_the_program_twice_while_it_is_merged_is_set_aside_and_the_rest_goes_on() {
    let mut server = FakeServer::new(cell());
    let mut writer = Phone::enrolled(&server, "Đặng Thị Hòa", None);
    for ordinal in 1..=6 {
        writer.engine.open_meeting(&MeetingKey { ordinal, ..meeting_key() }, at(0)).unwrap();
    }
    writer.sync(&mut server);
    let mut phone = Phone::enrolled(&server, "Nguyễn Văn An", None);
    let request = phone.engine.begin_sync(at(10)).unwrap();
    let answer = server.answer(&request);
    // Once may be a window that was closed: it is tried again.
    phone = died_while_merging(phone, &answer);
    let mut first = phone.engine.trials.clone();
    assert!(!first.is_set_aside(&trial::digest_of(&Response::read(&answer).unwrap().streams[0].entries[..4])));
    phone = died_while_merging(phone, &answer);
    let taken = phone.engine.finish_sync(&answer, at(11)).unwrap();
    assert_eq!((taken.unmerged.len(), taken.received), (4, 2), "{taken:?}");
    // What came to its end is not counted, whatever becomes of the process afterwards.
    first = phone.restarted().engine.trials.clone();
    assert!(first.is_noting == cfg!(panic = "abort"));
}
