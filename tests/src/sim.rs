//! Deterministic simulation: a ward's server and a fleet of phones in one process, on a simulated network, disk and
//! clock, where everything that may go wrong does, as one number decides.
//!
//! Owns the faults and the promises they are held against. Server, store, routes, engine and vaults are the real
//! ones; only sockets are missing. The same seed gives the same run, event by event.

mod checks;
mod cut_short;
mod deeds;
mod exchange;
mod faults;
mod ground;
mod heal;
mod net;
mod office;
mod orders;
mod packages;
mod phone;
mod records;
mod rows;
mod steps;
mod ward;
mod world;

use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

pub use cut_short::{Victim, push_cut_short};
pub use ground::Ground;
use world::World;

use crate::Outcome;

/// What may go wrong in one run.
#[derive(Debug, Clone, Copy, Default)]
struct Faults {
    loss: bool,
    twice: bool,
    late: bool,
    /// Answers to requests given up long ago are taken in all the same.
    stale: bool,
    cuts: bool,
    partitions: bool,
    clocks: bool,
    server_kills: bool,
    server_power: bool,
    server_disk: bool,
    phone_kills: bool,
    phone_power: bool,
    phone_disk: bool,
    clones: bool,
    server_restores: bool,
    phone_restores: bool,
    reorganisation: bool,
    revocation: bool,
    enrolment: bool,
    orders: bool,
    packages: bool,
}

impl Faults {
    fn draw(chance: &mut fastrand::Rng) -> Self {
        // One run in ten has no fault at all, one in ten has all of them.
        let kind = chance.u8(..10);
        let mut one = || match kind {
            0 => false,
            1 => true,
            _ => chance.u8(..3) == 0,
        };
        Self {
            loss: one(),
            twice: one(),
            late: one(),
            stale: one(),
            cuts: one(),
            partitions: one(),
            clocks: one(),
            server_kills: one(),
            server_power: one(),
            server_disk: one(),
            phone_kills: one(),
            phone_power: one(),
            phone_disk: one(),
            clones: one(),
            server_restores: one(),
            phone_restores: one(),
            reorganisation: one(),
            revocation: one(),
            enrolment: one(),
            orders: one(),
            packages: one(),
        }
    }
}

/// What one run came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The number that decided everything.
    pub seed: u64,
    /// What happened, line by line.
    pub log: Vec<String>,
    /// A hash over the log.
    pub digest: String,
    /// What was counted: faults by kind, merges, kills, events.
    pub counts: BTreeMap<&'static str, u64>,
    /// The promise that was broken, if one was.
    pub broken: Option<String>,
}

thread_local! {
    /// What panicked on this thread while a run was on it; `None` between runs.
    static PANICS: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Panics of a run are findings, not noise on the terminal.
fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let heard = PANICS.with_borrow_mut(|panics| panics.as_mut().map(|heard| heard.push(info.to_string())));
            if heard.is_none() {
                before(info);
            }
        }));
    });
}

/// Runs one seed to its end.
#[must_use]
pub fn run(ground: &Ground, seed: u64) -> Run {
    watched(seed, |world| {
        let made = world.insert(World::of_seed(ground, seed)?);
        made.storm()?;
        made.heal()
    })
}

/// Runs something in a world, and tells what came of it whatever happens.
fn watched<'g>(seed: u64, story: impl FnOnce(&mut Option<World<'g>>) -> Outcome<()>) -> Run {
    listen();
    PANICS.set(Some(Vec::new()));
    let mut world = None;
    let ended = catch_unwind(AssertUnwindSafe(|| story(&mut world)));
    let (log, counts, digest) = world.map(World::end).unwrap_or_default();
    let mut panics = PANICS.take().unwrap_or_default();
    let broken = match ended {
        _ if !panics.is_empty() => Some(format!("no panic: {}", panics.swap_remove(0))),
        Ok(Ok(())) => None,
        Ok(Err(trouble)) => Some(trouble.to_string()),
        Err(panic) => Some(format!("no panic: {}", said(panic.as_ref()))),
    };
    Run { seed, log, digest, counts, broken }
}

fn said(panic: &dyn Any) -> &str {
    panic.downcast_ref::<&str>().copied().unwrap_or("of another kind")
}
