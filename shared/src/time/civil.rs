//! Owns the complete calendar date.
//!
//! It refuses dates that do not exist and never guesses a missing part; see `PartialDate` for those.

use std::fmt;
use std::str::FromStr;

use super::digits;

/// Two-digit years below this are 20xx, the others 19xx.
const CENTURY_PIVOT: u32 = 40;
/// Days from 0000-03-01 to 1970-01-01; years are counted from March so that the leap day comes last.
const DAYS_TO_EPOCH: i64 = 719_468;
const DAYS_PER_ERA: i64 = 146_097;

/// A day of the proleptic Gregorian calendar, years 1 to 9999 (ngày dương lịch).
///
/// Every value is a day that exists. Order is calendar order. [`fmt::Display`] writes ISO, `2026-11-05`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilDate {
    year: u16,
    month: u8,
    day: u8,
}

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
    pub const MIN: Self = Self { year: 1, month: 1, day: 1 };
    /// The last day held, 9999-12-31.
    pub const MAX: Self = Self { year: 9_999, month: 12, day: 31 };

    /// Returns the date, or `None` when the calendar has no such day.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let last = days_in_month(year, month)?;
        (1..=last).contains(&day).then_some(Self { year, month, day })
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
    pub const fn year(self) -> u16 {
        self.year
    }

    /// Returns the month, 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// Returns the day of the month, 1 to 31.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }

    /// Returns whole days since 1970-01-01; earlier days are negative.
    #[must_use]
    pub fn days_from_epoch(self) -> i64 {
        let month = i64::from(self.month);
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * DAYS_PER_ERA + day_of_era - DAYS_TO_EPOCH
    }

    /// Returns the date `days` after 1970-01-01, or `None` outside the years 1 to 9999.
    #[must_use]
    pub fn from_days_from_epoch(days: i64) -> Option<Self> {
        // The bounds keep the arithmetic below far from overflow.
        if days < Self::MIN.days_from_epoch() || days > Self::MAX.days_from_epoch() {
            return None;
        }
        let (year, month, day) = ymd_of_days(days);
        Self::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// Returns the date `days` later, or `None` when it leaves the years 1 to 9999.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Option<Self> {
        Self::from_days_from_epoch(self.days_from_epoch().checked_add(days)?)
    }

    /// Returns the day of the week, 0 for Monday to 6 for Sunday; the Vietnamese week starts on Monday.
    #[must_use]
    pub fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday. The remainder is 0 to 6, so the conversion cannot fail.
        u8::try_from((self.days_from_epoch() + 3).rem_euclid(7)).unwrap_or(0)
    }

    /// Reports whether this is the last day of its month.
    #[must_use]
    pub fn is_month_end(self) -> bool {
        days_in_month(self.year, self.month) == Some(self.day)
    }

    /// Writes the date for lists and forms, `05/02/2026`.
    #[must_use]
    pub fn vietnamese(self) -> String {
        format!("{:02}/{:02}/{:04}", self.day, self.month, self.year)
    }

    /// Writes the date for documents, `ngày 05 tháng 02 năm 2026`.
    ///
    /// Days below 10 and the months 1 and 2 take a leading zero, as the rules for Party documents ask, so that
    /// no digit can be added before them by hand.
    #[must_use]
    pub fn long_vietnamese(self) -> String {
        let zero = if self.month <= 2 { "0" } else { "" };
        format!("ngày {:02} tháng {zero}{} năm {}", self.day, self.month, self.year)
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
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for CivilDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        Self::parse(text)
    }
}

/// Returns the length of the month, or `None` when the year or month is out of range.
pub(super) fn days_in_month(year: u16, month: u8) -> Option<u8> {
    if !(1..=9_999).contains(&year) {
        return None;
    }
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(if leap { 29 } else { 28 }),
        _ => None,
    }
}

/// Returns year, month and day of a count of days since 1970-01-01, for any day an instant can name.
pub(super) fn ymd_of_days(days: i64) -> (i64, i64, i64) {
    let days = days + DAYS_TO_EPOCH;
    let era = days.div_euclid(DAYS_PER_ERA);
    let day_of_era = days.rem_euclid(DAYS_PER_ERA);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = (march_month + 2) % 12 + 1;
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
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
}
