//! An organisation that ended and is carried on by another: who reads and writes what it wrote, and who may say so.

use shared::access::{Place, Role};
use shared::doc::{Doc, Pen, Seed};
use shared::id::OrgId;
use shared::org::{self, OrgView};
use shared::time::{CivilDate, Timestamp};
use shared::wire::{Fate, HoldReason};

use super::moves::{faults, member, register, told, write};
use crate::admin::ConsoleAuthor;
use crate::hub::Release;
use crate::testing::{Ground, Phone};

async fn say(ground: &Ground, cell: OrgId, write: impl FnOnce(&mut shared::doc::Edit<'_>)) {
    let office = ConsoleAuthor::of(&ground.hub, "first").await.unwrap();
    let seed = Seed::Id(org::KIND, cell.record());
    let ward = ground.hub.open(cell.record()).await.unwrap().unwrap().1.stream.org;
    let write = |edit: &mut shared::doc::Edit<'_>| {
        write(edit);
        Ok(())
    };
    office.write(&ground.hub, ward, &seed, write).await.unwrap();
}

/// The office ends the cell, and says who carries it on.
async fn join(ground: &Ground, cell: OrgId, by: OrgId) {
    say(ground, cell, |edit| {
        edit.put("about", "valid_to", "2026-01-31").unwrap();
        edit.put("about", org::CARRIED_BY, by.to_string()).unwrap();
    })
    .await;
}

fn reads(ground: &Ground, phone: &Phone, cell: OrgId) -> bool {
    let known = ground.hub.directory().now();
    let sender = known.sender(phone.device()).unwrap();
    sender.place.streams(&known.tree).contains(&register(cell))
}

#[tokio::test]
async fn records_stay_where_they_are_and_the_devices_of_both_cells_go_on_with_them() {
    let ground = Ground::begin().await;
    let [one, two] = ground.cells;
    let (late, new) = (ground.phone(one, 1).await, ground.phone(two, 2).await);
    let mut doc = member(&ground, &late).await;
    assert!(told(&ground, &new, one, 0).await.is_none(), "before, neither reads the other");
    join(&ground, one, two).await;
    assert!([&late, &new].iter().all(|phone| reads(&ground, phone, one) && reads(&ground, phone, two)));
    let news = told(&ground, &new, one, 0).await.unwrap();
    let [entry] = &news.entries[..] else { panic!("the member's record: {news:?}") };
    assert!(entry.snapshot.is_none() && entry.envelopes.len() == 1, "as it was signed, and nothing was moved");

    // What the late phone wrote of its old cell before it heard of it, and what the new cell writes on.
    let change = write(&mut doc, &late, 1, ("profession", "Giáo viên"));
    assert!(matches!(
        ground.bring(&late, vec![late.changes(&doc, &[change]).seal(&late.key)]).await[..],
        [Fate::Merged(2)]
    ));
    let change = write(&mut doc, &new, 1, ("alias", "Sáu Thắm"));
    let mut envelope = new.changes(&doc, &[change]);
    envelope.org = one;
    assert!(matches!(ground.bring(&new, vec![envelope.seal(&new.key)]).await[..], [Fate::Merged(3)]));
    let (read, row) = ground.hub.open(doc.id()).await.unwrap().unwrap();
    assert_eq!((read.heads(), row.stream.org), (doc.heads(), one));
    assert_eq!(faults(&ground), Vec::<String>::new());
}

#[tokio::test]
async fn a_hand_over_that_is_taken_back_or_said_twice_gives_nobody_new_anything() {
    let ground = Ground::begin().await;
    let [one, two] = ground.cells;
    let (late, new) = (ground.phone(one, 1).await, ground.phone(two, 2).await);
    let mut doc = member(&ground, &late).await;
    join(&ground, one, two).await;
    say(&ground, one, |edit| org::go_on(edit, &[]).unwrap()).await;
    let parted = || reads(&ground, &late, one) && !reads(&ground, &late, two) && !reads(&ground, &new, one);
    assert!(parted());
    let change = write(&mut doc, &new, 1, ("alias", "Sáu Thắm"));
    let mut envelope = new.changes(&doc, &[change]);
    envelope.org = one;
    assert_eq!(ground.bring(&new, vec![envelope.seal(&new.key)]).await, [Fate::Held(HoldReason::WrongPlace)]);
    // Named before it ended, it is carried on by nobody.
    say(&ground, one, |edit| edit.put("about", org::CARRIED_BY, two.to_string()).unwrap()).await;
    assert!(parted());
}

/// Somebody of the office of one cell alone, who writes that cell's record.
async fn clerk(ground: &Ground, cell: OrgId) -> Phone {
    ground.phone_as(Place { org: cell, role: Role::Office }, 7).await
}

#[tokio::test]
async fn nobody_hands_an_organisation_over_to_one_outside_their_own_place() {
    let ground = Ground::begin().await;
    let [one, two] = ground.cells;
    let (clerk, spy) = (clerk(&ground, one).await, ground.phone(two, 2).await);
    let (record, row) = ground.hub.open(one.record()).await.unwrap().unwrap();
    let mut doc: Doc = record.as_ref().clone();
    let pen = Pen::new(clerk.device(), [1; 8]);
    let (_, change) = doc
        .edit(&pen, Timestamp::from_ms(1_770_000_000_000), |edit| {
            edit.put("about", "valid_to", "2026-01-31")?;
            edit.put("about", org::CARRIED_BY, two.to_string())
        })
        .unwrap();
    let mut envelope = clerk.changes(&doc, &[change.unwrap()]);
    envelope.org = row.stream.org;
    assert_eq!(
        ground.bring(&clerk, vec![envelope.clone().seal(&clerk.key)]).await,
        [Fate::Held(HoldReason::WrongPlace)]
    );
    assert!(!reads(&ground, &spy, one));
    // The ward may let it in all the same: then it has said so.
    let [held] = &ground.held().await[..] else { panic!("it is held") };
    assert_eq!(ground.hub.release(held.id, "first", "đúng quyết định").await.unwrap(), Release::Merged);
    assert!(reads(&ground, &spy, one));
    let view = OrgView::of(&ground.hub.open(one.record()).await.unwrap().unwrap().0).unwrap();
    assert_eq!((view.carried_by, view.valid_to), (Some(two), CivilDate::parse("2026-01-31").ok()));
    assert_eq!(faults(&ground), Vec::<String>::new());
}
