//! Two cells become one while a phone of the old one is away: nothing is orphaned, everybody counts once, nothing is lost.

use std::collections::BTreeSet;

use sen_client::engine::EngineError;
use shared::access::Role;
use shared::doc::Kind;
use shared::id::DocId;
use shared::record::list::{Page, Query};
use shared::record::step::Refusal;
use shared::time::CivilDate;
use tests::phone::Phone;
use tests::ward::{CELLS, Ward};

use crate::records::{add, step};
use crate::story::{head, minutes, open, write};
use crate::transfers::{counted, counted_at};
use crate::work::{begin, set};

/// The office decides on a reorganisation of one cell and hands it over; what is left is to finish it.
fn decided(office: &mut Phone, fields: &[(&str, &str)], cell: &str) -> DocId {
    let change = begin(office, Kind::OrgChange, fields).unwrap().view.doc;
    add(office, change, "orgs", &[("org", cell)]);
    let number = [("number", "12"), ("issued_on", "1/11/2026"), ("effective_on", "7/11/2026")];
    step(office, change, "decide", &number).unwrap();
    step(office, change, "hand_over", &[]).unwrap();
    change
}

#[test]
fn a_cell_that_is_joined_to_another_goes_on_there_with_its_members_its_meetings_and_its_late_phone() {
    let ward = Ward::serving().unwrap();
    let [one, two] = [0, 1].map(|at| ward.cell(CELLS[at].0).unwrap());
    let mut office = Phone::of_ward(&ward, Role::Office, "Trần Thị Hoa").unwrap();
    let mut late = head(&ward);
    let mut new = Phone::of(&ward, CELLS[1].0, Role::Head, "Lê Thị Bích Đào").unwrap();
    for phone in [&mut late, &mut new, &mut office] {
        phone.sync().unwrap();
    }
    let (before, others) = (counted(&mut late), counted(&mut new));
    let meeting = open(&ward, &mut late);
    write(&mut late, meeting, 0, "Bí thư khai mạc. ");
    late.sync().unwrap();

    let fields = [("title", "Sáp nhập hai chi bộ"), ("type", "sap_nhap"), ("to", CELLS[1].0)];
    let change = decided(&mut office, &fields, CELLS[0].0);
    office.sync().unwrap();
    new.sync().unwrap();
    assert_eq!(counted(&mut new), others, "a decision alone changes nothing");
    let early = step(&mut office, change, "finish", &[]);
    assert!(matches!(early, Err(EngineError::Step(Refusal::NotYet))), "{early:?}");
    ward.clock.pass_days(2);
    step(&mut office, change, "finish", &[]).unwrap();
    assert_eq!(office.engine().unwrap().record_page(change).unwrap().view.state, "hoan_tat");

    // The old cell's phone is away, and goes on writing.
    write(&mut late, meeting, 0, "Ghi khi chưa biết. ");
    let member = late.engine().unwrap().records(&Query::members(), Page::ALL).unwrap().remove(0).0.doc;
    set(&mut late, member, &[("profession", "Giáo viên")]);
    office.sync().unwrap();
    assert_eq!(counted_at(&ward), before + others, "nobody is counted twice or not at all");
    new.sync().unwrap();
    assert_eq!(counted(&mut new), before + others);
    assert_eq!(minutes(&mut new, meeting), "Bí thư khai mạc. ");
    write(&mut new, meeting, 0, "Người tiếp nhận ghi. ");
    new.sync().unwrap();

    let synced = late.sync().unwrap();
    assert_eq!((synced.held, synced.refused, counted(&mut late)), (0, 0, before + others));
    assert_eq!(late.engine().unwrap().own_org().unwrap(), two, "what is begun from now on is the new cell's");
    new.sync().unwrap();
    office.sync().unwrap();
    for phone in [&mut late, &mut new, &mut office] {
        let text = minutes(phone, meeting);
        assert!(["khai mạc", "chưa biết", "tiếp nhận"].iter().all(|part| text.contains(part)), "{text}");
        let page = phone.engine().unwrap().record_page(member).unwrap();
        assert_eq!((page.view.head("profession"), page.row.org), (Some("Giáo viên"), one));
        let old = phone.engine().unwrap().org_list().into_iter().find(|org| org.org == one).unwrap();
        assert_eq!((&*old.name, old.valid_to), (CELLS[0].0, CivilDate::new(2026, 11, 6)), "old names stay");
    }
    late.close();
    late.open().unwrap();
    let again = late.sync().unwrap();
    assert_eq!((again.pushed, again.held, again.received, again.removed), (0, 0, 0, 0));
    assert_eq!(server::admin::verify(&ward.database()).unwrap().faults, Vec::<String>::new());
}

/// The two cells have become one, and both phones have heard of it.
fn joined(ward: &Ward) -> [Phone; 2] {
    let mut office = Phone::of_ward(ward, Role::Office, "Trần Thị Hoa").unwrap();
    let mut old = head(ward);
    let mut new = Phone::of(ward, CELLS[1].0, Role::Head, "Lê Thị Bích Đào").unwrap();
    for phone in [&mut old, &mut new, &mut office] {
        phone.sync().unwrap();
    }
    let task = [("what", "Vận động làm đường"), ("due", "20/11/2026")];
    begin(&mut old, Kind::Task, &task).unwrap();
    old.sync().unwrap();
    let fields = [("title", "Sáp nhập hai chi bộ"), ("type", "sap_nhap"), ("to", CELLS[1].0)];
    let change = decided(&mut office, &fields, CELLS[0].0);
    ward.clock.pass_days(2);
    step(&mut office, change, "finish", &[]).unwrap();
    office.sync().unwrap();
    for phone in [&mut old, &mut new] {
        phone.sync().unwrap();
    }
    [old, new]
}

#[test]
fn the_first_meeting_of_two_joined_cells_calls_the_members_of_both_and_knows_the_tasks_of_both() {
    let ward = Ward::serving().unwrap();
    let [mut old, mut new] = joined(&ward);
    let all: BTreeSet<String> = {
        let rows = new.engine().unwrap().records(&Query::headcount(), Page::ALL).unwrap();
        rows.iter().map(|(row, _)| row.doc.to_string()).collect()
    };
    let (key, now) = (ward.meeting_key(CELLS[1].0).unwrap(), new.clock.now());
    let meeting = new.engine().unwrap().open_meeting(&key, now).unwrap();
    assert!(meeting.open_tasks.iter().any(|task| task.title == "Vận động làm đường"));
    let meeting = meeting.view.doc;
    let called = |phone: &mut Phone| -> BTreeSet<String> {
        phone.engine().unwrap().roll_call(meeting).unwrap().into_iter().map(|line| line.person.key).collect()
    };
    assert!(all.is_subset(&called(&mut new)), "{all:?}");
    let dues = begin(&mut new, Kind::Dues, &[("month", "2026-12"), ("zone", "vung_3")]).unwrap();
    let pay: BTreeSet<String> = dues.view.part("members").unwrap().entries.iter().map(|one| one.name.clone()).collect();
    assert!(all.is_subset(&pay), "whoever is counted pays: {pay:?}");
    new.sync().unwrap();
    old.sync().unwrap();
    assert_eq!(called(&mut old), called(&mut new), "the old cell's phone calls the same");
    // The same meeting, whoever of the two opens it.
    let (key, now) = (ward.meeting_key(CELLS[1].0).unwrap(), old.clock.now());
    assert_eq!(old.engine().unwrap().open_meeting(&key, now).unwrap().view.doc, meeting);
    let due = old.engine().unwrap().due_today(key.date).unwrap();
    assert!(due.due.first.iter().chain(&due.overdue.first).any(|(row, _)| row.title == "Vận động làm đường"));
}

#[test]
fn a_cell_with_members_is_not_dissolved_until_they_have_somewhere_to_go() {
    let ward = Ward::serving().unwrap();
    let mut office = Phone::of_ward(&ward, Role::Office, "Trần Thị Hoa").unwrap();
    office.sync().unwrap();
    let change = decided(&mut office, &[("title", "Giải thể chi bộ"), ("type", "giai_the")], CELLS[0].0);
    ward.clock.pass_days(2);
    let refused = step(&mut office, change, "finish", &[]);
    assert!(matches!(refused, Err(EngineError::Step(Refusal::StillMembers))), "{refused:?}");
    // Of two that are dissolved together neither is while one has members.
    let both = decided(&mut office, &[("title", "Giải thể hai chi bộ"), ("type", "giai_the")], CELLS[0].0);
    add(&mut office, both, "orgs", &[("org", CELLS[1].0)]);
    assert!(matches!(step(&mut office, both, "finish", &[]), Err(EngineError::Step(Refusal::StillMembers))));
    let ended = office.engine().unwrap().org_list().into_iter().filter(|org| org.valid_to.is_some()).count();
    assert_eq!(ended, 0, "a step that is refused has come to nothing");
    let all = counted_at(&ward);
    let cell = ward.cell(CELLS[0].0).unwrap();
    let rows = office.engine().unwrap().records(&Query::members(), Page::ALL).unwrap();
    for (row, _) in rows.iter().filter(|(row, _)| row.org == cell) {
        set(&mut office, change, &[(&format!("members/{}/to", row.doc), CELLS[1].0)]);
    }
    step(&mut office, change, "finish", &[]).unwrap();
    office.sync().unwrap();
    let of_cell = |phone: &mut Phone, at: usize| {
        let org = ward.cell(CELLS[at].0).unwrap();
        let rows = phone.engine().unwrap().records(&Query::members(), Page::ALL).unwrap();
        rows.iter().filter(|(row, _)| row.org == org && row.flag("headcount")).count()
    };
    assert_eq!((of_cell(&mut office, 0), counted_at(&ward)), (0, all));
    assert_eq!(server::admin::verify(&ward.database()).unwrap().faults, Vec::<String>::new());
}
