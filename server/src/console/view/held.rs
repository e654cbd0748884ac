//! Views of what is held: what waits for a decision, one of them, what was decided.

use askama::Template;

use super::{Badge, Change, Chip, Conflict, PageFrame, Pager, PieceKind};

/// The pushes that wait for a decision.
#[derive(Template)]
#[template(path = "held.html")]
pub struct HeldView {
    /// The frame.
    pub page: PageFrame,
    /// How many are held.
    pub total: u32,
    /// Those of this page, oldest first.
    pub rows: Vec<HeldRowView>,
    /// Which page of the list it is.
    pub pager: Pager,
}

/// What was decided.
#[derive(Template)]
#[template(path = "held_decided.html")]
pub struct HeldDecidedView {
    /// The frame.
    pub page: PageFrame,
    /// The decisions there are, with how many were decided so.
    pub chips: Vec<Chip>,
    /// Those of this page, the last first.
    pub rows: Vec<HeldRowView>,
    /// Which page of the list it is.
    pub pager: Pager,
    /// What the list is of, as an address says it; its files are of the same.
    pub same: String,
}

/// What one held push would write, and what was decided about it.
#[derive(Template)]
#[template(path = "held_one.html")]
pub struct HeldOneView {
    /// The frame.
    pub page: PageFrame,
    /// What is held.
    pub row: HeldRowView,
    /// When the first and the last were made, by the device's clock; empty if that cannot be told.
    pub written: String,
    /// Whether its signature is that of the device that is named.
    pub is_signed: bool,
    /// Where the record it is for can be read, if it lies here.
    pub record: Option<String>,
    /// What the record would say instead, where that can be told.
    pub changes: Vec<Change>,
    /// Where it and the record would then say different things at once.
    pub conflicts: Vec<Conflict>,
    /// What it would write, in order, where it cannot be told what the record would say.
    pub lines: Vec<HeldLine>,
    /// Whether more would be written than is shown.
    pub cut: bool,
    /// Why nothing can be shown; empty otherwise.
    pub unreadable: String,
    /// Whether what it writes is shown as what would change.
    pub is_compared: bool,
    /// What was decided and said about it, the first first.
    pub course: Vec<HeldWord>,
    /// Whether the reader may decide about it now.
    pub may_decide: bool,
    /// Whether the reader may take the decision back.
    pub may_reopen: bool,
    /// What is wrong with the form that was sent; empty otherwise.
    pub problem: String,
}

impl HeldOneView {
    /// Whether a decision holds.
    fn is_decided(&self) -> bool {
        self.row.decision.is_some()
    }
}

/// One thing a held push would write.
#[derive(Clone, Debug)]
pub struct HeldLine {
    /// Where.
    pub place: String,
    /// What: `text`, `value` or `deleted`.
    pub what: &'static str,
    /// The words, or how many go.
    pub text: String,
}

/// What somebody decided, and what they said.
#[derive(Clone, Debug)]
pub struct HeldWord {
    /// What they did, as a word of the audit log.
    pub action: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: String,
    /// Their words; empty where the server decided by itself.
    pub note: String,
}

/// One held push.
#[derive(Clone, Debug)]
pub struct HeldRowView {
    /// Identity for the address.
    pub id: String,
    /// When it arrived.
    pub at: String,
    /// How long it has waited.
    pub age: String,
    /// Whether that is long.
    pub is_late: bool,
    /// Who wrote it; empty if that cannot be told.
    pub person: String,
    /// Short form of the device id.
    pub device: String,
    /// Name of the cell; empty if that cannot be told.
    pub cell: String,
    /// What document it changes, in plain words.
    pub document: String,
    /// Reason code, such as `revoked`.
    pub reason: String,
    /// What was decided about it, if anything holds.
    pub decision: Option<HeldDecision>,
}

/// A decision about a held push.
#[derive(Clone, Debug)]
pub struct HeldDecision {
    /// What it was.
    pub what: Badge,
    /// Who decided; the server itself where nobody did.
    pub by: String,
    /// When.
    pub at: String,
    /// Their words.
    pub note: String,
}
