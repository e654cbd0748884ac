//! From the bytes of a text file to its characters. It reads UTF-8, UTF-16 and Windows-1258, always composed, and
//! refuses to guess at anything else.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1258};
use shared::text;

/// Why a file's characters cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum EncodingError {
    /// It is UTF-8 but for a few bytes.
    #[error(
        "dòng {line} có ký tự hỏng: mở bằng Excel, sửa rồi lưu lại kiểu «CSV UTF-8» / line {line} holds a byte that is no character: mend it and save as CSV UTF-8"
    )]
    Damaged {
        /// Line of the file.
        line: usize,
    },
    /// It is in none of the encodings that are read.
    #[error(
        "không đọc được bảng mã của tệp: mở bằng Excel rồi lưu kiểu «CSV UTF-8» hoặc «.xlsx» (chữ TCVN3, VNI thì chuyển sang Unicode trước) / the encoding is not known: save it from Excel as CSV UTF-8 or .xlsx"
    )]
    Unknown,
}

/// The characters of a text file.
pub(super) fn text_of(bytes: &[u8]) -> Result<String, EncodingError> {
    if let Some((encoding, skip)) = wide(bytes) {
        return decoded(encoding, bytes.get(skip..).unwrap_or_default());
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let (mut good, mut bad, mut first_bad) = (0_usize, 0_usize, None);
    let mut lines = 1;
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        lines += chunk.valid().matches('\n').count();
        if !chunk.invalid().is_empty() {
            bad += 1;
            first_bad.get_or_insert(lines);
        }
    }
    match first_bad {
        None => Ok(text::nfc(&String::from_utf8_lossy(bytes))),
        Some(line) if good > bad => Err(EncodingError::Damaged { line }),
        Some(_) => decoded(WINDOWS_1258, bytes),
    }
}

/// UTF-16 by its mark, or by the zeros that every other byte of it is; and how many bytes the mark takes.
fn wide(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    match bytes {
        [0xff, 0xfe, ..] => return Some((UTF_16LE, 2)),
        [0xfe, 0xff, ..] => return Some((UTF_16BE, 2)),
        _ => {}
    }
    let begin = bytes.get(..bytes.len().min(512)).unwrap_or_default();
    let zeros = |odd: usize| begin.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    // A quarter of the units is ASCII in any table.
    let many = begin.len() / 8;
    match (even > many, odd > many) {
        (false, true) => Some((UTF_16LE, 0)),
        (true, false) => Some((UTF_16BE, 0)),
        _ => None,
    }
}

fn decoded(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, EncodingError> {
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        // Windows-1258 writes tones as characters of their own.
        Some(text) => Ok(text::nfc(&text)),
        None => Err(EncodingError::Unknown),
    }
}
