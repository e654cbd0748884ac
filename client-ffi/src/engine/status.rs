//! What the device truthfully knows about the safety of its records.

use shared::doc::Kind;
use shared::id::{DocId, EnvelopeId};
use shared::record::list::{Page, Query};
use shared::sync::device::{Aside, Safety};

use super::{Engine, EngineError};
use crate::words::words;

/// One record and how safe it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordSafety {
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
pub struct AsideEnvelope {
    /// The envelope.
    pub envelope: EnvelopeId,
    /// Its record.
    pub doc: DocId,
    /// What a person knows the record by.
    pub title: String,
    /// Why it waits.
    pub why: Aside,
}

impl Engine {
    /// Tells how safe each record is, meetings first, the newest first; never rounded up.
    ///
    /// # Errors
    /// [`EngineError::Vault`] when the vault cannot be read.
    pub fn record_statuses(&mut self) -> Result<Vec<RecordSafety>, EngineError> {
        self.refresh()?;
        let titles = self.titles()?;
        let statuses = titles.into_iter().map(|(doc, kind, title)| RecordSafety {
            doc,
            kind,
            title,
            safety: self.ledger.safety(doc),
        });
        Ok(statuses.collect())
    }

    /// How safe one record is.
    #[must_use]
    pub fn safety(&self, doc: DocId) -> Safety {
        self.ledger.safety(doc)
    }

    pub(super) fn titles(&self) -> Result<Vec<(DocId, Kind, String)>, EngineError> {
        let rows = self.vault.read().rows(&Query::default(), Page::ALL)?;
        let mut titles: Vec<_> = rows.iter().map(|row| (row.doc, row.kind, words().title(row))).collect();
        // The rows come with the latest first.
        titles.sort_by_key(|(_, kind, _)| *kind);
        Ok(titles)
    }
}
