//! Two records of one person at the console: side by side, merged and split, or said to be two persons until something changes.

use axum::http::StatusCode;
use shared::access::Role;
use shared::doc::{Kind, Seed};
use shared::id::{DocId, OrgId};
use shared::member::{MemberView, Status, set_field};

use super::form::Form;
use super::ward::{Answer, Ward};
use crate::admin::ConsoleAuthor;
use crate::console::paths;

const ONE: DocId = DocId::from_bytes([6; 16]);
const OTHER: DocId = DocId::from_bytes([7; 16]);

async fn set(ward: &Ward, doc: DocId, org: OrgId, fields: &[(&str, &str)]) {
    let author = ConsoleAuthor::of(&ward.hub, "first").await.unwrap();
    let write =
        |edit: &mut shared::doc::Edit<'_>| fields.iter().try_for_each(|(name, typed)| set_field(edit, name, typed));
    author.write(&ward.hub, org, &Seed::Id(Kind::Member, doc), write).await.unwrap();
}

/// Two records of a name and birth date, in two cells.
async fn doubled() -> Ward {
    let ward = Ward::begin().await;
    let same = [("full_name", "Trần Thúy Hòa"), ("birth_date", "14/2/1971")];
    set(&ward, ONE, ward.cells[0], &same).await;
    set(&ward, ONE, ward.cells[0], &[("card_number", "67008215"), ("status", "chinh_thuc")]).await;
    set(&ward, OTHER, ward.cells[1], &[("full_name", "Trần Thúy Hoà"), same[1], ("status", "du_bi")]).await;
    ward
}

async fn waits(ward: &Ward, cookie: &str) -> bool {
    ward.get("/queue?lane=twin", cookie).await.text.contains(&format!("href=\"/twins/{OTHER}\""))
}

/// The form of the page that ends so, with a ground.
fn decided(page: &Answer, ending: &str, why: &str) -> (String, String) {
    let form = Form::of(&page.text, ending, &[]).fill("why", why);
    (form.action.clone(), form.body())
}

async fn member(ward: &Ward, doc: DocId) -> MemberView {
    MemberView::of(&ward.hub.open(doc).await.unwrap().unwrap().0).unwrap()
}

#[tokio::test]
async fn two_records_stand_side_by_side_with_what_differs_marked() {
    let ward = doubled().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    assert!(waits(&ward, &cookie).await);
    let page = ward.get(&format!("/twins/{OTHER}"), &cookie).await;
    for said in ["Trần Thúy Hòa", "Trần Thúy Hoà", "67008215", "Chi bộ Khóm 2", "Hai hồ sơ đặt cạnh nhau"]
    {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let row = |name: &str| page.text.split("<tr").find(|row| row.contains(name)).unwrap().to_owned();
    assert!(row("Số thẻ").contains("differs") && !row("Ngày sinh").contains("differs"), "{}", page.text);
    assert!(ward.actions().await.contains(&format!("read_member|{ONE}|")), "both are read");
    let member = ward.get(&format!("/members/{ONE}"), &cookie).await.text;
    assert!(member.contains(&format!("/twins/{ONE}?with={OTHER}")), "{member}");
    let alone = ward.get(&format!("/twins/{}", ward.member), &cookie).await;
    assert_eq!(alone.status, StatusCode::SEE_OTHER, "nobody is like this one");
    for wrong in ["x", &*ONE.to_string()] {
        assert_eq!(ward.get(&format!("/twins/{ONE}?with={wrong}"), &cookie).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn one_record_speaks_for_both_nothing_is_lost_and_they_can_be_split_again() {
    let ward = doubled().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let page = ward.get(&format!("/twins/{OTHER}"), &cookie).await;
    let form = Form::of(&page.text, "/merge", &[]).fill("keep", &ONE.to_string());
    let empty = ward.post(&form.action, &cookie, &form.body()).await;
    assert!(empty.text.contains("Chưa ghi căn cứ") && empty.text.contains("aria-invalid"), "{}", empty.text);
    let form = form.fill("why", "Phiếu chuyển số 12");
    let merged = ward.post(&form.action, &cookie, &form.body()).await;
    assert_eq!(merged.location(), format!("/members/{ONE}"), "{}", merged.text);
    let gone = member(&ward, OTHER).await;
    assert_eq!(
        (gone.superseded_by(), gone.full_name(), gone.field("birth_date")),
        (Some(ONE), "Trần Thúy Hoà", Some("1971-02-14"))
    );
    assert_eq!(member(&ward, ONE).await.status, Status::Official);
    assert!(!waits(&ward, &cookie).await);
    let page = ward.get(&format!("/members/{OTHER}"), &cookie).await.text;
    assert!(
        page.contains("đã ghép vào") && page.contains("Phiếu chuyển số 12") && page.contains("Tình trạng"),
        "{page}"
    );
    assert!(ward.get(&format!("/members/{ONE}"), &cookie).await.text.contains("Hồ sơ này thay cho"));
    let late = ward.post(&form.action, &cookie, &form.body()).await;
    assert!(late.cookie("__Host-sen-notice").ends_with("=twins_changed"), "a repeated post merges nothing");
    let pair = ward.get(&format!("/twins/{ONE}?with={OTHER}"), &cookie).await;
    assert!(!pair.text.contains("/merge\"") && !pair.text.contains("/dismiss\""));
    let (path, body) = decided(&pair, "/split", "Hai người khác nhau");
    assert_eq!(ward.post(&path, &cookie, &body).await.location(), format!("/members/{OTHER}"));
    let back = member(&ward, OTHER).await;
    assert_eq!((back.superseded_by(), back.status), (None, Status::Probationary));
    assert!(waits(&ward, &cookie).await);
    let done = ward.actions().await;
    assert!(done.contains(&format!("members_merged|{OTHER}|{ONE}")), "{done:?}");
    assert!(done.contains(&format!("members_split|{OTHER}|")));
}

/// The merge of a pair's page: its path, and its body with this record to stay.
async fn merging(ward: &Ward, cookie: &str, (doc, with): (DocId, DocId), keep: &str) -> (String, String) {
    let page = ward.get(&format!("/twins/{doc}?with={with}"), cookie).await;
    let form = Form::of(&page.text, "/merge", &[]).fill("keep", keep).fill("why", "Phiếu chuyển số 12");
    (form.action.clone(), form.body())
}

async fn merge(ward: &Ward, cookie: &str, pair: (DocId, DocId), keep: DocId) -> Answer {
    let (path, body) = merging(ward, cookie, pair, &keep.to_string()).await;
    ward.post(&path, cookie, &body).await
}

async fn superseded(ward: &Ward, doc: DocId, by: DocId) {
    let org = ward.hub.open(doc).await.unwrap().unwrap().1.stream.org;
    set(ward, doc, org, &[("superseded_by", &by.to_string())]).await;
}

#[tokio::test]
async fn which_record_stays_is_never_guessed_and_a_choice_is_kept() {
    let ward = doubled().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let (path, body) = merging(&ward, &cookie, (OTHER, ONE), "").await;
    let answer = ward.post(&path, &cookie, &body).await;
    assert!(answer.text.contains("Chưa chọn hồ sơ nào") && answer.text.contains("Phiếu chuyển số 12"));
    let page = ward.get(&format!("/twins/{OTHER}"), &cookie).await;
    let form = Form::of(&page.text, "/merge", &[]).fill("keep", &ONE.to_string());
    let answer = ward.post(&form.action, &cookie, &form.body()).await;
    assert!(answer.text.contains(&format!("value=\"{ONE}\" lang=\"vi\" selected")), "{}", answer.text);
    assert_eq!(member(&ward, OTHER).await.superseded_by(), None);
}

#[tokio::test]
async fn a_record_in_whose_name_a_device_signs_does_not_go() {
    let ward = doubled().await;
    let same = [("full_name", "Đặng Thị Hòa"), ("birth_date", "3/2/1980")];
    set(&ward, ward.member, ward.cells[0], &same[1..]).await;
    let twin = DocId::from_bytes([9; 16]);
    set(&ward, twin, ward.cells[1], &same).await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let refused = merge(&ward, &cookie, (twin, ward.member), twin).await;
    assert!(refused.text.contains("còn gắn với Máy của Hòa"), "{}", refused.text);
    assert_eq!(member(&ward, ward.member).await.superseded_by(), None);
    assert_eq!(merge(&ward, &cookie, (twin, ward.member), ward.member).await.status, StatusCode::SEE_OTHER);
    assert_eq!(member(&ward, twin).await.superseded_by(), Some(ward.member));
}

#[tokio::test]
async fn of_two_who_merge_the_other_way_round_at_once_one_comes_too_late() {
    let ward = doubled().await;
    let (an, binh) =
        (ward.person("an", ward.ward, Role::Office).await, ward.person("binh", ward.ward, Role::Office).await);
    let (to_one, one) = merging(&ward, &an, (OTHER, ONE), &ONE.to_string()).await;
    let (to_other, other) = merging(&ward, &binh, (OTHER, ONE), &OTHER.to_string()).await;
    let (first, second) = tokio::join!(ward.post(&to_one, &an, &one), ward.post(&to_other, &binh, &other));
    let merged = |answer: &Answer| answer.cookie("__Host-sen-notice").ends_with("=twins_merged");
    assert!(merged(&first) != merged(&second), "{} {}", first.text, second.text);
    let said = [member(&ward, ONE).await.superseded_by(), member(&ward, OTHER).await.superseded_by()];
    assert_eq!(said.iter().flatten().count(), 1, "{said:?}");
}

#[tokio::test]
async fn a_person_for_whom_records_speak_in_a_circle_waits_in_the_queue_until_one_of_them_is_split() {
    let ward = doubled().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    // As two phones of the office that knew nothing of each other may write it.
    superseded(&ward, ONE, OTHER).await;
    assert!(!waits(&ward, &cookie).await);
    superseded(&ward, OTHER, ONE).await;
    let queue = ward.get("/queue?lane=twin", &cookie).await.text;
    assert!([ONE, OTHER].iter().all(|doc| queue.contains(&format!("href=\"/twins/{doc}\""))), "{queue}");
    let page = ward.get(&format!("/twins/{OTHER}"), &cookie).await;
    let (path, body) = decided(&page, "/split", "Ghép vòng");
    assert_eq!(ward.post(&path, &cookie, &body).await.status, StatusCode::SEE_OTHER);
    let queue = ward.get("/queue?lane=twin", &cookie).await.text;
    assert!(![ONE, OTHER].iter().any(|doc| queue.contains(&format!("href=\"/twins/{doc}\""))), "{queue}");
    let register = ward.get("/members?q=thuy+hoa", &cookie).await.text;
    assert_eq!(register.matches("<th scope=\"row\"><a href=\"/members/").count(), 1, "{register}");
}

#[tokio::test]
async fn a_record_that_was_merged_twice_leads_to_the_last_one() {
    let ward = doubled().await;
    let last = DocId::from_bytes([9; 16]);
    set(&ward, last, ward.cells[1], &[("full_name", "Trần Thúy Hòa"), ("birth_date", "14/2/1971")]).await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    merge(&ward, &cookie, (OTHER, ONE), ONE).await;
    merge(&ward, &cookie, (last, ONE), last).await;
    let page = ward.get(&format!("/members/{OTHER}"), &cookie).await.text;
    assert!(page.contains("đã ghép vào") && page.contains(&format!("href=\"/members/{last}\"")), "{page}");
    let speaks = ward.get(&format!("/members/{last}"), &cookie).await.text;
    assert!([ONE, OTHER].iter().all(|doc| speaks.contains(&format!("/members/{doc}"))), "{speaks}");
    assert!(!waits(&ward, &cookie).await);
    let found = ward.get("/search?q=thuy+hoa", &cookie).await.text;
    assert_eq!(found.matches("(đã ghép)").count(), 2, "{found}");
}

#[tokio::test]
async fn two_persons_leave_the_queue_until_what_made_them_look_like_one_changes() {
    let ward = doubled().await;
    let cookie = ward.person("an", ward.ward, Role::PartyBuilding).await;
    let page = ward.get(&format!("/twins/{OTHER}"), &cookie).await;
    assert!(!page.text.contains("/merge\""), "who writes no registers merges none");
    let (path, body) = decided(&page, "/dismiss", "Mẹ và con gái cùng tên");
    assert_eq!(ward.post(&path, &cookie, &body).await.location(), "/queue?lane=twin");
    assert!(!waits(&ward, &cookie).await);
    let again = ward.post(&path, &cookie, &body).await;
    assert!(again.cookie("__Host-sen-notice").ends_with("=twins_gone"));
    let page = ward.get(&format!("/twins/{OTHER}?with={ONE}"), &cookie).await.text;
    assert!(page.contains("Mẹ và con gái cùng tên") && page.contains("Lê Văn An đã xem"), "{page}");
    assert!(!ward.get(&format!("/members/{OTHER}"), &cookie).await.text.contains("Có thể trùng"));
    set(&ward, OTHER, ward.cells[1], &[("job_now", "giáo viên")]).await;
    assert!(!waits(&ward, &cookie).await, "what does not make them alike changes nothing");
    set(&ward, ONE, ward.cells[0], &[("card_number", "67008216")]).await;
    assert!(waits(&ward, &cookie).await, "the question comes back");
    assert!(ward.actions().await.contains(&format!("twins_dismissed|{OTHER}|{ONE}")));
}

#[tokio::test]
async fn of_three_that_are_alike_each_pair_is_decided_by_itself() {
    let ward = doubled().await;
    let third = DocId::from_bytes([8; 16]);
    set(&ward, third, ward.cells[1], &[("full_name", "Trần Thúy Hòa"), ("birth_date", "14/2/1971")]).await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let page = ward.get(&format!("/twins/{third}?with={OTHER}"), &cookie).await;
    assert!(page.text.contains(&format!("?with={ONE}")), "the others are a step away");
    let (path, body) = decided(&page, "/dismiss", "Hai người");
    ward.post(&path, &cookie, &body).await;
    let in_queue =
        async |doc: DocId| ward.get("/queue?lane=twin", &cookie).await.text.contains(&format!("href=\"/twins/{doc}\""));
    assert!(in_queue(third).await && in_queue(OTHER).await, "each may still be the first one");
    set(&ward, ONE, ward.cells[0], &[("birth_date", "15/3/1972")]).await;
    assert!(!in_queue(third).await && !in_queue(OTHER).await, "the first one was the last reason of both");
}

#[tokio::test]
async fn who_stands_elsewhere_may_not_write_or_brings_no_token_decides_nothing() {
    let ward = doubled().await;
    let office = ward.person("an", ward.ward, Role::Office).await;
    let page = ward.get(&format!("/twins/{OTHER}"), &office).await;
    let (_, body) = decided(&page, "/dismiss", "x");
    let rest = body.split_once('&').unwrap().1.to_owned();
    let with = |token: &str| format!("csrf={token}&{rest}&keep={ONE}");
    let elsewhere = ward.person("khac", ward.cells[1], Role::Office).await;
    let theirs = ward.get("/members", &elsewhere).await.token();
    let inspector = ward.person("ubkt", ward.ward, Role::Inspection).await;
    let looks = ward.get(&format!("/twins/{OTHER}"), &inspector).await;
    assert!(looks.status == StatusCode::OK && !looks.text.contains("name=\"why\""));
    for what in ["merge", "dismiss", "split"] {
        let path = format!("/twins/{OTHER}/{what}");
        assert_eq!(
            ward.post(&path, &elsewhere, &with(&theirs)).await.status,
            StatusCode::NOT_FOUND,
            "{what}: one is theirs"
        );
        let answer = ward.post(&path, &inspector, &with(&looks.token())).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}");
        assert_eq!(ward.post(&path, &office, &with("00")).await.status, StatusCode::BAD_REQUEST, "{what}");
    }
    let chooses_another = format!("csrf={}&{rest}&keep={}", page.token(), paths::encode(&ward.member.to_string()));
    let answer = ward.post(&format!("/twins/{OTHER}/merge"), &office, &chooses_another).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "one of the two stays");
    set(&ward, ONE, ward.cells[0], &[("alias", "Hòa")]).await;
    let stale = ward.post(&format!("/twins/{OTHER}/merge"), &office, &with(&page.token())).await;
    assert!(stale.cookie("__Host-sen-notice").ends_with("=twins_changed"));
    assert!(waits(&ward, &office).await && member(&ward, OTHER).await.status == Status::Probationary);
}
