//! A member's record: the row of the register (sổ danh sách đảng viên, mẫu 7-HSĐV).
//!
//! Holds what a cell works with. Political and family history, foreign relations and economic
//! circumstances have no field here and never will: they belong to the paper file.

use crate::doc::{Divergence, Doc, Edit, Grade, Kind, Node};
use crate::id::DocId;
use crate::input::{WriteError, passage};
use crate::kind::STATUS_UNNAMED;
use crate::kind::spec::Field;
use crate::meeting::roll::{Attendance, Standing};
use crate::meeting::view::Texts;
use crate::record::Row;
use crate::record::write::{self, Context, FieldPath};
use crate::time::CivilDate;

pub mod badge;
pub mod parting;
mod probation;

pub use crate::kind::{Post, Status};
pub use probation::{joined_for_probation_ending, probation_ends};

/// The kind of these records.
pub const KIND: Kind = Kind::Member;

/// The stored names of the card's fields, in the order of the form.
pub fn field_names() -> impl Iterator<Item = &'static str> {
    card().iter().map(|field| field.name)
}

fn card() -> &'static [Field] {
    KIND.spec().part("card").map_or(&[], |card| card.fields)
}

/// Sets one field of the card from what a person typed; an empty text clears it.
///
/// # Errors
/// [`WriteError::Invalid`] for an unknown field or a value that does not fit it.
pub fn set_field(edit: &mut Edit<'_>, field: &str, typed: &str) -> Result<(), WriteError> {
    let place = FieldPath::parse(KIND.spec(), field)?;
    write::set(edit, KIND.spec(), &place, typed, &Context::default())
}

/// Makes the notes read as `notes`.
///
/// # Errors
/// [`WriteError`] past the bound or for classified text.
pub fn set_notes(edit: &mut Edit<'_>, notes: &str) -> Result<(), WriteError> {
    Ok(edit.rewrite("notes", &passage("notes", notes)?)?)
}

/// Gives a post from a day on, or with `until` ends it.
///
/// # Errors
/// [`WriteError::Edit`] when the record has no posts.
pub fn set_post(edit: &mut Edit<'_>, post: &Post, from: CivilDate, until: Option<CivilDate>) -> Result<(), WriteError> {
    edit.put("posts", &format!("{post}/from"), from.to_string())?;
    match until {
        Some(until) => edit.put("posts", &format!("{post}/until"), until.to_string())?,
        None => edit.remove("posts", &format!("{post}/until"))?,
    }
    Ok(())
}

/// Says that another record speaks for the person from now on, and on what ground. Nothing of this one goes.
///
/// # Errors
/// [`WriteError`] for a ground past the bound or classified.
pub fn supersede(edit: &mut Edit<'_>, by: DocId, why: &str) -> Result<(), WriteError> {
    set_field(edit, "superseded_by", &by.to_string())?;
    set_field(edit, "superseded_why", why)
}

/// Takes that back: the record speaks for itself again.
///
/// # Errors
/// [`WriteError`] for a ground past the bound or classified.
pub fn reinstate(edit: &mut Edit<'_>, why: &str) -> Result<(), WriteError> {
    set_field(edit, "superseded_by", "")?;
    set_field(edit, "superseded_why", why)
}

/// A post with its term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostView {
    /// The post.
    pub post: Post,
    /// Since when.
    pub from: Option<CivilDate>,
    /// Until when, if it ended.
    pub until: Option<CivilDate>,
}

/// A member's record, ready to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberView {
    /// The record's id.
    pub doc: DocId,
    /// The card's fields that are filled, by stored name, in the order of the form.
    pub fields: Vec<(&'static str, String)>,
    /// Where the person stands.
    pub status: Status,
    /// Posts held.
    pub posts: Vec<PostView>,
    /// Free notes.
    pub notes: String,
    /// Whether a text of it bears a secrecy marking, which another device wrote; such content belongs on paper.
    pub is_marked: bool,
    /// Whether all of it can be read.
    pub is_whole: bool,
    /// Places where people wrote different things at the same time.
    pub conflicts: Vec<(Divergence, Grade)>,
}

impl MemberView {
    /// The first of the posts the person held on a day, or holds; nothing where that is in dispute.
    #[must_use]
    pub fn post_on(&self, day: Option<CivilDate>) -> Option<Post> {
        if self.conflicts.iter().any(|(found, _)| found.part == "posts") {
            return None;
        }
        let held = self.posts.iter().filter(|held| match day {
            Some(day) => held.from.is_none_or(|from| from <= day) && held.until.is_none_or(|until| day <= until),
            None => held.until.is_none(),
        });
        let held: Vec<&Post> = held.map(|held| &held.post).collect();
        Post::KNOWN.iter().find(|post| held.contains(post)).cloned()
    }

    /// Reads a member's record; `None` when it is no member.
    #[must_use]
    pub fn of(doc: &Doc) -> Option<Self> {
        if doc.kind() != KIND {
            return None;
        }
        let tree = doc.tree();
        let card = tree.get("card")?;
        let fields = field_names().filter_map(|name| card.line(name).map(|value| (name, value))).collect();
        let texts = Texts::of(&tree);
        let graded = |divergence: Divergence| {
            let grade = doc.kind().spec().grade(&divergence.part, &divergence.key);
            (divergence, grade)
        };
        Some(Self {
            doc: doc.id(),
            fields,
            status: Status::read(card.str("status").unwrap_or(STATUS_UNNAMED)),
            posts: tree.get("posts").map(posts_of).unwrap_or_default(),
            notes: tree.passage("notes").unwrap_or_default(),
            is_marked: texts.marked > 0,
            is_whole: texts.unreadable == 0,
            conflicts: doc.divergences().into_iter().map(graded).collect(),
        })
    }

    /// One field of the card, by stored name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value.as_str())
    }

    /// The record that speaks for the person in place of this one, if one does.
    #[must_use]
    pub fn superseded_by(&self) -> Option<DocId> {
        self.field("superseded_by")?.parse().ok()
    }

    /// The name in use.
    #[must_use]
    pub fn full_name(&self) -> &str {
        self.field("full_name").unwrap_or("—")
    }
}

/// What a member is on a roll of a day, by the line of their record: the default before anyone is called. A guest is on none
/// after their last day; who lived elsewhere up to then is called again.
#[must_use]
pub fn roll_default(row: &Row, on: CivilDate) -> Option<(Standing, Attendance)> {
    if row.text("superseded_by").is_some() {
        return None;
    }
    let status = Status::read(row.text("status").unwrap_or(STATUS_UNNAMED));
    let standing = if status == Status::Probationary { Standing::Probationary } else { Standing::Official };
    let last = row.text("guest_until").and_then(|day| CivilDate::parse(day).ok());
    let is_over = last.is_some_and(|last| last < on);
    match status {
        Status::Probationary | Status::Official => Some((standing, Attendance::Unrecorded)),
        Status::Exempt => Some((standing, Attendance::Exempt)),
        Status::TemporarilyExempt => Some((standing, Attendance::TemporarilyExempt)),
        Status::TemporarilyAway if is_over => Some((standing, Attendance::Unrecorded)),
        Status::TemporarilyAway => Some((standing, Attendance::TemporarilyAway)),
        Status::TemporaryGuest if is_over => None,
        Status::TemporaryGuest => Some((Standing::Guest, Attendance::TemporaryGuest)),
        _ => None,
    }
}

fn posts_of(posts: &Node) -> Vec<PostView> {
    let date = |leaf: String| posts.str(&leaf).and_then(|text| CivilDate::parse(text).ok());
    let codes: std::collections::BTreeSet<&str> =
        posts.entries().keys().filter_map(|leaf| leaf.split('/').next()).collect();
    let view = |code: &str| PostView {
        post: Post::read(code),
        from: date(format!("{code}/from")),
        until: date(format!("{code}/until")),
    };
    codes.into_iter().map(view).collect()
}

#[cfg(test)]
mod tests;
