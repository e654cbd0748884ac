//! The server's database: one SQLite file, one writer with group commit, a few readers.
//!
//! Only this module and those below it hold SQL. A write is answered after its commit reached the
//! disk; many writes share one commit.

pub mod account;
pub mod document;
mod migrate;
pub mod quarantine;
pub mod read_model;
mod writer;

use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction};
use tokio::sync::Semaphore;

pub use migrate::SCHEMA_VERSION;
use writer::Writer;

use crate::host::{Ended, Workers};

/// Why the database could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite refused.
    #[error("the database refused: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// No database lies there.
    #[error("there is no database at {0}; run `sen init` first")]
    Missing(PathBuf),
    /// A database lies there already.
    #[error("a database already lies at {0}; nothing was overwritten")]
    Exists(PathBuf),
    /// A newer version of Sen wrote it.
    #[error(
        "the database was written by a newer Sen (schema {found}, this one knows {known}); install that version, nothing was changed"
    )]
    Newer {
        /// Its schema.
        found: i64,
        /// The newest this version knows.
        known: i64,
    },
    /// The file is no database or its pages are damaged.
    #[error(
        "{0} is damaged or no Sen database; nothing was changed. Restore the newest backup with `sen restore`, devices bring the rest back"
    )]
    Damaged(PathBuf),
    /// The shared commit failed; nothing of it is stored.
    #[error("the disk did not take the write: {0}")]
    Commit(String),
    /// A stored value is not what it should be.
    #[error("a stored {0} cannot be read")]
    Corrupt(&'static str),
    /// The record changed while an envelope was being merged into it.
    #[error("the record was changed by another process meanwhile; try again")]
    Moved,
    /// The file system refused.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The server is stopping.
    #[error("the server is stopping")]
    Stopping,
}

impl StoreError {
    /// Whether the disk is full: the caller answers "try later" rather than "broken".
    #[must_use]
    pub fn is_full(&self) -> bool {
        match self {
            Self::Sqlite(error) => error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull),
            Self::Commit(text) => text.contains("full"),
            _ => false,
        }
    }
}

const READERS: usize = 4;
/// How long a stop waits for readers that are out.
const READ_SECONDS_MAX: Duration = Duration::from_secs(5);

/// The database of one server.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    writer: Writer,
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
        Self::start(path, Workers::Threads)
    }

    /// Opens a database that exists, bringing its schema up to date.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::Newer`] or [`StoreError::Damaged`]; then nothing was written.
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
        Self::start(path, workers)
    }

    fn start(path: &Path, workers: Workers) -> Result<Self, StoreError> {
        let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        migrate::bring_up(&mut connection)?;
        let idle = (0..READERS).map(|_| connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)).collect::<Result<_, _>>()?;
        let inner = Inner {
            path: path.to_owned(),
            writer: Writer::start(connection, &workers),
            workers,
            readers: Mutex::new(Readers { idle, ..Readers::default() }),
            returned: Condvar::new(),
            permits: Arc::new(Semaphore::new(READERS)),
        };
        Ok(Self { inner: Arc::new(inner) })
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
        write: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.inner.writer.write(write).await
    }

    /// Runs `read` on a reader, off the async threads.
    ///
    /// # Errors
    /// What `read` returns.
    pub async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
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
    pub fn read_blocking<T>(&self, read: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.inner.with_reader(read)
    }

    /// Copies the database into a new file while it is in use.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when the target is there; nothing is overwritten.
    pub fn backup_to(&self, target: &Path) -> Result<(), StoreError> {
        backup(&self.inner.path, target)
    }

    /// Waits for what was handed in and closes the database, which folds the log into the file.
    pub fn stop(&self) {
        let mut readers = self.inner.readers.lock().unwrap_or_else(PoisonError::into_inner);
        readers.closed = true;
        readers.idle.clear();
        let waited = self.inner.returned.wait_timeout_while(readers, READ_SECONDS_MAX, |readers| readers.lent > 0);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
        self.inner.writer.stop();
    }
}

impl Inner {
    fn with_reader<T>(&self, read: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
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
            None => connect(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?,
        };
        // One transaction, so that everything read belongs to one moment.
        connection.execute_batch("BEGIN")?;
        let outcome = read(&connection);
        connection.execute_batch("COMMIT")?;
        lent.give_back(connection);
        outcome
    }
}

/// A reader that is out; dropping it without giving the connection back closes that connection.
struct Lent<'a> {
    inner: &'a Inner,
}

impl Lent<'_> {
    fn give_back(self, connection: Connection) {
        let mut readers = self.inner.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.idle.len() < READERS && !readers.closed {
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

/// Copies the database at `source`, complete and consistent, into a new file.
///
/// # Errors
/// [`StoreError::Exists`] when the target is there; nothing is overwritten.
pub fn backup(source: &Path, target: &Path) -> Result<(), StoreError> {
    if target.exists() {
        return Err(StoreError::Exists(target.to_owned()));
    }
    let from = connect(source, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(target);
    drop(file.map_err(|source| StoreError::File { path: target.to_owned(), source })?);
    let mut to = Connection::open(target)?;
    {
        let copy = rusqlite::backup::Backup::new(&from, &mut to)?;
        copy.run_to_completion(1024, Duration::from_millis(5), None)?;
    }
    to.pragma_update(None, "journal_mode", "DELETE")?;
    Ok(())
}

/// Opens a database for reading only, without starting a server: for `sen verify`.
///
/// # Errors
/// As [`Store::open`].
pub fn open_for_reading(path: &Path) -> Result<Connection, StoreError> {
    if !path.exists() {
        return Err(StoreError::Missing(path.to_owned()));
    }
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    migrate::check(&connection)?;
    Ok(connection)
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    let prepared = connection
        .pragma_update(None, "foreign_keys", true)
        .and_then(|()| connection.pragma_update(None, "cache_size", -8192))
        .and_then(|()| match flags.contains(OpenFlags::SQLITE_OPEN_READ_WRITE) {
            true => connection
                .pragma_update(None, "journal_mode", "WAL")
                .and_then(|()| connection.pragma_update(None, "synchronous", "FULL")),
            false => connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())),
        });
    connection.set_prepared_statement_cache_capacity(128);
    match prepared {
        Ok(()) => Ok(connection),
        Err(error) => Err(match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => {
                StoreError::Damaged(path.to_owned())
            }
            _ => StoreError::Sqlite(error),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(tx: &Transaction<'_>, value: &[u8]) -> Result<(), StoreError> {
        account::put_setting(tx, "word", value)
    }

    #[tokio::test]
    async fn a_full_disk_refuses_the_write_and_keeps_what_was_there() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("sen.db");
        let store = Store::create(&path).unwrap();
        store.write(|tx| put(tx, b"sen")).await.unwrap();
        let pages = |more: i64| {
            move |tx: &Transaction<'_>| {
                let pages: i64 = tx.pragma_query_value(None, "page_count", |row| row.get(0))?;
                Ok(tx.pragma_update(None, "max_page_count", pages + more)?)
            }
        };
        store.write(pages(0)).await.unwrap();
        let refused = store.write(|tx| put(tx, &vec![7; 1 << 20])).await.unwrap_err();
        assert!(refused.is_full(), "{refused}");
        let word = store.read(|connection| account::setting(connection, "word")).await.unwrap();
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
    async fn an_envelope_merged_onto_a_frontier_that_has_moved_is_not_stored() {
        use shared::access::{StreamClass, StreamId};
        use shared::doc::{Doc, Heads, Seed};
        use shared::id::{DeviceId, DocId, EnvelopeId, OrgId};
        let folder = tempfile::TempDir::new().unwrap();
        let store = Store::create(&folder.path().join("sen.db")).unwrap();
        let doc = Doc::create(&Seed::Member(DocId::from_bytes([1; 16])));
        let accepted = |n: u8| document::Accepted {
            id: EnvelopeId::from_bytes([n; 16]),
            packed: vec![n],
            bytes: 1,
            device: DeviceId::from_bytes([2; 16]),
            doc: doc.id(),
            kind: doc.kind(),
            stream: StreamId { org: OrgId::from_bytes([3; 16]), class: StreamClass::Own },
            before: Heads::default(),
            after: doc.heads(),
            snapshot: None,
        };
        let now = shared::time::Timestamp::from_ms(0);
        let (first, late) = (accepted(1), accepted(2));
        assert_eq!(store.write(move |tx| document::append(tx, &first, 7, now)).await.unwrap(), 1);
        let refused = store.write(move |tx| document::append(tx, &late, 7, now)).await;
        assert!(matches!(refused, Err(StoreError::Moved)), "{refused:?}");
        let seq = store.read(|c| document::envelope_seq(c, EnvelopeId::from_bytes([2; 16]))).await.unwrap();
        assert_eq!(seq, None);
        store.stop();
    }
}
