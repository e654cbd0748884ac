//! A server with a newer release of the app.

use sha2::{Digest as _, Sha256};
use shared::access::Role;
use tests::app::AppPhone;
use tests::gate::{Gate, Release};
use tests::ward::Ward;

use super::{TODAY, write};
use crate::app::{aside, enrolled, minutes_at, open_meeting, send, unlock};
use crate::story::HEAD;

const PAGE: &str = "/app/";
const WORKER: &str = "/app/sw.js";

/// What stands between two texts.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split_once(before).unwrap().1.split_once(after).unwrap().0
}

fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

/// A release whose style lies under another name; the old name is gone.
fn next_release(gate: &Gate) -> Release {
    let (page, worker) = (gate.file(PAGE).unwrap(), gate.file(WORKER).unwrap());
    let style = format!("/app/assets/{}", between(&page, "rel=\"stylesheet\" crossorigin href=\"/app/assets/", "\""));
    let renamed = "/app/assets/next-release.css";
    let next = page.replace(&style, renamed);
    let id = between(&worker, "\"id\":\"", "\"");
    let told = worker
        .replace(id, "next-release")
        .replace(&digest(&page), &digest(&next))
        .replace(style.trim_start_matches(PAGE), renamed.trim_start_matches(PAGE));
    assert_ne!(told, worker);
    let changed = [(PAGE, &next), ("/app/index.html", &next), (WORKER, &told)];
    Release {
        changed: changed.map(|(path, text)| (path.to_owned(), text.clone())).into(),
        renamed: [(renamed.to_owned(), style)].into(),
    }
}

/// The browser looks whether there is a new release, as it does by itself once in a while, and has all of it.
async fn finds_it(phone: &AppPhone) {
    let script = "const [done] = arguments; navigator.serviceWorker.ready.then(async (found) => { await found.update();\
        const look = () => (found.waiting ? done() : requestAnimationFrame(look)); look(); });";
    phone.ask(script).await.unwrap();
}

/// Whether the page that is open is of the release with the new style.
async fn is_next(phone: &AppPhone) -> bool {
    let style = "arguments[0](document.querySelector('link[rel=stylesheet]').href.endsWith('/next-release.css'))";
    phone.ask(style).await.unwrap().as_bool().unwrap()
}

/// The browser drops a file of the release that it had kept, and whatever else it has of it.
async fn drops(phone: &AppPhone, path: &str) {
    let script = format!(
        "const [done] = arguments; caches.keys().then(async (names) => {{ \
         for (const name of names) await (await caches.open(name)).delete('{path}'); done(); }});"
    );
    phone.ask(&script).await.unwrap();
    phone.browser().devtools("Network.clearBrowserCache", serde_json::json!({})).await.unwrap();
}

#[test]
fn a_file_that_the_browser_dropped_is_fetched_against_its_digest_and_another_one_is_refused() {
    let (ward, gate, address) = Ward::behind_gate().unwrap();
    ward.block_on(async {
        let phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        phone.is_installed().await.unwrap();
        let files = gate.file(WORKER).unwrap();
        let engine = format!("/app/assets/worker-{}.js", between(&files, "assets/worker-", ".js"));
        let other = format!("{}\n// Somebody else's.", gate.file(&engine).unwrap());
        drops(&phone, &engine).await;
        gate.show(Release { changed: [(engine.clone(), other)].into(), ..Release::default() });
        let asked = gate.asked(&engine);
        phone.open("/app/?").await.unwrap();
        phone.see("Máy ghi đã dừng").await.unwrap();
        assert!(gate.asked(&engine) > asked, "it was not fetched");
        // What is wrong lies in the browser's own cache now, and is asked for past it.
        gate.show(Release::default());
        phone.tap("Mở lại").await.unwrap();
        unlock(&phone).await;
        // It is kept again, and says so; what is no file of the release does not.
        for (path, is_kept) in [(engine.as_str(), true), ("/app/?", false)] {
            let told =
                format!("const [done] = arguments; fetch('{path}').then((one) => done(one.headers.has('Sen-Kept')));");
            assert_eq!(phone.ask(&told).await.unwrap(), is_kept, "{path}");
        }
        gate.shut("/");
        phone.open("/app/").await.unwrap();
        unlock(&phone).await;
    });
}

#[test]
fn a_new_release_interrupts_no_form_is_offered_and_runs_after_a_tap_and_until_then_the_old_one_goes_on() {
    let (ward, gate, address) = Ward::behind_gate().unwrap();
    ward.block_on(async {
        let phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        phone.is_installed().await.unwrap();
        let path = open_meeting(&phone).await;
        phone.inside("/members/new").await.unwrap();
        phone.type_in("Họ và tên", "Trần Thị ").await.unwrap();
        gate.show(next_release(&gate));
        finds_it(&phone).await;
        phone.type_in("Họ và tên", "Mộng Thường").await.unwrap();
        assert_eq!(phone.value("Họ và tên").await.unwrap(), "Trần Thị Mộng Thường");
        phone.inside("/").await.unwrap();
        phone.see("Có bản Sen mới").await.unwrap();
        // The old one goes on with the newer server, also where it has not been yet.
        write(&phone, &path, "Bản cũ ghi. ").await;
        send(&phone).await;
        phone.inside("/guide").await.unwrap();
        phone.drawn().await.unwrap();
        assert!(!is_next(&phone).await);
        assert_eq!(aside(|| minutes_at(&ward, &path)), "Bản cũ ghi. ");
        phone.inside("/").await.unwrap();
        phone.tap("Đổi bây giờ").await.unwrap();
        unlock(&phone).await;
        assert!(is_next(&phone).await);
        let words = phone.words().await.unwrap();
        assert!(words.contains(TODAY) && !words.contains("Có bản Sen mới"), "{words}");
        write(&phone, &path, "Bản mới ghi.").await;
        send(&phone).await;
        assert_eq!(aside(|| minutes_at(&ward, &path)), "Bản cũ ghi. Bản mới ghi.");
    });
}
