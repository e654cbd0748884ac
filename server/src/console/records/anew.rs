//! Beginning a record of a kind that stands on its own: whose it is, and the fields of its head.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::Response;
use serde::Deserialize;
use shared::doc::{Kind, Seed};
use shared::id::{DocId, OrgId};
use shared::input::WriteError;
use shared::key::may_bear;
use shared::kind::spec::{Origin, Sources};
use shared::org::OrgView;
use shared::record::{FieldPath, write};
use shared::text;

use super::super::error::Failure;
use super::super::guard::{Posted, Reader, RequestContext, ToRead};
use super::super::view::{Choice, RecordNewView, Tab};
use super::super::{html, on_to};
use super::writer::{author, drawn, refused, writing};
use super::{linked, open, shown};
use crate::admin::AdminError;

/// Whose records of a kind the person may begin: organisations that go on, the person's own one first.
fn orgs(context: &RequestContext, kind: Kind) -> Vec<&OrgView> {
    let spec = kind.spec();
    // What has a page of its own is begun in a way of its own.
    if spec.origin != Origin::Drawn || !spec.page.is_empty() {
        return Vec::new();
    }
    let (own, today) = (context.session.place.org, context.console.hub().host().now().vietnam_date());
    let may_write = |org: &&OrgView| context.session.place.may_write(org.org, kind, &context.known.tree).is_ok();
    let mut orgs: Vec<&OrgView> =
        context.known.tree.below(own).filter(|org| org.exists_on(today)).filter(may_write).collect();
    orgs.sort_by_cached_key(|org| (org.org != own, text::natural(&org.name)));
    orgs
}

/// The kinds of which the person may begin a record.
pub(super) fn kinds(context: &RequestContext) -> Vec<Choice> {
    let kinds = Kind::ALL.into_iter().filter(|kind| !orgs(context, *kind).is_empty());
    let choice = |kind: Kind| Choice {
        value: kind.code().to_owned(),
        text: context.texts.code("kind", kind.code()),
        selected: false,
    };
    kinds.map(choice).collect()
}

/// The fields that were typed, and whose the record is to be.
#[derive(Default, Deserialize)]
pub(in crate::console) struct Given {
    #[serde(default, rename = "_org")]
    org: String,
    /// The id the page drew for the record, so that a form that is sent twice begins one.
    #[serde(default, rename = "_doc")]
    doc: String,
    #[serde(flatten)]
    fields: BTreeMap<String, String>,
}

/// A kind of which the person may begin a record.
fn known(context: &RequestContext, code: &str) -> Result<Kind, Failure> {
    let kind = Kind::from_code(code).ok_or(Failure::NotFound)?;
    if orgs(context, kind).is_empty() { Err(Failure::NotFound) } else { Ok(kind) }
}

/// `GET /records/new/{kind}`.
pub(in crate::console) async fn ask(reader: Reader, Path(code): Path<String>) -> Result<Response, Failure> {
    let kind = known(&reader, &code)?;
    let doc = drawn(&reader, kind)?.to_string();
    form(&reader, kind, Given { doc, ..Given::default() }, None).await
}

async fn form(
    context: &RequestContext,
    kind: Kind,
    given: Given,
    problem: Option<String>,
) -> Result<Response, Failure> {
    let choice = |org: &OrgView| Choice {
        value: org.org.to_string(),
        text: org.name.clone(),
        selected: org.org.to_string() == given.org,
    };
    let title = context.texts.code("kind", kind.code());
    let typed: Vec<(String, String)> = given.fields.clone().into_iter().collect();
    let mut page = context.page(&title, Tab::Records);
    page.path = format!("/records/new/{}", kind.code());
    let mut inputs = shown::at_beginning(context, kind, &typed);
    linked::offer(context, None, inputs.iter_mut().collect()).await?;
    html(&RecordNewView {
        page,
        kind: kind.code().to_owned(),
        doc: given.doc,
        title,
        orgs: orgs(context, kind).into_iter().map(choice).collect(),
        inputs,
        problem,
    })
}

/// What a record begins with that is drafted from another one, which the person may read.
async fn drafted(
    context: &RequestContext,
    kind: Kind,
    given: &[(String, String)],
) -> Result<Vec<(&'static str, Vec<(String, String)>)>, Failure> {
    let spec = kind.spec();
    let (Some(draft), Some(model)) = (spec.draft, write::model(spec, given)) else { return Ok(Vec::new()) };
    let model = match open(context, &model.to_string()).await {
        Ok(found) => Some(found).filter(|found| found.row.kind == kind),
        Err(Failure::NotFound) => None,
        Err(failure) => return Err(failure),
    };
    let tree = model.map(|found| found.doc.tree());
    let drafted = draft(&Sources { about: None, open: &[], members: &[], before: None, model: tree.as_ref(), given });
    let named = |(name, typed): (&str, String)| (name.to_owned(), typed);
    Ok(drafted.into_iter().map(|one| (one.part, one.fields.into_iter().map(named).collect())).collect())
}

/// `POST /records/new/{kind}`.
pub(in crate::console) async fn begin(
    Path(code): Path<String>,
    posted: Posted<ToRead, Given>,
) -> Result<Response, Failure> {
    let Posted { by, form: given } = posted;
    let kind = known(&by, &code)?;
    let org: OrgId = given.org.parse().ok().ok_or(Failure::BadForm)?;
    if !orgs(&by, kind).iter().any(|one| one.org == org) {
        return Err(Failure::Forbidden);
    }
    let doc: DocId = given.doc.parse().ok().filter(|doc| may_bear(kind, *doc)).ok_or(Failure::BadForm)?;
    let (spec, hub) = (kind.spec(), by.console.hub());
    // Begun before, by the same form or by whoever made up the id: nothing is written into what is there.
    if hub.open(doc).await?.is_some() {
        return on_to(&format!("/records/{doc}"), None);
    }
    let typed: Vec<(String, String)> = given.fields.clone().into_iter().collect();
    let drafted = drafted(&by, kind, &typed).await?;
    let named: Vec<(String, String)> = drafted.iter().flat_map(|(_, fields)| fields).chain(&typed).cloned().collect();
    let writing = writing(&by, kind, org, &named).await?;
    let fields = spec.part(spec.head).map(|head| head.fields).unwrap_or_default();
    let (author, seed) = (author(&by).await?, Seed::Id(kind, doc));
    let begun = author.write(hub, org, &seed, |edit| {
        write::draft(edit, spec, &drafted, &writing)?;
        fields.iter().filter(|field| !field.is_of_step).try_for_each(|field| {
            let typed = given.fields.get(field.name).map(String::as_str).unwrap_or_default();
            match typed.trim().is_empty() && !field.is_required {
                true => Ok::<(), WriteError>(()),
                false => write::set(edit, spec, &FieldPath::Head(field.name), typed, &writing),
            }
        })
    });
    match begun.await {
        Ok(()) => on_to(&format!("/records/{doc}"), None),
        Err(AdminError::Write(error)) => {
            let why = by.texts.write_error(&error);
            form(&by, kind, given, Some(why)).await
        }
        Err(error) => Err(refused(error)),
    }
}
