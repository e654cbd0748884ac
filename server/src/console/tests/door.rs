//! The door: who is locked out by failed attempts and who is not, and when a session ends.

use std::sync::atomic::Ordering;

use axum::http::StatusCode;
use shared::access::Role;

use super::ward::{PASSWORD, Ward};
use crate::auth::session::SESSION_MS;

const STRANGER: [u8; 4] = [203, 0, 113, 9];
const DESK: [u8; 4] = [192, 0, 2, 7];

#[tokio::test]
async fn a_stranger_who_guesses_locks_out_nobody_at_their_own_desk() {
    let ward = Ward::begin().await;
    ward.go_to(DESK);
    ward.person("an", ward.ward, Role::Office).await;
    ward.go_to(STRANGER);
    for _ in 0..5 {
        assert!(ward.sign_in("an", "đoán mò thôi mà").await.text.contains("không đúng"));
    }
    assert!(ward.sign_in("an", PASSWORD).await.text.contains("15 phút"), "there even the right one is not taken");
    ward.go_to(DESK);
    assert_eq!(ward.sign_in("an", PASSWORD).await.location(), "/", "at her desk she comes in");
    ward.go_to(STRANGER);
    assert!(ward.sign_in("an", PASSWORD).await.text.contains("15 phút"), "which unlocks no other place");
    ward.pass_minutes(15);
    assert_eq!(ward.sign_in("an", PASSWORD).await.location(), "/");
}

#[tokio::test]
async fn a_login_that_nobody_has_is_answered_and_locked_as_any_other() {
    let ward = Ward::begin().await;
    ward.person("an", ward.ward, Role::Office).await;
    let mut answers = Vec::new();
    for (login, address) in [("an", STRANGER), ("khong.co", DESK)] {
        ward.go_to(address);
        let mut told = Vec::new();
        for _ in 0..7 {
            let text = ward.sign_in(login, "đoán mò thôi mà").await.text;
            told.push(["không đúng", "15 phút"].map(|said| text.contains(said)));
        }
        answers.push(told);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0][4..6], [[true, false], [false, true]]);
    let log = ward.actions().await;
    assert!(log.contains(&"locked_out|?|0".to_owned()) && log.contains(&"locked_out|an|0".to_owned()), "{log:?}");
    assert!(!log.iter().any(|entry| entry.contains("khong.co")), "it may be a password in the wrong field: {log:?}");
}

#[tokio::test]
async fn an_administrator_unlocks_whoever_failed_too_often() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    ward.person("binh", ward.ward, Role::Standing).await;
    ward.go_to(DESK);
    for _ in 0..5 {
        ward.sign_in("binh", "đoán mò thôi mà").await;
    }
    assert!(ward.sign_in("binh", PASSWORD).await.text.contains("15 phút"));
    assert!(ward.get("/people", &cookie).await.text.contains("Tạm chặn"));
    let page = ward.get("/person/binh", &cookie).await;
    assert!(page.text.contains("Có 1 nơi"), "{}", page.text);
    let form = format!("csrf={}", page.token());
    assert_eq!(ward.post("/person/binh/unlock", &cookie, &form).await.location(), "/person/binh");
    assert_eq!(ward.sign_in("binh", PASSWORD).await.location(), "/");
    assert!(ward.actions().await.contains(&"person_unlocked|binh|1".to_owned()));
}

#[tokio::test]
async fn a_session_ends_when_nobody_uses_it_and_at_last_however_much_it_is_used() {
    let ward = Ward::begin().await;
    let door = ward.get("/sign-in", "").await.text;
    assert!(door.contains("sau 30 phút không dùng") && door.contains("dài nhất 8 giờ"), "{door}");
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    ward.pass_minutes(29);
    assert_eq!(ward.get("/", &cookie).await.status, StatusCode::OK);
    ward.pass_minutes(29);
    assert_eq!(ward.get("/", &cookie).await.status, StatusCode::OK, "each use counts");
    ward.pass_minutes(30);
    let over = ward.get("/", &cookie).await;
    assert_eq!(over.location(), "/sign-in?next=%2F&expired=true");
    let cookie = ward.sign_in("an", PASSWORD).await.cookie("__Host-sen");
    let begun = ward.clock.load(Ordering::Relaxed);
    while ward.clock.load(Ordering::Relaxed) + 20 * 60_000 < begun + SESSION_MS {
        ward.pass_minutes(20);
        assert_eq!(ward.get("/account", &cookie).await.status, StatusCode::OK);
    }
    ward.pass_minutes(20);
    assert_eq!(ward.get("/account", &cookie).await.status, StatusCode::SEE_OTHER);
}
