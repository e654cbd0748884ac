//! What the ledger knows of a stream, a record and an envelope: the rows the engine stores.

use std::collections::BTreeSet;

use crate::access::StreamId;
use crate::doc::{Heads, Kind};
use crate::envelope::Signed;
use crate::id::{DocId, EnvelopeId};
use crate::wire::HoldReason;

/// How a stream is being read.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub enum Phase {
    /// By cursor.
    #[n(0)]
    Following,
    /// By comparing inventories, because the cursor could not be trusted.
    #[n(1)]
    Reconciling {
        /// Last record compared.
        #[n(0)]
        after: Option<DocId>,
        /// The stream's last number when the comparison began.
        #[n(1)]
        until: u64,
    },
}

/// Where this device stands in one stream.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct StreamState {
    /// The epoch of the numbers.
    #[n(0)]
    pub epoch: u64,
    /// See [`Cursor`](crate::wire::Cursor).
    #[n(1)]
    pub floor: u64,
    /// See [`Cursor`](crate::wire::Cursor).
    #[n(2)]
    pub at: u64,
    /// How it is being read.
    #[n(3)]
    pub phase: Phase,
    /// A comparison ended and the digests still differ: shown to the person, not hidden.
    #[n(4)]
    pub differs: bool,
    /// The server withdrew it: nothing is read any more, what is unsent is still handed in.
    #[n(5)]
    pub withdrawn: bool,
}

impl Default for StreamState {
    fn default() -> Self {
        Self { epoch: 0, floor: 0, at: 0, phase: Phase::Following, differs: false, withdrawn: false }
    }
}

/// What this device knows of one record.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct RecordState {
    /// Its kind, unless nothing of it is known but its id: an inventory names records without their kinds.
    #[n(0)]
    pub kind: Option<Kind>,
    /// The stream it lives in.
    #[n(1)]
    pub stream: StreamId,
    /// Its frontier on the server, as last told.
    #[n(2)]
    pub server_heads: Heads,
    /// Place in the stream of its last content.
    #[n(3)]
    pub content_seq: u64,
    /// Place up to which the ward has seen it.
    #[n(4)]
    pub seen_seq: u64,
    /// The frontier up to which this device's own changes are in envelopes.
    #[n(5)]
    pub sealed: Heads,
    /// Changes were written that are in no envelope yet.
    #[n(6)]
    pub unsealed: bool,
    /// The record has to be fetched whole.
    #[n(7)]
    pub wanted: bool,
    /// Part of it came as a snapshot, without the signed envelopes.
    #[n(8)]
    pub from_snapshot: bool,
    /// The number of a kind only newer apps know: counted, so that both sides agree on what the
    /// stream holds, but not kept here.
    #[n(9)]
    pub newer_kind: Option<u8>,
    /// It left the stream: it goes from this device once nothing of it is unsent.
    #[n(10)]
    #[cbor(default)]
    pub leaving: bool,
    /// It left and is not here any more: all that is kept is that it is not begun again.
    #[n(11)]
    #[cbor(default)]
    pub is_gone: bool,
}

impl RecordState {
    pub(super) fn new(kind: Option<Kind>, stream: StreamId) -> Self {
        Self {
            kind,
            stream,
            server_heads: Heads::default(),
            content_seq: 0,
            seen_seq: 0,
            sealed: Heads::default(),
            unsealed: false,
            wanted: false,
            from_snapshot: false,
            newer_kind: None,
            leaving: false,
            is_gone: false,
        }
    }

    /// What is kept of a record that left a stream.
    pub(super) fn gone(kind: Option<Kind>, stream: StreamId) -> Self {
        Self { is_gone: true, ..Self::new(kind, stream) }
    }

    /// Notes that it lives in a stream, as the server says. Numbers mean nothing outside their stream.
    pub(super) fn lies_in(&mut self, stream: StreamId) {
        self.leaving = false;
        if self.stream != stream {
            (self.stream, self.content_seq, self.seen_seq) = (stream, 0, 0);
        }
    }
}

/// An envelope on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Order in which envelopes were made.
    pub order: u64,
    /// The record.
    pub doc: DocId,
    /// The signed bytes.
    pub sealed: Signed,
    /// Set aside by the server, with the reason, or not taken at all.
    pub aside: Option<Aside>,
}

/// Why an envelope waits although the server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aside {
    /// The server keeps it; the ward can release it.
    Held(HoldReason),
    /// The server did not take it; it is tried again.
    Refused(String),
}

/// How safe a record is. Never rounded up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Safety {
    /// Something was written that is only on this phone.
    OnThisPhone,
    /// The server keeps something aside; it is on disk there, but not merged.
    Held(HoldReason),
    /// Everything written here is on the server's disk.
    SafeOnServer,
    /// And the ward has seen it as it is.
    SeenByWard,
}

impl Safety {
    /// Every stable code, from the least safe to the safest.
    pub const CODES: [&'static str; 4] = ["on_this_phone", "held", "safe_on_server", "seen_by_ward"];

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OnThisPhone => "on_this_phone",
            Self::Held(_) => "held",
            Self::SafeOnServer => "safe_on_server",
            Self::SeenByWard => "seen_by_ward",
        }
    }
}

/// Rows that changed and have to be stored; the caller that stores them takes them out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dirty {
    /// Streams to store, or to delete if the ledger no longer has them.
    pub streams: BTreeSet<StreamId>,
    /// Records to store, or to delete likewise.
    pub records: BTreeSet<DocId>,
    /// Envelopes to store, or to delete likewise.
    pub outbox: BTreeSet<EnvelopeId>,
}

/// What the engine has to do after an inventory was compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// Records of which the server lacks something: their kept envelopes go out again.
    pub hand_in: BTreeSet<DocId>,
    /// Records that are here and were taken to live in another stream.
    pub moved: BTreeSet<DocId>,
}
