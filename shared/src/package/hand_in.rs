//! Sealed packages brought together by somebody who cannot open them, and the ward's word on which it has.
//!
//! Owns the layout of both files. What is in a package is read by [`super::read`], one package at a time.

use ed25519_dalek::SigningKey;

use super::{PackageError, first8, unreadable};
use crate::envelope::Signed;
use crate::id::{PackageId, labelled_hash};
use crate::time::Timestamp;
use crate::{limits, wire};

/// Label under which the ward signs what it took.
pub const HANDED_IN_LABEL: &str = "sen/handed-in/1";

const FORMAT: u8 = 1;
const BUNDLE: [u8; 4] = *b"SENH";
const RECEIPT: [u8; 4] = *b"SENR";
/// Magic, format, check.
const HEADER_BYTES: usize = 13;

/// Puts packages into one file, in the order given.
#[must_use]
pub fn bundle<'a>(packages: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut body = Vec::new();
    for package in packages {
        // No package is longer than `limits::PACKAGE_BYTES_MAX`; a longer one would be refused by its reader.
        body.extend(u32::try_from(package.len()).unwrap_or(u32::MAX).to_be_bytes());
        body.extend(package);
    }
    framed(BUNDLE, &body)
}

/// Whether a file begins as a bundle does.
#[must_use]
pub fn is_bundle(bytes: &[u8]) -> bool {
    bytes.starts_with(&BUNDLE)
}

/// The packages of a file, still closed.
///
/// # Errors
/// [`PackageError::NotAPackage`], `Damaged`, `Newer`, `TooLarge` or `TooMany`; nothing of a damaged file is used.
pub fn unbundle(bytes: &[u8]) -> Result<Vec<&[u8]>, PackageError> {
    if bytes.len() > limits::HAND_IN_BYTES_MAX {
        return Err(PackageError::TooLarge(limits::HAND_IN_BYTES_MAX));
    }
    let mut rest = unframed(BUNDLE, bytes)?;
    let mut packages = Vec::new();
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk::<4>().ok_or(PackageError::Damaged)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok().ok_or(PackageError::Damaged)?;
        let (package, after) = after.split_at_checked(length).ok_or(PackageError::Damaged)?;
        if packages.len() == limits::HAND_IN_PACKAGES_MAX {
            return Err(PackageError::TooMany(limits::HAND_IN_PACKAGES_MAX));
        }
        packages.push(package);
        rest = after;
    }
    Ok(packages)
}

/// The ward's word on packages that were handed in: it has what is in them on its disk, merged or held.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct HandedIn {
    #[n(1)]
    at_ms: i64,
    /// The packages the ward has.
    #[n(2)]
    pub packages: Vec<PackageId>,
    /// How many of what was brought it did not take: they stay where they are, to be brought again.
    #[n(3)]
    pub not_taken: u32,
}

impl HandedIn {
    /// Signs which packages the ward has, as a file.
    #[must_use]
    pub fn seal(at: Timestamp, packages: Vec<PackageId>, not_taken: u32, ward: &SigningKey) -> Vec<u8> {
        let told = Self { at_ms: at.as_ms(), packages, not_taken };
        framed(RECEIPT, &wire::encode(&Signed::seal(HANDED_IN_LABEL, &told, ward)))
    }

    /// Reads the word of the ward of this key.
    ///
    /// # Errors
    /// [`PackageError::NotAPackage`] for another file, [`PackageError::Forged`] for another ward's word or nobody's.
    pub fn read(bytes: &[u8], ward: &[u8; 32]) -> Result<Self, PackageError> {
        if bytes.len() > limits::BODY_BYTES_MAX {
            return Err(PackageError::TooLarge(limits::BODY_BYTES_MAX));
        }
        let signed: Signed = wire::decode(unframed(RECEIPT, bytes)?).map_err(unreadable)?;
        signed.open(HANDED_IN_LABEL, ward).map_err(PackageError::Forged)
    }
}

fn framed(magic: [u8; 4], body: &[u8]) -> Vec<u8> {
    let mut file = Vec::with_capacity(HEADER_BYTES + body.len());
    file.extend(magic);
    file.push(FORMAT);
    file.extend(check_of(&magic, FORMAT, body));
    file.extend(body);
    file
}

fn unframed(magic: [u8; 4], bytes: &[u8]) -> Result<&[u8], PackageError> {
    if bytes.is_empty() || !bytes.iter().zip(magic).all(|(byte, magic)| *byte == magic) {
        return Err(PackageError::NotAPackage);
    }
    let (head, body) = bytes.split_at_checked(HEADER_BYTES).ok_or(PackageError::Damaged)?;
    let (format, check) = head.get(magic.len()..).and_then(<[u8]>::split_first).ok_or(PackageError::Damaged)?;
    if check_of(&magic, *format, body) != *check {
        return Err(PackageError::Damaged);
    }
    if *format == FORMAT { Ok(body) } else { Err(PackageError::Newer) }
}

fn check_of(magic: &[u8], format: u8, body: &[u8]) -> [u8; 8] {
    first8(labelled_hash("sen/hand-in-file/1", &[magic, &[format], body]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ward() -> SigningKey {
        SigningKey::from_bytes(&[1; 32])
    }

    fn receipt() -> Vec<u8> {
        HandedIn::seal(Timestamp::from_ms(5), vec![PackageId::from_bytes([7; 16])], 2, &ward())
    }

    #[test]
    fn a_bundle_gives_back_what_was_put_in_and_a_package_is_none() {
        let packages: [&[u8]; 3] = [b"SENP one", b"", b"SENP three"];
        let file = bundle(packages);
        assert!(is_bundle(&file) && !is_bundle(packages[0]));
        assert_eq!(unbundle(&file).unwrap(), packages);
        assert_eq!(unbundle(&bundle([])).unwrap(), Vec::<&[u8]>::new());
        assert!(matches!(unbundle(packages[0]), Err(PackageError::NotAPackage)));
        assert!(matches!(unbundle(b""), Err(PackageError::NotAPackage)));
    }

    #[test]
    fn a_bundle_or_receipt_altered_or_cut_in_any_byte_is_refused_whole() {
        let file = bundle([&b"SENP one"[..], b"SENP two"]);
        let told = receipt();
        let key = ward().verifying_key().to_bytes();
        for at in 0..file.len() {
            let mut altered = file.clone();
            altered[at] ^= 1;
            assert!(unbundle(&altered).is_err(), "byte {at}");
            assert!(unbundle(&file[..at]).is_err(), "cut at {at}");
        }
        for at in 0..told.len() {
            let mut altered = told.clone();
            altered[at] ^= 1;
            assert!(HandedIn::read(&altered, &key).is_err(), "byte {at}");
            assert!(HandedIn::read(&told[..at], &key).is_err(), "cut at {at}");
        }
        assert!(matches!(unbundle(&file[..file.len() - 3]), Err(PackageError::Damaged)));
    }

    #[test]
    fn lengths_that_lie_and_newer_formats_are_told_apart() {
        let claimed = framed(BUNDLE, &[0xff, 0xff, 0xff, 0xff, 1]);
        assert!(matches!(unbundle(&claimed), Err(PackageError::Damaged)));
        let many = framed(BUNDLE, &vec![0; 4 * (limits::HAND_IN_PACKAGES_MAX + 1)]);
        assert!(matches!(unbundle(&many), Err(PackageError::TooMany(_))));
        let mut newer = bundle([]);
        newer[4] = 2;
        let check = check_of(&BUNDLE, 2, &[]);
        newer[5..13].copy_from_slice(&check);
        assert!(matches!(unbundle(&newer), Err(PackageError::Newer)));
    }

    #[test]
    fn only_the_wards_own_word_counts() {
        let told = HandedIn::read(&receipt(), &ward().verifying_key().to_bytes()).unwrap();
        assert_eq!((told.packages.len(), told.not_taken), (1, 2));
        let other = SigningKey::from_bytes(&[2; 32]).verifying_key().to_bytes();
        assert!(matches!(HandedIn::read(&receipt(), &other), Err(PackageError::Forged(_))));
        assert!(matches!(HandedIn::read(&bundle([]), &other), Err(PackageError::NotAPackage)));
    }

    /// Do not update me: files lie on cards, and receipts decide what may be removed.
    #[test]
    fn bundles_and_receipts_are_frozen() {
        assert_eq!(hex::encode(bundle([&b"ab"[..]])), "53454e48019b27040dfdb1afb8000000026162");
        assert_eq!(hex::encode(receipt()), RECEIPT_GOLDEN);
    }

    const RECEIPT_GOLDEN: &str = "53454e5201163e732c3a953e9a825818a30105028150070707070707070707070707070707070302\
        5840d94fe868cdef0ec791e27c95895993372b67a226a59c5c2f7ece7ec315a8dac8fab9c2f3d881\
        b28ad81b2151db9ecb8076eaad3ee1ca8e0b7fb7d3d8d615ba0c";
}
