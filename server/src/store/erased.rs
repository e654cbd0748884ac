//! Records that an order took away: removed with everything that holds a part of them, and remembered by their ids.
//!
//! Deleted rows leave their bytes in free pages, in the log and in the index of words; `scrub` makes those anew after the
//! commit. It refuses to judge whether a record may go: `shared::sync::server::taken_away` does.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};
use shared::access::StreamId;
use shared::doc::Kind;
use shared::id::{DocId, HeldId, OrgId};
use shared::sync::server::can_go;
use shared::time::Timestamp;
use shared::wire::StreamDigest;

use super::document::{advance, corrupt, doc_id, find, has_left, status, stored};
use super::vouch::{self, Vouched};
use super::{Reading, StoreError, Writing, account, standing};
use crate::store::audit::Event;

/// The schema's version from which on records are taken away.
const SINCE: i64 = 14;
/// The setting that says that bytes of removed rows may still be in the file.
const DUE: &str = "scrub_due";

/// That a record was taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    /// Which.
    pub doc: DocId,
    /// Where it lived; none for one that was never here.
    pub stream: Option<StreamId>,
    /// By which order.
    pub order: DocId,
    /// When.
    pub at: Timestamp,
}

/// What an envelope of a record that was taken away meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gone {
    /// The record was read where the envelope was signed for, or was never here.
    Here,
    /// It was another organisation's.
    Elsewhere,
}

/// Whether a database of this schema knows records that were taken away: one that is damaged is read as it is. Every push and
/// pull asks, so the statement is kept.
pub(super) fn is_kept(reading: &Reading<'_>) -> Result<bool, StoreError> {
    let mut version = reading.sql.prepare_cached("SELECT user_version FROM pragma_user_version")?;
    Ok(version.query_row([], |row| row.get::<_, i64>(0))? >= SINCE)
}

/// That a record was taken away, if it was.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn find_one(reading: &Reading<'_>, doc: DocId) -> Result<Option<Erased>, StoreError> {
    let sql = "SELECT doc, stream, order_doc, at_ms FROM erased WHERE doc = ?1";
    let mut statement = reading.sql.prepare_cached(sql)?;
    let mut rows = statement.query([doc.as_bytes()])?;
    rows.next()?.map(erased).transpose()
}

/// Every record that was taken away; none in a database of an earlier schema.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn all(reading: &Reading<'_>) -> Result<Vec<Erased>, StoreError> {
    if !is_kept(reading)? {
        return Ok(Vec::new());
    }
    let mut statement = reading.sql.prepare("SELECT doc, stream, order_doc, at_ms FROM erased ORDER BY doc")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(erased(row)?);
    }
    Ok(found)
}

fn erased(row: &rusqlite::Row<'_>) -> Result<Erased, StoreError> {
    let (doc, stream, order): (Vec<u8>, Option<Vec<u8>>, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let stream = stream.map(|bytes| StreamId::from_bytes(&bytes).ok_or(corrupt("stream id"))).transpose()?;
    Ok(Erased { doc: doc_id(&doc)?, stream, order: doc_id(&order)?, at: Timestamp::from_ms(row.get(3)?) })
}

/// Whether what is brought for a record under an organisation is for one that was taken away.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn gone(reading: &Reading<'_>, doc: DocId, kind: Option<Kind>, org: OrgId) -> Result<Option<Gone>, StoreError> {
    if !is_kept(reading)? {
        return Ok(None);
    }
    let Some(found) = find_one(reading, doc)?.filter(|_| kind.is_none_or(can_go)) else { return Ok(None) };
    let is_here = found.stream.is_none_or(|stream| stream.org == org);
    let had_left = || kind.map_or(Ok(false), |kind| has_left(reading, StreamId::of(org, kind), doc));
    Ok(Some(if is_here || had_left()? { Gone::Here } else { Gone::Elsewhere }))
}

/// On whose word records go: the order, and who carried it out.
#[derive(Debug, Clone)]
pub struct Word {
    /// The order's record.
    pub order: DocId,
    /// The device of the office, or `sen` where the facts of another database are taken over.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Removes a record with everything that holds a part of it, and remembers that it was taken away. Repeating it changes
/// nothing. Organisations and orders stay.
///
/// # Errors
/// [`StoreError`] when the database refuses; the caller's savepoint undoes it all.
pub fn erase(tx: &Writing<'_>, doc: DocId, word: &Word, fresh_epoch: u64) -> Result<(), StoreError> {
    let row = find(tx, doc)?;
    if row.as_ref().is_some_and(|row| !can_go(row.kind)) {
        return Ok(());
    }
    let before = find_one(tx, doc)?;
    let stream = row.as_ref().map(|row| row.stream).or_else(|| before.and_then(|before| before.stream));
    if let Some(stream) = stream {
        leave(tx, doc, stream, row.as_ref().map(|row| &row.heads), fresh_epoch)?;
    }
    let held = remove(tx, doc)?;
    if row.is_none() && held.is_empty() && before.is_some() {
        return Ok(());
    }
    tx.sql
        .prepare_cached(
            "INSERT INTO erased (doc, stream, order_doc, at_ms) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (doc) DO UPDATE SET stream = ?2, order_doc = ?3, at_ms = ?4",
        )?
        .execute(params![doc.as_bytes(), stream.map(StreamId::to_bytes), word.order.as_bytes(), word.at.as_ms()])?;
    account::put_setting(tx, DUE, &[1])?;
    tx.note_removed();
    let (subject, detail) = (doc.to_string(), word.order.to_string());
    let event = Event { at: word.at, actor: word.by.clone(), action: "record_erased", subject, detail };
    let rows: Vec<Vouched> =
        held.into_iter().map(Vouched::held).chain([Vouched::erased(doc), Vouched::seen(doc)]).collect();
    vouch::append(tx, &event, &rows)
}

/// Tells those who read a stream that a record left it, unless they are told already.
fn leave(
    tx: &Writing<'_>,
    doc: DocId,
    stream: StreamId,
    heads: Option<&shared::doc::Heads>,
    fresh_epoch: u64,
) -> Result<(), StoreError> {
    let Some(status) = status(tx, stream)? else { return Ok(()) };
    if heads.is_none() && has_left(tx, stream, doc)? {
        return Ok(());
    }
    let mut digest: StreamDigest = status.digest;
    if let Some(heads) = heads {
        digest.toggle(doc, heads);
    }
    let seq = advance(tx, stream, fresh_epoch, Some(digest))?;
    tx.sql.prepare_cached("INSERT INTO departure (stream, seq, doc) VALUES (?1, ?2, ?3)")?.execute(params![
        stream.to_bytes(),
        stored(seq),
        doc.as_bytes()
    ])?;
    Ok(())
}

/// Removes the rows of a record; gives what was held for it.
fn remove(tx: &Writing<'_>, doc: DocId) -> Result<Vec<HeldId>, StoreError> {
    let mut touched: BTreeSet<DocId> = standing::alike(tx, doc)?.into_iter().collect();
    touched.extend(standing::speaks_for(tx, doc)?);
    let row = tx
        .sql
        .prepare_cached("SELECT n, about FROM record_row WHERE doc = ?1")?
        .query_row([doc.as_bytes()], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Option<Vec<u8>>>(1)?)))
        .optional()?;
    if let Some((n, about)) = row {
        touched.extend(about.and_then(|about| DocId::from_slice(&about)));
        for sql in ["DELETE FROM record_words WHERE rowid = ?1", "DELETE FROM record_words_due WHERE n = ?1"] {
            tx.sql.prepare_cached(sql)?.execute([n])?;
        }
    }
    let mut statement = tx.sql.prepare_cached("SELECT held FROM held WHERE doc = ?1")?;
    let held = statement.query_map([doc.as_bytes()], |row| row.get::<_, Vec<u8>>(0))?;
    let held = held.map(|id| HeldId::from_slice(&id?).ok_or(corrupt("held id"))).collect::<Result<Vec<_>, _>>()?;
    // What two records of a person had in common, and what was said of it, is content as well.
    for sql in [
        "DELETE FROM held_wait WHERE doc = ?1",
        "DELETE FROM held WHERE doc = ?1",
        "DELETE FROM envelope WHERE doc = ?1",
        "DELETE FROM arrival WHERE doc = ?1",
        "DELETE FROM document WHERE doc = ?1",
        "DELETE FROM record_row WHERE doc = ?1",
        "DELETE FROM standing WHERE doc = ?1",
        "DELETE FROM taken WHERE doc = ?1",
        "DELETE FROM look WHERE doc = ?1",
        "DELETE FROM apart WHERE one = ?1 OR other = ?1",
    ] {
        tx.sql.prepare_cached(sql)?.execute([doc.as_bytes()])?;
    }
    touched.remove(&doc);
    touched.into_iter().try_for_each(|other| standing::follow(tx, other, &[]))?;
    Ok(held)
}

/// Whether bytes of removed rows may still be in the file.
pub(super) fn is_due(connection: &Connection) -> Result<bool, StoreError> {
    Ok(account::setting(&Reading::of(connection), DUE)?.is_some())
}

/// Makes the index of words and the file anew, so that nothing of what was removed is left in them. The log still holds it
/// until it is emptied.
pub(super) fn scrub(connection: &Connection) -> Result<(), StoreError> {
    Ok(connection.execute_batch("INSERT INTO record_words (record_words) VALUES ('optimize'); VACUUM")?)
}

/// Notes that nothing is left to be made anew.
pub(super) fn note_scrubbed(connection: &Connection) -> Result<(), StoreError> {
    connection.execute("DELETE FROM setting WHERE key = ?1", [DUE])?;
    Ok(())
}

#[cfg(test)]
mod tests;
