//! Copies of the database: made whole beside their place, then put there in one step.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use super::integrity::{self, View};
use super::{StoreError, Writing, account, erased};

/// Pages copied before a writer may go on.
const PAGES_PER_STEP: std::ffi::c_int = 1024;
/// Pause between steps, for the writer.
const PAUSE: Duration = Duration::from_millis(5);

/// Copies the database at `source`, complete and consistent, into a new file, also while it is being written. What lies
/// at `target` is whole or not there, whenever this is cut short; a folder ending in `.part` may be left then.
///
/// # Errors
/// [`StoreError::Exists`] when the target is there; nothing is overwritten.
pub fn backup(source: &Path, target: &Path) -> Result<(), StoreError> {
    backup_with(source, target, &[])
}

/// As [`backup`], with settings that are written into the copy alone.
///
/// # Errors
/// As [`backup`].
pub fn backup_with(source: &Path, target: &Path, settings: &[(&str, Vec<u8>)]) -> Result<(), StoreError> {
    let file = |source| StoreError::File { path: target.to_owned(), source };
    if !source.exists() {
        return Err(StoreError::Missing(source.to_owned()));
    }
    if target.exists() {
        return Err(StoreError::Exists(target.to_owned()));
    }
    let from = integrity::reader(source, View::Whole)?;
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let work = tempfile::Builder::new().prefix("sen-").suffix(".part").tempdir_in(folder).map_err(file)?;
    let part = work.path().join("sen.db");
    copy(&from, &part, settings).map_err(|error| match error {
        StoreError::Refused(refusal) if refusal.is_damage() => StoreError::Damaged(source.to_owned()),
        error => error,
    })?;
    put_in_place(&part, target)?;
    work.close().map_err(file)
}

fn copy(from: &Connection, part: &Path, settings: &[(&str, Vec<u8>)]) -> Result<(), StoreError> {
    let mut to = Connection::open(part)?;
    {
        let copy = rusqlite::backup::Backup::new(from, &mut to)?;
        copy.run_to_completion(PAGES_PER_STEP, PAUSE, None)?;
    }
    // One file that needs no other beside it.
    to.pragma_update(None, "journal_mode", "DELETE")?;
    if erased::is_due(&to)? {
        erased::scrub(&to)?;
        erased::note_scrubbed(&to)?;
    }
    if !settings.is_empty() {
        let tx = to.transaction()?;
        let writing = Writing::of(&tx);
        settings.iter().try_for_each(|(key, value)| account::put_setting(&writing, key, value))?;
        tx.commit()?;
    }
    Ok(())
}

/// Puts a closed database file in its place, where nothing may be; on return it is there for good.
///
/// # Errors
/// [`StoreError::Exists`] when something is there; nothing is overwritten.
pub fn put_in_place(part: &Path, target: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    let file = |source| StoreError::File { path: target.to_owned(), source };
    std::fs::set_permissions(part, std::fs::Permissions::from_mode(0o600)).map_err(file)?;
    File::open(part).and_then(|part| part.sync_all()).map_err(file)?;
    match std::fs::hard_link(part, target) {
        Ok(()) => std::fs::remove_file(part).map_err(file)?,
        Err(_) if target.exists() => return Err(StoreError::Exists(target.to_owned())),
        // Not every disk a backup is put on knows links.
        Err(_) => std::fs::rename(part, target).map_err(file)?,
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(file)
}
