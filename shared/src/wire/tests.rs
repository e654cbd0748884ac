use ed25519_dalek::SigningKey;
use minicbor::bytes::ByteVec;

use super::*;
use crate::access::Role;
use crate::access::{StreamClass, StreamId};
use crate::doc::ChunkForm;
use crate::doc::Heads;
use crate::envelope::Signed;
use crate::envelope::{CERTIFICATE_LABEL, Certificate, ENROLMENT_LABEL, Envelope};
use crate::id::{ChangeId, ContentDigest, DeviceId};
use crate::id::{DocId, EnvelopeId, OrgId};
use crate::limits;
use crate::meeting::adoption::{Attestation, Capacity};
use crate::rules::{RulesMark, RulesNews, RulesText};

const DOC: DocId = DocId::from_bytes(*b"golden-document!");
const ORG: OrgId = OrgId::from_bytes(*b"golden-test-cell");

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn heads() -> Heads {
    Heads::of(vec![ChangeId::from_bytes([0x11; 32]), ChangeId::from_bytes([0x22; 32])])
}

fn stream(class: StreamClass) -> StreamId {
    StreamId { org: ORG, class }
}

fn envelope() -> Envelope {
    Envelope {
        org: ORG,
        doc: DOC,
        kind: 1,
        base: Heads::of(vec![ChangeId::from_bytes([0x11; 32])]),
        form: ChunkForm::Changes,
        chunk: vec![1, 2, 3].into(),
        device: DeviceId::of_key(&key().verifying_key().to_bytes()),
    }
}

fn cursor(class: StreamClass) -> Cursor {
    Cursor { stream: stream(class), epoch: u64::MAX - 1, floor: 3, at: 300, digest: StreamDigest([0xab; 16]) }
}

fn request() -> Request {
    Request {
        version: 1,
        device_ms: 1_793_880_000_000,
        budget_bytes: 65_536,
        cursors: vec![cursor(StreamClass::Own), cursor(StreamClass::Published)],
        envelopes: vec![envelope().seal(&key())],
        inventories: vec![InventoryAsk { stream: stream(StreamClass::Own), after: Some(DOC) }],
        wants: vec![DOC],
        purged: vec![stream(StreamClass::Published)],
        unsent: 2,
        terse: true,
        visit: None,
        witness: None,
        rules: None,
    }
}

fn entry(snapshot: Option<Vec<u8>>, envelopes: Vec<Signed>) -> Entry {
    let snapshot = snapshot.map(ByteVec::from);
    Entry { doc: DOC, kind: 1, heads: heads(), content_seq: 9, seen_seq: 4, snapshot, envelopes }
}

fn news() -> StreamNews {
    StreamNews {
        stream: stream(StreamClass::Own),
        epoch: 5,
        floor: 6,
        at: 7,
        more: true,
        digest: StreamDigest([0xcd; 16]),
        entries: Vec::new(),
        reset: false,
        inventory: None,
        gone: None,
    }
}

fn response() -> Response {
    let fates = [
        Fate::Merged(1),
        Fate::Duplicate(2),
        Fate::Held(HoldReason::UnknownDependency),
        Fate::Refused("đầy".to_owned()),
    ];
    let receipt = |(n, fate): (u8, Fate)| Receipt { envelope: EnvelopeId::from_bytes([n; 16]), fate };
    Response {
        version: 1,
        server_ms: 1_793_880_000_500,
        receipts: (1..).zip(fates).map(receipt).collect(),
        streams: Vec::new(),
        certificates: vec![certificate().seal(&key())],
        withdrawn: vec![stream(StreamClass::Own)],
        visit: None,
        witness: None,
        rules: None,
        revoked_ms: None,
    }
}

fn rules_mark() -> RulesMark {
    RulesMark { n: 3, digest: [0x55; 16] }
}

fn rules_news() -> RulesNews {
    let text = "# quy định".to_owned();
    RulesNews {
        asked: rules_mark(),
        keep: 2,
        versions: vec![RulesText { n: 3, at_ms: 1_793_880_000_000, text }],
        more: true,
    }
}

fn certificate() -> Certificate {
    Certificate {
        public_key: key().verifying_key().to_bytes(),
        org: ORG,
        role: Role::Head.code().to_owned(),
        person: "Lê Thị Sen".to_owned(),
        member: Some(DOC),
        issued_ms: 1_793_880_000_000,
    }
}

fn attestation() -> Attestation {
    Attestation {
        doc: DOC,
        heads: heads(),
        digest: ContentDigest::from_bytes([0x33; 32]),
        public_key: key().verifying_key().to_bytes(),
        capacity: Capacity::MinuteTaker,
        at_ms: 1_793_880_000_000,
    }
}

fn enrol_request() -> EnrolRequest {
    EnrolRequest {
        secret: [0x44; 16],
        public_key: key().verifying_key().to_bytes(),
        label: "Điện thoại cô Sen".to_owned(),
    }
}

fn enrol_code() -> EnrolCode {
    EnrolCode { url: "https://phuong.example:8443".to_owned(), pin: [0x55; 32], secret: [0x44; 16] }
}

fn enrol_offer() -> EnrolOffer {
    EnrolOffer {
        person: "Lê Thị Sen".to_owned(),
        role: Role::Head.code().to_owned(),
        org: "Chi bộ khóm Mỹ Phước".to_owned(),
        ward: "Đảng bộ phường Sen Hồng".to_owned(),
        expires_ms: 1_793_966_400_000,
    }
}

/// Every frame with a name: its bytes, and whether other bytes still read as the same frame.
type Reads = Box<dyn Fn(&[u8]) -> bool>;

fn frame<T>(name: &'static str, value: T) -> (&'static str, Vec<u8>, Reads)
where
    T: PartialEq + minicbor::Encode<()> + for<'b> minicbor::Decode<'b, ()> + 'static,
{
    let bytes = encode(&value);
    (name, bytes, Box::new(move |bytes| decode::<T>(bytes).is_ok_and(|read| read == value)))
}

fn frames() -> Vec<(&'static str, Vec<u8>, Reads)> {
    let with_entries = StreamNews { entries: vec![entry(None, vec![envelope().seal(&key())])], ..news() };
    let inventory = Inventory { records: vec![(DOC, heads())], more: false };
    let visit = Visit { era: 1_793_880_000_001, number: 12, before: 10 };
    let next = Visit { number: 13, before: 12, ..visit };
    let response_with_news = Response { streams: vec![with_entries], ..response() };
    vec![
        frame("request", request()),
        frame("response", response()),
        frame("response_with_news", response_with_news),
        frame("entry_snapshot", entry(Some(vec![9, 9]), Vec::new())),
        frame("entry_envelopes", entry(None, vec![envelope().seal(&key())])),
        frame("inventory", StreamNews { inventory: Some(inventory), more: false, ..news() }),
        frame("reset", StreamNews { reset: true, ..news() }),
        frame("gone", StreamNews { gone: Some(vec![DOC]), ..news() }),
        frame("envelope", envelope()),
        frame("certificate", certificate()),
        frame("attestation", attestation()),
        frame("enrol_request", enrol_request()),
        frame(
            "enrol_response",
            EnrolResponse { certificate: certificate().seal(&key()), token: [0x66; 32], ward_key: [0x77; 32] },
        ),
        frame("error", ErrorFrame { code: "too_many".to_owned(), message: "Quá nhiều".to_owned() }),
        frame("enrol_code", enrol_code()),
        frame("request_with_visit", Request { visit: Some(visit), ..request() }),
        frame("response_with_visit", Response { visit: Some(next), ..response() }),
        frame("response_to_a_revoked_device", Response { revoked_ms: Some(1_793_880_000_000), ..response() }),
        frame("request_with_rules", Request { rules: Some(rules_mark()), ..request() }),
        frame("response_with_rules", Response { rules: Some(rules_news()), ..response() }),
        frame("look_request", LookRequest::of(&enrol_code())),
        frame("enrol_offer", enrol_offer()),
    ]
}

/// The same map with one key more, which a newer version might have added.
fn with_unknown_key(frame: &[u8]) -> Vec<u8> {
    let (first, rest) = frame.split_first().unwrap();
    assert!((0xa0..0xb7).contains(first), "a short map");
    let mut longer = vec![first + 1];
    longer.extend(rest);
    longer.extend(encode(&99_u32));
    longer.extend(encode(&vec![vec!["of".to_owned()], vec!["a newer".to_owned(), "version".to_owned()]]));
    longer
}

/// Do not update me: phones and servers of every release exchange these bytes.
#[test]
fn frames_are_frozen() {
    let golden: Vec<&str> = include_str!("golden.txt").lines().filter(|line| !line.starts_with('#')).collect();
    let frames = frames();
    let mut lines: Vec<String> =
        frames.iter().map(|(name, bytes, _)| format!("{name} {}", hex::encode(bytes))).collect();
    lines.push(format!("enrol_code_text {}", enrol_code().to_text()));
    let signed_request = Signed::seal(ENROLMENT_LABEL, &enrol_request(), &key());
    lines.push(format!("signed_enrol_request {}", hex::encode(encode(&signed_request))));
    assert_eq!(lines, golden);
}

#[test]
fn every_frame_reads_back_as_it_was_written() {
    for (name, bytes, reads) in frames() {
        assert!(reads(&bytes), "{name}");
    }
    assert_eq!(EnrolCode::parse(&enrol_code().to_text()).ok(), Some(enrol_code()));
}

#[test]
fn a_field_of_a_newer_version_is_passed_over() {
    for (name, bytes, reads) in frames() {
        assert!(reads(&with_unknown_key(&bytes)), "{name}");
    }
}

#[test]
fn a_frame_cut_anywhere_or_followed_by_anything_is_an_error() {
    for (name, bytes, reads) in frames() {
        for cut in 0..bytes.len() {
            assert!(!reads(&bytes[..cut]), "{name} cut at {cut}");
        }
        assert!(!reads(&[&bytes[..], &[0]].concat()), "{name} with a byte after it");
    }
    let trailing = [encode(&request()), vec![0xf6]].concat();
    assert_eq!(Request::read(&trailing).unwrap_err().code(), "bad_frame");
    assert!(matches!(Request::read(&trailing), Err(FrameError::TrailingBytes)));
}

/// A request of this version with one field more, whose value is `value`.
fn with_field(key: u8, value: &[u8]) -> Vec<u8> {
    [&[0xa5, 0, 1, 1, 0, 2, 0, 3, 0x80], &encode(&key)[..], value].concat()
}

/// The first bytes of a list of so many.
fn list_of(count: usize) -> Vec<u8> {
    let mut bytes = encode(&count);
    bytes[0] |= 0x80;
    bytes
}

fn in_lists(levels: usize) -> Vec<u8> {
    [vec![0x81; levels], vec![0]].concat()
}

#[test]
fn a_frame_may_hold_as_many_items_and_levels_as_are_allowed_and_no_more() {
    let too_many = |bytes: &[u8], name: &str| match Request::read(bytes) {
        Err(FrameError::TooMany { what, .. }) => what == name,
        _ => false,
    };
    // The frame itself is a level.
    assert!(Request::read(&with_field(99, &in_lists(limits::FRAME_LEVELS_MAX - 1))).is_ok());
    assert!(too_many(&with_field(99, &in_lists(limits::FRAME_LEVELS_MAX)), "levels"));
    assert!(too_many(&with_field(99, &[0xc1; limits::FRAME_LEVELS_MAX]), "levels"));
    // The frame, five keys, four other values, and the list itself are items too.
    let list = |count: usize| [list_of(count), vec![0; count]].concat();
    assert!(Request::read(&with_field(99, &list(limits::FRAME_ITEMS_MAX - 11))).is_ok());
    assert!(too_many(&with_field(99, &list(limits::FRAME_ITEMS_MAX - 10)), "items"));
}

#[test]
fn there_is_one_encoding_of_a_frame_and_no_other_is_read() {
    let refused: [(&str, &[u8]); 22] = [
        ("bytes told at their end", &[0x5f, 0x41, 0, 0xff]),
        ("a text told at its end", &[0x7f, 0x61, 0x61, 0xff]),
        ("a list told at its end", &[0x9f, 0, 0xff]),
        ("a map told at its end", &[0xbf, 0, 0, 0xff]),
        ("an end without a beginning", &[0xff]),
        ("a small number in two bytes", &[0x18, 23]),
        ("a number in three", &[0x19, 0, 0xff]),
        ("a number in five", &[0x1a, 0, 0, 0xff, 0xff]),
        ("a number in nine", &[0x1b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]),
        ("a negative number in two bytes", &[0x38, 23]),
        ("a length in two bytes", &[0x58, 1, 7]),
        ("a text's length in two bytes", &[0x78, 1, 0x61]),
        ("a list's length in two bytes", &[0x98, 1, 0]),
        ("a map's length in two bytes", &[0xb8, 1, 0, 0]),
        ("a tag's number in two bytes", &[0xd8, 1, 0]),
        ("a flag in two bytes", &[0xf8, 21]),
        ("a first byte without a meaning", &[0x1c]),
        ("a key twice", &[0xa2, 1, 0, 1, 0]),
        ("a lower key after a higher one", &[0xa2, 2, 0, 1, 0]),
        ("a longer key before a shorter one", &[0xa2, 0x62, 0x61, 0x61, 0, 0x61, 0x62, 0]),
        ("a negative key before another", &[0xa2, 0x20, 0, 1, 0]),
        ("a text that is none", &[0x61, 0xff]),
    ];
    for (what, value) in refused {
        let error = Request::read(&with_field(99, value)).unwrap_err();
        assert_eq!(error.code(), "bad_frame", "{what}: {error}");
    }
    let passed: [&[u8]; 9] = [
        &[0x18, 24],
        &[0x1b, 0, 0, 0, 1, 0, 0, 0, 0],
        &[0x3b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        &[0xf9, 0, 0],
        &[0xfb, 0, 0, 0, 0, 0, 0, 0, 0],
        &[0xf8, 32],
        &[0xf6],
        &[0xc1, 0],
        &[0xa4, 1, 0, 0x18, 99, 0, 0x20, 0, 0x61, 0x61, 0],
    ];
    for value in passed {
        assert!(Request::read(&with_field(99, value)).is_ok(), "{value:?}");
    }
    assert_eq!(Request::read(&[0xa4, 0, 1, 2, 0, 1, 0, 3, 0x80]).unwrap_err().code(), "bad_frame", "keys in disorder");
    assert_eq!(Request::read(&[0xa5, 0, 1, 1, 0, 2, 0, 3, 0x80, 3, 0x80]).unwrap_err().code(), "bad_frame");
}

/// A request that was written in every other way CBOR allows says the same to many decoders; here it says nothing.
#[test]
fn no_byte_of_a_frame_can_be_written_otherwise() {
    for (name, bytes, reads) in frames() {
        for (at, first) in bytes.iter().enumerate() {
            // Wherever an item begins that tells its number in its first byte, it is told in one byte more.
            if first & 0x1f < 24 && first >> 5 != 7 {
                let longer = [&bytes[..at], &[(first & 0xe0) | 24, first & 0x1f], &bytes[at + 1..]].concat();
                assert!(!reads(&longer), "{name} at {at}");
            }
        }
    }
}

#[test]
fn arrays_are_never_longer_than_their_fields() {
    let longer = |frame: Vec<u8>| {
        let (first, rest) = frame.split_first().unwrap();
        assert!((0x80..0x97).contains(first), "a short array");
        [&[first + 1], rest, &[0xf6]].concat()
    };
    let ask = |after| InventoryAsk { stream: stream(StreamClass::Own), after };
    let receipt = Receipt { envelope: EnvelopeId::from_bytes([1; 16]), fate: Fate::Merged(1) };
    assert!(decode::<Signed>(&longer(encode(&envelope().seal(&key())))).is_err());
    assert!(decode::<Cursor>(&longer(encode(&cursor(StreamClass::Own)))).is_err());
    assert!(decode::<InventoryAsk>(&longer(encode(&ask(Some(DOC))))).is_err());
    assert!(decode::<Receipt>(&longer(encode(&receipt))).is_err());
    assert!(decode::<Visit>(&longer(encode(&Visit::default()))).is_err());
    assert!(decode::<(DocId, Heads)>(&longer(encode(&(DOC, heads())))).is_err());
    assert_eq!(decode::<InventoryAsk>(&longer(encode(&ask(None)))).unwrap(), ask(None), "null is nothing");
    assert!(decode::<Cursor>(&[0x80]).is_err() && decode::<Signed>(&[0x81, 0x40]).is_err());
}

#[test]
fn lists_are_counted_up_to_their_last_element() {
    let docs = |count: usize| [&[0x50][..], &[7; 16]].concat().repeat(count);
    let told = |count: usize| with_field(6, &[list_of(count), docs(count)].concat());
    let most = limits::WANTS_PER_REQUEST_MAX;
    assert_eq!(Request::read(&told(most)).unwrap().wants.len(), most);
    assert!(matches!(Request::read(&told(most + 1)), Err(FrameError::TooMany { what: "wants", .. })));
}

#[test]
fn what_is_brought_and_is_no_envelope_does_not_stand_in_the_way_of_the_others() {
    let good = encode(&envelope().seal(&key()));
    let short = [&[0x82, 0x41, 7, 0x58, 63][..], &[1; 63]].concat();
    let three = [&[0x83, 0x41, 7, 0x58, 64][..], &[1; 64], &[0]].concat();
    let broken: [&[u8]; 6] = [&[0xf6], &[0x80], &[0x41, 1], &[0xa1, 1, 2], &short, &three];
    for element in broken {
        let request = Request::read(&with_field(4, &[&[0x83], &good[..], element, &good[..]].concat())).unwrap();
        assert_eq!(request.envelopes.len(), 3, "one receipt for each");
        let [first, between, last] = &request.envelopes[..] else { unreachable!() };
        assert_eq!((first, last), (&envelope().seal(&key()), &envelope().seal(&key())));
        let body = [&[0x82], &encode(&ByteVec::from(element.to_vec()))[..], &[0x58, 64], &[0; 64]].concat();
        assert_eq!(encode(between), body, "its bytes stay, under nobody's signature");
        let public = key().verifying_key().to_bytes();
        assert!(between.open::<Envelope>(crate::envelope::ENVELOPE_LABEL, &public).is_err());
        assert_eq!(Request::read(&encode(&request)).unwrap(), request);
    }
}

#[test]
fn what_was_kept_in_another_encoding_stays_readable_and_is_not_let_in_again() {
    let body = encode(&envelope());
    let (_, rest) = body.split_first().unwrap();
    let open = [&[0xbf], rest, &[0xff]].concat();
    let sealed: Signed = decode(&[&[0x82], &encode(&ByteVec::from(open))[..], &[0x58, 64], &[0; 64]].concat()).unwrap();
    assert_eq!(sealed.kept::<Envelope>().unwrap(), envelope());
    assert_eq!(sealed.peek::<Envelope>().unwrap_err().code(), "bad_frame");
}

/// An answer of so many streams with so many entries each; the entries are no entries.
fn answer_of(streams: usize, entries: usize) -> Vec<u8> {
    let list = |count: usize, each: &[u8]| [list_of(count), each.repeat(count)].concat();
    [&[0xa2, 0, 1, 3][..], &list(streams, &[&[0xa1, 6][..], &list(entries, &[0])].concat())].concat()
}

#[test]
fn what_all_streams_of_an_answer_hold_is_counted_together() {
    let max = limits::ENTRIES_PER_RESPONSE_MAX;
    let error = |bytes: &[u8]| Response::read(bytes).unwrap_err();
    assert_eq!(error(&answer_of(2, max / 2)).code(), "bad_frame", "they may be as many, but are no entries");
    assert!(matches!(error(&answer_of(2, max / 2 + 1)), FrameError::TooMany { what: "entries", .. }));
    let streams = limits::CURSORS_PER_REQUEST_MAX;
    assert!(matches!(error(&answer_of(streams + 1, 0)), FrameError::TooMany { what: "streams", .. }));
}

#[test]
fn the_lists_of_an_answer_are_counted_wherever_they_stand() {
    let most = |max: usize| vec![ByteVec::from(Vec::new()); max + 1];
    let entry = entry(None, vec![envelope().seal(&key()); 3]);
    let fits = Response { streams: vec![StreamNews { entries: vec![entry; 2], ..news() }], ..response() };
    assert_eq!(Response::read(&encode(&fits)).unwrap(), fits);
    let certificates = [&[0xa2, 0, 1, 4][..], &encode(&most(limits::CERTIFICATES_PER_RESPONSE_MAX))].concat();
    let envelopes = encode(&most(limits::ENVELOPES_PER_RESPONSE_MAX));
    let envelopes = [&[0xa2, 0, 1, 3, 0x81, 0xa1, 6, 0x81, 0xa1, 6][..], &envelopes].concat();
    let records = encode(&most(limits::INVENTORIED_PER_RESPONSE_MAX));
    let records = [&[0xa2, 0, 1, 3, 0x81, 0xa1, 8, 0xa1, 0][..], &records].concat();
    for (wanted, bytes) in [("certificates", certificates), ("envelopes", envelopes), ("records", records)] {
        let error = Response::read(&bytes).unwrap_err();
        assert!(matches!(error, FrameError::TooMany { what, .. } if what == wanted), "{wanted}: {error}");
    }
}

#[test]
fn another_version_is_told_before_its_lists_are_counted() {
    let mut request = request();
    request.version = 2;
    request.wants = vec![DOC; limits::WANTS_PER_REQUEST_MAX + 1];
    assert!(matches!(Request::read(&encode(&request)), Err(FrameError::Version(2))));
    let response = Response { version: 2, ..response() };
    assert!(matches!(Response::read(&encode(&response)), Err(FrameError::Version(2))));
}

#[test]
fn a_damaged_byte_never_panics() {
    let readers: Vec<Reads> = frames().into_iter().map(|(_, _, reads)| reads).collect();
    for (_, bytes, _) in frames() {
        for at in 0..bytes.len() {
            for value in [0x00, 0x1b, 0x5f, 0x7f, 0x9f, 0xbf, 0xff, bytes[at] ^ 1] {
                let mut spoiled = bytes.clone();
                spoiled[at] = value;
                for read in &readers {
                    read(&spoiled);
                }
            }
        }
    }
}

#[test]
fn lengths_claimed_but_not_sent_cost_nothing() {
    // A map with one key: cursors, an array of 2^60 entries that never come.
    let bytes = [&[0xa1, 0x03, 0x9b][..], &(1_u64 << 60).to_be_bytes()].concat();
    assert_eq!(Request::read(&bytes).unwrap_err().code(), "bad_frame");
}

#[test]
fn an_id_of_the_wrong_length_is_no_frame() {
    for length in [0, 15, 17, 32] {
        let ask = encode(&minicbor::bytes::ByteVec::from(vec![1; length]));
        assert!(decode::<DocId>(&ask).is_err() && decode::<EnvelopeId>(&ask).is_err());
    }
    for length in [0, 1, 16, 18] {
        assert!(decode::<StreamId>(&encode(&ByteVec::from(vec![0; length]))).is_err());
    }
    assert!(decode::<StreamId>(&encode(&ByteVec::from(vec![2; 17]))).is_err(), "a class nobody knows");
    let many = encode(&vec![ByteVec::from(vec![1; 32]); limits::HEADS_MAX + 1]);
    assert!(decode::<Heads>(&many).is_err());
}

#[test]
fn too_many_of_anything_is_refused_with_its_own_code() {
    let ask = InventoryAsk { stream: stream(StreamClass::Own), after: None };
    let signed = envelope().seal(&key());
    let too_many = [
        (
            "cursors",
            Request { cursors: vec![cursor(StreamClass::Own); limits::CURSORS_PER_REQUEST_MAX + 1], ..request() },
        ),
        ("envelopes", Request { envelopes: vec![signed; limits::ENVELOPES_PER_REQUEST_MAX + 1], ..request() }),
        ("inventories", Request { inventories: vec![ask; limits::CURSORS_PER_REQUEST_MAX + 1], ..request() }),
        ("wants", Request { wants: vec![DOC; limits::WANTS_PER_REQUEST_MAX + 1], ..request() }),
        (
            "purged",
            Request { purged: vec![stream(StreamClass::Own); limits::CURSORS_PER_REQUEST_MAX + 1], ..request() },
        ),
    ];
    for (wanted, request) in too_many {
        let error = Request::read(&encode(&request)).unwrap_err();
        assert_eq!(error.code(), "too_many");
        assert!(matches!(error, FrameError::TooMany { what, .. } if what == wanted), "{error}");
    }
}

#[test]
fn another_protocol_version_is_refused_by_name_on_both_sides() {
    for version in [0, 2, u32::MAX] {
        let asked = Request::read(&encode(&Request { version, ..request() })).unwrap_err();
        let answered = Response::read(&encode(&Response { version, ..response() })).unwrap_err();
        assert_eq!((asked.code(), answered.code()), ("unsupported_version", "unsupported_version"));
    }
    assert_eq!(Request::read(&[]).unwrap_err().code(), "bad_frame");
}

#[test]
fn a_reason_only_newer_servers_know_is_kept_as_it_came() {
    let fate = Fate::Held(HoldReason::Other("moon_phase".to_owned()));
    let receipt = Receipt { envelope: EnvelopeId::from_bytes([1; 16]), fate };
    assert_eq!(decode::<Receipt>(&encode(&receipt)).unwrap(), receipt);
}

#[test]
fn an_enrolment_code_survives_line_breaks_and_not_a_wrong_letter() {
    let text = enrol_code().to_text();
    let broken: String = text.chars().flat_map(|c| [c, '\n', ' ']).collect();
    assert_eq!(EnrolCode::parse(&broken).ok(), Some(enrol_code()));
    for at in 0..text.len() {
        let mut wrong = text.clone().into_bytes();
        wrong[at] = if wrong[at] == b'z' { b'y' } else { b'z' };
        assert!(EnrolCode::parse(&String::from_utf8(wrong).unwrap()).is_err(), "letter {at}");
        assert!(EnrolCode::parse(&text[..at]).is_err());
    }
    let plain = EnrolCode { url: "http://phuong.example".to_owned(), ..enrol_code() };
    assert!(EnrolCode::parse(&plain.to_text()).is_err(), "never without TLS");
}

#[test]
fn a_link_reads_as_the_code_behind_it_and_nothing_else_does() {
    let text = enrol_code().to_text();
    assert_eq!(enrol_code().to_link(), format!("https://phuong.example:8443/app/#{text}"));
    for link in
        [enrol_code().to_link(), format!("http://localhost:8444/app/#{text}"), format!("https://x/ app/\n#{text} ")]
    {
        assert_eq!(EnrolCode::parse(&link).ok(), Some(enrol_code()), "{link}");
    }
    let not = [
        format!("javascript:alert(1)#{text}"),
        format!("https://phuong.example:8443/app/{text}"),
        format!("https://phuong.example:8443/app/?{text}"),
        format!("https://phuong.example:8443/app/#x#{text}"),
        format!("#{text}"),
        format!("https://phuong.example:8443/app/#{}", &text[..text.len() - 1]),
        "https://phuong.example:8443/app/#".to_owned(),
    ];
    for text in not {
        assert!(EnrolCode::parse(&text).is_err(), "{text}");
    }
}

#[test]
fn a_look_at_a_code_does_not_carry_its_secret() {
    let asked = encode(&LookRequest::of(&enrol_code()));
    assert!(!asked.windows(enrol_code().secret.len()).any(|part| part == enrol_code().secret));
    let another = EnrolCode { secret: [0x45; 16], ..enrol_code() };
    assert_ne!(LookRequest::of(&another), LookRequest::of(&enrol_code()));
}

#[test]
fn digests_do_not_depend_on_order_and_forget_what_is_toggled_twice() {
    let docs = [DOC, DocId::from_bytes([1; 16]), DocId::from_bytes([2; 16])];
    let of = |docs: &[DocId]| {
        let mut digest = StreamDigest::default();
        docs.iter().for_each(|doc| digest.toggle(*doc, &heads()));
        digest
    };
    let reversed: Vec<DocId> = docs.iter().rev().copied().collect();
    assert_eq!(of(&docs), of(&reversed));
    assert_eq!(of(&[DOC, DOC]), StreamDigest::default());
    assert_ne!(of(&docs), of(&docs[..2]));
    let mut unknown = StreamDigest::default();
    unknown.toggle(DOC, &Heads::default());
    assert_eq!(unknown, StreamDigest::default());
}

#[test]
fn a_certificate_is_read_only_under_its_own_label() {
    let sealed = certificate().seal(&key());
    let public = key().verifying_key().to_bytes();
    assert_eq!(sealed.open::<Certificate>(CERTIFICATE_LABEL, &public).unwrap(), certificate());
    assert!(sealed.open::<Certificate>(ENROLMENT_LABEL, &public).is_err());
}
