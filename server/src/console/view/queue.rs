//! Views of what waits: the queues, and one record in them.

use askama::Template;

use super::{Choice, PageFrame, Pager};

/// What waits for the ward.
#[derive(Template)]
#[template(path = "queue.html")]
pub struct QueueView {
    /// The frame.
    pub page: PageFrame,
    /// How many wait for the ward by no filter but the place and role of the reader.
    pub waiting: u32,
    /// How many the filter finds.
    pub total: u32,
    /// Whether anything is filtered.
    pub is_filtered: bool,
    /// The queues of the ward, with how many are in each by the other filters.
    pub lanes: Vec<Chip>,
    /// What waits for cells.
    pub at_cell: Chip,
    /// By who has taken them.
    pub holders: Vec<Chip>,
    /// The organisations to choose from.
    pub places: Vec<Choice>,
    /// The kinds to choose from.
    pub kinds: Vec<Choice>,
    /// What of the filter is chosen by links, repeated by the form of the others.
    pub kept: Vec<(&'static str, String)>,
    /// The filter and page, repeated by what is done with lines.
    pub all_kept: Vec<(&'static str, String)>,
    /// The lines, by queue.
    pub sections: Vec<LaneSection>,
    /// Where the oldest is opened.
    pub first: Option<String>,
    /// Held envelopes that name no record.
    pub unplaced: u32,
    /// Whether the reader may take records and mark them.
    pub may_review: bool,
    /// Which page of the list it is.
    pub pager: Pager,
}

impl QueueView {
    fn has_picks(&self) -> bool {
        self.sections.iter().flat_map(|section| &section.rows).any(|row| row.pick.is_some())
    }
}

/// A choice with a count, as a link that keeps the rest of the filter.
#[derive(Clone, Debug)]
pub struct Chip {
    /// The key of its name.
    pub key: String,
    /// Where it leads.
    pub href: String,
    /// How many it finds.
    pub count: u32,
    /// Whether it is chosen.
    pub is_current: bool,
}

/// The lines of one queue on this page.
#[derive(Clone, Debug)]
pub struct LaneSection {
    /// The code of the queue.
    pub lane: &'static str,
    /// How many stand in it by this filter, on all pages.
    pub count: u32,
    /// Those of this page.
    pub rows: Vec<WaitingRow>,
}

impl LaneSection {
    /// The style of its mark, and which mark it is: shape before colour.
    fn mark(&self) -> (&'static str, &'static str) {
        match self.lane {
            "held" => ("st-hold", "inbox"),
            "disputed" => ("st-diff", "ask"),
            "answered" => ("st-back", "back"),
            "changed" => ("st-met", "half"),
            "twin" => ("st-twin", "people"),
            "at_cell" => ("st-wait", "dash"),
            _ => ("st-sent", "up"),
        }
    }
}

/// One record in a queue.
#[derive(Clone, Debug)]
pub struct WaitingRow {
    /// The record's id.
    pub doc: String,
    /// Where it is opened.
    pub href: String,
    /// The cell's name.
    pub cell: String,
    /// What the record is called.
    pub title: String,
    /// Its kind in words.
    pub kind: String,
    /// Why it stands here, as a sentence.
    pub why: String,
    /// Whether a text of it bears a secrecy marking.
    pub is_marked: bool,
    /// How long it has waited.
    pub age: String,
    /// Whether that is long.
    pub is_late: bool,
    /// Who has taken it.
    pub holder: Option<HeldBy>,
    /// The version to mark as seen, if the reader had it open as it stands.
    pub pick: Option<String>,
}

/// Who has taken a record.
#[derive(Clone, Debug)]
pub struct HeldBy {
    /// Their name.
    pub name: String,
    /// The letters that stand for it.
    pub initials: String,
    /// Whether that is the reader.
    pub is_reader: bool,
}
