use shared::paper::{BLANK, Block, Column, Face, Head, Paper, Run, Sheet, Side};
use shared::words::Language;

use super::face::Faces;
use super::pages::{Page, broken};
use super::slab::{self, Mark};
use super::{pdf, setting};

fn paper(body: Vec<Block>) -> Paper {
    Paper {
        language: Language::Vi,
        sheet: Sheet::Upright,
        head: Head {
            superior: "ĐẢNG BỘ PHƯỜNG SEN HỒNG".to_owned(),
            issuer: "CHI BỘ KHÓM MỸ PHƯỚC THẠNH".to_owned(),
            party: "ĐẢNG CỘNG SẢN VIỆT NAM".to_owned(),
            number: "Số 05-BC/CB".to_owned(),
            dated: Some("Sen Hồng, ngày 05 tháng 11 năm 2026".to_owned()),
            mark: Some("DỰ THẢO".to_owned()),
        },
        title: "BÁO CÁO".to_owned(),
        subject: "Tình hình và kết quả công tác tháng 11".to_owned(),
        body,
    }
}

fn sign() -> Block {
    let lines = vec!["- Đảng ủy phường,".to_owned(), "- Lưu chi bộ.".to_owned()];
    let roles = vec!["T/M CHI BỘ".to_owned(), "BÍ THƯ".to_owned()];
    Block::Sign {
        left: Side::Copies { title: "Nơi nhận:".to_owned(), lines },
        right: Side::Signer { roles, name: "Lê Văn Tám".to_owned() },
    }
}

const SENTENCE: &str = "Chi bộ đã quán triệt, học tập nghị quyết của cấp trên và triển khai đến toàn thể đảng viên, quần chúng \
    trong khóm; vận động nhân dân thực hiện tốt chủ trương của Đảng, chính sách, pháp luật của Nhà nước. ";

fn report() -> Paper {
    let columns = vec![Column::new("TT", 8), Column::new("Nhiệm vụ", 60), Column::new("Kết quả", 32)];
    let rows = (1..=14)
        .map(|n| vec![n.to_string(), SENTENCE.repeat(n % 4 + 1) + "Hết.", "Đang làm\nđúng hạn".to_owned()])
        .collect();
    paper(vec![
        Block::Note("Bản này có chỗ chưa đọc được.".to_owned()),
        Block::Heading("I. TÌNH HÌNH".to_owned()),
        Block::plain(SENTENCE.repeat(3)),
        Block::Para(vec![
            Run::new(Face::Bold, "Một là, "),
            Run::new(Face::Italic, SENTENCE),
            Run::new(Face::Plain, "hết."),
        ]),
        Block::Subheading("1. Còn thiếu".to_owned()),
        Block::Dotted,
        Block::Dotted,
        Block::Table { columns, rows },
        Block::plain(format!("Điểm: {BLANK} điểm.")),
        sign(),
    ])
}

fn pages(paper: &Paper) -> Vec<Page> {
    let faces = Faces::open().unwrap();
    broken(setting::set(faces, paper), slab::Sheet::of(paper.sheet).height())
}

fn said(page: &Page) -> Vec<String> {
    let line = |mark: &Mark| match mark {
        Mark::Text { pieces, .. } => Some(pieces.iter().map(|piece| piece.text.as_str()).collect()),
        Mark::Stroke { .. } | Mark::Dots { .. } => None,
    };
    page.iter().filter_map(line).collect()
}

/// Do not update me without looking at the pages.
#[test]
fn a_paper_breaks_into_lines_and_pages_as_it_did() {
    let pages: Vec<String> = pages(&report()).iter().map(|page| said(page).join("\n")).collect();
    let all = pages.join("\n\u{c}\n") + "\n";
    assert_eq!(all, include_str!("golden/report.txt"), "{all}");
}

#[test]
fn the_same_paper_is_the_same_bytes_with_its_letters_in_them() {
    let bytes = pdf(&report()).unwrap();
    assert_eq!(bytes, pdf(&report()).unwrap());
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.starts_with("%PDF-1.") && text.trim_end().ends_with("%%EOF"));
    for face in ["SenSerif-Regular", "SenSerif-Bold", "SenSerif-Italic"] {
        assert!(text.contains(face), "{face} is not embedded");
    }
    assert!(!text.contains("CreationDate"), "when it was made is nobody's business");
}

#[test]
fn nothing_is_printed_beyond_the_margins_and_no_line_over_another() {
    let mut across = report();
    across.sheet = Sheet::Across;
    let faces = Faces::open().unwrap();
    for paper in [report(), across] {
        let sheet = slab::Sheet::of(paper.sheet);
        for page in pages(&paper) {
            for mark in page {
                let (x, y) = match mark {
                    Mark::Text { x, y, size, stretch, pieces } => {
                        assert!(x >= 0.0, "{x}");
                        let glyphs = pieces.iter().flat_map(|one| faces.cut(one.face).glyphs(&one.text, size, stretch));
                        (x + glyphs.map(|glyph| glyph.x_advance * size).sum::<f32>(), y)
                    }
                    Mark::Stroke { to, .. } => to,
                    Mark::Dots { y, to, .. } => (to, y),
                };
                assert!(
                    (0.0..=sheet.width() + 0.1).contains(&x) && (0.0..=sheet.height() + 0.1).contains(&y),
                    "{x} {y}"
                );
            }
        }
    }
}

#[test]
fn titles_stand_on_every_page_of_a_table_and_a_row_that_fits_a_page_is_not_divided() {
    let pages = pages(&report());
    assert!(pages.len() > 2);
    let last = pages.len() - 1;
    for (at, page) in pages.iter().enumerate().filter(|(at, _)| *at != last) {
        let lines = said(page);
        let titles = lines.iter().position(|line| line == "Kết quả");
        assert!(titles.is_some(), "page {at} has no titles");
        // A row's number stands in its first line, and the words of its last column with it.
        let starts = lines.iter().filter(|line| line.parse::<u32>().is_ok()).count();
        assert_eq!(starts, lines.iter().filter(|line| *line == "Đang làm").count(), "page {at}");
        assert_eq!(starts, lines.iter().filter(|line| *line == "đúng hạn").count(), "page {at}");
        assert_eq!(starts, lines.iter().filter(|line| line.ends_with("Hết.")).count(), "page {at}: {lines:?}");
    }
}

#[test]
fn a_row_longer_than_a_page_goes_on_over_pages_and_nothing_of_it_is_missing() {
    let columns = vec![Column::new("TT", 10), Column::new("Nội dung", 90)];
    let words: Vec<String> = (0..4000).map(|n| format!("từ{n}")).collect();
    let row = vec!["1".to_owned(), words.join(" ")];
    let pages = pages(&paper(vec![Block::Table { columns, rows: vec![row] }, sign()]));
    assert!(pages.len() > 2);
    let all = pages.iter().flat_map(said).collect::<Vec<_>>().join(" ");
    for word in &words {
        assert!(all.contains(word.as_str()), "{word} is missing");
    }
}

#[test]
fn a_signature_stands_with_what_is_before_it_wherever_the_page_ends() {
    for lines in 0..60 {
        let mut body: Vec<Block> = (0..lines).map(|n| Block::plain(format!("Dòng {n}."))).collect();
        body.push(Block::plain("Chi bộ nhất trí."));
        body.push(sign());
        let pages = pages(&paper(body));
        let last = said(pages.last().unwrap());
        let (before, name) = ("Chi bộ nhất trí.", "Lê Văn Tám");
        assert!(last.iter().any(|line| line == before) && last.iter().any(|line| line == name), "{lines}: {last:?}");
    }
}

#[test]
fn whatever_people_wrote_is_pressed_and_composed() {
    let decomposed = "Nguye\u{302}\u{303}n Thi\u{323} Ba\u{309}y";
    let strange = ["🪷", "ខ្មែរ", "\u{1b}[31m", "\u{202e}", "", "\n\n", " ", &"a".repeat(500), "a\u{301}\u{300}\u{302}"];
    let mut body: Vec<Block> = strange.iter().map(|text| Block::plain(*text)).collect();
    body.extend(strange.iter().map(|text| Block::Heading((*text).to_owned())));
    body.push(Block::plain(decomposed));
    body.push(Block::Table { columns: Vec::new(), rows: vec![Vec::new()] });
    body.push(Block::Table { columns: vec![Column::new("", 0)], rows: Vec::new() });
    body.push(Block::Table {
        columns: vec![Column::new("một cột rất hẹp", 1), Column::new("", 2000)],
        rows: strange.iter().map(|text| vec![(*text).to_owned(), String::new()]).collect(),
    });
    let paper = paper(body);
    assert!(pdf(&paper).is_ok());
    let all = pages(&paper).iter().flat_map(said).collect::<Vec<_>>().join("\n");
    assert!(all.contains("Nguyễn Thị Bảy") && !all.contains('\u{1b}'), "{all}");
}

#[test]
fn what_cannot_be_seen_and_other_spaces_are_no_boxes() {
    let written =
        "Chi\u{200b} bộ\u{ad}\u{feff} nhất\u{2003}trí\u{2009}một\u{3000}lòng 5\u{202f}000\u{a0}đ 11\u{2011}NQ.";
    let pages = pages(&paper(vec![Block::plain(written)]));
    let all = pages.iter().flat_map(said).collect::<Vec<_>>().join("\n");
    assert!(all.contains("Chi bộ nhất trí một lòng 5\u{a0}000\u{a0}đ 11\u{2010}NQ."), "{all}");
    let faces = Faces::open().unwrap();
    for letter in " ăâđêôơưẵệỹ…‐–—“”₫%".chars().chain(['\u{a0}']) {
        assert_ne!(faces.cut(Face::Plain).glyphs(&letter.to_string(), 1.0, 0.0)[0].glyph_id.to_u32(), 0, "{letter:?}");
    }
}

#[test]
fn a_receipt_stands_on_one_page_wherever_the_page_ends() {
    let role = |key: &str, name: String| Side::Signer { roles: vec![key.to_owned()], name };
    let receipt = |n: usize| {
        let signed = format!("Người nộp {n}");
        // What two wrote of it takes lines of its own.
        let disputed = "chưa thống nhất: 10.000 đ (Phạm Thị Lan); 12.000 đ (Đặng Thị Hòa); ".repeat(n % 4);
        let paid = format!("Đảng phí tháng 11/2026. Đã đóng: {disputed}{n}0.000 đ.\nViết bằng chữ {n}.");
        [
            Block::Subheading(format!("đồng chí {n}")),
            Block::plain(paid),
            Block::Sign {
                left: role("NGƯỜI NỘP", signed.clone()),
                right: role("NGƯỜI THU", "Phạm Thị Lan".to_owned()),
            },
        ]
    };
    for above in 0..20 {
        let mut body: Vec<Block> = (0..above).map(|n| Block::plain(format!("Dòng {n}."))).collect();
        body.extend((100..112).flat_map(receipt));
        let pages: Vec<Vec<String>> = pages(&paper(body)).iter().map(said).collect();
        for n in 100..112 {
            let parts = [format!("đồng chí {n}"), format!("Viết bằng chữ {n}."), format!("Người nộp {n}")];
            let on = parts.map(|part| pages.iter().position(|page| page.contains(&part)));
            assert!(on[0].is_some() && on[0] == on[1] && on[1] == on[2], "{above}: {n} {on:?}");
        }
    }
}
