//! How cells stand in a month, by the days of the rules: a pure function of what their meetings say and of the day it is.
//!
//! Knows no database and no clock. What a page shows of it stands in `console::month`.

use std::fmt;

use shared::id::DocId;
use shared::meeting::held::OfCell;
use shared::record::Row;
use shared::rules::{NormKey, Rules};
use shared::time::CivilDate;

/// A month of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    year: u16,
    month: u8,
}

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: CivilDate) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// Reads `2026-11`; `None` for anything that is no month.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        CivilDate::parse(&format!("{text}-01")).ok().map(Self::of)
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month of the year, 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// So many months before; itself where the calendar ends.
    #[must_use]
    pub fn before(self, months: u16) -> Self {
        let all = (self.year * 12 + u16::from(self.month) - 1).saturating_sub(months);
        self.at(all)
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        self.at(self.year * 12 + u16::from(self.month))
    }

    fn at(self, all: u16) -> Self {
        let month = u8::try_from(all % 12 + 1).unwrap_or(self.month);
        let found = Self { year: all / 12, month };
        if found.day(1).is_some() { found } else { self }
    }

    /// A day of it; `None` where it has no such day.
    #[must_use]
    pub fn day(self, day: u8) -> Option<CivilDate> {
        CivilDate::new(self.year, self.month, day)
    }

    /// Its first day, and its last.
    #[must_use]
    pub fn days(self) -> Option<(CivilDate, CivilDate)> {
        Some((self.day(1)?, (28..=31).rev().find_map(|day| self.day(day))?))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// How a cell stands in a month. The order is that of urgency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It has not met, and the days for it are over; or it met and has not handed in in time.
    Late,
    /// The ward sent its record back.
    Returned,
    /// It has not met yet, and still may in time.
    Waiting,
    /// It met, and has not handed its record in yet.
    Met,
    /// It handed its record in.
    Sent,
    /// The ward accepted them.
    Accepted,
    /// It did not exist, or the month has not come.
    Absent,
}

impl Standing {
    /// Every standing in which a cell is counted, the most urgent first.
    pub const COUNTED: [Self; 6] = [Self::Late, Self::Returned, Self::Waiting, Self::Met, Self::Sent, Self::Accepted];

    /// The stable code, in addresses and as the key of its words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Returned => "returned",
            Self::Waiting => "waiting",
            Self::Met => "met",
            Self::Sent => "sent",
            Self::Accepted => "accepted",
            Self::Absent => "absent",
        }
    }

    /// Whether the cell met and handed its record in.
    #[must_use]
    pub const fn is_sent(self) -> bool {
        matches!(self, Self::Returned | Self::Sent | Self::Accepted)
    }
}

/// What the ward has said of a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was sent back.
    Returned,
    /// It was accepted.
    Accepted,
}

/// What one meeting says to the calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct Meeting {
    /// The record.
    pub doc: DocId,
    /// Its day.
    pub on: CivilDate,
    /// Whether it was held: by its state, its roll, or because it was handed in.
    pub is_held: bool,
    /// Whether the cell handed it in to the ward, as it stands or before.
    pub is_sent: bool,
    /// Whether it is a thematic one, or both in one sitting.
    pub is_thematic: bool,
    /// Present, and of how many who had to come.
    pub turnout: (u32, u32),
    /// Whether a figure or text of it is disputed.
    pub is_disputed: bool,
    /// What the ward has said of it.
    pub verdict: Option<Verdict>,
}

impl Meeting {
    /// The figures of its row that it is read from, with the points a cell gave.
    pub const FIGURES: [&str; 6] = ["kind", "handed", "adopted", "present", "required", "points"];

    /// Reads a meeting's row; `None` for what is no meeting of the whole cell, or was called off.
    #[must_use]
    pub fn of(row: &Row, verdict: Option<Verdict>) -> Option<Self> {
        let found = OfCell::of(row)?;
        Some(Self {
            doc: row.doc,
            on: found.on,
            is_held: found.is_held,
            is_sent: found.is_sent,
            is_thematic: found.is_thematic,
            turnout: found.turnout,
            is_disputed: row.decisions > 0,
            verdict,
        })
    }
}

/// The days of a month by the rules in force in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The day of the regular meeting.
    pub meeting: CivilDate,
    /// The last day on which a cell still meets in time.
    pub latest: CivilDate,
    /// Days before the meeting by which members have its documents.
    pub documents_days: u32,
    /// Days after the meeting within which its papers are finished.
    pub papers_days: u32,
    /// Working days after the meeting within which its score goes up.
    pub score_days: u32,
}

impl Calendar {
    /// The days of a month; `None` where the rules of that time are not known.
    #[must_use]
    pub fn of(rules: &Rules, month: Month) -> Option<Self> {
        let (_, last) = month.days()?;
        let value = |key: NormKey| rules.norm_in_force(&key, last).map(|norm| norm.value);
        let day = |number: u32| month.day(u8::try_from(number).ok()?);
        Some(Self {
            meeting: day(value(NormKey::MeetingDay)?)?,
            latest: day(value(NormKey::MeetingLatestDay)?)?,
            documents_days: value(NormKey::DocumentsDays).unwrap_or_default(),
            papers_days: value(NormKey::PapersDays).unwrap_or_default(),
            score_days: value(NormKey::ScoreReportDays).unwrap_or_default(),
        })
    }
}

/// How a cell stands in a month by its meetings of that month, and the meeting that says so: the one that went furthest.
/// Before the rules of that time are known, nothing is late. A cell that is `new`, founded after the days of the month, may
/// still meet in it, and is not asked for once it is over.
#[must_use]
pub fn standing<'a>(
    meetings: &'a [Meeting],
    calendar: Option<&Calendar>,
    is_new: bool,
    today: CivilDate,
) -> (Standing, Option<&'a Meeting>) {
    let found = meetings.iter().max_by_key(|one| (one.is_sent, one.is_held, std::cmp::Reverse(one.on)));
    let Some(calendar) = calendar else {
        let held = found.filter(|one| one.is_held);
        return (held.map_or(Standing::Absent, reached), held);
    };
    match found {
        Some(one) if one.is_sent => (reached(one), found),
        Some(one) if one.is_held => {
            let last = one.on.plus_days(i64::from(calendar.papers_days));
            let is_late = last.is_none_or(|last| today > last);
            (if is_late { Standing::Late } else { Standing::Met }, found)
        }
        _ if is_new && Month::of(today) > Month::of(calendar.latest) => (Standing::Absent, found),
        _ if today > calendar.latest && !is_new => (Standing::Late, found),
        _ => (Standing::Waiting, found),
    }
}

fn reached(one: &Meeting) -> Standing {
    match (one.is_sent, one.verdict) {
        (true, Some(Verdict::Accepted)) => Standing::Accepted,
        (true, Some(Verdict::Returned)) => Standing::Returned,
        (true, None) => Standing::Sent,
        (false, _) => Standing::Met,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u8, day: u8) -> CivilDate {
        CivilDate::new(2026, month, day).unwrap()
    }

    fn meeting(on: CivilDate, is_held: bool, is_sent: bool, verdict: Option<Verdict>) -> Meeting {
        let doc = DocId::from_bytes([on.day(); 16]);
        Meeting { doc, on, is_held, is_sent, is_thematic: false, turnout: (18, 20), is_disputed: false, verdict }
    }

    fn november() -> Calendar {
        Calendar::of(Rules::shipped(), Month::parse("2026-11").unwrap()).unwrap()
    }

    #[test]
    fn months_go_on_over_the_turn_of_the_year_and_have_their_own_last_day() {
        let month = Month::parse("2026-11").unwrap();
        assert_eq!(
            (month.before(11).to_string(), month.next().next().to_string()),
            ("2025-12".into(), "2027-01".into())
        );
        assert_eq!(Month::parse("2028-02").unwrap().days().unwrap().1, CivilDate::new(2028, 2, 29).unwrap());
        for text in ["", "2026", "2026-13", "2026-00", "2026-11-03", "tháng 11"] {
            assert_eq!(Month::parse(text), None, "{text}");
        }
        let first = Month::parse("1900-01").unwrap();
        assert_eq!(first.before(60_000), first, "the calendar ends somewhere");
    }

    #[test]
    fn the_days_of_a_month_come_from_the_rules() {
        let days = november();
        assert_eq!((days.meeting, days.latest), (day(11, 3), day(11, 7)));
        assert_eq!((days.documents_days, days.papers_days, days.score_days), (1, 2, 3));
        assert_eq!(Calendar::of(Rules::shipped(), Month::parse("2019-01").unwrap()), None);
    }

    #[test]
    fn a_cell_waits_until_the_week_is_over_and_is_late_then() {
        let planned = [meeting(day(11, 3), false, false, None)];
        for meetings in [&[][..], &planned] {
            let on = |today| standing(meetings, Some(&november()), false, today).0;
            assert_eq!(
                (on(day(11, 1)), on(day(11, 7)), on(day(11, 8))),
                (Standing::Waiting, Standing::Waiting, Standing::Late)
            );
        }
    }

    #[test]
    fn what_was_held_is_late_with_its_papers_and_no_more_once_they_are_signed() {
        let held = [meeting(day(11, 4), true, false, None)];
        let on = |today| standing(&held, Some(&november()), false, today).0;
        assert_eq!((on(day(11, 6)), on(day(11, 7))), (Standing::Met, Standing::Late));
        for (verdict, expected) in [
            (None, Standing::Sent),
            (Some(Verdict::Returned), Standing::Returned),
            (Some(Verdict::Accepted), Standing::Accepted),
        ] {
            let signed = [meeting(day(11, 4), true, true, verdict)];
            assert_eq!(standing(&signed, Some(&november()), false, day(11, 30)).0, expected);
        }
    }

    #[test]
    fn of_several_meetings_the_one_that_went_furthest_says_how_the_cell_stands() {
        let several = [
            meeting(day(11, 3), false, false, None),
            meeting(day(11, 5), true, true, None),
            meeting(day(11, 6), true, false, None),
        ];
        let (found, by) = standing(&several, Some(&november()), false, day(11, 20));
        assert_eq!((found, by.map(|one| one.on)), (Standing::Sent, Some(day(11, 5))));
    }

    #[test]
    fn a_cell_founded_after_the_days_may_still_meet_and_is_not_asked_for_later() {
        let on = |meetings: &[Meeting], today| standing(meetings, Some(&november()), true, today).0;
        assert_eq!((on(&[], day(11, 28)), on(&[], day(12, 1))), (Standing::Waiting, Standing::Absent));
        let sent = [meeting(day(11, 29), true, true, None)];
        assert_eq!(on(&sent, day(12, 1)), Standing::Sent);
        let held = [meeting(day(11, 20), true, false, None)];
        assert_eq!(on(&held, day(11, 28)), Standing::Late, "its papers have their days all the same");
    }

    #[test]
    fn before_the_rules_are_known_nothing_is_late() {
        assert_eq!(standing(&[], None, false, day(11, 20)), (Standing::Absent, None));
        let held = [meeting(day(1, 3), true, false, None)];
        assert_eq!(standing(&held, None, false, day(11, 20)).0, Standing::Met);
    }
}
