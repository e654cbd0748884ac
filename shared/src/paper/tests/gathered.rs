//! Papers of several records, and those beside the whole one of a record.

use super::records::{add, dues, of_kind, set};
use super::*;
use crate::doc::Edit;
use crate::input::WriteError;
use crate::meeting::score;
use crate::rules::Rules;

fn office() -> Office<'static> {
    Office {
        words: Words::of(Language::Vi),
        superior: Some("Đảng ủy phường Sen Hồng"),
        issuer: Some("Chi bộ khóm 1"),
        is_committee: false,
        rules: &|_| Rules::shipped(),
        author: &author,
        member_of: &member_of,
        post: &|_, _| None,
    }
}

fn sorted(doc: &Doc, sort: Sort) -> Paper {
    office().paper(doc, sort).unwrap().unwrap()
}

fn written(doc: &Doc, n: u8, write: impl FnOnce(&mut Edit<'_>)) -> Doc {
    let mut doc = doc.clone();
    doc.edit(&pen(n), at(1), |edit| {
        write(edit);
        Ok::<_, WriteError>(())
    })
    .unwrap();
    doc
}

/// What two wrote apart.
fn apart(doc: &Doc, write: impl Fn(&mut Edit<'_>, u8)) -> Doc {
    let [one, two] = [2, 3].map(|n| written(doc, n, |edit| write(edit, n)));
    one.absorb(ChunkForm::Document, &two.save(), None).unwrap().0
}

fn task(what: &str) -> Doc {
    of_kind(Kind::Task, |edit, spec| set(edit, spec, "what", what))
}

fn tasks() -> Vec<Doc> {
    let whole = written(&task("Vận động 12 hộ hiến đất làm đường"), 1, |edit| {
        let spec = Kind::Task.spec();
        for (place, typed) in [
            ("lead", "Lê Văn Tám"),
            ("due", "30/11/2026"),
            ("how", "Đến từng hộ"),
            ("product", "12 biên bản hiến đất"),
            ("authority", "Nghị quyết 11-NQ/CB"),
        ] {
            set(edit, spec, place, typed);
        }
        add(edit, spec, "partners", &[("person", "Nguyễn Thị Sen")]);
    });
    let disputed =
        apart(&task("Thu đảng phí"), |edit, n| set(edit, Kind::Task.spec(), "lead", NAMES[usize::from(n)]));
    vec![whole, task("Việc chưa ai nhận"), disputed]
}

fn review(n: u8, given: &[(&str, &str)]) -> Doc {
    of_kind(Kind::SelfReview, |edit, spec| {
        set(edit, spec, "title", "Kiểm điểm năm 2026");
        set(edit, spec, "period", "2026");
        set(edit, spec, "person", NAMES[usize::from(n)]);
        given.iter().for_each(|(place, typed)| set(edit, spec, place, typed));
    })
}

fn later() -> Doc {
    let date = CivilDate::new(2026, 12, 3).unwrap();
    let mut doc = MeetingKey { org: CELL, kind: MeetingKind::Regular, date, ordinal: 1 }.open();
    doc.edit(&pen(1), at(0), |e| {
        for n in [1, 2, 4] {
            mark_attendance(e, &member(n), &Standing::Official, &Attendance::Present, None)?;
        }
        mark_attendance(e, &member(3), &Standing::Official, &Attendance::Unrecorded, None)
    })
    .unwrap();
    doc
}

/// Do not update them without looking at the papers.
#[test]
fn each_paper_says_what_it_said() {
    let (adopted, _) = adopted(held());
    let office = office();
    let day = CivilDate::new(2026, 11, 5).unwrap();
    let reviews = [
        review(0, &[("self_grade", "tot"), ("score", "88"), ("proposed_grade", "tot")]),
        review(1, &[("not_graded", "duoi_6_thang")]),
        review(2, &[]),
    ];
    let golden: [(&str, Paper, &str); 6] = [
        ("extract", sorted(&adopted, Sort::Extract), include_str!("../golden/extract.html")),
        ("score", sorted(&adopted, Sort::Score), include_str!("../golden/score.html")),
        ("receipts", sorted(&dues(), Sort::Receipts), include_str!("../golden/receipts.html")),
        ("tasks", office.tasks(&tasks(), Extent::Whole, day), include_str!("../golden/tasks.html")),
        (
            "attendance",
            office.attendance(&[later(), disputed()], Extent::Whole),
            include_str!("../golden/attendance.html"),
        ),
        ("grading", office.grading(&reviews, Extent::Whole, "2026"), include_str!("../golden/grading.html")),
    ];
    for (name, paper, said) in golden {
        let body = html_body(&paper).replace('\u{a0}', " ");
        assert_eq!(body, said, "{name}: {body}");
        docx(&paper).unwrap();
    }
}

/// Somebody who lives here and works elsewhere.
fn introduced(given: &[(&str, &str)]) -> Doc {
    of_kind(Kind::Residence, |edit, spec| {
        set(edit, spec, "full_name", "Phạm Thị Lan");
        set(edit, spec, "workplace", "Đảng bộ Trường THPT");
        given.iter().for_each(|(place, typed)| set(edit, spec, place, typed));
    })
}

#[test]
fn the_213_list_tells_what_was_said_in_the_year_and_of_whom_nothing_is_asked() {
    let said = written(&introduced(&[("introduced_on", "5/1/2026")]), 1, |edit| {
        for (year, fulfilled) in [("2025", "day_du"), ("2026", "tot")] {
            let comment = [("year", year), ("occasion", "hang_nam"), ("text", "Gương mẫu."), ("fulfilled", fulfilled)];
            add(edit, Kind::Residence.spec(), "comments", &comment);
        }
    });
    let of = |docs: &[Doc]| html_body(&office().residence(docs, Extent::Whole, "2026"));
    let body = of(&[said.clone(), introduced(&[("exempt", "hoc_tap_trung")])]);
    for told in [
        "DANH SÁCH ĐẢNG VIÊN GIỮ MỐI LIÊN HỆ NƠI CƯ TRÚ",
        "Nhận xét năm 2026",
        "<td>Thực hiện tốt</td>",
        "05/01/2026",
        "<td>Đi học tập trung",
    ] {
        assert!(body.contains(told), "{told}: {body}");
    }
    assert!(!body.contains("Thực hiện đầy đủ"), "of another year: {body}");
    let unsaid = of(&[introduced(&[])]);
    assert!(unsaid.contains("<td>……</td>\n</tr>"), "to be written by hand: {unsaid}");
    assert!(of(&[]).contains("<p class=\"dotted\">"));
    let sheet = sorted(&said, Sort::Whole);
    let title = "PHIẾU THEO DÕI ĐẢNG VIÊN NƠI CƯ TRÚ";
    assert_eq!((&*sheet.title, &*sheet.subject), (title, "Phạm Thị Lan"));
    assert!(html_body(&sheet).contains("Gương mẫu.") && sheet.head.mark.is_none());
}

#[test]
fn the_place_of_work_is_told_the_comment_of_the_latest_year_and_no_other() {
    let commented = written(&introduced(&[]), 1, |edit| {
        for (year, text) in [("2025", "Họp đủ."), ("2026", "Viết trước."), ("2026", "Gương mẫu."), ("2024", "Năm cũ.")]
        {
            let comment = [("year", year), ("occasion", "hang_nam"), ("text", text), ("signed_by", "Lê Văn Tám")];
            add(edit, Kind::Residence.spec(), "comments", &comment);
        }
    });
    let sheet = sorted(&commented, Sort::Comment);
    assert_eq!((&*sheet.title, &*sheet.subject), ("PHIẾU NHẬN XÉT ĐẢNG VIÊN NƠI CƯ TRÚ", "Năm 2026"));
    let body = html_body(&sheet);
    assert!(body.contains("Gương mẫu.") && body.contains("- Tổ chức đảng nơi công tác: Đảng bộ Trường THPT"), "{body}");
    assert!(!["Họp đủ", "Viết trước", "Năm cũ"].iter().any(|other| body.contains(other)), "{body}");
    let Some(Block::Sign { left: Side::Copies { lines, .. }, right: Side::Signer { name, .. } }) = sheet.body.last()
    else {
        panic!("{:?}", sheet.body.last());
    };
    assert_eq!((lines.as_slice(), name.as_str()), (["- Đảng bộ Trường THPT".to_owned()].as_slice(), "Lê Văn Tám"));
    let unsaid = html_body(&sorted(&introduced(&[]), Sort::Comment));
    assert!(unsaid.contains("Năm ……") && unsaid.contains("<p class=\"dotted\">"), "{unsaid}");
}

#[test]
fn papers_of_nothing_are_forms_with_gaps() {
    let meeting = empty_meeting();
    for (paper, gap) in [
        (sorted(&meeting, Sort::Extract), "<p class=\"dotted\">"),
        (sorted(&meeting, Sort::Score), "<td class=\"right\">……</td>"),
        (sorted(&of_kind(Kind::Dues, |_, _| ()), Sort::Receipts), "Chưa ghi ai đã đóng"),
        (office().tasks(&[], Extent::Whole, CivilDate::new(2026, 11, 5).unwrap()), "<p class=\"dotted\">"),
        (office().attendance(&[], Extent::Whole), "Từ …… đến ……"),
        (office().grading(&[], Extent::Whole, "2026"), "<p class=\"dotted\">"),
    ] {
        let body = html_body(&paper);
        assert!(body.contains(gap), "{gap}: {body}");
        docx(&paper).unwrap();
    }
    assert!(sorted(&meeting, Sort::Extract).head.mark.is_some(), "what is not adopted is a draft");
}

#[test]
fn what_is_in_dispute_stands_on_every_paper_with_both_writers_and_nothing_follows_from_it() {
    let both = |body: &str, what: &str| {
        for said in [format!("{what} ({} ghi)", NAMES[1]), format!("({} ghi)", NAMES[2])] {
            assert!(body.contains(&said), "{said}: {body}");
        }
    };
    let scored = apart(&held(), |edit, n| score(Rules::shipped(), edit, "a-2025", "chuan_bi", n.into()).unwrap());
    let body = html_body(&sorted(&scored, Sort::Score));
    both(&body, "2");
    assert!(
        body.contains("<td>Cộng</td>\n<td class=\"right\">100</td>\n<td class=\"right\">……</td>")
            && body.contains("Xếp loại buổi sinh hoạt: ……"),
        "{body}"
    );

    let paid = apart(&dues(), |edit, n| {
        set(edit, Kind::Dues.spec(), "members/khach-le-van-tam/paid", &format!("{n}0.000"));
    });
    both(&html_body(&sorted(&paid, Sort::Receipts)).replace('\u{a0}', " "), "20.000 đ");

    let grades = ["tot", "hoan_thanh"];
    let graded = apart(&review(0, &[]), |edit, n| {
        edit.put("about", "decided_grade", grades[usize::from(n) - 2]).unwrap();
    });
    let body = html_body(&office().grading(&[graded], Extent::Whole, "2026"));
    both(&body, "Hoàn thành tốt nhiệm vụ");
    assert!(!body.contains(": 1."), "nothing is counted of a grade in dispute: {body}");
}

#[test]
fn a_record_has_the_papers_of_its_kind_and_no_others() {
    assert_eq!(Sort::of_code(Kind::Meeting, "score"), Some(Sort::Score));
    assert_eq!(Sort::of_code(Kind::Meeting, ""), Some(Sort::Whole));
    assert_eq!(Sort::of_code(Kind::Dues, "score"), None);
    assert_eq!(Sort::of_code(Kind::Meeting, "khac"), None);
    let office = office();
    for sort in [Sort::Extract, Sort::Score, Sort::Receipts] {
        assert_eq!(office.paper(&task("Việc"), sort).unwrap(), None);
    }
    assert_eq!(office.paper(&empty_meeting(), Sort::Receipts).unwrap(), None);
}

/// The score sheet by rules of the place.
fn scored_by(rules: &Rules, doc: &Doc) -> String {
    let of_place = |_| rules;
    html_body(&Office { rules: &of_place, ..office() }.paper(doc, Sort::Score).unwrap().unwrap())
}

#[test]
fn a_score_sheet_is_counted_by_the_rules_of_the_place() {
    let local = "[score.a-strict]\nlike = \"a-2025\"\nseries = \"s\"\nsureness = \"text_seen\"\n\
                 instrument = { issuer = \"Xã Sen\", type = \"QĐ\", number = \"1-QĐ/ĐU\", date = 2026-01-05 }\n\
                 [score.a-strict.grades.tot]\nneeds_max = [\"tien_hanh\"]";
    let rules = Rules::shipped().with_local(local).unwrap();
    let doc = written(&empty_meeting(), 1, |edit| {
        for (criterion, points) in CRITERIA {
            score(&rules, edit, "a-strict", criterion, points).unwrap();
        }
    });
    let body = scored_by(&rules, &doc);
    assert!(
        body.contains("Kết thúc và sau sinh hoạt")
            && body.contains("<td class=\"right\">100</td>\n<td class=\"right\">93</td>"),
        "{body}"
    );
    assert!(body.contains("Xếp loại buổi sinh hoạt: Khá"), "{body}");
}

#[test]
fn the_total_of_a_score_sheet_is_the_one_its_grade_rests_on() {
    let strange = written(&held(), 1, |edit| score(Rules::shipped(), edit, "a-2025", "viec_la", 7).unwrap());
    let body = html_body(&sorted(&strange, Sort::Score));
    assert!(
        body.contains("<td class=\"right\">100</td>\n<td class=\"right\">93</td>")
            && !body.contains("<td class=\"right\">100</td>\n<td class=\"right\">100</td>"),
        "{body}"
    );
    let minutes = html_body(&sorted(&strange, Sort::Whole));
    assert!(minutes.contains("93") && !minutes.contains("100 điểm"), "{minutes}");
}

#[test]
fn a_collectives_review_is_no_row_among_the_members_and_in_no_sum() {
    let decided = |doc: Doc| written(&doc, 1, |edit| edit.put("about", "decided_grade", "tot").unwrap());
    let collective = decided(review(1, &[("of", "tap_the")]));
    let body = html_body(&office().grading(&[decided(review(0, &[])), collective], Extent::Whole, "2026"));
    assert!(body.contains(": 1.") && !body.contains(": 2.") && !body.contains(NAMES[1]), "{body}");
    let either = ["dang_vien", "tap_the"];
    let unclear = apart(&decided(review(2, &[])), |edit, n| {
        edit.put("about", "of", either[usize::from(n) - 2]).unwrap();
    });
    let body = html_body(&office().grading(&[decided(review(0, &[])), unclear], Extent::Whole, "2026"));
    assert!(body.contains(NAMES[2]) && !body.contains(": 1.") && !body.contains(": 2."), "{body}");
}

#[test]
fn a_paper_that_is_cut_says_so_and_makes_no_sum() {
    let mut found = vec![review(0, &[]), review(1, &[]), review(2, &[])];
    assert_eq!(Extent::of(&mut found, 3), Extent::Whole);
    let extent = Extent::of(&mut found, 2);
    assert_eq!((extent, found.len()), (Extent::First(2), 2));
    let found: Vec<Doc> =
        found.iter().map(|doc| written(doc, 1, |edit| edit.put("about", "decided_grade", "tot").unwrap())).collect();
    let body = html_body(&office().grading(&found, extent, "2026"));
    assert!(body.contains("Chỉ in 2 hồ sơ đầu") && !body.contains(": 2."), "{body}");
}
