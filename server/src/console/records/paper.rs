//! A record as a paper: to read and print, and as a file, of pages or for a word processor.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use shared::doc::Doc;
use shared::id::DocId;
use shared::kind::spec::Shape;
use shared::meeting::{KIND, MeetingView};
use shared::member::MemberView;
use shared::org::OrgClass;
use shared::paper::{self, Office, Paper};
use shared::record::RecordView;
use shared::words::{Language, Words};

use super::super::error::Failure;
use super::super::guard::{Reader, RequestContext};
use super::super::view::{PaperView, Tab};
use super::super::{authors, html};
use super::Open;
use super::page::open;
use crate::press::Press;

/// `GET /records/{id}/paper`.
pub(in crate::console) async fn sheet(reader: Reader, Path(id): Path<String>) -> Result<Response, Failure> {
    let found = open(&reader, &id).await?;
    let made = made(&reader, &found).await?;
    reader.note("print_record", found.row.doc.to_string(), "html".to_owned()).await?;
    let is_meeting = found.row.kind == KIND;
    html(&PaperView {
        page: reader.page(&super::title(&reader, &found.row), Tab::Records),
        back: format!("/{}/{}", if is_meeting { "meetings" } else { "records" }, found.row.doc),
        files: format!("/records/{}/paper", found.row.doc),
        body: paper::html_body(&made),
    })
}

/// `GET /records/{id}/paper/{ending}`.
pub(in crate::console) async fn file(
    reader: Reader,
    Path((id, ending)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let found = open(&reader, &id).await?;
    let press = Press::of_ending(&ending).ok_or(Failure::NotFound)?;
    let made = made(&reader, &found).await?;
    reader.note("print_record", found.row.doc.to_string(), ending).await?;
    pressed(&made, press, &format!("{}-{}", found.row.kind.code(), authors::short(&found.row.doc.to_string())))
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

/// The record's paper, in Vietnamese whatever the page is in: it is the party's.
async fn made(context: &RequestContext, found: &Open) -> Result<Paper, Failure> {
    let members = signing(context, &found.doc).await?;
    let (org, tree) = (context.known.tree.get(found.row.org), &context.known.tree);
    let superior = org.and_then(|org| tree.get(org.parent?));
    let office = Office {
        words: Words::of(Language::Vi),
        superior: superior.map(|org| org.name.as_str()),
        issuer: org.map(|org| org.name.as_str()),
        is_committee: org.is_some_and(|org| org.class == OrgClass::Ward),
        author: &|device| authors::person(&context.known, Some(device)),
        member_of: &|device| context.known.member_of(device),
        post: &|person, day| Some(members.get(person)?.post_on(day)?.code().to_owned()),
    };
    let made = office.paper(&found.doc).map_err(|error| {
        tracing::error!(%error, "what was signed cannot be opened");
        Failure::Unreadable
    })?;
    made.ok_or(Failure::NotFound)
}

/// The members of the register who sign the paper, by their key in the record: those of the record's organisation.
async fn signing(context: &RequestContext, doc: &Doc) -> Result<BTreeMap<String, MemberView>, Failure> {
    let mut members = BTreeMap::new();
    for key in signers(doc) {
        let Ok(id) = key.parse::<DocId>() else { continue };
        let Some((member, document)) = context.console.hub().open(id).await? else { continue };
        if let Some(view) = MemberView::of(&member).filter(|_| context.is_within(document.stream.org)) {
            members.insert(key, view);
        }
    }
    Ok(members)
}

fn signers(doc: &Doc) -> Vec<String> {
    if doc.kind() == KIND {
        let view = MeetingView::of(doc);
        let persons = view.into_iter().flat_map(|view| [view.chair, view.minute_taker]).flatten();
        return persons.map(|person| person.key).collect();
    }
    let (view, spec) = (RecordView::of(doc), doc.kind().spec());
    let head = spec.part(spec.head).map(|head| head.fields).unwrap_or_default();
    let persons = head.iter().filter(|field| matches!(field.shape, Shape::Person));
    persons.filter_map(|field| view.head(field.name).map(str::to_owned)).collect()
}
