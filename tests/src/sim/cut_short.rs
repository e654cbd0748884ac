//! One push, the same every time, in which one process dies at one point.

use super::phone::Business;
use super::world::{Next, World};
use super::{Faults, Ground, Run, watched};
use crate::Outcome;

/// Who dies where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Victim {
    /// The server, before this poll of one of its tasks after the first request was sent.
    ServerPoll(u64),
    /// The server, in the place of this operation that changes its disk.
    ServerDisk(u64),
    /// The phone that writes and pushes, in the place of this operation that changes its disk.
    PhoneDisk(u64),
}

/// Two phones of one cell write into the same meeting and push at the same time; the victim dies, perhaps with the
/// power, starts again, and everything is brought to its end. [`Run::counts`] tell whether it did die.
#[must_use]
pub fn push_cut_short(ground: &Ground, victim: Victim, power: bool, seed: u64) -> Run {
    watched(seed, |world| {
        let faults = Faults { server_power: power, phone_power: power, ..Faults::default() };
        let chance = fastrand::Rng::with_seed(seed);
        story(world.insert(World::new(ground, seed, chance, faults, &[0, 1])?), victim)
    })
}

fn story(world: &mut World<'_>, victim: Victim) -> Outcome<()> {
    world.start()?;
    world.open(0)?;
    world.open(1)?;
    world.storm()?;
    match victim {
        Victim::ServerPoll(_) => {}
        Victim::ServerDisk(operation) => world.ward.disk.kill_at(operation),
        Victim::PhoneDisk(operation) => world.phone(0)?.disk.kill_at(operation),
    }
    for phone in [0, 0, 0, 1, 1] {
        world.write(phone, Business::Any)?;
    }
    if let Victim::ServerPoll(poll) = victim {
        world.dies_in = Some(poll);
    }
    for (after, phone) in [(0, 0), (3, 1), (5_000, 0), (5_010, 1)] {
        world.later(after, Next::Sync(phone));
    }
    world.storm()?;
    world.heal()
}
