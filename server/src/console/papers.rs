//! Papers gathered from many records: the tasks of a cell or of the ward, who came to a cell's meetings, the grades of a
//! year, the register, the members who live here and work elsewhere, and how a month went. Each to read and print, or as a file.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::Uri;
use axum::response::Response;
use serde::Deserialize;
use shared::doc::{Doc, Kind, Scalar};
use shared::id::OrgId;
use shared::member::MemberView;
use shared::org::OrgClass;
use shared::paper::{self, Extent, Office, Paper};
use shared::record::Row;
use shared::record::list::{Order, Page, Query, Stage};
use shared::time::CivilDate;

use super::error::Failure;
use super::guard::{Reader, RequestContext};
use super::records::paper::{aside, pressed};
use super::view::{PaperView, Tab};
use super::{authors, badges, html, lookup, month, paths, query, records};
use crate::import::register;
use crate::month::{Meeting, Month};
use crate::office;
use crate::press::Press;

/// Meetings that one sheet has columns for.
const MEETINGS_MAX: usize = 14;
/// Meetings so many months back are on it.
const MEETINGS_MONTHS: u16 = 11;
/// Rows of one paper. A PDF of so many is held in memory; of more, a narrower paper is asked for.
const ROWS_MAX: usize = 2_000;
/// People of the register on one paper; the largest ward has 5,500 members.
const MEMBERS_MAX: usize = 6_000;
/// Records that are open at a time while only what they say of themselves is kept.
const OPEN_MAX: usize = 200;

/// What is gathered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gathered {
    Tasks,
    Attendance,
    Grading,
    Register,
    Residence,
    Badges,
    Month,
}

impl Gathered {
    const ALL: [Self; 7] =
        [Self::Tasks, Self::Attendance, Self::Grading, Self::Register, Self::Residence, Self::Badges, Self::Month];

    const fn code(self) -> &'static str {
        match self {
            Self::Tasks => "tasks",
            Self::Attendance => "attendance",
            Self::Grading => "grading",
            Self::Register => "register",
            Self::Residence => "residence",
            Self::Badges => "badges",
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
            Self::Residence => "papers-residence",
            Self::Badges => "papers-badges",
            Self::Month => "papers-month",
        }
    }

    /// What the log calls such a reading.
    const fn action(self) -> &'static str {
        match self {
            Self::Register | Self::Badges => "export_members",
            Self::Tasks | Self::Attendance | Self::Grading | Self::Residence | Self::Month => "export_records",
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
    /// The year whose grades or comments are asked for; this one unless it is named.
    #[serde(default)]
    year: String,
    /// A day for whose badges it is asked; today unless it is named.
    #[serde(default)]
    day: String,
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
    let year = if asked.year.is_empty() { month.year().to_string() } else { lookup::wanted(&asked.year) };
    let make = gather(&reader, gathered, org, (today, month, &year, &asked.day)).await?;
    let known = Arc::clone(&reader.known);
    let made = move || office::of(&known, org, &|device| authors::person(&known, Some(device)), make);
    let said = format!("{kind} {ending}");
    if press != Press::Html {
        let when = match gathered {
            Gathered::Tasks | Gathered::Register | Gathered::Badges => today.to_string(),
            Gathered::Attendance | Gathered::Month => month.to_string(),
            Gathered::Grading | Gathered::Residence => year.chars().filter(char::is_ascii_alphanumeric).collect(),
        };
        let cell = reader.known.tree.get(org).filter(|org| org.class == OrgClass::Cell);
        let cell = cell.map(|cell| format!("-{}", authors::short(&cell.org.to_string()))).unwrap_or_default();
        let name = format!("{kind}{cell}-{when}");
        let file = aside(&reader, move || pressed(&made(), press, &name)).await?;
        // Before it goes out, so that nothing leaves without a word.
        reader.note(gathered.action(), org.to_string(), said).await?;
        return Ok(file);
    }
    let body = aside(&reader, move || Ok(paper::html_body(&made()))).await?;
    reader.note(gathered.action(), org.to_string(), said).await?;
    let ending =
        paths::query([("cell", &*asked.cell), ("month", &*asked.month), ("year", &*asked.year), ("day", &*asked.day)]);
    html(&PaperView {
        page: reader.page(&reader.texts.text(gathered.key()), Tab::Records),
        back: back(&reader, gathered, org),
        files: format!("/papers/{kind}"),
        asked: if ending.is_empty() { ending } else { format!("?{ending}") },
        others: Vec::new(),
        body,
    })
}

/// How a paper is made of what was gathered.
type Making = Box<dyn FnOnce(&Office<'_>) -> Paper + Send>;

async fn gather(
    reader: &Reader,
    gathered: Gathered,
    org: OrgId,
    (today, month, year, day): (CivilDate, Month, &str, &str),
) -> Result<Making, Failure> {
    Ok(match gathered {
        Gathered::Tasks => {
            let asked = Query { readable: Some(true), ..Query::tasks_by(Stage::Open) };
            let (docs, extent) = docs(reader, asked, org).await?;
            Box::new(move |office| office.tasks(docs.iter().map(|doc| &**doc), extent, today))
        }
        Gathered::Attendance => {
            let (docs, extent) = meetings(reader, org, month).await?;
            Box::new(move |office| office.attendance(docs.iter().map(|doc| &**doc), extent))
        }
        Gathered::Grading => {
            let figures = vec![("period".to_owned(), Scalar::Str(year.to_owned()))];
            let reviews = Query { figures, readable: Some(true), ..Query::of(Kind::SelfReview) };
            let ((docs, extent), year) = (docs(reader, reviews, org).await?, year.to_owned());
            Box::new(move |office| office.grading(docs.iter().map(|doc| &**doc), extent, &year))
        }
        Gathered::Register => {
            let (members, extent) = members(reader, org).await?;
            Box::new(move |office| office.listed(register::paper(&members, extent, office), extent))
        }
        Gathered::Residence => {
            let spec = Kind::Residence.spec();
            let is_there = |state: &&&str| !spec.line.done.contains(state);
            let states = spec.life.states.iter().filter(is_there).map(|state| (*state).to_owned()).collect();
            let asked = Query { states, readable: Some(true), order: Order::Name, ..Query::of(Kind::Residence) };
            let ((docs, extent), year) = (docs(reader, asked, org).await?, year.to_owned());
            Box::new(move |office| office.residence(docs.iter().map(|doc| &**doc), extent, &year))
        }
        Gathered::Badges => {
            let list = badges::listed(reader, &badges::find(reader, day, Some(org)).await?);
            Box::new(move |office| office.listed(list, Extent::Whole))
        }
        Gathered::Month => {
            let list = month::report::report(reader, org, month).await?;
            Box::new(move |office| office.listed(list, Extent::Whole))
        }
    })
}

/// The page a paper was opened from.
fn back(context: &RequestContext, gathered: Gathered, org: OrgId) -> String {
    let is_cell = context.known.tree.get(org).is_some_and(|org| org.class == OrgClass::Cell);
    match gathered {
        _ if is_cell => format!("/cells/{org}"),
        Gathered::Tasks => "/tasks".to_owned(),
        Gathered::Register | Gathered::Residence => "/members".to_owned(),
        Gathered::Badges => "/members/badges".to_owned(),
        Gathered::Attendance | Gathered::Grading | Gathered::Month => "/".to_owned(),
    }
}

/// The rows of an organisation and of those below it, as far as a paper goes.
async fn rows(context: &RequestContext, query: Query, org: OrgId, most: usize) -> Result<(Vec<Row>, Extent), Failure> {
    let below = context.known.tree.below(org).map(|org| org.org).collect();
    let mut rows = records::rows(context, Query { orgs: Some(below), ..query }, Page::first(most + 1)).await?;
    let extent = Extent::of(&mut rows, most);
    Ok((rows, extent))
}

async fn docs(context: &RequestContext, query: Query, org: OrgId) -> Result<(Vec<Arc<Doc>>, Extent), Failure> {
    let (rows, extent) = rows(context, query, org, ROWS_MAX).await?;
    Ok((opened(context, &rows).await?, extent))
}

async fn opened(context: &RequestContext, rows: &[Row]) -> Result<Vec<Arc<Doc>>, Failure> {
    let mut docs = Vec::with_capacity(rows.len());
    for row in rows {
        docs.extend(context.console.hub().open(row.doc).await?.map(|(doc, _)| doc));
    }
    Ok(docs)
}

/// The meetings of a cell that were held in a year up to a month, the regular and thematic ones. Those of several cells have
/// no one roll.
async fn meetings(context: &RequestContext, org: OrgId, month: Month) -> Result<(Vec<Arc<Doc>>, Extent), Failure> {
    let of_cell = context.known.tree.get(org).filter(|org| org.class == OrgClass::Cell);
    let org = of_cell.ok_or(Failure::NotFound)?.org;
    let since = month.before(MEETINGS_MONTHS).days().map(|(first, _)| first);
    let until = month.days().map(|(_, last)| last);
    let query = Query { since, until, readable: Some(true), ..Query::meetings() };
    let (mut held, read) = rows(context, query, org, ROWS_MAX).await?;
    held.retain(|row| Meeting::of(row, None).is_some_and(|meeting| meeting.is_held));
    let extent = match (Extent::of(&mut held, MEETINGS_MAX), read) {
        (Extent::Whole, Extent::First(_)) => Extent::First(held.len()),
        (extent, _) => extent,
    };
    Ok((opened(context, &held).await?, extent))
}

/// The members of the register, with the names of their cells.
async fn members(context: &RequestContext, org: OrgId) -> Result<(Vec<register::Listed>, Extent), Failure> {
    let (rows, extent) = rows(context, Query::headcount(), org, MEMBERS_MAX).await?;
    let mut members = Vec::with_capacity(rows.len());
    for rows in rows.chunks(OPEN_MAX) {
        let mut open = Vec::with_capacity(rows.len());
        for row in rows {
            let found = context.console.hub().open(row.doc).await?;
            open.extend(found.map(|(doc, _)| (doc, context.org_name(row.org))));
        }
        let read = |(doc, cell): (Arc<Doc>, String)| Some((MemberView::of(&doc)?, cell));
        members.extend(aside(context, move || Ok(open.into_iter().filter_map(read).collect::<Vec<_>>())).await?);
    }
    Ok((members, extent))
}
