//! A person writing on a running text: an editing session whose positions mean what the screen shows.

use std::sync::Arc;

use parking_lot::Mutex;

use shared::doc::{EntryId, TextCursor};

use crate::engine::{Draft, RunningText};
use crate::error::{SenError, unfit};
use crate::types::SessionText;

use super::core::Core;
use super::typed::doc_id;
use super::{Sen, now};

/// One sitting at one text. Positions are in the unit the vault was opened with and mean the text as
/// this session shows it: what others write meanwhile is merged at once but moves nothing on the
/// screen until [`TextSession::refresh`].
#[derive(Debug, uniffi::Object)]
pub struct TextSession {
    core: Arc<Core>,
    draft: Mutex<Option<Draft>>,
}

#[uniffi::export]
impl TextSession {
    /// The text as the person sees it.
    ///
    /// # Errors
    /// [`SenError::Closed`] after [`TextSession::finish`].
    pub fn text(&self) -> Result<String, SenError> {
        self.on_draft(|draft| Ok(draft.shown()))
    }

    /// Replaces `delete` units at `position`; on disk when this returns. Tells whether others have
    /// changed something that the person does not see yet.
    ///
    /// # Errors
    /// [`SenError::FixInput`] beyond the end or inside a character, [`SenError::Classified`].
    pub fn splice(&self, position: u32, delete: u32, insert: String) -> Result<bool, SenError> {
        self.on_draft(|draft| {
            let at = self.core.unit.stretch(&draft.shown(), position, delete)?;
            self.core.quietly(|engine| engine.type_into(draft, at, &insert, now()))?;
            Ok(draft.is_behind())
        })
    }

    /// Whether others have changed something that the person does not see yet.
    ///
    /// # Errors
    /// [`SenError`] when the record is gone.
    pub fn is_behind(&self) -> Result<bool, SenError> {
        self.on_draft(|draft| {
            self.core.quietly(|engine| engine.hear(draft))?;
            Ok(draft.is_behind())
        })
    }

    /// Shows the text as it is now, with what was typed composed, and where the caret stands in it.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for a caret beyond the end.
    pub fn refresh(&self, caret: u32) -> Result<SessionText, SenError> {
        self.on_draft(|draft| {
            let caret = self.core.unit.scalar(&draft.shown(), caret)?;
            let caret = self.core.quietly(|engine| engine.take_draft_anew(draft, caret, now()))?;
            let text = draft.shown();
            Ok(SessionText { caret: self.core.unit.host(&text, caret), text })
        })
    }

    /// A cursor that stays with the character before `position`, whatever is written; it can be stored.
    ///
    /// # Errors
    /// [`SenError::FixInput`] beyond the end or inside a character.
    pub fn cursor_at(&self, position: u32) -> Result<String, SenError> {
        self.on_draft(|draft| {
            let position = self.core.unit.scalar(&draft.shown(), position)?;
            Ok(self.core.quietly(|engine| engine.draft_cursor(draft, position))?.to_text())
        })
    }

    /// Where a cursor stands in the text as the person sees it.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for a cursor of another text.
    pub fn position_of(&self, cursor: String) -> Result<u32, SenError> {
        let cursor = TextCursor::from_text(&cursor).ok_or_else(|| unfit("cursor", "this is no cursor"))?;
        self.on_draft(|draft| {
            let position = self.core.quietly(|engine| engine.draft_position(draft, &cursor))?;
            Ok(self.core.unit.host(&draft.shown(), position))
        })
    }

    /// Ends the session; what was typed is on disk already and is now composed (NFC).
    ///
    /// # Errors
    /// [`SenError::Classified`] when what was typed is marked as secret: the session goes on, so that
    /// the person takes it out. Ending twice is no error.
    pub fn finish(&self) -> Result<(), SenError> {
        {
            let mut held = self.draft.lock();
            let Some(draft) = held.as_mut() else { return Ok(()) };
            self.core.quietly(|engine| engine.finish_draft(draft, now()))?;
            *held = None;
        }
        self.core.tell();
        Ok(())
    }
}

impl TextSession {
    fn on_draft<T>(&self, act: impl FnOnce(&mut Draft) -> Result<T, SenError>) -> Result<T, SenError> {
        let done = act(self.draft.lock().as_mut().ok_or(SenError::Closed)?);
        // Only now that nothing is locked may the app be called.
        self.core.tell();
        done
    }
}

#[uniffi::export]
impl Sen {
    /// The person who writes pauses: what was typed becomes a change of its record, and in a profile it is sealed for the
    /// ward. An app calls it about two seconds after the last letter; every other command that writes does the same.
    ///
    /// # Errors
    /// [`SenError::StorageFull`]; what was typed stays on disk as it was typed.
    pub fn end_typing(&self) -> Result<(), SenError> {
        self.core.with(|engine| engine.end_typing())
    }

    /// Sits down at a meeting's minutes.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such a meeting.
    pub fn edit_minutes(&self, meeting: String) -> Result<Arc<TextSession>, SenError> {
        self.session(&meeting, RunningText::MINUTES)
    }

    /// Sits down at something that was said at a meeting.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such an entry.
    pub fn edit_saying(&self, meeting: String, entry: String) -> Result<Arc<TextSession>, SenError> {
        self.session(&meeting, RunningText::saying(EntryId::from_text(&entry)))
    }
}

impl Sen {
    pub(super) fn session(&self, id: &str, text: RunningText) -> Result<Arc<TextSession>, SenError> {
        let doc = doc_id(id)?;
        let draft = self.core.quietly(|engine| engine.begin_draft(doc, text))?;
        Ok(Arc::new(TextSession { core: Arc::clone(&self.core), draft: Mutex::new(Some(draft)) }))
    }
}
