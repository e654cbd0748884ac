//! Merging bytes from outside: through the admission filter, past the rules, into the document.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{ActorId, Automerge, Change, ChangeHash, ChangeMetadata, LoadOptions, ReadDoc, TextEncoding};

use super::foundation::Layers;
use super::{ChunkForm, Doc, Kind, Seed, change_id, foundation};
use crate::admission::{self, AdmittedChange, Bounds, Refused};
use crate::id::{ChangeId, DeviceId, DocId};
use crate::limits;

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
    /// The document would exceed a bound.
    #[error("the document would exceed the limit of {0}")]
    TooLarge(&'static str),
}

/// What merging a chunk brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Absorbed {
    /// Changes that were not here before.
    pub fresh: Vec<ChangeId>,
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
        let changes = read_chunk(form, chunk)?;
        let (doc, absorbed) = self.absorb_changes(changes, author)?;
        if !absorbed.fresh.is_empty() {
            doc.check_sum()?;
        }
        Ok((doc, absorbed))
    }

    /// Whether every change of a chunk is here; `false` also for a chunk that cannot be read.
    #[must_use]
    pub fn has_chunk(&self, form: ChunkForm, chunk: &[u8]) -> bool {
        read_chunk(form, chunk).is_ok_and(|changes| {
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
        if form == ChunkForm::Document {
            return Self::found_whole(id, kind, chunk, author);
        }
        let changes = read_chunk(form, chunk)?;
        let seed = Seed::of(id, kind).or_else(|| foundation::find(id, &changes));
        let inner = foundation::lay(&seed.ok_or_else(|| missing_foundation(&changes))?);
        let (doc, mut absorbed) = Self { id, kind, inner }.absorb_changes(changes, author)?;
        doc.check_sum()?;
        absorbed.fresh = doc.change_ids();
        Ok((doc, absorbed))
    }

    /// A whole document has passed the filter as a whole and is taken as automerge loaded it, once
    /// its beginning and every author in it are right.
    fn found_whole(
        id: DocId,
        kind: Kind,
        chunk: &[u8],
        author: Option<DeviceId>,
    ) -> Result<(Self, Absorbed), Unacceptable> {
        let doc = Self { id, kind, inner: load_document(chunk)? };
        let begins = |meta: &&ChangeMetadata<'_>| meta.deps.is_empty();
        let metas = doc.inner.get_changes_meta(&[]);
        let first = || metas.iter().find(begins).and_then(|meta| doc.inner.get_change_by_hash(&meta.hash));
        let laid = match Seed::of(id, kind) {
            Some(seed) => Some(foundation::hashes(&seed)),
            // Whoever changed the key later cannot hide the beginning: then it is looked for there.
            None => foundation::hashes_of_meeting(id, &doc.inner)
                .or_else(|| Some(foundation::hashes(&foundation::find(id, &[first()?])?))),
        };
        let laid: BTreeSet<ChangeHash> = laid.ok_or(Unacceptable::WrongFoundation)?.into_iter().collect();
        if !laid.iter().all(|hash| doc.inner.get_change_meta_by_hash(hash).is_some()) {
            return Err(Unacceptable::WrongFoundation);
        }
        let layers = Layers::of(id);
        for meta in metas.iter().filter(|meta| !laid.contains(&meta.hash)) {
            if layers.schema(meta.actor.to_bytes()).is_some() {
                let change = doc.inner.get_change_by_hash(&meta.hash).ok_or(Unacceptable::WrongFoundation)?;
                doc.check_author(&change, author, &layers)?;
            } else {
                let claimed = meta.author.as_ref().map(|author| author.as_bytes());
                check_writer(
                    change_id(meta.hash),
                    meta.actor.to_bytes(),
                    meta.seq,
                    meta.deps.is_empty(),
                    claimed,
                    author,
                )?;
            }
        }
        if doc.inner.get_heads().len() > limits::HEADS_MAX {
            return Err(Unacceptable::TooLarge("heads"));
        }
        drop(metas);
        let fresh = doc.change_ids();
        Ok((doc, Absorbed { fresh }))
    }

    fn change_ids(&self) -> Vec<ChangeId> {
        self.inner.get_changes_meta(&[]).iter().map(|meta| change_id(meta.hash)).collect()
    }

    /// Changes that are each well-formed can still add up to a document automerge cannot open
    /// again, so the sum passes the filter as well and is opened once before anybody keeps it.
    fn check_sum(&self) -> Result<(), Unacceptable> {
        load_document(&self.save()).map(|_| ())
    }

    fn absorb_changes(
        mut self,
        changes: Vec<Change>,
        author: Option<DeviceId>,
    ) -> Result<(Self, Absorbed), Unacceptable> {
        let mut known = Known::of(&self.inner);
        let fresh: Vec<Change> = changes.into_iter().filter(|change| !known.has(&change.hash())).collect();
        let missing = known.missing(&fresh);
        let layers = Layers::of(self.id);
        for change in &fresh {
            self.check_author(change, author, &layers)?;
        }
        if !missing.is_empty() {
            return Err(Unacceptable::UnknownDependency(missing));
        }
        for change in &fresh {
            known.follow(change)?;
        }
        let ids: Vec<ChangeId> = fresh.iter().map(|change| change_id(change.hash())).collect();
        walled(|| self.inner.apply_changes(fresh))?.map_err(unacceptable)?;
        if !ids.iter().all(|id| self.contains(id)) {
            return Err(Unacceptable::Unreadable("not every change could be applied".to_owned()));
        }
        if self.inner.get_heads().len() > limits::HEADS_MAX {
            return Err(Unacceptable::TooLarge("heads"));
        }
        Ok((self, Absorbed { fresh: ids }))
    }

    fn check_author(&self, change: &Change, author: Option<DeviceId>, layers: &Layers) -> Result<(), Unacceptable> {
        let id = change_id(change.hash());
        let actor = change.actor_id().to_bytes();
        if let Some(schema) = layers.schema(actor) {
            // A foundation this version knows is already here; a later one is a newer app's upgrade.
            let newer = schema > foundation::newest(self.kind);
            let lays = change.seq() == 1 && change.timestamp() == 0 && change.author().is_none() && only_lays(change);
            return if newer && lays { Ok(()) } else { Err(Unacceptable::WrongFoundation) };
        }
        let claimed = change.author();
        let claimed = claimed.as_ref().map(|author| author.as_bytes());
        check_writer(id, actor, change.seq(), change.deps().is_empty(), claimed, author)
    }
}

/// Checks that a change of content follows something and was written by `author`, if one is asked for.
fn check_writer(
    id: ChangeId,
    actor: &[u8],
    seq: u64,
    begins: bool,
    claimed: Option<&[u8]>,
    author: Option<DeviceId>,
) -> Result<(), Unacceptable> {
    if begins {
        return Err(Unacceptable::WrongFoundation);
    }
    let Some(device) = author else { return Ok(()) };
    let first_names_device = seq > 1 || claimed == Some(device.as_bytes().as_slice());
    let ours = actor.len() == 16 && actor.starts_with(&device.actor_prefix());
    if ours && first_names_device { Ok(()) } else { Err(Unacceptable::WrongAuthor(id)) }
}

/// Whether a change does nothing but create containers at the root and raise the schema's number:
/// all a foundation may do, so that nobody writes content under its name.
fn only_lays(change: &Change) -> bool {
    use automerge::legacy::{Key, ObjectId, OpType};
    change.decode().operations.iter().all(|op| {
        let raises = matches!(&op.key, Key::Map(key) if key.as_str() == "schema");
        let lays = match &op.action {
            OpType::Make(_) => op.pred.is_empty(),
            OpType::Put(_) => raises,
            _ => false,
        };
        op.obj == ObjectId::Root && lays
    })
}

/// What a document already holds, as far as arriving changes have to follow on from it.
struct Known {
    max_op: BTreeMap<ChangeHash, u64>,
    last_seq: BTreeMap<ActorId, u64>,
}

impl Known {
    fn of(doc: &Automerge) -> Self {
        let mut known = Self { max_op: BTreeMap::new(), last_seq: BTreeMap::new() };
        for meta in doc.get_changes_meta(&[]) {
            known.max_op.insert(meta.hash, meta.max_op);
            let last = known.last_seq.entry(meta.actor.into_owned()).or_default();
            *last = meta.seq.max(*last);
        }
        known
    }

    fn has(&self, hash: &ChangeHash) -> bool {
        self.max_op.contains_key(hash)
    }

    fn missing(&self, fresh: &[Change]) -> Vec<ChangeId> {
        let arriving: BTreeSet<ChangeHash> = fresh.iter().map(Change::hash).collect();
        let deps = fresh.iter().flat_map(|change| change.deps().iter().copied());
        deps.filter(|dep| !arriving.contains(dep) && !self.has(dep)).map(change_id).collect()
    }

    /// Checks that a change continues what came before: automerge takes these for granted.
    fn follow(&mut self, change: &Change) -> Result<(), Unacceptable> {
        let wrong = |what: &str| Err(Unacceptable::Unreadable(what.to_owned()));
        let last = self.last_seq.get(change.actor_id()).copied().unwrap_or(0);
        if change.seq() <= last {
            return Err(Unacceptable::DuplicateActor);
        }
        if change.seq() != last + 1 {
            return wrong("a change skips a number of its actor");
        }
        let Some(deps) = change.deps().iter().map(|dep| self.max_op.get(dep).copied()).collect::<Option<Vec<u64>>>()
        else {
            return wrong("changes are not in the order in which they build on each other");
        };
        if change.start_op().get() != deps.into_iter().max().unwrap_or(0) + 1 {
            return wrong("operation numbers do not follow on");
        }
        if change.other_actor_ids().iter().any(|actor| !self.last_seq.contains_key(actor)) {
            return wrong("a change speaks of an actor nobody knows");
        }
        self.last_seq.insert(change.actor_id().clone(), change.seq());
        self.max_op.insert(change.hash(), change.max_op());
        Ok(())
    }
}

fn read_chunk(form: ChunkForm, chunk: &[u8]) -> Result<Vec<Change>, Unacceptable> {
    match form {
        ChunkForm::Document => Ok(load_document(chunk)?.get_changes(&[])),
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
fn load_document(chunk: &[u8]) -> Result<Automerge, Unacceptable> {
    let admitted = admission::admit_document(chunk, &Bounds::of_chunks())?;
    let options = LoadOptions::new().text_encoding(TextEncoding::UnicodeCodePoint);
    let doc = walled(|| Automerge::load_with_options(&admitted.bytes, options))?.map_err(unacceptable)?;
    let changes = u64::try_from(doc.get_changes_meta(&[]).len()).unwrap_or(u64::MAX);
    let heads: BTreeSet<[u8; 32]> = doc.get_heads().into_iter().map(|head| head.0).collect();
    let same = changes == admitted.changes && heads.iter().eq(admitted.heads.iter());
    if same { Ok(doc) } else { Err(seen_differently()) }
}

/// Automerge breaks off over changes that are well-formed and do not fit the document; whatever it held then is dropped.
fn walled<T>(ask: impl FnOnce() -> T) -> Result<T, Unacceptable> {
    let broke_off = || Unacceptable::Unreadable("automerge broke off".to_owned());
    catch_unwind(AssertUnwindSafe(ask)).ok().ok_or_else(broke_off)
}

fn seen_differently() -> Unacceptable {
    Unacceptable::Unreadable("the changes read are not the changes admitted".to_owned())
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
mod tests {
    use super::*;

    #[test]
    fn a_change_that_automerge_reads_otherwise_than_the_filter_is_not_merged() {
        let doc = Doc::create(&Seed::Member(DocId::from_bytes([1; 16])));
        let chunk = doc.change_chunks(&doc.change_ids().into_iter().collect());
        let admitted = || admission::admit_changes(&chunk, &Bounds::of_chunks()).unwrap().remove(0);
        assert!(read_change(admitted()).is_ok());
        let more = AdmittedChange { ops: admitted().ops + 1, ..admitted() };
        let other = AdmittedChange { hash: [7; 32], ..admitted() };
        for wrong in [more, other] {
            assert!(matches!(read_change(wrong), Err(Unacceptable::Unreadable(_))));
        }
    }
}
