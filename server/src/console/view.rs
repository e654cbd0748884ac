//! What the console shows: one plain struct per page, and the frame common to all of them.
//!
//! Owns the shape of every page and nothing else: strings, numbers and small enums, filled by
//! the handlers, which read the store. It refuses databases, requests and domain types. Dates and times
//! arrive written out (`05/02/2026`, `05/02/2026 19:30`); stored codes arrive as they are stored and
//! become words here.

mod meeting;
mod members;
mod office;
mod oversight;
mod records;

use askama::Template;
use askama::filters::HtmlSafe;
use shared::words::{Language, Words};

pub use meeting::{
    Addendum, Adoption, AgendaItem, Conflict, ConflictGrade, ConflictValue, HistoryEntry, HistoryView, Issue,
    MeetingView, Opinion, Roll, RollEntry, ScoreLine, ScoreSheet, Settlement, Signature, Threshold, Touched, Vote,
    WardReview,
};
pub use members::{Fact, FactGroup, MemberRow, MemberView, MembersView};
pub use office::{
    AttentionItem, AttentionKind, CellRow, CellView, Figures, MeetingRow, OverviewView, Post, SignInErrorView,
    SignInView, TrustView,
};
pub use oversight::{
    AuditRow, AuditView, ChainView, DeviceRowView, DevicesView, EnrolView, EnrolledView, ErrorView, HeldLine,
    HeldOneView, HeldRowView, HeldView,
};
pub use records::{Input, Part, RecordRow, RecordView, RecordsView, Shown, Step};

/// The frame of every page: language, reader, navigation, message.
#[derive(Clone)]
pub struct PageFrame {
    /// The sentences of the reader's language.
    pub texts: &'static Words,
    /// The page's own title, already in the reader's language.
    pub title: String,
    /// Name of the ward committee (đảng ủy phường) this console belongs to.
    pub ward: String,
    /// Who is signed in; nobody on the sign-in page and on some error pages.
    pub person: Option<Person>,
    /// The session's token, repeated by every form; empty when nobody is signed in.
    pub csrf: String,
    /// Which part of the navigation the page belongs to.
    pub section: Section,
    /// The parts the reader may open.
    pub sections: Vec<Section>,
    /// What the last action came to.
    pub flash: Option<Flash>,
    /// Path and query of this page, to come back to after switching language.
    pub path: String,
    /// Held pushes waiting for a decision, shown in the navigation.
    pub held_waiting: u32,
    /// Whether the server's database is damaged and nothing can be changed.
    pub read_only: bool,
}

impl PageFrame {
    /// A page for nobody in particular, without message or counts.
    #[must_use]
    pub fn new(texts: &'static Words, ward: &str, title: &str, path: &str) -> Self {
        Self {
            texts,
            title: title.to_owned(),
            ward: ward.to_owned(),
            person: None,
            csrf: String::new(),
            section: Section::None,
            sections: Vec::new(),
            flash: None,
            path: path.to_owned(),
            held_waiting: 0,
            read_only: false,
        }
    }

    /// The code for the `lang` attribute.
    #[must_use]
    pub fn lang(&self) -> &'static str {
        self.texts.language().code()
    }

    /// The languages of the switch, each with whether it is the current one.
    #[must_use]
    pub fn languages(&self) -> [(Language, bool); 2] {
        Language::ALL.map(|language| (language, language == self.texts.language()))
    }

    /// The sentence of a key.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.texts.text(key)
    }

    /// A sentence with one number in it, its `$n`.
    #[must_use]
    pub fn count(&self, key: &str, n: &u32) -> String {
        self.texts.text_with(key, &[("n", (*n).into())])
    }

    /// A sentence with one name or word in it, its `$x`.
    #[must_use]
    pub fn with(&self, key: &str, x: &str) -> String {
        self.texts.text_with(key, &[("x", x.into())])
    }

    /// A sentence about who did something and when, its `$who` and `$at`.
    #[must_use]
    pub fn signed(&self, key: &str, who: &str, at: &str) -> String {
        let args = [("who", who.into()), ("at", at.into())];
        self.texts.text_with(key, &args)
    }

    /// A sentence about a number of things and when they were counted, its `$n` and `$at`.
    #[must_use]
    pub fn tally_at(&self, key: &str, n: &u32, at: &str) -> String {
        let args = [("n", (*n).into()), ("at", at.into())];
        self.texts.text_with(key, &args)
    }

    /// The word for a stored code; unknown codes read as "other" and the code.
    #[must_use]
    pub fn label(&self, prefix: &str, code: &str) -> String {
        self.texts.code(prefix, code)
    }

    /// The word for a stored code, coloured by what it asks of the reader.
    #[must_use]
    pub fn badge(&self, prefix: &str, code: &str) -> Badge {
        Badge::of(self.texts, prefix, code)
    }

    /// A number with its thousands set apart.
    #[must_use]
    pub fn num(&self, n: &u32) -> String {
        self.texts.number(u64::from(*n))
    }

    /// A share in per cent, cut and not rounded; empty where there is no whole.
    #[must_use]
    pub fn percent(&self, part: &u32, whole: &u32) -> String {
        self.texts.percent(*part, *whole).unwrap_or_default()
    }

    /// Whether the reader may open this part of the navigation.
    #[must_use]
    pub fn shows(&self, section: Section) -> bool {
        self.sections.contains(&section)
    }

    /// Whether the page belongs to this part of the navigation.
    #[must_use]
    pub fn at(&self, section: Section) -> bool {
        self.section == section
    }
}

/// Who is signed in.
#[derive(Clone, Debug)]
pub struct Person {
    /// Full name as it is written.
    pub name: String,
    /// Role code, such as `van_phong` or `ban_xay_dung_dang`.
    pub role: String,
}

/// A part of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// The ward's cells and their meetings.
    Cells,
    /// The register of members (danh sách đảng viên).
    Members,
    /// Records of every kind (hồ sơ).
    Records,
    /// Devices and their enrolment.
    Devices,
    /// Held pushes (tạm giữ).
    Held,
    /// The audit log (nhật ký).
    Audit,
    /// No part of it: sign-in and errors.
    None,
}

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
            | ("device", "active")
            | ("points", "recorded" | "computed")
            | ("outcome", "dat")
            | ("state-resolution", "da_ban_hanh")
            | ("state-task", "hoan_thanh")
            | ("state-review", "chap_nhan")
            | ("review", "seen")
            | ("adoption", "both") => Self::Good,
            ("attendance", "vang_co_ly_do" | "chua_diem_danh")
            | ("state-meeting", "hoan")
            | ("outcome", "chua_du")
            | ("device", "silent")
            | ("review", "changed")
            | ("conflict", "decision")
            | ("adoption", "one" | "unsettled" | "waiting")
            | ("state-review", "tra_lai")
            | ("hold", _) => Self::Warn,
            ("attendance", "vang_khong_ly_do")
            | ("points", "disputed")
            | ("state-meeting" | "state-task", "huy")
            | ("outcome", "khong_dat" | "mau_thuan")
            | ("status", "khai_tru" | "xoa_ten" | "dinh_chi")
            | ("device", "revoked" | "copied") => Self::Bad,
            ("state-meeting", "dang_hop" | "da_ket_thuc" | "da_thong_bao")
            | ("status", "du_bi")
            | ("review", "unseen") => Self::Open,
            _ => Self::Quiet,
        }
    }
}

/// A short coloured word.
#[derive(Template)]
#[template(source = r#"<span class="badge {{ tone.name() }}">{{ text }}</span>"#, ext = "html")]
#[derive(Clone)]
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
}

// Its own template escapes the text.
impl HtmlSafe for Badge {}

#[cfg(test)]
mod tests;
