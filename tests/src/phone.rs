//! A phone: a vault in a folder of its own, opened, closed, cloned, synced.

use std::path::{Path, PathBuf};

use sen_client::engine::{Engine, SyncError, SyncProgress};
use sen_client::net::Transport;
use sen_client::vault::VaultKey;
use shared::access::Role;
use shared::wire::{self, Request};
use tempfile::TempDir;

use crate::ward::Ward;
use crate::{Clock, Outcome, Trouble};

/// The key of every vault here.
const KEY: [u8; 32] = [7; 32];

/// A person's phone.
pub struct Phone {
    folder: TempDir,
    key: [u8; 32],
    engine: Option<Engine>,
    transport: Option<Transport>,
    /// The phone's clock.
    pub clock: Clock,
}

impl Phone {
    /// A new phone, enrolled for a member of a cell, synced once.
    ///
    /// # Errors
    /// [`Trouble`] when anything of it fails.
    pub fn of(ward: &Ward, cell: &str, role: Role, name: &str) -> Outcome<Self> {
        let mut phone = Self::blank(ward.clock.clone())?;
        phone.enrol(&ward.code(cell, role, name)?)?;
        phone.sync()?;
        Ok(phone)
    }

    /// The phone of a person of the ward, enrolled and synced once.
    ///
    /// # Errors
    /// [`Trouble`] when anything of it fails.
    pub fn of_ward(ward: &Ward, role: Role, name: &str) -> Outcome<Self> {
        let mut phone = Self::blank(ward.clock.clone())?;
        phone.enrol(&ward.code_at_ward(role, name)?)?;
        phone.sync()?;
        Ok(phone)
    }

    /// A new phone with an empty vault.
    ///
    /// # Errors
    /// [`Trouble`] when the vault cannot be created.
    pub fn blank(clock: Clock) -> Outcome<Self> {
        let folder = TempDir::new().map_err(|error| Trouble::of("folder", error))?;
        let key = KEY;
        let engine = Engine::create(&folder.path().join("vault.db"), &VaultKey::from_bytes(key));
        let engine = engine.map_err(|error| Trouble::of("vault", error))?;
        Ok(Self { folder, key, engine: Some(engine), transport: None, clock })
    }

    /// A phone with a copy of the vault that another one left in `files`.
    ///
    /// # Errors
    /// [`Trouble`] when the files cannot be copied or opened.
    pub fn with_files(files: &Path, clock: Clock) -> Outcome<Self> {
        let folder = TempDir::new().map_err(|error| Trouble::of("folder", error))?;
        copy_files(files, folder.path())?;
        let mut phone = Self { folder, key: KEY, engine: None, transport: None, clock };
        phone.open()?;
        Ok(phone)
    }

    /// Copies the vault as it lies on disk, with the log that belongs to it, while it is in use.
    ///
    /// # Errors
    /// [`Trouble`] when the files cannot be copied.
    pub fn copy_vault(&self, to: &Path) -> Outcome<()> {
        copy_files(self.folder.path(), to)
    }

    /// Presents an enrolment code.
    ///
    /// # Errors
    /// [`Trouble`] with the reason the person would read.
    pub fn enrol(&mut self, code: &str) -> Outcome<()> {
        self.engine()?.enrol(code, "điện thoại thử", None).map_err(|error| Trouble::of("enrol", error))?;
        self.transport = Some(self.line()?);
        Ok(())
    }

    /// Presents an enrolment code on a phone that is enrolled already, to put whomever it names in the place of who is.
    ///
    /// # Errors
    /// [`Trouble`] with the reason the person would read.
    pub fn enrol_anew(&mut self, code: &str) -> Outcome<()> {
        self.engine()?.enrol_anew(code, "điện thoại thử", None).map_err(|error| Trouble::of("enrol", error))?;
        self.transport = Some(self.line()?);
        Ok(())
    }

    fn line(&mut self) -> Outcome<Transport> {
        let account = self.engine()?.account().ok_or_else(|| Trouble("not enrolled".to_owned()))?;
        let (url, pin) = (account.url.clone(), account.pin);
        Transport::with_sleeper(&url, pin, Box::new(|_| {})).map_err(|error| Trouble::of("line", error))
    }

    /// Sends the phone's requests to another address, for example through a connection that is cut.
    ///
    /// # Errors
    /// [`Trouble`] when the phone is not enrolled.
    pub fn reroute(&mut self, url: &str) -> Outcome<()> {
        let pin = self.engine()?.account().ok_or_else(|| Trouble("not enrolled".to_owned()))?.pin;
        let line = Transport::with_sleeper(url, pin, Box::new(|_| {})).map_err(|error| Trouble::of("line", error))?;
        self.transport = Some(line);
        Ok(())
    }

    /// Sends the phone's requests to a ward under the address and key it has today.
    ///
    /// # Errors
    /// [`Trouble`] when the ward is not serving.
    pub fn follow(&mut self, ward: &Ward) -> Outcome<()> {
        let line = Transport::with_sleeper(&ward.url(), ward.pin()?, Box::new(|_| {}));
        self.transport = Some(line.map_err(|error| Trouble::of("line", error))?);
        Ok(())
    }

    /// The engine.
    ///
    /// # Errors
    /// [`Trouble`] while the vault is closed.
    pub fn engine(&mut self) -> Outcome<&mut Engine> {
        self.engine.as_mut().ok_or_else(|| Trouble("the vault is closed".to_owned()))
    }

    /// Syncs until there is nothing more to bring or fetch.
    ///
    /// # Errors
    /// [`Trouble`] with the reason the person would read.
    pub fn sync(&mut self) -> Outcome<SyncProgress> {
        self.try_sync().map_err(|error| Trouble::of("sync", error))
    }

    /// As [`Phone::sync`], with the error as the engine gives it.
    ///
    /// # Errors
    /// [`SyncError`].
    pub fn try_sync(&mut self) -> Result<SyncProgress, SyncError> {
        let clock = self.clock.clone();
        match (self.engine.as_mut(), self.transport.as_ref()) {
            (Some(engine), Some(transport)) => engine.sync(transport, &move || clock.now()),
            _ => Err(SyncError::Engine(sen_client::engine::EngineError::NotEnrolled)),
        }
    }

    /// Sends one request with a small budget; the answer is given, not taken in.
    ///
    /// # Errors
    /// [`Trouble`] when the server does not answer.
    pub fn ask(&mut self, budget_bytes: u32) -> Outcome<Vec<u8>> {
        let now = self.clock.now();
        let request = self.engine()?.begin_sync(now).map_err(|error| Trouble::of("begin", error))?;
        let mut request: Request = wire::decode(&request).map_err(|error| Trouble::of("request", error))?;
        request.budget_bytes = budget_bytes;
        self.send(&wire::encode(&request))
    }

    /// Sends bytes as this device.
    ///
    /// # Errors
    /// [`Trouble`] when the server does not answer.
    pub fn send(&mut self, request: &[u8]) -> Outcome<Vec<u8>> {
        let token = *self.engine()?.account().ok_or_else(|| Trouble("not enrolled".to_owned()))?.token();
        let transport = self.transport.as_ref().ok_or_else(|| Trouble("no line".to_owned()))?;
        transport.sync(&token, request).map_err(|error| Trouble::of("send", error))
    }

    /// Takes in an answer.
    ///
    /// # Errors
    /// [`Trouble`] when it cannot be taken in.
    pub fn take(&mut self, answer: &[u8]) -> Outcome<SyncProgress> {
        let now = self.clock.now();
        self.engine()?.finish_sync(answer, now).map_err(|error| Trouble::of("finish", error))
    }

    /// Closes the vault as a dying phone does: without a word.
    pub fn close(&mut self) {
        self.engine = None;
    }

    /// Opens the vault again.
    ///
    /// # Errors
    /// [`Trouble`] when it cannot be opened.
    pub fn open(&mut self) -> Outcome<()> {
        let opened = Engine::open(&self.vault(), &VaultKey::from_bytes(self.key));
        self.engine = Some(opened.map_err(|error| Trouble::of("open", error))?);
        if self.engine()?.account().is_some() {
            self.transport = Some(self.line()?);
        }
        Ok(())
    }

    /// Where the vault lies.
    #[must_use]
    pub fn vault(&self) -> PathBuf {
        self.folder.path().join("vault.db")
    }

    /// A second phone made from a copy of this one's vault; this one is closed meanwhile.
    ///
    /// # Errors
    /// [`Trouble`] when the files cannot be copied.
    pub fn cloned(&mut self) -> Outcome<Self> {
        self.close();
        let folder = TempDir::new().map_err(|error| Trouble::of("folder", error))?;
        copy_files(self.folder.path(), folder.path())?;
        self.open()?;
        let mut twin = Self { folder, key: self.key, engine: None, transport: None, clock: self.clock.clone() };
        twin.open()?;
        Ok(twin)
    }
}

pub(crate) fn copy_files(from: &Path, to: &Path) -> Outcome<()> {
    let copy = || -> std::io::Result<()> {
        for entry in std::fs::read_dir(from)? {
            let entry = entry?;
            std::fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
        Ok(())
    };
    copy().map_err(|error| Trouble::of("copy", error))
}
