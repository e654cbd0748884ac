//! What two people wrote at the same place at the same time, read from Automerge.
//!
//! Every concurrent value is listed with who wrote it and when; nothing here picks one.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{ChangeHash, ChangeMetadata, ObjId, ObjType, ROOT, ReadDoc, Value, ValueRef};
use fixedbitset::FixedBitSet;

use super::history::Touch;
use super::panic_guard::catching_panics;
use super::{Doc, Scalar};
use crate::id::{ChangeId, DeviceId};
use crate::time::Timestamp;

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
    /// Every leaf that holds more than one distinct value, in the order of the record's parts. In a part that cannot be
    /// read nothing is found; [`Doc::tree`] tells of it.
    #[must_use]
    pub fn divergences(&self) -> Vec<Divergence> {
        let parts = catching_panics(|| {
            let objects = self.inner.map_range(&ROOT, ..).filter_map(|item| match item.value {
                ValueRef::Object(shape) => Some((item.key.to_string(), shape, item.id())),
                ValueRef::Scalar(_) => None,
            });
            objects.collect::<Vec<_>>()
        });
        let found = parts
            .into_iter()
            .flatten()
            .map(|(part, shape, id)| catching_panics(|| self.divergences_in(&part, shape, &id)).unwrap_or_default());
        found.flatten().collect()
    }

    /// The one value of a leaf and who wrote it; nothing where there is none, or where several stand beside each other.
    #[must_use]
    pub fn undisputed(&self, part: &str, leaf: &str) -> Option<Concurrent> {
        catching_panics(|| {
            let (_, object) = self.inner.get(ROOT, part).ok().flatten()?;
            let mut all = self.inner.get_all(&object, leaf).ok()?.into_iter();
            match (all.next(), all.next()) {
                (Some((Value::Scalar(scalar), id)), None) => Some(self.concurrent(Scalar::read(&scalar), &id)),
                _ => None,
            }
        })
        .flatten()
    }

    fn divergences_in(&self, part: &str, shape: ObjType, id: &ObjId) -> Vec<Divergence> {
        let mut found = Vec::new();
        match shape {
            ObjType::Map => self.gather(part, "", id, &mut found),
            ObjType::List => {
                for (index, entry) in self.inner.list_range(id, ..).enumerate() {
                    if matches!(entry.value, ValueRef::Object(ObjType::Map)) {
                        self.gather(part, &format!("{index}/"), &entry.id(), &mut found);
                    }
                }
            }
            ObjType::Text | ObjType::Table => {}
        }
        found
    }

    /// Running texts that several devices changed without knowing of each other, one entry each. In a record whose
    /// history branches more often than people can make it, that stands for every text with several writers.
    #[must_use]
    pub fn merged_texts(&self) -> Vec<Divergence> {
        catching_panics(|| self.texts_of_several()).unwrap_or_default()
    }

    fn texts_of_several(&self) -> Vec<Divergence> {
        let metas = self.inner.get_changes_meta(&[]);
        if metas.iter().all(|meta| meta.deps.len() < 2) && self.inner.get_heads().len() < 2 {
            return Vec::new();
        }
        let past = Past::of(&metas);
        let mut writes: BTreeMap<(String, String), Vec<(usize, Concurrent)>> = BTreeMap::new();
        for touch in self.touches() {
            let Touch { change, author, at, part, key, in_text } = touch;
            if let (true, Some(_), Some(place)) = (in_text, author, past.place(&change)) {
                let who = Concurrent { value: Scalar::Null, author, at, change };
                writes.entry((part, key)).or_default().push((place, who));
            }
        }
        let merged = writes.into_iter().map(|((part, key), writes)| {
            let apart = past.apart(&writes);
            let is_apart = |at: usize, write: &Concurrent| {
                apart
                    .as_ref()
                    .is_none_or(|apart| apart.get(&write.author).is_some_and(|stretches| stretches.contains(at)))
            };
            let kept = writes.into_iter().filter(|(at, write)| is_apart(*at, write));
            let mut all: Vec<Concurrent> = kept.map(|(_, write)| write).collect();
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
            let mut seen = BTreeSet::new();
            let mut values: Vec<Concurrent> = Vec::new();
            for (value, id) in all {
                let value = match value {
                    Value::Scalar(scalar) => Scalar::read(&scalar),
                    Value::Object(_) => Scalar::Null,
                };
                if seen.insert(value.identity()) {
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

/// Stretches of history that people can make: beyond these, what was written apart is not told from the rest.
const STRETCHES_MAX: usize = 2_048;

/// What every change builds on. Changes that follow each other with nothing else in between are one stretch, because a
/// record may hold tens of thousands of them; for every stretch the set of those before it is kept.
struct Past {
    stretches: BTreeMap<ChangeHash, usize>,
    /// `None` when the history branches too often.
    before: Option<Vec<FixedBitSet>>,
}

impl Past {
    /// Reads the graph; each change comes after those it builds on.
    fn of(metas: &[ChangeMetadata<'_>]) -> Self {
        let mut followers: BTreeMap<ChangeHash, usize> = BTreeMap::new();
        for dep in metas.iter().flat_map(|meta| meta.deps.iter()) {
            *followers.entry(*dep).or_default() += 1;
        }
        let mut stretches: BTreeMap<ChangeHash, usize> = BTreeMap::new();
        let mut begins: Vec<&ChangeMetadata<'_>> = Vec::new();
        for meta in metas {
            let goes_on = match meta.deps.as_slice() {
                [only] if followers.get(only) == Some(&1) => stretches.get(only).copied(),
                _ => None,
            };
            let stretch = goes_on.unwrap_or_else(|| {
                begins.push(meta);
                begins.len() - 1
            });
            stretches.insert(meta.hash, stretch);
        }
        if begins.len() > STRETCHES_MAX {
            return Self { stretches, before: None };
        }
        let mut before: Vec<FixedBitSet> = Vec::with_capacity(begins.len());
        for meta in begins {
            let mut mine = FixedBitSet::new();
            let above: BTreeSet<usize> = meta.deps.iter().filter_map(|dep| stretches.get(dep).copied()).collect();
            for dep in above {
                mine.grow_and_insert(dep);
                if let Some(before) = before.get(dep) {
                    mine.union_with(before);
                }
            }
            before.push(mine);
        }
        Self { stretches, before: Some(before) }
    }

    /// The stretch a change belongs to.
    fn place(&self, change: &ChangeId) -> Option<usize> {
        self.stretches.get(&ChangeHash(*change.as_bytes())).copied()
    }

    /// For every author the stretches in which they wrote without knowing of something that somebody else wrote, or the
    /// other of it; `None` when it is not known.
    fn apart(&self, writes: &[(usize, Concurrent)]) -> Option<BTreeMap<Option<DeviceId>, FixedBitSet>> {
        let before = self.before.as_ref()?;
        let mut by: BTreeMap<Option<DeviceId>, FixedBitSet> = BTreeMap::new();
        for (at, write) in writes {
            by.entry(write.author).or_default().grow_and_insert(*at);
        }
        let written: BTreeSet<(usize, Option<DeviceId>)> =
            writes.iter().map(|(at, write)| (*at, write.author)).collect();
        let mut apart: BTreeMap<Option<DeviceId>, FixedBitSet> = BTreeMap::new();
        for (at, author) in written {
            let Some(known) = before.get(at) else { continue };
            for (other, theirs) in by.iter().filter(|(other, _)| **other != author) {
                let unknown = below(theirs, at, known);
                if !unknown.is_clear() {
                    apart.entry(author).or_default().grow_and_insert(at);
                    apart.entry(*other).or_default().union_with(&unknown);
                }
            }
        }
        Some(apart)
    }
}

/// The numbers of a set below `end` that are not in `other`.
fn below(set: &FixedBitSet, end: usize, other: &FixedBitSet) -> FixedBitSet {
    let mut left = set.clone();
    left.difference_with(other);
    left.remove_range(end.min(set.len())..);
    left
}
