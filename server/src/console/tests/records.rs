//! Records of any kind at the console: what the forms of their pages write, and what they do not.

use axum::http::StatusCode;
use shared::access::Role;
use shared::doc::{Doc, Edit, Kind, Seed};
use shared::id::{ContentDigest, DocId};
use shared::kind::spec::{Form as Shaped, Origin, Shape};
use shared::meeting::WriteError;
use shared::record::RecordView;
use shared::wire::Fate;

use super::form::Form;
use super::ward::{Answer, Ward};
use crate::admin::ConsoleAuthor;

/// Sends a form of a page.
async fn send(ward: &Ward, cookie: &str, form: &Form) -> Answer {
    ward.post(&form.action, cookie, &form.body()).await
}

/// The record that an address leads to, as it is now.
async fn record(ward: &Ward, path: &str) -> RecordView {
    RecordView::of(&document(ward, path).await)
}

async fn document(ward: &Ward, path: &str) -> Doc {
    let id: DocId = path.rsplit('/').next().unwrap().parse().unwrap();
    ward.hub.open(id).await.unwrap().unwrap().0.as_ref().clone()
}

/// Writes as somebody of the ward, beginning the record if it is not there.
async fn write_as(ward: &Ward, login: &str, seed: &Seed, write: impl FnOnce(&mut Edit<'_>) -> Result<(), WriteError>) {
    let author = ConsoleAuthor::of(&ward.hub, login).await.unwrap();
    author.write(&ward.hub, ward.cells[0], seed, write).await.unwrap();
}

/// A task of the first cell that somebody of the ward gave; gives its page.
async fn task(ward: &Ward, login: &str) -> String {
    let seed = Seed::Id(Kind::Task, DocId::from_bytes([21; 16]));
    write_as(ward, login, &seed, |edit| Ok(edit.put("about", "what", "Sửa nhà văn hóa")?)).await;
    format!("/records/{}", seed.doc())
}

/// Begins the review of a record from its page; gives the review's page.
async fn begin_review(ward: &Ward, cookie: &str, about: DocId) -> String {
    let page = ward.get(&format!("/records/{about}"), cookie).await;
    let begun = send(ward, cookie, &Form::of(&page.text, "/begin", &[("_kind", "review")])).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    begun.location().to_owned()
}

/// What fits a control: what it holds already, or something else.
fn fitting(kind: Kind, part: &str, name: &str, form: &Form) -> String {
    if let Some(held) = form.value(name).filter(|held| !held.is_empty()) {
        return held.to_owned();
    }
    if let Some(choice) = form.first_choice(name) {
        return choice.to_owned();
    }
    let shape = kind.spec().part(part).and_then(|part| part.field(name)).map(|field| field.shape);
    match (shape, name) {
        (Some(Shape::Date), _) => "2026-11-05",
        (Some(Shape::Partial), _) => "11/1980",
        (Some(Shape::Time), _) => "08:30",
        (Some(Shape::Count), _) => "7",
        (Some(Shape::Record), _) | (None, "subject") => return DocId::from_bytes([10; 16]).to_string(),
        (_, "gender") => "nữ",
        (_, "card_number") => "12.345678",
        _ => "Một hai ba",
    }
    .to_owned()
}

#[tokio::test]
async fn every_form_of_every_kind_that_the_ward_writes_is_taken_as_its_page_gives_it() {
    let ward = Ward::begin().await;
    let meeting = ward.opinion("Nhất trí.").await;
    let cookie = ward.person("binh", ward.ward, Role::Office).await;
    let tree = &ward.hub.directory().now().tree;
    let seat = shared::access::Place { org: ward.ward, role: Role::Office };
    let mut written = 0;
    for kind in Kind::ALL.into_iter().filter(|kind| seat.may_write(ward.cells[0], *kind, tree).is_ok()) {
        let path = match kind.spec().origin {
            Origin::Organisation => format!("/records/{}", ward.cells[0].record()),
            Origin::About => begin_review(&ward, &cookie, meeting).await,
            Origin::Drawn if kind == Kind::Member => format!("/records/{}", ward.member),
            Origin::Drawn => task(&ward, "binh").await,
            Origin::Meeting => continue,
        };
        for part in kind.spec().parts.iter().filter(|part| !matches!(part.form, Shaped::Typed | Shaped::People)) {
            let page = ward.get(&path, &cookie).await;
            let ending = if matches!(part.form, Shaped::Head | Shaped::Text) { "/set" } else { "/add" };
            let mut form = Form::of(&page.text, ending, &[("_part", part.name)]);
            let filled: Vec<(String, String)> = form
                .names()
                .into_iter()
                .filter(|name| name != "dossier_number")
                .map(|name| (name.clone(), fitting(kind, part.name, &name, &form)))
                .collect();
            for (name, value) in &filled {
                form = form.fill(name, value);
            }
            let sent = send(&ward, &cookie, &form).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{path} {}: {}", part.name, sent.text);
            let read = record(&ward, &path).await;
            let read = read.part(part.name).unwrap();
            let stands = |name: &str| {
                name == "subject"
                    || (read.text.is_some() && name == part.name)
                    || read.entries.last().is_some_and(|entry| entry.fields.iter().any(|field| field.name == name))
            };
            assert!(filled.iter().all(|(name, _)| stands(name)), "{path} {}: {read:?}", part.name);
            written += 1;
        }
    }
    assert!(written > 10, "{written}");
}

#[test]
fn what_names_a_form_is_the_name_of_no_field() {
    let parts = Kind::ALL.iter().flat_map(|kind| kind.spec().parts.iter().map(move |part| (kind, part)));
    for (kind, part) in parts.filter(|(_, part)| part.form != Shaped::Typed) {
        let fields = part.fields.iter().map(|field| field.name).chain([part.name]);
        let taken = |name: &str| name.starts_with('_') || name == "csrf" || name == "subject";
        assert_eq!(fields.filter(|name| taken(name)).collect::<Vec<_>>(), Vec::<&str>::new(), "{kind:?} {}", part.name);
    }
}

#[tokio::test]
async fn a_reviewer_returns_and_accepts_what_was_handed_in_and_writes_nothing_else() {
    let ward = Ward::begin().await;
    let meeting = ward.opinion("Nhất trí.").await;
    let reviewer = ward.person("binh", ward.ward, Role::PartyBuilding).await;
    let inspector = ward.person("chi", ward.ward, Role::Inspection).await;
    let path = format!("/records/{meeting}");
    let begin = Form::of(&ward.get(&path, &reviewer).await.text, "/begin", &[("_kind", "review")]);
    assert!(!ward.get(&path, &inspector).await.text.contains("/begin\""));
    let token = ward.get(&path, &inspector).await.token();
    let refused = send(&ward, &inspector, &begin.clone().fill("csrf", &token)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let review = begin_review(&ward, &reviewer, meeting).await;
    assert_eq!(send(&ward, &reviewer, &begin).await.location(), review, "there is one review of a record");

    let page = ward.get(&review, &reviewer).await;
    assert!(page.text.contains("hi bộ chưa nộp hồ sơ này"), "{}", page.text);
    let handed = |edit: &mut Edit<'_>| {
        let leaf = format!("submitted/{}", ward.device());
        Ok(edit.put("adoption", &leaf, ContentDigest::from_bytes([1; 32]).to_string())?)
    };
    assert!(matches!(ward.write(handed).await.1, Fate::Merged(_)));
    let step = |page: &str, due: &str| {
        let form = Form::of(page, "/step", &[("_step", "return")]);
        form.fill("reason", "Thiếu kết luận").fill("due", due).fill("decided_on", "2026-11-20")
    };
    let page = ward.get(&review, &reviewer).await;
    let wrong = send(&ward, &reviewer, &step(&page.text, "31/2/2026")).await;
    assert!(wrong.status == StatusCode::OK && wrong.text.contains("role=\"alert\""), "{}", wrong.text);
    let remark = Form::of(&page.text, "/add", &[("_part", "remarks")]).fill("text", "<b>Ghi rõ</b> ai làm việc gì");
    assert_eq!(send(&ward, &reviewer, &remark).await.status, StatusCode::SEE_OTHER);
    let page = ward.get(&review, &reviewer).await;
    assert_eq!(send(&ward, &reviewer, &step(&page.text, "2026-12-01")).await.status, StatusCode::SEE_OTHER);
    let page = ward.get(&review, &reviewer).await;
    assert!(page.text.contains("Đã trả lại") && page.text.contains("Thiếu kết luận"), "{}", page.text);
    assert!(page.text.contains("Ghi rõ") && !page.text.contains("<b>Ghi rõ"), "what is written commands nothing");

    let foreign = format!("csrf={}&place=x", ward.get(&path, &reviewer).await.token());
    let set = ward.post(&format!("{path}/set"), &reviewer, &foreign).await;
    assert_eq!(set.status, StatusCode::FORBIDDEN, "a reviewer writes no minutes");
    assert_eq!(send(&ward, &inspector, &remark.clone().fill("csrf", &token)).await.status, StatusCode::FORBIDDEN);
    let bare = send(&ward, &reviewer, &remark.clone().fill("csrf", "")).await;
    assert_eq!(bare.status, StatusCode::BAD_REQUEST, "no token");
    let listed = ward.get("/records?kind=review", &reviewer).await;
    assert!(listed.text.contains(&review), "{}", listed.text);
    let elsewhere = ward.person("dung", ward.cells[1], Role::PartyBuilding).await;
    assert_eq!(ward.get(&review, &elsewhere).await.status, StatusCode::NOT_FOUND);
    assert!(!ward.get("/records", &elsewhere).await.text.contains(&review));
}
