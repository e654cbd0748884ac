//! Import of a register of members (sổ danh sách đảng viên, mẫu 7-HSĐV, or the list DS_DANGVIEN of the level above), from
//! a text file or an Excel workbook.
//!
//! A file is read and checked whole before anything is written, and compared with what the ward has: what is new is
//! written, what differs is offered, what is doubtful waits for a decision. It refuses to guess.

mod compare;
mod dates;
mod days;
mod delimited;
mod encoding;
mod header;
mod parts;
pub mod register;
mod row;
mod sheet;
mod status;
mod table;
mod workbook;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use shared::doc::Seed;
use shared::id::{DocId, OrgId};
use shared::member;
use shared::text;
use shared::time::CivilDate;

pub use compare::{Change, Plan, Planned, Standing, plan};
pub use delimited::DelimitedError;
pub use encoding::EncodingError;
pub use header::HeaderError;
pub use workbook::WorkbookError;

use crate::admin::{AdminError, ConsoleAuthor};
use crate::hub::Hub;
use crate::store::account;

/// Rows of a register at most, the header not counted.
pub const ROWS_MAX: usize = 2_000;
/// Largest file of a register, in bytes.
pub const FILE_BYTES_MAX: usize = 2 * 1024 * 1024;

/// One row as it will be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberDraft {
    /// Line of the file, as Excel counts.
    pub line: u64,
    /// The row's own number in the register (STT); 0 when it has none.
    pub number: u32,
    /// The cell the row names, in lists of several.
    pub cell: Option<String>,
    /// Card fields by stored name, in the form they are stored in.
    pub fields: Vec<(&'static str, String)>,
    /// Free notes.
    pub notes: String,
    /// Whether the register says the status itself, and it does not only follow from dates.
    pub is_status_stated: bool,
}

/// A row that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Line of the file, as Excel counts.
    pub line: u64,
    /// What is wrong with it, in words.
    pub why: String,
}

/// Something of a row that its reader should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowNotice {
    /// Line of the file, as Excel counts; 0 for the whole file.
    pub line: u64,
    /// What, in words.
    pub what: String,
}

/// A register that was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Register {
    /// Rows that can be taken.
    pub rows: Vec<MemberDraft>,
    /// Rows that cannot.
    pub bad: Vec<BadRow>,
    /// What should be looked at.
    pub notices: Vec<RowNotice>,
}

/// A file that is no register.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be opened or read.
    #[error("{path}: {source}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is larger than a register can be.
    #[error("tệp có hơn {max} {what}: tách thành nhiều tệp / the file holds more than {max} {what}; split it")]
    TooLarge {
        /// Of what.
        what: &'static str,
        /// The bound.
        max: usize,
    },
    /// Nothing stands in the file.
    #[error("tệp trống / the file is empty")]
    Empty,
    /// Nobody stands in the list.
    #[error("danh sách không có đảng viên nào; chưa ghi gì / there are no members in the list; nothing was written")]
    NoRows,
    /// Its characters cannot be told.
    #[error(transparent)]
    Encoding(#[from] EncodingError),
    /// It is no readable text table.
    #[error(transparent)]
    Delimited(#[from] DelimitedError),
    /// The file is an Excel workbook that cannot be taken.
    #[error("không đọc được sổ Excel / the workbook cannot be read: {0}")]
    Workbook(#[from] WorkbookError),
    /// Its columns cannot be told.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// Its dates have the month first.
    #[error(
        "ngày trong tệp viết tháng trước ngày (như {0}): đặt lại vùng Tiếng Việt trong Excel, hoặc định dạng cột ngày là dd/mm/yyyy, rồi lưu lại / the dates have the month first: set the region to Vietnam, or the columns to dd/mm/yyyy, and save again"
    )]
    MonthFirst(String),
    /// Rows are bad and nobody asked to leave them out.
    #[error("{n} hàng không nhận được; chưa nhập gì / {n} row(s) cannot be taken; nothing was imported", n = .0.len())]
    BadRows(Vec<BadRow>),
    /// Rows name cells the ward does not have.
    #[error(
        "không rõ các chi bộ: {}; thêm chi bộ trước, hoặc thêm tất cả với --new-cell / these cells are not known: add them, all with --new-cell",
        .0.join("; ")
    )]
    UnknownCells(Vec<String>),
    /// The list does not say which cell its members are of.
    #[error(
        "danh sách không có cột «Chi bộ đang sinh hoạt»: ghi tên chi bộ với --cell / the list has no column of cells: name the cell with --cell"
    )]
    NoCell,
    /// A row could not be written.
    #[error(transparent)]
    Admin(Box<AdminError>),
}

impl From<AdminError> for ImportError {
    fn from(error: AdminError) -> Self {
        Self::Admin(Box::new(error))
    }
}

/// Reads a register from a file; days after `today` are refused.
///
/// # Errors
/// [`ImportError`] when it is not one; bad rows are part of the answer.
pub fn read(path: &Path, today: CivilDate) -> Result<Register, ImportError> {
    let unreadable = |source| ImportError::Unreadable { path: path.to_owned(), source };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    // One byte of room past the bound tells a full file from a longer one.
    let room = u64::try_from(FILE_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    file.take(room).read_to_end(&mut bytes).map_err(unreadable)?;
    read_bytes(&bytes, today)
}

/// Reads a register from the bytes of its file: an Excel workbook when they begin as one, else a text table.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(bytes: &[u8], today: CivilDate) -> Result<Register, ImportError> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(ImportError::TooLarge { what: "byte", max: FILE_BYTES_MAX });
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ImportError::Empty);
    }
    let sheet =
        if workbook::begins(bytes) { workbook::sheet(bytes)? } else { delimited::sheet(&encoding::text_of(bytes)?)? };
    let table = table::read(&sheet)?;
    if table.is_too_long {
        return Err(ImportError::TooLarge { what: "hàng / rows", max: ROWS_MAX });
    }
    if let Some(date) = table.order.month_first() {
        return Err(ImportError::MonthFirst(date));
    }
    let mut register = Register { rows: Vec::new(), bad: table.bad, notices: table.notices };
    if sheet.hidden > 0 {
        let what =
            format!("{} hàng đang ẩn trong Excel: vẫn được đọc / rows hidden in Excel are read as well", sheet.hidden);
        register.notices.push(RowNotice { line: 0, what });
    }
    if table.columns.contains(&header::Column::CitizenId) {
        let what = "cột Số CCCD không được lưu: Sen không giữ số định danh / citizens' numbers are not kept".to_owned();
        register.notices.push(RowNotice { line: 0, what });
    }
    let mut numbers = Numbers::default();
    for entry in &table.entries {
        match row::draft_of(entry, today).and_then(|(draft, notices)| Ok((numbers.unique(draft)?, notices))) {
            Ok((draft, notices)) => {
                let noted = notices.into_iter().map(|what| RowNotice { line: draft.line, what });
                register.notices.extend(noted.chain(numbers.repeated(&draft)));
                register.rows.push(draft);
            }
            Err(why) => register.bad.push(BadRow { line: entry.line, why }),
        }
    }
    register.bad.sort_by_key(|bad| bad.line);
    register.notices.sort_by_key(|notice| notice.line);
    Ok(register)
}

/// A text as registers' cells are read: without what nobody can see, composed, lines kept.
fn clean(cell: &str) -> String {
    text::clean_text(&without_eth(cell))
}

/// Vietnamese has no eth: at the beginning of a word it is the letter Đ, typed on another keyboard.
fn without_eth(cell: &str) -> String {
    let mut opens = true;
    let letter = |c: char| {
        let letter = match c {
            '\u{d0}' | '\u{189}' if opens => 'Đ',
            '\u{f0}' | '\u{256}' if opens => 'đ',
            other => other,
        };
        opens = !c.is_alphabetic();
        letter
    };
    cell.chars().map(letter).collect()
}

/// Numbers that stand in one row of a file only.
#[derive(Default)]
struct Numbers {
    seen: BTreeMap<String, u64>,
    rows: BTreeMap<u32, u64>,
}

impl Numbers {
    /// Refuses a card or dossier number that another row of the file has.
    fn unique(&mut self, draft: MemberDraft) -> Result<MemberDraft, String> {
        for (name, label) in [("card_number", "số thẻ"), ("dossier_number", "số lý lịch")] {
            let Some(number) = draft.field(name) else { continue };
            if let Some(line) = self.seen.insert(format!("{name} {number}"), draft.line) {
                return Err(format!("{label} {number} đã có ở hàng {line} / stands in row {line} as well"));
            }
        }
        Ok(draft)
    }

    fn repeated(&mut self, draft: &MemberDraft) -> Option<RowNotice> {
        let line = self.rows.insert(draft.number, draft.line).filter(|_| draft.number > 0)?;
        let what = format!("STT {} đã có ở hàng {line} / the number stands in row {line} as well", draft.number);
        Some(RowNotice { line: draft.line, what })
    }
}

/// What an import did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Members written, by the row's own number.
    pub written: Vec<(u32, DocId, String)>,
    /// Members the register has already; left as they are.
    pub known: Vec<(u32, DocId, String)>,
    /// Of those, members whose record was made to say what the file says.
    pub changed: usize,
    /// Rows that wait for a decision; nothing was written for them.
    pub doubtful: usize,
    /// Rows left out because they are bad.
    pub skipped: Vec<BadRow>,
}

/// What to do with rows that cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BadRows {
    /// Import nothing.
    #[default]
    Refuse,
    /// Leave them out.
    Skip,
}

/// Lines of a file that a decision is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Lines {
    /// None of them.
    #[default]
    None,
    /// All of them.
    All,
    /// These.
    These(BTreeSet<u64>),
}

impl Lines {
    fn has(&self, line: u64) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::These(lines) => lines.contains(&line),
        }
    }
}

/// What people decided about rows of a file.
#[derive(Debug, Clone, Default)]
pub struct Decisions {
    /// About rows that cannot be taken.
    pub bad_rows: BadRows,
    /// Members whose record takes over what the file says.
    pub apply: Lines,
    /// Doubtful rows that are new members.
    pub as_new: BTreeSet<u64>,
    /// Doubtful rows that are the member they resemble.
    pub as_same: BTreeSet<u64>,
}

/// Imports a register into a cell: new members are written, what differs is left as it is. Running it again writes
/// nothing twice.
///
/// # Errors
/// [`ImportError::BadRows`] when rows are bad and `bad_rows` says to refuse: then nothing was written.
pub async fn import(
    hub: &Hub,
    author: &ConsoleAuthor,
    cell: OrgId,
    register: Register,
    bad_rows: BadRows,
) -> Result<Imported, ImportError> {
    let decisions = Decisions { bad_rows, ..Decisions::default() };
    let plan = plan(hub, register, &|_| Some(cell), &decisions).await?;
    carry_out(hub, author, plan).await
}

/// Writes what a plan says.
///
/// # Errors
/// [`ImportError::Admin`] when a record cannot be written; what was written before stays.
pub async fn carry_out(hub: &Hub, author: &ConsoleAuthor, plan: Plan) -> Result<Imported, ImportError> {
    let mut imported = Imported { skipped: plan.bad, ..Imported::default() };
    let mut written: BTreeMap<OrgId, usize> = plan.rows.iter().map(|row| (row.cell, 0)).collect();
    for Planned { draft, cell, standing } in plan.rows {
        let told = |doc| (draft.number, doc, draft.full_name().to_owned());
        match standing {
            Standing::New => {
                let doc = DocId::from_bytes(hub.host().random().map_err(AdminError::from)?);
                author.write(hub, cell, &Seed::Id(shared::member::KIND, doc), |edit| draft.write(edit)).await?;
                imported.written.push(told(doc));
                *written.entry(cell).or_default() += 1;
            }
            Standing::Same(doc) => imported.known.push(told(doc)),
            Standing::Changed { doc, changes, is_applied } => {
                if is_applied {
                    let write = |edit: &mut shared::doc::Edit<'_>| {
                        changes.iter().try_for_each(|change| match change.field {
                            "notes" => member::set_notes(edit, &change.to),
                            field => member::set_field(edit, field, &change.to),
                        })
                    };
                    author.write(hub, cell, &Seed::Id(shared::member::KIND, doc), write).await?;
                    imported.changed += 1;
                }
                imported.known.push(told(doc));
            }
            Standing::Doubtful { .. } => imported.doubtful += 1,
        }
    }
    let (now, login) = (hub.host().now(), author.login.clone());
    hub.store()
        .write(move |tx| {
            for (cell, count) in &written {
                let event = crate::store::audit::Event {
                    at: now,
                    actor: login.clone(),
                    action: "import",
                    subject: cell.to_string(),
                    detail: count.to_string(),
                };
                crate::store::audit::append(tx, &event)?;
            }
            account::put_setting(tx, "last_import_ms", &now.as_ms().to_be_bytes())
        })
        .await
        .map_err(AdminError::from)?;
    Ok(imported)
}

#[cfg(test)]
mod tests;
