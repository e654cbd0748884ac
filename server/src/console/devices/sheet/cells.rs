//! Codes for the officers of many cells on one sheet: a line for each cell, a field for each role.

use std::collections::BTreeMap;

use axum::response::Response;
use serde::Deserialize;
use shared::access::Place;
use shared::id::OrgId;
use shared::org::OrgView;
use shared::record::Row;
use shared::record::list::{Page, Query};

use super::super::super::error::Failure;
use super::super::super::guard::{Administrator, Posted, RequestContext, ToAdminister};
use super::super::super::view::{SheetCell, SheetCellsView, SheetField, Tab};
use super::super::super::{html, records};
use super::super::{Picked, ROLES, pick};
use crate::auth::device::Invitation;

const PATH: &str = "/devices/sheet/cells";

/// Longest form, in bytes: every role of a thousand cells with a name in it.
pub(in crate::console) const FORM_BYTES_MAX: usize = 512 * 1024;

/// What was typed, by the name of its field: the role's code, a dash, the cell.
#[derive(Default, Deserialize)]
pub(in crate::console) struct Typed {
    #[serde(flatten)]
    fields: BTreeMap<String, String>,
}

impl Typed {
    fn at(&self, field: &str) -> &str {
        self.fields.get(field).map_or("", |typed| typed.trim())
    }
}

/// A cell of today, and its members.
struct Cell<'a> {
    org: &'a OrgView,
    members: Vec<Row>,
}

/// `GET /devices/sheet/cells`: the cells of the person's place.
pub(in crate::console) async fn ask(administrator: Administrator) -> Result<Response, Failure> {
    let cells = cells(&administrator).await?;
    html(&form(&administrator, &cells, &Typed::default(), &BTreeMap::new(), String::new()))
}

/// `POST /devices/sheet/cells`: the codes are shown once, as the answer to the form. None is made while a field names
/// nobody: who prints a sheet wants it whole.
pub(in crate::console) async fn make(posted: Posted<ToAdminister, Typed>) -> Result<Response, Failure> {
    let Posted { by, form: typed } = posted;
    let cells = cells(&by).await?;
    let (mut chosen, mut problems) = (Vec::new(), BTreeMap::new());
    for cell in &cells {
        for role in ROLES {
            let field = field(role.code(), cell.org.org);
            let problem = match pick(&cell.members, typed.at(&field)) {
                _ if typed.at(&field).is_empty() => continue,
                Picked::One(member) => {
                    let place = Place { org: cell.org.org, role };
                    chosen.push(Invitation { place, person: member.title.clone(), member: Some(member.doc) });
                    continue;
                }
                Picked::None => "enrol-no-member",
                Picked::Several => "enrol-several-members",
            };
            problems.insert(field, by.texts.text(problem));
        }
    }
    if chosen.is_empty() || !problems.is_empty() {
        let key = if problems.is_empty() { "sheet-cells-nobody" } else { "sheet-cells-problem" };
        return html(&form(&by, &cells, &typed, &problems, by.texts.text(key)));
    }
    html(&super::coded(&by, PATH, chosen).await?)
}

async fn cells(context: &RequestContext) -> Result<Vec<Cell<'_>>, Failure> {
    let cells = context.open_cells();
    let tree = &context.known.tree;
    let orgs = cells.iter().flat_map(|cell| tree.holdings(cell.org));
    let rows = records::rows(context, Query::headcount().within(orgs), Page::ALL).await?;
    context.note("search_members", String::new(), rows.len().to_string()).await?;
    let mut members: BTreeMap<OrgId, Vec<Row>> = BTreeMap::new();
    for row in rows {
        members.entry(tree.heir(row.org)).or_default().push(row);
    }
    Ok(cells.into_iter().map(|org| Cell { org, members: members.remove(&org.org).unwrap_or_default() }).collect())
}

fn field(role: &str, cell: OrgId) -> String {
    format!("{role}-{cell}")
}

fn form(
    context: &RequestContext,
    cells: &[Cell<'_>],
    typed: &Typed,
    problems: &BTreeMap<String, String>,
    problem: String,
) -> SheetCellsView {
    let mut page = context.page(&context.texts.text("sheet-cells-title"), Tab::Devices);
    page.path = PATH.to_owned();
    // Once for all lines: a ward has hundreds.
    let roles = ROLES.map(|role| (role.code().to_owned(), context.texts.code("role", role.code())));
    let mut in_use: BTreeMap<(OrgId, &str), Vec<&str>> = BTreeMap::new();
    for row in context.known.devices.values().filter(|row| row.revoked.is_none()) {
        in_use.entry((context.known.tree.heir(row.place.org), row.place.role.code())).or_default().push(&row.person);
    }
    let line = |cell: &Cell<'_>| {
        let org = cell.org.org;
        let fields = roles.each_ref().map(|(role, words)| {
            let name = field(role, org);
            let in_use = in_use.get(&(org, role.as_str()));
            SheetField {
                typed: typed.at(&name).to_owned(),
                problem: problems.get(&name).cloned().unwrap_or_default(),
                role: words.clone(),
                in_use: in_use.map(|people| people.join(", ")).unwrap_or_default(),
                name,
            }
        });
        SheetCell {
            id: org.to_string(),
            name: cell.org.name.clone(),
            members: cell.members.iter().map(|row| row.title.clone()).collect(),
            fields: fields.into(),
        }
    };
    SheetCellsView { page, cells: cells.iter().map(line).collect(), problem }
}
