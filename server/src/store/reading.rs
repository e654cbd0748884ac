//! What a closure given to the store works with: proof that a reading or a write is under way, and nothing else.
//!
//! The functions of the store's modules take it and say what can be asked. That the database is SQLite is not seen
//! outside the store: another store may come in its place.

use std::cell::Cell;
use std::ops::Deref;

use rusqlite::{Connection, Transaction};

/// One reading: everything that is looked up with it belongs to one moment.
pub struct Reading<'a> {
    pub(super) sql: &'a Connection,
}

impl<'a> Reading<'a> {
    pub(super) fn of(sql: &'a Connection) -> Self {
        Self { sql }
    }
}

/// One write: what is written with it is stored as a whole or not at all. It also reads, its own changes among the rest.
pub struct Writing<'a> {
    reading: Reading<'a>,
    removed: Cell<bool>,
}

impl<'a> Writing<'a> {
    pub(super) fn of(tx: &'a Transaction<'_>) -> Self {
        Self { reading: Reading::of(tx), removed: Cell::new(false) }
    }

    /// Notes that something was removed of which no bytes are to be left.
    pub(super) fn note_removed(&self) {
        self.removed.set(true);
    }

    /// Whether anything was.
    pub(super) fn has_removed(&self) -> bool {
        self.removed.get()
    }
}

impl<'a> Deref for Writing<'a> {
    type Target = Reading<'a>;

    fn deref(&self) -> &Reading<'a> {
        &self.reading
    }
}
