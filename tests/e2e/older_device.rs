//! Devices of different ages: fields and frames nobody here knows yet survive.

use shared::access::Role;
use shared::doc::{Doc, Pen, Seed};
use shared::envelope::Envelope;
use shared::id::DocId;
use shared::wire::{Fate, HoldReason};
use tests::rogue::Rogue;
use tests::ward::Ward;

use crate::story::{CELL, DEPUTY, head};

#[test]
fn fields_and_values_of_a_newer_app_survive_an_older_apps_edit() {
    let ward = Ward::serving().unwrap();
    let mut phone = head(&ward);
    let cell = ward.cell(CELL).unwrap();
    let member = ward.member(cell, "Đặng Thị Hòa").unwrap();
    // A newer app at the ward writes a field and a status this version does not know.
    let hub = ward.hub().unwrap();
    ward.block_on(async {
        let author = server::admin::ConsoleAuthor::first_administrator(&hub).await.unwrap();
        let newer = |edit: &mut shared::doc::Edit<'_>| {
            edit.put("card", "future_field", "giữ nguyên")?;
            edit.put("card", "status", "trang_thai_moi")?;
            Ok(())
        };
        author.write(&hub, cell, &Seed::Id(shared::doc::Kind::Member, member), newer).await.unwrap();
    });
    phone.sync().unwrap();
    let now = phone.clock.now();
    let view =
        phone.engine().unwrap().edit_member(member, &[("job_now".to_owned(), "hưu trí".to_owned())], now).unwrap();
    assert_eq!(view.status.code(), "trang_thai_moi", "an unknown status is kept and shown as it is");
    phone.sync().unwrap();
    let record = ward.record(member).unwrap().unwrap();
    let tree = record.tree();
    let card = tree.get("card").unwrap();
    assert_eq!((card.str("future_field"), card.str("job_now")), (Some("giữ nguyên"), Some("hưu trí")));
}

#[test]
fn a_record_of_a_kind_from_the_future_is_held_until_the_server_learns_it() {
    let ward = Ward::serving().unwrap();
    let newer = Rogue::enrolled(&ward, CELL, Role::DeputyHead, DEPUTY, 5).unwrap();
    let mut doc = Doc::create(&Seed::Id(shared::doc::Kind::Member, DocId::from_bytes([8; 16])));
    doc.edit(&Pen::new(newer.device(), [1; 8]), ward.clock.now(), |edit| edit.put("card", "full_name", "A")).unwrap();
    let envelope = Envelope { kind: 200, ..newer.envelope(ward.cell(CELL).unwrap(), &doc) };
    let receipts = newer.bring(vec![envelope.seal(&newer.key)]).unwrap();
    assert_eq!(receipts[0].fate, Fate::Held(HoldReason::NewerFormat));
}

#[test]
fn frames_with_keys_nobody_knows_are_read_all_the_same() {
    let ward = Ward::serving().unwrap();
    let mut phone = head(&ward);
    let now = phone.clock.now();
    let request = phone.engine().unwrap().begin_sync(now).unwrap();
    // A CBOR map of n < 23 pairs begins with 0xa0 + n; one more pair with the key 99 goes at the end.
    assert!((0xa0..0xb7).contains(&request[0]));
    let mut newer = request.clone();
    newer[0] += 1;
    newer.extend([0x18, 99, 0x63, b'n', b'e', b'w']);
    let answer = phone.send(&newer).unwrap();
    phone.take(&answer).unwrap();
}
