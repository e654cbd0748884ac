//! Mirrors of what the device knows about sync.

use shared::access::StreamId;
use shared::doc::Kind;
use shared::id::DocId;
use shared::sync::device::{Aside, Safety as DeviceSafety};

use super::count;
use crate::engine::{self, Engine, PendingResponse, SyncProgress};
use crate::words::words;

/// How safe a record is: `on_this_phone`, `held`, `safe_on_server` or `seen_by_ward`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Safety {
    /// The stable code.
    pub state: String,
    /// Why the server keeps it aside, if it does.
    pub reason: Option<String>,
    /// Both, in Vietnamese.
    pub words: String,
}

impl From<&DeviceSafety> for Safety {
    fn from(safety: &DeviceSafety) -> Self {
        let reason = match safety {
            DeviceSafety::Held(reason) => Some(reason.code().to_owned()),
            DeviceSafety::OnThisPhone | DeviceSafety::SafeOnServer | DeviceSafety::SeenByWard => None,
        };
        Self { state: safety.code().to_owned(), reason, words: words().safety(safety) }
    }
}

/// What a sync, or one answer of it, brought.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
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
    /// Records that left this device because the server withdrew them.
    pub removed: u32,
    /// Records whose news could not be merged yet; they are asked for again.
    pub unmerged: u32,
    /// Records of a kind only a newer app knows.
    pub newer: u32,
}

impl From<SyncProgress> for Synced {
    fn from(progress: SyncProgress) -> Self {
        Self {
            more: progress.more,
            pushed: count(progress.pushed),
            held: count(progress.held),
            refused: count(progress.refused),
            received: count(progress.received),
            removed: count(progress.removed),
            unmerged: count(progress.unmerged.len()),
            newer: count(progress.newer),
        }
    }
}

/// How far a sync has come.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SyncStep {
    /// Requests made so far.
    pub requests: u32,
    /// Envelopes the server answered for in this answer.
    pub answered: u32,
    /// Records of this answer that were new or changed so far.
    pub received: u32,
    /// Steps of this answer that are still to be taken in.
    pub steps_left: u32,
}

impl SyncStep {
    pub(crate) fn of(requests: u32, answer: &PendingResponse) -> Self {
        let progress = answer.progress();
        Self {
            requests,
            answered: count(progress.pushed + progress.held + progress.refused),
            received: count(progress.received),
            steps_left: count(answer.steps_left()),
        }
    }
}

/// One record of which content or safety changed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RecordChange {
    /// The record's id.
    pub id: String,
    /// `meeting`, `member` or `org`; empty for a record that was removed.
    pub kind: String,
    /// Whether the record left this device.
    pub removed: bool,
}

impl RecordChange {
    pub(crate) fn of(doc: DocId, kind: Option<Kind>) -> Self {
        Self { id: doc.to_string(), kind: kind.map_or("", Kind::code).to_owned(), removed: kind.is_none() }
    }
}

/// One record and how safe it is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
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

impl From<engine::RecordSafety> for RecordStatus {
    fn from(record: engine::RecordSafety) -> Self {
        Self {
            id: record.doc.to_string(),
            kind: record.kind.code().to_owned(),
            safety: (&record.safety).into(),
            title: record.title,
        }
    }
}

/// What the next sync would send of one record.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Outgoing {
    /// The record's id.
    pub id: String,
    /// `meeting`, `member` or `org`.
    pub kind: String,
    /// What a person knows it by.
    pub title: String,
    /// Changes written here that the server has not confirmed.
    pub changes: u32,
    /// How large they are, in bytes before packing.
    pub bytes: u64,
    /// When the oldest of them was written.
    pub oldest_ms: Option<i64>,
}

impl From<engine::OutgoingRecord> for Outgoing {
    fn from(outgoing: engine::OutgoingRecord) -> Self {
        Self {
            id: outgoing.doc.to_string(),
            kind: outgoing.kind.code().to_owned(),
            title: outgoing.title,
            changes: count(outgoing.changes),
            bytes: u64::try_from(outgoing.bytes).unwrap_or(u64::MAX),
            oldest_ms: outgoing.oldest.map(shared::time::Timestamp::as_ms),
        }
    }
}

/// Something the server keeps aside or did not take.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SetAside {
    /// The record's id.
    pub id: String,
    /// What a person knows the record by.
    pub title: String,
    /// Whether it is on the server's disk.
    pub on_server: bool,
    /// Why it waits: a stored code, or what the server said.
    pub reason: String,
    /// Why it waits, in Vietnamese.
    pub words: String,
    /// What the person can do, in Vietnamese.
    pub advice: String,
}

impl From<engine::AsideEnvelope> for SetAside {
    fn from(aside: engine::AsideEnvelope) -> Self {
        let (on_server, reason, why) = match &aside.why {
            Aside::Held(reason) => (true, reason.code().to_owned(), words().code_within("hold", reason.code())),
            Aside::Refused(reason) => (false, reason.clone(), words().filled("safety-refused-why", &[("why", reason)])),
        };
        let advice = words().advice(&aside.why);
        Self { id: aside.doc.to_string(), title: aside.title, on_server, reason, words: why, advice }
    }
}

/// An organisation whose records the server withdrew: they go once nothing of them is unsent.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Withdrawn {
    /// The organisation's id.
    pub org: String,
    /// Its name, if it is known here.
    pub name: Option<String>,
}

/// The device's standing with the server as a whole.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Health {
    /// Whether this device is enrolled.
    pub enrolled: bool,
    /// When the server last answered, by this device's clock.
    pub last_contact_ms: Option<i64>,
    /// How much still has to be sent.
    pub unsent: u32,
    /// Records of which something is on this device alone.
    pub unsent_records: u32,
    /// How far this device's clock runs ahead of the server's.
    pub clock_skew_ms: Option<i64>,
    /// Whether that is so much that the person should mend it.
    pub clock_is_off: bool,
    /// Whether both sides still differ after everything was exchanged; the ward should be told.
    pub differs: bool,
    /// What the server set aside, oldest first.
    pub set_aside: Vec<SetAside>,
    /// What the server withdrew and is still here.
    pub withdrawn: Vec<Withdrawn>,
    /// When the ward revoked this device, if it did: nothing new is written here, and what is unsent can be handed in.
    pub revoked_ms: Option<i64>,
    /// Whether the server knows no such device any more: it needs a new code, and goes on writing meanwhile.
    pub unknown_to_server: bool,
}

impl Health {
    pub(crate) fn of(health: engine::SyncHealth, engine: &Engine) -> Self {
        let withdrawn = |stream: StreamId| Withdrawn {
            org: stream.org.to_string(),
            name: engine.orgs().get(stream.org).map(|org| org.name.clone()),
        };
        Self {
            enrolled: engine.account().is_some(),
            last_contact_ms: health.last_contact.map(shared::time::Timestamp::as_ms),
            unsent: count(health.unsent),
            unsent_records: count(health.unsent_records),
            clock_is_off: health.is_clock_off(),
            clock_skew_ms: health.clock_skew_ms,
            differs: !health.differing.is_empty(),
            set_aside: health.set_aside.into_iter().map(SetAside::from).collect(),
            withdrawn: health.withdrawn.into_iter().map(withdrawn).collect(),
            revoked_ms: match health.standing {
                engine::Standing::Revoked(at) => Some(at.as_ms()),
                engine::Standing::Welcome | engine::Standing::Unknown => None,
            },
            unknown_to_server: health.standing == engine::Standing::Unknown,
        }
    }
}
