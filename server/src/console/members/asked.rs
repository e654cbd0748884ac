//! What an address asks of the register: words, place, filters, order and columns; links keep all of it.

use std::collections::BTreeMap;

use serde::Deserialize;
use shared::doc::Scalar;
use shared::member::{Status, joined_for_probation_ending};
use shared::record::list::{Direction, Order, Query, Range};
use shared::time::CivilDate;

use super::super::error::Failure;
use super::super::guard::RequestContext;
use super::super::{lookup, paths, records};

/// The filter of those who count.
pub(super) const HEADCOUNT: &str = "headcount";
/// The questions that are asked often: whose probation ends soon, of whom a card number or birth date is missing.
pub(super) const ONLY: [&str; 3] = ["ending", "card", "birth"];
/// The groups of age, by code: the least age and the greatest.
pub(super) const AGES: [(&str, Option<u16>, Option<u16>); 4] =
    [("30", None, Some(30)), ("45", Some(31), Some(45)), ("60", Some(46), Some(60)), ("61", Some(61), None)];
/// The last days of a probation, in which it is asked about.
const ENDING_DAYS: i64 = 60;
/// What the name of a column's box begins with.
const COLUMN: &str = "col-";

/// A column beside the name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub(super) code: &'static str,
    /// The key of its title.
    pub(super) key: &'static str,
    /// The figure it shows.
    pub(super) figure: &'static str,
    /// Whether it is shown unless others are chosen.
    is_usual: bool,
}

/// Every column, in order.
pub(super) const COLUMNS: [Column; 8] = [
    Column { code: "birth", key: "member-birth", figure: "birth_date", is_usual: true },
    Column { code: "gender", key: "member-gender", figure: "gender", is_usual: true },
    Column { code: "admitted", key: "member-admitted", figure: "joined_on", is_usual: true },
    Column { code: "official", key: "member-official", figure: "official_on", is_usual: true },
    Column { code: "card", key: "member-card", figure: "card_number", is_usual: true },
    Column { code: "dossier", key: "member-dossier", figure: "dossier_number", is_usual: false },
    Column { code: "status", key: "member-status", figure: "status", is_usual: true },
    Column { code: "cell", key: "cell", figure: "", is_usual: true },
];

/// In which order, where more than the database has to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sorted {
    /// The closest to what was typed first.
    Closest,
    /// By the name of the cell.
    Cell(Direction),
    /// As the query says.
    ByQuery,
}

/// What is asked for.
#[derive(Deserialize, Clone, Debug, Default)]
pub(super) struct Asked {
    #[serde(default)]
    pub(super) q: String,
    #[serde(default)]
    pub(super) cell: String,
    #[serde(default)]
    pub(super) status: String,
    #[serde(default)]
    pub(super) gender: String,
    #[serde(default)]
    pub(super) age: String,
    #[serde(default)]
    pub(super) only: String,
    #[serde(default)]
    sort: String,
    #[serde(default)]
    down: String,
    /// How a file of it is made: `shown`, or by the form.
    #[serde(default, rename = "as")]
    form: String,
    #[serde(default)]
    page: String,
    /// The boxes of the columns.
    #[serde(flatten)]
    boxes: BTreeMap<String, String>,
}

impl Asked {
    fn pairs(&self) -> Vec<(String, String)> {
        let named = [
            ("q", &self.q),
            ("cell", &self.cell),
            ("status", &self.status),
            ("gender", &self.gender),
            ("age", &self.age),
            ("only", &self.only),
            ("sort", &self.sort),
            ("down", &self.down),
        ];
        let named = named.into_iter().filter(|(_, value)| !value.is_empty());
        let named = named.map(|(name, value)| (name.to_owned(), value.clone()));
        named.chain(self.chosen().map(|column| (format!("{COLUMN}{}", column.code), "1".to_owned()))).collect()
    }

    /// The filter, order and columns as the end of an address, without a mark before it.
    pub(super) fn ending(&self) -> String {
        paths::query(self.pairs())
    }

    /// Which page; the first unless it says.
    pub(super) fn page(&self) -> u32 {
        self.page.parse().unwrap_or(1)
    }

    /// The same, with one of the questions that are asked often, or none.
    pub(super) fn only(&self, code: &str) -> Self {
        Self { only: code.to_owned(), page: String::new(), ..self.clone() }
    }

    /// The list of it, at its first page.
    pub(super) fn address(&self) -> String {
        let ending = self.ending();
        if ending.is_empty() { "/members".to_owned() } else { format!("/members?{ending}") }
    }

    /// Its pages, up to their numbers.
    pub(super) fn base(&self) -> String {
        let address = self.address();
        format!("{address}{}page=", if address.contains('?') { '&' } else { '?' })
    }

    /// What is chosen by links and not by the form, which repeats it.
    pub(super) fn kept_by_form(&self) -> Vec<(String, String)> {
        let is_of_link = |name: &str| matches!(name, "only" | "sort" | "down");
        self.pairs().into_iter().filter(|(name, _)| is_of_link(name)).collect()
    }

    pub(super) fn is_filtered(&self) -> bool {
        [&self.q, &self.cell, &self.status, &self.gender, &self.age, &self.only].iter().any(|value| !value.is_empty())
    }

    pub(super) fn is_as_shown(&self) -> bool {
        self.form == "shown"
    }

    fn chosen(&self) -> impl Iterator<Item = Column> {
        COLUMNS.into_iter().filter(|column| self.boxes.contains_key(&format!("{COLUMN}{}", column.code)))
    }

    /// The columns beside the name.
    pub(super) fn columns(&self) -> Vec<Column> {
        let chosen: Vec<Column> = self.chosen().collect();
        if chosen.is_empty() { COLUMNS.into_iter().filter(|column| column.is_usual).collect() } else { chosen }
    }

    fn direction(&self) -> Direction {
        if self.down.is_empty() { Direction::Up } else { Direction::Down }
    }

    /// In which order.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a column there is not.
    pub(super) fn order(&self) -> Result<Sorted, Failure> {
        match &*self.sort {
            "" => Ok(Sorted::Closest),
            "cell" => Ok(Sorted::Cell(self.direction())),
            "name" => Ok(Sorted::ByQuery),
            code if COLUMNS.iter().any(|column| column.code == code) => Ok(Sorted::ByQuery),
            _ => Err(Failure::NotFound),
        }
    }

    /// How a column is sorted now, as a screen reader says it.
    pub(super) fn sorted(&self, code: &str) -> Option<&'static str> {
        let is_chosen = self.sort == code || (self.sort.is_empty() && code == "name" && self.q.trim().is_empty());
        let said = if self.direction() == Direction::Up { "ascending" } else { "descending" };
        is_chosen.then_some(said)
    }

    /// The list sorted by a column; by that which it is sorted by already, from the other end.
    pub(super) fn sorting(&self, code: &str) -> String {
        let turned = self.sorted(code) == Some("ascending");
        let down = if turned { "1" } else { "" };
        Self { sort: code.to_owned(), down: down.to_owned(), ..self.clone() }.address()
    }

    /// Whom it finds, of those the person may see. A record that another one speaks for is listed only where it is asked
    /// for.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for what there is not.
    pub(super) fn found(&self, context: &RequestContext) -> Result<Query, Failure> {
        let today = context.console.hub().host().now().vietnam_date();
        let place = lookup::cell(context, &self.cell)?;
        let below = |org| context.known.tree.below(org).map(|org| org.org).collect();
        let mut query = Query { readable: Some(true), orgs: place.map(below), ..Query::members() };
        match &*self.status {
            "" => {}
            HEADCOUNT => query.figures.push(("headcount".to_owned(), Scalar::Bool(true))),
            code => {
                let status = Status::KNOWN.iter().find(|status| status.code() == code).ok_or(Failure::NotFound)?;
                query.figures.push(("status".to_owned(), status.code().into()));
            }
        }
        match &*self.gender {
            "" => {}
            code @ ("nam" | "nu") => query.figures.push(("gender".to_owned(), code.into())),
            _ => return Err(Failure::NotFound),
        }
        match &*self.age {
            "" => {}
            code => {
                let (_, least, most) = AGES.into_iter().find(|(age, ..)| *age == code).ok_or(Failure::NotFound)?;
                query.ranges.push(born(today, least, most));
            }
        }
        match &*self.only {
            "" => {}
            "ending" => {
                query.figures.push(("status".to_owned(), Status::Probationary.code().into()));
                let joined = |ends: CivilDate| joined_for_probation_ending(ends).map(|day| day.to_string());
                let (from, before) = (joined(today), today.plus_days(ENDING_DAYS).and_then(joined));
                query.ranges.push(Range { figure: "joined_on", from, before });
            }
            "card" => query.missing.push("card_number"),
            "birth" => query.missing.push("birth_date"),
            _ => return Err(Failure::NotFound),
        }
        if let Some(column) = COLUMNS.iter().find(|column| column.code == self.sort && !column.figure.is_empty()) {
            query.order = Order::Figure(column.figure, self.direction());
        } else if self.sort == "name" && self.direction() == Direction::Down {
            query.order = Order::NameDown;
        }
        let searched = lookup::searching(shared::member::KIND, query, &lookup::wanted(&self.q));
        Ok(records::scoped(context, searched))
    }
}

/// Who was born so that they are of these ages on a day.
fn born(today: CivilDate, least: Option<u16>, most: Option<u16>) -> Range {
    // The first day on which somebody born is not of that age yet.
    let after = |age: u16| {
        let year = today.year().checked_sub(age)?;
        let same = CivilDate::new(year, today.month(), today.day());
        // Born on the last day of February, one comes of age with it.
        same.or_else(|| CivilDate::new(year, 2, 28))?.plus_days(1).map(|day| day.to_string())
    };
    Range {
        figure: "birth_date",
        from: most.and_then(|age| after(age.saturating_add(1))),
        before: least.and_then(after),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_reached_on_the_birthday() {
        let today = CivilDate::new(2026, 2, 28).unwrap();
        let is_in = |range: &Range, born: &str| {
            range.from.as_deref().is_none_or(|from| born >= from)
                && range.before.as_deref().is_none_or(|end| born < end)
        };
        let groups = AGES.map(|(code, least, most)| (code, born(today, least, most)));
        for (birth, expected) in [
            ("1995-02-28", "45"),
            ("1995-03-01", "30"),
            ("1980-02-28", "60"),
            ("1980-03-01", "45"),
            ("1965-02-28", "61"),
            ("1965-03-01", "60"),
            ("1950", "61"),
            ("2007-05", "30"),
        ] {
            let found: Vec<_> = groups.iter().filter(|(_, range)| is_in(range, birth)).map(|(code, _)| *code).collect();
            assert_eq!(found, [expected], "{birth}");
        }
    }
}
