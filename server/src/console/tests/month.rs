//! The month: what its squares and figures say of the records, what a filter leaves, and who sees what.

use std::sync::atomic::Ordering;

use axum::http::StatusCode;
use shared::access::Role;

use super::form::Form;
use super::ward::{PASSWORD, Ward};
use crate::admin::{self, ConsoleAuthor};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

impl Ward {
    /// Lets days go by and signs in anew, as a session does not last so long.
    async fn days_later(&self, days: i64) -> String {
        self.clock.fetch_add(days * DAY_MS, Ordering::Relaxed);
        self.sign_in("an", PASSWORD).await.cookie("__Host-sen")
    }

    async fn first_page(&self, cookie: &str) -> String {
        self.get("/", cookie).await.text
    }

    /// Where the square of the first cell in a month leads.
    async fn led(&self, month: &str, cookie: &str) -> String {
        let square = format!("/cells/{}/{month}", self.cells[0]);
        let is_shown = self.get(&format!("/?month={month}"), cookie).await.text.contains(&format!("href=\"{square}\""));
        assert!(is_shown, "{square}");
        self.get(&square, cookie).await.location().to_owned()
    }
}

/// The number beside a standing.
fn count(page: &str, standing: &str) -> u32 {
    let (before, _) = page.split_once(&format!("</b><span class=\"t\">{standing}</span>")).unwrap();
    before.rsplit_once('>').unwrap().1.parse().unwrap()
}

#[tokio::test]
async fn a_cells_month_goes_from_waiting_over_met_and_sent_to_what_the_ward_says() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let page = ward.first_page(&cookie).await;
    assert!(page.contains("0 trên 2") && page.contains("Chưa họp, còn đến 07/02"), "{page}");
    assert_eq!((count(&page, "Chưa họp, còn hạn"), count(&page, "Trễ")), (2, 0));

    let held =
        |edit: &mut shared::doc::Edit<'_>| edit.put("about", "state", "da_ket_thuc").map_err(Into::into).map(drop);
    let (meeting, _) = ward.write(held).await;
    let page = ward.first_page(&cookie).await;
    assert_eq!((count(&page, "Chưa họp, còn hạn"), count(&page, "Đã họp, chưa gửi")), (1, 1));
    assert!(page.contains("Họp 05/02"), "{page}");
    assert_eq!(ward.led("2026-02", &cookie).await, format!("/review/{meeting}"));
    assert_eq!(ward.led("2026-01", &cookie).await, format!("/cells/{}", ward.cells[0]), "where none is, to the cell");

    ward.adopt("Đã họp.").await;
    ward.hand_in().await;
    let page = ward.first_page(&cookie).await;
    assert!(page.contains("1 trên 2") && page.contains("Họp 05/02, 1 trên 1 có mặt"), "{page}");
}

#[tokio::test]
async fn accepted_and_returned_are_said_of_the_version_the_ward_read_and_of_no_later_one() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    ward.write(|edit| shared::meeting::rewrite_minutes(edit, "Đã họp.")).await;
    let meeting = ward.hand_in().await;
    let path = format!("/review/{meeting}");
    let decide = async |ending: &str, fields: &[(&str, &str)]| {
        let page = ward.get(&path, &cookie).await.text;
        let form = Form::all(&page).into_iter().find(|form| form.action.ends_with(ending)).unwrap();
        let form = fields.iter().fold(form, |form, (name, typed)| form.fill(name, typed));
        ward.post(&form.action, &cookie, &form.body()).await
    };
    decide("/accept", &[]).await;
    let page = ward.first_page(&cookie).await;
    assert_eq!((count(&page, "Đã chấp nhận"), count(&page, "Đã họp, đã gửi")), (1, 0), "{page}");
    ward.write(|edit| shared::meeting::rewrite_minutes(edit, "Đã họp, sửa sau.")).await;
    let page = ward.first_page(&cookie).await;
    assert_eq!((count(&page, "Đã chấp nhận"), count(&page, "Đã họp, đã gửi")), (0, 1), "nobody accepted this");
    decide("/return", &[("reason", "Thiếu ngày"), ("due", "2026-02-20")]).await;
    let page = ward.first_page(&cookie).await;
    assert_eq!(count(&page, "Đã trả lại, chờ chi bộ"), 1, "{page}");
    assert!(page.contains("1 trên 2"), "what was sent back was sent");
}

#[tokio::test]
async fn past_the_days_of_the_rules_a_cell_is_late_and_stands_first() {
    let ward = Ward::begin().await;
    ward.person("an", ward.ward, Role::Office).await;
    ward.adopt("Đã họp.").await;
    ward.hand_in().await;
    let cookie = ward.days_later(6).await;
    let page = ward.first_page(&cookie).await;
    assert_eq!((count(&page, "Trễ"), count(&page, "Đã họp, đã gửi")), (1, 1));
    let at = |words: &str| page.find(words).unwrap();
    assert!(at("Chưa họp, hạn đến 07/02") < at("Họp 05/02"), "{page}");
    // In March both are asked for anew, and February keeps what it was.
    let cookie = ward.days_later(22).await;
    assert_eq!(count(&ward.first_page(&cookie).await, "Chưa họp, còn hạn"), 2);
    let february = ward.get("/?month=2026-02", &cookie).await.text;
    assert_eq!((count(&february, "Trễ"), count(&february, "Đã họp, đã gửi")), (1, 1));
    let ahead = ward.get("/?month=2031-01", &cookie).await.text;
    assert!(ahead.contains("Tháng 3 năm 2026"), "a month that has not come is this month");
}

#[tokio::test]
async fn a_ward_that_begins_in_the_middle_of_a_month_counts_all_of_its_cells() {
    let ward = Ward::begin().await;
    ward.person("an", ward.ward, Role::Office).await;
    let cookie = ward.days_later(18).await;
    let author = ConsoleAuthor::of(&ward.hub, "an").await.unwrap();
    let today = ward.hub.host().now().vietnam_date();
    admin::ensure_cell(&ward.hub, &author, ward.ward, "Chi bộ Khóm 3", "khóm", today).await.unwrap();
    let page = ward.first_page(&cookie).await;
    assert!(page.contains("0 trên 3") && page.contains("Chưa họp, lập sau các ngày họp"), "{page}");
    assert_eq!((count(&page, "Trễ"), count(&page, "Chưa họp, còn hạn")), (2, 1));
    let long_ago = shared::time::CivilDate::new(2025, 1, 6).unwrap();
    admin::ensure_cell(&ward.hub, &author, ward.ward, "Chi bộ Khóm 4", "khóm", long_ago).await.unwrap();
    let before_the_rules = ward.get("/?month=2025-03", &cookie).await.text;
    assert!(before_the_rules.contains("Chi bộ Khóm 4") && !before_the_rules.contains("lập sau"), "{before_the_rules}");
}

#[tokio::test]
async fn a_filter_stays_in_every_link_and_leaves_what_it_says() {
    let ward = Ward::begin().await;
    ward.person("an", ward.ward, Role::Office).await;
    ward.adopt("Đã họp.").await;
    ward.hand_in().await;
    let cookie = ward.days_later(6).await;
    let late = ward.get("/?state=late&kind=kh%C3%B3m&months=6", &cookie).await.text;
    assert!(late.contains("Chi bộ Khóm 2</a>") && !late.contains("Chi bộ Khóm 1</a>"), "{late}");
    assert!(late.contains("href=\"/?month=2026-01&#38;state=late&#38;kind=kh%C3%B3m&#38;months=6\""), "{late}");
    assert_eq!(count(&late, "Đã họp, đã gửi"), 1, "the counts are those of the links beside them");
    let named = ward.get("/?q=khom+2", &cookie).await.text;
    assert!(named.contains("Chi bộ Khóm 2</a>") && !named.contains("Chi bộ Khóm 1</a>"), "marks do not matter");
    let head = ward.get("/?q=dang+thi+hoa", &cookie).await.text;
    assert!(head.contains("Chi bộ Khóm 1</a>") && !head.contains("Chi bộ Khóm 2</a>"), "a head finds the cell");
    let none = ward.get("/?q=%3Cb%3E&state=%3Cb%3E&month=%3Cb%3E&months=9999&ask=x", &cookie).await;
    assert!(none.text.contains("Không có chi bộ nào như vậy") && !none.text.contains("<b>\""), "{}", none.text);
    let asked = ward.get("/?ask=no-device", &cookie).await.text;
    assert!(asked.contains("Chi bộ Khóm 2</a>") && !asked.contains("Chi bộ Khóm 1</a>"), "{asked}");
}

#[tokio::test]
async fn a_superior_sees_of_minutes_that_are_not_signed_not_even_that_they_are_there() {
    let ward = Ward::begin().await;
    let held =
        |edit: &mut shared::doc::Edit<'_>| edit.put("about", "state", "da_ket_thuc").map_err(Into::into).map(drop);
    let (meeting, _) = ward.write(held).await;
    let superior = ward.person("cap", ward.ward, Role::Superior).await;
    let office = ward.person("an", ward.ward, Role::Office).await;
    let page = ward.first_page(&superior).await;
    assert!(!page.contains(&meeting.to_string()) && !page.contains("05/02"), "{page}");
    assert!(!page.contains("Hòa") && !page.contains("thiết bị"), "no names and no devices");
    assert_eq!((count(&page, "Chưa họp, còn hạn"), count(&page, "Đã họp, chưa gửi")), (2, 0));
    assert!(
        !ward.get("/?q=hoa", &superior).await.text.contains("Khóm 1</a>"),
        "a name that is not shown finds nothing"
    );
    let cell = format!("/cells/{}", ward.cells[0]);
    assert_eq!(ward.led("2026-02", &office).await, format!("/review/{meeting}"));
    assert_eq!(ward.led("2026-02", &superior).await, cell);
    ward.adopt("Đã họp.").await;
    ward.hand_in().await;
    assert_eq!(count(&ward.first_page(&superior).await, "Đã họp, đã gửi"), 1);
    assert_eq!(ward.led("2026-02", &superior).await, format!("/meetings/{meeting}"));
    for wrong in ["/2026-13", "/2026", "/x"] {
        assert_eq!(ward.get(&format!("{cell}{wrong}"), &office).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn of_other_places_nothing_is_counted() {
    let ward = Ward::begin().await;
    ward.adopt("Đã họp.").await;
    ward.hand_in().await;
    let other = ward.person("binh", ward.cells[1], Role::Office).await;
    let page = ward.first_page(&other).await;
    assert!(page.contains("0 trên 1") && !page.contains("Khóm 1</a>"), "{page}");
}
