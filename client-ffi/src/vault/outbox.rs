//! Sealed packages beside a vault: what is unsent, encrypted to the ward, readable by nobody on this phone.
//!
//! Owns its file, which is not encrypted, because what stands in it is. It can be carried away without the vault's
//! key. Refuses to open a package.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use shared::id::PackageId;

use super::VaultError;
use crate::storage::{self, Found};

/// How long one program waits for another that writes here.
const BUSY: Duration = Duration::from_secs(5);

const VERSION: i64 = 1;
const SCHEMA: &str = "
    CREATE TABLE about (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
    -- A package as it was sealed, and whether the ward has said that it has it.
    CREATE TABLE sealed (
        n INTEGER PRIMARY KEY,
        id BLOB NOT NULL UNIQUE,
        bytes BLOB NOT NULL,
        received INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    PRAGMA user_version = 1;";

/// How much is sealed here that the ward has not said it has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Packages.
    pub packages: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// The sealed packages of one profile.
#[derive(Debug)]
pub struct Outbox {
    connection: Connection,
}

impl Outbox {
    /// Begins an empty one where there is no file.
    ///
    /// # Errors
    /// [`VaultError::Exists`], [`VaultError::Full`].
    pub fn create(path: &Path) -> Result<Self, VaultError> {
        if storage::look(path) != Found::Nothing {
            return Err(VaultError::Exists(path.to_owned()));
        }
        storage::make_own(path)?;
        let mut outbox = Self::over(path)?;
        let tx = outbox.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute_batch(SCHEMA)?;
        tx.commit()?;
        Ok(outbox)
    }

    /// Opens the one that is there.
    ///
    /// # Errors
    /// [`VaultError::Missing`], [`VaultError::Damaged`] for a file that is none, [`VaultError::Newer`].
    pub fn open(path: &Path) -> Result<Self, VaultError> {
        if !matches!(storage::look(path), Found::File { .. }) {
            return Err(VaultError::Missing(path.to_owned()));
        }
        let outbox = Self::over(path)?;
        let found: i64 = outbox.connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        match found {
            VERSION => Ok(outbox),
            0 => Err(VaultError::NotAVault),
            newer => Err(VaultError::Newer { found: usize::try_from(newer).unwrap_or(usize::MAX), known: 1 }),
        }
    }

    fn over(path: &Path) -> Result<Self, VaultError> {
        let connection = super::connect(path)?;
        connection.busy_timeout(BUSY)?;
        connection.pragma_update(None, "journal_mode", storage::JOURNAL_OF_SHARED)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        Ok(Self { connection })
    }

    /// As on a phone with no room left.
    #[cfg(not(target_family = "wasm"))]
    #[cfg(test)]
    pub(crate) fn fill(&self) {
        self.connection.execute_batch("VACUUM; PRAGMA max_page_count = 1").unwrap();
    }

    /// As after something was deleted.
    #[cfg(not(target_family = "wasm"))]
    #[cfg(test)]
    pub(crate) fn empty(&self) {
        self.connection.pragma_update(None, "max_page_count", 1_000_000).unwrap();
    }

    /// Adds a package; it is on disk when this returns.
    ///
    /// # Errors
    /// [`VaultError`]; it is then not there, or a failed disk will tell.
    pub fn add(&self, id: PackageId, bytes: &[u8]) -> Result<(), VaultError> {
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO sealed (id, bytes) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET received = 0",
        )?;
        statement.execute(params![id.as_bytes(), bytes])?;
        Ok(())
    }

    /// Takes a package out that was never promised to anybody.
    ///
    /// # Errors
    /// [`VaultError`] when the outbox cannot be written; the package then stays in it.
    pub fn take_back(&self, id: PackageId) -> Result<(), VaultError> {
        self.connection.execute("DELETE FROM sealed WHERE id = ?1", [id.as_bytes()])?;
        Ok(())
    }

    /// Puts these packages in the place of all, sealed to the ward of this key.
    ///
    /// # Errors
    /// [`VaultError`]; then all are as they were.
    pub fn replace(&mut self, ward: &[u8; 32], packages: &[(PackageId, Vec<u8>)]) -> Result<(), VaultError> {
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute("INSERT OR REPLACE INTO about VALUES ('ward', ?1)", [ward])?;
        tx.execute("DELETE FROM sealed", [])?;
        for (id, bytes) in packages {
            tx.execute("INSERT OR IGNORE INTO sealed (id, bytes) VALUES (?1, ?2)", params![id.as_bytes(), bytes])?;
        }
        Ok(tx.commit()?)
    }

    /// The ward the packages are sealed to; nothing before enrolment.
    ///
    /// # Errors
    /// [`VaultError`] when the outbox cannot be read.
    pub fn ward(&self) -> Result<Option<[u8; 32]>, VaultError> {
        let found = self.connection.query_row("SELECT value FROM about WHERE key = 'ward'", [], |row| row.get(0));
        Ok(found.optional()?)
    }

    /// What waits here.
    ///
    /// # Errors
    /// [`VaultError`] when the outbox cannot be read.
    pub fn waiting(&self) -> Result<Waiting, VaultError> {
        let sql = "SELECT count(*), coalesce(sum(length(bytes)), 0) FROM sealed WHERE received = 0";
        Ok(self.connection.query_row(sql, [], |row| Ok(Waiting { packages: row.get(0)?, bytes: row.get(1)? }))?)
    }

    /// The packages that wait, in the order in which they were sealed: the first of them, and further ones while
    /// they are no more than `packages` and `bytes`.
    ///
    /// # Errors
    /// [`VaultError`] when the outbox cannot be read.
    pub fn page(&self, packages: usize, bytes: usize) -> Result<Vec<Vec<u8>>, VaultError> {
        let mut statement =
            self.connection.prepare_cached("SELECT bytes FROM sealed WHERE received = 0 ORDER BY n LIMIT ?1")?;
        let mut rows = statement.query([i64::try_from(packages).unwrap_or(i64::MAX)])?;
        let (mut page, mut length) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            let package: Vec<u8> = row.get(0)?;
            length += package.len() + 4;
            if length > bytes && !page.is_empty() {
                break;
            }
            page.push(package);
        }
        Ok(page)
    }

    /// Notes that the ward has these; tells how many of them waited here, and their bytes. They stay in the file until
    /// the vault is open again and knows better, or the profile goes.
    ///
    /// # Errors
    /// [`VaultError`] when the outbox cannot be written; nothing is noted then.
    pub fn received(&mut self, packages: &[PackageId]) -> Result<Waiting, VaultError> {
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut taken = Waiting::default();
        for id in packages {
            let sql = "UPDATE sealed SET received = 1 WHERE id = ?1 AND received = 0 RETURNING length(bytes)";
            let length: Option<u64> = tx.query_row(sql, [id.as_bytes()], |row| row.get(0)).optional()?;
            taken.packages += u64::from(length.is_some());
            taken.bytes += length.unwrap_or(0);
        }
        tx.commit()?;
        Ok(taken)
    }
}

// They lie in a folder: not in a browser, whose place `home::conformance` asks.
#[cfg(not(target_family = "wasm"))]
#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> PackageId {
        PackageId::from_bytes([n; 16])
    }

    fn outbox(folder: &tempfile::TempDir) -> Outbox {
        Outbox::create(&folder.path().join("outbox.db")).unwrap()
    }

    #[test]
    fn what_is_sealed_waits_in_order_until_the_ward_has_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut outbox = outbox(&folder);
        for n in 1..=3 {
            outbox.add(id(n), &[n; 100]).unwrap();
        }
        assert_eq!(outbox.waiting().unwrap(), Waiting { packages: 3, bytes: 300 });
        assert_eq!(outbox.page(10, 220).unwrap(), vec![vec![1; 100], vec![2; 100]]);
        assert_eq!(outbox.page(1, 1).unwrap(), vec![vec![1; 100]], "one is always given");
        assert_eq!(outbox.received(&[id(1), id(9)]).unwrap(), Waiting { packages: 1, bytes: 100 });
        assert_eq!(outbox.received(&[id(1)]).unwrap(), Waiting::default(), "told twice, counted once");
        assert_eq!(outbox.page(10, 1000).unwrap(), vec![vec![2; 100], vec![3; 100]]);
        outbox.take_back(id(3)).unwrap();
        let mut outbox = Outbox::open(&folder.path().join("outbox.db")).unwrap();
        assert_eq!(outbox.waiting().unwrap().packages, 1);
        outbox.replace(&[7; 32], &[(id(5), vec![5; 10])]).unwrap();
        assert_eq!((outbox.waiting().unwrap().bytes, outbox.ward().unwrap()), (10, Some([7; 32])));
    }

    #[test]
    fn another_file_is_not_written_to_and_a_missing_one_is_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("outbox.db");
        assert!(matches!(Outbox::open(&path), Err(VaultError::Missing(_))));
        assert!(!path.exists());
        std::fs::write(&path, b"notes of somebody else, longer than a header of a database").unwrap();
        assert!(matches!(Outbox::open(&path), Err(VaultError::Damaged(_))));
        assert!(matches!(Outbox::create(&path), Err(VaultError::Exists(_))));
        assert!(std::fs::read(&path).unwrap().starts_with(b"notes of somebody else"));
    }
}
