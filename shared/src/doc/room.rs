//! How much room a record has left, by the bounds the server judges it by.

use automerge::ReadDoc;

use super::Doc;
use crate::limits::{self, ROOM_PERCENT_WARN};

const BYTES_MAX: u64 = limits::RECORD_BYTES_MAX as u64;
const ACTORS_MAX: u64 = limits::CHUNK_ACTORS_MAX as u64;
/// Up to here small changes are taken in a record that is full.
const LAST_WORDS_PERCENT: u64 = 120;

/// How full a record is for the device that writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Per cent of what a device fills by itself; past 100 when others wrote as well.
    pub used_percent: u64,
}

impl Room {
    /// Whether a person should be told that the record is nearly full.
    #[must_use]
    pub const fn is_short(self) -> bool {
        self.used_percent >= ROOM_PERCENT_WARN
    }

    /// Whether nothing more is written into it here.
    #[must_use]
    pub const fn is_used_up(self) -> bool {
        self.used_percent > 100
    }
}

impl Room {
    /// Whether a record that was as full as `before` may become as full as this: a word to settle, sign or close with
    /// still fits into a full one.
    #[must_use]
    pub const fn admits(self, before: Self) -> bool {
        !self.is_used_up() || (self.used_percent <= before.used_percent && self.used_percent <= LAST_WORDS_PERCENT)
    }
}

impl Doc {
    /// How full the record is. A device stops at half of what the server takes, so that what two write apart fits.
    #[must_use]
    pub fn room(&self) -> Room {
        let share = |used: u64, most: u64| used.saturating_mul(100) / most;
        let (cost, bytes) = self.measure();
        let used =
            [share(cost, limits::RECORD_COST_US_OWN), share(bytes, BYTES_MAX / 2), share(self.actors(), ACTORS_MAX)];
        Room { used_percent: used.into_iter().max().unwrap_or_default() }
    }

    /// Whether the record is larger than a server lets it become unless the ward decides otherwise.
    #[must_use]
    pub fn is_oversized(&self) -> bool {
        let (cost, bytes) = self.measure();
        cost > limits::RECORD_COST_US_MAX || bytes > BYTES_MAX
    }

    /// What it costs to open, in microseconds, and its bytes, saved and not compressed.
    fn measure(&self) -> (u64, u64) {
        let stats = self.inner.stats();
        // An operation of ours has fewer bytes; only where that many might not fit are they counted.
        let guess = stats.num_ops.saturating_mul(8);
        let bytes = if guess < BYTES_MAX / 8 { guess } else { u64::try_from(self.save().len()).unwrap_or(u64::MAX) };
        (limits::open_cost_us(stats.num_changes, stats.num_ops, bytes), bytes)
    }

    fn actors(&self) -> u64 {
        self.inner.stats().num_actors
    }
}
