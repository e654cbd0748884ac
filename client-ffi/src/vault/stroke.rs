//! What a person typed that is in no change yet.

use rusqlite::params;

use shared::doc::{Heads, Splice};
use shared::id::DocId;
use shared::time::Timestamp;
use shared::wire;

use super::{Reader, VaultError, Writer};

/// One stroke as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stroke {
    /// The record typed into.
    pub doc: DocId,
    /// Which of its texts.
    pub place: String,
    /// Where the record stood when the first stroke of that change came.
    pub base: Heads,
    /// When it was typed.
    pub at: Timestamp,
    /// What it does to the text as all strokes before it left it.
    pub splice: Splice,
}

impl Reader<'_> {
    /// Every stroke that is in no change yet, in the order in which they were typed.
    ///
    /// # Errors
    /// [`VaultError`] when the vault cannot be read.
    pub fn strokes(&self) -> Result<Vec<Stroke>, VaultError> {
        let wrong = || VaultError::Unreadable("stroke");
        let sql = "SELECT doc, place, base, at_ms, position, gone, typed FROM stroke ORDER BY n";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut strokes = Vec::new();
        while let Some(row) = rows.next()? {
            let base: Vec<u8> = row.get(2)?;
            strokes.push(Stroke {
                doc: DocId::from_slice(&row.get::<_, Vec<u8>>(0)?).ok_or_else(wrong)?,
                place: row.get(1)?,
                base: wire::decode(&base).ok().ok_or_else(wrong)?,
                at: Timestamp::from_ms(row.get(3)?),
                splice: Splice { at: row.get(4)?, delete: row.get(5)?, insert: row.get(6)? },
            });
        }
        Ok(strokes)
    }
}

impl Writer<'_> {
    /// Keeps a stroke until a change is made of it.
    ///
    /// # Errors
    /// [`VaultError`] when it cannot be stored.
    pub fn put_stroke(&self, stroke: &Stroke) -> Result<(), VaultError> {
        self.run(
            "INSERT INTO stroke (doc, place, base, at_ms, position, gone, typed) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                stroke.doc.as_bytes(),
                stroke.place,
                wire::encode(&stroke.base),
                stroke.at.as_ms(),
                stroke.splice.at,
                stroke.splice.delete,
                stroke.splice.insert
            ],
        )
    }

    /// Forgets the strokes typed into a text of a record that stood at `base`, of which a change was made in this
    /// transaction. Others of that record, which nothing could be made of yet, stay.
    ///
    /// # Errors
    /// [`VaultError`] when they cannot be removed.
    pub fn clear_strokes(&self, doc: DocId, place: &str, base: &Heads) -> Result<(), VaultError> {
        self.run(
            "DELETE FROM stroke WHERE doc = ?1 AND place = ?2 AND base = ?3",
            params![doc.as_bytes(), place, wire::encode(base)],
        )
    }
}
