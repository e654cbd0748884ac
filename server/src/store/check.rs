//! What `sen verify` checks: everything a database says of itself, each claim against what it rests on.
//!
//! It goes on where something cannot be read, so that one fault does not hide the others, and changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};
use shared::SigningKey;
use shared::access::StreamId;
use shared::envelope::{CERTIFICATE_LABEL, Certificate, ENVELOPE_LABEL, Envelope};
use shared::id::{DeviceId, DocId};
use shared::record::Row;

use super::document::{self, Listed, doc_id, unpack_sealed};
use super::read_model;
use super::{
    Reading, StoreError, Writing, account, append, erased, integrity, migrate, open_for_reading, person, quarantine,
    rows_vouched_for, schema, vouch,
};
use crate::store::audit;

/// What `sen verify` found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Documents opened and compared with their stored frontier.
    pub documents: usize,
    /// Envelopes whose signature holds.
    pub envelopes: usize,
    /// What is wrong, one sentence each.
    pub faults: Vec<String>,
    /// What somebody should look into, though nothing here is wrong by itself.
    pub notes: Vec<String>,
}

impl Report {
    /// Takes what could be read, or notes why it could not.
    fn take<T>(&mut self, what: &str, found: Result<T, StoreError>) -> Option<T> {
        match found {
            Ok(found) => Some(found),
            Err(error) => {
                self.faults.push(format!("{what}: {error}"));
                None
            }
        }
    }

    fn expect(&mut self, holds: bool, fault: impl FnOnce() -> String) {
        if !holds {
            self.faults.push(fault());
        }
    }
}

/// Checks a database or a backup, also while it is being served: its log, pages and schema; every document against its
/// frontier; every envelope against its hash, its signature and where it lies; certificates; the numbers and digests of
/// streams; the audit chain, and that what it says was merged is there; what is held; the lists against the documents.
///
/// # Errors
/// [`StoreError`] when the database cannot be read at all.
pub fn verify(path: &Path) -> Result<Report, StoreError> {
    let mut report = Report::default();
    let opened = open_for_reading(path)?;
    let reading = opened.reading();
    report.faults.extend(integrity::log_fault(path));
    reading.sql.execute_batch("BEGIN")?;
    report.expect(schema::is_whole(reading.sql)?, || "schema: tables and indexes are not those of Sen".to_owned());
    report.expect(!integrity::is_short(reading.sql), || "the file ends before its last page".to_owned());
    report.faults.extend(integrity::pages(reading.sql, "integrity_check"));
    report.faults.extend(integrity::books(reading.sql));
    let devices = devices(&reading, &mut report);
    let found = envelopes(&reading, &devices, &mut report);
    documents(&reading, &devices, &found, &mut report);
    if found.whole {
        let missing = missing(&reading, &found.ids);
        for id in report.take("audit entries", missing).unwrap_or_default() {
            report.faults.push(format!("envelope {id}: it was merged and is not there"));
        }
    }
    for erased in report.take("records taken away", erased::all(&reading)).unwrap_or_default() {
        let left = document::find(&reading, erased.doc).is_ok_and(|row| row.is_none());
        report.expect(left, || format!("document {}: an order took it away and it is there", erased.doc));
    }
    if report.take("settings", erased::is_due(reading.sql)).unwrap_or_default() {
        report.notes.push(
            "bytes of records that an order took away may still be in the file: stop the server and start it again"
                .to_owned(),
        );
    }
    let held = held(&reading);
    report.faults.extend(report_lines("held", held));
    if report.take("schema", rows_vouched_for(&reading)).unwrap_or_default() {
        let differences = vouch::differences(&reading);
        report.faults.extend(report_lines("audit entries", differences));
        for (device, n) in report.take("contradictions", vouch::contradictions(&reading)).unwrap_or_default() {
            report.notes.push(format!(
                "device {device} was told of the audit entry {n} and it is not there: the chain was cut or rewritten, \
                 or the device says what is not so"
            ));
        }
    }
    Ok(report)
}

/// Why the audit chain of one database does not go on from where it ended in an earlier backup; `None` when it does.
///
/// # Errors
/// [`StoreError`] when either cannot be read.
pub fn breaks_with(path: &Path, backup: &Path) -> Result<Option<String>, StoreError> {
    let (now, before) = (open_for_reading(path)?, open_for_reading(backup)?);
    let Some((n, hash)) = audit::last(&before.reading())? else { return Ok(None) };
    Ok(match audit::hash_of(&now.reading(), n)? {
        Some(found) if found == hash => None,
        Some(_) => Some(format!("audit chain: its entry {n} is another than in the backup")),
        None => Some(format!("audit chain: its entry {n}, which the backup has, is not there")),
    })
}

fn report_lines(what: &str, lines: Result<Vec<String>, StoreError>) -> Vec<String> {
    lines.unwrap_or_else(|error| vec![format!("{what}: {error}")])
}

type Devices = BTreeMap<DeviceId, account::DeviceRow>;

/// Every device, its certificate checked under the ward's key.
fn devices(reading: &Reading<'_>, report: &mut Report) -> Devices {
    let setting = |key| account::setting(reading, key);
    let ward = report.take("ward key", setting("ward_key")).flatten().and_then(|key| <[u8; 32]>::try_from(key).ok());
    let ward = ward.map(|key| SigningKey::from_bytes(&key).verifying_key().to_bytes());
    report.expect(ward.is_some(), || "the ward's key is not there".to_owned());
    let org = report.take("ward", setting("ward_org")).flatten();
    report.expect(org.is_some_and(|org| org.len() == 16), || "the ward's id is not there".to_owned());
    let rows = report.take("devices", account::devices(reading)).unwrap_or_default();
    for row in &rows {
        let holds = ward.is_some_and(|ward| vouched(row, &ward));
        report.expect(holds, || format!("device {}: its certificate does not hold", row.device));
    }
    let people = people(reading);
    report.faults.extend(report_lines("people", people));
    rows.into_iter().map(|row| (row.device, row)).collect()
}

/// Whether the ward vouches for a device as its row says.
pub(super) fn vouched(row: &account::DeviceRow, ward: &[u8; 32]) -> bool {
    row.certificate.open::<Certificate>(CERTIFICATE_LABEL, ward).is_ok_and(|certificate| {
        certificate.public_key == row.public_key
            && certificate.org == row.place.org
            && certificate.role == row.place.role.code()
            && certificate.person == row.person
            && certificate.member == row.member
    }) && DeviceId::of_key(&row.public_key) == row.device
}

/// People of the console whose key is not that of their device.
fn people(reading: &Reading<'_>) -> Result<Vec<String>, StoreError> {
    let mut statement = reading.sql.prepare("SELECT login FROM person ORDER BY login")?;
    let logins = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    let mut lines = Vec::new();
    for login in logins {
        let Some(person) = person::person(reading, &login)? else { continue };
        let key = SigningKey::from_bytes(&person.secret_key).verifying_key();
        if DeviceId::of_key(&key.to_bytes()) != person.device {
            lines.push(format!("person {login}: the key is not that of their device"));
        }
    }
    Ok(lines)
}

/// What the envelopes amount to.
#[derive(Default)]
struct EnvelopeFindings {
    /// Whether none is behind something unreadable.
    whole: bool,
    ids: BTreeSet<String>,
    /// The last number of each record in each stream.
    last: BTreeMap<(DocId, StreamId), u64>,
    heads: BTreeMap<StreamId, u64>,
}

fn envelopes(reading: &Reading<'_>, devices: &Devices, report: &mut Report) -> EnvelopeFindings {
    let mut found = EnvelopeFindings::default();
    let walked = walk_envelopes(reading, devices, report, &mut found);
    found.whole = report.take("envelopes", walked).is_some();
    found
}

fn walk_envelopes(
    reading: &Reading<'_>,
    devices: &Devices,
    report: &mut Report,
    found: &mut EnvelopeFindings,
) -> Result<(), StoreError> {
    let mut statement =
        reading.sql.prepare("SELECT id, doc, device, stream, seq, sealed, rowid FROM envelope ORDER BY rowid")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, doc, device, stream): (Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        let (seq, packed, number): (i64, Vec<u8>, i64) = (row.get(4)?, row.get(5)?, row.get(6)?);
        let Ok(sealed) = unpack_sealed(&packed) else {
            report.faults.push(format!("envelope in row {number}: its bytes are damaged"));
            continue;
        };
        let name = sealed.envelope_id();
        report.expect(name.as_bytes().as_slice() == id, || {
            format!("envelope in row {number}: its bytes are not those of its id")
        });
        let key = DeviceId::from_slice(&device).and_then(|device| devices.get(&device)).map(|row| row.public_key);
        let holds = key.is_some_and(|key| sealed.verify(ENVELOPE_LABEL, &key).is_ok());
        let opened = if holds { sealed.kept::<Envelope>().ok() } else { None };
        let Some(envelope) = opened else {
            report.faults.push(format!("envelope {name}: the signature does not hold"));
            continue;
        };
        report.envelopes += 1;
        let placed = envelope.known_kind().map(|kind| StreamId::of(envelope.org, kind));
        let fits =
            envelope.doc.as_bytes().as_slice() == doc && placed.is_some_and(|placed| placed.to_bytes() == *stream);
        report.expect(fits, || format!("envelope {name}: it lies in the wrong place"));
        if let (Some(stream), Ok(seq)) = (placed, u64::try_from(seq)) {
            let last = found.last.entry((envelope.doc, stream)).or_default();
            *last = (*last).max(seq);
            let head = found.heads.entry(stream).or_default();
            *head = (*head).max(seq);
        }
        found.ids.insert(name.to_string());
    }
    Ok(())
}

fn documents(reading: &Reading<'_>, devices: &Devices, found: &EnvelopeFindings, report: &mut Report) {
    let mut listed = Vec::new();
    let all = report.take("documents", document::each_listed(reading, |one| listed.push(one)));
    let streams = report.take("streams", document::streams(reading)).unwrap_or_default();
    let heads: BTreeMap<_, _> = streams.into_iter().map(|(stream, status)| (stream, status.head)).collect();
    let member_of = |device: DeviceId| devices.get(&device).and_then(|row| row.member);
    let (mut rebuilt, mut known) = (Vec::new(), BTreeSet::new());
    for one in &listed {
        let row = match one {
            Listed::Whole(row) => row,
            Listed::Place(doc, kind, stream) => {
                report.faults.push(format!("document {doc}: its row cannot be read"));
                known.insert(*doc);
                rebuilt.push(Row::unreadable(*doc, *kind, stream.org));
                continue;
            }
        };
        known.insert(row.doc);
        match document::load(reading, row) {
            Ok(doc) => {
                report.documents += 1;
                rebuilt.push(Row::of(&doc, row.stream.org, &member_of));
            }
            Err(error) => {
                report.faults.push(format!("document {}: {error}", row.doc));
                rebuilt.push(Row::unreadable(row.doc, row.kind, row.stream.org));
            }
        }
        let last = found.last.get(&(row.doc, row.stream)).copied().unwrap_or_default();
        let has_arrived = || append::arrived(reading, row.doc).is_ok_and(|seq| seq == row.content_seq);
        report.expect(!found.whole || last == row.content_seq || has_arrived(), || {
            format!("document {}: its last envelope should be number {} and is {last}", row.doc, row.content_seq)
        });
        let head = heads.get(&row.stream).copied().unwrap_or_default();
        report.expect(row.touched_seq <= head, || format!("document {}: it is ahead of its stream", row.doc));
    }
    for (stream, last) in &found.heads {
        let head = heads.get(stream).copied().unwrap_or_default();
        report.expect(*last <= head, || format!("stream of {}: envelopes lie beyond its head", stream.org));
    }
    let lying: BTreeSet<DocId> = found.last.keys().map(|(doc, _)| *doc).collect();
    for doc in lying.difference(&known) {
        report.faults.push(format!("document {doc}: it has envelopes and is not there"));
    }
    // Of documents that are not all listed, nothing follows for the lists.
    if all.is_some() {
        let lists = lists_differ(reading, &rebuilt);
        report.faults.extend(report_lines("lists", lists));
    }
}

/// Compares the lists with lists made afresh from the documents.
fn lists_differ(reading: &Reading<'_>, rebuilt: &[Row]) -> Result<Vec<String>, StoreError> {
    let mut fresh = Connection::open_in_memory()?;
    migrate::bring_up(&mut fresh)?;
    let tx = fresh.transaction()?;
    let tx = Writing::of(&tx);
    rebuilt.iter().try_for_each(|row| read_model::put(&tx, row))?;
    let mut lines = Vec::new();
    // A list of an earlier version is made anew at the next opening.
    if read_model::is_current(reading)? {
        let (table, columns) = ("record_row", COMPARED);
        let (stored, expected) = (dump(reading, table, columns)?, dump(&tx, table, columns)?);
        let keys: BTreeSet<_> = stored.keys().chain(expected.keys()).collect();
        for key in keys.into_iter().filter(|key| stored.get(*key) != expected.get(*key)) {
            let name = doc_id(key).map_or_else(|_| "?".to_owned(), |doc| doc.to_string());
            lines.push(format!("list {table}: the row of {name} is not what its document says; run `sen reindex`"));
        }
    }
    Ok(lines)
}

/// The columns of the list that follow from the documents alone; `unseen` follows from what the ward did.
const COMPARED: &str = "doc, org, kind, about, title, state, on_day, due, sort_key, decisions, impossible, marked, \
                        readable, figures, words";

fn dump(reading: &Reading<'_>, table: &str, columns: &str) -> Result<BTreeMap<Vec<u8>, Vec<Value>>, StoreError> {
    let mut statement = reading.sql.prepare(&format!("SELECT {columns} FROM {table}"))?;
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        let values = (0..columns).map(|column| row.get::<_, Value>(column)).collect::<Result<Vec<_>, _>>()?;
        Ok((row.get(0)?, values))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Envelopes that the audit chain says were merged, since the last salvage, and that are not there.
fn missing(reading: &Reading<'_>, present: &BTreeSet<String>) -> Result<Vec<String>, StoreError> {
    let since: Option<i64> = reading
        .sql
        .query_row("SELECT max(n) FROM audit WHERE action = 'salvage'", [], |row| row.get(0))
        .optional()?
        .flatten();
    // What an order took away is not there, and is not missing.
    let erased: BTreeSet<String> = erased::all(reading)?.into_iter().map(|erased| erased.doc.to_string()).collect();
    let mut statement =
        reading.sql.prepare("SELECT detail, subject FROM audit WHERE action = 'envelope_merged' AND n > ?1")?;
    let rows = statement.query_map([since.unwrap_or_default()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut missing = Vec::new();
    for row in rows {
        let (detail, subject): (String, String) = row?;
        let id = detail.split(' ').next().unwrap_or_default();
        if !present.contains(id) && !erased.contains(&subject) {
            missing.push(id.to_owned());
        }
    }
    Ok(missing)
}

/// What is held and is not what its ids say.
fn held(reading: &Reading<'_>) -> Result<Vec<String>, StoreError> {
    let mut statement = reading.sql.prepare(if schema::version(reading.sql)? < quarantine::BY_COPY_SINCE {
        "SELECT rowid, id, sealed, NULL FROM held ORDER BY rowid"
    } else {
        "SELECT rowid, id, sealed, held FROM held ORDER BY rowid"
    })?;
    let mut rows = statement.query([])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let (number, id, packed): (i64, Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let copy: Option<Vec<u8>> = row.get(3)?;
        let fits = unpack_sealed(&packed).is_ok_and(|sealed| {
            sealed.envelope_id().as_bytes().as_slice() == id
                && copy.is_none_or(|copy| sealed.held_id().as_bytes().as_slice() == copy)
        });
        if !fits {
            lines.push(format!("held envelope in row {number}: its bytes are damaged"));
        }
    }
    Ok(lines)
}
