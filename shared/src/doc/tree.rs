//! Reading: a record's content as a plain tree, and the digest that adoption signs.
//!
//! One walk serves views, digests and comparisons, and keeps what this version does not know.

use automerge::{Automerge, ChangeHash, ObjId, ObjType, ROOT, ReadDoc, ScalarValue, ScalarValueRef, Value, ValueRef};

use super::panic_guard::catching_panics;
use super::{Doc, Heads};
use crate::id::{ContentDigest, labelled_hash};
pub use crate::node::{EntryId, LEVELS_MAX, Node, Scalar};

impl Scalar {
    pub(super) fn into_automerge(self) -> ScalarValue {
        match self {
            Self::Null => ScalarValue::Null,
            Self::Bool(value) => ScalarValue::Boolean(value),
            Self::Int(value) => ScalarValue::Int(value),
            Self::Float(value) => ScalarValue::F64(value),
            Self::Str(value) => ScalarValue::Str(value.into()),
            Self::Bytes(value) => ScalarValue::Bytes(value),
        }
    }

    pub(super) fn read(value: &ScalarValue) -> Self {
        match value {
            ScalarValue::Boolean(value) => Self::Bool(*value),
            ScalarValue::Int(value) | ScalarValue::Timestamp(value) => Self::Int(*value),
            ScalarValue::Uint(value) => Self::Int(i64::try_from(*value).unwrap_or(i64::MAX)),
            ScalarValue::F64(value) => Self::Float(*value),
            ScalarValue::Str(value) => Self::Str(value.to_string()),
            ScalarValue::Bytes(value) => Self::Bytes(value.clone()),
            ScalarValue::Counter(counter) => Self::Int(i64::from(counter)),
            ScalarValue::Unknown { .. } | ScalarValue::Null => Self::Null,
        }
    }

    pub(super) fn read_ref(value: &ScalarValueRef<'_>) -> Self {
        match value {
            ScalarValueRef::Boolean(value) => Self::Bool(*value),
            ScalarValueRef::Int(value) | ScalarValueRef::Timestamp(value) | ScalarValueRef::Counter(value) => {
                Self::Int(*value)
            }
            ScalarValueRef::Uint(value) => Self::Int(i64::try_from(*value).unwrap_or(i64::MAX)),
            ScalarValueRef::F64(value) => Self::Float(*value),
            ScalarValueRef::Str(value) => Self::Str(value.to_string()),
            ScalarValueRef::Bytes(value) => Self::Bytes(value.to_vec()),
            ScalarValueRef::Unknown { .. } | ScalarValueRef::Null => Self::Null,
        }
    }
}

impl EntryId {
    pub(super) fn of(object: &ObjId) -> Self {
        Self::from_text(&object.to_string())
    }
}

impl Doc {
    /// The whole content. Where values are in conflict, the one Automerge shows first stands here. A part that automerge
    /// breaks off over is [`Node::Unreadable`], and the others are read all the same.
    #[must_use]
    pub fn tree(&self) -> Node {
        let parts = catching_panics(|| {
            let items = self.inner.map_range(&ROOT, ..);
            items.map(|item| (item.key.to_string(), Found::of(&item.value), item.id())).collect::<Vec<_>>()
        });
        let Some(parts) = parts else { return Node::Unreadable };
        let read = |(name, found, id): (String, Found, ObjId)| {
            let node = catching_panics(|| read_found(&self.inner, found, &id, LEVELS_MAX));
            (name, node.unwrap_or(Node::Unreadable))
        };
        Node::Map(parts.into_iter().map(read).collect())
    }

    /// Every value of bytes that a map of the record holds at some leaf, also where values are in conflict: the leaf, the
    /// beginning of the actor that wrote it, and the bytes. None when the map cannot be read.
    pub(crate) fn written_bytes(&self, map: &str) -> Vec<(String, Option<[u8; 8]>, Vec<u8>)> {
        let author = |id: &ObjId| match id {
            ObjId::Id(_, actor, _) => actor.to_bytes().first_chunk().copied(),
            ObjId::Root => None,
        };
        let read = || {
            let Some((Value::Object(ObjType::Map), object)) = self.inner.get(ROOT, map)? else { return Ok(Vec::new()) };
            let mut found = Vec::new();
            for item in self.inner.map_range(&object, ..) {
                let key = item.key.as_ref();
                if item.conflict {
                    for (value, id) in self.inner.get_all(&object, key)? {
                        found.extend(value.as_bytes().map(|bytes| (key.to_owned(), author(&id), bytes.to_vec())));
                    }
                } else if let ValueRef::Scalar(ScalarValueRef::Bytes(bytes)) = &item.value {
                    found.push((key.to_owned(), author(&item.id()), bytes.to_vec()));
                }
            }
            Ok::<_, automerge::AutomergeError>(found)
        };
        catching_panics(read).and_then(Result::ok).unwrap_or_default()
    }

    /// A text in a map as it stood at some heads.
    pub(crate) fn str_at(&self, map: &str, key: &str, heads: &Heads) -> Option<String> {
        let heads = heads.hashes();
        let read = || {
            let (Value::Object(ObjType::Map), object) = self.inner.get(ROOT, map).ok()?? else { return None };
            let (value, _) = self.inner.get_at(&object, key, &heads).ok()??;
            value.as_str().map(str::to_owned)
        };
        catching_panics(read).flatten()
    }

    /// How high some heads stand: what builds on them stands higher. Heads that are not here stand highest.
    pub(crate) fn height(&self, heads: &Heads) -> u64 {
        let height = |hash: &ChangeHash| self.inner.get_change_meta_by_hash(hash).map_or(u64::MAX, |meta| meta.max_op);
        heads.hashes().iter().map(height).max().unwrap_or(u64::MAX)
    }

    /// The digest adoption signs: SHA-256 over the canonical CBOR of the content without `adoption`.
    ///
    /// Maps are in byte order of their keys, lengths are definite, numbers are shortest: any
    /// implementation arrives at the same bytes.
    #[must_use]
    pub fn content_digest(&self) -> ContentDigest {
        digest(&self.content())
    }

    /// The content adoption speaks of: everything but the attestations themselves.
    #[must_use]
    pub fn content(&self) -> Node {
        let mut tree = self.tree();
        if let Node::Map(map) = &mut tree {
            map.remove("adoption");
        }
        tree
    }
}

pub(crate) fn digest(node: &Node) -> ContentDigest {
    let mut bytes = Vec::new();
    let written = node.encode(&mut minicbor::Encoder::new(&mut bytes));
    debug_assert!(written.is_ok(), "writing to memory cannot fail");
    ContentDigest::from_bytes(labelled_hash("sen/content/1", &[&bytes]))
}

pub(super) fn text_of(doc: &impl ReadDoc, object: &ObjId) -> String {
    // Only a container that is no text fails here, and such a container has no text to show.
    doc.text(object).ok().unwrap_or_default()
}

/// A value before what lies below it is read.
enum Found {
    Scalar(Scalar),
    Object(ObjType),
}

impl Found {
    fn of(value: &ValueRef<'_>) -> Self {
        match value {
            ValueRef::Scalar(scalar) => Self::Scalar(Scalar::read_ref(scalar)),
            ValueRef::Object(shape) => Self::Object(*shape),
        }
    }
}

fn read_found(doc: &Automerge, found: Found, id: &ObjId, levels: usize) -> Node {
    let below = |value: &ValueRef<'_>, id: &ObjId| match levels.checked_sub(1) {
        Some(levels) => read_found(doc, Found::of(value), id, levels),
        None => Node::Unreadable,
    };
    match found {
        Found::Scalar(scalar) => Node::Scalar(scalar),
        Found::Object(ObjType::Map | ObjType::Table) => {
            let entries = doc.map_range(id, ..).map(|item| {
                let node = below(&item.value, &item.id());
                (item.key.into_owned(), node)
            });
            Node::Map(entries.collect())
        }
        Found::Object(ObjType::Text) => Node::Text(text_of(doc, id)),
        Found::Object(ObjType::List) => {
            let items = doc.list_range(id, ..).map(|item| {
                let id = item.id();
                (EntryId::of(&id), below(&item.value, &id))
            });
            Node::List(items.collect())
        }
    }
}
