//! Where records stand, by what phones bring and the ward does.

use std::collections::BTreeMap;

use shared::doc::{Doc, Edit, Kind, Pen, Seed};
use shared::id::{ContentDigest, DocId};
use shared::key::AboutKey;
use shared::meeting::WriteError;
use shared::time::{CivilDate, Timestamp};
use shared::wire::Fate;

use super::*;
use crate::admin::{self, ConsoleAuthor};
use crate::store::queue::{self, Asked, Holder};
use crate::store::{look, quarantine, read_model};
use crate::testing::{Ground, Phone};

fn today() -> CivilDate {
    CivilDate::new(2026, 2, 10).unwrap()
}

fn all() -> Asked {
    Asked::everything(today(), "first".to_owned())
}

/// Writes into a record from a phone and brings it; begins it with a seed.
async fn write(ground: &Ground, phone: &Phone, seed: &Seed, nonce: u8, write: impl FnOnce(&mut Edit<'_>)) -> Vec<Fate> {
    let open = ground.hub.open(seed.doc()).await.unwrap();
    let mut doc = open.as_ref().map_or_else(|| Doc::create(seed), |(doc, _)| doc.as_ref().clone());
    let pen = Pen::new(phone.device(), [nonce; 8]);
    let edit = |edit: &mut Edit<'_>| -> Result<(), WriteError> {
        write(edit);
        Ok(())
    };
    let change = doc.edit(&pen, Timestamp::from_ms(1_770_000_000_000), edit).unwrap().1.unwrap();
    let envelope = if open.is_some() { phone.changes(&doc, &[change]) } else { phone.whole(&doc) };
    ground.bring(phone, vec![envelope.seal(&phone.key)]).await
}

/// A meeting of the first cell, and how to write into it.
struct Meeting {
    ground: Ground,
    phone: Phone,
    seed: Seed,
    doc: DocId,
}

impl Meeting {
    async fn begin() -> Self {
        let ground = Ground::begin().await;
        let phone = ground.phone(ground.cells[0], 7).await;
        let key = phone.meeting(3);
        let (seed, doc) = (Seed::Meeting(key.clone()), key.doc());
        let meeting = Self { ground, phone, seed, doc };
        meeting.say(1, "Nhà văn hóa").await;
        meeting
    }

    async fn say(&self, nonce: u8, place: &str) {
        let put = |edit: &mut Edit<'_>| edit.put("about", "place", place).unwrap();
        assert!(matches!(write(&self.ground, &self.phone, &self.seed, nonce, put).await[..], [Fate::Merged(_)]));
    }

    async fn hand_in(&self, nonce: u8) {
        let digest: ContentDigest = self.ground.hub.open(self.doc).await.unwrap().unwrap().0.content_digest();
        let leaf = format!("submitted/{}", self.phone.device());
        let put = |edit: &mut Edit<'_>| edit.put("adoption", &leaf, digest.to_string()).unwrap();
        write(&self.ground, &self.phone, &self.seed, nonce, put).await;
    }

    async fn lane(&self) -> Lane {
        let doc = self.doc;
        let found = self.ground.hub.store().read(move |reading| of(reading, doc)).await.unwrap();
        found.unwrap().on(today())
    }

    fn about(&self, kind: Kind) -> Seed {
        Seed::About(AboutKey { kind, org: self.phone.cell, about: self.doc, ordinal: 1 })
    }

    async fn review(&self, put: impl FnOnce(&mut Edit<'_>)) {
        let author = ConsoleAuthor::of(&self.ground.hub, "first").await.unwrap();
        let edit = |edit: &mut Edit<'_>| {
            put(edit);
            Ok(())
        };
        author.write(&self.ground.hub, self.phone.cell, &self.about(Kind::Review), edit).await.unwrap();
    }

    async fn look_at(&self, doc: DocId) {
        self.ground.hub.mark_seen(doc, u64::MAX >> 1, "first", "Văn phòng").await.unwrap();
    }
}

#[tokio::test]
async fn a_meeting_goes_from_queue_to_queue_as_the_cell_and_the_ward_do_their_part() {
    let meeting = Meeting::begin().await;
    assert_eq!(meeting.lane().await, Lane::AtCell, "a draft waits for its cell");
    meeting.hand_in(2).await;
    assert_eq!(meeting.lane().await, Lane::New);
    meeting.look_at(meeting.doc).await;
    assert_eq!(meeting.lane().await, Lane::Done);
    meeting.say(3, "Trụ sở khóm").await;
    assert_eq!(meeting.lane().await, Lane::Changed);
    meeting.look_at(meeting.doc).await;
    let due = |day: &'static str| {
        move |edit: &mut Edit<'_>| {
            edit.put("about", "state", "tra_lai").unwrap();
            edit.put("about", "due", day).unwrap();
        }
    };
    meeting.review(due("2026-02-12")).await;
    assert_eq!(meeting.lane().await, Lane::AtCell);
    meeting.say(4, "Trụ sở khóm 1").await;
    assert_eq!(meeting.lane().await, Lane::AtCell, "it is being mended");
    meeting.review(due("2026-02-08")).await;
    assert_eq!(meeting.lane().await, Lane::Answered, "the answer is overdue");
    let reply = meeting.about(Kind::Reply);
    let put = |edit: &mut Edit<'_>| edit.put("people", "khach-a", "Người 7").unwrap();
    assert!(matches!(write(&meeting.ground, &meeting.phone, &reply, 5, put).await[..], [Fate::Merged(_)]));
    meeting.review(due("2026-02-28")).await;
    assert_eq!(meeting.lane().await, Lane::Answered, "the cell answered");
    meeting.look_at(reply.doc()).await;
    assert_eq!(meeting.lane().await, Lane::AtCell);
    meeting.hand_in(6).await;
    assert_eq!(meeting.lane().await, Lane::Changed, "it was handed in once more");
}

#[tokio::test]
async fn what_is_held_comes_first_until_somebody_decides() {
    let meeting = Meeting::begin().await;
    meeting.hand_in(2).await;
    let device = meeting.phone.device();
    assert!(crate::auth::device::revoke(&meeting.ground.hub, device, "first", "mất máy").await.unwrap());
    let seed = Seed::Meeting(meeting.phone.meeting(4));
    for (nonce, seed) in [(3, &meeting.seed), (4, &seed)] {
        let put = |edit: &mut Edit<'_>| edit.put("about", "place", "x").unwrap();
        assert!(matches!(write(&meeting.ground, &meeting.phone, seed, nonce, put).await[..], [Fate::Held(_)]));
    }
    assert_eq!(meeting.lane().await, Lane::Held);
    let store = meeting.ground.hub.store();
    let listed = store.read(|reading| queue::page(reading, &all(), shared::record::list::Page::ALL)).await.unwrap();
    let held: Vec<_> = listed.iter().filter(|one| one.lane == Lane::Held).map(|one| one.doc).collect();
    assert_eq!((held.len(), held.contains(&seed.doc())), (2, true), "also for a record that is not here");
    for row in store.read(|reading| quarantine::held(reading, 10)).await.unwrap() {
        meeting.ground.hub.dismiss(row.id, "first", "thừa").await.unwrap();
    }
    assert_eq!(meeting.lane().await, Lane::New);
    let gone = seed.doc();
    assert_eq!(store.read(move |reading| of(reading, gone)).await.unwrap(), None);
}

/// Every record stands in exactly one queue, and made anew it stands in the same.
#[tokio::test]
async fn the_queues_add_up_to_the_records_and_are_the_same_made_anew() {
    let meeting = Meeting::begin().await;
    meeting.hand_in(2).await;
    meeting.review(|edit| edit.put("about", "state", "dang_xem").unwrap()).await;
    let author = ConsoleAuthor::of(&meeting.ground.hub, "first").await.unwrap();
    for (number, card) in [(1, "35012345"), (2, "35012345"), (3, "35099999")] {
        let seed = Seed::Id(Kind::Member, DocId::from_bytes([number; 16]));
        let put = |edit: &mut Edit<'_>| {
            shared::member::set_field(edit, "full_name", &format!("Lê Thị Sen {number}"))?;
            shared::member::set_field(edit, "card_number", card)
        };
        author.write(&meeting.ground.hub, meeting.phone.cell, &seed, put).await.unwrap();
    }
    let store = meeting.ground.hub.store();
    let standings = |reading: &Reading<'_>| {
        let mut statement = reading.sql.prepare("SELECT doc, lane, since_ms, due FROM standing ORDER BY doc")?;
        let rows = statement.query_map([], |row| {
            Ok((row.get(0)?, (row.get::<_, i64>(1)?, row.get::<_, i64>(2)?, row.get::<_, Option<String>>(3)?)))
        })?;
        let rows: BTreeMap<Vec<u8>, (i64, i64, Option<String>)> = rows.collect::<Result<_, _>>()?;
        let records: usize = reading.sql.query_row("SELECT count(*) FROM record_row", [], |row| row.get(0))?;
        Ok((rows, records))
    };
    let (before, records) = store.read(standings).await.unwrap();
    assert_eq!(before.len(), records, "each record stands in one queue, and nothing else does");
    let twins: Vec<_> = before.iter().filter(|(_, row)| row.0 == Lane::Twin.number()).map(|(doc, _)| doc[0]).collect();
    assert_eq!(twins, [2], "of two that are alike the later one waits");
    admin::reindex(store).await.unwrap();
    assert_eq!(store.read(standings).await.unwrap(), (before.clone(), records));

    let counted = store.read(|reading| queue::counts(reading, &all())).await.unwrap();
    let waiting: usize = counted.iter().map(|(_, count)| count).sum();
    let done = before.values().filter(|row| row.0 == Lane::Done.number()).count();
    assert_eq!(waiting + done, records);
    for (lane, count) in counted {
        let asked = Asked { lane: Some(lane), ..all() };
        let listed =
            store.read(move |reading| queue::page(reading, &asked, shared::record::list::Page::ALL)).await.unwrap();
        assert_eq!(listed.len(), count, "{lane:?}");
    }
}

#[tokio::test]
async fn who_is_no_longer_like_another_stands_alone_again() {
    let meeting = Meeting::begin().await;
    let author = ConsoleAuthor::of(&meeting.ground.hub, "first").await.unwrap();
    let card = async |number: u8, card: &str| {
        let seed = Seed::Id(Kind::Member, DocId::from_bytes([number; 16]));
        let put = |edit: &mut Edit<'_>| {
            shared::member::set_field(edit, "full_name", &format!("Lê Thị Sen {number}"))?;
            shared::member::set_field(edit, "card_number", card)
        };
        author.write(&meeting.ground.hub, meeting.phone.cell, &seed, put).await.unwrap();
    };
    let lanes = async || {
        let read = |reading: &Reading<'_>| {
            [1, 2].into_iter().map(|number| of(reading, DocId::from_bytes([number; 16]))).collect::<Result<Vec<_>, _>>()
        };
        let found = meeting.ground.hub.store().read(read).await.unwrap();
        found.into_iter().map(|found| found.unwrap().lane).collect::<Vec<_>>()
    };
    card(2, "35012345").await;
    card(1, "35012345").await;
    assert_eq!(lanes().await, [Lane::Done, Lane::Twin], "the earlier one may come later");
    card(1, "35099999").await;
    assert_eq!(lanes().await, [Lane::Done, Lane::Done]);
}

#[tokio::test]
async fn a_record_is_taken_by_one_person_and_given_back() {
    let meeting = Meeting::begin().await;
    meeting.hand_in(2).await;
    let (store, doc, now) = (meeting.ground.hub.store(), meeting.doc, meeting.ground.hub.host().now());
    let take = async |login: &'static str| store.write(move |tx| queue::take(tx, doc, login, now)).await.unwrap();
    assert!(take("first").await && take("first").await && !take("hai").await);
    let count = async |login: &str, holder: Holder| {
        let asked = Asked { login: login.to_owned(), holder, ..all() };
        store.read(move |reading| queue::count(reading, &asked)).await.unwrap()
    };
    assert_eq!((count("first", Holder::Mine).await, count("hai", Holder::Mine).await), (1, 0));
    assert_eq!((count("hai", Holder::Others).await, count("hai", Holder::Free).await), (1, 0));
    assert!(store.write(move |tx| queue::give_back(tx, doc)).await.unwrap());
    assert_eq!(count("hai", Holder::Free).await, 1);
}

#[tokio::test]
async fn what_a_person_had_open_and_has_read_is_their_own() {
    let meeting = Meeting::begin().await;
    let (store, doc, now) = (meeting.ground.hub.store(), meeting.doc, meeting.ground.hub.host().now());
    let heads = meeting.ground.hub.open(doc).await.unwrap().unwrap().0.heads();
    let read = heads.clone();
    store
        .write(move |tx| {
            look::opened(tx, doc, "first", 9)?;
            look::opened(tx, doc, "first", 4)?;
            look::read(tx, doc, "first", &read, now)
        })
        .await
        .unwrap();
    let of = async |login: &'static str| store.read(move |reading| look::of(reading, doc, login)).await.unwrap();
    assert_eq!(of("first").await, Some(look::Look { opened_seq: 9, read: Some((heads, now)) }));
    assert_eq!(of("hai").await, None);
}

#[tokio::test]
async fn a_row_of_a_record_that_is_not_there_stands_like_any_other() {
    let ground = Ground::begin().await;
    let row = shared::record::Row::unreadable(DocId::from_bytes([41; 16]), Kind::Meeting, ground.cells[0]);
    let doc = row.doc;
    ground.hub.store().write(move |tx| read_model::put(tx, &row)).await.unwrap();
    let found = ground.hub.store().read(move |reading| of(reading, doc)).await.unwrap();
    assert_eq!(found.unwrap().lane, Lane::Disputed, "what cannot be read asks for somebody");
}
