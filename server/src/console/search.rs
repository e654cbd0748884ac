//! The search over everything the person may read.

use axum::Json;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use shared::doc::Kind;
use shared::record::list::{Page, Query};
use shared::record::{Row, row};
use shared::text;
use shared::text::excerpt::{Excerpt, Piece};

use super::error::Failure;
use super::guard::{Reader, RequestContext};
use super::view::{Hit, SearchKind, SearchView, Tab};
use super::{html, lookup, paths, query, records};
use crate::store::read_model;

/// Records of each kind on the page of all kinds.
const FIRST: usize = 5;
/// Records on the page of one kind; more are found by more words, or in the kind's own list.
const OF_KIND: usize = 40;
/// Longest excerpt, in characters.
const EXCERPT_CHARS: usize = 180;

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    kind: String,
}

/// `GET /search`.
pub(super) async fn page(reader: Reader, uri: Uri) -> Result<Response, Failure> {
    let asked: Asked = query(&uri)?;
    let wanted = lookup::wanted(&asked.q);
    let chosen = match asked.kind.as_str() {
        "" => None,
        code => Some(Kind::from_code(code).ok_or(Failure::NotFound)?),
    };
    let found = if wanted.is_empty() { Vec::new() } else { find(&reader, &wanted, chosen).await? };
    let total: usize = found.iter().map(|(_, total, _)| total).sum();
    if !wanted.is_empty() {
        reader.note("search_records", String::new(), format!("{} {total}", chosen.map_or("", Kind::code))).await?;
    }
    let mut kinds = Vec::new();
    for (kind, total, rows) in &found {
        let mut hits = Vec::new();
        for row in rows {
            hits.push(hit(&reader, row, &wanted).await?);
        }
        kinds.push(SearchKind {
            code: kind.code().to_owned(),
            total: u32::try_from(*total).unwrap_or(u32::MAX),
            all: (*total > rows.len() && chosen.is_none())
                .then(|| format!("/search?q={}&kind={}", paths::encode(&wanted), kind.code())),
            more: chosen.is_some().then(|| u32::try_from(total.saturating_sub(rows.len())).unwrap_or(u32::MAX)),
            hits,
        });
    }
    let view = SearchView {
        page: reader.page(&reader.texts.text("search-title"), Tab::None),
        query: wanted,
        chosen: chosen.map(|kind| kind.code().to_owned()),
        total: u32::try_from(total).unwrap_or(u32::MAX),
        kinds,
    };
    html(&view)
}

/// Records of each kind that are named while somebody types.
const NAMED: usize = 3;

/// A record as it is named while somebody types: text, which whoever shows it shows as text.
#[derive(Serialize)]
struct Named {
    href: String,
    title: String,
    place: String,
}

/// `GET /search/first`: the first of what the search finds, for going there at once.
pub(super) async fn first(reader: Reader, uri: Uri) -> Result<Response, Failure> {
    let asked: Asked = query(&uri)?;
    let wanted = lookup::wanted(&asked.q);
    let found = if wanted.is_empty() { Vec::new() } else { find(&reader, &wanted, None).await? };
    if !wanted.is_empty() {
        let total: usize = found.iter().map(|(_, total, _)| total).sum();
        reader.note("search_records", String::new(), format!(" {total}")).await?;
    }
    let named = |row: &Row| {
        let kind = reader.texts.code("kind", row.kind.code());
        Named {
            href: records::href(row),
            title: text::screened(&records::title(&reader, row)).into_owned(),
            place: [kind, reader.org_name(row.org)].join(" · "),
        }
    };
    let all = found.iter().flat_map(|(_, _, rows)| rows.iter().take(NAMED));
    Ok(Json(all.map(named).collect::<Vec<_>>()).into_response())
}

/// What is found of each kind of which anything is, with how much there is in all.
async fn find(
    context: &RequestContext,
    wanted: &str,
    chosen: Option<Kind>,
) -> Result<Vec<(Kind, usize, Vec<Row>)>, Failure> {
    let take = if chosen.is_some() { OF_KIND } else { FIRST };
    let kinds = Kind::ALL.into_iter().filter(|kind| chosen.is_none_or(|chosen| chosen == *kind));
    let asked: Vec<(Kind, Query)> = kinds
        .map(|kind| {
            let all = Query { readable: Some(true), ..Query::of(kind) };
            (kind, records::scoped(context, lookup::searching(kind, all, wanted)))
        })
        .collect();
    let read = move |reading: &crate::store::Reading<'_>| {
        let mut found = Vec::new();
        for (kind, query) in asked {
            let (total, _) = read_model::sums(reading, &query)?;
            if total > 0 {
                found.push((kind, total, read_model::rows(reading, &query, Page::first(take))?));
            }
        }
        Ok(found)
    };
    Ok(context.console.hub().store().read(read).await?)
}

async fn hit(context: &RequestContext, row: &Row, wanted: &str) -> Result<Hit, Failure> {
    let open = context.console.hub().open(row.doc).await?;
    let found = open.and_then(|(doc, _)| row::excerpt(&doc, wanted, EXCERPT_CHARS));
    let title = records::title(context, row);
    let said = text::excerpt::excerpt(&title, wanted, usize::MAX / 8);
    let day = row.on.map(shared::time::CivilDate::vietnamese);
    let place: Vec<String> = [Some(context.org_name(row.org)), day].into_iter().flatten().collect();
    Ok(Hit {
        href: records::href(row),
        title: said.map_or_else(|| vec![(title.clone(), false)], |found| marked(found.pieces)),
        place: place.join(" · "),
        // What the title says is not said twice.
        excerpt: found.filter(|found| text_of(found) != title).map(framed).unwrap_or_default(),
    })
}

fn text_of(found: &Excerpt) -> String {
    found.pieces.iter().map(|piece| piece.text.as_str()).collect()
}

fn framed(found: Excerpt) -> Vec<(String, bool)> {
    let cut = |is_cut: bool| is_cut.then(|| ("…".to_owned(), false));
    let (before, after) = (cut(found.is_cut_before), cut(found.is_cut_after));
    before.into_iter().chain(marked(found.pieces)).chain(after).collect()
}

fn marked(pieces: Vec<Piece>) -> Vec<(String, bool)> {
    pieces.into_iter().map(|piece| (text::screened(&piece.text).into_owned(), piece.is_hit)).collect()
}
