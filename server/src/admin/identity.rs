//! The server's key in a backup: taken along with the database, and put back with it.

use std::path::Path;

use super::{AdminError, Report, verify};
use crate::config::Config;
use crate::store::{self, StoreError, Writing, account};
use crate::tls;

/// Under which settings a backup holds the files.
const KEY: &str = "backup/tls.key";
const CERTIFICATE: &str = "backup/tls.crt";

/// Key and certificate as a backup holds them.
#[derive(Default)]
pub(super) struct Files {
    key: Option<Vec<u8>>,
    certificate: Option<Vec<u8>>,
}

/// Copies the database into a new file, also while it is served, together with the server's key and certificate, and
/// checks the copy.
///
/// # Errors
/// [`AdminError`]; an existing file is never overwritten.
pub fn backup(config: &Config, target: &Path) -> Result<Report, AdminError> {
    let mut settings = Vec::new();
    for (name, path) in [(KEY, &config.tls.key), (CERTIFICATE, &config.tls.certificate)] {
        match std::fs::read(path) {
            Ok(bytes) => settings.push((name, bytes)),
            // A server that never served has none yet.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => return Err(AdminError::File { path: path.clone(), source }),
        }
    }
    store::backup_with(&config.database(), target, &settings)?;
    Ok(verify(target)?)
}

/// Takes the files out of a copy that is about to be put in place.
pub(super) fn take(tx: &Writing<'_>) -> Result<Files, StoreError> {
    Ok(Files { key: account::take_setting(tx, KEY)?, certificate: account::take_setting(tx, CERTIFICATE)? })
}

/// Puts the files in their places, where none are. What lies there stays; whether it is the right key is found out when
/// the server starts.
pub(super) fn put_back(config: &Config, files: Files) -> Result<(), AdminError> {
    if config.tls.key.exists() || config.tls.certificate.exists() {
        return Ok(());
    }
    if let Some(key) = files.key {
        tls::write_private(&config.tls.key, &key)?;
        if let Some(certificate) = files.certificate {
            tls::write_private(&config.tls.certificate, &certificate)?;
        }
    }
    Ok(())
}
