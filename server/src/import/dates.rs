//! Dates as people write them among other words. It keeps the words, and refuses what could be two different days.

use std::ops::Range;

use shared::text;
use shared::time::PartialDate;

/// A date in a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FoundDate {
    /// Where it stands, in bytes.
    at: Range<usize>,
    /// What it says, or why it cannot be.
    pub(super) date: Result<PartialDate, String>,
    is_year: bool,
}

/// Which way round days and months must be, by the dates that fit only one way.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct DateOrder {
    day_first: bool,
    /// The first date that is possible only with its month first.
    month_first: Option<String>,
}

impl DateOrder {
    /// Notes the dates of a cell.
    pub(super) fn note(&mut self, cell: &str) {
        for token in tokens(cell) {
            let word = cell.get(token).unwrap_or_default();
            let parts: Vec<u32> = word.split(['/', '-', '.']).filter_map(|part| part.parse().ok()).collect();
            match parts.as_slice() {
                [13..=31, 1..=12, _] => self.day_first = true,
                [1..=12, 13..=31, _] if self.month_first.is_none() => self.month_first = Some(word.to_owned()),
                _ => {}
            }
        }
    }

    /// A date that shows that the whole file was written month first.
    pub(super) fn month_first(self) -> Option<String> {
        self.month_first.filter(|_| !self.day_first)
    }
}

/// Every date in a text.
pub(super) fn all(cell: &str) -> Vec<FoundDate> {
    let tokens: Vec<Range<usize>> = tokens(cell).collect();
    let word = |at: usize| tokens.get(at).and_then(|range| cell.get(range.clone())).unwrap_or_default();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(range) = tokens.get(at) {
        if let Some((taken, text)) = in_words(&word, at) {
            let end = tokens.get(at + taken - 1).map_or(range.end, |last| last.end);
            found.push(FoundDate { at: range.start..end, date: read(&text), is_year: false });
            at += taken;
            continue;
        }
        let (text, mut end) = (word(at).split(['T', 't']).next().unwrap_or_default(), range.end);
        let is_year = text.len() == 4 && text.parse().is_ok_and(|year: u16| (1900..2100).contains(&year));
        if is_year || is_shaped(text) {
            // A time after a date, as programs write it.
            if let Some(time) = tokens.get(at + 1).filter(|_| is_time(word(at + 1))) {
                (end, at) = (time.end, at + 1);
            }
            found.push(FoundDate { at: range.start..end, date: read(text), is_year });
        }
        at += 1;
    }
    found
}

/// The date of a cell that says when and what, and its words; `None` when it has no date.
///
/// # Errors
/// Words that name what could be either of two dates, or a date that does not exist.
pub(super) fn with_words(cell: &str) -> Result<Option<(PartialDate, String)>, String> {
    let found = all(cell);
    let whole: Vec<&FoundDate> = found.iter().filter(|date| !date.is_year).collect();
    let before = |date: &FoundDate| cell.get(..date.at.start).unwrap_or_default();
    let opens = found.first().filter(|date| trimmed(&text::fold(before(date)).replace("ngay", "")).is_empty());
    let date = match (opens, whole.as_slice(), found.as_slice()) {
        (Some(first), ..) => first,
        (None, [one], _) => *one,
        (None, [], [one]) => one,
        (None, _, []) | (None, [], _) => return Ok(None),
        (None, ..) => return Err(format!("`{cell}` có hai ngày, không rõ ngày nào / two dates, which one is meant?")),
    };
    let rest = [before(date), cell.get(date.at.end..).unwrap_or_default()].map(trimmed);
    let rest = rest.into_iter().filter(|part| !part.is_empty() && text::fold(part) != "ngay").collect::<Vec<_>>();
    Ok(Some((date.date.clone()?, rest.join(", "))))
}

/// A text without the signs that part a date from words, at both ends.
pub(super) fn trimmed(text: &str) -> &str {
    let text = text.trim_matches(|c: char| c.is_whitespace() || ",;:.-–—/".contains(c));
    match text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) if !inner.contains(['(', ')']) => inner.trim(),
        _ => text,
    }
}

/// What a text of dates says besides them.
pub(super) fn besides(cell: &str) -> String {
    let mut rest = String::new();
    let mut from = 0;
    for found in all(cell) {
        rest.push_str(cell.get(from..found.at.start).unwrap_or_default());
        rest.push(' ');
        from = found.at.end;
    }
    rest.push_str(cell.get(from..).unwrap_or_default());
    rest
}

/// Whether a text is a date and nothing else.
pub(super) fn is_whole_date(text: &str) -> bool {
    matches!(all(text).as_slice(), [one] if !one.is_year && trimmed(&besides(text)).is_empty())
}

fn read(text: &str) -> Result<PartialDate, String> {
    let wrong = || format!("`{text}` không có trong lịch; viết ngày/tháng/năm / no such date; write day/month/year");
    PartialDate::parse(text).ok().ok_or_else(wrong)
}

/// Runs of characters that are neither space nor a sign between sentences' parts.
fn tokens(cell: &str) -> impl Iterator<Item = Range<usize>> {
    let is_apart = |c: char| c.is_whitespace() || ",;()–—".contains(c);
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + cell.get(from..)?.find(|c| !is_apart(c))?;
        let end = cell.get(start..)?.find(is_apart).map_or(cell.len(), |len| start + len);
        from = end;
        let token = cell.get(start..end)?;
        let kept = token.trim_end_matches(['.', ':', '/', '-']);
        Some(start..start + kept.len())
    })
}

/// `ngày 03 tháng 02 năm 1986`, `tháng 2 năm 1986` or `năm 1986` from a word on: how many words, and the date.
fn in_words<'a>(word: &impl Fn(usize) -> &'a str, at: usize) -> Option<(usize, String)> {
    let is = |at: usize, name: &str| text::fold(word(at)) == name;
    let number = |at: usize| Some(word(at)).filter(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit()));
    let month_and_year = |at: usize| {
        (is(at, "thang") && is(at + 2, "nam")).then_some(())?;
        Some((number(at + 1)?, number(at + 3)?))
    };
    if is(at, "ngay")
        && let (Some(day), Some((month, year))) = (number(at + 1), month_and_year(at + 2))
    {
        return Some((6, format!("{day}/{month}/{year}")));
    }
    if let Some((month, year)) = month_and_year(at) {
        return Some((4, format!("{month}/{year}")));
    }
    None
}

/// Whether a word has the shape of a date: two or three numbers, and the year whole when they are two.
fn is_shaped(word: &str) -> bool {
    let parts: Vec<&str> = word.split(['/', '-', '.']).collect();
    let are_numbers =
        parts.iter().all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    match parts.len() {
        3 => are_numbers,
        2 => are_numbers && parts.iter().any(|part| part.len() == 4),
        _ => false,
    }
}

fn is_time(word: &str) -> bool {
    word.contains(':') && word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::{all, with_words};

    #[test]
    fn dates_are_read_in_every_way_people_and_programs_write_them() {
        for (text, dates) in [
            ("3/2/85; 3/2/86", "1985-02-03 1986-02-03"),
            ("03-02-1986; 03.02.1987", "1986-02-03 1987-02-03"),
            ("2/1990; 1991", "1990-02 1991"),
            ("1985-02-03 00:00:00; 1986-02-03T00:00:00", "1985-02-03 1986-02-03"),
            ("ngày 03 tháng 02 năm 1986, tháng 2 năm 1987", "1986-02-03 1987-02"),
            ("03/02/1990,03/02/1991", "1990-02-03 1991-02-03"),
            ("số 12, 7/10, 4/4", ""),
        ] {
            let found: Vec<String> = all(text).into_iter().map(|found| found.date.unwrap().to_string()).collect();
            assert_eq!(found.join(" "), dates, "{text}");
        }
        assert!(all("12/25/1987").first().unwrap().date.is_err());
    }

    #[test]
    fn a_date_and_its_words_are_told_apart_whichever_comes_first() {
        for (text, date, words) in [
            ("01/05/2010, Đảng bộ xã A", "2010-05-01", "Đảng bộ xã A"),
            ("Khai trừ, 01/02/2020", "2020-02-01", "Khai trừ"),
            ("01/02/2020 khai trừ", "2020-02-01", "khai trừ"),
            ("15/08/2021 (bệnh)", "2021-08-15", "bệnh"),
            ("01/07/2025 – Đảng bộ phường Lá Thắm", "2025-07-01", "Đảng bộ phường Lá Thắm"),
            (
                "ngày 01/07/2025 Đảng bộ xã A (quyết định ngày 20/06/2025)",
                "2025-07-01",
                "Đảng bộ xã A (quyết định ngày 20/06/2025)",
            ),
            ("bệnh già 2021", "2021", "bệnh già"),
        ] {
            let (found, rest) = with_words(text).unwrap().unwrap();
            assert_eq!((found.to_string().as_str(), rest.as_str()), (date, words), "{text}");
        }
        assert_eq!(with_words("Đảng bộ xã A").unwrap(), None);
        assert!(with_words("đi 01/02/2020 rồi lại 03/04/2021").is_err());
        assert!(with_words("31/02/2020, bệnh").is_err());
    }
}
