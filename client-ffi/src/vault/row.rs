//! The one list of records: rows derived from them, asked for in the language that the ward's server has as well.

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params_from_iter};

use shared::id::DocId;
use shared::record::Row;
use shared::record::list::{self, Bound, Columns, Page, Query, Statement};

use super::{Reader, VaultError, Writer};

impl Reader<'_> {
    /// The rows a query finds.
    ///
    /// # Errors
    /// [`VaultError`] when the vault cannot be read.
    pub fn rows(&self, query: &Query, page: Page) -> Result<Vec<Row>, VaultError> {
        let Statement { sql, values } = query.rows(page);
        let mut prepared = self.connection().prepare_cached(&sql)?;
        let mut rows = prepared.query(params_from_iter(values.into_iter().map(value)))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(columns(row)?.read().ok_or(VaultError::Unreadable("row of a list"))?);
        }
        Ok(found)
    }

    /// How many rows a query finds, and how many decisions they need.
    ///
    /// # Errors
    /// [`VaultError`] when the vault cannot be read.
    pub fn sums(&self, query: &Query) -> Result<(usize, u32), VaultError> {
        let Statement { sql, values } = query.sums();
        let mut prepared = self.connection().prepare_cached(&sql)?;
        Ok(prepared.query_row(params_from_iter(values.into_iter().map(value)), |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// One record's row.
    ///
    /// # Errors
    /// [`VaultError`] when the vault cannot be read.
    pub fn row(&self, doc: DocId) -> Result<Option<Row>, VaultError> {
        let Statement { sql, values } = list::row(doc);
        let mut prepared = self.connection().prepare_cached(&sql)?;
        let values = params_from_iter(values.into_iter().map(value));
        let found = prepared.query_row(values, |row| Ok(columns(row).map(Columns::read))).optional()?;
        match found {
            None => Ok(None),
            Some(columns) => columns?.map(Some).ok_or(VaultError::Unreadable("row of a list")),
        }
    }
}

impl Writer<'_> {
    /// Stores a record's row, with the words it is found by.
    ///
    /// # Errors
    /// [`VaultError`] when it cannot be stored.
    pub fn put_row(&self, row: &Row) -> Result<(), VaultError> {
        let Statement { sql, values } = list::put(row);
        self.run(&sql, params_from_iter(values.into_iter().map(value)))?;
        let mut stored = self.connection().prepare_cached(list::WORDS_OF)?;
        let (n, words): (i64, Option<i64>) =
            stored.query_row([row.doc.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let digest = list::words_digest(row);
        if words != Some(digest) {
            let mut due = self.connection().prepare_cached(list::WORDS_DUE)?;
            let slot: i64 = due.query_row(rusqlite::params![n, row.search_text], |row| row.get(0))?;
            self.run(list::WORDS_NOTED, rusqlite::params![n, digest])?;
            if slot >= list::SLOTS_MAX {
                list::INDEX_DUE.iter().try_for_each(|sql| self.run(sql, []))?;
            }
        }
        Ok(())
    }

    /// Forgets a record's row.
    ///
    /// # Errors
    /// [`VaultError`] when it cannot be removed.
    pub fn remove_row(&self, doc: DocId) -> Result<(), VaultError> {
        self.run(
            "DELETE FROM record_words_due WHERE n = (SELECT n FROM record_row WHERE doc = ?1)",
            rusqlite::params![doc.as_bytes()],
        )?;
        self.run(
            "DELETE FROM record_words WHERE rowid = (SELECT n FROM record_row WHERE doc = ?1)",
            rusqlite::params![doc.as_bytes()],
        )?;
        self.run("DELETE FROM record_row WHERE doc = ?1", rusqlite::params![doc.as_bytes()])
    }

    /// Writes the index of words anew, without those of rows that were removed; until then they are only marked as gone.
    ///
    /// # Errors
    /// [`VaultError`] when it cannot be written.
    pub fn forget_words(&self) -> Result<(), VaultError> {
        self.run("INSERT INTO record_words (record_words) VALUES ('optimize')", [])
    }

    /// Forgets every row, before they are made anew.
    ///
    /// # Errors
    /// [`VaultError`] when they cannot be removed.
    pub fn clear_rows(&self) -> Result<(), VaultError> {
        list::CLEAR.iter().try_for_each(|sql| self.run(sql, []))
    }
}

fn columns(row: &rusqlite::Row<'_>) -> rusqlite::Result<Columns> {
    Ok(Columns {
        ids: (row.get(0)?, row.get(1)?, row.get(3)?),
        kind: row.get(2)?,
        texts: (row.get(4)?, row.get(5)?),
        days: (row.get(6)?, row.get(7)?),
        sort_key: row.get(8)?,
        counts: (row.get(9)?, row.get(10)?),
        flags: (row.get(11)?, row.get(12)?, row.get(13)?),
        figures: row.get(14)?,
    })
}

fn value(bound: Bound) -> Value {
    match bound {
        Bound::Int(number) => Value::Integer(number),
        Bound::Text(text) => Value::Text(text),
        Bound::Bytes(bytes) => Value::Blob(bytes),
        Bound::Null => Value::Null,
    }
}
