//! One document: its actors, heads, changes and operations. It refuses a graph of changes that
//! does not stand on its own: dependencies that come later, gaps in an actor's sequence, counters
//! that run backwards.

use super::chunk::{self, Chunk};
use super::columns::{CHANGE_ACTOR, ChunkColumns, DELTA, Directory, GROUP, STRING, VALUE, VALUE_META, spec};
use super::ops::{self, COUNTER_MAX, all, all_or_none};
use super::order::{self, GuardedWrite};
use super::reader::{Reader, wide};
use super::runs::{Each, RowLimit, counts, deltas, integers, texts, values};
use super::{Bounds, Refused, change, identity, within};
use crate::limits::open_cost_us;

const CHANGE_SEQ: u64 = spec(0, DELTA);
const MAX_OP: u64 = spec(1, DELTA);
const TIME: u64 = spec(2, DELTA);
const MESSAGE: u64 = spec(3, STRING);
const DEPS_COUNT: u64 = spec(4, GROUP);
const DEPS: u64 = spec(4, DELTA);
const FOOTER_METAS: u64 = spec(5, VALUE_META);
const FOOTERS: u64 = spec(5, VALUE);

/// The columns of changes in a document, ascending.
const CHANGES: [u64; 9] = [CHANGE_ACTOR, CHANGE_SEQ, MAX_OP, TIME, MESSAGE, DEPS_COUNT, DEPS, FOOTER_METAS, FOOTERS];

/// One document that is safe to hand to the merge engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdmittedDocument {
    /// The document chunk with no deflated column: the bytes received, or framed again.
    pub bytes: Vec<u8>,
    /// The actors of its changes, ascending.
    pub actors: Vec<Vec<u8>>,
    /// The changes on which no other depends, ascending.
    pub heads: Vec<[u8; 32]>,
    /// The number of its changes.
    pub changes: u64,
    /// The number of operations it keeps; deletions are not kept as operations of their own.
    pub ops: u64,
    /// Whether it holds nothing but maps, lists, texts and values: no mark, no increment, no table.
    pub plain: bool,
}

impl AdmittedDocument {
    /// Whether its operations stand in the order in which the merge engine itself would put them, and every actor it names
    /// made a change. The engine takes the order as it finds it, so the same changes in another order would be
    /// another text under the same heads.
    ///
    /// # Errors
    /// Never for what was admitted; the columns are read anew.
    pub fn is_in_order(&self) -> Result<bool, Refused> {
        let (changes, ops) = self.columns()?;
        Ok(order::all_made_changes(&changes, self.actors.len())? && order::is_kept(&ops, self.actors.len())?)
    }

    /// Every write at the root and in the map that stands there as `key`, which only a foundation lays, and every write
    /// in the map of attestations, where a device signs for itself. The document
    /// is one that [`Self::is_in_order`], as all are that the merge engine saved.
    ///
    /// # Errors
    /// As [`Self::is_in_order`].
    pub fn guarded_writes(&self) -> Result<Vec<GuardedWrite>, Refused> {
        order::guarded_writes(&self.columns()?.1, self.actors.len())
    }

    /// The columns of changes and of operations.
    pub(super) fn columns(&self) -> Result<(ChunkColumns<'_>, ChunkColumns<'_>), Refused> {
        let bounds = Bounds { chunk_bytes_max: usize::MAX, ..Bounds::of_chunks() };
        let mut reader = Reader::new(Chunk::read(&self.bytes, &bounds)?.data);
        reader.actors(&Bounds { actors_max: usize::MAX, ..bounds.clone() })?;
        reader.hashes("heads", usize::MAX)?;
        let changes = Directory::read(&mut reader, &CHANGES)?;
        let ops = Directory::read(&mut reader, &ops::IN_DOCUMENT)?;
        let mut room = usize::MAX;
        Ok((changes.columns(&mut reader, &mut room)?, ops.columns(&mut reader, &mut room)?))
    }
}

/// Reads the document chunk that `bytes` are.
pub(super) fn admit(bytes: &[u8], bounds: &Bounds) -> Result<AdmittedDocument, Refused> {
    let chunk = Chunk::read(bytes, bounds)?;
    if chunk.kind != chunk::DOCUMENT {
        return Err(Refused::WrongChunkKind(chunk.kind));
    }
    if chunk.len != bytes.len() {
        return Err(Refused::TrailingBytes);
    }
    chunk::verify(chunk.checksum, &chunk::hash(chunk::DOCUMENT, chunk.data))?;

    let mut reader = Reader::new(chunk.data);
    let actors = reader.actors(bounds)?;
    let heads = reader.hashes("heads", bounds.heads_max)?;
    if !actors.is_sorted_by(|a, b| a < b) || !heads.is_sorted_by(|a, b| a < b) {
        return Err(Refused::Malformed("actors or heads not ascending"));
    }
    let prefix_len = chunk.data.len() - reader.rest().len();
    let change_directory = Directory::read(&mut reader, &CHANGES)?;
    let op_directory = Directory::read(&mut reader, &ops::IN_DOCUMENT)?;
    let deflated = change_directory.has_deflated() || op_directory.has_deflated();
    let mut room = bounds.inflated_bytes_max;
    let change_columns = change_directory.columns(&mut reader, &mut room)?;
    let op_columns = op_directory.columns(&mut reader, &mut room)?;
    let suffix = reader.rest();

    let changes = change_rows(&change_columns, wide(actors.len()), bounds)?;
    let reached = graph(&change_columns, actors.len())?;
    let (ops, plain) = ops::in_document(&op_columns, wide(actors.len()), bounds)?;
    identity::in_document(&op_columns, &reached, ops)?;
    head_places(suffix, heads.len(), changes)?;

    let bytes = if deflated {
        let mut data = chunk.data.get(..prefix_len).ok_or(Refused::Truncated)?.to_vec();
        change_columns.put_directory(&mut data);
        op_columns.put_directory(&mut data);
        change_columns.put_data(&mut data);
        op_columns.put_data(&mut data);
        data.extend_from_slice(suffix);
        chunk::frame(chunk::DOCUMENT, &data, &chunk::hash(chunk::DOCUMENT, &data))
    } else {
        bytes.to_vec()
    };
    within("microseconds to open", open_cost_us(changes, ops, wide(bytes.len())), bounds.cost_us_max)?;
    Ok(AdmittedDocument { bytes, actors, heads, changes, ops, plain })
}

/// Checks the columns of changes one by one; returns the number of changes.
fn change_rows(columns: &ChunkColumns<'_>, actors: u64, bounds: &Bounds) -> Result<u64, Refused> {
    let most = i64::from(COUNTER_MAX);
    let rows = integers(columns.get(CHANGE_ACTOR), RowLimit::full(bounds.changes_max), actors)?;
    let full = RowLimit::full(rows);
    all(rows, deltas(columns.get(CHANGE_SEQ), full, 1, most)?)?;
    all(rows, deltas(columns.get(MAX_OP), full, 0, most - 1)?)?;
    all_or_none(rows, deltas(columns.get(TIME), full, i64::MIN, i64::MAX)?)?;
    let messages = columns.get(MESSAGE);
    let message_max = wide(bounds.message_bytes_max);
    let sparse = RowLimit::sparse(rows);
    all_or_none(rows, texts(messages, sparse, "message bytes", message_max, bounds)?)?;

    let (each, sum) = (wide(bounds.deps_max), bounds.ops_max.saturating_add(bounds.changes_max));
    let (groups, deps) = counts(columns.get(DEPS_COUNT), full, "dependencies", each, sum)?;
    all(rows, groups)?;
    all(deps, deltas(columns.get(DEPS), RowLimit::full(deps), 0, most)?)?;
    footers(columns, rows, bounds)?;
    Ok(rows)
}

/// Checks the footers of the changes: bytes that are empty or an author.
fn footers(columns: &ChunkColumns<'_>, rows: u64, bounds: &Bounds) -> Result<(), Refused> {
    let (metas, raw) = (columns.get(FOOTER_METAS), columns.get(FOOTERS));
    // A footer has a few bytes more than its author.
    let longer = Bounds { value_bytes_max: bounds.value_bytes_max.saturating_add(16), ..bounds.clone() };
    all(
        rows,
        values(metas, raw, rows, &longer, |kind, bytes| {
            if kind != 7 {
                return Err(Refused::Malformed("footer is not bytes"));
            }
            change::footer(bytes, bounds).map(|_| ())
        })?,
    )
}

/// Checks what the changes say together, in the order in which the document keeps them. The
/// columns are known to line up and to be within bounds. Returns the last counter of each actor.
fn graph(columns: &ChunkColumns<'_>, actors: usize) -> Result<Vec<i64>, Refused> {
    let mut change_actors = Each::new(columns.get(CHANGE_ACTOR), Reader::uleb);
    let mut seqs = Each::new(columns.get(CHANGE_SEQ), Reader::sleb);
    let mut max_ops = Each::new(columns.get(MAX_OP), Reader::sleb);
    let mut counts = Each::new(columns.get(DEPS_COUNT), Reader::uleb);
    let mut deps = Each::new(columns.get(DEPS), Reader::sleb);
    let mut footers = Each::new(columns.get(FOOTER_METAS), Reader::uleb);
    let (mut seq, mut max_op, mut dep) = (0_i64, 0_i64, 0_i64);
    let mut reached: Vec<i64> = Vec::new();
    let mut last = vec![(0_i64, 0_i64); actors];
    while let Some(actor) = change_actors.next()? {
        seq = seq.saturating_add(seqs.next()?.unwrap_or(0));
        max_op = max_op.saturating_add(max_ops.next()?.unwrap_or(0));
        let Some(last) = usize::try_from(actor).ok().and_then(|at| last.get_mut(at)) else {
            return Err(Refused::Malformed("number out of range"));
        };
        if seq != last.0.saturating_add(1) || max_op < last.1 {
            return Err(Refused::Malformed("changes of an actor do not follow each other"));
        }
        *last = (seq, max_op);
        let footer_len = footers.next()?.unwrap_or(0) >> 4;
        if seq != 1 && footer_len != 0 {
            return Err(Refused::Malformed("author past the first change of an actor"));
        }
        for _ in 0..counts.next()?.unwrap_or(0) {
            dep = dep.saturating_add(deps.next()?.unwrap_or(0));
            let before = usize::try_from(dep).ok().and_then(|at| reached.get(at));
            if before.is_none_or(|before| *before > max_op) {
                return Err(Refused::Malformed("change before its dependency"));
            }
        }
        reached.push(max_op);
    }
    Ok(last.into_iter().map(|(_, max_op)| max_op).collect())
}

/// Checks where the heads stand among the changes; old documents leave this out.
fn head_places(suffix: &[u8], heads: usize, changes: u64) -> Result<(), Refused> {
    let mut reader = Reader::new(suffix);
    if reader.is_empty() {
        return Ok(());
    }
    for _ in 0..heads {
        if reader.uleb()? >= changes {
            return Err(Refused::Malformed("head past the changes"));
        }
    }
    if !reader.is_empty() {
        return Err(Refused::TrailingBytes);
    }
    within("heads", wide(heads), changes)
}
