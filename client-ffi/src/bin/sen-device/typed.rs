//! What a person types, read generously: codes by their words, dates without a year, names with or without marks.
//!
//! What was filled in is noted and told beside the answer; nothing is filled in that fits two things.

use std::cell::RefCell;

use sen_client::words::words;
use shared::doc::Kind;
use shared::meeting::roll::Attendance;
use shared::meeting::vote::{Matter, Method};
use shared::meeting::{MeetingKind, State};
use shared::member::Post;
use shared::text::fold;
use shared::time::{CivilDate, ClockTime, Timestamp};

use crate::fault::Fault;

/// How far ahead a date without a year may lie: meetings are opened some weeks before they are held.
const AHEAD_DAYS_MAX: i64 = 31;
/// How many years back a date without a year may lie: the 29th of February comes once in up to eight.
const BACK_YEARS_MAX: u16 = 8;

/// The moment of a command, and what was filled in for the person during it.
pub(crate) struct Typed {
    pub(crate) now: Timestamp,
    notes: RefCell<Vec<String>>,
}

impl Typed {
    pub(crate) const fn at(now: Timestamp) -> Self {
        Self { now, notes: RefCell::new(Vec::new()) }
    }

    /// What was filled in.
    pub(crate) fn notes(self) -> Vec<String> {
        self.notes.into_inner()
    }

    /// A date: `31/12/2026`, `2026-12-31`, or `31/12`, which is the latest such day that lies at most a month ahead.
    pub(crate) fn date(&self, typed: &str) -> Result<CivilDate, Fault> {
        let wrong = || Fault::Typed(format!("Ngày `{typed}` chưa đúng; viết như 05/02/2026, 5/2/26 hoặc 5/2."));
        let Some((day, month)) = without_year(typed) else { return CivilDate::parse(typed).ok().ok_or_else(wrong) };
        let today = self.now.vietnam_date();
        let last = today.plus_days(AHEAD_DAYS_MAX).unwrap_or(CivilDate::MAX);
        let years = (last.year().saturating_sub(BACK_YEARS_MAX)..=last.year()).rev();
        let found = years.filter_map(|year| CivilDate::new(year, month, day)).find(|date| *date <= last);
        let date = found.ok_or_else(wrong)?;
        self.notes.borrow_mut().push(format!("Ngày `{typed}` hiểu là {}.", date.vietnamese()));
        Ok(date)
    }
}

/// Day and month, where nothing else was typed.
fn without_year(typed: &str) -> Option<(u8, u8)> {
    let parts: Vec<&str> = typed.trim().split(['/', '-', '.']).collect();
    let [day, month] = parts.as_slice() else { return None };
    let small = |part: &str| (part.len() <= 2).then(|| part.parse().ok()).flatten();
    Some((small(day)?, small(month)?))
}

/// A time of day.
pub(crate) fn time(typed: &str) -> Result<ClockTime, Fault> {
    let wrong = || Fault::Typed(format!("Giờ `{typed}` chưa đúng; viết như 19:30."));
    ClockTime::parse(typed).ok().ok_or_else(wrong)
}

/// `name=value`, split at the first sign.
pub(crate) fn pair(typed: &str) -> Result<(String, String), Fault> {
    let split = typed.split_once('=').map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
    split.ok_or_else(|| Fault::Typed(format!("Viết `{typed}` theo dạng tên=giá_trị.")))
}

/// A kind of record by its code or its words.
pub(crate) fn kind(typed: &str) -> Result<Kind, Fault> {
    let wanted = plain(typed);
    let called = |kind: &Kind| {
        let said = plain(&words().code("kind", kind.code()));
        kind.code() == wanted || said == wanted || said.starts_with(&format!("{wanted}_"))
    };
    let known = || Kind::ALL.iter().map(|kind| words().code_within("kind", kind.code())).collect::<Vec<_>>().join(", ");
    let none = || Fault::Typed(format!("Không có loại hồ sơ `{typed}`; có: {}.", known()));
    Kind::ALL.into_iter().find(called).ok_or_else(none)
}

/// The letters and digits of what was typed, without marks: `Thường kỳ`, `thuong-ky` and `thuong_ky` are one.
fn plain(text: &str) -> String {
    let folded = fold(text);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}

/// A code by itself or by its words, or a sentence that lists the codes there are.
fn known<T: std::fmt::Display + Clone>(all: &[T], family: &str, typed: &str) -> Result<T, Fault> {
    let wanted = plain(typed);
    let by_code = all.iter().find(|code| code.to_string() == wanted);
    let by_words = || all.iter().find(|code| plain(&words().code(family, &code.to_string())) == wanted);
    by_code.or_else(by_words).cloned().ok_or_else(|| {
        let codes: Vec<String> = all.iter().map(T::to_string).collect();
        Fault::Typed(format!("`{typed}` không có; chọn một trong: {}.", codes.join(", ")))
    })
}

pub(crate) fn meeting_kind(typed: &str) -> Result<MeetingKind, Fault> {
    known(MeetingKind::KNOWN, "meeting_kind", typed)
}

pub(crate) fn state(typed: &str) -> Result<State, Fault> {
    known(State::KNOWN, "state-meeting", typed)
}

pub(crate) fn attendance(typed: &str) -> Result<Attendance, Fault> {
    known(Attendance::KNOWN, "attendance", typed)
}

pub(crate) fn matter(typed: &str) -> Result<Matter, Fault> {
    known(Matter::KNOWN, "matter", typed)
}

pub(crate) fn method(typed: &str) -> Result<Method, Fault> {
    known(Method::KNOWN, "method", typed)
}

pub(crate) fn post(typed: &str) -> Result<Post, Fault> {
    known(Post::KNOWN, "post", typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(year: u16, month: u8, day: u8) -> Typed {
        let days = CivilDate::new(year, month, day).unwrap().days_from_epoch();
        Typed::at(Timestamp::from_ms(days * 86_400_000 + 3_600_000))
    }

    #[test]
    fn a_date_without_a_year_is_the_latest_that_makes_sense_and_is_told() {
        let today = on(2026, 11, 26);
        for (typed, expected) in [
            ("31/12", "2025-12-31"),
            ("26/12", "2026-12-26"),
            ("5.11", "2026-11-05"),
            ("29/2", "2024-02-29"),
            ("31/12/2026", "2026-12-31"),
            ("2026-11-05", "2026-11-05"),
        ] {
            assert_eq!(today.date(typed).unwrap().to_string(), expected, "{typed}");
        }
        assert!(today.date("31/4").is_err() && today.date("12/2026").is_err() && today.date("").is_err());
        let notes = today.notes();
        assert_eq!(notes.len(), 4, "{notes:?}");
        assert_eq!(notes[0], "Ngày `31/12` hiểu là 31/12/2025.");
        assert_eq!(on(2026, 1, 3).date("31/12").unwrap().to_string(), "2025-12-31");
    }

    #[test]
    fn a_code_is_taken_by_its_words_with_spaces_and_marks() {
        for typed in ["thuong_ky", "thường kỳ", "Thường Kỳ", "thuong-ky", "Sinh hoạt thường kỳ"] {
            assert_eq!(meeting_kind(typed).unwrap(), MeetingKind::Regular, "{typed}");
        }
        assert_eq!(attendance("vắng có lý do").unwrap(), Attendance::AbsentExcused);
        assert_eq!(state("đang họp").unwrap(), State::UnderWay);
        assert_eq!(method("giơ thẻ đảng").unwrap(), Method::Card);
        assert_eq!(matter("Nghị quyết").unwrap(), Matter::Resolution);
        let refused = meeting_kind("hàng tuần").unwrap_err().to_string();
        assert!(refused.contains("hàng tuần") && refused.contains("thuong_ky"), "{refused}");
    }
}
