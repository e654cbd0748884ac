//! How often somebody may try to sign in: by login and address, so that a stranger's guesses lock out nobody at their own
//! desk. A login nobody has is counted as any other, by which nothing is told of who there is.

use std::net::IpAddr;

use shared::time::Timestamp;

use crate::bounds;
use crate::store::session::{self, AttemptKey, AttemptRow};
use crate::store::{Reading, StoreError, Writing};

/// How long it stays locked, and how long a failure counts, in milliseconds.
pub(super) const LOCK_MS: i64 = 15 * 60 * 1000;
/// The place that stands for every one, where only who knows the password comes to.
const ANYWHERE: &[u8] = b"*";

/// Attempts with a login from an address.
pub(super) fn from(login: &str, address: IpAddr) -> AttemptKey {
    let origin = match bounds::origin(address) {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    };
    AttemptKey::of(login, &origin)
}

/// Attempts with a second factor after a right password, from wherever.
pub(super) fn of_codes(login: &str) -> AttemptKey {
    AttemptKey::of(login, ANYWHERE)
}

/// Attempts to prove oneself within a session, from wherever.
pub(super) fn of_session(login: &str, token_hash: &[u8; 32]) -> AttemptKey {
    AttemptKey::of(login, token_hash)
}

/// Until when nobody may try, if so. What a clock that was ahead wrote down locks nobody for longer than a lock lasts.
pub(super) fn locked(reading: &Reading<'_>, key: &AttemptKey, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    let holds = |until: &Timestamp| *until > now && *until <= now.plus_ms(LOCK_MS);
    Ok(session::attempts(reading, key)?.map(|row| row.locked_until).filter(holds))
}

/// How an attempt was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted {
    /// How many have failed, this one among them; 0 when it locks.
    pub(super) failures: u32,
    /// Whether the next ones are locked out unless this one succeeds.
    pub(super) locks: bool,
}

/// Counts an attempt as failed until it proves right; at the last of `most` the next ones are locked out.
pub(super) fn count(tx: &Writing<'_>, key: &AttemptKey, most: u32, now: Timestamp) -> Result<Counted, StoreError> {
    session::forget_old_attempts(tx, now.plus_ms(-LOCK_MS), now)?;
    let before = session::attempts(tx, key)?.map_or(0, |row| row.failures);
    let locks = before + 1 >= most;
    let (failures, locked_until) = if locks { (0, now.plus_ms(LOCK_MS)) } else { (before + 1, now) };
    session::put_attempts(tx, key, &AttemptRow { failures, locked_until }, now)?;
    Ok(Counted { failures, locks })
}

/// Whole minutes left, at least 1.
pub(super) fn minutes(until: Timestamp, now: Timestamp) -> u32 {
    u32::try_from((until.minus(now) + 59_999) / 60_000).unwrap_or(u32::MAX).max(1)
}
