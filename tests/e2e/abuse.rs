//! Load and abuse: what is too slow, too large, too often or too much has an end and an answer, and does
//! not keep the others from their turn.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};

use shared::access::Role;
use shared::doc::{ChunkForm, Doc, Heads, Pen};
use shared::envelope::{Envelope, Signed};
use shared::limits::BODY_BYTES_MAX;
use shared::meeting::{MeetingView, splice_minutes};
use shared::wire::{self, Fate, Receipt};
use tests::caller::{Answer, Caller, dial};
use tests::rogue::{Rogue, blank_request};
use tests::ward::Ward;

use crate::story::{CELL, DEPUTY, HEAD, head, minutes};

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
fn a_handshake_that_stands_still_is_cut() {
    let ward = bounded("[limits]\nhandshake_ms = 100\n");
    let mut silent = dial(ward.address(), HERE).unwrap();
    assert_eq!(std::io::Read::read(&mut silent, &mut [0; 16]).unwrap_or(0), 0);
    assert_eq!(reached(&ward, "handshake"), 1);
}

#[test]
fn a_head_that_trickles_in_is_cut() {
    let ward = bounded("[limits]\nhead_ms = 200\n");
    let mut slow = Caller::to(&ward).unwrap();
    slow.say("GET /healthz HTTP/1.1\r\n").unwrap();
    assert_eq!(slow.trickle(b"x: y\r\n").unwrap(), b"");
    let mut silent = Caller::to(&ward).unwrap();
    assert_eq!(silent.listen().unwrap(), b"");
    assert_eq!(reached(&ward, "head"), 2);
}

#[test]
fn an_idle_connection_is_closed_and_one_that_is_used_is_not() {
    let ward = bounded("[limits]\nidle_ms = 1500\n");
    let mut idle = Caller::to(&ward).unwrap();
    for _ in 0..20 {
        assert_eq!(idle.ask(HEALTH).unwrap().status, 200);
    }
    assert_eq!(idle.listen().unwrap(), b"");
    assert_eq!(reached(&ward, "idle"), 1);
}

#[test]
fn requests_on_each_others_heels_are_answered_and_half_a_head_is_waited_for() {
    let ward = bounded("");
    let mut hasty = Caller::to(&ward).unwrap();
    let (begin, end) = HEALTH.split_at(HEALTH.len() / 2);
    for _ in 0..3 {
        hasty.say([HEALTH, HEALTH, begin].concat()).unwrap();
        assert_eq!(hasty.hear().unwrap().status, 200);
        assert_eq!(hasty.hear().unwrap().status, 200);
        assert_eq!(hasty.ask(end).unwrap().status, 200);
    }
}

#[test]
fn half_a_head_behind_a_request_is_cut_as_any_other() {
    let ward = bounded("[limits]\nhead_ms = 1000\n");
    let mut slow = Caller::to(&ward).unwrap();
    assert_eq!(slow.ask([HEALTH, "GET /healthz"].concat()).unwrap().status, 200);
    assert_eq!(slow.listen().unwrap(), b"");
    assert_eq!((reached(&ward, "head"), reached(&ward, "idle")), (1, 0));
}

#[test]
fn an_answer_nobody_reads_is_cut() {
    const REQUESTS: usize = 3_000;
    let ward = bounded("[limits]\npause_ms = 300\n");
    let mut deaf = Caller::to(&ward).unwrap();
    // Their answers are more than all buffers in between hold, tens of megabytes on some systems.
    deaf.say("GET /static/sen.css HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(REQUESTS)).unwrap();
    let other = || Caller::to(&ward).and_then(|mut other| other.ask(HEALTH)).map(|_| reached(&ward, "answer_pace"));
    let cut = std::iter::repeat_with(other).take(100_000).find_map(|reached| reached.ok().filter(|times| *times > 0));
    assert_eq!(cut, Some(1), "the others were answered until then");
    let heard = deaf.listen().unwrap();
    assert!(heard.windows(12).filter(|twelve| *twelve == b"HTTP/1.1 200").count() < REQUESTS);
}

#[test]
fn devices_that_come_back_resume_their_tls_sessions_however_many_they_are() {
    let ward = bounded("");
    let trust = || tests::caller::trust(&ward.folder().join("tls.crt"), &["http/1.1"]).unwrap();
    let devices: Vec<_> = (0..300).map(|_| trust()).collect();
    let calls = || devices.iter().map(|device| Caller::at(ward.address(), device, HERE).unwrap());
    let resumed = |mut caller: Caller| {
        assert_eq!(caller.ask(HEALTH).unwrap().status, 200);
        caller.is_resumed()
    };
    assert_eq!(calls().map(resumed).filter(|resumed| *resumed).count(), 0);
    for _ in 0..2 {
        assert_eq!(calls().map(resumed).filter(|resumed| *resumed).count(), 300);
    }
}

#[test]
fn an_http2_connection_that_only_sends_pings_is_closed() {
    let ward = bounded("[limits]\nidle_ms = 1500\n");
    let mut peer = Caller::from(&ward, HERE, "h2").unwrap();
    peer.say(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").unwrap();
    // GET /healthz in the static table's words, the stream ended with its head.
    let head = b"\x82\x87\x04\x08/healthz\x01\x09localhost";
    peer.say([&b"\0\0\x17\x01\x05\0\0\0\x01"[..], head].concat()).unwrap();
    let heard = peer.trickle(b"\0\0\x08\x06\0\0\0\0\0pingpong").unwrap();
    assert!(heard.windows(8).any(|eight| eight == b"pingpong"), "its pings were answered");
    assert!(heard.windows(3).any(|three| three == b"ok\n"), "and its request");
    assert_eq!(reached(&ward, "idle"), 1);
}

#[test]
fn a_body_that_trickles_in_is_cut_and_told_why() {
    let ward = bounded("[limits]\npause_ms = 1000\n");
    let rogue = rogue(&ward, 1);
    let mut slow = begun(&ward, &rogue.token(), 100_000);
    let heard = slow.trickle(b"x").unwrap();
    assert!(heard.starts_with(b"HTTP/1.1 408 "), "{}", String::from_utf8_lossy(&heard));
    assert_eq!(reached(&ward, "body_pace"), 1);
    assert!(rogue.send(&blank_request()).is_ok(), "the device may try again");
}

#[test]
fn when_every_place_is_taken_the_connection_idle_for_longest_makes_room() {
    let ward = bounded("connections_max = 3\n");
    let mut first = Caller::to(&ward).unwrap();
    let mut others = [Caller::to(&ward).unwrap(), Caller::to(&ward).unwrap()];
    assert_eq!(first.ask(HEALTH).unwrap().status, 200);
    for other in &mut others {
        assert_eq!(other.ask(HEALTH).unwrap().status, 200);
    }
    let mut newcomer = Caller::to(&ward).unwrap();
    assert_eq!(newcomer.ask(HEALTH).unwrap().status, 200);
    assert_eq!(first.listen().unwrap(), b"");
    for other in &mut others {
        assert_eq!(other.ask(HEALTH).unwrap().status, 200);
    }
    assert_eq!(reached(&ward, "evicted"), 1);
}

#[test]
fn when_every_place_is_busy_a_new_connection_is_told_to_come_back() {
    let ward = bounded("connections_max = 1\n");
    let token = rogue(&ward, 1).token();
    let busy = begun(&ward, &token, 10);
    let mut newcomer = Caller::to(&ward).unwrap();
    let told = newcomer.ask(HEALTH).unwrap();
    assert_eq!((told.status, code(&told).as_str(), told.retry_after()), (503, "busy", Some(5)));
    assert_eq!(newcomer.listen().unwrap(), b"", "and does not stay");
    assert_eq!(reached(&ward, "connections"), 1);
    drop(busy);
}

#[test]
fn a_flood_of_enrolments_from_one_address_ends_and_hinders_no_other_address() {
    let ward = bounded("[limits]\naddress_enrolments = { burst = 3, per_minute = 1 }\n");
    let attempt = |from| {
        let request = "POST /v1/enrol HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc";
        Caller::from(&ward, from, "http/1.1").unwrap().ask(request).unwrap()
    };
    for _ in 0..3 {
        assert_eq!(attempt(HERE).status, 400);
    }
    let told = attempt(HERE);
    assert_eq!((told.status, code(&told).as_str(), told.retry_after()), (429, "too_many_requests", Some(60)));
    assert_eq!(attempt(ELSEWHERE).status, 400);
    ward.clock.pass_seconds(60);
    assert_eq!(attempt(HERE).status, 400, "a minute later there is room again");
    assert_eq!(reached(&ward, "enrolments"), 1);
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
    let window = ask(&sync(&token, &far_reaching(), "Content-Encoding: zstd\r\n"));
    assert_eq!((window.status, code(&window).as_str()), (400, "bad_frame"));
    let mut long = Caller::to(&ward).unwrap();
    long.say(format!("GET /healthz HTTP/1.1\r\nHost: localhost\r\nx: {}\r\n\r\n", "y".repeat(40_000))).unwrap();
    // The line may be closed on what was not read, and the answer be lost with it.
    let heard = long.listen().unwrap();
    assert!(heard.is_empty() || heard.starts_with(b"HTTP/1.1 431 "), "{}", String::from_utf8_lossy(&heard));
    let many = ask(format!("GET /healthz HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "x: y\r\n".repeat(200)).as_bytes());
    assert_eq!(many.status, 431);
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
fn a_connection_ends_after_its_measure_of_requests() {
    let ward = bounded("[limits]\nconnection_requests = 3\n");
    let mut caller = Caller::to(&ward).unwrap();
    assert_eq!(caller.ask(HEALTH).unwrap().header("connection"), None);
    assert_eq!(caller.ask(HEALTH).unwrap().header("connection"), None);
    assert_eq!(caller.ask(HEALTH).unwrap().header("connection"), Some("close"));
    assert_eq!(caller.listen().unwrap(), b"");
    assert_eq!(reached(&ward, "connection_requests"), 1);
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
    assert!(told.contains("its measure for today") && told.contains("minutes"), "{told}");
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
fn a_device_that_brings_hundreds_at_once_lets_others_in_between() {
    let ward = bounded("");
    let (busy, other) = (rogue(&ward, 1), rogue(&ward, 2));
    let key = ward.meeting_key(CELL).unwrap();
    let meeting = |rogue: &Rogue, ordinal: u16| {
        let key = shared::meeting::MeetingKey { ordinal, ..key.clone() };
        rogue.envelope(key.org, &key.open()).seal(&rogue.key)
    };
    let many: Vec<Signed> = (1..=512).map(|ordinal| meeting(&busy, ordinal)).collect();
    let one_by_one: Vec<Signed> = (1_001..=1_200).map(|ordinal| meeting(&other, ordinal)).collect();
    let done = AtomicBool::new(false);
    let (receipts, between) = std::thread::scope(|scope| {
        let bulk = scope.spawn(|| {
            let receipts = busy.bring(many);
            done.store(true, Ordering::SeqCst);
            receipts
        });
        let mut between = 0;
        for sealed in one_by_one {
            assert_eq!(merged(&other.bring(vec![sealed]).unwrap()), 1);
            if done.load(Ordering::SeqCst) {
                break;
            }
            between += 1;
        }
        (bulk.join().unwrap().unwrap(), between)
    });
    assert_eq!(merged(&receipts), 512);
    assert!(between >= 5, "only {between} had their turn while the many were merged");
}

fn merged(receipts: &[Receipt]) -> usize {
    receipts.iter().filter(|receipt| matches!(receipt.fate, Fate::Merged(_))).count()
}

#[test]
fn a_server_that_stops_says_so_to_newcomers_and_ends_what_is_open() {
    let mut ward = bounded("");
    let token = rogue(&ward, 1).token();
    let body = wire::encode(&blank_request());
    let mut open = begun(&ward, &token, body.len());
    let (address, config) =
        (ward.address(), tests::caller::trust(&ward.folder().join("tls.crt"), &["http/1.1"]).unwrap());
    std::thread::scope(|scope| {
        let stopping = scope.spawn(|| ward.stop());
        // Until the word to stop has gone round, newcomers are served.
        let told = std::iter::repeat_with(|| Caller::at(address, &config, HERE).and_then(|mut one| one.ask(HEALTH)))
            .take(100_000)
            .find_map(|answer| answer.ok().filter(|answer| answer.status != 200))
            .unwrap();
        assert_eq!((told.status, code(&told).as_str(), told.retry_after()), (503, "busy", Some(5)));
        assert_eq!(open.ask(&body).unwrap().status, 200);
        stopping.join().unwrap().unwrap();
    });
    assert!(dial(address, HERE).is_err(), "afterwards nobody listens");
}

#[test]
fn a_storm_of_devices_with_a_restart_in_its_middle_loses_nothing() {
    const DEVICES: u8 = 40;
    const EACH: u16 = 3;
    let mut ward = bounded("");
    let key = ward.meeting_key(CELL).unwrap();
    let devices: Vec<Rogue> = (1..=DEVICES).map(|seed| rogue(&ward, seed)).collect();
    let (tell, told) = std::sync::mpsc::channel();
    let acknowledged: Vec<shared::id::DocId> = std::thread::scope(|scope| {
        let threads: Vec<_> = devices
            .iter()
            .zip(0u16..)
            .map(|(device, number)| {
                let (tell, key) = (tell.clone(), &key);
                scope.spawn(move || {
                    (0..EACH)
                        .map(|turn| {
                            let key = shared::meeting::MeetingKey { ordinal: 1 + number * EACH + turn, ..key.clone() };
                            let sealed = device.envelope(key.org, &key.open()).seal(&device.key);
                            // As a phone does: what has no receipt is brought again.
                            let fate = std::iter::repeat_with(|| device.bring(vec![sealed.clone()]))
                                .take(100_000)
                                .find_map(Result::ok)
                                .map(|receipts| receipts[0].fate.clone());
                            assert!(matches!(fate, Some(Fate::Merged(_) | Fate::Duplicate(_))), "{fate:?}");
                            tell.send(()).unwrap();
                            key.doc()
                        })
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        // A third of it is done; the rest is on its way.
        let third = usize::from(DEVICES) * usize::from(EACH) / 3;
        assert!(told.iter().take(third).count() == third);
        ward.stop().unwrap();
        ward.start().unwrap();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(acknowledged.len(), usize::from(DEVICES) * usize::from(EACH));
    for doc in acknowledged {
        assert!(ward.record(doc).unwrap().is_some(), "{doc} was acknowledged");
    }
}

#[test]
fn twenty_editors_of_one_meeting_lose_no_sentence_and_see_the_same() {
    const EDITORS: u8 = 20;
    const EACH: usize = 3;
    let ward = bounded("");
    let key = ward.meeting_key(CELL).unwrap();
    let now = ward.clock.now();
    let editors: Vec<Rogue> = (1..=EDITORS).map(|seed| rogue(&ward, seed)).collect();
    std::thread::scope(|scope| {
        for (editor, number) in editors.iter().zip(1..) {
            let key = &key;
            scope.spawn(move || {
                let (pen, mut doc) = (Pen::new(editor.device(), [1; 8]), key.open());
                for turn in 0..EACH {
                    let envelope = edit(editor, &pen, &mut doc, key.org, &sentence(number, turn), now);
                    assert_eq!(merged(&editor.bring(vec![envelope]).unwrap()), 1);
                }
            });
        }
    });
    let kept = MeetingView::of(&ward.record(key.doc()).unwrap().unwrap()).unwrap().minutes;
    for number in 1..=usize::from(EDITORS) {
        for turn in 0..EACH {
            assert_eq!(kept.matches(&sentence(number, turn)).count(), 1, "{number} {turn}");
        }
    }
    let mut readers = [head(&ward), tests::phone::Phone::of(&ward, CELL, Role::DeputyHead, DEPUTY).unwrap()];
    for reader in &mut readers {
        assert_eq!(minutes(reader, key.doc()), kept);
    }
}

fn sentence(number: usize, turn: usize) -> String {
    format!("Đồng chí thứ {number} phát biểu lần {turn}. ")
}

/// One more sentence in an editor's own copy, as the envelope that brings it.
fn edit(
    editor: &Rogue,
    pen: &Pen,
    doc: &mut Doc,
    org: shared::id::OrgId,
    sentence: &str,
    now: shared::time::Timestamp,
) -> Signed {
    let before = doc.heads();
    let (_, change) = doc.edit(pen, now, |edit| splice_minutes(edit, 0, 0, sentence)).unwrap();
    let begun = doc.history().len() == 1;
    let (form, base, chunk) = match begun {
        true => (ChunkForm::Document, Heads::default(), doc.save()),
        false => (ChunkForm::Changes, before, doc.change_chunks(&change.into_iter().collect())),
    };
    let envelope = editor.envelope(org, doc);
    Envelope { form, base, chunk: chunk.into(), ..envelope }.seal(&editor.key)
}

#[test]
fn an_audit_entry_that_was_changed_afterwards_breaks_the_chain() {
    use server::audit::{Chain, verify};
    let ward = Ward::begun(1).unwrap();
    let connection = rusqlite::Connection::open(ward.database()).unwrap();
    let Chain::Whole { entries } = verify(&connection).unwrap() else { panic!("the chain is broken already") };
    assert!(entries > 3);
    let changed = connection.execute("UPDATE audit SET actor = 'somebody else' WHERE n = ?1", [entries - 1]).unwrap();
    assert_eq!(changed, 1);
    assert_eq!(verify(&connection).unwrap(), Chain::Broken { at: entries - 1 });
}
