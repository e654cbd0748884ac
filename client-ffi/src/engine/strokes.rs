//! What is being typed: on disk stroke by stroke, in the record as one change per pause.
//!
//! Every stroke is in the vault's journal before its call returns, and the record as shown holds it. A pause, another
//! field, any other command that writes, and every hand-over (sync, package, signing) make the change; a change that was
//! written is never altered. What a dead phone left is written under a name that follows from what it says
//! ([`Pen::of_strokes`]): a copy of the vault makes the same change, or another under another name, but never two under
//! one. In a profile every such change has that name from its first stroke on: it is sealed before it is stored, and one
//! that could not be stored is made again with what was typed since. A program that shows a text says when the person pauses
//! ([`Engine::end_typing`]): until then the strokes are in the vault alone.

use std::collections::BTreeSet;

use shared::access::StreamId;
use shared::doc::{ChunkForm, Doc, Edit, EditError, Pen, Splice, Strokes};
use shared::id::{ChangeId, DeviceId, DocId, OrgId};
use shared::meeting::WriteError;
use shared::time::Timestamp;

use super::moving::put_last_meeting;
use super::sitting::Sitting;
use super::typing::RunningText;
use super::{Engine, EngineError, Origin, append, open, store};
use crate::vault::{Stroke, VaultError};

/// After so long without a stroke, what was typed becomes a change.
const PAUSE_MS: i64 = 2_000;
/// Strokes of one change at most, so that what a dead phone left is soon gone through.
const STROKES_MAX: usize = 128;

/// What was typed into one text and is in no change yet.
#[derive(Debug, Clone)]
pub(super) struct Pending {
    text: RunningText,
    sitting: Sitting,
    org: OrgId,
    device: DeviceId,
    /// This process's pen; without one the change is named by what it says.
    pen: Option<Pen>,
    /// Typed before this process began.
    left: bool,
    /// The record as it was before the first stroke.
    base: Doc,
    /// Its operations, and its bytes when saved.
    extent: (u64, u64),
    typed: Typed,
}

/// All strokes of a change that is to come.
#[derive(Debug, Clone)]
struct Typed {
    strokes: Strokes,
    stored: Vec<Splice>,
    at: Timestamp,
    /// The record as it will be.
    shown: Doc,
    change: Option<ChangeId>,
}

impl Pending {
    /// Nothing typed yet, by somebody whose change will be named by what it says.
    fn begin(base: Doc, org: OrgId, text: RunningText, device: DeviceId, at: Timestamp) -> Result<Self, EngineError> {
        let length = base.running_text(&text.place().1).map_err(WriteError::from)?.chars().count();
        let (strokes, shown) = (Strokes::on(length), base.clone());
        let typed = Typed { strokes, stored: Vec::new(), at, shown, change: None };
        Ok(Self {
            extent: base.extent(),
            sitting: Sitting::NONE,
            pen: None,
            left: false,
            typed,
            text,
            org,
            device,
            base,
        })
    }

    pub(super) const fn doc(&self) -> DocId {
        self.base.id()
    }

    pub(super) const fn shown(&self) -> &Doc {
        &self.typed.shown
    }

    pub(super) fn is_of(&self, sitting: Sitting) -> bool {
        self.sitting == sitting
    }

    /// Whether strokes that come now belong to the same change.
    fn goes_on(&self, doc: DocId, text: &RunningText, sitting: Sitting, now: Timestamp) -> bool {
        let since = now.as_ms().saturating_sub(self.typed.at.as_ms());
        self.doc() == doc
            && self.text == *text
            && self.sitting == sitting
            && (0..PAUSE_MS).contains(&since)
            && !self.left
            && self.typed.stored.len() < STROKES_MAX
    }

    /// What was typed with these strokes behind it: the record with all of them in it as the one change they come to.
    fn with(&self, splices: &[Splice], at: Timestamp) -> Result<Typed, EngineError> {
        let (mut strokes, mut stored) = (self.typed.strokes.clone(), self.typed.stored.clone());
        for splice in splices {
            let (length, end) = (strokes.length(), splice.at.saturating_add(splice.delete));
            if end > length {
                return Err(WriteError::from(EditError::OutOfText { position: end, length }).into());
            }
            strokes.add(splice);
        }
        stored.extend_from_slice(splices);
        let pen = self.pen.clone().unwrap_or_else(|| self.pen_of_content(&stored, at));
        let mut shown = self.base.clone();
        let (splices, (_, place)) = (strokes.splices(), self.text.place());
        let write = |edit: &mut Edit<'_>| edit.splice_place(&place, &splices).map_err(WriteError::from);
        let ((), change) = shown.edit(&pen, at, write)?;
        Ok(Typed { strokes, stored, at, shown, change })
    }

    fn pen_of_content(&self, stored: &[Splice], at: Timestamp) -> Pen {
        let mut said = vec![self.text.code().into_bytes(), at.as_ms().to_be_bytes().to_vec()];
        for Splice { at, delete, insert } in stored {
            said.push(format!("{at} {delete} {insert}").into_bytes());
        }
        let said: Vec<&[u8]> = said.iter().map(Vec::as_slice).collect();
        Pen::of_strokes(self.device, &self.base.heads(), &said)
    }

    fn stroke(&self, splice: &Splice, at: Timestamp) -> Stroke {
        Stroke { doc: self.doc(), place: self.text.code(), base: self.base.heads(), at, splice: splice.clone() }
    }
}

impl Engine {
    /// Somebody who sits down at a text.
    pub(super) fn sit_down(&mut self) -> Sitting {
        self.sittings += 1;
        Sitting(self.sittings)
    }

    /// Types into a text: on disk when this returns.
    pub(super) fn type_strokes(
        &mut self,
        doc: DocId,
        text: &RunningText,
        sitting: Sitting,
        splices: &[Splice],
        now: Timestamp,
    ) -> Result<(), EngineError> {
        self.refresh()?;
        self.tidy_sealed()?;
        // What an earlier process left in several records is written one after the other.
        while self.pending.as_ref().is_some_and(|pending| !pending.goes_on(doc, text, sitting, now)) {
            self.write_strokes()?;
            self.refresh()?;
        }
        let mut pending = match self.pending.take() {
            Some(pending) => pending,
            None => self.begin_strokes(doc, text, sitting, now)?,
        };
        let typed = self.store_strokes(&pending, splices, now);
        let done = typed.map(|typed| pending.typed = typed);
        // What was typed before stays as it was; where nothing was, nothing is begun.
        self.pending = (!pending.typed.stored.is_empty()).then_some(pending);
        done
    }

    fn begin_strokes(
        &mut self,
        doc: DocId,
        text: &RunningText,
        sitting: Sitting,
        now: Timestamp,
    ) -> Result<Pending, EngineError> {
        let org = self.org_of(doc).map_or_else(|| self.home(None), Ok)?;
        let open = self.take(doc, Some(text.place().0))?;
        self.shelf.put(open.clone());
        let pen = if self.sealing.is_some() { None } else { Some(self.pen.clone()) };
        Ok(Pending { sitting, pen, ..Pending::begin(open, org, text.clone(), self.device(), now)? })
    }

    fn store_strokes(&mut self, pending: &Pending, splices: &[Splice], now: Timestamp) -> Result<Typed, EngineError> {
        self.may_write(pending.org, pending.base.kind())?;
        self.may_seal()?;
        let next = pending.with(splices, now)?;
        let (before, after) = (pending.base.room_typed(pending.extent), next.shown.room_typed(pending.extent));
        if !after.admits_typing(before) {
            return Err(EngineError::RecordFull);
        }
        let (doc, kind) = (pending.doc(), pending.base.kind());
        self.stale = true;
        self.ledger.wrote(doc, kind, StreamId::of(pending.org, kind));
        let Self { vault, ledger, .. } = self;
        vault.write(|w| {
            splices.iter().try_for_each(|splice| w.put_stroke(&pending.stroke(splice, now)))?;
            if kind == shared::meeting::KIND {
                put_last_meeting(w, doc)?;
            }
            store(w, ledger)
        })?;
        self.stale = false;
        Ok(next)
    }

    /// Makes a change of what was typed, without waiting for a pause.
    ///
    /// # Errors
    /// [`EngineError::Vault`] when it cannot be stored; what was typed stays as it is.
    pub fn end_typing(&mut self) -> Result<(), EngineError> {
        self.write_all_strokes()
    }

    /// Makes changes of whatever was typed, in whichever record.
    pub(super) fn write_all_strokes(&mut self) -> Result<(), EngineError> {
        self.refresh()?;
        while self.pending.is_some() {
            self.write_strokes()?;
            self.refresh()?;
        }
        Ok(())
    }

    /// Makes a change of what was typed into one record, if anything was.
    pub(super) fn write_strokes(&mut self) -> Result<(), EngineError> {
        let Some(pending) = self.pending.take() else { return Ok(()) };
        let written = self.store_change(&pending);
        if let Err(error) = written {
            self.pending = Some(pending);
            return Err(error);
        }
        // Where several records hold strokes, since one of them could not be opened, the next one's turn is now.
        self.stale = !self.vault.read().strokes()?.is_empty();
        self.shelf.put(pending.typed.shown);
        Ok(())
    }

    fn store_change(&mut self, pending: &Pending) -> Result<(), EngineError> {
        let Typed { shown, change, at, .. } = &pending.typed;
        self.stale = true;
        let sealed = match change {
            // Typed and taken back.
            None => None,
            Some(_) => match self.seal_edit(shown, pending.org, Origin::Stored, *change, *at) {
                Ok(sealed) => sealed,
                Err(error) => {
                    self.edit_failed(None)?;
                    return Err(error);
                }
            },
        };
        let Self { vault, ledger, people, .. } = self;
        let stored = vault.write(|w| -> Result<(), VaultError> {
            // The list finds a record by what is written in it.
            open::put_row(w, shown, pending.org, people)?;
            append(w, shown, &BTreeSet::from_iter(*change))?;
            w.clear_strokes(pending.doc(), &pending.text.code(), &pending.base.heads())?;
            store(w, ledger)
        });
        if let Err(error) = stored {
            self.edit_failed(sealed)?;
            return Err(error.into());
        }
        Ok(())
    }

    /// What an earlier process typed and made no change of, of the first record that can be opened.
    pub(super) fn strokes_left(&self) -> Result<Option<Pending>, EngineError> {
        self.strokes_by_record()?.next().transpose()
    }

    /// What was typed and is in no change yet, record by record. One that cannot be opened keeps its strokes.
    fn strokes_by_record(&self) -> Result<impl Iterator<Item = Result<Pending, EngineError>>, EngineError> {
        let mut records: Vec<Vec<Stroke>> = Vec::new();
        for stroke in self.vault.read().strokes()? {
            let same = |of: &Stroke| (of.doc, &of.place, &of.base) == (stroke.doc, &stroke.place, &stroke.base);
            match records.iter_mut().find(|strokes| strokes.first().is_some_and(same)) {
                Some(strokes) => strokes.push(stroke),
                None => records.push(vec![stroke]),
            }
        }
        let read = move |strokes: Vec<Stroke>| {
            let open = match open::load_readable(&self.vault.read(), strokes.first()?.doc) {
                Ok(open) => open?,
                Err(error) => return Some(Err(error.into())),
            };
            match self.gathered_strokes(open, &strokes) {
                Err(error @ EngineError::Vault(_)) => Some(Err(error)),
                // Neither the text nor the moment is there any more: nothing of this version leaves that behind.
                gathered => gathered.ok().map(Ok),
            }
        };
        Ok(records.into_iter().filter_map(read))
    }

    /// What was typed and is in no change yet, sealed to the ward as the changes it will be. Writes nothing, for a phone that
    /// has no room to seal it.
    pub(crate) fn typed_package(&mut self) -> Result<Option<Vec<u8>>, EngineError> {
        self.refresh()?;
        let typed: Vec<Pending> = self.strokes_by_record()?.collect::<Result<_, _>>()?;
        let edits = typed.iter().filter(|pending| pending.typed.change.is_some());
        let edits = edits.map(|pending| (&pending.typed.shown, pending.org, pending.typed.change));
        self.package_of(edits, typed.iter().map(|pending| pending.typed.at).max())
    }

    fn gathered_strokes(&self, open: Doc, strokes: &[Stroke]) -> Result<Pending, EngineError> {
        let missing = || EngineError::NoSuchRecord("stroke");
        let (first, last) = strokes.first().zip(strokes.last()).ok_or_else(missing)?;
        let text = RunningText::from_code(open.kind(), &first.place).ok_or_else(missing)?;
        let org = self.org_of(first.doc).map_or_else(|| self.home(None), Ok)?;
        let base =
            open.at(&first.base).map_err(|source| EngineError::Record { doc: first.doc, source: Box::new(source) })?;
        let moved_on = open.heads() != first.base;
        let mut pending = Pending::begin(base, org, text, self.device(), last.at)?;
        pending.left = true;
        let splices: Vec<Splice> = strokes.iter().map(|stroke| stroke.splice.clone()).collect();
        pending.typed = pending.with(&splices, last.at)?;
        if moved_on {
            let chunk = pending.typed.shown.change_chunks(&BTreeSet::from_iter(pending.typed.change));
            let woven = open.absorb(ChunkForm::Changes, &chunk, Some(self.device()));
            pending.typed.shown = woven.ok().ok_or_else(missing)?.0;
        }
        Ok(pending)
    }

    /// The record with what was typed into it, if that is in no change yet.
    pub(super) fn typed_record(&self, doc: DocId) -> Option<&Doc> {
        self.pending.as_ref().filter(|pending| pending.doc() == doc).map(Pending::shown)
    }
}

// They lie in a folder: not in a browser.
#[cfg(not(target_family = "wasm"))]
#[cfg(test)]
mod tests;
