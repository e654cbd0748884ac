//! A reorganisation written at the console: what it comes to in the tree, on the pages of the cells, and when it is refused.

use axum::http::StatusCode;
use shared::access::Role;
use shared::doc::{Edit, Kind, Seed};
use shared::wire::Fate;

use super::form::Form;
use super::ward::{Answer, Ward};
use crate::admin::ConsoleAuthor;
use crate::store::check::verify;

async fn send(ward: &Ward, cookie: &str, form: &Form) -> Answer {
    ward.post(&form.action, cookie, &form.body()).await
}

fn name(ward: &Ward, at: usize) -> String {
    ward.hub.directory().now().tree.get(ward.cells[at]).unwrap().name.clone()
}

async fn step(ward: &Ward, cookie: &str, path: &str, name: &str, given: &[(&str, &str)]) -> Answer {
    let page = ward.get(path, cookie).await.text;
    let form = Form::of(&page, "/step", &[("_step", name)]);
    send(ward, cookie, &given.iter().fold(form, |form, (name, typed)| form.fill(name, typed))).await
}

/// A decision about the first cell that is being handed over; gives its page.
async fn handed_over(ward: &Ward, cookie: &str, kind: &str, to: &str) -> String {
    let address = format!("/records/new/{}", Kind::OrgChange.code());
    let form = Form::of(&ward.get(&address, cookie).await.text, &address, &[]);
    let form = form.fill("_org", &ward.ward.to_string()).fill("title", "Sắp xếp").fill("type", kind).fill("to", to);
    let begun = send(ward, cookie, &form).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    let path = begun.location().to_owned();
    let page = ward.get(&path, cookie).await.text;
    assert!(page.contains("chọn tổ chức được sắp xếp trong danh sách"), "why it cannot be decided yet: {page}");
    let entry = Form::of(&page, "/add", &[("_part", "orgs")]).fill("org", &name(ward, 0));
    assert_eq!(send(ward, cookie, &entry).await.status, StatusCode::SEE_OTHER);
    let number = [("number", "12"), ("issued_on", "2026-01-25"), ("effective_on", "2026-02-01")];
    for (taken, given) in [("decide", &number[..]), ("hand_over", &[])] {
        let answer = step(ward, cookie, &path, taken, given).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{taken}: {}", answer.text);
    }
    path
}

#[tokio::test]
async fn a_cell_that_was_joined_is_counted_on_the_page_of_the_one_that_carries_it_on() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let neighbour = ward.person("hai", ward.cells[1], Role::Office).await;
    let member = format!("/members/{}", ward.member);
    assert_eq!(ward.get(&member, &neighbour).await.status, StatusCode::NOT_FOUND);
    let path = handed_over(&ward, &cookie, "sap_nhap", &name(&ward, 1)).await;
    let counts = async |at: usize| {
        let cell = ward.cells[at];
        ward.get(&format!("/orgs/{cell}"), &cookie)
            .await
            .text
            .contains(&format!("<a href=\"/members?cell={cell}\">1</a>"))
    };
    assert_eq!((counts(0).await, counts(1).await), (true, false), "what is decided changes nothing yet");
    let done = step(&ward, &cookie, &path, "finish", &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let tree = &ward.hub.directory().now().tree;
    assert_eq!(tree.heir(ward.cells[0]), ward.cells[1]);
    assert_eq!(tree.get(ward.cells[0]).unwrap().valid_to.map(|day| day.to_string()).as_deref(), Some("2026-01-31"));
    assert_eq!(ward.get(&member, &neighbour).await.status, StatusCode::OK, "the new cell's office reads on");
    assert_eq!((counts(0).await, counts(1).await), (false, true));
    let listed = ward.get(&format!("/members?cell={}", ward.cells[1]), &cookie).await.text;
    assert!(listed.contains(&member), "{listed}");
    assert_eq!(verify(&ward.folder.join("sen.db")).unwrap().faults, Vec::<String>::new());
}

#[tokio::test]
async fn two_cells_that_two_offices_made_carry_each_other_on_say_so_until_one_of_them_goes_on() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let path = handed_over(&ward, &cookie, "sap_nhap", &name(&ward, 1)).await;
    assert_eq!(step(&ward, &cookie, &path, "finish", &[]).await.status, StatusCode::SEE_OTHER);
    let page = async |path: String| ward.get(&path, &cookie).await.text;
    let pages = || async {
        let [one, other] = [0, 1].map(|at| format!("/orgs/{}", ward.cells[at]));
        [page(one).await, page(other).await, page("/orgs".to_owned()).await]
    };
    let (circle, in_list) = ("lại do chính tổ chức này tiếp nhận", "Tiếp nhận lẫn nhau");
    let [joined, ..] = pages().await;
    assert!(joined.contains(&format!("<a href=\"/orgs/{}\">", ward.cells[1])), "who carries it on: {joined}");
    assert!(!joined.contains(circle));
    // What the other office wrote of the second cell at the same time.
    let author = ConsoleAuthor::first_administrator(&ward.hub).await.unwrap();
    let seed = Seed::Id(Kind::Org, ward.cells[1].record());
    let write = |edit: &mut Edit<'_>| {
        edit.put("about", "valid_to", "2026-01-31")?;
        edit.put("about", "carried_by", ward.cells[0].record().to_string())?;
        Ok(())
    };
    author.write(&ward.hub, ward.ward, &seed, write).await.unwrap();
    let [one, other, list] = pages().await;
    assert!(one.contains(circle) && other.contains(circle), "{one}");
    assert_eq!(list.matches(in_list).count(), 2, "{list}");
    let form = Form::of(&other, &format!("/orgs/{}/reopen", ward.cells[1]), &[]);
    assert_eq!(send(&ward, &cookie, &form).await.status, StatusCode::SEE_OTHER);
    let [one, other, list] = pages().await;
    assert!(!one.contains(circle) && !other.contains(circle) && !list.contains(in_list), "{list}");
    assert_eq!(ward.hub.directory().now().tree.heir(ward.cells[0]), ward.cells[1]);
}

#[tokio::test]
async fn a_cell_with_members_is_not_dissolved() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let path = handed_over(&ward, &cookie, "giai_the", "").await;
    let refused = step(&ward, &cookie, &path, "finish", &[]).await;
    assert!(refused.text.contains("còn đảng viên mà không có nơi tiếp nhận"), "{}", refused.text);
    assert_eq!(ward.hub.directory().now().tree.get(ward.cells[0]).unwrap().valid_to, None);
    let other = ward.person("binh", ward.cells[0], Role::Office).await;
    assert_eq!(ward.get(&path, &other).await.status, StatusCode::NOT_FOUND, "it is the ward's");
}

#[tokio::test]
async fn members_are_named_as_the_register_of_any_cell_has_them_and_reopening_takes_a_hand_over_back() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let path = handed_over(&ward, &cookie, "tach", &name(&ward, 1)).await;
    let home = async || ward.hub.open(ward.member).await.unwrap().unwrap().1.stream.org;
    let list = async |person: &str| {
        let page = ward.get(&path, &cookie).await.text;
        let form = Form::of(&page, "/add", &[("_part", "members")]).fill("subject", person).fill("note", "Gần nhà");
        assert_eq!(send(&ward, &cookie, &form).await.status, StatusCode::SEE_OTHER);
    };
    list("Nguyễn Không Ai").await;
    let page = ward.get(&path, &cookie).await.text;
    assert!(page.contains("ghi đảng viên đúng tên trong sổ"), "a name that is nobody's would move nobody: {page}");
    assert_eq!(home().await, ward.cells[0]);

    let path = handed_over(&ward, &cookie, "sap_nhap", &name(&ward, 1)).await;
    assert_eq!(step(&ward, &cookie, &path, "finish", &[]).await.status, StatusCode::SEE_OTHER);
    let heir = || ward.hub.directory().now().tree.heir(ward.cells[0]);
    assert_eq!(heir(), ward.cells[1]);
    let id = ward.cells[0];
    let page = ward.get(&format!("/orgs/{id}"), &cookie).await.text;
    let reopen = Form::of(&page, &format!("/orgs/{id}/reopen"), &[]);
    assert_eq!(send(&ward, &cookie, &reopen).await.status, StatusCode::SEE_OTHER);
    assert_eq!(heir(), ward.cells[0]);
}

#[tokio::test]
async fn a_member_who_is_listed_by_name_goes_to_the_cell_that_was_parted_off() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let path = handed_over(&ward, &cookie, "tach", &name(&ward, 1)).await;
    let page = ward.get(&path, &cookie).await.text;
    let form = Form::of(&page, "/add", &[("_part", "members")]).fill("subject", "Đặng Thị Hòa").fill("note", "Gần nhà");
    assert_eq!(send(&ward, &cookie, &form).await.status, StatusCode::SEE_OTHER);
    let done = step(&ward, &cookie, &path, "finish", &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_eq!(ward.hub.open(ward.member).await.unwrap().unwrap().1.stream.org, ward.cells[1]);
    assert_eq!(verify(&ward.folder.join("sen.db")).unwrap().faults, Vec::<String>::new());
}

#[tokio::test]
async fn a_meeting_that_a_late_phone_held_for_a_cell_that_had_ended_is_one_of_the_cell_that_carries_it_on() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let path = handed_over(&ward, &cookie, "sap_nhap", &name(&ward, 1)).await;
    assert_eq!(step(&ward, &cookie, &path, "finish", &[]).await.status, StatusCode::SEE_OTHER);
    let month = async || ward.get("/", &cookie).await.text;
    let page = month().await;
    assert!(page.contains("0 trên 1") && page.contains("Chưa họp"), "{page}");
    let held = ward.write(|edit| Ok(edit.put("about", "state", "da_ket_thuc")?)).await;
    assert!(matches!(held.1, Fate::Merged(_)), "nothing of a late phone is held: {held:?}");
    let page = month().await;
    assert!(page.contains("Họp 05/02"), "{page}");
    let led = ward.get(&format!("/cells/{}/2026-02", ward.cells[1]), &cookie).await;
    assert_eq!(led.location(), format!("/review/{}", held.0));
    assert!(page.contains(&name(&ward, 1)) && !page.contains(&name(&ward, 0)), "{page}");
}

#[tokio::test]
async fn who_signs_in_for_a_cell_that_was_joined_stands_in_the_one_that_carries_it_on() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let theirs = ward.person("mot", ward.cells[0], Role::Office).await;
    let page = |at: usize| format!("/cells/{}", ward.cells[at]);
    let status = async |path: &str| ward.get(path, &theirs).await.status;
    let path = handed_over(&ward, &cookie, "sap_nhap", &name(&ward, 1)).await;
    assert_eq!((status(&page(0)).await, status(&page(1)).await), (StatusCode::OK, StatusCode::NOT_FOUND));
    assert_eq!(step(&ward, &cookie, &path, "finish", &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!((status(&page(0)).await, status(&page(1)).await), (StatusCode::OK, StatusCode::OK), "as its phones do");
    assert_eq!(status(&format!("/cells/{}", ward.ward)).await, StatusCode::NOT_FOUND, "and no further");
    assert_eq!(status("/orgs/add").await, StatusCode::FORBIDDEN);
    let told = format!("nay người này thuộc {}", name(&ward, 1));
    for path in ["/people", "/person/mot"] {
        let text = ward.get(path, &cookie).await.text;
        assert!(text.contains(&told), "{path}: {text}");
    }
    // They administer the people of the new cell, and of no other one.
    let neighbour = ward.get("/people", &theirs).await.text;
    assert!(neighbour.contains("/person/mot") && !neighbour.contains("/person/an"), "{neighbour}");

    let id = ward.cells[0];
    let reopen = Form::of(&ward.get(&format!("/orgs/{id}"), &cookie).await.text, &format!("/orgs/{id}/reopen"), &[]);
    assert_eq!(send(&ward, &cookie, &reopen).await.status, StatusCode::SEE_OTHER);
    assert_eq!((status(&page(0)).await, status(&page(1)).await), (StatusCode::OK, StatusCode::NOT_FOUND), "taken back");
    assert!(!ward.get("/people", &cookie).await.text.contains(&told));
}

#[tokio::test]
async fn whoever_signs_in_for_a_cell_that_ends_is_kept_out_with_its_phones() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let theirs = ward.person("mot", ward.cells[0], Role::Office).await;
    let others = ward.person("hai", ward.cells[1], Role::Office).await;
    let id = ward.cells[0];
    let end = async |revoke: bool| {
        let page = ward.get(&format!("/orgs/{id}"), &cookie).await.text;
        let form = Form::of(&page, &format!("/orgs/{id}/end"), &[]).fill("last", "2026-01-31");
        let body = format!("{}{}", form.body(), if revoke { "&revoke=1" } else { "" });
        assert_eq!(ward.post(&form.action, &cookie, &body).await.status, StatusCode::SEE_OTHER);
    };
    end(false).await;
    assert_eq!(ward.get("/members", &theirs).await.status, StatusCode::OK, "whoever has still to hand in comes in");
    let listed = ward.get("/people", &cookie).await.text;
    assert!(listed.contains("đã kết thúc và không có nơi tiếp nhận"), "{listed}");
    let reopen = Form::of(&ward.get(&format!("/orgs/{id}"), &cookie).await.text, &format!("/orgs/{id}/reopen"), &[]);
    assert_eq!(send(&ward, &cookie, &reopen).await.status, StatusCode::SEE_OTHER);
    end(true).await;
    assert_eq!(ward.get("/members", &theirs).await.status, StatusCode::SEE_OTHER, "they are led to the door");
    for cookie in [&cookie, &others] {
        assert_eq!(ward.get("/members", cookie).await.status, StatusCode::OK);
    }
    assert!(ward.actions().await.iter().any(|entry| entry.starts_with("person_disabled|mot")));
}
