//! Devices, organisations and the ward's rules, kept in memory as the last commit left them.
//!
//! Every push and every page asks who a device is and what lies below what; the answers change
//! rarely. Whoever commits such a change refreshes the directory before answering.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use shared::id::{DeviceId, DocId};
use shared::org::OrgTree;
use shared::sync::server::Sender;
use shared::time::Timestamp;

use crate::rulebook::Rulebook;
use crate::store::account::{self, DeviceRow};
use crate::store::{Store, StoreError, read_model, visit};

/// What the directory knew at one moment.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// Every device ever enrolled.
    pub devices: BTreeMap<DeviceId, DeviceRow>,
    /// Devices of which two hold the vault, and since when that is known.
    pub copied: BTreeMap<DeviceId, Timestamp>,
    /// SHA-256 of each device's bearer token.
    pub tokens: BTreeMap<[u8; 32], DeviceId>,
    /// The tree of organisations.
    pub tree: OrgTree,
    /// The rules, with the ward's own.
    pub rules: Rulebook,
}

impl Snapshot {
    /// The device as the sync rules see it.
    #[must_use]
    pub fn sender(&self, device: DeviceId) -> Option<Sender> {
        let row = self.devices.get(&device)?;
        Some(Sender { public_key: row.public_key, place: row.place.clone(), revoked: row.revoked.is_some() })
    }

    /// The member a device was enrolled for.
    #[must_use]
    pub fn member_of(&self, device: DeviceId) -> Option<DocId> {
        self.devices.get(&device)?.member
    }
}

/// The directory of one server.
#[derive(Clone, Default)]
pub struct Directory {
    current: Arc<RwLock<Arc<Snapshot>>>,
    /// One refresh at a time, so that an older reading never replaces a newer one.
    refreshing: Arc<tokio::sync::Mutex<()>>,
    contacts: Arc<Mutex<BTreeMap<DeviceId, Contact>>>,
    /// Sessions begun while nothing can be written, by the hash of their secret; they end with the server.
    passing: Arc<Mutex<BTreeMap<[u8; 32], Passing>>>,
    /// Whoever gave the right password and still owes a code, by the hash of what their browser was given.
    halfway: Arc<Mutex<BTreeMap<[u8; 32], Halfway>>>,
    /// The last step of time whose code was taken, by login, where it cannot be written down.
    steps: Arc<Mutex<BTreeMap<String, u64>>>,
    /// Codes that were tried, by login, where it cannot be written down: how many, and since when.
    tried: Arc<Mutex<BTreeMap<String, (u32, Timestamp)>>>,
    /// Keys of a second factor that were given out and not confirmed, by the session that asked, with when they go.
    offered: Arc<Mutex<BTreeMap<[u8; 32], Offer>>>,
}

/// A sign-in whose password was right and whose code is still to come.
#[derive(Clone)]
pub struct Halfway {
    /// Who signs in.
    pub login: String,
    /// Their password as it was stored: another since then ends it.
    pub password: String,
    /// From where.
    pub address: IpAddr,
    /// Until when the code may come.
    pub expires: Timestamp,
}

/// A key of a second factor that was shown, and until when a code of it may come.
struct Offer {
    key: Vec<u8>,
    until: Timestamp,
}

/// A session at the console that is written nowhere.
#[derive(Debug, Clone)]
pub struct Passing {
    /// Who signed in.
    pub login: String,
    /// The token their forms carry.
    pub csrf: String,
    /// When it ends.
    pub expires: Timestamp,
}

/// What a device last said of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contact {
    /// When.
    pub at: Timestamp,
    /// Envelopes it said were still waiting on it.
    pub unsent: u32,
}

impl Directory {
    /// Reads the directory from the store.
    ///
    /// # Errors
    /// [`StoreError`] when the database refuses.
    pub async fn load(store: &Store) -> Result<Self, StoreError> {
        let directory = Self::default();
        directory.refresh(store).await?;
        Ok(directory)
    }

    /// What is known now.
    #[must_use]
    pub fn now(&self) -> Arc<Snapshot> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the directory again after a commit that changed it.
    ///
    /// # Errors
    /// [`StoreError`] when the database refuses; then what was known stays.
    pub async fn refresh(&self, store: &Store) -> Result<(), StoreError> {
        let turn = self.refreshing.lock().await;
        let rules = self.now().rules.clone();
        let fresh = store
            .read(move |reading| {
                let devices = account::devices(reading)?.into_iter().map(|row| (row.device, row)).collect();
                let tokens = account::tokens(reading)?;
                let copied = visit::copied(reading)?;
                let (tree, rules) = (OrgTree::of(read_model::orgs(reading)?), rules.renewed(reading)?);
                Ok(Snapshot { devices, copied, tokens, tree, rules })
            })
            .await?;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
        drop(turn);
        Ok(())
    }

    /// Keeps a session in memory only; those that have ended go.
    pub fn keep_session(&self, secret_hash: [u8; 32], session: Passing, now: Timestamp) {
        let mut passing = self.passing.lock().unwrap_or_else(PoisonError::into_inner);
        passing.retain(|_, known| known.expires > now);
        passing.insert(secret_hash, session);
    }

    /// A session kept in memory, if it has not ended.
    #[must_use]
    pub fn session(&self, secret_hash: &[u8; 32], now: Timestamp) -> Option<Passing> {
        let passing = self.passing.lock().unwrap_or_else(PoisonError::into_inner);
        passing.get(secret_hash).filter(|known| known.expires > now).cloned()
    }

    /// Ends a session kept in memory.
    pub fn end_session(&self, secret_hash: &[u8; 32]) {
        self.passing.lock().unwrap_or_else(PoisonError::into_inner).remove(secret_hash);
    }

    /// Keeps a sign-in that still owes its code; those that took too long go.
    pub fn keep_halfway(&self, secret_hash: [u8; 32], halfway: Halfway, now: Timestamp) {
        let mut kept = self.halfway.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, known| known.expires > now);
        kept.insert(secret_hash, halfway);
    }

    /// A sign-in that still owes its code, if it did not take too long.
    #[must_use]
    pub fn halfway(&self, secret_hash: &[u8; 32], now: Timestamp) -> Option<Halfway> {
        let kept = self.halfway.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(secret_hash).filter(|known| known.expires > now).cloned()
    }

    /// Ends a sign-in that owed its code.
    pub fn end_halfway(&self, secret_hash: &[u8; 32]) {
        self.halfway.lock().unwrap_or_else(PoisonError::into_inner).remove(secret_hash);
    }

    /// Takes a code of this step, unless one of it or of a later one was taken.
    #[must_use]
    pub fn take_step(&self, login: &str, step: u64) -> bool {
        let mut steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        let last = steps.entry(login.to_owned()).or_default();
        let is_new = step > *last;
        *last = step.max(*last);
        is_new
    }

    /// Counts a code that is tried, at most `most` of them in `during_ms`; gives until when no further one is taken.
    #[must_use]
    pub fn try_code(&self, login: &str, most: u32, during_ms: i64, now: Timestamp) -> Option<Timestamp> {
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        tried.retain(|_, (_, since)| since.plus_ms(during_ms) > now);
        let (count, since) = tried.entry(login.to_owned()).or_insert((0, now));
        *count += 1;
        (*count > most).then(|| since.plus_ms(during_ms))
    }

    /// Keeps a key for the session it was shown to; the one before it goes.
    pub fn offer(&self, session: [u8; 32], key: Vec<u8>, until: Timestamp, now: Timestamp) {
        let mut offered = self.offered.lock().unwrap_or_else(PoisonError::into_inner);
        offered.retain(|_, offer| offer.until > now);
        offered.insert(session, Offer { key, until });
    }

    /// The key that was shown to a session and is not confirmed.
    #[must_use]
    pub fn offered(&self, session: &[u8; 32], now: Timestamp) -> Option<Vec<u8>> {
        let offered = self.offered.lock().unwrap_or_else(PoisonError::into_inner);
        offered.get(session).filter(|offer| offer.until > now).map(|offer| offer.key.clone())
    }

    /// Forgets it.
    pub fn withdraw_offer(&self, session: &[u8; 32]) {
        self.offered.lock().unwrap_or_else(PoisonError::into_inner).remove(session);
    }

    /// Notes a contact; `true` when it says something worth writing down.
    #[must_use]
    pub fn note_contact(&self, device: DeviceId, contact: Contact, quiet_ms: i64) -> bool {
        let mut contacts = self.contacts.lock().unwrap_or_else(PoisonError::into_inner);
        let known = contacts.get(&device).copied();
        let worth = known.is_none_or(|known| known.unsent != contact.unsent || contact.at.minus(known.at) >= quiet_ms);
        if worth {
            contacts.insert(device, contact);
        }
        worth
    }
}
