//! Records that may be the same person: side by side, merged by those who write both, or said to be two persons.
//!
//! A merged record stays with all of its history; another one speaks for the person, until they are split again.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::Uri;
use axum::response::Response;
use serde::Deserialize;
use shared::doc::Doc;
use shared::id::DocId;
use shared::member::{self, MemberView};
use shared::record::{self, Row};
use shared::text::clean_line;

use super::error::Failure;
use super::guard::{Permit, Posted, Reader, RequestContext, ToRead, ToReview};
use super::notice::Notice;
use super::records::writer::{author, devices_of, refused};
use super::view::{Choice, PairLine, PairSide, PairView, Tab};
use super::wording::member_value;
use super::{authors, html, on_to, paths, query, records};
use crate::admin::AdminError;
use crate::hub::HubError;
use crate::store::apart::{self, Apart};
use crate::store::audit::{self, Event};
use crate::store::document::DocumentRow;
use crate::store::{Reading, Writing, person, standing};

/// Longest ground of a decision, in characters.
const WHY_CHARS_MAX: usize = 300;
/// Posts of one record that are compared.
const POSTS_MAX: usize = 60;

/// The records that may be the same person as one of them and of which nobody said otherwise, by id, as far as the
/// signed-in person may see.
pub(super) async fn of(context: &RequestContext, doc: DocId) -> Result<Vec<Row>, Failure> {
    let twins = context.console.hub().store().read(move |reading| standing::twins(reading, doc)).await?;
    records::rows_of(context, twins).await
}

/// The records for which one speaks.
pub(super) async fn merged_into(context: &RequestContext, doc: DocId) -> Result<Vec<Row>, Failure> {
    let read = move |reading: &Reading<'_>| standing::speaks_for(reading, doc);
    let merged = context.console.hub().store().read(read).await?;
    records::rows_of(context, merged).await
}

/// The record that speaks for the person in place of one, however many lie between, if the signed-in person may read it.
pub(super) async fn successor(context: &RequestContext, view: &MemberView) -> Result<Option<Row>, Failure> {
    let Some(next) = view.superseded_by() else { return Ok(None) };
    let doc = view.doc;
    let read = move |reading: &Reading<'_>| Ok(standing::speaker(reading, doc)?.unwrap_or(next));
    let speaker = context.console.hub().store().read(read).await?;
    Ok(records::rows_of(context, vec![speaker]).await?.pop())
}

/// A member's record that the person may read.
struct Side {
    doc: Arc<Doc>,
    document: DocumentRow,
    view: MemberView,
}

impl Side {
    fn id(&self) -> DocId {
        self.document.doc
    }

    fn digest(&self) -> String {
        self.doc.content_digest().to_string()
    }

    /// Whether the person writes it.
    fn may_write(&self, context: &RequestContext) -> bool {
        context.session.place.may_write(self.document.stream.org, member::KIND, &context.known.tree).is_ok()
            && !record::is_closed(&self.doc)
    }
}

async fn side(context: &RequestContext, id: &str) -> Result<Side, Failure> {
    let id: DocId = id.parse().ok().ok_or(Failure::NotFound)?;
    let (doc, document) = context.console.hub().open(id).await?.ok_or(Failure::NotFound)?;
    let may_read = context.session.place.may_read(document.stream, &context.known.tree);
    if document.kind != member::KIND || !may_read || !context.is_within(document.stream.org) {
        return Err(Failure::NotFound);
    }
    let view = MemberView::of(&doc).ok_or(Failure::Unreadable)?;
    Ok(Side { doc, document, view })
}

#[derive(Deserialize)]
struct Asked {
    /// The other record.
    #[serde(default)]
    with: String,
}

/// `GET /twins/{id}`: the record beside one that may be the same person.
pub(super) async fn page(reader: Reader, Path(id): Path<String>, uri: Uri) -> Result<Response, Failure> {
    let asked: Asked = query(&uri)?;
    let one = side(&reader, &id).await?;
    let others = others(&reader, one.id()).await?;
    let other = match (&*asked.with, others.first()) {
        ("", Some(first)) => side(&reader, &first.doc.to_string()).await?,
        ("", None) => return on_to(&format!("/members/{}", one.id()), Some(&Notice::TwinsGone)),
        (with, _) => side(&reader, with).await?,
    };
    if one.id() == other.id() {
        return Err(Failure::NotFound);
    }
    answer(&reader, (one, other), Untaken::default()).await
}

/// What one record is looked at beside: those that may be the same person, and those it speaks for.
async fn others(context: &RequestContext, doc: DocId) -> Result<Vec<Row>, Failure> {
    let mut others = of(context, doc).await?;
    others.extend(merged_into(context, doc).await?);
    let mut seen = std::collections::BTreeSet::new();
    others.retain(|row| seen.insert(row.doc));
    Ok(others)
}

/// A form that was not taken: which, why, and what was typed and chosen.
#[derive(Default)]
struct Untaken {
    form: &'static str,
    why: String,
    text: String,
    keep: String,
}

async fn answer(context: &RequestContext, (one, other): (Side, Side), untaken: Untaken) -> Result<Response, Failure> {
    let others = others(context, one.id()).await?;
    let (left, right) = (one.id(), other.id());
    let read = move |reading: &Reading<'_>| {
        let said = apart::of(reading, left, right)?;
        let by = said.as_ref().map(|said| person::person(reading, &said.login)).transpose()?.flatten();
        Ok((said, by, standing::alike(reading, left)?.contains(&right)))
    };
    let (said, by, is_alike) = context.console.hub().store().read(read).await?;
    context.note("read_member", left.to_string(), String::new()).await?;
    context.note("read_member", right.to_string(), String::new()).await?;
    let choices = others.iter().map(|row| Choice {
        value: row.doc.to_string(),
        text: format!("{}, {}", row.title, context.org_name(row.org)),
        selected: row.doc == right,
    });
    let devices = [devices_of(context, left).await?, devices_of(context, right).await?];
    let lines = lines(context, (&one, &other), &devices);
    let may_merge = one.may_write(context) && other.may_write(context);
    let title = format!("{}: {}", context.texts.text("twins-title"), one.view.full_name());
    let merged = [(&one, right), (&other, left)].into_iter().find(|(side, by)| side.view.superseded_by() == Some(*by));
    let are_open = merged.is_none() && [&one, &other].iter().all(|side| side.view.superseded_by().is_none());
    let view = PairView {
        page: context.page(&title, Tab::Queue),
        name: one.view.full_name().to_owned(),
        differing: u32::try_from(lines.iter().filter(|line| line.differs).count()).unwrap_or(u32::MAX),
        sides: [shown(context, &one), shown(context, &other)],
        others: choices.collect(),
        lines,
        apart: said.map(|said| {
            let by = by.map_or(said.login, |person| person.name);
            (by, said.at.vietnam_display(), said.note)
        }),
        is_alike,
        may_merge: may_merge && are_open,
        may_dismiss: context.may::<ToReview>() && are_open && is_alike,
        may_split: may_merge && merged.is_some(),
        merged: merged
            .map(|(side, _)| (side.id().to_string(), side.view.field("superseded_why").unwrap_or_default().to_owned())),
        form: untaken.form,
        problem: untaken.why,
        typed: untaken.text,
        keep: untaken.keep,
    };
    html(&view)
}

fn shown(context: &RequestContext, side: &Side) -> PairSide {
    PairSide {
        id: side.id().to_string(),
        name: side.view.full_name().to_owned(),
        cell: context.org_name(side.document.stream.org),
        digest: side.digest(),
    }
}

/// Every field that is filled in one of them, with the cell, the posts, the notes, and who began the record.
fn lines(context: &RequestContext, (one, other): (&Side, &Side), devices: &[Vec<String>; 2]) -> Vec<PairLine> {
    let line = |field: String, left: String, right: String| PairLine { differs: left != right, field, left, right };
    let mut lines = Vec::new();
    let fields = member::field_names().filter(|name| !name.starts_with("sort_") && !name.starts_with("superseded_"));
    for name in fields {
        let value = |side: &Side| {
            side.view.field(name).map(|stored| member_value(context.texts, "card", name, stored)).unwrap_or_default()
        };
        let (left, right) = (value(one), value(other));
        if !left.is_empty() || !right.is_empty() {
            lines.push(line(format!("member-{name}"), left, right));
        }
    }
    let cell = |side: &Side| context.org_name(side.document.stream.org);
    lines.push(line("member-cell".to_owned(), cell(one), cell(other)));
    let posts = |side: &Side| {
        let held = side.view.posts.iter().take(POSTS_MAX).map(|post| {
            let day = |date: Option<shared::time::CivilDate>| date.map(|date| date.vietnamese()).unwrap_or_default();
            format!("{} {} – {}", context.texts.code("post", post.post.code()), day(post.from), day(post.until))
        });
        held.collect::<Vec<_>>().join("; ")
    };
    lines.push(line("member-post".to_owned(), posts(one), posts(other)));
    lines.push(line("member-devices".to_owned(), devices[0].join("; "), devices[1].join("; ")));
    lines.push(line("member-notes".to_owned(), one.view.notes.clone(), other.view.notes.clone()));
    let begun = |side: &Side| {
        let history = side.doc.history();
        let first = history.iter().find(|entry| entry.author.is_some());
        first
            .map(|entry| format!("{}, {}", authors::person(&context.known, entry.author), entry.at.vietnam_display()))
            .unwrap_or_default()
    };
    lines.push(line("member-begun_by".to_owned(), begun(one), begun(other)));
    lines.retain(|line| !line.left.is_empty() || !line.right.is_empty());
    lines
}

/// What the forms of the page send.
#[derive(Deserialize)]
pub(super) struct Given {
    /// The other record.
    #[serde(default)]
    other: String,
    /// What both said on the page.
    #[serde(default)]
    digest: String,
    #[serde(default)]
    other_digest: String,
    /// The record that speaks for the person from then on.
    #[serde(default)]
    keep: String,
    #[serde(default)]
    why: String,
}

/// Two records as a form names them, as they stood on its page, with a ground.
struct Pair {
    one: Side,
    other: Side,
    why: String,
}

/// The records of a form; what stands in the way of it, as the answer to give.
async fn pair(
    context: &RequestContext,
    id: &str,
    form: &Given,
    which: &'static str,
) -> Result<Result<Pair, Response>, Failure> {
    let (one, other) = (side(context, id).await?, side(context, &form.other).await?);
    if one.id() == other.id() {
        return Err(Failure::BadForm);
    }
    let here = format!("/twins/{}?with={}", one.id(), paths::encode(&other.id().to_string()));
    if form.digest != one.digest() || form.other_digest != other.digest() {
        return Ok(Err(on_to(&here, Some(&Notice::TwinsChanged))?));
    }
    let why: String = clean_line(&form.why).chars().take(WHY_CHARS_MAX).collect();
    if why.is_empty() {
        let (why, keep) = (context.texts.text("twins-why-missing"), form.keep.clone());
        return Ok(Err(answer(context, (one, other), Untaken { form: which, why, text: String::new(), keep }).await?));
    }
    Ok(Ok(Pair { one, other, why }))
}

/// `POST /twins/{id}/dismiss`: they are two persons.
pub(super) async fn dismiss(Path(id): Path<String>, posted: Posted<ToReview, Given>) -> Result<Response, Failure> {
    let Posted { by, form } = posted;
    let Pair { one, other, why } = match pair(&by, &id, &form, "dismiss").await? {
        Ok(pair) => pair,
        Err(answer) => return Ok(answer),
    };
    let (left, right) = (one.id(), other.id());
    let said = Apart { login: by.session.login.clone(), note: why, at: by.console.hub().host().now() };
    let event = Event {
        at: said.at,
        actor: said.login.clone(),
        action: "twins_dismissed",
        subject: left.to_string(),
        detail: right.to_string(),
    };
    let dismissing = move |tx: &Writing<'_>| {
        if !standing::twins(tx, left)?.contains(&right) {
            return Ok(false);
        }
        standing::keep_apart(tx, left, right, &said)?;
        audit::append(tx, &event)?;
        Ok(true)
    };
    let done = by.console.hub().store().write(dismissing).await.map_err(HubError::from)?;
    by.console.hub().tell();
    on_to("/queue?lane=twin", Some(if done { &Notice::TwinsDismissed } else { &Notice::TwinsGone }))
}

/// Writes into a record as it stood on the page.
async fn written(
    by: &Permit<ToRead>,
    side: &Side,
    write: impl FnOnce(&mut shared::doc::Edit<'_>) -> Result<(), shared::input::WriteError>,
) -> Result<Option<String>, Failure> {
    let (hub, org) = (by.console.hub(), side.document.stream.org);
    match author(by).await?.write_into(hub, org, side.doc.as_ref().clone(), write).await {
        Ok(()) => Ok(None),
        Err(AdminError::Write(error)) => Ok(Some(by.texts.write_error(&error))),
        Err(error) => Err(refused(error)),
    }
}

/// `POST /twins/{id}/merge`: one of them speaks for the person, the other one says so.
pub(super) async fn merge(Path(id): Path<String>, posted: Posted<ToRead, Given>) -> Result<Response, Failure> {
    let Posted { by, form } = posted;
    // From looking at both until it is written nobody else merges: the other way round nobody would speak for the person.
    let _alone = by.console.pairs().lock().await;
    let Pair { one, other, why } = match pair(&by, &id, &form, "merge").await? {
        Ok(pair) => pair,
        Err(answer) => return Ok(answer),
    };
    if !one.may_write(&by) || !other.may_write(&by) {
        return Err(Failure::Forbidden);
    }
    if [&one, &other].iter().any(|side| side.view.superseded_by().is_some()) {
        return on_to(&format!("/members/{}", one.id()), Some(&Notice::TwinsGone));
    }
    let (kept, gone) = match &*form.keep {
        keep if *keep == one.id().to_string() => (&one, &other),
        keep if *keep == other.id().to_string() => (&other, &one),
        "" => {
            let problem = by.texts.text("twins-keep-missing");
            let untaken = Untaken { form: "merge", why: problem, text: why, keep: String::new() };
            return answer(&by, (one, other), untaken).await;
        }
        _ => return Err(Failure::BadForm),
    };
    // What they sign would be nobody's any more.
    let devices = devices_of(&by, gone.id()).await?;
    let problem = match devices.is_empty() {
        true => written(&by, gone, |edit| member::supersede(edit, kept.id(), &why)).await?,
        false => Some(by.texts.text_with("twins-has-devices", &[("devices", devices.join("; ").as_str().into())])),
    };
    if let Some(problem) = problem {
        let untaken = Untaken { form: "merge", why: problem, text: why, keep: form.keep.clone() };
        return answer(&by, (one, other), untaken).await;
    }
    by.note("members_merged", gone.id().to_string(), kept.id().to_string()).await?;
    on_to(&format!("/members/{}", kept.id()), Some(&Notice::TwinsMerged))
}

/// `POST /twins/{id}/split`: the merged one speaks for itself again.
pub(super) async fn split(Path(id): Path<String>, posted: Posted<ToRead, Given>) -> Result<Response, Failure> {
    let Posted { by, form } = posted;
    let _alone = by.console.pairs().lock().await;
    let Pair { one, other, why } = match pair(&by, &id, &form, "split").await? {
        Ok(pair) => pair,
        Err(answer) => return Ok(answer),
    };
    if !one.may_write(&by) || !other.may_write(&by) {
        return Err(Failure::Forbidden);
    }
    let found = [(&one, other.id()), (&other, one.id())];
    let Some((gone, _)) = found.into_iter().find(|(side, kept)| side.view.superseded_by() == Some(*kept)) else {
        return on_to(&format!("/members/{}", one.id()), Some(&Notice::TwinsGone));
    };
    if let Some(problem) = written(&by, gone, |edit| member::reinstate(edit, &why)).await? {
        let untaken = Untaken { form: "split", why: problem, text: why, keep: String::new() };
        return answer(&by, (one, other), untaken).await;
    }
    by.note("members_split", gone.id().to_string(), String::new()).await?;
    on_to(&format!("/members/{}", gone.id()), Some(&Notice::TwinsSplit))
}
