//! Packages by hand: a card for the ward, a phone beside a phone, codes on a screen.

use sen_client::engine::{Brought, EngineError, PackageFault};
use serde_json::Value;
use server::package::{TakeError, take};
use shared::access::Role;
use shared::package::{PackageError, Standing};
use shared::sync::device::Safety;
use tests::phone::Phone;
use tests::program::{run, signal};
use tests::ward::Ward;

use crate::commands::{Demo, code_of, said};
use crate::parting::introduced;
use crate::records::step;
use crate::story::{CELL, MINUTE_TAKER, head, minute_taker, minutes, open, write};

/// A demo ward in which these people are enrolled and have synced once; then its server is gone.
fn enrolled(who: &[(&str, &str)]) -> Demo {
    let (demo, printed) = Demo::prepared();
    let mut server = demo.serve();
    for (name, role) in who {
        demo.does(name, &["enrol", code_of(&printed, role), "--label", name]);
        demo.does(name, &["sync"]);
    }
    signal(server.id(), "TERM").unwrap();
    server.wait().unwrap();
    demo
}

fn holds_a_meeting(demo: &Demo, who: &str, text: &str) {
    demo.does(who, &["meeting", "open", "--date", "2026-11-05", "--kind", "thuong_ky"]);
    demo.does(who, &["meeting", "minutes", "last", "--append", text]);
}

fn safety(demo: &Demo, who: &str) -> String {
    let records = demo.tells(who, &["status"]);
    let meeting = records["records"].as_array().unwrap().iter().find(|record| record["kind"] == "meeting");
    meeting.unwrap()["safety"]["state"].as_str().unwrap().to_owned()
}

fn sen(demo: &Demo, package: &str, answer: &str) -> (bool, String) {
    let (data, package, answer) = (demo.path("data"), demo.path(package), demo.path(answer));
    let output = run("sen", &["--data", &data, "package", "in", &package, "--answer", &answer]).unwrap();
    (output.status.success(), said(&output))
}

#[test]
fn a_phone_with_no_line_hands_its_work_in_on_a_card_and_learns_by_the_answer_that_it_is_safe() {
    let demo = enrolled(&[("head", "bi_thu"), ("taker", "thu_ky")]);
    holds_a_meeting(&demo, "head", "Bí thư khai mạc.");
    let made = demo.tells("head", &["package", "out", &demo.path("card.sen")]);
    assert_eq!(made["envelopes"], 1);
    let again = demo.device("head", &["package", "out", &demo.path("card.sen")]);
    assert!(!again.status.success(), "no file is written over");
    assert_eq!(safety(&demo, "head"), "on_this_phone");

    // The server takes it in while it serves others.
    let mut server = demo.serve();
    let (done, told) = sen(&demo, "card.sen", "answer.sen");
    assert!(done && told.contains("1 envelopes merged"), "{told}");
    assert_eq!(safety(&demo, "head"), "on_this_phone", "the server has it, but nobody has told the phone");
    let other = demo.device("taker", &["package", "in", &demo.path("answer.sen")]);
    assert!(!other.status.success() && said(&other).contains("máy khác"), "{}", said(&other));
    let taken = demo.tells("head", &["package", "in", &demo.path("answer.sen")]);
    assert_eq!((&taken["standing"], &taken["brought"]["pushed"]), (&"fresh".into(), &1.into()), "{taken}");
    assert_eq!(safety(&demo, "head"), "safe_on_server");

    // Both again: nothing is done twice, and it is said.
    let (done, told) = sen(&demo, "card.sen", "answer-2.sen");
    assert!(done && told.contains("nothing was done twice"), "{told}");
    let taken = demo.tells("head", &["package", "in", &demo.path("answer.sen")]);
    assert_eq!(taken["standing"], "already_taken");
    assert_eq!(safety(&demo, "head"), "safe_on_server");
    demo.does("taker", &["sync"]);
    assert!(demo.does("taker", &["meeting", "show", "last"]).contains("Bí thư khai mạc."));
    signal(server.id(), "TERM").unwrap();
    server.wait().unwrap();
    let verified = run("sen", &["--data", &demo.path("data"), "verify"]).unwrap();
    assert!(verified.status.success(), "{}", said(&verified));
}

#[test]
fn a_spoiled_or_foreign_card_is_told_apart_and_leaves_no_answer_behind() {
    let demo = enrolled(&[("head", "bi_thu")]);
    holds_a_meeting(&demo, "head", "Bí thư khai mạc.");
    demo.does("head", &["package", "out", &demo.path("card.sen")]);
    let good = std::fs::read(demo.path("card.sen")).unwrap();
    let mut flipped = good.clone();
    flipped[good.len() / 2] ^= 1;
    let elsewhere = enrolled(&[("other", "bi_thu")]);
    holds_a_meeting(&elsewhere, "other", "Đảng bộ khác.");
    elsewhere.does("other", &["package", "out", &elsewhere.path("card.sen")]);
    let foreign = std::fs::read(elsewhere.path("card.sen")).unwrap();
    let cut = good[..good.len() - 20].to_vec();
    for (bytes, word) in
        [(flipped, "hỏng"), (cut, "hỏng"), (foreign, "đảng bộ khác"), (b"PK\x03\x04".to_vec(), "không phải gói")]
    {
        std::fs::write(demo.path("bad.sen"), bytes).unwrap();
        let (done, told) = sen(&demo, "bad.sen", "answer.sen");
        assert!(!done && told.contains(word), "{word}: {told}");
        assert!(!std::path::Path::new(&demo.path("answer.sen")).exists());
    }
    assert!(sen(&demo, "card.sen", "answer.sen").0, "the good one still is");
}

#[test]
fn two_phones_exchange_without_a_server_and_one_brings_both_persons_work() {
    let demo = enrolled(&[("head", "bi_thu"), ("taker", "thu_ky"), ("deputy", "pho_bi_thu")]);
    holds_a_meeting(&demo, "head", "Bí thư khai mạc. ");
    holds_a_meeting(&demo, "taker", "Thảo luận sôi nổi. ");
    let card = demo.does("taker", &["package", "card"]);
    demo.does("head", &["package", "out", &demo.path("by-bluetooth.sen"), "--for", card.trim()]);
    let taken = demo.tells("taker", &["package", "in", &demo.path("by-bluetooth.sen")]);
    assert_eq!((&taken["brought"]["merged"], &taken["brought"]["waiting"]), (&1.into(), &0.into()), "{taken}");
    let shown = demo.does("taker", &["meeting", "show", "last"]);
    assert!(shown.contains("Bí thư khai mạc.") && shown.contains("Thảo luận sôi nổi."), "{shown}");
    assert_eq!(safety(&demo, "taker"), "on_this_phone", "what came by hand is on this phone and no safer");

    // By now each knows the other's device by name.
    demo.does("taker", &["package", "out", &demo.path("back.sen"), "--for", "Nguyễn Văn An"]);
    assert_eq!(demo.tells("head", &["package", "in", &demo.path("back.sen")])["brought"]["known"], 1);
    let told = demo.device("deputy", &["package", "in", &demo.path("back.sen")]);
    assert!(!told.status.success() && said(&told).contains("máy khác"), "{}", said(&told));

    let mut server = demo.serve();
    assert_eq!(demo.tells("taker", &["sync"])["pushed"], 2);
    assert_eq!(safety(&demo, "taker"), "safe_on_server");
    assert_eq!(safety(&demo, "head"), "on_this_phone", "nobody has told the head's phone");
    demo.does("deputy", &["sync"]);
    let shown = demo.does("deputy", &["meeting", "show", "last"]);
    assert!(shown.contains("Bí thư khai mạc.") && shown.contains("Thảo luận sôi nổi."), "{shown}");
    demo.does("head", &["sync"]);
    assert_eq!(safety(&demo, "head"), "safe_on_server");
    signal(server.id(), "TERM").unwrap();
    server.wait().unwrap();
}

#[test]
fn a_package_shown_as_codes_is_read_in_any_order_and_a_missing_code_is_named() {
    let demo = enrolled(&[("head", "bi_thu"), ("taker", "thu_ky")]);
    holds_a_meeting(&demo, "head", &"Bí thư khai mạc, điểm danh và thông qua chương trình. ".repeat(3));
    let card = demo.does("taker", &["package", "card"]);
    let codes = demo.path("codes");
    let made = demo.tells("head", &["package", "out", "--qr", "--svg", &codes, "--for", card.trim()]);
    let parts: Vec<&str> = made["parts"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(parts.len() >= 2, "{} parts", parts.len());
    let drawn = std::fs::read_to_string(format!("{codes}/part-01.svg")).unwrap();
    assert!(drawn.contains("<svg"), "a picture for each part");
    assert!(std::path::Path::new(&format!("{codes}/part-{:02}.svg", parts.len())).exists());
    let lines: Vec<&str> = parts.iter().rev().chain(&parts).copied().collect();
    let scanned = demo.path("scanned.txt");
    std::fs::write(&scanned, parts[1..].join("\n")).unwrap();
    let told = demo.device("taker", &["package", "in", "--parts", &scanned]);
    assert!(!told.status.success() && said(&told).contains("thiếu phần 1"), "{}", said(&told));
    std::fs::write(&scanned, lines.join("\r\n")).unwrap();
    let taken = demo.tells("taker", &["package", "in", "--parts", &scanned]);
    assert_eq!(taken["brought"]["merged"], 1, "{taken}");
    let drawn = demo.does("head", &["package", "out", "--qr", "--for", MINUTE_TAKER]);
    assert!(drawn.contains("▀") || drawn.contains("█"), "codes on the terminal");
}

#[test]
fn a_revoked_phones_card_is_held_as_over_the_line() {
    let ward = Ward::serving().unwrap();
    let mut phone = head(&ward);
    let doc = open(&ward, &mut phone);
    write(&mut phone, doc, 0, "Biên bản.");
    ward.revoke(phone.engine().unwrap().device()).unwrap();
    let hub = ward.hub().unwrap();
    // The first answer tells of the revocation. Then all that is kept is brought once more: an answer carried by hand may
    // be older than the backup the server was restored from.
    for _ in 0..2 {
        let now = phone.clock.now();
        assert!(phone.engine().unwrap().record(doc).is_ok());
        let made = phone.engine().unwrap().package_out(now).unwrap();
        let taken = ward.block_on(take(&hub, &made.bytes)).unwrap();
        assert_eq!(taken.held, 1);
        assert!(ward.record(doc).unwrap().is_none(), "nothing of it is merged");
        let told = phone.engine().unwrap().package_in(&taken.answer, now).unwrap();
        let Brought::Answer { progress, .. } = told.brought else { panic!("an answer") };
        assert_eq!((progress.held, progress.pushed), (1, taken.merged));
    }
    assert!(phone.engine().unwrap().record(doc).is_err(), "handed in and withdrawn, as over the line");
}

#[test]
fn a_phone_that_was_told_that_it_is_revoked_takes_nothing_from_another_one() {
    let ward = Ward::serving().unwrap();
    let (mut giver, mut lost) = (head(&ward), minute_taker(&ward));
    let doc = open(&ward, &mut giver);
    write(&mut giver, doc, 0, "Chưa gửi.");
    let (now, card) = (giver.clock.now(), lost.engine().unwrap().card().unwrap());
    let reader = giver.engine().unwrap().take_card(&card).unwrap().device;
    let package = giver.engine().unwrap().package_for(reader, now).unwrap().bytes;
    ward.revoke(reader).unwrap();
    let taken = lost.engine().unwrap().package_in(&package, now).unwrap();
    let Brought::Exchange(taken) = taken.brought else { panic!("it came from a phone") };
    assert!(taken.merged > 0 && lost.engine().unwrap().record(doc).is_ok(), "nobody told it yet");
    lost.sync().unwrap();
    assert!(lost.engine().unwrap().record(doc).is_err(), "it brings to the ward what it was handed, and gives it up");
    assert!(ward.record(doc).unwrap().is_some());
    let again = lost.engine().unwrap().package_in(&package, now);
    assert!(matches!(again, Err(PackageFault::Engine(EngineError::Revoked(_)))), "{again:?}");
    lost.sync().unwrap();
    assert!(lost.engine().unwrap().record(doc).is_err());
}

#[test]
fn a_phone_that_was_handed_a_member_who_moved_before_it_had_read_anything_gives_the_record_up() {
    let ward = Ward::serving().unwrap();
    let mut office = Phone::of_ward(&ward, Role::Office, "Trần Thị Hoa").unwrap();
    let (mut giver, mut fresh) = (head(&ward), minute_taker(&ward));
    let (now, card) = (giver.clock.now(), fresh.engine().unwrap().card().unwrap());
    let name = [("full_name".to_owned(), "Lý Văn Chín".to_owned())];
    let member = giver.engine().unwrap().add_member(None, &name, now).unwrap().doc;
    let reader = giver.engine().unwrap().take_card(&card).unwrap().device;
    let package = giver.engine().unwrap().package_for(reader, now).unwrap().bytes;
    fresh.engine().unwrap().package_in(&package, now).unwrap();
    assert!(fresh.engine().unwrap().record(member).is_ok());
    giver.sync().unwrap();
    office.sync().unwrap();
    let transfer = introduced(&mut giver, &mut office, "noi_bo", "Lý Văn Chín");
    step(&mut office, transfer, "receive", &[("received_on", "20/11/2026")]).unwrap();
    office.sync().unwrap();
    fresh.sync().unwrap();
    assert!(fresh.engine().unwrap().record(member).is_err(), "it is another cell's now");
}

#[test]
fn a_card_of_a_phone_the_ward_never_enrolled_is_refused_and_nothing_is_stored() {
    let ward = Ward::serving().unwrap();
    let stranger = shared::SigningKey::from_bytes(&[66; 32]);
    let mut phone = head(&ward);
    let key = phone.engine().unwrap().account().unwrap().ward_key;
    let request: shared::wire::Request = {
        let now = phone.clock.now();
        shared::wire::decode(&phone.engine().unwrap().begin_sync(now).unwrap()).unwrap()
    };
    let to = shared::package::Address { ward: key, reader: key, made: ward.clock.now(), number: 1 };
    let body = shared::package::Body::Request(request);
    let forged = shared::package::write(&to, &body, &stranger, &[1; 32]).unwrap().bytes;
    let hub = ward.hub().unwrap();
    let told = ward.block_on(take(&hub, &forged));
    assert!(matches!(told, Err(TakeError::Package(PackageError::UnknownSender))));
}

#[test]
fn a_card_that_is_overtaken_by_the_line_loses_nothing_and_undoes_nothing() {
    let ward = Ward::serving().unwrap();
    let (mut phone, mut other) = (head(&ward), minute_taker(&ward));
    let doc = open(&ward, &mut phone);
    write(&mut phone, doc, 0, "Một. ");
    let now = phone.clock.now();
    let first = phone.engine().unwrap().package_out(now).unwrap();
    write(&mut phone, doc, 0, "Hai. ");
    let second = phone.engine().unwrap().package_out(now).unwrap();
    let hub = ward.hub().unwrap();
    let late = ward.block_on(take(&hub, &first.bytes)).unwrap();
    phone.sync().unwrap();
    open(&ward, &mut other);
    write(&mut other, doc, 0, "Ba. ");
    other.sync().unwrap();
    phone.sync().unwrap();
    let before = (minutes(&mut phone, doc), phone.engine().unwrap().safety(doc));
    assert_eq!(before.1, Safety::SafeOnServer);
    phone.engine().unwrap().package_in(&late.answer, now).unwrap();
    assert_eq!((minutes(&mut phone, doc), phone.engine().unwrap().safety(doc)), before);
    let stale = ward.block_on(take(&hub, &second.bytes)).unwrap();
    assert_eq!((stale.standing, stale.merged), (Standing::Fresh, 2), "two the ward has already");
    let again = ward.block_on(take(&hub, &first.bytes)).unwrap();
    assert_eq!(again.standing, Standing::AlreadyTaken);
    phone.engine().unwrap().package_in(&stale.answer, now).unwrap();
    let told = phone.sync().unwrap();
    assert_eq!((told.pushed, phone.engine().unwrap().health().unwrap().unsent), (0, 0));
    let here = phone.engine().unwrap().record(doc).unwrap().heads();
    assert_eq!(ward.record(doc).unwrap().unwrap().heads(), here);
}

#[test]
fn a_new_phone_without_a_line_gets_the_cells_records_by_the_answer() {
    let ward = Ward::serving().unwrap();
    let mut one = head(&ward);
    let doc = open(&ward, &mut one);
    write(&mut one, doc, 0, "Biên bản.");
    one.sync().unwrap();
    let mut phone = Phone::blank(ward.clock.clone()).unwrap();
    phone.enrol(&ward.code(CELL, Role::MinuteTaker, MINUTE_TAKER).unwrap()).unwrap();
    let now = phone.clock.now();
    let made = phone.engine().unwrap().package_out(now).unwrap();
    let hub = ward.hub().unwrap();
    let taken = ward.block_on(take(&hub, &made.bytes)).unwrap();
    phone.engine().unwrap().package_in(&taken.answer, now).unwrap();
    assert_eq!(minutes(&mut phone, doc), "Biên bản.");
    assert_eq!(phone.engine().unwrap().safety(doc), Safety::SafeOnServer);
    assert_eq!(phone.engine().unwrap().members("").unwrap().len(), 25);
}
