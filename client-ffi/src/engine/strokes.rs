//! What is being typed: on disk stroke by stroke, in the record as one change per pause.
//!
//! Every stroke is in the vault's journal before its call returns, and the record as shown holds it. A pause, another
//! field, any other command that writes, and every hand-over (sync, package, signing) make the change; a change that was
//! written is never altered. What a dead phone left is written under a name that follows from what it says
//! ([`Pen::of_strokes`]): a copy of the vault makes the same change, or another under another name, but never two under
//! one. In a profile every such change has that name from its first stroke on, because it is sealed with each of them:
//! what somebody carried to the ward is then the change the person sends, and not a second one.

use std::collections::BTreeSet;

use shared::access::StreamId;
use shared::doc::{ChunkForm, Doc, Edit, EditError, Pen, Splice, Strokes};
use shared::id::{ChangeId, DeviceId, DocId, OrgId, PackageId};
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
    strokes: Strokes,
    stored: Vec<Splice>,
    at: Timestamp,
    /// The record as it will be.
    shown: Doc,
    change: Option<ChangeId>,
    /// In a profile: the package in which that change is sealed.
    sealed: Option<PackageId>,
}

impl Pending {
    /// Nothing typed yet, by somebody whose change will be named by what it says.
    fn begin(base: Doc, org: OrgId, text: RunningText, device: DeviceId, at: Timestamp) -> Result<Self, EngineError> {
        let length = base.running_text(&text.place().1).map_err(WriteError::from)?.chars().count();
        Ok(Self {
            shown: base.clone(),
            extent: base.extent(),
            strokes: Strokes::on(length),
            sitting: Sitting::NONE,
            pen: None,
            left: false,
            stored: Vec::new(),
            change: None,
            sealed: None,
            text,
            org,
            device,
            base,
            at,
        })
    }

    pub(super) const fn doc(&self) -> DocId {
        self.base.id()
    }

    pub(super) const fn shown(&self) -> &Doc {
        &self.shown
    }

    pub(super) fn is_of(&self, sitting: Sitting) -> bool {
        self.sitting == sitting
    }

    /// Whether strokes that come now belong to the same change.
    fn goes_on(&self, doc: DocId, text: &RunningText, sitting: Sitting, now: Timestamp) -> bool {
        let since = now.as_ms().saturating_sub(self.at.as_ms());
        self.doc() == doc
            && self.text == *text
            && self.sitting == sitting
            && (0..PAUSE_MS).contains(&since)
            && !self.left
            && self.stored.len() < STROKES_MAX
    }

    fn add(&mut self, splices: &[Splice], now: Timestamp) -> Result<(), EngineError> {
        for splice in splices {
            let (length, end) = (self.strokes.length(), splice.at.saturating_add(splice.delete));
            if end > length {
                return Err(WriteError::from(EditError::OutOfText { position: end, length }).into());
            }
            self.strokes.add(splice);
        }
        self.at = now;
        self.stored.extend_from_slice(splices);
        (self.shown, self.change) = self.drawn()?;
        Ok(())
    }

    /// The record with all strokes in it as the one change they come to.
    fn drawn(&self) -> Result<(Doc, Option<ChangeId>), EngineError> {
        let pen = self.pen.clone().unwrap_or_else(|| self.pen_of_content());
        let mut shown = self.base.clone();
        let (splices, (_, place)) = (self.strokes.splices(), self.text.place());
        let write = |edit: &mut Edit<'_>| edit.splice_place(&place, &splices).map_err(WriteError::from);
        let ((), change) = shown.edit(&pen, self.at, write)?;
        Ok((shown, change))
    }

    fn pen_of_content(&self) -> Pen {
        let mut said = vec![self.text.code().into_bytes(), self.at.as_ms().to_be_bytes().to_vec()];
        for Splice { at, delete, insert } in &self.stored {
            said.push(format!("{at} {delete} {insert}").into_bytes());
        }
        let said: Vec<&[u8]> = said.iter().map(Vec::as_slice).collect();
        Pen::of_strokes(self.device, &self.base.heads(), &said)
    }

    fn stored(&self, splice: &Splice) -> Stroke {
        Stroke {
            doc: self.doc(),
            place: self.text.code(),
            base: self.base.heads(),
            at: self.at,
            splice: splice.clone(),
        }
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
        let mut next = match &self.pending {
            Some(pending) => pending.clone(),
            None => self.begin_strokes(doc, text, sitting, now)?,
        };
        self.may_write(next.org, next.base.kind())?;
        self.may_seal()?;
        next.add(splices, now)?;
        let (before, after) = (next.base.room_typed(next.extent), next.shown.room_typed(next.extent));
        if !after.admits_typing(before) {
            return Err(EngineError::RecordFull);
        }
        self.store_strokes(&mut next, splices)?;
        self.pending = Some(next);
        Ok(())
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

    fn store_strokes(&mut self, next: &mut Pending, splices: &[Splice]) -> Result<(), EngineError> {
        self.stale = true;
        let before = next.sealed.take();
        if next.change.is_some() {
            next.sealed = match self.seal_edit(&next.shown, next.org, Origin::Stored, next.change, next.at) {
                Ok(sealed) => sealed,
                Err(error) => {
                    self.edit_failed(None)?;
                    return Err(error);
                }
            };
        }
        self.ledger.wrote(next.doc(), next.base.kind(), StreamId::of(next.org, next.base.kind()));
        let Self { vault, ledger, .. } = self;
        let stored = vault.write(|w| {
            splices.iter().try_for_each(|splice| w.put_stroke(&next.stored(splice)))?;
            if next.base.kind() == shared::meeting::KIND {
                put_last_meeting(w, next.doc())?;
            }
            store(w, ledger)
        });
        if let Err(error) = stored {
            self.edit_failed(next.sealed)?;
            return Err(error.into());
        }
        self.stale = false;
        // Only now: what is sealed may be one stroke ahead of what is stored, never behind it.
        self.take_back_sealed(before);
        Ok(())
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
        let Some(pending) = self.pending.clone() else { return Ok(()) };
        self.stale = true;
        let Self { vault, ledger, people, .. } = self;
        vault.write(|w| -> Result<(), VaultError> {
            // The list finds a record by what is written in it.
            open::put_row(w, &pending.shown, pending.org, people)?;
            append(w, &pending.shown, &BTreeSet::from_iter(pending.change))?;
            w.clear_strokes(pending.doc(), &pending.text.code(), &pending.base.heads())?;
            store(w, ledger)
        })?;
        self.pending = None;
        // Where several records hold strokes, since one of them could not be opened, the next one's turn is now.
        self.stale = !self.vault.read().strokes()?.is_empty();
        self.shelf.put(pending.shown);
        Ok(())
    }

    /// What an earlier process typed and made no change of. A record that cannot be opened keeps its strokes.
    pub(super) fn strokes_left(&self) -> Result<Option<Pending>, EngineError> {
        let stored = self.vault.read();
        let strokes = stored.strokes()?;
        let one = |stroke: &Stroke| (stroke.doc, stroke.place.clone(), stroke.base.clone());
        let mut tried = BTreeSet::new();
        for first in &strokes {
            if !tried.insert(one(first)) {
                continue;
            }
            let Some(open) = open::load_readable(&stored, first.doc)? else { continue };
            let mine: Vec<&Stroke> = strokes.iter().filter(|stroke| one(stroke) == one(first)).collect();
            match self.gathered_strokes(open, &mine) {
                Err(EngineError::Vault(error)) => return Err(error.into()),
                // Neither the text nor the moment is there any more: nothing of this version leaves that behind.
                Err(_) => {}
                Ok(pending) => return Ok(Some(pending)),
            }
        }
        Ok(None)
    }

    fn gathered_strokes(&self, open: Doc, strokes: &[&Stroke]) -> Result<Pending, EngineError> {
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
        pending.add(&splices, last.at)?;
        if moved_on {
            let chunk = pending.shown.change_chunks(&BTreeSet::from_iter(pending.change));
            let woven = open.absorb(ChunkForm::Changes, &chunk, Some(self.device()));
            pending.shown = woven.ok().ok_or_else(missing)?.0;
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
