//! The visits counted for each device, and which vaults are known to be held twice.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};
use shared::id::DeviceId;
use shared::sync::visits::{Counted, Visits};
use shared::time::Timestamp;
use shared::wire::Visit;

use super::document::device_id;
use super::schema;
use super::{Reading, StoreError, Writing};

/// The schema's version from which on visits are counted.
const COUNTED_SINCE: i64 = 2;

/// Counts a contact of a device; gives the visit it is told, and whether its vault is known from now on to be held twice.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn count(
    tx: &Writing<'_>,
    device: DeviceId,
    shown: Option<Visit>,
    now: Timestamp,
) -> Result<(Visit, bool), StoreError> {
    let row = tx
        .sql
        .prepare_cached("SELECT era, given, shown, copied_ms IS NOT NULL FROM visit WHERE device = ?1")?
        .query_row([device.as_bytes()], |row| {
            let [era, given, shown] = [row.get(0)?, row.get(1)?, row.get(2)?].map(|number: i64| number.unsigned_abs());
            Ok((Visits { era, given, shown }, row.get::<_, bool>(3)?))
        })
        .optional()?;
    let (mut visits, known) = row.unwrap_or_default();
    let Counted { visit, forked } = visits.count(shown, now);
    // Only a device that shows what nobody gave out gets beyond what is stored; it begins anew each time.
    let [era, given, shown] =
        [visits.era, visits.given, visits.shown].map(|number| i64::try_from(number).unwrap_or(i64::MAX));
    let newly = forked && !known;
    tx.sql
        .prepare_cached(
            "INSERT INTO visit (device, era, given, shown, copied_ms) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (device) DO UPDATE SET era = ?2, given = ?3, shown = ?4, copied_ms = coalesce(copied_ms, ?5)",
        )?
        .execute(params![device.as_bytes(), era, given, shown, newly.then(|| now.as_ms())])?;
    Ok((visit, newly))
}

/// Forgets all visits, but not which vaults are held twice: this database is not the one that gave out the last of them.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn forget_all(tx: &Writing<'_>) -> Result<(), StoreError> {
    tx.sql.execute("UPDATE visit SET era = 0, given = 0, shown = 0", [])?;
    Ok(())
}

/// Devices of which two hold the vault, and since when that is known. A database of before, which could not be brought
/// up because it is damaged, knows of none.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn copied(reading: &Reading<'_>) -> Result<BTreeMap<DeviceId, Timestamp>, StoreError> {
    if schema::version(reading.sql)? < COUNTED_SINCE {
        return Ok(BTreeMap::new());
    }
    let mut statement = reading.sql.prepare("SELECT device, copied_ms FROM visit WHERE copied_ms IS NOT NULL")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?)))?;
    rows.map(|row| row.map_err(StoreError::from).and_then(|(id, at)| Ok((device_id(&id)?, Timestamp::from_ms(at)))))
        .collect()
}
