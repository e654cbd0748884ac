//! What fuzzing begins with: real bytes of every kind, and bytes built to cost as much as is let in.

use shared::access::{StreamClass, StreamId};
use shared::doc::{ChunkForm, Heads, Pen};
use shared::envelope::{ENROLMENT_LABEL, Envelope, Signed};
use shared::id::PackageId;
use shared::limits;
use shared::meeting;
use shared::package::{self, Address, Body, HandIn, HandedIn};
use shared::rules::Rules;
use shared::time::Timestamp;
use shared::wire::{self, Cursor, EnrolCode, EnrolRequest, Request, Response, StreamDigest};

use super::Verdict::{self, Admitted, Refused, Unfit};
use super::columns::{long_list, one_key};
use super::ground::{FRESH, ground, write};
use super::imports;

/// One input fuzzing begins with.
#[derive(Debug, Clone)]
pub struct Seed {
    /// The way in it is for.
    pub target: &'static str,
    /// What it is.
    pub name: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What becomes of it.
    pub verdict: Verdict,
}

fn seed(target: &'static str, name: &'static str, bytes: Vec<u8>, verdict: Verdict) -> Seed {
    Seed { target, name, bytes, verdict }
}

/// All of them.
#[must_use]
pub fn seeds() -> Vec<Seed> {
    let mut seeds = chunks();
    seeds.extend(hostile());
    seeds.extend(frames());
    seeds.extend(swelling());
    seeds.extend(encodings());
    seeds.extend(swelling_answers());
    seeds.extend(swelling_hand_ins());
    seeds.extend(texts());
    seeds.extend(large());
    seeds
}

fn moded(mode: u8, chunk: &[u8]) -> Vec<u8> {
    [&[mode], chunk].concat()
}

fn chunks() -> Vec<Seed> {
    let ground = ground();
    let [member, held] = &ground.docs;
    let mut later = held.clone();
    let pen = Pen::new(ground.device, FRESH);
    write(&mut later, &pen, 7, |edit| meeting::splice_minutes(edit, 0, 8, "Buổi họp chi bộ"));
    write(&mut later, &pen, 8, |edit| meeting::score(Rules::shipped(), edit, "ubnd", "1", 9));
    let fresh = later.changes_of_device_since(ground.device, &held.heads()).into_iter().collect();
    let news = later.change_chunks(&fresh);
    let all = member.changes_of_device_since(ground.device, &Heads::default()).into_iter().collect();
    vec![
        seed("chunks", "member", moded(1, &member.save()), Admitted),
        seed("chunks", "meeting", moded(9, &held.save()), Admitted),
        seed("chunks", "member-by-changes", moded(0, &member.change_chunks(&all)), Admitted),
        seed("chunks", "news-of-a-meeting", moded(10, &news), Admitted),
        seed("chunks", "meeting-again", moded(11, &later.save()), Admitted),
        seed("columns", "nothing", vec![0; 64], Unfit),
        seed("mutants", "as-written", vec![0], Admitted),
        seed("mutants", "as-written-thrice", vec![3], Admitted),
        seed("mutants", "another-kind-of-chunk", vec![1, 0, 8, 2], Unfit),
    ]
}

/// As many operations as an envelope may bring, and one more, in as few bytes as possible.
fn hostile() -> Vec<Seed> {
    let most = limits::CHUNK_OPS_MAX.cast_signed();
    vec![
        seed("chunks", "longest-list", moded(2, &long_list(most - 1)), Admitted),
        seed("chunks", "too-long-a-list", moded(2, &long_list(most)), Refused),
        seed("chunks", "one-key-most-often", moded(2, &one_key(most)), Admitted),
        seed("chunks", "one-key-too-often", moded(2, &one_key(most + 1)), Refused),
    ]
}

fn frames() -> Vec<Seed> {
    let ground = ground();
    let [member, _] = &ground.docs;
    let envelope = Envelope {
        org: ground.cell,
        doc: member.id(),
        kind: member.kind().number(),
        base: Heads::default(),
        form: ChunkForm::Document,
        chunk: vec![1, 2, 3].into(),
        device: ground.device,
    };
    let sealed = envelope.seal(&ground.key);
    let stream = StreamId { org: ground.cell, class: StreamClass::Own };
    let cursor = Cursor { stream, epoch: 1, floor: 2, at: 3, digest: StreamDigest([4; 16]) };
    let request = Request {
        version: limits::PROTOCOL_VERSION,
        device_ms: 0,
        budget_bytes: 4096,
        cursors: vec![cursor],
        envelopes: vec![sealed.clone()],
        inventories: Vec::new(),
        wants: vec![member.id()],
        purged: vec![stream],
        unsent: 1,
        terse: true,
        visit: None,
        witness: None,
        rules: None,
    };
    let response = Response {
        version: limits::PROTOCOL_VERSION,
        server_ms: 0,
        receipts: Vec::new(),
        streams: Vec::new(),
        certificates: vec![ground.certificate().seal(&ground.ward)],
        withdrawn: vec![stream],
        visit: None,
        witness: None,
        rules: None,
        revoked_ms: None,
    };
    let public_key = ground.key.verifying_key().to_bytes();
    let enrolment = EnrolRequest { secret: [1; 16], public_key, label: "máy của Sen".to_owned() };
    let ward = ground.ward.verifying_key().to_bytes();
    let to = Address { ward, reader: public_key, made: Timestamp::from_ms(1), number: 1 };
    let answer = Body::Answer(package::Answer { answers: PackageId::of_digest([0; 32]), response: response.clone() });
    let made = package::write(&to, &answer, &ground.ward, &[6; 32]).map(|made| made.bytes).unwrap_or_default();
    let work = sealed_work(std::slice::from_ref(&sealed));
    vec![
        seed("requests", "sync", wire::encode(&request), Admitted),
        seed("requests", "enrolment", wire::encode(&Signed::seal(ENROLMENT_LABEL, &enrolment, &ground.key)), Admitted),
        seed("answers", "sync", wire::encode(&response), Admitted),
        seed("envelopes", "signed", wire::encode(&sealed), Admitted),
        seed("envelopes", "body", wire::encode(&envelope), Admitted),
        seed("packages", "answer", moded(0, &made), Admitted),
        seed("packages", "work-for-another", moded(0, &work), Refused),
        seed("packages", "work", moded(5, &package::bundle([work.as_slice()])), Admitted),
    ]
}

/// Work of the device, sealed to the ward.
fn sealed_work(envelopes: &[Signed]) -> Vec<u8> {
    let ground = ground();
    let ward = ground.ward.verifying_key().to_bytes();
    let to = Address { ward, reader: ward, made: Timestamp::from_ms(1), number: 1 };
    let work = Body::HandIn(HandIn { envelopes: envelopes.to_vec() });
    package::write(&to, &work, &ground.key, &[8; 32]).map(|made| made.bytes).unwrap_or_default()
}

/// Packages handed in together and the ward's word on them, as long and as many as may be, and one more.
fn swelling_hand_ins() -> Vec<Seed> {
    let ground = ground();
    let long = limits::BODY_BYTES_MAX - 17;
    let of = |count: usize, bytes: usize| package::bundle(std::iter::repeat_n(vec![0; bytes].as_slice(), count));
    let most = limits::HAND_IN_PACKAGES_MAX;
    let one = Envelope {
        org: ground.cell,
        doc: ground.docs[0].id(),
        kind: ground.docs[0].kind().number(),
        base: Heads::default(),
        form: ChunkForm::Document,
        chunk: vec![0; 64].into(),
        device: ground.device,
    };
    let works = sealed_work(&vec![one.seal(&ground.key); limits::ENVELOPES_PER_REQUEST_MAX]);
    let inflating = Body::HandIn(HandIn { envelopes: Vec::new() }).pack().unwrap_or_default();
    let mut spoiled = of(1, long);
    if let Some(last) = spoiled.last_mut() {
        *last ^= 1;
    }
    let told = |signer| {
        let packages = vec![PackageId::of_digest([7; 32]); most];
        HandedIn::seal(Timestamp::from_ms(1), packages, 0, signer)
    };
    // Longer than any ward writes one, in a file whose check is right, by somebody who is no ward.
    let ids = vec![PackageId::of_digest([7; 32]); limits::BODY_BYTES_MAX / 17 - 16];
    vec![
        seed("packages", "most-work", moded(5, &package::bundle([works.as_slice()])), Admitted),
        seed("packages", "no-work", [&[2, 4], inflating.as_slice()].concat(), Admitted),
        seed("packages", "most-packages", moded(5, &of(most, 1000)), Admitted),
        seed("packages", "one-package-more", moded(5, &of(most + 1, 1000)), Refused),
        seed("packages", "a-body-of-nothing", moded(5, &of(limits::BODY_BYTES_MAX / 4 - 4, 0)), Refused),
        seed("packages", "a-body-of-one-package", moded(5, &of(1, long)), Admitted),
        seed("packages", "a-body-of-one-spoiled-package", moded(5, &spoiled), Refused),
        seed("packages", "word-of-the-ward", moded(6, &told(&ground.ward)), Admitted),
        seed("packages", "word-of-nobody", moded(6, &told(&ground.key)), Refused),
        seed(
            "packages",
            "a-body-of-words",
            moded(6, &HandedIn::seal(Timestamp::from_ms(1), ids, 0, &ground.key)),
            Refused,
        ),
    ]
}

/// A list of so many alike.
fn list_of(count: usize, each: &[u8]) -> Vec<u8> {
    let mut list = wire::encode(&count);
    if let Some(first) = list.first_mut() {
        *first |= 0x80;
    }
    [list, each.repeat(count)].concat()
}

/// Frames as long as a body may be, of what is longest in memory for its bytes; each is one too much of something.
fn swelling() -> Vec<Seed> {
    // Version, clock, budget, no cursors; then a list of streams to be compared from their beginning.
    let before = [0xa5, 0, 1, 1, 0, 2, 0, 3, 0x80, 5];
    let ask = [&[0x81, 0x51][..], &[0; 17]].concat();
    let fits = limits::CURSORS_PER_REQUEST_MAX;
    let most = limits::BODY_BYTES_MAX / ask.len() - 1;
    let asks = |count: usize| [&before[..], &list_of(count, &ask)].concat();
    let unknown = [0xa2, 0, 1, 0x18, 99];
    let zeros = [&unknown[..], &list_of(limits::BODY_BYTES_MAX - 16, &[0])].concat();
    vec![
        seed("requests", "most-inventories", asks(fits), Admitted),
        seed("requests", "one-inventory-more", asks(fits + 1), Refused),
        seed("requests", "a-body-of-inventories", asks(most), Refused),
        seed("requests", "a-body-of-lists-in-lists", lists_in_lists(), Refused),
        seed("requests", "a-body-of-zeros", zeros, Refused),
    ]
}

/// Requests of this version but for their encoding, of which there is one; and one with something brought that is no
/// envelope, which is judged by itself.
fn encodings() -> Vec<Seed> {
    let fields = |fields: &[&[u8]]| {
        let begin = [0xa0 | u8::try_from(fields.len()).unwrap_or(0)];
        [&begin[..], &fields.concat()].concat()
    };
    let (clock, budget, cursors): (&[u8], &[u8], &[u8]) = (&[1, 0], &[2, 0], &[3, 0x80]);
    let open = [&[0xbf, 0, 1][..], clock, budget, cursors, &[0xff]].concat();
    vec![
        seed("requests", "an-end-of-its-own", open, Refused),
        seed("requests", "keys-in-disorder", fields(&[&[0, 1], budget, clock, cursors]), Refused),
        seed("requests", "a-key-twice", fields(&[&[0, 1], clock, clock, budget, cursors]), Refused),
        seed("requests", "a-number-in-two-bytes", fields(&[&[0, 1], &[1, 0x18, 0], budget, cursors]), Refused),
        seed("requests", "a-longer-cursor", fields(&[&[0, 1], clock, budget, &longer_cursor()]), Refused),
        seed("requests", "too-many-levels", [&[0xa2, 0, 1, 0x18, 99][..], &[0x81; 16], &[0]].concat(), Refused),
        seed("requests", "no-envelope", fields(&[&[0, 1], clock, budget, cursors, &[4, 0x82, 0xf6, 0x80]]), Admitted),
    ]
}

/// One cursor of six parts, under its key.
fn longer_cursor() -> Vec<u8> {
    [&[3, 0x81, 0x86, 0x51][..], &[0; 17], &[0, 0, 0, 0x50], &[0; 16], &[0]].concat()
}

/// What no version knows: lists with an end of their own in lists of two, each in the one before.
fn lists_in_lists() -> Vec<u8> {
    [&[0xa2, 0, 1, 0x18, 99][..], &[0x82, 0x9f].repeat(limits::BODY_BYTES_MAX / 2 - 4)].concat()
}

/// Answers likewise; and answers with as much as they may hold, of which the last shows that they are none.
fn swelling_answers() -> Vec<Seed> {
    let entry = [&[0xa5, 0, 0x50][..], &[0; 16], &[1, 0, 2, 0x80, 3, 0, 4, 0]].concat();
    let signed = [&[0x82, 0x40, 0x58, 64][..], &[0; 64]].concat();
    let record = [&[0x82, 0x50][..], &[0; 16], &[0x80]].concat();
    let fate = [&[0x83, 0x50][..], &[0; 16], &[0, 0]].concat();
    let body_of = |each: &[u8]| list_of(limits::BODY_BYTES_MAX / each.len() - 8, each);
    let news = |key: u8, list: &[u8]| {
        let stream = [&[0x81, 0xa7, 0, 0x51][..], &[0; 17], &[1, 0, 2, 0, 3, 0, 4, 0xf4, 5, 0x50], &[0; 16]].concat();
        [&stream[..], &[key], list].concat()
    };
    let answer = |key: u8, list: &[u8]| [&[0xa3, 0, 1, 1, 0, key], list].concat();
    // A whole answer, but for what should be a list of streams withdrawn.
    let spoiled = |key: u8, list: &[u8]| [&[0xa4, 0, 1, 1, 0, key], list, &[5, 0]].concat();
    let of_one = [&[0xa6, 0, 0x50][..], &[0; 16], &[1, 0, 2, 0x80, 3, 0, 4, 0, 6]].concat();
    let in_one = |list: &[u8]| news(6, &[&[0x81][..], &of_one, list].concat());
    let paged = |list: &[u8]| news(8, &[&[0xa2, 0][..], list, &[1, 0xf4]].concat());
    let most = [
        (["most-entries", "most-entries-and-nonsense"], 3, news(6, &list_of(limits::ENTRIES_PER_RESPONSE_MAX, &entry))),
        (
            ["most-envelopes", "most-envelopes-and-nonsense"],
            3,
            in_one(&list_of(limits::ENVELOPES_PER_RESPONSE_MAX, &signed)),
        ),
        (
            ["most-certificates", "most-certificates-and-nonsense"],
            4,
            list_of(limits::CERTIFICATES_PER_RESPONSE_MAX, &signed),
        ),
        (
            ["most-records", "most-records-and-nonsense"],
            3,
            paged(&list_of(limits::INVENTORIED_PER_RESPONSE_MAX, &record)),
        ),
    ];
    let mut seeds = vec![
        seed("answers", "a-body-of-receipts", answer(2, &body_of(&fate)), Refused),
        seed("answers", "a-body-of-entries", answer(3, &news(6, &body_of(&entry))), Refused),
        seed("answers", "a-body-of-envelopes", answer(3, &in_one(&body_of(&signed))), Refused),
        seed("answers", "a-body-of-certificates", answer(4, &body_of(&signed)), Refused),
        seed("answers", "a-body-of-records", answer(3, &paged(&body_of(&record))), Refused),
        seed("answers", "a-body-of-lists-in-lists", lists_in_lists(), Refused),
    ];
    for ([name, spoiled_name], key, list) in most {
        seeds.push(seed("answers", name, answer(key, &list), Admitted));
        seeds.push(seed("answers", spoiled_name, spoiled(key, &list), Refused));
    }
    seeds
}

fn texts() -> Vec<Seed> {
    let code = EnrolCode { url: "https://ward.example:8443".to_owned(), pin: [1; 32], secret: [2; 16] };
    let row =
        "1,Đặng Thị Sen,\"Nữ, Kinh\",xã Sen,12/12,làm ruộng,03/02/2010; 03/02/2011,\"20000001, 500001DS\",,,,,,\n";
    let config = "listen = \"127.0.0.1:8443\"\npublic_url = \"https://x:1\"\n[limits]\npause_ms = 10\n";
    vec![
        seed("codes", "typed", code.to_text().into_bytes(), Admitted),
        seed("codes", "said", wire::encode(&code), Admitted),
        seed("cookies", "session", format!("a=b; __Host-sen={}", "7".repeat(64)).into_bytes(), Refused),
        seed("config", "some", config.as_bytes().to_vec(), Admitted),
        seed("backups", "whole", Vec::new(), Admitted),
        seed("backups", "changed", vec![0, 16, 1, 255, 0, 0, 28, 9], Refused),
        seed("csv", "row", row.as_bytes().to_vec(), Admitted),
        seed("workbooks", "book", imports::BOOK.clone(), Admitted),
        seed("workbooks", "sheet", imports::sheet(), Admitted),
    ]
}

/// Large records, each in another way; fuzzing finds the way to the bound from here.
fn large() -> Vec<Seed> {
    let names = ["sayings", "votes", "values", "people", "levels", "text", "posts", "signed", "addenda"];
    let one = |(way, name): (u8, &'static str)| {
        // What is signed takes two changes each.
        let [high, low] = if name == "signed" { [0, 2] } else { 300_u16.to_be_bytes() };
        seed("records", name, vec![u8::MAX, way, high, low], Admitted)
    };
    (0..).zip(names).map(one).collect()
}
