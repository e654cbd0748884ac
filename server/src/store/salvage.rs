//! Reading a damaged database row by row, around what cannot be read.
//!
//! It refuses to judge what it reads: records go through the same admission as any device's, rows of other tables are
//! taken as they stand and checked by `admin::salvage`.

use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};
use shared::doc::Heads;
use shared::envelope::Signed;
use shared::id::{DeviceId, DocId, EnvelopeId};
use shared::time::Timestamp;
use shared::wire::HoldReason;

use super::document::{self, DocumentRow, corrupt, device_id, unpack_sealed};
use super::integrity::{self, View};
use super::{Reading, StoreError, Writing, account, check, quarantine, schema, visit, vouch};
use crate::store::audit::{self, Chain};

/// Tables that are made anew: what admission fills, what is derived from it, and what ends with the server.
const MADE_ANEW: [&str; 14] = [
    "stream",
    "document",
    "envelope",
    "departure",
    "arrival",
    "held",
    "held_wait",
    "session",
    "attempt",
    "record_row",
    // As earlier versions had the lists.
    "org_row",
    "meeting_row",
    "member_row",
    "unreadable_row",
];
/// What the tables of the full-text index begin with, and the one of the words that wait for it; made anew as well.
const WORDS: &str = "record_words";
/// Tables others refer to.
const FIRST: [&str; 2] = ["setting", "device"];
/// No row is shorter, in bytes of the file.
const ROW_BYTES_MIN: i64 = 40;

/// The values of a row, in the order of [`RawTable::columns`].
pub struct RawRow(Vec<Value>);

/// A table as the damaged database has it, and the columns its rows go into.
#[derive(Debug, Clone)]
pub struct RawTable {
    /// Its name.
    pub name: String,
    /// The columns of the new table, by name.
    pub columns: Vec<String>,
    /// What is read for them.
    wanted: Vec<String>,
    /// Whether its rows have numbers, so that reading goes on behind one that cannot be read.
    is_numbered: bool,
}

/// A damaged database.
pub struct Wreck {
    connection: Connection,
    path: PathBuf,
}

/// Some rows of a table, in the order they were written.
pub struct Chunk<T> {
    /// What could be read.
    pub rows: Vec<T>,
    /// Rows that are there, or were, and cannot be read.
    pub lost: u64,
    /// Where to read on; `None` at the end.
    pub next: Option<i64>,
}

/// An envelope as it was stored.
pub struct OldEnvelope {
    /// Who signed it.
    pub device: DeviceId,
    /// When it was received.
    pub received: Timestamp,
    /// The signed bytes.
    pub sealed: Signed,
}

/// An envelope the ward let in, and on whose word.
pub struct OldRelease {
    /// Which.
    pub id: EnvelopeId,
    /// Who let it in.
    pub by: String,
    /// Their words.
    pub note: String,
    /// The reason they answered for.
    pub waives: HoldReason,
}

impl Wreck {
    /// Opens what is left of a database or a backup, with its log if that belongs to it.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when not even its schema can be read.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing(path.to_owned()));
        }
        let found = integrity::look(path, integrity::is_unused(path))?;
        let connection = integrity::reader(path, found.view)?;
        if schema::version(&connection)? == 0 {
            return Err(StoreError::Damaged(path.to_owned()));
        }
        if found.view == View::WithoutLog {
            tracing::warn!("the log does not belong to the database and is left out");
        }
        Ok(Self { connection, path: path.to_owned() })
    }

    /// The tables whose rows are taken as they stand, those others refer to first.
    ///
    /// # Errors
    /// [`StoreError`] when the schema cannot be read.
    pub fn tables(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
        )?;
        let names = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        let mut tables: Vec<_> = FIRST.into_iter().map(str::to_owned).collect();
        let is_kept =
            |name: &String| !MADE_ANEW.contains(&&**name) && !FIRST.contains(&&**name) && !name.starts_with(WORDS);
        tables.extend(names.into_iter().filter(is_kept));
        Ok(tables)
    }

    /// A table of this version, with what an older one has for its columns.
    ///
    /// # Errors
    /// [`StoreError`] when the schema cannot be read.
    pub fn table(&self, name: &str) -> Result<RawTable, StoreError> {
        let mut statement = self.connection.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
        let columns = statement.query_map([name], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
        let kind = "SELECT wr FROM pragma_table_list(?1)";
        let is_numbered = !self.connection.query_row(kind, [name], |row| row.get::<_, bool>(0))?;
        let mut table = RawTable { name: name.to_owned(), wanted: columns.clone(), columns, is_numbered };
        // Earlier versions knew what is held by the envelope's id; the name of each copy is made from its bytes later.
        if name == "held" && !table.columns.iter().any(|column| column == "held") {
            table.columns.push("held".to_owned());
            table.wanted.push("id".to_owned());
        }
        Ok(table)
    }

    /// Rows of any table, as they stand.
    pub fn raw(&self, table: &RawTable, from: i64, limit: usize) -> Chunk<RawRow> {
        if !table.is_numbered {
            return self.unnumbered(table);
        }
        self.chunk(&table.name, &table.wanted.join(", "), from, limit, raw_row)
    }

    /// All rows of a table that keeps them by their key: from both ends up to what cannot be read, of which nobody knows how
    /// many rows it was.
    fn unnumbered(&self, table: &RawTable) -> Chunk<RawRow> {
        let mut chunk = Chunk { rows: Vec::new(), lost: 0, next: None };
        let columns = table.wanted.join(", ");
        let key = "SELECT group_concat(name) FROM (SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk)";
        let Ok(key) = self.connection.query_row(key, [&table.name], |row| row.get::<_, String>(0)) else {
            chunk.lost = 1;
            return chunk;
        };
        for way in ["ASC", "DESC"] {
            let order = key.replace(',', &format!(" {way}, "));
            let sql = format!("SELECT 0, {columns} FROM {} ORDER BY {order} {way}", table.name);
            if self.run(&sql, None, &mut chunk, &raw_row).1 {
                return chunk;
            }
            chunk.lost = 1;
        }
        chunk
    }

    /// Envelopes that were merged, in the order they were.
    pub fn envelopes(&self, from: i64, limit: usize) -> Chunk<OldEnvelope> {
        self.chunk("envelope", "id, device, sealed, received_ms", from, limit, |row| {
            let (id, device, packed): (Vec<u8>, Vec<u8>, Vec<u8>) = (row.get(1)?, row.get(2)?, row.get(3)?);
            let sealed = unpack_sealed(&packed)?;
            if sealed.envelope_id().as_bytes().as_slice() != id {
                return Err(corrupt("envelope"));
            }
            Ok(OldEnvelope { device: device_id(&device)?, received: Timestamp::from_ms(row.get(4)?), sealed })
        })
    }

    /// Envelopes the ward let in.
    pub fn released(&self, from: i64, limit: usize) -> Chunk<Option<OldRelease>> {
        self.chunk("held", "id, decision, decided_by, reason, note", from, limit, |row| {
            let (id, decision, by): (Vec<u8>, Option<String>, Option<String>) = (row.get(1)?, row.get(2)?, row.get(3)?);
            let (reason, note): (String, Option<String>) = (row.get(4)?, row.get(5)?);
            let id = EnvelopeId::from_slice(&id).ok_or(corrupt("envelope id"))?;
            let (by, note) = (by.unwrap_or_default(), note.unwrap_or_default());
            let waives = HoldReason::read(&reason);
            Ok((decision.as_deref() == Some("released")).then_some(OldRelease { id, by, note, waives }))
        })
    }

    /// Documents as their rows say they stood.
    pub fn documents(&self, from: i64, limit: usize) -> Chunk<DocumentRow> {
        self.chunk("document", document::COLUMNS, from, limit, |row| document::document_row(row, 1))
    }

    fn last(&self, table: &str) -> i64 {
        let last =
            self.connection.query_row(&format!("SELECT coalesce(max(rowid), 0) FROM {table}"), [], |row| row.get(0));
        last.unwrap_or_else(|_| {
            let bytes = std::fs::metadata(&self.path).map_or(0, |file| file.len());
            i64::try_from(bytes).unwrap_or(i64::MAX) / ROW_BYTES_MIN
        })
    }

    fn chunk<T>(
        &self,
        table: &str,
        columns: &str,
        from: i64,
        limit: usize,
        read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Chunk<T> {
        let mut chunk = Chunk { rows: Vec::new(), lost: 0, next: None };
        let last = self.last(table);
        let sql = format!("SELECT rowid, {columns} FROM {table} WHERE rowid >= ?1 ORDER BY rowid LIMIT ?2");
        let mut at = from;
        while at <= last {
            let wanted = limit.saturating_sub(chunk.rows.len());
            if wanted == 0 {
                chunk.next = Some(at);
                break;
            }
            let (seen, whole) = self.run(&sql, Some((at, wanted)), &mut chunk, &read);
            match (seen, whole) {
                (None, true) => break,
                (Some(seen), true) => at = seen.saturating_add(1).max(at + 1),
                // The row after the last that was read is lost; those behind it perhaps not.
                (seen, false) => {
                    chunk.lost += 1;
                    at = seen.map_or(at + 1, |seen| seen.saturating_add(2).max(at + 1));
                }
            }
        }
        chunk
    }

    /// Reads on from a row's number, so many rows, or all of them; gives the last row's number, and whether it reached the
    /// end.
    fn run<T>(
        &self,
        sql: &str,
        part: Option<(i64, usize)>,
        chunk: &mut Chunk<T>,
        read: &impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> (Option<i64>, bool) {
        let mut seen = None;
        let mut go = || -> rusqlite::Result<()> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut rows = match part {
                Some((at, limit)) => statement.query(rusqlite::params![at, limit])?,
                None => statement.query([])?,
            };
            while let Some(row) = rows.next()? {
                seen = Some(row.get(0)?);
                match read(row) {
                    Ok(found) => chunk.rows.push(found),
                    Err(_) => chunk.lost += 1,
                }
            }
            Ok(())
        };
        let whole = go().is_ok();
        (seen, whole)
    }
}

/// The values of a row; the first column is its number.
fn raw_row(row: &Row<'_>) -> Result<RawRow, StoreError> {
    let width = row.as_ref().column_count();
    Ok(RawRow((1..width).map(|column| row.get(column)).collect::<Result<_, _>>()?))
}

/// Writes rows as they stand; gives how many do not fit and were left out. What is there already stays.
///
/// # Errors
/// [`StoreError`] when the database refuses for another reason.
pub fn put_raw(tx: &Writing<'_>, table: &RawTable, rows: &[RawRow]) -> Result<u64, StoreError> {
    let mut lost = 0;
    let (columns, places) = (table.columns.join(", "), vec!["?"; table.columns.len()].join(", "));
    let sql = format!("INSERT OR IGNORE INTO {} ({columns}) VALUES ({places})", table.name);
    for row in rows {
        let mut statement = tx.sql.prepare_cached(&sql)?;
        match statement.execute(params_from_iter(&row.0)) {
            Ok(_) => {}
            Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) => lost += 1,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(lost)
}

/// What was wrong with the rows that were taken over.
pub struct Settled {
    /// Devices the ward does not vouch for, left out.
    pub devices: u64,
    /// Entries of the audit chain from the first that does not follow, left out.
    pub audit: i64,
    /// Revoked devices; each is revoked again once its work is back.
    pub revoked: Vec<(DeviceId, Timestamp, String)>,
}

/// Leaves out what does not hold, and lifts revocations until the envelopes of before are merged again.
///
/// # Errors
/// [`StoreError::Corrupt`] when the ward's own keys are lost: then nothing could be checked.
pub fn settle(tx: &Writing<'_>) -> Result<Settled, StoreError> {
    let key: Option<[u8; 32]> = account::setting(tx, "ward_key")?.and_then(|key| key.try_into().ok());
    let key = key.ok_or(corrupt("ward key"))?;
    account::setting(tx, "ward_org")?.ok_or(corrupt("ward id"))?;
    let ward = shared::SigningKey::from_bytes(&key).verifying_key().to_bytes();
    let mut settled = Settled { devices: 0, audit: 0, revoked: Vec::new() };
    for row in account::devices(tx)? {
        if !check::vouched(&row, &ward) {
            tx.sql.execute("DELETE FROM person WHERE device = ?1", [row.device.as_bytes()])?;
            tx.sql.execute("DELETE FROM device WHERE device = ?1", [row.device.as_bytes()])?;
            settled.devices += 1;
        } else if let Some((at, why)) = row.revoked {
            settled.revoked.push((row.device, at, why));
        }
    }
    for table in ["account", "reset", "recovery"] {
        // Whoever is given the login next begins with nothing of these.
        tx.sql.execute(&format!("DELETE FROM {table} WHERE login NOT IN (SELECT login FROM person)"), [])?;
    }
    tx.sql.execute("UPDATE device SET revoked_ms = NULL, revoke_reason = NULL", [])?;
    visit::forget_all(tx)?;
    if let Chain::Broken { at } = audit::verify(tx)? {
        settled.audit = audit::length(tx)? - at + 1;
        tx.sql.execute("DELETE FROM audit WHERE n >= ?1", [at])?;
    }
    Ok(settled)
}

/// Names the copies of what is held, and forgets what each waited for: those without a record of it are tried once more.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn settle_held(tx: &Writing<'_>) -> Result<(), StoreError> {
    quarantine::name_copies(tx)?;
    tx.sql.execute("UPDATE held SET waits = NULL WHERE held NOT IN (SELECT held FROM held_wait)", [])?;
    Ok(())
}

/// Writes down every row as the salvage left it, for the audit chain to vouch for from now on.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn vouch_anew(tx: &Writing<'_>) -> Result<(), StoreError> {
    vouch::note_all(tx)
}

/// Whether a document stands at these heads.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn stands_at(reading: &Reading<'_>, doc: DocId, heads: &Heads) -> Result<bool, StoreError> {
    Ok(document::find(reading, doc)?.is_some_and(|row| row.heads == *heads))
}
