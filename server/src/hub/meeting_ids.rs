//! The ids that the meetings of the ward's cells will have: a meeting's id follows from its key, so whoever knows a cell
//! and a date knows it before the meeting is written, and could take its place with a record of another kind.

use std::collections::BTreeMap;
use std::ops::Range;
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

/// Works the ids out when they are first asked for, for each organisation; the next day, only what came and went.
#[derive(Default)]
pub(super) struct MeetingIds {
    cells: Mutex<BTreeMap<OrgId, Window>>,
}

/// The ids of one organisation's meetings over the days that are looked after.
#[derive(Default)]
struct Window {
    /// Days since the epoch.
    days: Range<i64>,
    /// The first eight bytes of each, ascending: enough to tell them from an id that was drawn.
    ids: Vec<u64>,
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
        let today = today.days_from_epoch();
        let days = today - DAYS_BACK..today + DAYS_AHEAD + 1;
        let mut cells = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
        tree.iter().all(|cell| {
            let window = cells.entry(cell.org).or_default();
            window.move_to(cell.org, &days);
            window.ids.binary_search(&beginning(doc)).is_err()
        })
    }
}

impl Window {
    fn move_to(&mut self, org: OrgId, days: &Range<i64>) {
        if self.days == *days {
            return;
        }
        let outside = |of: &Range<i64>, other: &Range<i64>| {
            let mut ids = ids_of(org, of.clone().filter(|day| !other.contains(day)));
            ids.sort_unstable();
            ids
        };
        let went = outside(&self.days, days);
        self.ids.retain(|id| went.binary_search(id).is_err());
        self.ids.extend(outside(days, &self.days));
        self.ids.sort();
        self.days = days.clone();
    }
}

fn ids_of(org: OrgId, days: impl Iterator<Item = i64>) -> Vec<u64> {
    let mut ids = Vec::new();
    for date in days.filter_map(CivilDate::from_days_from_epoch) {
        for kind in MeetingKind::KNOWN {
            let keys = ORDINALS.into_iter().map(|ordinal| MeetingKey { org, kind: kind.clone(), date, ordinal });
            ids.extend(keys.map(|key| beginning(key.doc())));
        }
    }
    ids
}

fn beginning(doc: DocId) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = *doc.as_bytes();
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
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
            carried_by: None,
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

    #[test]
    fn a_day_later_the_ids_are_those_that_a_server_started_that_day_works_out() {
        let org = OrgId::from_bytes([1; 16]);
        let at = |days: Range<i64>| {
            let mut anew = Window::default();
            anew.move_to(org, &days);
            anew.ids
        };
        let mut moved = Window::default();
        for days in [20_000..20_030, 20_001..20_031, 20_011..20_041, 20_005..20_035, 20_100..20_130] {
            moved.move_to(org, &days);
            assert_eq!(moved.ids, at(days));
            assert_eq!(moved.ids.len(), 30 * MeetingKind::KNOWN.len() * ORDINALS.len());
        }
    }
}
