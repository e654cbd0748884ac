use automerge::legacy::{Key, ObjectId, Op, OpId, OpType, SortedVec};
use automerge::{ExpandedChange, ObjType, ScalarValue};

use super::*;
use crate::doc::{Kind, Pen};
use crate::id::OrgId;
use crate::meeting::{MeetingKey, MeetingKind};
use crate::time::{CivilDate, Timestamp};
use crate::{limits, meeting, member};

mod four_ways;
mod mutants;

pub(super) fn device() -> DeviceId {
    DeviceId::from_bytes([1; 16])
}

pub(super) fn actor(fresh: u8) -> ActorId {
    ActorId::from([device().actor_prefix(), [fresh; 8]].concat())
}

/// A member's record and a meeting, each with some history of the device's own.
pub(super) fn records() -> [Doc; 2] {
    let pen = Pen::new(device(), [7; 8]);
    let at = Timestamp::from_ms(1_793_881_800_000);
    let mut card = Doc::create(&Seed::Id(crate::doc::Kind::Member, DocId::from_bytes([5; 16])));
    card.edit(&pen, at, |edit| member::set_field(edit, "full_name", "Đặng Thị Sen")).unwrap();
    card.edit(&pen, at, |edit| member::set_notes(edit, "tổ 3, khóm Mỹ Phước")).unwrap();
    let date = CivilDate::new(2026, 11, 5).unwrap();
    let key = MeetingKey { org: OrgId::from_bytes([9; 16]), kind: MeetingKind::Regular, date, ordinal: 1 };
    let mut held = key.open();
    held.edit(&pen, at, |edit| meeting::splice_minutes(edit, 0, 0, "Cuộc họp bắt đầu.")).unwrap();
    held.edit(&pen, at, |edit| meeting::splice_minutes(edit, 3, 4, "trễ")).unwrap();
    [card, held]
}

/// The record with a change in it that only automerge has judged.
pub(super) fn with(doc: &Doc, change: Change) -> Option<Doc> {
    let mut forged = doc.clone();
    guarded(|| forged.inner.apply_changes([change.clone()])).ok()?.ok()?;
    forged.inner.get_change_meta_by_hash(&change.hash())?;
    Some(forged)
}

/// A change onto `doc` with these operations, by a fresh actor of the device.
pub(super) fn change_of(doc: &Doc, operations: Vec<Op>) -> ExpandedChange {
    let metas = doc.inner.get_changes_meta(&[]);
    let last = metas.iter().map(|meta| meta.max_op).max().unwrap_or(0);
    ExpandedChange {
        operations,
        actor_id: actor(8),
        hash: None,
        seq: 1,
        start_op: std::num::NonZeroU64::MIN.saturating_add(last),
        time: 1_793_881_801,
        message: None,
        deps: doc.inner.get_heads(),
        extra_bytes: named(device()),
        author: None,
    }
}

/// The footer of a change that names its author; automerge writes it from its bytes alone.
pub(super) fn named(author: DeviceId) -> Vec<u8> {
    [&[1, 16], author.as_bytes().as_slice()].concat()
}

/// What each of the four ways in makes of a change onto a record: a document or changes, a record that is known or new.
pub(super) fn four_ways(doc: &Doc, change: &Change) -> Vec<Result<Doc, Unacceptable>> {
    let author = Some(device());
    let all = [doc.inner.get_changes(&[]), vec![change.clone()]].concat();
    let bytes = |changes: &[Change]| changes.iter().flat_map(|change| change.raw_bytes().to_vec()).collect::<Vec<u8>>();
    let mut taken = vec![
        doc.clone().absorb(ChunkForm::Changes, &bytes(std::slice::from_ref(change)), author),
        Doc::found(doc.id(), doc.kind(), ChunkForm::Changes, &bytes(&all), author),
    ];
    if let Some(whole) = with(doc, change.clone()).and_then(|forged| guarded(|| forged.save()).ok()) {
        taken.push(doc.clone().absorb(ChunkForm::Document, &whole, author));
        taken.push(Doc::found(doc.id(), doc.kind(), ChunkForm::Document, &whole, author));
    }
    taken.into_iter().map(|taken| taken.map(|(doc, _)| doc)).collect()
}

fn refused_everywhere(doc: &Doc, change: &Change, why: impl Fn(&Unacceptable) -> bool) {
    let ways = four_ways(doc, change);
    assert_eq!(ways.len(), 4, "automerge itself refuses it");
    for (way, taken) in ways.iter().enumerate() {
        assert!(taken.as_ref().err().is_some_and(&why), "way {way}: {taken:?}");
    }
}

fn op(obj: &ObjectId, key: &str, action: OpType, pred: Vec<OpId>) -> Op {
    Op { action, obj: obj.clone(), key: Key::Map(key.into()), pred: SortedVec::from(pred), insert: false }
}

/// The operations at the root and in the key, by the key they write.
fn laid(doc: &Doc) -> Vec<(ObjectId, String, OpId)> {
    let first = doc.inner.get_changes(&[]).remove(0);
    let actor = first.actor_id().clone();
    let operations = first.decode().operations;
    let named = operations.into_iter().zip(1..);
    let named = named.map(|(op, n)| match op.key {
        Key::Map(key) => (op.obj, key.to_string(), OpId::new(n, &actor)),
        Key::Seq(_) => panic!("a foundation writes in no list"),
    });
    named.collect()
}

#[test]
fn a_change_that_automerge_reads_otherwise_than_the_filter_is_not_merged() {
    let doc = Doc::create(&Seed::Id(crate::doc::Kind::Member, DocId::from_bytes([1; 16])));
    let chunk = doc.change_chunks(&doc.change_ids().into_iter().collect());
    let admitted = || admission::admit_changes(&chunk, &Bounds::of_chunks()).unwrap().remove(0);
    assert!(read_change(admitted()).is_ok());
    let more = AdmittedChange { ops: admitted().ops + 1, ..admitted() };
    let other = AdmittedChange { hash: [7; 32], ..admitted() };
    for wrong in [more, other] {
        assert!(matches!(read_change(wrong), Err(Unacceptable::Unreadable(_))));
    }
}

#[test]
fn nobody_but_a_foundation_writes_what_a_foundation_lays() {
    for doc in records() {
        for (obj, key, name) in laid(&doc) {
            let value = || OpType::Put(ScalarValue::Str("khác".into()));
            let deletes = op(&obj, &key, OpType::Delete, vec![name.clone()]);
            let overwrites = op(&obj, &key, value(), vec![name.clone()]);
            let shadows = op(&obj, &key, OpType::Make(ObjType::Map), Vec::new());
            let disputes = op(&obj, &key, value(), Vec::new());
            let raises = op(&obj, &key, OpType::Increment(1), vec![name]);
            let adds = op(&obj, "khóa mới", value(), Vec::new());
            for operation in [deletes, overwrites, shadows, disputes, raises, adds] {
                let change = change_of(&doc, vec![operation]).into();
                refused_everywhere(&doc, &change, |why| matches!(why, Unacceptable::WrongFoundation));
            }
        }
    }
}

#[test]
fn an_attestation_is_touched_by_nobody_but_the_device_it_names() {
    let [_, held] = records();
    let part = part_of(&held, "adoption");
    let leaf = |device: DeviceId| format!("{}/{device}", "5".repeat(64));
    // The first 8 bytes are what an actor shares with its device.
    let (own, other) = (leaf(device()), leaf(DeviceId::from_bytes([2; 16])));
    let value = || OpType::Put(ScalarValue::Bytes(vec![7]));
    // As the other device's own, which nobody restricts here.
    let mut signed = change_of(&held, vec![op(&part, &other, value(), Vec::new())]);
    (signed.actor_id, signed.extra_bytes) = (ActorId::from([2; 16]), named(DeviceId::from_bytes([2; 16])));
    let signed: Change = signed.into();
    let name = OpId::new(signed.start_op().get(), signed.actor_id());
    let doc = with(&held, signed).unwrap();
    for operation in [
        op(&part, &other, OpType::Delete, vec![name.clone()]),
        op(&part, &other, value(), vec![name.clone()]),
        op(&part, &other, value(), Vec::new()),
        op(&part, &other, OpType::Make(ObjType::Map), vec![name]),
        op(&part, "của không ai", value(), Vec::new()),
    ] {
        let change = change_of(&doc, vec![operation]).into();
        for taken in four_ways(&doc, &change) {
            // Nobody in particular is the author where the other device's change comes along.
            let foreign = matches!(taken, Err(Unacceptable::ForeignSignature | Unacceptable::WrongAuthor(_)));
            assert!(foreign, "{taken:?}");
        }
        let first = doc.clone().absorb(ChunkForm::Changes, change.raw_bytes(), Some(device()));
        assert!(matches!(first, Err(Unacceptable::ForeignSignature)), "{first:?}");
        let whole = with(&doc, change).unwrap().save();
        let snapshot = Doc::found(doc.id(), doc.kind(), ChunkForm::Document, &whole, None);
        assert!(matches!(snapshot, Err(Unacceptable::ForeignSignature)), "{snapshot:?}");
    }
    let signs: Change = change_of(&held, vec![op(&part, &own, value(), Vec::new())]).into();
    assert!(four_ways(&held, &signs).iter().all(Result::is_ok));
}

#[test]
fn one_device_leaves_the_others_room_for_their_heads() {
    let [card, _] = records();
    let part = part_of(&card, "card");
    let fork = |n: u8| -> Change {
        let put = op(&part, &format!("khóa {n}"), OpType::Put(ScalarValue::Int(1)), Vec::new());
        ExpandedChange { actor_id: actor(100 + n), ..change_of(&card, vec![put]) }.into()
    };
    let most = u8::try_from(limits::HEADS_OF_DEVICE_MAX).unwrap();
    let mut full = card.clone();
    for n in 0..most {
        (full, _) = full.absorb(ChunkForm::Changes, fork(n).raw_bytes(), Some(device())).unwrap();
    }
    assert_eq!(full.heads().as_slice().len(), usize::from(most));
    refused_everywhere(&full, &fork(most), |why| matches!(why, Unacceptable::TooLarge("heads of one device")));
    // Another's edit that knew none of them gets in, and the device's own next one brings all together.
    let mut apart = card;
    let other = Pen::new(DeviceId::from_bytes([2; 16]), [7; 8]);
    let (_, written) = apart.edit(&other, Timestamp::from_ms(2), |edit| member::set_notes(edit, "tổ 5")).unwrap();
    let chunk = apart.change_chunks(&written.into_iter().collect());
    let (mut full, _) = full.absorb(ChunkForm::Changes, &chunk, Some(DeviceId::from_bytes([2; 16]))).unwrap();
    let pen = Pen::new(device(), [200; 8]);
    full.edit(&pen, Timestamp::from_ms(3), |edit| member::set_notes(edit, "tổ 6")).unwrap();
    assert_eq!(full.heads().as_slice().len(), 1);
}

#[test]
fn a_foundation_to_come_lays_what_is_not_there_and_nothing_else() {
    let doc = Doc::create(&Seed::Id(crate::doc::Kind::Member, DocId::from_bytes([5; 16])));
    let below = doc.inner.get_changes(&[]).remove(0);
    let second = foundation::actor_of(doc.id(), 2);
    let root = ObjectId::Root;
    let make = |key: &str| op(&root, key, OpType::Make(ObjType::Map), Vec::new());
    let schema = |value: ScalarValue| op(&root, "schema", OpType::Put(value), Vec::new());
    let layer = |operations: Vec<Op>| ExpandedChange {
        actor_id: second.clone(),
        extra_bytes: Vec::new(),
        time: 0,
        ..change_of(&doc, operations)
    };
    let good = layer(vec![schema(2.into()), make("badges")]);
    assert!(four_ways(&doc, &good.clone().into()).iter().all(Result::is_ok));
    let name = |n| OpId::new(n, below.actor_id());
    let wrong = [
        layer(vec![schema(2.into()), make("card")]),
        layer(vec![schema(2.into()), make("kind")]),
        layer(vec![schema(3.into()), make("badges")]),
        layer(vec![schema("2".into())]),
        layer(vec![make("badges"), make("badges")]),
        layer(vec![op(&root, "badges", OpType::Put(1.into()), Vec::new())]),
        layer(vec![op(&root, "schema", OpType::Put(2.into()), vec![name(2)])]),
        layer(vec![op(&root, "card", OpType::Delete, vec![name(3)])]),
        layer(vec![op(&ObjectId::Id(name(3)), "full_name", OpType::Put("Tên giả".into()), Vec::new())]),
        ExpandedChange { time: 1, ..good.clone() },
        ExpandedChange { actor_id: foundation::actor_of(doc.id(), 3), ..good },
    ];
    for change in wrong {
        refused_everywhere(&doc, &change.into(), |why| matches!(why, Unacceptable::WrongFoundation));
    }
}

#[test]
fn two_foundations_to_come_do_not_lay_the_same_part() {
    let doc = Doc::create(&Seed::Id(crate::doc::Kind::Member, DocId::from_bytes([5; 16])));
    let make = || op(&ObjectId::Root, "badges", OpType::Make(ObjType::Map), Vec::new());
    let layer = |doc: &Doc, schema: u32| -> Change {
        let raises = op(&ObjectId::Root, "schema", OpType::Put(i64::from(schema).into()), Vec::new());
        let actor_id = foundation::actor_of(doc.id(), schema);
        ExpandedChange { actor_id, extra_bytes: Vec::new(), time: 0, ..change_of(doc, vec![raises, make()]) }.into()
    };
    let second = with(&doc, layer(&doc, 2)).unwrap();
    refused_everywhere(&second, &layer(&second, 3), |why| matches!(why, Unacceptable::WrongFoundation));
}

#[cfg_attr(panic = "abort", ignore = "the merge engine panics, which nothing catches where that ends a program")]
#[test]
fn operation_numbers_follow_on_whatever_they_come_in() {
    for doc in records() {
        let part = part_of(&doc, if doc.kind() == Kind::Member { "card" } else { "about" });
        let write = || vec![op(&part, "place", OpType::Put("Nhà văn hóa".into()), Vec::new())];
        let right = change_of(&doc, write());
        assert!(four_ways(&doc, &right.clone().into()).iter().all(Result::is_ok));
        for skipped in [1_u64, 1000, 1 << 30] {
            let start_op = right.start_op.saturating_add(skipped);
            let change = ExpandedChange { start_op, ..right.clone() }.into();
            refused_everywhere(&doc, &change, |why| matches!(why, Unacceptable::Unreadable(_)));
        }
        let start_op = std::num::NonZeroU64::new(u64::from(u32::MAX) - 1).unwrap();
        let change = ExpandedChange { start_op, ..right.clone() }.into();
        refused_everywhere(&doc, &change, |why| matches!(why, Unacceptable::Refused(Refused::Malformed(_))));
    }
}

/// The object of a part that the foundation made.
fn part_of(doc: &Doc, name: &str) -> ObjectId {
    let (_, _, made) = laid(doc).into_iter().find(|(obj, key, _)| *obj == ObjectId::Root && key == name).unwrap();
    ObjectId::Id(made)
}

#[cfg_attr(panic = "abort", ignore = "the merge engine panics, which nothing catches where that ends a program")]
#[test]
fn changes_are_dated_in_the_years_one_to_9999() {
    let [doc, _] = records();
    let write = || vec![op(&part_of(&doc, "card"), "phone", OpType::Put("0900".into()), Vec::new())];
    for time in [*Timestamp::SECONDS.start() - 1, *Timestamp::SECONDS.end() + 1] {
        let change = ExpandedChange { time, ..change_of(&doc, write()) }.into();
        refused_everywhere(&doc, &change, |why| matches!(why, Unacceptable::Unreadable(_)));
    }
    for time in [i64::MIN, i64::MAX] {
        let change = ExpandedChange { time, ..change_of(&doc, write()) }.into();
        assert!(four_ways(&doc, &change).iter().all(Result::is_err), "{time}");
    }
    for time in [*Timestamp::SECONDS.start(), -1, *Timestamp::SECONDS.end()] {
        let change = ExpandedChange { time, ..change_of(&doc, write()) }.into();
        assert!(four_ways(&doc, &change).iter().all(Result::is_ok), "{time}");
    }
}

#[test]
fn a_clock_that_shows_no_day_writes_what_the_others_take() {
    let [mut doc, _] = records();
    let before = doc.clone();
    for ms in [i64::MIN, i64::MAX] {
        let pen = Pen::new(device(), ms.to_be_bytes());
        let written = doc.edit(&pen, Timestamp::from_ms(ms), |edit| edit.put("card", "phone", ms.to_string()));
        written.unwrap().1.unwrap();
    }
    let whole = before.absorb(ChunkForm::Document, &doc.save(), Some(device()));
    assert_eq!(whole.unwrap().0.heads(), doc.heads());
}

/// A record that such a change reached before it was refused does not stand still.
#[test]
fn a_record_whose_root_was_written_before_that_was_refused_goes_on() {
    let [doc, _] = records();
    let (obj, key, name) = laid(&doc).remove(0);
    let forged = with(&doc, change_of(&doc, vec![op(&obj, &key, OpType::Delete, vec![name])]).into()).unwrap();
    let mut later = forged.clone();
    let pen = Pen::new(device(), [3; 8]);
    let write = later.edit(&pen, Timestamp::from_ms(0), |edit| edit.put("card", "phone", "0900"));
    let chunk = later.change_chunks(&write.unwrap().1.into_iter().collect());
    let (merged, _) = forged.absorb(ChunkForm::Changes, &chunk, Some(device())).unwrap();
    let tree = merged.tree();
    assert_eq!(tree.get("card").and_then(|card| card.str("phone")), Some("0900"));
}

#[test]
fn a_document_in_another_order_is_the_same_record_as_its_changes() {
    let [doc, _] = records();
    let one = doc.clone().edit_apart(3, "a");
    let two = doc.clone().edit_apart(4, "b");
    let chunk = two.change_chunks(&two.changes_of_device_since(device(), &doc.heads()).into_iter().collect());
    let (both, _) = one.absorb(ChunkForm::Changes, &chunk, Some(device())).unwrap();
    let saved = both.save();
    let swapped = admission::with_two_rows_swapped(&saved, "a", "b");
    assert_ne!(swapped, saved);
    let in_order =
        |bytes: &[u8]| admission::admit_document(bytes, &Bounds::of_chunks()).unwrap().is_in_order().unwrap();
    assert!(in_order(&saved) && !in_order(&swapped));
    let found = Doc::found(doc.id(), doc.kind(), ChunkForm::Document, &swapped, Some(device()));
    let again = Doc::absorb_again(None, (doc.id(), doc.kind()), ChunkForm::Document, &swapped);
    let Ok(as_it_stands) = Doc::load(doc.id(), doc.kind(), &swapped) else {
        // Automerge looks at the order itself where it is built with assertions.
        assert!(found.is_err() && again.is_err());
        return;
    };
    assert_eq!(as_it_stands.heads(), both.heads());
    assert_ne!(as_it_stands.tree(), both.tree());
    for opened in [found.unwrap().0, again.unwrap()] {
        assert_eq!((opened.tree(), opened.save()), (both.tree(), saved.clone()));
    }
}

impl Doc {
    /// The record with a character at the front of its notes, by an actor of its own.
    fn edit_apart(mut self, fresh: u8, text: &str) -> Self {
        let pen = Pen::new(device(), [fresh; 8]);
        self.edit(&pen, Timestamp::from_ms(0), |edit| edit.splice("notes", 0, 0, text)).unwrap();
        self
    }
}
