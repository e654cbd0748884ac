//! The ids that the meetings of the ward's cells will have: a meeting's id follows from its key, so whoever knows a cell
//! and a date knows it before the meeting is written, and could take its place with a record of another kind.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use shared::doc::Kind;
use shared::id::{DocId, OrgId};
use shared::key;
use shared::kind::spec::Origin;
use shared::meeting::{MeetingKey, MeetingKind};
use shared::org::OrgTree;
use shared::time::CivilDate;

/// Days before and after today whose meetings are looked after: a phone's work of a month offline, and a plan
/// for the year.
const DAYS_BACK: i64 = 45;
const DAYS_AHEAD: i64 = 400;
/// Meetings of one kind on one day: two, and the second part of the first. Looking after more would take more memory than
/// the server has for it; a meeting whose id was taken goes on under another ordinal.
const ORDINALS: [u16; 3] = [1, 2, 257];

/// Works the ids out when they are first asked for, for each organisation once a day.
#[derive(Default)]
pub(super) struct MeetingIds {
    made: Mutex<Made>,
}

#[derive(Default)]
struct Made {
    today: Option<CivilDate>,
    /// The first eight bytes of each, ascending: enough to tell them from an id that was drawn.
    ids: BTreeMap<OrgId, Vec<[u8; 8]>>,
}

impl MeetingIds {
    /// Whether a record of that kind may bear an id nobody has yet.
    pub(super) fn may_bear(&self, kind: Kind, doc: DocId, tree: &OrgTree, today: CivilDate) -> bool {
        if !key::may_bear(kind, doc) {
            return false;
        }
        if kind.spec().origin == Origin::Meeting {
            return true;
        }
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if made.today != Some(today) {
            *made = Made { today: Some(today), ids: BTreeMap::new() };
        }
        tree.iter().all(|cell| {
            let ids = made.ids.entry(cell.org).or_insert_with(|| ids_of(cell.org, today));
            ids.binary_search(&beginning(doc)).is_err()
        })
    }
}

fn ids_of(org: OrgId, today: CivilDate) -> Vec<[u8; 8]> {
    let mut ids = Vec::new();
    let today = today.days_from_epoch();
    for date in (today - DAYS_BACK..=today + DAYS_AHEAD).filter_map(CivilDate::from_days_from_epoch) {
        for kind in MeetingKind::KNOWN {
            let keys = ORDINALS.into_iter().map(|ordinal| MeetingKey { org, kind: kind.clone(), date, ordinal });
            ids.extend(keys.map(|key| beginning(key.doc())));
        }
    }
    ids.sort_unstable();
    ids
}

fn beginning(doc: DocId) -> [u8; 8] {
    let [a, b, c, d, e, f, g, h, ..] = *doc.as_bytes();
    [a, b, c, d, e, f, g, h]
}

#[cfg(test)]
mod tests {
    use shared::org::{OrgClass, OrgView};

    use super::*;

    fn cell(n: u8) -> OrgView {
        OrgView {
            org: OrgId::from_bytes([n; 16]),
            name: format!("Chi bộ {n}"),
            class: OrgClass::Cell,
            unit_kind: None,
            parent: None,
            valid_from: None,
            valid_to: None,
            successors: Vec::new(),
        }
    }

    #[test]
    fn the_id_of_a_meeting_to_come_is_for_a_meeting_only() {
        let ids = MeetingIds::default();
        let day = |year, month, day| CivilDate::new(year, month, day).unwrap();
        let today = day(2026, 11, 26);
        let of = |date, ordinal| {
            let org = OrgId::from_bytes([1; 16]);
            MeetingKey { org, kind: MeetingKind::Thematic, date, ordinal }.doc()
        };
        let tree = OrgTree::of([cell(1), cell(2)]);
        for doc in [of(day(2026, 10, 20), 1), of(today, 2), of(today, 257), of(day(2027, 12, 5), 1)] {
            assert!(ids.may_bear(Kind::Meeting, doc, &tree, today));
            assert!(!ids.may_bear(Kind::Member, doc, &tree, today));
            assert!(!ids.may_bear(Kind::Org, doc, &tree, today));
            assert!(ids.may_bear(Kind::Member, doc, &OrgTree::of([cell(2)]), today));
        }
        assert!(ids.may_bear(Kind::Member, DocId::from_bytes([7; 16]), &tree, today));
        assert!(ids.may_bear(Kind::Member, of(day(2028, 1, 5), 1), &tree, today));
        assert!(!ids.may_bear(Kind::Member, of(day(2028, 1, 5), 1), &tree, day(2027, 11, 1)));
    }
}
