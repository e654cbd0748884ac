//! What the records of a period come to: the figures a report is drawn with, of the rows of an organisation and of all below
//! it. It knows no database and no clock.
//!
//! Of a record in which something is disputed nothing is counted, nor of one that cannot be read; a figure says how many
//! were left out.

pub mod codes;
mod draw;
mod take;

pub use draw::{Asked, asked, draw};

use std::collections::{BTreeMap, BTreeSet};

use codes::{DISPUTED, UNREADABLE};

use super::Row;
use crate::doc::Kind;
use crate::id::{DocId, OrgId};
use crate::time::{CivilDate, PartialDate};
use crate::words::{Language, Words};

/// One figure of a period. The words for its label and its unit have its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The stable code.
    pub code: &'static str,
    /// What it comes to, as it is written in Vietnamese.
    pub value: String,
}

/// What is counted together, and of which kinds of records.
struct Scope {
    code: &'static str,
    kinds: &'static [&'static str],
    /// Adds what a row comes to; false for one of which nothing is counted in the period.
    take: fn(&mut Sums, &Row, &Known<'_>) -> bool,
}

const SCOPES: [Scope; 9] = [
    Scope { code: "sinh_hoat", kinds: &["meeting", "resolution"], take: take::meeting },
    Scope { code: "nhiem_vu", kinds: &["task"], take: take::task },
    Scope { code: "dang_vien", kinds: &["member", "transfer"], take: take::member },
    Scope { code: "vu_viec", kinds: &["decision", "case"], take: take::decision },
    Scope { code: "dang_phi", kinds: &["dues"], take: take::dues },
    Scope { code: "doi_thoai", kinds: &["dialogue"], take: take::dialogue },
    Scope { code: "kiem_tra", kinds: &["inspection"], take: take::inspection },
    Scope { code: take::GRADES, kinds: &["self_review"], take: take::grade },
    Scope { code: "chuong_trinh", kinds: &["programme"], take: take::programme },
];

/// The scopes that are counted; all of them where none is named.
fn scopes(scope: Option<&str>) -> impl Iterator<Item = &'static Scope> {
    let scope = scope.filter(|scope| !scope.is_empty());
    SCOPES.iter().filter(move |one| scope.is_none_or(|wanted| one.code == wanted))
}

/// The kinds of records whose rows are needed for a scope.
#[must_use]
pub fn kinds(scope: Option<&str>) -> Vec<Kind> {
    let codes = scopes(scope).flat_map(|scope| scope.kinds);
    codes.filter_map(|code| Kind::from_code(code)).collect()
}

/// The figures of a period, its first and its last day among it, of the rows of an organisation and of all below it.
///
/// Grades are those of a year, so a period without most of one has none of them.
#[must_use]
pub fn figures(rows: &[Row], since: CivilDate, until: CivilDate, scope: Option<&str>) -> Vec<Figure> {
    let period = Period { since, until };
    let counted: Vec<&Scope> =
        scopes(scope).filter(|scope| scope.code != take::GRADES || period.year().is_some()).collect();
    if counted.is_empty() {
        return Vec::new();
    }
    let known = Known { period, cases: cases(rows) };
    let mut sums = Sums::default();
    for row in rows {
        let code = row.kind.code();
        for scope in counted.iter().filter(|scope| scope.kinds.contains(&code)) {
            sums.read(scope, row, &known);
        }
    }
    sums.add("dang_phi_con_no", sums.owing.values().map(|(_, owing)| owing).sum());
    let words = Words::of(Language::Vi);
    let of_scopes = counted.iter().flat_map(|scope| codes::of(scope.code)).copied();
    let figure = |code| Figure { code, value: sums.written(code, words) };
    of_scopes.chain([DISPUTED, UNREADABLE]).map(figure).collect()
}

/// The rows of the cases that decisions are about.
fn cases(rows: &[Row]) -> BTreeMap<DocId, &Row> {
    rows.iter().filter(|row| row.kind.code() == "case").map(|row| (row.doc, row)).collect()
}

/// Days of a year, between the first and the last, that a report of that year has at least: about eleven months.
const YEAR_DAYS_MIN: i64 = 328;

/// The days that are counted.
#[derive(Debug, Clone, Copy)]
struct Period {
    since: CivilDate,
    until: CivilDate,
}

/// Where a day that may be known in part lies beside a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lies {
    Within,
    Outside,
    Unclear,
}

impl Period {
    fn has(self, day: CivilDate) -> bool {
        (self.since..=self.until).contains(&day)
    }

    /// Whether a day that is stored as text lies in it.
    fn has_stored(self, row: &Row, figure: &str) -> bool {
        row.text(figure).and_then(|day| CivilDate::parse(day).ok()).is_some_and(|day| self.has(day))
    }

    fn lies(self, day: Option<PartialDate>) -> Lies {
        let Some(day) = day else { return Lies::Outside };
        match day.span() {
            Some((first, last)) if self.has(first) && self.has(last) => Lies::Within,
            Some((first, last)) if last < self.since || first > self.until => Lies::Outside,
            _ => Lies::Unclear,
        }
    }

    /// The year of its last day, if most of that year lies in it: a year is often reported before its last month is over.
    fn year(self) -> Option<String> {
        let (first, _) = PartialDate::new(self.until.year(), None, None)?.span()?;
        let days = self.until.days_from_epoch() - self.since.max(first).days_from_epoch();
        (days >= YEAR_DAYS_MIN).then(|| self.until.year().to_string())
    }
}

/// What is known beside a row.
struct Known<'a> {
    period: Period,
    cases: BTreeMap<DocId, &'a Row>,
}

/// What was added up, by code.
#[derive(Default)]
struct Sums {
    of: BTreeMap<&'static str, i64>,
    /// Of each organisation the latest month of dues, and how many owe something in it: what is owed goes on.
    owing: BTreeMap<OrgId, (String, i64)>,
    left_out: BTreeSet<DocId>,
}

impl Sums {
    fn add(&mut self, code: &'static str, number: i64) {
        let sum = self.of.entry(code).or_default();
        *sum = sum.saturating_add(number.max(0));
    }

    fn one(&mut self, code: &'static str) {
        self.add(code, 1);
    }

    /// Takes a row, or notes that it was left out. A disputed one that would not be counted as it stands is not missed.
    fn read(&mut self, scope: &Scope, row: &Row, known: &Known<'_>) {
        if row.is_readable && !is_disputed(row, known) {
            (scope.take)(self, row, known);
            return;
        }
        let (is_missed, why) = match row.is_readable {
            true => ((scope.take)(&mut Self::default(), row, known), DISPUTED),
            false => (true, UNREADABLE),
        };
        if is_missed && self.left_out.insert(row.doc) {
            self.one(why);
        }
    }

    /// A sum as a number, an amount in đồng among them; who came as a part of those who had to.
    fn written(&self, code: &'static str, words: &Words) -> String {
        let sum = |code: &str| self.of.get(code).and_then(|sum| u64::try_from(*sum).ok()).unwrap_or_default();
        let number = |code: &str| words.number(sum(code));
        if code != take::PRESENT {
            return number(code);
        }
        let short = |code: &str| u32::try_from(sum(code)).unwrap_or(u32::MAX);
        let share = words.percent(short(code), short(take::REQUIRED)).map(|share| format!(" ({share})"));
        format!("{}/{}{}", number(code), number(take::REQUIRED), share.unwrap_or_default())
    }
}

/// Whether something of a record is disputed, or of the case that a decision is about.
fn is_disputed(row: &Row, known: &Known<'_>) -> bool {
    let about = row.about.and_then(|about| known.cases.get(&about));
    row.decisions > 0 || about.is_some_and(|case| case.decisions > 0)
}

#[cfg(test)]
mod tests;
