//! A folder for each profile, below the household's own.

use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::{IN_USE, OUTBOX, VAULT};
use crate::profiles::{ProfileError, ProfileId};
use crate::storage::FileLock;

const LOCK: &str = "lock";
const GUARD: &str = "guard";
/// A lock is some two hundred bytes.
const LOCK_BYTES_MAX: u64 = 16 * 1024;
/// Beginnings of folders that are no profile yet, or none any more.
const HALF_DONE: [&str; 2] = [".new-", ".gone-"];

/// The household's folder, which need not exist yet.
#[derive(Debug, Clone)]
pub(in crate::profiles) struct Home(PathBuf);

impl Home {
    pub(in crate::profiles) fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// Every profile, whatever can be read of it.
    pub(in crate::profiles) fn ids(&self) -> Result<Vec<ProfileId>, ProfileError> {
        let mut ids = Vec::new();
        let entries = match std::fs::read_dir(&self.0) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(ids),
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let id: Option<ProfileId> = entry.file_name().to_str().and_then(|name| name.parse().ok());
            ids.extend(id.filter(|_| entry.path().is_dir()));
        }
        ids.sort_unstable();
        Ok(ids)
    }

    /// A profile's lock as it was written.
    ///
    /// # Errors
    /// [`ProfileError::NoSuchProfile`]; [`ProfileError::Damaged`] for one that is too large to be a lock.
    pub(in crate::profiles) fn lock(&self, id: ProfileId) -> Result<Vec<u8>, ProfileError> {
        let path = self.file(id, LOCK);
        match path.metadata() {
            Ok(found) if found.len() > LOCK_BYTES_MAX => Err(ProfileError::Damaged("the profile's lock")),
            Ok(_) => Ok(std::fs::read(path)?),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(ProfileError::NoSuchProfile),
            Err(error) => Err(error.into()),
        }
    }

    /// Replaces a lock whole: after a stop at any moment the old or the new one is there.
    pub(in crate::profiles) fn put_lock(&self, id: ProfileId, bytes: &[u8]) -> Result<(), ProfileError> {
        write_whole(&self.file(id, LOCK), bytes)
    }

    /// Makes a profile of what `fill` makes at the two places for its vault and its outbox, and of its lock.
    pub(in crate::profiles) fn make(
        &self,
        id: ProfileId,
        lock: &[u8],
        fill: impl FnOnce(&Path, &Path) -> Result<(), ProfileError>,
    ) -> Result<(), ProfileError> {
        let fresh = self.0.join(format!("{}{id}", HALF_DONE[0]));
        std::fs::create_dir(&fresh)?;
        fill(&fresh.join(VAULT), &fresh.join(OUTBOX))?;
        write_whole(&fresh.join(LOCK), lock)?;
        std::fs::rename(&fresh, self.0.join(id.to_string()))?;
        Ok(sync_folder(Some(&self.0))?)
    }

    /// Takes a profile away.
    pub(in crate::profiles) fn remove(&self, id: ProfileId) -> Result<(), ProfileError> {
        let gone = self.0.join(format!("{}{id}", HALF_DONE[1]));
        std::fs::rename(self.0.join(id.to_string()), &gone)?;
        sync_folder(Some(&self.0))?;
        Ok(std::fs::remove_dir_all(&gone)?)
    }

    /// Makes the place ready for a new profile. What a stop in the middle of making or removing left behind was never
    /// anybody's, or is nobody's any more.
    pub(in crate::profiles) fn prepare(&self) -> Result<FileLock, ProfileError> {
        std::fs::create_dir_all(&self.0)?;
        let guard = self.guard()?;
        for entry in std::fs::read_dir(&self.0)? {
            let entry = entry?;
            if entry.file_name().to_str().is_some_and(|name| HALF_DONE.iter().any(|begin| name.starts_with(begin))) {
                std::fs::remove_dir_all(entry.path())?;
            }
        }
        Ok(guard)
    }

    /// The lock under which the household's files are moved; waits for another process that holds it.
    pub(in crate::profiles) fn guard(&self) -> Result<FileLock, ProfileError> {
        match self.0.is_dir() {
            true => Ok(FileLock::alone(&self.0.join(GUARD))?),
            false => Err(ProfileError::NoSuchProfile),
        }
    }

    /// Notes that a profile's vault is open, so that another process does not remove it meanwhile.
    pub(in crate::profiles) fn use_vault(&self, id: ProfileId) -> Result<FileLock, ProfileError> {
        Ok(FileLock::shared(&self.existing(id)?.join(IN_USE))?)
    }

    /// Has a profile alone, so that it can be removed.
    pub(in crate::profiles) fn claim(&self, id: ProfileId) -> Result<FileLock, ProfileError> {
        FileLock::try_alone(&self.existing(id)?.join(IN_USE)).map_err(|error| match error.kind() {
            ErrorKind::WouldBlock => ProfileError::InUse,
            _ => ProfileError::File(error),
        })
    }

    /// Where a profile's vault lies.
    pub(in crate::profiles) fn vault(&self, id: ProfileId) -> PathBuf {
        self.file(id, VAULT)
    }

    /// Where a profile's sealed work lies.
    pub(in crate::profiles) fn outbox(&self, id: ProfileId) -> Result<PathBuf, ProfileError> {
        Ok(self.existing(id)?.join(OUTBOX))
    }

    /// Puts sealed work that cannot be read aside under another name.
    pub(in crate::profiles) fn put_outbox_aside(&self, id: ProfileId, mark: &str) -> Result<(), ProfileError> {
        Ok(std::fs::rename(self.file(id, OUTBOX), self.file(id, &format!("{OUTBOX}.damaged-{mark}")))?)
    }

    fn existing(&self, id: ProfileId) -> Result<PathBuf, ProfileError> {
        let folder = self.0.join(id.to_string());
        if folder.is_dir() { Ok(folder) } else { Err(ProfileError::NoSuchProfile) }
    }

    fn file(&self, id: ProfileId, name: &str) -> PathBuf {
        self.0.join(id.to_string()).join(name)
    }
}

fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), ProfileError> {
    let fresh = path.with_extension("new");
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&fresh)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&fresh, path)?;
    Ok(sync_folder(path.parent())?)
}

/// A name in a folder is on disk once the folder is.
fn sync_folder(folder: Option<&Path>) -> std::io::Result<()> {
    match folder {
        #[cfg(unix)]
        Some(folder) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}
