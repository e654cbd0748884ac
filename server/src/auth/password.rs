//! Passwords: argon2id, checked off the async threads and few at a time.

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

/// Checks that may run at once; each takes 19 MiB for some 30 ms.
static CHECKS: Semaphore = Semaphore::const_new(2);
/// Checks that may be running or waiting for their turn.
static QUEUE: Semaphore = Semaphore::const_new(64);

/// A password that could not be turned into a hash.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too short to be let in.
    #[error("a password has at least {PASSWORD_CHARS_MIN} characters")]
    TooShort,
    /// Longer than anybody types.
    #[error("a password has at most {PASSWORD_CHARS_MAX} characters")]
    TooLong,
    /// argon2 refused.
    #[error("the password could not be hashed: {0}")]
    Hash(argon2::password_hash::Error),
    /// Too many are waiting to be checked.
    #[error("too many passwords are waiting to be checked")]
    Busy,
    /// The checking thread is gone.
    #[error("the server is stopping")]
    Stopping,
}

/// Shortest password accepted.
pub const PASSWORD_CHARS_MIN: usize = 10;
/// Longest password accepted.
pub const PASSWORD_CHARS_MAX: usize = 256;

fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

/// Hashes a new password with a fresh salt, as a PHC string.
///
/// # Errors
/// [`PasswordError`] for one that is too short or too long.
pub fn hash(password: &str, salt: [u8; 16]) -> Result<String, PasswordError> {
    match password.chars().count() {
        ..PASSWORD_CHARS_MIN => return Err(PasswordError::TooShort),
        PASSWORD_CHARS_MIN..=PASSWORD_CHARS_MAX => {}
        _ => return Err(PasswordError::TooLong),
    }
    Ok(hasher().hash_password_with_salt(password.as_bytes(), &salt).map_err(PasswordError::Hash)?.to_string())
}

/// Whether `password` fits the stored PHC string. Without one, as much time is spent all the same.
///
/// # Errors
/// [`PasswordError::Busy`] when too many wait already, [`PasswordError::Stopping`] while the server stops.
pub async fn fits(password: String, stored: Option<String>) -> Result<bool, PasswordError> {
    in_turn(move || {
        let nobody = "$argon2id$v=19$m=19456,t=2,p=1$c2VuLW5vYm9keS1oZXJl$8PHKVPzGJ9T3mbvvd0SIBdGqnBqUPLcRTqCMJl9KTpE";
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| nobody.to_owned());
        let fits = hasher().verify_password(password.as_bytes(), stored.as_str()).is_ok();
        fits && known
    })
    .await
}

/// As [`hash`], off the async threads and in turn with the passwords that are checked.
///
/// # Errors
/// As [`hash`] and [`fits`].
pub async fn hash_in_turn(password: String, salt: [u8; 16]) -> Result<String, PasswordError> {
    in_turn(move || hash(&password, salt)).await?
}

/// Does the work when its turn comes, few at a time.
async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, PasswordError> {
    let Ok(waiting) = QUEUE.try_acquire() else { return Err(PasswordError::Busy) };
    let Ok(permit) = CHECKS.acquire().await else { return Err(PasswordError::Stopping) };
    let done = tokio::task::spawn_blocking(work).await.ok();
    drop((permit, waiting));
    done.ok_or(PasswordError::Stopping)
}
