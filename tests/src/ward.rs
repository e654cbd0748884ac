//! A ward's server in this process: begun from the sample registers, started, stopped, restored.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use server::admin::{self, ConsoleAuthor};
use server::auth::device::{self, Invitation};
use server::config::Config;
use server::host::Host;
use server::hub::Hub;
use server::import::{self, BadRows};
use server::serve::renewal::Renewal;
use server::serve::{self, NewKey, Server};
use server::store::Store;
use server::tls::{Identity, Shown};
use shared::access::{Place, Role};
use shared::id::{DeviceId, DocId, OrgId};
use shared::meeting::{MeetingKey, MeetingKind};
use shared::record::list::{Page, Query};
use shared::time::{CivilDate, Timestamp};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::browser::own_port;
use crate::gate::Gate;
use crate::{Clock, Outcome, Trouble, own_address};

/// The three cells of the sample ward: name, kind of unit, register.
pub const CELLS: [(&str, &str, &str); 3] = [
    ("Chi bộ khóm Mỹ Phước", "khóm", "khom-my-phuoc.csv"),
    ("Chi bộ khóm Tân Hưng", "khóm", "khom-tan-hung.csv"),
    ("Chi bộ ấp Bàu Sen", "ấp", "ap-bau-sen.csv"),
];

/// The folder of the sample registers.
#[must_use]
pub fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples")
}

struct Running {
    hub: Hub,
    pin: [u8; 32],
    identity: Identity,
    renewal: Renewal,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<Result<(), serve::ServeError>>,
}

/// A ward and its server.
pub struct Ward {
    runtime: Runtime,
    folder: TempDir,
    /// The server's clock.
    pub clock: Clock,
    /// The administrator's login.
    pub login: String,
    /// The administrator's password.
    pub password: String,
    /// The ward committee.
    pub org: OrgId,
    address: SocketAddr,
    running: Option<Running>,
}

impl Ward {
    /// Begins the sample ward with its three cells and their members, and serves it.
    ///
    /// # Errors
    /// [`Trouble`] when anything of it fails.
    pub fn serving() -> Outcome<Self> {
        let mut ward = Self::begun(3)?;
        ward.start()?;
        Ok(ward)
    }

    /// Begins the sample ward with its first `cells` cells, without serving it.
    ///
    /// # Errors
    /// [`Trouble`] when anything of it fails.
    pub fn begun(cells: usize) -> Outcome<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|error| Trouble::of("runtime", error))?;
        let folder = TempDir::new().map_err(|error| Trouble::of("folder", error))?;
        let clock = Clock::default();
        let address = own_address()?;
        let org = OrgId::from_bytes([0; 16]);
        let mut ward =
            Self { runtime, folder, clock, login: String::new(), password: String::new(), org, address, running: None };
        let begun =
            ward.runtime.block_on(admin::init(&ward.config()?, &ward.host(), "Đảng ủy phường Sen Hồng", "vanphong"));
        let begun = begun.map_err(|error| Trouble::of("init", error))?;
        (ward.login, ward.password, ward.org) = (begun.login, begun.password, begun.ward);
        ward.runtime.block_on(ward.fill(cells))?;
        Ok(ward)
    }

    async fn fill(&self, cells: usize) -> Outcome<()> {
        let store = Store::open(&self.database()).map_err(|error| Trouble::of("open", error))?;
        let hub = admin::offline_hub(store, &self.host()).await.map_err(|error| Trouble::of("hub", error))?;
        let author = ConsoleAuthor::first_administrator(&hub).await.map_err(|error| Trouble::of("author", error))?;
        let since = self.clock.now().vietnam_date();
        for (name, unit, file) in CELLS.into_iter().take(cells) {
            let org = admin::ensure_cell(&hub, &author, self.org, name, unit, since).await;
            let org = org.map_err(|error| Trouble::of("cell", error))?;
            let register =
                import::read(&examples().join(file), since).map_err(|error| Trouble::of("register", error))?;
            let done = import::import(&hub, &author, org, register, BadRows::Refuse).await;
            done.map_err(|error| Trouble::of("import", error))?;
        }
        hub.store().stop();
        Ok(())
    }

    /// Begins the sample ward and serves it with its app on loopback, by this machine's clock; gives the app's address,
    /// without a path.
    ///
    /// # Errors
    /// [`Trouble`] when anything of it fails.
    pub fn with_app() -> Outcome<(Self, String)> {
        let mut ward = Self::begun(3)?;
        ward.go_by_the_machines_clock()?;
        // A browser finds `localhost` at this one address.
        let local = own_port().map_err(|error| Trouble::of("port", error))?;
        ward.serve_app_at(SocketAddr::from(([127, 0, 0, 1], local)))?;
        Ok((ward, format!("http://localhost:{local}")))
    }

    /// As [`Ward::with_app`], with a gate between the browser and the app.
    ///
    /// # Errors
    /// [`Trouble`] when anything of it fails.
    pub fn behind_gate() -> Outcome<(Self, Gate, String)> {
        let mut ward = Self::begun(3)?;
        ward.go_by_the_machines_clock()?;
        let port = own_port().map_err(|error| Trouble::of("port", error))?;
        // The server answers whoever asks by its own port: the gate has the same one at the browser's `localhost`.
        ward.serve_app_at(SocketAddr::new(ward.address.ip(), port))?;
        let gate = Gate::before(ward.app()?, SocketAddr::from(([127, 0, 0, 1], port)))?;
        Ok((ward, gate, format!("http://localhost:{port}")))
    }

    /// Begins another ward and serves its app where a gate can lead to it.
    ///
    /// # Errors
    /// [`Trouble`] when anything of it fails.
    pub fn beside(gate: &Gate) -> Outcome<Self> {
        let mut ward = Self::begun(1)?;
        ward.go_by_the_machines_clock()?;
        ward.serve_app_at(SocketAddr::new(ward.address.ip(), gate.port()))?;
        Ok(ward)
    }

    fn go_by_the_machines_clock(&self) -> Outcome<()> {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let now = since.map_err(|error| Trouble::of("the machine's clock", error))?.as_millis();
        self.clock.set(Timestamp::from_ms(i64::try_from(now).map_err(|error| Trouble::of("now", error))?));
        Ok(())
    }

    fn serve_app_at(&mut self, app: SocketAddr) -> Outcome<()> {
        std::fs::write(self.folder.path().join("sen.toml"), format!("local_app = \"{app}\""))
            .map_err(|error| Trouble::of("sen.toml", error))?;
        self.start()
    }

    fn host(&self) -> Host {
        let clock = self.clock.clone();
        Host::with_clock(move || clock.now())
    }

    /// The server's configuration.
    ///
    /// # Errors
    /// [`Trouble`] when it does not hold.
    pub fn config(&self) -> Outcome<Config> {
        Config::load(self.folder.path(), Some(&self.address.to_string())).map_err(|error| Trouble::of("config", error))
    }

    /// Where the database lies.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.folder.path().join("sen.db")
    }

    /// The folder for whatever a story keeps beside the server.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where the server listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where the app for this machine is served.
    ///
    /// # Errors
    /// [`Trouble`] when it is not.
    pub fn app(&self) -> Outcome<SocketAddr> {
        self.config()?.local_app.ok_or_else(|| Trouble("there is no app".to_owned()))
    }

    /// `https://` and the address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// Starts the server on the same address as ever.
    ///
    /// # Errors
    /// [`Trouble`] when it does not start.
    pub fn start(&mut self) -> Outcome<()> {
        self.start_with(NewKey::Refuse)
    }

    /// As [`Ward::start`], on the word of the administrator about the server's key.
    ///
    /// # Errors
    /// [`Trouble`] when it does not start.
    pub fn start_with(&mut self, key: NewKey) -> Outcome<()> {
        let (config, host) = (self.config()?, self.host());
        let (stop, stopped) = oneshot::channel::<()>();
        let running = self.runtime.block_on(async {
            let server = Server::open_with(&config, host, key).await?;
            let listener = serve::listen(config.listen).await?;
            let (hub, identity) = (server.hub().clone(), server.identity().clone());
            let (pin, renewal) = (identity.pin(), server.renewal().clone());
            let ended = tokio::spawn(server.run(listener, async {
                // A dropped sender stops the server as well.
                drop(stopped.await);
            }));
            Ok::<_, serve::ServeError>(Running { hub, pin, identity, renewal, stop, ended })
        });
        self.running = Some(running.map_err(|error| Trouble::of("start", error))?);
        Ok(())
    }

    /// Stops the server gracefully and waits for it.
    ///
    /// # Errors
    /// [`Trouble`] when it did not run or did not stop well.
    pub fn stop(&mut self) -> Outcome<()> {
        let running = self.running.take().ok_or_else(|| Trouble("the server is not running".to_owned()))?;
        // A server that ended by itself hears nothing, and tells why below.
        let told = running.stop.send(());
        let ended = self.runtime.block_on(running.ended).map_err(|error| Trouble::of("stop", error))?;
        ended.map_err(|error| Trouble::of("stop", error))?;
        told.map_err(|()| Trouble("the server had stopped by itself".to_owned()))
    }

    /// Loses the database, puts a backup in its place and serves that.
    ///
    /// # Errors
    /// [`Trouble`] when the backup is not taken, or holds nothing.
    pub fn go_back_to(&mut self, backup: &Path) -> Outcome<()> {
        if self.running.is_some() {
            self.stop()?;
        }
        for file in ["sen.db", "sen.db-wal", "sen.db-shm"] {
            let path = self.folder.path().join(file);
            if path.exists() {
                std::fs::remove_file(path).map_err(|error| Trouble::of("remove", error))?;
            }
        }
        let restored = self.block_on(admin::restore(&self.config()?, &self.host(), backup));
        if restored.map_err(|error| Trouble::of("restore", error))? == 0 {
            return Err(Trouble("the backup holds nothing".to_owned()));
        }
        // One that never served has no key its devices could know.
        let has_key = self.config()?.tls.key.exists();
        self.start_with(if has_key { NewKey::Refuse } else { NewKey::Accept })
    }

    /// The hub of the running server.
    ///
    /// # Errors
    /// [`Trouble`] when it is not running.
    pub fn hub(&self) -> Outcome<Hub> {
        self.running
            .as_ref()
            .map(|running| running.hub.clone())
            .ok_or_else(|| Trouble("the server is not running".to_owned()))
    }

    /// SHA-256 of the server's public key.
    ///
    /// # Errors
    /// [`Trouble`] when it is not running.
    pub fn pin(&self) -> Outcome<[u8; 32]> {
        self.running.as_ref().map(|running| running.pin).ok_or_else(|| Trouble("the server is not running".to_owned()))
    }

    /// The certificate in use.
    ///
    /// # Errors
    /// [`Trouble`] when the server is not running.
    pub fn certificate(&self) -> Outcome<Shown> {
        let running = self.running.as_ref().ok_or_else(|| Trouble("the server is not running".to_owned()))?;
        Ok(running.identity.shown())
    }

    /// What keeps the certificate good.
    ///
    /// # Errors
    /// [`Trouble`] when the server is not running.
    pub fn renewal(&self) -> Outcome<Renewal> {
        let running = self.running.as_ref().ok_or_else(|| Trouble("the server is not running".to_owned()))?;
        Ok(running.renewal.clone())
    }

    /// Runs something of the server's to its end.
    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// The organisation of that name.
    ///
    /// # Errors
    /// [`Trouble`] when there is none.
    pub fn cell(&self, name: &str) -> Outcome<OrgId> {
        let known = self.hub()?.directory().now();
        known
            .tree
            .iter()
            .find(|org| org.name == name)
            .map(|org| org.org)
            .ok_or_else(|| Trouble(format!("no cell {name}")))
    }

    /// The member of that name in a cell.
    ///
    /// # Errors
    /// [`Trouble`] when there is none.
    pub fn member(&self, cell: OrgId, name: &str) -> Outcome<DocId> {
        let all = Query::members().within([cell]);
        let rows =
            self.hub()?.store().read_blocking(|reading| server::store::read_model::rows(reading, &all, Page::ALL));
        let rows = rows.map_err(|error| Trouble::of("members", error))?;
        rows.iter().find(|row| row.title == name).map(|row| row.doc).ok_or_else(|| Trouble(format!("no member {name}")))
    }

    /// An enrolment code for a member of a cell.
    ///
    /// # Errors
    /// [`Trouble`] when cell or member are unknown.
    pub fn code(&self, cell: &str, role: Role, name: &str) -> Outcome<String> {
        let org = self.cell(cell)?;
        let member = Some(self.member(org, name)?);
        self.code_for(&Invitation { place: Place { org, role }, person: name.to_owned(), member })
    }

    /// An enrolment code for a person of the ward itself.
    ///
    /// # Errors
    /// [`Trouble`] when it cannot be made.
    pub fn code_at_ward(&self, role: Role, name: &str) -> Outcome<String> {
        self.code_for(&Invitation { place: Place { org: self.org, role }, person: name.to_owned(), member: None })
    }

    fn code_for(&self, invitation: &Invitation) -> Outcome<String> {
        let (hub, pin, url) = (self.hub()?, self.pin()?, self.url());
        let made = self.block_on(device::invite(&hub, invitation, "test", &url, pin));
        made.map(|(code, _)| code.to_text()).map_err(|error| Trouble::of("invite", error))
    }

    /// An enrolment code for a cell's person without a member record.
    ///
    /// # Errors
    /// [`Trouble`] when the cell is unknown.
    pub fn code_of_guest(&self, cell: &str, role: Role, name: &str) -> Outcome<String> {
        let org = self.cell(cell)?;
        self.code_for(&Invitation { place: Place { org, role }, person: name.to_owned(), member: None })
    }

    /// Every device that was enrolled.
    ///
    /// # Errors
    /// [`Trouble`] when they cannot be listed.
    pub fn devices(&self) -> Outcome<Vec<DeviceId>> {
        let rows = self.hub()?.store().read_blocking(server::store::account::devices);
        let rows = rows.map_err(|error| Trouble::of("devices", error))?;
        Ok(rows.into_iter().map(|row| row.device).collect())
    }

    /// Revokes a device.
    ///
    /// # Errors
    /// [`Trouble`] when it is unknown.
    pub fn revoke(&self, device: DeviceId) -> Outcome<()> {
        let hub = self.hub()?;
        match self.block_on(device::revoke(&hub, device, "test", "lost")) {
            Ok(true) => Ok(()),
            Ok(false) => Err(Trouble("there was nothing to revoke".to_owned())),
            Err(error) => Err(Trouble::of("revoke", error)),
        }
    }

    /// Opens a record as the server holds it.
    ///
    /// # Errors
    /// [`Trouble`] when it cannot be opened.
    pub fn record(&self, doc: DocId) -> Outcome<Option<Arc<shared::doc::Doc>>> {
        let hub = self.hub()?;
        let opened = self.block_on(hub.open(doc)).map_err(|error| Trouble::of("open", error))?;
        Ok(opened.map(|(doc, _)| doc))
    }

    /// The key of a cell's regular meeting on the clock's day.
    ///
    /// # Errors
    /// [`Trouble`] when the cell is unknown.
    pub fn meeting_key(&self, cell: &str) -> Outcome<MeetingKey> {
        let date: CivilDate = self.clock.now().vietnam_date();
        Ok(MeetingKey { org: self.cell(cell)?, kind: MeetingKind::Regular, date, ordinal: 1 })
    }
}

impl Drop for Ward {
    fn drop(&mut self) {
        if self.running.is_some()
            && let Err(error) = self.stop()
        {
            tracing_free_note(&error);
        }
    }
}

fn tracing_free_note(error: &Trouble) {
    use std::io::Write;
    // Nothing can be done about a lost note at the end of a test.
    drop(writeln!(std::io::stderr(), "the test's server did not stop well: {error}"));
}
