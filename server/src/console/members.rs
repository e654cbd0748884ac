//! The register of members: search and single records. Every reading of it enters the audit chain.

use std::cmp::Reverse;

use axum::extract::Path;
use axum::http::Uri;
use axum::response::Response;
use serde::Deserialize;
use shared::id::DocId;
use shared::record::Row;
use shared::record::list::{Page, Query};
use shared::text;

use super::error::Failure;
use super::guard::{Reader, RequestContext};
use super::meetings::page::{conflict_of, history_entry};
use super::view::{Fact, FactGroup, MemberRow, MemberView, MembersView, Pager, Tab};
use super::wording::{member_place, member_value, partial_date};
use super::{PageQuery, authors, duplicates, export, html, lookup, paths, query, records};
use crate::import::register;
use crate::store::read_model;

/// Members on one page of the list.
const ROWS: usize = 50;
/// Records named on a member's page as perhaps the same person; of more there is a count.
const ALIKE_MAX: usize = 20;
/// Posts shown of one record.
const POSTS_MAX: usize = 60;

/// The groups of a record's page, with the fields of the card in each.
const GROUPS: [(&str, &[&str]); 5] = [
    ("identity", &["full_name", "birth_name", "alias", "birth_date", "gender", "ethnicity", "religion", "home_place"]),
    (
        "party",
        &[
            "status",
            "joined_on",
            "decided_on",
            "official_on",
            "card_number",
            "card_series",
            "dossier_number",
            "badge_number",
            "exempt_on",
        ],
    ),
    ("education", &["general_education", "political_theory", "profession", "foreign_language"]),
    ("work", &["job_before", "job_now", "service"]),
    (
        "movement",
        &[
            "moved_in_on",
            "moved_in_from",
            "moved_out_on",
            "moved_out_to",
            "died_on",
            "death_reason",
            "left_on",
            "left_form",
        ],
    ),
];

/// What is searched for.
#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    q: String,
    #[serde(default)]
    cell: String,
    #[serde(default)]
    page: u32,
}

/// `GET /members`.
pub(super) async fn list(reader: Reader, uri: Uri) -> Result<Response, Failure> {
    let asked: Search = query(&uri)?;
    let (wanted, cell) = (lookup::wanted(&asked.q), lookup::cell(&reader, &asked.cell)?);
    let all = match cell {
        Some(cell) => Query::members().within([cell]),
        None => Query::members(),
    };
    let all = records::scoped(&reader, all);
    let unreadable = records::rows(&reader, Query { readable: Some(false), ..all.clone() }, Page::first(ROWS)).await?;
    let same = format!("q={}&cell={}", paths::encode(&wanted), paths::encode(&asked.cell));
    let (asked_cell, base) = (cell, format!("/members?{same}&page="));
    let (found, pager, total) = search_for(&reader, all, &wanted, asked.page, base).await?;
    reader.note("search_members", asked_cell.map(|org| org.to_string()).unwrap_or_default(), total.to_string()).await?;
    let title = reader.texts.text("members-title");
    let view = MembersView {
        page: reader.page(&title, Tab::Members),
        query: wanted,
        cells: reader.cells(cell),
        total: u32::try_from(total).unwrap_or(u32::MAX),
        rows: found.iter().map(|row| member_row(&reader, row)).collect(),
        pager,
        same,
        unreadable: unreadable.iter().map(|row| authors::short(&row.doc.to_string())).collect(),
    };
    html(&view)
}

/// `GET /members/export/{ending}`: the whole register the list is of, in the form's columns.
pub(super) async fn export(reader: Reader, Path(ending): Path<String>, uri: Uri) -> Result<Response, Failure> {
    let kind = export::kind(&ending)?;
    let asked: Search = query(&uri)?;
    let (wanted, cell) = (lookup::wanted(&asked.q), lookup::cell(&reader, &asked.cell)?);
    let all = Query { readable: Some(true), orgs: cell.map(|cell| vec![cell]), ..Query::members() };
    let found = records::scoped(&reader, lookup::searching(shared::member::KIND, all, &wanted));
    let rows = records::rows(&reader, found, Page::first(export::ROWS_MAX)).await?;
    let mut listed = Vec::with_capacity(rows.len());
    for row in &rows {
        let open = reader.console.hub().open(row.doc).await?;
        let member = open.and_then(|(doc, _)| shared::member::MemberView::of(&doc));
        listed.extend(member.map(|member| (member, reader.org_name(row.org))));
    }
    // Before it goes out, so that nothing leaves without a word.
    reader
        .note("export_members", cell.map(|org| org.to_string()).unwrap_or_default(), listed.len().to_string())
        .await?;
    let table = register::table(&reader.texts.text("members-title"), &listed);
    export::file(&reader, "dang-vien", kind, table).await
}

/// How many found members are ranked by how close their names are; of more the list stands in the order of names.
const RANKED_MAX: usize = 2_000;

/// The page of those whose names or numbers hold what was typed, the closest names first; all of them without words.
async fn search_for(
    context: &RequestContext,
    all: Query,
    wanted: &str,
    page: u32,
    base: String,
) -> Result<(Vec<Row>, Pager, usize), Failure> {
    let query = lookup::searching(shared::member::KIND, Query { readable: Some(true), ..all }, wanted);
    let words = wanted.to_owned();
    let read = move |reading: &crate::store::Reading<'_>| {
        let (total, _) = read_model::sums(reading, &query)?;
        let pager = Pager::of(page, total, ROWS, base);
        if words.is_empty() || total > RANKED_MAX {
            return Ok((read_model::rows(reading, &query, pager.part(ROWS))?, pager, total));
        }
        let mut found = read_model::rows(reading, &query, Page::ALL)?;
        // The rows come in the order of names, and sorting keeps it among equals.
        found.sort_by_cached_key(|row| Reverse(text::rank(&words, &row.title)));
        Ok((found.into_iter().skip(pager.skip(ROWS)).take(ROWS).collect(), pager, total))
    };
    Ok(context.console.hub().store().read(read).await?)
}

fn member_row(context: &RequestContext, row: &Row) -> MemberRow {
    let date = |figure: &str| row.text(figure).map(partial_date).unwrap_or_default();
    let text = |figure: &str| row.text(figure).unwrap_or_default().to_owned();
    MemberRow {
        id: row.doc.to_string(),
        name: row.title.clone(),
        birth: date("birth_date"),
        gender: text("gender"),
        admitted: date("joined_on"),
        official: date("official_on"),
        card: text("card_number"),
        status: row.text("status").unwrap_or(shared::member::Status::Official.code()).to_owned(),
        cell: context.org_name(row.org),
    }
}

/// `GET /members/{id}`.
pub(super) async fn member(reader: Reader, Path(id): Path<String>, uri: Uri) -> Result<Response, Failure> {
    let at: PageQuery = query(&uri)?;
    let id: DocId = id.parse().ok().ok_or(Failure::NotFound)?;
    let (doc, row) = reader.console.hub().open(id).await?.ok_or(Failure::NotFound)?;
    let readable = row.kind == shared::member::KIND && reader.session.place.may_read(row.stream, &reader.known.tree);
    if !readable {
        return Err(Failure::NotFound);
    }
    let record = shared::member::MemberView::of(&doc).ok_or(Failure::Unreadable)?;
    let listed = records::rows_of(&reader, vec![id]).await?.pop();
    let twice = match &listed {
        Some(row) => duplicates::of(&reader, row).await?,
        None => Vec::new(),
    };
    let more_duplicates = twice.len().saturating_sub(ALIKE_MAX);
    let duplicates = twice
        .into_iter()
        .take(ALIKE_MAX)
        .map(|row| (row.doc.to_string(), format!("{}, {}", row.title, reader.org_name(row.org))))
        .collect();
    let texts = reader.texts;
    let conflict = |(divergence, grade): &(shared::doc::Divergence, shared::doc::Grade)| {
        let (field, subject) = member_place(texts, &divergence.part, &divergence.key);
        let value = |stored: &str| member_value(texts, &divergence.part, &divergence.key, stored);
        conflict_of(&reader, field, subject, *grade, &divergence.values, &value)
    };
    let history = doc.history();
    let pager = Pager::of(at.page, history.len().max(record.conflicts.len()), ROWS, format!("/members/{id}?page="));
    let place = |part: &str, key: &str| member_place(texts, part, key);
    let said = |part: &str, key: &str, stored: &str| member_value(texts, part, key, stored);
    let name = record.full_name().to_owned();
    reader.note("read_member", id.to_string(), String::new()).await?;
    let view = MemberView {
        page: reader.page(&name, Tab::Members),
        name,
        status: record.status.code().to_owned(),
        cell_id: row.stream.org.to_string(),
        cell: reader.org_name(row.stream.org),
        short_id: authors::short(&id.to_string()),
        duplicates,
        more_duplicates: u32::try_from(more_duplicates).unwrap_or(u32::MAX),
        is_marked: record.is_marked,
        is_whole: record.is_whole,
        conflicts: record.conflicts.iter().skip(pager.skip(ROWS)).take(ROWS).map(conflict).collect(),
        groups: groups(&reader, &record),
        history: history
            .iter()
            .rev()
            .skip(pager.skip(ROWS))
            .take(ROWS)
            .map(|entry| history_entry(&reader, entry, &place, &said))
            .collect(),
        pager,
    };
    html(&view)
}

fn groups(context: &RequestContext, record: &shared::member::MemberView) -> Vec<FactGroup> {
    let texts = context.texts;
    let fact = |field: &&str| Fact {
        field: format!("member-{field}"),
        subject: String::new(),
        value: record.field(field).map(|stored| member_value(texts, "card", field, stored)).unwrap_or_default(),
    };
    let mut groups: Vec<FactGroup> = GROUPS
        .iter()
        .map(|(group, fields)| FactGroup { group: (*group).to_owned(), facts: fields.iter().map(fact).collect() })
        .collect();
    let posts = record.posts.iter().take(POSTS_MAX).map(|post| {
        let day = |date: Option<shared::time::CivilDate>| date.map(|date| date.vietnamese()).unwrap_or_default();
        Fact {
            field: "member-post".to_owned(),
            subject: texts.code("post", post.post.code()),
            value: format!("{} – {}", day(post.from), day(post.until)),
        }
    });
    if let Some(party) = groups.iter_mut().find(|group| group.group == "party") {
        party.facts.extend(posts);
    }
    let note = Fact { field: "member-notes".to_owned(), subject: String::new(), value: record.notes.clone() };
    groups.push(FactGroup { group: "note".to_owned(), facts: vec![note] });
    groups
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::GROUPS;

    #[test]
    fn every_field_of_the_card_is_on_the_page_except_those_that_only_sort() {
        let shown: BTreeSet<&str> = GROUPS.iter().flat_map(|(_, fields)| fields.iter().copied()).collect();
        let card: BTreeSet<&str> = shared::member::field_names().filter(|name| !name.starts_with("sort_")).collect();
        assert_eq!(shown, card);
    }
}
