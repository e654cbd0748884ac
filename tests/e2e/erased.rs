//! A record that an order of the ward takes away: from the server, from phones that hear of it late, from backups made after,
//! and once more from a server that was put back to before.

use sen_client::engine::{Brought, EngineError};
use server::store::{self, audit, quarantine};
use server::{admin, store::erased};
use shared::access::Role;
use shared::doc::Kind;
use shared::id::DocId;
use shared::meeting::MeetingKey;
use shared::record::list::{Page, Query};
use shared::record::step::Refusal;
use shared::wire::HoldReason;
use tests::phone::Phone;
use tests::ward::Ward;

use crate::records::{add, step};
use crate::story::{CELL, deputy, head, minute_taker, minutes, open, write};
use crate::work::begin;

/// A name that stands nowhere else.
const NAME: &str = "Qwyxatrov";
const SAID: [(&str, &str); 1] = [("confirmed", "khong_lay_lai_duoc")];

fn order(office: &mut Phone, record: DocId, way: &str) -> DocId {
    let fields = [("title", "Thu hồi một hồ sơ"), ("ground", "nham_nguoi")];
    let order = begin(office, Kind::Order, &fields).unwrap().view.doc;
    add(office, order, "records", &[("subject", &record.to_string()), ("way", way)]);
    step(office, order, "decide", &[("number", "7"), ("issued_on", "5/11/2026")]).unwrap();
    order
}

/// Whether anything of a record is left on a phone: itself, its row, its words.
fn is_here(phone: &mut Phone, doc: DocId) -> bool {
    let engine = phone.engine().unwrap();
    let found = engine.records(&Query { words: NAME.to_owned(), ..Query::default() }, Page::ALL).unwrap();
    let listed = engine.records(&Query::default(), Page::ALL).unwrap();
    let is_listed = listed.iter().any(|(row, _)| row.doc == doc);
    assert_eq!(engine.record(doc).is_ok(), is_listed);
    is_listed || !found.is_empty()
}

fn brought(ward: &Ward) -> Vec<(String, String, String)> {
    let entries = ward.hub().unwrap().store().read_blocking(|reading| audit::page(reading, 0, 1000)).unwrap();
    let wanted = entries.into_iter().filter(|entry| entry.action == "erased_brought");
    wanted.map(|entry| (entry.actor, entry.subject, entry.detail)).collect()
}

fn holds(file: &std::path::Path, needle: &str) -> bool {
    let bytes = std::fs::read(file).unwrap_or_default();
    bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
}

fn nothing_left(ward: &Ward, doc: DocId) {
    let store = ward.hub().unwrap().store().clone();
    assert!(ward.record(doc).unwrap().is_none());
    // The next write comes after the file was made anew.
    ward.block_on(store.write(|_| Ok(()))).unwrap();
    let log = ward.folder().join("sen.db-wal");
    assert!(!holds(&ward.database(), NAME) && !holds(&log, NAME));
    assert!(store.read_blocking(|reading| quarantine::held(reading, 10)).unwrap().is_empty());
    assert_eq!(admin::verify(&ward.database()).unwrap().faults, Vec::<String>::new());
}

#[test]
fn a_record_taken_away_leaves_every_phone_and_what_a_late_one_brings_is_not_kept() {
    let mut ward = Ward::serving().unwrap();
    let (mut one, mut late, mut away) = (head(&ward), deputy(&ward), minute_taker(&ward));
    let mut office = Phone::of_ward(&ward, Role::Office, "Trần Thị Hoa").unwrap();
    let key = ward.meeting_key(CELL).unwrap();
    let doc = open(&ward, &mut one);
    write(&mut one, doc, 0, "Chuyện của ông Qwyxatrov ở nơi khác. ");
    for phone in [&mut one, &mut late, &mut away, &mut office] {
        phone.sync().unwrap();
    }
    for phone in [&mut late, &mut away] {
        write(phone, doc, 0, "Bổ sung. ");
        phone.sync().unwrap();
    }
    one.sync().unwrap();
    let topic = |phone: &mut Phone| {
        let topic = shared::meeting::Particulars { topic: Some(NAME.to_owned()), ..Default::default() };
        let now = phone.clock.now();
        phone.engine().unwrap().set_particulars(doc, &topic, now).unwrap();
    };
    topic(&mut one);
    one.sync().unwrap();
    late.sync().unwrap();
    assert!([&mut one, &mut late].into_iter().all(|phone| is_here(phone, doc)) && holds_any(&ward));
    let older = ward.folder().join("older.db");
    store::backup(&ward.database(), &older).unwrap();
    // One phone writes without a network, another has a package that was made before.
    write(&mut late, doc, 0, "Chưa gửi. ");
    write(&mut one, doc, 0, "Thêm. ");
    let now = one.clock.now();
    let (to_late, to_away) = (late.engine().unwrap().device(), away.engine().unwrap().device());
    let packages = [to_late, to_away].map(|to| one.engine().unwrap().package_for(to, now).unwrap().bytes);
    one.sync().unwrap();

    let order = order(&mut office, doc, "rut");
    office.sync().unwrap();
    assert!(ward.record(doc).unwrap().is_some(), "it is decided and not carried out");
    step(&mut office, order, "carry_out", &SAID).unwrap();
    office.sync().unwrap();
    nothing_left(&ward, doc);

    let told = one.sync().unwrap();
    assert_eq!((told.removed, is_here(&mut one, doc)), (1, false));
    let told = late.sync().unwrap();
    assert_eq!((told.held, told.removed, is_here(&mut late, doc)), (1, 1, false));
    assert_eq!(late.engine().unwrap().health().unwrap().unsent, 0);
    let [(device, subject, detail)] = &brought(&ward)[..] else { panic!("it is written down once") };
    assert_eq!((device, subject), (&to_late.to_string(), &doc.to_string()));
    assert_eq!(*detail, format!("{order} 1"), "the order and how many, and nothing of what it said");
    nothing_left(&ward, doc);
    late.close();
    late.open().unwrap();
    let again = late.sync().unwrap();
    assert_eq!((again.pushed, again.held, again.received, again.removed), (0, 0, 0, 0));
    not_brought_back(&ward, (&mut late, &mut away), &packages, doc);
    goes_on(&mut one, &key);
    office_sees(&mut office, order, doc);

    // A backup made since holds nothing of it; one made before brings it back until the order comes.
    let newer = ward.folder().join("newer.db");
    store::backup(&ward.database(), &newer).unwrap();
    assert!(!holds(&newer, NAME) && admin::verify(&newer).unwrap().faults.is_empty());
    ward.go_back_to(&older).unwrap();
    assert!(ward.record(doc).unwrap().is_some());
    one.sync().unwrap();
    assert!(is_here(&mut one, doc), "a phone follows the server");
    office.sync().unwrap();
    nothing_left(&ward, doc);
    let erased = ward.hub().unwrap().store().read_blocking(erased::all).unwrap();
    assert_eq!(erased.iter().map(|erased| (erased.doc, erased.order)).collect::<Vec<_>>(), [(doc, order)]);
    for phone in [&mut one, &mut late, &mut away, &mut office] {
        phone.sync().unwrap();
        assert!(!is_here(phone, doc));
        assert!(phone.engine().unwrap().health().unwrap().differing.is_empty());
    }
}

fn holds_any(ward: &Ward) -> bool {
    holds(&ward.database(), NAME) || holds(&ward.folder().join("sen.db-wal"), NAME)
}

/// Packages of before: a phone that knows that the record is gone takes nothing, one that does not hands it in and loses it.
fn not_brought_back(ward: &Ward, (knows, away): (&mut Phone, &mut Phone), packages: &[Vec<u8>; 2], doc: DocId) {
    let now = knows.clock.now();
    let taken = knows.engine().unwrap().package_in(&packages[0], now).unwrap();
    let Brought::Exchange(taken) = taken.brought else { panic!("it came from a phone") };
    assert_eq!(taken.merged, 0);
    assert!(taken.refused.contains(&(doc, HoldReason::Erased)), "{:?}", taken.refused);
    assert!(!is_here(knows, doc));
    away.engine().unwrap().package_in(&packages[1], now).unwrap();
    assert!(is_here(away, doc), "nobody told it yet");
    away.sync().unwrap();
    assert!(!is_here(away, doc));
    nothing_left(ward, doc);
}

/// The cell opens no meeting under that id again, and goes on in the next one of the day.
fn goes_on(phone: &mut Phone, key: &MeetingKey) {
    let now = phone.clock.now();
    let refused = phone.engine().unwrap().open_meeting(key, now);
    assert!(matches!(refused, Err(EngineError::Gone)), "{refused:?}");
    let next = MeetingKey { ordinal: 2, ..key.clone() };
    let next = phone.engine().unwrap().open_meeting(&next, now).unwrap().view.doc;
    write(phone, next, 0, "Họp lại. ");
    assert_eq!(phone.sync().unwrap().held, 0);
    assert_eq!(minutes(phone, next), "Họp lại. ");
}

/// The order keeps the id and no word of the record; nothing leads back, and other orders are not taken away.
fn office_sees(office: &mut Phone, order: DocId, doc: DocId) {
    let page = office.engine().unwrap().record_page(order).unwrap();
    assert_eq!(page.view.state, "da_thi_hanh");
    let kept = office.engine().unwrap().record(order).unwrap().save();
    assert!(!String::from_utf8_lossy(&kept).contains(NAME));
    let again = step(office, order, "drop", &[("reason", "Nhầm")]);
    assert!(matches!(again, Err(EngineError::Step(Refusal::State))), "{again:?}");
    assert!(!is_here(office, doc));
}

#[test]
fn a_record_is_superseded_at_the_console_and_not_on_a_phone() {
    let ward = Ward::serving().unwrap();
    let mut one = head(&ward);
    let mut office = Phone::of_ward(&ward, Role::Office, "Trần Thị Hoa").unwrap();
    let doc = begin(&mut one, Kind::Task, &[("what", "Sửa cống Rạch Tre")]).unwrap().view.doc;
    one.sync().unwrap();
    office.sync().unwrap();
    let order = order(&mut office, doc, "thay");
    let refused = step(&mut office, order, "carry_out", &SAID);
    assert!(matches!(refused, Err(EngineError::Step(Refusal::Rule("has_successors")))), "{refused:?}");
    // Named by its id, a record that is right already stands in for it.
    let right = begin(&mut one, Kind::Task, &[("what", "Sửa cống Rạch Tre, đoạn hai")]).unwrap().view.doc;
    one.sync().unwrap();
    office.sync().unwrap();
    crate::work::set(&mut office, order, &[(&format!("records/{doc}/successor"), &right.to_string())]);
    step(&mut office, order, "carry_out", &SAID).unwrap();
    office.sync().unwrap();
    one.sync().unwrap();
    assert!(one.engine().unwrap().record(doc).is_err() && one.engine().unwrap().record(right).is_ok());
}
