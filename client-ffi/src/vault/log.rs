//! The log beside the vault, as a file. Changes no byte of it, and only while nobody else has the vault open.

use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};

use shared::log::Log;

use super::VaultError;

fn beside(vault: &Path) -> PathBuf {
    let mut log = vault.as_os_str().to_owned();
    log.push("-wal");
    log.into()
}

/// Passes when everything in the log can be read, but for what belongs to no commit.
///
/// # Errors
/// [`VaultError::LogDamaged`] when commits lie behind a damage: SQLite would pass over them without a word, and empty the
/// log.
pub(super) fn check(vault: &Path) -> Result<(), VaultError> {
    let file = match std::fs::File::open(beside(vault)) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        opened => opened?,
    };
    let length = file.metadata()?.len();
    match shared::log::look(&mut BufReader::new(file), length)? {
        Log::None | Log::Readable => Ok(()),
        Log::Damaged(what) => Err(VaultError::LogDamaged(what)),
    }
}

/// Writes the log a dead process left anew over itself, byte by byte the same, and syncs it. Where a sync had failed,
/// part of it may be in memory only, and no later sync brings that to the disk.
///
/// # Errors
/// [`VaultError::File`], but not for want of room: then nothing is folded either.
pub(super) fn renew(vault: &Path) -> Result<(), VaultError> {
    let log = beside(vault);
    let bytes = match std::fs::read(&log) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    if bytes.is_empty() {
        return Ok(());
    }
    let mut file = std::fs::OpenOptions::new().write(true).open(&log)?;
    match file.write_all(&bytes).and_then(|()| file.sync_all()) {
        Err(error) if error.kind() == std::io::ErrorKind::StorageFull => Ok(()),
        renewed => Ok(renewed?),
    }
}
