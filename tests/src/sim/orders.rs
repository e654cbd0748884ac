//! Orders that take records away: how the ward issues them at the console, and what is promised of what they took.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sen_client::engine::Engine;
use server::admin::away::{self, Office};
use server::admin::{self, AdminError, ConsoleAuthor};
use server::hub::Hub;
use server::store::{audit, document, erased, quarantine, read_model};
use shared::access::{Place, Role};
use shared::doc::{Doc, Edit, Kind, Seed};
use shared::id::{DocId, OrgId};
use shared::record::list::{Page, Query};
use shared::record::step::{self, Refusal, Taken, Who};
use shared::record::{Context, FieldPath, write};
use shared::sync::server::can_go;

use super::checks::{Promises, broken};
use super::ground::{LOGIN, trouble};
use super::office::CARRIED_OUT;
use super::phone::Business;
use super::records::given;
use super::ward::{Deed, Done};
use super::world::{Next, World};
use crate::Outcome;

impl World<'_> {
    /// The ward's office orders on a phone or at the console that a record goes.
    pub(super) fn order(&mut self) -> Outcome<()> {
        if let Some(office) = self.office().filter(|_| self.chance.bool()) {
            return self.write(office, Business::Order);
        }
        let Some(up) = self.ward.up() else { return Ok(()) };
        let found = up.hub.store().read_blocking(document::all).map_err(trouble("console"))?;
        let found: Vec<DocId> = found.into_iter().filter(|row| can_go(row.kind)).map(|row| row.doc).collect();
        let Some(doc) = self.chance.choice(&found).copied() else { return Ok(()) };
        let is_superseded = self.chance.bool();
        self.begin(Deed::Order { doc, is_superseded });
        Ok(())
    }

    /// What is decided is carried out, whoever decided it.
    pub(super) fn carry_out(&mut self, order: DocId) -> Outcome<()> {
        self.begin(Deed::CarryOut { order });
        Ok(())
    }

    /// A phone of the ward's office.
    pub(super) fn office(&mut self) -> Option<usize> {
        let is_office = |(_, phone): &(usize, &super::phone::Phone)| phone.place.role == Role::Office;
        let phones: Vec<usize> = self.phones.iter().enumerate().filter(is_office).map(|(at, _)| at).collect();
        self.chance.choice(&phones).copied()
    }

    /// An order that was decided at the console is carried out a while later, or never.
    pub(super) fn decided(&mut self, order: DocId) {
        if self.chance.u8(..5) > 0 {
            let after = self.chance.i64(0..15_000);
            self.later(after, Next::CarryOut(order));
        }
    }
}

/// The order is begun and decided.
pub(super) async fn decide(hub: &Hub, ward: OrgId, doc: DocId, is_superseded: bool) -> Result<Done, AdminError> {
    let (author, spec) = (ConsoleAuthor::of(hub, LOGIN).await?, Kind::Order.spec());
    let (order, people) = (admin::drawn(hub.host(), Kind::Order)?, Context::default());
    let begun = |edit: &mut Edit<'_>| {
        write::set(edit, spec, &FieldPath::Head("title"), "Thu hồi", &people)?;
        write::set(edit, spec, &FieldPath::Head("ground"), "phap_luat", &people)?;
        let way = if is_superseded { "thay" } else { "rut" };
        write::add(edit, spec, "records", &given([("subject", &doc.to_string()), ("way", way)]), &people).map(drop)
    };
    author.write(hub, ward, &Seed::Id(Kind::Order, order), begun).await?;
    let fields = given([("number", "7"), ("issued_on", "5/11/2026")]);
    Ok(match take(hub, (ward, &author), order, "decide", &fields).await? {
        None => Done::Decided(order),
        Some(refusal) => Done::Refused(refusal),
    })
}

/// The order is carried out as the console does: records that stand in for others are made first.
pub(super) async fn carry_out(hub: &Hub, ward: OrgId, order: DocId) -> Result<Done, AdminError> {
    let author = ConsoleAuthor::of(hub, LOGIN).await?;
    let (Some((doc, _)), Some(takes)) = (hub.open(order).await?, Kind::Order.spec().takes_away) else {
        return Ok(Done::Nothing);
    };
    let (known, place) = (hub.directory().now(), Place { org: ward, role: Role::Office });
    let who = Who { seat: Some(&place), org: ward, tree: &known.tree };
    let stands = step::steps(&doc, None, who).into_iter().find(|view| view.step.name == CARRIED_OUT);
    let refused = stands.and_then(|view| view.refused);
    if refused.is_some_and(|refusal| refusal != Refusal::Rule("has_successors")) {
        return Ok(Done::Nothing);
    }
    let office = Office { hub, author: &author, place: &place, tree: &known.tree };
    if let Some(refusal) = away::prepare(office, (ward, Arc::clone(&doc)), takes).await? {
        return Ok(Done::Refused(refusal));
    }
    let said = given([("confirmed", "khong_lay_lai_duoc")]);
    Ok(take(hub, (ward, &author), order, CARRIED_OUT, &said).await?.map_or(Done::TakenAway, Done::Refused))
}

async fn take(
    hub: &Hub,
    (ward, author): (OrgId, &ConsoleAuthor),
    order: DocId,
    name: &str,
    fields: &[(String, String)],
) -> Result<Option<Refusal>, AdminError> {
    let Some((doc, _)) = hub.open(order).await? else { return Ok(Some(Refusal::Elsewhere)) };
    let (known, place) = (hub.directory().now(), Place { org: ward, role: Role::Office });
    let who = Who { seat: Some(&place), org: ward, tree: &known.tree };
    let Some(view) = step::steps(&doc, None, who).into_iter().find(|view| view.step.name == name) else {
        return Ok(Some(Refusal::State));
    };
    if let Some(refusal) = view.refused {
        return Ok(Some(refusal));
    }
    let taken = Taken { device: author.device(), content: doc.content_digest(), about: None };
    let people = Context::default();
    let write = |edit: &mut Edit<'_>| step::take(edit, Kind::Order.spec(), view.step, fields, taken, &people);
    author.write_into(hub, ward, doc.as_ref().clone(), write).await?;
    Ok(None)
}

/// The records that were taken away, as the server remembers them.
pub(super) fn gone(hub: &Hub) -> Outcome<BTreeSet<DocId>> {
    let gone = hub.store().read_blocking(erased::all).map_err(trouble("erased"))?;
    Ok(gone.into_iter().map(|gone| gone.doc).collect())
}

impl Promises {
    /// Nothing is left on the server of what was taken away, whoever brought it since, and the chain says that it went.
    pub(super) fn nothing_is_left(&mut self, hub: &Hub) -> Outcome<()> {
        let read = hub.store().read_blocking(|reading| {
            let gone: BTreeSet<DocId> = erased::all(reading)?.into_iter().map(|gone| gone.doc).collect();
            let mut left = Vec::new();
            for doc in &gone {
                left.extend(document::find(reading, *doc)?.map(|_| (*doc, "there")));
                left.extend(read_model::row(reading, *doc)?.map(|_| (*doc, "listed")));
            }
            if !gone.is_empty() {
                let held = quarantine::kept(reading)?.into_iter().filter_map(|kept| kept.doc);
                left.extend(held.filter(|doc| gone.contains(doc)).map(|doc| (doc, "held")));
                let entries = audit::page(reading, 0, u32::MAX)?.into_iter();
                let said: BTreeSet<String> =
                    entries.filter(|entry| entry.action == "record_erased").map(|entry| entry.subject).collect();
                left.extend(
                    gone.iter().filter(|doc| !said.contains(&doc.to_string())).map(|doc| (*doc, "not audited")),
                );
            }
            Ok((gone, left))
        });
        let (gone, left) = read.map_err(trouble("erased"))?;
        self.gone.extend(gone);
        match left.first() {
            Some((doc, how)) => Err(broken("what was taken away does not come back", format!("{doc} is {how}"))),
            None => Ok(()),
        }
    }

    /// What the ward's office carried out is carried out: each record it named went, and what stands in for it is there.
    pub(super) fn orders_hold(&mut self, hub: &Hub) -> Outcome<()> {
        let (gone, known) = (gone(hub)?, hub.directory().now());
        let orders = Query::of(Kind::Order);
        let orders = hub.store().read_blocking(|reading| read_model::rows(reading, &orders, Page::ALL));
        for row in orders.map_err(trouble("orders"))? {
            let Some(order) = self.document(hub, row.doc)?.cloned() else { continue };
            let said = order.undisputed("about", "state");
            let author = said.and_then(|said| known.devices.get(&said.author?));
            let is_the_wards =
                author.is_some_and(|author| author.place.org == row.org && author.place.role == Role::Office);
            if row.state != "da_thi_hanh" || !is_the_wards || !order.divergences().is_empty() {
                continue;
            }
            for (doc, successor) in named(&order) {
                if !gone.contains(&doc) {
                    return Err(broken("an order that is carried out takes away", format!("{doc} is there")));
                }
                if let Some(successor) = successor.filter(|successor| !self.gone.contains(successor)) {
                    let there = self.document(hub, successor)?.is_some();
                    let promise = "what stands in for a record is there";
                    there.then_some(()).ok_or_else(|| broken(promise, format!("{successor} for {doc}")))?;
                }
            }
        }
        Ok(())
    }
}

/// What an order names, with what stands in for it.
fn named(order: &Doc) -> BTreeMap<DocId, Option<DocId>> {
    let (tree, mut named) = (order.tree(), BTreeMap::new());
    let Some(records) = tree.get("records") else { return named };
    for (leaf, doc, field) in records.entries().keys().filter_map(|leaf| {
        let (doc, field) = leaf.split_once('/')?;
        Some((leaf, doc.parse().ok()?, field))
    }) {
        let successor: &mut Option<DocId> = named.entry(doc).or_default();
        if field == "successor" {
            *successor = records.str(leaf).and_then(|to| to.parse().ok());
        }
    }
    named
}

/// Nothing of what was taken away is on a phone that has synced to the end.
pub(super) fn is_nowhere(name: &str, engine: &mut Engine, gone: &BTreeSet<DocId>) -> Outcome<()> {
    let listed = engine.records(&Query::default(), Page::ALL).map_err(trouble("records"))?;
    let left = listed.into_iter().map(|(row, _)| row.doc).chain(gone.iter().copied());
    let left =
        left.filter(|doc| gone.contains(doc)).find(|doc| engine.record(*doc).is_ok() || engine.kind_of(*doc).is_some());
    match left {
        Some(doc) => Err(broken("what was taken away is on no phone that synced since", format!("{doc} on {name}"))),
        None => Ok(()),
    }
}
