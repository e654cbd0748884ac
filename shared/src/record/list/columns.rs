//! What a row of the list is stored as, and the way back.

use std::collections::BTreeMap;

use crate::doc::{Kind, Scalar};
use crate::id::{DocId, OrgId};
use crate::record::Row;
use crate::time::CivilDate;

/// The columns that [`super::Query::rows`] gives, in order; [`Columns::read`] reads them.
pub(super) const COLUMNS: &str = "doc, org, kind, about, title, state, on_day, due, sort_key, decisions, impossible, marked, readable, unseen, figures";

/// The columns of one row, as a database gives them.
#[derive(Debug, Clone)]
pub struct Columns {
    /// Ids: the record, its organisation, the record it speaks about.
    pub ids: (Vec<u8>, Vec<u8>, Option<Vec<u8>>),
    /// The number of its kind.
    pub kind: u8,
    /// Title and state.
    pub texts: (String, String),
    /// Its day, and the day it is due.
    pub days: (Option<String>, Option<String>),
    /// Where it sorts.
    pub sort_key: Vec<u8>,
    /// Decisions and impossible figures.
    pub counts: (u32, u32),
    /// Whether it bears a marking, can be read, and changed since the ward looked at it.
    pub flags: (bool, bool, bool),
    /// Its figures.
    pub figures: String,
}

impl Columns {
    /// The row; `None` when the columns are not those of one.
    #[must_use]
    pub fn read(self) -> Option<Row> {
        let day = |text: Option<String>| text.and_then(|text| CivilDate::parse(&text).ok());
        let (doc, org, about) = self.ids;
        Some(Row {
            doc: DocId::from_slice(&doc)?,
            org: OrgId::from_slice(&org)?,
            kind: Kind::from_number(self.kind)?,
            about: about.and_then(|about| DocId::from_slice(&about)),
            title: self.texts.0,
            state: self.texts.1,
            on: day(self.days.0),
            due: day(self.days.1),
            sort_key: self.sort_key,
            search_text: String::new(),
            decisions: self.counts.0,
            impossible: self.counts.1,
            is_marked: self.flags.0,
            is_readable: self.flags.1,
            is_unseen: self.flags.2,
            figures: figures_of(&self.figures)?,
        })
    }
}

/// The figures of a row as they are stored.
pub(super) fn figures_text(figures: &BTreeMap<String, Scalar>) -> String {
    let value = |value: &Scalar| match value {
        Scalar::Bool(flag) => serde_json::Value::from(*flag),
        Scalar::Int(number) => serde_json::Value::from(*number),
        Scalar::Float(number) => serde_json::Value::from(*number),
        Scalar::Str(text) => serde_json::Value::from(text.as_str()),
        Scalar::Null | Scalar::Bytes(_) => serde_json::Value::Null,
    };
    let map: serde_json::Map<String, serde_json::Value> =
        figures.iter().map(|(name, figure)| (name.clone(), value(figure))).collect();
    serde_json::Value::Object(map).to_string()
}

/// The figures of a row as they were stored; `None` for what is none.
pub(super) fn figures_of(text: &str) -> Option<BTreeMap<String, Scalar>> {
    let map: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).ok()?;
    Some(map.into_iter().map(|(name, figure)| (name, scalar(figure))).collect())
}

/// One figure as [`super::Query::picked`] finds it; `None` for what is none.
#[must_use]
pub fn figure_of(text: &str) -> Option<Scalar> {
    serde_json::from_str(text).ok().map(scalar)
}

fn scalar(value: serde_json::Value) -> Scalar {
    match value {
        serde_json::Value::Bool(flag) => Scalar::Bool(flag),
        serde_json::Value::Number(number) => {
            number.as_i64().map_or_else(|| Scalar::Float(number.as_f64().unwrap_or_default()), Scalar::Int)
        }
        serde_json::Value::String(text) => Scalar::Str(text),
        serde_json::Value::Null | serde_json::Value::Array(_) | serde_json::Value::Object(_) => Scalar::Null,
    }
}
