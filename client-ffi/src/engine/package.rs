//! Packages by hand: what a sync would say, as a file for a card, a cable or another phone.
//!
//! Nothing is called safe by making a package; only the ward's answer, taken in here, makes it so.

mod card;
mod exchange;

pub use card::Peer;

use std::collections::VecDeque;

use shared::access::StreamId;
use shared::id::{DeviceId, DocId, PackageId};
use shared::package::{self, Address, Body, Made, Opened, PackageError, PartsError, Seen, Standing};
use shared::sync::device::Asked;
use shared::time::Timestamp;
use shared::wire::{self, HoldReason, Request, Response};

use super::exchange::{LAST_CONTACT, PendingResponse, SyncProgress};
use super::waiting::decoded;
use super::{Engine, EngineError, store, trial};
use crate::vault::{VaultError, Writer};

/// Bytes of news a package asks for: more than over the network, because each trip costs a walk.
const BUDGET_BYTES: u32 = 1024 * 1024;
/// Requests remembered until their answer comes.
const ASKED_MAX: usize = 16;

const NUMBER: &str = "package_number";
const ASKED: &str = "package_asked";

/// Why a package was not made or not taken in; what was stored before is as it was.
#[derive(Debug, thiserror::Error)]
pub enum PackageFault {
    /// The package itself.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// Its parts.
    #[error(transparent)]
    Parts(#[from] PartsError),
    /// It answers a request this vault does not remember.
    #[error("this answers a package that was not made here, or long ago: make a new one")]
    Unasked,
    /// The text is no device's card, or not of this ward.
    #[error("this is not the card of a device of this ward")]
    BadCard,
    /// Nobody of this ward is known by that device.
    #[error("that device is not known here: ask for its card")]
    UnknownReader,
    /// The reader's place does not allow any of it, or there is nothing.
    #[error("there is nothing that this reader may have and does not get from the ward")]
    Nothing,
    /// Reading it ended the program twice.
    #[error("this package ended the program when it was read, and is set aside: give it to the ward")]
    SetAside,
    /// This device.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<VaultError> for PackageFault {
    fn from(error: VaultError) -> Self {
        Self::Engine(error.into())
    }
}

/// A package as it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageOut {
    /// Its id.
    pub id: PackageId,
    /// The file.
    pub bytes: Vec<u8>,
    /// Envelopes in it.
    pub envelopes: usize,
    /// Envelopes that found no room in it, and go with a later one.
    pub left_out: usize,
}

/// What a package brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageIn {
    /// Its id.
    pub id: PackageId,
    /// Whether it was news.
    pub standing: Standing,
    /// When it was made, by its sender's clock.
    pub made: Timestamp,
    /// What it said.
    pub brought: Brought,
}

/// What a package said, by its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Brought {
    /// The ward's answer.
    Answer {
        /// As after a sync.
        progress: SyncProgress,
        /// Receipts and streams that were overtaken meanwhile and left out.
        overtaken: usize,
    },
    /// Another phone's records.
    Exchange(Exchanged),
}

/// What another phone handed over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exchanged {
    /// Whose phone.
    pub person: String,
    /// Envelopes that were here already.
    pub known: usize,
    /// Envelopes that were merged; they are on this phone and go to the server with the next sync.
    pub merged: usize,
    /// Envelopes that are kept, and merged once what they build on arrives.
    pub waiting: usize,
    /// Envelopes that were not taken, with the record and the reason.
    pub refused: Vec<(DocId, HoldReason)>,
}

impl Engine {
    /// Makes a package for the ward: everything unsent, and the question what is new.
    ///
    /// # Errors
    /// [`PackageFault`]; nothing of what is unsent is touched.
    pub fn package_out(&mut self, now: Timestamp) -> Result<PackageOut, PackageFault> {
        let ward = self.ward_key()?;
        self.seal_all()?;
        // Answered days later, perhaps after others: it has to say everything itself.
        let rules = Some(self.rules.mark());
        let request = Request { terse: false, rules, ..self.ledger.request(now, BUDGET_BYTES) };
        let (envelopes, left_out) = (request.envelopes.len(), usize::try_from(request.unsent).unwrap_or(usize::MAX));
        let asked = request.clone();
        let made = self.write_package(ward, &Body::Request(request), now, |id| Some(Asked::of(id, &asked)))?;
        Ok(PackageOut { id: made.id, bytes: made.bytes, envelopes, left_out })
    }

    /// Makes a package for another phone: every record with something unsent that its owner may read.
    ///
    /// # Errors
    /// [`PackageFault::UnknownReader`] without that device's certificate, [`PackageFault::Nothing`].
    pub fn package_for(&mut self, reader: DeviceId, now: Timestamp) -> Result<PackageOut, PackageFault> {
        self.ward_key()?;
        self.seal_all()?;
        let known = reader != self.device();
        let reader = self.people.certificate(reader).filter(|_| known).ok_or(PackageFault::UnknownReader)?;
        let (public_key, place) = (reader.public_key, reader.place());
        let gathered = exchange::gather(&self.vault.read(), &self.ledger, &self.people, self.device(), |stream| {
            place.may_read(stream, &self.orgs)
        })?;
        if gathered.exchange.envelopes.is_empty() {
            return Err(PackageFault::Nothing);
        }
        let envelopes = gathered.exchange.envelopes.len();
        let made = self.write_package(public_key, &Body::Exchange(gathered.exchange), now, |_| None)?;
        Ok(PackageOut { id: made.id, bytes: made.bytes, envelopes, left_out: gathered.left_out })
    }

    /// Takes in a package of either form. Taking one in twice, or late, does no harm.
    ///
    /// # Errors
    /// [`PackageFault`], told apart by what the person can do; nothing is then stored.
    pub fn package_in(&mut self, bytes: &[u8], now: Timestamp) -> Result<PackageIn, PackageFault> {
        if self.trials.is_idle() {
            return self.read_package(bytes, now);
        }
        let digest = trial::digest_of_package(bytes);
        if self.trials.is_set_aside(&digest) {
            return Err(PackageFault::SetAside);
        }
        self.begin_trial(&digest)?;
        let read = self.read_package(bytes, now);
        self.end_trial()?;
        read
    }

    fn read_package(&mut self, bytes: &[u8], now: Timestamp) -> Result<PackageIn, PackageFault> {
        let ward = self.ward_key()?;
        let Opened { id, sender, made, number, body } = package::read(bytes, &ward, &self.key)?;
        let (standing, brought) = match body {
            Body::Answer(answer) => {
                let asked = self.asked()?.into_iter().find(|asked| asked.package == answer.answers);
                let asked = asked.ok_or(PackageFault::Unasked)?;
                self.take_answer(&asked, answer.response, &sender, (id, number), now)?
            }
            Body::Exchange(exchange) => self.take_exchange(&exchange, &sender, (id, number))?,
            Body::Request(_) | Body::HandIn(_) => return Err(PackageError::WrongReader.into()),
        };
        self.seal_together()?;
        Ok(PackageIn { id, standing, made, brought })
    }

    fn take_answer(
        &mut self,
        asked: &Asked,
        mut response: Response,
        sender: &[u8; 32],
        package: (PackageId, u64),
        now: Timestamp,
    ) -> Result<(Standing, Brought), PackageFault> {
        let (mut standing, mut overtaken) = (Standing::Fresh, 0);
        // A card may be older than the ward's last word over the network, so it only adds that the device was
        // revoked.
        let revoked = Some(super::Standing::told_by(&response)).filter(|told| told.is_turned_away());
        self.stale = true;
        self.with_writer(|context, w| {
            standing = note(w, sender, package)?;
            let fresh = |stream: &StreamId| context.ledger.stream(*stream).is_none_or(|state| !state.withdrawn);
            let leaving = response.withdrawn.iter().copied().filter(fresh).collect();
            context.hand_in_left(w)?;
            overtaken = context.ledger.take_late(asked, &mut response);
            context.hand_in_all(w, &leaving)?;
            context.keep_certificates(w, &response)?;
            // The ward's clock: nobody knows how long the answer was under way.
            let before = w.read().meta(LAST_CONTACT)?.and_then(|bytes| bytes.try_into().ok()).map(i64::from_be_bytes);
            if before.is_none_or(|before| before < response.server_ms) {
                w.put_meta(LAST_CONTACT, &response.server_ms.to_be_bytes())?;
            }
            revoked.map_or(Ok(()), |told| told.store(w))?;
            store(w, context.ledger)
        })?;
        self.stale = false;
        self.standing = revoked.unwrap_or(self.standing);
        let mut answer = PendingResponse::late(response);
        while !self.take_step(&mut answer, now)? {}
        Ok((standing, Brought::Answer { progress: answer.into_progress(), overtaken }))
    }

    /// The ward's key; a device that is not enrolled has none.
    fn ward_key(&mut self) -> Result<[u8; 32], EngineError> {
        self.refresh()?;
        Ok(self.account.as_ref().ok_or(EngineError::NotEnrolled)?.ward_key)
    }

    fn write_package(
        &mut self,
        reader: [u8; 32],
        body: &Body,
        now: Timestamp,
        asks: impl FnOnce(PackageId) -> Option<Asked>,
    ) -> Result<Made, PackageFault> {
        let ward = self.ward_key()?;
        let fresh = self.entropy.draw::<32>().map_err(EngineError::from)?;
        let number =
            self.vault.read().meta(NUMBER)?.and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_be_bytes);
        let number = number.saturating_add(1);
        let made = package::write(&Address { ward, reader, made: now, number }, body, &self.key, &fresh)?;
        let mut asked: VecDeque<Asked> = self.asked()?.into();
        if let Some(asks) = asks(made.id) {
            asked.push_back(asks);
            if asked.len() > ASKED_MAX {
                asked.pop_front();
            }
        }
        // Stored before the file leaves: its answer has to find what it answers.
        self.vault.write(|w| -> Result<(), VaultError> {
            w.put_meta(NUMBER, &number.to_be_bytes())?;
            w.put_meta(ASKED, &wire::encode(&asked))
        })?;
        Ok(made)
    }

    fn asked(&self) -> Result<Vec<Asked>, VaultError> {
        decoded(&self.vault.read(), ASKED)
    }
}

/// Remembers a package of a sender, and tells what it was before that.
fn note(w: &Writer<'_>, sender: &[u8; 32], (id, number): (PackageId, u64)) -> Result<Standing, VaultError> {
    let key = format!("package_seen/{}", hex::encode(sender));
    let mut seen: Seen = decoded(&w.read(), &key)?;
    let standing = seen.note(id, number);
    w.put_meta(&key, &wire::encode(&seen))?;
    Ok(standing)
}

// They lie in a folder: not in a browser.
#[cfg(not(target_family = "wasm"))]
#[cfg(test)]
mod tests;
