//! Registers good and bad, as CSV and as workbooks.

use std::io::Write as _;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

use super::*;

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(name)
}

#[test]
fn the_sample_registers_are_clean() {
    for (file, members) in [("khom-my-phuoc.csv", 25), ("khom-tan-hung.csv", 19), ("ap-bau-sen.csv", 16)] {
        let register = read(&example(file)).unwrap();
        assert_eq!((register.bad, register.rows.len()), (vec![], members), "{file}");
    }
}

#[test]
fn a_row_is_read_into_the_fields_of_the_form() {
    let register = read(&example("khom-my-phuoc.csv")).unwrap();
    let first = &register.rows[0];
    assert_eq!((first.full_name(), first.field("card_number")), ("Nguyễn Văn An", Some("53664097")));
    assert_eq!((first.field("birth_date"), first.field("joined_on")), (Some("1961-03-12"), Some("03/02/1985")));
    assert_eq!(first.field("status"), Some("chinh_thuc"));
}

#[test]
fn every_bad_row_is_named_by_its_line_with_what_is_wrong() {
    let register = read(&example("broken.csv")).unwrap();
    let lines: Vec<u64> = register.bad.iter().map(|bad| bad.line).collect();
    assert_eq!(lines, [3, 4, 5, 6, 7, 8, 9]);
    for (bad, word) in
        register.bad.iter().zip(["31/02/2010", "họ và tên", "cột", "số thẻ", "mật", "Unicode", "2000008"])
    {
        assert!(bad.why.contains(word), "{bad:?} should speak of {word}");
    }
}

#[test]
fn a_file_that_is_no_register_is_refused() {
    let error = read(&example("ward.toml")).unwrap_err();
    assert!(matches!(error, ImportError::NotTheForm { .. }), "{error}");
}

/// The sample register as rows of cells, its header first.
fn sample() -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(example("khom-my-phuoc.csv")).unwrap();
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

#[test]
fn a_workbook_gives_the_same_rows_as_the_csv_it_was_made_from() {
    let book = workbook_of(&sample(), |_| {});
    assert_eq!(read_bytes(&book).unwrap(), read(&example("khom-my-phuoc.csv")).unwrap());
}

#[test]
fn dates_and_numbers_of_a_workbook_are_read_as_their_text() {
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let book = workbook_of(&sample(), |sheet| {
        sheet.write_number(1, 0, 7.0).unwrap();
        let moved = ExcelDateTime::from_ymd(2019, 2, 28).unwrap();
        sheet.write_datetime_with_format(1, 9, &moved, &day).unwrap();
        // The same kind of day in a cell that was never formatted, and a year.
        sheet.write_number(2, 6, 31_081.0).unwrap();
        sheet.write_number(3, 6, 1975.0).unwrap();
    });
    let rows = read_bytes(&book).unwrap().rows;
    assert_eq!((rows[0].number, rows[0].field("moved_out_on")), (7, Some("28/02/2019")));
    assert_eq!((rows[1].field("joined_on"), rows[2].field("joined_on")), (Some("03/02/1985"), Some("1975")));
}

#[test]
fn a_bad_row_of_a_workbook_is_named_by_the_number_excel_shows() {
    let mut rows = sample();
    rows.insert(3, vec![String::new(); COLUMNS]);
    rows[5][1] = String::new();
    rows[6].push("thừa".to_owned());
    let book = workbook_of(&rows, |sheet| {
        sheet.write_boolean(7, 3, true).unwrap();
    });
    let register = read_bytes(&book).unwrap();
    let bad: Vec<(u64, &str)> = register.bad.iter().map(|bad| (bad.line, bad.why.as_str())).collect();
    assert_eq!(bad.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [6, 7, 8]);
    for ((_, why), word) in bad.iter().zip(["họ và tên", "15 cột", "cột 4"]) {
        assert!(why.contains(word), "{why}");
    }
}

fn refusal(bytes: &[u8]) -> String {
    read_bytes(bytes).unwrap_err().to_string()
}

#[test]
fn a_workbook_that_is_no_register_is_refused_in_words() {
    let header = &sample()[..1];
    assert!(refusal(&workbook_of(&[], |_| {})).contains("empty"));
    let narrow = [header[0][..13].to_vec()];
    assert!(refusal(&workbook_of(&narrow, |_| {})).contains("13 columns"));
    assert!(refusal(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).contains(".xls"));
    assert!(refusal(b"PK and then nothing of the kind").contains("damaged"));
    let mut two = Workbook::new();
    fill(two.add_worksheet(), &sample());
    fill(two.add_worksheet(), &sample());
    assert!(refusal(&two.save_to_buffer().unwrap()).contains("more than one sheet"));
}

#[test]
fn a_workbook_cut_short_or_damaged_anywhere_is_an_error_and_no_panic() {
    let book = workbook_of(&sample()[..3], |_| {});
    for end in (0..book.len()).step_by(7) {
        assert!(read_bytes(&book[..end]).is_err(), "{end}");
    }
    for at in (0..book.len()).step_by(11) {
        let mut damaged = book.clone();
        damaged[at] ^= 0x41;
        drop(read_bytes(&damaged));
    }
}

/// A zip file of these parts.
fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn a_workbook_that_inflates_past_the_bound_is_refused_whatever_it_declares() {
    let mut bomb = zipped(&[("xl/workbook.xml", &vec![b' '; 40 << 20])]);
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
fn a_workbook_of_too_many_rows_cells_parts_or_announced_texts_is_refused() {
    let row = &sample()[1];
    let many = vec![row.clone(); ROWS_MAX + 2];
    assert!(refusal(&workbook_of(&many, |_| {})).contains("rows"));
    let parts: Vec<(String, &[u8])> = (0..200).map(|at| (format!("xl/{at}.xml"), &b"<a/>"[..])).collect();
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, content)| (name.as_str(), *content)).collect();
    assert!(refusal(&zipped(&parts)).contains("files inside"));
    let texts = zipped(&[("xl/sharedStrings.xml", b"<sst uniqueCount='99999999999'></sst>")]);
    assert!(refusal(&texts).contains("texts"));
}

#[test]
fn a_csv_larger_than_a_register_can_be_is_refused() {
    assert!(refusal(&vec![b'a'; FILE_BYTES_MAX + 1]).contains("bytes"));
    let header = std::fs::read_to_string(example("broken.csv")).unwrap().lines().next().unwrap().to_owned();
    let long = header + &"\n1".repeat(ROWS_MAX + 1);
    assert!(refusal(long.as_bytes()).contains("rows"));
}
