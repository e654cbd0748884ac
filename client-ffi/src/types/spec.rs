//! Mirrors of what kinds of records declare of themselves, with the words for it: an app makes its forms of this.

use shared::doc::Kind;
use shared::kind::spec::{Codes, Field, Form, Origin, Part, Shape, Step, Subject};
use shared::paper::{self, Sort};

use super::Code;
use crate::words::words;

/// One kind of record.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KindSpec {
    /// Its stored code.
    pub code: String,
    /// What it is called.
    pub words: String,
    /// Whether its records are printed.
    pub paper: bool,
    /// The papers of its records beside the whole one, each by the form that is asked for.
    pub papers: Vec<Code>,
    /// How one is begun: `drawn` anywhere, `about` another record, `meeting` and `organisation` in ways of their own.
    pub origin: String,
    /// The field with the record of the kind that one is drafted from; empty for kinds that are drafted from none.
    pub model: String,
    /// Its parts, in the order in which they are kept.
    pub parts: Vec<PartSpec>,
    /// Its states, the first one being that of a fresh record.
    pub states: Vec<Code>,
    /// The steps between them.
    pub steps: Vec<StepSpec>,
    /// The states in which its figures are drawn from other records; none for a kind of which nothing is counted.
    pub counted_in: Vec<String>,
}

/// A kind of records that stand on their own, as a list of such kinds shows it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WorkKind {
    /// Its stored code.
    pub code: String,
    /// What it is called.
    pub words: String,
    /// How many records of it are here.
    pub records: u32,
    /// Whether the person begins such records.
    pub may_begin: bool,
}

impl WorkKind {
    pub(crate) fn of(kind: Kind, here: usize, may_begin: bool) -> Self {
        let records = u32::try_from(here).unwrap_or(u32::MAX);
        Self { code: kind.code().to_owned(), words: words().code("kind", kind.code()), records, may_begin }
    }
}

/// One part of a kind.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PartSpec {
    /// Its stored name.
    pub name: String,
    /// What it is called.
    pub words: String,
    /// `head` for one value per field, `keyed` for subjects with fields, `entries` for a list, `text` for running text.
    pub form: String,
    /// What the subjects of a keyed part are: `words`, `record`, `person`, `code`; empty for other parts.
    pub subject: String,
    /// The subjects of a keyed part that has these codes only.
    pub subjects: Vec<Code>,
    /// Its fields.
    pub fields: Vec<FieldSpec>,
}

/// One field of a part.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FieldSpec {
    /// Its stored name.
    pub name: String,
    /// What it is called.
    pub words: String,
    /// What fits: `line`, `text`, `date`, `partial_date`, `time`, `count`, `money`, `flag`, `code`, `person`, `record`.
    pub shape: String,
    /// The codes that fit, for a field that takes codes.
    pub codes: Vec<Code>,
    /// The kinds of records that fit, for a field that takes a record and is chosen in a form.
    pub of_kinds: Vec<String>,
    /// Whether nothing is begun without it.
    pub required: bool,
    /// Whether only a step sets it.
    pub of_step: bool,
}

/// One step of a kind's life.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StepSpec {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub words: String,
    /// The states in which it may be taken.
    pub from: Vec<String>,
    /// The fields that are given with it.
    pub asks: Vec<String>,
}

/// Every kind of record this version knows, as it declares itself.
#[must_use]
#[uniffi::export]
pub fn specs() -> Vec<KindSpec> {
    Kind::ALL.into_iter().map(KindSpec::of).collect()
}

impl KindSpec {
    fn of(kind: Kind) -> Self {
        let spec = kind.spec();
        let shown = spec.parts.iter().filter(|part| !matches!(part.form, Form::Typed | Form::People));
        let open = spec.life.states.iter().filter(|state| !spec.life.closed.contains(state));
        let state =
            |code: &&str| Code { code: (*code).to_owned(), words: words().code(&format!("state-{}", spec.code), code) };
        Self {
            code: spec.code.to_owned(),
            words: words().code("kind", spec.code),
            paper: paper::is_paper(kind),
            papers: Sort::beside(kind).iter().map(|sort| paper_of(*sort)).collect(),
            origin: match spec.origin {
                Origin::Meeting => "meeting",
                Origin::About => "about",
                Origin::Drawn => "drawn",
                Origin::Organisation => "organisation",
            }
            .to_owned(),
            model: spec.model.to_owned(),
            parts: shown.map(|part| PartSpec::of(spec.code, part)).collect(),
            states: spec.life.states.iter().map(state).collect(),
            steps: spec.life.steps.iter().map(|step| StepSpec::of(spec.code, step)).collect(),
            counted_in: spec.counted.map(|_| open.map(|state| (*state).to_owned()).collect()).unwrap_or_default(),
        }
    }
}

fn paper_of(sort: Sort) -> Code {
    Code { code: sort.code().to_owned(), words: words().code("paper-sort", sort.shown()) }
}

impl PartSpec {
    fn of(kind: &str, part: &Part) -> Self {
        let subjects = if let Form::Keyed(Subject::Code(codes)) = part.form { worded(codes) } else { Vec::new() };
        Self {
            name: part.name.to_owned(),
            words: words().code(&format!("part-{kind}"), part.name),
            form: form(part.form).to_owned(),
            subject: subject(part.form).to_owned(),
            subjects,
            fields: part.fields.iter().map(|field| FieldSpec::of(kind, field)).collect(),
        }
    }
}

impl FieldSpec {
    fn of(kind: &str, field: &Field) -> Self {
        let shape = match field.shape {
            Shape::Line | Shape::Org | Shape::Checked(_) => "line",
            Shape::Text => "text",
            Shape::Date => "date",
            Shape::Partial => "partial_date",
            Shape::Time => "time",
            Shape::Count => "count",
            Shape::Money => "money",
            Shape::Flag => "flag",
            Shape::Code(_) => "code",
            Shape::Person => "person",
            Shape::Record(_) => "record",
        };
        Self {
            name: field.name.to_owned(),
            words: words().field(kind, field),
            shape: shape.to_owned(),
            codes: if let Shape::Code(codes) = field.shape { worded(codes) } else { Vec::new() },
            of_kinds: if let Shape::Record(kinds) = field.shape { owned(kinds) } else { Vec::new() },
            required: field.is_required,
            of_step: field.is_of_step,
        }
    }
}

impl StepSpec {
    fn of(kind: &str, step: &Step) -> Self {
        Self {
            name: step.name.to_owned(),
            words: words().code(&format!("step-{kind}"), step.name),
            from: owned(step.from),
            asks: owned(step.asks),
        }
    }
}

pub(super) const fn form(form: Form) -> &'static str {
    match form {
        Form::Head => "head",
        Form::Keyed(_) => "keyed",
        Form::Entries => "entries",
        Form::Text => "text",
        Form::Typed | Form::People => "typed",
    }
}

const fn subject(form: Form) -> &'static str {
    match form {
        Form::Keyed(Subject::Words) => "words",
        Form::Keyed(Subject::Record) => "record",
        Form::Keyed(Subject::Person) => "person",
        Form::Keyed(Subject::Code(_)) => "code",
        Form::Head | Form::Entries | Form::Text | Form::Typed | Form::People => "",
    }
}

fn owned(codes: &[&str]) -> Vec<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

fn worded(codes: Codes) -> Vec<Code> {
    let code = |code: &&str| Code { code: (*code).to_owned(), words: words().code(codes.family, code) };
    codes.known.iter().map(code).collect()
}
