//! TLS: the certificate the server shows, made on first start or given, reloaded when it changes.

pub mod authority;
mod shown;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert, ServerConfig, ServerSessionMemoryCache};
use rustls::sign::CertifiedKey;
use tempfile::{NamedTempFile, PersistError};

use crate::config::TlsFiles;

pub use shown::{Issuer, Shown};

/// Devices whose TLS session is remembered, a few hundred bytes each: they come back in fewer bytes. Tickets that
/// devices keep themselves would be several times as long on the wire.
const SESSIONS_MAX: usize = 16_384;
/// What a certificate authority speaks that asks by `tls-alpn-01` (RFC 8737), and nobody else.
pub(crate) const ACME_TLS: &[u8] = b"acme-tls/1";

/// Why there is no certificate to show.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is not PEM, or holds nothing of the kind.
    #[error("{path} is no PEM file with what it should hold: {source}")]
    Pem {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: rustls::pki_types::pem::Error,
    },
    /// Certificate and key do not fit, or TLS cannot use them.
    #[error("{path} cannot be used: {source}")]
    Unusable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: rustls::Error,
    },
    /// The certificate cannot be taken apart.
    #[error("{path} is no X.509 certificate")]
    NotX509 {
        /// Which file.
        path: PathBuf,
    },
    /// The new certificate has another key than the one in use.
    #[error(
        "{path} has another key: devices know this server by its key and would be cut off. Renew the certificate over the \
         same key, or stop the server and see `sen serve --new-tls-key`"
    )]
    OtherKey {
        /// The certificate.
        path: PathBuf,
    },
    /// A certificate could not be made.
    #[error("no certificate could be made: {0}")]
    Making(#[from] rcgen::Error),
}

/// The certificate in use; clones share it.
#[derive(Clone)]
pub struct Identity {
    files: TlsFiles,
    current: Arc<RwLock<LoadedKey>>,
    answers: Arc<RwLock<BTreeMap<String, Arc<CertifiedKey>>>>,
}

struct LoadedKey {
    key: Arc<CertifiedKey>,
    pin: [u8; 32],
    shown: Shown,
    read: [Option<SystemTime>; 3],
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity").field("files", &self.files).finish_non_exhaustive()
    }
}

impl Identity {
    /// Loads the files, making a self-signed certificate for `names` when they may be made and are missing. A certificate
    /// that alone is missing is made over the key that is there, by which devices know the server.
    ///
    /// # Errors
    /// [`TlsError`], naming the file.
    pub fn load(files: &TlsFiles, names: &[String]) -> Result<Self, TlsError> {
        if files.may_create && !files.certificate.exists() {
            create(files, names)?;
        }
        let current = read(files)?;
        Ok(Self { files: files.clone(), current: Arc::new(RwLock::new(current)), answers: Arc::default() })
    }

    /// Where certificate and key lie.
    #[must_use]
    pub const fn files(&self) -> &TlsFiles {
        &self.files
    }

    /// What the certificate in use says of itself.
    #[must_use]
    pub fn shown(&self) -> Shown {
        self.current.read().unwrap_or_else(PoisonError::into_inner).shown.clone()
    }

    /// SHA-256 of the certificate's public key, which devices pin.
    #[must_use]
    pub fn pin(&self) -> [u8; 32] {
        self.current.read().unwrap_or_else(PoisonError::into_inner).pin
    }

    /// Loads the files again if they changed; on error the old certificate stays in use, as it does when
    /// the new one has another key.
    ///
    /// # Errors
    /// [`TlsError`], naming the file.
    pub fn reload_if_changed(&self) -> Result<bool, TlsError> {
        let seen = self.current.read().unwrap_or_else(PoisonError::into_inner).read;
        if seen == modified(&self.files) {
            return Ok(false);
        }
        let fresh = read(&self.files)?;
        if fresh.pin != self.pin() {
            return Err(TlsError::OtherKey { path: self.files.certificate.clone() });
        }
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(true)
    }

    /// Takes a new certificate over the same key into use, PEM with its chain, and keeps it. On error the one in use stays.
    ///
    /// # Errors
    /// [`TlsError`] when it is for another key, or cannot be kept.
    pub fn renew(&self, chain: &str) -> Result<(), TlsError> {
        put(&self.files, chain)?;
        let fresh = read(&self.files)?;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    /// Answers whoever asks by `tls-alpn-01` for `name` with this digest, until the result is dropped.
    ///
    /// # Errors
    /// [`TlsError`] when the answer cannot be made.
    pub fn answer(&self, name: &str, digest: &[u8]) -> Result<Answer, TlsError> {
        let key = rcgen::KeyPair::generate()?;
        let mut params = rcgen::CertificateParams::new(vec![name.to_owned()])?;
        params.custom_extensions = vec![rcgen::CustomExtension::new_acme_identifier(digest)];
        let made = params.self_signed(&key)?;
        let private = PrivateKeyDer::try_from(key.serialize_der())
            .map_err(|why| self.unusable(rustls::Error::General(why.to_owned())))?;
        // Not checked as others are: its critical extension is for the authority alone.
        let signing = ring::sign::any_supported_type(&private).map_err(|source| self.unusable(source))?;
        let certified = CertifiedKey::new(vec![made.der().clone()], signing);
        let mut answers = self.answers.write().unwrap_or_else(PoisonError::into_inner);
        answers.insert(name.to_ascii_lowercase(), Arc::new(certified));
        Ok(Answer { identity: self.clone(), name: name.to_ascii_lowercase() })
    }

    fn unusable(&self, source: rustls::Error) -> TlsError {
        TlsError::Unusable { path: self.files.certificate.clone(), source }
    }

    /// The rustls configuration that shows this certificate.
    ///
    /// # Errors
    /// [`TlsError::Unusable`] when rustls offers no protocol version; only a build defect can cause it.
    pub fn server_config(&self) -> Result<Arc<ServerConfig>, TlsError> {
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|source| self.unusable(source))?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(self.clone()));
        // A device keeps one connection, so one ticket brings it back.
        config.session_storage = ServerSessionMemoryCache::new(SESSIONS_MAX);
        config.send_tls13_tickets = 1;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec(), ACME_TLS.to_vec()];
        Ok(Arc::new(config))
    }
}

impl ResolvesServerCert for Identity {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        // Whoever speaks that alone is a certificate authority, and is shown nothing but the answer to its question.
        if hello.alpn().is_some_and(|mut spoken| spoken.all(|protocol| protocol == ACME_TLS)) {
            let answers = self.answers.read().unwrap_or_else(PoisonError::into_inner);
            return answers.get(&hello.server_name()?.to_ascii_lowercase()).cloned();
        }
        Some(Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner).key))
    }
}

/// An answer to a certificate authority's question; it is taken back when this is dropped.
#[derive(Debug)]
pub struct Answer {
    identity: Identity,
    name: String,
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.identity.answers.write().unwrap_or_else(PoisonError::into_inner).remove(&self.name);
    }
}

fn modified(files: &TlsFiles) -> [Option<SystemTime>; 3] {
    let authority = files.authority();
    [Some(&files.certificate), Some(&files.key), authority.as_ref()]
        .map(|path| path.and_then(|path| std::fs::metadata(path).and_then(|meta| meta.modified()).ok()))
}

fn read(files: &TlsFiles) -> Result<LoadedKey, TlsError> {
    let read = modified(files);
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(&files.certificate)
        .map_err(pem(&files.certificate))?
        .collect::<Result<_, _>>()
        .map_err(pem(&files.certificate))?;
    let root = files.authority().filter(|path| path.exists()).map(|path| authority::root(&path)).transpose()?;
    load(files, chain, root.as_ref(), read)
}

fn load(
    files: &TlsFiles,
    chain: Vec<CertificateDer<'static>>,
    root: Option<&CertificateDer<'static>>,
    read: [Option<SystemTime>; 3],
) -> Result<LoadedKey, TlsError> {
    let not_x509 = || TlsError::NotX509 { path: files.certificate.clone() };
    let leaf = chain.first().ok_or_else(not_x509)?;
    let pin = pin_of(leaf).ok_or_else(not_x509)?;
    let shown = Shown::of(leaf, root).ok_or_else(not_x509)?;
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(pem(&files.key))?;
    let key = CertifiedKey::from_der(chain, key, &ring::default_provider())
        .map_err(|source| TlsError::Unusable { path: files.certificate.clone(), source })?;
    Ok(LoadedKey { key: Arc::new(key), pin, shown, read })
}

fn pem(path: &Path) -> impl Fn(rustls::pki_types::pem::Error) -> TlsError {
    let path = path.to_owned();
    move |source| match source {
        rustls::pki_types::pem::Error::Io(source) => TlsError::File { path: path.clone(), source },
        source => TlsError::Pem { path: path.clone(), source },
    }
}

/// Puts a certificate, PEM with its chain, in the place of the one that is there, whole or not at all.
///
/// # Errors
/// [`TlsError`] when it is not for the key that is there, and then nothing was changed.
pub fn put(files: &TlsFiles, chain: &str) -> Result<(), TlsError> {
    let fresh: Vec<CertificateDer<'static>> =
        CertificateDer::pem_slice_iter(chain.as_bytes()).collect::<Result<_, _>>().map_err(pem(&files.certificate))?;
    load(files, fresh, None, [None; 3])?;
    replace_private(&files.certificate, chain.as_bytes())
}

/// SHA-256 of a certificate's SubjectPublicKeyInfo.
#[must_use]
pub fn pin_of(certificate: &CertificateDer<'_>) -> Option<[u8; 32]> {
    use x509_parser::prelude::{FromDer, X509Certificate};
    let (_, parsed) = X509Certificate::from_der(certificate).ok()?;
    Some(sha256(parsed.public_key().raw))
}

/// How a person compares a certificate with what they were told: SHA-256 of the whole, in pairs of digits as phones show
/// it.
#[must_use]
pub fn fingerprint(certificate: &CertificateDer<'_>) -> String {
    sha256(certificate).map(|byte| format!("{byte:02X}")).join(" ")
}

/// SHA-256, as pins and stored secrets use it.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).into()
}

fn create(files: &TlsFiles, names: &[String]) -> Result<(), TlsError> {
    let key = if files.key.exists() {
        let pem =
            std::fs::read_to_string(&files.key).map_err(|source| TlsError::File { path: files.key.clone(), source })?;
        rcgen::KeyPair::from_pem(&pem)?
    } else {
        let key = rcgen::KeyPair::generate()?;
        write_private(&files.key, key.serialize_pem().as_bytes())?;
        key
    };
    let made = rcgen::CertificateParams::new(names.to_vec())?.self_signed(&key)?;
    write_private(&files.certificate, made.pem().as_bytes())
}

/// Puts a file that is the owner's alone in its place, whole or not at all.
///
/// # Errors
/// [`TlsError::File`], also when something is there: nothing is overwritten.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), TlsError> {
    write(path, bytes, |file| file.persist_noclobber(path))
}

/// The same in the place of whatever is there.
///
/// # Errors
/// [`TlsError::File`]; then the old file stays.
pub(crate) fn replace_private(path: &Path, bytes: &[u8]) -> Result<(), TlsError> {
    write(path, bytes, |file| file.persist(path))
}

fn write(
    path: &Path,
    bytes: &[u8],
    persist: impl FnOnce(NamedTempFile) -> Result<std::fs::File, PersistError>,
) -> Result<(), TlsError> {
    use std::io::Write;
    let file_error = |source| TlsError::File { path: path.to_owned(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix("sen-").suffix(".part").tempfile_in(folder).map_err(file_error)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(file_error)?;
    persist(file).map_err(|error| file_error(error.error))?;
    std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(file_error)
}

#[cfg(test)]
mod tests;
