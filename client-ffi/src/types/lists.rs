//! Mirrors of lists and of members.

use shared::member::MemberView;
use shared::sync::device::Safety as DeviceSafety;

use super::{Conflict, Safety};
use crate::engine::People;
use crate::vault::{MeetingRow, MemberRow};

/// A meeting in a list.
#[derive(Debug, Clone, uniffi::Record)]
pub struct MeetingLine {
    /// The record's id.
    pub id: String,
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

/// A member in a list.
#[derive(Debug, Clone, uniffi::Record)]
pub struct MemberLine {
    /// The record's id.
    pub id: String,
    /// The name in use.
    pub full_name: String,
    /// The stored code of the status.
    pub status: String,
}

impl From<MemberRow> for MemberLine {
    fn from(row: MemberRow) -> Self {
        Self { id: row.doc.to_string(), full_name: row.full_name, status: row.status }
    }
}

/// One field of a member's card.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Field {
    /// Its stored name.
    pub name: String,
    /// What it holds, or what was typed.
    pub value: String,
}

/// A member.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Member {
    /// The record's id.
    pub id: String,
    /// The name in use.
    pub full_name: String,
    /// The stored code of the status.
    pub status: String,
    /// The card's fields that are filled.
    pub fields: Vec<Field>,
    /// Free notes.
    pub notes: String,
    /// Places in dispute.
    pub conflicts: Vec<Conflict>,
}

impl Member {
    pub(crate) fn of(view: MemberView, people: &People) -> Self {
        let conflicts = view.conflicts.iter();
        Self {
            id: view.doc.to_string(),
            full_name: view.full_name().to_owned(),
            status: view.status.code().to_owned(),
            conflicts: conflicts
                .map(|(found, grade)| Conflict::of(&found.part, &found.key, *grade, &found.values, people))
                .collect(),
            fields: view.fields.into_iter().map(|(name, value)| Field { name: name.to_owned(), value }).collect(),
            notes: view.notes,
        }
    }
}
