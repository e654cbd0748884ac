//! Rows for the lists of a database that has none of this version and is written no more, because it is damaged: they are
//! made from its documents in memory, beside it, for as long as it is open.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;

use super::{Reading, StoreError, Writing, migrate, read_model};

/// The lists of one database. The connection keeps them; nobody else writes them.
pub(super) struct Lists {
    name: String,
    kept: Mutex<Connection>,
}

impl Lists {
    /// Makes them where the database itself has no table of them.
    ///
    /// # Errors
    /// [`StoreError`] when there is no memory for them.
    pub(super) fn make(database: &Connection) -> Result<Option<Self>, StoreError> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        if database.table_exists(Some("main"), "record_row")? {
            return Ok(None);
        }
        let name = format!("file:sen-lists-{}?mode=memory&cache=shared", NEXT.fetch_add(1, Ordering::Relaxed));
        let mut kept = Connection::open(&name)?;
        migrate::bring_up(&mut kept)?;
        let tx = kept.transaction()?;
        read_model::fill_beside(&Reading::of(database), &Writing::of(&tx))?;
        tx.commit()?;
        Ok(Some(Self { name, kept: Mutex::new(kept) }))
    }

    /// Lets a reader of the database find its lists here.
    ///
    /// # Errors
    /// [`StoreError`] when SQLite refuses.
    pub(super) fn lend(&self, reader: &Connection) -> Result<(), StoreError> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        reader.execute("ATTACH DATABASE ?1 AS lists", [&self.name])?;
        drop(kept);
        Ok(())
    }
}
