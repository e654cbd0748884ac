//! How documents begin: changes every device makes byte for byte alike.
//!
//! Owns the frozen layout of each kind. A shipped layout is never edited: a later schema adds a
//! layout of its own, which becomes one more deterministic change on top of the earlier ones.

use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::legacy::{Key, ObjectId, Op, OpId, OpType, SortedVec};
use automerge::{ActorId, Automerge, Change, ChangeHash, ExpandedChange, ObjType, ReadDoc, ScalarValue, TextEncoding};

use super::Kind;
use crate::id::{DocId, OrgId, labelled_hash};
use crate::key::MeetingKey;

/// What determines a record's first change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seed {
    /// A meeting: its key is part of the document and determines its id.
    Meeting(MeetingKey),
    /// A member's record under a random id.
    Member(DocId),
    /// An organisation's record, whose id is the organisation's.
    Org(OrgId),
}

impl Seed {
    /// The seed of a record whose id alone determines how it begins; `None` for a meeting.
    #[must_use]
    pub const fn of(id: DocId, kind: Kind) -> Option<Self> {
        match kind {
            Kind::Meeting => None,
            Kind::Member => Some(Self::Member(id)),
            Kind::Org => Some(Self::Org(id.as_org())),
        }
    }

    /// The id of the record.
    #[must_use]
    pub fn doc(&self) -> DocId {
        match self {
            Self::Meeting(key) => key.doc(),
            Self::Member(id) => *id,
            Self::Org(org) => org.record(),
        }
    }

    /// The kind of the record.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Meeting(_) => Kind::Meeting,
            Self::Member(_) => Kind::Member,
            Self::Org(_) => Kind::Org,
        }
    }
}

/// One schema's containers, in the order in which they are created.
pub(super) struct Layout {
    schema: u32,
    containers: &'static [(&'static str, ObjType)],
}

const MEETING: &[Layout] = &[Layout {
    schema: 1,
    containers: &[
        ("about", ObjType::Map),
        ("adoption", ObjType::Map),
        ("agenda", ObjType::Map),
        ("minutes", ObjType::Text),
        ("people", ObjType::Map),
        ("roll", ObjType::Map),
        ("says", ObjType::List),
        ("score", ObjType::Map),
        ("votes", ObjType::Map),
    ],
}];

const MEMBER: &[Layout] =
    &[Layout { schema: 1, containers: &[("card", ObjType::Map), ("notes", ObjType::Text), ("posts", ObjType::Map)] }];

const ORG: &[Layout] =
    &[Layout { schema: 1, containers: &[("about", ObjType::Map), ("links", ObjType::Map), ("posts", ObjType::Map)] }];

const fn layouts(kind: Kind) -> &'static [Layout] {
    match kind {
        Kind::Meeting => MEETING,
        Kind::Member => MEMBER,
        Kind::Org => ORG,
    }
}

/// Schemas later than this many are not looked for when a newer app's foundation arrives.
const SCHEMA_HORIZON: u32 = 64;

/// The newest schema this version lays for a kind.
pub(super) fn newest(kind: Kind) -> u32 {
    layouts(kind).iter().map(|layout| layout.schema).max().unwrap_or(1)
}

/// Lays the foundation of a record.
pub(super) fn lay(seed: &Seed) -> Automerge {
    lay_with(seed, layouts(seed.kind()))
}

pub(super) fn lay_with(seed: &Seed, layouts: &[Layout]) -> Automerge {
    let mut doc = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint);
    let applied = doc.apply_changes(changes(seed, layouts));
    debug_assert!(applied.is_ok(), "a layout names each key once at the root");
    doc
}

/// The hashes of the changes a record begins with.
pub(super) fn hashes(seed: &Seed) -> Vec<ChangeHash> {
    changes(seed, layouts(seed.kind())).iter().map(Change::hash).collect()
}

/// The changes a record begins with, written down as they stand: a transaction would come to the same bytes and
/// cost many times as much, for every new record that arrives.
fn changes(seed: &Seed, layouts: &[Layout]) -> Vec<Change> {
    let mut laid: Vec<Change> = Vec::with_capacity(layouts.len());
    for layout in layouts {
        let last = laid.last();
        let change = ExpandedChange {
            operations: operations(seed, layout, &actor(seed.doc(), layout.schema), last.map_or(0, Change::max_op)),
            actor_id: actor(seed.doc(), layout.schema),
            hash: None,
            seq: 1,
            start_op: NonZeroU64::MIN.saturating_add(last.map_or(0, Change::max_op)),
            time: 0,
            message: None,
            deps: last.map(Change::hash).into_iter().collect(),
            extra_bytes: Vec::new(),
            author: None,
        };
        laid.push(change.into());
    }
    laid
}

/// What a layout writes, in order; `before` operations came before it.
fn operations(seed: &Seed, layout: &Layout, actor: &ActorId, before: u64) -> Vec<Op> {
    let write = |obj: &ObjectId, key: &str, action| Op {
        action,
        obj: obj.clone(),
        key: Key::Map(key.into()),
        pred: SortedVec::new(),
        insert: false,
    };
    let put = |obj: &ObjectId, key: &str, value: ScalarValue| write(obj, key, OpType::Put(value));
    let root = ObjectId::Root;
    let mut written = Vec::new();
    if layout.schema == 1 {
        written.push(put(&root, "kind", seed.kind().code().into()));
        if let Seed::Meeting(key) = seed {
            written.push(write(&root, "key", OpType::Make(ObjType::Map)));
            // The map is the second operation of all.
            let map = ObjectId::Id(OpId::new(before + 2, actor));
            written.push(put(&map, "date", key.date.to_string().into()));
            written.push(put(&map, "kind", key.kind.code().into()));
            written.push(put(&map, "ordinal", i64::from(key.ordinal).into()));
            written.push(put(&map, "org", ScalarValue::Bytes(key.org.as_bytes().to_vec())));
        }
    }
    written.push(put(&root, SCHEMA, i64::from(layout.schema).into()));
    written.extend(layout.containers.iter().map(|(name, shape)| write(&root, name, OpType::Make(*shape))));
    written
}

/// The operations that make a record's containers, with their names: the same in every record of a kind but for the actor.
pub(super) fn containers(id: DocId, kind: Kind) -> Vec<(OpId, &'static str, ObjType)> {
    let mut made = Vec::new();
    let mut before = 0_u64;
    for layout in layouts(kind) {
        let actor = actor(id, layout.schema);
        let mut next = before + 1;
        if layout.schema == 1 {
            next += 1;
            if kind == Kind::Meeting {
                made.push((OpId::new(next, &actor), "key", ObjType::Map));
                next += 5;
            }
        }
        // The schema's number.
        next += 1;
        for (name, shape) in layout.containers {
            made.push((OpId::new(next, &actor), *name, *shape));
            next += 1;
        }
        before = next - 1;
    }
    made
}

/// The key of the root under which every foundation writes the number of its schema.
pub(super) const SCHEMA: &str = "schema";

/// The seed of an open record that says it is `id`; for a meeting, if its key has that id.
pub(super) fn seed_of(id: DocId, kind: Kind, open: &Automerge) -> Option<Seed> {
    if let Some(seed) = Seed::of(id, kind) {
        return Some(seed);
    }
    let key = MeetingKey::read(open).filter(|key| key.doc() == id);
    // Whoever changed the key later cannot hide the beginning: then it is looked for there.
    key.map(Seed::Meeting).or_else(|| {
        let metas = open.get_changes_meta(&[]);
        let first = metas.iter().find(|meta| meta.deps.is_empty())?;
        find(id, &[open.get_change_by_hash(&first.hash)?])
    })
}

/// Whether a change does nothing but create containers at the root that no foundation before it made, and write its
/// schema's number: all a foundation may do, so that nobody writes content under its name.
pub(super) fn only_lays(change: &Change, kind: Kind, schema: u32) -> bool {
    let known = |key: &str| {
        ["kind", "key"].contains(&key)
            || layouts(kind).iter().any(|layout| layout.containers.iter().any(|(name, _)| *name == key))
    };
    change.decode().operations.iter().all(|op| {
        let Key::Map(key) = &op.key else { return false };
        let lays = match &op.action {
            OpType::Make(_) => key != SCHEMA && !known(key),
            OpType::Put(ScalarValue::Int(number)) => key == SCHEMA && *number == i64::from(schema),
            _ => false,
        };
        lays && op.obj == ObjectId::Root && op.pred.is_empty() && !op.insert
    })
}

/// The seed of the meeting whose first change is among `changes`, if it belongs to `id`.
pub(super) fn find(id: DocId, changes: &[Change]) -> Option<Seed> {
    let first = changes.iter().find(|change| change.deps().is_empty())?;
    let mut carried = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint);
    // A change nobody wrote may make automerge break off; then it is no beginning.
    let applied = catch_unwind(AssertUnwindSafe(|| carried.apply_changes([first.clone()])));
    applied.ok()?.ok()?;
    let seed = Seed::Meeting(MeetingKey::read(&carried)?);
    (seed.doc() == id && hashes(&seed).contains(&first.hash())).then_some(seed)
}

/// The actors that lay a document's foundations. Each is a hash, so they are worked out once and not per change: a
/// chunk may hold thousands.
pub(super) struct Layers(BTreeMap<Vec<u8>, u32>);

impl Layers {
    /// Those of document `id`.
    pub(super) fn of(id: DocId) -> Self {
        Self((1..=SCHEMA_HORIZON).map(|schema| (actor(id, schema).to_bytes().to_vec(), schema)).collect())
    }

    /// The schema whose foundation an actor lays, if it is a foundation's actor at all.
    pub(super) fn schema(&self, bytes: &[u8]) -> Option<u32> {
        self.0.get(bytes).copied()
    }
}

fn actor(id: DocId, schema: u32) -> ActorId {
    let hash = labelled_hash("sen/foundation/1", &[id.as_bytes(), &schema.to_be_bytes()]);
    ActorId::from(hash.iter().copied().take(16).collect::<Vec<u8>>())
}

#[cfg(test)]
pub(super) const MEMBER_WITH_FUTURE_SCHEMA: &[Layout] = &[
    Layout { schema: 1, containers: &[("card", ObjType::Map), ("notes", ObjType::Text), ("posts", ObjType::Map)] },
    Layout { schema: 2, containers: &[("badges", ObjType::List)] },
];

#[cfg(test)]
pub(super) fn actor_of(id: DocId, schema: u32) -> ActorId {
    actor(id, schema)
}
