//! The one writer: collects what is waiting, commits it together, then answers each.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::integrity::Watch;
use super::{StoreError, Writing, erased};
use crate::host::Workers;

/// Writes that may wait in the queue; further callers wait until there is room.
const QUEUE_MAX: usize = 1024;
/// Writes that share one commit at most.
const GROUP_MAX: usize = 256;

/// Tells the caller how it ended, once the commit has.
type Reply = Box<dyn FnOnce(Result<(), String>) + Send>;
/// Runs in a transaction; gets `None` when none could be begun.
type Job = Box<dyn FnOnce(Option<&Writing<'_>>) -> Reply + Send>;

pub(super) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// `folded` says whether [`fold_at_start`] could do its work; until then nothing is committed.
    pub(super) fn start(connection: Connection, folded: bool, workers: &Workers, watch: Arc<Watch>) -> Self {
        let mut book = Book { connection, folded, traces: Traces::None };
        let (sender, mut receiver) = mpsc::channel::<Job>(QUEUE_MAX);
        let thread = match workers {
            Workers::Threads => Some(std::thread::spawn(move || {
                while let Some(first) = receiver.blocking_recv() {
                    commit_together(&mut book, group(first, &mut receiver), &watch);
                    book.scrub();
                }
                close(book.connection, &watch);
            })),
            Workers::Steps(steps) => {
                steps.spawn(Box::pin(async move {
                    while let Some(first) = receiver.recv().await {
                        commit_together(&mut book, group(first, &mut receiver), &watch);
                        book.scrub();
                    }
                    close(book.connection, &watch);
                }));
                None
            }
        };
        Self { queue: Mutex::new(Some(sender)), thread: Mutex::new(thread) }
    }

    pub(super) async fn write<T: Send + 'static>(
        &self,
        write: impl FnOnce(&Writing<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (done, outcome) = oneshot::channel();
        let job: Job = Box::new(move |tx| {
            let written = tx.map(|tx| in_savepoint(tx, write));
            Box::new(move |committed: Result<(), String>| {
                let answer = match (written, committed) {
                    (Some(Ok(value)), Ok(())) => Ok(value),
                    (Some(Err(error)), _) => Err(error),
                    (Some(Ok(_)) | None, Err(error)) => Err(StoreError::Commit(error)),
                    (None, Ok(())) => Err(StoreError::Stopping),
                };
                // The caller may have gone; the commit stands all the same.
                drop(done.send(answer));
            })
        });
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match queue {
            Some(queue) if queue.send(job).await.is_ok() => outcome.await.unwrap_or(Err(StoreError::Stopping)),
            _ => Err(StoreError::Stopping),
        }
    }

    pub(super) fn stop(&self) {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            tracing::error!("the writer ended with a panic");
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The database as it is written.
struct Book {
    connection: Connection,
    /// Whether the log begins behind nothing that a dead process left.
    folded: bool,
    /// Where bytes of what was removed for good may still be.
    traces: Traces,
}

/// Where bytes of what was removed for good may still be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Traces {
    None,
    File,
    Log,
}

impl Book {
    /// Makes the file anew and empties the log, after something was removed for good. What cannot be done now is done after
    /// a later commit or, for want of room, at the next start.
    fn scrub(&mut self) {
        if self.traces == Traces::File {
            match erased::scrub(&self.connection) {
                Ok(()) => self.traces = Traces::Log,
                Err(error) => {
                    self.traces = Traces::None;
                    tracing::warn!(%error, "the file could not be made anew after records were taken away: restart to try again");
                }
            }
        }
        if self.traces == Traces::Log {
            let emptied = fold(&self.connection).map_err(StoreError::from);
            match emptied.and_then(|()| erased::note_scrubbed(&self.connection)) {
                Ok(()) => self.traces = Traces::None,
                Err(error) => tracing::debug!(%error, "the log is emptied after a later commit"),
            }
        }
    }

    fn begin(&mut self) -> rusqlite::Result<Transaction<'_>> {
        if !self.folded {
            fold(&self.connection)?;
            self.folded = true;
        }
        self.connection.transaction_with_behavior(TransactionBehavior::Immediate)
    }
}

/// Folds before anything is served; `false` when the disk is too full or another process reads: then every write is
/// refused until it could be done.
///
/// # Errors
/// [`StoreError::Refused`] when the disk fails.
pub(super) fn fold_at_start(connection: &Connection) -> Result<bool, StoreError> {
    match fold(connection) {
        Err(error) if matches!(error.sqlite_error_code(), Some(ErrorCode::DiskFull | ErrorCode::DatabaseBusy)) => {
            tracing::warn!(%error, "the log of the last run could not be folded into the database; until it is, nothing is written");
            Ok(false)
        }
        folded => Ok(folded.map(|()| true)?),
    }
}

/// Writes what a dead process left in the log into the file, and syncs it. Where a sync had failed, part of that log
/// may have been read back from memory only; then nothing committed after it would survive the power.
fn fold(connection: &Connection) -> rusqlite::Result<()> {
    let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy {
        return Err(rusqlite::Error::SqliteFailure(
            rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY),
            Some("another process reads the database, so its log cannot be folded".to_owned()),
        ));
    }
    Ok(())
}

/// As after a commit: the process that removed something for good may have ended before the file was made anew.
pub(super) fn scrub_at_start(connection: &Connection) -> Result<(), StoreError> {
    if !erased::is_due(connection)? {
        return Ok(());
    }
    let scrubbed = erased::scrub(connection).and_then(|()| Ok(fold(connection)?));
    match scrubbed.and_then(|()| erased::note_scrubbed(connection)) {
        Err(StoreError::Refused(refusal)) if refusal.is_damage() => Err(StoreError::Refused(refusal)),
        Err(error) => {
            tracing::warn!(%error, "the file could not be made anew after records were taken away");
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

/// What waits behind the first, as many as one commit takes.
fn group(first: Job, receiver: &mut mpsc::Receiver<Job>) -> Vec<Job> {
    let mut jobs = vec![first];
    while jobs.len() < GROUP_MAX {
        match receiver.try_recv() {
            Ok(job) => jobs.push(job),
            Err(_) => break,
        }
    }
    jobs
}

/// Runs one job so that its failure undoes only what it wrote itself.
fn in_savepoint<T>(
    tx: &Writing<'_>,
    write: impl FnOnce(&Writing<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    tx.sql.prepare_cached("SAVEPOINT job")?.execute([])?;
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| write(tx)));
    match outcome {
        Ok(Ok(value)) => {
            tx.sql.prepare_cached("RELEASE job")?.execute([])?;
            Ok(value)
        }
        Ok(Err(error)) => undo(tx, error),
        Err(_) => undo(tx, StoreError::Corrupt("write")),
    }
}

/// Undoes one job, unless SQLite has undone the whole transaction already, as it does on a full disk.
fn undo<T>(tx: &Writing<'_>, error: StoreError) -> Result<T, StoreError> {
    if !tx.sql.is_autocommit() {
        tx.sql.execute_batch("ROLLBACK TO job; RELEASE job")?;
    }
    Err(error)
}

/// Folds the log into the file, except into a file that is damaged: both are left as they are.
pub(super) fn close(connection: Connection, watch: &Watch) {
    if watch.damage().is_some()
        && let Err(error) = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
    {
        tracing::error!(%error, "the log may be folded into a damaged database");
    }
}

fn commit_together(book: &mut Book, jobs: Vec<Job>, watch: &Watch) {
    let mut waiting = VecDeque::from(jobs);
    while !waiting.is_empty() {
        let mut answers = Vec::with_capacity(waiting.len());
        let committed = commit_some(book, &mut waiting, &mut answers).map_err(|error| {
            watch.note(&error);
            error.to_string()
        });
        if let Err(error) = &committed {
            tracing::error!(error, writes = answers.len(), "a shared commit failed");
        }
        for answer in answers {
            answer(committed.clone());
        }
    }
}

/// Runs what is waiting in one transaction. When SQLite gives that up half-way, what had run in it
/// has failed, and the rest goes on in another.
fn commit_some(book: &mut Book, waiting: &mut VecDeque<Job>, answers: &mut Vec<Reply>) -> rusqlite::Result<()> {
    let tx = match book.begin() {
        Ok(tx) => tx,
        Err(error) => {
            answers.extend(waiting.drain(..).map(|job| job(None)));
            return Err(error);
        }
    };
    let mut removed = false;
    while let Some(job) = waiting.pop_front() {
        let writing = Writing::of(&tx);
        answers.push(job(Some(&writing)));
        removed |= writing.has_removed();
        if tx.is_autocommit() {
            return Err(rusqlite::Error::SqliteFailure(
                rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_FULL),
                Some("the disk is full or failing; the shared transaction was given up".to_owned()),
            ));
        }
    }
    tx.commit()?;
    if removed {
        book.traces = Traces::File;
    }
    Ok(())
}
