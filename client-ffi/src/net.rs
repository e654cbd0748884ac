//! The way to the server: what goes with every request, how bodies are packed, and why a request brought no answer.
//!
//! Owns this crate's own connection, which a browser has no use for. Refuses to know what the bytes mean.

#[cfg(not(target_family = "wasm"))]
mod pin;
#[cfg(not(target_family = "wasm"))]
mod transport;

#[cfg(not(target_family = "wasm"))]
pub use transport::{Sleeper, Transport};

use std::time::Duration;

use shared::limits;
use shared::wire::{self, ErrorFrame};

/// No server asks to wait longer than a day.
const DAY_SECONDS: u64 = 86_400;
/// Bodies below this many bytes are not worth packing.
const PACK_BYTES_MIN: usize = 256;
/// The first bytes of a zstd frame.
const PACK_BEGINS: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];

/// Why a request brought no answer.
#[derive(Debug, thiserror::Error)]
pub enum NetError {
    /// No network, or the server does not answer. Trying again later is safe.
    #[error("the server cannot be reached: {0}")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Somebody else answers at that address.
    #[error("the server is not the one this device was enrolled with")]
    WrongServer,
    /// The address cannot be used.
    #[error("`{0}` is no server address")]
    BadAddress(String),
    /// The server said no.
    #[error("{message} ({code})")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The error code of docs/protocol.md, or the status if there was none.
        code: String,
        /// A sentence for a person.
        message: String,
    },
    /// The server said that it cannot now, and when to come back. Nothing was lost.
    #[error("{message} ({code}); the server asks to wait {}", in_words(*.wait))]
    Later {
        /// The HTTP status.
        status: u16,
        /// The error code of docs/protocol.md, or the status if there was none.
        code: String,
        /// A sentence for a person.
        message: String,
        /// How long to wait at least.
        wait: Duration,
    },
    /// The answer exceeds its bound.
    #[error("the server's answer is larger than {0} bytes")]
    TooLarge(usize),
    /// The answer cannot be unpacked.
    #[error("the server's answer cannot be unpacked: {0}")]
    Packed(#[source] std::io::Error),
}

impl NetError {
    /// Whether the same request may succeed in a moment.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Refused { status, .. } => matches!(*status, 408 | 429 | 503),
            Self::Later { .. } => true,
            _ => false,
        }
    }

    /// How long the server asked to wait.
    #[must_use]
    pub const fn wait(&self) -> Option<Duration> {
        match self {
            Self::Later { wait, .. } => Some(*wait),
            _ => None,
        }
    }
}

/// The headers of every request; with the device's token they are a secret.
#[must_use]
pub fn headers(token: Option<&[u8; 32]>) -> Vec<(&'static str, String)> {
    let bearer = token.map(|token| ("Authorization", format!("Bearer {}", hex::encode(token))));
    let fixed = [("Content-Type", "application/cbor"), ("Accept-Encoding", "zstd")];
    fixed.map(|(name, value)| (name, value.to_owned())).into_iter().chain(bearer).collect()
}

/// An answer's body as an app's own socket gave it: packed, or as it is. No frame begins as a pack does.
///
/// # Errors
/// [`NetError`] for a pack that is damaged or too large.
pub fn unpacked(body: Vec<u8>) -> Result<Vec<u8>, NetError> {
    if body.starts_with(&PACK_BEGINS) { unpack(&body) } else { Ok(body) }
}

/// Packs a body if that makes it shorter; it is then sent with `Content-Encoding: zstd`.
#[must_use]
pub fn pack(body: &[u8]) -> Option<Vec<u8>> {
    if body.len() < PACK_BYTES_MIN {
        return None;
    }
    zstd::bulk::compress(body, 3).ok().filter(|packed| packed.len() < body.len())
}

fn unpack(body: &[u8]) -> Result<Vec<u8>, NetError> {
    use std::io::Read as _;
    let max = limits::BODY_BYTES_MAX;
    let decoder = zstd::stream::read::Decoder::new(body).map_err(NetError::Packed)?;
    let mut bytes = Vec::new();
    let bound = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
    decoder.take(bound).read_to_end(&mut bytes).map_err(NetError::Packed)?;
    if bytes.len() > max { Err(NetError::TooLarge(max)) } else { Ok(bytes) }
}

/// What an answer of another status than 200 says, with the seconds of its `Retry-After`.
#[must_use]
pub fn refusal(status: u16, wait: Option<u64>, body: &[u8]) -> NetError {
    let (code, message) = match wire::decode::<ErrorFrame>(body) {
        Ok(frame) => (frame.code, frame.message),
        Err(_) => (status.to_string(), "the server refused".to_owned()),
    };
    match wait {
        Some(seconds) => NetError::Later { status, code, message, wait: Duration::from_secs(seconds.min(DAY_SECONDS)) },
        None => NetError::Refused { status, code, message },
    }
}

/// So many seconds, minutes or hours, rounded up.
fn in_words(wait: Duration) -> String {
    let (number, unit) = match wait.as_secs() {
        seconds @ ..=119 => (seconds, "seconds"),
        seconds @ 120..=7_199 => (seconds.div_ceil(60), "minutes"),
        seconds => (seconds.div_ceil(3_600), "hours"),
    };
    format!("{number} {unit}")
}

// They speak over sockets: not in a browser.
#[cfg(not(target_family = "wasm"))]
#[cfg(test)]
mod tests;
