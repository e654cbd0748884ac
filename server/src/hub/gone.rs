//! Records that an order takes away: which ones, and what is said of those who bring them back.

use shared::access::StreamId;
use shared::doc::{Doc, Kind};
use shared::id::{DeviceId, DocId, OrgId};
use shared::sync::server;
use shared::wire::{Fate, HoldReason, Receipt};

use super::{Hub, HubError};
use crate::directory::Snapshot;
use crate::store::audit::{self, Event};
use crate::store::quarantine::HeldRow;
use crate::store::{StoreError, account, erased};

impl Hub {
    /// The records that a record takes away as it stands, where it lives.
    pub(super) fn taken_away(&self, known: &Snapshot, doc: &Doc, home: OrgId) -> Result<Vec<DocId>, StoreError> {
        if doc.kind().spec().takes_away.is_none() {
            return Ok(Vec::new());
        }
        let ward = self.inner.store.read_blocking(|reading| account::setting(reading, "ward_org"))?;
        let Some(ward) = ward.and_then(|ward| OrgId::from_slice(&ward)) else { return Ok(Vec::new()) };
        let place = |device: DeviceId| known.devices.get(&device).map(|row| row.place.clone());
        let away = server::taken_away(doc, (home, ward), &known.tree, place);
        Ok(away.into_iter().map(|away| away.doc).filter(|away| *away != doc.id()).collect())
    }

    /// Whether who brings something reads the stream it claims to be of, and so may know that the record is gone.
    pub(super) fn may_know(&self, carrier: DeviceId, brought: &HeldRow) -> bool {
        let (Some(org), Some(kind)) = (brought.org, brought.kind.and_then(Kind::from_number)) else { return false };
        let known = self.inner.directory.now();
        let place = known.devices.get(&carrier).map(|row| &row.place);
        // Judged by its own place already, where that is the reason.
        brought.reason == HoldReason::Erased
            || place.is_some_and(|place| place.may_read(StreamId::of(org, kind), &known.tree))
    }

    /// Writes down who brought how much for a record that was taken away; the same once more is not written again.
    pub(super) async fn note_brought(
        &self,
        carrier: DeviceId,
        doc: Option<DocId>,
        fates: &[(usize, Receipt)],
    ) -> Result<(), HubError> {
        let refused = fates.iter().filter(|(_, receipt)| receipt.fate == Fate::Held(HoldReason::Erased)).count();
        let Some(doc) = doc.filter(|_| refused > 0) else { return Ok(()) };
        let at = self.inner.host.now();
        let note = move |tx: &crate::store::Writing<'_>| {
            let Some(gone) = erased::find_one(tx, doc)? else { return Ok(()) };
            let (subject, detail) = (doc.to_string(), format!("{} {refused}", gone.order));
            let event = Event { at, actor: carrier.to_string(), action: "erased_brought", subject, detail };
            if audit::is_written(tx, &event)? { Ok(()) } else { audit::append(tx, &event) }
        };
        Ok(self.inner.store.write(note).await?)
    }
}
