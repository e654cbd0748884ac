//! People at the console: sign-in with lock-out, sessions kept as hashes, CSRF tokens.

use hex::FromHex;
use shared::access::Place;
use shared::time::Timestamp;

use crate::auth::password;
use crate::directory::Passing;
use crate::hub::{Hub, HubError};
use crate::store::audit::{self, Event};
use crate::store::vouch::{self, Vouched};
use crate::store::{StoreError, Writing, account};
use crate::tls::sha256;

/// Failed attempts before a login is locked.
pub const FAILURES_MAX: u32 = 5;
/// How long a login stays locked, in milliseconds.
pub const LOCK_MS: i64 = 15 * 60 * 1000;
/// How long a session lasts, in milliseconds.
pub const SESSION_MS: i64 = 8 * 60 * 60 * 1000;

/// Why somebody was not let in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Login and password do not fit.
    #[error("login and password do not fit")]
    Wrong,
    /// Too many failures.
    #[error("locked for another {minutes} minutes")]
    Locked {
        /// Whole minutes left, at least 1.
        minutes: u32,
    },
    /// The server could not check.
    #[error(transparent)]
    Hub(#[from] HubError),
    /// The password could not be checked.
    #[error(transparent)]
    Password(#[from] password::PasswordError),
}

/// A person who is signed in.
#[derive(Debug, Clone)]
pub struct Session {
    /// What they signed in with.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Their place.
    pub place: Place,
    /// The token every form of theirs carries.
    pub csrf: String,
}

/// Checks login and password; gives the session's secret for the cookie.
///
/// # Errors
/// [`SignInError`]; only a login that exists is ever told that it is locked.
pub async fn sign_in(hub: &Hub, login: &str, password: String) -> Result<String, SignInError> {
    let now = hub.host().now();
    let login: String = login.chars().take(100).collect();
    if hub.store().damage().is_some() {
        return sign_in_unwritten(hub, login, password).await;
    }
    let wanted = login.clone();
    // The attempt is counted before the password is looked at, so that a thousand at once are a thousand.
    let counted = hub.store().write(move |tx| count_attempt(tx, &wanted, now)).await.map_err(HubError::from)?;
    let person = match counted {
        Attempt::Locked { until } => {
            let left = until.minus(now);
            return Err(SignInError::Locked { minutes: u32::try_from((left + 59_999) / 60_000).unwrap_or(u32::MAX) });
        }
        Attempt::Counted(person) => person,
    };
    let fits = password::fits(password, person.as_ref().map(|person| person.password.clone())).await?;
    if person.is_none() || !fits {
        return Err(SignInError::Wrong);
    }
    let (secret, csrf): ([u8; 32], [u8; 16]) =
        (hub.host().random().map_err(HubError::from)?, hub.host().random().map_err(HubError::from)?);
    hub.store()
        .write(move |tx| {
            account::note_sign_in(tx, &login, 0, now)?;
            account::put_session(tx, sha256(&secret), &login, &hex::encode(csrf), now.plus_ms(SESSION_MS), now)?;
            let event =
                Event { at: now, actor: login.clone(), action: "sign_in", subject: login, detail: String::new() };
            vouch::append(tx, &event, &[Vouched::session(sha256(&secret))])
        })
        .await
        .map_err(HubError::from)?;
    Ok(hex::encode(secret))
}

/// Lets people in to read while nothing can be written: the session lasts as long as the server runs. How often
/// somebody tries is bounded by their address alone.
async fn sign_in_unwritten(hub: &Hub, login: String, password: String) -> Result<String, SignInError> {
    let now = hub.host().now();
    let wanted = login.clone();
    let person = hub.store().read(move |reading| account::person(reading, &wanted)).await.map_err(HubError::from)?;
    if let Some(person) = person.as_ref().filter(|person| person.locked_until > now) {
        let left = person.locked_until.minus(now);
        return Err(SignInError::Locked { minutes: u32::try_from((left + 59_999) / 60_000).unwrap_or(u32::MAX) });
    }
    let fits = password::fits(password, person.as_ref().map(|person| person.password.clone())).await?;
    if person.is_none() || !fits {
        return Err(SignInError::Wrong);
    }
    let (secret, csrf): ([u8; 32], [u8; 16]) =
        (hub.host().random().map_err(HubError::from)?, hub.host().random().map_err(HubError::from)?);
    tracing::warn!(login, "signed in while nothing can be written; it is entered nowhere but here");
    let session = Passing { login, csrf: hex::encode(csrf), expires: now.plus_ms(SESSION_MS) };
    hub.directory().keep_session(sha256(&secret), session, now);
    Ok(hex::encode(secret))
}

enum Attempt {
    Locked { until: Timestamp },
    Counted(Option<account::PersonRow>),
}

/// Counts an attempt as failed until its password proves right.
fn count_attempt(tx: &Writing<'_>, login: &str, now: Timestamp) -> Result<Attempt, StoreError> {
    let Some(person) = account::person(tx, login)? else { return Ok(Attempt::Counted(None)) };
    if person.locked_until > now {
        return Ok(Attempt::Locked { until: person.locked_until });
    }
    let failures = person.failures + 1;
    let locks = failures >= FAILURES_MAX;
    let (failures, until) = if locks { (0, now.plus_ms(LOCK_MS)) } else { (failures, now) };
    account::note_sign_in(tx, login, failures, until)?;
    let action = if locks { "locked_out" } else { "sign_in_failed" };
    if person.failures > 0 || locks {
        let event =
            Event { at: now, actor: login.to_owned(), action, subject: login.to_owned(), detail: failures.to_string() };
        audit::append(tx, &event)?;
    }
    Ok(Attempt::Counted(Some(person)))
}

/// The session a cookie's secret belongs to, if it has not ended.
///
/// # Errors
/// [`HubError`] when the store refuses.
pub async fn find(hub: &Hub, secret: &str) -> Result<Option<Session>, HubError> {
    let Ok(secret) = <[u8; 32]>::from_hex(secret) else { return Ok(None) };
    let now = hub.host().now();
    let hash = sha256(&secret);
    let passing = hub.directory().session(&hash, now).map(|session| (session.login, session.csrf));
    let found = hub
        .store()
        .read(move |reading| {
            let kept = match passing {
                Some(passing) => Some(passing),
                None => account::session(reading, hash, now)?,
            };
            let Some((login, csrf)) = kept else { return Ok(None) };
            Ok(account::person(reading, &login)?.map(|person| (person, csrf)))
        })
        .await?;
    Ok(found.map(|(person, csrf)| Session { login: person.login, name: person.name, place: person.place, csrf }))
}

/// Ends a session.
///
/// # Errors
/// [`HubError`] when the store refuses.
pub async fn sign_out(hub: &Hub, secret: &str, login: &str) -> Result<(), HubError> {
    let Ok(secret) = hex::decode(secret) else { return Ok(()) };
    hub.directory().end_session(&sha256(&secret));
    if hub.store().damage().is_some() {
        return Ok(());
    }
    let (now, login) = (hub.host().now(), login.to_owned());
    hub.store()
        .write(move |tx| {
            account::end_session(tx, sha256(&secret))?;
            audit::append(
                tx,
                &Event { at: now, actor: login.clone(), action: "sign_out", subject: login, detail: String::new() },
            )
        })
        .await?;
    Ok(())
}
