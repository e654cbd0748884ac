//! Views of the register of members (danh sách đảng viên).

use askama::Template;

use super::{Choice, Conflict, HistoryEntry, PageFrame, Pager};

/// Search and list of members.
#[derive(Template)]
#[template(path = "members.html")]
pub struct MembersView {
    /// The frame.
    pub page: PageFrame,
    /// The words searched for.
    pub query: String,
    /// The cells to choose from; the form sends the chosen value as `cell`.
    pub cells: Vec<Choice>,
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

/// One member in the list.
#[derive(Clone, Debug)]
pub struct MemberRow {
    /// Document id for the address.
    pub id: String,
    /// Full name as written.
    pub name: String,
    /// Date of birth, or what is known of it.
    pub birth: String,
    /// Gender code, `nam` or `nu`; empty if not recorded.
    pub gender: String,
    /// Day of admission (ngày vào Đảng).
    pub admitted: String,
    /// Day of official status (ngày chính thức); empty while probationary.
    pub official: String,
    /// Card number (số thẻ); empty if none.
    pub card: String,
    /// Status code, such as `chinh_thuc`.
    pub status: String,
    /// Name of the cell.
    pub cell: String,
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
    /// Whether a text of it bears a secrecy marking.
    pub is_marked: bool,
    /// Whether all of it can be read.
    pub is_whole: bool,
    /// Fields that hold several values at once.
    pub conflicts: Vec<Conflict>,
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
