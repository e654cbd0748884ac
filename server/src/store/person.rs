//! People of the console: their places and passwords, whether they may come in, their second factor.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, Row, params};
use shared::access::{Place, Role};
use shared::id::{DeviceId, OrgId};
use shared::time::Timestamp;

use super::account::org_id;
use super::document::device_id;
use super::{Reading, StoreError, Writing, schema};

/// The schema since which there is anything beside a person. A damaged database of before is read as it is.
const SINCE: i64 = 9;

/// Whether the database is one that knows accounts, attempts and what sessions show of themselves.
pub(super) fn has_accounts(reading: &Reading<'_>) -> Result<bool, StoreError> {
    Ok(schema::version(reading.sql)? >= SINCE)
}

/// A person who signs in to the console.
#[derive(Clone)]
pub struct PersonRow {
    /// What they sign in with.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Their place.
    pub place: Place,
    /// Argon2id PHC string.
    pub password: String,
    /// The device under which they write.
    pub device: DeviceId,
    /// That device's key.
    pub secret_key: [u8; 32],
}

const PERSON: &str = "SELECT login, name, org, role, password, device, secret_key FROM person";

fn person_row(row: &Row<'_>) -> Result<PersonRow, StoreError> {
    let (org, role, device): (Vec<u8>, String, Vec<u8>) = (row.get(2)?, row.get(3)?, row.get(5)?);
    Ok(PersonRow {
        login: row.get(0)?,
        name: row.get(1)?,
        place: Place { org: org_id(&org)?, role: Role::read(&role) },
        password: row.get(4)?,
        device: device_id(&device)?,
        secret_key: row.get(6)?,
    })
}

/// One person.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn person(reading: &Reading<'_>, login: &str) -> Result<Option<PersonRow>, StoreError> {
    let mut statement = reading.sql.prepare_cached(&format!("{PERSON} WHERE login = ?1"))?;
    let mut rows = statement.query([login])?;
    rows.next()?.map(person_row).transpose()
}

/// Everybody who signs in, or did, by login.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn people(reading: &Reading<'_>) -> Result<Vec<PersonRow>, StoreError> {
    let mut statement = reading.sql.prepare_cached(&format!("{PERSON} ORDER BY login"))?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(person_row(row)?);
    }
    Ok(found)
}

/// The names of everybody who signs in, by login.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn names(reading: &Reading<'_>) -> Result<BTreeMap<String, String>, StoreError> {
    let mut statement = reading.sql.prepare("SELECT login, name FROM person")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The logins of everybody with a role at an organisation who may come in.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn with_role(reading: &Reading<'_>, org: OrgId, role: &Role) -> Result<Vec<String>, StoreError> {
    let mut statement = reading.sql.prepare(
        "SELECT login FROM person LEFT JOIN account USING (login)
         WHERE org = ?1 AND role = ?2 AND disabled_ms IS NULL AND (signed_in_ms IS NOT NULL OR NOT EXISTS
               (SELECT 1 FROM reset WHERE reset.login = person.login AND used_ms IS NULL)) ORDER BY login",
    )?;
    let rows = statement.query_map(params![org.as_bytes(), role.code()], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Adds a person.
///
/// # Errors
/// [`StoreError`] when the database refuses, for example because the login is taken.
pub fn put(tx: &Writing<'_>, person: &PersonRow) -> Result<(), StoreError> {
    tx.sql.execute(
        "INSERT INTO person (login, name, org, role, password, device, secret_key) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            person.login,
            person.name,
            person.place.org.as_bytes(),
            person.place.role.code(),
            person.password,
            person.device.as_bytes(),
            person.secret_key
        ],
    )?;
    Ok(())
}

/// Gives a person another role, under which they write with another device and key.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn set_role(
    tx: &Writing<'_>,
    login: &str,
    role: &Role,
    device: DeviceId,
    secret_key: &[u8; 32],
) -> Result<(), StoreError> {
    tx.sql.execute(
        "UPDATE person SET role = ?2, device = ?3, secret_key = ?4 WHERE login = ?1",
        params![login, role.code(), device.as_bytes(), secret_key],
    )?;
    Ok(())
}

/// The devices under which people of the console write now; those of an earlier role are not among them.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn devices(reading: &Reading<'_>) -> Result<BTreeSet<DeviceId>, StoreError> {
    let mut statement = reading.sql.prepare_cached("SELECT device FROM person")?;
    let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    let found = rows.collect::<Result<Vec<_>, _>>()?;
    Ok(found.iter().filter_map(|device| DeviceId::from_slice(device)).collect())
}

/// Gives a person another password, as an argon2id PHC string.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn set_password(tx: &Writing<'_>, login: &str, password: &str) -> Result<(), StoreError> {
    tx.sql.execute("UPDATE person SET password = ?2 WHERE login = ?1", params![login, password])?;
    Ok(())
}

/// What stands beside a person.
#[derive(Clone, Default)]
pub struct AccountRow {
    /// Since when they may not come in, and who saw to it.
    pub disabled: Option<(Timestamp, String)>,
    /// The key of their second factor, and since when it counts.
    pub second: Option<(Vec<u8>, Timestamp)>,
    /// The last step of time whose code was taken.
    pub step: u64,
    /// When they last signed in.
    pub signed_in: Option<Timestamp>,
}

/// What stands beside a person; nothing in a database of before.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn account(reading: &Reading<'_>, login: &str) -> Result<AccountRow, StoreError> {
    if !has_accounts(reading)? {
        return Ok(AccountRow::default());
    }
    let mut statement = reading.sql.prepare_cached(
        "SELECT disabled_ms, disabled_by, secret, secret_ms, step, signed_in_ms FROM account WHERE login = ?1",
    )?;
    let row = statement.query_row([login], |row| {
        let (disabled, by): (Option<i64>, Option<String>) = (row.get(0)?, row.get(1)?);
        let (secret, since): (Option<Vec<u8>>, Option<i64>) = (row.get(2)?, row.get(3)?);
        Ok(AccountRow {
            disabled: disabled.map(|at| (Timestamp::from_ms(at), by.unwrap_or_default())),
            second: secret.map(|secret| (secret, Timestamp::from_ms(since.unwrap_or_default()))),
            step: row.get(4)?,
            signed_in: row.get::<_, Option<i64>>(5)?.map(Timestamp::from_ms),
        })
    });
    Ok(row.optional()?.unwrap_or_default())
}

/// Writes down what stands beside a person.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn put_account(tx: &Writing<'_>, login: &str, row: &AccountRow) -> Result<(), StoreError> {
    tx.sql.execute(
        "INSERT INTO account (login, disabled_ms, disabled_by, secret, secret_ms, step, signed_in_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (login) DO UPDATE SET disabled_ms = ?2, disabled_by = ?3, secret = ?4, secret_ms = ?5, step = ?6,
         signed_in_ms = ?7",
        params![
            login,
            row.disabled.as_ref().map(|(at, _)| at.as_ms()),
            row.disabled.as_ref().map(|(_, by)| by),
            row.second.as_ref().map(|(secret, _)| secret),
            row.second.as_ref().map(|(_, since)| since.as_ms()),
            i64::try_from(row.step).unwrap_or(i64::MAX),
            row.signed_in.map(Timestamp::as_ms)
        ],
    )?;
    Ok(())
}

/// A code with which a person chooses a password of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResetRow {
    /// For whom it is.
    pub login: String,
    /// Who made it.
    pub created_by: String,
    /// Until when it is good.
    pub expires: Timestamp,
    /// When it was used.
    pub used: Option<Timestamp>,
}

/// Writes down a code by its hash; it takes the place of every other of that person.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn put_reset(tx: &Writing<'_>, code_hash: [u8; 32], code: &ResetRow, now: Timestamp) -> Result<(), StoreError> {
    tx.sql.execute("DELETE FROM reset WHERE login = ?1", [&code.login])?;
    tx.sql.execute(
        "INSERT INTO reset (code_hash, login, created_by, created_ms, expires_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![code_hash, code.login, code.created_by, now.as_ms(), code.expires.as_ms()],
    )?;
    Ok(())
}

/// The code with that hash.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn reset(reading: &Reading<'_>, code_hash: [u8; 32]) -> Result<Option<ResetRow>, StoreError> {
    let mut statement =
        reading.sql.prepare_cached("SELECT login, created_by, expires_ms, used_ms FROM reset WHERE code_hash = ?1")?;
    let row = statement.query_row([code_hash], |row| {
        Ok(ResetRow {
            login: row.get(0)?,
            created_by: row.get(1)?,
            expires: Timestamp::from_ms(row.get(2)?),
            used: row.get::<_, Option<i64>>(3)?.map(Timestamp::from_ms),
        })
    });
    Ok(row.optional()?)
}

/// Until when a person's unused code is good, if there is one.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn reset_waiting(reading: &Reading<'_>, login: &str, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    if !has_accounts(reading)? {
        return Ok(None);
    }
    let sql = "SELECT max(expires_ms) FROM reset WHERE login = ?1 AND used_ms IS NULL AND expires_ms > ?2";
    let until: Option<i64> =
        reading.sql.prepare_cached(sql)?.query_row(params![login, now.as_ms()], |row| row.get(0))?;
    Ok(until.map(Timestamp::from_ms))
}

/// Marks a code as used.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn use_reset(tx: &Writing<'_>, code_hash: [u8; 32], now: Timestamp) -> Result<(), StoreError> {
    tx.sql.execute("UPDATE reset SET used_ms = ?2 WHERE code_hash = ?1", params![code_hash, now.as_ms()])?;
    Ok(())
}

/// Takes back every code of a person that was not used.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn drop_resets(tx: &Writing<'_>, login: &str) -> Result<(), StoreError> {
    tx.sql.execute("DELETE FROM reset WHERE login = ?1 AND used_ms IS NULL", [login])?;
    Ok(())
}

/// Takes back every code for a password.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn drop_all_resets(tx: &Writing<'_>) -> Result<(), StoreError> {
    tx.sql.execute("DELETE FROM reset", [])?;
    Ok(())
}

/// Writes down the codes that stand in for a second factor, in the place of those of before.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn put_recovery(tx: &Writing<'_>, login: &str, codes: &[[u8; 32]], now: Timestamp) -> Result<(), StoreError> {
    tx.sql.execute("DELETE FROM recovery WHERE login = ?1", [login])?;
    for code_hash in codes {
        tx.sql.execute(
            "INSERT INTO recovery (code_hash, login, made_ms) VALUES (?1, ?2, ?3)",
            params![code_hash, login, now.as_ms()],
        )?;
    }
    Ok(())
}

/// Uses a code that stands in for the second factor; `false` when there is none such, or it was used.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn use_recovery(tx: &Writing<'_>, login: &str, code_hash: [u8; 32], now: Timestamp) -> Result<bool, StoreError> {
    let sql = "UPDATE recovery SET used_ms = ?3 WHERE code_hash = ?1 AND login = ?2 AND used_ms IS NULL";
    Ok(tx.sql.execute(sql, params![code_hash, login, now.as_ms()])? > 0)
}

/// How many codes that stand in for the second factor are left.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn recovery_left(reading: &Reading<'_>, login: &str) -> Result<u32, StoreError> {
    if !has_accounts(reading)? {
        return Ok(0);
    }
    let sql = "SELECT count(*) FROM recovery WHERE login = ?1 AND used_ms IS NULL";
    Ok(reading.sql.prepare_cached(sql)?.query_row([login], |row| row.get(0))?)
}
