//! A profile's lock: its name, its wrapped key, and how often it was tried. Small, and replaced whole.
//!
//! A try is on disk before it is made. Refuses a file that is damaged or newer, and leaves it as it is.

use std::time::Duration;

use minicbor::bytes::ByteVec;
use shared::id::labelled_hash;
use shared::wire;

use super::home::Home;
use super::pin::{self, Cost, DeviceSecret, PinKey, PinWork};
use super::wait::{self, Uptime};
use super::{ProfileError, ProfileId};
use crate::vault::VaultKey;

const MAGIC: [u8; 5] = *b"SENL\x01";

#[derive(Debug, Clone, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
struct Stored {
    #[n(1)]
    name: String,
    #[cbor(n(2), with = "minicbor::bytes")]
    salt: [u8; 16],
    #[n(3)]
    cost: Cost,
    #[n(4)]
    wrapped: ByteVec,
    #[cbor(n(5), with = "minicbor::bytes")]
    secret_mark: [u8; 8],
    #[n(6)]
    wrong: u32,
    #[n(7)]
    since_ms: u64,
}

/// The lock of one profile, as it is on disk.
#[derive(Debug)]
pub(super) struct Lock {
    home: Home,
    profile: ProfileId,
    stored: Stored,
}

impl Lock {
    /// A new lock, as it is to be written.
    pub(super) fn make(
        profile: ProfileId,
        name: String,
        key: &VaultKey,
        (pin, secret, salt): (&str, &DeviceSecret, [u8; 16]),
    ) -> Result<Vec<u8>, ProfileError> {
        let work = PinWork { salt, cost: Cost::NOW };
        let wrapped = pin::wrap(key, &work.key(pin, secret)?, profile.as_bytes())?.into();
        let (cost, secret_mark) = (work.cost, secret.mark(&salt));
        Ok(Stored { name, salt, cost, wrapped, secret_mark, wrong: 0, since_ms: 0 }.to_bytes())
    }

    /// Reads a profile's lock.
    pub(super) fn read(home: &Home, profile: ProfileId) -> Result<Self, ProfileError> {
        let damaged = || ProfileError::Damaged("the profile's lock");
        let bytes = home.lock(profile)?;
        let (magic, rest) = bytes.split_first_chunk::<5>().ok_or_else(damaged)?;
        let (check, body) = rest.split_first_chunk::<8>().ok_or_else(damaged)?;
        if magic[..4] != MAGIC[..4] || check_of(magic, body) != *check {
            return Err(damaged());
        }
        if *magic != MAGIC {
            return Err(ProfileError::Newer);
        }
        let stored = wire::decode(body).ok().ok_or_else(damaged)?;
        Ok(Self { home: home.clone(), profile, stored })
    }

    /// The name the person chose.
    pub(super) fn name(&self) -> &str {
        &self.stored.name
    }

    /// Tries that opened nothing since one that did.
    pub(super) const fn wrong(&self) -> u32 {
        self.stored.wrong
    }

    /// How long the next try has to wait.
    pub(super) fn wait(&self, now: Uptime) -> Duration {
        wait::left(self.stored.wrong, Uptime::from_ms(self.stored.since_ms), now)
    }

    /// What a PIN's key is made by.
    pub(super) const fn work(&self) -> PinWork {
        PinWork { salt: self.stored.salt, cost: self.stored.cost }
    }

    /// Tries a PIN, if it is time.
    pub(super) fn open(&mut self, pin: &str, secret: &DeviceSecret, now: Uptime) -> Result<VaultKey, ProfileError> {
        self.open_by(secret, now, |work| work.key(pin, secret))
    }

    /// Tries a PIN's key, if it is time. The try counts from before it is made until it is known to be right.
    pub(super) fn open_by(
        &mut self,
        secret: &DeviceSecret,
        now: Uptime,
        key: impl FnOnce(PinWork) -> Result<PinKey, ProfileError>,
    ) -> Result<VaultKey, ProfileError> {
        if secret.mark(&self.stored.salt) != self.stored.secret_mark {
            return Err(ProfileError::WrongSecret);
        }
        if now.as_ms() < self.stored.since_ms {
            // The phone was started anew: from here on its own time counts.
            self.begin_wait_anew()?;
        }
        let left = self.wait(now);
        if !left.is_zero() {
            return Err(ProfileError::Wait { left });
        }
        self.count(now)?;
        let by = key(self.work())?;
        match pin::unwrap(&self.stored.wrapped, &by, self.profile.as_bytes()) {
            Some(key) => {
                self.stored.wrong = 0;
                self.write()?;
                Ok(key)
            }
            None => Err(ProfileError::WrongPin { wait: wait::after(self.stored.wrong) }),
        }
    }

    /// Lets the wait begin with the clock that counts it.
    pub(super) fn begin_wait_anew(&mut self) -> Result<(), ProfileError> {
        if self.stored.since_ms == 0 {
            return Ok(());
        }
        self.stored.since_ms = 0;
        self.write()
    }

    /// Writes down that a PIN is about to be tried.
    pub(super) fn count(&mut self, now: Uptime) -> Result<(), ProfileError> {
        self.stored.wrong = self.stored.wrong.saturating_add(1);
        self.stored.since_ms = now.as_ms();
        self.write()
    }

    /// Wraps the key with another PIN.
    pub(super) fn rewrap(
        &mut self,
        key: &VaultKey,
        (pin, secret, salt): (&str, &DeviceSecret, [u8; 16]),
    ) -> Result<(), ProfileError> {
        let work = PinWork { salt, cost: Cost::NOW };
        let wrapped = pin::wrap(key, &work.key(pin, secret)?, self.profile.as_bytes())?.into();
        let secret_mark = secret.mark(&salt);
        self.stored = Stored { salt, cost: work.cost, wrapped, secret_mark, ..self.stored.clone() };
        self.write()
    }

    fn write(&self) -> Result<(), ProfileError> {
        self.home.put_lock(self.profile, &self.stored.to_bytes())
    }
}

impl Stored {
    fn to_bytes(&self) -> Vec<u8> {
        let body = wire::encode(self);
        [MAGIC.as_slice(), &check_of(&MAGIC, &body), &body].concat()
    }
}

fn check_of(magic: &[u8; 5], body: &[u8]) -> [u8; 8] {
    let [a, b, c, d, e, f, g, h, ..] = labelled_hash("sen/profile-lock/1", &[magic, body]);
    [a, b, c, d, e, f, g, h]
}

// They lie in a folder: not in a browser.
#[cfg(not(target_family = "wasm"))]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_try_is_on_disk_before_it_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let (home, id) = (Home::at(folder.path()), "0011223344556677".parse().unwrap());
        let (key, secret) = (VaultKey::from_bytes([1; 32]), DeviceSecret::from_bytes([2; 32]));
        let lock = Lock::make(id, "An".to_owned(), &key, ("271828", &secret, [3; 16])).unwrap();
        home.make(id, &lock, |_, _| Ok(())).unwrap();
        let mut lock = Lock::read(&home, id).unwrap();
        // A cost that cannot be paid stops the try itself, as a kill would.
        lock.stored.cost = wire::decode(&wire::encode(&(u32::MAX, 1_u32))).unwrap();
        lock.write().unwrap();
        for tries in 1..=3 {
            let told = Lock::read(&home, id).unwrap().open("271828", &secret, Uptime::from_ms(5000));
            assert!(matches!(told, Err(ProfileError::Damaged(_))), "{told:?}");
            assert_eq!(Lock::read(&home, id).unwrap().wrong(), tries);
        }
        let told = Lock::read(&home, id).unwrap().open("271828", &secret, Uptime::from_ms(6000));
        assert!(matches!(told, Err(ProfileError::Wait { left }) if left.as_secs() == 29), "{told:?}");
    }
}
