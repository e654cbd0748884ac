//! Who changed what and when.
//!
//! Reads the operations of each change back into parts and leaves of the record.

use std::collections::{BTreeMap, BTreeSet};

use automerge::legacy::{Key, ObjectId, Op, OpType};
use automerge::{Change, ObjType, ROOT, ReadDoc, ValueRef};

use super::panic_guard::catching_panics;
use super::{Doc, Scalar};
use crate::id::{ChangeId, DeviceId};
use crate::time::Timestamp;

/// One change and the places it touched.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryEntry {
    /// The change.
    pub change: ChangeId,
    /// The device that wrote it; `None` for the foundation.
    pub author: Option<DeviceId>,
    /// When its clock said it was, to the second.
    pub at: Timestamp,
    /// What it changed, by place. None when the change cannot be read.
    pub touched: Vec<Touched>,
}

/// One place that one change touched, and what it made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Touched {
    /// The part of the record.
    pub part: String,
    /// The leaf within it; empty for running text.
    pub key: String,
    /// The values it replaced: none where there was none, several where it settled a conflict.
    pub before: Vec<Scalar>,
    /// The value it wrote; `None` when it took the leaf away, and for running text.
    pub after: Option<Scalar>,
    /// What it inserted into running text.
    pub inserted: String,
    /// How many characters of running text it took away.
    pub deleted: usize,
}

/// One place one change touched, however many operations it took.
pub(super) struct Touch {
    pub(super) change: ChangeId,
    pub(super) author: Option<DeviceId>,
    pub(super) at: Timestamp,
    pub(super) part: String,
    pub(super) key: String,
    pub(super) in_text: bool,
}

impl Doc {
    /// Every change beyond the foundation, oldest first. One that automerge breaks off over touches nothing that could be
    /// named, and stands there all the same.
    #[must_use]
    pub fn history(&self) -> Vec<HistoryEntry> {
        let entry = |read: ReadChange| {
            let touched = read.places.into_iter().flatten().map(|(_, touched)| touched);
            HistoryEntry { change: read.change, author: read.author, at: read.at, touched: touched.collect() }
        };
        let is_told =
            |read: &ReadChange| read.author.is_some() && read.places.as_ref().is_none_or(|all| !all.is_empty());
        catching_panics(|| self.read_changes().filter(is_told).map(entry).collect()).unwrap_or_default()
    }

    /// How many changes the document holds, its foundation included.
    #[must_use]
    pub fn change_count(&self) -> usize {
        self.inner.get_changes_meta(&[]).len()
    }

    /// The authors of changes beyond `heads`, with the places they touched.
    #[must_use]
    pub fn history_since(&self, heads: &super::Heads) -> Vec<HistoryEntry> {
        let newer: BTreeSet<ChangeId> =
            self.inner.get_changes_meta(&heads.hashes()).iter().map(|meta| ChangeId::from_bytes(meta.hash.0)).collect();
        self.history().into_iter().filter(|entry| newer.contains(&entry.change)).collect()
    }

    /// The places every change touched, without what it made of them.
    pub(super) fn touches(&self) -> Vec<Touch> {
        let places = catching_panics(|| self.container_places()).unwrap_or_default();
        let touches = self.inner.get_changes(&[]).into_iter().flat_map(|change| {
            let (id, author, at) = self.signature(&change);
            let touched: BTreeSet<TouchedPlace> =
                catching_panics(|| change.decode().operations.iter().filter_map(|op| place_of(op, &places)).collect())
                    .unwrap_or_default();
            touched.into_iter().map(move |(part, key, in_text)| Touch { change: id, author, at, part, key, in_text })
        });
        touches.collect()
    }

    fn read_changes(&self) -> impl Iterator<Item = ReadChange> {
        let places = catching_panics(|| self.container_places()).unwrap_or_default();
        let mut values = BTreeMap::new();
        self.inner.get_changes(&[]).into_iter().map(move |read| {
            let (change, author, at) = self.signature(&read);
            let touched = catching_panics(|| read_operations(&read, &places));
            ReadChange { change, author, at, places: touched.map(|operations| operations.gather(&mut values)) }
        })
    }

    /// Which change it is, who wrote it, and when.
    fn signature(&self, change: &Change) -> (ChangeId, Option<DeviceId>, Timestamp) {
        let author = self.inner.get_author_for_actor(change.actor_id());
        let author = author.and_then(|author| DeviceId::from_slice(author.as_bytes()));
        let at = Timestamp::from_ms(change.timestamp().saturating_mul(1000));
        (ChangeId::from_bytes(change.hash().0), author, at)
    }

    /// Where each container of the record lies: operation id → (part, leaf prefix, shape).
    pub(super) fn container_places(&self) -> Places {
        let mut places = Places::new();
        for item in self.inner.map_range(&ROOT, ..) {
            let ValueRef::Object(shape) = item.value else { continue };
            let part = item.key.to_string();
            places.insert(item.id().to_string(), (part.clone(), String::new(), shape));
            if shape != ObjType::List {
                continue;
            }
            for (index, entry) in self.inner.list_range(item.id(), ..).enumerate() {
                let prefix = format!("{index}/");
                places.insert(entry.id().to_string(), (part.clone(), prefix.clone(), ObjType::Map));
                for leaf in self.inner.map_range(entry.id(), ..) {
                    if let ValueRef::Object(shape) = leaf.value {
                        places.insert(leaf.id().to_string(), (part.clone(), format!("{prefix}{}", leaf.key), shape));
                    }
                }
            }
        }
        places
    }
}

/// One change as far as it can be read.
struct ReadChange {
    change: ChangeId,
    author: Option<DeviceId>,
    at: Timestamp,
    /// Every place with what was made of it; `None` when automerge breaks off over the change.
    places: Option<BTreeMap<TouchedPlace, Touched>>,
}

/// Part, leaf, and whether that is running text.
type TouchedPlace = (String, String, bool);

/// The operations of one change, each with the place it touches.
struct Operations(Vec<(TouchedPlace, String, Op)>);

fn read_operations(change: &Change, places: &Places) -> Operations {
    let (decoded, first) = (change.decode(), change.start_op().get());
    let counted = (first..).zip(decoded.operations);
    let touching = counted.filter_map(|(counter, op)| {
        let place = place_of(&op, places)?;
        Some((place, format!("{counter}@{}", decoded.actor_id), op))
    });
    Operations(touching.collect())
}

impl Operations {
    /// What the change made of each place. `values` holds what the operations of earlier changes wrote into leaves, by
    /// the operation, since an operation names those it replaces.
    fn gather(self, values: &mut BTreeMap<String, Scalar>) -> BTreeMap<TouchedPlace, Touched> {
        let mut touched: BTreeMap<TouchedPlace, Touched> = BTreeMap::new();
        for (place, id, op) in self.0 {
            let (part, key, in_text) = &place;
            let at = touched.entry(place.clone()).or_insert_with(|| Touched {
                part: part.clone(),
                key: key.clone(),
                before: Vec::new(),
                after: None,
                inserted: String::new(),
                deleted: 0,
            });
            match (&op.action, in_text) {
                (OpType::Put(value), true) => at.inserted.push_str(Scalar::read(value).as_str().unwrap_or_default()),
                (OpType::Delete, true) => at.deleted += 1,
                (action, false) => {
                    // A value written and replaced in the same change was never anybody's.
                    let replaced = op
                        .pred
                        .iter()
                        .filter_map(|id| values.get(&format!("{}@{}", id.counter(), id.actor())).cloned());
                    at.before.extend(replaced.filter(|value| Some(value) != at.after.as_ref()));
                    at.after = if let OpType::Put(value) = action { Some(Scalar::read(value)) } else { None };
                    if let Some(value) = &at.after {
                        values.insert(id, value.clone());
                    }
                }
                _ => {}
            }
        }
        touched
    }
}

pub(super) type Places = BTreeMap<String, (String, String, ObjType)>;

/// The part and leaf an operation touches, and whether that is running text.
fn place_of(op: &Op, places: &Places) -> Option<(String, String, bool)> {
    let key = match &op.key {
        Key::Map(key) => key.to_string(),
        Key::Seq(_) => String::new(),
    };
    let ObjectId::Id(container) = &op.obj else { return Some((key, String::new(), false)) };
    if matches!(op.action, OpType::Make(_)) {
        return None;
    }
    let name = format!("{}@{}", container.counter(), container.actor());
    let (part, prefix, shape) = places.get(&name)?;
    let in_text = *shape == ObjType::Text;
    let leaf = if in_text { prefix.clone() } else { format!("{prefix}{key}") };
    Some((part.clone(), leaf.trim_end_matches('/').to_owned(), in_text))
}
