//! What went wrong in the field: a revoked phone, a phone that changes hands, the wrong meeting, a folder that is read only.

use shared::meeting::vote::{self, Matter, Tally, VoteKey};
use shared::meeting::{self, WriteError};
use shared::record::list::{Page, Query};
use shared::rules::Rules;

use super::*;

fn on(day: u8, kind: MeetingKind) -> MeetingKey {
    MeetingKey { org: cell(), kind, date: CivilDate::new(2026, 11, day).unwrap(), ordinal: 1 }
}

#[test]
fn a_revoked_phone_is_told_takes_nothing_new_and_can_still_hand_in_what_is_unsent() {
    let mut server = FakeServer::new(cell());
    let mut phone = Phone::enrolled(&server, "Nguyễn Văn An", None);
    let doc = phone.engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
    phone.sync(&mut server);
    phone.engine.splice_minutes(doc, (0, 0), "Viết khi chưa biết.", at(1)).unwrap();
    let mut draft = phone.engine.begin_draft(doc, RunningText::MINUTES).unwrap();
    server.revoked = Some(at(2));
    // The answer is heard, and whatever it did not cover waits on.
    let request = phone.engine.begin_sync(at(3)).unwrap();
    phone.engine.finish_sync(&server.answer(&request), at(4)).unwrap();
    let mut phone = phone.restarted();
    assert_eq!(phone.engine.health().unwrap().standing, Standing::Revoked(at(2)), "told without a line as well");
    let heads = phone.engine.record(doc).unwrap().heads();
    let refused =
        |result: Result<(), EngineError>| assert!(matches!(result, Err(EngineError::Revoked(_))), "{result:?}");
    refused(phone.engine.open_meeting(&on(6, MeetingKind::Thematic), at(5)).map(drop));
    refused(phone.engine.splice_minutes(doc, (0, 0), "Mới. ", at(5)).map(drop));
    refused(
        phone
            .engine
            .set_particulars(doc, &Particulars { state: Some(State::Closed), ..Particulars::default() }, at(5))
            .map(drop),
    );
    refused(phone.engine.type_into(&mut draft, (0, 0), "x", at(5)));
    refused(phone.engine.add_member(None, &[("full_name".to_owned(), "Lê Thị Sen".to_owned())], at(5)).map(drop));
    refused(phone.engine.move_meeting(doc, &on(6, MeetingKind::Regular), at(5)).map(drop));
    assert_eq!(phone.engine.record(doc).unwrap().heads(), heads);
    assert_eq!(phone.engine.meetings().unwrap().len(), 1);
    phone.sync(&mut server);
    // A ward that was put back to the day before takes it again.
    server.revoked = None;
    phone.sync(&mut server);
    phone.engine.splice_minutes(doc, (0, 0), "Lại được. ", at(9)).unwrap();
}

#[test]
fn a_phone_changes_hands_only_when_that_was_said_and_everything_was_handed_in() {
    let mut server = FakeServer::new(cell());
    let mut phone = Phone::enrolled(&server, "Nguyễn Văn An", None);
    phone.engine.open_meeting(&meeting_key(), at(0)).unwrap();
    let device = phone.engine.device();
    let begun = phone.engine.begin_enrolment(&server.code(), "máy thử");
    assert!(matches!(begun, Err(EnrolError::Occupied(person)) if person == "Nguyễn Văn An"));
    assert!(matches!(phone.engine.begin_replacement(&server.code(), "máy thử"), Err(EnrolError::Unsent(1))));
    phone.sync(&mut server);
    let (code, request) = phone.engine.begin_replacement(&server.code(), "máy thử").unwrap();
    phone.engine.finish_enrolment(&code, &server.enrol(&request, "Trần Thị Bình", None)).unwrap();
    assert_ne!(phone.engine.device(), device);
    assert_eq!(phone.engine.account().unwrap().certificate.person, "Trần Thị Bình");
    // Where the server turns the phone away, only the next device can bring what waits.
    phone.engine.splice_minutes(meeting_key().doc(), (0, 0), "Chờ gửi.", at(5)).unwrap();
    assert!(phone.engine.begin_replacement(&server.code(), "máy thử").is_err());
    phone.engine.note_refusal(&unknown_there()).unwrap();
    let (code, request) = phone.engine.begin_replacement(&server.code(), "máy thử").unwrap();
    phone.engine.finish_enrolment(&code, &server.enrol(&request, "Trần Thị Bình", None)).unwrap();
    assert_eq!(phone.engine.standing(), Standing::Welcome);
    assert!(phone.engine.health().unwrap().unsent > 0, "it waits to be brought by the new device");
}

#[test]
fn a_vault_of_one_ward_is_never_shown_to_the_server_of_another() {
    let mut server = FakeServer::new(cell());
    let mut phone = Phone::enrolled(&server, "Nguyễn Văn An", None);
    phone.engine.open_meeting(&meeting_key(), at(0)).unwrap();
    phone.sync(&mut server);
    let elsewhere = FakeServer::of_ward(cell(), 43);
    let (code, request) = phone.engine.begin_replacement(&elsewhere.code(), "máy thử").unwrap();
    let answer = elsewhere.enrol(&request, "Người Khác", None);
    assert!(matches!(phone.engine.finish_enrolment(&code, &answer), Err(EnrolError::AnotherWard)));
    assert_eq!(phone.engine.account().unwrap().certificate.person, "Nguyễn Văn An");
    phone.sync(&mut server);
}

#[test]
fn a_meeting_that_was_called_off_takes_nothing_until_it_is_taken_up_again() {
    let mut phone = Phone::enrolled(&FakeServer::new(cell()), "Nguyễn Văn An", None);
    let doc = phone.engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
    let state = |state| Particulars { state: Some(state), ..Particulars::default() };
    let mut draft = phone.engine.begin_draft(doc, RunningText::MINUTES).unwrap();
    phone.engine.set_particulars(doc, &state(State::Cancelled), at(1)).unwrap();
    let refused = |result: Result<(), EngineError>| {
        assert!(matches!(result, Err(EngineError::Write(WriteError::Cancelled))), "{result:?}");
    };
    refused(phone.engine.splice_minutes(doc, (0, 0), "Nhầm.", at(2)).map(drop));
    refused(phone.engine.rewrite_minutes(doc, "Nhầm.", at(2)).map(drop));
    refused(phone.engine.type_into(&mut draft, (0, 0), "Nhầm.", at(2)));
    refused(phone.engine.put_item(doc, "Thảo luận", 1, None, at(2)).map(drop));
    refused(
        phone
            .engine
            .set_particulars(doc, &Particulars { place: Some("Nhà".to_owned()), ..Particulars::default() }, at(2))
            .map(drop),
    );
    phone.engine.set_particulars(doc, &state(State::UnderWay), at(3)).unwrap();
    phone.engine.splice_minutes(doc, (0, 0), "Vẫn họp.", at(4)).unwrap();
}

#[test]
fn the_last_meeting_is_the_one_opened_or_written_last_here_and_not_the_newest() {
    let mut server = FakeServer::new(cell());
    let mut other = Phone::enrolled(&server, "Trần Thị Bình", None);
    other.engine.open_meeting(&on(20, MeetingKind::Regular), at(0)).unwrap();
    other.sync(&mut server);
    let mut phone = Phone::enrolled(&server, "Nguyễn Văn An", None);
    phone.sync(&mut server);
    assert_eq!(phone.engine.last_meeting().unwrap(), None, "what another opened is nobody's last here");
    let early = phone.engine.open_meeting(&on(5, MeetingKind::Regular), at(1)).unwrap().view.doc;
    let late = phone.engine.open_meeting(&on(9, MeetingKind::Regular), at(2)).unwrap().view.doc;
    assert_eq!(phone.engine.last_meeting().unwrap(), Some(late));
    phone.engine.open_meeting(&on(5, MeetingKind::Regular), at(3)).unwrap();
    assert_eq!(phone.engine.last_meeting().unwrap(), Some(early), "opened again");
    phone.engine.splice_minutes(late, (0, 0), "x", at(4)).unwrap();
    phone.engine.meeting(early).unwrap();
    let mut phone = phone.restarted();
    assert_eq!(phone.engine.last_meeting().unwrap(), Some(late), "written; looking changes nothing");
}

#[test]
fn a_meeting_opened_wrongly_is_moved_whole_and_a_move_that_was_cut_off_goes_on() {
    let mut server = FakeServer::new(cell());
    let mut phone = Phone::enrolled(&server, "Nguyễn Văn An", None);
    let (wrong_key, right_key) = (on(6, MeetingKind::Thematic), meeting_key());
    let wrong = phone.engine.open_meeting(&wrong_key, at(0)).unwrap().view.doc;
    phone.engine.splice_minutes(wrong, (0, 0), "Khai mạc.", at(1)).unwrap();
    // As if the phone had died between the two writes: the content is there, the wrong one is not called off yet.
    let from = phone.engine.record(wrong).unwrap();
    phone.engine.open_meeting(&right_key, at(2)).unwrap();
    phone
        .engine
        .write_meeting(right_key.doc(), at(2), |edit| shared::meeting::moved::carry(&from, &wrong_key, edit))
        .unwrap();
    let page = phone.engine.move_meeting(wrong, &right_key, at(3)).unwrap();
    assert_eq!((page.view.minutes.as_str(), page.moved.from), ("Khai mạc.", Some(wrong)));
    assert_eq!(phone.engine.last_meeting().unwrap(), Some(page.view.doc));
    let old = phone.engine.meeting(wrong).unwrap();
    assert_eq!(
        (old.view.state.clone(), old.moved.to, old.view.minutes.as_str()),
        (State::Cancelled, Some(page.view.doc), "Khai mạc.")
    );
    // Done again it changes nothing; into a third meeting it does not go.
    let heads = phone.engine.record(wrong).unwrap().heads();
    phone.engine.move_meeting(wrong, &right_key, at(4)).unwrap();
    assert_eq!(phone.engine.record(wrong).unwrap().heads(), heads);
    assert!(phone.engine.move_meeting(wrong, &on(7, MeetingKind::Regular), at(5)).is_err());
    assert!(phone.engine.move_meeting(right_key.doc(), &wrong_key, at(5)).is_err(), "there is something there");
    phone.sync(&mut server);
    assert_eq!(phone.engine.safety(wrong), Safety::SafeOnServer);
}

#[test]
fn two_who_move_one_meeting_apart_do_not_write_its_words_twice() {
    let mut server = FakeServer::new(cell());
    let mut one = Phone::enrolled(&server, "Nguyễn Văn An", None);
    let mut two = Phone::enrolled(&server, "Trần Thị Bình", None);
    let (wrong_key, right_key) = (on(6, MeetingKind::Thematic), meeting_key());
    let wrong = one.engine.open_meeting(&wrong_key, at(0)).unwrap().view.doc;
    one.engine.splice_minutes(wrong, (0, 0), "Khai mạc. ", at(1)).unwrap();
    one.sync(&mut server);
    two.sync(&mut server);
    two.engine.splice_minutes(wrong, (0, 0), "Có mặt đủ. ", at(9_000)).unwrap();
    let refused = two.engine.move_meeting(wrong, &right_key, at(9_001));
    assert!(matches!(refused, Err(EngineError::Write(WriteError::Invalid { field: "moved_to", .. }))), "{refused:?}");
    // Whoever opened it moves what is there; what the other wrote alone can be carried by the other.
    one.engine.move_meeting(wrong, &right_key, at(9_002)).unwrap();
    for _ in 0..2 {
        one.sync(&mut server);
        two.sync(&mut server);
    }
    for phone in [&mut one, &mut two] {
        let page = phone.engine.meeting(right_key.doc()).unwrap();
        assert_eq!(page.view.minutes.matches("Khai mạc.").count(), 1);
        let left = phone.engine.meeting(wrong).unwrap();
        assert!(left.view.minutes.contains("Có mặt đủ."), "what came later stays readable where it was written");
    }
}

#[test]
fn two_things_written_together_are_one_change_or_none() {
    let mut phone = Phone::enrolled(&FakeServer::new(cell()), "Nguyễn Văn An", None);
    let doc = phone.engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
    let heads = phone.engine.record(doc).unwrap().heads();
    let key = VoteKey::new(&Matter::Resolution, None);
    let tally = Tally { agree: Some(9), ..Tally::default() };
    let both = |threshold: &'static str| {
        let (key, tally) = (key.clone(), tally.clone());
        move |edit: &mut Edit<'_>| {
            vote::record_vote(edit, &key, &tally)?;
            vote::set_threshold(edit, &key, threshold)
        }
    };
    assert!(phone.engine.write_meeting(doc, at(1), both("3/2")).is_err());
    assert_eq!(phone.engine.record(doc).unwrap().heads(), heads);
    assert!(
        phone
            .engine
            .write_meeting(doc, at(1), |edit| {
                meeting::score(Rules::shipped(), edit, "2026", "nề nếp", 90)?;
                meeting::score(Rules::shipped(), edit, "2026", "nội dung", 101)
            })
            .is_err()
    );
    assert_eq!(phone.engine.record(doc).unwrap().heads(), heads);
    let page = phone.engine.write_meeting(doc, at(2), both(">=2/3")).unwrap();
    assert_eq!(page.view.votes[0].threshold.text(), ">=2/3");
}

#[test]
fn a_vault_where_nothing_can_be_written_is_read_from_a_copy_with_its_log() {
    let mut phone = Phone::enrolled(&FakeServer::new(cell()), "Nguyễn Văn An", None);
    let doc = phone.engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
    phone.engine.splice_minutes(doc, (0, 0), "Còn trong nhật ký.", at(1)).unwrap();
    // As a phone leaves it that dies now: the last of it stands in the log beside the vault.
    let dead = tempfile::tempdir().unwrap();
    let (vault, log) = (dead.path().join("so.sen"), dead.path().join("so.sen-wal"));
    let here = phone._folder.path();
    std::fs::copy(here.join("so.sen"), &vault).unwrap();
    std::fs::copy(here.join("so.sen-wal"), &log).unwrap();
    let files = || (std::fs::read(&vault).unwrap(), std::fs::read(&log).unwrap());
    let before = files();
    for file in [&vault, &log] {
        let mut rights = file.metadata().unwrap().permissions();
        rights.set_readonly(true);
        std::fs::set_permissions(file, rights).unwrap();
    }
    let mut engine = Engine::open_to_read(&vault, &vault_key()).unwrap();
    assert_eq!(engine.meeting(doc).unwrap().view.minutes, "Còn trong nhật ký.");
    let refused = engine.splice_minutes(doc, (0, 0), "x", at(2));
    assert!(matches!(refused, Err(EngineError::Vault(VaultError::ReadOnly))), "{refused:?}");
    assert_eq!(files(), before);
    assert_eq!(std::fs::read_dir(dead.path()).unwrap().count(), 2);
    let missing = Engine::open_to_read(&dead.path().join("khác"), &vault_key());
    assert!(matches!(missing, Err(EngineError::Vault(VaultError::Missing(_)))));
}

#[test]
fn a_vault_of_an_older_version_where_nothing_can_be_written_shows_all_of_its_lists() {
    let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/vaults/0.1/vault/vault.db");
    let mut engine = Engine::open_to_read(std::path::Path::new(kept), &vault_key()).unwrap();
    let (meetings, members) = (engine.meetings().unwrap(), engine.members("").unwrap());
    assert_eq!(meetings.len(), 2);
    assert!(members.iter().any(|row| row.title == "Lê Thị Sen"), "{members:?}");
    let statuses = engine.record_statuses().unwrap();
    let unsent = statuses.iter().filter(|record| record.safety == Safety::OnThisPhone).count();
    assert!(unsent >= 2, "what was never sent is told: {statuses:?}");
    let found = engine.records(&Query::default(), Page::ALL).unwrap();
    assert_eq!((found.len(), engine.count_records(&Query::default()).unwrap()), (statuses.len(), statuses.len()));
}

#[test]
fn a_damaged_vault_of_an_older_version_shows_all_of_its_lists_or_says_that_it_is_damaged() {
    let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/vaults/0.1/vault/vault.db");
    let whole = std::fs::read(kept).unwrap();
    let lists = |bytes: &[u8]| -> Result<Vec<usize>, EngineError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vault.db");
        std::fs::write(&path, bytes).unwrap();
        let mut engine = Engine::open_to_read(&path, &vault_key())?;
        let statuses = engine.record_statuses()?.len();
        let unreadable = Query { readable: Some(false), ..Query::default() };
        Ok(vec![statuses, engine.count_records(&Query::default())?, engine.count_records(&unreadable)?])
    };
    let shown = lists(&whole).unwrap();
    assert!(shown[0] > 2 && shown[2] == 0, "{shown:?}");
    let (mut told, pages) = (0, whole.len() / 4096);
    for page in 0..pages {
        let mut spoiled = whole.clone();
        spoiled[page * 4096 + 2048] ^= 1;
        match lists(&spoiled) {
            Ok(found) => assert_eq!(found[..2], shown[..2], "page {page}"),
            Err(EngineError::Vault(_) | EngineError::Record { .. }) => told += 1,
            Err(other) => panic!("page {page}: {other}"),
        }
    }
    assert!(told > 0, "of {pages} pages");
}

#[test]
fn a_score_sheet_is_filled_in_from_what_was_written_down_and_points_by_hand_win() {
    let mut phone = Phone::enrolled(&FakeServer::new(cell()), "Nguyễn Văn An", None);
    let doc = phone.engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
    let time = |hour, minute| shared::time::ClockTime::new(hour, minute);
    let given = shared::meeting::Particulars { starts_at: time(19, 0), ends_at: time(20, 30), ..Default::default() };
    let page = phone.engine.set_particulars(doc, &given, at(1)).unwrap();
    let points = |engine: &Engine, page: &crate::engine::MeetingPage, rubric| {
        let sheet = engine.score_sheet(page, rubric).unwrap().unwrap();
        let line = sheet.lines.iter().find(|line| line.criterion == "thoi_gian").unwrap();
        (sheet.rubric.clone().unwrap(), line.recorded, line.computed)
    };
    assert_eq!(points(&phone.engine, &page, None), ("a-2025".to_owned(), None, Some(5)));
    assert_eq!(points(&phone.engine, &page, Some("b-2026")).0, "b-2026");
    let page = phone.engine.score(doc, "a-2025", &[("thoi_gian".to_owned(), 4)], at(2)).unwrap();
    assert_eq!(points(&phone.engine, &page, None), ("a-2025".to_owned(), Some(4), Some(5)));
    assert!(
        phone.engine.score(doc, "a-2025", &[("thoi_gian".to_owned(), 6)], at(3)).is_err(),
        "past what the criterion has"
    );
}
