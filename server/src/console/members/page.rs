//! One member: every field of the card, what happened in the person's life, and what was changed in the record.

use axum::extract::Path;
use axum::http::Uri;
use axum::response::Response;
use shared::id::DocId;
use shared::record::Row;

use super::super::error::Failure;
use super::super::guard::{Reader, RequestContext};
use super::super::meetings::page::{conflict_of, history_entry};
use super::super::view::{Fact, FactGroup, MemberView, Pager, Tab};
use super::super::wording::{member_place, member_value};
use super::super::{PageQuery, authors, duplicates, html, query};
use super::life;

/// Changes and conflicts on one page.
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
            "guest_until",
            "moved_out_on",
            "moved_out_to",
            "died_on",
            "death_reason",
            "left_on",
            "left_form",
        ],
    ),
];

/// `GET /members/{id}`.
pub(in crate::console) async fn member(reader: Reader, Path(id): Path<String>, uri: Uri) -> Result<Response, Failure> {
    let at: PageQuery = query(&uri)?;
    let id: DocId = id.parse().ok().ok_or(Failure::NotFound)?;
    let (doc, row) = reader.console.hub().open(id).await?.ok_or(Failure::NotFound)?;
    let readable = row.kind == shared::member::KIND && reader.session.place.may_read(row.stream, &reader.known.tree);
    if !readable {
        return Err(Failure::NotFound);
    }
    let record = shared::member::MemberView::of(&doc).ok_or(Failure::Unreadable)?;
    let twice = duplicates::of(&reader, id).await?;
    let (successor, merged) =
        (duplicates::successor(&reader, &record).await?, duplicates::merged_into(&reader, id).await?);
    let called = |row: &Row| (row.doc.to_string(), format!("{}, {}", row.title, reader.org_name(row.org)));
    let more_duplicates = twice.len().saturating_sub(ALIKE_MAX);
    let duplicates = twice.into_iter().take(ALIKE_MAX).map(|row| called(&row)).collect();
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
    let merged_ids: Vec<DocId> = merged.iter().map(|row| row.doc).collect();
    let life = life::of(&reader, &doc, &record, row.stream.org, &merged_ids).await?;
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
        id: id.to_string(),
        superseded_by: successor.as_ref().map(called),
        superseded_why: record.field("superseded_why").unwrap_or_default().to_owned(),
        supersedes: merged.iter().map(called).collect(),
        is_marked: record.is_marked,
        is_whole: record.is_whole,
        conflicts: record.conflicts.iter().skip(pager.skip(ROWS)).take(ROWS).map(conflict).collect(),
        life,
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
    fn every_field_of_the_card_is_on_the_page_except_those_that_only_sort_or_place_it() {
        let shown: BTreeSet<&str> = GROUPS.iter().flat_map(|(_, fields)| fields.iter().copied()).collect();
        let card: BTreeSet<&str> = shared::member::field_names()
            .filter(|name| !name.starts_with("sort_") && !name.starts_with("superseded_") && *name != "cell")
            .collect();
        assert_eq!(shown, card);
    }
}
