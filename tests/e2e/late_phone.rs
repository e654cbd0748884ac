//! A phone that was away when the minutes were adopted.

use tests::ward::Ward;

use crate::story::{deputy, head, minute_taker, minutes, name_officers, open, write};

#[test]
fn a_late_phone_does_not_reopen_adopted_minutes_its_edit_is_a_proposed_addendum() {
    let ward = Ward::serving().unwrap();
    let (mut head, mut taker, mut away) = (head(&ward), minute_taker(&ward), deputy(&ward));
    let doc = open(&ward, &mut head);
    name_officers(&ward, &mut head, doc);
    write(&mut head, doc, 0, "Chi bộ thống nhất ba nội dung.");
    head.sync().unwrap();
    away.sync().unwrap();
    taker.sync().unwrap();
    write(&mut away, doc, 30, " Bổ sung một ý kiến.");

    let now = head.clock.now();
    head.engine().unwrap().adopt(doc, false, now).unwrap();
    head.sync().unwrap();
    taker.sync().unwrap();
    taker.engine().unwrap().adopt(doc, false, now).unwrap();
    taker.sync().unwrap();
    away.sync().unwrap();
    head.sync().unwrap();

    let page = head.engine().unwrap().meeting(doc).unwrap();
    assert!(page.adoption.is_adopted());
    let [addendum] = page.adoption.proposed.as_slice() else { panic!("{:?}", page.adoption.proposed) };
    assert_eq!(addendum.before.as_deref(), Some("Chi bộ thống nhất ba nội dung."));
    assert_eq!(addendum.after.as_deref(), Some("Chi bộ thống nhất ba nội dung. Bổ sung một ý kiến."));
    assert_eq!(addendum.by.first().map(|(device, _)| *device), Some(away.engine().unwrap().device()));
    let record = ward.record(doc).unwrap().unwrap();
    let signed = record.at(&page.adoption.adopted[0].heads).unwrap();
    let signed = shared::meeting::MeetingView::of(&signed).unwrap();
    assert_eq!(signed.minutes, "Chi bộ thống nhất ba nội dung.", "what was signed stays as it was");
    assert_eq!(minutes(&mut away, doc), minutes(&mut head, doc));
}

#[test]
fn a_cell_with_one_phone_adopts_with_one_signature_and_the_record_says_so() {
    let ward = Ward::serving().unwrap();
    let mut head = head(&ward);
    let doc = open(&ward, &mut head);
    name_officers(&ward, &mut head, doc);
    write(&mut head, doc, 0, "Biên bản.");
    let now = head.clock.now();
    let page = head.engine().unwrap().adopt(doc, true, now).unwrap();
    assert!(page.adoption.is_adopted() && page.adoption.is_sole());
}
