//! Views of keeping order: devices, audit, errors.

use askama::Template;

use super::{Choice, PageFrame, Pager, Problem};

/// Every device of the ward.
#[derive(Template)]
#[template(path = "devices.html")]
pub struct DevicesView {
    /// The frame.
    pub page: PageFrame,
    /// The devices of this page of the list, in the order to show.
    pub devices: Vec<DeviceRowView>,
    /// Part of a person's or cell's name that is looked for.
    pub query: String,
    /// The states there are, with how many devices are in each; the first is all of them.
    pub states: Vec<DeviceState>,
    /// The state that is looked for; empty for all.
    pub chosen: String,
    /// Which page of the list it is.
    pub pager: Pager,
    /// Whether the reader may enrol and revoke.
    pub may_manage: bool,
}

/// How many devices are in a state.
#[derive(Clone, Debug)]
pub struct DeviceState {
    /// Its code; empty for all.
    pub code: String,
    /// How many.
    pub n: u32,
    /// Address of those alone.
    pub href: String,
}

/// One device: a person's enrolment on a phone.
#[derive(Clone, Debug)]
pub struct DeviceRowView {
    /// Identity for the address.
    pub id: String,
    /// Full name of the person.
    pub person: String,
    /// Role code.
    pub role: String,
    /// Name of the cell.
    pub cell: String,
    /// When it was enrolled.
    pub enrolled: String,
    /// When it was last heard from, if ever.
    pub last_contact: Option<String>,
    /// State code: `active`, `silent` (more than 14 days), `parting` (its person is none of the
    /// cell's any more), `copied` (two hold its vault) or `revoked`.
    pub state: String,
    /// Why it was revoked; empty while it is not.
    pub revoked_reason: String,
    /// Why its person is none of the cell's any more; empty where they are.
    pub parting: String,
    /// Changes it said it had not sent yet, if it said.
    pub unsent: Option<u32>,
}

impl DeviceRowView {
    fn revoked(&self) -> bool {
        self.state == "revoked"
    }

    fn copied(&self) -> bool {
        self.state == "copied"
    }
}

/// The form that makes a one-time enrolment code.
#[derive(Template)]
#[template(path = "enrol.html")]
pub struct EnrolView {
    /// The frame.
    pub page: PageFrame,
    /// The cells to choose from, sent as `cell`.
    pub cells: Vec<Choice>,
    /// The person's name, sent as `person`.
    pub person: String,
    /// Roles to choose from, sent as `role`.
    pub roles: Vec<Choice>,
    /// What was wrong with what was sent.
    pub problem: Problem,
}

/// The form that hands a phone over to somebody else of the cell.
#[derive(Template)]
#[template(path = "hand_over.html")]
pub struct HandOverView {
    /// The frame.
    pub page: PageFrame,
    /// Whose it was.
    pub device: DeviceRowView,
    /// The name of whoever takes it on, sent as `person`.
    pub person: String,
    /// Roles to choose from, sent as `role`.
    pub roles: Vec<Choice>,
    /// What was wrong with what was sent.
    pub problem: Problem,
}

/// A one-time enrolment code, shown once.
#[derive(Template)]
#[template(path = "enrolled.html")]
pub struct EnrolledView {
    /// The frame.
    pub page: PageFrame,
    /// For whom it is.
    pub person: String,
    /// Role code.
    pub role: String,
    /// Name of the cell.
    pub cell: String,
    /// The picture: one `<svg>` element made by this server, written into the page unescaped.
    pub qr_svg: String,
    /// The same as text, to type or paste.
    pub code: String,
    /// Until when it can be used.
    pub expires: String,
}

/// The audit log (nhật ký).
#[derive(Template)]
#[template(path = "audit.html")]
pub struct AuditView {
    /// The frame.
    pub page: PageFrame,
    /// What the last check of the chain found.
    pub chain: ChainView,
    /// The entries of this page, newest first.
    pub rows: Vec<AuditRow>,
    /// The person that was typed.
    pub who: String,
    /// The actions to choose from.
    pub actions: Vec<Choice>,
    /// The first day, as `2026-02-05`; empty for none.
    pub from: String,
    /// The last day.
    pub to: String,
    /// What the log is narrowed to, as an address says it; its files are of the same.
    pub same: String,
    /// Which page of the log it is.
    pub pager: Pager,
}

/// What checking the hash chain found.
#[derive(Clone, Debug)]
pub enum ChainView {
    /// Every entry follows from the one before.
    Verified {
        /// How many entries there are.
        entries: u32,
        /// When it was checked.
        at: String,
    },
    /// An entry does not follow from the one before.
    Broken {
        /// Number of the first such entry.
        entry: u32,
    },
}

/// One entry of the audit log.
#[derive(Clone, Debug)]
pub struct AuditRow {
    /// Number in the chain.
    pub number: u32,
    /// When.
    pub at: String,
    /// Who, by name; a device is named by its person.
    pub who: String,
    /// Action code, such as `read_member`.
    pub action: String,
    /// What it was done to.
    pub subject: String,
    /// Short form of the chain hash.
    pub hash: String,
}

/// An error page.
#[derive(Template)]
#[template(path = "error.html")]
pub struct ErrorView {
    /// The frame.
    pub page: PageFrame,
    /// HTTP status; mistakes of the reader's have words of their own, the rest read as 500.
    pub status: u16,
    /// What to tell the administrator, for failures of the server.
    pub request_id: Option<String>,
}

/// A form that came too late: what was written in it, to copy.
#[derive(Template)]
#[template(path = "form_lost.html")]
pub struct LostFormView {
    /// The frame.
    pub page: PageFrame,
    /// What was written, a text for each field.
    pub texts: Vec<String>,
    /// Where to go on: the page of the form, or the sign-in page that leads there.
    pub next: String,
    /// Whether the reader is signed in.
    pub is_signed_in: bool,
}
