//! A kept TLS connection that counts requests and the bytes of bodies as they are sent.
//!
//! It sends what a device's own transport sends (`POST /v1/sync`, bodies packed by the same rule), but
//! shows the packed bytes, and keeps the client's share of the machine small.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use sen_client::engine::{Engine, SyncProgress};
use shared::time::Timestamp;
use tests::caller::trust;
use tests::{Outcome, Trouble};

/// Bodies below this many bytes are sent as they are, as devices do.
const PACK_BYTES_MIN: usize = 256;

/// What went over a connection.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    /// Requests made.
    pub(crate) requests: usize,
    /// Bytes of request bodies.
    pub(crate) up: usize,
    /// Bytes of answer bodies.
    pub(crate) down: usize,
}

/// One connection of one device.
pub(crate) struct ApiClient {
    stream: StreamOwned<ClientConnection, TcpStream>,
    bearer: String,
    traffic: Traffic,
}

/// The answer's body as it came.
pub(crate) struct RawResponse {
    body: Vec<u8>,
    packed: bool,
}

impl RawResponse {
    /// The body's bytes, unpacked.
    ///
    /// # Errors
    /// [`Trouble`] when they cannot be unpacked.
    pub(crate) fn unpacked(self) -> Outcome<Vec<u8>> {
        if !self.packed {
            return Ok(self.body);
        }
        zstd::stream::decode_all(self.body.as_slice()).map_err(|error| Trouble::of("unpack", error))
    }
}

impl ApiClient {
    /// Connects a device to the server that has this certificate.
    ///
    /// # Errors
    /// [`Trouble`] when there is no such server.
    pub(crate) fn open(address: SocketAddr, certificate: &Path, token: &[u8; 32]) -> Outcome<Self> {
        Self::with(address, &trust(certificate, &["http/1.1"])?, token)
    }

    /// As [`ApiClient::open`], with what is trusted read before.
    ///
    /// # Errors
    /// [`Trouble`] when there is no such server.
    pub(crate) fn with(address: SocketAddr, config: &Arc<ClientConfig>, token: &[u8; 32]) -> Outcome<Self> {
        let socket = TcpStream::connect(address).map_err(|error| Trouble::of("connect", error))?;
        socket.set_nodelay(true).map_err(|error| Trouble::of("connect", error))?;
        let connection = ClientConnection::new(Arc::clone(config), ServerName::IpAddress(address.ip().into()))
            .map_err(|error| Trouble::of("TLS", error))?;
        let stream = StreamOwned::new(connection, socket);
        Ok(Self { stream, bearer: hex::encode(token), traffic: Traffic::default() })
    }

    /// Says nothing more, but keeps the connection open: the bare socket.
    pub(crate) fn fall_silent(self) -> TcpStream {
        self.stream.sock
    }

    /// Posts a body and gives the answer's, both unpacked.
    ///
    /// # Errors
    /// [`Trouble`] when the server does not answer with success.
    pub(crate) fn post(&mut self, body: &[u8]) -> Outcome<Vec<u8>> {
        let letter = self.letter(body)?;
        self.send(&letter)?.unpacked()
    }

    /// A whole request, ready to be sent.
    ///
    /// # Errors
    /// [`Trouble`] when it cannot be packed.
    pub(crate) fn letter(&self, body: &[u8]) -> Outcome<Letter> {
        let packed = zstd::bulk::compress(body, 3).map_err(|error| Trouble::of("pack", error))?;
        let is_packed = body.len() >= PACK_BYTES_MIN && packed.len() < body.len();
        let (coding, sent) = if is_packed { ("Content-Encoding: zstd\r\n", packed.as_slice()) } else { ("", body) };
        let mut bytes = format!(
            "POST /v1/sync HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nContent-Type: application/cbor\r\n\
             Accept-Encoding: zstd\r\n{coding}Content-Length: {}\r\n\r\n",
            self.bearer,
            sent.len()
        )
        .into_bytes();
        bytes.extend_from_slice(sent);
        Ok(Letter { bytes, body: sent.len() })
    }

    /// Sends a request and waits for the answer.
    ///
    /// # Errors
    /// [`Trouble`] when the server does not answer with success.
    pub(crate) fn send(&mut self, letter: &Letter) -> Outcome<RawResponse> {
        let sent = self.stream.write_all(&letter.bytes).and_then(|()| self.stream.flush());
        sent.map_err(|error| Trouble::of("send", error))?;
        let answer = self.receive()?;
        self.traffic.requests += 1;
        self.traffic.up += letter.body;
        self.traffic.down += answer.body.len();
        Ok(answer)
    }

    /// What went over the connection since this was last asked.
    pub(crate) fn take_traffic(&mut self) -> Traffic {
        std::mem::take(&mut self.traffic)
    }

    /// Counts from nothing again.
    pub(crate) fn forget_traffic(&mut self) {
        self.traffic = Traffic::default();
    }

    fn receive(&mut self) -> Outcome<RawResponse> {
        let mut bytes = Vec::with_capacity(2048);
        let mut buffer = [0; 16 * 1024];
        let mut head: Option<Head> = None;
        loop {
            if let Some(head) = &head
                && bytes.len() >= head.end + head.length
            {
                return Ok(RawResponse { body: bytes.split_off(head.end), packed: head.packed });
            }
            let read = self.stream.read(&mut buffer).map_err(|error| Trouble::of("answer", error))?;
            let Some(more) = buffer.get(..read).filter(|more| !more.is_empty()) else {
                return Err(Trouble("the server hung up".to_owned()));
            };
            bytes.extend_from_slice(more);
            if head.is_none() {
                head = Head::read(&bytes)?;
            }
        }
    }
}

/// A request's bytes, head and body.
pub(crate) struct Letter {
    bytes: Vec<u8>,
    body: usize,
}

struct Head {
    end: usize,
    length: usize,
    packed: bool,
}

impl Head {
    /// Reads the head once all of it is there.
    fn read(bytes: &[u8]) -> Outcome<Option<Self>> {
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
        let head = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).to_ascii_lowercase();
        if !head.starts_with("http/1.1 200 ") {
            return Err(Trouble(format!("the server answered {}", head.lines().next().unwrap_or_default())));
        }
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
        let length = length.and_then(|length| length.trim().parse().ok());
        let length = length.ok_or_else(|| Trouble("the answer does not say how long it is".to_owned()))?;
        Ok(Some(Self { end: end + 4, length, packed: head.contains("content-encoding: zstd") }))
    }
}

/// Syncs a device's engine over a connection, in as many rounds as it takes, as the engine's own loop does.
///
/// # Errors
/// [`Trouble`] when either side refuses, or news could not be merged.
pub(crate) fn sync(engine: &mut Engine, client: &mut ApiClient, now: Timestamp) -> Outcome<SyncProgress> {
    let mut total = SyncProgress::default();
    loop {
        let request = engine.begin_sync(now).map_err(|error| Trouble::of("begin", error))?;
        let answer = client.post(&request)?;
        let round = engine.finish_sync(&answer, now).map_err(|error| Trouble::of("finish", error))?;
        if let Some((doc, why)) = round.unmerged.first() {
            return Err(Trouble(format!("{doc} could not be merged: {why}")));
        }
        total.pushed += round.pushed;
        total.held += round.held + round.refused;
        total.received += round.received;
        if !round.more {
            return Ok(total);
        }
    }
}
