//! Mirrors of a member.

use shared::member::MemberView;
use shared::sync::device::Safety as DeviceSafety;
use shared::time::CivilDate;

use super::{Conflict, Safety};
use crate::engine::People;

/// One field of a member's card.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Field {
    /// Its stored name.
    pub name: String,
    /// What it holds, or what was typed.
    pub value: String,
}

/// A post a member holds or held.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PostHeld {
    /// The stored code of the post.
    pub post: String,
    /// Since when.
    pub since: Option<String>,
    /// Until when, if it ended.
    pub until: Option<String>,
}

/// A member.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Member {
    /// The record's id.
    pub id: String,
    /// The name in use.
    pub full_name: String,
    /// The stored code of the status.
    pub status: String,
    /// The card's fields that are filled, in the order of the form.
    pub fields: Vec<Field>,
    /// Posts.
    pub posts: Vec<PostHeld>,
    /// Free notes.
    pub notes: String,
    /// Places in dispute.
    pub conflicts: Vec<Conflict>,
    /// How safe it is.
    pub safety: Safety,
}

impl Member {
    pub(crate) fn of(view: MemberView, safety: &DeviceSafety, people: &People) -> Self {
        let conflicts = view.conflicts.iter();
        let day = |day: Option<CivilDate>| day.map(|day| day.to_string());
        Self {
            id: view.doc.to_string(),
            full_name: view.full_name().to_owned(),
            status: view.status.code().to_owned(),
            conflicts: conflicts
                .map(|(found, grade)| Conflict::of(&found.part, &found.key, *grade, &found.values, people))
                .collect(),
            posts: view
                .posts
                .iter()
                .map(|held| PostHeld {
                    post: held.post.code().to_owned(),
                    since: day(held.from),
                    until: day(held.until),
                })
                .collect(),
            fields: view.fields.into_iter().map(|(name, value)| Field { name: name.to_owned(), value }).collect(),
            notes: view.notes,
            safety: safety.into(),
        }
    }
}
