//! What people wrote differently, over all records: complete, filtered by address, asked of the cell or settled by who writes.

use axum::http::StatusCode;
use shared::access::Role;
use shared::doc::Edit;
use shared::id::DocId;
use shared::meeting::vote::{Tally, VoteKey, record_vote};
use shared::record::RecordView;

use super::form::Form;
use super::ward::Ward;
use crate::admin::ConsoleAuthor;
use crate::console::paths;

fn places(page: &str) -> usize {
    page.matches("<article class=\"card conflict").count()
}

/// A ward whose first cell counted one vote twice, on phones that knew nothing of each other.
async fn counted_twice() -> (Ward, DocId) {
    let ward = Ward::begin().await;
    let vote = VoteKey::from_text("nghi_quyet").unwrap();
    let tally = Tally { eligible: Some(20), ..Default::default() };
    let (meeting, _) = ward.write(|edit| record_vote(edit, &vote, &tally)).await;
    let counted = |figure: i64| move |edit: &mut Edit<'_>| edit.put("votes", "nghi_quyet/for", figure).unwrap();
    ward.apart([&counted(19), &counted(18)]).await;
    (ward, meeting)
}

/// Writes the card number of the ward's member twice, each without the other.
async fn carded_twice(ward: &Ward) {
    let (base, _) = ward.hub.open(ward.member).await.unwrap().unwrap();
    for number in ["67014382", "67014328"] {
        let author = ConsoleAuthor::of(&ward.hub, "first").await.unwrap();
        let set = |edit: &mut Edit<'_>| shared::member::set_field(edit, "card_number", number);
        author.write_into(&ward.hub, ward.cells[0], base.as_ref().clone(), set).await.unwrap();
    }
}

#[tokio::test]
async fn every_conflict_is_there_with_both_values_and_the_filter_stays_in_the_links() {
    let (ward, meeting) = counted_twice().await;
    carded_twice(&ward).await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let page = ward.get("/conflicts", &cookie).await.text;
    assert_eq!(places(&page), 2, "{page}");
    for said in ["2 chỗ chờ quyết định", "ở 2 hồ sơ", ">18<", ">19<", "67014382", "67014328", "Máy của Hòa"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    let record = ward.get(&format!("/records/{meeting}"), &cookie).await.text;
    assert!(record.contains("Số phiếu tán thành") && !record.contains("Mục khác"), "{record}");
    for (asked, count) in [
        ("kind=meeting", 1),
        ("kind=member", 1),
        ("kind=task", 0),
        ("grade=parallel", 0),
        (&*format!("of={}", ward.cells[0]), 2),
        (&*format!("of={}", ward.cells[1]), 0),
    ] {
        assert_eq!(places(&ward.get(&format!("/conflicts?{asked}"), &cookie).await.text), count, "{asked}");
    }
    let page = ward.get("/conflicts?kind=meeting", &cookie).await.text;
    assert!(page.contains("/conflicts?kind=meeting&#38;grade=parallel"), "{page}");
    assert!(page.contains(&format!("/meetings/{meeting}")));
    for wrong in ["kind=x", "grade=x", "of=x"] {
        assert_eq!(ward.get(&format!("/conflicts?{wrong}"), &cookie).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    ward.write(|edit| Ok(edit.put("votes", "nghi_quyet/for", 18)?)).await;
    assert_eq!(places(&ward.get("/conflicts", &cookie).await.text), 1, "what is settled is gone");
}

#[tokio::test]
async fn of_a_record_with_very_many_places_it_is_said_how_many_are_not_shown() {
    let ward = Ward::begin().await;
    ward.write(|edit| shared::meeting::rewrite_minutes(edit, "Chi bộ họp.")).await;
    let counted = |figure: i64| {
        move |edit: &mut Edit<'_>| {
            for vote in 0..45 {
                edit.put("votes", &format!("nghi_quyet.{vote:02}/for"), figure).unwrap();
            }
        }
    };
    ward.apart([&counted(19), &counted(18)]).await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let page = ward.get("/conflicts", &cookie).await.text;
    assert_eq!((places(&page), page.matches("và 5 mục khác").count()), (40, 1), "{page}");
}

#[tokio::test]
async fn the_cell_is_asked_once_by_a_remark_at_the_very_place() {
    let (ward, meeting) = counted_twice().await;
    let cookie = ward.person("an", ward.ward, Role::PartyBuilding).await;
    let page = ward.get("/conflicts?kind=meeting", &cookie).await.text;
    let form = Form::of(&page, "/ask?kind=meeting", &[("key", "nghi_quyet/for")]);
    assert!(form.value("text").unwrap().contains("xem sổ giấy"), "a message is proposed");
    let empty = ward.post(&form.action, &cookie, &form.clone().fill("text", " ").body()).await;
    assert!(empty.text.contains("aria-invalid") && empty.text.contains("role=\"alert\""), "{}", empty.text);
    let form = form.fill("text", "Xem lại sổ giấy giúp.");
    let sent = ward.post(&form.action, &cookie, &form.body()).await;
    assert_eq!(sent.location(), "/conflicts?kind=meeting");
    assert!(sent.cookie("__Host-sen-notice").ends_with("=conflict_asked"));
    let again = ward.post(&form.action, &cookie, &form.body()).await;
    assert!(again.cookie("__Host-sen-notice").ends_with("=conflict_asked_before"));
    let page = ward.get("/conflicts", &cookie).await.text;
    assert!(page.contains("Lê Văn An đã nhờ") && page.contains("Xem lại sổ giấy giúp.") && !page.contains("<textarea"));
    let review = ward.get(&format!("/review/{meeting}"), &cookie).await.text;
    assert!(review.contains("Xem lại sổ giấy giúp.") && review.contains("Số phiếu tán thành"), "{review}");
    ward.write(|edit| Ok(edit.put("votes", "nghi_quyet/for", 18)?)).await;
    let late = ward.post(&form.action, &cookie, &form.body()).await;
    assert!(late.cookie("__Host-sen-notice").ends_with("=conflict_gone"));
}

#[tokio::test]
async fn who_writes_the_record_chooses_one_of_what_was_written_and_of_a_changed_record_nothing() {
    let (ward, _) = counted_twice().await;
    carded_twice(&ward).await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let page = ward.get("/conflicts", &cookie).await.text;
    let (_, rest) = page.split_once("name=\"value\" value=\"").unwrap();
    let change = rest.split('"').next().unwrap();
    let form = Form::of(&page, "/settle", &[("key", "card_number")]);
    let body = |value: &str| format!("{}&value={value}", form.body());
    let made_up = ward.post(&form.action, &cookie, &body("00")).await;
    assert_eq!(made_up.status, StatusCode::BAD_REQUEST, "only what somebody wrote");
    let done = ward.post(&form.action, &cookie, &body(change)).await;
    assert!(done.cookie("__Host-sen-notice").ends_with("=conflict_settled"), "{}", done.text);
    let again = ward.post(&form.action, &cookie, &body(change)).await;
    assert!(again.cookie("__Host-sen-notice").ends_with("=conflict_gone"));
    let (doc, _) = ward.hub.open(ward.member).await.unwrap().unwrap();
    let read = RecordView::of(&doc);
    assert!(read.conflicts.is_empty() && read.head("card_number").unwrap().starts_with("670143"));
    assert!(places(&ward.get("/conflicts", &cookie).await.text) == 1 && doc.history().len() > 3, "nothing is lost");
}

#[tokio::test]
async fn who_stands_elsewhere_may_only_look_or_brings_no_token_settles_and_asks_nothing() {
    let (ward, meeting) = counted_twice().await;
    carded_twice(&ward).await;
    let elsewhere = ward.person("khac", ward.cells[1], Role::Office).await;
    let theirs = ward.get("/conflicts", &elsewhere).await;
    assert!(places(&theirs.text) == 0 && !theirs.text.contains("67014382"), "{}", theirs.text);
    assert_eq!(ward.get(&format!("/conflicts?of={}", ward.cells[0]), &elsewhere).await.status, StatusCode::NOT_FOUND);
    let fields = format!("part=votes&key={}&text=x", paths::encode("nghi_quyet/for"));
    let form = |token: &str| format!("csrf={token}&{fields}");
    let (ask, settle) = (format!("/conflicts/{meeting}/ask"), format!("/conflicts/{}/settle", ward.member));
    for path in [&ask, &settle] {
        let answer = ward.post(path, &elsewhere, &form(&theirs.token())).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let inspector = ward.person("ubkt", ward.ward, Role::Inspection).await;
    let page = ward.get("/conflicts", &inspector).await;
    assert!(places(&page.text) == 2 && !page.text.contains("/ask\"") && !page.text.contains("/settle\""));
    assert_eq!(ward.post(&ask, &inspector, &form(&page.token())).await.status, StatusCode::FORBIDDEN);
    assert_eq!(ward.post(&settle, &inspector, &form(&page.token())).await.status, StatusCode::FORBIDDEN);
    let office = ward.person("an", ward.ward, Role::Office).await;
    let token = ward.get("/conflicts", &office).await.token();
    assert_eq!(ward.post(&ask, &office, &format!("csrf=00&{fields}")).await.status, StatusCode::BAD_REQUEST);
    let theirs_to_write = format!("/conflicts/{meeting}/settle");
    assert_eq!(ward.post(&theirs_to_write, &office, &form(&token)).await.status, StatusCode::FORBIDDEN, "the cell's");
    assert_eq!(places(&ward.get("/conflicts", &office).await.text), 2, "nothing changed");
}

#[tokio::test]
async fn nothing_of_a_long_list_is_cut_and_each_page_keeps_the_filter() {
    let ward = Ward::begin().await;
    for number in 10..35_u8 {
        let author = ConsoleAuthor::of(&ward.hub, "first").await.unwrap();
        let seed = shared::doc::Seed::Id(shared::doc::Kind::Member, DocId::from_bytes([number; 16]));
        let named = |edit: &mut Edit<'_>| shared::member::set_field(edit, "full_name", &format!("Lê Văn {number}"));
        author.write(&ward.hub, ward.cells[1], &seed, named).await.unwrap();
        let (base, _) = ward.hub.open(seed.doc()).await.unwrap().unwrap();
        for year in ["1970", "1971"] {
            let author = ConsoleAuthor::of(&ward.hub, "first").await.unwrap();
            let set = |edit: &mut Edit<'_>| shared::member::set_field(edit, "birth_date", year);
            author.write_into(&ward.hub, ward.cells[1], base.as_ref().clone(), set).await.unwrap();
        }
    }
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let first = ward.get("/conflicts?kind=member", &cookie).await.text;
    let (_, rest) = first.split_once("rel=\"next\" href=\"").unwrap();
    let next = rest.split('"').next().unwrap().replace("&#38;", "&");
    assert_eq!(next, "/conflicts?kind=member&page=2");
    let second = ward.get(&next, &cookie).await.text;
    assert_eq!((places(&first), places(&second)), (20, 5));
    assert!(second.contains("/settle?kind=member&#38;page=2"), "a form leads back to its page");
}
