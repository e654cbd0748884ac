//! The first page: how the ward's cells stand, and what waits for somebody.

use std::collections::BTreeMap;

use axum::response::Response;
use shared::id::{DeviceId, OrgId};
use shared::org::{OrgClass, OrgView};
use shared::record::Row;
use shared::record::list::{Page, Query};
use shared::text;
use shared::time::{CivilDate, Timestamp};

use super::error::Failure;
use super::guard::{RequestContext, ToRead, Viewer};
use super::view::{AttentionItem, AttentionKind, CellRow, Figures, OverviewView, Tab};
use super::{devices, duplicates, held, html, records};
use crate::store::account::DeviceRow;
use crate::store::quarantine;
use crate::store::read_model::{self, Group};

/// Items of one kind on the list of what waits.
const ATTENTION_MAX: usize = 50;
/// Names of one group of records that look alike; of more there is a count.
const ALIKE_MAX: usize = 3;

/// Everything the page draws on, limited to what the person may see.
struct Facts<'a> {
    context: &'a RequestContext,
    now: Timestamp,
    cells: Vec<&'a OrgView>,
    /// The headcount by cell and status.
    headcount: Vec<Group>,
    /// What all records of an organisation need, together.
    records: BTreeMap<OrgId, Group>,
    /// The latest meeting of each cell.
    last: BTreeMap<OrgId, Row>,
    meetings_this_month: usize,
    held_places: Vec<(Option<OrgId>, DeviceId, u32)>,
}

/// `GET /`.
pub(super) async fn overview(viewer: Viewer) -> Result<Response, Failure> {
    let context: &RequestContext = &viewer;
    let now = context.console.hub().host().now();
    let today = now.vietnam_date();
    let mut cells: Vec<&OrgView> = context
        .known
        .tree
        .below(context.session.place.org)
        .filter(|org| org.class == OrgClass::Cell && org.exists_on(today))
        .collect();
    cells.sort_by_cached_key(|cell| text::natural(&cell.name));
    let facts = facts(context, cells, now).await?;
    let full = context.may::<ToRead>();
    let view = OverviewView {
        page: context.page(&context.texts.text("overview-title"), Tab::Month),
        figures: facts.figures(),
        cells: facts.cell_rows(),
        attention: if full { facts.attention().await? } else { Vec::new() },
        full,
    };
    html(&view)
}

async fn facts<'a>(context: &'a RequestContext, cells: Vec<&'a OrgView>, now: Timestamp) -> Result<Facts<'a>, Failure> {
    let today = now.vietnam_date();
    let orgs: Vec<OrgId> = cells.iter().map(|cell| cell.org).collect();
    let [headcount, all, month] = [
        Query::headcount(),
        Query::default(),
        Query { since: CivilDate::new(today.year(), today.month(), 1), ..Query::meetings() },
    ]
    .map(|query| records::scoped(context, query));
    let month = Query { until: month.since.and_then(last_of_month), ..month };
    let (headcount, all, month, last, mut held_places) = context
        .console
        .hub()
        .store()
        .read(move |reading| {
            let mut last = BTreeMap::new();
            for org in orgs {
                let newest = read_model::rows(reading, &Query::meetings().within([org]), Page::first(1))?;
                last.extend(newest.into_iter().map(|row| (org, row)));
            }
            Ok((
                read_model::groups(reading, &headcount, Some("status"))?,
                read_model::groups(reading, &all, None)?,
                read_model::sums(reading, &month)?.0,
                last,
                quarantine::held_places(reading)?,
            ))
        })
        .await?;
    held_places.retain(|(org, device, _)| context.sees_held(*org, *device));
    let records = all.into_iter().map(|group| (group.org, group)).collect();
    Ok(Facts { context, now, cells, headcount, records, last, meetings_this_month: month, held_places })
}

fn last_of_month(first: CivilDate) -> Option<CivilDate> {
    (27..31).rev().filter_map(|days| first.plus_days(days)).find(|day| day.month() == first.month())
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Facts<'_> {
    fn figures(&self) -> Figures {
        let (official, probationary) = read_model::headcount(&self.headcount);
        let silent = |row: &&DeviceRow| self.context.is_within(row.place.org) && devices::is_silent(row, self.now);
        Figures {
            cells: count(self.cells.len()),
            official,
            probationary,
            meetings_this_month: count(self.meetings_this_month),
            open_conflicts: self.records.values().map(|group| group.decisions).sum(),
            held: self.held_places.iter().map(|(_, _, count)| count).sum(),
            silent_devices: count(self.context.known.devices.values().filter(silent).count()),
        }
    }

    fn cell_rows(&self) -> Vec<CellRow> {
        self.cells.iter().map(|cell| self.cell_row(cell)).collect()
    }

    fn cell_row(&self, cell: &OrgView) -> CellRow {
        let (official, probationary) =
            read_model::headcount(self.headcount.iter().filter(|group| group.org == cell.org));
        let last = self.last.get(&cell.org);
        let contact = self.phones(cell.org).filter_map(|row| row.last_contact).max();
        let head = self
            .phones(cell.org)
            .filter(|row| row.place.role == shared::access::Role::Head)
            .max_by_key(|row| row.enrolled);
        let held = self.held_places.iter().filter(|(org, device, _)| {
            org.or_else(|| self.context.known.devices.get(device).map(|row| row.place.org)) == Some(cell.org)
        });
        CellRow {
            id: cell.org.to_string(),
            name: cell.name.clone(),
            head: head.map(|row| row.person.clone()).unwrap_or_default(),
            official,
            probationary,
            last_meeting: last.and_then(|row| row.on).map(CivilDate::vietnamese),
            last_state: last.map(|row| row.state.clone()).unwrap_or_default(),
            last_sync: contact.map(Timestamp::vietnam_display),
            silent: self.is_silent(cell.org),
            conflicts: self.records.get(&cell.org).map_or(0, |group| group.decisions),
            held: held.map(|(_, _, count)| count).sum(),
        }
    }

    /// The devices in use in a cell.
    fn phones(&self, cell: OrgId) -> impl Iterator<Item = &DeviceRow> {
        self.context
            .known
            .devices
            .values()
            .filter(move |row| row.place.org == cell && row.revoked.is_none() && !row.at_console)
    }

    /// A cell is silent when it has devices and none of them was heard from.
    fn is_silent(&self, cell: OrgId) -> bool {
        self.phones(cell).next().is_some() && self.phones(cell).all(|row| devices::is_silent(row, self.now))
    }

    fn alike(&self, alike: &duplicates::Alike<'_>) -> AttentionItem {
        let all = || std::iter::once(&alike.first).chain(&alike.others);
        let names: Vec<&str> = all().take(ALIKE_MAX).map(|row| row.title.as_str()).collect();
        let mut orgs: Vec<String> = Vec::new();
        for row in all().take(ALIKE_MAX) {
            let name = self.context.org_name(row.org);
            if !orgs.contains(&name) {
                orgs.push(name);
            }
        }
        let more = all().count().saturating_sub(ALIKE_MAX);
        orgs.extend((more > 0).then(|| self.context.texts.text_with("and-more", &[("n", count(more).into())])));
        item(AttentionKind::Duplicate, names.join(" – "), &orgs, format!("/members/{}", alike.first.doc))
    }

    /// What a query finds, as items of one kind.
    async fn found(
        &self,
        kind: AttentionKind,
        query: Query,
        detail: &(dyn Fn(&Row) -> Vec<String> + Sync),
    ) -> Result<Vec<AttentionItem>, Failure> {
        let rows = records::rows(self.context, query, Page::first(ATTENTION_MAX)).await?;
        let told = |row: &Row| {
            let detail: Vec<String> = [self.context.org_name(row.org)].into_iter().chain(detail(row)).collect();
            item(kind, records::title(self.context, row), &detail, records::href(row))
        };
        Ok(rows.iter().map(told).collect())
    }

    /// Members' records that may be the same person.
    async fn alike_records(&self) -> Result<Vec<AttentionItem>, Failure> {
        let rows = duplicates::candidates(self.context).await?;
        let alike = duplicates::find(&rows).into_iter().take(ATTENTION_MAX);
        Ok(alike.map(|alike| self.alike(&alike)).collect())
    }

    /// What waits for somebody: what may be lost first, then what is open.
    async fn attention(&self) -> Result<Vec<AttentionItem>, Failure> {
        let texts = self.context.texts;
        let mut items = Vec::new();
        let mut held =
            self.context.console.hub().store().read(move |reading| quarantine::held(reading, ATTENTION_MAX)).await?;
        held.retain(|row| self.context.sees_held(row.org, row.device));
        for row in held::rows(self.context, &held).await? {
            let detail = [row.cell, texts.code("hold", &row.reason), row.at];
            items.push(item(AttentionKind::Held, row.document, &detail, "/held".to_owned()));
        }
        let here = |row: &&DeviceRow| row.revoked.is_none() && self.context.is_within(row.place.org);
        for (device, since) in &self.context.known.copied {
            let Some(row) = self.context.known.devices.get(device).filter(here) else { continue };
            let detail = [self.context.org_name(row.place.org), since.vietnam_display()];
            items.push(item(AttentionKind::Copied, row.person.clone(), &detail, "/devices".to_owned()));
        }
        let nothing = |_: &Row| Vec::new();
        let unreadable = Query { readable: Some(false), ..Query::default() };
        items.extend(self.found(AttentionKind::Unreadable, unreadable, &nothing).await?);
        items.extend(self.found(AttentionKind::Marked, Query { marked: true, ..Query::default() }, &nothing).await?);
        let tally = |key: &str, n: u32| if n > 0 { texts.text_with(key, &[("n", n.into())]) } else { String::new() };
        let open = |row: &Row| vec![tally("conflicts-short", row.decisions), tally("issues-short", row.impossible)];
        let unsettled = Query { unsettled: true, readable: Some(true), ..Query::default() };
        items.extend(self.found(AttentionKind::Conflict, unsettled, &open).await?);
        items.extend(self.alike_records().await?);
        for cell in self.cells.iter().filter(|cell| self.is_silent(cell.org)).take(ATTENTION_MAX) {
            let contact = self.phones(cell.org).filter_map(|row| row.last_contact).max();
            let since = contact.map_or_else(|| texts.text("never"), Timestamp::vietnam_display);
            let detail = format!("{}: {since}", texts.text("devices-last-contact"));
            items.push(item(AttentionKind::Silent, cell.name.clone(), &[detail], format!("/cells/{}", cell.org)));
        }
        Ok(items)
    }
}

fn item(kind: AttentionKind, subject: String, detail: &[String], href: String) -> AttentionItem {
    let said: Vec<&str> = detail.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    AttentionItem { kind, subject, detail: said.join(" · "), href }
}
