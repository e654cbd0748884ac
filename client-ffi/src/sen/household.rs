//! Several people on one phone, for an app: profiles behind PINs, and work that is handed in without one.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use shared::wire;
use zeroize::Zeroizing;

use super::{Sen, now};
use crate::engine::EngineError;
use crate::error::{SenError, unfit, unfit_as};
use crate::net;
use crate::profiles::{self, DeviceSecret, Household, PinKey, PinWork, ProfileError, ProfileId, Uptime, profile_error};
use crate::types::TextUnit;
use crate::vault::Waiting;
use crate::words::words;

/// The profiles of one phone.
#[derive(Debug, uniffi::Object)]
pub struct Phone {
    household: Household,
}

/// What is shown of a profile before its PIN.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Profile {
    /// Its id.
    pub id: String,
    /// The name the person chose; nothing if the profile is damaged.
    pub name: Option<String>,
    /// Wrong PINs since the last right one.
    pub wrong_pins: u32,
    /// How long the next PIN has to wait, in milliseconds; zero if it need not.
    pub wait_ms: u64,
    /// What is sealed and not known to be at the ward; nothing if it cannot be read.
    pub waiting: Option<SealedWork>,
}

/// So much sealed work: nobody on this phone can read it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SealedWork {
    /// Packages.
    pub packages: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// Sealed work as a file, for anybody to carry to the ward.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HandInMade {
    /// The file.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(test, ts(type = "Uint8Array"))]
    pub bytes: Vec<u8>,
    /// Packages in it.
    pub packages: u64,
    /// Packages that found no room in it, and go with a later one.
    pub left_out: u64,
}

/// What the ward has said it has.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HandInTaken {
    /// What it has now and waited here before.
    pub taken: SealedWork,
    /// What still waits here.
    pub left: SealedWork,
}

#[uniffi::export]
impl Phone {
    /// The profiles below a folder, which need not exist yet; `secret` are 32 bytes that the phone's keystore keeps
    /// for all of them, without which no PIN can be tried.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for a secret of another length.
    #[uniffi::constructor]
    pub fn new(home: String, secret: Vec<u8>) -> Result<Self, SenError> {
        let secret = Zeroizing::new(secret);
        let secret = DeviceSecret::from_slice(&secret).ok_or_else(|| unfit("key", "a phone's secret has 32 bytes"))?;
        let household = Household::new(Path::new(&home), secret);
        #[cfg(target_family = "wasm")]
        household.begin_waits_anew()?;
        Ok(Self { household })
    }

    /// Everybody here, by name; needs no PIN.
    ///
    /// # Errors
    /// [`SenError::Retry`] when the folder cannot be read.
    pub fn profiles(&self) -> Result<Vec<Profile>, SenError> {
        let profiles = self.household.profiles(Uptime::now())?;
        Ok(profiles.into_iter().map(Profile::from).collect())
    }

    /// Whether this may be a new PIN, as [`Phone::add_profile`] and [`Phone::change_pin`] will say of it: to be told
    /// before a person types it a second time.
    ///
    /// # Errors
    /// [`SenError::FixInput`] with the field `pin`.
    pub fn check_pin(&self, pin: String) -> Result<(), SenError> {
        let pin = Zeroizing::new(pin);
        Ok(Household::check_pin(&pin)?)
    }

    /// Makes a profile behind a new PIN of 6 to 12 digits, or a passphrase of 10 characters and more, and gives its id. It writes from its enrolment on.
    ///
    /// # Errors
    /// [`SenError::FixInput`] with the field `name` or `pin`.
    pub fn add_profile(&self, name: String, pin: String) -> Result<String, SenError> {
        let pin = Zeroizing::new(pin);
        Ok(self.household.add(&name, &pin)?.to_string())
    }

    /// Opens a profile's vault by its PIN; takes some tenths of a second, so it belongs on a background thread. To
    /// switch, close the one vault ([`Sen::close_vault`]) and unlock the other; none of it needs a connection.
    ///
    /// # Errors
    /// [`SenError::WrongPin`], [`SenError::PinWait`]; [`SenError::WrongKey`] with another secret, which counts no try.
    pub fn unlock(&self, profile: String, pin: String, unit: TextUnit) -> Result<Arc<Sen>, SenError> {
        let pin = Zeroizing::new(pin);
        let engine = self.household.unlock(profile_id(&profile)?, &pin, Uptime::now(), now())?;
        Ok(Arc::new(Sen::over(engine, unit)))
    }

    /// Gives a profile another PIN; its vault stays as it is, open or not.
    ///
    /// # Errors
    /// As [`Phone::unlock`] for the old PIN, [`SenError::FixInput`] with the field `pin` for the new one.
    pub fn change_pin(&self, profile: String, old: String, new: String) -> Result<(), SenError> {
        let (old, new) = (Zeroizing::new(old), Zeroizing::new(new));
        Ok(self.household.change_pin(profile_id(&profile)?, &old, &new, Uptime::now())?)
    }

    /// What is sealed of a profile, as a file for the ward; needs no PIN.
    ///
    /// # Errors
    /// [`SenError::FixInput`] with the field `profile` when nothing waits.
    pub fn hand_in_file(&self, profile: String) -> Result<HandInMade, SenError> {
        Ok(self.household.hand_in(profile_id(&profile)?)?.into())
    }

    /// As [`Phone::hand_in_file`] for the profile of an open vault on a full phone: with what was typed there and found no
    /// room to be sealed. Writes nothing.
    ///
    /// # Errors
    /// As [`Phone::hand_in_file`].
    pub fn hand_in_file_with(&self, profile: String, open: Arc<Sen>) -> Result<HandInMade, SenError> {
        let typed = open.core.quietly(|engine| engine.typed_package())?;
        Ok(self.household.hand_in_with(profile_id(&profile)?, typed)?.into())
    }

    /// As much of what is sealed of a profile as one request brings, for an app that owns its socket: to be posted to
    /// `{url}/v1/hand-in` with the [`Sen::request_headers`] of the open vault `by`. [`Phone::take_receipt`] takes the body
    /// of the answer; go on while it took some and some is left.
    ///
    /// # Errors
    /// As [`Phone::hand_in_by`].
    pub fn begin_hand_in(&self, profile: String, by: Arc<Sen>) -> Result<Vec<u8>, SenError> {
        let ward = by.core.quietly(|engine| Ok(engine.account().ok_or(EngineError::NotEnrolled)?.ward_key))?;
        Ok(self.household.for_one_request(profile_id(&profile)?, &ward)?.bytes)
    }

    /// Takes in the ward's answer to such a file or request. Doing it twice does no harm.
    ///
    /// # Errors
    /// [`SenError::FixInput`] with the field `receipt` for anything else.
    pub fn take_receipt(&self, profile: String, receipt: Vec<u8>) -> Result<HandInTaken, SenError> {
        Ok(self.household.take_receipt(profile_id(&profile)?, &net::unpacked(receipt)?)?.into())
    }

    /// Removes a profile of which the ward has everything; needs no PIN, because it may be forgotten.
    ///
    /// # Errors
    /// [`SenError::HandInFirst`] while something waits, [`SenError::Retry`] while its vault is open.
    pub fn remove_profile(&self, profile: String) -> Result<(), SenError> {
        Ok(self.household.remove(profile_id(&profile)?)?)
    }
}

#[cfg(not(target_family = "wasm"))]
#[uniffi::export]
impl Phone {
    /// Hands in what is sealed of a profile over the connection of an open vault; [`Sen::cancel_sync`] of that vault
    /// stops it. Belongs on a background thread.
    ///
    /// # Errors
    /// [`SenError::FixInput`] when nothing waits or the other vault is of another ward, [`SenError::Retry`] without a
    /// connection; what was taken until then is taken.
    pub fn hand_in_by(&self, profile: String, by: Arc<Sen>) -> Result<HandInTaken, SenError> {
        let id = profile_id(&profile)?;
        let run = by.core.connection.begin()?;
        let account = by.core.quietly(|engine| Ok(engine.account().ok_or(EngineError::NotEnrolled)?.clone()))?;
        let transport = by.core.connection.transport(&account.url, account.pin)?;
        let token = *account.token();
        let taken = self.household.hand_in_over(id, &account.ward_key, |bytes| {
            let transport = Arc::clone(&transport);
            run.wait(move || transport.hand_in(&token, &bytes)).map_err(SenError::from)
        })?;
        Ok(taken.into())
    }
}

/// In a browser memory that was asked for once is never given back, and a PIN's key asks for 32 MiB: there it is made in a
/// worker of its own, which ends with it.
impl Phone {
    /// What the key of a profile's PIN is made by, for [`pin_key`].
    ///
    /// # Errors
    /// [`SenError::Retry`] when the lock cannot be read.
    pub fn pin_work(&self, profile: &str) -> Result<Vec<u8>, SenError> {
        Ok(wire::encode(&self.household.pin_work(profile_id(profile)?)?))
    }

    /// As [`Phone::unlock`], by the key of the PIN.
    ///
    /// # Errors
    /// As [`Phone::unlock`]; [`SenError::FixInput`] for a key of another length than 32 bytes.
    pub fn unlock_with(&self, profile: &str, key: Vec<u8>, unit: TextUnit) -> Result<Arc<Sen>, SenError> {
        let key = PinKey::from_slice(&Zeroizing::new(key)).ok_or_else(|| unfit("pin", "a PIN's key has 32 bytes"))?;
        let engine = self.household.unlock_by(profile_id(profile)?, Uptime::now(), now(), |_| Ok(key))?;
        Ok(Arc::new(Sen::over(engine, unit)))
    }
}

/// The key of a PIN, 32 bytes: the work of [`Phone::unlock`] that is dear on purpose, without any file.
///
/// # Errors
/// [`SenError::FixInput`] for a secret of another length than 32 bytes or for what is no [`Phone::pin_work`].
pub fn pin_key(secret: Vec<u8>, pin: String, work: &[u8]) -> Result<Vec<u8>, SenError> {
    let (secret, pin) = (Zeroizing::new(secret), Zeroizing::new(pin));
    let secret = DeviceSecret::from_slice(&secret).ok_or_else(|| unfit("key", "a phone's secret has 32 bytes"))?;
    let work: PinWork = wire::decode(work).ok().ok_or_else(|| unfit("pin", "this is no work of a PIN"))?;
    Ok(work.key(&pin, &secret)?.as_bytes().to_vec())
}

/// Makes ready for [`pin_key`] with nothing of anybody's: takes the memory of one and lets its code run, while the PIN is typed.
///
/// # Errors
/// [`SenError::Retry`] on a phone without memory for it.
pub fn rehearse_pin() -> Result<(), SenError> {
    Ok(profiles::rehearse_pin()?)
}

fn profile_id(text: &str) -> Result<ProfileId, SenError> {
    text.parse().map_err(|error: ProfileError| error.into())
}

impl From<crate::profiles::HandIn> for HandInMade {
    fn from(made: crate::profiles::HandIn) -> Self {
        let packages = u64::try_from(made.packages).unwrap_or(u64::MAX);
        Self { bytes: made.bytes, packages, left_out: made.left_out }
    }
}

impl From<crate::profiles::LockedProfile> for Profile {
    fn from(profile: crate::profiles::LockedProfile) -> Self {
        Self {
            id: profile.id.to_string(),
            name: profile.name,
            wrong_pins: profile.wrong,
            wait_ms: u64::try_from(profile.wait.as_millis()).unwrap_or(u64::MAX),
            waiting: profile.waiting.map(SealedWork::from),
        }
    }
}

impl From<Waiting> for SealedWork {
    fn from(waiting: Waiting) -> Self {
        Self { packages: waiting.packages, bytes: waiting.bytes }
    }
}

impl From<crate::profiles::Received> for HandInTaken {
    fn from(received: crate::profiles::Received) -> Self {
        Self { taken: received.taken.into(), left: received.left.into() }
    }
}

impl From<ProfileError> for SenError {
    fn from(error: ProfileError) -> Self {
        let (why, said) = (error.to_string(), profile_error(&error));
        match error {
            ProfileError::NoSuchProfile => unfit_as("profile", why, words().text("error-no_such_profile")),
            ProfileError::Nothing | ProfileError::AnotherWard => unfit_as("profile", why, said),
            ProfileError::BadName(_) | ProfileError::NameTaken => unfit_as("name", why, said),
            ProfileError::BadPin { .. } => unfit_as("pin", why, said),
            ProfileError::WrongPin { wait } => Self::WrongPin { wait_seconds: seconds(wait) },
            ProfileError::Wait { left } => Self::PinWait { wait_seconds: seconds(left) },
            ProfileError::WrongSecret => Self::WrongKey,
            ProfileError::VaultGone => Self::VaultGone,
            ProfileError::Damaged(_) => Self::Damaged { why },
            ProfileError::Newer => Self::UpdateApp { why },
            ProfileError::InUse | ProfileError::Pin(_) => Self::Retry { why },
            ProfileError::NotHandedIn(waiting) => {
                Self::HandInFirst { packages: u32::try_from(waiting.packages).unwrap_or(u32::MAX) }
            }
            ProfileError::Receipt(_) => unfit_as("receipt", why, said),
            ProfileError::File(error) if error.kind() == std::io::ErrorKind::StorageFull => Self::StorageFull,
            ProfileError::File(_) => Self::Retry { why },
            ProfileError::Net(error) => error.into(),
            ProfileError::Vault(error) => error.into(),
            ProfileError::Engine(error) => error.into(),
        }
    }
}

fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}
