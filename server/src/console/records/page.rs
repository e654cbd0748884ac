//! The pages of records of any kind, and the forms by which a person of the ward writes what their role writes.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::Uri;
use axum::response::Response;
use serde::Deserialize;
use shared::doc::{Doc, Edit, Heads, Kind, Pen, Seed};
use shared::id::DocId;
use shared::input::WriteError;
use shared::key::AboutKey;
use shared::kind::spec::{Form, Sources, Step};
use shared::record::list::{Order, Page, Query};
use shared::record::step::{self, Due, Effect, Refusal, Taken};
use shared::record::{self, FieldPath, figures, write};

use super::super::error::Failure;
use super::super::guard::{Posted, Reader, RequestContext, ToRead, ToReview};
use super::super::notice::Notice;
use super::super::view::{Choice, Pager, RecordView, RecordsView, Tab};
use super::super::{PageQuery, html, lookup, on_to, paths, query, seen};
use super::shown::{AtForm, Untaken};
use super::writer::{author, refused, writing};
use super::{Open, ROWS, away, linked, may_begin, open, read_for, shown, steps};
use crate::admin::AdminError;
use crate::store::read_model;

/// What is searched for.
#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    q: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    cell: String,
    #[serde(default)]
    overdue: String,
    #[serde(default)]
    unseen: String,
    #[serde(default)]
    page: u32,
}

impl Search {
    /// The one kind that is asked for, if it is one.
    fn kind(&self) -> Result<Option<Kind>, Failure> {
        match self.kind.as_str() {
            "" => Ok(None),
            code => Ok(Some(Kind::from_code(code).ok_or(Failure::NotFound)?)),
        }
    }

    /// What it asks for, limited to what the person may see.
    fn found(&self, context: &RequestContext) -> Result<Query, Failure> {
        let overdue = !self.overdue.is_empty();
        let today = context.console.hub().host().now().vietnam_date();
        let query = Query {
            kinds: self.kind()?.into_iter().collect(),
            orgs: lookup::cell(context, &self.cell)?.map(|cell| vec![cell]),
            due_until: overdue.then(|| today.plus_days(-1)).flatten(),
            words: lookup::wanted(&self.q),
            order: if overdue { Order::Due } else { Order::Latest },
            ..Query::default()
        };
        let query = super::scoped(context, query);
        Ok(if self.unseen.is_empty() { query } else { super::unseen(query) })
    }
}

/// `GET /records`.
pub(in crate::console) async fn list(reader: Reader, uri: Uri) -> Result<Response, Failure> {
    let asked: Search = query(&uri)?;
    let (wanted, cell) = (lookup::wanted(&asked.q), lookup::cell(&reader, &asked.cell)?);
    let kind = asked.kind()?;
    let (overdue, unseen) = (!asked.overdue.is_empty(), !asked.unseen.is_empty());
    let found = asked.found(&reader)?;
    let said = |is_so: bool| if is_so { "1" } else { "" };
    let same = paths::query([
        ("q", &*wanted),
        ("kind", kind.map_or("", Kind::code)),
        ("cell", &asked.cell),
        ("overdue", said(overdue)),
        ("unseen", said(unseen)),
    ]);
    let base = format!("{}page=", paths::open("/records", &same));
    let (rows, pager, total) = reader
        .console
        .hub()
        .store()
        .read(move |reading| {
            let (total, _) = read_model::sums(reading, &found)?;
            let pager = Pager::of(asked.page, total, ROWS, base);
            Ok((read_model::rows(reading, &found, pager.part(ROWS))?, pager, total))
        })
        .await?;
    let subject = cell.map(|org| org.to_string()).unwrap_or_default();
    reader.note("search_records", subject, format!("{} {total}", kind.map_or("", Kind::code))).await?;
    let kinds = Kind::ALL.into_iter().map(|one| Choice {
        value: one.code().to_owned(),
        text: reader.texts.code("kind", one.code()),
        selected: kind == Some(one),
    });
    let view = RecordsView {
        page: reader.page(&reader.texts.text("records-title"), Tab::Records),
        query: wanted,
        kinds: kinds.collect(),
        begins: super::anew::kinds(&reader),
        cells: reader.cells(cell),
        overdue,
        unseen,
        may_review: reader.may::<ToReview>(),
        total: u32::try_from(total).unwrap_or(u32::MAX),
        rows: rows.iter().map(|row| shown::row(&reader, row)).collect(),
        pager,
        same,
    };
    html(&view)
}

/// `GET /records/export/{ending}`: everything the list is of.
pub(in crate::console) async fn export(
    reader: Reader,
    Path(ending): Path<String>,
    uri: Uri,
) -> Result<Response, Failure> {
    let kind = super::super::export::kind(&ending)?;
    let asked: Search = query(&uri)?;
    let found = asked.found(&reader)?;
    let rows = super::rows(&reader, found, Page::first(super::super::export::ROWS_MAX)).await?;
    let subject = lookup::cell(&reader, &asked.cell)?.map(|org| org.to_string()).unwrap_or_default();
    reader.note("export_records", subject, format!("{} {}", asked.kind, rows.len())).await?;
    super::super::export::file(&reader, "ho-so", kind, shown::table(&reader, &rows)).await
}

/// `GET /records/{id}`.
pub(in crate::console) async fn record(reader: Reader, Path(id): Path<String>, uri: Uri) -> Result<Response, Failure> {
    let at: PageQuery = query(&uri)?;
    let found = open(&reader, &id).await?;
    seen::opened(&reader, found.row.doc, found.document.content_seq).await?;
    page(&reader, &found, at.page, None).await
}

/// The page of a record, noted as read: also where a form was not taken, it shows what the record holds.
async fn page(context: &RequestContext, found: &Open, at: u32, untaken: Option<Untaken>) -> Result<Response, Failure> {
    let about = Query { about: Some(found.row.doc), ..Query::default() };
    let mut related = super::rows(context, about, Page::first(ROWS)).await?;
    // Those it is to take away, with what speaks about each: they are read where they are, and not kept here.
    for doc in away::named(&found.doc) {
        related.extend(super::rows_of(context, vec![doc]).await?);
        let about = Query { about: Some(doc), ..Query::default() };
        related.extend(super::rows(context, about, Page::first(ROWS)).await?);
    }
    context.note("read_record", found.row.doc.to_string(), String::new()).await?;
    let beside = match Query::beside(&found.row) {
        Some(query) => super::rows(context, query, Page::first(ROWS)).await?,
        None => Vec::new(),
    };
    let beside = beside.iter().filter(|row| row.doc != found.row.doc).map(|row| shown::row(context, row)).collect();
    let mut page = shown::record(context, found, &related, at, untaken);
    linked::fill(context, found.row.org, &mut page).await?;
    html(&RecordView { beside, ..page })
}

/// What a form brings: fields by name beside what names the form, which has names that no field has.
#[derive(Deserialize)]
pub(in crate::console) struct Given {
    #[serde(default, rename = "_step")]
    step: String,
    #[serde(default, rename = "_part")]
    part: String,
    #[serde(default, rename = "_kind")]
    kind: String,
    /// The frontier of the record that the page showed.
    #[serde(default, rename = "_heads")]
    heads: String,
    /// What the record it speaks about said when the page was made, for a step that keeps that.
    #[serde(default, rename = "_about")]
    about: String,
    /// Which version the page showed, for marking it as seen.
    #[serde(default, rename = "_version")]
    version: String,
    #[serde(flatten)]
    fields: BTreeMap<String, String>,
}

impl Given {
    /// The fields that were filled.
    fn filled(&self) -> Vec<(String, String)> {
        let filled = self.fields.iter().filter(|(_, typed)| !typed.trim().is_empty());
        filled.map(|(name, typed)| (name.clone(), typed.clone())).collect()
    }

    /// The record as the page showed it; `None` when it never stood so, as before a backup was put back.
    fn shown(&self, doc: &Doc) -> Result<Option<Doc>, Failure> {
        let heads = Heads::from_text(&self.heads).ok_or(Failure::BadForm)?;
        if heads == doc.heads() { Ok(Some(doc.clone())) } else { Ok(doc.at(&heads).ok()) }
    }
}

/// `POST /records/{id}/set`: writes what differs from what the page showed; an empty field is cleared.
pub(in crate::console) async fn set(
    Path(id): Path<String>,
    posted: Posted<ToRead, Given>,
) -> Result<Response, Failure> {
    let Posted { by, form } = posted;
    let found = open(&by, &id).await?;
    // What a page that is no more held cannot be told from what was changed on it.
    let Some(then) = form.shown(&found.doc)? else { return stale(&by, &found, AtForm::Gone, form.filled()).await };
    let spec = found.row.kind.spec();
    let is_text = spec.part(&form.part).is_some_and(|part| part.form == Form::Text);
    let changed = shown::changed(&by, &then, &form.part, form.fields);
    let writing = writing(&by, found.row.kind, found.row.org, &changed).await?;
    written(&by, &found, then, (AtForm::Part(form.part.clone()), &changed), |edit| {
        changed.iter().try_for_each(|(name, typed)| {
            let place = if is_text { FieldPath::parse(spec, &form.part)? } else { FieldPath::parse(spec, name)? };
            write::set(edit, spec, &place, typed, &writing)
        })
    })
    .await
}

/// `POST /records/{id}/add`.
pub(in crate::console) async fn add(
    Path(id): Path<String>,
    posted: Posted<ToRead, Given>,
) -> Result<Response, Failure> {
    let Posted { by, form } = posted;
    let found = open(&by, &id).await?;
    let (spec, mut given, at) = (found.row.kind.spec(), form.filled(), AtForm::Part(form.part.clone()));
    // Who signs is who is signed in.
    given.retain(|(name, _)| name != write::BY);
    let Some(then) = form.shown(&found.doc)? else { return stale(&by, &found, at, given).await };
    let writing = writing(&by, found.row.kind, found.row.org, &given).await?;
    written(&by, &found, then, (at, &given), |edit| write::add(edit, spec, &form.part, &given, &writing).map(drop))
        .await
}

/// `POST /records/{id}/count`: draws its figures from the records of its organisation and of all below it.
pub(in crate::console) async fn count(
    Path(id): Path<String>,
    posted: Posted<ToRead, Given>,
) -> Result<Response, Failure> {
    let Posted { by, form } = posted;
    let found = open(&by, &id).await?;
    let (spec, at) = (found.row.kind.spec(), AtForm::Gone);
    let Some(then) = form.shown(&found.doc)? else { return stale(&by, &found, at, Vec::new()).await };
    let asked = match figures::asked(&then) {
        Ok(asked) => asked,
        Err(error) => {
            let why = by.texts.write_error(&error);
            return page(&by, &found, 1, Some(Untaken { why, form: at, typed: Vec::new() })).await;
        }
    };
    let scope = asked.scope.as_deref();
    let below = by.known.tree.below(found.row.org).map(|org| org.org).chain([found.row.org]);
    let query = Query { kinds: figures::kinds(scope), ..Query::default() }.within(below);
    let rows = super::rows(&by, query, Page::ALL).await?;
    by.note("count_records", found.row.doc.to_string(), rows.len().to_string()).await?;
    let drawn = figures::figures(&rows, asked.since, asked.until, scope);
    let today = by.console.hub().host().now().vietnam_date();
    written(&by, &found, then, (at, &[]), |edit| figures::draw(edit, spec, &drawn, today)).await
}

/// `POST /records/{id}/step`.
pub(in crate::console) async fn step(
    Path(id): Path<String>,
    posted: Posted<ToRead, Given>,
) -> Result<Response, Failure> {
    let Posted { by, mut form } = posted;
    let mut found = open(&by, &id).await?;
    let (given, at) = (form.filled(), AtForm::Step(form.step.clone()));
    if let Some(refusal) = made_ready(&by, &mut found, &mut form, &given).await? {
        let why = by.texts.filled("step-refused", &[("why", &by.texts.refusal(refusal))]);
        return page(&by, &found, 1, Some(Untaken { why, form: at, typed: given })).await;
    }
    let wanted = steps(&by, &found).into_iter().find(|view| view.step.name == form.step).ok_or(Failure::BadForm)?;
    let today = by.console.hub().host().now().vietnam_date();
    let is_early = step::is_early(&found.doc, wanted.step, today);
    if let Some(refusal) = wanted.refused.or(is_early.then_some(Refusal::NotYet)) {
        let why = by.texts.filled("step-refused", &[("why", &by.texts.refusal(refusal))]);
        return page(&by, &found, 1, Some(Untaken { why, form: at, typed: given })).await;
    }
    // A step is a decision about what stood on the page.
    if Heads::from_text(&form.heads).ok_or(Failure::BadForm)? != found.doc.heads() {
        return stale(&by, &found, at, given).await;
    }
    let about = read_for(&found, wanted.step);
    if form.about != about.map(|digest| digest.to_string()).unwrap_or_default() {
        let why = by.texts.text("record-about-changed");
        return page(&by, &found, 1, Some(Untaken { why, form: at, typed: given })).await;
    }
    let taken = Taken { device: author(&by).await?.device(), content: found.doc.content_digest(), about };
    let (spec, writing) = (found.row.kind.spec(), writing(&by, found.row.kind, found.row.org, &given).await?);
    let take = |edit: &mut Edit<'_>| step::take(edit, spec, wanted.step, &given, taken, &writing);
    if let Some(refusal) = affect(&by, &found, wanted.step, take).await? {
        let why = by.texts.filled("step-refused", &[("why", &by.texts.refusal(refusal))]);
        return page(&by, &found, 1, Some(Untaken { why, form: at, typed: given })).await;
    }
    written(&by, &found, found.doc.as_ref().clone(), (at, &given), take).await
}

/// Makes the records that a step needs to be there before it is taken, if nothing else stands in its way; the record is then
/// read again, and the form speaks of that.
async fn made_ready(
    by: &RequestContext,
    found: &mut Open,
    form: &mut Given,
    given: &[(String, String)],
) -> Result<Option<Refusal>, Failure> {
    let wanted = steps(by, found).into_iter().find(|view| view.step.name == form.step).ok_or(Failure::BadForm)?;
    let is_given = |name: &&str| given.iter().any(|(given, typed)| given == name && !typed.trim().is_empty());
    let is_ready = wanted.refused.is_none_or(|refusal| refusal == away::MADE_HERE);
    let is_current = Heads::from_text(&form.heads).is_some_and(|heads| heads == found.doc.heads());
    if !is_ready || !is_current || !wanted.step.asks.iter().all(is_given) {
        return Ok(None);
    }
    let refusal = away::prepare(by, found, wanted.step).await?;
    if refusal.is_none() {
        *found = open(by, &found.row.doc.to_string()).await?;
        form.heads = found.doc.heads().to_text();
    }
    Ok(refusal)
}

/// Writes what a step is about to come to in other records of the organisation and of those below it, all of it, or says why
/// it cannot. A step that will itself be refused for what was typed comes to nothing.
async fn affect(
    context: &RequestContext,
    found: &Open,
    step: &Step,
    take: impl FnOnce(&mut Edit<'_>) -> Result<(), WriteError>,
) -> Result<Option<Refusal>, Failure> {
    let (hub, author, orgs) = (context.console.hub(), author(context).await?, &context.known.tree);
    let about = found.about.as_ref().map(|(about, _)| about.tree());
    let (pen, now) = (Pen::new(author.device(), [0; 8]), hub.host().now());
    let home = orgs.get(found.row.org).map(|org| &*org.name);
    let effects = step::effects(&found.doc, about.as_ref(), step, (&pen, now), home, take).unwrap_or_default();
    let mut known = BTreeMap::new();
    for Effect { doc, .. } in &effects {
        known.extend(hub.open(*doc).await?.map(|(found, document)| (*doc, (found, document.stream.org))));
    }
    let headcount = match step::ends_alone(&effects, orgs).is_empty() {
        true => Vec::new(),
        false => hub.store().read(|reading| read_model::rows(reading, &Query::headcount(), Page::ALL)).await?,
    };
    let stands = |doc: DocId| known.get(&doc).map(|(doc, home)| (doc.as_ref(), *home));
    match step::due(&effects, (found.row.org, orgs), stands, &headcount) {
        Ok(due) => {
            let rules = context.known.rules.book();
            for Due { effect, kind, stands, org } in due {
                let write = |edit: &mut Edit<'_>| write::affect(edit, kind.spec(), &effect.fields, rules);
                let written = match stands {
                    Some(doc) => author.write_into(hub, org, doc.clone(), write).await,
                    None => author.write(hub, org, &Seed::Id(kind, effect.doc), write).await,
                };
                written.map_err(refused)?;
            }
            Ok(None)
        }
        Err(refusal) => Ok(Some(refusal)),
    }
}

/// `POST /records/{id}/begin`: a record about this one, or the one that was begun before.
pub(in crate::console) async fn begin(
    Path(id): Path<String>,
    posted: Posted<ToRead, Given>,
) -> Result<Response, Failure> {
    let Posted { by, form } = posted;
    let found = open(&by, &id).await?;
    let kind = Kind::from_code(&form.kind).filter(|kind| may_begin(&by, *kind, &found)).ok_or(Failure::Forbidden)?;
    let seed = Seed::About(AboutKey { kind, org: found.row.org, about: found.row.doc, ordinal: 1 });
    let (spec, about) = (kind.spec(), found.doc.tree());
    let known = Sources { about: Some(&about), open: &[], members: &[], before: None, model: None, given: &[] };
    let drafted = spec.draft.map(|draft| draft(&known)).unwrap_or_default();
    let named = |(name, typed): (&str, String)| (name.to_owned(), typed);
    let drafted: Vec<(&str, Vec<(String, String)>)> =
        drafted.into_iter().map(|one| (one.part, one.fields.into_iter().map(named).collect())).collect();
    let given: Vec<(String, String)> = drafted.iter().flat_map(|(_, fields)| fields).cloned().collect();
    let writing = writing(&by, kind, found.row.org, &given).await?;
    // Begun before, it stays as it stands.
    let is_new = by.console.hub().open(seed.doc()).await?.is_none();
    let write = |edit: &mut Edit<'_>| if is_new { write::draft(edit, spec, &drafted, &writing) } else { Ok(()) };
    let begun = author(&by).await?.write(by.console.hub(), found.row.org, &seed, write).await;
    match begun {
        Ok(()) => on_to(&format!("/records/{}", seed.doc()), None),
        Err(error) => Err(refused(error)),
    }
}

/// The record's page as it is now, for somebody whose form was made from something else.
async fn stale(
    context: &RequestContext,
    found: &Open,
    form: AtForm,
    typed: Vec<(String, String)>,
) -> Result<Response, Failure> {
    let why = context.texts.text("record-changed");
    page(context, found, 1, Some(Untaken { why, form, typed })).await
}

/// `POST /records/{id}/seen`: what came after the page was made stays unseen.
pub(in crate::console) async fn mark(
    Path(id): Path<String>,
    posted: Posted<ToReview, Given>,
) -> Result<Response, Failure> {
    let Posted { by, form } = posted;
    let upto: u64 = form.version.parse().ok().ok_or(Failure::BadForm)?;
    let found = open(&by, &id).await?;
    let marked = seen::mark(&by, found.row.doc, upto).await?;
    on_to(&super::href(&found.row), Some(if marked { &Notice::Seen } else { &Notice::Unopened }))
}

/// Writes into a record, as it stood on the page, as the person who is signed in: what somebody else wrote since stands
/// beside it. What does not fit is told on the record's page, which holds what was typed.
async fn written(
    context: &RequestContext,
    found: &Open,
    then: Doc,
    (form, typed): (AtForm, &[(String, String)]),
    write: impl FnOnce(&mut Edit<'_>) -> Result<(), WriteError>,
) -> Result<Response, Failure> {
    let (hub, row) = (context.console.hub(), &found.row);
    if context.session.place.may_write(row.org, row.kind, &context.known.tree).is_err() {
        return Err(Failure::Forbidden);
    }
    // A step is what leads out of a state in which a record takes nothing more.
    let is_open = matches!(form, AtForm::Step(_)) || !record::is_closed(&found.doc);
    let guarded = |edit: &mut Edit<'_>| if is_open { write(edit) } else { Err(WriteError::Closed) };
    match author(context).await?.write_into(hub, row.org, then, guarded).await {
        Ok(()) => on_to(&super::href(row), None),
        Err(AdminError::Write(error)) => {
            let why = context.texts.write_error(&error);
            page(context, found, 1, Some(Untaken { why, form, typed: typed.to_vec() })).await
        }
        Err(error) => Err(refused(error)),
    }
}
