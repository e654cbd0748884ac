//! A person's sitting at one running text: the minutes, something that was said, a member's notes.
//!
//! Positions are Unicode scalar values of what the person sees; see [`Typing`].

use shared::doc::{Doc, EditError, EntryId, Heads, Kind, Splice, TextCursor, TextMove, TextPlace, Typing};
use shared::id::DocId;
use shared::kind::spec::{Form, Shape};
use shared::meeting::WriteError;
use shared::record::FieldPath;
use shared::text::secrecy_marking;
use shared::time::Timestamp;

use super::sitting::Sitting;
use super::{Engine, EngineError};
use crate::vault::VaultError;

/// A text a person can sit down at: a running text of a record, or one in an entry of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningText {
    kind: Kind,
    part: &'static str,
    entry: Option<(EntryId, &'static str)>,
}

impl RunningText {
    /// A meeting's minutes.
    pub const MINUTES: Self = Self { kind: shared::meeting::KIND, part: "minutes", entry: None };
    /// A member's notes.
    pub const NOTES: Self = Self { kind: shared::member::KIND, part: "notes", entry: None };

    /// What one person said at a meeting.
    #[must_use]
    pub const fn saying(entry: EntryId) -> Self {
        Self { kind: shared::meeting::KIND, part: "says", entry: Some((entry, "text")) }
    }

    /// The text at a place of a record of that kind, if it is one.
    #[must_use]
    pub fn at(kind: Kind, place: &FieldPath) -> Option<Self> {
        match place {
            FieldPath::Text(part) => Some(Self { kind, part, entry: None }),
            FieldPath::Entry(part, entry, field) => {
                let is_text = matches!(kind.spec().part(part)?.field(field)?.shape, Shape::Text);
                is_text.then(|| Self { kind, part, entry: Some((entry.clone(), field)) })
            }
            FieldPath::Head(_) | FieldPath::Keyed(..) => None,
        }
    }

    pub(super) fn place(&self) -> (Kind, TextPlace) {
        let place = match &self.entry {
            None => TextPlace::Part(self.part),
            Some((entry, key)) => TextPlace::Entry { list: self.part, entry: entry.clone(), key },
        };
        (self.kind, place)
    }

    /// The form in which it is kept beside its strokes: the part, with the entry if it is in one.
    pub(super) fn code(&self) -> String {
        match &self.entry {
            None => self.part.to_owned(),
            Some((entry, _)) => format!("{}/{}", self.part, entry.as_str()),
        }
    }

    /// Reads [`RunningText::code`] of a record of that kind.
    pub(super) fn from_code(kind: Kind, code: &str) -> Option<Self> {
        let (part, entry) = match code.split_once('/') {
            Some((part, entry)) => (part, Some(entry)),
            None => (code, None),
        };
        let part = kind.spec().part(part)?;
        match entry {
            None => (part.form == Form::Text).then_some(Self { kind, part: part.name, entry: None }),
            Some(entry) => {
                // A list has one running text in each of its entries.
                let text = part.fields.iter().find(|field| matches!(field.shape, Shape::Text))?;
                Some(Self { kind, part: part.name, entry: Some((EntryId::from_text(entry), text.name)) })
            }
        }
    }
}

/// A text while it is written on, beside the moment of the record it was last compared with.
#[derive(Debug, Clone)]
pub struct Draft {
    doc: DocId,
    text: RunningText,
    sitting: Sitting,
    typing: Typing,
    heads: Heads,
}

impl Draft {
    /// What the person sees.
    #[must_use]
    pub fn shown(&self) -> String {
        self.typing.shown()
    }

    /// Whether others have changed something that the person does not see yet.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.typing.is_behind()
    }
}

impl Engine {
    /// Sits down at a text.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRecord`] or [`EngineError::Write`] when there is no such text.
    pub fn begin_draft(&mut self, doc: DocId, text: RunningText) -> Result<Draft, EngineError> {
        self.refresh()?;
        let ((kind, place), sitting) = (text.place(), self.sit_down());
        self.write_strokes_of_others(doc, sitting)?;
        self.look(doc, kind, |open| {
            let typing = Typing::begin(&open.running_text(&place)?);
            Ok(Draft { doc, text, sitting, typing, heads: open.heads() })
        })
    }

    /// Replaces `delete` characters of what the person sees; on disk when this returns.
    ///
    /// # Errors
    /// [`EngineError::Write`] beyond the end or for classified text; the draft is then as it was.
    pub fn type_into(
        &mut self,
        draft: &mut Draft,
        (position, delete): (usize, usize),
        insert: &str,
        now: Timestamp,
    ) -> Result<(), EngineError> {
        self.may_edit(draft.doc, draft.text.place().0)?;
        self.hear(draft)?;
        let mut typing = draft.typing.clone();
        let splices = typing.splice(position, delete, insert).map_err(WriteError::from)?;
        // A passage is screened when it comes; a word is not, since it may be half of another one.
        if insert.contains('\n') || insert.trim().contains(char::is_whitespace) {
            let after = lines_around(&typing.shown(), position, insert.chars().count());
            let before = lines_around(&draft.typing.shown(), position, delete);
            screen(&before, &after)?;
        }
        self.write_draft(draft, typing, splices, now)
    }

    /// Lets the person see the record as it is; gives where their caret stands in it.
    ///
    /// # Errors
    /// [`EngineError::Write`] for a caret beyond the end.
    pub fn take_draft_anew(&mut self, draft: &mut Draft, caret: usize, now: Timestamp) -> Result<usize, EngineError> {
        self.hear(draft)?;
        in_sight(draft, caret)?;
        let mut typing = draft.typing.clone();
        let (splices, caret) = typing.take_anew(caret);
        self.write_draft(draft, typing, splices, now)?;
        Ok(caret)
    }

    /// Rises from the text: what was typed is composed and screened once more, and is a change of the record now.
    ///
    /// # Errors
    /// [`EngineError::Write`] for classified text, which the person then takes out.
    pub fn finish_draft(&mut self, draft: &mut Draft, now: Timestamp) -> Result<(), EngineError> {
        screen("", &draft.typing.typed_lines())?;
        self.take_draft_anew(draft, 0, now)?;
        self.write_strokes()
    }

    /// A cursor at a position of what the person sees.
    ///
    /// # Errors
    /// [`EngineError::Write`] beyond the end.
    pub fn draft_cursor(&mut self, draft: &mut Draft, position: usize) -> Result<TextCursor, EngineError> {
        self.hear(draft)?;
        in_sight(draft, position)?;
        let recorded = draft.typing.recorded_position(position);
        // A cursor outlives this sitting, so it holds on to changes that were written.
        self.write_strokes()?;
        let (kind, place) = draft.text.place();
        self.look(draft.doc, kind, |open| open.text_cursor(&place, recorded))
    }

    /// Where a cursor stands in what the person sees.
    ///
    /// # Errors
    /// [`EngineError::Write`] for a cursor of another text.
    pub fn draft_position(&mut self, draft: &mut Draft, cursor: &TextCursor) -> Result<usize, EngineError> {
        self.hear(draft)?;
        let (kind, place) = draft.text.place();
        let recorded = self.look(draft.doc, kind, |open| open.text_cursor_position(&place, cursor))?;
        Ok(draft.typing.shown_position(recorded))
    }

    /// Weaves what happened to the record meanwhile into a draft.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRecord`] when the record has left this device.
    pub fn hear(&mut self, draft: &mut Draft) -> Result<(), EngineError> {
        self.refresh()?;
        self.write_strokes_of_others(draft.doc, draft.sitting)?;
        let Draft { doc, text, typing, heads, .. } = draft;
        let (kind, place) = text.place();
        self.look(*doc, kind, |open| {
            if open.heads() == *heads {
                return Ok(());
            }
            typing.hear(&open.text_moves(&place, heads)?);
            let text = open.running_text(&place)?;
            if typing.recorded() != text {
                // Whatever the moves add up to, the record is right: the text is replaced by what it holds.
                typing.hear(&[TextMove::Deleted { at: 0, count: usize::MAX }, TextMove::Inserted { at: 0, text }]);
            }
            *heads = open.heads();
            Ok(())
        })
    }

    fn write_draft(
        &mut self,
        draft: &mut Draft,
        typing: Typing,
        splices: Vec<Splice>,
        now: Timestamp,
    ) -> Result<(), EngineError> {
        if !splices.is_empty() {
            self.type_strokes(draft.doc, &draft.text, draft.sitting, &splices, now)?;
            draft.heads = self.look(draft.doc, draft.text.place().0, |open| Ok(open.heads()))?;
        }
        draft.typing = typing;
        Ok(())
    }

    /// What another sitting typed into the same record becomes a change, so that this one can follow it. On a full phone it
    /// stays as it was typed, to be read all the same: nothing is typed any more that could change it.
    fn write_strokes_of_others(&mut self, doc: DocId, sitting: Sitting) -> Result<(), EngineError> {
        let written = match &self.pending {
            Some(pending) if pending.doc() == doc && !pending.is_of(sitting) => self.write_strokes(),
            _ => Ok(()),
        };
        match written {
            Err(EngineError::Vault(VaultError::Full(_))) => self.refresh(),
            written => written,
        }
    }

    fn look<T>(
        &mut self,
        doc: DocId,
        kind: Kind,
        read: impl FnOnce(&Doc) -> Result<T, EditError>,
    ) -> Result<T, EngineError> {
        let found = match self.typed_record(doc).filter(|open| open.kind() == kind) {
            Some(open) => read(open),
            None => {
                let open = self.take(doc, Some(kind))?;
                let found = read(&open);
                self.shelf.put(open);
                found
            }
        };
        Ok(found.map_err(WriteError::from)?)
    }
}

fn in_sight(draft: &Draft, position: usize) -> Result<(), EngineError> {
    let length = draft.typing.shown().chars().count();
    if position > length {
        return Err(WriteError::from(EditError::OutOfText { position, length }).into());
    }
    Ok(())
}

fn screen(before: &str, after: &str) -> Result<(), EngineError> {
    match secrecy_marking(after) {
        Some(marking) if secrecy_marking(before) < Some(marking) => Err(WriteError::Classified(marking).into()),
        _ => Ok(()),
    }
}

/// The whole lines that `length` characters from `position` on lie in.
fn lines_around(text: &str, position: usize, length: usize) -> String {
    let at = |place: usize| text.char_indices().nth(place).map_or(text.len(), |(byte, _)| byte);
    let (begin, end) = (at(position), at(position.saturating_add(length)));
    let (head, rest) = text.split_at(begin);
    let (inside, tail) = rest.split_at(end - begin);
    let head = head.rsplit('\n').next().unwrap_or_default();
    let tail = tail.split('\n').next().unwrap_or_default();
    format!("{head}{inside}{tail}")
}
