//! The profiles of a phone without folders: a row for each, with its lock. Nothing in it is secret without the phone's own
//! secret, as in a lock file.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};

use super::VaultError;
use crate::storage;

const SCHEMA: &str =
    "CREATE TABLE IF NOT EXISTS profile (id TEXT PRIMARY KEY, lock BLOB NOT NULL) STRICT, WITHOUT ROWID";

/// The rows; each call is on disk when it returns.
#[derive(Debug)]
pub(crate) struct ProfileRows(Connection);

impl ProfileRows {
    /// Opens them, or begins them.
    ///
    /// # Errors
    /// [`VaultError`].
    pub(crate) fn open(path: &Path) -> Result<Self, VaultError> {
        let connection = super::connect(path)?;
        connection.pragma_update(None, "journal_mode", storage::JOURNAL_OF_SHARED)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self(connection))
    }

    /// Every id, in order.
    ///
    /// # Errors
    /// [`VaultError`].
    pub(crate) fn ids(&self) -> Result<Vec<String>, VaultError> {
        let mut statement = self.0.prepare("SELECT id FROM profile ORDER BY id")?;
        Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// The lock of one.
    ///
    /// # Errors
    /// [`VaultError`].
    pub(crate) fn lock(&self, id: &str) -> Result<Option<Vec<u8>>, VaultError> {
        Ok(self.0.query_row("SELECT lock FROM profile WHERE id = ?1", [id], |row| row.get(0)).optional()?)
    }

    /// Makes one, or replaces its lock.
    ///
    /// # Errors
    /// [`VaultError`]; the lock that was there is then there.
    pub(crate) fn put(&self, id: &str, lock: &[u8]) -> Result<(), VaultError> {
        self.0.execute("INSERT OR REPLACE INTO profile (id, lock) VALUES (?1, ?2)", params![id, lock])?;
        Ok(())
    }

    /// Takes one away.
    ///
    /// # Errors
    /// [`VaultError`]; it is then still there.
    pub(crate) fn remove(&self, id: &str) -> Result<(), VaultError> {
        self.0.execute("DELETE FROM profile WHERE id = ?1", [id])?;
        Ok(())
    }
}
