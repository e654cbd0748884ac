//! Registers, as CSV and as workbooks.

use std::io::{Cursor, Read as _, Write as _};
use std::sync::LazyLock;

use rust_xlsxwriter::{Workbook, XlsxError};
use server::import;
use shared::time::CivilDate;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::Verdict;

pub(super) fn csv(input: &[u8]) -> Verdict {
    // A register that is rows alone gets its header, so that rows are what is tried out.
    let read = read(input).or_else(|_| read(&[HEADER.as_bytes(), b"\n", input].concat()));
    Verdict::of(&read)
}

/// An input: a workbook, else what stands in its sheet; the rest of the workbook, and every checksum, is then right.
pub(super) fn workbook(input: &[u8]) -> Verdict {
    if input.starts_with(b"PK") {
        return Verdict::of(&read(input));
    }
    let Ok(book) = with_sheet(input) else { return Verdict::Refused };
    Verdict::of(&read(&book))
}

fn read(bytes: &[u8]) -> Result<import::Register, import::ImportError> {
    import::read_bytes(bytes, CivilDate::MAX)
}

const HEADER: &str = "STT,Họ và tên,\"Nam/nữ, dân tộc\",Quê quán,\"Văn hóa, lý luận\",Nghề nghiệp trước và hiện nay,\
                      Ngày vào Đảng; chính thức,\"Số thẻ, số lý lịch\",Bộ đội,Ngày chuyển đi,Ngày chuyển đến,Ngày từ trần,\
                      Ngày ra khỏi Đảng,Ghi chú";
const SHEET: &str = "xl/worksheets/sheet1.xml";

/// A small register as a workbook.
pub(super) static BOOK: LazyLock<Vec<u8>> = LazyLock::new(|| made().unwrap_or_default());

fn made() -> Result<Vec<u8>, XlsxError> {
    let person = ["1", "Đặng Thị Sen", "Nữ", "xã Sen", "12/12", "làm ruộng", "03/02/2010", "20000001"];
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let titles = ["STT", "Họ và tên", "Giới tính", "Quê quán", "Văn hóa", "Nghề nghiệp", "Ngày vào Đảng", "Số thẻ"];
    for (column, title) in (0..).zip(titles) {
        sheet.write_string(0, column, title)?;
        sheet.write_string(1, column, person.get(usize::from(column)).copied().unwrap_or_default())?;
    }
    book.save_to_buffer()
}

/// What stands in the sheet of that workbook.
pub(super) fn sheet() -> Vec<u8> {
    let mut content = Vec::new();
    let read = ZipArchive::new(Cursor::new(BOOK.as_slice()))
        .and_then(|mut book| Ok(book.by_name(SHEET)?.read_to_end(&mut content)?));
    if read.is_ok() { content } else { Vec::new() }
}

fn with_sheet(content: &[u8]) -> Result<Vec<u8>, ZipError> {
    let mut parts = ZipArchive::new(Cursor::new(BOOK.as_slice()))?;
    let mut book = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..parts.len() {
        let part = parts.by_index(at)?;
        if part.name() != SHEET {
            book.raw_copy_file(part)?;
        }
    }
    book.start_file(SHEET, SimpleFileOptions::default().compression_method(CompressionMethod::Stored))?;
    book.write_all(content)?;
    Ok(book.finish()?.into_inner())
}
