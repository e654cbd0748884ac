//! Streams, documents and envelopes.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, params};
use shared::access::StreamId;
use shared::doc::{Doc, Heads, Kind};
use shared::envelope::{Envelope, Signed};
use shared::id::{DeviceId, DocId, EnvelopeId};
use shared::sync::server::StreamStatus;
use shared::time::Timestamp;
use shared::wire::{self, Entry, StreamDigest};

use super::{Reading, StoreError, Writing, standing};
use crate::compression;

/// A document's row.
#[derive(Debug, Clone)]
pub struct DocumentRow {
    /// The record.
    pub doc: DocId,
    /// Its kind.
    pub kind: Kind,
    /// The stream it lives in.
    pub stream: StreamId,
    /// Its frontier.
    pub heads: Heads,
    /// Place of its last content.
    pub content_seq: u64,
    /// Place of its last news, content or not.
    pub touched_seq: u64,
    /// Place up to which the ward has seen it.
    pub seen_seq: u64,
    /// Who of the ward saw it last, and when.
    pub seen_by: Option<(String, Timestamp)>,
    /// Bytes of its last snapshot; 0 without one.
    pub snapshot_bytes: usize,
    /// Bytes of envelopes since.
    pub tail_bytes: usize,
}

pub(super) const COLUMNS: &str =
    "doc, kind, stream, heads, content_seq, touched_seq, seen_seq, snapshot_bytes, tail_bytes, seen_by, seen_ms";

pub(super) fn corrupt(what: &'static str) -> StoreError {
    StoreError::Corrupt(what)
}

pub(super) fn number(value: i64) -> Result<u64, StoreError> {
    u64::try_from(value).ok().ok_or(corrupt("number"))
}

pub(super) fn stored(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(super) fn doc_id(bytes: &[u8]) -> Result<DocId, StoreError> {
    DocId::from_slice(bytes).ok_or(corrupt("document id"))
}

/// Reads [`COLUMNS`], which begin at the column `from`.
pub(super) fn document_row(row: &rusqlite::Row<'_>, from: usize) -> Result<DocumentRow, StoreError> {
    let doc: Vec<u8> = row.get(from)?;
    let stream: Vec<u8> = row.get(from + 2)?;
    let heads: Vec<u8> = row.get(from + 3)?;
    Ok(DocumentRow {
        doc: doc_id(&doc)?,
        kind: Kind::from_number(row.get(from + 1)?).ok_or(corrupt("kind"))?,
        stream: StreamId::from_bytes(&stream).ok_or(corrupt("stream id"))?,
        heads: wire::decode(&heads).ok().ok_or(corrupt("frontier"))?,
        content_seq: number(row.get(from + 4)?)?,
        touched_seq: number(row.get(from + 5)?)?,
        seen_seq: number(row.get(from + 6)?)?,
        snapshot_bytes: row.get(from + 7)?,
        tail_bytes: row.get(from + 8)?,
        seen_by: row
            .get::<_, Option<String>>(from + 9)?
            .zip(row.get::<_, Option<i64>>(from + 10)?.map(Timestamp::from_ms)),
    })
}

/// One document's row.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn find(reading: &Reading<'_>, doc: DocId) -> Result<Option<DocumentRow>, StoreError> {
    let mut statement = reading.sql.prepare_cached(&format!("SELECT {COLUMNS} FROM document WHERE doc = ?1"))?;
    let mut rows = statement.query([doc.as_bytes()])?;
    rows.next()?.map(|row| document_row(row, 0)).transpose()
}

/// Opens a document from its snapshot and the envelopes after it.
///
/// # Errors
/// [`StoreError::Corrupt`] when what is stored cannot be opened.
pub fn load(reading: &Reading<'_>, row: &DocumentRow) -> Result<Doc, StoreError> {
    let (snapshot, from): (Option<Vec<u8>>, i64) = reading
        .sql
        .prepare_cached("SELECT snapshot, snapshot_seq FROM document WHERE doc = ?1")?
        .query_row([row.doc.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut doc = match snapshot {
        Some(packed) => Some(Doc::load(row.doc, row.kind, &unpack(&packed)?).ok().ok_or(corrupt("snapshot"))?),
        None => None,
    };
    for (_, sealed) in envelopes_after(reading, row, from)? {
        let envelope: Envelope = sealed.kept().ok().ok_or(corrupt("envelope"))?;
        // Its id, which is a digest, was compared: these are the bytes that were let in.
        let opened = Doc::absorb_again(doc.take(), (row.doc, row.kind), envelope.form, &envelope.chunk);
        doc = Some(opened.ok().ok_or(corrupt("envelope"))?);
    }
    doc.filter(|doc| doc.heads() == row.heads).ok_or(corrupt("document"))
}

/// The envelopes of a document that can be read, oldest first, and how many cannot: for what takes along all there is.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn readable_envelopes(reading: &Reading<'_>, doc: DocId) -> Result<(Vec<Signed>, usize), StoreError> {
    let mut statement = reading.sql.prepare_cached("SELECT sealed, id FROM envelope WHERE doc = ?1 ORDER BY rowid")?;
    let mut rows = statement.query(params![doc.as_bytes()])?;
    let (mut found, mut lost) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let (packed, id): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
        match unpack_sealed(&packed).ok().filter(|sealed| sealed.envelope_id().as_bytes().as_slice() == id) {
            Some(sealed) => found.push(sealed),
            None => lost += 1,
        }
    }
    Ok((found, lost))
}

/// What the stream the record lives in has of it after a place: numbers of other streams say nothing there.
fn envelopes_after(reading: &Reading<'_>, row: &DocumentRow, seq: i64) -> Result<Vec<(DeviceId, Signed)>, StoreError> {
    let sql = "SELECT device, sealed, id FROM envelope WHERE doc = ?1 AND seq > ?2 AND stream = ?3 ORDER BY seq";
    let mut statement = reading.sql.prepare_cached(sql)?;
    let mut rows = statement.query(params![row.doc.as_bytes(), seq, row.stream.to_bytes()])?;
    let mut envelopes = Vec::new();
    while let Some(row) = rows.next()? {
        let (device, packed, id): (Vec<u8>, Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let sealed = unpack_sealed(&packed)?;
        // What a damaged page made of an envelope goes to nobody.
        if sealed.envelope_id().as_bytes().as_slice() != id {
            return Err(corrupt("envelope"));
        }
        envelopes.push((device_id(&device)?, sealed));
    }
    Ok(envelopes)
}

/// The envelopes of a document beyond `floor`, in order, and whether it has any at or before it.
///
/// # Errors
/// [`StoreError`] when the database refuses, or holds an envelope that cannot be read.
pub fn envelopes_beyond(
    reading: &Reading<'_>,
    row: &DocumentRow,
    floor: u64,
) -> Result<(Vec<Signed>, bool), StoreError> {
    let earlier = reading
        .sql
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM envelope WHERE doc = ?1 AND seq <= ?2 AND stream = ?3)")?
        .query_row(params![row.doc.as_bytes(), stored(floor), row.stream.to_bytes()], |row| row.get(0))?;
    let newer = envelopes_after(reading, row, stored(floor))?;
    Ok((newer.into_iter().map(|(_, sealed)| sealed).collect(), earlier))
}

pub(super) fn device_id(bytes: &[u8]) -> Result<DeviceId, StoreError> {
    DeviceId::from_slice(bytes).ok_or(corrupt("device id"))
}

/// Compresses bytes for storage.
///
/// # Errors
/// [`StoreError::Corrupt`] never in practice; zstd reports it all the same.
pub fn pack(bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
    compression::pack(bytes).ok().ok_or(corrupt("blob"))
}

/// A record compressed for storage, to be opened in place of its envelopes: opened once before that.
///
/// # Errors
/// [`StoreError::Corrupt`] when it cannot be opened again.
pub fn pack_snapshot(doc: &Doc) -> Result<Vec<u8>, StoreError> {
    let saved = doc.save();
    let opened = Doc::load(doc.id(), doc.kind(), &saved).ok();
    opened.filter(|opened| opened.heads() == doc.heads()).ok_or(corrupt("snapshot"))?;
    pack(&saved)
}

fn unpack(bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
    compression::unpack(bytes, shared::limits::CHUNK_INFLATED_BYTES_MAX * 16).ok().ok_or(corrupt("blob"))
}

pub(super) fn unpack_sealed(bytes: &[u8]) -> Result<Signed, StoreError> {
    wire::decode(&unpack(bytes)?).ok().ok_or(corrupt("envelope"))
}

/// Where an envelope was merged, if it was.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn envelope_seq(reading: &Reading<'_>, id: EnvelopeId) -> Result<Option<u64>, StoreError> {
    let seq: Option<i64> = reading
        .sql
        .prepare_cached("SELECT seq FROM envelope WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()?;
    seq.map(number).transpose()
}

/// Every envelope that was merged: for tests and reports.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn envelope_ids(reading: &Reading<'_>) -> Result<BTreeSet<EnvelopeId>, StoreError> {
    let mut statement = reading.sql.prepare("SELECT id FROM envelope")?;
    let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    rows.map(|id| EnvelopeId::from_slice(&id?).ok_or(corrupt("envelope id"))).collect()
}

/// Whether a record lived in a stream once and left it.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn has_left(reading: &Reading<'_>, stream: StreamId, doc: DocId) -> Result<bool, StoreError> {
    let mut statement =
        reading.sql.prepare_cached("SELECT EXISTS (SELECT 1 FROM departure WHERE stream = ?1 AND doc = ?2)")?;
    Ok(statement.query_row(params![stream.to_bytes(), doc.as_bytes()], |row| row.get(0))?)
}

/// Takes the next number of a stream, beginning the stream if need be.
pub(super) fn advance(
    tx: &Writing<'_>,
    stream: StreamId,
    fresh_epoch: u64,
    digest: Option<StreamDigest>,
) -> Result<u64, StoreError> {
    let zero = StreamDigest::default();
    let head: i64 = tx
        .sql
        .prepare_cached(
            "INSERT INTO stream (stream, epoch, head, digest) VALUES (?1, ?2, 1, ?3)
             ON CONFLICT (stream) DO UPDATE SET head = head + 1, digest = coalesce(?4, digest) RETURNING head",
        )?
        .query_row(
            params![stream.to_bytes(), stored(fresh_epoch), digest.unwrap_or(zero).0, digest.map(|digest| digest.0)],
            |row| row.get(0),
        )?;
    number(head)
}

/// Notes that the ward has seen a document as it is; the news takes a place in the stream.
///
/// What came after `upto` was not on the reader's page and stays unseen.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn mark_seen(tx: &Writing<'_>, row: &DocumentRow, upto: u64, by: &str, now: Timestamp) -> Result<(), StoreError> {
    let seq = advance(tx, row.stream, 0, None)?;
    tx.sql.prepare_cached("UPDATE document SET seen_seq = min(?3, content_seq), touched_seq = ?2, seen_by = ?4, seen_ms = ?5 WHERE doc = ?1")?
        .execute(params![row.doc.as_bytes(), stored(seq), stored(upto), by, now.as_ms()])?;
    note_seen(tx, row.doc)?;
    standing::follow(tx, row.doc, &[])
}

/// Brings a record's row up to date on whether the ward has seen it as it stands.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn note_seen(tx: &Writing<'_>, doc: DocId) -> Result<(), StoreError> {
    let sql = "UPDATE record_row SET unseen = document.content_seq > document.seen_seq FROM document \
               WHERE document.doc = record_row.doc AND record_row.doc = ?1 \
               AND unseen <> (document.content_seq > document.seen_seq)";
    tx.sql.prepare_cached(sql)?.execute([doc.as_bytes()])?;
    Ok(())
}

/// Where a stream stands; `None` if nothing was ever written to it.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn status(reading: &Reading<'_>, stream: StreamId) -> Result<Option<StreamStatus>, StoreError> {
    let found: Option<(i64, i64, [u8; 16])> = reading
        .sql
        .prepare_cached("SELECT epoch, head, digest FROM stream WHERE stream = ?1")?
        .query_row([stream.to_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    found
        .map(|(epoch, head, digest)| {
            Ok(StreamStatus { epoch: number(epoch)?, head: number(head)?, digest: StreamDigest(digest) })
        })
        .transpose()
}

/// Documents of a stream whose last news lies beyond `at`, in that order.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn touched_after(
    reading: &Reading<'_>,
    stream: StreamId,
    at: u64,
    limit: usize,
) -> Result<Vec<DocumentRow>, StoreError> {
    let mut statement = reading.sql.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM document WHERE stream = ?1 AND touched_seq > ?2 ORDER BY touched_seq LIMIT ?3"
    ))?;
    let mut rows = statement.query(params![stream.to_bytes(), stored(at), limit])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(document_row(row, 0)?);
    }
    Ok(found)
}

/// Documents of a stream after `after` in order of id, with their frontiers.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn inventory(
    reading: &Reading<'_>,
    stream: StreamId,
    after: Option<DocId>,
    limit: usize,
) -> Result<Vec<(DocId, Heads)>, StoreError> {
    let after = after.map(|doc| doc.as_bytes().to_vec()).unwrap_or_default();
    let mut statement = reading.sql.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM document WHERE stream = ?1 AND doc > ?2 ORDER BY doc LIMIT ?3"
    ))?;
    let mut rows = statement.query(params![stream.to_bytes(), after, limit])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let row = document_row(row, 0)?;
        found.push((row.doc, row.heads));
    }
    Ok(found)
}

/// Which envelopes of a document a reader is to get.
pub enum Wanted {
    /// The whole record.
    Whole,
    /// What was merged after this place, except what `by` itself wrote.
    After {
        /// The reader's floor.
        floor: u64,
        /// The reader.
        by: DeviceId,
    },
}

/// The news of one document, and the devices whose envelopes or changes it carries.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn entry(reading: &Reading<'_>, row: &DocumentRow, wanted: &Wanted) -> Result<(Entry, Vec<DeviceId>), StoreError> {
    let (snapshot, from, skip) = match wanted {
        Wanted::Whole => {
            let (packed, seq): (Option<Vec<u8>>, i64) = reading
                .sql
                .prepare_cached("SELECT snapshot, snapshot_seq FROM document WHERE doc = ?1")?
                .query_row([row.doc.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
            (packed.map(|packed| unpack(&packed)).transpose()?, seq, None)
        }
        Wanted::After { floor, by } => (None, stored(*floor), Some(*by)),
    };
    let mut devices = match &snapshot {
        Some(_) => authors(reading, row.doc)?,
        None => Vec::new(),
    };
    let mut envelopes = Vec::new();
    for (device, sealed) in envelopes_after(reading, row, from)? {
        if skip != Some(device) {
            devices.push(device);
            envelopes.push(sealed);
        }
    }
    let entry = Entry {
        doc: row.doc,
        kind: row.kind.number(),
        heads: row.heads.clone(),
        content_seq: row.content_seq,
        seen_seq: row.seen_seq,
        snapshot: snapshot.map(Into::into),
        envelopes,
    };
    Ok((entry, devices))
}

/// The devices that wrote in a document.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn authors(reading: &Reading<'_>, doc: DocId) -> Result<Vec<DeviceId>, StoreError> {
    let mut statement = reading.sql.prepare_cached("SELECT DISTINCT device FROM envelope WHERE doc = ?1")?;
    let rows = statement.query_map([doc.as_bytes()], |row| row.get::<_, Vec<u8>>(0))?;
    rows.map(|bytes| device_id(&bytes?)).collect()
}

/// Every document's row, in order of id: for `verify` and `reindex`.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn all(reading: &Reading<'_>) -> Result<Vec<DocumentRow>, StoreError> {
    let mut found = Vec::new();
    each(reading, |row| found.push(row))?;
    Ok(found)
}

/// Shows every document's row, in order of id, keeping none.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn each(reading: &Reading<'_>, mut show: impl FnMut(DocumentRow)) -> Result<(), StoreError> {
    let mut statement = reading.sql.prepare(&format!("SELECT {COLUMNS} FROM document ORDER BY doc"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        show(document_row(row, 0)?);
    }
    Ok(())
}

/// A document as a list of all of them finds it.
#[derive(Debug, Clone)]
pub enum Listed {
    /// Its row.
    Whole(DocumentRow),
    /// What of its row can be read: the record, its kind and the stream it lives in.
    Place(DocId, Kind, StreamId),
}

/// Shows every document, in order of id. One whose row cannot be read is logged, and shown where its place can be read.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn each_listed(reading: &Reading<'_>, mut show: impl FnMut(Listed)) -> Result<(), StoreError> {
    let mut statement = reading.sql.prepare(&format!("SELECT {COLUMNS} FROM document ORDER BY doc"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        match document_row(row, 0) {
            Ok(row) => show(Listed::Whole(row)),
            Err(StoreError::Refused(refusal)) if refusal.is_damage() => return Err(StoreError::Refused(refusal)),
            Err(error) => {
                let place = place(row);
                let doc = place.map(|(doc, ..)| doc.to_string()).unwrap_or_default();
                tracing::error!(doc, %error, "the row of a document cannot be read");
                place.into_iter().for_each(|(doc, kind, stream)| show(Listed::Place(doc, kind, stream)));
            }
        }
    }
    Ok(())
}

fn place(row: &rusqlite::Row<'_>) -> Option<(DocId, Kind, StreamId)> {
    let (doc, kind, stream): (Vec<u8>, u8, Vec<u8>) = (row.get(0).ok()?, row.get(1).ok()?, row.get(2).ok()?);
    Some((DocId::from_slice(&doc)?, Kind::from_number(kind)?, StreamId::from_bytes(&stream)?))
}

/// Every stream with its status.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn streams(reading: &Reading<'_>) -> Result<Vec<(StreamId, StreamStatus)>, StoreError> {
    let mut statement = reading.sql.prepare("SELECT stream FROM stream ORDER BY stream")?;
    let ids = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?.collect::<Result<Vec<_>, _>>()?;
    let mut found = Vec::new();
    for id in ids {
        let stream = StreamId::from_bytes(&id).ok_or(corrupt("stream id"))?;
        if let Some(status) = status(reading, stream)? {
            found.push((stream, status));
        }
    }
    Ok(found)
}

/// Draws a new epoch for every stream, because numbers after the backup may have been given out.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn renew_epochs(tx: &Writing<'_>, mut fresh: impl FnMut() -> Result<u64, StoreError>) -> Result<usize, StoreError> {
    let streams = streams(tx)?;
    for (stream, _) in &streams {
        tx.sql
            .execute("UPDATE stream SET epoch = ?2 WHERE stream = ?1", params![stream.to_bytes(), stored(fresh()?)])?;
    }
    Ok(streams.len())
}
