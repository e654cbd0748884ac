//! Somebody who moves to another cell, or is in the Party no more, does not go on reading on the phone of the old cell; nothing
//! they had not sent is lost, and nobody else's phone is taken.

use sen_client::engine::Standing;
use server::hub::Release;
use server::store::account::DeviceRow;
use server::store::{audit, quarantine};
use shared::access::Role;
use shared::doc::Kind;
use shared::id::{DeviceId, DocId};
use shared::meeting::MeetingKey;
use shared::meeting::roll::Attendance;
use shared::record::list::{Page, Query};
use shared::time::CivilDate;
use shared::wire::HoldReason;
use tests::phone::Phone;
use tests::ward::{CELLS, Ward};

use crate::records::step;
use crate::story::{CELL, HEAD, deputy, head, minutes, open, write};
use crate::work::{begin, set};

fn row(ward: &Ward, device: DeviceId) -> DeviceRow {
    ward.hub().unwrap().directory().now().devices[&device].clone()
}

/// Why a device was revoked, if it was.
fn revoked(ward: &Ward, phone: &mut Phone) -> Option<String> {
    let device = phone.engine().unwrap().device();
    row(ward, device).revoked.map(|(_, reason)| reason)
}

fn is_turned_away(phone: &mut Phone) -> bool {
    matches!(phone.engine().unwrap().standing(), Standing::Revoked(_))
}

/// The cell asks that somebody moves to another one, and the office introduces them; what is left is to receive them.
pub(crate) fn introduced(cell: &mut Phone, office: &mut Phone, how: &str, person: &str) -> DocId {
    let fields = [
        ("title", "Giới thiệu sinh hoạt"),
        ("type", "chuyen_sinh_hoat"),
        ("transfer", how),
        ("to", CELLS[1].0),
        ("opened_on", "2/11/2026"),
        ("person", person),
    ];
    let case = begin(cell, Kind::Case, &fields).unwrap().view.doc;
    step(cell, case, "confirm", &[("sent_on", "3/11/2026")]).unwrap();
    cell.sync().unwrap();
    office.sync().unwrap();
    let now = office.clock.now();
    let transfer = office.engine().unwrap().begin_record(Kind::Transfer, (None, Some(case)), &[], now).unwrap();
    let transfer = transfer.view.doc;
    step(office, transfer, "introduce", &[("number", "7"), ("introduced_on", "5/11/2026")]).unwrap();
    office.sync().unwrap();
    transfer
}

#[test]
fn whoever_moved_reads_nothing_more_of_the_old_cell_and_what_their_phone_had_not_sent_is_let_in() {
    let ward = Ward::serving().unwrap();
    let mut office = Phone::of_ward(&ward, Role::Office, "Trần Thị Hoa").unwrap();
    let (mut gone, mut stays) = (head(&ward), deputy(&ward));
    let meeting = open(&ward, &mut stays);
    stays.sync().unwrap();
    gone.sync().unwrap();
    write(&mut gone, meeting, 0, "Chưa gửi. ");
    let transfer = introduced(&mut stays, &mut office, "noi_bo", HEAD);
    assert_eq!(revoked(&ward, &mut gone), None, "on the way they belong where they were");
    step(&mut office, transfer, "receive", &[("received_on", "20/11/2026")]).unwrap();
    assert_eq!(revoked(&ward, &mut gone), None, "the ward has not heard of it");
    office.sync().unwrap();
    assert_eq!(revoked(&ward, &mut gone).as_deref(), Some("da_chuyen"));
    assert_eq!((revoked(&ward, &mut stays), revoked(&ward, &mut office)), (None, None));
    let (device, by) = (gone.engine().unwrap().device(), office.engine().unwrap().device());
    let entries = ward.hub().unwrap().store().read_blocking(|reading| audit::page(reading, 0, 1000)).unwrap();
    let entries: Vec<_> = entries.into_iter().filter(|entry| entry.action == "device_revoked").collect();
    assert_eq!(entries.len(), 1);
    assert_eq!((&entries[0].actor, &entries[0].subject), (&by.to_string(), &device.to_string()));

    write(&mut stays, meeting, 0, "Sau khi chuyển. ");
    stays.sync().unwrap();
    gone.sync().unwrap();
    assert!(is_turned_away(&mut gone));
    assert!(gone.engine().unwrap().record(meeting).is_err() && gone.engine().unwrap().members("").unwrap().is_empty());
    let hub = ward.hub().unwrap();
    let held = hub.store().read_blocking(|reading| quarantine::held(reading, 10)).unwrap();
    let [item] = held.as_slice() else { panic!("{held:?}") };
    assert_eq!((item.device, &item.reason, item.doc), (device, &HoldReason::Revoked, Some(meeting)));
    assert_eq!(ward.block_on(hub.release(item.id, "vanphong", "")).unwrap(), Release::Merged);
    stays.sync().unwrap();
    let text = minutes(&mut stays, meeting);
    assert!(text.contains("Chưa gửi.") && text.contains("Sau khi chuyển."), "{text}");
    takes_part_at_the_new_cell(&ward, &mut gone, &mut office, meeting);
    assert_eq!(server::admin::verify(&ward.database()).unwrap().faults, Vec::<String>::new());
}

/// With a code of the new cell the same phone reads that one, whatever is written into the member's record later.
fn takes_part_at_the_new_cell(ward: &Ward, gone: &mut Phone, office: &mut Phone, old: DocId) {
    gone.enrol_anew(&ward.code(CELLS[1].0, Role::DeputyHead, HEAD).unwrap()).unwrap();
    gone.sync().unwrap();
    let member = ward.member(ward.cell(CELLS[1].0).unwrap(), HEAD).unwrap();
    assert!(gone.engine().unwrap().member(member).is_ok() && gone.engine().unwrap().record(old).is_err());
    set(gone, member, &[("alias", "Ở nơi mới")]);
    gone.sync().unwrap();
    office.sync().unwrap();
    set(office, member, &[("profession", "Giáo viên")]);
    office.sync().unwrap();
    gone.sync().unwrap();
    assert!(!is_turned_away(gone) && revoked(ward, gone).is_none());
}

#[test]
fn an_end_of_membership_takes_the_phone_and_a_time_elsewhere_a_cells_own_word_or_a_dispute_does_not() {
    let ward = Ward::serving().unwrap();
    let mut office = Phone::of_ward(&ward, Role::Office, "Trần Thị Hoa").unwrap();
    let (mut gone, mut stays) = (head(&ward), deputy(&ward));
    let member = ward.member(ward.cell(CELL).unwrap(), HEAD).unwrap();
    set(&mut stays, member, &[("guest_until", "1/2/2026")]);
    let transfer = introduced(&mut stays, &mut office, "tam_thoi", HEAD);
    step(&mut office, transfer, "receive", &[("received_on", "20/11/2026")]).unwrap();
    let away = office.engine().unwrap().member(member).unwrap();
    assert_eq!((away.field("moved_out_on"), away.field("guest_until")), (Some("2026-11-20"), None), "no day of before");
    office.sync().unwrap();
    assert_eq!(revoked(&ward, &mut gone), None, "for a time they stay a member of the cell");
    // A cell may write that somebody died; whose phone is taken, the ward decides.
    stays.sync().unwrap();
    set(&mut stays, member, &[("status", "tu_tran")]);
    stays.sync().unwrap();
    assert_eq!(revoked(&ward, &mut gone), None);
    office.sync().unwrap();
    set(&mut office, member, &[("status", "chinh_thuc")]);
    office.sync().unwrap();
    stays.sync().unwrap();
    // The office says that they were expelled while the cell says something else: nobody knows which it is.
    set(&mut office, member, &[("status", "khai_tru")]);
    set(&mut stays, member, &[("status", "mien")]);
    stays.sync().unwrap();
    office.sync().unwrap();
    assert_eq!(revoked(&ward, &mut gone), None);
    set(&mut office, member, &[("status", "khai_tru")]);
    office.sync().unwrap();
    assert_eq!(revoked(&ward, &mut gone).as_deref(), Some("da_ra"));
    gone.sync().unwrap();
    assert!(is_turned_away(&mut gone) && gone.engine().unwrap().members("").unwrap().is_empty());
    stays.sync().unwrap();
    assert!(!is_turned_away(&mut stays));
}

#[test]
fn who_lives_in_another_cell_for_a_time_is_its_guest_up_to_a_day_once_and_is_counted_at_home() {
    let ward = Ward::serving().unwrap();
    let mut office = Phone::of_ward(&ward, Role::Office, "Trần Thị Hoa").unwrap();
    let mut second = Phone::of_ward(&ward, Role::Office, "Lý Văn Tám").unwrap();
    let mut host = Phone::of(&ward, CELLS[1].0, Role::Head, "Lê Thị Bích Đào").unwrap();
    let mut home = deputy(&ward);
    let counted = |phone: &mut Phone| {
        phone.sync().unwrap();
        phone.engine().unwrap().records(&Query::headcount(), Page::ALL).unwrap().len()
    };
    let before = (counted(&mut home), counted(&mut host), counted(&mut office));
    let transfer = introduced(&mut home, &mut office, "tam_thoi", HEAD);
    set(&mut office, transfer, &[("until", "2/12/2026")]);
    office.sync().unwrap();
    second.sync().unwrap();
    for phone in [&mut office, &mut second] {
        step(phone, transfer, "receive", &[("received_on", "20/11/2026")]).unwrap();
    }
    office.sync().unwrap();
    second.sync().unwrap();
    assert_eq!((counted(&mut home), counted(&mut host), counted(&mut office)), before);
    let called = |phone: &mut Phone, cell: &str, day: &str| {
        let date = CivilDate::parse(day).unwrap();
        let key = MeetingKey { date, ..ward.meeting_key(cell).unwrap() };
        let now = phone.clock.now();
        let meeting = phone.engine().unwrap().open_meeting(&key, now).unwrap().view.doc;
        let roll = phone.engine().unwrap().roll_call(meeting).unwrap();
        roll.into_iter().filter(|line| line.person.name == HEAD).map(|line| line.attendance).collect::<Vec<_>>()
    };
    assert_eq!(called(&mut host, CELLS[1].0, "2026-12-02"), [Attendance::TemporaryGuest]);
    assert_eq!(called(&mut host, CELLS[1].0, "2026-12-03"), []);
    assert_eq!(called(&mut home, CELL, "2026-12-02"), [Attendance::TemporarilyAway]);
    assert_eq!(called(&mut home, CELL, "2026-12-03"), [Attendance::Unrecorded], "expected at home again");
    let guest = host.engine().unwrap().members("").unwrap().into_iter().find(|row| row.title == HEAD).unwrap();
    let view = host.engine().unwrap().member(guest.doc).unwrap();
    assert_eq!((view.field("moved_in_from"), view.field("guest_until")), (Some(CELL), Some("2026-12-02")));
    // What the cell writes of its guest stays, however often the transfer is received.
    set(&mut host, guest.doc, &[("guest_until", "1/3/2027")]);
    host.sync().unwrap();
    assert_eq!(called(&mut host, CELLS[1].0, "2026-12-04"), [Attendance::TemporaryGuest]);
    assert_eq!(server::admin::verify(&ward.database()).unwrap().faults, Vec::<String>::new());
}

#[test]
fn a_cell_that_is_joined_to_another_keeps_its_phones_and_one_who_is_handed_over_alone_does_not() {
    let ward = Ward::serving().unwrap();
    let mut office = Phone::of_ward(&ward, Role::Office, "Trần Thị Hoa").unwrap();
    let (mut moved, mut stays) = (head(&ward), deputy(&ward));
    office.sync().unwrap();
    let member = ward.member(ward.cell(CELL).unwrap(), HEAD).unwrap();
    let decided = |office: &mut Phone, kind: &str| {
        let change = begin(office, Kind::OrgChange, &[("title", "Kiện toàn"), ("type", kind), ("to", CELLS[1].0)]);
        let change = change.unwrap().view.doc;
        crate::records::add(office, change, "orgs", &[("org", CELL)]);
        change
    };
    let finish = |office: &mut Phone, change: DocId| {
        let number = [("number", "12"), ("issued_on", "1/11/2026"), ("effective_on", "2/11/2026")];
        step(office, change, "decide", &number).unwrap();
        step(office, change, "hand_over", &[]).unwrap();
        step(office, change, "finish", &[]).unwrap();
        office.sync().unwrap();
    };
    let parted = decided(&mut office, "tach");
    set(&mut office, parted, &[(&format!("members/{member}/to"), CELLS[1].0)]);
    finish(&mut office, parted);
    assert_eq!(revoked(&ward, &mut moved).as_deref(), Some("da_chuyen"));
    assert_eq!(revoked(&ward, &mut stays), None);
    let joined = decided(&mut office, "sap_nhap");
    finish(&mut office, joined);
    stays.sync().unwrap();
    assert!(!is_turned_away(&mut stays) && revoked(&ward, &mut stays).is_none());
    assert_eq!(stays.engine().unwrap().own_org().unwrap(), ward.cell(CELLS[1].0).unwrap());
}
