//! Papers at the console: what is printed, for whom, and that the log says so.

use axum::http::{StatusCode, header};
use shared::access::Role;
use shared::doc::{Kind, Seed};
use shared::id::DocId;

use super::ward::Ward;
use crate::admin::ConsoleAuthor;

/// A regulation that the ward drafted.
async fn regulation(ward: &Ward, login: &str) -> DocId {
    let (author, seed) =
        (ConsoleAuthor::of(&ward.hub, login).await.unwrap(), Seed::Id(Kind::Regulation, DocId::from_bytes([21; 16])));
    let written = author.write(&ward.hub, ward.ward, &seed, |edit| {
        edit.put("about", "title", "Quy chế làm việc <của> Đảng ủy")?;
        edit.put("about", "term", "2025-2030")?;
        Ok(())
    });
    written.await.unwrap();
    seed.doc()
}

#[tokio::test]
async fn the_wards_paper_is_a_sheet_of_its_own_and_a_file_and_the_log_says_who_printed_it() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let doc = regulation(&ward, "an").await;
    let page = ward.get(&format!("/records/{doc}"), &cookie).await.text;
    assert!(page.contains(&format!("href=\"/records/{doc}/paper\"")), "{page}");
    let sheet = ward.get(&format!("/records/{doc}/paper"), &cookie).await;
    assert_eq!(sheet.status, StatusCode::OK);
    for said in
        ["QUY CHẾ LÀM VIỆC", "Quy chế làm việc &lt;của&gt; Đảng ủy", "QC/ĐU", "T/M ĐẢNG ỦY", "DỰ THẢO", "2025-2030"]
    {
        assert!(sheet.text.contains(said), "{said} is missing: {}", sheet.text);
    }
    assert!(!sheet.text.contains("<style") && !sheet.text.contains("<script"), "the policy would stop it");
    let file = ward.get(&format!("/records/{doc}/paper/docx"), &cookie).await;
    let header = |name| file.headers.get(name).unwrap().to_str().unwrap().to_owned();
    assert!(file.text.starts_with("PK") && header(header::CONTENT_TYPE).ends_with("wordprocessingml.document"));
    let named = header(header::CONTENT_DISPOSITION);
    assert!(named.starts_with("attachment; filename=\"regulation-") && named.ends_with(".docx\""), "{named}");
    let pages = ward.get(&format!("/records/{doc}/paper/pdf"), &cookie).await;
    assert!(pages.text.starts_with("%PDF") && pages.headers.get(header::CONTENT_TYPE).unwrap() == "application/pdf");
    let printed = ward.actions().await;
    for form in ["html", "docx", "pdf"] {
        assert!(printed.iter().any(|action| *action == format!("print_record|{doc}|{form}")), "{form}: {printed:?}");
    }
    for nothing in [format!("/records/{doc}/paper/odt"), format!("/records/{}/paper", ward.member)] {
        assert_eq!(ward.get(&nothing, &cookie).await.status, StatusCode::NOT_FOUND, "{nothing}");
    }
}

#[tokio::test]
async fn a_meetings_paper_is_its_adopted_minutes_and_only_for_who_reads_the_meeting() {
    let ward = Ward::begin().await;
    let doc = ward.adopt("Chi bộ nhất trí làm đường.").await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let path = format!("/records/{doc}/paper");
    assert!(ward.get(&format!("/meetings/{doc}"), &cookie).await.text.contains(&path));
    let sheet = ward.get(&path, &cookie).await.text;
    assert!(sheet.contains("BIÊN BẢN") && sheet.contains("Chi bộ nhất trí làm đường."), "{sheet}");
    assert!(sheet.contains(&format!("href=\"/meetings/{doc}\"")), "{sheet}");
    let other = ward.person("binh", ward.cells[1], Role::Office).await;
    let superior = ward.person("cap", ward.ward, Role::Superior).await;
    for ending in ["", "/docx", "/pdf"] {
        let path = format!("{path}{ending}");
        assert_eq!(ward.get(&path, &other).await.status, StatusCode::NOT_FOUND, "another place's meeting");
        assert_eq!(ward.get(&path, &superior).await.status, StatusCode::FORBIDDEN, "a viewer reads what was adopted");
        assert_eq!(ward.get(&path, "").await.status, StatusCode::SEE_OTHER, "{path}");
    }
}

#[tokio::test]
async fn a_meeting_has_an_extract_and_a_score_sheet_beside_its_minutes() {
    let ward = Ward::begin().await;
    let doc = ward.adopt("Chi bộ nhất trí làm đường.").await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let whole = ward.get(&format!("/records/{doc}/paper"), &cookie).await.text;
    for (form, title) in [("extract", "TRÍCH BIÊN BẢN"), ("score", "BẢNG CHẤM ĐIỂM SINH HOẠT CHI BỘ")] {
        let path = format!("/records/{doc}/paper?form={form}");
        assert!(whole.contains(&format!("href=\"{path}\"")), "{form}: {whole}");
        let page = ward.get(&path, &cookie).await.text;
        assert!(page.contains(title) && !page.contains("Chi bộ nhất trí làm đường."), "{page}");
        assert!(page.contains(&format!("/paper/pdf?form={form}")), "{page}");
        let file = ward.get(&format!("/records/{doc}/paper/pdf?form={form}"), &cookie).await;
        assert!(file.text.starts_with("%PDF"));
        for ending in ["html", "pdf"] {
            assert!(ward.actions().await.contains(&format!("print_record|{doc}|{ending} {form}")), "{ending}");
        }
    }
    for form in ["receipts", "khac"] {
        let path = format!("/records/{doc}/paper?form={form}");
        assert_eq!(ward.get(&path, &cookie).await.status, StatusCode::NOT_FOUND, "{form}");
    }
}

const GATHERED: [(&str, &str); 5] = [
    ("tasks", "BẢNG PHÂN CÔNG NHIỆM VỤ"),
    ("attendance", "BẢNG THEO DÕI DỰ SINH HOẠT"),
    ("grading", "DANH SÁCH XẾP LOẠI ĐẢNG VIÊN"),
    ("register", "DANH SÁCH ĐẢNG VIÊN"),
    ("month", "BÁO CÁO TÌNH HÌNH SINH HOẠT CHI BỘ"),
];

#[tokio::test]
async fn what_is_gathered_of_many_records_is_a_paper_for_who_may_see_them_and_the_log_says_so() {
    let ward = Ward::begin().await;
    ward.adopt("Chi bộ nhất trí làm đường.").await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let other = ward.person("binh", ward.cells[1], Role::Office).await;
    let superior = ward.person("cap", ward.ward, Role::Superior).await;
    let cell = ward.cells[0];
    for (kind, title) in GATHERED {
        let path = |ending: &str| format!("/papers/{kind}/{ending}?cell={cell}");
        let page = ward.get(&path("html"), &cookie).await.text;
        assert!(page.contains(title) && page.contains("paper across"), "{kind}: {page}");
        assert!(ward.get(&path("pdf"), &cookie).await.text.starts_with("%PDF"), "{kind}");
        assert!(ward.get(&path("docx"), &cookie).await.text.starts_with("PK"), "{kind}");
        let action = if kind == "register" { "export_members" } else { "export_records" };
        for ending in ["html", "pdf", "docx"] {
            let said = format!("{action}|{cell}|{kind} {ending}");
            assert!(ward.actions().await.contains(&said), "{said}");
        }
        assert_eq!(ward.get(&path("html"), &other).await.status, StatusCode::NOT_FOUND, "another place's {kind}");
        assert_eq!(ward.get(&path("html"), &superior).await.status, StatusCode::FORBIDDEN, "{kind}");
        assert_eq!(ward.get(&path("odt"), &cookie).await.status, StatusCode::NOT_FOUND, "{kind}");
        let whole = ward.get(&format!("/papers/{kind}/html"), &cookie).await;
        let expected = if kind == "attendance" { StatusCode::NOT_FOUND } else { StatusCode::OK };
        assert_eq!(whole.status, expected, "{kind} of the ward");
    }
    let month = ward.get("/papers/month/html", &cookie).await.text;
    assert!(month.contains("Tổng số chi bộ:") && month.contains("T/M ĐẢNG ỦY"), "{month}");
    assert_eq!(ward.get("/papers/khac/pdf", &cookie).await.status, StatusCode::NOT_FOUND);
}
