//! What two people wrote at the same place at the same time, read from Automerge.
//!
//! Every concurrent value is listed with who wrote it and when; nothing here picks one.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{ObjId, ObjType, ROOT, ReadDoc, Value, ValueRef};

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
        let ancestors = ancestors(&metas.iter().map(|meta| (meta.hash, meta.deps.clone())).collect::<Vec<_>>());
        let mut writers: BTreeMap<(String, String), Vec<(automerge::ChangeHash, Concurrent)>> = BTreeMap::new();
        for touch in self.touches() {
            if let (true, Some(author)) = (touch.in_text, touch.author) {
                let hash = automerge::ChangeHash(*touch.change.as_bytes());
                let who = Concurrent { value: Scalar::Null, author: Some(author), at: touch.at, change: touch.change };
                writers.entry((touch.part, touch.key)).or_default().push((hash, who));
            }
        }
        let mut merged = Vec::new();
        for ((part, key), writes) in writers {
            let mut values: Vec<Concurrent> = Vec::new();
            for (hash, write) in &writes {
                let apart = writes.iter().any(|(other, by)| {
                    by.author != write.author
                        && !is_ancestor(&ancestors, hash, other)
                        && !is_ancestor(&ancestors, other, hash)
                });
                if apart && !values.iter().any(|seen| seen.author == write.author) {
                    values.push(write.clone());
                }
            }
            if values.len() > 1 {
                merged.push(Divergence { part, key, values });
            }
        }
        merged
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

type Ancestors = BTreeMap<automerge::ChangeHash, BTreeSet<automerge::ChangeHash>>;

fn ancestors(graph: &[(automerge::ChangeHash, Vec<automerge::ChangeHash>)]) -> Ancestors {
    let mut all = Ancestors::new();
    for (hash, deps) in graph {
        let mut mine: BTreeSet<_> = deps.iter().copied().collect();
        for dep in deps {
            mine.extend(all.get(dep).into_iter().flatten().copied());
        }
        all.insert(*hash, mine);
    }
    all
}

fn is_ancestor(all: &Ancestors, older: &automerge::ChangeHash, younger: &automerge::ChangeHash) -> bool {
    all.get(younger).is_some_and(|set| set.contains(older))
}
