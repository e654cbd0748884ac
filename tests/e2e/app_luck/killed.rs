//! A browser that is killed between any two steps of an enrolment or a sync.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use shared::access::Role;
use tests::app::AppPhone;
use tests::gate::Moment::{Answered, Asked, Done};
use tests::phone::Phone;
use tests::ward::Ward;

use super::{TODAY, minutes_on, write};
use crate::app::{PIN, aside, doc_of, enrol as enrol_whole, enrolled, minutes_at, open_meeting, send, unlock};
use crate::story::{CELL, HEAD, MINUTE_TAKER};

/// From the link of the code to the tap that enrols.
async fn enrol(phone: &AppPhone, code: &str) {
    phone.open(&format!("/app/#{code}")).await.unwrap();
    say_who(phone).await;
}

/// From whom the code is for to the tap that enrols; a book that is open has its PIN.
async fn say_who(phone: &AppPhone) {
    phone.tap("Đúng là tôi").await.unwrap();
    phone.tap("Để sau").await.unwrap();
    if phone.first_of(&["Đặt mã PIN", "Ghi danh máy này"]).await.unwrap() == 0 {
        phone.digits(PIN).await.unwrap();
        phone.tap("Tiếp").await.unwrap();
        phone.see("Nhập lại mã PIN").await.unwrap();
        phone.digits(PIN).await.unwrap();
    }
    phone.tap("Ghi danh máy này").await.unwrap();
}

/// Does what the screen asks for with the same code, until the book is open and enrolled.
async fn go_on(phone: &AppPhone, code: &str) {
    if phone.first_of(&["Đọc mã", "Mở sổ"]).await.unwrap() == 1 {
        phone.digits(PIN).await.unwrap();
        phone.tap("Mở sổ").await.unwrap();
        if phone.first_of(&[TODAY, "Đọc mã"]).await.unwrap() == 0 {
            return;
        }
    }
    phone.type_in("Mã ghi danh", code).await.unwrap();
    phone.tap("Đọc mã").await.unwrap();
    if phone.first_of(&[TODAY, "Đúng là tôi"]).await.unwrap() == 1 {
        say_who(phone).await;
        phone.see(TODAY).await.unwrap();
    }
}

#[test]
fn an_enrolment_killed_at_any_step_is_gone_on_with_by_the_same_code_and_makes_one_device() {
    let (ward, gate, address) = Ward::behind_gate().unwrap();
    let steps = [
        None,
        Some(("/v1/enrol", Asked)),
        Some(("/v1/enrol", Done)),
        Some(("/v1/enrol", Answered)),
        Some(("/v1/sync", Asked)),
        Some(("/v1/sync", Done)),
        Some(("/v1/sync", Answered)),
    ];
    ward.block_on(async {
        let others = aside(|| ward.devices()).unwrap().len();
        let mut meeting = None;
        for (before, step) in steps.into_iter().enumerate() {
            let code = aside(|| ward.code(CELL, Role::Head, HEAD)).unwrap();
            let mut phone = AppPhone::new(&address).await.unwrap();
            let mut stop = step.map(|(path, moment)| gate.stop(path, 0, moment));
            enrol(&phone, &code).await;
            if let Some(stop) = &mut stop {
                stop.reached().await.unwrap();
            }
            phone.kill().unwrap();
            drop(stop);
            phone.reopen().await.unwrap();
            go_on(&phone, &code).await;
            assert_eq!(
                aside(|| ward.devices()).unwrap().len(),
                others + before + 1,
                "{step:?}: one device of this phone"
            );
            let path = match meeting.take() {
                Some(path) => path,
                None => open_meeting(&phone).await,
            };
            write(&phone, &path, &format!("Máy {before}. ")).await;
            send(&phone).await;
            assert!(aside(|| minutes_at(&ward, &path)).contains(&format!("Máy {before}. ")), "{step:?}");
            meeting = Some(path);
            // One book, whose PIN is asked for at once.
            phone.reopen().await.unwrap();
            unlock(&phone).await;
        }
    });
}

#[test]
fn the_link_of_a_code_whose_answer_was_lost_leads_to_the_book_that_used_it_and_no_other_phone_gets_in_by_it() {
    let (ward, gate, address) = Ward::behind_gate().unwrap();
    ward.block_on(async {
        let others = aside(|| ward.devices()).unwrap().len();
        let code = aside(|| ward.code(CELL, Role::Head, HEAD)).unwrap();
        let mut phone = AppPhone::new(&address).await.unwrap();
        let mut stop = gate.stop("/v1/enrol", 0, Done);
        enrol(&phone, &code).await;
        stop.reached().await.unwrap();
        phone.kill().unwrap();
        drop(stop);
        phone.reopen_at(&format!("/app/#{code}")).await.unwrap();
        phone.see("đã dùng").await.unwrap();
        phone.tap("Mở sổ đã có").await.unwrap();
        phone.digits(PIN).await.unwrap();
        phone.tap("Mở sổ").await.unwrap();
        phone.see(TODAY).await.unwrap();
        phone.see("Đã gửi hết").await.unwrap();
        let other = AppPhone::new(&address).await.unwrap();
        other.open(&format!("/app/#{code}")).await.unwrap();
        other.see("đã dùng").await.unwrap();
        assert_eq!(aside(|| ward.devices()).unwrap().len(), others + 1);
    });
}

#[test]
fn a_sync_killed_before_within_or_after_its_request_brings_and_fetches_everything_exactly_once() {
    let (ward, gate, address) = Ward::behind_gate().unwrap();
    ward.block_on(async {
        let mut phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        let path = open_meeting(&phone).await;
        send(&phone).await;
        let mut other = aside(|| Phone::of(&ward, CELL, Role::MinuteTaker, MINUTE_TAKER)).unwrap();
        let mut all = Vec::new();
        for (round, moment) in [Asked, Done, Answered].into_iter().enumerate() {
            let (here, there) = (format!("Bí thư {round}. "), format!("Thư ký {round}. "));
            aside(|| {
                other.sync().unwrap();
                let now = ward.clock.now();
                other.engine().unwrap().splice_minutes(doc_of(&path), (0, 0), &there, now).unwrap();
                other.sync().unwrap();
            });
            let mut stop = gate.stop("/v1/sync", 0, moment);
            write(&phone, &path, &here).await;
            // The app syncs by itself once nobody types any more.
            stop.reached().await.unwrap();
            phone.kill().unwrap();
            let has = aside(|| minutes_at(&ward, &path)).contains(&here);
            assert_eq!(has, moment != Asked, "{moment:?}: where it was killed");
            drop(stop);
            phone.reopen().await.unwrap();
            unlock(&phone).await;
            send(&phone).await;
            all.extend([here, there]);
            let (shown, stored) = (minutes_on(&phone, &path).await, aside(|| minutes_at(&ward, &path)));
            for text in &all {
                assert_eq!(shown.matches(text.as_str()).count(), 1, "{moment:?}: {text} in {shown:?}");
            }
            assert_eq!(shown, stored, "{moment:?}");
            assert_eq!(shown.chars().count(), all.iter().map(|text| text.chars().count()).sum::<usize>(), "{shown:?}");
        }
    });
}

/// What the head of an entry looks like whose rest a kill kept from being written: a check, its length, and that it is whole.
const HALF_AN_ENTRY: [u8; 7] = [1, 2, 3, 4, 200, 0, 1];

/// Ends the browser's own logs below a folder of its profile in half an entry.
fn tear_logs(profile: &Path, below: &str) {
    let (mut folders, mut torn) = (vec![profile.join("Default").join(below)], 0);
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "log") {
                OpenOptions::new().append(true).open(path).unwrap().write_all(&HALF_AN_ENTRY).unwrap();
                torn += 1;
            }
        }
    }
    assert!(torn > 0, "the browser keeps it elsewhere");
}

#[test]
fn half_an_entry_that_a_kill_left_in_the_browsers_list_of_files_takes_no_book_away() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let mut phone = AppPhone::new(&address).await.unwrap();
        phone.open("/app/").await.unwrap();
        phone.offered("Đọc mã").await.unwrap();
        phone.kill().unwrap();
        tear_logs(phone.profile(), "File System");
        phone.start().await.unwrap();
        let code = aside(|| ward.code(CELL, Role::Head, HEAD)).unwrap();
        enrol_whole(&phone, &code, HEAD).await;
        let path = open_meeting(&phone).await;
        write(&phone, &path, "Chỉ trên máy này. ").await;
        phone.reopen().await.unwrap();
        unlock(&phone).await;
        assert_eq!(minutes_on(&phone, &path).await, "Chỉ trên máy này. ");
        // A second person's files are made behind half an entry too, beside those of a book that is there.
        phone.kill().unwrap();
        tear_logs(phone.profile(), "File System");
        phone.start().await.unwrap();
        let code = aside(|| ward.code(CELL, Role::MinuteTaker, MINUTE_TAKER)).unwrap();
        enrol_whole(&phone, &code, MINUTE_TAKER).await;
        for name in [MINUTE_TAKER, HEAD] {
            phone.reopen().await.unwrap();
            phone.tap(name).await.unwrap();
            unlock(&phone).await;
        }
        assert_eq!(minutes_on(&phone, &path).await, "Chỉ trên máy này. ");
    });
}

/// Empties the files of every book in the browser's folder, and leaves the list of its people.
fn lose_books(profile: &Path) {
    let (mut folders, mut lost) = (vec![profile.join("Default").join("File System")], 0);
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            let name = String::from_utf8_lossy(bytes.get(..512).unwrap_or_default()).into_owned();
            if name.starts_with("/home/") && (name.contains("/vault.db") || name.contains("/outbox.db")) {
                drop(std::fs::File::create(path).unwrap());
                lost += 1;
            }
        }
    }
    assert!(lost >= 2, "the browser keeps them elsewhere");
}

#[test]
fn a_book_whose_files_are_gone_is_told_as_that_and_its_person_enrols_again() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let mut phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        phone.kill().unwrap();
        lose_books(phone.profile());
        phone.start().await.unwrap();
        phone.open("/app/").await.unwrap();
        phone.digits(PIN).await.unwrap();
        phone.tap("Mở sổ").await.unwrap();
        phone.see("Sổ không còn trên máy này").await.unwrap();
        phone.picture("book-gone").await.unwrap();
        phone.tap("Quay lại").await.unwrap();
        phone.tap("Quên mã PIN").await.unwrap();
        phone.tap("Gỡ sổ này khỏi máy").await.unwrap();
        let sure = phone.browser().seen("//dialog//button[. = 'Gỡ sổ']").await.unwrap();
        sure.click().await.unwrap();
        phone.offered("Đọc mã").await.unwrap();
        let code = aside(|| ward.code(CELL, Role::Head, HEAD)).unwrap();
        enrol_whole(&phone, &code, HEAD).await;
    });
}

#[test]
fn a_database_that_the_browser_drops_after_a_kill_locks_nobody_out() {
    const BEGIN: &str = "const [done] = arguments, opening = indexedDB.open('other', 1); \
                         opening.onupgradeneeded = () => opening.result.createObjectStore('nothing'); \
                         opening.onsuccess = () => done()";
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let mut phone = AppPhone::new(&address).await.unwrap();
        // A file of the app that is no page of it: the browser begins its database, and Sen nothing.
        phone.open("/app/icon-192.png").await.unwrap();
        phone.ask(BEGIN).await.unwrap();
        phone.kill().unwrap();
        tear_logs(phone.profile(), "IndexedDB");
        phone.start().await.unwrap();
        let code = aside(|| ward.code(CELL, Role::Head, HEAD)).unwrap();
        enrol_whole(&phone, &code, HEAD).await;
        for _ in 0..2 {
            phone.reopen().await.unwrap();
            unlock(&phone).await;
        }
    });
}
