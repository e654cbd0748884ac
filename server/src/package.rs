//! Packages that devices send by hand, and the ward's answers to them.
//!
//! Owns who may send one and what is remembered of it. What is in it takes the path of every push: `Hub::sync`.

pub mod hand_in;

use shared::id::{DeviceId, PackageId};
use shared::package::{self, Address, Answer, Body, Opened, PackageError, Seen, Standing};
use shared::time::Timestamp;
use shared::wire::{self, Fate, Request, Response};

use crate::auth::device;
use crate::bounds::Exceeded;
use crate::host::NoEntropy;
use crate::hub::{Hub, HubError};
use crate::store::audit::{self, Event};
use crate::store::{StoreError, account};

/// A record may be changed by a serving process meanwhile; merging it again onto what is there now is safe.
const TRIES_MAX: usize = 5;

/// Why a package was not taken in; nothing of it is stored, and the file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// The package itself.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// Whoever brought it has brought their measure.
    #[error(transparent)]
    Exceeded(#[from] Exceeded),
    /// The server could not do it.
    #[error(transparent)]
    Hub(#[from] HubError),
}

impl From<StoreError> for TakeError {
    fn from(error: StoreError) -> Self {
        Self::Hub(error.into())
    }
}

impl From<NoEntropy> for TakeError {
    fn from(error: NoEntropy) -> Self {
        Self::Hub(error.into())
    }
}

/// What a package brought, and the answer to it.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The device that made it.
    pub device: DeviceId,
    /// Its person.
    pub person: String,
    /// When it was made, by the device's clock.
    pub made: Timestamp,
    /// Whether it was news.
    pub standing: Standing,
    /// Envelopes on disk and merged.
    pub merged: usize,
    /// Envelopes kept aside.
    pub held: usize,
    /// Envelopes not taken.
    pub refused: usize,
    /// Envelopes that still wait on the device.
    pub unsent: u32,
    /// The answer, a package for that device alone.
    pub answer: Vec<u8>,
}

/// Takes in a device's package and answers it. Taking one in again is safe, and answers it again.
///
/// # Errors
/// [`TakeError`], told apart by what the person can do.
pub async fn take(hub: &Hub, bytes: &[u8]) -> Result<Taken, TakeError> {
    let key = device::ward_key(hub.store()).await?;
    let ward = key.verifying_key().to_bytes();
    let known = hub.directory().now();
    let row_of = |sender: &[u8; 32]| {
        let row = known.devices.get(&DeviceId::of_key(sender));
        row.filter(|row| row.public_key == *sender && !row.at_console)
    };
    let is_known = |sender: &[u8; 32]| row_of(sender).is_some();
    let Opened { id, sender, made, number, body } = package::read_of(bytes, &ward, &key, is_known)?;
    let Body::Request(request) = body else { return Err(PackageError::WrongReader.into()) };
    let device = DeviceId::of_key(&sender);
    let row = row_of(&sender).ok_or(PackageError::UnknownSender)?;
    let unsent = request.unsent;
    // How long the package was under way says nothing about the device's clock: what was known of it stays.
    let device_ms = hub.host().now().plus_ms(row.clock_skew_ms).as_ms();
    let response = sync(hub, device, &Request { device_ms, ..request }).await?;
    let fates = |fits: fn(&Fate) -> bool| response.receipts.iter().filter(|receipt| fits(&receipt.fate)).count();
    let (merged, held, refused) = (
        fates(|fate| matches!(fate, Fate::Merged(_) | Fate::Duplicate(_))),
        fates(|fate| matches!(fate, Fate::Held(_))),
        fates(|fate| matches!(fate, Fate::Refused(_))),
    );
    let (standing, answer_number) = note(hub, device, (id, number)).await?;
    let to = Address { ward, reader: sender, made: hub.host().now(), number: answer_number };
    let answer = Body::Answer(Answer { answers: id, response });
    let answer = package::write(&to, &answer, &key, &hub.host().random()?)?.bytes;
    Ok(Taken { device, person: row.person.clone(), made, standing, merged, held, refused, unsent, answer })
}

async fn sync(hub: &Hub, device: DeviceId, request: &Request) -> Result<Response, HubError> {
    let mut tries = 1;
    loop {
        match hub.take_in(device, request.clone()).await {
            Err(HubError::Store(StoreError::Moved)) if tries < TRIES_MAX => tries += 1,
            answered => return answered,
        }
    }
}

/// Remembers a package; tells what it was before that, and the number of the answer.
async fn note(hub: &Hub, device: DeviceId, (id, number): (PackageId, u64)) -> Result<(Standing, u64), StoreError> {
    let now = hub.host().now();
    hub.store()
        .write(move |tx| {
            let key = format!("package_seen/{device}");
            let mut seen: Seen = match account::setting(tx, &key)? {
                Some(bytes) => wire::decode(&bytes).ok().ok_or(StoreError::Corrupt("package"))?,
                None => Seen::default(),
            };
            let standing = seen.note(id, number);
            account::put_setting(tx, &key, &wire::encode(&seen))?;
            let last = account::setting(tx, "package_number")?.and_then(|bytes| bytes.try_into().ok());
            let next = last.map_or(0, u64::from_be_bytes).saturating_add(1);
            account::put_setting(tx, "package_number", &next.to_be_bytes())?;
            let event = Event {
                at: now,
                actor: device.to_string(),
                action: "package_taken",
                subject: id.to_string(),
                detail: String::new(),
            };
            audit::append(tx, &event)?;
            Ok((standing, next))
        })
        .await
}

#[cfg(test)]
mod tests;
