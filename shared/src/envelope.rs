//! Signatures: what a device signs, and how the ward vouches for a device.
//!
//! Everything signed travels as the exact bytes that were signed, so nothing is ever re-encoded to
//! be checked. Each kind of signed thing has a label of its own in the hash.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use minicbor::bytes::ByteVec;

use crate::access::{Place, Role};
use crate::doc::{ChunkForm, Heads, Kind};
use crate::frame::{self, FrameError};
use crate::id::{DeviceId, DocId, EnvelopeId, HeldId, OrgId, labelled_hash};
use crate::time::Timestamp;

/// Label under which envelopes are signed.
pub const ENVELOPE_LABEL: &str = "sen/envelope/1";
/// Label under which certificates are signed.
pub const CERTIFICATE_LABEL: &str = "sen/certificate/1";
/// Label under which enrolment requests are signed.
pub const ENROLMENT_LABEL: &str = "sen/enrolment/1";

/// A signature that does not hold.
#[derive(Debug, thiserror::Error)]
pub enum SignatureError {
    /// The signature is not by that key over these bytes.
    #[error("the signature does not hold")]
    Forged(#[from] ed25519_dalek::SignatureError),
    /// The signed bytes are not what they should be.
    #[error("the signed bytes cannot be read: {0}")]
    Unreadable(#[from] FrameError),
}

/// Signed bytes: CBOR `[body, signature]`; the signature is Ed25519 over the labelled SHA-256 of the body.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode)]
pub struct Signed {
    #[n(0)]
    body: ByteVec,
    #[cbor(n(1), with = "minicbor::bytes")]
    signature: [u8; 64],
}

impl<'b, C> minicbor::Decode<'b, C> for Signed {
    fn decode(d: &mut minicbor::Decoder<'b>, ctx: &mut C) -> Result<Self, minicbor::decode::Error> {
        frame::parts(d, 2)?;
        Ok(Self { body: minicbor::Decode::decode(d, ctx)?, signature: minicbor::bytes::decode(d, ctx)? })
    }
}

/// What a device brings, one by one: an element that is no Signed must not block the rest. It is taken
/// for a body that nobody signed, as which it is judged, and held; its bytes stay.
pub(crate) mod brought {
    use super::Signed;

    pub(crate) fn decode<'b, C>(
        d: &mut minicbor::Decoder<'b>,
        ctx: &mut C,
    ) -> Result<Vec<Signed>, minicbor::decode::Error> {
        let all: Vec<Element<'b>> = minicbor::Decode::decode(d, ctx)?;
        Ok(all.into_iter().map(|Element(bytes)| one(bytes)).collect())
    }

    /// The bytes of one element.
    struct Element<'b>(&'b [u8]);

    impl<'b, C> minicbor::Decode<'b, C> for Element<'b> {
        fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
            let begin = d.position();
            d.skip()?;
            let bytes = d.input().get(begin..d.position());
            bytes.map(Self).ok_or_else(minicbor::decode::Error::end_of_input)
        }
    }

    fn one(bytes: &[u8]) -> Signed {
        let signed = minicbor::decode(bytes);
        signed.unwrap_or_else(|_| Signed { body: bytes.to_vec().into(), signature: [0; 64] })
    }
}

impl Signed {
    /// Encodes and signs `value` under a label.
    #[must_use]
    pub fn seal<T: minicbor::Encode<()>>(label: &str, value: &T, key: &SigningKey) -> Self {
        let body = frame::encode(value);
        let signature = key.sign(&labelled_hash(label, &[&body])).to_bytes();
        Self { body: body.into(), signature }
    }

    /// Checks the signature and decodes the body.
    ///
    /// # Errors
    /// [`SignatureError`] when the key did not sign these bytes under that label.
    pub fn open<T: for<'b> minicbor::Decode<'b, ()>>(
        &self,
        label: &str,
        public_key: &[u8; 32],
    ) -> Result<T, SignatureError> {
        self.verify(label, public_key)?;
        Ok(frame::decode(&self.body)?)
    }

    /// Decodes the body without checking who signed it; only to learn whose signature to expect.
    ///
    /// # Errors
    /// [`FrameError`] when the body is not of that shape.
    pub fn peek<T: for<'b> minicbor::Decode<'b, ()>>(&self) -> Result<T, FrameError> {
        frame::decode(&self.body)
    }

    /// Decodes a body that was let in before, and kept. Earlier versions let in encodings that nobody is let in with any
    /// more, and what they kept has to stay readable.
    ///
    /// # Errors
    /// [`FrameError`] when the body is not of that shape.
    pub fn kept<T: for<'b> minicbor::Decode<'b, ()>>(&self) -> Result<T, FrameError> {
        frame::decode_kept(&self.body)
    }

    /// Checks the signature alone.
    ///
    /// # Errors
    /// [`SignatureError::Forged`] when the key did not sign these bytes under that label.
    pub fn verify(&self, label: &str, public_key: &[u8; 32]) -> Result<(), SignatureError> {
        let key = VerifyingKey::from_bytes(public_key)?;
        let digest = labelled_hash(label, &[&self.body]);
        Ok(key.verify_strict(&digest, &Signature::from_bytes(&self.signature))?)
    }

    /// Length of the body in bytes.
    #[must_use]
    pub fn body_len(&self) -> usize {
        self.body.len()
    }

    /// The digest a signature under that label covers.
    #[must_use]
    pub fn digest(&self, label: &str) -> [u8; 32] {
        labelled_hash(label, &[&self.body])
    }

    /// The id of an envelope: the start of the digest its signature covers.
    #[must_use]
    pub fn envelope_id(&self) -> EnvelopeId {
        EnvelopeId::of_digest(self.digest(ENVELOPE_LABEL))
    }

    /// The id of this very copy, signature and all: the same body under another signature has another.
    #[must_use]
    pub fn held_id(&self) -> HeldId {
        HeldId::of_digest(labelled_hash("sen/held/1", &[&self.body, &self.signature]))
    }
}

/// Signed changes to one record.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct Envelope {
    /// The organisation whose record it is.
    #[n(1)]
    pub org: OrgId,
    /// The record.
    #[n(2)]
    pub doc: DocId,
    /// The record's kind by number; a newer app may know more kinds than this version.
    #[n(3)]
    pub kind: u8,
    /// The frontier the changes were made on; empty for a record the writer began.
    #[n(4)]
    pub base: Heads,
    /// What the chunk is.
    #[n(5)]
    pub form: ChunkForm,
    /// The Automerge bytes.
    #[n(6)]
    pub chunk: ByteVec,
    /// The device that wrote and signed.
    #[n(7)]
    pub device: DeviceId,
}

impl Envelope {
    /// The kind, if this version knows it.
    #[must_use]
    pub fn known_kind(&self) -> Option<Kind> {
        Kind::from_number(self.kind)
    }

    /// Signs with the device's key.
    #[must_use]
    pub fn seal(&self, key: &SigningKey) -> Signed {
        Signed::seal(ENVELOPE_LABEL, self, key)
    }
}

/// The ward's word on whose key a device holds and in which place.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct Certificate {
    /// The device's Ed25519 public key.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub public_key: [u8; 32],
    /// The organisation the person is enrolled in.
    #[n(2)]
    pub org: OrgId,
    /// The role's stable code.
    #[n(3)]
    pub role: String,
    /// The person's name.
    #[n(4)]
    pub person: String,
    /// The person's member record, if there is one.
    #[n(5)]
    pub member: Option<DocId>,
    /// When it was issued, in milliseconds since 1970.
    #[n(6)]
    pub issued_ms: i64,
}

impl Certificate {
    /// The device certified.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        DeviceId::of_key(&self.public_key)
    }

    /// The place certified.
    #[must_use]
    pub fn place(&self) -> Place {
        Place { org: self.org, role: Role::read(&self.role) }
    }

    /// When it was issued.
    #[must_use]
    pub const fn issued_at(&self) -> Timestamp {
        Timestamp::from_ms(self.issued_ms)
    }

    /// Signs with the ward's key.
    #[must_use]
    pub fn seal(&self, ward: &SigningKey) -> Signed {
        Signed::seal(CERTIFICATE_LABEL, self, ward)
    }
}

#[cfg(test)]
mod tests;
