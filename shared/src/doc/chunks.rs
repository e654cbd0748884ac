//! A record's changes as envelopes carry them: in chunks that the server's admission filter lets in.

use std::collections::BTreeSet;

use super::{ChunkForm, Doc, change_id};
use crate::admission::{self, Bounds};
use crate::id::ChangeId;
use crate::limits;

impl Doc {
    /// Changes in chunks that each fit an envelope, in an order in which each follows what it builds on.
    #[must_use]
    pub fn chunks_of(&self, changes: &[ChangeId]) -> Vec<Vec<u8>> {
        let mut chunks: Vec<PendingChunk> = Vec::new();
        for change in changes {
            let next = PendingChunk {
                bytes: self.change_chunks(&BTreeSet::from([*change])),
                changes: 1,
                ops: self.ops_of(change),
            };
            match chunks.last_mut().filter(|chunk| chunk.takes(&next)) {
                Some(chunk) => chunk.add(next),
                None => chunks.push(next),
            }
        }
        chunks.into_iter().map(|chunk| chunk.bytes).collect()
    }

    /// The whole record: as one document chunk where that fits an envelope, otherwise change by change from its
    /// foundation on.
    #[must_use]
    pub fn whole_chunks(&self) -> Vec<(ChunkForm, Vec<u8>)> {
        let whole = self.save();
        let fits = whole.len() <= limits::CHUNK_BYTES_MAX;
        if fits && admission::admit_document(&whole, &Bounds::of_chunks()).is_ok() {
            return vec![(ChunkForm::Document, whole)];
        }
        let all: Vec<ChangeId> = self.inner.get_changes(&[]).iter().map(|change| change_id(change.hash())).collect();
        self.chunks_of(&all).into_iter().map(|chunk| (ChunkForm::Changes, chunk)).collect()
    }

    fn ops_of(&self, change: &ChangeId) -> u64 {
        let meta = self.inner.get_change_meta_by_hash(&automerge::ChangeHash(*change.as_bytes()));
        meta.map_or(0, |meta| (meta.max_op + 1).saturating_sub(meta.start_op))
    }
}

struct PendingChunk {
    bytes: Vec<u8>,
    changes: u64,
    ops: u64,
}

impl PendingChunk {
    /// Half of the bytes leave room for what an envelope has around its chunk.
    fn takes(&self, next: &Self) -> bool {
        self.bytes.len() + next.bytes.len() <= limits::CHUNK_BYTES_MAX / 2
            && self.changes < limits::CHUNK_CHANGES_MAX
            && self.ops.saturating_add(next.ops) <= limits::CHUNK_OPS_MAX
    }

    fn add(&mut self, next: Self) {
        self.bytes.extend(next.bytes);
        self.changes += next.changes;
        self.ops += next.ops;
    }
}
