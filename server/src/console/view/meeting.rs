//! Views of one meeting (buổi sinh hoạt) and of its history.

use askama::Template;

use super::{PageFrame, Pager};

/// Everything about one meeting on one page, fit to print.
#[derive(Template)]
#[template(path = "meeting.html")]
pub struct MeetingView {
    /// The frame.
    pub page: PageFrame,
    /// Document id for addresses.
    pub id: String,
    /// Short form of it for people.
    pub short_id: String,
    /// Identity of the cell, for the address.
    pub cell_id: String,
    /// Name of the cell.
    pub cell: String,
    /// Kind in words, with its number that day and its part where it is not the first.
    pub kind: String,
    /// Date of the meeting.
    pub date: String,
    /// From when to when, such as `19:00–20:40`; empty if not recorded.
    pub hours: String,
    /// Where it was held; empty if not recorded.
    pub place: String,
    /// Subject of a thematic meeting; empty if there is none.
    pub topic: String,
    /// Who chaired (chủ trì); empty if not recorded.
    pub chair: String,
    /// Who took the minutes (thư ký); empty if not recorded.
    pub minute_taker: String,
    /// State code.
    pub state: String,
    /// Whether and how the minutes were adopted.
    pub adoption: Adoption,
    /// Fields that hold several values at once; those to decide first.
    pub conflicts: Vec<Conflict>,
    /// Numbers that cannot all be true.
    pub issues: Vec<Issue>,
    /// Who was there.
    pub roll: Roll,
    /// The items in order.
    pub agenda: Vec<AgendaItem>,
    /// The votes in order.
    pub votes: Vec<Vote>,
    /// The minutes as merged now; white space is kept.
    pub minutes: String,
    /// The minutes as signed, once adopted.
    pub adopted_minutes: Option<String>,
    /// Edits that came after adoption.
    pub addenda: Vec<Addendum>,
    /// How the meeting rated itself.
    pub score: Option<ScoreSheet>,
    /// What the ward has done with it.
    pub review: WardReview,
    /// Whether the reader may mark it as seen.
    pub may_review: bool,
    /// Which version is on the page, sent back as `version` when marked as seen.
    pub version: String,
    /// Whether the reader sees the whole record, and not only what was adopted.
    pub full: bool,
    /// How many conflicts of the whole record need a decision.
    pub undecided: u32,
    /// Which page of the record's lists it is.
    pub pager: Pager,
}

impl MeetingView {
    /// Whether any of the conflicts that are shown needs a decision.
    pub(super) fn has_decisions(&self) -> bool {
        self.conflicts.iter().any(|conflict| conflict.grade == ConflictGrade::Decision)
    }
}

/// Whether and how the minutes were adopted (thông qua biên bản).
#[derive(Clone, Debug, Default)]
pub struct Adoption {
    /// The signatures of chair and minute-taker; none while not adopted.
    pub signatures: Vec<Signature>,
    /// Whether one signature is all there will be, because the cell has one device.
    pub sole: bool,
    /// Whether what the record says now is signed, but not by everybody who has to.
    pub waiting: bool,
    /// Short form of the signed digest.
    pub digest: String,
    /// Whether a conflict prevents adoption.
    pub blocked: bool,
}

impl Adoption {
    pub(super) fn code(&self) -> &'static str {
        match (self.signatures.is_empty(), self.sole) {
            (false, true) => "one",
            (false, false) => "both",
            (true, _) if self.blocked => "unsettled",
            (true, _) if self.waiting => "waiting",
            (true, _) => "none",
        }
    }
}

/// One signature under the minutes.
#[derive(Clone, Debug)]
pub struct Signature {
    /// Who signed.
    pub name: String,
    /// As what: `chu_tri`, `thu_ky` or, alone, `mot_nguoi`.
    pub duty: String,
    /// When.
    pub at: String,
}

/// A field that holds several values at once.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// Field code; its word is the key `field-…`.
    pub field: String,
    /// Whose or which one: a person's name, a vote's subject; may be empty.
    pub subject: String,
    /// How grave it is.
    pub grade: ConflictGrade,
    /// The values with their authors.
    pub values: Vec<ConflictValue>,
    /// How many more values there are.
    pub more: u32,
}

/// How grave a conflict is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConflictGrade {
    /// Somebody must decide.
    Decision,
    /// Parallel work that merged without harm.
    Parallel,
}

impl ConflictGrade {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::Parallel => "parallel",
        }
    }
}

/// One of the values a field holds.
#[derive(Clone, Debug)]
pub struct ConflictValue {
    /// The value in words; empty for a text that merged and has writers only.
    pub value: String,
    /// Who wrote it.
    pub author: String,
    /// On which device, in short form.
    pub device: String,
    /// When, by that device's clock.
    pub at: String,
}

/// Who looked at a record and when.
#[derive(Clone, Debug)]
pub struct Settlement {
    /// Who.
    pub by: String,
    /// When.
    pub at: String,
}

/// Numbers that cannot all be true.
#[derive(Clone, Debug)]
pub struct Issue {
    /// Issue code, such as `tong_khac_thu_ve`.
    pub code: String,
    /// What it concerns, with the numbers; may be empty.
    pub detail: String,
}

/// Attendance (điểm danh).
#[derive(Clone, Debug, Default)]
pub struct Roll {
    /// Everybody on the list who belongs to the cell.
    pub total: Span,
    /// Those exempt or away, who leave the denominator.
    pub exempt: Span,
    /// Those required to attend.
    pub required: Span,
    /// Those of them who were present.
    pub present: Span,
    /// Absent with a reason.
    pub absent_excused: Span,
    /// Absent without one.
    pub absent_unexcused: Span,
    /// Person by person.
    pub people: Vec<RollEntry>,
    /// What people wrote differently of it.
    pub unsure: Vec<Unsure>,
}

/// One person on the roll.
#[derive(Clone, Debug)]
pub struct RollEntry {
    /// Full name.
    pub name: String,
    /// Status code, such as `co_mat`.
    pub status: String,
    /// Reason of absence; may be empty.
    pub reason: String,
    /// Whether several statuses stand side by side.
    pub in_conflict: bool,
}

/// One item of the agenda.
#[derive(Clone, Debug)]
pub struct AgendaItem {
    /// What it was about.
    pub title: String,
    /// Who presented it; may be empty.
    pub presenter: String,
    /// What was said, in order.
    pub opinions: Vec<Opinion>,
    /// What the chair concluded; may be empty.
    pub conclusion: String,
}

/// What one person said.
#[derive(Clone, Debug)]
pub struct Opinion {
    /// Who spoke.
    pub speaker: String,
    /// What was written down.
    pub text: String,
}

/// One vote (biểu quyết); of a secret ballot only the totals exist.
#[derive(Clone, Debug)]
pub struct Vote {
    /// What was voted on.
    pub subject: String,
    /// Method code, such as `gio_tay`; empty if not recorded.
    pub method: String,
    /// Members entitled to vote.
    pub eligible: Option<Span>,
    /// Ballots or hands counted in all.
    pub collected: Option<Span>,
    /// In favour (tán thành).
    pub in_favour: Option<Span>,
    /// Against (không tán thành).
    pub against: Option<Span>,
    /// Other opinions (ý kiến khác).
    pub other: Option<Span>,
    /// What was needed.
    pub threshold: Option<Threshold>,
    /// How it ended.
    pub outcome: &'static str,
    /// How it ends whichever side is right, as a code; absent where nobody differs or the outcome depends on it.
    pub either_way: Option<&'static str>,
    /// What people wrote differently of it.
    pub unsure: Vec<Unsure>,
}

impl Vote {
    /// Whether people differ over how many were in favour.
    pub(super) fn is_unsure(&self) -> bool {
        self.in_favour.is_some_and(|span| span.is_unsure())
    }
}

/// Between which numbers a figure lies; both are the same where nobody differs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The least it may be.
    pub least: u32,
    /// The most it may be.
    pub most: u32,
}

impl Span {
    /// Whether people differ over it.
    #[must_use]
    pub fn is_unsure(&self) -> bool {
        self.least != self.most
    }
}

/// A place of a roll or vote of which people wrote different things.
#[derive(Clone, Debug)]
pub struct Unsure {
    /// Field code.
    pub field: String,
    /// Whose or which one.
    pub subject: String,
    /// What each wrote.
    pub values: Vec<ConflictValue>,
}

/// A stretch of two versions of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// In which of them it stands.
    pub kind: PieceKind,
    /// The words.
    pub text: String,
}

/// In which version of a text a stretch stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// In both.
    Same,
    /// In the earlier alone.
    Gone,
    /// In the later alone.
    Come,
}

impl Piece {
    /// A stretch of both versions.
    #[must_use]
    pub const fn same(text: String) -> Self {
        Self { kind: PieceKind::Same, text }
    }

    /// A stretch that is gone.
    #[must_use]
    pub const fn gone(text: String) -> Self {
        Self { kind: PieceKind::Gone, text }
    }

    /// A stretch that came.
    #[must_use]
    pub const fn come(text: String) -> Self {
        Self { kind: PieceKind::Come, text }
    }
}

/// What a vote needs to pass.
#[derive(Clone, Debug)]
pub struct Threshold {
    /// Whether exactly the fraction is enough, or more is needed.
    pub inclusive: bool,
    /// The fraction as written, such as `2/3`.
    pub fraction: String,
    /// Of whom, as a code: `chinh_thuc`, `co_mat`, `trieu_tap`, `uy_vien`, `so_phieu`.
    pub base: String,
}

impl Threshold {
    pub(super) fn key(&self) -> &'static str {
        if self.inclusive { "threshold-at_least" } else { "threshold-over" }
    }
}

/// An edit made after adoption, shown beside the adopted text (bổ sung, đính chính).
#[derive(Clone, Debug)]
pub struct Addendum {
    /// Field code of what it changes.
    pub field: String,
    /// Which one; may be empty.
    pub subject: String,
    /// What was adopted and what is proposed, word by word.
    pub pieces: Vec<Piece>,
    /// Who proposes it.
    pub by: String,
    /// When.
    pub at: String,
}

/// How the meeting rated itself, with what was computed beside it.
#[derive(Clone, Debug)]
pub struct ScoreSheet {
    /// Which rubric: its title, or its id where this version does not know it.
    pub rubric: String,
    /// Its lines.
    pub lines: Vec<ScoreLine>,
    /// How many more there are.
    pub more: u32,
    /// Points, such as `92/100`.
    pub total: String,
    /// Whether the cell gave any points; otherwise all there is was computed.
    pub is_given: bool,
    /// Whether every line that counts has points.
    pub is_complete: bool,
    /// The grade in words, once there is one.
    pub grade: Option<String>,
}

/// One line of a score sheet.
#[derive(Clone, Debug)]
pub struct ScoreLine {
    /// Number on the sheet; empty for a criterion the rubric does not have.
    pub number: String,
    /// The criterion in words.
    pub label: String,
    /// Points, such as `4/5` or `–/5`.
    pub points: String,
    /// Where they come from, as a code: `recorded`, `computed`, `open`, `not_counted`, `disputed`.
    pub source: &'static str,
    /// What they were computed from; may be empty.
    pub why: String,
}

/// What the ward has done with the record.
#[derive(Clone, Debug)]
pub enum WardReview {
    /// Nobody has marked it.
    Unseen,
    /// It was seen as it stands now.
    Seen(Settlement),
    /// It was seen, and has changed since.
    ChangedSince(Settlement),
}

impl WardReview {
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Unseen => "unseen",
            Self::Seen(_) => "seen",
            Self::ChangedSince(_) => "changed",
        }
    }
}

/// Who changed what in a meeting, and when.
#[derive(Template)]
#[template(path = "history.html")]
pub struct HistoryView {
    /// The frame.
    pub page: PageFrame,
    /// Document id of the meeting.
    pub id: String,
    /// Name of the cell.
    pub cell: String,
    /// Kind of the meeting in words.
    pub kind: String,
    /// Its date.
    pub date: String,
    /// What changed, newest first.
    pub history: Vec<HistoryEntry>,
    /// Which page of the history it is.
    pub pager: Pager,
}

/// One place that a set of changes touched.
#[derive(Clone, Debug)]
pub struct Touched {
    /// Field code.
    pub field: String,
    /// Whose or which one; may be empty.
    pub subject: String,
    /// What it was; empty for nothing.
    pub before: String,
    /// What it became; empty for nothing.
    pub after: String,
}

/// One set of changes by one person.
#[derive(Clone, Debug)]
pub struct HistoryEntry {
    /// When, by that device's clock.
    pub at: String,
    /// Who.
    pub person: String,
    /// On which device, in short form.
    pub device: String,
    /// Whether it can be read what it changed.
    pub is_read: bool,
    /// What it changed.
    pub changes: Vec<Touched>,
    /// How many more changed.
    pub more: u32,
    /// Short form of the change hash.
    pub hash: String,
}
