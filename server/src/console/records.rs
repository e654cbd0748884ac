//! What records of any kind are called and where they are shown.

pub(super) mod anew;
mod away;
mod linked;
pub(super) mod page;
pub(super) mod paper;
mod shown;
pub(super) mod writer;

use std::collections::BTreeMap;
use std::sync::Arc;

use shared::access::Role;
use shared::doc::{Doc, Kind};
use shared::id::{ContentDigest, DocId, OrgId};
use shared::kind::spec::{Does, Origin, Reach, Step, Writers};
use shared::org::OrgClass;
use shared::record::list::{Page, Query};
use shared::record::step::{self, Who};
use shared::record::{self, Row};

use super::authors;
use super::error::Failure;
use super::guard::RequestContext;
use super::view::Badge;
use crate::store::document::DocumentRow;
use crate::store::read_model;

/// What a record is called; one that cannot be read by the beginning of its id.
pub(super) fn title(context: &RequestContext, row: &Row) -> String {
    if !row.is_readable {
        return format!("{} {}", context.texts.code("kind", row.kind.code()), authors::short(&row.doc.to_string()));
    }
    match (row.kind.spec().origin, row.on) {
        (Origin::Meeting, Some(day)) => format!("{}, {}", meeting_kind(context, row), day.vietnamese()),
        _ if row.text("superseded_by").is_some() => {
            format!("{} ({})", context.texts.title(row), context.texts.text("member-merged"))
        }
        _ => context.texts.title(row),
    }
}

/// The kind of a meeting, with which one of the day and which part it is.
pub(super) fn meeting_kind(context: &RequestContext, row: &Row) -> String {
    let ordinal = u16::try_from(row.figure("ordinal")).unwrap_or(u16::MAX);
    context.texts.meeting(row.text("kind").unwrap_or_default(), ordinal)
}

/// The page that shows a record.
pub(super) fn href(row: &Row) -> String {
    match (row.kind.spec().page, row.is_readable) {
        ("cells", _) => format!("/cells/{}", row.doc.as_org()),
        ("meetings", false) => format!("/cells/{}", row.org),
        ("members", false) => format!("/members?cell={}", row.org),
        ("", _) => format!("/records/{}", row.doc),
        (page, _) => format!("/{page}/{}", row.doc),
    }
}

/// The page of whose a record is: a cell's with its meetings, another organisation's own.
fn org_href(context: &RequestContext, org: OrgId) -> String {
    let is_cell = context.known.tree.get(org).is_none_or(|org| org.class == OrgClass::Cell);
    if is_cell { format!("/cells/{org}") } else { format!("/orgs/{org}") }
}

/// The rows of a query that the person may see.
pub(super) async fn rows(context: &RequestContext, query: Query, page: Page) -> Result<Vec<Row>, Failure> {
    let query = scoped(context, query);
    Ok(context.console.hub().store().read(move |reading| read_model::rows(reading, &query, page)).await?)
}

/// The query, limited to what the person may see.
pub(super) fn scoped(context: &RequestContext, query: Query) -> Query {
    let orgs = match (query.orgs, context.scope()) {
        (None, scope) => scope,
        (Some(asked), _) => Some(asked.into_iter().filter(|org| context.is_within(*org)).collect()),
    };
    Query { orgs, ..query }
}

pub(super) use shown::{badge as state_badge, part, place};

/// The state of a record; nothing for a kind without states.
pub(super) fn state(context: &RequestContext, row: &Row) -> Option<Badge> {
    (!row.state.is_empty()).then(|| state_badge(context, row))
}

/// Whether the ward marks records of a kind as seen: those that cells write, and whose page has the mark.
fn is_looked_at(kind: Kind) -> bool {
    let spec = kind.spec();
    let is_a_cells = |writers: &Writers| writers.reach == Reach::Own && writers.roles.iter().any(Role::is_of_cell);
    matches!(spec.page, "" | "meetings") && spec.writers.iter().any(is_a_cells)
}

/// Of what a query finds only what changed since the ward last looked, of the kinds it looks at.
fn unseen(query: Query) -> Query {
    let is_asked = |kind: &Kind| query.kinds.is_empty() || query.kinds.contains(kind);
    let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| is_looked_at(*kind) && is_asked(kind)).collect();
    // Without a kind, any would be asked for.
    let orgs = if kinds.is_empty() { Some(Vec::new()) } else { query.orgs.clone() };
    Query { kinds, orgs, unseen: true, ..query }
}

/// The rows of some records, of those the person may see.
pub(super) async fn rows_of(context: &RequestContext, docs: Vec<DocId>) -> Result<Vec<Row>, Failure> {
    let read = move |reading: &crate::store::Reading<'_>| {
        docs.into_iter().filter_map(|doc| read_model::row(reading, doc).transpose()).collect()
    };
    let found: Vec<Row> = context.console.hub().store().read(read).await?;
    Ok(found.into_iter().filter(|row| context.is_within(row.org)).collect())
}

/// What records are called that the person may read, and whose they are; of others only the id is told.
pub(super) async fn titles(
    context: &RequestContext,
    docs: Vec<DocId>,
) -> Result<BTreeMap<DocId, (String, OrgId)>, Failure> {
    let rows = rows_of(context, docs).await?;
    Ok(rows.iter().filter(|row| row.is_readable).map(|row| (row.doc, (title(context, row), row.org))).collect())
}

/// Records on one page of the list, and changes on one page of a history.
const ROWS: usize = 50;

/// A record the person may see, with what it speaks about.
struct Open {
    doc: Arc<Doc>,
    document: DocumentRow,
    row: Row,
    about: Option<(Arc<Doc>, Row)>,
}

/// A record that the person may read, with what it speaks about.
async fn open(context: &RequestContext, id: &str) -> Result<Open, Failure> {
    let id: DocId = id.parse().ok().ok_or(Failure::NotFound)?;
    let (doc, document) = context.console.hub().open(id).await?.ok_or(Failure::NotFound)?;
    if !context.session.place.may_read(document.stream, &context.known.tree) || !context.is_within(document.stream.org)
    {
        return Err(Failure::NotFound);
    }
    let row = rows_of(context, vec![id]).await?.pop().ok_or(Failure::NotFound)?;
    let about = match row.about {
        Some(about) => context.console.hub().open(about).await?.map(|(doc, _)| doc),
        None => None,
    };
    let about = match about {
        Some(doc) => rows_of(context, vec![doc.id()]).await?.pop().map(|row| (doc, row)),
        None => None,
    };
    Ok(Open { doc, document, row, about })
}

/// Whether the person may begin a record of a kind about this one: one about a record that is not of such a kind itself.
fn may_begin(context: &RequestContext, kind: Kind, found: &Open) -> bool {
    let is_about = |kind: Kind| kind.spec().origin == Origin::About;
    let may_write = context.session.place.may_write(found.row.org, kind, &context.known.tree).is_ok();
    may_write && is_about(kind) && found.row.kind != kind && record::speaks_about(kind, found.row.kind)
}

/// The steps of a record, with what stands in the way of each for this person.
fn steps(context: &RequestContext, found: &Open) -> Vec<record::StepView> {
    let who = Who { seat: Some(&context.session.place), org: found.document.stream.org, tree: &context.known.tree };
    let tree = found.about.as_ref().map(|(doc, _)| doc.tree());
    step::steps(&found.doc, tree.as_ref(), who)
}

/// The steps as the page offers them: the records that a step needs to be there are made when it is taken.
fn offered(context: &RequestContext, found: &Open) -> Vec<record::StepView> {
    let mut steps = steps(context, found);
    steps.iter_mut().filter(|view| view.refused == Some(away::MADE_HERE)).for_each(|view| view.refused = None);
    steps
}

/// What the record it speaks about says now, for a step that keeps what was read of it.
fn read_for(found: &Open, step: &Step) -> Option<ContentDigest> {
    let about = found.about.as_ref().filter(|_| matches!(step.does, Does::MoveReading(..)));
    about.map(|(doc, _)| doc.content_digest())
}
