//! The server's side: what a cursor is owed, and whether an envelope may be merged.

use std::collections::BTreeSet;

use crate::access::Place;
use crate::admission::{Bounds, Refused, admit_changes};
use crate::doc::{ChunkForm, Doc, Heads, Kind, Unacceptable};
use crate::envelope::{ENVELOPE_LABEL, Envelope, SignatureError, Signed};
use crate::id::{ChangeId, DeviceId, DocId, EnvelopeId, OrgId};
use crate::kind::spec::{Away, Origin};
use crate::org::{self, OrgTree};
use crate::wire::{Cursor, HoldReason, StreamDigest};

/// Where a stream stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamStatus {
    /// Drawn afresh when the stream began or its server was restored from a backup.
    pub epoch: u64,
    /// Number of the last entry; 0 when there is none.
    pub head: u64,
    /// Digest over the heads of all its records.
    pub digest: StreamDigest,
}

impl StreamStatus {
    /// A stream nothing was ever written to.
    pub const NEVER_BEGUN: Self = Self { epoch: 0, head: 0, digest: StreamDigest([0; 16]) };
}

/// What a cursor is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owed {
    /// Nothing: both sides hold the same.
    Nothing,
    /// Records whose last entry lies beyond `at`, with what they hold beyond `floor`.
    After {
        /// Everything up to here is held.
        floor: u64,
        /// Records up to here are complete.
        at: u64,
    },
    /// The cursor cannot be trusted; compare inventories.
    Reset,
}

/// Decides what a device is owed in a stream; `None` stands for a stream it does not know yet.
#[must_use]
pub fn owed(cursor: Option<&Cursor>, status: &StreamStatus) -> Owed {
    let Some(cursor) = cursor else {
        return if status.head == 0 { Owed::Nothing } else { Owed::After { floor: 0, at: 0 } };
    };
    let nothing_read = cursor.at == 0 && cursor.floor == 0;
    if cursor.epoch != status.epoch && !nothing_read || cursor.at > status.head || cursor.floor > cursor.at {
        return Owed::Reset;
    }
    if cursor.at < status.head {
        return Owed::After { floor: cursor.floor, at: cursor.at };
    }
    if cursor.digest != status.digest {
        return Owed::Reset;
    }
    // The last page was full to the brim: one more says that it was the last, or the floor would stay where it was
    // and every later news would bring whole records.
    if cursor.floor < cursor.at {
        return Owed::After { floor: cursor.floor, at: cursor.at };
    }
    Owed::Nothing
}

/// Whether a device that brought envelopes concludes from their receipts what a record's entry would tell: the record's
/// one head is the last change it brought, and its content lies where the last receipt says.
///
/// `newer` are the envelopes the server merged beyond the device's floor, in order, and `merged` those for which this very
/// answer gives a receipt as merged. The device must have been told of the record before.
#[must_use]
pub fn follows_from_receipts(heads: &Heads, newer: &[Signed], merged: &BTreeSet<EnvelopeId>) -> bool {
    let [head] = heads.as_slice() else { return false };
    let brought = newer.iter().all(|sealed| merged.contains(&sealed.envelope_id()));
    brought && newer.last().and_then(last_change) == Some(*head)
}

/// The last change an envelope brings, if it brings changes and not a whole record.
#[must_use]
pub fn last_change(sealed: &Signed) -> Option<ChangeId> {
    let envelope: Envelope = sealed.peek().ok()?;
    if envelope.form != ChunkForm::Changes {
        return None;
    }
    let admitted = admit_changes(&envelope.chunk, &Bounds::of_chunks()).ok()?;
    admitted.last().map(|change| ChangeId::from_bytes(change.hash))
}

/// The device an envelope comes from, as far as the server knows it.
#[derive(Debug, Clone)]
pub struct Sender {
    /// Its public key.
    pub public_key: [u8; 32],
    /// Its place.
    pub place: Place,
    /// Whether it was revoked.
    pub revoked: bool,
}

/// Whether the ward's word against `waived` answers for `reason` as well: rules are checked in this
/// order, so a person who waives a later one has been shown the earlier ones before.
#[must_use]
pub fn waives(waived: Option<&HoldReason>, reason: &HoldReason) -> bool {
    // Size is judged last. Who wrote it was checked before, but only where the chunk could be opened: that is not waived.
    if waived == Some(&HoldReason::OverQuota) {
        return matches!(reason, HoldReason::Revoked | HoldReason::WrongPlace);
    }
    let order = [HoldReason::Revoked, HoldReason::WrongPlace, HoldReason::WrongAuthor];
    let place = |reason: &HoldReason| order.iter().position(|known| known == reason);
    match (waived.and_then(place), place(reason)) {
        (Some(waived), Some(reason)) => reason <= waived,
        _ => false,
    }
}

/// Opens and judges an envelope before its document is touched. `waived` is the reason it was held
/// for, when a person of the ward lets it in.
///
/// # Errors
/// The reason to hold it; nothing is ever thrown away here.
pub fn judge(
    sealed: &Signed,
    sender: Option<&Sender>,
    tree: &OrgTree,
    waived: Option<&HoldReason>,
) -> Result<(Envelope, Kind), HoldReason> {
    let sender = sender.ok_or(HoldReason::BadSignature)?;
    let envelope: Envelope = sealed.open(ENVELOPE_LABEL, &sender.public_key).map_err(|error| match error {
        SignatureError::Forged(_) => HoldReason::BadSignature,
        SignatureError::Unreadable(_) => HoldReason::Damaged,
    })?;
    // Changes are accepted in the name of the device the envelope gives, so it must be the signer's.
    if envelope.device != DeviceId::of_key(&sender.public_key) {
        return Err(HoldReason::BadSignature);
    }
    if sender.revoked && !waives(waived, &HoldReason::Revoked) {
        return Err(HoldReason::Revoked);
    }
    let kind = envelope.known_kind().ok_or(HoldReason::NewerFormat)?;
    if envelope.chunk.len() > crate::limits::CHUNK_BYTES_MAX {
        return Err(HoldReason::OverQuota);
    }
    // An organisation's record lies in the stream of the one above it, or its own at the top; so the
    // organisation it speaks of has to lie within the place as well, once it is known.
    let subject = envelope.doc.as_org();
    let foreign = kind.spec().origin == Origin::Organisation
        && tree.get(subject).is_some()
        && !tree.is_within(subject, tree.heir(sender.place.org));
    let outside = foreign || sender.place.may_write(envelope.org, kind, tree).is_err();
    if outside && !waives(waived, &HoldReason::WrongPlace) {
        return Err(HoldReason::WrongPlace);
    }
    Ok((envelope, kind))
}

/// Whether a record may live among those of `org`: a record with a key names its organisation in it, and its id follows
/// from that, so without this one cell could take the place of another cell's meeting.
#[must_use]
pub fn belongs(doc: &Doc, org: OrgId) -> bool {
    doc.key_org().is_none_or(|cell| cell == org)
}

/// Whether somebody hands an organisation over to one outside their own place, by what its record says with what they wrote.
#[must_use]
pub fn hands_out(doc: &Doc, place: &Place, tree: &OrgTree) -> bool {
    let to = (doc.kind().spec().origin == Origin::Organisation).then(|| org::carried_by(doc)).flatten();
    to.is_some_and(|to| !tree.is_within(to, tree.heir(place.org)))
}

/// The organisation in which a record says it lives, if one of those who may say so for both that one and `home` wrote it;
/// `home` otherwise, and where two wrote different ones.
///
/// `place` gives the place of a device that was enrolled.
#[must_use]
pub fn home_of(doc: &Doc, home: OrgId, tree: &OrgTree, place: impl Fn(DeviceId) -> Option<Place>) -> OrgId {
    let spec = doc.kind().spec();
    let said = || {
        let field = spec.placing()?;
        let (_, writers) = field.reserved?;
        let said = doc.undisputed(spec.head, field.name)?;
        let org = said.value.as_str()?.parse::<DocId>().ok()?.as_org();
        let author = place(said.author?)?;
        let may = |org| author.is_among(writers, org, tree).is_ok();
        (tree.get(org).is_some() && may(org) && may(home)).then_some(org)
    };
    said().unwrap_or(home)
}

/// The records that an order takes away, as it named them where somebody of the office of `ward` carried it out; none of an
/// order that is not carried out, whose state is in dispute, or that is another organisation's.
///
/// `place` gives the place of a device that was enrolled.
#[must_use]
pub fn taken_away(
    doc: &Doc,
    (home, ward): (OrgId, OrgId),
    tree: &OrgTree,
    place: impl Fn(DeviceId) -> Option<Place>,
) -> Vec<Away> {
    let spec = doc.kind().spec();
    let carried_out = || {
        let away = spec.takes_away.filter(|_| home == ward)?;
        let said = doc.undisputed(spec.head, spec.life.field)?;
        let author = place(said.author?)?;
        let is_the_wards = author.org == ward && author.is_among(spec.writers, home, tree).is_ok();
        if said.value.as_str() != Some(away.state) || !is_the_wards {
            return None;
        }
        // What somebody else named at the same time was not before the eyes of whoever carried it out.
        let then = doc.at(&Heads::of(vec![said.change])).ok()?;
        let is_settled = |named: &Away| then.undisputed(away.part, &format!("{}/{}", named.doc, away.way)).is_some();
        Some(away.named(&then.tree()).into_iter().filter(is_settled).collect())
    };
    carried_out().unwrap_or_default()
}

/// Whether records of a kind can be taken away: rights rest on organisations, and what is gone on orders.
#[must_use]
pub fn can_go(kind: Kind) -> bool {
    kind.spec().origin != Origin::Organisation && kind.spec().takes_away.is_none()
}

/// The reason to hold an envelope whose chunk could not be merged.
#[must_use]
pub const fn hold_reason(error: &Unacceptable) -> HoldReason {
    match error {
        Unacceptable::UnknownDependency(_) => HoldReason::UnknownDependency,
        Unacceptable::WrongAuthor(_) => HoldReason::WrongAuthor,
        Unacceptable::DuplicateActor => HoldReason::DuplicateActor,
        Unacceptable::TooLarge(_) | Unacceptable::Refused(Refused::TooLarge { .. }) => HoldReason::OverQuota,
        Unacceptable::Refused(_)
        | Unacceptable::Unreadable(_)
        | Unacceptable::WrongFoundation
        | Unacceptable::ForeignSignature => HoldReason::Damaged,
    }
}
