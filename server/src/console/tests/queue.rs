//! What waits at the console: complete, in one queue each, filtered by address, taken and given back.

use axum::http::StatusCode;
use shared::access::Role;
use shared::doc::Kind;
use shared::id::DocId;
use shared::record::Row;

use super::ward::Ward;
use crate::store::read_model;

/// The number beside a word in the navigation of the queues.
fn counted(page: &str, name: &str) -> u32 {
    let (_, rest) = page.split_once(&format!("{name} <span class=\"n\">")).unwrap_or_else(|| panic!("{name}: {page}"));
    rest.split('<').next().unwrap().replace('.', "").parse().unwrap()
}

fn lines(page: &str) -> usize {
    page.matches("<div class=\"what\">").count()
}

#[tokio::test]
async fn what_a_cell_hands_in_waits_in_one_queue_until_somebody_looked_and_the_counts_are_the_lists() {
    let ward = Ward::begin().await;
    let cookie = ward.person("binh", ward.ward, Role::PartyBuilding).await;
    let meeting = ward.opinion("Nhất trí.").await;
    let page = ward.get("/queue", &cookie).await.text;
    assert!(page.contains("Không có việc nào chờ") && counted(&page, "Đang chờ chi bộ") == 1, "{page}");
    ward.hand_in().await;
    let page = ward.get("/queue", &cookie).await.text;
    assert_eq!((counted(&page, "Mới gửi"), counted(&page, "Đang chờ chi bộ"), lines(&page)), (1, 0, 1), "{page}");
    assert!(
        page.contains(&format!("href=\"/review/{meeting}\""))
            && page.contains("<span class=\"count\" data-waiting>1</span>")
    );
    let listed = ward.get("/queue?lane=new&kind=meeting&who=free", &cookie).await.text;
    assert_eq!(lines(&listed), 1);
    assert!(listed.contains("/queue?kind=meeting&#38;lane=new&#38;who=mine"), "the rest of the filter stays: {listed}");
    assert!(listed.contains(&format!("/review/{meeting}?kind=meeting&#38;lane=new&#38;who=free")), "{listed}");
    for (asked, count) in
        [("lane=changed", 0), ("kind=task", 0), ("who=mine", 0), ("who=others", 0), ("lane=at_cell", 0)]
    {
        assert_eq!(lines(&ward.get(&format!("/queue?{asked}"), &cookie).await.text), count, "{asked}");
    }
    for (of, count) in [(ward.cells[0], 1), (ward.cells[1], 0), (ward.ward, 1)] {
        assert_eq!(lines(&ward.get(&format!("/queue?of={of}"), &cookie).await.text), count);
    }
    for wrong in ["lane=done", "lane=x", "kind=x", "who=x", "of=x"] {
        assert_eq!(ward.get(&format!("/queue?{wrong}"), &cookie).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn who_stands_elsewhere_or_may_only_look_takes_and_marks_nothing() {
    let ward = Ward::begin().await;
    ward.opinion("Nhất trí.").await;
    let meeting = ward.hand_in().await;
    let elsewhere = ward.person("khac", ward.cells[1], Role::Office).await;
    let page = ward.get("/queue", &elsewhere).await;
    assert!(
        page.text.contains("Không có việc nào chờ") && page.text.contains("data-waiting hidden>0<"),
        "{}",
        page.text
    );
    assert_eq!(ward.get(&format!("/queue?of={}", ward.cells[0]), &elsewhere).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ward.get(&format!("/review/{meeting}"), &elsewhere).await.status, StatusCode::NOT_FOUND);
    let token = page.token();
    for path in ["/queue/take", "/queue/give-back"] {
        let answer = ward.post(path, &elsewhere, &format!("csrf={token}&doc={meeting}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let answer = ward.post("/queue/seen", &elsewhere, &format!("csrf={token}&pick-{meeting}=1")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let inspector = ward.person("ubkt", ward.ward, Role::Inspection).await;
    let page = ward.get("/queue", &inspector).await;
    assert_eq!((page.status, lines(&page.text)), (StatusCode::OK, 1));
    assert!(!page.text.contains("/queue/take") && !page.text.contains("type=\"checkbox\""));
    let forged = format!("csrf={}&doc={meeting}", page.token());
    assert_eq!(ward.post("/queue/take", &inspector, &forged).await.status, StatusCode::FORBIDDEN);
    let superior = ward.person("tren", ward.ward, Role::Superior).await;
    assert_eq!(ward.get("/queue", &superior).await.status, StatusCode::FORBIDDEN);
    let office = ward.person("an", ward.ward, Role::Office).await;
    let forged = ward.post("/queue/take", &office, &format!("csrf=00&doc={meeting}")).await;
    assert_eq!(forged.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_record_is_taken_given_back_and_both_are_in_the_log() {
    let ward = Ward::begin().await;
    ward.opinion("Nhất trí.").await;
    let meeting = ward.hand_in().await;
    let one = ward.person("binh", ward.ward, Role::PartyBuilding).await;
    let two = ward.person("chi", ward.ward, Role::Standing).await;
    let form = async |cookie: &str| {
        let token = ward.get("/queue?lane=new", cookie).await.token();
        format!("csrf={token}&doc={meeting}&lane=new")
    };
    let taken = ward.post("/queue/take", &one, &form(&one).await).await;
    assert_eq!((taken.location(), taken.cookie("__Host-sen-notice").ends_with("=taken")), ("/queue?lane=new", true));
    let late = ward.post("/queue/take", &two, &form(&two).await).await;
    assert!(late.cookie("__Host-sen-notice").ends_with("taken_before"));
    assert_eq!(lines(&ward.get("/queue?who=mine", &one).await.text), 1);
    let page = ward.get("/queue?who=others", &two).await.text;
    assert!(lines(&page) == 1 && page.contains("Lê Văn An đã nhận"), "{page}");
    ward.post("/queue/give-back", &one, &form(&one).await).await;
    assert_eq!(lines(&ward.get("/queue?who=free", &two).await.text), 1);
    let actions = ward.actions().await;
    for entry in [format!("queue_taken|{meeting}|"), format!("queue_given_back|{meeting}|binh")] {
        assert_eq!(actions.iter().filter(|action| **action == entry).count(), 1, "{actions:?}");
    }
}

#[tokio::test]
async fn many_are_marked_at_once_only_if_each_was_opened_as_it_stands() {
    let ward = Ward::begin().await;
    ward.opinion("Nhất trí.").await;
    let meeting = ward.hand_in().await;
    let cookie = ward.person("binh", ward.ward, Role::PartyBuilding).await;
    let page = ward.get("/queue", &cookie).await;
    assert!(!page.text.contains("type=\"checkbox\""), "nobody marks what they have not opened");
    let forged = ward.post("/queue/seen", &cookie, &format!("csrf={}&pick-{meeting}=2", page.token())).await;
    assert!(forged.cookie("__Host-sen-notice").ends_with("seen_some"));
    assert_eq!(lines(&ward.get("/queue?lane=new", &cookie).await.text), 1);
    assert_eq!(ward.get(&format!("/review/{meeting}"), &cookie).await.status, StatusCode::OK);
    let page = ward.get("/queue", &cookie).await;
    let (_, rest) = page.text.split_once(&format!("name=\"pick-{meeting}\" value=\"")).unwrap();
    let version = rest.split('"').next().unwrap();
    let form = format!("csrf={}&pick-{meeting}={version}", page.token());
    ward.opinion("Bổ sung.").await;
    let late = ward.post("/queue/seen", &cookie, &form).await;
    assert!(late.cookie("__Host-sen-notice").ends_with("seen_some"), "it changed since it was opened");
    assert_eq!(lines(&ward.get("/queue", &cookie).await.text), 1);
    ward.get(&format!("/review/{meeting}"), &cookie).await;
    let page = ward.get("/queue", &cookie).await;
    let (_, rest) = page.text.split_once(&format!("name=\"pick-{meeting}\" value=\"")).unwrap();
    let form = format!("csrf={}&pick-{meeting}={}", page.token(), rest.split('"').next().unwrap());
    assert!(ward.post("/queue/seen", &cookie, &form).await.cookie("__Host-sen-notice").ends_with("seen_many"));
    assert_eq!(lines(&ward.get("/queue", &cookie).await.text), 0);
}

#[tokio::test]
async fn nothing_of_a_long_queue_is_cut() {
    let ward = Ward::begin().await;
    let cookie = ward.person("binh", ward.ward, Role::PartyBuilding).await;
    let rows: Vec<Row> =
        (1..=120).map(|id| Row::unreadable(DocId::from_bytes([id; 16]), Kind::Meeting, ward.cells[0])).collect();
    ward.hub.store().write(move |tx| rows.iter().try_for_each(|row| read_model::put(tx, row))).await.unwrap();
    let (mut path, mut found, mut pages) = ("/queue?lane=disputed".to_owned(), 0, 0);
    loop {
        let page = ward.get(&path, &cookie).await.text;
        assert_eq!(counted(&page, "Chưa thống nhất"), 120);
        (found, pages) = (found + lines(&page), pages + 1);
        let Some((_, rest)) = page.split_once("rel=\"next\" href=\"") else { break };
        path = rest.split('"').next().unwrap().replace("&#38;", "&");
        assert!(path.contains("lane=disputed"), "{path}");
    }
    assert_eq!((found, pages), (120, 3));
}
