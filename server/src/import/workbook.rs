//! The rows of an Excel workbook (.xlsx). It owns the bounds: what a small file may inflate to, and how many sheets,
//! cells and characters a register may have. It refuses the older binary format, workbooks with more than one sheet
//! in use, and cells that are neither text nor number nor date.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType, Reader as _, SheetType, Xlsx, XlsxError};

use quick_xml::events::Event;
use shared::time::CivilDate;

use super::sheet::{COLUMNS_SEEN, Cell, LINES_MAX, Sheet, SheetLine, day_of};

/// Files inside a workbook at most.
const ENTRIES_MAX: usize = 100;
/// Bytes of all files inside a workbook together, once they are inflated.
const INFLATED_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Sheets at most; one of them may be in use.
const SHEETS_MAX: usize = 16;
/// Filled cells at most.
const CELLS_MAX: usize = 100_000;
/// Bytes of the texts of all cells; one text may stand in many cells and is kept only once in the file.
const TEXT_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Texts a workbook may announce to hold.
const TEXTS_MAX: u64 = 100_000;

/// Why a workbook cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// The binary format of before 2007, or one behind a password.
    #[error("tệp là kiểu .xls cũ: mở bằng Excel rồi lưu kiểu .xlsx / it is in the old .xls format: save it as .xlsx")]
    OldFormat,
    /// It is locked with a password.
    #[error(
        "tệp có mật khẩu: bỏ mật khẩu (Tệp, Thông tin, Bảo vệ sổ làm việc) rồi lưu lại / it has a password: save it without one"
    )]
    Password,
    /// It is a spreadsheet of another program.
    #[error("tệp là kiểu .ods của LibreOffice: lưu kiểu .xlsx / it is an .ods file: save it as .xlsx")]
    OpenDocument,
    /// It is no whole zip file.
    #[error("tệp hỏng / the file is damaged: {0}")]
    Damaged(#[from] zip::result::ZipError),
    /// A part of it cannot be inflated.
    #[error("tệp hỏng / the file is damaged: {0}")]
    Inflate(#[from] std::io::Error),
    /// Its sheets are not as they should be.
    #[error("{0}")]
    Sheet(#[from] XlsxError),
    /// The library that reads workbooks panicked.
    #[error("tệp hỏng / the file is damaged")]
    Crashed,
    /// It exceeds a bound.
    #[error("có hơn {max} {what} / it holds more than {max} {what}")]
    TooLarge {
        /// Of what.
        what: &'static str,
        /// The bound.
        max: u64,
    },
    /// No sheet has a cell that is filled in.
    #[error("tệp trống / it is empty")]
    Empty,
    /// More than one sheet is in use.
    #[error(
        "có nhiều trang tính: chỉ để lại trang có danh sách / more than one sheet is filled in: leave only the one with the register"
    )]
    Sheets,
}

/// Whether a file begins as a workbook does, of whatever age.
pub(super) fn begins(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK") || is_old(bytes)
}

fn is_old(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

/// The one sheet in use.
pub(super) fn sheet(bytes: &[u8]) -> Result<Sheet, WorkbookError> {
    if is_old(bytes) {
        // A workbook behind a password is such a file around an encrypted package.
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let is_locked = bytes.windows(name.len()).any(|window| window == name);
        return Err(if is_locked { WorkbookError::Password } else { WorkbookError::OldFormat });
    }
    let said = look_through(bytes)?;
    // The library adds up numbers of the file unchecked and may break off over a hostile one.
    catch_unwind(AssertUnwindSafe(|| filled(bytes, said))).ok().ok_or(WorkbookError::Crashed)?
}

/// Inflates every file of the workbook once and keeps nothing, so that the library never meets more than the bounds;
/// what they say.
fn look_through(bytes: &[u8]) -> Result<WorkbookFacts, WorkbookError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))?;
    within("files inside", wide(archive.len()), wide(ENTRIES_MAX))?;
    let declared = (0..archive.len())
        .try_fold(0_u64, |sum, at| archive.by_index_raw(at).map(|file| sum.saturating_add(file.size())))?;
    within("bytes once it is inflated", declared, INFLATED_BYTES_MAX)?;
    let mut room = INFLATED_BYTES_MAX;
    let mut said = WorkbookFacts::default();
    for at in 0..archive.len() {
        let mut content = Vec::new();
        archive.by_index(at)?.take(room.saturating_add(1)).read_to_end(&mut content)?;
        let Some(left) = room.checked_sub(wide(content.len())) else {
            return Err(WorkbookError::TooLarge { what: "bytes once it is inflated", max: INFLATED_BYTES_MAX });
        };
        room = left;
        within("texts", announced_texts(&content), TEXTS_MAX)?;
        if content.starts_with(b"application/vnd.oasis.opendocument") {
            return Err(WorkbookError::OpenDocument);
        }
        said.note(&content);
    }
    Ok(said)
}

/// What the parts of a workbook say of it that the library does not tell.
#[derive(Debug, Default, Clone, Copy)]
struct WorkbookFacts {
    /// Days count from 1904. Excel 2013 and later repeat the element under another name space without the word, and the
    /// library takes the last one.
    is_1904: bool,
    /// Rows that a filter or a person hides.
    hidden: usize,
}

impl WorkbookFacts {
    fn note(&mut self, content: &[u8]) {
        let has = |name: &[u8]| content.windows(name.len()).any(|window| window == name);
        if !has(b"date1904") && !has(b"hidden") {
            return;
        }
        let mut reader = quick_xml::Reader::from_reader(content);
        let mut buffer = Vec::new();
        loop {
            match reader.read_event_into(&mut buffer) {
                Ok(Event::Start(element) | Event::Empty(element)) => {
                    let is = |name: &[u8]| {
                        let said = element.attributes().filter_map(Result::ok).find(|said| said.key.as_ref() == name);
                        said.is_some_and(|said| matches!(said.value.as_ref(), b"1" | b"true" | b"on"))
                    };
                    match element.local_name().as_ref() {
                        b"workbookPr" => self.is_1904 |= is(b"date1904"),
                        b"row" => self.hidden += usize::from(is(b"hidden")),
                        _ => {}
                    }
                }
                Ok(Event::Eof) | Err(_) => return,
                Ok(_) => {}
            }
            buffer.clear();
        }
    }
}

/// The largest number of texts that a part announces; the library makes room for them before it sees any.
fn announced_texts(content: &[u8]) -> u64 {
    const NAME: &[u8] = b"uniqueCount";
    let mut most = 0_u64;
    let mut rest = content;
    while let Some(at) = rest.windows(NAME.len()).position(|window| window == NAME) {
        rest = rest.get(at + NAME.len()..).unwrap_or_default();
        let digits = rest.iter().skip_while(|byte| !byte.is_ascii_digit()).take_while(|byte| byte.is_ascii_digit());
        let count = digits
            .fold(0_u64, |count, digit| count.saturating_mul(10).saturating_add(u64::from(digit.saturating_sub(b'0'))));
        most = most.max(count);
    }
    most
}

fn filled(bytes: &[u8], WorkbookFacts { is_1904, hidden }: WorkbookFacts) -> Result<Sheet, WorkbookError> {
    let mut workbook = Xlsx::new(Cursor::new(bytes))?;
    let sheets: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    within("sheets", wide(sheets.len()), wide(SHEETS_MAX))?;
    let mut reading = WorkbookReader { is_1904, cells: 0, text: 0, lines: BTreeMap::new() };
    let mut found = BTreeMap::new();
    for name in sheets {
        let mut cells = workbook.worksheet_cells_reader(&name)?;
        while let Some(record) = cells.next_cell_with_formula_metadata()? {
            reading.take(record.pos, &record.value, record.formula.is_some())?;
        }
        let lines = std::mem::take(&mut reading.lines);
        if !found.is_empty() && !lines.is_empty() {
            return Err(WorkbookError::Sheets);
        }
        if !lines.is_empty() {
            found = lines;
        }
    }
    if found.is_empty() {
        return Err(WorkbookError::Empty);
    }
    Ok(Sheet { lines: found.into_values().collect(), is_1904, hidden })
}

/// The cells seen so far.
struct WorkbookReader {
    is_1904: bool,
    cells: usize,
    text: usize,
    lines: BTreeMap<u32, SheetLine>,
}

impl WorkbookReader {
    fn take(&mut self, (row, column): (u32, u32), value: &DataRef<'_>, is_formula: bool) -> Result<(), WorkbookError> {
        let Some(cell) = cell_of(value, is_formula, self.is_1904).filter(|cell| !cell.is_blank()) else {
            // Borders may be drawn far below the last row.
            return Ok(());
        };
        self.cells += 1;
        within("cells", wide(self.cells), wide(CELLS_MAX))?;
        if let Cell::Text(text) = &cell {
            self.text += text.len();
            within("bytes of text", wide(self.text), wide(TEXT_BYTES_MAX))?;
        }
        let number = u64::from(row) + 1;
        let line = self.lines.entry(row).or_insert_with(|| SheetLine { number, cells: Vec::new(), written: None });
        let at = usize::try_from(column).unwrap_or(COLUMNS_SEEN).min(COLUMNS_SEEN);
        line.cells.resize(line.cells.len().max(at + 1), Cell::Text(String::new()));
        if let Some(place) = line.cells.get_mut(at) {
            *place = cell;
        }
        within("rows", wide(self.lines.len()), wide(LINES_MAX))
    }
}

/// What a cell holds.
fn cell_of(value: &DataRef<'_>, is_formula: bool, is_1904: bool) -> Option<Cell> {
    let day = |when: &ExcelDateTime| match day_of(when) {
        Ok(day) => Cell::Day(day),
        Err(wrong) => Cell::Wrong(wrong),
    };
    Some(match value {
        DataRef::Empty if is_formula => Cell::Wrong(
            "công thức chưa có kết quả: mở tệp bằng Excel rồi lưu lại / a formula without its value: open the file in Excel and save it",
        ),
        DataRef::Empty => return None,
        DataRef::String(text) => Cell::Text(text.clone()),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::Int(number) => Cell::Text(number.to_string()),
        DataRef::DateTime(when) if when.is_duration() => day(when),
        // The library may be wrong about where the days count from.
        DataRef::DateTime(when) => day(&ExcelDateTime::new(when.as_f64(), ExcelDateTimeType::DateTime, is_1904)),
        DataRef::DateTimeIso(text) => {
            let date = text.split('T').next().unwrap_or_default();
            match CivilDate::parse(date) {
                Ok(date) => Cell::Day(date.vietnamese()),
                Err(_) => Cell::Text(date.to_owned()),
            }
        }
        DataRef::Bool(_) | DataRef::DurationIso(_) | DataRef::Error(_) => {
            Cell::Wrong("ô không phải chữ, số hay ngày / the cell is no text, number or date")
        }
    })
}

fn within(what: &'static str, value: u64, max: u64) -> Result<(), WorkbookError> {
    if value > max { Err(WorkbookError::TooLarge { what, max }) } else { Ok(()) }
}

fn wide(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}
