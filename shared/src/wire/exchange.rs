//! The two frames of a sync: what a device sends and what the server answers.

use minicbor::bytes::ByteVec;

use super::{Cursor, FrameError, InventoryAsk, Receipt, StreamDigest, Visit, Witness, decode_bounded};
use crate::access::StreamId;
use crate::doc::{Heads, Kind};
use crate::envelope::{Signed, brought};
use crate::frame::outline::{self, List};
use crate::id::DocId;
use crate::limits;
use crate::rules::{RulesMark, RulesNews};

/// What a device sends.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct Request {
    /// Protocol version.
    #[n(0)]
    pub version: u32,
    /// The device's clock, in milliseconds since 1970.
    #[n(1)]
    pub device_ms: i64,
    /// How many bytes of entries the device wants at most.
    #[n(2)]
    pub budget_bytes: u32,
    /// Where it stands.
    #[n(3)]
    pub cursors: Vec<Cursor>,
    /// What it brings, in the order in which it must be applied.
    #[n(4)]
    #[cbor(default, decode_with = "brought::decode")]
    pub envelopes: Vec<Signed>,
    /// Inventories it needs.
    #[n(5)]
    #[cbor(default)]
    pub inventories: Vec<InventoryAsk>,
    /// Records it wants whole.
    #[n(6)]
    #[cbor(default)]
    pub wants: Vec<DocId>,
    /// Streams whose records it has removed, as told.
    #[n(7)]
    #[cbor(default)]
    pub purged: Vec<StreamId>,
    /// Envelopes still waiting on the device after this request.
    #[n(8)]
    #[cbor(default)]
    pub unsent: u32,
    /// Records whose news follows from the receipts alone need not be told: see
    /// [`follows_from_receipts`](crate::sync::server::follows_from_receipts).
    #[n(9)]
    #[cbor(default)]
    pub terse: bool,
    /// The visit it was given last, if any.
    #[n(10)]
    pub visit: Option<Visit>,
    /// What it was told last of the server's audit chain, if anything.
    #[n(11)]
    pub witness: Option<Witness>,
    /// Up to which version it knows the ward's own rules; `None` from an app that cannot read them.
    #[n(12)]
    pub rules: Option<RulesMark>,
}

impl Request {
    /// Decodes and bounds a request.
    ///
    /// # Errors
    /// [`FrameError`] with the code the answer carries.
    pub fn read(bytes: &[u8]) -> Result<Self, FrameError> {
        outline::version(bytes).map_or(Ok(()), spoken)?;
        let request: Self = decode_bounded(
            bytes,
            &[
                List::new(3, "cursors", limits::CURSORS_PER_REQUEST_MAX),
                List::new(4, "envelopes", limits::ENVELOPES_PER_REQUEST_MAX),
                List::new(5, "inventories", limits::CURSORS_PER_REQUEST_MAX),
                List::new(6, "wants", limits::WANTS_PER_REQUEST_MAX),
                List::new(7, "purged", limits::CURSORS_PER_REQUEST_MAX),
            ],
        )?;
        spoken(request.version).map(|()| request)
    }
}

fn spoken(version: u32) -> Result<(), FrameError> {
    if version == limits::PROTOCOL_VERSION { Ok(()) } else { Err(FrameError::Version(version)) }
}

/// News of one record.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct Entry {
    /// The record.
    #[n(0)]
    pub doc: DocId,
    /// Its kind by number.
    #[n(1)]
    pub kind: u8,
    /// Its frontier on the server.
    #[n(2)]
    pub heads: Heads,
    /// Place in the stream of its last content.
    #[n(3)]
    pub content_seq: u64,
    /// Place in the stream up to which the ward has seen it; 0 if never.
    #[n(4)]
    pub seen_seq: u64,
    /// The whole record as an Automerge document chunk, when that is shorter than its history.
    #[n(5)]
    pub snapshot: Option<ByteVec>,
    /// Signed changes beyond the device's cursor, or beyond the snapshot, in order.
    #[n(6)]
    #[cbor(default)]
    pub envelopes: Vec<Signed>,
}

impl Entry {
    /// The kind, if this version knows it.
    #[must_use]
    pub fn known_kind(&self) -> Option<Kind> {
        Kind::from_number(self.kind)
    }
}

/// A page of what a stream holds, in order of record id.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct Inventory {
    /// The records after the one asked for, with their heads.
    #[n(0)]
    pub records: Vec<(DocId, Heads)>,
    /// Whether records follow after the last of these.
    #[n(1)]
    pub more: bool,
}

/// News of one stream. A stream the device did not name is newly granted.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct StreamNews {
    /// The stream.
    #[n(0)]
    pub stream: StreamId,
    /// Its epoch.
    #[n(1)]
    pub epoch: u64,
    /// The device's cursor after this news.
    #[n(2)]
    pub floor: u64,
    /// See [`Cursor`].
    #[n(3)]
    pub at: u64,
    /// Whether more follows at once.
    #[n(4)]
    pub more: bool,
    /// Digest over everything the stream holds.
    #[n(5)]
    pub digest: StreamDigest,
    /// Records with news.
    #[n(6)]
    #[cbor(default)]
    pub entries: Vec<Entry>,
    /// The cursor cannot be trusted: compare inventories from the start.
    #[n(7)]
    #[cbor(default)]
    pub reset: bool,
    /// The inventory page asked for.
    #[n(8)]
    pub inventory: Option<Inventory>,
    /// Records that left the stream since; none rather than an empty list.
    #[n(9)]
    pub gone: Option<Vec<DocId>>,
}

impl StreamNews {
    const LISTS: &[List] = &[
        List {
            inside: &[List::new(6, "envelopes", limits::ENVELOPES_PER_RESPONSE_MAX)],
            ..List::new(6, "entries", limits::ENTRIES_PER_RESPONSE_MAX)
        },
        List {
            inside: &[List::new(0, "records", limits::INVENTORIED_PER_RESPONSE_MAX)],
            ..List::new(8, "inventory", 0)
        },
        List::new(9, "gone", limits::INVENTORIED_PER_RESPONSE_MAX),
    ];
}

/// What the server answers.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct Response {
    /// Protocol version.
    #[n(0)]
    pub version: u32,
    /// The server's clock, in milliseconds since 1970.
    #[n(1)]
    pub server_ms: i64,
    /// One receipt per envelope brought, in the same order.
    #[n(2)]
    #[cbor(default)]
    pub receipts: Vec<Receipt>,
    /// Streams with something to say; a stream in step is not mentioned.
    #[n(3)]
    #[cbor(default)]
    pub streams: Vec<StreamNews>,
    /// Certificates of devices whose envelopes appear above.
    #[n(4)]
    #[cbor(default)]
    pub certificates: Vec<Signed>,
    /// Streams the device may no longer read: it hands in what is unsent and removes the rest.
    #[n(5)]
    #[cbor(default)]
    pub withdrawn: Vec<StreamId>,
    /// The visit this contact was counted as; the device shows it the next time.
    #[n(6)]
    pub visit: Option<Visit>,
    /// Where the server's audit chain ends; the device shows it the next time.
    #[n(7)]
    pub witness: Option<Witness>,
    /// When this device was revoked, if it was, in milliseconds since 1970.
    #[n(8)]
    pub revoked_ms: Option<i64>,
    /// What the device lacks of the ward's own rules.
    #[n(9)]
    pub rules: Option<RulesNews>,
}

impl Response {
    pub(crate) const LISTS: &[List] = &[
        List::new(2, "receipts", limits::ENVELOPES_PER_REQUEST_MAX),
        List { inside: StreamNews::LISTS, ..List::new(3, "streams", limits::CURSORS_PER_REQUEST_MAX) },
        List::new(4, "certificates", limits::CERTIFICATES_PER_RESPONSE_MAX),
        List::new(5, "withdrawn", limits::CURSORS_PER_REQUEST_MAX),
        List {
            inside: &[List::new(2, "rules_versions", limits::RULES_VERSIONS_MAX as usize + 1)],
            ..List::new(9, "rules", 0)
        },
    ];

    /// Decodes an answer of the protocol version spoken here.
    ///
    /// # Errors
    /// [`FrameError`] for anything else.
    pub fn read(bytes: &[u8]) -> Result<Self, FrameError> {
        outline::version(bytes).map_or(Ok(()), spoken)?;
        let response: Self = decode_bounded(bytes, Self::LISTS)?;
        spoken(response.version).map(|()| response)
    }
}
