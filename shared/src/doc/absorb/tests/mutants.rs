//! Changes damaged under a right checksum: putting the new changes together anew finds what opening the whole finds.

use super::*;
use crate::admission::reseal_change;
use crate::doc::{Kind, Scalar};

/// What the two proofs say of one damaged chunk; none when it does not come as far as a sum.
fn judged(doc: &Doc, chunk: &[u8]) -> Option<(bool, bool)> {
    let changes = read_chunk(ChunkForm::Changes, chunk, None).ok()?;
    let (sum, arrived) = doc.clone().absorb_changes(changes, None).ok()?;
    Some((sum.check_sum(&arrived, Proof::Rebuilt).is_ok(), sum.check_sum(&arrived, Proof::Opened).is_ok()))
}

#[cfg_attr(panic = "abort", ignore = "the merge engine panics, which nothing catches where that ends a program")]
#[test]
fn what_is_new_put_together_anew_shows_what_opening_the_whole_would() {
    let (mut kept, mut refused) = (0, 0);
    for doc in records() {
        let mut next = doc.clone();
        let pen = Pen::new(device(), [4; 8]);
        let [text, part] = if doc.kind() == Kind::Member { ["notes", "card"] } else { ["minutes", "about"] };
        let written = next.edit(&pen, Timestamp::from_ms(1000), |edit| {
            edit.splice(text, 2, 3, "tổ 4")?;
            edit.put(part, "place", Scalar::from("khóm"))?;
            edit.put(part, "place", Scalar::from("xã"))
        });
        let chunk = next.change_chunks(&written.unwrap().1.into_iter().collect());
        for at in 0..chunk.len() {
            for mask in [0x01, 0x02, 0x03, 0x04, 0x10, 0x40, 0x7f, 0x80] {
                let mut damaged = chunk.clone();
                damaged[at] ^= mask;
                let Some(damaged) = reseal_change(&damaged) else { continue };
                let Some((rebuilt, opened)) = judged(&doc, &damaged) else { continue };
                assert_eq!(rebuilt, opened, "{damaged:02x?}");
                if opened {
                    kept += 1;
                } else {
                    refused += 1;
                }
            }
        }
    }
    assert!(kept > 50 && refused > 50, "{kept} {refused}");
}
