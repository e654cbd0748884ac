//! What a person of the ward decides: that something held comes in or stays out, and what they have seen.
//!
//! Each decision is one transaction with what follows from it and its entry in the audit chain.

use std::sync::Arc;

use shared::access::StreamId;
use shared::admission::Bounds;
use shared::doc::preview::{Preview, preview};
use shared::doc::{Doc, Kind};
use shared::envelope::Envelope;
use shared::id::{DocId, HeldId};
use shared::wire::{Fate, HoldReason};

use super::push::Released;
use super::{Hub, HubError};
use crate::host::Ended;
use crate::store::audit::Event;
use crate::store::quarantine::decided::{self, Settled};
use crate::store::quarantine::{self, Decision, HeldRow};
use crate::store::vouch::{self, Vouched};
use crate::store::{Store, StoreError, Writing, document};

/// What became of an envelope that was held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Release {
    /// It is merged now.
    Merged,
    /// It still cannot be merged; it stays held for this reason.
    StillHeld(HoldReason),
    /// Nothing open has that id.
    Unknown,
}

impl Hub {
    /// Notes that somebody of the ward has seen a document up to a place. `false` when it is not there.
    ///
    /// # Errors
    /// [`HubError`] when the store refuses.
    pub async fn mark_seen(&self, doc: DocId, upto: u64, login: &str, name: &str) -> Result<bool, HubError> {
        let at = self.inner.host.now();
        let (actor, name) = (login.to_owned(), name.to_owned());
        let marking = move |tx: &Writing<'_>| {
            let Some(row) = document::find(tx, doc)? else { return Ok(false) };
            document::mark_seen(tx, &row, upto.max(row.seen_seq), &name, at)?;
            let (subject, detail) = (doc.to_string(), upto.to_string());
            let event = Event { at, actor, action: "seen_meeting", subject, detail };
            vouch::append(tx, &event, &[Vouched::seen(doc)])?;
            Ok(true)
        };
        let marked = self.inner.store.write(marking).await?;
        self.tell();
        Ok(marked)
    }

    /// Lets in an envelope that was held, on the word of a person of the ward. What they say is written down together
    /// with the merge, or not at all.
    ///
    /// # Errors
    /// [`HubError`] when the store refuses.
    pub async fn release(&self, id: HeldId, by: &str, note: &str) -> Result<Release, HubError> {
        let store: &Store = &self.inner.store;
        let Some(held) = store.read(move |reading| quarantine::held_one(reading, id)).await? else {
            return Ok(Release::Unknown);
        };
        let (by, note) = (by.to_owned(), note.to_owned());
        let word = Released { by, note, held: Some(id), waives: held.reason };
        let receipt = self.accept(held.carrier, held.sealed, Some(word.clone())).await?;
        let reason = match receipt.fate {
            Fate::Merged(_) | Fate::Duplicate(_) => return Ok(Release::Merged),
            Fate::Held(reason) => reason,
            Fate::Refused(_) => HoldReason::OverQuota,
        };
        let event = Event {
            at: self.inner.host.now(),
            actor: word.by,
            action: "held_released",
            subject: id.to_string(),
            detail: "still_held".to_owned(),
        };
        let note = word.note;
        let noting = move |tx: &Writing<'_>| {
            quarantine::note(tx, id, &note)?;
            vouch::append(tx, &event, &[Vouched::held(id)])
        };
        store.write(noting).await?;
        Ok(Release::StillHeld(reason))
    }

    /// Leaves out for good what is held, on the word of a person of the ward; the bytes stay. `false` when somebody
    /// decided before.
    ///
    /// # Errors
    /// [`HubError`] when the store refuses.
    pub async fn dismiss(&self, id: HeldId, by: &str, note: &str) -> Result<bool, HubError> {
        let at = self.inner.host.now();
        let decision = Decision { code: "dismissed", by: by.to_owned(), note: note.to_owned(), at };
        let dismissing = move |tx: &Writing<'_>| {
            if quarantine::held_one(tx, id)?.is_none() {
                return Ok(false);
            }
            quarantine::decide(tx, id, &decision)?;
            let (actor, subject) = (decision.by.clone(), id.to_string());
            let event = Event { at, actor, action: "held_dismissed", subject, detail: String::new() };
            vouch::append(tx, &event, &[Vouched::held(id)])?;
            Ok(true)
        };
        let dismissed = self.inner.store.write(dismissing).await?;
        self.tell();
        Ok(dismissed)
    }

    /// Takes back, on the word of a person of the ward, that something held stays out: it waits for a decision again.
    /// `false` when it was not dismissed.
    ///
    /// # Errors
    /// [`HubError`] when the store refuses.
    pub async fn reopen(&self, id: HeldId, by: &str, note: &str) -> Result<bool, HubError> {
        let (at, by, note) = (self.inner.host.now(), by.to_owned(), note.to_owned());
        let reopening = move |tx: &Writing<'_>| {
            if !decided::reopen(tx, id, &note)? {
                return Ok(false);
            }
            let event =
                Event { at, actor: by, action: "held_reopened", subject: id.to_string(), detail: String::new() };
            vouch::append(tx, &event, &[Vouched::held(id)])?;
            Ok(true)
        };
        let reopened = self.inner.store.write(reopening).await?;
        self.tell();
        Ok(reopened)
    }
}

/// What was held, readable before and after somebody decides.
#[derive(Debug)]
pub struct HeldEnvelope {
    /// The envelope as it is held.
    pub held: HeldRow,
    /// What was decided about it; nothing while it waits.
    pub decision: Option<Decision>,
    /// What was said about it, each time in a line.
    pub notes: Vec<String>,
    /// What it would write; or why nothing of it can be shown.
    pub preview: Result<Preview, String>,
    /// The record it is for, if it lies here and is of that kind.
    pub known: Option<Arc<Doc>>,
    /// The record as it would read with it, if it fits onto what is here.
    pub after: Option<Doc>,
}

impl Hub {
    /// Reads what something held would write, without merging any of it: also of devices that were withdrawn, for records
    /// that lie nowhere, and where what it builds on is missing.
    ///
    /// # Errors
    /// [`HubError`] when the store refuses.
    pub async fn open_held(&self, id: HeldId) -> Result<Option<HeldEnvelope>, HubError> {
        let Some(settled) = self.inner.store.read(move |reading| decided::one(reading, id)).await? else {
            return Ok(None);
        };
        let Settled { held, decision, notes } = settled;
        let Ok(envelope) = held.sealed.peek::<Envelope>() else {
            let preview = Err("no envelope of this protocol".to_owned());
            return Ok(Some(HeldEnvelope { held, decision, notes, preview, known: None, after: None }));
        };
        let known = match self.open(envelope.doc).await {
            // Whoever may read of the place that is claimed learns nothing of a record of another one.
            Ok(known) => {
                let claimed = envelope.known_kind().map(|kind| StreamId::of(envelope.org, kind));
                known.filter(|(_, row)| Some(row.stream) == claimed).map(|(doc, _)| doc)
            }
            // What is damaged here names no places; the bytes that were brought are readable all the same.
            Err(StoreError::Corrupt(_)) => None,
            Err(error) => return Err(error.into()),
        };
        let Ok(place) = Arc::clone(&self.inner.merging).acquire_owned().await else {
            return Err(Ended::Stopped.into());
        };
        let base = known.clone();
        let is_open = decision.is_none();
        let reading = move || {
            let kind = envelope.known_kind();
            let bounds = Bounds::of_released_records();
            let preview = preview(envelope.doc, kind, envelope.form, &envelope.chunk, &bounds, base.as_deref());
            let after = kind.filter(|_| is_open).and_then(|kind| with(&envelope, kind, base.as_deref()));
            (preview, after)
        };
        let read = self.inner.host.workers().blocking(reading).await;
        drop(place);
        let (preview, after) = match read {
            Ok((read, after)) => (read.map_err(|error| error.to_string()), after),
            Err(Ended::Panicked) => (Err("not readable as changes".to_owned()), None),
            Err(stopped @ Ended::Stopped) => return Err(stopped.into()),
        };
        Ok(Some(HeldEnvelope { held, decision, notes, preview, known, after }))
    }
}

/// A record as it would read with what an envelope brings, whoever wrote it; nothing where it does not fit.
fn with(envelope: &Envelope, kind: Kind, base: Option<&Doc>) -> Option<Doc> {
    let merged = match base {
        Some(base) => base.clone().absorb(envelope.form, &envelope.chunk, None),
        None => Doc::found(envelope.doc, kind, envelope.form, &envelope.chunk, None),
    };
    merged.ok().map(|(doc, _)| doc)
}
