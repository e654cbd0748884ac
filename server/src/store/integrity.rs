//! Whether the database can be relied on: what is looked at before it is opened for writing, what is noticed while it is
//! in use, and the report for which a server goes on reading but writes nothing more.
//!
//! It refuses to mend: what is damaged stays as it was found, for `sen restore`.

use std::collections::BTreeMap;
use std::fs::TryLockError;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use shared::wire::StreamDigest;

use super::error::is_damage;
use super::log::{self, Log};
use super::{Reading, StoreError, account, document, schema};
use crate::store::audit::{self, Chain};

/// Databases up to this size have every page checked before each start; larger ones only after they were not closed in
/// order, and otherwise while they serve already.
const CHECK_FIRST_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// What is wrong with a database: one sentence each, at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    lines: Vec<String>,
}

impl Damage {
    fn of(lines: Vec<String>) -> Option<Self> {
        (!lines.is_empty()).then_some(Self { lines })
    }

    /// What cannot be read of what the database is brought up to date from.
    pub(super) fn at_start(what: &str) -> Self {
        Self { lines: vec![format!("while it was brought up to date: a stored {what} cannot be read")] }
    }

    /// The first finding.
    #[must_use]
    pub fn first(&self) -> &str {
        self.lines.first().map_or("the database is damaged", String::as_str)
    }

    /// Every finding.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }
}

/// Remembers the first damage that was found; from then on nothing is written.
#[derive(Debug, Default)]
pub(super) struct Watch {
    found: OnceLock<Arc<Damage>>,
}

impl Watch {
    pub(super) fn damage(&self) -> Option<Arc<Damage>> {
        self.found.get().cloned()
    }

    /// Notes damage; only the first is told, because it is what the rest follows from.
    pub(super) fn report(&self, damage: Damage) {
        let damage = Arc::new(damage);
        if self.found.set(Arc::clone(&damage)).is_ok() {
            tracing::error!(
                report = damage.lines().join("; "),
                "the database is damaged: it is only read from now on. Stop the server and see `sen verify`; then \
                 `sen restore BACKUP`, or without a backup `sen restore --salvage` the damaged file"
            );
        }
    }

    /// Notes what SQLite answered, if it means that the file or its disk can no longer be relied on.
    pub(super) fn note(&self, error: &rusqlite::Error) {
        if is_damage(error) && self.damage().is_none() {
            self.report(Damage { lines: vec![format!("while in use: {error}")] });
        }
    }
}

/// Which commits a reader sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// The file and its log.
    Whole,
    /// The file alone, because its log does not belong to it.
    WithoutLog,
}

/// What was found before the database is used.
pub(super) struct Inspection {
    /// What is wrong; then nothing is to be written.
    pub(super) damage: Option<Damage>,
    /// What is readable.
    pub(super) view: View,
    /// Whether the pages are still to be checked while the server serves.
    pub(super) unchecked: bool,
}

/// Looks at a database before anything is written to it. `alone` says that no other process has it open: only then may
/// the log be read beside SQLite.
///
/// # Errors
/// [`StoreError::Damaged`] or [`StoreError::Newer`] when nothing of it can be used; nothing was changed.
pub(super) fn look(path: &Path, alone: bool) -> Result<Inspection, StoreError> {
    let file = |source| StoreError::File { path: path.to_owned(), source };
    let length = std::fs::metadata(path).map_err(file)?.len();
    let log = if alone { log::look(&beside(path, "-wal")).map_err(file)? } else { Log::None };
    let thorough = log != Log::None || length <= CHECK_FIRST_BYTES_MAX;
    let mut lines = Vec::new();
    if let Log::Damaged(fault) = &log {
        lines.push(fault.clone());
    }
    let whole = examine(path, View::Whole, thorough);
    if alone && lines.is_empty() && whole.is_ok() {
        renew_log(path)?;
    }
    let fits = match whole {
        Ok(found) => {
            let strange = if log == Log::None { None } else { strange_log(path) };
            let fits = found.is_empty() && strange.is_none();
            lines.extend(strange);
            lines.extend(found);
            fits
        }
        Err(error) if log == Log::None => return Err(error),
        Err(_) => false,
    };
    if fits || log == Log::None {
        return Ok(Inspection { damage: Damage::of(lines), view: View::Whole, unchecked: !thorough });
    }
    // With its log it cannot be used as it is; perhaps without.
    match (examine(path, View::WithoutLog, true), lines.is_empty()) {
        (Ok(found), _) if found.is_empty() => {
            lines.push(
                "without its log (the file ending in -wal) the database is sound, and that is what is shown; \
                 what was written last is missing"
                    .to_owned(),
            );
            Ok(Inspection { damage: Damage::of(lines), view: View::WithoutLog, unchecked: false })
        }
        (_, false) => Ok(Inspection { damage: Damage::of(lines), view: View::Whole, unchecked: false }),
        (Err(error), true) => Err(error),
        (Ok(found), true) => Ok(Inspection { damage: Damage::of(found), view: View::WithoutLog, unchecked: false }),
    }
}

/// Makes sure that a log which a dead process left is on the disk before anything is taken out of it. A disk without
/// room for that is one on which nothing is folded either.
fn renew_log(path: &Path) -> Result<(), StoreError> {
    let log = beside(path, "-wal");
    match log::renew(&log) {
        Err(error) if error.kind() == std::io::ErrorKind::StorageFull => {
            tracing::warn!(%error, "the log of the last run could not be written anew");
            Ok(())
        }
        renewed => renewed.map_err(|source| StoreError::File { path: log, source }),
    }
}

/// The name of a file that lies beside the database.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Says that this process uses the database, for as long as the mark is kept; `true` when no other process does.
pub(super) fn hold<T>(path: &Path, look: impl FnOnce(bool) -> Result<T, StoreError>) -> Result<(Mark, T), StoreError> {
    let mark = beside(path, "-lock");
    let failed = |source| StoreError::File { path: mark.clone(), source };
    let file = std::fs::OpenOptions::new().create(true).append(true).mode(0o600).open(&mark).map_err(failed)?;
    let file = Mark(file);
    let alone = match file.0.try_lock() {
        Ok(()) => true,
        Err(TryLockError::WouldBlock) => false,
        Err(TryLockError::Error(source)) => return Err(failed(source)),
    };
    let found = look(alone)?;
    file.0.lock_shared().map_err(failed)?;
    Ok((file, found))
}

/// Says that this process serves the database, until it is dropped; commands may open it beside.
#[derive(Debug)]
pub struct Claim {
    _mark: Mark,
}

impl Claim {
    /// Claims a database.
    ///
    /// # Errors
    /// [`StoreError::Served`] when another process has; [`StoreError::Missing`] when there is none to serve.
    pub fn of(database: &Path) -> Result<Self, StoreError> {
        if !database.exists() {
            return Err(StoreError::Missing(database.to_owned()));
        }
        let path = beside(database, "-serving");
        let failed = |source| StoreError::File { path: path.clone(), source };
        let file = std::fs::OpenOptions::new().create(true).append(true).mode(0o600).open(&path).map_err(failed)?;
        let mark = Mark(file);
        match mark.0.try_lock() {
            Ok(()) => Ok(Self { _mark: mark }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Served(database.to_owned())),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }
}

/// Whether no process has the database open.
pub(super) fn is_unused(path: &Path) -> bool {
    match std::fs::File::open(beside(path, "-lock")) {
        Ok(file) => Mark(file).0.try_lock().is_ok(),
        Err(_) => true,
    }
}

/// A lock on the file beside a database until it is dropped. Closing the file would not do: a process that is being
/// started at this moment has it open as well until its program runs.
#[derive(Debug)]
pub(super) struct Mark(std::fs::File);

impl Drop for Mark {
    fn drop(&mut self) {
        if let Err(error) = self.0.unlock() {
            tracing::warn!(%error, "the database stays marked as in use until this process ends");
        }
    }
}

/// Opens a database for reading, with or without its log. A file that ends before its last page is read all the same.
pub(super) fn reader(path: &Path, view: View) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let connection = match view {
        View::Whole => Connection::open_with_flags(path, flags)?,
        View::WithoutLog => Connection::open_with_flags(format!("file:{}?immutable=1", escaped(path)), flags)?,
    };
    connection.busy_timeout(super::BUSY)?;
    let schema = |connection: &Connection| connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()));
    let opened = connection.pragma_update(None, "cache_size", -8192).and_then(|()| schema(&connection));
    let opened = opened.or_else(|error| {
        if error.sqlite_error_code() != Some(ErrorCode::DatabaseCorrupt) {
            return Err(error);
        }
        // SQLite refuses a file that is shorter than it says, unless it is told that it is being recovered.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, true)?;
        schema(&connection)
    });
    connection.set_prepared_statement_cache_capacity(128);
    match opened {
        Ok(()) => Ok(connection),
        Err(error) if is_damage(&error) => Err(StoreError::Damaged(path.to_owned())),
        Err(error) => Err(error.into()),
    }
}

fn escaped(path: &Path) -> String {
    const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'_').remove(b'-');
    percent_encode(path.as_os_str().as_bytes(), PATH).to_string()
}

/// What is wrong with what one view shows.
fn examine(path: &Path, view: View, thorough: bool) -> Result<Vec<String>, StoreError> {
    let connection = reader(path, view)?;
    // One moment of it, because another process may be writing.
    connection.execute_batch("BEGIN")?;
    if schema::version(&connection)? == 0 || !schema::is_whole(&connection)? {
        return Err(StoreError::Damaged(path.to_owned()));
    }
    let mut lines = Vec::new();
    if is_short(&connection) {
        lines.push("the file ends before its last page".to_owned());
    }
    if thorough {
        lines.extend(check(&connection).map(|damage| damage.lines).unwrap_or_default());
    }
    Ok(lines)
}

/// Checks the pages, and where they hold, what the rows say of each other.
pub(super) fn check(connection: &Connection) -> Option<Damage> {
    let mut lines = pages(connection, "quick_check");
    if lines.is_empty() {
        lines.extend(books(connection));
    }
    Damage::of(lines)
}

pub(super) fn is_short(connection: &Connection) -> bool {
    connection.db_config(DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA).unwrap_or(false)
}

/// What SQLite's own check of the pages says; `check` is `quick_check`, or `integrity_check`, which also compares
/// tables and indexes and takes longer.
pub(super) fn pages(connection: &Connection, check: &str) -> Vec<String> {
    let told = || -> rusqlite::Result<Vec<String>> {
        connection.prepare(&format!("PRAGMA {check}(50)"))?.query_map([], |row| row.get(0))?.collect()
    };
    match told() {
        Ok(lines) => {
            let lines = lines.iter().flat_map(|line| line.lines()).map(|line| line.trim_matches('*').trim());
            lines
                .filter(|line| !line.is_empty() && *line != "ok" && *line != "in database main")
                .map(|line| format!("database pages: {line}"))
                .collect()
        }
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => Vec::new(),
        Err(error) => vec![format!("database pages: {error}")],
    }
}

/// What does not add up: stream digests against the frontiers of their records, and the audit chain.
pub(super) fn books(connection: &Connection) -> Vec<String> {
    let reading = &Reading::of(connection);
    let mut lines = Vec::new();
    let mut digests: BTreeMap<_, StreamDigest> = BTreeMap::new();
    let summed = document::each(reading, |row| {
        digests.entry(row.stream).or_default().toggle(row.doc, &row.heads);
    });
    match summed.and_then(|()| document::streams(reading)) {
        Ok(streams) => {
            for (stream, status) in streams {
                if digests.remove(&stream).unwrap_or_default() != status.digest {
                    lines.push(format!("stream of {}: the digest does not fit its documents", stream.org));
                }
            }
            let unlisted = digests.keys();
            lines
                .extend(unlisted.map(|stream| format!("stream of {}: it has documents and is not listed", stream.org)));
        }
        Err(error) => lines.push(format!("streams and documents: {error}")),
    }
    match audit::verify(reading) {
        Ok(Chain::Whole { .. }) => {}
        Ok(Chain::Broken { at }) => lines.push(format!("audit chain: broken at entry {at}")),
        Ok(Chain::Cut { entries, written }) => {
            lines.push(format!("audit chain: it has {entries} entries and was written up to entry {written}"));
        }
        Err(error) => lines.push(format!("audit chain: {error}")),
    }
    lines
}

/// What is wrong with the log of a database that no process uses at the moment.
pub(super) fn log_fault(path: &Path) -> Option<String> {
    if !is_unused(path) {
        return None;
    }
    match log::look(&beside(path, "-wal")) {
        Ok(Log::None) => None,
        Ok(Log::Readable) => strange_log(path),
        Ok(Log::Damaged(fault)) => Some(fault),
        Err(error) => Some(format!("the log cannot be read: {error}")),
    }
}

/// A log only ever adds: one that names another ward, or fewer audit entries than the file alone, is another's or an
/// older one put back.
fn strange_log(path: &Path) -> Option<String> {
    let known = |view| -> Result<(Option<Vec<u8>>, i64), StoreError> {
        let connection = reader(path, view)?;
        let reading = Reading::of(&connection);
        Ok((account::setting(&reading, "ward_org")?, audit::length(&reading)?))
    };
    // The file alone may be half-way through taking up its log; then it says nothing against it.
    let (Ok((ward, entries)), Ok((ward_with, entries_with))) = (known(View::WithoutLog), known(View::Whole)) else {
        return None;
    };
    if ward.is_some() && ward != ward_with {
        Some("the log (the file ending in -wal) is of another database".to_owned())
    } else if entries_with < entries {
        Some("the log (the file ending in -wal) is older than the database".to_owned())
    } else {
        None
    }
}
