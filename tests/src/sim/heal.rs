//! The end of a run: nothing goes wrong any more, everybody syncs until all is quiet, and the promises are checked.

use std::collections::BTreeMap;

use server::store::{append, document, quarantine};

use super::Faults;
use super::checks::{broken, verified};
use super::ground::trouble;
use super::orders;
use super::rows::listed_on;
use super::ward::Deed;
use super::world::{Next, World};
use crate::Outcome;

/// Times everybody syncs until nothing moves any more.
const PASSES_MAX: usize = 12;
/// Envelopes one device may have set aside; the server refuses more.
const HELD_MAX: usize = 1000;

impl World<'_> {
    pub(super) fn heal(&mut self) -> Outcome<()> {
        self.say("all is well again".to_owned());
        self.faults = Faults { clocks: self.faults.clocks, ..Faults::default() };
        self.dies_in = None;
        for disk in self.phones.iter().map(|phone| &phone.disk).chain([&self.ward.disk]) {
            disk.fill(false);
            disk.fail_syncs(0);
            disk.never_mind();
        }
        self.phones.iter_mut().for_each(|phone| phone.down_until = 0);
        self.start()?;
        for phone in 0..self.phones.len() {
            self.open(phone)?;
        }
        self.storm()?;
        self.strangers()?;
        self.until_quiet()?;
        // What was held is let in; then nothing is missing anywhere.
        if self.release_all()? {
            self.until_quiet()?;
        }
        self.all_is_kept()
    }

    /// Devices that a restored server does not know enrol again.
    fn strangers(&mut self) -> Outcome<()> {
        let Some(up) = self.ward.up() else { return Err(broken("a server starts", "it does not")) };
        let known = up.hub.directory().now();
        for at in 0..self.phones.len() {
            let phone = self.phone(at)?;
            let (device, waits) = (phone.device(), phone.code.is_some());
            if waits || device.is_none_or(|device| !known.devices.contains_key(&device)) {
                let place = phone.next_place.clone().unwrap_or_else(|| phone.place.clone());
                self.ward.begin(Deed::Invite { phone: at, place });
                self.storm()?;
            }
        }
        Ok(())
    }

    fn until_quiet(&mut self) -> Outcome<()> {
        for _ in 0..PASSES_MAX {
            let before = self.merges();
            for phone in 0..self.phones.len() {
                self.later(0, Next::Sync(phone));
                self.storm()?;
            }
            if self.merges() == before && self.at_rest()? {
                return Ok(());
            }
        }
        let left: Vec<_> = self.phones.iter_mut().filter_map(|phone| phone.engine.as_mut()?.health().ok()).collect();
        Err(broken("everything comes to rest", format!("{left:?}")))
    }

    fn merges(&self) -> u64 {
        // Whoever enrolled again has yet to hear what the new place may not read.
        ["envelopes merged", "envelopes held", "enrolments"].iter().filter_map(|what| self.counts.get(what)).sum()
    }

    fn at_rest(&mut self) -> Outcome<bool> {
        let mut rest = true;
        for phone in &mut self.phones {
            let Some(engine) = &mut phone.engine else { continue };
            let health = engine.health().map_err(trouble("health"))?;
            rest &= health.unsent == 0 && health.differing.is_empty() && health.withdrawn.is_empty();
        }
        Ok(rest)
    }

    fn release_all(&mut self) -> Outcome<bool> {
        let Some(up) = self.ward.up() else { return Ok(false) };
        let held = up.hub.store().read_blocking(|reading| quarantine::held(reading, HELD_MAX * 16));
        let held = held.map_err(trouble("held"))?;
        let mut by_device: BTreeMap<_, usize> = BTreeMap::new();
        held.iter().for_each(|row| *by_device.entry(row.carrier).or_default() += 1);
        if by_device.values().any(|count| *count > HELD_MAX) {
            return Err(broken("memory is bounded", "more is held than one device may have"));
        }
        for row in &held {
            self.ward.begin(Deed::Release(row.id));
            self.storm()?;
        }
        Ok(!held.is_empty())
    }

    fn all_is_kept(&mut self) -> Outcome<()> {
        let Some(up) = self.ward.up() else { return Err(broken("a server starts", "it does not")) };
        let hub = up.hub.clone();
        self.promises.kept(&hub)?;
        for phone in &mut self.phones {
            self.promises.accounted(phone)?;
            self.promises.arrived(&hub, phone)?;
            self.promises.converged(&hub, phone)?;
            listed_on(&hub, phone)?;
        }
        self.promises.listed(&hub)?;
        self.promises.orders_hold(&hub)?;
        self.promises.counted_once(&hub)?;
        self.promises.audited(&hub)?;
        let moved = hub.store().read_blocking(|reading| {
            let all = document::all(reading)?;
            all.iter().map(|row| append::arrived(reading, row.doc)).collect::<Result<Vec<_>, _>>()
        });
        for _ in moved.map_err(trouble("moves"))?.into_iter().filter(|seq| *seq > 0) {
            self.count("members who moved to another cell");
        }
        for _ in orders::gone(&hub)? {
            self.count("records taken away");
        }
        for _ in hub.directory().now().tree.iter().filter(|org| org.valid_to.is_some() && org.carried_by.is_some()) {
            self.count("cells carried on");
        }
        for _ in &hub.directory().now().copied {
            self.count("copied phones the ward was told of");
        }
        drop(hub);
        if self.ward.tasks() != 1 {
            return Err(broken("memory is bounded", format!("{} tasks are left beside the writer", self.ward.tasks())));
        }
        self.ward.stop();
        verified(&self.ward)
    }
}
