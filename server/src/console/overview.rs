//! The first page: how the ward's cells stand, and what waits for somebody.

use std::collections::BTreeMap;

use axum::response::Response;
use shared::doc::Kind;
use shared::id::{DeviceId, OrgId};
use shared::org::{OrgClass, OrgView};
use shared::text;
use shared::time::{CivilDate, Timestamp};

use super::error::Failure;
use super::guard::{Desk, ToRead, Viewer};
use super::view::{AttentionItem, AttentionKind, CellRow, Figures, OverviewView, Section};
use super::{authors, devices, duplicates, held, html};
use crate::store::account::DeviceRow;
use crate::store::quarantine::{self, HeldRow};
use crate::store::read_model::{self, MeetingRow, MemberRow, UnreadableRow};

/// Items of one kind on the list of what waits.
const ATTENTION_MAX: usize = 50;
/// Names of one group of records that look alike; of more there is a count.
const ALIKE_MAX: usize = 3;

/// Everything the page draws on, limited to what the person may see.
struct Facts<'a> {
    desk: &'a Desk,
    now: Timestamp,
    cells: Vec<&'a OrgView>,
    members: Vec<MemberRow>,
    meetings: Vec<MeetingRow>,
    held_places: Vec<(Option<OrgId>, DeviceId, u32)>,
    held: Vec<HeldRow>,
    unreadable: Vec<UnreadableRow>,
}

/// `GET /`.
pub(super) async fn overview(viewer: Viewer) -> Result<Response, Failure> {
    let desk: &Desk = &viewer;
    let full = desk.may::<ToRead>();
    let (mut members, mut meetings, mut held_places, mut held, mut unreadable) = desk
        .console
        .hub()
        .store()
        .read(move |connection| {
            let held = if full { quarantine::held(connection, ATTENTION_MAX)? } else { Vec::new() };
            Ok((
                read_model::members(connection, None)?,
                read_model::meetings(connection, None)?,
                quarantine::held_places(connection)?,
                held,
                read_model::unreadable(connection, None)?,
            ))
        })
        .await?;
    members.retain(|row| desk.is_within(row.org));
    meetings.retain(|row| desk.is_within(row.org));
    held_places.retain(|(org, device, _)| desk.sees_held(*org, *device));
    held.retain(|row| desk.sees_held(row.org, row.device));
    unreadable.retain(|row| desk.is_within(row.org));
    let now = desk.console.hub().host().now();
    let today = now.vietnam_date();
    let mut cells: Vec<&OrgView> = desk
        .known
        .tree
        .below(desk.session.place.org)
        .filter(|org| org.class == OrgClass::Cell && org.exists_on(today))
        .collect();
    cells.sort_by_cached_key(|cell| text::natural(&cell.name));
    let facts = Facts { desk, now, cells, members, meetings, held_places, held, unreadable };
    let view = OverviewView {
        page: desk.page(&desk.texts.text("overview-title"), Section::Cells),
        figures: facts.figures(today),
        cells: facts.cell_rows(),
        attention: if full { facts.attention().await? } else { Vec::new() },
        full,
    };
    html(&view)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Facts<'_> {
    fn figures(&self, today: CivilDate) -> Figures {
        let (official, probationary) = read_model::headcount(&self.members);
        let this_month = |row: &&MeetingRow| (row.held_on.year(), row.held_on.month()) == (today.year(), today.month());
        let silent = |row: &&DeviceRow| self.desk.is_within(row.place.org) && devices::is_silent(row, self.now);
        Figures {
            cells: count(self.cells.len()),
            official,
            probationary,
            meetings_this_month: count(self.meetings.iter().filter(this_month).count()),
            open_conflicts: self.meetings.iter().map(|row| row.decisions).sum::<u32>()
                + self.members.iter().map(|row| row.decisions).sum::<u32>(),
            held: self.held_places.iter().map(|(_, _, count)| count).sum(),
            silent_devices: count(self.desk.known.devices.values().filter(silent).count()),
        }
    }

    fn cell_rows(&self) -> Vec<CellRow> {
        let mut members: BTreeMap<OrgId, Vec<&MemberRow>> = BTreeMap::new();
        for row in &self.members {
            members.entry(row.org).or_default().push(row);
        }
        let mut meetings: BTreeMap<OrgId, Vec<&MeetingRow>> = BTreeMap::new();
        for row in &self.meetings {
            meetings.entry(row.org).or_default().push(row);
        }
        let row = |cell: &&OrgView| {
            let members = members.get(&cell.org).map_or(&[][..], Vec::as_slice);
            let meetings = meetings.get(&cell.org).map_or(&[][..], Vec::as_slice);
            self.cell_row(cell, members, meetings)
        };
        self.cells.iter().map(row).collect()
    }

    fn cell_row(&self, cell: &OrgView, members: &[&MemberRow], meetings: &[&MeetingRow]) -> CellRow {
        let (official, probationary) = read_model::headcount(members.iter().copied());
        let last = meetings.first();
        let contact = self.phones(cell.org).filter_map(|row| row.last_contact).max();
        let head = self
            .phones(cell.org)
            .filter(|row| row.place.role == shared::access::Role::Head)
            .max_by_key(|row| row.enrolled);
        let held = self.held_places.iter().filter(|(org, device, _)| {
            org.or_else(|| self.desk.known.devices.get(device).map(|row| row.place.org)) == Some(cell.org)
        });
        CellRow {
            id: cell.org.to_string(),
            name: cell.name.clone(),
            head: head.map(|row| row.person.clone()).unwrap_or_default(),
            official,
            probationary,
            last_meeting: last.map(|row| row.held_on.vietnamese()),
            last_state: last.map(|row| row.state.clone()).unwrap_or_default(),
            last_sync: contact.map(Timestamp::vietnam_display),
            silent: self.is_silent(cell.org),
            conflicts: meetings.iter().map(|row| row.decisions).sum::<u32>()
                + members.iter().map(|row| row.decisions).sum::<u32>(),
            held: held.map(|(_, _, count)| count).sum(),
        }
    }

    /// The devices in use in a cell.
    fn phones(&self, cell: OrgId) -> impl Iterator<Item = &DeviceRow> {
        self.desk
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
        let names: Vec<&str> = all().take(ALIKE_MAX).map(|row| row.full_name.as_str()).collect();
        let mut orgs: Vec<String> = Vec::new();
        for row in all().take(ALIKE_MAX) {
            let name = self.desk.org_name(row.org);
            if !orgs.contains(&name) {
                orgs.push(name);
            }
        }
        let more = all().count().saturating_sub(ALIKE_MAX);
        orgs.extend((more > 0).then(|| self.desk.texts.text_with("and-more", &[("n", count(more).into())])));
        item(AttentionKind::Duplicate, names.join(" – "), &orgs, format!("/members/{}", alike.first.doc))
    }

    /// Records that cannot be read, and those that bear a secrecy marking.
    fn findings(&self) -> Vec<AttentionItem> {
        let texts = self.desk.texts;
        let mut items = Vec::new();
        for row in self.unreadable.iter().take(ATTENTION_MAX) {
            let subject = format!("{} {}", texts.code("kind", row.kind.code()), authors::short(&row.doc.to_string()));
            let href = match row.kind {
                Kind::Meeting | Kind::Org => format!("/cells/{}", row.org),
                Kind::Member => format!("/members?cell={}", row.org),
            };
            items.push(item(AttentionKind::Unreadable, subject, &[self.desk.org_name(row.org)], href));
        }
        for row in self.meetings.iter().filter(|row| row.marked).take(ATTENTION_MAX) {
            let subject = format!("{}, {}", texts.meeting(&row.kind, row.ordinal), row.held_on.vietnamese());
            items.push(item(
                AttentionKind::Marked,
                subject,
                &[self.desk.org_name(row.org)],
                format!("/meetings/{}", row.doc),
            ));
        }
        for row in self.members.iter().filter(|row| row.marked).take(ATTENTION_MAX) {
            let (name, href) = (row.full_name.clone(), format!("/members/{}", row.doc));
            items.push(item(AttentionKind::Marked, name, &[self.desk.org_name(row.org)], href));
        }
        items
    }

    /// What waits for somebody: what may be lost first, then what stands open.
    async fn attention(&self) -> Result<Vec<AttentionItem>, Failure> {
        let texts = self.desk.texts;
        let mut items = Vec::new();
        for row in held::rows(self.desk, &self.held).await? {
            let detail = [row.cell, texts.code("hold", &row.reason), row.at];
            items.push(item(AttentionKind::Held, row.document, &detail, "/held".to_owned()));
        }
        let here = |row: &&DeviceRow| row.revoked.is_none() && self.desk.is_within(row.place.org);
        for (device, since) in &self.desk.known.copied {
            let Some(row) = self.desk.known.devices.get(device).filter(here) else { continue };
            let detail = [self.desk.org_name(row.place.org), since.vietnam_display()];
            items.push(item(AttentionKind::Copied, row.person.clone(), &detail, "/devices".to_owned()));
        }
        items.extend(self.findings());
        let open = self.meetings.iter().filter(|row| row.decisions + row.findings > 0);
        for row in open.take(ATTENTION_MAX) {
            let subject = format!("{}, {}", texts.meeting(&row.kind, row.ordinal), row.held_on.vietnamese());
            let tally =
                |key: &str, n: u32| if n > 0 { texts.text_with(key, &[("n", n.into())]) } else { String::new() };
            let detail = [
                self.desk.org_name(row.org),
                tally("conflicts-short", row.decisions),
                tally("issues-short", row.findings),
            ];
            items.push(item(AttentionKind::Conflict, subject, &detail, format!("/meetings/{}", row.doc)));
        }
        let open = self.members.iter().filter(|row| row.decisions > 0);
        for row in open.take(ATTENTION_MAX) {
            let tally = texts.text_with("conflicts-short", &[("n", row.decisions.into())]);
            let detail = [self.desk.org_name(row.org), tally];
            items.push(item(AttentionKind::Conflict, row.full_name.clone(), &detail, format!("/members/{}", row.doc)));
        }
        for alike in duplicates::find(&self.members).into_iter().take(ATTENTION_MAX) {
            items.push(self.alike(&alike));
        }
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
