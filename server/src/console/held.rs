//! What could not be accepted and waits for the ward: letting it in, or dismissing it with a note.
//! The bytes stay either way.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shared::doc::Kind;
use shared::doc::preview::{Preview, PreviewLine, Written};
use shared::id::{DocId, HeldId};
use shared::text::clean_line;
use shared::time::Timestamp;

use super::error::Failure;
use super::guard::{Fields, Posted, Reader, RequestContext, ToReview};
use super::notice::Notice;
use super::view::{HeldLine, HeldOneView, HeldRowView, HeldView, Tab};
use super::wording::{MeetingWords, member_place};
use super::{authors, html, on_to, records};
use crate::hub::{HeldEnvelope, Release};
use crate::store::quarantine;

/// Rows on the page; more show up as these are decided.
const ROWS_MAX: usize = 200;
/// Characters and lines of what is held that a page shows; the rest is in the text that can be downloaded.
const PAGE_CHARS_MAX: usize = 4_000;
const PAGE_LINES_MAX: usize = 400;
/// Longest note of a decision, in characters.
const NOTE_CHARS_MAX: usize = 300;

/// `GET /held`.
pub(super) async fn list(reader: Reader) -> Result<Response, Failure> {
    let mut held = reader.console.hub().store().read(|reading| quarantine::held(reading, ROWS_MAX)).await?;
    held.retain(|row| reader.sees_held(row.org, row.device));
    let title = reader.texts.text("held-title");
    let view = HeldView {
        page: reader.page(&title, Tab::Held),
        rows: rows(&reader, &held).await?,
        may_decide: reader.may::<ToReview>(),
    };
    html(&view)
}

/// What is held in words, in the order given.
pub(super) async fn rows(context: &RequestContext, held: &[quarantine::HeldRow]) -> Result<Vec<HeldRowView>, Failure> {
    let docs: Vec<DocId> = held.iter().filter_map(|row| row.doc).collect();
    let known = titles(context, docs).await?;
    let row = |row: &quarantine::HeldRow| {
        let device = context.known.devices.get(&row.device);
        let kind = row.kind.and_then(Kind::from_number).map_or("khac", Kind::code);
        let named = row.doc.map(|doc| match known.get(&doc) {
            Some(title) => title.clone(),
            None => format!("{} · {}", context.texts.code("kind", kind), authors::short(&doc.to_string())),
        });
        HeldRowView {
            id: row.id.to_string(),
            at: row.received.vietnam_display(),
            person: device.map(|row| row.person.clone()).unwrap_or_default(),
            device: authors::short(&row.device.to_string()),
            cell: row
                .org
                .or_else(|| device.map(|row| row.place.org))
                .map(|org| context.org_name(org))
                .unwrap_or_default(),
            document: named.unwrap_or_else(|| context.texts.code("kind", "khac")),
            reason: row.reason.code().to_owned(),
        }
    };
    Ok(held.iter().map(row).collect())
}

/// What records are called that the person may read; of others only the id is told.
pub(super) async fn titles(context: &RequestContext, docs: Vec<DocId>) -> Result<BTreeMap<DocId, String>, Failure> {
    let rows = records::rows_of(context, docs).await?;
    let named = rows.iter().filter(|row| row.is_readable);
    Ok(named
        .map(|row| (row.doc, format!("{} · {}", records::title(context, row), context.org_name(row.org))))
        .collect())
}

/// `GET /held/{id}`: what it would write, before anybody decides.
pub(super) async fn show(reader: Reader, Path(id): Path<String>) -> Result<Response, Failure> {
    let Some(opened) = read(&reader, &id).await? else { return on_to("/held", Some(&Notice::Decided)) };
    let row = rows(&reader, std::slice::from_ref(&opened.held)).await?.pop().ok_or(Failure::NotFound)?;
    let title = reader.texts.text("held-content");
    let (preview, unreadable) = match &opened.preview {
        Ok(preview) => (preview.clone(), String::new()),
        Err(why) => (Preview::default(), why.clone()),
    };
    let (lines, cut) = shortened(&reader, &opened, &preview);
    let view = HeldOneView {
        page: reader.page(&title, Tab::Held),
        row,
        written: preview.written.map(written).unwrap_or_default(),
        lines,
        cut: cut || preview.cut,
        unreadable,
        may_decide: reader.may::<ToReview>(),
    };
    html(&view)
}

/// `GET /held/{id}/text`: all of it, as a file.
pub(super) async fn text(reader: Reader, Path(id): Path<String>) -> Result<Response, Failure> {
    let Some(opened) = read(&reader, &id).await? else { return on_to("/held", Some(&Notice::Decided)) };
    let row = rows(&reader, std::slice::from_ref(&opened.held)).await?.pop().ok_or(Failure::NotFound)?;
    let file = plain_text(&row, &opened.preview);
    let named = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"tam-giu-{}.txt\"", authors::short(&row.id))),
    ];
    Ok((named, file).into_response())
}

/// What is held under that id, opened for a reader who may see it; reading is entered in the audit log.
async fn read(reader: &Reader, id: &str) -> Result<Option<HeldEnvelope>, Failure> {
    let Some(id) = open(reader, id).await? else { return Ok(None) };
    let Some(opened) = reader.console.hub().open_held(id).await? else { return Ok(None) };
    reader.note("read_held", id.to_string(), String::new()).await?;
    Ok(Some(opened))
}

fn written((first, last): (Timestamp, Timestamp)) -> String {
    let (first, last) = (first.vietnam_display(), last.vietnam_display());
    if first == last { first } else { format!("{first} – {last}") }
}

/// As much of it as a page shows, with its places in words where there are any.
fn shortened(context: &RequestContext, opened: &HeldEnvelope, preview: &Preview) -> (Vec<HeldLine>, bool) {
    let words = opened.known.as_ref().filter(|doc| doc.kind() == shared::meeting::KIND);
    let words = words.map(|doc| MeetingWords::of(context.texts, doc));
    let mut left = PAGE_CHARS_MAX;
    let mut lines = Vec::new();
    for line in preview.lines.iter().take(PAGE_LINES_MAX) {
        let (what, text) = said(line);
        let shown: String = text.chars().take(left).collect();
        let (part, key) = line.place.split_once('/').unwrap_or((&line.place, ""));
        let place = match (&words, opened.held.kind.and_then(Kind::from_number)) {
            (Some(words), _) => Some(words.place(part, key)),
            (None, Some(shared::member::KIND)) => Some(member_place(context.texts, part, key)),
            _ => None,
        };
        let place = place.map_or_else(
            || line.place.clone(),
            |(field, subject)| {
                let label = context.texts.code("field", &field);
                if subject.is_empty() { label } else { format!("{label} · {subject}") }
            },
        );
        let whole = shown.len() == text.len();
        left = left.saturating_sub(shown.chars().count());
        lines.push(HeldLine { place, what, text: shown });
        if !whole || left == 0 {
            return (lines, true);
        }
    }
    (lines, preview.lines.len() > PAGE_LINES_MAX)
}

fn said(line: &PreviewLine) -> (&'static str, String) {
    match &line.what {
        Written::Text(text) => ("text", text.clone()),
        Written::Value(value) => ("value", value.clone()),
        Written::Deleted(count) => ("deleted", count.to_string()),
    }
}

/// What is held, as a text to be kept or passed on.
fn plain_text(row: &HeldRowView, preview: &Result<Preview, String>) -> String {
    let mut file =
        format!("{}\n{}\n{} · {} · {}\n{}\n\n", row.document, row.at, row.person, row.cell, row.device, row.reason);
    match preview {
        Err(why) => file.push_str(why),
        Ok(preview) => {
            for line in &preview.lines {
                let (what, text) = said(line);
                let sign = if what == "deleted" { "−" } else { "" };
                file.push_str(&format!("{}: {sign}{text}\n", line.place));
            }
            if preview.cut {
                file.push_str("…\n");
            }
        }
    }
    file
}

/// A decision about something held.
#[derive(Deserialize)]
pub(super) struct DecisionForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    note: String,
}

impl Fields for DecisionForm {
    fn csrf(&self) -> &str {
        &self.csrf
    }
}

impl DecisionForm {
    fn note(&self) -> Result<String, Failure> {
        let note: String = clean_line(&self.note).chars().take(NOTE_CHARS_MAX).collect();
        if note.is_empty() { Err(Failure::BadForm) } else { Ok(note) }
    }
}

/// What is held under that id, if the person may decide about it and nobody has.
async fn open(context: &RequestContext, id: &str) -> Result<Option<HeldId>, Failure> {
    let id: HeldId = id.parse().ok().ok_or(Failure::NotFound)?;
    let Some(held) = context.console.hub().store().read(move |reading| quarantine::held_one(reading, id)).await? else {
        return Ok(None);
    };
    if context.sees_held(held.org, held.device) { Ok(Some(id)) } else { Err(Failure::NotFound) }
}

/// `POST /held/{id}/release`.
pub(super) async fn release(
    Path(id): Path<String>,
    posted: Posted<ToReview, DecisionForm>,
) -> Result<Response, Failure> {
    let Posted { by, form } = posted;
    let note = form.note()?;
    let Some(id) = open(&by, &id).await? else { return on_to("/held", Some(&Notice::Decided)) };
    let notice = match by.console.hub().release(id, &by.session.login, &note).await? {
        Release::Merged => Notice::Released,
        Release::StillHeld(reason) => Notice::StillHeld(reason),
        Release::Unknown => Notice::Decided,
    };
    on_to("/held", Some(&notice))
}

/// `POST /held/{id}/dismiss`.
pub(super) async fn dismiss(
    Path(id): Path<String>,
    posted: Posted<ToReview, DecisionForm>,
) -> Result<Response, Failure> {
    let Posted { by, form } = posted;
    let note = form.note()?;
    let Some(id) = open(&by, &id).await? else { return on_to("/held", Some(&Notice::Decided)) };
    let done = by.console.hub().dismiss(id, &by.session.login, &note).await?;
    on_to("/held", Some(if done { &Notice::Dismissed } else { &Notice::Decided }))
}
