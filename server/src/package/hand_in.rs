//! Sealed work that somebody hands in who cannot read it: from a forgotten profile, or for a colleague.
//!
//! Each package is judged by who sealed it, never by who brings it. What is signed for is on disk.

use shared::SigningKey;
use shared::envelope::Signed;
use shared::id::{DeviceId, PackageId};
use shared::limits;
use shared::package::{self, Body, HandedIn, Opened, PackageError};
use shared::wire::{self, Fate, Receipt};

use super::{TRIES_MAX, TakeError};
use crate::auth::device;
use crate::bounds::Exceeded;
use crate::hub::{Hub, HubError};
use crate::store::StoreError;
use crate::store::audit::{self, Event};

/// One package that was opened, nothing of it stored yet.
struct Work {
    id: PackageId,
    device: DeviceId,
    envelopes: Vec<Signed>,
}

/// What opening one more package of a file took, to be counted against the device that brings it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weight {
    /// Bytes, inflated.
    pub bytes: usize,
    /// Envelopes.
    pub envelopes: usize,
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

/// Opens one package after the other and merges or holds what is in it before the next is opened; `charge` counts each
/// against the device that brings them. Where that, or the bound of a file, is reached, the rest is not taken and stays with its
/// bearer. Taking a file in again is safe, and signed for again.
///
/// # Errors
/// [`TakeError`] for a file that is damaged or none, or of which not one package can be opened here or is paid for; and
/// when the store refuses: what was merged until then is known the next time.
pub async fn take(
    hub: &Hub,
    carrier: Option<DeviceId>,
    bytes: Vec<u8>,
    charge: impl FnMut(Weight) -> Result<(), Exceeded>,
) -> Result<HandInTaken, TakeError> {
    take_up_to(hub, carrier, bytes, limits::HAND_IN_INFLATED_BYTES_MAX, charge).await
}

pub(super) async fn take_up_to(
    hub: &Hub,
    carrier: Option<DeviceId>,
    bytes: Vec<u8>,
    inflated_max: usize,
    mut charge: impl FnMut(Weight) -> Result<(), Exceeded>,
) -> Result<HandInTaken, TakeError> {
    let key = device::ward_key(hub.store()).await?;
    let closed: Vec<Vec<u8>> = package::unbundle(&bytes)?.into_iter().map(<[u8]>::to_vec).collect();
    drop(bytes);
    let mut ledger = Ledger { left: closed.len(), ..Ledger::default() };
    let mut inflated = 0_usize;
    for package in closed {
        let (weight, opened) = open(hub, package, &key).await?;
        inflated = inflated.saturating_add(weight.bytes);
        if inflated > inflated_max {
            ledger.refuse(PackageError::TooLarge(inflated_max).into());
            break;
        }
        // Paid for whatever it turned out to be.
        if let Err(exceeded) = charge(weight) {
            ledger.refuse(exceeded.into());
            break;
        }
        match opened {
            Ok(work) => {
                let receipts = push(hub, work.device, &work.envelopes).await?;
                ledger.take(&work, &receipts);
            }
            Err(error) => ledger.refuse(error.into()),
        }
    }
    let Ledger { on_disk, devices, merged, held, left, opened, why } = ledger;
    if let Some(why) = why.filter(|_| !opened) {
        return Err(why);
    }
    note(hub, carrier, devices.clone(), on_disk.len()).await?;
    let known = hub.directory().now();
    let mut persons: Vec<String> =
        devices.iter().filter_map(|device| Some(known.devices.get(device)?.person.clone())).collect();
    persons.sort_unstable();
    persons.dedup();
    let (taken, not_taken) = (on_disk.len(), u32::try_from(left).unwrap_or(u32::MAX));
    let receipt = HandedIn::seal(hub.host().now(), on_disk, not_taken, &key);
    Ok(HandInTaken { persons, packages: taken, not_taken, merged, held, receipt })
}

/// What became of the packages so far.
#[derive(Default)]
struct Ledger {
    on_disk: Vec<PackageId>,
    devices: Vec<DeviceId>,
    merged: usize,
    held: usize,
    /// Packages that are not on disk.
    left: usize,
    /// Whether one could be opened and was paid for.
    opened: bool,
    /// Why the first was not taken.
    why: Option<TakeError>,
}

impl Ledger {
    fn refuse(&mut self, error: TakeError) {
        self.why.get_or_insert(error);
    }

    fn take(&mut self, work: &Work, receipts: &[Receipt]) {
        let fates = |fits: fn(&Fate) -> bool| receipts.iter().filter(|receipt| fits(&receipt.fate)).count();
        self.opened = true;
        self.merged += fates(|fate| matches!(fate, Fate::Merged(_) | Fate::Duplicate(_)));
        self.held += fates(|fate| matches!(fate, Fate::Held(_)));
        if fates(|fate| matches!(fate, Fate::Refused(_))) > 0 {
            return;
        }
        self.left = self.left.saturating_sub(1);
        self.on_disk.push(work.id);
        if !self.devices.contains(&work.device) {
            self.devices.push(work.device);
        }
    }
}

/// Opens one package; nothing is inflated for a sender that was never enrolled here. What cannot be read once it is
/// inflated weighs as much as a package can.
async fn open(hub: &Hub, closed: Vec<u8>, key: &SigningKey) -> Result<(Weight, Result<Work, PackageError>), HubError> {
    let (known, key) = (hub.directory().now(), key.clone());
    let opening = move || {
        let mut weight = Weight { bytes: 0, envelopes: 0 };
        let is_known = |sender: &[u8; 32]| {
            let row = known.devices.get(&DeviceId::of_key(sender));
            let is_known = row.is_some_and(|row| row.public_key == *sender && !row.at_console);
            weight.bytes = if is_known { limits::PACKAGE_INFLATED_BYTES_MAX } else { 0 };
            is_known
        };
        let ward = key.verifying_key().to_bytes();
        let opened =
            package::read_of(&closed, &ward, &key, is_known).and_then(|Opened { id, sender, body, .. }| {
                let Body::HandIn(work) = body else { return Err(PackageError::WrongReader) };
                Ok((
                    wire::encode(&work).len(),
                    Work { id, device: DeviceId::of_key(&sender), envelopes: work.envelopes },
                ))
            });
        let opened = opened.map(|(bytes, work)| {
            weight = Weight { bytes, envelopes: work.envelopes.len() };
            work
        });
        (weight, opened)
    };
    Ok(hub.host().workers().blocking(opening).await?)
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
