//! A record as a paper: to read and print, and as a file, of pages or for a word processor.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shared::doc::Kind;
use shared::meeting::KIND;
use shared::paper::{self, Paper, Sort};

use super::super::error::Failure;
use super::super::guard::{Reader, RequestContext};
use super::super::view::{PaperView, Tab};
use super::super::{authors, html, query};
use super::Open;
use super::open;
use crate::hub::HubError;
use crate::office;
use crate::press::Press;

/// Which paper of the record an address asks for.
#[derive(Deserialize, Default)]
struct Asked {
    #[serde(default)]
    form: String,
}

impl Asked {
    /// The paper, and what the log says of it.
    fn of(uri: &Uri, kind: Kind, ending: &str) -> Result<(Sort, String), Failure> {
        let asked: Self = query(uri)?;
        let sort = Sort::of_code(kind, &asked.form).ok_or(Failure::NotFound)?;
        Ok((sort, [ending, sort.code()].join(" ").trim_end().to_owned()))
    }
}

/// What an address ends with that asks for a paper.
fn asking(sort: Sort) -> String {
    if sort == Sort::Whole { String::new() } else { format!("?form={}", sort.code()) }
}

/// `GET /records/{id}/paper`.
pub(in crate::console) async fn sheet(reader: Reader, Path(id): Path<String>, uri: Uri) -> Result<Response, Failure> {
    let found = open(&reader, &id).await?;
    let (sort, said) = Asked::of(&uri, found.row.kind, "html")?;
    let body = made(&reader, &found, sort, |paper| Ok(paper::html_body(paper))).await?;
    reader.note("print_record", found.row.doc.to_string(), said).await?;
    let is_meeting = found.row.kind == KIND;
    let files = format!("/records/{}/paper", found.row.doc);
    let others = [Sort::Whole].iter().chain(Sort::beside(found.row.kind)).filter(|other| **other != sort);
    html(&PaperView {
        page: reader.page(&super::title(&reader, &found.row), Tab::Records),
        back: format!("/{}/{}", if is_meeting { "meetings" } else { "records" }, found.row.doc),
        asked: asking(sort),
        others: others.map(|other| (other.shown(), format!("{files}{}", asking(*other)))).collect(),
        files,
        body,
    })
}

/// `GET /records/{id}/paper/{ending}`.
pub(in crate::console) async fn file(
    reader: Reader,
    Path((id, ending)): Path<(String, String)>,
    uri: Uri,
) -> Result<Response, Failure> {
    let found = open(&reader, &id).await?;
    let press = Press::of_ending(&ending).ok_or(Failure::NotFound)?;
    let (sort, said) = Asked::of(&uri, found.row.kind, &ending)?;
    let names = [found.row.kind.code(), sort.code(), &authors::short(&found.row.doc.to_string())];
    let name = names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join("-");
    let file = made(&reader, &found, sort, move |paper| pressed(paper, press, &name)).await?;
    reader.note("print_record", found.row.doc.to_string(), said).await?;
    Ok(file)
}

/// A paper as a file to keep, under a name.
pub(in crate::console) fn pressed(paper: &Paper, press: Press, name: &str) -> Result<Response, Failure> {
    let bytes = press.file(paper).map_err(|error| {
        tracing::error!(%error, "a paper broke off");
        Failure::BrokeOff
    })?;
    let named = format!("attachment; filename=\"{name}.{}\"", press.ending());
    Ok(([(header::CONTENT_TYPE, press.media_type()), (header::CONTENT_DISPOSITION, &named)], bytes).into_response())
}

/// The record's paper, made and pressed.
async fn made<T: Send + 'static>(
    context: &RequestContext,
    found: &Open,
    sort: Sort,
    press: impl FnOnce(&Paper) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let signers = office::signing(context.console.hub(), &found.doc, |org| context.is_within(org)).await?;
    let (known, doc, org) = (Arc::clone(&context.known), Arc::clone(&found.doc), found.row.org);
    aside(context, move || {
        let author = |device| authors::person(&known, Some(device));
        let made = office::paper(&known, org, &author, &signers, &doc, sort).map_err(|error| {
            tracing::error!(%error, "what was signed cannot be opened");
            Failure::Unreadable
        })?;
        press(&made.ok_or(Failure::NotFound)?)
    })
    .await
}

/// Does what takes its time off the threads that answer others.
pub(in crate::console) async fn aside<T: Send + 'static>(
    context: &RequestContext,
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    context.console.hub().host().workers().blocking(work).await.map_err(HubError::from)?
}
