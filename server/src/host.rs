//! The world a server runs in: its clock and its entropy, both replaceable in tests.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use shared::time::Timestamp;

/// Entropy could not be had.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gives no random bytes: {0}")]
pub struct NoEntropy(#[from] getrandom::Error);

type Clock = dyn Fn() -> Timestamp + Send + Sync;

/// Clock and entropy.
#[derive(Clone)]
pub struct Host {
    clock: Arc<Clock>,
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

    /// A clock of the caller's.
    #[must_use]
    pub fn with_clock(clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self { clock: Arc::new(clock) }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Fresh random bytes of the operating system.
    ///
    /// # Errors
    /// [`NoEntropy`] when it has none to give.
    pub fn random<const N: usize>(&self) -> Result<[u8; N], NoEntropy> {
        let mut bytes = [0; N];
        getrandom::fill(&mut bytes)?;
        Ok(bytes)
    }
}
