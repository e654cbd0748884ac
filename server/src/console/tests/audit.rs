//! The log narrowed to a person, an action, days; and the file of the same.

use axum::http::StatusCode;
use shared::access::Role;
use shared::time::Timestamp;

use super::ward::Ward;
use crate::store::Writing;
use crate::store::audit::{self, Event};

#[tokio::test]
async fn the_log_is_narrowed_by_person_action_and_days_and_links_and_files_keep_it() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    for _ in 0..60 {
        ward.get(&format!("/members/{}", ward.member), &cookie).await;
    }
    let page = ward.get("/audit?who=le+van&action=read_member&from=2026-02-02&to=2026-02-02", &cookie).await.text;
    assert_eq!(page.matches("<th scope=\"row\"").count(), 50, "{page}");
    let same = "who=le%20van&#38;action=read_member&#38;from=2026-02-02&#38;to=2026-02-02";
    assert!(page.contains(&format!("href=\"/audit?{same}&#38;page=2\"")), "{page}");
    assert!(page.contains(&format!("href=\"/audit/export/csv?{same}\"")), "{page}");
    assert!(page.contains("<option value=\"read_member\" selected>") && page.contains("Mã chuỗi"), "{page}");
    let next = ward.get("/audit?who=le+van&action=read_member&page=2", &cookie).await.text;
    assert_eq!(next.matches("<th scope=\"row\"").count(), 10, "{next}");
    for none in
        ["who=khong+ai", "action=vua_nghi_ra", "from=2026-02-03", "to=2026-02-01", "who=%3Cb%3E", "who=le&action=init"]
    {
        let page = ward.get(&format!("/audit?{none}"), &cookie).await;
        assert!(page.text.contains("Không có mục nào theo bộ lọc này") && !page.text.contains("<b>"), "{none}");
    }
    let all = ward.get("/audit?from=hom-qua", &cookie).await;
    assert!(all.status == StatusCode::OK && all.text.contains("value=\"hom-qua\""), "what is no day narrows nothing");
    let file = ward.get("/audit/export/csv?who=sen&action=person_added", &cookie).await.text;
    assert_eq!(file.lines().count(), 3, "the first administrator and this one: {file}");
    let device = ward.get("/audit?who=dang+thi", &cookie).await;
    assert_eq!(device.status, StatusCode::OK);
}

#[tokio::test]
async fn what_was_checked_is_checked_again_from_time_to_time_and_what_was_added_each_time() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let first = ward.get("/audit", &cookie).await.text;
    assert!(first.contains("Chuỗi nhật ký nguyên vẹn") && first.contains("02/02/2026 09:40"), "{first}");
    ward.pass_minutes(5);
    ward.get(&format!("/members/{}", ward.member), &cookie).await;
    let next = ward.get("/audit", &cookie).await.text;
    assert!(next.contains("Chuỗi nhật ký nguyên vẹn") && next.contains("09:40"), "all of it was checked then");
    ward.pass_minutes(5);
    assert!(ward.get("/audit", &cookie).await.text.contains("09:50"));
    // What is added is checked at once, whenever all of it was.
    let forge = |tx: &Writing<'_>| {
        let event = Event {
            at: Timestamp::from_ms(1),
            actor: "an".to_owned(),
            action: "sign_in",
            subject: String::new(),
            detail: String::new(),
        };
        audit::append(tx, &event)?;
        audit::put_anchor(tx, 1, &[0; 32])
    };
    ward.hub.store().write(forge).await.unwrap();
    let page = ward.get("/audit", &cookie).await.text;
    assert!(!page.contains("Chuỗi nhật ký nguyên vẹn"), "{page}");
}
