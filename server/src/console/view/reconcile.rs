//! View of the headcount of a quarter.

use askama::Template;

use super::{Choice, PageFrame};

/// The accounts of the cells over a quarter.
#[derive(Template)]
#[template(path = "reconcile.html")]
pub struct ReconcileView {
    /// The frame.
    pub page: PageFrame,
    /// The year.
    pub year: u32,
    /// Which quarter of it.
    pub quarter: u32,
    /// From when to when.
    pub days: String,
    /// The quarter before.
    pub previous: Option<String>,
    /// The quarter after.
    pub next: Option<String>,
    /// The organisations to choose from.
    pub orgs: Vec<Choice>,
    /// A line for each cell.
    pub rows: Vec<AccountLine>,
    /// All of them as one.
    pub total: AccountLine,
    /// Who has to be looked at.
    pub doubts: Vec<DoubtRow>,
    /// How many more.
    pub more: u32,
    /// What the page is of, as an address says it; its files are of the same.
    pub same: String,
}

/// The account of one cell.
#[derive(Clone, Debug)]
pub struct AccountLine {
    /// Its name.
    pub name: String,
    /// Before the first day.
    pub opening: u32,
    /// Admitted, moved in, moved out, died, left.
    pub movements: [u32; 5],
    /// What that comes to.
    pub expected: u32,
    /// What the statuses say.
    pub actual: u32,
    /// By how much they say more or less; nothing where they agree.
    pub difference: Option<String>,
    /// Whether nobody in it has to be looked at.
    pub is_sure: bool,
}

/// A member who has to be looked at.
#[derive(Clone, Debug)]
pub struct DoubtRow {
    /// Document id for the address.
    pub id: String,
    /// Full name as written.
    pub name: String,
    /// Name of the cell.
    pub cell: String,
    /// The code of why.
    pub why: &'static str,
}

/// The keys of the movements, in order.
const KEYS: [&str; 5] =
    ["reconcile-admitted", "reconcile-moved_in", "reconcile-moved_out", "reconcile-died", "reconcile-left"];

impl ReconcileView {
    fn keys(&self) -> [&'static str; 5] {
        KEYS
    }

    /// The cells, and the sum under them where there are several.
    fn lines(&self) -> Vec<&AccountLine> {
        let sum = (self.rows.len() > 1).then_some(&self.total);
        self.rows.iter().chain(sum).collect()
    }

    fn movements(&self, line: &AccountLine) -> Vec<(&'static str, u32)> {
        KEYS.into_iter().zip(line.movements).collect()
    }
}
