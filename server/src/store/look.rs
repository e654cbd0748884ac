//! What each person of the ward had open, and what they said they have read.
//!
//! That somebody has seen a record is told to phones and stands with the document; this is each person's own.

use rusqlite::{OptionalExtension, params};
use shared::doc::Heads;
use shared::id::DocId;
use shared::time::Timestamp;
use shared::wire;

use super::document::stored;
use super::standing::is_kept;
use super::{Reading, StoreError, Writing};

/// What one person has done with a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The last content they had open, by its place in the stream.
    pub opened_seq: u64,
    /// What they said they have read, and when.
    pub read: Option<(Heads, Timestamp)>,
}

/// Notes that a person had a record open as it stood at a place of its stream.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn opened(tx: &Writing<'_>, doc: DocId, login: &str, seq: u64) -> Result<(), StoreError> {
    let sql = "INSERT INTO look (doc, login, opened_seq) VALUES (?1, ?2, ?3) \
               ON CONFLICT (doc, login) DO UPDATE SET opened_seq = max(opened_seq, ?3)";
    tx.sql.prepare_cached(sql)?.execute(params![doc.as_bytes(), login, stored(seq)])?;
    Ok(())
}

/// Notes what a person said they have read.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn read(tx: &Writing<'_>, doc: DocId, login: &str, heads: &Heads, at: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE look SET read_heads = ?3, read_ms = ?4 WHERE doc = ?1 AND login = ?2";
    tx.sql.prepare_cached(sql)?.execute(params![doc.as_bytes(), login, wire::encode(heads), at.as_ms()])?;
    Ok(())
}

/// What a person has done with a record; `None` when they never had it open.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn of(reading: &Reading<'_>, doc: DocId, login: &str) -> Result<Option<Look>, StoreError> {
    if !is_kept(reading)? {
        return Ok(None);
    }
    let sql = "SELECT opened_seq, read_heads, read_ms FROM look WHERE doc = ?1 AND login = ?2";
    let found = reading.sql.prepare_cached(sql)?.query_row(params![doc.as_bytes(), login], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, Option<Vec<u8>>>(1)?, row.get::<_, Option<i64>>(2)?))
    });
    let Some((opened, heads, at)) = found.optional()? else { return Ok(None) };
    let heads = heads.map(|heads| wire::decode::<Heads>(&heads)).transpose();
    let heads = heads.ok().ok_or(StoreError::Corrupt("frontier"))?;
    Ok(Some(Look { opened_seq: opened.unsigned_abs(), read: heads.zip(at.map(Timestamp::from_ms)) }))
}
