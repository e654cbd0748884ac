//! What the console shows: one plain struct per page, and the frame common to all of them.
//!
//! Owns the shape of every page and nothing else: strings, numbers and small enums, filled by
//! the handlers, which read the store. It refuses databases, requests and domain types. Dates and times
//! arrive written out (`05/02/2026`, `05/02/2026 19:30`); stored codes arrive as they are stored and
//! become words here.

mod backups;
mod badges;
mod conflicts;
mod frame;
mod held;
mod meeting;
mod members;
mod month;
mod office;
mod orgs;
mod oversight;
mod people;
mod queue;
mod reconcile;
mod records;
mod review;
mod rules;
mod search;
mod sheet;
mod tasks;
mod trends;
mod twins;

use askama::Template;
use askama::filters::HtmlSafe;
use shared::words::Words;

pub use backups::{BackupLine, BackupsView};
pub use badges::{BadgeRow, BadgesView, UnclearBadge};
pub use conflicts::{ConflictCard, ConflictsView};
pub use frame::{PageFrame, Person, Section, Tab, Vi};
pub use held::{HeldDecidedView, HeldDecision, HeldLine, HeldOneView, HeldRowView, HeldView, HeldWord};
pub use meeting::{
    Addendum, Adoption, AgendaItem, Conflict, ConflictGrade, ConflictValue, HistoryEntry, HistoryView, Issue,
    MeetingView, Opinion, Piece, PieceKind, Roll, RollEntry, ScoreLine, ScoreSheet, Settlement, Signature, Span,
    Threshold, Touched, Unsure, Vote, WardReview,
};
pub use members::{ColumnHead, Fact, FactGroup, LifeEvent, MemberCell, MemberRow, MemberView, MembersView};
pub use month::{Ask, BarPart, DueDay, GridGroup, GridLine, Mark, MonthFilter, MonthHead, MonthView, StateCount, Wait};
pub use office::{CellView, GuideView, MeetingRow, Post, SignInErrorView, SignInView, TrustView};
pub use orgs::{OrgAddView, OrgLine, OrgPageView, OrgsView, Remains};
pub use oversight::{
    AuditRow, AuditView, ChainView, DeviceRowView, DeviceState, DevicesView, EnrolView, EnrolledView, ErrorView,
    HandOverView, LostFormView,
};
pub use people::{
    AccountView, PeopleView, PersonAddView, PersonCodeView, PersonLine, PersonView, Problem, ResetView,
    SecondCodesView, SecondKey, SecondView, SessionLine, SignInCodeView,
};
pub use queue::{Chip, HeldBy, LaneSection, QueueView, WaitingRow};
pub use reconcile::{AccountLine, DoubtRow, ReconcileView};
pub use records::{Entry, Input, PaperView, Part, RecordNewView, RecordRow, RecordView, RecordsView, Shown, Step};
pub use review::{Answer, Asked, Change, Check, Comparison, Paragraph, Remark, ReviewView, Settled, Verdict};
pub use rules::{RuleGroup, RuleRow, RulesVersion, RulesView};
pub use search::{Hit, SearchKind, SearchView};
pub use sheet::{
    SheetCell, SheetCellsView, SheetChoiceView, SheetCode, SheetField, SheetLine, SheetSection, SheetView,
};
pub use tasks::{LateCell, TaskRow, TasksView};
pub use trends::{Chart, TrendsView};
pub use twins::{PairLine, PairSide, PairView};

/// A message about the action just done.
#[derive(Clone, Debug)]
pub struct Flash {
    /// How it went.
    pub kind: FlashKind,
    /// The message, already in the reader's language.
    pub text: String,
}

/// How an action went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlashKind {
    /// It is done.
    Done,
    /// It is done, and something should be looked at.
    Warning,
    /// It was not done.
    Failed,
}

impl FlashKind {
    /// The style of the message.
    #[must_use]
    pub fn tone(&self) -> Tone {
        match self {
            Self::Done => Tone::Good,
            Self::Warning => Tone::Warn,
            Self::Failed => Tone::Bad,
        }
    }
}

/// Which page of a long list is shown.
#[derive(Clone, Debug)]
pub struct Pager {
    /// The page shown, from 1.
    pub page: u32,
    /// How many there are, at least 1.
    pub pages: u32,
    /// Address up to the page number, such as `/audit?page=` or `/members?q=hoa&page=`.
    pub base: String,
}

impl Pager {
    /// The page asked for, or the nearest there is, of `total` things at `rows` a page.
    #[must_use]
    pub fn of(asked: u32, total: usize, rows: usize, base: String) -> Self {
        let pages = u32::try_from(total.div_ceil(rows.max(1))).unwrap_or(u32::MAX).max(1);
        Self { page: asked.clamp(1, pages), pages, base }
    }

    /// How many things come before this page.
    #[must_use]
    pub fn skip(&self, rows: usize) -> usize {
        usize::try_from(self.page.saturating_sub(1)).unwrap_or(usize::MAX).saturating_mul(rows)
    }

    /// What of the list this page shows, as it is asked for.
    #[must_use]
    pub fn part(&self, rows: usize) -> shared::record::list::Page {
        shared::record::list::Page { skip: self.skip(rows), take: rows }
    }

    /// The page before, if there is one.
    #[must_use]
    pub fn previous(&self) -> Option<u32> {
        self.page.checked_sub(1).filter(|page| *page > 0)
    }

    /// The page after, if there is one.
    #[must_use]
    pub fn next(&self) -> Option<u32> {
        (self.page < self.pages).then(|| self.page.saturating_add(1))
    }
}

/// One choice of a drop-down list.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the reader sees.
    pub text: String,
    /// Whether it stands chosen.
    pub selected: bool,
}

/// What a badge or message asks of the reader; the name of its style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Settled, in order.
    Good,
    /// Look at it.
    Warn,
    /// Wrong or refused.
    Bad,
    /// Under way.
    Open,
    /// Only a fact.
    Quiet,
}

impl Tone {
    /// The name of the style in the stylesheet.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Open => "open",
            Self::Quiet => "quiet",
        }
    }

    fn of(prefix: &str, code: &str) -> Self {
        match (prefix, code) {
            ("attendance", "co_mat" | "co_mat_truc_tuyen")
            | ("status", "chinh_thuc")
            | ("device" | "person" | "org-state", "active")
            | ("points", "recorded" | "computed")
            | ("outcome", "dat")
            | ("state-resolution", "da_ban_hanh")
            | ("state-task", "hoan_thanh")
            | ("state-review", "chap_nhan")
            | ("review", "seen")
            | ("held-decided", "released" | "merged")
            | ("backup", "sound")
            | ("adoption", "both") => Self::Good,
            ("attendance", "vang_co_ly_do" | "chua_diem_danh")
            | ("state-meeting", "hoan")
            | ("outcome", "chua_du")
            | ("device", "silent")
            | ("org-state", "ending")
            | ("person", "locked")
            | ("device", "parting")
            | ("review", "changed")
            | ("conflict", "decision")
            | ("held-decided", "dismissed")
            | ("adoption", "one" | "unsettled" | "waiting")
            | ("state-review", "tra_lai")
            | ("hold", _) => Self::Warn,
            ("attendance", "vang_khong_ly_do")
            | ("points", "disputed")
            | ("state-meeting" | "state-task", "huy")
            | ("outcome", "khong_dat" | "mau_thuan")
            | ("status", "khai_tru" | "xoa_ten" | "dinh_chi")
            | ("backup", "damaged")
            | ("device", "revoked" | "copied") => Self::Bad,
            ("state-meeting", "dang_hop" | "da_ket_thuc" | "da_thong_bao")
            | ("status", "du_bi")
            | ("person", "waiting")
            | ("org-state", "coming")
            | ("review", "unseen") => Self::Open,
            _ => Self::Quiet,
        }
    }
}

/// A short coloured word.
#[derive(Template)]
#[template(source = r#"<span class="badge {{ tone.name() }}">{{ text }}</span>"#, ext = "html")]
#[derive(Clone, Debug)]
pub struct Badge {
    tone: Tone,
    text: String,
}

impl Badge {
    /// The word for a stored code, coloured by what it asks of the reader.
    #[must_use]
    pub fn of(texts: &Words, family: &str, code: &str) -> Self {
        Self { tone: Tone::of(family, code), text: texts.code(family, code) }
    }

    /// The word alone.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

// Its own template escapes the text.
impl HtmlSafe for Badge {}

#[cfg(test)]
mod tests;
