//! What screens say beside a record: prepared, due, in the way.

use super::*;

use shared::meeting::vote::{Matter, Tally, VoteKey};

use crate::engine::ProposedFrom;

fn day(text: &str) -> CivilDate {
    CivilDate::parse(text).unwrap()
}

fn key(date: &str) -> MeetingKey {
    MeetingKey { date: day(date), ..meeting_key() }
}

fn phone() -> Phone {
    Phone::enrolled(&FakeServer::new(cell()), "Trần Văn Đượm", Some(DocId::from_bytes([7; 16])))
}

fn close(engine: &mut Engine, doc: DocId) {
    for step in ["open", "close"] {
        engine.step_record(doc, step, &[], at(50)).unwrap();
    }
}

fn given(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn a_meeting_is_prepared_from_the_rules_and_from_the_last_of_its_kind() {
    let mut phone = phone();
    let engine = &mut phone.engine;
    let last = engine.open_meeting(&key("2026-11-05"), at(0)).unwrap().view.doc;
    engine.put_item(last, "Phòng chống hạn mặn", 1, None, at(1)).unwrap();
    engine.put_item(last, "Thời sự, chủ trương, chính sách và văn bản mới", 2, None, at(2)).unwrap();
    let doc = engine.open_meeting(&key("2026-12-03"), at(3)).unwrap().view.doc;
    assert_eq!(engine.prepare(doc).unwrap().last, None, "the last one was not closed");
    close(engine, last);
    let prepared = engine.prepare(doc).unwrap();
    assert_eq!((prepared.last, prepared.draft), (Some(last), None));
    let titles: Vec<&str> = prepared.items.iter().map(|item| item.title.as_str()).collect();
    assert_eq!((titles.len(), titles.last()), (8, Some(&"Phòng chống hạn mặn")), "each title once: {titles:?}");
    assert!(matches!(prepared.items[0].from, ProposedFrom::Rules(_)));
    assert_eq!(prepared.items[7].from, ProposedFrom::Last(day("2026-11-05")));
    let chosen = [titles[7].to_owned(), titles[0].to_owned()];
    let changes = engine.history(doc).unwrap().len();
    let agenda = engine.take_agenda(doc, &chosen, at(60)).unwrap().view.agenda;
    assert_eq!(agenda.iter().map(|item| item.title.as_str()).collect::<Vec<_>>(), [titles[7], titles[0]]);
    assert_eq!(engine.history(doc).unwrap().len(), changes + 1, "one change");
    let there = engine.prepare(doc).unwrap().items;
    let there: Vec<bool> = there.into_iter().map(|item| item.is_there).collect();
    assert_eq!(there, [true, false, false, false, false, false, false, true]);
}

#[test]
fn today_names_what_is_next_what_is_late_and_what_the_ward_waits_for() {
    let mut phone = phone();
    let engine = &mut phone.engine;
    let last = engine.open_meeting(&key("2026-11-05"), at(0)).unwrap().view.doc;
    close(engine, last);
    let far = engine.open_meeting(&key("2027-01-05"), at(1)).unwrap().view.doc;
    let next = engine.open_meeting(&key("2026-12-03"), at(2)).unwrap().view.doc;
    for (what, due) in [("Sửa đèn đường", Some("2026-12-02")), ("Trữ nước ngọt", Some("2026-12-03")), ("Khác", None)]
    {
        let mut fields = vec![("what", what)];
        fields.extend(due.map(|due| ("due", due)));
        engine.begin_record(shared::doc::Kind::Task, (None, None), &given(&fields), at(3)).unwrap();
    }
    let due = engine.due_today(day("2026-12-03")).unwrap();
    let doc = |found: &Option<(shared::record::Row, Safety)>| found.as_ref().map(|(row, _)| row.doc);
    assert_eq!((doc(&due.next), doc(&due.last)), (Some(next), Some(last)));
    let titles = |rows: &[(shared::record::Row, Safety)]| -> Vec<String> {
        rows.iter().map(|(row, _)| row.title.clone()).collect()
    };
    assert_eq!(titles(&due.overdue.first), ["Sửa đèn đường"], "a task is not late on its day");
    assert_eq!(titles(&due.due.first), ["Trữ nước ngọt"]);
    assert_eq!((due.overdue.count, due.due.count, due.remarks.count, due.conflicts.count), (1, 1, 0, 0));
    engine.step_record(far, "open", &[], at(4)).unwrap();
    assert_eq!(doc(&engine.due_today(day("2026-12-03")).unwrap().next), Some(far), "what is under way comes first");
}

#[test]
fn today_counts_what_waits_for_years_and_names_the_first_of_it() {
    let mut phone = phone();
    let engine = &mut phone.engine;
    let impossible = Tally { eligible: Some(15), present: Some(15), agree: Some(20), ..Tally::default() };
    for number in 1..=7 {
        let (due, held) = (format!("2026-11-{number:02}"), format!("2026-10-{number:02}"));
        let task = given(&[("what", "Sửa đèn đường"), ("due", &due)]);
        engine.begin_record(shared::doc::Kind::Task, (None, None), &task, at(1)).unwrap();
        let doc = engine.open_meeting(&key(&held), at(2)).unwrap().view.doc;
        engine.record_vote(doc, &VoteKey::new(&Matter::Resolution, None), &impossible, at(3)).unwrap();
    }
    let due = engine.due_today(day("2026-12-03")).unwrap();
    let days = |lines: &crate::engine::DueLines, of: fn(&shared::record::Row) -> Option<CivilDate>| -> Vec<String> {
        lines.first.iter().map(|(row, _)| of(row).unwrap().to_string()).collect()
    };
    assert_eq!((due.overdue.count, due.conflicts.count), (7, 7));
    let late: Vec<String> = (1..=5).map(|number| format!("2026-11-{number:02}")).collect();
    assert_eq!(days(&due.overdue, |row| row.due), late, "what was due first, first");
    let latest: Vec<String> = (3..=7).rev().map(|number| format!("2026-10-{number:02}")).collect();
    assert_eq!(days(&due.conflicts, |row| row.on), latest);
}

#[test]
fn what_stands_in_the_way_is_gone_when_the_minutes_can_be_signed() {
    let me = DocId::from_bytes([7; 16]);
    let mut phone = phone();
    let engine = &mut phone.engine;
    let doc = engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
    let blocks = |engine: &mut Engine| {
        let course = engine.meeting_course(doc, at(9)).unwrap();
        course.course().obstacles().iter().filter(|found| found.blocks()).count()
    };
    assert_eq!(blocks(engine), 2, "neither chair nor minute-taker");
    assert!(engine.adopt(doc, false, at(1)).is_err());
    let officers = Particulars {
        chair: Some(Person::member(me, "Trần Văn Đượm")),
        minute_taker: Some(Person::guest("Nguyễn Hữu Phước")),
        ..Particulars::default()
    };
    engine.set_particulars(doc, &officers, at(2)).unwrap();
    assert_eq!(blocks(engine), 0);
    engine.adopt(doc, false, at(3)).unwrap();
}

#[test]
fn the_day_members_were_told_is_the_day_it_was_noted() {
    let mut phone = phone();
    let engine = &mut phone.engine;
    let doc = engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
    let notice = |engine: &mut Engine| engine.meeting_course(doc, at(9)).unwrap().times.notice.unwrap();
    assert_eq!(notice(engine).done, None);
    let told = Timestamp::from_ms(1_793_700_000_000);
    engine.step_record(doc, "announce", &[], told).unwrap();
    engine.step_record(doc, "open", &[], at(5)).unwrap();
    assert_eq!(notice(engine).done, Some(told.vietnam_date()));
}

#[test]
fn the_ward_waits_until_every_remark_is_answered() {
    // Before it is enrolled a device writes for whoever it says; here it is the ward's as well.
    let mut phone = Phone::new();
    let engine = &mut phone.engine;
    let meeting = engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
    let (review, reply) = (shared::doc::Kind::Review, shared::doc::Kind::Reply);
    let about = (Some(cell()), Some(meeting));
    let review = engine.begin_record(review, about, &[], at(1)).unwrap().row.doc;
    let remark = |text: &str| given(&[("text", text)]);
    let first = engine.add_entry(review, "remarks", &remark("Thiếu lý do vắng."), at(2)).unwrap();
    let second = engine.add_entry(review, "requests", &remark("Gửi lại nghị quyết."), at(3)).unwrap();
    let server = FakeServer::new(cell());
    let (code, request) = engine.begin_enrolment(&server.code(), "máy thử").unwrap();
    engine.finish_enrolment(&code, &server.enrol(&request, "Trần Văn Đượm", None)).unwrap();
    let waiting = |engine: &mut Engine| -> Vec<DocId> {
        let due = engine.due_today(day("2026-12-03")).unwrap();
        due.remarks.first.into_iter().map(|(row, _)| row.doc).collect()
    };
    assert_eq!(waiting(engine), [review]);
    let reply = engine.begin_record(reply, about, &[], at(4)).unwrap().row.doc;
    assert_eq!(waiting(engine), [review], "a reply that says nothing answers nothing");
    let answer = |to: &str| given(&[("to", to), ("text", "Đã sửa.")]);
    engine.add_entry(reply, "answers", &answer(&first), at(5)).unwrap();
    assert_eq!(waiting(engine), [review], "the request is still open");
    engine.add_entry(reply, "answers", &answer(&format!("requests/{second}")), at(6)).unwrap();
    assert_eq!(waiting(engine), []);
}
