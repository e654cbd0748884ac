//! Several people on one phone: a folder for each, with a vault, a lock and sealed packages of its own.
//!
//! Owns the folders, and what can be done without a PIN: list, hand in what is sealed, remove what was handed in.
//! Refuses to open a vault without its PIN, and to remove what the ward does not have.

mod error;
mod hand_in;
mod home;
mod lock;
mod pin;
mod wait;
mod words;

pub use error::ProfileError;
pub use hand_in::{HandIn, Received};
pub use pin::{DeviceSecret, PinKey, PinWork, rehearse as rehearse_pin};
pub use wait::Uptime;
pub use words::profile_error;

use std::path::Path;
use std::time::Duration;

use shared::time::Timestamp;
use shared::{limits, text};

use crate::engine::{Engine, EngineError, Sealing};
use crate::entropy::Entropy;
use crate::storage::{self, Found};
use crate::vault::{Outbox, Vault, VaultError, VaultKey, Waiting};
use home::Home;
use lock::Lock;

/// Longest name of a profile, in characters: whoever can be enrolled can have one.
const NAME_CHARS_MAX: usize = limits::LINE_CHARS_MAX;

/// A profile's id: random, and the name of its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProfileId([u8; 8]);

impl ProfileId {
    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 8] {
        &self.0
    }
}

impl std::fmt::Display for ProfileId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl std::str::FromStr for ProfileId {
    type Err = ProfileError;

    fn from_str(text: &str) -> Result<Self, ProfileError> {
        hex::FromHex::from_hex(text).map(Self).ok().ok_or(ProfileError::NoSuchProfile)
    }
}

/// What is known of a profile without its PIN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedProfile {
    /// Its id.
    pub id: ProfileId,
    /// The name the person chose; nothing if the lock is damaged.
    pub name: Option<String>,
    /// Wrong PINs since the last right one.
    pub wrong: u32,
    /// How long the next PIN has to wait.
    pub wait: Duration,
    /// What is sealed and not known to be at the ward; nothing if it cannot be read.
    pub waiting: Option<Waiting>,
}

/// The profiles of one phone, below one folder.
#[derive(Clone)]
pub struct Household {
    home: Home,
    secret: DeviceSecret,
    entropy: Entropy,
}

impl std::fmt::Debug for Household {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Household").field("home", &self.home).finish_non_exhaustive()
    }
}

impl Household {
    /// The profiles below `home`, which need not exist yet.
    #[must_use]
    pub fn new(home: &Path, secret: DeviceSecret) -> Self {
        Self { home: Home::at(home), secret, entropy: Entropy::system() }
    }

    /// Everybody here, by name.
    ///
    /// # Errors
    /// [`ProfileError::File`].
    pub fn profiles(&self, now: Uptime) -> Result<Vec<LockedProfile>, ProfileError> {
        let mut profiles = Vec::new();
        for id in self.home.ids()? {
            let lock = match Lock::read(&self.home, id) {
                Ok(lock) => Some(lock),
                // It was removed in this moment.
                Err(ProfileError::NoSuchProfile) => continue,
                Err(ProfileError::File(error)) => return Err(error.into()),
                Err(_) => None,
            };
            profiles.push(LockedProfile {
                id,
                wrong: lock.as_ref().map_or(0, Lock::wrong),
                wait: lock.as_ref().map_or(Duration::ZERO, |lock| lock.wait(now)),
                waiting: self.outbox(id).and_then(|outbox| Ok(outbox.waiting()?)).ok(),
                name: lock.map(|lock| lock.name().to_owned()),
            });
        }
        profiles.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
        Ok(profiles)
    }

    /// Begins every wait anew, for a clock that begins with the process: what it showed before says nothing now.
    ///
    /// # Errors
    /// [`ProfileError::File`]; a lock that is damaged is left as it is.
    #[cfg(any(test, target_family = "wasm"))]
    pub(crate) fn begin_waits_anew(&self) -> Result<(), ProfileError> {
        for id in self.home.ids()? {
            match Lock::read(&self.home, id) {
                Ok(mut lock) => lock.begin_wait_anew()?,
                Err(ProfileError::File(error)) => return Err(error.into()),
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// Makes a profile: an empty vault behind a new PIN.
    ///
    /// # Errors
    /// [`ProfileError`] for a name or PIN that does not do; nothing is then left behind.
    pub fn add(&self, name: &str, pin: &str) -> Result<ProfileId, ProfileError> {
        let name = text::clean_line(name);
        if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
            return Err(ProfileError::BadName(NAME_CHARS_MAX));
        }
        pin::check(pin)?;
        let _guard = self.home.prepare()?;
        for id in self.home.ids()? {
            let taken = Lock::read(&self.home, id);
            if taken.is_ok_and(|lock| lock.name().to_lowercase() == name.to_lowercase()) {
                return Err(ProfileError::NameTaken);
            }
        }
        let id = ProfileId(*self.draw()?);
        let key = VaultKey::from_bytes(*self.draw()?);
        let lock = Lock::make(id, name, &key, (pin, &self.secret, *self.draw()?))?;
        self.home.make(id, &lock, |vault, outbox| {
            drop(Engine::create_with(vault, &key, self.entropy.clone())?);
            drop(Outbox::create(outbox)?);
            Ok(())
        })?;
        Ok(id)
    }

    /// Opens a profile's vault by its PIN. Closing is dropping it.
    ///
    /// # Errors
    /// [`ProfileError::WrongPin`], [`ProfileError::Wait`]; [`ProfileError::WrongSecret`] counts no try;
    /// [`ProfileError::VaultGone`].
    pub fn unlock(&self, id: ProfileId, pin: &str, up: Uptime, now: Timestamp) -> Result<Engine, ProfileError> {
        self.unlock_by(id, up, now, |work| work.key(pin, &self.secret))
    }

    /// What the key of a profile's PIN is made by, for [`Household::unlock_by`].
    ///
    /// # Errors
    /// [`ProfileError::NoSuchProfile`], [`ProfileError::Damaged`].
    pub fn pin_work(&self, id: ProfileId) -> Result<PinWork, ProfileError> {
        Ok(Lock::read(&self.home, id)?.work())
    }

    /// As [`Household::unlock`], with a key that was made of the PIN; the try counts in the same way.
    ///
    /// # Errors
    /// As [`Household::unlock`], and what `key` says.
    pub fn unlock_by(
        &self,
        id: ProfileId,
        up: Uptime,
        now: Timestamp,
        key: impl FnOnce(PinWork) -> Result<PinKey, ProfileError>,
    ) -> Result<Engine, ProfileError> {
        let key = {
            // One try at a time on this phone, so that no two of them count as one.
            let _guard = self.home.guard()?;
            Lock::read(&self.home, id)?.open_by(&self.secret, up, key)?
        };
        let in_use = self.home.use_vault(id)?;
        let vault = match Vault::open(&self.home.vault(id), &key) {
            Err(VaultError::Missing(_)) => return Err(ProfileError::VaultGone),
            opened => opened?,
        };
        let outbox = self.outbox_or_new(id)?;
        Ok(Engine::over_sealing(vault, self.entropy.clone(), Sealing::of(outbox, in_use, now))?)
    }

    /// Whether this may be a new PIN, asked before it is typed a second time.
    ///
    /// # Errors
    /// [`ProfileError::BadPin`].
    pub fn check_pin(pin: &str) -> Result<(), ProfileError> {
        pin::check(pin)
    }

    /// Gives a profile another PIN; the vault stays as it is, open or not.
    ///
    /// # Errors
    /// As [`Household::unlock`] for the old PIN, [`ProfileError::BadPin`] for the new one.
    pub fn change_pin(&self, id: ProfileId, old: &str, new: &str, up: Uptime) -> Result<(), ProfileError> {
        pin::check(new)?;
        let _guard = self.home.guard()?;
        let mut lock = Lock::read(&self.home, id)?;
        let key = lock.open(old, &self.secret, up)?;
        lock.rewrap(&key, (new, &self.secret, *self.draw()?))
    }

    /// Removes a profile of which the ward has everything, or of which nothing is left here; needs no PIN, because it may be
    /// forgotten.
    ///
    /// # Errors
    /// [`ProfileError::NotHandedIn`], [`ProfileError::InUse`]; [`ProfileError::Vault`] when nobody can tell what waits.
    pub fn remove(&self, id: ProfileId) -> Result<(), ProfileError> {
        let _guard = self.home.guard()?;
        let _claim = self.home.claim(id)?;
        let waiting = match self.outbox(id) {
            Err(ProfileError::Vault(VaultError::Missing(_))) if self.has_no_vault(id) => Waiting::default(),
            outbox => outbox?.waiting()?,
        };
        if waiting.packages > 0 {
            return Err(ProfileError::NotHandedIn(waiting));
        }
        self.home.remove(id)
    }

    fn has_no_vault(&self, id: ProfileId) -> bool {
        storage::look(&self.home.vault(id)) == Found::Nothing
    }

    fn outbox(&self, id: ProfileId) -> Result<Outbox, ProfileError> {
        Ok(Outbox::open(&self.home.outbox(id)?)?)
    }

    /// The outbox of a vault that is open and can fill a new one; what cannot be read is put aside, not deleted.
    fn outbox_or_new(&self, id: ProfileId) -> Result<Outbox, ProfileError> {
        match self.outbox(id) {
            Err(ProfileError::Vault(VaultError::Damaged(_) | VaultError::LogDamaged(_) | VaultError::NotAVault)) => {
                self.home.put_outbox_aside(id, &hex::encode(*self.draw::<4>()?))?;
                Ok(Outbox::create(&self.home.outbox(id)?)?)
            }
            Err(ProfileError::Vault(VaultError::Missing(_))) => Ok(Outbox::create(&self.home.outbox(id)?)?),
            outbox => outbox,
        }
    }

    fn draw<const N: usize>(&self) -> Result<zeroize::Zeroizing<[u8; N]>, ProfileError> {
        Ok(self.entropy.draw().map_err(EngineError::from)?)
    }
}

// They look at the files of a system: not in a browser, whose place `home::conformance` asks.
#[cfg(not(target_family = "wasm"))]
#[cfg(test)]
mod tests;
