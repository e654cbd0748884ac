//! What could not be accepted: kept with its reason until the ward decides. Held, never dropped.
//!
//! What is held is known by its body and its signature together. A body under a false signature therefore takes nothing
//! from the same body under a good one. What only waits for changes is found by those changes.

pub mod decided;

use rusqlite::{OptionalExtension, params};
use shared::envelope::Signed;
use shared::id::{ChangeId, DeviceId, DocId, EnvelopeId, HeldId, OrgId};
use shared::time::Timestamp;
use shared::wire::{self, HoldReason};

use super::document::{corrupt, device_id, pack, stored, unpack_sealed};
use super::{Reading, StoreError, Writing, schema, standing};

/// An envelope set aside.
#[derive(Debug, Clone)]
pub struct HeldRow {
    /// This copy of it.
    pub id: HeldId,
    /// The envelope it says it is.
    pub envelope: EnvelopeId,
    /// Who signed it, or who brought it where no signature holds.
    pub device: DeviceId,
    /// Who brought it.
    pub carrier: DeviceId,
    /// Whose record it claims to be.
    pub org: Option<OrgId>,
    /// Which record it claims to be.
    pub doc: Option<DocId>,
    /// Its kind by number.
    pub kind: Option<u8>,
    /// Why it was set aside.
    pub reason: HoldReason,
    /// When it came.
    pub received: Timestamp,
    /// The signed bytes.
    pub sealed: Signed,
}

/// The schema's version from which on copies are told apart.
pub(super) const BY_COPY_SINCE: i64 = 3;
/// Changes remembered for which one envelope waits; when those are here it is tried again, and waits for the rest.
const WAITS_MAX: usize = 256;

/// Sets an envelope aside; `missing` is what it builds on and is not here. Repeating it changes nothing.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn hold(tx: &Writing<'_>, held: &HeldRow, missing: &[ChangeId]) -> Result<bool, StoreError> {
    let fresh = tx
        .sql
        .prepare_cached(
            "INSERT INTO held (held, id, device, org, doc, kind, reason, sealed, received_ms, carrier)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (held) DO UPDATE SET reason = ?7 WHERE decision IS NULL AND reason <> ?7",
        )?
        .execute(params![
            held.id.as_bytes(),
            held.envelope.as_bytes(),
            held.device.as_bytes(),
            held.org.map(|org| *org.as_bytes()),
            held.doc.map(|doc| *doc.as_bytes()),
            held.kind,
            held.reason.code(),
            pack(&wire::encode(&held.sealed))?,
            held.received.as_ms(),
            held.carrier.as_bytes()
        ])?;
    await_changes(tx, held, missing)?;
    if let Some(doc) = held.doc {
        standing::follow(tx, doc, &[])?;
    }
    Ok(fresh > 0)
}

/// Writes down what an envelope waits for, in the place of what it waited for before.
fn await_changes(tx: &Writing<'_>, held: &HeldRow, missing: &[ChangeId]) -> Result<(), StoreError> {
    tx.sql.prepare_cached("DELETE FROM held_wait WHERE held = ?1")?.execute([held.id.as_bytes()])?;
    let Some(doc) = held.doc.filter(|_| held.reason == HoldReason::UnknownDependency) else {
        tx.sql.prepare_cached("UPDATE held SET waits = NULL WHERE held = ?1")?.execute([held.id.as_bytes()])?;
        return Ok(());
    };
    let mut waits = 0;
    for change in missing.iter().take(WAITS_MAX) {
        waits += tx
            .sql
            .prepare_cached("INSERT OR IGNORE INTO held_wait (doc, missing, held) VALUES (?1, ?2, ?3)")?
            .execute(params![doc.as_bytes(), change.as_bytes(), held.id.as_bytes()])?;
    }
    let waits = (waits > 0).then_some(waits);
    tx.sql.prepare_cached("UPDATE held SET waits = ?2 WHERE held = ?1")?.execute(params![held.id.as_bytes(), waits])?;
    Ok(())
}

/// Notes which changes of a record are here now; gives what waits for nothing else, oldest first.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn landed(tx: &Writing<'_>, doc: DocId, changes: &[ChangeId]) -> Result<Vec<HeldId>, StoreError> {
    let anything: bool = tx
        .sql
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM held WHERE doc = ?1 AND decision IS NULL AND reason = ?2)")?
        .query_row(params![doc.as_bytes(), HoldReason::UnknownDependency.code()], |row| row.get(0))?;
    if !anything {
        return Ok(Vec::new());
    }
    let mut arrived = tx.sql.prepare_cached("DELETE FROM held_wait WHERE doc = ?1 AND missing = ?2 RETURNING held")?;
    let mut fewer = tx.sql.prepare_cached("UPDATE held SET waits = waits - 1 WHERE held = ?1")?;
    for change in changes {
        let waiting = arrived
            .query_map(params![doc.as_bytes(), change.as_bytes()], |row| row.get::<_, Vec<u8>>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        for held in waiting {
            fewer.execute([held])?;
        }
    }
    // Also what was ready before and found no disk to be tried on, and, once each, what an earlier version set aside
    // without saying what it waits for.
    let mut ready = tx.sql.prepare_cached(
        "SELECT held FROM held WHERE doc = ?1 AND decision IS NULL AND reason = ?2 AND coalesce(waits, 0) = 0
         ORDER BY received_ms, rowid",
    )?;
    let rows = ready
        .query_map(params![doc.as_bytes(), HoldReason::UnknownDependency.code()], |row| row.get::<_, Vec<u8>>(0))?;
    rows.map(|id| held_id(&id?)).collect()
}

/// What waits for nothing any more and was not tried since: the server stopped in between.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn ready(reading: &Reading<'_>) -> Result<Vec<HeldId>, StoreError> {
    let mut statement = reading
        .sql
        .prepare("SELECT held FROM held WHERE waits = 0 AND decision IS NULL ORDER BY received_ms, rowid")?;
    let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    rows.map(|id| held_id(&id?)).collect()
}

/// Gives what an earlier version set aside, under the envelope's id, the id of its very bytes. What cannot be read keeps
/// the name it has.
pub(super) fn name_copies(tx: &Writing<'_>) -> Result<(), StoreError> {
    let mut statement = tx.sql.prepare("SELECT rowid, sealed FROM held WHERE held = id")?;
    let mut rows = statement.query([])?;
    let mut named = Vec::new();
    while let Some(row) = rows.next()? {
        let (number, packed): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
        named.extend(unpack_sealed(&packed).ok().map(|sealed| (number, sealed.held_id())));
    }
    for (number, held) in named {
        tx.sql.execute("UPDATE held SET held = ?2 WHERE rowid = ?1", params![number, held.as_bytes()])?;
    }
    Ok(())
}

fn held_id(bytes: &[u8]) -> Result<HeldId, StoreError> {
    HeldId::from_slice(bytes).ok_or(corrupt("held id"))
}

/// What is held and not decided. A database of before, which could not be brought up because it is damaged, knows it by
/// the envelope's id.
fn undecided(reading: &Reading<'_>) -> Result<String, StoreError> {
    let name = if schema::version(reading.sql)? < BY_COPY_SINCE { "id" } else { "held" };
    Ok(format!(
        "SELECT id, device, org, doc, kind, reason, received_ms, sealed, carrier, {name} FROM held WHERE decision IS NULL"
    ))
}

fn held_row(row: &rusqlite::Row<'_>) -> Result<HeldRow, StoreError> {
    let (id, device): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
    let (org, doc): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get(2)?, row.get(3)?);
    let (reason, packed, carrier): (String, Vec<u8>, Vec<u8>) = (row.get(5)?, row.get(7)?, row.get(8)?);
    let held: Vec<u8> = row.get(9)?;
    Ok(HeldRow {
        id: held_id(&held)?,
        envelope: EnvelopeId::from_slice(&id).ok_or(corrupt("envelope id"))?,
        device: device_id(&device)?,
        carrier: device_id(&carrier)?,
        org: org.and_then(|bytes| OrgId::from_slice(&bytes)),
        doc: doc.and_then(|bytes| DocId::from_slice(&bytes)),
        kind: row.get(4)?,
        reason: HoldReason::read(&reason),
        received: Timestamp::from_ms(row.get(6)?),
        sealed: unpack_sealed(&packed)?,
    })
}

/// Everything set aside and not decided, oldest first.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn held(reading: &Reading<'_>, limit: usize) -> Result<Vec<HeldRow>, StoreError> {
    let mut statement = reading.sql.prepare_cached(&(undecided(reading)? + " ORDER BY received_ms LIMIT ?1"))?;
    let mut rows = statement.query([limit])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(held_row(row)?);
    }
    Ok(found)
}

/// One envelope set aside and not decided.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn held_one(reading: &Reading<'_>, id: HeldId) -> Result<Option<HeldRow>, StoreError> {
    let mut statement = reading.sql.prepare_cached(&(undecided(reading)? + " AND held = ?1"))?;
    let mut rows = statement.query([id.as_bytes()])?;
    rows.next()?.map(held_row).transpose()
}

/// Whether this copy of an envelope was ever set aside, decided since or not.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn is_kept(reading: &Reading<'_>, id: HeldId) -> Result<bool, StoreError> {
    let kept = "SELECT EXISTS (SELECT 1 FROM held WHERE held = ?1)";
    Ok(reading.sql.prepare_cached(kept)?.query_row([id.as_bytes()], |row| row.get(0))?)
}

/// A copy that was set aside once, decided since or not.
#[derive(Debug, Clone, Copy)]
pub struct Kept {
    /// The copy.
    pub id: HeldId,
    /// The envelope it says it is.
    pub envelope: EnvelopeId,
    /// Which record it claims to be.
    pub doc: Option<DocId>,
}

/// Every copy that was ever set aside: for tests and reports.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn kept(reading: &Reading<'_>) -> Result<Vec<Kept>, StoreError> {
    let mut statement = reading.sql.prepare("SELECT held, id, doc FROM held")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (held, id, doc): (Vec<u8>, Vec<u8>, Option<Vec<u8>>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        found.push(Kept {
            id: held_id(&held)?,
            envelope: EnvelopeId::from_slice(&id).ok_or(corrupt("envelope id"))?,
            doc: doc.and_then(|bytes| DocId::from_slice(&bytes)),
        });
    }
    Ok(found)
}

/// Whether anything merged into a record after a place of its stream was held before, and let in by the ward.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn is_released_after(reading: &Reading<'_>, doc: DocId, seq: u64) -> Result<bool, StoreError> {
    let released = "SELECT EXISTS (SELECT 1 FROM envelope JOIN held USING (id)
         WHERE envelope.doc = ?1 AND envelope.seq > ?2 AND held.decision = 'released'
         AND envelope.stream = (SELECT stream FROM document WHERE doc = ?1))";
    Ok(reading.sql.prepare_cached(released)?.query_row(params![doc.as_bytes(), stored(seq)], |row| row.get(0))?)
}

/// How many envelopes are set aside and not decided that a device signed, or brought where no signature holds, and their
/// stored bytes.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn held_by(reading: &Reading<'_>, device: DeviceId) -> Result<(u32, u64), StoreError> {
    Ok(reading
        .sql
        .prepare_cached(
            "SELECT count(*), coalesce(sum(length(sealed)), 0) FROM held WHERE decision IS NULL AND device = ?1",
        )?
        .query_row([device.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Where undecided envelopes come from: the claimed organisation, the device, and how many.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn held_places(reading: &Reading<'_>) -> Result<Vec<(Option<OrgId>, DeviceId, u32)>, StoreError> {
    let mut statement = reading
        .sql
        .prepare_cached("SELECT org, device, count(*) FROM held WHERE decision IS NULL GROUP BY org, device")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (org, device): (Option<Vec<u8>>, Vec<u8>) = (row.get(0)?, row.get(1)?);
        found.push((org.and_then(|bytes| OrgId::from_slice(&bytes)), device_id(&device)?, row.get(2)?));
    }
    Ok(found)
}

/// How many undecided envelopes name no record.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn unplaced(reading: &Reading<'_>) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM held WHERE decision IS NULL AND doc IS NULL";
    Ok(reading.sql.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// What was decided about something held.
#[derive(Debug, Clone)]
pub struct Decision {
    /// A stable code: `released`, `dismissed` or `merged`.
    pub code: &'static str,
    /// Who decided: a login, or `sen` itself.
    pub by: String,
    /// Their words.
    pub note: String,
    /// When.
    pub at: Timestamp,
}

/// Writes down what was decided about one copy set aside, after what was said of it before; the bytes stay. `false` when it
/// was decided before.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn decide(tx: &Writing<'_>, id: HeldId, decision: &Decision) -> Result<bool, StoreError> {
    let done = tx
        .sql
        .prepare_cached(
            "UPDATE held SET decision = ?2, decided_by = ?3, note = coalesce(note || char(10), '') || ?4, decided_ms = ?5
             WHERE held = ?1 AND decision IS NULL RETURNING doc",
        )?
        .query_row(params![id.as_bytes(), decision.code, decision.by, decision.note, decision.at.as_ms()], |row| {
            row.get::<_, Option<Vec<u8>>>(0)
        })
        .optional()?;
    tx.sql.prepare_cached("DELETE FROM held_wait WHERE held = ?1")?.execute([id.as_bytes()])?;
    if let Some(doc) = done.iter().flatten().find_map(|doc| DocId::from_slice(doc)) {
        standing::follow(tx, doc, &[])?;
    }
    Ok(done.is_some())
}

/// Keeps what somebody said of something that waits on.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn note(tx: &Writing<'_>, id: HeldId, note: &str) -> Result<(), StoreError> {
    let sql = "UPDATE held SET note = coalesce(note || char(10), '') || ?2 WHERE held = ?1 AND decision IS NULL";
    tx.sql.prepare_cached(sql)?.execute(params![id.as_bytes(), note])?;
    Ok(())
}

/// Every copy of an envelope that is set aside and not decided.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn copies(reading: &Reading<'_>, envelope: EnvelopeId) -> Result<Vec<HeldId>, StoreError> {
    let mut statement = reading.sql.prepare_cached("SELECT held FROM held WHERE id = ?1 AND decision IS NULL")?;
    let rows = statement.query_map([envelope.as_bytes()], |row| row.get::<_, Vec<u8>>(0))?;
    rows.map(|id| held_id(&id?)).collect()
}

/// Who decided what about a copy, if anybody did: for tests and reports.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn decision(reading: &Reading<'_>, id: HeldId) -> Result<Option<(String, String, String)>, StoreError> {
    Ok(reading
        .sql
        .prepare_cached("SELECT decision, decided_by, note FROM held WHERE held = ?1 AND decision IS NOT NULL")?
        .query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?)
}
