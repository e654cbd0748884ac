//! Two people type one text at the same time, stroke by stroke, on two phones: nothing typed is missing, nothing is
//! doubled, nothing gets stuck.

use std::collections::BTreeSet;

use shared::sync::device::Safety;
use tests::trace::{self, Told};
use tests::ward::Ward;

use crate::story::{CELL, deputy, head};

#[test]
fn what_two_people_type_at_once_is_on_both_phones_and_on_the_server_letter_by_letter() {
    let ward = Ward::serving().unwrap();
    let mut phones = [head(&ward), deputy(&ward)];
    let key = ward.meeting_key(CELL).unwrap();
    for phone in &mut phones {
        let now = phone.clock.now();
        phone.engine().unwrap().open_meeting(&key, now).unwrap();
    }
    let mut told = Told::marking();
    trace::replay(&mut phones, key.doc(), &trace::made(7, 2_500), &mut told).unwrap();
    let texts: Vec<String> =
        phones.iter_mut().map(|phone| phone.engine().unwrap().meeting(key.doc()).unwrap().view.minutes).collect();
    assert_eq!(texts[0], texts[1]);
    assert_eq!(texts[0].chars().collect::<BTreeSet<char>>(), told.left, "nothing missing and nothing back");
    assert_eq!(texts[0].chars().count(), told.left.len(), "nothing doubled");
    let there = ward.record(key.doc()).unwrap().unwrap();
    for phone in &mut phones {
        assert_eq!(phone.engine().unwrap().record(key.doc()).unwrap().heads(), there.heads());
        assert_eq!(phone.engine().unwrap().safety(key.doc()), Safety::SafeOnServer);
        assert!(phone.engine().unwrap().health().unwrap().set_aside.is_empty());
    }
    let changes = there.history().len();
    assert!(changes * 5 < told.strokes, "{changes} changes of {} strokes", told.strokes);
}
