//! The columns of operations, which changes and documents share but for the identity of each
//! operation and the direction of its references. It refuses rows that do not line up.

use super::columns::{ACTOR, BOOLEAN, ChunkColumns, DELTA, GROUP, INTEGER, STRING, VALUE, VALUE_META, spec};
use super::reader::Reader;
use super::runs::{Each, RowLimit, booleans, counts, deltas, integers, scalar, texts, values, walk};
use super::{Bounds, Refused};

pub(super) const OBJECT_ACTOR: u64 = spec(0, ACTOR);
pub(super) const OBJECT_COUNTER: u64 = spec(0, INTEGER);
pub(super) const KEY_ACTOR: u64 = spec(1, ACTOR);
pub(super) const KEY_COUNTER: u64 = spec(1, DELTA);
pub(super) const KEY_TEXT: u64 = spec(1, STRING);
pub(super) const ID_ACTOR: u64 = spec(2, ACTOR);
pub(super) const ID_COUNTER: u64 = spec(2, DELTA);
pub(super) const INSERT: u64 = spec(3, BOOLEAN);
pub(super) const ACTION: u64 = spec(4, INTEGER);
const VALUE_METAS: u64 = spec(5, VALUE_META);
pub(super) const VALUES: u64 = spec(5, VALUE);
const BEFORE: u64 = 7;
pub(super) const AFTER: u64 = 8;
const EXPAND: u64 = spec(9, BOOLEAN);
const MARK_NAME: u64 = spec(10, STRING);

/// The columns of operations in a change, ascending.
pub(super) const IN_CHANGE: [u64; 14] = [
    OBJECT_ACTOR,
    OBJECT_COUNTER,
    KEY_ACTOR,
    KEY_COUNTER,
    KEY_TEXT,
    INSERT,
    ACTION,
    VALUE_METAS,
    VALUES,
    spec(BEFORE, GROUP),
    spec(BEFORE, ACTOR),
    spec(BEFORE, DELTA),
    EXPAND,
    MARK_NAME,
];

/// The columns of operations in a document, ascending.
pub(super) const IN_DOCUMENT: [u64; 16] = [
    OBJECT_ACTOR,
    OBJECT_COUNTER,
    KEY_ACTOR,
    KEY_COUNTER,
    KEY_TEXT,
    ID_ACTOR,
    ID_COUNTER,
    INSERT,
    ACTION,
    VALUE_METAS,
    VALUES,
    spec(AFTER, GROUP),
    spec(AFTER, ACTOR),
    spec(AFTER, DELTA),
    EXPAND,
    MARK_NAME,
];

/// The counter of an operation fits 32 bits in the merge engine. Half of them are more than any record comes to, because
/// numbers follow on, and a change that begins near the end would leave no room for the next.
pub(super) const COUNTER_MAX: u32 = u32::MAX / 2;

/// Actions are numbered from zero to seven.
const ACTIONS: u64 = 8;
/// The action that begins or ends a mark.
const MARK: u64 = 7;
/// The last of the actions that a record is written with: 0 a map, 1 a value, 2 a list, 3 a deletion, 4 a text.
const TEXT: u64 = 4;
/// The action of a deletion; documents keep it as a reference, not as a row.
const DELETE: u64 = 3;

/// Checks the operations of a change; `actors` counts its own and the others it names. Returns
/// their number.
pub(super) fn in_change(columns: &ChunkColumns<'_>, actors: u64, bounds: &Bounds) -> Result<u64, Refused> {
    let rows = integers(columns.get(ACTION), RowLimit::full(bounds.ops_max), ACTIONS)?;
    shared(columns, rows, actors, BEFORE, bounds)?;
    Ok(rows)
}

/// Checks the operations of a document; returns the number of rows, and whether none of them is a mark, an increment or
/// a table.
pub(super) fn in_document(columns: &ChunkColumns<'_>, actors: u64, bounds: &Bounds) -> Result<(u64, bool), Refused> {
    let full = RowLimit::full(bounds.ops_max);
    let mut plain = true;
    let rows = walk(columns.get(ACTION), Reader::uleb, full, |action, _| {
        if action >= ACTIONS || action == DELETE {
            return Err(Refused::Malformed("action out of range"));
        }
        plain &= action <= TEXT;
        Ok(())
    })?;
    all(rows, integers(columns.get(ID_ACTOR), RowLimit::full(rows), actors)?)?;
    let most = i64::from(COUNTER_MAX);
    all(rows, deltas(columns.get(ID_COUNTER), RowLimit::full(rows), 1, most)?)?;
    shared(columns, rows, actors, AFTER, bounds)?;
    Ok((rows, plain))
}

/// Checks the columns that changes and documents have alike; `group` is the column of references.
fn shared(columns: &ChunkColumns<'_>, rows: u64, actors: u64, group: u64, bounds: &Bounds) -> Result<(), Refused> {
    let most = i64::from(COUNTER_MAX);
    let below = u64::from(COUNTER_MAX) + 1;
    let sparse = RowLimit::sparse(rows);
    let object_actors = integers(columns.get(OBJECT_ACTOR), sparse, actors)?;
    all_or_none(rows, object_actors)?;
    // The merge engine reads an object only when both of its columns are there.
    all(object_actors, integers(columns.get(OBJECT_COUNTER), sparse, below)?)?;
    all_or_none(rows, integers(columns.get(KEY_ACTOR), sparse, actors)?)?;
    all_or_none(rows, deltas(columns.get(KEY_COUNTER), sparse, 0, most)?)?;
    for (column, what) in [(KEY_TEXT, "key bytes"), (MARK_NAME, "mark name bytes")] {
        let column = columns.get(column);
        all_or_none(rows, texts(column, sparse, what, bounds.value_bytes_max, bounds)?)?;
    }
    all(rows, booleans(columns.get(INSERT), rows)?)?;
    all_or_none(rows, booleans(columns.get(EXPAND), rows)?)?;
    let (metas, raw) = (columns.get(VALUE_METAS), columns.get(VALUES));
    all(rows, values(metas, raw, rows, bounds, scalar)?)?;

    let heads = columns.get(spec(group, GROUP));
    let max = bounds.ops_max;
    let (groups, references) = counts(heads, RowLimit::full(rows), "references", max, max)?;
    all(rows, groups)?;
    let full = RowLimit::full(references);
    all(references, integers(columns.get(spec(group, ACTOR)), full, actors)?)?;
    all(references, deltas(columns.get(spec(group, DELTA)), full, 1, most)?)?;
    marks_in_sequences(columns)
}

/// Passes when no mark stands under a key of a map, where the merge engine could not show it.
fn marks_in_sequences(columns: &ChunkColumns<'_>) -> Result<(), Refused> {
    let mut actions = Each::new(columns.get(ACTION), Reader::uleb);
    let mut keys = Each::new(columns.get(KEY_TEXT), Reader::text);
    while let Some(action) = actions.next()? {
        if keys.next()?.is_some() && action == MARK {
            return Err(Refused::Malformed("mark outside a text"));
        }
    }
    Ok(())
}

/// Passes when a column has a row for every operation.
pub(super) fn all(rows: u64, found: u64) -> Result<(), Refused> {
    if found != rows {
        return Err(Refused::Malformed("columns of different lengths"));
    }
    Ok(())
}

/// Passes when a column has a row for every operation, or is left out.
pub(super) fn all_or_none(rows: u64, found: u64) -> Result<(), Refused> {
    if found != 0 {
        return all(rows, found);
    }
    Ok(())
}
