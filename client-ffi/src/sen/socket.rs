//! Enrolling as bytes, and what a refusal means, for an app that owns its socket.
//!
//! Syncing as bytes is in `sync`.

use shared::wire::{self, EnrolCode, LookRequest};

use crate::engine::EnrolError;
use crate::error::SenError;
use crate::net;
use crate::types::EnrolOffer;

use super::Sen;

/// The question whom a code is for, to be posted to `{url}/v1/enrol/look` of [`scanned_code`](crate::types::scanned_code)
/// with the header `Content-Type: application/cbor`. It needs no vault, does not use the code up and does not carry its
/// secret.
///
/// # Errors
/// [`SenError::FixInput`] for a text that is no code.
#[uniffi::export]
pub fn begin_look(code: String) -> Result<Vec<u8>, SenError> {
    let code = EnrolCode::parse(&code).map_err(EnrolError::from)?;
    Ok(wire::encode(&LookRequest::of(&code)))
}

/// Reads the body of the answer to [`begin_look`].
///
/// # Errors
/// [`SenError::Retry`] for bytes that are no answer.
#[uniffi::export]
pub fn finish_look(answer: Vec<u8>) -> Result<EnrolOffer, SenError> {
    let offer: wire::EnrolOffer = wire::decode(&answer).map_err(EnrolError::from)?;
    Ok(offer.into())
}

/// What an answer of another status than 200 to [`begin_look`] or [`Sen::begin_enrol`] means. What the server says of a
/// code is said of the code, and never of this device.
///
/// # Errors
/// Always: [`SenError::FixInput`] with the field `code` for one that is unknown, used or expired, otherwise as
/// [`Sen::refused`].
#[uniffi::export]
pub fn code_refused(status: u16, retry_after_seconds: Option<u64>, body: Vec<u8>) -> Result<(), SenError> {
    Err(EnrolError::from(net::refusal(status, retry_after_seconds, &body)).into())
}

#[uniffi::export]
impl Sen {
    /// The request that enrols this device, to be posted to `{url}/v1/enrol` of the code with the header
    /// `Content-Type: application/cbor`; the key pair it names is on disk. `anew` as in [`Sen::enrol_anew`].
    ///
    /// # Errors
    /// As [`Sen::enrol`], or with `anew` as [`Sen::enrol_anew`]; [`SenError::Retry`] while a sync runs.
    #[uniffi::method(default(anew = false))]
    pub fn begin_enrol(&self, code: String, label: String, anew: bool) -> Result<Vec<u8>, SenError> {
        let _turn = self.core.connection.begin()?;
        let (_, request) = self.core.with(|engine| match anew {
            true => engine.begin_replacement(&code, &label),
            false => engine.begin_enrolment(&code, &label),
        })?;
        Ok(request)
    }

    /// Takes in the body of the answer to [`Sen::begin_enrol`] with the same code. If the answer is lost, begin again: the
    /// same device gets the same answer.
    ///
    /// # Errors
    /// [`SenError::Retry`] for bytes that are no answer, [`SenError::Enrol`] for a certificate that does not hold,
    /// [`SenError::FixInput`] for a code of another ward than this vault's.
    pub fn finish_enrol(&self, code: String, answer: Vec<u8>) -> Result<(), SenError> {
        let _turn = self.core.connection.begin()?;
        self.core.with(|engine| {
            let code = EnrolCode::parse(&code)?;
            engine.finish_enrolment(&code, &answer)
        })
    }

    /// What an answer of another status than 200 to [`Sen::begin_sync`] or
    /// [`Phone::begin_hand_in`](super::household::Phone::begin_hand_in) means, with the seconds of its `Retry-After` and
    /// its body. That the server knows no such device is kept in mind and shown by [`Sen::health`].
    ///
    /// # Errors
    /// Always: [`SenError::Retry`] where it may pass, [`SenError::Enrol`], [`SenError::UpdateApp`].
    pub fn refused(&self, status: u16, retry_after_seconds: Option<u64>, body: Vec<u8>) -> Result<(), SenError> {
        let error = net::refusal(status, retry_after_seconds, &body);
        self.core.with(|engine| engine.note_refusal(&error))?;
        Err(error.into())
    }
}
