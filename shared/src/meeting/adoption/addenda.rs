//! What changed since a content was adopted: proposed addenda, with who wrote them.

use std::collections::BTreeMap;

use super::Addendum;
use crate::doc::{Doc, EntryId, Heads, Node};
use crate::id::DeviceId;
use crate::time::Timestamp;

/// Levels of a leaf that are looked at for who wrote there; those of this version have three.
const LEVELS_MAX: usize = 6;

/// The differences between what was adopted at some heads and what the record says now.
pub(super) fn find(doc: &Doc, adopted: &Heads, then: &Node, now: &Node) -> Vec<Addendum> {
    let mut found = Vec::new();
    compare("", "", Some(then), Some(now), &mut found);
    let writers = LastChanges::since(doc, adopted);
    for addendum in &mut found {
        addendum.by = writers.of(&addendum.part, &addendum.key);
    }
    found
}

/// Who wrote where, with the time of their last change.
struct LastChanges(BTreeMap<(String, String), BTreeMap<DeviceId, Timestamp>>);

impl LastChanges {
    fn since(doc: &Doc, heads: &Heads) -> Self {
        let mut writers: BTreeMap<(String, String), BTreeMap<DeviceId, Timestamp>> = BTreeMap::new();
        for entry in doc.history_since(heads) {
            let Some(author) = entry.author else { continue };
            for place in entry.touched {
                writers.entry((place.part, place.key)).or_default().insert(author, entry.at);
            }
        }
        Self(writers)
    }

    /// Those who wrote at a place, or at one it lies in, in the order of their last changes.
    fn of(&self, part: &str, key: &str) -> Vec<(DeviceId, Timestamp)> {
        let ends = key.match_indices('/').map(|(at, _)| at).take(LEVELS_MAX).chain([key.len()]);
        let above = ends.filter_map(|end| key.get(..end)).chain((!key.is_empty()).then_some(""));
        let mut by: BTreeMap<DeviceId, Timestamp> = BTreeMap::new();
        for place in above {
            for (device, at) in self.0.get(&(part.to_owned(), place.to_owned())).into_iter().flatten() {
                by.entry(*device).and_modify(|last| *last = (*last).max(*at)).or_insert(*at);
            }
        }
        let mut by: Vec<(DeviceId, Timestamp)> = by.into_iter().collect();
        by.sort_by_key(|(device, at)| (*at, *device));
        by
    }
}

fn compare(part: &str, key: &str, before: Option<&Node>, after: Option<&Node>, found: &mut Vec<Addendum>) {
    if before == after {
        return;
    }
    let map = matches!(before, None | Some(Node::Map(_))) && matches!(after, None | Some(Node::Map(_)));
    let list = matches!(before, None | Some(Node::List(_))) && matches!(after, None | Some(Node::List(_)));
    if map {
        let (old, new) = (before.map(Node::entries), after.map(Node::entries));
        let keys: std::collections::BTreeSet<&String> = old.into_iter().chain(new).flat_map(|map| map.keys()).collect();
        for name in keys {
            let (part, key) = descend(part, key, name);
            compare(&part, &key, before.and_then(|node| node.get(name)), after.and_then(|node| node.get(name)), found);
        }
    } else if list {
        let (old, new) = (before.map_or(&[][..], Node::items), after.map_or(&[][..], Node::items));
        let earlier: BTreeMap<&EntryId, &Node> = old.iter().map(|(id, node)| (id, node)).collect();
        for (index, (entry, node)) in new.iter().enumerate() {
            let (part, key) = descend(part, key, &index.to_string());
            compare(&part, &key, earlier.get(entry).copied(), Some(node), found);
        }
    } else {
        found.push(Addendum {
            part: part.to_owned(),
            key: key.to_owned(),
            before: shown(before),
            after: shown(after),
            by: Vec::new(),
        });
    }
}

fn descend(part: &str, key: &str, name: &str) -> (String, String) {
    match (part, key) {
        ("", _) => (name.to_owned(), String::new()),
        (part, "") => (part.to_owned(), name.to_owned()),
        (part, key) => (part.to_owned(), format!("{key}/{name}")),
    }
}

fn shown(node: Option<&Node>) -> Option<String> {
    match node? {
        Node::Scalar(value) => Some(value.display()),
        Node::Text(text) => Some(crate::text::screened(text).into_owned()),
        Node::Map(_) | Node::List(_) | Node::Unreadable => None,
    }
}
