//! Which meeting a person means without naming it, and the way out of one that was opened wrongly.

use shared::doc::Edit;
use shared::id::{DeviceId, DocId};
use shared::input::{Rule, WriteError};
use shared::meeting::moved::{self, Moved};
use shared::meeting::{MeetingKey, State};
use shared::time::Timestamp;

use super::{Engine, EngineError, MeetingPage, open};
use crate::vault::{VaultError, Writer};

const LAST_MEETING: &str = "last_meeting";

/// Keeps in mind that this meeting was opened or written last.
pub(super) fn put_last_meeting(w: &Writer<'_>, doc: DocId) -> Result<(), VaultError> {
    w.put_meta(LAST_MEETING, doc.as_bytes())
}

impl Engine {
    /// The meeting that was opened or written last on this device, while it is still here. Looking at one, and what
    /// others write, changes nothing.
    ///
    /// # Errors
    /// [`EngineError::Vault`] when the vault cannot be read.
    pub fn last_meeting(&mut self) -> Result<Option<DocId>, EngineError> {
        self.refresh()?;
        let stored = self.vault.read();
        let last = stored.meta(LAST_MEETING)?.and_then(|bytes| DocId::from_slice(&bytes));
        Ok(last.filter(|doc| self.ledger.record(*doc).is_some_and(|record| record.kind == Some(shared::meeting::KIND))))
    }

    pub(super) fn note_last_meeting(&mut self, doc: DocId) -> Result<(), EngineError> {
        Ok(self.vault.write(|w| put_last_meeting(w, doc))?)
    }

    /// Where a meeting was moved to or came from.
    ///
    /// # Errors
    /// As [`Engine::meeting`].
    pub fn moved(&mut self, doc: DocId) -> Result<Moved, EngineError> {
        self.refresh()?;
        let open = self.take(doc, Some(shared::meeting::KIND))?;
        let moved = Moved::of(&open);
        self.shelf.put(open);
        Ok(moved)
    }

    /// Carries what was written into a meeting under a wrong kind or date into the right one, which is opened by it; all
    /// of its parts. The wrong one stays readable, called off, with a link. A move that was cut off is ended by doing it
    /// again.
    ///
    /// # Errors
    /// [`EngineError::Write`] once the minutes are adopted, while two values stand against each other, when something was
    /// written into the right meeting already, and when others wrote in it and another opened it.
    pub fn move_meeting(&mut self, doc: DocId, key: &MeetingKey, now: Timestamp) -> Result<MeetingPage, EngineError> {
        self.refresh()?;
        self.may_begin()?;
        self.write_strokes()?;
        let page = self.meeting(doc)?;
        let parts = page.parts;
        if parts.first() != Some(&page.view.key.first_part().doc()) {
            return Err(EngineError::NoSuchRecord("first part"));
        }
        let mut moves = Vec::new();
        let mut target = Some(key.first_part());
        for part in parts {
            let to = target.ok_or(EngineError::RecordFull)?;
            target = to.next_part();
            self.may_move(part, &to)?;
            moves.push((part, to));
        }
        for (part, to) in moves {
            self.move_part(part, &to, now)?;
        }
        let target = key.first_part().doc();
        self.note_last_meeting(target)?;
        self.meeting(target)
    }

    /// Whether one record of a meeting can go where it is to go, asked of all of them before the first one goes.
    fn may_move(&mut self, doc: DocId, key: &MeetingKey) -> Result<(), EngineError> {
        let page = self.meeting(doc)?;
        let refused = |rule: Rule| rule.broken("moved_to", None);
        if page.adoption.is_adopted() {
            return Err(refused(Rule::MovedAdopted).into());
        }
        if page.view.key == *key {
            return Err(refused(Rule::MovedSame).into());
        }
        if !self.may_carry(doc)? {
            return Err(refused(Rule::MovedOthers).into());
        }
        let decisions = self.decisions(doc)?.len();
        if decisions > 0 {
            // Which of two values is carried on is for a person to say, and not for the order in which they came.
            return Err(WriteError::Unsettled(decisions).into());
        }
        let stored = open::load(&self.vault.read(), key.doc())?;
        let is_due = moved::is_due(&self.record(doc)?, stored.as_ref().unwrap_or(&key.open()), key)?;
        if is_due && page.view.state == State::Cancelled { Err(WriteError::Cancelled.into()) } else { Ok(()) }
    }

    /// Whether what is in a record is for this device to carry: its own alone, or that of several, which its person opened.
    /// Two who carried the same words apart would write them twice.
    fn may_carry(&mut self, doc: DocId) -> Result<bool, EngineError> {
        let history = self.record(doc)?.history();
        let (own, member) = (self.device(), self.account().and_then(|account| account.certificate.member));
        let is_own = |author: DeviceId| author == own || member.is_some() && self.people.member(author) == member;
        let mut authors = history.iter().filter_map(|entry| entry.author);
        Ok(authors.clone().all(|author| author == own) || authors.next().is_none_or(is_own))
    }

    fn move_part(&mut self, doc: DocId, key: &MeetingKey, now: Timestamp) -> Result<(), EngineError> {
        let (from, target) = (self.record(doc)?, key.doc());
        let wrong = self.meeting(doc)?.view.key;
        let stored = open::load(&self.vault.read(), target)?;
        let is_due = moved::is_due(&from, stored.as_ref().unwrap_or(&key.open()), key)?;
        let carry = |edit: &mut Edit<'_>| moved::carry(&from, &wrong, edit);
        match stored {
            None => self.begin(key.open(), key.org, now, carry)?,
            Some(_) if is_due => self.change_stored(target, shared::meeting::KIND, now, carry)?,
            Some(_) => {}
        }
        self.change_stored(doc, shared::meeting::KIND, now, |edit| moved::leave(edit, target))
    }
}
