//! Files of lists: who gets them, what they hold, and that each is entered in the audit chain.

use axum::http::{StatusCode, header};
use shared::access::Role;

use super::ward::Ward;

#[tokio::test]
async fn the_register_goes_out_as_a_file_of_what_the_person_may_see_and_the_audit_says_so() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let answer = ward.get("/members/export/csv?q=hoa", &cookie).await;
    let header = |name| answer.headers.get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    assert_eq!(header(header::CONTENT_DISPOSITION), "attachment; filename=\"dang-vien-2026-02-02.csv\"");
    assert_eq!(header(header::CACHE_CONTROL), "no-store");
    assert!(
        answer.text.starts_with("\u{feff}STT,Họ và tên") && answer.text.contains("1,Đặng Thị Hòa,"),
        "{}",
        answer.text
    );
    assert!(answer.text.contains("Chi bộ Khóm 1"), "{}", answer.text);
    assert!(ward.actions().await.iter().any(|action| action == "export_members||1"));
    let other = ward.person("binh", ward.cells[1], Role::Office).await;
    assert!(!ward.get("/members/export/csv", &other).await.text.contains("Hòa"), "another place's register");
    let foreign = format!("/members/export/csv?cell={}", ward.cells[0]);
    assert_eq!(ward.get(&foreign, &other).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ward.get("/members/export/exe", &cookie).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn records_and_the_log_go_out_only_to_who_reads_them() {
    let ward = Ward::begin().await;
    ward.opinion("Nhất trí.").await;
    let office = ward.person("an", ward.ward, Role::Office).await;
    let records = ward.get("/records/export/csv?kind=meeting", &office).await.text;
    assert!(records.contains("05/02/2026") && records.contains("Chi bộ Khóm 1"), "{records}");
    assert_eq!(ward.get("/records/export/csv?kind=nothing", &office).await.status, StatusCode::NOT_FOUND);
    let log = ward.get("/audit/export/csv", &office).await.text;
    assert!(log.contains("Xuất danh sách hồ sơ") && log.contains("Lê Văn An"), "{log}");
    let superior = ward.person("cap", ward.ward, Role::Superior).await;
    let standing = ward.person("thuong_truc", ward.ward, Role::Standing).await;
    for (path, status) in
        [("/members/export/csv", [403, 200]), ("/records/export/csv", [403, 200]), ("/audit/export/csv", [403, 403])]
    {
        let got = [ward.get(path, &superior).await.status, ward.get(path, &standing).await.status];
        assert_eq!(got.map(|status| status.as_u16()), status, "{path}");
        assert_eq!(ward.get(path, "").await.status, StatusCode::SEE_OTHER, "{path}");
    }
}
