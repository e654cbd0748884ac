//! The key by which devices know the server.

use std::os::unix::fs::PermissionsExt;

use super::*;

fn files(folder: &Path) -> TlsFiles {
    TlsFiles { certificate: folder.join("tls.crt"), key: folder.join("tls.key"), may_create: true }
}

#[test]
fn a_certificate_made_anew_keeps_the_key() {
    let folder = tempfile::TempDir::new().unwrap();
    let files = files(folder.path());
    let first = Identity::load(&files, &["localhost".to_owned()]).unwrap();
    assert_eq!(std::fs::metadata(&files.key).unwrap().permissions().mode() & 0o777, 0o600);
    let old = std::fs::read(&files.certificate).unwrap();
    std::fs::remove_file(&files.certificate).unwrap();
    let second = Identity::load(&files, &["sen.example".to_owned()]).unwrap();
    assert_ne!(old, std::fs::read(&files.certificate).unwrap());
    assert_eq!(first.pin(), second.pin());
    assert!(first.reload_if_changed().unwrap(), "the one in use is renewed over the same key");
}

#[test]
fn a_certificate_of_another_key_is_not_taken_while_serving() {
    let (folder, other) = (tempfile::TempDir::new().unwrap(), tempfile::TempDir::new().unwrap());
    let (ours, theirs) = (files(folder.path()), files(other.path()));
    let names = ["localhost".to_owned()];
    let identity = Identity::load(&ours, &names).unwrap();
    let pin = identity.pin();
    Identity::load(&theirs, &names).unwrap();
    for (from, to) in [(&theirs.certificate, &ours.certificate), (&theirs.key, &ours.key)] {
        std::fs::remove_file(to).unwrap();
        std::fs::copy(from, to).unwrap();
    }
    assert!(matches!(identity.reload_if_changed(), Err(TlsError::OtherKey { .. })));
    assert_eq!(identity.pin(), pin);
}

#[test]
fn a_key_that_could_not_be_written_leaves_nothing_in_its_place() {
    let folder = tempfile::TempDir::new().unwrap();
    let place = folder.path().join("tls.key");
    std::fs::create_dir(&place).unwrap();
    assert!(write_private(&place, b"key").is_err());
    std::fs::remove_dir(&place).unwrap();
    write_private(&place, b"key").unwrap();
    assert!(write_private(&place, b"other").is_err());
    assert_eq!(std::fs::read(&place).unwrap(), b"key");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing half-written is left");
}
