//! The audit chain: who did what to which record, each entry's hash covering the one before.
//!
//! Where the chain ends is kept outside it as well, and told to devices, so that a shorter one is found out. An entry that
//! changes a row somebody must not change beside it carries that row's digest ([`super::vouch`]).

use std::collections::BTreeSet;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params, params_from_iter};
use shared::id::labelled_hash;
use shared::time::Timestamp;

use super::{Reading, StoreError, Writing, account, rows_vouched_for};

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
    /// All that is there, but it ends elsewhere than it was written to.
    Cut {
        /// Number of entries.
        entries: i64,
        /// The number of the last that was written; 0 when that is not known any more.
        written: i64,
    },
}

fn link(before: &[u8], n: i64, at_ms: i64, texts: [&str; 4], rows: Option<&[u8]>) -> [u8; 32] {
    let [actor, action, subject, detail] = texts.map(str::as_bytes);
    let (n, at_ms) = (n.to_be_bytes(), at_ms.to_be_bytes());
    match rows {
        None => labelled_hash("sen/audit/1", &[before, &n, &at_ms, actor, action, subject, detail]),
        Some(rows) => labelled_hash("sen/audit/2", &[before, &n, &at_ms, actor, action, subject, detail, rows]),
    }
}

/// Appends an event that changes no row the chain vouches for.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn append(tx: &Writing<'_>, event: &Event) -> Result<(), StoreError> {
    append_sealed(tx, event, None)
}

/// Whether the same was written before, at whatever time.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn is_written(reading: &Reading<'_>, event: &Event) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM audit WHERE subject = ?1 AND action = ?2 AND actor = ?3 AND detail = ?4)";
    let values = params![event.subject, event.action, event.actor, event.detail];
    Ok(reading.sql.prepare_cached(sql)?.query_row(values, |row| row.get(0))?)
}

/// Appends an event with the seals it carries.
pub(crate) fn append_sealed(tx: &Writing<'_>, event: &Event, rows: Option<Vec<u8>>) -> Result<(), StoreError> {
    let (n, before) = last(tx)?.map_or((1, Vec::new()), |(n, hash)| (n + 1, hash));
    let texts = [&event.actor, event.action, &event.subject, &event.detail];
    let hash = link(&before, n, event.at.as_ms(), texts, rows.as_deref());
    tx.sql.prepare_cached(
        "INSERT INTO audit (n, at_ms, actor, action, subject, detail, hash, rows) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![n, event.at.as_ms(), event.actor, event.action, event.subject, event.detail, hash, rows])?;
    put_anchor(tx, n, &hash)
}

/// Where the chain ends, kept outside its table: the number and hash of the last entry.
pub(crate) fn anchor(reading: &Reading<'_>) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
    let stored = account::setting(reading, "audit_anchor")?;
    Ok(stored.and_then(|bytes| {
        let (n, hash) = bytes.split_first_chunk::<8>()?;
        Some((i64::from_be_bytes(*n), hash.to_vec()))
    }))
}

/// Writes down where the chain ends.
pub(crate) fn put_anchor(tx: &Writing<'_>, n: i64, hash: &[u8; 32]) -> Result<(), StoreError> {
    let value = [n.to_be_bytes().as_slice(), hash].concat();
    tx.sql
        .prepare_cached(
            "INSERT INTO setting (key, value) VALUES ('audit_anchor', ?1) ON CONFLICT (key) DO UPDATE SET value = ?1",
        )?
        .execute([value])?;
    Ok(())
}

/// Number and hash of the last entry.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn last(reading: &Reading<'_>) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
    Ok(reading
        .sql
        .prepare_cached("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// The hash of an entry, if it is there.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn hash_of(reading: &Reading<'_>, n: i64) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(reading
        .sql
        .prepare_cached("SELECT hash FROM audit WHERE n = ?1")?
        .query_row([n], |row| row.get(0))
        .optional()?)
}

/// When the last entry was written; the beginning of time when there is none.
pub(crate) fn last_at(reading: &Reading<'_>) -> Result<Timestamp, StoreError> {
    let at =
        reading.sql.query_row("SELECT at_ms FROM audit ORDER BY n DESC LIMIT 1", [], |row| row.get(0)).optional()?;
    Ok(Timestamp::from_ms(at.unwrap_or_default()))
}

/// Every entry that carries rows, in order: its number, action, detail and rows.
pub(crate) fn each_sealed(
    reading: &Reading<'_>,
    mut take: impl FnMut(i64, &str, &str, &[u8]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement =
        reading.sql.prepare("SELECT n, action, detail, rows FROM audit WHERE rows IS NOT NULL ORDER BY n")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (action, detail, seals): (String, String, Vec<u8>) = (row.get(1)?, row.get(2)?, row.get(3)?);
        take(row.get(0)?, &action, &detail, &seals)?;
    }
    Ok(())
}

/// Number and hash of the last entry that a database was restored or salvaged by.
pub(crate) fn last_restored(reading: &Reading<'_>) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
    let sql = "SELECT n, hash FROM audit WHERE action IN ('restore', 'salvage') ORDER BY n DESC LIMIT 1";
    let mut statement = reading.sql.prepare_cached(sql)?;
    Ok(statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// Which entries are asked for; all of them by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// By one of these.
    pub actors: Option<BTreeSet<String>>,
    /// Of this action.
    pub action: Option<String>,
    /// Not before.
    pub since: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
}

const FILTERED: &str = "FROM audit WHERE (?1 IS NULL OR actor IN (SELECT value FROM json_each(?1)))
    AND (?2 IS NULL OR action = ?2) AND (?3 IS NULL OR at_ms >= ?3) AND (?4 IS NULL OR at_ms < ?4)";

impl Filter {
    fn values(&self) -> [Value; 4] {
        let actors =
            self.actors.as_ref().map(|actors| serde_json::Value::from_iter(actors.iter().cloned()).to_string());
        let time = |at: Option<Timestamp>| at.map(Timestamp::as_ms).into();
        [actors.into(), self.action.clone().into(), time(self.since), time(self.until)]
    }
}

/// Entries of a filter, newest first.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn filtered(reading: &Reading<'_>, filter: &Filter, skip: u32, count: u32) -> Result<Vec<AuditEntry>, StoreError> {
    let mut statement = reading.sql.prepare_cached(&format!(
        "SELECT n, at_ms, actor, action, subject, detail, hash {FILTERED} ORDER BY n DESC LIMIT ?5 OFFSET ?6"
    ))?;
    let paged = filter.values().into_iter().chain([count.into(), skip.into()]);
    let rows = statement.query_map(params_from_iter(paged), entry)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many entries a filter leaves.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn count(reading: &Reading<'_>, filter: &Filter) -> Result<u32, StoreError> {
    let mut statement = reading.sql.prepare_cached(&format!("SELECT count(*) {FILTERED}"))?;
    Ok(statement.query_row(params_from_iter(filter.values()), |row| row.get(0))?)
}

/// Every action the log has an entry of.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn actions(reading: &Reading<'_>) -> Result<Vec<String>, StoreError> {
    let mut statement = reading.sql.prepare("SELECT DISTINCT action FROM audit")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Entries, newest first.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn page(reading: &Reading<'_>, skip: u32, count: u32) -> Result<Vec<AuditEntry>, StoreError> {
    filtered(reading, &Filter::default(), skip, count)
}

/// Every entry about a subject by which something was decided, the oldest first.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn decisions_about(reading: &Reading<'_>, subject: &str) -> Result<Vec<AuditEntry>, StoreError> {
    let mut statement = reading.sql.prepare_cached(
        "SELECT n, at_ms, actor, action, subject, detail, hash FROM audit WHERE subject = ?1 AND
         action IN ('held_dismissed', 'held_reopened', 'held_merged', 'held_released')
         ORDER BY n",
    )?;
    let rows = statement.query_map([subject], entry)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Every entry about a backup, the oldest first.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn backups(reading: &Reading<'_>) -> Result<Vec<AuditEntry>, StoreError> {
    let mut statement = reading.sql.prepare_cached(
        "SELECT n, at_ms, actor, action, subject, detail, hash FROM audit
         WHERE action IN ('backup_made', 'backup_checked') ORDER BY n",
    )?;
    let rows = statement.query_map([], entry)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Number of the last entry; 0 when there is none.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn length(reading: &Reading<'_>) -> Result<i64, StoreError> {
    Ok(reading.sql.query_row("SELECT coalesce(max(n), 0) FROM audit", [], |row| row.get(0))?)
}

/// Walks the whole chain, and compares where it ends with where it was written to.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn verify(reading: &Reading<'_>) -> Result<Chain, StoreError> {
    walk(reading, 0, Vec::new())
}

/// As [`verify`], of what was added behind an entry that was found good; nothing when that entry is not there as it was.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn verify_after(reading: &Reading<'_>, n: i64, hash: &[u8]) -> Result<Option<Chain>, StoreError> {
    match hash_of(reading, n)? {
        Some(found) if found == hash => Ok(Some(walk(reading, n, found)?)),
        _ => Ok(None),
    }
}

fn walk(reading: &Reading<'_>, behind: i64, hash: Vec<u8>) -> Result<Chain, StoreError> {
    // A database of before, which could not be brought up because it is damaged or is a backup.
    let vouched = rows_vouched_for(reading)?;
    let rows = if vouched { "rows" } else { "NULL" };
    let mut statement = reading.sql.prepare(&format!(
        "SELECT n, at_ms, actor, action, subject, detail, hash, {rows} FROM audit WHERE n > ?1 ORDER BY n"
    ))?;
    let mut before = hash;
    let mut expected = behind + 1;
    for row in statement.query_map([behind], |row| Ok((entry(row)?, row.get::<_, Option<Vec<u8>>>(7)?)))? {
        let (row, rows) = row?;
        let texts = [&*row.actor, &*row.action, &*row.subject, &*row.detail];
        let hash = link(&before, row.n, row.at.as_ms(), texts, rows.as_deref());
        if row.n != expected || hash.as_slice() != row.hash {
            return Ok(Chain::Broken { at: expected });
        }
        before = row.hash;
        expected += 1;
    }
    let entries = expected - 1;
    if !vouched {
        return Ok(Chain::Whole { entries });
    }
    Ok(match anchor(reading)? {
        Some((n, hash)) if (n, &hash) == (entries, &before) => Chain::Whole { entries },
        None if entries == 0 && !is_begun(reading)? => Chain::Whole { entries },
        anchor => Chain::Cut { entries, written: anchor.map_or(0, |(n, _)| n) },
    })
}

/// Whether a ward was begun: then the chain has its first entry.
fn is_begun(reading: &Reading<'_>) -> Result<bool, StoreError> {
    Ok(reading.sql.query_row("SELECT EXISTS (SELECT 1 FROM setting WHERE key = 'ward_org')", [], |row| row.get(0))?)
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
