//! A row for each profile: its lock, and with it that it is there. Its files have names that begin with its id.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::Mutex;

use super::{IN_USE, OUTBOX, VAULT};
use crate::profiles::{ProfileError, ProfileId};
use crate::storage::{self, FileLock};
use crate::vault::{ProfileRows, VaultError};

/// The database of the rows, below the household's own name.
const ROWS: &str = "profiles.db";

/// The household's name, below which its files lie, and the connection to its rows: to open one takes longer than what is
/// asked, and opening a book asks six times.
#[derive(Debug, Clone)]
pub(in crate::profiles) struct Home {
    path: PathBuf,
    rows: Arc<Mutex<Option<ProfileRows>>>,
}

impl Home {
    pub(in crate::profiles) fn at(path: &Path) -> Self {
        Self { path: path.to_owned(), rows: Arc::default() }
    }

    pub(in crate::profiles) fn ids(&self) -> Result<Vec<ProfileId>, ProfileError> {
        Ok(self.ask(ProfileRows::ids)?.iter().filter_map(|id| id.parse().ok()).collect())
    }

    pub(in crate::profiles) fn lock(&self, id: ProfileId) -> Result<Vec<u8>, ProfileError> {
        self.ask(|rows| rows.lock(&id.to_string()))?.ok_or(ProfileError::NoSuchProfile)
    }

    pub(in crate::profiles) fn put_lock(&self, id: ProfileId, bytes: &[u8]) -> Result<(), ProfileError> {
        self.ask(|rows| rows.put(&id.to_string(), bytes))
    }

    pub(in crate::profiles) fn make(
        &self,
        id: ProfileId,
        lock: &[u8],
        fill: impl FnOnce(&Path, &Path) -> Result<(), ProfileError>,
    ) -> Result<(), ProfileError> {
        let made = fill(&self.vault(id), &self.file(id, OUTBOX)).and_then(|()| self.put_lock(id, lock));
        if made.is_err() {
            // What stays of it is cleared before the next profile is made.
            drop(self.clear(id));
        }
        made
    }

    pub(in crate::profiles) fn remove(&self, id: ProfileId) -> Result<(), ProfileError> {
        self.ask(|rows| rows.remove(&id.to_string()))?;
        self.clear(id)
    }

    pub(in crate::profiles) fn prepare(&self) -> Result<FileLock, ProfileError> {
        let guard = self.guard()?;
        let known = self.ids()?;
        for name in storage::names().map_err(|error| std::io::Error::other(error.to_string()))? {
            let id = Path::new(&name).strip_prefix(&self.path).ok().and_then(|below| below.iter().next()?.to_str());
            let id: Option<ProfileId> = id.and_then(|id| id.parse().ok());
            if let Some(id) = id.filter(|id| !known.contains(id)) {
                self.clear(id)?;
            }
        }
        Ok(guard)
    }

    pub(in crate::profiles) fn guard(&self) -> Result<FileLock, ProfileError> {
        Ok(FileLock::try_alone(&self.path.join("guard"))?)
    }

    pub(in crate::profiles) fn use_vault(&self, id: ProfileId) -> Result<FileLock, ProfileError> {
        self.claim(id)
    }

    pub(in crate::profiles) fn claim(&self, id: ProfileId) -> Result<FileLock, ProfileError> {
        self.lock(id)?;
        FileLock::try_alone(&self.file(id, IN_USE)).map_err(|_taken| ProfileError::InUse)
    }

    pub(in crate::profiles) fn vault(&self, id: ProfileId) -> PathBuf {
        self.file(id, VAULT)
    }

    pub(in crate::profiles) fn outbox(&self, id: ProfileId) -> Result<PathBuf, ProfileError> {
        self.lock(id)?;
        Ok(self.file(id, OUTBOX))
    }

    /// Takes sealed work that cannot be read out of the way: without folders and renaming, a copy under another name.
    pub(in crate::profiles) fn put_outbox_aside(&self, id: ProfileId, mark: &str) -> Result<(), ProfileError> {
        let outbox = self.file(id, OUTBOX);
        let aside = self.file(id, &format!("{OUTBOX}.damaged-{mark}"));
        storage::copy(&outbox, &aside)?;
        Ok(storage::remove(&outbox)?)
    }

    fn clear(&self, id: ProfileId) -> Result<(), ProfileError> {
        storage::remove(&self.vault(id))?;
        Ok(storage::remove(&self.file(id, OUTBOX))?)
    }

    fn ask<T>(&self, question: impl FnOnce(&ProfileRows) -> Result<T, VaultError>) -> Result<T, ProfileError> {
        let mut place = self.rows.lock();
        let rows = match place.take() {
            Some(rows) => rows,
            None => ProfileRows::open(&self.path.join(ROWS))?,
        };
        let answer = question(&rows)?;
        // After a failure the next question begins with a connection of its own.
        *place = Some(rows);
        Ok(answer)
    }

    fn file(&self, id: ProfileId, name: &str) -> PathBuf {
        self.path.join(id.to_string()).join(name)
    }
}
