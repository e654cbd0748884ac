//! The headcount of a quarter at the console: cell by cell, who has to be looked at, and its file.

use axum::http::StatusCode;
use shared::access::Role;
use shared::doc::{Edit, Kind, Seed};
use shared::id::DocId;
use shared::member::set_field;

use super::ward::Ward;
use crate::admin::ConsoleAuthor;

async fn register() -> (Ward, String) {
    let ward = Ward::begin().await;
    let author = ConsoleAuthor::of(&ward.hub, "first").await.unwrap();
    let [one, two] = ward.cells;
    let people: [(u8, _, &[(&str, &str)]); 3] = [
        (31, one, &[("full_name", "Lê An"), ("joined_on", "3/2/2026"), ("status", "du_bi")]),
        (32, two, &[("full_name", "Trần Bình"), ("moved_out_on", "10/1/2026"), ("status", "chuyen_di")]),
        (33, two, &[("full_name", "Vũ Chi"), ("status", "tu_tran")]),
    ];
    for (number, org, fields) in people {
        let write = |edit: &mut Edit<'_>| fields.iter().try_for_each(|(name, typed)| set_field(edit, name, typed));
        let seed = Seed::Id(Kind::Member, DocId::from_bytes([number; 16]));
        author.write(&ward.hub, org, &seed, write).await.unwrap();
    }
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    (ward, cookie)
}

#[tokio::test]
async fn each_cell_has_its_movements_and_who_does_not_add_up_is_named() {
    let (ward, cookie) = register().await;
    let page = ward.get("/members/reconcile", &cookie).await.text;
    assert!(page.contains("01/01/2026 – 31/03/2026"), "the quarter of today: {page}");
    let file = ward.get("/members/reconcile/export/csv", &cookie).await.text;
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!(
        lines.get(1..).unwrap(),
        [
            "Chi bộ Khóm 1,1,1,0,0,0,0,2,2,,",
            "Chi bộ Khóm 2,2,0,0,1,0,0,1,0,−1,\"Vũ Chi: Tư cách không còn tính vào đảng số, nhưng chưa ghi ngày\"",
            "Cộng,3,1,0,1,0,0,3,2,−1,",
        ],
        "{file}"
    );
    assert!(
        page.contains(&format!("/members/{}", DocId::from_bytes([33; 16])))
            && page.contains("<b class=\"bad-text\">−1</b>"),
        "{page}"
    );
    let before = ward.get("/members/reconcile?year=2025&quarter=4", &cookie).await.text;
    assert!(
        before.contains("01/10/2025 – 31/12/2025") && before.contains("/members/reconcile?year=2026&#38;quarter=1")
    );
    let one = ward.get(&format!("/members/reconcile?cell={}", ward.cells[0]), &cookie).await.text;
    assert!(
        !one.contains("Vũ Chi") && one.contains("khớp") && one.contains(&format!("&#38;cell={}", ward.cells[0])),
        "{one}"
    );
    for wrong in ["quarter=5", "quarter=0", "year=0", "quarter=x", "cell=x"] {
        let status = ward.get(&format!("/members/reconcile?{wrong}"), &cookie).await.status;
        assert_eq!(status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn another_places_cells_are_in_no_account() {
    let (ward, _) = register().await;
    let elsewhere = ward.person("khac", ward.cells[0], Role::Office).await;
    for path in ["/members/reconcile", "/members/reconcile/export/csv"] {
        let text = ward.get(path, &elsewhere).await.text;
        assert!(text.contains("Khóm 1") && !text.contains("Khóm 2") && !text.contains("Chi,"), "{text}");
    }
    let foreign = format!("/members/reconcile?cell={}", ward.cells[1]);
    assert_eq!(ward.get(&foreign, &elsewhere).await.status, StatusCode::NOT_FOUND);
}
