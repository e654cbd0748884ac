//! Records that may be the same person: reported to the ward, never merged by the server.

use std::collections::BTreeMap;

use shared::text;

use crate::store::read_model::MemberRow;

/// Pairs of different records with the same card number, or with the same name and birth date.
pub(super) fn find(rows: &[MemberRow]) -> Vec<(&MemberRow, &MemberRow)> {
    let mut groups: BTreeMap<(&str, String), Vec<&MemberRow>> = BTreeMap::new();
    for row in rows {
        if let Some(card) = &row.card_number {
            groups.entry((card, String::new())).or_default().push(row);
        }
        if let Some(birth) = &row.birth_date {
            // Coarser than the comparison of names, so that only few names are compared in full.
            groups.entry((birth, text::fold(&row.full_name).replace('y', "i"))).or_default().push(row);
        }
    }
    let mut pairs = BTreeMap::new();
    for ((_, name), group) in &groups {
        for (at, left) in group.iter().enumerate() {
            for right in group.iter().skip(at + 1) {
                if name.is_empty() || text::same_name(&left.full_name, &right.full_name) {
                    let (left, right) = if left.doc < right.doc { (left, right) } else { (right, left) };
                    pairs.insert((left.doc, right.doc), (*left, *right));
                }
            }
        }
    }
    pairs.into_values().collect()
}

#[cfg(test)]
mod tests {
    use shared::id::{DocId, OrgId};

    use super::{MemberRow, find};

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
        }
    }

    fn pairs(rows: &[MemberRow]) -> Vec<(u8, u8)> {
        let id = |row: &MemberRow| row.doc.as_bytes().first().copied().unwrap_or(0);
        find(rows).into_iter().map(|(left, right)| (id(left), id(right))).collect()
    }

    #[test]
    fn same_card_or_same_name_and_birth_date_is_reported_once() {
        let rows = [
            member(3, "Trần Văn Mỹ", Some("1975-05-01"), Some("35012345")),
            member(1, "TRẦN VĂN MĨ", Some("1975-05-01"), Some("35012345")),
            member(2, "Lê Thị Sen", None, Some("35012345")),
        ];
        assert_eq!(pairs(&rows), [(1, 2), (1, 3), (2, 3)]);
    }

    #[test]
    fn another_tone_or_an_unknown_birth_date_is_another_person() {
        let rows = [
            member(1, "Trần Văn Hòa", Some("1975"), None),
            member(2, "Trần Văn Hóa", Some("1975"), None),
            member(3, "Lê Thị Sen", None, None),
            member(4, "Lê Thị Sen", None, None),
        ];
        assert_eq!(pairs(&rows), []);
    }
}
