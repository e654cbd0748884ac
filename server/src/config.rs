//! Configuration: read strictly, checked whole, passed by argument.

mod acme;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::bounds::Limits;
use acme::RawAcme;

pub use acme::{Acme, Challenge};

/// What `sen.toml` may say; an unknown key is an error.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawConfig {
    listen: Option<String>,
    public_url: Option<String>,
    tls_certificate: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    local_app: Option<String>,
    acme: Option<RawAcme>,
    connections_max: Option<usize>,
    session_idle_minutes: Option<u32>,
    second_factor_required: bool,
    limits: Limits,
}

/// A checked configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Folder of the database, the configuration and a certificate the server made itself.
    pub data: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address devices are given, `https://host:port`.
    pub public_url: String,
    /// PEM files of certificate chain and key; made in the data folder when absent.
    pub tls: TlsFiles,
    /// From whom certificates come, when they come by ACME.
    pub acme: Option<Acme>,
    /// A loopback address at which the app is served without TLS, to this machine alone.
    pub local_app: Option<SocketAddr>,
    /// Connections open at once.
    pub connections_max: usize,
    /// A session at the console that nobody uses for so long ends, in milliseconds.
    pub session_idle_ms: i64,
    /// Whether nobody works at the console without a second factor.
    pub second_required: bool,
    /// Every other bound on load.
    pub limits: Limits,
}

/// Where certificate and key lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// Certificate chain, PEM.
    pub certificate: PathBuf,
    /// Private key, PEM.
    pub key: PathBuf,
    /// Whether the server may make them when they are missing.
    pub may_create: bool,
}

impl TlsFiles {
    /// Where the root certificate of the ward's own authority lies, if there may be one: beside a certificate that the
    /// server looks after itself.
    #[must_use]
    pub fn authority(&self) -> Option<PathBuf> {
        self.may_create.then(|| self.certificate.with_file_name("authority.crt"))
    }
}

/// A configuration that cannot be used; one sentence for the person who wrote it.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{path}: {source}")]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not TOML of this shape.
    #[error("{path}: {source}")]
    Malformed {
        /// Which file.
        path: PathBuf,
        /// What and where.
        source: Box<toml::de::Error>,
    },
    /// A value that cannot be.
    #[error("{key}: {why}")]
    Invalid {
        /// The key.
        key: &'static str,
        /// What is wrong.
        why: String,
    },
}

/// Where a server listens when nobody says.
pub const LISTEN_DEFAULT: &str = "127.0.0.1:8443";
/// After how many minutes a session that nobody uses ends, when nobody says.
pub const SESSION_IDLE_MINUTES: u32 = 30;
/// From what would end a session while a page is read, to as long as a session lasts at most.
const SESSION_IDLE_RANGE: RangeInclusive<u32> = 5..=480;

impl Config {
    /// The configuration of a data folder: `sen.toml` in it, or defaults.
    ///
    /// # Errors
    /// [`ConfigError`], naming file or key.
    pub fn load(data: &Path, listen: Option<&str>) -> Result<Self, ConfigError> {
        let path = data.join("sen.toml");
        let raw = match std::fs::read_to_string(&path) {
            Ok(text) => {
                toml::from_str(&text).map_err(|source| ConfigError::Malformed { path, source: Box::new(source) })?
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => RawConfig::default(),
            Err(source) => return Err(ConfigError::Unreadable { path, source }),
        };
        Self::check(data, raw, listen)
    }

    fn check(data: &Path, raw: RawConfig, listen: Option<&str>) -> Result<Self, ConfigError> {
        let listen = listen.map(str::to_owned).or(raw.listen).unwrap_or_else(|| LISTEN_DEFAULT.to_owned());
        let listen: SocketAddr = listen.parse().map_err(|error: std::net::AddrParseError| ConfigError::Invalid {
            key: "listen",
            why: format!("`{listen}` is no address such as {LISTEN_DEFAULT}: {error}"),
        })?;
        let is_localhost = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)].contains(&listen.ip());
        let public_url = raw.public_url.unwrap_or_else(|| match is_localhost {
            true => format!("https://localhost:{}", listen.port()),
            false => format!("https://{listen}"),
        });
        if !public_url.starts_with("https://") || public_url.ends_with('/') {
            return Err(ConfigError::Invalid {
                key: "public_url",
                why: "write it as https://host:port without a slash at the end".to_owned(),
            });
        }
        let tls = match (raw.tls_certificate, raw.tls_key) {
            (Some(certificate), Some(key)) => {
                TlsFiles { certificate: data.join(certificate), key: data.join(key), may_create: false }
            }
            (None, None) => TlsFiles { certificate: data.join("tls.crt"), key: data.join("tls.key"), may_create: true },
            _ => {
                return Err(ConfigError::Invalid {
                    key: "tls_certificate",
                    why: "give both tls_certificate and tls_key, or neither".to_owned(),
                });
            }
        };
        let acme = match raw.acme {
            Some(_) if !tls.may_create => {
                return Err(ConfigError::Invalid {
                    key: "acme",
                    why: "stands beside no tls_certificate: what is given by hand is not renewed".to_owned(),
                });
            }
            Some(acme) => Some(acme.check(data, &host_of(&public_url))?),
            None => None,
        };
        let local_app = raw.local_app.as_deref().map(Self::local_app).transpose()?;
        let connections_max = raw.connections_max.unwrap_or(12_000);
        if !(1..=100_000).contains(&connections_max) {
            return Err(ConfigError::Invalid { key: "connections_max", why: "lies between 1 and 100000".to_owned() });
        }
        let idle = raw.session_idle_minutes.unwrap_or(SESSION_IDLE_MINUTES);
        if !SESSION_IDLE_RANGE.contains(&idle) {
            let why = format!("lies between {} and {}", SESSION_IDLE_RANGE.start(), SESSION_IDLE_RANGE.end());
            return Err(ConfigError::Invalid { key: "session_idle_minutes", why });
        }
        let session_idle_ms = i64::from(idle) * 60_000;
        let second_required = raw.second_factor_required;
        let limits = raw.limits;
        if let Some((key, why)) = limits.fault() {
            return Err(ConfigError::Invalid { key, why: why.to_owned() });
        }
        let data = data.to_owned();
        Ok(Self {
            data,
            listen,
            public_url,
            tls,
            acme,
            local_app,
            connections_max,
            session_idle_ms,
            second_required,
            limits,
        })
    }

    /// An address for the app on this machine.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] when others could reach it: what is served there is not encrypted.
    pub fn local_app(address: &str) -> Result<SocketAddr, ConfigError> {
        let refuse = |why: String| ConfigError::Invalid { key: "local_app", why };
        let address: SocketAddr = address
            .parse()
            .map_err(|error| refuse(format!("`{address}` is no address such as 127.0.0.1:8080: {error}")))?;
        match address.ip().is_loopback() {
            true => Ok(address),
            false => Err(refuse(format!("{address} can be reached by others; only 127.0.0.1 or [::1] will do"))),
        }
    }

    /// The host of the address devices are given, without port.
    #[must_use]
    pub fn host(&self) -> String {
        host_of(&self.public_url)
    }

    /// Where backups made at the console lie, and others that are put there.
    #[must_use]
    pub fn backups(&self) -> PathBuf {
        self.data.join("backups")
    }

    /// Where the database lies.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.data.join("sen.db")
    }
}

/// The host of `https://host:port`, an IPv6 address without its brackets.
fn host_of(url: &str) -> String {
    let bare = url.trim_start_matches("https://");
    let host = match bare.strip_prefix('[') {
        Some(address) => address.split(']').next(),
        None => bare.split([':', '/']).next(),
    };
    host.unwrap_or(bare).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<Config, ConfigError> {
        let raw = toml::from_str(text)
            .map_err(|source| ConfigError::Malformed { path: PathBuf::from("sen.toml"), source: Box::new(source) })?;
        Config::check(Path::new("/data"), raw, None)
    }

    #[test]
    fn an_empty_file_means_loopback_and_a_certificate_of_ones_own() {
        let config = check("").unwrap();
        assert_eq!(
            (config.listen.to_string().as_str(), config.public_url.as_str()),
            (LISTEN_DEFAULT, "https://localhost:8443")
        );
        assert!(config.tls.may_create);
    }

    #[test]
    fn an_unknown_key_or_an_impossible_value_is_named() {
        for (text, named) in [
            ("lisen = \"127.0.0.1:1\"", "lisen"),
            ("listen = \"somewhere\"", "listen"),
            ("public_url = \"http://x\"", "public_url"),
            ("tls_key = \"k.pem\"", "tls_certificate"),
            ("connections_max = 0", "connections_max"),
            ("session_idle_minutes = 4", "session_idle_minutes"),
            ("session_idle_minutes = 481", "session_idle_minutes"),
            ("local_app = \"0.0.0.0:8080\"", "local_app"),
            ("local_app = \"192.168.1.2:8080\"", "local_app"),
            ("local_app = \"[::]:8080\"", "local_app"),
            ("local_app = \"localhost:8080\"", "local_app"),
            ("[acme]\nchallenge = \"http-01\"\nwildcard = true", "wildcard"),
            ("[limits]\nidle = 3", "idle"),
            ("[limits]\npause_ms = 0", "limits"),
            ("[limits]\nsign_ins = { burst = 0, per_minute = 1 }", "sign_ins"),
            ("[limits]\ndevice_bytes_per_day = 1000", "device_bytes_per_day"),
            ("[limits]\ndevice_envelopes_per_day = 511", "device_envelopes_per_day"),
        ] {
            let error = check(text).unwrap_err().to_string();
            assert!(error.contains(named), "{text}: {error}");
        }
    }

    #[test]
    fn the_app_of_this_machine_is_served_on_loopback_addresses_only() {
        for address in ["127.0.0.1:8080", "127.1.2.3:1", "[::1]:8080"] {
            assert_eq!(check(&format!("local_app = \"{address}\"")).unwrap().local_app, Some(address.parse().unwrap()));
        }
        assert_eq!(check("").unwrap().local_app, None);
    }

    #[test]
    fn certificates_by_acme_are_for_whole_names_the_host_among_them() {
        let acme = |more: &str| {
            check(&format!("public_url = \"https://sen.example.vn:8443\"\n[acme]\nterms_agreed = true\n{more}"))
                .map(|config| config.acme.unwrap())
        };
        let plain = acme("challenge = \"http-01\"").unwrap();
        assert_eq!(plain.names, ["sen.example.vn"]);
        assert_eq!(plain.challenge, Challenge::Http { listen: "0.0.0.0:80".parse().unwrap() });
        let hooked = acme("challenge = \"dns-01\"\ndns_hook = \"bin/dns\"").unwrap();
        assert_eq!(hooked.challenge, Challenge::Dns { hook: PathBuf::from("/data/bin/dns") });
        for refused in [
            "challenge = \"http\"",
            "challenge = \"http-01\"\nhttp_listen = \"80\"",
            "challenge = \"http-01\"\ndns_hook = \"x\"",
            "challenge = \"tls-alpn-01\"\nhttp_listen = \"0.0.0.0:80\"",
            "challenge = \"dns-01\"",
            "challenge = \"http-01\"\ndirectory = \"http://example.vn/dir\"",
            "challenge = \"http-01\"\ncontact = \"office@example.vn\"",
            "challenge = \"http-01\"\nnames = [\"other.example.vn\"]",
            "challenge = \"http-01\"\nnames = [\"sen.example.vn\", \"*.example.vn\"]",
            "challenge = \"http-01\"\nnames = [\"sen.example.vn\", \"localhost\"]",
            "challenge = \"http-01\"\nnames = [\"sen.example.vn\", \"a;b.vn\"]",
            "challenge = \"http-01\"\nnames = [\"sen.example.vn\", \"-f.vn\"]",
            "challenge = \"tls-alpn-01\"\nnames = [\"sen.example.vn\", \"203.0.113.7\"]",
        ] {
            assert!(acme(refused).unwrap_err().to_string().contains("acme"), "{refused}");
        }
        for refused in [
            "[acme]\nchallenge = \"http-01\"",
            "[acme]\nterms_agreed = true\nchallenge = \"http-01\"",
            "tls_key = \"k\"\ntls_certificate = \"c\"\n[acme]\nterms_agreed = true\nchallenge = \"http-01\"",
        ] {
            assert!(check(refused).unwrap_err().to_string().contains("acme"), "{refused}");
        }
    }

    #[test]
    fn the_host_of_an_address_has_no_port_and_no_brackets() {
        for (url, host) in [
            ("https://sen.example.vn", "sen.example.vn"),
            ("https://sen.example.vn:8443", "sen.example.vn"),
            ("https://192.0.2.7:8443", "192.0.2.7"),
            ("https://[2001:db8::1]:8443", "2001:db8::1"),
            ("https://[2001:db8::1]", "2001:db8::1"),
        ] {
            assert_eq!(host_of(url), host);
        }
    }
}
