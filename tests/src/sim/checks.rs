//! The promises, checked against what the server has committed.

use std::collections::{BTreeMap, BTreeSet};

use sen_client::engine::EngineError;
use server::hub::Hub;
use server::store::{Reading, StoreError, account, audit, document, erased, quarantine, visit};
use shared::access::{Place, Role, StreamClass, StreamId};
use shared::doc::{Doc, Heads, Kind};
use shared::envelope::Envelope;
use shared::id::{DeviceId, DocId, EnvelopeId, OrgId};
use shared::sync::device::Safety;
use shared::wire::{self, Fate, HoldReason, Response, StreamNews};

use super::orders::{self, is_nowhere};
use super::phone::{Changes, Phone};
use super::ward::Ward;
use crate::{Outcome, Trouble};

/// What a device may read, as somebody knew it at one moment.
#[derive(Debug, Clone, Default)]
pub(super) struct Rights {
    place: Option<Place>,
    revoked: bool,
    parents: BTreeMap<OrgId, OrgId>,
    /// Of organisations that ended, who carries them on.
    carried: BTreeMap<OrgId, OrgId>,
    /// Records that were taken away.
    erased: BTreeSet<DocId>,
}

impl Rights {
    /// Written out here once more on purpose: it must not go wrong together with the code under test.
    fn may_read(&self, stream: StreamId) -> bool {
        let Some(place) = self.place.as_ref().filter(|_| !self.revoked) else { return false };
        // Every cell here is of one class, and no committee ends.
        let here = self.heir(place.org);
        let above =
            |org: OrgId| std::iter::successors(Some(self.heir(org)), |org| self.parents.get(org).copied()).take(8);
        let is_at_or_above = |org: OrgId, other: OrgId| above(other).any(|above| above == org) || org == other;
        match (stream.class, &place.role) {
            (StreamClass::Published, _) => is_at_or_above(stream.org, here) || is_at_or_above(here, stream.org),
            (StreamClass::Own, Role::Head | Role::DeputyHead | Role::MinuteTaker) => self.heir(stream.org) == here,
            (StreamClass::Own, _) => is_at_or_above(here, stream.org),
        }
    }

    /// Who carries an organisation on, and whom that one is carried on by; not around a circle.
    pub(super) fn heir(&self, org: OrgId) -> OrgId {
        let mut at = org;
        for _ in 0..8 {
            let Some(next) = self.carried.get(&at) else { return at };
            let mut further = Some(*next);
            for _ in 0..8 {
                further = further.and_then(|org| self.carried.get(&org).copied());
                if further == Some(at) {
                    return at;
                }
            }
            if *next == at {
                return at;
            }
            at = *next;
        }
        at
    }
}

/// What was promised, by whom it was heard.
#[derive(Default)]
pub(super) struct Promises {
    /// Envelopes with a receipt as merged.
    merged: BTreeSet<EnvelopeId>,
    /// Envelopes with a receipt as held.
    held: BTreeSet<EnvelopeId>,
    /// Changes a phone called safe.
    pub(super) safe: Changes,
    /// Devices whose revocation was confirmed.
    pub(super) revoked: BTreeSet<DeviceId>,
    /// What a person of the ward had on the screen when saying that they saw it.
    pub(super) seen: BTreeMap<DocId, Vec<Heads>>,
    /// How often the server was restored.
    pub(super) restores: u64,
    /// Devices whose vault was copied, or put back to an older copy.
    pub(super) forked: BTreeSet<DeviceId>,
    /// What phones removed after it was handed in.
    handed: Changes,
    /// What envelopes are of, as they were sent.
    of: BTreeMap<EnvelopeId, DocId>,
    /// Records that an order took away at any time: what was written into them is nobody's to keep.
    pub(super) gone: BTreeSet<DocId>,
    /// Phones that were told to give something up.
    pub(super) left: BTreeSet<String>,
    documents: BTreeMap<DocId, Doc>,
}

/// Says which promise is broken.
pub(super) fn broken(promise: &str, what: impl std::fmt::Display) -> Trouble {
    Trouble(format!("{promise}: {what}"))
}

fn store(error: StoreError) -> Trouble {
    Trouble::of("the store cannot be read", error)
}

impl Promises {
    /// The server was restored from a backup: what it promised since is for the devices to bring back.
    pub(super) fn begin_anew(&mut self) {
        let before = std::mem::take(self);
        let Self { seen, forked, of, gone, .. } = before;
        *self = Self { restores: before.restores + 1, seen, forked, of, gone, ..Self::default() };
    }

    /// Notes what a phone sends.
    pub(super) fn sent(&mut self, envelopes: &[(EnvelopeId, Option<DocId>)]) {
        self.of.extend(envelopes.iter().filter_map(|(id, doc)| Some((*id, (*doc)?))));
    }

    fn is_gone(&self, envelope: EnvelopeId) -> bool {
        self.of.get(&envelope).is_some_and(|doc| self.gone.contains(doc))
    }

    /// What a device may read as far as was confirmed to anybody.
    pub(super) fn confirmed(&self, hub: &Hub, device: DeviceId) -> Outcome<Rights> {
        let mut rights = committed(hub, device)?;
        rights.revoked = self.revoked.contains(&device);
        Ok(rights)
    }

    /// One record as the server has it on disk.
    pub(super) fn document(&mut self, hub: &Hub, doc: DocId) -> Outcome<Option<&Doc>> {
        let known = self.documents.get(&doc).map(Doc::heads);
        let fresh = hub.store().read_blocking(|reading| {
            let Some(row) = document::find(reading, doc)? else { return Ok(None) };
            if known.as_ref() == Some(&row.heads) {
                return Ok(None);
            }
            document::load(reading, &row).map(Some)
        });
        if let Some(fresh) = fresh.map_err(store)? {
            self.documents.insert(doc, fresh);
        }
        Ok(self.documents.get(&doc))
    }

    /// Everything promised is on the disk of a server that has just started, or has come to rest.
    pub(super) fn kept(&mut self, hub: &Hub) -> Outcome<()> {
        self.documents.clear();
        self.nothing_is_left(hub)?;
        let stored = hub.store().read_blocking(|reading| {
            let held: BTreeSet<_> = quarantine::kept(reading)?.into_iter().map(|kept| kept.envelope).collect();
            Ok((document::envelope_ids(reading)?, held, account::devices(reading)?, visit::copied(reading)?))
        });
        let (merged, held, devices, copied) = stored.map_err(store)?;
        if let Some(device) = copied.keys().find(|device| !self.forked.contains(device)) {
            return Err(broken("only copied phones are told of as copied", device));
        }
        if let Some(lost) = self.merged.difference(&merged).find(|id| !self.is_gone(**id)) {
            return Err(broken("no receipted change lost", format!("envelope {lost} had a receipt and is gone")));
        }
        if let Some(lost) =
            self.held.iter().find(|id| !held.contains(id) && !merged.contains(id) && !self.is_gone(**id))
        {
            return Err(broken("held, never dropped", format!("envelope {lost} was held and is gone")));
        }
        for device in devices.iter().filter(|row| row.revoked.is_none()) {
            if self.revoked.contains(&device.device) {
                return Err(broken("a revocation holds", format!("{} reads again", device.device)));
            }
        }
        for (doc, changes) in self.safe.clone() {
            self.has(hub, doc, &changes)?;
        }
        self.handed_in(hub)
    }

    fn has(&mut self, hub: &Hub, doc: DocId, changes: &BTreeSet<shared::id::ChangeId>) -> Outcome<()> {
        if self.gone.contains(&doc) {
            return Ok(());
        }
        let stored = self.document(hub, doc)?;
        let lost = changes.iter().find(|change| !stored.is_some_and(|stored| stored.contains(change)));
        match lost {
            Some(change) => Err(broken("no receipted change lost", format!("change {change} of {doc} is not there"))),
            None => Ok(()),
        }
    }

    /// An answer as it leaves the server: its receipts are true, and it shows nothing outside the device's place.
    pub(super) fn answered(&mut self, hub: &Hub, device: DeviceId, before: &Rights, plain: &[u8]) -> Outcome<Response> {
        let response = Response::read(plain).map_err(|error| broken("an answer can be read", error))?;
        let after = committed(hub, device)?;
        self.nothing_is_left(hub)?;
        let stored = hub.store().read_blocking(|reading| {
            let mut gone = None;
            for receipt in &response.receipts {
                if matches!(receipt.fate, Fate::Merged(_))
                    && document::envelope_seq(reading, receipt.envelope)?.is_none()
                    && !self.is_gone(receipt.envelope)
                {
                    gone = Some(receipt.envelope);
                }
            }
            Ok((gone, document::all(reading)?))
        });
        let (gone, rows) = stored.map_err(store)?;
        if let Some(gone) = gone {
            return Err(broken("a receipt comes after the commit", gone));
        }
        for receipt in &response.receipts {
            match &receipt.fate {
                Fate::Merged(_) => drop(self.merged.insert(receipt.envelope)),
                Fate::Duplicate(_) => {}
                Fate::Held(HoldReason::Revoked | HoldReason::WrongPlace | HoldReason::UnknownDependency) => {
                    self.held.insert(receipt.envelope);
                }
                Fate::Held(HoldReason::Erased) if self.is_gone(receipt.envelope) => {}
                // A whole record handed in after a restore carries what others wrote.
                // Or comes from a device the backup does not know.
                Fate::Held(HoldReason::WrongAuthor | HoldReason::BadSignature) if self.restores > 0 => {
                    self.held.insert(receipt.envelope);
                }
                fate => return Err(broken("what honest phones write is taken", format!("{fate:?}"))),
            }
        }
        let named: BTreeSet<DocId> = response.streams.iter().flat_map(names).collect();
        if let Some(shown) = named.intersection(&before.erased).next() {
            return Err(broken("what was taken away is shown to nobody", format!("{device} is shown {shown}")));
        }
        // That something left is told by its id, to those who had it.
        let gone = |doc: DocId| {
            let left = response.streams.iter().filter_map(|news| news.gone.as_ref()).any(|left| left.contains(&doc));
            left && !named.contains(&doc)
        };
        for row in rows {
            // An organisation's id is its record's as well, and streams are named by it.
            let shown = named.contains(&row.doc) || row.kind != Kind::Org && contains(plain, row.doc.as_bytes());
            if shown && !gone(row.doc) && !before.may_read(row.stream) && !after.may_read(row.stream) {
                return Err(broken("nothing readable outside its place", format!("{device} is shown {}", row.doc)));
            }
        }
        if before.revoked && !(response.streams.is_empty() && response.certificates.is_empty()) {
            return Err(broken("nothing readable after revocation", device));
        }
        Ok(response)
    }

    /// What a phone says after a fresh answer is true.
    pub(super) fn told(&mut self, hub: Option<&Hub>, phone: &mut Phone) -> Outcome<()> {
        if let Some(hub) = hub {
            self.gone.extend(orders::gone(hub)?);
        }
        for (doc, mine) in phone.mine.clone() {
            let Some(engine) = &phone.engine else { return Ok(()) };
            let safety = engine.safety(doc);
            if phone.says_safe(doc) {
                if let Some(hub) = hub {
                    self.has(hub, doc, &mine)
                        .map_err(|error| Trouble(format!("{} says it is safe; {error}", phone.name)))?;
                }
                self.safe.entry(doc).or_default().extend(mine.iter().copied());
                if let (Safety::SeenByWard, Some(hub)) = (&safety, hub)
                    && !self.gone.contains(&doc)
                {
                    self.was_seen(hub, doc, &mine)?;
                }
                phone.safe.insert(doc, (self.restores, mine));
                continue;
            }
            // What leaves the phone is offered once more; until that is answered it counts as unsafe.
            let leaving = self.left.contains(&phone.name) || self.gone.contains(&doc);
            let before = phone.safe.get(&doc).filter(|(restores, then)| *restores == self.restores && *then == mine);
            if before.is_some() && !leaving && !phone.unsteady && safety == Safety::OnThisPhone {
                return Err(broken("receipts are monotone", format!("{} called {doc} safe before", phone.name)));
            }
        }
        Ok(())
    }

    fn was_seen(&mut self, hub: &Hub, doc: DocId, mine: &BTreeSet<shared::id::ChangeId>) -> Outcome<()> {
        let seen = self.seen.get(&doc).cloned().unwrap_or_default();
        let Some(stored) = self.document(hub, doc)? else { return Ok(()) };
        let views: Vec<Doc> = seen.iter().filter_map(|heads| stored.at(heads).ok()).collect();
        match mine.iter().find(|change| !views.iter().any(|view| view.contains(change))) {
            Some(change) => Err(broken("seen means seen", format!("nobody saw {change} of {doc}"))),
            None => Ok(()),
        }
    }

    /// Nothing a person wrote into a living vault is gone: it is in the vault, or its record left the vault after
    /// all of it was handed in; then the server has it, merged or held. A phone that took an answer for fresh that
    /// was given before the restore gave up what that server had, which is lost as what left the day before.
    pub(super) fn accounted(&mut self, phone: &mut Phone) -> Outcome<()> {
        strokes_are_there(phone)?;
        for (doc, mine) in phone.mine.clone() {
            let Some(engine) = &mut phone.engine else { return Ok(()) };
            match engine.record(doc) {
                Ok(here) => {
                    if let Some(lost) = mine.iter().find(|change| !here.contains(change)) {
                        let what = format!("{} lacks {lost} of {doc}", phone.name);
                        return Err(broken("no edit of a living vault lost", what));
                    }
                }
                Err(EngineError::NoSuchRecord(_)) => {
                    phone.mine.remove(&doc);
                    if phone.misled != Some(self.restores) && !self.gone.contains(&doc) {
                        self.handed.entry(doc).or_default().extend(mine);
                    }
                }
                Err(error) => return Err(broken("a record opens after anything", format!("{}: {error}", phone.name))),
            }
        }
        Ok(())
    }

    /// What left phones after it was handed in is on the server, merged or held.
    pub(super) fn handed_in(&mut self, hub: &Hub) -> Outcome<()> {
        for (doc, changes) in
            self.handed.clone().into_iter().filter(|(doc, _)| !self.gone.contains(doc)).collect::<Changes>()
        {
            let stored = self.document(hub, doc)?.cloned();
            let lost = changes.iter().find(|change| !stored.as_ref().is_some_and(|stored| stored.contains(change)));
            if let Some(lost) = lost
                && !self.is_held(hub, doc)?
            {
                return Err(broken("records go only after they were handed in", format!("{lost} of {doc}")));
            }
        }
        Ok(())
    }

    /// Everything a person wrote into a living vault has come to the server, merged or held.
    pub(super) fn arrived(&mut self, hub: &Hub, phone: &Phone) -> Outcome<()> {
        for (doc, mine) in phone.mine.iter().filter(|(doc, _)| !self.gone.contains(*doc)).collect::<Vec<_>>() {
            let stored = self.document(hub, *doc)?.cloned();
            let lost = mine.iter().find(|change| !stored.as_ref().is_some_and(|stored| stored.contains(change)));
            if let Some(lost) = lost
                && !self.is_held(hub, *doc)?
            {
                return Err(broken("no edit of a living vault lost", format!("{lost} of {doc} by {}", phone.name)));
            }
        }
        Ok(())
    }

    /// Whatever was merged, held or revoked stands in the audit chain, once.
    pub(super) fn audited(&self, hub: &Hub) -> Outcome<()> {
        let missing = hub.store().read_blocking(|reading| {
            let entries = audit_of(reading)?;
            let has = |action: &str, id: &str| entries.contains(&(action.to_owned(), id.to_owned()));
            let merged = document::envelope_ids(reading)?.into_iter().map(|id| ("envelope_merged", id.to_string()));
            let held = quarantine::kept(reading)?.into_iter().map(|kept| ("envelope_held", kept.id.to_string()));
            let revoked = account::devices(reading)?.into_iter().filter(|row| row.revoked.is_some());
            let revoked = revoked.map(|row| ("device_revoked", row.device.to_string()));
            Ok(merged.chain(held).chain(revoked).find(|(action, id)| !has(action, id)))
        });
        match missing.map_err(store)? {
            Some((action, id)) => Err(broken("everything is audited", format!("there is no {action} of {id}"))),
            None => Ok(()),
        }
    }

    /// Whether the server keeps something of a record aside.
    fn is_held(&self, hub: &Hub, doc: DocId) -> Outcome<bool> {
        let kept = hub.store().read_blocking(quarantine::kept).map_err(store)?;
        Ok(kept.iter().any(|kept| kept.doc == Some(doc)))
    }

    /// A phone that synced until there was nothing left holds what its place may read, exactly as the server does.
    pub(super) fn converged(&mut self, hub: &Hub, phone: &mut Phone) -> Outcome<()> {
        let Some(device) = phone.device() else { return Err(broken("a phone opens", &phone.name)) };
        let rights = committed(hub, device)?;
        let rows = hub.store().read_blocking(document::all).map_err(store)?;
        let Some(engine) = &mut phone.engine else { return Ok(()) };
        let health = engine.health().map_err(|error| broken("a vault opens", error))?;
        if health.unsent > 0 || !health.differing.is_empty() || !health.withdrawn.is_empty() {
            return Err(broken("authorised replicas converge", format!("{} is left with {health:?}", phone.name)));
        }
        let gone = orders::gone(hub)?;
        is_nowhere(&phone.name, engine, &gone)?;
        let statuses = engine.record_statuses().map_err(|error| broken("a vault opens", error))?;
        let mut expected = BTreeSet::new();
        for row in rows.iter().filter(|row| rights.may_read(row.stream)) {
            expected.insert(row.doc);
            let held = matches!(engine.safety(row.doc), Safety::Held(_));
            let here = engine.record(row.doc);
            let here =
                here.map_err(|error| broken("authorised replicas converge", format!("{}: {error}", phone.name)))?;
            if !here.contains_all(&row.heads) || here.heads() != row.heads && !held {
                return Err(broken("authorised replicas converge", format!("{} on {}", phone.name, row.doc)));
            }
            let Some(there) = self.document(hub, row.doc)? else { continue };
            if !held && here.content_digest() != there.content_digest() {
                return Err(broken("authorised replicas converge", format!("content of {}", row.doc)));
            }
        }
        let extra =
            statuses.iter().find(|record| !expected.contains(&record.doc) && !matches!(record.safety, Safety::Held(_)));
        match extra {
            Some(record) => Err(broken("a phone keeps only its place", format!("{} keeps {}", phone.name, record.doc))),
            None => Ok(()),
        }
    }
}

/// What the audit chain speaks of: its codes, each with the id it is about.
fn audit_of(reading: &Reading<'_>) -> Result<BTreeSet<(String, String)>, StoreError> {
    let spoken = audit::page(reading, 0, u32::MAX)?.into_iter().map(|entry| {
        // A merge is about a record; the envelope stands first among its details.
        let is_merge = entry.action == "envelope_merged";
        let merged = if is_merge { entry.detail.split(' ').next().map(str::to_owned) } else { None };
        (entry.action, merged.unwrap_or(entry.subject))
    });
    Ok(spoken.collect())
}

/// What the database says a device may read.
pub(super) fn committed(hub: &Hub, device: DeviceId) -> Outcome<Rights> {
    let known = hub.store().read_blocking(|reading| {
        let row = account::devices(reading)?.into_iter().find(|row| row.device == device);
        let erased = erased::all(reading)?.into_iter().map(|erased| erased.doc).collect();
        Ok((row, server::store::read_model::orgs(reading)?, erased))
    });
    let (row, orgs, erased) = known.map_err(store)?;
    Ok(Rights {
        revoked: row.as_ref().is_none_or(|row| row.revoked.is_some()),
        place: row.map(|row| row.place),
        parents: orgs.iter().filter_map(|org| Some((org.org, org.parent?))).collect(),
        carried: orgs
            .iter()
            .filter_map(|org| Some((org.org, org.carried_by.filter(|_| org.valid_to.is_some())?)))
            .collect(),
        erased,
    })
}

/// The records that news of a stream names.
fn names(news: &StreamNews) -> impl Iterator<Item = DocId> {
    let listed = news.inventory.iter().flat_map(|page| page.records.iter().map(|(doc, _)| *doc));
    news.entries.iter().map(|entry| entry.doc).chain(listed)
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The books are whole: pages, documents, signatures, digests, audit chain.
pub(super) fn verified(ward: &Ward) -> Outcome<()> {
    let report = server::admin::verify(&ward.database()).map_err(|error| broken("the books can be read", error))?;
    if report.faults.is_empty() { Ok(()) } else { Err(broken("the books are whole", report.faults.join("; "))) }
}

/// What an envelope of a request says of itself, for the log.
pub(super) fn envelopes(request: &[u8]) -> Vec<(EnvelopeId, Option<DocId>)> {
    let request: Option<wire::Request> = wire::decode(request).ok();
    let envelopes = request.into_iter().flat_map(|request| request.envelopes);
    envelopes
        .map(|sealed| (sealed.envelope_id(), sealed.peek::<Envelope>().ok().map(|envelope| envelope.doc)))
        .collect()
}

/// What a person typed is in the text they typed it into, whether a change was made of it or not.
fn strokes_are_there(phone: &mut Phone) -> Outcome<()> {
    let (Some(engine), Some((doc, typed))) = (&mut phone.engine, phone.typed.clone()) else { return Ok(()) };
    match engine.record(doc).map(|record| record.tree()) {
        Ok(tree)
            if ["minutes", "plan"].iter().filter_map(|part| tree.passage(part)).any(|text| text.contains(&typed)) =>
        {
            Ok(())
        }
        Ok(_) => Err(broken("no stroke of a living vault lost", format!("{} lacks {typed} of {doc}", phone.name))),
        Err(EngineError::NoSuchRecord(_)) => {
            phone.typed = None;
            Ok(())
        }
        Err(error) => Err(broken("a record opens after anything", format!("{}: {error}", phone.name))),
    }
}
