//! A record reviewed on one page: what is said, decided, and refused because something changed.

use axum::http::StatusCode;
use shared::access::Role;
use shared::doc::{Edit, Kind, Seed};
use shared::id::DocId;
use shared::key::AboutKey;
use shared::meeting::rewrite_minutes;
use shared::record::RecordView;

use super::form::Form;
use super::ward::{Answer, Ward};

const MINUTES: &str = "I. Chi bộ hoàn thành 4 trên 5 nhiệm vụ.\nII. Tổ 3 theo dõi việc thu bảo hiểm y tế.";

/// A ward whose first cell handed a meeting in, and somebody who reviews it.
async fn begun() -> (Ward, String, DocId, String) {
    let ward = Ward::begin().await;
    ward.opinion("Nhất trí.").await;
    ward.write(|edit| rewrite_minutes(edit, MINUTES)).await;
    let meeting = ward.hand_in().await;
    let cookie = ward.person("binh", ward.ward, Role::PartyBuilding).await;
    let path = format!("/review/{meeting}");
    (ward, cookie, meeting, path)
}

fn form(page: &str, ending: &str) -> Form {
    Form::all(page).into_iter().find(|form| form.action.ends_with(ending)).unwrap_or_else(|| panic!("{ending}: {page}"))
}

async fn send(ward: &Ward, cookie: &str, form: &Form) -> Answer {
    ward.post(&form.action, cookie, &form.body()).await
}

async fn review(ward: &Ward, meeting: DocId) -> Option<RecordView> {
    let key = AboutKey { kind: Kind::Review, org: ward.cells[0], about: meeting, ordinal: 1 };
    let found = ward.hub.open(Seed::About(key).doc()).await.unwrap();
    found.map(|(doc, _)| RecordView::of(&doc))
}

fn notice(answer: &Answer) -> String {
    answer.cookie("__Host-sen-notice").rsplit('=').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_meeting_is_read_answered_and_accepted_with_one_page_load() {
    let (ward, cookie, meeting, path) = begun().await;
    let page = ward.get(&path, &cookie).await;
    for said in ["4 trên 5 nhiệm vụ", "Nhất trí.", "Mới gửi", "Việc 1", "Số liệu khớp nhau", "Chưa xem"]
    {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let digest = ward.hub.open(meeting).await.unwrap().unwrap().0.content_digest().to_string();
    let accepted = send(&ward, &cookie, &form(&page.text, "/accept")).await;
    assert_eq!((accepted.location(), notice(&accepted)), ("/queue", "accepted".to_owned()));
    let read = review(&ward, meeting).await.unwrap();
    assert_eq!((&*read.state, read.head("accepted")), ("chap_nhan", Some(&*digest)));
    let page = ward.get(&path, &cookie).await.text;
    assert!(page.contains("Đã chấp nhận đúng bản này") && page.contains("Đã xem"), "{page}");
    assert!(ward.get("/queue", &cookie).await.text.contains("Không có việc nào chờ"));
}

#[tokio::test]
async fn a_decision_about_another_version_is_not_taken_and_the_difference_is_shown() {
    let (ward, cookie, meeting, path) = begun().await;
    let page = ward.get(&path, &cookie).await.text;
    ward.write(|edit| rewrite_minutes(edit, &MINUTES.replace("Tổ 3", "Đồng chí Phượng"))).await;
    let accepted = send(&ward, &cookie, &form(&page, "/accept")).await;
    assert_eq!(accepted.status, StatusCode::OK);
    assert!(accepted.text.contains("Chưa ghi gì"), "{}", accepted.text);
    for piece in ["<del><span class=\"unseen\">bỏ: </span>Tổ 3</del>", "thêm: </span>Đồng chí Phượng</ins> theo dõi"]
    {
        assert!(accepted.text.contains(piece), "{piece}: {}", accepted.text);
    }
    let returned = form(&page, "/return").fill("reason", "Thiếu ngày").fill("due", "2026-02-20");
    let returned = send(&ward, &cookie, &returned.fill("requests", "Ghi ngày")).await;
    let kept = form(&returned.text, "/return");
    let typed = ["reason", "due", "requests"].map(|name| kept.value(name).unwrap_or_default().to_owned());
    assert_eq!(typed, ["Thiếu ngày", "2026-02-20", "Ghi ngày"], "what was typed stays");
    let remark = Form::all(&page).into_iter().find(|form| form.value("passage").is_some()).unwrap();
    let remarked = send(&ward, &cookie, &remark.fill("text", "Ai theo dõi?")).await;
    assert!(remarked.text.contains("Chưa ghi gì"));
    assert!(send(&ward, &cookie, &form(&page, "/seen")).await.text.contains("Chưa ghi gì"));
    assert!(review(&ward, meeting).await.is_none(), "nothing of it is written");
    assert!(ward.get("/queue?lane=new", &cookie).await.text.contains(&path), "and nothing is seen");
}

#[tokio::test]
async fn what_is_returned_has_a_reason_a_day_and_requests_and_comes_back_with_the_answer() {
    let (ward, cookie, meeting, path) = begun().await;
    let page = ward.get(&path, &cookie).await.text;
    let bare = send(&ward, &cookie, &form(&page, "/return").fill("due", "2026-02-20")).await;
    assert!(bare.status == StatusCode::OK && bare.text.contains("cần ghi lý do"), "{}", bare.text);
    assert_eq!(form(&bare.text, "/return").value("due"), Some("2026-02-20"));
    assert!(review(&ward, meeting).await.is_none());
    let filled = form(&page, "/return").fill("reason", "Nhiệm vụ 2 thiếu hạn").fill("due", "2026-02-20");
    let returned = send(&ward, &cookie, &filled.fill("requests", "Ghi hạn\n\nGhi người phụ trách")).await;
    assert_eq!(notice(&returned), "returned");
    let read = review(&ward, meeting).await.unwrap();
    assert_eq!((&*read.state, read.part("requests").unwrap().entries.len()), ("tra_lai", 2));
    let waiting = ward.get("/queue?lane=at_cell", &cookie).await.text;
    assert!(waiting.contains("hẹn trả lời 20/02/2026"), "{waiting}");
    ward.clock.fetch_add(30 * 24 * 60 * 60 * 1000, std::sync::atomic::Ordering::Relaxed);
    let cookie = ward.sign_in("binh", super::ward::PASSWORD).await.cookie("__Host-sen");
    let late = ward.get("/queue?lane=answered", &cookie).await.text;
    assert!(late.contains("quá hẹn") && late.contains("chưa có trả lời"), "{late}");
    let entry = read.part("requests").unwrap().entries[0].name.clone();
    ward.reply(meeting, &format!("requests/{entry}"), "Đã ghi hạn 20/02.").await;
    let page = ward.get(&path, &cookie).await.text;
    assert!(page.contains("Đã ghi hạn 20/02.") && page.contains("Trả lời, quá hẹn"), "{page}");
    let closed = send(&ward, &cookie, &form(&page, "/settle")).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER);
    let page = ward.get(&path, &cookie).await.text;
    send(&ward, &cookie, &form(&page, "/accept")).await;
    assert!(ward.get("/queue", &cookie).await.text.contains("Không có việc nào chờ"));
}

#[tokio::test]
async fn a_remark_stands_beside_its_passage_with_the_cells_answer_until_it_is_resolved() {
    let (ward, cookie, meeting, path) = begun().await;
    let page = ward.get(&path, &cookie).await.text;
    let remark = Form::all(&page).into_iter().filter(|form| form.value("passage").is_some()).nth(1).unwrap();
    assert!(remark.value("passage").unwrap().starts_with("II. Tổ 3"));
    assert_eq!(notice(&send(&ward, &cookie, &remark.fill("text", "Ai theo dõi?")).await), "remarked");
    let entry = review(&ward, meeting).await.unwrap().part("remarks").unwrap().entries[0].name.clone();
    ward.reply(meeting, &entry, "Đồng chí Phượng theo dõi.").await;
    let page = ward.get(&path, &cookie).await.text;
    let beside = page.split("id=\"p2\"").nth(1).unwrap().split("id=\"p3\"").next().unwrap();
    let beside = beside.split("</section>").next().unwrap();
    for said in ["Ai theo dõi?", "Lê Văn An", "Chi bộ trả lời", "Đồng chí Phượng theo dõi."] {
        assert!(beside.contains(said), "{said}: {beside}");
    }
    assert_eq!(send(&ward, &cookie, &form(&page, "/settle")).await.status, StatusCode::SEE_OTHER);
    assert!(ward.get(&path, &cookie).await.text.contains("Đã giải quyết"));
    ward.write(|edit| rewrite_minutes(edit, "I. Viết lại.")).await;
    let page = ward.get(&path, &cookie).await.text;
    assert!(page.contains("Đoạn đã đổi hoặc không còn") && page.contains("Ai theo dõi?"), "{page}");
}

#[tokio::test]
async fn the_checklist_is_kept_and_a_colleagues_is_not_written_over() {
    let (ward, cookie, meeting, path) = begun().await;
    let other = ward.person("chi", ward.ward, Role::Standing).await;
    let [mine, theirs] = [ward.get(&path, &cookie).await.text, ward.get(&path, &other).await.text];
    let checked = form(&mine, "/check").fill("check-on_time", "true").fill("note-on_time", "05/02");
    assert_eq!(notice(&send(&ward, &cookie, &checked).await), "checked");
    let late = form(&theirs, "/check").fill("check-on_time", "false");
    let late = send(&ward, &other, &late).await;
    assert!(late.text.contains("đồng nghiệp vừa ghi"), "{}", late.text);
    assert_eq!(form(&late.text, "/check").value("check-on_time"), Some("false"), "what was chosen stays");
    let late = send(&ward, &other, &form(&theirs, "/accept")).await;
    assert!(late.text.contains("đồng nghiệp vừa ghi"), "{}", late.text);
    let read = review(&ward, meeting).await.unwrap();
    assert_eq!((read.conflicts.len(), read.part("checklist").unwrap().entries.len()), (0, 1));
    assert_eq!(form(&ward.get(&path, &other).await.text, "/check").value("note-on_time"), Some("05/02"));
}

#[tokio::test]
async fn who_reads_again_sees_word_by_word_what_differs_from_what_they_read() {
    let (ward, cookie, meeting, path) = begun().await;
    let page = ward.get(&path, &cookie).await.text;
    assert!(!page.contains("<ins>") && !page.contains("<del>"), "{page}");
    assert_eq!(notice(&send(&ward, &cookie, &form(&page, "/seen")).await), "seen");
    ward.write(|edit| rewrite_minutes(edit, &MINUTES.replace("4 trên 5", "5 trên 5"))).await;
    ward.hand_in().await;
    let page = ward.get(&path, &cookie).await.text;
    assert!(page.contains("<del><span class=\"unseen\">bỏ: </span>4</del><ins>"), "{page}");
    assert!(page.contains("Sửa sau khi đọc") && page.contains("thêm 1 chữ"), "{page}");
    let other = ward.person("chi", ward.ward, Role::Standing).await;
    assert!(!ward.get(&path, &other).await.text.contains("<del>"), "another person read nothing yet");
    assert!(!ward.get(&format!("/review/{meeting}?so=now"), &cookie).await.text.contains("<del>"));
}

#[tokio::test]
async fn a_disputed_figure_is_a_range_and_who_decided_stays_to_be_read() {
    let (ward, cookie, _, path) = begun().await;
    let counted = |figure: i64| move |edit: &mut Edit<'_>| edit.put("votes", "nghi_quyet/for", figure).unwrap();
    ward.write(|edit| {
        let vote = shared::meeting::vote::VoteKey::from_text("nghi_quyet").unwrap();
        let tally = shared::meeting::vote::Tally { eligible: Some(20), ..Default::default() };
        shared::meeting::vote::record_vote(edit, &vote, &tally)
    })
    .await;
    ward.apart([&counted(19), &counted(18)]).await;
    let page = ward.get(&path, &cookie).await.text;
    for said in ["<dd>18–19</dd>", "Như nhau ở cả hai trường hợp", "<b>18</b>", "<b>19</b>", "Máy của Hòa"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("<dd>19</dd>") && !page.contains("<dd>18</dd>"), "no side's figure stands as agreed");
    assert!(page.contains("chỗ chưa thống nhất; “đã xem” không giải quyết"), "{page}");
    ward.write(|edit| Ok(edit.put("votes", "nghi_quyet/for", 18)?)).await;
    let page = ward.get(&path, &cookie).await.text;
    assert!(page.contains("Đã quyết định") && page.contains("Đặng Thị Hòa chọn lúc"), "{page}");
    assert!(page.contains("<dd>18</dd>"));
}

#[tokio::test]
async fn a_disputed_roll_is_a_range_and_says_whose_line_it_is() {
    let (ward, cookie, meeting, path) = begun().await;
    let (member, guest) = (ward.member.to_string(), shared::meeting::Person::guest("Nguyễn Văn Tư"));
    let hoa = shared::meeting::Person::member(ward.member, "Đặng Thị Hòa");
    ward.write(|edit| {
        use shared::meeting::roll::{Attendance, Standing, mark_attendance};
        mark_attendance(edit, &guest, &Standing::Official, &Attendance::Present, None)?;
        mark_attendance(edit, &hoa, &Standing::Official, &Attendance::Unrecorded, None)
    })
    .await;
    let marked = |status: &'static str| {
        let leaf = format!("{member}/status");
        move |edit: &mut Edit<'_>| edit.put("roll", &leaf, status).unwrap()
    };
    ward.apart([&marked("co_mat"), &marked("vang_khong_ly_do")]).await;
    let page = ward.get(&path, &cookie).await.text;
    for said in ["1–2/2", "<dd>0–1</dd>", "50\u{a0}% – 100\u{a0}%", "Ghi khác nhau, chưa ai quyết định"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let queue = ward.get("/queue?lane=disputed", &cookie).await.text;
    assert!(queue.contains(&format!("/review/{meeting}")), "{queue}");
    let cell = ward.get(&format!("/cells/{}", ward.cells[0]), &cookie).await.text;
    assert!(
        !cell.contains("<span>1/2</span>") && !cell.contains("<span>2/2</span>"),
        "no side's figure stands in a list: {cell}"
    );
}

#[tokio::test]
async fn who_stands_elsewhere_may_only_look_or_brings_no_token_decides_nothing() {
    let (ward, cookie, meeting, path) = begun().await;
    let page = ward.get(&path, &cookie).await.text;
    let actions = ["remark", "settle", "check", "return", "accept", "reopen", "seen"];
    let body = form(&page, "/accept").body();
    let (_, without_token) = body.split_once('&').unwrap();
    let elsewhere = ward.person("khac", ward.cells[1], Role::Office).await;
    let theirs = format!("csrf={}&{without_token}", ward.get("/queue", &elsewhere).await.token());
    let inspector = ward.person("ubkt", ward.ward, Role::Inspection).await;
    let looked = ward.get(&path, &inspector).await;
    assert_eq!(looked.status, StatusCode::OK);
    assert!(!looked.text.contains("/accept") && !looked.text.contains("/remark"), "{}", looked.text);
    let inspectors = format!("csrf={}&{without_token}", looked.token());
    for action in actions {
        let path = format!("{path}/{action}");
        assert_eq!(ward.post(&path, &elsewhere, &theirs).await.status, StatusCode::NOT_FOUND, "{action}");
        assert_eq!(ward.post(&path, &inspector, &inspectors).await.status, StatusCode::FORBIDDEN, "{action}");
        assert_eq!(ward.post(&path, &cookie, without_token).await.status, StatusCode::BAD_REQUEST, "{action}");
        assert_eq!(ward.post(&path, "", &body).await.status, StatusCode::SEE_OTHER, "{action}");
    }
    let superior = ward.person("tren", ward.ward, Role::Superior).await;
    assert_eq!(ward.get(&path, &superior).await.status, StatusCode::FORBIDDEN);
    assert!(review(&ward, meeting).await.is_none());
    for other in [format!("/review/{}", ward.member), "/review/x".to_owned()] {
        assert_eq!(ward.get(&other, &cookie).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_draft_says_that_it_is_one_and_is_neither_returned_nor_accepted() {
    let ward = Ward::begin().await;
    let meeting = ward.opinion("Nhất trí.").await;
    let cookie = ward.person("binh", ward.ward, Role::PartyBuilding).await;
    let page = ward.get(&format!("/review/{meeting}"), &cookie).await.text;
    assert!(page.contains("Chi bộ chưa gửi") && !page.contains("/accept") && !page.contains("/return"), "{page}");
    let body = form(&page, "/seen").body();
    let forged = ward.post(&format!("/review/{meeting}/accept"), &cookie, &body).await;
    assert!(forged.status == StatusCode::OK && forged.text.contains("role=\"alert\""), "{}", forged.text);
    assert!(review(&ward, meeting).await.is_none());
}
