//! Sealed work that somebody hands in who cannot read it: from a forgotten profile, or for a colleague.
//!
//! Each package is judged by who sealed it, never by who brings it. What is signed for is on disk.

use shared::envelope::Signed;
use shared::id::{DeviceId, PackageId};
use shared::package::{self, Body, HandedIn, Opened, PackageError};
use shared::wire::{Fate, Receipt};

use super::{TRIES_MAX, TakeError};
use crate::audit::{self, Event};
use crate::auth::device;
use crate::hub::{Hub, HubError};
use crate::store::StoreError;

/// Sealed work as it was read, nothing of it stored yet.
#[derive(Debug)]
pub struct Sealed {
    packages: Vec<Package>,
    not_taken: u32,
}

#[derive(Debug)]
struct Package {
    id: PackageId,
    device: DeviceId,
    envelopes: Vec<Signed>,
}

impl Sealed {
    /// How many envelopes are in it.
    #[must_use]
    pub fn envelopes(&self) -> usize {
        self.packages.iter().map(|package| package.envelopes.len()).sum()
    }
}

/// What was handed in, and the ward's word on it.
#[derive(Debug, Clone)]
pub struct HandInTaken {
    /// Who sealed it, each person once.
    pub persons: Vec<String>,
    /// Packages that are on disk.
    pub packages: usize,
    /// Packages that are not.
    pub not_taken: u32,
    /// Envelopes merged, now or before.
    pub merged: usize,
    /// Envelopes kept aside.
    pub held: usize,
    /// The file to carry back: it names the packages and nothing of what is in them.
    pub receipt: Vec<u8>,
}

/// Opens what is handed in.
///
/// # Errors
/// [`TakeError`] for a file that is damaged or none, or of which not one package can be opened here.
pub async fn open(hub: &Hub, bytes: Vec<u8>) -> Result<Sealed, TakeError> {
    let key = device::ward_key(hub.store()).await?;
    let known = hub.directory().now();
    let opening = move || -> Result<Sealed, PackageError> {
        let ward = key.verifying_key().to_bytes();
        let mut sealed = Sealed { packages: Vec::new(), not_taken: 0 };
        let mut why = None;
        for closed in package::unbundle(&bytes)? {
            let opened = package::read(closed, &ward, &key).and_then(|Opened { id, sender, body, .. }| {
                let Body::HandIn(work) = body else { return Err(PackageError::WrongReader) };
                let device = DeviceId::of_key(&sender);
                let row = known.devices.get(&device).filter(|row| row.public_key == sender && !row.at_console);
                row.ok_or(PackageError::UnknownSender)?;
                Ok(Package { id, device, envelopes: work.envelopes })
            });
            match opened {
                Ok(package) => sealed.packages.push(package),
                Err(error) => {
                    sealed.not_taken = sealed.not_taken.saturating_add(1);
                    why.get_or_insert(error);
                }
            }
        }
        match why {
            Some(error) if sealed.packages.is_empty() => Err(error),
            _ => Ok(sealed),
        }
    };
    let opened = hub.host().workers().blocking(opening).await.map_err(HubError::from)?;
    Ok(opened?)
}

/// Merges or holds what is in it. Taking it in again is safe, and signed for again.
///
/// # Errors
/// [`TakeError`] when the store refuses; what was merged until then is known the next time.
pub async fn take(hub: &Hub, carrier: Option<DeviceId>, sealed: Sealed) -> Result<HandInTaken, TakeError> {
    let key = device::ward_key(hub.store()).await?;
    let Sealed { packages, mut not_taken } = sealed;
    let (mut merged, mut held, mut on_disk, mut devices) = (0, 0, Vec::new(), Vec::new());
    for Package { id, device, envelopes } in packages {
        let receipts = push(hub, device, &envelopes).await?;
        let fates = |fits: fn(&Fate) -> bool| receipts.iter().filter(|receipt| fits(&receipt.fate)).count();
        merged += fates(|fate| matches!(fate, Fate::Merged(_) | Fate::Duplicate(_)));
        held += fates(|fate| matches!(fate, Fate::Held(_)));
        if fates(|fate| matches!(fate, Fate::Refused(_))) > 0 {
            not_taken = not_taken.saturating_add(1);
            continue;
        }
        on_disk.push(id);
        if !devices.contains(&device) {
            devices.push(device);
        }
    }
    note(hub, carrier, devices.clone(), on_disk.len()).await?;
    let known = hub.directory().now();
    let mut persons: Vec<String> =
        devices.iter().filter_map(|device| Some(known.devices.get(device)?.person.clone())).collect();
    persons.sort_unstable();
    persons.dedup();
    let taken = on_disk.len();
    let receipt = HandedIn::seal(hub.host().now(), on_disk, not_taken, &key);
    Ok(HandInTaken { persons, packages: taken, not_taken, merged, held, receipt })
}

async fn push(hub: &Hub, device: DeviceId, envelopes: &[Signed]) -> Result<Vec<Receipt>, HubError> {
    let mut tries = 1;
    loop {
        match hub.push(device, envelopes).await {
            Err(HubError::Store(StoreError::Moved)) if tries < TRIES_MAX => tries += 1,
            pushed => return pushed,
        }
    }
}

async fn note(hub: &Hub, carrier: Option<DeviceId>, devices: Vec<DeviceId>, packages: usize) -> Result<(), StoreError> {
    let now = hub.host().now();
    let actor = carrier.map_or_else(|| "sen".to_owned(), |carrier| carrier.to_string());
    hub.store()
        .write(move |tx| {
            for device in &devices {
                let event = Event {
                    at: now,
                    actor: actor.clone(),
                    action: "hand_in_taken",
                    subject: device.to_string(),
                    detail: packages.to_string(),
                };
                audit::append(tx, &event)?;
            }
            Ok(())
        })
        .await
}
