//! Sessions at the console, and the attempts to begin one.

use rusqlite::{OptionalExtension, Row, params};
use shared::id::labelled_hash;
use shared::time::Timestamp;

use super::person::has_accounts;
use super::{Reading, StoreError, Writing};

/// A session at the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// The hash of its secret.
    pub token_hash: [u8; 32],
    /// Whose it is.
    pub login: String,
    /// The token its forms carry.
    pub csrf: String,
    /// Since when there is one.
    pub since: Timestamp,
    /// When it was last used, to the minute.
    pub used: Timestamp,
    /// When it ends, however much it is used.
    pub expires: Timestamp,
    /// The browser, as far as it said; a name that is the same in every language.
    pub browser: String,
    /// What it runs on, as far as it said.
    pub system: String,
}

const SESSION: &str = "SELECT token_hash, login, csrf, since_ms, used_ms, expires_ms, browser, system FROM session";

fn session_row(row: &Row<'_>) -> rusqlite::Result<SessionRow> {
    Ok(SessionRow {
        token_hash: row.get(0)?,
        login: row.get(1)?,
        csrf: row.get(2)?,
        since: Timestamp::from_ms(row.get(3)?),
        used: Timestamp::from_ms(row.get(4)?),
        expires: Timestamp::from_ms(row.get(5)?),
        browser: row.get(6)?,
        system: row.get(7)?,
    })
}

/// Opens a session and forgets those that have ended.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn put(tx: &Writing<'_>, session: &SessionRow) -> Result<(), StoreError> {
    tx.sql.execute("DELETE FROM session WHERE expires_ms <= ?1", [session.since.as_ms()])?;
    tx.sql.execute(
        "INSERT INTO session (token_hash, login, csrf, since_ms, used_ms, expires_ms, browser, system)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            session.token_hash,
            session.login,
            session.csrf,
            session.since.as_ms(),
            session.used.as_ms(),
            session.expires.as_ms(),
            session.browser,
            session.system
        ],
    )?;
    Ok(())
}

/// The session with that hash, whether it has ended or not; none in a database of before.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn find(reading: &Reading<'_>, token_hash: [u8; 32]) -> Result<Option<SessionRow>, StoreError> {
    if !has_accounts(reading)? {
        return Ok(None);
    }
    let mut statement = reading.sql.prepare_cached(&format!("{SESSION} WHERE token_hash = ?1"))?;
    Ok(statement.query_row([token_hash], session_row).optional()?)
}

/// Every session of a person, the last used first.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn of(reading: &Reading<'_>, login: &str) -> Result<Vec<SessionRow>, StoreError> {
    if !has_accounts(reading)? {
        return Ok(Vec::new());
    }
    let mut statement =
        reading.sql.prepare_cached(&format!("{SESSION} WHERE login = ?1 ORDER BY used_ms DESC, token_hash"))?;
    let rows = statement.query_map([login], session_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes that a session is used.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn touch(tx: &Writing<'_>, token_hash: [u8; 32], now: Timestamp) -> Result<(), StoreError> {
    tx.sql
        .prepare_cached("UPDATE session SET used_ms = max(used_ms, ?2) WHERE token_hash = ?1")?
        .execute(params![token_hash, now.as_ms()])?;
    Ok(())
}

/// Ends a session; `false` when there was none.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn end(tx: &Writing<'_>, token_hash: [u8; 32]) -> Result<bool, StoreError> {
    Ok(tx.sql.execute("DELETE FROM session WHERE token_hash = ?1", [token_hash])? > 0)
}

/// Ends every session of everybody.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn end_everybodys(tx: &Writing<'_>) -> Result<(), StoreError> {
    tx.sql.execute("DELETE FROM session", [])?;
    Ok(())
}

/// Ends every session of a person but one; tells how many.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn end_all(tx: &Writing<'_>, login: &str, except: Option<[u8; 32]>) -> Result<usize, StoreError> {
    let sql = "DELETE FROM session WHERE login = ?1 AND token_hash IS NOT ?2";
    Ok(tx.sql.execute(sql, params![login, except])?)
}

/// Where attempts are counted: what was typed as a login, by hash, and where they came from. It may be a password that was
/// typed into the wrong field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptKey {
    login_hash: [u8; 32],
    origin: Vec<u8>,
}

impl AttemptKey {
    /// Attempts with a login from one place; an empty place is every one.
    #[must_use]
    pub fn of(login: &str, origin: &[u8]) -> Self {
        Self { login_hash: labelled_hash("sen/attempt/1", &[login.as_bytes()]), origin: origin.to_vec() }
    }
}

/// How attempts with one key went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttemptRow {
    /// Failures since the last success or lock-out.
    pub failures: u32,
    /// Locked out until then.
    pub locked_until: Timestamp,
}

/// The attempts with a key; `None` when there were none of late.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn attempts(reading: &Reading<'_>, key: &AttemptKey) -> Result<Option<AttemptRow>, StoreError> {
    if !has_accounts(reading)? {
        return Ok(None);
    }
    let mut statement = reading
        .sql
        .prepare_cached("SELECT failures, locked_until FROM attempt WHERE login_hash = ?1 AND origin = ?2")?;
    let row = statement.query_row(params![key.login_hash, key.origin], |row| {
        Ok(AttemptRow { failures: row.get(0)?, locked_until: Timestamp::from_ms(row.get(1)?) })
    });
    Ok(row.optional()?)
}

/// Forgets the attempts that were made before `since` and lock nobody out.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn forget_old_attempts(tx: &Writing<'_>, since: Timestamp, now: Timestamp) -> Result<(), StoreError> {
    tx.sql
        .prepare_cached("DELETE FROM attempt WHERE last_ms <= ?1 AND locked_until <= ?2")?
        .execute([since.as_ms(), now.as_ms()])?;
    Ok(())
}

/// Writes down how attempts went.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn put_attempts(tx: &Writing<'_>, key: &AttemptKey, row: &AttemptRow, now: Timestamp) -> Result<(), StoreError> {
    tx.sql
        .prepare_cached(
            "INSERT INTO attempt (login_hash, origin, failures, last_ms, locked_until) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (login_hash, origin) DO UPDATE SET failures = ?3, last_ms = ?4, locked_until = ?5",
        )?
        .execute(params![key.login_hash, key.origin, row.failures, now.as_ms(), row.locked_until.as_ms()])?;
    Ok(())
}

/// Forgets the attempts with a key.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn forget_attempts(tx: &Writing<'_>, key: &AttemptKey) -> Result<(), StoreError> {
    tx.sql
        .prepare_cached("DELETE FROM attempt WHERE login_hash = ?1 AND origin = ?2")?
        .execute(params![key.login_hash, key.origin])?;
    Ok(())
}

/// Forgets the attempts with a login from everywhere; tells how many places were locked out.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn unlock(tx: &Writing<'_>, login: &str, now: Timestamp) -> Result<u32, StoreError> {
    let locked = locks(tx, login, now)?.0;
    tx.sql.execute("DELETE FROM attempt WHERE login_hash = ?1", [AttemptKey::of(login, &[]).login_hash])?;
    Ok(locked)
}

/// From how many places a login is locked out, and until when at the longest.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn locks(reading: &Reading<'_>, login: &str, now: Timestamp) -> Result<(u32, Option<Timestamp>), StoreError> {
    if !has_accounts(reading)? {
        return Ok((0, None));
    }
    let sql = "SELECT count(*), max(locked_until) FROM attempt WHERE login_hash = ?1 AND locked_until > ?2";
    let hash = AttemptKey::of(login, &[]).login_hash;
    let (number, until): (u32, Option<i64>) =
        reading.sql.prepare_cached(sql)?.query_row(params![hash, now.as_ms()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((number, until.map(Timestamp::from_ms)))
}
