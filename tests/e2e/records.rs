//! What follows from a meeting: a cell's resolution and its tasks, and the ward's reading of the minutes.

use std::process::{Command, Output};

use sen_client::engine::{Choice, EngineError, RecordPage, RunningText};
use serde_json::Value;
use shared::access::{Denied, Role};
use shared::doc::{Doc, Grade, Kind, Pen, Seed};
use shared::id::DocId;
use shared::key::AboutKey;
use shared::meeting::WriteError;
use shared::record::list::{Page, Query};
use shared::record::step::{Handed, handed};
use shared::record::{FieldPath, RecordView, Refusal, Row};
use shared::wire::{Fate, HoldReason};
use tests::phone::Phone;
use tests::rogue::Rogue;
use tests::ward::{CELLS, Ward};

use crate::commands::said;
use crate::story::{
    CELL, DEPUTY, HEAD, MINUTE_TAKER, deputy, head, minute_taker, name_officers, open, resolution, tally, write,
};

pub(crate) type Fields<'a> = &'a [(&'a str, &'a str)];

fn given(fields: Fields<'_>) -> Vec<(String, String)> {
    fields.iter().map(|(place, typed)| ((*place).to_owned(), (*typed).to_owned())).collect()
}

pub(crate) fn begin(
    phone: &mut Phone,
    kind: Kind,
    about: DocId,
    fields: Fields<'_>,
) -> Result<RecordPage, EngineError> {
    let now = phone.clock.now();
    phone.engine().unwrap().begin_record(kind, (None, Some(about)), &given(fields), now)
}

pub(crate) fn add(phone: &mut Phone, doc: DocId, part: &str, fields: Fields<'_>) -> String {
    let now = phone.clock.now();
    phone.engine().unwrap().add_entry(doc, part, &given(fields), now).unwrap()
}

pub(crate) fn step(phone: &mut Phone, doc: DocId, name: &str, fields: Fields<'_>) -> Result<RecordPage, EngineError> {
    let now = phone.clock.now();
    phone.engine().unwrap().step_record(doc, name, &given(fields), now)
}

fn page(phone: &mut Phone, doc: DocId) -> RecordPage {
    phone.engine().unwrap().record_page(doc).unwrap()
}

/// The values of one field in the entries of a list.
fn column(view: &RecordView, part: &str, field: &str) -> Vec<String> {
    let entries = view.part(part).map(|part| part.entries.as_slice()).unwrap_or_default();
    let fields = entries.iter().flat_map(|entry| &entry.fields).filter(|filled| filled.name == field);
    fields.map(|filled| filled.person.clone().unwrap_or_else(|| filled.value.clone())).collect()
}

/// The records of a kind that a phone lists.
fn listed(phone: &mut Phone, kind: Kind) -> Vec<Row> {
    let found = phone.engine().unwrap().records(&Query::of(kind), Page::ALL).unwrap();
    found.into_iter().map(|(row, _)| row).collect()
}

/// Runs `sen-device` on a phone's vault, at the phone's time.
fn device(phone: &mut Phone, arguments: &[&str]) -> Output {
    phone.close();
    let mut program = Command::new(tests::program::path("sen-device").unwrap());
    program.arg("--vault").arg(phone.vault()).args(["--now", &phone.clock.now().rfc3339()]).args(arguments);
    let output = program.env("SEN_VAULT_KEY", "07".repeat(32)).output().unwrap();
    phone.open().unwrap();
    output
}

fn tells(phone: &mut Phone, arguments: &[&str]) -> Value {
    let output = device(phone, &[&["--json"], arguments].concat());
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn vote(phone: &mut Phone, meeting: DocId) {
    let now = phone.clock.now();
    phone.engine().unwrap().record_vote(meeting, &resolution(), &tally(19, 1), now).unwrap();
}

/// A resolution that was adopted by the meeting it is about, on both phones.
fn adopted(ward: &Ward, one: &mut Phone, other: &mut Phone) -> DocId {
    let meeting = open(ward, one);
    vote(one, meeting);
    let doc = begin(one, Kind::Resolution, meeting, &[("title", "Nghị quyết tháng 11")]).unwrap().view.doc;
    step(one, doc, "adopt", &[("adopted_by", "19 tán thành, 1 không tán thành")]).unwrap();
    one.sync().unwrap();
    other.sync().unwrap();
    doc
}

/// A meeting that was held, closed, signed by both officers and handed in for review.
pub(crate) fn handed_in(ward: &Ward, head: &mut Phone, taker: &mut Phone) -> DocId {
    let meeting = open(ward, head);
    name_officers(ward, head, meeting);
    step(head, meeting, "open", &[]).unwrap();
    write(head, meeting, 0, "Chi bộ thảo luận việc làm đường. ");
    let refused = step(head, meeting, "submit", &[]);
    assert!(matches!(refused, Err(EngineError::Step(Refusal::State))), "it is not over yet: {refused:?}");
    step(head, meeting, "close", &[]).unwrap();
    let refused = step(head, meeting, "submit", &[]);
    assert!(matches!(refused, Err(EngineError::Step(Refusal::Rule("minutes_signed")))), "{refused:?}");
    sign(head, taker, meeting);
    assert_eq!(how_far(head, meeting), Handed::Not, "closed and signed is not handed in");
    step(head, meeting, "submit", &[]).unwrap();
    assert_eq!(how_far(head, meeting), Handed::In);
    head.sync().unwrap();
    meeting
}

fn how_far(phone: &mut Phone, doc: DocId) -> Handed {
    phone.engine().unwrap().record_page(doc).unwrap().handed
}

fn sign(head: &mut Phone, taker: &mut Phone, meeting: DocId) {
    for phone in [head, taker] {
        phone.sync().unwrap();
        let now = phone.clock.now();
        phone.engine().unwrap().adopt(meeting, false, now).unwrap();
        phone.sync().unwrap();
    }
}

#[test]
fn a_resolution_drafted_on_two_phones_apart_is_one_with_all_rows_and_is_adopted_by_the_vote_of_its_meeting() {
    let mut ward = Ward::serving().unwrap();
    let (mut head, mut deputy) = (head(&ward), deputy(&ward));
    let meeting = open(&ward, &mut head);
    head.sync().unwrap();
    deputy.sync().unwrap();
    ward.stop().unwrap();

    // No connection: both begin it, each adds rows, both write in the plan.
    let title = ("title", "Nghị quyết tháng 11");
    let doc = begin(&mut head, Kind::Resolution, meeting, &[title, ("month", "2026-11")]).unwrap().view.doc;
    let other = begin(&mut deputy, Kind::Resolution, meeting, &[title, ("form", "nghi_quyet")]).unwrap().view.doc;
    assert_eq!(doc, other, "its id follows from the meeting");
    let row = [("what", "Vận động làm đường"), ("lead", DEPUTY), ("due", "20/11/2026")];
    add(&mut head, doc, "assignments", &row);
    add(&mut head, doc, "sent_to", &[("to", "Đảng ủy phường")]);
    add(&mut deputy, doc, "assignments", &[("what", "Thăm hộ nghèo"), ("lead", HEAD), ("due", "2026-11-25")]);
    for (phone, text) in [(&mut head, "Làm đường. "), (&mut deputy, "Thăm hộ nghèo. ")] {
        let now = phone.clock.now();
        let engine = phone.engine().unwrap();
        let plan = RunningText::at(Kind::Resolution, &FieldPath::Text("plan")).unwrap();
        let mut draft = engine.begin_draft(doc, plan).unwrap();
        engine.type_into(&mut draft, (0, 0), text, now).unwrap();
        engine.finish_draft(&mut draft, now).unwrap();
    }
    assert!(head.sync().is_err(), "there is no server to reach");
    ward.start().unwrap();
    head.sync().unwrap();
    deputy.sync().unwrap();
    head.sync().unwrap();

    let stored = RecordView::of(&ward.record(doc).unwrap().unwrap());
    for view in [page(&mut head, doc).view, page(&mut deputy, doc).view, stored] {
        let mut rows = column(&view, "assignments", "what");
        rows.sort();
        assert_eq!(rows, ["Thăm hộ nghèo", "Vận động làm đường"]);
        let mut people = column(&view, "assignments", "lead");
        people.sort();
        assert_eq!(people, [HEAD, DEPUTY]);
        let plan = view.part("plan").unwrap().text.clone().unwrap();
        assert!(plan.contains("Làm đường. ") && plan.contains("Thăm hộ nghèo. "), "{plan}");
        assert_eq!((view.head("month"), view.head("form")), (Some("2026-11"), Some("nghi_quyet")));
        assert_eq!((view.about, view.state.as_str()), (Some(meeting), "du_thao"));
        assert!(view.conflicts.is_empty(), "{:?}", view.conflicts);
    }
    assert_eq!(listed(&mut deputy, Kind::Resolution).len(), 1);

    // The meeting adopts it by a vote, and not before.
    let adopt = [("adopted_by", "19 tán thành, 1 không tán thành")];
    let refused = step(&mut deputy, doc, "adopt", &adopt);
    assert!(matches!(refused, Err(EngineError::Step(Refusal::Rule("vote_passed")))), "{refused:?}");
    vote(&mut head, meeting);
    head.sync().unwrap();
    deputy.sync().unwrap();
    assert_eq!(step(&mut deputy, doc, "adopt", &adopt).unwrap().view.state, "da_thong_qua");
}

#[test]
fn two_numbers_given_to_one_resolution_apart_are_a_conflict_that_is_shown_and_settled_though_it_is_issued() {
    let ward = Ward::serving().unwrap();
    let (mut head, mut deputy) = (head(&ward), deputy(&ward));
    let doc = adopted(&ward, &mut head, &mut deputy);
    step(&mut head, doc, "issue", &[("number", "5"), ("issued_on", "6/11/2026")]).unwrap();
    step(&mut deputy, doc, "issue", &[("number", "6"), ("issued_on", "2026-11-06")]).unwrap();
    head.sync().unwrap();
    deputy.sync().unwrap();
    head.sync().unwrap();

    let found = page(&mut deputy, doc);
    assert_eq!((found.view.state.as_str(), found.row.decisions), ("da_ban_hanh", 1));
    let disputed: Vec<_> = found.view.conflicts.iter().map(|(at, grade)| (&*at.part, &*at.key, *grade)).collect();
    assert_eq!(disputed, [("about", "number", Grade::Decision)]);
    let shown = device(&mut head, &["record", "show", &doc.to_string()]);
    let shown = said(&shown);
    assert!(["05", "06", HEAD, DEPUTY].iter().all(|part| shown.contains(part)), "{shown}");
    let hub = ward.hub().unwrap();
    let row = || hub.store().read_blocking(|reading| server::store::read_model::row(reading, doc)).unwrap().unwrap();
    assert_eq!(row().decisions, 1);

    let now = head.clock.now();
    let title = given(&[("title", "Nghị quyết khác")]);
    let refused = head.engine().unwrap().set_fields(doc, &title, now);
    assert!(matches!(refused, Err(EngineError::Write(WriteError::Closed))), "what is issued stays: {refused:?}");
    let refused = head.engine().unwrap().settle_conflict(doc, "about", "number", &Choice::Value("07".to_owned()), now);
    assert!(matches!(refused, Err(EngineError::NotAmongValues)), "only what was given can stay: {refused:?}");
    head.engine().unwrap().settle_conflict(doc, "about", "number", &Choice::Value("05".to_owned()), now).unwrap();
    head.sync().unwrap();
    deputy.sync().unwrap();
    let found = page(&mut deputy, doc);
    assert_eq!((found.view.head("number"), found.view.conflicts.len()), (Some("05"), 0));
    assert_eq!((row().decisions, row().text("number")), (0, Some("05")));
}

#[test]
fn tasks_made_from_a_resolution_are_found_when_they_are_overdue_and_no_more_once_they_are_finished() {
    let ward = Ward::serving().unwrap();
    let (mut head, mut deputy) = (head(&ward), deputy(&ward));
    let doc = adopted(&ward, &mut head, &mut deputy);
    let due = |what, due| [("what", what), ("lead", DEPUTY), ("due", due)];
    let road = begin(&mut head, Kind::Task, doc, &due("Vận động làm đường", "10/11/2026")).unwrap();
    let visit = begin(&mut head, Kind::Task, doc, &due("Thăm hộ nghèo", "30/11/2026")).unwrap();
    let road = road.view.doc;
    assert_ne!(road, visit.view.doc, "a resolution has as many tasks as it likes");
    assert_eq!((visit.view.about, visit.about.map(|row| row.doc)), (Some(doc), Some(doc)));
    let related: Vec<DocId> = page(&mut head, doc).related.iter().map(|row| row.doc).collect();
    assert!(related.contains(&road) && related.len() == 2, "{related:?}");

    let overdue = ["record", "list", "--overdue"];
    assert_eq!(tells(&mut head, &overdue)["total"], 0);
    head.sync().unwrap();
    deputy.sync().unwrap();
    ward.clock.pass_days(6);
    let found = tells(&mut deputy, &overdue);
    assert_eq!((&found["total"], &found["records"][0]["id"]), (&1.into(), &road.to_string().into()), "{found}");

    add(&mut deputy, road, "progress", &[("on", "11/11/2026"), ("text", "Đã xong 400 mét.")]);
    step(&mut deputy, road, "begin", &[]).unwrap();
    assert_eq!(tells(&mut deputy, &overdue)["total"], 1);
    let finished = step(&mut deputy, road, "finish", &[("done_on", "11/11/2026")]).unwrap();
    assert_eq!((finished.view.state.as_str(), finished.row.due), ("hoan_thanh", None));
    deputy.sync().unwrap();
    head.sync().unwrap();
    assert_eq!(tells(&mut head, &overdue)["total"], 0);
    assert_eq!(column(&page(&mut head, road).view, "progress", "text"), ["Đã xong 400 mét."]);
}

#[test]
fn a_phones_papers_are_written_to_new_files_by_a_command_each_in_the_forms_its_kind_has() {
    let ward = Ward::serving().unwrap();
    let mut head = head(&ward);
    let doc = open(&ward, &mut head);
    write(&mut head, doc, 0, "Chi bộ thảo luận sôi nổi.");
    let (folder, id) = (ward.folder().to_owned(), doc.to_string());
    let mut paper = |asked: &[&str], name: &str| {
        let target = folder.join(name);
        let command = [&["record", "paper", &*id], asked, &[target.to_str().unwrap()]].concat();
        let output = device(&mut head, &command);
        (output.status.success(), said(&output), std::fs::read(target).unwrap_or_default())
    };
    let (is_done, told, html) = paper(&[], "bien-ban.html");
    let html = String::from_utf8(html).unwrap();
    assert!(is_done && told.contains("bien-ban.html"), "{told}");
    assert!(html.contains("BIÊN BẢN") && html.contains("Chi bộ thảo luận sôi nổi."), "{html}");
    let (_, _, extract) = paper(&["--form", "extract"], "trich.html");
    assert!(String::from_utf8(extract).unwrap().contains("TRÍCH BIÊN BẢN"));
    assert!(paper(&["--form", "score", "--as", "docx"], "diem.docx").2.starts_with(b"PK"));
    let (is_done, told, left) = paper(&["--form", "score"], "bien-ban.html");
    assert!(!is_done && left == html.into_bytes(), "it is left as it was: {told}");
    for (wrong, why) in [(["--form", "receipts"], "không có bản in ấy"), (["--as", "pdf"], "chọn html hoặc docx")]
    {
        let (is_done, told, left) = paper(&wrong, "sai");
        assert!(!is_done && told.contains(why) && left.is_empty(), "{wrong:?}: {told}");
    }
    let paper = tells(&mut head, &["record", "paper", &id, folder.join("nua.html").to_str().unwrap()]);
    assert_eq!(paper["id"], id.as_str());
}

#[test]
fn the_ward_returns_minutes_with_a_reason_the_cell_mends_them_and_what_was_accepted_is_what_was_read() {
    let ward = Ward::serving().unwrap();
    let (mut head, mut taker) = (head(&ward), minute_taker(&ward));
    let mut reviewer = Phone::of_ward(&ward, Role::PartyBuilding, "Trần Thị Hoa").unwrap();
    let meeting = handed_in(&ward, &mut head, &mut taker);
    let stored = || ward.record(meeting).unwrap().unwrap();
    assert_eq!(handed(&stored()), Handed::In);

    reviewer.sync().unwrap();
    let review = begin(&mut reviewer, Kind::Review, meeting, &[("way", "tai_ban")]).unwrap().view.doc;
    add(&mut reviewer, review, "checklist", &[("subject", "many_spoke"), ("holds", "không")]);
    add(&mut reviewer, review, "remarks", &[("part", "minutes"), ("text", "Chưa ghi ai phát biểu.")]);
    add(&mut reviewer, review, "requests", &[("text", "Ghi thêm ý kiến"), ("due", "12/11/2026")]);
    let refused = step(&mut reviewer, review, "return", &[("due", "12/11/2026"), ("decided_on", "6/11/2026")]);
    let lacks = |error: &EngineError| matches!(error, EngineError::Write(WriteError::Invalid { field: "reason", .. }));
    assert!(refused.as_ref().is_err_and(lacks), "a return says why: {refused:?}");
    let returned = [("reason", "Thiếu ý kiến phát biểu"), ("due", "12/11/2026"), ("decided_on", "6/11/2026")];
    let row = step(&mut reviewer, review, "return", &returned).unwrap().row;
    assert_eq!((row.state.as_str(), row.due.map(|due| due.to_string())), ("tra_lai", Some("2026-11-12".to_owned())));
    reviewer.sync().unwrap();

    // The cell reads it, mends the minutes, signs and hands them in once more.
    head.sync().unwrap();
    let found = page(&mut head, review).view;
    assert_eq!(column(&found, "remarks", "text"), ["Chưa ghi ai phát biểu."]);
    assert_eq!((found.head("reason"), found.state.as_str()), (Some("Thiếu ý kiến phát biểu"), "tra_lai"));
    assert!(page(&mut head, meeting).related.iter().any(|row| row.doc == review), "the meeting names it");
    assert!(
        step(&mut head, review, "accept", &[("decided_on", "7/11/2026")]).is_err(),
        "the cell does not judge itself"
    );
    write(&mut head, meeting, 0, "Đồng chí Hòa phát biểu. ");
    head.sync().unwrap();
    assert_eq!(handed(&stored()), Handed::Changed);
    sign(&mut head, &mut taker, meeting);
    head.sync().unwrap();
    step(&mut head, meeting, "submit", &[]).unwrap();
    head.sync().unwrap();
    assert_eq!(handed(&stored()), Handed::In);

    reviewer.sync().unwrap();
    let before = page(&mut reviewer, review).view.head("returned").unwrap().to_owned();
    let accepted = step(&mut reviewer, review, "accept", &[("decided_on", "8/11/2026")]).unwrap();
    let read = accepted.view.head("accepted").unwrap().to_owned();
    assert_eq!(read, stored().content_digest().to_string());
    assert_ne!(read, before, "the one returned was another text");
    assert_eq!((accepted.view.state.as_str(), accepted.row.due), ("chap_nhan", None));
    reviewer.sync().unwrap();
    write(&mut head, meeting, 0, "Thêm sau. ");
    head.sync().unwrap();
    assert_ne!(read, stored().content_digest().to_string(), "what was accepted is not what stands there now");
    assert_eq!(handed(&stored()), Handed::Changed);
}

#[test]
fn a_minute_taker_issues_nothing_a_cell_reviews_nothing_and_another_cell_sees_nothing() {
    let ward = Ward::serving().unwrap();
    let (mut head, mut taker) = (head(&ward), minute_taker(&ward));
    let doc = adopted(&ward, &mut head, &mut taker);
    let issue = [("number", "5"), ("issued_on", "6/11/2026")];
    let refused = step(&mut taker, doc, "issue", &issue);
    assert!(matches!(refused, Err(EngineError::Step(Refusal::Denied(Denied::WrongRole)))), "{refused:?}");
    let meeting = page(&mut head, doc).view.about.unwrap();
    let refused = begin(&mut head, Kind::Review, meeting, &[]);
    assert!(matches!(refused, Err(EngineError::Denied(Denied::WrongRole))), "{refused:?}");

    // Past the phone's own check, the server holds it.
    let rogue = Rogue::enrolled(&ward, CELL, Role::DeputyHead, DEPUTY, 9).unwrap();
    let org = ward.cell(CELL).unwrap();
    let key = AboutKey { kind: Kind::Review, org, about: meeting, ordinal: 1 };
    let mut forged = Doc::create(&Seed::About(key.clone()));
    let pen = Pen::new(rogue.device(), [1; 8]);
    forged.edit(&pen, ward.clock.now(), |edit| edit.put("about", "state", "chap_nhan")).unwrap();
    let receipts = rogue.bring(vec![rogue.envelope(org, &forged).seal(&rogue.key)]).unwrap();
    assert_eq!(receipts[0].fate, Fate::Held(HoldReason::WrongPlace));
    assert!(ward.record(key.doc()).unwrap().is_none());

    let mut theirs = Phone::of(&ward, CELLS[1].0, Role::Head, "Lê Thị Bích Đào").unwrap();
    theirs.sync().unwrap();
    assert!(matches!(theirs.engine().unwrap().record_page(doc), Err(EngineError::NoSuchRecord(_))));
    assert!(listed(&mut theirs, Kind::Resolution).is_empty());
}

#[test]
fn a_record_of_another_kind_under_the_id_of_a_review_to_come_is_held_and_the_review_gets_in() {
    let ward = Ward::serving().unwrap();
    let mut head = head(&ward);
    let meeting = open(&ward, &mut head);
    head.sync().unwrap();
    let rogue = Rogue::enrolled(&ward, CELL, Role::MinuteTaker, MINUTE_TAKER, 9).unwrap();
    let org = ward.cell(CELL).unwrap();
    let review = AboutKey { kind: Kind::Review, org, about: meeting, ordinal: 1 }.doc();
    let pen = Pen::new(rogue.device(), [1; 8]);
    let mut blocking = Doc::create(&Seed::Id(Kind::Task, review));
    blocking.edit(&pen, ward.clock.now(), |edit| edit.put("about", "what", "Chặn chỗ")).unwrap();
    let receipts = rogue.bring(vec![rogue.envelope(org, &blocking).seal(&rogue.key)]).unwrap();
    assert_eq!(receipts[0].fate, Fate::Held(HoldReason::WrongPlace));

    let mut reviewer = Phone::of_ward(&ward, Role::Standing, "Trần Thị Hoa").unwrap();
    let begun = begin(&mut reviewer, Kind::Review, meeting, &[("summary", "Đã đọc")]).unwrap();
    assert_eq!(begun.view.doc, review);
    reviewer.sync().unwrap();
    assert_eq!(ward.record(review).unwrap().unwrap().kind(), Kind::Review);
}

#[test]
fn a_value_that_does_not_fit_is_refused_by_the_name_of_its_field_and_nothing_is_written() {
    let ward = Ward::serving().unwrap();
    let mut head = head(&ward);
    let meeting = open(&ward, &mut head);
    let doc = begin(&mut head, Kind::Resolution, meeting, &[("title", "Nghị quyết")]).unwrap().view.doc;
    head.sync().unwrap();
    let before = head.engine().unwrap().record(doc).unwrap().heads();

    let right = ("title", "Nghị quyết đã sửa");
    let now = head.clock.now();
    for (place, typed) in [("form", "quyet_dinh"), ("month", "2026-13"), ("number", "5"), ("bìa", "đỏ")] {
        let fields = given(&[right, (place, typed)]);
        let refused = head.engine().unwrap().set_fields(doc, &fields, now).unwrap_err();
        let told = matches!(&refused, EngineError::Write(WriteError::Invalid { field, why, .. }) if *field == place || why.to_string().contains(place));
        assert!(told, "{place}: {refused:?}");
        let output = device(&mut head, &["record", "set", &doc.to_string(), &format!("{place}={typed}")]);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(said(&output).contains('“') || said(&output).contains('`'), "{place}: {}", said(&output));
    }
    let marked = given(&[right, ("plan", "TUYỆT MẬT\nKế hoạch.")]);
    let refused = head.engine().unwrap().set_fields(doc, &marked, now);
    assert!(matches!(refused, Err(EngineError::Write(WriteError::Classified(_)))), "{refused:?}");
    let row = given(&[("what", "Làm đường"), ("due", "31/2/2026")]);
    let refused = head.engine().unwrap().add_entry(doc, "assignments", &row, now);
    let names_due = |error: &EngineError| matches!(error, EngineError::Write(WriteError::Invalid { field: "due", .. }));
    assert!(refused.as_ref().is_err_and(names_due), "{refused:?}");
    let refused = begin(&mut head, Kind::Task, doc, &[("what", "Làm đường"), ("due", "31/2/2026")]);
    assert!(refused.as_ref().is_err_and(names_due), "{refused:?}");
    let arguments = ["record", "begin", "task", "--set", "what=Làm đường", "--set", "due=31/2/2026"];
    let told = device(&mut head, &arguments);
    assert_eq!(told.status.code(), Some(1), "{}", said(&told));
    assert!(said(&told).contains("31/2/2026"), "{}", said(&told));

    assert_eq!(
        head.engine().unwrap().record(doc).unwrap().heads(),
        before,
        "nothing is written, the right parts neither"
    );
    assert!(listed(&mut head, Kind::Task).is_empty());
    assert_eq!(head.engine().unwrap().health().unwrap().unsent, 0);
}
