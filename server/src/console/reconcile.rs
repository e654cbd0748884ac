//! The headcount of a quarter, cell by cell: what the days of the register add up to beside what the statuses say.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::Uri;
use axum::response::Response;
use serde::Deserialize;
use shared::id::{DocId, OrgId};
use shared::org::OrgClass;
use shared::record::Row;
use shared::record::list::{Page, Query};
use shared::text;

use super::error::Failure;
use super::guard::{Reader, RequestContext};
use super::view::{AccountLine, DoubtRow, ReconcileView, Tab};
use super::{export as files, html, lookup, paths, query, queue, records};
use crate::export::Table;
use crate::reconcile::{Account, Quarter, account};

/// Members named on the page; the file names all.
const DOUBTS_MAX: usize = 300;

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    year: Option<u16>,
    #[serde(default)]
    quarter: Option<u8>,
    #[serde(default)]
    cell: String,
}

impl Asked {
    /// The quarter that is asked for; the one of today unless it says.
    fn quarter(&self, context: &RequestContext) -> Result<Quarter, Failure> {
        let now = Quarter::of(context.console.hub().host().now().vietnam_date());
        match (self.year, self.quarter) {
            (None, None) => Ok(now),
            (year, number) => {
                Quarter::new(year.unwrap_or(now.year), number.unwrap_or(now.number)).ok_or(Failure::NotFound)
            }
        }
    }

    fn address(&self, quarter: Quarter) -> String {
        format!("/members/reconcile?{}", self.ending(quarter))
    }

    fn ending(&self, quarter: Quarter) -> String {
        let (year, number) = (quarter.year.to_string(), quarter.number.to_string());
        paths::query([("year", &year), ("quarter", &number), ("cell", &self.cell)])
    }
}

/// The account of each cell, in the order of names, and the names of the members in doubt.
struct Found {
    cells: Vec<(String, Account)>,
    names: BTreeMap<DocId, (String, OrgId)>,
}

async fn find(context: &RequestContext, asked: &Asked, quarter: Quarter) -> Result<Found, Failure> {
    let place = lookup::cell(context, &asked.cell)?;
    let below = |org| context.known.tree.below(org).map(|org| org.org).collect();
    let query = Query { orgs: place.map(below), ..Query::members() };
    let rows = records::rows(context, query, Page::ALL).await?;
    let mut members: BTreeMap<OrgId, Vec<&Row>> = BTreeMap::new();
    let top = place.unwrap_or(context.session.place.org);
    for org in context.known.tree.below(top).filter(|org| org.class == OrgClass::Cell) {
        members.insert(org.org, Vec::new());
    }
    for row in &rows {
        members.entry(row.org).or_default().push(row);
    }
    let mut cells: Vec<(String, Account)> = members
        .iter()
        .map(|(org, members)| (context.org_name(*org), account(members.iter().copied(), quarter)))
        .collect();
    cells.sort_by_cached_key(|(name, _)| text::natural(name));
    let named = |row: &Row| (row.doc, (records::title(context, row), row.org));
    Ok(Found { cells, names: rows.iter().map(named).collect() })
}

fn line(name: &str, account: &Account) -> AccountLine {
    AccountLine {
        name: name.to_owned(),
        is_sure: account.doubts.is_empty(),
        opening: account.opening,
        movements: [account.admitted, account.moved_in, account.moved_out, account.died, account.left],
        expected: account.expected,
        actual: account.actual,
        difference: match account.difference() {
            0 => None,
            more if more > 0 => Some(format!("+{more}")),
            less => Some(format!("−{}", less.unsigned_abs())),
        },
    }
}

/// All accounts as one.
fn total(cells: &[(String, Account)]) -> Account {
    cells.iter().fold(Account::default(), |sum, (_, one)| Account {
        opening: sum.opening + one.opening,
        admitted: sum.admitted + one.admitted,
        moved_in: sum.moved_in + one.moved_in,
        moved_out: sum.moved_out + one.moved_out,
        died: sum.died + one.died,
        left: sum.left + one.left,
        expected: sum.expected + one.expected,
        actual: sum.actual + one.actual,
        // One that is too many and one that is missing are two faults, and no sum that agrees.
        doubts: [sum.doubts, one.doubts.clone()].concat(),
    })
}

/// `GET /members/reconcile`.
pub(super) async fn page(reader: Reader, uri: Uri) -> Result<Response, Failure> {
    let asked: Asked = query(&uri)?;
    let quarter = asked.quarter(&reader)?;
    let found = find(&reader, &asked, quarter).await?;
    let total = total(&found.cells);
    reader.note("search_members", asked.cell.clone(), total.actual.to_string()).await?;
    let (first, last) = quarter.days().ok_or(Failure::NotFound)?;
    let doubts = found.cells.iter().flat_map(|(cell, account)| account.doubts.iter().map(move |doubt| (cell, doubt)));
    let doubts: Vec<DoubtRow> = doubts
        .map(|(cell, (doc, doubt))| DoubtRow {
            id: doc.to_string(),
            name: found.names.get(doc).map(|(name, _)| name.clone()).unwrap_or_default(),
            cell: cell.clone(),
            why: doubt.code(),
        })
        .collect();
    let title = reader.texts.text("reconcile-title");
    let view = ReconcileView {
        page: reader.page(&title, Tab::Reconcile),
        year: u32::from(quarter.year),
        quarter: u32::from(quarter.number),
        days: format!("{} – {}", first.vietnamese(), last.vietnamese()),
        previous: quarter.previous().map(|quarter| asked.address(quarter)),
        next: quarter.next().map(|quarter| asked.address(quarter)),
        orgs: queue::places(&reader, &asked.cell),
        rows: found.cells.iter().map(|(name, account)| line(name, account)).collect(),
        total: line(&reader.texts.text("reconcile-total"), &total),
        more: u32::try_from(doubts.len().saturating_sub(DOUBTS_MAX)).unwrap_or(u32::MAX),
        doubts: doubts.into_iter().take(DOUBTS_MAX).collect(),
        same: asked.ending(quarter),
    };
    html(&view)
}

/// `GET /members/reconcile/export/{ending}`: the accounts, and who has to be looked at.
pub(super) async fn export(reader: Reader, Path(ending): Path<String>, uri: Uri) -> Result<Response, Failure> {
    let (kind, asked): (_, Asked) = (files::kind(&ending)?, query(&uri)?);
    let quarter = asked.quarter(&reader)?;
    let found = find(&reader, &asked, quarter).await?;
    reader.note("export_members", asked.cell.clone(), found.cells.len().to_string()).await?;
    let texts = reader.texts;
    let named = |account: &Account| {
        let one = |(doc, doubt): &(DocId, crate::reconcile::Doubt)| {
            let name = found.names.get(doc).map(|(name, _)| name.as_str()).unwrap_or_default();
            format!("{name}: {}", texts.code("reconcile-doubt", doubt.code()))
        };
        account.doubts.iter().map(one).collect::<Vec<_>>().join("; ")
    };
    let cells = |name: &str, account: &Account, doubts: String| {
        let line = line(name, account);
        let numbers = std::iter::once(line.opening).chain(line.movements).chain([line.expected, line.actual]);
        let mut cells = vec![line.name];
        cells.extend(numbers.map(|number| number.to_string()));
        cells.extend([line.difference.unwrap_or_default(), doubts]);
        cells
    };
    let mut rows: Vec<Vec<String>> =
        found.cells.iter().map(|(name, account)| cells(name, account, named(account))).collect();
    rows.push(cells(&texts.text("reconcile-total"), &total(&found.cells), String::new()));
    let titles = [
        "cell",
        "reconcile-opening",
        "reconcile-admitted",
        "reconcile-moved_in",
        "reconcile-moved_out",
        "reconcile-died",
        "reconcile-left",
        "reconcile-expected",
        "reconcile-actual",
        "reconcile-difference",
        "reconcile-doubts",
    ];
    let table = Table {
        title: texts.text("reconcile-title"),
        columns: titles.iter().map(|key| texts.text(key)).collect(),
        rows,
    };
    files::file(&reader, "doi-chieu", kind, table).await
}
