//! What a frame holds, counted before anything of it is kept. It refuses frames with more items or deeper ones than any
//! frame has, longer lists than are allowed where they stand, and texts that come in parts: a few bytes of each would
//! otherwise cost many times their length in memory, only to be refused afterwards.

use std::collections::BTreeMap;

use minicbor::Decoder;
use minicbor::data::Type;
use minicbor::decode::Error;

use super::FrameError;
use crate::limits;

/// What is counted in a map: the list under a key, and in turn what is counted in its elements, or in the one map that
/// stands in its place.
pub(crate) struct List {
    pub(crate) key: i64,
    /// Its name; lists of one name are counted together.
    pub(crate) name: &'static str,
    /// How many elements all lists of its name may have together.
    pub(crate) max: usize,
    pub(crate) inside: &'static [List],
}

impl List {
    /// A list whose elements are as they may be.
    pub(crate) const fn new(key: i64, name: &'static str, max: usize) -> Self {
        Self { key, name, max, inside: &[] }
    }
}

/// Passes when `bytes` are one frame within the bounds of every frame, and each of `lists` is within its own.
pub(crate) fn check(bytes: &[u8], lists: &[List]) -> Result<(), FrameError> {
    let mut walk = Walk { frame: Decoder::new(bytes), items: 0, counts: BTreeMap::new() };
    walk.item(limits::FRAME_LEVELS_MAX + 1, None, lists)?;
    if walk.frame.position() == bytes.len() { Ok(()) } else { Err(FrameError::TrailingBytes) }
}

/// The version a frame begins with, if that is what it begins with: it is told before anything else is judged.
pub(crate) fn version(bytes: &[u8]) -> Option<u32> {
    let mut frame = Decoder::new(bytes);
    frame.map().ok()?;
    (frame.u32().ok()? == 0).then(|| frame.u32().ok())?
}

struct Walk<'a> {
    frame: Decoder<'a>,
    items: usize,
    /// Elements met so far, by the name of their list.
    counts: BTreeMap<&'static str, usize>,
}

impl Walk<'_> {
    /// Passes over one item with all that is in it: an array whose elements `list` counts, or a map whose `fields` are
    /// counted, also if it is such an element.
    fn item(&mut self, levels: usize, list: Option<&List>, fields: &[List]) -> Result<(), FrameError> {
        self.items += 1;
        within("items", self.items, limits::FRAME_ITEMS_MAX)?;
        if self.short() {
            return Ok(());
        }
        let (mut left, map) = match self.frame.datatype()? {
            Type::Array | Type::ArrayIndef => (self.frame.array()?, false),
            Type::Map | Type::MapIndef => (self.frame.map()?, true),
            Type::Tag => {
                self.frame.tag()?;
                (Some(1), false)
            }
            Type::BytesIndef | Type::StringIndef => return Err(Error::message("a text in parts").into()),
            _ => return Ok(self.frame.skip()?),
        };
        let Some(levels) = levels.checked_sub(1) else {
            return Err(FrameError::TooMany { what: "levels", max: limits::FRAME_LEVELS_MAX });
        };
        while self.goes_on(&mut left)? {
            if map {
                self.field(levels, fields)?;
            } else {
                self.count(list)?;
                self.item(levels, None, fields)?;
            }
        }
        Ok(())
    }

    /// Passes over a key and what stands under it.
    fn field(&mut self, levels: usize, fields: &[List]) -> Result<(), FrameError> {
        let key = if fields.is_empty() { None } else { self.frame.probe().i64().ok() };
        self.item(levels, None, &[])?;
        let list = fields.iter().find(|list| Some(list.key) == key);
        self.item(levels, list, list.map_or(&[], |list| list.inside))
    }

    fn count(&mut self, list: Option<&List>) -> Result<(), FrameError> {
        let Some(list) = list else { return Ok(()) };
        let count = self.counts.entry(list.name).or_default();
        *count += 1;
        within(list.name, *count, list.max)
    }

    /// Passes over a small number, a flag, or a short text that is there whole: most items are, and a frame of a million
    /// has to be refused in milliseconds. Whether a text is one is seen when it is decoded.
    fn short(&mut self) -> bool {
        let at = self.frame.position();
        let len = match self.frame.input().get(at) {
            Some(0x00..=0x17 | 0x20..=0x37 | 0xf4..=0xf6) => 1,
            Some(byte @ (0x40..=0x57 | 0x60..=0x77)) => 1 + usize::from(byte & 0x1f),
            _ => return false,
        };
        let whole = self.frame.input().len() - at >= len;
        if whole {
            self.frame.set_position(at + len);
        }
        whole
    }

    /// Whether a list or map with so many left, or with an end of its own, goes on.
    fn goes_on(&mut self, left: &mut Option<u64>) -> Result<bool, FrameError> {
        match left {
            Some(0) => Ok(false),
            Some(left) => {
                *left -= 1;
                Ok(true)
            }
            None if self.frame.datatype()? == Type::Break => {
                self.frame.skip()?;
                Ok(false)
            }
            None => Ok(true),
        }
    }
}

fn within(what: &'static str, len: usize, max: usize) -> Result<(), FrameError> {
    if len > max { Err(FrameError::TooMany { what, max }) } else { Ok(()) }
}
