//! The rules every change meets on its way into a record, whatever it came in: who may have written it, and that it
//! follows on from what is there.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{ActorId, Automerge, Change, ChangeHash, ChangeMetadata};

use super::super::foundation::{self, Layers};
use super::super::{Kind, change_id};
use super::{Unacceptable, guarded};
use crate::id::{ChangeId, DeviceId};
use crate::time::Timestamp;

/// What a change says of itself, be it a chunk of its own or part of a document.
pub(super) struct Arriving<'a> {
    pub(super) hash: ChangeHash,
    actor: &'a ActorId,
    author: Option<Vec<u8>>,
    seq: u64,
    start_op: u64,
    max_op: u64,
    time: i64,
    deps: &'a [ChangeHash],
}

impl<'a> Arriving<'a> {
    pub(super) fn of(change: &'a Change) -> Self {
        Self {
            hash: change.hash(),
            actor: change.actor_id(),
            author: change.author().map(|author| author.as_bytes().to_vec()),
            seq: change.seq(),
            start_op: change.start_op().get(),
            max_op: change.max_op(),
            time: change.timestamp(),
            deps: change.deps(),
        }
    }

    pub(super) fn of_meta(meta: &'a ChangeMetadata<'_>) -> Self {
        Self {
            hash: meta.hash,
            actor: &meta.actor,
            author: meta.author.as_ref().map(|author| author.as_bytes().to_vec()),
            seq: meta.seq,
            start_op: meta.start_op,
            max_op: meta.max_op,
            time: meta.timestamp,
            deps: &meta.deps,
        }
    }
}

/// Who may have written what arrives.
pub(super) struct ChangeRules {
    pub(super) layers: Layers,
    pub(super) kind: Kind,
    /// The only device whose changes are taken; none for a server's snapshot.
    pub(super) author: Option<DeviceId>,
}

impl ChangeRules {
    /// Checks what a change says of itself; `whole` is the change, asked for only when it lays a foundation.
    pub(super) fn check(
        &self,
        known: &Known,
        change: &Arriving<'_>,
        whole: impl FnOnce() -> Option<Change>,
    ) -> Result<(), Unacceptable> {
        if !Timestamp::SECONDS.contains(&change.time) {
            return Err(Unacceptable::Unreadable("a change is dated outside the years 1 to 9999".to_owned()));
        }
        if let Some(schema) = self.layers.schema(change.actor.to_bytes()) {
            // A foundation this version knows is already here; a later one is a newer app's upgrade.
            let newer = schema > foundation::newest(self.kind);
            let on_top = matches!(change.deps, [below] if known.laid.get(below) == Some(&(schema - 1)));
            let lays = newer && on_top && change.seq == 1 && change.time == 0 && change.author.is_none();
            // Nobody has to have written it as it can be read.
            let only_lays = || whole().is_some_and(|change| foundation::only_lays(&change, self.kind, schema));
            return if lays && guarded(only_lays)? { Ok(()) } else { Err(Unacceptable::WrongFoundation) };
        }
        if change.deps.is_empty() {
            return Err(Unacceptable::WrongFoundation);
        }
        let Some(device) = self.author else { return Ok(()) };
        let first_names_device = change.seq > 1 || change.author.as_deref() == Some(device.as_bytes().as_slice());
        let actor = change.actor.to_bytes();
        let ours = actor.len() == 16 && actor.starts_with(&device.actor_prefix());
        if ours && first_names_device { Ok(()) } else { Err(Unacceptable::WrongAuthor(change_id(change.hash))) }
    }
}

/// What a document already holds, as far as arriving changes have to follow on from it.
#[derive(Default)]
pub(super) struct Known {
    max_op: BTreeMap<ChangeHash, u64>,
    /// The foundations among them, by schema.
    laid: BTreeMap<ChangeHash, u32>,
    /// Sequence and operation number that each actor has reached.
    last: BTreeMap<ActorId, (u64, u64)>,
    /// The first operation of each actor among what arrived.
    pub(super) fresh_from: BTreeMap<ActorId, u64>,
}

impl Known {
    pub(super) fn of(doc: &Automerge, layers: &Layers) -> Self {
        let mut known = Self::default();
        for meta in doc.get_changes_meta(&[]) {
            known.keep(&Arriving::of_meta(&meta), layers);
        }
        known
    }

    pub(super) fn has(&self, hash: &ChangeHash) -> bool {
        self.max_op.contains_key(hash)
    }

    /// What the changes build on and neither bring nor find here.
    pub(super) fn missing(&self, fresh: &[Change]) -> Vec<ChangeId> {
        let arriving: BTreeSet<ChangeHash> = fresh.iter().map(Change::hash).collect();
        let deps = fresh.iter().flat_map(|change| change.deps().iter().copied());
        deps.filter(|dep| !arriving.contains(dep) && !self.has(dep)).map(change_id).collect()
    }

    /// Checks that a change speaks of nobody whose changes are not here; automerge breaks off over it.
    pub(super) fn speaks_of_known(&self, change: &Change) -> Result<(), Unacceptable> {
        if change.other_actor_ids().iter().all(|actor| self.last.contains_key(actor)) {
            return Ok(());
        }
        Err(Unacceptable::Unreadable("a change speaks of an actor nobody knows".to_owned()))
    }

    /// Checks that a change continues what came before: automerge takes these for granted.
    pub(super) fn follow(&mut self, change: &Arriving<'_>, layers: &Layers) -> Result<(), Unacceptable> {
        let wrong = |what: &str| Err(Unacceptable::Unreadable(what.to_owned()));
        let (last, reached) = self.last.get(change.actor).copied().unwrap_or_default();
        if change.seq <= last {
            return Err(Unacceptable::DuplicateActor);
        }
        if change.seq != last + 1 {
            return wrong("a change skips a number of its actor");
        }
        let Some(deps) = change.deps.iter().map(|dep| self.max_op.get(dep).copied()).collect::<Option<Vec<u64>>>()
        else {
            return wrong("changes are not in the order in which they build on each other");
        };
        // Past its actor's own as well, or two operations would have one name.
        if change.start_op != deps.into_iter().max().unwrap_or(0) + 1 || change.start_op <= reached {
            return wrong("operation numbers do not follow on");
        }
        self.fresh_from.entry(change.actor.clone()).or_insert(change.start_op);
        self.keep(change, layers);
        Ok(())
    }

    fn keep(&mut self, change: &Arriving<'_>, layers: &Layers) {
        self.max_op.insert(change.hash, change.max_op);
        if let Some(schema) = layers.schema(change.actor.to_bytes()) {
            self.laid.insert(change.hash, schema);
        }
        let last = self.last.entry(change.actor.clone()).or_default();
        *last = (change.seq.max(last.0), change.max_op.max(last.1));
    }
}
