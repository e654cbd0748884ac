//! What could not be accepted and waits for the ward: letting it in, or dismissing it with a note, and what was decided
//! before. The bytes stay either way.
//!
//! What one of them would write is put into words in `shown`.

mod shown;

use axum::extract::Path;
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shared::id::HeldId;
use shared::text::clean_line;

use super::error::Failure;
use super::guard::{Permit, Posted, Reader, RequestContext, ToReview};
use super::notice::Notice;
use super::view::{Chip, HeldDecidedView, HeldView, Pager, Tab};
use super::{PageQuery, authors, export as files, html, on_to, query};
use crate::export::Table;
use crate::hub::{HeldEnvelope, Release};
use crate::store::quarantine::decided::{self, Placed, Settled, Which};
use crate::store::{Reading, StoreError, person};

/// Rows on one page.
const ROWS: usize = 50;
/// Longest note of a decision, in characters.
const NOTE_CHARS_MAX: usize = 300;

/// Everything of a list that the person may see, in its order.
async fn seen(context: &RequestContext, which: Which) -> Result<Vec<Placed>, Failure> {
    let mut found = context.console.hub().store().read(move |reading| decided::places(reading, which)).await?;
    found.retain(|one| context.sees_held(one.org, one.device));
    Ok(found)
}

/// What is kept of each of these.
async fn opened(context: &RequestContext, placed: Vec<Placed>) -> Result<Vec<Settled>, Failure> {
    let read = move |reading: &Reading<'_>| {
        let read = placed.into_iter().filter_map(|one| decided::one(reading, one.id).transpose());
        read.collect::<Result<Vec<_>, StoreError>>()
    };
    Ok(context.console.hub().store().read(read).await?)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// `GET /held`.
pub(super) async fn list(reader: Reader, uri: Uri) -> Result<Response, Failure> {
    let at: PageQuery = query(&uri)?;
    let all = seen(&reader, Which::Open).await?;
    let (total, pager) = (all.len(), Pager::of(at.page, all.len(), ROWS, "/held?page=".to_owned()));
    let here = all.into_iter().skip(pager.skip(ROWS)).take(ROWS).collect();
    let here = opened(&reader, here).await?;
    let view = HeldView {
        page: reader.page(&reader.texts.text("held-title"), Tab::Held),
        total: count(total),
        rows: shown::rows(&reader, &here).await?,
        pager,
    };
    html(&view)
}

/// Which decisions are listed.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    what: String,
    #[serde(default)]
    page: u32,
}

impl Asked {
    fn code(&self) -> Result<Option<&'static str>, Failure> {
        match &*self.what {
            "" => Ok(None),
            code => Ok(Some(decided::CODES.into_iter().find(|known| *known == code).ok_or(Failure::NotFound)?)),
        }
    }
}

/// `GET /held/decided`: the last first.
pub(super) async fn decided(reader: Reader, uri: Uri) -> Result<Response, Failure> {
    let asked: Asked = query(&uri)?;
    let chosen = asked.code()?;
    let mut chips = Vec::new();
    let mut all = Vec::new();
    for code in std::iter::once(None).chain(decided::CODES.map(Some)) {
        let found = seen(&reader, Which::Decided(code)).await?;
        chips.push(Chip {
            key: code.map_or_else(|| "queue-all".to_owned(), |code| format!("held-decided-{code}")),
            href: code.map_or_else(|| "/held/decided".to_owned(), |code| format!("/held/decided?what={code}")),
            count: count(found.len()),
            is_current: code == chosen,
        });
        if code == chosen {
            all = found;
        }
    }
    let same = format!("what={}", chosen.unwrap_or_default());
    let pager = Pager::of(asked.page, all.len(), ROWS, format!("/held/decided?{same}&page="));
    let here = opened(&reader, all.into_iter().skip(pager.skip(ROWS)).take(ROWS).collect()).await?;
    let view = HeldDecidedView {
        page: reader.page(&reader.texts.text("held-decided-title"), Tab::Held),
        chips,
        rows: shown::rows(&reader, &here).await?,
        pager,
        same,
    };
    html(&view)
}

/// `GET /held/decided/export/{ending}`.
pub(super) async fn export(reader: Reader, Path(ending): Path<String>, uri: Uri) -> Result<Response, Failure> {
    let (kind, asked): (_, Asked) = (files::kind(&ending)?, query(&uri)?);
    let all = seen(&reader, Which::Decided(asked.code()?)).await?;
    let all = opened(&reader, all.into_iter().take(files::ROWS_MAX).collect()).await?;
    let rows = shown::rows(&reader, &all).await?;
    reader.note("export_held", String::new(), rows.len().to_string()).await?;
    let texts = reader.texts;
    let titles = ["held-record", "cell", "held-from", "held-why", "held-decision", "held-note", "who", "when"];
    let cells = |row: super::view::HeldRowView| {
        let (what, note, by, at) =
            row.decision.map(|one| (one.what.text().to_owned(), one.note, one.by, one.at)).unwrap_or_default();
        vec![row.document, row.cell, row.person, texts.code("hold", &row.reason), what, note, by, at]
    };
    let table = Table {
        title: texts.text("held-decided-title"),
        columns: titles.iter().map(|key| texts.text(key)).collect(),
        rows: rows.into_iter().map(cells).collect(),
    };
    files::file(&reader, "tam-giu", kind, table).await
}

/// `GET /held/{id}`: what it would write, before anybody decides, and what was decided.
pub(super) async fn show(reader: Reader, Path(id): Path<String>) -> Result<Response, Failure> {
    page(&reader, &id, None).await
}

async fn page(context: &RequestContext, id: &str, problem: Option<String>) -> Result<Response, Failure> {
    let opened = read(context, id).await?;
    html(&shown::one(context, &opened, problem).await?)
}

/// `GET /held/{id}/text`: all of it, as a file.
pub(super) async fn text(reader: Reader, Path(id): Path<String>) -> Result<Response, Failure> {
    let opened = read(&reader, &id).await?;
    let file = shown::plain_text(&reader, &opened).await?;
    let name = authors::short(&opened.held.id.to_string());
    let named = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"tam-giu-{name}.txt\"")),
    ];
    Ok((named, file).into_response())
}

/// What is held under that id, opened for a reader who may see it; reading is entered in the audit log.
async fn read(context: &RequestContext, id: &str) -> Result<HeldEnvelope, Failure> {
    let (id, _) = open(context, id).await?;
    let opened = context.console.hub().open_held(id).await?.ok_or(Failure::NotFound)?;
    context.note("read_held", id.to_string(), String::new()).await?;
    Ok(opened)
}

/// What is held under that id, if the person may see it.
async fn open(context: &RequestContext, id: &str) -> Result<(HeldId, Settled), Failure> {
    let id: HeldId = id.parse().ok().ok_or(Failure::NotFound)?;
    let found = context.console.hub().store().read(move |reading| decided::one(reading, id)).await?;
    let found = found.filter(|found| context.sees_held(found.held.org, found.held.device)).ok_or(Failure::NotFound)?;
    Ok((id, found))
}

/// The names of people by their logins.
async fn people(context: &RequestContext) -> Result<std::collections::BTreeMap<String, String>, Failure> {
    Ok(context.console.hub().store().read(person::names).await?)
}

/// A decision about something held.
#[derive(Deserialize)]
pub(super) struct DecisionForm {
    #[serde(default)]
    note: String,
}

/// A decision that may be taken: by whom, about what, with which words.
struct Deciding {
    by: Permit<ToReview>,
    id: HeldId,
    note: String,
    is_open: bool,
}

/// What a form decides; the page again, where it says nothing.
async fn deciding(id: &str, posted: Posted<ToReview, DecisionForm>) -> Result<Result<Deciding, Response>, Failure> {
    let Posted { by, form } = posted;
    let (held, found) = open(&by, id).await?;
    let note: String = clean_line(&form.note).chars().take(NOTE_CHARS_MAX).collect();
    if note.is_empty() {
        let why = by.texts.text("held-note-missing");
        return Ok(Err(page(&by, id, Some(why)).await?));
    }
    Ok(Ok(Deciding { by, id: held, note, is_open: found.decision.is_none() }))
}

/// `POST /held/{id}/release`.
pub(super) async fn release(
    Path(id): Path<String>,
    posted: Posted<ToReview, DecisionForm>,
) -> Result<Response, Failure> {
    let Deciding { by, id, note, is_open } = match deciding(&id, posted).await? {
        Ok(deciding) => deciding,
        Err(page) => return Ok(page),
    };
    if !is_open {
        return on_to(&format!("/held/{id}"), Some(&Notice::Decided));
    }
    match by.console.hub().release(id, &by.session.login, &note).await? {
        Release::Merged => on_to("/held", Some(&Notice::Released)),
        Release::StillHeld(reason) => on_to(&format!("/held/{id}"), Some(&Notice::StillHeld(reason))),
        Release::Unknown => on_to(&format!("/held/{id}"), Some(&Notice::Decided)),
    }
}

/// `POST /held/{id}/dismiss`.
pub(super) async fn dismiss(
    Path(id): Path<String>,
    posted: Posted<ToReview, DecisionForm>,
) -> Result<Response, Failure> {
    let Deciding { by, id, note, .. } = match deciding(&id, posted).await? {
        Ok(deciding) => deciding,
        Err(page) => return Ok(page),
    };
    match by.console.hub().dismiss(id, &by.session.login, &note).await? {
        true => on_to("/held", Some(&Notice::Dismissed)),
        false => on_to(&format!("/held/{id}"), Some(&Notice::Decided)),
    }
}

/// `POST /held/{id}/reopen`: what was dismissed waits again.
pub(super) async fn reopen(
    Path(id): Path<String>,
    posted: Posted<ToReview, DecisionForm>,
) -> Result<Response, Failure> {
    let Deciding { by, id, note, .. } = match deciding(&id, posted).await? {
        Ok(deciding) => deciding,
        Err(page) => return Ok(page),
    };
    let done = by.console.hub().reopen(id, &by.session.login, &note).await?;
    on_to(&format!("/held/{id}"), Some(if done { &Notice::HeldReopened } else { &Notice::Decided }))
}
