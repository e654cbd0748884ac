//! Devices and organisations, kept in memory as the last commit left them.
//!
//! Every push and every page asks who a device is and what lies below what; the answers change
//! rarely. Whoever commits such a change refreshes the directory before answering.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use shared::id::{DeviceId, DocId};
use shared::org::OrgTree;
use shared::sync::server::Sender;

use crate::store::account::{self, DeviceRow};
use crate::store::{Store, StoreError, read_model};

/// What the directory knew at one moment.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// Every device ever enrolled.
    pub devices: BTreeMap<DeviceId, DeviceRow>,
    /// The tree of organisations.
    pub tree: OrgTree,
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
        let fresh = store
            .read(|connection| {
                let devices = account::devices(connection)?.into_iter().map(|row| (row.device, row)).collect();
                Ok(Snapshot { devices, tree: OrgTree::of(read_model::orgs(connection)?) })
            })
            .await?;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
        Ok(())
    }
}
