//! How long a PIN has to wait after wrong ones, measured by a clock that nobody can set.

use std::time::Duration;

/// Tries before the first wait.
const FREE: u32 = 3;
/// The waits after that, the last one ever again: colleagues share the phone, so nobody is shut out for long.
const WAITS: [u64; 5] = [30, 60, 5 * 60, 15 * 60, 60 * 60];

/// Time since this phone was started, sleep included; in a browser, since the page was opened: no clock of it that nobody
/// can set survives that, and whoever opens the page anew waits from the beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uptime(Duration);

impl Uptime {
    /// What the system says.
    #[must_use]
    #[cfg(not(target_family = "wasm"))]
    pub fn now() -> Self {
        // Apple's monotonic clock runs on while the phone sleeps, Linux's does not.
        #[cfg(any(target_os = "linux", target_os = "android"))]
        let clock = rustix::time::ClockId::Boottime;
        #[cfg(not(any(target_os = "linux", target_os = "android")))]
        let clock = rustix::time::ClockId::Monotonic;
        let since = rustix::time::clock_gettime(clock);
        // Neither part is negative before a phone has run for longer than anything.
        let (seconds, nanos) = (u64::try_from(since.tv_sec).unwrap_or(0), u32::try_from(since.tv_nsec).unwrap_or(0));
        Self(Duration::new(seconds, nanos))
    }

    /// What the browser says.
    #[must_use]
    #[cfg(target_family = "wasm")]
    pub fn now() -> Self {
        static OPENED: std::sync::OnceLock<web_time::Instant> = std::sync::OnceLock::new();
        Self(OPENED.get_or_init(web_time::Instant::now).elapsed())
    }

    /// So many milliseconds after the start, for a caller with a clock of its own.
    #[must_use]
    pub const fn from_ms(ms: u64) -> Self {
        Self(Duration::from_millis(ms))
    }

    /// Whole milliseconds.
    #[must_use]
    pub fn as_ms(self) -> u64 {
        u64::try_from(self.0.as_millis()).unwrap_or(u64::MAX)
    }
}

/// The wait after so many tries that opened nothing.
pub(super) fn after(wrong: u32) -> Duration {
    let Some(place) = wrong.checked_sub(FREE) else { return Duration::ZERO };
    let place = usize::try_from(place).unwrap_or(usize::MAX).min(WAITS.len() - 1);
    Duration::from_secs(WAITS.get(place).copied().unwrap_or_default())
}

/// What is left of the wait that began at `since`.
///
/// A clock that shows less than `since` has started anew: then the time since that start counts, which is never more
/// than what has really gone by.
pub(super) fn left(wrong: u32, since: Uptime, now: Uptime) -> Duration {
    after(wrong).saturating_sub(now.0.checked_sub(since.0).unwrap_or(now.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Uptime {
        Uptime::from_ms(seconds * 1000)
    }

    #[test]
    fn waits_grow_to_an_hour_and_no_further() {
        let waits: Vec<u64> = (0..10).chain([u32::MAX]).map(|wrong| after(wrong).as_secs()).collect();
        assert_eq!(waits, [0, 0, 0, 30, 60, 300, 900, 3600, 3600, 3600, 3600]);
    }

    #[test]
    fn a_wait_ends_by_time_that_has_really_gone_by_and_by_nothing_else() {
        assert_eq!(left(3, at(100), at(100)).as_secs(), 30);
        assert_eq!(left(3, at(100), at(129)).as_secs(), 1);
        assert_eq!(left(3, at(100), at(130)).as_secs(), 0);
        assert_eq!(left(8, at(50_000), at(600)).as_secs(), 3000, "started anew ten minutes ago");
        assert_eq!(left(8, at(50_000), at(0)).as_secs(), 3600);
        assert_eq!(left(0, at(50_000), at(0)).as_secs(), 0);
    }

    #[test]
    fn the_systems_clock_runs() {
        let before = Uptime::now();
        // In a browser it begins when it is asked first.
        assert!(before.as_ms() > 0 || cfg!(target_family = "wasm"));
        assert!(Uptime::now() >= before);
    }
}
