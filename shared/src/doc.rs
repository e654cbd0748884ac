//! One record is one Automerge document: creating, editing, merging, saving.
//!
//! Owns the rules every kind of record shares: deterministic foundation, who may author a change,
//! what may be merged. Refuses to know what a field means; that is `kind`.

mod absorb;
mod chunks;
pub mod conflict;
pub mod edit;
pub mod foundation;
pub mod history;
mod panic_guard;
pub mod preview;
pub mod room;
mod strokes;
pub mod text;
pub mod tree;
pub mod typing;

use std::collections::BTreeSet;

use automerge::{ActorId, Author, Automerge, ChangeHash, LoadOptions, ROOT, ReadDoc, SaveOptions, TextEncoding, Value};

use crate::id::{ChangeId, DeviceId, DocId, OrgId, labelled_hash};
use crate::key::{AboutKey, MeetingKey};
use crate::kind::spec::Origin;
use crate::limits;
use crate::time::Timestamp;

use foundation::Layers;
use panic_guard::catching_panics;

pub use crate::kind::Kind;
pub use crate::kind::spec::Grade;
pub use crate::node::{EntryId, Node, Scalar};
pub use absorb::{Absorbed, Unacceptable};
pub use conflict::{Concurrent, Divergence};
pub use edit::{Edit, EditError};
pub use foundation::Seed;
pub use room::Room;
pub use strokes::Strokes;
pub use text::{Splice, TextCursor, TextMove, TextPlace};
pub use typing::Typing;

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

    /// The form in which they are written down; empty for no change at all.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.0.iter().map(ToString::to_string).collect::<Vec<_>>().join(".")
    }

    /// Reads [`Heads::to_text`]; `None` for anything else, and where there is no change at all.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let heads: Option<Vec<ChangeId>> =
            text.split('.').take(limits::HEADS_MAX).map(|head| head.parse().ok()).collect();
        heads.map(Self::of)
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

    /// The pen that writes one change and no other: its name follows from what that change says. Whoever makes it once
    /// more makes the same, and nobody who makes another uses its number.
    #[must_use]
    pub fn of_strokes(device: DeviceId, base: &Heads, strokes: &[&[u8]]) -> Self {
        let mut parts: Vec<&[u8]> = base.as_slice().iter().map(|head| head.as_bytes().as_slice()).collect();
        parts.extend(strokes);
        let mut fresh = [0; 8];
        fresh.iter_mut().zip(labelled_hash("sen/strokes/1", &parts)).for_each(|(byte, hashed)| *byte = hashed);
        Self::new(device, fresh)
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

/// Bytes the document core cannot open, although they are its own.
#[derive(Debug, thiserror::Error)]
pub enum DocError {
    /// The stored bytes are damaged.
    #[error("the stored document is damaged: {0}")]
    Damaged(#[from] automerge::AutomergeError),
    /// The stored bytes are damaged in a way that automerge breaks off over.
    #[error("the stored document is damaged beyond reading")]
    Unreadable,
    /// The document holds changes whose predecessors are missing.
    #[error("the stored document is incomplete")]
    Incomplete,
    /// The heads asked for are not part of the document.
    #[error("the document does not contain those heads")]
    UnknownHeads,
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
        // These bytes are our own, but a damaged store must not take the process along.
        let loaded = catching_panics(|| Automerge::load_with_options(bytes, options));
        let inner = loaded.ok_or(DocError::Unreadable)??;
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

    /// The organisation a record's key names; `None` for a record without a key.
    #[must_use]
    pub fn key_org(&self) -> Option<OrgId> {
        match self.kind.spec().origin {
            Origin::Meeting => catching_panics(|| MeetingKey::read(&self.inner)).flatten().map(|key| key.org),
            Origin::About => self.about_key().map(|key| key.org),
            Origin::Drawn | Origin::Organisation => None,
        }
    }

    /// The key of a record that speaks about another one.
    #[must_use]
    pub fn about_key(&self) -> Option<AboutKey> {
        let is_about = self.kind.spec().origin == Origin::About;
        let key = if is_about { catching_panics(|| AboutKey::read(&self.inner, self.kind)).flatten() } else { None };
        key.filter(|key| key.doc() == self.id)
    }

    /// One text leaf of a map, read without the rest of the record; `None` where there is no such text.
    #[must_use]
    pub fn leaf(&self, part: &str, key: &str) -> Option<String> {
        let (Value::Object(_), map) = self.inner.get(ROOT, part).ok()?? else { return None };
        self.inner.get(map, key).ok()?.and_then(|(value, _)| value.as_str().map(str::to_owned))
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
        let inner = catching_panics(|| self.inner.fork_at(&heads.hashes())).ok_or(DocError::Unreadable)??;
        Ok(Self { id: self.id, kind: self.kind, inner })
    }

    /// Writes with `pen`; all operations of `write` become one change dated `now`, or none on error.
    ///
    /// # Errors
    /// Whatever `write` returns; the document is then as it was. [`EditError::BrokeOff`] when automerge panicked over
    /// what the record holds; the document is then lost to the caller, who opens it again.
    pub fn edit<T, E: From<EditError>>(
        &mut self,
        pen: &Pen,
        now: Timestamp,
        write: impl FnOnce(&mut Edit<'_>) -> Result<T, E>,
    ) -> Result<(T, Option<ChangeId>), E> {
        self.inner.set_author(Some(Author::from(pen.device.as_bytes().to_vec())));
        self.inner.set_actor(pen.actor.clone());
        let broke_off = || E::from(EditError::BrokeOff);
        let mut edit = Edit::begin(&mut self.inner);
        match catching_panics(|| write(&mut edit)) {
            Some(Ok(value)) => {
                let change = catching_panics(|| edit.commit(now)).ok_or_else(broke_off)?;
                Ok((value, change))
            }
            Some(Err(error)) => {
                catching_panics(|| edit.rollback()).ok_or_else(broke_off)?;
                Err(error)
            }
            None => {
                // Not undone: what panicked while writing would panic while undoing as well.
                edit.abandon();
                Err(broke_off())
            }
        }
    }

    /// The change chunks of `changes` in an order in which each follows what it builds on.
    #[must_use]
    pub fn change_chunks(&self, changes: &BTreeSet<ChangeId>) -> Vec<u8> {
        let listed = match changes.first() {
            // Typing asks for one change at a time, and a list would rebuild the whole history to give it.
            Some(only) if changes.len() == 1 => {
                self.inner.get_change_by_hash(&ChangeHash(*only.as_bytes())).into_iter().collect()
            }
            _ => self.inner.get_changes(&[]),
        };
        listed
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

    /// How many changes `device` wrote beyond `heads`, and when it wrote the first of them, to the second.
    #[must_use]
    pub fn written_since(&self, device: DeviceId, heads: &Heads) -> (usize, Option<Timestamp>) {
        let written = self.changes_of_device_since(device, heads);
        let metas = written.iter().filter_map(|id| self.inner.get_change_meta_by_hash(&ChangeHash(*id.as_bytes())));
        let oldest = metas.map(|meta| meta.timestamp).min();
        (written.len(), oldest.map(|seconds| Timestamp::from_ms(seconds.saturating_mul(1000))))
    }

    /// The changes of the foundation: what a record that nobody has seen begins with.
    #[must_use]
    pub fn foundation_changes(&self) -> Vec<ChangeId> {
        let (metas, layers) = (self.inner.get_changes_meta(&[]), Layers::of(self.id));
        let laid = metas.iter().filter(|meta| layers.schema(meta.actor.to_bytes()).is_some());
        laid.map(|meta| change_id(meta.hash)).collect()
    }

    /// Whether every change beyond the foundation was written by `device`.
    #[must_use]
    pub fn is_all_by(&self, device: DeviceId) -> bool {
        let (prefix, layers) = (device.actor_prefix(), Layers::of(self.id));
        self.inner
            .get_changes_meta(&[])
            .iter()
            .all(|meta| meta.actor.to_bytes().starts_with(&prefix) || layers.schema(meta.actor.to_bytes()).is_some())
    }
}

fn change_id(hash: ChangeHash) -> ChangeId {
    ChangeId::from_bytes(hash.0)
}

#[cfg(test)]
mod convergence;
#[cfg(test)]
mod tests;
