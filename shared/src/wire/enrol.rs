//! Enrolment: the code a person is given, what the device presents and what it gets.

use sha2::{Digest as _, Sha256};

use super::{decode, encode};
use crate::envelope::Signed;

/// Most characters of a text that is read as a code or a link to one.
const TEXT_CHARS_MAX: usize = 2_048;

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

/// Asks whom a code is for, which does not use it up. The secret itself is not sent: who reads this enrols nothing.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct LookRequest {
    /// SHA-256 of the code's secret.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub secret_hash: [u8; 32],
}

impl LookRequest {
    /// The question about `code`.
    #[must_use]
    pub fn of(code: &EnrolCode) -> Self {
        Self { secret_hash: Sha256::digest(code.secret).into() }
    }
}

/// Whom a code is for, as long as nobody has used it.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct EnrolOffer {
    /// The person.
    #[n(1)]
    pub person: String,
    /// The stored code of the role.
    #[n(2)]
    pub role: String,
    /// The name of the organisation.
    #[n(3)]
    pub org: String,
    /// The name of the ward.
    #[n(4)]
    pub ward: String,
    /// When the code ends, in milliseconds of the server's clock.
    #[n(5)]
    pub expires_ms: i64,
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

    /// The text form behind a link, which a phone's camera opens: the app at `{url}/app/`. What stands behind `#` is not
    /// sent to anybody.
    #[must_use]
    pub fn to_link(&self) -> String {
        format!("{}/app/#{}", self.url, self.to_text())
    }

    /// Reads the text form, or a link that ends in it; white space and line breaks are ignored. Of a link only what
    /// stands behind `#` counts: the server is the one the code names.
    ///
    /// # Errors
    /// [`BadEnrolCode`] for anything else.
    pub fn parse(text: &str) -> Result<Self, BadEnrolCode> {
        let joined: String = text.chars().filter(|c| !c.is_whitespace()).take(TEXT_CHARS_MAX).collect();
        let text = match joined.split_once('#') {
            Some((link, text)) if link.starts_with("https://") || link.starts_with("http://") => text,
            _ => joined.as_str(),
        };
        let code = text.strip_prefix("SEN1-").ok_or(BadEnrolCode)?;
        let bytes = bs58::decode(code).with_check(None).into_vec().ok().ok_or(BadEnrolCode)?;
        let code: Self = decode(&bytes).ok().ok_or(BadEnrolCode)?;
        if code.url.starts_with("https://") { Ok(code) } else { Err(BadEnrolCode) }
    }
}
