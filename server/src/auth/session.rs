//! People at the console: signing in, in one step or two, and sessions, kept as hashes.

use std::net::IpAddr;

use hex::FromHex;
use shared::access::Place;
use shared::id::labelled_hash;
use shared::time::Timestamp;

use super::attempt;
use super::browser::Browser;
use super::code::{self, Purpose};
use super::{password, totp};
use crate::bounds;
use crate::directory::{Halfway, Passing};
use crate::hub::{Hub, HubError};
use crate::store::audit::{self, Event};
use crate::store::person::{self, AccountRow, PersonRow};
use crate::store::session::{self, AttemptKey, SessionRow};
use crate::store::vouch::{self, Vouched};
use crate::store::{Reading, StoreError, Writing};
use crate::tls::sha256;

/// Failed attempts with a login from one address before that address is locked out of it.
pub const FAILURES_MAX: u32 = 5;
/// Failed codes after right passwords, from wherever, before no code of that person is taken for a while.
pub const CODE_FAILURES_MAX: u32 = 5;
/// How long a session lasts, in milliseconds.
pub const SESSION_MS: i64 = 8 * 60 * 60 * 1000;
/// How long the code of a second factor may take after the password, in milliseconds.
pub const CODE_MS: i64 = 5 * 60 * 1000;
/// A session's use is written down when so much has passed since the last time, in milliseconds.
const TOUCH_MS: i64 = 60 * 1000;
/// Longest login that is looked for, in characters.
const LOGIN_CHARS_MAX: usize = 100;
/// What the log says of a login that nobody has: it may be a password that was typed into the wrong field.
const NOBODY: &str = "?";

/// Why somebody was not let in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Login and password do not fit, or the code does not.
    #[error("login and password do not fit")]
    Wrong,
    /// Too many failures.
    #[error("locked for another {minutes} minutes")]
    Locked {
        /// Whole minutes left, at least 1.
        minutes: u32,
    },
    /// The code came too late; the password is asked for again.
    #[error("the password is asked for again")]
    Again,
    /// The server could not check.
    #[error(transparent)]
    Hub(#[from] HubError),
    /// The password could not be checked.
    #[error(transparent)]
    Password(#[from] password::PasswordError),
}

impl From<StoreError> for SignInError {
    fn from(error: StoreError) -> Self {
        Self::Hub(error.into())
    }
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
    /// The hash of its secret.
    pub token_hash: [u8; 32],
    /// Whether they have a second factor.
    pub has_second: bool,
}

/// What somebody brings who wants to sign in.
#[derive(Clone)]
pub struct Credentials {
    /// What they typed as their login.
    pub login: String,
    /// What they typed as their password.
    pub password: String,
    /// Where they are.
    pub address: IpAddr,
    /// What they use.
    pub browser: Browser,
}

/// How far a right password leads. Either secret is for a cookie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entered {
    /// Into a session.
    Session(String),
    /// To the question for a code.
    Halfway(String),
}

/// A person as they stood when they began to sign in.
struct Known {
    person: PersonRow,
    account: AccountRow,
}

/// What is looked up of whoever has a login; nobody where they may not come in.
fn known(reading: &Reading<'_>, login: &str) -> Result<Option<Known>, StoreError> {
    let Some(person) = person::person(reading, login)? else { return Ok(None) };
    let account = person::account(reading, login)?;
    Ok(account.disabled.is_none().then_some(Known { person, account }))
}

/// Checks login and password.
///
/// # Errors
/// [`SignInError`]; a login nobody has is answered, counted and locked as any other.
pub async fn sign_in(hub: &Hub, given: Credentials) -> Result<Entered, SignInError> {
    let now = hub.host().now();
    let login: String = given.login.chars().take(LOGIN_CHARS_MAX).collect();
    let (key, wanted) = (attempt::from(&login, given.address), login.clone());
    let counted = if hub.store().damage().is_some() {
        // How often somebody tries is bounded by their address alone while nothing can be written.
        let look = move |reading: &Reading<'_>| match attempt::locked(reading, &key, now)? {
            Some(until) => Ok(Err(until)),
            None => Ok(Ok(known(reading, &wanted)?)),
        };
        hub.store().read(look).await?
    } else {
        // The attempt is counted before the password is looked at, so that a thousand at once are a thousand.
        hub.store().write(move |tx| count(tx, &key, &wanted, now)).await?
    };
    let found = counted.map_err(|until| SignInError::Locked { minutes: attempt::minutes(until, now) })?;
    let fits = password::fits(given.password, found.as_ref().map(|known| known.person.password.clone())).await?;
    let found = found.filter(|_| fits).ok_or(SignInError::Wrong)?;
    let halfway = Halfway {
        login: login.clone(),
        password: found.person.password,
        address: given.address,
        expires: now.plus_ms(CODE_MS),
    };
    if found.account.second.is_none() {
        return Ok(Entered::Session(open(hub, &halfway, Proof::Password, given.browser).await?));
    }
    if hub.store().damage().is_none() {
        // The password was right: from here on it is codes that fail, and they are counted by themselves.
        hub.store().write(move |tx| session::forget_attempts(tx, &attempt::from(&login, given.address))).await?;
    }
    let secret: [u8; 32] = hub.host().random().map_err(HubError::from)?;
    hub.directory().keep_halfway(sha256(&secret), halfway, now);
    Ok(Entered::Halfway(hex::encode(secret)))
}

/// Counts an attempt as failed until its password proves right; gives who has the login, or until when it is locked.
fn count(
    tx: &Writing<'_>,
    key: &AttemptKey,
    login: &str,
    now: Timestamp,
) -> Result<Result<Option<Known>, Timestamp>, StoreError> {
    if let Some(until) = attempt::locked(tx, key, now)? {
        return Ok(Err(until));
    }
    let counted = attempt::count(tx, key, FAILURES_MAX, now)?;
    let found = known(tx, login)?;
    if counted.failures > 1 || counted.locks {
        let action = if counted.locks { "locked_out" } else { "sign_in_failed" };
        let name = if person::person(tx, login)?.is_some() { login } else { NOBODY };
        note(tx, name, action, counted.failures.to_string(), now)?;
    }
    Ok(Ok(found))
}

fn note(tx: &Writing<'_>, login: &str, action: &'static str, detail: String, now: Timestamp) -> Result<(), StoreError> {
    audit::append(tx, &Event { at: now, actor: login.to_owned(), action, subject: login.to_owned(), detail })
}

/// The hash under which a half-way sign-in is kept.
fn halfway_of(hub: &Hub, secret: &str, now: Timestamp) -> Option<([u8; 32], Halfway)> {
    let hash = sha256(&<[u8; 32]>::from_hex(secret).ok()?);
    Some((hash, hub.directory().halfway(&hash, now)?))
}

/// Whether a code is still owed to what a browser was given.
#[must_use]
pub fn is_halfway(hub: &Hub, secret: &str) -> bool {
    halfway_of(hub, secret, hub.host().now()).is_some()
}

/// What somebody shows of themselves beside the password.
enum Proof {
    /// Nothing: there is no second factor.
    Password,
    /// A code of six digits, or one that stands in for it.
    Code(String),
}

/// Checks the code that a sign-in still owes; gives the session's secret for the cookie.
///
/// # Errors
/// [`SignInError::Again`] when it took too long or comes from elsewhere than the password did.
pub async fn enter_code(
    hub: &Hub,
    secret: &str,
    typed: String,
    address: IpAddr,
    browser: Browser,
) -> Result<String, SignInError> {
    let now = hub.host().now();
    let (hash, halfway) = halfway_of(hub, secret, now).ok_or(SignInError::Again)?;
    if bounds::origin(halfway.address) != bounds::origin(address) {
        return Err(SignInError::Again);
    }
    let entered = open(hub, &halfway, Proof::Code(typed), browser).await?;
    hub.directory().end_halfway(&hash);
    Ok(entered)
}

/// How the last step of signing in came out.
enum Opened {
    Yes,
    Wrong,
    Locked(Timestamp),
}

/// Opens the session of somebody whose password was right; whatever changed since then counts.
async fn open(hub: &Hub, halfway: &Halfway, proof: Proof, browser: Browser) -> Result<String, SignInError> {
    let now = hub.host().now();
    let (secret, csrf): ([u8; 32], [u8; 16]) =
        (hub.host().random().map_err(HubError::from)?, hub.host().random().map_err(HubError::from)?);
    let row = SessionRow {
        token_hash: sha256(&secret),
        login: halfway.login.clone(),
        csrf: hex::encode(csrf),
        since: now,
        used: now,
        expires: now.plus_ms(SESSION_MS),
        browser: browser.name.to_owned(),
        system: browser.system.to_owned(),
    };
    let opened = if hub.store().damage().is_some() {
        open_unwritten(hub, halfway, &proof, &row).await?
    } else {
        let halfway = halfway.clone();
        hub.store().write(move |tx| open_written(tx, &halfway, &proof, &row)).await?
    };
    match opened {
        Opened::Yes => Ok(hex::encode(secret)),
        Opened::Wrong => Err(SignInError::Wrong),
        Opened::Locked(until) => Err(SignInError::Locked { minutes: attempt::minutes(until, now) }),
    }
}

fn open_written(tx: &Writing<'_>, halfway: &Halfway, proof: &Proof, row: &SessionRow) -> Result<Opened, StoreError> {
    let (login, now) = (halfway.login.as_str(), row.since);
    let found = known(tx, login)?.filter(|known| known.person.password == halfway.password);
    let Some(Known { mut account, .. }) = found else { return Ok(Opened::Wrong) };
    let keys = [attempt::from(login, halfway.address), attempt::of_codes(login)];
    if let Proof::Code(typed) = proof {
        let [_, codes] = &keys;
        // Six digits are guessed, and counted; who is locked out by others' guesses comes in with a code nobody guesses.
        let counted = match totp::is_code(typed) {
            false => None,
            true => match attempt::locked(tx, codes, now)? {
                Some(until) => return Ok(Opened::Locked(until)),
                None => Some(attempt::count(tx, codes, CODE_FAILURES_MAX, now)?),
            },
        };
        if !take_code(tx, login, &mut account, typed, now)? {
            let action = if counted.is_some_and(|counted| counted.locks) { "locked_out" } else { "code_failed" };
            let failures = counted.map_or(0, |counted| counted.failures);
            note(tx, login, action, failures.to_string(), now)?;
            return Ok(Opened::Wrong);
        }
    } else if account.second.is_some() {
        return Ok(Opened::Wrong);
    }
    keys.iter().try_for_each(|key| session::forget_attempts(tx, key))?;
    account.signed_in = Some(now);
    person::put_account(tx, login, &account)?;
    session::put(tx, row)?;
    let event =
        Event { at: now, actor: login.to_owned(), action: "sign_in", subject: login.to_owned(), detail: String::new() };
    vouch::append(tx, &event, &[Vouched::session(row.token_hash)])?;
    Ok(Opened::Yes)
}

/// Takes a code of the second factor, or one that stands in for it; neither counts a second time.
fn take_code(
    tx: &Writing<'_>,
    login: &str,
    account: &mut AccountRow,
    typed: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let step = account.second.as_ref().and_then(|(key, _)| totp::step_of(key, typed, now));
    if let Some(step) = step {
        let is_new = step > account.step;
        account.step = account.step.max(step);
        return Ok(is_new);
    }
    let hash = code::hash(typed, Purpose::Recovery);
    if account.second.is_none() || !person::use_recovery(tx, login, hash, now)? {
        return Ok(false);
    }
    let left = person::recovery_left(tx, login)?;
    let event = Event {
        at: now,
        actor: login.to_owned(),
        action: "recovery_used",
        subject: login.to_owned(),
        detail: left.to_string(),
    };
    vouch::append(tx, &event, &[Vouched::recovery(hash)])?;
    Ok(true)
}

/// Lets people in to read while nothing can be written: the session lasts as long as the server runs. A code that stands
/// in for the second factor is not taken, because it could not be marked as used.
async fn open_unwritten(hub: &Hub, halfway: &Halfway, proof: &Proof, row: &SessionRow) -> Result<Opened, SignInError> {
    let (login, now) = (halfway.login.clone(), row.since);
    let found = hub.store().read(move |reading| known(reading, &login)).await?;
    let Some(known) = found.filter(|known| known.person.password == halfway.password) else {
        return Ok(Opened::Wrong);
    };
    if matches!(proof, Proof::Code(_)) {
        let codes = attempt::of_codes(&halfway.login);
        let written = hub.store().read(move |reading| attempt::locked(reading, &codes, now)).await?;
        let counted = hub.directory().try_code(&halfway.login, CODE_FAILURES_MAX, attempt::LOCK_MS, now);
        if let Some(until) = written.or(counted) {
            return Ok(Opened::Locked(until));
        }
    }
    let is_proven = match (proof, &known.account.second) {
        (Proof::Password, None) => true,
        (Proof::Code(typed), Some((key, _))) => totp::step_of(key, typed, now)
            .is_some_and(|step| step > known.account.step && hub.directory().take_step(&halfway.login, step)),
        (Proof::Password, Some(_)) | (Proof::Code(_), None) => false,
    };
    if !is_proven {
        return Ok(Opened::Wrong);
    }
    tracing::warn!(login = row.login, "signed in while nothing can be written; it is entered nowhere but here");
    let session = Passing { login: row.login.clone(), csrf: row.csrf.clone(), expires: row.expires };
    hub.directory().keep_session(row.token_hash, session, now);
    Ok(Opened::Yes)
}

/// Whether a session goes on: it ends after [`SESSION_MS`], and sooner when nobody uses it for so long.
#[must_use]
pub fn is_open(row: &SessionRow, idle_ms: i64, now: Timestamp) -> bool {
    // One that was used in a time to come is of a clock that was ahead: nobody knows for how long it is idle.
    let unused = now.minus(row.used);
    row.expires > now && (-TOUCH_MS..idle_ms).contains(&unused)
}

/// The session a cookie's secret belongs to, if it has not ended and the person may come in; it counts as used now.
///
/// # Errors
/// [`HubError`] when the store refuses.
pub async fn find(hub: &Hub, secret: &str, idle_ms: i64) -> Result<Option<Session>, HubError> {
    let Ok(secret) = <[u8; 32]>::from_hex(secret) else { return Ok(None) };
    let now = hub.host().now();
    let token_hash = sha256(&secret);
    let passing = hub.directory().session(&token_hash, now);
    let look = move |reading: &Reading<'_>| {
        let (login, csrf, used) = match passing {
            Some(passing) => (passing.login, passing.csrf, now),
            None => match session::find(reading, token_hash)?.filter(|row| is_open(row, idle_ms, now)) {
                Some(row) => (row.login, row.csrf, row.used),
                None => return Ok(None),
            },
        };
        Ok(known(reading, &login)?.map(|known| (known, csrf, used)))
    };
    let Some((Known { person, account }, csrf, used)) = hub.store().read(look).await? else { return Ok(None) };
    if now.minus(used) >= TOUCH_MS && hub.store().damage().is_none() {
        // Who may read goes on reading when this cannot be written; the session then ends sooner.
        if let Err(error) = hub.store().write(move |tx| session::touch(tx, token_hash, now)).await {
            tracing::warn!(%error, "the use of a session was not written down");
        }
    }
    let has_second = account.second.is_some();
    Ok(Some(Session { login: person.login, name: person.name, place: person.place, csrf, token_hash, has_second }))
}

/// Whether a session that was found goes on, without counting as a use of it.
///
/// # Errors
/// [`HubError`] when the store refuses.
pub async fn goes_on(hub: &Hub, session: &Session, idle_ms: i64) -> Result<bool, HubError> {
    let (now, hash, place) = (hub.host().now(), session.token_hash, session.place.clone());
    if let Some(passing) = hub.directory().session(&hash, now) {
        return Ok(passing.login == session.login);
    }
    let look = move |reading: &Reading<'_>| {
        let Some(row) = session::find(reading, hash)?.filter(|row| is_open(row, idle_ms, now)) else {
            return Ok(false);
        };
        Ok(known(reading, &row.login)?.is_some_and(|known| known.person.place == place))
    };
    Ok(hub.store().read(look).await?)
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
            session::end(tx, sha256(&secret))?;
            note(tx, &login, "sign_out", String::new(), now)
        })
        .await?;
    Ok(())
}

/// What a session is called in addresses: nothing follows from it.
#[must_use]
pub fn public_id(token_hash: &[u8; 32]) -> String {
    hex::encode(&labelled_hash("sen/session/1", &[token_hash])[..8])
}

/// Ends one session of a person by what it is called in addresses; `false` when they have none such.
///
/// # Errors
/// [`HubError`] when the store refuses.
pub async fn end_one(hub: &Hub, login: &str, id: &str) -> Result<bool, HubError> {
    let (now, login, id) = (hub.host().now(), login.to_owned(), id.to_owned());
    let end = move |tx: &Writing<'_>| {
        let found = session::of(tx, &login)?.into_iter().find(|row| public_id(&row.token_hash) == id);
        let Some(row) = found else { return Ok(false) };
        session::end(tx, row.token_hash)?;
        note(tx, &login, "sessions_ended", "1".to_owned(), now)?;
        Ok(true)
    };
    Ok(hub.store().write(end).await?)
}

/// Ends every session of a person but the one they use; tells how many.
///
/// # Errors
/// [`HubError`] when the store refuses.
pub async fn end_others(hub: &Hub, own: &Session) -> Result<usize, HubError> {
    let (now, login, keep) = (hub.host().now(), own.login.clone(), own.token_hash);
    let end = move |tx: &Writing<'_>| {
        let ended = session::end_all(tx, &login, Some(keep))?;
        note(tx, &login, "sessions_ended", ended.to_string(), now)?;
        Ok(ended)
    };
    Ok(hub.store().write(end).await?)
}
