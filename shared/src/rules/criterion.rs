//! One criterion of a rubric, and the scale by which a computed fact fills it in.

use serde::Deserialize;
use toml::Table;

use super::basis::Label;
use super::fault::{Fault, RulesError, refused};
use super::read::{RawLabel, fields, is_name, kinds};
use crate::code::codes;
use crate::key::MeetingKind;

codes! {
    /// What can be computed of a meeting to fill in a criterion.
    Fact {
        /// How long it lasted, against the norm.
        Duration = "duration",
        /// Present among those who had to come.
        Attendance = "attendance",
        /// Whether somebody was excused too often in a row.
        LongAbsence = "long_absence",
        /// Whether the cell's committee met before, with minutes.
        CommitteeMet = "committee_met",
        /// Whether members and the superior's delegate were told.
        Notified = "notified",
        /// How many days before the meeting its documents were with the members.
        DocumentsSent = "documents_sent",
        /// Members who spoke among those present.
        Speakers = "speakers",
        /// Last month's tasks that are done.
        Tasks = "tasks",
        /// How many days after the meeting its papers were finished.
        Finished = "finished",
    }
}

/// When a step of a scale holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// At most so many minutes are missing to the norm.
    ShortAtMost(u32),
    /// At least so many per cent, exactly and without rounding.
    AtLeast(u32),
    /// More than so many per cent.
    Over(u32),
    /// At least so many were absent without a reason.
    UnexcusedAtLeast(u32),
    /// At least so many days before.
    DaysAtLeast(u32),
    /// At most so many days after.
    DaysAtMost(u32),
    /// It is so, or is not so.
    Is(bool),
    /// Whatever is left.
    Otherwise,
}

impl Condition {
    fn fits(self, fact: &Fact) -> bool {
        match self {
            Self::ShortAtMost(_) => *fact == Fact::Duration,
            Self::AtLeast(_) => matches!(fact, Fact::Duration | Fact::Attendance | Fact::Speakers | Fact::Tasks),
            Self::Over(_) => matches!(fact, Fact::Attendance | Fact::Speakers | Fact::Tasks),
            Self::UnexcusedAtLeast(_) => *fact == Fact::Attendance,
            Self::DaysAtLeast(_) => *fact == Fact::DocumentsSent,
            Self::DaysAtMost(_) => *fact == Fact::Finished,
            Self::Is(_) => matches!(fact, Fact::LongAbsence | Fact::CommitteeMet | Fact::Notified),
            Self::Otherwise => true,
        }
    }
}

/// One step of a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScaleStep {
    /// When it holds.
    pub condition: Condition,
    /// What it gives; `None` leaves it to the cell.
    pub points: Option<i64>,
}

/// One criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    /// The stored code, as in `points/{code}`.
    pub code: String,
    /// Its number on the sheet, such as `2.1`.
    pub number: String,
    /// Its words.
    pub label: Label,
    /// The most points.
    pub max: i64,
    /// Kinds of meeting it counts in; all when empty.
    pub only_in: Vec<MeetingKind>,
    /// What fills it in.
    pub fact: Option<Fact>,
    /// The first step that holds gives the points.
    pub scale: Vec<ScaleStep>,
    pub(super) place: Vec<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCriterion {
    number: String,
    label: RawLabel,
    max: i64,
    #[serde(default)]
    only_in: Vec<String>,
    fact: Option<String>,
    #[serde(default)]
    scale: Vec<RawStep>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStep {
    short_at_most: Option<u32>,
    at_least: Option<u32>,
    over: Option<u32>,
    unexcused_at_least: Option<u32>,
    days_at_least: Option<u32>,
    days_at_most: Option<u32>,
    is: Option<bool>,
    points: Option<i64>,
}

impl RawStep {
    /// The condition; `None` when several are named.
    fn condition(&self) -> Option<Condition> {
        let named = [
            self.short_at_most.map(Condition::ShortAtMost),
            self.at_least.map(Condition::AtLeast),
            self.over.map(Condition::Over),
            self.unexcused_at_least.map(Condition::UnexcusedAtLeast),
            self.days_at_least.map(Condition::DaysAtLeast),
            self.days_at_most.map(Condition::DaysAtMost),
            self.is.map(Condition::Is),
        ];
        let mut named = named.into_iter().flatten();
        match (named.next(), named.next()) {
            (None, _) => Some(Condition::Otherwise),
            (one, None) => one,
            (Some(_), Some(_)) => None,
        }
    }
}

impl Criterion {
    pub(super) fn read(at: &str, code: &str, table: Table) -> Result<Self, RulesError> {
        let raw: RawCriterion = fields(at, table)?;
        let part = |name: &str| format!("{at}.{name}");
        if !is_name(code) {
            return Err(refused(at, Fault::Name, ""));
        }
        let place: Option<Vec<u32>> = raw.number.split('.').map(|number| number.parse().ok()).collect();
        let place = place.ok_or_else(|| refused(part("number"), Fault::Number, ""))?;
        if !(1..=100).contains(&raw.max) {
            return Err(refused(part("max"), Fault::Points, "100"));
        }
        let fact = raw.fact.as_deref().map(|code| Fact::known(code).ok_or(code)).transpose();
        let fact = fact.map_err(|code| refused(part("fact"), Fault::Unknown, code))?;
        if fact.is_some() == raw.scale.is_empty() {
            return Err(refused(part("scale"), Fault::Scale, ""));
        }
        let mut scale = Vec::new();
        for (nth, step) in raw.scale.iter().enumerate() {
            let key = format!("{at}.scale[{nth}]");
            let condition = step.condition().filter(|condition| fact.as_ref().is_some_and(|fact| condition.fits(fact)));
            let condition = condition.ok_or_else(|| refused(&key, Fault::Condition, ""))?;
            if step.points.is_some_and(|points| !(0..=raw.max).contains(&points)) {
                return Err(refused(format!("{key}.points"), Fault::Points, &raw.max.to_string()));
            }
            if condition == Condition::Otherwise && nth + 1 != raw.scale.len() {
                return Err(refused(&key, Fault::LastStep, ""));
            }
            scale.push(ScaleStep { condition, points: step.points });
        }
        Ok(Self {
            code: code.to_owned(),
            number: raw.number,
            label: raw.label.checked(&part("label"))?,
            max: raw.max,
            only_in: kinds(&part("only_in"), &raw.only_in)?,
            fact,
            scale,
            place,
        })
    }
}
