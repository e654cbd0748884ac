//! Why the store could not do what it was asked. What kind of database refused is not seen outside it.

use std::path::PathBuf;

use rusqlite::ErrorCode;

/// Why the database could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused.
    #[error("the database refused: {0}")]
    Refused(#[source] Refusal),
    /// No database lies there.
    #[error("there is no database at {0}; run `sen init` first")]
    Missing(PathBuf),
    /// A database lies there already.
    #[error("a database already lies at {0}; nothing was overwritten")]
    Exists(PathBuf),
    /// Another process serves it.
    #[error(
        "thư mục này đang được một `sen serve` khác phục vụ ({0}); hãy dừng tiến trình đó trước / another `sen serve` serves \
         this folder ({0}); stop that one first"
    )]
    Served(PathBuf),
    /// A newer version of Sen wrote it.
    #[error(
        "the database was written by a newer Sen (schema {found}, this one knows {known}); install that version, nothing was changed"
    )]
    Newer {
        /// Its schema.
        found: i64,
        /// The newest this version knows.
        known: i64,
    },
    /// The file is no database or its pages are damaged.
    #[error(
        "{0} is damaged or no Sen database; nothing was changed. Restore the newest backup with `sen restore`, devices bring the rest back"
    )]
    Damaged(PathBuf),
    /// The database is damaged: what can be read is served, nothing is written.
    #[error("the database is damaged and takes nothing until it is restored: {0}")]
    ReadOnly(String),
    /// The shared commit failed; nothing of it is stored.
    #[error("the disk did not take the write: {0}")]
    Commit(String),
    /// A stored value is not what it should be.
    #[error("a stored {0} cannot be read")]
    Corrupt(&'static str),
    /// The record changed while an envelope was being merged into it.
    #[error("the record was changed by another process meanwhile; try again")]
    Moved,
    /// The file system refused.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The server is stopping.
    #[error("the server is stopping")]
    Stopping,
}

/// What the database said when it refused.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Refusal(rusqlite::Error);

impl Refusal {
    pub(super) fn error(&self) -> &rusqlite::Error {
        &self.0
    }

    pub(super) fn is_damage(&self) -> bool {
        is_damage(&self.0)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Refused(Refusal(error))
    }
}

impl StoreError {
    /// As if the database had found itself damaged.
    #[cfg(test)]
    pub(crate) fn damaged_on_purpose() -> Self {
        rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT), None).into()
    }

    /// Whether the disk is full: the caller answers "try later" rather than "broken".
    #[must_use]
    pub fn is_full(&self) -> bool {
        match self {
            Self::Refused(refusal) => refusal.0.sqlite_error_code() == Some(ErrorCode::DiskFull),
            Self::Commit(text) => text.contains("full"),
            _ => false,
        }
    }
}

/// Whether SQLite says that the file, or the disk below it, is broken. A full disk is not: it passes.
pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::SystemIoFailure)
    ) && error.sqlite_extended_error_code() != Some(rusqlite::ffi::SQLITE_IOERR_NOMEM)
}
