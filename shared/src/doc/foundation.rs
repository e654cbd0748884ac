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
use crate::id::{DocId, labelled_hash};
use crate::key::{AboutKey, MeetingKey};
use crate::kind::spec::{Form, Origin};

/// What determines a record's first change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seed {
    /// A meeting: its key is part of the document and determines its id.
    Meeting(MeetingKey),
    /// A record about another one: its key is part of the document and determines its id.
    About(AboutKey),
    /// A record whose id alone determines how it begins.
    Id(Kind, DocId),
}

impl Seed {
    /// The seed of a record whose id alone determines how it begins; `None` for one that carries a key.
    #[must_use]
    pub fn of(id: DocId, kind: Kind) -> Option<Self> {
        match kind.spec().origin {
            Origin::Meeting | Origin::About => None,
            Origin::Drawn | Origin::Organisation => Some(Self::Id(kind, id)),
        }
    }

    /// The seed whose key an open record carries.
    fn carried(kind: Kind, open: &Automerge) -> Option<Self> {
        match kind.spec().origin {
            Origin::Meeting => MeetingKey::read(open).map(Self::Meeting),
            Origin::About => AboutKey::read(open, kind).map(Self::About),
            Origin::Drawn | Origin::Organisation => None,
        }
    }

    /// The id of the record.
    #[must_use]
    pub fn doc(&self) -> DocId {
        match self {
            Self::Meeting(key) => key.doc(),
            Self::About(key) => key.doc(),
            Self::Id(_, id) => *id,
        }
    }

    /// The kind of the record.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Meeting(_) => Kind::Meeting,
            Self::About(key) => key.kind,
            Self::Id(kind, _) => *kind,
        }
    }

    /// The leaves of the key that the record carries, in order; none where its id is all there is.
    fn key(&self) -> Vec<(&'static str, ScalarValue)> {
        let bytes = |bytes: &[u8]| ScalarValue::Bytes(bytes.to_vec());
        match self {
            Self::Meeting(key) => vec![
                ("date", key.date.to_string().into()),
                ("kind", key.kind.code().into()),
                ("ordinal", i64::from(key.ordinal).into()),
                ("org", bytes(key.org.as_bytes())),
            ],
            Self::About(key) => vec![
                ("about", bytes(key.about.as_bytes())),
                ("ordinal", i64::from(key.ordinal).into()),
                ("org", bytes(key.org.as_bytes())),
            ],
            Self::Id(..) => Vec::new(),
        }
    }
}

/// How many leaves the key of a kind's records has.
fn key_leaves(kind: Kind) -> u64 {
    match kind.spec().origin {
        Origin::Meeting => 4,
        Origin::About => 3,
        Origin::Drawn | Origin::Organisation => 0,
    }
}

/// One schema's containers, in the order in which they are created.
pub(super) struct Layout {
    schema: u32,
    containers: Vec<(&'static str, ObjType)>,
}

/// The layouts of a kind, by schema. Containers are created in the order of their names, so that a spec may name its
/// parts in the order in which people read them.
fn layouts(kind: Kind) -> Vec<Layout> {
    let mut layouts: Vec<Layout> = Vec::new();
    for part in kind.spec().parts {
        let shape = match part.form {
            Form::Entries => ObjType::List,
            Form::Text => ObjType::Text,
            Form::Head | Form::Keyed(_) | Form::Typed | Form::People => ObjType::Map,
        };
        match layouts.iter_mut().find(|layout| layout.schema == part.schema) {
            Some(layout) => layout.containers.push((part.name, shape)),
            None => layouts.push(Layout { schema: part.schema, containers: vec![(part.name, shape)] }),
        }
    }
    layouts.sort_unstable_by_key(|layout| layout.schema);
    layouts.iter_mut().for_each(|layout| layout.containers.sort_unstable_by_key(|(name, _)| *name));
    layouts
}

/// Schemas later than this many are not looked for when a newer app's foundation arrives.
const SCHEMA_HORIZON: u32 = 64;

/// The newest schema this version lays for a kind.
pub(super) fn newest(kind: Kind) -> u32 {
    kind.spec().parts.iter().map(|part| part.schema).max().unwrap_or(1)
}

/// Lays the foundation of a record.
pub(super) fn lay(seed: &Seed) -> Automerge {
    lay_with(seed, &layouts(seed.kind()))
}

pub(super) fn lay_with(seed: &Seed, layouts: &[Layout]) -> Automerge {
    let mut doc = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint);
    let applied = doc.apply_changes(changes(seed, layouts));
    debug_assert!(applied.is_ok(), "a layout names each key once at the root");
    doc
}

/// The hashes of the changes a record begins with.
pub(super) fn hashes(seed: &Seed) -> Vec<ChangeHash> {
    changes(seed, &layouts(seed.kind())).iter().map(Change::hash).collect()
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
        let key = seed.key();
        if !key.is_empty() {
            written.push(write(&root, "key", OpType::Make(ObjType::Map)));
            // The map is the second operation of all.
            let map = ObjectId::Id(OpId::new(before + 2, actor));
            written.extend(key.into_iter().map(|(leaf, value)| put(&map, leaf, value)));
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
            if key_leaves(kind) > 0 {
                made.push((OpId::new(next, &actor), "key", ObjType::Map));
                next += 1 + key_leaves(kind);
            }
        }
        // The schema's number.
        next += 1;
        for (name, shape) in &layout.containers {
            made.push((OpId::new(next, &actor), *name, *shape));
            next += 1;
        }
        before = next - 1;
    }
    made
}

/// The key of the root under which every foundation writes the number of its schema.
pub(super) const SCHEMA: &str = "schema";

/// The seed of an open record that says it is `id`; for one that carries a key, if that has this id.
pub(super) fn seed_of(id: DocId, kind: Kind, open: &Automerge) -> Option<Seed> {
    if let Some(seed) = Seed::of(id, kind) {
        return Some(seed);
    }
    let seed = Seed::carried(kind, open).filter(|seed| seed.doc() == id);
    // Whoever changed the key later cannot hide the beginning: then it is looked for there.
    seed.or_else(|| {
        let metas = open.get_changes_meta(&[]);
        let first = metas.iter().find(|meta| meta.deps.is_empty())?;
        find(id, kind, &[open.get_change_by_hash(&first.hash)?])
    })
}

/// Whether a change does nothing but create containers at the root that no foundation before it made, and write its
/// schema's number: all a foundation may do, so that nobody writes content under its name.
pub(super) fn only_lays(change: &Change, kind: Kind, schema: u32) -> bool {
    let known = |key: &str| ["kind", "key"].contains(&key) || kind.spec().part(key).is_some();
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

/// The seed of the record with a key whose first change is among `changes`, if it belongs to `id`.
pub(super) fn find(id: DocId, kind: Kind, changes: &[Change]) -> Option<Seed> {
    let first = changes.iter().find(|change| change.deps().is_empty())?;
    let mut carried = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint);
    // A change nobody wrote may make automerge break off; then it is no beginning.
    let applied = catch_unwind(AssertUnwindSafe(|| carried.apply_changes([first.clone()])));
    applied.ok()?.ok()?;
    let seed = Seed::carried(kind, &carried)?;
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
pub(super) fn member_with_future_schema() -> Vec<Layout> {
    let mut layouts = layouts(Kind::Member);
    layouts.push(Layout { schema: 2, containers: vec![("badges", ObjType::List)] });
    layouts
}

#[cfg(test)]
pub(super) fn actor_of(id: DocId, schema: u32) -> ActorId {
    actor(id, schema)
}
