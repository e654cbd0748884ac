//! Views of one record under review: its content beside what was said of it and what may be decided.

use std::collections::BTreeMap;

use askama::Template;

use super::{Badge, Choice, Conflict, HeldBy, Issue, MeetingView, PageFrame, Part, Piece, PieceKind, WardReview};

/// One record, reviewed on one page.
#[derive(Template)]
#[template(path = "review.html")]
pub struct ReviewView {
    /// The frame.
    pub page: PageFrame,
    /// The record's id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Name of the cell.
    pub cell: String,
    /// Identity of the cell, for the address.
    pub cell_id: String,
    /// The code of the queue it stands in.
    pub lane: &'static str,
    /// Its state.
    pub state: Option<Badge>,
    /// The filter of the queue, for the addresses of forms: empty, or beginning with `?`.
    pub ending: String,
    /// Its place in the queue.
    pub place: Option<u32>,
    /// The records beside it in the queue.
    pub beside: (Option<String>, Option<String>),
    /// Who has taken it.
    pub holder: Option<HeldBy>,
    /// Whether the reader reviews.
    pub may_review: bool,
    /// Why the last form was not taken; nothing was then written.
    pub problem: Option<String>,
    /// What was typed into that form.
    pub typed: BTreeMap<String, String>,
    /// The digest an action names, and its short form.
    pub digest: (String, String),
    /// The frontier that is shown.
    pub heads: String,
    /// The frontier of the review that is shown; empty where there is none.
    pub review_heads: String,
    /// Which version of the record's content is shown.
    pub version: String,
    /// What the ward has done with it.
    pub seen: WardReview,
    /// How far it was handed in, as a code.
    pub handed: &'static str,
    /// Whether something brought for it is held.
    pub is_held: bool,
    /// Places that are not agreed, and figures that cannot be right.
    pub undecided: u32,
    /// With what the text is compared.
    pub comparisons: Vec<Comparison>,
    /// Words that came and went, where it is compared.
    pub words: Option<(u32, u32)>,
    /// The running text in paragraphs.
    pub paragraphs: Vec<Paragraph>,
    /// What changed beside the running text.
    pub changes: Vec<Change>,
    /// Fields that hold several values at once.
    pub conflicts: Vec<Conflict>,
    /// Conflicts that somebody decided.
    pub settled: Vec<Settled>,
    /// Numbers that cannot all be true.
    pub issues: Vec<Issue>,
    /// The parts only a meeting has.
    pub meeting: Option<MeetingView>,
    /// The parts of any other record.
    pub parts: Vec<Part>,
    /// Remarks that stand at no paragraph.
    pub remarks: Vec<Remark>,
    /// What of a record a remark may be about.
    pub remark_places: Vec<Choice>,
    /// Answers that name no remark or request.
    pub answers: Vec<Answer>,
    /// The checklist.
    pub checks: Vec<Check>,
    /// The requests.
    pub requests: Vec<Asked>,
    /// What was decided.
    pub verdict: Option<Verdict>,
    /// Why it cannot be returned or accepted; absent when it can.
    pub refused: Option<String>,
    /// Whether the review may be opened again.
    pub may_reopen: bool,
}

impl ReviewView {
    /// What was typed into a field of the form that was not taken.
    fn typed(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }

    /// Whether the form that was not taken is this one.
    fn is_at(&self, form: &str) -> bool {
        self.typed("_form") == form
    }

    /// What stands in a line of the checklist: what was typed and not taken, else what is written.
    fn typed_check<'a>(&'a self, check: &'a Check) -> &'a str {
        self.typed.get(&format!("check-{}", check.code)).unwrap_or(&check.holds)
    }

    fn typed_note<'a>(&'a self, check: &'a Check) -> &'a str {
        self.typed.get(&format!("note-{}", check.code)).unwrap_or(&check.note)
    }

    /// Whether what was typed belongs to a remark on this passage.
    fn is_remark_on(&self, passage: &str) -> bool {
        self.is_at("remark") && self.typed("passage") == passage
    }
}

/// A version the text may be compared with.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The key of its name.
    pub key: &'static str,
    /// When that version was read or signed; may be empty.
    pub at: String,
    /// Where it is shown.
    pub href: String,
    /// Whether it is.
    pub is_current: bool,
}

/// A paragraph of the running text.
#[derive(Clone, Debug)]
pub struct Paragraph {
    /// Its number, from 1.
    pub number: u32,
    /// The part of the record it stands in.
    pub part: String,
    /// Its words, with what changed.
    pub pieces: Vec<Piece>,
    /// By what a remark names it.
    pub passage: String,
    /// The remarks on it.
    pub remarks: Vec<Remark>,
}

/// One remark with what the cell answered.
#[derive(Clone, Debug)]
pub struct Remark {
    /// Its name in the review.
    pub entry: String,
    /// What it is about, in words; may be empty.
    pub place: String,
    /// The passage it is about, if that is not beside it.
    pub passage: String,
    /// Who wrote it.
    pub by: String,
    /// What it says.
    pub text: String,
    /// Whether it is settled.
    pub is_resolved: bool,
    /// What the cell answered.
    pub answers: Vec<Answer>,
}

/// What the cell answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Who.
    pub by: String,
    /// What.
    pub text: String,
}

/// What the ward asks of the cell.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Its name in the review.
    pub entry: String,
    /// What is asked.
    pub text: String,
    /// By when; may be empty.
    pub due: String,
    /// When it was done; empty while it is not.
    pub closed: String,
    /// What the cell answered.
    pub answers: Vec<Answer>,
}

/// One line of the checklist.
#[derive(Clone, Debug)]
pub struct Check {
    /// Its code.
    pub code: &'static str,
    /// What is looked at.
    pub words: String,
    /// `true`, `false`, or empty while nobody looked.
    pub holds: String,
    /// What was noted.
    pub note: String,
}

impl Check {
    /// The style of its mark, and which mark it is.
    fn mark(&self) -> (&'static str, &'static str) {
        match &*self.holds {
            "true" => ("st-done", "ok"),
            "false" => ("st-no", "no"),
            _ => ("st-wait", "dash"),
        }
    }
}

/// What the ward decided.
#[derive(Clone)]
pub struct Verdict {
    /// The state of the review.
    pub state: Badge,
    /// The reason that was given; may be empty.
    pub reason: String,
    /// By when the cell answers; may be empty.
    pub due: String,
    /// Whether the record says now what was accepted; absent where nothing was.
    pub is_as_accepted: Option<bool>,
}

/// A change beside the running text.
#[derive(Clone, Debug)]
pub struct Change {
    /// Field code.
    pub field: String,
    /// Whose or which one; may be empty.
    pub subject: String,
    /// What it was and what it is, word by word.
    pub pieces: Vec<Piece>,
    /// Who wrote it, and when.
    pub by: String,
}

/// A conflict that somebody decided.
#[derive(Clone, Debug)]
pub struct Settled {
    /// Field code.
    pub field: String,
    /// Whose or which one; may be empty.
    pub subject: String,
    /// What was written.
    pub before: Vec<String>,
    /// What was chosen; empty for nothing.
    pub after: String,
    /// Who chose.
    pub by: String,
    /// When.
    pub at: String,
}
