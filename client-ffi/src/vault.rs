//! The device's encrypted store (SQLCipher), and the only SQL on the device.
//!
//! Owns the file, its key, its schema and its transactions. Refuses to interpret what it keeps, and
//! never overwrites, repairs or deletes a file it cannot read.

mod form;
#[cfg(not(target_family = "wasm"))]
mod log;
mod outbox;
#[cfg(target_family = "wasm")]
mod profile_rows;
mod read;
mod row;
mod stroke;
mod write;

#[cfg(all(test, not(target_family = "wasm")))]
pub(crate) use form::FORMS_MAX;
pub use form::FormPlace;
pub use outbox::{Outbox, Waiting};
#[cfg(target_family = "wasm")]
pub(crate) use profile_rows::ProfileRows;
pub use read::{Reader, StoredDocument};
pub use stroke::Stroke;
pub use write::{Growth, Writer};

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

#[cfg(not(target_family = "wasm"))]
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use zeroize::Zeroizing;

use crate::storage::{self, Found};

/// Every migration in order; a vault's `user_version` is how many of them it has seen.
const MIGRATIONS: &[&str] = &[
    include_str!("vault/migrations/0001_begin.sql"),
    include_str!("vault/migrations/0002_strokes.sql"),
    include_str!("vault/migrations/0003_records.sql"),
    include_str!("vault/migrations/0004_forms.sql"),
];

/// SQLCipher's page size: every vault is a whole number of such pages.
const PAGE_BYTES: u64 = 4096;

/// How long one command waits for another that has the vault open.
const BUSY: Duration = Duration::from_secs(5);

/// The 32-byte key of a vault, kept by the phone's keystore.
#[derive(Clone)]
pub struct VaultKey(Zeroizing<[u8; 32]>);

impl VaultKey {
    /// Wraps the raw key.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Reads a key of exactly 32 bytes.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::from_bytes)
    }

    /// Reads 64 hexadecimal digits.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        hex::decode_to_slice(text.trim(), bytes.as_mut()).ok()?;
        Some(Self(bytes))
    }

    /// Draws a fresh key.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn draw() -> Result<Self, getrandom::Error> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(bytes.as_mut())?;
        Ok(Self(bytes))
    }

    /// The raw key.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_ref()
    }

    /// The key as 64 hexadecimal digits; wiped when dropped.
    #[must_use]
    pub fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(self.as_bytes()))
    }

    /// The form SQLCipher takes as it is, without deriving anything from it.
    fn literal(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("x'{}'", self.to_hex().as_str()))
    }

    /// The same for a file that is to be made, with the salt its first page begins with. SQLCipher would draw one itself,
    /// but takes zeros for it where a file system lets a file grow before anything is written.
    fn literal_to_create(&self) -> Result<Zeroizing<String>, VaultError> {
        let mut salt = Zeroizing::new([0; 16]);
        getrandom::fill(salt.as_mut()).map_err(|error| std::io::Error::other(error.to_string()))?;
        let salt = Zeroizing::new(hex::encode(salt.as_ref()));
        Ok(Zeroizing::new(format!("x'{}{}'", self.to_hex().as_str(), salt.as_str())))
    }
}

impl std::fmt::Debug for VaultKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VaultKey(…)")
    }
}

/// Why the vault cannot be used; the file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// There is no file to open.
    #[error("there is no vault at {}", .0.display())]
    Missing(PathBuf),
    /// There is a file already, and nothing is ever overwritten.
    #[error("there is already a file at {}", .0.display())]
    Exists(PathBuf),
    /// The key does not fit.
    #[error("the key does not open this vault")]
    WrongKey,
    /// The file is something else.
    #[error("the file is not a vault")]
    NotAVault,
    /// A newer version of the app wrote it.
    #[error("the vault was written by a newer version ({found}; this one knows {known})")]
    Newer {
        /// The vault's version.
        found: usize,
        /// The newest version known here.
        known: usize,
    },
    /// Pages of the file are damaged.
    #[error("the vault is damaged")]
    Damaged(#[source] rusqlite::Error),
    /// What was written last cannot be read: the log beside the file is damaged.
    #[error("the vault is damaged: {0}")]
    LogDamaged(String),
    /// A stored row is not what this version wrote.
    #[error("the vault holds an unreadable {0}")]
    Unreadable(&'static str),
    /// The vault was opened to be read only.
    #[error("the vault was opened to be read only")]
    ReadOnly,
    /// There is no room left on the phone.
    #[error("there is no room left to store this")]
    Full(#[source] rusqlite::Error),
    /// Another process has it open.
    #[error("the vault is open elsewhere")]
    InUse(#[source] rusqlite::Error),
    /// The file system refused.
    #[error("the vault's file cannot be used: {0}")]
    File(#[from] std::io::Error),
    /// Anything else the database says.
    #[error("the vault could not do it: {0}")]
    Database(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for VaultError {
    fn from(error: rusqlite::Error) -> Self {
        const WRITE: [i32; 3] = [
            rusqlite::ffi::SQLITE_IOERR_WRITE,
            rusqlite::ffi::SQLITE_IOERR_FSYNC,
            rusqlite::ffi::SQLITE_IOERR_TRUNCATE,
        ];
        match error.sqlite_error().map(|inner| (inner.code, inner.extended_code)) {
            Some((ErrorCode::DiskFull, _)) => Self::Full(error),
            Some((_, extended)) if WRITE.contains(&extended) => Self::Full(error),
            Some((ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _)) => Self::InUse(error),
            Some((ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _)) => Self::Damaged(error),
            _ => Self::Database(error),
        }
    }
}

/// An open vault; one process at a time has it open.
pub struct Vault {
    connection: Connection,
    /// Whether the log begins behind nothing that a dead process left.
    folded: bool,
    /// Opened to be read only; with the copy it is read from, which goes with it.
    #[cfg(not(target_family = "wasm"))]
    reading: Option<tempfile::TempDir>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault")
    }
}

impl Vault {
    /// Creates a vault where there is no file, or only an empty one.
    ///
    /// # Errors
    /// [`VaultError::Exists`] rather than touching anything; [`VaultError::Full`] without room.
    pub fn create(path: &Path, key: &VaultKey) -> Result<Self, VaultError> {
        if matches!(storage::look(path), Found::NoFile | Found::File { is_empty: false }) {
            return Err(VaultError::Exists(path.to_owned()));
        }
        storage::make_own(path)?;
        Self::begin(connect(path)?, path, &key.literal_to_create()?)
    }

    /// Opens an existing vault.
    ///
    /// # Errors
    /// [`VaultError`], telling a wrong key from a missing, foreign, damaged or newer file.
    pub fn open(path: &Path, key: &VaultKey) -> Result<Self, VaultError> {
        match storage::look(path) {
            Found::Nothing | Found::NoFile => Err(VaultError::Missing(path.to_owned())),
            Found::File { is_empty: true } => Err(VaultError::NotAVault),
            Found::File { is_empty: false } => Self::begin(connect(path)?, path, &key.literal()),
        }
    }

    /// Opens a copy of a vault that lies where nothing can be written; the copy is as encrypted as the vault. What is
    /// mended while opening is mended in the copy.
    ///
    /// # Errors
    /// As [`Vault::open`]; [`VaultError::File`] when it was written to meanwhile.
    #[cfg(not(target_family = "wasm"))]
    pub fn open_copy(path: &Path, key: &VaultKey) -> Result<Self, VaultError> {
        let folder = tempfile::Builder::new().prefix("sen-").tempdir()?;
        let copy = folder.path().join("vault.db");
        let beside = |file: &Path, ending: &str| {
            let mut name = file.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        let files = ["", "-wal", "-journal"].map(|ending| (beside(path, ending), beside(&copy, ending)));
        let state = |file: &Path| file.metadata().ok().map(|found| (found.len(), found.modified().ok()));
        let before: Vec<_> = files.iter().map(|(file, _)| state(file)).collect();
        for (file, copy) in &files {
            // The bytes alone: a file that may not be written to stays so when it is copied as a whole.
            match std::fs::File::open(file) {
                Ok(mut file) => drop(std::io::copy(&mut file, &mut std::fs::File::create_new(copy)?)?),
                // There is no log beside a vault that was closed in peace, and `open` says what is missing else.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(error.into()),
            }
        }
        if files.iter().map(|(file, _)| state(file)).ne(before) {
            return Err(std::io::Error::from(std::io::ErrorKind::ResourceBusy).into());
        }
        let opened = match Self::open(&copy, key) {
            Err(VaultError::Missing(_)) => Err(VaultError::Missing(path.to_owned())),
            opened => opened,
        };
        Ok(Self { reading: Some(folder), ..opened? })
    }

    /// Whether it was opened by [`Vault::open_copy`]: what would be written would be lost.
    #[must_use]
    pub const fn read_only(&self) -> bool {
        #[cfg(not(target_family = "wasm"))]
        return self.reading.is_some();
        // A browser's files are never out of reach of writing.
        #[cfg(target_family = "wasm")]
        false
    }

    /// Encrypts the whole vault with another key.
    ///
    /// # Errors
    /// [`VaultError`]; the old key then still fits.
    pub fn rekey(&mut self, key: &VaultKey) -> Result<(), VaultError> {
        // SQLCipher rewrites every page in one transaction, which needs the rollback journal.
        self.connection.pragma_update(None, "journal_mode", "DELETE")?;
        self.connection.pragma_update(None, "rekey", key.literal().as_str())?;
        self.connection.pragma_update(None, "journal_mode", "WAL")?;
        Ok(())
    }

    /// Reads what is stored.
    #[must_use]
    pub const fn read(&self) -> Reader<'_> {
        Reader::of(&self.connection)
    }

    /// Writes all of `write` or nothing; it is on disk when this returns.
    ///
    /// # Errors
    /// Whatever `write` returns, or [`VaultError`]; nothing is then stored.
    pub fn write<T, E: From<VaultError>>(&mut self, write: impl FnOnce(&Writer<'_>) -> Result<T, E>) -> Result<T, E> {
        if !self.folded {
            self.fold().map_err(VaultError::from)?;
        }
        let behavior = TransactionBehavior::Immediate;
        let tx = self.connection.transaction_with_behavior(behavior).map_err(VaultError::from)?;
        let value = write(&Writer::of(&tx))?;
        tx.commit().map_err(VaultError::from)?;
        Ok(value)
    }

    /// As on a phone with no room left, and as after something was deleted.
    #[cfg(test)]
    pub(crate) fn fill(&self) {
        self.connection.pragma_update(None, "max_page_count", 1).unwrap();
    }

    #[cfg(test)]
    pub(crate) fn empty(&self) {
        self.connection.pragma_update(None, "max_page_count", 1_000_000).unwrap();
    }

    fn begin(connection: Connection, path: &Path, key: &str) -> Result<Self, VaultError> {
        connection.busy_timeout(BUSY)?;
        // Its complaints about a wrong key would land on the app's error stream; they come back as errors.
        connection.pragma_update(None, "cipher_log_level", "NONE")?;
        connection.pragma_update(None, "key", key)?;
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        let version: i64 = match connection.pragma_query_value(None, "user_version", |row| row.get(0)) {
            Ok(version) => version,
            Err(error) if is_not_a_database(&error) => {
                // A browser shows nobody a file that is open.
                drop(connection);
                return Err(foreign_or_wrong_key(path));
            }
            Err(error) => return Err(error.into()),
        };
        let found = usize::try_from(version).unwrap_or(usize::MAX);
        if found > MIGRATIONS.len() {
            return Err(VaultError::Newer { found, known: MIGRATIONS.len() });
        }
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "secure_delete", true)?;
        look_at_log(&connection, path)?;
        let mut vault = Self {
            connection,
            folded: false,
            #[cfg(not(target_family = "wasm"))]
            reading: None,
        };
        vault.migrate(found)?;
        vault.connection.pragma_update(None, "journal_mode", "WAL")?;
        match vault.fold().map_err(VaultError::from) {
            // A vault on a full phone opens all the same: what was synced is safe in the log.
            Ok(()) | Err(VaultError::Full(_)) => Ok(vault),
            Err(error) => Err(error),
        }
    }

    /// Writes what a dead process left in the log into the file, and syncs it. Where a sync had failed, part of
    /// that log may have been read back from memory only; then nothing written after it would survive the power.
    /// Nothing is written before this is done.
    fn fold(&mut self) -> rusqlite::Result<()> {
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        self.folded = true;
        Ok(())
    }

    fn migrate(&mut self, from: usize) -> Result<(), VaultError> {
        let pending = MIGRATIONS.get(from..).unwrap_or_default();
        if pending.is_empty() {
            return Ok(());
        }
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for migration in pending {
            tx.execute_batch(migration)?;
        }
        tx.pragma_update(None, "user_version", i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX))?;
        Ok(tx.commit()?)
    }
}

/// Opens a file that is there. SQLite's first call in a process makes SQLCipher ready, and lets calls of other threads
/// pass before it is: so the first is made alone.
fn connect(path: &Path) -> rusqlite::Result<Connection> {
    static READY: OnceLock<bool> = OnceLock::new();
    READY.get_or_init(|| Connection::open_in_memory().is_ok());
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    flags.set(OpenFlags::SQLITE_OPEN_CREATE, storage::IS_MADE_BY_OPENING);
    Connection::open_with_flags(path, flags)
}

/// Looks at what a dead process left in the log. Nobody else has it open now. A log that is damaged before its end stays as
/// it is: closing would empty it.
#[cfg(not(target_family = "wasm"))]
fn look_at_log(connection: &Connection, path: &Path) -> Result<(), VaultError> {
    if let Err(error) = log::check(path) {
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        return Err(error);
    }
    log::renew(path)
}

/// In a browser the log is SQLite's alone: its bytes cannot be had while the vault is open.
#[cfg(target_family = "wasm")]
#[expect(clippy::unnecessary_wraps, reason = "as where there are files")]
const fn look_at_log(_: &Connection, _: &Path) -> Result<(), VaultError> {
    Ok(())
}

fn is_not_a_database(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::NotADatabase)
}

/// Tells a file that cannot be a vault from one that this key does not open.
///
/// An encrypted page says nothing about itself, so a vault whose first page is damaged looks like
/// one with another key; the file is left alone in either case.
fn foreign_or_wrong_key(path: &Path) -> VaultError {
    match storage::looks_encrypted(path, PAGE_BYTES) {
        Ok(true) => VaultError::WrongKey,
        Ok(false) => VaultError::NotAVault,
        Err(error) => error.into(),
    }
}

// They damage and copy the files of a system: not in a browser, whose place `home::conformance` asks.
#[cfg(not(target_family = "wasm"))]
#[cfg(test)]
mod tests;
