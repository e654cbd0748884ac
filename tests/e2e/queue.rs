//! What waits for the ward in a real browser: from the queue through two records and back, by key and by hand. Pictures go
//! to `target/screenshots/console/`.

use std::path::PathBuf;

use serde_json::{Value, json};
use shared::id::DocId;
use shared::key::MeetingKind;
use shared::sync::device::Safety;
use tests::browser::Browser;
use tests::phone::Phone;
use tests::program;
use tests::ward::Ward;

use crate::records::handed_in;
use crate::story::{CELL, head, minute_taker, resolution, tally, write};

const SIZES: [(&str, u32, u32); 2] = [("360", 360, 800), ("1280", 1280, 900)];

fn picture(name: &str) -> PathBuf {
    let folder = program::folder().unwrap().parent().unwrap().join("screenshots/console");
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(format!("{name}.png"))
}

async fn pictures(browser: &mut Browser, name: &str) {
    for (size, width, height) in SIZES {
        for scheme in ["light", "dark"] {
            browser.emulate("", "prefers-color-scheme", scheme).await.unwrap();
            browser.resize(width, height).await.unwrap();
            browser.screenshot_full(&picture(&format!("{name}-{size}-{scheme}"))).await.unwrap();
            let spills = told(browser, "document.documentElement.scrollWidth > innerWidth").await;
            assert_eq!(spills, json!(false), "{name} at {width}");
        }
    }
}

async fn signed_in(ward: &Ward) -> Browser {
    let browser = Browser::start(1280, 900).await.unwrap();
    browser.goto(&ward.url()).await.unwrap();
    browser.fill("input[name=login]", &ward.login).await.unwrap();
    browser.fill("input[name=password]", &ward.password).await.unwrap();
    browser.click("main form button").await.unwrap();
    browser
}

/// What a page says of itself.
async fn told(browser: &Browser, expression: &str) -> Value {
    let asked = json!({ "expression": expression, "returnByValue": true });
    browser.devtools("Runtime.evaluate", asked).await.unwrap()["result"]["value"].clone()
}

async fn key(browser: &Browser, key: &str) {
    for kind in ["keyDown", "keyUp"] {
        let pressed = json!({ "type": kind, "key": key, "text": if kind == "keyDown" { key } else { "" } });
        browser.devtools("Input.dispatchKeyEvent", pressed).await.unwrap();
    }
}

/// A second meeting of the cell, with a vote on which two phones differ.
fn disputed(ward: &Ward, head: &mut Phone, taker: &mut Phone) -> DocId {
    let mut key = ward.meeting_key(CELL).unwrap();
    key.kind = MeetingKind::Thematic;
    let now = head.clock.now();
    let doc = head.engine().unwrap().open_meeting(&key, now).unwrap().view.doc;
    taker.engine().unwrap().open_meeting(&key, now).unwrap();
    head.engine().unwrap().record_vote(doc, &resolution(), &tally(19, 1), now).unwrap();
    taker.clock.pass_seconds(60);
    let now = taker.clock.now();
    taker.engine().unwrap().record_vote(doc, &resolution(), &tally(18, 2), now).unwrap();
    head.sync().unwrap();
    taker.sync().unwrap();
    doc
}

#[test]
fn an_officer_goes_through_the_queue_by_key_and_accepts_what_they_read_with_one_page_load() {
    let ward = Ward::serving().unwrap();
    let (mut head, mut taker) = (head(&ward), minute_taker(&ward));
    let meeting = handed_in(&ward, &mut head, &mut taker);
    let disputed = disputed(&ward, &mut head, &mut taker);
    ward.block_on(async {
        let mut browser = signed_in(&ward).await;
        browser.goto(&format!("{}/queue", ward.url())).await.unwrap();
        pictures(&mut browser, "queue").await;
        for (pressed, expected) in [("j", disputed), ("j", meeting), ("j", meeting), ("k", disputed)] {
            key(&browser, pressed).await;
            let here = told(&browser, "document.activeElement.getAttribute('href')").await;
            assert!(here.as_str().is_some_and(|href| href.contains(&expected.to_string())), "{pressed}: {here}");
        }
        browser.press("[data-keys]").await.unwrap();
        key(&browser, "j").await;
        let here = told(&browser, "document.activeElement.hasAttribute('data-keys')").await;
        assert_eq!(here, json!(true), "single letters are turned off");

        browser.goto(&format!("{}/review/{disputed}", ward.url())).await.unwrap();
        let page = browser.page_text().await.unwrap();
        assert!(page.contains("18–19") && page.contains("Như nhau ở cả hai trường hợp"), "{page}");
        pictures(&mut browser, "review-disputed").await;
        browser.click(".step a[rel=next]").await.unwrap();
        browser.press(".para .add summary").await.unwrap();
        browser.fill(".para textarea[name=text]", "Ghi rõ ai phụ trách.").await.unwrap();
        browser.click(".para form[action*='/remark'] button").await.unwrap();
        assert!(browser.page_text().await.unwrap().contains("Ghi rõ ai phụ trách."));
        browser.press(".decide details:nth-of-type(1) summary").await.unwrap();
        pictures(&mut browser, "review").await;
        browser.press(".decide details:nth-of-type(2) summary").await.unwrap();
        browser.click("form[action*='/accept'] button").await.unwrap();
        assert!(browser.page_text().await.unwrap().contains("Đã chấp nhận đúng bản đã đọc."));
        browser.close().await.unwrap();
    });
    head.sync().unwrap();
    assert_eq!(head.engine().unwrap().safety(meeting), Safety::SeenByWard);

    // What the cell writes on comes back, and what differs is marked.
    write(&mut head, meeting, "Chi bộ thảo luận".chars().count(), " sôi nổi");
    head.sync().unwrap();
    ward.block_on(async {
        let mut browser = signed_in(&ward).await;
        browser.goto(&format!("{}/queue", ward.url())).await.unwrap();
        browser.click(&format!(".queue a[href*='{meeting}']")).await.unwrap();
        let page = browser.page_text().await.unwrap();
        assert!(page.contains("Sửa sau khi đọc") && page.contains("Đã chấp nhận một bản trước"), "{page}");
        assert!(browser.text(".para ins").await.unwrap().contains("sôi nổi"));
        pictures(&mut browser, "review-changed").await;
        browser.goto(&format!("{}/meetings/{meeting}", ward.url())).await.unwrap();
        pictures(&mut browser, "meeting").await;
        browser.close().await.unwrap();
    });
}
