use super::*;
use crate::doc::edit::EntryField;
use crate::doc::{Pen, Seed};
use crate::id::{DeviceId, DocId};
use crate::time::Timestamp;

const NOTES: TextPlace = TextPlace::Part("notes");

fn pen(n: u8) -> Pen {
    Pen::new(DeviceId::from_bytes([n; 16]), [n; 8])
}

fn record(text: &str) -> Doc {
    let mut doc = Doc::create(&Seed::Id(crate::doc::Kind::Member, DocId::from_bytes(*b"member-record-01")));
    write(&mut doc, 1, 0, 0, text);
    doc
}

fn write(doc: &mut Doc, by: u8, at: usize, delete: usize, insert: &str) {
    doc.edit(&pen(by), Timestamp::from_ms(0), |edit| edit.splice("notes", at, delete, insert)).unwrap();
}

fn stands(doc: &Doc, cursor: &TextCursor) -> usize {
    doc.text_cursor_position(&NOTES, cursor).unwrap()
}

#[test]
fn a_cursor_beyond_the_end_is_refused() {
    let doc = record("Hòa");
    assert!(matches!(doc.text_cursor(&NOTES, 4), Err(EditError::OutOfText { position: 4, length: 3 })));
}

#[test]
fn what_is_no_cursor_is_refused() {
    for text in ["", "e", "1@", "@", "-1@00", "é@00", "1@é", "1@00.00", "\u{1F600}"] {
        assert_eq!(TextCursor::from_text(text), None, "{text}");
    }
}

#[test]
fn a_cursor_of_another_record_is_refused() {
    let mut other = Doc::create(&Seed::Id(crate::doc::Kind::Member, DocId::from_bytes(*b"member-record-02")));
    write(&mut other, 9, 0, 0, "abc");
    let cursor = other.text_cursor(&NOTES, 2).unwrap();
    assert!(matches!(record("Hòa").text_cursor_position(&NOTES, &cursor), Err(EditError::NoSuchCursor)));
    let far = record("Hòa").text_cursor(&NOTES, 3).unwrap().to_text().replacen('3', "99", 1);
    let far = TextCursor::from_text(&far).unwrap();
    assert!(matches!(record("Hòa").text_cursor_position(&NOTES, &far), Err(EditError::NoSuchCursor)));
}

#[test]
fn a_cursor_stays_with_its_character() {
    let mut doc = record("chi bộ");
    let cursors: Vec<TextCursor> = (0..=6).map(|at| doc.text_cursor(&NOTES, at).unwrap()).collect();
    write(&mut doc, 2, 4, 0, "đảng ");
    write(&mut doc, 2, 0, 0, "Các ");
    let places: Vec<usize> = cursors.iter().map(|cursor| stands(&doc, cursor)).collect();
    assert_eq!(places, [0, 5, 6, 7, 8, 14, 15]);
    let start = doc.text_cursor(&NOTES, 0).unwrap();
    write(&mut doc, 3, 0, 0, "> ");
    assert_eq!(stands(&doc, &start), 0);
}

#[test]
fn a_cursor_whose_character_is_gone_stays_where_that_stood() {
    let mut doc = record("chi bộ ấp");
    let cursor = doc.text_cursor(&NOTES, 5).unwrap();
    write(&mut doc, 2, 4, 2, "");
    assert_eq!(stands(&doc, &cursor), 4);
    write(&mut doc, 2, 0, 7, "");
    assert_eq!(stands(&doc, &cursor), 0);
}

#[test]
fn a_cursor_can_be_kept_as_text() {
    let doc = record("chi bộ");
    for at in 0..=6 {
        let cursor = doc.text_cursor(&NOTES, at).unwrap();
        let kept = TextCursor::from_text(&cursor.to_text()).unwrap();
        assert_eq!((stands(&doc, &kept), &kept), (at, &cursor));
    }
}

#[test]
fn moves_lead_from_what_was_to_what_is() {
    let mut doc = record("Đồng chí bí thư khai mạc.");
    let (before, heads) = (doc.running_text(&NOTES).unwrap(), doc.heads());
    write(&mut doc, 2, 5, 4, "😀 chủ trì");
    write(&mut doc, 3, 0, 1, "");
    write(&mut doc, 2, 3, 0, "\n");
    let mut text: Vec<char> = before.chars().collect();
    for one in doc.text_moves(&NOTES, &heads).unwrap() {
        match one {
            TextMove::Inserted { at, text: fresh } => drop(text.splice(at..at, fresh.chars())),
            TextMove::Deleted { at, count } => drop(text.drain(at..at + count)),
        }
    }
    assert_eq!(text.into_iter().collect::<String>(), doc.running_text(&NOTES).unwrap());
}

#[test]
fn a_record_that_never_stood_there_is_told_anew() {
    let doc = record("Hòa");
    let mut other = record("Hòa");
    write(&mut other, 4, 0, 0, "x");
    let moves = doc.text_moves(&NOTES, &other.heads()).unwrap();
    assert_eq!(moves.last(), Some(&TextMove::Inserted { at: 0, text: "Hòa".to_owned() }));
}

#[test]
fn a_text_of_an_entry_is_found_and_one_that_is_not_there_is_refused() {
    let date = crate::time::CivilDate::new(2026, 11, 5).unwrap();
    let key = crate::meeting::MeetingKey {
        org: crate::id::OrgId::from_bytes([1; 16]),
        kind: crate::meeting::MeetingKind::Regular,
        date,
        ordinal: 1,
    };
    let mut doc = key.open();
    let fields = [("text", EntryField::Text("Nhất trí."))];
    let (entry, _) = doc.edit(&pen(1), Timestamp::from_ms(0), |edit| edit.push("says", &fields)).unwrap();
    let place = |key| TextPlace::Entry { list: "says", entry: entry.clone(), key };
    assert_eq!(doc.running_text(&place("text")).unwrap(), "Nhất trí.");
    let splice = Splice { at: 9, delete: 0, insert: " Hết.".to_owned() };
    let into = place("text");
    doc.edit(&pen(1), Timestamp::from_ms(0), |edit| edit.splice_place(&into, &[splice])).unwrap();
    assert_eq!(doc.running_text(&into).unwrap(), "Nhất trí. Hết.");
    assert!(matches!(doc.running_text(&place("word")), Err(EditError::NoSuchEntry(_))));
    let gone = TextPlace::Entry { list: "says", entry: EntryId::from_text("7@00"), key: "text" };
    assert!(matches!(doc.running_text(&gone), Err(EditError::NoSuchEntry(_))));
    assert!(matches!(doc.running_text(&TextPlace::Part("nowhere")), Err(EditError::NoSuchPart(_))));
}
