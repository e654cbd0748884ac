//! Word of what changed, told to open pages: to whom, how often, and how long.

use axum::http::{StatusCode, header};
use shared::access::Role;

use super::ward::{Ward, next_event};

/// What an event says: the number of the news, and how much waits.
fn read(event: &str) -> (u64, u32) {
    let said = |name: &str| event.split(name).nth(1).unwrap().split('\n').next().unwrap().to_owned();
    assert!(event.starts_with("event: waiting\n"), "{event}");
    (said("id: ").parse().unwrap(), said("data: ").parse().unwrap())
}

/// The number of the news that a page says it is made of.
fn made_of(page: &str) -> u64 {
    page.split("data-live=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn an_open_page_is_told_how_much_waits_and_once_for_all_that_came_together() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let page = ward.get("/queue", &cookie).await.text;
    let mut events = ward.events(&cookie).await;
    let (first, n) = read(&next_event(&mut events).await.unwrap());
    assert_eq!((first, n), (made_of(&page), 0), "the page is of now");
    ward.opinion("Nhất trí.").await;
    ward.hand_in().await;
    tokio::time::pause();
    let (next, n) = read(&next_event(&mut events).await.unwrap());
    assert_eq!((next - first, n), (2, 1), "two changes are told together");
    assert_eq!(made_of(&ward.get("/queue", &cookie).await.text), next, "and a page loaded now has them");
    ward.hub.end_news();
    assert_eq!(next_event(&mut events).await, None, "the server stops");
}

#[tokio::test]
async fn what_comes_twice_is_no_news_and_what_came_before_the_line_was_open_is() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let page = ward.get("/queue", &cookie).await.text;
    ward.opinion("Nhất trí.").await;
    let mut events = ward.events(&cookie).await;
    let (first, _) = read(&next_event(&mut events).await.unwrap());
    assert!(first > made_of(&page), "the page that was loaded before is told that it is of before");
    let seq = first;
    let doc = ward.key().doc();
    ward.hub.mark_seen(doc, 1, "an", "Lê Văn An").await.unwrap();
    assert_eq!(ward.hub.news().borrow().number, seq + 1, "that somebody looked is news");
}

#[tokio::test]
async fn a_cell_that_comes_under_a_place_while_a_page_is_open_counts_there_from_then_on() {
    let ward = Ward::begin().await;
    ward.opinion("Nhất trí.").await;
    ward.hand_in().await;
    let cookie = ward.person("binh", ward.cells[1], Role::Office).await;
    let mut events = ward.events(&cookie).await;
    assert_eq!(read(&next_event(&mut events).await.unwrap()).1, 0);
    let author = crate::admin::ConsoleAuthor::of(&ward.hub, "first").await.unwrap();
    let moved = ward.hub.directory().now().tree.get(ward.cells[0]).unwrap().clone();
    let moved = shared::org::OrgView { parent: Some(ward.cells[1]), ..moved };
    crate::admin::put_org(&ward.hub, &author, ward.ward, &moved).await.unwrap();
    ward.hub.directory().refresh(ward.hub.store()).await.unwrap();
    tokio::time::pause();
    assert_eq!(read(&next_event(&mut events).await.unwrap()).1, 1, "by the tree as it is");
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
    assert_eq!((answer.status, read(&answer.text).1), (StatusCode::OK, 0));
    assert!(answer.headers.get(header::CONTENT_ENCODING).is_none());
}
