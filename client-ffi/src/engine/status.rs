//! What the device truthfully knows about the safety of its records.

use shared::access::StreamId;
use shared::doc::Kind;
use shared::id::{DocId, EnvelopeId};
use shared::meeting::MeetingKind;
use shared::sync::device::{Aside, Safety};
use shared::time::Timestamp;

use super::{Engine, EngineError, Health};

/// One record and how safe it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordStatus {
    /// The record.
    pub doc: DocId,
    /// Its kind.
    pub kind: Kind,
    /// What a person knows it by.
    pub title: String,
    /// How safe it is.
    pub safety: Safety,
}

/// An envelope the server keeps aside or did not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// The envelope.
    pub envelope: EnvelopeId,
    /// Its record.
    pub doc: DocId,
    /// What a person knows the record by.
    pub title: String,
    /// Why it waits.
    pub why: Aside,
}

/// The device's standing with the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Every record, meetings first, the newest first.
    pub records: Vec<RecordStatus>,
    /// Envelopes and records that still have to be sent.
    pub unsent: usize,
    /// What the server set aside, oldest first.
    pub set_aside: Vec<SetAside>,
    /// When the server last answered, by this device's clock.
    pub last_contact: Option<Timestamp>,
    /// How far this device's clock runs ahead of the server's, in milliseconds; negative when behind.
    pub clock_skew_ms: Option<i64>,
    /// Streams that differ from the server's although everything was exchanged.
    pub differing: Vec<StreamId>,
    /// Streams the server withdrew, whose records wait to be handed in.
    pub withdrawn: Vec<StreamId>,
}

impl Status {
    /// Whether the clock is so far off that the ward should be told.
    #[must_use]
    pub fn is_clock_off(&self) -> bool {
        is_off(self.clock_skew_ms)
    }
}

/// Whether a clock that runs so far ahead or behind should be mended.
pub(super) fn is_off(skew_ms: Option<i64>) -> bool {
    skew_ms.is_some_and(|skew| skew.saturating_abs() > shared::limits::CLOCK_SKEW_MS_WARN)
}

impl Engine {
    /// Tells how safe everything on this device is; never rounded up.
    ///
    /// # Errors
    /// [`EngineError::Vault`] when the vault cannot be read.
    pub fn status(&mut self) -> Result<Status, EngineError> {
        self.refresh()?;
        let records = self.titles()?.into_iter().map(|(doc, kind, title)| RecordStatus {
            doc,
            kind,
            title,
            safety: self.ledger.safety(doc),
        });
        let records = records.collect();
        let Health { unsent, set_aside, last_contact, clock_skew_ms, differing, withdrawn } = self.health()?;
        Ok(Status { records, unsent, set_aside, last_contact, clock_skew_ms, differing, withdrawn })
    }

    /// How safe one record is.
    #[must_use]
    pub fn safety(&self, doc: DocId) -> Safety {
        self.ledger.safety(doc)
    }

    pub(super) fn titles(&self) -> Result<Vec<(DocId, Kind, String)>, EngineError> {
        let stored = self.vault.read();
        let mut titles = Vec::new();
        for row in stored.meetings()? {
            let kind = crate::words::meeting_kind(&MeetingKind::read(&row.kind)).to_owned();
            let again = if row.ordinal > 1 { format!(" ({})", row.ordinal) } else { String::new() };
            let date = shared::time::CivilDate::parse(&row.date).map_or(row.date, |date| date.vietnamese());
            titles.push((row.doc, Kind::Meeting, format!("{kind} {date}{again}")));
        }
        for row in stored.members(None)? {
            titles.push((row.doc, Kind::Member, row.full_name));
        }
        for org in self.orgs.iter() {
            titles.push((org.org.record(), Kind::Org, org.name.clone()));
        }
        Ok(titles)
    }
}
