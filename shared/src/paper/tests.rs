use std::io::{Cursor, Read as _};

use quick_xml::events::Event;

use super::*;
use crate::doc::{ChunkForm, Doc, Pen, Seed};
use crate::id::{DeviceId, DocId, OrgId};
use crate::key::{AboutKey, MeetingKey, MeetingKind};
use crate::kind::Kind;
use crate::meeting::adoption::{self, Adoption};
use crate::meeting::agenda::{Saying, item_key, put_item, say};
use crate::meeting::roll::{Attendance, Standing, mark_attendance};
use crate::meeting::vote::{Matter, Method, Tally, VoteKey, record_vote};
use crate::meeting::{MeetingView, Particulars, Person, State, rewrite_minutes, score, set_particulars};
use crate::record::{Context, FieldPath, RecordView, write};
use crate::rules::Rules;
use crate::time::{CivilDate, ClockTime, Timestamp};
use crate::words::Words;

mod gathered;
mod records;

const CELL: OrgId = OrgId::from_bytes(*b"chi-bo-khom-mot!");

fn signer(n: u8) -> crate::SigningKey {
    crate::SigningKey::from_bytes(&[n; 32])
}

fn device(n: u8) -> DeviceId {
    DeviceId::of_key(&signer(n).verifying_key().to_bytes())
}

fn pen(n: u8) -> Pen {
    Pen::new(device(n), [n; 8])
}

fn at(minutes: i64) -> Timestamp {
    Timestamp::from_ms(1_793_880_000_000 + minutes * 60_000)
}

const NAMES: [&str; 5] = ["Lê Văn Tám", "Nguyễn Thị Sen", "Trần Văn Bưởi", "Phạm Thị Lan", "Huỳnh Văn Thốt"];

fn member(n: u8) -> Person {
    Person::member(DocId::from_bytes([n; 16]), NAMES[usize::from(n) - 1])
}

fn member_of(asked: DeviceId) -> Option<DocId> {
    (1..=5).find(|n| device(*n) == asked).map(|n| DocId::from_bytes([n; 16]))
}

fn author(asked: DeviceId) -> String {
    let found = (1..=5).find(|n| device(*n) == asked);
    found.map_or_else(|| "máy lạ".to_owned(), |n| NAMES[usize::from(n) - 1].to_owned())
}

fn desk<'a>(record: (Kind, &'a crate::node::Node)) -> Desk<'a> {
    Desk {
        words: Words::of(Language::Vi),
        superior: Some("Đảng ủy phường Sen Hồng"),
        issuer: Some("Chi bộ khóm 1"),
        is_committee: false,
        rules: Rules::shipped(),
        record,
        author: &author,
        post: &|person| (person == DocId::from_bytes([1; 16]).to_string()).then(|| "bi_thu".to_owned()),
    }
}

fn empty_meeting() -> Doc {
    let date = CivilDate::new(2026, 11, 3).unwrap();
    MeetingKey { org: CELL, kind: MeetingKind::Regular, date, ordinal: 1 }.open()
}

fn held() -> Doc {
    let mut doc = empty_meeting();
    let head = Particulars {
        starts_at: ClockTime::new(19, 0),
        ends_at: ClockTime::new(20, 45),
        place: Some("Nhà văn hóa khóm 1".to_owned()),
        chair: Some(member(1)),
        minute_taker: Some(member(2)),
        state: Some(State::Closed),
        ..Particulars::default()
    };
    doc.edit(&pen(1), at(0), |e| {
        set_particulars(e, &head)?;
        for n in [1, 2, 3] {
            mark_attendance(e, &member(n), &Standing::Official, &Attendance::Present, None)?;
        }
        mark_attendance(e, &member(4), &Standing::Official, &Attendance::AbsentExcused, Some("ốm, nằm viện"))?;
        mark_attendance(e, &member(5), &Standing::Official, &Attendance::Exempt, None)?;
        mark_attendance(e, &Person::guest("Võ Thị Khách"), &Standing::Guest, &Attendance::Guest, None)?;
        put_item(e, "Làm đường khóm 1", 1, Some(&member(2)))?;
        put_item(e, "Phương hướng tháng 12", 2, None)?;
        let road = item_key("Làm đường khóm 1");
        say(e, &road, &Saying::Opinion, Some(&member(3)), "Cần vận động từng hộ.")?;
        say(e, &road, &Saying::Conclusion, Some(&member(1)), "Giao tổ 3 làm trước ngày 30/11.")?;
        rewrite_minutes(e, "Đồng chí Tám đọc báo cáo.\nChi bộ thảo luận sôi nổi.")?;
        record_vote(e, &VoteKey::new(&Matter::Resolution, None), &tally(3))?;
        for (criterion, points) in CRITERIA {
            score(Rules::shipped(), e, "a-2025", criterion, points)?;
        }
        Ok::<_, crate::input::WriteError>(())
    })
    .unwrap();
    doc
}

const CRITERIA: [(&str, i64); 7] = [
    ("thoi_gian", 5),
    ("tham_du", 4),
    ("chuan_bi", 10),
    ("tien_hanh", 36),
    ("nguyen_tac", 5),
    ("ket_qua", 28),
    ("ket_thuc", 5),
];

fn tally(agree: i64) -> Tally {
    let method = Some(Method::Hands);
    Tally { method, eligible: Some(4), agree: Some(agree), against: Some(0), other: Some(0), ..Tally::default() }
}

fn adopted(mut doc: Doc) -> (Doc, Adoption) {
    for n in [1, 2] {
        let member = Some(DocId::from_bytes([n; 16]));
        let signed = adoption::attest(&doc, &signer(n), member, false, at(110 + i64::from(n))).unwrap();
        doc.edit(&pen(n), at(110), |e| adoption::adopt(e, signed)).unwrap();
    }
    let adoption = adoption::read(&doc, &member_of);
    (doc, adoption)
}

fn minutes_of(doc: &Doc, adoption: &Adoption) -> Paper {
    let (view, tree) = (MeetingView::of(doc).unwrap(), doc.tree());
    minutes(&view, adoption, &desk((Kind::Meeting, &tree)))
}

fn text_of(paper: &Paper) -> String {
    html_body(paper)
}

/// Do not update me without looking at the paper: what it says is signed.
#[test]
fn adopted_minutes_say_all_the_meeting_recorded_and_who_signed() {
    let (doc, adoption) = adopted(held());
    let body = html_body(&minutes_of(&doc, &adoption));
    assert_eq!(body, include_str!("golden/minutes.html"), "{body}");
    assert!(!body.contains("DỰ THẢO"));
}

#[test]
fn an_empty_meeting_is_the_form_with_its_dotted_lines_and_a_draft() {
    let paper = minutes_of(&empty_meeting(), &Adoption::default());
    assert_eq!(paper.head.mark.as_deref(), Some("DỰ THẢO"));
    let body = text_of(&paper);
    for gap in [
        "Địa điểm: ………………",
        "Chủ trì: đồng chí ………………",
        "tổng số …… (chính thức ……",
        "…… điểm, xếp loại ……",
        "hồi ……………… cùng ngày",
        "Số ……-BB/CB",
    ] {
        assert!(body.contains(gap), "{gap}: {body}");
    }
    assert_eq!(paper.head.dated, None, "the form of minutes leaves place and date out of its head");
    assert!(paper.body.contains(&Block::Dotted));
}

fn disputed() -> Doc {
    let (mut one, mut two) = (held(), held());
    let vote = VoteKey::new(&Matter::Resolution, None);
    one.edit(&pen(1), at(5), |e| record_vote(e, &vote, &tally(3))).unwrap();
    one.edit(&pen(1), at(5), |e| record_vote(e, &vote, &Tally { agree: Some(4), ..Tally::default() })).unwrap();
    two.edit(&pen(2), at(6), |e| {
        record_vote(e, &vote, &Tally { agree: Some(2), ..Tally::default() })?;
        mark_attendance(e, &member(3), &Standing::Official, &Attendance::AbsentUnexcused, None)
    })
    .unwrap();
    one.edit(&pen(1), at(7), |e| mark_attendance(e, &member(3), &Standing::Official, &Attendance::PresentOnline, None))
        .unwrap();
    one.absorb(ChunkForm::Document, &two.save(), Some(device(2))).unwrap().0
}

#[test]
fn what_is_undecided_stands_with_both_values_and_authors_and_nothing_follows_from_it() {
    let body = text_of(&minutes_of(&disputed(), &Adoption::default()));
    assert!(body.contains("DỰ THẢO"));
    let votes = "số tán thành: chưa thống nhất: 4 (Lê Văn Tám ghi); 2 (Nguyễn Thị Sen ghi)";
    assert!(body.contains(votes), "{body}");
    assert!(body.contains("Kết quả: chưa xác định"), "{body}");
    assert!(!body.contains("Thông qua: ") && !body.contains("Quá nửa"), "{body}");
    for roll in ["Có mặt trực tuyến (Lê Văn Tám ghi)", "Vắng không lý do (Nguyễn Thị Sen ghi)"] {
        assert_eq!(body.matches(roll).count(), 2, "in its place and among what is open: {body}");
    }
    assert!(body.contains("có mặt ……; vắng có lý do ……"), "no figure of a disputed roll: {body}");
}

#[test]
fn what_was_written_after_the_adoption_is_told_of_and_stands_nowhere() {
    let (mut doc, _) = adopted(held());
    doc.edit(&pen(3), at(200), |e| rewrite_minutes(e, "Thêm sau khi ký.")).unwrap();
    let adoption = adoption::read(&doc, &member_of);
    let then = doc.at(&adoption.adopted.last().unwrap().heads).unwrap();
    let body = text_of(&minutes_of(&then, &adoption));
    assert!(body.contains("Đồng chí Tám đọc báo cáo.") && !body.contains("Thêm sau khi ký"), "{body}");
    assert!(body.contains("Sau khi thông qua có 1 chỗ đề nghị bổ sung"), "{body}");
}

#[test]
fn an_item_the_minutes_tell_in_the_same_words_is_told_once() {
    let mut doc = held();
    let said = |doc: &Doc| text_of(&minutes_of(doc, &Adoption::default())).matches("vận động từng hộ").count();
    assert_eq!(said(&doc), 1);
    let view = MeetingView::of(&doc).unwrap();
    let passages = Words::of(Language::Vi).passages(&view);
    let item = passages.iter().find(|passage| passage.key.starts_with("item:")).unwrap();
    doc.edit(&pen(2), at(3), |e| rewrite_minutes(e, &item.text)).unwrap();
    assert_eq!(said(&doc), 1);
}

fn fresh_resolution() -> Doc {
    let about = AboutKey { kind: Kind::Resolution, org: CELL, about: DocId::from_bytes([9; 16]), ordinal: 1 };
    Doc::create(&Seed::About(about))
}

fn fill(doc: &mut Doc, by: u8, places: &[(&str, &str)]) {
    let spec = doc.kind().spec();
    doc.edit(&pen(by), at(i64::from(by)), |edit| {
        places.iter().try_for_each(|(place, typed)| {
            write::set(edit, spec, &FieldPath::parse(spec, place)?, typed, &Context::default())
        })
    })
    .unwrap();
}

fn add(doc: &mut Doc, part: &str, given: &[(&str, &str)]) {
    let given: Vec<_> = given.iter().map(|(name, typed)| ((*name).to_owned(), (*typed).to_owned())).collect();
    let spec = doc.kind().spec();
    doc.edit(&pen(1), at(1), |edit| write::add(edit, spec, part, &given, &Context::default())).unwrap();
}

fn drafted() -> Doc {
    let mut doc = fresh_resolution();
    fill(
        &mut doc,
        1,
        &[
            ("title", "về nhiệm vụ tháng 12 năm 2026"),
            ("form", "nghi_quyet"),
            ("signed_for", "chi_bo"),
            ("signed_by", "Lê Văn Tám"),
        ],
    );
    add(&mut doc, "bases", &[("text", "Căn cứ kết quả buổi sinh hoạt ngày 03/11/2026;")]);
    let task = DocId::from_bytes([8; 16]).to_string();
    let last = [("subject", &*task), ("title", "Làm đường"), ("at_start", "chua_lam"), ("result", "hoan_thanh")];
    add(&mut doc, "last_tasks", &last);
    add(&mut doc, "praise", &[("kind", "khen"), ("person", "Nguyễn Thị Sen"), ("text", "vận động tốt.")]);
    let task = [("what", "Vệ sinh tuyến đường"), ("lead", "Trần Văn Bưởi"), ("due", "05/12/2026")];
    add(&mut doc, "assignments", &task);
    add(&mut doc, "sent_to", &[("to", "Đảng ủy phường (để báo cáo)")]);
    add(&mut doc, "sent_to", &[("to", "Lưu chi bộ.")]);
    doc.edit(&pen(1), at(2), |e| {
        e.splice("plan", 0, 0, "Ra quân ngày thứ bảy.\nThu đảng phí trước ngày 10.")?;
        Ok::<_, crate::input::WriteError>(())
    })
    .unwrap();
    doc
}

fn issue(doc: &mut Doc) {
    doc.edit(&pen(1), at(9), |e| {
        for (field, value) in [
            ("state", "da_ban_hanh"),
            ("number", "06"),
            ("issued_on", "2026-11-05"),
            ("adopted_by", "3/3 đảng viên chính thức có mặt"),
        ] {
            e.put("about", field, value)?;
        }
        Ok::<_, crate::input::WriteError>(())
    })
    .unwrap();
}

fn resolution_of(doc: &Doc) -> Paper {
    let (view, tree) = (RecordView::of(doc), doc.tree());
    let post = |_: &str| Some("bi_thu".to_owned());
    resolution(&view, &Desk { post: &post, ..desk((Kind::Resolution, &tree)) })
}

/// Do not update me without looking at the paper: what it says is signed.
#[test]
fn an_issued_resolution_has_its_four_parts_number_date_and_signature() {
    let mut doc = drafted();
    issue(&mut doc);
    let body = html_body(&resolution_of(&doc));
    assert_eq!(body, include_str!("golden/resolution.html"), "{body}");
}

#[test]
fn a_draft_says_so_and_has_no_number_and_no_day() {
    let paper = resolution_of(&drafted());
    assert_eq!(paper.head.mark.as_deref(), Some("DỰ THẢO"));
    assert_eq!(paper.head.number, "Số ……-NQ/CB");
    assert_eq!(paper.head.dated.as_deref(), Some("Sen Hồng, ngày\u{a0}……\u{a0}tháng\u{a0}……\u{a0}năm\u{a0}……"));
    let mut repealed = drafted();
    repealed.edit(&pen(1), at(9), |e| e.put("about", "state", "bai_bo").map(|_| ())).unwrap();
    assert_eq!(resolution_of(&repealed).head.mark.as_deref(), Some("ĐÃ BÃI BỎ"));
    let strange = {
        let mut doc = drafted();
        doc.edit(&pen(1), at(9), |e| e.put("about", "state", "moi_la").map(|_| ())).unwrap();
        resolution_of(&doc)
    };
    assert_eq!(strange.head.mark.as_deref(), Some("DỰ THẢO"), "a state nobody knows is no adoption");
}

#[test]
fn a_resolution_people_wrote_apart_shows_both_numbers_and_signers_and_chooses_none() {
    let mut one = drafted();
    issue(&mut one);
    let mut two = drafted();
    issue(&mut two);
    one.edit(&pen(1), at(10), |e| e.put("about", "number", "07").map(|_| ())).unwrap();
    two.edit(&pen(2), at(10), |e| e.put("about", "number", "08").map(|_| ())).unwrap();
    fill(&mut two, 2, &[("signed_by", "Nguyễn Thị Sen"), ("form", "ket_luan")]);
    fill(&mut one, 1, &[("signed_by", "Trần Văn Bưởi"), ("title", "về việc khác"), ("form", "")]);
    fill(&mut one, 1, &[("form", "nghi_quyet")]);
    let merged = one.absorb(ChunkForm::Document, &two.save(), Some(device(2))).unwrap().0;
    let paper = resolution_of(&merged);
    for (number, who) in [("07", "Lê Văn Tám"), ("08", "Nguyễn Thị Sen")] {
        assert!(paper.head.number.contains(&format!("{number} ({who} ghi)")), "{}", paper.head.number);
    }
    assert!(paper.title.contains("Nghị quyết (") && paper.title.contains("Kết luận ("), "{}", paper.title);
    let Some(Block::Sign { right: Side::Signer { name, roles }, .. }) = paper.body.last() else { panic!() };
    assert_eq!((name.as_str(), roles[1].as_str()), (BLANK, BLANK), "nobody signs for the other");
}

/// The parts of a DOCX file, each of them well-formed.
fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut file = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..file.len())
        .map(|at| {
            let mut part = file.by_index(at).unwrap();
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            let mut reader = quick_xml::Reader::from_str(&text);
            let mut open = 0_i32;
            loop {
                match reader.read_event().unwrap() {
                    Event::Start(_) => open += 1,
                    Event::End(_) => open -= 1,
                    Event::Eof => break,
                    _ => {}
                }
            }
            assert_eq!(open, 0, "{}", part.name());
            assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{}", part.name());
            (part.name().to_owned(), text)
        })
        .collect()
}

#[test]
fn a_docx_opens_says_the_same_and_has_the_same_bytes_each_time() {
    let (doc, adoption) = adopted(held());
    let paper = minutes_of(&doc, &adoption);
    let bytes = docx(&paper).unwrap();
    assert_eq!(bytes, docx(&paper.clone()).unwrap());
    let parts = parts(&bytes);
    let text = &parts.iter().find(|(name, _)| name == "word/document.xml").unwrap().1;
    assert!(text.contains("Cần vận động từng hộ.") && text.contains("NGƯỜI GHI BIÊN BẢN"), "{text}");
    assert!(text.contains("<w:tblHeader/>"), "a table's titles are repeated on every page");
    let settings = &parts.iter().find(|(name, _)| name == "word/settings.xml").unwrap().1;
    assert!(settings.contains("compatibilityMode") && settings.contains("w:val=\"15\""));
    let closing = text.rfind("Buổi sinh hoạt kết thúc").unwrap();
    let start = text[..closing].rfind("<w:p>").unwrap();
    assert!(text[start..closing].contains("<w:keepNext/>"), "the signature stays with the paragraph before it");
    let between = text[closing..].split("NGƯỜI GHI BIÊN BẢN").next().unwrap();
    let styles = between.split("<w:p>").skip(1).map(|para| para.split('"').nth(1).unwrap()).collect::<Vec<_>>();
    assert_eq!(styles, ["SignGap", "Signer"]);
    let kept = &parts.iter().find(|(name, _)| name == "word/styles.xml").unwrap().1;
    for style in styles {
        let rest = kept.split(&format!("w:styleId=\"{style}\"")).nth(1).unwrap();
        assert!(rest.split("</w:style>").next().unwrap().contains("<w:keepNext/>"), "{style}");
    }
}

#[test]
fn hostile_text_is_printed_as_text_and_nothing_of_it_commands() {
    let hostile = "<script>alert(1)</script> & \"x\" 'y' ]]> \u{1b}[2J \u{202e}nược\u{0} \u{fffe} a\u{301}\tb";
    let long = "Ễ<".repeat(crate::limits::TEXT_CHARS_MAX / 2);
    let mut paper = minutes_of(&empty_meeting(), &Adoption::default());
    paper.title = hostile.to_owned();
    paper.head.issuer = hostile.to_owned();
    paper.body.push(Block::plain(hostile));
    paper.body.push(Block::plain(long));
    let columns = vec![Column::new(hostile, 0), Column::new("b", 0)];
    paper.body.push(Block::Table { columns, rows: vec![vec![hostile.to_owned()], Vec::new()] });
    paper.body.push(Block::Sign {
        left: Side::Copies { title: hostile.to_owned(), lines: vec![hostile.to_owned()] },
        right: Side::Signer { roles: vec![hostile.to_owned()], name: hostile.to_owned() },
    });
    let page = html(&paper);
    let document = parts(&docx(&paper).unwrap()).into_iter().map(|(_, text)| text).collect::<String>();
    for pressed in [&page, &document] {
        assert!(!pressed.contains("<script") && pressed.contains("&lt;script&gt;alert(1)"), "a mark-up became one");
        assert!(pressed.contains("&amp; &quot;x&quot; &#39;y&#39; ]]&gt; [2J nược  á b"), "composed, and no commands");
        assert!(!pressed.contains(|c: char| (c.is_control() && c != '\n') || "\u{202e}\u{fffe}".contains(c)));
        assert!(pressed.len() < 8 * crate::limits::TEXT_CHARS_MAX, "{} bytes", pressed.len());
    }
    assert!(page.contains(&format!("<style>{PRINT_CSS}</style>")), "a policy may allow the sheet by its digest");
    let body = html_body(&paper);
    assert!(!body.contains("style") && !body.contains(" on"), "a strict policy for content has nothing to stop");
}

#[test]
fn hostile_records_make_papers_that_are_text() {
    let mut doc = held();
    doc.edit(&pen(3), at(4), |e| {
        e.put("about", "place", "<img src=x onerror=alert(1)>\u{202e}")?;
        rewrite_minutes(e, &"<b>&".repeat(crate::limits::TEXT_CHARS_MAX / 4))
    })
    .unwrap();
    let paper = minutes_of(&doc, &Adoption::default());
    let page = html(&paper);
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;") && !page.contains("<img"));
    assert_eq!(page.matches("&lt;b&gt;&amp;").count(), crate::limits::TEXT_CHARS_MAX / 4, "nothing is cut off");
    assert_eq!(parts(&docx(&paper).unwrap()).len(), 7);
}

#[test]
fn a_paper_tells_of_a_secrecy_marking_and_of_what_cannot_be_read() {
    let mut marked = drafted();
    marked.edit(&pen(3), at(4), |e| e.put("about", "title", "TUYỆT MẬT").map(|_| ())).unwrap();
    assert!(matches!(&resolution_of(&marked).body[0], Block::Note(said) if said.contains("mang dấu mật")));
    let mut meeting = held();
    meeting.edit(&pen(3), at(4), |e| e.put("about", "place", "văn bản TỐI MẬT").map(|_| ())).unwrap();
    let paper = minutes_of(&meeting, &Adoption::default());
    assert!(matches!(&paper.body[0], Block::Note(said) if said.contains("mang dấu mật")));
    let (view, tree) = (RecordView { is_whole: false, ..RecordView::of(&drafted()) }, drafted().tree());
    let torn = resolution(&view, &desk((Kind::Resolution, &tree)));
    assert!(matches!(&torn.body[0], Block::Note(said) if said.contains("không đọc được")));
}

#[test]
fn what_cannot_be_seen_is_not_printed_and_lines_and_spaces_stay() {
    assert_eq!(printed("\u{feff}Đảng\u{ad} ủy\u{200b}\nmột\thai\u{2060}\u{a0}ba"), "Đảng ủy\nmột hai\u{a0}ba");
}
