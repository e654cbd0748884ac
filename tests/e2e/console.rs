//! The ward's console in a real browser, on a phone and on a desk. Pictures go to `target/screenshots/`.

use std::path::PathBuf;

use tests::browser::Browser;
use tests::phone::Phone;
use tests::program;
use tests::ward::Ward;

use crate::story::{CELL, head, minute_taker, name_officers, open, resolution, tally, write};

const PHONE: (u32, u32) = (390, 844);
const DESK: (u32, u32) = (1280, 900);

fn picture(name: &str) -> PathBuf {
    let folder = program::folder().unwrap().parent().unwrap().join("screenshots");
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(format!("{name}.png"))
}

async fn pictures(browser: &mut Browser, name: &str) {
    for (size, (width, height)) in [("phone", PHONE), ("desk", DESK)] {
        browser.resize(width, height).await.unwrap();
        browser.screenshot_full(&picture(&format!("{name}-{size}"))).await.unwrap();
    }
}

pub(crate) async fn sign_in(browser: &Browser, ward: &Ward) {
    browser.goto(&ward.url()).await.unwrap();
    browser.fill("input[name=login]", &ward.login).await.unwrap();
    browser.fill("input[name=password]", &ward.password).await.unwrap();
    browser.click("main form button").await.unwrap();
}

/// A meeting two phones wrote apart, with a disputed vote, at the server.
pub(crate) fn disputed_meeting(ward: &Ward) -> (shared::id::DocId, Phone, Phone) {
    let (mut head, mut taker) = (head(ward), minute_taker(ward));
    let doc = open(ward, &mut head);
    open(ward, &mut taker);
    name_officers(ward, &mut head, doc);
    let now = head.clock.now();
    let lines = head.engine().unwrap().roll_call(doc).unwrap();
    let present = shared::meeting::roll::Attendance::Present;
    let marks: Vec<_> = lines.into_iter().map(|line| (line.person, None, present.clone(), None)).collect();
    head.engine().unwrap().mark_attendance(doc, &marks, now).unwrap();
    head.engine().unwrap().record_vote(doc, &resolution(), &tally(19, 1), now).unwrap();
    write(&mut head, doc, 0, "Bí thư khai mạc lúc 19 giờ. ");
    taker.clock.pass_seconds(60);
    let now = taker.clock.now();
    taker.engine().unwrap().record_vote(doc, &resolution(), &tally(18, 2), now).unwrap();
    write(&mut taker, doc, 0, "Chi bộ thảo luận sôi nổi.");
    head.sync().unwrap();
    taker.sync().unwrap();
    (doc, head, taker)
}

#[test]
fn a_wrong_password_is_refused_and_five_of_them_lock_the_login_for_a_while() {
    let ward = Ward::serving().unwrap();
    ward.block_on(async {
        let mut browser = Browser::start(PHONE.0, PHONE.1).await.unwrap();
        browser.goto(&ward.url()).await.unwrap();
        pictures(&mut browser, "sign-in").await;
        for _ in 0..5 {
            browser.fill("input[name=login]", &ward.login).await.unwrap();
            browser.fill("input[name=password]", "không phải mật khẩu").await.unwrap();
            browser.click("main form button").await.unwrap();
            assert!(browser.exists("input[name=password]").await.unwrap());
        }
        sign_in(&browser, &ward).await;
        let told = browser.page_text().await.unwrap();
        assert!(browser.exists("input[name=password]").await.unwrap(), "the right password does not help now: {told}");
        assert!(told.contains("15 phút"), "{told}");
        browser.screenshot_full(&picture("sign-in-locked-phone")).await.unwrap();
        ward.clock.pass_seconds(16 * 60);
        sign_in(&browser, &ward).await;
        assert!(!browser.exists("input[name=password]").await.unwrap());
        browser.close().await.unwrap();
    });
}

#[test]
fn the_ward_sees_one_meeting_its_roll_its_merged_minutes_and_the_vote_as_a_conflict_with_both_values() {
    let ward = Ward::serving().unwrap();
    let (doc, mut head, mut taker) = disputed_meeting(&ward);
    ward.block_on(async {
        let mut browser = Browser::start(DESK.0, DESK.1).await.unwrap();
        sign_in(&browser, &ward).await;
        assert!(browser.page_text().await.unwrap().contains(CELL));
        pictures(&mut browser, "month").await;

        browser.goto(&format!("{}/meetings/{doc}", ward.url())).await.unwrap();
        let page = browser.page_text().await.unwrap();
        for expected in [
            "Bí thư khai mạc lúc 19 giờ.",
            "Chi bộ thảo luận sôi nổi.",
            "Nguyễn Văn An",
            "Nguyễn Trần Bảo Châu",
            "19",
            "18",
        ] {
            assert!(page.contains(expected), "{expected} is missing in\n{page}");
        }
        pictures(&mut browser, "meeting-in-conflict").await;
        browser.goto(&format!("{}/meetings/{doc}/history", ward.url())).await.unwrap();
        pictures(&mut browser, "history").await;
        browser.goto(&format!("{}/members?q=dang+thi+hoa", ward.url())).await.unwrap();
        assert!(browser.page_text().await.unwrap().contains("Đặng Thị Hòa"), "a search ignores diacritics");
        pictures(&mut browser, "members").await;
        browser.close().await.unwrap();
    });

    // The head settles, both adopt, a late edit arrives.
    let now = head.clock.now();
    head.sync().unwrap();
    for key in ["nghi_quyet/against", "nghi_quyet/for"] {
        head.engine().unwrap().settle_conflict(doc, "votes", key, &sen_client::engine::Choice::Listed(0), now).unwrap();
    }
    head.engine().unwrap().adopt(doc, false, now).unwrap();
    head.sync().unwrap();
    taker.sync().unwrap();
    taker.engine().unwrap().adopt(doc, false, now).unwrap();
    taker.sync().unwrap();
    head.sync().unwrap();
    write(&mut head, doc, 0, "Bổ sung muộn. ");
    head.sync().unwrap();
    ward.block_on(async {
        let mut browser = Browser::start(DESK.0, DESK.1).await.unwrap();
        sign_in(&browser, &ward).await;
        let address = format!("{}/meetings/{doc}", ward.url());
        browser.goto(&address).await.unwrap();
        let page = browser.page_text().await.unwrap();
        assert!(page.contains("Bổ sung muộn."), "{page}");
        pictures(&mut browser, "meeting-adopted").await;
        browser.click("form[action$='/seen'] button").await.unwrap();
        browser.close().await.unwrap();
    });
    head.sync().unwrap();
    assert_eq!(head.engine().unwrap().safety(doc), shared::sync::device::Safety::SeenByWard);
}

#[test]
fn a_device_is_enrolled_with_the_code_the_console_shows() {
    let ward = Ward::serving().unwrap();
    let code = ward.block_on(async {
        let mut browser = Browser::start(DESK.0, DESK.1).await.unwrap();
        sign_in(&browser, &ward).await;
        browser.goto(&format!("{}/devices/enrol", ward.url())).await.unwrap();
        pictures(&mut browser, "enrol-form").await;
        browser.fill("select[name=cell]", &ward.cell(CELL).unwrap().to_string()).await.unwrap();
        browser.fill("input[name=person]", "huynh ngoc anh").await.unwrap();
        browser.fill("select[name=role]", "pho_bi_thu").await.unwrap();
        browser.click("main form button").await.unwrap();
        let page = browser.page_text().await.unwrap();
        assert!(browser.exists("main svg").await.unwrap(), "{page}");
        pictures(&mut browser, "enrol-code").await;
        let code: String = page.split_whitespace().skip_while(|word| !word.starts_with("SEN1-")).take(1).collect();
        browser.close().await.unwrap();
        code
    });
    let mut phone = Phone::blank(ward.clock.clone()).unwrap();
    phone.enrol(&code).unwrap();
    phone.sync().unwrap();
    assert_eq!(phone.engine().unwrap().members("").unwrap().len(), 25);
    ward.block_on(async {
        let mut browser = Browser::start(DESK.0, DESK.1).await.unwrap();
        sign_in(&browser, &ward).await;
        browser.goto(&format!("{}/devices", ward.url())).await.unwrap();
        let page = browser.page_text().await.unwrap();
        assert!(page.contains("Huỳnh Ngọc Ánh") && !page.contains("chưa có"), "its contact is told at once: {page}");
        pictures(&mut browser, "devices").await;
        browser.goto(&format!("{}/audit", ward.url())).await.unwrap();
        pictures(&mut browser, "audit").await;
        browser.close().await.unwrap();
    });
}

#[test]
fn a_phone_whose_vault_is_used_twice_stands_on_the_first_page_and_says_what_to_do() {
    let ward = Ward::serving().unwrap();
    let (mut one, mut other) = (head(&ward), minute_taker(&ward));
    other.sync().unwrap();
    one.sync().unwrap();
    let mut two = one.cloned().unwrap();
    for _ in 0..2 {
        for phone in [&mut one, &mut two] {
            ward.clock.pass_seconds(90);
            phone.sync().unwrap();
        }
    }
    ward.block_on(async {
        let mut browser = Browser::start(DESK.0, DESK.1).await.unwrap();
        sign_in(&browser, &ward).await;
        let page = browser.page_text().await.unwrap();
        assert!(page.contains("1 chi bộ có máy bị sao chép") && page.contains("Nguyễn Văn An"), "{page}");
        pictures(&mut browser, "copied-month").await;
        browser.goto(&format!("{}/devices", ward.url())).await.unwrap();
        let page = browser.page_text().await.unwrap();
        assert_eq!(
            page.matches("Bị sao chép").count(),
            2,
            "the filter and one phone; the other is not suspected: {page}"
        );
        assert!(page.contains("thu hồi thiết bị này rồi ghi danh lại máy cần giữ"), "{page}");
        pictures(&mut browser, "copied-devices").await;
        browser.close().await.unwrap();
    });
}

#[test]
fn an_open_page_says_that_a_phone_brought_something_moves_nothing_and_lets_the_server_stop() {
    let mut ward = Ward::begun(1).unwrap();
    // What is still asked for when the server stops is waited for without end: an open page is not.
    std::fs::write(ward.folder().join("sen.toml"), "[limits]\nstop_ms = 86400000\n").unwrap();
    ward.start().unwrap();
    let (mut head, mut taker) = (head(&ward), minute_taker(&ward));
    let told = "//p[@data-live and not(@hidden)]";
    let browser = ward.block_on(async {
        let browser = Browser::start(DESK.0, DESK.1).await.unwrap();
        sign_in(&browser, &ward).await;
        browser.goto(&format!("{}/queue", ward.url())).await.unwrap();
        assert!(browser.exists("p[data-live][hidden]").await.unwrap(), "nothing has changed yet");
        assert!(browser.page_text().await.unwrap().contains("Không có việc nào chờ"));
        browser
    });
    let meeting = crate::records::handed_in(&ward, &mut head, &mut taker);
    ward.block_on(async {
        browser.seen(told).await.unwrap();
        let page = browser.page_text().await.unwrap();
        assert!(page.contains("Có thay đổi từ khi mở trang này") && page.contains("Không có việc nào chờ"), "{page}");
        browser.seen("//*[@data-waiting and not(@hidden) and .='1']").await.unwrap();
        browser.click("[data-live] button").await.unwrap();
        assert!(browser.exists(&format!("a[href='/review/{meeting}']")).await.unwrap());
        assert!(browser.exists("p[data-live][hidden]").await.unwrap(), "the page is of now again");
    });
    ward.stop().unwrap();
    ward.start().unwrap();
    assert!(ward.record(meeting).unwrap().is_some());
}
