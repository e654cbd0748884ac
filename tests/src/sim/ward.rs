//! The ward's server in a run: the real store, directory, hub and routes over an executor and a disk of its own.

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use disk::Disk;
use server::admin::cells::{self, Founded};
use server::admin::{self, ConsoleAuthor};
use server::auth::device::{self, Invitation};
use server::bounds::{Bounds, Limits};
use server::directory::Directory;
use server::host::{Stepper, Workers};
use server::hub::{Hub, HubError, Release};
use server::serve::peer::Peer;
use server::store::{Store, StoreError};
use server::telemetry::Metrics;
use shared::access::Place;
use shared::doc::Heads;
use shared::id::{DeviceId, DocId, HeldId, OrgId};
use shared::org::{OrgClass, OrgView};
use shared::record::step::Refusal;
use tower::ServiceExt;

use super::ground::{LOGIN, URL, host};
use super::net::Packet;
use super::orders;
use super::steps::Steps;
use crate::{Outcome, Trouble};

/// What a person of the ward does at the console.
#[derive(Debug, Clone)]
pub(super) enum Deed {
    Revoke(DeviceId),
    Release(HeldId),
    Dismiss(HeldId),
    See(DocId),
    Move { org: OrgId, name: String, class: OrgClass, parent: OrgId },
    Found { name: String, parent: OrgId },
    Reopen { org: OrgId },
    Order { doc: DocId, is_superseded: bool },
    CarryOut { order: DocId },
    Invite { phone: usize, place: Place },
}

/// What a deed came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Done {
    Nothing,
    Revoked,
    Released(Release),
    Moved,
    Founded(OrgId),
    Decided(DocId),
    TakenAway,
    Refused(Refusal),
    Code(String),
}

/// What the server has finished since it was last asked.
pub(super) enum Finished {
    Started(Result<Up, String>),
    Answer { packet: Packet, status: u16, zstd: bool, body: Vec<u8> },
    Deed { deed: Deed, came: Result<Done, String> },
}

/// A server that answers.
#[derive(Clone)]
pub(super) struct Up {
    pub(super) hub: Hub,
    router: Router,
}

type FinishedTasks = Arc<Mutex<Vec<Finished>>>;
type Screens = Arc<Mutex<Vec<(DocId, Heads)>>>;

struct Process {
    steps: Arc<Steps>,
    finished_tasks: FinishedTasks,
    up: Option<Up>,
}

/// The server's machine.
pub(super) struct Ward {
    pub(super) folder: PathBuf,
    pub(super) disk: Disk,
    pub(super) org: OrgId,
    process: Option<Process>,
    now: Arc<AtomicI64>,
    pub(super) skew: i64,
    starts: u64,
    seed: u64,
    /// What people had on their screens when they said that they saw it; it outlives the process.
    screens: Screens,
}

impl Ward {
    pub(super) fn new(folder: &Path, now: &Arc<AtomicI64>, skew: i64, seed: u64, org: OrgId) -> Outcome<Self> {
        let disk = Disk::over(folder).map_err(|code| Trouble(format!("disk: {code}")))?;
        let (folder, now) = (folder.to_owned(), Arc::clone(now));
        Ok(Self { folder, disk, org, process: None, now, skew, starts: 0, seed, screens: Screens::default() })
    }

    pub(super) fn database(&self) -> PathBuf {
        self.folder.join("sen.db")
    }

    /// The server, once it answers.
    pub(super) fn up(&self) -> Option<&Up> {
        self.process.as_ref().and_then(|process| process.up.as_ref())
    }

    pub(super) const fn is_running(&self) -> bool {
        self.process.is_some()
    }

    pub(super) fn is_ready(&self) -> bool {
        self.process.as_ref().is_some_and(|process| process.steps.is_ready())
    }

    /// What was on screens since it was last asked.
    pub(super) fn shown(&self) -> Vec<(DocId, Heads)> {
        std::mem::take(&mut *self.screens.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn tasks(&self) -> usize {
        self.process.as_ref().map_or(0, |process| process.steps.running())
    }

    /// Opens the database and begins to load; [`Finished::Started`] follows.
    pub(super) fn start(&mut self) -> Result<(), StoreError> {
        let steps = Arc::new(Steps::default());
        let workers = Workers::Steps(steps.clone());
        let store = match Store::open_on(&self.database(), workers.clone()) {
            Ok(store) => store,
            Err(error) => {
                steps.kill();
                return Err(error);
            }
        };
        self.starts += 1;
        let host = host(&self.now, self.skew, self.seed ^ self.starts.rotate_left(32), workers);
        let finished_tasks = FinishedTasks::default();
        let done = Arc::clone(&finished_tasks);
        steps.spawn(Box::pin(async move {
            let started = Directory::load(&store).await.map(|directory| {
                let hub = Hub::new(store, directory, host, Metrics::default());
                Up { router: routes(&hub), hub }
            });
            put(&done, Finished::Started(started.map_err(|error| error.to_string())));
        }));
        self.process = Some(Process { steps, finished_tasks, up: None });
        Ok(())
    }

    pub(super) fn started(&mut self, up: Up) {
        if let Some(process) = &mut self.process {
            process.up = Some(up);
        }
    }

    /// Lets one task take one step.
    pub(super) fn step(&self, chance: &mut fastrand::Rng) -> bool {
        self.process.as_ref().is_some_and(|process| process.steps.step(chance))
    }

    pub(super) fn finished(&self) -> Vec<Finished> {
        let Some(process) = &self.process else { return Vec::new() };
        std::mem::take(&mut *process.finished_tasks.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The process dies where it stands.
    pub(super) fn kill(&mut self) {
        self.disk.kill();
        if let Some(Process { steps, finished_tasks, up }) = self.process.take() {
            drop((up, finished_tasks));
            steps.kill();
        }
    }

    /// The process is asked to stop, and does.
    pub(super) fn stop(&mut self) {
        if let Some(Process { steps, finished_tasks, up }) = self.process.take() {
            if let Some(up) = &up {
                up.hub.store().stop();
            }
            drop((up, finished_tasks));
            while steps.step(&mut fastrand::Rng::with_seed(0)) {}
            steps.kill();
        }
    }

    /// Takes in a request; [`Finished::Answer`] follows unless the process dies.
    pub(super) fn request(&self, packet: Packet) -> bool {
        let Some(Process { steps, finished_tasks, up: Some(up) }) = &self.process else { return false };
        let (router, finished_tasks) = (up.router.clone(), Arc::clone(finished_tasks));
        steps.spawn(Box::pin(async move {
            let (status, zstd, body) = answer(router, &packet).await;
            put(&finished_tasks, Finished::Answer { packet, status, zstd, body });
        }));
        true
    }

    /// Begins a deed; [`Finished::Deed`] follows unless the process dies.
    pub(super) fn begin(&self, deed: Deed) -> bool {
        let Some(Process { steps, finished_tasks, up: Some(up) }) = &self.process else { return false };
        let (hub, finished_tasks, ward) = (up.hub.clone(), Arc::clone(finished_tasks), self.org);
        let screens = Arc::clone(&self.screens);
        steps.spawn(Box::pin(async move {
            let came = act(&hub, ward, &deed, &screens).await;
            put(&finished_tasks, Finished::Deed { deed, came });
        }));
        true
    }
}

fn put(finished_tasks: &FinishedTasks, finished: Finished) {
    finished_tasks.lock().unwrap_or_else(PoisonError::into_inner).push(finished);
}

fn routes(hub: &Hub) -> Router {
    let bounds = Bounds::new(Limits::default(), hub.host(), hub.metrics().clone());
    server::http::device_routes(hub.clone(), bounds)
}

async fn answer(router: Router, packet: &Packet) -> (u16, bool, Vec<u8>) {
    let peer = Peer(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let mut request = Request::post(packet.path()).extension(peer);
    if let Some(token) = packet.token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {}", hex::encode(token)));
    }
    if packet.zstd {
        request = request.header(header::CONTENT_ENCODING, "zstd").header(header::ACCEPT_ENCODING, "zstd");
    }
    let Ok(request) = request.body(Body::from(packet.body.clone())) else { return (0, false, Vec::new()) };
    let response = match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let zstd = response.headers().get(header::CONTENT_ENCODING).is_some_and(|value| value == "zstd");
    let status = response.status().as_u16();
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await;
    (status, zstd, body.map(|bytes| bytes.to_vec()).unwrap_or_default())
}

async fn act(hub: &Hub, ward: OrgId, deed: &Deed, screens: &Screens) -> Result<Done, String> {
    let said = |error: &dyn std::fmt::Display| error.to_string();
    match deed {
        Deed::Revoke(id) => match device::revoke(hub, *id, LOGIN, "lost").await {
            Ok(_) => Ok(Done::Revoked),
            Err(error) => Err(said(&error)),
        },
        Deed::Release(id) => hub.release(*id, LOGIN, "thử").await.map(Done::Released).map_err(|error| said(&error)),
        Deed::Dismiss(id) => hub.dismiss(*id, LOGIN, "thử").await.map(|_| Done::Nothing).map_err(|error| said(&error)),
        Deed::See(doc) => see(hub, *doc, screens).await.map_err(|error| said(&error)),
        Deed::Move { org, name, class, parent } => {
            let view = OrgView {
                org: *org,
                name: name.clone(),
                class: class.clone(),
                unit_kind: None,
                parent: Some(*parent),
                valid_from: None,
                valid_to: None,
                successors: Vec::new(),
                carried_by: None,
            };
            let author = ConsoleAuthor::of(hub, LOGIN).await.map_err(|error| said(&error))?;
            admin::put_org(hub, &author, ward, &view).await.map(|()| Done::Moved).map_err(|error| said(&error))
        }
        Deed::Found { name, parent } => {
            let author = ConsoleAuthor::of(hub, LOGIN).await.map_err(|error| said(&error))?;
            let since = hub.host().now().vietnam_date();
            let (name, class, under) = (name.clone(), OrgClass::Cell, *parent);
            let founded = Founded { name, class, unit_kind: None, under, since };
            cells::add(hub, &author, ward, founded).await.map(Done::Founded).map_err(|error| said(&error))
        }
        Deed::Reopen { org } => {
            let author = ConsoleAuthor::of(hub, LOGIN).await.map_err(|error| said(&error))?;
            let known = hub.directory().now();
            let Some(org) = known.tree.get(*org).cloned() else { return Ok(Done::Nothing) };
            cells::reopen(hub, &author, ward, org).await.map(|_| Done::Moved).map_err(|error| said(&error))
        }
        Deed::Order { doc, is_superseded } => {
            orders::decide(hub, ward, *doc, *is_superseded).await.map_err(|error| said(&error))
        }
        Deed::CarryOut { order } => orders::carry_out(hub, ward, *order).await.map_err(|error| said(&error)),
        Deed::Invite { place, .. } => {
            let invitation = Invitation { place: place.clone(), person: "người mới".to_owned(), member: None };
            let made = device::invite(hub, &invitation, LOGIN, URL, [0; 32]).await;
            made.map(|(code, _)| Done::Code(code.to_text())).map_err(|error| said(&error))
        }
    }
}

/// As the console marks what its page showed.
async fn see(hub: &Hub, doc: DocId, screens: &Screens) -> Result<Done, HubError> {
    let Some((page, shown)) = hub.open(doc).await? else { return Ok(Done::Nothing) };
    screens.lock().unwrap_or_else(PoisonError::into_inner).push((doc, page.heads()));
    hub.mark_seen(doc, shown.content_seq, LOGIN, LOGIN).await.map(|_| Done::Nothing)
}
