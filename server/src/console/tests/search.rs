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

#[tokio::test]
async fn while_somebody_types_the_first_hits_are_named_as_text_and_of_other_places_none() {
    let ward = Ward::begin().await;
    ward.opinion("Đồng chí Hòa đề nghị sửa đường ngõ.").await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let answer = ward.get("/search/first?q=hoa", &cookie).await;
    assert_eq!(answer.headers.get("content-type").unwrap(), "application/json");
    let hits: Vec<std::collections::BTreeMap<String, String>> = serde_json::from_str(&answer.text).unwrap();
    assert!(
        hits.iter().any(|hit| hit["href"] == format!("/members/{}", ward.member) && hit["title"] == "Đặng Thị Hòa")
    );
    assert!(hits.iter().all(|hit| hit["place"].contains("Chi bộ Khóm 1")), "{hits:?}");
    assert_eq!(ward.get("/search/first", &cookie).await.text, "[]");
    let other = ward.person("binh", ward.cells[1], Role::Office).await;
    assert_eq!(ward.get("/search/first?q=hoa", &other).await.text, "[]");
    let superior = ward.person("cap", ward.ward, Role::Superior).await;
    assert_eq!(ward.get("/search/first?q=hoa", &superior).await.status, StatusCode::FORBIDDEN);
    assert!(ward.actions().await.iter().any(|action| action.starts_with("search_records||") && action.ends_with(" 2")));
}

#[tokio::test]
async fn the_way_by_key_leads_to_the_pages_a_person_may_open_and_is_no_way_of_its_own() {
    let ward = Ward::begin().await;
    let office = ward.person("an", ward.ward, Role::Office).await;
    let page = ward.get("/devices", &office).await.text;
    let (_, dialog) = page.split_once("<dialog class=\"palette\"").unwrap();
    for path in ["/", "/queue", "/conflicts", "/held", "/members", "/members/reconcile", "/records", "/tasks", "/audit"]
    {
        assert!(dialog.contains(&format!("data-href=\"{path}\"")), "{path}: {dialog}");
    }
    assert!(page.contains("data-palette-open") && page.contains("hidden>Ctrl K"), "without a script nothing offers it");
    let standing = ward.person("tt", ward.ward, Role::Standing).await;
    assert!(!ward.get("/devices", &standing).await.text.contains("data-href=\"/audit\""));
    let superior = ward.person("cap", ward.ward, Role::Superior).await;
    assert!(!ward.get("/", &superior).await.text.contains("data-palette"));
}
