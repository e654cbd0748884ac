//! Rules of the ward's own, version by version: one is added, and none is ever changed or taken away.

use rusqlite::params;
use shared::id::labelled_hash;
use shared::time::Timestamp;

use super::audit::Event;
use super::vouch::{self, Vouched};
use super::{Reading, StoreError, Writing};

/// One version of the ward's own rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalRules {
    /// Its number, from 1, without gaps.
    pub n: u32,
    /// When it was set.
    pub at: Timestamp,
    /// Who set it: a login, or `sen` for whoever has the machine.
    pub by: String,
    /// Their words about it.
    pub note: String,
    /// The text, as it was given.
    pub text: String,
}

impl LocalRules {
    fn id(&self) -> [u8; 32] {
        labelled_hash("sen/rules/1", &[&self.n.to_be_bytes(), self.text.as_bytes()])
    }
}

/// The versions after a number, the oldest first.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn after(reading: &Reading<'_>, n: u32) -> Result<Vec<LocalRules>, StoreError> {
    if !is_there(reading)? {
        return Ok(Vec::new());
    }
    let mut statement =
        reading.sql.prepare_cached("SELECT n, at_ms, set_by, note, text FROM local_rules WHERE n > ?1 ORDER BY n")?;
    let version = |row: &rusqlite::Row<'_>| {
        Ok(LocalRules {
            n: row.get(0)?,
            at: Timestamp::from_ms(row.get(1)?),
            by: row.get(2)?,
            note: row.get(3)?,
            text: row.get(4)?,
        })
    };
    let rows = statement.query_map([n], version)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A database of before, which could not be brought up because it is damaged or is a backup, has none.
fn is_there(reading: &Reading<'_>) -> Result<bool, StoreError> {
    Ok(reading.sql.table_exists(Some("main"), "local_rules")?)
}

/// Adds a version, which the audit chain vouches for from then on. That its text can be read and its number is the next one,
/// the caller has seen to in the same transaction.
///
/// # Errors
/// [`StoreError`] when the database refuses, also for a number that is taken.
pub fn add(tx: &Writing<'_>, version: &LocalRules) -> Result<(), StoreError> {
    let LocalRules { n, at, by, note, text } = version;
    let id = version.id();
    tx.sql
        .prepare_cached("INSERT INTO local_rules (id, n, at_ms, set_by, note, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![id, n, at.as_ms(), by, note, text])?;
    let event = Event {
        at: *at,
        actor: by.clone(),
        action: "rules_set",
        subject: n.to_string(),
        detail: text.len().to_string(),
    };
    vouch::append(tx, &event, &[Vouched::rules(id)])
}
