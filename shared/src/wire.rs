//! The bytes of the protocol: CBOR with integer keys, decoded strictly, bounded before use.
//!
//! docs/protocol.md describes every frame here; the golden tests pin one example of each.

use minicbor::bytes::ByteVec;

use crate::access::{StreamClass, StreamId};
use crate::code::codes;
use crate::doc::{Heads, Kind};
use crate::envelope::Signed;
use crate::id::{DocId, EnvelopeId, OrgId};
use crate::limits;

/// Bytes that are not the frame they should be.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// Not CBOR of that shape.
    #[error("not a readable frame: {0}")]
    Malformed(#[from] minicbor::decode::Error),
    /// More bytes follow the frame.
    #[error("bytes are left over after the frame")]
    TrailingBytes,
    /// A bound of `limits` is exceeded.
    #[error("more than {max} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// The bound.
        max: usize,
    },
    /// A protocol version this side does not speak.
    #[error("protocol version {0} is not spoken here")]
    Version(u32),
}

impl FrameError {
    /// The error code of docs/protocol.md.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) | Self::TrailingBytes => "bad_frame",
            Self::TooMany { .. } => "too_many",
            Self::Version(_) => "unsupported_version",
        }
    }
}

/// Encodes a frame. Writing to memory cannot fail.
#[must_use]
pub fn encode<T: minicbor::Encode<()>>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    let written = minicbor::encode(value, &mut bytes);
    debug_assert!(written.is_ok(), "writing to memory cannot fail");
    bytes
}

/// Decodes exactly one frame.
///
/// # Errors
/// [`FrameError`] for anything but one frame of that shape.
pub fn decode<T: for<'b> minicbor::Decode<'b, ()>>(bytes: &[u8]) -> Result<T, FrameError> {
    let mut decoder = minicbor::Decoder::new(bytes);
    let value = decoder.decode()?;
    if decoder.position() == bytes.len() { Ok(value) } else { Err(FrameError::TrailingBytes) }
}

impl<C> minicbor::Encode<C> for StreamId {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.bytes(&self.to_bytes())?.ok()
    }
}

impl<'b, C> minicbor::Decode<'b, C> for StreamId {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        Self::from_bytes(d.bytes()?).ok_or_else(|| minicbor::decode::Error::message("not a stream id"))
    }
}

impl StreamId {
    /// 17 bytes: the class (0 own, 1 published), then the organisation.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 17] {
        let mut bytes = [0; 17];
        let class = match self.class {
            StreamClass::Own => 0,
            StreamClass::Published => 1,
        };
        for (to, from) in bytes.iter_mut().zip(std::iter::once(&class).chain(self.org.as_bytes())) {
            *to = *from;
        }
        bytes
    }

    /// Reads what [`StreamId::to_bytes`] wrote.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (class, org) = bytes.split_first()?;
        let class = match class {
            0 => StreamClass::Own,
            1 => StreamClass::Published,
            _ => return None,
        };
        Some(Self { org: OrgId::from_slice(org)?, class })
    }
}

/// 16 bytes that two sides holding the same heads arrive at alike.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StreamDigest(pub [u8; 16]);

impl StreamDigest {
    /// Adds or removes one record's heads; doing it twice undoes it, and order does not matter.
    pub fn toggle(&mut self, doc: DocId, heads: &Heads) {
        if heads.is_empty() {
            return;
        }
        let mut parts: Vec<&[u8]> = vec![doc.as_bytes()];
        parts.extend(heads.as_slice().iter().map(|id| id.as_bytes().as_slice()));
        let hash = crate::id::labelled_hash("sen/heads/1", &parts);
        for (mine, byte) in self.0.iter_mut().zip(hash) {
            *mine ^= byte;
        }
    }
}

impl<C> minicbor::Encode<C> for StreamDigest {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.bytes(&self.0)?.ok()
    }
}

impl<'b, C> minicbor::Decode<'b, C> for StreamDigest {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let bytes = d.bytes()?.try_into().map_err(minicbor::decode::Error::custom)?;
        Ok(Self(bytes))
    }
}

/// Where a device stands in one stream.
///
/// It holds everything up to `floor`, and everything of every record whose last entry is at or
/// before `at`; the two differ only while a long answer is read page by page.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct Cursor {
    /// The stream.
    #[n(0)]
    pub stream: StreamId,
    /// The epoch the numbers belong to.
    #[n(1)]
    pub epoch: u64,
    /// See above.
    #[n(2)]
    pub floor: u64,
    /// See above.
    #[n(3)]
    pub at: u64,
    /// Digest over what the device knows the server to hold.
    #[n(4)]
    pub digest: StreamDigest,
}

/// Asks for a page of a stream's inventory, the records after `after` in order of id.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct InventoryAsk {
    /// The stream.
    #[n(0)]
    pub stream: StreamId,
    /// The last record of the page before.
    #[n(1)]
    pub after: Option<DocId>,
}

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
    #[cbor(default)]
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
}

impl Request {
    /// Decodes and bounds a request.
    ///
    /// # Errors
    /// [`FrameError`] with the code the answer carries.
    pub fn read(bytes: &[u8]) -> Result<Self, FrameError> {
        let request: Self = decode(bytes)?;
        if request.version != limits::PROTOCOL_VERSION {
            return Err(FrameError::Version(request.version));
        }
        let bounds = [
            ("envelopes", request.envelopes.len(), limits::ENVELOPES_PER_REQUEST_MAX),
            ("cursors", request.cursors.len(), limits::CURSORS_PER_REQUEST_MAX),
            ("inventories", request.inventories.len(), limits::CURSORS_PER_REQUEST_MAX),
            ("wants", request.wants.len(), limits::WANTS_PER_REQUEST_MAX),
            ("purged", request.purged.len(), limits::CURSORS_PER_REQUEST_MAX),
        ];
        match bounds.into_iter().find(|(_, len, max)| len > max) {
            Some((what, _, max)) => Err(FrameError::TooMany { what, max }),
            None => Ok(request),
        }
    }
}

codes! {
    /// Why the server keeps an envelope aside instead of merging it.
    HoldReason {
        /// The device was revoked.
        Revoked = "revoked",
        /// It builds on changes the server does not have.
        UnknownDependency = "unknown_dependency",
        /// The bytes cannot be read.
        Damaged = "damaged",
        /// A bound is exceeded.
        OverQuota = "over_quota",
        /// The record lies outside the device's place, or its role does not write such records.
        WrongPlace = "wrong_place",
        /// It carries changes another device wrote.
        WrongAuthor = "wrong_author",
        /// A cloned phone used the same numbers twice.
        DuplicateActor = "duplicate_actor",
        /// A kind of record this server does not know yet.
        NewerFormat = "newer_format",
        /// The signature is missing or does not hold.
        BadSignature = "missing_signature",
    }
}

/// What became of one envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// On disk and merged, at this place of the stream.
    Merged(u64),
    /// It was there before, at this place of the stream.
    Duplicate(u64),
    /// On disk, but set aside for the ward to release or dismiss.
    Held(HoldReason),
    /// Not taken: the device keeps it and shows why.
    Refused(String),
}

/// The server's word on one envelope: on the wire `[id, fate, seq or reason]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The envelope.
    pub envelope: EnvelopeId,
    /// What became of it.
    pub fate: Fate,
}

impl<C> minicbor::Encode<C> for Receipt {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(3)?.bytes(self.envelope.as_bytes())?;
        match &self.fate {
            Fate::Merged(seq) => e.u8(0)?.u64(*seq)?,
            Fate::Duplicate(seq) => e.u8(1)?.u64(*seq)?,
            Fate::Held(reason) => e.u8(2)?.str(reason.code())?,
            Fate::Refused(reason) => e.u8(3)?.str(reason)?,
        };
        Ok(())
    }
}

impl<'b, C> minicbor::Decode<'b, C> for Receipt {
    fn decode(d: &mut minicbor::Decoder<'b>, ctx: &mut C) -> Result<Self, minicbor::decode::Error> {
        if d.array()? != Some(3) {
            return Err(minicbor::decode::Error::message("a receipt has three parts"));
        }
        let envelope = minicbor::Decode::decode(d, ctx)?;
        let fate = match d.u8()? {
            0 => Fate::Merged(d.u64()?),
            1 => Fate::Duplicate(d.u64()?),
            2 => Fate::Held(HoldReason::read(d.str()?)),
            _ => Fate::Refused(d.str()?.to_owned()),
        };
        Ok(Self { envelope, fate })
    }
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
}

impl Response {
    /// Decodes an answer of the protocol version spoken here.
    ///
    /// # Errors
    /// [`FrameError`] for anything else.
    pub fn read(bytes: &[u8]) -> Result<Self, FrameError> {
        let response: Self = decode(bytes)?;
        if response.version == limits::PROTOCOL_VERSION {
            Ok(response)
        } else {
            Err(FrameError::Version(response.version))
        }
    }
}

/// What a new device presents with its one-time code.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct EnrolRequest {
    /// The code's secret.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub secret: [u8; 16],
    /// The device's fresh public key; the request is signed with it.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub public_key: [u8; 32],
    /// What the person calls the phone.
    #[n(3)]
    pub label: String,
}

/// What the server gives an enrolled device.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct EnrolResponse {
    /// The device's certificate.
    #[n(1)]
    pub certificate: Signed,
    /// The bearer token for `/v1/sync`; the server keeps only its hash.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub token: [u8; 32],
    /// The ward's public key, against which certificates are checked from now on.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub ward_key: [u8; 32],
}

/// An error answer.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct ErrorFrame {
    /// A stable code of docs/protocol.md.
    #[n(1)]
    pub code: String,
    /// A sentence for a person.
    #[n(2)]
    pub message: String,
}

/// What an enrolment code carries; as text `SEN1-` and base58check.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct EnrolCode {
    /// The server's address, `https://host:port`.
    #[n(1)]
    pub url: String,
    /// SHA-256 of the server certificate's public key (SubjectPublicKeyInfo, DER).
    #[cbor(n(2), with = "minicbor::bytes")]
    pub pin: [u8; 32],
    /// The one-time secret.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub secret: [u8; 16],
}

/// A text that is no enrolment code.
#[derive(Debug, thiserror::Error)]
#[error("this is not an enrolment code, or it was copied incompletely")]
pub struct BadEnrolCode;

impl EnrolCode {
    /// The text form, for a QR code or for typing.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("SEN1-{}", bs58::encode(encode(self)).with_check().into_string())
    }

    /// Reads the text form; white space and line breaks are ignored.
    ///
    /// # Errors
    /// [`BadEnrolCode`] for anything else.
    pub fn parse(text: &str) -> Result<Self, BadEnrolCode> {
        let joined: String = text.chars().filter(|c| !c.is_whitespace()).take(1024).collect();
        let code = joined.strip_prefix("SEN1-").ok_or(BadEnrolCode)?;
        let bytes = bs58::decode(code).with_check(None).into_vec().ok().ok_or(BadEnrolCode)?;
        let code: Self = decode(&bytes).ok().ok_or(BadEnrolCode)?;
        if code.url.starts_with("https://") { Ok(code) } else { Err(BadEnrolCode) }
    }
}

#[cfg(test)]
mod tests;
