//! What every seed begins from: a ward with five organisations and enrolled phones, made once per process.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use sen_client::engine::Engine;
use sen_client::entropy::Entropy;
use sen_client::vault::VaultKey;
use server::admin::{self, ConsoleAuthor};
use server::auth::device::{self, Invitation};
use server::config::Config;
use server::host::{Host, Workers};
use server::hub::Hub;
use server::store::Store;
use shared::access::{Place, Role};
use shared::id::OrgId;
use shared::org::{OrgClass, OrgView};
use shared::time::Timestamp;
use shared::wire::{self, Request};
use tempfile::TempDir;

use crate::{Clock, Outcome, Trouble};

/// The key of every simulated vault.
pub(super) const KEY: [u8; 32] = [7; 32];
/// The administrator's login.
pub(super) const LOGIN: &str = "vanphong";
pub(super) const URL: &str = "https://localhost:8443";

/// A phone as it was enrolled.
#[derive(Debug, Clone)]
pub(super) struct Enrolled {
    pub(super) name: &'static str,
    pub(super) place: Place,
}

/// The beginning of every run.
pub struct Ground {
    folder: TempDir,
    pub(super) ward: OrgId,
    /// The base committee between the ward and some of its cells.
    pub(super) base: OrgId,
    pub(super) cells: [OrgId; 3],
    pub(super) phones: Vec<Enrolled>,
    /// The moment it ends, in milliseconds since 1970.
    pub(super) now: i64,
}

/// A repeatable sequence of bytes.
pub(super) fn bytes_of(seed: u64) -> impl Fn(&mut [u8]) + Send + Sync + 'static {
    let chance = Mutex::new(fastrand::Rng::with_seed(seed));
    move |bytes: &mut [u8]| chance.lock().unwrap_or_else(PoisonError::into_inner).fill(bytes)
}

/// Milliseconds on everybody's clock for one of a run: what is laid down for a minute fills twenty, so that the contacts
/// of a phone are as far apart as a server counts them.
const PACE: i64 = 20;

/// What a clock shows at `now` of the run that is `skew` milliseconds off.
pub(super) fn instant(now: i64, skew: i64) -> Timestamp {
    let begun = Clock::default().now().as_ms();
    Timestamp::from_ms(begun + (now - begun) * PACE + skew)
}

/// A host whose clock is that of the run, shifted by `skew` milliseconds.
pub(super) fn host(now: &Arc<AtomicI64>, skew: i64, seed: u64, workers: Workers) -> Host {
    let now = Arc::clone(now);
    Host::with_clock(move || instant(now.load(Ordering::SeqCst), skew)).repeatable(bytes_of(seed), workers)
}

/// Runs something of the server's that needs no executor of ours.
pub(super) fn block_on<T>(future: impl Future<Output = T>) -> Outcome<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    Ok(runtime.map_err(|error| Trouble::of("runtime", error))?.block_on(future))
}

impl Ground {
    /// Makes it, in memory where the machine has a file system there.
    ///
    /// # Errors
    /// [`Trouble`] when anything of it fails.
    pub fn prepare() -> Outcome<Self> {
        let memory = Path::new("/dev/shm");
        let folder =
            TempDir::with_prefix_in("sen-simulate-", memory).or_else(|_| TempDir::with_prefix("sen-simulate-"));
        let folder = folder.map_err(|error| Trouble::of("folder", error))?;
        let now = Arc::new(AtomicI64::new(Clock::default().now().as_ms()));
        block_on(Self::fill(folder, &now))?
    }

    async fn fill(folder: TempDir, now: &Arc<AtomicI64>) -> Outcome<Self> {
        let data = folder.path().join("ward");
        let config = Config::load(&data, None).map_err(|error| Trouble::of("config", error))?;
        let host = host(now, 0, 1, Workers::Threads);
        let begun = admin::init(&config, &host, "Đảng ủy phường Sen Hồng", LOGIN).await;
        let ward = begun.map_err(|error| Trouble::of("init", error))?.ward;
        let store = Store::open(&config.database()).map_err(|error| Trouble::of("open", error))?;
        let hub = admin::offline_hub(store, &host).await.map_err(|error| Trouble::of("hub", error))?;
        let author = ConsoleAuthor::of(&hub, LOGIN).await.map_err(|error| Trouble::of("author", error))?;
        let base = OrgId::from_bytes(*b"dang-bo-co-so-01");
        let cells = [*b"chi-bo-khom-nhat", *b"chi-bo-khom-nhi2", *b"chi-bo-truong-ba"].map(OrgId::from_bytes);
        let mut orgs = vec![(base, "Đảng bộ trường Sen Hồng", OrgClass::BaseCommittee, ward)];
        let names = ["Chi bộ khóm Nhất", "Chi bộ khóm Nhì", "Chi bộ Tổ Tự nhiên"];
        for ((org, name), parent) in cells.into_iter().zip(names).zip([ward, ward, base]) {
            orgs.push((org, name, OrgClass::Cell, parent));
        }
        for (org, name, class, parent) in orgs {
            let view = org_view(org, name, class, parent);
            admin::put_org(&hub, &author, ward, &view).await.map_err(|error| Trouble::of("org", error))?;
        }
        let mut ground = Self { folder, ward, base, cells, phones: Vec::new(), now: 0 };
        let places = [
            ("an", cells[0], Role::Head),
            ("binh", cells[0], Role::DeputyHead),
            ("chau", cells[1], Role::Head),
            ("dung", cells[2], Role::Head),
            ("giang", ward, Role::Office),
            ("hoa", base, Role::PartyBuilding),
            ("khanh", cells[0], Role::MinuteTaker),
            ("lan", cells[2], Role::DeputyHead),
        ];
        for (n, (name, org, role)) in places.into_iter().enumerate() {
            let place = Place { org, role };
            ground.enrol(&hub, name, &place, n as u64, now).await?;
            ground.phones.push(Enrolled { name, place });
        }
        hub.store().stop();
        ground.now = now.load(Ordering::SeqCst) + 60_000;
        Ok(ground)
    }

    async fn enrol(&self, hub: &Hub, name: &str, place: &Place, n: u64, now: &Arc<AtomicI64>) -> Outcome<()> {
        let folder = self.folder.path().join(name);
        std::fs::create_dir(&folder).map_err(|error| Trouble::of("folder", error))?;
        let engine = Engine::create_with(
            &folder.join("vault.db"),
            &VaultKey::from_bytes(KEY),
            Entropy::repeatable(bytes_of(1000 + n)),
        );
        let mut engine = engine.map_err(|error| Trouble::of("vault", error))?;
        let invitation = Invitation { place: place.clone(), person: name.to_owned(), member: None };
        let (code, _) = device::invite(hub, &invitation, "test", URL, [0; 32]).await.map_err(trouble("invite"))?;
        let (code, request) = engine.begin_enrolment(&code.to_text(), name).map_err(trouble("enrol"))?;
        let signed = wire::decode(&request).map_err(trouble("enrol"))?;
        let answer = device::enrol(hub, &signed).await.map_err(trouble("enrol"))?;
        engine.finish_enrolment(&code, &wire::encode(&answer)).map_err(trouble("enrol"))?;
        let at = instant(now.load(Ordering::SeqCst), 0);
        loop {
            let request = engine.begin_sync(at).map_err(trouble("begin"))?;
            let request = Request::read(&request).map_err(trouble("request"))?;
            let response = hub.sync(engine.device(), request).await.map_err(trouble("sync"))?;
            if !engine.finish_sync(&wire::encode(&response), at).map_err(trouble("finish"))?.more {
                return Ok(());
            }
        }
    }

    /// Copies the machine of that name to a new folder.
    pub(super) fn copy(&self, name: &str, to: &Path) -> Outcome<()> {
        copy_folder(&self.folder.path().join(name), to)
    }

    /// A folder for one run.
    pub(super) fn field(&self) -> Outcome<TempDir> {
        TempDir::with_prefix_in("run-", self.folder.path()).map_err(|error| Trouble::of("folder", error))
    }
}

pub(super) fn trouble<E: std::fmt::Display>(what: &'static str) -> impl Fn(E) -> Trouble {
    move |error| Trouble::of(what, error)
}

pub(super) fn org_view(org: OrgId, name: &str, class: OrgClass, parent: OrgId) -> OrgView {
    OrgView {
        org,
        name: name.to_owned(),
        class,
        unit_kind: None,
        parent: Some(parent),
        valid_from: None,
        valid_to: None,
        successors: Vec::new(),
        carried_by: None,
    }
}

/// Copies every file of a folder, except what only open databases need.
pub(super) fn copy_folder(from: &Path, to: &Path) -> Outcome<()> {
    let copy = || -> std::io::Result<()> {
        std::fs::create_dir_all(to)?;
        for entry in std::fs::read_dir(from)? {
            let entry = entry?;
            let name: PathBuf = entry.file_name().into();
            if name.extension().is_none_or(|ending| ending != "db-shm") {
                std::fs::copy(entry.path(), to.join(name))?;
            }
        }
        Ok(())
    };
    copy().map_err(|error| Trouble::of("copy", error))
}
