//! Owns the complete calendar date. The calendar itself is jiff's; what people type and how it is printed is ours.
//!
//! It refuses dates that do not exist and never guesses a missing part; see `PartialDate` for those.

use std::fmt;
use std::str::FromStr;

use jiff::Span;
use jiff::civil::Date;

use super::digits;

/// Two-digit years below this are 20xx, the others 19xx.
const CENTURY_PIVOT: u32 = 40;
const EPOCH: CivilDate = CivilDate(Date::constant(1970, 1, 1));

/// A day of the proleptic Gregorian calendar, years 1 to 9999 (ngày dương lịch).
///
/// Every value is a day that exists. Order is calendar order. [`fmt::Display`] writes ISO, `2026-11-05`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilDate(pub(super) Date);

/// Says why a text is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// Nothing but white space was given.
    #[error("the date is empty")]
    Empty,
    /// The text does not have the shape of any accepted date.
    #[error("the text is not a date such as 05/02/2026")]
    Shape,
    /// The text has the shape of a date, but the calendar has no such date.
    #[error("the calendar has no such date")]
    Impossible,
}

impl CivilDate {
    /// The first day held, 0001-01-01.
    pub const MIN: Self = Self(Date::constant(1, 1, 1));
    /// The last day held, 9999-12-31.
    pub const MAX: Self = Self(Date::MAX);

    /// Returns the date, or `None` when the calendar has no such day.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let date = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        Self::held(date.ok()?)
    }

    /// The date if it lies in the years 1 to 9999; jiff also counts years before the first.
    fn held(date: Date) -> Option<Self> {
        (date >= Self::MIN.0).then_some(Self(date))
    }

    /// Reads ISO `2026-02-05`, or day first as people write it: `5/2/26`, `05-02-2026`, `5.2.2026`.
    ///
    /// A year of two digits is 2000 to 2039 for `00` to `39` and 1940 to 1999 for `40` to `99`: records look
    /// back on lives and only a little ahead. Write four digits for a birth before 1940.
    ///
    /// # Errors
    ///
    /// [`DateError`] when the text is empty, has another shape, or names a day that does not exist.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let parts = split_parts(text)?;
        let &[first, middle, last] = parts.as_slice() else {
            return Err(DateError::Shape);
        };
        let (year, month, day) = if first.len() == 4 { (first, middle, last) } else { (last, middle, first) };
        Self::from_numbers(parse_year(year)?, parse_small(month)?, parse_small(day)?)
    }

    /// Returns the year, 1 to 9999.
    #[must_use]
    pub fn year(self) -> u16 {
        self.0.year().unsigned_abs()
    }

    /// Returns the month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u8 {
        self.0.month().unsigned_abs()
    }

    /// Returns the day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> u8 {
        self.0.day().unsigned_abs()
    }

    /// Returns whole days since 1970-01-01; earlier days are negative.
    #[must_use]
    pub fn days_from_epoch(self) -> i64 {
        self.0.duration_since(EPOCH.0).as_hours() / 24
    }

    /// Returns the date `days` after 1970-01-01, or `None` outside the years 1 to 9999.
    #[must_use]
    pub fn from_days_from_epoch(days: i64) -> Option<Self> {
        EPOCH.plus_days(days)
    }

    /// Returns the date `days` later, or `None` when it leaves the years 1 to 9999.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Option<Self> {
        Self::held(self.0.checked_add(Span::new().try_days(days).ok()?).ok()?)
    }

    /// Returns the day that is `days` working days later: Saturdays, Sundays and the holidays on a fixed date do not count. The
    /// days off at Tết and on the Hùng Kings' day follow the moon and yearly decisions and count here, so that the day told is
    /// never too late. `None` outside the years 1 to 9999.
    #[must_use]
    pub fn plus_working_days(self, days: u32) -> Option<Self> {
        let (mut day, mut left) = (self, days);
        while left > 0 {
            day = day.plus_days(1)?;
            let is_off = day.weekday() >= SATURDAY || HOLIDAYS.contains(&(day.month(), day.day()));
            left -= u32::from(!is_off);
        }
        Some(day)
    }

    /// Returns the day of the week, 0 for Monday to 6 for Sunday; the Vietnamese week starts on Monday.
    #[must_use]
    pub fn weekday(self) -> u8 {
        self.0.weekday().to_monday_zero_offset().unsigned_abs()
    }

    /// Reports whether this is the last day of its month.
    #[must_use]
    pub fn is_month_end(self) -> bool {
        self.0.day() == self.0.days_in_month()
    }

    /// Writes the date for lists and forms, `05/02/2026`.
    #[must_use]
    pub fn vietnamese(self) -> String {
        format!("{:02}/{:02}/{:04}", self.day(), self.month(), self.year())
    }

    /// Writes the date for documents, `ngày 05 tháng 02 năm 2026`.
    ///
    /// Days below 10 and the months 1 and 2 take a leading zero, as the rules for Party documents ask, so that
    /// no digit can be added before them by hand.
    #[must_use]
    pub fn long_vietnamese(self) -> String {
        let zero = if self.month() <= 2 { "0" } else { "" };
        format!("ngày {:02} tháng {zero}{} năm {}", self.day(), self.month(), self.year())
    }

    fn from_numbers(year: u32, month: u32, day: u32) -> Result<Self, DateError> {
        let narrowed = (u16::try_from(year), u8::try_from(month), u8::try_from(day));
        let (Ok(year), Ok(month), Ok(day)) = narrowed else {
            return Err(DateError::Impossible);
        };
        Self::new(year, month, day).ok_or(DateError::Impossible)
    }
}

impl fmt::Display for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for CivilDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        Self::parse(text)
    }
}

/// Splits a date on one kind of separator, so that `5/2-26` is refused.
pub(super) fn split_parts(text: &str) -> Result<Vec<&str>, DateError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(DateError::Empty);
    }
    let separator = text.chars().find(|c| matches!(c, '/' | '-' | '.')).unwrap_or('/');
    Ok(text.split(separator).map(str::trim).collect())
}

/// Reads a year of two or four digits.
pub(super) fn parse_year(text: &str) -> Result<u32, DateError> {
    let year = digits(text).ok_or(DateError::Shape)?;
    match text.len() {
        4 => Ok(year),
        2 if year < CENTURY_PIVOT => Ok(2_000 + year),
        2 => Ok(1_900 + year),
        _ => Err(DateError::Shape),
    }
}

/// Reads a month or a day of one or two digits.
pub(super) fn parse_small(text: &str) -> Result<u32, DateError> {
    if text.len() > 2 {
        return Err(DateError::Shape);
    }
    digits(text).ok_or(DateError::Shape)
}

const SATURDAY: u8 = 5;
/// The last day of February where a year has no 29th.
const FEBRUARY_LAST: u8 = 28;
/// Month and day of the holidays that are on the same date each year: New Year, 30 April, 1 May, National Day.
const HOLIDAYS: [(u8, u8); 4] = [(1, 1), (4, 30), (5, 1), (9, 2)];

/// The same day of the next year; the last of February for the 29th, as the Civil Code counts a term of years.
#[must_use]
pub fn a_year_after(day: CivilDate) -> Option<CivilDate> {
    let year = day.year().checked_add(1)?;
    CivilDate::new(year, day.month(), day.day()).or_else(|| CivilDate::new(year, 2, FEBRUARY_LAST))
}

#[cfg(test)]
mod tests {
    use super::{CivilDate, DateError};

    fn date(year: u16, month: u8, day: u8) -> CivilDate {
        CivilDate::new(year, month, day).unwrap()
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for (year, month, day) in
            [(2025, 2, 29), (1900, 2, 29), (2026, 4, 31), (2026, 13, 1), (2026, 0, 1), (0, 1, 1), (2026, 1, 0)]
        {
            assert_eq!(CivilDate::new(year, month, day), None, "{year}-{month}-{day}");
        }
        assert!(CivilDate::new(2000, 2, 29).is_some());
        assert_eq!(CivilDate::new(10_000, 1, 1), None);
    }

    #[test]
    fn every_day_survives_the_trip_through_day_numbers() {
        let mut previous: Option<CivilDate> = None;
        for days in CivilDate::MIN.days_from_epoch()..=CivilDate::MAX.days_from_epoch() {
            let day = CivilDate::from_days_from_epoch(days).unwrap();
            assert_eq!(day.days_from_epoch(), days);
            assert!(previous < Some(day));
            previous = Some(day);
        }
        assert_eq!(previous, Some(CivilDate::MAX));
        assert_eq!(CivilDate::from_days_from_epoch(i64::MIN), None);
        assert_eq!(CivilDate::from_days_from_epoch(i64::MAX), None);
    }

    #[test]
    fn known_days_have_known_numbers_and_weekdays() {
        assert_eq!(date(1970, 1, 1).days_from_epoch(), 0);
        assert_eq!(date(2000, 3, 1).days_from_epoch(), 11_017);
        assert_eq!(date(1930, 2, 3).weekday(), 0);
        assert_eq!(date(2026, 11, 5).weekday(), 3);
        assert_eq!(date(2024, 2, 28).plus_days(2), Some(date(2024, 3, 1)));
        assert_eq!(CivilDate::MAX.plus_days(1), None);
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        for text in ["5/2/26", "05-02-2026", "5.2.2026", "2026-02-05", " 5 / 2 / 2026 "] {
            assert_eq!(CivilDate::parse(text), Ok(date(2026, 2, 5)), "{text}");
        }
        assert_eq!("1/1/39".parse(), Ok(date(2039, 1, 1)));
        assert_eq!("1/1/40".parse(), Ok(date(1940, 1, 1)));
    }

    #[test]
    fn texts_that_are_not_dates_say_why() {
        assert_eq!(CivilDate::parse("  "), Err(DateError::Empty));
        for text in ["5/2", "5/2-26", "2026", "5/2/026", "a/2/2026", "+5/2/2026", "5/2/2026/1", "005/2/2026"] {
            assert_eq!(CivilDate::parse(text), Err(DateError::Shape), "{text}");
        }
        for text in ["31/02/1984", "1/13/2020", "0/1/2020", "1/1/0000"] {
            assert_eq!(CivilDate::parse(text), Err(DateError::Impossible), "{text}");
        }
    }

    #[test]
    fn documents_pad_small_days_and_the_first_two_months() {
        assert_eq!(date(2026, 2, 5).long_vietnamese(), "ngày 05 tháng 02 năm 2026");
        assert_eq!(date(2026, 3, 15).long_vietnamese(), "ngày 15 tháng 3 năm 2026");
        assert_eq!(date(2026, 11, 5).long_vietnamese(), "ngày 05 tháng 11 năm 2026");
        assert_eq!(date(2026, 2, 5).vietnamese(), "05/02/2026");
        assert_eq!(date(26, 2, 5).to_string(), "0026-02-05");
        assert!(date(2024, 2, 29).is_month_end());
    }

    #[test]
    fn working_days_leave_out_weekends_and_the_holidays_of_a_fixed_date() {
        let day = |text: &str| CivilDate::parse(text).unwrap();
        for (from, days, until) in [
            ("2026-11-26", 0, "2026-11-26"),
            ("2026-11-26", 1, "2026-11-27"),
            ("2026-11-27", 1, "2026-11-30"),
            ("2026-11-28", 1, "2026-11-30"),
            ("2026-04-29", 1, "2026-05-04"),
            ("2026-08-31", 2, "2026-09-03"),
            ("2026-12-31", 1, "2027-01-04"),
            ("2026-11-02", 30, "2026-12-14"),
        ] {
            assert_eq!(day(from).plus_working_days(days), Some(day(until)), "{days} after {from}");
        }
        assert_eq!(CivilDate::new(9999, 12, 31).unwrap().plus_working_days(1), None);
    }
}
