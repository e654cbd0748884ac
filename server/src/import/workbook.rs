//! The rows of an Excel workbook (.xlsx). It owns the bounds: what a small file may inflate to, and how many sheets,
//! cells and characters a register may have. It refuses the older binary format, workbooks with more than one sheet
//! in use, and cells that are neither text nor number nor date.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType, Reader as _, SheetType, Xlsx, XlsxError};

use super::{COLUMNS, ROWS_MAX};

/// Files inside a workbook at most.
const ENTRIES_MAX: usize = 100;
/// Bytes of all files inside a workbook together, once they are inflated.
const INFLATED_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Sheets at most; one of them may be in use.
const SHEETS_MAX: usize = 16;
/// Cells at most, empty ones included.
const CELLS_MAX: usize = 100_000;
/// Bytes of the texts of all cells; one text may stand in many cells and is kept only once in the file.
const TEXT_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Columns from the left that are looked at; a row that goes further is wrong by what it has there.
const COLUMNS_SEEN: u32 = 64;
/// Texts a workbook may announce to hold.
const TEXTS_MAX: u64 = 100_000;
/// Columns that hold dates: joined, moved out, moved in, died, left.
const DATES: [usize; 5] = [6, 9, 10, 11, 12];

/// Why a workbook cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// The binary format of before 2007, or one behind a password.
    #[error("it is in the old .xls format or has a password: save it as .xlsx without a password")]
    OldFormat,
    /// It is no whole zip file.
    #[error("the file is damaged: {0}")]
    Damaged(#[from] zip::result::ZipError),
    /// A part of it cannot be inflated.
    #[error("the file is damaged: {0}")]
    Inflate(#[from] std::io::Error),
    /// Its sheets are not as they should be.
    #[error("{0}")]
    Sheet(#[from] XlsxError),
    /// The reading library broke off.
    #[error("the file is damaged")]
    Crashed,
    /// It exceeds a bound.
    #[error("it holds more than {max} {what}")]
    TooLarge {
        /// Of what.
        what: &'static str,
        /// The bound.
        max: u64,
    },
    /// No sheet has a cell that is filled in.
    #[error("it is empty")]
    Empty,
    /// More than one sheet is in use.
    #[error("more than one sheet is filled in: leave only the one with the register")]
    Sheets,
}

/// Whether a file begins as a workbook does, of whatever age.
pub(super) fn begins(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK") || is_old(bytes)
}

fn is_old(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

/// The lines of the one sheet in use that have anything in them, with their numbers as Excel shows them.
pub(super) fn lines(bytes: &[u8]) -> Result<Vec<(u32, Line)>, WorkbookError> {
    if is_old(bytes) {
        return Err(WorkbookError::OldFormat);
    }
    check_size(bytes)?;
    // The library adds up numbers of the file unchecked and may break off over a hostile one.
    catch_unwind(AssertUnwindSafe(|| sheet(bytes))).ok().ok_or(WorkbookError::Crashed)?
}

/// Inflates every file of the workbook once and keeps nothing, so that the library never meets more than the bounds.
fn check_size(bytes: &[u8]) -> Result<(), WorkbookError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))?;
    within("files inside", wide(archive.len()), wide(ENTRIES_MAX))?;
    let declared = (0..archive.len())
        .try_fold(0_u64, |sum, at| archive.by_index_raw(at).map(|file| sum.saturating_add(file.size())))?;
    within("bytes once it is inflated", declared, INFLATED_BYTES_MAX)?;
    let mut room = INFLATED_BYTES_MAX;
    for at in 0..archive.len() {
        let mut content = Vec::new();
        archive.by_index(at)?.take(room.saturating_add(1)).read_to_end(&mut content)?;
        let Some(left) = room.checked_sub(wide(content.len())) else {
            return Err(WorkbookError::TooLarge { what: "bytes once it is inflated", max: INFLATED_BYTES_MAX });
        };
        room = left;
        within("texts", announced_texts(&content), TEXTS_MAX)?;
    }
    Ok(())
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

fn sheet(bytes: &[u8]) -> Result<Vec<(u32, Line)>, WorkbookError> {
    let mut workbook = Xlsx::new(Cursor::new(bytes))?;
    let is_1904 = workbook.has_1904_epoch();
    let sheets: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    within("sheets", wide(sheets.len()), wide(SHEETS_MAX))?;
    let mut reading = Reading { is_1904, cells: 0, text: 0, lines: BTreeMap::new() };
    let mut found = BTreeMap::new();
    for name in sheets {
        let mut cells = workbook.worksheet_cells_reader(&name)?;
        while let Some(cell) = cells.next_cell()? {
            reading.take(cell.get_position(), cell.get_value())?;
        }
        let lines = std::mem::take(&mut reading.lines);
        if !found.is_empty() && !lines.is_empty() {
            return Err(WorkbookError::Sheets);
        }
        if !lines.is_empty() {
            found = lines;
        }
    }
    if found.is_empty() { Err(WorkbookError::Empty) } else { Ok(found.into_iter().collect()) }
}

/// A line of the sheet.
#[derive(Default)]
pub(super) struct Line {
    cells: [String; COLUMNS],
    /// How many columns are filled in, counted from the left.
    width: usize,
    wrong: Option<String>,
}

impl Line {
    /// How many columns the line has.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The cells as text, or what is wrong with one of them.
    pub(super) fn cells(self) -> Result<[String; COLUMNS], String> {
        if let Some(wrong) = self.wrong {
            return Err(wrong);
        }
        if self.width > COLUMNS {
            return Err(format!("có {0} cột, mẫu 7-HSĐV có {COLUMNS} / has {0} columns", self.width));
        }
        Ok(self.cells)
    }
}

/// The cells seen so far.
struct Reading {
    is_1904: bool,
    cells: usize,
    text: usize,
    lines: BTreeMap<u32, Line>,
}

impl Reading {
    fn take(&mut self, (row, column): (u32, u32), value: &DataRef<'_>) -> Result<(), WorkbookError> {
        self.cells += 1;
        within("cells", wide(self.cells), wide(CELLS_MAX))?;
        let at = usize::try_from(column.min(COLUMNS_SEEN)).unwrap_or(COLUMNS);
        let text = match text_of(value, DATES.contains(&at), self.is_1904) {
            Ok(text) if text.trim().is_empty() => return Ok(()),
            other => other,
        };
        let line = self.lines.entry(row.saturating_add(1)).or_default();
        line.width = line.width.max(at + 1);
        match text {
            Ok(text) => {
                self.text += text.len();
                if let Some(cell) = line.cells.get_mut(at) {
                    *cell = text;
                }
            }
            Err(wrong) => line.wrong = Some(format!("cột {}: {wrong}", at + 1)),
        }
        within("bytes of text", wide(self.text), wide(TEXT_BYTES_MAX))?;
        within("rows", wide(self.lines.len()), wide(ROWS_MAX + 1))
    }
}

/// What a cell says, as the same cell of a CSV would.
fn text_of(value: &DataRef<'_>, is_date: bool, is_1904: bool) -> Result<String, &'static str> {
    match value {
        DataRef::Empty => Ok(String::new()),
        DataRef::String(text) => Ok(text.clone()),
        DataRef::SharedString(text) => Ok((*text).to_owned()),
        // A date whose cell was never formatted as one is a bare number of days; a small number is a year.
        DataRef::Float(number) if is_date && *number >= 10_000.0 => {
            day_of(&ExcelDateTime::new(*number, ExcelDateTimeType::DateTime, is_1904))
        }
        DataRef::Float(number) if number.is_finite() && number.abs() < 1e15 => Ok(number.to_string()),
        DataRef::Int(number) => Ok(number.to_string()),
        DataRef::DateTime(when) => day_of(when),
        DataRef::DateTimeIso(text) => Ok(text.split('T').next().unwrap_or_default().to_owned()),
        DataRef::Float(_) | DataRef::Bool(_) | DataRef::DurationIso(_) | DataRef::Error(_) => {
            Err("ô không phải chữ, số hay ngày / the cell is no text, number or date")
        }
    }
}

/// A day as registers write it.
fn day_of(when: &ExcelDateTime) -> Result<String, &'static str> {
    // From 1 January 1900 to 31 December 9999; day 60 of the older epoch is a 29 February that never was.
    if !(1.0..2_958_466.0).contains(&when.as_f64()) || when.is_duration() {
        return Err("ngày không có trong lịch / the date does not exist");
    }
    let (year, month, day, ..) = when.to_ymd_hms_milli();
    Ok(format!("{day:02}/{month:02}/{year:04}"))
}

fn within(what: &'static str, value: u64, max: u64) -> Result<(), WorkbookError> {
    if value > max { Err(WorkbookError::TooLarge { what, max }) } else { Ok(()) }
}

fn wide(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}
