//! Who may sign in at the console, as an administrator decides: people added, given a role, kept out, let in again, given
//! a code for a new password.
//!
//! Every rule is asked in the transaction that writes, so that two administrators at once keep to them as well: nobody
//! reaches beyond their own place or changes their own role, and one administrator of the ward always remains.

use std::sync::Arc;

use shared::SigningKey;
use shared::access::{Place, Right, Role};
use shared::envelope::Certificate;
use shared::id::{DeviceId, DocId, OrgId};
use shared::text;
use shared::time::Timestamp;

use super::code::{self, Purpose};
use super::own;
use super::password::{self, PasswordError};
use crate::auth::device;
use crate::directory::Snapshot;
use crate::host::NoEntropy;
use crate::hub::{Hub, HubError};
use crate::store::account::{self, DeviceRow};
use crate::store::audit::Event;
use crate::store::person::{self, AccountRow, PersonRow, ResetRow};
use crate::store::session;
use crate::store::vouch::{self, Vouched};
use crate::store::{StoreError, Writing};

/// How long a code for a new password is good, in milliseconds.
pub const CODE_LIFE_MS: i64 = 24 * 60 * 60 * 1000;
/// Shortest and longest login, in characters.
const LOGIN_CHARS: (usize, usize) = (2, 64);
/// What the log calls whoever has the machine.
const MACHINE: &str = "sen";
/// Longest name, in characters.
pub const NAME_CHARS_MAX: usize = 100;

/// Why something was not done about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Who asks does not administer people, or not any more.
    #[error("only an administrator may")]
    NotAllowed,
    /// There is nobody of that login within the place of who asks.
    #[error("there is nobody of that login")]
    Unknown,
    /// Somebody has that login.
    #[error("somebody has that login")]
    LoginTaken,
    /// A login is letters without marks, digits, dots, dashes.
    #[error("a login has 2 to 64 characters: letters without marks, digits, dots, dashes")]
    BadLogin,
    /// A person has a name.
    #[error("a person has a name")]
    NoName,
    /// The organisation is none within the place of who asks.
    #[error("there is no such place")]
    NoPlace,
    /// The role is none of the console, or none that is given at that place.
    #[error("there is no such role at that place")]
    NoRole,
    /// Nobody does this to themselves.
    #[error("nobody does this to themselves")]
    Own,
    /// One administrator of the ward always remains.
    #[error("this is the last administrator of the ward")]
    LastAdministrator,
    /// The person may not come in.
    #[error("the person may not come in; let them in first")]
    Disabled,
}

impl Refused {
    /// Every one.
    pub const ALL: [Self; 10] = [
        Self::NotAllowed,
        Self::Unknown,
        Self::LoginTaken,
        Self::BadLogin,
        Self::NoName,
        Self::NoPlace,
        Self::NoRole,
        Self::Own,
        Self::LastAdministrator,
        Self::Disabled,
    ];

    /// The code under which it has its words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAllowed => "not_allowed",
            Self::Unknown => "unknown",
            Self::LoginTaken => "login_taken",
            Self::BadLogin => "bad_login",
            Self::NoName => "no_name",
            Self::NoPlace => "no_place",
            Self::NoRole => "no_role",
            Self::Own => "own",
            Self::LastAdministrator => "last_administrator",
            Self::Disabled => "disabled",
        }
    }
}

/// Why something could not be done about a person.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// A rule forbids it.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The server could not do it.
    #[error(transparent)]
    Hub(#[from] HubError),
    /// The password cannot be, or could not be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
}

impl From<StoreError> for PeopleError {
    fn from(error: StoreError) -> Self {
        Self::Hub(error.into())
    }
}

impl From<NoEntropy> for PeopleError {
    fn from(error: NoEntropy) -> Self {
        Self::Hub(error.into())
    }
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// Somebody at the console, by login: what they may is looked up when it is done.
    Person(String),
    /// Whoever has the machine.
    Machine,
}

impl By {
    /// What the log says of them.
    #[must_use]
    pub fn actor(&self) -> &str {
        match self {
            Self::Person(login) => login,
            Self::Machine => MACHINE,
        }
    }
}

/// A person to be added.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// What they sign in with.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Their place.
    pub place: Place,
    /// Their member record, if it is known.
    pub member: Option<DocId>,
}

/// The roles that are given at a place: those of the committee and above it at the ward alone.
#[must_use]
pub fn roles_at(org: OrgId, ward: OrgId) -> &'static [Role] {
    if org == ward {
        &[Role::Office, Role::PartyBuilding, Role::Standing, Role::Inspection, Role::Superior]
    } else {
        &[Role::Office, Role::PartyBuilding]
    }
}

/// The ward, its organisations, who asks and when: what every change is judged by.
struct Ground {
    by: By,
    ward: OrgId,
    known: Arc<Snapshot>,
    now: Timestamp,
}

impl Ground {
    async fn of(hub: &Hub, by: &By) -> Result<Self, PeopleError> {
        let ward = device::ward_org(hub.store()).await?;
        Ok(Self { by: by.clone(), ward, known: hub.directory().now(), now: hub.host().now() })
    }

    /// The place whose people who asks may change.
    fn reach(&self, tx: &Writing<'_>) -> Result<Result<OrgId, Refused>, StoreError> {
        let By::Person(login) = &self.by else { return Ok(Ok(self.ward)) };
        let asker = person::person(tx, login)?.filter(|asker| asker.place.role.may(Right::Administer));
        let is_in = person::account(tx, login)?.disabled.is_none();
        let here = |asker: PersonRow| self.known.tree.heir(asker.place.org);
        Ok(asker.filter(|_| is_in).map(here).ok_or(Refused::NotAllowed))
    }

    /// Somebody whom who asks may change.
    fn theirs(&self, tx: &Writing<'_>, login: &str) -> Result<Result<PersonRow, Refused>, StoreError> {
        let reach = match self.reach(tx)? {
            Ok(reach) => reach,
            Err(refused) => return Ok(Err(refused)),
        };
        let found = person::person(tx, login)?;
        // Whoever has the machine reaches everybody, also at an organisation that is lost.
        let is_theirs = |found: &PersonRow| self.by == By::Machine || self.known.tree.is_within(found.place.org, reach);
        Ok(found.filter(is_theirs).ok_or(Refused::Unknown))
    }

    /// Whether no other administrator of the ward would remain who can come in.
    fn is_last_administrator(&self, tx: &Writing<'_>, row: &PersonRow) -> Result<bool, StoreError> {
        let is_one = row.place.org == self.ward && row.place.role == Role::Office;
        Ok(is_one && person::with_role(tx, self.ward, &Role::Office)?.iter().all(|other| *other == row.login))
    }

    fn is_own(&self, login: &str) -> bool {
        self.by == By::Person(login.to_owned())
    }

    fn event(&self, action: &'static str, login: &str, detail: String) -> Event {
        Event { at: self.now, actor: self.by.actor().to_owned(), action, subject: login.to_owned(), detail }
    }
}

/// A login as it is kept, if it can be one.
fn login_of(typed: &str) -> Option<String> {
    let login = typed.trim().to_lowercase();
    let (least, most) = LOGIN_CHARS;
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_');
    ((least..=most).contains(&login.len()) && login.chars().all(fits)).then_some(login)
}

/// A device under which a person of the console writes: its key stays on the server.
fn console_device(ward: &SigningKey, newcomer: &Newcomer, key: &SigningKey, now: Timestamp) -> DeviceRow {
    let public_key = key.verifying_key().to_bytes();
    let certificate = Certificate {
        public_key,
        org: newcomer.place.org,
        role: newcomer.place.role.code().to_owned(),
        person: newcomer.name.clone(),
        member: newcomer.member,
        issued_ms: now.as_ms(),
    };
    DeviceRow {
        device: DeviceId::of_key(&public_key),
        public_key,
        place: newcomer.place.clone(),
        person: newcomer.name.clone(),
        member: newcomer.member,
        label: "console".to_owned(),
        certificate: certificate.seal(ward),
        enrolled: now,
        revoked: None,
        last_contact: None,
        unsent: 0,
        clock_skew_ms: 0,
        at_console: true,
    }
}

/// Adds a person with a password that somebody drew for them; nothing is asked of their place.
///
/// # Errors
/// [`PeopleError`] for a password that is too short or a login that is taken.
pub async fn add_with_password(hub: &Hub, newcomer: Newcomer, password: &str) -> Result<(), PeopleError> {
    let password = password::hash(password, hub.host().random()?)?;
    let added = put(hub, newcomer, password, None, &By::Machine).await?;
    Ok(added?)
}

/// Adds a person; gives the code with which they choose their password, and until when it is good.
///
/// # Errors
/// [`PeopleError::Refused`].
pub async fn add(hub: &Hub, by: &By, newcomer: Newcomer) -> Result<(String, Timestamp), PeopleError> {
    let login = login_of(&newcomer.login).ok_or(Refused::BadLogin)?;
    let name: String = text::clean_line(&newcomer.name).chars().take(NAME_CHARS_MAX).collect();
    if name.is_empty() {
        return Err(Refused::NoName.into());
    }
    // A password nobody knows, until the code is used.
    let unknown = hex::encode(hub.host().random::<32>()?);
    let password = password::hash_in_turn(unknown, hub.host().random()?).await?;
    let code = code::draw(hub.host())?;
    let hash = code::hash(&code, Purpose::Reset);
    put(hub, Newcomer { login, name, ..newcomer }, password, Some(hash), by).await??;
    Ok((code, hub.host().now().plus_ms(CODE_LIFE_MS)))
}

async fn put(
    hub: &Hub,
    newcomer: Newcomer,
    password: String,
    code_hash: Option<[u8; 32]>,
    by: &By,
) -> Result<Result<(), Refused>, PeopleError> {
    let ground = Ground::of(hub, by).await?;
    let key = SigningKey::from_bytes(&hub.host().random()?);
    let device = console_device(&device::ward_key(hub.store()).await?, &newcomer, &key, ground.now);
    let row = PersonRow {
        login: newcomer.login,
        name: newcomer.name,
        place: newcomer.place,
        password,
        device: device.device,
        secret_key: key.to_bytes(),
    };
    let added = hub.store().write(move |tx| put_checked(tx, &ground, &row, &device, code_hash)).await?;
    hub.directory().refresh(hub.store()).await?;
    Ok(added)
}

fn put_checked(
    tx: &Writing<'_>,
    ground: &Ground,
    row: &PersonRow,
    device: &DeviceRow,
    code_hash: Option<[u8; 32]>,
) -> Result<Result<(), Refused>, StoreError> {
    let reach = match ground.reach(tx)? {
        Ok(reach) => reach,
        Err(refused) => return Ok(Err(refused)),
    };
    // What the machine does stands in the log under a name that nobody has.
    if row.login == MACHINE || person::person(tx, &row.login)?.is_some() {
        return Ok(Err(Refused::LoginTaken));
    }
    if code_hash.is_some() {
        let tree = &ground.known.tree;
        let today = ground.now.vietnam_date();
        if !tree.get(row.place.org).is_some_and(|org| org.exists_on(today)) || !tree.is_within(row.place.org, reach) {
            return Ok(Err(Refused::NoPlace));
        }
        if !roles_at(row.place.org, ground.ward).contains(&row.place.role) {
            return Ok(Err(Refused::NoRole));
        }
    }
    account::put_device(tx, device, None)?;
    person::put(tx, row)?;
    let mut rows = vec![Vouched::device(device.device), Vouched::person(&row.login)];
    if let Some(hash) = code_hash {
        put_code(tx, ground, &row.login, hash)?;
        rows.push(Vouched::reset(hash));
    }
    vouch::append(tx, &ground.event("person_added", &row.login, row.place.role.code().to_owned()), &rows)?;
    Ok(Ok(()))
}

fn put_code(tx: &Writing<'_>, ground: &Ground, login: &str, code_hash: [u8; 32]) -> Result<(), StoreError> {
    let code = ResetRow {
        login: login.to_owned(),
        created_by: ground.by.actor().to_owned(),
        expires: ground.now.plus_ms(CODE_LIFE_MS),
        used: None,
    };
    person::put_reset(tx, code_hash, &code, ground.now)
}

/// Changes somebody within the reach of who asks.
async fn change<T: Send + 'static>(
    hub: &Hub,
    by: &By,
    login: &str,
    write: impl FnOnce(&Writing<'_>, &Ground, PersonRow) -> Result<Result<T, Refused>, StoreError> + Send + 'static,
) -> Result<T, PeopleError> {
    let (ground, login) = (Ground::of(hub, by).await?, login.to_owned());
    let changed = hub.store().write(move |tx| match ground.theirs(tx, &login)? {
        Ok(row) => write(tx, &ground, row),
        Err(refused) => Ok(Err(refused)),
    });
    Ok(changed.await??)
}

/// Gives a person another role at their place; their sessions end. From then on they write under a device of their own new
/// role: what they wrote before stays what it is, by the role they had.
///
/// # Errors
/// [`PeopleError::Refused`].
pub async fn set_role(hub: &Hub, by: &By, login: &str, role: &Role) -> Result<(), PeopleError> {
    let (ward, role) = (device::ward_key(hub.store()).await?, role.clone());
    let key = SigningKey::from_bytes(&hub.host().random()?);
    let write = move |tx: &Writing<'_>, ground: &Ground, row: PersonRow| {
        if ground.is_own(&row.login) {
            return Ok(Err(Refused::Own));
        }
        if !roles_at(row.place.org, ground.ward).contains(&role) {
            return Ok(Err(Refused::NoRole));
        }
        if role != Role::Office && ground.is_last_administrator(tx, &row)? {
            return Ok(Err(Refused::LastAdministrator));
        }
        let member = ground.known.devices.get(&row.device).and_then(|device| device.member);
        let place = Place { role: role.clone(), ..row.place };
        let newcomer = Newcomer { login: row.login, name: row.name, place, member };
        let device = console_device(&ward, &newcomer, &key, ground.now);
        account::put_device(tx, &device, None)?;
        person::set_role(tx, &newcomer.login, &role, device.device, &key.to_bytes())?;
        session::end_all(tx, &newcomer.login, None)?;
        let event = ground.event("person_role", &newcomer.login, role.code().to_owned());
        vouch::append(tx, &event, &[Vouched::device(device.device), Vouched::person(&newcomer.login)])?;
        Ok(Ok(()))
    };
    change(hub, by, login, write).await?;
    Ok(hub.directory().refresh(hub.store()).await?)
}

/// Keeps a person out: their sessions end, and their codes for a password are taken back. What they wrote stays.
///
/// # Errors
/// [`PeopleError::Refused`].
pub async fn disable(hub: &Hub, by: &By, login: &str) -> Result<(), PeopleError> {
    let write = |tx: &Writing<'_>, ground: &Ground, row: PersonRow| {
        let account = person::account(tx, &row.login)?;
        if account.disabled.is_some() {
            return Ok(Ok(()));
        }
        if ground.is_own(&row.login) {
            return Ok(Err(Refused::Own));
        }
        if ground.is_last_administrator(tx, &row)? {
            return Ok(Err(Refused::LastAdministrator));
        }
        let disabled = Some((ground.now, ground.by.actor().to_owned()));
        person::put_account(tx, &row.login, &AccountRow { disabled, ..account })?;
        person::drop_resets(tx, &row.login)?;
        let ended = session::end_all(tx, &row.login, None)?;
        let event = ground.event("person_disabled", &row.login, ended.to_string());
        vouch::append(tx, &event, &[Vouched::account(&row.login)])?;
        Ok(Ok(()))
    };
    change(hub, by, login, write).await
}

/// Lets a person in again, with the password and the second factor they had.
///
/// # Errors
/// [`PeopleError::Refused`].
pub async fn enable(hub: &Hub, by: &By, login: &str) -> Result<(), PeopleError> {
    let write = |tx: &Writing<'_>, ground: &Ground, row: PersonRow| {
        let account = person::account(tx, &row.login)?;
        if account.disabled.is_some() {
            person::put_account(tx, &row.login, &AccountRow { disabled: None, ..account })?;
            let event = ground.event("person_enabled", &row.login, String::new());
            vouch::append(tx, &event, &[Vouched::account(&row.login)])?;
        }
        Ok(Ok(()))
    };
    change(hub, by, login, write).await
}

/// Gives a person a code with which they choose a new password; the old one goes on until then. A code of before is good
/// no more.
///
/// # Errors
/// [`PeopleError::Refused`].
pub async fn reset(hub: &Hub, by: &By, login: &str) -> Result<(String, Timestamp), PeopleError> {
    let code = code::draw(hub.host())?;
    let hash = code::hash(&code, Purpose::Reset);
    let write = move |tx: &Writing<'_>, ground: &Ground, row: PersonRow| {
        // Their own they change with the old one: a session that somebody took must not lead to a password.
        if ground.is_own(&row.login) {
            return Ok(Err(Refused::Own));
        }
        if person::account(tx, &row.login)?.disabled.is_some() {
            return Ok(Err(Refused::Disabled));
        }
        put_code(tx, ground, &row.login, hash)?;
        vouch::append(tx, &ground.event("reset_code", &row.login, String::new()), &[Vouched::reset(hash)])?;
        Ok(Ok(ground.now.plus_ms(CODE_LIFE_MS)))
    };
    let expires = change(hub, by, login, write).await?;
    Ok((code, expires))
}

/// Forgets failed attempts to sign in as a person; gives from how many places they were locked out.
///
/// # Errors
/// [`PeopleError::Refused`].
pub async fn unlock(hub: &Hub, by: &By, login: &str) -> Result<u32, PeopleError> {
    let write = |tx: &Writing<'_>, ground: &Ground, row: PersonRow| {
        // Whoever took a session would try out its password without end.
        if ground.is_own(&row.login) {
            return Ok(Err(Refused::Own));
        }
        let places = session::unlock(tx, &row.login, ground.now)?;
        let event = ground.event("person_unlocked", &row.login, places.to_string());
        vouch::append(tx, &event, &[])?;
        Ok(Ok(places))
    };
    change(hub, by, login, write).await
}

/// Ends every session of a person; gives how many.
///
/// # Errors
/// [`PeopleError::Refused`].
pub async fn end_sessions(hub: &Hub, by: &By, login: &str) -> Result<usize, PeopleError> {
    let write = |tx: &Writing<'_>, ground: &Ground, row: PersonRow| {
        let ended = session::end_all(tx, &row.login, None)?;
        let event = ground.event("sessions_ended", &row.login, ended.to_string());
        vouch::append(tx, &event, &[])?;
        Ok(Ok(ended))
    };
    change(hub, by, login, write).await
}

/// Takes a person's second factor away, when they have lost it; `false` where there was none.
///
/// # Errors
/// [`PeopleError::Refused`].
pub async fn end_second(hub: &Hub, by: &By, login: &str) -> Result<bool, PeopleError> {
    let write = |tx: &Writing<'_>, ground: &Ground, row: PersonRow| {
        if ground.is_own(&row.login) {
            return Ok(Err(Refused::Own));
        }
        Ok(Ok(own::drop_second(tx, &row.login, ground.by.actor(), ground.now)?))
    };
    change(hub, by, login, write).await
}

#[cfg(test)]
mod tests {
    use super::login_of;

    #[test]
    fn a_login_is_plain_letters_digits_dots_and_dashes() {
        assert_eq!(login_of(" Truc.LTT ").as_deref(), Some("truc.ltt"));
        for refused in ["", "a", "trúc", "a b", "a/b", "<b>", "a\u{202e}b", &"a".repeat(65)] {
            assert_eq!(login_of(refused), None, "{refused}");
        }
    }
}
