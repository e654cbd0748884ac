//! Changes written operation by operation, as a stranger's device may write them: any object, key, action and value.
//!
//! Owns the columns of a change, in the one form in which the merge engine writes them again.

use std::collections::BTreeSet;

use shared::admission::{self, Bounds};
use shared::doc::{Doc, Pen};
use shared::id::{ChangeId, DeviceId};
use shared::time::Timestamp;

use super::chunks::{put_sleb, put_uleb, sealed};

/// An operation's name: its counter and its actor.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id {
    /// The counter.
    pub counter: u64,
    /// The actor.
    pub actor: Vec<u8>,
}

/// Where in its object an operation writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// A key of a map.
    Map(String),
    /// The beginning of a list or text.
    Head,
    /// An element of a list or text.
    Element(Id),
}

/// A value as the columns hold it: its type's number and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    kind: u8,
    bytes: Vec<u8>,
}

impl Value {
    /// Nothing.
    pub const NULL: Self = Self { kind: 0, bytes: Vec::new() };

    /// A value of that type: 0 null, 1 false, 2 true, 3 uint, 4 int, 5 float, 6 text, 7 bytes, 8 counter, 9 timestamp.
    #[must_use]
    pub const fn raw(kind: u8, bytes: Vec<u8>) -> Self {
        Self { kind, bytes }
    }

    /// Its bytes.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// A text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::raw(6, text.as_bytes().to_vec())
    }

    /// A whole number.
    #[must_use]
    pub fn int(number: i64) -> Self {
        let mut bytes = Vec::new();
        put_sleb(&mut bytes, number);
        Self::raw(4, bytes)
    }
}

/// The actions by number.
pub mod action {
    /// Makes a map.
    pub const MAKE_MAP: u64 = 0;
    /// Sets a value.
    pub const SET: u64 = 1;
    /// Makes a list.
    pub const MAKE_LIST: u64 = 2;
    /// Deletes.
    pub const DELETE: u64 = 3;
    /// Makes a text.
    pub const MAKE_TEXT: u64 = 4;
    /// Adds to a counter.
    pub const INCREMENT: u64 = 5;
    /// Makes a table.
    pub const MAKE_TABLE: u64 = 6;
    /// Begins or ends a mark.
    pub const MARK: u64 = 7;
}

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Op {
    /// The object; `None` for the root.
    pub object: Option<Id>,
    /// Where in it.
    pub key: Key,
    /// Whether it makes an element of its own after the key.
    pub insert: bool,
    /// What it does.
    pub action: u64,
    /// With which value.
    pub value: Value,
    /// What it replaces.
    pub replaces: Vec<Id>,
    /// Whether a mark grows.
    pub expand: bool,
    /// The mark's name.
    pub mark: Option<String>,
}

impl Op {
    /// Sets a key of a map.
    #[must_use]
    pub fn put(object: &Id, key: &str, value: Value) -> Self {
        Self::new(Some(object.clone()), Key::Map(key.to_owned()), action::SET, value)
    }

    /// An operation that replaces nothing.
    #[must_use]
    pub const fn new(object: Option<Id>, key: Key, action: u64, value: Value) -> Self {
        Self { object, key, insert: false, action, value, replaces: Vec::new(), expand: false, mark: None }
    }

    /// The same as an element of its own.
    #[must_use]
    pub fn inserted(self) -> Self {
        Self { insert: true, ..self }
    }

    fn ids(&self) -> impl Iterator<Item = &Id> {
        let key = if let Key::Element(id) = &self.key { Some(id) } else { None };
        self.object.iter().chain(key).chain(&self.replaces)
    }
}

/// Who writes the next change on a record, and on what.
#[derive(Debug, Clone)]
pub struct Writer {
    deps: Vec<[u8; 32]>,
    actor: Vec<u8>,
    author: Option<Vec<u8>>,
    seq: u64,
    /// The counter of the first operation of the next change.
    pub start_op: u64,
    /// The time it is given, in seconds.
    pub time: i64,
}

impl Writer {
    /// A device's new actor, about to write its first change after everything the record holds. `None` for a record on
    /// which nobody can write.
    #[must_use]
    pub fn on(doc: &Doc, device: DeviceId, fresh: [u8; 8]) -> Option<Self> {
        let (mut copy, before) = (doc.clone(), doc.heads());
        let part = if doc.kind() == shared::doc::Kind::Member { "card" } else { "about" };
        let pen = Pen::new(device, fresh);
        copy.edit(&pen, Timestamp::from_ms(0), |edit| edit.put(part, "written", i64::from(fresh[0]))).ok()?;
        let change = copy.changes_of_device_since(device, &before).into_iter().collect();
        let change = admission::admit_change(&copy.change_chunks(&change), &Bounds::of_chunks()).ok()?.0;
        let (deps, actor, author) = (change.deps, change.actor, change.author);
        Some(Self { deps, actor, author, seq: 1, start_op: change.start_op, time: 0 })
    }

    /// The name of the `at`th operation of the next change.
    #[must_use]
    pub fn id(&self, at: u64) -> Id {
        Id { counter: self.start_op.saturating_add(at), actor: self.actor.clone() }
    }

    /// The heads the next change follows.
    #[must_use]
    pub fn follows(&mut self, heads: &[ChangeId]) -> &mut Self {
        self.deps = heads.iter().map(|head| *head.as_bytes()).collect();
        self
    }

    /// Writes a change; the next one follows it.
    #[must_use]
    pub fn change(&mut self, ops: &[Op]) -> Vec<u8> {
        let chunk = self.chunk(ops);
        if let Ok((change, _)) = admission::admit_change(&chunk, &Bounds::of_chunks()) {
            self.deps = vec![change.hash];
        }
        self.seq = self.seq.saturating_add(1);
        self.start_op = self.start_op.saturating_add(ops.len() as u64);
        self.author = None;
        chunk
    }

    fn chunk(&self, ops: &[Op]) -> Vec<u8> {
        let others: BTreeSet<&[u8]> = ops.iter().flat_map(Op::ids).map(|id| id.actor.as_slice()).collect();
        let others: Vec<&[u8]> = others.into_iter().filter(|actor| *actor != self.actor).collect();
        let mut data = Vec::new();
        put_uleb(&mut data, self.deps.len() as u64);
        data.extend(self.deps.iter().flatten());
        put_bytes(&mut data, &self.actor);
        put_uleb(&mut data, self.seq);
        put_uleb(&mut data, self.start_op);
        put_sleb(&mut data, self.time);
        put_bytes(&mut data, &[]);
        put_uleb(&mut data, others.len() as u64);
        for other in &others {
            put_bytes(&mut data, other);
        }
        let place = |id: &Id| {
            let at = others.iter().position(|other| *other == id.actor);
            at.map_or(0, |at| at as u64 + 1)
        };
        let columns: Vec<(u64, Vec<u8>)> =
            columns(ops, &place).into_iter().filter(|(_, bytes)| !bytes.is_empty()).collect();
        put_uleb(&mut data, columns.len() as u64);
        for (spec, bytes) in &columns {
            put_uleb(&mut data, *spec);
            put_uleb(&mut data, bytes.len() as u64);
        }
        for (_, bytes) in &columns {
            data.extend_from_slice(bytes);
        }
        if let Some(author) = &self.author {
            data.push(1);
            put_bytes(&mut data, author);
        }
        sealed(1, &data)
    }
}

fn columns(ops: &[Op], place: &dyn Fn(&Id) -> u64) -> Vec<(u64, Vec<u8>)> {
    let objects = || ops.iter().map(|op| op.object.as_ref());
    let element = |op: &Op| match &op.key {
        Key::Element(id) => Some((Some(place(id)), Some(counter(id)))),
        Key::Head => Some((None, Some(0))),
        Key::Map(_) => None,
    };
    let keys: Vec<_> = ops.iter().map(element).collect();
    let named = |op: &Op| if let Key::Map(key) = &op.key { Some(key.clone()) } else { None };
    let mut replaced: Vec<Vec<&Id>> = ops.iter().map(|op| op.replaces.iter().collect()).collect();
    for ids in &mut replaced {
        ids.sort();
        ids.dedup();
    }
    let all = || replaced.iter().flatten().copied();
    let meta = |op: &Op| Some((op.value.bytes.len() as u64) << 4 | u64::from(op.value.kind));
    let flags = |flags: Vec<bool>, unless: bool| {
        if unless && flags.iter().all(|flag| !flag) { Vec::new() } else { booleans(&flags) }
    };
    vec![
        (0x01, numbers(objects().map(|id| id.map(place)).collect())),
        (0x02, numbers(objects().map(|id| id.map(|id| id.counter)).collect())),
        (0x11, numbers(keys.iter().map(|key| key.and_then(|(actor, _)| actor)).collect())),
        (0x13, deltas(keys.iter().map(|key| key.and_then(|(_, counter)| counter)).collect())),
        (0x15, texts(ops.iter().map(named).collect())),
        (0x34, flags(ops.iter().map(|op| op.insert).collect(), false)),
        (0x42, numbers(ops.iter().map(|op| Some(op.action)).collect())),
        (0x56, numbers(ops.iter().map(meta).collect())),
        (0x57, ops.iter().flat_map(|op| op.value.bytes.clone()).collect()),
        (0x70, numbers(replaced.iter().map(|ids| Some(ids.len() as u64)).collect())),
        (0x71, numbers(all().map(|id| Some(place(id))).collect())),
        (0x73, deltas(all().map(|id| Some(counter(id))).collect())),
        (0x94, flags(ops.iter().map(|op| op.expand).collect(), true)),
        (0xa5, texts(ops.iter().map(|op| op.mark.clone()).collect())),
    ]
}

fn counter(id: &Id) -> i64 {
    i64::try_from(id.counter).unwrap_or(i64::MAX)
}

fn numbers(rows: Vec<Option<u64>>) -> Vec<u8> {
    runs(&rows, |out, number| put_uleb(out, *number))
}

fn deltas(rows: Vec<Option<i64>>) -> Vec<u8> {
    let mut last = 0;
    let steps: Vec<Option<i64>> = rows
        .into_iter()
        .map(|row| {
            let number = row?;
            let step = number.wrapping_sub(last);
            last = number;
            Some(step)
        })
        .collect();
    runs(&steps, |out, step| put_sleb(out, *step))
}

fn texts(rows: Vec<Option<String>>) -> Vec<u8> {
    runs(&rows, |out, text| put_bytes(out, text.as_bytes()))
}

/// Rows as runs: of the same, of single ones, of none. No rows but empty ones are no column.
fn runs<T: PartialEq>(rows: &[Option<T>], put: impl Fn(&mut Vec<u8>, &T)) -> Vec<u8> {
    if rows.iter().all(Option::is_none) {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut singles: Vec<&T> = Vec::new();
    let flush = |out: &mut Vec<u8>, singles: &mut Vec<&T>| {
        if !singles.is_empty() {
            put_sleb(out, -i64::try_from(singles.len()).unwrap_or(i64::MAX));
            singles.drain(..).for_each(|single| put(out, single));
        }
    };
    for same in rows.chunk_by(|one, other| one == other) {
        match same {
            [Some(only)] => singles.push(only),
            [Some(first), ..] => {
                flush(&mut out, &mut singles);
                put_sleb(&mut out, i64::try_from(same.len()).unwrap_or(i64::MAX));
                put(&mut out, first);
            }
            _ => {
                flush(&mut out, &mut singles);
                out.push(0);
                put_uleb(&mut out, same.len() as u64);
            }
        }
    }
    flush(&mut out, &mut singles);
    out
}

/// Turns of false and true, beginning with false.
fn booleans(rows: &[bool]) -> Vec<u8> {
    let mut out = Vec::new();
    if rows.first() == Some(&true) {
        out.push(0);
    }
    for same in rows.chunk_by(|one, other| one == other) {
        put_uleb(&mut out, same.len() as u64);
    }
    out
}

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_uleb(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}
