//! Where a script is played: a ward's server in this process, by a clock that the script sets, and `sen-device` for each person.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use server::admin::{self, ConsoleAuthor};
use server::auth::device::{self, Invitation};
use server::config::Config;
use server::host::Host;
use server::hub::{Hub, HubError};
use server::import::{self, BadRows};
use server::serve::{self, NewKey, Server};
use server::store::read_model;
use shared::access::{Place, Role};
use shared::id::OrgId;
use shared::record::list::{Page, Query};
use shared::text;
use shared::time::Timestamp;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::script::Act;
use crate::{Outcome, Trouble, built_in};

/// The key of every vault here: they are thrown away.
pub const VAULT_KEY: [u8; 32] = [7; 32];

/// How long a command takes by the clock of the script.
const COMMAND_MS: i64 = 60_000;

/// The key of the ward itself among those of its cells.
const WARD: &str = "ward";

struct Running {
    hub: Hub,
    pin: [u8; 32],
    stop: oneshot::Sender<()>,
    ended: JoinHandle<Result<(), serve::ServeError>>,
}

/// A ward that lives through a script.
pub struct Stage {
    runtime: Runtime,
    data: PathBuf,
    vaults: TempDir,
    program: PathBuf,
    listen: String,
    now: Arc<AtomicI64>,
    orgs: BTreeMap<String, OrgId>,
    /// Whose devices there are, and where.
    places: BTreeMap<String, (OrgId, String)>,
    running: Option<Running>,
    /// The administrator's login and password.
    pub login: (String, String),
}

impl Stage {
    /// Nothing yet: a folder for the server's data that holds no ward, and the program that each person's device is.
    ///
    /// # Errors
    /// [`Trouble`] when the machine gives no folder, thread or port.
    pub fn new(data: &Path, program: &Path) -> Outcome<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let port = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
        Ok(Self {
            runtime: runtime.map_err(|error| Trouble::of("runtime", error))?,
            data: data.to_owned(),
            vaults: TempDir::new().map_err(|error| Trouble::of("folder", error))?,
            program: program.to_owned(),
            listen: port.map_err(|error| Trouble::of("port", error))?.to_string(),
            now: Arc::default(),
            orgs: BTreeMap::new(),
            places: BTreeMap::new(),
            running: None,
            login: Default::default(),
        })
    }

    /// Plays acts, one after another.
    ///
    /// # Errors
    /// [`Trouble`] with the line that could not be played, and what was said to it.
    pub fn play(&mut self, acts: &[(usize, Act)]) -> Outcome<()> {
        acts.iter().try_for_each(|(line, act)| {
            self.act(act).map_err(|error| Trouble(format!("line {line}, on {}: {error}", self.now().vietnam_date())))
        })
    }

    /// The moment that has come.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.now.load(Ordering::SeqCst))
    }

    /// The vault of a device.
    #[must_use]
    pub fn vault(&self, device: &str) -> PathBuf {
        self.vaults.path().join(device).join("vault.db")
    }

    /// The hub of the running server.
    ///
    /// # Errors
    /// [`Trouble`] before the ward was begun.
    pub fn hub(&self) -> Outcome<&Hub> {
        self.running.as_ref().map(|running| &running.hub).ok_or_else(|| Trouble("there is no ward yet".to_owned()))
    }

    /// Runs something of the server's to its end.
    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Types a command on a device; gives what it says.
    ///
    /// # Errors
    /// [`Trouble`] with what it said when it failed.
    pub fn typed(&self, device: &str, command: &[&str]) -> Outcome<String> {
        let now = self.now.fetch_add(COMMAND_MS, Ordering::SeqCst);
        let vault = self.vault(device);
        let mut program = Command::new(&self.program);
        program.arg("--vault").arg(vault).args(["--now", &Timestamp::from_ms(now).rfc3339()]).args(command);
        let key: String = VAULT_KEY.iter().map(|byte| format!("{byte:02x}")).collect();
        let done = program.env("SEN_VAULT_KEY", key).output().map_err(|error| Trouble::of("sen-device", error))?;
        match done.status.success() {
            true => Ok(String::from_utf8_lossy(&done.stdout).into_owned()),
            false => Err(Trouble(format!("{}: {}", command.join(" "), String::from_utf8_lossy(&done.stderr).trim()))),
        }
    }

    /// From now on serves the app as well, for this machine alone; gives its address, without a path.
    ///
    /// # Errors
    /// [`Trouble`] when the server does not stop or start.
    pub fn serve_app(&mut self) -> Outcome<String> {
        self.stop()?;
        let port = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
        let app = port.map_err(|error| Trouble::of("port", error))?;
        let file = self.data.join("sen.toml");
        std::fs::write(file, format!("local_app = \"{app}\"")).map_err(|error| Trouble::of("sen.toml", error))?;
        self.serve(&self.config()?)?;
        Ok(format!("http://localhost:{}", app.port()))
    }

    /// The code by which a person's device is enrolled.
    ///
    /// # Errors
    /// [`Trouble`] for a cell that is not there or has no such member.
    pub fn code(&self, at: &str, role: &str, person: &str) -> Outcome<String> {
        let (hub, org) = (self.hub()?, self.org(at)?);
        let members = Query::members().within([org]);
        let rows = hub.store().read_blocking(|reading| read_model::rows(reading, &members, Page::ALL));
        let rows = rows.map_err(|error| Trouble::of("members", error))?;
        let member = rows.iter().find(|row| text::same_name(&row.title, person)).map(|row| row.doc);
        if at != WARD && member.is_none() {
            return Err(Trouble(format!("{person} is no member there")));
        }
        let place = Place { org, role: Role::read(role) };
        let invitation = Invitation { place, person: person.to_owned(), member };
        let pin = self.running.as_ref().map(|running| running.pin).unwrap_or_default();
        let url = format!("https://{}", self.listen);
        let code = self.runtime.block_on(device::invite(hub, &invitation, "vanphong", &url, pin));
        Ok(code.map_err(|error| Trouble::of("code", error))?.0.to_text())
    }

    /// Stops the server gracefully.
    ///
    /// # Errors
    /// [`Trouble`] when it did not stop well.
    pub fn stop(&mut self) -> Outcome<()> {
        let Some(running) = self.running.take() else { return Ok(()) };
        // A server that ended by itself hears nothing, and tells why below.
        let told = running.stop.send(());
        let ended = self.runtime.block_on(running.ended).map_err(|error| Trouble::of("stop", error))?;
        ended.map_err(|error| Trouble::of("stop", error))?;
        told.map_err(|()| Trouble("the server had stopped by itself".to_owned()))
    }

    fn act(&mut self, act: &Act) -> Outcome<()> {
        match act {
            Act::At(moment) if *moment < self.now() => Err(Trouble("time does not go back".to_owned())),
            Act::At(moment) => {
                self.now.store(moment.as_ms(), Ordering::SeqCst);
                Ok(())
            }
            Act::Ward(name) => self.begin(name),
            Act::Cell([key, name, unit, register]) => {
                let org = self.runtime.block_on(self.found(name, unit, register))?;
                self.orgs.insert(key.clone(), org);
                Ok(())
            }
            Act::Device([key, at, role, person]) => self.enrol(key, at, role, person),
            Act::Revoke(device, why) => self.revoke(device, why),
            Act::Seen => self.see(),
            Act::Type(device, command) => {
                let command: Vec<&str> = command.iter().map(String::as_str).collect();
                self.typed(device, &command).map(drop)
            }
        }
    }

    fn begin(&mut self, name: &str) -> Outcome<()> {
        let config = self.config()?;
        let begun = self.runtime.block_on(admin::init(&config, &self.host(), name, "vanphong"));
        let begun = begun.map_err(|error| Trouble::of("ward", error))?;
        self.orgs.insert(WARD.to_owned(), begun.ward);
        self.login = (begun.login, begun.password);
        self.serve(&config)
    }

    fn config(&self) -> Outcome<Config> {
        Config::load(&self.data, Some(&self.listen)).map_err(|error| Trouble::of("config", error))
    }

    fn host(&self) -> Host {
        let now = Arc::clone(&self.now);
        Host::with_clock(move || Timestamp::from_ms(now.load(Ordering::SeqCst)))
    }

    fn serve(&mut self, config: &Config) -> Outcome<()> {
        let host = self.host();
        let (stop, stopped) = oneshot::channel::<()>();
        let running = self.runtime.block_on(async {
            let server = Server::open_with(config, host, NewKey::Refuse).await?;
            let listener = serve::listen(config.listen).await?;
            let (hub, pin) = (server.hub().clone(), server.identity().pin());
            let ended = tokio::spawn(server.run(listener, async {
                // A dropped sender stops the server as well.
                drop(stopped.await);
            }));
            Ok::<_, serve::ServeError>(Running { hub, pin, stop, ended })
        });
        self.running = Some(running.map_err(|error| Trouble::of("serve", error))?);
        Ok(())
    }

    async fn found(&self, name: &str, unit: &str, register: &str) -> Outcome<OrgId> {
        let (hub, today) = (self.hub()?, self.now().vietnam_date());
        let author = ConsoleAuthor::first_administrator(hub).await.map_err(|error| Trouble::of("author", error))?;
        let org = admin::ensure_cell(hub, &author, self.org(WARD)?, name, unit, today).await;
        let org = org.map_err(|error| Trouble::of(name, error))?;
        let read = import::read_bytes(built_in(register)?, today).map_err(|error| Trouble::of(register, error))?;
        let done = import::import(hub, &author, org, read, BadRows::Refuse).await;
        done.map_err(|error| Trouble::of(register, error))?;
        Ok(org)
    }

    fn revoke(&self, key: &str, why: &str) -> Outcome<()> {
        let hub = self.hub()?;
        let rows = hub.store().read_blocking(server::store::account::devices);
        let rows = rows.map_err(|error| Trouble::of("devices", error))?;
        let (org, person) = self.places.get(key).ok_or_else(|| Trouble(format!("there is no device {key}")))?;
        let row = rows.iter().find(|row| row.place.org == *org && row.person == *person);
        let row = row.ok_or_else(|| Trouble(format!("the ward has no device of {person}")))?;
        let revoked = self.runtime.block_on(device::revoke(hub, row.device, "vanphong", why));
        revoked.map(drop).map_err(|error| Trouble::of("revoke", error))
    }

    fn see(&self) -> Outcome<()> {
        let hub = self.hub()?;
        let all = Query::default();
        let rows = hub.store().read_blocking(|reading| read_model::rows(reading, &all, Page::ALL));
        let rows = rows.map_err(|error| Trouble::of("records", error))?;
        self.runtime
            .block_on(async {
                for row in rows {
                    let Some((_, document)) = hub.open(row.doc).await? else { continue };
                    hub.mark_seen(row.doc, document.content_seq, &self.login.0, "Văn phòng đảng ủy").await?;
                }
                Ok(())
            })
            .map_err(|error: HubError| Trouble::of("seen", error))
    }

    fn org(&self, key: &str) -> Outcome<OrgId> {
        self.orgs.get(key).copied().ok_or_else(|| Trouble(format!("there is no cell {key}")))
    }

    fn enrol(&mut self, key: &str, at: &str, role: &str, person: &str) -> Outcome<()> {
        let code = self.code(at, role, person)?;
        self.places.insert(key.to_owned(), (self.org(at)?, person.to_owned()));
        let folder = self.vaults.path().join(key);
        std::fs::create_dir(&folder).map_err(|error| Trouble::of("folder", error))?;
        self.typed(key, &["enrol", &code, "--label", person])?;
        self.typed(key, &["sync"]).map(drop)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // Whoever wants to know whether it stopped well stops it before.
        drop(self.stop());
    }
}
