//! The line between phones and ward: what may happen to a request or an answer on its way.

use super::Faults;

/// A request on its way.
#[derive(Debug, Clone)]
pub(super) struct Packet {
    pub(super) phone: usize,
    pub(super) device: shared::id::DeviceId,
    /// Which start of the phone sent it; an answer to a process that is gone arrives nowhere.
    pub(super) life: u64,
    pub(super) exchange: u64,
    /// `None` for an enrolment.
    pub(super) token: Option<[u8; 32]>,
    pub(super) body: Vec<u8>,
    pub(super) zstd: bool,
    pub(super) cut: bool,
    /// How often the server had been restored when it was sent.
    pub(super) restores: u64,
    /// The rights of its device when it reached the server.
    pub(super) rights: Option<super::checks::Rights>,
    /// What had gone wrong on the server's disk until then, and whether it was ill.
    pub(super) ills: (disk::Counts, bool),
}

impl Packet {
    pub(super) const fn path(&self) -> &'static str {
        if self.token.is_some() { "/v1/sync" } else { "/v1/enrol" }
    }
}

/// An answer on its way.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    pub(super) phone: usize,
    pub(super) life: u64,
    pub(super) exchange: u64,
    pub(super) is_enrolment: bool,
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    pub(super) cut: bool,
    /// How often the server had been restored when it was asked.
    pub(super) restores: u64,
    /// The server only read by then: it says of no stream that it has left.
    pub(super) only_reads: bool,
    /// It holds a page of an inventory.
    pub(super) compares: bool,
}

/// When the copies of one message arrive, in milliseconds from now, and whether each is cut.
pub(super) fn fates(chance: &mut fastrand::Rng, faults: &Faults) -> Vec<(i64, bool)> {
    let mut copies = Vec::new();
    if faults.loss && chance.u8(..6) == 0 {
        return copies;
    }
    let slow = faults.late && chance.u8(..5) == 0;
    let delay = if slow { chance.i64(500..20_000) } else { chance.i64(5..60) };
    copies.push((delay, faults.cuts && chance.u8(..8) == 0));
    if faults.twice && chance.u8(..4) == 0 {
        copies.push((delay + chance.i64(0..3_000), false));
    }
    copies
}

/// Cuts a message somewhere.
pub(super) fn cut(chance: &mut fastrand::Rng, body: &mut Vec<u8>) {
    let at = chance.usize(..body.len().max(1));
    body.truncate(at);
}
