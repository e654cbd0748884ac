//! The audit chain: who did what to which record, each entry's hash covering the one before.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use shared::id::labelled_hash;
use shared::time::Timestamp;

use crate::store::StoreError;

/// Something worth remembering. No personal data beyond names of those who act.
#[derive(Debug, Clone)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// Who: a login, a device id, or `sen` itself.
    pub actor: String,
    /// What: a stable code.
    pub action: &'static str,
    /// To what: an id.
    pub subject: String,
    /// Further codes or numbers.
    pub detail: String,
}

/// An entry as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its number, from 1, without gaps.
    pub n: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// What.
    pub action: String,
    /// To what.
    pub subject: String,
    /// Further codes or numbers.
    pub detail: String,
    /// Hash over the entry before and this one.
    pub hash: Vec<u8>,
}

/// How far the chain holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chain {
    /// All of it.
    Whole {
        /// Number of entries.
        entries: i64,
    },
    /// Up to, but not including, this entry.
    Broken {
        /// The first entry whose hash does not follow.
        at: i64,
    },
}

fn link(before: &[u8], n: i64, at_ms: i64, texts: [&str; 4]) -> [u8; 32] {
    let [actor, action, subject, detail] = texts.map(str::as_bytes);
    labelled_hash("sen/audit/1", &[before, &n.to_be_bytes(), &at_ms.to_be_bytes(), actor, action, subject, detail])
}

/// Appends an event.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn append(tx: &Transaction<'_>, event: &Event) -> Result<(), StoreError> {
    let last: Option<(i64, Vec<u8>)> = tx
        .prepare_cached("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (n, before) = last.map_or((1, Vec::new()), |(n, hash)| (n + 1, hash));
    let hash = link(&before, n, event.at.as_ms(), [&event.actor, event.action, &event.subject, &event.detail]);
    tx.prepare_cached(
        "INSERT INTO audit (n, at_ms, actor, action, subject, detail, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![n, event.at.as_ms(), event.actor, event.action, event.subject, event.detail, hash])?;
    Ok(())
}

/// Entries with numbers at most `from`, newest first.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn page(connection: &Connection, skip: u32, count: u32) -> Result<Vec<AuditEntry>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT n, at_ms, actor, action, subject, detail, hash FROM audit ORDER BY n DESC LIMIT ?2 OFFSET ?1",
    )?;
    let rows = statement.query_map([skip, count], entry)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Number of the last entry; 0 when there is none.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn length(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.query_row("SELECT coalesce(max(n), 0) FROM audit", [], |row| row.get(0))?)
}

/// Walks the whole chain.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn verify(connection: &Connection) -> Result<Chain, StoreError> {
    let mut statement =
        connection.prepare("SELECT n, at_ms, actor, action, subject, detail, hash FROM audit ORDER BY n")?;
    let mut before: Vec<u8> = Vec::new();
    let mut expected = 1;
    for row in statement.query_map([], entry)? {
        let row = row?;
        let hash = link(&before, row.n, row.at.as_ms(), [&row.actor, &row.action, &row.subject, &row.detail]);
        if row.n != expected || hash.as_slice() != row.hash {
            return Ok(Chain::Broken { at: expected });
        }
        before = row.hash;
        expected += 1;
    }
    Ok(Chain::Whole { entries: expected - 1 })
}

fn entry(row: &rusqlite::Row<'_>) -> rusqlite::Result<AuditEntry> {
    Ok(AuditEntry {
        n: row.get(0)?,
        at: Timestamp::from_ms(row.get(1)?),
        actor: row.get(2)?,
        action: row.get(3)?,
        subject: row.get(4)?,
        detail: row.get(5)?,
        hash: row.get(6)?,
    })
}
