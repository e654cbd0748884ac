//! Papers gathered from many records: the tasks of a cell or of the ward, who came to a cell's meetings, the grades of a
//! year, the register, and how a month went. Each to read and print, or as a file.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::Uri;
use axum::response::Response;
use serde::Deserialize;
use shared::doc::{Doc, Kind, Scalar};
use shared::id::OrgId;
use shared::member::MemberView;
use shared::org::OrgClass;
use shared::paper::{self, Paper};
use shared::record::Row;
use shared::record::list::{Page, Query, Stage};

use super::error::Failure;
use super::guard::{Reader, RequestContext};
use super::records::paper::{at_office, pressed};
use super::view::{PaperView, Tab};
use super::{export, html, lookup, month, paths, query, records};
use crate::import::register;
use crate::month::Month;
use crate::press::Press;

/// Meetings that one sheet has columns for.
const MEETINGS_MAX: usize = 14;
/// Meetings so many months back are on it.
const MEETINGS_MONTHS: u16 = 11;
/// Records whose every field is read for one paper.
const RECORDS_MAX: usize = 2_000;

/// What is gathered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gathered {
    Tasks,
    Attendance,
    Grading,
    Register,
    Month,
}

impl Gathered {
    const ALL: [Self; 5] = [Self::Tasks, Self::Attendance, Self::Grading, Self::Register, Self::Month];

    const fn code(self) -> &'static str {
        match self {
            Self::Tasks => "tasks",
            Self::Attendance => "attendance",
            Self::Grading => "grading",
            Self::Register => "register",
            Self::Month => "month",
        }
    }

    /// The key of its name.
    const fn key(self) -> &'static str {
        match self {
            Self::Tasks => "papers-tasks",
            Self::Attendance => "papers-attendance",
            Self::Grading => "papers-grading",
            Self::Register => "papers-register",
            Self::Month => "papers-month",
        }
    }

    /// What the log calls such a reading.
    const fn action(self) -> &'static str {
        match self {
            Self::Register => "export_members",
            Self::Tasks | Self::Attendance | Self::Grading | Self::Month => "export_records",
        }
    }
}

/// What the address narrows it to.
#[derive(Deserialize, Default)]
struct Asked {
    /// The organisation; the person's own unless it is named.
    #[serde(default)]
    cell: String,
    /// The month, `2026-11`; this one unless it is named.
    #[serde(default)]
    month: String,
    /// The year whose grades are asked for; this one unless it is named.
    #[serde(default)]
    year: String,
}

/// `GET /papers/{kind}/{ending}`.
pub(super) async fn paper(
    reader: Reader,
    Path((kind, ending)): Path<(String, String)>,
    uri: Uri,
) -> Result<Response, Failure> {
    let gathered = Gathered::ALL.into_iter().find(|one| one.code() == kind).ok_or(Failure::NotFound)?;
    let press = Press::of_ending(&ending).ok_or(Failure::NotFound)?;
    let asked: Asked = query(&uri)?;
    let org = lookup::cell(&reader, &asked.cell)?.unwrap_or(reader.session.place.org);
    let today = reader.console.hub().host().now().vietnam_date();
    let month = Month::parse(&asked.month).unwrap_or_else(|| Month::of(today));
    let made = match gathered {
        Gathered::Tasks => {
            let docs = docs(&reader, Query { readable: Some(true), ..Query::tasks_by(Stage::Open) }, org).await?;
            at_office(&reader, org, |office| office.tasks(docs.iter().map(|doc| &**doc), today))
        }
        Gathered::Attendance => {
            let docs = meetings(&reader, org, month).await?;
            at_office(&reader, org, |office| office.attendance(docs.iter().map(|doc| &**doc)))
        }
        Gathered::Grading => {
            let year = if asked.year.is_empty() { month.year().to_string() } else { lookup::wanted(&asked.year) };
            let figures = vec![("period".to_owned(), Scalar::Str(year.clone()))];
            let reviews = Query { figures, readable: Some(true), ..Query::of(Kind::SelfReview) };
            let docs = docs(&reader, reviews, org).await?;
            at_office(&reader, org, |office| office.grading(docs.iter().map(|doc| &**doc), &year))
        }
        Gathered::Register => registered(&reader, org).await?,
        Gathered::Month => {
            let list = month::report::report(&reader, org, month).await?;
            at_office(&reader, org, |office| office.listed(list))
        }
    };
    // Before it goes out, so that nothing leaves without a word.
    reader.note(gathered.action(), org.to_string(), format!("{kind} {ending}")).await?;
    if press != Press::Html {
        // A register of thousands is pressed off the threads that answer others.
        let pressed = tokio::task::spawn_blocking(move || pressed(&made, press, &format!("{kind}-{today}"))).await;
        return pressed.map_err(|error| {
            tracing::error!(%error, "a paper broke off");
            Failure::BrokeOff
        })?;
    }
    let ending = paths::query([("cell", &*asked.cell), ("month", &*asked.month), ("year", &*asked.year)]);
    html(&PaperView {
        page: reader.page(&reader.texts.text(gathered.key()), Tab::Records),
        back: back(&reader, gathered, org),
        files: format!("/papers/{kind}"),
        asked: if ending.is_empty() { ending } else { format!("?{ending}") },
        others: Vec::new(),
        body: paper::html_body(&made),
    })
}

/// The page a paper was opened from.
fn back(context: &RequestContext, gathered: Gathered, org: OrgId) -> String {
    let is_cell = context.known.tree.get(org).is_some_and(|org| org.class == OrgClass::Cell);
    match gathered {
        _ if is_cell => format!("/cells/{org}"),
        Gathered::Tasks => "/tasks".to_owned(),
        Gathered::Register => "/members".to_owned(),
        Gathered::Attendance | Gathered::Grading | Gathered::Month => "/".to_owned(),
    }
}

/// The rows of an organisation and of those below it.
async fn rows(context: &RequestContext, query: Query, org: OrgId, most: usize) -> Result<Vec<Row>, Failure> {
    let below = context.known.tree.below(org).map(|org| org.org).collect();
    records::rows(context, Query { orgs: Some(below), ..query }, Page::first(most)).await
}

async fn docs(context: &RequestContext, query: Query, org: OrgId) -> Result<Vec<Arc<Doc>>, Failure> {
    opened(context, &rows(context, query, org, RECORDS_MAX).await?).await
}

async fn opened(context: &RequestContext, rows: &[Row]) -> Result<Vec<Arc<Doc>>, Failure> {
    let mut docs = Vec::with_capacity(rows.len());
    for row in rows {
        docs.extend(context.console.hub().open(row.doc).await?.map(|(doc, _)| doc));
    }
    Ok(docs)
}

/// The meetings of a cell that were held in a year up to a month. Those of several cells have no one roll.
async fn meetings(context: &RequestContext, org: OrgId, month: Month) -> Result<Vec<Arc<Doc>>, Failure> {
    let of_cell = context.known.tree.get(org).filter(|org| org.class == OrgClass::Cell);
    let org = of_cell.ok_or(Failure::NotFound)?.org;
    let since = month.before(MEETINGS_MONTHS).days().map(|(first, _)| first);
    let until = month.days().map(|(_, last)| last);
    let query = Query { since, until, readable: Some(true), ..Query::meetings() };
    let mut held = rows(context, query, org, RECORDS_MAX).await?;
    held.retain(|row| row.figure("present") > 0);
    held.truncate(MEETINGS_MAX);
    opened(context, &held).await
}

async fn registered(context: &RequestContext, org: OrgId) -> Result<Paper, Failure> {
    let rows = rows(context, Query::headcount(), org, export::ROWS_MAX).await?;
    let mut members = Vec::with_capacity(rows.len());
    for row in &rows {
        let open = context.console.hub().open(row.doc).await?;
        let member = open.and_then(|(doc, _)| MemberView::of(&doc));
        members.extend(member.map(|member| (member, context.org_name(row.org))));
    }
    Ok(at_office(context, org, |office| office.listed(register::paper(&members))))
}
