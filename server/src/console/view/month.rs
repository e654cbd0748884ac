//! Views of the month: the grid of cells by months, and what stands beside it.

use askama::Template;

use super::{Choice, PageFrame};

/// The first page: how the ward's cells stand in a month and the months before.
#[derive(Template)]
#[template(path = "month.html")]
pub struct MonthView {
    /// The frame.
    pub page: PageFrame,
    /// The month, as addresses name it.
    pub month: String,
    /// Address of the month before.
    pub earlier: String,
    /// Address of the month after; nothing once that has not come.
    pub later: Option<String>,
    /// Cells counted this month.
    pub cells: u32,
    /// Of how many of them the record was handed in.
    pub figure: String,
    /// Official members (đảng viên chính thức) of the ward.
    pub official: u32,
    /// Probationary members (đảng viên dự bị).
    pub probationary: u32,
    /// How many cells stand how, the most urgent first.
    pub states: Vec<StateCount>,
    /// The bar of the same.
    pub bar: Vec<BarPart>,
    /// The days of the month by the rules.
    pub due: Vec<DueDay>,
    /// The ward's queues in which something waits.
    pub waits: Vec<Wait>,
    /// What is filtered by.
    pub filter: MonthFilter,
    /// The months of the grid, the earliest first; the last is the month itself.
    pub heads: Vec<MonthHead>,
    /// The grid, the most urgent first.
    pub groups: Vec<GridGroup>,
    /// The words of each mark: every square has them.
    pub words: Vec<(Mark, String)>,
    /// Cells that somebody should ask about something.
    pub asks: Vec<Ask>,
    /// Whether the reader sees names and devices, and not only numbers.
    pub full: bool,
}

impl MonthView {
    fn said(&self, mark: &Mark) -> &str {
        self.words.iter().find(|(one, _)| one == mark).map_or("", |(_, words)| words)
    }
}

/// How a cell stands in a month, as a mark with its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(pub &'static str);

impl Mark {
    /// The style of its square.
    #[must_use]
    pub fn style(&self) -> &'static str {
        match self.0 {
            "late" => "st-late",
            "returned" => "st-back",
            "waiting" => "st-wait",
            "met" => "st-met",
            "sent" => "st-sent",
            "accepted" => "st-done",
            _ => "st-off",
        }
    }

    /// Whether there was no such cell, or nothing to ask of it.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.0 == "absent"
    }

    /// Its picture among the icons.
    #[must_use]
    pub fn icon(&self) -> &'static str {
        match self.0 {
            "late" => "late",
            "returned" => "back",
            "met" => "half",
            "sent" => "up",
            "accepted" => "ok",
            _ => "dash",
        }
    }
}

/// How many cells stand so.
#[derive(Clone, Debug)]
pub struct StateCount {
    /// How.
    pub mark: Mark,
    /// How many.
    pub n: u32,
    /// Address of those alone.
    pub href: String,
    /// Whether the grid shows those alone.
    pub is_chosen: bool,
}

/// A part of the bar, in units of its `viewBox`, which is as long as there are cells.
#[derive(Clone, Copy, Debug)]
pub struct BarPart {
    /// How those cells stand.
    pub mark: Mark,
    /// Where it begins.
    pub at: u32,
    /// How long it is.
    pub long: u32,
}

/// A day of the month by the rules.
#[derive(Clone, Debug)]
pub struct DueDay {
    /// The day, or how many days after the meeting.
    pub day: String,
    /// What has to be done by it.
    pub what: String,
    /// Whether it has not come yet.
    pub is_next: bool,
}

/// What the grid is filtered by, as the form shows it.
#[derive(Clone, Debug)]
pub struct MonthFilter {
    /// The month, carried along.
    pub month: String,
    /// What is looked for in the names of cells and heads.
    pub q: String,
    /// How the cells stand, carried along; empty for all.
    pub state: String,
    /// What they are to be asked about, carried along; empty for all.
    pub ask: String,
    /// Kinds of units.
    pub kinds: Vec<Choice>,
    /// Organisations between the ward and its cells.
    pub branches: Vec<Choice>,
    /// How many months.
    pub periods: Vec<Choice>,
    /// Address of the month without any filter; nothing where there is none.
    pub all: Option<String>,
}

/// A month over its column.
#[derive(Clone, Debug)]
pub struct MonthHead {
    /// The month, as addresses name it.
    pub month: String,
    /// The month in short.
    pub short: String,
    /// The month in full.
    pub long: String,
    /// Whether a narrow screen leaves it out.
    pub is_far: bool,
}

/// Cells that stand alike.
#[derive(Clone, Debug)]
pub struct GridGroup {
    /// How.
    pub mark: Mark,
    /// The cells.
    pub lines: Vec<GridLine>,
}

impl GridGroup {
    fn n(&self) -> u32 {
        u32::try_from(self.lines.len()).unwrap_or(u32::MAX)
    }

    /// Whether nothing is asked of anybody here.
    fn is_well(&self) -> bool {
        matches!(self.mark.0, "sent" | "accepted")
    }
}

/// A cell's line of the grid.
#[derive(Clone, Debug)]
pub struct GridLine {
    /// Address of its page; with `/` and a month behind it leads to the meeting of that month.
    pub href: String,
    /// Its name.
    pub name: String,
    /// Name of its head (bí thư); empty while none is enrolled.
    pub head: String,
    /// How it stands in each month, in the order of the heads.
    pub marks: Vec<Mark>,
    /// What is to be said of the month itself.
    pub said: String,
    /// Whether figures of that meeting are not agreed.
    pub is_disputed: bool,
    /// Members of the headcount.
    pub members: u32,
}

/// A queue of the ward in which something waits.
#[derive(Clone, Debug)]
pub struct Wait {
    /// Its code.
    pub lane: &'static str,
    /// How much waits there.
    pub n: u32,
}

/// Cells that somebody should ask about the same.
#[derive(Clone, Debug)]
pub struct Ask {
    /// About what, with how many they are.
    pub what: String,
    /// Why, or what helps.
    pub why: String,
    /// Address of those alone.
    pub href: String,
}
