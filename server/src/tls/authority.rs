//! The ward's own certificate authority: a root for the server's names alone, and certificates for the server's key.
//!
//! Its key is wherever its keeper put it; with it at hand certificates are made, without it they are asked for. It refuses
//! to certify any name its root does not allow, and takes nothing from a request but the key and the names.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, CertificateSigningRequestParams, CidrSubnet, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints, PublicKeyData,
    SanType, SerialNumber, date_time_ymd,
};
use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier as _;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use shared::time::Timestamp;

use super::{TlsError, write_private};
use crate::config::TlsFiles;
use crate::host::{Host, NoEntropy};

/// The root certificate's file.
pub const CERTIFICATE: &str = "authority.crt";
/// The root key's file.
pub const KEY: &str = "authority.key";
/// Days a root is good for.
const ROOT_DAYS: i64 = 3_653;
/// Days a server's certificate is good for: phones refuse those that claim more.
const LEAF_DAYS: i64 = 397;

/// Why the authority did not do it.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// A file, or what is in it.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// There is an authority already.
    #[error(
        "{0} is there already; a new root has to be installed on every phone, so move the old one away yourself first"
    )]
    Exists(PathBuf),
    /// The certificate or the request cannot be made or read.
    #[error("not made: {0}")]
    Making(#[from] rcgen::Error),
    /// Phones would not take the certificate.
    #[error("the certificate would not hold for {name}: {source}")]
    Refused {
        /// The name.
        name: String,
        /// Why.
        source: rustls::Error,
    },
    /// A name that is none, in a request or in the configuration.
    #[error("`{0}` is no name a certificate can be made for")]
    Name(String),
    /// No serial number could be drawn.
    #[error(transparent)]
    Entropy(#[from] NoEntropy),
    /// The calendar ends.
    #[error("no certificate can be dated from today")]
    Calendar,
}

/// The authority with its key at hand.
pub struct Authority {
    root: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    /// Makes key and root certificate in a folder, for these names and those below them, and for no others. The key's file
    /// is the owner's alone.
    ///
    /// # Errors
    /// [`AuthorityError::Exists`] when either file is there, otherwise whatever kept them from being made.
    pub fn create(folder: &Path, names: &[String], host: &Host) -> Result<Self, AuthorityError> {
        for path in [folder.join(KEY), folder.join(CERTIFICATE)] {
            if path.exists() {
                return Err(AuthorityError::Exists(path));
            }
        }
        let mut params = dated(host, ROOT_DAYS)?;
        let host_name = names.first().map_or("", String::as_str);
        params.distinguished_name = distinguished(&format!("Sen CA {host_name}"));
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let permitted_subtrees = names.iter().map(|name| subtree(name)).collect();
        params.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees: Vec::new() });
        let key = KeyPair::generate()?;
        let root = params.self_signed(&key)?;
        write_private(&folder.join(KEY), key.serialize_pem().as_bytes())?;
        write_private(&folder.join(CERTIFICATE), root.pem().as_bytes())?;
        Ok(Self { root: root.der().clone(), issuer: Issuer::new(params, key) })
    }

    /// Opens the authority of a folder.
    ///
    /// # Errors
    /// [`AuthorityError`], naming the file that is missing or is not what it should be.
    pub fn open(folder: &Path) -> Result<Self, AuthorityError> {
        let path = folder.join(KEY);
        let key = std::fs::read_to_string(&path).map_err(|source| TlsError::File { path, source })?;
        let root = root(&folder.join(CERTIFICATE))?;
        let issuer = Issuer::from_ca_cert_der(&root, KeyPair::from_pem(&key)?)?;
        Ok(Self { root, issuer })
    }

    /// The root certificate.
    #[must_use]
    pub const fn root(&self) -> &CertificateDer<'static> {
        &self.root
    }

    /// A certificate over the server's key that is there, PEM.
    ///
    /// # Errors
    /// [`AuthorityError::Refused`] when the root does not allow a name.
    pub fn issue(&self, files: &TlsFiles, names: &[String], host: &Host) -> Result<String, AuthorityError> {
        self.certify(&server_key(files)?, names, host)
    }

    /// A certificate for the key and the names of a request, PEM. Nothing else of the request counts.
    ///
    /// # Errors
    /// As [`Authority::issue`], and when the request is not signed by its own key.
    pub fn sign(&self, request: &str, host: &Host) -> Result<String, AuthorityError> {
        let request = CertificateSigningRequestParams::from_pem(request)?;
        let names = request.params.subject_alt_names.iter().map(|name| match name {
            SanType::DnsName(name) => Ok(name.as_str().to_owned()),
            SanType::IpAddress(address) => Ok(address.to_string()),
            other => Err(AuthorityError::Name(format!("{other:?}"))),
        });
        self.certify(&request.public_key, &names.collect::<Result<Vec<_>, _>>()?, host)
    }

    fn certify(&self, key: &impl PublicKeyData, names: &[String], host: &Host) -> Result<String, AuthorityError> {
        let mut params = dated(host, LEAF_DAYS)?;
        params.subject_alt_names = CertificateParams::new(names.to_vec())?.subject_alt_names;
        params.distinguished_name = distinguished(names.first().map_or("", String::as_str));
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let made = params.signed_by(key, &self.issuer)?;
        check(&self.root, made.der(), names, host.now())?;
        Ok(made.pem())
    }
}

/// Asks for a certificate over the server's key: a request, PEM, to be carried to where the root key is.
///
/// # Errors
/// [`AuthorityError`] when there is no key yet.
pub fn request(files: &TlsFiles, names: &[String]) -> Result<String, AuthorityError> {
    Ok(signing_request(files, names)?.pem()?)
}

/// The same as bytes, for an authority asked over the network.
///
/// # Errors
/// As [`request`].
pub fn request_der(files: &TlsFiles, names: &[String]) -> Result<Vec<u8>, AuthorityError> {
    Ok(signing_request(files, names)?.der().to_vec())
}

fn signing_request(files: &TlsFiles, names: &[String]) -> Result<rcgen::CertificateSigningRequest, AuthorityError> {
    let mut params = CertificateParams::new(names.to_vec())?;
    params.distinguished_name = DistinguishedName::new();
    Ok(params.serialize_request(&server_key(files)?)?)
}

/// The root certificate in a PEM file.
///
/// # Errors
/// [`TlsError`], naming the file.
pub fn root(path: &Path) -> Result<CertificateDer<'static>, TlsError> {
    CertificateDer::from_pem_file(path).map_err(|source| match source {
        rustls::pki_types::pem::Error::Io(source) => TlsError::File { path: path.to_owned(), source },
        source => TlsError::Pem { path: path.to_owned(), source },
    })
}

/// Whether a phone that trusts `root` takes `leaf` for each of the names, judged as a phone judges.
///
/// # Errors
/// [`AuthorityError::Refused`], naming the first name it does not hold for.
pub fn check(
    root: &CertificateDer<'static>,
    leaf: &CertificateDer<'_>,
    names: &[String],
    now: Timestamp,
) -> Result<(), AuthorityError> {
    let mut roots = RootCertStore::empty();
    let refused = |name: &str| {
        let name = name.to_owned();
        move |source| AuthorityError::Refused { name, source }
    };
    roots.add(root.clone()).map_err(refused("the root"))?;
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::new(ring::default_provider()))
        .build()
        .map_err(|error| AuthorityError::Refused {
            name: "the root".to_owned(),
            source: rustls::Error::General(error.to_string()),
        })?;
    let now = UnixTime::since_unix_epoch(Duration::from_millis(u64::try_from(now.as_ms()).unwrap_or(0)));
    for name in names {
        let Ok(asked) = ServerName::try_from(name.clone()) else { return Err(AuthorityError::Name(name.clone())) };
        verifier.verify_server_cert(leaf, &[], &asked, &[], now).map_err(refused(name))?;
    }
    Ok(())
}

/// Whether a phone that trusts `root` takes the chain, PEM, for each of the names.
///
/// # Errors
/// As [`check`], and when the chain cannot be read.
pub fn check_chain(
    root: &CertificateDer<'static>,
    chain: &str,
    names: &[String],
    now: Timestamp,
) -> Result<(), AuthorityError> {
    let Ok(leaf) = CertificateDer::from_pem_slice(chain.as_bytes()) else {
        return Err(rcgen::Error::CouldNotParseCertificate.into());
    };
    check(root, &leaf, names, now)
}

/// Whether a phone that trusts the root that is there takes the certificate that is there.
///
/// # Errors
/// As [`check_chain`], and when a file is missing.
pub fn check_in_use(files: &TlsFiles, names: &[String], now: Timestamp) -> Result<(), AuthorityError> {
    let path = files.certificate.with_file_name(CERTIFICATE);
    let chain = std::fs::read_to_string(&files.certificate)
        .map_err(|source| TlsError::File { path: files.certificate.clone(), source })?;
    check_chain(&root(&path)?, &chain, names, now)
}

fn server_key(files: &TlsFiles) -> Result<KeyPair, AuthorityError> {
    let pem =
        std::fs::read_to_string(&files.key).map_err(|source| TlsError::File { path: files.key.clone(), source })?;
    Ok(KeyPair::from_pem(&pem)?)
}

/// From yesterday, because clocks of phones are late, for so many days in all; under a number of its own, because
/// browsers refuse a second certificate of the same number.
fn dated(host: &Host, days: i64) -> Result<CertificateParams, AuthorityError> {
    let begin = host.now().vietnam_date().plus_days(-1).ok_or(AuthorityError::Calendar)?;
    let end = begin.plus_days(days).ok_or(AuthorityError::Calendar)?;
    let [not_before, not_after] = [begin, end].map(|day| date_time_ymd(i32::from(day.year()), day.month(), day.day()));
    let mut serial = host.random::<16>()?;
    serial[0] = serial[0] & 0x7f | 0x40;
    let mut params = CertificateParams::default();
    (params.not_before, params.not_after) = (not_before, not_after);
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    Ok(params)
}

fn distinguished(name: &str) -> DistinguishedName {
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::CommonName, name);
    distinguished
}

fn subtree(name: &str) -> GeneralSubtree {
    match name.parse::<IpAddr>() {
        Ok(address @ IpAddr::V4(_)) => GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(address, 32)),
        Ok(address @ IpAddr::V6(_)) => GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(address, 128)),
        Err(_) => GeneralSubtree::DnsName(name.to_owned()),
    }
}

#[cfg(test)]
mod tests;
