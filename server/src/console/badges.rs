//! Who reaches a badge for years in the Party by an award day, as a page, a file and a paper.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::Uri;
use axum::response::Response;
use serde::Deserialize;
use shared::id::{DocId, OrgId};
use shared::member::badge::{self, Awarded, Badges, Given, Unclear};
use shared::paper::{Block, Column, Listed};
use shared::record::Row;
use shared::record::list::{Page, Query};
use shared::time::{CivilDate, PartialDate};

use super::error::Failure;
use super::guard::{Reader, RequestContext};
use super::view::{BadgeRow, BadgesView, Tab, UnclearBadge};
use super::{export as files, html, lookup, paths, query, queue, records};
use crate::export::Table;

/// Members named on the page of whom it cannot be told; the file names all.
const UNCLEAR_MAX: usize = 300;

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    day: String,
    #[serde(default)]
    cell: String,
}

impl Asked {
    fn ending(&self, award: Option<CivilDate>) -> String {
        let day = award.map(|award| award.to_string()).unwrap_or_default();
        paths::query([("day", &*day), ("cell", &*self.cell)])
    }
}

/// The list of an award day.
pub(super) struct Found {
    /// The award day; none where no rules are known for the day that was asked for.
    pub(super) award: Option<CivilDate>,
    badges: Option<Badges>,
    awarded: Awarded,
    /// Names, cells and days of joining of those it names.
    members: BTreeMap<DocId, Listing>,
}

struct Listing {
    name: String,
    cell: String,
    joined: String,
}

/// The list of the award day that is the day asked for or follows on it, of an organisation and of those below it.
pub(super) async fn find(context: &RequestContext, day: &str, place: Option<OrgId>) -> Result<Found, Failure> {
    let today = context.console.hub().host().now().vietnam_date();
    let day = if day.is_empty() { today } else { CivilDate::parse(day).ok().ok_or(Failure::NotFound)? };
    let badges = Badges::of(context.known.rules.book().now(), day);
    let award = badges.as_ref().and_then(|badges| badges.next(day));
    let (Some(badges), Some(award)) = (badges, award) else {
        return Ok(Found { award: None, badges: None, awarded: Awarded::default(), members: BTreeMap::new() });
    };
    let below = |org| context.known.tree.below(org).map(|org| org.org).collect();
    let members = Query { orgs: place.map(below), ..Query::headcount() };
    let members = records::rows(context, members, Page::ALL).await?;
    let cases = Query { kinds: badge::kinds(), readable: Some(true), ..Query::default() };
    let cases = records::rows(context, cases, Page::ALL).await?;
    let awarded = badge::awarded(&members, &cases, &badges, award);
    let listing = |row: &Row| {
        let joined = row.text("joined_on").unwrap_or_default();
        let joined = PartialDate::parse(joined).map_or_else(|_| joined.to_owned(), PartialDate::vietnamese);
        (row.doc, Listing { name: records::title(context, row), cell: context.org_name(row.org), joined })
    };
    let members = members.iter().map(listing).collect();
    Ok(Found { award: Some(award), badges: Some(badges), awarded, members })
}

impl Found {
    fn rows(&self) -> Vec<BadgeRow> {
        let row = |due: &badge::Due| {
            let of = self.members.get(&due.doc)?;
            Some(BadgeRow {
                id: due.doc.to_string(),
                name: of.name.clone(),
                cell: of.cell.clone(),
                joined: of.joined.clone(),
                years: u32::from(due.years),
                full_on: due.full_on.vietnamese(),
                given: due.given.code(),
                is_given: due.given == Given::Decided,
            })
        };
        self.awarded.due.iter().filter_map(row).collect()
    }

    fn unclear(&self) -> Vec<UnclearBadge> {
        let row = |(doc, why): &(DocId, Unclear)| {
            let of = self.members.get(doc)?;
            Some(UnclearBadge {
                id: doc.to_string(),
                name: of.name.clone(),
                cell: of.cell.clone(),
                joined: of.joined.clone(),
                why: why.code(),
            })
        };
        self.awarded.unclear.iter().filter_map(row).collect()
    }

    fn notes(&self) -> Vec<String> {
        self.badges.as_ref().map(|badges| badges.notes.clone()).unwrap_or_default()
    }
}

/// `GET /members/badges`.
pub(super) async fn page(reader: Reader, uri: Uri) -> Result<Response, Failure> {
    let asked: Asked = query(&uri)?;
    let found = find(&reader, &asked.day, lookup::cell(&reader, &asked.cell)?).await?;
    let (rows, unclear) = (found.rows(), found.unclear());
    reader.note("search_members", asked.cell.clone(), (rows.len() + unclear.len()).to_string()).await?;
    let around = |day: Option<CivilDate>| day.map(|day| format!("/members/badges?{}", asked.ending(Some(day))));
    let badges = found.badges.as_ref().zip(found.award);
    let view = BadgesView {
        page: reader.page(&reader.texts.text("badges-title"), Tab::Badges),
        day: found.award.map(CivilDate::vietnamese).unwrap_or_default(),
        stored_day: found.award.map(|award| award.to_string()).unwrap_or_default(),
        previous: around(badges.and_then(|(badges, award)| badges.before(award))),
        next: around(badges.and_then(|(badges, award)| badges.next(award.plus_days(1)?))),
        orgs: queue::places(&reader, &asked.cell),
        notes: found.notes(),
        is_confirmed: found.badges.as_ref().is_some_and(|badges| badges.is_confirmed),
        rows,
        more: u32::try_from(unclear.len().saturating_sub(UNCLEAR_MAX)).unwrap_or(u32::MAX),
        unclear: unclear.into_iter().take(UNCLEAR_MAX).collect(),
        same: asked.ending(found.award),
    };
    html(&view)
}

/// `GET /members/badges/export/{ending}`: who reaches one, and then of whom it cannot be told.
pub(super) async fn export(reader: Reader, Path(ending): Path<String>, uri: Uri) -> Result<Response, Failure> {
    let (kind, asked): (_, Asked) = (files::kind(&ending)?, query(&uri)?);
    let found = find(&reader, &asked.day, lookup::cell(&reader, &asked.cell)?).await?;
    let texts = reader.texts;
    let due = found.rows().into_iter().map(|row| {
        let given = texts.code("badges-given", row.given);
        vec![row.name, row.cell, row.joined, row.full_on, row.years.to_string(), given]
    });
    let unclear = found.unclear().into_iter().map(|row| {
        let why = texts.code("badges-unclear", row.why);
        vec![row.name, row.cell, row.joined, String::new(), String::new(), why]
    });
    let rows: Vec<Vec<String>> = due.chain(unclear).collect();
    reader.note("export_members", asked.cell.clone(), rows.len().to_string()).await?;
    let titles = ["person", "cell", "badges-joined", "badges-full_on", "badges-years", "badges-standing"];
    let table =
        Table { title: texts.text("badges-title"), columns: titles.iter().map(|key| texts.text(key)).collect(), rows };
    files::file(&reader, "huy-hieu-dang", kind, table).await
}

/// The list as a paper: who reaches one, and under it of whom it cannot be told. How sure the rules are is
/// told on the page alone: it is no part of a list that somebody signs.
pub(super) fn listed(context: &RequestContext, found: &Found) -> Listed {
    let texts = context.texts;
    let rows = (1_usize..).zip(found.rows()).map(|(number, row)| {
        let given = texts.code("badges-given", row.given);
        vec![number.to_string(), row.name, row.cell, row.joined, row.full_on, row.years.to_string(), given]
    });
    let unclear = found.unclear();
    let apart = unclear.iter().map(|row| {
        let why = texts.code_within("badges-unclear", row.why);
        Block::plain(format!("- {} ({}): {why}", row.name, row.cell))
    });
    let heading = (!unclear.is_empty()).then(|| Block::Heading(texts.text("badges-unclear")));
    let day = found.award.map(CivilDate::vietnamese).unwrap_or_default();
    Listed {
        title: texts.text("badges-paper_title"),
        subject: texts.filled("badges-paper_of", &[("day", &day)]),
        columns: vec![
            Column::numbers(texts, 6),
            Column::new(texts.text("person"), 32),
            Column::new(texts.text("cell"), 32),
            Column::new(texts.text("badges-joined"), 17),
            Column::new(texts.text("badges-full_on"), 17),
            Column::figures(texts.text("badges-years"), 12),
            Column::new(texts.text("badges-standing"), 24),
        ],
        rows: rows.collect(),
        after: heading.into_iter().chain(apart).collect(),
    }
}
