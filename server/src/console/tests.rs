//! Proves at the console's own door who gets in, what they see and what stays untouched.

mod audit;
mod backups;
mod badges;
mod conflicts;
mod decisions;
mod door;
mod erased;
mod export;
mod figures;
mod form;
mod hand_over;
mod held;
mod live;
mod matrix;
mod members;
mod month;
mod orgs;
mod own;
mod papers;
mod parting;
mod people;
mod queue;
mod reconcile;
mod records;
mod reorganised;
mod review;
mod rules;
mod search;
mod sheet;
mod tasks;
mod trends;
mod trust;
mod twins;
mod ward;

use std::sync::atomic::Ordering;

use axum::http::{StatusCode, header};
use shared::access::Role;
use shared::doc::Kind;
use shared::id::DocId;
use shared::meeting::agenda::{Saying, say};
use shared::rules::Rules;
use shared::sync::device::Ledger;
use shared::wire::{Fate, HoldReason, Request};

use super::paths;
use crate::store::read_model;
use crate::store::{StoreError, account, document, quarantine, visit};
use crate::{admin, auth};
use ward::{PASSWORD, Ward};

#[tokio::test]
async fn who_is_not_signed_in_is_led_to_the_door_and_back() {
    let ward = Ward::begin().await;
    let answer = ward.get("/members?q=hoa", "").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in?next=%2Fmembers%3Fq%3Dhoa"));
    let form = ward.get(answer.location(), "").await;
    assert!(form.text.contains("name=\"next\" value=\"/members?q=hoa\""), "{}", form.text);
    let form = ward.get("/sign-in?next=https://evil.example", "").await;
    assert!(!form.text.contains("evil"));
    assert_eq!(ward.get("/lang/en?back=//evil.example", "").await.location(), "/");
}

#[tokio::test]
async fn signing_in_needs_the_forms_own_token_and_the_right_password() {
    let ward = Ward::begin().await;
    admin::add_person(&ward.hub, ward.ward, "Lê Văn An", "an", &Role::Office, PASSWORD).await.unwrap();
    let fields = format!("csrf=&login=an&password={}", paths::encode(PASSWORD));
    let answer = ward.post("/sign-in", "__Host-sen-form=", &fields).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text.contains("Phiên làm việc đã hết"));
    let answer = ward.sign_in("an", "sai mật khẩu").await;
    assert!(answer.text.contains("không đúng"), "{}", answer.text);
    let answer = ward.sign_in("an", PASSWORD).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"));
    assert_eq!(ward.get("/", &answer.cookie("__Host-sen")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_ended_session_says_so() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    ward.clock.fetch_add(auth::session::SESSION_MS, Ordering::Relaxed);
    let answer = ward.get("/devices", &cookie).await;
    assert_eq!(answer.location(), "/sign-in?next=%2Fdevices&expired=true");
    assert!(ward.get(answer.location(), &cookie).await.text.contains("Phiên làm việc đã hết"));
}

#[tokio::test]
async fn a_form_without_the_right_token_changes_nothing() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let path = format!("/devices/{}/revoke", ward.device());
    for token in ["", "csrf=&", "csrf=00000000000000000000000000000000&"] {
        let answer = ward.post(&path, &cookie, &format!("{token}reason=mat")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert!(ward.hub.directory().now().devices.get(&ward.device()).unwrap().revoked.is_none());
    }
    let token = ward.get("/devices", &cookie).await.token();
    let answer = ward.post(&path, &cookie, &format!("csrf={token}&reason=mat")).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/devices"));
    assert!(ward.hub.directory().now().devices.get(&ward.device()).unwrap().revoked.is_some());
    let notice = answer.cookie("__Host-sen-notice");
    let page = ward.get("/devices", &format!("{cookie}; {notice}")).await;
    assert!(page.text.contains("Đã thu hồi thiết bị."));
    assert_eq!(page.cookie("__Host-sen-notice"), "__Host-sen-notice=");
}

#[tokio::test]
async fn a_form_beyond_every_bound_is_refused() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let answer = ward.post("/devices/enrol", &cookie, &"a".repeat(65 * 1024)).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let metrics = ward.hub.metrics().text();
    assert!(metrics.contains("sen_bounds_total{bound=\"body_size\"} 1\n"), "{metrics}");
}

#[tokio::test]
async fn a_page_that_cannot_be_made_now_says_when_to_come_back() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let token = ward.get("/devices", &cookie).await.token();
    ward.hub.store().stop();
    let path = format!("/devices/{}/revoke", ward.device());
    let answer = ward.post(&path, &cookie, &format!("csrf={token}&reason=mat")).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers.get(header::RETRY_AFTER).unwrap(), "5");
}

#[tokio::test]
async fn each_role_sees_what_is_its_own() {
    let ward = Ward::begin().await;
    let meeting = ward.opinion("Nhất trí.").await;
    let paths = [
        "/".to_owned(),
        format!("/cells/{}", ward.cells[0]),
        "/members".to_owned(),
        format!("/members/{}", ward.member),
        "/devices".to_owned(),
        "/held".to_owned(),
        format!("/meetings/{meeting}"),
        format!("/meetings/{meeting}/history"),
        "/audit".to_owned(),
        "/devices/enrol".to_owned(),
    ];
    let expected = [
        (Role::Office, [200, 200, 200, 200, 200, 200, 200, 200, 200, 200]),
        (Role::Standing, [200, 200, 200, 200, 200, 200, 200, 200, 403, 403]),
        (Role::Inspection, [200, 200, 200, 200, 200, 200, 200, 200, 200, 403]),
        (Role::Superior, [200, 200, 403, 403, 403, 403, 404, 403, 403, 403]),
        (Role::Head, [403; 10]),
    ];
    for (role, statuses) in expected {
        let cookie = ward.person(role.code(), ward.ward, role.clone()).await;
        for (path, status) in paths.iter().zip(statuses) {
            assert_eq!(ward.get(path, &cookie).await.status.as_u16(), status, "{role} {path}");
        }
    }
    let superior = ward.sign_in("cap_tren", PASSWORD).await.cookie("__Host-sen");
    let pages = [ward.get("/", &superior).await.text, ward.get(paths.get(1).unwrap(), &superior).await.text];
    assert!(pages.iter().all(|page| !page.contains("Hòa") && !page.contains("href=\"/members")));
    let inspector = ward.sign_in("ubkt", PASSWORD).await.cookie("__Host-sen");
    let page = ward.get(&format!("/meetings/{meeting}"), &inspector).await;
    assert!(!page.text.contains("name=\"version\""));
}

#[tokio::test]
async fn what_lies_outside_the_persons_organisation_does_not_exist() {
    let ward = Ward::begin().await;
    let meeting = ward.opinion("Nhất trí.").await;
    let cookie = ward.person("an", ward.cells[1], Role::Office).await;
    let nowhere = DocId::from_bytes([77; 16]);
    for path in [
        format!("/cells/{}", ward.cells[0]),
        format!("/members/{}", ward.member),
        format!("/meetings/{meeting}"),
        format!("/members?cell={}", ward.cells[0]),
        format!("/members/{nowhere}"),
        "/members/khong-phai-ma".to_owned(),
        "/khong-co".to_owned(),
    ] {
        assert_eq!(ward.get(&path, &cookie).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let list = ward.get("/members", &cookie).await;
    assert!(!list.text.contains("Hòa") && !ward.get("/devices", &cookie).await.text.contains("Hòa"));
    let answer = ward
        .post(&format!("/devices/{}/revoke", ward.device()), &cookie, &format!("csrf={}&reason=x", list.token()))
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn reading_people_leaves_a_trace_without_the_words_searched_for() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let list = ward.get("/members?q=dang+thi+hoa", &cookie).await;
    assert!(list.text.contains("Đặng Thị Hòa"));
    assert_eq!(ward.get(&format!("/members/{}", ward.member), &cookie).await.status, StatusCode::OK);
    let meeting = ward.opinion("Nhất trí.").await;
    assert_eq!(ward.get(&format!("/meetings/{meeting}"), &cookie).await.status, StatusCode::OK);
    let actions = ward.actions().await;
    assert!(actions.contains(&"search_members||1".to_owned()), "{actions:?}");
    assert!(actions.contains(&format!("read_member|{}|", ward.member)));
    assert!(actions.contains(&format!("read_meeting|{meeting}|")));
    // Whole words: an id may well have the letters of one of them in it.
    let searched_for =
        |action: &String| ["dang thi", "dang+thi", "thi hoa", "Thị"].iter().any(|words| action.contains(words));
    assert!(!actions.iter().any(searched_for), "{actions:?}");
    let log = ward.get("/audit", &cookie).await;
    assert!(log.text.contains("Chuỗi nhật ký nguyên vẹn") && log.text.contains("Xem hồ sơ đảng viên"));
}

#[tokio::test]
async fn what_came_after_the_page_was_read_stays_unseen() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let meeting = ward.opinion("Nhất trí <script>alert(1)</script>.").await;
    let path = format!("/meetings/{meeting}");
    let page = ward.get(&path, &cookie).await;
    assert!(!page.text.contains("<script>") && !page.text.contains("<b>mời"));
    assert!(page.text.contains("Chưa xem"));
    let version = page.text.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    ward.opinion("Bổ sung.").await;
    let answer = ward.post(&format!("{path}/seen"), &cookie, &format!("csrf={}&version={version}", page.token())).await;
    assert_eq!(answer.location(), path);
    assert!(ward.get(&path, &cookie).await.text.contains("Có thay đổi sau khi xem"));
    let row = ward.hub.store().read(move |reading| document::find(reading, meeting)).await.unwrap().unwrap();
    assert!(row.seen_seq < row.content_seq);
    let history = ward.get(&format!("{path}/history"), &cookie).await;
    assert!(history.text.contains("Ý kiến thảo luận") && history.text.contains("Máy của Hòa"));
}

#[tokio::test]
async fn a_code_is_made_only_for_a_member_of_the_cell() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let token = ward.get("/devices/enrol", &cookie).await.token();
    let form =
        |person: &str| format!("csrf={token}&cell={}&person={}&role=bi_thu", ward.cells[0], paths::encode(person));
    let refused = ward.post("/devices/enrol", &cookie, &form("Nguyễn Văn Lạ")).await;
    assert!(refused.text.contains("Không có đảng viên nào") && !refused.text.contains("SEN1-"));
    let made = ward.post("/devices/enrol", &cookie, &form("dang thi hoa")).await;
    assert!(made.text.contains("SEN1-") && made.text.contains("<svg xmlns") && made.text.contains("Đặng Thị Hòa"));
    let (_, code) = made.text.split_once("SEN1-").unwrap();
    let code = format!("SEN1-{}", code.split('<').next().unwrap());
    let link = shared::wire::EnrolCode::parse(&code).unwrap().to_link();
    assert_eq!(link, format!("https://localhost:8443/app/#{code}"));
    assert!(made.text.contains(&super::devices::picture(&link).unwrap()), "a camera opens the app with the code");
}

#[tokio::test]
async fn every_answer_carries_its_guards() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    for (path, cookie) in
        [("/", ""), ("/", cookie.as_str()), ("/sign-in", ""), ("/khong-co", ""), (&super::assets::path("sen.css"), "")]
    {
        let headers = ward.get(path, cookie).await.headers;
        let value = |name: header::HeaderName| headers.get(name).unwrap().to_str().unwrap().to_owned();
        assert!(
            value(header::CONTENT_SECURITY_POLICY)
                .starts_with("default-src 'none'; style-src 'self'; script-src 'self'")
        );
        assert_eq!(value(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(value(header::REFERRER_POLICY), "no-referrer");
        assert!(value(header::STRICT_TRANSPORT_SECURITY).starts_with("max-age="));
        let kept = path.starts_with("/static/");
        assert_eq!(value(header::CACHE_CONTROL).contains("no-store"), !kept, "{path}");
    }
    assert_eq!(ward.ask("PUT", "/devices", &cookie, None).await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_file_is_kept_for_good_under_its_own_address_and_asked_for_under_another() {
    let ward = Ward::begin().await;
    let kept = async |path: &str| {
        let answer = ward.get(path, "").await;
        (answer.status, answer.headers.get(header::CACHE_CONTROL).map(|kept| kept.to_str().unwrap().to_owned()))
    };
    let page = ward.get("/sign-in", "").await.text;
    for name in ["sen.css", "sen.js", "sen.svg", "icons.svg"] {
        let path = super::assets::path(name);
        // Scripts and icons are for who is signed in.
        assert_eq!(page.contains(&path), name == "sen.css" || name == "sen.svg", "{name}");
        assert_eq!(kept(&path).await, (StatusCode::OK, Some("public, max-age=31536000, immutable".to_owned())));
        assert_eq!(kept(&format!("/static/0/{name}")).await, (StatusCode::OK, Some("no-cache".to_owned())));
    }
    assert_eq!(kept("/static/0/sen.rs").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_page_is_sent_packed_to_who_can_unpack_it_and_its_token_looks_different_each_time() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    assert_eq!(ward.packed("/", &cookie, "gzip, br").await.as_deref(), Some("br"));
    assert_eq!(ward.packed("/", &cookie, "gzip").await.as_deref(), Some("gzip"));
    let (one, other) = (ward.get("/", &cookie).await, ward.get("/", &cookie).await);
    assert!(one.headers.get(header::CONTENT_ENCODING).is_none());
    assert_ne!(one.token(), other.token());
}

#[tokio::test]
async fn a_superior_reads_what_was_adopted_and_no_single_voices() {
    let ward = Ward::begin().await;
    ward.opinion("Tôi có ý kiến riêng.").await;
    let meeting = ward.adopt("Chi bộ thống nhất nghị quyết tháng 2.").await;
    ward.write(|edit| shared::meeting::rewrite_minutes(edit, "Chi bộ thống nhất nghị quyết tháng 2. Viết thêm.")).await;
    let path = format!("/meetings/{meeting}");
    let superior = ward.person("tren", ward.ward, Role::Superior).await;
    let page = ward.get(&path, &superior).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Chi bộ thống nhất nghị quyết tháng 2."));
    for hidden in ["ý kiến riêng", "Viết thêm", "/history", "name=\"version\"", "Khách"] {
        assert!(!page.text.contains(hidden), "{hidden}");
    }
    let office = ward.person("an", ward.ward, Role::Office).await;
    let page = ward.get(&path, &office).await;
    assert!(page.text.contains("chỉ có một chữ ký") && page.text.contains("Ký một mình"));
    assert!(page.text.contains("ý kiến riêng") && page.text.contains("Viết thêm"));
    assert!(page.text.contains("Bổ sung, đính chính sau khi thông qua"));
}

#[tokio::test]
async fn what_is_held_is_let_in_or_dismissed_once_and_with_a_note() {
    let ward = Ward::begin().await;
    let meeting = ward.opinion("Nhất trí.").await;
    let device = ward.device();
    assert!(auth::device::revoke(&ward.hub, device, "first", "mất máy").await.unwrap());
    let mut held = Vec::new();
    for minutes in ["Một", "Hai"] {
        let (_, fate) = ward.write(|edit| shared::meeting::rewrite_minutes(edit, minutes)).await;
        assert_eq!(fate, Fate::Held(HoldReason::Revoked));
    }
    held.extend(
        ward.hub.store().read(|reading| quarantine::held(reading, 10)).await.unwrap().into_iter().map(|row| row.id),
    );
    let cookie = ward.person("an", ward.ward, Role::PartyBuilding).await;
    let page = ward.get("/held", &cookie).await;
    assert!(page.text.contains("Sinh hoạt thường kỳ, 05/02/2026") && page.text.contains("Thiết bị đã bị thu hồi"));
    let form = format!("csrf={}&note={}", page.token(), paths::encode("đã đối chiếu"));
    let [one, two] = held.as_slice() else { panic!("two envelopes are held") };
    // Readable before anybody decides, though the device is withdrawn; and entered in the log.
    let read = ward.get(&format!("/held/{one}"), &cookie).await;
    assert!(read.text.contains("Nếu nhận vào, hồ sơ sẽ đổi") && read.text.contains("Một"), "{}", read.text);
    assert!(read.text.contains("Đặng Thị Hòa") && read.text.contains("note"));
    let file = ward.get(&format!("/held/{two}/text"), &cookie).await;
    assert!(file.text.contains("minutes: Hai"), "{}", file.text);
    assert!(file.headers["content-disposition"].to_str().unwrap().contains(".txt"));
    assert!(ward.actions().await.contains(&format!("read_held|{one}|")));
    let bare = ward.post(&format!("/held/{one}/release"), &cookie, &format!("csrf={}", page.token())).await;
    assert!(bare.status == StatusCode::OK && bare.text.contains("Chưa ghi lý do"), "{}", bare.text);
    let inspector = ward.person("ubkt", ward.ward, Role::Inspection).await;
    assert_eq!(ward.post(&format!("/held/{one}/release"), &inspector, &form).await.status, StatusCode::FORBIDDEN);
    let elsewhere = ward.person("khac", ward.cells[1], Role::Office).await;
    let theirs = ward.get("/devices/enrol", &elsewhere).await.token();
    let answer = ward.post(&format!("/held/{one}/dismiss"), &elsewhere, &format!("csrf={theirs}&note=x")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    for (path, notice) in [
        (format!("/held/{one}/release"), "released"),
        (format!("/held/{two}/dismiss"), "dismissed"),
        (format!("/held/{two}/dismiss"), "decided"),
    ] {
        let answer = ward.post(&path, &cookie, &form).await;
        assert_eq!(answer.cookie("__Host-sen-notice"), format!("__Host-sen-notice={notice}"));
    }
    let (open, _) = ward.hub.open(meeting).await.unwrap().unwrap();
    assert_eq!(shared::meeting::MeetingView::of(&open).unwrap().minutes, "Một");
    let actions = ward.actions().await;
    assert!(
        actions.contains(&format!("held_released|{one}|merged")) && actions.contains(&format!("held_dismissed|{two}|"))
    );
    assert!(ward.get("/held", &cookie).await.text.contains("Không có bản ghi nào bị tạm giữ"));
}

#[tokio::test]
async fn who_signs_in_anew_leaves_no_session_behind_in_that_browser() {
    let ward = Ward::begin().await;
    let first = ward.person("an", ward.ward, Role::Office).await;
    let elsewhere = ward.sign_in("an", PASSWORD).await.cookie("__Host-sen");
    let form = ward.get("/sign-in", "").await;
    let fields = format!("csrf={}&login=an&password={}&next=/", form.token(), paths::encode(PASSWORD));
    let cookies = format!("{}; {first}", form.cookie("__Host-sen-form"));
    let second = ward.post("/sign-in", &cookies, &fields).await.cookie("__Host-sen");
    assert_eq!(ward.get("/", &first).await.status, StatusCode::SEE_OTHER, "the one before is over");
    assert_eq!(ward.get("/", &second).await.status, StatusCode::OK);
    assert_eq!(ward.get("/", &elsewhere).await.status, StatusCode::OK, "another browser's goes on");
}

#[tokio::test]
async fn devices_are_narrowed_by_name_and_state_and_the_links_keep_it() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let found = ward.get("/devices?q=dang+thi", &cookie).await.text;
    assert!(
        found.contains("Đặng Thị Hòa") && found.contains("href=\"/devices?q=dang%20thi&#38;state=active\""),
        "{found}"
    );
    for none in ["/devices?q=tran", "/devices?state=revoked", "/devices?state=%3Cb%3E&q=%3Cb%3E"] {
        let page = ward.get(none, &cookie).await;
        assert!(page.status == StatusCode::OK && !page.text.contains("Đặng Thị Hòa"), "{none}: {}", page.text);
    }
}

#[tokio::test]
async fn a_cell_nobody_hears_from_is_on_the_list() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    assert!(!ward.get("/", &cookie).await.text.contains("im lặng quá 14 ngày"));
    ward.clock.fetch_add(15 * 24 * 60 * 60 * 1000, Ordering::Relaxed);
    let cookie = ward.sign_in("an", PASSWORD).await.cookie("__Host-sen");
    let page = ward.get("/", &cookie).await;
    assert!(page.text.contains("1 chi bộ im lặng quá 14 ngày"));
    let (device, now) = (ward.device(), ward.hub.host().now());
    ward.hub.store().write(move |tx| account::note_contact(tx, device, now, 0, 0)).await.unwrap();
    ward.hub.directory().refresh(ward.hub.store()).await.unwrap();
    assert!(!ward.get("/", &cookie).await.text.contains("im lặng quá 14 ngày"));
}

/// Two holders of the phone's vault come in turn until the ward is told.
async fn copy_the_phone(ward: &Ward) {
    let mut held = [None, None];
    for holder in [0, 0, 0, 1, 1] {
        ward.clock.fetch_add(120_000, Ordering::Relaxed);
        let asked = Ledger::default().request(ward.hub.host().now(), 4096);
        let request = Request { visit: held[holder], ..asked };
        assert!(ward.hub.directory().now().copied.is_empty());
        held[holder] = ward.hub.sync(ward.device(), request).await.unwrap().visit;
        if held[1].is_none() {
            held[1] = held[0];
        }
    }
}

#[tokio::test]
async fn a_copied_phone_is_on_the_list_with_what_to_do_and_only_for_those_it_concerns() {
    let ward = Ward::begin().await;
    copy_the_phone(&ward).await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    assert!(ward.get("/", &cookie).await.text.contains("máy bị sao chép"));
    let page = ward.get("/devices", &cookie).await;
    assert!(page.text.contains("Bị sao chép") && page.text.contains("bản sao cũ đã được đặt lại"), "{}", page.text);
    let elsewhere = ward.person("binh", ward.cells[1], Role::Head).await;
    assert!(!ward.get("/", &elsewhere).await.text.contains("máy bị sao chép"));
    assert!(!ward.get("/devices", &elsewhere).await.text.contains("Bị sao chép"));
    ward.hub.store().write(visit::forget_all).await.unwrap();
    ward.hub.directory().refresh(ward.hub.store()).await.unwrap();
    assert!(ward.get("/", &cookie).await.text.contains("máy bị sao chép"), "a restored server still knows");
}

#[tokio::test]
async fn a_damaged_server_lets_people_in_to_read_with_a_banner_and_refuses_every_change() {
    let ward = Ward::begin().await;
    let doc = ward.opinion("Ý kiến còn đọc được.").await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let told = ward.hub.store().write(|_| Err::<(), _>(StoreError::damaged_on_purpose())).await;
    assert!(matches!(told, Err(StoreError::ReadOnly(_))), "{told:?}");

    let page = ward.get(&format!("/meetings/{doc}"), &cookie).await;
    assert!(page.status == StatusCode::OK && page.text.contains("Ý kiến còn đọc được."), "{}", page.text);
    assert!(page.text.contains("id=\"read-only\"") && page.text.contains("sen verify"), "{}", page.text);
    let path = format!("/devices/{}/revoke", ward.device());
    let token = ward.get("/devices", &cookie).await.token();
    let refused = ward.post(&path, &cookie, &format!("csrf={token}&reason=mat")).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.text.contains("id=\"read-only\""), "{}", refused.text);
    assert!(ward.hub.directory().now().devices.get(&ward.device()).unwrap().revoked.is_none());

    assert!(ward.sign_in("an", "sai mật khẩu").await.text.contains("không đúng"));
    let again = ward.sign_in("an", PASSWORD).await;
    assert_eq!((again.status, again.location()), (StatusCode::SEE_OTHER, "/"));
    let cookie = again.cookie("__Host-sen");
    let page = ward.get("/", &cookie).await;
    assert!(page.status == StatusCode::OK && page.text.contains("id=\"read-only\""));
    let left = ward.post("/sign-out", &cookie, &format!("csrf={}", page.token())).await;
    assert_eq!(left.status, StatusCode::SEE_OTHER);
    assert_eq!(ward.get("/", &cookie).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_second_part_of_a_meeting_says_so_wherever_it_is_named() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let next = ward.key().next_part().unwrap();
    let (doc, _) = ward.write_into(&next, |edit| Ok(edit.put("about", "place", "Nhà văn hóa")?)).await;
    for path in [format!("/cells/{}", ward.cells[0]), format!("/meetings/{doc}"), format!("/meetings/{doc}/history")] {
        let page = ward.get(&path, &cookie).await;
        assert!(page.text.contains("Sinh hoạt thường kỳ, phần 2"), "{path}: {}", page.text);
    }
}

#[tokio::test]
async fn a_page_that_breaks_off_is_answered_each_time_with_a_reference() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    for _ in 0..100 {
        let answer = ward.get("/breaks-off", &cookie).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(answer.text.contains("Mã yêu cầu"), "{}", answer.text);
        assert!(answer.headers.contains_key(header::CONTENT_SECURITY_POLICY));
    }
    assert_eq!(ward.get("/", &cookie).await.status, StatusCode::OK);
}

#[tokio::test]
async fn of_thousands_of_sayings_and_people_a_page_shows_some_and_leads_on_to_the_others() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let written = ward.write(|edit| {
        for number in 0..1_000 {
            let item = format!("việc {number}");
            say(edit, &item, &Saying::Opinion, None, &format!("Ý kiến số {number}."))?;
            edit.put("roll", &format!("khach-{number}/status"), "khach_moi")?;
            edit.put("votes", &format!("khac:{number}/for"), 1)?;
        }
        Ok(())
    });
    let (doc, fate) = written.await;
    assert!(matches!(fate, Fate::Merged(_)), "{fate:?}");
    let mut seen = 0;
    let mut path = format!("/meetings/{doc}");
    let mut pages = 0;
    loop {
        let page = ward.get(&path, &cookie).await;
        assert_eq!(page.status, StatusCode::OK);
        let here = page.text.matches("Ý kiến số").count();
        assert!(here <= 200 && page.text.matches("class=\"card vote\"").count() <= 60, "{path}");
        seen += here;
        pages += 1;
        let Some((_, rest)) = page.text.split_once("rel=\"next\" href=\"") else { break };
        path = rest.split('"').next().unwrap().to_owned();
    }
    assert_eq!(seen, 1_000, "every saying stands on some page");
    assert!(pages >= 10, "{pages}");
    let history = ward.get(&format!("/meetings/{doc}/history"), &cookie).await;
    assert!(history.text.len() < 40_000, "one set of changes names a few places and counts the rest");
    assert!(history.text.contains("mục khác"));
}

#[tokio::test]
async fn what_commands_a_screen_reaches_no_page_and_a_secrecy_marking_is_told_to_the_ward() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let hostile = "Nhà\u{1b}[2J văn \u{202e}hóa\u{7}";
    let written = ward.write(|edit| {
        edit.put("about", "place", hostile)?;
        edit.put("about", "topic", "Độ mật: Tối mật")?;
        edit.put("people", "khach-a", hostile)?;
        edit.put("roll", "khach-a/status", hostile)?;
        Ok(())
    });
    let (doc, fate) = written.await;
    assert!(matches!(fate, Fate::Merged(_)), "{fate:?}");
    for path in [format!("/meetings/{doc}"), format!("/meetings/{doc}/history"), "/".to_owned()] {
        let page = ward.get(&path, &cookie).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(!page.text.contains(shared::text::is_commanding), "{path}");
    }
    let page = ward.get(&format!("/meetings/{doc}"), &cookie).await;
    assert!(page.text.contains("Nhà\u{fffd}[2J văn \u{fffd}hóa\u{fffd}"), "{}", page.text);
    assert!(page.text.contains("mang dấu mật"));
    assert!(ward.get("/", &cookie).await.text.contains("mang dấu mật"));
    let (open, _) = ward.hub.open(doc).await.unwrap().unwrap();
    assert_eq!(open.tree().get("about").unwrap().str("place"), Some(hostile), "what is stored stays as it came");
}

#[tokio::test]
async fn a_record_that_cannot_be_read_is_one_line_in_every_list() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let rows = [(Kind::Meeting, 41), (Kind::Member, 42)]
        .map(|(kind, id)| shared::record::Row::unreadable(DocId::from_bytes([id; 16]), kind, ward.cells[0]));
    ward.hub.store().write(move |tx| rows.iter().try_for_each(|row| read_model::put(tx, row))).await.unwrap();
    for path in ["/".to_owned(), format!("/cells/{}", ward.cells[0]), "/members".to_owned()] {
        let page = ward.get(&path, &cookie).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.text.to_lowercase().contains("không đọc được"), "{path}");
    }
    let other = ward.person("binh", ward.cells[1], Role::Office).await;
    assert!(!ward.get("/members", &other).await.text.contains("không đọc được"));
}

#[tokio::test]
async fn a_score_sheet_shows_what_was_given_what_was_computed_and_why() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let (doc, _) = ward
        .write(|edit| {
            let guest = shared::meeting::Person::guest("Nguyễn Văn Tư");
            let official = shared::meeting::roll::Standing::Official;
            let present = shared::meeting::roll::Attendance::Present;
            shared::meeting::roll::mark_attendance(edit, &guest, &official, &present, None)
        })
        .await;
    let page = ward.get(&format!("/meetings/{doc}"), &cookie).await;
    for said in ["Chi bộ chưa chấm điểm", "5/5", "Sen tính", "có mặt 1/1 (100\u{a0}%); mức từ 90 %"] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    ward.write(|edit| shared::meeting::score(Rules::shipped(), edit, "b-2026", "dieu_hanh", 9)).await;
    let page = ward.get(&format!("/meetings/{doc}"), &cookie).await;
    for said in
        ["Bảng chấm điểm chi tiết của phường", "Điều hành của chủ trì", "9/10", "Chi bộ chấm", "–/30", "Chưa chấm đủ"]
    {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    ward.write(|edit| shared::meeting::score(Rules::shipped(), edit, "z-2031", "muc_la", 7)).await;
    let page = ward.get(&format!("/meetings/{doc}"), &cookie).await;
    assert!(page.text.contains("z-2031") && page.text.contains("muc_la"), "{}", page.text);
}
