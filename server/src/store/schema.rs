//! The tables, as each version of the schema has them: its number is that of the steps, kept in `user_version`.

use std::sync::OnceLock;

use rusqlite::Connection;

use super::StoreError;

/// The statements that lead from one schema to the next.
pub(super) const STEPS: &[&str] = &[
    include_str!("../../migrations/0001_begin.sql"),
    include_str!("../../migrations/0002_visits.sql"),
    include_str!("../../migrations/0003_held.sql"),
    include_str!("../../migrations/0004_vouched.sql"),
    include_str!("../../migrations/0005_findings.sql"),
    include_str!("../../migrations/0006_restored.sql"),
    include_str!("../../migrations/0007_records.sql"),
    include_str!("../../migrations/0008_standing.sql"),
    include_str!("../../migrations/0009_people.sql"),
    include_str!("../../migrations/0010_registers.sql"),
    include_str!("../../migrations/0011_sums.sql"),
    include_str!("../../migrations/0012_moves.sql"),
    include_str!("../../migrations/0013_rules.sql"),
    include_str!("../../migrations/0014_erased.sql"),
    include_str!("../../migrations/0015_due.sql"),
    include_str!("../../migrations/0016_judged.sql"),
];

/// The newest schema this version knows.
pub const SCHEMA_VERSION: i64 = STEPS.len() as i64;

/// Marks the file as Sen's ("SenW") in SQLite's header.
pub(super) const APPLICATION_ID: i64 = 0x5365_6e57;

/// Refuses a database this version must not touch.
pub(super) fn version(connection: &Connection) -> Result<i64, StoreError> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let application: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if found > 0 && application != APPLICATION_ID {
        return Err(StoreError::Damaged(connection.path().unwrap_or_default().into()));
    }
    if found > SCHEMA_VERSION {
        return Err(StoreError::Newer { found, known: SCHEMA_VERSION });
    }
    Ok(found)
}

/// Whether tables and indexes are exactly those of the schema's version.
pub(super) fn is_whole(connection: &Connection) -> Result<bool, StoreError> {
    let expected = schema_of(version(connection)?)?;
    Ok(parts(connection).is_ok_and(|found| found == expected))
}

/// Tables and indexes by name, with the statement that made each.
type Parts = Vec<(String, Option<String>)>;

fn parts(connection: &Connection) -> rusqlite::Result<Parts> {
    connection
        .prepare("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY name")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// The schema of a version, made once in memory for the newest: nearly every database has that one.
fn schema_of(version: i64) -> Result<Parts, StoreError> {
    static NEWEST: OnceLock<Parts> = OnceLock::new();
    if let (SCHEMA_VERSION, Some(known)) = (version, NEWEST.get()) {
        return Ok(known.clone());
    }
    let expected = Connection::open_in_memory()?;
    for (number, step) in (1..).zip(STEPS) {
        if number <= version {
            expected.execute_batch(step)?;
        }
    }
    let made = parts(&expected)?;
    if version == SCHEMA_VERSION {
        return Ok(NEWEST.get_or_init(|| made).clone());
    }
    Ok(made)
}
