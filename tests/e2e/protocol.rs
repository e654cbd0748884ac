//! What a device written by somebody else, from docs/protocol.md alone, may rely on.

use std::net::{IpAddr, Ipv4Addr};

use server::auth::device::CODE_LIFE_MS;
use shared::access::Role;
use shared::doc::Pen;
use shared::id::DeviceId;
use shared::wire::{self, EnrolCode, EnrolOffer, ErrorFrame, Fate, HoldReason, LookRequest, Request, Response};
use tests::caller::{Answer, Caller};
use tests::rogue::{Rogue, blank_request};
use tests::ward::Ward;

use crate::story::{CELL, DEPUTY, head, minutes, open, write};

fn deputy(ward: &Ward) -> Rogue {
    Rogue::enrolled(ward, CELL, Role::DeputyHead, DEPUTY, 9).unwrap()
}

fn request(method: &str, path: &str, token: &str, more: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n{more}Content-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn ask(ward: &Ward, request: &[u8]) -> Answer {
    Caller::to(ward).unwrap().ask(request).unwrap()
}

#[test]
fn every_refusal_of_the_api_is_a_frame_that_names_its_reason() {
    let ward = Ward::serving().unwrap();
    let token = deputy(&ward).token();
    let body = wire::encode(&blank_request());
    let gzip = "Content-Encoding: gzip\r\n";
    let twice = "Content-Encoding: zstd, gzip\r\n";
    let cases = [
        ("GET", "/v1/sync", "", 405, "wrong_method"),
        ("PUT", "/v1/enrol", "", 405, "wrong_method"),
        ("DELETE", "/v1/hand-in", "", 405, "wrong_method"),
        ("POST", "/healthz", "", 405, "wrong_method"),
        ("POST", "/v1/elsewhere", "", 404, "not_found"),
        ("GET", "/v1/sync/deeper", "", 404, "not_found"),
        ("POST", "/v1/sync", gzip, 415, "unsupported_encoding"),
        ("POST", "/v1/sync", twice, 415, "unsupported_encoding"),
        ("POST", "/v1/hand-in", gzip, 415, "unsupported_encoding"),
        ("POST", "/v1/enrol", "Content-Encoding: zstd\r\n", 415, "unsupported_encoding"),
        ("POST", "/v1/enrol", "", 400, "bad_frame"),
        ("GET", "/v1/enrol/look", "", 405, "wrong_method"),
        ("POST", "/v1/enrol/look", "Content-Encoding: zstd\r\n", 415, "unsupported_encoding"),
        ("POST", "/v1/enrol/look", "", 400, "bad_frame"),
    ];
    for (method, path, more, status, code) in cases {
        let told = ask(&ward, &request(method, path, &token, more, &body));
        let named = wire::decode::<ErrorFrame>(&told.body).map(|frame| frame.code);
        assert_eq!((told.status, named.ok().as_deref()), (status, Some(code)), "{method} {path} {more}");
        assert_eq!(told.header("content-type"), Some("application/cbor"));
    }
    let told = ask(&ward, &request("GET", "/v1/sync", &token, "", b""));
    assert_eq!(told.header("allow"), Some("post"), "it says what may be asked");
    let plain = ask(&ward, &request("POST", "/v1/sync", &token, "Content-Encoding: identity\r\n", &body));
    assert_eq!(plain.status, 200);
}

/// What the server tells who looks at a code: the status and the error code, or the offer.
fn looked(ward: &Ward, body: &[u8]) -> (u16, Result<EnrolOffer, String>) {
    let told = ask(ward, &request("POST", "/v1/enrol/look", "", "", body));
    let offer = wire::decode(&told.body).map_err(|_no_offer| wire::decode::<ErrorFrame>(&told.body).unwrap().code);
    (told.status, offer)
}

#[test]
fn a_code_tells_whom_it_is_for_until_it_is_used_and_is_not_used_up_by_that() {
    let ward = Ward::serving().unwrap();
    let code = EnrolCode::parse(&ward.code(CELL, Role::DeputyHead, DEPUTY).unwrap()).unwrap();
    let body = wire::encode(&LookRequest::of(&code));
    let refused = |code: &str| Err(code.to_owned());
    for _ in 0..2 {
        let (status, offer) = looked(&ward, &body);
        let offer = offer.unwrap();
        assert_eq!((status, offer.person.as_str(), offer.role.as_str()), (200, DEPUTY, "pho_bi_thu"));
        assert_eq!(offer.org, CELL);
        assert!(!offer.ward.is_empty() && offer.ward != CELL, "{offer:?}");
        assert_eq!(offer.expires_ms, ward.clock.now().plus_ms(CODE_LIFE_MS).as_ms());
    }
    let unknown = EnrolCode { secret: [1; 16], ..code.clone() };
    assert_eq!(looked(&ward, &wire::encode(&LookRequest::of(&unknown))), (403, refused("unknown_code")));
    assert_eq!(looked(&ward, &code.secret), (400, refused("bad_frame")), "nobody looks by the secret");
    Rogue::enrolled_by(&code, 9).unwrap();
    assert_eq!(looked(&ward, &body), (403, refused("unknown_code")), "as if there had never been one");
    let late = EnrolCode::parse(&ward.code(CELL, Role::DeputyHead, DEPUTY).unwrap()).unwrap();
    ward.clock.pass_seconds(24 * 60 * 60);
    assert_eq!(looked(&ward, &wire::encode(&LookRequest::of(&late))), (410, refused("expired_code")));
}

#[test]
fn a_head_of_too_many_lines_is_refused_in_both_versions_of_http() {
    let ward = Ward::serving().unwrap();
    let line = |name: &str, value: &str| {
        let [name, value] = [name, value].map(|text| [&[u8::try_from(text.len()).unwrap()], text.as_bytes()].concat());
        [&[0][..], &name, &value].concat()
    };
    let asked = |lines: usize| {
        let mut peer = Caller::from(&ward, IpAddr::V4(Ipv4Addr::LOCALHOST), "h2").unwrap();
        // GET /healthz in the static table's words, and lines that say nothing; then a farewell.
        let more: Vec<u8> = (0..lines).flat_map(|n| line(&format!("x-{n}"), "y")).collect();
        let head = [&b"\x82\x87\x04\x08/healthz\x01\x09localhost"[..], &more].concat();
        let length = u32::try_from(head.len()).unwrap().to_be_bytes();
        let begin = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
        peer.say([&begin[..], &length[1..], b"\x01\x05\0\0\0\x01", &head].concat()).unwrap();
        peer.say(b"\0\0\x08\x07\0\0\0\0\0\0\0\0\0\0\0\0\0").unwrap();
        peer.listen().unwrap()
    };
    let says = |heard: &[u8], word: &[u8]| heard.windows(word.len()).any(|part| part == word);
    assert!(says(&asked(90), b"ok\n"));
    let refused = asked(150);
    assert!(says(&refused, b"too_large") && !says(&refused, b"ok\n"), "{}", String::from_utf8_lossy(&refused));
    let lines = "x: y\r\n".repeat(150);
    assert_eq!(ask(&ward, format!("GET /healthz HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n").as_bytes()).status, 431);
}

#[test]
fn something_brought_that_is_no_envelope_is_held_and_the_others_are_merged() {
    let ward = Ward::serving().unwrap();
    let device = deputy(&ward);
    let key = ward.meeting_key(CELL).unwrap();
    let good = device.envelope(key.org, &key.open()).seal(&device.key);
    // The same request as a device would write it whose second envelope lost its signature.
    let honest = wire::encode(&Request { envelopes: vec![good.clone(), good.clone()], ..blank_request() });
    let whole = wire::encode(&good);
    let at = honest.windows(whole.len()).rposition(|part| part == whole).unwrap();
    let body = [&honest[..at], &[0x81, 0x41, 7], &honest[at + whole.len()..]].concat();
    let answer = ask(&ward, &request("POST", "/v1/sync", &device.token(), "", &body));
    assert_eq!(answer.status, 200);
    let response: Response = wire::decode(&answer.body).unwrap();
    let fates: Vec<&Fate> = response.receipts.iter().map(|receipt| &receipt.fate).collect();
    assert!(matches!(fates.as_slice(), [Fate::Merged(_), Fate::Held(_)]), "{fates:?}");
    assert!(ward.record(key.doc()).unwrap().is_some());
}

#[test]
fn what_the_ward_released_reaches_the_others_at_once_and_whole() {
    let ward = Ward::serving().unwrap();
    let mut reader = head(&ward);
    let doc = open(&ward, &mut reader);
    write(&mut reader, doc, 0, "Biên bản. ");
    reader.sync().unwrap();

    let forger = deputy(&ward);
    let mut theirs = ward.record(doc).unwrap().unwrap().as_ref().clone();
    let somebody = Pen::new(DeviceId::of_key(&[3; 32]), [1; 8]);
    theirs.edit(&somebody, ward.clock.now(), |edit| edit.splice("minutes", 0, 0, "Chép tay. ")).unwrap();
    let envelope = forger.envelope(ward.cell(CELL).unwrap(), &theirs);
    let sealed = envelope.seal(&forger.key);
    let receipts = forger.bring(vec![sealed.clone()]).unwrap();
    assert_eq!(receipts[0].fate, Fate::Held(HoldReason::WrongAuthor));
    ward.block_on(ward.hub().unwrap().release(sealed.held_id(), "vanphong", "")).unwrap();

    let answer = reader.ask(2_000_000).unwrap();
    let response: Response = wire::decode(&answer).unwrap();
    let entries: Vec<_> = response.streams.iter().flat_map(|news| &news.entries).filter(|e| e.doc == doc).collect();
    assert!(matches!(entries.as_slice(), [entry] if entry.snapshot.is_some() && entry.envelopes.is_empty()));
    assert!(reader.take(&answer).unwrap().unmerged.is_empty());
    assert!(minutes(&mut reader, doc).contains("Chép tay. "));
}
