//! What goes wrong in a run, and what is left of a process, a disk or a vault afterwards.

use std::sync::atomic::Ordering;

use server::admin;
use server::config::Config;
use server::host::{Host, Workers};
use server::store;

use super::checks::broken;
use super::ground::{block_on, bytes_of, copy_folder, instant, trouble};
use super::phone::{Business, Phone};
use super::ward::Deed;
use super::world::{Next, World};
use crate::Outcome;

/// One thing that goes wrong.
#[derive(Debug, Clone)]
pub(super) enum Blow {
    ServerDies,
    ServerDiesWriting,
    ServerSyncFails,
    ServerFull,
    PhoneDies(usize),
    PhoneDiesWriting(usize),
    PhoneSyncFails(usize),
    PhoneFull(usize),
    Partition(usize),
    Clone(usize),
    CopyPhone(usize),
    RestorePhone(usize),
    Backup,
    RestoreServer,
    Revoke(usize),
    Reorganise,
    Enrol(usize),
    Order,
    Package(usize),
}

impl World<'_> {
    /// The blows of this run, as its faults allow.
    pub(super) fn blows(&mut self) -> Vec<Blow> {
        let faults = self.faults;
        let mut blows = Vec::new();
        let mut may = |allowed: bool, at_most: u8, blow: &dyn Fn(usize) -> Blow, chance: &mut fastrand::Rng| {
            for _ in 0..if allowed { chance.u8(1..=at_most) } else { 0 } {
                blows.push(blow(chance.usize(..self.phones.len())));
            }
        };
        let chance = &mut self.chance;
        may(faults.server_kills, 4, &|_| Blow::ServerDies, chance);
        may(faults.server_kills, 3, &|_| Blow::ServerDiesWriting, chance);
        may(faults.server_disk, 3, &|_| Blow::ServerSyncFails, chance);
        may(faults.server_disk, 2, &|_| Blow::ServerFull, chance);
        may(faults.phone_kills, 3, &Blow::PhoneDies, chance);
        may(faults.phone_kills, 4, &Blow::PhoneDiesWriting, chance);
        may(faults.phone_disk, 3, &Blow::PhoneSyncFails, chance);
        may(faults.phone_disk, 2, &Blow::PhoneFull, chance);
        may(faults.partitions, 3, &Blow::Partition, chance);
        may(faults.clones, 1, &Blow::Clone, chance);
        may(faults.phone_restores, 1, &Blow::CopyPhone, chance);
        may(faults.phone_restores, 2, &Blow::RestorePhone, chance);
        may(faults.server_restores, 2, &|_| Blow::Backup, chance);
        may(faults.server_restores, 1, &|_| Blow::RestoreServer, chance);
        may(faults.reorganisation, 3, &|_| Blow::Reorganise, chance);
        may(faults.revocation, 2, &Blow::Revoke, chance);
        may(faults.enrolment, 2, &Blow::Enrol, chance);
        may(faults.orders, 4, &|_| Blow::Order, chance);
        may(faults.packages, 4, &Blow::Package, chance);
        blows
    }

    pub(super) fn strike(&mut self, blow: &Blow) -> Outcome<()> {
        self.say(format!("{blow:?}"));
        match *blow {
            Blow::ServerDies => {
                self.dies_in = Some(self.chance.u64(..60));
                self.busy()
            }
            Blow::ServerDiesWriting => {
                let operation = self.chance.u64(..40);
                self.ward.disk.kill_at(operation);
                self.busy()
            }
            Blow::ServerSyncFails => {
                let syncs = self.chance.u32(1..4);
                self.ward.disk.fail_syncs(syncs);
                self.busy()
            }
            Blow::ServerFull => {
                self.ward.disk.fill(true);
                let long = self.chance.i64(100..5_000);
                self.later(long, Next::ServerWell);
                self.busy()
            }
            Blow::PhoneDies(phone) => self.kill_phone(phone),
            Blow::PhoneDiesWriting(phone) => {
                let operation = self.chance.u64(..25);
                self.phone(phone)?.disk.kill_at(operation);
                Ok(())
            }
            Blow::PhoneSyncFails(phone) => {
                let syncs = self.chance.u32(1..3);
                self.phone(phone)?.disk.fail_syncs(syncs);
                Ok(())
            }
            Blow::PhoneFull(phone) => {
                let long = self.chance.i64(100..8_000);
                self.phone(phone)?.disk.fill(true);
                self.later(long, Next::PhoneWell(phone));
                Ok(())
            }
            Blow::Partition(phone) => {
                self.count("fault: partition");
                let until = self.clock() + self.chance.i64(500..30_000);
                self.phone(phone)?.down_until = until;
                Ok(())
            }
            Blow::Clone(phone) => self.clone_phone(phone),
            Blow::CopyPhone(phone) => self.copy_phone(phone),
            Blow::RestorePhone(phone) => self.restore_phone(phone),
            Blow::Backup => self.backup(),
            Blow::RestoreServer => self.restore_server(),
            Blow::Revoke(phone) => self.revoke(phone),
            Blow::Reorganise => self.reorganise(),
            Blow::Enrol(phone) => self.invite(phone),
            Blow::Order => self.order(),
            Blow::Package(phone) => self.package(phone),
        }
    }

    /// Sees to it that the server is at work when it is struck.
    fn busy(&mut self) -> Outcome<()> {
        for phone in 0..self.phones.len() {
            if self.chance.bool() {
                self.sync(phone)?;
            }
        }
        Ok(())
    }

    /// The server's process ends where it stands; with it, perhaps, the power.
    pub(super) fn kill_server(&mut self) -> Outcome<()> {
        if !self.ward.is_running() {
            return Ok(());
        }
        self.ward.kill();
        self.count("fault: server killed");
        let power = self.faults.server_power && self.chance.bool();
        self.say(format!("the server dies{}", if power { " with the power" } else { "" }));
        if power {
            self.count("fault: server lost power");
            let chance = &mut self.chance;
            self.ward.disk.lose_power(&mut |below| chance.u64(..below)).map_err(trouble("power"))?;
        }
        let after = self.chance.i64(10..3_000);
        self.later(after, Next::Start);
        Ok(())
    }

    pub(super) fn kill_phone(&mut self, at: usize) -> Outcome<()> {
        let power = self.faults.phone_power && self.chance.bool();
        let phone = self.phone(at)?;
        if phone.engine.is_none() && !phone.disk.is_dead() {
            return Ok(());
        }
        phone.disk.kill();
        phone.engine = None;
        phone.waits = None;
        let (name, disk) = (phone.name.clone(), phone.disk.clone());
        self.count("fault: phone killed");
        self.say(format!("{name} dies{}", if power { " with its power" } else { "" }));
        if power {
            self.count("fault: phone lost power");
            let chance = &mut self.chance;
            disk.lose_power(&mut |below| chance.u64(..below)).map_err(trouble("power"))?;
        }
        disk.revive().map_err(trouble("disk"))?;
        let after = self.chance.i64(10..2_000);
        self.later(after, Next::Open(at));
        Ok(())
    }

    /// Opens a phone that is closed; whatever was written into it must be there.
    pub(super) fn open(&mut self, at: usize) -> Outcome<()> {
        let phone = self.phone(at)?;
        if phone.engine.is_some() {
            return Ok(());
        }
        let (ill, before, name) = (phone.disk.is_ill(), phone.disk.counts().failed_syncs, phone.name.clone());
        let opened = phone.open();
        let ill = ill || phone.disk.counts().failed_syncs > before;
        match opened {
            Ok(()) => {
                self.say(format!("{name} opens"));
                self.mine_is_there(at)?;
            }
            Err(error) if ill => {
                self.say(format!("{name} does not open: {error}"));
                let disk = self.phone(at)?.disk.clone();
                if disk.is_dead() {
                    disk.revive().map_err(trouble("disk"))?;
                }
                self.later(300, Next::Open(at));
            }
            Err(error) => return Err(broken("a vault opens after anything", format!("{name}: {error}"))),
        }
        Ok(())
    }

    fn mine_is_there(&mut self, at: usize) -> Outcome<()> {
        match self.phones.get_mut(at) {
            Some(phone) => self.promises.accounted(phone),
            None => Ok(()),
        }
    }

    /// Closes a phone for a moment; its files then hold everything.
    fn close(&mut self, at: usize) -> Outcome<bool> {
        let phone = self.phone(at)?;
        if phone.engine.is_none() || phone.disk.is_ill() {
            return Ok(false);
        }
        phone.engine = None;
        phone.waits = None;
        Ok(true)
    }

    fn clone_phone(&mut self, at: usize) -> Outcome<()> {
        // Two phones that enrol with one new key are one device; whoever is last has the token.
        let enrolling = self.phone(at)?.code.is_some();
        if enrolling || !self.close(at)? {
            return Ok(());
        }
        self.count("fault: phone cloned");
        let number = self.phones.len();
        let seed = self.chance.u64(..);
        let folder = self.field.path().join(format!("clone-{number}"));
        let phone = self.phone(at)?;
        copy_folder(&phone.folder, &folder)?;
        let mut twin = Phone::new(&format!("{}-{number}", phone.name), &folder, phone.place.clone(), phone.skew, seed)?;
        (twin.mine, twin.code, twin.unsteady) = (phone.mine.clone(), phone.code.clone(), true);
        phone.unsteady = true;
        self.phones.push(twin);
        self.open(at)?;
        self.open(number)?;
        let device = self.phone(at)?.device();
        self.promises.forked.extend(device);
        let span = 20_000;
        let write = |phone| Next::Write(phone, Business::Any);
        for next in [write(number), Next::Sync(number), write(number), write(at), Next::Sync(number)] {
            let after = self.chance.i64(0..span);
            self.later(after, next);
        }
        Ok(())
    }

    fn copy_phone(&mut self, at: usize) -> Outcome<()> {
        if !self.close(at)? {
            return Ok(());
        }
        let folder = self.field.path().join(format!("copy-{at}"));
        if folder.exists() {
            std::fs::remove_dir_all(&folder).map_err(trouble("copy"))?;
        }
        let phone = self.phone(at)?;
        copy_folder(&phone.folder, &folder)?;
        phone.copy = Some((folder, phone.mine.clone()));
        self.open(at)
    }

    /// The vault goes back to an older copy; what was written since and not sent is gone, as everybody knows.
    fn restore_phone(&mut self, at: usize) -> Outcome<()> {
        let Some((folder, mine)) = self.phone(at)?.copy.clone() else { return Ok(()) };
        if !self.close(at)? {
            return Ok(());
        }
        self.count("fault: phone restored");
        let phone = self.phone(at)?;
        std::fs::remove_dir_all(&phone.folder).map_err(trouble("restore"))?;
        copy_folder(&folder, &phone.folder)?;
        phone.disk.forget();
        (phone.mine, phone.unsteady, phone.typed) = (mine, true, None);
        phone.safe.clear();
        self.open(at)?;
        let device = self.phone(at)?.device();
        self.promises.forked.extend(device);
        Ok(())
    }

    fn backup(&mut self) -> Outcome<()> {
        if self.ward.up().is_none() || self.ward.disk.is_ill() {
            return Ok(());
        }
        let target = self.field.path().join(format!("backup-{}.db", self.backups.len()));
        store::backup(&self.ward.database(), &target).map_err(trouble("backup"))?;
        self.count("backups");
        self.backups.push(target);
        Ok(())
    }

    /// The server's disk is gone; an older backup takes its place.
    fn restore_server(&mut self) -> Outcome<()> {
        let Some(backup) = self.chance.choice(&self.backups).cloned() else { return Ok(()) };
        self.ward.kill();
        self.count("fault: server restored");
        self.say("the server goes back to a backup".to_owned());
        self.dies_in = None;
        self.ward.disk.revive().map_err(trouble("disk"))?;
        self.ward.disk.fill(false);
        self.ward.disk.fail_syncs(0);
        for file in ["sen.db", "sen.db-wal", "sen.db-shm"] {
            let path = self.ward.folder.join(file);
            if path.exists() {
                std::fs::remove_file(path).map_err(trouble("restore"))?;
            }
        }
        let config = Config::load(&self.ward.folder, None).map_err(trouble("config"))?;
        let at = instant(self.now.load(Ordering::SeqCst), self.ward.skew);
        let host = Host::with_clock(move || at).repeatable(bytes_of(self.chance.u64(..)), Workers::Threads);
        block_on(admin::restore(&config, &host, &backup))?.map_err(trouble("restore"))?;
        self.ward.disk.forget();
        self.promises.begin_anew();
        let after = self.chance.i64(10..5_000);
        self.later(after, Next::Start);
        Ok(())
    }

    /// The ward revokes a device while, perhaps, its push is under way.
    fn revoke(&mut self, at: usize) -> Outcome<()> {
        let Some(device) = self.phone(at)?.device() else { return Ok(()) };
        self.count("fault: device revoked");
        if self.chance.bool() {
            self.sync(at)?;
        }
        if self.chance.bool() {
            let after = self.chance.i64(0..80);
            self.later(after, Next::Sync(at));
        }
        self.ward.begin(Deed::Revoke(device));
        Ok(())
    }
}
