//! The path of a push.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use futures_util::stream::{self, StreamExt};
use shared::access::StreamId;
use shared::doc::{Doc, Heads, Kind, Unacceptable};
use shared::envelope::{Envelope, Signed};
use shared::id::{ChangeId, DeviceId, DocId, EnvelopeId, HeldId};
use shared::kind::spec::Origin;
use shared::member::parting::Parting;
use shared::record::Row;
use shared::sync::server;
use shared::time::Timestamp;
use shared::wire::{self, Fate, HoldReason, Receipt};

use super::{Hub, HubError, LANES, OpenDoc, parting};
use crate::bounds::Bound;
use crate::directory::Snapshot;
use crate::host::Ended;
use crate::store::append::{self, Accepted, Appended};
use crate::store::audit::Event;
use crate::store::document::{self, DocumentRow};
use crate::store::erased::{self, Gone, Word};
use crate::store::quarantine::{self, Decision, HeldRow};
use crate::store::read_model;
use crate::store::vouch::{self, Vouched};
use crate::store::{StoreError, Writing};

/// Envelopes of one device that may be set aside before further ones are refused.
const HELD_PER_DEVICE_MAX: u32 = 1000;
/// Stored bytes of them.
const HELD_BYTES_PER_DEVICE_MAX: u64 = 64 * 1024 * 1024;
/// How often an envelope is judged again that found its record changed when it was to be stored.
const TRIES_MAX: u8 = 3;
/// Records of one request merged at once: fewer than the hub's places, so that others come in between.
const RECORDS_AT_ONCE: usize = 4;
/// A snapshot is due when this many bytes, and more than the snapshot has, follow it.
const TAIL_BYTES_MIN: usize = 16 * 1024;
/// How many times as many may follow it before a push that had to open the record makes one as well: such a push is slow
/// enough, and the next finds the record open.
const TAIL_TIMES_COLD: usize = 4;

/// The word of a person of the ward who lets in what was held.
#[derive(Debug, Clone)]
pub struct Released {
    /// Who.
    pub by: String,
    /// Their words, kept beside the decision.
    pub note: String,
    /// Which copy of it, where it lies here; the decision is written down with the merge.
    pub held: Option<HeldId>,
    /// The reason they answer for, and those checked before it; every later rule still holds.
    pub waives: HoldReason,
}

/// What merging one envelope came to, before anything is written.
enum Prepared {
    Merge(Box<Merge>),
    Duplicate(u64),
    Hold(Hold),
}

/// What is known before an envelope is judged.
type Standing = (Option<u64>, Option<DocumentRow>, Option<Gone>);

/// Why an envelope is set aside.
struct Hold {
    reason: HoldReason,
    /// What it builds on and is not here.
    missing: Vec<ChangeId>,
    /// Where the record stood when that was found; `None` when it was not looked at.
    heads: Option<Heads>,
}

impl From<HoldReason> for Hold {
    fn from(reason: HoldReason) -> Self {
        Self { reason, missing: Vec::new(), heads: None }
    }
}

impl Hold {
    fn of(error: Unacceptable, heads: Option<Heads>) -> Self {
        let reason = server::hold_reason(&error);
        match error {
            Unacceptable::UnknownDependency(missing) => Self { reason, missing, heads },
            _ => reason.into(),
        }
    }
}

struct Merge {
    accepted: Accepted,
    doc: Arc<Doc>,
    bytes: u64,
    row: Row,
    fresh: Vec<ChangeId>,
    /// The records that it takes away.
    away: Vec<DocId>,
    /// The phones of somebody who is none of the cell's any more with it.
    parting: Vec<(DeviceId, Parting)>,
}

impl Hub {
    /// Merges envelopes and gives a receipt for each, in order.
    ///
    /// # Errors
    /// [`HubError`] when the store refuses; receipts already earned are given on the next try.
    pub async fn push(&self, carrier: DeviceId, envelopes: &[Signed]) -> Result<Vec<Receipt>, HubError> {
        let mut by_doc: BTreeMap<_, Vec<(usize, Signed)>> = BTreeMap::new();
        for (place, sealed) in envelopes.iter().enumerate() {
            let doc = sealed.peek::<Envelope>().ok().map(|envelope| envelope.doc);
            by_doc.entry(doc).or_default().push((place, sealed.clone()));
        }
        let groups = by_doc.into_iter().map(|(doc, group)| async move {
            let mut fates = Vec::with_capacity(group.len());
            for (place, sealed) in group {
                fates.push((place, self.accept(carrier, sealed, None).await?));
            }
            self.note_brought(carrier, doc, &fates).await?;
            Ok::<_, HubError>(fates)
        });
        let mut groups = stream::iter(groups).buffer_unordered(RECORDS_AT_ONCE);
        let mut fates: Vec<(usize, Receipt)> = Vec::with_capacity(envelopes.len());
        while let Some(group) = groups.next().await {
            fates.extend(group?);
        }
        fates.sort_by_key(|(place, _)| *place);
        Ok(fates.into_iter().map(|(_, receipt)| receipt).collect())
    }

    /// Merges or holds one envelope. `released` names the person of the ward who lets an envelope
    /// in that was held, and the reason they answer for.
    ///
    /// # Errors
    /// [`HubError`] when the store refuses.
    pub async fn accept(
        &self,
        carrier: DeviceId,
        sealed: Signed,
        released: Option<Released>,
    ) -> Result<Receipt, HubError> {
        let hub = self.clone();
        // A task of its own: when a client disconnects its future is dropped, and that must not unlock the lane before the
        // commit.
        let accepting = async move {
            let (receipt, waiting) = hub.accept_in_lane(carrier, sealed, released).await?;
            hub.accept_waiting(waiting).await?;
            Ok(receipt)
        };
        self.inner.host.workers().task(accepting).await?
    }

    /// Tries again what was held only because it built on something that has arrived now, one in memory at a time. Each
    /// that lands names all that are ready, so those in the queue already are not queued again.
    async fn accept_waiting(&self, waiting: Vec<HeldId>) -> Result<(), HubError> {
        let mut in_line: BTreeSet<HeldId> = waiting.iter().copied().collect();
        let mut waiting = VecDeque::from(waiting);
        while let Some(id) = waiting.pop_front() {
            in_line.remove(&id);
            let held = self.inner.store.read(move |reading| quarantine::held_one(reading, id)).await?;
            let Some(held) = held else { continue };
            let (_, more) = self.accept_in_lane(held.carrier, held.sealed, None).await?;
            waiting.extend(more.into_iter().filter(|id| in_line.insert(*id)));
        }
        Ok(())
    }

    /// Tries again what became ready just before the server stopped.
    ///
    /// # Errors
    /// [`HubError`] when the store refuses.
    pub async fn accept_ready(&self) -> Result<(), HubError> {
        let ready = self.inner.store.read(quarantine::ready).await?;
        self.accept_waiting(ready).await
    }

    async fn accept_in_lane(
        &self,
        carrier: DeviceId,
        sealed: Signed,
        released: Option<Released>,
    ) -> Result<(Receipt, Vec<HeldId>), HubError> {
        let id = sealed.envelope_id();
        let claimed: Option<Envelope> = sealed.peek().ok();
        let lane = claimed.as_ref().map_or(0, |envelope| lane_of(envelope.doc.as_bytes()));
        let guard = match self.inner.lanes.get(lane) {
            Some(lane) => Some(lane.lock().await),
            None => None,
        };
        // An order in another lane may take the record away between the two; judged again, that is known.
        let mut tries = 0;
        let (fate, waiting) = loop {
            match self.judge_and_store(carrier, &sealed, claimed.clone(), released.clone()).await {
                Err(HubError::Store(StoreError::Moved)) if tries < TRIES_MAX => tries += 1,
                done => break done?,
            }
        };
        drop(guard);
        self.inner.metrics.count_fate(&fate);
        if !matches!(fate, Fate::Duplicate(_)) {
            self.tell();
        }
        Ok((Receipt { envelope: id, fate }, waiting))
    }

    /// What becomes of an envelope as everything stands now, and what that makes ready.
    async fn judge_and_store(
        &self,
        carrier: DeviceId,
        sealed: &Signed,
        claimed: Option<Envelope>,
        released: Option<Released>,
    ) -> Result<(Fate, Vec<HeldId>), HubError> {
        let waived = released.as_ref().map(|released| released.waives.clone());
        Ok(match self.prepare(self.inner.directory.now(), sealed.clone(), claimed.clone(), waived).await? {
            Prepared::Duplicate(seq) => {
                self.settle_known(sealed.envelope_id(), released).await?;
                (Fate::Duplicate(seq), Vec::new())
            }
            Prepared::Hold(hold) => (self.hold(carrier, sealed.clone(), claimed, hold).await?, Vec::new()),
            Prepared::Merge(merge) => self.commit(*merge, released).await?,
        })
    }

    /// Copies that are held of what is known by now, in whatever envelope it came, wait for nothing any more.
    async fn settle_known(&self, id: EnvelopeId, released: Option<Released>) -> Result<(), HubError> {
        let store = &self.inner.store;
        if store.read(move |reading| quarantine::copies(reading, id)).await?.is_empty() {
            return Ok(());
        }
        let now = self.inner.host.now();
        Ok(store.write(move |tx| settle(tx, id, released.as_ref(), now)).await?)
    }

    async fn prepare(
        &self,
        known: Arc<Snapshot>,
        sealed: Signed,
        claimed: Option<Envelope>,
        waived: Option<HoldReason>,
    ) -> Result<Prepared, HubError> {
        let Ok(place) = Arc::clone(&self.inner.merging).acquire_owned().await else {
            return Err(Ended::Stopped.into());
        };
        let hub = self.clone();
        let preparing = move || hub.prepare_blocking(&known, &sealed, claimed.as_ref(), waived.as_ref());
        let joined = self.inner.host.workers().blocking(preparing).await;
        drop(place);
        match joined {
            // Only this record cannot be opened; one damaged record must not hold up the rest of the request.
            Ok(Err(StoreError::Corrupt(what))) => {
                tracing::error!(what, "a stored record cannot be opened; what was brought for it is kept aside");
                Ok(Prepared::Hold(HoldReason::Damaged.into()))
            }
            Ok(prepared) => Ok(prepared?),
            // The bytes passed the admission filter and automerge panicked all the same: they are held, so that a person
            // can look at them.
            Err(Ended::Panicked) => Ok(Prepared::Hold(HoldReason::Damaged.into())),
            Err(Ended::Stopped) => Err(Ended::Stopped.into()),
        }
    }

    fn prepare_blocking(
        &self,
        known: &Snapshot,
        sealed: &Signed,
        claimed: Option<&Envelope>,
        waived: Option<&HoldReason>,
    ) -> Result<Prepared, StoreError> {
        let (merged, row, gone) = self.stands(sealed.envelope_id(), claimed)?;
        // What is merged stays merged: a second copy gets the same receipt, even from a device revoked since.
        if let Some(seq) = merged {
            return Ok(Prepared::Duplicate(seq));
        }
        let Some(claimed) = claimed else { return Ok(Prepared::Hold(HoldReason::Damaged.into())) };
        let sender = known.sender(claimed.device);
        let (envelope, kind) = match server::judge(sealed, sender.as_ref(), &known.tree, waived) {
            Ok(judged) => judged,
            Err(reason) => return Ok(Prepared::Hold(reason.into())),
        };
        if gone == Some(Gone::Here) {
            return Ok(Prepared::Hold(HoldReason::Erased.into()));
        }
        let stream = StreamId::of(envelope.org, kind);
        // Whoever has no part in a record learns nothing of it: what they bring is judged as if it were not there.
        let elsewhere = row.as_ref().is_some_and(|row| row.stream != stream || row.kind != kind);
        // Late work for a record that has moved on: the ward lets it in where the record lives now.
        let moves = || kind.spec().placing().is_some() && row.as_ref().is_some_and(|row| row.kind == kind);
        let elsewhere = elsewhere && !(moves() && server::waives(waived, &HoldReason::WrongPlace));
        // Who had a part in it until it left is told so.
        let has_left = || self.inner.store.read_blocking(|reading| document::has_left(reading, stream, envelope.doc));
        if elsewhere && has_left()? {
            return Ok(Prepared::Hold(HoldReason::WrongPlace.into()));
        }
        let elsewhere = elsewhere || gone.is_some();
        let row = row.filter(|_| !elsewhere);
        // So is who takes the id of a meeting to come, whether or not it came.
        let today = self.inner.host.now().vietnam_date();
        let is_taken = || !self.inner.meeting_ids.may_bear(kind, envelope.doc, &known.tree, today);
        if row.is_none() && !server::waives(waived, &HoldReason::WrongPlace) && is_taken() {
            return Ok(Prepared::Hold(HoldReason::WrongPlace.into()));
        }
        let current = row.map(|row| self.current(row)).transpose()?.flatten();
        let was_open = current.as_ref().is_none_or(|current| current.was_open);
        let (row, current) = current.map(|current| (current.row, current.doc)).unzip();
        let author = (!server::waives(waived, &HoldReason::WrongAuthor)).then_some(envelope.device);
        let merged = match current {
            Some(doc) => doc.absorb(envelope.form, &envelope.chunk, author),
            None => Doc::found(envelope.doc, kind, envelope.form, &envelope.chunk, author),
        };
        let (doc, absorbed) = match merged {
            // It adds nothing to the record, so no stream moves and no device is told.
            Ok((_, absorbed)) if absorbed.fresh.is_empty() => {
                return Ok(Prepared::Duplicate(row.map_or(0, |row| row.content_seq)));
            }
            Ok(merged) => merged,
            Err(error) => {
                tracing::info!(doc = %envelope.doc, device = %envelope.device, %error, "an envelope is held");
                let heads = (!elsewhere).then(|| row.map(|row| row.heads).unwrap_or_default());
                return Ok(Prepared::Hold(Hold::of(error, heads)));
            }
        };
        let hands_out = sender.as_ref().is_some_and(|sender| server::hands_out(&doc, &sender.place, &known.tree));
        let hands_out = hands_out && !server::waives(waived, &HoldReason::WrongPlace);
        if elsewhere || hands_out || !server::belongs(&doc, envelope.org) {
            return Ok(Prepared::Hold(HoldReason::WrongPlace.into()));
        }
        // What the ward let in may make a record larger than it becomes by itself.
        if doc.is_oversized(absorbed.bytes) && !matches!(waived, Some(HoldReason::OverQuota | HoldReason::WrongAuthor))
        {
            return Ok(Prepared::Hold(HoldReason::OverQuota.into()));
        }
        let base = Base {
            home: row.as_ref().map_or(stream, |row| row.stream),
            heads: row.as_ref().map(|row| row.heads.clone()).unwrap_or_default(),
            snapshot_bytes: row.as_ref().map_or(0, |row| row.snapshot_bytes),
            tail_bytes: row.as_ref().map_or(0, |row| row.tail_bytes),
            was_open,
            released: waived.is_some(),
        };
        let was = base.home.org;
        let mut merge = merge_of(known, sealed, &envelope, doc, base)?;
        merge.fresh = absorbed.fresh;
        merge.parting = parting::parting(known, &merge.doc, (was, merge.accepted.home.org), &merge.fresh);
        merge.away = self.taken_away(known, &merge.doc, merge.accepted.home.org)?;
        Ok(Prepared::Merge(merge))
    }

    /// Where an envelope was merged already, the row of its record, and whether an order took that away.
    fn stands(&self, id: EnvelopeId, claimed: Option<&Envelope>) -> Result<Standing, StoreError> {
        self.inner.store.read_blocking(|reading| {
            let row = claimed.map(|claimed| document::find(reading, claimed.doc)).transpose()?.flatten();
            let gone = claimed.map(|claimed| erased::gone(reading, claimed.doc, claimed.known_kind(), claimed.org));
            Ok((document::envelope_seq(reading, id)?, row, gone.transpose()?.flatten()))
        })
    }

    /// The record as it stands, to be merged into.
    fn current(&self, row: DocumentRow) -> Result<Option<CurrentRecord>, StoreError> {
        if let Some(open) = self.inner.open.get(&row.doc).filter(|open| open.doc.heads() == row.heads) {
            return Ok(Some(CurrentRecord { row, doc: open.doc.as_ref().clone(), was_open: true }));
        }
        // Another process may have written since; row and record are read in one moment.
        self.inner.store.read_blocking(|reading| {
            let Some(row) = document::find(reading, row.doc)? else { return Ok(None) };
            let doc = document::load(reading, &row)?;
            Ok(Some(CurrentRecord { row, doc, was_open: false }))
        })
    }

    async fn commit(&self, merge: Merge, released: Option<Released>) -> Result<(Fate, Vec<HeldId>), HubError> {
        let Merge { accepted, doc, bytes, row, fresh, away, parting } = merge;
        let gone = away.clone();
        let (id, now) = (accepted.doc, self.inner.host.now());
        let fresh_epoch = self.fresh_epoch()?;
        let changes_directory = row.kind.spec().origin == Origin::Organisation || !parting.is_empty();
        let (seq, waiting) = self
            .inner
            .store
            .write(move |tx| {
                let Appended { seq, begun, left } = append::append(tx, &accepted, fresh_epoch, now)?;
                read_model::put(tx, &row)?;
                let event = Event {
                    at: now,
                    actor: accepted.device.to_string(),
                    action: "envelope_merged",
                    subject: accepted.doc.to_string(),
                    detail: format!("{} {seq}", accepted.id),
                };
                let begun: Vec<Vouched> = begun.into_iter().map(Vouched::epoch).collect();
                vouch::append(tx, &event, &begun)?;
                if let Some(left) = left {
                    let detail = format!("{} {}", left.org, accepted.home.org);
                    let event = Event { action: "record_moved", detail, ..event };
                    vouch::append(tx, &event, &[Vouched::seen(accepted.doc)])?;
                }
                settle(tx, accepted.id, released.as_ref(), now)?;
                let word = Word { order: accepted.doc, by: accepted.device.to_string(), at: now };
                away.iter().try_for_each(|away| erased::erase(tx, *away, &word, fresh_epoch))?;
                for (device, why) in parting {
                    parting::revoke(tx, device, now, (&word.by, why.code()))?;
                }
                Ok((seq, quarantine::landed(tx, accepted.doc, &fresh)?))
            })
            .await?;
        self.inner.open.insert(id, OpenDoc { doc, bytes });
        gone.iter().for_each(|doc| drop(self.inner.open.remove(doc)));
        if changes_directory {
            self.inner.directory.refresh(&self.inner.store).await?;
        }
        Ok((Fate::Merged(seq), waiting))
    }

    async fn hold(
        &self,
        carrier: DeviceId,
        sealed: Signed,
        claimed: Option<Envelope>,
        hold: Hold,
    ) -> Result<Fate, HubError> {
        let Hold { reason, missing, heads } = hold;
        let now = self.inner.host.now();
        let held = HeldRow {
            id: sealed.held_id(),
            envelope: sealed.envelope_id(),
            // Nobody is named on the word of an envelope whose signature does not hold.
            device: claimed
                .as_ref()
                .filter(|_| reason != HoldReason::BadSignature)
                .map_or(carrier, |envelope| envelope.device),
            carrier,
            org: claimed.as_ref().map(|envelope| envelope.org),
            doc: claimed.as_ref().map(|envelope| envelope.doc),
            kind: claimed.as_ref().map(|envelope| envelope.kind),
            reason,
            received: now,
            sealed,
        };
        let may_know = self.may_know(carrier, &held);
        let kept = self
            .inner
            .store
            .write(move |tx| {
                // Of what an order took away nothing is kept, whatever else stands in its way.
                if let (Some(doc), Some(org)) = (held.doc, held.org)
                    && erased::gone(tx, doc, held.kind.and_then(Kind::from_number), org)? == Some(Gone::Here)
                {
                    return Ok(Fate::Held(if may_know { HoldReason::Erased } else { held.reason }));
                }
                // Another process may have brought meanwhile what this waits for; the device tries again and finds it.
                if let (Some(doc), Some(heads)) = (held.doc, &heads)
                    && document::find(tx, doc)?.map(|row| row.heads).unwrap_or_default() != *heads
                {
                    return Err(StoreError::Moved);
                }
                // A device that hands in work of others is not charged for what they signed.
                let (count, bytes) = quarantine::held_by(tx, held.device)?;
                let full = count >= HELD_PER_DEVICE_MAX || bytes >= HELD_BYTES_PER_DEVICE_MAX;
                // What is there already takes no room, however often it is brought.
                if full && !quarantine::is_kept(tx, held.id)? {
                    return Ok(Fate::Refused("quarantine_full".to_owned()));
                }
                if quarantine::hold(tx, &held, &missing)? {
                    let row = Vouched::held(held.id);
                    let event = Event {
                        at: now,
                        actor: carrier.to_string(),
                        action: "envelope_held",
                        subject: held.id.to_string(),
                        detail: held.reason.code().to_owned(),
                    };
                    vouch::append(tx, &event, &[row])?;
                }
                Ok(Fate::Held(held.reason))
            })
            .await?;
        if matches!(kept, Fate::Refused(_)) {
            self.inner.metrics.count_bound(Bound::Held);
        }
        Ok(kept)
    }

    /// A random number for a stream that may be about to begin.
    pub(super) fn fresh_epoch(&self) -> Result<u64, HubError> {
        Ok(u64::from_be_bytes(self.inner.host.random::<8>()?) >> 1)
    }
}

/// Writes down what became of every copy of an envelope that is merged now or was before.
pub(super) fn settle(
    tx: &Writing<'_>,
    envelope: EnvelopeId,
    released: Option<&Released>,
    now: Timestamp,
) -> Result<(), StoreError> {
    for id in quarantine::copies(tx, envelope)? {
        let word = released.filter(|released| released.held == Some(id));
        // Held before for a reason that is gone, or by somebody who had only the body and not the signature.
        let (code, by, note) = word.map_or(("merged", "sen", ""), |word| ("released", &word.by, &word.note));
        quarantine::decide(tx, id, &Decision { code, by: by.to_owned(), note: note.to_owned(), at: now })?;
        let action = if word.is_some() { "held_released" } else { "held_merged" };
        let (actor, subject, detail) = (by.to_owned(), id.to_string(), "merged".to_owned());
        vouch::append(tx, &Event { at: now, actor, action, subject, detail }, &[Vouched::held(id)])?;
    }
    Ok(())
}

/// A record as it stands, with the row it belongs to.
struct CurrentRecord {
    row: DocumentRow,
    doc: Doc,
    /// It had not to be opened.
    was_open: bool,
}

/// What an envelope is merged onto.
struct Base {
    /// Where the record lived before.
    home: StreamId,
    heads: Heads,
    snapshot_bytes: usize,
    tail_bytes: usize,
    /// The record had not to be opened for it.
    was_open: bool,
    /// The ward let it in: its author was not checked.
    released: bool,
}

fn merge_of(
    known: &Snapshot,
    sealed: &Signed,
    envelope: &Envelope,
    doc: Doc,
    base: Base,
) -> Result<Box<Merge>, StoreError> {
    let encoded = wire::encode(sealed);
    let tail = base.tail_bytes + encoded.len();
    let least = TAIL_BYTES_MIN.max(base.snapshot_bytes) * if base.was_open { 1 } else { TAIL_TIMES_COLD };
    let grown = !base.heads.is_empty() && tail > least;
    // Devices take an envelope only by its own author; what the ward let in reaches them in a snapshot.
    let stream = StreamId::of(envelope.org, doc.kind());
    let place = |device| known.devices.get(&device).map(|row| row.place.clone());
    let home = StreamId::of(server::home_of(&doc, base.home.org, &known.tree, place), doc.kind());
    // A number of another stream tells nobody what to read on from.
    let due = grown || base.released || home != base.home || home != stream;
    let snapshot = if due { Some(document::pack_snapshot(&doc)?) } else { None };
    let row = Row::of(&doc, home.org, &|device| known.member_of(device));
    let accepted = Accepted {
        id: sealed.envelope_id(),
        packed: document::pack(&encoded)?,
        bytes: encoded.len(),
        device: envelope.device,
        doc: envelope.doc,
        kind: doc.kind(),
        stream,
        home,
        before: base.heads,
        after: doc.heads(),
        snapshot,
    };
    let bytes = u64::try_from(base.snapshot_bytes + tail).unwrap_or(u64::MAX);
    Ok(Box::new(Merge {
        accepted,
        doc: Arc::new(doc),
        bytes,
        row,
        fresh: Vec::new(),
        away: Vec::new(),
        parting: Vec::new(),
    }))
}

fn lane_of(doc: &[u8; 16]) -> usize {
    let [a, b, ..] = *doc;
    usize::from(u16::from_be_bytes([a, b])) % LANES
}
