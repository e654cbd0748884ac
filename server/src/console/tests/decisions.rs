//! What the ward decides on a cell's case: who decides, and what it comes to in the register.

use axum::http::StatusCode;
use shared::access::Role;
use shared::doc::{Kind, Seed};
use shared::id::DocId;
use shared::member::{MemberView, Status};
use shared::wire::Fate;

use super::form::Form;
use super::ward::{Answer, Ward};

/// A case of the first cell about its member, written on the cell's phone.
pub(super) async fn case(ward: &Ward, kind: &str) -> DocId {
    let seed = Seed::Id(Kind::Case, DocId::from_bytes([31; 16]));
    let written = ward.write_record(ward.cells[0], &seed, |edit| {
        let member = ward.member.to_string();
        let fields = [("title", "Đề nghị xét"), ("type", kind), ("opened_on", "2026-02-01"), ("person", &*member)];
        fields.into_iter().try_for_each(|(field, value)| edit.put("about", field, value))?;
        Ok(edit.put("people", &member, "Đặng Thị Hòa")?)
    });
    let (doc, fate) = written.await;
    assert!(matches!(fate, Fate::Merged(_)), "{fate:?}");
    doc
}

async fn send(ward: &Ward, cookie: &str, form: &Form) -> Answer {
    ward.post(&form.action, cookie, &form.body()).await
}

async fn register(ward: &Ward) -> MemberView {
    let (doc, _) = ward.hub.open(ward.member).await.unwrap().unwrap();
    MemberView::of(&doc).unwrap()
}

/// Begins the decision on a case from its page, with its result; gives its page.
async fn decide(ward: &Ward, cookie: &str, case: DocId, result: &str) -> String {
    let page = ward.get(&format!("/records/{case}"), cookie).await.text;
    let path = send(ward, cookie, &Form::of(&page, "/begin", &[("_kind", "decision")])).await.location().to_owned();
    let page = ward.get(&path, cookie).await.text;
    let about = Form::of(&page, "/set", &[("_part", "about")]).fill("result", result);
    assert_eq!(send(ward, cookie, &about).await.status, StatusCode::SEE_OTHER);
    path
}

async fn issue(ward: &Ward, cookie: &str, path: &str) -> Answer {
    let page = ward.get(path, cookie).await.text;
    let form = Form::of(&page, "/step", &[("_step", "issue")]);
    let form = form.fill("number", "12").fill("issued_on", "2026-02-02").fill("effective_on", "2026-02-03");
    send(ward, cookie, &form).await
}

#[tokio::test]
async fn a_decision_that_is_issued_changes_the_register_and_can_be_opened_again() {
    let ward = Ward::begin().await;
    let (cookie, case) = (ward.person("an", ward.ward, Role::Office).await, case(&ward, "xoa_ten").await);
    let path = decide(&ward, &cookie, case, "chuan_y").await;
    assert_eq!(register(&ward).await.status, Status::Official, "a draft changes nothing");
    assert_eq!(issue(&ward, &cookie, &path).await.status, StatusCode::SEE_OTHER);
    let member = register(&ward).await;
    let field = |name: &str| member.fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value.as_str());
    assert_eq!(
        (member.status.clone(), field("left_on"), field("left_form")),
        (Status::Removed, Some("2026-02-03"), Some("Xóa tên"))
    );
    let page = ward.get(&path, &cookie).await.text;
    assert!(page.contains("12") && page.contains("Đã ban hành"), "{page}");
    // What is closed takes nothing but the step that leads out of it.
    let reopen = Form::of(&page, "/step", &[("_step", "reopen")]).fill("reason", "ghi nhầm số");
    assert_eq!(send(&ward, &cookie, &reopen).await.status, StatusCode::SEE_OTHER);
    let page = ward.get(&path, &cookie).await.text;
    assert!(page.contains("Dự thảo"), "{page}");
    assert_eq!(register(&ward).await.status, Status::Removed, "taking it back is a decision of its own");
}

#[tokio::test]
async fn what_is_not_approved_or_not_issued_by_the_office_leaves_the_register_as_it_is() {
    let ward = Ward::begin().await;
    let (office, case) = (ward.person("an", ward.ward, Role::Office).await, case(&ward, "xoa_ten").await);
    let path = decide(&ward, &office, case, "khong_chuan_y").await;
    let standing = ward.person("thuong_truc", ward.ward, Role::Standing).await;
    let page = ward.get(&path, &standing).await.text;
    assert!(!page.contains("value=\"issue\""), "only the office issues: {page}");
    let other = ward.person("binh", ward.cells[1], Role::Office).await;
    assert_eq!(ward.get(&path, &other).await.status, StatusCode::NOT_FOUND);
    assert_eq!(issue(&ward, &office, &path).await.status, StatusCode::SEE_OTHER);
    assert_eq!(register(&ward).await.status, Status::Official);
}

#[tokio::test]
async fn a_transfer_is_begun_from_what_the_cell_asked_for_and_received_takes_the_member_to_the_other_cell() {
    let ward = Ward::begin().await;
    let (cookie, case) = (ward.person("an", ward.ward, Role::Office).await, case(&ward, "chuyen_sinh_hoat").await);
    let two = ward.hub.directory().now().tree.get(ward.cells[1]).unwrap().name.clone();
    let seed = Seed::Id(Kind::Case, case);
    let asked = ward.write_record(ward.cells[0], &seed, |edit| {
        edit.put("about", "to", two.as_str())?;
        Ok(edit.put("about", "transfer", "noi_bo")?)
    });
    assert!(matches!(asked.await.1, Fate::Merged(_)));
    let page = ward.get(&format!("/records/{case}"), &cookie).await.text;
    let path = send(&ward, &cookie, &Form::of(&page, "/begin", &[("_kind", "transfer")])).await.location().to_owned();
    let page = ward.get(&path, &cookie).await.text;
    assert!(page.contains("Giữa các chi bộ của đảng bộ này") && page.contains(&two), "{page}");
    let form = Form::of(&page, "/step", &[("_step", "introduce")]);
    let introduced = send(&ward, &cookie, &form.fill("number", "7").fill("introduced_on", "2026-02-02")).await;
    assert_eq!(introduced.status, StatusCode::SEE_OTHER);
    let home = || async { ward.hub.open(ward.member).await.unwrap().unwrap().1.stream.org };
    assert_eq!(home().await, ward.cells[0], "on the way the person is where they were");
    let page = ward.get(&path, &cookie).await.text;
    let form = Form::of(&page, "/step", &[("_step", "receive")]).fill("received_on", "2026-02-20");
    assert_eq!(send(&ward, &cookie, &form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(home().await, ward.cells[1]);
    let member = register(&ward).await;
    assert!(member.fields.iter().any(|field| field == &("moved_in_on", "2026-02-20".to_owned())), "{member:?}");
    assert_eq!(member.status, Status::Official);
    // The other cell's office reads the record now, and the first one's no longer.
    for (login, cell, status) in [("mot", 0, StatusCode::NOT_FOUND), ("hai", 1, StatusCode::OK)] {
        let office = ward.person(login, ward.cells[cell], Role::Office).await;
        assert_eq!(ward.get(&format!("/members/{}", ward.member), &office).await.status, status, "{login}");
    }
}

#[tokio::test]
async fn nothing_is_called_received_that_moved_nobody() {
    let ward = Ward::begin().await;
    let (cookie, case) = (ward.person("an", ward.ward, Role::Office).await, case(&ward, "chuyen_sinh_hoat").await);
    let page = ward.get(&format!("/records/{case}"), &cookie).await.text;
    let path = send(&ward, &cookie, &Form::of(&page, "/begin", &[("_kind", "transfer")])).await.location().to_owned();
    let page = ward.get(&path, &cookie).await.text;
    let about = Form::of(&page, "/set", &[("_part", "about")]).fill("type", "noi_bo");
    send(&ward, &cookie, &about.fill("to", &ward.hub.directory().now().tree.get(ward.cells[1]).unwrap().name)).await;
    let page = ward.get(&path, &cookie).await.text;
    let form = Form::of(&page, "/step", &[("_step", "introduce")]);
    send(&ward, &cookie, &form.fill("number", "7").fill("introduced_on", "2026-02-02")).await;
    // Somebody of the office merges the record into another one in the meantime.
    let office = crate::admin::ConsoleAuthor::of(&ward.hub, "first").await.unwrap();
    let (doc, _) = ward.hub.open(ward.member).await.unwrap().unwrap();
    let by = DocId::from_bytes([77; 16]).to_string();
    let went = office.write_into(&ward.hub, ward.cells[0], doc.as_ref().clone(), |edit| {
        Ok(edit.put("card", "superseded_by", by.as_str())?)
    });
    went.await.unwrap();
    let page = ward.get(&path, &cookie).await.text;
    let form = Form::of(&page, "/step", &[("_step", "receive")]).fill("received_on", "2026-02-20");
    let refused = send(&ward, &cookie, &form).await;
    assert!(
        refused.status != StatusCode::SEE_OTHER && refused.text.contains("không còn ở chi bộ này"),
        "{}",
        refused.text
    );
    let page = ward.get(&path, &cookie).await.text;
    assert!(page.contains("Đang chuyển"), "it is still on the way: {page}");
    // What an interruption left done is not done again, and hinders nobody.
    let (doc, _) = ward.hub.open(ward.member).await.unwrap().unwrap();
    let two = ward.cells[1].to_string();
    let moved = office.write_into(&ward.hub, ward.cells[0], doc.as_ref().clone(), |edit| {
        edit.put("card", "superseded_by", "")?;
        edit.put("card", "moved_in_on", "2026-02-20")?;
        Ok(edit.put("card", "cell", two.as_str())?)
    });
    moved.await.unwrap();
    assert_eq!(ward.hub.open(ward.member).await.unwrap().unwrap().1.stream.org, ward.cells[1]);
    let page = ward.get(&path, &cookie).await.text;
    let form = Form::of(&page, "/step", &[("_step", "receive")]).fill("received_on", "2026-02-20");
    assert_eq!(send(&ward, &cookie, &form).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_transfer_to_a_name_that_is_no_cell_here_moves_no_record() {
    let ward = Ward::begin().await;
    let (cookie, case) = (ward.person("an", ward.ward, Role::Office).await, case(&ward, "chuyen_sinh_hoat").await);
    let page = ward.get(&format!("/records/{case}"), &cookie).await.text;
    let path = send(&ward, &cookie, &Form::of(&page, "/begin", &[("_kind", "transfer")])).await.location().to_owned();
    for (kind, taken) in [("noi_bo", false), ("chinh_thuc", true)] {
        let page = ward.get(&path, &cookie).await.text;
        let about = Form::of(&page, "/set", &[("_part", "about")]).fill("type", kind);
        let about = about.fill("to", "Chi bộ Khóm Không Có");
        assert_eq!(send(&ward, &cookie, &about).await.status, StatusCode::SEE_OTHER);
        let page = ward.get(&path, &cookie).await.text;
        if page.contains("value=\"introduce\"") {
            let form = Form::of(&page, "/step", &[("_step", "introduce")]);
            send(&ward, &cookie, &form.fill("number", "7").fill("introduced_on", "2026-02-02")).await;
        }
        let page = ward.get(&path, &cookie).await.text;
        assert_eq!(page.contains("value=\"receive\""), taken, "{kind}");
    }
    let page = ward.get(&path, &cookie).await.text;
    let form = Form::of(&page, "/step", &[("_step", "receive")]).fill("received_on", "2026-02-20");
    assert_eq!(send(&ward, &cookie, &form).await.status, StatusCode::SEE_OTHER);
    let member = register(&ward).await;
    let field = |name: &str| member.fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value.as_str());
    assert_eq!((member.status.clone(), field("moved_out_to")), (Status::MovedAway, Some("Chi bộ Khóm Không Có")));
    assert_eq!(ward.hub.open(ward.member).await.unwrap().unwrap().1.stream.org, ward.cells[0]);
}

#[tokio::test]
async fn a_cell_that_writes_a_decision_itself_is_held() {
    let ward = Ward::begin().await;
    let case = case(&ward, "xoa_ten").await;
    let key = shared::key::AboutKey { kind: Kind::Decision, org: ward.cells[0], about: case, ordinal: 1 };
    let (_, fate) = ward
        .write_record(ward.cells[0], &Seed::About(key), |edit| Ok(edit.put("about", "result", "khong_chuan_y")?))
        .await;
    assert!(matches!(fate, Fate::Held(_)), "{fate:?}");
}

#[tokio::test]
async fn a_case_that_changes_under_the_offices_eyes_is_not_decided_on() {
    let ward = Ward::begin().await;
    let (cookie, case) = (ward.person("an", ward.ward, Role::Office).await, case(&ward, "khen_thuong").await);
    let path = decide(&ward, &cookie, case, "chuan_y").await;
    let page = ward.get(&path, &cookie).await.text;
    let seed = Seed::Id(Kind::Case, case);
    let (_, fate) = ward.write_record(ward.cells[0], &seed, |edit| Ok(edit.put("about", "type", "xoa_ten")?)).await;
    assert!(matches!(fate, Fate::Merged(_)), "{fate:?}");
    let form = Form::of(&page, "/step", &[("_step", "issue")]);
    let form = form.fill("number", "12").fill("issued_on", "2026-02-02").fill("effective_on", "2026-02-03");
    let answer = send(&ward, &cookie, &form).await;
    assert_eq!(answer.status, StatusCode::OK, "the page comes back and says so");
    assert_eq!(register(&ward).await.status, Status::Official, "nobody decided to remove anybody");
    assert!(!ward.get(&path, &cookie).await.text.contains("Đã ban hành"));
}

#[tokio::test]
async fn a_case_is_decided_on_and_not_reviewed() {
    let ward = Ward::begin().await;
    let (cookie, case) = (ward.person("an", ward.ward, Role::Office).await, case(&ward, "xoa_ten").await);
    assert_eq!(ward.get(&format!("/review/{case}"), &cookie).await.status, StatusCode::NOT_FOUND);
    let page = ward.get(&format!("/records/{case}"), &cookie).await.text;
    assert!(page.contains("value=\"decision\"") && !page.contains("value=\"review\""), "{page}");
}
