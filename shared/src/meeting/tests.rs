use super::agenda::{Saying, put_item, say};
use super::roll::{Attendance, Standing, mark_attendance};
use super::vote::{Matter, Method, Outcome, Tally, VoteKey, record_vote};
use super::*;
use crate::doc::Grade;
use crate::doc::{ChunkForm, Pen};
use crate::id::{DeviceId, DocId, OrgId};
use crate::time::Timestamp;

fn key() -> MeetingKey {
    MeetingKey {
        org: OrgId::from_bytes(*b"chi-bo-my-phuoc!"),
        kind: MeetingKind::Regular,
        date: CivilDate::new(2026, 11, 5).unwrap(),
        ordinal: 1,
    }
}

fn signer(n: u8) -> (ed25519_dalek::SigningKey, DeviceId) {
    let key = ed25519_dalek::SigningKey::from_bytes(&[n; 32]);
    let device = DeviceId::of_key(&key.verifying_key().to_bytes());
    (key, device)
}

fn pen(n: u8) -> Pen {
    Pen::new(signer(n).1, [n; 8])
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_ms(1_793_880_000_000 + seconds * 1000)
}

fn merge(into: Doc, from: &Doc, author: u8) -> Doc {
    into.absorb(ChunkForm::Document, &from.save(), Some(signer(author).1)).unwrap().0
}

fn member(n: u8) -> Person {
    Person::member(DocId::from_bytes([n; 16]), &format!("Đồng chí Thứ {n}"))
}

#[test]
fn the_same_meeting_opened_on_two_phones_is_one_document() {
    let (one, two) = (key().open(), key().open());
    assert_eq!(one.save(), two.save());
    assert_eq!(one.heads(), two.heads());
    let other = MeetingKey { ordinal: 2, ..key() };
    assert_ne!(other.doc(), key().doc());
}

#[test]
fn text_typed_on_both_sides_of_a_paragraph_survives_and_is_shown_as_parallel() {
    let mut base = key().open();
    base.edit(&pen(1), at(0), |e| splice_minutes(e, 0, 0, "Nội dung")).unwrap();
    let mut one = base.clone();
    let mut two = merge(key().open(), &base, 1);
    one.edit(&pen(1), at(1), |e| splice_minutes(e, 0, 0, "I. Mở đầu. ")).unwrap();
    two.edit(&pen(2), at(2), |e| splice_minutes(e, 8, 0, " thảo luận sôi nổi.")).unwrap();
    let changes = two.changes_of_device_since(signer(2).1, &base.heads());
    let chunk = two.change_chunks(&changes.into_iter().collect());
    let (merged, _) = one.absorb(ChunkForm::Changes, &chunk, Some(signer(2).1)).unwrap();
    let view = MeetingView::of(&merged).unwrap();
    assert_eq!(view.minutes, "I. Mở đầu. Nội dung thảo luận sôi nổi.");
    let [parallel] = view.conflicts.as_slice() else { panic!("{:?}", view.conflicts) };
    assert_eq!((parallel.grade, parallel.part.as_str(), parallel.values.len()), (Grade::Parallel, "minutes", 2));
    assert_eq!(view.open_questions(), 0);
}

#[test]
fn two_totals_of_one_vote_are_a_conflict_with_both_authors_until_one_decides() {
    let vote = VoteKey::new(&Matter::Resolution, None);
    let tally = |agree, against| Tally {
        method: Some(Method::Hands),
        eligible: Some(20),
        agree: Some(agree),
        against: Some(against),
        ..Tally::default()
    };
    let (mut one, mut two) = (key().open(), key().open());
    one.edit(&pen(1), at(0), |e| record_vote(e, &vote, &tally(18, 1))).unwrap();
    two.edit(&pen(2), at(5), |e| record_vote(e, &vote, &tally(17, 1))).unwrap();
    let mut merged = merge(one, &two, 2);
    let view = MeetingView::of(&merged).unwrap();
    let [conflict] = view.conflicts.as_slice() else { panic!("{:?}", view.conflicts) };
    assert_eq!((conflict.grade, conflict.key.as_str()), (Grade::Decision, "nghi_quyet/for"));
    let told: Vec<_> = conflict.values.iter().map(|v| (v.value.as_int(), v.author, v.at)).collect();
    assert_eq!(told, [(Some(18), Some(signer(1).1), at(0)), (Some(17), Some(signer(2).1), at(5))]);
    assert_eq!(view.votes[0].outcome, Outcome::InConflict);
    assert_eq!(view.open_questions(), 1);

    merged.edit(&pen(1), at(9), |e| e.put("votes", "nghi_quyet/for", 18)).unwrap();
    let view = MeetingView::of(&merged).unwrap();
    assert_eq!(view.conflicts, []);
    assert_eq!(view.votes[0].outcome, Outcome::Passed);
}

#[test]
fn the_roll_counts_who_had_to_come_and_not_who_was_exempt_or_a_guest() {
    let mut doc = key().open();
    doc.edit(&pen(1), at(0), |e| {
        mark_attendance(e, &member(1), &Standing::Official, &Attendance::Present, None)?;
        mark_attendance(e, &member(2), &Standing::Probationary, &Attendance::Present, None)?;
        mark_attendance(e, &member(3), &Standing::Official, &Attendance::AbsentExcused, Some("ốm"))?;
        mark_attendance(e, &member(4), &Standing::Official, &Attendance::Exempt, None)?;
        mark_attendance(e, &Person::guest("Trần Thị Khách"), &Standing::Guest, &Attendance::Guest, None)
    })
    .unwrap();
    let view = MeetingView::of(&doc).unwrap();
    let sum = view.summary;
    assert_eq!(
        (sum.total, sum.exempt, sum.required, sum.present, sum.official_present, sum.excused, sum.guests),
        (4, 1, 3, 2, 1, 1, 1)
    );
    assert_eq!(sum.present_permille(), Some(667));
    let refused = doc.edit(&pen(1), at(1), |e| {
        mark_attendance(e, &member(1), &Standing::Official, &Attendance::AbsentExcused, None)
    });
    assert!(matches!(refused, Err(WriteError::Invalid { field: "reason", .. })));
    assert_eq!(MeetingView::of(&doc).unwrap(), view);
}

#[test]
fn impossible_sums_are_shown_and_block_adoption() {
    let vote = VoteKey::new(&Matter::Resolution, None);
    let mut doc = key().open();
    let tally = Tally { collected: Some(20), agree: Some(18), against: Some(1), other: Some(0), ..Tally::default() };
    doc.edit(&pen(1), at(0), |e| record_vote(e, &vote, &tally)).unwrap();
    let view = MeetingView::of(&doc).unwrap();
    assert_eq!(view.findings[0].code, view::FindingCode::SumNotCollected);
    assert_eq!(view.findings[0].figures, (19, 20));
    let refused = adoption::attest(&doc, &signer(1).0, Some(DocId::from_bytes([1; 16])), false, at(1));
    assert!(matches!(refused, Err(WriteError::Unsettled(1))));
}

fn with_officers() -> Doc {
    let mut doc = key().open();
    let officers = Particulars { chair: Some(member(1)), minute_taker: Some(member(2)), ..Particulars::default() };
    doc.edit(&pen(1), at(0), |e| {
        set_particulars(e, &officers)?;
        splice_minutes(e, 0, 0, "Biên bản đã đọc lại.")
    })
    .unwrap();
    doc
}

fn member_of(device: DeviceId) -> Option<DocId> {
    (1..9).find(|n| signer(*n).1 == device).map(|n| DocId::from_bytes([n; 16]))
}

fn adopt_as(doc: &mut Doc, n: u8, alone: bool) {
    let attestation =
        adoption::attest(doc, &signer(n).0, Some(DocId::from_bytes([n; 16])), alone, at(100 + i64::from(n))).unwrap();
    doc.edit(&pen(n), at(100), |e| adoption::adopt(e, attestation)).unwrap();
}

#[test]
fn minutes_are_adopted_by_chair_and_minute_taker_and_late_edits_become_addenda() {
    let mut doc = with_officers();
    let away = doc.clone();
    adopt_as(&mut doc, 1, false);
    assert!(!adoption::read(&doc, &member_of).is_adopted());
    adopt_as(&mut doc, 2, false);
    let adopted = adoption::read(&doc, &member_of);
    assert!(adopted.is_adopted() && !adopted.is_sole() && adopted.proposed.is_empty());

    let mut late = merge(key().open(), &away, 1);
    late.edit(&pen(3), at(50), |e| splice_minutes(e, 20, 0, " Thêm ý kiến.")).unwrap();
    let changes = late.changes_of_device_since(signer(3).1, &away.heads());
    let chunk = late.change_chunks(&changes.into_iter().collect());
    let (merged, _) = doc.absorb(ChunkForm::Changes, &chunk, Some(signer(3).1)).unwrap();
    let after = adoption::read(&merged, &member_of);
    assert_eq!(after.adopted, adopted.adopted);
    let [addendum] = after.proposed.as_slice() else { panic!("{:?}", after.proposed) };
    assert_eq!(addendum.before.as_deref(), Some("Biên bản đã đọc lại."));
    assert_eq!(addendum.after.as_deref(), Some("Biên bản đã đọc lại. Thêm ý kiến."));
    assert_eq!(addendum.by, [(signer(3).1, at(50))]);
    let signed = merged.at(&after.adopted[0].heads).unwrap();
    assert_eq!(MeetingView::of(&signed).unwrap().minutes, "Biên bản đã đọc lại.");
}

#[test]
fn adoption_is_of_the_moment_at_which_the_signatures_sufficed_whoever_signs_later() {
    // Phone 3 is a second one of the chair.
    let members = |device| if device == signer(3).1 { Some(DocId::from_bytes([1; 16])) } else { member_of(device) };
    let sign = |doc: &mut Doc, n: u8, member: u8, alone: bool, moment: i64| {
        let member = Some(DocId::from_bytes([member; 16]));
        let signed = adoption::attest(doc, &signer(n).0, member, alone, at(moment)).unwrap();
        doc.edit(&pen(n), at(moment), |e| adoption::adopt(e, signed)).unwrap();
        adoption::read(doc, &members)
    };
    let mut doc = with_officers();
    assert_eq!(sign(&mut doc, 1, 1, false, 200).adopted_at(), None);
    assert_eq!(sign(&mut doc, 2, 2, false, 300).adopted_at(), Some(at(300)));
    let late = sign(&mut doc, 3, 1, false, 900);
    assert_eq!((late.adopted[0].signatures.len(), late.adopted_at()), (3, Some(at(300))));
    let mut doc = with_officers();
    assert_eq!(sign(&mut doc, 2, 2, true, 400).adopted_at(), Some(at(400)));
    assert_eq!(sign(&mut doc, 1, 1, false, 900).adopted_at(), Some(at(400)));
    let mut both = with_officers();
    sign(&mut both, 1, 1, false, 200);
    sign(&mut both, 3, 1, true, 250);
    assert_eq!(sign(&mut both, 2, 2, false, 300).adopted_at(), Some(at(250)), "one alone had sufficed before");
}

#[test]
fn one_signature_suffices_where_it_says_so_and_strangers_cannot_sign() {
    let mut doc = with_officers();
    adopt_as(&mut doc, 2, true);
    let adoption = adoption::read(&doc, &member_of);
    assert!(adoption.is_adopted() && adoption.is_sole());
    let stranger = adoption::attest(&doc, &signer(5).0, Some(DocId::from_bytes([5; 16])), false, at(1));
    assert!(matches!(stranger, Err(WriteError::NotAnOfficer)));
    assert!(!adoption::read(&doc, &|_| None).is_adopted(), "an unknown device's signature counts for nothing");
}

#[test]
fn an_attestation_by_another_key_or_of_other_content_counts_for_nothing() {
    let mut doc = with_officers();
    let honest = adoption::attest(&doc, &signer(1).0, Some(DocId::from_bytes([1; 16])), true, at(1)).unwrap();
    let Scalar::Bytes(mut bytes) = honest.1 else { panic!() };
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    doc.edit(&pen(1), at(2), |e| adoption::adopt(e, (honest.0, Scalar::Bytes(bytes)))).unwrap();
    assert_eq!(adoption::read(&doc, &member_of), adoption::Adoption::default());
}

#[test]
fn an_attestation_counts_only_from_the_device_that_wrote_it_and_under_its_own_leaf() {
    let mut doc = with_officers();
    let (leaf, signed) = adoption::attest(&doc, &signer(1).0, Some(DocId::from_bytes([1; 16])), true, at(1)).unwrap();
    doc.edit(&pen(3), at(2), |e| adoption::adopt(e, (leaf.clone(), signed.clone()))).unwrap();
    assert!(!adoption::read(&doc, &member_of).is_adopted(), "somebody else wrote it");
    doc.edit(&pen(1), at(3), |e| adoption::adopt(e, (format!("{leaf}0"), signed.clone()))).unwrap();
    assert!(!adoption::read(&doc, &member_of).is_adopted(), "it stands under another leaf");
    doc.edit(&pen(1), at(4), |e| e.remove("adoption", &leaf)).unwrap();
    doc.edit(&pen(1), at(5), |e| adoption::adopt(e, (leaf, signed))).unwrap();
    assert!(adoption::read(&doc, &member_of).is_adopted());
}

#[test]
fn who_signs_a_thousand_contents_crowds_out_nobody() {
    let mut doc = with_officers();
    adopt_as(&mut doc, 1, false);
    adopt_as(&mut doc, 2, false);
    let adopted = adoption::read(&doc, &member_of).adopted;
    // Of contents that never were, at heads that did exist: the costliest to refuse.
    for n in 0..200 {
        doc.edit(&pen(1), at(200 + n), |e| splice_minutes(e, 0, 0, "x")).unwrap();
        let mut signed = doc.clone();
        signed.edit(&pen(1), at(200 + n), |e| splice_minutes(e, 0, 0, "y")).unwrap();
        let (_, Scalar::Bytes(bytes)) =
            adoption::attest(&signed, &signer(1).0, Some(DocId::from_bytes([1; 16])), true, at(1)).unwrap()
        else {
            panic!()
        };
        let (_, claimed) = adoption::Attestation::claimed(&bytes).unwrap();
        let false_one = adoption::Attestation { heads: doc.heads(), ..claimed };
        let attestation = (false_one.leaf(), Scalar::Bytes(false_one.seal(&signer(1).0)));
        doc.edit(&pen(1), at(200 + n), |e| adoption::adopt(e, attestation)).unwrap();
    }
    let after = adoption::read(&doc, &member_of);
    assert_eq!(after.adopted, adopted);
    assert!(after.unchecked > 150, "{}", after.unchecked);
}

#[test]
fn what_commands_a_screen_and_what_is_marked_is_shown_cleaned_and_told() {
    let mut doc = key().open();
    doc.edit(&pen(1), at(0), |e| {
        e.put("about", "place", "Nhà\u{1b}[2J\nvăn hóa")?;
        e.put("people", "khach-a", "x".repeat(60_000))?;
        e.put("roll", "khach-a/status", "co_mat")?;
        e.splice("minutes", 0, 0, "Độ mật: Tuyệt mật\u{202e}.")
    })
    .unwrap();
    let digest = doc.content_digest();
    let view = MeetingView::of(&doc).unwrap();
    assert_eq!(view.place.as_deref(), Some("Nhà\u{fffd}[2J văn hóa"));
    assert_eq!(view.minutes, "Độ mật: Tuyệt mật\u{fffd}.");
    assert_eq!(
        view.minutes.chars().count(),
        doc.running_text(&crate::doc::TextPlace::Part("minutes")).unwrap().chars().count()
    );
    assert!(view.roll[0].person.name.chars().count() <= limits::SHOWN_NAME_CHARS_MAX + 1);
    let [finding] = view.findings.as_slice() else { panic!("{:?}", view.findings) };
    assert_eq!((finding.code, finding.figures), (view::FindingCode::Marked, (1, 3)));
    assert!(!finding.code.is_impossible() && MeetingLine::of(&doc).unwrap().marked);
    assert_eq!(doc.content_digest(), digest);
}

#[test]
fn items_and_sayings_of_two_phones_stand_side_by_side() {
    let (mut one, mut two) = (key().open(), key().open());
    one.edit(&pen(1), at(0), |e| {
        let item = put_item(e, "Thời sự, chính sách mới", 2, Some(&member(1)))?;
        say(e, &item, &Saying::Opinion, Some(&member(3)), "Đề nghị làm rõ.")
    })
    .unwrap();
    two.edit(&pen(2), at(1), |e| {
        let item = put_item(e, "Thời sự,  chính sách mới ", 2, None)?;
        say(e, &item, &Saying::Conclusion, Some(&member(1)), "Nhất trí.")
    })
    .unwrap();
    let view = MeetingView::of(&merge(one, &two, 2)).unwrap();
    let [item] = view.agenda.as_slice() else { panic!("{:?}", view.agenda) };
    assert_eq!((item.opinions.len(), item.conclusions.len()), (1, 1));
    assert_eq!(item.opinions[0].speaker.as_ref().unwrap().name, "Đồng chí Thứ 3");
    assert_eq!(view.conflicts, []);
}

#[test]
fn a_threshold_set_by_hand_outlives_the_next_figure() {
    let vote = VoteKey::new(&Matter::Resolution, None);
    let figure = |agree| Tally { eligible: Some(20), agree: Some(agree), ..Tally::default() };
    let mut doc = key().open();
    doc.edit(&pen(1), at(0), |e| {
        record_vote(e, &vote, &figure(11))?;
        vote::set_threshold(e, &vote, ">=2/3")?;
        record_vote(e, &vote, &figure(13))
    })
    .unwrap();
    let view = MeetingView::of(&doc).unwrap();
    assert_eq!((view.votes[0].threshold.text().as_str(), view.votes[0].outcome), (">=2/3", Outcome::NotPassed));
}

#[test]
fn more_votes_than_ballots_are_found_before_every_side_is_given() {
    let vote = VoteKey::new(&Matter::Resolution, None);
    let codes = |tally: Tally| {
        let mut doc = key().open();
        doc.edit(&pen(1), at(0), |e| record_vote(e, &vote, &tally)).unwrap();
        MeetingView::of(&doc).unwrap().findings.into_iter().map(|found| found.code).collect::<Vec<_>>()
    };
    let over = Tally { collected: Some(20), agree: Some(18), against: Some(5), ..Tally::default() };
    assert_eq!(codes(over), [view::FindingCode::SumNotCollected]);
    let unfinished = Tally { collected: Some(20), agree: Some(18), ..Tally::default() };
    assert_eq!(codes(unfinished), []);
    let too_many = Tally { eligible: Some(20), agree: Some(25), ..Tally::default() };
    assert_eq!(codes(too_many), [view::FindingCode::CollectedOverEligible]);
}

#[test]
fn absurd_figures_of_a_hostile_device_are_shown_and_break_nothing() {
    let mut doc = key().open();
    doc.edit(&pen(1), at(0), |e| {
        for side in ["for", "against", "other", "eligible"] {
            e.put("votes", &format!("nghi_quyet/{side}"), i64::MAX)?;
        }
        e.put("score", "points/a", i64::MAX)?;
        e.put("score", "points/b", i64::MAX)
    })
    .unwrap();
    let view = MeetingView::of(&doc).unwrap();
    assert_eq!((view.score.total, view.votes[0].tally.agree), (i64::MAX, Some(i64::MAX)));
}

#[test]
fn a_guest_who_did_not_come_is_not_counted_present() {
    let mut doc = key().open();
    doc.edit(&pen(1), at(0), |e| {
        mark_attendance(e, &Person::guest("Trần Thị Khách"), &Standing::Guest, &Attendance::Guest, None)?;
        mark_attendance(e, &member(2), &Standing::Guest, &Attendance::Present, None)?;
        mark_attendance(e, &member(3), &Standing::Guest, &Attendance::AbsentExcused, Some("ốm"))
    })
    .unwrap();
    let sum = MeetingView::of(&doc).unwrap().summary;
    assert_eq!((sum.guests, sum.total), (2, 0));
}

#[test]
fn classified_text_is_refused() {
    let mut doc = key().open();
    let refused = doc.edit(&pen(1), at(0), |e| splice_minutes(e, 0, 0, "Độ mật: Tối mật\nNội dung"));
    assert!(matches!(refused, Err(WriteError::Classified(_))));
}

use crate::doc::Scalar;
