//! What `[acme]` in `sen.toml` may say: from whom certificates come, and how the server proves that the name is its own.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::ConfigError;

/// Where certificates come from when nobody says.
const DIRECTORY_DEFAULT: &str = "https://acme-v02.api.letsencrypt.org/directory";
/// Where the authority looks for an answer over plain HTTP.
const HTTP_DEFAULT: &str = "0.0.0.0:80";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAcme {
    #[serde(default)]
    terms_agreed: bool,
    challenge: String,
    directory: Option<String>,
    directory_root: Option<PathBuf>,
    contact: Option<String>,
    #[serde(default)]
    names: Vec<String>,
    http_listen: Option<String>,
    dns_hook: Option<PathBuf>,
}

/// A certificate authority that gives certificates by ACME (RFC 8555).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acme {
    /// The address of its directory, `https://…`.
    pub directory: String,
    /// PEM file of the root that the directory's own certificate is signed by; the system's roots when absent.
    pub directory_root: Option<PathBuf>,
    /// Whom the authority may write to, `mailto:…`.
    pub contact: Option<String>,
    /// Names and addresses the certificate is for; the host devices are given is among them.
    pub names: Vec<String>,
    /// How it is proved that they are this server's.
    pub challenge: Challenge,
}

/// How a name is proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Challenge {
    /// `http-01`: the authority asks port 80, which reaches `listen`; nothing listens there but while it is asked.
    Http {
        /// Where to listen.
        listen: SocketAddr,
    },
    /// `tls-alpn-01`: the authority asks port 443, which reaches the server itself.
    TlsAlpn,
    /// `dns-01`: a program puts a record into the DNS.
    Dns {
        /// The program.
        hook: PathBuf,
    },
}

impl RawAcme {
    pub(super) fn check(self, data: &Path, host: &str) -> Result<Acme, ConfigError> {
        let refuse = |why: &str| ConfigError::Invalid { key: "acme", why: why.to_owned() };
        if !self.terms_agreed {
            return Err(refuse("read the terms of the authority, then write terms_agreed = true"));
        }
        let directory = self.directory.unwrap_or_else(|| DIRECTORY_DEFAULT.to_owned());
        if !directory.starts_with("https://") {
            return Err(refuse("directory begins with https://"));
        }
        if self.contact.as_ref().is_some_and(|contact| !contact.starts_with("mailto:")) {
            return Err(refuse("contact is written as mailto:someone@example.vn"));
        }
        let challenge = match (self.challenge.as_str(), self.http_listen, self.dns_hook) {
            ("http-01", listen, None) => {
                let listen = listen.unwrap_or_else(|| HTTP_DEFAULT.to_owned());
                Challenge::Http {
                    listen: listen.parse().map_err(|error| refuse(&format!("http_listen `{listen}`: {error}")))?,
                }
            }
            ("tls-alpn-01", None, None) => Challenge::TlsAlpn,
            ("dns-01", None, Some(hook)) => Challenge::Dns { hook: data.join(hook) },
            ("dns-01", None, None) => return Err(refuse("dns-01 needs dns_hook, the program that writes the record")),
            ("http-01" | "tls-alpn-01" | "dns-01", ..) => {
                return Err(refuse("http_listen goes with http-01, dns_hook with dns-01"));
            }
            _ => return Err(refuse("challenge is http-01, tls-alpn-01 or dns-01")),
        };
        let names = if self.names.is_empty() { vec![host.to_owned()] } else { self.names };
        if !names.iter().any(|name| name == host) {
            return Err(refuse("names holds the host of public_url as well"));
        }
        if names.iter().any(|name| !can_be_certified(name)) {
            return Err(refuse("names are whole names such as sen.example.vn; no authority certifies localhost or *"));
        }
        let is_address = names.iter().any(|name| name.parse::<IpAddr>().is_ok());
        if is_address && !matches!(challenge, Challenge::Http { .. }) {
            return Err(refuse("an IP address is proved by http-01 only"));
        }
        let directory_root = self.directory_root.map(|root| data.join(root));
        Ok(Acme { directory, directory_root, contact: self.contact, names, challenge })
    }
}

/// Whether it is an address or a name of the DNS: letters, digits, hyphens and at least one dot. It also goes to a program
/// as it stands, so nothing else may be in it.
fn can_be_certified(name: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    name.parse::<IpAddr>().is_ok() || (name.contains('.') && name.len() <= 253 && name.split('.').all(is_label))
}
