//! A cursor over received bytes. It refuses numbers that are overlong or do not fit, and never
//! allocates for a length that the bytes themselves do not cover.

use super::{Bounds, Refused, within};

/// The longest name of an actor (bytes); the merge engine draws 16.
const ACTOR_BYTES_MAX: u64 = 64;

/// Bytes not read yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) fn byte(&mut self) -> Result<u8, Refused> {
        let (first, rest) = self.rest.split_first().ok_or(Refused::Truncated)?;
        self.rest = rest;
        Ok(*first)
    }

    /// The next `len` bytes; a length past the end is a truncation, however large it is.
    pub(super) fn take(&mut self, len: u64) -> Result<&'a [u8], Refused> {
        let Ok(len) = usize::try_from(len) else {
            return Err(Refused::Truncated);
        };
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(Refused::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Refused> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(Refused::Truncated)?;
        self.rest = rest;
        Ok(*taken)
    }

    /// An unsigned LEB128 number in its only shortest form.
    pub(super) fn uleb(&mut self) -> Result<u64, Refused> {
        let (mut value, mut shift) = (0_u64, 0_u32);
        loop {
            let byte = self.byte()?;
            let low = u64::from(byte & 0x7f);
            if shift == 63 && low > 1 {
                return Err(Refused::Malformed("number too large"));
            }
            value |= low << shift;
            if byte & 0x80 == 0 {
                if shift > 0 && byte == 0 {
                    return Err(Refused::Malformed("overlong number"));
                }
                return Ok(value);
            }
            shift += 7;
            if shift > 63 {
                return Err(Refused::Malformed("number too large"));
            }
        }
    }

    /// A signed LEB128 number in its only shortest form.
    pub(super) fn sleb(&mut self) -> Result<i64, Refused> {
        let (mut value, mut shift, mut previous) = (0_i64, 0_u32, 0_u8);
        loop {
            let byte = self.byte()?;
            let low = byte & 0x7f;
            // The tenth byte holds the sign bit alone.
            if shift == 63 && byte != 0 && byte != 0x7f {
                return Err(Refused::Malformed("number too large"));
            }
            value |= i64::from(low) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                let extends = (byte == 0 && previous & 0x40 == 0) || (byte == 0x7f && previous & 0x40 != 0);
                if shift > 7 && extends {
                    return Err(Refused::Malformed("overlong number"));
                }
                if shift < 64 && byte & 0x40 != 0 {
                    value |= -1_i64 << shift;
                }
                return Ok(value);
            }
            previous = byte;
        }
    }

    /// A text behind its length.
    pub(super) fn text(&mut self) -> Result<&'a str, Refused> {
        let len = self.uleb()?;
        text(self.take(len)?)
    }

    /// The name of an actor behind its length.
    pub(super) fn actor(&mut self) -> Result<Vec<u8>, Refused> {
        let len = self.uleb()?;
        within("actor bytes", len, ACTOR_BYTES_MAX)?;
        Ok(self.take(len)?.to_vec())
    }

    /// Counted actors.
    pub(super) fn actors(&mut self, bounds: &Bounds) -> Result<Vec<Vec<u8>>, Refused> {
        let count = self.uleb()?;
        within("actors", count, wide(bounds.actors_max))?;
        let mut actors = Vec::new();
        for _ in 0..count {
            actors.push(self.actor()?);
        }
        Ok(actors)
    }

    /// Counted hashes of changes.
    pub(super) fn hashes(&mut self, what: &'static str, max: usize) -> Result<Vec<[u8; 32]>, Refused> {
        let count = self.uleb()?;
        within(what, count, wide(max))?;
        let mut hashes = Vec::new();
        for _ in 0..count {
            hashes.push(self.array()?);
        }
        Ok(hashes)
    }
}

/// The bytes as text, or a refusal when they are not UTF-8.
pub(super) fn text(bytes: &[u8]) -> Result<&str, Refused> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Err(Refused::Malformed("text is not UTF-8"));
    };
    Ok(text)
}

/// A length as a 64-bit number; no target has longer lengths.
pub(super) fn wide(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}

/// Appends the shortest LEB128 form of `value`.
pub(super) fn put_uleb(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        if value == 0 {
            out.push(low & 0x7f);
            return;
        }
        out.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_as_written() {
        for value in [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX] {
            let mut out = Vec::new();
            put_uleb(&mut out, value);
            let mut reader = Reader::new(&out);
            assert_eq!(reader.uleb().unwrap(), value);
            assert!(reader.is_empty());
        }
    }

    #[test]
    fn overlong_and_oversized_numbers_are_refused() {
        for bytes in [&[0x80, 0x00][..], &[0x81, 0x80, 0x00], &[0xff; 12]] {
            assert_eq!(Reader::new(bytes).uleb().unwrap_err().code(), "malformed");
        }
        let too_large = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02];
        assert_eq!(Reader::new(&too_large).uleb().unwrap_err().code(), "malformed");
        for bytes in [&[0x80, 0x00][..], &[0xff, 0x7f], &[0xff; 12]] {
            assert_eq!(Reader::new(bytes).sleb().unwrap_err().code(), "malformed");
        }
    }

    #[test]
    fn signed_numbers_keep_their_sign() {
        for (bytes, value) in [(&[0x7f][..], -1), (&[0x40], -64), (&[0xbf, 0x7f], -65), (&[0x3f], 63)] {
            assert_eq!(Reader::new(bytes).sleb().unwrap(), value);
        }
        let least = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f];
        assert_eq!(Reader::new(&least).sleb().unwrap(), i64::MIN);
    }

    #[test]
    fn a_length_past_the_end_takes_nothing() {
        assert_eq!(Reader::new(&[1, 2]).take(u64::MAX).unwrap_err().code(), "truncated");
    }
}
