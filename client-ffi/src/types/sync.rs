//! Mirrors of what the device knows about sync.

use shared::sync::device::Aside;

use super::Safety;
use crate::engine::{Status as DeviceStatus, SyncProgress};

/// What a sync, or one answer of it, brought.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Synced {
    /// Another request has something to bring or fetch at once.
    pub more: bool,
    /// Envelopes the server has on disk and merged.
    pub pushed: u32,
    /// Envelopes the server keeps aside.
    pub held: u32,
    /// Envelopes the server did not take.
    pub refused: u32,
    /// Records that were new or changed.
    pub received: u32,
    /// Records whose news could not be merged yet.
    pub unmerged: u32,
}

impl From<SyncProgress> for Synced {
    fn from(progress: SyncProgress) -> Self {
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        Self {
            more: progress.more,
            pushed: count(progress.pushed),
            held: count(progress.held),
            refused: count(progress.refused),
            received: count(progress.received),
            unmerged: count(progress.unmerged.len()),
        }
    }
}

/// One record and how safe it is.
#[derive(Debug, Clone, uniffi::Record)]
pub struct RecordStatus {
    /// The record's id.
    pub id: String,
    /// `meeting`, `member` or `org`.
    pub kind: String,
    /// What a person knows it by.
    pub title: String,
    /// How safe it is.
    pub safety: Safety,
}

/// Something the server keeps aside or did not take.
#[derive(Debug, Clone, uniffi::Record)]
pub struct SetAside {
    /// The record's id.
    pub id: String,
    /// What a person knows the record by.
    pub title: String,
    /// Whether it is on the server's disk.
    pub on_server: bool,
    /// Why it waits.
    pub reason: String,
}

/// The device's standing with the server.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Status {
    /// Every record.
    pub records: Vec<RecordStatus>,
    /// How much still has to be sent.
    pub unsent: u32,
    /// What the server set aside.
    pub set_aside: Vec<SetAside>,
    /// When the server last answered.
    pub last_contact_ms: Option<i64>,
    /// How far this device's clock runs ahead of the server's.
    pub clock_skew_ms: Option<i64>,
    /// Whether both sides still differ after everything was exchanged.
    pub differs: bool,
}

impl From<DeviceStatus> for Status {
    fn from(status: DeviceStatus) -> Self {
        let record = |record: crate::engine::RecordStatus| RecordStatus {
            id: record.doc.to_string(),
            kind: record.kind.code().to_owned(),
            safety: (&record.safety).into(),
            title: record.title,
        };
        let aside = |aside: crate::engine::SetAside| {
            let (on_server, reason) = match aside.why {
                Aside::Held(reason) => (true, reason.code().to_owned()),
                Aside::Refused(reason) => (false, reason),
            };
            SetAside { id: aside.doc.to_string(), title: aside.title, on_server, reason }
        };
        Self {
            differs: !status.differing.is_empty(),
            records: status.records.into_iter().map(record).collect(),
            unsent: u32::try_from(status.unsent).unwrap_or(u32::MAX),
            set_aside: status.set_aside.into_iter().map(aside).collect(),
            last_contact_ms: status.last_contact.map(shared::time::Timestamp::as_ms),
            clock_skew_ms: status.clock_skew_ms,
        }
    }
}
