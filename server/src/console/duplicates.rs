//! Records that may be the same person: reported to the ward, never merged by the server.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use shared::id::DocId;
use shared::record::Row;
use shared::record::list::{Page, Query};

use super::error::Failure;
use super::guard::RequestContext;
use super::records;
use crate::store::read_model;

/// Records that may be one person, beside the first of them.
pub(super) struct Alike<'a> {
    /// The first, by id.
    pub(super) first: &'a Row,
    /// The others, by id; never none.
    pub(super) others: Vec<&'a Row>,
}

/// Groups of different records with the same card number, or with the same name and birth date. Two groups of the same
/// records are told once; the work grows with the records and not with their pairs.
pub(super) fn find(rows: &[Row]) -> Vec<Alike<'_>> {
    let mut groups: BTreeMap<(&str, Option<&str>), Vec<&Row>> = BTreeMap::new();
    for row in rows {
        if let Some(card) = row.text("card_number") {
            groups.entry((card, None)).or_default().push(row);
        }
        if let Some(birth) = row.text("birth_date") {
            groups.entry((birth, row.text("same_name"))).or_default().push(row);
        }
    }
    let mut groups: Vec<Vec<&Row>> = groups.into_values().filter(|group| group.len() > 1).collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    let mut alike: Vec<Alike<'_>> = Vec::new();
    // A record stands in two groups at most, so that few are looked through for a larger one that tells it all.
    let mut told: BTreeMap<DocId, Vec<Rc<BTreeSet<DocId>>>> = BTreeMap::new();
    for mut group in groups {
        group.sort_by_key(|row| row.doc);
        let Some((first, others)) = group.split_first() else { continue };
        let larger = told.get(&first.doc).into_iter().flatten();
        if larger.into_iter().any(|told| group.iter().all(|row| told.contains(&row.doc))) {
            continue;
        }
        let docs: Rc<BTreeSet<DocId>> = Rc::new(group.iter().map(|row| row.doc).collect());
        alike.push(Alike { first, others: others.to_vec() });
        for doc in docs.iter() {
            told.entry(*doc).or_default().push(Rc::clone(&docs));
        }
    }
    alike.sort_by_key(|alike| alike.first.doc);
    alike
}

/// The figures by which two records may be one person.
const SAME: [&[&str]; 2] = [&["card_number"], &["birth_date", "same_name"]];

/// The members' records that are like another one, as far as the person may see.
pub(super) async fn candidates(context: &RequestContext) -> Result<Vec<Row>, Failure> {
    let query = records::scoped(context, Query::members());
    let read = move |reading: &crate::store::Reading<'_>| {
        let mut found: BTreeMap<DocId, Row> = BTreeMap::new();
        for figures in SAME {
            found.extend(read_model::repeated(reading, &query, figures)?.into_iter().map(|row| (row.doc, row)));
        }
        Ok(found.into_values().collect())
    };
    Ok(context.console.hub().store().read(read).await?)
}

/// The records that may be the same person as one of them, by id, as far as the signed-in person may see.
pub(super) async fn of(context: &RequestContext, one: &Row) -> Result<Vec<Row>, Failure> {
    let mut found: BTreeMap<DocId, Row> = BTreeMap::new();
    for figures in SAME {
        let same: Option<Vec<_>> =
            figures.iter().map(|figure| Some(((*figure).to_owned(), one.figures.get(*figure)?.clone()))).collect();
        let Some(figures) = same else { continue };
        let rows = records::rows(context, Query { figures, ..Query::members() }, Page::ALL).await?;
        found.extend(rows.into_iter().filter(|row| row.doc != one.doc).map(|row| (row.doc, row)));
    }
    Ok(found.into_values().collect())
}

#[cfg(test)]
mod tests {
    use shared::id::{DocId, OrgId};

    use shared::doc::Kind;

    use super::{Row, find};

    fn member(id: u8, name: &str, birth: Option<&str>, card: Option<&str>) -> Row {
        let row = Row::unreadable(DocId::from_bytes([id; 16]), Kind::Member, OrgId::from_bytes([1; 16]));
        let same = shared::text::comparable_name(name).join(" ");
        let figures = [("birth_date", birth), ("card_number", card), ("same_name", Some(same.as_str()))];
        let figures = figures.into_iter().filter_map(|(name, figure)| Some((name.to_owned(), figure?.into())));
        Row { title: name.to_owned(), figures: figures.collect(), ..row }
    }

    fn number(row: &Row) -> u8 {
        row.doc.as_bytes().first().copied().unwrap_or(0)
    }

    fn groups(rows: &[Row]) -> Vec<(u8, Vec<u8>)> {
        find(rows)
            .into_iter()
            .map(|alike| (number(alike.first), alike.others.into_iter().map(number).collect()))
            .collect()
    }

    #[test]
    fn same_card_or_same_name_and_birth_date_is_reported_once() {
        let rows = [
            member(3, "Trần Văn Mỹ", Some("1975-05-01"), Some("35012345")),
            member(1, "TRẦN VĂN MĨ", Some("1975-05-01"), Some("35012345")),
            member(2, "Lê Thị Sen", None, Some("35012345")),
        ];
        assert_eq!(groups(&rows), [(1, vec![2, 3])]);
    }

    #[test]
    fn another_tone_or_an_unknown_birth_date_is_another_person() {
        let rows = [
            member(1, "Trần Văn Hòa", Some("1975"), None),
            member(2, "Trần Văn Hóa", Some("1975"), None),
            member(3, "Lê Thị Sen", None, None),
            member(4, "Lê Thị Sen", None, None),
        ];
        assert_eq!(groups(&rows), []);
    }

    #[test]
    fn thousands_of_records_with_one_card_number_are_one_group() {
        let rows: Vec<Row> = (0..5_000_u32)
            .map(|id| {
                let mut row = member(0, "Lê Thị Sen", None, Some("35012345"));
                let mut bytes = [0; 16];
                bytes[..4].copy_from_slice(&id.to_be_bytes());
                row.doc = DocId::from_bytes(bytes);
                row
            })
            .collect();
        let found = find(&rows);
        assert_eq!(found.iter().map(|alike| alike.others.len()).collect::<Vec<_>>(), [4_999]);
    }
}
