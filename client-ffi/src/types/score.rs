//! Mirrors of a meeting's score sheet.

use shared::limits::SHOWN_NAME_CHARS_MAX;
use shared::meeting::score::{ScoreLine as Line, ScoreSheet as Sheet};
use shared::text::screened_line;

use crate::words::words;

/// One line of a score sheet.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ScoreLine {
    /// The stored code of the criterion.
    pub criterion: String,
    /// Its number on the sheet; absent for a criterion the rubric does not have.
    pub number: Option<String>,
    /// Its words; the code where the rubric does not have it.
    pub label: String,
    /// The most points.
    pub max: Option<i64>,
    /// Whether it counts in this kind of meeting.
    pub applies: bool,
    /// Points the cell gave, which win.
    pub recorded: Option<i64>,
    /// Points that were computed; without them the cell gives them.
    pub computed: Option<i64>,
    /// What was computed and which step of the scale it reached, in words.
    pub why: Option<String>,
    /// Whether several wrote different points and nobody has decided.
    pub disputed: bool,
}

fn shown(criterion: &str) -> String {
    screened_line(criterion, SHOWN_NAME_CHARS_MAX)
}

impl From<&Line> for ScoreLine {
    fn from(line: &Line) -> Self {
        Self {
            label: line
                .label
                .as_ref()
                .map_or_else(|| shown(&line.criterion), |label| words().of_rule(label).to_owned()),
            criterion: line.criterion.clone(),
            number: line.number.clone(),
            max: line.max,
            applies: line.applies,
            recorded: line.recorded,
            computed: line.computed,
            why: line.reason.as_ref().map(|reason| words().score_reason(reason)),
            disputed: line.disputed,
        }
    }
}

/// The score sheet of a meeting: what the cell gave, what was computed, and why.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ScoreSheet {
    /// The id of the rubric, as the meeting keeps it.
    pub rubric: Option<String>,
    /// Whether the meeting names it; otherwise it is the one asked for or in force.
    pub is_recorded: bool,
    /// Its title; absent where this version does not know it.
    pub title: Option<String>,
    /// Its lines.
    pub lines: Vec<ScoreLine>,
    /// The points that count.
    pub total: i64,
    /// The most there can be in this kind of meeting.
    pub max: Option<i64>,
    /// Whether every line that counts has points.
    pub is_complete: bool,
    /// The stored code of the grade, once the sheet is complete and undisputed.
    pub grade: Option<String>,
    /// The grade in words.
    pub grade_words: Option<String>,
}

impl From<Sheet> for ScoreSheet {
    fn from(sheet: Sheet) -> Self {
        Self {
            lines: sheet.lines.iter().map(ScoreLine::from).collect(),
            rubric: sheet.rubric,
            is_recorded: sheet.is_recorded,
            title: sheet.title.as_ref().map(|title| words().of_rule(title).to_owned()),
            total: sheet.total,
            max: sheet.max,
            is_complete: sheet.is_complete,
            grade: sheet.grade.as_ref().map(|band| band.grade.code().to_owned()),
            grade_words: sheet.grade.as_ref().map(|band| words().of_rule(&band.label).to_owned()),
        }
    }
}
