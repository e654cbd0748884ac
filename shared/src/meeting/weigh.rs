//! A vote held against its meeting: what does not fit, of whom it is counted, how many it needs, and how it ends.
//!
//! The same for a vote that is still being typed and for one that is recorded. It writes nothing.

use crate::doc::Grade;
use crate::input::{WriteError, count};
use crate::rules::{Basis, Rules};

use super::roll::Electorate;
use super::view::{Conflict, Finding, MeetingView, find_in_vote};
use super::vote::figure::Figure;
use super::vote::{Base, Outcome, THRESHOLD_RULES, Tally, Threshold, Vote, VoteKey};

/// A vote with what is to be said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// Its key.
    pub key: VoteKey,
    /// Its figures and words as people said them: what was typed over what is recorded.
    pub tally: Tally,
    /// The share it needs.
    pub threshold: Threshold,
    /// The figures that do not fit.
    pub findings: Vec<Finding>,
    /// The places of it where people wrote apart and nobody has decided.
    pub disputes: Vec<Conflict>,
    /// Of whom the share is counted; `None` while neither a person nor the roll says.
    pub base: Option<Base>,
    /// How many in favour it needs at least.
    pub need: Option<i64>,
    /// How it ends; [`Outcome::Incomplete`] also while a figure is impossible, because nothing follows from such figures.
    pub outcome: Outcome,
    /// What the share rests on; `None` where the cell wrote another one than the rules have.
    pub basis: Option<&'static Basis>,
    /// What the roll says of who may vote, once everybody is recorded.
    pub roll: Option<Electorate>,
}

impl Weighed {
    /// Whether the sides come to as many as there have to be: the valid ballots, else those collected, else those present.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        let counted = self.tally.by_roll(self.roll);
        let whole = counted.valid.or(counted.collected).or(counted.present);
        counted.sum().is_some() && counted.sum() == whole
    }
}

/// Weighs a vote with what is typed and not written yet; what `typed` leaves out is as recorded. A dispute stays one,
/// whatever is typed over it.
///
/// # Errors
/// [`WriteError::Invalid`] for what recording it would refuse as well: a figure or threshold that is none.
pub fn typed(view: &MeetingView, key: &VoteKey, typed: &Tally, threshold: Option<&str>) -> Result<Weighed, WriteError> {
    typed.check()?;
    let recorded = view.votes.iter().find(|vote| vote.key == *key);
    let asked = threshold.map(Threshold::typed).transpose()?;
    let tally = recorded.map_or_else(|| typed.clone(), |vote| typed.over(&vote.tally));
    Ok(weigh(view, key, tally, share(recorded, key, asked), disputes(view, key).cloned().collect()))
}

/// Weighs the vote that a disputed place of the record belongs to, as if this value were decided there; `None` where it
/// is no figure of a vote, or the value is no figure.
#[must_use]
pub fn decided(view: &MeetingView, place: &str, value: &str) -> Option<Weighed> {
    let (key, field) = place.rsplit_once('/')?;
    let (key, figure) = (VoteKey::from_text(key)?, Figure::named(field)?);
    let vote = view.votes.iter().find(|vote| vote.key == key)?;
    let mut tally = vote.tally.clone();
    figure.put(&mut tally, Some(count(figure.name(), value.parse().ok()?).ok()?));
    let others = disputes(view, &key).filter(|dispute| dispute.key != place);
    Some(weigh(view, &key, tally, share(Some(vote), &key, None), others.cloned().collect()))
}

/// Weighs every recorded vote of a meeting.
#[must_use]
pub fn recorded(view: &MeetingView) -> Vec<Weighed> {
    let weighed = view.votes.iter().map(|vote| {
        let disputes = disputes(view, &vote.key).cloned().collect();
        weigh(view, &vote.key, vote.tally.clone(), share(Some(vote), &vote.key, None), disputes)
    });
    weighed.collect()
}

/// The share a vote needs and the rules it comes from.
fn share<'a>(recorded: Option<&'a Vote>, key: &VoteKey, asked: Option<Threshold>) -> (Threshold, &'a str) {
    let threshold = asked.or_else(|| recorded.map(|vote| vote.threshold));
    let rules = recorded.and_then(|vote| vote.rules.as_deref());
    (threshold.unwrap_or_else(|| Threshold::default_for(&key.matter())), rules.unwrap_or(THRESHOLD_RULES))
}

fn weigh(
    view: &MeetingView,
    key: &VoteKey,
    tally: Tally,
    (threshold, rules): (Threshold, &str),
    disputes: Vec<Conflict>,
) -> Weighed {
    let mut findings = Vec::new();
    find_in_vote(key.as_str(), &tally.by_roll(view.electorate), &view.summary, &mut findings);
    let base = Base::of(&tally, view.electorate);
    let outcome = match (disputes.is_empty(), findings.iter().any(|finding| finding.code.is_impossible())) {
        (false, _) => Outcome::InConflict,
        (true, true) => Outcome::Incomplete,
        (true, false) => threshold.outcome(tally.agree, base),
    };
    let share = Rules::shipped().share(rules, key.matter().code());
    let basis = share.filter(|share| Threshold::read(&share.share) == Some(threshold)).map(|share| &share.basis);
    let need = base.map(|base| threshold.need(base.count()));
    let roll = view.electorate;
    Weighed { key: key.clone(), tally, threshold, findings, disputes, base, need, outcome, basis, roll }
}

/// The places of a vote where people wrote apart and nobody has decided.
fn disputes<'a>(view: &'a MeetingView, key: &'a VoteKey) -> impl Iterator<Item = &'a Conflict> {
    let is_of_vote = |conflict: &&Conflict| {
        let vote = conflict.key.rsplit_once('/').map(|(vote, _)| vote);
        conflict.part == "votes" && vote == Some(key.as_str()) && conflict.grade == Grade::Decision
    };
    view.conflicts.iter().filter(is_of_vote)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::{ChunkForm, Doc, Pen};
    use crate::id::{DeviceId, DocId, OrgId};
    use crate::meeting::roll::{Attendance, Standing, mark_attendance};
    use crate::meeting::vote::{Matter, Method, record_vote};
    use crate::meeting::{MeetingKey, MeetingKind, Person};
    use crate::time::{CivilDate, Timestamp};
    use crate::words::{Language, Words};

    fn key() -> VoteKey {
        VoteKey::new(&Matter::Resolution, None)
    }

    fn written(device: u8, edit: impl FnOnce(&mut crate::doc::Edit<'_>) -> Result<(), WriteError>) -> Doc {
        let date = CivilDate::new(2026, 12, 3).unwrap();
        let org = OrgId::from_bytes(*b"chi-bo-rach-dua!");
        let mut doc = MeetingKey { org, kind: MeetingKind::Regular, date, ordinal: 1 }.open();
        let pen = Pen::new(DeviceId::of_key(&[device; 32]), [device; 8]);
        doc.edit(&pen, Timestamp::from_ms(1_796_000_000_000), edit).unwrap();
        doc
    }

    fn meeting(edit: impl FnOnce(&mut crate::doc::Edit<'_>) -> Result<(), WriteError>) -> MeetingView {
        MeetingView::of(&written(1, edit)).unwrap()
    }

    /// A meeting of which two phones counted the same vote apart.
    fn counted_apart(one: Tally, other: Tally) -> MeetingView {
        let [one, other] =
            [(1, one), (2, other)].map(|(device, tally)| written(device, |edit| record_vote(edit, &key(), &tally)));
        let by = Some(DeviceId::of_key(&[2; 32]));
        MeetingView::of(&one.absorb(ChunkForm::Document, &other.save(), by).unwrap().0).unwrap()
    }

    fn votes(agree: i64, against: i64, other: i64) -> Tally {
        Tally { agree: Some(agree), against: Some(against), other: Some(other), ..Tally::default() }
    }

    fn said(view: &MeetingView, tally: &Tally) -> (Vec<String>, String, String) {
        let words = Words::of(Language::Vi);
        let vote = typed(view, &key(), tally, None).unwrap();
        let findings = vote.findings.iter().map(|finding| words.finding(finding)).collect();
        (findings, words.vote_threshold(&vote), words.vote_outcome(&vote))
    }

    #[test]
    fn votes_that_do_not_add_up_have_no_result_and_say_by_how_many() {
        let view = meeting(|_| Ok(()));
        let of = |tally: Tally| said(&view, &Tally { eligible: Some(23), present: Some(21), ..tally });
        let (findings, need, outcome) = of(votes(20, 2, 1));
        assert_eq!(findings, ["Cộng lại 23, chỉ có 21 người. Thừa 2 phiếu."]);
        assert_eq!(need, "Quá nửa của 23 là 12.");
        assert_eq!(outcome, "Chưa có kết quả, vì các số chưa khớp.");
        let short = Tally { collected: Some(21), ..votes(18, 1, 0) };
        assert_eq!(of(short).0, ["Cộng lại 19, phải đủ 21. Thiếu 2 phiếu."]);
        let in_writing = Tally { method: Some(Method::Written), ..votes(20, 2, 1) };
        assert_eq!(of(in_writing).0, Vec::<String>::new(), "who is away votes in writing");
        let (findings, _, outcome) = of(votes(20, 0, 1));
        assert_eq!((findings.len(), outcome.as_str()), (0, "Thông qua: 20/23 (86,9\u{a0}%)."));
    }

    #[test]
    fn what_a_vote_needs_is_never_rounded_down_and_its_share_never_up() {
        let view = meeting(|_| Ok(()));
        let need = |share: &str, base: i64| Threshold::read(share).unwrap().need(base);
        let expected = [(">1/2", 23, 12), (">1/2", 24, 13), (">=2/3", 24, 16), (">=2/3", 23, 16), (">=2/3", 25, 17)];
        for (share, base, votes) in expected {
            assert_eq!(need(share, base), votes, "{share} of {base}");
        }
        for share in [">1/2", ">=2/3", ">0/7", ">=1/1", ">=999/1000"] {
            let threshold = Threshold::read(share).unwrap();
            for base in 0..60 {
                let need = threshold.need(base);
                assert!(threshold.is_met(need, base) && !threshold.is_met(need - 1, base), "{share} of {base}");
            }
        }
        let short = Tally { eligible: Some(1_999), ..votes(999, 0, 0) };
        assert_eq!(said(&view, &short).2, "Không thông qua: 999/1999 (49,9\u{a0}%), cần từ 1000.");
        let admission = VoteKey::new(&Matter::Admission, None);
        let vote = typed(&view, &admission, &Tally { eligible: Some(24), ..votes(15, 9, 0) }, None).unwrap();
        assert_eq!(Words::of(Language::Vi).vote_threshold(&vote), "Ít nhất 2/3 của 24 là 16.");
        assert_eq!(vote.outcome, Outcome::NotPassed);
    }

    #[test]
    fn what_is_typed_stands_over_what_is_recorded_and_nothing_is_written() {
        let view = meeting(|edit| record_vote(edit, &key(), &Tally { eligible: Some(23), ..votes(10, 2, 0) }));
        assert_eq!(recorded(&view)[0].outcome, Outcome::NotPassed);
        let vote = typed(&view, &key(), &Tally { agree: Some(12), ..Tally::default() }, None).unwrap();
        assert_eq!((vote.base, vote.outcome), (Some(Base::Eligible(23)), Outcome::Passed));
        let own = typed(&view, &key(), &Tally::default(), Some(">=2/3")).unwrap();
        assert_eq!((own.need, own.basis), (Some(16), None));
        let words = Words::of(Language::Vi);
        assert!(words.vote_basis(&own).contains("chi bộ"));
        assert!(words.vote_basis(&vote).contains("Điều lệ Đảng") && words.vote_basis(&vote).contains("thứ cấp"));
        for wrong in
            [Tally { agree: Some(-1), ..Tally::default() }, Tally { other: Some(i64::MAX), ..Tally::default() }]
        {
            assert!(typed(&view, &key(), &wrong, None).is_err());
        }
        assert!(typed(&view, &key(), &Tally::default(), Some("đa số")).is_err());
    }

    #[test]
    fn the_roll_proposes_who_may_vote_once_everybody_is_recorded() {
        let person = |n: u8| Person::member(DocId::from_bytes([n; 16]), &format!("Đồng chí Thứ {n}"));
        let mark = |edit: &mut crate::doc::Edit<'_>, n: u8, standing, attendance: &Attendance| {
            mark_attendance(edit, &person(n), &standing, attendance, Some("ốm"))
        };
        let called = |edit: &mut crate::doc::Edit<'_>, last: &Attendance| {
            mark(edit, 1, Standing::Official, &Attendance::Present)?;
            mark(edit, 2, Standing::Official, &Attendance::AbsentExcused)?;
            mark(edit, 3, Standing::Official, &Attendance::Exempt)?;
            mark(edit, 4, Standing::Probationary, &Attendance::Present)?;
            mark(edit, 5, Standing::Official, last)
        };
        let open = meeting(|edit| called(edit, &Attendance::Unrecorded));
        assert_eq!(open.electorate, None);
        let view = meeting(|edit| called(edit, &Attendance::Present));
        let roll = view.electorate.unwrap();
        assert_eq!((roll.official, roll.left_out, roll.eligible(), roll.present), (4, 1, 3, 2));
        let vote = typed(&view, &key(), &Tally { eligible: Some(3), ..Tally::default() }, None).unwrap();
        let base = Words::of(Language::Vi).vote_base(&vote);
        assert!(base.ends_with("Điểm danh có 4 đảng viên chính thức, 1 đồng chí không tính, còn 3."), "{base}");
    }

    #[test]
    fn a_vote_in_dispute_has_no_result_whatever_is_typed_over_it() {
        let of = |agree, against| Tally { eligible: Some(23), ..votes(agree, against, 0) };
        let view = counted_apart(of(19, 1), of(18, 2));
        for given in [Tally::default(), of(19, 1), Tally { agree: Some(19), against: Some(1), ..Tally::default() }] {
            let vote = typed(&view, &key(), &given, None).unwrap();
            let places: Vec<&str> = vote.disputes.iter().map(|dispute| dispute.key.as_str()).collect();
            assert_eq!((vote.outcome, places), (Outcome::InConflict, vec!["nghi_quyet/against", "nghi_quyet/for"]));
        }
        assert_eq!(recorded(&view)[0].disputes.len(), 2);
        let other = VoteKey::new(&Matter::Resolution, Some("nước ngọt"));
        assert!(typed(&view, &other, &of(19, 1), None).unwrap().disputes.is_empty(), "another vote is not in dispute");
    }

    #[test]
    fn a_decision_is_weighed_before_it_is_taken() {
        let of = |agree| Tally { eligible: Some(23), ..votes(agree, 2, 0) };
        let view = counted_apart(of(19), of(9));
        let outcome = |value: &str| decided(&view, "nghi_quyet/for", value).map(|vote| vote.outcome);
        assert_eq!(outcome("19"), Some(Outcome::Passed));
        assert_eq!(outcome("9"), Some(Outcome::NotPassed));
        assert_eq!(outcome("22"), Some(Outcome::Incomplete), "22 and 2 are more than 23");
        assert_eq!([outcome("hai mươi"), outcome("-1")], [None, None]);
        for place in ["nghi_quyet/subject", "starts_at", "ket_nap:a/for"] {
            assert_eq!(decided(&view, place, "19"), None, "{place}");
        }
        let view = counted_apart(of(19), Tally { eligible: Some(24), ..of(9) });
        let one_of_two = decided(&view, "nghi_quyet/for", "19").unwrap();
        assert_eq!((one_of_two.outcome, one_of_two.disputes.len()), (Outcome::InConflict, 1));
    }

    #[test]
    fn while_nobody_said_who_may_vote_the_roll_does_and_a_mended_roll_counts_anew() {
        let tally = votes(2, 0, 0);
        let held = |last: Attendance, tally: Tally| {
            meeting(|edit| {
                for n in 1..=4 {
                    let person = Person::member(DocId::from_bytes([n; 16]), &format!("Đồng chí Thứ {n}"));
                    let attendance = if n == 4 { &last } else { &Attendance::Present };
                    mark_attendance(edit, &person, &Standing::Official, attendance, None)?;
                }
                record_vote(edit, &key(), &tally)
            })
        };
        let view = held(Attendance::Present, tally.clone());
        let vote = recorded(&view).remove(0);
        assert_eq!((vote.base, vote.outcome, vote.adds_up()), (Some(Base::Roll(4)), Outcome::NotPassed, false));
        assert_eq!((view.votes[0].outcome, view.votes[0].tally.eligible), (Outcome::NotPassed, None), "nobody said it");
        let mended = held(Attendance::Exempt, tally.clone());
        let vote = recorded(&mended).remove(0);
        assert_eq!((vote.base, vote.outcome), (Some(Base::Roll(3)), Outcome::Passed));
        assert_eq!(mended.votes[0].outcome, Outcome::Passed);
        assert!(Words::of(Language::Vi).vote_base(&vote).starts_with("Chưa ghi số người được biểu quyết"));
        let said = held(Attendance::Exempt, Tally { eligible: Some(5), ..tally.clone() });
        assert_eq!((recorded(&said)[0].base, said.votes[0].outcome), (Some(Base::Eligible(5)), Outcome::NotPassed));
        let mut called = mended;
        called.calling_on();
        assert_eq!((recorded(&called)[0].base, called.votes[0].outcome), (None, Outcome::Incomplete));
        let too_many = held(Attendance::Present, votes(5, 0, 0));
        let vote = recorded(&too_many).remove(0);
        assert_eq!((vote.findings.len(), vote.outcome), (2, Outcome::Incomplete));
        // A roll that not everybody was put on must not stand in the way of the minutes.
        assert!(too_many.findings.is_empty(), "told where it is counted; nobody said a figure that cannot be");
    }

    #[test]
    fn absurd_figures_are_weighed_without_a_panic() {
        let view = meeting(|edit| {
            for (side, figure) in [("for", i64::MIN), ("against", i64::MIN), ("eligible", i64::MAX), ("collected", 7)] {
                edit.put("votes", &format!("nghi_quyet/{side}"), figure)?;
            }
            Ok(())
        });
        let words = Words::of(Language::Vi);
        for vote in recorded(&view) {
            let all = vote.findings.iter().map(|finding| words.finding(finding)).collect::<String>();
            assert!(!(all + &words.vote_base(&vote) + &words.vote_threshold(&vote)).is_empty());
            assert!(!words.vote_outcome(&vote).is_empty());
        }
    }
}
