//! Papers at the console: what is printed, for whom, and that the log says so.

use axum::http::{StatusCode, header};
use shared::access::Role;
use shared::doc::{Edit, Kind, Seed};
use shared::id::DocId;
use shared::meeting::roll::{Attendance, Standing, mark_attendance};
use shared::meeting::{MeetingKey, Person, WriteError};
use shared::member::set_field;
use shared::time::CivilDate;

use super::ward::Ward;
use crate::admin::ConsoleAuthor;
use crate::console::authors;

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
        let named = file.headers.get(header::CONTENT_DISPOSITION).unwrap().to_str().unwrap();
        assert!(named.starts_with(&format!("attachment; filename=\"meeting-{form}-")), "{named}");
        for ending in ["html", "pdf"] {
            assert!(ward.actions().await.contains(&format!("print_record|{doc}|{ending} {form}")), "{ending}");
        }
    }
    for form in ["receipts", "khac"] {
        let path = format!("/records/{doc}/paper?form={form}");
        assert_eq!(ward.get(&path, &cookie).await.status, StatusCode::NOT_FOUND, "{form}");
    }
}

#[tokio::test]
async fn the_213_list_has_those_who_are_still_there_in_the_order_of_names() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let author = ConsoleAuthor::of(&ward.hub, "an").await.unwrap();
    let people = [(1, "Lê Thị Sen", ""), (2, "Phạm Văn An", "da_tiep_nhan"), (3, "Trần Văn Đi", "chuyen_di")];
    for (number, name, state) in people {
        let seed = Seed::Id(Kind::Residence, DocId::from_bytes([number; 16]));
        let written = author.write(&ward.hub, ward.cells[0], &seed, |edit| {
            edit.put("about", "full_name", name)?;
            if state.is_empty() { Ok(()) } else { Ok(edit.put("about", "state", state)?) }
        });
        written.await.unwrap();
    }
    let path = format!("/papers/residence/html?cell={}", ward.cells[0]);
    assert!(ward.get(&format!("/cells/{}", ward.cells[0]), &cookie).await.text.contains(&path));
    let sheet = ward.get(&path, &cookie).await.text;
    let at = |name: &str| sheet.find(name);
    assert!(at("Phạm Văn An").is_some() && at("Phạm Văn An") < at("Lê Thị Sen"), "{sheet}");
    assert_eq!(at("Trần Văn Đi"), None, "{sheet}");
    let other = ward.get(&format!("/papers/residence/html?cell={}", ward.cells[1]), &cookie).await.text;
    assert!(!other.contains("Lê Thị Sen"));
}

/// Calls the one member of the first cell.
fn called(ward: &Ward, edit: &mut Edit<'_>, attendance: &Attendance) -> Result<(), WriteError> {
    mark_attendance(edit, &Person::member(ward.member, "Đặng Thị Hòa"), &Standing::Official, attendance, None)
}

#[tokio::test]
async fn only_meetings_that_were_held_have_a_column_in_the_attendance() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let on = |day| MeetingKey { date: CivilDate::new(2026, 2, day).unwrap(), ..ward.key() };
    ward.write_into(&on(5), |edit| called(&ward, edit, &Attendance::Unrecorded)).await;
    let called_off = |edit: &mut Edit<'_>| {
        called(&ward, edit, &Attendance::Present)?;
        edit.put("about", "state", "huy").map_err(Into::into).map(drop)
    };
    ward.write_into(&on(6), called_off).await;
    ward.write_into(&on(7), |edit| called(&ward, edit, &Attendance::Present)).await;
    let sheet = ward.get(&format!("/papers/attendance/html?cell={}", ward.cells[0]), &cookie).await.text;
    assert!(sheet.contains("07/02") && sheet.contains("1/1"), "{sheet}");
    assert!(!sheet.contains("05/02") && !sheet.contains("06/02"), "{sheet}");
}

#[tokio::test]
async fn of_a_turnout_in_dispute_the_report_of_a_month_tells_no_figure_and_adds_up_none() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    ward.write(|edit| called(&ward, edit, &Attendance::Present)).await;
    let agreed = ward.get("/papers/month/html", &cookie).await.text;
    assert!(agreed.contains("Tỷ lệ dự chung của các buổi có số liệu: 1/1"), "{agreed}");
    let online = |edit: &mut Edit<'_>| called(&ward, edit, &Attendance::PresentOnline).unwrap();
    let away = |edit: &mut Edit<'_>| called(&ward, edit, &Attendance::AbsentUnexcused).unwrap();
    ward.apart([&online, &away]).await;
    let month = ward.get("/papers/month/html", &cookie).await.text;
    assert!(month.contains("chưa thống nhất") && month.contains("Chưa tính tỷ lệ dự chung"), "{month}");
    assert!(!month.contains("1/1") && !month.contains("0/1"), "{month}");
}

#[tokio::test]
async fn of_a_date_in_dispute_the_register_says_what_each_wrote() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let born = |typed: &'static str| move |edit: &mut Edit<'_>| set_field(edit, "birth_date", typed).unwrap();
    ward.apart_in(ward.member, [&born("1961"), &born("12/8/1962")]).await;
    let register = ward.get("/papers/register/html", &cookie).await.text;
    for said in ["chưa thống nhất: ", "1961 (Đặng Thị Hòa ghi)", "12/08/1962 (Đặng Thị Hòa ghi)"] {
        assert!(register.contains(said), "{said} is missing: {register}");
    }
}

const GATHERED: [(&str, &str, &str); 6] = [
    ("tasks", "BẢNG PHÂN CÔNG NHIỆM VỤ", "2026-02-02"),
    ("attendance", "BẢNG THEO DÕI DỰ SINH HOẠT", "2026-02"),
    ("grading", "DANH SÁCH XẾP LOẠI ĐẢNG VIÊN", "2026"),
    ("register", "DANH SÁCH ĐẢNG VIÊN", "2026-02-02"),
    ("badges", "NHẬN HUY HIỆU ĐẢNG", "2026-02-02"),
    ("month", "BÁO CÁO TÌNH HÌNH SINH HOẠT CHI BỘ", "2026-02"),
];

#[tokio::test]
async fn what_is_gathered_of_many_records_is_a_paper_for_who_may_see_them_and_the_log_says_so() {
    let ward = Ward::begin().await;
    ward.adopt("Chi bộ nhất trí làm đường.").await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let other = ward.person("binh", ward.cells[1], Role::Office).await;
    let superior = ward.person("cap", ward.ward, Role::Superior).await;
    let cell = ward.cells[0];
    for (kind, title, when) in GATHERED {
        let path = |ending: &str| format!("/papers/{kind}/{ending}?cell={cell}");
        let page = ward.get(&path("html"), &cookie).await.text;
        assert!(page.contains(title) && page.contains("paper across"), "{kind}: {page}");
        let file = ward.get(&path("pdf"), &cookie).await;
        assert!(file.text.starts_with("%PDF"), "{kind}");
        let named = file.headers.get(header::CONTENT_DISPOSITION).unwrap().to_str().unwrap();
        assert_eq!(named, format!("attachment; filename=\"{kind}-{}-{when}.pdf\"", authors::short(&cell.to_string())));
        assert!(ward.get(&path("docx"), &cookie).await.text.starts_with("PK"), "{kind}");
        let action = if ["register", "badges"].contains(&kind) { "export_members" } else { "export_records" };
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
