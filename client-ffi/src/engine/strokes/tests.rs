use super::*;

use std::path::PathBuf;

use crate::vault::VaultKey;
use shared::doc::Heads;
use shared::meeting::{MeetingKey, MeetingKind};
use shared::time::CivilDate;

fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(1_793_880_000_000 + ms)
}

fn key() -> MeetingKey {
    let org = OrgId::from_bytes(*b"chi-bo-my-phuoc!");
    MeetingKey { org, kind: MeetingKind::Regular, date: CivilDate::new(2026, 11, 5).unwrap(), ordinal: 1 }
}

fn doc() -> DocId {
    key().doc()
}

struct Phone {
    _folder: tempfile::TempDir,
    path: PathBuf,
    engine: Engine,
}

impl Phone {
    fn at_a_meeting() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("so.sen");
        let mut engine = Engine::create(&path, &VaultKey::from_bytes([7; 32])).unwrap();
        engine.open_meeting(&key(), at(0)).unwrap();
        Self { _folder: folder, path, engine }
    }

    fn restarted(self) -> Self {
        let Self { _folder, path, engine } = self;
        drop(engine);
        let engine = Engine::open(&path, &VaultKey::from_bytes([7; 32])).unwrap();
        Self { _folder, path, engine }
    }

    fn minutes(&mut self) -> String {
        self.engine.meeting(doc()).unwrap().view.minutes
    }

    /// Types `text` at the beginning of a draft letter by letter, `pause_ms` apart.
    fn types(&mut self, text: &str, (from, pause_ms): (i64, i64)) {
        let mut draft = self.engine.begin_draft(doc(), RunningText::MINUTES).unwrap();
        for (place, letter) in text.chars().enumerate() {
            let now = at(from + i64::try_from(place).unwrap() * pause_ms);
            self.engine.type_into(&mut draft, (place, 0), &letter.to_string(), now).unwrap();
        }
    }

    /// The changes of the record, its foundation included.
    fn changes(&mut self) -> usize {
        self.engine.history(doc()).unwrap().len()
    }
}

#[test]
fn what_is_typed_without_a_pause_is_one_change_and_each_pause_ends_one() {
    let mut phone = Phone::at_a_meeting();
    let begun = phone.changes();
    phone.types("Chi bộ họp đúng giờ.", (0, 200));
    assert_eq!(phone.minutes(), "Chi bộ họp đúng giờ.");
    assert_eq!(phone.changes(), begun + 1);
    phone.types("Hai. ", (60_000, PAUSE_MS));
    phone.engine.write_strokes().unwrap();
    assert_eq!(phone.changes(), begun + 6);
    assert_eq!(phone.minutes(), "Hai. Chi bộ họp đúng giờ.");
}

#[test]
fn a_stroke_is_on_disk_when_it_returns_and_two_copies_of_the_vault_make_the_same_change_of_it() {
    let mut phone = Phone::at_a_meeting();
    phone.types("Đang gõ dở", (0, 100));
    let mut phone = phone.restarted();
    assert_eq!(phone.minutes(), "Đang gõ dở");
    let left = phone.engine.record(doc()).unwrap().heads();
    // Once more, as on a copy: nothing was written in between.
    let mut phone = phone.restarted();
    assert_eq!(phone.engine.record(doc()).unwrap().heads(), left);
    phone.engine.write_strokes().unwrap();
    assert!(phone.engine.vault.read().strokes().unwrap().is_empty());
    let mut phone = phone.restarted();
    assert_eq!(phone.engine.record(doc()).unwrap().heads(), left);
    assert_eq!(phone.minutes(), "Đang gõ dở");
}

#[test]
fn what_a_copy_of_the_vault_finds_and_what_the_phone_went_on_to_write_have_different_numbers() {
    let mut phone = Phone::at_a_meeting();
    phone.engine.splice_minutes(doc(), (0, 0), "Một. ", at(0)).unwrap();
    let earlier = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(phone.path.parent().unwrap()).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), earlier.path().join(file.file_name())).unwrap();
    }
    phone.engine.splice_minutes(doc(), (0, 0), "Hai. ", at(1)).unwrap();
    phone.engine.write_strokes().unwrap();
    let mut copy = Engine::open(&earlier.path().join("so.sen"), &VaultKey::from_bytes([7; 32])).unwrap();
    copy.write_strokes().unwrap();
    let (here, there) = (phone.engine.record(doc()).unwrap(), copy.record(doc()).unwrap());
    let (both, _) = here.absorb(ChunkForm::Document, &there.save(), None).unwrap();
    let text = both.running_text(&RunningText::MINUTES.place().1).unwrap();
    assert!(text.contains("Hai. ") && text.contains("Một. "), "{text}");
}

#[test]
fn what_is_typed_and_taken_back_within_a_pause_leaves_nothing_in_the_record() {
    let mut phone = Phone::at_a_meeting();
    let (begun, heads) = (phone.changes(), phone.engine.record(doc()).unwrap().heads());
    let mut draft = phone.engine.begin_draft(doc(), RunningText::MINUTES).unwrap();
    phone.engine.type_into(&mut draft, (0, 0), "mật", at(1)).unwrap();
    phone.engine.type_into(&mut draft, (0, 3), "", at(2)).unwrap();
    phone.engine.finish_draft(&mut draft, at(3)).unwrap();
    assert_eq!((phone.changes(), phone.engine.record(doc()).unwrap().heads()), (begun, heads));
}

#[test]
fn a_cursor_taken_between_strokes_stays_with_its_place() {
    let mut phone = Phone::at_a_meeting();
    phone.types("Chi bộ họp.", (0, 10));
    let mut draft = phone.engine.begin_draft(doc(), RunningText::MINUTES).unwrap();
    phone.engine.type_into(&mut draft, (11, 0), " Đủ", at(200)).unwrap();
    let cursor = phone.engine.draft_cursor(&mut draft, 14).unwrap();
    phone.engine.type_into(&mut draft, (0, 0), "Sáng nay ", at(300)).unwrap();
    assert_eq!(phone.engine.draft_position(&mut draft, &cursor).unwrap(), 23);
}

#[test]
fn two_who_sit_at_one_text_on_one_phone_follow_each_other() {
    let mut phone = Phone::at_a_meeting();
    let mut first = phone.engine.begin_draft(doc(), RunningText::MINUTES).unwrap();
    let mut second = phone.engine.begin_draft(doc(), RunningText::MINUTES).unwrap();
    phone.engine.type_into(&mut first, (0, 0), "một", at(1)).unwrap();
    phone.engine.type_into(&mut second, (0, 0), "hai", at(2)).unwrap();
    phone.engine.type_into(&mut first, (3, 0), "!", at(3)).unwrap();
    assert_eq!((first.shown().as_str(), second.shown().as_str()), ("một!", "hai"));
    let text = phone.minutes();
    assert!(text.contains("một!") && text.contains("hai"), "{text}");
}

#[test]
fn another_field_and_another_text_end_what_was_typed() {
    let mut phone = Phone::at_a_meeting();
    let begun = phone.changes();
    phone.types("Một", (0, 10));
    phone.engine.put_item(doc(), "Việc khác", 1, None, at(100)).unwrap();
    assert_eq!(phone.changes(), begun + 2);
    let entry =
        phone.engine.say(doc(), "Việc khác", &shared::meeting::agenda::Saying::Opinion, None, "x", at(101)).unwrap();
    phone.types("Hai", (200, 10));
    phone.engine.splice_saying(doc(), &entry, (1, 0), "y", at(240)).unwrap();
    assert_eq!(phone.changes(), begun + 5);
}

#[test]
fn without_room_on_the_phone_a_stroke_is_refused_and_what_was_typed_before_stays_readable() {
    let mut phone = Phone::at_a_meeting();
    let mut draft = phone.engine.begin_draft(doc(), RunningText::MINUTES).unwrap();
    phone.engine.type_into(&mut draft, (0, 0), "Giữ lại. ", at(1)).unwrap();
    phone.engine.vault.fill();
    let long = "Dài dòng, khác nhau từng chữ một. ".repeat(400);
    assert!(phone.engine.type_into(&mut draft, (9, 0), &long, at(2)).is_err());
    assert_eq!(draft.shown(), "Giữ lại. ");
    assert_eq!(phone.minutes(), "Giữ lại. ");
    phone.engine.vault.empty();
    phone.engine.type_into(&mut draft, (9, 0), "Rồi tiếp.", at(3)).unwrap();
    assert_eq!(phone.restarted().minutes(), "Giữ lại. Rồi tiếp.");
}

#[test]
fn a_record_that_is_nearly_full_refuses_passages_and_still_takes_a_last_word() {
    let mut phone = Phone::at_a_meeting();
    let mut refused = None;
    for n in 0..40 {
        // Each time all of it is replaced, as by someone who pastes another text again and again.
        let gone = if n == 0 { 0 } else { 12_000 };
        let prose = format!("{n:03} ").repeat(3_000);
        match phone.engine.splice_minutes(doc(), (0, gone), &prose, at(n * 10_000)) {
            Ok(page) => assert!(!page.room.is_used_up()),
            Err(error) => {
                refused = Some(error);
                break;
            }
        }
    }
    assert!(matches!(refused, Some(EngineError::RecordFull)), "{refused:?}");
    let page = phone.engine.meeting(doc()).unwrap();
    assert!(page.room.is_short() && page.view.minutes.chars().count() == 12_000);
    for n in 0..300 {
        phone.engine.put_item(doc(), "Việc khác", n, None, at(1_000_000 + n)).unwrap();
    }
    let page = phone.engine.meeting(doc()).unwrap();
    assert!(page.room.used_percent() < 110, "last words are short");
    let typed = phone.engine.splice_minutes(doc(), (0, 0), &"thêm nữa. ".repeat(1_200), at(2_000_000));
    assert!(matches!(typed, Err(EngineError::RecordFull)));
    // And what is in it is what the server takes: nothing of an honest device is over its bounds.
    let whole = phone.engine.record(doc()).unwrap().save();
    assert!(shared::admission::admit_document(&whole, &shared::admission::Bounds::of_records()).is_ok());
}

#[test]
fn near_the_end_of_a_texts_room_what_counts_is_what_was_typed_in_the_order_it_was_typed() {
    let mut phone = Phone::at_a_meeting();
    phone.engine.splice_minutes(doc(), (0, 0), &"a".repeat(49_900), at(0)).unwrap();
    phone.engine.splice_minutes(doc(), (49_700, 200), "", at(10_000)).unwrap();
    // Within the same pause, and in front of what was taken away.
    let page = phone.engine.splice_minutes(doc(), (0, 0), &"b".repeat(150), at(10_100)).unwrap();
    assert_eq!(page.view.minutes.chars().count(), 49_850);
}

#[test]
fn what_a_dead_phone_left_in_several_records_is_written_before_anything_is_typed_into_one_of_them() {
    let mut phone = Phone::at_a_meeting();
    let other = MeetingKey { ordinal: 2, ..key() };
    phone.engine.open_meeting(&other, at(1)).unwrap();
    let stroke = |doc: DocId, base: Heads, typed: &str| Stroke {
        doc,
        place: RunningText::MINUTES.code(),
        base,
        at: at(2),
        splice: Splice { at: 0, delete: 0, insert: typed.to_owned() },
    };
    for (doc, typed) in [(doc(), "Một. "), (other.doc(), "Hai. ")] {
        let base = phone.engine.record(doc).unwrap().heads();
        phone.engine.vault.write(|w| w.put_stroke(&stroke(doc, base, typed))).unwrap();
    }
    let mut phone = phone.restarted();
    let page = phone.engine.splice_minutes(other.doc(), (0, 0), "Ba. ", at(60_000)).unwrap();
    assert!(page.view.minutes.contains("Hai. ") && page.view.minutes.contains("Ba. "), "{}", page.view.minutes);
    phone.engine.end_typing().unwrap();
    assert_eq!(phone.minutes(), "Một. ");
    assert_eq!(phone.engine.vault.read().strokes().unwrap(), []);
}

#[test]
fn what_was_typed_before_the_phone_was_full_is_read_there_and_nothing_is_typed_behind_it_until_there_is_room() {
    let mut phone = Phone::at_a_meeting();
    let long = (0..3000).map(|n| format!("{n:x} ")).collect::<String>();
    let mut draft = phone.engine.begin_draft(doc(), RunningText::MINUTES).unwrap();
    phone.engine.type_into(&mut draft, (0, 0), &long, at(1)).unwrap();
    let mut phone = phone.restarted();
    phone.engine.vault.fill();
    let mut draft = phone.engine.begin_draft(doc(), RunningText::MINUTES).unwrap();
    assert_eq!(draft.shown(), long);
    let told = phone.engine.type_into(&mut draft, (0, 0), "Một. ", at(2));
    assert!(matches!(told, Err(EngineError::Vault(VaultError::Full(_)))), "{told:?}");
    assert_eq!((draft.shown(), phone.minutes()), (long.clone(), long.clone()));
    phone.engine.vault.empty();
    phone.engine.type_into(&mut draft, (0, 0), "Hai. ", at(3)).unwrap();
    assert_eq!(phone.minutes(), format!("Hai. {long}"));
}
