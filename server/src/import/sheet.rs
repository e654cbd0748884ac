//! A table as it stands in its file: lines of cells, whatever kind of file that was. It gives each place the name
//! Excel gives it, and refuses to read a cell as what its column does not hold.

use calamine::{ExcelDateTime, ExcelDateTimeType};

/// Lines with anything in them at most, titles and signatures included.
pub(super) const LINES_MAX: usize = super::ROWS_MAX * 4 + 100;
/// Columns from the left that are looked at; what stands further right is seen in the last of them.
pub(super) const COLUMNS_SEEN: usize = 64;

/// A table.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// Its lines that have cells, in order.
    pub(super) lines: Vec<SheetLine>,
    /// Whether bare numbers of days count from 1904.
    pub(super) is_1904: bool,
    /// How many of its rows are hidden; they are read like the others.
    pub(super) hidden: usize,
}

/// A line.
#[derive(Debug)]
pub(super) struct SheetLine {
    /// Its number as Excel shows it.
    pub(super) number: u64,
    /// Its cells from the left; what follows the last is empty.
    pub(super) cells: Vec<Cell>,
    /// How many cells the file wrote for it, where files write all of them.
    pub(super) written: Option<usize>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// Text, line breaks included.
    Text(String),
    /// A number that was not formatted as a date.
    Number(f64),
    /// A day, as registers write it.
    Day(String),
    /// Something that no register holds.
    Wrong(&'static str),
}

/// What a column holds, as far as it matters for the cells that Excel converts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// Dates, perhaps with words.
    Dates,
    /// Words, among which a date may stand.
    Words,
    /// What Excel takes for a date though it is none, such as `7/10`.
    NoDates,
}

impl SheetLine {
    /// The cell at a position.
    pub(super) fn cell(&self, at: usize) -> Option<&Cell> {
        self.cells.get(at)
    }

    /// Positions with anything in them.
    pub(super) fn filled(&self) -> impl Iterator<Item = usize> {
        self.cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank()).map(|(at, _)| at)
    }

    /// Whether a cell is short enough to be a title.
    pub(super) fn is_short(&self, at: usize) -> bool {
        !matches!(self.cell(at), Some(Cell::Text(text)) if text.len() > super::header::TITLE_BYTES_MAX)
    }

    /// A cell's words, for comparing with titles; nothing for what is no text or number.
    pub(super) fn words(&self, at: usize) -> String {
        match self.cell(at) {
            Some(Cell::Text(text)) => super::clean(text),
            Some(Cell::Number(number)) => number.to_string(),
            Some(Cell::Day(day)) => day.clone(),
            Some(Cell::Wrong(_)) | None => String::new(),
        }
    }
}

impl Cell {
    /// Whether nobody sees anything in it.
    pub(super) fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => super::clean(text).is_empty(),
            Self::Number(_) | Self::Day(_) | Self::Wrong(_) => false,
        }
    }

    /// What the cell says in a column, as the same cell of a CSV would.
    pub(super) fn text(&self, holds: Holds, is_1904: bool) -> Result<String, String> {
        match self {
            Self::Text(text) => Ok(text.clone()),
            // A date whose cell was never formatted as one is a bare number of days; a small number is a year.
            Self::Number(number) if holds == Holds::Dates && *number >= 10_000.0 => {
                day_of(&ExcelDateTime::new(*number, ExcelDateTimeType::DateTime, is_1904)).map_err(str::to_owned)
            }
            Self::Number(number) if number.is_finite() && number.abs() < 1e15 => Ok(number.to_string()),
            Self::Number(_) => Err("số quá lớn / the number is too large".to_owned()),
            Self::Day(day) if holds == Holds::NoDates => Err(format!(
                "Excel đã đổi ô này thành ngày {day}: chọn cột, định dạng là Văn bản (Text), rồi gõ lại / Excel made a date of it: format the column as Text and type it again"
            )),
            Self::Day(day) => Ok(day.clone()),
            Self::Wrong(what) => Err((*what).to_owned()),
        }
    }
}

/// A day as registers write it.
pub(super) fn day_of(when: &ExcelDateTime) -> Result<String, &'static str> {
    // From 1 January 1900 to 31 December 9999; day 60 of the older epoch is a 29 February that never was.
    if !(1.0..2_958_466.0).contains(&when.as_f64()) || when.is_duration() {
        return Err("ngày không có trong lịch / the date does not exist");
    }
    let (year, month, day, ..) = when.to_ymd_hms_milli();
    Ok(format!("{day:02}/{month:02}/{year:04}"))
}

/// The name Excel gives a place, such as `Q3`.
pub(super) fn place(at: usize, line: u64) -> String {
    format!("{}{line}", letters(at))
}

/// The letters of a column, `A` for the first.
pub(super) fn letters(at: usize) -> String {
    let mut rest = at;
    let mut letters = Vec::new();
    loop {
        let letter = u8::try_from(rest % 26).unwrap_or(0);
        letters.insert(0, char::from(b'A'.saturating_add(letter)));
        rest /= 26;
        if rest == 0 {
            return letters.into_iter().collect();
        }
        rest -= 1;
    }
}
