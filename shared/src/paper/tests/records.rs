//! Papers of records by what their kinds declare.

use super::*;
use crate::doc::Edit;
use crate::input::WriteError;
use crate::kind::Spec;
use crate::kind::spec::Origin;

pub(super) fn of_kind(kind: Kind, write: impl FnOnce(&mut Edit<'_>, &'static Spec)) -> Doc {
    let key = AboutKey { kind, org: CELL, about: CELL.record(), ordinal: 323 };
    let seed = match kind.spec().origin {
        Origin::About => Seed::About(key),
        _ => Seed::Id(kind, DocId::from_bytes([7; 16])),
    };
    let mut doc = Doc::create(&seed);
    doc.edit(&pen(1), at(0), |edit| {
        write(edit, kind.spec());
        Ok::<_, WriteError>(())
    })
    .unwrap();
    doc
}

pub(super) fn set(edit: &mut Edit<'_>, spec: &'static Spec, place: &str, typed: &str) {
    let place = FieldPath::parse(spec, place).unwrap();
    write::set(edit, spec, &place, typed, &Context::default()).unwrap();
}

pub(super) fn add(edit: &mut Edit<'_>, spec: &'static Spec, part: &str, given: &[(&str, &str)]) -> String {
    let given: Vec<_> = given.iter().map(|(name, typed)| ((*name).to_owned(), (*typed).to_owned())).collect();
    write::add(edit, spec, part, &given, &Context::default()).unwrap()
}

/// A month in which one member paid, one owes and one is exempt.
pub(super) fn dues() -> Doc {
    of_kind(Kind::Dues, |edit, spec| {
        set(edit, spec, "month", "2026-11");
        set(edit, spec, "zone", "vung_3");
        set(edit, spec, "collector", "Phạm Thị Lan");
        let paid = add(edit, spec, "members", &[("subject", "Lê Văn Tám"), ("category", "lao_dong")]);
        set(edit, spec, &format!("members/{paid}/paid_on"), "3/11/2026");
        add(edit, spec, "members", &[("subject", "Trần Văn Bưởi"), ("category", "huu_tri"), ("income", "6.000.000")]);
        add(edit, spec, "members", &[("subject", "Nguyễn Thị Sen"), ("exempt", "ho_ngheo")]);
    })
}

fn as_paper(doc: &Doc) -> Paper {
    let tree = doc.tree();
    record(&RecordView::of(doc), &desk((doc.kind(), &tree))).unwrap()
}

#[test]
fn a_months_dues_are_a_list_with_its_sums_and_no_incomes() {
    let paper = as_paper(&dues());
    assert_eq!((paper.title.as_str(), paper.subject.as_str()), ("DANH SÁCH THU ĐẢNG PHÍ", "Đảng phí tháng 11/2026"));
    assert_eq!((paper.head.number.as_str(), paper.head.mark.as_deref()), ("", None));
    let rows = |paper: &Paper| {
        paper.body.iter().find_map(|block| match block {
            Block::Table { columns, rows } => Some((columns.clone(), rows.clone())),
            _ => None,
        })
    };
    let (columns, rows) = rows(&paper).unwrap();
    let titles: Vec<&str> = columns.iter().map(|column| column.title.as_str()).collect();
    assert_eq!(titles, ["TT", "Họ và tên", "Đối tượng", "Phải đóng", "Đã đóng", "Ngày đóng"]);
    let said: Vec<String> = rows.iter().map(|row| row.join("|").replace('\u{a0}', " ")).collect();
    assert_eq!(
        said,
        [
            "1|Trần Văn Bưởi|Hưu trí|30.000 đ||",
            "2|Nguyễn Thị Sen||0 đ||",
            "3|Lê Văn Tám|Không đóng BHXH, trong tuổi lao động|12.420 đ|12.420 đ|03/11/2026",
            "|Cộng||42.420 đ|12.420 đ|",
        ]
    );
    let page = html(&paper).replace('\u{a0}', " ");
    assert!(page.contains("- Chi bộ giữ lại: 8.694 đ.") && page.contains("- Nộp lên trên: 3.726 đ."), "{page}");
    assert!(page.contains("NGƯỜI THU") && page.contains("Phạm Thị Lan") && !page.contains("6.000.000"), "{page}");
}

#[test]
fn an_amount_in_dispute_stands_with_both_writers_and_no_sum_is_made_of_it() {
    let base = dues();
    let place = "members/khach-le-van-tam/paid";
    let write = |n: u8, typed: &str| {
        let mut doc = base.clone();
        doc.edit(&pen(n), at(1), |edit| {
            set(edit, Kind::Dues.spec(), place, typed);
            Ok::<_, WriteError>(())
        })
        .unwrap();
        doc
    };
    let (both, _) = write(2, "10.000").absorb(ChunkForm::Document, &write(3, "11.000").save(), None).unwrap();
    let page = html(&as_paper(&both)).replace('\u{a0}', " ");
    assert!(page.contains("10.000 đ (Nguyễn Thị Sen ghi)") && page.contains("11.000 đ (Trần Văn Bưởi ghi)"), "{page}");
    assert!(!page.contains("giữ lại") && page.contains(BLANK), "{page}");
}

#[test]
fn a_dialogue_is_reported_without_who_brought_what_and_the_wards_papers_are_the_committees() {
    let doc = of_kind(Kind::Dialogue, |edit, spec| {
        set(edit, spec, "title", "Kết quả đối thoại tháng 11");
        set(edit, spec, "form", "doi_thoai");
        set(edit, spec, "on", "5/11/2026");
        let petition =
            [("type", "phan_anh"), ("text", "Đường khóm 2 ngập"), ("from", "Ông Tư"), ("assigned_to", "UBND phường")];
        add(edit, spec, "petitions", &petition);
    });
    let tree = doc.tree();
    let ward = Desk {
        superior: Some("Đảng bộ tỉnh Hậu Sen"),
        issuer: Some("Đảng ủy phường Sen Hồng"),
        is_committee: true,
        ..desk((doc.kind(), &tree))
    };
    let page = html(&record(&RecordView::of(&doc), &ward).unwrap());
    for said in
        ["ĐẢNG BỘ TỈNH HẬU SEN", "ĐẢNG ỦY PHƯỜNG SEN HỒNG", "BC/ĐU", "T/M ĐẢNG ỦY", "Đường khóm 2 ngập", "UBND phường"]
    {
        assert!(page.contains(said), "{said} is missing: {page}");
    }
    assert!(!page.contains("Ông Tư"), "who brought a petition stays in the record");
}

/// The text of each block in order, of a table its titles and then its rows.
fn told(paper: &Paper) -> Vec<String> {
    let of = |block: &Block| match block {
        Block::Heading(text) | Block::Subheading(text) | Block::Note(text) => vec![text.clone()],
        Block::Para(runs) => vec![runs.iter().map(|run| run.text.as_str()).collect()],
        Block::Dotted => vec!["……".to_owned()],
        Block::Table { columns, rows } => {
            let titles = columns.iter().map(|column| column.title.as_str()).collect::<Vec<_>>().join("|");
            std::iter::once(titles).chain(rows.iter().map(|row| row.join("|"))).collect()
        }
        Block::Sign { .. } => Vec::new(),
    };
    paper.body.iter().flat_map(of).map(|text| text.replace('\u{a0}', " ")).collect()
}

#[test]
fn a_regulation_is_what_it_rests_on_and_its_articles_and_not_how_it_came_about() {
    let doc = of_kind(Kind::Regulation, |edit, spec| {
        set(edit, spec, "title", "của Chi bộ khóm 1");
        set(edit, spec, "term", "2025-2030");
        set(edit, spec, "votes_for", "11");
        add(edit, spec, "bases", &[("text", "Căn cứ Điều lệ Đảng;")]);
        let article = |chapter, heading, text| [("chapter", chapter), ("heading", heading), ("text", text)];
        add(edit, spec, "articles", &article("Chương I. Chung", "Điều 1. Phạm vi", "Dòng một.\nDòng hai."));
        add(edit, spec, "articles", &article("Chương I. Chung", "Đối tượng", "Mọi đảng viên."));
        add(edit, spec, "articles", &[("chapter", "Chương II. Sinh hoạt"), ("heading", "điều 3. Ngày họp")]);
        add(edit, spec, "opinions", &[("text", "Nên họp ngày 05")]);
    });
    assert_eq!(
        told(&as_paper(&doc)),
        [
            "- Căn cứ Điều lệ Đảng;",
            "- Nhiệm kỳ: 2025-2030",
            "Chương I. Chung",
            "Điều 1. Phạm vi",
            "Dòng một.",
            "Dòng hai.",
            "Điều 2. Đối tượng",
            "Mọi đảng viên.",
            "Chương II. Sinh hoạt",
            "điều 3. Ngày họp",
        ]
    );
}

#[test]
fn a_record_of_which_nothing_is_written_is_a_form_and_one_word_makes_it_a_record() {
    let said = told(&as_paper(&of_kind(Kind::Dialogue, |_, _| ())));
    for asked in ["- Ngày tiếp, đối thoại: ………………", "- Địa điểm: ………………", "Ý kiến, kiến nghị của nhân dân"]
    {
        assert!(said.iter().any(|said| said == asked), "{asked} is missing: {said:?}");
    }
    assert!(said.iter().any(|row| row.starts_with("5|") && row.ends_with("||")), "five rows to write on: {said:?}");
    let said = told(&as_paper(&of_kind(Kind::Dialogue, |edit, spec| set(edit, spec, "place", "Nhà văn hóa"))));
    assert_eq!(said, ["- Địa điểm: Nhà văn hóa"]);
    let said = told(&as_paper(&of_kind(Kind::Decision, |_, _| ())));
    assert_eq!(said[0], "- Căn cứ ………………;");
    let said = told(&as_paper(&of_kind(Kind::Case, |_, _| ())));
    let dossier = said.iter().position(|row| row == "Giấy tờ trong hồ sơ").unwrap();
    assert!(said[dossier + 2].starts_with("1|Đơn (1-KNĐ"), "each paper of a dossier is a row: {said:?}");
}

#[test]
fn sums_stand_below_the_amounts_they_are_made_of_and_figures_on_the_right() {
    let mut doc = dues();
    doc.edit(&pen(1), at(1), |edit| {
        edit.splice("notes", 0, 0, "Thu tại nhà văn hóa")?;
        Ok::<_, WriteError>(())
    })
    .unwrap();
    let paper = as_paper(&doc);
    let said = told(&paper);
    let at = |start: &str| said.iter().position(|said| said.starts_with(start)).unwrap();
    assert!(at("|Cộng|") < at("- Đã đóng:") && at("- Nộp lên trên:") < at("Ghi chú"), "{said:?}");
    let columns = paper.body.iter().find_map(|block| match block {
        Block::Table { columns, .. } => Some(columns.iter().map(|column| column.align).collect::<Vec<_>>()),
        _ => None,
    });
    let [left, centre, right] = [Align::Left, Align::Centre, Align::Right];
    assert_eq!(columns, Some(vec![centre, left, left, right, right, left]));
    let page = html(&paper);
    assert!(page.contains("<td class=\"centre\">1</td>") && page.contains("<td class=\"right\">42.420\u{a0}đ</td>"));
}

#[test]
fn every_kind_that_is_printed_is_printed_empty_and_says_where_people_wrote_apart() {
    for kind in Kind::ALL.into_iter().filter(|kind| kind.spec().paper.is_some()) {
        let doc = of_kind(kind, |_, _| ());
        let paper = as_paper(&doc);
        assert!(!paper.title.contains("paper-title"), "{}", kind.code());
        assert!(matches!(paper.body.last(), Some(Block::Sign { .. })), "{}", kind.code());
        docx(&paper).unwrap();
        let head = kind.spec().head_field("title").filter(|field| !field.is_of_step);
        let Some(title) = head else { continue };
        let write = |n: u8| {
            let mut doc = doc.clone();
            doc.edit(&pen(n), at(1), |edit| {
                set(edit, kind.spec(), title.name, NAMES[usize::from(n)]);
                Ok::<_, WriteError>(())
            })
            .unwrap();
            doc
        };
        let (both, _) = write(2).absorb(ChunkForm::Document, &write(3).save(), None).unwrap();
        assert!(as_paper(&both).subject.contains("chưa thống nhất"), "{}", kind.code());
    }
}
