//! The admission filter: bytes from outside pass here before the merge engine sees them.
//!
//! It owns the reading of the storage format as far as safety needs it: chunk headers and
//! checksums, deflated data (inflated here, under a cap), column directories, and the runs of
//! every column, which are summed without being expanded. It refuses bundles, columns and value
//! types this release does not write, footers that are not an author, trailing bytes, and
//! anything whose expanded size goes past the [`Bounds`] of the caller.
//!
//! It does not judge what a change means: whether the actor may write, whether the objects and
//! operations it names exist, whether its start follows the document, is for the callers.

mod change;
mod chunk;
mod columns;
mod document;
mod identity;
mod ops;
mod order;
mod reader;
mod runs;
#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use tests::{reseal_change, with_two_rows_swapped};

pub use change::AdmittedChange;
pub use document::AdmittedDocument;
pub use order::{Guarded, GuardedWrite};

use crate::limits;
use reader::wide;

/// How deep objects may be nested in one chunk; an object in the root is at depth one.
///
/// A change only shows the objects it makes itself: what it nests into objects of earlier changes
/// is counted from there, so a chain of changes can go deeper. A whole document shows everything.
pub const DEPTH_MAX: u64 = 32;

/// The limits one caller sets on what it lets in.
///
/// Each limit is inclusive. Memory and time spent by the filter, and later by the merge engine,
/// grow no faster than these numbers, whatever the bytes claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Bytes of one chunk as received, header included.
    pub chunk_bytes_max: usize,
    /// Bytes of one chunk after inflation, of all the changes of a batch together, and of the
    /// texts of one column when its runs are written out.
    pub inflated_bytes_max: usize,
    /// Operations of a change, of a batch, or rows of a document; also the references between
    /// operations.
    pub ops_max: u64,
    /// Actors named by one chunk.
    pub actors_max: usize,
    /// Changes on which one change may depend.
    pub deps_max: usize,
    /// Heads of a document.
    pub heads_max: usize,
    /// Changes of a batch or of a document.
    pub changes_max: u64,
    /// What a document may cost to open, in microseconds as [`limits::open_cost_us`] estimates them.
    pub cost_us_max: u64,
    /// Bytes of one scalar, key, mark name or author.
    pub value_bytes_max: u64,
    /// Bytes of the message of one change.
    pub message_bytes_max: usize,
}

impl Bounds {
    /// The limits of an envelope's or snapshot's chunk, as docs/protocol.md gives them.
    #[must_use]
    pub const fn of_chunks() -> Self {
        Self {
            chunk_bytes_max: limits::CHUNK_BYTES_MAX,
            inflated_bytes_max: limits::CHUNK_INFLATED_BYTES_MAX,
            ops_max: limits::CHUNK_OPS_MAX,
            actors_max: limits::CHUNK_ACTORS_MAX,
            deps_max: limits::DEPS_MAX,
            heads_max: limits::HEADS_MAX,
            changes_max: limits::CHUNK_CHANGES_MAX,
            cost_us_max: limits::RECORD_COST_US_MAX,
            value_bytes_max: limits::VALUE_BYTES_MAX,
            message_bytes_max: limits::MESSAGE_BYTES_MAX,
        }
    }

    /// The limits of a record as a whole, which grew over years: it is judged by what it costs to open.
    #[must_use]
    pub const fn of_records() -> Self {
        Self::whole(limits::RECORD_BYTES_MAX, limits::RECORD_COST_US_MAX)
    }

    /// The limits of a record into which the ward let what was held for its size.
    #[must_use]
    pub const fn of_released_records() -> Self {
        Self::whole(limits::RELEASED_BYTES_MAX, limits::RELEASED_COST_US_MAX)
    }

    const fn whole(bytes_max: usize, cost_us_max: u64) -> Self {
        Self {
            chunk_bytes_max: bytes_max,
            inflated_bytes_max: bytes_max,
            // What a record of nothing else could hold within its cost.
            ops_max: cost_us_max * 100 / 70,
            changes_max: cost_us_max * 100 / 240,
            cost_us_max,
            ..Self::of_chunks()
        }
    }
}

/// Reads exactly one change chunk, plain or deflated, at the front of `chunk`.
///
/// Returns the change and the number of bytes it took; what follows is not looked at.
///
/// # Errors
/// Says why the bytes are not a change within `bounds`. No part of them is to be used then.
pub fn admit_change(chunk: &[u8], bounds: &Bounds) -> Result<(AdmittedChange, usize), Refused> {
    change::admit(chunk, bounds)
}

/// Reads concatenated change chunks until the bytes end.
///
/// Operations and inflated bytes are bounded for the batch as a whole as well as for each change.
/// No bytes at all are an empty batch.
///
/// # Errors
/// One chunk that is refused refuses the batch.
pub fn admit_changes(bytes: &[u8], bounds: &Bounds) -> Result<Vec<AdmittedChange>, Refused> {
    let mut admitted = Vec::new();
    let (mut rest, mut inflated, mut ops) = (bytes, 0_u64, 0_u64);
    while !rest.is_empty() {
        within("changes", wide(admitted.len()).saturating_add(1), bounds.changes_max)?;
        let (change, taken) = change::admit(rest, bounds)?;
        inflated = inflated.saturating_add(wide(change.bytes.len()));
        within("inflated bytes", inflated, wide(bounds.inflated_bytes_max))?;
        ops = ops.saturating_add(change.ops);
        within("operations", ops, bounds.ops_max)?;
        rest = rest.get(taken..).ok_or(Refused::Truncated)?;
        admitted.push(change);
    }
    Ok(admitted)
}

/// Reads exactly one document chunk with nothing after it.
///
/// Deflated columns are inflated and the document is framed again, so that the merge engine has
/// nothing left to inflate. The changes inside are counted and their graph is checked; their
/// hashes can only be known by rebuilding them, which the merge engine does against the heads.
///
/// # Errors
/// Says why the bytes are not a document within `bounds`. No part of them is to be used then.
pub fn admit_document(chunk: &[u8], bounds: &Bounds) -> Result<AdmittedDocument, Refused> {
    document::admit(chunk, bounds)
}

/// Why bytes from outside were not let in.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The bytes do not begin as a chunk does.
    #[error("the bytes are not a chunk")]
    NotAChunk,
    /// The bytes end before what they announce.
    #[error("the bytes end too early")]
    Truncated,
    /// Bytes are left over after the chunk.
    #[error("bytes are left over after the chunk")]
    TrailingBytes,
    /// A chunk of a kind that is not asked for here, given by its type byte.
    #[error("a chunk of kind {0} is not accepted here")]
    WrongChunkKind(u8),
    /// The checksum is not that of the content.
    #[error("the checksum does not match the content")]
    Checksum,
    /// The deflated data is damaged.
    #[error("the deflated data is damaged")]
    Deflate(#[from] flate2::DecompressError),
    /// The named part breaks the format.
    #[error("malformed: {0}")]
    Malformed(&'static str),
    /// The named quantity goes past the bound of the caller.
    #[error("too large: {what} (at most {max})")]
    TooLarge {
        /// What was measured.
        what: &'static str,
        /// The bound it went past.
        max: u64,
    },
}

impl Refused {
    /// The stable word for this refusal, for answers, counters and logs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAChunk => "not_a_chunk",
            Self::Truncated => "truncated",
            Self::TrailingBytes => "trailing_bytes",
            Self::WrongChunkKind(_) => "wrong_chunk_kind",
            Self::Checksum => "checksum",
            Self::Deflate(_) => "deflate",
            Self::Malformed(_) => "malformed",
            Self::TooLarge { .. } => "too_large",
        }
    }
}

/// Passes when `value` is at most `max`.
fn within(what: &'static str, value: u64, max: u64) -> Result<(), Refused> {
    if value > max {
        return Err(Refused::TooLarge { what, max });
    }
    Ok(())
}
