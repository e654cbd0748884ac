//! Tables for office programs: CSV and Excel workbooks of what a list shows. What people wrote is text there and never a
//! formula, and a number that is a name, as a card's, keeps its zeros.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// A list as a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it is of: the name of its sheet.
    pub title: String,
    /// The titles of its columns.
    pub columns: Vec<String>,
    /// The cells of each row, as many as there are columns.
    pub rows: Vec<Vec<String>>,
}

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Comma-separated text in UTF-8 with a byte order mark, by which Excel tells it.
    Csv,
    /// An Excel workbook.
    Xlsx,
}

impl FileKind {
    /// The kind with that ending.
    #[must_use]
    pub fn of_ending(ending: &str) -> Option<Self> {
        match ending {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// Its ending.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// A table that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// As text.
    #[error("the table could not be written as CSV: {0}")]
    Csv(#[from] csv::Error),
    /// As a workbook.
    #[error("the table could not be written as a workbook: {0}")]
    Workbook(#[from] XlsxError),
}

/// Longest text an Excel cell takes, in UTF-16 units.
const CELL_UNITS_MAX: usize = 32_767;
/// Longest name of a sheet, in characters.
const SHEET_CHARS_MAX: usize = 31;
/// Narrowest and widest column, in characters.
const WIDTHS: (usize, usize) = (6, 48);

impl Table {
    /// The file's bytes.
    ///
    /// # Errors
    /// [`ExportError`] when a library refuses, for example for more rows than a sheet has.
    pub fn file(&self, kind: FileKind) -> Result<Vec<u8>, ExportError> {
        match kind {
            FileKind::Csv => self.csv(),
            FileKind::Xlsx => self.xlsx(),
        }
    }

    fn csv(&self) -> Result<Vec<u8>, ExportError> {
        let mut bytes = "\u{feff}".as_bytes().to_vec();
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut bytes);
        for row in std::iter::once(&self.columns).chain(&self.rows) {
            writer.write_record(row.iter().map(|cell| guarded(cell)))?;
        }
        writer.flush().map_err(csv::Error::from)?;
        drop(writer);
        Ok(bytes)
    }

    fn xlsx(&self) -> Result<Vec<u8>, ExportError> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name(sheet_name(&self.title))?;
        let (head, text) = (Format::new().set_bold().set_text_wrap(), Format::new().set_num_format("@"));
        for (at, title) in (0..).zip(&self.columns) {
            sheet.write_string_with_format(0, at, title.as_str(), &head)?;
            let widest = self.rows.iter().filter_map(|row| row.get(usize::from(at))).map(|cell| cell.chars().count());
            let (narrow, wide) = WIDTHS;
            let width = widest.max().unwrap_or_default().clamp(narrow, wide);
            sheet.set_column_width(at, f64::from(u32::try_from(width).unwrap_or_default() + 2))?;
        }
        for (at, row) in (1..).zip(&self.rows) {
            for (column, cell) in (0..).zip(row) {
                if !cell.is_empty() {
                    sheet.write_string_with_format(at, column, fitting(cell), &text)?;
                }
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        if let (Some(last), false) = (self.columns.len().checked_sub(1), self.rows.is_empty()) {
            let rows = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
            sheet.autofilter(0, 0, rows, u16::try_from(last).unwrap_or(u16::MAX))?;
        }
        Ok(book.save_to_buffer()?)
    }
}

/// What an office program would take for a formula has an apostrophe before it; [`unguarded`] takes it away.
fn guarded(cell: &str) -> String {
    if is_formula(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// A cell of a text file without the apostrophe that keeps it from being a formula.
#[must_use]
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest,
        _ => cell,
    }
}

fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])
}

/// A sheet's name without the signs Excel refuses.
fn sheet_name(title: &str) -> String {
    let kept: String = title
        .chars()
        .map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') { ' ' } else { c })
        .take(SHEET_CHARS_MAX)
        .collect();
    let kept = kept.trim().trim_matches('\'').to_owned();
    if kept.is_empty() { "Sen".to_owned() } else { kept }
}

/// As much of a text as a cell takes.
fn fitting(cell: &str) -> &str {
    let mut units = 0;
    let end = cell.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > CELL_UNITS_MAX
    });
    end.map_or(cell, |(at, _)| cell.get(..at).unwrap_or(cell))
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader, Xlsx};

    use super::*;

    const HOSTILE: [&str; 6] = ["=1+1", "+84 912", "-5", "@SUM(A1)", "\t=1", "'=1+1"];

    fn table() -> Table {
        let row =
            |cell: &str| vec![cell.to_owned(), "053664097".to_owned(), "Đặng Thị \"Hòa\", Khmer\nhai dòng".to_owned()];
        Table {
            title: "Danh sách [7/HSĐV]: đảng viên đang sinh hoạt ở phường".to_owned(),
            columns: ["Họ và tên", "Số thẻ", "Ghi chú"].map(str::to_owned).to_vec(),
            rows: HOSTILE.iter().map(|cell| row(cell)).collect(),
        }
    }

    #[test]
    fn a_workbook_holds_every_cell_as_text_and_no_formula() {
        let bytes = table().file(FileKind::Xlsx).unwrap();
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
        let name = book.sheet_names().first().unwrap().clone();
        assert_eq!(book.worksheet_formula(&name).unwrap().cells().filter(|(_, _, cell)| !cell.is_empty()).count(), 0);
        let sheet = book.worksheet_range(&name).unwrap();
        assert_eq!(sheet.height(), HOSTILE.len() + 1);
        for (row, cell) in sheet.rows().skip(1).zip(HOSTILE) {
            let text = |text: &str| Data::String(text.to_owned());
            assert_eq!(row, [text(cell), text("053664097"), text("Đặng Thị \"Hòa\", Khmer\nhai dòng")]);
        }
    }

    #[test]
    fn a_text_file_begins_no_cell_as_a_formula_and_is_read_back_as_it_was() {
        let bytes = table().file(FileKind::Csv).unwrap();
        let text = std::str::from_utf8(&bytes).unwrap().strip_prefix('\u{feff}').unwrap();
        let read: Vec<Vec<String>> = csv::ReaderBuilder::new()
            .from_reader(text.as_bytes())
            .records()
            .map(|row| row.unwrap().iter().map(str::to_owned).collect())
            .collect();
        for (row, cell) in read.iter().zip(HOSTILE) {
            assert!(!is_formula(&row[0]), "{row:?}");
            // What was written with an apostrophe of its own is the one thing that reads back without it.
            let expected = if cell == "'=1+1" { "=1+1" } else { cell };
            assert_eq!(unguarded(&row[0]), expected);
            assert_eq!(row[1..], table().rows[0][1..]);
        }
    }

    #[test]
    fn names_and_texts_that_excel_refuses_are_made_to_fit() {
        assert_eq!(sheet_name("a/b"), "a b");
        assert_eq!((sheet_name("''"), sheet_name("")), ("Sen".to_owned(), "Sen".to_owned()));
        let long = "🪷".repeat(20_000);
        assert_eq!(fitting(&long).encode_utf16().count(), CELL_UNITS_MAX - 1, "no character is cut");
        let wide = Table { title: String::new(), columns: vec![String::new()], rows: vec![vec![long]] };
        assert!(wide.file(FileKind::Xlsx).is_ok() && wide.file(FileKind::Csv).is_ok());
        let none = Table { title: "x".to_owned(), columns: vec!["a".to_owned()], rows: Vec::new() };
        assert!(none.file(FileKind::Xlsx).is_ok());
    }
}
