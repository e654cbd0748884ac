//! What is done to a server from its own machine: beginning a ward, people, backup, checks.

pub mod away;
pub mod backups;
pub mod cells;
mod identity;
mod salvage;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use shared::SigningKey;
use shared::access::{Place, Role};
use shared::doc::{ChunkForm, Doc, DocError, EditError, Heads, Kind, Pen, Seed};
use shared::envelope::Envelope;
use shared::id::{DeviceId, DocId, OrgId};
use shared::key::may_bear;
use shared::meeting::WriteError;
use shared::org::{OrgClass, OrgView, describe};
use shared::wire::Fate;

use crate::auth::device;
use crate::auth::people::{self, Newcomer, PeopleError};
use crate::config::Config;
use crate::directory::Directory;
use crate::host::{Host, NoEntropy};
use crate::hub::{Hub, HubError};
use crate::store::account;
use crate::store::audit::Event;
pub use crate::store::check::{Report, breaks_with, verify};
use crate::store::vouch::{self, Vouched};
use crate::store::{self, Store, StoreError, document, erased, person, put_in_place, read_model, session, visit};
use crate::telemetry::Metrics;
use crate::tls::TlsError;
pub use cells::ensure as ensure_cell;
pub use identity::backup;
pub use salvage::{Salvaged, salvage};

/// Why an administrator's command could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The hub.
    #[error(transparent)]
    Hub(#[from] HubError),
    /// The server's key.
    #[error(transparent)]
    Tls(Box<TlsError>),
    /// Something about a person.
    #[error(transparent)]
    People(#[from] PeopleError),
    /// No entropy.
    #[error(transparent)]
    Entropy(#[from] NoEntropy),
    /// A record could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// A record could not be opened.
    #[error(transparent)]
    Doc(#[from] DocError),
    /// A folder or file.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A backup is damaged; it was not put in place.
    #[error(
        "{path} is damaged and was not put in place: {}. Take another backup, or what can be read of this one with `sen restore --salvage`",
        .faults.join("; ")
    )]
    Faults {
        /// The backup.
        path: PathBuf,
        /// What is wrong with it.
        faults: Vec<String>,
    },
    /// Something administrators name does not exist.
    #[error("there is no {0}")]
    Unknown(String),
    /// A cell is nearly of that name.
    #[error(
        "«{name}»: đã có chi bộ tên gần giống: {}. Chọn bằng --cell-id, hoặc --new-cell nếu là chi bộ khác / a cell is nearly of that name: choose it with --cell-id, or --new-cell for another one",
        .cells.join("; ")
    )]
    CloseCells {
        /// The name that was given.
        name: String,
        /// The cells, with their ids.
        cells: Vec<String>,
        /// Whether one of them has that very name.
        same: bool,
    },
    /// A cell is no more.
    #[error("{name} đã kết thúc ngày {ended} / the cell ended on that day")]
    CellEnded {
        /// The cell.
        name: String,
        /// Its last day.
        ended: String,
    },
    /// A name or a place cannot hold since that day: it is to come, or something newer is entered already.
    #[error("{}", said_of_day(.first.as_deref(), .today))]
    DayOutside {
        /// The first day that can be, if there is one.
        first: Option<String>,
        /// The last.
        today: String,
    },
    /// The folder of backups holds so many that no more is made from the console.
    #[error("the folder holds {} backups: move some elsewhere", backups::KEPT_MAX)]
    BackupsFull,
    /// What should be a name is empty.
    #[error("chưa ghi tên / the name is empty")]
    NoName,
    /// What should be a day is none.
    #[error("`{0}` không phải là một ngày, viết như 31/12/2026 / is no day, write it as 31/12/2026")]
    NoDay(String),
    /// A cell would end before its first day.
    #[error("chi bộ bắt đầu từ {first}: ngày kết thúc phải sau đó / the cell began later than that")]
    EndsBeforeItBegins {
        /// Its first day.
        first: String,
    },
    /// What an organisation should lie under is none that others lie under, or lies below it.
    #[error("tổ chức cấp trên không phù hợp / nothing can lie under that organisation, or it lies below this one")]
    NoPlace,
    /// Organisations below it have not ended.
    #[error("còn {0} tổ chức trực thuộc chưa kết thúc / organisations below it have not ended")]
    StillBelow(u32),
    /// The server held what the ward itself wrote: its role or place is wrong.
    #[error("the server held what the ward itself wrote: {0}")]
    Held(String),
}

impl From<TlsError> for AdminError {
    fn from(error: TlsError) -> Self {
        Self::Tls(Box::new(error))
    }
}

impl From<EditError> for AdminError {
    fn from(error: EditError) -> Self {
        Self::Write(error.into())
    }
}

/// A person at the console who writes: a device whose key the server keeps.
pub struct ConsoleAuthor {
    /// Their login.
    pub login: String,
    device: DeviceId,
    key: SigningKey,
    pen: Pen,
}

impl ConsoleAuthor {
    /// The person with that login.
    ///
    /// # Errors
    /// [`AdminError::Unknown`] when there is none.
    pub async fn of(hub: &Hub, login: &str) -> Result<Self, AdminError> {
        let wanted = login.to_owned();
        let person = hub.store().read(move |reading| person::person(reading, &wanted)).await?;
        let person = person.ok_or_else(|| AdminError::Unknown(format!("person with the login `{login}`")))?;
        let pen = Pen::new(person.device, hub.host().random()?);
        Ok(Self { login: person.login, device: person.device, key: SigningKey::from_bytes(&person.secret_key), pen })
    }

    /// The device that writes.
    #[must_use]
    pub const fn device(&self) -> DeviceId {
        self.device
    }

    /// The first administrator of the ward who may come in.
    ///
    /// # Errors
    /// [`AdminError::Unknown`] when the ward has none.
    pub async fn first_administrator(hub: &Hub) -> Result<Self, AdminError> {
        let ward = device::ward_org(hub.store()).await?;
        let logins = hub.store().read(move |reading| person::with_role(reading, ward, &Role::Office)).await?;
        let login =
            logins.first().ok_or_else(|| AdminError::Unknown("administrator; run `sen init` first".to_owned()))?;
        Self::of(hub, login).await
    }

    /// Begins a record or writes into it, signs the change and merges it as any device's would be.
    ///
    /// # Errors
    /// [`AdminError::Held`] when the person may not write there.
    pub async fn write(
        &self,
        hub: &Hub,
        org: OrgId,
        seed: &Seed,
        write: impl FnOnce(&mut shared::doc::Edit<'_>) -> Result<(), WriteError>,
    ) -> Result<(), AdminError> {
        if let Some((doc, _)) = hub.open(seed.doc()).await? {
            return self.write_into(hub, org, doc.as_ref().clone(), write).await;
        }
        let mut doc = Doc::create(seed);
        doc.edit(&self.pen, hub.host().now(), write)?;
        self.hand_in(hub, org, &doc, (Heads::default(), ChunkForm::Document, doc.save())).await
    }

    /// As [`ConsoleAuthor::write`], into a record as it stood once: what others wrote since stands beside it.
    ///
    /// # Errors
    /// As [`ConsoleAuthor::write`].
    pub async fn write_into(
        &self,
        hub: &Hub,
        org: OrgId,
        mut doc: Doc,
        write: impl FnOnce(&mut shared::doc::Edit<'_>) -> Result<(), WriteError>,
    ) -> Result<(), AdminError> {
        let base = doc.heads();
        let ((), change) = doc.edit(&self.pen, hub.host().now(), write)?;
        let Some(change) = change else { return Ok(()) };
        let chunk = doc.change_chunks(&BTreeSet::from([change]));
        self.hand_in(hub, org, &doc, (base, ChunkForm::Changes, chunk)).await
    }

    async fn hand_in(
        &self,
        hub: &Hub,
        org: OrgId,
        doc: &Doc,
        (base, form, chunk): (Heads, ChunkForm, Vec<u8>),
    ) -> Result<(), AdminError> {
        let envelope = Envelope {
            org,
            doc: doc.id(),
            kind: doc.kind().number(),
            base,
            form,
            chunk: chunk.into(),
            device: self.device,
        }
        .seal(&self.key);
        match hub.accept(self.device, envelope, None).await?.fate {
            Fate::Merged(_) | Fate::Duplicate(_) => Ok(()),
            Fate::Held(reason) => Err(AdminError::Held(reason.code().to_owned())),
            Fate::Refused(reason) => Err(AdminError::Held(reason)),
        }
    }
}

/// What `sen init` made.
pub struct Begun {
    /// The ward.
    pub ward: OrgId,
    /// The administrator's login.
    pub login: String,
    /// The administrator's password, shown once.
    pub password: String,
}

/// Begins a ward in an empty data folder: keys, the ward's record, a first administrator.
///
/// # Errors
/// [`AdminError`]; a folder that already holds a database is left as it is.
pub async fn init(config: &Config, host: &Host, ward_name: &str, login: &str) -> Result<Begun, AdminError> {
    make_folder(&config.data)?;
    if config.database().exists() {
        return Err(StoreError::Exists(config.database()).into());
    }
    // Made ready beside its place: a beginning cut short leaves no half ward behind.
    let file = |source| AdminError::File { path: config.data.clone(), source };
    let work = tempfile::Builder::new().prefix("sen-").suffix(".part").tempdir_in(&config.data).map_err(file)?;
    let part = work.path().join("sen.db");
    let store = Store::create(&part)?;
    let ward = OrgId::from_bytes(host.random()?);
    let ward_key: [u8; 32] = host.random()?;
    let now = host.now();
    store
        .write(move |tx| {
            account::put_setting(tx, "ward_org", ward.as_bytes())?;
            account::put_setting(tx, "ward_key", &ward_key)?;
            vouch::append(
                tx,
                &Event {
                    at: now,
                    actor: "sen".to_owned(),
                    action: "init",
                    subject: ward.to_string(),
                    detail: String::new(),
                },
                &[Vouched::setting("ward_org"), Vouched::setting("ward_key")],
            )
        })
        .await?;
    let password = draw_password(host)?;
    let hub = offline_hub(store, host).await?;
    let view = OrgView {
        org: ward,
        name: ward_name.to_owned(),
        class: OrgClass::Ward,
        unit_kind: None,
        parent: None,
        valid_from: Some(now.vietnam_date()),
        valid_to: None,
        successors: Vec::new(),
        carried_by: None,
    };
    add_person(&hub, ward, "Văn phòng đảng ủy", login, &Role::Office, &password).await?;
    put_org(&hub, &ConsoleAuthor::of(&hub, login).await?, ward, &view).await?;
    hub.store().stop();
    drop(hub);
    put_in_place(&part, &config.database())?;
    work.close().map_err(file)?;
    Ok(Begun { ward, login: login.to_owned(), password })
}

fn said_of_day(first: Option<&str>, today: &str) -> String {
    let from = first.map(|day| (format!("từ {day} "), format!("from {day} "))).unwrap_or_default();
    format!("ngày đổi phải {}đến hôm nay, {today} / the day must be {}until today", from.0, from.1)
}

/// A password to be shown once: 64 bits in hexadecimal.
///
/// # Errors
/// [`AdminError::Entropy`] when the system has none.
pub fn draw_password(host: &Host) -> Result<String, AdminError> {
    Ok(hex::encode(host.random::<8>()?))
}

/// A hub without a listener, for commands.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn offline_hub(store: Store, host: &Host) -> Result<Hub, StoreError> {
    let directory = Directory::load(&store).await?;
    Ok(Hub::new(store, directory, host.clone(), Metrics::default()))
}

/// A fresh id that a record of a kind may bear.
///
/// # Errors
/// [`NoEntropy`] when the operating system gives none.
pub fn drawn(host: &Host, kind: Kind) -> Result<DocId, AdminError> {
    loop {
        let doc = DocId::from_bytes(host.random()?);
        if may_bear(kind, doc) {
            return Ok(doc);
        }
    }
}

/// Adds a person to the console, with a device whose key the server keeps.
///
/// # Errors
/// [`AdminError`] for a password that is too short or a login that is taken.
pub async fn add_person(
    hub: &Hub,
    org: OrgId,
    name: &str,
    login: &str,
    role: &Role,
    password: &str,
) -> Result<(), AdminError> {
    let place = Place { org, role: role.clone() };
    let newcomer = Newcomer { login: login.to_owned(), name: name.to_owned(), place, member: None };
    Ok(people::add_with_password(hub, newcomer, password).await?)
}

/// Writes an organisation's record into the ward's published stream.
///
/// # Errors
/// [`AdminError::Held`] when the person may not.
pub async fn put_org(hub: &Hub, author: &ConsoleAuthor, ward: OrgId, view: &OrgView) -> Result<(), AdminError> {
    author.write(hub, ward, &Seed::Id(shared::org::KIND, view.org.record()), |edit| describe(edit, view)).await
}

/// Puts a backup in the place of a missing database and gives every stream a new epoch, so that
/// devices know to bring back what the backup does not have.
///
/// # Errors
/// [`AdminError::Faults`] when the backup is damaged; an existing database is never overwritten.
pub async fn restore(config: &Config, host: &Host, backup: &Path) -> Result<usize, AdminError> {
    restore_knowing(config, host, backup, None).await
}

/// As [`restore`], and takes away again what orders had taken away in another database, such as the one that is replaced:
/// the backup may be older than those orders.
///
/// # Errors
/// As [`restore`], and [`AdminError::Store`] when the other database cannot be read.
pub async fn restore_knowing(
    config: &Config,
    host: &Host,
    backup: &Path,
    erased_from: Option<&Path>,
) -> Result<usize, AdminError> {
    let erased = match erased_from {
        Some(other) => erased::all(&store::open_for_reading(other)?.reading())?,
        None => Vec::new(),
    };
    drop(store::open_for_reading(backup)?);
    make_folder(&config.data)?;
    if config.database().exists() {
        return Err(StoreError::Exists(config.database()).into());
    }
    // Made ready beside its place and put there whole: a restore cut short leaves no database behind.
    let file = |source| AdminError::File { path: config.data.clone(), source };
    let work = tempfile::Builder::new().prefix("sen-").suffix(".part").tempdir_in(&config.data).map_err(file)?;
    let part = work.path().join("sen.db");
    store::backup(backup, &part)?;
    // Its log, if there is one, is in the copy.
    let faults = verify(&part)?.faults;
    if !faults.is_empty() {
        return Err(AdminError::Faults { path: backup.to_owned(), faults });
    }
    let store = Store::open(&part)?;
    let now = host.now();
    let host = host.clone();
    let (renewed, files) = store
        .write(move |tx| {
            let files = identity::take(tx)?;
            let renewed = document::renew_epochs(tx, || {
                host.random::<8>()
                    .map(|bytes| u64::from_be_bytes(bytes) >> 1)
                    .ok()
                    .ok_or(StoreError::Corrupt("entropy"))
            })?;
            visit::forget_all(tx)?;
            // What was ended or used since is not known here, so that nothing of it is good any more.
            session::end_everybodys(tx)?;
            person::drop_all_resets(tx)?;
            let streams: Vec<_> =
                document::streams(tx)?.into_iter().map(|(stream, _)| Vouched::epoch(stream)).collect();
            vouch::append(
                tx,
                &Event {
                    at: now,
                    actor: "sen".to_owned(),
                    action: "restore",
                    subject: renewed.to_string(),
                    detail: String::new(),
                },
                &streams,
            )?;
            for erased in erased {
                let word = erased::Word { order: erased.order, by: "sen".to_owned(), at: now };
                // Every stream it is told in was there before.
                erased::erase(tx, erased.doc, &word, 0)?;
            }
            Ok((renewed, files))
        })
        .await?;
    store.stop();
    drop(store);
    identity::put_back(config, files)?;
    put_in_place(&part, &config.database())?;
    work.close().map_err(file)?;
    Ok(renewed)
}

fn make_folder(folder: &Path) -> Result<(), AdminError> {
    std::fs::create_dir_all(folder).map_err(|source| AdminError::File { path: folder.to_owned(), source })
}

/// Rebuilds the read model from the documents.
///
/// # Errors
/// [`AdminError`] when the database refuses; then the old read model stays.
pub async fn reindex(store: &Store) -> Result<usize, AdminError> {
    Ok(store.write(read_model::rebuild).await?)
}
