//! Several people on one phone: each under their own name, and nothing lost behind a forgotten PIN.

use sen_client::engine::{Engine, EngineError, RunningText};
use sen_client::net::Transport;
use sen_client::profiles::{DeviceSecret, Household, ProfileError, ProfileId, Uptime};
use server::package::TakeError;
use server::package::hand_in::{HandInTaken, take};
use shared::access::Role;
use shared::id::{DeviceId, DocId};
use shared::meeting::MeetingKey;
use shared::package::{PackageError, bundle, unbundle};
use shared::sync::device::Safety;
use shared::time::Timestamp;
use shared::wire::HoldReason;
use tests::program::{run, signal};
use tests::ward::{CELLS, Ward};

use crate::commands::{Demo, code_of, said};
use crate::story::{CELL, HEAD, MINUTE_TAKER};

const PIN: &str = "271828";
const OTHER_PIN: &str = "161803";

struct Shared {
    _folder: tempfile::TempDir,
    home: Household,
    head: ProfileId,
    taker: ProfileId,
}

impl Shared {
    /// A phone for the head and the minute-taker, both enrolled and synced once.
    fn phone(ward: &Ward) -> Self {
        let folder = tempfile::TempDir::new().unwrap();
        let home = Household::new(folder.path(), DeviceSecret::from_bytes([9; 32]));
        let (head, taker) = (home.add(HEAD, PIN).unwrap(), home.add(MINUTE_TAKER, OTHER_PIN).unwrap());
        let phone = Self { _folder: folder, home, head, taker };
        for (id, role, name) in [(head, Role::Head, HEAD), (taker, Role::MinuteTaker, MINUTE_TAKER)] {
            let mut engine = phone.open(ward, id);
            engine.enrol(&ward.code(CELL, role, name).unwrap(), "máy chung", None).unwrap();
            sync(ward, &mut engine);
        }
        phone
    }

    fn open(&self, ward: &Ward, id: ProfileId) -> Engine {
        let pin = if id == self.head { PIN } else { OTHER_PIN };
        self.home.unlock(id, pin, Uptime::from_ms(1), ward.clock.now()).unwrap()
    }

    /// What somebody without the PIN carries away.
    fn carried(&self) -> Vec<u8> {
        self.home.hand_in(self.head).unwrap().bytes
    }

    fn packages(&self) -> u64 {
        let all = self.home.profiles(Uptime::from_ms(1)).unwrap();
        all.iter().find(|profile| profile.id == self.head).unwrap().waiting.unwrap().packages
    }
}

fn line(ward: &Ward, engine: &Engine) -> Transport {
    let account = engine.account().unwrap();
    assert_eq!(account.url, ward.url());
    Transport::with_sleeper(&account.url, account.pin, Box::new(|_| {})).unwrap()
}

fn sync(ward: &Ward, engine: &mut Engine) {
    let (transport, clock) = (line(ward, engine), ward.clock.clone());
    engine.sync(&transport, &move || clock.now()).unwrap();
}

/// Opens the evening's meeting and writes at its beginning, an edit a word.
fn write(ward: &Ward, engine: &mut Engine, words: &str) -> DocId {
    write_into(&ward.meeting_key(CELL).unwrap(), ward.clock.now(), engine, words)
}

fn write_into(key: &MeetingKey, now: Timestamp, engine: &mut Engine, words: &str) -> DocId {
    let doc = engine.open_meeting(key, now).unwrap().view.doc;
    let mut draft = engine.begin_draft(doc, RunningText::MINUTES).unwrap();
    let mut at = 0;
    for word in words.split_inclusive(' ') {
        engine.type_into(&mut draft, (at, 0), word, now).unwrap();
        at += word.chars().count();
    }
    engine.end_typing().unwrap();
    doc
}

fn taken(ward: &Ward, bytes: &[u8]) -> Result<HandInTaken, TakeError> {
    let hub = ward.hub().unwrap();
    ward.block_on(take(&hub, None, bytes.to_vec(), |_| Ok(())))
}

fn authors(ward: &Ward, doc: DocId) -> Vec<DeviceId> {
    let record = ward.record(doc).unwrap().unwrap();
    let mut authors: Vec<DeviceId> = record.history().into_iter().filter_map(|entry| entry.author).collect();
    authors.sort_unstable();
    authors.dedup();
    authors
}

fn minutes(ward: &Ward, doc: DocId) -> String {
    let record = ward.record(doc).unwrap().unwrap();
    shared::meeting::MeetingView::of(&record).unwrap().minutes
}

#[test]
fn two_people_write_one_meeting_on_one_phone_offline_each_under_their_own_name() {
    let mut ward = Ward::serving().unwrap();
    let phone = Shared::phone(&ward);
    let (key, now) = (ward.meeting_key(CELL).unwrap(), ward.clock.now());
    ward.stop().unwrap();
    let mut head = phone.open(&ward, phone.head);
    let doc = write_into(&key, now, &mut head, "Khai mạc. ");
    let devices = [head.device(), {
        drop(head);
        let mut taker = phone.open(&ward, phone.taker);
        assert!(taker.record(doc).is_err(), "the one does not see what the other has not handed on");
        write_into(&key, now, &mut taker, "Thảo luận. ");
        taker.device()
    }];
    ward.start().unwrap();
    for id in [phone.head, phone.taker] {
        let mut engine = phone.open(&ward, id);
        sync(&ward, &mut engine);
    }
    let mut expected = devices.to_vec();
    expected.sort_unstable();
    assert_eq!(authors(&ward, doc), expected);
    let seen = minutes(&ward, doc);
    assert!(seen.contains("Khai mạc.") && seen.contains("Thảo luận."), "{seen}");
    assert!(phone.home.hand_in(phone.head).is_err(), "what was synced waits no more");
}

#[test]
fn behind_a_forgotten_pin_nothing_is_lost_somebody_else_hands_it_in_and_cannot_read_it() {
    let ward = Ward::serving().unwrap();
    let phone = Shared::phone(&ward);
    let mut head = phone.open(&ward, phone.head);
    let (doc, device) = (write(&ward, &mut head, "Chi bộ thống nhất mua máy bơm. "), head.device());
    // Killed, not closed; and nobody remembers the PIN.
    drop(head);
    let carried = phone.carried();
    for secret in ["máy bơm", "minutes", HEAD] {
        assert!(!carried.windows(secret.len()).any(|window| window == secret.as_bytes()));
    }
    let taker = phone.open(&ward, phone.taker);
    for package in unbundle(&carried).unwrap() {
        let own = shared::SigningKey::from_bytes(&[1; 32]);
        let opened = shared::package::read(package, &taker.account().unwrap().ward_key, &own);
        assert!(matches!(opened, Err(PackageError::WrongReader)));
    }
    assert!(matches!(phone.home.remove(phone.head), Err(ProfileError::NotHandedIn(_))));
    let before = phone.packages();
    let received = phone.home.hand_in_by(phone.head, &taker, &line(&ward, &taker)).unwrap();
    assert_eq!((received.taken.packages, received.left.packages), (before, 0));
    assert_eq!(minutes(&ward, doc), "Chi bộ thống nhất mua máy bơm. ");
    assert_eq!(authors(&ward, doc), [device], "under its author's name, whoever brought it");
    drop(taker);
    phone.home.remove(phone.head).unwrap();
    // The person begins anew, as another device, and finds everything.
    let fresh = phone.home.add(HEAD, "141421").unwrap();
    let mut head = phone.home.unlock(fresh, "141421", Uptime::from_ms(1), ward.clock.now()).unwrap();
    head.enrol(&ward.code(CELL, Role::Head, HEAD).unwrap(), "máy chung", None).unwrap();
    sync(&ward, &mut head);
    assert_eq!(head.meeting(doc).unwrap().view.minutes, "Chi bộ thống nhất mua máy bơm. ");
}

#[test]
fn sealed_work_on_a_card_is_signed_for_by_the_ward_and_may_be_brought_again_and_again() {
    let ward = Ward::serving().unwrap();
    let phone = Shared::phone(&ward);
    let mut head = phone.open(&ward, phone.head);
    let doc = write(&ward, &mut head, "Một hai ba. ");
    drop(head);
    let carried = phone.carried();
    let first = taken(&ward, &carried).unwrap();
    assert_eq!((first.merged, first.held, first.not_taken, first.persons), (2, 0, 0, vec![HEAD.to_owned()]));
    assert_eq!(phone.packages(), 2, "the ward has it, but nobody has told the phone");
    let again = taken(&ward, &carried).unwrap();
    assert_eq!((again.packages, again.merged), (first.packages, 2));
    assert_eq!(minutes(&ward, doc), "Một hai ba. ");
    assert_eq!(phone.home.take_receipt(phone.head, &first.receipt).unwrap().left.packages, 0);
    // The PIN comes back to mind: the vault says what it knows, which is less, and brings it all once more.
    let mut head = phone.open(&ward, phone.head);
    assert_eq!(head.safety(doc), Safety::OnThisPhone);
    write(&ward, &mut head, "");
    sync(&ward, &mut head);
    assert_eq!(head.safety(doc), Safety::SafeOnServer);
    assert_eq!(ward.record(doc).unwrap().unwrap().heads(), head.record(doc).unwrap().heads());
    drop(head);
    assert!(taken(&ward, &carried).is_ok(), "and the old card once more");
    assert_eq!(minutes(&ward, doc), "Một hai ba. ");
    phone.home.remove(phone.head).unwrap();
}

#[test]
fn sealed_work_of_a_revoked_phone_is_held_and_whole_once_the_ward_lets_it_in() {
    let ward = Ward::serving().unwrap();
    let phone = Shared::phone(&ward);
    let mut head = phone.open(&ward, phone.head);
    let (doc, device) = (write(&ward, &mut head, "Một hai ba. "), head.device());
    drop(head);
    ward.revoke(device).unwrap();
    let told = taken(&ward, &phone.carried()).unwrap();
    assert_eq!((told.merged, told.held, told.not_taken), (0, 2, 0));
    assert!(ward.record(doc).unwrap().is_none(), "nothing of it is merged yet");
    let hub = ward.hub().unwrap();
    let held = ward.block_on(hub.store().read(|reading| server::store::quarantine::held(reading, 10))).unwrap();
    assert!(held.iter().all(|row| row.reason == HoldReason::Revoked && row.device == device), "{held:?}");
    for row in held.iter().rev().chain(&held) {
        ward.block_on(hub.release(row.id, "test", "")).unwrap();
    }
    assert_eq!(minutes(&ward, doc), "Một hai ba. ");
    // What the ward holds it has: the phone may let go of it.
    assert_eq!(phone.home.take_receipt(phone.head, &told.receipt).unwrap().left.packages, 0);
    phone.home.remove(phone.head).unwrap();
}

#[test]
fn spoiled_foreign_and_stolen_sealed_work_is_told_apart_and_stores_nothing() {
    let ward = Ward::serving().unwrap();
    let phone = Shared::phone(&ward);
    let mut head = phone.open(&ward, phone.head);
    let doc = write(&ward, &mut head, "Một. ");
    drop(head);
    let good = phone.carried();
    let mut flipped = good.clone();
    flipped[good.len() / 2] ^= 1;
    for bad in [flipped, good[..good.len() - 9].to_vec()] {
        assert!(matches!(taken(&ward, &bad), Err(TakeError::Package(PackageError::Damaged))));
    }
    let mut elsewhere = Ward::begun(1).unwrap();
    elsewhere.start().unwrap();
    assert!(matches!(taken(&elsewhere, &good), Err(TakeError::Package(PackageError::Foreign))));
    // A package of another kind among them is not taken, and the others are.
    let mut packages = unbundle(&good).unwrap();
    let spoiled = packages[0].iter().map(|byte| byte ^ 1).collect::<Vec<u8>>();
    packages.push(&spoiled);
    let mixed = taken(&ward, &bundle(packages)).unwrap();
    assert_eq!((mixed.packages, mixed.not_taken), (2, 1));
    assert_eq!(minutes(&ward, doc), "Một. ");
    assert!(matches!(taken(&ward, &bundle([&spoiled[..]])), Err(TakeError::Package(_))));
    // Another ward's people do not bring it either.
    let stranger = Household::new(elsewhere.folder(), DeviceSecret::from_bytes([8; 32]));
    let id = stranger.add("Người lạ", PIN).unwrap();
    let mut engine = stranger.unlock(id, PIN, Uptime::from_ms(1), ward.clock.now()).unwrap();
    assert!(matches!(
        phone.home.hand_in_by(phone.head, &engine, &line_to(&ward)),
        Err(ProfileError::Engine(EngineError::NotEnrolled))
    ));
    engine.enrol(&elsewhere.code(CELLS[0].0, Role::Head, HEAD).unwrap(), "máy lạ", None).unwrap();
    let told = phone.home.hand_in_by(phone.head, &engine, &line(&elsewhere, &engine));
    assert!(matches!(told, Err(ProfileError::AnotherWard)), "{told:?}");
}

fn line_to(ward: &Ward) -> Transport {
    Transport::with_sleeper(&ward.url(), ward.pin().unwrap(), Box::new(|_| {})).unwrap()
}

#[test]
fn sealed_work_is_brought_by_enrolled_devices_only_and_damage_is_told_over_the_line() {
    let ward = Ward::serving().unwrap();
    let phone = Shared::phone(&ward);
    let mut head = phone.open(&ward, phone.head);
    write(&ward, &mut head, "Một. ");
    drop(head);
    let carried = phone.carried();
    let told = line_to(&ward).hand_in(&[7; 32], &carried).unwrap_err().to_string();
    assert!(told.contains("not enrolled"), "{told}");
    let taker = phone.open(&ward, phone.taker);
    let told = line(&ward, &taker).hand_in(taker.account().unwrap().token(), &carried[..carried.len() - 1]);
    assert!(told.unwrap_err().to_string().contains("damaged"));
    assert_eq!(phone.packages(), 2, "nothing was let go of");
    assert_eq!(taken(&ward, &carried).unwrap().not_taken, 0);
}

/// Runs `sen-device` on a shared phone with these PINs.
fn on(demo: &Demo, pins: (&str, &str), arguments: &[&str]) -> (bool, String) {
    let device = tests::program::path("sen-device").unwrap();
    let ran = std::process::Command::new(device)
        .args(["--home", &demo.path("chung")])
        .args(arguments)
        .env("SEN_PIN", pins.0)
        .env("SEN_NEW_PIN", pins.1)
        .output()
        .unwrap();
    (ran.status.success(), said(&ran))
}

#[test]
fn a_shared_phone_is_used_from_the_command_line_in_vietnamese() {
    let (demo, printed) = Demo::prepared();
    let mut server = demo.serve();
    let does = |pins: (&str, &str), arguments: &[&str]| {
        let (done, told) = on(&demo, pins, arguments);
        assert!(done, "{arguments:?}: {told}");
        told
    };
    let (an, chau) = ((PIN, PIN), (OTHER_PIN, OTHER_PIN));
    does(an, &["profile", "add", "An"]);
    does(chau, &["profile", "add", "Châu"]);
    assert!(on(&demo, ("", "123456"), &["profile", "add", "Lan"]).1.contains("không liền nhau"));
    for (pins, name, role) in [(an, "An", "bi_thu"), (chau, "Châu", "thu_ky")] {
        does(pins, &["--profile", name, "enrol", code_of(&printed, role), "--label", name]);
        does(pins, &["--profile", name, "sync"]);
    }
    signal(server.id(), "TERM").unwrap();
    server.wait().unwrap();
    does(an, &["profile", "switch", "an"]);
    does(an, &["meeting", "open", "--date", "2026-11-05", "--kind", "thuong_ky"]);
    does(an, &["meeting", "minutes", "last", "--append", "Bí thư khai mạc."]);
    assert!(on(&demo, chau, &["meeting", "list"]).1.contains("Mã PIN chưa đúng"), "switched, and another's PIN");
    does(an, &["profile", "pin", "An"]);
    let listed = does(("", ""), &["profile", "list"]);
    assert!(listed.contains("chờ nộp: ") && listed.contains("không còn gì chờ nộp"), "{listed}");
    assert!(on(&demo, ("", ""), &["profile", "remove", "An"]).1.contains("đảng ủy chưa nhận"));

    let card = demo.path("niem-phong.sen");
    assert!(does(("", ""), &["profile", "hand-in", "An", "--to", &card]).contains("chỉ đảng ủy đọc được"));
    let answer = demo.path("xac-nhan.sen");
    let taken = run("sen", &["--data", &demo.path("data"), "package", "in", &card, "--answer", &answer]).unwrap();
    assert!(taken.status.success() && said(&taken).contains("Sealed work of"), "{}", said(&taken));
    let bad = demo.path("bad.sen");
    std::fs::write(&bad, &std::fs::read(&card).unwrap()[..40]).unwrap();
    let told = run("sen", &["--data", &demo.path("data"), "package", "in", &bad, "--answer", &bad]).unwrap();
    assert!(!told.status.success());
    let other = demo.path("khac.sen");
    let told = run("sen", &["--data", &demo.path("data"), "package", "in", &bad, "--answer", &other]).unwrap();
    assert!(!told.status.success() && said(&told).contains("hỏng"), "{}", said(&told));
    assert!(on(&demo, ("", ""), &["profile", "hand-in", "An", "--receipt", &card]).1.contains("giấy xác nhận"));
    assert!(does(("", ""), &["profile", "hand-in", "An", "--receipt", &answer]).contains("Đảng ủy đã nhận"));
    does(("", ""), &["profile", "remove", "An"]);

    let mut server = demo.serve();
    does(chau, &["profile", "switch", "Châu"]);
    does(chau, &["meeting", "open", "--date", "2026-11-06", "--kind", "thuong_ky"]);
    does(chau, &["sync"]);
    assert!(
        does(chau, &["meeting", "list"]).contains("05/11/2026")
            || does(chau, &["meeting", "list"]).contains("2026-11-05")
    );
    let json = does(("", ""), &["--json", "profile", "list"]);
    assert!(json.contains("\"current\": true"), "{json}");
    assert!(on(&demo, chau, &["profile", "hand-in", "Châu", "--by", "Châu"]).1.contains("Không còn gì"));
    signal(server.id(), "TERM").unwrap();
    server.wait().unwrap();
}
