//! The filter against the merge engine: what people really write passes, and comes out the same.

mod hostile;
mod mutated;

use automerge::marks::{ExpandMark, Mark};
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Author, AutoCommit, Automerge, Change, ObjType, ROOT, ReadDoc, ScalarValue};

use super::*;

pub(super) fn bounds() -> Bounds {
    Bounds {
        chunk_bytes_max: 4 << 20,
        inflated_bytes_max: 8 << 20,
        ops_max: 50_000,
        actors_max: 100,
        cost_us_max: 1_000_000,
        deps_max: 100,
        heads_max: 100,
        changes_max: 10_000,
        value_bytes_max: 64 << 10,
        message_bytes_max: 4096,
    }
}

/// The change with its checksum made right again, when its frame still holds.
pub(crate) fn reseal_change(bytes: &[u8]) -> Option<Vec<u8>> {
    let chunk = chunk::Chunk::read(bytes, &bounds()).ok()?;
    let hash = chunk::hash(chunk.kind, chunk.data);
    Some(chunk::frame(chunk.kind, chunk.data, &hash))
}

/// A document chunk in which two insertions that are alike but for their actor and their one letter, and stand side by
/// side, have changed places.
pub(crate) fn with_two_rows_swapped(chunk: &[u8], one: &str, other: &str) -> Vec<u8> {
    let admitted = admit_document(chunk, &bounds()).unwrap();
    let names = |text: &str| {
        let doc = Automerge::load(chunk).unwrap();
        let found = doc
            .get_changes(&[])
            .into_iter()
            .find(|change| change.decode().operations.iter().any(|op| op.primitive_value() == Some(text.into())));
        let actor = found.unwrap().actor_id().to_bytes().to_vec();
        u8::try_from(admitted.actors.iter().position(|known| *known == actor).unwrap()).unwrap()
    };
    let pairs = [(ops::ID_ACTOR, [names(one), names(other)]), (ops::VALUES, [one.as_bytes()[0], other.as_bytes()[0]])];
    let mut data = admitted.bytes.clone();
    for (column, [a, b]) in pairs {
        let (_, columns) = admitted.columns().unwrap();
        let column = columns.get(column);
        let start = column.as_ptr() as usize - admitted.bytes.as_ptr() as usize;
        let pair = |at: &usize| [[a, b], [b, a]].iter().any(|pair| column[*at..].starts_with(pair));
        let at = (0..column.len()).rev().find(pair).unwrap();
        data.swap(start + at, start + at + 1);
    }
    reseal_change(&data).unwrap()
}

fn device(number: u8) -> ActorId {
    ActorId::from([number; 16])
}

fn commit(doc: &mut AutoCommit, message: &str, time: i64) {
    doc.commit_with(CommitOptions::default().with_message(message).with_time(time));
}

/// A record with everything records hold: maps, lists, text, counters, deletions, marks, authors,
/// values of every type, conflicts, an empty change and a merge.
fn record() -> AutoCommit {
    let author = Author::from(vec![9; 32]);
    let mut doc = AutoCommit::new().with_author(Some(author)).with_actor(device(5));
    doc.put(ROOT, "họ tên", "Đặng Thị Sen").unwrap();
    doc.put(ROOT, "tuổi", ScalarValue::Uint(61)).unwrap();
    doc.put(ROOT, "số dư", -70_000_i64).unwrap();
    doc.put(ROOT, "tỉ lệ", 0.25_f64).unwrap();
    doc.put(ROOT, "đã họp", true).unwrap();
    doc.put(ROOT, "vắng", false).unwrap();
    doc.put(ROOT, "ghi chú", ScalarValue::Null).unwrap();
    doc.put(ROOT, "lúc", ScalarValue::Timestamp(1_700_000_000)).unwrap();
    doc.put(ROOT, "ảnh", ScalarValue::Bytes(vec![0, 255, 3])).unwrap();
    doc.put(ROOT, "lượt", ScalarValue::counter(3)).unwrap();
    commit(&mut doc, "Mở hồ sơ", 1_700_000_000);
    let list = doc.put_object(ROOT, "việc", ObjType::List).unwrap();
    for at in 0..40 {
        doc.insert(&list, at, format!("việc số {at}")).unwrap();
    }
    let item = doc.insert_object(&list, 3, ObjType::Map).unwrap();
    doc.put(&item, "", "khóa rỗng").unwrap();
    let text = doc.put_object(ROOT, "biên bản", ObjType::Text).unwrap();
    doc.splice_text(&text, 0, 0, &"Cuộc họp bắt đầu lúc 8 giờ. ".repeat(30)).unwrap();
    commit(&mut doc, "Biên bản", 1_600_000_000);
    let mark = Mark::new("đậm".to_owned(), true, 2, 9);
    doc.mark(&text, mark, ExpandMark::Both).unwrap();
    doc.splice_text(&text, 20, 15, "").unwrap();
    doc.increment(ROOT, "lượt", 2).unwrap();
    doc.delete(&list, 5).unwrap();
    doc.delete(ROOT, "vắng").unwrap();
    commit(&mut doc, "", -5);

    let mut other = doc.fork().with_actor(device(2));
    other.put(ROOT, "họ tên", "Sen Đặng").unwrap();
    other.increment(ROOT, "lượt", -1).unwrap();
    other.unmark(&text, "đậm", 3, 5, ExpandMark::None).unwrap();
    doc.put(ROOT, "họ tên", "Đặng Sen").unwrap();
    doc.delete(ROOT, "tuổi").unwrap();
    other.put(ROOT, "tuổi", 62).unwrap();
    doc.merge(&mut other).unwrap();
    doc.empty_change(CommitOptions::default().with_message("Xác nhận"));
    for round in 0..60 {
        doc.put(ROOT, format!("mục {}", round % 7), round).unwrap();
        commit(&mut doc, "Sửa", 1_700_000_100 + round);
    }
    let mut late = doc.fork().with_actor(device(7));
    late.put(ROOT, "họ tên", "Thị Sen").unwrap();
    doc.put(ROOT, "họ tên", "Sen").unwrap();
    doc.delete(ROOT, "mục 3").unwrap();
    doc.merge(&mut late).unwrap();
    doc
}

/// All the changes of [`record`] in an order in which they can be applied.
fn record_changes() -> Vec<Change> {
    record().get_changes(&[])
}

fn same_change(admitted: &AdmittedChange, change: &Change) {
    assert_eq!(admitted.bytes, change.raw_bytes());
    assert_eq!(admitted.hash, change.hash().0);
    assert_eq!(admitted.actor, change.actor_id().to_bytes());
    let others: Vec<_> = change.other_actor_ids().iter().map(|id| id.to_bytes().to_vec()).collect();
    assert_eq!(admitted.others, others);
    assert_eq!(admitted.seq, change.seq());
    assert_eq!(admitted.start_op, change.start_op().get());
    assert_eq!(admitted.ops, u64::try_from(change.len()).unwrap());
    assert_eq!(admitted.time, change.timestamp());
    let deps: Vec<_> = change.deps().iter().map(|dep| dep.0).collect();
    assert_eq!(admitted.deps, deps);
    let author = change.author().map(|author| author.as_bytes().to_vec());
    assert_eq!(admitted.author, author);
}

#[test]
fn every_change_of_a_record_is_admitted_as_it_is() {
    let mut authored = 0;
    for mut change in record_changes() {
        let (plain, taken) = admit_change(change.raw_bytes(), &bounds()).unwrap();
        assert_eq!(taken, change.raw_bytes().len());
        same_change(&plain, &change);
        let stored = change.bytes().into_owned();
        let (inflated, taken) = admit_change(&stored, &bounds()).unwrap();
        assert_eq!(taken, stored.len());
        same_change(&inflated, &change);
        authored += usize::from(inflated.author.is_some());
    }
    assert!(authored > 0);
}

#[test]
fn a_batch_rebuilds_the_record() {
    let mut record = record();
    let mut wire = Vec::new();
    for mut change in record.get_changes(&[]) {
        wire.extend_from_slice(&change.bytes());
    }
    let admitted = admit_changes(&wire, &bounds()).unwrap();
    let changes = admitted.iter().map(|change| Change::from_bytes(change.bytes.clone()).unwrap());
    let mut rebuilt = Automerge::new();
    rebuilt.apply_changes(changes).unwrap();
    assert_eq!(rebuilt.get_heads(), record.get_heads());
    assert_eq!(rebuilt.hydrate(None), record.document().hydrate(None));
}

#[test]
fn a_document_loads_the_same_after_admission() {
    let mut record = record();
    for stored in [record.save(), record.save_nocompress()] {
        let admitted = admit_document(&stored, &bounds()).unwrap();
        let mut loaded = AutoCommit::load(&admitted.bytes).unwrap();
        assert_eq!(loaded.get_heads(), record.get_heads());
        assert_eq!(loaded.document().hydrate(None), record.document().hydrate(None));
        let heads: Vec<_> = record.get_heads().iter().map(|head| head.0).collect();
        assert_eq!(admitted.heads, heads);
        assert_eq!(admitted.changes, u64::try_from(record.get_changes(&[]).len()).unwrap());
        let actors = [device(2), device(5), device(7)].map(|actor| actor.to_bytes().to_vec());
        assert_eq!(admitted.actors, actors);
        assert!(admitted.ops > 900);
    }
}

#[test]
fn an_inflated_document_is_the_one_saved_without_compression() {
    let mut record = record();
    let (deflated, plain) = (record.save(), record.save_nocompress());
    assert!(deflated.len() < plain.len());
    assert_eq!(admit_document(&deflated, &bounds()).unwrap().bytes, plain);
    assert_eq!(admit_document(&plain, &bounds()).unwrap().bytes, plain);
}

#[test]
fn an_empty_document_is_admitted() {
    let admitted = admit_document(&Automerge::new().save(), &bounds()).unwrap();
    assert_eq!((admitted.changes, admitted.ops), (0, 0));
    Automerge::load(&admitted.bytes).unwrap();
}

#[test]
fn every_stage_of_a_long_life_is_admitted() {
    let mut a = AutoCommit::new().with_actor(device(1));
    let mut b = a.fork().with_actor(device(2));
    let list = a.put_object(ROOT, "danh sách", ObjType::List).unwrap();
    b.merge(&mut a).unwrap();
    for round in 0..300_usize {
        let doc = if round % 3 == 0 { &mut b } else { &mut a };
        let len = doc.length(&list);
        match round % 5 {
            0 if len > 2 => doc.delete(&list, round % len).unwrap(),
            1 if len > 0 => doc.put(&list, round % len, "sửa").unwrap(),
            _ => doc.insert(&list, round % (len + 1), i64::try_from(round).unwrap()).unwrap(),
        }
        doc.commit();
        if round % 11 == 0 {
            a.merge(&mut b).unwrap();
            b.merge(&mut a).unwrap();
        }
        if round % 10 == 0 {
            let admitted = admit_document(&a.save(), &bounds()).unwrap();
            let mut loaded = AutoCommit::load(&admitted.bytes).unwrap();
            assert_eq!(loaded.get_heads(), a.get_heads());
        }
    }
    let mut reloaded = AutoCommit::load(&a.save()).unwrap();
    for change in reloaded.get_changes(&[]) {
        same_change(&admit_change(change.raw_bytes(), &bounds()).unwrap().0, &change);
    }
}

/// One random act of a device on a shared text, list, map or counter.
fn act(doc: &mut AutoCommit, draw: &mut impl FnMut(usize) -> usize) {
    let (_, text) = doc.get(ROOT, "biên bản").unwrap().unwrap();
    let (_, list) = doc.get(ROOT, "danh sách").unwrap().unwrap();
    let (len, items) = (doc.length(&text), doc.length(&list));
    match draw(10) {
        0..3 => doc.splice_text(&text, draw(len + 1), 0, "họp ").unwrap(),
        3 if len > 4 => doc.splice_text(&text, draw(len - 4), 3, "").unwrap(),
        4 if len > 4 => {
            let start = draw(len - 3);
            let mark = Mark::new(format!("kiểu {}", draw(3)), true, start, start + 2);
            doc.mark(&text, mark, ExpandMark::Both).unwrap();
        }
        5 => {
            let item = doc.insert_object(&list, draw(items + 1), ObjType::Map).unwrap();
            doc.put(&item, "tên", "Lài").unwrap();
        }
        6 if items > 0 => doc.delete(&list, draw(items)).unwrap(),
        7 => doc.put(ROOT, format!("mục {}", draw(5)), ScalarValue::counter(1)).unwrap(),
        8 => doc.delete(ROOT, format!("mục {}", draw(5))).unwrap(),
        _ => doc.increment(ROOT, "lượt", 1).unwrap(),
    }
    if draw(2) == 0 {
        doc.commit();
    }
}

#[test]
fn random_work_of_five_devices_is_always_admitted() {
    let mut state = 7_u64;
    let mut draw = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(state >> 40).unwrap() % below
    };
    let mut first = AutoCommit::new().with_actor(device(1));
    first.put_object(ROOT, "biên bản", ObjType::Text).unwrap();
    first.put_object(ROOT, "danh sách", ObjType::List).unwrap();
    first.put(ROOT, "lượt", ScalarValue::counter(0)).unwrap();
    first.commit();
    // Names out of order, so that the actors of a document are sorted anew as they come.
    let mut devices: Vec<_> = [9, 3, 7, 2, 5].map(|n| first.fork().with_actor(device(n))).into();
    for round in 0..1500 {
        let (one, other) = (draw(5), draw(5));
        act(&mut devices[one], &mut draw);
        if round % 7 == 0 && one != other {
            devices[other].commit();
            let mut from = devices[other].clone();
            devices[one].merge(&mut from).unwrap();
        }
        if round % 50 == 0 {
            let stored = devices[one].save();
            let admitted = admit_document(&stored, &bounds()).unwrap();
            let mut loaded = AutoCommit::load(&admitted.bytes).unwrap();
            assert_eq!(loaded.get_heads(), devices[one].get_heads());
            for change in loaded.get_changes(&[]) {
                same_change(&admit_change(change.raw_bytes(), &bounds()).unwrap().0, &change);
            }
        }
    }
}
