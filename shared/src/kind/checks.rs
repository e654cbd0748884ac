//! What fields of several kinds hold beyond a line, and what several kinds ask before a step.

use super::spec::Record;
use crate::time::PartialDate;

/// `YYYY-MM`.
pub(super) fn month(typed: &str) -> Result<String, &'static str> {
    let read = PartialDate::parse(typed).ok().filter(|read| read.month().is_some() && read.day().is_none());
    read.map(|month| month.to_string()).ok_or("write the month as 2026-11")
}

/// The number of a paper has at least two digits: 05.
pub(super) fn number(typed: &str) -> Result<String, &'static str> {
    match typed.parse::<u16>() {
        Ok(number) if (1..=999).contains(&number) => Ok(format!("{number:02}")),
        _ => Err("write the number alone, from 1 to 999"),
    }
}

/// A year: 2026.
pub(super) fn year(typed: &str) -> Result<String, &'static str> {
    known_year(typed).map(|year| year.to_string()).ok_or("write the year alone: 2026")
}

/// A term of office (nhiệm kỳ), by its first and its last year: 2025-2030.
pub(super) fn term(typed: &str) -> Result<String, &'static str> {
    let years = typed.split(['-', '\u{2013}']).map(|year| known_year(year.trim()));
    match years.collect::<Option<Vec<u16>>>().as_deref() {
        Some([first, last]) if first < last => Ok(format!("{first}-{last}")),
        _ => Err("write the term by its years: 2025-2030"),
    }
}

/// What is reviewed: a year, a quarter of one, or a term.
pub(super) fn period(typed: &str) -> Result<String, &'static str> {
    let quarter = |typed: &str| {
        let (year, number) = typed.split_once("-Q").or_else(|| typed.split_once("-q"))?;
        let number = number.parse::<u8>().ok().filter(|number| (1..=4).contains(number))?;
        Some(format!("{}-Q{number}", known_year(year)?))
    };
    let known = quarter(typed).or_else(|| year(typed).ok()).or_else(|| term(typed).ok());
    known.ok_or("write a year, a quarter or a term: 2026, 2026-Q4, 2025-2030")
}

fn known_year(typed: &str) -> Option<u16> {
    typed.parse().ok().filter(|year| typed.len() == 4 && (1930..=2200).contains(year))
}

/// Whether the votes were counted: who could vote, and how many were for it.
pub(super) fn counted(record: &Record<'_>) -> bool {
    let votes = |field: &str| record.part(record.spec.head).and_then(|head| head.int(field));
    votes("votes_for").zip(votes("votes_of")).is_some_and(|(agreed, all)| (0..=all).contains(&agreed) && all > 0)
}

/// Whether more than half of those who could vote were for it, by the fields `votes_for` and `votes_of` of the head.
pub(super) fn more_than_half(record: &Record<'_>) -> bool {
    let votes = |field: &str| record.part(record.spec.head).and_then(|head| head.int(field)).unwrap_or_default();
    let (agreed, all) = (votes("votes_for"), votes("votes_of"));
    agreed <= all && agreed > all - agreed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_quarters_and_years_are_brought_into_one_form() {
        assert_eq!(term("2025 - 2030"), Ok("2025-2030".to_owned()));
        assert_eq!(term("2025\u{2013}2030"), Ok("2025-2030".to_owned()));
        assert_eq!(
            ["2026", "2026-Q4", "2026-q1", "2025-2030"].map(period).map(Result::unwrap),
            ["2026", "2026-Q4", "2026-Q1", "2025-2030"]
        );
        for wrong in ["2030-2025", "2025-2025", "25-30", "2025", "2025-2030-2035", ""] {
            assert!(term(wrong).is_err(), "{wrong}");
        }
        for wrong in ["2026-Q5", "2026-Q0", "2026-", "Q4", "20260", "1026", "+026"] {
            assert!(period(wrong).is_err(), "{wrong}");
        }
    }
}
