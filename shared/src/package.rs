//! A package: what two sides would say over the network, as one file that is carried by hand.
//!
//! Owns the file's layout, its signature, its encryption and its bounds. Refuses to know devices: it tells who
//! signed, and the caller decides whether that is somebody. docs/protocol.md describes every byte.

mod body;
mod card;
mod hand_in;
mod parts;
mod seen;

pub use body::{Answer, Body, Exchange, HandIn};
pub use card::{card, read_card};
pub use hand_in::{HANDED_IN_LABEL, HandedIn, bundle, is_bundle, unbundle};
pub use parts::{PARTS_MAX, PartsError, join, split};
pub use seen::{Seen, Standing};

use ed25519_dalek::{SigningKey, VerifyingKey};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable as _, Kem, OpModeR, OpModeS, Serializable as _};
use minicbor::bytes::ByteVec;
use zeroize::Zeroizing;

use crate::envelope::{SignatureError, Signed};
use crate::id::{PackageId, labelled_hash};
use crate::limits;
use crate::time::Timestamp;
use crate::wire::{self, FrameError};

/// Label under which a package's inside is signed.
pub const PACKAGE_LABEL: &str = "sen/package/1";

/// The format this version writes and reads.
const FORMAT: u8 = 1;
const MAGIC: [u8; 4] = *b"SENP";
/// Where the check stands; what is before it is arranged alike in every format.
const CHECK_AT: usize = 53;
const HEADER_BYTES: usize = 61;

/// Why a file is not taken in; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// It does not begin as a package does.
    #[error("this file is not a package")]
    NotAPackage,
    /// Bytes were lost or altered on the way.
    #[error("the package is damaged: copy it again")]
    Damaged,
    /// A newer version wrote it.
    #[error("the package was made by a newer version: update this one")]
    Newer,
    /// It exceeds a bound.
    #[error("the package exceeds the limit of {0} bytes")]
    TooLarge(usize),
    /// It holds more than it may of one sort.
    #[error("the package holds more than {0} of one sort")]
    TooMany(usize),
    /// It was made for another ward.
    #[error("the package belongs to another ward")]
    Foreign,
    /// It was made for somebody else of this ward.
    #[error("the package was made for another reader")]
    WrongReader,
    /// Nobody here knows who made it, or the ward did not.
    #[error("the package's sender is not known here")]
    UnknownSender,
    /// What is inside was not signed by the sender it names.
    #[error("the package's signature does not hold: {0}")]
    Forged(#[source] SignatureError),
    /// The reader's key is none.
    #[error("nothing can be encrypted to this reader's key")]
    BadKey(#[source] ed25519_dalek::SignatureError),
    /// The cipher refused.
    #[error("the package could not be encrypted: {0}")]
    Cipher(hpke::HpkeError),
}

/// What is written on a package, and signed with what is in it.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
struct Manifest {
    #[cbor(n(1), with = "minicbor::bytes")]
    ward: [u8; 32],
    #[cbor(n(2), with = "minicbor::bytes")]
    sender: [u8; 32],
    #[cbor(n(3), with = "minicbor::bytes")]
    reader: [u8; 32],
    #[n(4)]
    made_ms: i64,
    #[n(5)]
    number: u64,
    #[n(6)]
    form: u8,
    #[n(7)]
    body: ByteVec,
}

/// Whom a package is for, and which of its sender's it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    /// The ward's Ed25519 public key.
    pub ward: [u8; 32],
    /// The reader's Ed25519 public key.
    pub reader: [u8; 32],
    /// When it is made, by the sender's clock.
    pub made: Timestamp,
    /// Higher than that of every package its sender made before.
    pub number: u64,
}

/// A package as it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its id.
    pub id: PackageId,
    /// The file.
    pub bytes: Vec<u8>,
}

/// A package as it was read: for this reader, of this ward, and signed by `sender`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Its id.
    pub id: PackageId,
    /// The Ed25519 public key that signed it: the ward's for an answer, else to be vouched for by the caller.
    pub sender: [u8; 32],
    /// When it was made, by the sender's clock.
    pub made: Timestamp,
    /// Its number among its sender's.
    pub number: u64,
    /// What it says.
    pub body: Body,
}

/// Makes a package; `fresh` are 32 random bytes that are used for nothing else.
///
/// # Errors
/// [`PackageError::TooLarge`], or [`PackageError::BadKey`] for a reader nothing can be encrypted to.
pub fn write(to: &Address, body: &Body, signer: &SigningKey, fresh: &[u8; 32]) -> Result<Made, PackageError> {
    let manifest = Manifest {
        ward: to.ward,
        sender: signer.verifying_key().to_bytes(),
        reader: to.reader,
        made_ms: to.made.as_ms(),
        number: to.number,
        form: body.form(),
        body: body.pack()?.into(),
    };
    let signed = Signed::seal(PACKAGE_LABEL, &manifest, signer);
    let bytes = encrypt(&wire::encode(&signed), &to.ward, &to.reader, fresh)?;
    if bytes.len() > limits::PACKAGE_BYTES_MAX {
        return Err(PackageError::TooLarge(limits::PACKAGE_BYTES_MAX));
    }
    Ok(Made { id: PackageId::of_digest(signed.digest(PACKAGE_LABEL)), bytes })
}

/// Opens a package that was made for the owner of `key` in the ward of `ward`.
///
/// # Errors
/// [`PackageError`], told apart by what the person can do.
pub fn read(bytes: &[u8], ward: &[u8; 32], key: &SigningKey) -> Result<Opened, PackageError> {
    read_of(bytes, ward, key, |_| true)
}

/// As [`read`], but of senders that are known alone: nothing is inflated for anybody else.
///
/// # Errors
/// As [`read`]; [`PackageError::UnknownSender`] for everybody else.
pub fn read_of(
    bytes: &[u8],
    ward: &[u8; 32],
    key: &SigningKey,
    is_known: impl FnOnce(&[u8; 32]) -> bool,
) -> Result<Opened, PackageError> {
    let inside = decrypt(bytes, ward, key)?;
    open_inside(&inside, ward, &key.verifying_key().to_bytes(), is_known)
}

/// Opens what is inside a package once it is decrypted: the part that hostile senders can shape.
///
/// # Errors
/// As [`read`].
pub fn read_inside(inside: &[u8], ward: &[u8; 32], reader: &[u8; 32]) -> Result<Opened, PackageError> {
    open_inside(inside, ward, reader, |_| true)
}

fn open_inside(
    inside: &[u8],
    ward: &[u8; 32],
    reader: &[u8; 32],
    is_known: impl FnOnce(&[u8; 32]) -> bool,
) -> Result<Opened, PackageError> {
    let signed: Signed = wire::decode(inside).map_err(unreadable)?;
    let claimed: Manifest = signed.peek().map_err(unreadable)?;
    let manifest: Manifest = signed.open(PACKAGE_LABEL, &claimed.sender).map_err(PackageError::Forged)?;
    if manifest.ward != *ward {
        return Err(PackageError::Foreign);
    }
    // A reader who packs what was meant for them once more, for somebody else, is found out here.
    if manifest.reader != *reader {
        return Err(PackageError::WrongReader);
    }
    if !is_known(&manifest.sender) {
        return Err(PackageError::UnknownSender);
    }
    let body = Body::unpack(manifest.form, &manifest.body)?;
    match &body {
        Body::Answer(_) if manifest.sender != *ward => return Err(PackageError::UnknownSender),
        Body::Request(_) | Body::HandIn(_) if reader != ward => return Err(PackageError::WrongReader),
        Body::Exchange(_) if reader == ward => return Err(PackageError::WrongReader),
        Body::Answer(_) | Body::Request(_) | Body::Exchange(_) | Body::HandIn(_) => {}
    }
    Ok(Opened {
        id: PackageId::of_digest(signed.digest(PACKAGE_LABEL)),
        sender: manifest.sender,
        made: Timestamp::from_ms(manifest.made_ms),
        number: manifest.number,
        body,
    })
}

fn encrypt(inside: &[u8], ward: &[u8; 32], reader: &[u8; 32], fresh: &[u8; 32]) -> Result<Vec<u8>, PackageError> {
    use chacha20::rand_core::SeedableRng as _;
    let point = VerifyingKey::from_bytes(reader).map_err(PackageError::BadKey)?.to_montgomery();
    let to = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&point.to_bytes()).map_err(PackageError::Cipher)?;
    // The key pair of this one package comes first, because the header, which it stands in, is vouched for as well.
    let mut rng = chacha20::ChaCha20Rng::from_seed(*fresh);
    let (enc, mut context) = hpke::setup_sender_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &to,
        PACKAGE_LABEL.as_bytes(),
        &mut rng,
    )
    .map_err(PackageError::Cipher)?;
    let enc = enc.to_bytes();
    let mut file = Vec::with_capacity(HEADER_BYTES + inside.len() + 16);
    file.extend(MAGIC);
    file.push(FORMAT);
    file.extend(&enc);
    file.extend(tag("sen/package-ward/1", &enc, ward));
    file.extend(tag("sen/package-reader/1", &enc, reader));
    let sealed = context.seal(inside, &file).map_err(PackageError::Cipher)?;
    let check = check_of(&file, &sealed);
    file.extend(check);
    file.extend(sealed);
    Ok(file)
}

fn decrypt(bytes: &[u8], ward: &[u8; 32], key: &SigningKey) -> Result<Vec<u8>, PackageError> {
    if bytes.is_empty() || !bytes.iter().zip(MAGIC).all(|(byte, magic)| *byte == magic) {
        return Err(PackageError::NotAPackage);
    }
    if bytes.len() > limits::PACKAGE_BYTES_MAX {
        return Err(PackageError::TooLarge(limits::PACKAGE_BYTES_MAX));
    }
    let (head, rest) = bytes.split_at_checked(CHECK_AT).ok_or(PackageError::Damaged)?;
    let (check, sealed) = rest.split_at_checked(HEADER_BYTES - CHECK_AT).ok_or(PackageError::Damaged)?;
    if check_of(head, sealed) != *check {
        return Err(PackageError::Damaged);
    }
    let (format, rest) = head.get(MAGIC.len()..).and_then(<[u8]>::split_first).ok_or(PackageError::Damaged)?;
    if *format != FORMAT {
        return Err(PackageError::Newer);
    }
    let (enc, tags) = rest.split_at_checked(32).ok_or(PackageError::Damaged)?;
    let (ward_tag, reader_tag) = tags.split_at_checked(8).ok_or(PackageError::Damaged)?;
    if tag("sen/package-ward/1", enc, ward) != *ward_tag {
        return Err(PackageError::Foreign);
    }
    if tag("sen/package-reader/1", enc, &key.verifying_key().to_bytes()) != *reader_tag {
        return Err(PackageError::WrongReader);
    }
    let secret = Zeroizing::new(key.to_scalar_bytes());
    let secret = <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(secret.as_ref()).map_err(PackageError::Cipher)?;
    let enc = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(enc).map_err(PackageError::Cipher)?;
    let opened = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &secret,
        &enc,
        PACKAGE_LABEL.as_bytes(),
        sealed,
        head,
    );
    // The check holds and the cipher does not: altered by somebody who put the check right.
    opened.ok().ok_or(PackageError::Damaged)
}

/// Eight bytes by which a reader who knows the key recognises it; to anybody else they say nothing, and no two files share them.
fn tag(label: &str, enc: &[u8], key: &[u8; 32]) -> [u8; 8] {
    first8(labelled_hash(label, &[enc, key]))
}

fn check_of(head: &[u8], sealed: &[u8]) -> [u8; 8] {
    first8(labelled_hash("sen/package-file/1", &[head, sealed]))
}

const fn first8(hash: [u8; 32]) -> [u8; 8] {
    let [a, b, c, d, e, f, g, h, ..] = hash;
    [a, b, c, d, e, f, g, h]
}

/// A frame inside that is none: what is there cannot have been altered on the way, but only a newer version may know it.
fn unreadable(error: FrameError) -> PackageError {
    match error {
        FrameError::Version(_) => PackageError::Newer,
        FrameError::TooMany { max, .. } => PackageError::TooMany(max),
        FrameError::Malformed(_) | FrameError::Encoding(_) | FrameError::NoText(_) | FrameError::TrailingBytes => {
            PackageError::Damaged
        }
    }
}

#[cfg(test)]
mod tests;
