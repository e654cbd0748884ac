//! Import of the register (sổ danh sách đảng viên, mẫu 7-HSĐV) from CSV in its 14 columns.
//!
//! A file is read and checked whole before anything is written: either it is clean, or the caller
//! asked to leave the bad rows out.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use shared::doc::{Edit, Seed};
use shared::id::{DocId, OrgId};
use shared::meeting::WriteError;
use shared::member::{self, Status};
use shared::text;
use shared::time::PartialDate;

use crate::admin::{AdminError, Clerk};
use crate::hub::Hub;
use crate::store::{account, read_model};

/// Columns of the form.
pub const COLUMNS: usize = 14;

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

impl MemberDraft {
    fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value.as_str())
    }

    /// The name.
    #[must_use]
    pub fn full_name(&self) -> &str {
        self.field("full_name").unwrap_or_default()
    }

    /// Writes the row into a member's record.
    ///
    /// # Errors
    /// [`WriteError`] for a value that does not fit its field.
    pub fn write(&self, edit: &mut Edit<'_>) -> Result<(), WriteError> {
        for (field, value) in &self.fields {
            member::set_field(edit, field, value)?;
        }
        if !self.notes.is_empty() {
            member::set_notes(edit, &self.notes)?;
        }
        Ok(())
    }
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
    /// The file cannot be opened.
    #[error("{path}: {source}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: csv::Error,
    },
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

/// Reads a register.
///
/// # Errors
/// [`ImportError`] when it is not one; bad rows are part of the answer.
pub fn read(path: &Path) -> Result<Register, ImportError> {
    let unreadable = |source| ImportError::Unreadable { path: path.to_owned(), source };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path).map_err(unreadable)?;
    let found = reader.headers().map_err(unreadable)?.len();
    if found != COLUMNS {
        return Err(ImportError::NotTheForm { found });
    }
    let mut register = Register::default();
    let mut numbers = BTreeSet::new();
    for (place, record) in (2..).zip(reader.records()) {
        let draft =
            record.map_err(|error| format!("not readable as CSV: {error}")).and_then(|record| draft_of(&record));
        let draft = draft.and_then(|draft| unique(draft, &mut numbers)).and_then(rehearsed);
        match draft {
            Ok(draft) => register.rows.push(draft),
            Err(why) => register.bad.push(BadRow { line: place, why }),
        }
    }
    Ok(register)
}

/// Refuses a card or dossier number that another row of the file has.
fn unique(draft: MemberDraft, seen: &mut BTreeSet<String>) -> Result<MemberDraft, String> {
    for (name, label) in [("card_number", "số thẻ"), ("dossier_number", "số lý lịch")] {
        if let Some(number) = draft.field(name)
            && !seen.insert(format!("{name} {number}"))
        {
            return Err(format!("{label} {number} đã có ở dòng khác / stands in another row as well"));
        }
    }
    Ok(draft)
}

/// Writes the row into a record nobody keeps, to learn whether it fits.
fn rehearsed(draft: MemberDraft) -> Result<MemberDraft, String> {
    let id = DocId::from_bytes([0; 16]);
    let pen = shared::doc::Pen::new(shared::id::DeviceId::from_bytes([0; 16]), [0; 8]);
    let mut doc = shared::doc::Doc::create(&Seed::Member(id));
    match doc.edit(&pen, shared::time::Timestamp::from_ms(0), |edit| draft.write(edit)) {
        Ok(_) => Ok(draft),
        Err(error) => Err(error.to_string()),
    }
}

fn draft_of(record: &csv::StringRecord) -> Result<MemberDraft, String> {
    let cells: Vec<String> = record.iter().map(text::clean_line).collect();
    let columns: &[String; COLUMNS] = cells
        .as_slice()
        .try_into()
        .ok()
        .ok_or_else(|| format!("có {} cột, mẫu 7-HSĐV có {COLUMNS} / has {} columns", cells.len(), cells.len()))?;
    for cell in columns {
        if text::legacy_encoding_suspected(cell) {
            return Err(
                "chữ theo bảng mã cũ (TCVN3/VNI), hãy chuyển sang Unicode / written in an old encoding".to_owned()
            );
        }
        if text::secrecy_marking(cell).is_some() {
            return Err(
                "có dấu mật: không được nhập vào hệ thống nối mạng / marked as classified, must not be imported"
                    .to_owned(),
            );
        }
    }
    let [
        number,
        names,
        origin,
        home,
        education,
        jobs,
        joined,
        numbers,
        service,
        moved_out,
        moved_in,
        died,
        left,
        notes,
    ] = columns;
    let number = number.parse().ok().ok_or_else(|| format!("STT `{number}` không phải là số / is no number"))?;
    let mut draft = MemberDraft { number, fields: Vec::new(), notes: notes.clone() };
    draft.names(names)?;
    draft.listed(origin, &["gender", "ethnicity", "religion"]);
    draft.put("home_place", home);
    draft.listed(education, &["general_education", "political_theory", "profession", "foreign_language"]);
    draft.paired(jobs, "job_before", "job_now");
    draft.paired(joined, "joined_on", "official_on");
    draft.listed(numbers, &["card_number", "dossier_number", "badge_number"]);
    draft.put("service", service);
    draft.dated(moved_out, "moved_out_on", "moved_out_to");
    draft.dated(moved_in, "moved_in_on", "moved_in_from");
    draft.dated(died, "died_on", "death_reason");
    draft.dated(left, "left_on", "left_form");
    draft.read_notes(notes);
    let status = draft.status(notes);
    draft.put("status", status.code());
    Ok(draft)
}

impl MemberDraft {
    fn put(&mut self, field: &'static str, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            self.fields.push((field, value.to_owned()));
        }
    }

    fn names(&mut self, cell: &str) -> Result<(), String> {
        let (full, birth) = cell.split_once(';').unwrap_or((cell, ""));
        if full.trim().is_empty() {
            return Err("thiếu họ và tên / the name is missing".to_owned());
        }
        self.put("full_name", full);
        self.put("birth_name", birth);
        Ok(())
    }

    fn listed(&mut self, cell: &str, fields: &[&'static str]) {
        for (field, part) in fields.iter().copied().zip(cell.splitn(fields.len(), ',')) {
            self.put(field, part);
        }
    }

    fn paired(&mut self, cell: &str, first: &'static str, second: &'static str) {
        let (before, after) = cell.split_once(';').unwrap_or((cell, ""));
        self.put(first, before);
        self.put(second, after);
    }

    fn dated(&mut self, cell: &str, date: &'static str, words: &'static str) {
        let (when, rest) = cell.split_once(',').unwrap_or((cell, ""));
        self.put(date, when);
        self.put(words, rest);
    }

    /// The form has no column for the birth date; registers note it as "sinh dd/mm/yyyy".
    fn read_notes(&mut self, notes: &str) {
        for part in notes.split(';') {
            let words: Vec<&str> = part.split_whitespace().collect();
            let date = |word: &&str| PartialDate::parse(word).ok().map(|date| date.to_string());
            match words.as_slice() {
                ["sinh", day, ..] => {
                    if let Some(date) = date(day) {
                        self.put("birth_date", &date);
                    }
                }
                [first, ..] if text::fold(first) == "mien" => {
                    if let Some(date) = words.last().and_then(date) {
                        self.put("exempt_on", &date);
                    }
                }
                _ => {}
            }
        }
    }

    fn status(&self, notes: &str) -> Status {
        let notes = text::fold(notes);
        let left = self.field("left_form").map(text::fold);
        let says = |word: &str| left.as_deref().is_some_and(|form| form.contains(word));
        if self.field("died_on").is_some() {
            Status::Died
        } else if says("khai tru") {
            Status::Expelled
        } else if says("xoa ten") {
            Status::Removed
        } else if left.is_some() || self.field("left_on").is_some() {
            Status::Left
        } else if self.field("moved_out_on").is_some() {
            Status::MovedAway
        } else if notes.contains("sinh hoat tam thoi") {
            Status::TemporaryGuest
        } else if notes.contains("tam mien") {
            Status::TemporarilyExempt
        } else if notes.split(';').any(|part| part.trim().starts_with("mien") || part.contains("duoc mien")) {
            Status::Exempt
        } else if self.field("official_on").is_none() {
            Status::Probationary
        } else {
            Status::Official
        }
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
mod tests {
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
}
