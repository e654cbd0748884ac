//! People as an administrator sees to them: what is refused before what is done.

use axum::http::StatusCode;
use shared::access::Role;

use super::form::Form;
use super::ward::{Answer, PASSWORD, Ward};
use crate::auth::people::{self, By, PeopleError, Refused};
use crate::console::paths;
use crate::store::check::verify;
use crate::store::person;

/// Sends a form of a person's page, as it stands there.
async fn act(ward: &Ward, cookie: &str, login: &str, what: &str, more: &str) -> Answer {
    let token = ward.get("/people", cookie).await.token();
    ward.post(&format!("/person/{login}/{what}"), cookie, &format!("csrf={token}{more}")).await
}

/// The code that a page shows once.
fn code_of(page: &Answer) -> String {
    let rest = page.text.split("<code class=\"code\">").nth(1).unwrap_or_else(|| panic!("{}", page.text));
    rest.split('<').next().unwrap().to_owned()
}

/// Chooses a password with a code.
async fn choose(ward: &Ward, code: &str, password: &str) -> Answer {
    let form = ward.get("/reset", "").await;
    let body = Form::of(&form.text, "/reset", &[]).fill("code", code).fill("new", password).fill("again", password);
    ward.post("/reset", &form.cookie("__Host-sen-form"), &body.body()).await
}

async fn add(ward: &Ward, cookie: &str, login: &str, role: &str) -> Answer {
    let page = ward.get("/people/add", cookie).await;
    let form = Form::of(&page.text, "/people/add", &[]).fill("name", "Võ Hồng Thắm").fill("login", login);
    ward.post("/people/add", cookie, &form.fill("role", role).body()).await
}

#[tokio::test]
async fn a_newcomer_chooses_a_password_of_their_own_with_a_code_that_works_once() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let page = add(&ward, &cookie, "Tham.VH", "thuong_truc").await;
    let code = code_of(&page);
    assert!(page.text.contains("https://localhost:8443/reset") && page.text.contains("tham.vh"), "{}", page.text);
    assert!(!ward.get("/people", &cookie).await.text.contains(&code), "it is shown once");
    let list = ward.get("/people", &cookie).await.text;
    assert!(list.contains("Chưa đặt mật khẩu") && list.contains("tham.vh"), "{list}");
    for (wrong, why) in [("ngắn quá", "ít nhất 10"), ("", "ít nhất 10")] {
        let refused = choose(&ward, &code, wrong).await;
        assert!(refused.text.contains(why) && refused.text.contains("aria-describedby=\"new-hint problem\""));
    }
    assert!(choose(&ward, "AAAA-BBBB-CCCC-DDDD", PASSWORD).await.text.contains("Không có mã này"));
    let chosen = choose(&ward, &code.to_lowercase().replace('-', " "), "mật khẩu của riêng tôi").await;
    assert_eq!(chosen.location(), "/sign-in");
    let door = ward.get("/sign-in", &chosen.cookie("__Host-sen-notice")).await;
    assert!(door.text.contains("Đã đặt mật khẩu"), "{}", door.text);
    assert!(choose(&ward, &code, PASSWORD).await.text.contains("Không có mã này, hoặc mã đã dùng"), "once");
    assert!(ward.sign_in("tham.vh", PASSWORD).await.text.contains("không đúng"));
    assert_eq!(ward.sign_in("tham.vh", "mật khẩu của riêng tôi").await.location(), "/");
    let actions = ward.actions().await;
    for done in ["person_added|tham.vh|thuong_truc", "password_set|tham.vh|"] {
        assert!(actions.contains(&done.to_owned()), "{done}: {actions:?}");
    }
    assert!(!actions.iter().any(|action| action.contains(&code)), "{actions:?}");
    assert_eq!(verify(&ward.folder.join("sen.db")).unwrap().faults, Vec::<String>::new());
}

#[tokio::test]
async fn a_code_for_a_password_is_refused_when_it_is_late_replaced_or_its_person_is_kept_out() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let theirs = ward.person("binh", ward.ward, Role::Standing).await;
    let first = code_of(&act(&ward, &cookie, "binh", "reset", "").await);
    let second = code_of(&act(&ward, &cookie, "binh", "reset", "").await);
    assert!(choose(&ward, &first, "một mật khẩu khác").await.text.contains("Không có mã này"), "replaced");
    assert_eq!(ward.get("/", &theirs).await.status, StatusCode::OK, "a code by itself ends nothing");
    assert_eq!(choose(&ward, &second, "một mật khẩu khác").await.location(), "/sign-in");
    assert_eq!(ward.get("/", &theirs).await.status, StatusCode::SEE_OTHER, "sessions of before are over");
    let third = code_of(&act(&ward, &cookie, "binh", "reset", "").await);
    act(&ward, &cookie, "binh", "disable", "").await;
    assert!(choose(&ward, &third, "một mật khẩu khác").await.text.contains("Không có mã này"), "kept out");
    let refused = act(&ward, &cookie, "binh", "reset", "").await;
    assert!(refused.text.contains("Hãy cho dùng lại trước"), "{}", refused.text);
    act(&ward, &cookie, "binh", "enable", "").await;
    let late = code_of(&act(&ward, &cookie, "binh", "reset", "").await);
    ward.pass_minutes(24 * 60);
    assert!(choose(&ward, &late, "một mật khẩu khác").await.text.contains("quá hạn"));
    assert_eq!(ward.sign_in("binh", "một mật khẩu khác").await.location(), "/", "refused codes changed nothing");
}

#[tokio::test]
async fn whoever_is_kept_out_or_given_another_role_loses_their_sessions_at_once() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let first = ward.person("binh", ward.ward, Role::Standing).await;
    let second = ward.sign_in("binh", PASSWORD).await.cookie("__Host-sen");
    let page = ward.get("/person/binh", &cookie).await;
    assert!(page.text.matches("Firefox").count() == 2 && page.text.contains("Windows"), "{}", page.text);
    let answer = act(&ward, &cookie, "binh", "role", "&role=ubkt").await;
    assert_eq!(answer.location(), "/person/binh");
    for theirs in [&first, &second] {
        assert_eq!(ward.get("/", theirs).await.status, StatusCode::SEE_OTHER);
    }
    let third = ward.sign_in("binh", PASSWORD).await.cookie("__Host-sen");
    assert_eq!(ward.get("/audit", &third).await.status, StatusCode::OK, "the new role counts");
    act(&ward, &cookie, "binh", "disable", "").await;
    assert_eq!(ward.get("/", &third).await.status, StatusCode::SEE_OTHER);
    assert!(ward.sign_in("binh", PASSWORD).await.text.contains("không đúng"), "told as a wrong password");
    assert!(ward.get("/people", &cookie).await.text.contains("Đã ngừng"));
    act(&ward, &cookie, "binh", "enable", "").await;
    let fourth = ward.sign_in("binh", PASSWORD).await.cookie("__Host-sen");
    act(&ward, &cookie, "binh", "end-sessions", "").await;
    assert_eq!(ward.get("/", &fourth).await.status, StatusCode::SEE_OTHER);
    let actions = ward.actions().await;
    for done in ["person_role|binh|ubkt", "person_disabled|binh|1", "person_enabled|binh|", "sessions_ended|binh|1"] {
        assert!(actions.contains(&done.to_owned()), "{done}: {actions:?}");
    }
    assert_eq!(verify(&ward.folder.join("sen.db")).unwrap().faults, Vec::<String>::new());
}

#[tokio::test]
async fn nobody_raises_themselves_and_one_administrator_of_the_ward_remains() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let own = [("role", "&role=van_phong"), ("reset", ""), ("end-second", ""), ("disable", ""), ("unlock", "")];
    for (what, more) in own {
        let refused = act(&ward, &cookie, "an", what, more).await;
        assert!(refused.text.contains("Không ai tự làm việc này"), "{what}: {}", refused.text);
    }
    let page = ward.get("/person/an", &cookie).await.text;
    assert!(!page.contains("/person/an/role") && page.contains("href=\"/account\""), "{page}");
    // `first` goes; then `an` is the last: a colleague of a cell does not count, nor one who never chose a password.
    ward.person("khac", ward.cells[0], Role::Office).await;
    add(&ward, &cookie, "moi", "van_phong").await;
    act(&ward, &cookie, "first", "disable", "").await;
    for refused in [
        people::disable(&ward.hub, &By::Machine, "an").await,
        people::set_role(&ward.hub, &By::Machine, "an", &Role::Superior).await,
    ] {
        assert!(matches!(refused, Err(PeopleError::Refused(Refused::LastAdministrator))), "{refused:?}");
    }
    assert_eq!(ward.get("/people", &cookie).await.status, StatusCode::OK);
    act(&ward, &cookie, "first", "enable", "").await;
    people::disable(&ward.hub, &By::Machine, "an").await.unwrap();
    assert_eq!(ward.get("/people", &cookie).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_somebody_wrote_before_another_role_stays_by_the_role_they_had() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    ward.person("binh", ward.ward, Role::Office).await;
    let device_of = async || {
        let read = |reading: &crate::store::Reading<'_>| Ok(person::person(reading, "binh")?.unwrap().device);
        ward.hub.store().read(read).await.unwrap()
    };
    let before = device_of().await;
    act(&ward, &cookie, "binh", "role", "&role=ubkt").await;
    let (after, known) = (device_of().await, ward.hub.directory().now());
    assert_ne!(before, after);
    let role = |device| known.devices.get(&device).map(|row| row.place.role.clone());
    assert_eq!((role(before), role(after)), (Some(Role::Office), Some(Role::Inspection)));
    assert_eq!(verify(&ward.folder.join("sen.db")).unwrap().faults, Vec::<String>::new());
}

#[tokio::test]
async fn nobody_is_called_as_the_machine_is_in_the_log() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let refused = add(&ward, &cookie, "sen", "ubkt").await;
    assert!(refused.text.contains("aria-invalid") && !refused.text.contains("class=\"code\""), "{}", refused.text);
    assert!(!ward.get("/people", &cookie).await.text.contains("/person/sen"));
}

#[tokio::test]
async fn an_administrator_of_a_cell_gives_no_role_above_it_and_reaches_nobody_elsewhere() {
    let ward = Ward::begin().await;
    let cookie = ward.person("binh", ward.cells[1], Role::Office).await;
    ward.person("cung_noi", ward.cells[1], Role::PartyBuilding).await;
    let list = ward.get("/people", &cookie).await.text;
    assert!(list.contains("cung_noi") && !list.contains(">first<"), "{list}");
    let page = ward.get("/people/add", &cookie).await;
    assert!(!page.text.contains("Khóm 1") && !page.text.contains("value=\"thuong_truc\""), "{}", page.text);
    let token = page.token();
    let body = |place: &str, role: &str| {
        format!("csrf={token}&name={}&login=moi.nguoi&place={place}&role={role}", paths::encode("Mai Công Hưng"))
    };
    for (place, role, at) in [
        (ward.ward.to_string(), "van_phong", "place"),
        (ward.cells[0].to_string(), "van_phong", "place"),
        ("khong-phai-ma".to_owned(), "van_phong", "place"),
        (ward.cells[1].to_string(), "thuong_truc", "role"),
        (ward.cells[1].to_string(), "cap_tren", "role"),
        (ward.cells[1].to_string(), "bi_thu", "role"),
        (ward.cells[1].to_string(), "vua_nghi_ra", "role"),
    ] {
        let refused = ward.post("/people/add", &cookie, &body(&place, role)).await;
        let field = refused.text.split(&format!("id=\"{at}\"")).nth(1).unwrap().split('>').next().unwrap();
        assert!(field.contains("aria-invalid=\"true\"") && field.contains("problem"), "{place} {role}: {field}");
    }
    let refused = act(&ward, &cookie, "cung_noi", "role", "&role=ubkt").await;
    assert!(refused.text.contains("vai trò có ở nơi này"), "{}", refused.text);
    for what in ["role", "disable", "enable", "reset", "unlock", "end-sessions", "end-second"] {
        let answer = act(&ward, &cookie, "first", what, "&role=cap_tren").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{what}");
    }
    let found = ward.hub.store().read(|reading| person::person(reading, "moi.nguoi")).await.unwrap();
    assert!(found.is_none());
}

#[tokio::test]
async fn a_form_that_cannot_be_taken_says_why_at_its_field_and_adds_nobody() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    for (login, why) in [("an", "đã có người dùng"), ("trúc", "không dấu"), ("a/b", "không dấu"), ("", "không dấu")]
    {
        let refused = add(&ward, &cookie, login, "ubkt").await;
        assert!(refused.text.contains(why) && refused.text.contains("Võ Hồng Thắm"), "{login}: {}", refused.text);
        assert!(refused.text.contains("aria-describedby=\"login-hint problem\""), "{}", refused.text);
    }
    let page = ward.get("/people/add", &cookie).await;
    let form = Form::of(&page.text, "/people/add", &[]).fill("name", "A").fill("login", "moi").fill("role", "ubkt");
    let refused = ward.post("/people/add", &cookie, &form.clone().fill("member", "Người Lạ").body()).await;
    assert!(refused.text.contains("Không có đảng viên nào ở nơi này"), "{}", refused.text);
    let made = ward.post("/people/add", &cookie, &form.fill("member", "dang thi hoa").body()).await;
    assert!(made.text.contains("Mã đặt mật khẩu"), "{}", made.text);
    let shown = ward.get("/person/moi", &cookie).await.text;
    assert!(shown.contains(&format!("/members/{}", ward.member)) && shown.contains("Đặng Thị Hòa"), "{shown}");
    let (_, again) = (add(&ward, &cookie, "moi.hai", "ubkt").await, add(&ward, &cookie, "moi.hai", "ubkt").await);
    assert!(again.text.contains("đã có người dùng"), "a form that is sent twice adds one");
    assert_eq!(ward.get("/person/khong-co", &cookie).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whom_the_ward_gave_another_role_writes_in_it_and_every_signature_holds() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    ward.person("binh", ward.ward, Role::PartyBuilding).await;
    act(&ward, &cookie, "binh", "role", "&role=van_phong").await;
    let author = crate::admin::ConsoleAuthor::of(&ward.hub, "binh").await.unwrap();
    let known = ward.hub.directory().now();
    assert_eq!(known.devices[&author.device()].place.role, Role::Office);
    assert_eq!(verify(&ward.folder.join("sen.db")).unwrap().faults, Vec::<String>::new());
}
