//! What becomes of envelopes that cannot be merged, and what a stranger to a record learns of it.

mod carried;
mod erased;
mod moves;
mod rules;

use shared::SigningKey;
use shared::doc::{Doc, Seed};
use shared::envelope::Envelope;
use shared::id::DocId;
use shared::wire::{Fate, HoldReason};

use super::Release;
use crate::auth::device;
use crate::store::quarantine;
use crate::testing::Ground;

#[tokio::test]
async fn a_false_signature_keeps_no_good_one_out() {
    let ground = Ground::begin().await;
    let (phone, forger) = (ground.phone(ground.cells[0], 1).await, ground.phone(ground.cells[1], 2).await);
    let mut doc = phone.meeting(1).open();
    phone.edit(&mut doc, 1, ("place", "Nhà văn hóa"));
    let good = phone.whole(&doc).seal(&phone.key);
    let false_one = phone.whole(&doc).seal(&SigningKey::from_bytes(&[77; 32]));
    assert_eq!(good.envelope_id(), false_one.envelope_id());
    assert_ne!(good.held_id(), false_one.held_id());

    assert_eq!(ground.bring(&forger, vec![false_one.clone()]).await, [Fate::Held(HoldReason::BadSignature)]);
    let [forged] = &ground.held().await[..] else { panic!("one copy is held") };
    assert!(ground.hub.dismiss(forged.id, "first", "chữ ký giả").await.unwrap());
    device::revoke(&ground.hub, phone.device(), "first", "mất máy").await.unwrap();
    assert_eq!(ground.bring(&phone, vec![good.clone()]).await, [Fate::Held(HoldReason::Revoked)]);
    let [held] = &ground.held().await[..] else { panic!("the good one is shown beside the one dismissed") };
    assert_eq!(ground.hub.release(held.id, "first", "đã đối chiếu").await.unwrap(), Release::Merged);
    assert!(ground.hub.open(doc.id()).await.unwrap().is_some());
    assert!(matches!(ground.bring(&phone, vec![good]).await[..], [Fate::Duplicate(_)]));
}

#[tokio::test]
async fn a_body_merged_under_its_good_signature_settles_the_copies_under_false_ones() {
    let ground = Ground::begin().await;
    let (phone, forger) = (ground.phone(ground.cells[0], 1).await, ground.phone(ground.cells[1], 2).await);
    let doc = phone.meeting(1).open();
    let copies = (70..73).map(|seed| phone.whole(&doc).seal(&SigningKey::from_bytes(&[seed; 32]))).collect();
    assert_eq!(ground.bring(&forger, copies).await, vec![Fate::Held(HoldReason::BadSignature); 3]);
    assert!(matches!(ground.bring(&phone, vec![phone.whole(&doc).seal(&phone.key)]).await[..], [Fate::Merged(_)]));
    assert!(ground.held().await.is_empty());
}

#[tokio::test]
async fn what_lands_wakes_only_what_waited_for_it() {
    const COUNT: usize = 120;
    let ground = Ground::begin().await;
    let phone = ground.phone(ground.cells[0], 1).await;
    let mut doc = phone.meeting(1).open();
    let first = phone.whole(&doc).seal(&phone.key);
    let mut chain = Vec::new();
    for n in 0..COUNT {
        let change = phone.edit(&mut doc, 1, ("place", &format!("Chỗ {n}")));
        chain.push(phone.changes(&doc, &[change]).seal(&phone.key));
    }
    let tries = |fate| ground.hub.metrics().fates(fate);
    for envelope in chain.iter().skip(1).rev() {
        let fate = ground.bring(&phone, vec![envelope.clone()]).await;
        assert_eq!(fate, [Fate::Held(HoldReason::UnknownDependency)]);
    }
    assert!(matches!(ground.bring(&phone, vec![first]).await[..], [Fate::Merged(_)]));
    assert_eq!(tries("held"), COUNT as u64 - 1, "what arrived was not what they wait for");
    assert!(matches!(ground.bring(&phone, vec![chain[0].clone()]).await[..], [Fate::Merged(_)]));
    assert_eq!(tries("held"), COUNT as u64 - 1, "each was tried when it was brought and when its turn came");
    assert!(ground.held().await.is_empty());
    assert_eq!(ground.hub.open(doc.id()).await.unwrap().unwrap().1.heads, doc.heads());
}

#[tokio::test]
async fn what_became_ready_as_the_server_stopped_is_tried_at_its_next_start() {
    let mut ground = Ground::begin().await;
    let phone = ground.phone(ground.cells[0], 1).await;
    let mut doc = phone.meeting(1).open();
    let first = phone.whole(&doc).seal(&phone.key);
    let one = phone.edit(&mut doc, 1, ("place", "Một"));
    let late = phone.changes(&doc, &[one]);
    let two = phone.edit(&mut doc, 1, ("place", "Hai"));
    let last = phone.changes(&doc, &[two]).seal(&phone.key);
    ground.bring(&phone, vec![first, last]).await;
    // As a commit that was the last thing the process did.
    let landed = ground.hub.store().write(move |tx| quarantine::landed(tx, late.doc, &[one])).await.unwrap();
    assert_eq!(landed.len(), 1);
    ground.reopen().await;
    assert_eq!(ground.hub.store().read(quarantine::ready).await.unwrap(), landed);
    ground.hub.accept_ready().await.unwrap();
    assert_eq!(ground.hub.store().read(quarantine::ready).await.unwrap(), [], "it waits again for what is not here");
    assert_eq!(ground.held().await.len(), 1);
}

#[tokio::test]
async fn a_stranger_to_a_record_learns_nothing_of_it() {
    let ground = Ground::begin().await;
    let (owner, stranger) = (ground.phone(ground.cells[0], 1).await, ground.phone(ground.cells[1], 2).await);
    let (mut there, mut not_there) = (owner.meeting(1).open(), owner.meeting(2).open());
    let known = owner.edit(&mut there, 1, ("place", "Nhà văn hóa"));
    owner.edit(&mut not_there, 1, ("place", "Nhà văn hóa"));
    assert!(matches!(ground.bring(&owner, vec![owner.whole(&there).seal(&owner.key)]).await[..], [Fate::Merged(_)]));
    for doc in [&mut there, &mut not_there] {
        doc.edit(&shared::doc::Pen::new(stranger.device(), [1; 8]), shared::time::Timestamp::from_ms(9), |edit| {
            edit.put("about", "topic", "Chuyên đề")
        })
        .unwrap();
    }
    let foreign = Doc::create(&Seed::Id(shared::doc::Kind::Member, DocId::from_bytes([9; 16])));
    let probes = |doc: &Doc| -> Vec<Envelope> {
        let heads = doc.heads();
        let of_theirs = stranger.whole(doc);
        vec![
            Envelope { org: owner.cell, ..of_theirs.clone() },
            of_theirs.clone(),
            stranger.changes(doc, heads.as_slice()),
            Envelope { chunk: foreign.save().into(), ..of_theirs.clone() },
            Envelope { chunk: vec![1, 2, 3].into(), ..of_theirs.clone() },
            Envelope { chunk: vec![1, 2, 3].into(), ..stranger.changes(doc, heads.as_slice()) },
            Envelope { kind: 2, ..of_theirs.clone() },
            Envelope { kind: 2, ..stranger.changes(doc, heads.as_slice()) },
            Envelope { kind: 3, ..of_theirs },
        ]
    };
    for (one, other) in probes(&there).into_iter().zip(probes(&not_there)) {
        let (form, kind) = (one.form, one.kind);
        let one = ground.bring(&stranger, vec![one.seal(&stranger.key)]).await;
        let other = ground.bring(&stranger, vec![other.seal(&stranger.key)]).await;
        assert!(matches!(one[..], [Fate::Held(_)]), "{form:?} {kind}: {one:?}");
        assert_eq!(one, other, "{form:?} {kind}");
    }
    // Nor later, when what it builds on arrives in the record it has no part in.
    let held = ground.held().await.len();
    owner.edit(&mut there, 1, ("topic", "Khác"));
    let later = there.changes_of_device_since(owner.device(), &shared::doc::Heads::of(vec![known]));
    ground.bring(&owner, vec![owner.changes(&there, &later).seal(&owner.key)]).await;
    assert!(ground.held().await.len() >= held, "nothing of the stranger's was let in");
}

#[tokio::test]
async fn a_record_past_its_size_waits_for_the_ward_and_goes_on_when_it_is_let_in() {
    /// Near the most one value may have, so that a few changes make a record long and none of them is past a bound.
    const VALUE: usize = 60_000;
    let ground = Ground::begin().await;
    let phone = ground.phone(ground.cells[0], 1).await;
    let mut doc = phone.meeting(1).open();
    let first = phone.whole(&doc).seal(&phone.key);
    assert!(matches!(ground.bring(&phone, vec![first]).await[..], [Fate::Merged(_)]));
    let mut fates = Vec::new();
    for n in 0..40 {
        let change = phone.edit(&mut doc, 1, (&format!("của máy khác {n}"), &"x".repeat(VALUE)));
        fates.extend(ground.bring(&phone, vec![phone.changes(&doc, &[change]).seal(&phone.key)]).await);
    }
    let merged = fates.iter().take_while(|fate| matches!(fate, Fate::Merged(_))).count();
    assert_eq!(merged, 2 * 1024 * 1024 / VALUE, "what fits is merged");
    assert_eq!(fates[merged], Fate::Held(HoldReason::OverQuota));
    assert!(fates[merged + 1..].iter().all(|fate| *fate == Fate::Held(HoldReason::UnknownDependency)));

    // The ward reads it, lets it in, and what waits for it asks again, each past the size.
    let before = ground.held().await.len();
    assert_eq!(before, 40 - merged);
    for left in (0..before).rev() {
        let held = ground.held().await;
        let next = held.iter().find(|held| held.reason == HoldReason::OverQuota).unwrap();
        assert_eq!(ground.hub.release(next.id, "first", "biên bản dài").await.unwrap(), Release::Merged);
        assert_eq!(ground.held().await.len(), left);
    }
    assert_eq!(ground.hub.open(doc.id()).await.unwrap().unwrap().1.heads, doc.heads());
}

#[tokio::test]
async fn what_is_held_and_came_in_another_way_waits_for_nothing_any_more() {
    let ground = Ground::begin().await;
    let phone = ground.phone(ground.cells[0], 1).await;
    let mut doc = phone.meeting(1).open();
    ground.bring(&phone, vec![phone.whole(&doc).seal(&phone.key)]).await;
    let one = phone.edit(&mut doc, 1, ("place", "Một"));
    let two = phone.edit(&mut doc, 1, ("place", "Hai"));
    let (first, last) = (phone.changes(&doc, &[one]), phone.changes(&doc, &[two]).seal(&phone.key));
    assert_eq!(ground.bring(&phone, vec![last.clone()]).await, [Fate::Held(HoldReason::UnknownDependency)]);
    let both = phone.changes(&doc, &[one, two]).seal(&phone.key);
    assert!(matches!(ground.bring(&phone, vec![both]).await[..], [Fate::Merged(_)]));
    assert!(ground.held().await.is_empty(), "it came with the other");
    assert!(matches!(ground.bring(&phone, vec![first.seal(&phone.key), last]).await[..], [Fate::Duplicate(_), _]));
}

#[tokio::test]
async fn what_became_ready_and_was_not_tried_is_tried_with_the_next_change_of_its_record() {
    let ground = Ground::begin().await;
    let phone = ground.phone(ground.cells[0], 1).await;
    let mut doc = phone.meeting(1).open();
    let first = phone.whole(&doc).seal(&phone.key);
    let one = phone.edit(&mut doc, 1, ("place", "Một"));
    let late = phone.changes(&doc, &[one]);
    let two = phone.edit(&mut doc, 1, ("place", "Hai"));
    let last = phone.changes(&doc, &[two]).seal(&phone.key);
    ground.bring(&phone, vec![first, last]).await;
    // As when the disk was full between the commit it waited for and its own turn.
    let landed = ground
        .hub
        .store()
        .write({
            let doc = late.doc;
            move |tx| quarantine::landed(tx, doc, &[one])
        })
        .await;
    assert_eq!(landed.unwrap().len(), 1);
    assert!(matches!(ground.bring(&phone, vec![late.seal(&phone.key)]).await[..], [Fate::Merged(_)]));
    assert!(ground.held().await.is_empty());
    assert_eq!(ground.hub.open(doc.id()).await.unwrap().unwrap().1.heads, doc.heads());
}
