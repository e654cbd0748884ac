//! A meeting that was opened under a wrong kind or date, and the right one its content was carried into.
//!
//! The kind and the date are part of a meeting's id, so they cannot be changed in place. The wrong record keeps all
//! it holds and its history, is called off, and names the right one; the right one names where it came from, by which
//! a move that was cut off half-way is known and simply ended.

use crate::doc::{Doc, Edit, Node, Scalar};
use crate::id::DocId;

use super::State;
use crate::input::{Rule, WriteError};
use crate::key::MeetingKey;

/// Maps of a meeting that are carried as they are.
const CARRIED: [&str; 6] = ["about", "people", "roll", "agenda", "votes", "score"];
const TO: &str = "moved_to";
const FROM: &str = "moved_from";

/// Where a meeting was moved to or came from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moved {
    /// The right record, in the one that was opened wrongly.
    pub to: Option<DocId>,
    /// The record that was opened wrongly, in the right one.
    pub from: Option<DocId>,
}

impl Moved {
    /// Reads a meeting's record.
    #[must_use]
    pub fn of(doc: &Doc) -> Self {
        let id = |leaf| doc.leaf("about", leaf).and_then(|id| id.parse().ok());
        Self { to: id(TO), from: id(FROM) }
    }
}

/// Whether the content of `from` is to be carried into `target`: `false` when that was done before.
///
/// # Errors
/// [`WriteError::Invalid`] when something else was written there, or `from` has been moved elsewhere.
pub fn is_due(from: &Doc, target: &Doc, key: &MeetingKey) -> Result<bool, WriteError> {
    if Moved::of(from).to.is_some_and(|to| to != target.id()) {
        return Err(Rule::MovedElsewhere.broken(TO, None));
    }
    if Moved::of(target).from == Some(from.id()) {
        return Ok(false);
    }
    if target.heads() == key.open().heads() { Ok(true) } else { Err(Rule::MovedTaken.broken(TO, None)) }
}

/// Writes the content of `from`, which was opened under `key`, into the empty right record.
///
/// # Errors
/// [`WriteError::Edit`] when the right record lacks a part.
pub fn carry(from: &Doc, key: &MeetingKey, edit: &mut Edit<'_>) -> Result<(), WriteError> {
    let tree = from.tree();
    let wrong_day = key.date.to_string();
    for part in CARRIED {
        let Some(map) = tree.get(part) else { continue };
        for (leaf, value) in map.entries() {
            let Node::Scalar(value) = value else { continue };
            // The day it was wrongly called for says nothing of the day it was held.
            let is_day = (part, leaf.as_str()) == ("about", "held_on") && value.as_str() == Some(&wrong_day);
            if !is_day && (part != "about" || !matches!(leaf.as_str(), TO | FROM)) {
                edit.put(part, leaf, value.clone())?;
            }
        }
    }
    if let Some(minutes) = tree.str("minutes").filter(|minutes| !minutes.is_empty()) {
        edit.splice("minutes", 0, 0, minutes)?;
    }
    for (_, said) in tree.get("says").map(Node::items).unwrap_or_default() {
        edit.push_as("says", said)?;
    }
    edit.put("about", FROM, from.id().to_string())?;
    Ok(())
}

/// Calls the wrong record off and names the right one.
///
/// # Errors
/// [`WriteError::Edit`] when the record lacks a part.
pub fn leave(edit: &mut Edit<'_>, target: DocId) -> Result<(), WriteError> {
    edit.put("about", TO, Scalar::from(target.to_string()))?;
    edit.put("about", "state", State::Cancelled.code())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::Pen;
    use crate::id::{DeviceId, OrgId};
    use crate::meeting::agenda::{self, Saying};
    use crate::meeting::vote::{self, Matter, Tally, VoteKey};
    use crate::meeting::{MeetingKind, MeetingView, Particulars, Person, set_particulars};
    use crate::time::{CivilDate, Timestamp};

    fn key(kind: MeetingKind, day: u8) -> MeetingKey {
        let date = CivilDate::new(2026, 11, day).unwrap();
        MeetingKey { org: OrgId::from_bytes([1; 16]), kind, date, ordinal: 1 }
    }

    fn written(doc: &mut Doc, write: impl FnOnce(&mut Edit<'_>) -> Result<(), WriteError>) {
        let pen = Pen::new(DeviceId::from_bytes([2; 16]), [3; 8]);
        doc.edit(&pen, Timestamp::from_ms(1_793_880_000_000), write).unwrap();
    }

    #[test]
    fn a_meeting_opened_wrongly_is_carried_whole_and_stays_readable() {
        let (wrong_key, right_key) = (key(MeetingKind::Thematic, 6), key(MeetingKind::Regular, 5));
        let (mut wrong, mut right) = (wrong_key.open(), right_key.open());
        let chair = Person::guest("Nguyễn Văn An");
        written(&mut wrong, |edit| {
            let given = Particulars {
                place: Some("Nhà văn hóa".to_owned()),
                chair: Some(chair.clone()),
                ..Particulars::default()
            };
            set_particulars(edit, &given)?;
            set_particulars(edit, &Particulars { held_on: Some(wrong_key.date), ..Particulars::default() })?;
            let item = agenda::put_item(edit, "Thảo luận", 1, Some(&chair))?;
            agenda::say(edit, &item, &Saying::Opinion, Some(&chair), "Tôi nhất trí.")?;
            vote::record_vote(
                edit,
                &VoteKey::new(&Matter::Resolution, None),
                &Tally { agree: Some(9), ..Tally::default() },
            )?;
            crate::meeting::splice_minutes(edit, 0, 0, "Khai mạc lúc 19 giờ.\n")
        });
        let before = wrong.clone();
        assert!(is_due(&wrong, &right, &right_key).unwrap());
        written(&mut right, |edit| carry(&before, &wrong_key, edit));
        written(&mut wrong, |edit| leave(edit, right.id()));

        let (old, new) = (MeetingView::of(&wrong).unwrap(), MeetingView::of(&right).unwrap());
        let carried = |view: &MeetingView| {
            let said: Vec<_> =
                view.agenda.iter().flat_map(|item| &item.opinions).map(|said| said.text.clone()).collect();
            (view.place.clone(), view.chair.clone(), view.votes.clone(), view.minutes.clone(), said)
        };
        assert_eq!(carried(&old), carried(&new));
        assert_eq!((new.held_on, old.state), (right_key.date, State::Cancelled));
        assert_eq!(Moved::of(&wrong), Moved { to: Some(right.id()), from: None });
        assert_eq!(Moved::of(&right), Moved { to: None, from: Some(wrong.id()) });
        // Cut off between the two writes, the same move goes on; a move to elsewhere does not.
        assert!(!is_due(&before, &right, &right_key).unwrap());
        let elsewhere = key(MeetingKind::Regular, 7);
        assert!(is_due(&wrong, &elsewhere.open(), &elsewhere).is_err());
        assert!(is_due(&right, &wrong, &wrong_key).is_err(), "something stands there already");
    }
}
