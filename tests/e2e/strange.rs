//! What a stranger's device writes by hand: well-formed changes over every part, leaf, operation and type of value.

use server::{admin, store};
use shared::access::Role;
use shared::doc::{ChunkForm, Kind, Seed};
use shared::envelope::Envelope;
use shared::id::DocId;
use shared::meeting::{MeetingKey, MeetingKind};
use shared::time::CivilDate;
use shared::wire::Fate;
use tests::clerk::Clerk;
use tests::contract::strange::{staged, strange};
use tests::contract::{Verdict, target};
use tests::phone::Phone;
use tests::rogue::Rogue;
use tests::ward::Ward;

use crate::story::{CELL, MINUTE_TAKER, deputy};

/// Bytes drawn from a number, the same each time.
fn drawn(number: u64) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(number);
    (0..random.usize(40..600)).map(|_| random.u8(..)).collect()
}

#[test]
fn whatever_a_strangers_device_writes_is_refused_or_read_listed_edited_settled_and_adopted() {
    let target = target("records").unwrap();
    let (mut taken, mut broken) = (0, Vec::new());
    for number in 0..600 {
        let input = drawn(number);
        let ran = std::panic::catch_unwind(|| {
            let verdict = (target.body)(&input);
            (target.proof)(&input);
            verdict
        });
        match ran {
            Ok(Verdict::Admitted) => taken += 1,
            Ok(_) => {}
            Err(_) => broken.push(number),
        }
    }
    assert_eq!(broken, Vec::<u64>::new());
    assert!(taken > 100, "{taken} of 600 were taken in");
}

/// Bytes that are taken, one after the other, to read a record that is large in that way by so many hundreds.
fn taken(way: u8, hundreds: u8) -> u64 {
    let target = target("records").unwrap();
    let input = [u8::MAX, way, 0, hundreds];
    assert_eq!((target.body)(&input), Verdict::Admitted, "{way}");
    let read = allocation_counter::measure(|| {
        (target.body)(&input);
    });
    read.bytes_total
}

#[test]
fn reading_a_record_costs_in_proportion_to_what_it_holds() {
    for way in 0..9 {
        // What is signed is a change each, and few are read back.
        let few = if way == 7 { 1 } else { 15 };
        let (one, two) = (taken(way, few), taken(way, few * 2));
        assert!(two < one * 5 / 2, "{way}: {one} bytes for some, {two} for twice as many");
    }
}

/// Records a stranger's device began and wrote into, as the server merged them.
fn brought(ward: &Ward, rogue: &Rogue) -> Vec<(DocId, Kind)> {
    let cell = ward.cell(CELL).unwrap();
    let mut merged = Vec::new();
    for number in 0..160_u16 {
        let seed = if number % 4 == 3 {
            let [high, low] = number.to_be_bytes();
            Seed::Id(
                shared::doc::Kind::Member,
                DocId::from_bytes([0x5e, high, low, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]),
            )
        } else {
            let date = CivilDate::from_days_from_epoch(20_000 + i64::from(number)).unwrap();
            Seed::Meeting(MeetingKey { org: cell, kind: MeetingKind::Regular, date, ordinal: 1 })
        };
        let stage = staged(&seed, rogue.device(), [1; 8]);
        let Some(chunk) = strange(&stage, rogue.device(), [2; 8], &drawn(number.into())) else { continue };
        let begun = rogue.envelope(cell, &stage.doc);
        let written = Envelope {
            base: stage.doc.heads(),
            form: ChunkForm::Changes,
            chunk: chunk.into(),
            ..rogue.envelope(cell, &stage.doc)
        };
        let receipts = rogue.bring(vec![begun.seal(&rogue.key), written.seal(&rogue.key)]).unwrap();
        let fates: Vec<bool> = receipts.iter().map(|receipt| matches!(receipt.fate, Fate::Merged(_))).collect();
        assert_eq!(fates.first(), Some(&true), "{number}: what an app writes is merged: {receipts:?}");
        if fates == [true, true] {
            merged.push((stage.doc.id(), stage.doc.kind()));
        }
    }
    merged
}

/// Every page of the console that a record is on.
fn pages_show(ward: &Ward, records: &[(DocId, Kind)]) {
    let clerk = Clerk::at(ward).unwrap();
    let lists = ["/".to_owned(), format!("/cells/{}", ward.cell(CELL).unwrap()), "/members".to_owned()];
    let of_record = |(doc, kind): &(DocId, Kind)| match kind {
        Kind::Meeting => vec![format!("/meetings/{doc}"), format!("/meetings/{doc}/history")],
        Kind::Member => vec![format!("/members/{doc}")],
        _ => vec![format!("/records/{doc}")],
    };
    for path in lists.into_iter().chain(records.iter().flat_map(of_record)) {
        let page = clerk.get(ward, &path).unwrap();
        assert_eq!(page.status.as_u16(), 200, "{path}: {}", page.text);
        assert!(!page.text.contains(shared::text::is_commanding), "{path}");
    }
}

/// A phone shows each of them, or says that it cannot be read.
fn phone_shows(phone: &mut Phone, records: &[(DocId, Kind)]) {
    let engine = phone.engine().unwrap();
    let listed = engine.record_statuses().unwrap();
    for (doc, kind) in records {
        assert!(listed.iter().any(|record| record.doc == *doc), "{doc} is on the list");
        let shown = match kind {
            Kind::Meeting => engine.meeting(*doc).map(|_| ()),
            Kind::Member => engine.member(*doc).map(|_| ()),
            _ => engine.record(*doc).map(|_| ()),
        };
        assert!(shown.is_ok(), "{doc}: {shown:?}");
        assert!(!engine.history(*doc).unwrap().is_empty());
    }
}

#[test]
fn what_a_strangers_device_wrote_is_shown_synced_backed_up_restored_and_listed_anew() {
    let mut ward = Ward::serving().unwrap();
    let rogue = Rogue::enrolled(&ward, CELL, Role::DeputyHead, MINUTE_TAKER, 9).unwrap();
    let records = brought(&ward, &rogue);
    assert!(records.len() > 20, "{} were merged", records.len());
    pages_show(&ward, &records);
    let mut phone = deputy(&ward);
    phone.sync().unwrap();
    phone_shows(&mut phone, &records);

    let backup = ward.folder().join("backup.db");
    store::backup(&ward.database(), &backup).unwrap();
    assert_eq!(admin::verify(&backup).unwrap().faults, Vec::<String>::new());
    ward.go_back_to(&backup).unwrap();
    let hub = ward.hub().unwrap();
    assert!(ward.block_on(admin::reindex(hub.store())).unwrap() >= records.len());
    pages_show(&ward, &records);
    phone.sync().unwrap();
    assert!(phone.engine().unwrap().health().unwrap().differing.is_empty());
    phone_shows(&mut phone, &records);
}
