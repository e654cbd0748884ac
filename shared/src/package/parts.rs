//! A small package as a row of texts that each fit a QR code, in any order, any of them twice.
//!
//! A part reads `SENP1/ID/K/N/DATA/`: the package's short id, which part of how many, and base45 of four bytes of
//! check and the piece. Every sign is in the alphanumeric set of QR codes.

use std::collections::BTreeMap;

use crate::id::labelled_hash;

/// Parts of one package at most: what a person can be asked to hold one phone before another for.
pub const PARTS_MAX: usize = 40;
/// Bytes of the package in one part.
const PIECE_BYTES: usize = 400;
const PREFIX: &str = "SENP1";

/// Why parts do not make a package.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PartsError {
    /// The file is too large to be shown part by part.
    #[error("{bytes} bytes are too large for QR codes (at most {max}): hand it over as a file")]
    TooLarge {
        /// Size of the file.
        bytes: usize,
        /// The largest that can be shown.
        max: usize,
    },
    /// A text is not a part of a package.
    #[error("`{0}` is not a part of a package")]
    NotAPart(String),
    /// A text was read wrongly.
    #[error("part {part} of {of} was read wrongly: scan it again")]
    Damaged {
        /// Which part.
        part: usize,
        /// Of how many.
        of: usize,
    },
    /// Parts of two packages lie together.
    #[error("these are parts of two different packages")]
    Mixed,
    /// Parts are missing.
    #[error("part {} of {of} is missing", list(.missing))]
    Missing {
        /// Which parts, from 1 on.
        missing: Vec<usize>,
        /// Of how many.
        of: usize,
    },
    /// There is no part at all.
    #[error("there is no part of a package")]
    Nothing,
}

/// Cuts a package into parts.
///
/// # Errors
/// [`PartsError::TooLarge`].
pub fn split(package: &[u8]) -> Result<Vec<String>, PartsError> {
    let max = PARTS_MAX * PIECE_BYTES;
    if package.len() > max {
        return Err(PartsError::TooLarge { bytes: package.len(), max });
    }
    let of = package.len().div_ceil(PIECE_BYTES);
    let id = short_id(package);
    let part = |(index, piece): (usize, &[u8])| {
        let mut data = check(&id, index + 1, of, piece).to_vec();
        data.extend(piece);
        format!("{PREFIX}/{id}/{}/{of}/{}/", index + 1, base45::encode(data))
    };
    Ok(package.chunks(PIECE_BYTES).enumerate().map(part).collect())
}

/// Joins parts, in any order, any of them more than once; empty texts are passed over.
///
/// # Errors
/// [`PartsError`], naming the part to scan again.
pub fn join<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Vec<u8>, PartsError> {
    let mut whole: Option<(String, usize)> = None;
    let mut pieces: BTreeMap<usize, Vec<u8>> = BTreeMap::new();
    for text in texts.into_iter().map(str::trim).filter(|text| !text.is_empty()) {
        let part = PackagePart::parse(text)?;
        let (id, of) = whole.get_or_insert_with(|| (part.id.clone(), part.of));
        if (&part.id, part.of) != (&*id, *of) {
            return Err(PartsError::Mixed);
        }
        pieces.insert(part.number, part.piece);
    }
    let (id, of) = whole.ok_or(PartsError::Nothing)?;
    let missing: Vec<usize> = (1..=of).filter(|number| !pieces.contains_key(number)).collect();
    if !missing.is_empty() {
        return Err(PartsError::Missing { missing, of });
    }
    let package = pieces.into_values().flatten().collect::<Vec<u8>>();
    // Each part is as it was made; together they are something else only if two packages share the short id.
    if short_id(&package) == id { Ok(package) } else { Err(PartsError::Mixed) }
}

struct PackagePart {
    id: String,
    number: usize,
    of: usize,
    piece: Vec<u8>,
}

impl PackagePart {
    fn parse(text: &str) -> Result<Self, PartsError> {
        let wrong = || PartsError::NotAPart(text.chars().take(20).collect());
        let mut fields = text.splitn(5, '/');
        let mut field = || fields.next().ok_or_else(wrong);
        let (prefix, id, number, of, data) = (field()?, field()?, field()?, field()?, field()?);
        let (number, of): (usize, usize) = (number.parse().ok().ok_or_else(wrong)?, of.parse().ok().ok_or_else(wrong)?);
        let fits = prefix == PREFIX && id.len() == 8 && (1..=PARTS_MAX).contains(&of) && (1..=of).contains(&number);
        if !fits {
            return Err(wrong());
        }
        let damaged = || PartsError::Damaged { part: number, of };
        let data = data.strip_suffix('/').ok_or_else(damaged)?;
        // As long as the longest part can be: four bytes of check and a piece, two bytes in three signs.
        if data.len() > (4 + PIECE_BYTES) / 2 * 3 {
            return Err(damaged());
        }
        let data = base45::decode(data).ok().ok_or_else(damaged)?;
        let (found, piece) = data.split_at_checked(4).ok_or_else(damaged)?;
        if *found != check(id, number, of, piece) {
            return Err(damaged());
        }
        Ok(Self { id: id.to_owned(), number, of, piece: piece.to_vec() })
    }
}

fn short_id(package: &[u8]) -> String {
    let [a, b, c, d, ..] = labelled_hash("sen/package-parts/1", &[package]);
    format!("{:08X}", u32::from_be_bytes([a, b, c, d]))
}

fn check(id: &str, number: usize, of: usize, piece: &[u8]) -> [u8; 4] {
    let place = format!("{number}/{of}");
    let [a, b, c, d, ..] = labelled_hash("sen/package-part/1", &[id.as_bytes(), place.as_bytes(), piece]);
    [a, b, c, d]
}

fn list(numbers: &[usize]) -> String {
    numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
