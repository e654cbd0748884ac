//! A week offline: everything written in it arrives, in one request.

use shared::access::Role;
use shared::meeting::{MeetingKey, MeetingKind};
use shared::sync::device::Safety;
use tests::phone::Phone;
use tests::proxy::CuttingProxy;
use tests::ward::Ward;

use crate::story::{CELL, DEPUTY, deputy, head};

#[test]
fn a_week_of_work_without_a_line_arrives_whole_and_in_one_request() {
    let ward = Ward::serving().unwrap();
    let (mut head, mut deputy) = (head(&ward), deputy(&ward));
    let org = ward.cell(CELL).unwrap();
    let mut docs = Vec::new();
    for day in 0..7 {
        let date = head.clock.now().vietnam_date();
        let key = MeetingKey { org, kind: MeetingKind::Extraordinary, date, ordinal: 1 };
        let now = head.clock.now();
        let doc = head.engine().unwrap().open_meeting(&key, now).unwrap().view.doc;
        for line in 0..5 {
            let text = format!("Ngày {day}, dòng {line}.\n");
            let length = head.engine().unwrap().meeting(doc).unwrap().view.minutes.chars().count();
            head.engine().unwrap().splice_minutes(doc, (length, 0), &text, now).unwrap();
        }
        docs.push(doc);
        // The phone dies every night.
        head.close();
        head.open().unwrap();
        head.clock.pass_days(1);
    }
    let progress = {
        let answer = head.ask(512 * 1024).unwrap();
        head.take(&answer).unwrap()
    };
    assert_eq!((progress.pushed, progress.held, progress.more), (7, 0, false), "one request carries the week");
    deputy.sync().unwrap();
    for (day, doc) in docs.into_iter().enumerate() {
        assert_eq!(head.engine().unwrap().safety(doc), Safety::SafeOnServer);
        let there = deputy.engine().unwrap().meeting(doc).unwrap().view.minutes;
        let expected: String = (0..5).map(|line| format!("Ngày {day}, dòng {line}.\n")).collect();
        assert_eq!(there, expected);
    }
}

#[test]
fn small_edits_of_many_known_records_bring_none_of_them_back() {
    const RECORDS: u16 = 100;
    let ward = Ward::serving().unwrap();
    let (mut head, mut deputy) = (head(&ward), deputy(&ward));
    let org = ward.cell(CELL).unwrap();
    let now = head.clock.now();
    let docs: Vec<_> = (1..=RECORDS)
        .map(|ordinal| {
            let date = now.vietnam_date();
            let key = MeetingKey { org, kind: MeetingKind::Extraordinary, date, ordinal };
            let doc = head.engine().unwrap().open_meeting(&key, now).unwrap().view.doc;
            head.engine().unwrap().splice_minutes(doc, (0, 0), &"Nội dung sinh hoạt. ".repeat(100), now).unwrap();
            doc
        })
        .collect();
    head.sync().unwrap();
    deputy.sync().unwrap();
    for round in 0..3 {
        for doc in &docs {
            let text = format!("Lần {round}. ");
            deputy.engine().unwrap().splice_minutes(*doc, (0, 0), &text, now).unwrap();
        }
        let proxy = CuttingProxy::to(ward.address()).unwrap();
        deputy.reroute(&proxy.url()).unwrap();
        let progress = deputy.sync().unwrap();
        assert_eq!((progress.pushed, progress.received), (usize::from(RECORDS), 0), "round {round}");
        let (_, down) = proxy.bytes();
        assert!(down < 100 * 120 + 2000, "round {round}: {down} bytes came down for {RECORDS} edits");
    }
}

#[test]
fn a_first_download_whose_last_page_is_full_brings_nothing_back_after_later_edits() {
    const RECORDS: u16 = 3;
    let ward = Ward::serving().unwrap();
    let mut head = head(&ward);
    let (org, now) = (ward.cell(CELL).unwrap(), head.clock.now());
    // Text that does not pack: each of these records fills a page of the smallest budget.
    let text: String = (1..1200_u64).map(|n| format!("{:016x}", n.wrapping_mul(n ^ 0x9e37_79b9_7f4a_7c15))).collect();
    let docs: Vec<_> = (1..=RECORDS)
        .map(|ordinal| {
            let date = now.vietnam_date();
            let key = MeetingKey { org, kind: MeetingKind::Extraordinary, date, ordinal };
            let doc = head.engine().unwrap().open_meeting(&key, now).unwrap().view.doc;
            head.engine().unwrap().splice_minutes(doc, (0, 0), &text, now).unwrap();
            doc
        })
        .collect();
    head.sync().unwrap();
    let mut late = Phone::blank(ward.clock.clone()).unwrap();
    late.enrol(&ward.code(CELL, Role::DeputyHead, DEPUTY).unwrap()).unwrap();
    let mut pages = 0;
    loop {
        let answer = late.ask(4096).unwrap();
        pages += 1;
        if !late.take(&answer).unwrap().more {
            break;
        }
    }
    assert!(pages > RECORDS, "a page holds one of these records, but all came in {pages} pages");
    for doc in &docs {
        late.engine().unwrap().splice_minutes(*doc, (0, 0), "Thêm. ", now).unwrap();
    }
    let proxy = CuttingProxy::to(ward.address()).unwrap();
    late.reroute(&proxy.url()).unwrap();
    assert_eq!(late.sync().unwrap().pushed, usize::from(RECORDS));
    let (_, down) = proxy.bytes();
    assert!(down < 3000, "{down} bytes came down for {RECORDS} small edits");
}
