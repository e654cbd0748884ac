//! The containers of a record and their fields: what fits, how grave a difference is, who may write what.

use super::writers::Writers;

/// One container of a record.
#[derive(Debug)]
pub struct Part {
    /// Its stored name.
    pub name: &'static str,
    /// The schema whose foundation makes it, from 1.
    pub schema: u32,
    /// What it holds.
    pub form: Form,
    /// The fields it or each of its entries has.
    pub fields: &'static [Field],
    /// The grade of leaves that no field here names, such as those of a newer version.
    pub others: Grade,
    /// For a running text, whether a search looks in it.
    pub is_searched: bool,
}

/// What a container holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A map of one leaf per field.
    Head,
    /// A map of leaves `subject/field`: who records the same subject apart meets in it.
    Keyed(Subject),
    /// A list of entries, each begun by one writer.
    Entries,
    /// One running text.
    Text,
    /// A map of what code of its own writes; it has fields only for their grades.
    Typed,
    /// A map of person keys to the names by which the record speaks of them.
    People,
}

impl Form {
    /// A map of leaves whose subjects are persons.
    pub const PERSONS: Self = Self::Keyed(Subject::Person);
}

/// What the subjects of a keyed part are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Words, folded.
    Words,
    /// The id of a record.
    Record,
    /// A person: a member of the register, or a name.
    Person,
    /// One of these codes.
    Code(Codes),
}

/// Stored codes of one family, which is how the catalogue of words knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Codes {
    /// The family.
    pub family: &'static str,
    /// Every code of it that this version knows.
    pub known: &'static [&'static str],
}

impl Codes {
    /// The codes of a family.
    #[must_use]
    pub const fn of(family: &'static str, known: &'static [&'static str]) -> Self {
        Self { family, known }
    }
}

/// One field: its stored name, what fits it, and how people work with it.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The stored name.
    pub name: &'static str,
    /// Its word among those of the kind's fields: its name, unless another part has a field of that name with another sense.
    pub word: &'static str,
    /// What fits.
    pub shape: Shape,
    /// How grave it is when two people wrote different values.
    pub grade: Grade,
    /// Whether a record or entry cannot be begun without it.
    pub is_required: bool,
    /// Whether a search looks in it.
    pub is_searched: bool,
    /// Whether lists keep it as a figure.
    pub is_listed: bool,
    /// Whether nobody types it into a form: a step asks for it, or it follows from other fields.
    pub is_of_step: bool,
    /// Whether it stays as the record was begun with it.
    pub is_fixed: bool,
    /// Whether it names the organisation in which the record lives from then on.
    pub is_placing: bool,
    /// Codes that only these write, whoever else writes the record; no code stands for every value.
    pub reserved: Option<(&'static [&'static str], &'static [Writers])>,
    /// Codes that people look for here and that are refused with a reason; the reason in plain words.
    pub refused: Option<(&'static [&'static str], &'static str)>,
}

impl Field {
    /// A field whose different values stand beside each other without harm.
    #[must_use]
    pub const fn new(name: &'static str, shape: Shape) -> Self {
        Self {
            name,
            word: name,
            shape,
            grade: Grade::Parallel,
            is_required: false,
            is_searched: false,
            is_listed: false,
            is_of_step: false,
            is_fixed: false,
            is_placing: false,
            reserved: None,
            refused: None,
        }
    }

    /// A field whose different values exclude each other.
    #[must_use]
    pub const fn decisive(name: &'static str, shape: Shape) -> Self {
        Self { grade: Grade::Decision, ..Self::new(name, shape) }
    }

    /// The same field, called by a word of its own.
    #[must_use]
    pub const fn called(self, word: &'static str) -> Self {
        Self { word, ..self }
    }

    /// The same field, without which nothing is begun.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { is_required: true, ..self }
    }

    /// The same field, looked in by a search.
    #[must_use]
    pub const fn searched(self) -> Self {
        Self { is_searched: true, ..self }
    }

    /// The same field, kept as a figure of lists.
    #[must_use]
    pub const fn listed(self) -> Self {
        Self { is_listed: true, ..self }
    }

    /// The same field, which offers these codes of its own and refuses them with a reason.
    #[must_use]
    pub const fn refusing(self, codes: &'static [&'static str], why: &'static str) -> Self {
        Self { refused: Some((codes, why)), ..self }
    }

    /// The same field, which nobody types into a form.
    #[must_use]
    pub const fn of_step(self) -> Self {
        Self { is_of_step: true, ..self }
    }

    /// The same field, some codes of which only these write; every value where no code is named.
    #[must_use]
    pub const fn reserving(self, codes: &'static [&'static str], writers: &'static [Writers]) -> Self {
        Self { reserved: Some((codes, writers)), ..self }
    }

    /// The same field, which says in which organisation the record lives; only these write it.
    #[must_use]
    pub const fn placing(self, writers: &'static [Writers]) -> Self {
        Self { is_placing: true, ..self.of_step().reserving(&[], writers) }
    }

    /// The same field, which stays as the record was begun with it.
    #[must_use]
    pub const fn fixed(self) -> Self {
        Self { is_fixed: true, ..self }
    }
}

/// What a field holds, and so how typed input is checked.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// One line of text.
    Line,
    /// Running text in an entry, which merges character by character.
    Text,
    /// A civil date.
    Date,
    /// A date of which the day or the month may not be known.
    Partial,
    /// A time of day.
    Time,
    /// A whole number from 0.
    Count,
    /// An amount of money from 0, in đồng.
    Money,
    /// Yes or no.
    Flag,
    /// One of these stored codes; another one that a newer app wrote is kept.
    Code(Codes),
    /// A person: a member of the register, or a name.
    Person,
    /// An organisation: one of those known here, or a name.
    Org,
    /// The id of a record of one of these kinds, which a form offers by their titles; of any where none is named, which no
    /// form can offer.
    Record(&'static [&'static str]),
    /// A line that a function of the kind's own brings into its stored form, or says what is wrong.
    Checked(fn(&str) -> Result<String, &'static str>),
}

impl Shape {
    /// Whether the record keeps the name under which it speaks of what is stored.
    #[must_use]
    pub const fn is_named(self) -> bool {
        matches!(self, Self::Person | Self::Org)
    }
}

/// How grave a divergence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Different people wrote at the same time and everything merged; worth a look, no more.
    Parallel,
    /// Values that exclude each other: a person decides, and adoption waits for it.
    Decision,
}

impl Part {
    /// A part of the first schema.
    #[must_use]
    pub const fn new(name: &'static str, form: Form, fields: &'static [Field]) -> Self {
        Self { name, schema: 1, form, fields, others: Grade::Parallel, is_searched: true }
    }

    /// The same part, where whatever no field names excludes other values.
    #[must_use]
    pub const fn strict(self) -> Self {
        Self { others: Grade::Decision, ..self }
    }

    /// The same part, which a search leaves out.
    #[must_use]
    pub const fn unsearched(self) -> Self {
        Self { is_searched: false, ..self }
    }

    /// One of its fields.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}
