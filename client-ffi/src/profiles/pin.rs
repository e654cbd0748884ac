//! The vault's key behind a PIN: argon2id over the PIN, keyed with the secret that the phone's keystore keeps.
//!
//! Refuses to know how often somebody has tried; [`super::lock`] counts before it asks here.

use std::collections::BTreeSet;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use shared::id::labelled_hash;
use shared::text;
use zeroize::Zeroizing;

use super::ProfileError;
use crate::vault::VaultKey;

/// Digits of a PIN, at least and at most.
const DIGITS: std::ops::RangeInclusive<usize> = 6..=12;
/// Characters of a passphrase, at least and at most; different ones among them at least.
const PHRASE: std::ops::RangeInclusive<usize> = 10..=128;
const PHRASE_DISTINCT_MIN: usize = 6;

/// What a PIN's key costs; written beside it, so that a later version may ask for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub(super) struct Cost {
    #[n(0)]
    memory_kib: u32,
    #[n(1)]
    passes: u32,
}

impl Cost {
    /// Some tenths of a second on a cheap phone.
    pub(super) const NOW: Self = Self { memory_kib: 32 * 1024, passes: 3 };
    /// A file may not ask for more than a phone has.
    const MOST: Self = Self { memory_kib: 256 * 1024, passes: 16 };
}

/// What a PIN's key is made by, beside the PIN and the phone's secret, as a profile's lock keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct PinWork {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub(super) salt: [u8; 16],
    #[n(1)]
    pub(super) cost: Cost,
}

impl PinWork {
    /// Makes the key of a PIN: the work that is dear on purpose. It needs no file, so it may be done elsewhere than where the
    /// vault is opened.
    ///
    /// # Errors
    /// [`ProfileError::Damaged`] for a cost beyond what a phone has, [`ProfileError::Pin`] when argon2 refuses.
    pub fn key(&self, pin: &str, secret: &DeviceSecret) -> Result<PinKey, ProfileError> {
        let Cost { memory_kib, passes } = self.cost;
        let within = memory_kib <= Cost::MOST.memory_kib && passes <= Cost::MOST.passes;
        let params = Params::new(memory_kib, passes, 1, Some(32)).ok().filter(|_| within);
        let params = params.ok_or(ProfileError::Damaged("the PIN's cost"))?;
        let mut key = Zeroizing::new([0; 32]);
        let argon = Argon2::new_with_secret(secret.0.as_ref(), Algorithm::Argon2id, Version::V0x13, params);
        // The same passphrase from another keyboard may come as other bytes.
        let pin = Zeroizing::new(text::nfc(pin));
        let made = argon.and_then(|argon| argon.hash_password_into(pin.as_bytes(), &self.salt, key.as_mut()));
        made.map(|()| PinKey(key)).map_err(ProfileError::Pin)
    }
}

/// Makes ready for a key: takes the memory of one and lets the code of one run, with nothing of anybody's. A browser compiles
/// what runs often to be fast, and the first key would wait for that.
///
/// # Errors
/// [`ProfileError::Pin`] when argon2 refuses.
pub fn rehearse() -> Result<(), ProfileError> {
    let work = PinWork { salt: [0; 16], cost: Cost { passes: 1, ..Cost::NOW } };
    work.key("", &DeviceSecret::from_bytes([0; 32])).map(drop)
}

/// The key made of a PIN, by which a vault's key is wrapped.
pub struct PinKey(Zeroizing<[u8; 32]>);

impl PinKey {
    /// Reads a key of exactly 32 bytes.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    /// The bytes, to be carried to where the vault is opened and nowhere else.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(<&Key>::from(&*self.0))
    }
}

impl std::fmt::Debug for PinKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PinKey(…)")
    }
}

/// The 32 bytes the phone's keystore keeps for all profiles. Without them no PIN can be tried.
#[derive(Clone)]
pub struct DeviceSecret(Zeroizing<[u8; 32]>);

impl DeviceSecret {
    /// Wraps the bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Reads a secret of exactly 32 bytes.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::from_bytes)
    }

    /// Eight bytes by which the same secret is known again; they help nobody to guess 32 random ones.
    pub(super) fn mark(&self, salt: &[u8; 16]) -> [u8; 8] {
        let [a, b, c, d, e, f, g, h, ..] = labelled_hash("sen/device-secret/1", &[self.0.as_ref(), salt]);
        [a, b, c, d, e, f, g, h]
    }
}

impl std::fmt::Debug for DeviceSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceSecret(…)")
    }
}

/// Whether a new PIN is one: digits, and neither one of them repeated nor all of them in a row; or else a passphrase, of
/// characters that are not digits alone.
pub(super) fn check(pin: &str) -> Result<(), ProfileError> {
    let phrase = text::nfc(pin);
    let distinct: BTreeSet<char> = phrase.chars().collect();
    let is_long = PHRASE.contains(&phrase.chars().count()) && distinct.len() >= PHRASE_DISTINCT_MIN;
    if is_long
        && phrase.trim() == phrase
        && distinct.iter().any(|c| c.is_alphabetic())
        && !distinct.iter().any(|c| c.is_control())
    {
        return Ok(());
    }
    let digits: Vec<u8> = pin.bytes().filter(u8::is_ascii_digit).collect();
    let step = |by: u8| digits.windows(2).all(|pair| matches!(pair, [a, b] if a.wrapping_add(by) == *b));
    let easy = step(0) || step(1) || step(u8::MAX);
    if digits.len() == pin.len() && DIGITS.contains(&digits.len()) && !easy {
        Ok(())
    } else {
        Err(ProfileError::BadPin { least: *DIGITS.start(), most: *DIGITS.end(), phrase: *PHRASE.start() })
    }
}

/// Encrypts a vault's key with a PIN's, which must be of a fresh salt: it stands for the nonce as well.
pub(super) fn wrap(key: &VaultKey, by: &PinKey, profile: &[u8]) -> Result<Vec<u8>, ProfileError> {
    let sealed = by.cipher().encrypt(&Nonce::default(), Payload { msg: key.as_bytes(), aad: profile });
    sealed.ok().ok_or(ProfileError::Damaged("the PIN's cipher"))
}

/// The vault's key, if this is the PIN.
pub(super) fn unwrap(wrapped: &[u8], by: &PinKey, profile: &[u8]) -> Option<VaultKey> {
    let opened = by.cipher().decrypt(&Nonce::default(), Payload { msg: wrapped, aad: profile });
    opened.ok().map(Zeroizing::new).and_then(|bytes| VaultKey::from_slice(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: Cost = Cost { memory_kib: 64, passes: 1 };

    fn key_of(pin: &str, secret: &DeviceSecret, salt: u8, cost: Cost) -> Result<PinKey, ProfileError> {
        PinWork { salt: [salt; 16], cost }.key(pin, secret)
    }

    fn secret(n: u8) -> DeviceSecret {
        DeviceSecret::from_bytes([n; 32])
    }

    #[test]
    fn a_wrapped_key_opens_with_this_pin_this_secret_this_salt_and_this_profile_only() {
        let key = VaultKey::from_bytes([9; 32]);
        let right = key_of("271828", &secret(1), 2, CHEAP).unwrap();
        let wrapped = wrap(&key, &right, b"one").unwrap();
        let open = |pin: &str, by: u8, salt: u8, profile: &[u8]| {
            let by = key_of(pin, &secret(by), salt, CHEAP).unwrap();
            unwrap(&wrapped, &by, profile).map(|key| key.to_hex().to_string())
        };
        assert_eq!(open("271828", 1, 2, b"one"), Some(key.to_hex().to_string()));
        assert_eq!(open("271829", 1, 2, b"one"), None);
        assert_eq!(open("271828", 3, 2, b"one"), None, "the file and the PIN without the phone's secret");
        assert_eq!(open("271828", 1, 3, b"one"), None);
        assert_eq!(open("271828", 1, 2, b"two"), None);
        for at in 0..wrapped.len() {
            let mut altered = wrapped.clone();
            altered[at] ^= 1;
            assert!(unwrap(&altered, &right, b"one").is_none());
        }
    }

    #[test]
    fn a_pin_that_anybody_tries_first_or_that_is_none_is_refused() {
        for pin in ["", "12345", "000000", "123456", "987654", "1234567890123", "12a456", "27182٣", " 271828"] {
            assert!(matches!(check(pin), Err(ProfileError::BadPin { .. })), "{pin}");
        }
        for pin in ["271828", "123457", "314159265358"] {
            assert!(check(pin).is_ok(), "{pin}");
        }
    }

    #[test]
    fn a_passphrase_has_ten_characters_and_opens_from_any_keyboard() {
        for phrase in [
            "sen trắng",
            "aaaaaaaaaaaaaa",
            " sen nở bên cầu",
            "sen nở\u{7}bên cầu",
            "1234567890 1234",
            &"sen ".repeat(40),
        ] {
            assert!(matches!(check(phrase), Err(ProfileError::BadPin { .. })), "{phrase}");
        }
        assert!(check("sen nở bên cầu").is_ok());
        let key = VaultKey::from_bytes([9; 32]);
        let of = |phrase: &str| key_of(phrase, &secret(1), 2, CHEAP).unwrap();
        let wrapped = wrap(&key, &of("sen n\u{1edf} bên c\u{1ea7}u"), b"one").unwrap();
        assert!(unwrap(&wrapped, &of("sen no\u{31b}\u{309} bên ca\u{302}\u{300}u"), b"one").is_some());
    }

    #[test]
    fn a_file_that_asks_for_all_memory_is_damaged() {
        let costly = Cost { memory_kib: u32::MAX, passes: 1 };
        assert!(matches!(key_of("271828", &secret(1), 2, costly), Err(ProfileError::Damaged(_))));
    }
}
