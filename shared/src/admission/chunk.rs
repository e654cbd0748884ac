//! The frame of a chunk: magic bytes, checksum, kind, length, data. It refuses a chunk longer
//! than its bound before hashing it, and inflates under a cap.

use flate2::{Decompress, FlushDecompress, Status};
use sha2::{Digest, Sha256};

use super::reader::{Reader, put_uleb, wide};
use super::{Bounds, Refused, within};

/// What every chunk begins with.
pub(super) const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
/// The kind of a whole document.
pub(super) const DOCUMENT: u8 = 0;
/// The kind of a plain change.
pub(super) const CHANGE: u8 = 1;
/// The kind of a deflated change.
pub(super) const DEFLATED_CHANGE: u8 = 2;

/// The space first given to inflated data; it doubles as data really comes.
const INFLATE_STEP: usize = 4096;

/// A chunk whose frame is whole; the checksum is not compared yet.
pub(super) struct Chunk<'a> {
    pub(super) checksum: [u8; 4],
    pub(super) kind: u8,
    pub(super) data: &'a [u8],
    /// Bytes of the whole chunk, header included.
    pub(super) len: usize,
}

impl<'a> Chunk<'a> {
    /// Reads the chunk at the front of `bytes`.
    pub(super) fn read(bytes: &'a [u8], bounds: &Bounds) -> Result<Self, Refused> {
        let mut reader = Reader::new(bytes);
        let magic = reader.take(wide(MAGIC.len().min(bytes.len())))?;
        if !MAGIC.starts_with(magic) {
            return Err(Refused::NotAChunk);
        }
        let checksum = reader.array()?;
        let kind = reader.byte()?;
        if kind > 3 {
            return Err(Refused::NotAChunk);
        }
        let data_len = reader.uleb()?;
        let header_len = bytes.len() - reader.rest().len();
        let max = wide(bounds.chunk_bytes_max);
        within("chunk bytes", data_len.saturating_add(wide(header_len)), max)?;
        let data = reader.take(data_len)?;
        Ok(Self { checksum, kind, data, len: header_len + data.len() })
    }
}

/// The hash of a chunk: over its kind, its length and its data.
pub(super) fn hash(kind: u8, data: &[u8]) -> [u8; 32] {
    let mut head = vec![kind];
    put_uleb(&mut head, wide(data.len()));
    Sha256::new().chain_update(&head).chain_update(data).finalize().into()
}

/// Passes when `checksum` is the beginning of `hash`.
pub(super) fn verify(checksum: [u8; 4], hash: &[u8; 32]) -> Result<(), Refused> {
    if !hash.starts_with(&checksum) {
        return Err(Refused::Checksum);
    }
    Ok(())
}

/// A chunk with this content, its checksum taken from `hash`.
pub(super) fn frame(kind: u8, data: &[u8], hash: &[u8; 32]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() + 16);
    out.extend_from_slice(&MAGIC);
    out.extend(hash.iter().take(4));
    out.push(kind);
    put_uleb(&mut out, wide(data.len()));
    out.extend_from_slice(data);
    out
}

/// Inflates the whole of `data`, which must hold one stream and nothing else, to at most `max`
/// bytes.
pub(super) fn inflate(data: &[u8], max: usize) -> Result<Vec<u8>, Refused> {
    let mut inflater = Decompress::new(false);
    let mut out = Vec::new();
    let mut input = data;
    loop {
        if out.len() == out.capacity() {
            // One byte of room past the bound tells a full stream from one that goes on.
            let room = (max - out.len()).saturating_add(1);
            out.reserve_exact(room.min(out.len().max(INFLATE_STEP)));
        }
        let (before_in, before_out) = (inflater.total_in(), out.len());
        let status = inflater.decompress_vec(input, &mut out, FlushDecompress::Finish)?;
        let Ok(taken) = usize::try_from(inflater.total_in() - before_in) else {
            return Err(Refused::Truncated);
        };
        input = input.get(taken..).ok_or(Refused::Truncated)?;
        if out.len() > max {
            return Err(Refused::TooLarge { what: "inflated bytes", max: wide(max) });
        }
        match status {
            Status::StreamEnd if input.is_empty() => return Ok(out),
            Status::StreamEnd => return Err(Refused::TrailingBytes),
            Status::Ok | Status::BufError if out.len() == before_out && taken == 0 => {
                return Err(Refused::Truncated);
            }
            Status::Ok | Status::BufError => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::DeflateEncoder;

    use super::*;

    fn deflate(data: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn inflation_stops_at_the_bound_exactly() {
        for len in [0, 1, 4095, 4096, 4097, 100_000] {
            let data = vec![7; len];
            assert_eq!(inflate(&deflate(&data), len).unwrap(), data);
            if len > 0 {
                let refused = inflate(&deflate(&data), len - 1).unwrap_err();
                assert_eq!(refused.code(), "too_large", "{len}");
            }
        }
    }

    #[test]
    fn a_stream_cut_short_or_followed_by_bytes_is_refused() {
        let whole = deflate(&[1, 2, 3, 4, 5, 6, 7, 8]);
        for end in 0..whole.len() {
            assert_eq!(inflate(&whole[..end], 100).unwrap_err().code(), "truncated");
        }
        let longer = [whole.as_slice(), &[0]].concat();
        assert_eq!(inflate(&longer, 100).unwrap_err().code(), "trailing_bytes");
    }
}
