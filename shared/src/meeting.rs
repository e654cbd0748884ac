//! A meeting of a cell (buổi sinh hoạt chi bộ): its key, its head data and its life cycle.
//!
//! Every fact two phones may record apart is a leaf `subject/field` of a map that the foundation
//! made, so that they meet in the same place; what one person says is a list entry of their own.

pub mod adoption;
pub mod agenda;
pub mod assigned;
pub mod course;
pub mod facts;
pub mod held;
pub mod moved;
pub mod part;
pub mod roll;
pub mod score;
pub mod span;
pub mod times;
pub mod view;
pub mod vote;
pub mod weigh;

use crate::doc::{Doc, Edit, Kind, Seed};
use crate::input::{Rule, Unfit, invalid, line};
use crate::limits;
use crate::rules::{POINTS_SUM, Rules};
use crate::text;
use crate::time::{CivilDate, ClockTime};

pub use crate::input::{WriteError, passage};
pub use crate::key::{MeetingKey, MeetingKind};
pub use crate::kind::State;
pub use view::{MeetingLine, MeetingView, Person};

/// The kind of these records.
pub const KIND: Kind = Kind::Meeting;

impl MeetingKey {
    /// Creates the meeting's record, or the very bytes another phone has created.
    #[must_use]
    pub fn open(&self) -> Doc {
        Doc::create(&Seed::Meeting(self.clone()))
    }
}

/// Head data of a meeting that can be set one by one; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct Particulars {
    /// The day it was really held.
    pub held_on: Option<CivilDate>,
    /// When it began.
    pub starts_at: Option<ClockTime>,
    /// When it closed.
    pub ends_at: Option<ClockTime>,
    /// Where.
    pub place: Option<String>,
    /// Subject of a thematic meeting.
    pub topic: Option<String>,
    /// Who chairs (chủ trì).
    pub chair: Option<Person>,
    /// Who takes the minutes (thư ký).
    pub minute_taker: Option<Person>,
    /// Stage of its life.
    pub state: Option<State>,
}

/// Sets the head data that is given.
///
/// # Errors
/// [`WriteError`] for a line that is too long or classified.
pub fn set_particulars(edit: &mut Edit<'_>, given: &Particulars) -> Result<(), WriteError> {
    if let Some(date) = given.held_on {
        edit.put("about", "held_on", date.to_string())?;
    }
    if let Some(time) = given.starts_at {
        edit.put("about", "starts_at", time.to_string())?;
    }
    if let Some(time) = given.ends_at {
        edit.put("about", "ends_at", time.to_string())?;
    }
    for (field, typed) in [("place", &given.place), ("topic", &given.topic)] {
        if let Some(typed) = typed {
            edit.put("about", field, line(field, typed)?)?;
        }
    }
    for (field, person) in [("chair", &given.chair), ("minute_taker", &given.minute_taker)] {
        if let Some(person) = person {
            name_person(edit, person)?;
            edit.put("about", field, person.key.as_str())?;
        }
    }
    if let Some(state) = &given.state {
        edit.put("about", "state", state.code())?;
    }
    Ok(())
}

/// Keeps a person's name as it was spoken of at this meeting.
pub(crate) fn name_person(edit: &mut Edit<'_>, person: &Person) -> Result<(), WriteError> {
    let name = line("name", &person.name)?;
    if person.key.is_empty() || person.key.contains('/') || person.key.chars().count() > limits::LINE_CHARS_MAX {
        return Err(Rule::Person.broken("person", None));
    }
    edit.put("people", &person.key, name)?;
    Ok(())
}

/// Replaces `delete` characters of the minutes at `position`, in Unicode scalar values.
///
/// # Errors
/// [`WriteError`] beyond the end, past the bound, or for classified text.
pub fn splice_minutes(edit: &mut Edit<'_>, position: usize, delete: usize, insert: &str) -> Result<(), WriteError> {
    let insert = passage("minutes", insert)?;
    edit.splice("minutes", position, delete, &insert)?;
    Ok(())
}

/// Makes the minutes read as `text`, with the fewest insertions and deletions that lead there.
///
/// # Errors
/// As [`splice_minutes`].
pub fn rewrite_minutes(edit: &mut Edit<'_>, text: &str) -> Result<(), WriteError> {
    let text = passage("minutes", text)?;
    edit.rewrite("minutes", &text)?;
    Ok(())
}

/// Records points for one criterion of the meeting's score sheet (chấm điểm buổi sinh hoạt), by the rules of its place.
///
/// # Errors
/// [`WriteError::Invalid`] for more points than the criterion has, or outside 0 to 100 where it is not known.
pub fn score(rules: &Rules, edit: &mut Edit<'_>, rubric: &str, criterion: &str, points: i64) -> Result<(), WriteError> {
    let known = rules.rubric(rubric).and_then(|rubric| rubric.criterion(&text::as_key(criterion)));
    let max = known.map_or(POINTS_SUM, |criterion| criterion.max);
    if !(0..=max).contains(&points) {
        return Err(invalid("score", Unfit::Range(max)));
    }
    edit.put("score", "rubric", line("rubric", rubric)?)?;
    edit.put("score", &format!("points/{}", text::as_key(criterion)), points)?;
    Ok(())
}

#[cfg(test)]
mod tests;
