//! What was decided about what is held: listed, read again, and taken back.

use rusqlite::OptionalExtension;
use shared::id::{DeviceId, HeldId, OrgId};
use shared::time::Timestamp;

use super::{BY_COPY_SINCE, Decision, HeldRow, corrupt, device_id, held_id, held_row, schema, standing};
use crate::store::{Reading, StoreError, Writing};

/// The decisions by which a list is narrowed, by their stable codes.
pub const CODES: [&str; 3] = ["released", "dismissed", "merged"];

/// Which of what was set aside a list is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// What waits for a decision, the oldest first.
    Open,
    /// What was decided, with this decision or with any, the last first.
    Decided(Option<&'static str>),
}

/// One of them, with what says who may see it.
#[derive(Debug, Clone, Copy)]
pub struct Placed {
    /// The copy.
    pub id: HeldId,
    /// Whose record it claims to be.
    pub org: Option<OrgId>,
    /// Who signed it, or who brought it.
    pub device: DeviceId,
}

/// Everything of a list, in its order.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn places(reading: &Reading<'_>, which: Which) -> Result<Vec<Placed>, StoreError> {
    // A damaged database of before knows a copy by the envelope's id.
    let name = if schema::version(reading.sql)? < BY_COPY_SINCE { "id" } else { "held" };
    let (condition, order, code) = match which {
        Which::Open => ("decision IS NULL", "received_ms, rowid", None),
        Which::Decided(None) => ("decision IS NOT NULL", "decided_ms DESC, rowid DESC", None),
        Which::Decided(code) => ("decision = ?", "decided_ms DESC, rowid DESC", code),
    };
    let sql = format!("SELECT {name}, org, device FROM held WHERE {condition} ORDER BY {order}");
    let mut statement = reading.sql.prepare_cached(&sql)?;
    let mut rows = statement.query(rusqlite::params_from_iter(code))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (held, org, device): (Vec<u8>, Option<Vec<u8>>, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let org = org.and_then(|bytes| OrgId::from_slice(&bytes));
        found.push(Placed { id: held_id(&held)?, org, device: device_id(&device)? });
    }
    Ok(found)
}

/// One envelope that was set aside, with the last decision about it: one that was taken back has its decision still, and
/// waits for another.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn one(reading: &Reading<'_>, id: HeldId) -> Result<Option<Settled>, StoreError> {
    let name = if schema::version(reading.sql)? < BY_COPY_SINCE { "id" } else { "held" };
    let sql = format!(
        "SELECT id, device, org, doc, kind, reason, received_ms, sealed, carrier, {name},
                decision, decided_by, note, decided_ms FROM held WHERE {name} = ?1"
    );
    let mut statement = reading.sql.prepare_cached(&sql)?;
    let mut rows = statement.query([id.as_bytes()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let code: Option<String> = row.get(10)?;
    let code = code.map(|code| CODES.into_iter().find(|known| *known == code).ok_or(corrupt("decision")));
    let (by, note, at): (Option<String>, Option<String>, Option<i64>) = (row.get(11)?, row.get(12)?, row.get(13)?);
    let decision = match (code.transpose()?, by, at) {
        (Some(code), Some(by), Some(at)) => {
            Some(Decision { code, by, note: note.clone().unwrap_or_default(), at: Timestamp::from_ms(at) })
        }
        _ => None,
    };
    // The server's own word is an empty one, and stands all the same.
    let notes = note.map(|notes| notes.split('\n').map(str::to_owned).collect()).unwrap_or_default();
    Ok(Some(Settled { held: held_row(row)?, decision, notes }))
}

/// Something that was set aside, and what was said about it.
#[derive(Debug, Clone)]
pub struct Settled {
    /// What it is.
    pub held: HeldRow,
    /// What holds about it now; nothing while it waits.
    pub decision: Option<Decision>,
    /// What was said about it, each time in a line: a decision, why it was taken back, the next decision.
    pub notes: Vec<String>,
}

/// Takes back that something stays out: it waits again, with what was said of it. What was let in is in the record, and
/// stays. `false` when it is not there or was not dismissed.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn reopen(tx: &Writing<'_>, id: HeldId, note: &str) -> Result<bool, StoreError> {
    // What it waits for is not known any more, so it is tried again with whatever comes for its record.
    let sql = "UPDATE held SET decision = NULL, decided_by = NULL, decided_ms = NULL, waits = NULL,
                      note = coalesce(note || char(10), '') || ?2
               WHERE held = ?1 AND decision = 'dismissed' RETURNING doc";
    let done = tx
        .sql
        .prepare_cached(sql)?
        .query_row(rusqlite::params![id.as_bytes(), note], |row| row.get::<_, Option<Vec<u8>>>(0))
        .optional()?;
    if let Some(doc) = done.iter().flatten().find_map(|doc| shared::id::DocId::from_slice(doc)) {
        standing::follow(tx, doc, &[])?;
    }
    Ok(done.is_some())
}
