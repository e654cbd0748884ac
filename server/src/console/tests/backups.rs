//! Backups from a page, and who may ask for them.

use axum::http::StatusCode;
use shared::access::Role;

use super::ward::Ward;

#[tokio::test]
async fn a_backup_is_made_listed_and_checked_from_the_page() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let page = ward.get("/backups", &cookie).await;
    assert!(page.text.contains("Chưa có bản sao lưu nào"), "{}", page.text);
    let form = format!("csrf={}", page.token());
    let made = ward.post("/backups/make", &cookie, &form).await;
    assert!(made.cookie("__Host-sen-notice").ends_with("backup_made"));
    let name = "sen-2026-02-02-094000.db";
    let page = ward.get("/backups", &cookie).await;
    assert!(page.text.contains(name) && page.text.contains("Tốt") && page.text.contains("MB"), "{}", page.text);
    let checked = ward.post(&format!("/backups/{name}/check"), &cookie, &form).await;
    assert!(checked.cookie("__Host-sen-notice").ends_with("backup_sound"));
    let done = ward.actions().await;
    assert!(done.contains(&format!("backup_made|{name}|0")) && done.contains(&format!("backup_checked|{name}|0")));
    let strange = ward.post("/backups/..%2Fsen.db/check", &cookie, &form).await;
    assert_eq!(strange.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_backup_that_was_damaged_is_told_so() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let form = format!("csrf={}", ward.get("/backups", &cookie).await.token());
    ward.post("/backups/make", &cookie, &form).await;
    let path = ward.folder.join("backups").join("sen-2026-02-02-094000.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes.iter_mut().skip(middle).take(20_000).for_each(|byte| *byte = 0x55);
    std::fs::write(&path, bytes).unwrap();
    let checked = ward.post("/backups/sen-2026-02-02-094000.db/check", &cookie, &form).await;
    assert!(checked.cookie("__Host-sen-notice").ends_with("backup_damaged"), "{}", checked.text);
    let page = ward.get("/backups", &cookie).await;
    assert!(page.text.contains("Hỏng") && page.text.contains("Chưa có bản nào được kiểm tra là tốt"), "{}", page.text);
}
