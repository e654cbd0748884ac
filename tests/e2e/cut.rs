//! A poor connection: answers cut anywhere, requests sent twice, a server that dies at the worst moment.

use shared::access::Role;
use shared::doc::Kind;
use shared::sync::device::Safety;
use shared::wire::{self, Fate, Request, Response};
use tests::phone::Phone;
use tests::proxy::CuttingProxy;
use tests::ward::{CELLS, Ward};

use crate::story::{head, minutes, open, write};

#[test]
fn a_request_sent_twice_is_merged_once() {
    let ward = Ward::serving().unwrap();
    let mut head = head(&ward);
    let doc = open(&ward, &mut head);
    write(&mut head, doc, 0, "Một lần.");
    let now = head.clock.now();
    let request = head.engine().unwrap().begin_sync(now).unwrap();
    let first: Response = wire::decode(&head.send(&request).unwrap()).unwrap();
    let second = head.send(&request).unwrap();
    let again: Response = wire::decode(&second).unwrap();
    let Fate::Merged(seq) = first.receipts[0].fate else { panic!("{first:?}") };
    assert_eq!(again.receipts[0].fate, Fate::Duplicate(seq));
    head.take(&second).unwrap();
    assert_eq!(head.engine().unwrap().safety(doc), Safety::SafeOnServer);
    assert_eq!(minutes(&mut head, doc), "Một lần.");
}

#[test]
fn an_answer_cut_at_every_page_boundary_is_resumed_where_it_was() {
    let ward = Ward::serving().unwrap();
    let mut pages = 0;
    for lost in 0.. {
        let mut phone = Phone::blank(ward.clock.clone()).unwrap();
        phone.enrol(&ward.code(CELLS[0].0, Role::Head, "Nguyễn Văn An").unwrap()).unwrap();
        let mut page = 0;
        loop {
            let answer = phone.ask(4096).unwrap();
            if page == lost {
                // The answer never arrives, and the phone dies on top.
                phone.close();
                phone.open().unwrap();
                page += 1;
                continue;
            }
            page += 1;
            if !phone.take(&answer).unwrap().more {
                break;
            }
        }
        assert_eq!(phone.engine().unwrap().members("").unwrap().len(), 25);
        let health = phone.engine().unwrap().health().unwrap();
        assert_eq!((health.unsent, health.differing.len()), (0, 0));
        pages = pages.max(page);
        if lost >= page {
            break;
        }
    }
    assert!(pages > 3, "the register came in {pages} pages");
}

#[test]
fn a_line_cut_after_any_number_of_bytes_loses_nothing() {
    let ward = Ward::serving().unwrap();
    let proxy = CuttingProxy::to(ward.address()).unwrap();
    let mut head = head(&ward);
    let doc = open(&ward, &mut head);
    head.reroute(&proxy.url()).unwrap();
    let mut expected = String::new();
    for (turn, bytes) in [0, 1, 500, 1500, 2500, 4000].into_iter().enumerate() {
        let text = format!("Câu {turn}. ");
        write(&mut head, doc, expected.chars().count(), &text);
        expected.push_str(&text);
        proxy.cut_after(bytes);
        let cut = head.sync();
        proxy.cut_after(u64::MAX / 2);
        if cut.is_err() {
            assert_eq!(head.engine().unwrap().safety(doc), Safety::OnThisPhone, "cut after {bytes} bytes");
        }
        head.close();
        head.open().unwrap();
        head.reroute(&proxy.url()).unwrap();
        head.sync().unwrap();
        assert_eq!(head.engine().unwrap().safety(doc), Safety::SafeOnServer);
    }
    let server = shared::meeting::MeetingView::of(&ward.record(doc).unwrap().unwrap()).unwrap();
    assert_eq!(server.minutes, expected);
}

#[test]
fn malformed_truncated_and_oversize_frames_get_a_code_and_harm_nobody() {
    let ward = Ward::serving().unwrap();
    let mut head = head(&ward);
    let now = head.clock.now();
    let good = head.engine().unwrap().begin_sync(now).unwrap();
    let mut wrong_version: Request = wire::decode(&good).unwrap();
    wrong_version.version = 99;
    let cases: [(Vec<u8>, u16, &str); 5] = [
        (b"not cbor at all".to_vec(), 400, "bad_frame"),
        (good[..good.len() - 1].to_vec(), 400, "bad_frame"),
        ([good.clone(), vec![0]].concat(), 400, "bad_frame"),
        (wire::encode(&wrong_version), 426, "unsupported_version"),
        (noise(5 * 1024 * 1024), 413, "too_large"),
    ];
    for (body, status, code) in cases {
        let told = head.send(&body).unwrap_err().to_string();
        assert!(told.contains(&status.to_string()) || told.contains(code), "{status} {code}: {told}");
    }
    assert!(head.send(&good).is_ok(), "the same device goes on as if nothing had been");
    let rows = ward.hub().unwrap().store().read_blocking(server::store::document::all).unwrap();
    assert!(rows.iter().all(|row| row.kind != Kind::Meeting));
}

/// Bytes that do not compress, from a fixed recurrence.
fn noise(length: usize) -> Vec<u8> {
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[0]
    })
    .take(length)
    .collect()
}
