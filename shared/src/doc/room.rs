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
        self.room_at(self.saved_bytes())
    }

    /// As [`Doc::room`], without saving the record: for one that was typed into since it had `operations` and was `bytes`
    /// long, saved. A character typed takes less than 8 bytes.
    #[must_use]
    pub fn room_typed(&self, (operations, bytes): (u64, u64)) -> Room {
        let typed = self.inner.stats().num_ops.saturating_sub(operations);
        self.room_at(bytes.saturating_add(typed.saturating_mul(8)))
    }

    /// Operations, and bytes when saved: what [`Doc::room_typed`] goes on from.
    #[must_use]
    pub fn extent(&self) -> (u64, u64) {
        (self.inner.stats().num_ops, self.saved_bytes())
    }

    /// Whether the record, `bytes` long when saved, is larger than a server lets it become unless the ward decides
    /// otherwise.
    #[must_use]
    pub fn is_oversized(&self, bytes: u64) -> bool {
        self.cost(bytes) > limits::RECORD_COST_US_MAX || bytes > BYTES_MAX
    }

    fn room_at(&self, bytes: u64) -> Room {
        let share = |used: u64, most: u64| used.saturating_mul(100) / most;
        let used = [
            share(self.cost(bytes), limits::RECORD_COST_US_OWN),
            share(bytes, BYTES_MAX / 2),
            share(self.inner.stats().num_actors, ACTORS_MAX),
        ];
        Room { used_percent: used.into_iter().max().unwrap_or_default() }
    }

    /// What it costs to open, in microseconds.
    fn cost(&self, bytes: u64) -> u64 {
        let stats = self.inner.stats();
        limits::open_cost_us(stats.num_changes, stats.num_ops, bytes)
    }

    fn saved_bytes(&self) -> u64 {
        u64::try_from(self.save().len()).unwrap_or(u64::MAX)
    }
}
