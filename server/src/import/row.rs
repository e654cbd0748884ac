//! The rules of one row of form 7-HSĐV, whatever kind of file it stood in. It refuses rows without a name, old
//! encodings, secrecy markings and values a member's record does not take.

use std::collections::BTreeSet;

use shared::doc::{Edit, Seed};
use shared::id::DocId;
use shared::meeting::WriteError;
use shared::member::{self, Status};
use shared::text;
use shared::time::PartialDate;

use super::{COLUMNS, MemberDraft};

impl MemberDraft {
    pub(super) fn field(&self, name: &str) -> Option<&str> {
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

/// Refuses a card or dossier number that another row of the file has.
pub(super) fn unique(draft: MemberDraft, seen: &mut BTreeSet<String>) -> Result<MemberDraft, String> {
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
pub(super) fn rehearsed(draft: MemberDraft) -> Result<MemberDraft, String> {
    let id = DocId::from_bytes([0; 16]);
    let pen = shared::doc::Pen::new(shared::id::DeviceId::from_bytes([0; 16]), [0; 8]);
    let mut doc = shared::doc::Doc::create(&Seed::Member(id));
    match doc.edit(&pen, shared::time::Timestamp::from_ms(0), |edit| draft.write(edit)) {
        Ok(_) => Ok(draft),
        Err(error) => Err(error.to_string()),
    }
}

/// Reads the cells of a row into the fields of a card.
pub(super) fn draft_of<'a>(cells: impl Iterator<Item = &'a str> + Clone) -> Result<MemberDraft, String> {
    let found = cells.clone().count();
    let wrong = || format!("có {found} cột, mẫu 7-HSĐV có {COLUMNS} / has {found} columns");
    let cells: Vec<String> = cells.take(COLUMNS + 1).map(text::clean_line).collect();
    let columns: &[String; COLUMNS] = cells.as_slice().try_into().ok().ok_or_else(wrong)?;
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
