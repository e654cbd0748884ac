//! What two people wrote at the same place at the same time, read from Automerge.
//!
//! Every concurrent value is listed with who wrote it and when; nothing here picks one.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{ChangeHash, ObjId, ObjType, ROOT, ReadDoc, Value, ValueRef};

use super::{Doc, Scalar};
use crate::id::{ChangeId, DeviceId};
use crate::time::Timestamp;

/// How grave a divergence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Different people wrote at the same time and everything merged; worth a look, no more.
    Parallel,
    /// Values that exclude each other: a person decides, and adoption waits for it.
    Decision,
}

/// One of several values written at the same time.
#[derive(Debug, Clone, PartialEq)]
pub struct Concurrent {
    /// What was written; `None` stands for a text or another container.
    pub value: Scalar,
    /// The device that wrote it, if the document says so.
    pub author: Option<DeviceId>,
    /// When its clock said it was, to the second.
    pub at: Timestamp,
    /// The change it came with.
    pub change: ChangeId,
}

/// One place where values differ, or text was merged from several hands.
#[derive(Debug, Clone, PartialEq)]
pub struct Divergence {
    /// The part of the record, for example `votes`.
    pub part: String,
    /// The leaf within it, for example `nghi_quyet/for`; empty for a running text.
    pub key: String,
    /// Every concurrent value; for merged text, one entry per author with an empty value.
    pub values: Vec<Concurrent>,
}

impl Doc {
    /// Every leaf that holds more than one distinct value, in the order of the record's parts.
    #[must_use]
    pub fn divergences(&self) -> Vec<Divergence> {
        let mut found = Vec::new();
        for item in self.inner.map_range(&ROOT, ..) {
            let part = item.key.as_ref();
            match item.value {
                ValueRef::Object(ObjType::Map) => self.gather(part, "", &item.id(), &mut found),
                ValueRef::Object(ObjType::List) => {
                    for (index, entry) in self.inner.list_range(item.id(), ..).enumerate() {
                        self.gather(part, &format!("{index}/"), &entry.id(), &mut found);
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// Running texts that several devices changed without knowing of each other, one entry each.
    #[must_use]
    pub fn merged_texts(&self) -> Vec<Divergence> {
        let metas = self.inner.get_changes_meta(&[]);
        if metas.iter().all(|meta| meta.deps.len() < 2) && self.inner.get_heads().len() < 2 {
            return Vec::new();
        }
        let past = Past::of(metas.iter().map(|meta| (meta.hash, meta.deps.as_slice())));
        let mut writes: BTreeMap<(String, String), Vec<(usize, Concurrent)>> = BTreeMap::new();
        for touch in self.touches() {
            if let (true, Some(author), Some(at)) = (touch.in_text, touch.author, past.place(&touch.change)) {
                let who = Concurrent { value: Scalar::Null, author: Some(author), at: touch.at, change: touch.change };
                writes.entry((touch.part, touch.key)).or_default().push((at, who));
            }
        }
        let merged = writes.into_iter().map(|((part, key), writes)| {
            let apart = past.apart(&writes);
            let mut all: Vec<Concurrent> =
                writes.into_iter().filter(|(at, _)| apart.has(*at)).map(|(_, write)| write).collect();
            // Changes lie in another order on every device, so only what they say may choose.
            all.sort_by_key(|write| (write.at, write.change));
            let mut authors = BTreeSet::new();
            let values = all.into_iter().filter(|write| authors.insert(write.author)).collect();
            Divergence { part, key, values }
        });
        merged.filter(|text| text.values.len() > 1).collect()
    }

    fn gather(&self, part: &str, prefix: &str, object: &ObjId, found: &mut Vec<Divergence>) {
        for item in self.inner.map_range(object, ..).filter(|item| item.conflict) {
            let key = item.key.as_ref();
            let Ok(all) = self.inner.get_all(object, key) else { continue };
            let mut values: Vec<Concurrent> = Vec::new();
            for (value, id) in all {
                let value = match value {
                    Value::Scalar(scalar) => Scalar::read(&scalar),
                    Value::Object(_) => Scalar::Null,
                };
                if !values.iter().any(|seen| seen.value == value) {
                    values.push(self.concurrent(value, &id));
                }
            }
            if values.len() > 1 {
                values.sort_by_key(|value| (value.at, value.change));
                found.push(Divergence { part: part.to_owned(), key: format!("{prefix}{key}"), values });
            }
        }
    }

    fn concurrent(&self, value: Scalar, id: &ObjId) -> Concurrent {
        let hash = self.inner.hash_for_opid(id);
        let meta = hash.and_then(|hash| self.inner.get_change_meta_by_hash(&hash));
        let author = meta
            .as_ref()
            .and_then(|meta| meta.author.as_ref().and_then(|author| DeviceId::from_slice(author.as_bytes())));
        let at = meta.as_ref().map_or(0, |meta| meta.timestamp);
        let change = hash.map_or(ChangeId::from_bytes([0; 32]), |hash| ChangeId::from_bytes(hash.0));
        Concurrent { value, author, at: Timestamp::from_ms(at.saturating_mul(1000)), change }
    }
}

/// For every change the set of changes it builds on. Sets are bits, because a record may hold
/// thousands of changes and each may build on all before it.
struct Past {
    places: BTreeMap<ChangeHash, usize>,
    before: Vec<Bits>,
}

impl Past {
    /// Reads the graph; each change comes after those it builds on.
    fn of<'a>(graph: impl Iterator<Item = (ChangeHash, &'a [ChangeHash])>) -> Self {
        let mut past = Self { places: BTreeMap::new(), before: Vec::new() };
        for (at, (hash, deps)) in graph.enumerate() {
            let mut mine = Bits::default();
            for dep in deps.iter().filter_map(|dep| past.places.get(dep)) {
                mine.put(*dep);
                if let Some(before) = past.before.get(*dep) {
                    mine.join(before);
                }
            }
            past.places.insert(hash, at);
            past.before.push(mine);
        }
        past
    }

    fn place(&self, change: &ChangeId) -> Option<usize> {
        self.places.get(&ChangeHash(*change.as_bytes())).copied()
    }

    /// The writes that were made without knowing of some write by somebody else, or it of them.
    fn apart(&self, writes: &[(usize, Concurrent)]) -> Bits {
        let mut apart = Bits::default();
        let mut earlier: BTreeMap<Option<DeviceId>, Bits> = BTreeMap::new();
        for (at, write) in writes {
            for (_, theirs) in earlier.iter().filter(|(author, _)| **author != write.author) {
                let unknown = self.before.get(*at).map(|known| theirs.without(known)).unwrap_or_default();
                if !unknown.is_empty() {
                    apart.put(*at);
                    apart.join(&unknown);
                }
            }
            earlier.entry(write.author).or_default().put(*at);
        }
        apart
    }
}

/// A set of small numbers.
#[derive(Default)]
struct Bits(Vec<u64>);

impl Bits {
    fn put(&mut self, number: usize) {
        let word = number / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        if let Some(bits) = self.0.get_mut(word) {
            *bits |= 1 << (number % 64);
        }
    }

    fn has(&self, number: usize) -> bool {
        self.0.get(number / 64).is_some_and(|bits| bits & (1 << (number % 64)) != 0)
    }

    fn join(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine |= theirs;
        }
    }

    fn without(&self, other: &Self) -> Self {
        let theirs = other.0.iter().copied().chain(std::iter::repeat(0));
        Self(self.0.iter().zip(theirs).map(|(mine, theirs)| mine & !theirs).collect())
    }

    fn is_empty(&self) -> bool {
        self.0.iter().all(|bits| *bits == 0)
    }
}
