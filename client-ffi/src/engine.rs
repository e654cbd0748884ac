//! The device: commands in, views out, sync as bytes in and bytes out.
//!
//! Owns the vault, the ledger of what the server holds, and the pen of this start. An edit returns
//! after it is on disk. Refuses to open sockets and to know the time: instants are arguments.

mod assigned;
mod begin;
mod enrolment;
mod exchange;
mod forms;
mod health;
mod meetings;
mod members;
mod moving;
mod open;
mod package;
mod papers;
mod parts;
mod people;
mod records;
mod roll;
mod screens;
mod sealing;
mod sitting;
mod standing;
mod status;
mod strokes;
mod trial;
mod typing;
mod votes;
mod waiting;

pub use enrolment::{EnrolError, Enrolment};
#[cfg(not(target_family = "wasm"))]
pub(crate) use exchange::rounds;
pub use exchange::{PendingResponse, SyncError, SyncProgress};
pub use health::{OutgoingRecord, SyncHealth};
pub use meetings::{Choice, MeetingPage, RollLine};
pub use package::{Brought, Exchanged, PackageFault, PackageIn, PackageOut, Peer};
pub use people::People;
pub use records::RecordPage;
pub use screens::{DueLines, DueToday, MeetingCourse, Prepared, Proposed, ProposedFrom};
pub(crate) use sealing::Sealing;
pub use standing::Standing;
pub use status::{AsideEnvelope, RecordSafety};
pub use typing::{Draft, RunningText};

use std::collections::BTreeSet;
use std::path::Path;

use shared::SigningKey;
use shared::access::{Denied, Place, StreamId};
use shared::doc::{Doc, DocError, Edit, EditError, Kind, Pen};
use shared::id::{DeviceId, DocId, OrgId};
use shared::meeting::WriteError;
use shared::org::{OrgTree, OrgView};
use shared::record::step::Who;
use shared::record::{Refusal, reserved};
use shared::rules::Book;
use shared::sync::device::Ledger;
use shared::time::Timestamp;
use shared::wire::FrameError;

use crate::entropy::Entropy;
use crate::vault::{Growth, Vault, VaultError, VaultKey, Writer};
use open::Shelf;
use strokes::Pending;
use trial::Trials;

const KEY: &str = "device_key";

/// Why a command or a sync step was refused; what was stored before is as it was.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The vault refused.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// What was typed cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The person's place or role does not allow it.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A stored record cannot be opened.
    #[error("record {doc}: {source}")]
    Record {
        /// Which record.
        doc: DocId,
        /// What is wrong with it.
        source: Box<DocError>,
    },
    /// There is no such record on this device, or it is of another kind.
    #[error("there is no such {0} on this device")]
    NoSuchRecord(&'static str),
    /// The record left this device, because the ward took it away or it moved: under its id nothing is begun again.
    #[error("the ward took the record of that name away; begin another one")]
    Gone,
    /// The record is full: the server would not take more.
    #[error("the record is full; go on in the next part of it")]
    RecordFull,
    /// A record that is not nearly full has no next part yet.
    #[error("the record is not nearly full; go on in it")]
    StillRoom,
    /// The device has to be enrolled first.
    #[error("this device is not enrolled yet")]
    NotEnrolled,
    /// The ward has revoked this device: it takes nothing new, and what is unsent can still be handed in.
    #[error("the ward revoked this device on {}; nothing new is written here", .0.vietnam_display())]
    Revoked(Timestamp),
    /// A step of the record's life cannot be taken now.
    #[error("this step cannot be taken: {0}")]
    Step(Refusal),
    /// A decision has to name one of the values that are in dispute.
    #[error("that is none of the values written there")]
    NotAmongValues,
    /// The server's answer is not one.
    #[error("the server's answer cannot be read: {0}")]
    Answer(#[from] FrameError),
    /// The system gives no randomness.
    #[error("the system gives no randomness: {0}")]
    Randomness(#[from] getrandom::Error),
    /// What was written could not be sealed for the ward, so it was not written.
    #[error("this could not be sealed for the ward: {0}")]
    Sealing(#[source] Box<shared::package::PackageError>),
    /// A profile's vault keeps its key: its PIN is what changes.
    #[error("the key of a profile's vault does not change; change its PIN")]
    KeptByPin,
}

/// One device: its records, its identity and its standing with the server.
pub struct Engine {
    vault: Vault,
    entropy: Entropy,
    key: SigningKey,
    pen: Pen,
    ledger: Ledger,
    shelf: Shelf,
    people: People,
    orgs: OrgTree,
    /// The ward's own rules, as they were told last.
    rules: Book,
    account: Option<Enrolment>,
    /// What is being typed and is in no change yet.
    pending: Option<Pending>,
    sittings: u64,
    standing: Standing,
    /// In a profile: what is unsent, sealed for the ward beside the vault.
    sealing: Option<Sealing>,
    trials: Trials,
    /// A write failed half-way: what is in memory is read again before it is used.
    stale: bool,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("device", &self.device()).finish_non_exhaustive()
    }
}

impl Engine {
    /// Creates a vault and the key pair of this device.
    ///
    /// # Errors
    /// [`EngineError::Vault`] when there is a file already or no room.
    pub fn create(path: &Path, key: &VaultKey) -> Result<Self, EngineError> {
        Self::create_with(path, key, Entropy::system())
    }

    /// As [`Engine::create`], with random bytes from elsewhere.
    ///
    /// # Errors
    /// As [`Engine::create`].
    pub fn create_with(path: &Path, key: &VaultKey, entropy: Entropy) -> Result<Self, EngineError> {
        Self::over(Vault::create(path, key)?, entropy)
    }

    /// Opens a vault.
    ///
    /// # Errors
    /// [`EngineError::Vault`], telling a wrong key from a damaged or newer vault.
    pub fn open(path: &Path, key: &VaultKey) -> Result<Self, EngineError> {
        Self::open_with(path, key, Entropy::system())
    }

    /// As [`Engine::open`], with random bytes from elsewhere.
    ///
    /// # Errors
    /// As [`Engine::open`].
    pub fn open_with(path: &Path, key: &VaultKey, entropy: Entropy) -> Result<Self, EngineError> {
        Self::over(Vault::open(path, key)?, entropy)
    }

    /// Opens a vault where nothing can be written, to be read only.
    ///
    /// # Errors
    /// As [`Engine::open`]; every edit is then refused with [`VaultError::ReadOnly`].
    #[cfg(not(target_family = "wasm"))]
    pub fn open_to_read(path: &Path, key: &VaultKey) -> Result<Self, EngineError> {
        Self::over(Vault::open_copy(path, key)?, Entropy::system())
    }

    /// Encrypts the vault with another key.
    ///
    /// # Errors
    /// [`EngineError::Vault`]; the old key then still fits. [`EngineError::KeptByPin`] in a profile.
    pub fn rekey(&mut self, key: &VaultKey) -> Result<(), EngineError> {
        if self.sealing.is_some() {
            return Err(EngineError::KeptByPin);
        }
        Ok(self.vault.rekey(key)?)
    }

    /// The id of this device.
    #[must_use]
    pub const fn device(&self) -> DeviceId {
        self.pen.device()
    }

    /// What the device was enrolled as, if it is.
    #[must_use]
    pub const fn account(&self) -> Option<&Enrolment> {
        self.account.as_ref()
    }

    /// Everybody whose certificate is here.
    #[must_use]
    pub const fn people(&self) -> &People {
        &self.people
    }

    /// The organisations this device knows.
    #[must_use]
    pub const fn orgs(&self) -> &OrgTree {
        &self.orgs
    }

    /// The ward's own rules, as they were told last.
    #[must_use]
    pub const fn rules(&self) -> &Book {
        &self.rules
    }

    /// The records of which content or safety changed since the last call, for the caller to show.
    pub fn take_touched(&mut self) -> BTreeSet<DocId> {
        if self.stale { BTreeSet::new() } else { self.ledger.take_touched() }
    }

    /// Tells that a call was torn off half-way: the next one reads everything from the vault again.
    pub(crate) fn distrust(&mut self) {
        self.stale = true;
    }

    /// One record, opened strictly.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRecord`], or [`EngineError::Record`] when it is damaged.
    pub fn record(&mut self, doc: DocId) -> Result<Doc, EngineError> {
        self.refresh()?;
        let open = self.take(doc, None)?;
        self.shelf.put(open.clone());
        Ok(open)
    }

    fn over(mut vault: Vault, entropy: Entropy) -> Result<Self, EngineError> {
        let secret = match vault.read().meta(KEY)? {
            Some(bytes) => enrolment::key_of(&bytes)?,
            None => {
                // A new vault, or the app was stopped between creating it and naming the device.
                let secret = enrolment::draw_key(&entropy)?;
                vault.write(|w| w.put_meta(KEY, &secret.to_bytes()))?;
                secret
            }
        };
        let pen = enrolment::pen_of(&secret, &entropy)?;
        let trials = Trials::open(&mut vault)?;
        let mut engine = Self {
            vault,
            entropy,
            key: secret,
            pen,
            ledger: Ledger::default(),
            shelf: Shelf::default(),
            people: People::default(),
            orgs: OrgTree::default(),
            rules: Book::default(),
            account: None,
            pending: None,
            sittings: 0,
            standing: Standing::default(),
            sealing: None,
            trials,
            stale: true,
        };
        engine.refresh()?;
        Ok(engine)
    }

    /// Reads again what a failed write may have left half-changed in memory.
    fn refresh(&mut self) -> Result<(), EngineError> {
        if !self.stale {
            return Ok(());
        }
        let stored = self.vault.read();
        self.shelf = Shelf::default();
        self.ledger = Ledger::load(stored.streams()?, stored.records()?, stored.outbox()?);
        self.account = Enrolment::read(&stored)?;
        self.standing = Standing::read(&stored)?;
        self.people = People::read(&stored, self.account.as_ref())?;
        open::renew_rows(&mut self.vault, &self.ledger, &self.people)?;
        let stored = self.vault.read();
        self.orgs = open::org_tree(&stored)?;
        self.rules = exchange::rules(&stored)?;
        self.pending = self.strokes_left()?;
        self.stale = false;
        Ok(())
    }

    /// Takes a record off the shelf or out of the vault; a kind that is given has to fit.
    fn take(&mut self, doc: DocId, kind: Option<Kind>) -> Result<Doc, EngineError> {
        let what = kind.map_or("record", Kind::code);
        let open = match self.typed_record(doc).cloned().or_else(|| self.shelf.take(doc)) {
            Some(open) => Some(open),
            None => open::load(&self.vault.read(), doc)?,
        };
        open.filter(|open| kind.is_none_or(|kind| open.kind() == kind)).ok_or(EngineError::NoSuchRecord(what))
    }

    /// The organisation a record belongs to.
    fn org_of(&self, doc: DocId) -> Option<OrgId> {
        self.ledger.record(doc).map(|record| record.stream.org)
    }

    /// The organisation a new record is for: the one named, or the one enrolled in, or which carries that one on.
    fn home(&self, named: Option<OrgId>) -> Result<OrgId, EngineError> {
        let enrolled = self.account.as_ref().map(|account| self.orgs.heir(account.certificate.org));
        named.or(enrolled).ok_or(EngineError::NotEnrolled)
    }

    /// Before it is enrolled a device writes for whoever it says; the server judges later.
    fn may_write(&self, org: OrgId, kind: Kind) -> Result<(), EngineError> {
        match &self.account {
            Some(account) => {
                let place: Place = account.certificate.place();
                Ok(place.may_write(org, kind, &self.orgs)?)
            }
            None => Ok(()),
        }
    }

    /// Changes a record that is stored here, and returns after the change is on disk.
    fn change<T>(
        &mut self,
        doc: DocId,
        kind: Kind,
        now: Timestamp,
        write: impl FnOnce(&mut Edit<'_>) -> Result<T, WriteError>,
    ) -> Result<T, EngineError> {
        self.may_edit(doc, kind)?;
        self.change_stored(doc, kind, now, write)
    }

    /// As [`Engine::change`], where nobody is asked whether they may begin anything.
    fn change_stored<T>(
        &mut self,
        doc: DocId,
        kind: Kind,
        now: Timestamp,
        write: impl FnOnce(&mut Edit<'_>) -> Result<T, WriteError>,
    ) -> Result<T, EngineError> {
        self.refresh()?;
        self.tidy_sealed()?;
        self.write_all_strokes()?;
        let open = self.take(doc, Some(kind))?;
        let org = self.org_of(doc).map_or_else(|| self.home(None), Ok)?;
        let (value, open) = self.commit(open, org, now, Origin::Stored, write)?;
        self.shelf.put(open);
        Ok(value)
    }

    /// Begins a record that is not stored here yet, and returns after it is on disk.
    fn begin<T>(
        &mut self,
        fresh: Doc,
        org: OrgId,
        now: Timestamp,
        write: impl FnOnce(&mut Edit<'_>) -> Result<T, WriteError>,
    ) -> Result<T, EngineError> {
        self.may_begin()?;
        if self.ledger.is_gone(fresh.id(), StreamId::of(org, fresh.kind())) {
            return Err(EngineError::Gone);
        }
        self.tidy_sealed()?;
        self.write_strokes()?;
        let (value, open) = self.commit(fresh, org, now, Origin::BegunHere, write)?;
        self.shelf.put(open);
        Ok(value)
    }

    fn commit<T>(
        &mut self,
        mut open: Doc,
        org: OrgId,
        now: Timestamp,
        origin: Origin,
        write: impl FnOnce(&mut Edit<'_>) -> Result<T, WriteError>,
    ) -> Result<(T, Doc), EngineError> {
        self.may_write(org, open.kind())?;
        self.may_seal()?;
        let before = open.room();
        let (spec, seat) = (open.kind().spec(), self.account.as_ref().map(|account| account.certificate.place()));
        let who = Who { seat: seat.as_ref(), org, tree: &self.orgs };
        let (value, change) = match open.edit(&self.pen, now, |edit| reserved::within(edit, spec, who, write)) {
            Ok(written) => written,
            Err(error) => {
                let is_whole = !matches!(error, WriteError::Edit(EditError::BrokeOff));
                if origin != Origin::BegunHere && is_whole {
                    self.shelf.put(open);
                }
                return Err(error.into());
            }
        };
        if change.is_none() && origin != Origin::BegunHere {
            return Ok((value, open));
        }
        if !open.room().admits(before) {
            return Err(EngineError::RecordFull);
        }
        self.stale = true;
        let sealed = match self.seal_edit(&open, org, origin, change, now) {
            Ok(sealed) => sealed,
            Err(error) => {
                self.edit_failed(None)?;
                return Err(error);
            }
        };
        if let Err(error) = self.store_edit(&open, org, origin, change) {
            self.edit_failed(sealed)?;
            return Err(error.into());
        }
        self.stale = false;
        if let Some(org) = OrgView::of(&open) {
            self.orgs.put(org);
        }
        Ok((value, open))
    }

    fn store_edit(
        &mut self,
        open: &Doc,
        org: OrgId,
        origin: Origin,
        change: Option<shared::id::ChangeId>,
    ) -> Result<(), VaultError> {
        self.ledger.wrote(open.id(), open.kind(), StreamId::of(org, open.kind()));
        let Self { vault, ledger, people, .. } = self;
        vault.write(|w| {
            match origin {
                Origin::BegunHere => w.put_snapshot(open.id(), open.kind(), &open.save())?,
                Origin::Stored => append(w, open, &change.into_iter().collect())?,
            }
            if open.kind() == shared::meeting::KIND {
                moving::put_last_meeting(w, open.id())?;
            }
            open::put_row(w, open, org, people)?;
            store(w, ledger)
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Stored,
    BegunHere,
}

/// Appends changes to a stored record and compacts it when they have outgrown its snapshot.
fn append(w: &Writer<'_>, open: &Doc, changes: &BTreeSet<shared::id::ChangeId>) -> Result<(), VaultError> {
    let chunk = open.change_chunks(changes);
    if chunk.is_empty() {
        return Ok(());
    }
    match w.append_change(open.id(), &chunk)? {
        Growth::Small => Ok(()),
        Growth::DueForSnapshot => w.put_snapshot(open.id(), open.kind(), &open.save()),
    }
}

/// Stores the ledger's changed rows.
fn store(w: &Writer<'_>, ledger: &mut Ledger) -> Result<(), VaultError> {
    let dirty = ledger.take_dirty();
    for stream in dirty.streams {
        w.put_stream(stream, ledger.stream(stream))?;
    }
    for doc in dirty.records {
        w.put_record(doc, ledger.row(doc))?;
    }
    for envelope in dirty.outbox {
        w.put_pending(envelope, ledger.pending(envelope))?;
    }
    Ok(())
}

impl Engine {
    /// Every organisation known here, by id.
    #[must_use]
    pub fn org_list(&self) -> Vec<&OrgView> {
        self.orgs.iter().collect()
    }
}

// They lie in folders, by threads, and speak over sockets: not in a browser.
#[cfg(not(target_family = "wasm"))]
#[cfg(test)]
pub(crate) mod tests;
