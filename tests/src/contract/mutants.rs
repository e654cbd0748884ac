//! Good changes with bytes changed under a right checksum: what putting them together anew says of the record they add
//! up to, opening the whole record says as well.

use std::sync::LazyLock;

use shared::doc::{ChunkForm, Doc, Pen};
use shared::meeting;
use shared::member;
use shared::rules::Rules;

use super::Verdict;
use super::chunks::reseal;
use super::ground::{FRESH, ground, write};

/// Bytes of an input that change one byte: two say where, one how.
const STEP: usize = 3;
/// Bytes changed at most; more leave nothing of a change.
const CHANGED_MAX: usize = 8;

/// Chunks onto the two records: letters, a deletion, fields of a card, an entry of a list, several changes at once.
static GOOD: LazyLock<Vec<(usize, Vec<u8>)>> = LazyLock::new(|| {
    let mut good = Vec::new();
    let [mut member, mut held] = ground().docs.clone();
    let pen = Pen::new(ground().device, FRESH);
    let mut note = |place: usize, before: &Doc, after: &Doc| {
        let fresh = after.changes_of_device_since(ground().device, &before.heads());
        good.push((place, after.change_chunks(&fresh.into_iter().collect())));
    };
    let before = member.clone();
    write(&mut member, &pen, 6, |edit| member::set_field(edit, "full_name", "Đặng Sen"));
    note(0, &before, &member);
    write(&mut member, &pen, 7, |edit| member::set_notes(edit, "tổ 5"));
    note(0, &before, &member);
    let before = held.clone();
    write(&mut held, &pen, 6, |edit| meeting::splice_minutes(edit, 2, 6, "ổi"));
    note(1, &before, &held);
    write(&mut held, &pen, 7, |edit| meeting::score(Rules::shipped(), edit, "ubnd", "1", 9));
    write(&mut held, &pen, 8, |edit| meeting::splice_minutes(edit, 0, 0, "Buổi họp. "));
    note(1, &before, &held);
    good
});

/// An input: a byte that chooses a chunk, then for each byte to be changed its place and what is turned over in it.
pub(super) fn merged(input: &[u8]) -> Verdict {
    let Some((doc, chunk)) = mutant(input) else { return Verdict::Refused };
    match doc.absorb(ChunkForm::Changes, &chunk, None) {
        Ok(_) => Verdict::Admitted,
        Err(_) => Verdict::Unfit,
    }
}

/// Both proofs say the same of it.
pub(super) fn agreed(input: &[u8]) {
    let Some((doc, chunk)) = mutant(input) else { return };
    let rebuilt = doc.clone().absorb(ChunkForm::Changes, &chunk, None);
    let opened = doc.absorb_opening(ChunkForm::Changes, &chunk, None);
    let (rebuilt, opened) = (rebuilt.map(|(doc, _)| doc.save()), opened.map(|(doc, _)| doc.save()));
    assert_eq!(rebuilt.ok(), opened.ok(), "one way of proving a sum takes what the other does not");
}

fn mutant(input: &[u8]) -> Option<(Doc, Vec<u8>)> {
    let (choice, steps) = input.split_first()?;
    let (place, chunk) = GOOD.get(usize::from(*choice) % GOOD.len().max(1))?;
    let mut chunk = chunk.clone();
    for step in steps.chunks_exact(STEP).take(CHANGED_MAX) {
        let [high, low, mask] = *step else { continue };
        let at = usize::from(u16::from_be_bytes([high, low])) % chunk.len().max(1);
        if let Some(byte) = chunk.get_mut(at) {
            *byte ^= mask;
        }
    }
    Some((ground().docs.get(*place)?.clone(), reseal(&chunk)))
}
