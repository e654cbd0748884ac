//! Many at once: everybody has a turn, and nothing that was acknowledged is lost.

use std::sync::atomic::{AtomicBool, Ordering};

use shared::access::Role;
use shared::doc::{ChunkForm, Doc, Heads, Pen};
use shared::envelope::{Envelope, Signed};
use shared::meeting::{MeetingView, splice_minutes};
use shared::wire::{self, Fate, Receipt};
use tests::caller::{Caller, dial};
use tests::rogue::{Rogue, blank_request};

use super::{HEALTH, HERE, begun, bounded, code, rogue};
use crate::story::{CELL, DEPUTY, head, minutes};

#[test]
fn a_device_that_brings_hundreds_at_once_lets_others_in_between() {
    let ward = bounded("");
    let (busy, other) = (rogue(&ward, 1), rogue(&ward, 2));
    let key = ward.meeting_key(CELL).unwrap();
    let meeting = |rogue: &Rogue, ordinal: u16| {
        let key = shared::meeting::MeetingKey { ordinal, ..key.clone() };
        rogue.envelope(key.org, &key.open()).seal(&rogue.key)
    };
    let many: Vec<Signed> = (1..=512).map(|ordinal| meeting(&busy, ordinal)).collect();
    let one_by_one: Vec<Signed> = (1_001..=1_200).map(|ordinal| meeting(&other, ordinal)).collect();
    let done = AtomicBool::new(false);
    let (receipts, between) = std::thread::scope(|scope| {
        let bulk = scope.spawn(|| {
            let receipts = busy.bring(many);
            done.store(true, Ordering::SeqCst);
            receipts
        });
        let mut between = 0;
        for sealed in one_by_one {
            assert_eq!(merged(&other.bring(vec![sealed]).unwrap()), 1);
            if done.load(Ordering::SeqCst) {
                break;
            }
            between += 1;
        }
        (bulk.join().unwrap().unwrap(), between)
    });
    assert_eq!(merged(&receipts), 512);
    assert!(between >= 5, "only {between} had their turn while the many were merged");
}

fn merged(receipts: &[Receipt]) -> usize {
    receipts.iter().filter(|receipt| matches!(receipt.fate, Fate::Merged(_))).count()
}

#[test]
fn a_server_that_stops_says_so_to_newcomers_and_ends_what_is_open() {
    let mut ward = bounded("");
    let token = rogue(&ward, 1).token();
    let body = wire::encode(&blank_request());
    let mut open = begun(&ward, &token, body.len());
    let (address, config) =
        (ward.address(), tests::caller::trust(&ward.folder().join("tls.crt"), &["http/1.1"]).unwrap());
    std::thread::scope(|scope| {
        let stopping = scope.spawn(|| ward.stop());
        // Until the word to stop has gone round, newcomers are served.
        let told = std::iter::repeat_with(|| Caller::at(address, &config, HERE).and_then(|mut one| one.ask(HEALTH)))
            .take(100_000)
            .find_map(|answer| answer.ok().filter(|answer| answer.status != 200))
            .unwrap();
        assert_eq!((told.status, code(&told).as_str(), told.retry_after()), (503, "busy", Some(5)));
        assert_eq!(open.ask(&body).unwrap().status, 200);
        stopping.join().unwrap().unwrap();
    });
    assert!(dial(address, HERE).is_err(), "afterwards nobody listens");
}

#[test]
fn a_storm_of_devices_with_a_restart_in_its_middle_loses_nothing() {
    const DEVICES: u8 = 40;
    const EACH: u16 = 3;
    let mut ward = bounded("");
    let key = ward.meeting_key(CELL).unwrap();
    let devices: Vec<Rogue> = (1..=DEVICES).map(|seed| rogue(&ward, seed)).collect();
    let (tell, told) = std::sync::mpsc::channel();
    let acknowledged: Vec<shared::id::DocId> = std::thread::scope(|scope| {
        let threads: Vec<_> = devices
            .iter()
            .zip(0u16..)
            .map(|(device, number)| {
                let (tell, key) = (tell.clone(), &key);
                scope.spawn(move || {
                    (0..EACH)
                        .map(|turn| {
                            let key = shared::meeting::MeetingKey { ordinal: 1 + number * EACH + turn, ..key.clone() };
                            let sealed = device.envelope(key.org, &key.open()).seal(&device.key);
                            // As a phone does: what has no receipt is brought again.
                            let fate = std::iter::repeat_with(|| device.bring(vec![sealed.clone()]))
                                .take(100_000)
                                .find_map(Result::ok)
                                .map(|receipts| receipts[0].fate.clone());
                            assert!(matches!(fate, Some(Fate::Merged(_) | Fate::Duplicate(_))), "{fate:?}");
                            tell.send(()).unwrap();
                            key.doc()
                        })
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        // A third of it is done; the rest is on its way.
        let third = usize::from(DEVICES) * usize::from(EACH) / 3;
        assert!(told.iter().take(third).count() == third);
        ward.stop().unwrap();
        ward.start().unwrap();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(acknowledged.len(), usize::from(DEVICES) * usize::from(EACH));
    for doc in acknowledged {
        assert!(ward.record(doc).unwrap().is_some(), "{doc} was acknowledged");
    }
}

#[test]
fn twenty_editors_of_one_meeting_lose_no_sentence_and_see_the_same() {
    const EDITORS: u8 = 20;
    const EACH: usize = 3;
    let ward = bounded("");
    let key = ward.meeting_key(CELL).unwrap();
    let now = ward.clock.now();
    let editors: Vec<Rogue> = (1..=EDITORS).map(|seed| rogue(&ward, seed)).collect();
    std::thread::scope(|scope| {
        for (editor, number) in editors.iter().zip(1..) {
            let key = &key;
            scope.spawn(move || {
                let (pen, mut doc) = (Pen::new(editor.device(), [1; 8]), key.open());
                for turn in 0..EACH {
                    let envelope = edit(editor, &pen, &mut doc, key.org, &sentence(number, turn), now);
                    assert_eq!(merged(&editor.bring(vec![envelope]).unwrap()), 1);
                }
            });
        }
    });
    let kept = MeetingView::of(&ward.record(key.doc()).unwrap().unwrap()).unwrap().minutes;
    for number in 1..=usize::from(EDITORS) {
        for turn in 0..EACH {
            assert_eq!(kept.matches(&sentence(number, turn)).count(), 1, "{number} {turn}");
        }
    }
    let mut readers = [head(&ward), tests::phone::Phone::of(&ward, CELL, Role::DeputyHead, DEPUTY).unwrap()];
    for reader in &mut readers {
        assert_eq!(minutes(reader, key.doc()), kept);
    }
}

fn sentence(number: usize, turn: usize) -> String {
    format!("Đồng chí thứ {number} phát biểu lần {turn}. ")
}

/// One more sentence in an editor's own copy, as the envelope that brings it.
fn edit(
    editor: &Rogue,
    pen: &Pen,
    doc: &mut Doc,
    org: shared::id::OrgId,
    sentence: &str,
    now: shared::time::Timestamp,
) -> Signed {
    let before = doc.heads();
    let (_, change) = doc.edit(pen, now, |edit| splice_minutes(edit, 0, 0, sentence)).unwrap();
    let begun = doc.history().len() == 1;
    let (form, base, chunk) = match begun {
        true => (ChunkForm::Document, Heads::default(), doc.save()),
        false => (ChunkForm::Changes, before, doc.change_chunks(&change.into_iter().collect())),
    };
    let envelope = editor.envelope(org, doc);
    Envelope { form, base, chunk: chunk.into(), ..envelope }.seal(&editor.key)
}
