//! One's own sign-in: the password, the sessions, the second factor.

use axum::http::StatusCode;
use shared::access::Role;
use shared::time::Timestamp;

use super::form::Form;
use super::ward::{Answer, PASSWORD, Ward};
use crate::auth::totp;
use crate::console::paths;
use crate::store::StoreError;
use crate::store::check::verify;

const OTHER: &str = "sen trong đầm lầy";

async fn change(ward: &Ward, cookie: &str, old: &str, new: &str, again: &str) -> Answer {
    let page = ward.get("/account", cookie).await;
    let form = Form::of(&page.text, "/account/password", &[]).fill("old", old).fill("new", new).fill("again", again);
    ward.post("/account/password", cookie, &form.body()).await
}

#[tokio::test]
async fn one_changes_the_own_password_with_the_old_one_and_every_other_session_ends() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Superior).await;
    let other = ward.sign_in("an", PASSWORD).await.cookie("__Host-sen");
    let stranger = ward.person("binh", ward.ward, Role::Standing).await;
    for (old, new, again, at, why) in [
        ("sai mật khẩu", OTHER, OTHER, "old", "Mật khẩu không đúng"),
        (PASSWORD, OTHER, "khác hẳn đi rồi", "again", "không giống nhau"),
        (PASSWORD, "ngắn", "ngắn", "new", "ít nhất 10"),
        (PASSWORD, PASSWORD, PASSWORD, "new", "trùng mật khẩu cũ"),
    ] {
        let refused = change(&ward, &cookie, old, new, again).await;
        let field = refused.text.split(&format!("id=\"{at}\"")).nth(1).unwrap().split('>').next().unwrap();
        assert!(refused.text.contains(why) && field.contains("problem"), "{why}: {}", refused.text);
        assert!(!refused.text.contains(PASSWORD), "no page repeats a password");
    }
    assert_eq!(ward.get("/", &other).await.status, StatusCode::OK, "what is refused ends nothing");
    assert_eq!(change(&ward, &cookie, PASSWORD, OTHER, OTHER).await.location(), "/account");
    assert_eq!(ward.get("/", &cookie).await.status, StatusCode::OK, "one's own goes on");
    assert_eq!(ward.get("/", &other).await.status, StatusCode::SEE_OTHER);
    assert_eq!(ward.get("/", &stranger).await.status, StatusCode::OK, "nobody else's");
    assert!(ward.sign_in("an", PASSWORD).await.text.contains("không đúng"));
    assert_eq!(ward.sign_in("an", OTHER).await.location(), "/");
    assert!(ward.actions().await.contains(&"password_changed|an|1".to_owned()));
    assert_eq!(verify(&ward.folder.join("sen.db")).unwrap().faults, Vec::<String>::new());
}

#[tokio::test]
async fn whoever_has_a_session_cannot_try_out_its_password_without_end() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    for _ in 0..5 {
        assert!(change(&ward, &cookie, "đoán mò thôi mà", OTHER, OTHER).await.text.contains("không đúng"));
    }
    assert!(change(&ward, &cookie, PASSWORD, OTHER, OTHER).await.text.contains("15 phút"));
    ward.go_to([203, 0, 113, 9]);
    assert!(change(&ward, &cookie, PASSWORD, OTHER, OTHER).await.text.contains("15 phút"), "from wherever");
    assert!(ward.actions().await.contains(&"locked_out|an|0".to_owned()));
    ward.pass_minutes(15);
    assert_eq!(change(&ward, &cookie, PASSWORD, OTHER, OTHER).await.location(), "/account");
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_owner_alone() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let other = ward.sign_in("an", PASSWORD).await.cookie("__Host-sen");
    let third = ward.sign_in("an", PASSWORD).await.cookie("__Host-sen");
    let stranger = ward.person("binh", ward.ward, Role::Office).await;
    let page = ward.get("/account", &cookie).await;
    assert_eq!(page.text.matches("Firefox <small>Windows").count(), 3, "{}", page.text);
    assert_eq!(page.text.matches("Phiên này").count(), 1);
    let ends: Vec<Form> = Form::all(&page.text).into_iter().filter(|form| form.action.ends_with("/end")).collect();
    let ends: Vec<&Form> = ends.iter().filter(|form| form.action.contains("/sessions/")).collect();
    assert_eq!(ends.len(), 2, "one's own is left by signing out");
    let theirs = ward.get("/account", &stranger).await.token();
    let taken = ward.post(&ends[0].action, &stranger, &format!("csrf={theirs}")).await;
    assert_eq!(taken.status, StatusCode::NOT_FOUND, "another person's is not there");
    let open = async || [ward.get("/", &other).await.status, ward.get("/", &third).await.status];
    assert_eq!(open().await, [StatusCode::OK; 2]);
    assert_eq!(ward.post(&ends[0].action, &cookie, &ends[0].body()).await.location(), "/account");
    assert_eq!(ward.post(&ends[0].action, &cookie, &ends[0].body()).await.status, StatusCode::NOT_FOUND, "twice");
    assert_eq!(open().await.iter().filter(|status| **status == StatusCode::OK).count(), 1);
    let form = Form::of(&ward.get("/account", &cookie).await.text, "/end-others", &[]);
    assert_eq!(ward.post(&form.action, &cookie, &form.body()).await.location(), "/account");
    assert_eq!(open().await, [StatusCode::SEE_OTHER; 2]);
    assert_eq!(ward.get("/", &cookie).await.status, StatusCode::OK);
    assert_eq!(ward.get("/", &stranger).await.status, StatusCode::OK);
}

fn now(ward: &Ward) -> Timestamp {
    ward.hub.host().now()
}

/// Sets up a second factor; gives its key and the codes that stand in for it.
async fn set_up(ward: &Ward, cookie: &str) -> (Vec<u8>, Vec<String>) {
    let page = ward.get("/account/second", cookie).await;
    let form = Form::of(&page.text, "/account/second", &[]);
    let wrong = ward.post(&form.action, cookie, &form.clone().fill("password", "sai mật khẩu").body()).await;
    assert!(wrong.text.contains("Mật khẩu không đúng") && !wrong.text.contains("<svg xmlns"), "{}", wrong.text);
    let page = ward.post("/account/second", cookie, &form.fill("password", PASSWORD).body()).await;
    assert!(page.text.contains("<svg xmlns"), "{}", page.text);
    let text = page.text.split("<code class=\"code\">").nth(1).unwrap().split('<').next().unwrap();
    let key = totp::read_key(text);
    let form = Form::of(&page.text, "/confirm", &[]);
    let wrong = ward.post(&form.action, cookie, &form.clone().fill("code", "000000").body()).await;
    assert!(wrong.text.contains("Mã không đúng") && wrong.text.contains(text), "the same key again: {}", wrong.text);
    assert_eq!(ward.sign_in("an", PASSWORD).await.location(), "/", "not confirmed, it counts for nothing");
    let code = totp::code_at(&key, now(ward));
    let done = ward.post("/account/second/confirm", cookie, &form.fill("code", &code).body()).await;
    let codes: Vec<String> = done
        .text
        .split("<code class=\"code\">")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap().to_owned())
        .collect();
    assert_eq!(codes.len(), 8, "{}", done.text);
    (key, codes)
}

/// Gives the right password, then a code; gives the answer to the code.
async fn enter(ward: &Ward, code: &str) -> Answer {
    let first = ward.sign_in("an", PASSWORD).await;
    assert_eq!(first.location(), "/sign-in/code?next=%2F");
    let half = first.cookie("__Host-sen-halfway");
    assert_eq!(ward.get("/", &half).await.status, StatusCode::SEE_OTHER, "half-way is not in");
    second_step(ward, &half, code).await
}

async fn second_step(ward: &Ward, half: &str, code: &str) -> Answer {
    let form = ward.get("/sign-in/code?next=/", half).await;
    let cookies = format!("{half}; {}", form.cookie("__Host-sen-form"));
    let body = format!("csrf={}&next=/&code={}", form.token(), paths::encode(code));
    ward.post("/sign-in/code", &cookies, &body).await
}

#[tokio::test]
async fn with_a_second_factor_the_password_alone_is_not_enough_and_no_code_counts_twice() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let (key, codes) = set_up(&ward, &cookie).await;
    let used = totp::code_at(&key, now(&ward));
    assert!(enter(&ward, &used).await.text.contains("Mã không đúng"), "the code that confirmed the key was used");
    ward.pass_minutes(1);
    let code = totp::code_at(&key, now(&ward));
    assert!(enter(&ward, "123").await.text.contains("Mã không đúng"));
    let entered = enter(&ward, &code).await;
    assert_eq!(entered.location(), "/");
    assert_eq!(ward.get("/", &entered.cookie("__Host-sen")).await.status, StatusCode::OK);
    assert!(enter(&ward, &code).await.text.contains("Mã không đúng"), "twice");
    let before = totp::code_at(&key, now(&ward).plus_ms(-30_000));
    assert!(enter(&ward, &before).await.text.contains("Mã không đúng"), "older than the last one that was taken");
    assert_eq!(enter(&ward, &codes[0]).await.location(), "/", "a recovery code stands in");
    assert!(enter(&ward, &codes[0]).await.text.contains("Mã không đúng"), "once");
    assert!(ward.get("/account", &cookie).await.text.contains("Còn 7 mã dự phòng"));
    let log = ward.actions().await;
    for done in ["second_on|an|", "code_failed|an|1", "recovery_used|an|7"] {
        assert!(log.contains(&done.to_owned()), "{done}: {log:?}");
    }
    assert_eq!(verify(&ward.folder.join("sen.db")).unwrap().faults, Vec::<String>::new());
}

#[tokio::test]
async fn a_code_comes_in_time_from_where_the_password_came_and_is_not_guessed() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let (key, _) = set_up(&ward, &cookie).await;
    ward.pass_minutes(1);
    let half = ward.sign_in("an", PASSWORD).await.cookie("__Host-sen-halfway");
    assert_eq!(ward.get("/sign-in/code", "").await.location(), "/sign-in?next=%2F", "no password, no question");
    let form = ward.get("/sign-in/code?next=/", &half).await;
    let cookies = format!("{half}; {}", form.cookie("__Host-sen-form"));
    let code = totp::code_at(&key, now(&ward));
    let forged = ward.post("/sign-in/code", &cookies, &format!("csrf=&code={code}")).await;
    assert!(forged.text.contains("Phiên làm việc đã hết"), "a form of its own");
    ward.go_to([203, 0, 113, 9]);
    assert!(second_step(&ward, &half, &code).await.text.contains("Phiên làm việc đã hết"), "from elsewhere");
    ward.go_to([127, 0, 0, 1]);
    ward.pass_minutes(5);
    assert_eq!(ward.get("/sign-in/code", &half).await.location(), "/sign-in?next=%2F", "too late");
    let half = ward.sign_in("an", PASSWORD).await.cookie("__Host-sen-halfway");
    for _ in 0..5 {
        assert!(second_step(&ward, &half, "000000").await.text.contains("Mã không đúng"));
    }
    let code = totp::code_at(&key, now(&ward));
    assert!(second_step(&ward, &half, &code).await.text.contains("15 phút"), "not even the right one now");
    ward.go_to([203, 0, 113, 9]);
    assert!(enter(&ward, &code).await.text.contains("15 phút"), "and from nowhere");
    ward.pass_minutes(15);
    assert_eq!(enter(&ward, &totp::code_at(&key, now(&ward))).await.location(), "/");
}

#[tokio::test]
async fn a_key_that_was_shown_is_confirmed_in_that_session_alone_and_soon() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let stolen = ward.sign_in("an", PASSWORD).await.cookie("__Host-sen");
    let form = Form::of(&ward.get("/account/second", &cookie).await.text, "/account/second", &[]);
    let shown = ward.post("/account/second", &cookie, &form.fill("password", PASSWORD).body()).await.text;
    let text = shown.split("<code class=\"code\">").nth(1).unwrap().split('<').next().unwrap();
    let key = totp::read_key(text);
    let confirm = async |cookie: &str, token: &str, code: &str| {
        ward.post("/account/second/confirm", cookie, &format!("csrf={token}&code={code}")).await.text
    };
    let token = ward.get("/account", &stolen).await.token();
    for code in ["000000", &*totp::code_at(&key, now(&ward))] {
        let theirs = confirm(&stolen, &token, code).await;
        assert!(!theirs.contains(text) && !theirs.contains("<code"), "{theirs}");
    }
    ward.pass_minutes(10);
    let own = ward.get("/account", &cookie).await.token();
    let late = confirm(&cookie, &own, &totp::code_at(&key, now(&ward))).await;
    assert!(!late.contains("<code") && ward.sign_in("an", PASSWORD).await.location() == "/", "{late}");
    set_up(&ward, &cookie).await;
    assert_eq!(ward.get("/account", &stolen).await.status, StatusCode::SEE_OTHER, "the others are asked for a code");
}

#[tokio::test]
async fn who_is_locked_out_by_others_guesses_comes_in_with_a_code_nobody_guesses() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let (_, codes) = set_up(&ward, &cookie).await;
    ward.pass_minutes(1);
    ward.go_to([203, 0, 113, 9]);
    for _ in 0..5 {
        enter(&ward, "000000").await;
    }
    assert!(enter(&ward, "000000").await.text.contains("15 phút"));
    ward.go_to([127, 0, 0, 1]);
    assert_eq!(enter(&ward, &codes[0]).await.location(), "/");
    assert!(enter(&ward, &codes[0]).await.text.contains("Mã không đúng"), "once");
}

#[tokio::test]
async fn the_second_factor_is_turned_off_with_the_password_or_by_an_administrator() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Standing).await;
    set_up(&ward, &cookie).await;
    let again = ward.get("/account/second", &cookie).await;
    let form = Form::of(&again.text, "/account/second", &[]).fill("password", PASSWORD);
    let refused = ward.post("/account/second", &cookie, &form.body()).await;
    assert!(refused.text.contains("Hãy tắt trước"), "no new key over one that stands: {}", refused.text);
    let form = Form::of(&ward.get("/account", &cookie).await.text, "/second/end", &[]);
    let refused = ward.post(&form.action, &cookie, &form.clone().fill("password", "sai mật khẩu").body()).await;
    assert!(refused.text.contains("Mật khẩu không đúng"), "{}", refused.text);
    assert_eq!(
        ward.post("/account/second/end", &cookie, &form.fill("password", PASSWORD).body()).await.location(),
        "/account"
    );
    assert_eq!(ward.sign_in("an", PASSWORD).await.location(), "/");
    set_up(&ward, &cookie).await;
    let office = ward.person("binh", ward.ward, Role::Office).await;
    let form = Form::of(&ward.get("/person/an", &office).await.text, "/end-second", &[]);
    assert_eq!(ward.post(&form.action, &office, &form.body()).await.location(), "/person/an");
    assert_eq!(ward.sign_in("an", PASSWORD).await.location(), "/");
    let entries = ward.hub.store().read(|reading| crate::store::audit::page(reading, 0, 50)).await.unwrap();
    let by: Vec<&str> =
        entries.iter().filter(|entry| entry.action == "second_off").map(|entry| entry.actor.as_str()).collect();
    assert_eq!(by, ["binh", "an"]);
}

#[tokio::test]
async fn a_damaged_server_asks_for_the_code_all_the_same_and_takes_none_twice() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let (key, codes) = set_up(&ward, &cookie).await;
    ward.pass_minutes(1);
    let told = ward.hub.store().write(|_| Err::<(), _>(StoreError::damaged_on_purpose())).await;
    assert!(matches!(told, Err(StoreError::ReadOnly(_))), "{told:?}");
    let code = totp::code_at(&key, now(&ward));
    assert!(enter(&ward, &codes[0]).await.text.contains("Mã không đúng"), "it could not be marked as used");
    assert_eq!(enter(&ward, &code).await.location(), "/");
    assert!(enter(&ward, &code).await.text.contains("Mã không đúng"));
    for _ in 0..2 {
        enter(&ward, "000000").await;
    }
    ward.pass_minutes(1);
    let code = totp::code_at(&key, now(&ward));
    assert!(enter(&ward, &code).await.text.contains("phút"), "guesses are counted all the same");
}

#[tokio::test]
async fn where_the_ward_asks_a_second_factor_of_everybody_nothing_else_opens_before_it_is_set_up() {
    let ward = Ward::begin_with(true).await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    for path in ["/", "/account", "/people", "/members"] {
        let answer = ward.get(path, &cookie).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/account/second"), "{path}");
    }
    let page = ward.get("/account/second", &cookie).await;
    assert!(page.text.contains("Đảng ủy yêu cầu"), "{}", page.text);
    let posted = ward.post("/account/sessions/end-others", &cookie, &format!("csrf={}", page.token())).await;
    assert_eq!(posted.location(), "/account/second");
    set_up(&ward, &cookie).await;
    assert_eq!(ward.get("/people", &cookie).await.status, StatusCode::OK);
    let page = ward.get("/account/second", &cookie).await;
    assert!(!page.text.contains("Đảng ủy yêu cầu"));
}

#[tokio::test]
async fn a_form_that_comes_after_the_session_gives_back_what_was_written_and_no_password() {
    let ward = Ward::begin().await;
    let meeting = ward.opinion("Nhất trí.").await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let token = ward.get("/account", &cookie).await.token();
    let path = format!("/review/{meeting}/remark");
    let form = format!("csrf={token}&part=agenda&text={}", paths::encode("Ghi rõ ai <b>chịu trách nhiệm</b>."));
    // Another session's token: signed in, and the form is of a page that was opened before.
    let other = ward.sign_in("an", PASSWORD).await.cookie("__Host-sen");
    let kept = ward.post(&path, &other, &form).await;
    assert_eq!(kept.status, StatusCode::BAD_REQUEST);
    assert!(kept.text.contains("Ghi rõ ai &#60;b&#62;chịu trách nhiệm"), "{}", kept.text);
    assert!(kept.text.contains(&format!("href=\"/review/{meeting}\"")), "{}", kept.text);
    ward.pass_minutes(8 * 60);
    let kept = ward.post(&path, &cookie, &form).await;
    assert_eq!(kept.status, StatusCode::BAD_REQUEST);
    assert!(
        kept.text.contains("chịu trách nhiệm") && kept.text.contains("/sign-in?next=%2Freview%2F"),
        "{}",
        kept.text
    );
    let secret = format!("csrf=x&old={}&new={}&again=", paths::encode(PASSWORD), paths::encode(OTHER));
    let answer = ward.post("/account/password", &cookie, &secret).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
}
