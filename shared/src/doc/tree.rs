//! Reading: a record's content as a plain tree, and the digest that adoption signs.
//!
//! One walk serves views, digests and comparisons, and keeps what this version does not know.

use std::collections::BTreeMap;

use automerge::{Automerge, ChangeHash, ObjId, ObjType, ROOT, ReadDoc, ScalarValue, ScalarValueRef, Value, ValueRef};

use super::wall::walled;
use super::{Doc, Heads};
use crate::id::{ContentDigest, labelled_hash};
use crate::limits;
use crate::text::{screened, screened_line};

/// A plain value of a record.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
pub enum Scalar {
    /// Nothing; a value of a type this version does not know reads as this too.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// Text that is replaced as a whole.
    Str(String),
    /// Raw bytes.
    Bytes(Vec<u8>),
}

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

    /// The text, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Self::Str(text) = self { Some(text) } else { None }
    }

    /// The whole number, if it is one.
    #[must_use]
    pub const fn as_int(&self) -> Option<i64> {
        if let Self::Int(value) = self { Some(*value) } else { None }
    }

    /// The bytes, if it is bytes.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    /// Bytes that only an equal value has, so that many can be told apart at once.
    pub(super) fn identity(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let written = Node::Scalar(self.clone()).encode(&mut minicbor::Encoder::new(&mut bytes));
        debug_assert!(written.is_ok(), "writing to memory cannot fail");
        bytes
    }

    /// The value in words, for a screen.
    #[must_use]
    pub fn display(&self) -> String {
        match self {
            Self::Null => "—".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Int(value) => value.to_string(),
            Self::Float(value) => value.to_string(),
            Self::Str(text) => screened(text).into_owned(),
            Self::Bytes(bytes) => hex::encode(bytes),
        }
    }
}

impl From<&str> for Scalar {
    fn from(text: &str) -> Self {
        Self::Str(text.to_owned())
    }
}

impl From<String> for Scalar {
    fn from(text: String) -> Self {
        Self::Str(text)
    }
}

impl From<i64> for Scalar {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<bool> for Scalar {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

/// The lasting name of a list entry: the Automerge operation that created it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(String);

impl EntryId {
    /// Reads the text form back.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text form, `counter@actor`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn of(object: &ObjId) -> Self {
        Self(object.to_string())
    }
}

/// A record's content, or a part of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// A plain value.
    Scalar(Scalar),
    /// Running text.
    Text(String),
    /// Named parts.
    Map(BTreeMap<String, Self>),
    /// Entries in order, each with its lasting name.
    List(Vec<(EntryId, Self)>),
    /// Something automerge breaks off over, or that lies deeper than [`LEVELS_MAX`].
    Unreadable,
}

/// How deep containers may stand in each other and be read; those of this version are three deep.
pub const LEVELS_MAX: usize = 16;

static EMPTY: BTreeMap<String, Node> = BTreeMap::new();

impl Node {
    /// The part of that name, if this is a map that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries().get(key)
    }

    /// The named parts; none if this is not a map.
    #[must_use]
    pub fn entries(&self) -> &BTreeMap<String, Self> {
        if let Self::Map(map) = self { map } else { &EMPTY }
    }

    /// The list's entries; none if this is not a list.
    #[must_use]
    pub fn items(&self) -> &[(EntryId, Self)] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// The plain value of that name.
    #[must_use]
    pub fn scalar(&self, key: &str) -> Option<&Scalar> {
        match self.get(key) {
            Some(Self::Scalar(value)) => Some(value),
            _ => None,
        }
    }

    /// The text of that name, whether it is running text or a plain value.
    #[must_use]
    pub fn str(&self, key: &str) -> Option<&str> {
        match self.get(key) {
            Some(Self::Scalar(Scalar::Str(text)) | Self::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The text of that name as one line for a screen.
    #[must_use]
    pub fn line(&self, key: &str) -> Option<String> {
        self.str(key).map(|text| screened_line(text, limits::LINE_CHARS_MAX))
    }

    /// The text of that name as running text for a screen; every position in it is that of the record.
    #[must_use]
    pub fn passage(&self, key: &str) -> Option<String> {
        self.str(key).map(|text| screened(text).into_owned())
    }

    /// The whole number of that name.
    #[must_use]
    pub fn int(&self, key: &str) -> Option<i64> {
        self.scalar(key).and_then(Scalar::as_int)
    }

    /// Gives every text and every place that cannot be read, in order.
    pub fn each(&self, visit: &mut dyn FnMut(Option<&str>)) {
        match self {
            Self::Scalar(Scalar::Str(text)) | Self::Text(text) => visit(Some(text)),
            Self::Scalar(_) => {}
            Self::Map(map) => map.values().for_each(|node| node.each(visit)),
            Self::List(items) => items.iter().for_each(|(_, node)| node.each(visit)),
            Self::Unreadable => visit(None),
        }
    }

    fn encode(
        &self,
        out: &mut minicbor::Encoder<&mut Vec<u8>>,
    ) -> Result<(), minicbor::encode::Error<std::convert::Infallible>> {
        match self {
            Self::Scalar(Scalar::Null) => out.null()?,
            Self::Scalar(Scalar::Bool(value)) => out.bool(*value)?,
            Self::Scalar(Scalar::Int(value)) => out.i64(*value)?,
            Self::Scalar(Scalar::Float(value)) => out.f64(*value)?,
            Self::Scalar(Scalar::Str(text)) | Self::Text(text) => out.str(text)?,
            Self::Scalar(Scalar::Bytes(bytes)) => out.bytes(bytes)?,
            Self::Map(map) => {
                out.map(map.len() as u64)?;
                for (key, node) in map {
                    out.str(key)?;
                    node.encode(out)?;
                }
                out
            }
            Self::List(items) => {
                out.array(items.len() as u64)?;
                for (_, node) in items {
                    node.encode(out)?;
                }
                out
            }
            Self::Unreadable => out.undefined()?,
        };
        Ok(())
    }
}

impl Doc {
    /// The whole content. Where values are in conflict, the one Automerge shows first stands here. A part that automerge
    /// breaks off over is [`Node::Unreadable`], and the others are read all the same.
    #[must_use]
    pub fn tree(&self) -> Node {
        let parts = walled(|| {
            let items = self.inner.map_range(&ROOT, ..);
            items.map(|item| (item.key.to_string(), Found::of(&item.value), item.id())).collect::<Vec<_>>()
        });
        let Some(parts) = parts else { return Node::Unreadable };
        let read = |(name, found, id): (String, Found, ObjId)| {
            let node = walled(|| read_found(&self.inner, found, &id, LEVELS_MAX));
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
        walled(read).and_then(Result::ok).unwrap_or_default()
    }

    /// A text in a map as it stood at some heads.
    pub(crate) fn str_at(&self, map: &str, key: &str, heads: &Heads) -> Option<String> {
        let heads = heads.hashes();
        let read = || {
            let (Value::Object(ObjType::Map), object) = self.inner.get(ROOT, map).ok()?? else { return None };
            let (value, _) = self.inner.get_at(&object, key, &heads).ok()??;
            value.as_str().map(str::to_owned)
        };
        walled(read).flatten()
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
