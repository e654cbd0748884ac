//! Word of what changed, told to open pages: to whom, how often, and how long.

use axum::http::{StatusCode, header};
use shared::access::Role;

use super::ward::{Ward, next_event};

#[tokio::test]
async fn an_open_page_is_told_how_much_waits_and_once_for_all_that_came_together() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let mut events = ward.events(&cookie).await;
    assert_eq!(next_event(&mut events).await.unwrap(), "event: now\ndata: 0\n\n");
    ward.opinion("Nhất trí.").await;
    ward.hand_in().await;
    tokio::time::pause();
    assert_eq!(next_event(&mut events).await.unwrap(), "event: changed\ndata: 1\n\n");
    ward.hub.end_news();
    assert_eq!(next_event(&mut events).await, None, "the server stops");
}

#[tokio::test]
async fn whoever_is_shut_out_is_told_nothing_more_and_an_open_page_is_no_use_of_a_session() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let other = ward.person("binh", ward.ward, Role::Standing).await;
    let (mut events, mut kept) = (ward.events(&cookie).await, ward.events(&other).await);
    assert!(next_event(&mut events).await.is_some() && next_event(&mut kept).await.is_some());
    let token = ward.get("/account", &cookie).await.token();
    ward.post("/sign-out", &cookie, &format!("csrf={token}")).await;
    ward.opinion("Nhất trí.").await;
    tokio::time::pause();
    assert_eq!(next_event(&mut events).await, None, "signed out");
    assert!(next_event(&mut kept).await.is_some());
    ward.pass_minutes(30);
    // Nobody used it but the open page, which asks from time to time.
    assert_eq!(next_event(&mut kept).await, None, "idle");
}

#[tokio::test]
async fn who_does_not_review_is_told_that_something_changed_and_no_figure() {
    let ward = Ward::begin().await;
    ward.opinion("Nhất trí.").await;
    ward.hand_in().await;
    let cookie = ward.person("tren", ward.ward, Role::Superior).await;
    let answer = ward.get("/live", &cookie).await;
    assert_eq!((answer.status, answer.text.as_str()), (StatusCode::OK, "event: now\ndata: 0\n\n"));
    assert!(answer.headers.get(header::CONTENT_ENCODING).is_none());
}
