//! What could not be accepted and waits for the ward: letting it in, or dismissing it with a note.
//! The bytes stay either way.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::Response;
use serde::Deserialize;
use shared::doc::Kind;
use shared::id::{DocId, EnvelopeId};
use shared::text;

use super::error::Failure;
use super::guard::{Desk, Fields, Posted, Reader, ToReview};
use super::notice::Notice;
use super::view::{HeldRow, HeldView, Section};
use super::{authors, html, on_to};
use crate::audit::{self, Event};
use crate::hub::Release;
use crate::store::{quarantine, read_model};

/// Rows on the page; more show up as these are decided.
const ROWS_MAX: usize = 200;
/// Longest note of a decision, in characters.
const NOTE_CHARS_MAX: usize = 300;

/// `GET /held`.
pub(super) async fn list(reader: Reader) -> Result<Response, Failure> {
    let mut held = reader.console.hub().store().read(|connection| quarantine::held(connection, ROWS_MAX)).await?;
    held.retain(|row| reader.sees_held(row.org, row.device));
    let title = reader.texts.t("held-title");
    let view = HeldView {
        page: reader.page(&title, Section::Held),
        rows: rows(&reader, &held).await?,
        may_decide: reader.may::<ToReview>(),
    };
    html(&view)
}

/// What is held in words, in the order given.
pub(super) async fn rows(desk: &Desk, held: &[quarantine::HeldRow]) -> Result<Vec<HeldRow>, Failure> {
    let docs: Vec<DocId> = held.iter().filter_map(|row| row.doc).collect();
    let known = titles(desk, docs).await?;
    let row = |row: &quarantine::HeldRow| {
        let device = desk.known.devices.get(&row.device);
        let kind = row.kind.and_then(Kind::from_number).map_or("khac", Kind::code);
        let named = row.doc.map(|doc| match known.get(&doc) {
            Some(title) => title.clone(),
            None => format!("{} · {}", desk.texts.label("record", kind), authors::short(&doc.to_string())),
        });
        HeldRow {
            id: row.id.to_string(),
            at: row.received.vietnam_display(),
            person: device.map(|row| row.person.clone()).unwrap_or_default(),
            device: authors::short(&row.device.to_string()),
            cell: row.org.or_else(|| device.map(|row| row.place.org)).map(|org| desk.org_name(org)).unwrap_or_default(),
            document: named.unwrap_or_else(|| desk.texts.label("record", "khac")),
            reason: row.reason.code().to_owned(),
        }
    };
    Ok(held.iter().map(row).collect())
}

/// What records are called that the person may read; of others only the id is told.
pub(super) async fn titles(desk: &Desk, docs: Vec<DocId>) -> Result<BTreeMap<DocId, String>, Failure> {
    let (meetings, members) = desk
        .console
        .hub()
        .store()
        .read(move |connection| {
            let (mut meetings, mut members) = (Vec::new(), Vec::new());
            for doc in docs {
                meetings.extend(read_model::meeting(connection, doc)?);
                members.extend(read_model::member(connection, doc)?);
            }
            Ok((meetings, members))
        })
        .await?;
    let meetings = meetings.into_iter().filter(|row| desk.is_within(row.org)).map(|row| {
        let kind = desk.texts.label("kind", &row.kind);
        (row.doc, format!("{kind}, {} · {}", row.held_on.vietnamese(), desk.org_name(row.org)))
    });
    let members = members
        .into_iter()
        .filter(|row| desk.is_within(row.org))
        .map(|row| (row.doc, format!("{} · {}", row.full_name, desk.org_name(row.org))));
    Ok(meetings.chain(members).collect())
}

/// A decision about something held.
#[derive(Deserialize)]
pub(super) struct Decision {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    note: String,
}

impl Fields for Decision {
    fn csrf(&self) -> &str {
        &self.csrf
    }
}

impl Decision {
    fn note(&self) -> Result<String, Failure> {
        let note: String = text::clean_line(&self.note).chars().take(NOTE_CHARS_MAX).collect();
        if note.is_empty() { Err(Failure::BadForm) } else { Ok(note) }
    }
}

/// What is held under that id, if the person may decide about it and nobody has.
async fn open(desk: &Desk, id: &str) -> Result<Option<EnvelopeId>, Failure> {
    let id: EnvelopeId = id.parse().ok().ok_or(Failure::NotFound)?;
    let Some(held) = desk.console.hub().store().read(move |connection| quarantine::held_one(connection, id)).await?
    else {
        return Ok(None);
    };
    if desk.sees_held(held.org, held.device) { Ok(Some(id)) } else { Err(Failure::NotFound) }
}

/// `POST /held/{id}/release`.
pub(super) async fn release(Path(id): Path<String>, posted: Posted<ToReview, Decision>) -> Result<Response, Failure> {
    let Posted { by, form } = posted;
    let note = form.note()?;
    let Some(id) = open(&by, &id).await? else { return on_to("/held", Some(&Notice::Decided)) };
    let notice = match by.console.hub().release(id, &by.session.login).await? {
        Release::Merged => {
            let (login, now) = (by.session.login.clone(), by.console.hub().host().now());
            by.console
                .hub()
                .store()
                .write(move |tx| {
                    // What had come another way meanwhile is a duplicate; it is decided all the same.
                    quarantine::decide(tx, id, "released", &login, &note, now)?;
                    quarantine::note_decision(tx, id, &note)
                })
                .await?;
            Notice::Released
        }
        Release::StillHeld(reason) => Notice::StillHeld(reason),
        Release::Unknown => Notice::Decided,
    };
    on_to("/held", Some(&notice))
}

/// `POST /held/{id}/dismiss`.
pub(super) async fn dismiss(Path(id): Path<String>, posted: Posted<ToReview, Decision>) -> Result<Response, Failure> {
    let Posted { by, form } = posted;
    let note = form.note()?;
    let Some(id) = open(&by, &id).await? else { return on_to("/held", Some(&Notice::Decided)) };
    let (login, now) = (by.session.login.clone(), by.console.hub().host().now());
    let done = by
        .console
        .hub()
        .store()
        .write(move |tx| {
            if quarantine::held_one(tx, id)?.is_none() {
                return Ok(false);
            }
            quarantine::decide(tx, id, "dismissed", &login, &note, now)?;
            audit::append(
                tx,
                &Event {
                    at: now,
                    actor: login,
                    action: "held_dismissed",
                    subject: id.to_string(),
                    detail: String::new(),
                },
            )?;
            Ok(true)
        })
        .await?;
    on_to("/held", Some(if done { &Notice::Dismissed } else { &Notice::Decided }))
}
