//! What a square of the grid leads to. Its address names the cell and the month, and not the record: thousands of squares share
//! it with their line and their column, so that a page of them stays small.

use std::collections::HashMap;

use axum::extract::Path;
use axum::response::Response;
use shared::id::OrgId;
use shared::org::OrgClass;
use shared::record::list::Query;

use super::{by_month, calendar, exists, meetings, seen};
use crate::console::error::Failure;
use crate::console::guard::{ToReview, Viewer};
use crate::console::{on_to, records};
use crate::month::{Month, standing};

/// `GET /cells/{id}/{month}`: on to the meeting by which the cell stands as it does in that month, where the reader reviews it or
/// may read it; to the cell where there is none.
pub(in crate::console) async fn go(
    viewer: Viewer,
    Path((id, month)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let org: OrgId = id.parse().ok().ok_or(Failure::NotFound)?;
    let month = Month::parse(&month).ok_or(Failure::NotFound)?;
    let (since, until) = month.days().map(|(first, last)| (Some(first), Some(last))).ok_or(Failure::NotFound)?;
    let tree = &viewer.known.tree;
    let cell = tree.get(org).filter(|cell| cell.class == OrgClass::Cell && viewer.is_within(org));
    cell.filter(|cell| exists(cell, since, until)).ok_or(Failure::NotFound)?;
    let asked = Query { since, until, ..seen(&viewer).within(tree.holdings(org)) };
    let asked = records::scoped(&viewer, asked);
    let held = viewer.console.hub().store().read(move |reading| meetings(reading, &asked)).await?;
    let meetings = by_month(held, &HashMap::new(), tree);
    let meetings = meetings.get(&(org, month)).map_or(&[][..], Vec::as_slice);
    let today = viewer.console.hub().host().now().vietnam_date();
    let (_, found) = standing(meetings, calendar(&viewer, month).as_ref(), false, today);
    let first = if viewer.may::<ToReview>() { "review" } else { "meetings" };
    let address = found.map_or_else(|| format!("/cells/{org}"), |meeting| format!("/{first}/{}", meeting.doc));
    on_to(&address, None)
}
