//! Of which two records somebody of the ward said that they are two persons. It holds while what made them look like one
//! stays as it was.

use rusqlite::{OptionalExtension, params};
use shared::id::DocId;
use shared::time::Timestamp;

use super::{Reading, StoreError, Writing, schema};

/// The version of the schema from which on it is written down.
const SINCE: i64 = 10;

/// What makes two records look like one person, as each of them says it.
const MARKS: &str = "json_array(json_extract(figures, '$.card_number'), json_extract(figures, '$.birth_date'), \
                     json_extract(figures, '$.same_name'))";

/// What somebody said of two records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apart {
    /// The login of who said it.
    pub login: String,
    /// On what ground.
    pub note: String,
    /// When.
    pub at: Timestamp,
}

/// The two in the order in which they are kept.
fn ordered(one: DocId, other: DocId) -> (DocId, DocId) {
    if one < other { (one, other) } else { (other, one) }
}

/// What somebody said of two records, if it still holds.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn of(reading: &Reading<'_>, one: DocId, other: DocId) -> Result<Option<Apart>, StoreError> {
    // One that is damaged may be of an earlier schema.
    if schema::version(reading.sql)? < SINCE {
        return Ok(None);
    }
    let (one, other) = ordered(one, other);
    let sql = format!(
        "SELECT login, note, at_ms FROM apart WHERE one = ?1 AND other = ?2
         AND one_marks = (SELECT {MARKS} FROM record_row WHERE doc = ?1)
         AND other_marks = (SELECT {MARKS} FROM record_row WHERE doc = ?2)"
    );
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Apart { login: row.get(0)?, note: row.get(1)?, at: Timestamp::from_ms(row.get(2)?) })
    };
    let found = reading.sql.prepare_cached(&sql)?.query_row(params![one.as_bytes(), other.as_bytes()], read);
    Ok(found.optional()?)
}

/// Writes down that two records are two persons, as they stand now.
pub(super) fn put(tx: &Writing<'_>, one: DocId, other: DocId, said: &Apart) -> Result<(), StoreError> {
    let (one, other) = ordered(one, other);
    let sql = format!(
        "INSERT INTO apart (one, other, one_marks, other_marks, login, note, at_ms)
         SELECT ?1, ?2, (SELECT {MARKS} FROM record_row WHERE doc = ?1), (SELECT {MARKS} FROM record_row WHERE doc = ?2),
                ?3, ?4, ?5 WHERE TRUE
         ON CONFLICT (one, other) DO UPDATE SET one_marks = excluded.one_marks, other_marks = excluded.other_marks,
                login = excluded.login, note = excluded.note, at_ms = excluded.at_ms"
    );
    let values = params![one.as_bytes(), other.as_bytes(), said.login, said.note, said.at.as_ms()];
    tx.sql.prepare_cached(&sql)?.execute(values)?;
    Ok(())
}
