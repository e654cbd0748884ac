//! The figures of a report, drawn at the console from what the ward has: as another count of the same records has them, and
//! frozen once the report is issued.

use axum::http::StatusCode;
use shared::access::Role;
use shared::doc::{Edit, Kind, Seed};
use shared::id::{DocId, OrgId};
use shared::meeting::WriteError;
use shared::record::RecordView;

use super::form::Form;
use super::ward::Ward;
use crate::admin::ConsoleAuthor;

/// A record of the ward's own hand.
async fn put(ward: &Ward, org: OrgId, (kind, id): (Kind, u8), head: &[(&str, &str)]) -> DocId {
    let seed = Seed::Id(kind, DocId::from_bytes([id; 16]));
    let write = |edit: &mut Edit<'_>| -> Result<(), WriteError> {
        head.iter().try_for_each(|(field, value)| Ok(edit.put("about", field, *value)?))
    };
    ConsoleAuthor::of(&ward.hub, "first").await.unwrap().write(&ward.hub, org, &seed, write).await.unwrap();
    seed.doc()
}

async fn report(ward: &Ward, scope: &str) -> DocId {
    let head = [
        ("title", "Sơ kết sáu tháng đầu năm"),
        ("form", "so_ket"),
        ("since", "2026-01-01"),
        ("until", "2026-06-30"),
        ("scope", scope),
    ];
    put(ward, ward.ward, (Kind::Report, 90), &head).await
}

/// The figures of a record: code, value, and whether it was drawn.
async fn figures(ward: &Ward, doc: DocId) -> Vec<(String, String, bool)> {
    let read = RecordView::of(&ward.hub.open(doc).await.unwrap().unwrap().0);
    let entries = read.part("figures").unwrap().entries.iter();
    let told = entries.map(|entry| {
        let field = |name: &str| entry.fields.iter().find(|field| field.name == name).map(|field| field.value.clone());
        (entry.name.clone(), field("value").unwrap_or_default(), field("counted_on").is_some())
    });
    told.collect()
}

#[tokio::test]
async fn what_is_drawn_is_what_another_count_of_the_records_comes_to() {
    let ward = Ward::begin().await;
    // State, due, done: of both cells, and of a place the report does not reach in time.
    let tasks = [
        (0, "hoan_thanh", "2026-01-01", "2026-01-01"),
        (1, "hoan_thanh", "2026-02-10", "2026-02-09"),
        (0, "hoan_thanh", "2026-03-01", "2026-03-05"),
        (1, "dang_lam", "2026-06-30", ""),
        (0, "chua_lam", "2026-04-01", ""),
        (1, "huy", "2026-04-01", ""),
        (0, "dang_lam", "2026-07-01", ""),
        (1, "dang_lam", "2025-12-31", ""),
    ];
    for (id, (cell, state, due, done)) in (30_u8..).zip(tasks) {
        let head = [("what", "Một việc"), ("state", state), ("due", due), ("done_on", done)];
        let head: Vec<_> = head.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        put(&ward, ward.cells[cell], (Kind::Task, id), &head).await;
    }
    let within = |due: &str| ("2026-01-01"..="2026-06-30").contains(&due);
    let counted = tasks.iter().filter(|(_, state, due, _)| *state != "huy" && within(due));
    let in_time = |done: &str, due: &str| !done.is_empty() && done <= due;
    let [mut all, mut done, mut late] = [0, 0, 0];
    for (_, _, due, on) in counted {
        all += 1;
        done += u32::from(in_time(on, due));
        late += u32::from(!on.is_empty() && !in_time(on, due));
    }
    let doc = report(&ward, "nhiem_vu").await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let page = ward.get(&format!("/records/{doc}"), &cookie).await;
    let form = Form::of(&page.text, "/count", &[]);
    let sent = ward.post(&form.action, &cookie, &form.body()).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let expected = [
        ("nhiem_vu_den_han", all),
        ("nhiem_vu_dung_han", done),
        ("nhiem_vu_tre_han", late),
        ("nhiem_vu_chua_xong", all - done - late),
        ("chua_tinh_ghi_khac_nhau", 0),
        ("chua_tinh_khong_doc_duoc", 0),
    ];
    let expected: Vec<_> = expected.map(|(code, sum)| (code.to_owned(), sum.to_string(), true)).into();
    assert_eq!((figures(&ward, doc).await, all), (expected, 5));
    assert!(ward.actions().await.contains(&format!("count_records|{doc}|8")), "who read them stands in the log");
    let paper = ward.get(&format!("/records/{doc}/paper"), &cookie).await;
    assert_eq!(paper.text.matches("Số liệu được tính từ hồ sơ ngày").count(), 1, "{}", paper.text);
}

#[tokio::test]
async fn a_report_that_is_issued_is_counted_no_more_and_nobody_draws_who_does_not_write_it() {
    let ward = Ward::begin().await;
    put(&ward, ward.cells[0], (Kind::Task, 30), &[("what", "Một việc"), ("due", "2026-03-01")]).await;
    let doc = report(&ward, "nhiem_vu").await;
    let (at, page) = (format!("/records/{doc}/count"), format!("/records/{doc}"));
    let reader = ward.person("chi", ward.ward, Role::Inspection).await;
    let shown = ward.get(&page, &reader).await;
    assert!(!shown.text.contains("/count\""), "no button for who does not write it");
    let heads = ward.hub.open(doc).await.unwrap().unwrap().0.heads().to_text();
    let token = shown.token();
    let refused = ward.post(&at, &reader, &format!("csrf={token}&_heads={heads}")).await;
    assert_eq!((refused.status, figures(&ward, doc).await), (StatusCode::FORBIDDEN, Vec::new()));

    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let form = Form::of(&ward.get(&page, &cookie).await.text, "/count", &[]);
    ward.post(&form.action, &cookie, &form.body()).await;
    let drawn = figures(&ward, doc).await;
    assert_eq!(drawn[0], ("nhiem_vu_den_han".to_owned(), "1".to_owned(), true));
    let issue = Form::of(&ward.get(&page, &cookie).await.text, "/step", &[("_step", "issue")]);
    let issue = issue.fill("number", "05").fill("issued_on", "2026-07-01");
    assert_eq!(ward.post(&issue.action, &cookie, &issue.body()).await.status, StatusCode::SEE_OTHER);
    put(&ward, ward.cells[0], (Kind::Task, 31), &[("what", "Việc khác"), ("due", "2026-03-01")]).await;
    let shown = ward.get(&page, &cookie).await;
    assert!(!shown.text.contains("/count\""));
    let heads = ward.hub.open(doc).await.unwrap().unwrap().0.heads().to_text();
    let late = ward.post(&at, &cookie, &format!("csrf={}&_heads={heads}", shown.token())).await;
    assert!(late.status == StatusCode::OK && late.text.contains("role=\"alert\""), "{}", late.text);
    assert_eq!(figures(&ward, doc).await, drawn);
}

#[tokio::test]
async fn a_list_of_several_short_entries_is_a_table_and_one_with_a_long_one_is_not() {
    const TABLE: &str = "<table class=\"rows tocards\">";
    let ward = Ward::begin().await;
    let doc = report(&ward, "nhiem_vu").await;
    let (path, cookie) = (format!("/records/{doc}"), ward.person("an", ward.ward, Role::Office).await);
    let page = ward.get(&path, &cookie).await.text;
    assert!(!page.contains(TABLE), "there is nothing yet");
    let form = Form::of(&page, "/count", &[]);
    ward.post(&form.action, &cookie, &form.body()).await;
    let page = ward.get(&path, &cookie).await.text;
    let table = page.split(TABLE).nth(1).unwrap().split("</table>").next().unwrap();
    assert_eq!(table.matches("<tr>").count(), 1 + figures(&ward, doc).await.len(), "a head, and a row for each figure");
    for column in ["Chỉ số", "Giá trị", "Đơn vị tính"] {
        assert!(table.contains(&format!("<th scope=\"col\">{column}</th>")), "{column}");
    }
    assert!(table.contains("/set\""), "each is edited in its row");

    let long = [("label", "Khác"), ("value", &*"dài ".repeat(40))].map(|(name, value)| (name, value.to_owned()));
    let write = |edit: &mut Edit<'_>| -> Result<(), WriteError> {
        long.iter().try_for_each(|(name, value)| Ok(edit.put("figures", &format!("khac/{name}"), &**value)?))
    };
    let author = ConsoleAuthor::of(&ward.hub, "first").await.unwrap();
    author.write(&ward.hub, ward.ward, &Seed::Id(Kind::Report, doc), write).await.unwrap();
    assert!(!ward.get(&path, &cookie).await.text.contains(TABLE));
}
