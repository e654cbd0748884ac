//! Good inputs cut short or damaged, at every place.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::super::chunk::Chunk;
use super::*;

/// A small record, for work done once per byte.
fn small() -> AutoCommit {
    let author = Author::from(vec![9; 4]);
    let mut doc = AutoCommit::new().with_author(Some(author)).with_actor(device(3));
    doc.put(ROOT, "tên", "Sen").unwrap();
    doc.put(ROOT, "lượt", ScalarValue::counter(1)).unwrap();
    let text = doc.put_object(ROOT, "ghi", ObjType::Text).unwrap();
    doc.splice_text(&text, 0, 0, "họp tổ").unwrap();
    commit(&mut doc, "mở", 5);
    let mut other = doc.fork().with_actor(device(2));
    other.put(ROOT, "tên", "Lài").unwrap();
    doc.increment(ROOT, "lượt", 2).unwrap();
    doc.splice_text(&text, 1, 2, "").unwrap();
    doc.mark(&text, Mark::new("đậm".to_owned(), true, 0, 2), ExpandMark::After).unwrap();
    doc.merge(&mut other).unwrap();
    doc.delete(ROOT, "tên").unwrap();
    commit(&mut doc, "xóa", 9);
    doc
}

/// Every chunk that differs from `bytes` in one byte.
fn damaged(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let places = (0..bytes.len()).flat_map(|at| [0x01, 0x02, 0x10, 0x40, 0x80, 0xff].map(|m| (at, m)));
    places.map(|(at, mask)| {
        let mut copy = bytes.to_vec();
        copy[at] ^= mask;
        copy
    })
}

#[test]
fn a_chunk_cut_short_anywhere_is_refused() {
    let mut doc = small();
    for stored in [record().save(), doc.save(), doc.save_nocompress()] {
        for end in 0..stored.len() {
            assert_eq!(admit_document(&stored[..end], &bounds()).unwrap_err().code(), "truncated");
        }
    }
    for mut change in record_changes() {
        let stored = change.bytes().into_owned();
        for end in 0..stored.len() {
            assert_eq!(admit_change(&stored[..end], &bounds()).unwrap_err().code(), "truncated");
        }
    }
}

#[test]
fn a_flipped_byte_is_never_admitted_under_the_old_checksum() {
    for chunk in damaged(&small().save()) {
        admit_document(&chunk, &bounds()).unwrap_err();
    }
    for mut change in small().get_changes(&[]) {
        for chunk in damaged(&change.bytes()) {
            admit_change(&chunk, &bounds()).unwrap_err();
        }
    }
}

#[test]
fn a_flipped_byte_under_a_right_checksum_never_panics_the_merge_engine_when_read() {
    let changes = small().get_changes(&[]);
    let mut admitted = 0;
    for change in &changes {
        for chunk in damaged(change.raw_bytes()).filter_map(|chunk| reseal_change(&chunk)) {
            let Ok((change, _)) = admit_change(&chunk, &bounds()) else { continue };
            admitted += 1;
            let outcome = catch_unwind(|| Change::from_bytes(change.bytes.clone()).map(|c| c.len()));
            assert!(outcome.is_ok(), "{chunk:02x?}");
        }
    }
    assert!(admitted > 100, "{admitted}");
}

#[test]
fn a_damaged_document_that_is_admitted_loads_or_is_an_error() {
    let mut doc = small();
    let mut admitted = 0;
    for stored in [doc.save_nocompress(), record().save()] {
        for chunk in damaged(&stored).filter_map(|chunk| reseal_change(&chunk)) {
            let Ok(document) = admit_document(&chunk, &bounds()) else { continue };
            admitted += 1;
            let loads = || Automerge::load(&document.bytes).map(|doc| (doc.hydrate(None), doc.save()));
            assert!(catch_unwind(loads).is_ok(), "{chunk:02x?}");
        }
    }
    assert!(admitted > 100, "{admitted}");
}

/// A damaged change that fits well enough to be merged must leave a record that can be opened after a restart; it was
/// once kept in a form that could not.
#[cfg_attr(panic = "abort", ignore = "the merge engine panics, which nothing catches where that ends a program")]
#[test]
fn a_damaged_change_is_an_error_or_leaves_a_record_that_opens_again_and_never_a_panic() {
    use crate::doc::{ChunkForm, Doc, Kind, Pen, Seed};
    use crate::id::{DeviceId, DocId};
    let (device, id) = (DeviceId::from_bytes([4; 16]), DocId::from_bytes([1; 16]));
    let now = crate::time::Timestamp::from_ms(1000);
    let pens = [1, 2].map(|number| Pen::new(device, [number; 8]));
    let mut doc = Doc::create(&Seed::Id(crate::doc::Kind::Member, id));
    let (mut merged, mut refused) = (0, 0);
    for (round, notes) in ["tổ 3", "tổ 4, khóm", "khóm tổ 4, xã", "khóm xã 4"].into_iter().enumerate() {
        let before = doc.clone();
        let pen = &pens[round % 2];
        let written = doc.edit(pen, now, |edit| {
            crate::member::set_notes(edit, notes)?;
            crate::member::set_field(edit, "full_name", notes)
        });
        let change = written.unwrap().1.unwrap();
        for chunk in damaged(&doc.change_chunks(&[change].into())).filter_map(|chunk| reseal_change(&chunk)) {
            let absorb = AssertUnwindSafe(|| before.clone().absorb(ChunkForm::Changes, &chunk, None));
            let absorbed = catch_unwind(absorb).unwrap_or_else(|_| panic!("{chunk:02x?}"));
            let Ok((sum, _)) = absorbed else {
                refused += 1;
                continue;
            };
            merged += 1;
            let opened = Doc::load(id, Kind::Member, &sum.save()).unwrap_or_else(|_| panic!("{chunk:02x?}"));
            assert_eq!(opened.heads(), sum.heads());
        }
    }
    assert!(merged > 10 && refused > 100, "{merged} {refused}");
}

/// What is stored does not pass the filter again when it is opened.
#[cfg_attr(panic = "abort", ignore = "the merge engine panics, which nothing catches where that ends a program")]
#[test]
fn a_stored_document_damaged_anywhere_is_an_error_and_never_a_panic() {
    let id = crate::id::DocId::from_bytes([1; 16]);
    let stored = small().save_nocompress();
    let mut opened = 0;
    for chunk in damaged(&stored).flat_map(|chunk| [reseal_change(&chunk), Some(chunk)]).flatten() {
        let load = || crate::doc::Doc::load(id, crate::doc::Kind::Member, &chunk).is_ok();
        opened += usize::from(catch_unwind(load).unwrap_or_else(|_| panic!("{chunk:02x?}")));
    }
    assert!(opened > 10, "{opened}");
}

/// The merge engine may break off on a change that does not fit the document: callers apply in
/// a copy they can throw away. What it then keeps must be safe to load, or be refused.
#[cfg_attr(panic = "abort", ignore = "the merge engine panics, which nothing catches where that ends a program")]
#[test]
fn a_damaged_change_that_was_applied_leaves_a_document_that_loads_or_is_refused() {
    let changes = small().get_changes(&[]);
    let (mut applied, mut loaded) = (0, 0);
    for (at, change) in changes.iter().enumerate() {
        for chunk in damaged(change.raw_bytes()).filter_map(|chunk| reseal_change(&chunk)) {
            let Ok((change, _)) = admit_change(&chunk, &bounds()) else { continue };
            let Ok(change) = Change::from_bytes(change.bytes) else { continue };
            let saved = catch_unwind(AssertUnwindSafe(|| {
                let mut doc = Automerge::new();
                doc.apply_changes(changes[..at].iter().cloned())?;
                doc.apply_changes([change])?;
                Ok::<_, automerge::AutomergeError>(doc.save_nocompress())
            }));
            let Ok(Ok(saved)) = saved else { continue };
            applied += 1;
            let Ok(document) = whole(&saved) else { continue };
            loaded += 1;
            let loads = || Automerge::load(&document.bytes).map(|doc| doc.hydrate(None));
            assert!(catch_unwind(loads).is_ok(), "{chunk:02x?}");
        }
    }
    assert!(applied > loaded && loaded > 100, "{applied} {loaded}");
}

/// The document at the front of `saved`; changes that wait for others may follow it.
fn whole(saved: &[u8]) -> Result<AdmittedDocument, Refused> {
    let len = Chunk::read(saved, &bounds())?.len;
    admit_document(&saved[..len], &bounds())
}
