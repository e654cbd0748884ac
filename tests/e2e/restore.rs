//! A server restored from an older backup, a vault restored from an older copy, a cloned phone.

use server::{admin, store};
use shared::access::{Role, StreamClass, StreamId};
use shared::sync::device::Safety;
use shared::wire::{self, Cursor, Request, Response, StreamDigest};
use tests::phone::Phone;
use tests::rogue::blank_request;
use tests::ward::{CELLS, Ward};

use crate::story::{deputy, head, minutes, open, write};

#[test]
fn a_server_restored_from_an_older_backup_gets_its_tail_back_from_the_devices() {
    let mut ward = Ward::serving().unwrap();
    let (mut head, mut deputy) = (head(&ward), deputy(&ward));
    let doc = open(&ward, &mut head);
    write(&mut head, doc, 0, "Trước bản sao lưu. ");
    head.sync().unwrap();
    let backup = ward.folder().join("backup.db");
    store::backup(&ward.database(), &backup).unwrap();

    write(&mut head, doc, 0, "Sau bản sao lưu, của bí thư. ");
    head.sync().unwrap();
    deputy.sync().unwrap();
    write(&mut deputy, doc, 0, "Của phó bí thư. ");
    deputy.sync().unwrap();
    head.sync().unwrap();
    let whole = minutes(&mut head, doc);

    ward.go_back_to(&backup).unwrap();
    let lost = shared::meeting::MeetingView::of(&ward.record(doc).unwrap().unwrap()).unwrap();
    assert_eq!(lost.minutes, "Trước bản sao lưu. ");

    // The head alone brings back everybody's tail, each under its own signature.
    head.sync().unwrap();
    let back = shared::meeting::MeetingView::of(&ward.record(doc).unwrap().unwrap()).unwrap();
    assert_eq!(back.minutes, whole);
    assert_eq!(head.engine().unwrap().safety(doc), Safety::SafeOnServer);
    deputy.sync().unwrap();
    assert_eq!(minutes(&mut deputy, doc), whole);
    assert!(deputy.engine().unwrap().health().unwrap().differing.is_empty());
    ward.stop().unwrap();
    let report = admin::verify(&ward.database()).unwrap();
    assert_eq!(report.faults, Vec::<String>::new());
    ward.start().unwrap();
}

#[test]
fn a_stream_that_a_restored_server_does_not_know_is_compared_with_whoever_holds_something_of_it() {
    let ward = Ward::serving().unwrap();
    let mut head = head(&ward);
    let stream = StreamId { org: ward.cell(CELLS[0].0).unwrap(), class: StreamClass::Published };
    let mut resets = |digest| {
        let cursors = vec![Cursor { stream, epoch: 0, floor: 0, at: 0, digest: StreamDigest(digest) }];
        let answer = head.send(&wire::encode(&Request { cursors, ..blank_request() })).unwrap();
        let streams = Response::read(&answer).unwrap().streams;
        streams.iter().any(|news| news.stream == stream && news.reset)
    };
    assert!(!resets([0; 16]), "nothing there, nothing here");
    assert!(resets([1; 16]), "receipts were stored here, and the end of the page was not");
}

#[test]
fn what_was_still_unsent_when_the_server_lost_its_tail_arrives_with_the_tail() {
    let mut ward = Ward::serving().unwrap();
    let mut head = head(&ward);
    let doc = open(&ward, &mut head);
    let backup = ward.folder().join("backup.db");
    store::backup(&ward.database(), &backup).unwrap();
    write(&mut head, doc, 0, "Đã gửi. ");
    head.sync().unwrap();
    write(&mut head, doc, 0, "Chưa gửi. ");
    ward.go_back_to(&backup).unwrap();
    head.sync().unwrap();
    head.sync().unwrap();
    let back = shared::meeting::MeetingView::of(&ward.record(doc).unwrap().unwrap()).unwrap();
    assert_eq!(back.minutes, "Chưa gửi. Đã gửi. ");
    assert_eq!(head.engine().unwrap().safety(doc), Safety::SafeOnServer);
    write(&mut head, doc, 0, "Về sau. ");
    head.sync().unwrap();
    assert_eq!(head.engine().unwrap().safety(doc), Safety::SafeOnServer);
}

#[test]
fn a_ward_phone_compares_many_cells_in_answers_that_stay_within_its_budget() {
    let mut ward = Ward::serving().unwrap();
    for (mut phone, cell) in
        [(head(&ward), CELLS[0].0), (Phone::of(&ward, CELLS[1].0, Role::Head, "Lê Thị Bích Đào").unwrap(), CELLS[1].0)]
    {
        let (cell, now) = (ward.cell(cell).unwrap(), phone.clock.now());
        for number in 0..80 {
            let name = format!("Nguyễn Văn {number}");
            phone.engine().unwrap().add_member(Some(cell), &[("full_name".to_owned(), name)], now).unwrap();
        }
        phone.sync().unwrap();
    }
    let mut reader = Phone::of_ward(&ward, Role::PartyBuilding, "Trần Thị Ban").unwrap();
    let backup = ward.folder().join("backup.db");
    store::backup(&ward.database(), &backup).unwrap();
    ward.go_back_to(&backup).unwrap();

    let mut compared = Vec::new();
    loop {
        let answer = reader.ask(4096).unwrap();
        let response: Response = wire::decode(&answer).unwrap();
        compared.push(response.streams.iter().filter(|news| news.inventory.is_some()).count());
        if !reader.take(&answer).unwrap().more {
            break;
        }
    }
    // The ward's own records and three cells; a page of 80 records and more is all that 4 KiB allow.
    assert_eq!(compared.iter().sum::<usize>(), 4, "{compared:?}");
    assert!(compared.iter().all(|count| *count < 4), "{compared:?}");
    assert!(reader.engine().unwrap().health().unwrap().differing.is_empty());
    assert_eq!(reader.engine().unwrap().members("").unwrap().len(), 220);
}

#[test]
fn a_phone_that_is_revoked_after_a_restore_hands_in_what_only_it_still_has() {
    let mut ward = Ward::serving().unwrap();
    let mut lost = deputy(&ward);
    let backup = ward.folder().join("backup.db");
    store::backup(&ward.database(), &backup).unwrap();
    let doc = open(&ward, &mut lost);
    write(&mut lost, doc, 0, "Chỉ còn trên máy này.");
    lost.sync().unwrap();
    ward.go_back_to(&backup).unwrap();
    ward.revoke(lost.engine().unwrap().device()).unwrap();
    lost.sync().unwrap();
    let hub = ward.hub().unwrap();
    let held = hub.store().read_blocking(|c| server::store::quarantine::held(c, 10)).unwrap();
    let [item] = held.as_slice() else { panic!("{held:?}") };
    ward.block_on(hub.release(item.id, "vanphong", "")).unwrap();
    let back = shared::meeting::MeetingView::of(&ward.record(doc).unwrap().unwrap()).unwrap();
    assert_eq!(back.minutes, "Chỉ còn trên máy này.");
    lost.sync().unwrap();
    assert!(lost.engine().unwrap().members("").unwrap().is_empty(), "and then it keeps nothing");
}

#[test]
fn a_cloned_phone_goes_on_writing_and_nothing_of_either_is_lost() {
    let ward = Ward::serving().unwrap();
    let mut one = head(&ward);
    let doc = open(&ward, &mut one);
    write(&mut one, doc, 0, "Chung. ");
    one.sync().unwrap();
    let mut two = one.cloned().unwrap();
    write(&mut one, doc, 0, "Máy gốc. ");
    write(&mut two, doc, 0, "Máy sao. ");
    one.sync().unwrap();
    two.sync().unwrap();
    one.sync().unwrap();
    let merged = minutes(&mut one, doc);
    assert!(merged.contains("Máy gốc.") && merged.contains("Máy sao.") && merged.contains("Chung."), "{merged}");
    assert_eq!(merged, minutes(&mut two, doc));
}

#[test]
fn an_existing_database_is_never_overwritten() {
    let mut ward = Ward::begun(0).unwrap();
    ward.start().unwrap();
    let backup = ward.folder().join("backup.db");
    store::backup(&ward.database(), &backup).unwrap();
    assert!(matches!(store::backup(&ward.database(), &backup), Err(store::StoreError::Exists(_))));
    ward.stop().unwrap();
    let config = ward.config().unwrap();
    let refused = ward.block_on(admin::restore(&config, &server::host::Host::system(), &backup));
    assert!(refused.is_err());
    let refused = ward.block_on(admin::init(&config, &server::host::Host::system(), "Đảng ủy khác", "khac"));
    assert!(refused.is_err());
    ward.start().unwrap();
}
