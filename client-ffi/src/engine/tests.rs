use std::path::PathBuf;

use shared::access::Role;
use shared::envelope::{Certificate, Envelope, Signed};
use shared::meeting::{MeetingKey, MeetingKind, Particulars, Person, State};
use shared::sync::device::Safety;
use shared::time::CivilDate;
use shared::wire::{self, EnrolCode, EnrolRequest, EnrolResponse, Entry, Fate, Receipt, Request, Response};
use shared::wire::{StreamDigest, StreamNews};

use super::*;

mod field;
mod forms;
mod hostile;
mod papers;
mod records;
pub(crate) mod rules;
mod screens;
pub(crate) mod server;
mod votes;

use server::FakeServer;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_ms(1_793_880_000_000 + seconds * 1000)
}

fn vault_key() -> VaultKey {
    VaultKey::from_bytes([7; 32])
}

fn cell() -> OrgId {
    OrgId::from_bytes(*b"chi-bo-my-phuoc!")
}

fn meeting_key() -> MeetingKey {
    let date = CivilDate::new(2026, 11, 5).unwrap();
    MeetingKey { org: cell(), kind: MeetingKind::Regular, date, ordinal: 1 }
}

struct Phone {
    _folder: tempfile::TempDir,
    path: PathBuf,
    engine: Engine,
}

impl Phone {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("so.sen");
        let engine = Engine::create(&path, &vault_key()).unwrap();
        Self { _folder: folder, path, engine }
    }

    fn enrolled(server: &FakeServer, person: &str, member: Option<DocId>) -> Self {
        let mut phone = Self::new();
        let (code, request) = phone.engine.begin_enrolment(&server.code(), "máy thử").unwrap();
        phone.engine.finish_enrolment(&code, &server.enrol(&request, person, member)).unwrap();
        phone
    }

    fn restarted(self) -> Self {
        let Self { _folder, path, engine } = self;
        drop(engine);
        let engine = Engine::open(&path, &vault_key()).unwrap();
        Self { _folder, path, engine }
    }

    fn sync(&mut self, server: &mut FakeServer) -> SyncProgress {
        for _ in 0..8 {
            let request = self.engine.begin_sync(at(500)).unwrap();
            let progress = self.engine.finish_sync(&server.answer(&request), at(501)).unwrap();
            if !progress.more {
                return progress;
            }
        }
        panic!("the sync does not come to an end");
    }
}

/// What a server says that was put back to a day before a phone was enrolled.
fn unknown_there() -> crate::net::NetError {
    crate::net::NetError::Refused { status: 401, code: "unauthorized".to_owned(), message: String::new() }
}

fn minutes(phone: &mut Phone) -> String {
    phone.engine.meeting(meeting_key().doc()).unwrap().view.minutes
}

#[test]
fn a_returned_edit_is_there_after_a_restart() {
    let mut phone = Phone::new();
    let doc = phone.engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
    phone.engine.splice_minutes(doc, (0, 0), "Chi bộ họp đúng giờ.", at(1)).unwrap();
    phone.engine.splice_minutes(doc, (20, 0), " Đủ người.", at(2)).unwrap();
    let mut phone = phone.restarted();
    assert_eq!(minutes(&mut phone), "Chi bộ họp đúng giờ. Đủ người.");
    assert_eq!(phone.engine.meetings().unwrap().len(), 1);
}

#[test]
fn typing_leaves_a_line_of_the_list_as_it_would_be_built_anew() {
    let mut phone = Phone::new();
    let doc = phone.engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
    let given = Particulars { topic: Some("Vệ sinh".to_owned()), ..Particulars::default() };
    phone.engine.set_particulars(doc, &given, at(1)).unwrap();
    phone.engine.splice_minutes(doc, (0, 0), "Chi bộ họp.", at(2)).unwrap();
    let mut draft = phone.engine.begin_draft(doc, RunningText::MINUTES).unwrap();
    phone.engine.type_into(&mut draft, (11, 0), "!", at(3)).unwrap();
    phone.engine.rewrite_minutes(doc, "Chi bộ họp đủ.", at(4)).unwrap();
    let after_typing = phone.engine.meetings().unwrap();
    assert_eq!(after_typing[0].0.text("topic"), Some("Vệ sinh"));
    // An item changes nothing a list shows either, but builds the line anew.
    phone.engine.put_item(doc, "Việc khác", 1, None, at(5)).unwrap();
    assert_eq!(phone.engine.meetings().unwrap(), after_typing);
}

#[test]
fn what_was_typed_is_folded_into_its_record_when_it_is_sealed() {
    let server = FakeServer::new(cell());
    let mut phone = Phone::enrolled(&server, "Nguyễn Văn An", None);
    let doc = phone.engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
    for stroke in 0..40 {
        let pauses = 3 * i64::try_from(stroke).unwrap();
        phone.engine.splice_minutes(doc, (stroke, 0), "x", at(pauses)).unwrap();
    }
    let grown = |phone: &mut Phone| phone.engine.vault.write(|w| w.is_worth_folding(doc)).unwrap();
    assert!(grown(&mut phone));
    phone.engine.begin_sync(at(200)).unwrap();
    assert!(!grown(&mut phone));
    assert_eq!(minutes(&mut phone.restarted()), "x".repeat(40));
}

#[test]
fn a_refused_edit_changes_nothing() {
    let mut phone = Phone::new();
    let doc = phone.engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
    assert!(phone.engine.splice_minutes(doc, (5, 0), "x", at(1)).is_err());
    assert_eq!(minutes(&mut phone), "");
    phone.engine.splice_minutes(doc, (0, 0), "Được.", at(2)).unwrap();
    assert_eq!(minutes(&mut phone.restarted()), "Được.");
}

#[test]
fn what_is_written_is_on_this_phone_until_the_server_says_otherwise() {
    let mut server = FakeServer::new(cell());
    let mut phone = Phone::enrolled(&server, "Nguyễn Văn An", None);
    let doc = phone.engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
    assert_eq!(phone.engine.safety(doc), Safety::OnThisPhone);
    let request = phone.engine.begin_sync(at(1)).unwrap();
    assert_eq!(phone.engine.safety(doc), Safety::OnThisPhone);
    phone.engine.finish_sync(&server.answer(&request), at(2)).unwrap();
    phone.sync(&mut server);
    assert_eq!(phone.engine.safety(doc), Safety::SafeOnServer);
    phone.engine.splice_minutes(doc, (0, 0), "Thêm.", at(3)).unwrap();
    assert_eq!(phone.engine.safety(doc), Safety::OnThisPhone);
    assert_eq!(phone.restarted().engine.safety(doc), Safety::OnThisPhone);
}

#[test]
fn two_phones_of_a_cell_arrive_at_the_same_meeting() {
    let mut server = FakeServer::new(cell());
    let mut one = Phone::enrolled(&server, "Nguyễn Văn An", None);
    let mut two = Phone::enrolled(&server, "Trần Thị Bình", None);
    for (phone, text) in [(&mut one, "Phần của An. "), (&mut two, "Phần của Bình. ")] {
        let doc = phone.engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
        phone.engine.splice_minutes(doc, (0, 0), text, at(1)).unwrap();
    }
    one.sync(&mut server);
    two.sync(&mut server);
    one.sync(&mut server);
    assert_eq!(minutes(&mut one), minutes(&mut two));
    assert!(minutes(&mut one).contains("Phần của An. ") && minutes(&mut one).contains("Phần của Bình. "));
    let doc = meeting_key().doc();
    assert_eq!(one.engine.record(doc).unwrap().heads(), two.engine.record(doc).unwrap().heads());
    assert_eq!(minutes(&mut one.restarted()), minutes(&mut two.restarted()));
}

#[test]
fn an_answer_that_is_cut_off_is_asked_for_again() {
    let mut server = FakeServer::new(cell());
    let mut phone = Phone::enrolled(&server, "Nguyễn Văn An", None);
    let doc = phone.engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
    let request = phone.engine.begin_sync(at(1)).unwrap();
    let answer = server.answer(&request);
    assert!(phone.engine.finish_sync(&answer[..answer.len() / 2], at(2)).is_err());
    let mut phone = phone.restarted();
    phone.sync(&mut server);
    assert_eq!(phone.engine.safety(doc), Safety::SafeOnServer);
    assert_eq!(server.merged(), 1);
}

#[test]
fn an_envelope_nobody_vouches_for_is_not_merged() {
    let mut server = FakeServer::new(cell());
    let mut one = Phone::enrolled(&server, "Nguyễn Văn An", None);
    one.engine.open_meeting(&meeting_key(), at(0)).unwrap();
    one.sync(&mut server);
    let mut two = Phone::enrolled(&server, "Trần Thị Bình", None);
    server.withhold_certificates();
    let progress = two.sync(&mut server);
    assert_eq!(progress.unmerged.len(), 1);
    assert!(two.engine.meetings().unwrap().is_empty());
}

#[test]
fn a_certificate_for_another_key_does_not_enrol() {
    let server = FakeServer::new(cell());
    let (mut one, mut two) = (Phone::new(), Phone::new());
    let (_, request) = one.engine.begin_enrolment(&server.code(), "máy một").unwrap();
    let (code, _) = two.engine.begin_enrolment(&server.code(), "máy hai").unwrap();
    let answer = server.enrol(&request, "Nguyễn Văn An", None);
    assert!(matches!(two.engine.finish_enrolment(&code, &answer), Err(EnrolError::AnotherKey)));
    assert!(two.engine.account().is_none());
}

#[test]
fn an_enrolment_cut_off_is_tried_again_with_the_same_key() {
    let server = FakeServer::new(cell());
    let mut phone = Phone::new();
    let (_, first) = phone.engine.begin_enrolment(&server.code(), "máy thử").unwrap();
    let mut phone = phone.restarted();
    let (_, second) = phone.engine.begin_enrolment(&server.code(), "máy thử").unwrap();
    assert_eq!(first, second);
}

#[test]
fn what_was_written_before_an_enrolment_that_could_not_be_stored_is_signed_by_the_old_key_all_the_same() {
    let server = FakeServer::new(cell());
    let mut phone = Phone::enrolled(&server, "Nguyễn Văn An", None);
    let doc = phone.engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
    let long = (0..3000).map(|n| format!("{n:x} ")).collect::<String>();
    phone.engine.splice_minutes(doc, (0, 0), &long, at(1)).unwrap();
    let old = phone.engine.device();
    // Its server does not know it any more, so nobody but the new device can bring what it wrote.
    phone.engine.note_refusal(&unknown_there()).unwrap();
    let (code, request) = phone.engine.begin_replacement(&server.code(), "máy thử").unwrap();
    let answer = server.enrol(&request, "Nguyễn Văn An", None);
    phone.engine.vault.fill();
    assert!(phone.engine.finish_enrolment(&code, &answer).is_err());
    phone.engine.vault.empty();
    phone.engine.finish_enrolment(&code, &answer).unwrap();
    assert_ne!(phone.engine.device(), old);
    let sent: Vec<Envelope> =
        phone.engine.ledger.outgoing().iter().map(|pending| pending.sealed.peek().unwrap()).collect();
    assert!(sent.iter().all(|envelope| envelope.device == old));
    let last = sent.last().unwrap();
    let (whole, _) = Doc::found(doc, Kind::Meeting, last.form, &last.chunk, Some(old)).unwrap();
    assert_eq!(whole.running_text(&shared::doc::TextPlace::Part("minutes")).unwrap(), long);
}

#[test]
fn minutes_are_adopted_alone_where_a_cell_has_one_phone() {
    let server = FakeServer::new(cell());
    let member = DocId::from_bytes([3; 16]);
    let mut phone = Phone::enrolled(&server, "Nguyễn Văn An", Some(member));
    let doc = phone.engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
    let person = Person::member(member, "Nguyễn Văn An");
    let given = Particulars {
        chair: Some(person.clone()),
        minute_taker: Some(person),
        state: Some(State::Closed),
        ..Particulars::default()
    };
    phone.engine.set_particulars(doc, &given, at(1)).unwrap();
    let page = phone.engine.adopt(doc, true, at(2)).unwrap();
    assert!(page.adoption.is_adopted() && page.adoption.is_sole());
    assert!(phone.engine.meetings().unwrap()[0].0.flag("adopted"));
}

#[test]
fn two_counts_of_one_vote_are_settled_by_a_person() {
    use shared::meeting::vote::{Matter, Tally, VoteKey};
    let mut server = FakeServer::new(cell());
    let mut one = Phone::enrolled(&server, "Nguyễn Văn An", None);
    let mut two = Phone::enrolled(&server, "Trần Thị Bình", None);
    let doc = meeting_key().doc();
    let vote = VoteKey::new(&Matter::Resolution, None);
    for (phone, agree) in [(&mut one, 17), (&mut two, 18)] {
        phone.engine.open_meeting(&meeting_key(), at(0)).unwrap();
        let tally = Tally { agree: Some(agree), ..Tally::default() };
        phone.engine.record_vote(doc, &vote, &tally, at(agree)).unwrap();
    }
    one.sync(&mut server);
    two.sync(&mut server);
    assert_eq!(two.engine.decisions(doc).unwrap().len(), 1);
    let settle = |phone: &mut Phone, value: &str| {
        phone.engine.settle_conflict(doc, "votes", "nghi_quyet/for", &Choice::Value(value.to_owned()), at(60))
    };
    assert!(matches!(
        settle(&mut two, "mười bảy"),
        Err(EngineError::Write(shared::meeting::WriteError::Invalid { .. }))
    ));
    settle(&mut two, "17").unwrap();
    two.sync(&mut server);
    one.sync(&mut server);
    assert!(one.engine.decisions(doc).unwrap().is_empty());
    assert_eq!(one.engine.meeting(doc).unwrap().view.votes[0].tally.agree, Some(17));
}

#[test]
fn members_are_found_without_marks() {
    let mut phone = Phone::new();
    for name in ["Đặng Thị Hòa", "Nguyễn Văn An", "Lê Văn Hóa"] {
        let fields = [("full_name".to_owned(), name.to_owned())];
        phone.engine.add_member(Some(cell()), &fields, at(0)).unwrap();
    }
    let found: Vec<String> = phone.engine.members("hóa").unwrap().into_iter().map(|row| row.title).collect();
    assert_eq!(found, ["Lê Văn Hóa", "Đặng Thị Hòa"]);
    assert!(phone.engine.add_member(Some(cell()), &[], at(0)).is_err());
    assert_eq!(phone.engine.members("").unwrap().len(), 3);
    let doc = phone.engine.open_meeting(&meeting_key(), at(1)).unwrap().view.doc;
    assert_eq!(phone.engine.roll_call(doc).unwrap().len(), 3);
}

#[test]
fn a_server_that_lost_everything_gets_it_back() {
    let mut server = FakeServer::new(cell());
    let mut phone = Phone::enrolled(&server, "Nguyễn Văn An", None);
    let doc = phone.engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
    phone.engine.splice_minutes(doc, (0, 0), "Một.", at(1)).unwrap();
    phone.sync(&mut server);
    phone.engine.splice_minutes(doc, (0, 0), "Hai. ", at(2)).unwrap();
    phone.sync(&mut server);
    server.lose_everything();
    phone.sync(&mut server);
    assert_eq!(phone.engine.safety(doc), Safety::SafeOnServer);
    let mut other = Phone::enrolled(&server, "Trần Thị Bình", None);
    other.sync(&mut server);
    assert_eq!(minutes(&mut other), "Hai. Một.");
}

#[test]
fn a_record_that_cannot_be_read_is_one_line_and_the_others_stay() {
    let server = FakeServer::new(cell());
    let mut phone = Phone::enrolled(&server, "Lê Thị Sen", None);
    let (broken, other) = (meeting_key(), MeetingKey { ordinal: 2, ..meeting_key() });
    for key in [&broken, &other] {
        phone.engine.open_meeting(key, at(0)).unwrap();
    }
    phone.engine.change(broken.doc(), Kind::Meeting, at(1), |edit| Ok(edit.put("key", "date", 5)?)).unwrap();
    assert!(phone.engine.meeting(broken.doc()).is_err());
    assert_eq!(phone.engine.meeting(other.doc()).unwrap().view.key, other);
    let listed: Vec<bool> = phone.engine.meetings().unwrap().into_iter().map(|(row, _)| row.is_readable).collect();
    assert_eq!(listed, [true, false]);
    let titles: Vec<String> = phone.engine.record_statuses().unwrap().into_iter().map(|record| record.title).collect();
    assert!(titles.contains(&"Cuộc họp không đọc được".to_owned()), "{titles:?}");
}
