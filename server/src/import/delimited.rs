//! Tables in text files: CSV and its cousins. It finds the separator by the header it uncovers, and refuses a quote
//! that is opened and never closed, since such a quote swallows the rows after it.

use super::header;
use super::sheet::{COLUMNS_SEEN, Cell, LINES_MAX, Sheet, SheetLine};
use crate::export::unguarded;

/// Separators that lists are saved with.
const SEPARATORS: [u8; 3] = *b",;\t";
/// Records from the top that tell the separator.
const TOP: usize = 40;

/// Why a text file is no table.
#[derive(Debug, thiserror::Error)]
pub enum DelimitedError {
    /// A quote is opened and never closed.
    #[error(
        "dòng {line} mở dấu ngoặc kép (\") mà không đóng, nuốt mất các dòng sau: sửa ô đó trong Excel rồi lưu lại / line {line} opens a quote that is never closed"
    )]
    OpenQuote {
        /// Line of the file where it is opened.
        line: usize,
    },
    /// It has more lines than a register can have.
    #[error("tệp có hơn {LINES_MAX} hàng: tách thành nhiều tệp / the file has more than {LINES_MAX} rows; split it")]
    TooLong,
    /// The reading library refuses it.
    #[error("không đọc được như tệp CSV / not readable as CSV: {0}")]
    Csv(#[from] csv::Error),
}

/// The table in a text.
pub(super) fn sheet(text: &str) -> Result<Sheet, DelimitedError> {
    // Inside a cell as well, so that lines can be counted.
    let text = text.replace("\r\n", "\n").replace('\r', "\n") + "\n";
    let mut best = (0, b',');
    for separator in SEPARATORS {
        let titles = header::titles_in(&lines(&text, separator, TOP)?);
        if titles > best.0 {
            best = (titles, separator);
        }
    }
    let (_, separator) = best;
    if let Some(line) = open_quote(&text, char::from(separator)) {
        return Err(DelimitedError::OpenQuote { line });
    }
    Ok(Sheet { lines: lines(&text, separator, usize::MAX)?, is_1904: false, hidden: 0 })
}

fn lines(text: &str, separator: u8, records: usize) -> Result<Vec<SheetLine>, DelimitedError> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let (mut lines, mut inside) = (Vec::new(), 0);
    let mut record = csv::StringRecord::new();
    while lines.len() < records && reader.read_record(&mut record)? {
        // Excel counts rows: a line break inside a cell begins none. The reader stands behind the record's end.
        inside += wide(record.iter().map(|cell| cell.matches('\n').count()).sum());
        let number = reader.position().line().saturating_sub(1).saturating_sub(inside);
        let is_filled = |at: &usize| record.get(*at).is_some_and(|cell| !cell.trim().is_empty());
        let Some(last) = (0..record.len()).rev().find(is_filled) else { continue };
        if lines.len() >= LINES_MAX {
            return Err(DelimitedError::TooLong);
        }
        let beyond = record.get(last).filter(|_| last >= COLUMNS_SEEN);
        let seen = record.iter().take(last + 1).take(COLUMNS_SEEN).chain(beyond);
        lines.push(SheetLine {
            number,
            written: Some(record.len()),
            cells: seen.map(|cell| Cell::Text(unguarded(cell).to_owned())).collect(),
        });
    }
    Ok(lines)
}

fn wide(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}

/// The line on which a quote is opened that is still open at the end.
fn open_quote(text: &str, separator: char) -> Option<usize> {
    let (mut line, mut opened, mut at_start) = (1, None, true);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match (c, opened) {
            ('"', Some(_)) if characters.peek() == Some(&'"') => {
                characters.next();
            }
            ('"', Some(_)) => opened = None,
            ('"', None) if at_start => opened = Some(line),
            _ => {}
        }
        at_start = opened.is_none() && (c == separator || c == '\n');
        line += usize::from(c == '\n');
    }
    opened
}
