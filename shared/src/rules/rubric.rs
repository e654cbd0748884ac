//! Rubrics of a meeting's score sheet (bảng chấm điểm buổi sinh hoạt): criteria, scales, grades.

use std::collections::BTreeSet;

use toml::Table;

use super::basis::{Basis, Label};
use super::criterion::Criterion;
use super::fault::{Fault, RulesError, refused};
use super::read::{RawLabel, basis, fields, kinds, table};
use crate::code::codes;
use crate::key::MeetingKind;
use crate::time::CivilDate;

use serde::Deserialize;

/// What the points of a rubric add up to.
pub const POINTS_SUM: i64 = 100;

codes! {
    /// What a meeting is graded as.
    Grade {
        /// Good (tốt).
        Good = "tot",
        /// Fair (khá).
        Fair = "kha",
        /// Average (trung bình).
        Average = "trung_binh",
        /// Poor (kém).
        Poor = "kem",
    }
}

/// From how many points on a meeting has a grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeBand {
    /// The grade.
    pub grade: Grade,
    /// Its words.
    pub label: Label,
    /// The fewest points.
    pub points_min: i64,
    /// Criteria that have to have all their points; without them the next grade down is reached.
    pub needs_max: Vec<String>,
}

/// From how many members on a cell is large, and what its meetings last at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LargeCell {
    /// The fewest members.
    pub members_min: u32,
    /// Minutes.
    pub minutes_min: u32,
}

/// One version of a rubric. A shipped one never changes, because meetings keep its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rubric {
    /// What a meeting keeps, such as `b-2026`.
    pub id: String,
    /// What its versions have in common, such as `b`.
    pub series: String,
    /// Its title.
    pub title: Label,
    /// Where it comes from and when it holds.
    pub basis: Basis,
    /// Kinds of meeting it is for.
    pub meetings: Vec<MeetingKind>,
    /// Where large cells have a length of their own.
    pub large_cell: Option<LargeCell>,
    /// In the order of their numbers.
    pub criteria: Vec<Criterion>,
    /// The highest first; the last begins at 0.
    pub grades: Vec<GradeBand>,
    pub(super) layer: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRubric {
    series: String,
    title: RawLabel,
    meetings: Vec<String>,
    large_cell: Option<LargeCell>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGrade {
    label: RawLabel,
    points_min: i64,
    #[serde(default)]
    needs_max: Vec<String>,
}

impl Rubric {
    /// The criterion of a code.
    #[must_use]
    pub fn criterion(&self, code: &str) -> Option<&Criterion> {
        self.criteria.iter().find(|criterion| criterion.code == code)
    }

    /// Whether both say the same of a meeting, whatever they rest on and for how long they hold.
    pub(super) fn means_the_same(&self, other: &Self) -> bool {
        let plain = |rubric: &Self| Self { basis: self.basis.clone(), layer: 0, ..rubric.clone() };
        plain(self) == plain(other)
    }

    /// Whether it is for such a meeting on that day.
    #[must_use]
    pub fn is_for(&self, kind: &MeetingKind, day: CivilDate) -> bool {
        self.basis.in_force(day) && self.meetings.contains(kind)
    }

    pub(super) fn read(at: &str, id: &str, mut table: Table, layer: usize) -> Result<Self, RulesError> {
        let basis = basis(at, &mut table)?;
        let criteria = criteria(&format!("{at}.criteria"), table.remove("criteria"))?;
        let grades = grades(&format!("{at}.grades"), table.remove("grades"), &criteria)?;
        let raw: RawRubric = fields(at, table)?;
        Ok(Self {
            id: id.to_owned(),
            series: raw.series,
            title: raw.title.checked(&format!("{at}.title"))?,
            basis,
            meetings: kinds(&format!("{at}.meetings"), &raw.meetings)?,
            large_cell: raw.large_cell,
            criteria,
            grades,
            layer,
        })
    }
}

fn criteria(at: &str, value: Option<toml::Value>) -> Result<Vec<Criterion>, RulesError> {
    let mut criteria = Vec::new();
    for (code, value) in table(at, value.ok_or_else(|| refused(at, Fault::Missing, ""))?)? {
        let key = format!("{at}.{code}");
        criteria.push(Criterion::read(&key, &code, table(&key, value)?)?);
    }
    criteria.sort_by(|one, other| one.place.cmp(&other.place));
    if let Some(pair) = criteria.windows(2).find(|pair| pair[0].place == pair[1].place) {
        return Err(refused(format!("{at}.{}.number", pair[1].code), Fault::NumberTaken, &pair[0].code));
    }
    let sum: i64 = criteria.iter().map(|criterion| criterion.max).sum();
    if sum != POINTS_SUM {
        return Err(refused(at, Fault::Sum, &sum.to_string()));
    }
    Ok(criteria)
}

fn grades(at: &str, value: Option<toml::Value>, criteria: &[Criterion]) -> Result<Vec<GradeBand>, RulesError> {
    let mut bands = Vec::new();
    for (code, value) in table(at, value.ok_or_else(|| refused(at, Fault::Missing, ""))?)? {
        let key = format!("{at}.{code}");
        let raw: RawGrade = fields(&key, table(&key, value)?)?;
        let known = |needed: &&String| criteria.iter().any(|criterion| criterion.code == **needed);
        if let Some(unknown) = raw.needs_max.iter().find(|needed| !known(needed)) {
            return Err(refused(format!("{key}.needs_max"), Fault::Unknown, unknown));
        }
        bands.push(GradeBand {
            grade: Grade::known(&code).ok_or_else(|| refused(&key, Fault::Unknown, &code))?,
            label: raw.label.checked(&format!("{key}.label"))?,
            points_min: raw.points_min,
            needs_max: raw.needs_max,
        });
    }
    bands.sort_by_key(|band| std::cmp::Reverse(band.points_min));
    let floors: BTreeSet<i64> = bands.iter().map(|band| band.points_min).collect();
    if floors.len() != bands.len() || floors.first() != Some(&0) || floors.last().is_some_and(|top| *top > POINTS_SUM) {
        return Err(refused(at, Fault::Grades, ""));
    }
    Ok(bands)
}
