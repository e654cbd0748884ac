//! Import of the register (sổ danh sách đảng viên, mẫu 7-HSĐV) in its 14 columns, from CSV or an Excel workbook.
//!
//! A file is read and checked whole before anything is written: either it is clean, or the caller
//! asked to leave the bad rows out. It refuses files larger than a register can be.

mod row;
mod workbook;

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use shared::doc::Seed;
use shared::id::{DocId, OrgId};
use shared::text;

pub use workbook::WorkbookError;

use crate::admin::{AdminError, Clerk};
use crate::hub::Hub;
use crate::store::{account, read_model};

/// Columns of the form.
pub const COLUMNS: usize = 14;
/// Rows of a register at most, the header not counted.
pub const ROWS_MAX: usize = 2_000;
/// Largest file of a register, in bytes.
pub const FILE_BYTES_MAX: usize = 2 * 1024 * 1024;

/// One row as it will be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberDraft {
    /// The row's own number in the register (STT).
    pub number: u32,
    /// Card fields by stored name.
    pub fields: Vec<(&'static str, String)>,
    /// Free notes.
    pub notes: String,
}

/// A row that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Line of the file, the header being line 1.
    pub line: u64,
    /// What is wrong with it, in words.
    pub why: String,
}

/// A register that was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Register {
    /// Rows that can be taken.
    pub rows: Vec<MemberDraft>,
    /// Rows that cannot.
    pub bad: Vec<BadRow>,
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
    #[error("the file holds more than {max} {what}; split it")]
    TooLarge {
        /// Of what.
        what: &'static str,
        /// The bound.
        max: usize,
    },
    /// The first row is not readable as CSV.
    #[error("the file is not readable as CSV: {0}")]
    Csv(#[from] csv::Error),
    /// The file is an Excel workbook that cannot be taken.
    #[error("the workbook cannot be read: {0}")]
    Workbook(#[from] WorkbookError),
    /// The header is not that of the form.
    #[error("the first row is not the header of form 7-HSĐV: it has {found} columns, the form has {COLUMNS}")]
    NotTheForm {
        /// Columns found.
        found: usize,
    },
    /// Rows are bad and nobody asked to leave them out.
    #[error("{} row(s) cannot be taken; nothing was imported", .0.len())]
    BadRows(Vec<BadRow>),
    /// A row could not be written.
    #[error(transparent)]
    Admin(Box<AdminError>),
}

impl From<AdminError> for ImportError {
    fn from(error: AdminError) -> Self {
        Self::Admin(Box::new(error))
    }
}

/// Reads a register from a file.
///
/// # Errors
/// [`ImportError`] when it is not one; bad rows are part of the answer.
pub fn read(path: &Path) -> Result<Register, ImportError> {
    let unreadable = |source| ImportError::Unreadable { path: path.to_owned(), source };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    // One byte of room past the bound tells a full file from a longer one.
    let room = u64::try_from(FILE_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    file.take(room).read_to_end(&mut bytes).map_err(unreadable)?;
    read_bytes(&bytes)
}

/// Reads a register from the bytes of its file: an Excel workbook when they begin as one, else CSV.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(bytes: &[u8]) -> Result<Register, ImportError> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(ImportError::TooLarge { what: "bytes", max: FILE_BYTES_MAX });
    }
    if workbook::begins(bytes) { read_workbook(bytes) } else { read_csv(bytes) }
}

fn read_csv(bytes: &[u8]) -> Result<Register, ImportError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let found = reader.headers()?.len();
    if found != COLUMNS {
        return Err(ImportError::NotTheForm { found });
    }
    let mut rows = Rows::default();
    for (line, record) in (2..).zip(reader.records()) {
        let record = record.map_err(|error| format!("not readable as CSV: {error}"));
        rows.take(line, record.and_then(|record| row::draft_of(record.iter())))?;
    }
    Ok(rows.register)
}

fn read_workbook(bytes: &[u8]) -> Result<Register, ImportError> {
    let mut lines = workbook::lines(bytes)?.into_iter();
    let found = lines.next().map_or(0, |(_, line)| line.width());
    if found != COLUMNS {
        return Err(ImportError::NotTheForm { found });
    }
    let mut rows = Rows::default();
    for (number, line) in lines {
        rows.take(u64::from(number), line.cells().and_then(|cells| row::draft_of(cells.iter().map(String::as_str))))?;
    }
    Ok(rows.register)
}

/// Rows as they come, checked one after the other.
#[derive(Default)]
struct Rows {
    register: Register,
    numbers: BTreeSet<String>,
}

impl Rows {
    fn take(&mut self, line: u64, draft: Result<MemberDraft, String>) -> Result<(), ImportError> {
        if self.register.rows.len() + self.register.bad.len() >= ROWS_MAX {
            return Err(ImportError::TooLarge { what: "rows", max: ROWS_MAX });
        }
        match draft.and_then(|draft| row::unique(draft, &mut self.numbers)).and_then(row::rehearsed) {
            Ok(draft) => self.register.rows.push(draft),
            Err(why) => self.register.bad.push(BadRow { line, why }),
        }
        Ok(())
    }
}

/// What an import did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Members written, by the row's own number.
    pub written: Vec<(u32, DocId, String)>,
    /// Members whose card or dossier number the register already has; left as they are.
    pub known: Vec<(u32, DocId, String)>,
    /// Rows left out because they are bad.
    pub skipped: Vec<BadRow>,
}

/// What to do with rows that cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadRows {
    /// Import nothing.
    Refuse,
    /// Leave them out.
    Skip,
}

/// Imports a register into a cell. Running it again writes nothing twice.
///
/// # Errors
/// [`ImportError::BadRows`] when rows are bad and `bad_rows` says to refuse: then nothing was written.
pub async fn import(
    hub: &Hub,
    clerk: &Clerk,
    cell: OrgId,
    register: Register,
    bad_rows: BadRows,
) -> Result<Imported, ImportError> {
    if bad_rows == BadRows::Refuse && !register.bad.is_empty() {
        return Err(ImportError::BadRows(register.bad));
    }
    let known = known_numbers(hub).await?;
    let mut imported = Imported { skipped: register.bad, ..Imported::default() };
    for draft in register.rows {
        let numbers = [draft.field("card_number"), draft.field("dossier_number")].map(|number| number.map(text::fold));
        let same = known.iter().find(|(number, _)| numbers.iter().flatten().any(|mine| mine == number));
        let name = draft.full_name().to_owned();
        if let Some((_, doc)) = same {
            imported.known.push((draft.number, *doc, name));
            continue;
        }
        let doc = DocId::from_bytes(hub.host().random().map_err(AdminError::from)?);
        clerk.write(hub, cell, &Seed::Member(doc), |edit| draft.write(edit)).await?;
        imported.written.push((draft.number, doc, name));
    }
    let (now, login, count) = (hub.host().now(), clerk.login.clone(), imported.written.len());
    hub.store()
        .write(move |tx| {
            let event = crate::audit::Event {
                at: now,
                actor: login,
                action: "import",
                subject: cell.to_string(),
                detail: count.to_string(),
            };
            crate::audit::append(tx, &event)?;
            account::put_setting(tx, "last_import_ms", &now.as_ms().to_be_bytes())
        })
        .await
        .map_err(AdminError::from)?;
    Ok(imported)
}

async fn known_numbers(hub: &Hub) -> Result<Vec<(String, DocId)>, AdminError> {
    let rows = hub.store().read(|connection| read_model::members(connection, None)).await?;
    let mut known = Vec::new();
    for row in rows {
        known.extend(
            row.search_text
                .split(" · ")
                .filter(|word| word.chars().next().is_some_and(|c| c.is_ascii_digit()))
                .map(|word| (word.to_owned(), row.doc)),
        );
    }
    Ok(known)
}

#[cfg(test)]
mod tests;
