//! What people of the console do about their own sign-in: another password, a second factor, a password chosen with a code.

use shared::time::Timestamp;

use super::attempt;
use super::code::{self, Purpose};
use super::password::{self, PasswordError};
use super::session::{FAILURES_MAX, Session};
use super::totp::{self, KEY_BYTES};
use crate::hub::{Hub, HubError};
use crate::store::audit::{self, Event};
use crate::store::person::{self, AccountRow};
use crate::store::session;
use crate::store::vouch::{self, Vouched};
use crate::store::{StoreError, Writing};

/// How many codes stand in for a second factor.
pub const RECOVERY_CODES: usize = 8;
/// How long a key waits for a code of it, in milliseconds.
const OFFER_MS: i64 = 10 * 60 * 1000;

/// Why something about one's own sign-in was not done.
#[derive(Debug, thiserror::Error)]
pub enum OwnError {
    /// The password that proves who asks is wrong.
    #[error("the password is wrong")]
    WrongPassword,
    /// Too many failures.
    #[error("locked for another {minutes} minutes")]
    Locked {
        /// Whole minutes left, at least 1.
        minutes: u32,
    },
    /// The new password is the old one.
    #[error("the new password is the old one")]
    SamePassword,
    /// The code of six digits is wrong, or was used.
    #[error("the code is wrong")]
    WrongCode,
    /// There is no such code, or it was used or taken back.
    #[error("there is no such code, or it was used")]
    UnknownCode,
    /// The code came too late.
    #[error("the code came too late")]
    LateCode,
    /// A second factor stands already; it is turned off first.
    #[error("there is a second factor already")]
    HasSecond,
    /// The server could not do it.
    #[error(transparent)]
    Hub(#[from] HubError),
    /// The password cannot be, or could not be checked.
    #[error(transparent)]
    Password(#[from] PasswordError),
}

impl From<StoreError> for OwnError {
    fn from(error: StoreError) -> Self {
        Self::Hub(error.into())
    }
}

impl OwnError {
    /// The code under which it has its words; `None` for what is the server's.
    #[must_use]
    pub const fn code(&self) -> Option<&'static str> {
        match self {
            Self::WrongPassword => Some("wrong_password"),
            Self::Locked { .. } => Some("locked"),
            Self::SamePassword => Some("same_password"),
            Self::WrongCode => Some("wrong_code"),
            Self::UnknownCode => Some("unknown_code"),
            Self::LateCode => Some("late_code"),
            Self::HasSecond => Some("has_second"),
            Self::Password(PasswordError::TooShort) => Some("short_password"),
            Self::Password(PasswordError::TooLong) => Some("long_password"),
            Self::Hub(_) | Self::Password(_) => None,
        }
    }
}

/// Asks for the password of who is signed in, counted by their session wherever it is used from; gives it as it is stored.
async fn prove(hub: &Hub, own: &Session, password: String) -> Result<String, OwnError> {
    let (now, key, login) = (hub.host().now(), attempt::of_session(&own.login, &own.token_hash), own.login.clone());
    let counted = key.clone();
    let count = move |tx: &Writing<'_>| {
        if let Some(until) = attempt::locked(tx, &counted, now)? {
            return Ok(Err(until));
        }
        let tried = attempt::count(tx, &counted, FAILURES_MAX, now)?;
        if tried.failures > 1 || tried.locks {
            let action = if tried.locks { "locked_out" } else { "sign_in_failed" };
            audit::append(tx, &event(&login, action, tried.failures.to_string(), now))?;
        }
        Ok(Ok(person::person(tx, &login)?.map(|person| person.password)))
    };
    let stored = hub.store().write(count).await?;
    let stored = stored.map_err(|until| OwnError::Locked { minutes: attempt::minutes(until, now) })?;
    if !password::fits(password, stored.clone()).await? {
        return Err(OwnError::WrongPassword);
    }
    hub.store().write(move |tx| session::forget_attempts(tx, &key)).await?;
    stored.ok_or(OwnError::WrongPassword)
}

fn event(login: &str, action: &'static str, detail: String, now: Timestamp) -> Event {
    Event { at: now, actor: login.to_owned(), action, subject: login.to_owned(), detail }
}

/// Gives oneself another password; every other session of the person ends.
///
/// # Errors
/// [`OwnError`].
pub async fn change_password(hub: &Hub, own: &Session, old: String, new: String) -> Result<(), OwnError> {
    if old == new {
        return Err(OwnError::SamePassword);
    }
    let before = prove(hub, own, old).await?;
    let hash = password::hash_in_turn(new, hub.host().random().map_err(HubError::from)?).await?;
    let (now, login, keep) = (hub.host().now(), own.login.clone(), own.token_hash);
    let change = move |tx: &Writing<'_>| {
        // An administrator may have been faster; then the old one proves nothing any more.
        if person::person(tx, &login)?.is_none_or(|person| person.password != before) {
            return Ok(false);
        }
        person::set_password(tx, &login, &hash)?;
        person::drop_resets(tx, &login)?;
        let ended = session::end_all(tx, &login, Some(keep))?;
        let event = event(&login, "password_changed", ended.to_string(), now);
        vouch::append(tx, &event, &[Vouched::person(&login)])?;
        Ok(true)
    };
    if hub.store().write(change).await? { Ok(()) } else { Err(OwnError::WrongPassword) }
}

/// Chooses a password with a code that an administrator gave; every session of the person ends. Gives the login.
///
/// # Errors
/// [`OwnError`]; a code that is refused changes nothing, and one whose password is refused stays good.
pub async fn choose_password(hub: &Hub, typed: &str, new: String) -> Result<String, OwnError> {
    let (now, code_hash) = (hub.host().now(), code::hash(typed, Purpose::Reset));
    // Nothing is hashed for somebody without a code.
    hub.store().read(move |reading| good_code(reading, code_hash, now)).await??;
    let hash = password::hash_in_turn(new, hub.host().random().map_err(HubError::from)?).await?;
    let choose = move |tx: &Writing<'_>| {
        let login = match good_code(tx, code_hash, now)? {
            Ok(login) => login,
            Err(refused) => return Ok(Err(refused)),
        };
        person::set_password(tx, &login, &hash)?;
        person::use_reset(tx, code_hash, now)?;
        session::end_all(tx, &login, None)?;
        session::unlock(tx, &login, now)?;
        let rows = [Vouched::person(&login), Vouched::reset(code_hash)];
        vouch::append(tx, &event(&login, "password_set", String::new(), now), &rows)?;
        Ok(Ok(login))
    };
    hub.store().write(choose).await?
}

/// For whom a code is good now.
fn good_code(
    reading: &crate::store::Reading<'_>,
    code_hash: [u8; 32],
    now: Timestamp,
) -> Result<Result<String, OwnError>, StoreError> {
    let Some(row) = person::reset(reading, code_hash)?.filter(|row| row.used.is_none()) else {
        return Ok(Err(OwnError::UnknownCode));
    };
    if now >= row.expires {
        return Ok(Err(OwnError::LateCode));
    }
    let may_come_in =
        person::person(reading, &row.login)?.is_some() && person::account(reading, &row.login)?.disabled.is_none();
    Ok(if may_come_in { Ok(row.login) } else { Err(OwnError::UnknownCode) })
}

/// Draws a key for a second factor; it counts only once a code of it was shown.
///
/// # Errors
/// [`OwnError::HasSecond`] where there is one.
pub async fn begin_second(hub: &Hub, own: &Session, password: String) -> Result<Vec<u8>, OwnError> {
    prove(hub, own, password).await?;
    let login = own.login.clone();
    if hub.store().read(move |reading| Ok(person::account(reading, &login)?.second.is_some())).await? {
        return Err(OwnError::HasSecond);
    }
    let (key, now) = (hub.host().random::<KEY_BYTES>().map_err(HubError::from)?.to_vec(), hub.host().now());
    hub.directory().offer(own.token_hash, key.clone(), now.plus_ms(OFFER_MS), now);
    Ok(key)
}

/// The key that was drawn for this session and not confirmed, to be shown again after a wrong code.
#[must_use]
pub fn offered(hub: &Hub, own: &Session) -> Option<Vec<u8>> {
    hub.directory().offered(&own.token_hash, hub.host().now())
}

/// Lets the key count from now on, once a code of it was shown; gives the codes that stand in for it, to be shown once.
///
/// # Errors
/// [`OwnError::WrongCode`] also where no key was drawn.
pub async fn confirm_second(hub: &Hub, own: &Session, typed: String) -> Result<Vec<String>, OwnError> {
    let codes = (0..RECOVERY_CODES).map(|_| code::draw(hub.host())).collect::<Result<Vec<_>, _>>();
    let codes = codes.map_err(HubError::from)?;
    let hashes: Vec<_> = codes.iter().map(|drawn| code::hash(drawn, Purpose::Recovery)).collect();
    let (now, login, keep) = (hub.host().now(), own.login.clone(), own.token_hash);
    let key = offered(hub, own).ok_or(OwnError::WrongCode)?;
    let step = totp::step_of(&key, &typed, now).ok_or(OwnError::WrongCode)?;
    let confirm = move |tx: &Writing<'_>| {
        let account = person::account(tx, &login)?;
        if account.second.is_some() {
            return Ok(false);
        }
        person::put_account(tx, &login, &AccountRow { second: Some((key, now)), step, ..account })?;
        person::put_recovery(tx, &login, &hashes, now)?;
        session::end_all(tx, &login, Some(keep))?;
        let mut rows = vec![Vouched::account(&login)];
        rows.extend(hashes.iter().map(|hash| Vouched::recovery(*hash)));
        vouch::append(tx, &event(&login, "second_on", String::new(), now), &rows)?;
        Ok(true)
    };
    let is_on = hub.store().write(confirm).await?;
    hub.directory().withdraw_offer(&own.token_hash);
    if is_on { Ok(codes) } else { Err(OwnError::HasSecond) }
}

/// Turns the second factor off, with the password.
///
/// # Errors
/// [`OwnError`].
pub async fn end_second(hub: &Hub, own: &Session, password: String) -> Result<(), OwnError> {
    prove(hub, own, password).await?;
    let (now, login) = (hub.host().now(), own.login.clone());
    hub.store().write(move |tx| drop_second(tx, &login, &login, now).map(drop)).await?;
    Ok(())
}

/// Takes a person's second factor away, with the codes that stand in for it; `false` where there was none.
pub(super) fn drop_second(tx: &Writing<'_>, login: &str, by: &str, now: Timestamp) -> Result<bool, StoreError> {
    let account = person::account(tx, login)?;
    if account.second.is_none() {
        return Ok(false);
    }
    person::put_account(tx, login, &AccountRow { second: None, ..account })?;
    person::put_recovery(tx, login, &[], now)?;
    let event =
        Event { at: now, actor: by.to_owned(), action: "second_off", subject: login.to_owned(), detail: String::new() };
    vouch::append(tx, &event, &[Vouched::account(login)])?;
    Ok(true)
}
