//! A cell and its meetings: list, one meeting, its history, the ward's mark.
//!
//! A viewer of a superior committee sees adopted meetings only, as they were adopted.

pub(super) mod page;
mod score;

use std::sync::Arc;

use axum::extract::Path;
use axum::http::Uri;
use axum::response::Response;
use serde::Deserialize;
use shared::doc::{Doc, Scalar};
use shared::id::{DocId, OrgId};
use shared::meeting::{MeetingView, adoption};
use shared::org::OrgClass;
use shared::record::list::{Page, Query};
use shared::record::{Row, known};
use shared::time::CivilDate;

use super::error::Failure;
use super::guard::{Posted, Reader, RequestContext, ToRead, ToReview, Viewer};
use super::notice::Notice;
use super::view::{CellView, HistoryView, MeetingRow, Pager, Post, Tab};
use super::wording::MeetingWords;
use super::{PageQuery, authors, devices, html, on_to, query, records, seen as looks, view};
use crate::store::document::DocumentRow;
use crate::store::read_model;

/// Meetings on one page of a cell's list.
const MEETING_ROWS: usize = 120;
/// Sets of changes on one page of a history.
const HISTORY_ROWS: usize = 100;

/// `GET /cells/{id}`.
pub(super) async fn cell(viewer: Viewer, Path(id): Path<String>, uri: Uri) -> Result<Response, Failure> {
    let at: PageQuery = query(&uri)?;
    let org: OrgId = id.parse().ok().ok_or(Failure::NotFound)?;
    let known = viewer.known.tree.get(org).filter(|view| view.class == OrgClass::Cell && viewer.is_within(view.org));
    let name = known.ok_or(Failure::NotFound)?.name.clone();
    let full = viewer.may::<ToRead>();
    let adopted_only = if full { Vec::new() } else { vec![("adopted".to_owned(), Scalar::Bool(true))] };
    let listed = Query { readable: Some(true), figures: adopted_only, ..Query::meetings().within([org]) };
    let broken = Query { readable: Some(false), ..Query::meetings().within([org]) };
    let (asked, counted) = (at.page, listed.clone());
    let members = Query::headcount().within(viewer.known.tree.holdings(org));
    let base = format!("/cells/{id}?page=");
    let (pager, meetings, headcount, unreadable) = viewer
        .console
        .hub()
        .store()
        .read(move |reading| {
            let (total, _) = read_model::sums(reading, &counted)?;
            let pager = Pager::of(asked, total, MEETING_ROWS, base);
            let meetings = read_model::rows(reading, &listed, pager.part(MEETING_ROWS))?;
            let headcount = read_model::groups(reading, &members, Some("status"))?;
            Ok((pager, meetings, headcount, read_model::rows(reading, &broken, Page::first(MEETING_ROWS))?))
        })
        .await?;
    let (official, probationary) = read_model::headcount(&headcount);
    let view = CellView {
        page: viewer.page(&name, Tab::Month),
        id,
        name,
        official,
        probationary,
        full,
        posts: if full { posts(&viewer, org) } else { Vec::new() },
        meetings: meetings.iter().map(|row| meeting_row(&viewer, row)).collect(),
        unreadable: unreadable.iter().filter(|_| full).map(|row| authors::short(&row.doc.to_string())).collect(),
        pager,
        devices: if full {
            devices::rows(&viewer, |row| viewer.known.tree.heir(row.place.org) == org).await?
        } else {
            Vec::new()
        },
    };
    html(&view)
}

/// Who is enrolled in the cell as what, in the order of the posts.
fn posts(context: &RequestContext, org: OrgId) -> Vec<Post> {
    let mut held: Vec<_> = context
        .known
        .devices
        .values()
        .filter(|row| {
            context.known.tree.heir(row.place.org) == org && row.revoked.is_none() && row.place.role.is_of_cell()
        })
        .collect();
    held.sort_by_key(|row| (row.place.role.clone(), row.enrolled));
    let mut posts: Vec<Post> =
        held.into_iter().map(|row| Post { role: row.place.role.code().to_owned(), name: row.person.clone() }).collect();
    posts.dedup_by(|left, right| left.role == right.role && left.name == right.name);
    posts
}

fn meeting_row(context: &RequestContext, row: &Row) -> MeetingRow {
    MeetingRow {
        id: row.doc.to_string(),
        date: row.on.map(CivilDate::vietnamese).unwrap_or_default(),
        kind: records::meeting_kind(context, row),
        state: row.state.clone(),
        present: row.figure("present"),
        required: row.figure("required"),
        conflicts: row.decisions,
    }
}

/// A meeting the person may see: its document and row.
struct OpenMeeting {
    doc: Arc<Doc>,
    row: DocumentRow,
    view: MeetingView,
}

async fn open(context: &RequestContext, id: &str) -> Result<OpenMeeting, Failure> {
    let id: DocId = id.parse().ok().ok_or(Failure::NotFound)?;
    let (doc, row) = context.console.hub().open(id).await?.ok_or(Failure::NotFound)?;
    if row.kind != shared::meeting::KIND || !context.is_within(row.stream.org) {
        return Err(Failure::NotFound);
    }
    let view = MeetingView::of(&doc).ok_or(Failure::Unreadable)?;
    Ok(OpenMeeting { doc, row, view })
}

/// `GET /meetings/{id}`.
pub(super) async fn meeting(viewer: Viewer, Path(id): Path<String>, uri: Uri) -> Result<Response, Failure> {
    let at: PageQuery = query(&uri)?;
    let mut found = open(&viewer, &id).await?;
    let directory = Arc::clone(&viewer.known);
    let adoption = adoption::read(&found.doc, &|device| directory.member_of(device));
    let mut shown = if viewer.may::<ToRead>() && viewer.session.place.may_read(found.row.stream, &viewer.known.tree) {
        page::whole(&viewer, &found.doc, &found.row, &found.view, &adoption, at.page)
    } else {
        let adopted = adoption.adopted.first().ok_or(Failure::NotFound)?;
        let then = found.doc.at(&adopted.heads).ok().ok_or(Failure::NotFound)?;
        let view = MeetingView::of(&then).ok_or(Failure::NotFound)?;
        found.view = view;
        page::as_adopted(&viewer, &then, &found.row, &found.view, &adoption, at.page)
    };
    let [tasks, committee] = known::queries(&viewer.known.tree.holdings(found.row.stream.org), found.view.held_on);
    let listed =
        [records::rows(&viewer, tasks, Page::ALL).await?, records::rows(&viewer, committee, Page::first(1)).await?];
    shown.score = score::sheet(
        viewer.texts,
        viewer.known.rules.book().when(adoption.adopted_at()),
        &found.view,
        &adoption,
        &listed,
    );
    looks::opened(&viewer, found.view.doc, found.row.content_seq).await?;
    viewer.note("read_meeting", found.view.doc.to_string(), String::new()).await?;
    html(&shown)
}

/// The parts only a meeting has, for its review; nothing for another record.
pub(super) fn reviewed(
    context: &RequestContext,
    doc: &Doc,
    row: &DocumentRow,
    adoption: &adoption::Adoption,
) -> Option<view::MeetingView> {
    let view = MeetingView::of(doc)?;
    let mut shown = page::whole(context, doc, row, &view, adoption, 1);
    // What differs of the roll and the votes stands with their figures.
    let beside = shown.votes.iter().flat_map(|vote| &vote.unsure).chain(&shown.roll.unsure);
    let told: Vec<_> = beside.map(|one| (one.field.clone(), one.subject.clone())).collect();
    shown.conflicts.retain(|one| !told.contains(&(one.field.clone(), one.subject.clone())));
    Some(shown)
}

/// The score sheet of a meeting, with what other records tell of it.
pub(super) fn score_of(context: &RequestContext, doc: &Doc, listed: &[Vec<Row>; 2]) -> Option<view::ScoreSheet> {
    let adoption = adoption::read(doc, &|device| context.known.member_of(device));
    let rules = context.known.rules.book().when(adoption.adopted_at());
    score::sheet(context.texts, rules, &MeetingView::of(doc)?, &adoption, listed)
}

pub(super) use page::{is_telling, review as seen_by};

/// `GET /meetings/{id}/history`.
pub(super) async fn history(reader: Reader, Path(id): Path<String>, uri: Uri) -> Result<Response, Failure> {
    let at: PageQuery = query(&uri)?;
    let found = open(&reader, &id).await?;
    let words = MeetingWords::of(reader.texts, reader.known.rules.book().now(), &found.doc);
    let entries = found.doc.history();
    let pager = Pager::of(at.page, entries.len(), HISTORY_ROWS, format!("/meetings/{id}/history?page="));
    let shown = entries.iter().rev().skip(pager.skip(HISTORY_ROWS)).take(HISTORY_ROWS);
    let (place, said) = (
        |part: &str, key: &str| words.place(part, key),
        |part: &str, key: &str, stored: &str| words.value(part, key, stored),
    );
    let history = shown.map(|entry| page::history_entry(&reader, entry, &place, &said)).collect();
    reader.note("read_meeting", found.view.doc.to_string(), "history".to_owned()).await?;
    let title = reader.texts.text("history-title");
    let view = HistoryView {
        page: reader.page(&title, Tab::Month),
        id,
        cell: reader.org_name(found.row.stream.org),
        kind: reader.texts.meeting(found.view.key.kind.code(), found.view.key.ordinal),
        date: found.view.held_on.vietnamese(),
        history,
        pager,
    };
    html(&view)
}

/// The form under the ward's review.
#[derive(Deserialize)]
pub(super) struct Seen {
    #[serde(default)]
    version: String,
}

/// `POST /meetings/{id}/seen`: what came after the page was made stays unseen.
pub(super) async fn seen(Path(id): Path<String>, posted: Posted<ToReview, Seen>) -> Result<Response, Failure> {
    let Posted { by, form } = posted;
    let upto: u64 = form.version.parse().ok().ok_or(Failure::BadForm)?;
    let found = open(&by, &id).await?;
    let doc = found.view.doc;
    let marked = looks::mark(&by, doc, upto).await?;
    on_to(&format!("/meetings/{id}"), Some(if marked { &Notice::Seen } else { &Notice::Unopened }))
}
