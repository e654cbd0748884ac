//! Enrolment: the code a person is given, what the device presents and what it gets.

use super::{decode, encode};
use crate::envelope::Signed;

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
