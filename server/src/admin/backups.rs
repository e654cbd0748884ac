//! Backups in the ward's own folder: made, listed, checked. It refuses to delete one, and to hand one out: a backup holds
//! every record and the server's key.

use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::time::UNIX_EPOCH;

use shared::time::Timestamp;

use super::{AdminError, Report, backup, verify};
use crate::config::Config;

/// Most files in the folder before no more is made from the console: a disk that is full takes no records.
pub const KEPT_MAX: usize = 60;

/// A file of the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was written.
    pub at: Timestamp,
}

/// The backups in the folder, the newest first; none where there is no folder.
///
/// # Errors
/// [`AdminError::File`] when the folder cannot be read.
pub fn list(config: &Config) -> Result<Vec<Kept>, AdminError> {
    let folder = config.backups();
    let file = |source| AdminError::File { path: folder.clone(), source };
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(file(error)),
    };
    let mut kept = Vec::new();
    for entry in entries {
        let entry = entry.map_err(file)?;
        let about = entry.metadata().map_err(file)?;
        let Some(name) = entry.file_name().to_str().filter(|name| name.ends_with(".db")).map(str::to_owned) else {
            continue;
        };
        if about.is_file() {
            let since = about.modified().map_err(file)?.duration_since(UNIX_EPOCH).unwrap_or_default();
            let at = Timestamp::from_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX));
            kept.push(Kept { name, bytes: about.len(), at });
        }
    }
    kept.sort_by(|left, right| (right.at, &right.name).cmp(&(left.at, &left.name)));
    Ok(kept)
}

/// Makes a backup named after the time, and checks it; gives its name.
///
/// # Errors
/// [`AdminError::BackupsFull`] when there are [`KEPT_MAX`] already; else as [`backup`].
pub fn make(config: &Config, now: Timestamp) -> Result<(String, Report), AdminError> {
    if list(config)?.len() >= KEPT_MAX {
        return Err(AdminError::BackupsFull);
    }
    let folder = config.backups();
    private(&folder)?;
    let name = name_at(now);
    let report = backup(config, &folder.join(&name))?;
    Ok((name, report))
}

/// `sen-2026-11-28-141530.db`, in the time of Vietnam.
fn name_at(now: Timestamp) -> String {
    let second = now.vietnam_wall_ms().rem_euclid(24 * 60 * 60 * 1000) / 1000;
    let (hours, minutes, seconds) = (second / 3600, second / 60 % 60, second % 60);
    format!("sen-{}-{hours:02}{minutes:02}{seconds:02}.db", now.vietnam_date())
}

/// A folder that only the server's own user enters.
fn private(folder: &Path) -> Result<(), AdminError> {
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|source| AdminError::File { path: folder.to_owned(), source })
}

/// Checks a backup of the folder; one that cannot even be opened has that for its fault.
///
/// # Errors
/// [`AdminError::Unknown`] when there is none of that name.
pub fn check(config: &Config, name: &str) -> Result<Report, AdminError> {
    // Only what the list names: a name from outside leads into no other folder.
    let known = list(config)?.into_iter().find(|kept| kept.name == name);
    let kept = known.ok_or_else(|| AdminError::Unknown(format!("backup `{name}`")))?;
    let report = verify(&config.backups().join(kept.name));
    Ok(report.unwrap_or_else(|error| Report { faults: vec![error.to_string()], ..Report::default() }))
}

#[cfg(test)]
mod tests {
    use shared::time::Timestamp;

    use super::{KEPT_MAX, check, list, make, name_at};
    use crate::admin::AdminError;
    use crate::testing::Ground;

    #[test]
    fn a_backup_is_named_after_the_time_in_vietnam() {
        assert_eq!(name_at(Timestamp::from_ms(1_770_000_000_000)), "sen-2026-02-02-094000.db");
    }

    #[tokio::test]
    async fn backups_are_made_beside_each_other_listed_and_checked() {
        let ground = Ground::begin().await;
        assert_eq!(list(&ground.config).unwrap(), []);
        let (first, report) = make(&ground.config, Timestamp::from_ms(1_770_000_000_000)).unwrap();
        assert!(report.faults.is_empty() && report.documents > 0, "{report:?}");
        make(&ground.config, Timestamp::from_ms(1_770_000_001_000)).unwrap();
        assert!(make(&ground.config, Timestamp::from_ms(1_770_000_001_000)).is_err(), "none is written over");
        let kept = list(&ground.config).unwrap();
        assert!(kept.len() == 2 && kept.iter().all(|kept| kept.bytes > 0));
        assert!(check(&ground.config, &first).unwrap().faults.is_empty());
        for strange in ["../sen.db", "", "sen.db", "/etc/passwd"] {
            assert!(matches!(check(&ground.config, strange), Err(AdminError::Unknown(_))), "{strange}");
        }
    }

    #[tokio::test]
    async fn what_is_damaged_is_found_and_a_full_folder_takes_no_more() {
        let ground = Ground::begin().await;
        let (name, _) = make(&ground.config, Timestamp::from_ms(1_770_000_000_000)).unwrap();
        let path = ground.config.backups().join(&name);
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes.iter_mut().skip(middle).take(20_000).for_each(|byte| *byte = 0x55);
        std::fs::write(&path, bytes).unwrap();
        assert_ne!(check(&ground.config, &name).unwrap().faults, Vec::<String>::new());
        for n in 1..KEPT_MAX {
            std::fs::write(ground.config.backups().join(format!("{n}.db")), "").unwrap();
        }
        let refused = make(&ground.config, Timestamp::from_ms(1_770_000_009_000));
        assert!(matches!(refused, Err(AdminError::BackupsFull)), "{refused:?}");
    }
}
