//! Becoming a device: one key pair, one code, one certificate.
//!
//! The key pair is in the vault before anything is sent, so an answer that is cut off can be asked
//! for again with the same key.

use shared::SigningKey;
use shared::doc::Pen;
use shared::envelope::{CERTIFICATE_LABEL, Certificate, ENROLMENT_LABEL, SignatureError, Signed};
use shared::id::DeviceId;
use shared::wire::{self, BadEnrolCode, EnrolCode, EnrolRequest, EnrolResponse, FrameError};
use zeroize::Zeroizing;

use super::{Engine, EngineError, KEY, Standing};
use crate::entropy::Entropy;
use crate::net::NetError;
#[cfg(not(target_family = "wasm"))]
use crate::net::Transport;
use crate::vault::{Reader, VaultError};

const NEXT_KEY: &str = "next_device_key";
const TOKEN: &str = "token";
const WARD_KEY: &str = "ward_key";
const URL: &str = "url";
const PIN: &str = "pin";
const CERTIFICATE: &str = "own_certificate";

/// Why enrolment did not succeed; it can be tried again with the same code.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// The text is no code.
    #[error(transparent)]
    Code(#[from] BadEnrolCode),
    /// The label is too long or empty.
    #[error("name the phone in at most {0} characters")]
    Label(usize),
    /// The server could not be reached or said no.
    #[error(transparent)]
    Net(NetError),
    /// The answer is not one.
    #[error("the server's answer cannot be read: {0}")]
    Answer(#[from] FrameError),
    /// The certificate is not signed by the ward it names.
    #[error("the ward's certificate does not hold: {0}")]
    Certificate(#[from] SignatureError),
    /// The certificate is for another device's key.
    #[error("the certificate is for another device")]
    AnotherKey,
    /// Somebody is enrolled here already.
    #[error("{0} is enrolled here already")]
    Occupied(String),
    /// What was written here has to be handed in before somebody else takes this device over.
    #[error("{0} thing(s) written here were not sent yet")]
    Unsent(usize),
    /// The code is of another ward, whose server must not be shown what was written for this one.
    #[error("this vault belongs to another ward; begin a new one")]
    AnotherWard,
    /// The server knows no such code, or it enrolled another device already.
    #[error("the code is unknown or already used")]
    UsedCode,
    /// The code was good for a day, which is over.
    #[error("the code is expired")]
    ExpiredCode,
    /// This device could not store it.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<NetError> for EnrolError {
    fn from(error: NetError) -> Self {
        match error {
            NetError::Refused { code, .. } if code == "unknown_code" => Self::UsedCode,
            NetError::Refused { code, .. } if code == "expired_code" => Self::ExpiredCode,
            error => Self::Net(error),
        }
    }
}

impl From<VaultError> for EnrolError {
    fn from(error: VaultError) -> Self {
        Self::Engine(error.into())
    }
}

/// What an enrolled device knows of its server and of itself.
#[derive(Clone)]
pub struct Enrolment {
    /// The server's address.
    pub url: String,
    /// SHA-256 of the server certificate's public key.
    pub pin: [u8; 32],
    /// The ward's public key.
    pub ward_key: [u8; 32],
    /// This device's certificate.
    pub certificate: Certificate,
    token: Zeroizing<[u8; 32]>,
}

impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Enrolment").field("url", &self.url).finish_non_exhaustive()
    }
}

impl Enrolment {
    /// The bearer token of this device.
    #[must_use]
    pub fn token(&self) -> &[u8; 32] {
        &self.token
    }

    pub(super) fn read(stored: &Reader<'_>) -> Result<Option<Self>, VaultError> {
        let wrong = || VaultError::Unreadable("account");
        let Some(sealed) = stored.meta(CERTIFICATE)? else { return Ok(None) };
        let bytes32 = |key: &str| -> Result<[u8; 32], VaultError> {
            stored.meta(key)?.and_then(|bytes| bytes.try_into().ok()).ok_or_else(wrong)
        };
        let ward_key = bytes32(WARD_KEY)?;
        let sealed: Signed = wire::decode(&sealed).ok().ok_or_else(wrong)?;
        let url = stored.meta(URL)?.and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(wrong)?;
        Ok(Some(Self {
            url,
            pin: bytes32(PIN)?,
            ward_key,
            certificate: sealed.open(CERTIFICATE_LABEL, &ward_key).ok().ok_or_else(wrong)?,
            token: Zeroizing::new(bytes32(TOKEN)?),
        }))
    }
}

impl Engine {
    /// Enrols this device with a one-time code, over `transport` or one made for the code.
    ///
    /// # Errors
    /// [`EnrolError`]; nothing is stored but the key pair, and the same code may be tried again.
    #[cfg(not(target_family = "wasm"))]
    pub fn enrol(&mut self, code: &str, label: &str, transport: Option<&Transport>) -> Result<(), EnrolError> {
        let (code, request) = self.begin_enrolment(code, label)?;
        self.ask_and_finish(&code, &request, transport)
    }

    /// Enrols a device that is enrolled already once more, as whomever the code names: it becomes a new device with a
    /// key of its own. What it wrote before stays signed by the old one. Records the new place may not read leave with
    /// the next sync, after what is held of them was offered.
    ///
    /// # Errors
    /// As [`Engine::enrol`]; [`EnrolError::Unsent`] while anything waits, unless the ward turns this device away: then
    /// only the new one can bring it.
    #[cfg(not(target_family = "wasm"))]
    pub fn enrol_anew(&mut self, code: &str, label: &str, transport: Option<&Transport>) -> Result<(), EnrolError> {
        let (code, request) = self.begin_replacement(code, label)?;
        self.ask_and_finish(&code, &request, transport)
    }

    #[cfg(not(target_family = "wasm"))]
    fn ask_and_finish(
        &mut self,
        code: &EnrolCode,
        request: &[u8],
        transport: Option<&Transport>,
    ) -> Result<(), EnrolError> {
        let answer = match transport {
            Some(transport) => transport.enrol(request)?,
            None => Transport::new(&code.url, code.pin)?.enrol(request)?,
        };
        self.finish_enrolment(code, &answer)
    }

    /// The request to post to `{url}/v1/enrol`; the key pair it names is on disk.
    ///
    /// # Errors
    /// [`EnrolError`] for a text that is no code, where somebody is enrolled, or when the key cannot be stored.
    pub fn begin_enrolment(&mut self, code: &str, label: &str) -> Result<(EnrolCode, Vec<u8>), EnrolError> {
        self.refresh()?;
        match &self.account {
            Some(account) => Err(EnrolError::Occupied(account.certificate.person.clone())),
            None => self.request_enrolment(code, label),
        }
    }

    /// As [`Engine::begin_enrolment`], for [`Engine::enrol_anew`].
    ///
    /// # Errors
    /// As [`Engine::enrol_anew`].
    pub fn begin_replacement(&mut self, code: &str, label: &str) -> Result<(EnrolCode, Vec<u8>), EnrolError> {
        self.refresh()?;
        let unsent = self.ledger.unsent();
        if self.account.is_some() && unsent > 0 && !self.standing.is_turned_away() {
            return Err(EnrolError::Unsent(unsent));
        }
        self.request_enrolment(code, label)
    }

    fn request_enrolment(&mut self, code: &str, label: &str) -> Result<(EnrolCode, Vec<u8>), EnrolError> {
        let code = EnrolCode::parse(code)?;
        let label = shared::text::clean_line(label);
        if label.is_empty() || label.chars().count() > shared::limits::LINE_CHARS_MAX {
            return Err(EnrolError::Label(shared::limits::LINE_CHARS_MAX));
        }
        let key = self.key_to_enrol()?;
        let request = EnrolRequest { secret: code.secret, public_key: key.verifying_key().to_bytes(), label };
        Ok((code, wire::encode(&Signed::seal(ENROLMENT_LABEL, &request, &key))))
    }

    /// Takes in the server's answer.
    ///
    /// # Errors
    /// [`EnrolError`] when the certificate does not hold or cannot be stored.
    pub fn finish_enrolment(&mut self, code: &EnrolCode, answer: &[u8]) -> Result<(), EnrolError> {
        self.refresh()?;
        let answer: EnrolResponse = wire::decode(answer)?;
        // Another ward's server would be handed what was written for this one.
        if self.account.as_ref().is_some_and(|account| account.ward_key != answer.ward_key) {
            return Err(EnrolError::AnotherWard);
        }
        let certificate: Certificate = answer.certificate.open(CERTIFICATE_LABEL, &answer.ward_key)?;
        let key = self.key_to_enrol()?;
        if certificate.public_key != key.verifying_key().to_bytes() {
            return Err(EnrolError::AnotherKey);
        }
        // What the old key wrote is signed by the old key before it is put away.
        self.seal_all()?;
        let pen = pen_of(&key, &self.entropy)?;
        self.stale = true;
        self.vault.write(|w| -> Result<(), VaultError> {
            w.put_meta(KEY, &key.to_bytes())?;
            w.remove_meta(NEXT_KEY)?;
            Standing::Welcome.store(w)?;
            w.put_meta(TOKEN, &answer.token)?;
            w.put_meta(WARD_KEY, &answer.ward_key)?;
            w.put_meta(URL, code.url.as_bytes())?;
            w.put_meta(PIN, &code.pin)?;
            w.put_meta(CERTIFICATE, &wire::encode(&answer.certificate))?;
            w.put_certificate(certificate.device(), &answer.certificate)
        })?;
        (self.key, self.pen) = (key, pen);
        self.refresh()?;
        Ok(self.seal_together()?)
    }

    /// The key to enrol with: this device's own, or a new one for a device that is enrolled already.
    fn key_to_enrol(&mut self) -> Result<SigningKey, EngineError> {
        if self.account.is_none() {
            return Ok(self.key.clone());
        }
        if let Some(bytes) = self.vault.read().meta(NEXT_KEY)? {
            return key_of(&bytes);
        }
        let key = draw_key(&self.entropy)?;
        self.vault.write(|w| w.put_meta(NEXT_KEY, &key.to_bytes()))?;
        Ok(key)
    }
}

pub(super) fn draw_key(entropy: &Entropy) -> Result<SigningKey, EngineError> {
    Ok(SigningKey::from_bytes(&*entropy.draw()?))
}

pub(super) fn key_of(bytes: &[u8]) -> Result<SigningKey, EngineError> {
    let bytes = bytes.try_into().ok().ok_or(VaultError::Unreadable("device key"))?;
    Ok(SigningKey::from_bytes(bytes))
}

/// A pen with fresh bytes, so that no two starts ever write as the same actor.
pub(super) fn pen_of(key: &SigningKey, entropy: &Entropy) -> Result<Pen, EngineError> {
    Ok(Pen::new(DeviceId::of_key(&key.verifying_key().to_bytes()), *entropy.draw()?))
}
