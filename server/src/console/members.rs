//! The register of members: search and single records. Every reading of it enters the audit chain.

use std::cmp::Reverse;

use axum::extract::Path;
use axum::http::Uri;
use axum::response::Response;
use serde::Deserialize;
use shared::doc::Kind;
use shared::id::{DocId, OrgId};
use shared::org::OrgClass;
use shared::text;

use super::error::Failure;
use super::guard::{Desk, Reader};
use super::meetings::page::{conflict_of, history_entry};
use super::view::{Choice, Fact, FactGroup, MemberRow, MemberView, MembersView, Pager, Section};
use super::wording::{member_place, member_value, partial_date};
use super::{authors, duplicates, html, paths, query};
use crate::store::read_model;

/// Members on one page of the list.
const ROWS: usize = 50;
/// Records named on a member's page as perhaps the same person; of more there is a count.
const ALIKE_MAX: usize = 20;
/// Posts shown of one record.
const POSTS_MAX: usize = 60;
/// Longest search, in characters.
const QUERY_CHARS_MAX: usize = 100;

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
    let wanted: String = text::clean_line(&asked.q).chars().take(QUERY_CHARS_MAX).collect();
    let cell: Option<OrgId> = match asked.cell.as_str() {
        "" => None,
        id => Some(id.parse().ok().filter(|org| reader.is_within(*org)).ok_or(Failure::NotFound)?),
    };
    let (mut rows, mut unreadable) = reader
        .console
        .hub()
        .store()
        .read(move |connection| Ok((read_model::members(connection, cell)?, read_model::unreadable(connection, cell)?)))
        .await?;
    rows.retain(|row| reader.is_within(row.org));
    unreadable.retain(|row| row.kind == Kind::Member && reader.is_within(row.org));
    let found = search(rows, &wanted);
    reader.note("search_members", cell.map(|org| org.to_string()).unwrap_or_default(), found.len().to_string()).await?;
    let base = format!("/members?q={}&cell={}&page=", paths::encode(&wanted), paths::encode(&asked.cell));
    let pager = Pager::of(asked.page, found.len(), ROWS, base);
    let title = reader.texts.text("members-title");
    let view = MembersView {
        page: reader.page(&title, Section::Members),
        query: wanted,
        cells: cells(&reader, cell),
        total: u32::try_from(found.len()).unwrap_or(u32::MAX),
        rows: found.iter().skip(pager.skip(ROWS)).take(ROWS).map(|row| member_row(&reader, row)).collect(),
        pager,
        unreadable: unreadable.iter().take(ROWS).map(|row| authors::short(&row.doc.to_string())).collect(),
    };
    html(&view)
}

/// The cells of the person's organisation to choose from.
pub(super) fn cells(desk: &Desk, chosen: Option<OrgId>) -> Vec<Choice> {
    let mut cells: Vec<Choice> = desk
        .known
        .tree
        .below(desk.session.place.org)
        .filter(|org| org.class == OrgClass::Cell)
        .map(|org| Choice { value: org.org.to_string(), text: org.name.clone(), selected: chosen == Some(org.org) })
        .collect();
    cells.sort_by_cached_key(|choice| shared::text::natural(&choice.text));
    cells
}

/// Those whose names or numbers contain the words, the closest names first; all of them without words.
fn search(rows: Vec<read_model::MemberRow>, wanted: &str) -> Vec<read_model::MemberRow> {
    let folded = text::fold(wanted);
    if folded.is_empty() {
        return rows;
    }
    // People group the digits of a card number, the register does not.
    let digits: String = folded.chars().filter(|c| !matches!(c, ' ' | '.')).collect();
    let is_number = digits.chars().all(|c| c.is_ascii_digit());
    let mut found: Vec<_> = rows
        .into_iter()
        .filter(|row| row.search_text.contains(&folded) || (is_number && row.search_text.contains(&digits)))
        .map(|row| (Reverse(text::rank(wanted, &row.full_name)), row))
        .collect();
    // The rows come in the order of names, and sorting keeps it among equals.
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, row)| row).collect()
}

fn member_row(desk: &Desk, row: &read_model::MemberRow) -> MemberRow {
    let date = |stored: &Option<String>| stored.as_deref().map(partial_date).unwrap_or_default();
    MemberRow {
        id: row.doc.to_string(),
        name: row.full_name.clone(),
        birth: date(&row.birth_date),
        gender: row.gender.clone().unwrap_or_default(),
        admitted: date(&row.joined_on),
        official: date(&row.official_on),
        card: row.card_number.clone().unwrap_or_default(),
        status: row.status.clone(),
        cell: desk.org_name(row.org),
    }
}

/// Which page of a record.
#[derive(Deserialize)]
struct At {
    #[serde(default)]
    page: u32,
}

/// `GET /members/{id}`.
pub(super) async fn member(reader: Reader, Path(id): Path<String>, uri: Uri) -> Result<Response, Failure> {
    let at: At = query(&uri)?;
    let id: DocId = id.parse().ok().ok_or(Failure::NotFound)?;
    let (doc, row) = reader.console.hub().open(id).await?.ok_or(Failure::NotFound)?;
    let readable = row.kind == Kind::Member && reader.session.place.may_read(row.stream, &reader.known.tree);
    if !readable {
        return Err(Failure::NotFound);
    }
    let record = shared::member::MemberView::of(&doc).ok_or(Failure::Unreadable)?;
    let mut rows = reader.console.hub().store().read(|connection| read_model::members(connection, None)).await?;
    rows.retain(|row| reader.is_within(row.org));
    let twice = duplicates::of(&rows, id);
    let more_duplicates = twice.len().saturating_sub(ALIKE_MAX);
    let duplicates = twice
        .into_iter()
        .take(ALIKE_MAX)
        .map(|row| (row.doc.to_string(), format!("{}, {}", row.full_name, reader.org_name(row.org))))
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
    let name = record.full_name().to_owned();
    reader.note("read_member", id.to_string(), String::new()).await?;
    let view = MemberView {
        page: reader.page(&name, Section::Members),
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
            .map(|entry| history_entry(&reader, entry, &place))
            .collect(),
        pager,
    };
    html(&view)
}

fn groups(desk: &Desk, record: &shared::member::MemberView) -> Vec<FactGroup> {
    let texts = desk.texts;
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

    use super::{DocId, GROUPS, OrgId, read_model::MemberRow, search, text};

    fn member(name: &str, card: &str) -> MemberRow {
        MemberRow {
            doc: DocId::from_bytes([1; 16]),
            org: OrgId::from_bytes([1; 16]),
            sort_key: Vec::new(),
            full_name: name.to_owned(),
            birth_date: None,
            gender: None,
            joined_on: None,
            official_on: None,
            card_number: Some(card.to_owned()),
            status: "chinh_thuc".to_owned(),
            headcount: true,
            search_text: text::fold(&format!("{name} · {card}")),
            decisions: 0,
            marked: false,
        }
    }

    fn names(wanted: &str) -> Vec<String> {
        let rows = vec![
            member("Lê Thị Hoa", "35012345"),
            member("Trần Văn Hòa", "35012346"),
            member("Phạm Thị Hoà", "36000000"),
        ];
        search(rows, wanted).into_iter().map(|row| row.full_name).collect()
    }

    #[test]
    fn names_as_typed_come_first_and_marks_are_optional() {
        assert_eq!(names("hòa"), ["Trần Văn Hòa", "Lê Thị Hoa", "Phạm Thị Hoà"]);
        assert_eq!(names("HOA"), ["Lê Thị Hoa", "Trần Văn Hòa", "Phạm Thị Hoà"]);
        assert_eq!(names("").len(), 3);
        assert!(names("nguyễn").is_empty());
    }

    #[test]
    fn a_part_of_a_card_number_finds_its_holder_however_it_is_grouped() {
        assert_eq!(names("012346"), ["Trần Văn Hòa"]);
        assert_eq!(names("35.012.345"), ["Lê Thị Hoa"]);
    }

    #[test]
    fn every_field_of_the_card_is_on_the_page_except_those_that_only_sort() {
        let shown: BTreeSet<&str> = GROUPS.iter().flat_map(|(_, fields)| fields.iter().copied()).collect();
        let card: BTreeSet<&str> = shared::member::field_names().filter(|name| !name.starts_with("sort_")).collect();
        assert_eq!(shown, card);
    }
}
