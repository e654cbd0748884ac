//! Excel workbooks.

use std::io::{Read as _, Write as _};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

use super::*;

/// The sample register as rows of cells, its header first.
fn sample() -> Vec<Vec<String>> {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_path(example("khom-my-phuoc.csv")).unwrap();
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn fill(sheet: &mut Worksheet, rows: &[Vec<String>]) {
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
}

fn workbook_of(rows: &[Vec<String>], then: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    fill(sheet, rows);
    then(sheet);
    book.save_to_buffer().unwrap()
}

fn day() -> Format {
    Format::new().set_num_format("dd/mm/yyyy")
}

fn opened_book(book: &[u8]) -> Register {
    read_bytes(book, today()).unwrap()
}

/// A zip file of these parts.
fn zipped(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A workbook with a text inside it replaced by another.
fn rewritten(book: &[u8], from: &str, to: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
    let part = |at: usize| {
        let mut part = archive.by_index(at).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        let content = String::from_utf8(content).unwrap().replace(from, to).into_bytes();
        (part.name().to_owned(), content)
    };
    let count = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap().len();
    let parts: Vec<_> = (0..count).map(part).collect();
    zipped(&parts)
}

#[test]
fn a_workbook_gives_the_same_rows_as_the_csv_it_was_made_from_whatever_its_file_is_called() {
    let book = workbook_of(&sample(), |_| {});
    assert_eq!(opened_book(&book), opened("khom-my-phuoc.csv"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("danh sach.csv");
    std::fs::write(&path, &book).unwrap();
    assert_eq!(read(&path, today()).unwrap(), opened("khom-my-phuoc.csv"));
}

#[test]
fn dates_and_numbers_of_a_workbook_are_read_as_their_text() {
    let book = workbook_of(&sample(), |sheet| {
        sheet.write_number(1, 0, 7.0).unwrap();
        let moved = ExcelDateTime::from_ymd(2019, 2, 28).unwrap();
        sheet.write_datetime_with_format(1, 9, &moved, &day()).unwrap();
        // The same kind of day in a cell that was never formatted, a year, and a day in the notes.
        sheet.write_number(2, 6, 31_081.0).unwrap();
        sheet.write_number(3, 6, 1975.0).unwrap();
        sheet.write_datetime_with_format(4, 13, &moved, &day()).unwrap();
        sheet.write_number(5, 7, 41_234_567.0).unwrap();
    });
    let register = opened_book(&book);
    assert_eq!((register.rows[0].number, fields(&register, 0, "moved_out_on").as_str()), (7, "2019-02-28"));
    assert_eq!(fields(&register, 1, "joined_on official_on status"), "1985-02-03 | - | du_bi");
    assert!(register.notices.iter().any(|notice| notice.line == 3 && notice.what.contains("dự bị")));
    assert_eq!(fields(&register, 2, "joined_on"), "1975");
    assert_eq!(
        (register.rows[3].notes.as_str(), fields(&register, 4, "card_number").as_str()),
        ("28/02/2019", "41234567")
    );
}

#[test]
fn days_counted_from_1904_are_read_so_also_as_newer_versions_of_excel_say_it() {
    let book = workbook_of(&three(), |sheet| {
        sheet.write_number_with_format(1, 9, 42_062.0, &day()).unwrap();
        sheet.write_number(2, 6, 29_619.0).unwrap();
    });
    let older = rewritten(&book, "<workbookPr ", "<workbookPr date1904=\"1\" ");
    let newer = rewritten(
        &older,
        "</workbook>",
        "<extLst><ext uri=\"{140A7094-0E35-4892-8432-C4D2E57EDEB5}\" xmlns:x15=\"http://schemas.microsoft.com/office/spreadsheetml/2010/11/main\"><x15:workbookPr chartTrackingRefBase=\"1\"/></ext></extLst></workbook>",
    );
    assert_ne!(newer, older);
    for book in [older, newer] {
        let register = opened_book(&book);
        assert_eq!(fields(&register, 0, "moved_out_on"), "2019-02-28");
        assert_eq!(fields(&register, 1, "joined_on"), "1985-02-03");
    }
    assert_eq!(fields(&opened_book(&book), 0, "moved_out_on"), "2015-02-27");
}

#[test]
fn a_header_is_found_below_titles_over_two_rows_and_below_its_groups() {
    let shifted = |rows: u32, then: fn(&mut Worksheet)| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, cells) in (rows..).zip(three()) {
            for (column, cell) in (0..).zip(cells) {
                sheet.write_string(row, column, &cell).unwrap();
            }
        }
        then(sheet);
        book.save_to_buffer().unwrap()
    };
    let titled = shifted(3, |sheet| {
        sheet.write_string(0, 0, "ĐẢNG BỘ PHƯỜNG SEN HỒNG").unwrap();
        sheet.write_string(0, 13, "Mẫu 7-HSĐV").unwrap();
        sheet.write_string(1, 0, "DANH SÁCH ĐẢNG VIÊN").unwrap();
    });
    let grouped = shifted(1, |sheet| {
        for (column, title) in [(0, "STT"), (1, "Họ và tên"), (6, "Ngày vào Đảng"), (13, "Ghi chú")] {
            sheet.write_string(0, column, title).unwrap();
        }
    });
    let merged = shifted(1, |sheet| {
        for (column, title) in (0..).zip(TITLES) {
            sheet.write_string(1, column, "").unwrap();
            sheet.merge_range(0, column, 1, column, title, &Format::new()).unwrap();
        }
    });
    for book in [titled, grouped, merged] {
        let register = opened_book(&book);
        assert_eq!((register.rows.len(), register.bad.len()), (3, 0), "{:?}", register.bad);
        assert_eq!(fields(&register, 2, "full_name card_number"), "Danh Sà Rết | 40000103");
    }
}

#[test]
fn a_column_split_in_two_below_its_group_is_read_part_by_part() {
    let mut rows = three();
    for row in &mut rows {
        row.insert(7, String::new());
    }
    let mut below = vec![String::new(); 15];
    below[6] = "Dự bị".to_owned();
    below[7] = "Chính thức".to_owned();
    rows[0][6] = "Ngày vào Đảng".to_owned();
    rows.insert(1, below);
    rows[2][6] = "03/02/1985".to_owned();
    rows[2][7] = "05/02/1986".to_owned();
    rows.truncate(3);
    assert_eq!(
        fields(&opened_book(&workbook_of(&rows, |_| {})), 0, "joined_on official_on"),
        "1985-02-03 | 1986-02-05"
    );
}

#[test]
fn schooling_that_excel_made_a_date_is_refused_with_what_to_do() {
    let book = workbook_of(&three(), |sheet| {
        let taken_for = ExcelDateTime::from_ymd(2026, 10, 7).unwrap();
        sheet.write_datetime_with_format(2, 4, &taken_for, &Format::new().set_num_format("d-mmm")).unwrap();
    });
    let register = opened_book(&book);
    assert!(register.bad[0].why.contains("E3") && register.bad[0].why.contains("(Text)"), "{:?}", register.bad);
    for typed in ["07/10/2026", "7-Oct", "12-Thg12"] {
        assert!(bad(&but(&[(1, 5, typed)])).contains("(Text)"), "{typed}");
    }
}

#[test]
fn a_card_whose_leading_zero_excel_dropped_is_refused_with_what_to_do() {
    let book = workbook_of(&three(), |sheet| {
        sheet.write_number_with_format(1, 7, 1_234_567.0, &Format::new().set_num_format("00000000")).unwrap();
    });
    assert!(opened_book(&book).bad[0].why.contains("(Text)"));
}

#[test]
fn a_bad_cell_of_a_workbook_is_named_as_excel_names_it() {
    let mut rows = sample();
    rows.insert(3, vec![String::new(); COLUMNS]);
    rows[5][1] = String::new();
    let book = workbook_of(&rows, |sheet| {
        sheet.write_string(6, 16, "đã đối chiếu").unwrap();
        sheet.write_boolean(7, 3, true).unwrap();
        sheet.write_formula(8, 0, "ROW()-1").unwrap();
    });
    // As programs other than Excel write a formula.
    let book = rewritten(&book, "<f>ROW()-1</f><v>0</v>", "<f>ROW()-1</f><v/>");
    let register = opened_book(&book);
    let lines: Vec<u64> = register.bad.iter().map(|bad| bad.line).collect();
    assert_eq!(lines, [6, 7, 8, 9]);
    for (bad, word) in register.bad.iter().zip(["họ và tên", "Q7 «đã đối chiếu»", "D8", "A9 (STT): công thức"])
    {
        assert!(bad.why.contains(word), "{bad:?}");
    }
}

#[test]
fn a_hidden_row_is_read_and_told() {
    let register = opened_book(&workbook_of(&three(), |sheet| {
        sheet.set_row_hidden(2).unwrap();
    }));
    assert_eq!(register.rows.len(), 3);
    assert!(register.notices[0].what.contains("1 hàng đang ẩn"), "{:?}", register.notices);
}

#[test]
fn borders_far_below_the_last_row_count_for_nothing() {
    let border = Format::new().set_border(rust_xlsxwriter::FormatBorder::Thin);
    let book = workbook_of(&three(), |sheet| {
        for row in 4..7_500 {
            for column in 0..14 {
                sheet.write_blank(row, column, &border).unwrap();
            }
        }
    });
    assert_eq!(opened_book(&book).rows.len(), 3);
}

#[test]
fn a_workbook_that_is_no_register_is_refused_in_words() {
    let header = &sample()[..1];
    assert!(refusal(&workbook_of(&[], |_| {})).contains("trống"));
    assert!(refusal(&workbook_of(&sample()[1..], |_| {})).contains("hàng tiêu đề"));
    assert_eq!(opened_book(&workbook_of(header, |_| {})), Register::default());
    let old = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    assert!(refusal(&old).contains(".xlsx"));
    let locked: Vec<u8> = old.into_iter().chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert!(refusal(&locked).contains("mật khẩu"));
    let open_document = [("mimetype".to_owned(), b"application/vnd.oasis.opendocument.spreadsheet".to_vec())];
    assert!(refusal(&zipped(&open_document)).contains(".ods"));
    assert!(refusal(b"PK and then nothing of the kind").contains("hỏng"));
    let mut two = Workbook::new();
    fill(two.add_worksheet(), &sample());
    fill(two.add_worksheet(), &sample());
    assert!(refusal(&two.save_to_buffer().unwrap()).contains("nhiều trang tính"));
}

#[test]
fn a_workbook_cut_short_or_damaged_anywhere_is_an_error_and_no_panic() {
    let book = workbook_of(&sample()[..3], |_| {});
    for end in (0..book.len()).step_by(7) {
        assert!(read_bytes(&book[..end], today()).is_err(), "{end}");
    }
    for at in (0..book.len()).step_by(11) {
        let mut damaged = book.clone();
        damaged[at] ^= 0x41;
        drop(read_bytes(&damaged, today()));
    }
}

#[test]
fn a_workbook_that_inflates_past_the_bound_is_refused_whatever_it_declares() {
    let mut bomb = zipped(&[("xl/workbook.xml".to_owned(), vec![b' '; 40 << 20])]);
    assert!(bomb.len() < 100_000);
    assert!(refusal(&bomb).contains("inflated"));
    // The size in both headers of the part is made small; only inflating tells.
    let size = (40_u32 << 20).to_le_bytes();
    for at in 0..bomb.len() - 4 {
        if bomb[at..at + 4] == size {
            bomb[at..at + 4].copy_from_slice(&9_u32.to_le_bytes());
        }
    }
    let refused = refusal(&bomb);
    assert!(refused.contains("inflated") || refused.contains("damaged"), "{refused}");
}

#[test]
fn a_workbook_of_too_many_rows_parts_or_announced_texts_is_refused() {
    let mut many = sample();
    many.truncate(1);
    let row = sample()[1].clone();
    many.extend(std::iter::repeat_n(row, ROWS_MAX + 2));
    assert!(refusal(&workbook_of(&many, |_| {})).contains("rows"));
    let parts: Vec<(String, Vec<u8>)> = (0..200).map(|at| (format!("xl/{at}.xml"), b"<a/>".to_vec())).collect();
    assert!(refusal(&zipped(&parts)).contains("files inside"));
    let texts = b"<sst uniqueCount='99999999999'></sst>".to_vec();
    assert!(refusal(&zipped(&[("xl/sharedStrings.xml".to_owned(), texts)])).contains("texts"));
}
