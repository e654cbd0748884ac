//! One run: what is to come, in order of time, and what each event does.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use sen_client::engine::EngineError;
use shared::access::Role;
use shared::id::{DocId, OrgId, labelled_hash};
use tempfile::TempDir;

use super::Faults;
use super::checks::{Promises, broken};
use super::faults::Blow;
use super::ground::{Ground, trouble};
use super::net::{Packet, Reply};
use super::packages::Handed;
use super::phone::{Business, Phone};
use super::ward::{Finished, Ward};
use crate::{Outcome, Trouble};

/// Events one run may have; more means that something goes in a circle.
const EVENTS_MAX: u64 = 12_000;
const YEAR_MS: i64 = 365 * 86_400_000;

/// Something that is to happen.
pub(super) enum Next {
    Write(usize, Business),
    Sync(usize),
    Arrive(Box<Packet>),
    Deliver(Reply),
    Deed,
    /// Somebody of the ward carries out an order that was decided.
    CarryOut(DocId),
    /// A package comes into somebody's hands.
    Hand(Handed),
    Strike(Blow),
    Start,
    /// Somebody starts a server again that stopped writing because its disk had failed.
    Restart,
    Open(usize),
    ServerWell,
    PhoneWell(usize),
}

/// A ward, its phones and what happens to them.
pub(super) struct World<'g> {
    pub(super) ground: &'g Ground,
    pub(super) chance: fastrand::Rng,
    pub(super) faults: Faults,
    pub(super) field: TempDir,
    pub(super) now: Arc<AtomicI64>,
    next: BTreeMap<(i64, u64), Next>,
    order: u64,
    pub(super) ward: Ward,
    pub(super) phones: Vec<Phone>,
    pub(super) promises: Promises,
    /// The server dies after so many more polls.
    pub(super) dies_in: Option<u64>,
    restarting: bool,
    pub(super) backups: Vec<PathBuf>,
    /// Cells that were founded in this run.
    pub(super) founded: Vec<OrgId>,
    pub(super) written: u64,
    log: Vec<String>,
    digest: [u8; 32],
    pub(super) counts: BTreeMap<&'static str, u64>,
}

impl<'g> World<'g> {
    /// A run as its seed decides it.
    pub(super) fn of_seed(ground: &'g Ground, seed: u64) -> Outcome<Self> {
        let mut chance = fastrand::Rng::with_seed(seed);
        let faults = Faults::draw(&mut chance);
        let mut phones: Vec<usize> = (0..ground.phones.len()).collect();
        chance.shuffle(&mut phones);
        phones.truncate(chance.usize(3..6));
        // Organisations are set up anew, and records taken away, by the ward's office.
        let office = ground.phones.iter().position(|phone| phone.place.role == Role::Office);
        if let Some(office) =
            office.filter(|office| (faults.reorganisation || faults.orders) && !phones.contains(office))
        {
            phones.pop();
            phones.push(office);
        }
        let mut world = Self::new(ground, seed, chance, faults, &phones)?;
        world.foresee()?;
        Ok(world)
    }

    /// The ward and some of its phones, with nothing to come yet.
    pub(super) fn new(
        ground: &'g Ground,
        seed: u64,
        mut chance: fastrand::Rng,
        faults: Faults,
        phones_of: &[usize],
    ) -> Outcome<Self> {
        let field = ground.field()?;
        let now = Arc::new(AtomicI64::new(ground.now));
        let skew = |chance: &mut fastrand::Rng, often: u8| match faults.clocks && chance.u8(..often) == 0 {
            true => chance.i64(-8 * YEAR_MS..8 * YEAR_MS),
            false => 0,
        };
        let folder = field.path().join("ward");
        ground.copy("ward", &folder)?;
        let ward = Ward::new(&folder, &now, skew(&mut chance, 4), seed, ground.ward)?;
        let mut phones = Vec::new();
        for (n, at) in phones_of.iter().enumerate() {
            let Some(enrolled) = ground.phones.get(*at) else { continue };
            let folder = field.path().join(enrolled.name);
            ground.copy(enrolled.name, &folder)?;
            let own = seed.wrapping_mul(31).wrapping_add(n as u64 + 1);
            phones.push(Phone::new(enrolled.name, &folder, enrolled.place.clone(), skew(&mut chance, 2), own)?);
        }
        let mut world = Self {
            ground,
            chance,
            faults,
            field,
            now,
            next: BTreeMap::new(),
            order: 0,
            ward,
            phones,
            promises: Promises::default(),
            dies_in: None,
            restarting: false,
            backups: Vec::new(),
            founded: Vec::new(),
            written: 0,
            log: Vec::new(),
            digest: [0; 32],
            counts: BTreeMap::new(),
        };
        world.say(format!("{faults:?}"));
        Ok(world)
    }

    /// Lays down who does what when.
    fn foresee(&mut self) -> Outcome<()> {
        self.start()?;
        let span = self.chance.i64(2_000..60_000);
        for phone in 0..self.phones.len() {
            self.open(phone)?;
            for _ in 0..self.chance.u8(2..6) {
                let at = self.chance.i64(0..span);
                self.later(at, Next::Write(phone, Business::Any));
            }
            for _ in 0..self.chance.u8(2..5) {
                let at = self.chance.i64(0..span);
                self.later(at, Next::Sync(phone));
            }
        }
        for _ in 0..self.chance.u8(..6) {
            let at = self.chance.i64(0..span);
            self.later(at, Next::Deed);
        }
        for blow in self.blows() {
            let at = self.chance.i64(0..span);
            self.later(at, Next::Strike(blow));
        }
        Ok(())
    }

    pub(super) fn clock(&self) -> i64 {
        self.now.load(Ordering::SeqCst)
    }

    pub(super) fn later(&mut self, after: i64, next: Next) {
        self.order += 1;
        self.next.insert((self.clock() + after, self.order), next);
    }

    pub(super) fn say(&mut self, line: String) {
        let line = format!("{:>7} {line}", self.clock() - self.ground.now);
        self.digest = labelled_hash("simulation", &[&self.digest, line.as_bytes()]);
        self.log.push(line);
    }

    pub(super) fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    /// Lets everything happen that was laid down, and what follows from it.
    pub(super) fn storm(&mut self) -> Outcome<()> {
        while self.turn()? {}
        Ok(())
    }

    /// One step of the server or one event; `false` when nothing is to come.
    pub(super) fn turn(&mut self) -> Outcome<bool> {
        self.count("events");
        if self.counts.get("events").is_some_and(|events| *events > EVENTS_MAX) {
            return Err(broken("a run comes to rest", "too many events"));
        }
        let due = self.next.first_key_value().map(|((at, _), _)| *at);
        let waiting = due.is_some_and(|at| at <= self.clock());
        if self.ward.is_ready() && (!waiting || self.chance.bool()) {
            self.step()?;
            self.now.fetch_add(self.chance.i64(0..4), Ordering::SeqCst);
            return Ok(true);
        }
        let Some(((at, _), next)) = self.next.pop_first() else { return Ok(false) };
        self.now.fetch_max(at, Ordering::SeqCst);
        self.happen(next)?;
        Ok(true)
    }

    fn happen(&mut self, next: Next) -> Outcome<()> {
        match next {
            Next::Write(phone, business) => self.write(phone, business),
            Next::Sync(phone) => self.sync(phone),
            Next::Arrive(packet) => self.arrive(*packet),
            Next::Deliver(reply) => self.deliver(&reply),
            Next::Deed => self.deed(),
            Next::CarryOut(order) => self.carry_out(order),
            Next::Hand(handed) => self.hand(&handed),
            Next::Strike(blow) => self.strike(&blow),
            Next::Start => self.start(),
            Next::Restart => self.restart(),
            Next::Open(phone) => self.open(phone),
            Next::ServerWell => {
                self.ward.disk.fill(false);
                Ok(())
            }
            Next::PhoneWell(phone) => {
                self.phone(phone)?.disk.fill(false);
                Ok(())
            }
        }
    }

    pub(super) fn phone(&mut self, phone: usize) -> Outcome<&mut Phone> {
        self.phones.get_mut(phone).ok_or_else(|| Trouble("no such phone".to_owned()))
    }

    /// Lets the server take one step, and takes up what it finished.
    pub(super) fn step(&mut self) -> Outcome<()> {
        self.count("polls");
        self.ward.step(&mut self.chance);
        for finished in self.ward.finished() {
            match finished {
                Finished::Started(Ok(up)) => {
                    self.promises.kept(&up.hub)?;
                    self.ward.started(up);
                    self.say("the server serves".to_owned());
                }
                Finished::Started(Err(error)) => {
                    self.say(format!("the server cannot load: {error}"));
                    self.kill_server()?;
                    return Ok(());
                }
                Finished::Answer { packet, status, zstd, body } => self.answered(packet, status, zstd, body)?,
                Finished::Deed { deed, came } => self.came(deed, came)?,
            }
        }
        self.watch_over();
        let dies = self.dies_in.is_some_and(|left| left == 0);
        self.dies_in = self.dies_in.map(|left| left.saturating_sub(1));
        if dies || self.ward.disk.is_dead() {
            self.dies_in = None;
            self.kill_server()?;
        }
        Ok(())
    }

    /// A server whose disk failed under it only reads until somebody starts it again.
    fn watch_over(&mut self) {
        if self.restarting {
            return;
        }
        if let Some(damage) = self.ward.up().and_then(|up| up.hub.store().damage()) {
            self.restarting = true;
            self.say(format!("the server only reads: {}", damage.first()));
            self.count("restarts of a server that only read");
            let after = self.chance.i64(500..5_000);
            self.later(after, Next::Restart);
        }
    }

    fn restart(&mut self) -> Outcome<()> {
        self.restarting = false;
        if self.ward.up().is_some_and(|up| up.hub.store().damage().is_some()) {
            self.say("somebody restarts the server".to_owned());
            self.ward.stop();
            self.later(10, Next::Start);
        }
        Ok(())
    }

    pub(super) fn start(&mut self) -> Outcome<()> {
        if self.ward.is_running() {
            return Ok(());
        }
        self.ward.disk.revive().map_err(trouble("disk"))?;
        let before = self.ward.disk.counts().failed_syncs;
        match self.ward.start() {
            Ok(()) => self.say("the server starts".to_owned()),
            Err(error) if self.ward.disk.is_ill() || self.ward.disk.counts().failed_syncs > before => {
                self.say(format!("the server does not start: {error}"));
                self.later(500, Next::Start);
            }
            Err(error) => return Err(broken("a server starts on what it left", error)),
        }
        Ok(())
    }

    /// The cells there are, with those founded since.
    pub(super) fn cells(&self) -> Vec<OrgId> {
        self.ground.cells.into_iter().chain(self.founded.iter().copied()).collect()
    }

    pub(super) fn write(&mut self, at: usize, business: Business) -> Outcome<()> {
        self.written += 1;
        let (n, now, cells) = (self.written, self.clock(), self.cells());
        let mut chance = self.chance.fork();
        let phone = self.phone(at)?;
        let ills = phone.disk.counts();
        let written = phone.write(business, n, &cells, now, &mut chance);
        let name = phone.name.clone();
        match written {
            Ok(None) => {}
            Ok(Some((doc, what))) => {
                // What is being typed is no change yet; the strokes themselves must be there whenever the phone opens.
                let phone = self.phone(at)?;
                let change = if phone.typed.is_some() { Ok(None) } else { phone.note(doc) };
                match change {
                    Ok(change) => self.say(format!("{name} writes {what} {n} in {doc}: {change:?}")),
                    Err(error) => self.ailing(at, ills, &error)?,
                }
                self.count("edits");
                self.count_business(what);
            }
            // A person who looks for what was withdrawn, or may not write any more.
            Err(
                error @ (EngineError::Denied(_)
                | EngineError::Gone
                | EngineError::NoSuchRecord(_)
                | EngineError::NotEnrolled
                | EngineError::Step(_)
                | EngineError::Write(_)),
            ) => {
                self.say(format!("{name} may not write {n}: {error}"));
            }
            Err(error) => self.ailing(at, ills, &error)?,
        }
        self.mind(at)
    }

    /// An error is honest only while the disk is ill.
    pub(super) fn ailing(&mut self, at: usize, ills: disk::Counts, error: &EngineError) -> Outcome<()> {
        let phone = self.phone(at)?;
        let ill = phone.disk.is_ill() || phone.disk.counts().failed_syncs != ills.failed_syncs;
        let name = phone.name.clone();
        self.say(format!("{name} fails: {error}"));
        if ill { Ok(()) } else { Err(broken("a healthy phone works", format!("{name}: {error}"))) }
    }

    /// A phone whose disk died under it is dead.
    pub(super) fn mind(&mut self, at: usize) -> Outcome<()> {
        if self.phone(at)?.disk.is_dead() { self.kill_phone(at) } else { Ok(()) }
    }

    /// The log, the counts and the hash over the log; the disks are ordinary folders again.
    pub(super) fn end(mut self) -> (Vec<String>, BTreeMap<&'static str, u64>, String) {
        self.ward.kill();
        for phone in &mut self.phones {
            phone.disk.kill();
            phone.engine = None;
        }
        for disk in self.phones.iter().map(|phone| &phone.disk).chain([&self.ward.disk]) {
            let counts = disk.counts();
            *self.counts.entry("disk operations").or_default() += counts.operations;
            *self.counts.entry("fault: sync failed").or_default() += counts.failed_syncs;
            *self.counts.entry("fault: disk full").or_default() += counts.refused_writes;
            *self.counts.entry("fault: sectors lost").or_default() += counts.lost_sectors;
            disk.retire();
        }
        (std::mem::take(&mut self.log), std::mem::take(&mut self.counts), hex::encode(self.digest))
    }
}
