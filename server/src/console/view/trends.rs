//! View of how things went from month to month.

use askama::Template;

use super::{Choice, PageFrame};

/// Charts of several months, each with its sentence and its table.
#[derive(Template)]
#[template(path = "trends.html")]
pub struct TrendsView {
    /// The frame.
    pub page: PageFrame,
    /// Whose figures they are, and of which months.
    pub about: String,
    /// The charts.
    pub charts: Vec<Chart>,
    /// Kinds of cells to choose from, the first for all.
    pub kinds: Vec<Choice>,
    /// Committees above cells to choose from, the first for all.
    pub branches: Vec<Choice>,
    /// Cells to choose from, the first for all.
    pub cells: Vec<Choice>,
    /// How many months.
    pub periods: Vec<Choice>,
}

/// A line over the months; parts of it where a month says nothing.
#[derive(Clone, Debug)]
pub struct Chart {
    /// What it is called in the page.
    pub id: &'static str,
    /// What it shows, in one sentence.
    pub title: String,
    /// What is to be known beside it.
    pub note: String,
    /// Lines across, with their figures: height in the picture and text.
    pub grid: Vec<(u32, String)>,
    /// The unbroken parts of the line, as SVG takes them.
    pub lines: Vec<String>,
    /// Months that say something: place and height.
    pub dots: Vec<(u32, u32)>,
    /// The last of them, with its figure.
    pub last: Option<(u32, u32, String)>,
    /// The months below: place and text.
    pub months: Vec<(u32, String)>,
    /// Heads of the table, after the month's.
    pub heads: Vec<String>,
    /// Rows of the table: the month, then its figures.
    pub rows: Vec<(String, Vec<String>)>,
}
