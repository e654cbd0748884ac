//! Writing: the smallest operations that carry an intent.
//!
//! Owns the one rule that keeps merges safe: containers are made by the foundation or, inside a
//! list, by exactly one writer. So no two phones can ever create the same container apart.

use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{Automerge, ObjId, ObjType, ROOT, ReadDoc, Value};

use super::text::{Splice, TextPlace};
use super::tree::{EntryId, Node, Scalar, text_of};
use crate::id::ChangeId;
use crate::text::diff::{Replacement, replacements};
use crate::time::Timestamp;

/// Why an edit was refused; the document is as it was.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The record was begun by an app that did not have this part yet.
    #[error("this record has no part named `{0}`")]
    NoSuchPart(String),
    /// The entry is not in the record.
    #[error("no such entry in `{0}`")]
    NoSuchEntry(String),
    /// A position beyond the end of the text.
    #[error("position {position} is beyond the end of a text of {length} characters")]
    OutOfText {
        /// Where the edit was to begin, in Unicode scalar values.
        position: usize,
        /// How long the text is.
        length: usize,
    },
    /// A cursor that was not taken in this text.
    #[error("the cursor does not belong to this text")]
    NoSuchCursor,
    /// A value longer or larger than its bound.
    #[error("`{what}` exceeds the limit of {max}")]
    TooLong {
        /// Which value.
        what: String,
        /// The bound.
        max: usize,
    },
    /// Automerge panicked over what the record holds.
    #[error("the record holds something that cannot be written to")]
    BrokeOff,
    /// Automerge refused; only a defect here can cause it.
    #[error("the record could not be written: {0}")]
    Core(#[from] automerge::AutomergeError),
}

/// A field of a fresh list entry.
#[derive(Debug, Clone)]
pub enum EntryField<'a> {
    /// A plain value.
    Value(Scalar),
    /// Running text that merges character by character.
    Text(&'a str),
}

/// One open change.
pub struct Edit<'a> {
    tx: Transaction<'a>,
}

impl<'a> Edit<'a> {
    pub(super) fn begin(doc: &'a mut Automerge) -> Self {
        Self { tx: doc.transaction() }
    }

    pub(super) fn commit(self, now: Timestamp) -> Option<ChangeId> {
        // A clock that shows no day at all must not keep what is written from the others.
        let seconds = now.as_ms().div_euclid(1000).clamp(*Timestamp::SECONDS.start(), *Timestamp::SECONDS.end());
        let options = CommitOptions::default().with_time(seconds);
        let (hash, _) = self.tx.commit_with(options);
        hash.map(|hash| ChangeId::from_bytes(hash.0))
    }

    pub(super) fn rollback(self) {
        self.tx.rollback();
    }

    /// Leaves the change as it is, neither committed nor rolled back; the document is not to be used any more.
    pub(super) fn abandon(self) {
        std::mem::forget(self.tx);
    }

    /// Sets one leaf of a map. Nothing is written when it already holds just that value, so an
    /// idle save makes no change; a value under dispute is always written, which settles it.
    ///
    /// # Errors
    /// [`EditError::NoSuchPart`] when the record lacks the map.
    pub fn put(&mut self, map: &str, key: &str, value: impl Into<Scalar>) -> Result<(), EditError> {
        let object = self.part(map)?;
        self.put_in(&object, key, value.into())
    }

    /// Whether different values stand at one leaf of a map and nobody has decided between them.
    ///
    /// # Errors
    /// [`EditError::NoSuchPart`] when the record lacks the map.
    pub fn is_disputed(&self, map: &str, key: &str) -> Result<bool, EditError> {
        let said = self.values(&self.part(map)?, key)?;
        Ok(said.windows(2).any(|two| two[0].identity() != two[1].identity()))
    }

    /// Every value that stands at one leaf of a map, of which there are several only in a dispute; none where the record
    /// lacks the map.
    #[must_use]
    pub fn said(&self, map: &str, key: &str) -> Vec<Scalar> {
        self.part(map).and_then(|object| self.values(&object, key)).unwrap_or_default()
    }

    fn values(&self, object: &ObjId, key: &str) -> Result<Vec<Scalar>, EditError> {
        let said = |(value, _): &(Value<'_>, ObjId)| match value {
            Value::Scalar(only) => Scalar::read(only),
            Value::Object(_) => Scalar::Null,
        };
        Ok(self.tx.get_all(object, key)?.iter().map(said).collect())
    }

    /// The value of one leaf of a map; none where the record lacks the map.
    #[must_use]
    pub fn leaf(&self, map: &str, key: &str) -> Option<Scalar> {
        match self.tx.get(self.part(map).ok()?, key).ok()?? {
            (Value::Scalar(only), _) => Some(Scalar::read(&only)),
            (Value::Object(_), _) => None,
        }
    }

    /// The keys of a map, in order; none where the record lacks it.
    #[must_use]
    pub fn leaves(&self, map: &str) -> Vec<String> {
        self.part(map).map(|object| self.tx.keys(&object).collect()).unwrap_or_default()
    }

    /// Sets one leaf of a map that has no value yet; what stands there already stays.
    ///
    /// # Errors
    /// [`EditError::NoSuchPart`] when the record lacks the map.
    pub fn put_if_absent(&mut self, map: &str, key: &str, value: impl Into<Scalar>) -> Result<(), EditError> {
        let object = self.part(map)?;
        if self.tx.get(&object, key)?.is_none() {
            self.tx.put(&object, key, value.into().into_automerge())?;
        }
        Ok(())
    }

    /// Removes one leaf of a map, if it is there.
    ///
    /// # Errors
    /// [`EditError::NoSuchPart`] when the record lacks the map.
    pub fn remove(&mut self, map: &str, key: &str) -> Result<(), EditError> {
        let object = self.part(map)?;
        if self.tx.get(&object, key)?.is_some() {
            self.tx.delete(&object, key)?;
        }
        Ok(())
    }

    /// Replaces `delete` characters of a text at `position` (both in Unicode scalar values).
    ///
    /// # Errors
    /// [`EditError::OutOfText`] beyond the end, [`EditError::TooLong`] past the bound.
    pub fn splice(&mut self, text: &str, position: usize, delete: usize, insert: &str) -> Result<(), EditError> {
        let object = self.part(text)?;
        self.splice_in(&object, text, position, delete, insert)
    }

    /// Makes a text read as `content`, replacing the words that differ.
    ///
    /// # Errors
    /// [`EditError::NoSuchPart`] when the record lacks the text, [`EditError::TooLong`] past the bound.
    pub fn rewrite(&mut self, text: &str, content: &str) -> Result<(), EditError> {
        let object = self.part(text)?;
        self.rewrite_in(&object, text, content)
    }

    /// As [`Edit::rewrite`], of a text that belongs to a list entry.
    ///
    /// # Errors
    /// [`EditError::NoSuchEntry`] when the list holds no such entry or it has no such text.
    pub fn rewrite_entry(&mut self, list: &str, entry: &EntryId, key: &str, content: &str) -> Result<(), EditError> {
        let object = self.entry_text(list, entry, key)?;
        self.rewrite_in(&object, key, content)
    }

    fn rewrite_in(&mut self, object: &ObjId, what: &str, content: &str) -> Result<(), EditError> {
        within_bound(what, content.chars().count())?;
        let before = text_of(&self.tx, object);
        // From the end, so that those before it stay where they are.
        for Replacement { at, delete, insert } in replacements(&before, content).into_iter().rev() {
            self.tx.splice_text(object, at, isize::try_from(delete).unwrap_or(isize::MAX), &insert)?;
        }
        Ok(())
    }

    /// Appends an entry to a list.
    ///
    /// # Errors
    /// [`EditError::NoSuchPart`] when the record lacks the list.
    pub fn push(&mut self, list: &str, fields: &[(&str, EntryField<'_>)]) -> Result<EntryId, EditError> {
        let object = self.part(list)?;
        let end = self.tx.length(&object);
        let entry = self.tx.insert_object(&object, end, ObjType::Map)?;
        for (key, field) in fields {
            match field {
                EntryField::Value(value) => self.tx.put(&entry, *key, value.clone().into_automerge())?,
                EntryField::Text(text) => {
                    let object = self.tx.put_object(&entry, *key, ObjType::Text)?;
                    self.tx.splice_text(&object, 0, 0, text)?;
                }
            }
        }
        Ok(EntryId::of(&entry))
    }

    /// Appends an entry with what another one holds.
    ///
    /// # Errors
    /// As [`Edit::push`].
    pub fn push_as(&mut self, list: &str, entry: &Node) -> Result<EntryId, EditError> {
        let mut fields: Vec<(&str, EntryField<'_>)> = Vec::new();
        for (name, value) in entry.entries() {
            match value {
                Node::Text(text) => fields.push((name, EntryField::Text(text))),
                Node::Scalar(value) => fields.push((name, EntryField::Value(value.clone()))),
                Node::Map(_) | Node::List(_) | Node::Unreadable => {}
            }
        }
        self.push(list, &fields)
    }

    /// Sets one leaf of a list entry.
    ///
    /// # Errors
    /// [`EditError::NoSuchEntry`] when the list holds no such entry.
    pub fn put_entry(
        &mut self,
        list: &str,
        entry: &EntryId,
        key: &str,
        value: impl Into<Scalar>,
    ) -> Result<(), EditError> {
        let object = self.entry(list, entry)?;
        self.put_in(&object, key, value.into())
    }

    /// As [`Edit::remove`], in a list entry: what is not there is left alone, so that clearing it decides nothing against
    /// whoever fills it in apart.
    ///
    /// # Errors
    /// [`EditError::NoSuchEntry`] when the list holds no such entry.
    pub fn remove_entry_field(&mut self, list: &str, entry: &EntryId, key: &str) -> Result<(), EditError> {
        let object = self.entry(list, entry)?;
        if self.tx.get(&object, key)?.is_some() {
            self.tx.delete(&object, key)?;
        }
        Ok(())
    }

    /// As [`Edit::splice`], in a text that belongs to a list entry.
    ///
    /// # Errors
    /// [`EditError::NoSuchEntry`] when the list holds no such entry or it has no such text.
    pub fn splice_entry(
        &mut self,
        list: &str,
        entry: &EntryId,
        key: &str,
        position: usize,
        delete: usize,
        insert: &str,
    ) -> Result<(), EditError> {
        let text = self.entry_text(list, entry, key)?;
        self.splice_in(&text, list, position, delete, insert)
    }

    /// Makes replacements in a running text, in order; what is judged is the text they come to, as it was for whoever
    /// typed it.
    ///
    /// # Errors
    /// As [`Edit::splice`] and [`Edit::splice_entry`].
    pub fn splice_place(&mut self, place: &TextPlace, splices: &[Splice]) -> Result<(), EditError> {
        let (object, what) = match place {
            TextPlace::Part(part) => (self.part(part)?, *part),
            TextPlace::Entry { list, entry, key } => (self.entry_text(list, entry, key)?, *list),
        };
        let typed: usize = splices.iter().map(|splice| splice.insert.chars().count()).sum();
        let gone: usize = splices.iter().map(|splice| splice.delete).sum();
        let length = self.tx.length(&object);
        grows_within(what, length, (length + typed).saturating_sub(gone))?;
        splices.iter().try_for_each(|Splice { at, delete, insert }| self.replace_in(&object, *at, *delete, insert))
    }

    /// The present content of a text of the record.
    ///
    /// # Errors
    /// [`EditError::NoSuchPart`] when the record lacks it.
    pub fn text(&self, text: &str) -> Result<String, EditError> {
        let object = self.part(text)?;
        Ok(text_of(&self.tx, &object))
    }

    fn put_in(&mut self, object: &ObjId, key: &str, value: Scalar) -> Result<(), EditError> {
        let current = self.tx.get_all(object, key)?;
        let already = match current.as_slice() {
            [(Value::Scalar(only), _)] => Scalar::read(only) == value,
            _ => false,
        };
        if already {
            return Ok(());
        }
        if current.len() > 1 {
            // Automerge settles for the value shown first by deleting the others: the decision would
            // then be the other writer's value and go when that writer changes it. Make it our own.
            self.tx.delete(object, key)?;
        }
        self.tx.put(object, key, value.into_automerge())?;
        Ok(())
    }

    fn splice_in(
        &mut self,
        object: &ObjId,
        what: &str,
        position: usize,
        delete: usize,
        insert: &str,
    ) -> Result<(), EditError> {
        let length = self.tx.length(object);
        grows_within(what, length, length.saturating_sub(delete) + insert.chars().count())?;
        self.replace_in(object, position, delete, insert)
    }

    fn replace_in(&mut self, text: &ObjId, position: usize, delete: usize, insert: &str) -> Result<(), EditError> {
        let length = self.tx.length(text);
        if position.checked_add(delete).is_none_or(|end| end > length) {
            return Err(EditError::OutOfText { position, length });
        }
        let delete = isize::try_from(delete).unwrap_or(isize::MAX);
        if delete > 0 || !insert.is_empty() {
            self.tx.splice_text(text, position, delete, insert)?;
        }
        Ok(())
    }

    fn entry_text(&self, list: &str, entry: &EntryId, key: &str) -> Result<ObjId, EditError> {
        let object = self.entry(list, entry)?;
        match self.tx.get(&object, key)? {
            Some((Value::Object(ObjType::Text), text)) => Ok(text),
            _ => Err(EditError::NoSuchEntry(format!("{list}/{key}"))),
        }
    }

    fn part(&self, name: &str) -> Result<ObjId, EditError> {
        match self.tx.get(ROOT, name)? {
            Some((Value::Object(_), object)) => Ok(object),
            _ => Err(EditError::NoSuchPart(name.to_owned())),
        }
    }

    fn entry(&self, list: &str, entry: &EntryId) -> Result<ObjId, EditError> {
        let object = self.part(list)?;
        self.tx
            .list_range(&object, ..)
            .map(|item| item.id())
            .find(|id| EntryId::of(id) == *entry)
            .ok_or_else(|| EditError::NoSuchEntry(list.to_owned()))
    }
}

/// What two wrote apart may be longer than one of them could write it; it can be shortened.
fn grows_within(text: &str, before: usize, after: usize) -> Result<(), EditError> {
    if after <= before { Ok(()) } else { within_bound(text, after) }
}

fn within_bound(text: &str, chars: usize) -> Result<(), EditError> {
    let max = crate::limits::TEXT_CHARS_MAX;
    if chars > max { Err(EditError::TooLong { what: text.to_owned(), max }) } else { Ok(()) }
}
