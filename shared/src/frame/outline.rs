//! What a frame holds, looked over before anything of it is kept. It refuses frames with more items or deeper ones than
//! any frame has, and longer lists than are allowed where they stand: a few bytes of each would otherwise cost many times
//! their length in memory, only to be refused afterwards. It also refuses every encoding of a frame but one, so that no
//! two readers take the same bytes for different things: see docs/protocol.md, Notation.

use std::collections::BTreeMap;

use minicbor::Decoder;
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

/// Passes when `bytes` are one frame in the one encoding there is, within the bounds of every frame, and each of `lists`
/// is within its own.
pub(crate) fn check(bytes: &[u8], lists: &[List]) -> Result<(), FrameError> {
    let mut walk = ItemWalk { bytes, at: 0, items: 0, counts: BTreeMap::new() };
    walk.item(limits::FRAME_LEVELS_MAX, None, lists)?;
    if walk.at == bytes.len() { Ok(()) } else { Err(FrameError::TrailingBytes) }
}

/// The version a frame begins with, if that is what it begins with: it is told before anything else is judged.
pub(crate) fn version(bytes: &[u8]) -> Option<u32> {
    let mut frame = Decoder::new(bytes);
    frame.map().ok()?;
    (frame.u32().ok()? == 0).then(|| frame.u32().ok())?
}

/// What an item is, from the three bits it begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Major {
    Number,
    Negative,
    Bytes,
    Text,
    Array,
    Map,
    Tag,
    Simple,
}

struct ItemWalk<'a> {
    bytes: &'a [u8],
    at: usize,
    items: usize,
    /// Elements met so far, by the name of their list.
    counts: BTreeMap<&'static str, usize>,
}

impl<'a> ItemWalk<'a> {
    /// Passes over one item with all that is in it: an array whose elements `list` counts, or a map whose `fields` are
    /// counted, also if it is such an element.
    fn item(&mut self, levels: usize, list: Option<&List>, fields: &[List]) -> Result<(), FrameError> {
        self.items += 1;
        within("items", self.items, limits::FRAME_ITEMS_MAX)?;
        let (major, value) = self.head()?;
        match major {
            Major::Number | Major::Negative | Major::Simple => return Ok(()),
            Major::Bytes => return self.passed(value).map(|_| ()),
            Major::Text => {
                let text = self.passed(value)?;
                return std::str::from_utf8(text).map(|_| ()).map_err(FrameError::NoText);
            }
            Major::Array | Major::Map | Major::Tag => {}
        }
        let Some(levels) = levels.checked_sub(1) else {
            return Err(FrameError::TooMany { what: "levels", max: limits::FRAME_LEVELS_MAX });
        };
        match major {
            Major::Map => self.fields(value, levels, fields),
            Major::Array => (0..value).try_for_each(|_| {
                self.count(list)?;
                self.item(levels, None, fields)
            }),
            _ => self.item(levels, None, fields),
        }
    }

    /// Passes over so many keys, each above the one before, and what stands under them.
    fn fields(&mut self, many: u64, levels: usize, fields: &[List]) -> Result<(), FrameError> {
        let mut before: Option<&'a [u8]> = None;
        for _ in 0..many {
            let begin = self.at;
            self.item(levels, None, &[])?;
            let key = self.bytes.get(begin..self.at).unwrap_or_default();
            if before.is_some_and(|before| before >= key) {
                return Err(FrameError::Encoding("a key that is not above the one before it"));
            }
            before = Some(key);
            let key = if fields.is_empty() { None } else { minicbor::decode::<i64>(key).ok() };
            let list = fields.iter().find(|list| Some(list.key) == key);
            self.item(levels, list, list.map_or(&[], |list| list.inside))?;
        }
        Ok(())
    }

    fn count(&mut self, list: Option<&List>) -> Result<(), FrameError> {
        let Some(list) = list else { return Ok(()) };
        let count = self.counts.entry(list.name).or_default();
        *count += 1;
        within(list.name, *count, list.max)
    }

    /// What an item is, and its number, length or count, which has to be told in as few bytes as it fits into.
    fn head(&mut self) -> Result<(Major, u64), FrameError> {
        let [first] = self.array()?;
        let major = match first >> 5 {
            0 => Major::Number,
            1 => Major::Negative,
            2 => Major::Bytes,
            3 => Major::Text,
            4 => Major::Array,
            5 => Major::Map,
            6 => Major::Tag,
            _ => Major::Simple,
        };
        let (value, least) = match first & 0x1f {
            told @ 0..=23 => (u64::from(told), 0),
            // Simple values have fewer numbers of one byte, and floats say nothing by their length.
            24 => (u64::from(u8::from_be_bytes(self.array()?)), if major == Major::Simple { 32 } else { 24 }),
            25 => (u64::from(u16::from_be_bytes(self.array()?)), 1 << 8),
            26 => (u64::from(u32::from_be_bytes(self.array()?)), 1 << 16),
            27 => (u64::from_be_bytes(self.array()?), 1 << 32),
            31 => return Err(FrameError::Encoding("a length that is told at its end")),
            _ => return Err(FrameError::Encoding("a first byte that says nothing")),
        };
        let is_float = major == Major::Simple && first & 0x1f > 24;
        if value < least && !is_float {
            return Err(FrameError::Encoding("a number in more bytes than it needs"));
        }
        Ok((major, value))
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], FrameError> {
        let bytes = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk::<N>()).ok_or_else(cut_off)?;
        self.at += N;
        Ok(*bytes)
    }

    /// The next so many bytes.
    fn passed(&mut self, len: u64) -> Result<&'a [u8], FrameError> {
        let len = usize::try_from(len).ok().ok_or_else(cut_off)?;
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let bytes = rest.get(..len).ok_or_else(cut_off)?;
        self.at += len;
        Ok(bytes)
    }
}

fn cut_off() -> FrameError {
    Error::end_of_input().into()
}

fn within(what: &'static str, len: usize, max: usize) -> Result<(), FrameError> {
    if len > max { Err(FrameError::TooMany { what, max }) } else { Ok(()) }
}
