//! The one writer: collects what is waiting, commits it together, then answers each.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::StoreError;

/// Writes that may wait; whoever comes after waits outside.
const QUEUE_MAX: usize = 1024;
/// Writes that share one commit at most.
const GROUP_MAX: usize = 256;

/// Tells the caller how it ended, once the commit has.
type Answer = Box<dyn FnOnce(Result<(), String>) + Send>;
type Job = Box<dyn FnOnce(&Transaction<'_>) -> Answer + Send>;

pub(super) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(super) fn start(mut connection: Connection) -> Self {
        let (sender, mut receiver) = mpsc::channel::<Job>(QUEUE_MAX);
        let thread = std::thread::spawn(move || {
            while let Some(first) = receiver.blocking_recv() {
                let mut jobs = vec![first];
                while jobs.len() < GROUP_MAX {
                    match receiver.try_recv() {
                        Ok(job) => jobs.push(job),
                        Err(_) => break,
                    }
                }
                commit_together(&mut connection, jobs);
            }
        });
        Self { queue: Mutex::new(Some(sender)), thread: Mutex::new(Some(thread)) }
    }

    pub(super) async fn write<T: Send + 'static>(
        &self,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (done, outcome) = oneshot::channel();
        let job: Job = Box::new(move |tx| {
            let written = in_savepoint(tx, write);
            Box::new(move |committed: Result<(), String>| {
                let answer = match (written, committed) {
                    (Ok(value), Ok(())) => Ok(value),
                    (Ok(_), Err(error)) => Err(StoreError::Commit(error)),
                    (Err(error), _) => Err(error),
                };
                // Whoever asked may have gone; the commit stands all the same.
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

/// Runs one job so that its failure undoes only what it wrote itself.
fn in_savepoint<T>(
    tx: &Transaction<'_>,
    write: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    tx.execute_batch("SAVEPOINT job")?;
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| write(tx)));
    match outcome {
        Ok(Ok(value)) => {
            tx.execute_batch("RELEASE job")?;
            Ok(value)
        }
        Ok(Err(error)) => {
            tx.execute_batch("ROLLBACK TO job; RELEASE job")?;
            Err(error)
        }
        Err(_) => {
            tx.execute_batch("ROLLBACK TO job; RELEASE job")?;
            Err(StoreError::Corrupt("write"))
        }
    }
}

fn commit_together(connection: &mut Connection, jobs: Vec<Job>) {
    let mut answers = Vec::with_capacity(jobs.len());
    let committed = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .and_then(|tx| {
            answers.extend(jobs.into_iter().map(|job| job(&tx)));
            tx.commit()
        })
        .map_err(|error| Arc::new(error.to_string()));
    if let Err(error) = &committed {
        tracing::error!(%error, writes = answers.len(), "a shared commit failed");
    }
    for answer in answers {
        answer(committed.clone().map_err(|error| error.to_string()));
    }
}
