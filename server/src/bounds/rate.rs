//! Rates: so many at once, then so many a minute. The arithmetic is governor's (GCRA); the memory of
//! keys is bounded, and time is the host's.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::{Quota, RateLimiter};
use quick_cache::unsync::Cache;
use serde::Deserialize;
use shared::time::Timestamp;

use crate::host::Host;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How often something may be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// So many at once after a quiet time.
    pub burst: NonZeroU32,
    /// So many a minute in the long run.
    pub per_minute: NonZeroU32,
}

impl Rate {
    pub(super) fn quota(self) -> Quota {
        Quota::per_minute(self.per_minute).allow_burst(self.burst)
    }
}

/// So many in a day: all of them at once, or spread over it.
pub(super) fn per_day(number: NonZeroU32) -> Quota {
    Quota::with_period(DAY / number.get()).unwrap_or(Quota::per_second(number)).allow_burst(number)
}

/// A rate for each key.
pub(super) struct Keyed<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, Recent<K>, Steady, NoOpMiddleware<Duration>>,
    burst: usize,
}

impl<K: Hash + Eq + Clone> Keyed<K> {
    /// The same rate for each of so many keys.
    pub(super) fn new(quota: Quota, keys_max: usize, clock: &Steady) -> Self {
        let burst = usize::try_from(quota.burst_size().get()).unwrap_or(usize::MAX);
        Self { limiter: RateLimiter::new(quota, Recent(Mutex::new(Cache::new(keys_max))), clock.clone()), burst }
    }

    /// Takes so many, or tells how long to wait for them; more than a burst is taken as a whole burst.
    pub(super) fn take(&self, key: &K, number: usize) -> Result<(), Duration> {
        let number = u32::try_from(number.min(self.burst)).unwrap_or(u32::MAX);
        let Some(number) = NonZeroU32::new(number) else { return Ok(()) };
        match self.limiter.check_key_n(key, number) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(until)) => Err(until.wait_time_from(self.limiter.clock().now())),
            Err(_) => Err(DAY),
        }
    }
}

/// What was taken for the keys used of late; a key that was forgotten begins anew.
struct Recent<K>(Mutex<Cache<K, Nanos>>);

impl<K: Hash + Eq + Clone> StateStore for Recent<K> {
    type Key = K;

    fn measure_and_replace<T, F, E>(&self, key: &K, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (outcome, next) = measure(recent.get(key).copied())?;
        recent.insert(key.clone(), next);
        Ok(outcome)
    }
}

/// Time since the server began, by the host's clock: a clock that is set back stands still for a
/// moment, instead of locking everybody out until it has caught up.
#[derive(Clone)]
pub(super) struct Steady {
    host: Host,
    seen: Arc<Mutex<(Timestamp, Duration)>>,
}

impl Steady {
    pub(super) fn of(host: Host) -> Self {
        let seen = Arc::new(Mutex::new((host.now(), Duration::ZERO)));
        Self { host, seen }
    }
}

impl Clock for Steady {
    type Instant = Duration;

    fn now(&self) -> Duration {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.host.now();
        let passed = u64::try_from(now.minus(seen.0)).unwrap_or(0);
        *seen = (now, seen.1 + Duration::from_millis(passed));
        seen.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_of_a_hundred_thousand_keys_is_bounded() {
        let clock = Steady::of(Host::with_clock(|| Timestamp::from_ms(0)));
        let keyed: Keyed<u32> = Keyed::new(Quota::per_minute(NonZeroU32::MIN), 1_000, &clock);
        for key in 0..100_000 {
            keyed.take(&key, 1).unwrap();
        }
        assert!(keyed.limiter.into_state_store().0.lock().unwrap().len() <= 1_000);
    }
}
