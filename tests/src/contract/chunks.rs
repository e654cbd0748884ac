//! Chunks as devices send them, found or merged onto a record that is there.

use std::io::Read as _;

use flate2::read::DeflateDecoder;
use sha2::{Digest as _, Sha256};
use shared::admission::{self, Bounds};
use shared::doc::{ChunkForm, Doc};

use super::Verdict;
use super::ground::ground;

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
/// Inflated for its checksum at most; the filter refuses more.
const INFLATED_MAX: u64 = 16 << 20;

/// An input: a byte that says what is done with the rest, then chunks. Its low bits mean, where set:
///
/// 1: a whole document, else changes; 2: onto the record that is there, else as a record nobody has;
/// 4: checksums as given, else put right first; 8: a meeting, else a member's record.
pub(super) fn merged(input: &[u8]) -> Verdict {
    verdict(&taken(input))
}

/// What such an input leaves can be kept.
pub(super) fn kept(input: &[u8]) {
    reopen(&taken(input));
}

fn taken(input: &[u8]) -> Result<Doc, Verdict> {
    let (mode, chunk) = input.split_first().ok_or(Verdict::Refused)?;
    if mode & 4 == 0 { merge(*mode, &reseal(chunk)) } else { merge(*mode, chunk) }
}

pub(super) fn verdict(merged: &Result<Doc, Verdict>) -> Verdict {
    merged.as_ref().err().copied().unwrap_or(Verdict::Admitted)
}

/// The record after a chunk was taken the way its modes say.
pub(super) fn merge(mode: u8, chunk: &[u8]) -> Result<Doc, Verdict> {
    let form = if mode & 1 == 0 { ChunkForm::Changes } else { ChunkForm::Document };
    let bounds = Bounds::of_chunks();
    let admitted = match form {
        ChunkForm::Document => admission::admit_document(chunk, &bounds).map(|whole| whole.changes),
        ChunkForm::Changes => admission::admit_changes(chunk, &bounds).map(|changes| changes.len() as u64),
    };
    let Ok(changes) = admitted else { return Err(Verdict::Refused) };
    let [member, meeting] = &ground().docs;
    let known = if mode & 8 == 0 { member } else { meeting };
    let merged = if mode & 2 == 0 {
        Doc::found(known.id(), known.kind(), form, chunk, None)
    } else {
        known.clone().absorb(form, chunk, None)
    };
    let Ok((doc, absorbed)) = merged else { return Err(Verdict::Unfit) };
    // The server holds what would make a record larger than that.
    if doc.is_oversized(absorbed.bytes) {
        return Err(Verdict::Unfit);
    }
    assert!(absorbed.fresh.len() as u64 <= changes.saturating_add(64), "more came in than was admitted");
    Ok(doc)
}

/// What was taken in can be kept and opened again, and says the same.
pub(super) fn reopen(merged: &Result<Doc, Verdict>) {
    let Ok(doc) = merged else { return };
    let saved = doc.save();
    let opened = Doc::load(doc.id(), doc.kind(), &saved);
    let opened = opened.map(|opened| opened.heads());
    assert_eq!(opened.ok().as_ref(), Some(&doc.heads()), "what was merged cannot be opened again");
    assert!(admission::admit_document(&saved, &Bounds::of_records()).is_ok(), "what was merged is not admitted again");
}

/// The chunks with every checksum put right; what is no chunk stays as it is.
#[must_use]
pub fn reseal(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((frame, after)) = chunk_at(rest) {
        let (kind, data) = frame;
        out.extend(sealed(kind, data));
        rest = after;
    }
    out.extend_from_slice(rest);
    out
}

/// A chunk with the checksum that its content has once inflated.
pub(super) fn sealed(kind: u8, data: &[u8]) -> Vec<u8> {
    let hash = if kind == 2 {
        let mut plain = Vec::new();
        // What cannot be inflated gets the checksum of as much as could: it is refused either way.
        drop(DeflateDecoder::new(data).take(INFLATED_MAX).read_to_end(&mut plain));
        hash(1, &plain)
    } else {
        hash(kind, data)
    };
    let mut out = MAGIC.to_vec();
    out.extend(hash.iter().take(4));
    out.push(kind);
    put_uleb(&mut out, data.len() as u64);
    out.extend_from_slice(data);
    out
}

fn hash(kind: u8, data: &[u8]) -> [u8; 32] {
    let mut head = vec![kind];
    put_uleb(&mut head, data.len() as u64);
    Sha256::new().chain_update(&head).chain_update(data).finalize().into()
}

/// A chunk's kind and data.
type Chunk<'a> = (u8, &'a [u8]);

/// The chunk at the front, and what follows it.
fn chunk_at(bytes: &[u8]) -> Option<(Chunk<'_>, &[u8])> {
    let rest = bytes.strip_prefix(&MAGIC)?.get(4..)?;
    let (kind, mut rest) = rest.split_first()?;
    let (mut len, mut shift) = (0_u64, 0_u32);
    loop {
        let (byte, after) = rest.split_first()?;
        rest = after;
        len |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            break;
        }
        shift += 7;
    }
    let (data, after) = rest.split_at_checked(usize::try_from(len).ok()?)?;
    Some(((*kind, data), after))
}

/// Appends a signed LEB128 number.
pub(super) fn put_sleb(out: &mut Vec<u8>, mut value: i64) {
    loop {
        let low = value.to_le_bytes()[0];
        value >>= 6;
        if value == 0 || value == -1 {
            out.push(low & 0x7f);
            return;
        }
        value >>= 1;
        out.push(low | 0x80);
    }
}

/// Appends the shortest LEB128 form of `value`.
pub(super) fn put_uleb(out: &mut Vec<u8>, mut value: u64) {
    while value > 0x7f {
        out.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}
