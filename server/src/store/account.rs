//! Devices, enrolment codes and settings.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};
use shared::access::{Place, Role};
use shared::envelope::Signed;
use shared::id::{DeviceId, DocId, OrgId};
use shared::time::Timestamp;
use shared::wire;

use super::document::device_id;
use super::{Reading, StoreError, Writing};

/// An enrolled device.
#[derive(Debug, Clone)]
pub struct DeviceRow {
    /// Its id.
    pub device: DeviceId,
    /// Its public key.
    pub public_key: [u8; 32],
    /// The person's place.
    pub place: Place,
    /// The person's name.
    pub person: String,
    /// The person's member record.
    pub member: Option<DocId>,
    /// What the person calls the phone.
    pub label: String,
    /// The ward's certificate for it.
    pub certificate: Signed,
    /// When it was enrolled.
    pub enrolled: Timestamp,
    /// When and why it was revoked.
    pub revoked: Option<(Timestamp, String)>,
    /// When it last synced.
    pub last_contact: Option<Timestamp>,
    /// Envelopes it said were still waiting on it.
    pub unsent: u32,
    /// How far its clock was ahead of the server's, in milliseconds.
    pub clock_skew_ms: i64,
    /// Whether the server holds its key: the device of a person at the console.
    pub at_console: bool,
}

const DEVICE: &str =
    "SELECT device, public_key, org, role, person, member, label, certificate, enrolled_ms, revoked_ms, revoke_reason,
     last_contact_ms, unsent, clock_skew_ms, token_hash IS NULL FROM device";

fn corrupt(what: &'static str) -> StoreError {
    StoreError::Corrupt(what)
}

pub(super) fn org_id(bytes: &[u8]) -> Result<OrgId, StoreError> {
    OrgId::from_slice(bytes).ok_or(corrupt("organisation id"))
}

fn device_row(row: &rusqlite::Row<'_>) -> Result<DeviceRow, StoreError> {
    let (device, org, role): (Vec<u8>, Vec<u8>, String) = (row.get(0)?, row.get(2)?, row.get(3)?);
    let (member, certificate): (Option<Vec<u8>>, Vec<u8>) = (row.get(5)?, row.get(7)?);
    let (revoked, reason): (Option<i64>, Option<String>) = (row.get(9)?, row.get(10)?);
    Ok(DeviceRow {
        device: device_id(&device)?,
        public_key: row.get(1)?,
        place: Place { org: org_id(&org)?, role: Role::read(&role) },
        person: row.get(4)?,
        member: member.and_then(|bytes| DocId::from_slice(&bytes)),
        label: row.get(6)?,
        certificate: wire::decode(&certificate).ok().ok_or(corrupt("certificate"))?,
        enrolled: Timestamp::from_ms(row.get(8)?),
        revoked: revoked.map(|at| (Timestamp::from_ms(at), reason.unwrap_or_default())),
        last_contact: row.get::<_, Option<i64>>(11)?.map(Timestamp::from_ms),
        unsent: row.get(12)?,
        clock_skew_ms: row.get(13)?,
        at_console: row.get(14)?,
    })
}

/// Every device ever enrolled.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn devices(reading: &Reading<'_>) -> Result<Vec<DeviceRow>, StoreError> {
    let mut statement = reading.sql.prepare_cached(&format!("{DEVICE} ORDER BY enrolled_ms DESC, device"))?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(device_row(row)?);
    }
    Ok(found)
}

/// How many devices are enrolled, with a token and not revoked.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn enrolled(reading: &Reading<'_>) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM device WHERE token_hash IS NOT NULL AND revoked_ms IS NULL";
    Ok(reading.sql.query_row(sql, [], |row| row.get(0))?)
}

/// Takes out a setting, if it is there.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn take_setting(tx: &Writing<'_>, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let taken = tx.sql.query_row("DELETE FROM setting WHERE key = ?1 RETURNING value", [key], |row| row.get(0));
    Ok(taken.optional()?)
}

/// The hashes of all bearer tokens, each with its device.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn tokens(reading: &Reading<'_>) -> Result<BTreeMap<[u8; 32], DeviceId>, StoreError> {
    let mut statement =
        reading.sql.prepare_cached("SELECT token_hash, device FROM device WHERE token_hash IS NOT NULL")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    rows.map(|row| row.map_err(StoreError::from).and_then(|(hash, device)| Ok((hash, device_id(&device)?)))).collect()
}

/// Writes down a device; enrolling the same key again replaces its token.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn put_device(tx: &Writing<'_>, device: &DeviceRow, token_hash: Option<[u8; 32]>) -> Result<(), StoreError> {
    tx.sql.execute(
        "INSERT INTO device (device, public_key, org, role, person, member, label, certificate, token_hash, enrolled_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (device) DO UPDATE SET org = ?3, role = ?4, person = ?5, member = ?6, certificate = ?8, token_hash = ?9,
         label = ?7",
        params![
            device.device.as_bytes(),
            device.public_key,
            device.place.org.as_bytes(),
            device.place.role.code(),
            device.person,
            device.member.map(|member| *member.as_bytes()),
            device.label,
            wire::encode(&device.certificate),
            token_hash,
            device.enrolled.as_ms()
        ],
    )?;
    Ok(())
}

/// Whether a device was revoked.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn is_revoked(reading: &Reading<'_>, device: DeviceId) -> Result<bool, StoreError> {
    Ok(reading.sql.query_row(
        "SELECT count(*) FROM device WHERE device = ?1 AND revoked_ms IS NOT NULL",
        [device.as_bytes()],
        |row| row.get::<_, i64>(0),
    )? > 0)
}

/// Notes a device's contact.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn note_contact(
    tx: &Writing<'_>,
    device: DeviceId,
    now: Timestamp,
    unsent: u32,
    skew_ms: i64,
) -> Result<(), StoreError> {
    tx.sql
        .prepare_cached("UPDATE device SET last_contact_ms = ?2, unsent = ?3, clock_skew_ms = ?4 WHERE device = ?1")?
        .execute(params![device.as_bytes(), now.as_ms(), unsent, skew_ms])?;
    Ok(())
}

/// Revokes a device from this moment on.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn revoke(tx: &Writing<'_>, device: DeviceId, now: Timestamp, reason: &str) -> Result<bool, StoreError> {
    let done = tx.sql.execute(
        "UPDATE device SET revoked_ms = ?2, revoke_reason = ?3 WHERE device = ?1 AND revoked_ms IS NULL",
        params![device.as_bytes(), now.as_ms(), reason],
    )?;
    Ok(done > 0)
}

/// An enrolment code that was given out.
#[derive(Debug, Clone)]
pub struct EnrolmentRow {
    /// The place it enrols into.
    pub place: Place,
    /// The person's name.
    pub person: String,
    /// The person's member record.
    pub member: Option<DocId>,
    /// Who made it.
    pub created_by: String,
    /// Until when it is good.
    pub expires: Timestamp,
    /// The device that used it.
    pub used_by: Option<DeviceId>,
}

/// Writes down an enrolment code by the hash of its secret.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn put_enrolment(
    tx: &Writing<'_>,
    secret_hash: [u8; 32],
    code: &EnrolmentRow,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.sql.execute(
        "INSERT INTO enrolment (secret_hash, org, role, person, member, created_by, created_ms, expires_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            secret_hash,
            code.place.org.as_bytes(),
            code.place.role.code(),
            code.person,
            code.member.map(|member| *member.as_bytes()),
            code.created_by,
            now.as_ms(),
            code.expires.as_ms()
        ],
    )?;
    Ok(())
}

/// The enrolment code with that hash.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn enrolment(reading: &Reading<'_>, secret_hash: [u8; 32]) -> Result<Option<EnrolmentRow>, StoreError> {
    let mut statement = reading.sql.prepare(
        "SELECT org, role, person, member, created_by, expires_ms, used_by FROM enrolment WHERE secret_hash = ?1",
    )?;
    let mut rows = statement.query([secret_hash])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let (org, role): (Vec<u8>, String) = (row.get(0)?, row.get(1)?);
    let (member, used): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get(3)?, row.get(6)?);
    Ok(Some(EnrolmentRow {
        place: Place { org: org_id(&org)?, role: Role::read(&role) },
        person: row.get(2)?,
        member: member.and_then(|bytes| DocId::from_slice(&bytes)),
        created_by: row.get(4)?,
        expires: Timestamp::from_ms(row.get(5)?),
        used_by: used.map(|bytes| device_id(&bytes)).transpose()?,
    }))
}

/// Whether a device has used a code that was made after this one.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn used_a_later_code(reading: &Reading<'_>, secret_hash: [u8; 32], device: DeviceId) -> Result<bool, StoreError> {
    let later = "SELECT EXISTS (SELECT 1 FROM enrolment WHERE used_by = ?2
                 AND rowid > (SELECT rowid FROM enrolment WHERE secret_hash = ?1))";
    Ok(reading.sql.prepare_cached(later)?.query_row(params![secret_hash, device.as_bytes()], |row| row.get(0))?)
}

/// Marks an enrolment code as used.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn use_enrolment(tx: &Writing<'_>, secret_hash: [u8; 32], device: DeviceId) -> Result<(), StoreError> {
    tx.sql
        .execute("UPDATE enrolment SET used_by = ?2 WHERE secret_hash = ?1", params![secret_hash, device.as_bytes()])?;
    Ok(())
}

/// A setting.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn setting(reading: &Reading<'_>, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(reading.sql.query_row("SELECT value FROM setting WHERE key = ?1", [key], |row| row.get(0)).optional()?)
}

/// Writes a setting.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn put_setting(tx: &Writing<'_>, key: &str, value: &[u8]) -> Result<(), StoreError> {
    tx.sql.execute(
        "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
        params![key, value],
    )?;
    Ok(())
}

/// Lets every write of a setting fail, or no longer, while transactions still commit.
#[cfg(test)]
pub(crate) fn refuse_settings(tx: &Writing<'_>, refuse: bool) -> Result<(), StoreError> {
    Ok(tx.sql.execute_batch(if refuse {
        "CREATE TEMP TRIGGER refused BEFORE INSERT ON setting BEGIN SELECT RAISE(FAIL, 'no room'); END"
    } else {
        "DROP TRIGGER refused"
    })?)
}
