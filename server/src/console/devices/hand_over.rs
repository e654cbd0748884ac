//! Handing a phone over: who held it is shut out, and whoever takes it on gets a code for the same cell.

use axum::extract::Path;
use axum::response::Response;
use serde::Deserialize;
use shared::id::DeviceId;

use super::super::error::Failure;
use super::super::guard::{Administrator, Posted, RequestContext, ToAdminister};
use super::super::html;
use super::super::view::{Flash, FlashKind, HandOverView, Problem, Tab};
use super::{coded, device_row, invitation, partings, roles};
use crate::auth::device;
use crate::store::account::DeviceRow;

/// The form as it is sent.
#[derive(Default, Deserialize)]
pub(in crate::console) struct HandOver {
    #[serde(default)]
    person: String,
    #[serde(default)]
    role: String,
}

/// A phone in use of a cell the person may see.
fn known<'a>(context: &'a RequestContext, id: &str) -> Result<&'a DeviceRow, Failure> {
    let row = id.parse::<DeviceId>().ok().and_then(|id| context.known.devices.get(&id));
    let is_there = |row: &&DeviceRow| !row.at_console && row.revoked.is_none() && context.is_within(row.place.org);
    row.filter(is_there).ok_or(Failure::NotFound)
}

/// `GET /devices/{id}/hand-over`.
pub(in crate::console) async fn ask(administrator: Administrator, Path(id): Path<String>) -> Result<Response, Failure> {
    let row = known(&administrator, &id)?;
    let given = HandOver { role: row.place.role.code().to_owned(), ..HandOver::default() };
    form(&administrator, row, &given, Problem::default()).await
}

async fn form(
    context: &RequestContext,
    row: &DeviceRow,
    given: &HandOver,
    problem: Problem,
) -> Result<Response, Failure> {
    let now = context.console.hub().host().now();
    let mut page = context.page(&context.texts.text("hand-over-title"), Tab::Devices);
    page.path = format!("/devices/{}/hand-over", row.device);
    let view = HandOverView {
        page,
        device: device_row(context, row, partings(context).await?.get(&row.device), now),
        person: given.person.clone(),
        roles: roles(context, &given.role),
        problem,
    };
    html(&view)
}

/// `POST /devices/{id}/hand-over`: the code is shown once, as the answer to the form.
pub(in crate::console) async fn hand_over(
    Path(id): Path<String>,
    posted: Posted<ToAdminister, HandOver>,
) -> Result<Response, Failure> {
    let Posted { by, form: given } = posted;
    let row = known(&by, &id)?;
    let invitation = match invitation(&by, row.place.org, &given.role, &given.person).await? {
        Ok(invitation) => invitation,
        Err(problem) => return form(&by, row, &given, problem).await,
    };
    if invitation.member == row.member {
        let text = by.texts.text("hand-over-same");
        return form(&by, row, &given, Problem { field: "person", text }).await;
    }
    let reason = by.texts.text_with("hand-over-reason", &[("x", (&invitation.person).into())]);
    // The code first: without it nobody is shut out.
    let mut view = coded(&by, invitation).await?;
    device::revoke(by.console.hub(), row.device, &by.session.login, &reason).await?;
    let text = by.texts.text_with("hand-over-done", &[("x", (&row.person).into())]);
    view.page.flash = Some(Flash { kind: FlashKind::Done, text });
    html(&view)
}
