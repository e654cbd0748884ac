//! Owns dates of which only the year, or the month and year, may be known.
//!
//! It refuses a day without a month, and it refuses to fill in what nobody knows.

use std::fmt;
use std::str::FromStr;

use super::civil::{parse_small, parse_year, split_parts};
use super::{CivilDate, DateError};

/// A date known to the year, to the month or to the day; normal in the records of old members.
///
/// Order compares year, then month, then day; an unknown part comes before every known one.
/// [`fmt::Display`] writes `1975`, `1975-05` or `1975-05-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: u16,
    month: Option<u8>,
    day: Option<u8>,
}

impl PartialDate {
    /// Returns the date, or `None` when a day has no month or the calendar has no such date.
    #[must_use]
    pub fn new(year: u16, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        if month.is_none() && day.is_some() {
            return None;
        }
        CivilDate::new(year, month.unwrap_or(1), day.unwrap_or(1)).map(|_| Self { year, month, day })
    }

    /// Reads `1975`, `05/1975`, `1/5/1975`, `1975-05` or `1975-05-01`, with `/`, `-` or `.` between parts.
    ///
    /// Two-digit years are read only in a full date, by the rule of [`CivilDate::parse`]; `5/75` could as well
    /// be a day and a month.
    ///
    /// # Errors
    ///
    /// [`DateError`] when the text is empty, has another shape, or names a date that does not exist.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let parts = split_parts(text)?;
        let (year, month) = match *parts.as_slice() {
            [year] => (year, None),
            [year, month] if year.len() == 4 => (year, Some(month)),
            [month, year] => (year, Some(month)),
            _ => return CivilDate::parse(text).map(Self::from),
        };
        if year.len() != 4 {
            return Err(DateError::Shape);
        }
        let year = u16::try_from(parse_year(year)?);
        let month = month.map(parse_small).transpose()?.map(u8::try_from).transpose();
        let (Ok(year), Ok(month)) = (year, month) else {
            return Err(DateError::Impossible);
        };
        Self::new(year, month, None).ok_or(DateError::Impossible)
    }

    /// Returns the year, 1 to 9999.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// Returns the month, 1 to 12, when it is known.
    #[must_use]
    pub const fn month(self) -> Option<u8> {
        self.month
    }

    /// Returns the day of the month when it is known.
    #[must_use]
    pub const fn day(self) -> Option<u8> {
        self.day
    }

    /// Returns the complete date, or `None` when the month or the day is unknown.
    #[must_use]
    pub fn to_civil(self) -> Option<CivilDate> {
        CivilDate::new(self.year, self.month?, self.day?)
    }

    /// Writes the known parts for lists and forms: `1975`, `05/1975` or `01/05/1975`.
    #[must_use]
    pub fn vietnamese(self) -> String {
        match (self.month, self.day) {
            (Some(month), Some(day)) => format!("{day:02}/{month:02}/{:04}", self.year),
            (Some(month), None) => format!("{month:02}/{:04}", self.year),
            (None, _) => format!("{:04}", self.year),
        }
    }

    /// The first and the last day that may be meant; `None` where the calendar ends.
    #[must_use]
    pub fn span(self) -> Option<(CivilDate, CivilDate)> {
        if let Some(day) = self.to_civil() {
            return Some((day, day));
        }
        let (first, last) = self.month.map_or((1, 12), |month| (month, month));
        // A month ends where the next one begins.
        let next = match last {
            12 => CivilDate::new(self.year.checked_add(1)?, 1, 1),
            month => CivilDate::new(self.year, month + 1, 1),
        };
        Some((CivilDate::new(self.year, first, 1)?, next?.plus_days(-1)?))
    }

    /// Counts the whole months from this date to `until`, for the age in the Party (tuổi đảng).
    ///
    /// An unknown day counts as the first of its month. A month is whole on the same day number, or on the last
    /// day of a month too short to have it. `None` when the month is unknown or `until` comes first.
    #[must_use]
    pub fn months_until(self, until: CivilDate) -> Option<u32> {
        let start = CivilDate::new(self.year, self.month?, self.day.unwrap_or(1))?;
        if until < start {
            return None;
        }
        let unfinished = until.day() < start.day() && !until.is_month_end();
        let months = month_number(until).checked_sub(month_number(start))?;
        months.checked_sub(u32::from(unfinished))
    }
}

impl From<CivilDate> for PartialDate {
    fn from(date: CivilDate) -> Self {
        Self { year: date.year(), month: Some(date.month()), day: Some(date.day()) }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(f, "-{part:02}")?;
        }
        Ok(())
    }
}

impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        Self::parse(text)
    }
}

fn month_number(date: CivilDate) -> u32 {
    u32::from(date.year()) * 12 + u32::from(date.month())
}

#[cfg(test)]
mod tests {
    use super::{CivilDate, DateError, PartialDate};

    fn partial(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    fn date(text: &str) -> CivilDate {
        text.parse().unwrap()
    }

    #[test]
    fn each_precision_is_read_and_written_back() {
        for (input, iso, vietnamese) in [
            ("1975", "1975", "1975"),
            ("05/1975", "1975-05", "05/1975"),
            ("5/1975", "1975-05", "05/1975"),
            ("1975-05", "1975-05", "05/1975"),
            ("1/5/1975", "1975-05-01", "01/05/1975"),
            ("1975-05-01", "1975-05-01", "01/05/1975"),
        ] {
            let read = partial(input);
            assert_eq!(read.to_string(), iso);
            assert_eq!(read.vietnamese(), vietnamese);
            assert_eq!(partial(iso), read);
        }
    }

    #[test]
    fn a_day_needs_a_month_and_both_must_exist() {
        assert_eq!(PartialDate::new(1975, None, Some(1)), None);
        assert_eq!(PartialDate::new(1975, Some(2), Some(29)), None);
        assert_eq!(PartialDate::new(1975, Some(13), None), None);
        assert_eq!(PartialDate::new(0, None, None), None);
        assert_eq!(PartialDate::parse("13/1975"), Err(DateError::Impossible));
        assert_eq!(PartialDate::parse("31/2/1975"), Err(DateError::Impossible));
        assert_eq!(PartialDate::parse(""), Err(DateError::Empty));
        for text in ["75", "5/75", "không rõ", "1/5/1975/2"] {
            assert_eq!(PartialDate::parse(text), Err(DateError::Shape), "{text}");
        }
    }

    #[test]
    fn unknown_parts_come_first_in_order() {
        let mut dates = ["1975-05-01", "1976", "1975", "1975-05"].map(partial);
        dates.sort();
        assert_eq!(dates.map(|d| d.to_string()), ["1975", "1975-05", "1975-05-01", "1976"]);
    }

    #[test]
    fn party_age_counts_whole_months_only() {
        let months = |from: &str, until: &str| partial(from).months_until(date(until));
        assert_eq!(months("1996-02-03", "2026-02-03"), Some(360));
        assert_eq!(months("1996-02-03", "2026-02-02"), Some(359));
        assert_eq!(months("1996-02", "2026-02-01"), Some(360));
        assert_eq!(months("2026-01-31", "2026-02-28"), Some(1));
        assert_eq!(months("2026-01-31", "2026-02-27"), Some(0));
        assert_eq!(months("1996", "2026-02-01"), None);
        assert_eq!(months("2026-03", "2026-02-28"), None);
    }

    #[test]
    fn only_a_full_date_becomes_a_civil_date() {
        assert_eq!(partial("1975-05").to_civil(), None);
        assert_eq!(partial("1975-05-01").to_civil(), Some(date("1975-05-01")));
    }
}
