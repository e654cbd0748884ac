//! Changes over every part, key and type of value, right and wrong: what one way in takes, every way takes.

use automerge::legacy::ElementId;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::*;

/// A change somebody thought up.
#[derive(Debug, Clone)]
struct Wild {
    operations: Vec<WildOp>,
    actor: u8,
    seq: i64,
    start: i64,
    time: Option<i64>,
    named: bool,
    follows_all: bool,
}

#[derive(Debug, Clone)]
struct WildOp {
    object: usize,
    key: usize,
    action: u8,
    over: u8,
    insert: bool,
}

fn wild() -> impl Strategy<Value = Wild> {
    let op = (any::<usize>(), any::<usize>(), 0..12_u8, 0..4_u8, prop::bool::weighted(0.3));
    let op = op.prop_map(|(object, key, action, over, insert)| WildOp { object, key, action, over, insert });
    let mostly_right = || prop_oneof![6 => Just(0_i64), 1 => -2..3_i64];
    let change = (
        prop::collection::vec(op, 0..4),
        prop_oneof![6 => Just(0_u8), 1 => 0..5_u8],
        mostly_right(),
        mostly_right(),
        prop_oneof![6 => Just(None), 1 => any::<i64>().prop_map(Some), 1 => (-5..5_i64).prop_map(Some)],
        prop::bool::weighted(0.9),
        prop::bool::weighted(0.8),
    );
    change.prop_map(|(operations, actor, seq, start, time, named, follows_all)| Wild {
        operations,
        actor,
        seq,
        start,
        time,
        named,
        follows_all,
    })
}

/// Every operation of a record with its name.
fn written(doc: &Doc) -> Vec<(OpId, Op)> {
    let mut written = Vec::new();
    for change in doc.inner.get_changes(&[]) {
        let named = change.decode().operations.into_iter().zip(change.start_op().get()..);
        written.extend(named.map(|(op, n)| (OpId::new(n, change.actor_id()), op)));
    }
    written
}

impl Wild {
    fn onto(&self, doc: &Doc) -> Change {
        let written = written(doc);
        let made = written.iter().filter(|(_, op)| matches!(op.action, OpType::Make(_)));
        let objects: Vec<ObjectId> = made.map(|(name, _)| ObjectId::Id(name.clone())).chain([ObjectId::Root]).collect();
        let operations = self.operations.iter().map(|op| op.onto(&written, &objects)).collect();
        let right = change_of(doc, operations);
        let actor_id = match self.actor {
            0 => actor(8),
            1 => actor(7),
            2 => foundation::actor_of(doc.id(), 1),
            3 => foundation::actor_of(doc.id(), 2),
            _ => ActorId::from(vec![0xee; 16]),
        };
        let metas = doc.inner.get_changes_meta(&[]);
        let last = metas.iter().filter(|meta| *meta.actor == actor_id).map(|meta| meta.seq).max().unwrap_or(0);
        let seq = last.saturating_add(1).saturating_add_signed(self.seq).max(1);
        let start = right.start_op.get().saturating_add_signed(self.start);
        let deps = if self.follows_all { right.deps.clone() } else { vec![doc.inner.get_changes(&[])[0].hash()] };
        let extra_bytes = if self.named && seq == 1 { right.extra_bytes.clone() } else { Vec::new() };
        let start_op = std::num::NonZeroU64::new(start).unwrap_or(std::num::NonZeroU64::MIN);
        let time = self.time.unwrap_or(right.time);
        ExpandedChange { actor_id, seq, start_op, time, deps, extra_bytes, ..right }.into()
    }
}

impl WildOp {
    fn onto(&self, written: &[(OpId, Op)], objects: &[ObjectId]) -> Op {
        let obj = objects[self.object % objects.len()].clone();
        let there: Vec<&(OpId, Op)> = written.iter().filter(|(_, op)| op.obj == obj).collect();
        let elements: Vec<&OpId> = there.iter().filter(|(_, op)| op.insert).map(|(name, _)| name).collect();
        let keys = ["place", "key", "card", "schema", "chỗ", ""];
        let nth = self.key / 5;
        let key = match (self.key % 5, there.is_empty(), elements.is_empty()) {
            (0, ..) | (1 | 2, true, _) => Key::Map(keys[nth % keys.len()].into()),
            (1 | 2, false, _) => there[nth % there.len()].1.key.clone(),
            (3, _, false) => Key::Seq(ElementId::Id(elements[nth % elements.len()].clone())),
            _ => Key::Seq(ElementId::Head),
        };
        let on_key = there.iter().filter(|(name, op)| {
            let element = matches!(&key, Key::Seq(ElementId::Id(element)) if element == name && op.insert);
            element || op.key == key && !op.insert
        });
        let over: Vec<OpId> = match self.over {
            0 => Vec::new(),
            1 => vec![written[nth % written.len()].0.clone()],
            _ => on_key.map(|(name, _)| name.clone()).collect(),
        };
        let action = match self.action {
            0 => OpType::Make(ObjType::Map),
            1 => OpType::Make(ObjType::List),
            2 => OpType::Make(ObjType::Text),
            3 => OpType::Make(ObjType::Table),
            4 => OpType::Delete,
            5 => OpType::Increment(2),
            6 => OpType::Put(ScalarValue::counter(1)),
            7 => OpType::Put(ScalarValue::Null),
            8 => OpType::Put(ScalarValue::Bytes(vec![0, 255])),
            9 => OpType::Put(ScalarValue::Int(i64::MIN)),
            10 => OpType::Put(ScalarValue::F64(f64::NAN)),
            _ => OpType::Put(ScalarValue::Str("sen\u{0}\u{202e}".into())),
        };
        Op { action, obj, key, pred: SortedVec::from(over), insert: self.insert }
    }
}

/// Holds the ways against each other; gives whether they took the change.
fn agree(doc: &Doc, change: &Change) -> Result<bool, TestCaseError> {
    let ways = four_ways(doc, change);
    let taken = ways.iter().filter(|way| way.is_ok()).count();
    if ways.len() == 2 {
        prop_assert_eq!(taken, 0, "taken although automerge does not apply it: {:?}", ways);
        return Ok(false);
    }
    prop_assert!(taken == 0 || taken == 4, "some ways take it: {:?}", ways);
    let mut taken = ways.into_iter().flatten();
    let Some(first) = taken.next() else { return Ok(false) };
    let saved = first.save();
    for other in taken {
        prop_assert_eq!(other.heads(), first.heads());
        prop_assert_eq!(other.save(), saved.clone());
    }
    let opened = Doc::load(first.id(), first.kind(), &saved).unwrap();
    prop_assert_eq!((opened.heads(), opened.save()), (first.heads(), saved));
    Ok(true)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[cfg_attr(panic = "abort", ignore = "the merge engine panics, which nothing catches where that ends a program")]
    #[test]
    fn every_way_in_takes_the_same_changes(first in wild(), second in wild()) {
        for doc in records() {
            let change = first.onto(&doc);
            if agree(&doc, &change)? {
                let next = with(&doc, change).unwrap();
                agree(&next, &second.onto(&next))?;
            }
        }
    }
}

/// The generator is worth something only while part of what it makes is taken.
#[cfg_attr(panic = "abort", ignore = "the merge engine panics, which nothing catches where that ends a program")]
#[test]
fn of_the_changes_thought_up_some_are_taken_and_some_are_not() {
    let mut runner = TestRunner::deterministic();
    let (mut taken, mut refused) = (0, 0);
    for _ in 0..200 {
        let wild = wild().new_tree(&mut runner).unwrap().current();
        for doc in records() {
            let change = wild.onto(&doc);
            if agree(&doc, &change).unwrap() { taken += 1 } else { refused += 1 }
        }
    }
    assert!(taken > 50 && refused > 50, "{taken} {refused}");
}
