//! The rows the audit chain vouches for: who may come in, what was decided, what was seen.
//!
//! An entry of the chain carries a digest of each such row as the entry left it. `sen verify` goes through the chain and
//! compares the last digest of each row with the row that is there, so that nobody changes one beside the chain.

use std::collections::BTreeMap;

use rusqlite::types::ValueRef;
use rusqlite::{OptionalExtension, params};
use shared::access::StreamId;
use shared::id::{DeviceId, DocId, HeldId, labelled_hash};
use shared::wire::Witness;

use super::audit::{self, Event};
use super::{Reading, StoreError, Writing, account};

/// A table the chain vouches for.
struct VouchedTable {
    name: &'static str,
    key: &'static str,
    /// What of a row is vouched for; the rest changes with every contact.
    columns: &'static str,
    /// Which rows: those that say nothing yet are left out.
    which: &'static str,
    /// Whether rows go without a word, because they have ended.
    ends: bool,
}

/// Their places are written down in the chain: only ever add at the end.
const TABLES: [VouchedTable; 14] = [
    VouchedTable {
        name: "setting",
        key: "key",
        columns: "value",
        which: "key IN ('ward_org', 'ward_key')",
        ends: false,
    },
    VouchedTable {
        name: "device",
        key: "device",
        columns: "public_key, org, role, person, member, label, certificate, token_hash, enrolled_ms, revoked_ms, revoke_reason",
        which: "TRUE",
        ends: false,
    },
    VouchedTable {
        name: "enrolment",
        key: "secret_hash",
        columns: "org, role, person, member, created_by, created_ms, expires_ms, used_by",
        which: "TRUE",
        ends: false,
    },
    VouchedTable {
        name: "person",
        key: "login",
        columns: "name, org, role, password, device, secret_key",
        which: "TRUE",
        ends: false,
    },
    VouchedTable { name: "session", key: "token_hash", columns: "login, csrf, expires_ms", which: "TRUE", ends: true },
    VouchedTable {
        name: "held",
        key: "held",
        columns: "id, device, carrier, org, doc, kind, reason, received_ms, decision, decided_ms, decided_by, note",
        which: "TRUE",
        ends: false,
    },
    VouchedTable {
        name: "document",
        key: "doc",
        columns: "seen_seq, seen_by, seen_ms",
        which: "seen_seq > 0",
        ends: false,
    },
    VouchedTable { name: "stream", key: "stream", columns: "epoch", which: "TRUE", ends: false },
    VouchedTable { name: "visit", key: "device", columns: "copied_ms", which: "copied_ms IS NOT NULL", ends: false },
    VouchedTable {
        name: "account",
        key: "login",
        columns: "disabled_ms, disabled_by, secret, secret_ms",
        which: "disabled_ms IS NOT NULL OR secret IS NOT NULL",
        ends: false,
    },
    VouchedTable {
        name: "reset",
        key: "code_hash",
        columns: "login, created_by, created_ms, expires_ms, used_ms",
        which: "TRUE",
        ends: true,
    },
    VouchedTable { name: "recovery", key: "code_hash", columns: "login, made_ms, used_ms", which: "TRUE", ends: true },
    VouchedTable {
        name: "local_rules",
        key: "id",
        columns: "n, at_ms, set_by, note, text",
        which: "TRUE",
        ends: false,
    },
    VouchedTable { name: "erased", key: "doc", columns: "stream, order_doc, at_ms", which: "TRUE", ends: false },
];

/// Rows one entry of the chain carries at most when all are written down anew.
const ROWS_PER_ENTRY: usize = 500;
/// The action under which all rows are written down anew; what earlier entries said of rows ends there.
pub(crate) const ALL_NOTED: &str = "rows_noted";

/// The settings under which it stands which device contradicted the chain.
const CONTRADICTED: &str = "contradicted/";

/// One row the chain vouches for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Vouched {
    table: u8,
    key: Vec<u8>,
}

/// A row's digest; `None` when it is not there.
type Seal = Option<[u8; 16]>;

impl Vouched {
    /// One of the ward's own keys.
    #[must_use]
    pub fn setting(key: &str) -> Self {
        Self { table: 0, key: key.as_bytes().to_vec() }
    }

    /// A device: its place, token, label and whether it is revoked.
    #[must_use]
    pub fn device(device: DeviceId) -> Self {
        Self { table: 1, key: device.as_bytes().to_vec() }
    }

    /// An enrolment code, by the hash of its secret.
    #[must_use]
    pub fn enrolment(secret_hash: [u8; 32]) -> Self {
        Self { table: 2, key: secret_hash.to_vec() }
    }

    /// A person of the console.
    #[must_use]
    pub fn person(login: &str) -> Self {
        Self { table: 3, key: login.as_bytes().to_vec() }
    }

    /// A session, by the hash of its secret.
    #[must_use]
    pub fn session(token_hash: [u8; 32]) -> Self {
        Self { table: 4, key: token_hash.to_vec() }
    }

    /// Something held, and what was decided about it.
    #[must_use]
    pub fn held(held: HeldId) -> Self {
        Self { table: 5, key: held.as_bytes().to_vec() }
    }

    /// What the ward has seen of a document.
    #[must_use]
    pub fn seen(doc: DocId) -> Self {
        Self { table: 6, key: doc.as_bytes().to_vec() }
    }

    /// A stream's epoch.
    #[must_use]
    pub fn epoch(stream: StreamId) -> Self {
        Self { table: 7, key: stream.to_bytes().to_vec() }
    }

    /// That two are known to hold a device's vault.
    #[must_use]
    pub fn copied(device: DeviceId) -> Self {
        Self { table: 8, key: device.as_bytes().to_vec() }
    }

    /// Whether a person may come in, and the key of their second factor.
    #[must_use]
    pub fn account(login: &str) -> Self {
        Self { table: 9, key: login.as_bytes().to_vec() }
    }

    /// A code for a new password, by its hash.
    #[must_use]
    pub fn reset(code_hash: [u8; 32]) -> Self {
        Self { table: 10, key: code_hash.to_vec() }
    }

    /// A code that stands in for the second factor, by its hash.
    #[must_use]
    pub fn recovery(code_hash: [u8; 32]) -> Self {
        Self { table: 11, key: code_hash.to_vec() }
    }

    /// A version of the ward's own rules.
    #[must_use]
    pub fn rules(id: [u8; 32]) -> Self {
        Self { table: 12, key: id.to_vec() }
    }

    /// That a record was taken away.
    #[must_use]
    pub fn erased(doc: DocId) -> Self {
        Self { table: 13, key: doc.as_bytes().to_vec() }
    }

    /// Whether its key is text; the others are bytes.
    const fn is_by_text(&self) -> bool {
        matches!(self.table, 0 | 3 | 9)
    }

    fn table(&self) -> Result<&'static VouchedTable, StoreError> {
        TABLES.get(usize::from(self.table)).ok_or(StoreError::Corrupt("audit entry"))
    }

    fn describe(&self) -> String {
        let name = TABLES.get(usize::from(self.table)).map_or("?", |table| table.name);
        let key =
            if self.is_by_text() { String::from_utf8_lossy(&self.key).into_owned() } else { hex::encode(&self.key) };
        format!("{name} {key}")
    }

    fn seal(&self, reading: &Reading<'_>) -> Result<Seal, StoreError> {
        let table = self.table()?;
        let (columns, name, key, which) = (table.columns, table.name, table.key, table.which);
        // Keys that are text are stored as text, the others as bytes.
        let text = String::from_utf8(self.key.clone()).ok().filter(|_| self.is_by_text());
        let mut statement =
            reading.sql.prepare_cached(&format!("SELECT {columns} FROM {name} WHERE {key} = ?1 AND {which}"))?;
        let seal = |row: &rusqlite::Row<'_>| digest(table, row, 0);
        Ok(match text {
            Some(text) => statement.query_row(params![text], seal).optional()?,
            None => statement.query_row(params![self.key], seal).optional()?,
        })
    }
}

/// Hashes a row's values, each with its type, from the column `from` on.
fn digest(table: &VouchedTable, row: &rusqlite::Row<'_>, from: usize) -> rusqlite::Result<[u8; 16]> {
    let mut values = vec![table.name.as_bytes().to_vec()];
    for column in from..row.as_ref().column_count() {
        let (kind, bytes) = match row.get_ref(column)? {
            ValueRef::Null => (0, Vec::new()),
            ValueRef::Integer(number) => (1, number.to_be_bytes().to_vec()),
            ValueRef::Real(number) => (2, number.to_be_bytes().to_vec()),
            ValueRef::Text(text) => (3, text.to_vec()),
            ValueRef::Blob(blob) => (4, blob.to_vec()),
        };
        values.push([&[kind], bytes.as_slice()].concat());
    }
    let parts: Vec<&[u8]> = values.iter().map(Vec::as_slice).collect();
    let hash = labelled_hash("sen/row/1", &parts);
    Ok(hash.first_chunk().copied().unwrap_or_default())
}

/// The seals of rows as they are now, as an entry carries them: table, key with its length, whether the row is there, digest.
fn seals(reading: &Reading<'_>, rows: &[Vouched]) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::new();
    for row in rows {
        put_seal(&mut bytes, row, row.seal(reading)?);
    }
    Ok(bytes)
}

/// Appends an event and vouches for rows as they are now, after what it tells of.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn append(tx: &Writing<'_>, event: &Event, rows: &[Vouched]) -> Result<(), StoreError> {
    let seals = seals(tx, rows)?;
    audit::append_sealed(tx, event, (!seals.is_empty()).then_some(seals))
}

fn put_seal(bytes: &mut Vec<u8>, row: &Vouched, seal: Seal) {
    bytes.push(row.table);
    bytes.extend(u16::try_from(row.key.len()).unwrap_or(u16::MAX).to_be_bytes());
    bytes.extend(&row.key);
    bytes.push(u8::from(seal.is_some()));
    bytes.extend(seal.unwrap_or_default());
}

fn read_seals(mut bytes: &[u8]) -> Option<Vec<(Vouched, Seal)>> {
    let mut seals = Vec::new();
    while let [table, high, low, rest @ ..] = bytes {
        let (key, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes([*high, *low])))?;
        let (there, rest) = rest.split_first()?;
        let (digest, rest) = rest.split_first_chunk::<16>()?;
        seals.push((Vouched { table: *table, key: key.to_vec() }, (*there == 1).then_some(*digest)));
        bytes = rest;
    }
    bytes.is_empty().then_some(seals)
}

fn each(reading: &Reading<'_>, mut take: impl FnMut(Vouched, [u8; 16])) -> Result<(), StoreError> {
    for (number, table) in (0..).zip(&TABLES) {
        // A database of before has not got them all.
        if !reading.sql.table_exists(Some("main"), table.name)? {
            continue;
        }
        let (columns, name, key, which) = (table.columns, table.name, table.key, table.which);
        let mut statement =
            reading.sql.prepare(&format!("SELECT {key}, {columns} FROM {name} WHERE {which} ORDER BY {key}"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let key = match row.get_ref(0)? {
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.to_vec(),
                _ => return Err(StoreError::Corrupt("key")),
            };
            take(Vouched { table: number, key }, digest(table, row, 1)?);
        }
    }
    Ok(())
}

/// Writes down all rows as they are, and where the chain ends: for a database that was not vouched for before, or was put
/// together anew.
pub(crate) fn note_all(tx: &Writing<'_>) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    each(tx, |row, seal| rows.push((row, seal)))?;
    if rows.is_empty() && audit::length(tx)? == 0 {
        return Ok(());
    }
    // Not a moment anybody acted in: that of the last who did.
    let at = audit::last_at(tx)?;
    let chunks = rows.chunks(ROWS_PER_ENTRY).count().max(1);
    let mut parts = rows.chunks(ROWS_PER_ENTRY);
    for number in 1..=chunks {
        let mut bytes = Vec::new();
        for (row, seal) in parts.next().unwrap_or_default() {
            put_seal(&mut bytes, row, Some(*seal));
        }
        let event = Event {
            at,
            actor: "sen".to_owned(),
            action: ALL_NOTED,
            subject: rows.len().to_string(),
            detail: format!("{number}/{chunks}"),
        };
        audit::append_sealed(tx, &event, Some(bytes))?;
    }
    Ok(())
}

/// What is there and is not what the chain says, one sentence each.
pub(super) fn differences(reading: &Reading<'_>) -> Result<Vec<String>, StoreError> {
    let mut said: BTreeMap<Vouched, Seal> = BTreeMap::new();
    audit::each_sealed(reading, |n, action, detail, bytes| {
        if action == ALL_NOTED && detail.starts_with("1/") {
            said.clear();
        }
        match read_seals(bytes) {
            Some(seals) => {
                said.extend(seals);
                Ok(())
            }
            None => {
                tracing::debug!(n, "an entry's rows cannot be read");
                Err(StoreError::Corrupt("audit entry"))
            }
        }
    })?;
    let mut lines = Vec::new();
    each(reading, |row, seal| match said.remove(&row) {
        Some(Some(known)) if known == seal => {}
        Some(_) => lines.push(format!("{}: it is not what the audit chain says", row.describe())),
        None => lines.push(format!("{}: the audit chain does not know it", row.describe())),
    })?;
    for (row, _) in said.into_iter().filter(|(_, seal)| seal.is_some()) {
        if !row.table().is_ok_and(|table| table.ends) {
            lines.push(format!("{}: the audit chain knows it and it is not there", row.describe()));
        }
    }
    Ok(lines)
}

/// What tells one restored chain from another: the same backup, put in place twice, has entries of the same number.
fn mark_of(hash: &[u8]) -> u64 {
    hash.first_chunk().map_or(0, |mark| u64::from_be_bytes(*mark))
}

/// Where the chain ends, as devices are told; `None` when nothing was ever written.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn witness(reading: &Reading<'_>) -> Result<Option<Witness>, StoreError> {
    let since = audit::last_restored(reading)?.map_or(0, |(_, hash)| mark_of(&hash));
    Ok(audit::last(reading)?
        .and_then(|(n, hash)| Some(Witness { entry: n.unsigned_abs(), hash: *hash.first_chunk::<16>()?, since })))
}

/// The number of the entry a device was told of, if the chain does not hold it and no backup put in place since explains
/// that; told once for each device. A device may lie: it is noted and nothing is concluded from it.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn contradicts(tx: &Writing<'_>, device: DeviceId, shown: &Witness) -> Result<Option<u64>, StoreError> {
    let restored = audit::last_restored(tx)?;
    // What was told before a backup was put in place holds up to there.
    if let Some((n, hash)) = restored
        && shown.since != mark_of(&hash)
        && shown.entry >= n.unsigned_abs()
    {
        return Ok(None);
    }
    let n = i64::try_from(shown.entry).unwrap_or(i64::MAX);
    let known = audit::hash_of(tx, n)?;
    if known.is_some_and(|hash| hash.starts_with(&shown.hash)) {
        return Ok(None);
    }
    let key = format!("{CONTRADICTED}{device}");
    if account::setting(tx, &key)?.is_some() {
        return Ok(None);
    }
    account::put_setting(tx, &key, &shown.entry.to_be_bytes())?;
    Ok(Some(shown.entry))
}

/// Devices that were told of an entry which is not there, and of which.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn contradictions(reading: &Reading<'_>) -> Result<Vec<(String, u64)>, StoreError> {
    let mut statement = reading.sql.prepare(
        "SELECT substr(key, length(?1) + 1), value FROM setting WHERE key >= ?1 AND key < ?1 || 'g' ORDER BY key",
    )?;
    let rows = statement.query_map([CONTRADICTED], |row| Ok((row.get(0)?, row.get::<_, [u8; 8]>(1)?)))?;
    rows.map(|row| row.map(|(device, n)| (device, u64::from_be_bytes(n))).map_err(StoreError::from)).collect()
}

#[cfg(test)]
mod tests;
