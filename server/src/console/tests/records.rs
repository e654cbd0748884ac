//! Records of any kind at the console: what the forms of their pages write, and what they do not.

use axum::http::{StatusCode, header};
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
use crate::store::StoreError;

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
    begin_about(ward, cookie, Kind::Review, about).await
}

/// Begins a record about another one from that one's page; gives its page.
async fn begin_about(ward: &Ward, cookie: &str, kind: Kind, about: DocId) -> String {
    let page = ward.get(&format!("/records/{about}"), cookie).await;
    let begun = send(ward, cookie, &Form::of(&page.text, "/begin", &[("_kind", kind.code())])).await;
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
    // The form of an entry names its fields by their place.
    let name = name.rsplit('/').next().unwrap();
    let shape = kind.spec().part(part).and_then(|part| part.field(name)).map(|field| field.shape);
    match (shape, name) {
        (Some(Shape::Date), _) => "2026-11-05",
        (Some(Shape::Partial), _) => "11/1980",
        (Some(Shape::Time), _) => "08:30",
        (Some(Shape::Count | Shape::Money), _) => "7",
        (Some(Shape::Record(_)), _) | (None, "subject") => return DocId::from_bytes([10; 16]).to_string(),
        (_, "gender") => "nữ",
        (_, "term") => "2025-2030",
        (_, "period" | "year") => "2026",
        (_, "card_number") => "12.345678",
        _ => "Một hai ba",
    }
    .to_owned()
}

#[tokio::test]
async fn every_form_of_every_kind_that_the_ward_writes_is_taken_as_its_page_gives_it() {
    let ward = Ward::begin().await;
    let (meeting, case) = (ward.opinion("Nhất trí.").await, super::decisions::case(&ward, "khen_thuong").await);
    let cookie = ward.person("binh", ward.ward, Role::Office).await;
    let tree = &ward.hub.directory().now().tree;
    let seat = shared::access::Place { org: ward.ward, role: Role::Office };
    let mut written = 0;
    let may_write = |org, kind| seat.may_write(org, kind, tree).is_ok();
    for kind in Kind::ALL.into_iter().filter(|kind| may_write(ward.cells[0], *kind) || may_write(ward.ward, *kind)) {
        let path = match kind.spec().origin {
            Origin::Organisation => format!("/records/{}", ward.cells[0].record()),
            Origin::About if kind.spec().speaks_about == ["case"] => begin_about(&ward, &cookie, kind, case).await,
            Origin::About => begin_about(&ward, &cookie, kind, meeting).await,
            Origin::Drawn if kind == Kind::Member => format!("/records/{}", ward.member),
            Origin::Drawn => begin(&ward, &cookie, kind).await,
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
            if ending == "/add" {
                edit_entry(&ward, &cookie, &path, part.name).await;
            }
        }
    }
    assert!(written > 50, "{written}");
}

/// Begins a record of a kind that stands on its own, from the list of what can be begun; gives its page.
async fn begin(ward: &Ward, cookie: &str, kind: Kind) -> String {
    let address = format!("/records/new/{}", kind.code());
    assert!(ward.get("/records", cookie).await.text.contains(&format!("href=\"{address}\"")), "{address}");
    let mut form = Form::of(&ward.get(&address, cookie).await.text, &address, &[]);
    for name in form.names() {
        let value = fitting(kind, kind.spec().head, &name, &form);
        form = form.fill(&name, &value);
    }
    let begun = send(ward, cookie, &form).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{address}: {}", begun.text);
    begun.location().to_owned()
}

/// Changes every field of the first entry of a list by its own form; what is left as it is writes nothing.
async fn edit_entry(ward: &Ward, cookie: &str, path: &str, part: &str) {
    let text = ward.get(path, cookie).await.text;
    let is_meant = |form: &Form| form.action.ends_with("/set") && form.value("_part") == Some(part);
    let mut form = Form::all(&text).into_iter().find(is_meant).unwrap();
    let before = document(ward, path).await.heads();
    assert_eq!(send(ward, cookie, &form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(document(ward, path).await.heads(), before, "{path} {part}");
    let long = form.names().into_iter().find(|name| {
        let field = name.rsplit('/').next().unwrap();
        let of = Kind::ALL.into_iter().find_map(|kind| kind.spec().part(part)?.field(field));
        of.is_some_and(|field| matches!(field.shape, Shape::Text | Shape::Line))
    });
    let Some(name) = long else { return };
    form = form.fill(&name, "Sửa lại cho đúng");
    let sent = send(ward, cookie, &form).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{path} {part}: {}", sent.text);
    assert!(ward.get(path, cookie).await.text.contains("Sửa lại cho đúng"), "{path} {part}");
}

#[tokio::test]
async fn a_record_is_begun_for_whom_one_writes_and_what_does_not_fit_stays_in_the_form() {
    let ward = Ward::begin().await;
    let cookie = ward.person("binh", ward.ward, Role::Office).await;
    let page = ward.get("/records/new/dialogue", &cookie).await.text;
    let form = Form::of(&page, "/records/new/dialogue", &[]);
    assert_eq!(form.value("_org"), Some(""), "nothing is chosen but by the browser");
    assert!(page.contains(&ward.ward.to_string()) && !page.contains(&ward.cells[0].to_string()), "{page}");
    let form = form.fill("_org", &ward.ward.to_string()).fill("title", "Tiếp dân tháng 2").fill("form", "doi_thoai");
    let refused = send(&ward, &cookie, &form).await;
    assert!(refused.text.contains("role=\"alert\"") && refused.text.contains("Tiếp dân tháng 2"), "{}", refused.text);
    assert!(refused.text.contains("value=\"doi_thoai\" selected"), "{}", refused.text);
    let begun = send(&ward, &cookie, &form.clone().fill("on", "2026-02-10")).await;
    let path = begun.location().to_owned();
    assert_eq!(record(&ward, &path).await.head("title"), Some("Tiếp dân tháng 2"));
    // Whose it is leads to the organisation's page, since the ward holds no meetings of a cell.
    assert!(ward.get(&path, &cookie).await.text.contains(&format!("/orgs/{}", ward.ward)));

    // Sent twice, as a tired finger does, it begins one record; what the second one says is not written.
    let twice = form.clone().fill("on", "2026-02-10").fill("title", "Lần hai");
    assert_eq!(send(&ward, &cookie, &twice).await.location(), path);
    assert_eq!(record(&ward, &path).await.head("title"), Some("Tiếp dân tháng 2"));
    // An id that somebody made up leads into no other record: not one's own, not another place's.
    for other in [ward.member.to_string(), ward.cells[0].record().to_string()] {
        let before = ward.hub.open(other.parse().unwrap()).await.unwrap().unwrap().0.heads();
        let body = twice.body().replace(path.rsplit('/').next().unwrap(), &other);
        let answer = ward.post(&twice.action, &cookie, &body).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        assert_eq!(ward.hub.open(other.parse().unwrap()).await.unwrap().unwrap().0.heads(), before);
    }
    for broken in ["", "x", "../../members"] {
        let body = twice.body().replace(path.rsplit('/').next().unwrap(), broken);
        assert_eq!(ward.post(&twice.action, &cookie, &body).await.status, StatusCode::BAD_REQUEST, "{broken}");
    }

    // A denunciation is refused with the reason, and what was typed stays.
    let text = ward.get(&path, &cookie).await.text;
    let petition = Form::of(&text, "/add", &[("_part", "petitions")]);
    let refused = send(&ward, &cookie, &petition.fill("type", "to_cao").fill("text", "Chuyện kín")).await;
    assert!(refused.text.contains("giữ bí mật người tố cáo"), "{}", refused.text);

    // Nobody begins for others what each writes alone, nor a kind that has a way of its own.
    let elsewhere = form.clone().fill("on", "2026-02-10").fill("_org", &ward.cells[0].to_string());
    assert_eq!(send(&ward, &cookie, &elsewhere).await.status, StatusCode::FORBIDDEN);
    for kind in ["meeting", "member", "org", "review", "resolution", "khong_co"] {
        assert_eq!(ward.get(&format!("/records/new/{kind}"), &cookie).await.status, StatusCode::NOT_FOUND, "{kind}");
    }
    let reader = ward.person("chinh", ward.ward, Role::Inspection).await;
    assert_eq!(ward.get("/records/new/dialogue", &reader).await.status, StatusCode::NOT_FOUND);
    assert!(!ward.get("/records", &reader).await.text.contains("/records/new/"));
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

/// The form that writes into a part of the record of a page.
async fn part_form(ward: &Ward, cookie: &str, path: &str, part: &str) -> Form {
    Form::of(&ward.get(path, cookie).await.text, "/set", &[("_part", part)])
}

async fn sent(ward: &Ward, cookie: &str, form: &Form) {
    let answer = send(ward, cookie, form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
}

#[tokio::test]
async fn a_form_writes_what_was_changed_on_it_and_leaves_what_others_wrote_since() {
    let ward = Ward::begin().await;
    let one = ward.person("binh", ward.ward, Role::Office).await;
    let two = ward.person("chi", ward.ward, Role::Standing).await;
    let path = task(&ward, "binh").await;
    let before = part_form(&ward, &one, &path, "about").await;
    sent(&ward, &two, &part_form(&ward, &two, &path, "about").await.fill("how", "Lợp lại mái")).await;
    sent(&ward, &one, &before.clone().fill("product", "Mái mới")).await;
    let read = record(&ward, &path).await;
    assert_eq!((read.head("how"), read.head("product")), (Some("Lợp lại mái"), Some("Mái mới")));
    assert!(read.conflicts.is_empty(), "{:?}", read.conflicts);
    let heads = document(&ward, &path).await.heads();
    sent(&ward, &one, &part_form(&ward, &one, &path, "about").await).await;
    sent(&ward, &one, &before).await;
    assert_eq!(document(&ward, &path).await.heads(), heads, "a form that was not touched writes nothing");
}

#[tokio::test]
async fn a_field_that_takes_a_record_offers_those_that_fit_and_shows_the_one_it_has_by_its_title() {
    let ward = Ward::begin().await;
    let cookie = ward.person("binh", ward.ward, Role::Office).await;
    let inspection = begin(&ward, &cookie, Kind::Inspection).await;
    let form = part_form(&ward, &cookie, &inspection, "about").await;
    assert!(!form.names().contains(&"meeting".to_owned()), "a field with nothing to choose is left out");

    let meeting = ward.opinion("Nhất trí.").await;
    let title = ward.get(&format!("/meetings/{meeting}"), &cookie).await.text;
    let title = title.split_once("<h1").unwrap().1.split_once('>').unwrap().1.split_once("</h1>").unwrap().0.to_owned();
    let form = part_form(&ward, &cookie, &inspection, "about").await;
    assert_eq!(form.first_choice("meeting"), Some(&*meeting.to_string()));
    sent(&ward, &cookie, &form.fill("meeting", &meeting.to_string())).await;
    assert_eq!(record(&ward, &inspection).await.head("meeting"), Some(&*meeting.to_string()));
    let shown = ward.get(&inspection, &cookie).await.text;
    assert!(shown.contains(&format!("<a href=\"/meetings/{meeting}\">{title}</a>")), "{title}: {shown}");

    // A record that is not there is sent back as it is, and told as what it is.
    let gone = DocId::from_bytes([77; 16]).to_string();
    let form = part_form(&ward, &cookie, &inspection, "about").await;
    sent(&ward, &cookie, &form.fill("meeting", &gone)).await;
    let form = part_form(&ward, &cookie, &inspection, "about").await;
    assert_eq!(form.value("meeting"), Some(&*gone));
    sent(&ward, &cookie, &form).await;
    assert_eq!(record(&ward, &inspection).await.head("meeting"), Some(&*gone));
}

#[tokio::test]
async fn two_who_change_one_field_are_both_shown_and_only_who_writes_it_decides() {
    let ward = Ward::begin().await;
    let one = ward.person("binh", ward.ward, Role::Office).await;
    let two = ward.person("chi", ward.ward, Role::Standing).await;
    let path = task(&ward, "binh").await;
    let forms = [part_form(&ward, &one, &path, "about").await, part_form(&ward, &two, &path, "about").await];
    sent(&ward, &one, &forms[0].clone().fill("due", "2026-12-01")).await;
    sent(&ward, &two, &forms[1].clone().fill("due", "2026-12-24")).await;
    let page = ward.get(&path, &one).await;
    for said in ["01/12/2026", "24/12/2026", "Đang có nhiều giá trị khác nhau"] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    sent(&ward, &one, &part_form(&ward, &one, &path, "about").await.fill("how", "Lợp lại mái")).await;
    let read = record(&ward, &path).await;
    assert_eq!(read.conflicts.len(), 1, "what was not touched is not decided: {:?}", read.conflicts);
    sent(&ward, &one, &part_form(&ward, &one, &path, "about").await.fill("due", "2026-12-01")).await;
    let read = record(&ward, &path).await;
    assert_eq!((read.head("due"), read.conflicts.len()), (Some("2026-12-01"), 0));
}

#[tokio::test]
async fn a_person_who_is_left_as_they_are_is_the_same_person_among_namesakes() {
    let ward = Ward::begin().await;
    let cookie = ward.person("binh", ward.ward, Role::Office).await;
    let namesake = DocId::from_bytes([6; 16]);
    let named = |edit: &mut Edit<'_>| shared::member::set_field(edit, "full_name", "Đặng Thị Hòa");
    write_as(&ward, "binh", &Seed::Id(Kind::Member, namesake), named).await;
    let path = task(&ward, "binh").await;
    sent(&ward, &cookie, &part_form(&ward, &cookie, &path, "about").await.fill("lead", &namesake.to_string())).await;
    let form = part_form(&ward, &cookie, &path, "about").await;
    assert_eq!(form.value("lead"), Some("Đặng Thị Hòa"));
    sent(&ward, &cookie, &form.fill("how", "Lợp lại mái")).await;
    let read = record(&ward, &path).await;
    assert_eq!(read.head("lead"), Some(namesake.to_string().as_str()));
}

#[tokio::test]
async fn a_form_that_is_not_taken_comes_back_with_everything_that_was_typed() {
    let ward = Ward::begin().await;
    let cookie = ward.person("binh", ward.ward, Role::Office).await;
    let path = task(&ward, "binh").await;
    let page = ward.get(&path, &cookie).await.text;
    let long = "Đã họp với tổ dân phố, thống nhất lợp lại mái trước mùa mưa.";

    let set = Form::of(&page, "/set", &[("_part", "about")]).fill("how", long).fill("due", "mùa xuân");
    let back = Form::of(&send(&ward, &cookie, &set).await.text, "/set", &[("_part", "about")]);
    assert_eq!((back.value("how"), back.value("due")), (Some(long), Some("mùa xuân")));

    let urging = |page: &str| Form::of(page, "/add", &[("_part", "urging")]);
    let add = urging(&page).fill("text", long).fill("kind", "don_doc").fill("on", "hôm qua");
    let answer = send(&ward, &cookie, &add).await.text;
    let back = urging(&answer);
    assert_eq!(
        (back.value("text"), back.value("on"), back.value("kind")),
        (Some(long), Some("hôm qua"), Some("don_doc"))
    );
    assert!(answer.contains("<details open>"), "the form is in sight");
    sent(&ward, &cookie, &back.fill("on", "2026-11-20")).await;
    assert_eq!(record(&ward, &path).await.part("urging").unwrap().entries.len(), 1);

    let unknown = add.clone().fill("_heads", &"ab".repeat(32));
    assert_eq!(urging(&send(&ward, &cookie, &unknown).await.text).value("text"), Some(long));
    let unknown = send(&ward, &cookie, &set.fill("_heads", &"ab".repeat(32))).await.text;
    assert!(unknown.contains("Đã gõ mà chưa ghi") && unknown.contains(long), "{unknown}");
    assert_eq!(record(&ward, &path).await.head("how"), None, "nothing of it is written");
}

#[tokio::test]
async fn of_two_persons_in_dispute_the_page_says_the_names() {
    let ward = Ward::begin().await;
    let one = ward.person("binh", ward.ward, Role::Office).await;
    let path = task(&ward, "binh").await;
    let form = part_form(&ward, &one, &path, "about").await;
    sent(&ward, &one, &form.clone().fill("lead", "Trần Văn Giàu")).await;
    sent(&ward, &one, &form.fill("lead", "Lê Thị Sen")).await;
    let read = record(&ward, &path).await;
    assert_eq!(read.conflicts.len(), 1, "{:?}", read.conflicts);
    let page = ward.get(&path, &one).await.text;
    let disputed = &page[page.find("id=\"conflicts\"").or_else(|| page.find("conflict")).unwrap()..];
    for name in ["Trần Văn Giàu", "Lê Thị Sen"] {
        assert!(disputed.contains(name), "{name}: {page}");
    }
    let told = &page[page.find("id=\"history\"").unwrap()..];
    assert!(told.contains("<ins>Lê Thị Sen</ins>") && !told.contains("khach-"), "{told}");
}

#[tokio::test]
async fn a_text_of_several_lines_is_sent_back_as_it_is_and_merges_with_what_others_write() {
    let ward = Ward::begin().await;
    let cookie = ward.person("binh", ward.ward, Role::Office).await;
    let seed = Seed::Id(Kind::Member, ward.member);
    let path = format!("/records/{}", ward.member);
    write_as(&ward, "binh", &seed, |edit| Ok(edit.rewrite("notes", "\nMột.\nHai <&>.\n")?)).await;
    let form = part_form(&ward, &cookie, &path, "notes").await;
    assert_eq!(form.value("notes"), Some("\nMột.\nHai <&>.\n"));
    write_as(&ward, "binh", &seed, |edit| Ok(edit.rewrite("notes", "\nMột.\nHai <&>.\nBa.\n")?)).await;
    sent(&ward, &cookie, &form).await;
    sent(&ward, &cookie, &form.fill("notes", "\nKhông.\nMột.\nHai <&>.\n")).await;
    let text = record(&ward, &path).await.part("notes").unwrap().text.clone().unwrap();
    assert_eq!(text, "\nKhông.\nMột.\nHai <&>.\nBa.\n");
}

#[tokio::test]
async fn a_code_of_a_newer_app_and_a_date_that_is_none_are_left_as_they_are() {
    let ward = Ward::begin().await;
    let cookie = ward.person("binh", ward.ward, Role::Office).await;
    let path = task(&ward, "binh").await;
    let seed = Seed::Id(Kind::Task, path.rsplit('/').next().unwrap().parse().unwrap());
    write_as(&ward, "binh", &seed, |edit| Ok(edit.put("about", "due", "mùa xuân")?)).await;
    let review = begin_review(&ward, &cookie, ward.opinion("Nhất trí.").await).await;
    let seed = Seed::Id(Kind::Review, review.rsplit('/').next().unwrap().parse().unwrap());
    write_as(&ward, "binh", &seed, |edit| Ok(edit.put("about", "way", "qua_mang")?)).await;
    for (path, control, value) in [(&path, "due", "mùa xuân"), (&review, "way", "qua_mang")] {
        let page = ward.get(path, &cookie).await;
        let form = Form::of(&page.text, "/set", &[("_part", "about")]);
        assert_eq!(form.value(control), Some(value), "{}", page.text);
        assert!(!page.text.contains(&format!("name=\"{control}\" type=\"date\"")), "a browser shows no such date");
        sent(&ward, &cookie, &form).await;
        assert_eq!(record(&ward, path).await.head(control), Some(value));
    }
}

#[tokio::test]
async fn a_form_made_from_what_the_record_never_was_writes_nothing_and_says_so() {
    let ward = Ward::begin().await;
    let cookie = ward.person("binh", ward.ward, Role::Office).await;
    let path = task(&ward, "binh").await;
    let form = part_form(&ward, &cookie, &path, "about").await.fill("how", "Lợp lại mái");
    let heads = document(&ward, &path).await.heads();
    let unknown = send(&ward, &cookie, &form.clone().fill("_heads", &"0a".repeat(32))).await;
    assert_eq!(unknown.status, StatusCode::OK);
    assert!(unknown.text.contains("role=\"alert\"") && unknown.text.contains("nên chưa ghi gì"), "{}", unknown.text);
    let none = send(&ward, &cookie, &form.fill("_heads", "")).await;
    assert_eq!(none.status, StatusCode::BAD_REQUEST);
    assert_eq!(document(&ward, &path).await.heads(), heads);
}

/// Hands the first cell's meeting in, with its content as of no moment.
async fn hand_in(ward: &Ward) {
    let handed = |edit: &mut Edit<'_>| {
        let leaf = format!("submitted/{}", ward.device());
        Ok(edit.put("adoption", &leaf, ContentDigest::from_bytes([1; 32]).to_string())?)
    };
    assert!(matches!(ward.write(handed).await.1, Fate::Merged(_)));
}

/// The form of a step of the record of a page, filled.
async fn step_form(ward: &Ward, cookie: &str, path: &str, step: &str) -> Form {
    let form = Form::of(&ward.get(path, cookie).await.text, "/step", &[("_step", step)]);
    form.names().iter().fold(form, |form, name| form.fill(name, if name == "reason" { "Thiếu" } else { "2026-11-20" }))
}

#[tokio::test]
async fn a_step_that_attests_what_was_read_keeps_what_the_page_spoke_of_or_is_not_taken() {
    let ward = Ward::begin().await;
    let cookie = ward.person("binh", ward.ward, Role::PartyBuilding).await;
    let meeting = ward.opinion("Nhất trí.").await;
    hand_in(&ward).await;
    let review = begin_review(&ward, &cookie, meeting).await;
    let accept = step_form(&ward, &cookie, &review, "accept").await;
    ward.opinion("Không nhất trí.").await;
    let refused = send(&ward, &cookie, &accept).await;
    assert_eq!(refused.status, StatusCode::OK);
    assert!(refused.text.contains("Hồ sơ đang xem xét đã thay đổi"), "{}", refused.text);
    assert_eq!(record(&ward, &review).await.head("accepted"), None);
    let bare = step_form(&ward, &cookie, &review, "accept").await.fill("_about", "");
    assert_eq!(send(&ward, &cookie, &bare).await.status, StatusCode::OK);
    sent(&ward, &cookie, &step_form(&ward, &cookie, &review, "accept").await).await;
    let read = document(&ward, &format!("/records/{meeting}")).await.content_digest().to_string();
    assert_eq!(record(&ward, &review).await.head("accepted"), Some(read.as_str()));
}

#[tokio::test]
async fn a_step_is_not_taken_over_what_somebody_else_decided_since() {
    let ward = Ward::begin().await;
    let one = ward.person("binh", ward.ward, Role::PartyBuilding).await;
    let two = ward.person("chi", ward.ward, Role::Standing).await;
    let meeting = ward.opinion("Nhất trí.").await;
    hand_in(&ward).await;
    let review = begin_review(&ward, &one, meeting).await;
    let accept = step_form(&ward, &one, &review, "accept").await;
    sent(&ward, &two, &step_form(&ward, &two, &review, "return").await).await;
    let refused = send(&ward, &one, &accept).await;
    assert!(refused.status == StatusCode::OK && refused.text.contains("nên chưa ghi gì"), "{}", refused.text);
    let read = record(&ward, &review).await;
    assert_eq!((read.state.as_str(), read.conflicts.len()), ("tra_lai", 0));
}

#[tokio::test]
async fn whatever_shows_a_record_is_noted_as_read() {
    let ward = Ward::begin().await;
    let cookie = ward.person("binh", ward.ward, Role::Office).await;
    let path = task(&ward, "binh").await;
    let noted = async || ward.actions().await.iter().filter(|entry| entry.starts_with("read_record|")).count();
    assert_eq!(noted().await, 0);
    let form = part_form(&ward, &cookie, &path, "about").await;
    assert_eq!(noted().await, 1);
    let unfit = send(&ward, &cookie, &form.clone().fill("due", "mùa xuân")).await;
    assert!(unfit.text.contains("Sửa nhà văn hóa"), "{}", unfit.text);
    assert_eq!(noted().await, 2);
    let heads = form.value("_heads").unwrap();
    let finish = format!("csrf={}&_heads={heads}&_step=finish&done_on=2026-02-02", form.value("csrf").unwrap());
    let refused = ward.post(&format!("{path}/step"), &cookie, &finish).await;
    assert!(refused.status == StatusCode::OK && refused.text.contains("Sửa nhà văn hóa"), "{}", refused.text);
    assert_eq!(noted().await, 3);
    sent(&ward, &cookie, &form.fill("how", "Lợp lại mái")).await;
    assert_eq!(noted().await, 3, "who is led on has read nothing yet");
}

#[tokio::test]
async fn a_record_that_cannot_be_written_now_says_that_it_is_for_now() {
    let ward = Ward::begin().await;
    let cookie = ward.person("binh", ward.ward, Role::Office).await;
    let path = task(&ward, "binh").await;
    let form = part_form(&ward, &cookie, &path, "about").await.fill("how", "Lợp lại mái");
    let told = ward.hub.store().write(|_| Err::<(), _>(StoreError::damaged_on_purpose())).await;
    assert!(matches!(told, Err(StoreError::ReadOnly(_))), "{told:?}");
    let refused = send(&ward, &cookie, &form).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{}", refused.text);
    assert!(refused.headers.contains_key(header::RETRY_AFTER));
}

#[tokio::test]
async fn who_signs_at_the_console_is_nobody_of_the_cells_register_whoever_bears_their_name() {
    let ward = Ward::begin().await;
    let cookie = ward.person("binh", ward.ward, Role::PartyBuilding).await;
    let namesake = DocId::from_bytes([6; 16]);
    let named = |edit: &mut Edit<'_>| shared::member::set_field(edit, "full_name", "Lê Văn An");
    ward.person("dung", ward.ward, Role::Office).await;
    write_as(&ward, "dung", &Seed::Id(Kind::Member, namesake), named).await;
    let path = task(&ward, "binh").await;
    let urge = |page: &str| {
        let form = Form::of(page, "/add", &[("_part", "urging")]).fill("kind", "don_doc").fill("on", "2026-02-02");
        form.fill("text", "Làm ngay")
    };
    let form = urge(&ward.get(&path, &cookie).await.text);
    sent(&ward, &cookie, &form).await;
    let forged = ward.post(&form.action, &cookie, &format!("{}&by={namesake}", form.body())).await;
    assert_eq!(forged.status, StatusCode::SEE_OTHER);
    let read = record(&ward, &path).await;
    let signed: Vec<_> = read
        .part("urging")
        .unwrap()
        .entries
        .iter()
        .map(|entry| {
            let by = entry.fields.iter().find(|field| field.name == "by").unwrap();
            (by.value == namesake.to_string(), by.person.clone().unwrap())
        })
        .collect();
    assert_eq!(signed, vec![(false, "Lê Văn An".to_owned()); 2]);
}

#[tokio::test]
async fn what_the_ward_has_not_seen_is_marked_and_can_be_listed_until_somebody_marks_it() {
    let ward = Ward::begin().await;
    let cookie = ward.person("binh", ward.ward, Role::PartyBuilding).await;
    let superior = ward.person("chi", ward.ward, Role::Inspection).await;
    let path = task(&ward, "binh").await;
    let listed = async || ward.get("/records?unseen=1", &cookie).await.text;
    let page = listed().await;
    assert!(page.contains(&path) && page.contains("Chưa xem"), "{page}");
    assert!(!page.contains("Chi bộ Khóm 1</a>"), "the ward's own records wait for nobody");
    assert!(ward.get("/records?unseen=1&kind=org", &cookie).await.text.contains("Không có hồ sơ nào"));
    assert!(!ward.get("/records", &superior).await.text.contains("Chưa xem"), "who marks nothing is asked for nothing");
    let mark = Form::of(&ward.get(&path, &cookie).await.text, "/seen", &[]);
    let refused = ward.post(&mark.action, &superior, &mark.body()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    sent(&ward, &cookie, &mark).await;
    assert!(!listed().await.contains(&path));
    assert!(!ward.get(&path, &cookie).await.text.contains("/seen\""));
    sent(&ward, &cookie, &part_form(&ward, &cookie, &path, "about").await.fill("how", "Lợp lại mái")).await;
    sent(&ward, &cookie, &mark).await;
    assert!(listed().await.contains(&path), "what came after the page was made stays unseen");
}

#[tokio::test]
async fn a_search_of_the_records_is_noted_with_cell_kind_and_count_in_words() {
    let ward = Ward::begin().await;
    let cookie = ward.person("binh", ward.ward, Role::Office).await;
    let path = task(&ward, "binh").await;
    assert_eq!(ward.get("/records?kind=%3Cb%3E", &cookie).await.status, StatusCode::NOT_FOUND);
    let cell = ward.cells[0];
    assert_eq!(ward.get(&format!("/records?kind=task&cell={cell}"), &cookie).await.status, StatusCode::OK);
    assert_eq!(ward.get(&path, &cookie).await.status, StatusCode::OK);
    let actions = ward.actions().await;
    assert!(actions.contains(&format!("search_records|{cell}|task 1")), "{actions:?}");
    let page = ward.get("/audit", &cookie).await.text;
    for said in ["Tìm trong danh sách hồ sơ", "Nhiệm vụ: 1 hồ sơ<", ">Xem hồ sơ<"] {
        assert!(page.contains(said), "{said}: {page}");
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
    hand_in(&ward).await;
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

    let heads = document(&ward, &path).await.heads().to_text();
    let foreign = format!("csrf={}&_heads={heads}&place=x", ward.get(&path, &reviewer).await.token());
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

#[tokio::test]
async fn two_regulations_in_force_in_one_term_are_told_of_each_other() {
    let ward = Ward::begin().await;
    let cookie = ward.person("binh", ward.ward, Role::Office).await;
    let author = ConsoleAuthor::of(&ward.hub, "binh").await.unwrap();
    let mut pages = Vec::new();
    for (at, term) in [(1, "2025-2030"), (2, "2025-2030"), (3, "2020-2025")] {
        let seed = Seed::Id(Kind::Regulation, DocId::from_bytes([at; 16]));
        let write = |edit: &mut Edit<'_>| -> Result<(), WriteError> {
            edit.put("about", "title", format!("Quy chế {at}"))?;
            edit.put("about", "term", term)?;
            Ok(edit.put("about", "state", if at == 2 { "da_thong_qua" } else { "hieu_luc" })?)
        };
        author.write(&ward.hub, ward.ward, &seed, write).await.unwrap();
        pages.push(format!("/records/{}", seed.doc()));
    }
    let told = |text: &str| text.contains("chỉ giữ một");
    assert!(!told(&ward.get(&pages[0], &cookie).await.text), "the other one is not in force yet");
    let form = Form::of(&ward.get(&pages[1], &cookie).await.text, "/step", &[("_step", "issue")]);
    let form = form.fill("number", "5").fill("issued_on", "2026-02-01").fill("in_force_from", "2026-02-01");
    assert_eq!(send(&ward, &cookie, &form).await.status, StatusCode::SEE_OTHER);
    for (page, other) in [(&pages[0], "Quy chế 2"), (&pages[1], "Quy chế 1")] {
        let text = ward.get(page, &cookie).await.text;
        assert!(told(&text) && text.contains(other), "{text}");
    }
    assert!(!told(&ward.get(&pages[2], &cookie).await.text), "another term");
}
