//! A record's content as plain values, which name nothing of the engine that merges them.

use std::collections::BTreeMap;

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
    pub(crate) fn identity(&self) -> Vec<u8> {
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

/// As JSON and its like have it; bytes as `{"hex": …}`, so that nobody takes them for text.
impl serde::Serialize for Scalar {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Str(text) => serializer.serialize_str(text),
            Self::Bytes(bytes) => serializer.collect_map([("hex", hex::encode(bytes))]),
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

    pub(crate) fn encode(
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
