//! Views of records of any kind: the list, and one record with its parts, steps and history.

use askama::Template;
use shared::id::DocId;

use super::{Badge, Choice, Conflict, HistoryEntry, PageFrame, Pager};

/// Search and list of records.
#[derive(Template)]
#[template(path = "records.html")]
pub struct RecordsView {
    /// The frame.
    pub page: PageFrame,
    /// The words searched for.
    pub query: String,
    /// The kinds to choose from; the form sends the chosen value as `kind`.
    pub kinds: Vec<Choice>,
    /// The kinds of which the person may begin a record.
    pub begins: Vec<Choice>,
    /// The cells to choose from; the form sends the chosen value as `cell`.
    pub cells: Vec<Choice>,
    /// Whether only what is overdue is listed.
    pub overdue: bool,
    /// Whether only what changed since the ward last looked is listed.
    pub unseen: bool,
    /// Whether the person marks records as seen.
    pub may_review: bool,
    /// How many records match.
    pub total: u32,
    /// The records of this page of the list.
    pub rows: Vec<RecordRow>,
    /// Which page of the list it is.
    pub pager: Pager,
    /// What the list is of, as an address says it; its files are of the same.
    pub same: String,
}

/// The form that begins a record.
#[derive(Template)]
#[template(path = "record_new.html")]
pub struct RecordNewView {
    /// The frame.
    pub page: PageFrame,
    /// The code of its kind.
    pub kind: String,
    /// The id it is to have; the form sends it as `_doc`.
    pub doc: String,
    /// Its kind in words.
    pub title: String,
    /// Whose it can be; the form sends the chosen value as `_org`.
    pub orgs: Vec<Choice>,
    /// The fields of its head.
    pub inputs: Vec<Input>,
    /// Why the form was not taken; nothing was then written.
    pub problem: Option<String>,
}

/// One record in the list.
#[derive(Clone)]
pub struct RecordRow {
    /// Address of its page.
    pub href: String,
    /// What it is called.
    pub title: String,
    /// Its kind in words.
    pub kind: String,
    /// Its state; absent for a kind without states.
    pub state: Option<Badge>,
    /// Its day, or the day it is due.
    pub day: String,
    /// Whether it is past its due day.
    pub is_overdue: bool,
    /// Whether it changed since the ward last looked, for somebody who marks that.
    pub is_unseen: bool,
    /// How many conflicts need a decision.
    pub conflicts: u32,
    /// Name of the cell.
    pub cell: String,
}

/// One record of any kind.
#[derive(Template)]
#[template(path = "record.html")]
pub struct RecordView {
    /// The frame.
    pub page: PageFrame,
    /// Document id for the addresses of forms.
    pub id: String,
    /// Short form of the document id.
    pub short_id: String,
    /// What it is called.
    pub title: String,
    /// Its kind in words.
    pub kind: String,
    /// Its state; absent for a kind without states.
    pub state: Option<Badge>,
    /// Address of the page of whose it is.
    pub cell_href: String,
    /// Name of whose it is.
    pub cell: String,
    /// What it speaks about or comes from.
    pub about: Option<RecordRow>,
    /// Records that speak about it or come from it.
    pub related: Vec<RecordRow>,
    /// Amounts that its kind adds up.
    pub sums: Vec<Shown>,
    /// The page with its paper, for a kind that is printed.
    pub paper: Option<String>,
    /// Others of its kind that say, as it does, that they are the one there should be.
    pub beside: Vec<RecordRow>,
    /// Why the last form was not taken; nothing was then written.
    pub problem: Option<String>,
    /// What was typed into that form and stands in none of the page's.
    pub untaken: Vec<Shown>,
    /// Which version is shown, sent back as `_version` to mark it as seen; absent where there is nothing to mark.
    pub version: Option<String>,
    /// The frontier of the record as it is shown; every form that writes into it sends it as `_heads`.
    pub heads: String,
    /// Whether a text of it bears a secrecy marking.
    pub is_marked: bool,
    /// Whether all of it can be read.
    pub is_whole: bool,
    /// Fields that hold several values at once.
    pub conflicts: Vec<Conflict>,
    /// Its parts.
    pub parts: Vec<Part>,
    /// Whether the person may write it now.
    pub may_write: bool,
    /// Whether its figures are drawn from other records and the person may do so now.
    pub is_counted: bool,
    /// The steps of its life.
    pub steps: Vec<Step>,
    /// Kinds of records the person may begin about it.
    pub begins: Vec<Choice>,
    /// What changed, newest first.
    pub history: Vec<HistoryEntry>,
    /// Which page of the history it is.
    pub pager: Pager,
}

/// One part of a record.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its stored name.
    pub name: String,
    /// What it is called.
    pub words: String,
    /// Whether it is a list that entries are added to.
    pub is_list: bool,
    /// Its entries; one for the head.
    pub entries: Vec<Entry>,
    /// Its running text, if it is one.
    pub text: Option<String>,
    /// The form that writes into it.
    pub inputs: Vec<Input>,
    /// Whether the form holds what was typed and not taken, and so stands open.
    pub is_open: bool,
}

impl Part {
    /// What its form does: `add` an entry to a list, or `set` its fields.
    const fn does(&self) -> &'static str {
        if self.is_list { "add" } else { "set" }
    }

    /// The columns of its entries, where they read better as a table: a list of several, each with a few short values.
    fn columns(&self) -> Vec<&str> {
        let mut columns: Vec<&str> = Vec::new();
        for shown in self.entries.iter().flat_map(|entry| &entry.fields) {
            if !columns.contains(&&*shown.label) {
                columns.push(&shown.label);
            }
        }
        let is_short = |shown: &Shown| shown.value.chars().count() <= CELL_CHARS_MAX && !shown.value.contains('\n');
        let is_table = self.is_list
            && self.entries.len() >= TABLE_ENTRIES_MIN
            && columns.len() <= TABLE_COLUMNS_MAX
            && self.entries.iter().flat_map(|entry| &entry.fields).all(is_short);
        if is_table { columns } else { Vec::new() }
    }

    /// Whether its entries have forms of their own.
    fn is_edited(&self) -> bool {
        self.entries.iter().any(|entry| !entry.inputs.is_empty())
    }

    /// Whether its entries are of persons.
    fn is_of_persons(&self) -> bool {
        self.entries.iter().any(|entry| entry.person.is_some())
    }

    /// Whether anything stands in it.
    fn is_written(&self) -> bool {
        !self.entries.is_empty() || self.text.as_ref().is_some_and(|text| !text.is_empty())
    }
}

/// From how many entries on, up to how many columns, and with how long values a list is shown as a table.
const TABLE_ENTRIES_MIN: usize = 4;
const TABLE_COLUMNS_MAX: usize = 6;
const CELL_CHARS_MAX: usize = 120;

impl Entry {
    /// What stands in a column.
    fn at(&self, column: &str) -> Option<&Shown> {
        self.fields.iter().find(|shown| shown.label == column)
    }
}

/// What stands together in a part: the head, or one entry of a list.
#[derive(Clone, Debug)]
pub struct Entry {
    /// For a subject that is a person, what they are called.
    pub person: Option<String>,
    /// Its filled fields.
    pub fields: Vec<Shown>,
    /// The form that writes into it, for an entry of a list.
    pub inputs: Vec<Input>,
    /// Whether the form holds what was typed and not taken, and so stands open.
    pub is_open: bool,
}

/// A record's paper.
#[derive(Template)]
#[template(path = "paper.html")]
pub struct PaperView {
    /// What every page has; the sheet itself has none of its frame.
    pub page: PageFrame,
    /// The record's page.
    pub back: String,
    /// Where the paper is as a file: what its ending follows.
    pub files: String,
    /// What follows an ending in those addresses; empty, or with its question mark.
    pub asked: String,
    /// The record's other papers: their codes and where they are.
    pub others: Vec<(&'static str, String)>,
    /// The paper, as the press made it: what people wrote is written out in it.
    pub body: String,
}

/// A filled field.
#[derive(Clone, Debug)]
pub struct Shown {
    /// What the field is called.
    pub label: String,
    /// What it holds.
    pub value: String,
    /// The record it holds, for a field that takes one.
    pub holds: Option<DocId>,
    /// Address of that record's page.
    pub href: Option<String>,
    /// Whether several values stand there.
    pub is_disputed: bool,
}

/// A field of a form.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// What the form sends it as.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// What it holds now.
    pub value: String,
    /// Whether it is a long text.
    pub is_long: bool,
    /// `text`, `date`, `time` or `number`.
    pub kind: &'static str,
    /// The values to choose from, if there are only these.
    pub choices: Vec<Choice>,
    /// The kinds of records to choose from, for a field that takes one.
    pub of_kinds: &'static [&'static str],
    /// Whether the form does without it, because there is nothing to choose.
    pub is_left_out: bool,
    /// Whether it has to be filled.
    pub required: bool,
    /// Whether several values stand there, of which it holds none.
    pub is_disputed: bool,
}

impl Input {
    /// One line of text under that name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), kind: "text", ..Self::default() }
    }
}

/// A step of a record's life.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub words: String,
    /// What it asks for.
    pub inputs: Vec<Input>,
    /// Why it cannot be taken; absent when it can.
    pub refused: Option<String>,
    /// What the record it speaks about says, for a step that keeps that; the form sends it as `_about`.
    pub about: Option<String>,
}
