//! Records that may be the same person: reported to the ward, never merged by the server.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use shared::id::DocId;
use shared::text;

use crate::store::read_model::MemberRow;

/// Records that may be one person, beside the first of them.
pub(super) struct Alike<'a> {
    /// The first, by id.
    pub(super) first: &'a MemberRow,
    /// The others, by id; never none.
    pub(super) others: Vec<&'a MemberRow>,
}

/// Groups of different records with the same card number, or with the same name and birth date. Two groups of the same
/// records are told once; the work grows with the records and not with their pairs.
pub(super) fn find(rows: &[MemberRow]) -> Vec<Alike<'_>> {
    let mut groups: BTreeMap<(&str, Option<Vec<String>>), Vec<&MemberRow>> = BTreeMap::new();
    for row in rows {
        if let Some(card) = &row.card_number {
            groups.entry((card, None)).or_default().push(row);
        }
        if let Some(birth) = &row.birth_date {
            groups.entry((birth, Some(text::comparable_name(&row.full_name)))).or_default().push(row);
        }
    }
    let mut groups: Vec<Vec<&MemberRow>> = groups.into_values().filter(|group| group.len() > 1).collect();
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

/// The records that may be the same person as one of them, each once.
pub(super) fn of(rows: &[MemberRow], doc: DocId) -> Vec<&MemberRow> {
    let mut found: BTreeMap<DocId, &MemberRow> = BTreeMap::new();
    for Alike { first, others } in find(rows) {
        if first.doc == doc || others.iter().any(|row| row.doc == doc) {
            found.extend(others.into_iter().chain([first]).filter(|row| row.doc != doc).map(|row| (row.doc, row)));
        }
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use shared::id::{DocId, OrgId};

    use super::{MemberRow, find, of};

    fn member(id: u8, name: &str, birth: Option<&str>, card: Option<&str>) -> MemberRow {
        MemberRow {
            doc: DocId::from_bytes([id; 16]),
            org: OrgId::from_bytes([1; 16]),
            sort_key: Vec::new(),
            full_name: name.to_owned(),
            birth_date: birth.map(str::to_owned),
            gender: None,
            joined_on: None,
            official_on: None,
            card_number: card.map(str::to_owned),
            status: "chinh_thuc".to_owned(),
            headcount: true,
            search_text: String::new(),
            decisions: 0,
            marked: false,
        }
    }

    fn number(row: &MemberRow) -> u8 {
        row.doc.as_bytes().first().copied().unwrap_or(0)
    }

    fn groups(rows: &[MemberRow]) -> Vec<(u8, Vec<u8>)> {
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
        let of = |id: u8| of(&rows, DocId::from_bytes([id; 16])).into_iter().map(number).collect::<Vec<_>>();
        assert_eq!((of(1), of(2), of(3)), (vec![2, 3], vec![1, 3], vec![1, 2]));
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
        let rows: Vec<MemberRow> = (0..5_000_u32)
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
