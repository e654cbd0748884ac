//! Views of the ward's organisations: the list, one of them, and the form that adds one.

use askama::Template;

use super::{Choice, PageFrame, Pager, Problem};

/// The organisations within the reader's place.
#[derive(Template)]
#[template(path = "orgs.html")]
pub struct OrgsView {
    /// The frame.
    pub page: PageFrame,
    /// Those of this page; the ended ones last.
    pub orgs: Vec<OrgLine>,
    /// The words the list is narrowed to.
    pub query: String,
    /// Which page of the list this is.
    pub pager: Pager,
    /// Whether the reader may add and change them.
    pub may_change: bool,
}

/// An organisation of the list.
#[derive(Clone, Debug)]
pub struct OrgLine {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Class code.
    pub class: String,
    /// Kind of residential unit, in the ward's own words; empty where it has none.
    pub unit_kind: String,
    /// Name of the one above it; empty at the top.
    pub under: String,
    /// First day; empty where nobody wrote it.
    pub since: String,
    /// Last day; empty where it goes on.
    pub until: String,
    /// Name and id of the one that carries it on; none where it goes on or nobody does.
    pub carried_by: Option<(String, String)>,
    /// Whether that one is carried on by it in turn, so that nobody has taken it over.
    pub is_in_circle: bool,
    /// State code: `active`, `coming`, `ending` (has a last day) or `ended`.
    pub state: &'static str,
    /// Members in the headcount.
    pub members: u32,
    /// Phones in use.
    pub devices: u32,
}

/// What an organisation still has.
#[derive(Clone, Copy, Debug)]
pub struct Remains {
    /// Members in the headcount.
    pub members: u32,
    /// Phones in use.
    pub devices: u32,
    /// People who sign in at the console in its name.
    pub people: u32,
    /// Organisations below it that have not ended.
    pub below: u32,
}

/// One organisation, with what can be done about it.
#[derive(Template)]
#[template(path = "org.html")]
pub struct OrgPageView {
    /// The frame.
    pub page: PageFrame,
    /// The organisation.
    pub org: OrgLine,
    /// Which state of its record this page shows.
    pub version: u64,
    /// What it still has.
    pub remains: Remains,
    /// What stands in the field of its name.
    pub name: String,
    /// What stands in the field of the day of its new name, as in `2026-12-31`.
    pub name_since: String,
    /// Since when it has its name; empty where that was not entered.
    pub named_since: String,
    /// What it can lie under.
    pub places: Vec<Choice>,
    /// What stands in the field of the day of its new place, as in `2026-12-31`.
    pub under_since: String,
    /// Since when it lies where it does; empty where that was not entered.
    pub placed_since: String,
    /// Cells that may carry on its work.
    pub others: Vec<Choice>,
    /// What stands in the field of its last day, as in `2026-12-31`.
    pub last: String,
    /// Whether it is a cell, which has a page of its own.
    pub is_cell: bool,
    /// Whether the reader may give it another name.
    pub may_rename: bool,
    /// Whether the reader may move and end it.
    pub may_change: bool,
    /// What was wrong with what was sent.
    pub problem: Problem,
}

/// The form that adds an organisation.
#[derive(Template)]
#[template(path = "org_add.html")]
pub struct OrgAddView {
    /// The frame.
    pub page: PageFrame,
    /// The name as typed.
    pub name: String,
    /// What it can be.
    pub classes: Vec<Choice>,
    /// Kind of residential unit as typed.
    pub unit_kind: String,
    /// Kinds that others have, to choose from.
    pub units: Vec<String>,
    /// What it can lie under.
    pub places: Vec<Choice>,
    /// First day, as in `2026-12-31`.
    pub since: String,
    /// Whether one nearly of that name is there, and it may be said that this is another.
    pub may_insist: bool,
    /// What was wrong with what was sent.
    pub problem: Problem,
}
