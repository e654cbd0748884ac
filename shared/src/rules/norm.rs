//! Norms: days, minutes and shares that a cell's life is held against.

use std::ops::RangeInclusive;

use serde::Deserialize;
use toml::Table;

use super::basis::Basis;
use super::fault::{Fault, RulesError, refused};
use super::read::{basis, fields};
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
        /// Working days after the decision to admit within which the ceremony is held.
        CeremonyDays = "ceremony_working_days_max",
        /// Working days after the end of a probation within which the cell reviews it.
        OfficialReviewDays = "official_review_working_days_max",
        /// Working days after a removal within which it can be appealed.
        RemovalAppealDays = "removal_appeal_working_days_max",
        /// Working days within which a transfer is done, from when it is asked for.
        TransferDays = "transfer_working_days_max",
        /// Working days after the introduction within which the member shows it at the new place.
        TransferIntroductionDays = "transfer_introduction_working_days_max",
        /// Years in the Party of the first badge.
        BadgeFirst = "badge_first_years",
        /// Years in the Party of the second badge.
        BadgeSecond = "badge_second_years",
        /// Years from each badge to the next, from the second on.
        BadgeStep = "badge_step_years",
        /// Years in the Party of the last badge.
        BadgeLast = "badge_last_years",
        /// The first day of the year on which badges are given.
        BadgeDay1 = "badge_award_month_day_1",
        /// The second one.
        BadgeDay2 = "badge_award_month_day_2",
        /// The third one.
        BadgeDay3 = "badge_award_month_day_3",
        /// The fourth one.
        BadgeDay4 = "badge_award_month_day_4",
        /// Dues of a member in compulsory social insurance, of their salary.
        DuesSalary = "dues_salary_per_mille",
        /// Dues on a benefit of that insurance, of the benefit.
        DuesInsuranceBenefit = "dues_insurance_benefit_per_mille",
        /// Dues of a pensioner, of the pension.
        DuesPension = "dues_pension_per_mille",
        /// Dues of a pensioner with paid work, of both.
        DuesWorkingPensioner = "dues_working_pensioner_per_mille",
        /// Dues on an allowance for disability or merit.
        DuesMeritAllowance = "dues_merit_allowance_per_mille",
        /// Dues of a pupil or student, in đồng a month.
        DuesStudent = "dues_student_dong",
        /// Dues without that insurance below retirement age, of the minimum wage.
        DuesNoInsurance = "dues_no_insurance_per_mille",
        /// Dues without that insurance at or past retirement age, of the minimum wage.
        DuesPastWorkingAge = "dues_past_working_age_per_mille",
        /// The minimum wage a month of zone I, in đồng.
        MinimumWage1 = "minimum_wage_dong_zone_1",
        /// The minimum wage a month of zone II, in đồng.
        MinimumWage2 = "minimum_wage_dong_zone_2",
        /// The minimum wage a month of zone III, in đồng.
        MinimumWage3 = "minimum_wage_dong_zone_3",
        /// The minimum wage a month of zone IV, in đồng.
        MinimumWage4 = "minimum_wage_dong_zone_4",
        /// Share of the dues a residential cell keeps, per cent.
        DuesKept = "dues_kept_percent",
    }
}

/// What the value of a norm counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A day of the month.
    DayOfMonth,
    /// Minutes.
    Minutes,
    /// Meetings a quarter.
    Meetings,
    /// Days.
    Days,
    /// Working days.
    WorkingDays,
    /// Hundredths.
    Percent,
    /// Thousandths.
    PerMille,
    /// How often.
    Times,
    /// Đồng.
    Dong,
    /// Years.
    Years,
    /// A day of the year: a hundred times its month, and its day.
    MonthDay,
}

impl Unit {
    /// What a value of it can be: a day that every month has, a share of no more than the whole, no more minutes than a
    /// day has and no more days than a year.
    #[must_use]
    pub const fn range(self) -> RangeInclusive<u32> {
        match self {
            Self::DayOfMonth => 1..=28,
            Self::Minutes => 0..=24 * 60,
            Self::Meetings | Self::Times | Self::Percent => 0..=100,
            Self::Days | Self::WorkingDays => 0..=366,
            Self::PerMille => 0..=1000,
            Self::Dong => 0..=1_000_000_000,
            Self::Years => 1..=100,
            Self::MonthDay => 101..=1231,
        }
    }
}

/// What norms belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NormGroup {
    /// Meetings of a cell.
    Meetings,
    /// Matters of single persons.
    Cases,
    /// Dues of members.
    Dues,
    /// Minimum wages, of which some dues are a part.
    Wages,
}

impl NormGroup {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Meetings, Self::Cases, Self::Dues, Self::Wages];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Meetings => "meetings",
            Self::Cases => "cases",
            Self::Dues => "dues",
            Self::Wages => "wages",
        }
    }
}

impl NormKey {
    /// What its values count; `None` for one of a newer version.
    #[must_use]
    pub const fn unit(&self) -> Option<Unit> {
        Some(match self {
            Self::MeetingDay | Self::MeetingLatestDay => Unit::DayOfMonth,
            Self::MeetingMinutes | Self::CombinedMeetingMinutes => Unit::Minutes,
            Self::ThematicMeetings => Unit::Meetings,
            Self::DocumentsDays | Self::PapersDays | Self::CommitteeDays => Unit::Days,
            Self::ScoreReportDays
            | Self::CeremonyDays
            | Self::OfficialReviewDays
            | Self::RemovalAppealDays
            | Self::TransferDays
            | Self::TransferIntroductionDays => Unit::WorkingDays,
            Self::AttendancePercent | Self::DuesKept => Unit::Percent,
            Self::ExcusedAbsences => Unit::Times,
            Self::DuesSalary
            | Self::DuesInsuranceBenefit
            | Self::DuesPension
            | Self::DuesWorkingPensioner
            | Self::DuesMeritAllowance
            | Self::DuesNoInsurance
            | Self::DuesPastWorkingAge => Unit::PerMille,
            Self::BadgeFirst | Self::BadgeSecond | Self::BadgeStep | Self::BadgeLast => Unit::Years,
            Self::BadgeDay1 | Self::BadgeDay2 | Self::BadgeDay3 | Self::BadgeDay4 => Unit::MonthDay,
            Self::DuesStudent | Self::MinimumWage1 | Self::MinimumWage2 | Self::MinimumWage3 | Self::MinimumWage4 => {
                Unit::Dong
            }
            Self::Other(_) => return None,
        })
    }

    /// Whether anything is counted by it; the others are only told where rules are shown.
    #[must_use]
    pub const fn is_counted(&self) -> bool {
        !matches!(
            self,
            Self::ThematicMeetings
                | Self::CommitteeDays
                | Self::AttendancePercent
                | Self::ExcusedAbsences
                | Self::Other(_)
        )
    }

    /// What it belongs to; `None` for one of a newer version.
    #[must_use]
    pub const fn group(&self) -> Option<NormGroup> {
        Some(match self {
            Self::CeremonyDays
            | Self::OfficialReviewDays
            | Self::RemovalAppealDays
            | Self::TransferDays
            | Self::TransferIntroductionDays
            | Self::BadgeFirst
            | Self::BadgeSecond
            | Self::BadgeStep
            | Self::BadgeLast
            | Self::BadgeDay1
            | Self::BadgeDay2
            | Self::BadgeDay3
            | Self::BadgeDay4 => NormGroup::Cases,
            Self::MinimumWage1 | Self::MinimumWage2 | Self::MinimumWage3 | Self::MinimumWage4 => NormGroup::Wages,
            Self::DuesSalary
            | Self::DuesInsuranceBenefit
            | Self::DuesPension
            | Self::DuesWorkingPensioner
            | Self::DuesMeritAllowance
            | Self::DuesStudent
            | Self::DuesNoInsurance
            | Self::DuesPastWorkingAge
            | Self::DuesKept => NormGroup::Dues,
            Self::Other(_) => return None,
            _ => NormGroup::Meetings,
        })
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
    pub(super) fn read(at: &str, key: NormKey, name: &str, mut table: Table, layer: usize) -> Result<Self, RulesError> {
        let basis = basis(at, &mut table)?;
        let RawNorm { value } = fields(at, table)?;
        if let Some(range) = key.unit().map(Unit::range).filter(|range| !range.contains(&value)) {
            let about = format!("{} – {}", range.start(), range.end());
            return Err(refused(format!("{at}.value"), Fault::Range, &about));
        }
        Ok(Self { key, name: name.to_owned(), value, basis, layer })
    }
}
