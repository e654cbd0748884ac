//! What an app shows at its edge: contact, what waits, what the server set aside. Cheap enough to be
//! read after every edit.

use shared::access::StreamId;
use shared::doc::Kind;
use shared::envelope::Envelope;
use shared::id::DocId;
use shared::sync::device::StreamState;
use shared::time::Timestamp;

use super::exchange::{CLOCK_SKEW, LAST_CONTACT};
use super::{AsideEnvelope, Engine, EngineError, Standing};

/// The device's standing with the server as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncHealth {
    /// Envelopes and records that still have to be sent.
    pub unsent: usize,
    /// Records of which any of it is.
    pub unsent_records: usize,
    /// What the server set aside, oldest first.
    pub set_aside: Vec<AsideEnvelope>,
    /// When the server last answered, by this device's clock.
    pub last_contact: Option<Timestamp>,
    /// How far this device's clock runs ahead of the server's, in milliseconds; negative when behind.
    pub clock_skew_ms: Option<i64>,
    /// Streams that differ from the server's although everything was exchanged.
    pub differing: Vec<StreamId>,
    /// Streams the server withdrew, whose records are still here.
    pub withdrawn: Vec<StreamId>,
    /// Whether the server still takes this device for one of its own.
    pub standing: Standing,
}

impl SyncHealth {
    /// Whether the clock is so far off that it should be mended.
    #[must_use]
    pub fn is_clock_off(&self) -> bool {
        self.clock_skew_ms.is_some_and(|skew| skew.saturating_abs() > shared::limits::CLOCK_SKEW_MS_WARN)
    }
}

/// What the next sync would send of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingRecord {
    /// The record.
    pub doc: DocId,
    /// Its kind.
    pub kind: Kind,
    /// What a person knows it by.
    pub title: String,
    /// Changes this device wrote that the server has not confirmed.
    pub changes: usize,
    /// How large they are, in bytes before packing.
    pub bytes: usize,
    /// When the oldest of them was written, to the second.
    pub oldest: Option<Timestamp>,
}

impl Engine {
    /// The device's standing with the server, never rounded up.
    ///
    /// # Errors
    /// [`EngineError::Vault`] when the vault cannot be read.
    pub fn health(&mut self) -> Result<SyncHealth, EngineError> {
        self.refresh()?;
        let stored = self.vault.read();
        let number = |bytes: Option<Vec<u8>>| bytes.and_then(|bytes| bytes.try_into().ok()).map(i64::from_be_bytes);
        let streams = |fits: fn(&StreamState) -> bool| {
            self.ledger.streams().filter(|(_, state)| fits(state)).map(|(stream, _)| *stream).collect()
        };
        let aside = self.ledger.set_aside();
        let titles = if aside.is_empty() { Vec::new() } else { self.titles()? };
        let title = |doc: DocId| {
            let known = titles.iter().find(|(known, ..)| *known == doc);
            known.map_or_else(|| doc.to_string(), |(_, _, title)| title.clone())
        };
        Ok(SyncHealth {
            unsent: self.ledger.unsent(),
            unsent_records: self.ledger.unsent_records().len(),
            set_aside: aside
                .into_iter()
                .map(|(envelope, doc, why)| AsideEnvelope { envelope, doc, title: title(doc), why })
                .collect(),
            last_contact: number(stored.meta(LAST_CONTACT)?).map(Timestamp::from_ms),
            clock_skew_ms: number(stored.meta(CLOCK_SKEW)?),
            differing: streams(|state| state.differs && !state.withdrawn),
            withdrawn: self.ledger.leaving().into_iter().collect(),
            standing: self.standing,
        })
    }

    /// The records of which the next sync would send something, with what a person knows them by.
    ///
    /// # Errors
    /// [`EngineError::Vault`] when the vault cannot be read.
    pub fn outgoing_records(&mut self) -> Result<Vec<(DocId, Kind, String)>, EngineError> {
        self.refresh()?;
        let unsent = self.ledger.unsent_records();
        if unsent.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.titles()?.into_iter().filter(|(doc, ..)| unsent.contains(doc)).collect())
    }

    /// What the next sync would send of one record; `None` when nothing waits any more.
    ///
    /// # Errors
    /// [`EngineError::Record`] when it is damaged.
    pub fn outgoing(
        &mut self,
        (doc, kind, title): (DocId, Kind, String),
    ) -> Result<Option<OutgoingRecord>, EngineError> {
        self.refresh()?;
        let device = self.device();
        let Some(record) = self.ledger.record(doc) else { return Ok(None) };
        let mut waiting: Vec<_> = self.ledger.waiting(doc).collect();
        waiting.sort_by_key(|pending| pending.order);
        if waiting.is_empty() && !record.unsealed {
            return Ok(None);
        }
        let base = waiting.iter().find_map(|pending| {
            let envelope: Envelope = pending.sealed.peek().ok()?;
            (envelope.device == device).then_some(envelope.base)
        });
        let sealed = record.sealed.clone();
        let mut bytes: usize = waiting.iter().map(|pending| pending.sealed.body_len()).sum();
        let since = base.unwrap_or_else(|| sealed.clone());
        let unsealed = record.unsealed;
        let open = self.take(doc, None)?;
        if unsealed {
            bytes += open.change_chunks(&open.changes_of_device_since(device, &sealed).into_iter().collect()).len();
        }
        let (changes, oldest) = open.written_since(device, &since);
        self.shelf.put(open);
        Ok(Some(OutgoingRecord { doc, kind, title, changes, bytes, oldest }))
    }
}
