//! How far a meeting has come: the seven steps of the evening, and what still stands in the way of its minutes.
//!
//! What blocks is what [`attest`](super::adoption::attest) refuses; the rest is told and never blocks.

use std::collections::BTreeSet;

use crate::doc::Grade;
use crate::id::DocId;
use crate::rules::Norm;

use super::State;
use super::adoption::Adoption;
use super::score::{ScoreLine, ScoreSheet};
use super::times::{Lasts, Times};
use super::view::{Conflict, Finding, MeetingView};
use super::vote::{Outcome, VoteKey};
use super::weigh::{self, Weighed};

/// A step of the evening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Agenda, chair, minute-taker, draft resolution.
    Prepare,
    /// The roll.
    Roll,
    /// What is said and concluded.
    Business,
    /// Votes.
    Votes,
    /// The running text.
    Minutes,
    /// The score sheet.
    Score,
    /// The signatures.
    Adopt,
}

impl Stage {
    /// Every step, in order.
    pub const ALL: [Self; 7] =
        [Self::Prepare, Self::Roll, Self::Business, Self::Votes, Self::Minutes, Self::Score, Self::Adopt];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Prepare => "prepare",
            Self::Roll => "roll",
            Self::Business => "business",
            Self::Votes => "votes",
            Self::Minutes => "minutes",
            Self::Score => "score",
            Self::Adopt => "adopt",
        }
    }
}

/// What still stands in the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Obstacle {
    /// What it is.
    pub what: Missing,
    /// Where it is mended.
    pub stage: Stage,
    /// The field, person, item, vote or criterion there; empty for the step as a whole.
    pub place: String,
}

impl Obstacle {
    /// Whether the minutes cannot be signed before.
    #[must_use]
    pub const fn blocks(&self) -> bool {
        match &self.what {
            Missing::Decision(_)
            | Missing::Chair
            | Missing::MinuteTaker
            | Missing::NotAnOfficer
            | Missing::CalledOff => true,
            Missing::Finding(finding) => finding.code.is_impossible(),
            Missing::Uncalled(_)
            | Missing::Start
            | Missing::End
            | Missing::TooShort { .. }
            | Missing::Agenda
            | Missing::Conclusion { .. }
            | Missing::NoVote
            | Missing::Figures(_)
            | Missing::Minutes
            | Missing::Points(_) => false,
        }
    }
}

/// One thing that is missing or open.
#[derive(Debug, Clone, PartialEq)]
pub enum Missing {
    /// People wrote different things apart, and nobody has decided.
    Decision(Conflict),
    /// Figures that do not fit, or what a reader should know.
    Finding(Finding),
    /// Nobody is named as chair.
    Chair,
    /// Nobody is named as minute-taker.
    MinuteTaker,
    /// Whoever holds this device is neither.
    NotAnOfficer,
    /// The meeting was called off.
    CalledOff,
    /// So many people are not recorded.
    Uncalled(u32),
    /// When it began.
    Start,
    /// When it closed.
    End,
    /// It lasted less than the rules want.
    TooShort {
        /// Minutes it lasted.
        minutes: u32,
        /// The rule.
        norm: &'static Norm,
    },
    /// Any item of business.
    Agenda,
    /// What was concluded on an item.
    Conclusion {
        /// Its place in the order, from 1.
        number: usize,
        /// Its title.
        title: String,
    },
    /// Any vote.
    NoVote,
    /// The figures of a vote.
    Figures(VoteKey),
    /// The running text.
    Minutes,
    /// Points on so many lines of the score sheet.
    Points(usize),
}

impl Missing {
    /// The stable code; that of the finding for a finding.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Decision(_) => "decision",
            Self::Finding(finding) => finding.code.code(),
            Self::Chair => "no_chair",
            Self::MinuteTaker => "no_minute_taker",
            Self::NotAnOfficer => "not_an_officer",
            Self::CalledOff => "called_off",
            Self::Uncalled(_) => "not_recorded",
            Self::Start => "no_start",
            Self::End => "no_end",
            Self::TooShort { .. } => "too_short",
            Self::Agenda => "no_agenda",
            Self::Conclusion { .. } => "no_conclusion",
            Self::NoVote => "no_vote",
            Self::Figures(_) => "no_figures",
            Self::Minutes => "no_minutes",
            Self::Points(_) => "no_points",
        }
    }
}

/// A meeting and what is known beside its record.
#[derive(Debug, Clone, Copy)]
pub struct Course<'a> {
    /// The record.
    pub view: &'a MeetingView,
    /// Its adoption.
    pub adoption: &'a Adoption,
    /// Its score sheet, if such a meeting has one.
    pub sheet: Option<&'a ScoreSheet>,
    /// It against the clock.
    pub times: &'a Times,
    /// Members the roll should name and who are not recorded.
    pub uncalled: u32,
    /// Whether a resolution about it was begun.
    pub has_draft: bool,
    /// Who holds this device, if they have a member record.
    pub signer: Option<DocId>,
}

impl Course<'_> {
    /// What still stands in the way of signing the minutes, what blocks first, in the order of the steps.
    #[must_use]
    pub fn obstacles(&self) -> Vec<Obstacle> {
        let mut found = self.blocking();
        found.extend(self.lacking());
        found.sort_by_key(|obstacle| (!obstacle.blocks(), obstacle.stage));
        found
    }

    fn blocking(&self) -> Vec<Obstacle> {
        let view = self.view;
        let mut found = Vec::new();
        let mut add = |what, stage, place: &str| found.push(Obstacle { what, stage, place: place.to_owned() });
        for conflict in view.conflicts.iter().filter(|conflict| conflict.grade == Grade::Decision) {
            let place = format!("{}/{}", conflict.part, conflict.key);
            add(Missing::Decision(conflict.clone()), stage_of(&conflict.part), &place);
        }
        for finding in &view.findings {
            let stage = match &*finding.place {
                "" if finding.code == super::view::FindingCode::RollIncomplete => continue,
                "" => Stage::Prepare,
                _ => Stage::Votes,
            };
            add(Missing::Finding(finding.clone()), stage, &finding.place);
        }
        if view.chair.is_none() {
            add(Missing::Chair, Stage::Prepare, "chair");
        }
        if view.minute_taker.is_none() {
            add(Missing::MinuteTaker, Stage::Prepare, "minute_taker");
        }
        if let (Some(chair), Some(taker)) = (&view.chair, &view.minute_taker) {
            let signer = self.signer.map(|signer| signer.to_string());
            if signer.is_none_or(|signer| signer != chair.key && signer != taker.key) {
                add(Missing::NotAnOfficer, Stage::Adopt, "signer");
            }
        }
        if view.state == State::Cancelled {
            add(Missing::CalledOff, Stage::Prepare, "state");
        }
        found
    }

    fn lacking(&self) -> Vec<Obstacle> {
        let view = self.view;
        let mut found = Vec::new();
        let mut add = |what, stage, place: &str| found.push(Obstacle { what, stage, place: place.to_owned() });
        if self.uncalled > 0 || view.summary.total == 0 {
            add(Missing::Uncalled(self.uncalled), Stage::Roll, "");
        }
        if view.starts_at.is_none() {
            add(Missing::Start, Stage::Prepare, "starts_at");
        }
        if view.ends_at.is_none() {
            add(Missing::End, Stage::Prepare, "ends_at");
        }
        if let (Lasts::InAll(minutes), Some(norm)) = (self.times.lasts, self.times.least)
            && minutes < norm.value
        {
            add(Missing::TooShort { minutes, norm }, Stage::Prepare, "ends_at");
        }
        if view.agenda.is_empty() {
            add(Missing::Agenda, Stage::Prepare, "agenda");
        }
        for (at, item) in view.agenda.iter().enumerate().filter(|(_, item)| item.conclusions.is_empty()) {
            add(Missing::Conclusion { number: at + 1, title: item.title.clone() }, Stage::Business, &item.key);
        }
        if view.votes.is_empty() {
            add(Missing::NoVote, Stage::Votes, "");
        }
        for vote in self.open_votes() {
            let place = vote.as_str().to_owned();
            add(Missing::Figures(vote), Stage::Votes, &place);
        }
        if view.minutes.trim().is_empty() {
            add(Missing::Minutes, Stage::Minutes, "minutes");
        }
        let open: Vec<&ScoreLine> = self.open_lines();
        if let Some(first) = open.first() {
            add(Missing::Points(open.len()), Stage::Score, &first.criterion);
        }
        found
    }

    /// Votes that lack a figure and are not told of already.
    fn open_votes(&self) -> Vec<VoteKey> {
        let lacks = |vote: &Weighed| vote.outcome == Outcome::Incomplete && vote.findings.is_empty();
        weigh::recorded(self.view).into_iter().filter(lacks).map(|vote| vote.key).collect()
    }

    /// Lines of the score sheet that count and have no points.
    #[must_use]
    pub fn open_lines(&self) -> Vec<&ScoreLine> {
        let lines = self.sheet.map(|sheet| sheet.lines.as_slice()).unwrap_or_default();
        lines.iter().filter(|line| line.applies && line.points().is_none()).collect()
    }

    /// Whether a step needs nothing more.
    #[must_use]
    pub fn is_done(&self, stage: Stage) -> bool {
        if stage == Stage::Adopt {
            return self.adoption.is_adopted();
        }
        let open: BTreeSet<Stage> = self.obstacles().iter().map(|obstacle| obstacle.stage).collect();
        match stage {
            // Without business there is nothing to conclude; that is told where it is prepared.
            Stage::Business if self.view.agenda.is_empty() => false,
            // When it closed is not known before it does.
            Stage::Prepare => {
                let later = |obstacle: &Obstacle| {
                    matches!(obstacle.what, Missing::Start | Missing::End | Missing::TooShort { .. })
                };
                self.obstacles().iter().all(|obstacle| obstacle.stage != stage || later(obstacle))
            }
            _ => !open.contains(&stage),
        }
    }
}

fn stage_of(part: &str) -> Stage {
    match part {
        "roll" => Stage::Roll,
        "agenda" | "says" => Stage::Business,
        "votes" => Stage::Votes,
        "minutes" => Stage::Minutes,
        "score" => Stage::Score,
        "adoption" => Stage::Adopt,
        _ => Stage::Prepare,
    }
}
