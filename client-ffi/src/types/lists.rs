//! Mirrors of lists, and what narrows them.

use shared::sync::device::Safety as DeviceSafety;

use super::Safety;
use crate::vault::{MeetingRow, MemberRow};

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

impl From<(MeetingRow, DeviceSafety)> for MeetingLine {
    fn from((row, safety): (MeetingRow, DeviceSafety)) -> Self {
        Self {
            id: row.doc.to_string(),
            org: row.org.to_string(),
            date: row.date,
            kind: row.kind,
            ordinal: row.ordinal,
            state: row.state,
            topic: row.topic,
            open_questions: row.open_questions,
            adopted: row.adopted,
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

impl From<(MemberRow, DeviceSafety)> for MemberLine {
    fn from((row, safety): (MemberRow, DeviceSafety)) -> Self {
        Self {
            id: row.doc.to_string(),
            org: row.org.to_string(),
            full_name: row.full_name,
            status: row.status,
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
