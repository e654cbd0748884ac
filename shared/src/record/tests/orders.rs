//! An order names records by their ids, and what it took away is what stood in it where it was carried out.

use super::*;
use crate::access::Place;
use crate::record::anew;
use crate::sync::server::{can_go, taken_away};

const GONE: DocId = DocId::from_bytes([11; 16]);
const LATER: DocId = DocId::from_bytes([12; 16]);

fn named(doc: &mut Doc, record: DocId, way: &str) {
    add(doc, "records", &[("subject", &record.to_string()), ("way", way)]).unwrap();
}

/// An order that names one record, decided.
fn decided() -> Doc {
    let mut doc = fresh(Kind::Order);
    set(&mut doc, "title", "Thu hồi một hồ sơ").unwrap();
    set(&mut doc, "ground", "nham_nguoi").unwrap();
    assert_eq!(refused(&doc, "decide"), Some(Refusal::Rule("names_records")), "it takes nothing away yet");
    named(&mut doc, GONE, "rut");
    taken(&mut doc, 1, "decide", &[("number", "7"), ("issued_on", "5/11/2026")]);
    doc
}

fn refused(doc: &Doc, name: &str) -> Option<Refusal> {
    let (tree, seat) = (tree(), office());
    let who = Who { seat: Some(&seat), org: WARD, tree: &tree };
    steps(doc, None, who).into_iter().find(|view| view.step.name == name).unwrap().refused
}

fn office() -> Place {
    Place { org: WARD, role: Role::Office }
}

fn taken(doc: &mut Doc, by: u8, name: &str, given: &[(&str, &str)]) {
    let given: Vec<_> = given.iter().map(|(name, typed)| ((*name).to_owned(), (*typed).to_owned())).collect();
    let step = Kind::Order.spec().step(name).unwrap();
    let taken = Taken { device: DeviceId::from_bytes([by; 16]), content: doc.content_digest(), about: None };
    write(doc, by, |edit, spec| take(edit, spec, step, &given, taken, &Context::default())).unwrap();
}

const SAID: [(&str, &str); 1] = [("confirmed", "khong_lay_lai_duoc")];

fn gone(doc: &Doc, home: OrgId, place: impl Fn(u8) -> Option<Place>) -> Vec<DocId> {
    let place = |device: DeviceId| place(device.as_bytes()[0]);
    taken_away(doc, (home, WARD), &tree(), place).into_iter().map(|away| away.doc).collect()
}

#[test]
fn an_order_takes_away_what_it_named_where_the_wards_office_carried_it_out() {
    let mut doc = decided();
    let at_office = |_| Some(office());
    assert_eq!(gone(&doc, WARD, at_office), [], "it is decided and not carried out");
    let mut apart = doc.clone();
    taken(&mut doc, 1, "carry_out", &SAID);
    assert_eq!(gone(&doc, WARD, at_office), [GONE]);
    // Somebody else named another record at the same time.
    write(&mut apart, 2, |edit, _| Ok(edit.put("records", &format!("{LATER}/way"), "rut")?)).unwrap();
    let (merged, _) = doc.clone().absorb(ChunkForm::Document, &apart.save(), None).unwrap();
    assert_eq!(Kind::Order.spec().takes_away.unwrap().named(&merged.tree()).len(), 2);
    assert_eq!(gone(&merged, WARD, at_office), [GONE], "what nobody had before their eyes stays");
    // Somebody else dropped it at the same time.
    let mut dropped = decided_again(&apart);
    taken(&mut dropped, 3, "drop", &[("reason", "Không cần nữa")]);
    let (disputed, _) = doc.clone().absorb(ChunkForm::Document, &dropped.save(), None).unwrap();
    assert_eq!(gone(&disputed, WARD, at_office), [], "two words take nothing away");
    let agreeing = {
        let mut other = decided_again(&apart);
        taken(&mut other, 3, "carry_out", &SAID);
        doc.clone().absorb(ChunkForm::Document, &other.save(), None).unwrap().0
    };
    assert_eq!(gone(&agreeing, WARD, at_office), [], "nor do two that say the same of different lists");
}

fn decided_again(apart: &Doc) -> Doc {
    apart.clone()
}

#[test]
fn nobody_else_takes_anything_away() {
    let mut doc = decided();
    taken(&mut doc, 1, "carry_out", &SAID);
    let seats = [
        None,
        Some(Place { org: CELL, role: Role::Office }),
        Some(Place { org: CELL, role: Role::Head }),
        Some(Place { org: WARD, role: Role::Standing }),
        Some(Place { org: WARD, role: Role::PartyBuilding }),
    ];
    for seat in seats {
        assert_eq!(gone(&doc, WARD, |_| seat.clone()), [], "{seat:?}");
    }
    // A branch's own order, by its own office.
    assert_eq!(gone(&doc, CELL, |_| Some(Place { org: CELL, role: Role::Office })), []);
    let kept: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| !can_go(*kind)).collect();
    assert_eq!(kept, [Kind::Org, Kind::Order]);
}

#[test]
fn an_order_is_carried_out_once_it_was_read_that_nothing_comes_back_and_is_closed_then() {
    let mut doc = decided();
    named(&mut doc, LATER, "thay");
    assert_eq!(refused(&doc, "carry_out"), Some(Refusal::Rule("has_successors")));
    let successor = DocId::from_bytes([13; 16]);
    write(&mut doc, 1, |edit, _| Ok(edit.put("records", &format!("{LATER}/successor"), successor.to_string())?))
        .unwrap();
    assert_eq!(refused(&doc, "carry_out"), None);
    let step = Kind::Order.spec().step("carry_out").unwrap();
    let said = Taken { device: DeviceId::from_bytes([1; 16]), content: doc.content_digest(), about: None };
    let unsaid = write(&mut doc, 1, |edit, spec| take(edit, spec, step, &[], said, &Context::default()));
    assert!(matches!(unsaid, Err(WriteError::Invalid { field: "confirmed", .. })), "{unsaid:?}");
    taken(&mut doc, 1, "carry_out", &SAID);
    assert!(crate::record::is_closed(&doc));
    for step in ["decide", "carry_out", "drop"] {
        assert_eq!(refused(&doc, step), Some(Refusal::State), "nothing leads back: {step}");
    }
    assert!(doc.tree().get("people").is_none(), "there is no place for a name");
}

#[test]
fn a_new_record_holds_the_present_content_and_none_of_the_history() {
    let mut old = fresh(Kind::Task);
    set(&mut old, "what", "Chuyện của người khác").unwrap();
    set(&mut old, "lead", "Lê Thị Sen").unwrap();
    add(&mut old, "progress", &[("on", "5/11/2026"), ("text", "Đã làm một nửa")]).unwrap();
    set(&mut old, "what", "Sửa cống Rạch Tre").unwrap();
    let mut new = Doc::create(&Seed::Id(Kind::Task, LATER));
    new.edit(&pen(5), at(5), |edit| anew::copy(&old, edit)).unwrap();
    assert_eq!(new.content_digest(), old.content_digest());
    assert_eq!((new.history().len(), anew::is_unsettled(&new)), (1, false));
    assert!(!String::from_utf8_lossy(&new.save()).contains("người khác"));
    let may = |kind, seat: &Place| anew::may_succeed(kind, CELL, seat, &tree());
    assert!(may(Kind::Member, &office()) && may(Kind::Task, &office()));
    assert!(!may(Kind::Meeting, &office()) && !may(Kind::Review, &office()) && !may(Kind::Case, &office()));
}

#[test]
fn an_order_says_the_title_of_nothing_it_holds_and_other_records_do() {
    let mut order = decided();
    let place = format!("records/{GONE}/successor");
    set(&mut order, &place, &LATER.to_string()).unwrap();
    let read = RecordView::of(&order);
    let held = read.part("records").unwrap().entries.iter().flat_map(|entry| &entry.fields);
    assert!(held.into_iter().any(|filled| filled.value == LATER.to_string()), "{read:?}");
    assert!(read.holds().is_empty());
    let mut case = fresh(Kind::Case);
    set(&mut case, "meeting", &LATER.to_string()).unwrap();
    assert_eq!(RecordView::of(&case).holds().into_iter().collect::<Vec<_>>(), [LATER]);
}
