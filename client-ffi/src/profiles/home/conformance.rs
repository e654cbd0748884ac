//! What every place for vaults promises, asked of the one this crate is compiled for: files of a system, and the browser's
//! private files in a real browser.
//!
//! A place is a name that nobody else uses. A browser's files are opened once for all tests of its worker.

use std::path::{Path, PathBuf};

use shared::id::PackageId;

use super::Home;
use crate::profiles::{ProfileError, ProfileId};
use crate::storage::{self, FileLock, Found};
use crate::vault::{Outbox, Vault, VaultError, VaultKey};

/// Nothing is in it yet.
struct Place {
    path: PathBuf,
    #[cfg(not(target_family = "wasm"))]
    _folder: tempfile::TempDir,
}

#[cfg(not(target_family = "wasm"))]
fn place(name: &str) -> Place {
    let folder = tempfile::tempdir().unwrap();
    Place { path: folder.path().join(name), _folder: folder }
}

#[cfg(target_family = "wasm")]
async fn place(name: &str) -> Place {
    storage::opened().await;
    Place { path: PathBuf::from(name) }
}

/// Each promise is a test by its own name on either side.
macro_rules! promises {
    ($($name:ident)*) => {
        $(
            #[cfg(not(target_family = "wasm"))]
            #[test]
            fn $name() {
                keeps::$name(&place(stringify!($name)).path);
            }

            #[cfg(target_family = "wasm")]
            #[test]
            async fn $name() {
                keeps::$name(&place(stringify!($name)).await.path);
            }
        )*
    };
}

promises! {
    what_was_written_is_read_after_reopening
    a_write_that_failed_left_nothing_and_a_write_before_it_is_kept
    nothing_is_found_before_it_is_made_and_opening_makes_nothing
    a_vault_is_encrypted_pages_that_another_key_does_not_open
    a_vault_that_is_there_is_not_made_anew
    a_name_is_locked_by_one_at_a_time
    a_write_without_room_is_refused_as_that_and_goes_on_once_there_is_room
    a_profile_is_there_wholly_or_not_at_all
    a_lock_is_replaced_whole
    a_profile_that_was_removed_is_gone_with_its_files
    a_profile_that_is_open_is_not_taken_away
    sealed_work_that_is_put_aside_is_kept_under_another_name
}

fn key() -> VaultKey {
    VaultKey::from_bytes([7; 32])
}

fn put(vault: &mut Vault, value: &[u8]) -> Result<(), VaultError> {
    vault.write(|writer| writer.put_meta("word", value))
}

fn word(vault: &Vault) -> Option<Vec<u8>> {
    vault.read().meta("word").unwrap()
}

/// A household with one profile.
fn household(path: &Path) -> (Home, ProfileId) {
    let (home, id) = (Home::at(path), ProfileId([5; 8]));
    let _guard = home.prepare().unwrap();
    home.make(id, b"a lock", |vault, outbox| {
        drop(Vault::create(vault, &key())?);
        drop(Outbox::create(outbox)?);
        Ok(())
    })
    .unwrap();
    (home, id)
}

mod keeps {
    use super::*;

    pub(super) fn what_was_written_is_read_after_reopening(path: &Path) {
        put(&mut Vault::create(path, &key()).unwrap(), b"sen").unwrap();
        assert_eq!(word(&Vault::open(path, &key()).unwrap()).as_deref(), Some(&b"sen"[..]));
        put(&mut Vault::open(path, &key()).unwrap(), b"hoa sen").unwrap();
        assert_eq!(word(&Vault::open(path, &key()).unwrap()).as_deref(), Some(&b"hoa sen"[..]));
    }

    pub(super) fn a_write_that_failed_left_nothing_and_a_write_before_it_is_kept(path: &Path) {
        let mut vault = Vault::create(path, &key()).unwrap();
        put(&mut vault, b"sen").unwrap();
        let failed: Result<(), VaultError> = vault.write(|writer| {
            writer.put_meta("word", b"nothing")?;
            Err(VaultError::Unreadable("test"))
        });
        assert!(failed.is_err());
        drop(vault);
        assert_eq!(word(&Vault::open(path, &key()).unwrap()).as_deref(), Some(&b"sen"[..]));
    }

    pub(super) fn nothing_is_found_before_it_is_made_and_opening_makes_nothing(path: &Path) {
        assert_eq!(storage::look(path), Found::Nothing);
        assert!(matches!(Vault::open(path, &key()), Err(VaultError::Missing(_))));
        assert_eq!(storage::look(path), Found::Nothing);
        drop(Vault::create(path, &key()).unwrap());
        assert_eq!(storage::look(path), Found::File { is_empty: false });
    }

    pub(super) fn a_vault_is_encrypted_pages_that_another_key_does_not_open(path: &Path) {
        put(&mut Vault::create(path, &key()).unwrap(), b"sen").unwrap();
        assert!(storage::looks_encrypted(path, 4096).unwrap());
        let other = VaultKey::from_bytes([8; 32]);
        assert!(matches!(Vault::open(path, &other), Err(VaultError::WrongKey)));
        assert_eq!(word(&Vault::open(path, &key()).unwrap()).as_deref(), Some(&b"sen"[..]));
    }

    pub(super) fn a_vault_that_is_there_is_not_made_anew(path: &Path) {
        put(&mut Vault::create(path, &key()).unwrap(), b"sen").unwrap();
        assert!(matches!(Vault::create(path, &key()), Err(VaultError::Exists(_))));
        assert_eq!(word(&Vault::open(path, &key()).unwrap()).as_deref(), Some(&b"sen"[..]));
    }

    pub(super) fn a_name_is_locked_by_one_at_a_time(path: &Path) {
        let held = FileLock::try_alone(path).unwrap();
        let refused = FileLock::try_alone(path).unwrap_err();
        assert_eq!(refused.kind(), std::io::ErrorKind::WouldBlock);
        drop(held);
        drop(FileLock::try_alone(path).unwrap());
    }

    pub(super) fn a_write_without_room_is_refused_as_that_and_goes_on_once_there_is_room(path: &Path) {
        let mut vault = Vault::create(path, &key()).unwrap();
        put(&mut vault, b"sen").unwrap();
        vault.fill();
        assert!(matches!(put(&mut vault, &[1; 100_000]), Err(VaultError::Full(_))));
        assert_eq!(word(&vault).as_deref(), Some(&b"sen"[..]));
        vault.empty();
        put(&mut vault, &[2; 100_000]).unwrap();
        drop(vault);
        assert_eq!(word(&Vault::open(path, &key()).unwrap()), Some(vec![2; 100_000]));
    }

    pub(super) fn a_profile_is_there_wholly_or_not_at_all(path: &Path) {
        let (home, id) = (Home::at(path), ProfileId([6; 8]));
        drop(home.prepare().unwrap());
        let broke_off = home.make(id, b"a lock", |vault, _| {
            drop(Vault::create(vault, &key())?);
            Err(ProfileError::NameTaken)
        });
        assert!(broke_off.is_err());
        assert_eq!(home.ids().unwrap(), []);
        assert!(matches!(home.lock(id), Err(ProfileError::NoSuchProfile)));
        // What stayed of it is in nobody's way.
        drop(home.prepare().unwrap());
        home.make(id, b"a lock", |vault, _| {
            drop(Vault::create(vault, &key())?);
            Ok(())
        })
        .unwrap();
        assert_eq!(home.ids().unwrap(), [id]);
    }

    pub(super) fn a_lock_is_replaced_whole(path: &Path) {
        let (home, id) = household(path);
        assert_eq!(home.lock(id).unwrap(), b"a lock");
        home.put_lock(id, b"another").unwrap();
        assert_eq!(Home::at(path).lock(id).unwrap(), b"another");
    }

    pub(super) fn a_profile_that_was_removed_is_gone_with_its_files(path: &Path) {
        let (home, id) = household(path);
        let (vault, outbox) = (home.vault(id), home.outbox(id).unwrap());
        home.remove(id).unwrap();
        assert_eq!(home.ids().unwrap(), []);
        assert_eq!([storage::look(&vault), storage::look(&outbox)], [Found::Nothing; 2]);
    }

    pub(super) fn a_profile_that_is_open_is_not_taken_away(path: &Path) {
        let (home, id) = household(path);
        let in_use = home.use_vault(id).unwrap();
        assert!(matches!(home.claim(id), Err(ProfileError::InUse)));
        drop(in_use);
        drop(home.claim(id).unwrap());
    }

    pub(super) fn sealed_work_that_is_put_aside_is_kept_under_another_name(path: &Path) {
        let (home, id) = household(path);
        let outbox = home.outbox(id).unwrap();
        Outbox::open(&outbox).unwrap().add(PackageId::from_bytes([1; 16]), b"sealed").unwrap();
        home.put_outbox_aside(id, "00").unwrap();
        assert!(matches!(Outbox::open(&outbox), Err(VaultError::Missing(_))));
        let aside = Outbox::open(&outbox.with_file_name("outbox.db.damaged-00")).unwrap();
        assert_eq!(aside.waiting().unwrap().packages, 1);
    }
}
