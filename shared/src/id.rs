//! Identifiers: fixed-size byte strings, each with a type of its own and one text form.
//!
//! Owns how ids are derived and written. Refuses to draw randomness: fresh bytes are arguments.

use std::fmt;

use minicbor::decode::{self, Decoder};
use minicbor::encode::{self, Encoder, Write};
use sha2::{Digest, Sha256};

/// A text that is not an identifier of the wanted type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a valid {what}")]
pub struct ParseIdError {
    text: String,
    what: &'static str,
}

/// Hashes `parts` under a domain label; each part is preceded by its length, so no two lists collide.
#[must_use]
pub fn labelled_hash(label: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(label.as_bytes());
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

macro_rules! byte_id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $len]);

        impl $name {
            /// Length in bytes.
            pub const LEN: usize = $len;

            /// Wraps the raw bytes.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// Reads the bytes of a slice of exactly the right length.
            #[must_use]
            pub fn from_slice(slice: &[u8]) -> Option<Self> {
                slice.try_into().ok().map(Self)
            }

            /// The raw bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
                let bytes = d.bytes()?;
                Self::from_slice(bytes).ok_or_else(|| decode::Error::message(concat!(stringify!($name), " has the wrong length")))
            }
        }
    };
}

macro_rules! base58_text {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&bs58::encode(self.0).with_check().into_string())
            }
        }

        impl std::str::FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                let wrong = || ParseIdError { text: text.chars().take(64).collect(), what: stringify!($name) };
                let plain = text.strip_prefix("automerge:").unwrap_or(text);
                let bytes = bs58::decode(plain).with_check(None).into_vec().ok().ok_or_else(wrong)?;
                Self::from_slice(&bytes).ok_or_else(wrong)
            }
        }
    };
}

macro_rules! hex_text {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl std::str::FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                let wrong = || ParseIdError { text: text.chars().take(80).collect(), what: stringify!($name) };
                hex::FromHex::from_hex(text).map(Self).ok().ok_or_else(wrong)
            }
        }
    };
}

byte_id! {
    /// One record, that is one Automerge document. Its text form is Automerge's own document id.
    DocId, 16
}
byte_id! {
    /// One party organisation (tổ chức đảng). It equals the [`DocId`] of the organisation's record.
    OrgId, 16
}
byte_id! {
    /// One person's enrolment on one phone: the start of a hash over the device's public key.
    DeviceId, 16
}
byte_id! {
    /// One Automerge change.
    ChangeId, 32
}
byte_id! {
    /// One signed envelope: the start of the digest its signature covers.
    EnvelopeId, 16
}
byte_id! {
    /// One copy of an envelope as it was brought: the start of a hash over its body and its signature.
    HeldId, 16
}
byte_id! {
    /// One package: the start of the digest its signature covers.
    PackageId, 16
}
byte_id! {
    /// The digest of a record's content at given heads.
    ContentDigest, 32
}
base58_text!(DocId);
base58_text!(OrgId);
hex_text!(DeviceId);
hex_text!(ChangeId);
hex_text!(EnvelopeId);
hex_text!(HeldId);
hex_text!(PackageId);
hex_text!(ContentDigest);

impl OrgId {
    /// The id of the organisation's own record.
    #[must_use]
    pub const fn record(self) -> DocId {
        DocId(self.0)
    }
}

impl DocId {
    /// The organisation whose record this is; only meaningful for records of organisations.
    #[must_use]
    pub const fn as_org(self) -> OrgId {
        OrgId(self.0)
    }

    /// The id that `label` and `parts` determine: the first 16 bytes of their hash.
    #[must_use]
    pub fn derived(label: &str, parts: &[&[u8]]) -> Self {
        Self(truncated(labelled_hash(label, parts)))
    }
}

impl DeviceId {
    /// The id of the device that owns an Ed25519 public key (32 bytes).
    #[must_use]
    pub fn of_key(public_key: &[u8; 32]) -> Self {
        Self(truncated(labelled_hash("sen/device/1", &[public_key])))
    }

    /// Bytes that an actor id shares with the id of its device.
    pub const ACTOR_PREFIX: usize = 8;

    /// The first bytes, with which every actor id of this device begins.
    #[must_use]
    pub fn actor_prefix(&self) -> [u8; Self::ACTOR_PREFIX] {
        let [a, b, c, d, e, f, g, h, ..] = self.0;
        [a, b, c, d, e, f, g, h]
    }
}

impl EnvelopeId {
    /// The id that belongs to the digest an envelope's signature covers.
    #[must_use]
    pub fn of_digest(digest: [u8; 32]) -> Self {
        Self(truncated(digest))
    }
}

impl HeldId {
    /// The id that belongs to a hash over body and signature.
    #[must_use]
    pub fn of_digest(digest: [u8; 32]) -> Self {
        Self(truncated(digest))
    }
}

impl PackageId {
    /// The id that belongs to the digest a package's signature covers.
    #[must_use]
    pub fn of_digest(digest: [u8; 32]) -> Self {
        Self(truncated(digest))
    }
}

/// The first 16 bytes of a hash.
fn truncated(hash: [u8; 32]) -> [u8; 16] {
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(hash) {
        *to = from;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_id_reads_and_writes_the_automerge_form() {
        let id = DocId::from_bytes(*b"0123456789abcdef");
        let text = id.to_string();
        assert_eq!(text.parse::<DocId>(), Ok(id));
        assert_eq!(format!("automerge:{text}").parse::<DocId>(), Ok(id));
        let mut spoiled = text;
        spoiled.pop();
        assert!(spoiled.parse::<DocId>().is_err());
    }

    #[test]
    fn parts_are_told_apart_in_a_hash() {
        assert_ne!(labelled_hash("x", &[b"ab", b"c"]), labelled_hash("x", &[b"a", b"bc"]));
    }

    #[test]
    fn hexadecimal_has_the_length_of_its_id_and_no_foreign_digit() {
        let id = DeviceId::from_bytes(*b"0123456789abcde\xff");
        let text = id.to_string();
        assert_eq!(text, "303132333435363738396162636465ff");
        assert_eq!((text.parse(), text.to_uppercase().parse()), (Ok(id), Ok(id)));
        let end = text.len() - 1;
        let spoiled = [&text[..end], &text[..end - 1], &format!("{text}00"), &format!("{}g", &text[..end]), "", " "];
        for text in spoiled {
            assert!(text.parse::<DeviceId>().is_err(), "{text:?}");
        }
    }
}
