//! Several people on one phone: a folder for each, with a vault, a lock and sealed packages of its own.
//!
//! Owns the folders, and what can be done without a PIN: list, hand in what is sealed, remove what was handed in.
//! Refuses to open a vault without its PIN, and to remove what the ward does not have.

mod error;
mod hand_in;
mod lock;
mod pin;
mod wait;
mod words;

pub use error::ProfileError;
pub use hand_in::{HandIn, Received};
pub use pin::DeviceSecret;
pub use wait::Uptime;
pub use words::profile_error;

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use shared::text;
use shared::time::Timestamp;

use crate::engine::{Engine, EngineError, Sealing};
use crate::entropy::Entropy;
use crate::file_lock::FileLock;
use crate::vault::{Outbox, Vault, VaultError, VaultKey, Waiting};
use lock::Lock;

/// Longest name of a profile, in characters.
const NAME_CHARS_MAX: usize = 40;
const LOCK: &str = "lock";
const VAULT: &str = "vault.db";
const OUTBOX: &str = "outbox.db";
const IN_USE: &str = "in-use";
const GUARD: &str = "guard";
/// Beginnings of folders that are no profile yet, or none any more.
const HALF_DONE: [&str; 2] = [".new-", ".gone-"];

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
    home: PathBuf,
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
        Self { home: home.to_owned(), secret, entropy: Entropy::system() }
    }

    /// Everybody here, by name.
    ///
    /// # Errors
    /// [`ProfileError::File`].
    pub fn profiles(&self, now: Uptime) -> Result<Vec<LockedProfile>, ProfileError> {
        let mut profiles = Vec::new();
        for id in self.ids()? {
            let lock = match Lock::read(&self.file(id, LOCK), id) {
                Ok(lock) => Some(lock),
                // It was removed in this moment.
                Err(ProfileError::File(error)) if error.kind() == std::io::ErrorKind::NotFound => continue,
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
        std::fs::create_dir_all(&self.home)?;
        let _guard = self.guard()?;
        self.clear_half_done()?;
        for id in self.ids()? {
            let taken = Lock::read(&self.file(id, LOCK), id);
            if taken.is_ok_and(|lock| lock.name().to_lowercase() == name.to_lowercase()) {
                return Err(ProfileError::NameTaken);
            }
        }
        let id = ProfileId(*self.draw()?);
        let fresh = self.home.join(format!("{}{id}", HALF_DONE[0]));
        std::fs::create_dir(&fresh)?;
        let key = VaultKey::from_bytes(*self.draw()?);
        drop(Engine::create_with(&fresh.join(VAULT), &key, self.entropy.clone())?);
        drop(Outbox::create(&fresh.join(OUTBOX))?);
        Lock::create(&fresh.join(LOCK), id, name, &key, (pin, &self.secret, *self.draw()?))?;
        std::fs::rename(&fresh, self.home.join(id.to_string()))?;
        sync_folder(Some(&self.home))?;
        Ok(id)
    }

    /// Opens a profile's vault by its PIN. Closing is dropping it.
    ///
    /// # Errors
    /// [`ProfileError::WrongPin`], [`ProfileError::Wait`]; [`ProfileError::WrongSecret`] counts no try.
    pub fn unlock(&self, id: ProfileId, pin: &str, up: Uptime, now: Timestamp) -> Result<Engine, ProfileError> {
        let key = {
            // One try at a time on this phone, so that no two of them count as one.
            let _guard = self.guard()?;
            self.lock(id)?.open(pin, &self.secret, up)?
        };
        let in_use = self.in_use(id)?;
        in_use.0.lock_shared()?;
        let vault = Vault::open(&self.file(id, VAULT), &key)?;
        let outbox = self.outbox_or_new(id)?;
        Ok(Engine::over_sealing(vault, self.entropy.clone(), Sealing::of(outbox, in_use, now))?)
    }

    /// Gives a profile another PIN; the vault stays as it is, open or not.
    ///
    /// # Errors
    /// As [`Household::unlock`] for the old PIN, [`ProfileError::BadPin`] for the new one.
    pub fn change_pin(&self, id: ProfileId, old: &str, new: &str, up: Uptime) -> Result<(), ProfileError> {
        pin::check(new)?;
        let _guard = self.guard()?;
        let mut lock = self.lock(id)?;
        let key = lock.open(old, &self.secret, up)?;
        lock.rewrap(&key, (new, &self.secret, *self.draw()?))
    }

    /// Removes a profile of which the ward has everything; needs no PIN, because it may be forgotten.
    ///
    /// # Errors
    /// [`ProfileError::NotHandedIn`], [`ProfileError::InUse`]; [`ProfileError::Vault`] when nobody can tell what waits.
    pub fn remove(&self, id: ProfileId) -> Result<(), ProfileError> {
        let _guard = self.guard()?;
        let in_use = self.in_use(id)?;
        in_use.0.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => ProfileError::InUse,
            TryLockError::Error(error) => ProfileError::File(error),
        })?;
        let waiting = self.outbox(id)?.waiting()?;
        if waiting.packages > 0 {
            return Err(ProfileError::NotHandedIn(waiting));
        }
        let gone = self.home.join(format!("{}{id}", HALF_DONE[1]));
        std::fs::rename(self.home.join(id.to_string()), &gone)?;
        sync_folder(Some(&self.home))?;
        Ok(std::fs::remove_dir_all(&gone)?)
    }

    fn ids(&self) -> Result<Vec<ProfileId>, ProfileError> {
        let mut ids = Vec::new();
        let entries = match std::fs::read_dir(&self.home) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(ids),
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let id: Option<ProfileId> = entry.file_name().to_str().and_then(|name| name.parse().ok());
            ids.extend(id.filter(|_| entry.path().is_dir()));
        }
        ids.sort_unstable();
        Ok(ids)
    }

    /// What a stop in the middle of making or removing left behind was never anybody's, or is nobody's any more.
    fn clear_half_done(&self) -> Result<(), ProfileError> {
        for entry in std::fs::read_dir(&self.home)? {
            let entry = entry?;
            if entry.file_name().to_str().is_some_and(|name| HALF_DONE.iter().any(|begin| name.starts_with(begin))) {
                std::fs::remove_dir_all(entry.path())?;
            }
        }
        Ok(())
    }

    fn lock(&self, id: ProfileId) -> Result<Lock, ProfileError> {
        match Lock::read(&self.file(id, LOCK), id) {
            Err(ProfileError::File(error)) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(ProfileError::NoSuchProfile)
            }
            lock => lock,
        }
    }

    fn outbox(&self, id: ProfileId) -> Result<Outbox, ProfileError> {
        if !self.home.join(id.to_string()).is_dir() {
            return Err(ProfileError::NoSuchProfile);
        }
        Ok(Outbox::open(&self.file(id, OUTBOX))?)
    }

    /// The outbox of a vault that is open and can fill a new one; what cannot be read is put aside, not deleted.
    fn outbox_or_new(&self, id: ProfileId) -> Result<Outbox, ProfileError> {
        match self.outbox(id) {
            Err(ProfileError::Vault(VaultError::Damaged(_) | VaultError::LogDamaged(_) | VaultError::NotAVault)) => {
                let aside = format!("{OUTBOX}.damaged-{}", hex::encode(*self.draw::<4>()?));
                std::fs::rename(self.file(id, OUTBOX), self.file(id, &aside))?;
                Ok(Outbox::create(&self.file(id, OUTBOX))?)
            }
            Err(ProfileError::Vault(VaultError::Missing(_))) => Ok(Outbox::create(&self.file(id, OUTBOX))?),
            outbox => outbox,
        }
    }

    fn in_use(&self, id: ProfileId) -> Result<FileLock, ProfileError> {
        if !self.home.join(id.to_string()).is_dir() {
            return Err(ProfileError::NoSuchProfile);
        }
        Ok(FileLock(File::options().create(true).truncate(false).write(true).open(self.file(id, IN_USE))?))
    }

    /// The lock under which the household's files are moved; waits for another process that holds it.
    fn guard(&self) -> Result<FileLock, ProfileError> {
        if !self.home.is_dir() {
            return Err(ProfileError::NoSuchProfile);
        }
        let guard = FileLock(File::options().create(true).truncate(false).write(true).open(self.home.join(GUARD))?);
        guard.0.lock()?;
        Ok(guard)
    }

    fn file(&self, id: ProfileId, name: &str) -> PathBuf {
        self.home.join(id.to_string()).join(name)
    }

    fn draw<const N: usize>(&self) -> Result<zeroize::Zeroizing<[u8; N]>, ProfileError> {
        Ok(self.entropy.draw().map_err(EngineError::from)?)
    }
}

/// A name in a folder is on disk once the folder is.
fn sync_folder(folder: Option<&Path>) -> std::io::Result<()> {
    match folder {
        #[cfg(unix)]
        Some(folder) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
