//! This crate's own connection: HTTPS that trusts exactly one public key, with retries.
//!
//! An app that owns its socket, as the one in a browser does, goes without it.

use std::time::Duration;

use ureq::http::StatusCode;
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{Connector, TcpConnector};

use shared::limits;

use super::pin::PinnedTls;
use super::{NetError, headers, pack, refusal, unpack};

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
/// Larger bodies are sent only after the server has said that it will take them: over 2G a refused one costs minutes.
const ASK_FIRST_BYTES: usize = 128 * 1024;
/// How long to wait for `100 Continue`.
const WORD_TIMEOUT: Duration = Duration::from_secs(10);

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
