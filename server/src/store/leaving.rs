//! Everything a ward has, in files that other programs read: records with their history as JSON lines, each record as an
//! Automerge document, every signed envelope, devices, people and the log. docs/operations.md describes the files.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use shared::doc::history::{HistoryEntry, Touched};
use shared::doc::{Concurrent, Doc, Node};
use shared::envelope::Signed;
use shared::record::{RecordView, Row};
use shared::time::Timestamp;

use super::account::{self, DeviceRow};
use super::audit::AuditEntry;
use super::document::{self, DocumentRow};
use super::person::PersonRow;
use super::rules::{self, LocalRules};
use super::{Reading, StoreError, audit, open_for_reading, person, quarantine};

/// Why a ward's data could not be written out.
#[derive(Debug, thiserror::Error)]
pub enum LeavingError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A folder or file.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The folder holds something already.
    #[error("{0} is not empty")]
    NotEmpty(PathBuf),
}

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Left {
    /// Records that can be read.
    pub records: usize,
    /// Records that cannot; their envelopes are there as they came.
    pub unreadable: usize,
    /// Signed envelopes.
    pub envelopes: usize,
    /// Envelopes that are or were held.
    pub held: usize,
    /// Envelopes, merged or held, that are damaged where they lie and so are not in it.
    pub lost: usize,
}

/// Entries of the log read at once.
const LOG_PAGE: u32 = 1000;

/// Writes all that a ward's database holds into a new or empty folder, the files of which only their owner may read: of one moment, also while
/// the server runs. Passwords, the keys of people and of the server, and codes are not in it.
///
/// # Errors
/// [`LeavingError`]; what was written until then stays.
pub fn write_all(database: &Path, folder: &Path) -> Result<Left, LeavingError> {
    let opened = open_for_reading(database)?;
    let reading = opened.reading();
    reading.sql.execute_batch("BEGIN").map_err(StoreError::from)?;
    let folder = Folder::new(folder)?;
    let left = folder.records(&reading)?;
    folder.lines("devices.jsonl", account::devices(&reading)?.iter().map(device))?;
    folder.lines("people.jsonl", person::people(&reading)?.iter().map(of_person))?;
    folder.lines("rules.jsonl", rules::after(&reading, 0)?.iter().map(of_rules))?;
    folder.log(&reading)?;
    let (held, lost) = folder.held(&reading)?;
    Ok(Left { held, lost: left.lost + lost, ..left })
}

struct Folder {
    path: PathBuf,
}

impl Folder {
    fn new(path: &Path) -> Result<Self, LeavingError> {
        let folder = Self { path: path.to_owned() };
        let failed = |source| LeavingError::File { path: path.to_owned(), source };
        if path.exists() && fs::read_dir(path).map_err(failed)?.next().is_some() {
            return Err(LeavingError::NotEmpty(path.to_owned()));
        }
        for part in ["documents", "envelopes", "held"] {
            let made = DirBuilder::new().recursive(true).mode(0o700).create(path.join(part));
            made.map_err(failed)?;
        }
        Ok(folder)
    }

    fn create(&self, name: &str) -> Result<BufWriter<File>, LeavingError> {
        let path = self.path.join(name);
        let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        made.map(BufWriter::new).map_err(|source| LeavingError::File { path, source })
    }

    fn failed(&self, name: &str) -> impl Fn(std::io::Error) -> LeavingError + use<> {
        let path = self.path.join(name);
        move |source| LeavingError::File { path: path.clone(), source }
    }

    fn bytes(&self, name: &str, bytes: &[u8]) -> Result<(), LeavingError> {
        let mut file = self.create(name)?;
        file.write_all(bytes).and_then(|()| file.flush()).map_err(self.failed(name))
    }

    fn lines(&self, name: &str, lines: impl Iterator<Item = Value>) -> Result<(), LeavingError> {
        let mut file = self.create(name)?;
        for line in lines {
            writeln!(file, "{line}").map_err(self.failed(name))?;
        }
        file.flush().map_err(self.failed(name))
    }

    fn records(&self, reading: &Reading<'_>) -> Result<Left, LeavingError> {
        const NAME: &str = "records.jsonl";
        let (mut file, mut left) = (self.create(NAME)?, Left::default());
        for row in document::all(reading)? {
            let line = match document::load(reading, &row) {
                Ok(doc) => {
                    self.bytes(&format!("documents/{}.automerge", row.doc), &doc.save())?;
                    left.records += 1;
                    record(&row, &doc)
                }
                Err(error @ StoreError::Corrupt(_)) => {
                    left.unreadable += 1;
                    json!({
                        "id": row.doc.to_string(),
                        "kind": row.kind.code(),
                        "org": row.stream.org.to_string(),
                        "unreadable": error.to_string(),
                    })
                }
                Err(error) => return Err(error.into()),
            };
            writeln!(file, "{line}").map_err(self.failed(NAME))?;
            let (envelopes, lost) = document::readable_envelopes(reading, row.doc)?;
            left.envelopes += envelopes.len();
            left.lost += lost;
            self.bytes(&format!("envelopes/{}.cbor", row.doc), &sequence(&envelopes))?;
        }
        file.flush().map_err(self.failed(NAME))?;
        Ok(left)
    }

    /// What is or was held: how many, and how many of them are damaged.
    fn held(&self, reading: &Reading<'_>) -> Result<(usize, usize), LeavingError> {
        let (mut lines, mut lost) = (Vec::new(), 0);
        for kept in quarantine::kept(reading)? {
            let held = match quarantine::held_one(reading, kept.id) {
                Ok(held) => held,
                Err(StoreError::Corrupt(_)) => {
                    lost += 1;
                    None
                }
                Err(error) => return Err(error.into()),
            };
            let Some(held) = held else { continue };
            self.bytes(&format!("held/{}.cbor", held.id), &sequence(std::slice::from_ref(&held.sealed)))?;
            let decision = quarantine::decision(reading, kept.id)?;
            lines.push(json!({
                "id": held.id.to_string(),
                "record": held.doc.map(|doc| doc.to_string()),
                "org": held.org.map(|org| org.to_string()),
                "device": held.device.to_string(),
                "brought_by": held.carrier.to_string(),
                "reason": held.reason.code(),
                "received": held.received.rfc3339(),
                "decision": decision.map(|(decision, by, note)| json!({ "decision": decision, "by": by, "note": note })),
            }));
        }
        let count = lines.len();
        self.lines("held.jsonl", lines.into_iter())?;
        Ok((count, lost))
    }

    fn log(&self, reading: &Reading<'_>) -> Result<(), LeavingError> {
        const NAME: &str = "log.jsonl";
        let mut file = self.create(NAME)?;
        let mut skip = 0;
        loop {
            let entries = audit::page(reading, skip, LOG_PAGE)?;
            let Ok(count @ 1..) = u32::try_from(entries.len()) else { break };
            for entry in &entries {
                writeln!(file, "{}", of_log(entry)).map_err(self.failed(NAME))?;
            }
            skip += count;
        }
        file.flush().map_err(self.failed(NAME))
    }
}

/// Signed bytes one after the other, as a sequence of CBOR (RFC 8742).
fn sequence(all: &[Signed]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for sealed in all {
        let written = minicbor::encode(sealed, &mut bytes);
        debug_assert!(written.is_ok(), "writing to memory cannot fail");
    }
    bytes
}

fn record(row: &DocumentRow, doc: &Doc) -> Value {
    let line = Row::of(doc, row.stream.org, &|_| None);
    let view = RecordView::of(doc);
    let conflict = |found: &shared::doc::Divergence| json!({ "part": found.part, "leaf": found.key, "values": found.values.iter().map(version).collect::<Vec<_>>() });
    json!({
        "id": row.doc.to_string(),
        "kind": row.kind.code(),
        "org": row.stream.org.to_string(),
        "about": line.about.map(|about| about.to_string()),
        "title": line.title,
        "state": line.state,
        "content": node(&doc.tree()),
        "conflicts": view.conflicts.iter().map(|(found, _)| conflict(found)).collect::<Vec<_>>(),
        "history": doc.history().iter().map(change).collect::<Vec<_>>(),
    })
}

fn version(value: &Concurrent) -> Value {
    json!({
        "value": value.value,
        "device": value.author.map(|author| author.to_string()),
        "at": value.at.rfc3339(),
        "change": value.change.to_string(),
    })
}

fn change(entry: &HistoryEntry) -> Value {
    let touched = |touched: &Touched| {
        json!({
            "part": touched.part,
            "leaf": touched.key,
            "before": touched.before,
            "after": touched.after,
            "inserted": touched.inserted,
            "deleted": touched.deleted,
        })
    };
    json!({
        "change": entry.change.to_string(),
        "device": entry.author.map(|author| author.to_string()),
        "at": entry.at.rfc3339(),
        "touched": entry.touched.iter().map(touched).collect::<Vec<_>>(),
    })
}

fn node(content: &Node) -> Value {
    match content {
        Node::Scalar(value) => json!(value),
        Node::Text(text) => json!(text),
        Node::Map(parts) => parts.iter().map(|(name, part)| (name.clone(), node(part))).collect(),
        Node::List(entries) => {
            entries.iter().map(|(id, entry)| json!({ "entry": id.as_str(), "value": node(entry) })).collect()
        }
        Node::Unreadable => json!({ "unreadable": true }),
    }
}

fn device(row: &DeviceRow) -> Value {
    json!({
        "device": row.device.to_string(),
        "public_key": hex::encode(row.public_key),
        "org": row.place.org.to_string(),
        "role": row.place.role.code(),
        "person": row.person,
        "member": row.member.map(|member| member.to_string()),
        "label": row.label,
        "certificate": hex::encode(sequence(std::slice::from_ref(&row.certificate))),
        "enrolled": row.enrolled.rfc3339(),
        "revoked": row.revoked.as_ref().map(|(at, why)| json!({ "at": at.rfc3339(), "why": why })),
        "last_contact": row.last_contact.map(Timestamp::rfc3339),
    })
}

fn of_person(row: &PersonRow) -> Value {
    json!({
        "login": row.login,
        "name": row.name,
        "org": row.place.org.to_string(),
        "role": row.place.role.code(),
        "device": row.device.to_string(),
    })
}

fn of_rules(version: &LocalRules) -> Value {
    json!({
        "n": version.n,
        "at": version.at.rfc3339(),
        "by": version.by,
        "note": version.note,
        "text": version.text,
    })
}

fn of_log(entry: &AuditEntry) -> Value {
    json!({
        "n": entry.n,
        "at": entry.at.rfc3339(),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
        "hash": hex::encode(&entry.hash),
    })
}
