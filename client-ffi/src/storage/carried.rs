//! A vault that the device program wrote, opened from a browser's private files: the bytes are the same on both. Nobody has a
//! way in the app to do so; that a format is one is what it proves.

use std::path::{Path, PathBuf};

use rsqlite_vfs::transfer::DbTransfer as _;
use shared::time::Timestamp;

use super::browser::{on_pool, opened};
use super::{Found, look};
use crate::engine::Engine;
use crate::vault::{Vault, VaultError, VaultKey};

/// As a released version left it, with what was never sent in its log alone.
const VAULT: &[u8] = include_bytes!("../../../tests/fixtures/vaults/0.1/vault/vault.db");
const LOG: &[u8] = include_bytes!("../../../tests/fixtures/vaults/0.1/vault/vault.db-wal");

const SENT: &str = "Đồng chí bí thư khai mạc lúc 19 giờ. ";
const UNSENT: &str = "Chưa gửi.";
const WRITTEN: &str = "Ghi trong trình duyệt. ";

fn key() -> VaultKey {
    VaultKey::from_bytes([7; 32])
}

/// Puts bytes where a file of that name is to be.
fn put(path: &Path, ending: &str, bytes: &[u8]) {
    let name = format!("{}{ending}", path.display());
    on_pool(|pool| pool.import_db_unchecked(&name, bytes)).unwrap().unwrap();
}

fn bytes(path: &Path) -> Vec<u8> {
    on_pool(|pool| pool.export_db(path.to_str().unwrap())).unwrap().unwrap()
}

/// The texts of all meetings' minutes.
fn minutes(engine: &mut Engine) -> Vec<String> {
    let rows = engine.meetings().unwrap();
    rows.iter().map(|(row, _)| engine.meeting(row.doc).unwrap().view.minutes).collect()
}

#[test]
async fn a_vault_of_the_device_program_opens_in_a_browser_with_what_its_log_alone_holds_and_goes_on() {
    opened().await;
    let path = PathBuf::from("carried/vault.db");
    put(&path, "", VAULT);
    put(&path, "-wal", LOG);
    let mut engine = Engine::open(&path, &key()).unwrap();
    assert_eq!(engine.members("Le Thi Sen").unwrap().len(), 1, "a member who was never sent");
    assert!(minutes(&mut engine).contains(&format!("{SENT}{UNSENT}")));
    let written = engine.meetings().unwrap().into_iter().map(|(row, _)| row.doc);
    let written: Vec<_> = written.filter(|doc| engine.meeting(*doc).unwrap().view.minutes.starts_with(SENT)).collect();
    engine.splice_minutes(written[0], (0, 0), WRITTEN, Timestamp::from_ms(1_793_890_000_000)).unwrap();
    drop(engine);
    // Carried on by its bytes, as whoever takes it out of the browser has them, it is whole without a log.
    let on = PathBuf::from("carried/on.db");
    put(&on, "", &bytes(&path));
    assert_eq!(look(&PathBuf::from("carried/on.db-wal")), Found::Nothing);
    let mut engine = Engine::open(&on, &key()).unwrap();
    assert!(minutes(&mut engine).contains(&format!("{WRITTEN}{SENT}{UNSENT}")));
    assert_eq!(engine.members("Le Thi Sen").unwrap().len(), 1);
}

#[test]
async fn a_vault_of_the_device_program_opens_in_a_browser_by_its_own_key_alone() {
    opened().await;
    let path = PathBuf::from("carried/other.db");
    put(&path, "", VAULT);
    assert!(matches!(Vault::open(&path, &VaultKey::from_bytes([8; 32])), Err(VaultError::WrongKey)));
    assert_eq!(bytes(&path), VAULT, "it is left as it is");
    drop(Vault::open(&path, &key()).unwrap());
    // A log beside it changes nothing of that.
    let path = PathBuf::from("carried/logged.db");
    put(&path, "", VAULT);
    put(&path, "-wal", LOG);
    assert!(matches!(Vault::open(&path, &VaultKey::from_bytes([8; 32])), Err(VaultError::WrongKey)));
    let mut engine = Engine::open(&path, &key()).unwrap();
    assert!(minutes(&mut engine).contains(&format!("{SENT}{UNSENT}")));
}
