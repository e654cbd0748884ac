//! Figures into the record that is counted, by the fields its kind declares, and which of them were drawn.

use super::Figure;
use crate::doc::{Doc, Edit};
use crate::input::{Rule, WriteError};
use crate::kind::spec::{Counted, Spec};
use crate::record::write::{self, Context, FieldPath};
use crate::time::CivilDate;
use crate::words::{Language, Words};

/// What a record asks to be counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The first day.
    pub since: CivilDate,
    /// The last day.
    pub until: CivilDate,
    /// What; everything where it says nothing.
    pub scope: Option<String>,
}

/// What a record asks to be counted.
///
/// # Errors
/// [`WriteError::Invalid`] for a kind of which nothing is counted, and for a period that is missing or ends before it begins;
/// [`WriteError::Disputed`] while people differ over it.
pub fn asked(doc: &Doc) -> Result<Asked, WriteError> {
    let spec = doc.kind().spec();
    let read = || {
        let counted = spec.counted.ok_or_else(|| Rule::List.broken("part", None))?;
        let asks = [counted.since, counted.until, counted.scope];
        let divergences = doc.divergences();
        if divergences.iter().any(|found| found.part == spec.head && asks.contains(&found.key.as_str())) {
            return Err(WriteError::Disputed);
        }
        let tree = doc.tree();
        let said = |name: &str| tree.get(spec.head).and_then(|head| head.str(name)).filter(|said| !said.is_empty());
        let day = |name: &'static str| {
            let day = said(name).and_then(|day| CivilDate::parse(day).ok());
            day.ok_or_else(|| spec.head_field(name).map_or_else(|| Rule::Date.broken(name, None), write::missing))
        };
        let (since, until) = (day(counted.since)?, day(counted.until)?);
        if until < since {
            return Err(Rule::Period.broken(counted.until, said(counted.until)));
        }
        Ok(Asked { since, until, scope: said(counted.scope).map(str::to_owned) })
    };
    read().map_err(|error| error.of_kind(spec.code))
}

/// Writes figures into a record, each under its code: who draws the same apart comes to the same leaves. What was drawn
/// before and is not among them is taken away; what somebody wrote stays.
///
/// # Errors
/// [`WriteError::Invalid`] for a kind of which nothing is counted, and where nothing was.
pub fn draw(edit: &mut Edit<'_>, spec: &'static Spec, figures: &[Figure], on: CivilDate) -> Result<(), WriteError> {
    let mut write = || {
        let counted = spec.counted.ok_or_else(|| Rule::List.broken("part", None))?;
        if figures.is_empty() {
            return Err(Rule::Uncounted.broken(counted.scope, None));
        }
        let is_drawn = |edit: &Edit<'_>, subject: &str| edit.leaf(counted.part, &at(subject, counted.on)).is_some();
        let before: Vec<String> = edit.leaves(counted.part);
        let before = before.iter().filter_map(|leaf| leaf.strip_suffix(counted.on)?.strip_suffix('/'));
        for subject in before.filter(|subject| !figures.iter().any(|figure| figure.code == *subject)) {
            for field in spec.part(counted.part).map_or(&[][..], |part| part.fields) {
                edit.remove(counted.part, &at(subject, field.name))?;
            }
        }
        for figure in figures {
            let is_written = edit.leaf(counted.part, &at(figure.code, VALUE)).is_some();
            if !is_written || is_drawn(edit, figure.code) {
                one(edit, spec, counted, figure, on)?;
            }
        }
        Ok(())
    };
    write().map_err(|error: WriteError| error.of_kind(spec.code))
}

const VALUE: &str = "value";

fn at(subject: &str, field: &str) -> String {
    format!("{subject}/{field}")
}

fn one(
    edit: &mut Edit<'_>,
    spec: &'static Spec,
    counted: Counted,
    figure: &Figure,
    on: CivilDate,
) -> Result<(), WriteError> {
    let words = Words::of(Language::Vi);
    let said = |family: &str| words.code(&format!("{family}-{}", spec.code), figure.code);
    let day = on.to_string();
    let fields = [("label", &*said("figure")), (VALUE, &*figure.value), ("unit", &*said("unit")), (counted.on, &*day)];
    for (name, typed) in fields {
        let field = spec.part(counted.part).and_then(|part| part.field(name));
        let field = field.ok_or_else(|| Rule::Field.broken("field", Some(name)))?;
        let place = FieldPath::Keyed(counted.part, figure.code.to_owned(), field.name);
        write::put(edit, spec, &place, field, typed, &Context::default())?;
    }
    Ok(())
}
