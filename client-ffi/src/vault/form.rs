//! What stands in forms that are not given yet.

use rusqlite::{OptionalExtension, params};

use shared::id::DocId;
use shared::time::Timestamp;
use shared::wire;

use super::{Reader, VaultError, Writer};

/// Forms kept at most; the one that nobody wrote at for longest makes room.
pub(crate) const FORMS_MAX: u32 = 500;

/// One form: the record it is about, if there is one yet, and its name.
pub type FormPlace<'a> = (Option<DocId>, &'a str);

fn doc_key(doc: Option<DocId>) -> Vec<u8> {
    doc.map_or_else(Vec::new, |doc| doc.as_bytes().to_vec())
}

impl Reader<'_> {
    /// The names and values that stand in a form, if anything does.
    ///
    /// # Errors
    /// [`VaultError`] when the vault cannot be read.
    pub fn form(&self, (doc, name): FormPlace<'_>) -> Result<Vec<(String, String)>, VaultError> {
        let sql = "SELECT fields FROM form WHERE doc = ?1 AND name = ?2";
        let mut statement = self.connection().prepare_cached(sql)?;
        let stored: Option<Vec<u8>> = statement.query_row(params![doc_key(doc), name], |row| row.get(0)).optional()?;
        let Some(bytes) = stored else { return Ok(Vec::new()) };
        wire::decode(&bytes).ok().ok_or(VaultError::Unreadable("form"))
    }
}

impl Writer<'_> {
    /// Keeps what stands in a form in place of what stood there.
    ///
    /// # Errors
    /// [`VaultError`] when it cannot be stored.
    pub fn put_form(
        &self,
        (doc, name): FormPlace<'_>,
        at: Timestamp,
        fields: &[(String, String)],
    ) -> Result<(), VaultError> {
        self.run(
            "INSERT INTO form VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT DO UPDATE SET at_ms = excluded.at_ms, fields = excluded.fields",
            params![doc_key(doc), name, at.as_ms(), wire::encode(&fields)],
        )?;
        self.run(
            "DELETE FROM form WHERE (doc, name) IN (SELECT doc, name FROM form WHERE NOT (doc = ?1 AND name = ?2) \
             ORDER BY at_ms DESC LIMIT -1 OFFSET ?3)",
            params![doc_key(doc), name, FORMS_MAX - 1],
        )
    }

    /// Forgets what stands in a form.
    ///
    /// # Errors
    /// [`VaultError`] when it cannot be removed.
    pub fn remove_form(&self, (doc, name): FormPlace<'_>) -> Result<(), VaultError> {
        self.run("DELETE FROM form WHERE doc = ?1 AND name = ?2", params![doc_key(doc), name])
    }
}
