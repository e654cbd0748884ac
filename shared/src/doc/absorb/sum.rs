//! What changes add up to: that it opens again, and that nobody but a foundation wrote what a foundation lays.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{ActorId, Automerge, ChangeHash, ReadDoc};

use super::super::foundation::{self, Layers};
use super::super::{Doc, change_id};
use super::{Arrived, Unacceptable, guarded, load_document, seen_differently};
use crate::admission::{self, AdmittedDocument, Bounds, Guarded};
use crate::id::DeviceId;
use crate::limits;

/// How it is known that a sum opens again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    /// Each new change, put together anew from the sum, is the change that came in.
    Rebuilt,
    /// The whole is opened.
    Opened,
    /// Automerge has opened it just now.
    Loaded,
}

impl Doc {
    /// Changes that are each well-formed can still add up to a document automerge cannot open again. So the sum passes the
    /// filter as well, and each new change, put together anew from the sum, has to be the change that came in: that is
    /// what opening does for every change. Those from before stay what they were, because the filter sees to it that no
    /// two operations have one name and that all operations on a key, and references to them, lie together. Automerge
    /// checks more than that only for marks, and this release writes none: such a sum is opened. Gives its length, saved.
    pub(super) fn check_sum(&self, arrived: &Arrived, proof: Proof) -> Result<u64, Unacceptable> {
        let saved = guarded(|| self.save())?;
        // A server takes less by itself, which it asks the record: the ward may let in more.
        let bounds = Bounds::of_released_records();
        let admitted = match &arrived.admitted {
            // What came in is what it adds up to, as it is when a device brings a record it wrote alone.
            Some(admitted) if admitted.bytes == saved => admitted,
            _ => &admission::admit_document(&saved, &bounds)?,
        };
        self.check_heads(arrived)?;
        self.check_guarded(admitted, arrived)?;
        let opens = match proof {
            Proof::Loaded => is_same(&self.inner, admitted),
            Proof::Rebuilt if admitted.plain => is_same(&self.inner, admitted) && self.rebuilds(arrived)?,
            Proof::Rebuilt | Proof::Opened => load_document(&saved, &bounds).map(|_| true)?,
        };
        if opens { Ok(u64::try_from(saved.len()).unwrap_or(u64::MAX)) } else { Err(seen_differently()) }
    }

    /// That no device alone takes the heads a record may have, and with them the place of everybody's next edit.
    fn check_heads(&self, arrived: &Arrived) -> Result<(), Unacceptable> {
        let heads = self.inner.get_heads();
        if heads.len() > limits::HEADS_MAX {
            return Err(Unacceptable::TooLarge("heads"));
        }
        if heads.len() <= limits::HEADS_OF_DEVICE_MAX {
            return Ok(());
        }
        let mut of_devices: BTreeMap<Vec<u8>, (usize, bool)> = BTreeMap::new();
        for meta in heads.iter().filter_map(|head| self.inner.get_change_meta_by_hash(head)) {
            let device = meta.actor.to_bytes().iter().copied().take(DeviceId::ACTOR_PREFIX).collect();
            let (heads, any_fresh) = of_devices.entry(device).or_default();
            *heads += 1;
            *any_fresh |= arrived.fresh.contains(&change_id(meta.hash));
        }
        let is_many = |(heads, fresh): &(usize, bool)| *fresh && *heads > limits::HEADS_OF_DEVICE_MAX;
        if of_devices.values().any(is_many) { Err(Unacceptable::TooLarge("heads of one device")) } else { Ok(()) }
    }

    /// Whether each new change comes out of the sum as it came in.
    fn rebuilds(&self, arrived: &Arrived) -> Result<bool, Unacceptable> {
        let rebuilt = guarded(|| match arrived.fresh.as_slice() {
            // Typing brings one at a time; a list walks all that came after `before`.
            [only] => Vec::from_iter(self.inner.get_change_by_hash(&ChangeHash(*only.as_bytes()))),
            _ => self.inner.get_changes(&arrived.before),
        })?;
        let rebuilt: BTreeSet<[u8; 32]> = rebuilt.iter().map(|change| change.hash().0).collect();
        Ok(arrived.fresh.iter().all(|id| rebuilt.contains(id.as_bytes())))
    }

    /// What a foundation lays is never written again: at the root and in the key only foundations write, and each key once,
    /// but for the number of the schema, which each of them sets. An attestation is written, replaced and removed by the
    /// device its leaf names. A record that broke this before it was a rule goes on.
    fn check_guarded(&self, admitted: &AdmittedDocument, arrived: &Arrived) -> Result<(), Unacceptable> {
        let layers = Layers::of(self.id());
        let mut keys: BTreeMap<String, (usize, bool)> = BTreeMap::new();
        for write in admitted.guarded_writes()? {
            let actor = admitted.actors.get(write.actor).ok_or(Unacceptable::WrongFoundation)?.as_slice();
            let fresh = arrived.from.get(&ActorId::from(actor)).is_some_and(|from| write.counter >= *from);
            let key = match write.place {
                Guarded::Signed(leaf) if fresh && !is_signed_by(&leaf, actor) => {
                    return Err(Unacceptable::ForeignSignature);
                }
                Guarded::Laid(_) if fresh && layers.schema(actor).is_none() => {
                    return Err(Unacceptable::WrongFoundation);
                }
                Guarded::Laid(Some(key)) if key != foundation::SCHEMA => key,
                Guarded::Laid(_) | Guarded::Signed(_) => continue,
            };
            let (times, any_fresh) = keys.entry(key).or_default();
            *times += 1;
            *any_fresh |= fresh;
            if *times > 1 && *any_fresh {
                return Err(Unacceptable::WrongFoundation);
            }
        }
        Ok(())
    }
}

/// Whether an actor belongs to the device that an attestation's leaf names. A leaf that names none is nobody's.
fn is_signed_by(leaf: &str, actor: &[u8]) -> bool {
    let device = leaf.rsplit_once('/').and_then(|(_, device)| device.parse::<DeviceId>().ok());
    device.is_some_and(|device| actor.starts_with(&device.actor_prefix()))
}

/// Whether automerge holds what the filter saw: as many changes, and the same heads.
pub(super) fn is_same(doc: &Automerge, admitted: &AdmittedDocument) -> bool {
    let changes = u64::try_from(doc.get_changes_meta(&[]).len()).unwrap_or(u64::MAX);
    let heads: BTreeSet<[u8; 32]> = doc.get_heads().into_iter().map(|head| head.0).collect();
    changes == admitted.changes && heads.iter().eq(admitted.heads.iter())
}
