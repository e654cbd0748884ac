//! Merging bytes from outside: through the admission filter, past the rules, into the document.
//!
//! There are four ways in, a whole document or changes, into a record that is here or not. They accept the same: each
//! change meets the same [`ChangeRules`], and what they add up to the same check.

mod keys;
mod known;
mod sum;

use std::collections::{BTreeMap, BTreeSet};

use automerge::{ActorId, Automerge, Change, ChangeHash, LoadOptions, ReadDoc, TextEncoding};

use super::foundation::Layers;
use super::panic_guard::catching_panics;
use super::{ChunkForm, Doc, DocError, Kind, Seed, change_id, foundation};
use crate::admission::{self, AdmittedChange, AdmittedDocument, Bounds, Refused};
use crate::id::{ChangeId, DeviceId, DocId};

use known::{Arriving, ChangeRules, Known};
use sum::Proof;

/// Why a chunk cannot become part of a document.
#[derive(Debug, thiserror::Error)]
pub enum Unacceptable {
    /// The admission filter refused the bytes.
    #[error("refused before it was read: {0}")]
    Refused(#[from] Refused),
    /// Automerge could not read bytes that the filter let through.
    #[error("not readable as changes: {0}")]
    Unreadable(String),
    /// A change builds on changes that are not here.
    #[error("builds on {} change(s) that are not here", .0.len())]
    UnknownDependency(Vec<ChangeId>),
    /// A change by an actor that does not belong to the envelope's device.
    #[error("change {0} was not written by the device that signed it")]
    WrongAuthor(ChangeId),
    /// An (actor, sequence) pair that is already taken by another change: a cloned phone.
    #[error("an actor and sequence number are used twice")]
    DuplicateActor,
    /// The document does not begin as every document of its kind and id begins.
    #[error("the document does not begin with its foundation")]
    WrongFoundation,
    /// A change writes, replaces or removes the attestation of another device.
    #[error("a change touches an attestation of another device")]
    ForeignSignature,
    /// The document would exceed a bound.
    #[error("the document would exceed the limit of {0}")]
    TooLarge(&'static str),
}

/// What merging a chunk brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Absorbed {
    /// Changes that were not here before.
    pub fresh: Vec<ChangeId>,
    /// Bytes of the record they add up to, saved; 0 where nothing was new.
    pub bytes: u64,
}

impl Doc {
    /// Merges a chunk that the admission filter has not seen yet.
    ///
    /// `author` restricts whose changes it may hold: an envelope's device, or nobody in particular
    /// for a server's snapshot. On error the document is lost to the caller, who opens it again:
    /// a half-applied document never lives on.
    ///
    /// # Errors
    /// [`Unacceptable`], with the reason a person can be told.
    pub fn absorb(
        self,
        form: ChunkForm,
        chunk: &[u8],
        author: Option<DeviceId>,
    ) -> Result<(Self, Absorbed), Unacceptable> {
        let (doc, arrived) = self.absorb_changes(read_chunk(form, chunk, author)?, author)?;
        let bytes = if arrived.fresh.is_empty() { 0 } else { doc.check_sum(&arrived, Proof::Rebuilt)? };
        Ok((doc, Absorbed { fresh: arrived.fresh, bytes }))
    }

    /// As [`Doc::absorb`], with the whole opened once in place of what is new put together anew: what [`Doc::absorb`] has
    /// to agree with, at several times its cost. For tests that hold the one against the other.
    ///
    /// # Errors
    /// As [`Doc::absorb`].
    pub fn absorb_opening(
        self,
        form: ChunkForm,
        chunk: &[u8],
        author: Option<DeviceId>,
    ) -> Result<(Self, Absorbed), Unacceptable> {
        let (doc, arrived) = self.absorb_changes(read_chunk(form, chunk, author)?, author)?;
        let bytes = doc.check_sum(&arrived, Proof::Opened)?;
        Ok((doc, Absorbed { fresh: arrived.fresh, bytes }))
    }

    /// Opens a record from chunks that were let in before, in the order they came in, and are known to be unaltered: what
    /// they add up to was checked then.
    ///
    /// # Errors
    /// [`Unacceptable`] when they are not what was let in after all.
    pub fn absorb_again(
        before: Option<Self>,
        (id, kind): (DocId, Kind),
        form: ChunkForm,
        chunk: &[u8],
    ) -> Result<Self, Unacceptable> {
        let (mut inner, fresh) = match (before, form) {
            (Some(doc), _) => (doc.inner, read_chunk(form, chunk, None)?),
            (None, ChunkForm::Changes) => {
                let changes = read_chunk(form, chunk, None)?;
                (foundation::lay(&seed_among(id, kind, &changes)?), changes)
            }
            (None, ChunkForm::Document) => {
                let (inner, admitted) = load_document(chunk, &bounds_for(None))?;
                if admitted.is_in_order()? {
                    return Ok(Self { id, kind, inner });
                }
                let empty = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint);
                (empty, guarded(|| inner.get_changes(&[]))?)
            }
        };
        guarded(|| inner.apply_changes(fresh))?.map_err(unacceptable)?;
        if !inner.get_missing_deps(&[]).is_empty() {
            return Err(Unacceptable::Unreadable(DocError::Incomplete.to_string()));
        }
        Ok(Self { id, kind, inner })
    }

    /// Whether every change of a chunk is here; `false` also for a chunk that cannot be read.
    #[must_use]
    pub fn has_chunk(&self, form: ChunkForm, chunk: &[u8]) -> bool {
        read_chunk(form, chunk, None).is_ok_and(|changes| {
            changes.iter().all(|change| self.inner.get_change_meta_by_hash(&change.hash()).is_some())
        })
    }

    /// Opens a chunk as a record that nobody here has seen.
    ///
    /// # Errors
    /// As [`Doc::absorb`]; `UnknownDependency` when it is not a whole document.
    pub fn found(
        id: DocId,
        kind: Kind,
        form: ChunkForm,
        chunk: &[u8],
        author: Option<DeviceId>,
    ) -> Result<(Self, Absorbed), Unacceptable> {
        let (doc, arrived) = match form {
            ChunkForm::Document => Self::found_whole(id, kind, chunk, author)?,
            ChunkForm::Changes => {
                let changes = read_chunk(form, chunk, author)?;
                let inner = foundation::lay(&seed_among(id, kind, &changes)?);
                Self { id, kind, inner }.absorb_changes(changes, author)?
            }
        };
        let proof = if form == ChunkForm::Document { Proof::Loaded } else { Proof::Rebuilt };
        let bytes = doc.check_sum(&arrived, proof)?;
        let fresh = doc.change_ids();
        Ok((doc, Absorbed { fresh, bytes }))
    }

    /// A whole document meets the rules that its changes would meet one by one. It is then taken as automerge loaded it,
    /// which costs a fraction of applying them, if it stands in the order they would have come to; else it is put
    /// together from them.
    fn found_whole(
        id: DocId,
        kind: Kind,
        chunk: &[u8],
        author: Option<DeviceId>,
    ) -> Result<(Self, Arrived), Unacceptable> {
        let (inner, admitted) = load_document(chunk, &bounds_for(author))?;
        let seed = foundation::seed_of(id, kind, &inner).ok_or(Unacceptable::WrongFoundation)?;
        let laid: BTreeSet<ChangeHash> = foundation::hashes(&seed).into_iter().collect();
        if !laid.iter().all(|hash| inner.get_change_meta_by_hash(hash).is_some()) {
            return Err(Unacceptable::WrongFoundation);
        }
        if !admitted.is_in_order()? {
            let changes = guarded(|| inner.get_changes(&[]))?;
            return Self { id, kind, inner: foundation::lay(&seed) }.absorb_changes(changes, author);
        }
        let (mut known, rules) = (Known::default(), ChangeRules { layers: Layers::of(id), kind, author });
        let mut fresh = Vec::new();
        for meta in inner.get_changes_meta(&[]) {
            let change = Arriving::of_meta(&meta);
            if !laid.contains(&meta.hash) {
                rules.check(&known, &change, || inner.get_change_by_hash(&meta.hash))?;
                fresh.push(change_id(meta.hash));
            }
            known.follow(&change, &rules.layers)?;
        }
        let arrived = Arrived { fresh, from: known.fresh_from, before: Vec::new(), admitted: Some(admitted) };
        Ok((Self { id, kind, inner }, arrived))
    }

    fn change_ids(&self) -> Vec<ChangeId> {
        self.inner.get_changes_meta(&[]).iter().map(|meta| change_id(meta.hash)).collect()
    }

    fn absorb_changes(
        mut self,
        changes: Vec<Change>,
        author: Option<DeviceId>,
    ) -> Result<(Self, Arrived), Unacceptable> {
        let rules = ChangeRules { layers: Layers::of(self.id), kind: self.kind, author };
        let (mut known, before) = (Known::of(&self.inner, &rules.layers), self.inner.get_heads());
        let fresh: Vec<Change> = changes.into_iter().filter(|change| !known.has(&change.hash())).collect();
        let missing = known.missing(&fresh);
        let mut followed = Ok(());
        for change in &fresh {
            let arriving = Arriving::of(change);
            rules.check(&known, &arriving, || Some(change.clone()))?;
            // Who may write is answered for every change before what it follows on from.
            if missing.is_empty() && followed.is_ok() {
                followed = known.follow(&arriving, &rules.layers);
            }
        }
        if !missing.is_empty() {
            return Err(Unacceptable::UnknownDependency(missing));
        }
        followed?;
        fresh.iter().try_for_each(|change| known.speaks_of_known(change))?;
        let ids: Vec<ChangeId> = fresh.iter().map(|change| change_id(change.hash())).collect();
        let written = keys::WrittenObjects::by(&fresh)?;
        guarded(|| self.inner.apply_changes(fresh))?.map_err(unacceptable)?;
        if !ids.iter().all(|id| self.contains(id)) {
            return Err(Unacceptable::Unreadable("not every change could be applied".to_owned()));
        }
        written.check(&self.inner)?;
        Ok((self, Arrived { fresh: ids, from: known.fresh_from, before, admitted: None }))
    }
}

/// What came into a document.
struct Arrived {
    fresh: Vec<ChangeId>,
    /// The first operation of each actor among it.
    from: BTreeMap<ActorId, u64>,
    /// The heads before it.
    before: Vec<ChangeHash>,
    /// The document it came in as, if it is taken as automerge loaded it.
    admitted: Option<AdmittedDocument>,
}

/// A device's chunk fits an envelope; a server's snapshot is as large as a record may be.
const fn bounds_for(author: Option<DeviceId>) -> Bounds {
    if author.is_some() { Bounds::of_chunks() } else { Bounds::of_released_records() }
}

fn read_chunk(form: ChunkForm, chunk: &[u8], author: Option<DeviceId>) -> Result<Vec<Change>, Unacceptable> {
    match form {
        ChunkForm::Document => {
            let (inner, _) = load_document(chunk, &bounds_for(author))?;
            guarded(|| inner.get_changes(&[]))
        }
        ChunkForm::Changes => {
            admission::admit_changes(chunk, &Bounds::of_chunks())?.into_iter().map(read_change).collect()
        }
    }
}

/// Automerge has to see in a change what the filter saw.
fn read_change(admitted: AdmittedChange) -> Result<Change, Unacceptable> {
    let change = Change::from_bytes(admitted.bytes).map_err(|error| Unacceptable::Unreadable(error.to_string()))?;
    let ops = u64::try_from(change.len()).unwrap_or(u64::MAX);
    if change.hash().0 == admitted.hash && ops == admitted.ops { Ok(change) } else { Err(seen_differently()) }
}

/// Automerge has to see in a document what the filter saw: as many changes, and the same heads.
fn load_document(chunk: &[u8], bounds: &Bounds) -> Result<(Automerge, AdmittedDocument), Unacceptable> {
    let admitted = admission::admit_document(chunk, bounds)?;
    let options = LoadOptions::new().text_encoding(TextEncoding::UnicodeCodePoint);
    let doc = guarded(|| Automerge::load_with_options(&admitted.bytes, options))?.map_err(unacceptable)?;
    if sum::is_same(&doc, &admitted) { Ok((doc, admitted)) } else { Err(seen_differently()) }
}

/// Automerge panics over some changes that are well-formed but do not fit the document; whatever it held then is dropped.
fn guarded<T>(ask: impl FnOnce() -> T) -> Result<T, Unacceptable> {
    catching_panics(ask).ok_or_else(|| Unacceptable::Unreadable("automerge broke off".to_owned()))
}

fn seen_differently() -> Unacceptable {
    Unacceptable::Unreadable("the changes read are not the changes admitted".to_owned())
}

/// What a record that nobody has seen begins with, of which these are changes.
fn seed_among(id: DocId, kind: Kind, changes: &[Change]) -> Result<Seed, Unacceptable> {
    let seed = Seed::of(id, kind).or_else(|| foundation::find(id, kind, changes));
    seed.ok_or_else(|| missing_foundation(changes))
}

fn missing_foundation(changes: &[Change]) -> Unacceptable {
    let missing: Vec<ChangeId> =
        changes.iter().flat_map(|change| change.deps().iter().copied()).map(change_id).collect();
    if changes.iter().any(|change| change.deps().is_empty()) || missing.is_empty() {
        Unacceptable::WrongFoundation
    } else {
        Unacceptable::UnknownDependency(missing)
    }
}

fn unacceptable(error: automerge::AutomergeError) -> Unacceptable {
    match error {
        automerge::AutomergeError::DuplicateSeqNumber(..)
        | automerge::AutomergeError::DuplicateActorId(_)
        | automerge::AutomergeError::DuplicateAuthor(..) => Unacceptable::DuplicateActor,
        other => Unacceptable::Unreadable(other.to_string()),
    }
}

#[cfg(test)]
mod tests;
