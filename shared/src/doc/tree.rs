//! Reading: a record's content as a plain tree, and the digest that adoption signs.
//!
//! One walk serves views, digests and comparisons, and keeps what this version does not know.

use std::collections::BTreeMap;

use automerge::{ObjId, ObjType, ROOT, ReadDoc, ScalarValue, ScalarValueRef, ValueRef};

use super::Doc;
use crate::id::{ContentDigest, labelled_hash};

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

    /// The value in words, for a screen.
    #[must_use]
    pub fn display(&self) -> String {
        match self {
            Self::Null => "—".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Int(value) => value.to_string(),
            Self::Float(value) => value.to_string(),
            Self::Str(text) => text.clone(),
            Self::Bytes(bytes) => crate::id::hex_encode(bytes),
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
}

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

    /// The whole number of that name.
    #[must_use]
    pub fn int(&self, key: &str) -> Option<i64> {
        self.scalar(key).and_then(Scalar::as_int)
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
        };
        Ok(())
    }
}

impl Doc {
    /// The whole content. Where values are in conflict, the one Automerge shows first stands here.
    #[must_use]
    pub fn tree(&self) -> Node {
        read_map(&self.inner, &ROOT)
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

fn read_map(doc: &impl ReadDoc, object: &ObjId) -> Node {
    let entries = doc.map_range(object, ..).map(|item| {
        let node = read_value(doc, &item.value, &item.id());
        (item.key.into_owned(), node)
    });
    Node::Map(entries.collect())
}

fn read_value(doc: &impl ReadDoc, value: &ValueRef<'_>, id: &ObjId) -> Node {
    match value {
        ValueRef::Scalar(scalar) => Node::Scalar(Scalar::read_ref(scalar)),
        ValueRef::Object(ObjType::Map | ObjType::Table) => read_map(doc, id),
        ValueRef::Object(ObjType::Text) => Node::Text(text_of(doc, id)),
        ValueRef::Object(ObjType::List) => {
            let items = doc.list_range(id, ..).map(|item| {
                let id = item.id();
                (EntryId::of(&id), read_value(doc, &item.value, &id))
            });
            Node::List(items.collect())
        }
    }
}
