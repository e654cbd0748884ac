//! What could not be accepted: kept with its reason until the ward decides. Held, never dropped.

use rusqlite::{Connection, Transaction, params};
use shared::envelope::Signed;
use shared::id::{DeviceId, DocId, EnvelopeId, OrgId};
use shared::time::Timestamp;
use shared::wire::{self, HoldReason};

use super::StoreError;
use super::document::{corrupt, device_id, pack, unpack_sealed};

/// An envelope set aside.
#[derive(Debug, Clone)]
pub struct HeldRow {
    /// Its id.
    pub id: EnvelopeId,
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

/// Sets an envelope aside; repeating it changes nothing.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn hold(tx: &Transaction<'_>, held: &HeldRow) -> Result<bool, StoreError> {
    let fresh = tx
        .prepare_cached(
            "INSERT INTO held (id, device, org, doc, kind, reason, sealed, received_ms, carrier)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (id) DO UPDATE SET reason = ?6 WHERE decision IS NULL AND reason <> ?6",
        )?
        .execute(params![
            held.id.as_bytes(),
            held.device.as_bytes(),
            held.org.map(|org| *org.as_bytes()),
            held.doc.map(|doc| *doc.as_bytes()),
            held.kind,
            held.reason.code(),
            pack(&wire::encode(&held.sealed))?,
            held.received.as_ms(),
            held.carrier.as_bytes()
        ])?;
    Ok(fresh > 0)
}

const HELD: &str =
    "SELECT id, device, org, doc, kind, reason, received_ms, sealed, carrier FROM held WHERE decision IS NULL";

fn held_row(row: &rusqlite::Row<'_>) -> Result<HeldRow, StoreError> {
    let (id, device): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
    let (org, doc): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get(2)?, row.get(3)?);
    let (reason, packed, carrier): (String, Vec<u8>, Vec<u8>) = (row.get(5)?, row.get(7)?, row.get(8)?);
    Ok(HeldRow {
        id: EnvelopeId::from_slice(&id).ok_or(corrupt("envelope id"))?,
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
pub fn held(connection: &Connection, limit: usize) -> Result<Vec<HeldRow>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{HELD} ORDER BY received_ms LIMIT ?1"))?;
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
pub fn held_one(connection: &Connection, id: EnvelopeId) -> Result<Option<HeldRow>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{HELD} AND id = ?1"))?;
    let mut rows = statement.query([id.as_bytes()])?;
    rows.next()?.map(held_row).transpose()
}

/// Whether an envelope was ever set aside, decided since or not.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn is_kept(connection: &Connection, id: EnvelopeId) -> Result<bool, StoreError> {
    let kept = "SELECT EXISTS (SELECT 1 FROM held WHERE id = ?1)";
    Ok(connection.prepare_cached(kept)?.query_row([id.as_bytes()], |row| row.get(0))?)
}

/// Envelopes of a record that were held only for want of what they build on, oldest last.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn waiting_on(connection: &Connection, doc: DocId) -> Result<Vec<HeldRow>, StoreError> {
    let mut statement =
        connection.prepare_cached(&format!("{HELD} AND doc = ?1 AND reason = ?2 ORDER BY received_ms DESC"))?;
    let mut rows = statement.query(params![doc.as_bytes(), HoldReason::UnknownDependency.code()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(held_row(row)?);
    }
    Ok(found)
}

/// How many envelopes a device has brought that are set aside and not decided, and their stored bytes.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn held_by(connection: &Connection, carrier: DeviceId) -> Result<(u32, u64), StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT count(*), coalesce(sum(length(sealed)), 0) FROM held WHERE decision IS NULL AND carrier = ?1",
        )?
        .query_row([carrier.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Where undecided envelopes come from: the claimed organisation, the device, and how many.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn held_places(connection: &Connection) -> Result<Vec<(Option<OrgId>, DeviceId, u32)>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT org, device, count(*) FROM held WHERE decision IS NULL GROUP BY org, device")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (org, device): (Option<Vec<u8>>, Vec<u8>) = (row.get(0)?, row.get(1)?);
        found.push((org.and_then(|bytes| OrgId::from_slice(&bytes)), device_id(&device)?, row.get(2)?));
    }
    Ok(found)
}

/// Writes down what the ward decided about an envelope set aside; the bytes stay.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn decide(
    tx: &Transaction<'_>,
    id: EnvelopeId,
    decision: &str,
    by: &str,
    note: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE held SET decision = ?2, decided_by = ?3, note = ?4, decided_ms = ?5 WHERE id = ?1 AND decision IS NULL",
        params![id.as_bytes(), decision, by, note, now.as_ms()],
    )?;
    Ok(())
}

/// Keeps the deciding person's words beside a decision that has none yet.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn note_decision(tx: &Transaction<'_>, id: EnvelopeId, note: &str) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE held SET note = ?2 WHERE id = ?1 AND decision IS NOT NULL AND note = ''",
        params![id.as_bytes(), note],
    )?;
    Ok(())
}
