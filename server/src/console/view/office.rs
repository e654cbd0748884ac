//! Views of the ward's context: sign-in, one cell.

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
    /// Minutes after which a session that nobody uses ends.
    pub idle_minutes: u32,
    /// Hours after which every session ends.
    pub hours: u32,
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

/// The guide for officers.
#[derive(Template)]
#[template(path = "guide.html")]
pub struct GuideView {
    /// The frame.
    pub page: PageFrame,
}
