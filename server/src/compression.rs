//! Packing and unpacking with zstd, with contexts that each thread keeps: setting one up costs more than packing a
//! small record does.

use std::cell::RefCell;
use std::io::Read;

use zstd::bulk::{Compressor, Decompressor};

/// The level that costs a push least; higher ones save little on records of a few kilobytes.
const LEVEL: i32 = 1;

/// What packed bytes may refer back to, as a power of two of bytes: not more than a whole body.
const WINDOW_LOG_MAX: u32 = shared::limits::BODY_BYTES_MAX.ilog2();

thread_local! {
    static PACKER: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Why packed bytes could not be unpacked.
#[derive(Debug, thiserror::Error)]
pub enum UnpackError {
    /// They hold more than the reader takes.
    #[error("more than {0} bytes are packed in it")]
    TooLarge(usize),
    /// They are damaged or not packed at all.
    #[error("the packed bytes are damaged: {0}")]
    Damaged(#[from] std::io::Error),
}

/// Packs bytes.
///
/// # Errors
/// Never in practice; zstd reports what it cannot do.
pub fn pack(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    PACKER.with_borrow_mut(|kept| match kept {
        Some(packer) => packer.compress(plain),
        None => kept.insert(Compressor::new(LEVEL)?).compress(plain),
    })
}

/// Unpacks at most `max` bytes; no more memory than that is ever set aside.
///
/// # Errors
/// [`UnpackError::TooLarge`] before anything is unpacked where the bytes say their own length.
pub fn unpack(packed: &[u8], max: usize) -> Result<Vec<u8>, UnpackError> {
    let stated = zstd::zstd_safe::get_frame_content_size(packed).ok().flatten();
    let Some(stated) = stated else { return unpack_unstated(packed, max) };
    let length = usize::try_from(stated).ok().filter(|length| *length <= max).ok_or(UnpackError::TooLarge(max))?;
    UNPACKER.with_borrow_mut(|kept| {
        let plain = match kept {
            Some(unpacker) => unpacker.decompress(packed, length),
            None => kept.insert(Decompressor::new()?).decompress(packed, length),
        };
        Ok(plain?)
    })
}

/// As [`unpack`], for bytes that do not say how long they are.
fn unpack_unstated(packed: &[u8], max: usize) -> Result<Vec<u8>, UnpackError> {
    let mut decoder = zstd::stream::read::Decoder::with_buffer(packed)?;
    decoder.window_log_max(WINDOW_LOG_MAX)?;
    let mut plain = Vec::new();
    let bound = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
    decoder.take(bound).read_to_end(&mut plain)?;
    if plain.len() > max { Err(UnpackError::TooLarge(max)) } else { Ok(plain) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back_whether_or_not_its_length_is_stated() {
        for plain in [Vec::new(), b"sen".to_vec(), vec![7; 100_000]] {
            assert_eq!(unpack(&pack(&plain).unwrap(), 100_000).unwrap(), plain);
            let unstated = zstd::stream::encode_all(plain.as_slice(), 3).unwrap();
            assert_eq!(unpack(&unstated, 100_000).unwrap(), plain);
        }
    }

    #[test]
    fn more_than_the_reader_takes_is_too_large_and_never_set_aside() {
        let bomb = vec![0; 1_000_000];
        for packed in [pack(&bomb).unwrap(), zstd::stream::encode_all(bomb.as_slice(), 3).unwrap()] {
            assert!(matches!(unpack(&packed, 999_999), Err(UnpackError::TooLarge(999_999))));
        }
    }

    #[test]
    fn damaged_bytes_are_an_error_and_the_next_ones_are_read() {
        let packed = pack(&[1, 2, 3, 4, 5, 6, 7, 8, 9]).unwrap();
        for cut in 0..packed.len() {
            let cut = packed.get(..cut).unwrap();
            assert!(unpack(cut, 100).is_err());
        }
        assert!(unpack(b"no zstd at all", 100).is_err());
        assert_eq!(unpack(&packed, 100).unwrap(), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
}
