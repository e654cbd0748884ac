//! Devices: enrolment by one-time code, afterwards a bearer token. The server keeps hashes only.

use shared::SigningKey;
use shared::access::Place;
use shared::envelope::{Certificate, ENROLMENT_LABEL, Signed};
use shared::id::{DeviceId, DocId, OrgId, labelled_hash};
use shared::time::Timestamp;
use shared::wire::{EnrolCode, EnrolOffer, EnrolRequest, EnrolResponse, LookRequest};

use crate::hub::{Hub, HubError, parting};
use crate::store::account::{self, DeviceRow, EnrolmentRow};
use crate::store::audit::Event;
use crate::store::vouch::{self, Vouched};
use crate::store::{Store, StoreError, Writing};
use crate::tls::sha256;

/// How long an enrolment code is good, in milliseconds.
pub const CODE_LIFE_MS: i64 = 24 * 60 * 60 * 1000;

/// Why a device was not enrolled.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// No such code, or it was used by another device.
    #[error("this enrolment code is unknown or was already used; ask the ward for a new one")]
    UnknownCode,
    /// The code is too old.
    #[error("this enrolment code has expired; ask the ward for a new one")]
    Expired,
    /// The request is not signed by the key it presents.
    #[error("the request is not signed by the key it presents")]
    BadProof,
    /// The server could not store it.
    #[error(transparent)]
    Hub(#[from] HubError),
}

impl From<StoreError> for EnrolError {
    fn from(error: StoreError) -> Self {
        Self::Hub(error.into())
    }
}

/// Whom an enrolment code is for.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// The place.
    pub place: Place,
    /// The person's name.
    pub person: String,
    /// The person's member record, if there is one.
    pub member: Option<DocId>,
}

/// The ward's signing key, as kept in the store.
///
/// # Errors
/// [`StoreError::Corrupt`] when the store was never initialised.
pub async fn ward_key(store: &Store) -> Result<SigningKey, StoreError> {
    let bytes = store.read(|reading| account::setting(reading, "ward_key")).await?;
    let bytes: Option<[u8; 32]> = bytes.and_then(|bytes| bytes.try_into().ok());
    Ok(SigningKey::from_bytes(&bytes.ok_or(StoreError::Corrupt("ward key"))?))
}

/// The ward this server belongs to.
///
/// # Errors
/// [`StoreError::Corrupt`] when the store was never initialised.
pub async fn ward_org(store: &Store) -> Result<OrgId, StoreError> {
    let bytes = store.read(|reading| account::setting(reading, "ward_org")).await?;
    bytes.and_then(|bytes| OrgId::from_slice(&bytes)).ok_or(StoreError::Corrupt("ward id"))
}

/// Makes a one-time code for a person.
///
/// # Errors
/// [`HubError`] when it cannot be stored.
pub async fn invite(
    hub: &Hub,
    invitation: &Invitation,
    by: &str,
    url: &str,
    pin: [u8; 32],
) -> Result<(EnrolCode, Timestamp), HubError> {
    let drawn = Drawn::of(hub, invitation, by)?;
    let (code, expires) = (drawn.code(url, pin), drawn.row.expires);
    keep(hub, vec![drawn]).await?;
    Ok((code, expires))
}

/// Makes a one-time code for each of several people: all of them, in the order given, or none. Until when they are good.
///
/// # Errors
/// [`HubError`] when they cannot be stored.
pub async fn invite_all(
    hub: &Hub,
    invitations: &[Invitation],
    by: &str,
    url: &str,
    pin: [u8; 32],
) -> Result<(Vec<EnrolCode>, Timestamp), HubError> {
    let drawn: Vec<Drawn> = invitations.iter().map(|one| Drawn::of(hub, one, by)).collect::<Result<_, _>>()?;
    let codes = drawn.iter().map(|one| one.code(url, pin)).collect();
    let expires = drawn.iter().map(|one| one.row.expires).min().unwrap_or_else(|| hub.host().now());
    keep(hub, drawn).await?;
    Ok((codes, expires))
}

/// A code that is not kept yet.
struct Drawn {
    secret: [u8; 16],
    row: EnrolmentRow,
    at: Timestamp,
}

impl Drawn {
    fn of(hub: &Hub, invitation: &Invitation, by: &str) -> Result<Self, HubError> {
        let at = hub.host().now();
        let row = EnrolmentRow {
            place: invitation.place.clone(),
            person: invitation.person.clone(),
            member: invitation.member,
            created_by: by.to_owned(),
            expires: at.plus_ms(CODE_LIFE_MS),
            used_by: None,
        };
        Ok(Self { secret: hub.host().random()?, row, at })
    }

    fn code(&self, url: &str, pin: [u8; 32]) -> EnrolCode {
        EnrolCode { url: url.to_owned(), pin, secret: self.secret }
    }

    fn put(self, tx: &Writing<'_>) -> Result<(), StoreError> {
        let hash = sha256(&self.secret);
        account::put_enrolment(tx, hash, &self.row, self.at)?;
        let event = Event {
            at: self.at,
            subject: self.row.place.org.to_string(),
            detail: self.row.place.role.code().to_owned(),
            actor: self.row.created_by,
            action: "enrol_code",
        };
        vouch::append(tx, &event, &[Vouched::enrolment(hash)])
    }
}

async fn keep(hub: &Hub, codes: Vec<Drawn>) -> Result<(), HubError> {
    hub.store().write(move |tx| codes.into_iter().try_for_each(|code| code.put(tx))).await?;
    Ok(())
}

/// Whom a code is for, as long as nobody has used it; nothing is written, and the code stays good.
///
/// # Errors
/// [`EnrolError::UnknownCode`] for a code that was used too, [`EnrolError::Expired`].
pub async fn look(hub: &Hub, request: &LookRequest) -> Result<EnrolOffer, EnrolError> {
    let secret_hash = request.secret_hash;
    let code = hub.store().read(move |reading| account::enrolment(reading, secret_hash)).await?;
    let code = code.filter(|code| code.used_by.is_none()).ok_or(EnrolError::UnknownCode)?;
    if hub.host().now() >= code.expires {
        return Err(EnrolError::Expired);
    }
    let ward = ward_org(hub.store()).await?;
    let known = hub.directory().now();
    let name = |org| known.tree.get(org).map(|org| org.name.clone()).unwrap_or_default();
    Ok(EnrolOffer {
        person: code.person,
        role: code.place.role.code().to_owned(),
        org: name(code.place.org),
        ward: name(ward),
        expires_ms: code.expires.as_ms(),
    })
}

/// Enrols the device that presents a code and proves it holds its key.
///
/// A device that did not hear the answer may ask again with the same key until the code expires.
///
/// # Errors
/// [`EnrolError`], in words for the person with the phone.
pub async fn enrol(hub: &Hub, signed: &Signed) -> Result<EnrolResponse, EnrolError> {
    let claimed: EnrolRequest = signed.peek().ok().ok_or(EnrolError::BadProof)?;
    let request: EnrolRequest = signed.open(ENROLMENT_LABEL, &claimed.public_key).ok().ok_or(EnrolError::BadProof)?;
    let secret_hash = sha256(&request.secret);
    let device = DeviceId::of_key(&request.public_key);
    let code = hub.store().read(move |reading| account::enrolment(reading, secret_hash)).await?;
    let code = code.ok_or(EnrolError::UnknownCode)?;
    let now = hub.host().now();
    if code.used_by.is_some_and(|user| user != device) {
        return Err(EnrolError::UnknownCode);
    }
    if now >= code.expires {
        return Err(EnrolError::Expired);
    }
    let ward = ward_key(hub.store()).await?;
    let certificate = Certificate {
        public_key: request.public_key,
        org: code.place.org,
        role: code.place.role.code().to_owned(),
        person: code.person.clone(),
        member: code.member,
        issued_ms: now.as_ms(),
    }
    .seal(&ward);
    // The same code and key get the same token, however often and in whatever order the request arrives:
    // an older copy that comes late must not lock out a device that has its answer.
    let token = labelled_hash("sen/token/1", &[&ward.to_bytes(), &request.secret, &request.public_key]);
    let label: String = shared::text::clean_line(&request.label).chars().take(80).collect();
    let row = DeviceRow {
        device,
        public_key: request.public_key,
        place: code.place,
        person: code.person,
        member: code.member,
        label,
        certificate: certificate.clone(),
        enrolled: now,
        revoked: None,
        last_contact: None,
        unsent: 0,
        clock_skew_ms: 0,
        at_console: false,
    };
    let taken = hub.store().write(move |tx| claim(tx, secret_hash, &row, sha256(&token), now)).await?;
    if !taken {
        return Err(EnrolError::UnknownCode);
    }
    hub.directory().refresh(hub.store()).await?;
    Ok(EnrolResponse { certificate, token, ward_key: ward.verifying_key().to_bytes() })
}

/// Takes the code for this device unless another was faster.
fn claim(
    tx: &Writing<'_>,
    secret_hash: [u8; 32],
    row: &DeviceRow,
    token_hash: [u8; 32],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let used_by = account::enrolment(tx, secret_hash)?.and_then(|code| code.used_by);
    if used_by.is_some_and(|user| user != row.device) || account::is_revoked(tx, row.device)? {
        return Ok(false);
    }
    // A request that was given up comes late: the device has its answer to a later code, and goes by that.
    if account::used_a_later_code(tx, secret_hash, row.device)? {
        return Ok(false);
    }
    account::put_device(tx, row, Some(token_hash))?;
    account::use_enrolment(tx, secret_hash, row.device)?;
    let event = Event {
        at: now,
        actor: row.device.to_string(),
        action: "device_enrolled",
        subject: row.place.org.to_string(),
        detail: row.place.role.code().to_owned(),
    };
    vouch::append(tx, &event, &[Vouched::device(row.device), Vouched::enrolment(secret_hash)])?;
    Ok(true)
}

/// Revokes a device; from the commit on nothing is read by it, and what it still brings is held.
///
/// # Errors
/// [`HubError`] when it cannot be stored.
pub async fn revoke(hub: &Hub, device: DeviceId, by: &str, reason: &str) -> Result<bool, HubError> {
    let workers = hub.host().workers().clone();
    let (hub, by, reason) = (hub.clone(), by.to_owned(), reason.to_owned());
    // A task of its own: a browser that hangs up must not keep the commit from taking effect.
    workers.task(async move { revoke_now(&hub, device, &by, &reason).await }).await?
}

async fn revoke_now(hub: &Hub, device: DeviceId, by: &str, reason: &str) -> Result<bool, HubError> {
    let now = hub.host().now();
    let (by, reason) = (by.to_owned(), reason.to_owned());
    let done = hub.store().write(move |tx| parting::revoke(tx, device, now, (&by, &reason))).await?;
    hub.directory().refresh(hub.store()).await?;
    Ok(done)
}
