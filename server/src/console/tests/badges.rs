//! The badges of an award day at the console: who reaches one, who has it, of whom it cannot be told; its file and its paper.

use axum::http::StatusCode;
use shared::access::Role;
use shared::doc::{Edit, Kind, Seed};
use shared::id::DocId;
use shared::meeting::WriteError;
use shared::member::set_field;
use shared::wire::Fate;

use super::ward::Ward;
use crate::admin::ConsoleAuthor;

async fn register() -> (Ward, String) {
    let ward = Ward::begin().await;
    let author = ConsoleAuthor::of(&ward.hub, "first").await.unwrap();
    let [one, two] = ward.cells;
    let people: [(u8, _, &[(&str, &str)]); 7] = [
        (31, one, &[("full_name", "Lê An"), ("joined_on", "3/2/1996")]),
        (32, one, &[("full_name", "Trần Bình"), ("joined_on", "8/11/1975")]),
        // Of the award day before, of the one after, with 35 years, of the year alone, and no longer here.
        (33, one, &[("full_name", "Vũ Chi"), ("joined_on", "7/11/1995")]),
        (34, two, &[("full_name", "Ngô Dung"), ("joined_on", "4/2/1996")]),
        (35, two, &[("full_name", "Hồ Giang"), ("joined_on", "3/2/1991")]),
        (36, two, &[("full_name", "Đỗ Hạnh"), ("joined_on", "1986")]),
        (37, two, &[("full_name", "Lý Khoa"), ("joined_on", "3/2/1996"), ("status", "chuyen_di")]),
    ];
    for (number, org, fields) in people {
        let write = |edit: &mut Edit<'_>| fields.iter().try_for_each(|(name, typed)| set_field(edit, name, typed));
        let seed = Seed::Id(Kind::Member, DocId::from_bytes([number; 16]));
        author.write(&ward.hub, org, &seed, write).await.unwrap();
    }
    let case = |edit: &mut Edit<'_>| -> Result<(), WriteError> {
        edit.put("about", "title", "Huy hiệu 50 năm")?;
        edit.put("about", "type", "huy_hieu")?;
        edit.put("about", "person", DocId::from_bytes([32; 16]).to_string())?;
        edit.put("about", "badge_years", 50_i64)?;
        Ok(edit.put("about", "state", "da_quyet_dinh")?)
    };
    let (_, fate) = ward.write_record(one, &Seed::Id(Kind::Case, DocId::from_bytes([41; 16])), case).await;
    assert!(matches!(fate, Fate::Merged(_)), "{fate:?}");
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    (ward, cookie)
}

#[tokio::test]
async fn an_award_day_has_who_reaches_a_badge_by_it_and_apart_of_whom_it_cannot_be_told() {
    let (ward, cookie) = register().await;
    let page = ward.get("/members/badges", &cookie).await.text;
    assert!(page.contains("Đợt 03/02/2026") && page.contains("chưa được đối chiếu"), "{page}");
    let file = ward.get("/members/badges/export/csv", &cookie).await.text;
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!(
        lines.get(1..).unwrap(),
        [
            "Trần Bình,Chi bộ Khóm 1,08/11/1975,08/11/2025,50,Đã có quyết định",
            "Lê An,Chi bộ Khóm 1,03/02/1996,03/02/2026,30,Chưa có",
            "Đỗ Hạnh,Chi bộ Khóm 2,1986,,,Ngày vào Đảng chỉ ghi tháng hoặc năm",
            "Đặng Thị Hòa,Chi bộ Khóm 1,,,,Sổ chưa ghi ngày vào Đảng",
        ],
        "{file}"
    );
    // Any other day stands for the award day that follows on it.
    let next = ward.get("/members/badges?day=2026-02-04", &cookie).await.text;
    assert!(next.contains("Đợt 19/05/2026") && next.contains("Ngô Dung") && !next.contains("Lê An"), "{next}");
    assert!(next.contains("/members/badges?day=2026-02-03") && next.contains("/members/badges?day=2026-09-02"));
    let one = ward.get(&format!("/members/badges?cell={}", ward.cells[1]), &cookie).await.text;
    assert!(one.contains("Đỗ Hạnh") && !one.contains("Lê An"), "{one}");
    let old = ward.get("/members/badges?day=2019-02-03", &cookie).await;
    assert!(old.status == StatusCode::OK && old.text.contains("Chưa có quy định"), "{}", old.text);
    for wrong in ["day=x", "day=2026-02-30", "cell=x"] {
        let status = ward.get(&format!("/members/badges?{wrong}"), &cookie).await.status;
        assert_eq!(status, StatusCode::NOT_FOUND, "{wrong}");
    }
    let actions = ward.actions().await;
    assert!(actions.contains(&"search_members||4".to_owned()), "{actions:?}");
    assert!(actions.contains(&"export_members||4".to_owned()), "{actions:?}");
}

#[tokio::test]
async fn the_paper_of_an_award_day_says_what_its_page_says() {
    let (ward, cookie) = register().await;
    let paper = ward.get("/papers/badges/html?day=2026-02-03", &cookie).await.text;
    assert!(paper.contains("NHẬN HUY HIỆU ĐẢNG") && paper.contains("Đợt 03/02/2026"), "{paper}");
    assert!(paper.contains("08/11/2025") && paper.contains("- Đỗ Hạnh (Chi bộ Khóm 2)"), "{paper}");
    assert!(paper.contains("/papers/badges/pdf?day=2026-02-03"), "its files are of the same day: {paper}");
    let next = ward.get("/papers/badges/html?day=2026-05-19", &cookie).await.text;
    assert!(next.contains("Ngô Dung") && !next.contains("Lê An"), "{next}");
}
