//! An order carried out at the console: what it refuses, what it takes away, and the record that stands in for another.

use axum::http::StatusCode;
use shared::access::Role;
use shared::doc::{Doc, Edit, Kind, Seed};
use shared::id::{DocId, OrgId};

use super::form::Form;
use super::ward::{Answer, Ward};
use crate::admin::ConsoleAuthor;
use crate::store::check::verify;

const NAME: &str = "Đặng Thị Hòa";

async fn send(ward: &Ward, cookie: &str, form: &Form) -> Answer {
    ward.post(&form.action, cookie, &form.body()).await
}

async fn step(ward: &Ward, cookie: &str, path: &str, name: &str, given: &[(&str, &str)]) -> Answer {
    let page = ward.get(path, cookie).await.text;
    let form = Form::of(&page, "/step", &[("_step", name)]);
    send(ward, cookie, &given.iter().fold(form, |form, (name, typed)| form.fill(name, typed))).await
}

/// An order of the ward about some records, decided; gives its page.
async fn decided(ward: &Ward, (cookie, org): (&str, OrgId), records: &[(String, &str)]) -> String {
    let address = format!("/records/new/{}", Kind::Order.code());
    let form = Form::of(&ward.get(&address, cookie).await.text, &address, &[]);
    let form = form.fill("_org", &org.to_string()).fill("title", "Thu hồi một hồ sơ").fill("ground", "nham_nguoi");
    let begun = send(ward, cookie, &form).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    let path = begun.location().to_owned();
    for (record, way) in records {
        let page = ward.get(&path, cookie).await.text;
        let entry = Form::of(&page, "/add", &[("_part", "records")]).fill("subject", record).fill("way", way);
        let added = send(ward, cookie, &entry).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
    }
    let done = step(ward, cookie, &path, "decide", &[("number", "7"), ("issued_on", "2026-01-25")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    path
}

const SAID: [(&str, &str); 1] = [("confirmed", "khong_lay_lai_duoc")];

fn id(path: &str) -> DocId {
    path.rsplit('/').next().unwrap().parse().unwrap()
}

async fn open(ward: &Ward, doc: DocId) -> Option<Doc> {
    ward.hub.open(doc).await.unwrap().map(|(doc, _)| doc.as_ref().clone())
}

#[tokio::test]
async fn a_member_of_whom_the_history_is_wrong_goes_and_a_new_record_holds_what_is_right() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    crate::auth::device::revoke(&ward.hub, ward.device(), "an", "đổi máy").await.unwrap();
    let author = ConsoleAuthor::of(&ward.hub, "an").await.unwrap();
    let written = async |write: &dyn Fn(&mut Edit<'_>)| {
        let write = |edit: &mut Edit<'_>| {
            write(edit);
            Ok(())
        };
        let seed = Seed::Id(Kind::Member, ward.member);
        author.write(&ward.hub, ward.cells[0], &seed, write).await.unwrap();
    };
    written(&|edit| edit.put("card", "alias", "Tên của người khác").unwrap()).await;
    written(&|edit| edit.put("card", "alias", "Hai Hòa").unwrap()).await;
    let before = open(&ward, ward.member).await.unwrap();
    let address = format!("https://room.phuong.test/members/{}", ward.member);
    let path = decided(&ward, (&cookie, ward.ward), &[(address, "thay")]).await;
    let page = ward.get(&path, &cookie).await.text;
    assert!(
        page.contains(NAME) && page.contains(&ward.member.to_string()),
        "what goes is shown from where it is: {page}"
    );
    let unsaid = step(&ward, &cookie, &path, "carry_out", &[]).await;
    assert_eq!(unsaid.status, StatusCode::OK, "it has to be said that nothing brings it back");
    assert!(open(&ward, ward.member).await.is_some());
    let done = step(&ward, &cookie, &path, "carry_out", &SAID).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert!(open(&ward, ward.member).await.is_none());
    let order = open(&ward, id(&path)).await.unwrap();
    let [away] = Kind::Order.spec().takes_away.unwrap().named(&order.tree())[..] else { panic!("one is named") };
    let new = open(&ward, away.successor.unwrap()).await.unwrap();
    assert_eq!((new.content_digest(), new.history().len()), (before.content_digest(), 1));
    assert!(!String::from_utf8_lossy(&order.save()).contains("Hòa"), "the order keeps no name");
    let page = ward.get(&path, &cookie).await.text;
    assert!(!page.contains(NAME) && page.contains(&ward.member.to_string()), "{page}");
    let listed = ward.get(&format!("/members?cell={}", ward.cells[0]), &cookie).await.text;
    assert!(listed.contains(&new.id().to_string()) && !listed.contains(&ward.member.to_string()));
    assert_eq!(ward.get(&format!("/members/{}", ward.member), &cookie).await.status, StatusCode::NOT_FOUND);
    let said = format!("record_erased|{}|{}", ward.member, order.id());
    assert!(ward.actions().await.contains(&said), "the order and the record's id, and nothing else");
    let found = ward.get("/audit", &cookie).await.text;
    assert!(found.contains("Thu hồi hồ sơ theo quyết định"), "{found}");
    assert_eq!(verify(&ward.folder.join("sen.db")).unwrap().faults, Vec::<String>::new());
}

#[tokio::test]
async fn what_cannot_go_is_refused_before_anything_does() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let meeting = ward.opinion("Nhất trí.").await;
    let (stranger, task) = (DocId::from_bytes([77; 16]), DocId::from_bytes([21; 16]));
    let author = ConsoleAuthor::of(&ward.hub, "an").await.unwrap();
    let write = |edit: &mut Edit<'_>| Ok(edit.put("about", "what", "Sửa nhà văn hóa")?);
    author.write(&ward.hub, ward.cells[0], &Seed::Id(Kind::Task, task), write).await.unwrap();
    for (record, way, why) in [
        (ward.cells[0].record(), "rut", "có hồ sơ không thu hồi được"),
        (stranger, "rut", "có hồ sơ không thu hồi được"),
        (meeting, "thay", "chỉ xóa hẳn được"),
    ] {
        let path = decided(&ward, (&cookie, ward.ward), &[(task.to_string(), "rut"), (record.to_string(), way)]).await;
        let refused = step(&ward, &cookie, &path, "carry_out", &SAID).await;
        assert_eq!(refused.status, StatusCode::OK);
        assert!(refused.text.contains(why), "{record}: {}", refused.text);
        assert!(open(&ward, task).await.is_some(), "all of it, or nothing");
    }
    // A member in whose name somebody signs.
    let path = decided(&ward, (&cookie, ward.ward), &[(ward.member.to_string(), "rut")]).await;
    let refused = step(&ward, &cookie, &path, "carry_out", &SAID).await;
    assert!(refused.text.contains("đang đứng tên một điện thoại"), "{}", refused.text);
    crate::auth::device::revoke(&ward.hub, ward.device(), "an", "đổi máy").await.unwrap();
    assert_eq!(step(&ward, &cookie, &path, "carry_out", &SAID).await.status, StatusCode::SEE_OTHER);
    assert!(open(&ward, ward.member).await.is_none());
    // A branch's office has orders of its own, which take nothing away.
    let branch = ward.person("hai", ward.cells[1], Role::Office).await;
    let path = decided(&ward, (&branch, ward.cells[1]), &[(meeting.to_string(), "rut")]).await;
    let refused = step(&ward, &branch, &path, "carry_out", &SAID).await;
    assert!(refused.text.contains("chỉ văn phòng của chính đảng ủy này"), "{}", refused.text);
    assert!(open(&ward, meeting).await.is_some());
    // Of the ward, only the office sees to it.
    let board = ward.person("ba", ward.ward, Role::PartyBuilding).await;
    assert_eq!(ward.get("/records/new/order", &board).await.status, StatusCode::NOT_FOUND);
    assert_eq!(verify(&ward.folder.join("sen.db")).unwrap().faults, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_written_after_a_copy_was_made_is_in_the_record_that_stands_in_for_it() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    crate::auth::device::revoke(&ward.hub, ward.device(), "an", "đổi máy").await.unwrap();
    let author = ConsoleAuthor::of(&ward.hub, "an").await.unwrap();
    let path = decided(&ward, (&cookie, ward.ward), &[(ward.member.to_string(), "thay")]).await;
    let successor = async || {
        let order = open(&ward, id(&path)).await.unwrap();
        let named = Kind::Order.spec().takes_away.unwrap().named(&order.tree());
        named.into_iter().find(|away| away.doc == ward.member).unwrap().successor
    };
    // The copy is made, and then the step is not taken.
    let stopped = step(&ward, &cookie, &path, "carry_out", &[("confirmed", "sai")]).await;
    assert_eq!(stopped.status, StatusCode::OK, "{}", stopped.text);
    let first = successor().await.expect("the copy was made");
    let later = |edit: &mut Edit<'_>| Ok(edit.put("card", "alias", "Ba Hòa")?);
    author.write(&ward.hub, ward.cells[0], &Seed::Id(Kind::Member, ward.member), later).await.unwrap();

    let done = step(&ward, &cookie, &path, "carry_out", &SAID).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert!(open(&ward, ward.member).await.is_none());
    let new = open(&ward, successor().await.unwrap()).await.unwrap();
    assert_eq!(new.tree().get("card").unwrap().str("alias"), Some("Ba Hòa"));
    assert!(open(&ward, first).await.is_none(), "a copy that was overtaken goes as well");
}
