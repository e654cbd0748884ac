//! One change: its head, its operations, its footer. It refuses numbers the merge engine cannot
//! hold, dependencies or actors named twice, and footers other than an author.

use std::collections::BTreeSet;

use super::chunk::{self, Chunk};
use super::columns::Directory;
use super::ops;
use super::reader::{Reader, text, wide};
use super::{Bounds, Refused, identity, within};

/// The mark before the author in the footer of a change.
const AUTHOR: u64 = 1;

/// One change that is safe to hand to the merge engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdmittedChange {
    /// The plain change chunk, inflated if it came deflated.
    pub bytes: Vec<u8>,
    /// The hash that names the change everywhere.
    pub hash: [u8; 32],
    /// The actor that made the change.
    pub actor: Vec<u8>,
    /// The other actors its operations name. The merge engine panics when it knows none of
    /// their changes, so the caller checks that it does.
    pub others: Vec<Vec<u8>>,
    /// The place of the change among those of its actor, from one.
    pub seq: u64,
    /// The counter of its first operation, from one.
    pub start_op: u64,
    /// The number of its operations.
    pub ops: u64,
    /// The time its device gave it, in seconds since 1970; not to be trusted.
    pub time: i64,
    /// The changes it directly follows, all different.
    pub deps: Vec<[u8; 32]>,
    /// The author in its footer; only the first change of an actor may have one.
    pub author: Option<Vec<u8>>,
}

/// Reads the change chunk at the front of `bytes`; returns it and the bytes it took.
pub(super) fn admit(bytes: &[u8], bounds: &Bounds) -> Result<(AdmittedChange, usize), Refused> {
    let chunk = Chunk::read(bytes, bounds)?;
    let inflated;
    let data = match chunk.kind {
        chunk::CHANGE => chunk.data,
        chunk::DEFLATED_CHANGE => {
            inflated = chunk::inflate(chunk.data, bounds.inflated_bytes_max)?;
            inflated.as_slice()
        }
        other => return Err(Refused::WrongChunkKind(other)),
    };
    within("inflated bytes", wide(data.len()), wide(bounds.inflated_bytes_max))?;
    let hash = chunk::hash(chunk::CHANGE, data);
    chunk::verify(chunk.checksum, &hash)?;
    Ok((read(data, hash, bounds)?, chunk.len))
}

/// Reads the data of a plain change.
fn read(data: &[u8], hash: [u8; 32], bounds: &Bounds) -> Result<AdmittedChange, Refused> {
    let mut reader = Reader::new(data);
    let deps = reader.hashes("dependencies", bounds.deps_max)?;
    if deps.iter().collect::<BTreeSet<_>>().len() != deps.len() {
        return Err(Refused::Malformed("dependency named twice"));
    }
    let actor = reader.actor()?;
    let seq = counter(reader.uleb()?, "sequence number out of range")?;
    let start_op = counter(reader.uleb()?, "first operation out of range")?;
    let time = reader.sleb()?;
    let message_len = reader.uleb()?;
    within("message bytes", message_len, wide(bounds.message_bytes_max))?;
    text(reader.take(message_len)?)?;

    let others = reader.actors(bounds)?;
    let actors = wide(others.len()).saturating_add(1);
    within("actors", actors, wide(bounds.actors_max))?;
    let distinct: BTreeSet<_> = others.iter().chain([&actor]).collect();
    if wide(distinct.len()) != actors {
        return Err(Refused::Malformed("actor named twice"));
    }

    let directory = Directory::read(&mut reader, &ops::IN_CHANGE)?;
    if directory.has_deflated() {
        return Err(Refused::Malformed("deflated column in a change"));
    }
    let mut room = bounds.inflated_bytes_max;
    let columns = directory.columns(&mut reader, &mut room)?;
    let ops = ops::in_change(&columns, actors, bounds)?;
    identity::in_change(&columns, start_op)?;
    counter(start_op.saturating_add(ops), "last operation out of range")?;
    let author = footer(reader.rest(), bounds)?;
    if author.is_some() && seq != 1 {
        return Err(Refused::Malformed("author past the first change of an actor"));
    }
    let bytes = chunk::frame(chunk::CHANGE, data, &hash);
    Ok(AdmittedChange { bytes, hash, actor, others, seq, start_op, ops, time, deps, author })
}

/// A number from one to the highest a record may come to.
fn counter(value: u64, wrong: &'static str) -> Result<u64, Refused> {
    if value == 0 || value > u64::from(ops::COUNTER_MAX) {
        return Err(Refused::Malformed(wrong));
    }
    Ok(value)
}

/// The author in the footer of a change. A footer is empty or an author and nothing else.
pub(super) fn footer(bytes: &[u8], bounds: &Bounds) -> Result<Option<Vec<u8>>, Refused> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let mut reader = Reader::new(bytes);
    if reader.uleb()? != AUTHOR {
        return Err(Refused::Malformed("unknown footer"));
    }
    let len = reader.uleb()?;
    within("author bytes", len, bounds.value_bytes_max)?;
    let author = reader.take(len)?.to_vec();
    if !reader.is_empty() {
        return Err(Refused::Malformed("bytes after the author"));
    }
    Ok(Some(author))
}

#[cfg(test)]
mod tests {
    use super::super::tests::bounds;
    use super::*;

    #[test]
    fn a_footer_is_nothing_or_one_author() {
        assert_eq!(footer(&[], &bounds()).unwrap(), None);
        assert_eq!(footer(&[1, 2, 7, 8], &bounds()).unwrap(), Some(vec![7, 8]));
        for (bytes, code) in [
            (&[2, 0][..], "malformed"),
            (&[1, 1, 7, 8], "malformed"),
            (&[1, 3, 7], "truncated"),
            (&[0x81, 0, 0], "malformed"),
        ] {
            assert_eq!(footer(bytes, &bounds()).unwrap_err().code(), code);
        }
    }
}
