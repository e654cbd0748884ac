//! Running text under a person's hands: where it lies, cursors that last, and what was done to it
//! since it was last looked at.
//!
//! Positions count Unicode scalar values of the text as the record holds it.

use automerge::patches::PatchAction;
use automerge::{ObjId, ObjType, ROOT, ReadDoc, Value};

use super::panic_guard::catching_panics;
use super::tree::text_of;
use super::{Doc, EditError, EntryId, Heads};

/// Where a running text lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextPlace {
    /// A text of the record itself, for example `minutes`.
    Part(&'static str),
    /// A text of a list entry, for example what one person said.
    Entry {
        /// The list.
        list: &'static str,
        /// The entry.
        entry: EntryId,
        /// The entry's leaf that holds the text.
        key: &'static str,
    },
}

/// A place between two characters that stays there whatever is written before or after it.
///
/// It holds on to the character on its left; when that is deleted, to the place where it stood.
/// It is kept as a position in the text of one moment, from which it follows what happened since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextCursor {
    at: usize,
    taken: Heads,
}

/// One thing that happened to a text; several are to be followed in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextMove {
    /// `text` stands at `at` now.
    Inserted {
        /// Where.
        at: usize,
        /// What.
        text: String,
    },
    /// `count` characters from `at` on are gone.
    Deleted {
        /// Where.
        at: usize,
        /// How many.
        count: usize,
    },
}

/// One replacement in a text; several are to be made in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Splice {
    /// Where it begins.
    pub at: usize,
    /// How many characters go.
    pub delete: usize,
    /// What comes in their place.
    pub insert: String,
}

impl TextCursor {
    /// The form in which it can be kept.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{}@{}", self.at, self.taken.to_text())
    }

    /// Reads [`TextCursor::to_text`]; `None` for anything else.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let (at, heads) = text.split_once('@')?;
        Some(Self { at: at.parse().ok()?, taken: Heads::from_text(heads)? })
    }
}

impl Doc {
    /// The present content of a running text.
    ///
    /// # Errors
    /// [`EditError::NoSuchPart`] or [`EditError::NoSuchEntry`] when the record has no such text.
    pub fn running_text(&self, place: &TextPlace) -> Result<String, EditError> {
        self.whole(|| Ok(text_of(&self.inner, &find(&self.inner, place)?)))
    }

    /// What `read` comes to, unless automerge breaks off over the record.
    fn whole<T>(&self, read: impl FnOnce() -> Result<T, EditError>) -> Result<T, EditError> {
        catching_panics(read).unwrap_or(Err(EditError::BrokeOff))
    }

    /// A cursor at `position`, from 0 to the text's length.
    ///
    /// # Errors
    /// [`EditError::OutOfText`] beyond the end, and as [`Doc::running_text`].
    pub fn text_cursor(&self, place: &TextPlace, position: usize) -> Result<TextCursor, EditError> {
        let length = self.whole(|| Ok(self.inner.length(find(&self.inner, place)?)))?;
        if position > length {
            return Err(EditError::OutOfText { position, length });
        }
        Ok(TextCursor { at: position, taken: self.heads() })
    }

    /// Where a cursor stands now.
    ///
    /// # Errors
    /// [`EditError::NoSuchCursor`] for one that was not taken in this text, and as [`Doc::running_text`].
    pub fn text_cursor_position(&self, place: &TextPlace, cursor: &TextCursor) -> Result<usize, EditError> {
        if !self.contains_all(&cursor.taken) {
            return Err(EditError::NoSuchCursor);
        }
        let mut here = cursor.at;
        for one in self.text_moves(place, &cursor.taken)? {
            match one {
                TextMove::Inserted { at, text } if at < here => here = here.saturating_add(text.chars().count()),
                TextMove::Deleted { at, count } if at < here => here -= count.min(here - at),
                TextMove::Inserted { .. } | TextMove::Deleted { .. } => {}
            }
        }
        let length = self.whole(|| Ok(self.inner.length(find(&self.inner, place)?)))?;
        if here > length { Err(EditError::NoSuchCursor) } else { Ok(here) }
    }

    /// What happened to a text since the record stood at `since`. When it never stood there, all of
    /// the text is told as deleted and inserted anew.
    ///
    /// # Errors
    /// As [`Doc::running_text`].
    pub fn text_moves(&self, place: &TextPlace, since: &Heads) -> Result<Vec<TextMove>, EditError> {
        self.whole(|| self.moves(place, since))
    }

    fn moves(&self, place: &TextPlace, since: &Heads) -> Result<Vec<TextMove>, EditError> {
        let object = find(&self.inner, place)?;
        let now = self.inner.get_heads();
        if !self.contains_all(since) {
            let text = text_of(&self.inner, &object);
            return Ok(vec![TextMove::Deleted { at: 0, count: usize::MAX }, TextMove::Inserted { at: 0, text }]);
        }
        let patches = self.inner.diff_obj(&object, &since.hashes(), &now, false)?;
        let moves = patches.into_iter().filter(|patch| patch.obj == object).filter_map(|patch| match patch.action {
            PatchAction::SpliceText { index, value, .. } => {
                Some(TextMove::Inserted { at: index, text: value.make_string() })
            }
            PatchAction::DeleteSeq { index, length } => Some(TextMove::Deleted { at: index, count: length }),
            _ => None,
        });
        Ok(moves.collect())
    }
}

fn find(doc: &automerge::Automerge, place: &TextPlace) -> Result<ObjId, EditError> {
    let part = |name: &str| match doc.get(ROOT, name)? {
        Some((Value::Object(_), object)) => Ok(object),
        _ => Err(EditError::NoSuchPart(name.to_owned())),
    };
    match place {
        TextPlace::Part(name) => part(name),
        TextPlace::Entry { list, entry, key } => {
            let missing = || EditError::NoSuchEntry((*list).to_owned());
            let entries = part(list)?;
            let found = doc.list_range(&entries, ..).map(|item| item.id()).find(|id| EntryId::of(id) == *entry);
            match doc.get(found.ok_or_else(missing)?, *key)? {
                Some((Value::Object(ObjType::Text), text)) => Ok(text),
                _ => Err(missing()),
            }
        }
    }
}

#[cfg(test)]
mod tests;
