//! One connection: whoever speaks too slowly, or is silent for too long, has an end; so has every place for one.

use tests::caller::{Caller, dial};
use tests::rogue::blank_request;

use super::{HEALTH, HERE, begun, bounded, code, reached, rogue};

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
    deaf.say("GET /static/any/sen.css HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(REQUESTS)).unwrap();
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
fn a_connection_ends_after_its_measure_of_requests() {
    let ward = bounded("[limits]\nconnection_requests = 3\n");
    let mut caller = Caller::to(&ward).unwrap();
    assert_eq!(caller.ask(HEALTH).unwrap().header("connection"), None);
    assert_eq!(caller.ask(HEALTH).unwrap().header("connection"), None);
    assert_eq!(caller.ask(HEALTH).unwrap().header("connection"), Some("close"));
    assert_eq!(caller.listen().unwrap(), b"");
    assert_eq!(reached(&ward, "connection_requests"), 1);
}
