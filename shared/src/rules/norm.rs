//! Norms: days, minutes and shares that a cell's life is held against.

use serde::Deserialize;
use toml::Table;

use super::basis::Basis;
use super::read::{RulesError, basis, fields, refused};
use crate::code::codes;

codes! {
    /// What a norm is about; the last word of a name says its unit or sense.
    NormKey {
        /// The day of the month of the regular meeting.
        MeetingDay = "meeting_day_of_month",
        /// The last day of the month on which a cell that could not meet on that day still meets in time.
        MeetingLatestDay = "meeting_latest_day_of_month",
        /// Minutes a meeting lasts at least.
        MeetingMinutes = "meeting_minutes_min",
        /// Minutes a regular and thematic meeting in one sitting lasts at least.
        CombinedMeetingMinutes = "combined_meeting_minutes_min",
        /// Thematic meetings a quarter at least.
        ThematicMeetings = "thematic_meetings_per_quarter_min",
        /// Days before the meeting by which members have its documents.
        DocumentsDays = "documents_days_before_min",
        /// Days after the meeting within which its papers are finished and posted.
        PapersDays = "papers_days_after_max",
        /// Working days after the meeting within which its score goes up.
        ScoreReportDays = "score_report_working_days_max",
        /// Days before the meeting by which the cell's committee has met.
        CommitteeDays = "committee_days_before_min",
        /// Share of those who have to come that is aimed at, per cent.
        AttendancePercent = "attendance_percent_target",
        /// How often in a row a member may be excused.
        ExcusedAbsences = "excused_absences_running_max",
    }
}

/// One value of a norm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Norm {
    /// What it is about.
    pub key: NormKey,
    /// The name of this value among those of its key.
    pub name: String,
    /// The value, in the unit the key says.
    pub value: u32,
    /// Where it comes from and when it holds.
    pub basis: Basis,
    pub(super) layer: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNorm {
    value: u32,
}

impl Norm {
    pub(super) fn read(at: &str, key: &str, name: &str, mut table: Table, layer: usize) -> Result<Self, RulesError> {
        let key = NormKey::known(key).ok_or_else(|| refused(at, "no such norm"))?;
        let basis = basis(at, &mut table)?;
        let RawNorm { value } = fields(at, table)?;
        Ok(Self { key, name: name.to_owned(), value, basis, layer })
    }
}
