//! Somebody at the other end of a TLS line who speaks as they please: half a head, one byte at a time,
//! frames of their own making.

use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use tokio::net::TcpSocket;

use crate::ward::Ward;
use crate::{Outcome, Trouble};

/// The longest wait for anything the server is to say or do; a test that needs it has failed.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long is listened between two bytes of a trickle.
const MOMENT: Duration = Duration::from_millis(5);

/// One line to a server.
pub struct Caller {
    stream: StreamOwned<ClientConnection, TcpStream>,
}

/// An answer as it came over the connection.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The head, in lower case.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim)
    }

    /// Seconds the server asks to wait.
    #[must_use]
    pub fn retry_after(&self) -> Option<u64> {
        self.header("retry-after")?.parse().ok()
    }
}

/// The certificate a ward made for itself, as the only one that is trusted.
///
/// # Errors
/// [`Trouble`] when it cannot be read.
pub fn trust(certificate: &Path, protocols: &[&str]) -> Outcome<Arc<ClientConfig>> {
    let certificate = CertificateDer::from_pem_file(certificate).map_err(|error| Trouble::of("certificate", error))?;
    let mut roots = RootCertStore::empty();
    roots.add(certificate).map_err(|error| Trouble::of("certificate", error))?;
    let mut config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| Trouble::of("TLS", error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
    Ok(Arc::new(config))
}

/// A bare TCP connection from an address of this machine.
///
/// # Errors
/// [`Trouble`] when there is no connection.
pub fn dial(server: SocketAddr, from: IpAddr) -> Outcome<TcpStream> {
    let trouble = |error: std::io::Error| Trouble::of("connect", error);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().map_err(trouble)?;
    let stream = runtime.block_on(async {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::new(from, 0))?;
        socket.connect(server).await?.into_std()
    });
    let stream = stream.map_err(trouble)?;
    stream.set_nonblocking(false).map_err(trouble)?;
    stream.set_nodelay(true).map_err(trouble)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(trouble)?;
    stream.set_write_timeout(Some(PATIENCE)).map_err(trouble)?;
    Ok(stream)
}

impl Caller {
    /// A line to a ward over HTTP/1.1, its handshake done.
    ///
    /// # Errors
    /// [`Trouble`] when there is none.
    pub fn to(ward: &Ward) -> Outcome<Self> {
        Self::from(ward, IpAddr::from([127, 0, 0, 1]), "http/1.1")
    }

    /// A line from an address of this machine, in a protocol (`h2`, `http/1.1`).
    ///
    /// # Errors
    /// [`Trouble`] when there is none.
    pub fn from(ward: &Ward, from: IpAddr, protocol: &str) -> Outcome<Self> {
        Self::at(ward.address(), &trust(&ward.folder().join("tls.crt"), &[protocol])?, from)
    }

    /// A line to an address.
    ///
    /// # Errors
    /// [`Trouble`] when there is none.
    pub fn at(server: SocketAddr, config: &Arc<ClientConfig>, from: IpAddr) -> Outcome<Self> {
        Self::named(server, &server.ip().to_string(), config, from)
    }

    /// A line to an address, at which somebody of that name is expected.
    ///
    /// # Errors
    /// [`Trouble`] when there is none, or somebody else answers.
    pub fn named(server: SocketAddr, name: &str, config: &Arc<ClientConfig>, from: IpAddr) -> Outcome<Self> {
        let mut socket = dial(server, from)?;
        let name = ServerName::try_from(name.to_owned()).map_err(|error| Trouble::of("name", error))?;
        let mut connection =
            ClientConnection::new(Arc::clone(config), name).map_err(|error| Trouble::of("TLS", error))?;
        while connection.is_handshaking() {
            connection.complete_io(&mut socket).map_err(|error| Trouble::of("handshake", error))?;
        }
        Ok(Self { stream: StreamOwned::new(connection, socket) })
    }

    /// Whether the handshake took up a session of before.
    #[must_use]
    pub fn is_resumed(&self) -> bool {
        self.stream.conn.handshake_kind() == Some(rustls::HandshakeKind::Resumed)
    }

    /// The certificate the other side showed.
    ///
    /// # Errors
    /// [`Trouble`] when it showed none.
    pub fn certificate(&self) -> Outcome<CertificateDer<'static>> {
        let shown = self.stream.conn.peer_certificates().and_then(|chain| chain.first());
        shown.map(|leaf| leaf.clone().into_owned()).ok_or_else(|| Trouble("no certificate".to_owned()))
    }

    /// Says something.
    ///
    /// # Errors
    /// [`Trouble`] when the connection is closed.
    pub fn say(&mut self, bytes: impl AsRef<[u8]>) -> Outcome<()> {
        let said = self.stream.write_all(bytes.as_ref()).and_then(|()| self.stream.flush());
        said.map_err(|error| Trouble::of("say", error))
    }

    /// Says the same again and again, listening for a moment in between, until the server closes the connection or
    /// has answered with a whole head; gives what it said until then.
    ///
    /// # Errors
    /// [`Trouble`] when it never does.
    pub fn trickle(&mut self, bytes: &[u8]) -> Outcome<Vec<u8>> {
        let waits = |stream: &TcpStream, wait| stream.set_read_timeout(Some(wait));
        waits(self.stream.get_ref(), MOMENT).map_err(|error| Trouble::of("wait", error))?;
        let mut heard = Vec::new();
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            let mut some = [0; 1024];
            match self.stream.read(&mut some) {
                Ok(0) => return Ok(heard),
                Ok(read) => heard.extend_from_slice(some.get(..read).unwrap_or_default()),
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                Err(_) => return Ok(heard),
            }
            if heard.starts_with(b"HTTP/1.1") && heard.windows(4).any(|four| four == b"\r\n\r\n") {
                return Ok(heard);
            }
            // A line that is closed by now says so when it is read.
            drop(self.say(bytes));
        }
        Err(Trouble("the server bears it for ever".to_owned()))
    }

    /// Listens until the server closes the connection; gives what it said until then.
    ///
    /// # Errors
    /// [`Trouble`] when it does not close it.
    pub fn listen(&mut self) -> Outcome<Vec<u8>> {
        let mut heard = Vec::new();
        match self.stream.read_to_end(&mut heard) {
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                Err(Trouble("the server keeps the line open".to_owned()))
            }
            // Closed politely or not, it is closed.
            Ok(_) | Err(_) => Ok(heard),
        }
    }

    /// Says a request and hears its answer; the connection stays open.
    ///
    /// # Errors
    /// [`Trouble`] when there is no answer.
    pub fn ask(&mut self, request: impl AsRef<[u8]>) -> Outcome<Answer> {
        self.say(request)?;
        self.hear()
    }

    /// Hears one answer.
    ///
    /// # Errors
    /// [`Trouble`] when there is none.
    pub fn hear(&mut self) -> Outcome<Answer> {
        let mut bytes = Vec::new();
        let mut one = [0];
        while !bytes.ends_with(b"\r\n\r\n") {
            self.stream.read_exact(&mut one).map_err(|error| Trouble::of("answer", error))?;
            bytes.extend(one);
        }
        let head = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| Trouble(format!("no answer: {head}")))?;
        let mut answer = Answer { status, head, body: Vec::new() };
        let length = answer.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        answer.body = vec![0; length];
        self.stream.read_exact(&mut answer.body).map_err(|error| Trouble::of("answer", error))?;
        Ok(answer)
    }
}
