//! What a kind of record declares of itself: parts and fields, who writes it, its states and the steps between them.
//!
//! A [`Spec`] is data, with a few small functions over a record's content. Everything that is done with records reads it
//! and names no kind.

use crate::id::DocId;
use crate::node::{Node, Scalar};
use crate::time::CivilDate;

mod part;
mod writers;

pub use part::{Codes, Field, Form, Grade, Part, Shape, Subject};
pub(super) use writers::{CELL, COMMITTEE, HEADS, OFFICE, OFFICE_ALONE, REVIEWERS, WARD};
pub use writers::{Reach, Writers};

/// All there is to know of one kind of record.
#[derive(Debug)]
pub struct Spec {
    /// The stable code, as written in documents.
    pub code: &'static str,
    /// The number on the wire and in databases; never used again for another kind.
    pub number: u8,
    /// Who reads the records.
    pub stream: StreamClass,
    /// How a record's id comes about.
    pub origin: Origin,
    /// The codes of the kinds a record of this one is begun about, for [`Origin::About`].
    pub speaks_about: &'static [&'static str],
    /// Which of the records about the same one a fresh record is; without it there is one.
    pub nth: Option<Nth>,
    /// Who writes the records.
    pub writers: &'static [Writers],
    /// Whose members a name in a record can mean: those of its organisation, or of every one below it as well.
    pub persons: Reach,
    /// The containers of a record with the fields in them, in the order in which people read them.
    pub parts: &'static [Part],
    /// The part that holds one value per field, and the record's state.
    pub head: &'static str,
    /// States and steps.
    pub life: Life,
    /// How lists show a record.
    pub line: Line,
    /// What a fresh record begins with, from what is known where it is begun.
    pub draft: Option<Draft>,
    /// The head's field with the record of the kind that a fresh one is drafted from; empty for none.
    pub model: &'static str,
    /// What is written with a change because it follows from it.
    pub follows: Option<Follows>,
    /// The paper its records are printed as; none for kinds without one, and for those whose paper is made in a way of its
    /// own.
    pub paper: Option<PaperOf>,
    /// What of a record is counted from other ones; none for kinds of which nothing is.
    pub counted: Option<Counted>,
    /// How its records take others away; none for all kinds but the one that does.
    pub takes_away: Option<&'static TakesAway>,
    /// The page of its own that the console has for it; empty for the general one.
    pub page: &'static str,
}

/// What most kinds declare: a record that stands on its own in its organisation's own stream, with a head `about` whose
/// `title` is its title, without states, draft or page. A kind says what it has of its own.
pub(super) const DRAWN: Spec = Spec {
    code: "",
    number: 0,
    stream: StreamClass::Own,
    origin: Origin::Drawn,
    speaks_about: &[],
    nth: None,
    writers: &[],
    persons: Reach::Own,
    parts: &[],
    head: "about",
    life: Life::NONE,
    line: Line::titled("title"),
    draft: None,
    model: "",
    follows: None,
    paper: None,
    counted: None,
    takes_away: None,
    page: "",
};

/// Whether a stream is read upward only, or by everything below as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StreamClass {
    /// Read by the organisation and those above it.
    Own,
    /// Read also by everything below it.
    Published,
}

/// How a record's id comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It follows from what the meeting was called for, which the record keeps as its key.
    Meeting,
    /// It follows from the record it speaks about, which the record keeps as its key: who begin it apart meet.
    About,
    /// The device that begins the record draws it.
    Drawn,
    /// It is the organisation's own.
    Organisation,
}

/// How the field a record is begun with tells it from others about the same record.
#[derive(Debug, Clone, Copy)]
pub struct Nth {
    /// A required, fixed field of the head.
    pub field: &'static str,
    /// The number of a stored value, from 1; nothing for what is no such value.
    pub of: fn(&str) -> Option<u16>,
}

/// The states of a record, the first one being that of a fresh record, and the steps between them.
#[derive(Debug, Clone, Copy)]
pub struct Life {
    /// The head's field that keeps the state; empty for records without one.
    pub field: &'static str,
    /// The states; none for records that have no life.
    pub states: &'static [&'static str],
    /// The states in which a record takes nothing more until a step leads out of them.
    pub closed: &'static [&'static str],
    /// The steps.
    pub steps: &'static [Step],
}

impl Life {
    /// A record without states.
    pub const NONE: Self = Self { field: "", states: &[], closed: &[], steps: &[] };
}

/// One step a person takes with a record.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// Its name.
    pub name: &'static str,
    /// The states in which it may be taken.
    pub from: &'static [&'static str],
    /// What it does.
    pub does: Does,
    /// Who takes it, among those who write the record.
    pub by: &'static [Writers],
    /// Fields of the head that are given with it.
    pub asks: &'static [&'static str],
    /// What has to hold first.
    pub guards: &'static [Guard],
    /// The head's field with the day before which it cannot be taken; empty where it can be on any.
    pub not_before: &'static str,
    /// What comes of it in other records, in the order in which it is written.
    pub effect: Option<fn(&Record<'_>) -> Vec<Affected>>,
}

/// What a step comes to in another record, which whoever takes it writes as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affected {
    /// Which one.
    pub which: Which,
    /// Fields of its head, as they would be typed.
    pub fields: Vec<(&'static str, String)>,
}

/// Which record a step comes to something in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// The one with this id, as it is written down; a name where there is none.
    There(String),
    /// One of a kind that it begins in an organisation: the same one however often it is taken.
    Begun(&'static str, String),
}

impl Step {
    /// A step that asks for nothing and is open to whoever may take it.
    #[must_use]
    pub const fn new(name: &'static str, from: &'static [&'static str], does: Does, by: &'static [Writers]) -> Self {
        Self { name, from, does, by, asks: &[], guards: &[], not_before: "", effect: None }
    }

    /// The same step, with which these fields of the head are given.
    #[must_use]
    pub const fn asking(self, asks: &'static [&'static str]) -> Self {
        Self { asks, ..self }
    }

    /// The same step, with what comes of it in other records.
    #[must_use]
    pub const fn affecting(self, effect: fn(&Record<'_>) -> Vec<Affected>) -> Self {
        Self { effect: Some(effect), ..self }
    }

    /// The same step, which cannot be taken before a day of the head.
    #[must_use]
    pub const fn not_before(self, day: &'static str) -> Self {
        Self { not_before: day, ..self }
    }

    /// The same step, before which these have to hold.
    #[must_use]
    pub const fn guarded(self, guards: &'static [Guard]) -> Self {
        Self { guards, ..self }
    }
}

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// Leads to another state.
    Move(&'static str),
    /// Leads to another state and keeps the digest of what was read of the record it speaks about in this field of the
    /// head.
    MoveReading(&'static str, &'static str),
    /// Hands the record's present content to the ward for review.
    Submit,
}

/// What has to hold before a step, and the name of the rule that says so.
#[derive(Debug, Clone, Copy)]
pub struct Guard {
    /// The rule's name.
    pub rule: &'static str,
    /// Whether it holds.
    pub holds: fn(&Record<'_>) -> bool,
}

/// What a fresh record begins with.
pub type Draft = fn(&Sources<'_>) -> Vec<Drafted>;

/// What is known where a record is begun.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The content of the record it speaks about.
    pub about: Option<&'a Node>,
    /// What is open in its organisation, in the order in which it is due.
    pub open: &'a [OpenRecord],
    /// The members of its organisation who are of its headcount or guests in it.
    pub members: &'a [MemberOf],
    /// The content of the latest earlier record of the kind in its organisation.
    pub before: Option<&'a Node>,
    /// The content of the record of the kind that it is to be drafted from.
    pub model: Option<&'a Node>,
    /// What it is begun with: fields of the head, as they were typed.
    pub given: &'a [(String, String)],
}

/// A member of an organisation, as the register has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberOf {
    /// The id of their record, as it is written down.
    pub id: String,
    /// The code of their status.
    pub status: String,
    /// The day they joined the Party, as far as it is known: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub joined_on: Option<String>,
    /// The last day for which they are a guest here or live elsewhere, `YYYY-MM-DD`, where one was written.
    pub guest_until: Option<String>,
}

/// A record of the same organisation that is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenRecord {
    /// Its id, as it is written down.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The code of its state.
    pub state: String,
}

/// One subject of a keyed part of a draft. Only such parts are drafted: of two who draft apart, each subject stands there
/// once; where they knew different things, a parallel field holds both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafted {
    /// The part.
    pub part: &'static str,
    /// The subject, and its fields.
    pub fields: Vec<(&'static str, String)>,
}

/// The paper of a kind: what it rests on, then its parts under their titles, the fields of the head as lines, lists as tables.
#[derive(Debug, Clone, Copy)]
pub struct PaperOf {
    /// The type in its number, such as `BC`; empty for a paper without a number.
    pub symbol: &'static str,
    /// The head's field with the day it bears.
    pub dated: &'static str,
    /// Fields, of whichever part, and whole parts that are not printed.
    pub without: &'static [&'static str],
    /// The list whose entries are articles (điều) of a `chapter`, with a `heading` and a `text`; empty where none is.
    pub articles: &'static str,
    /// The head's field with the person who signs on the left; empty where the receivers stand there.
    pub left: &'static str,
}

impl PaperOf {
    /// A paper with a number of this type that bears the day of its issue, and who gets it on the left.
    #[must_use]
    pub const fn issued(symbol: &'static str) -> Self {
        Self { symbol, dated: "issued_on", without: &[], articles: "", left: "" }
    }
}

/// Figures of a record that are drawn from the records of a period.
#[derive(Debug, Clone, Copy)]
pub struct Counted {
    /// The keyed part with the figures, whose fields are `label`, `value` and `unit`.
    pub part: &'static str,
    /// The part's field with the day on which a figure was drawn.
    pub on: &'static str,
    /// The head's field with the first day of the period.
    pub since: &'static str,
    /// The head's field with its last day.
    pub until: &'static str,
    /// The head's field that says what is counted; everything where it is empty.
    pub scope: &'static str,
}

/// How records of a kind take others away: those that are the subjects of a keyed part, once the record stands in a state.
#[derive(Debug, Clone, Copy)]
pub struct TakesAway {
    /// The state.
    pub state: &'static str,
    /// The part whose subjects are the records.
    pub part: &'static str,
    /// Its field that says how each goes.
    pub way: &'static str,
    /// The code of that field for a record that goes without one in its place.
    pub withdrawn: &'static str,
    /// The code of that field for a record in whose place a new one stands.
    pub superseding: &'static str,
    /// Its field that keeps the id of the new one.
    pub successor: &'static str,
    /// Its field that keeps the frontier of the record when the new one was copied from it; empty where none was.
    pub copied: &'static str,
}

impl TakesAway {
    /// The records that a record's content names, in the order of their ids as they are written.
    #[must_use]
    pub fn named(&self, tree: &Node) -> Vec<Away> {
        let Some(listed) = tree.get(self.part) else { return Vec::new() };
        let named = |leaf: &String| {
            let (subject, field) = leaf.rsplit_once('/')?;
            let doc: DocId = subject.parse().ok().filter(|_| field == self.way)?;
            let is_superseded = listed.str(leaf)? == self.superseding;
            let successor = listed.str(&format!("{subject}/{}", self.successor)).and_then(|to| to.parse().ok());
            Some(Away { doc, is_superseded, successor })
        };
        listed.entries().keys().filter_map(named).collect()
    }

    /// The frontier of a record when the one that stands in for it was copied, as it is written; nothing for one that was
    /// there already.
    #[must_use]
    pub fn copied<'a>(&self, tree: &'a Node, doc: DocId) -> Option<&'a str> {
        tree.get(self.part)?.str(&format!("{doc}/{}", self.copied))
    }
}

/// A record that an order names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away {
    /// Which.
    pub doc: DocId,
    /// Whether a new record is to stand in for it.
    pub is_superseded: bool,
    /// That new record, once it is known.
    pub successor: Option<DocId>,
}

/// A place that was just written: a field of the head, or of a subject of a keyed part.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// The part.
    pub part: &'static str,
    /// The subject; empty in the head.
    pub subject: &'a str,
    /// The field.
    pub field: &'static str,
}

/// A value of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruled<T> {
    /// The value.
    pub value: T,
    /// The document it stands in, as a record keeps it.
    pub cited: String,
}

/// What can be seen of a record and of the rules while a change is written.
#[derive(Clone, Copy)]
pub struct Sight<'a> {
    /// The value of a leaf of a part.
    pub value: &'a dyn Fn(&str, &str) -> Option<Scalar>,
    /// The subjects of a keyed part.
    pub subjects: &'a dyn Fn(&str) -> Vec<String>,
    /// The norm that holds on a day, by its code.
    pub norm: &'a dyn Fn(&str, CivilDate) -> Option<Ruled<u32>>,
    /// The share a matter of a vote needs, such as `>=2/3`, by the matter's code.
    pub share: &'a dyn Fn(&str) -> Option<Ruled<String>>,
}

impl Sight<'_> {
    /// The last of the working days that a norm gives after a day, and what it was counted by, as the fields `due` and
    /// `due_rule` of the head; neither where nothing is due.
    #[must_use]
    pub fn due(self, after: Option<(CivilDate, &str)>) -> Vec<Following> {
        let counted = after.and_then(|(day, code)| {
            let norm = (self.norm)(code, day)?;
            Some((day.plus_working_days(norm.value)?.to_string(), norm.cited))
        });
        let (day, rule) = counted.unzip();
        [("due", day), ("due_rule", rule)].map(|(leaf, told)| ("about", leaf.to_owned(), told.map(Scalar::Str))).into()
    }
}

/// A leaf that follows from what was written: its part, its name, and the value it gets, or none to take it away.
pub type Following = (&'static str, String, Option<Scalar>);

/// What follows from a place that was written.
pub type Follows = fn(Written<'_>, Sight<'_>) -> Vec<Following>;

/// The figure of a record of which there should be one: two of a kind and an organisation that have the same are one too many.
pub const ALONE: &str = "alone";

/// Figures of a record by name.
pub type Figures = fn(&Record<'_>) -> Vec<(&'static str, Scalar)>;

/// How lists show a record.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// The head's field that is its title; empty where words make one of what it speaks about.
    pub title: &'static str,
    /// The head's field with its date; empty for none.
    pub on: &'static str,
    /// The head's field with the record it comes from; empty where the record's key names it, or there is none.
    pub about: &'static str,
    /// The head's field with the day it is due; empty for none.
    pub due: &'static str,
    /// The states in which it is no longer due.
    pub done: &'static [&'static str],
    /// Where it sorts among others of its kind; `None` for the order of its folded title.
    pub sort: Option<fn(&Record<'_>) -> Vec<u8>>,
    /// Figures beyond the fields that are listed.
    pub figures: Option<Figures>,
    /// Those of the figures that are amounts in đồng and stand beside the record, on screen and on paper.
    pub sums: &'static [&'static str],
}

impl Line {
    /// A line whose title is a field of the head.
    #[must_use]
    pub const fn titled(title: &'static str) -> Self {
        Self { title, on: "", about: "", due: "", done: &[], sort: None, figures: None, sums: &[] }
    }
}

/// A record's content as the functions of a spec read it.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// Its kind.
    pub spec: &'static Spec,
    /// Its content.
    pub tree: &'a Node,
    /// The content of the record it speaks about, where that is at hand.
    pub about: Option<&'a Node>,
    /// The name of the organisation it is of, where that is at hand.
    pub home: Option<&'a str>,
}

impl<'a> Record<'a> {
    /// A part of it.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&'a Node> {
        self.tree.get(name)
    }

    /// One field of the head as text.
    #[must_use]
    pub fn head(&self, field: &str) -> Option<&'a str> {
        self.tree.get(self.spec.head)?.str(field).filter(|text| !text.is_empty())
    }

    /// One field of the head as a date.
    #[must_use]
    pub fn date(&self, field: &str) -> Option<CivilDate> {
        self.head(field).and_then(|text| CivilDate::parse(text).ok())
    }

    /// Its state; the first one for a fresh record.
    #[must_use]
    pub fn state(&self) -> &'a str {
        self.head(self.spec.life.field).unwrap_or_else(|| self.spec.life.states.first().copied().unwrap_or_default())
    }

    /// How many entries a list of it has.
    #[must_use]
    pub fn entries(&self, part: &str) -> usize {
        self.part(part).map_or(0, |part| part.items().len())
    }
}

impl Spec {
    /// Whether a record that one of this kind holds is shown by its title: what takes records away keeps none of their words.
    #[must_use]
    pub const fn names_held(&self) -> bool {
        self.takes_away.is_none()
    }

    /// Whether a record of it needs no other one to be begun, and no page of its own.
    #[must_use]
    pub fn stands_alone(&self) -> bool {
        let is_of_org = self.origin == Origin::About && self.speaks_about == ["org"];
        self.page.is_empty() && (self.origin == Origin::Drawn || is_of_org)
    }

    /// One of its parts.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&'static Part> {
        self.parts.iter().find(|part| part.name == name)
    }

    /// A field of its head.
    #[must_use]
    pub fn head_field(&self, name: &str) -> Option<&'static Field> {
        self.part(self.head)?.field(name)
    }

    /// The field of its head that says in which organisation a record lives, where records of the kind move.
    #[must_use]
    pub fn placing(&self) -> Option<&'static Field> {
        self.part(self.head)?.fields.iter().find(|field| field.is_placing)
    }

    /// A step by its name.
    #[must_use]
    pub fn step(&self, name: &str) -> Option<&'static Step> {
        self.life.steps.iter().find(|step| step.name == name)
    }

    /// How grave it is when two people wrote different values at a place.
    #[must_use]
    pub fn grade(&self, part: &str, leaf: &str) -> Grade {
        let others = self.part(part).map_or(Grade::Parallel, |part| part.others);
        self.field_at(part, leaf).map_or(others, |field| field.grade)
    }

    /// The field that a leaf of a part belongs to: itself in a head, what follows the subject or the entry elsewhere.
    #[must_use]
    pub fn field_at(&self, part: &str, leaf: &str) -> Option<&'static Field> {
        let part = self.part(part)?;
        match part.form {
            Form::Head => part.field(leaf),
            Form::Keyed(_) | Form::Entries | Form::Typed => part.field(leaf.rsplit('/').next().unwrap_or(leaf)),
            Form::Text | Form::People => None,
        }
    }
}
