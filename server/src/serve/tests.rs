//! Who may serve a folder, and under which key.

use super::*;
use crate::admin;
use crate::testing::Ground;

fn pin_of(server: &Server) -> [u8; 32] {
    server.identity().pin()
}

#[tokio::test]
async fn one_folder_is_served_once() {
    let ground = Ground::begin().await;
    let host = ground.hub.host().clone();
    let first = Server::open(&ground.config, host.clone()).await.unwrap();
    let second = Server::open(&ground.config, host.clone()).await.err().unwrap();
    assert!(matches!(second, ServeError::Store(StoreError::Served(_))), "{second}");
    // A command opens it beside.
    assert!(Store::open(&ground.database()).is_ok());
    drop(first);
    assert!(Server::open(&ground.config, host).await.is_ok());
}

#[tokio::test]
async fn without_the_key_its_devices_know_a_server_does_not_start() {
    let ground = Ground::begin().await;
    let host = ground.hub.host().clone();
    let pin = pin_of(&Server::open(&ground.config, host.clone()).await.unwrap());
    let remove = || {
        for path in [&ground.config.tls.key, &ground.config.tls.certificate] {
            std::fs::remove_file(path).unwrap();
        }
    };
    // Nobody is enrolled: a new key cuts nobody off.
    remove();
    let second = pin_of(&Server::open(&ground.config, host.clone()).await.unwrap());
    assert_ne!(pin, second);
    ground.phone(ground.cells[0], 1).await;
    let backup = ground.config.data.join("backup.db");
    assert_eq!(admin::backup(&ground.config, &backup).unwrap().faults, Vec::<String>::new());
    remove();
    let refused = Server::open(&ground.config, host.clone()).await.err().unwrap();
    assert!(matches!(refused, ServeError::KeyMissing { devices: 1, .. }), "{refused}");
    assert!(!ground.config.tls.key.exists(), "none was made");

    let third = pin_of(&Server::open_with(&ground.config, host.clone(), NewKey::Accept).await.unwrap());
    assert_ne!(second, third);
    assert!(Server::open(&ground.config, host.clone()).await.is_ok(), "what was accepted once is known");

    // The backup, in a new folder, brings the key along, readable by its owner alone.
    let folder = tempfile::TempDir::new().unwrap();
    let file = |name: &str| folder.path().join(name);
    let tls = crate::config::TlsFiles { certificate: file("tls.crt"), key: file("tls.key"), may_create: true };
    let elsewhere = Config { data: folder.path().to_owned(), tls, ..ground.config.clone() };
    admin::restore(&elsewhere, &host, &backup).await.unwrap();
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(std::fs::metadata(&elsewhere.tls.key).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(pin_of(&Server::open(&elsewhere, host.clone()).await.unwrap()), second);
    // And over another key it does not start.
    for (from, to) in
        [(&ground.config.tls.key, &elsewhere.tls.key), (&ground.config.tls.certificate, &elsewhere.tls.certificate)]
    {
        std::fs::copy(from, to).unwrap();
    }
    let refused = Server::open(&elsewhere, host).await.err().unwrap();
    assert!(matches!(refused, ServeError::KeyChanged { devices: 1, .. }), "{refused}");
}
