//! Views of the search over everything.

use askama::Template;

use super::PageFrame;

/// What was found, by kind.
#[derive(Template)]
#[template(path = "search.html")]
pub struct SearchView {
    /// The frame.
    pub page: PageFrame,
    /// What was typed.
    pub query: String,
    /// The code of the one kind that is looked through, if it is one.
    pub chosen: Option<String>,
    /// How many records were found in all.
    pub total: u32,
    /// What was found of each kind of which anything was.
    pub kinds: Vec<SearchKind>,
}

/// What was found of one kind.
#[derive(Clone, Debug)]
pub struct SearchKind {
    /// Its code.
    pub code: String,
    /// How many.
    pub total: u32,
    /// Address of all of them, where not all are shown.
    pub all: Option<String>,
    /// How many are not shown, where it is the only kind.
    pub more: Option<u32>,
    /// The first of them.
    pub hits: Vec<Hit>,
}

/// A record that was found. Of its texts, each stretch stands with whether it is one of the words looked for.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Its address.
    pub href: String,
    /// What it is called.
    pub title: Vec<(String, bool)>,
    /// Its cell and day.
    pub place: String,
    /// Its text around what was found; nothing where only the title says it.
    pub excerpt: Vec<(String, bool)>,
}
