//! The encodings of columns, walked run by run. A run of a million rows costs one step: it is
//! counted, never written out. It refuses empty runs, numbers out of range and too many rows.

use super::reader::{Reader, text, wide};
use super::{Bounds, Refused, within};

/// How one entry of a column is read.
type ReadEntry<'a, T> = fn(&mut Reader<'a>) -> Result<T, Refused>;

/// The runs of a run-length encoded column.
pub(super) struct Runs<'a, T> {
    reader: Reader<'a>,
    read: ReadEntry<'a, T>,
    /// Entries of the current literal run that are still to be read.
    literal: u64,
}

impl<'a, T> Runs<'a, T> {
    pub(super) fn new(column: &'a [u8], read: ReadEntry<'a, T>) -> Self {
        Self { reader: Reader::new(column), read, literal: 0 }
    }

    /// The next run: its value (none for nulls) and the number of its rows, at least one.
    pub(super) fn next_run(&mut self) -> Result<Option<(Option<T>, u64)>, Refused> {
        if self.literal == 0 {
            if self.reader.is_empty() {
                return Ok(None);
            }
            let head = self.reader.sleb()?;
            if head == 0 {
                let count = self.reader.uleb()?;
                if count == 0 {
                    return Err(Refused::Malformed("empty run"));
                }
                return Ok(Some((None, count)));
            }
            if head > 0 {
                return Ok(Some((Some((self.read)(&mut self.reader)?), head.unsigned_abs())));
            }
            self.literal = head.unsigned_abs();
        }
        self.literal -= 1;
        Ok(Some((Some((self.read)(&mut self.reader)?), 1)))
    }
}

/// The rows of a column one by one. Only for columns that were walked before: their rows are
/// known to be within bounds.
pub(super) struct Each<'a, T> {
    runs: Runs<'a, T>,
    value: Option<T>,
    left: u64,
}

impl<'a, T: Copy> Each<'a, T> {
    pub(super) fn new(column: &'a [u8], read: fn(&mut Reader<'a>) -> Result<T, Refused>) -> Self {
        Self { runs: Runs::new(column, read), value: None, left: 0 }
    }

    /// The value of the next row; none for a null and past the end.
    pub(super) fn next(&mut self) -> Result<Option<T>, Refused> {
        if self.left == 0 {
            let Some((value, count)) = self.runs.next_run()? else {
                return Ok(None);
            };
            (self.value, self.left) = (value, count);
        }
        self.left -= 1;
        Ok(self.value)
    }
}

/// The rows of a column of yes and no one by one; no past the end.
pub(super) struct Turns<'a> {
    reader: Reader<'a>,
    value: bool,
    left: u64,
}

impl<'a> Turns<'a> {
    pub(super) fn new(column: &'a [u8]) -> Self {
        // The first turn read is one of no.
        Self { reader: Reader::new(column), value: true, left: 0 }
    }

    /// The value of the next row.
    pub(super) fn next(&mut self) -> Result<bool, Refused> {
        while self.left == 0 {
            if self.reader.is_empty() {
                return Ok(false);
            }
            self.left = self.reader.uleb()?;
            self.value = !self.value;
        }
        self.left -= 1;
        Ok(self.value)
    }
}

/// Which rows a column may have: how many at most, and whether some may be null.
#[derive(Clone, Copy)]
pub(super) struct RowLimit {
    pub(super) max: u64,
    pub(super) nulls: bool,
}

impl RowLimit {
    /// Rows that all hold a value.
    pub(super) fn full(max: u64) -> Self {
        Self { max, nulls: false }
    }

    /// Rows of which some may be null.
    pub(super) fn sparse(max: u64) -> Self {
        Self { max, nulls: true }
    }
}

/// Walks a column, showing each run of values to `visit`, and returns the number of rows.
pub(super) fn walk<'a, T>(
    column: &'a [u8],
    read: ReadEntry<'a, T>,
    rows: RowLimit,
    mut visit: impl FnMut(T, u64) -> Result<(), Refused>,
) -> Result<u64, Refused> {
    let mut runs = Runs::new(column, read);
    let mut total = 0_u64;
    while let Some((value, count)) = runs.next_run()? {
        total = total.saturating_add(count);
        within("rows", total, rows.max)?;
        match value {
            Some(value) => visit(value, count)?,
            None if rows.nulls => {}
            None => return Err(Refused::Malformed("null where a value must be")),
        }
    }
    Ok(total)
}

/// Rows of a column of unsigned numbers, all less than `below`.
pub(super) fn integers(column: &[u8], rows: RowLimit, below: u64) -> Result<u64, Refused> {
    walk(column, Reader::uleb, rows, |value, _| {
        if value >= below {
            return Err(Refused::Malformed("number out of range"));
        }
        Ok(())
    })
}

/// Rows of a column of differences whose running values stay between `least` and `most`.
pub(super) fn deltas(column: &[u8], rows: RowLimit, least: i64, most: i64) -> Result<u64, Refused> {
    let mut at = 0_i128;
    let fits = i128::from(least)..=i128::from(most);
    walk(column, Reader::sleb, rows, |delta, count| {
        let delta = i128::from(delta);
        let first = at + delta;
        // Fewer than 2^63 rows of at most 2^63 each: no overflow in 128 bits.
        at += delta * i128::from(count);
        // A run goes one way, so its ends bound it.
        if !fits.contains(&first) || !fits.contains(&at) {
            return Err(Refused::Malformed("difference out of range"));
        }
        Ok(())
    })
}

/// Rows of a column of yes and no, stored as lengths of turns beginning with no.
pub(super) fn booleans(column: &[u8], max: u64) -> Result<u64, Refused> {
    let mut reader = Reader::new(column);
    let (mut total, mut first) = (0_u64, true);
    while !reader.is_empty() {
        let count = reader.uleb()?;
        if count == 0 && !first {
            return Err(Refused::Malformed("empty run"));
        }
        first = false;
        total = total.saturating_add(count);
        within("rows", total, max)?;
    }
    Ok(total)
}

/// Rows of a column of texts, each of at most `each_max` bytes, and all of them written out of
/// at most `inflated_bytes_max`.
pub(super) fn texts(
    column: &[u8],
    rows: RowLimit,
    what: &'static str,
    each_max: u64,
    bounds: &Bounds,
) -> Result<u64, Refused> {
    let mut written = 0_u64;
    walk(column, Reader::text, rows, |value, count| {
        let len = wide(value.len());
        within(what, len, each_max)?;
        written = written.saturating_add(len.saturating_mul(count));
        within("texts written out", written, wide(bounds.inflated_bytes_max))
    })
}

/// Rows and sum of a column of counts, each at most `each_max`.
pub(super) fn counts(
    column: &[u8],
    rows: RowLimit,
    what: &'static str,
    each_max: u64,
    sum_max: u64,
) -> Result<(u64, u64), Refused> {
    let mut sum = 0_u64;
    let total = walk(column, Reader::uleb, rows, |value, count| {
        within(what, value, each_max)?;
        sum = sum.saturating_add(value.saturating_mul(count));
        within(what, sum, sum_max)
    })?;
    Ok((total, sum))
}

/// Rows of a pair of columns: `metas` give the type and length of each value, `raw` their bytes.
/// `check` sees each type with its bytes.
pub(super) fn values(
    metas: &[u8],
    raw: &[u8],
    max: u64,
    bounds: &Bounds,
    check: impl Fn(u64, &[u8]) -> Result<(), Refused>,
) -> Result<u64, Refused> {
    let mut raw = Reader::new(raw);
    let rows = walk(metas, Reader::uleb, RowLimit::full(max), |meta, count| {
        let (kind, len) = (meta & 0xf, meta >> 4);
        within("value bytes", len, bounds.value_bytes_max)?;
        if len == 0 {
            return check(kind, &[]);
        }
        // Each turn consumes bytes that are really there, so the turns are bounded by them.
        for _ in 0..count {
            check(kind, raw.take(len)?)?;
        }
        Ok(())
    })?;
    if !raw.is_empty() {
        return Err(Refused::Malformed("value bytes left over"));
    }
    Ok(rows)
}

/// Checks one scalar of the given type.
pub(super) fn scalar(kind: u64, bytes: &[u8]) -> Result<(), Refused> {
    let mut reader = Reader::new(bytes);
    match kind {
        // Null, false, true: the type says it all.
        0..=2 => {}
        3 => {
            reader.uleb()?;
        }
        // A signed number, a counter, a time.
        4 | 8 | 9 => {
            reader.sleb()?;
        }
        5 => {
            reader.array::<8>()?;
        }
        6 => return text(bytes).map(|_| ()),
        7 => return Ok(()),
        _ => return Err(Refused::Malformed("unknown type of value")),
    }
    if !reader.is_empty() {
        return Err(Refused::Malformed("value longer than its type"));
    }
    Ok(())
}
