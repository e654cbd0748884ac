//! The year of `examples/year`, lived by three cells and the ward's office on devices that are mostly without a network. Every
//! figure of its report is counted again, from the content of the records and not from what lists keep of them. Then two of
//! them go on in the app, and the report it draws is counted again as well.

mod in_app;

use std::collections::{BTreeMap, BTreeSet};

use server::store::read_model;
use shared::doc::{Kind, Node};
use shared::id::{DocId, OrgId};
use shared::record::RecordView;
use shared::record::list::{Page, Query};
use tests::program;
use year::script::Act;
use year::stage::Stage;

const REPORT: &str = "Báo cáo tổng kết năm 2026";
const SINCE: &str = "2025-12-01";
const UNTIL: &str = "2026-11-27";

/// The content of every record of the ward, by kind.
struct Records(Vec<(Kind, OrgId, DocId, Node)>);

impl Records {
    fn of(stage: &Stage) -> Self {
        let hub = stage.hub().unwrap();
        let rows =
            hub.store().read_blocking(|reading| read_model::rows(reading, &Query::default(), Page::ALL)).unwrap();
        let tree = |doc| stage.block_on(hub.open(doc)).unwrap().unwrap().0.tree();
        Self(rows.into_iter().map(|row| (row.kind, row.org, row.doc, tree(row.doc))).collect())
    }

    fn all(&self, kind: &'static str) -> impl Iterator<Item = (DocId, &Node)> {
        self.0.iter().filter(move |(known, ..)| known.code() == kind).map(|(_, _, doc, tree)| (*doc, tree))
    }

    /// How many heads of a kind are like that.
    fn count(&self, kind: &'static str, part: &'static str, is: impl Fn(&Node) -> bool) -> u64 {
        self.all(kind).filter_map(|(_, tree)| tree.get(part)).filter(|head| is(head)).count() as u64
    }
}

fn says(head: &Node, field: &str, code: &str) -> bool {
    head.str(field) == Some(code)
}

/// Whether a day of a head lies in the period. Days are written so that their order is that of their letters.
fn within(head: &Node, field: &str) -> bool {
    head.str(field).is_some_and(|day| day.len() == 10 && (SINCE..=UNTIL).contains(&day))
}

/// The leaves of a keyed part under one name.
fn leaves<'a>(tree: &'a Node, part: &str, field: &'a str) -> impl Iterator<Item = (&'a str, &'a Node)> {
    let entries = tree.get(part).map(Node::entries).into_iter().flatten();
    entries.filter_map(move |(leaf, value)| Some((leaf.strip_suffix(field)?.strip_suffix('/')?, value)))
}

/// What the meetings of the period come to: regular, thematic, handed in, present, and who had to come.
fn meetings(records: &Records) -> [u64; 5] {
    let mut sums = [0; 5];
    for (_, tree) in records.all("meeting") {
        let key = tree.get("key").unwrap();
        let kind = key.str("kind").unwrap();
        let is_held = tree.get("about").is_some_and(|about| says(about, "state", "da_ket_thuc"));
        let is_regular = matches!(kind, "thuong_ky" | "thuong_ky_chuyen_de");
        let is_thematic = matches!(kind, "chuyen_de" | "thuong_ky_chuyen_de");
        if !is_held || !(is_regular || is_thematic) || !within(key, "date") {
            continue;
        }
        let is_sent =
            tree.get("adoption").is_some_and(|part| part.entries().keys().any(|leaf| leaf.starts_with("submitted/")));
        let guests = leaves(tree, "roll", "standing").filter(|(_, standing)| is_code(standing, "khach"));
        let guests: Vec<&str> = guests.map(|(person, _)| person).collect();
        let marks = leaves(tree, "roll", "status").filter(|(person, _)| !guests.contains(person));
        let marks: Vec<&Node> = marks.map(|(_, status)| status).collect();
        let marked =
            |codes: &[&str]| marks.iter().filter(|mark| codes.iter().any(|code| is_code(mark, code))).count() as u64;
        let present = marked(&["co_mat"]);
        let absent = marked(&["vang_co_ly_do", "vang_khong_ly_do"]);
        for (sum, more) in sums.iter_mut().zip([
            u64::from(is_regular),
            u64::from(is_thematic),
            u64::from(is_sent),
            present,
            present + absent,
        ]) {
            *sum += more;
        }
    }
    sums
}

fn is_code(leaf: &Node, code: &str) -> bool {
    matches!(leaf, Node::Scalar(scalar) if scalar.as_str() == Some(code))
}

/// What the report should say, by its labels.
fn counted(records: &Records) -> BTreeMap<&'static str, u64> {
    let [regular, thematic, sent, ..] = meetings(records);
    let mut counted = BTreeMap::from([
        ("Buổi sinh hoạt thường kỳ đã họp", regular),
        ("Buổi sinh hoạt chuyên đề đã họp", thematic),
        ("Buổi sinh hoạt đã gửi đảng ủy", sent),
    ]);
    let issued = |head: &Node| says(head, "state", "da_ban_hanh") && within(head, "issued_on");
    counted.insert("Nghị quyết, kết luận đã ban hành, còn hiệu lực", records.count("resolution", "about", issued));
    counted.extend(tasks(records));
    counted.extend(members(records));
    counted.extend(decisions(records));
    counted.extend(dues(records));
    counted.extend(dialogues(records));
    counted.extend(grades(records));
    counted
}

fn tasks(records: &Records) -> [(&'static str, u64); 4] {
    let due = |head: &Node| within(head, "due");
    let done = |head: &Node| due(head) && says(head, "state", "hoan_thanh");
    let in_time = |head: &Node| done(head) && head.str("done_on") <= head.str("due");
    let [due, done, in_time] = [
        records.count("task", "about", due),
        records.count("task", "about", done),
        records.count("task", "about", in_time),
    ];
    [
        ("Nhiệm vụ đến hạn trong kỳ", due),
        ("Nhiệm vụ hoàn thành đúng hạn", in_time),
        ("Nhiệm vụ hoàn thành trễ hạn", done - in_time),
        ("Nhiệm vụ chưa hoàn thành đến cuối kỳ", due - done),
    ]
}

fn members(records: &Records) -> [(&'static str, u64); 8] {
    let card = |is: &dyn Fn(&Node) -> bool| records.count("member", "card", is);
    let is_among = |card: &Node, codes: &[&str]| codes.iter().any(|code| says(card, "status", code));
    let counts = ["du_bi", "chinh_thuc", "mien", "tam_mien", "tam_thoi_di", "dinh_chi"];
    let inside = |head: &Node| says(head, "state", "da_tiep_nhan") && says(head, "type", "noi_bo");
    [
        ("Đảng số theo sổ ngày tính", card(&|card| is_among(card, &counts))),
        ("Trong đó: đảng viên dự bị", card(&|card| is_among(card, &["du_bi"]))),
        ("Kết nạp trong kỳ", card(&|card| within(card, "joined_on"))),
        ("Công nhận chính thức trong kỳ", card(&|card| within(card, "official_on"))),
        ("Chuyển sinh hoạt đảng đi trong kỳ", card(&|card| within(card, "moved_out_on"))),
        ("Từ trần trong kỳ", card(&|card| within(card, "died_on"))),
        ("Ra khỏi Đảng trong kỳ", card(&|card| within(card, "left_on"))),
        (
            "Chuyển giữa các chi bộ trong đảng bộ, đã tiếp nhận",
            records.count("transfer", "about", |head| inside(head) && within(head, "received_on")),
        ),
    ]
}

fn decisions(records: &Records) -> BTreeMap<&'static str, u64> {
    let cases: BTreeMap<String, &Node> = records.all("case").map(|(doc, tree)| (doc.to_string(), tree)).collect();
    let labels = BTreeMap::from([
        ("ket_nap", "Quyết định kết nạp"),
        ("chinh_thuc", "Quyết định công nhận chính thức"),
        ("xoa_ten", "Quyết định xóa tên"),
        ("xin_ra", "Quyết định cho ra khỏi Đảng"),
        ("ky_luat", "Quyết định kỷ luật"),
        ("khen_thuong", "Quyết định khen thưởng"),
        ("huy_hieu", "Quyết định tặng Huy hiệu Đảng"),
        ("mien", "Quyết định miễn công tác và sinh hoạt"),
    ]);
    let mut counted: BTreeMap<&'static str, u64> = labels.values().map(|label| (*label, 0)).collect();
    for (_, tree) in records.all("decision") {
        let (head, key) = (tree.get("about").unwrap(), tree.get("key").unwrap());
        let about = key.scalar("about").and_then(|about| about.as_bytes()).unwrap();
        let case = DocId::from_bytes(about.try_into().unwrap()).to_string();
        if within(head, "issued_on") && says(head, "result", "chuan_y") && says(head, "state", "da_ban_hanh") {
            let case = cases[&case].get("about").unwrap().str("type").unwrap();
            *counted.entry(labels[case]).or_default() += 1;
        }
    }
    counted
}

fn dues(records: &Records) -> [(&'static str, u64); 6] {
    let (mut months, mut due, mut paid, mut kept) = (0, 0, 0, 0);
    let mut owing = BTreeMap::new();
    for (_, tree) in records.all("dues") {
        let about = tree.get("about").unwrap();
        let is_within = about.str("month").is_some_and(|month| (&SINCE[..7]..&UNTIL[..7]).contains(&month));
        if !is_within || says(about, "state", "dang_thu") || about.str("state").is_none() {
            continue;
        }
        let sum = |field| leaves(tree, "members", field).map(|(_, leaf)| amount(leaf)).sum::<u64>();
        let of_month = sum("paid");
        let percent = u64::try_from(about.int("kept_percent").unwrap()).unwrap();
        let has_paid: BTreeMap<&str, u64> =
            leaves(tree, "members", "paid").map(|(member, leaf)| (member, amount(leaf))).collect();
        let owes = leaves(tree, "members", "due").filter(|(member, due)| has_paid.get(member) < Some(&amount(due)));
        owing.insert(about.str("month"), owes.count() as u64);
        months += 1;
        due += sum("due") + sum("owed");
        paid += of_month;
        kept += (of_month * percent + 50) / 100;
    }
    [
        ("Tháng đảng phí đã chốt, tính theo từng chi bộ", months),
        ("Đảng phí phải thu của các tháng đã chốt", due),
        ("Đảng phí đã thu", paid),
        ("Đảng phí giữ lại", kept),
        ("Đảng phí nộp lên", paid - kept),
        ("Đảng viên còn nợ đảng phí ở tháng chốt sau cùng", owing.into_values().last().unwrap_or_default()),
    ]
}

fn amount(leaf: &Node) -> u64 {
    let Node::Scalar(scalar) = leaf else { return 0 };
    scalar.as_int().and_then(|amount| u64::try_from(amount).ok()).unwrap_or_default()
}

fn dialogues(records: &Records) -> Vec<(&'static str, u64)> {
    let held =
        |head: &Node| within(head, "on") && (says(head, "state", "da_to_chuc") || says(head, "state", "da_dong"));
    let talks = |head: &Node| held(head) && says(head, "form", "doi_thoai");
    let [all, talks] = [records.count("dialogue", "about", held), records.count("dialogue", "about", talks)];
    let (mut present, mut brought, mut answered) = (0, 0, 0);
    for (_, tree) in records.all("dialogue").filter(|(_, tree)| tree.get("about").is_some_and(held)) {
        present += u64::try_from(tree.get("about").unwrap().int("present").unwrap()).unwrap();
        for (_, petition) in tree.get("petitions").map(Node::items).unwrap_or_default() {
            brought += 1;
            answered += u64::from(petition.str("answered_on").is_some());
        }
    }
    let concluded = |head: &Node| within(head, "concluded_on");
    let findings: Vec<&Node> = records
        .all("inspection")
        .filter(|(_, tree)| tree.get("about").is_some_and(concluded))
        .flat_map(|(_, tree)| tree.get("findings").map(Node::items).unwrap_or_default())
        .map(|(_, finding)| finding)
        .filter(|finding| finding.str("request").is_some())
        .collect();
    let programme = records.all("programme").next().unwrap().1;
    let line = |leaf: &Node| if let Node::Scalar(scalar) = leaf { scalar.as_str().map(str::to_owned) } else { None };
    let targets: Vec<String> = leaves(programme, "targets", "indicator").filter_map(|(_, leaf)| line(leaf)).collect();
    let measured = programme.get("measured").map(Node::items).unwrap_or_default();
    let measured = |target: &&String| measured.iter().any(|(_, entry)| entry.str("indicator") == Some(target));
    vec![
        ("Buổi tiếp dân đã tổ chức", all - talks),
        ("Buổi đối thoại đã tổ chức", talks),
        ("Lượt người dự", present),
        ("Ý kiến, kiến nghị đã tiếp nhận", brought),
        ("Ý kiến, kiến nghị đã trả lời", answered),
        ("Ý kiến, kiến nghị chưa trả lời", brought - answered),
        ("Cuộc kiểm tra, giám sát đã kết luận", records.count("inspection", "about", concluded)),
        ("Phát hiện có yêu cầu khắc phục", findings.len() as u64),
        ("Trong đó: đã khắc phục", findings.iter().filter(|one| one.str("mended_on").is_some()).count() as u64),
        ("Chương trình hành động có hiệu lực trong kỳ", records.all("programme").count() as u64),
        ("Chỉ tiêu của các chương trình ấy", targets.len() as u64),
        ("Trong đó: chỉ tiêu đã có kết quả đo", targets.iter().filter(measured).count() as u64),
    ]
}

fn grades(records: &Records) -> Vec<(&'static str, u64)> {
    let of = |of: &'static str, grade: &'static str| {
        records.count("self_review", "about", |head| says(head, "of", of) && says(head, "decided_grade", grade))
    };
    let none = |head: &Node| head.str("not_graded").is_some() && says(head, "state", "da_quyet_dinh");
    vec![
        ("Đảng viên hoàn thành xuất sắc nhiệm vụ", of("dang_vien", "xuat_sac")),
        ("Đảng viên hoàn thành tốt nhiệm vụ", of("dang_vien", "tot")),
        ("Đảng viên hoàn thành nhiệm vụ", of("dang_vien", "hoan_thanh")),
        ("Đảng viên không hoàn thành nhiệm vụ", of("dang_vien", "khong_hoan_thanh")),
        ("Đảng viên không xếp loại", records.count("self_review", "about", none)),
        ("Tập thể hoàn thành xuất sắc nhiệm vụ", of("tap_the", "xuat_sac")),
        ("Tập thể hoàn thành tốt nhiệm vụ", of("tap_the", "tot")),
        ("Tập thể hoàn thành nhiệm vụ", of("tap_the", "hoan_thanh")),
        ("Tập thể không hoàn thành nhiệm vụ", of("tap_the", "khong_hoan_thanh")),
    ]
}

/// What a report says, by the labels of its figures.
fn said(report: &RecordView) -> BTreeMap<String, String> {
    let figures = report.part("figures").unwrap().entries.iter().map(|entry| {
        let filled =
            |field: &str| entry.fields.iter().find(|found| found.name == field).map(|found| found.value.clone());
        (filled("label").unwrap(), filled("value").unwrap())
    });
    figures.collect()
}

fn typed(acts: &[(usize, Act)]) -> impl Iterator<Item = &[String]> {
    acts.iter().filter_map(|(_, act)| if let Act::Type(_, command) = act { Some(command.as_slice()) } else { None })
}

/// The day of a regular meeting that a command opens.
fn held_on(command: &[String]) -> Option<&str> {
    let words: Vec<&str> = command.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["meeting", "open", "--date", day, "--kind", "thuong_ky" | "thuong_ky_chuyen_de"] => Some(day),
        _ => None,
    }
}

#[test]
fn a_year_of_a_ward_is_lived_offline_and_each_figure_of_its_report_is_what_the_records_say() {
    let folder = tempfile::TempDir::new().unwrap();
    let acts = year::script().unwrap();
    let mut stage = Stage::new(&folder.path().join("data"), &program::path("sen-device").unwrap()).unwrap();
    stage.play(&acts).unwrap();
    let commands = typed(&acts).count();
    let syncs = typed(&acts).filter(|command| **command == ["sync"]).count();
    assert!(commands > 4 * syncs, "{syncs} of {commands} commands need a network");

    let held: BTreeSet<&str> = typed(&acts).filter_map(held_on).filter(|day| (SINCE..=UNTIL).contains(day)).collect();
    let records = Records::of(&stage);
    assert_eq!(held.len() as u64, meetings(&records)[0], "each regular meeting that was opened was held, once");
    let (report, _) = records.all("report").next().unwrap();
    let report = opened(&stage, report);
    assert_eq!((report.head("title"), &*report.state), (Some(REPORT), "da_ban_hanh"));
    holds(&report, &records);

    let address = stage.serve_app().unwrap();
    let written = stage.block_on(in_app::goes_on(&stage, &address));
    let after = Records::of(&stage);
    assert_eq!(meetings(&after)[1..3], [meetings(&records)[1] + 1, meetings(&records)[2] + 1], "held and handed in");
    assert_eq!(opened(&stage, written.case).head("meeting"), Some(&*written.meeting.to_string()));
    assert!(after.all("meeting").any(|(doc, _)| doc == written.meeting), "what was held in the app is at the ward");
    holds(&opened(&stage, written.report), &after);
    stage.stop().unwrap();
}

fn opened(stage: &Stage, doc: DocId) -> RecordView {
    RecordView::of(&stage.block_on(stage.hub().unwrap().open(doc)).unwrap().unwrap().0)
}

/// Each figure of a report is what the records say.
fn holds(report: &RecordView, records: &Records) {
    let said = said(report);
    for (label, number) in counted(records) {
        let told = said.get(label).map(|told| told.replace('.', ""));
        assert_eq!(told.as_deref(), Some(&*number.to_string()), "{label}");
    }
    let [.., present, required] = meetings(records);
    let turnout = said.get("Lượt đảng viên dự sinh hoạt trên số phải dự").unwrap();
    assert!(turnout.starts_with(&format!("{present}/{required} (")), "{present} of {required}: {turnout}");
}
