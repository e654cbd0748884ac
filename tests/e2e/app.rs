//! The app in a real browser: what officers do with it, and what phones, networks and other people do to them.

use shared::access::Role;
use shared::doc::Grade;
use shared::id::DocId;
use shared::time::Timestamp;
use tests::app::AppPhone;
use tests::elsewhere::Elsewhere;
use tests::phone::Phone;
use tests::ward::Ward;

use crate::story::{CELL, HEAD, MINUTE_TAKER};

pub(crate) const PIN: &str = "271828";
pub(crate) const MINUTES: &str = "Nguyên văn biên bản";

/// Does something with the ward that waits, from within a story that waits for a browser.
pub(crate) fn aside<T>(act: impl FnOnce() -> T) -> T {
    tokio::task::block_in_place(act)
}

/// A phone that opened the link of its code, and is enrolled.
pub(crate) async fn enrolled(ward: &Ward, address: &str, role: Role, name: &str) -> AppPhone {
    let phone = AppPhone::new(address).await.unwrap();
    let code = aside(|| ward.code(CELL, role, name)).unwrap();
    enrol(&phone, &code, name).await;
    phone
}

/// Opens the link of a code, and enrols whom it is for.
pub(crate) async fn enrol(phone: &AppPhone, code: &str, name: &str) {
    phone.open(&format!("/app/#{code}")).await.unwrap();
    phone.see(name).await.unwrap();
    phone.tap("Đúng là tôi").await.unwrap();
    phone.tap("Để sau").await.unwrap();
    phone.digits(PIN).await.unwrap();
    phone.tap("Tiếp").await.unwrap();
    phone.see("Nhập lại mã PIN").await.unwrap();
    phone.digits(PIN).await.unwrap();
    phone.tap("Ghi danh máy này").await.unwrap();
    phone.see("Đã gửi hết").await.unwrap();
}

pub(crate) async fn unlock(phone: &AppPhone) {
    phone.digits(PIN).await.unwrap();
    phone.tap("Mở sổ").await.unwrap();
    phone.see("Công việc").await.unwrap();
}

/// Opens the meeting of the ward's key on this phone, and gives its path in the app.
pub(crate) async fn open_meeting(phone: &AppPhone) -> String {
    phone.tap("Mở buổi họp mới").await.unwrap();
    phone.see("Ngày họp").await.unwrap();
    phone.tap("Mở").await.unwrap();
    phone.see("Chuẩn bị").await.unwrap();
    phone.path().await.unwrap()
}

/// Opens that meeting and writes the first words of its minutes, which are on the screen and kept; gives the path of the meeting.
pub(crate) async fn begin_minutes(phone: &AppPhone) -> String {
    let path = open_meeting(phone).await;
    phone.inside(&format!("{path}/minutes")).await.unwrap();
    phone.type_in(MINUTES, "Đồng chí ").await.unwrap();
    settled(phone).await;
    path
}

pub(crate) fn doc_of(path: &str) -> DocId {
    path.rsplit('/').next().unwrap().parse().unwrap()
}

/// What the server holds of a meeting's minutes.
pub(crate) fn minutes_at(ward: &Ward, path: &str) -> String {
    let record = ward.record(doc_of(path)).unwrap();
    record.and_then(|doc| shared::meeting::MeetingView::of(&doc)).map_or_else(String::new, |view| view.minutes)
}

/// Waits until the worker has done everything it was asked before: it answers in turn.
pub(crate) async fn settled(phone: &AppPhone) {
    phone.tap("Đưa phần đã ghi vào").await.unwrap();
    phone.tap("Đóng").await.unwrap();
}

#[test]
fn an_officer_opens_the_link_of_their_code_sees_whom_it_is_for_and_is_at_todays_screen() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let phone = AppPhone::new(&address).await.unwrap();
        let code = aside(|| ward.code(CELL, Role::Head, HEAD)).unwrap();
        phone.open(&format!("/app/#{code}")).await.unwrap();
        phone.see("Mã này cấp cho").await.unwrap();
        let words = phone.words().await.unwrap();
        for said in [HEAD, CELL, "Bí thư", "Đảng ủy phường Sen Hồng"] {
            assert!(words.contains(said), "{said}: {words}");
        }
        assert!(!phone.address().await.unwrap().contains("SEN1"), "the code is taken out of the address");
        // Nothing is made by looking: the same code still enrols.
        drop(phone);
        let phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        phone.see("Chưa có buổi họp tới").await.unwrap();
    });
}

#[test]
fn a_code_of_another_ward_a_used_one_and_a_text_that_is_none_are_each_told_as_that() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let used = aside(|| ward.code(CELL, Role::MinuteTaker, MINUTE_TAKER)).unwrap();
        let mut other = Phone::blank(ward.clock.clone()).unwrap();
        aside(|| other.enrol(&used)).unwrap();
        let phone = AppPhone::new(&address).await.unwrap();
        phone.open("/app/").await.unwrap();
        phone.type_in("Mã ghi danh", "không phải mã").await.unwrap();
        phone.tap("Đọc mã").await.unwrap();
        phone.see("chép thiếu").await.unwrap();
        phone.open(&format!("/app/#{used}")).await.unwrap();
        phone.see("đã dùng").await.unwrap();
    });
}

#[test]
fn two_apps_without_signal_make_one_meeting_and_its_conflict_is_shown_and_settled() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let head = enrolled(&ward, &address, Role::Head, HEAD).await;
        let taker = enrolled(&ward, &address, Role::MinuteTaker, MINUTE_TAKER).await;
        for phone in [&head, &taker] {
            phone.set_online(false).await.unwrap();
        }
        let path = open_meeting(&head).await;
        assert_eq!(open_meeting(&taker).await, path, "the same meeting opened apart is one record");
        vote(&head, 19, 1).await;
        vote(&taker, 18, 2).await;
        for phone in [&head, &taker] {
            phone.see("Không có mạng").await.unwrap();
            phone.see("chưa gửi").await.unwrap();
        }
        for phone in [&head, &taker, &head] {
            phone.set_online(true).await.unwrap();
            send(phone).await;
        }
        head.inside("/").await.unwrap();
        head.see("2 chỗ cần chọn").await.unwrap();
        head.inside(&format!("{path}/votes")).await.unwrap();
        head.see("Hai máy ghi hai số").await.unwrap();
        assert_eq!(undecided(&ward, &path), ["nghi_quyet/against", "nghi_quyet/for"]);
        // The vote's own page says so as well, shows both, and counts on in neither.
        head.inside(&format!("{path}/votes/nghi_quyet")).await.unwrap();
        head.see("Hai máy ghi số khác nhau").await.unwrap();
        let words = head.words().await.unwrap();
        assert!(words.contains("18 · 19") || words.contains("19 · 18"), "{words}");
        assert!(!words.contains("Thông qua"), "nothing is decided: {words}");
        head.type_in("Ý kiến khác", "3").await.unwrap();
        send(&head).await;
        assert_eq!(undecided(&ward, &path), ["nghi_quyet/against", "nghi_quyet/for"], "another figure decides nothing");
        // Each decision names both values and who wrote them.
        for (figure, right) in [("for", "19"), ("against", "1")] {
            let place = format!("/records/{}/conflicts/votes/nghi_quyet%2F{figure}", doc_of(&path));
            head.inside(&place).await.unwrap();
            head.see(MINUTE_TAKER).await.unwrap();
            head.choose(right).await.unwrap();
            head.tap("Ghi giá trị đã chọn").await.unwrap();
            head.see("Chỗ ghi khác nhau").await.unwrap();
        }
        for phone in [&head, &taker] {
            send(phone).await;
        }
        taker.inside(&format!("/records/{}/conflicts", doc_of(&path))).await.unwrap();
        taker.see("Không còn chỗ nào phải chọn").await.unwrap();
        assert_eq!(undecided(&ward, &path), Vec::<String>::new());
    });
}

/// The places of a meeting that nobody has decided, as the server has it.
pub(crate) fn undecided(ward: &Ward, path: &str) -> Vec<String> {
    let record = aside(|| ward.record(doc_of(path))).unwrap().unwrap();
    let view = shared::meeting::MeetingView::of(&record).unwrap();
    let open = view.conflicts.into_iter().filter(|conflict| conflict.grade == Grade::Decision);
    open.map(|conflict| conflict.key).collect()
}

/// Records a vote on a resolution, on the page's own number pad.
pub(crate) async fn vote(phone: &AppPhone, agree: u32, against: u32) {
    let path = phone.path().await.unwrap();
    phone.inside(&format!("{path}/votes")).await.unwrap();
    phone.tap("Biểu quyết mới").await.unwrap();
    phone.tap("Ghi số phiếu").await.unwrap();
    for (figure, count) in [("Tán thành", agree), ("Không tán thành", against)] {
        phone.field(figure).await.unwrap().click().await.unwrap();
        phone.digits(&count.to_string()).await.unwrap();
    }
}

/// Waits until the paper with that title is drawn; it stands in a tree of its own.
async fn until_paper(phone: &AppPhone, title: &str) {
    let waits = "const [title, done] = arguments; const look = () => document.querySelector('.printed')?.shadowRoot\
                 ?.querySelector('h1')?.textContent === title ? done('') : requestAnimationFrame(look); look();";
    phone.ask_with(waits, title).await.unwrap();
}

/// Sends by hand, and waits until nothing is unsent.
pub(crate) async fn send(phone: &AppPhone) {
    phone.inside("/safety").await.unwrap();
    phone.tap("Gửi ngay").await.unwrap();
    phone.see("Đã gửi hết").await.unwrap();
    // It is said with the receipt; the sync goes on until nothing is left to fetch, and only then is it offered again.
    phone.offered("Gửi ngay").await.unwrap();
}

#[test]
fn a_browser_that_is_killed_again_and_again_while_somebody_types_has_kept_every_letter_that_was_answered() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let mut phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        let path = open_meeting(&phone).await;
        let mut kept = String::new();
        for round in 0..20 {
            phone.inside(&format!("{path}/minutes")).await.unwrap();
            let typed = format!("Ý kiến thứ {round}. ");
            phone.type_in(MINUTES, &typed).await.unwrap();
            let is_answered = round % 2 == 0;
            if is_answered {
                settled(&phone).await;
            }
            phone.kill().unwrap();
            phone.reopen().await.unwrap();
            unlock(&phone).await;
            phone.inside(&format!("{path}/minutes")).await.unwrap();
            let now = phone.value(MINUTES).await.unwrap();
            let all = format!("{kept}{typed}");
            assert!(now.starts_with(&kept) && all.starts_with(&now), "round {round}: {now:?} of {all:?}");
            assert!(!is_answered || now == all, "round {round}: what was answered is there: {now:?}");
            kept = now;
        }
    });
}

#[test]
fn without_a_server_the_app_opens_again_goes_on_and_brings_everything_once_it_is_back() {
    let (mut ward, address) = Ward::with_app().unwrap();
    let (mut phone, path) = ward.block_on(async {
        let phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        phone.is_installed().await.unwrap();
        let path = open_meeting(&phone).await;
        (phone, path)
    });
    ward.stop().unwrap();
    ward.block_on(async {
        phone.reopen().await.unwrap();
        unlock(&phone).await;
        phone.inside(&format!("{path}/minutes")).await.unwrap();
        phone.type_in(MINUTES, "Họp khi không có máy chủ.").await.unwrap();
        settled(&phone).await;
        phone.see("chưa gửi").await.unwrap();
        // Each paper of the meeting is made on the phone, and leads to the others.
        phone.inside(&format!("{path}/hand-in")).await.unwrap();
        for (link, title) in [
            ("Trích biên bản", "TRÍCH BIÊN BẢN"),
            ("Bảng chấm điểm", "BẢNG CHẤM ĐIỂM SINH HOẠT CHI BỘ"),
            ("Bản in toàn bộ", "BIÊN BẢN"),
        ] {
            phone.tap(link).await.unwrap();
            until_paper(&phone, title).await;
        }
    });
    ward.start().unwrap();
    ward.block_on(send(&phone));
    assert_eq!(minutes_at(&ward, &path), "Họp khi không có máy chủ.");
}

#[test]
fn a_second_window_is_told_so_and_may_take_over() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        phone.second_window("/app/").await.unwrap();
        phone.see("Sen đang mở ở cửa sổ khác").await.unwrap();
        phone.tap("Dùng ở cửa sổ này").await.unwrap();
        unlock(&phone).await;
        phone.first_window().await.unwrap();
        phone.see("Đã chuyển sang cửa sổ khác").await.unwrap();
    });
}

#[test]
fn wrong_pins_are_counted_waited_for_and_delete_nothing() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let mut phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        phone.reopen().await.unwrap();
        for _ in 0..3 {
            phone.digits("314159").await.unwrap();
            phone.tap("Mở sổ").await.unwrap();
            phone.see("PIN").await.unwrap();
        }
        phone.see("Phải chờ").await.unwrap();
        // Opening anew begins the wait again, and does not end it.
        phone.reopen().await.unwrap();
        phone.see("Phải chờ").await.unwrap();
    });
}

#[test]
fn a_second_worker_stands_by_while_a_pin_is_asked_for_and_is_gone_once_its_key_was_tried() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let mut phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        phone.reopen().await.unwrap();
        phone.see("PIN").await.unwrap();
        assert_eq!(phone.workers().await.unwrap(), 2);
        unlock(&phone).await;
        // The browser takes its time to end it, and no more than it takes to ask a thousand times.
        let mut left = 2;
        for _ in 0..1000 {
            left = phone.workers().await.unwrap();
            if left == 1 {
                break;
            }
        }
        assert_eq!(left, 1);
    });
}

#[test]
fn what_another_phone_writes_waits_while_somebody_composes_a_word_and_comes_by_a_tap() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        let path = begin_minutes(&phone).await;
        send(&phone).await;
        phone.inside(&format!("{path}/minutes")).await.unwrap();
        let mut other = aside(|| Phone::of(&ward, CELL, Role::MinuteTaker, MINUTE_TAKER)).unwrap();
        aside(|| {
            other.sync().unwrap();
            let now = Timestamp::from_ms(ward.clock.now().as_ms() + 1000);
            other.engine().unwrap().splice_minutes(doc_of(&path), (0, 0), "Thư ký ghi trước. ", now).unwrap();
            other.sync().unwrap();
        });
        phone.field(MINUTES).await.unwrap().click().await.unwrap();
        phone.compose(&["t", "ti", "tiê", "tiêng"], "").await.unwrap();
        phone.sync_beside().await.unwrap();
        phone.see("Có nội dung mới").await.unwrap();
        phone.compose(&["tiếng"], "tiếng").await.unwrap();
        let shown = phone.value(MINUTES).await.unwrap();
        assert_eq!(shown, "Đồng chí tiếng", "nothing moved under the fingers");
        phone.tap("Nhận vào").await.unwrap();
        phone.see("chưa gửi").await.unwrap();
        assert_eq!(phone.value(MINUTES).await.unwrap(), "Thư ký ghi trước. Đồng chí tiếng");
    });
}

#[test]
fn a_phone_that_the_ward_revoked_says_so_and_what_is_unsent_can_still_be_handed_in() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        let devices = aside(|| ward.devices()).unwrap();
        aside(|| ward.revoke(devices[0])).unwrap();
        phone.inside("/safety").await.unwrap();
        phone.tap("Gửi ngay").await.unwrap();
        phone.see("không được ghi tiếp").await.unwrap();
    });
}

#[test]
fn a_book_out_of_the_browser_opens_in_the_device_program() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let mut phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        let path = open_meeting(&phone).await;
        phone.inside(&format!("{path}/minutes")).await.unwrap();
        phone.type_in(MINUTES, "Ghi trong trình duyệt.").await.unwrap();
        settled(&phone).await;
        let secret = phone.secret().await.unwrap();
        phone.inside("/settings").await.unwrap();
        phone.tap("Khóa sổ, đổi người").await.unwrap();
        phone.see("Mã PIN").await.unwrap();
        let files = phone.files().await.unwrap();
        let (_, rows) = files.iter().find(|(name, _)| name.ends_with("profiles.db")).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("rows.db"), rows).unwrap();
        let database = rusqlite::Connection::open(folder.path().join("rows.db")).unwrap();
        let (id, lock): (String, Vec<u8>) =
            database.query_row("SELECT id, lock FROM profile", [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let home = folder.path().join("home");
        std::fs::create_dir_all(home.join(&id)).unwrap();
        std::fs::write(home.join(&id).join("lock"), lock).unwrap();
        for (name, bytes) in &files {
            if let Some(file) = name.rsplit_once('/').filter(|(before, _)| before.ends_with(&id)).map(|(_, file)| file)
            {
                assert!(
                    !bytes.starts_with(b"SQLite format 3") || file.starts_with("outbox"),
                    "{file} is not encrypted"
                );
                // A journal that is done with begins with zeros, and keeps its length.
                let is_done = file.ends_with("-journal");
                assert!(is_done || bytes.len() < 16 || bytes[..16] != [0; 16], "{file} has a salt of zeros");
                std::fs::write(home.join(&id).join(file), bytes).unwrap();
            }
        }
        let household = sen_client::sen::Phone::new(home.to_str().unwrap().to_owned(), secret).unwrap();
        let opened = household.unlock(id, PIN.to_owned(), sen_client::types::TextUnit::Scalar).unwrap();
        let meeting = opened.meeting(doc_of(&path).to_string()).unwrap();
        assert_eq!(meeting.minutes, "Ghi trong trình duyệt.");
        drop(phone.kill());
    });
}

#[test]
fn the_page_makes_no_script_of_text_and_speaks_with_its_own_server_alone() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let phone = AppPhone::new(&address).await.unwrap();
        phone.open("/app/").await.unwrap();
        phone.see("Ghi danh máy này").await.unwrap();
        for script in ["eval('1')", "document.body.innerHTML = '<b>x</b>'", "new Worker('data:text/javascript,1')"] {
            assert!(phone.is_refused(script).await.unwrap(), "{script}");
        }
        assert!(!phone.is_refused("fetch('/app/icon.svg')").await.unwrap(), "what is its own it may have");
        // Another server, which answers whoever asks.
        let elsewhere = Elsewhere::answering().await.unwrap();
        let by_name = elsewhere.address("localhost");
        for address in [elsewhere.address("127.0.0.1"), by_name.clone()] {
            assert_eq!(phone.fate_of_request(&address).await.unwrap(), "forbidden by connect-src", "{address}");
        }
        assert_eq!(elsewhere.asked(), 0);
        // It is the policy that forbids it: a page without one has the answer.
        phone.browser().goto(&elsewhere.address("127.0.0.1")).await.unwrap();
        assert_eq!(phone.fate_of_request(&by_name).await.unwrap(), "answered elsewhere");
    });
}
