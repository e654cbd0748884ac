//! One record is one Automerge document: creating, editing, merging, saving.
//!
//! Owns the rules every kind of record shares: deterministic foundation, who may author a change,
//! what may be merged. Refuses to know what a field means; that is `meeting`, `member` and `org`.

pub mod conflict;
pub mod edit;
pub mod foundation;
pub mod history;
pub mod tree;

use std::collections::{BTreeMap, BTreeSet};

use automerge::{ActorId, Author, Automerge, Change, ChangeHash, LoadOptions, ReadDoc, SaveOptions, TextEncoding};

use crate::admission::{self, Bounds, Refused};
use crate::id::{ChangeId, DeviceId, DocId, OrgId};
use crate::limits;
use crate::meeting::MeetingKey;
use crate::time::Timestamp;

pub use conflict::{Concurrent, Divergence, Grade};
pub use edit::{Edit, EditError};
pub use foundation::Seed;
pub use tree::{EntryId, Node, Scalar};

/// The kind of a record, which decides its foundation, its stream and who may write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum Kind {
    /// A meeting of a cell (buổi sinh hoạt chi bộ).
    #[n(1)]
    Meeting,
    /// A party member's row in the register (đảng viên, mẫu 7-HSĐV).
    #[n(2)]
    Member,
    /// A party organisation (tổ chức đảng).
    #[n(3)]
    Org,
}

impl Kind {
    /// Every kind this version knows.
    pub const ALL: [Self; 3] = [Self::Meeting, Self::Member, Self::Org];

    /// The stable code, as written in documents and on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Meeting => "meeting",
            Self::Member => "member",
            Self::Org => "org",
        }
    }

    /// The kind's number on the wire.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Meeting => 1,
            Self::Member => 2,
            Self::Org => 3,
        }
    }

    /// The kind with that number, if this version knows it.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

/// The frontier of a document: its changes that no other change builds on, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Heads(Vec<ChangeId>);

impl Heads {
    /// Sorts and de-duplicates the given changes.
    #[must_use]
    pub fn of(mut changes: Vec<ChangeId>) -> Self {
        changes.sort_unstable();
        changes.dedup();
        Self(changes)
    }

    /// The changes, ascending.
    #[must_use]
    pub fn as_slice(&self) -> &[ChangeId] {
        &self.0
    }

    /// Whether there is no change at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn hashes(&self) -> Vec<ChangeHash> {
        self.0.iter().map(|id| ChangeHash(*id.as_bytes())).collect()
    }
}

impl<C> minicbor::Encode<C> for Heads {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        self.0.encode(e, ctx)
    }
}

impl<'b, C> minicbor::Decode<'b, C> for Heads {
    fn decode(d: &mut minicbor::Decoder<'b>, ctx: &mut C) -> Result<Self, minicbor::decode::Error> {
        let ids: Vec<ChangeId> = minicbor::Decode::decode(d, ctx)?;
        if ids.len() > limits::HEADS_MAX {
            return Err(minicbor::decode::Error::message("too many heads"));
        }
        Ok(Self::of(ids))
    }
}

/// Who writes: a device and the actor of its running process.
///
/// The actor is the device's prefix followed by bytes drawn afresh at each start, so that a cloned
/// phone or a restored backup never reuses an (actor, sequence) pair.
#[derive(Debug, Clone)]
pub struct Pen {
    device: DeviceId,
    actor: ActorId,
}

impl Pen {
    /// A pen for `device`; `fresh` are eight random bytes of this process start.
    #[must_use]
    pub fn new(device: DeviceId, fresh: [u8; 8]) -> Self {
        let bytes = [device.actor_prefix(), fresh].concat();
        Self { device, actor: ActorId::from(bytes) }
    }

    /// The device that writes.
    #[must_use]
    pub const fn device(&self) -> DeviceId {
        self.device
    }
}

/// The bytes an envelope carries: the whole document, or changes on top of what the reader has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum ChunkForm {
    /// One Automerge document chunk, for a record the server has never seen.
    #[n(0)]
    Document,
    /// Concatenated Automerge change chunks.
    #[n(1)]
    Changes,
}

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

/// Bytes the document core cannot open, although they are its own.
#[derive(Debug, thiserror::Error)]
pub enum DocError {
    /// The stored bytes are damaged.
    #[error("the stored document is damaged: {0}")]
    Damaged(#[from] automerge::AutomergeError),
    /// The document holds changes whose predecessors are missing.
    #[error("the stored document is incomplete")]
    Incomplete,
    /// The heads asked for are not part of the document.
    #[error("the document does not contain those heads")]
    UnknownHeads,
}

/// What merging a chunk brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Absorbed {
    /// Changes that were not here before.
    pub fresh: Vec<ChangeId>,
}

/// One record: an Automerge document with its id and kind.
#[derive(Debug, Clone)]
pub struct Doc {
    id: DocId,
    kind: Kind,
    inner: Automerge,
}

impl Doc {
    /// Creates the record that `seed` determines; every device creates the same bytes.
    #[must_use]
    pub fn create(seed: &Seed) -> Self {
        Self { id: seed.doc(), kind: seed.kind(), inner: foundation::lay(seed) }
    }

    /// Opens bytes written by [`Doc::save`], optionally followed by change chunks.
    ///
    /// # Errors
    /// [`DocError`] when the bytes are damaged or incomplete; nothing is silently left out.
    pub fn load(id: DocId, kind: Kind, bytes: &[u8]) -> Result<Self, DocError> {
        let options = LoadOptions::new().text_encoding(TextEncoding::UnicodeCodePoint);
        let inner = Automerge::load_with_options(bytes, options)?;
        if !inner.get_missing_deps(&[]).is_empty() {
            return Err(DocError::Incomplete);
        }
        Ok(Self { id, kind, inner })
    }

    /// The whole document as one uncompressed Automerge document chunk.
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        self.inner.save_with_options(SaveOptions { deflate: false, retain_orphans: false })
    }

    /// The record's id.
    #[must_use]
    pub const fn id(&self) -> DocId {
        self.id
    }

    /// The record's kind.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The cell a meeting's key names; `None` for a record of another kind.
    #[must_use]
    pub fn meeting_org(&self) -> Option<OrgId> {
        MeetingKey::read(&self.inner).map(|key| key.org)
    }

    /// The document's frontier.
    #[must_use]
    pub fn heads(&self) -> Heads {
        Heads::of(self.inner.get_heads().into_iter().map(change_id).collect())
    }

    /// Whether the document contains every one of `heads`.
    #[must_use]
    pub fn contains_all(&self, heads: &Heads) -> bool {
        heads.as_slice().iter().all(|id| self.contains(id))
    }

    /// Whether the document contains a change.
    #[must_use]
    pub fn contains(&self, change: &ChangeId) -> bool {
        self.inner.get_change_meta_by_hash(&ChangeHash(*change.as_bytes())).is_some()
    }

    /// The document as it stood at `heads`.
    ///
    /// # Errors
    /// [`DocError::UnknownHeads`] when it never stood there.
    pub fn at(&self, heads: &Heads) -> Result<Self, DocError> {
        if !self.contains_all(heads) {
            return Err(DocError::UnknownHeads);
        }
        Ok(Self { id: self.id, kind: self.kind, inner: self.inner.fork_at(&heads.hashes())? })
    }

    /// Writes with `pen`; all operations of `write` become one change dated `now`, or none on error.
    ///
    /// # Errors
    /// Whatever `write` returns; the document is then as it was.
    pub fn edit<T, E>(
        &mut self,
        pen: &Pen,
        now: Timestamp,
        write: impl FnOnce(&mut Edit<'_>) -> Result<T, E>,
    ) -> Result<(T, Option<ChangeId>), E> {
        self.inner.set_author(Some(Author::from(pen.device.as_bytes().to_vec())));
        self.inner.set_actor(pen.actor.clone());
        let mut edit = Edit::begin(&mut self.inner);
        match write(&mut edit) {
            Ok(value) => {
                let change = edit.commit(now);
                Ok((value, change))
            }
            Err(error) => {
                edit.rollback();
                Err(error)
            }
        }
    }

    /// The change chunks of `changes` in an order in which each follows what it builds on.
    #[must_use]
    pub fn change_chunks(&self, changes: &BTreeSet<ChangeId>) -> Vec<u8> {
        self.inner
            .get_changes(&[])
            .iter()
            .filter(|change| changes.contains(&change_id(change.hash())))
            .flat_map(|change| change.raw_bytes().to_vec())
            .collect()
    }

    /// Every change beyond `heads` whose author is `device`, oldest first.
    #[must_use]
    pub fn changes_of_device_since(&self, device: DeviceId, heads: &Heads) -> Vec<ChangeId> {
        let prefix = device.actor_prefix();
        let known: Vec<ChangeHash> =
            heads.hashes().into_iter().filter(|hash| self.inner.get_change_meta_by_hash(hash).is_some()).collect();
        let metas = self.inner.get_changes_meta(&known);
        metas
            .iter()
            .filter(|meta| meta.actor.to_bytes().starts_with(&prefix))
            .map(|meta| change_id(meta.hash))
            .collect()
    }

    /// Whether every change beyond the foundation was written by `device`.
    #[must_use]
    pub fn is_all_by(&self, device: DeviceId) -> bool {
        let prefix = device.actor_prefix();
        self.inner.get_changes_meta(&[]).iter().all(|meta| {
            meta.actor.to_bytes().starts_with(&prefix)
                || foundation::schema_of_actor(self.id, meta.actor.to_bytes()).is_some()
        })
    }

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
        let changes = read_chunk(form, chunk)?;
        let inner = match Seed::of(id, kind) {
            Some(seed) => foundation::lay(&seed),
            None => foundation::find(id, &changes).ok_or_else(|| missing_foundation(&changes))?,
        };
        let (doc, mut absorbed) = Self { id, kind, inner }.absorb_changes(changes, author)?;
        doc.check_sum()?;
        absorbed.fresh = doc.inner.get_changes_meta(&[]).iter().map(|meta| change_id(meta.hash)).collect();
        Ok((doc, absorbed))
    }

    /// Changes that are each well-formed can still add up to a document automerge cannot open
    /// again, so the sum passes the filter as well before anybody keeps it.
    fn check_sum(&self) -> Result<(), Unacceptable> {
        admission::admit_document(&self.save(), &bounds())?;
        Ok(())
    }

    fn absorb_changes(
        mut self,
        changes: Vec<Change>,
        author: Option<DeviceId>,
    ) -> Result<(Self, Absorbed), Unacceptable> {
        let mut known = Known::of(&self.inner);
        let fresh: Vec<Change> = changes.into_iter().filter(|change| !known.has(&change.hash())).collect();
        let missing = known.missing(&fresh);
        for change in &fresh {
            self.check_author(change, author)?;
        }
        if !missing.is_empty() {
            return Err(Unacceptable::UnknownDependency(missing));
        }
        for change in &fresh {
            known.follow(change)?;
        }
        let ids: Vec<ChangeId> = fresh.iter().map(|change| change_id(change.hash())).collect();
        self.inner.apply_changes(fresh).map_err(unacceptable)?;
        if !ids.iter().all(|id| self.contains(id)) {
            return Err(Unacceptable::Unreadable("not every change could be applied".to_owned()));
        }
        if self.inner.get_heads().len() > limits::HEADS_MAX {
            return Err(Unacceptable::TooLarge("heads"));
        }
        Ok((self, Absorbed { fresh: ids }))
    }

    fn check_author(&self, change: &Change, author: Option<DeviceId>) -> Result<(), Unacceptable> {
        let id = change_id(change.hash());
        let actor = change.actor_id().to_bytes();
        if let Some(schema) = foundation::schema_of_actor(self.id, actor) {
            // A foundation this version knows is already here; a later one is a newer app's upgrade.
            let newer = schema > foundation::newest(self.kind);
            return if newer && change.seq() == 1 { Ok(()) } else { Err(Unacceptable::WrongFoundation) };
        }
        if change.deps().is_empty() {
            return Err(Unacceptable::WrongFoundation);
        }
        let claimed = change.author();
        let claimed = claimed.as_ref().map(|author| author.as_bytes());
        let device = match author {
            Some(device) => device,
            None => return Ok(()),
        };
        let first_names_device = change.seq() > 1 || claimed == Some(device.as_bytes().as_slice());
        let ours = actor.len() == 16 && actor.starts_with(&device.actor_prefix());
        if ours && first_names_device { Ok(()) } else { Err(Unacceptable::WrongAuthor(id)) }
    }
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
    let bounds = bounds();
    match form {
        ChunkForm::Document => {
            let admitted = admission::admit_document(chunk, &bounds)?;
            let options = LoadOptions::new().text_encoding(TextEncoding::UnicodeCodePoint);
            let loaded = Automerge::load_with_options(&admitted.bytes, options).map_err(unacceptable)?;
            Ok(loaded.get_changes(&[]))
        }
        ChunkForm::Changes => admission::admit_changes(chunk, &bounds)?
            .into_iter()
            .map(|change| Change::from_bytes(change.bytes).map_err(|error| Unacceptable::Unreadable(error.to_string())))
            .collect(),
    }
}

fn bounds() -> Bounds {
    Bounds {
        chunk_bytes_max: limits::CHUNK_BYTES_MAX,
        inflated_bytes_max: limits::CHUNK_INFLATED_BYTES_MAX,
        ops_max: limits::CHUNK_OPS_MAX,
        actors_max: limits::CHUNK_ACTORS_MAX,
        deps_max: limits::DEPS_MAX,
        heads_max: limits::HEADS_MAX,
        changes_max: limits::CHUNK_CHANGES_MAX,
        value_bytes_max: limits::VALUE_BYTES_MAX,
        message_bytes_max: limits::MESSAGE_BYTES_MAX,
    }
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

fn change_id(hash: ChangeHash) -> ChangeId {
    ChangeId::from_bytes(hash.0)
}

#[cfg(test)]
mod convergence;
#[cfg(test)]
mod tests;
