//! Owns the hour and minute at which a meeting opens or closes.
//!
//! It refuses seconds and time zones: the time is what the minute-taker read from the wall.

use std::fmt;
use std::str::FromStr;

use super::digits;

/// A time of day in hours and minutes (giờ, phút), 00:00 to 23:59.
///
/// [`fmt::Display`] writes `19:30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClockTime {
    hour: u8,
    minute: u8,
}

/// Says why a text is not a time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// Nothing but white space was given.
    #[error("the time is empty")]
    Empty,
    /// The text does not have the shape of any accepted time.
    #[error("the text is not a time such as 19:30")]
    Shape,
    /// The hour is above 23 or the minute above 59.
    #[error("the day has no such time")]
    Impossible,
}

impl ClockTime {
    /// Returns the time, or `None` when the hour is above 23 or the minute above 59.
    #[must_use]
    pub fn new(hour: u8, minute: u8) -> Option<Self> {
        (hour <= 23 && minute <= 59).then_some(Self { hour, minute })
    }

    /// Reads `19:30`, `19h30`, `19h`, `19 giờ 30` or `19 giờ 30 phút`.
    ///
    /// # Errors
    ///
    /// [`ClockError`] when the text is empty, has another shape, or is past 23:59.
    pub fn parse(text: &str) -> Result<Self, ClockError> {
        let lower = text.trim().to_lowercase();
        if lower.is_empty() {
            return Err(ClockError::Empty);
        }
        // The mark may be typed composed, decomposed or not at all.
        let marks = ["giờ", "gio\u{31b}\u{300}", "gio", ":", "h", "g"];
        let split = marks.iter().find_map(|mark| lower.split_once(mark).map(|parts| (*mark, parts)));
        let Some((mark, (hour, rest))) = split else {
            return Err(ClockError::Shape);
        };
        let rest = rest.trim();
        let minute =
            ["phút", "phu\u{301}t", "phut"].iter().find_map(|word| rest.strip_suffix(word)).unwrap_or(rest).trim();
        let minute = if minute.is_empty() && rest.is_empty() && mark != ":" { "00" } else { minute };
        let narrowed = (u8::try_from(part(hour.trim())?), u8::try_from(part(minute)?));
        let (Ok(hour), Ok(minute)) = narrowed else {
            return Err(ClockError::Impossible);
        };
        Self::new(hour, minute).ok_or(ClockError::Impossible)
    }

    /// Returns the hour, 0 to 23.
    #[must_use]
    pub const fn hour(self) -> u8 {
        self.hour
    }

    /// Returns the minute, 0 to 59.
    #[must_use]
    pub const fn minute(self) -> u8 {
        self.minute
    }

    /// Writes the time for documents, `19 giờ 30 phút`, each number in two digits.
    #[must_use]
    pub fn vietnamese(self) -> String {
        format!("{:02} giờ {:02} phút", self.hour, self.minute)
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

impl FromStr for ClockTime {
    type Err = ClockError;

    fn from_str(text: &str) -> Result<Self, ClockError> {
        Self::parse(text)
    }
}

fn part(text: &str) -> Result<u32, ClockError> {
    if text.len() > 2 {
        return Err(ClockError::Shape);
    }
    digits(text).ok_or(ClockError::Shape)
}

#[cfg(test)]
mod tests {
    use super::{ClockError, ClockTime};

    #[test]
    fn times_are_read_as_people_write_them() {
        let evening = ClockTime::new(19, 30).unwrap();
        for text in
            ["19:30", "19h30", "19H30", "19 giờ 30", "19 gio\u{31b}\u{300} 30", "19 giờ 30 phút", "19g30", "19 h 30"]
        {
            assert_eq!(ClockTime::parse(text), Ok(evening), "{text}");
        }
        assert_eq!("7h".parse(), Ok(ClockTime::new(7, 0).unwrap()));
        assert_eq!("7 giờ".parse(), Ok(ClockTime::new(7, 0).unwrap()));
    }

    #[test]
    fn texts_that_are_not_times_say_why() {
        assert_eq!(ClockTime::parse(" "), Err(ClockError::Empty));
        for text in ["1930", "19:", ":30", "19:30:00", "tối", "19 giờ phút", "19:030"] {
            assert_eq!(ClockTime::parse(text), Err(ClockError::Shape), "{text}");
        }
        for text in ["24:00", "19h60"] {
            assert_eq!(ClockTime::parse(text), Err(ClockError::Impossible), "{text}");
        }
    }

    #[test]
    fn times_are_written_in_two_digits() {
        let morning = ClockTime::new(7, 5).unwrap();
        assert_eq!(morning.to_string(), "07:05");
        assert_eq!(morning.vietnamese(), "07 giờ 05 phút");
        assert_eq!(ClockTime::new(24, 0), None);
    }
}
