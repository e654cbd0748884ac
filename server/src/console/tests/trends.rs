//! Charts over the months: what they say, and of whom.

use axum::http::StatusCode;
use shared::access::Role;
use shared::doc::{Edit, Kind, Seed};
use shared::id::DocId;
use shared::meeting::WriteError;

use super::ward::Ward;
use crate::admin::ConsoleAuthor;

#[tokio::test]
async fn a_month_is_told_in_a_sentence_a_picture_and_a_table() {
    let ward = Ward::begin().await;
    ward.adopt("Biên bản.").await;
    ward.pass_minutes(10 * 24 * 60);
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let page = ward.get("/trends", &cookie).await;
    assert!(page.text.contains("Tỷ lệ dự họp: 100\u{a0}%"), "{}", page.text);
    assert!(page.text.contains("2 chi bộ, từ tháng 3/2025 đến tháng 2/2026"), "{}", page.text);
    assert!(
        page.text.contains("<th scope=\"row\">2/2026</th><td class=\"n\">1</td><td class=\"n\">1/1</td>"),
        "{}",
        page.text
    );
    assert!(page.text.contains("chưa có nhiệm vụ nào đến hạn") && page.text.contains("chưa có buổi nào được chấm"));
    assert_eq!(
        page.text.matches("<circle class=\"dot\"").count(),
        2,
        "one month of one chart, drawn large as the last"
    );
    let other = ward.get(&format!("/trends?cell={}&months=24", ward.cells[1]), &cookie).await;
    assert!(other.text.contains("1 chi bộ") && other.text.contains("chưa có buổi nào"), "{}", other.text);
}

#[tokio::test]
async fn who_sees_adopted_minutes_alone_sees_no_tasks_and_nobody_sees_another_place() {
    let ward = Ward::begin().await;
    ward.adopt("Biên bản.").await;
    ward.pass_minutes(10 * 24 * 60);
    let superior = ward.person("tren", ward.ward, Role::Superior).await;
    let page = ward.get("/trends", &superior).await;
    assert!(page.status == StatusCode::OK && !page.text.contains("Nhiệm vụ xong đúng hạn"), "{}", page.text);
    let below = ward.person("binh", ward.cells[1], Role::Office).await;
    let page = ward.get("/trends", &below).await;
    assert!(!page.text.contains("Khóm 1") && !page.text.contains("100\u{a0}%"), "{}", page.text);
    let refused = ward.get(&format!("/trends?cell={}", ward.cells[0]), &below).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn tasks_that_are_done_are_counted_in_the_month_they_were_due() {
    let ward = Ward::begin().await;
    let author = ConsoleAuthor::of(&ward.hub, "first").await.unwrap();
    let today = ward.hub.host().now().vietnam_date().to_string();
    for (id, state) in [(30, "hoan_thanh"), (31, "hoan_thanh"), (32, "hoan_thanh"), (33, "huy")] {
        let seed = Seed::Id(Kind::Task, DocId::from_bytes([id; 16]));
        let fields = [("what", "Một việc"), ("due", &*today), ("done_on", &*today), ("state", state)];
        let write = |edit: &mut Edit<'_>| -> Result<(), WriteError> {
            fields.iter().try_for_each(|(field, value)| Ok(edit.put("about", field, *value)?))
        };
        author.write(&ward.hub, ward.cells[0], &seed, write).await.unwrap();
    }
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let page = ward.get("/trends", &cookie).await.text;
    assert!(page.contains("Nhiệm vụ xong đúng hạn: 100\u{a0}%"), "{page}");
}
