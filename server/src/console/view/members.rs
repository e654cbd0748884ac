//! Views of the register of members (danh sách đảng viên).

use askama::Template;

use super::{Badge, Chip, Choice, Conflict, HistoryEntry, PageFrame, Pager};

/// Search and list of members.
#[derive(Template)]
#[template(path = "members.html")]
pub struct MembersView {
    /// The frame.
    pub page: PageFrame,
    /// The words searched for.
    pub query: String,
    /// The organisations to choose from; the form sends the chosen value as `cell`.
    pub cells: Vec<Choice>,
    /// Where a person may stand.
    pub statuses: Vec<Choice>,
    /// The genders.
    pub genders: Vec<Choice>,
    /// The groups of age.
    pub ages: Vec<Choice>,
    /// The questions that are asked often.
    pub chips: Vec<Chip>,
    /// The columns to choose from, by the names of their boxes.
    pub columns: Vec<Choice>,
    /// The titles of those that are shown.
    pub heads: Vec<ColumnHead>,
    /// How the names are sorted, and where they are sorted otherwise.
    pub name_sort: (Option<&'static str>, String),
    /// What of the filter is chosen by links, repeated by the form.
    pub kept: Vec<(String, String)>,
    /// Whether anything is filtered.
    pub is_filtered: bool,
    /// How many members match.
    pub total: u32,
    /// The members of this page of the list.
    pub rows: Vec<MemberRow>,
    /// Which page of the list it is.
    pub pager: Pager,
    /// Short ids of members' records that cannot be read.
    pub unreadable: Vec<String>,
    /// What the list is of, as an address says it; its files are of the same.
    pub same: String,
}

/// The title of a column.
#[derive(Clone, Debug)]
pub struct ColumnHead {
    /// The key of its name.
    pub key: &'static str,
    /// How it is sorted now, if it is.
    pub sort: Option<&'static str>,
    /// The list sorted by it.
    pub href: String,
}

/// One member in the list.
#[derive(Clone, Debug)]
pub struct MemberRow {
    /// Document id for the address.
    pub id: String,
    /// Full name as written.
    pub name: String,
    /// What the columns say.
    pub cells: Vec<MemberCell>,
}

/// What one column says of a member.
#[derive(Clone, Debug)]
pub struct MemberCell {
    /// The key of the column's name.
    pub key: &'static str,
    /// What is recorded; empty for nothing.
    pub text: String,
    /// The same as a badge.
    pub badge: Option<Badge>,
    /// Whether it is a name, which is Vietnamese whatever the page's language is.
    pub is_vietnamese: bool,
}

/// One member: every field of the register, and what changed.
#[derive(Template)]
#[template(path = "member.html")]
pub struct MemberView {
    /// The frame.
    pub page: PageFrame,
    /// Full name as written.
    pub name: String,
    /// Status code.
    pub status: String,
    /// Identity of the cell, for the address.
    pub cell_id: String,
    /// Name of the cell.
    pub cell: String,
    /// Short form of the document id.
    pub short_id: String,
    /// Other records that may be the same person: document id and name.
    pub duplicates: Vec<(String, String)>,
    /// How many more of them there are.
    pub more_duplicates: u32,
    /// Document id for addresses.
    pub id: String,
    /// The record that speaks for the person in place of this one: document id and name.
    pub superseded_by: Option<(String, String)>,
    /// On what ground it was merged, or split again.
    pub superseded_why: String,
    /// The records for which this one speaks.
    pub supersedes: Vec<(String, String)>,
    /// Whether a text of it bears a secrecy marking.
    pub is_marked: bool,
    /// Whether all of it can be read.
    pub is_whole: bool,
    /// Fields that hold several values at once.
    pub conflicts: Vec<Conflict>,
    /// What happened in the person's life, the last first.
    pub life: Vec<LifeEvent>,
    /// The record, group by group.
    pub groups: Vec<FactGroup>,
    /// What changed, newest first.
    pub history: Vec<HistoryEntry>,
    /// Which page of conflicts and history it is.
    pub pager: Pager,
}

/// Fields that belong together.
#[derive(Clone, Debug)]
pub struct FactGroup {
    /// Group code: `identity`, `party`, `education`, `work`, `movement`, `note`.
    pub group: String,
    /// The fields in order.
    pub facts: Vec<Fact>,
}

/// One field of a record.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Field code; its word is the key `field-…`.
    pub field: String,
    /// Which one, for a field there are several of; may be empty.
    pub subject: String,
    /// What is written there; empty shows as not recorded.
    pub value: String,
}

/// Something that happened in a person's life.
#[derive(Clone, Debug)]
pub struct LifeEvent {
    /// The day, or what is known of it.
    pub when: String,
    /// What it was.
    pub what: String,
    /// Where to read of it, if there is a page.
    pub href: Option<String>,
    /// Whether it is of the Party's, and no mere meeting.
    pub is_turn: bool,
    /// Whether it is still to come.
    pub is_ahead: bool,
}
