//! Phones of somebody who is none of the cell's any more by the office's word: they are revoked in the transaction that takes
//! that word in, so that no phone goes on reading and none is forgotten after a restore.

use shared::id::{ChangeId, DeviceId, OrgId};
use shared::member::parting::{Decided, Parting};
use shared::time::Timestamp;

use crate::directory::Snapshot;
use crate::store::audit::Event;
use crate::store::vouch::{self, Vouched};
use crate::store::{StoreError, Writing, account};

/// The phones that part with a record as it stands now, and why. Who writes at the console is kept out there.
pub(super) fn parting(
    known: &Snapshot,
    doc: &shared::doc::Doc,
    homes: (OrgId, OrgId),
    fresh: &[ChangeId],
) -> Vec<(DeviceId, Parting)> {
    let place = |device: DeviceId| known.devices.get(&device).map(|row| row.place.clone());
    let Some(decided) = Decided::of(doc, homes, fresh, &known.tree, place) else { return Vec::new() };
    let theirs = known.devices.values().filter(|row| row.member == Some(doc.id()));
    let theirs = theirs.filter(|row| !row.at_console && row.revoked.is_none());
    theirs.filter_map(|row| Some((row.device, decided.parts(&row.place, &known.tree)?))).collect()
}

/// Revokes a device and writes down who did; `false` where it was revoked before.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn revoke(
    tx: &Writing<'_>,
    device: DeviceId,
    now: Timestamp,
    (by, reason): (&str, &str),
) -> Result<bool, StoreError> {
    let done = account::revoke(tx, device, now, reason)?;
    if done {
        let (actor, subject) = (by.to_owned(), device.to_string());
        let event = Event { at: now, actor, action: "device_revoked", subject, detail: String::new() };
        vouch::append(tx, &event, &[Vouched::device(device)])?;
    }
    Ok(done)
}
