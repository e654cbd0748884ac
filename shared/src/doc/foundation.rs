//! How documents begin: changes every device makes byte for byte alike.
//!
//! Owns the frozen layout of each kind. A shipped layout is never edited: a later schema adds a
//! layout of its own, which becomes one more deterministic change on top of the earlier ones.

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, Change, ObjType, ROOT, ScalarValue, TextEncoding};

use super::Kind;
use crate::id::{DocId, OrgId, labelled_hash};
use crate::meeting::MeetingKey;

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
    for layout in layouts {
        doc.set_actor(actor(seed.doc(), layout.schema));
        let mut tx = doc.transaction();
        let written = write_layout(&mut tx, seed, layout);
        debug_assert!(written.is_ok(), "a layout names each key once at the root");
        tx.commit_with(CommitOptions::default().with_time(0));
    }
    doc
}

fn write_layout(tx: &mut impl Transactable, seed: &Seed, layout: &Layout) -> Result<(), automerge::AutomergeError> {
    if layout.schema == 1 {
        tx.put(ROOT, "kind", seed.kind().code())?;
        if let Seed::Meeting(key) = seed {
            let map = tx.put_object(ROOT, "key", ObjType::Map)?;
            tx.put(&map, "date", key.date.to_string())?;
            tx.put(&map, "kind", key.kind.code())?;
            tx.put(&map, "ordinal", i64::from(key.ordinal))?;
            tx.put(&map, "org", ScalarValue::Bytes(key.org.as_bytes().to_vec()))?;
        }
    }
    tx.put(ROOT, "schema", i64::from(layout.schema))?;
    for (name, shape) in layout.containers {
        tx.put_object(ROOT, *name, *shape)?;
    }
    Ok(())
}

/// Rebuilds a meeting's foundation from the key its changes carry, if it belongs to `id`.
pub(super) fn find(id: DocId, changes: &[Change]) -> Option<Automerge> {
    let first = changes.iter().find(|change| change.deps().is_empty())?;
    let mut carried = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint);
    carried.apply_changes([first.clone()]).ok()?;
    let key = MeetingKey::read(&carried)?;
    let laid = lay(&Seed::Meeting(key.clone()));
    let same = laid.get_change_meta_by_hash(&first.hash()).is_some();
    (key.doc() == id && same).then_some(laid)
}

/// The schema whose foundation `actor` lays in document `id`, if it is a foundation's actor at all.
pub(super) fn schema_of_actor(id: DocId, bytes: &[u8]) -> Option<u32> {
    (1..=SCHEMA_HORIZON).find(|schema| actor(id, *schema).to_bytes() == bytes)
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
