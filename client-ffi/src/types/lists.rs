//! Mirrors of the one list of records, and what narrows it.

use shared::doc::{Kind, Scalar};
use shared::input::Rule;
use shared::record::Row;
use shared::record::list::{Order, Query};
use shared::sync::device::Safety as DeviceSafety;

use super::{Field, Safety};
use crate::error::{SenError, unfit};
use crate::words::words;

/// A record in a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RecordLine {
    /// The record's id.
    pub id: String,
    /// The stored code of its kind.
    pub kind: String,
    /// The organisation whose record it is.
    pub org: String,
    /// The record it speaks about or comes from.
    pub about: Option<String>,
    /// What a person knows it by.
    pub title: String,
    /// The stored code of its state; empty for a kind without states.
    pub state: String,
    /// Whether its state says that nothing of it is left to do.
    pub done: bool,
    /// Its day.
    pub day: Option<String>,
    /// The day it is due, while it is.
    pub due: Option<String>,
    /// Decisions to take and figures that cannot be right.
    pub open_questions: u32,
    /// Whether it bears a secrecy marking; such content belongs on paper.
    pub marked: bool,
    /// Whether it can be read.
    pub readable: bool,
    /// Figures and listed fields, by name, as text.
    pub figures: Vec<Field>,
    /// How safe it is.
    pub safety: Safety,
}

impl RecordLine {
    /// The figure of that name.
    #[must_use]
    pub fn figure(&self, name: &str) -> Option<&str> {
        self.figures.iter().find(|figure| figure.name == name).map(|figure| figure.value.as_str())
    }
}

impl From<(Row, DeviceSafety)> for RecordLine {
    fn from((row, safety): (Row, DeviceSafety)) -> Self {
        let figure = |(name, value): (&String, &Scalar)| Field { name: name.clone(), value: value.display() };
        Self {
            id: row.doc.to_string(),
            kind: row.kind.code().to_owned(),
            org: row.org.to_string(),
            about: row.about.map(|about| about.to_string()),
            title: words().title(&row),
            state: row.state.clone(),
            done: row.is_done(),
            day: row.on.map(|day| day.to_string()),
            due: row.due.map(|day| day.to_string()),
            open_questions: row.decisions.saturating_add(row.impossible).max(u32::from(!row.is_readable)),
            marked: row.is_marked,
            readable: row.is_readable,
            figures: row.figures.iter().map(figure).collect(),
            safety: (&safety).into(),
        }
    }
}

/// Which records a list shows; what is absent narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default)]
pub struct RecordFilter {
    /// The stored code of the kind.
    #[uniffi(default = None)]
    pub kind: Option<String>,
    /// Words anywhere in the record, marks or no marks; each may be the beginning of a word.
    #[uniffi(default = "")]
    pub text: String,
    /// The stored code of the state.
    #[uniffi(default = None)]
    pub state: Option<String>,
    /// First day.
    #[uniffi(default = None)]
    pub since: Option<String>,
    /// Last day.
    #[uniffi(default = None)]
    pub until: Option<String>,
    /// Still due, on this day or before it.
    #[uniffi(default = None)]
    pub due_until: Option<String>,
    /// The organisation.
    #[uniffi(default = None)]
    pub org: Option<String>,
    /// Only those that speak about this record or come from it.
    #[uniffi(default = None)]
    pub about: Option<String>,
    /// Only those with these figures.
    #[uniffi(default = [])]
    pub figures: Vec<Field>,
    /// Only those with decisions to take or impossible figures.
    #[uniffi(default = false)]
    pub unsettled: bool,
    /// Only those with something that is on this phone alone or held.
    #[uniffi(default = false)]
    pub not_safe: bool,
    /// In the order of titles, members by name, instead of the latest first.
    #[uniffi(default = false)]
    pub by_title: bool,
    /// How many lines to leave out at the beginning.
    #[uniffi(default = 0)]
    pub skip: u32,
    /// How many lines at most; all of them for 0.
    #[uniffi(default = 0)]
    pub take: u32,
}

impl RecordFilter {
    /// What is asked of the list.
    ///
    /// # Errors
    /// [`SenError::FixInput`] names what is no kind, day or id.
    pub fn query(&self) -> Result<Query, SenError> {
        let day = |field: &'static str, day: &Option<String>| {
            let read = |day: &String| {
                let read = shared::time::CivilDate::parse(day).ok();
                read.ok_or_else(|| SenError::from(Rule::Date.broken(field, Some(day))))
            };
            day.as_ref().map(read).transpose()
        };
        let kind = |code: &String| Kind::from_code(code).ok_or_else(|| unfit("kind", "no such kind of record"));
        let org = |id: &String| id.parse().map_err(|error| unfit("org", error));
        let doc = |id: &String| id.parse().map_err(|error| unfit("id", error));
        let kinds: Vec<Kind> = self.kind.iter().map(kind).collect::<Result<_, _>>()?;
        // Of who is recorded twice, the register has the record that speaks for them.
        let is_register = kinds == [Kind::Member];
        Ok(Query {
            missing: if is_register { Query::members().missing } else { Vec::new() },
            kinds,
            words: self.text.clone(),
            states: self.state.iter().cloned().collect(),
            since: day("since", &self.since)?,
            until: day("until", &self.until)?,
            due_until: day("due_until", &self.due_until)?,
            orgs: self.org.as_ref().map(org).transpose()?.map(|org| vec![org]),
            about: self.about.as_ref().map(doc).transpose()?,
            figures: self.figures.iter().map(|figure| (figure.name.clone(), typed(&figure.value))).collect(),
            unsettled: self.unsettled,
            order: if self.by_title { Order::Name } else { Order::Latest },
            ..Query::default()
        })
    }
}

/// A figure as it is compared: what reads as a number or as yes and no is one.
fn typed(value: &str) -> Scalar {
    match value {
        "true" => Scalar::Bool(true),
        "false" => Scalar::Bool(false),
        // A card number is text, whatever it is made of.
        other => Scalar::from(other),
    }
}
