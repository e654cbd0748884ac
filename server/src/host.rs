//! The world a server runs in: its clock, its entropy and its workers, all replaceable in tests.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use shared::time::Timestamp;
use tokio::sync::oneshot;

/// Entropy could not be had.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gives no random bytes: {0}")]
pub struct NoEntropy(#[from] getrandom::Error);

/// Work that was handed to a worker did not come to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Ended {
    /// It ended with a panic.
    #[error("the work ended with a panic")]
    Panicked,
    /// The workers stopped before it was done.
    #[error("the server is stopping")]
    Stopped,
}

type Clock = dyn Fn() -> Timestamp + Send + Sync;
type Entropy = dyn Fn(&mut [u8]) -> Result<(), getrandom::Error> + Send + Sync;

/// An executor that runs one step after another on one thread, so that a run can be repeated.
pub trait Stepper: Send + Sync {
    /// Takes a task; it is polled until it ends or the executor is dropped.
    fn spawn(&self, task: BoxFuture<'static, ()>);
}

/// Where work runs that outlives who asked for it, or that blocks.
#[derive(Clone)]
pub enum Workers {
    /// Tasks of the async runtime and its threads for blocking work.
    Threads,
    /// Steps of an executor of the caller's; blocking work is one step.
    Steps(Arc<dyn Stepper>),
}

impl Workers {
    /// Runs a task to its end even when the caller that waits for it goes away.
    ///
    /// # Errors
    /// [`Ended`] when it did not come to its end.
    pub async fn task<T: Send + 'static>(&self, task: impl Future<Output = T> + Send + 'static) -> Result<T, Ended> {
        let (done, outcome) = oneshot::channel();
        // Whoever asked may have gone; the task is done all the same.
        let task = AssertUnwindSafe(task).catch_unwind().map(move |ended| drop(done.send(ended)));
        match self {
            Self::Threads => drop(tokio::spawn(task)),
            Self::Steps(steps) => steps.spawn(task.boxed()),
        }
        match outcome.await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(_)) => Err(Ended::Panicked),
            Err(_) => Err(Ended::Stopped),
        }
    }

    /// Runs work that blocks, away from the tasks.
    ///
    /// # Errors
    /// [`Ended`] when it did not come to its end.
    pub async fn blocking<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Ended> {
        match self {
            Self::Threads => tokio::task::spawn_blocking(work).await.map_err(|error| match error.is_panic() {
                true => Ended::Panicked,
                false => Ended::Stopped,
            }),
            // A task of its own, so that everything else that is ready may go first.
            Self::Steps(_) => Box::pin(self.task(async move { work() })).await,
        }
    }
}

/// Clock, entropy and workers.
#[derive(Clone)]
pub struct Host {
    clock: Arc<Clock>,
    entropy: Arc<Entropy>,
    workers: Workers,
}

impl Host {
    /// The real clock.
    #[must_use]
    pub fn system() -> Self {
        Self::with_clock(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            Timestamp::from_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
        })
    }

    /// A clock of the caller's, with the system's entropy and threads.
    #[must_use]
    pub fn with_clock(clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self { clock: Arc::new(clock), entropy: Arc::new(getrandom::fill), workers: Workers::Threads }
    }

    /// The same clock with entropy and workers of the caller's, so that a run can be repeated.
    #[must_use]
    pub fn repeatable(self, entropy: impl Fn(&mut [u8]) + Send + Sync + 'static, workers: Workers) -> Self {
        let entropy = move |bytes: &mut [u8]| {
            entropy(bytes);
            Ok(())
        };
        Self { clock: self.clock, entropy: Arc::new(entropy), workers }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Fresh random bytes.
    ///
    /// # Errors
    /// [`NoEntropy`] when the operating system has none to give.
    pub fn random<const N: usize>(&self) -> Result<[u8; N], NoEntropy> {
        let mut bytes = [0; N];
        (self.entropy)(&mut bytes)?;
        Ok(bytes)
    }

    /// Where work runs.
    #[must_use]
    pub const fn workers(&self) -> &Workers {
        &self.workers
    }
}

/// Asks for memory in small pages, first of all a process does: with large ones a server that serves a thousand devices
/// was measured to hold three times what it uses.
///
/// # Errors
/// Where the system refuses; then memory comes as it always does.
pub fn use_small_pages() -> std::io::Result<()> {
    #[cfg(target_os = "linux")]
    rustix::thread::disable_transparent_huge_pages(true)?;
    Ok(())
}
