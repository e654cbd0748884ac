//! Phone to phone: gathering what another phone may lack, and taking in what another phone hands over.
//!
//! What comes in is judged as the server would judge it: the author's certificate, signature, place, and author rule.
//! A snapshot, which nobody signed, is never handed over nor taken.

use std::collections::{BTreeMap, BTreeSet};

use shared::access::{Place, StreamId};
use shared::doc::{Doc, Kind, Unacceptable};
use shared::envelope::{Envelope, Signed};
use shared::id::{DeviceId, DocId, PackageId};
use shared::limits;
use shared::org::OrgTree;
use shared::package::{Exchange, PackageError, Standing};
use shared::sync::device::Ledger;
use shared::sync::server::{Sender, belongs, hold_reason, judge};
use shared::wire::HoldReason;

use super::{Brought, Exchanged, PackageFault, note};
use crate::engine::exchange::merge::{MergeContext, Merging, Unmerged};
use crate::engine::waiting::WaitingEnvelopes;
use crate::engine::{Engine, EngineError, People, open, store};
use crate::vault::{Reader, VaultError, Writer};

/// Bytes of envelopes in one package: leaves room for certificates.
const ENVELOPES_BYTES_MAX: usize = limits::PACKAGE_INFLATED_BYTES_MAX / 4 * 3;

/// What is handed over, and how many envelopes of how many records found no room.
pub(super) struct Gathered {
    pub(super) exchange: Exchange,
    pub(super) left_out: usize,
}

/// Every envelope of the records of which something is unsent here, with its authors' certificates.
///
/// The other phone may lack the earlier ones as well, and nobody can ask it.
pub(super) fn gather(
    stored: &Reader<'_>,
    ledger: &Ledger,
    people: &People,
    own: DeviceId,
    may_read: impl Fn(StreamId) -> bool,
) -> Result<Gathered, VaultError> {
    let mut docs: Vec<(u64, DocId)> = Vec::new();
    for pending in stored.outbox()? {
        if !docs.iter().any(|(_, doc)| *doc == pending.doc) {
            docs.push((pending.order, pending.doc));
        }
    }
    docs.sort_unstable();
    let mut gathered = Gathered { exchange: Exchange { envelopes: Vec::new(), certificates: Vec::new() }, left_out: 0 };
    let mut authors = BTreeSet::from([own]);
    let mut bytes = 0;
    for (_, doc) in docs {
        let mut envelopes = stored.envelopes_of(doc)?;
        let stream = ledger.record(doc).map(|record| record.stream).or_else(|| stream_of(envelopes.first()?));
        if !stream.is_some_and(&may_read) {
            continue;
        }
        let length: usize = envelopes.iter().map(|sealed| sealed.body_len() + 100).sum();
        let full = gathered.exchange.envelopes.len() + envelopes.len() > limits::EXCHANGE_ENVELOPES_MAX;
        if full || bytes + length > ENVELOPES_BYTES_MAX {
            gathered.left_out += envelopes.len();
            continue;
        }
        bytes += length;
        authors.extend(envelopes.iter().filter_map(|sealed| sealed.peek::<Envelope>().ok()).map(|found| found.device));
        gathered.exchange.envelopes.append(&mut envelopes);
    }
    // Only what the ward vouched for is passed on; the others would not be believed anyway.
    let vouched = stored.certificates()?.into_iter().filter(|(device, _)| people.certificate(*device).is_some());
    gathered.exchange.certificates = vouched
        .filter(|(device, _)| authors.contains(device))
        .map(|(_, sealed)| sealed)
        .take(limits::EXCHANGE_CERTIFICATES_MAX)
        .collect();
    Ok(gathered)
}

fn stream_of(sealed: &Signed) -> Option<StreamId> {
    let envelope: Envelope = sealed.peek().ok()?;
    Some(StreamId::of(envelope.org, envelope.known_kind()?))
}

impl Engine {
    pub(super) fn take_exchange(
        &mut self,
        exchange: &Exchange,
        sender: &[u8; 32],
        package: (PackageId, u64),
    ) -> Result<(Standing, Brought), PackageFault> {
        // What left with the revocation would come back here, and nobody would ask for it again.
        self.may_begin()?;
        let account = self.account.as_ref().ok_or(EngineError::NotEnrolled)?;
        let (place, ward_key) = (account.certificate.place(), account.ward_key);
        let mut vouched = self.people.clone();
        let fresh: Vec<(DeviceId, &Signed)> = exchange
            .certificates
            .iter()
            .filter_map(|sealed| Some((vouched.admit_newer(sealed, &ward_key)?, sealed)))
            .collect();
        let giver = vouched.certificate(DeviceId::of_key(sender)).filter(|known| known.public_key == *sender);
        let person = giver.ok_or(PackageError::UnknownSender)?.person.clone();
        let mut taken = Exchanged { person, ..Exchanged::default() };
        let orgs = self.orgs.clone();
        let mut merged_docs = Vec::new();
        let mut standing = Standing::Fresh;
        self.stale = true;
        self.with_writer(|context, w| {
            standing = note(w, sender, package)?;
            for (device, sealed) in fresh {
                w.put_certificate(device, sealed)?;
            }
            *context.people = vouched;
            let rules = Rules { place: &place, orgs: &orgs };
            for (doc, kind, envelopes) in rules.sort(context, w, exchange, &mut taken)? {
                merged_docs.extend(context.take_record(w, (doc, kind), envelopes, &mut taken)?);
            }
            store(w, context.ledger)
        })?;
        self.stale = false;
        if merged_docs.iter().any(|doc| doc.kind() == shared::org::KIND) {
            self.orgs = open::org_tree(&self.vault.read())?;
        }
        merged_docs.into_iter().for_each(|doc| self.shelf.put(doc));
        Ok((standing, Brought::Exchange(taken)))
    }
}

/// What this person may read, and where everything lies.
struct Rules<'a> {
    place: &'a Place,
    orgs: &'a OrgTree,
}

type OfRecord = (DocId, Kind, Vec<(Envelope, Signed)>);

impl Rules<'_> {
    /// The envelopes that are news and may be here, by record, in the order in which they came.
    fn sort(
        &self,
        context: &MergeContext<'_>,
        w: &Writer<'_>,
        exchange: &Exchange,
        taken: &mut Exchanged,
    ) -> Result<Vec<OfRecord>, VaultError> {
        let mut records: BTreeMap<DocId, OfRecord> = BTreeMap::new();
        for sealed in &exchange.envelopes {
            if w.read().has_envelope(sealed.envelope_id())? {
                taken.known += 1;
                continue;
            }
            match self.judge(context, sealed) {
                Ok((envelope, kind)) => {
                    let record = records.entry(envelope.doc).or_insert_with(|| (envelope.doc, kind, Vec::new()));
                    if record.1 == kind && record.2.first().is_none_or(|(first, _)| first.org == envelope.org) {
                        record.2.push((envelope, sealed.clone()));
                    } else {
                        taken.refused.push((envelope.doc, HoldReason::WrongPlace));
                    }
                }
                Err((doc, reason)) => taken.refused.push((doc, reason)),
            }
        }
        Ok(records.into_values().collect())
    }

    fn judge(&self, context: &MergeContext<'_>, sealed: &Signed) -> Result<(Envelope, Kind), (DocId, HoldReason)> {
        let nowhere = DocId::from_bytes([0; 16]);
        let claimed: Envelope = sealed.peek().ok().ok_or((nowhere, HoldReason::Damaged))?;
        let doc = claimed.doc;
        let sender = context.people.certificate(claimed.device).map(|author| Sender {
            public_key: author.public_key,
            place: author.place(),
            revoked: false,
        });
        let (envelope, kind) = judge(sealed, sender.as_ref(), self.orgs, None).map_err(|reason| (doc, reason))?;
        let stream = StreamId::of(envelope.org, kind);
        let known = context.ledger.record(doc);
        let known = known.is_none_or(|known| known.stream == stream && known.kind.is_none_or(|known| known == kind));
        if context.ledger.is_gone(doc, stream) {
            let has_moved = kind.spec().placing().is_some();
            return Err((doc, if has_moved { HoldReason::WrongPlace } else { HoldReason::Erased }));
        }
        let withdrawn = context.ledger.stream(stream).is_some_and(|state| state.withdrawn);
        if known && !withdrawn && self.place.may_read(stream, self.orgs) {
            Ok((envelope, kind))
        } else {
            Err((doc, HoldReason::WrongPlace))
        }
    }
}

impl MergeContext<'_> {
    /// Merges what fits of one record, keeps what does not fit yet, and puts all of it on its way to the server.
    fn take_record(
        &mut self,
        w: &Writer<'_>,
        (doc, kind): (DocId, Kind),
        envelopes: Vec<(Envelope, Signed)>,
        taken: &mut Exchanged,
    ) -> Result<Option<Doc>, VaultError> {
        let Some(org) = envelopes.first().map(|(first, _)| first.org) else { return Ok(None) };
        let known = match self.shelf.take(doc) {
            Some(open) => Ok(Some(open)),
            None => open::load(&w.read(), doc),
        };
        let known = match known {
            Ok(known) => known,
            Err(EngineError::Vault(error)) => return Err(error),
            // What is damaged here is asked of the server, not of another phone.
            Err(_) => {
                taken.refused.extend(envelopes.iter().map(|_| (doc, HoldReason::Damaged)));
                return Ok(None);
            }
        };
        let mut waiting = WaitingEnvelopes::read(&w.read())?;
        let mut before = waiting.of(&w.read(), doc)?;
        let mut merging = Merging::of(known);
        let sorted = self.try_all(&mut merging, (doc, kind), envelopes, &mut before);
        let foreign = merging.doc.as_ref().is_some_and(|open| !belongs(open, org));
        if foreign {
            let all = sorted.merged.len() + sorted.late.len() + sorted.refused.len();
            taken.refused.extend(std::iter::repeat_n((doc, HoldReason::WrongPlace), all));
            return Ok(None);
        }
        taken.refused.extend(sorted.refused.into_iter().map(|reason| (doc, reason)));
        taken.merged += sorted.merged.len();
        let stream = StreamId::of(org, kind);
        let carried: Vec<Signed> = sorted.merged.iter().map(|(_, sealed)| sealed.clone()).collect();
        let open = if carried.is_empty() { None } else { merging.done(sorted.merged).ok() };
        if let Some(merged) = &open {
            self.keep(w, stream, merged)?;
            self.ledger.carried(doc, kind, stream, &merged.doc.heads());
        }
        carried.into_iter().for_each(|sealed| self.ledger.enqueue(doc, sealed));
        waiting = WaitingEnvelopes::read(&w.read())?;
        for (device, sealed) in sorted.late {
            if !waiting.has_room() {
                taken.refused.push((doc, HoldReason::OverQuota));
                continue;
            }
            w.put_envelope(doc, device, &sealed)?;
            waiting.add(doc, sealed.envelope_id());
            self.ledger.enqueue(doc, sealed);
            taken.waiting += 1;
        }
        waiting.store(w)?;
        Ok(open.map(|merged| merged.doc))
    }

    /// Tries envelopes until no further one fits; what waited before is tried between them.
    fn try_all(
        &self,
        merging: &mut Merging,
        (doc, kind): (DocId, Kind),
        envelopes: Vec<(Envelope, Signed)>,
        before: &mut Vec<Signed>,
    ) -> Sorted {
        let mut sorted = Sorted::default();
        let mut left = envelopes;
        loop {
            let count = left.len() + before.len();
            let mut next = Vec::new();
            for (envelope, sealed) in left {
                let copy = merging.doc.clone();
                match merging.absorb(doc, kind, envelope.form, &envelope.chunk, Some(envelope.device)) {
                    Ok(()) => sorted.merged.push((envelope.device, sealed)),
                    Err(why) => {
                        merging.doc = copy;
                        match why {
                            Unmerged::Unacceptable(Unacceptable::UnknownDependency(_)) => next.push((envelope, sealed)),
                            Unmerged::Unacceptable(error) => sorted.refused.push(hold_reason(&error)),
                            _ => sorted.refused.push(HoldReason::Damaged),
                        }
                    }
                }
            }
            left = next;
            if merging.doc.is_some() {
                self.absorb_waiting(merging, doc, kind, before);
            }
            if left.is_empty() || left.len() + before.len() == count {
                sorted.late = left.into_iter().map(|(envelope, sealed)| (envelope.device, sealed)).collect();
                return sorted;
            }
        }
    }
}

/// What became of the envelopes of one record.
#[derive(Default)]
struct Sorted {
    merged: Vec<(DeviceId, Signed)>,
    late: Vec<(DeviceId, Signed)>,
    refused: Vec<HoldReason>,
}
