//! Load and abuse: what is too slow, too large, too often or too much has an end and an answer, and does
//! not keep the others from their turn.

mod connection;
mod crowd;

use std::net::IpAddr;

use shared::SigningKey;
use shared::access::Role;
use shared::envelope::Envelope;
use shared::limits::BODY_BYTES_MAX;
use shared::wire::{self, Fate, Request};
use tests::caller::{Answer, Caller};
use tests::rogue::{Rogue, blank_request};
use tests::ward::Ward;

use crate::story::{CELL, HEAD};

const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(127, 0, 0, 1));
const ELSEWHERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(127, 0, 0, 2));
const HEALTH: &str = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// A ward of one cell that serves under bounds of the test's own.
fn bounded(settings: &str) -> Ward {
    let mut ward = Ward::begun(1).unwrap();
    std::fs::write(ward.folder().join("sen.toml"), settings).unwrap();
    ward.start().unwrap();
    ward
}

/// How often a bound was reached.
fn reached(ward: &Ward, bound: &str) -> u64 {
    let text = ward.hub().unwrap().metrics().text();
    let name = format!("sen_bounds_total{{bound=\"{bound}\"}} ");
    text.lines().find_map(|line| line.strip_prefix(&name)).map_or(0, |count| count.parse().unwrap())
}

/// The head of a sync request.
fn sync_head(token: &str, length: usize, more: &str) -> String {
    format!(
        "POST /v1/sync HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Length: {length}\r\n\
         {more}\r\n"
    )
}

fn sync(token: &str, body: &[u8], more: &str) -> Vec<u8> {
    [sync_head(token, body.len(), more).as_bytes(), body].concat()
}

fn rogue(ward: &Ward, seed: u8) -> Rogue {
    Rogue::enrolled(ward, CELL, Role::Head, HEAD, seed).unwrap()
}

/// A request whose head the server has read and whose body it is waiting for.
fn begun(ward: &Ward, token: &str, length: usize) -> Caller {
    let mut caller = Caller::to(ward).unwrap();
    assert_eq!(caller.ask(sync_head(token, length, "Expect: 100-continue\r\n")).unwrap().status, 100);
    caller
}

fn code(answer: &Answer) -> String {
    wire::decode::<wire::ErrorFrame>(&answer.body).unwrap().code
}

#[test]
fn a_flood_of_enrolments_from_one_address_ends_and_hinders_no_other_address() {
    let ward = bounded("[limits]\naddress_enrolments = { burst = 3, per_minute = 1 }\n");
    let attempt_at = |path, from| {
        let request = format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc");
        Caller::from(&ward, from, "http/1.1").unwrap().ask(request).unwrap()
    };
    let attempt = |from| attempt_at("/v1/enrol", from);
    // Whoever only looks at codes guesses them no faster.
    for path in ["/v1/enrol", "/v1/enrol/look", "/v1/enrol"] {
        assert_eq!(attempt_at(path, HERE).status, 400);
    }
    assert_eq!(attempt_at("/v1/enrol/look", HERE).status, 429);
    let told = attempt(HERE);
    assert_eq!((told.status, code(&told).as_str(), told.retry_after()), (429, "too_many_requests", Some(60)));
    assert_eq!(attempt(ELSEWHERE).status, 400);
    ward.clock.pass_seconds(60);
    assert_eq!(attempt(HERE).status, 400, "a minute later there is room again");
    assert_eq!(reached(&ward, "enrolments"), 2);
}

#[test]
fn a_flood_of_unknown_tokens_ends_and_hinders_no_known_device() {
    let ward = bounded("[limits]\naddress_strangers = { burst = 3, per_minute = 1 }\n");
    let rogue = rogue(&ward, 1);
    let attempt = |number: u8| {
        let mut caller = Caller::to(&ward).unwrap();
        let told = caller.ask(sync(&format!("{number:064}"), b"abc", "")).unwrap();
        assert_eq!(caller.listen().unwrap(), b"", "each costs a connection");
        told.status
    };
    assert_eq!((0..5).map(attempt).collect::<Vec<_>>(), [401, 401, 401, 429, 429]);
    assert!(rogue.send(&blank_request()).is_ok(), "from the same address");
    assert_eq!(reached(&ward, "strangers"), 2);
}

#[test]
fn a_flood_of_sign_ins_from_one_address_ends_with_a_page_that_says_so() {
    let ward = bounded("[limits]\naddress_sign_ins = { burst = 2, per_minute = 1 }\n");
    let mut caller = Caller::to(&ward).unwrap();
    let form = caller.ask("GET /sign-in HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let cookie = form.header("set-cookie").unwrap().split(';').next().unwrap().replace("__host", "__Host");
    let (_, token) = cookie.split_once('=').unwrap();
    let fields = format!("csrf={token}&login=ai-do&password=khong-biet-mat-khau");
    let request = format!(
        "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nContent-Length: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\n{fields}",
        fields.len()
    );
    for _ in 0..2 {
        assert_eq!(caller.ask(&request).unwrap().status, 200);
    }
    let told = caller.ask(&request).unwrap();
    assert_eq!((told.status, told.retry_after()), (429, Some(60)));
    assert!(String::from_utf8(told.body).unwrap().contains("Vui lòng thử lại sau ít phút"));
    ward.clock.pass_seconds(60);
    assert_eq!(caller.ask(&request).unwrap().status, 200);
    assert_eq!(reached(&ward, "sign_ins"), 1);
}

#[test]
fn what_is_too_large_is_refused_and_the_sender_hears_why() {
    let ward = bounded("");
    let token = rogue(&ward, 1).token();
    let ask = |request: &[u8]| Caller::to(&ward).unwrap().ask(request).unwrap();
    // All of it is sent before the answer is read.
    let announced = ask(&sync(&token, &vec![0; BODY_BYTES_MAX + 1], ""));
    assert_eq!((announced.status, code(&announced).as_str()), (413, "too_large"));
    let bomb = zstd::bulk::compress(&vec![0; 64 * 1024 * 1024], 3).unwrap();
    assert!(bomb.len() < 16 * 1024);
    let inflated = ask(&sync(&token, &bomb, "Content-Encoding: zstd\r\n"));
    assert_eq!((inflated.status, code(&inflated).as_str()), (413, "too_large"));
    assert_eq!(reached(&ward, "body_size"), 2);
    let form = format!(
        "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: 70000\r\n\r\n{}",
        "a".repeat(70_000)
    );
    assert_eq!((ask(form.as_bytes()).status, reached(&ward, "body_size")), (413, 3), "at the console too");
    // One list that holds more numbers than a frame may.
    let many = [&[0x9a, 0x00, 0x10, 0x00, 0x01][..], &vec![0; BODY_BYTES_MAX / 4 + 1]].concat();
    let items = ask(&sync(&token, &many, ""));
    assert_eq!((items.status, reached(&ward, "items")), (413, 1), "{}", code(&items));
    let window = ask(&sync(&token, &far_reaching(), "Content-Encoding: zstd\r\n"));
    assert_eq!((window.status, code(&window).as_str()), (400, "bad_frame"));
    let mut long = Caller::to(&ward).unwrap();
    long.say(format!("GET /healthz HTTP/1.1\r\nHost: localhost\r\nx: {}\r\n\r\n", "y".repeat(40_000))).unwrap();
    // The line may be closed on what was not read, and the answer be lost with it.
    let heard = long.listen().unwrap();
    assert!(heard.is_empty() || heard.starts_with(b"HTTP/1.1 431 "), "{}", String::from_utf8_lossy(&heard));
    let many = ask(format!("GET /healthz HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "x: y\r\n".repeat(200)).as_bytes());
    assert_eq!(many.status, 431);
    // Counted when the connection is closed, which may be after its answer was read.
    let mut counts = std::iter::repeat_with(|| (ask(HEALTH.as_bytes()).status, reached(&ward, "head_size")));
    assert!(counts.by_ref().take(10_000).any(|counted| counted == (200, 2)));
}

/// A packed body that asks for 128 MiB to look back into.
fn far_reaching() -> Vec<u8> {
    use std::io::Write as _;
    let mut packer = zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
    packer.window_log(27).unwrap();
    packer.write_all(&wire::encode(&blank_request())).unwrap();
    packer.flush().unwrap();
    packer.finish().unwrap()
}

#[test]
fn a_device_that_asks_without_end_is_told_to_wait_before_it_sends_a_body() {
    let ward = bounded("[limits]\ndevice_requests = { burst = 3, per_minute = 2 }\n");
    let (busy, other) = (rogue(&ward, 1), rogue(&ward, 2));
    for _ in 0..3 {
        busy.send(&blank_request()).unwrap();
    }
    let mut caller = Caller::to(&ward).unwrap();
    let told = caller.ask(sync_head(&busy.token(), 1_000_000, "Expect: 100-continue\r\n")).unwrap();
    assert_eq!((told.status, code(&told).as_str(), told.retry_after()), (429, "too_many_requests", Some(30)));
    other.send(&blank_request()).unwrap();
    ward.clock.pass_seconds(30);
    busy.send(&blank_request()).unwrap();
    assert_eq!(reached(&ward, "device_requests"), 1);
}

#[test]
fn a_device_brings_so_many_bytes_and_envelopes_a_day() {
    let ward =
        bounded("[limits]\ndevice_in_flight = 8\ndevice_bytes_per_day = 8388608\ndevice_envelopes_per_day = 512\n");
    let bulky = rogue(&ward, 1);
    for _ in 0..2 {
        drop(begun(&ward, &bulky.token(), BODY_BYTES_MAX));
    }
    let told = Caller::to(&ward).unwrap().ask(sync(&bulky.token(), b"abc", "")).unwrap();
    assert_eq!((told.status, reached(&ward, "device_bytes") > 0), (429, true));
    let zealous = rogue(&ward, 2);
    let key = ward.meeting_key(CELL).unwrap();
    let sealed = zealous.envelope(key.org, &key.open()).seal(&zealous.key);
    let receipts = zealous.bring(vec![sealed.clone(); 512]).unwrap();
    assert_eq!(receipts.len(), 512);
    let told = zealous.bring(vec![sealed.clone()]).unwrap_err().to_string();
    assert!(told.contains("its quota for today") && told.contains("minutes"), "{told}");
    assert_eq!(reached(&ward, "device_envelopes"), 1);
    ward.clock.pass_days(1);
    assert_eq!(zealous.bring(vec![sealed]).unwrap().len(), 1);
}

#[test]
fn a_device_has_few_requests_open_at_once_and_takes_no_place_from_others() {
    let ward = bounded("[limits]\ndevice_in_flight = 1\n");
    let (busy, other) = (rogue(&ward, 1), rogue(&ward, 2));
    let body = wire::encode(&blank_request());
    let mut open = begun(&ward, &busy.token(), body.len());
    let told = Caller::to(&ward).unwrap().ask(sync(&busy.token(), &body, "")).unwrap();
    assert_eq!((told.status, told.retry_after()), (429, Some(2)));
    other.send(&blank_request()).unwrap();
    assert_eq!(open.ask(&body).unwrap().status, 200, "the open one ends well");
    busy.send(&blank_request()).unwrap();
    assert_eq!(reached(&ward, "device_in_flight"), 1);
}

#[test]
fn when_bodies_hold_all_memory_set_aside_for_them_the_next_is_told_to_come_back() {
    let ward = bounded("[limits]\nbodies_bytes = 8388608\n");
    let (bulky, other) = (rogue(&ward, 1), rogue(&ward, 2));
    let full = [begun(&ward, &bulky.token(), BODY_BYTES_MAX), begun(&ward, &bulky.token(), BODY_BYTES_MAX)];
    let mut caller = Caller::to(&ward).unwrap();
    let told = caller.ask(sync_head(&other.token(), 1_000, "Expect: 100-continue\r\n")).unwrap();
    assert_eq!((told.status, code(&told).as_str(), told.retry_after()), (503, "busy", Some(2)));
    assert_eq!(reached(&ward, "bodies"), 1);
    drop(full);
}

#[test]
fn work_that_takes_too_long_is_answered_and_loses_nothing_and_hinders_no_reader() {
    let ward = bounded("[limits]\npause_ms = 1500\nwork_ms = 1500\n");
    let (writer, reader) = (rogue(&ward, 1), rogue(&ward, 2));
    for known in [&writer, &reader] {
        known.send(&blank_request()).unwrap();
    }
    let key = ward.meeting_key(CELL).unwrap();
    let sealed = writer.envelope(key.org, &key.open()).seal(&writer.key);
    let body = wire::encode(&Request { envelopes: vec![sealed.clone()], ..blank_request() });
    let other_process = rusqlite::Connection::open(ward.database()).unwrap();
    other_process.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut waiting = Caller::to(&ward).unwrap();
    waiting.say(sync(&writer.token(), &body, "")).unwrap();
    reader.send(&blank_request()).unwrap();
    let told = waiting.hear().unwrap();
    assert_eq!((told.status, code(&told).as_str(), told.retry_after()), (503, "busy", Some(2)));
    assert_eq!(reached(&ward, "work"), 1);
    other_process.execute_batch("ROLLBACK").unwrap();
    // Whether the server went on with it or not, it is brought again.
    let receipts = writer.bring(vec![sealed]).unwrap();
    assert!(matches!(receipts[0].fate, Fate::Merged(_) | Fate::Duplicate(_)), "{receipts:?}");
    assert!(ward.record(key.doc()).unwrap().is_some());
}

#[test]
fn a_device_with_a_thousand_envelopes_set_aside_keeps_the_next_and_hinders_nobody() {
    const ASIDE: u16 = 1000;
    let ward = bounded("");
    let (hoarder, other) = (rogue(&ward, 1), rogue(&ward, 2));
    let key = ward.meeting_key(CELL).unwrap();
    let doc = key.open();
    let forged = |number: u16| {
        let envelope = Envelope { chunk: number.to_be_bytes().to_vec().into(), ..hoarder.envelope(key.org, &doc) };
        envelope.seal(&SigningKey::from_bytes(&[9; 32]))
    };
    for from in [0, ASIDE / 2] {
        let receipts = hoarder.bring((from..from + ASIDE / 2).map(forged).collect()).unwrap();
        assert!(receipts.iter().all(|receipt| matches!(receipt.fate, Fate::Held(_))), "{:?}", receipts.last());
    }
    assert_eq!(reached(&ward, "held"), 0);
    let told = hoarder.bring(vec![forged(ASIDE)]).unwrap();
    assert_eq!(told[0].fate, Fate::Refused("quarantine_full".to_owned()));
    assert_eq!(reached(&ward, "held"), 1);
    let again = hoarder.bring(vec![forged(7)]).unwrap();
    assert!(matches!(again[0].fate, Fate::Held(_)), "what is kept already needs no room: {:?}", again[0]);
    assert!(matches!(other.bring(vec![forged(ASIDE)]).unwrap()[0].fate, Fate::Held(_)), "another has its own quota");
    let good = hoarder.envelope(key.org, &doc).seal(&hoarder.key);
    assert!(matches!(hoarder.bring(vec![good]).unwrap()[0].fate, Fate::Merged(_)), "what is in order needs no room");
}

#[test]
fn an_audit_entry_that_was_changed_afterwards_breaks_the_chain() {
    use server::store::audit::{self, Chain};
    let ward = Ward::begun(1).unwrap();
    let verify = || audit::verify(&server::store::open_for_reading(&ward.database()).unwrap().reading()).unwrap();
    let Chain::Whole { entries } = verify() else { panic!("the chain is broken already") };
    assert!(entries > 3);
    let connection = rusqlite::Connection::open(ward.database()).unwrap();
    let changed = connection.execute("UPDATE audit SET actor = 'somebody else' WHERE n = ?1", [entries - 1]).unwrap();
    assert_eq!(changed, 1);
    assert_eq!(verify(), Chain::Broken { at: entries - 1 });
}
