//! What is held at the console: what it would change, who decides with which words, what was decided, and taking it back.

use axum::http::StatusCode;
use shared::access::Role;
use shared::id::HeldId;
use shared::meeting::rewrite_minutes;
use shared::wire::{Fate, HoldReason};

use super::ward::Ward;
use crate::auth;
use crate::console::paths;
use crate::store::{audit, quarantine};

/// A ward in whose first cell a phone that was withdrawn went on writing.
async fn withdrawn(minutes: &[&str]) -> (Ward, Vec<HeldId>) {
    let ward = Ward::begin().await;
    ward.write(|edit| rewrite_minutes(edit, "Chi bộ họp tổ 3.")).await;
    assert!(auth::device::revoke(&ward.hub, ward.device(), "first", "mất máy").await.unwrap());
    for minutes in minutes {
        let (_, fate) = ward.write(|edit| rewrite_minutes(edit, minutes)).await;
        assert_eq!(fate, Fate::Held(HoldReason::Revoked));
    }
    let held = ward.hub.store().read(|reading| quarantine::held(reading, 1000)).await.unwrap();
    let ids = held.into_iter().map(|row| row.id).collect();
    (ward, ids)
}

fn form(token: &str, note: &str) -> String {
    format!("csrf={token}&note={}", paths::encode(note))
}

#[tokio::test]
async fn what_the_record_would_say_is_told_word_by_word_before_anybody_decides() {
    let (ward, ids) = withdrawn(&["Chi bộ họp tổ 5."]).await;
    let cookie = ward.person("an", ward.ward, Role::PartyBuilding).await;
    let list = ward.get("/held", &cookie).await.text;
    assert!(list.contains("Đang giữ 1 bản ghi") && list.contains(&format!("href=\"/held/{}\"", ids[0])), "{list}");
    let page = ward.get(&format!("/held/{}", ids[0]), &cookie).await.text;
    assert!(page.contains("Nếu nhận vào, hồ sơ sẽ đổi") && page.contains("hợp lệ, đúng máy này"), "{page}");
    assert!(page.contains("bỏ: </span>3") && page.contains("thêm: </span>5"), "{page}");
    assert!(page.contains("Sinh hoạt thường kỳ, 05/02/2026") && page.contains("Đặng Thị Hòa"));
    let english = ward.get(&format!("/held/{}", ids[0]), &format!("{cookie}; __Host-sen-lang=en")).await.text;
    assert!(english.contains("Why it is held"));
}

#[tokio::test]
async fn a_decision_is_shown_with_its_words_and_what_was_dismissed_can_be_opened_again() {
    let (ward, ids) = withdrawn(&["Một"]).await;
    let cookie = ward.person("an", ward.ward, Role::PartyBuilding).await;
    let (one, token) = (ids[0], ward.get("/held", &cookie).await.token());
    let act =
        async |what: &str, note: &str| ward.post(&format!("/held/{one}/{what}"), &cookie, &form(&token, note)).await;
    let early = act("reopen", "thử").await;
    assert!(early.cookie("__Host-sen-notice").ends_with("=decided"), "nothing was dismissed");
    act("dismiss", "Ghi nhầm buổi.").await;
    let list = ward.get("/held/decided", &cookie).await.text;
    assert!(list.contains("Ghi nhầm buổi.") && list.contains("Lê Văn An") && list.contains("Bác bỏ"), "{list}");
    assert!(ward.get("/held/decided?what=released", &cookie).await.text.contains("Chưa có quyết định nào"));
    assert_eq!(ward.get("/held/decided?what=x", &cookie).await.status, StatusCode::NOT_FOUND);
    let page = ward.get(&format!("/held/{one}"), &cookie).await.text;
    assert!(page.contains(&format!("/held/{one}/reopen")) && !page.contains(&format!("/held/{one}/dismiss")));
    let empty = act("reopen", "  ").await;
    assert!(empty.text.contains("Chưa ghi lý do") && empty.text.contains("aria-invalid"), "{}", empty.text);
    let again = act("reopen", "Bí thư xác nhận.").await;
    assert!(again.cookie("__Host-sen-notice").ends_with("=held_reopened"));
    assert!(act("reopen", "Lần nữa.").await.cookie("__Host-sen-notice").ends_with("=decided"), "once");
    assert!(ward.get("/held", &cookie).await.text.contains("Đang giữ 1 bản ghi"));
    act("release", "Đã đối chiếu sổ.").await;
    let page = ward.get(&format!("/held/{one}"), &cookie).await.text;
    let at = |words: &str| page.rfind(words).unwrap_or_else(|| panic!("{words}: {page}"));
    assert!(at("Ghi nhầm buổi.") < at("Bí thư xác nhận.") && at("Bí thư xác nhận.") < at("Đã đối chiếu sổ."));
    assert!(!page.contains("<textarea"), "what was let in is in the record, and stays");
    let file = ward.get("/held/decided/export/csv", &cookie).await;
    assert!(file.text.contains("Đã đối chiếu sổ.") && file.text.contains("Nhận vào"), "{}", file.text);
    let done = ward.actions().await;
    for action in ["held_dismissed", "held_reopened", "held_released"] {
        assert_eq!(done.iter().filter(|entry| entry.starts_with(&format!("{action}|{one}|"))).count(), 1, "{done:?}");
    }
    let chain = ward.hub.store().read(audit::verify).await.unwrap();
    assert!(matches!(chain, audit::Chain::Whole { .. }));
    assert_eq!(crate::store::check::verify(&ward.folder.join("sen.db")).unwrap().faults, Vec::<String>::new());
}

#[tokio::test]
async fn who_stands_elsewhere_or_may_only_look_opens_nothing_again() {
    let (ward, ids) = withdrawn(&["Một"]).await;
    let one = ids[0];
    let office = ward.person("an", ward.ward, Role::Office).await;
    let token = ward.get("/held", &office).await.token();
    ward.post(&format!("/held/{one}/dismiss"), &office, &form(&token, "Sai.")).await;
    let elsewhere = ward.person("khac", ward.cells[1], Role::Office).await;
    let theirs = ward.get("/held/decided", &elsewhere).await;
    assert!(!theirs.text.contains("Sai.") && theirs.text.contains("Chưa có quyết định nào"));
    let path = format!("/held/{one}/reopen");
    assert_eq!(ward.post(&path, &elsewhere, &form(&theirs.token(), "x")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ward.get(&format!("/held/{one}"), &elsewhere).await.status, StatusCode::NOT_FOUND);
    assert!(!ward.get("/held/decided/export/csv", &elsewhere).await.text.contains("Sai."));
    let inspector = ward.person("ubkt", ward.ward, Role::Inspection).await;
    let page = ward.get(&format!("/held/{one}"), &inspector).await;
    assert!(page.text.contains("Sai.") && !page.text.contains("<textarea"));
    assert_eq!(ward.post(&path, &inspector, &form(&page.token(), "x")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(ward.post(&path, &office, "csrf=00&note=x").await.status, StatusCode::BAD_REQUEST);
    assert!(ward.get("/held", &office).await.text.contains("Không có bản ghi nào bị tạm giữ"));
}

#[tokio::test]
async fn what_is_held_shows_nothing_of_a_record_of_another_place() {
    let ward = Ward::begin().await;
    ward.write(|edit| rewrite_minutes(edit, "Chi bộ họp kín.")).await;
    let brought = |edit: &mut shared::doc::Edit<'_>| rewrite_minutes(edit, "Chi bộ họp mở.");
    let (_, fate) = ward.write_as_of(ward.cells[1], &ward.key(), brought).await;
    assert_eq!(fate, Fate::Held(HoldReason::WrongPlace));
    let held = ward.hub.store().read(|reading| quarantine::held(reading, 10)).await.unwrap();
    let elsewhere = ward.person("khac", ward.cells[1], Role::Office).await;
    let page = ward.get(&format!("/held/{}", held[0].id), &elsewhere).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains("kín"), "{}", page.text);
    let text = ward.get(&format!("/held/{}/text", held[0].id), &elsewhere).await;
    assert!(text.status == StatusCode::OK && !text.text.contains("kín"), "{}", text.text);
}

#[tokio::test]
async fn what_was_said_when_something_could_not_be_let_in_is_kept_beside_who_said_it() {
    let (ward, ids) = withdrawn(&["Một"]).await;
    let office = ward.person("an", ward.ward, Role::Office).await;
    let (one, token) = (ids[0], ward.get("/held", &office).await.token());
    let act = async |what: &str, note: &str| {
        ward.post(&format!("/held/{one}/{what}"), &office, &form(&token, note)).await;
    };
    act("dismiss", "Ghi nhầm buổi.").await;
    act("reopen", "Bí thư xác nhận.").await;
    // The server lets it in by itself: nobody said anything then.
    let note = move |tx: &crate::store::Writing<'_>| {
        let decision = quarantine::Decision {
            code: "merged",
            by: "sen".to_owned(),
            note: String::new(),
            at: shared::time::Timestamp::from_ms(1),
        };
        quarantine::note(tx, one, "Thử nhận, chưa được.")?;
        quarantine::decide(tx, one, &decision)
    };
    assert!(ward.hub.store().write(note).await.unwrap());
    let list = ward.get("/held/decided", &office).await.text;
    assert!(!list.contains("Bí thư xác nhận.") && !list.contains("Thử nhận"), "that was not said of this: {list}");
}

#[tokio::test]
async fn nothing_of_a_long_list_is_cut() {
    let minutes: Vec<String> = (0..60).map(|n| format!("Bản {n}")).collect();
    let (ward, ids) = withdrawn(&minutes.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let pages = [ward.get("/held", &cookie).await.text, ward.get("/held?page=2", &cookie).await.text].concat();
    assert_eq!(ids.iter().filter(|id| pages.contains(&format!("href=\"/held/{id}\""))).count(), 60);
}
