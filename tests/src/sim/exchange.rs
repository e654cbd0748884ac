//! A request from the phone to the server, and its answer back: what happens to both, and what they must say.

use sen_client::engine::EngineError;
use sen_client::net::NetError;
use shared::id::labelled_hash;
use shared::limits;
use shared::wire::Fate;

use super::checks::{broken, envelopes};
use super::ground::trouble;
use super::net::{self, Packet, Reply};
use super::world::{Next, World};
use crate::Outcome;

/// Rounds one sync makes at most, as the phone's own client does.
const ROUNDS_MAX: u32 = 64;
/// A log is folded from a thousand pages on; one commit more may be in it.
const LOG_BYTES_MAX: u64 = 6 * 1024 * 1024;

impl World<'_> {
    pub(super) fn sync(&mut self, at: usize) -> Outcome<()> {
        let now = self.clock();
        let zstd = self.chance.bool();
        let phone = self.phone(at)?;
        if phone.down_until > now {
            self.count("syncs without a line");
            return Ok(());
        }
        let ills = phone.disk.counts();
        let packet = phone.ask(at, now, zstd);
        match packet {
            Ok(None) => {}
            Ok(Some(packet)) => self.send(packet)?,
            Err(error) => self.ailing(at, ills, &error)?,
        }
        self.mind(at)
    }

    fn send(&mut self, mut packet: Packet) -> Outcome<()> {
        packet.restores = self.promises.restores;
        let name = self.phone(packet.phone)?.name.clone();
        self.bounded(&packet.body)?;
        let hash = labelled_hash("request", &[&packet.body]);
        let brought = envelopes(&packet.body);
        self.promises.sent(&brought);
        self.say(format!(
            "{name} asks {} ({} bytes, {}) with {brought:?}",
            packet.exchange,
            packet.body.len(),
            hex::encode(&hash[..4])
        ));
        let copies = net::fates(&mut self.chance, &self.faults);
        self.tell(&copies);
        for (delay, cut) in copies {
            let mut copy = packet.clone();
            copy.cut = cut;
            self.later(delay, Next::Arrive(Box::new(copy)));
        }
        Ok(())
    }

    fn tell(&mut self, copies: &[(i64, bool)]) {
        match copies.len() {
            0 => self.count("fault: message lost"),
            1 => {}
            _ => self.count("fault: message twice"),
        }
        if copies.iter().any(|(_, cut)| *cut) {
            self.count("fault: message cut");
        }
        if copies.iter().any(|(delay, _)| *delay > 400) {
            self.count("fault: message late");
        }
    }

    pub(super) fn arrive(&mut self, mut packet: Packet) -> Outcome<()> {
        let Some(up) = self.ward.up() else {
            self.count("requests to a dead server");
            return Ok(());
        };
        if packet.token.is_some() {
            let hub = up.hub.clone();
            let device = packet.device;
            packet.rights = Some(self.promises.confirmed(&hub, device)?);
        }
        packet.ills = (self.ward.disk.counts(), self.ward.disk.is_ill());
        if packet.zstd {
            packet.body = zstd::bulk::compress(&packet.body, 3).map_err(trouble("compress"))?;
        }
        if packet.cut {
            net::cut(&mut self.chance, &mut packet.body);
        }
        self.ward.request(packet);
        Ok(())
    }

    pub(super) fn answered(&mut self, packet: Packet, status: u16, zstd: bool, body: Vec<u8>) -> Outcome<()> {
        let body = if zstd { zstd::stream::decode_all(body.as_slice()).map_err(trouble("inflate"))? } else { body };
        let name = self.phone(packet.phone)?.name.clone();
        self.bounded(&body)?;
        let hash = labelled_hash("answer", &[&body]);
        self.say(format!("answer {status} to {name} {} ({})", packet.exchange, hex::encode(&hash[..4])));
        let mut compares = false;
        if let (200, Some(rights), Some(up)) = (status, &packet.rights, self.ward.up()) {
            let hub = up.hub.clone();
            let response = self.promises.answered(&hub, packet.device, rights, &body)?;
            compares = response.streams.iter().any(|news| news.inventory.is_some());
            if !response.withdrawn.is_empty() {
                self.say(format!("  withdrawn: {:?}", response.withdrawn));
                self.promises.left.insert(name.clone());
            }
            for receipt in &response.receipts {
                self.say(format!("  {} {:?}", receipt.envelope, receipt.fate));
                self.count(match receipt.fate {
                    Fate::Merged(_) => "envelopes merged",
                    Fate::Duplicate(_) => "envelopes known already",
                    _ => "envelopes held",
                });
            }
        }
        let ill = self.is_excused(&packet);
        // A device that enrolled after the backup was made has to enrol again.
        // A third request of one device while two are being answered.
        let busy = status == 429;
        let stranger = status == 401 && self.promises.restores > 0 || packet.token.is_none();
        if !(status == 200
            || packet.cut && status == 400
            || ill && matches!(status, 500 | 503 | 507)
            || stranger
            || busy)
        {
            return Err(broken(
                "an honest request is answered",
                format!("{status}: {}", String::from_utf8_lossy(&body)),
            ));
        }
        let reply = Reply {
            phone: packet.phone,
            life: packet.life,
            exchange: packet.exchange,
            is_enrolment: packet.token.is_none(),
            status,
            body,
            cut: false,
            restores: packet.restores,
            only_reads: self.only_reads(),
            compares,
        };
        let copies = net::fates(&mut self.chance, &self.faults);
        self.tell(&copies);
        for (delay, cut) in copies {
            let mut copy = reply.clone();
            copy.cut = cut;
            if cut {
                net::cut(&mut self.chance, &mut copy.body);
            }
            self.later(delay, Next::Deliver(copy));
        }
        Ok(())
    }

    /// What one message, and what lies beside a database, may be at most.
    fn bounded(&self, message: &[u8]) -> Outcome<()> {
        if message.len() > limits::BODY_BYTES_MAX {
            return Err(broken("memory is bounded", format!("a message of {} bytes", message.len())));
        }
        let logs = self.phones.iter().map(|phone| phone.folder.join("vault.db-wal"));
        for log in logs.chain([self.ward.folder.join("sen.db-wal")]) {
            if log.metadata().is_ok_and(|found| found.len() > LOG_BYTES_MAX) {
                return Err(broken("memory is bounded", format!("{} has grown", log.display())));
            }
        }
        Ok(())
    }

    /// Whether the server's disk was ill while it worked on a request, or has been since the server only reads.
    fn is_excused(&self, packet: &Packet) -> bool {
        let (then, now) = (packet.ills.0, self.ward.disk.counts());
        let went_ill = (then.failed_syncs, then.refused_writes) != (now.failed_syncs, now.refused_writes);
        packet.ills.1 || self.ward.disk.is_ill() || went_ill || self.only_reads()
    }

    fn only_reads(&self) -> bool {
        self.ward.up().is_some_and(|up| up.hub.store().damage().is_some())
    }

    pub(super) fn deliver(&mut self, reply: &Reply) -> Outcome<()> {
        let (stale, now) = (self.faults.stale, self.clock());
        let phone = self.phone(reply.phone)?;
        let expected = phone.waits == Some(reply.exchange);
        // An old page of an inventory can only mislead; the phone says so until the stream moves, and that is all.
        // And whoever enrols knows which code an answer is for.
        let stale = stale && !reply.compares && !reply.is_enrolment;
        if phone.engine.is_none() || phone.life != reply.life || phone.down_until > now || !expected && !stale {
            self.count("answers nobody waits for");
            return Ok(());
        }
        if reply.status != 200 {
            phone.waits = None;
            let (ills, refused) = (
                phone.disk.counts(),
                NetError::Refused { status: reply.status, code: reply.status.to_string(), message: String::new() },
            );
            let noted =
                phone.engine.as_mut().filter(|_| !reply.is_enrolment).map(|engine| engine.note_refusal(&refused));
            if let Some(Err(error)) = noted {
                self.ailing(reply.phone, ills, &error)?;
            }
            return self.mind(reply.phone);
        }
        let ills = phone.disk.counts();
        if expected {
            phone.waits = None;
        } else {
            phone.unsteady = true;
            self.count("fault: answer long given up");
        }
        if reply.is_enrolment {
            self.enrolled(reply)?;
            return self.mind(reply.phone);
        }
        let restores = self.promises.restores;
        let phone = self.phone(reply.phone)?;
        let at = phone.now(now);
        let name = phone.name.clone();
        if reply.restores < restores {
            phone.misled = Some(restores);
        }
        let Some(engine) = &mut phone.engine else { return Ok(()) };
        match engine.finish_sync(&reply.body, at) {
            Err(EngineError::Answer(_)) if reply.cut => self.say(format!("{name} hears half an answer")),
            Err(error) => self.ailing(reply.phone, ills, &error)?,
            Ok(_) if reply.cut => return Err(broken("half an answer is none", name)),
            Ok(progress) => {
                self.say(format!("{name} takes in {}: {progress:?}", reply.exchange));
                self.heard(reply, progress.more)?;
            }
        }
        self.mind(reply.phone)
    }

    /// After a fresh answer the phone's word is checked; with more to do it goes on.
    fn heard(&mut self, reply: &Reply, more: bool) -> Outcome<()> {
        let fresh = reply.restores == self.promises.restores && !reply.only_reads;
        for (doc, heads) in self.ward.shown() {
            self.promises.seen.entry(doc).or_default().push(heads);
        }
        if let Some(phone) = self.phones.get_mut(reply.phone) {
            self.promises.accounted(phone)?;
        }
        let hub = self.ward.up().map(|up| up.hub.clone());
        if let Some(phone) = self.phones.get_mut(reply.phone).filter(|_| fresh) {
            self.promises.told(hub.as_ref(), phone)?;
        }
        let phone = self.phone(reply.phone)?;
        phone.rounds = if more { phone.rounds + 1 } else { 0 };
        if more && phone.rounds < ROUNDS_MAX {
            let soon = self.chance.i64(1..30);
            self.later(soon, Next::Sync(reply.phone));
        }
        Ok(())
    }
}
