//! View of the tasks of all cells.

use askama::Template;

use super::{Badge, Chip, Choice, PageFrame, Pager};

/// The tasks, what is overdue first.
#[derive(Template)]
#[template(path = "tasks.html")]
pub struct TasksView {
    /// The frame.
    pub page: PageFrame,
    /// The words searched for.
    pub query: String,
    /// How they stand that are listed, repeated by the form.
    pub stand: String,
    /// The organisations to choose from.
    pub cells: Vec<Choice>,
    /// How tasks may stand, with how many stand so.
    pub chips: Vec<Chip>,
    /// Whether words or a place are asked for.
    pub is_filtered: bool,
    /// How many there are.
    pub total: u32,
    /// Those of this page.
    pub rows: Vec<TaskRow>,
    /// The cells in which most is overdue.
    pub late: Vec<LateCell>,
    /// Which page of the list it is.
    pub pager: Pager,
    /// What the list is of, as an address says it; its files are of the same.
    pub same: String,
}

/// One task.
#[derive(Clone, Debug)]
pub struct TaskRow {
    /// Where it is read.
    pub href: String,
    /// What is to be done.
    pub title: String,
    /// Name of the cell.
    pub cell: String,
    /// Who leads; empty for nobody.
    pub lead: String,
    /// Until when; empty without a day.
    pub due: String,
    /// How many days are left or passed, where that matters.
    pub left: String,
    /// Whether the day has passed.
    pub is_late: bool,
    /// Its state.
    pub state: Option<Badge>,
    /// The record it comes from.
    pub from: Option<String>,
}

/// A cell and how much of its tasks is overdue.
#[derive(Clone, Debug)]
pub struct LateCell {
    /// Its name.
    pub name: String,
    /// How many.
    pub count: u32,
    /// Those tasks.
    pub href: String,
}
