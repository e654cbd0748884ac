//! The connection to the server: HTTPS that trusts exactly one public key, with retries.
//!
//! Owns sockets, TLS, compression and network errors. Refuses to know what the bytes mean.

mod pin;

use std::time::Duration;

use ureq::http::StatusCode;
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{Connector, TcpConnector};

use shared::limits;
use shared::wire::{self, ErrorFrame};

use pin::PinnedTls;

/// Attempts one request makes at most.
const ATTEMPTS_MAX: u32 = 4;
/// The pause before the second attempt; it doubles with each further one.
const PAUSE: Duration = Duration::from_millis(500);
/// A person is kept waiting for a busy server no longer than this; beyond it they are told when to come back.
const PATIENCE: Duration = Duration::from_secs(60);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// A connection on which nothing goes up for so long is dead.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);
/// As long as the server may take to answer, and a little more.
const READ_TIMEOUT: Duration = Duration::from_secs(140);
/// The largest request and the largest answer, at 50 kbit/s.
const WHOLE_TIMEOUT: Duration = Duration::from_secs(1_500);
/// No server asks to wait longer than a day.
const DAY_SECONDS: u64 = 86_400;
/// Larger bodies are sent only after the server has said that it will take them: over 2G a refused one costs minutes.
const ASK_FIRST_BYTES: usize = 128 * 1024;
/// How long to wait for `100 Continue`.
const WORD_TIMEOUT: Duration = Duration::from_secs(10);
/// Bodies below this many bytes are not worth packing.
const PACK_BYTES_MIN: usize = 256;
/// The first bytes of a zstd frame.
const PACK_BEGINS: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];

/// Why a request brought no answer.
#[derive(Debug, thiserror::Error)]
pub enum NetError {
    /// No network, or the server does not answer. Trying again later is safe.
    #[error("the server cannot be reached: {0}")]
    Unreachable(#[source] Box<ureq::Error>),
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

/// Waits between attempts; tests give one that does not.
pub type Sleeper = Box<dyn Fn(Duration) + Send + Sync>;

/// A connection to one server, recognised by the hash of its public key. Connections are kept open.
pub struct Transport {
    url: String,
    agent: ureq::Agent,
    sleep: Sleeper,
}

impl std::fmt::Debug for Transport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transport").field("url", &self.url).finish_non_exhaustive()
    }
}

impl Transport {
    /// A connection to `url` (`https://host:port`) whose certificate's public key hashes to `pin`.
    ///
    /// # Errors
    /// [`NetError::BadAddress`] for anything but an HTTPS address.
    pub fn new(url: &str, pin: [u8; 32]) -> Result<Self, NetError> {
        Self::with_sleeper(url, pin, Box::new(std::thread::sleep))
    }

    /// As [`Transport::new`], waiting between attempts as `sleep` does.
    ///
    /// # Errors
    /// [`NetError::BadAddress`] for anything but an HTTPS address.
    pub fn with_sleeper(url: &str, pin: [u8; 32], sleep: Sleeper) -> Result<Self, NetError> {
        let url = url.trim_end_matches('/').to_owned();
        if !url.starts_with("https://") {
            return Err(NetError::BadAddress(url));
        }
        let tls = PinnedTls::new(pin).ok().ok_or_else(|| NetError::BadAddress(url.clone()))?;
        let config = ureq::Agent::config_builder()
            .https_only(true)
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .timeout_per_write(Some(WRITE_TIMEOUT))
            .timeout_per_read(Some(READ_TIMEOUT))
            .timeout_await_100(Some(WORD_TIMEOUT))
            .timeout_global(Some(WHOLE_TIMEOUT))
            .user_agent(concat!("sen-device/", env!("CARGO_PKG_VERSION")))
            .build();
        let connector = ().chain(TcpConnector::default()).chain(tls);
        let agent = ureq::Agent::with_parts(config, connector, DefaultResolver::default());
        Ok(Self { url, agent, sleep })
    }

    /// Posts a sync request and gives the answer's bytes.
    ///
    /// # Errors
    /// [`NetError`], after a few attempts if the trouble may pass.
    pub fn sync(&self, token: &[u8; 32], request: &[u8]) -> Result<Vec<u8>, NetError> {
        self.with_retries(|| self.post("/v1/sync", Some(token), request))
    }

    /// Posts sealed packages of somebody else and gives the ward's receipt.
    ///
    /// # Errors
    /// [`NetError`], after a few attempts if the trouble may pass.
    pub fn hand_in(&self, token: &[u8; 32], packages: &[u8]) -> Result<Vec<u8>, NetError> {
        self.with_retries(|| self.post("/v1/hand-in", Some(token), packages))
    }

    /// Posts an enrolment request and gives the answer's bytes.
    ///
    /// # Errors
    /// [`NetError`], after a few attempts if the trouble may pass.
    pub fn enrol(&self, request: &[u8]) -> Result<Vec<u8>, NetError> {
        self.with_retries(|| self.post("/v1/enrol", None, request))
    }

    fn with_retries(&self, attempt: impl Fn() -> Result<Vec<u8>, NetError>) -> Result<Vec<u8>, NetError> {
        let (mut pause, mut waited) = (PAUSE, Duration::ZERO);
        for _ in 1..ATTEMPTS_MAX {
            let error = match attempt() {
                Err(error) if error.is_passing() => error,
                done => return done,
            };
            // Not before the server asked for, and with jitter, so that not all phones retry at the same moment.
            let wait = error.wait().map_or_else(|| jittered(pause), |wait| wait + jittered(pause));
            waited += wait;
            if waited > PATIENCE {
                return Err(error);
            }
            (self.sleep)(wait);
            pause *= 2;
        }
        attempt()
    }

    fn post(&self, path: &str, token: Option<&[u8; 32]>, body: &[u8]) -> Result<Vec<u8>, NetError> {
        let mut request = self.agent.post(format!("{}{path}", self.url));
        for (name, value) in headers(token) {
            request = request.header(name, value);
        }
        // An enrolment is a few hundred bytes that are mostly random.
        let packed = token.and_then(|_| pack(body));
        if packed.as_deref().unwrap_or(body).len() > ASK_FIRST_BYTES {
            request = request.header("Expect", "100-continue");
        }
        let sent = match &packed {
            Some(packed) => request.header("Content-Encoding", "zstd").send(packed.as_slice()),
            None => request.send(body),
        };
        let mut response = sent.map_err(classify)?;
        let is_packed = response.headers().get("Content-Encoding").is_some_and(|coding| coding == "zstd");
        let wait = response.headers().get("Retry-After").and_then(|wait| wait.to_str().ok()?.trim().parse().ok());
        let limit = u64::try_from(limits::BODY_BYTES_MAX).unwrap_or(u64::MAX);
        let body = response.body_mut().with_config().limit(limit).read_to_vec().map_err(classify)?;
        let body = if is_packed { unpack(&body)? } else { body };
        if response.status() == StatusCode::OK {
            Ok(body)
        } else {
            Err(refusal(response.status().as_u16(), wait, &body))
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

/// Packs a body if that makes it shorter.
fn pack(body: &[u8]) -> Option<Vec<u8>> {
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

fn classify(error: ureq::Error) -> NetError {
    let inner = match &error {
        ureq::Error::Rustls(inner) => Some(inner),
        ureq::Error::Io(io) => io.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()),
        _ => None,
    };
    match (&error, inner) {
        (_, Some(rustls::Error::InvalidCertificate(_))) => NetError::WrongServer,
        (ureq::Error::BodyExceedsLimit(_), _) => NetError::TooLarge(limits::BODY_BYTES_MAX),
        (ureq::Error::BadUri(uri), _) => NetError::BadAddress(uri.clone()),
        _ => NetError::Unreachable(Box::new(error)),
    }
}

/// Between half of `pause` and all of it, so that a ward's phones do not all come back at once.
fn jittered(pause: Duration) -> Duration {
    let random = getrandom::u64().unwrap_or(0);
    pause / 2 + pause.mul_f64(f64::from(u32::try_from(random % 1000).unwrap_or(0)) / 2000.0)
}

#[cfg(test)]
mod tests;
