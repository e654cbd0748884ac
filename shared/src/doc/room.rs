//! How much room a record has left, by the bounds the server judges it by.

use automerge::ReadDoc;

use super::Doc;
use crate::limits::{self, ROOM_PERCENT_WARN};

const BYTES_MAX: u64 = limits::RECORD_BYTES_MAX as u64;
/// Half of what a record takes: what two phones write apart fits into one.
const ACTORS_OWN: u64 = limits::CHUNK_ACTORS_MAX as u64 / 2;
/// Of all that a device fills by itself.
const WHOLE: u64 = 10_000;
/// What a word to settle, sign or close with takes at most.
const LAST_WORD: u64 = 20;
/// Up to here last words are taken: just below all that the server takes by itself.
const LAST_WORDS: u64 = 2 * WHOLE - 10 * LAST_WORD;

/// How full a record is for the device that writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// In hundredths of a per cent of what a device fills by itself.
    used: u64,
}

impl Room {
    /// Per cent of what a device fills by itself; past 100 when others wrote as well.
    #[must_use]
    pub const fn used_percent(self) -> u64 {
        self.used / (WHOLE / 100)
    }

    /// Whether a person should be told that the record is nearly full.
    #[must_use]
    pub const fn is_short(self) -> bool {
        self.used_percent() >= ROOM_PERCENT_WARN
    }

    /// Whether no passage is written into it here any more.
    #[must_use]
    pub const fn is_used_up(self) -> bool {
        self.used > WHOLE
    }

    /// Whether a record that was as full as `before` may become as full as this. A word to settle, sign or close with
    /// still fits into a full one, also into one that others filled meanwhile.
    #[must_use]
    pub const fn admits(self, before: Self) -> bool {
        let grown = self.used.saturating_sub(before.used);
        !self.is_used_up() || grown == 0 || (grown <= LAST_WORD && self.used <= LAST_WORDS)
    }

    /// Whether what is typed still fits.
    #[must_use]
    pub const fn admits_typing(self, before: Self) -> bool {
        !self.is_used_up() || self.used <= before.used
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
        let share = |used: u64, most: u64| used.saturating_mul(WHOLE) / most;
        let used = [
            share(self.cost(bytes), limits::RECORD_COST_US_OWN),
            share(bytes, BYTES_MAX / 2),
            share(self.inner.stats().num_actors, ACTORS_OWN),
        ];
        Room { used: used.into_iter().max().unwrap_or_default() }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::{ChunkForm, Pen};
    use crate::id::{DeviceId, OrgId};
    use crate::key::{MeetingKey, MeetingKind};
    use crate::meeting;
    use crate::time::{CivilDate, Timestamp};

    /// A meeting that one device filled to more than half of what it fills by itself.
    fn filled(n: u8) -> (Doc, Pen) {
        let (org, date) = (OrgId::from_bytes([9; 16]), CivilDate::new(2026, 11, 5).unwrap());
        let mut doc = MeetingKey { org, kind: MeetingKind::Regular, date, ordinal: 1 }.open();
        let pen = Pen::new(DeviceId::from_bytes([n; 16]), [n; 8]);
        let text = format!("{n:03} ").repeat(10_000);
        while doc.room().used_percent() < 60 {
            let gone = doc.running_text(&crate::doc::TextPlace::Part("minutes")).unwrap().chars().count();
            doc.edit(&pen, Timestamp::from_ms(1), |edit| meeting::splice_minutes(edit, 0, gone, &text)).unwrap();
        }
        (doc, pen)
    }

    #[test]
    fn a_record_that_two_filled_apart_is_still_settled_signed_and_closed() {
        let ((one, pen), (other, _)) = (filled(1), filled(2));
        let (mut both, _) = one.absorb(ChunkForm::Document, &other.save(), None).unwrap();
        let full = both.room();
        assert!(full.used_percent() > 120, "{full:?}");
        let mut grown = full;
        for n in 0..200 {
            both.edit(&pen, Timestamp::from_ms(2), |edit| edit.put("about", "place", format!("Chỗ {n}"))).unwrap();
            assert!(both.room().admits(grown), "{n}");
            grown = both.room();
        }
        both.edit(&pen, Timestamp::from_ms(3), |edit| meeting::splice_minutes(edit, 0, 5_000, &"thêm ".repeat(1_000)))
            .unwrap();
        assert!(!both.room().admits(grown) && !both.room().admits_typing(grown), "a passage is no last word");
    }

    #[test]
    fn two_who_write_as_many_actors_as_a_device_may_fit_into_one_record() {
        let device = ACTORS_OWN;
        assert!(Room { used: device * WHOLE / ACTORS_OWN }.admits_typing(Room { used: 0 }));
        assert!(!Room { used: (device + 1) * WHOLE / ACTORS_OWN }.admits_typing(Room { used: WHOLE }));
        assert!(2 * device <= limits::CHUNK_ACTORS_MAX as u64);
    }
}
