//! Appending envelopes: numbers of streams, and where a record lives from then on.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, params};
use shared::access::StreamId;
use shared::doc::{Heads, Kind};
use shared::id::{DeviceId, DocId, EnvelopeId};
use shared::sync::server::can_go;
use shared::time::Timestamp;
use shared::wire::{self, StreamDigest};

use super::document::{advance, doc_id, find, number, status, stored};
use super::{Reading, StoreError, Writing, erased};

/// An envelope ready to be appended.
pub struct Accepted {
    /// Its id.
    pub id: EnvelopeId,
    /// The signed bytes, compressed.
    pub packed: Vec<u8>,
    /// Length of the signed bytes.
    pub bytes: usize,
    /// Who signed.
    pub device: DeviceId,
    /// The record.
    pub doc: DocId,
    /// Its kind.
    pub kind: Kind,
    /// The stream it was signed for.
    pub stream: StreamId,
    /// The stream the record lives in with it.
    pub home: StreamId,
    /// The frontier before; empty for a new record.
    pub before: Heads,
    /// The frontier after.
    pub after: Heads,
    /// A fresh snapshot, if it is time for one: always where the record lives in another stream than this was signed for,
    /// or than it lived in before.
    pub snapshot: Option<Vec<u8>>,
}

/// Where an envelope was appended.
#[derive(Debug)]
pub struct Appended {
    /// Its number in the stream it was signed for.
    pub seq: u64,
    /// Streams that began with it.
    pub begun: Vec<StreamId>,
    /// The stream that the record left, if it did.
    pub left: Option<StreamId>,
}

/// Appends an envelope to its stream and moves its document's frontier, and the document itself where it lives elsewhere
/// from now on.
///
/// # Errors
/// [`StoreError`] when the database refuses; the caller's savepoint undoes it all.
pub fn append(tx: &Writing<'_>, accepted: &Accepted, fresh_epoch: u64, now: Timestamp) -> Result<Appended, StoreError> {
    let found = find(tx, accepted.doc)?;
    let was = found.as_ref().map_or(accepted.stream, |row| row.stream);
    let is_gone = erased::find_one(tx, accepted.doc)?.is_some_and(|_| can_go(accepted.kind));
    if is_gone || found.map(|row| row.heads).unwrap_or_default() != accepted.before {
        // Another process wrote this record meanwhile, or an order took it away; the device tries again and finds it.
        return Err(StoreError::Moved);
    }
    let mut numbers = BTreeMap::new();
    for stream in BTreeSet::from([accepted.stream, was, accepted.home]) {
        let mut digest = status(tx, stream)?.map_or_else(StreamDigest::default, |status| status.digest);
        if stream == was {
            digest.toggle(accepted.doc, &accepted.before);
        }
        if stream == accepted.home {
            digest.toggle(accepted.doc, &accepted.after);
        }
        numbers.insert(stream, advance(tx, stream, fresh_epoch, Some(digest))?);
    }
    let seq = |stream: StreamId| numbers.get(&stream).copied().unwrap_or_default();
    tx.sql.prepare_cached(
        "INSERT INTO envelope (stream, seq, id, doc, device, sealed, received_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        accepted.stream.to_bytes(),
        stored(seq(accepted.stream)),
        accepted.id.as_bytes(),
        accepted.doc.as_bytes(),
        accepted.device.as_bytes(),
        accepted.packed,
        now.as_ms()
    ])?;
    put_document(tx, accepted, seq(accepted.home))?;
    let left = Some(was).filter(|was| *was != accepted.home);
    if let Some(was) = left {
        tx.sql.prepare_cached("INSERT INTO departure (stream, seq, doc) VALUES (?1, ?2, ?3)")?.execute(params![
            was.to_bytes(),
            stored(seq(was)),
            accepted.doc.as_bytes()
        ])?;
        // What the ward saw was numbered there.
        tx.sql
            .prepare_cached("UPDATE document SET seen_seq = 0, seen_by = NULL, seen_ms = NULL WHERE doc = ?1")?
            .execute([accepted.doc.as_bytes()])?;
    }
    if left.is_some() || accepted.stream != accepted.home {
        tx.sql
            .prepare_cached("INSERT INTO arrival (doc, seq) VALUES (?1, ?2) ON CONFLICT (doc) DO UPDATE SET seq = ?2")?
            .execute(params![accepted.doc.as_bytes(), stored(seq(accepted.home))])?;
    }
    let begun = numbers.iter().filter(|(_, first)| **first == 1).map(|(stream, _)| *stream).collect();
    Ok(Appended { seq: seq(accepted.stream), begun, left })
}

fn put_document(tx: &Writing<'_>, accepted: &Accepted, seq: u64) -> Result<(), StoreError> {
    tx.sql.prepare_cached(
        "INSERT INTO document (doc, kind, stream, heads, content_seq, touched_seq, seen_seq, snapshot_seq, snapshot_bytes, tail_bytes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, 0, 0, 0, ?6)
         ON CONFLICT (doc) DO UPDATE SET stream = ?3, heads = ?4, content_seq = ?5, touched_seq = ?5, tail_bytes = tail_bytes + ?6",
    )?
    .execute(params![
        accepted.doc.as_bytes(),
        accepted.kind.number(),
        accepted.home.to_bytes(),
        wire::encode(&accepted.after),
        stored(seq),
        accepted.bytes
    ])?;
    if let Some(snapshot) = &accepted.snapshot {
        tx.sql.prepare_cached(
            "UPDATE document SET snapshot = ?2, snapshot_seq = ?3, snapshot_bytes = ?4, tail_bytes = 0 WHERE doc = ?1",
        )?
        .execute(params![accepted.doc.as_bytes(), snapshot, stored(seq), snapshot.len()])?;
    }
    Ok(())
}

/// The place in its present stream at which a record arrived there, or was merged into by an envelope of another stream:
/// whoever stands before it needs the record whole. 0 for a record that never moved.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn arrived(reading: &Reading<'_>, doc: DocId) -> Result<u64, StoreError> {
    let mut statement = reading.sql.prepare_cached("SELECT seq FROM arrival WHERE doc = ?1")?;
    statement.query_row([doc.as_bytes()], |row| row.get(0)).optional()?.map_or(Ok(0), number)
}

/// Records that left a stream after `at` and up to `upto`, and do not live there now.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn departed(reading: &Reading<'_>, stream: StreamId, (at, upto): (u64, u64)) -> Result<Vec<DocId>, StoreError> {
    let sql = "SELECT DISTINCT departure.doc FROM departure LEFT JOIN document USING (doc) \
               WHERE departure.stream = ?1 AND seq > ?2 AND seq <= ?3 AND document.stream IS NOT ?1 ORDER BY 1";
    let mut statement = reading.sql.prepare_cached(sql)?;
    let rows =
        statement.query_map(params![stream.to_bytes(), stored(at), stored(upto)], |row| row.get::<_, Vec<u8>>(0))?;
    rows.map(|bytes| doc_id(&bytes?)).collect()
}
