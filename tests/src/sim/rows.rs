//! The rows of lists, checked against the records they are derived from, and that what follows from another record is one.

use std::collections::{BTreeMap, BTreeSet};

use server::hub::Hub;
use server::store::{document, read_model};
use shared::doc::{Doc, Seed};
use shared::id::{DeviceId, DocId, OrgId};
use shared::kind::spec::Origin;
use shared::record::Row;
use shared::record::list::{Page, Query};

use super::checks::{Promises, broken, committed};
use super::ground::trouble;
use super::phone::Phone;
use crate::Outcome;

impl Promises {
    /// Every row of the server says what its record says, and a record about another one is the one its key names.
    pub(super) fn listed(&mut self, hub: &Hub) -> Outcome<()> {
        let (stored, rows) = read(hub)?;
        if stored.len() != rows.len() {
            return Err(broken("every record is listed", format!("{} of {}", rows.len(), stored.len())));
        }
        let known = hub.directory().now();
        let mut keys = BTreeSet::new();
        for row in rows {
            let Some(org) = stored.get(&row.doc).copied() else {
                return Err(broken("every record is listed", format!("{} is listed and not there", row.doc)));
            };
            let Some(doc) = self.document(hub, row.doc)? else { continue };
            is_derived("the ward", row, &Row::of(doc, org, &|device| known.member_of(device)))?;
            is_one(doc, &mut keys)?;
        }
        Ok(())
    }
}

impl Promises {
    /// Whoever is counted is counted in one organisation that goes on, or whose records one that goes on has taken over; and no
    /// record is nobody's.
    pub(super) fn counted_once(&mut self, hub: &Hub) -> Outcome<()> {
        let (stored, rows) = read(hub)?;
        let known = hub.directory().now();
        if let Some((doc, org)) = stored.iter().find(|(_, org)| known.tree.get(**org).is_none()) {
            return Err(broken("nothing is orphaned", format!("{doc} is of {org}, which is none")));
        }
        let rights = committed(hub, DeviceId::from_bytes([0; 16]))?;
        let go_on: Vec<OrgId> = known.tree.iter().map(|org| org.org).filter(|org| rights.heir(*org) == *org).collect();
        for row in rows.iter().filter(|row| row.flag("headcount")) {
            let counts = |org: &&OrgId| known.tree.holdings(**org).contains(&row.home());
            let by: Vec<&OrgId> = go_on.iter().filter(counts).collect();
            let [one] = by.as_slice() else {
                return Err(broken("everybody is counted once", format!("{} by {by:?}", row.doc)));
            };
            // One that was dissolved keeps whom a late phone of it writes down; the page of organisations says so.
            if known.tree.get(**one).is_none_or(|org| org.valid_to.is_some() && org.carried_by.is_some()) {
                return Err(broken("nothing is orphaned", format!("{} is counted in {one}, which ended", row.doc)));
            }
        }
        Ok(())
    }
}

/// Every row of a phone says what its record says, under the organisation the server has it under.
pub(super) fn listed_on(hub: &Hub, phone: &mut Phone) -> Outcome<()> {
    let (stored, _) = read(hub)?;
    let Some(engine) = &mut phone.engine else { return Ok(()) };
    let statuses = engine.record_statuses().map_err(trouble("statuses"))?.len();
    let rows = engine.records(&Query::default(), Page::ALL).map_err(trouble("records"))?;
    let total = engine.count_records(&Query::default()).map_err(trouble("count_records"))?;
    if (rows.len(), total) != (statuses, statuses) {
        return Err(broken("every record is listed", format!("{} lists {total} of {statuses}", phone.name)));
    }
    let mut keys = BTreeSet::new();
    for (row, _) in rows {
        let here = engine.record(row.doc).map_err(trouble("record"))?;
        let org = stored.get(&row.doc).copied().unwrap_or(row.org);
        let people = engine.people();
        is_derived(&phone.name, row, &Row::of(&here, org, &|device| people.member(device)))?;
        is_one(&here, &mut keys)?;
    }
    Ok(())
}

/// Whose each record is, and the rows of all of them.
fn read(hub: &Hub) -> Outcome<(BTreeMap<DocId, OrgId>, Vec<Row>)> {
    let read = hub.store().read_blocking(|reading| {
        Ok((document::all(reading)?, read_model::rows(reading, &Query::default(), Page::ALL)?))
    });
    let (documents, rows) = read.map_err(trouble("rows"))?;
    Ok((documents.into_iter().map(|row| (row.doc, row.stream.org)).collect(), rows))
}

/// A row as it is stored is the one made anew, but for what is kept beside it: its words, and whether the ward saw it.
fn is_derived(whose: &str, stored: Row, made: &Row) -> Outcome<()> {
    let stored = Row { search_text: made.search_text.clone(), is_unseen: made.is_unseen, ..stored };
    if stored == *made {
        return Ok(());
    }
    Err(broken("a row is what its record says", format!("{whose} lists {stored:?} for {made:?}")))
}

/// A record about another one stands under the id of its key, on the foundation everybody lays for it, and is the only one.
fn is_one(doc: &Doc, keys: &mut BTreeSet<shared::key::AboutKey>) -> Outcome<()> {
    if doc.kind().spec().origin != Origin::About {
        return Ok(());
    }
    let promise = "a record about another one is one record";
    let key = doc.about_key().ok_or_else(|| broken(promise, format!("{} does not follow from its key", doc.id())))?;
    if !doc.contains_all(&Doc::create(&Seed::About(key.clone())).heads()) {
        return Err(broken(promise, format!("{} has another foundation", doc.id())));
    }
    if key.ordinal != 1 || !keys.insert(key) {
        return Err(broken(promise, format!("there is another one beside {}", doc.id())));
    }
    Ok(())
}
