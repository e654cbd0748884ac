//! Between which figures a disputed roll or vote lies: what each side wrote counts, and neither alone is shown as agreed.

use super::roll::{Attendance, RollEntry, RollSummary, Standing};
use super::view::{Conflict, MeetingView};
use super::vote::{Base, Outcome, Vote};

/// The least and the most that a figure may be.
pub type Span = (i64, i64);

/// The figures of a roll at the least and at the most, each by itself.
#[must_use]
pub fn roll(view: &MeetingView) -> (RollSummary, RollSummary) {
    let (mut least, mut most) = (RollSummary::default(), RollSummary::default());
    for entry in &view.roll {
        let counted: Vec<RollSummary> =
            options(view, entry).iter().map(|one| RollSummary::of(std::slice::from_ref(one))).collect();
        for figure in FIGURES {
            let figures = || counted.iter().map(|sum| *figure(&mut sum.clone()));
            *figure(&mut least) += figures().min().unwrap_or_default();
            *figure(&mut most) += figures().max().unwrap_or_default();
        }
    }
    (least, most)
}

type Figure = fn(&mut RollSummary) -> &mut u32;

const FIGURES: [Figure; 11] = [
    |sum| &mut sum.total,
    |sum| &mut sum.official,
    |sum| &mut sum.probationary,
    |sum| &mut sum.exempt,
    |sum| &mut sum.required,
    |sum| &mut sum.present,
    |sum| &mut sum.official_present,
    |sum| &mut sum.excused,
    |sum| &mut sum.unexcused,
    |sum| &mut sum.unrecorded,
    |sum| &mut sum.guests,
];

/// A line of the roll as each side wrote it.
fn options(view: &MeetingView, entry: &RollEntry) -> Vec<RollEntry> {
    let said = |leaf: &str| values(view, "roll", &format!("{}/{leaf}", entry.person.key));
    let attendances = match &said("status")[..] {
        [] => vec![entry.attendance.clone()],
        codes => codes.iter().map(|code| Attendance::read(code)).collect(),
    };
    let standings = match &said("standing")[..] {
        [] => vec![entry.standing.clone()],
        codes => codes.iter().map(|code| Standing::read(code)).collect(),
    };
    let both = |attendance: &Attendance| {
        let attendance = attendance.clone();
        standings.iter().map(move |standing| (attendance.clone(), standing.clone())).collect::<Vec<_>>()
    };
    let all = attendances.iter().flat_map(both);
    all.map(|(attendance, standing)| RollEntry { attendance, standing, ..entry.clone() }).collect()
}

/// What is written at a disputed leaf; nothing where nobody differs.
fn values(view: &MeetingView, part: &str, key: &str) -> Vec<String> {
    let is_it = |conflict: &&Conflict| conflict.part == part && conflict.key == key;
    let found = view.conflicts.iter().find(is_it);
    found.iter().flat_map(|conflict| &conflict.values).map(|value| value.value.display()).collect()
}

/// A figure of a vote at the least and at the most; `None` where nobody wrote one.
#[must_use]
pub fn figure(view: &MeetingView, vote: &Vote, leaf: &str, agreed: Option<i64>) -> Option<Span> {
    let said = values(view, "votes", &format!("{}/{leaf}", vote.key.as_str()));
    let figures = || said.iter().filter_map(|value| value.parse::<i64>().ok());
    figures().min().zip(figures().max()).or_else(|| agreed.map(|figure| (figure, figure)))
}

/// How a disputed vote ends whichever side is right; `None` where that depends on it.
#[must_use]
pub fn outcome(view: &MeetingView, vote: &Vote) -> Option<Outcome> {
    let key = |leaf: &str| values(view, "votes", &format!("{}/{leaf}", vote.key.as_str()));
    if !key("threshold").is_empty() {
        return None;
    }
    let (fewest, most) = figure(view, vote, "for", vote.tally.agree)?;
    let base = Base::of(&vote.tally, view.electorate)?.count();
    let (smallest, largest) = figure(view, vote, "eligible", vote.tally.eligible).unwrap_or((base, base));
    let at_worst = vote.threshold.outcome(Some(fewest), Some(Base::Eligible(largest)));
    let at_best = vote.threshold.outcome(Some(most), Some(Base::Eligible(smallest)));
    (at_worst == at_best).then_some(at_worst)
}
