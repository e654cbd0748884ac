//! The register of members: search, filters, columns and files. Every reading of it enters the audit chain.
//!
//! What an address asks for is read in `asked`; one member's page is `page`, what happened in their life `life`.

mod asked;
mod life;
pub(super) mod page;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::Uri;
use axum::response::Response;
use shared::id::OrgId;
use shared::member::{MemberView, Status};
use shared::record::Row;
use shared::record::list::{Direction, Page, Query};
use shared::text;

use super::error::Failure;
use super::guard::{Reader, RequestContext};
use super::view::{Badge, Chip, Choice, ColumnHead, MemberCell, MemberRow, MembersView, Pager, Tab};
use super::wording::{member_value, partial_date};
use super::{authors, export, html, lookup, query, queue, records};
use crate::export::Table;
use crate::import::register;
use crate::store::{Reading, StoreError, read_model};
use asked::{AGES, Asked, COLUMNS, Column, ONLY, Sorted};

/// Members on one page of the list.
const ROWS: usize = 50;
/// How many found members are put in the order of how close they are to what was typed; more stand in that of names.
const RANKED_MAX: usize = 500;

/// `GET /members`.
pub(super) async fn list(reader: Reader, uri: Uri) -> Result<Response, Failure> {
    let asked: Asked = query(&uri)?;
    let place = lookup::cell(&reader, &asked.cell)?;
    let found = asked.found(&reader)?;
    let unreadable = Query { readable: Some(false), orgs: found.orgs.clone(), ..Query::members() };
    let unreadable = records::rows(&reader, unreadable, Page::first(ROWS)).await?;
    let (rows, pager, total) = search_for(&reader, found, &asked).await?;
    reader.note("search_members", place.map(|org| org.to_string()).unwrap_or_default(), total.to_string()).await?;
    let columns = asked.columns();
    let view = MembersView {
        page: reader.page(&reader.texts.text("members-title"), Tab::Members),
        query: lookup::wanted(&asked.q),
        cells: queue::places(&reader, &asked.cell),
        statuses: statuses(&reader, &asked),
        genders: choices(&reader, "gender", ["nam", "nu"].into_iter(), &asked.gender),
        ages: choices(&reader, "age", AGES.iter().map(|(code, ..)| *code), &asked.age),
        chips: chips(&reader, &asked).await?,
        columns: COLUMNS
            .iter()
            .map(|column| Choice {
                value: format!("col-{}", column.code),
                text: reader.texts.text(column.key),
                selected: columns.iter().any(|chosen| chosen.code == column.code),
            })
            .collect(),
        heads: heads(&asked, &columns),
        name_sort: (asked.sorted("name"), asked.sorting("name")),
        kept: asked.kept_by_form(),
        is_filtered: asked.is_filtered(),
        total: u32::try_from(total).unwrap_or(u32::MAX),
        rows: rows.iter().map(|row| member_row(&reader, row, &columns)).collect(),
        pager,
        same: asked.ending(),
        unreadable: unreadable.iter().map(|row| authors::short(&row.doc.to_string())).collect(),
    };
    html(&view)
}

fn statuses(context: &RequestContext, asked: &Asked) -> Vec<Choice> {
    let choice = |code: &str, text: String| Choice { value: code.to_owned(), text, selected: asked.status == code };
    let headcount = choice(asked::HEADCOUNT, context.texts.text("members-headcount"));
    let codes = Status::KNOWN.iter().map(|status| choice(status.code(), context.texts.code("status", status.code())));
    std::iter::once(headcount).chain(codes).collect()
}

fn choices<'a>(
    context: &RequestContext,
    family: &str,
    codes: impl Iterator<Item = &'a str>,
    chosen: &str,
) -> Vec<Choice> {
    let choice = |code: &str| Choice {
        value: code.to_owned(),
        text: context.texts.code(family, code),
        selected: code == chosen,
    };
    codes.map(choice).collect()
}

/// The questions that are asked often, each with how many members it finds by the rest of the filter.
async fn chips(context: &RequestContext, asked: &Asked) -> Result<Vec<Chip>, Failure> {
    let queries = ONLY.map(|code| asked.only(code));
    let found: Vec<Query> = queries.iter().map(|one| one.found(context)).collect::<Result<_, _>>()?;
    let read = move |reading: &Reading<'_>| {
        let counts = found.iter().map(|query| Ok(read_model::sums(reading, query)?.0));
        counts.collect::<Result<Vec<usize>, StoreError>>()
    };
    let counts = context.console.hub().store().read(read).await?;
    let chip = |(one, number): (&Asked, usize)| {
        let is_current = asked.only == one.only;
        let href = if is_current { asked.only("") } else { one.clone() };
        Chip {
            key: format!("members-only-{}", one.only),
            href: href.address(),
            count: u32::try_from(number).unwrap_or(u32::MAX),
            is_current,
        }
    };
    Ok(queries.iter().zip(counts).map(chip).collect())
}

fn heads(asked: &Asked, columns: &[Column]) -> Vec<ColumnHead> {
    let head = |column: &Column| ColumnHead {
        key: column.key,
        sort: asked.sorted(column.code),
        href: asked.sorting(column.code),
    };
    columns.iter().map(head).collect()
}

/// The page of those who are found, in the order that is asked for: by default the closest names first where something was
/// typed, and all of them by name without.
async fn search_for(
    context: &RequestContext,
    query: Query,
    asked: &Asked,
) -> Result<(Vec<Row>, Pager, usize), Failure> {
    let (ordered, page, base) = (Ordered::of(context, asked)?, asked.page(), asked.base());
    let read = move |reading: &Reading<'_>| {
        let (total, _) = read_model::sums(reading, &query)?;
        let pager = Pager::of(page, total, ROWS, base);
        Ok((ordered.rows(reading, &query, total, pager.part(ROWS))?, pager, total))
    };
    Ok(context.console.hub().store().read(read).await?)
}

/// The order that is asked for, of the list and of its files.
struct Ordered {
    sorted: Sorted,
    words: String,
    /// Every organisation by its name, as people order names.
    names: BTreeMap<OrgId, Vec<(String, u64)>>,
}

impl Ordered {
    fn of(context: &RequestContext, asked: &Asked) -> Result<Self, Failure> {
        let names = context.known.tree.iter().map(|org| (org.org, text::natural(&org.name))).collect();
        Ok(Self { sorted: asked.order()?, words: lookup::wanted(&asked.q), names })
    }

    fn rows(&self, reading: &Reading<'_>, query: &Query, total: usize, page: Page) -> Result<Vec<Row>, StoreError> {
        match self.sorted {
            Sorted::Closest if total <= RANKED_MAX && !self.words.is_empty() => {
                // The rows come in the order of names, and sorting keeps it among equals.
                let mut found = read_model::rows(reading, query, Page::ALL)?;
                found.sort_by_cached_key(|row| Reverse(text::rank(&self.words, &row.title)));
                Ok(found.into_iter().skip(page.skip).take(page.take).collect())
            }
            Sorted::Cell(direction) => self.by_cell(reading, query, direction, page),
            Sorted::Closest | Sorted::ByQuery => read_model::rows(reading, query, page),
        }
    }

    /// Cell by cell, each in the order of the query: of those that are not on the page only the number is read.
    fn by_cell(
        &self,
        reading: &Reading<'_>,
        query: &Query,
        direction: Direction,
        page: Page,
    ) -> Result<Vec<Row>, StoreError> {
        let mut cells = read_model::groups(reading, query, None)?;
        cells.sort_by_cached_key(|group| self.names.get(&group.org).cloned());
        if direction == Direction::Down {
            cells.reverse();
        }
        let (mut skip, mut rows) = (page.skip, Vec::new());
        for group in cells {
            let take = page.take.saturating_sub(rows.len());
            if take == 0 {
                break;
            }
            let count = usize::try_from(group.count).unwrap_or(usize::MAX);
            if skip >= count {
                skip -= count;
                continue;
            }
            let one = Query { orgs: Some(vec![group.org]), ..query.clone() };
            rows.extend(read_model::rows(reading, &one, Page { skip, take })?);
            skip = 0;
        }
        Ok(rows)
    }
}

fn member_row(context: &RequestContext, row: &Row, columns: &[Column]) -> MemberRow {
    let cell = |column: &Column| {
        let text = said(context, row, column);
        let badge = (column.code == "status").then(|| Badge::of(context.texts, "status", status(row)));
        MemberCell { key: column.key, text, badge, is_vietnamese: column.code == "cell" }
    };
    MemberRow { id: row.doc.to_string(), name: row.title.clone(), cells: columns.iter().map(cell).collect() }
}

fn status(row: &Row) -> &str {
    row.text("status").unwrap_or(Status::Official.code())
}

/// What a column says of a member; nothing where nothing is recorded.
fn said(context: &RequestContext, row: &Row, column: &Column) -> String {
    let stored = row.text(column.figure).unwrap_or_default();
    match column.code {
        "cell" => context.org_name(row.org),
        "status" => context.texts.code("status", status(row)),
        _ if stored.is_empty() => String::new(),
        "gender" => member_value(context.texts, "card", "gender", stored),
        "card" | "dossier" => stored.to_owned(),
        _ => partial_date(stored),
    }
}

/// `GET /members/export/{ending}`: everybody the list is of, as it is shown or in the form's columns.
pub(super) async fn export(reader: Reader, Path(ending): Path<String>, uri: Uri) -> Result<Response, Failure> {
    let kind = export::kind(&ending)?;
    let asked: Asked = query(&uri)?;
    let place = lookup::cell(&reader, &asked.cell)?.map(|org| org.to_string()).unwrap_or_default();
    let (found, ordered) = (asked.found(&reader)?, Ordered::of(&reader, &asked)?);
    let read = move |reading: &Reading<'_>| {
        let (total, _) = read_model::sums(reading, &found)?;
        ordered.rows(reading, &found, total, Page::first(export::ROWS_MAX))
    };
    let rows = reader.console.hub().store().read(read).await?;
    let title = reader.texts.text("members-title");
    let table = if asked.is_as_shown() {
        as_shown(&reader, title, &rows, &asked.columns())
    } else {
        let mut listed = Vec::with_capacity(rows.len());
        for row in &rows {
            let open = reader.console.hub().open(row.doc).await?;
            let member = open.and_then(|(doc, _)| MemberView::of(&doc));
            listed.extend(member.map(|member| (member, reader.org_name(row.org))));
        }
        register::table(&title, &listed)
    };
    // Before it goes out, so that nothing leaves without a word.
    reader.note("export_members", place, table.rows.len().to_string()).await?;
    export::file(&reader, "dang-vien", kind, table).await
}

fn as_shown(context: &RequestContext, title: String, rows: &[Row], columns: &[Column]) -> Table {
    let heads = std::iter::once("person").chain(columns.iter().map(|column| column.key));
    let cells = |row: &Row| {
        let said = columns.iter().map(|column| said(context, row, column));
        std::iter::once(row.title.clone()).chain(said).collect()
    };
    Table { title, columns: heads.map(|key| context.texts.text(key)).collect(), rows: rows.iter().map(cells).collect() }
}
