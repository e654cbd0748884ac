//! Whether two hold one vault: what a server keeps of the visits it counted for a device.
//!
//! Refuses to guess: a late, lost, doubled or overtaken message is never taken for a second holder.

use crate::time::Timestamp;
use crate::wire::Visit;

/// The visits of one device.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Visits {
    /// What they are counted in; 0 before the first.
    pub era: u64,
    /// The number given out last.
    pub given: u64,
    /// The highest number shown.
    pub shown: u64,
}

/// What one contact came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The visit the answer carries.
    pub visit: Visit,
    /// Two have moved on from one state: the vault was copied, or an old copy was put back.
    pub forked: bool,
}

impl Visits {
    /// Counts a contact at which the device showed `shown`. The result must be on disk before the answer leaves.
    pub fn count(&mut self, shown: Option<Visit>, now: Timestamp) -> Counted {
        let shown = shown.unwrap_or_default();
        let unknown = shown.era > self.era || (shown.era == self.era && shown.number > self.given);
        if self.era == 0 || unknown {
            // Nothing was counted yet, or this side was put back and does not know what it gave out.
            let now = u64::try_from(now.as_ms()).unwrap_or(0);
            let later = self.era.max(shown.era).saturating_add(1);
            // Stores keep signed numbers; only a device that shows what nobody gave out gets there.
            *self = Self { era: now.max(later).min(i64::MAX.unsigned_abs()), given: 0, shown: 0 };
        }
        let of_this_era = shown.era == self.era;
        let (number, before) = if of_this_era { (shown.number, shown.before) } else { (0, 0) };
        let forked = number > self.shown && before != self.shown;
        self.shown = self.shown.max(number);
        self.given = self.given.saturating_add(1);
        Counted { visit: Visit { era: self.era, number: self.given, before: number }, forked }
    }
}

#[cfg(test)]
mod tests;
