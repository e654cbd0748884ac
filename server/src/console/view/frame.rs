//! The frame of every page: who reads it, in which language, and the way to the other pages.

use askama::Template;
use askama::filters::HtmlSafe;
use shared::access::Right;
use shared::words::{Language, Words};

use super::{Badge, Flash, Span};
use crate::console::assets;

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
    /// Which page of the navigation this is, or belongs to.
    pub tab: Tab,
    /// The pages of the navigation that the reader may open.
    pub tabs: Vec<Tab>,
    /// What the last action came to.
    pub flash: Option<Flash>,
    /// Path and query of this page, to come back to after switching language.
    pub path: String,
    /// How much waits for the ward, shown in the navigation.
    pub waiting: u32,
    /// The number of the news the page is made of.
    pub news: u64,
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
            tab: Tab::None,
            tabs: Vec::new(),
            flash: None,
            path: path.to_owned(),
            waiting: 0,
            news: 0,
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

    /// A figure; where people differ over it, from the least to the most.
    #[must_use]
    pub fn span(&self, span: &Span) -> String {
        match (self.num(&span.least), self.num(&span.most)) {
            (least, _) if !span.is_unsure() => least,
            (least, most) => format!("{least}–{most}"),
        }
    }

    /// A share in per cent, cut and not rounded, or from the least to the most; empty where there is no whole, or where
    /// people differ over it.
    #[must_use]
    pub fn share(&self, part: &Span, whole: &Span) -> String {
        if whole.is_unsure() {
            return String::new();
        }
        let share = |part: u32| self.texts.percent(part, whole.least).unwrap_or_default();
        match (share(part.least), share(part.most)) {
            (least, _) if !part.is_unsure() => least,
            (least, most) => format!("{least} – {most}"),
        }
    }

    /// Where a file of the console stands: its address changes with what is in it.
    #[must_use]
    pub fn asset(&self, name: &str) -> String {
        assets::path(name)
    }

    /// The sections that the reader may enter, each with its first page.
    #[must_use]
    pub fn sections(&self) -> Vec<(Section, Tab)> {
        let first = |section| Some((section, *self.tabs.iter().find(|tab| tab.section() == section)?));
        Section::ALL.into_iter().filter_map(first).collect()
    }

    /// Whether the reader may search all records.
    #[must_use]
    pub fn may_search(&self) -> bool {
        self.tabs.contains(&Tab::Records)
    }

    /// Whether a section says how much waits.
    #[must_use]
    pub fn counts_at(&self, section: &Section) -> bool {
        *section == Section::Queue
    }

    /// Whether the page shows what changes under the reader's eyes, and is told so: the month, the queues, the registers.
    #[must_use]
    pub fn is_live(&self) -> bool {
        let is_of_records = !matches!(self.tab.section(), Section::Office | Section::None) && self.tab != Tab::Rules;
        self.person.is_some() && is_of_records
    }

    /// The pages of this page's section; none where there is but one.
    #[must_use]
    pub fn siblings(&self) -> Vec<Tab> {
        let of_section: Vec<Tab> =
            self.tabs.iter().copied().filter(|tab| tab.section() == self.tab.section()).collect();
        if of_section.len() > 1 { of_section } else { Vec::new() }
    }

    /// A name or text that is Vietnamese whatever the page's language is.
    #[must_use]
    pub fn vi(&self, text: &str) -> Vi {
        Vi { text: text.to_owned(), is_marked: self.texts.language() != Language::Vi }
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

impl Person {
    /// The first letters of the last two words of the name: what a Vietnamese is called by comes last.
    #[must_use]
    pub fn initials(&self) -> String {
        let words: Vec<&str> = self.name.split_whitespace().collect();
        let last = words.iter().skip(words.len().saturating_sub(2));
        last.filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
    }
}

/// A part of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// How the cells stand, month by month.
    Month,
    /// What waits for the ward.
    Queue,
    /// The register of members (danh sách đảng viên).
    Members,
    /// Resolutions, tasks and the other records.
    Records,
    /// People, devices and what they did.
    Office,
    /// No part of it: sign-in and errors.
    None,
}

impl Section {
    /// Every part, in the order of the header.
    pub const ALL: [Self; 5] = [Self::Month, Self::Queue, Self::Members, Self::Records, Self::Office];

    /// The key of its name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Month => "nav-month",
            Self::Queue => "nav-queue",
            Self::Members => "nav-members",
            Self::Records => "nav-records",
            Self::Office => "nav-office",
            Self::None => "",
        }
    }

    /// Its mark among the icons.
    #[must_use]
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Queue => "inbox",
            Self::Members => "people",
            Self::Records => "tasks",
            Self::Office | Self::None => "gear",
        }
    }
}

/// A page of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// The ward's cells and their meetings.
    Month,
    /// How things went from month to month (xu hướng).
    Trends,
    /// The rules in force (quy định).
    Rules,
    /// What waits for the ward (chờ xử lý).
    Queue,
    /// What people wrote differently (chưa thống nhất).
    Conflicts,
    /// Held pushes (tạm giữ).
    Held,
    /// The register of members.
    Members,
    /// The headcount of a quarter (đối chiếu quý).
    Reconcile,
    /// Badges of an award day (huy hiệu Đảng).
    Badges,
    /// The tasks of all cells (nhiệm vụ).
    Tasks,
    /// Records of every kind (hồ sơ).
    Records,
    /// People of the console (người dùng).
    People,
    /// The ward's organisations (tổ chức).
    Orgs,
    /// Devices and their enrolment.
    Devices,
    /// Copies of the database (sao lưu).
    Backups,
    /// The audit log (nhật ký).
    Audit,
    /// None of them: sign-in and errors.
    None,
}

impl Tab {
    /// Every page, in the order of the navigation.
    pub const ALL: [Self; 16] = [
        Self::Month,
        Self::Trends,
        Self::Rules,
        Self::Queue,
        Self::Conflicts,
        Self::Held,
        Self::Members,
        Self::Reconcile,
        Self::Badges,
        Self::Records,
        Self::Tasks,
        Self::Orgs,
        Self::People,
        Self::Devices,
        Self::Backups,
        Self::Audit,
    ];

    const fn about(self) -> (Section, &'static str, &'static str, Right) {
        match self {
            Self::Month => (Section::Month, "/", "tab-month", Right::View),
            Self::Trends => (Section::Month, "/trends", "tab-trends", Right::View),
            Self::Rules => (Section::Month, "/rules", "tab-rules", Right::View),
            Self::Queue => (Section::Queue, "/queue", "tab-queue", Right::Read),
            Self::Conflicts => (Section::Queue, "/conflicts", "tab-conflicts", Right::Read),
            Self::Held => (Section::Queue, "/held", "tab-held", Right::Read),
            Self::Members => (Section::Members, "/members", "tab-members", Right::Read),
            Self::Reconcile => (Section::Members, "/members/reconcile", "tab-reconcile", Right::Read),
            Self::Badges => (Section::Members, "/members/badges", "tab-badges", Right::Read),
            Self::Tasks => (Section::Records, "/tasks", "tab-tasks", Right::Read),
            Self::Records => (Section::Records, "/records", "tab-records", Right::Read),
            Self::Orgs => (Section::Office, "/orgs", "tab-orgs", Right::Read),
            Self::People => (Section::Office, "/people", "tab-people", Right::Administer),
            Self::Devices => (Section::Office, "/devices", "tab-devices", Right::Read),
            Self::Backups => (Section::Office, "/backups", "tab-backups", Right::Administer),
            Self::Audit => (Section::Office, "/audit", "tab-audit", Right::Audit),
            Self::None => (Section::None, "", "", Right::View),
        }
    }

    /// The part of the navigation it belongs to.
    #[must_use]
    pub const fn section(self) -> Section {
        self.about().0
    }

    /// Its address.
    #[must_use]
    pub const fn path(self) -> &'static str {
        self.about().1
    }

    /// The key of its name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        self.about().2
    }

    /// What opening it takes.
    #[must_use]
    pub const fn right(self) -> Right {
        self.about().3
    }
}

/// Vietnamese text, marked as such where the page speaks another language, so that it is read out right.
#[derive(Template)]
#[template(
    source = r#"{% if is_marked %}<span lang="vi">{{ text }}</span>{% else %}{{ text }}{% endif %}"#,
    ext = "html"
)]
pub struct Vi {
    text: String,
    is_marked: bool,
}

// Its own template escapes the text.
impl HtmlSafe for Vi {}
