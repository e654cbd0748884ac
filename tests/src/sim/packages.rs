//! Packages that go from phone to phone by hand: late, twice, to somebody who moved on, with what was taken away meanwhile.

use sen_client::engine::{Brought, EngineError, PackageFault};
use shared::package::PackageError;

use super::checks::broken;
use super::phone::Business;
use super::world::{Next, World};
use crate::Outcome;

/// A package in somebody's hands.
#[derive(Debug, Clone)]
pub(super) struct Handed {
    /// For whose phone it is.
    to: usize,
    bytes: Vec<u8>,
}

impl World<'_> {
    /// Somebody writes, and puts what is unsent on their phone into a package for the first who may read any of it.
    pub(super) fn package(&mut self, from: usize) -> Outcome<()> {
        self.write(from, Business::Any)?;
        let mut readers: Vec<usize> = (0..self.phones.len()).filter(|to| *to != from).collect();
        self.chance.shuffle(&mut readers);
        for to in readers {
            if self.package_for(from, to)? {
                break;
            }
        }
        self.mind(from)
    }

    /// Whether that was it: a package was made, or the phone is ill.
    fn package_for(&mut self, from: usize, to: usize) -> Outcome<bool> {
        let now = self.clock();
        let reader = self.phone(to)?;
        // The two stand side by side: one shows their card.
        let card = reader.device().zip(reader.engine.as_mut().and_then(|engine| engine.card().ok()));
        let phone = self.phone(from)?;
        let (ills, at, name) = (phone.disk.counts(), phone.now(now), phone.name.clone());
        let (Some(engine), Some((device, card))) = (&mut phone.engine, card) else { return Ok(false) };
        match engine.take_card(&card).and_then(|_| engine.package_for(device, at)) {
            Ok(made) => {
                self.count("packages made");
                self.say(format!("{name} writes a package of {} for {to}", made.envelopes));
                for _ in 0..self.chance.u8(1..3) {
                    let after = self.chance.i64(0..40_000);
                    self.later(after, Next::Hand(Handed { to, bytes: made.bytes.clone() }));
                }
                Ok(true)
            }
            Err(
                PackageFault::UnknownReader | PackageFault::Nothing | PackageFault::Engine(EngineError::NotEnrolled),
            ) => Ok(false),
            Err(PackageFault::Engine(error)) => self.ailing(from, ills, &error).map(|()| true),
            Err(fault) => Err(broken("a package can be made", format!("{name}: {fault}"))),
        }
    }

    /// A package is taken in.
    pub(super) fn hand(&mut self, handed: &Handed) -> Outcome<()> {
        let now = self.clock();
        let phone = self.phone(handed.to)?;
        let (ills, at, name) = (phone.disk.counts(), phone.now(now), phone.name.clone());
        let Some(engine) = &mut phone.engine else { return Ok(()) };
        match engine.package_in(&handed.bytes, at) {
            Ok(taken) => {
                if let Brought::Exchange(exchanged) = &taken.brought {
                    self.say(format!("{name} takes in a package: {exchanged:?}"));
                    self.count("packages taken in");
                }
                if let Some(phone) = self.phones.get_mut(handed.to) {
                    self.promises.accounted(phone)?;
                }
            }
            // The phone has another key by now, or none of this ward's, or was told that it is revoked.
            Err(
                PackageFault::Package(PackageError::WrongReader)
                | PackageFault::Engine(EngineError::NotEnrolled | EngineError::Revoked(_)),
            ) => {}
            Err(PackageFault::Engine(error)) => self.ailing(handed.to, ills, &error)?,
            Err(fault) => return Err(broken("a package can be read", format!("{name}: {fault}"))),
        }
        self.mind(handed.to)
    }
}
