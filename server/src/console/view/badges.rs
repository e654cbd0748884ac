//! View of the badges of an award day.

use askama::Template;

use super::{Choice, PageFrame};

/// Who reaches a badge by an award day.
#[derive(Template)]
#[template(path = "badges.html")]
pub struct BadgesView {
    /// The frame.
    pub page: PageFrame,
    /// The award day, as it is read; empty where no rules are known.
    pub day: String,
    /// The same, as it is stored.
    pub stored_day: String,
    /// The award day before.
    pub previous: Option<String>,
    /// The award day after.
    pub next: Option<String>,
    /// The organisations to choose from.
    pub orgs: Vec<Choice>,
    /// What a reader should know of the rules.
    pub notes: Vec<String>,
    /// Whether the rules are confirmed.
    pub is_confirmed: bool,
    /// Who reaches one, the most years first.
    pub rows: Vec<BadgeRow>,
    /// Of whom it cannot be told.
    pub unclear: Vec<UnclearBadge>,
    /// How many more of them there are.
    pub more: u32,
    /// What the page is of, as an address says it; its files are of the same.
    pub same: String,
}

/// Somebody who reaches a badge.
#[derive(Clone, Debug)]
pub struct BadgeRow {
    /// Document id for the address.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their cell.
    pub cell: String,
    /// The day they joined.
    pub joined: String,
    /// Years in the Party.
    pub years: u32,
    /// The day on which they are full.
    pub full_on: String,
    /// Whether it was given, as a code.
    pub given: &'static str,
    /// Whether it was decided.
    pub is_given: bool,
}

/// A member of whom it cannot be told.
#[derive(Clone, Debug)]
pub struct UnclearBadge {
    /// Document id for the address.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their cell.
    pub cell: String,
    /// What is known of the day they joined.
    pub joined: String,
    /// Why, as a code.
    pub why: &'static str,
}
