//! Files of an operating system.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::Found;

/// A vault's file is made before SQLite opens it, for its owner's eyes alone.
pub(crate) const IS_MADE_BY_OPENING: bool = false;

/// Whether several connections to one file see each other: they do, by locks of the system.
pub(crate) const JOURNAL_OF_SHARED: &str = "WAL";

/// What is at `path`.
pub(crate) fn look(path: &Path) -> Found {
    match path.metadata() {
        Ok(found) if found.is_file() => Found::File { is_empty: found.len() == 0 },
        Ok(_) => Found::NoFile,
        Err(_) => Found::Nothing,
    }
}

/// Makes the empty file for its owner's eyes alone, before SQLite writes the first byte into it.
///
/// # Errors
/// The system's refusal.
pub(crate) fn make_own(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    drop(options.open(path)?);
    Ok(())
}

/// Whether the file is encrypted pages of so many bytes, as far as can be seen: whole pages, and not SQLite's own header.
///
/// # Errors
/// The system's refusal.
pub(crate) fn looks_encrypted(path: &Path, page_bytes: u64) -> std::io::Result<bool> {
    let whole_pages = path.metadata()?.len() % page_bytes == 0;
    let mut start = [0; 15];
    match std::io::Read::read_exact(&mut std::fs::File::open(path)?, &mut start) {
        Ok(()) => Ok(whole_pages && start != *b"SQLite format 3"),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

/// A file that is locked until this is dropped. Closing it would not do: a process that is being started at this moment
/// has it open as well until its program runs.
#[derive(Debug)]
pub(crate) struct FileLock(File);

impl FileLock {
    /// Waits until nobody else has it.
    ///
    /// # Errors
    /// The system's refusal.
    pub(crate) fn alone(path: &Path) -> std::io::Result<Self> {
        let lock = Self::over(path)?;
        lock.0.lock()?;
        Ok(lock)
    }

    /// Has it together with others, and waits until nobody has it alone.
    ///
    /// # Errors
    /// The system's refusal.
    pub(crate) fn shared(path: &Path) -> std::io::Result<Self> {
        let lock = Self::over(path)?;
        lock.0.lock_shared()?;
        Ok(lock)
    }

    /// Has it alone, or not at all.
    ///
    /// # Errors
    /// [`std::io::ErrorKind::WouldBlock`] while anybody else has it.
    pub(crate) fn try_alone(path: &Path) -> std::io::Result<Self> {
        let lock = Self::over(path)?;
        match lock.0.try_lock() {
            Ok(()) => Ok(lock),
            Err(TryLockError::WouldBlock) => Err(std::io::ErrorKind::WouldBlock.into()),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn over(path: &Path) -> std::io::Result<Self> {
        Ok(Self(File::options().create(true).truncate(false).write(true).open(path)?))
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        // If it cannot be unlocked it stays locked until the file is closed everywhere.
        drop(self.0.unlock());
    }
}
