//! TLS: the certificate the server shows, made on first start or given, reloaded when it changes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert, ServerConfig, ServerSessionMemoryCache};
use rustls::sign::CertifiedKey;

use crate::config::TlsFiles;

/// Devices whose TLS session is remembered, a few hundred bytes each: they come back in fewer bytes. Tickets that
/// devices keep themselves would be several times as long on the wire.
const SESSIONS_MAX: usize = 16_384;

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
}

struct LoadedKey {
    key: Arc<CertifiedKey>,
    pin: [u8; 32],
    read: [Option<SystemTime>; 2],
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
        Ok(Self { files: files.clone(), current: Arc::new(RwLock::new(current)) })
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

    /// The rustls configuration that shows this certificate.
    ///
    /// # Errors
    /// [`TlsError::Unusable`] when rustls offers no protocol version; only a build defect can cause it.
    pub fn server_config(&self) -> Result<Arc<ServerConfig>, TlsError> {
        let unusable = |source| TlsError::Unusable { path: self.files.certificate.clone(), source };
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(unusable)?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(self.clone()));
        // A device keeps one connection, so one ticket brings it back.
        config.session_storage = ServerSessionMemoryCache::new(SESSIONS_MAX);
        config.send_tls13_tickets = 1;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

impl ResolvesServerCert for Identity {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner).key))
    }
}

fn modified(files: &TlsFiles) -> [Option<SystemTime>; 2] {
    [&files.certificate, &files.key].map(|path| std::fs::metadata(path).and_then(|meta| meta.modified()).ok())
}

fn read(files: &TlsFiles) -> Result<LoadedKey, TlsError> {
    let read = modified(files);
    let pem = |path: &Path| {
        let path = path.to_owned();
        move |source| match source {
            rustls::pki_types::pem::Error::Io(source) => TlsError::File { path, source },
            source => TlsError::Pem { path, source },
        }
    };
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(&files.certificate)
        .map_err(pem(&files.certificate))?
        .collect::<Result<_, _>>()
        .map_err(pem(&files.certificate))?;
    let leaf = chain.first().ok_or_else(|| TlsError::NotX509 { path: files.certificate.clone() })?;
    let pin = pin_of(leaf).ok_or_else(|| TlsError::NotX509 { path: files.certificate.clone() })?;
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(pem(&files.key))?;
    let key = CertifiedKey::from_der(chain, key, &ring::default_provider())
        .map_err(|source| TlsError::Unusable { path: files.certificate.clone(), source })?;
    Ok(LoadedKey { key: Arc::new(key), pin, read })
}

/// SHA-256 of a certificate's SubjectPublicKeyInfo.
#[must_use]
pub fn pin_of(certificate: &CertificateDer<'_>) -> Option<[u8; 32]> {
    use x509_parser::prelude::{FromDer, X509Certificate};
    let (_, parsed) = X509Certificate::from_der(certificate).ok()?;
    Some(sha256(parsed.public_key().raw))
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
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), TlsError> {
    use std::io::Write;
    let file_error = |source| TlsError::File { path: path.to_owned(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix("sen-").suffix(".part").tempfile_in(folder).map_err(file_error)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(file_error)?;
    file.persist_noclobber(path).map_err(|error| file_error(error.error))?;
    std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(file_error)
}

#[cfg(test)]
mod tests;
