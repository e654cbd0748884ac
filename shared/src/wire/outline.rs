//! What a frame holds, counted before anything of it is kept. It refuses frames with more items or deeper ones than any
//! frame has, longer lists than are allowed where they stand, and texts that come in parts: a few bytes of each would
//! otherwise cost many times their length in memory, only to be refused afterwards.

use minicbor::Decoder;
use minicbor::data::Type;
use minicbor::decode::Error;

use super::FrameError;
use crate::limits;

/// A list directly in a frame: its key, its name, and how long it may be.
pub(crate) type List = (i64, &'static str, usize);

/// Passes when `bytes` are one frame within the bounds of every frame, and each of `lists` is within its own.
pub(crate) fn check(bytes: &[u8], lists: &[List]) -> Result<(), FrameError> {
    let mut walk = Walk { frame: Decoder::new(bytes), items: 0 };
    match walk.frame.datatype()? {
        Type::Map | Type::MapIndef => walk.fields(lists)?,
        _ => walk.item(limits::FRAME_LEVELS_MAX, None)?,
    }
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
}

impl Walk<'_> {
    /// Passes over the map that a frame is.
    fn fields(&mut self, lists: &[List]) -> Result<(), FrameError> {
        let mut left = self.frame.map()?;
        while self.goes_on(&mut left)? {
            let key = self.key()?;
            let list = lists.iter().find(|(of, ..)| Some(*of) == key);
            self.item(limits::FRAME_LEVELS_MAX, list.map(|(_, what, max)| (*what, *max)))?;
        }
        Ok(())
    }

    /// Passes over a key, which is told if it is a number.
    fn key(&mut self) -> Result<Option<i64>, FrameError> {
        let key = self.frame.probe().i64().ok();
        self.item(limits::FRAME_LEVELS_MAX, None)?;
        Ok(key)
    }

    /// Passes over one item with all that is in it.
    fn item(&mut self, levels: usize, list: Option<(&'static str, usize)>) -> Result<(), FrameError> {
        self.items += 1;
        within("items", self.items, limits::FRAME_ITEMS_MAX)?;
        if self.short() {
            return Ok(());
        }
        let (mut left, parts) = match self.frame.datatype()? {
            Type::Array | Type::ArrayIndef => (self.frame.array()?, 1),
            Type::Map | Type::MapIndef => (self.frame.map()?, 2),
            Type::Tag => {
                self.frame.tag()?;
                (Some(1), 1)
            }
            Type::BytesIndef | Type::StringIndef => return Err(Error::message("a text in parts").into()),
            _ => return Ok(self.frame.skip()?),
        };
        let Some(levels) = levels.checked_sub(1) else {
            return Err(FrameError::TooMany { what: "levels", max: limits::FRAME_LEVELS_MAX });
        };
        let mut len = 0;
        while self.goes_on(&mut left)? {
            len += 1;
            if let Some((what, max)) = list {
                within(what, len, max)?;
            }
            for _ in 0..parts {
                self.item(levels, None)?;
            }
        }
        Ok(())
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
