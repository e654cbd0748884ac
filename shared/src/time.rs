//! Owns instants, civil dates, partial dates and clock times, and how each is read and written in Vietnamese.
//!
//! It refuses to know what time it is: every instant comes in as an argument. It also refuses to turn a
//! meeting date into an instant, because a meeting is held on a local calendar day and not at a UTC midnight.

mod civil;
mod clock;
mod partial;

pub use civil::{CivilDate, DateError, a_year_after};
pub use clock::{ClockError, ClockTime};
pub use partial::PartialDate;

use std::fmt;
use std::ops::RangeInclusive;

use jiff::SignedDuration;
use jiff::civil::DateTime;

const MS_PER_SECOND: i64 = 1_000;
/// Việt Nam keeps UTC+7 all year, so one constant is the whole time zone.
const VIETNAM_OFFSET_MS: i64 = 7 * 3_600_000;

/// An instant in milliseconds since the Unix epoch, UTC.
///
/// Arithmetic saturates at the ends of `i64`, so a hostile number moves an instant but never stops the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The seconds since the Unix epoch that a change may be dated: those whose day is one of the years 1 to 9999, both in
    /// UTC and in Việt Nam.
    pub const SECONDS: RangeInclusive<i64> = -62_135_596_800..=253_402_300_799 - VIETNAM_OFFSET_MS / MS_PER_SECOND;

    /// Wraps milliseconds since the Unix epoch.
    #[must_use]
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Returns milliseconds since the Unix epoch.
    #[must_use]
    pub const fn as_ms(self) -> i64 {
        self.0
    }

    /// Returns the instant `ms` milliseconds later, or earlier when `ms` is negative.
    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Returns the milliseconds from `earlier` to `self`; negative when `earlier` is in fact later.
    #[must_use]
    pub const fn minus(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Writes the instant as RFC 3339 in UTC with whole seconds, such as `2026-11-05T12:30:00Z`.
    ///
    /// A fraction of a second is dropped towards the past. RFC 3339 has four digits for a year, so an instant outside
    /// the years 1 to 9999 gives the nearest.
    #[must_use]
    pub fn rfc3339(self) -> String {
        format!("{:.0}Z", self.utc())
    }

    /// Reads RFC 3339 such as `2026-11-05T19:30:00+07:00`, to the millisecond; `None` for anything else.
    #[must_use]
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        text.parse().ok().map(|instant: jiff::Timestamp| Self(instant.as_millisecond()))
    }

    /// Returns the calendar day in Việt Nam at this instant.
    ///
    /// An instant outside the years 1 to 9999 gives the nearest day that a [`CivilDate`] can hold.
    #[must_use]
    pub fn vietnam_date(self) -> CivilDate {
        CivilDate(self.plus_ms(VIETNAM_OFFSET_MS).utc().date())
    }

    /// Milliseconds of the wall clock in Việt Nam since midnight of 1970-01-01 there.
    #[must_use]
    pub const fn vietnam_wall_ms(self) -> i64 {
        self.plus_ms(VIETNAM_OFFSET_MS).0
    }

    /// Writes the Vietnamese wall time, such as `05/11/2026 19:30`.
    #[must_use]
    pub fn vietnam_display(self) -> String {
        let wall = self.plus_ms(VIETNAM_OFFSET_MS).utc();
        format!("{} {:02}:{:02}", self.vietnam_date().vietnamese(), wall.hour(), wall.minute())
    }

    /// Date and time in UTC, or the nearest of the years 1 to 9999.
    fn utc(self) -> DateTime {
        const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
        const FIRST: DateTime = DateTime::constant(1, 1, 1, 0, 0, 0, 0);
        EPOCH.saturating_add(SignedDuration::from_millis(self.0)).max(FIRST)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

/// Reads one to nine ASCII digits; anything else is `None`.
fn digits(text: &str) -> Option<u32> {
    let fits = (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::{CivilDate, Timestamp};

    #[test]
    fn an_instant_is_written_in_utc_and_in_vietnam_time() {
        let instant = Timestamp::from_ms(1_793_881_800_000);
        assert_eq!(instant.rfc3339(), "2026-11-05T12:30:00Z");
        assert_eq!(instant.vietnam_display(), "05/11/2026 19:30");
        assert_eq!(instant.to_string(), instant.rfc3339());
    }

    #[test]
    fn an_instant_is_read_at_any_offset() {
        for text in ["2026-11-05T12:30:00Z", "2026-11-05t19:30:00.000+07:00", "2026-11-05 07:30:00-05:00"] {
            assert_eq!(Timestamp::parse_rfc3339(text), Some(Timestamp::from_ms(1_793_881_800_000)), "{text}");
        }
        for text in ["", "2026-11-05", "2026-11-05T12:30:00", "2026-02-30T12:30:00Z", "2026-11-05T25:30:00Z"] {
            assert_eq!(Timestamp::parse_rfc3339(text), None, "{text}");
        }
    }

    #[test]
    fn the_vietnamese_day_begins_at_seventeen_utc() {
        let before = Timestamp::from_ms(17 * 3_600_000 - 1);
        assert_eq!(before.vietnam_date().to_string(), "1970-01-01");
        assert_eq!(before.plus_ms(1).vietnam_date().to_string(), "1970-01-02");
    }

    #[test]
    fn instants_before_the_epoch_round_towards_the_past() {
        assert_eq!(Timestamp::from_ms(-1).rfc3339(), "1969-12-31T23:59:59Z");
    }

    #[test]
    fn the_seconds_of_a_change_are_the_days_of_the_years_one_to_9999() {
        let second = |second: i64| Timestamp::from_ms(second * 1000);
        let (first, last) = (second(*Timestamp::SECONDS.start()), second(*Timestamp::SECONDS.end()));
        assert_eq!(
            (first.rfc3339(), first.vietnam_display()),
            ("0001-01-01T00:00:00Z".into(), "01/01/0001 07:00".into())
        );
        assert_eq!(
            (last.rfc3339(), last.vietnam_display()),
            ("9999-12-31T16:59:59Z".into(), "31/12/9999 23:59".into())
        );
    }

    #[test]
    fn the_ends_of_time_saturate() {
        let last = Timestamp::from_ms(i64::MAX);
        assert_eq!(last.plus_ms(1), last);
        assert_eq!(last.vietnam_date(), CivilDate::MAX);
        assert_eq!(Timestamp::from_ms(i64::MIN).vietnam_date(), CivilDate::MIN);
        assert_eq!(last.minus(Timestamp::from_ms(-1)), i64::MAX);
        assert_eq!(last.rfc3339(), "9999-12-31T23:59:59Z");
        assert_eq!(Timestamp::from_ms(i64::MIN).rfc3339(), "0001-01-01T00:00:00Z");
        assert!(!Timestamp::from_ms(i64::MIN).vietnam_display().is_empty());
    }
}
