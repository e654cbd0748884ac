//! Votes figure by figure, the roll that tells who may cast one, and the tasks of what a resolution assigns.

use shared::meeting::WriteError;
use shared::meeting::roll::Attendance;
use shared::meeting::vote::figure::Figure;
use shared::meeting::vote::{Base, Matter, Outcome, Tally, VoteKey};
use shared::meeting::weigh;
use shared::record::list::{Page, Query};

use super::*;

fn key() -> VoteKey {
    VoteKey::new(&Matter::Resolution, None)
}

fn pairs(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn add_member(phone: &mut Phone, name: &str) -> Person {
    let doc = phone.engine.add_member(Some(cell()), &pairs(&[("full_name", name)]), at(1)).unwrap().doc;
    Person::member(doc, name)
}

fn mark(phone: &mut Phone, meeting: DocId, who: &Person) {
    let marks = [(who.clone(), None, Attendance::Present, None)];
    phone.engine.mark_attendance(meeting, &marks, at(2)).unwrap();
}

#[test]
fn only_a_vote_that_was_begun_has_figures() {
    let mut phone = Phone::enrolled(&FakeServer::new(cell()), "Nguyễn Văn An", None);
    let meeting = phone.engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
    let refused = phone.engine.count_vote(meeting, &key(), Figure::Agree, Some(9), at(1)).unwrap_err();
    assert!(matches!(refused, EngineError::Write(WriteError::Invalid { field: "vote", .. })), "{refused}");
    assert!(phone.engine.meeting(meeting).unwrap().view.votes.is_empty());
    phone.engine.record_vote(meeting, &key(), &Tally::default(), at(2)).unwrap();
    let page = phone.engine.count_vote(meeting, &key(), Figure::Agree, Some(9), at(3)).unwrap();
    assert_eq!(page.view.votes[0].tally.agree, Some(9));
}

#[test]
fn what_two_phones_counted_apart_stays_in_dispute_until_it_is_decided_whoever_counts_on() {
    let mut server = FakeServer::new(cell());
    let (mut one, mut two) =
        (Phone::enrolled(&server, "Nguyễn Văn An", None), Phone::enrolled(&server, "Trần Thị Bình", None));
    let mut meeting = None;
    for (phone, agree) in [(&mut one, 19), (&mut two, 18)] {
        let doc = phone.engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
        let tally = Tally { agree: Some(agree), ..Tally::default() };
        phone.engine.record_vote(doc, &key(), &tally, at(1)).unwrap();
        meeting = Some(doc);
    }
    let meeting = meeting.unwrap();
    one.sync(&mut server);
    two.sync(&mut server);
    assert!(two.engine.count_vote(meeting, &key(), Figure::Agree, Some(18), at(5)).is_err());
    let view = two.engine.count_vote(meeting, &key(), Figure::Against, Some(2), at(6)).unwrap().view;
    assert_eq!(weigh::recorded(&view)[0].disputes.len(), 1);
    two.engine.settle_conflict(meeting, "votes", "nghi_quyet/for", &Choice::Listed(0), at(7)).unwrap();
    let page = two.engine.count_vote(meeting, &key(), Figure::Agree, None, at(8)).unwrap();
    assert_eq!((page.view.votes[0].tally.agree, page.view.votes[0].tally.against), (None, Some(2)));
}

#[test]
fn the_roll_tells_who_may_vote_once_everybody_in_the_register_is_called() {
    let mut phone = Phone::enrolled(&FakeServer::new(cell()), "Nguyễn Văn An", None);
    let [first, second] = ["Lê Thị Sen", "Trần Văn Bảy"].map(|name| add_member(&mut phone, name));
    let meeting = phone.engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
    let tally = Tally { agree: Some(1), against: Some(0), ..Tally::default() };
    mark(&mut phone, meeting, &first);
    let view = phone.engine.record_vote(meeting, &key(), &tally, at(3)).unwrap().view;
    assert_eq!((weigh::recorded(&view)[0].base, view.votes[0].outcome), (None, Outcome::Incomplete));
    let totals = phone.engine.roll_totals(meeting).unwrap();
    assert_eq!((totals.required, totals.present, totals.unrecorded), (2, 1, 1));
    mark(&mut phone, meeting, &second);
    let view = phone.engine.meeting(meeting).unwrap().view;
    assert_eq!((weigh::recorded(&view)[0].base, view.votes[0].outcome), (Some(Base::Roll(2)), Outcome::NotPassed));
    // Of a meeting that is over the roll is whole: who joined since was not called.
    let closed = Particulars { state: Some(State::Closed), ..Particulars::default() };
    phone.engine.set_particulars(meeting, &closed, at(4)).unwrap();
    add_member(&mut phone, "Phạm Thị Mận");
    assert_eq!(weigh::recorded(&phone.engine.meeting(meeting).unwrap().view)[0].base, Some(Base::Roll(2)));
}

#[test]
fn two_phones_make_one_task_of_an_assignment_and_an_edited_one_is_not_made_again() {
    let mut server = FakeServer::new(cell());
    let (mut one, mut two) =
        (Phone::enrolled(&server, "Nguyễn Văn An", None), Phone::enrolled(&server, "Trần Thị Bình", None));
    let meeting = one.engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
    let title = pairs(&[("title", "Nghị quyết tháng 11")]);
    let begun = one.engine.begin_record(Kind::Resolution, (None, Some(meeting)), &title, at(1)).unwrap();
    let resolution = begun.view.doc;
    let row = pairs(&[("what", "Sửa đèn đường"), ("lead", "Lê Thị Sen"), ("due", "2026-12-15")]);
    let entry = one.engine.add_entry(resolution, "assignments", &row, at(2)).unwrap();
    one.sync(&mut server);
    two.sync(&mut server);
    let day = CivilDate::new(2026, 11, 5).unwrap();
    let task = one.engine.make_task(resolution, &entry, day, at(3)).unwrap();
    let head = |field: &str| task.view.head(field).map(str::to_owned);
    assert_eq!((head("what"), head("due")), (Some("Sửa đèn đường".to_owned()), Some("2026-12-15".to_owned())));
    assert_eq!(two.engine.make_task(resolution, &entry, day, at(4)).unwrap().view.doc, task.view.doc);
    let task = task.view.doc;
    one.sync(&mut server);
    two.sync(&mut server);
    one.sync(&mut server);
    one.engine.set_fields(task, &pairs(&[("what", "Thay đèn đường")]), at(5)).unwrap();
    for phone in [&mut one, &mut two] {
        phone.sync(&mut server);
    }
    for phone in [&mut one, &mut two] {
        let all = phone.engine.assigned(resolution).unwrap();
        assert_eq!(all.iter().map(|(one, is_made)| (one.task, *is_made)).collect::<Vec<_>>(), [(task, true)]);
        let page = phone.engine.make_task(resolution, &entry, day, at(9)).unwrap();
        assert_eq!(page.view.head("what"), Some("Thay đèn đường"), "it is left as it is");
        assert!(page.view.conflicts.is_empty(), "{:?}", page.view.conflicts);
        assert_eq!(phone.engine.records(&Query::tasks([cell()]), Page::ALL).unwrap().len(), 1);
    }
    assert!(one.engine.make_task(resolution, "khong-co", day, at(10)).is_err());
}
