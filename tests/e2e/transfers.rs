//! Members who move to another cell, by phones that hear of it late: one headcount at every moment, and nothing lost.

use sen_client::engine::EngineError;
use server::hub::Release;
use server::store::{quarantine, read_model};
use shared::access::Role;
use shared::doc::Kind;
use shared::id::DocId;
use shared::meeting::Person;
use shared::meeting::roll::Attendance;
use shared::record::Row;
use shared::record::list::{Page, Query};
use shared::record::step::Refusal;
use tests::phone::Phone;
use tests::ward::{CELLS, Ward};

use crate::records::step;
use crate::story::{head, open};
use crate::work::{begin, set};

#[test]
fn a_member_whose_transfer_is_received_leaves_the_old_cells_phone_and_is_counted_once_at_every_moment() {
    let ward = Ward::serving().unwrap();
    let mut office = Phone::of_ward(&ward, Role::Office, "Trần Thị Hoa").unwrap();
    let mut old = head(&ward);
    let mut new = Phone::of(&ward, CELLS[1].0, Role::Head, "Lê Thị Bích Đào").unwrap();
    for phone in [&mut old, &mut new, &mut office] {
        phone.sync().unwrap();
    }
    let (before, others) = (counted(&mut old), counted(&mut new));
    let register = |phone: &mut Phone| phone.engine().unwrap().records(&Query::members(), Page::ALL).unwrap();
    let (member, name) = register(&mut old).last().map(|(row, _)| (row.doc, row.title.clone())).unwrap();
    // They were at a meeting before.
    let meeting = open(&ward, &mut old);
    let (person, now) = (Person::member(member, &name), old.clock.now());
    old.engine().unwrap().mark_attendance(meeting, &[(person, None, Attendance::Present, None)], now).unwrap();
    let fields = [
        ("title", "Giới thiệu sinh hoạt nơi ở mới"),
        ("type", "chuyen_sinh_hoat"),
        ("transfer", "noi_bo"),
        ("to", CELLS[1].0),
        ("opened_on", "2/11/2026"),
        ("person", &*name),
    ];
    let case = begin(&mut old, Kind::Case, &fields).unwrap();
    assert_eq!(case.row.due.map(|day| day.to_string()).as_deref(), Some("2026-12-14"), "30 working days");
    step(&mut old, case.view.doc, "confirm", &[("sent_on", "3/11/2026")]).unwrap();
    let twice = begin(&mut old, Kind::Case, &fields).unwrap().view.doc;
    old.sync().unwrap();
    office.sync().unwrap();
    let now = office.clock.now();
    let asked = (None, Some(case.view.doc));
    let transfer = office.engine().unwrap().begin_record(Kind::Transfer, asked, &[], now).unwrap().view;
    assert_eq!(
        (transfer.head("type"), transfer.head("title")),
        (Some("noi_bo"), Some("Giới thiệu sinh hoạt nơi ở mới"))
    );
    let introduced = [("number", "7"), ("introduced_on", "5/11/2026")];
    step(&mut office, transfer.doc, "introduce", &introduced).unwrap();
    office.sync().unwrap();
    old.sync().unwrap();
    assert_eq!((counted(&mut old), counted(&mut new)), (before, others), "on the way, at the cell they come from");

    // The old cell writes while it cannot know.
    set(&mut old, member, &[("profession", "Giáo viên")]);
    step(&mut office, transfer.doc, "receive", &[("received_on", "20/11/2026")]).unwrap();
    office.sync().unwrap();
    assert_eq!(counted_at(&ward), before + others, "nobody is counted twice or not at all");
    new.sync().unwrap();
    assert_eq!(counted(&mut new), others + 1);
    let moved = new.engine().unwrap().member(member).unwrap();
    assert_eq!(moved.full_name(), name);
    assert!(new.engine().unwrap().history(member).unwrap().len() > 1, "with its history");
    set(&mut new, member, &[("alias", "Tên ở nơi mới")]);
    new.sync().unwrap();

    let synced = old.sync().unwrap();
    assert_eq!((synced.held, counted(&mut old)), (1, before - 1));
    assert!(old.engine().unwrap().member(member).is_err(), "nothing of it is left there");
    named_at(&mut old, meeting, (member, &name));
    old.close();
    old.open().unwrap();
    let again = old.sync().unwrap();
    assert_eq!((again.pushed, again.held, again.received), (0, 0, 0), "nor begun again after a restart");
    assert!(old.engine().unwrap().member(member).is_err());
    let_in(&ward, &mut [&mut new, &mut office], member);
    received_once(&mut office, twice);
    assert_eq!(server::admin::verify(&ward.database()).unwrap().faults, Vec::<String>::new());
}

/// What the old cell wrote late waits for the ward, and is merged where the member lives.
fn let_in(ward: &Ward, phones: &mut [&mut Phone], member: DocId) {
    let hub = ward.hub().unwrap();
    let held = hub.store().read_blocking(|reading| quarantine::held(reading, 10)).unwrap();
    assert_eq!(held.len(), 1);
    assert_eq!(ward.block_on(hub.release(held[0].id, "test", "")).unwrap(), Release::Merged);
    for phone in phones {
        phone.sync().unwrap();
        let view = phone.engine().unwrap().record_page(member).unwrap().view;
        assert_eq!((view.head("profession"), view.head("alias")), (Some("Giáo viên"), Some("Tên ở nơi mới")));
    }
}

/// A second request for the transfer of somebody who was received already comes to nothing.
fn received_once(office: &mut Phone, asked: DocId) {
    let now = office.clock.now();
    let again = office.engine().unwrap().begin_record(Kind::Transfer, (None, Some(asked)), &[], now).unwrap().view.doc;
    step(office, again, "introduce", &[("number", "8"), ("introduced_on", "21/11/2026")]).unwrap();
    let refused = step(office, again, "receive", &[("received_on", "22/11/2026")]);
    assert!(matches!(refused, Err(EngineError::Step(Refusal::Elsewhere))), "{refused:?}");
    assert_eq!(office.engine().unwrap().record_page(again).unwrap().view.state, "dang_chuyen");
}

/// Who was at a meeting is named there, also after they have moved.
fn named_at(phone: &mut Phone, meeting: DocId, (member, name): (DocId, &str)) {
    let roll = phone.engine().unwrap().roll_call(meeting).unwrap();
    let there = roll.iter().find(|line| line.person.key == member.to_string()).unwrap();
    assert!(there.recorded && there.person.name == name, "{there:?}");
}

/// How many of a phone's register are of the headcount.
pub(crate) fn counted(phone: &mut Phone) -> usize {
    let rows = phone.engine().unwrap().records(&Query::members(), Page::ALL).unwrap();
    rows.iter().filter(|(row, _)| row.flag("headcount")).count()
}

/// How many the ward counts in both cells.
pub(crate) fn counted_at(ward: &Ward) -> usize {
    let query = Query::members();
    let rows = ward.hub().unwrap().store().read_blocking(move |reading| read_model::rows(reading, &query, Page::ALL));
    let of_both = |row: &&Row| [0, 1].iter().any(|at| ward.cell(CELLS[*at].0).unwrap() == row.org);
    rows.unwrap().iter().filter(of_both).filter(|row| row.flag("headcount")).count()
}
