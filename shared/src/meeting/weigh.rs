//! A vote held against its meeting: what does not fit, of whom it is counted, how many it needs, and how it ends.
//!
//! The same for a vote that is still being typed and for one that is recorded. It writes nothing.

use crate::input::WriteError;
use crate::rules::{Basis, Rules};

use super::roll::Electorate;
use super::view::{Finding, MeetingView, find_in_vote};
use super::vote::{Base, Outcome, THRESHOLD_RULES, Tally, Threshold, VoteKey};

/// A vote with what is to be said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// Its key.
    pub key: VoteKey,
    /// Its figures and words: what was typed over what is recorded.
    pub tally: Tally,
    /// The share it needs.
    pub threshold: Threshold,
    /// The figures that do not fit.
    pub findings: Vec<Finding>,
    /// Of whom the share is counted; `None` while nobody said.
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

/// Weighs a vote as typed: what `typed` leaves out is as recorded.
///
/// # Errors
/// [`WriteError::Invalid`] for what recording it would refuse as well: a figure or threshold that is none.
pub fn typed(view: &MeetingView, key: &VoteKey, typed: &Tally, threshold: Option<&str>) -> Result<Weighed, WriteError> {
    typed.check()?;
    let recorded = view.votes.iter().find(|vote| vote.key == *key);
    let asked = threshold.map(Threshold::typed).transpose()?;
    let threshold = asked.or_else(|| recorded.map(|vote| vote.threshold));
    let tally = recorded.map_or_else(|| typed.clone(), |vote| typed.over(&vote.tally));
    let settled = |field: &str| {
        typed.counts().into_iter().any(|(name, given)| name == field && given.is_some())
            || (field == "threshold" && asked.is_some())
    };
    let rules = recorded.and_then(|vote| vote.rules.as_deref());
    let threshold = threshold.unwrap_or_else(|| Threshold::default_for(&key.matter()));
    let is_disputed = disputed_fields(view, key).any(|field| !settled(field));
    Ok(weigh(view, key.clone(), tally, (threshold, rules.unwrap_or(THRESHOLD_RULES)), is_disputed))
}

/// Weighs every recorded vote of a meeting.
#[must_use]
pub fn recorded(view: &MeetingView) -> Vec<Weighed> {
    let weighed = view.votes.iter().map(|vote| {
        let rules = vote.rules.as_deref().unwrap_or(THRESHOLD_RULES);
        let is_disputed = vote.outcome == Outcome::InConflict;
        weigh(view, vote.key.clone(), vote.tally.clone(), (vote.threshold, rules), is_disputed)
    });
    weighed.collect()
}

fn weigh(
    view: &MeetingView,
    key: VoteKey,
    tally: Tally,
    (threshold, rules): (Threshold, &str),
    is_disputed: bool,
) -> Weighed {
    let roll = Electorate::of(&view.roll, &view.summary);
    let tally = tally.based_on(roll);
    let mut findings = Vec::new();
    find_in_vote(key.as_str(), &tally, &view.summary, &mut findings);
    let base = Base::of(&tally);
    let outcome = match (is_disputed, findings.iter().any(|finding| finding.code.is_impossible())) {
        (true, _) => Outcome::InConflict,
        (false, true) => Outcome::Incomplete,
        (false, false) => threshold.outcome(&tally),
    };
    let share = Rules::shipped().share(rules, key.matter().code());
    let basis = share.filter(|share| Threshold::read(&share.share) == Some(threshold)).map(|share| &share.basis);
    let need = base.map(|base| threshold.need(base.count()));
    Weighed { key, tally, threshold, findings, base, need, outcome, basis, roll }
}

/// The fields of a vote that people wrote apart and nobody has decided.
fn disputed_fields<'a>(view: &'a MeetingView, key: &'a VoteKey) -> impl Iterator<Item = &'a str> {
    let of_vote = |conflict: &'a super::view::Conflict| {
        let (vote, field) = conflict.key.rsplit_once('/')?;
        let is_it = conflict.part == "votes" && vote == key.as_str() && conflict.grade == crate::doc::Grade::Decision;
        is_it.then_some(field)
    };
    view.conflicts.iter().filter_map(of_vote)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::Pen;
    use crate::id::{DeviceId, DocId, OrgId};
    use crate::meeting::roll::{Attendance, Standing, mark_attendance};
    use crate::meeting::vote::{Matter, Method, count_figure, record_vote};
    use crate::meeting::{MeetingKey, MeetingKind, Person};
    use crate::time::{CivilDate, Timestamp};
    use crate::words::{Language, Words};

    fn key() -> VoteKey {
        VoteKey::new(&Matter::Resolution, None)
    }

    fn meeting(edit: impl FnOnce(&mut crate::doc::Edit<'_>) -> Result<(), WriteError>) -> MeetingView {
        let date = CivilDate::new(2026, 12, 3).unwrap();
        let org = OrgId::from_bytes(*b"chi-bo-rach-dua!");
        let mut doc = MeetingKey { org, kind: MeetingKind::Regular, date, ordinal: 1 }.open();
        doc.edit(&Pen::new(DeviceId::of_key(&[1; 32]), [0; 8]), Timestamp::from_ms(1_796_000_000_000), edit).unwrap();
        MeetingView::of(&doc).unwrap()
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
    fn of_whom_a_vote_is_counted_follows_the_roll_until_somebody_says_otherwise() {
        let marked = |edit: &mut crate::doc::Edit<'_>, present: usize| {
            record_vote(edit, &key(), &votes(2, 0, 0))?;
            ["an", "binh", "chau"].iter().enumerate().try_for_each(|(at, name)| {
                let person = Person { key: (*name).to_owned(), name: (*name).to_owned() };
                let attendance = if at < present { Attendance::Present } else { Attendance::AbsentUnexcused };
                mark_attendance(edit, &person, &Standing::Official, &attendance, None)
            })
        };
        for present in [3, 2] {
            let view = meeting(|edit| marked(edit, present));
            let weighed = &recorded(&view)[0];
            assert_eq!((weighed.base, weighed.tally.present), (Some(Base::Eligible(3)), i64::try_from(present).ok()));
            assert_eq!((weighed.outcome, view.votes[0].outcome), (Outcome::Passed, Outcome::Passed));
            assert_eq!(view.votes[0].tally.present, None, "nobody wrote it");
        }
        let said = meeting(|edit| {
            marked(edit, 3)?;
            count_figure(edit, &key(), "eligible", Some(5))
        });
        assert_eq!((recorded(&said)[0].base, said.votes[0].outcome), (Some(Base::Eligible(5)), Outcome::NotPassed));
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
        assert_eq!(Electorate::of(&open.roll, &open.summary), None);
        let view = meeting(|edit| called(edit, &Attendance::Present));
        let roll = Electorate::of(&view.roll, &view.summary).unwrap();
        assert_eq!((roll.official, roll.left_out, roll.eligible(), roll.present), (4, 1, 3, 2));
        let vote = typed(&view, &key(), &Tally { eligible: Some(3), ..Tally::default() }, None).unwrap();
        let base = Words::of(Language::Vi).vote_base(&vote);
        assert!(base.ends_with("Điểm danh có 4 đảng viên chính thức, 1 đồng chí không tính, còn 3."), "{base}");
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
