//! The pace of what is being sent: nobody may trickle it, nobody on a poor connection is cut for it.

use tokio::time::Instant;

use crate::bounds::Limits;

/// How much of something has been sent, and by when it has to have come further.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    begun: Instant,
    last: Instant,
    bytes: u64,
}

impl Pace {
    pub(super) fn begin() -> Self {
        let now = Instant::now();
        Self { begun: now, last: now, bytes: 0 }
    }

    pub(super) fn moved(&mut self, bytes: usize) {
        self.last = Instant::now();
        self.bytes = self.bytes.saturating_add(bytes as u64);
    }

    /// It stands still no longer than a pause, and on the whole it is not slower than a poor connection.
    pub(super) fn due(&self, limits: &Limits) -> Instant {
        (self.last + limits.time_for(0)).min(self.begun + limits.time_for(self.bytes))
    }
}
