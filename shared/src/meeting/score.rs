//! The score sheet of a meeting (bảng chấm điểm): what people wrote down, what can be computed, and why.
//!
//! Points written by hand win over computed ones. A disputed or missing figure computes nothing. Nothing here blocks
//! anything, and nothing is written: a sheet is made anew from the record, the rules and what the caller knows.

use std::collections::{BTreeMap, BTreeSet};

use crate::doc::Grade;
use crate::rules::{Condition, Criterion, Fact, GradeBand, Label, NormKey, POINTS_SUM, Rubric, Rules};
use crate::time::CivilDate;

use super::facts::{Committee, Facts};
use super::part::part;
use super::view::{MeetingView, is_disputed};

/// What a computed fact came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// How long the meeting lasted.
    Duration {
        /// Minutes.
        minutes: u32,
        /// Minutes it has to last.
        norm: u32,
    },
    /// Who came.
    Attendance {
        /// Present.
        present: u32,
        /// Of those who had to come.
        required: u32,
        /// Absent without a reason.
        unexcused: u32,
    },
    /// Who spoke.
    Speakers {
        /// Members who spoke.
        speakers: u32,
        /// Of those present.
        present: u32,
    },
    /// Last month's tasks.
    Tasks {
        /// Done.
        done: u32,
        /// Of all.
        total: u32,
    },
    /// When its documents were with the members.
    DocumentsSent {
        /// Days before the meeting; less than 0 after it.
        days_before: i64,
    },
    /// When its papers were finished.
    Finished {
        /// Days after the meeting.
        days_after: i64,
    },
    /// What the cell's committee did before.
    Committee(Committee),
    /// Whether everybody was told.
    Notified(bool),
    /// Whether somebody was excused too often in a row.
    LongAbsence(bool),
}

impl Figure {
    fn holds(&self, condition: Condition) -> bool {
        let percent = |part: u32, whole: u32| (u64::from(part) * 100, u64::from(whole));
        let share = match *self {
            Self::Duration { minutes, norm } => Some(percent(minutes, norm)),
            Self::Attendance { present, required, .. } => Some(percent(present, required)),
            Self::Speakers { speakers, present } => Some(percent(speakers, present)),
            Self::Tasks { done, total } => Some(percent(done, total)),
            _ => None,
        };
        match (condition, *self) {
            (Condition::Otherwise, _) => true,
            (Condition::ShortAtMost(short), Self::Duration { minutes, norm }) => norm.saturating_sub(minutes) <= short,
            (Condition::UnexcusedAtLeast(count), Self::Attendance { unexcused, .. }) => unexcused >= count,
            (Condition::DaysAtLeast(days), Self::DocumentsSent { days_before }) => days_before >= i64::from(days),
            (Condition::DaysAtMost(days), Self::Finished { days_after }) => days_after <= i64::from(days),
            (Condition::Is(is), Self::Committee(committee)) => (committee != Committee::DidNotMeet) == is,
            (Condition::Is(is), Self::Notified(so) | Self::LongAbsence(so)) => so == is,
            (Condition::AtLeast(least), _) => share.is_some_and(|(part, whole)| part >= whole * u64::from(least)),
            (Condition::Over(than), _) => share.is_some_and(|(part, whole)| part > whole * u64::from(than)),
            _ => false,
        }
    }
}

/// Why a line says what it says: the figure, and the step of the scale it reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// The figure.
    pub figure: Figure,
    /// The step; `None` when it reached none that gives points.
    pub condition: Option<Condition>,
}

/// One line of the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreLine {
    /// The stored code of the criterion.
    pub criterion: String,
    /// Its number; `None` for a criterion the rubric does not have.
    pub number: Option<String>,
    /// Its words, from the rubric.
    pub label: Option<Label>,
    /// The most points, from the rubric.
    pub max: Option<i64>,
    /// Whether it counts in this kind of meeting.
    pub applies: bool,
    /// Points written by hand.
    pub recorded: Option<i64>,
    /// Points computed; `None` when the cell gives them by hand.
    pub computed: Option<i64>,
    /// What they were computed from, also where that gives no points.
    pub reason: Option<Reason>,
    /// Whether several wrote different points and nobody has decided.
    pub disputed: bool,
}

impl ScoreLine {
    /// The points that count: those by hand, or else the computed ones.
    #[must_use]
    pub fn points(&self) -> Option<i64> {
        self.recorded.or(self.computed)
    }
}

/// The whole sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreSheet {
    /// The rubric: the one the record names, asked for, or in force on its day.
    pub rubric: Option<String>,
    /// Whether the record names it.
    pub is_recorded: bool,
    /// The rubric's title; `None` when this version does not know it.
    pub title: Option<Label>,
    /// The lines, in the rubric's order; then what else was recorded.
    pub lines: Vec<ScoreLine>,
    /// The points that count.
    pub total: i64,
    /// The most there can be in this kind of meeting; `None` without a known rubric.
    pub max: Option<i64>,
    /// Whether every line that counts has points.
    pub is_complete: bool,
    /// The grade of a complete and undisputed sheet.
    pub grade: Option<GradeBand>,
}

impl ScoreSheet {
    /// The sheet of a meeting; `None` when it has no points and no rubric is for it. `asked` is a rubric to look through
    /// instead of the one the record names.
    #[must_use]
    pub fn of(rules: &Rules, view: &MeetingView, facts: &Facts, asked: Option<&str>) -> Option<Self> {
        let recorded = view.score.rubric.as_deref();
        // The sheet of a meeting of several parts stands in the first.
        let is_scored = part(view.key.ordinal) == 1;
        let in_force = || rules.rubric_in_force(&view.key.kind, view.held_on).filter(|_| is_scored);
        let id = asked.or(recorded).or_else(|| in_force().map(|rubric| rubric.id.as_str()));
        if id.is_none() && view.score.points.is_empty() {
            return None;
        }
        let rubric = id.and_then(|id| rules.rubric(id));
        let mut lines: Vec<ScoreLine> = rubric
            .iter()
            .flat_map(|rubric| rubric.criteria.iter().map(|one| line(rules, rubric, one, facts)))
            .collect();
        // Points under another rubric's scale say nothing of this one's.
        if asked.is_none() || asked == recorded {
            record(&mut lines, view);
        }
        let mut sheet = Self {
            rubric: id.map(str::to_owned),
            is_recorded: recorded.is_some() && id == recorded,
            title: rubric.map(|rubric| rubric.title.clone()),
            // What a known rubric does not ask of such a meeting earns nothing there.
            total: lines
                .iter()
                .filter(|line| rubric.is_none() || (line.applies && line.max.is_some()))
                .filter_map(ScoreLine::points)
                .fold(0, i64::saturating_add),
            max: rubric.map(|_| {
                POINTS_SUM - lines.iter().filter(|line| !line.applies).filter_map(|line| line.max).sum::<i64>()
            }),
            is_complete: rubric.is_some() && lines.iter().all(|line| !line.applies || line.points().is_some()),
            grade: None,
            lines,
        };
        let disputed = sheet.lines.iter().any(|line| line.disputed) || is_disputed(view, "score", "rubric");
        sheet.grade =
            rubric.filter(|_| sheet.is_complete && !disputed).and_then(|rubric| sheet.graded(rubric)).cloned();
        Some(sheet)
    }

    fn graded<'a>(&self, rubric: &'a Rubric) -> Option<&'a GradeBand> {
        let is_full = |code: &String| {
            self.lines.iter().any(|line| line.criterion == *code && (!line.applies || line.points() == line.max))
        };
        rubric.grades.iter().find(|band| self.total >= band.points_min && band.needs_max.iter().all(is_full))
    }
}

/// Puts what was written down into the lines, and after them what the rubric does not have.
fn record(lines: &mut Vec<ScoreLine>, view: &MeetingView) {
    let places: BTreeMap<String, usize> =
        lines.iter().enumerate().map(|(at, line)| (line.criterion.clone(), at)).collect();
    let disputed: BTreeSet<&str> = view
        .conflicts
        .iter()
        .filter(|found| found.part == "score" && found.grade == Grade::Decision)
        .filter_map(|found| found.key.strip_prefix("points/"))
        .collect();
    for (criterion, points) in &view.score.points {
        let (recorded, disputed) = (Some(*points), disputed.contains(criterion.as_str()));
        match places.get(criterion).and_then(|at| lines.get_mut(*at)) {
            Some(line) => (line.recorded, line.disputed) = (recorded, disputed),
            None => lines.push(ScoreLine { recorded, disputed, ..unknown(criterion) }),
        }
    }
}

fn unknown(criterion: &str) -> ScoreLine {
    ScoreLine {
        criterion: criterion.to_owned(),
        number: None,
        label: None,
        max: None,
        applies: true,
        recorded: None,
        computed: None,
        reason: None,
        disputed: false,
    }
}

fn line(rules: &Rules, rubric: &Rubric, criterion: &Criterion, facts: &Facts) -> ScoreLine {
    let applies = criterion.only_in.is_empty() || criterion.only_in.contains(&facts.kind);
    let figure = criterion.fact.as_ref().filter(|_| applies).and_then(|fact| figure(rules, rubric, fact, facts));
    let step = figure.and_then(|figure| criterion.scale.iter().find(|step| figure.holds(step.condition)));
    let computed = step.and_then(|step| step.points);
    ScoreLine {
        number: Some(criterion.number.clone()),
        label: Some(criterion.label.clone()),
        max: Some(criterion.max),
        applies,
        computed,
        reason: figure.map(|figure| Reason { figure, condition: step.map(|step| step.condition) }),
        ..unknown(&criterion.code)
    }
}

fn figure(rules: &Rules, rubric: &Rubric, fact: &Fact, facts: &Facts) -> Option<Figure> {
    let days = |from: CivilDate, to: CivilDate| to.days_from_epoch() - from.days_from_epoch();
    match fact {
        Fact::Duration => Some(Figure::Duration { minutes: facts.minutes?, norm: minutes_norm(rules, rubric, facts)? }),
        Fact::Attendance => {
            let came = facts.attendance.filter(|came| came.required > 0)?;
            Some(Figure::Attendance { present: came.present, required: came.required, unexcused: came.unexcused })
        }
        Fact::Speakers => {
            let spoke = facts.speakers.filter(|spoke| spoke.present > 0)?;
            Some(Figure::Speakers { speakers: spoke.speakers, present: spoke.present })
        }
        Fact::Tasks => {
            let tasks = facts.tasks.filter(|tasks| tasks.total > 0)?;
            Some(Figure::Tasks { done: tasks.done, total: tasks.total })
        }
        Fact::DocumentsSent => Some(Figure::DocumentsSent { days_before: days(facts.documents_sent?, facts.day?) }),
        Fact::Finished => Some(Figure::Finished { days_after: days(facts.day?, facts.finished?) }),
        Fact::CommitteeMet => facts.committee.map(Figure::Committee),
        Fact::Notified => facts.notified.map(Figure::Notified),
        Fact::LongAbsence => facts.long_absence.map(Figure::LongAbsence),
        Fact::Other(_) => None,
    }
}

/// How long such a meeting has to last: the norm of its day, or the rubric's for a large cell where that is longer.
fn minutes_norm(rules: &Rules, rubric: &Rubric, facts: &Facts) -> Option<u32> {
    let day = facts.day?;
    let key = match facts.kind {
        crate::key::MeetingKind::RegularThematic => NormKey::CombinedMeetingMinutes,
        _ => NormKey::MeetingMinutes,
    };
    let norm = rules.norm_in_force(&key, day).or_else(|| rules.norm_in_force(&NormKey::MeetingMinutes, day));
    let large = match rubric.large_cell {
        // Whether the cell is large decides; while that is not known, nothing is computed.
        Some(large) => (facts.members? >= large.members_min).then_some(large.minutes_min),
        None => None,
    };
    norm.map(|norm| norm.value).max(large)
}

#[cfg(test)]
mod tests;
