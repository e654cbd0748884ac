//! A record of the register that moves to another cell: who is told what, who may move it, and what becomes of late work.

use shared::access::StreamId;
use shared::doc::{Doc, Heads, Kind, Pen, Seed};
use shared::id::{DocId, OrgId};
use shared::time::Timestamp;
use shared::wire::{Cursor, Entry, Fate, HoldReason, InventoryAsk, Request, StreamNews};

use crate::admin::{self, ConsoleAuthor};
use crate::hub::Release;
use crate::store::{check, look};
use crate::testing::{Ground, Phone, question};

const MEMBER: DocId = DocId::from_bytes([9; 16]);

pub(super) fn register(cell: OrgId) -> StreamId {
    StreamId::of(cell, Kind::Member)
}

pub(super) fn write(doc: &mut Doc, phone: &Phone, nonce: u8, leaf: (&str, &str)) -> shared::id::ChangeId {
    let pen = Pen::new(phone.device(), [nonce; 8]);
    doc.edit(&pen, Timestamp::from_ms(1_770_000_000_000), |edit| edit.put("card", leaf.0, leaf.1)).unwrap().1.unwrap()
}

/// A member of the first cell, recorded by a phone of it.
pub(super) async fn member(ground: &Ground, phone: &Phone) -> Doc {
    let mut doc = Doc::create(&Seed::Id(Kind::Member, MEMBER));
    write(&mut doc, phone, 1, ("full_name", "Nguyễn Thị Sáu"));
    let brought = ground.bring(phone, vec![phone.whole(&doc).seal(&phone.key)]).await;
    assert!(matches!(brought[..], [Fate::Merged(_)]), "{brought:?}");
    doc
}

/// The ward's office says in which cell a member is.
async fn move_to(ground: &Ground, cell: OrgId) {
    let (doc, row) = ground.hub.open(MEMBER).await.unwrap().unwrap();
    let office = ConsoleAuthor::of(&ground.hub, "first").await.unwrap();
    let cell = cell.to_string();
    let write = |edit: &mut shared::doc::Edit<'_>| Ok(edit.put("card", "cell", cell.as_str())?);
    office.write_into(&ground.hub, row.stream.org, doc.as_ref().clone(), write).await.unwrap();
}

async fn home(ground: &Ground) -> OrgId {
    ground.hub.open(MEMBER).await.unwrap().unwrap().1.stream.org
}

fn asking(cursor: Cursor, inventories: Vec<InventoryAsk>) -> Request {
    Request { cursors: vec![cursor], inventories, ..question() }
}

/// What a phone is told of a cell's register, which it has read up to `at`.
pub(super) async fn told(ground: &Ground, phone: &Phone, cell: OrgId, at: u64) -> Option<StreamNews> {
    let stream = register(cell);
    let epoch = ground.hub.store().read(move |reading| crate::store::document::status(reading, stream)).await.unwrap();
    let epoch = epoch.map_or(0, |status| status.epoch);
    let cursor = Cursor { stream, epoch, floor: at, at, digest: shared::wire::StreamDigest::default() };
    let response = ground.hub.pull(phone.device(), &asking(cursor, Vec::new()), Vec::new()).await.unwrap();
    response.streams.into_iter().find(|news| news.stream == stream)
}

fn is_whole(entry: &Entry) -> bool {
    entry.doc == MEMBER && entry.snapshot.is_some() && entry.envelopes.is_empty()
}

pub(super) fn faults(ground: &Ground) -> Vec<String> {
    check::verify(&ground.database()).unwrap().faults
}

#[tokio::test]
async fn a_member_the_office_moves_leaves_the_old_cells_phones_and_comes_whole_to_the_new_ones() {
    let ground = Ground::begin().await;
    let [one, two] = ground.cells;
    let (old, new) = (ground.phone(one, 1).await, ground.phone(two, 2).await);
    member(&ground, &old).await;
    move_to(&ground, two).await;
    assert_eq!(home(&ground).await, two);
    let news = told(&ground, &old, one, 1).await.unwrap();
    assert_eq!((news.gone.as_deref(), news.entries.len(), news.at), (Some(&[MEMBER][..]), 0, 2));
    assert_eq!(news.digest, shared::wire::StreamDigest::default(), "nothing is left in the old register");
    assert!(told(&ground, &old, two, 0).await.is_none(), "the old cell reads nothing of the new one");
    let news = told(&ground, &new, two, 0).await.unwrap();
    assert!(news.gone.is_none() && matches!(&news.entries[..], [entry] if is_whole(entry)), "{news:?}");
    let whole = Doc::load(MEMBER, Kind::Member, news.entries[0].snapshot.as_ref().unwrap()).unwrap();
    assert_eq!(whole.history().len(), 2, "with its history");
    assert_eq!(faults(&ground), Vec::<String>::new());
    // The new cell writes on, and is told only what is new.
    let mut doc = whole;
    let change = write(&mut doc, &new, 1, ("alias", "Sáu Thắm"));
    assert!(matches!(
        ground.bring(&new, vec![new.changes(&doc, &[change]).seal(&new.key)]).await[..],
        [Fate::Merged(2)]
    ));
    assert_eq!(ground.hub.open(MEMBER).await.unwrap().unwrap().1.heads, doc.heads());
    assert_eq!(faults(&ground), Vec::<String>::new());
}

#[tokio::test]
async fn a_phone_that_compares_inventories_is_told_of_all_that_ever_left() {
    let ground = Ground::begin().await;
    let [one, two] = ground.cells;
    let old = ground.phone(one, 1).await;
    member(&ground, &old).await;
    move_to(&ground, two).await;
    let stream = register(one);
    let cursor = Cursor { stream, epoch: 1, floor: 0, at: 0, digest: shared::wire::StreamDigest::default() };
    let request = asking(cursor, vec![InventoryAsk { stream, after: None }]);
    let response = ground.hub.pull(old.device(), &request, Vec::new()).await.unwrap();
    let news = response.streams.into_iter().find(|news| news.stream == stream).unwrap();
    assert_eq!(news.gone, Some(vec![MEMBER]));
    // Moved back, it is there and has not gone.
    move_to(&ground, one).await;
    assert_eq!(home(&ground).await, one);
    let response = ground.hub.pull(old.device(), &request, Vec::new()).await.unwrap();
    let news = response.streams.into_iter().find(|news| news.stream == stream).unwrap();
    assert_eq!((news.gone, news.inventory.unwrap().records.len()), (None, 1));
    let news = told(&ground, &old, one, 2).await.unwrap();
    assert!(news.gone.is_none() && matches!(&news.entries[..], [entry] if is_whole(entry)));
    assert_eq!(faults(&ground), Vec::<String>::new());
}

#[tokio::test]
async fn whoever_has_read_nothing_yet_is_told_of_what_left_as_another_phone_may_have_handed_it_over() {
    let ground = Ground::begin().await;
    let [one, two] = ground.cells;
    let (old, fresh) = (ground.phone(one, 1).await, ground.phone(one, 2).await);
    member(&ground, &old).await;
    move_to(&ground, two).await;
    assert_eq!(told(&ground, &old, one, 0).await.unwrap().gone, Some(vec![MEMBER]));
    assert_eq!(told(&ground, &fresh, one, 0).await.unwrap().gone, Some(vec![MEMBER]));
}

#[tokio::test]
async fn nobody_but_the_office_moves_a_member_and_two_words_of_it_move_nothing() {
    let ground = Ground::begin().await;
    let [one, two] = ground.cells;
    let phone = ground.phone(one, 1).await;
    let mut doc = member(&ground, &phone).await;
    let forged = write(&mut doc, &phone, 1, ("cell", &two.to_string()));
    let brought = ground.bring(&phone, vec![phone.changes(&doc, &[forged]).seal(&phone.key)]).await;
    assert!(matches!(brought[..], [Fate::Merged(_)]), "what was written is kept, in its history");
    assert_eq!(home(&ground).await, one, "a cell moves nobody");
    // Nor where to no organisation of the ward leads.
    move_to(&ground, OrgId::from_bytes([7; 16])).await;
    assert_eq!(home(&ground).await, one);
    // Somebody of the office and a cell's phone wrote different cells at the same time.
    let (here, _) = ground.hub.open(MEMBER).await.unwrap().unwrap();
    let mut apart = here.as_ref().clone();
    let change = write(&mut apart, &phone, 1, ("cell", &one.to_string()));
    move_to(&ground, two).await;
    assert_eq!(home(&ground).await, two, "one word moves it");
    let late = phone.changes(&apart, &[change]).seal(&phone.key);
    assert_eq!(ground.bring(&phone, vec![late]).await, [Fate::Held(HoldReason::WrongPlace)]);
    let [held] = &ground.held().await[..] else { panic!("it is held") };
    assert_eq!(ground.hub.release(held.id, "first", "để xem").await.unwrap(), Release::Merged);
    assert_eq!(home(&ground).await, two, "where two are said, it stays where it is");
    assert_eq!(faults(&ground), Vec::<String>::new());
}

#[tokio::test]
async fn late_work_of_the_old_cell_is_held_and_merged_where_the_record_lives_once_the_ward_lets_it_in() {
    let ground = Ground::begin().await;
    let [one, two] = ground.cells;
    let (old, new) = (ground.phone(one, 1).await, ground.phone(two, 2).await);
    let mut doc = member(&ground, &old).await;
    let change = write(&mut doc, &old, 1, ("profession", "Giáo viên"));
    move_to(&ground, two).await;
    let late = old.changes(&doc, &[change]).seal(&old.key);
    assert_eq!(ground.bring(&old, vec![late.clone()]).await, [Fate::Held(HoldReason::WrongPlace)]);
    let (read, _) = ground.hub.open(MEMBER).await.unwrap().unwrap();
    assert_eq!(read.undisputed("card", "profession"), None, "nothing of it came in by itself");
    let [held] = &ground.held().await[..] else { panic!("it is held") };
    assert_eq!(ground.hub.release(held.id, "first", "ghi trước khi chuyển").await.unwrap(), Release::Merged);
    let (read, row) = ground.hub.open(MEMBER).await.unwrap().unwrap();
    assert_eq!(read.undisputed("card", "profession").unwrap().value.as_str(), Some("Giáo viên"));
    assert_eq!(row.stream.org, two);
    let news = told(&ground, &new, two, 1).await.unwrap();
    assert!(matches!(&news.entries[..], [entry] if is_whole(entry)), "it reaches the new cell whole: {news:?}");
    assert!(matches!(ground.bring(&old, vec![late]).await[..], [Fate::Duplicate(_)]));
    assert_eq!(faults(&ground), Vec::<String>::new());
}

#[tokio::test]
async fn a_database_put_together_again_from_its_envelopes_has_every_record_where_it_was() {
    let mut ground = Ground::begin().await;
    let [one, two] = ground.cells;
    let (old, new) = (ground.phone(one, 1).await, ground.phone(two, 2).await);
    let mut doc = member(&ground, &old).await;
    move_to(&ground, two).await;
    let (read, _) = ground.hub.open(MEMBER).await.unwrap().unwrap();
    doc = Doc::load(MEMBER, Kind::Member, &read.save()).unwrap_or(doc);
    let change = write(&mut doc, &new, 1, ("alias", "Sáu Thắm"));
    ground.bring(&new, vec![new.changes(&doc, &[change]).seal(&new.key)]).await;
    let before: Heads = doc.heads();
    let (read, now) = (before.clone(), ground.hub.host().now());
    ground
        .hub
        .store()
        .write(move |tx| {
            look::opened(tx, MEMBER, "first", 1)?;
            look::read(tx, MEMBER, "first", &read, now)
        })
        .await
        .unwrap();
    let wreck = ground.database().with_extension("wreck");
    crate::store::backup(&ground.database(), &wreck).unwrap();
    ground.hub.store().stop();
    std::fs::remove_file(ground.database()).unwrap();
    let salvaged = admin::salvage(&ground.config, &ground.hub.host().clone(), &wreck).await.unwrap();
    assert!(salvaged.lost.is_empty(), "{:?}", salvaged.lost);
    ground.reopen().await;
    let row = ground.hub.open(MEMBER).await.unwrap().unwrap().1;
    assert_eq!((row.stream.org, row.heads), (two, before));
    let read = ground.hub.store().read(|reading| look::of(reading, MEMBER, "first")).await.unwrap();
    assert!(read.is_some(), "what somebody of the ward has read of it is known as before");
    let news = told(&ground, &old, one, 1).await.unwrap();
    assert_eq!(news.gone, Some(vec![MEMBER]));
    assert_eq!(faults(&ground), Vec::<String>::new());
}

#[tokio::test]
async fn a_server_restored_to_before_a_move_has_the_record_in_the_new_cell_once_that_cells_work_is_let_in() {
    let mut ground = Ground::begin().await;
    let [one, two] = ground.cells;
    let (old, new) = (ground.phone(one, 1).await, ground.phone(two, 2).await);
    member(&ground, &old).await;
    let backup = ground.database().with_extension("backup");
    crate::store::backup(&ground.database(), &backup).unwrap();
    move_to(&ground, two).await;
    let (moved, _) = ground.hub.open(MEMBER).await.unwrap().unwrap();
    let mut doc = Doc::load(MEMBER, Kind::Member, &moved.save()).unwrap();
    let change = write(&mut doc, &new, 1, ("alias", "Sáu Thắm"));
    ground.bring(&new, vec![new.changes(&doc, &[change]).seal(&new.key)]).await;
    ground.hub.store().stop();
    std::fs::remove_file(ground.database()).unwrap();
    admin::restore(&ground.config, &ground.hub.host().clone(), &backup).await.unwrap();
    ground.reopen().await;
    assert_eq!(home(&ground).await, one, "the backup knows of no move");
    // The new cell's phone brings back the whole record, as it does when it finds that the server lacks it.
    let whole = new.whole(&doc).seal(&new.key);
    assert!(matches!(ground.bring(&new, vec![whole.clone()]).await[..], [Fate::Held(_)]));
    for _ in 0..2 {
        for held in ground.held().await {
            ground.hub.release(held.id, "first", "sau khi khôi phục").await.unwrap();
        }
    }
    assert_eq!((home(&ground).await, ground.held().await.len()), (two, 0));
    assert_eq!(ground.hub.open(MEMBER).await.unwrap().unwrap().1.heads, doc.heads());
    assert_eq!(told(&ground, &old, one, 1).await.unwrap().gone, Some(vec![MEMBER]));
    assert_eq!(faults(&ground), Vec::<String>::new());
}
