//! The tasks of all cells the person may see: what is overdue first, narrowed by how they stand, and in which cells most is
//! overdue.

use axum::extract::Path;
use axum::http::Uri;
use axum::response::Response;
use serde::Deserialize;
use shared::id::OrgId;
use shared::record::Row;
use shared::record::list::{Due, Order, Page, Query, Stage};
use shared::time::CivilDate;

use super::error::Failure;
use super::guard::{Reader, RequestContext};
use super::view::{Chip, LateCell, Pager, Tab, TaskRow, TasksView};
use super::{export as files, html, lookup, paths, query, queue, records};
use crate::export::Table;
use crate::store::{Reading, StoreError, read_model};

/// The code of their kind, as the log names it.
const KIND: &str = "task";
/// Tasks on one page.
const ROWS: usize = 50;
/// A task is soon due from so many days before.
const SOON_DAYS: i64 = 7;
/// Cells named by how much is overdue.
const CELLS_MAX: usize = 10;
/// How tasks may stand: all that are open, overdue, soon due, without a day, and done.
const STANDS: [&str; 5] = ["", "late", "soon", "undated", "done"];

/// Which tasks an address asks for.
#[derive(Deserialize, Clone, Debug, Default)]
struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    cell: String,
    #[serde(default)]
    stand: String,
    #[serde(default)]
    page: u32,
}

impl Asked {
    fn ending(&self) -> String {
        paths::query([("q", &self.q), ("cell", &self.cell), ("stand", &self.stand)])
    }

    fn address(&self) -> String {
        paths::with("/tasks", &self.ending())
    }

    /// What it finds, of what the person may see.
    fn found(&self, context: &RequestContext) -> Result<Query, Failure> {
        let today = context.console.hub().host().now().vietnam_date();
        let day = |days: i64| today.plus_days(days).ok_or(Failure::NotFound);
        let place = lookup::cell(context, &self.cell)?;
        let below = |org| context.known.tree.below(org).map(|org| org.org).collect();
        let stage = if self.stand == "done" { Stage::Done } else { Stage::Open };
        let query = Query {
            orgs: place.map(below),
            readable: Some(true),
            words: lookup::wanted(&self.q),
            ..Query::tasks_by(stage)
        };
        let query = match &*self.stand {
            "" => query,
            "late" => Query { due_until: Some(day(-1)?), ..query },
            "soon" => Query { due: Some(Due::From(today)), due_until: Some(day(SOON_DAYS)?), ..query },
            "undated" => Query { due: Some(Due::Never), ..query },
            "done" => Query { order: Order::Latest, ..query },
            _ => return Err(Failure::NotFound),
        };
        Ok(records::scoped(context, query))
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// `GET /tasks`.
pub(super) async fn list(reader: Reader, uri: Uri) -> Result<Response, Failure> {
    let asked: Asked = query(&uri)?;
    let found = asked.found(&reader)?;
    let stands = STANDS.map(|stand| Asked { stand: stand.to_owned(), page: 0, ..asked.clone() });
    let queries: Vec<Query> = stands.iter().map(|one| one.found(&reader)).collect::<Result<_, _>>()?;
    let late = Asked { stand: "late".to_owned(), ..asked.clone() }.found(&reader)?;
    let address = asked.address();
    let base = format!("{address}{}page=", if address.contains('?') { '&' } else { '?' });
    let at = asked.page;
    let read = move |reading: &Reading<'_>| {
        let counts = queries.iter().map(|query| Ok(read_model::sums(reading, query)?.0));
        let counts = counts.collect::<Result<Vec<usize>, StoreError>>()?;
        let (total, _) = read_model::sums(reading, &found)?;
        let pager = Pager::of(at, total, ROWS, base);
        Ok((
            counts,
            read_model::rows(reading, &found, pager.part(ROWS))?,
            pager,
            total,
            read_model::groups(reading, &late, None)?,
        ))
    };
    let (counts, rows, pager, total, mut late) = reader.console.hub().store().read(read).await?;
    reader.note("search_records", asked.cell.clone(), format!("{KIND} {total}")).await?;
    late.sort_by_cached_key(|group| {
        (std::cmp::Reverse(group.count), shared::text::natural(&reader.org_name(group.org)))
    });
    let chip = |(one, number): (&Asked, usize)| Chip {
        key: if one.stand.is_empty() { "tasks-open".to_owned() } else { format!("tasks-{}", one.stand) },
        href: one.address(),
        count: count(number),
        is_current: one.stand == asked.stand,
    };
    let of_cell = |org: OrgId| Asked { cell: org.to_string(), stand: "late".to_owned(), ..Asked::default() }.address();
    let view = TasksView {
        page: reader.page(&reader.texts.text("tasks-title"), Tab::Tasks),
        query: lookup::wanted(&asked.q),
        stand: asked.stand.clone(),
        cells: queue::places(&reader, &asked.cell),
        is_filtered: !asked.q.is_empty() || !asked.cell.is_empty(),
        total: count(total),
        rows: rows.iter().map(|row| task(&reader, row)).collect(),
        late: late
            .iter()
            .take(CELLS_MAX)
            .map(|group| LateCell { name: reader.org_name(group.org), count: group.count, href: of_cell(group.org) })
            .collect(),
        chips: stands.iter().zip(counts).map(chip).collect(),
        pager,
        same: asked.ending(),
    };
    html(&view)
}

fn task(context: &RequestContext, row: &Row) -> TaskRow {
    let today = context.console.hub().host().now().vietnam_date();
    let days = |due: CivilDate| due.days_from_epoch() - today.days_from_epoch();
    let said =
        |key: &str, days: i64| context.texts.text_with(key, &[("n", u32::try_from(days).unwrap_or(u32::MAX).into())]);
    let left = row.due.map(days);
    TaskRow {
        href: records::href(row),
        title: records::title(context, row),
        cell: context.org_name(row.org),
        lead: row.text("lead").unwrap_or_default().to_owned(),
        due: row.due.map(CivilDate::vietnamese).unwrap_or_default(),
        left: match left {
            Some(days) if days < 0 => said("tasks-days-late", -days),
            Some(days) if days <= SOON_DAYS => said("tasks-days-left", days),
            _ => String::new(),
        },
        is_late: left.is_some_and(|days| days < 0),
        state: records::state(context, row),
        from: row.about.map(|about| format!("/records/{about}")),
    }
}

/// `GET /tasks/export/{ending}`: everything the list is of.
pub(super) async fn export(reader: Reader, Path(ending): Path<String>, uri: Uri) -> Result<Response, Failure> {
    let (kind, asked): (_, Asked) = (files::kind(&ending)?, query(&uri)?);
    let rows = records::rows(&reader, asked.found(&reader)?, Page::first(files::ROWS_MAX)).await?;
    reader.note("export_records", asked.cell.clone(), format!("{KIND} {}", rows.len())).await?;
    let texts = reader.texts;
    let said = |row: &Row| {
        let shown = task(&reader, row);
        let state = shown.state.map(|state| state.text().to_owned()).unwrap_or_default();
        vec![shown.title, shown.cell, shown.lead, shown.due, shown.left, state]
    };
    let titles = ["tasks-task", "cell", "tasks-lead", "records-due", "tasks-left", "state"];
    let table = Table {
        title: texts.text("tasks-title"),
        columns: titles.iter().map(|key| texts.text(key)).collect(),
        rows: rows.iter().map(said).collect(),
    };
    files::file(&reader, "nhiem-vu", kind, table).await
}
