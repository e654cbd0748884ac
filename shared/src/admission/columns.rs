//! The directory of columns and the columns themselves. It refuses columns this release does not
//! write, columns out of order or given twice, and deflated columns where none may be.

use std::borrow::Cow;

use super::chunk::inflate;
use super::reader::{Reader, put_uleb, wide};
use super::{Refused, within};

/// The bit of a column's number that says its data is deflated.
const DEFLATED: u64 = 0b1000;

/// The encodings a column may have: the low three bits of its number.
pub(super) const GROUP: u64 = 0;
pub(super) const ACTOR: u64 = 1;
pub(super) const INTEGER: u64 = 2;
pub(super) const DELTA: u64 = 3;
pub(super) const BOOLEAN: u64 = 4;
pub(super) const STRING: u64 = 5;
pub(super) const VALUE_META: u64 = 6;
pub(super) const VALUE: u64 = 7;

/// The number of the column `id` with this encoding.
pub(super) const fn spec(id: u64, encoding: u64) -> u64 {
    id << 4 | encoding
}

/// The column of changes that says whose they are.
pub(super) const CHANGE_ACTOR: u64 = spec(0, ACTOR);

/// The announced columns of a chunk.
pub(super) struct Directory {
    entries: Vec<ColumnHeader>,
}

struct ColumnHeader {
    spec: u64,
    deflated: bool,
    len: u64,
}

impl Directory {
    /// Reads a directory; only the columns of `known`, which is ascending, may be in it, each
    /// once and in that order.
    pub(super) fn read(reader: &mut Reader<'_>, known: &[u64]) -> Result<Self, Refused> {
        let count = reader.uleb()?;
        within("columns", count, wide(known.len()))?;
        let mut known = known.iter();
        let mut entries = Vec::new();
        for _ in 0..count {
            let number = reader.uleb()?;
            let spec = number & !DEFLATED;
            if !known.any(|known| *known == spec) {
                return Err(Refused::Malformed("column unknown or out of order"));
            }
            let deflated = number & DEFLATED != 0;
            entries.push(ColumnHeader { spec, deflated, len: reader.uleb()? });
        }
        Ok(Self { entries })
    }

    /// Whether any column is announced as deflated.
    pub(super) fn has_deflated(&self) -> bool {
        self.entries.iter().any(|entry| entry.deflated)
    }

    /// Reads the data of the columns, inflating where announced. `room` is what all columns of
    /// the chunk together may still take.
    pub(super) fn columns<'a>(self, reader: &mut Reader<'a>, room: &mut usize) -> Result<ChunkColumns<'a>, Refused> {
        let mut columns = Vec::new();
        for entry in self.entries {
            let stored = reader.take(entry.len)?;
            let data = if entry.deflated { Cow::Owned(inflate(stored, *room)?) } else { Cow::Borrowed(stored) };
            let Some(left) = room.checked_sub(data.len()) else {
                return Err(Refused::TooLarge { what: "inflated bytes", max: wide(*room) });
            };
            *room = left;
            columns.push((entry.spec, data));
        }
        Ok(ChunkColumns { columns })
    }
}

/// The inflated columns of a chunk.
pub(super) struct ChunkColumns<'a> {
    columns: Vec<(u64, Cow<'a, [u8]>)>,
}

impl ChunkColumns<'_> {
    /// The data of a column, empty when the chunk does not have it.
    pub(super) fn get(&self, spec: u64) -> &[u8] {
        self.columns.iter().find(|(found, _)| *found == spec).map_or(&[], |(_, data)| data)
    }

    /// Appends the directory of these columns as they are now, none deflated.
    pub(super) fn put_directory(&self, out: &mut Vec<u8>) {
        put_uleb(out, wide(self.columns.len()));
        for (spec, data) in &self.columns {
            put_uleb(out, *spec);
            put_uleb(out, wide(data.len()));
        }
    }

    /// Appends the data of these columns.
    pub(super) fn put_data(&self, out: &mut Vec<u8>) {
        for (_, data) in &self.columns {
            out.extend_from_slice(data);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [u64; 3] = [spec(0, ACTOR), spec(0, INTEGER), spec(3, BOOLEAN)];

    fn code(bytes: &[u8]) -> &'static str {
        match Directory::read(&mut Reader::new(bytes), &KNOWN) {
            Ok(_) => "admitted",
            Err(refused) => refused.code(),
        }
    }

    #[test]
    fn columns_are_known_ascending_and_single() {
        assert_eq!(code(&[0]), "admitted");
        assert_eq!(code(&[2, 1, 0, 52, 0]), "admitted");
        assert_eq!(code(&[2, 52, 0, 1, 0]), "malformed");
        assert_eq!(code(&[2, 1, 0, 1, 0]), "malformed");
        assert_eq!(code(&[2, 1, 0, 9, 0]), "malformed");
        assert_eq!(code(&[1, 3, 0]), "malformed");
        assert_eq!(code(&[4, 1, 0, 2, 0, 52, 0, 52, 0]), "too_large");
    }

    #[test]
    fn a_column_longer_than_the_chunk_is_a_truncation() {
        let mut reader = Reader::new(&[1, 1, 0xff, 0xff, 0xff, 0xff, 0x0f, 7]);
        let directory = Directory::read(&mut reader, &KNOWN).unwrap();
        let refused = directory.columns(&mut reader, &mut 100).err().unwrap();
        assert_eq!(refused.code(), "truncated");
    }
}
