//! From a text of rules to checked values; every refusal says which key it is about.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::value::Datetime;
use toml::{Table, Value};

use super::basis::{Basis, Instrument, Label, Sureness};
use super::fault::{Fault, RulesError, refused};
use crate::key::MeetingKind;
use crate::time::CivilDate;

/// The keys of a value that tell its basis; what else it has is its own.
const BASIS: [&str; 5] = ["instrument", "from", "until", "sureness", "note"];

/// Those that say by which document a value stands, and how well that is known: a place's value takes none of them over
/// from the value it is like.
pub(super) const SOURCE: [&str; 3] = ["instrument", "sureness", "note"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBasis {
    instrument: RawInstrument,
    from: Datetime,
    until: Option<Datetime>,
    sureness: String,
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawInstrument {
    issuer: String,
    r#type: String,
    number: String,
    date: Datetime,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLabel {
    vi: String,
    en: String,
}

impl RawLabel {
    pub(super) fn checked(self, key: &str) -> Result<Label, RulesError> {
        if self.vi.trim().is_empty() || self.en.trim().is_empty() {
            return Err(refused(key, Fault::BothLanguages, ""));
        }
        Ok(Label { vi: self.vi, en: self.en })
    }
}

/// The table under a key.
pub(super) fn table(key: &str, value: Value) -> Result<Table, RulesError> {
    match value {
        Value::Table(table) => Ok(table),
        _ => Err(refused(key, Fault::Table, "")),
    }
}

/// Reads the fields of a table strictly: none unknown, none missing.
pub(super) fn fields<T: DeserializeOwned>(key: &str, table: Table) -> Result<T, RulesError> {
    T::deserialize(Value::Table(table)).map_err(|error| refused(key, Fault::Fields, error.to_string().trim()))
}

/// Takes the basis out of a value's table.
pub(super) fn basis(key: &str, table: &mut Table) -> Result<Basis, RulesError> {
    let taken = BASIS.iter().filter_map(|name| table.remove_entry(*name)).collect();
    let raw: RawBasis = fields(key, taken)?;
    let part = |name: &str| format!("{key}.{name}");
    let RawInstrument { issuer, r#type, number, date } = raw.instrument;
    for (name, text) in [("issuer", &issuer), ("type", &r#type), ("number", &number)] {
        if text.trim().is_empty() {
            return Err(refused(part(&format!("instrument.{name}")), Fault::Instrument, ""));
        }
    }
    let basis = Basis {
        instrument: Instrument { issuer, kind: r#type, number, date: day(&part("instrument.date"), &date)? },
        from: day(&part("from"), &raw.from)?,
        until: raw.until.map(|until| day(&part("until"), &until)).transpose()?,
        sureness: Sureness::known(&raw.sureness)
            .ok_or_else(|| refused(part("sureness"), Fault::Unknown, &raw.sureness))?,
        note: raw.note,
    };
    if basis.until.is_some_and(|until| until < basis.from) {
        return Err(refused(part("until"), Fault::Until, ""));
    }
    Ok(basis)
}

/// That a place's value says itself by which document it stands, all of it, and how sure that is.
pub(super) fn own_source(key: &str, table: &Table) -> Result<(), RulesError> {
    for name in ["instrument", "sureness"] {
        if !table.contains_key(name) {
            return Err(refused(format!("{key}.{name}"), Fault::OwnSource, ""));
        }
    }
    let instrument = table.get("instrument").and_then(Value::as_table);
    for name in ["issuer", "type", "number", "date"] {
        if instrument.is_some_and(|instrument| !instrument.contains_key(name)) {
            return Err(refused(format!("{key}.instrument.{name}"), Fault::Instrument, ""));
        }
    }
    Ok(())
}

fn day(key: &str, date: &Datetime) -> Result<CivilDate, RulesError> {
    let Datetime { date: Some(date), time: None, offset: None } = date else {
        return Err(refused(key, Fault::Day, ""));
    };
    CivilDate::new(date.year, date.month, date.day).ok_or_else(|| refused(key, Fault::Day, ""))
}

pub(super) fn kinds(key: &str, codes: &[String]) -> Result<Vec<MeetingKind>, RulesError> {
    let known = |code: &String| MeetingKind::known(code).ok_or_else(|| refused(key, Fault::Unknown, code));
    codes.iter().map(known).collect()
}

/// Whether a name can stand in a record's leaf and in another text of rules.
pub(super) fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    (1..=60).contains(&name.len()) && name.chars().all(fits)
}

/// What `over` says, and where it is silent what `base` says.
pub(super) fn laid_over(mut base: Table, over: Table) -> Table {
    for (name, value) in over {
        let merged = match (base.remove(&name), value) {
            (Some(Value::Table(below)), Value::Table(above)) => Value::Table(laid_over(below, above)),
            (_, value) => value,
        };
        base.insert(name, merged);
    }
    base
}
