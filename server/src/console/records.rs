//! What records of any kind are called and where they are shown.

pub(super) mod page;
mod shown;

use std::sync::Arc;

use shared::doc::{Doc, Kind};
use shared::id::DocId;
use shared::kind::spec::Origin;
use shared::record::list::{Page, Query};
use shared::record::step::{self, Who};
use shared::record::{self, Row};

use super::authors;
use super::error::Failure;
use super::guard::Desk;
use crate::store::document::DocumentRow;
use crate::store::read_model;

/// What a record is called; one that cannot be read by the beginning of its id.
pub(super) fn title(desk: &Desk, row: &Row) -> String {
    if !row.is_readable {
        return format!("{} {}", desk.texts.code("kind", row.kind.code()), authors::short(&row.doc.to_string()));
    }
    match (row.kind.spec().origin, row.on) {
        (Origin::Meeting, Some(day)) => format!("{}, {}", meeting_kind(desk, row), day.vietnamese()),
        _ => desk.texts.title(row),
    }
}

/// The kind of a meeting, with which one of the day and which part it is.
pub(super) fn meeting_kind(desk: &Desk, row: &Row) -> String {
    let ordinal = u16::try_from(row.figure("ordinal")).unwrap_or(u16::MAX);
    desk.texts.meeting(row.text("kind").unwrap_or_default(), ordinal)
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

/// The rows of a query that the person may see.
pub(super) async fn rows(desk: &Desk, query: Query, page: Page) -> Result<Vec<Row>, Failure> {
    let query = scoped(desk, query);
    Ok(desk.console.hub().store().read(move |reading| read_model::rows(reading, &query, page)).await?)
}

/// The query, limited to what the person may see.
pub(super) fn scoped(desk: &Desk, query: Query) -> Query {
    let orgs = match (query.orgs, desk.scope()) {
        (None, scope) => scope,
        (Some(asked), _) => Some(asked.into_iter().filter(|org| desk.is_within(*org)).collect()),
    };
    Query { orgs, ..query }
}

/// The rows of some records, of those the person may see.
pub(super) async fn rows_of(desk: &Desk, docs: Vec<DocId>) -> Result<Vec<Row>, Failure> {
    let read = move |reading: &crate::store::Reading<'_>| {
        docs.into_iter().filter_map(|doc| read_model::row(reading, doc).transpose()).collect()
    };
    let found: Vec<Row> = desk.console.hub().store().read(read).await?;
    Ok(found.into_iter().filter(|row| desk.is_within(row.org)).collect())
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

/// Whether the person may begin a record of a kind about this one: one about a record that is not of such a kind itself.
fn may_begin(desk: &Desk, kind: Kind, found: &Open) -> bool {
    let is_about = |kind: Kind| kind.spec().origin == Origin::About;
    let may_write = desk.session.place.may_write(found.row.org, kind, &desk.known.tree).is_ok();
    may_write && is_about(kind) && found.row.kind != kind && record::speaks_about(kind, found.row.kind)
}

/// The steps of a record, with what stands in the way of each for this person.
fn steps(desk: &Desk, found: &Open) -> Vec<record::StepView> {
    let who = Who { seat: Some(&desk.session.place), org: found.document.stream.org, tree: &desk.known.tree };
    let tree = found.about.as_ref().map(|(doc, _)| doc.tree());
    step::steps(&found.doc, tree.as_ref(), who)
}
