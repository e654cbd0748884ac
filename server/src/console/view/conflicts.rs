//! View of what people wrote differently, over all records.

use askama::Template;

use super::{Chip, Choice, Conflict, PageFrame, Pager};

/// What nobody has settled.
#[derive(Template)]
#[template(path = "conflicts.html")]
pub struct ConflictsView {
    /// The frame.
    pub page: PageFrame,
    /// In how many places, where all of them are counted.
    pub open_places: u32,
    /// In how many records.
    pub records: u32,
    /// How grave they are, with how many records hold each.
    pub grades: Vec<Chip>,
    /// Whether those are listed of which none has to go.
    pub is_parallel: bool,
    /// The organisations to choose from.
    pub places: Vec<Choice>,
    /// The kinds to choose from.
    pub kinds: Vec<Choice>,
    /// What of the filter is chosen by links, repeated by the form of the others.
    pub kept: Vec<(&'static str, String)>,
    /// Whether anything but the grade is filtered.
    pub is_filtered: bool,
    /// The filter and page as the end of an address, which forms keep.
    pub ending: String,
    /// The places of this page, those of one record together.
    pub cards: Vec<ConflictCard>,
    /// Which page of the list it is.
    pub pager: Pager,
}

/// One place.
#[derive(Clone, Debug)]
pub struct ConflictCard {
    /// The record's id.
    pub doc: String,
    /// Where the record is read.
    pub href: String,
    /// What it is called.
    pub title: String,
    /// The cell's name.
    pub cell: String,
    /// How long it has waited.
    pub age: String,
    /// Whether that is long.
    pub is_late: bool,
    /// The place with its values.
    pub conflict: Conflict,
    /// How many more of this record there are, beside its last one here.
    pub left: u32,
    /// The part of the record.
    pub part: String,
    /// The leaf within it.
    pub key: String,
    /// What the record says, sent back by the forms.
    pub digest: String,
    /// The values the reader may choose from, each with what the form sends for it; none for who may not.
    pub choices: Vec<(String, String)>,
    /// Whether the reader may ask the cell.
    pub may_ask: bool,
    /// By whom the cell was asked, and how.
    pub asked: Option<(String, String)>,
    /// Why the question was not sent; empty otherwise.
    pub problem: String,
    /// What stands in the question's field.
    pub text: String,
}
