//! Numbered migrations: the schema's version is the number of files, kept in `user_version`.

use std::sync::OnceLock;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::{StoreError, quarantine, vouch};

/// A step from one schema to the next: its statements, then what they cannot say.
struct Migration {
    sql: &'static str,
    then: fn(&Transaction<'_>) -> Result<(), StoreError>,
}

const fn plain(sql: &'static str) -> Migration {
    Migration { sql, then: |_| Ok(()) }
}

const MIGRATIONS: &[Migration] = &[
    plain(include_str!("../../migrations/0001_begin.sql")),
    plain(include_str!("../../migrations/0002_visits.sql")),
    Migration { sql: include_str!("../../migrations/0003_held.sql"), then: quarantine::name_copies },
    Migration { sql: include_str!("../../migrations/0004_vouched.sql"), then: vouch::note_all },
    plain(include_str!("../../migrations/0005_findings.sql")),
];

/// The newest schema this version knows.
pub const SCHEMA_VERSION: i64 = MIGRATIONS.len() as i64;

/// Marks the file as Sen's ("SenW") in SQLite's header.
const APPLICATION_ID: i64 = 0x5365_6e57;

/// Refuses a database this version must not touch.
pub(super) fn check(connection: &Connection) -> Result<i64, StoreError> {
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
    let expected = schema_of(check(connection)?)?;
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
    for (number, migration) in (1..).zip(MIGRATIONS) {
        if number <= version {
            expected.execute_batch(migration.sql)?;
        }
    }
    let made = parts(&expected)?;
    if version == SCHEMA_VERSION {
        return Ok(NEWEST.get_or_init(|| made).clone());
    }
    Ok(made)
}

/// Applies the migrations that are missing, each in a transaction of its own.
pub(super) fn bring_up(connection: &mut Connection) -> Result<(), StoreError> {
    let found = check(connection)?;
    for (number, migration) in (1..).zip(MIGRATIONS) {
        if number <= found {
            continue;
        }
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute_batch(migration.sql)?;
        (migration.then)(&tx)?;
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.pragma_update(None, "user_version", number)?;
        tx.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use shared::SigningKey;
    use shared::envelope::Signed;
    use shared::wire;

    use super::*;
    use crate::store::document;

    #[test]
    fn what_was_held_under_the_id_it_claimed_is_named_by_its_own_bytes() {
        let mut old = Connection::open_in_memory().unwrap();
        for migration in &MIGRATIONS[..2] {
            old.execute_batch(migration.sql).unwrap();
        }
        old.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
        old.pragma_update(None, "user_version", 2).unwrap();
        let forged = Signed::seal("sen/envelope/1", &7_u8, &SigningKey::from_bytes(&[1; 32]));
        let (id, packed) = (forged.envelope_id(), document::pack(&wire::encode(&forged)).unwrap());
        let hold = "INSERT INTO held (id, device, carrier, reason, sealed, received_ms, decision)
                    VALUES (?1, x'', x'', 'missing_signature', ?2, 0, ?3)";
        old.execute(hold, rusqlite::params![id.as_bytes(), packed, "dismissed"]).unwrap();
        old.execute(hold, rusqlite::params![[9_u8; 16], [1_u8, 2, 3], None::<String>]).unwrap();
        bring_up(&mut old).unwrap();
        let named = old.prepare("SELECT held FROM held ORDER BY received_ms, rowid").unwrap();
        let named: Vec<Vec<u8>> = { named }.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert_eq!(named, [forged.held_id().as_bytes().to_vec(), vec![9; 16]]);
        assert_ne!(named[0], id.as_bytes(), "a good signature over the same body has its own place");
    }

    #[test]
    fn a_database_of_every_earlier_schema_is_brought_up_and_keeps_what_it_has() {
        for version in 1..SCHEMA_VERSION {
            let mut old = Connection::open_in_memory().unwrap();
            for migration in MIGRATIONS.iter().take(usize::try_from(version).unwrap()) {
                old.execute_batch(migration.sql).unwrap();
            }
            old.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
            old.pragma_update(None, "user_version", version).unwrap();
            old.execute("INSERT INTO setting (key, value) VALUES ('word', x'53656e')", []).unwrap();
            assert!(is_whole(&old).unwrap(), "schema {version}");
            bring_up(&mut old).unwrap();
            assert_eq!(check(&old).unwrap(), SCHEMA_VERSION);
            assert!(is_whole(&old).unwrap());
            let word: Vec<u8> = old.query_row("SELECT value FROM setting", [], |row| row.get(0)).unwrap();
            assert_eq!(word, b"Sen");
        }
    }
}
