//! The surface the app sees: a vault's handle, coarse calls, every one of them safe from any thread.
//!
//! Dates and codes come as texts and are checked here; time is the phone's clock. What an app may
//! call is spread over the files of this folder by subject.

mod connection;
mod core;
mod forms;
mod household;
mod language;
mod listener;
mod meetings;
mod package;
mod papers;
mod records;
mod screens;
mod socket;
mod sync;
mod text;
mod typed;
mod unit;
mod votes;

pub use household::{HandInMade, HandInTaken, Phone, Profile, SealedWork, pin_key, rehearse_pin};
pub use language::set_language;
pub use listener::{Listener, ListenerError};
pub use package::{Handed, PackageMade, PackagePeer, PackageTaken};
pub use screens::person_matches;
pub use socket::{begin_look, code_refused, finish_look};
pub use sync::Header;
pub use text::TextSession;

use std::path::Path;
use std::sync::Arc;

use shared::time::Timestamp;

use crate::engine::Engine;
use crate::error::SenError;
use crate::types::{Account, Health, Org, RecordStatus, Safety, TextUnit};
use core::Core;
use typed::{doc_id, vault_key};

/// One vault on this phone, with the device it belongs to.
#[derive(Debug, uniffi::Object)]
pub struct Sen {
    core: Arc<Core>,
}

#[uniffi::export]
impl Sen {
    /// Creates a vault; `key` are 32 bytes from the phone's keystore.
    ///
    /// # Errors
    /// [`SenError::FixInput`] where there is a file already, [`SenError::StorageFull`] without room.
    #[uniffi::constructor]
    pub fn create(path: String, key: Vec<u8>, unit: TextUnit) -> Result<Self, SenError> {
        Ok(Self::over(Engine::create(Path::new(&path), &vault_key(key)?)?, unit))
    }

    /// Opens a vault.
    ///
    /// # Errors
    /// [`SenError::WrongKey`], [`SenError::Damaged`], or [`SenError::UpdateApp`] for a newer vault.
    #[uniffi::constructor]
    pub fn open(path: String, key: Vec<u8>, unit: TextUnit) -> Result<Self, SenError> {
        Ok(Self::over(Engine::open(Path::new(&path), &vault_key(key)?)?, unit))
    }

    /// Encrypts the vault with another key.
    ///
    /// # Errors
    /// [`SenError`]; the old key then still fits. [`SenError::FixInput`] in a profile, whose PIN changes instead.
    pub fn rekey(&self, key: Vec<u8>) -> Result<(), SenError> {
        let key = vault_key(key)?;
        self.core.with(|engine| engine.rekey(&key))
    }

    /// Closes the vault's file, with what was typed made a change of its record: every later call answers [`SenError::Closed`], a running sync stops at
    /// its next step. Closing twice is no error.
    pub fn close_vault(&self) {
        self.cancel_sync();
        // On a full phone what was typed stays as it was typed.
        drop(self.core.quietly(|engine| engine.end_typing()));
        self.core.close();
    }

    /// Tells a listener of every change from now on, or nobody.
    pub fn set_listener(&self, listener: Option<Arc<dyn Listener>>) {
        self.core.notifier.set(listener);
    }

    /// Whom this device belongs to; nothing before enrolment.
    ///
    /// # Errors
    /// [`SenError::Closed`].
    pub fn account(&self) -> Result<Option<Account>, SenError> {
        self.core.quietly(|engine| Ok(Account::of(engine)))
    }

    /// The id of this device.
    ///
    /// # Errors
    /// [`SenError::Closed`].
    pub fn device_id(&self) -> Result<String, SenError> {
        self.core.quietly(|engine| Ok(engine.device().to_string()))
    }

    /// Every organisation known, each after the one above it.
    ///
    /// # Errors
    /// [`SenError::Closed`].
    pub fn orgs(&self) -> Result<Vec<Org>, SenError> {
        self.core.quietly(|engine| Ok(Org::tree(engine)))
    }

    /// The standing with the server as a whole.
    ///
    /// # Errors
    /// [`SenError`] when the vault cannot be read.
    pub fn health(&self) -> Result<Health, SenError> {
        self.core.quietly(|engine| engine.health().map(|health| Health::of(health, engine)))
    }

    /// Every record and how safe it is, meetings first, the newest first.
    ///
    /// # Errors
    /// [`SenError`] when the vault cannot be read.
    pub fn record_statuses(&self) -> Result<Vec<RecordStatus>, SenError> {
        let statuses = self.core.quietly(|engine| engine.record_statuses())?;
        Ok(statuses.into_iter().map(RecordStatus::from).collect())
    }

    /// How safe one record is.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for what is no id.
    pub fn safety(&self, id: String) -> Result<Safety, SenError> {
        let doc = doc_id(&id)?;
        self.core.quietly(|engine| Ok((&engine.safety(doc)).into()))
    }
}

impl Sen {
    fn over(engine: Engine, unit: TextUnit) -> Self {
        Self { core: Arc::new(Core::of(engine, unit)) }
    }
}

fn now() -> Timestamp {
    #[cfg(not(target_family = "wasm"))]
    use std::time::{SystemTime, UNIX_EPOCH};
    #[cfg(target_family = "wasm")]
    use web_time::{SystemTime, UNIX_EPOCH};

    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    // A clock before 1970 reads as 1970; the server notices the skew.
    Timestamp::from_ms(since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX)))
}

// They lie in folders and wait for threads: not in a browser.
#[cfg(not(target_family = "wasm"))]
#[cfg(test)]
mod tests;
