//! Views of the ward's context: sign-in, overview, one cell.

use askama::Template;

use super::{PageFrame, Pager};

/// The sign-in page.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub struct SignInView {
    /// The frame; its person is nobody.
    pub page: PageFrame,
    /// The login typed before, so that it need not be typed again.
    pub login: String,
    /// Where to go after signing in, sent back as `next`; empty for the overview.
    pub next: String,
    /// Why the last attempt failed.
    pub error: Option<SignInErrorView>,
}

/// Why signing in did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInErrorView {
    /// Wrong login or wrong password; which of the two is not told.
    Wrong,
    /// Too many attempts.
    LockedOut {
        /// Minutes until the next attempt is allowed.
        minutes: u32,
    },
    /// The session is over, or the form was too old.
    Expired,
}

/// How a phone comes to trust the ward's own certificate authority.
#[derive(Template)]
#[template(path = "trust.html")]
pub struct TrustView {
    /// The frame; its person is nobody.
    pub page: PageFrame,
    /// SHA-256 of the root certificate, in pairs of digits.
    pub fingerprint: String,
    /// The address devices are given.
    pub address: String,
}

/// The first page: how the ward's cells stand.
#[derive(Template)]
#[template(path = "overview.html")]
pub struct OverviewView {
    /// The frame.
    pub page: PageFrame,
    /// The numbers at the top.
    pub figures: Figures,
    /// Every cell of the ward, in the order to show.
    pub cells: Vec<CellRow>,
    /// What waits for somebody, most urgent first.
    pub attention: Vec<AttentionItem>,
    /// Whether the reader sees names and devices, and not only numbers.
    pub full: bool,
}

/// The ward in numbers.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Cells (chi bộ) in force.
    pub cells: u32,
    /// Official members (đảng viên chính thức).
    pub official: u32,
    /// Probationary members (đảng viên dự bị).
    pub probationary: u32,
    /// Meetings dated this month.
    pub meetings_this_month: u32,
    /// Conflicts that need a decision.
    pub open_conflicts: u32,
    /// Held pushes without a decision.
    pub held: u32,
    /// Devices not heard from for more than 14 days.
    pub silent_devices: u32,
}

impl Figures {
    fn members(&self) -> u32 {
        self.official.saturating_add(self.probationary)
    }
}

/// One cell in the overview.
#[derive(Clone, Debug)]
pub struct CellRow {
    /// Identity for the address.
    pub id: String,
    /// Name, such as "Chi bộ Khóm 3".
    pub name: String,
    /// Name of its head (bí thư); empty while none is enrolled.
    pub head: String,
    /// Official members.
    pub official: u32,
    /// Probationary members.
    pub probationary: u32,
    /// Date of the last meeting, if any was recorded.
    pub last_meeting: Option<String>,
    /// State code of that meeting.
    pub last_state: String,
    /// When one of its devices last synced.
    pub last_sync: Option<String>,
    /// Whether that is more than 14 days ago.
    pub silent: bool,
    /// Conflicts that need a decision.
    pub conflicts: u32,
    /// Held pushes.
    pub held: u32,
}

/// Something that waits for somebody.
#[derive(Clone, Debug)]
pub struct AttentionItem {
    /// What sort of thing.
    pub kind: AttentionKind,
    /// What it is about: a meeting, a person, a device.
    pub subject: String,
    /// Where and since when, in a few words.
    pub detail: String,
    /// Address of the page where it can be dealt with.
    pub href: String,
}

/// Sorts of things that wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttentionKind {
    /// A conflict that needs a decision.
    Conflict,
    /// A held push.
    Held,
    /// Two member records that look like one person.
    Duplicate,
    /// A device that has been silent too long.
    Silent,
    /// A device of which two hold the vault.
    Copied,
    /// A record that bears a secrecy marking.
    Marked,
    /// A record that cannot be read.
    Unreadable,
}

impl AttentionKind {
    fn code(self) -> &'static str {
        match self {
            Self::Conflict => "conflict",
            Self::Held => "held",
            Self::Duplicate => "duplicate",
            Self::Silent => "silent",
            Self::Copied => "copied",
            Self::Marked => "marked",
            Self::Unreadable => "unreadable",
        }
    }
}

/// One cell (chi bộ): its posts, meetings and devices.
#[derive(Template)]
#[template(path = "cell.html")]
pub struct CellView {
    /// The frame.
    pub page: PageFrame,
    /// Identity for addresses.
    pub id: String,
    /// Name of the cell.
    pub name: String,
    /// Official members.
    pub official: u32,
    /// Probationary members.
    pub probationary: u32,
    /// Whether the reader sees names and devices, and not only adopted meetings.
    pub full: bool,
    /// Who holds which post.
    pub posts: Vec<Post>,
    /// Its meetings on this page of the list, newest first.
    pub meetings: Vec<MeetingRow>,
    /// Which page of them it is.
    pub pager: Pager,
    /// Short ids of its meetings that cannot be read.
    pub unreadable: Vec<String>,
    /// Its devices.
    pub devices: Vec<super::DeviceRowView>,
}

/// A post in a cell and who holds it.
#[derive(Clone, Debug)]
pub struct Post {
    /// Role code, such as `bi_thu`.
    pub role: String,
    /// Full name.
    pub name: String,
}

/// One meeting in a list.
#[derive(Clone, Debug)]
pub struct MeetingRow {
    /// Document id for the address.
    pub id: String,
    /// Date of the meeting.
    pub date: String,
    /// Kind in words, with its number that day and its part where it is not the first.
    pub kind: String,
    /// State code.
    pub state: String,
    /// Present among those required.
    pub present: u32,
    /// Those required to attend.
    pub required: u32,
    /// Conflicts that need a decision.
    pub conflicts: u32,
}
