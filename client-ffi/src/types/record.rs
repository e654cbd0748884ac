//! Mirrors of a record of any kind.

use std::collections::BTreeMap;

use shared::doc::Kind;
use shared::kind::spec::{Field as FieldOf, Shape};
use shared::record::Row;
use shared::record::StepView;
use shared::record::view::{EntryView, PartView, Sum};

use super::{Conflict, RecordLine};
use crate::engine::{Engine, RecordPage};
use crate::words::words;

/// A value by the name of its field or figure.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Field {
    /// Its stored name; for what is written, its place: `field`, `part/subject/field` or `part/entry/field`.
    pub name: String,
    /// What it holds, or what was typed.
    pub value: String,
}

/// A record with everything a screen shows beside it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Record {
    /// Its line in lists.
    pub line: RecordLine,
    /// Its parts, in the order in which they are kept.
    pub parts: Vec<RecordPart>,
    /// Amounts that its kind adds up.
    pub sums: Vec<RecordField>,
    /// The steps of its life, with what stands in the way of each.
    pub steps: Vec<RecordStep>,
    /// How far it has come to the ward's review: `not`, `changed` since it was handed in, or `in` as it stands.
    pub handed: String,
    /// Places in dispute.
    pub conflicts: Vec<Conflict>,
    /// Records that speak about it or come from it.
    pub related: Vec<RecordLine>,
    /// Others of its kind that say, as it does, that they are the one there should be.
    pub beside: Vec<RecordLine>,
    /// Whether all of it can be read.
    pub is_whole: bool,
}

/// One part of a record.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RecordPart {
    /// Its stored name.
    pub name: String,
    /// What it is called.
    pub words: String,
    /// `head`, `keyed`, `entries` or `text`.
    pub form: String,
    /// One entry for a head, one each for subjects and entries of a list.
    pub entries: Vec<RecordEntry>,
    /// The running text of a part that is one.
    pub text: Option<String>,
}

/// One entry of a part.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RecordEntry {
    /// Its name: subject or entry; empty for the head.
    pub name: String,
    /// For a subject that is a person, what they are called.
    pub person: Option<String>,
    /// Its fields that are filled.
    pub fields: Vec<RecordField>,
}

/// One filled field.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RecordField {
    /// Its stored name.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// What it holds, as it is stored.
    pub value: String,
    /// What it holds, as a person reads it.
    pub words: String,
    /// Whether different values stand there.
    pub disputed: bool,
}

/// One step of a record's life.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RecordStep {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub words: String,
    /// The fields that are given with it.
    pub asks: Vec<String>,
    /// Why it cannot be taken now; absent when it can.
    pub refused: Option<String>,
}

impl Record {
    /// The mirror of a page.
    #[must_use]
    pub fn of(page: RecordPage, engine: &Engine) -> Self {
        let (view, kind) = (page.view, page.row.kind);
        let titles: Titles = page.held.iter().map(|row| (row.doc.to_string(), words().title(row))).collect();
        let line = |row: Row| RecordLine::from((row.clone(), engine.safety(row.doc)));
        let conflicts = view.conflicts.iter();
        let people = engine.people();
        Self {
            parts: view.parts.iter().map(|part| RecordPart::of(kind, part, &titles)).collect(),
            sums: view.sums.iter().map(|one| sum(kind, one)).collect(),
            steps: page.steps.iter().map(|step| RecordStep::of(kind, step)).collect(),
            handed: page.handed.code().to_owned(),
            conflicts: conflicts
                .map(|(found, grade)| Conflict::of(&found.part, &found.key, *grade, &found.values, people))
                .collect(),
            related: page.related.into_iter().map(line).collect(),
            beside: page.beside.into_iter().map(line).collect(),
            is_whole: view.is_whole,
            line: RecordLine::from((page.row, page.safety)),
        }
    }

    /// What a field of the head holds, as it is stored.
    #[must_use]
    pub fn head(&self, field: &str) -> Option<&str> {
        let head = self.parts.iter().find(|part| part.form == "head")?.entries.first()?;
        head.fields.iter().find(|filled| filled.name == field).map(|filled| filled.value.as_str())
    }
}

fn sum(kind: Kind, sum: &Sum) -> RecordField {
    RecordField {
        name: sum.name.to_owned(),
        label: words().code(&format!("sum-{}", kind.code()), sum.name),
        value: sum.amount.to_string(),
        words: words().money(sum.amount),
        disputed: sum.is_disputed,
    }
}

impl RecordPart {
    fn of(kind: Kind, part: &PartView, titles: &Titles) -> Self {
        Self {
            name: part.part.name.to_owned(),
            words: words().code(&format!("part-{}", kind.code()), part.part.name),
            form: super::spec::form(part.part.form).to_owned(),
            entries: part.entries.iter().map(|entry| RecordEntry::of(kind, part, entry, titles)).collect(),
            text: part.text.clone(),
        }
    }
}

impl RecordEntry {
    fn of(kind: Kind, part: &PartView, entry: &EntryView, titles: &Titles) -> Self {
        let field = |filled: &shared::record::view::FieldView| {
            let declared = part.part.field(filled.name);
            let said = declared.map_or_else(|| filled.value.clone(), |field| read(field, filled, titles));
            RecordField {
                name: filled.name.to_owned(),
                label: match declared {
                    Some(field) => words().field(kind.code(), field),
                    None => words().code(&format!("field-{}", kind.code()), filled.name),
                },
                words: said,
                value: filled.value.clone(),
                disputed: filled.is_disputed,
            }
        };
        Self {
            name: entry.name.clone(),
            person: entry.person.clone(),
            fields: entry.fields.iter().map(field).collect(),
        }
    }
}

/// What records are called, by their ids.
type Titles = BTreeMap<String, String>;

fn read(field: &FieldOf, filled: &shared::record::view::FieldView, titles: &Titles) -> String {
    match (&filled.person, field.shape) {
        (Some(name), shape) if shape.is_named() => name.clone(),
        (_, Shape::Record(_)) => titles.get(&filled.value).unwrap_or(&filled.value).clone(),
        _ => words().value(field, &filled.value),
    }
}

impl RecordStep {
    fn of(kind: Kind, view: &StepView) -> Self {
        Self {
            name: view.step.name.to_owned(),
            words: words().code(&format!("step-{}", kind.code()), view.step.name),
            asks: view.step.asks.iter().map(|name| (*name).to_owned()).collect(),
            refused: view.refused.map(|refusal| words().refusal(refusal)),
        }
    }
}
