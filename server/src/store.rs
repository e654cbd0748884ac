//! The server's database: one SQLite file, one writer with group commit, a few readers.
//!
//! Only this module and those below it hold SQL. A write is answered after its commit reached the
//! disk; many writes share one commit. A damaged database is read as far as it can be and written no more.

pub mod account;
pub mod apart;
pub mod append;
pub mod audit;
mod beside;
pub mod check;
mod copy;
pub mod document;
pub mod erased;
mod error;
mod integrity;
pub mod leaving;
mod log;
pub mod look;
mod migrate;
pub mod person;
pub mod quarantine;
pub mod queue;
pub mod read_model;
mod reading;
pub mod rules;
pub mod salvage;
mod schema;
pub mod session;
pub mod standing;
pub mod visit;
pub mod vouch;
mod writer;

use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, InterruptHandle, OpenFlags};
use tokio::sync::Semaphore;

use beside::Lists;
pub use copy::{backup, backup_with, put_in_place};
pub use error::{Refusal, StoreError};
pub use integrity::{Claim, Damage};
use integrity::{Inspection, View, Watch};
pub use reading::{Reading, Writing};
pub use schema::SCHEMA_VERSION;
use writer::Writer;

use crate::host::{Ended, Workers};

/// Readers that wait their turn are so many at once.
const READERS: usize = 4;
/// Connections kept open for them and for callers that do not wait, such as merges: opening one costs as much as reading.
const IDLE_READERS: usize = 12;
/// How long a statement waits for another process.
const BUSY: Duration = Duration::from_secs(10);
/// How long a stop waits for readers that are out.
const READ_SECONDS_MAX: Duration = Duration::from_secs(5);

/// The database of one server.
#[derive(Clone)]
pub struct Store {
    inner: Arc<StoreInner>,
}

struct StoreInner {
    path: PathBuf,
    /// None when the database was found damaged before it was opened.
    writer: Option<Writer>,
    view: View,
    watch: Arc<Watch>,
    /// The lists, where the database has none of its own.
    lists: Option<Lists>,
    /// Whether the pages are still to be checked, and what ends the check before its time.
    unchecked: bool,
    checking: Mutex<Option<InterruptHandle>>,
    /// Says to other processes that the database is in use.
    _mark: integrity::Mark,
    workers: Workers,
    readers: Mutex<Readers>,
    returned: Condvar,
    permits: Arc<Semaphore>,
}

#[derive(Default)]
struct Readers {
    idle: Vec<Connection>,
    lent: usize,
    closed: bool,
}

impl Store {
    /// Creates a database where none is.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when a file is there; nothing is overwritten.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        if path.exists() {
            return Err(StoreError::Exists(path.to_owned()));
        }
        // The file is the owner's alone before SQLite writes the first byte into it.
        let file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
        drop(file.map_err(|source| StoreError::File { path: path.to_owned(), source })?);
        let sound = Inspection { damage: None, view: View::Whole, unchecked: false };
        let (mark, found) = integrity::hold(path, |_| Ok(sound))?;
        Self::start(path, Workers::Threads, mark, found)
    }

    /// Opens a database that exists, bringing its schema up to date. One that is damaged but readable is opened for
    /// reading only; [`Store::damage`] says so.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::Newer`] or, when nothing of it is readable, [`StoreError::Damaged`]; then
    /// nothing was written.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_on(path, Workers::Threads)
    }

    /// As [`Store::open`], with the writer and what reads on workers of the caller's.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_on(path: &Path, workers: Workers) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing(path.to_owned()));
        }
        let (mark, found) = integrity::hold(path, |alone| integrity::look(path, alone))?;
        Self::start(path, workers, mark, found)
    }

    fn start(path: &Path, workers: Workers, mark: integrity::Mark, found: Inspection) -> Result<Self, StoreError> {
        let watch = Arc::new(Watch::default());
        let writer = match found.damage {
            Some(damage) => {
                watch.report(damage);
                None
            }
            None => begin_writing(path, &workers, &watch)?,
        };
        let lists = match watch.damage() {
            Some(_) => Lists::make(&integrity::reader(path, found.view)?)?,
            None => None,
        };
        let idle = (0..READERS).map(|_| reader(path, found.view, lists.as_ref())).collect::<Result<_, _>>()?;
        let inner = StoreInner {
            path: path.to_owned(),
            writer,
            view: found.view,
            watch,
            lists,
            unchecked: found.unchecked,
            checking: Mutex::new(None),
            _mark: mark,
            workers,
            readers: Mutex::new(Readers { idle, ..Readers::default() }),
            returned: Condvar::new(),
            permits: Arc::new(Semaphore::new(READERS)),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// What is wrong with the database, if anything was found; then it is only read until it is opened again.
    #[must_use]
    pub fn damage(&self) -> Option<Arc<Damage>> {
        self.inner.watch.damage()
    }

    /// Checks the pages of a database that was too large to be checked before it was opened; returns at once for any
    /// other. Damage makes the database read-only; [`Store::stop`] ends the check.
    pub fn check_pages(&self) {
        if !self.inner.unchecked || self.damage().is_some() {
            return;
        }
        let checked = self.inner.with_reader(|reading| {
            self.inner.note_check(Some(reading.sql.get_interrupt_handle()));
            Ok(integrity::check(reading.sql))
        });
        self.inner.note_check(None);
        match checked {
            Ok(Some(damage)) => self.inner.watch.report(damage),
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "the database could not be checked"),
        }
    }

    /// Where the database lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// Runs `write` in the next shared transaction; returns after it is on disk.
    ///
    /// # Errors
    /// What `write` returns, then nothing of it is stored; or [`StoreError::Commit`].
    pub async fn write<T: Send + 'static>(
        &self,
        write: impl FnOnce(&Writing<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        if let Some(damage) = self.damage() {
            return Err(StoreError::ReadOnly(damage.first().to_owned()));
        }
        let Some(writer) = &self.inner.writer else { return Err(StoreError::Stopping) };
        self.inner.judge(writer.write(write).await)
    }

    /// Runs `read` on a reader, off the async threads.
    ///
    /// # Errors
    /// What `read` returns.
    pub async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Reading<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let Ok(permit) = Arc::clone(&self.inner.permits).acquire_owned().await else {
            return Err(StoreError::Stopping);
        };
        let inner = Arc::clone(&self.inner);
        let read = move || {
            let outcome = inner.with_reader(read);
            drop(permit);
            outcome
        };
        match self.inner.workers.blocking(read).await {
            Ok(outcome) => outcome,
            Err(Ended::Panicked) => Err(StoreError::Corrupt("value")),
            Err(Ended::Stopped) => Err(StoreError::Stopping),
        }
    }

    /// Runs `read` on a reader on this thread; for work that is already off the async threads.
    ///
    /// # Errors
    /// What `read` returns.
    pub fn read_blocking<T>(&self, read: impl FnOnce(&Reading<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.inner.with_reader(read)
    }

    /// Waits for what was handed in and closes the database, which folds the log into the file.
    pub fn stop(&self) {
        let mut readers = self.inner.readers.lock().unwrap_or_else(PoisonError::into_inner);
        readers.closed = true;
        readers.idle.clear();
        if let Some(checking) = self.inner.checking.lock().unwrap_or_else(PoisonError::into_inner).take() {
            checking.interrupt();
        }
        let waited = self.inner.returned.wait_timeout_while(readers, READ_SECONDS_MAX, |readers| readers.lent > 0);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
        if let Some(writer) = &self.inner.writer {
            writer.stop();
        }
    }
}

impl StoreInner {
    fn with_reader<T>(&self, read: impl FnOnce(&Reading<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let idle = {
            let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
            if readers.closed {
                return Err(StoreError::Stopping);
            }
            readers.lent += 1;
            readers.idle.pop()
        };
        let lent = Lent { inner: self };
        let connection = match idle {
            Some(connection) => connection,
            None => reader(&self.path, self.view, self.lists.as_ref())?,
        };
        // One transaction, so that everything read belongs to one moment.
        let outcome =
            run(&connection, "BEGIN").map_err(StoreError::from).and_then(|()| read(&Reading::of(&connection)));
        let ended = if connection.is_autocommit() { Ok(()) } else { run(&connection, "COMMIT") };
        let outcome = self.judge(outcome.and_then(|value| ended.map(|()| value).map_err(StoreError::from)));
        if connection.is_autocommit() {
            lent.give_back(connection);
        }
        outcome
    }

    /// Notes an answer that means damage; the caller is told that nothing is written any more.
    fn judge<T>(&self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(StoreError::Refused(refusal)) = &outcome {
            self.watch.note(refusal.error());
        }
        match (outcome, self.watch.damage()) {
            (Err(StoreError::Refused(refusal)), Some(damage)) if refusal.is_damage() => {
                Err(StoreError::ReadOnly(damage.first().to_owned()))
            }
            (Err(StoreError::Commit(_)), Some(damage)) => Err(StoreError::ReadOnly(damage.first().to_owned())),
            (outcome, _) => outcome,
        }
    }

    fn note_check(&self, check: Option<InterruptHandle>) {
        *self.checking.lock().unwrap_or_else(PoisonError::into_inner) = check;
    }
}

/// Brings the database up to date for the writer; none where that shows damage, which is then only reported.
fn begin_writing(path: &Path, workers: &Workers, watch: &Arc<Watch>) -> Result<Option<Writer>, StoreError> {
    let mut connection = connect(path)?;
    let ready = migrate::bring_up(&mut connection)
        .and_then(|()| writer::fold_at_start(&connection))
        .and_then(|folded| writer::scrub_at_start(&connection).map(|()| folded));
    match ready {
        Ok(folded) => return Ok(Some(Writer::start(connection, folded, workers, Arc::clone(watch)))),
        Err(StoreError::Refused(refusal)) if refusal.is_damage() => watch.note(refusal.error()),
        Err(StoreError::Corrupt(what)) => watch.report(Damage::at_start(what)),
        Err(error) => return Err(error),
    }
    writer::close(connection, watch);
    Ok(None)
}

fn reader(path: &Path, view: View, lists: Option<&Lists>) -> Result<Connection, StoreError> {
    let reader = integrity::reader(path, view)?;
    lists.map_or(Ok(()), |lists| lists.lend(&reader))?;
    Ok(reader)
}

/// Runs a statement that is prepared once and kept.
fn run(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(drop)
}

/// A reader that is out; dropping it without giving the connection back closes that connection.
struct Lent<'a> {
    inner: &'a StoreInner,
}

impl Lent<'_> {
    fn give_back(self, connection: Connection) {
        let mut readers = self.inner.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.idle.len() < IDLE_READERS && !readers.closed {
            readers.idle.push(connection);
        }
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        self.inner.readers.lock().unwrap_or_else(PoisonError::into_inner).lent -= 1;
        self.inner.returned.notify_all();
    }
}

/// Whether the audit chain of this database vouches for rows; one of an earlier schema does not.
pub(crate) fn rows_vouched_for(reading: &Reading<'_>) -> Result<bool, StoreError> {
    const SINCE: i64 = 4;
    Ok(schema::version(reading.sql)? >= SINCE)
}

/// A database opened for reading only.
pub struct ReadOnlyStore {
    connection: Connection,
}

impl ReadOnlyStore {
    /// Reads in it. What is looked up is of one moment only as far as nobody writes meanwhile.
    #[must_use]
    pub fn reading(&self) -> Reading<'_> {
        Reading::of(&self.connection)
    }
}

/// Opens a database for reading only, without starting a server.
///
/// # Errors
/// As [`Store::open`].
pub fn open_for_reading(path: &Path) -> Result<ReadOnlyStore, StoreError> {
    if !path.exists() {
        return Err(StoreError::Missing(path.to_owned()));
    }
    let connection = integrity::reader(path, View::Whole)?;
    if schema::version(&connection)? == 0 {
        return Err(StoreError::Damaged(path.to_owned()));
    }
    Ok(ReadOnlyStore { connection })
}

/// Opens the database for the writer; whether it is one was looked at before.
fn connect(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    // A plan that does not depend on the values bound to it is made once and kept.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -8192)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use shared::record::list::Query;

    use super::*;

    fn put(tx: &Writing<'_>, value: &[u8]) -> Result<(), StoreError> {
        account::put_setting(tx, "word", value)
    }

    #[tokio::test]
    async fn a_full_disk_refuses_the_write_and_keeps_what_was_there() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("sen.db");
        let store = Store::create(&path).unwrap();
        store.write(|tx| put(tx, b"sen")).await.unwrap();
        let pages = |more: i64| {
            move |tx: &Writing<'_>| {
                let pages: i64 = tx.sql.pragma_query_value(None, "page_count", |row| row.get(0))?;
                Ok(tx.sql.pragma_update(None, "max_page_count", pages + more)?)
            }
        };
        store.write(pages(0)).await.unwrap();
        let refused = store.write(|tx| put(tx, &vec![7; 1 << 20])).await.unwrap_err();
        assert!(refused.is_full(), "{refused}");
        let word = store.read(|reading| account::setting(reading, "word")).await.unwrap();
        assert_eq!(word, Some(b"sen".to_vec()));
        store.write(pages(4096)).await.unwrap();
        store.write(|tx| put(tx, &vec![7; 1 << 20])).await.unwrap();
        store.stop();
    }

    #[tokio::test]
    async fn a_write_that_fails_undoes_itself_and_not_its_neighbours() {
        let folder = tempfile::TempDir::new().unwrap();
        let store = Store::create(&folder.path().join("sen.db")).unwrap();
        let good = store.write(|tx| account::put_setting(tx, "good", b"1"));
        let bad = store.write(|tx| {
            account::put_setting(tx, "bad", b"1")?;
            Err::<(), _>(StoreError::Corrupt("on purpose"))
        });
        let (good, bad) = tokio::join!(good, bad);
        assert!(good.is_ok() && bad.is_err());
        let found = store.read(|c| Ok((account::setting(c, "good")?, account::setting(c, "bad")?))).await.unwrap();
        assert_eq!(found, (Some(b"1".to_vec()), None));
        store.stop();
        assert!(matches!(store.write(|_| Ok(())).await, Err(StoreError::Stopping)));
    }

    #[tokio::test]
    async fn what_sqlite_calls_damaged_ends_all_writing_at_once_and_a_full_disk_does_not() {
        let answer = |code| rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
        for (code, is_damage) in [
            (rusqlite::ffi::SQLITE_CORRUPT, true),
            (rusqlite::ffi::SQLITE_CORRUPT_INDEX, true),
            (rusqlite::ffi::SQLITE_NOTADB, true),
            (rusqlite::ffi::SQLITE_IOERR_FSYNC, true),
            (rusqlite::ffi::SQLITE_IOERR_READ, true),
            (rusqlite::ffi::SQLITE_IOERR_NOMEM, false),
            (rusqlite::ffi::SQLITE_FULL, false),
            (rusqlite::ffi::SQLITE_BUSY, false),
        ] {
            let folder = tempfile::TempDir::new().unwrap();
            let path = folder.path().join("sen.db");
            let store = Store::create(&path).unwrap();
            store.write(|tx| put(tx, b"sen")).await.unwrap();
            let told = store.read(move |_| Err::<(), _>(answer(code).into())).await;
            assert_eq!(matches!(told, Err(StoreError::ReadOnly(_))), is_damage, "{code}: {told:?}");
            assert_eq!(store.damage().is_some(), is_damage, "{code}");
            let written = store.write(|tx| put(tx, b"more")).await;
            assert_eq!(matches!(written, Err(StoreError::ReadOnly(_))), is_damage, "{code}: {written:?}");
            let word = store.read(|reading| account::setting(reading, "word")).await.unwrap();
            assert_eq!(word, Some(if is_damage { b"sen".to_vec() } else { b"more".to_vec() }), "{code}");
            store.stop();
            let kept = integrity::beside(&path, "-wal").exists();
            assert_eq!(kept, is_damage, "{code}: the log of a damaged database stays as it is");
        }
    }

    #[tokio::test]
    async fn an_envelope_merged_onto_a_frontier_that_has_moved_is_not_stored() {
        use shared::access::{StreamClass, StreamId};
        use shared::doc::{Doc, Heads, Seed};
        use shared::id::{DeviceId, DocId, EnvelopeId, OrgId};
        let folder = tempfile::TempDir::new().unwrap();
        let store = Store::create(&folder.path().join("sen.db")).unwrap();
        let doc = Doc::create(&Seed::Id(shared::doc::Kind::Member, DocId::from_bytes([1; 16])));
        let accepted = |n: u8| append::Accepted {
            id: EnvelopeId::from_bytes([n; 16]),
            packed: vec![n],
            bytes: 1,
            device: DeviceId::from_bytes([2; 16]),
            doc: doc.id(),
            kind: doc.kind(),
            stream: StreamId { org: OrgId::from_bytes([3; 16]), class: StreamClass::Own },
            home: StreamId { org: OrgId::from_bytes([3; 16]), class: StreamClass::Own },
            before: Heads::default(),
            after: doc.heads(),
            snapshot: None,
        };
        let now = shared::time::Timestamp::from_ms(0);
        let (first, late) = (accepted(1), accepted(2));
        assert_eq!(store.write(move |tx| append::append(tx, &first, 7, now)).await.unwrap().seq, 1);
        let refused = store.write(move |tx| append::append(tx, &late, 7, now)).await;
        assert!(matches!(refused, Err(StoreError::Moved)), "{refused:?}");
        let seq = store.read(|c| document::envelope_seq(c, EnvelopeId::from_bytes([2; 16]))).await.unwrap();
        assert_eq!(seq, None);
        store.stop();
    }

    /// Opens a database as one that is too large to be looked through before.
    fn open_unchecked(path: &Path) -> Result<Store, StoreError> {
        let sound = Inspection { damage: None, view: View::Whole, unchecked: true };
        let (mark, found) = integrity::hold(path, |_| Ok(sound))?;
        Store::start(path, Workers::Threads, mark, found)
    }

    /// A ward's database whose rows are to be made anew at the next opening, after `spoil`.
    async fn to_be_made_anew(spoil: &str) -> (crate::testing::Ground, usize) {
        let ground = crate::testing::Ground::begin().await;
        let whole = ground.hub.store().read(document::all).await.unwrap().len();
        ground.hub.store().stop();
        let connection = connect(&ground.database()).unwrap();
        connection.execute("DELETE FROM setting WHERE key = 'rows_version'", []).unwrap();
        connection.execute_batch(spoil).unwrap();
        (ground, whole)
    }

    #[tokio::test]
    async fn a_document_whose_row_cannot_be_read_is_one_unreadable_row_when_the_rows_are_made_anew() {
        let (ground, whole) =
            to_be_made_anew("UPDATE document SET heads = x'00' WHERE doc = (SELECT min(doc) FROM document)").await;
        let store = open_unchecked(&ground.database()).unwrap();
        assert!(store.damage().is_none());
        let sums =
            |readable| move |reading: &Reading<'_>| read_model::sums(reading, &Query { readable, ..Query::default() });
        assert_eq!(store.read(sums(None)).await.unwrap().0, whole);
        assert_eq!(store.read(sums(Some(false))).await.unwrap().0, 1);
        store.stop();
    }

    #[tokio::test]
    async fn a_document_that_cannot_be_opened_is_a_fault_of_its_own_and_none_of_the_lists() {
        for spoil in ["UPDATE document SET heads = x'00'", "UPDATE envelope SET sealed = x'00'"] {
            let one = " WHERE doc = (SELECT min(doc) FROM document)";
            let (ground, _) = to_be_made_anew(&format!("{spoil}{one}")).await;
            open_unchecked(&ground.database()).unwrap().stop();
            let faults = check::verify(&ground.database()).unwrap().faults;
            assert!(faults.iter().any(|fault| fault.starts_with("document ")), "{spoil}: {faults:?}");
            assert!(!faults.iter().any(|fault| fault.starts_with("list ")), "{spoil}: {faults:?}");
        }
    }

    #[tokio::test]
    async fn damage_that_making_the_rows_anew_comes_upon_leaves_the_database_read_only_and_its_rows_in_place() {
        let (ground, whole) = to_be_made_anew("PRAGMA wal_checkpoint(TRUNCATE)").await;
        let path = ground.database();
        let connection = connect(&path).unwrap();
        let of = |sql: &str| -> usize {
            connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap().try_into().unwrap()
        };
        let (root, page) = (of("SELECT rootpage FROM sqlite_schema WHERE name = 'envelope'"), of("PRAGMA page_size"));
        drop(connection);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[(root - 1) * page] ^= 0xff;
        std::fs::write(&path, &bytes).unwrap();
        let store = open_unchecked(&path).unwrap();
        assert!(store.damage().is_some_and(|damage| !damage.first().is_empty()));
        assert!(matches!(store.write(|_| Ok(())).await, Err(StoreError::ReadOnly(_))));
        let listed = store.read(|reading| read_model::sums(reading, &Query::default())).await.unwrap();
        assert_eq!(listed.0, whole);
        store.stop();
        drop(store);
        assert_eq!(std::fs::read(&path).unwrap(), bytes, "what is damaged stays as it was found");
    }
}
