//! Two phones without signal, one server: the walk of the README, in code.

use sen_client::engine::Choice;
use shared::doc::Grade;
use shared::meeting::MeetingView;
use shared::meeting::roll::Attendance;
use shared::meeting::vote::Outcome;
use shared::record::list::{Page, Query};
use shared::sync::device::Safety;
use tests::ward::Ward;

use crate::story::{CELL, head, minute_taker, minutes, name_officers, open, resolution, tally, write};

#[test]
fn two_phones_without_signal_make_one_meeting_and_its_conflict_is_shown_and_settled() {
    let mut ward = Ward::serving().unwrap();
    let (mut head, mut taker) = (head(&ward), minute_taker(&ward));
    ward.stop().unwrap();

    // No server: the head takes the roll and a vote, the minute-taker writes and mistypes the vote.
    ward.start().unwrap(); // only to ask for ids; the phones do not sync
    let doc = open(&ward, &mut head);
    assert_eq!(open(&ward, &mut taker), doc, "the same meeting opened on two phones is one record");
    ward.stop().unwrap();
    let now = head.clock.now();
    let lines = head.engine().unwrap().roll_call(doc).unwrap();
    let marks: Vec<_> = lines.into_iter().map(|line| (line.person, None, Attendance::Present, None)).collect();
    head.engine().unwrap().mark_attendance(doc, &marks, now).unwrap();
    head.engine().unwrap().record_vote(doc, &resolution(), &tally(19, 1), now).unwrap();
    write(&mut head, doc, 0, "Khai mạc lúc 19 giờ. ");
    taker.clock.pass_seconds(60);
    write(&mut taker, doc, 0, "Đồng chí bí thư kết luận.");
    let now = taker.clock.now();
    taker.engine().unwrap().record_vote(doc, &resolution(), &tally(18, 2), now).unwrap();
    assert!(head.sync().is_err(), "there is no server to reach");
    assert_eq!(head.engine().unwrap().safety(doc), Safety::OnThisPhone);

    ward.start().unwrap();
    head.sync().unwrap();
    assert_eq!(head.engine().unwrap().safety(doc), Safety::SafeOnServer);
    taker.sync().unwrap();
    head.sync().unwrap();

    // One meeting, merged minutes, both totals with their authors.
    let text = minutes(&mut head, doc);
    assert!(text.contains("Khai mạc lúc 19 giờ.") && text.contains("Đồng chí bí thư kết luận."), "{text}");
    assert_eq!(text, minutes(&mut taker, doc));
    let server = ward.record(doc).unwrap().unwrap();
    let view = MeetingView::of(&server).unwrap();
    assert_eq!(view.votes[0].outcome, Outcome::InConflict);
    let disputed: Vec<_> = view.conflicts.iter().filter(|conflict| conflict.grade == Grade::Decision).collect();
    let keys: Vec<&str> = disputed.iter().map(|conflict| conflict.key.as_str()).collect();
    assert_eq!(keys, ["nghi_quyet/against", "nghi_quyet/for"]);
    let authors: Vec<_> = disputed[1].values.iter().map(|value| (value.author, value.value.as_int())).collect();
    let (head_id, taker_id) = (head.engine().unwrap().device(), taker.engine().unwrap().device());
    assert_eq!(authors, [(Some(head_id), Some(19)), (Some(taker_id), Some(18))]);

    // The head settles it; chair and minute-taker adopt.
    let now = head.clock.now();
    name_officers(&ward, &mut head, doc);
    assert!(head.engine().unwrap().adopt(doc, false, now).is_err(), "an open conflict blocks adoption");
    for key in ["nghi_quyet/against", "nghi_quyet/for"] {
        head.engine().unwrap().settle_conflict(doc, "votes", key, &Choice::Listed(0), now).unwrap();
    }
    head.engine().unwrap().adopt(doc, false, now).unwrap();
    head.sync().unwrap();
    taker.sync().unwrap();
    let now = taker.clock.now();
    let page = taker.engine().unwrap().adopt(doc, false, now).unwrap();
    assert!(page.adoption.is_adopted() && !page.adoption.is_sole());
    assert_eq!(page.view.votes[0].outcome, Outcome::Passed);
    taker.sync().unwrap();
    head.sync().unwrap();
    assert!(head.engine().unwrap().meeting(doc).unwrap().adoption.is_adopted());
    let ward_cell = ward.cell(CELL).unwrap();
    let rows = ward
        .hub()
        .unwrap()
        .store()
        .read_blocking(|c| server::store::read_model::rows(c, &Query::meetings().within([ward_cell]), Page::ALL))
        .unwrap();
    assert_eq!((rows.len(), rows[0].flag("adopted"), rows[0].decisions), (1, true, 0));
}

#[test]
fn nothing_is_called_safe_before_a_receipt_and_nothing_seen_before_the_ward_saw_it() {
    let ward = Ward::serving().unwrap();
    let mut head = head(&ward);
    let doc = open(&ward, &mut head);
    write(&mut head, doc, 0, "Biên bản.");
    let answer = head.ask(512 * 1024).unwrap();
    assert_eq!(
        head.engine().unwrap().safety(doc),
        Safety::OnThisPhone,
        "the server has it, but nobody has told the phone"
    );
    head.take(&answer).unwrap();
    assert_eq!(head.engine().unwrap().safety(doc), Safety::SafeOnServer);

    let (hub, now) = (ward.hub().unwrap(), ward.clock.now());
    let row = hub.store().read_blocking(|c| server::store::document::find(c, doc)).unwrap().unwrap();
    let upto = row.content_seq;
    ward.block_on(hub.store().write(move |tx| server::store::document::mark_seen(tx, &row, upto, "vanphong", now)))
        .unwrap();
    head.sync().unwrap();
    assert_eq!(head.engine().unwrap().safety(doc), Safety::SeenByWard);
    write(&mut head, doc, 0, "Thêm. ");
    assert_eq!(head.engine().unwrap().safety(doc), Safety::OnThisPhone);
    head.sync().unwrap();
    assert_eq!(head.engine().unwrap().safety(doc), Safety::SafeOnServer, "the ward has not seen what came after");
}
