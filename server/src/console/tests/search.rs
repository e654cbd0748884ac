//! The search over everything: what it finds, how it shows it, and that it finds nothing of other places.

use axum::http::StatusCode;
use shared::access::Role;

use super::ward::Ward;

#[tokio::test]
async fn words_are_found_in_every_kind_without_marks_and_shown_where_they_stand() {
    let ward = Ward::begin().await;
    let meeting = ward.opinion("Đồng chí <Hòa> đề nghị sửa đường ngõ.").await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let page = ward.get("/search?q=hoa", &cookie).await;
    assert!(
        page.text.contains(&format!("href=\"/members/{}\">Đặng Thị <mark>Hòa</mark></a>", ward.member)),
        "{}",
        page.text
    );
    assert!(page.text.contains(&format!("href=\"/meetings/{meeting}\"")), "{}", page.text);
    assert!(page.text.contains("chí &#60;<mark>Hòa</mark>&#62; đề nghị"), "{}", page.text);
    assert!(page.text.contains("2 hồ sơ"), "{}", page.text);
    let one = ward.get("/search?q=duong+ngo&kind=meeting", &cookie).await.text;
    assert!(one.contains("<mark>đường</mark> <mark>ngõ</mark>") && one.contains("1 hồ sơ"), "{one}");
    assert!(
        ward.get("/search?q=duong+pho", &cookie).await.text.contains("Không hồ sơ nào"),
        "every word has to be there"
    );
    assert!(ward.get("/search", &cookie).await.text.contains("Không cần gõ dấu"));
    assert_eq!(ward.get("/search?q=a&kind=nothing", &cookie).await.status, StatusCode::NOT_FOUND);
    let hostile = ward.get("/search?q=%22%3E%3Cscript%3E%00%E2%80%AE*%27OR", &cookie).await;
    assert!(hostile.status == StatusCode::OK && !hostile.text.contains("<script>"), "{}", hostile.text);
    let actions = ward.actions().await;
    assert!(
        actions.iter().any(|action| action.starts_with("search_records||") && action.ends_with(" 2")),
        "{actions:?}"
    );
    assert!(!actions.iter().any(|action| action.contains("hoa")), "whom somebody looks for is no part of the audit");
}

#[tokio::test]
async fn nothing_of_another_place_is_found_and_who_sees_figures_alone_does_not_search() {
    let ward = Ward::begin().await;
    ward.opinion("Đồng chí Hòa đề nghị sửa đường ngõ.").await;
    let other = ward.person("binh", ward.cells[1], Role::Office).await;
    let page = ward.get("/search?q=hoa", &other).await;
    assert!(page.text.contains("Không hồ sơ nào") && !page.text.contains("Hòa"), "{}", page.text);
    let superior = ward.person("cap", ward.ward, Role::Superior).await;
    assert_eq!(ward.get("/search?q=hoa", &superior).await.status, StatusCode::FORBIDDEN);
    assert!(!ward.get("/", &superior).await.text.contains("action=\"/search\""));
    assert_eq!(ward.get("/search?q=hoa", "").await.status, StatusCode::SEE_OTHER);
}
