//! What people wrote differently and nobody has settled: every place of what the person may read, by how grave it is, the
//! oldest first. The server chooses nothing; who writes a record chooses, the others ask the cell.

use axum::extract::Path;
use axum::http::Uri;
use axum::response::Response;
use serde::Deserialize;
use shared::doc::{Doc, Grade, Kind, Scalar};
use shared::id::{DocId, OrgId};
use shared::record::list::Query;
use shared::record::step::{self, Who};
use shared::record::{self, Row, write};
use shared::time::Timestamp;
use shared::words::{Language, Words};

use super::error::Failure;
use super::guard::{Permit, Posted, Reader, RequestContext, ToRead, ToReview};
use super::notice::Notice;
use super::records::writer::{author, refused};
use super::review::{self, act, said};
use super::view::{Chip, ConflictCard, ConflictsView, Pager, Tab};
use super::worded::{self, Disputed, Worded};
use super::{html, on_to, paths, query, queue, records};
use crate::admin::AdminError;
use crate::store::{Reading, StoreError, read_model, standing};

/// Records on one page.
const ROWS: usize = 20;
/// Places of one record on the page; the record's own page tells of more.
const PLACES_MAX: usize = 40;

/// Which of them an address asks for.
#[derive(Deserialize, Clone, Debug, Default)]
pub(super) struct Filter {
    #[serde(default)]
    of: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    grade: String,
    #[serde(default)]
    page: String,
}

impl Filter {
    fn kept(&self) -> Vec<(&'static str, String)> {
        paths::filled([("of", &self.of), ("kind", &self.kind), ("grade", &self.grade)])
    }

    fn address(&self) -> String {
        paths::with("/conflicts", &paths::query(self.kept()))
    }

    /// What a page of it ends with, so that a form leads back to it.
    fn ending(&self) -> String {
        let page = self.page.parse::<u32>().map(|_| ("page", self.page.clone()));
        paths::with("", &paths::query(self.kept().into_iter().chain(page.ok())))
    }

    fn grade(&self) -> Result<Grade, Failure> {
        match &*self.grade {
            "" => Ok(Grade::Decision),
            "parallel" => Ok(Grade::Parallel),
            _ => Err(Failure::NotFound),
        }
    }

    /// The records that hold any of it, of what the person may see.
    fn found(&self, context: &RequestContext, grade: Grade) -> Result<Query, Failure> {
        let place: Option<OrgId> = match &*self.of {
            "" => None,
            id => Some(id.parse().ok().filter(|org| context.is_within(*org)).ok_or(Failure::NotFound)?),
        };
        let below = |org| context.known.tree.below(org).map(|org| org.org).collect();
        let kinds = match &*self.kind {
            "" => Vec::new(),
            code => vec![Kind::from_code(code).ok_or(Failure::NotFound)?],
        };
        let query = Query { kinds, orgs: place.map(below), readable: Some(true), ..Query::default() };
        let query = match grade {
            Grade::Decision => Query { disputed: true, ..query },
            Grade::Parallel => Query { figures: vec![("parallel".to_owned(), Scalar::Bool(true))], ..query },
        };
        Ok(records::scoped(context, query))
    }
}

/// A form that was not taken: of which place, why, and what was typed.
struct Untaken {
    doc: DocId,
    part: String,
    key: String,
    why: String,
    text: String,
}

/// `GET /conflicts`.
pub(super) async fn list(reader: Reader, uri: Uri) -> Result<Response, Failure> {
    let filter: Filter = query(&uri)?;
    answer(&reader, &filter, None).await
}

/// The records of a query, the one that has waited longest first: by when the last of it came.
fn oldest(reading: &Reading<'_>, query: &Query) -> Result<Vec<(Row, Timestamp)>, StoreError> {
    let rows = read_model::rows(reading, query, shared::record::list::Page::ALL)?;
    let dated = rows.into_iter().map(|row| {
        let last = standing::last_of(reading, row.doc)?;
        Ok((row, Timestamp::from_ms(last)))
    });
    let mut dated = dated.collect::<Result<Vec<_>, StoreError>>()?;
    dated.sort_by_key(|(row, last)| (*last, row.doc));
    Ok(dated)
}

async fn answer(context: &RequestContext, filter: &Filter, untaken: Option<Untaken>) -> Result<Response, Failure> {
    let grade = filter.grade()?;
    let [decisive, parallel] = [filter.found(context, Grade::Decision)?, filter.found(context, Grade::Parallel)?];
    let asked = if grade == Grade::Decision { decisive.clone() } else { parallel.clone() };
    let (at, base) =
        (filter.page.parse().unwrap_or(1), format!("{}page=", paths::open("/conflicts", &paths::query(filter.kept()))));
    let read = move |reading: &Reading<'_>| {
        let counts = [read_model::sums(reading, &decisive)?, read_model::sums(reading, &parallel)?];
        let all = oldest(reading, &asked)?;
        let pager = Pager::of(at, all.len(), ROWS, base);
        let here: Vec<_> = all.into_iter().skip(pager.skip(ROWS)).take(ROWS).collect();
        Ok((counts, here, pager))
    };
    let ([(decisive, places), (parallel, _)], rows, pager) = context.console.hub().store().read(read).await?;
    let mut cards = Vec::new();
    for (row, since) in &rows {
        cards.extend(of_record(context, row, *since, grade, untaken.as_ref()).await?);
    }
    context.note("read_conflicts", filter.of.clone(), rows.len().to_string()).await?;
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let chip = |code: &str, key: &str, number: usize| Chip {
        key: key.to_owned(),
        href: Filter { grade: code.to_owned(), page: String::new(), ..filter.clone() }.address(),
        count: count(number),
        is_current: filter.grade == code,
    };
    let view = ConflictsView {
        page: context.page(&context.texts.text("conflicts-page"), Tab::Conflicts),
        open_places: u32::from(grade == Grade::Decision) * places,
        records: count(if grade == Grade::Decision { decisive } else { parallel }),
        grades: vec![chip("", "conflict-decision", decisive), chip("parallel", "conflict-parallel", parallel)],
        is_parallel: grade == Grade::Parallel,
        places: queue::places(context, &filter.of),
        kinds: queue::kinds(context, &filter.kind),
        kept: filter.kept().into_iter().filter(|(name, _)| *name == "grade").collect(),
        is_filtered: filter.kept().iter().any(|(name, _)| *name != "grade"),
        ending: filter.ending(),
        cards,
        pager,
    };
    html(&view)
}

/// What of one record people wrote differently, with what the person may do about it.
async fn of_record(
    context: &RequestContext,
    row: &Row,
    since: Timestamp,
    grade: Grade,
    untaken: Option<&Untaken>,
) -> Result<Vec<ConflictCard>, Failure> {
    let Some((doc, document)) = context.console.hub().open(row.doc).await? else { return Ok(Vec::new()) };
    if !context.session.place.may_read(document.stream, &context.known.tree) {
        return Ok(Vec::new());
    }
    let words = Worded::of(context, &doc);
    let may_settle = may_settle(context, &doc, row.org);
    let reviewed = match standing::is_reviewed(row.kind) {
        true => Some(review::open(context, &row.doc.to_string()).await?),
        false => None,
    };
    let asked = reviewed.as_ref().map(said::waiting).unwrap_or_default();
    let (age, is_late) = queue::waited(context, since);
    let all = worded::disputed(&doc);
    let told: Vec<&Disputed> = all.iter().filter(|one| one.grade == grade).collect();
    let digest = doc.content_digest().to_string();
    let card = |one: &Disputed| {
        let asked = asked.iter().find(|asked| asked.part == one.part && asked.leaf == one.key);
        let untaken = untaken.filter(|form| form.doc == row.doc && form.part == one.part && form.key == one.key);
        let is_chosen = may_settle && grade == Grade::Decision;
        let may_ask = reviewed.is_some() && grade == Grade::Decision && context.may::<ToReview>() && !may_settle;
        ConflictCard {
            doc: row.doc.to_string(),
            href: records::href(row),
            title: records::title(context, row),
            cell: context.org_name(row.org),
            age: age.clone(),
            is_late,
            conflict: one.shown(context, &words),
            part: one.part.clone(),
            key: one.key.clone(),
            digest: digest.clone(),
            left: 0,
            choices: if is_chosen { choices(one, &words) } else { Vec::new() },
            may_ask: may_ask && asked.is_none(),
            asked: asked.map(|asked| (asked.by.clone(), asked.text.clone())),
            problem: untaken.map(|form| form.why.clone()).unwrap_or_default(),
            text: untaken
                .map_or_else(|| Words::of(Language::Vi).text("conflict-ask-default"), |form| form.text.clone()),
        }
    };
    let mut cards: Vec<ConflictCard> = told.iter().take(PLACES_MAX).copied().map(card).collect();
    if let Some(last) = cards.last_mut() {
        last.left = u32::try_from(told.len().saturating_sub(PLACES_MAX)).unwrap_or(u32::MAX);
    }
    Ok(cards)
}

/// Whether the person writes this record, as it stands.
fn may_settle(context: &RequestContext, doc: &Doc, org: OrgId) -> bool {
    context.session.place.may_write(org, doc.kind(), &context.known.tree).is_ok() && !record::is_closed(doc)
}

/// The values to choose from, each once, by the change it came with.
fn choices(one: &Disputed, words: &Worded<'_>) -> Vec<(String, String)> {
    let written = one.values.iter().filter(|value| value.value != Scalar::Null);
    written.map(|value| (value.change.to_string(), words.value(&one.part, &one.key, &value.value.display()))).collect()
}

/// What the forms of a card send.
#[derive(Deserialize)]
pub(super) struct Given {
    #[serde(default)]
    part: String,
    #[serde(default)]
    key: String,
    /// What the record said on the page.
    #[serde(default)]
    digest: String,
    /// The change whose value is chosen.
    #[serde(default)]
    value: String,
    #[serde(default)]
    text: String,
}

/// The place a form is about, if people still differ over it.
fn still(doc: &Doc, form: &Given) -> Option<Disputed> {
    let mut all = worded::disputed(doc).into_iter().filter(|one| one.grade == Grade::Decision);
    all.find(|one| one.part == form.part && one.key == form.key)
}

/// `POST /conflicts/{id}/ask`: a remark on the place, by which the cell is asked to settle it; one at a time.
pub(super) async fn ask(
    Path(id): Path<String>,
    uri: Uri,
    posted: Posted<ToReview, Given>,
) -> Result<Response, Failure> {
    let Posted { by, form } = posted;
    let filter: Filter = query(&uri)?;
    let found = review::open(&by, &id).await?;
    if may_settle(&by, &found.doc, found.row.org) {
        return Err(Failure::Forbidden);
    }
    let back = format!("/conflicts{}", filter.ending());
    let Some(one) = still(&found.doc, &form) else { return on_to(&back, Some(&Notice::ConflictGone)) };
    if said::waiting(&found).iter().any(|asked| asked.part == one.part && asked.leaf == one.key) {
        return on_to(&back, Some(&Notice::ConflictAskedBefore));
    }
    // The cell reads it, in Vietnamese.
    let (field, subject) = Worded::of(&by, &found.doc).place(&one.part, &one.key);
    let field = Words::of(Language::Vi).code("field", &field);
    let passage = if subject.is_empty() { field } else { format!("{field}: {subject}") };
    let given = [("part", &one.part), ("leaf", &one.key), ("passage", &passage), ("text", &form.text)];
    let given = given.map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
    let given: Vec<_> = given.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    match act::write_remark(&by, &found, &given).await? {
        None => on_to(&back, Some(&Notice::ConflictAsked)),
        Some(error) => {
            let why = by.texts.write_error(&error);
            let untaken = Untaken { doc: found.row.doc, part: one.part, key: one.key, why, text: form.text };
            answer(&by, &filter, Some(untaken)).await
        }
    }
}

/// The record of a form, if the person may read it.
async fn readable(by: &Permit<ToRead>, id: &str) -> Result<(Doc, OrgId), Failure> {
    let id: DocId = id.parse().ok().ok_or(Failure::NotFound)?;
    let (doc, document) = by.console.hub().open(id).await?.ok_or(Failure::NotFound)?;
    let may_read = by.session.place.may_read(document.stream, &by.known.tree);
    let is_there = may_read && by.is_within(document.stream.org);
    if is_there { Ok((doc.as_ref().clone(), document.stream.org)) } else { Err(Failure::NotFound) }
}

/// `POST /conflicts/{id}/settle`: one of the values that were written, chosen by somebody who writes the record.
pub(super) async fn settle(
    Path(id): Path<String>,
    uri: Uri,
    posted: Posted<ToRead, Given>,
) -> Result<Response, Failure> {
    let Posted { by, form } = posted;
    let filter: Filter = query(&uri)?;
    let (doc, org) = readable(&by, &id).await?;
    if !may_settle(&by, &doc, org) {
        return Err(Failure::Forbidden);
    }
    let back = format!("/conflicts{}", filter.ending());
    let is_as_shown = form.digest == doc.content_digest().to_string();
    let Some(one) = still(&doc, &form).filter(|_| is_as_shown) else {
        return on_to(&back, Some(&Notice::ConflictGone));
    };
    let chosen = one.values.iter().find(|value| value.change.to_string() == form.value);
    let chosen = chosen.filter(|value| value.value != Scalar::Null).ok_or(Failure::BadForm)?.value.clone();
    let who = Who { seat: Some(&by.session.place), org, tree: &by.known.tree };
    if step::may_settle(doc.kind().spec(), &one.part, &one.key, &chosen, who).is_err() {
        return Err(Failure::Forbidden);
    }
    let tree = doc.tree();
    let (spec, at) = (doc.kind().spec(), (one.part.as_str(), one.key.as_str()));
    let rules = by.known.rules.book();
    let settle = |edit: &mut shared::doc::Edit<'_>| write::settle(edit, spec, &tree, at, chosen, rules);
    match author(&by).await?.write_into(by.console.hub(), org, doc.clone(), settle).await {
        Ok(()) => on_to(&back, Some(&Notice::ConflictSettled)),
        Err(AdminError::Write(_)) => Err(Failure::BadForm),
        Err(error) => Err(refused(error)),
    }
}
