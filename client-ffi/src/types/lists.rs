//! Mirrors of lists, and what narrows them.

use shared::member::Status;
use shared::record::Row;
use shared::sync::device::Safety as DeviceSafety;

use super::Safety;
use crate::words::words;

/// The code that stands in place of a meeting's kind when its record cannot be read.
const UNREADABLE: &str = "khong_doc_duoc";

/// A meeting in a list.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct MeetingLine {
    /// The record's id.
    pub id: String,
    /// The cell.
    pub org: String,
    /// The day it was held.
    pub date: String,
    /// The stored code of its kind.
    pub kind: String,
    /// Which of its kind on that day.
    pub ordinal: u16,
    /// The stored code of its stage.
    pub state: String,
    /// Subject of a thematic meeting.
    pub topic: Option<String>,
    /// Decisions to take and impossible figures.
    pub open_questions: u32,
    /// Whether its minutes are adopted.
    pub adopted: bool,
    /// How safe it is.
    pub safety: Safety,
}

impl From<(Row, DeviceSafety)> for MeetingLine {
    fn from((row, safety): (Row, DeviceSafety)) -> Self {
        Self {
            id: row.doc.to_string(),
            org: row.org.to_string(),
            date: row.on.map(|day| day.to_string()).unwrap_or_default(),
            kind: if row.is_readable { row.text("kind").unwrap_or_default() } else { UNREADABLE }.to_owned(),
            ordinal: u16::try_from(row.figure("ordinal")).unwrap_or_default(),
            state: row.state.clone(),
            topic: row.text("topic").map(str::to_owned),
            open_questions: row.decisions.saturating_add(row.impossible).max(u32::from(!row.is_readable)),
            adopted: row.flag("adopted"),
            safety: (&safety).into(),
        }
    }
}

/// Which meetings a list shows; what is absent narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, uniffi::Record)]
pub struct MeetingFilter {
    /// Words anywhere in the record, marks or no marks.
    #[uniffi(default = "")]
    pub text: String,
    /// The stored code of the kind.
    #[uniffi(default = None)]
    pub kind: Option<String>,
    /// The stored code of the stage.
    #[uniffi(default = None)]
    pub state: Option<String>,
    /// First day.
    #[uniffi(default = None)]
    pub since: Option<String>,
    /// Last day.
    #[uniffi(default = None)]
    pub until: Option<String>,
    /// The cell.
    #[uniffi(default = None)]
    pub org: Option<String>,
    /// Only those with decisions to take or impossible figures.
    #[uniffi(default = false)]
    pub unsettled: bool,
    /// Only those with something that is on this phone alone or held.
    #[uniffi(default = false)]
    pub not_safe: bool,
}

/// A member in a list.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct MemberLine {
    /// The record's id.
    pub id: String,
    /// The cell.
    pub org: String,
    /// The name in use.
    pub full_name: String,
    /// The stored code of the status.
    pub status: String,
    /// How safe it is.
    pub safety: Safety,
}

impl From<(Row, DeviceSafety)> for MemberLine {
    fn from((row, safety): (Row, DeviceSafety)) -> Self {
        Self {
            id: row.doc.to_string(),
            org: row.org.to_string(),
            status: row.text("status").unwrap_or(Status::Official.code()).to_owned(),
            full_name: words().title(&row),
            safety: (&safety).into(),
        }
    }
}

/// Which members a list shows; what is absent narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, uniffi::Record)]
pub struct MemberFilter {
    /// A piece of a name or number, marks or no marks.
    #[uniffi(default = "")]
    pub text: String,
    /// The stored code of the status.
    #[uniffi(default = None)]
    pub status: Option<String>,
    /// The cell.
    #[uniffi(default = None)]
    pub org: Option<String>,
    /// Only those with something that is on this phone alone or held.
    #[uniffi(default = false)]
    pub not_safe: bool,
}
