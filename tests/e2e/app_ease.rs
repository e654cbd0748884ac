//! What makes the app easy to the hand: told in time, found where it was left, opened by a finger, readable in large letters.

use serde_json::json;
use shared::access::Role;
use shared::doc::Kind;
use shared::meeting::MeetingKey;
use shared::meeting::vote::{Matter, Tally, VoteKey};
use tests::app::AppPhone;
use tests::phone::Phone;
use tests::ward::Ward;

use crate::app::{PIN, aside, enrolled, open_meeting, unlock};
use crate::app_screens::{SCREENS, STEPS};
use crate::records::{add, begin};
use crate::story::{CELL, DEPUTY, HEAD, head};

#[test]
fn a_pin_that_anybody_tries_first_is_told_before_it_is_typed_again() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let phone = AppPhone::new(&address).await.unwrap();
        let code = aside(|| ward.code(CELL, Role::Head, HEAD)).unwrap();
        phone.open(&format!("/app/#{code}")).await.unwrap();
        phone.tap("Đúng là tôi").await.unwrap();
        phone.tap("Để sau").await.unwrap();
        phone.digits("111111").await.unwrap();
        phone.tap("Tiếp").await.unwrap();
        phone.see("Mã PIN gồm").await.unwrap();
        assert!(!phone.words().await.unwrap().contains("Nhập lại"), "it is not asked for a second time");
        phone.digits(PIN).await.unwrap();
        phone.tap("Tiếp").await.unwrap();
        phone.see("Nhập lại mã PIN").await.unwrap();
    });
}

#[test]
fn going_back_finds_a_list_where_it_was_left() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        // While the ward is asked, the bar above the list is higher.
        phone.see("Đã ghi").await.unwrap();
        phone.inside("/members").await.unwrap();
        phone.drawn().await.unwrap();
        let last = "const rows = document.querySelectorAll('main .list a'); arguments[0](rows[rows.length - 1].textContent)";
        let name = phone.ask(last).await.unwrap();
        let down = "const [done] = arguments; scrollTo(0, document.body.scrollHeight);\
            requestAnimationFrame(() => requestAnimationFrame(() => done(scrollY)));";
        let top = phone.ask(down).await.unwrap().as_f64().unwrap();
        assert!(top > 500.0, "the list is longer than the screen");
        phone.tap(name.as_str().unwrap()).await.unwrap();
        phone.see("Thẻ đảng viên").await.unwrap();
        phone.tap("Đảng viên").await.unwrap();
        let back = format!(
            "const [done] = arguments; let left = 600;\
             const wait = () => (scrollY >= {top} || left-- === 0 ? done(scrollY) : requestAnimationFrame(wait)); wait();"
        );
        assert_eq!(phone.ask(&back).await.unwrap().as_f64(), Some(top));
    });
}

/// Six meetings of which each has figures that cannot be right and a remark of the ward that nobody answered.
fn six_that_wait(ward: &Ward) {
    let (mut cell, mut reviewer) = (head(ward), Phone::of_ward(ward, Role::PartyBuilding, "Trần Thị Hoa").unwrap());
    let (key, now) = (ward.meeting_key(CELL).unwrap(), cell.clock.now());
    let impossible = Tally { eligible: Some(15), present: Some(15), agree: Some(20), ..Tally::default() };
    let mut meetings = Vec::new();
    for ordinal in 1..=6 {
        let engine = cell.engine().unwrap();
        let doc = engine.open_meeting(&MeetingKey { ordinal, ..key.clone() }, now).unwrap().view.doc;
        engine.record_vote(doc, &VoteKey::new(&Matter::Resolution, None), &impossible, now).unwrap();
        meetings.push(doc);
    }
    cell.sync().unwrap();
    reviewer.sync().unwrap();
    for meeting in meetings {
        let review = begin(&mut reviewer, Kind::Review, meeting, &[("way", "tai_ban")]).unwrap().view.doc;
        add(&mut reviewer, review, "remarks", &[("part", "minutes"), ("text", "Chưa ghi ai phát biểu.")]);
    }
    reviewer.sync().unwrap();
}

#[test]
fn what_today_showed_when_the_book_was_opened_is_not_shown_again_after_a_change() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        phone.open("/app/?").await.unwrap();
        unlock(&phone).await;
        phone.see("Chưa có buổi họp tới").await.unwrap();
        let path = open_meeting(&phone).await;
        phone.inside("/").await.unwrap();
        phone.drawn().await.unwrap();
        let link = format!("arguments[0](document.querySelector('main .hero a[href$=\"{path}\"]') !== null)");
        assert_eq!(phone.ask(&link).await.unwrap(), true, "{}", phone.words().await.unwrap());
    });
}

#[test]
fn todays_screen_names_five_of_what_waits_and_the_rest_is_a_tap_away() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        aside(|| six_that_wait(&ward));
        let phone = enrolled(&ward, &address, Role::DeputyHead, DEPUTY).await;
        let rows =
            "arguments[0]([...document.querySelectorAll('main .list a')].map((row) => row.getAttribute('href')))";
        for (more, lists) in
            [("Còn 1 hồ sơ đảng ủy hỏi lại", "/remarks/"), ("Còn 1 hồ sơ có chỗ cần chọn", "/conflicts")]
        {
            phone.inside("/").await.unwrap();
            phone.see(more).await.unwrap();
            let counted = |found: serde_json::Value| {
                let rows = found.as_array().unwrap().iter().filter_map(|row| row.as_str());
                rows.filter(|row| row.contains(lists)).count()
            };
            assert_eq!(counted(phone.ask(rows).await.unwrap()), 5, "{more}");
            // The sign before it is a number as well.
            phone.tap(&format!("1{more}")).await.unwrap();
            phone.drawn().await.unwrap();
            assert_eq!(counted(phone.ask(rows).await.unwrap()), 6, "{more}");
        }
    });
}

/// Gives this browser a sensor that knows its person.
async fn with_sensor(phone: &AppPhone) {
    phone.browser().devtools("WebAuthn.enable", json!({})).await.unwrap();
    let options = json!({ "options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
        "isUserVerified": true, "hasPrf": true, "automaticPresenceSimulation": true,
    } });
    phone.browser().devtools("WebAuthn.addVirtualAuthenticator", options).await.unwrap();
}

/// Today's screen, drawn anew and as far as the sensor was asked.
async fn today(phone: &AppPhone) -> String {
    phone.inside("/meetings").await.unwrap();
    phone.inside("/").await.unwrap();
    phone.drawn().await.unwrap();
    let asked = "const [done] = arguments; PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable()\
        .then((is) => requestAnimationFrame(() => requestAnimationFrame(() => done(is))));";
    assert_eq!(phone.ask(asked).await.unwrap(), true, "there is a sensor");
    phone.words().await.unwrap()
}

#[test]
fn a_finger_is_offered_once_and_whoever_declines_is_not_asked_again() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        with_sensor(&phone).await;
        today(&phone).await;
        phone.tap("Không dùng").await.unwrap();
        phone.open("/app/").await.unwrap();
        unlock(&phone).await;
        let words = today(&phone).await;
        assert!(!words.contains("vân tay"), "{words}");
    });
}

#[test]
fn a_finger_that_was_taken_up_opens_the_book() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        with_sensor(&phone).await;
        today(&phone).await;
        phone.tap("Dùng vân tay").await.unwrap();
        phone.digits(PIN).await.unwrap();
        phone.tap("Tiếp").await.unwrap();
        phone.see("Từ lần sau mở được bằng vân tay").await.unwrap();
        phone.inside("/settings").await.unwrap();
        phone.tap("Khóa sổ, đổi người").await.unwrap();
        phone.tap("Mở bằng vân tay").await.unwrap();
        // Where the person was when they locked it.
        phone.see("Thôi mở bằng vân tay").await.unwrap();
    });
}

#[test]
fn letters_twice_as_large_fit_the_narrowest_phone() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let mut phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        let path = open_meeting(&phone).await;
        phone.resize((320, 640)).await.unwrap();
        let large = "const sheet = new CSSStyleSheet(); sheet.replaceSync('html { font-size: 200% }');\
            document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; arguments[0]();";
        phone.ask(large).await.unwrap();
        let steps = STEPS.iter().map(|step| format!("{path}{step}"));
        let mut wide = Vec::new();
        for path in SCREENS.iter().map(|(_, path)| (*path).to_owned()).chain(steps) {
            phone.inside(&path).await.unwrap();
            phone.drawn().await.unwrap();
            let over = "arguments[0](document.documentElement.scrollWidth - innerWidth)";
            let over = phone.ask(over).await.unwrap().as_i64().unwrap();
            if over > 0 {
                wide.push((path, over));
            }
        }
        assert_eq!(wide, []);
    });
}
