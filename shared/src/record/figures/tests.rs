use super::*;
use crate::doc::{ChunkForm, Doc, Pen, Scalar, Seed};
use crate::id::DeviceId;
use crate::input::WriteError;
use crate::kind::spec::Shape;
use crate::member::Status;
use crate::record::{Context, FieldPath, RecordView, is_closed, write};
use crate::time::Timestamp;

const CELL: OrgId = OrgId::from_bytes([2; 16]);
const OTHER: OrgId = OrgId::from_bytes([3; 16]);

fn day(text: &str) -> CivilDate {
    CivilDate::parse(text).unwrap()
}

fn doc(number: u8) -> DocId {
    DocId::from_bytes([number; 16])
}

/// A row of a kind; every one a record of its own.
fn row(kind: &str, number: u8, state: &str, on: Option<&str>, figures: &[(&str, Scalar)]) -> Row {
    let empty = Row::unreadable(doc(number), Kind::from_code(kind).unwrap(), CELL);
    let figures = figures.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    Row { is_readable: true, state: state.to_owned(), on: on.map(day), figures, ..empty }
}

fn text(said: &str) -> Scalar {
    Scalar::from(said)
}

fn of(rows: &[Row], scope: &str) -> Vec<(&'static str, String)> {
    let found = figures(rows, day("2026-01-01"), day("2026-06-30"), Some(scope));
    found.into_iter().map(|figure| (figure.code, figure.value)).collect()
}

/// The values alone, with the two of what was left out.
fn values(rows: &[Row], scope: &str) -> Vec<String> {
    of(rows, scope).into_iter().map(|(_, value)| value).collect()
}

fn disputed(row: &Row, number: u8) -> Row {
    Row { doc: doc(number), decisions: 1, ..row.clone() }
}

fn meeting(number: u8, kind: &str, on: &str, figures: &[(&str, Scalar)]) -> Row {
    let all: Vec<_> = figures.iter().cloned().chain([("kind", text(kind))]).collect();
    row("meeting", number, "da_ket_thuc", Some(on), &all)
}

#[test]
fn every_scope_of_a_report_is_counted_and_named_in_every_code() {
    let spec = Kind::from_code("report").unwrap().spec();
    let Shape::Code(known) = spec.head_field(spec.counted.unwrap().scope).unwrap().shape else { panic!() };
    assert_eq!(known.known, SCOPES.map(|scope| scope.code));
    assert_eq!(known.known, codes::SCOPES.map(|scope| scope.scope));
    for scope in &SCOPES {
        assert_eq!(kinds(Some(scope.code)).len(), scope.kinds.len(), "{}", scope.code);
        assert!(codes::of(scope.code).iter().all(|code| code.starts_with(scope.code)), "{}", scope.code);
    }
    assert_eq!(codes_once().len(), codes_all());
    let whole = figures(&[], day("2026-01-01"), day("2026-12-31"), None);
    assert_eq!(whole.iter().map(|figure| figure.code).collect::<Vec<_>>(), codes::all().collect::<Vec<_>>());
    assert!(figures(&[], day("2026-01-01"), day("2026-12-31"), Some("mot_pham_vi_moi")).is_empty());
}

fn codes_once() -> BTreeSet<&'static str> {
    codes::all().collect()
}

fn codes_all() -> usize {
    codes::all().count()
}

#[test]
fn meetings_are_counted_as_they_were_held_with_the_first_and_the_last_day() {
    let turnout =
        |present: i64, required: i64| [("present", Scalar::Int(present)), ("required", Scalar::Int(required))];
    let handed = [("handed", text("in"))];
    let regular = meeting(1, "thuong_ky", "2026-01-01", &turnout(18, 20));
    let rows = [
        regular.clone(),
        // Both in one sitting, handed in, and more present than had to come.
        meeting(2, "thuong_ky_chuyen_de", "2026-06-30", &[&turnout(21, 20)[..], &handed].concat()),
        meeting(3, "chuyen_de", "2026-03-03", &turnout(15, 19)),
        // The days beside the period, one of another body, one called off, and one nobody came to.
        meeting(4, "thuong_ky", "2025-12-31", &turnout(20, 20)),
        meeting(5, "thuong_ky", "2026-07-01", &turnout(20, 20)),
        meeting(6, "chi_uy", "2026-03-03", &turnout(5, 5)),
        Row { state: "huy".to_owned(), ..meeting(7, "thuong_ky", "2026-03-03", &turnout(20, 20)) },
        Row { state: "da_thong_bao".to_owned(), ..meeting(8, "thuong_ky", "2026-03-03", &turnout(0, 20)) },
        // The record in which the first one goes on is no meeting of its own.
        meeting(9, "thuong_ky", "2026-01-01", &[&turnout(18, 20)[..], &[("ordinal", Scalar::Int(257))]].concat()),
        disputed(&regular, 10),
        disputed(&meeting(11, "thuong_ky", "2026-07-01", &turnout(1, 20)), 11),
        row("resolution", 12, "da_ban_hanh", Some("2026-06-30"), &[]),
        row("resolution", 13, "da_ban_hanh", Some("2026-07-01"), &[]),
        row("resolution", 14, "bai_bo", Some("2026-06-30"), &[]),
        row("resolution", 15, "du_thao", None, &[]),
        Row::unreadable(doc(16), Kind::from_code("meeting").unwrap(), CELL),
        Row::unreadable(doc(17), Kind::from_code("task").unwrap(), CELL),
    ];
    // 18 + 20 + 15 of 20 + 20 + 19, counted by hand: 53 of 59 are 89.8 %.
    assert_eq!(values(&rows, "sinh_hoat"), ["2", "2", "1", "53/59 (89,8\u{a0}%)", "1", "1", "1"]);
    assert_eq!(values(&[], "sinh_hoat")[3], "0/0");
}

#[test]
fn tasks_are_counted_as_they_stood_on_the_last_day() {
    let task = |number: u8, state: &str, due: &str, done: Option<&str>| {
        let done = done.map(|done| ("done_on", text(done)));
        row("task", number, state, None, &[("due", text(due))].into_iter().chain(done).collect::<Vec<_>>())
    };
    let rows = [
        task(1, "hoan_thanh", "2026-01-01", Some("2026-01-01")),
        task(2, "hoan_thanh", "2026-03-01", Some("2026-03-02")),
        task(3, "hoan_thanh", "2026-03-01", None),
        // Done after the period: open on its last day.
        task(4, "hoan_thanh", "2026-06-30", Some("2026-07-01")),
        task(5, "dang_lam", "2026-06-30", None),
        task(6, "dieu_chinh", "2026-03-01", None),
        task(7, "huy", "2026-03-01", None),
        task(8, "dang_lam", "2025-12-31", None),
        task(9, "dang_lam", "2026-07-01", None),
        row("task", 10, "dang_lam", None, &[]),
        disputed(&task(11, "dang_lam", "2026-03-01", None), 11),
    ];
    assert_eq!(values(&rows, "nhiem_vu"), ["5", "2", "1", "2", "1", "0"]);
}

#[test]
fn members_are_counted_as_they_stand_and_by_the_days_of_the_period() {
    let member = |number: u8, status: &str, days: &[(&str, &str)]| {
        let days = days.iter().map(|(name, day)| (*name, text(day)));
        let is_counted = Status::read(status).is_of_headcount();
        let figures: Vec<_> = days.chain([("status", text(status)), ("headcount", Scalar::Bool(is_counted))]).collect();
        row("member", number, "", None, &figures)
    };
    let moved = |number: u8, kind: &str, state: &str, on: &str| {
        row("transfer", number, state, None, &[("type", text(kind)), ("received_on", text(on))])
    };
    let rows = [
        member(1, "chinh_thuc", &[("joined_on", "1999-05-19"), ("official_on", "2000")]),
        member(2, "du_bi", &[("joined_on", "2026-01-01")]),
        // The month lies in the period, whatever its day was.
        member(3, "chinh_thuc", &[("joined_on", "2025-05-19"), ("official_on", "2026-06")]),
        // Of the year it is not known whether the day was in it.
        member(4, "chinh_thuc", &[("joined_on", "2026")]),
        member(5, "chuyen_di", &[("moved_out_on", "2026-06-30")]),
        member(6, "tam_thoi_di", &[("moved_out_on", "2026-03-01")]),
        member(7, "tu_tran", &[("died_on", "2026-03-01")]),
        member(8, "xin_ra", &[("left_on", "2026-03-01")]),
        member(9, "tam_thoi_den", &[("joined_on", "2026-03-01")]),
        // Another record speaks for this one.
        Row { figures: [("superseded_by".to_owned(), text("x"))].into(), ..member(10, "chinh_thuc", &[]) },
        disputed(&member(11, "chinh_thuc", &[]), 11),
        disputed(&member(12, "chuyen_di", &[("moved_out_on", "2020-01-01")]), 12),
        moved(13, "noi_bo", "da_tiep_nhan", "2026-06-30"),
        moved(14, "noi_bo", "dang_chuyen", "2026-06-30"),
        moved(15, "chinh_thuc", "da_tiep_nhan", "2026-06-30"),
        moved(16, "noi_bo", "da_tiep_nhan", "2026-07-01"),
    ];
    assert_eq!(values(&rows, "dang_vien"), ["5", "1", "1", "1", "1", "1", "1", "1", "1", "1", "0"]);
}

#[test]
fn decisions_are_counted_by_the_type_of_the_case_they_are_about() {
    let case = |number: u8, kind: &str| row("case", number, "da_gui", None, &[("type", text(kind))]);
    let decision = |number: u8, about: u8, state: &str, result: &str, on: &str| Row {
        about: Some(doc(about)),
        ..row("decision", number, state, Some(on), &[("result", text(result))])
    };
    let types =
        ["ket_nap", "chinh_thuc", "xoa_ten", "xin_ra", "ky_luat", "khen_thuong", "huy_hieu", "mien", "phuc_hoi"];
    let mut rows = Vec::new();
    for (number, kind) in (1_u8..).zip(types) {
        rows.push(case(number, kind));
        rows.push(decision(100 + number, number, "da_ban_hanh", "chuan_y", "2026-01-01"));
    }
    rows.extend([
        decision(120, 1, "da_ban_hanh", "chuan_y", "2026-06-30"),
        decision(121, 1, "da_ban_hanh", "khong_chuan_y", "2026-03-01"),
        decision(122, 1, "du_thao", "chuan_y", "2026-03-01"),
        decision(123, 1, "da_ban_hanh", "chuan_y", "2025-12-31"),
        disputed(&decision(124, 1, "da_ban_hanh", "chuan_y", "2026-03-01"), 124),
        // Of what the case is, people differ.
        disputed(&case(20, "ky_luat"), 20),
        decision(125, 20, "da_ban_hanh", "chuan_y", "2026-03-01"),
    ]);
    assert_eq!(values(&rows, "vu_viec"), ["2", "1", "1", "1", "1", "1", "1", "1", "1", "2", "0"]);
}

#[test]
fn dues_are_those_of_whole_months_that_are_closed_and_who_owes_is_counted_once() {
    let dues = |number: u8, org: OrgId, month: &str, state: &str, paid: i64, owing: i64| {
        let amounts = [
            ("due", 1_500_000),
            ("paid", paid),
            ("kept", paid * 7 / 10),
            ("handed_up", paid * 3 / 10),
            ("owing", owing),
        ];
        let amounts = amounts.map(|(name, amount)| (name, Scalar::Int(amount)));
        let figures: Vec<_> = amounts.into_iter().chain([("month", text(month))]).collect();
        Row { org, ..row("dues", number, state, None, &figures) }
    };
    let rows = [
        dues(1, CELL, "2026-01", "da_nop", 1_200_000, 3),
        dues(2, CELL, "2026-06", "da_chot", 1_000_000, 2),
        dues(3, OTHER, "2026-05", "da_chot", 1_000_000, 1),
        dues(4, CELL, "2026-05", "dang_thu", 9_000_000, 9),
        dues(5, CELL, "2025-12", "da_nop", 9_000_000, 9),
        dues(6, CELL, "2026-07", "da_nop", 9_000_000, 9),
        disputed(&dues(7, CELL, "2026-04", "da_nop", 9_000_000, 9), 7),
    ];
    let expected = ["3", "4.500.000", "3.200.000", "2.240.000", "960.000", "3", "1", "0"];
    assert_eq!(values(&rows, "dang_phi"), expected);
    // A month of which the period has not every day is not one of it.
    let until = figures(&rows, day("2026-01-01"), day("2026-06-29"), Some("dang_phi"));
    assert_eq!(until[0].value, "2");
}

#[test]
fn receptions_dialogues_and_inspections_are_those_that_were_held_or_concluded() {
    let counts = |pairs: &[(&'static str, i64)]| -> Vec<(&'static str, Scalar)> {
        pairs.iter().map(|(name, count)| (*name, Scalar::Int(*count))).collect()
    };
    let dialogue = |number: u8, form: &str, state: &str, on: &str| {
        let said = counts(&[("present", 40), ("petitions", 5), ("unanswered", 2)]);
        row("dialogue", number, state, Some(on), &[said, vec![("form", text(form))]].concat())
    };
    let rows = [
        dialogue(1, "tiep_dan_dinh_ky", "da_to_chuc", "2026-01-01"),
        dialogue(2, "tiep_dan_dot_xuat", "da_dong", "2026-06-30"),
        dialogue(3, "doi_thoai", "da_dong", "2026-03-01"),
        dialogue(4, "doi_thoai", "ke_hoach", "2026-03-01"),
        dialogue(5, "doi_thoai", "da_dong", "2026-07-01"),
        disputed(&dialogue(6, "doi_thoai", "da_dong", "2026-03-01"), 6),
    ];
    assert_eq!(values(&rows, "doi_thoai"), ["2", "1", "120", "15", "9", "6", "1", "0"]);
    let inspection = |number: u8, state: &str, on: &str| {
        let said = counts(&[("requested", 3), ("mended", 1)]);
        row("inspection", number, state, None, &[said, vec![("concluded_on", text(on))]].concat())
    };
    let rows = [
        inspection(1, "da_ket_luan", "2026-01-01"),
        inspection(2, "da_dong", "2026-06-30"),
        // Taken up again after it was concluded.
        inspection(3, "dang_lam", "2026-03-01"),
        inspection(4, "da_dong", "2025-12-31"),
        disputed(&inspection(5, "da_dong", "2026-03-01"), 5),
    ];
    assert_eq!(values(&rows, "kiem_tra"), ["2", "6", "2", "1", "0"]);
}

#[test]
fn grades_are_those_of_the_year_where_the_period_has_most_of_it() {
    let review = |number: u8, of: &str, period: &str, said: (&str, &str)| {
        let figures = [("of", text(of)), ("period", text(period)), (said.0, text(said.1))];
        row("self_review", number, "da_quyet_dinh", Some("2026-12-15"), &figures)
    };
    let graded = |grade| ("decided_grade", grade);
    let rows = [
        review(1, "dang_vien", "2026", graded("xuat_sac")),
        review(2, "dang_vien", "2026", graded("tot")),
        review(3, "dang_vien", "2026", graded("hoan_thanh")),
        review(4, "dang_vien", "2026", graded("khong_hoan_thanh")),
        review(5, "dang_vien", "2026", ("not_graded", "duoi_6_thang")),
        review(6, "tap_the", "2026", graded("tot")),
        review(7, "dang_vien", "2025", graded("tot")),
        review(8, "dang_vien", "2026-Q4", graded("tot")),
        Row { state: "de_nghi".to_owned(), ..review(9, "dang_vien", "2026", graded("tot")) },
        disputed(&review(10, "dang_vien", "2026", graded("tot")), 10),
    ];
    let year = figures(&rows, day("2026-01-01"), day("2026-12-31"), Some("xep_loai"));
    let year: Vec<&str> = year.iter().map(|figure| &*figure.value).collect();
    assert_eq!(year, ["1", "1", "1", "1", "1", "0", "1", "0", "0", "1", "0"]);
    let of_year = |since, until| !figures(&rows, day(since), day(until), Some("xep_loai")).is_empty();
    assert!(of_year("2025-12-01", "2026-11-25") && of_year("2026-02-01", "2026-12-31"));
    assert!(!of_year("2025-12-01", "2026-11-24") && !of_year("2026-02-10", "2026-12-31"));
    let all = figures(&rows, day("2025-07-01"), day("2026-06-30"), None);
    assert!(all.iter().all(|figure| !figure.code.starts_with("xep_loai")), "half of a year");
}

#[test]
fn programmes_are_those_in_force_on_some_day_of_the_period() {
    let programme = |number: u8, state: &str, since: &str, until: &str| {
        let figures = [("since", text(since)), ("until", text(until)), ("targets", Scalar::Int(4))];
        let figures: Vec<_> = figures.into_iter().chain([("measured", Scalar::Int(3))]).collect();
        row("programme", number, state, Some("2026-01-15"), &figures)
    };
    let rows = [
        programme(1, "thuc_hien", "2025-01-01", "2026-01-01"),
        programme(2, "so_ket", "2026-06-30", "2030-12-31"),
        programme(3, "tong_ket", "", ""),
        programme(4, "thuc_hien", "2025-01-01", "2025-12-31"),
        programme(5, "thuc_hien", "2026-07-01", "2030-12-31"),
        programme(6, "du_thao", "2026-01-01", "2030-12-31"),
        disputed(&programme(7, "thuc_hien", "2026-01-01", "2030-12-31"), 7),
    ];
    assert_eq!(values(&rows, "chuong_trinh"), ["3", "12", "9", "1", "0"]);
}

fn pen(by: u8) -> Pen {
    Pen::new(DeviceId::from_bytes([by; 16]), [by; 8])
}

fn report(head: &[(&str, &str)]) -> Doc {
    let mut report = Doc::create(&Seed::Id(Kind::from_code("report").unwrap(), doc(7)));
    head.iter().for_each(|(place, typed)| set(&mut report, 1, place, typed));
    report
}

fn again(report: &Doc) -> Doc {
    Doc::load(report.id(), report.kind(), &report.save()).unwrap()
}

fn set(report: &mut Doc, by: u8, place: &str, typed: &str) {
    let spec = report.kind().spec();
    let set = |edit: &mut crate::doc::Edit<'_>| {
        write::set(edit, spec, &FieldPath::parse(spec, place)?, typed, &Context::default())
    };
    report.edit(&pen(by), Timestamp::from_ms(1), set).unwrap();
}

fn drawn(report: &mut Doc, by: u8, rows: &[Row], on: &str) -> Result<(), WriteError> {
    let (spec, asked) = (report.kind().spec(), asked(report)?);
    let figures = figures(rows, asked.since, asked.until, asked.scope.as_deref());
    report.edit(&pen(by), Timestamp::from_ms(2), |edit| draw(edit, spec, &figures, day(on))).map(drop)
}

const HALF: [(&str, &str); 3] = [("since", "2026-01-01"), ("until", "2026-06-30"), ("scope", "nhiem_vu")];

fn tasks(number: u8) -> Vec<Row> {
    (0..number).map(|one| row("task", one, "dang_lam", None, &[("due", text("2026-03-01"))])).collect()
}

/// The figures of a report: label, value, unit, day.
fn told(report: &Doc) -> Vec<String> {
    let view = RecordView::of(report);
    let entries = &view.part("figures").unwrap().entries;
    let fields = |entry: &crate::record::view::EntryView| {
        entry.fields.iter().map(|field| field.value.clone()).collect::<Vec<_>>().join("|")
    };
    entries.iter().map(fields).collect()
}

#[test]
fn drawn_figures_are_written_in_vietnamese_in_their_own_order_and_drawn_again() {
    let mut report = report(&HALF);
    drawn(&mut report, 1, &tasks(3), "2026-07-01").unwrap();
    let first = told(&report);
    assert_eq!(first[0], "Nhiệm vụ đến hạn trong kỳ|3|nhiệm vụ|2026-07-01");
    assert_eq!(first.len(), 6);
    assert!(first[5].starts_with("Hồ sơ chưa tính vì không đọc được|0|hồ sơ"), "{first:?}");
    drawn(&mut report, 1, &tasks(4), "2026-07-02").unwrap();
    assert_eq!(told(&report)[0], "Nhiệm vụ đến hạn trong kỳ|4|nhiệm vụ|2026-07-02");
    // Of another scope, what was drawn before is no figure of it.
    set(&mut report, 1, "scope", "doi_thoai");
    drawn(&mut report, 1, &tasks(4), "2026-07-02").unwrap();
    let now = told(&report);
    assert!(now[0].starts_with("Buổi tiếp dân đã tổ chức|0") && now.len() == 8, "{now:?}");
}

#[test]
fn what_somebody_wrote_stays_and_does_not_look_drawn() {
    let mut report = report(&HALF);
    let spec = report.kind().spec();
    let own = [("label", "Số hộ thoát nghèo"), ("value", "12"), ("unit", "hộ")];
    let own = own.map(|(name, typed)| (name.to_owned(), typed.to_owned()));
    let add = |edit: &mut crate::doc::Edit<'_>| write::add(edit, spec, "figures", &own, &Context::default());
    report.edit(&pen(1), Timestamp::from_ms(1), add).unwrap();
    drawn(&mut report, 1, &tasks(3), "2026-07-01").unwrap();
    set(&mut report, 1, "figures/nhiem_vu_dung_han/value", "2");
    let changed = "Nhiệm vụ hoàn thành đúng hạn|2|nhiệm vụ";
    assert_eq!(told(&report)[1], changed);
    drawn(&mut report, 2, &tasks(5), "2026-07-02").unwrap();
    let now = told(&report);
    assert_eq!((&*now[1], &*now[6]), (changed, "Số hộ thoát nghèo|12|hộ"));
    assert_eq!(now[0], "Nhiệm vụ đến hạn trong kỳ|5|nhiệm vụ|2026-07-02");
    // Its value taken away, it is drawn again.
    set(&mut report, 1, "figures/nhiem_vu_dung_han/value", "");
    drawn(&mut report, 2, &tasks(5), "2026-07-02").unwrap();
    assert_eq!(told(&report)[1], "Nhiệm vụ hoàn thành đúng hạn|0|nhiệm vụ|2026-07-02");
    // Nobody types the day.
    let place = FieldPath::parse(spec, "figures/nhiem_vu_dung_han/counted_on").unwrap();
    let typed = report
        .edit(&pen(1), Timestamp::from_ms(3), |edit| write::set(edit, spec, &place, "2026-07-02", &Context::default()));
    assert!(typed.is_err());
}

#[test]
fn two_who_draw_apart_come_to_the_same_and_a_decision_between_two_values_is_a_persons_own() {
    let mut here = report(&HALF);
    let mut there = again(&here);
    drawn(&mut here, 1, &tasks(3), "2026-07-01").unwrap();
    drawn(&mut there, 2, &tasks(3), "2026-07-01").unwrap();
    let (mut both, _) = here.clone().absorb(ChunkForm::Document, &there.save(), None).unwrap();
    assert_eq!((told(&both), both.divergences().len()), (told(&here), 0));
    let mut apart = again(&both);
    drawn(&mut both, 1, &tasks(4), "2026-07-01").unwrap();
    drawn(&mut apart, 2, &tasks(5), "2026-07-01").unwrap();
    let (mut both, _) = both.absorb(ChunkForm::Document, &apart.save(), None).unwrap();
    assert!(!both.divergences().is_empty(), "they knew different records");
    let (spec, tree) = (both.kind().spec(), both.tree());
    let at = ("figures", "nhiem_vu_den_han/value");
    let settle = |edit: &mut crate::doc::Edit<'_>| {
        write::settle(edit, spec, &tree, at, "5".into(), &crate::rules::Book::default())
    };
    both.edit(&pen(1), Timestamp::from_ms(3), settle).unwrap();
    assert_eq!(told(&both)[0], "Nhiệm vụ đến hạn trong kỳ|5|nhiệm vụ");
    // Drawing says what is so, and so settles what was drawn.
    drawn(&mut both, 1, &tasks(6), "2026-07-03").unwrap();
    assert_eq!(both.divergences().len(), 0);
    assert!(!is_closed(&both));
}

#[test]
fn nothing_is_drawn_without_a_period_or_of_one_in_dispute() {
    let drawn = |report: &mut Doc| drawn(report, 1, &tasks(1), "2026-07-01").map_err(|error| error.to_string());
    let without = |name: &str| report(&HALF.into_iter().filter(|(field, _)| *field != name).collect::<Vec<_>>());
    assert_eq!(drawn(&mut without("since")).unwrap_err(), "since: this cannot stay empty");
    assert_eq!(drawn(&mut without("until")).unwrap_err(), "until: this cannot stay empty");
    let mut turned = report(&[("since", "2026-06-30"), ("until", "2026-01-01")]);
    assert!(drawn(&mut turned).unwrap_err().contains("the last day comes before"));
    let mut half = report(&[("since", "2026-01-01"), ("until", "2026-06-30"), ("scope", "xep_loai")]);
    assert!(drawn(&mut half).unwrap_err().contains("nothing of this is counted"));
    let mut here = report(&HALF);
    let mut there = again(&here);
    set(&mut here, 1, "until", "2026-06-29");
    set(&mut there, 2, "until", "2026-06-28");
    let (mut both, _) = here.absorb(ChunkForm::Document, &there.save(), None).unwrap();
    assert!(drawn(&mut both).unwrap_err().contains("decide between them"));
    let mut task = Doc::create(&Seed::Id(Kind::from_code("task").unwrap(), doc(8)));
    assert!(drawn(&mut task).is_err());
}
