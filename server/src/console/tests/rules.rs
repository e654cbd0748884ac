//! The rules at the console: what holds on a day and on what it rests, the ward's own, and what a later version leaves alone.

use axum::http::StatusCode;
use shared::access::Role;
use shared::meeting::roll::{Attendance, Standing, mark_attendance};
use shared::meeting::{Particulars, Person, set_particulars};
use shared::time::ClockTime;

use super::ward::{PASSWORD, Ward};
use crate::rulebook;
use crate::store::rules::{self, LocalRules};

const OWN: &str = r#"
[norm.meeting_minutes_min.our]
like = "hd-42"
value = 100
from = 2026-01-01
sureness = "text_seen"
instrument = { issuer = "Đảng ủy <b>Sen</b>", type = "QĐ", number = "5-QĐ/ĐU", date = 2025-12-20 }

[norm.meeting_latest_day_of_month.our]
like = "ct-50"
value = 10
from = 2026-01-01
until = 2026-12-31
sureness = "unresolved"
note = "Chờ văn bản của tỉnh."
instrument = { issuer = "Đảng ủy <b>Sen</b>", type = "QĐ", number = "6-QĐ/ĐU", date = 2025-12-20 }
"#;

impl Ward {
    /// Makes a text the ward's own rules, as the command does.
    async fn rules(&self, text: &str, note: &str) {
        let (store, now) = (self.hub.store(), self.hub.host().now());
        rulebook::set(store, &self.hub.directory().now().rules, now, "an", note, text.to_owned()).await.unwrap();
    }
}

/// What stands between two headings of the page.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("<h2 id=\"{from}\"")).unwrap();
    rest.split_once(&format!("<h2 id=\"{to}\"")).unwrap().0
}

#[tokio::test]
async fn every_rule_of_the_day_stands_there_with_its_source_and_what_is_not_confirmed_first() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let page = ward.get("/rules", &cookie).await.text;
    assert!(page.contains("Ngày 02/02/2026: 31 quy định đang áp dụng, trong đó 13 chưa chắc chắn"), "{page}");
    let unsure = between(&page, "unsure", "group-0");
    for said in ["Chi ủy họp trước buổi sinh hoạt, ít nhất", "3 ngày", "QĐ 08-QĐ/TU ngày 28/11/2025, Tỉnh ủy Lào Cai"]
    {
        assert!(unsure.contains(said), "{said} is missing: {unsure}");
    }
    assert!(unsure.contains("các nguồn còn khác nhau") && unsure.contains("Chưa thấy nguyên văn."), "{unsure}");
    assert!(!unsure.contains("biết qua nguồn thứ cấp") && !unsure.contains("đã đọc nguyên văn"), "{unsure}");
    let meetings = between(&page, "group-0", "group-1");
    for said in
        ["90 phút", "từ 28/10/2025", "HD 42-HD/BTCTW ngày 28/10/2025, Ban Tổ chức Trung ương", "đã đọc nguyên văn"]
    {
        assert!(meetings.contains(said), "{said} is missing: {meetings}");
    }
    let others = between(&page, "others", "local");
    assert!(others.contains("từ 06/07/2018 đến 27/10/2025") && others.contains("đã hết hiệu lực"), "{others}");
    assert!(
        others.contains("chưa đến ngày") && others.contains("từ 03/02/2026"),
        "dues are of the day after: {others}"
    );
    assert!(page.contains("Đảng ủy chưa đặt quy định riêng"), "{page}");

    let then = ward.get("/rules?on=2026-07-26", &cookie).await.text;
    let dues = between(&then, "group-5", "group-6");
    assert!(
        then.contains("value=\"2026-07-26\"") && dues.contains("0,5\u{a0}%") && dues.contains("5.000\u{a0}đ"),
        "{dues}"
    );
    for wrong in ["on=2026-02-30", "on=hom-nay", "version=1", "version=x"] {
        let status = ward.get(&format!("/rules?{wrong}"), &cookie).await.status;
        assert_eq!(status, StatusCode::NOT_FOUND, "{wrong}");
    }
    let superior = ward.person("tinh", ward.ward, Role::Superior).await;
    assert_eq!(ward.get("/rules", &superior).await.status, StatusCode::OK);
    let file = ward.get("/rules/export/csv?on=2026-07-26", &superior).await.text;
    let line = file.lines().find(|line| line.contains("norm.dues_student_dong.qd-01")).unwrap();
    assert!(
        line.starts_with("Đảng phí,") && line.contains("Bộ Chính trị,QĐ,01-QĐ/TW,03/02/2026,03/02/2026,,"),
        "{line}"
    );
    assert!(ward.actions().await[0].starts_with("export_rules|2026-07-26|"));
}

#[tokio::test]
async fn the_wards_own_rules_stand_over_the_shipped_ones_and_every_version_can_be_read() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    ward.rules(OWN, "Theo họp <i>ngày</i> 5").await;
    ward.pass_minutes(1);
    let page = ward.get("/rules", &cookie).await.text;
    assert!(page.contains("và 2 của địa phương"), "{page}");
    let (unsure, meetings) = (between(&page, "unsure", "group-0"), between(&page, "group-0", "group-1"));
    assert!(unsure.contains("ngày 10 trong tháng") && unsure.contains("Chờ văn bản của tỉnh."), "{unsure}");
    assert!(meetings.contains("100 phút") && !meetings.contains("90 phút"), "{meetings}");
    assert!(between(&page, "others", "local").contains("địa phương có quy định thay"));
    assert!(
        page.contains("Bản 1")
            && page.contains("Lê Văn An đặt lúc")
            && !page.contains("<i>ngày")
            && !page.contains("<b>Sen")
    );
    let first = ward.get("/", &cookie).await.text;
    assert!(first.contains("còn đến 10/02"), "the month is held against them: {first}");

    ward.rules("", "").await;
    let page = ward.get("/rules?version=1", &cookie).await.text;
    assert!(page.contains("90 phút") && page.contains("Bản 2") && page.contains("5-QĐ/ĐU"), "{page}");
    assert!(ward.get("/", &cookie).await.text.contains("còn đến 07/02"));
    assert!(ward.get("/rules?version=2", &cookie).await.text.contains("để trống"));
    let log = ward.actions().await;
    assert!(log.iter().any(|entry| entry.starts_with("rules_set|2|")), "{log:?}");
}

/// How the length of the meeting is said to be measured on its page.
async fn measured(ward: &Ward, meeting: &str, cookie: &str) -> String {
    let page = ward.get(&format!("/meetings/{meeting}"), cookie).await.text;
    let (_, rest) = page.split_once("Thời gian sinh hoạt").unwrap();
    rest.split_once("</tr>").unwrap().0.to_owned()
}

#[tokio::test]
async fn what_was_closed_is_held_against_the_rules_of_its_time_and_what_is_open_against_those_of_now() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let hours =
        Particulars { starts_at: ClockTime::new(19, 0), ends_at: ClockTime::new(20, 35), ..Particulars::default() };
    let prepared = ward.write(|edit| {
        set_particulars(edit, &hours)?;
        mark_attendance(edit, &Person::guest("Nguyễn Văn Tư"), &Standing::Official, &Attendance::Present, None)
    });
    let (meeting, _) = prepared.await;
    let meeting = meeting.to_string();
    let held = |least: u32| format!("họp 95 phút, yêu cầu {least} phút");
    let page = measured(&ward, &meeting, &cookie).await;
    assert!(page.contains(&held(90)), "{page}");
    ward.rules(OWN, "").await;
    assert!(
        measured(&ward, &meeting, &cookie).await.contains(&held(100)),
        "an open meeting is held against what holds now"
    );
    ward.adopt("Đã họp.").await;
    ward.pass_minutes(1);
    ward.rules("", "").await;
    let page = measured(&ward, &meeting, &cookie).await;
    assert!(page.contains(&held(100)), "what was adopted stays as it was: {page}");

    // The month is over, and stays as it was counted.
    const DAY: i64 = 24 * 60;
    ward.rules(OWN, "").await;
    ward.pass_minutes(30 * DAY);
    ward.rules(&OWN.replace("value = 10\n", "value = 28\n"), "").await;
    let known = ward.hub.directory();
    known.refresh(ward.hub.store()).await.unwrap();
    let cookie = ward.sign_in("an", PASSWORD).await.cookie("__Host-sen");
    let over = ward.get("/?month=2026-02", &cookie).await.text;
    assert!(over.contains("<strong>10/02</strong>") && over.contains("Chưa họp, hạn đến 10/02"), "{over}");
    assert!(!over.contains("28/02"), "a version of March says nothing of February: {over}");
    let current = ward.get("/", &cookie).await.text;
    assert!(current.contains("<strong>28/03</strong>") && current.contains("Chưa họp, còn đến 28/03"), "{current}");
    assert!(!current.contains("10/03"), "{current}");

    // And the page of rules shows the month by what it is counted by, and says so.
    let then = ward.get("/rules?on=2026-02-20", &cookie).await.text;
    assert!(then.contains("Tháng này đã qua nên hiện theo bản 3,") && then.contains("ngày 10 trong tháng"), "{then}");
    assert!(!then.contains("ngày 28 trong tháng"), "{then}");
    let before = ward.get("/rules?on=2026-01-31", &cookie).await.text;
    assert!(before.contains("Tháng này đã qua nên hiện theo quy định chung"), "{before}");
    assert!(!before.contains("ngày 10 trong tháng"), "{before}");
    for address in ["/rules", "/rules?on=2026-03-01", "/rules?on=2026-05-01"] {
        let page = ward.get(address, &cookie).await.text;
        assert!(!page.contains("Tháng này đã qua") && page.contains("ngày 28 trong tháng"), "{page}");
    }
    let file = ward.get("/rules/export/csv?on=2026-02-20", &cookie).await.text;
    assert!(file.contains("ngày 10 trong tháng") && !file.contains("ngày 28 trong tháng"), "{file}");
}

#[tokio::test]
async fn what_nothing_is_counted_by_says_so_whoever_set_it() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let idle = "[norm.committee_days_before_min.our]\nlike = \"lao-cai-08\"\nvalue = 2\nsureness = \"text_seen\"\n\
                instrument = { issuer = \"Phường\", type = \"QĐ\", number = \"7\", date = 2026-01-05 }\n";
    ward.rules(&format!("{OWN}{idle}"), "").await;
    ward.pass_minutes(1);
    let page = ward.get("/rules", &cookie).await.text;
    let row = |name: &str| {
        let rows = page.split("<tr>").filter(|row| row.contains(name) && row.contains("Địa phương</span>"));
        rows.collect::<Vec<_>>().concat()
    };
    assert!(row("Chi ủy họp trước").contains("Địa phương</span> <span class=\"badge quiet\">chưa tính theo</span>"));
    let minutes = row("Thời gian một buổi sinh hoạt");
    assert!(minutes.contains("100 phút") && !minutes.contains("chưa tính theo"), "{minutes}");
    assert!(page.contains("Quy định ghi “chưa tính theo” thì chỉ để xem"), "{page}");
    let shipped =
        page.split("<tr>").find(|row| row.contains("\"row\">Tỷ lệ đảng viên dự sinh hoạt")).unwrap_or_default();
    assert!(shipped.contains("chưa tính theo</span>") && !shipped.contains("Địa phương</span>"), "{shipped}");
    let file = ward.get("/rules/export/csv", &cookie).await.text;
    let line = file.lines().find(|line| line.contains("norm.committee_days_before_min.our")).unwrap();
    assert!(line.contains("Địa phương (chưa tính theo)"), "{line}");
}

#[tokio::test]
async fn a_version_that_cannot_be_read_any_more_is_not_called_in_use() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    ward.rules(OWN, "").await;
    let at = ward.hub.host().now();
    let unread = LocalRules { n: 2, at, by: "an".to_owned(), note: String::new(), text: "[norms]\n".to_owned() };
    ward.hub.store().write(move |tx| rules::add(tx, &unread)).await.unwrap();
    ward.pass_minutes(1);
    let page = ward.get("/rules", &cookie).await.text;
    assert_eq!(page.matches("Bản 2 không đọc được bằng phiên bản Sen đang chạy").count(), 2, "{page}");
    assert!(!page.contains("đang dùng</span>"), "{page}");
    let meetings = between(&page, "group-0", "group-1");
    assert!(meetings.contains("90 phút") && !meetings.contains("100 phút"), "{meetings}");
    // The next one is over the last that could be read.
    ward.rules("", "").await;
    let page = ward.get("/rules", &cookie).await.text;
    assert_eq!((page.matches("đang dùng</span>").count(), page.matches("Bản 2 không đọc được").count()), (1, 1));
}
