//! A real certificate authority that speaks ACME, with a DNS of its own: Pebble, as `scripts/setup test` installs it.
//!
//! Everything listens on addresses of this test's own. Names lead wherever the test says.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::json;
use server::config::TlsFiles;
use server::host::Host;
use server::tls::Identity;
use server::tls::authority::{self, Authority};
use tempfile::TempDir;

use crate::{Outcome, Trouble, own_address};

/// The longest wait for one of the programs to listen.
const PATIENCE: Duration = Duration::from_secs(60);
/// The pause between two knocks at a door that is about to open.
const MOMENT: Duration = Duration::from_millis(10);

/// The authority, and the DNS it asks.
pub struct AcmeServer {
    folder: TempDir,
    authority: Option<Child>,
    dns: Child,
    /// Where it listens.
    address: SocketAddr,
    management: SocketAddr,
    dns_management: SocketAddr,
}

impl AcmeServer {
    /// Starts one for which every name leads to `server`: questions over HTTP go to `http_port` there, those over TLS to
    /// the port of `server` itself.
    ///
    /// # Errors
    /// [`Trouble`] when Pebble is not installed or does not start.
    pub fn start(server: SocketAddr, http_port: u16) -> Outcome<Self> {
        let folder = TempDir::new().map_err(|error| Trouble::of("folder", error))?;
        let address = own_address()?;
        let (management, dns_management) = (free_beside(address)?, free_beside(address)?);
        let dns_address = free_beside(address)?;
        certify(folder.path(), address.ip())?;
        let config = json!({ "pebble": {
            "listenAddress": address.to_string(), "managementListenAddress": management.to_string(),
            "certificate": folder.path().join("tls.crt"), "privateKey": folder.path().join("tls.key"),
            "httpPort": http_port, "tlsPort": server.port(), "ocspResponderURL": "",
            "externalAccountBindingRequired": false,
            // Old versions know the first, new ones the second.
            "certificateValidityPeriod": 7_776_000, "profiles": { "default": { "validityPeriod": 7_776_000 } },
        }});
        let path = folder.path().join("pebble.json");
        std::fs::write(&path, config.to_string()).map_err(|error| Trouble::of("pebble.json", error))?;
        let dns = Command::new(program("pebble-challtestsrv")?)
            .args(["-http01", "", "-https01", "", "-tlsalpn01", "", "-defaultIPv6", ""])
            .args(["-defaultIPv4", &server.ip().to_string(), "-management", &dns_management.to_string()])
            .args(dns_words(&dns_address.to_string())?)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Trouble::of("pebble-challtestsrv", error))?;
        let mut this = Self { folder, authority: None, dns, address, management, dns_management };
        knock(dns_management)?;
        let mut child = Command::new(program("pebble")?)
            .args(["-config", &path.display().to_string(), "-dnsserver", &dns_address.to_string()])
            // No authorization counts twice, so that every renewal is a proof; no nonce is refused for a whim.
            .envs([("PEBBLE_VA_NOSLEEP", "1"), ("PEBBLE_AUTHZREUSE", "0"), ("PEBBLE_WFE_NONCEREJECT", "0")])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Trouble::of("pebble", error))?;
        let said = child.stdout.take();
        this.authority = Some(child);
        greeted(said.ok_or_else(|| Trouble("no standard output".to_owned()))?)?;
        knock(address)?;
        knock(management)?;
        Ok(this)
    }

    /// The address of its directory.
    #[must_use]
    pub fn directory(&self) -> String {
        format!("https://{}/dir", self.address)
    }

    /// The root of its own TLS certificate: a file for `directory_root`.
    #[must_use]
    pub fn directory_root(&self) -> PathBuf {
        self.folder.path().join(authority::CERTIFICATE)
    }

    /// Where its root certificate can be asked for, over TLS.
    #[must_use]
    pub const fn management(&self) -> SocketAddr {
        self.management
    }

    /// The address at which its DNS is told what to say.
    #[must_use]
    pub fn dns(&self) -> String {
        format!("http://{}", self.dns_management)
    }

    /// Lets every name lead elsewhere.
    ///
    /// # Errors
    /// [`Trouble`] when the DNS does not take it.
    pub fn lead_to(&self, address: IpAddr) -> Outcome<()> {
        let body = json!({ "ip": address.to_string() }).to_string();
        let mut line = TcpStream::connect(self.dns_management).map_err(|error| Trouble::of("DNS", error))?;
        let length = body.len();
        let asked = format!(
            "POST /set-default-ipv4 HTTP/1.1\r\nHost: dns\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        let mut answer = String::new();
        line.write_all(asked.as_bytes())
            .and_then(|()| line.read_to_string(&mut answer))
            .map_err(|error| Trouble::of("DNS", error))?;
        if answer.starts_with("HTTP/1.1 200") { Ok(()) } else { Err(Trouble(answer)) }
    }

    /// Ends the authority; its DNS stays.
    pub fn end(&mut self) {
        if let Some(mut child) = self.authority.take() {
            // It may have ended already; then there is nothing to end.
            drop(child.kill());
            drop(child.wait());
        }
    }
}

impl Drop for AcmeServer {
    fn drop(&mut self) {
        self.end();
        drop(self.dns.kill());
        drop(self.dns.wait());
    }
}

/// A port of an address that nobody else takes, free a moment ago.
///
/// # Errors
/// [`Trouble`] when there is none.
pub fn free_beside(address: SocketAddr) -> Outcome<SocketAddr> {
    let free = TcpListener::bind((address.ip(), 0)).and_then(|listener| listener.local_addr());
    free.map_err(|error| Trouble::of("address", error))
}

/// The certificate of the directory, by an authority of its own.
fn certify(folder: &Path, address: IpAddr) -> Outcome<()> {
    let (host, names) = (Host::system(), [address.to_string()]);
    let files = TlsFiles { certificate: folder.join("tls.crt"), key: folder.join("tls.key"), may_create: true };
    let identity = Identity::load(&files, &names).map_err(|error| Trouble::of("key", error))?;
    let issued = Authority::create(folder, &names, &host).and_then(|authority| authority.issue(&files, &names, &host));
    let issued = issued.map_err(|error| Trouble::of("certificate", error))?;
    identity.renew(&issued).map_err(|error| Trouble::of("certificate", error))
}

/// What tells the DNS where to listen: the version that Debian 12's Go builds says it in other words than later ones.
fn dns_words(address: &str) -> Outcome<Vec<&str>> {
    let version = std::fs::read_to_string(program("pebble.version")?).map_err(|error| Trouble::of("version", error))?;
    Ok(if version.starts_with("2.4.") { vec!["-dns01", address] } else { vec!["-dnsserver", address, "-doh", ""] })
}

fn program(name: &str) -> Outcome<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/bin").join(name);
    if path.exists() { Ok(path) } else { Err(Trouble(format!("{name} is missing; `make setup-test` installs it"))) }
}

/// Waits until it says where its directory is; whatever it says later is read, so that it never waits for a reader.
fn greeted(said: impl Read + Send + 'static) -> Outcome<()> {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(said).lines().map_while(Result::ok) {
            if line.contains("ACME directory available at") {
                // Nobody listens any more when the wait was given up.
                drop(tell.send(line));
            }
        }
    });
    told.recv_timeout(PATIENCE).map(drop).map_err(|error| Trouble::of("pebble says nothing", error))
}

/// Waits until somebody listens.
fn knock(address: SocketAddr) -> Outcome<()> {
    let until = Instant::now() + PATIENCE;
    loop {
        match TcpStream::connect(address) {
            Ok(_) => return Ok(()),
            Err(error) if error.kind() == ErrorKind::ConnectionRefused && Instant::now() < until => {
                std::thread::park_timeout(MOMENT);
            }
            Err(error) => return Err(Trouble::of("nobody listens", error)),
        }
    }
}
