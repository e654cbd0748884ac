//! A row for each profile: its lock, and with it that it is there. Its files have names that begin with its id.

use std::path::{Path, PathBuf};

use super::{IN_USE, OUTBOX, VAULT};
use crate::profiles::{ProfileError, ProfileId};
use crate::storage::{self, FileLock};
use crate::vault::ProfileRows;

/// The database of the rows, below the household's own name.
const ROWS: &str = "profiles.db";

/// The household's name, below which its files lie.
#[derive(Debug, Clone)]
pub(in crate::profiles) struct Home(PathBuf);

impl Home {
    pub(in crate::profiles) fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    pub(in crate::profiles) fn ids(&self) -> Result<Vec<ProfileId>, ProfileError> {
        Ok(self.rows()?.ids()?.iter().filter_map(|id| id.parse().ok()).collect())
    }

    pub(in crate::profiles) fn lock(&self, id: ProfileId) -> Result<Vec<u8>, ProfileError> {
        self.rows()?.lock(&id.to_string())?.ok_or(ProfileError::NoSuchProfile)
    }

    pub(in crate::profiles) fn put_lock(&self, id: ProfileId, bytes: &[u8]) -> Result<(), ProfileError> {
        Ok(self.rows()?.put(&id.to_string(), bytes)?)
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
        self.rows()?.remove(&id.to_string())?;
        self.clear(id)
    }

    pub(in crate::profiles) fn prepare(&self) -> Result<FileLock, ProfileError> {
        let guard = self.guard()?;
        let known = self.ids()?;
        for name in storage::names().map_err(|error| std::io::Error::other(error.to_string()))? {
            let id = Path::new(&name).strip_prefix(&self.0).ok().and_then(|below| below.iter().next()?.to_str());
            let id: Option<ProfileId> = id.and_then(|id| id.parse().ok());
            if let Some(id) = id.filter(|id| !known.contains(id)) {
                self.clear(id)?;
            }
        }
        Ok(guard)
    }

    pub(in crate::profiles) fn guard(&self) -> Result<FileLock, ProfileError> {
        Ok(FileLock::try_alone(&self.0.join("guard"))?)
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

    fn rows(&self) -> Result<ProfileRows, ProfileError> {
        Ok(ProfileRows::open(&self.0.join(ROWS))?)
    }

    fn file(&self, id: ProfileId, name: &str) -> PathBuf {
        self.0.join(id.to_string()).join(name)
    }
}
