mod model;

use super::device::{Aside, Ledger, Phase, Safety};
use super::server::{Owed, StreamStatus, owed};
use crate::access::StreamId;
use crate::doc::Kind;
use crate::id::{DocId, OrgId};
use crate::limits;
use crate::wire::{Cursor, Fate, HoldReason, Receipt, Request, Response, StreamDigest};
use model::{OWN, Phone, Server, member};

fn two_phones() -> (Server, Phone, Phone) {
    let mut server = Server::new();
    let (one, two) = (server.enrol(1), server.enrol(2));
    (server, one, two)
}

/// Takes in that the stream is withdrawn and what was brought held, and once more that it is held; nothing goes yet.
fn held_and_confirmed(server: &mut Server, one: &mut Phone) {
    for more in [true, false] {
        let request = one.request();
        let response = Response::read(&server.answer(one.device, &request)).unwrap();
        one.ledger.take_receipts(&response);
        assert_eq!(one.ledger.has_more_to_do(&response), more);
    }
}

fn assert_same(server: &Server, phones: &[&Phone], docs: impl IntoIterator<Item = DocId>) {
    for doc in docs {
        let theirs = server.doc(doc).unwrap();
        for phone in phones {
            assert_eq!(phone.docs[&doc].heads(), theirs.heads());
            assert_eq!(phone.docs[&doc].content_digest(), theirs.content_digest());
        }
    }
}

#[test]
fn two_phones_that_write_the_same_records_apart_come_to_hold_the_same() {
    let (mut server, mut one, mut two) = two_phones();
    for n in 0..4 {
        one.note(member(n), "một ");
        two.note(member(n), "hai ");
    }
    one.sync(&mut server);
    two.sync(&mut server);
    one.sync(&mut server);
    assert_same(&server, &[&one, &two], (0..4).map(member));
    let notes = one.docs[&member(0)].tree();
    let notes = notes.str("notes").unwrap();
    assert!(notes.contains("một ") && notes.contains("hai "), "{notes}");
}

#[test]
fn when_nothing_changed_a_sync_of_five_hundred_records_is_two_small_frames() {
    let (mut server, mut one, mut two) = two_phones();
    (0..500).for_each(|n| one.note(member(n), "x"));
    one.sync(&mut server);
    two.sync(&mut server);
    assert_eq!(two.sync(&mut server), 1);
    let request = two.request();
    let response = server.answer(two.device, &request);
    let (asked, answered) = (Request::read(&request).unwrap(), Response::read(&response).unwrap());
    assert_eq!(asked.cursors.len(), 1, "the empty published stream needs no cursor");
    assert_eq!((answered.streams, answered.receipts), (vec![], vec![]));
    assert!(request.len() <= 300 && response.len() <= 300, "{} and {} bytes", request.len(), response.len());
    let mut wider = asked;
    wider.cursors.push(wider.cursors[0].clone());
    let wider = crate::wire::encode(&wider);
    assert!(wider.len() <= 300, "{} bytes with two streams", wider.len());
}

#[test]
fn of_records_that_only_the_asking_phone_moved_the_receipts_say_everything() {
    let (mut server, mut one, mut two) = two_phones();
    (0..20).for_each(|n| one.note(member(n), "đầu "));
    one.sync(&mut server);
    two.sync(&mut server);
    two.note(member(3), "của máy hai ");
    two.sync(&mut server);
    (0..20).for_each(|n| one.note(member(n), "thêm "));
    let request = one.request();
    let answer = server.answer(one.device, &request);
    let told: Vec<DocId> =
        Response::read(&answer).unwrap().streams.iter().flat_map(|news| &news.entries).map(|entry| entry.doc).collect();
    assert_eq!(told, [member(3)], "the other phone wrote there as well");
    assert!(!one.take(&answer), "nothing is left to ask for");
    assert_same(&server, &[&one], (0..20).map(member));
    assert_eq!(one.ledger.safety(member(7)), Safety::SafeOnServer);
    assert_eq!(one.sync(&mut server), 1, "both sides agree what the server holds");
}

#[test]
fn a_request_whose_answer_was_lost_is_repeated_without_anything_happening_twice() {
    let (mut server, mut one, mut two) = two_phones();
    one.note(member(1), "một lần ");
    let request = one.request();
    server.answer(one.device, &request);
    assert_eq!(one.ledger.safety(member(1)), Safety::OnThisPhone);
    let again = one.request();
    assert_eq!(again, request);
    let response = server.answer(one.device, &again);
    let fates: Vec<Fate> = Response::read(&response).unwrap().receipts.into_iter().map(|r| r.fate).collect();
    assert_eq!(fates, [Fate::Duplicate(1)]);
    one.take(&response);
    assert_eq!((server.log_len(member(1)), one.ledger.unsent()), (1, 0));
    assert_eq!(one.ledger.safety(member(1)), Safety::SafeOnServer);
    two.sync(&mut server);
    assert_eq!(two.docs[&member(1)].tree().str("notes"), Some("một lần "));
}

#[test]
fn an_answer_may_be_cut_at_any_page_and_taken_up_again() {
    let (mut server, mut one, _) = two_phones();
    (0..12).for_each(|n| one.note(member(n), &"dài ".repeat(usize::from(n) * 40)));
    one.sync(&mut server);
    (0..6).for_each(|n| one.note(member(n), "thêm "));
    one.sync(&mut server);
    let pages = {
        let mut two = server.enrol(2);
        two.budget = limits::RESPONSE_BUDGET_BYTES.start() / 2;
        two.sync(&mut server)
    };
    assert!(pages > 3, "{pages}");
    for cut in 1..pages {
        let mut two = server.enrol(2);
        two.budget = limits::RESPONSE_BUDGET_BYTES.start() / 2;
        for page in 1..=cut {
            let request = two.request();
            let response = server.answer(two.device, &request);
            // The page after the cut never arrives, and meanwhile the other phone writes on.
            if page < cut {
                assert!(two.take(&response));
            }
        }
        one.note(member(11), "giữa chừng ");
        one.sync(&mut server);
        two.sync(&mut server);
        assert_same(&server, &[&two], (0..12).map(member));
        assert_eq!(two.sync(&mut server), 1);
    }
}

#[test]
fn a_page_that_ends_at_the_head_is_followed_by_one_that_says_it_was_the_last() {
    let (epoch, digest) = (7, StreamDigest([3; 16]));
    let status = StreamStatus { epoch, head: 5, digest };
    let stream = StreamId::of(OrgId::from_bytes([1; 16]), Kind::Meeting);
    let cursor = |floor, at, digest| Cursor { stream, epoch, floor, at, digest };
    assert_eq!(owed(Some(&cursor(0, 5, digest)), &status), Owed::After { floor: 0, at: 5 });
    assert_eq!(owed(Some(&cursor(2, 5, digest)), &status), Owed::After { floor: 2, at: 5 });
    assert_eq!(owed(Some(&cursor(5, 5, digest)), &status), Owed::Nothing);
    assert_eq!(owed(Some(&cursor(0, 5, StreamDigest::default())), &status), Owed::Reset);
}

#[test]
fn a_server_restored_from_a_backup_gets_its_tail_back_from_the_phones() {
    for (insistent, page) in [(false, 100), (true, 100), (false, 2), (true, 2)] {
        let (mut server, mut one, mut two) = two_phones();
        (0..5).for_each(|n| one.note(member(n), "trước "));
        one.sync(&mut server);
        two.sync(&mut server);
        let backup = server.clone();
        (3..8).for_each(|n| one.note(member(n), "sau "));
        two.note(member(0), "của hai ");
        one.sync(&mut server);
        two.sync(&mut server);
        let lost = server;
        let mut server = Server::restored_as_of(&backup, 2);
        (server.insistent, server.inventory_page) = (insistent, page);
        one.sync(&mut server);
        two.sync(&mut server);
        one.sync(&mut server);
        two.sync(&mut server);
        assert_same(&server, &[&one, &two], (0..8).map(member));
        for n in 0..8 {
            assert_eq!(server.doc(member(n)).unwrap().heads(), lost.doc(member(n)).unwrap().heads());
            assert_eq!(one.ledger.safety(member(n)), Safety::SafeOnServer);
        }
        assert!(one.ledger.streams().all(|(_, state)| state.phase == Phase::Following && !state.differs));
        assert_eq!(one.sync(&mut server), 1);
    }
}

#[test]
fn an_answer_to_what_was_asked_before_the_server_was_restored_does_not_hide_that_it_was() {
    let (mut server, mut one, _) = two_phones();
    let backup = server.clone();
    one.note(member(1), "một ");
    let early = one.request();
    one.note(member(1), "hai ");
    one.sync(&mut server);
    assert_eq!(one.ledger.safety(member(1)), Safety::SafeOnServer);
    let mut server = Server::restored_as_of(&backup, 2);
    let late = server.answer(one.device, &early);
    one.take(&late);
    assert_eq!(one.ledger.safety(member(1)), Safety::OnThisPhone);
    one.sync(&mut server);
    assert_same(&server, &[&one], [member(1)]);
    assert_eq!(one.ledger.safety(member(1)), Safety::SafeOnServer);
}

#[test]
fn a_receipt_of_a_server_that_was_restored_before_its_stream_was_read_is_not_believed() {
    let (mut server, mut one, _) = two_phones();
    one.note(member(1), "một ");
    let request = one.request();
    server.answer(one.device, &request);
    let backup = server.clone();
    one.note(member(1), "hai ");
    let request = one.request();
    let answer = Response::read(&server.answer(one.device, &request)).unwrap();
    // Stopped before the end of the page.
    one.ledger.take_receipts(&answer);
    let mut server = Server::restored_as_of(&backup, 2);
    one.sync(&mut server);
    assert_same(&server, &[&one], [member(1)]);
    assert_eq!(one.ledger.safety(member(1)), Safety::SafeOnServer);
    assert_eq!(one.sync(&mut server), 1);
}

#[test]
fn a_record_is_not_called_safe_while_the_server_is_being_compared() {
    let (mut server, mut one, _) = two_phones();
    let empty = Server::restored_as_of(&server, 9);
    one.note(member(1), "x");
    one.sync(&mut server);
    assert_eq!(one.ledger.safety(member(1)), Safety::SafeOnServer);
    let mut server = empty;
    let request = one.request();
    let response = server.answer(one.device, &request);
    assert!(one.take(&response), "an unknown epoch calls for a comparison");
    assert_eq!(one.ledger.safety(member(1)), Safety::OnThisPhone);
    one.sync(&mut server);
    assert_eq!(one.ledger.safety(member(1)), Safety::SafeOnServer);
}

#[test]
fn digests_that_differ_lead_to_a_comparison_and_then_to_agreement() {
    let (mut server, mut one, mut two) = two_phones();
    (0..3).for_each(|n| one.note(member(n), "x"));
    one.sync(&mut server);
    two.sync(&mut server);
    server.lose(member(1));
    assert!(one.sync(&mut server) > 1);
    assert_same(&server, &[&one], (0..3).map(member));
    two.sync(&mut server);
    assert!([&one, &two].iter().all(|phone| !phone.ledger.stream(OWN).unwrap().differs));
    assert_eq!((one.sync(&mut server), two.sync(&mut server)), (1, 1));
}

#[test]
fn a_vault_restored_from_an_older_copy_catches_up_and_writes_on() {
    let (mut server, mut one, mut two) = two_phones();
    one.note(member(1), "cũ ");
    one.sync(&mut server);
    let copy = one.clone();
    one.note(member(1), "mới ");
    one.note(member(2), "khác ");
    one.sync(&mut server);
    let mut restored = copy.restarted(7);
    restored.note(member(1), "sau khi khôi phục ");
    restored.sync(&mut server);
    two.sync(&mut server);
    restored.sync(&mut server);
    assert_same(&server, &[&restored, &two], [1, 2].map(member));
    let notes = two.docs[&member(1)].tree();
    for text in ["cũ ", "mới ", "sau khi khôi phục "] {
        assert!(notes.str("notes").unwrap().contains(text));
    }
}

#[test]
fn what_a_cloned_phone_wrote_is_held_and_stays_on_it_as_well() {
    let (mut server, mut one, _) = two_phones();
    one.note(member(1), "chung ");
    one.sync(&mut server);
    let mut clone = one.clone();
    one.note(member(1), "một ");
    clone.note(member(1), "bản sao ");
    one.sync(&mut server);
    assert!(clone.sync(&mut server) <= 4, "what cannot be merged here is not asked for in a circle");
    assert_eq!(clone.ledger.safety(member(1)), Safety::Held(HoldReason::DuplicateActor));
    assert_eq!(server.held.len(), 1);
    assert!(clone.docs[&member(1)].tree().str("notes").unwrap().contains("bản sao "));
}

#[test]
fn what_the_server_holds_is_shown_as_held_and_clears_once_it_is_released() {
    let (mut server, mut one, _) = two_phones();
    one.note(member(1), "trước ");
    one.sync(&mut server);
    server.revoke(&one);
    one.note(member(1), "sau ");
    held_and_confirmed(&mut server, &mut one);
    assert_eq!(one.ledger.safety(member(1)), Safety::Held(HoldReason::Revoked));
    let aside = one.ledger.set_aside();
    let [(id, doc, Aside::Held(HoldReason::Revoked))] = aside.as_slice() else { panic!("{aside:?}") };
    assert_eq!(*doc, member(1));
    let mut two = server.enrol(1).restarted(9);
    std::mem::swap(&mut two.ledger, &mut one.ledger);
    std::mem::swap(&mut two.docs, &mut one.docs);
    two.ledger = unwithdrawn(two.ledger);
    server.release(*id);
    two.sync(&mut server);
    assert_eq!(two.ledger.set_aside(), []);
    assert_eq!(two.ledger.safety(member(1)), Safety::SafeOnServer);
}

/// A ledger as the engine would load it after the person was enrolled again.
fn unwithdrawn(ledger: Ledger) -> Ledger {
    let streams: Vec<_> = ledger.streams().map(|(id, state)| (*id, state.clone())).collect();
    let records: Vec<_> = ledger.records().map(|(id, record)| (*id, record.clone())).collect();
    let outbox: Vec<_> = ledger.set_aside().iter().filter_map(|(id, ..)| ledger.pending(*id).cloned()).collect();
    let streams = streams.into_iter().map(|(id, mut state)| {
        state.withdrawn = false;
        (id, state)
    });
    Ledger::load(streams, records, outbox)
}

#[test]
fn records_of_a_withdrawn_stream_go_only_after_what_was_unsent_is_handed_in() {
    let (mut server, mut one, _) = two_phones();
    one.note(member(1), "đã gửi ");
    one.note(member(2), "đã gửi ");
    one.sync(&mut server);
    let quiet = one.request();
    server.revoke(&one);
    one.note(member(2), "chưa gửi ");
    one.take(&server.answer(one.device, &quiet));
    assert!(one.docs.contains_key(&member(2)) && !one.docs.contains_key(&member(1)));
    one.sync(&mut server);
    assert_eq!(server.held.len(), 1, "it was handed in and waits for the ward");
    assert!(one.docs.is_empty());
    assert_eq!(server.purged.iter().copied().collect::<Vec<_>>(), [OWN]);
    assert_eq!((one.ledger.streams().count(), one.ledger.records().count()), (0, 0));
}

#[test]
fn a_removal_is_confirmed_even_if_the_app_stopped_before_it_could_say_so() {
    let (mut server, mut one, _) = two_phones();
    one.note(member(1), "x");
    one.sync(&mut server);
    server.revoke(&one);
    let request = one.request();
    one.take(&server.answer(one.device, &request));
    let streams: Vec<_> = one.ledger.streams().map(|(id, state)| (*id, state.clone())).collect();
    one.ledger = Ledger::load(streams, [], []);
    one.sync(&mut server);
    assert_eq!(server.purged.iter().copied().collect::<Vec<_>>(), [OWN]);
}

#[test]
fn a_record_that_came_before_the_app_stopped_in_the_middle_of_its_page_goes_with_its_stream() {
    let (mut server, mut one, mut two) = two_phones();
    one.note(member(1), "x");
    one.sync(&mut server);
    let request = two.request();
    let answer = Response::read(&server.answer(two.device, &request)).unwrap();
    let news = &answer.streams[0];
    let came = server.doc(member(1)).unwrap().clone();
    // Stopped here: the record is stored, the cursor did not move.
    two.ledger.merged(OWN, &news.entries[0], Some(&came));
    two.docs.insert(member(1), came);
    let (streams, records): (Vec<_>, Vec<_>) = (
        two.ledger.streams().map(|(id, state)| (*id, state.clone())).collect(),
        two.ledger.records().map(|(id, state)| (*id, state.clone())).collect(),
    );
    two.ledger = Ledger::load(streams, records, []);
    server.revoke(&two);
    two.sync(&mut server);
    assert!(two.docs.is_empty() && two.ledger.records().count() == 0);
}

#[test]
fn nothing_is_safe_before_its_receipt_and_seen_only_while_the_ward_saw_all_of_it() {
    let (mut server, mut one, _) = two_phones();
    one.note(member(1), "một ");
    assert_eq!(one.ledger.safety(member(1)), Safety::OnThisPhone);
    let request = one.request();
    assert_eq!(one.ledger.safety(member(1)), Safety::OnThisPhone);
    let response = server.answer(one.device, &request);
    assert_eq!(one.ledger.safety(member(1)), Safety::OnThisPhone);
    one.take(&response);
    assert_eq!(one.ledger.safety(member(1)), Safety::SafeOnServer);
    server.see(member(1));
    one.sync(&mut server);
    assert_eq!(one.ledger.safety(member(1)), Safety::SeenByWard);
    one.note(member(1), "hai ");
    let request = one.request();
    let mut cut = Response::read(&server.answer(one.device, &request)).unwrap();
    cut.streams.clear();
    one.ledger.take_receipts(&cut);
    assert_eq!(one.ledger.safety(member(1)), Safety::SafeOnServer, "the ward has not seen the second part");
    one.sync(&mut server);
    assert_eq!(one.ledger.safety(member(1)), Safety::SafeOnServer);
}

#[test]
fn news_older_than_a_receipt_never_calls_what_that_receipt_was_for_seen() {
    let (mut server, mut one, _) = two_phones();
    one.note(member(1), "một ");
    one.sync(&mut server);
    server.see(member(1));
    let request = one.request();
    let late = server.answer(one.device, &request);
    one.note(member(1), "hai ");
    one.sync(&mut server);
    assert_eq!(one.ledger.safety(member(1)), Safety::SafeOnServer);
    one.take(&late);
    assert_ne!(one.ledger.safety(member(1)), Safety::SeenByWard);
}

#[test]
fn what_left_before_a_process_began_is_handed_in_once_more_before_it_goes() {
    for authorised in [true, false] {
        let (mut server, mut one, _) = two_phones();
        let backup = server.clone();
        one.note(member(1), "trước ");
        one.sync(&mut server);
        if !authorised {
            server.revoke(&one);
        }
        one.note(member(1), "sau ");
        if authorised {
            one.sync(&mut server);
            server.revoke(&one);
        }
        for _ in 0..2 {
            let request = one.request();
            one.ledger.take_receipts(&Response::read(&server.answer(one.device, &request)).unwrap());
        }
        assert_eq!(one.ledger.removable(), [member(1)]);
        // It dies before the removal; meanwhile the server is lost, and the new one has never heard of the record.
        one.restart();
        assert_eq!(one.ledger.removable(), [], "not on the word that one before it heard");
        assert_eq!(one.ledger.leaving().len(), 1, "it is still here");
        let mut restored = Server::restored_as_of(&backup, 2);
        restored.revoke(&one);
        one.sync(&mut restored);
        assert_eq!(restored.held.len(), 2, "both parts were handed in to the server that is there now");
        assert!(one.docs.is_empty());
        assert_eq!((one.ledger.removable(), one.ledger.unsent()), (Vec::new(), 0));
        assert!(one.ledger.leaving().is_empty(), "nothing of it is here to be told of");
    }
}

#[test]
fn a_record_goes_only_after_the_server_was_asked_again_since_its_stream_was_withdrawn() {
    let (mut server, mut one, _) = two_phones();
    one.note(member(1), "trước ");
    one.sync(&mut server);
    let backup = server.clone();
    server.revoke(&one);
    one.note(member(1), "sau ");
    let request = one.request();
    let late = server.answer(one.device, &request);
    let mut server = Server::restored_as_of(&backup, 2);
    one.take(&late);
    assert_eq!((one.docs.len(), one.ledger.unsent()), (1, 1));
    one.sync(&mut server);
    assert_same(&server, &[&one], [member(1)]);
}

#[test]
fn what_is_held_of_a_stream_that_comes_back_is_offered_once_more() {
    let (mut server, mut one, _) = two_phones();
    one.note(member(1), "trước ");
    one.sync(&mut server);
    let backup = server.clone();
    server.revoke(&one);
    one.note(member(1), "sau ");
    held_and_confirmed(&mut server, &mut one);
    assert_eq!((one.ledger.removable(), one.ledger.unsent()), (vec![member(1)], 0));
    let mut server = Server::restored_as_of(&backup, 2);
    one.sync(&mut server);
    assert_same(&server, &[&one], [member(1)]);
}

#[test]
fn a_kind_only_newer_apps_know_is_counted_and_does_not_set_sync_turning_in_circles() {
    let (mut server, mut one, mut two) = two_phones();
    one.note(member(1), "x");
    one.sync(&mut server);
    let request = two.request();
    let mut response = Response::read(&server.answer(two.device, &request)).unwrap();
    response.streams[0].entries[0].kind = 99;
    assert!(!two.take(&crate::wire::encode(&response)));
    assert_eq!(two.ledger.record(member(1)).unwrap().newer_kind, Some(99));
    assert_eq!(two.sync(&mut server), 1);
    let records: Vec<_> = two.ledger.records().map(|(id, record)| (*id, record.clone())).collect();
    let updated = records.into_iter().map(|(id, mut record)| {
        record.newer_kind = Some(2);
        (id, record)
    });
    let streams: Vec<_> = two.ledger.streams().map(|(id, state)| (*id, state.clone())).collect();
    two.ledger = Ledger::load(streams, updated, []);
    two.sync(&mut server);
    assert_same(&server, &[&two], [member(1)]);
}

/// What a server says of one envelope and of the stream it was for.
fn told(phone: &mut Phone, fate: Fate, gone: Option<Vec<DocId>>) {
    let envelope = phone.ledger.outgoing().first().map(|pending| pending.sealed.envelope_id());
    let response = Response {
        version: limits::PROTOCOL_VERSION,
        server_ms: 0,
        receipts: envelope.map(|envelope| Receipt { envelope, fate }).into_iter().collect(),
        streams: Vec::new(),
        certificates: Vec::new(),
        withdrawn: Vec::new(),
        visit: None,
        witness: None,
        rules: None,
        revoked_ms: None,
    };
    phone.ledger.take_receipts(&response);
    phone.ledger.gone(OWN, gone.as_deref().unwrap_or_default());
}

#[test]
fn a_record_that_the_ward_took_away_goes_once_its_work_was_handed_in_and_is_not_begun_again() {
    let (mut server, mut one, _) = two_phones();
    one.note(member(1), "một ");
    one.sync(&mut server);
    one.note(member(1), "chưa gửi ");
    told(&mut one, Fate::Held(HoldReason::Erased), Some(vec![member(1)]));
    assert_eq!(one.ledger.removable(), [], "it has work that was not handed in");
    drop(one.request());
    told(&mut one, Fate::Held(HoldReason::Erased), None);
    assert_eq!((one.ledger.removable(), one.ledger.unsent()), (vec![member(1)], 0));
    assert!(!one.ledger.is_gone(member(1), OWN), "it is here still");
    one.ledger.removed(member(1));
    assert!(one.ledger.record(member(1)).is_none() && one.ledger.is_gone(member(1), OWN));
    assert!(one.ledger.row(member(1)).is_some_and(|row| row.is_gone), "and that is stored");
    // One that was never here is remembered as well, and a stream that leaves takes that along.
    told(&mut one, Fate::Duplicate(1), Some(vec![member(2)]));
    assert!(one.ledger.is_gone(member(2), OWN));
    let rows = [1, 2].map(|n| (member(n), one.ledger.row(member(n)).unwrap().clone()));
    let mut again = Ledger::load([], rows, []);
    assert!(again.is_gone(member(1), OWN) && again.removable().is_empty());
    again.take_dirty();
    let request = again.request(crate::time::Timestamp::from_ms(0), 4096);
    assert!(request.wants.is_empty() && request.purged.is_empty());
    let mut answer = Response::read(&server.answer(one.device, &one.request())).unwrap();
    answer.withdrawn = vec![OWN];
    again.take_receipts(&answer);
    assert!(!again.is_gone(member(1), OWN) && again.take_dirty().records.contains(&member(1)));
}

#[test]
fn a_record_that_comes_back_is_here_as_any_other() {
    let (mut server, mut one, mut two) = two_phones();
    one.note(member(1), "một ");
    one.sync(&mut server);
    two.ledger.gone(OWN, &[member(1)]);
    assert!(two.ledger.is_gone(member(1), OWN));
    two.sync(&mut server);
    assert!(!two.ledger.is_gone(member(1), OWN) && two.ledger.record(member(1)).is_some());
    assert_same(&server, &[&two], [member(1)]);
}
