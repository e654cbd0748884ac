//! Who changed what and when.
//!
//! Reads the operations of each change back into parts and leaves of the record.

use std::collections::{BTreeMap, BTreeSet};

use automerge::legacy::{Key, ObjectId, Op, OpType};
use automerge::{ObjType, ROOT, ReadDoc, ValueRef};

use super::Doc;
use crate::id::{ChangeId, DeviceId};
use crate::time::Timestamp;

/// One change and the places it touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The change.
    pub change: ChangeId,
    /// The device that wrote it; `None` for the foundation.
    pub author: Option<DeviceId>,
    /// When its clock said it was, to the second.
    pub at: Timestamp,
    /// Places touched, as (part, leaf); the leaf is empty for running text.
    pub touched: Vec<(String, String)>,
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
    /// Every change beyond the foundation, oldest first.
    #[must_use]
    pub fn history(&self) -> Vec<HistoryEntry> {
        let mut entries: Vec<HistoryEntry> = Vec::new();
        for touch in self.touches() {
            if touch.author.is_none() {
                continue;
            }
            let place = (touch.part, touch.key);
            match entries.last_mut().filter(|last| last.change == touch.change) {
                Some(last) => last.touched.push(place),
                None => entries.push(HistoryEntry {
                    change: touch.change,
                    author: touch.author,
                    at: touch.at,
                    touched: vec![place],
                }),
            }
        }
        entries
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

    pub(super) fn touches(&self) -> Vec<Touch> {
        let places = self.container_places();
        let mut touches = Vec::new();
        for change in self.inner.get_changes(&[]) {
            let author = self.inner.get_author_for_actor(change.actor_id());
            let author = author.and_then(|author| DeviceId::from_slice(author.as_bytes()));
            let at = Timestamp::from_ms(change.timestamp().saturating_mul(1000));
            let id = ChangeId::from_bytes(change.hash().0);
            let mut seen = BTreeSet::new();
            for op in change.decode().operations {
                let Some((part, key, in_text)) = place_of(&op, &places) else { continue };
                if seen.insert((part.clone(), key.clone(), in_text)) {
                    touches.push(Touch { change: id, author, at, part, key, in_text });
                }
            }
        }
        touches
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
