//! View of two records that may be one person.

use askama::Template;

use super::{Choice, PageFrame};

/// Two records side by side, and what can be decided about them.
#[derive(Template)]
#[template(path = "twins.html")]
pub struct PairView {
    /// The frame.
    pub page: PageFrame,
    /// The name in the first.
    pub name: String,
    /// How many lines differ.
    pub differing: u32,
    /// The two.
    pub sides: [PairSide; 2],
    /// All that may be the same person as the first.
    pub others: Vec<Choice>,
    /// What they say, line by line.
    pub lines: Vec<PairLine>,
    /// Who said that they are two persons, when, and on what ground, if that holds.
    pub apart: Option<(String, String, String)>,
    /// Whether they have in common what makes them look like one.
    pub is_alike: bool,
    /// Which one speaks no more for the person, and on what ground.
    pub merged: Option<(String, String)>,
    /// Whether the reader may merge them.
    pub may_merge: bool,
    /// Whether the reader may say that they are two persons.
    pub may_dismiss: bool,
    /// Whether the reader may split them again.
    pub may_split: bool,
    /// The form that was not taken: `merge`, `dismiss` or `split`; empty otherwise.
    pub form: &'static str,
    /// Why it was not.
    pub problem: String,
    /// What was typed into it.
    pub typed: String,
    /// The record that was chosen to stay.
    pub keep: String,
}

impl PairView {
    fn problem_of(&self, form: &str) -> bool {
        self.form == form
    }

    fn typed_of(&self, form: &str) -> &str {
        if self.form == form { &self.typed } else { "" }
    }
}

/// One of the two.
#[derive(Clone, Debug)]
pub struct PairSide {
    /// Document id for the address.
    pub id: String,
    /// Full name as written.
    pub name: String,
    /// Name of the cell.
    pub cell: String,
    /// What the record says, sent back by the forms.
    pub digest: String,
}

/// One line of the comparison.
#[derive(Clone, Debug)]
pub struct PairLine {
    /// Field code; its word is the key `field-…`.
    pub field: String,
    /// What the first says; empty for nothing.
    pub left: String,
    /// What the second says.
    pub right: String,
    /// Whether that differs.
    pub differs: bool,
}
