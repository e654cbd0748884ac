//! What the server reads besides frames: cookies, its configuration, a backup.

use std::sync::LazyLock;

use http::{HeaderMap, HeaderValue, header};
use server::admin;
use server::auth::session;
use server::config::Config;
use server::console::cookies;
use server::host::Host;
use server::hub::Hub;
use server::store::{self, Store};
use shared::time::Timestamp;
use tokio::runtime::{Builder, Runtime};

use super::Verdict;

/// A folder of this process's own, an empty ward's database in it, and a hub on that.
struct Machine {
    folder: tempfile::TempDir,
    runtime: Runtime,
    hub: Hub,
    /// The bytes of the database, closed and whole.
    database: Vec<u8>,
}

fn machine() -> &'static Machine {
    static MACHINE: LazyLock<Machine> = LazyLock::new(|| match begin() {
        Ok(machine) => machine,
        Err(error) => panic!("the ground of the contract cannot be laid: {error}"),
    });
    &MACHINE
}

fn host() -> Host {
    Host::with_clock(|| Timestamp::from_ms(1_793_000_000_000))
}

fn begin() -> Result<Machine, Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let data = folder.path().join("ward");
    let config = Config::load(&data, None)?;
    let hub = runtime.block_on(async {
        admin::init(&config, &host(), "Phường Đồng Sen", "van-phong").await?;
        let copy = folder.path().join("base.db");
        store::backup(&config.database(), &copy)?;
        Ok::<_, admin::AdminError>(admin::offline_hub(Store::open(&config.database())?, &host()).await?)
    })?;
    let database = std::fs::read(folder.path().join("base.db"))?;
    Ok(Machine { folder, runtime, hub, database })
}

/// The value of a `Cookie` header, as the console reads it.
pub(super) fn cookie(input: &[u8]) -> Verdict {
    let machine = machine();
    let Ok(value) = HeaderValue::from_bytes(input) else { return Verdict::Refused };
    let mut headers = HeaderMap::new();
    headers.append(header::COOKIE, value);
    let Some(secret) = cookies::read(&headers, cookies::SESSION) else { return Verdict::Refused };
    let found = machine.runtime.block_on(session::find(&machine.hub, secret, i64::MAX));
    assert!(matches!(found, Ok(None)), "nobody is signed in");
    Verdict::Refused
}

/// The text of `sen.toml`.
pub(super) fn config(input: &[u8]) -> Verdict {
    let folder = machine().folder.path().join("config");
    let written = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(folder.join("sen.toml"), input));
    assert!(written.is_ok(), "{written:?}");
    Verdict::of(&Config::load(&folder, None))
}

/// A backup: the file itself when it begins as a database, else a list of changes to a good one, each of three bytes
/// of place and one of content; the last two bytes cut that many pages of 512 bytes off the end.
pub(super) fn backup(input: &[u8]) -> Verdict {
    let machine = machine();
    let folder = machine.folder.path().join("backup");
    if folder.exists() {
        assert!(std::fs::remove_dir_all(&folder).is_ok());
    }
    let path = folder.join("backup.db");
    let written = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, damaged(machine, input)));
    assert!(written.is_ok(), "{written:?}");
    let verified = admin::verify(&path);
    let target = Config { data: folder.join("restored"), ..config_of(&folder) };
    let restored = machine.runtime.block_on(admin::restore(&target, &host(), &path));
    if restored.is_err() {
        assert!(!target.database().exists(), "a restore that failed left a database behind");
    }
    if verified.is_ok_and(|report| report.faults.is_empty()) { Verdict::of(&restored) } else { Verdict::Refused }
}

fn config_of(folder: &std::path::Path) -> Config {
    match Config::load(folder, None) {
        Ok(config) => config,
        Err(error) => panic!("a folder without a configuration: {error}"),
    }
}

fn damaged(machine: &Machine, input: &[u8]) -> Vec<u8> {
    if input.starts_with(b"SQLite format 3") {
        return input.to_vec();
    }
    let mut database = machine.database.clone();
    let edits = input.chunks_exact(4);
    if let [high, low] = *edits.remainder() {
        let pages = usize::from(u16::from_be_bytes([high, low]));
        database.truncate(database.len().saturating_sub(pages * 512));
    }
    for edit in edits {
        if let [a, b, c, byte] = *edit {
            let place = usize::try_from(u32::from_be_bytes([0, a, b, c])).unwrap_or(0);
            let len = database.len().max(1);
            if let Some(found) = database.get_mut(place % len) {
                *found = byte;
            }
        }
    }
    database
}
