//! Codes for several officers at once, on a sheet that is printed, cut and handed over: of one cell, or of many.

pub(in crate::console) mod cells;

use std::collections::BTreeMap;

use axum::http::Uri;
use axum::response::Response;
use serde::Deserialize;
use shared::access::{Place, Role};
use shared::id::OrgId;
use shared::record::Row;
use shared::record::list::{Page, Query};

use super::super::error::Failure;
use super::super::guard::{Administrator, Posted, RequestContext, ToAdminister};
use super::super::view::{SheetChoiceView, SheetCode, SheetLine, SheetSection, SheetView, Tab};
use super::super::{html, query, records};
use super::{ROLES, picture};
use crate::auth::device::{self, Invitation};

/// Codes on one sheet at most: as many officers as a cell has.
const CODES_MAX: usize = 24;

#[derive(Deserialize)]
struct Chosen {
    #[serde(default)]
    cell: String,
}

/// `GET /devices/sheet`: the cell, then its members with a role for each who gets a code.
pub(in crate::console) async fn ask(administrator: Administrator, uri: Uri) -> Result<Response, Failure> {
    let Chosen { cell } = query(&uri)?;
    if cell.is_empty() {
        return choice(&administrator, None, Vec::new(), "");
    }
    let cell = cell_of(&administrator, &cell)?;
    let members = members(&administrator, cell).await?;
    choice(&administrator, Some(cell), members, "")
}

/// A cell of today within the person's place.
fn cell_of(context: &RequestContext, id: &str) -> Result<OrgId, Failure> {
    let asked: Option<OrgId> = id.parse().ok();
    context.open_cells().iter().map(|org| org.org).find(|org| Some(*org) == asked).ok_or(Failure::NotFound)
}

async fn members(context: &RequestContext, cell: OrgId) -> Result<Vec<Row>, Failure> {
    let members =
        records::rows(context, Query::headcount().within(context.known.tree.holdings(cell)), Page::ALL).await?;
    context.note("search_members", cell.to_string(), members.len().to_string()).await?;
    Ok(members)
}

fn choice(
    context: &RequestContext,
    cell: Option<OrgId>,
    members: Vec<Row>,
    problem: &str,
) -> Result<Response, Failure> {
    let mut page = context.page(&context.texts.text("sheet-title"), Tab::Devices);
    page.path = cell.map_or_else(|| "/devices/sheet".to_owned(), path_of);
    let view = SheetChoiceView {
        page,
        cells: context.open_cell_choices(cell),
        cell: cell.map(|cell| cell.to_string()).unwrap_or_default(),
        members: members.into_iter().map(|row| SheetLine { id: row.doc.to_string(), name: row.title }).collect(),
        roles: super::roles(context, ""),
        problem: problem.to_owned(),
    };
    html(&view)
}

/// The form: the cell, and a role for each member who gets a code.
#[derive(Deserialize)]
pub(in crate::console) struct Make {
    #[serde(default)]
    cell: String,
    #[serde(flatten)]
    roles: BTreeMap<String, String>,
}

/// `POST /devices/sheet`: the codes are shown once, as the answer to the form.
pub(in crate::console) async fn make(posted: Posted<ToAdminister, Make>) -> Result<Response, Failure> {
    let Posted { by, form } = posted;
    let cell = cell_of(&by, &form.cell)?;
    let members = members(&by, cell).await?;
    let role_of = |member: &Row| {
        let chosen = form.roles.get(&format!("role-{}", member.doc))?;
        ROLES.into_iter().find(|role| role.code() == chosen)
    };
    let chosen: Vec<_> = members.iter().filter_map(|member| Some((member, role_of(member)?))).collect();
    if chosen.is_empty() || chosen.len() > CODES_MAX {
        let text = by.texts.text_with("sheet-how-many", &[("n", u32::try_from(CODES_MAX).unwrap_or(u32::MAX).into())]);
        return choice(&by, Some(cell), members, &text);
    }
    let invite = |(member, role): (&Row, Role)| Invitation {
        place: Place { org: cell, role },
        person: member.title.clone(),
        member: Some(member.doc),
    };
    html(&coded(&by, &path_of(cell), chosen.into_iter().map(invite).collect()).await?)
}

fn path_of(cell: OrgId) -> String {
    format!("/devices/sheet?cell={cell}")
}

/// Makes the codes, all or none; the page shows them once, cell by cell as they were asked for. A switch of the language leads back to
/// where codes can be made.
async fn coded(by: &RequestContext, back: &str, invitations: Vec<Invitation>) -> Result<SheetView, Failure> {
    let (console, login) = (&by.console, &by.session.login);
    let (codes, expires) =
        device::invite_all(console.hub(), &invitations, login, console.public_url(), console.identity().pin()).await?;
    let mut page = by.page(&by.texts.text("sheet-title"), Tab::Devices);
    page.path = back.to_owned();
    let mut sections = Vec::<SheetSection>::new();
    let number = u32::try_from(codes.len()).unwrap_or(u32::MAX);
    for (invitation, code) in invitations.into_iter().zip(codes) {
        let cell = by.org_name(invitation.place.org);
        let made = SheetCode {
            person: invitation.person,
            role: invitation.place.role.code().to_owned(),
            qr_svg: picture(&code.to_link())?,
            code: code.to_text(),
        };
        match sections.last_mut().filter(|section| section.cell == cell) {
            Some(section) => section.codes.push(made),
            None => sections.push(SheetSection { cell, codes: vec![made] }),
        }
    }
    Ok(SheetView { page, expires: expires.vietnam_display(), number, sections })
}
