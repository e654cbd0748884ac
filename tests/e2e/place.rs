//! Nobody reads or writes outside their place; revoked work is held, visible and releasable.

use sen_client::engine::SyncError;
use sen_client::net::NetError;
use server::auth::device::{self, EnrolError};
use server::hub::Release;
use server::store::quarantine;
use shared::SigningKey;
use shared::access::{Role, StreamClass, StreamId};
use shared::doc::{ChunkForm, Doc, Kind, Pen, Seed};
use shared::envelope::{Envelope, Signed};
use shared::id::{DeviceId, DocId};
use shared::sync::device::Safety;
use shared::wire::{self, Cursor, Fate, HoldReason, InventoryAsk, Request, Response, StreamDigest};
use tests::phone::Phone;
use tests::rogue::{Rogue, blank_request};
use tests::ward::{CELLS, Ward};

use crate::story::{CELL, DEPUTY, HEAD, MINUTE_TAKER, deputy, head, minutes, open, write};

fn other_head(ward: &Ward) -> Phone {
    Phone::of(ward, CELLS[1].0, Role::Head, "Lê Thị Bích Đào").unwrap()
}

#[test]
fn a_cell_reads_its_own_records_and_none_of_another_cell() {
    let ward = Ward::serving().unwrap();
    let (mut ours, mut theirs) = (head(&ward), other_head(&ward));
    let doc = open(&ward, &mut ours);
    write(&mut ours, doc, 0, "Chuyện riêng của chi bộ.");
    ours.sync().unwrap();
    theirs.sync().unwrap();
    assert!(theirs.engine().unwrap().meeting(doc).is_err());
    assert_eq!(theirs.engine().unwrap().members("").unwrap().len(), 19, "its own register, and nothing of the other's");
}

#[test]
fn asking_for_another_cells_stream_by_cursor_inventory_or_name_yields_nothing() {
    let ward = Ward::serving().unwrap();
    let (mut ours, mut theirs) = (head(&ward), other_head(&ward));
    let doc = open(&ward, &mut ours);
    write(&mut ours, doc, 0, "Chuyện riêng của chi bộ.");
    ours.sync().unwrap();
    let stream = StreamId { org: ward.cell(CELL).unwrap(), class: StreamClass::Own };
    let request = Request {
        cursors: vec![Cursor { stream, epoch: 0, floor: 0, at: 0, digest: StreamDigest::default() }],
        inventories: vec![InventoryAsk { stream, after: None }],
        wants: vec![doc],
        ..blank_request()
    };
    let answer: Response = wire::decode(&theirs.send(&wire::encode(&request)).unwrap()).unwrap();
    assert_eq!(answer.withdrawn, [stream]);
    assert!(
        answer.streams.iter().all(|news| news.stream != stream && news.entries.iter().all(|entry| entry.doc != doc))
    );
}

#[test]
fn writing_for_another_cell_is_refused_on_the_phone_and_held_at_the_server() {
    let ward = Ward::serving().unwrap();
    let mut theirs = other_head(&ward);
    let foreign = ward.meeting_key(CELL).unwrap();
    let now = theirs.clock.now();
    assert!(theirs.engine().unwrap().open_meeting(&foreign, now).is_err(), "the phone knows its place");

    let rogue = Rogue::enrolled(&ward, CELLS[1].0, Role::Head, "Lê Thị Bích Đào", 9).unwrap();
    let (ours, own) = (foreign.org, ward.cell(CELLS[1].0).unwrap());
    let doc = foreign.open();
    let out_of_place = rogue.envelope(ours, &doc).seal(&rogue.key);
    let hijacked = rogue.envelope(own, &doc).seal(&rogue.key);
    let stranger = SigningKey::from_bytes(&[10; 32]);
    let unknown =
        Envelope { device: DeviceId::of_key(&stranger.verifying_key().to_bytes()), ..rogue.envelope(own, &doc) };
    let victim = head(&ward).engine().unwrap().device();
    let in_anothers_name = Envelope { device: victim, ..rogue.envelope(ours, &doc) };
    let brought = vec![out_of_place, hijacked, unknown.seal(&stranger), in_anothers_name.seal(&rogue.key)];
    let fates: Vec<Fate> = rogue.bring(brought).unwrap().into_iter().map(|receipt| receipt.fate).collect();
    let held = [HoldReason::WrongPlace, HoldReason::WrongPlace, HoldReason::BadSignature, HoldReason::BadSignature];
    assert_eq!(fates, held.map(Fate::Held));
    assert!(ward.record(doc.id()).unwrap().is_none());
}

#[test]
fn a_record_of_another_kind_under_the_id_of_a_meeting_to_come_is_held_and_the_meeting_gets_in() {
    let ward = Ward::serving().unwrap();
    let rogue = Rogue::enrolled(&ward, CELL, Role::DeputyHead, DEPUTY, 9).unwrap();
    let mut head = head(&ward);
    let doc = open(&ward, &mut head);
    write(&mut head, doc, 0, "Viết ngoài ruộng.");
    let pen = Pen::new(rogue.device(), [1; 8]);
    let mut blocking = Doc::create(&Seed::Id(shared::doc::Kind::Member, doc));
    let named = blocking.edit(&pen, ward.clock.now(), |edit| edit.put("card", "full_name", "Không có ai"));
    named.unwrap();
    let envelope = rogue.envelope(ward.cell(CELL).unwrap(), &blocking).seal(&rogue.key);
    let receipts = rogue.bring(vec![envelope]).unwrap();
    assert_eq!(receipts[0].fate, Fate::Held(HoldReason::WrongPlace));
    head.sync().unwrap();
    assert_eq!(head.engine().unwrap().safety(doc), Safety::SafeOnServer);
    assert_eq!(ward.record(doc).unwrap().unwrap().kind(), Kind::Meeting);
}

#[test]
fn changes_of_another_author_are_held_even_under_a_good_signature() {
    let ward = Ward::serving().unwrap();
    let rogue = Rogue::enrolled(&ward, CELL, Role::DeputyHead, DEPUTY, 9).unwrap();
    let key = ward.meeting_key(CELL).unwrap();
    let mut doc = key.open();
    let victim = Pen::new(head(&ward).engine().unwrap().device(), [1; 8]);
    doc.edit(&victim, ward.clock.now(), |edit| edit.put("about", "place", "Chỗ bịa")).unwrap();
    let receipts = rogue.bring(vec![rogue.envelope(key.org, &doc).seal(&rogue.key)]).unwrap();
    assert_eq!(receipts[0].fate, Fate::Held(HoldReason::WrongAuthor));
    assert!(ward.record(doc.id()).unwrap().is_none());
}

#[test]
fn a_record_sent_again_under_another_envelope_is_no_news() {
    let ward = Ward::serving().unwrap();
    let rogue = Rogue::enrolled(&ward, CELL, Role::DeputyHead, DEPUTY, 9).unwrap();
    let key = ward.meeting_key(CELL).unwrap();
    let doc = key.open();
    let envelope = rogue.envelope(key.org, &doc);
    let again = Envelope { base: doc.heads(), ..envelope.clone() };
    let receipts = rogue.bring(vec![envelope.seal(&rogue.key), again.seal(&rogue.key)]).unwrap();
    let Fate::Merged(seq) = receipts[0].fate else { panic!("{receipts:?}") };
    assert_eq!(receipts[1].fate, Fate::Duplicate(seq));
}

#[test]
fn a_device_fills_its_own_quarantine_and_names_nobody_else_in_it() {
    let ward = Ward::serving().unwrap();
    let rogue = Rogue::enrolled(&ward, CELL, Role::DeputyHead, DEPUTY, 9).unwrap();
    let victim = head(&ward).engine().unwrap().device();
    let key = ward.meeting_key(CELL).unwrap();
    let forged = |n: u8| {
        let base = shared::doc::Heads::of(vec![shared::id::ChangeId::from_bytes([n; 32])]);
        Envelope { device: victim, base, ..rogue.envelope(key.org, &key.open()) }.seal(&rogue.key)
    };
    rogue.bring((0..5).map(forged).collect()).unwrap();
    let hub = ward.hub().unwrap();
    let count = |device| hub.store().read_blocking(|c| quarantine::held_by(c, device)).unwrap().0;
    assert_eq!((count(rogue.device()), count(victim)), (5, 0));
    let held = hub.store().read_blocking(|c| quarantine::held(c, 10)).unwrap();
    assert!(held.iter().all(|item| item.device == rogue.device()));

    // What it signed and another hands in for it counts against itself as well.
    let own = |n: u8| {
        let base = shared::doc::Heads::of(vec![shared::id::ChangeId::from_bytes([n; 32])]);
        Envelope { base, chunk: vec![n].into(), ..rogue.envelope(key.org, &key.open()) }.seal(&rogue.key)
    };
    let carrier = Rogue::enrolled(&ward, CELL, Role::MinuteTaker, MINUTE_TAKER, 8).unwrap();
    carrier.bring((0..3).map(own).collect()).unwrap();
    assert_eq!((count(rogue.device()), count(carrier.device())), (8, 0));
}

#[test]
fn a_thousand_guesses_at_once_are_a_thousand_guesses() {
    use server::auth::session::Credentials;
    let ward = Ward::begun(0).unwrap();
    let mut ward = ward;
    ward.start().unwrap();
    let hub = ward.hub().unwrap();
    let guesses = (0..20).map(|n| {
        let (hub, login) = (hub.clone(), ward.login.clone());
        let given = Credentials {
            login,
            password: format!("đoán lần thứ {n}"),
            address: std::net::Ipv4Addr::LOCALHOST.into(),
            browser: server::auth::browser::Browser::default(),
        };
        async move { server::auth::session::sign_in(&hub, given).await }
    });
    let answers: Vec<_> = ward.block_on(async {
        let tasks: Vec<_> = guesses.map(tokio::spawn).collect();
        let mut answers = Vec::new();
        for task in tasks {
            answers.push(task.await.unwrap());
        }
        answers
    });
    use server::auth::session::SignInError;
    let wrong = answers.iter().filter(|answer| matches!(answer, Err(SignInError::Wrong))).count();
    let locked = answers.iter().filter(|answer| matches!(answer, Err(SignInError::Locked { .. }))).count();
    assert_eq!((wrong, locked), (5, 15));
}

#[test]
fn what_builds_on_something_unknown_is_held_and_merged_by_itself_once_that_arrives() {
    let ward = Ward::serving().unwrap();
    let rogue = Rogue::enrolled(&ward, CELL, Role::DeputyHead, DEPUTY, 9).unwrap();
    let key = ward.meeting_key(CELL).unwrap();
    let mut doc = key.open();
    let pen = Pen::new(rogue.device(), [1; 8]);
    doc.edit(&pen, ward.clock.now(), |edit| edit.put("about", "place", "Nhà văn hóa")).unwrap();
    let first = rogue.envelope(key.org, &doc).seal(&rogue.key);
    let base = doc.heads();
    let (_, change) = doc.edit(&pen, ward.clock.now(), |edit| edit.put("about", "topic", "Chuyên đề")).unwrap();
    let chunk = doc.change_chunks(&change.into_iter().collect()).into();
    let second = Envelope { form: ChunkForm::Changes, chunk, base, ..rogue.envelope(key.org, &doc) }.seal(&rogue.key);

    let receipts = rogue.bring(vec![second.clone()]).unwrap();
    assert_eq!(receipts[0].fate, Fate::Held(HoldReason::UnknownDependency));
    rogue.bring(vec![first]).unwrap();
    let record = ward.record(doc.id()).unwrap().unwrap();
    assert_eq!(record.heads(), doc.heads());
    let hub = ward.hub().unwrap();
    assert!(hub.store().read_blocking(|c| quarantine::held(c, 10)).unwrap().is_empty());
    assert!(matches!(rogue.bring(vec![second]).unwrap()[0].fate, Fate::Duplicate(_)));
}

#[test]
fn a_device_of_another_ward_is_a_stranger() {
    let (ours, theirs) = (Ward::serving().unwrap(), Ward::serving().unwrap());
    let mut phone = head(&theirs);
    let request = wire::encode(&blank_request());
    phone.reroute(&ours.url()).unwrap();
    let refused = phone.send(&request).unwrap_err().to_string();
    assert!(!refused.is_empty(), "the pin of another ward's certificate does not fit");
    let token = [3; 32];
    let line = sen_client::net::Transport::with_sleeper(&ours.url(), ours.pin().unwrap(), Box::new(|_| {})).unwrap();
    let refused = line.sync(&token, &request);
    assert!(matches!(refused, Err(NetError::Refused { status: 401, .. })), "{refused:?}");
}

#[test]
fn an_enrolment_code_works_once_and_for_a_day() {
    let ward = Ward::serving().unwrap();
    let code = ward.code(CELL, Role::Head, HEAD).unwrap();
    let mut first = Phone::blank(ward.clock.clone()).unwrap();
    first.enrol(&code).unwrap();
    let mut second = Phone::blank(ward.clock.clone()).unwrap();
    let refused = second.enrol(&code).unwrap_err().to_string();
    assert!(refused.contains("already used"), "{refused}");

    let code = ward.code(CELL, Role::Head, HEAD).unwrap();
    ward.clock.pass_days(2);
    let refused = second.enrol(&code).unwrap_err().to_string();
    assert!(refused.contains("expired"), "{refused}");
    assert!(matches!(second.try_sync(), Err(SyncError::Engine(_))), "it is not enrolled");
}

#[test]
fn an_enrolment_that_was_given_up_and_comes_late_does_not_lock_out_the_phone() {
    let ward = Ward::serving().unwrap();
    let mut phone = Phone::blank(ward.clock.clone()).unwrap();
    let first = ward.code(CELL, Role::DeputyHead, HEAD).unwrap();
    let (_, given_up) = phone.engine().unwrap().begin_enrolment(&first, "máy").unwrap();
    phone.enrol(&ward.code(CELL, Role::Head, HEAD).unwrap()).unwrap();
    let late: Signed = wire::decode(&given_up).unwrap();
    let refused = ward.block_on(device::enrol(&ward.hub().unwrap(), &late));
    assert!(matches!(refused, Err(EnrolError::UnknownCode)), "{refused:?}");
    phone.sync().unwrap();
    assert_eq!(phone.engine().unwrap().account().unwrap().certificate.role, Role::Head.code());
}

#[test]
fn a_revoked_device_reads_nothing_more_and_its_unsent_work_is_held_and_releasable() {
    let ward = Ward::serving().unwrap();
    let (mut lost, mut colleague) = (deputy(&ward), head(&ward));
    let doc = open(&ward, &mut lost);
    write(&mut lost, doc, 0, "Viết trước khi bị thu hồi.");
    let device = lost.engine().unwrap().device();
    ward.revoke(device).unwrap();
    let news = open(&ward, &mut colleague);
    write(&mut colleague, news, 0, "Viết sau khi thu hồi. ");
    colleague.sync().unwrap();

    lost.sync().unwrap();
    assert!(lost.engine().unwrap().members("").unwrap().is_empty(), "the register left the lost phone");
    let hub = ward.hub().unwrap();
    let held = hub.store().read_blocking(|c| quarantine::held(c, 10)).unwrap();
    let [item] = held.as_slice() else { panic!("{held:?}") };
    assert_eq!((item.device, &item.reason, item.doc), (device, &HoldReason::Revoked, Some(doc)));

    assert_eq!(ward.block_on(hub.release(item.id, "vanphong", "")).unwrap(), Release::Merged);
    assert!(hub.store().read_blocking(|c| quarantine::held(c, 10)).unwrap().is_empty());
    colleague.sync().unwrap();
    let merged = minutes(&mut colleague, doc);
    assert!(merged.contains("Viết trước khi bị thu hồi.") && merged.contains("Viết sau khi thu hồi."), "{merged}");
}

#[test]
fn a_ward_device_reads_every_cell_and_writes_no_meeting() {
    let ward = Ward::serving().unwrap();
    let mut cell = head(&ward);
    let doc = open(&ward, &mut cell);
    write(&mut cell, doc, 0, "Biên bản.");
    cell.sync().unwrap();
    let mut reader = Phone::of_ward(&ward, Role::PartyBuilding, "Trần Thị Ban").unwrap();
    assert_eq!(reader.engine().unwrap().members("").unwrap().len(), 60);
    assert_eq!(minutes(&mut reader, doc), "Biên bản.");
    let now = reader.clock.now();
    assert!(reader.engine().unwrap().splice_minutes(doc, (0, 0), "Không được. ", now).is_err());
    let at_server = shared::meeting::MeetingView::of(&ward.record(doc).unwrap().unwrap()).unwrap();
    assert_eq!(at_server.minutes, "Biên bản.");
    let superior = Phone::of_ward(&ward, Role::Superior, "Cấp trên").unwrap();
    let mut superior = superior;
    assert!(
        superior.engine().unwrap().members("").unwrap().is_empty(),
        "numbers and adopted minutes only, and none of it here"
    );
    let unknown = DocId::from_bytes([1; 16]);
    assert!(superior.engine().unwrap().meeting(unknown).is_err());
}

#[test]
fn what_is_held_is_read_and_let_in_from_the_command_line_while_the_server_runs() {
    let ward = Ward::serving().unwrap();
    let mut lost = deputy(&ward);
    let doc = open(&ward, &mut lost);
    write(&mut lost, doc, 0, "Viết trước khi bị thu hồi.");
    ward.revoke(lost.engine().unwrap().device()).unwrap();
    lost.sync().unwrap();
    let data = ward.folder().to_str().unwrap();
    let sen = |arguments: &[&str]| {
        let output = tests::program::run("sen", &[&["--data", data], arguments].concat()).unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
        said
    };
    let list = sen(&["held"]);
    assert!(list.contains("revoked") && list.contains(DEPUTY) && list.contains(CELL), "{list}");
    let id = list.split_whitespace().next().unwrap();
    let text = sen(&["held", "show", id]);
    assert!(text.contains("minutes: Viết trước khi bị thu hồi."), "{text}");
    sen(&["held", "release", id, "--note", "đã đối chiếu"]);
    let merged = shared::meeting::MeetingView::of(&ward.record(doc).unwrap().unwrap()).unwrap().minutes;
    assert_eq!(merged, "Viết trước khi bị thu hồi.");
    assert!(sen(&["held"]).starts_with("0 "));
}
