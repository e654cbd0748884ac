//! One member's row: what its columns say, as fields of the member's record in the form they are stored in. It refuses
//! rows without a name, old encodings, secrecy markings, days that cannot be, and values a member's record does not take.

use std::collections::BTreeMap;

use shared::doc::{Doc, Edit, Pen, Seed};
use shared::id::{DeviceId, DocId};
use shared::meeting::WriteError;
use shared::member::{self, MemberView, Status};
use shared::text;
use shared::time::{CivilDate, PartialDate, Timestamp};

use super::header::Column;
use super::parts::{self, Doubt};
use super::status::{self, StatusFacts};
use super::table::{MemberCells, number_of};
use super::{MemberDraft, clean, dates, days};

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

/// Reads a row; with it, what its reader should look at.
pub(super) fn draft_of(entry: &MemberCells, today: CivilDate) -> Result<(MemberDraft, Vec<String>), String> {
    for (column, cell) in &entry.cells {
        refuse_unreadable(*column, cell)?;
    }
    let mut row = Row { cells: &entry.cells, fields: Vec::new(), notices: Vec::new(), in_capitals: false };
    // In the list of the level above, capitals are the list's, not the person's.
    row.in_capitals = entry.cells.contains_key(&Column::Cell);
    row.names()?;
    row.origin()?;
    row.put("home_place", &row.line(Column::Home));
    row.education()?;
    row.jobs()?;
    row.joined()?;
    row.numbers()?;
    row.put("service", &parts::listed(row.cell(Column::Service), &[',', ';']).join(", "));
    for (column, date, words) in [
        (Column::MovedOut, "moved_out_on", "moved_out_to"),
        (Column::MovedIn, "moved_in_on", "moved_in_from"),
        (Column::Died, "died_on", "death_reason"),
        (Column::Left, "left_on", "left_form"),
    ] {
        row.dated(column, date, words)?;
    }
    row.birth()?;
    let notes = row.notes();
    let is_stated = row.status(&notes, today)?;
    let number = number_of(&row.line(Column::Number)).unwrap_or_default();
    let cell = Some(row.line(Column::Cell)).filter(|cell| !cell.is_empty());
    let Row { fields, mut notices, .. } = row;
    let draft = MemberDraft { line: entry.line, number, cell, fields, notes, is_status_stated: is_stated };
    let draft = stored(draft)?;
    notices.extend(days::check(&draft, today)?);
    Ok((draft, notices))
}

fn refuse_unreadable(column: Column, cell: &str) -> Result<(), String> {
    let title = column.title();
    let is_name = matches!(column, Column::Names | Column::BirthName);
    let cell = &super::without_eth(cell);
    if text::legacy_encoding_suspected(cell) || (is_name && text::legacy_name_suspected(cell)) {
        return Err(format!(
            "cột {title}: `{}` là chữ theo bảng mã cũ (TCVN3/VNI): chuyển cả tệp sang Unicode (ví dụ bằng Unikey), rồi lưu lại / written in an old encoding: convert it to Unicode",
            clean(cell)
        ));
    }
    if text::secrecy_marking(cell).is_some() {
        return Err(format!(
            "cột {title}: có dấu mật, không được nhập vào hệ thống nối mạng; nếu là tên người hay tên đất thì viết chữ thường có hoa đầu / marked as classified, must not be imported"
        ));
    }
    Ok(())
}

/// A row while it is read.
struct Row<'a> {
    cells: &'a BTreeMap<Column, String>,
    fields: Vec<(&'static str, String)>,
    notices: Vec<String>,
    in_capitals: bool,
}

impl Row<'_> {
    fn cell(&self, column: Column) -> &str {
        self.cells.get(&column).map(String::as_str).unwrap_or_default()
    }

    /// A cell as one line.
    fn line(&self, column: Column) -> String {
        text::clean_line(&clean(self.cell(column)))
    }

    fn put(&mut self, field: &'static str, value: &str) {
        let value = text::clean_line(&clean(value));
        if !value.is_empty() {
            self.fields.push((field, value));
        }
    }

    fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value.as_str())
    }

    fn date(&self, name: &str) -> Option<PartialDate> {
        self.field(name).and_then(|value| PartialDate::parse(value).ok())
    }

    fn names(&mut self) -> Result<(), String> {
        let cell = clean(self.cell(Column::Names));
        let (full, birth) = parts::paired(&cell)?;
        if full.is_empty() {
            return Err("thiếu họ và tên / the name is missing".to_owned());
        }
        let one_word = |name: &str| !name.contains(' ');
        // A name broken into two lines for want of room is no second name.
        if cell.contains('\n') && !cell.contains(';') && !birth.is_empty() && (one_word(&full) || one_word(&birth)) {
            return Err(format!(
                "`{}`: không rõ là một tên xuống dòng hay hai tên; viết «họ và tên; họ và tên khai sinh» / one name on two lines or two names? part them by a semicolon",
                text::clean_line(&cell)
            ));
        }
        self.put("full_name", &self.cased(&full));
        self.put("birth_name", &self.cased(&birth));
        self.put("birth_name", &self.cased(&self.line(Column::BirthName)));
        Ok(())
    }

    fn cased(&self, name: &str) -> String {
        let is_capital = name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase);
        if !(self.in_capitals && is_capital) {
            return name.to_owned();
        }
        let mut opens = true;
        name.chars()
            .flat_map(|c| {
                let cased: Vec<char> = if opens { vec![c] } else { c.to_lowercase().collect() };
                opens = !c.is_alphabetic();
                cased
            })
            .collect()
    }

    fn origin(&mut self) -> Result<(), String> {
        let parts = parts::listed(self.cell(Column::Origin), &[',', ';', '/']);
        if let [gender, rest @ ..] = parts.as_slice() {
            self.put("gender", gender);
            if let [ethnicity, religion @ ..] = rest {
                self.put("ethnicity", ethnicity);
                self.put("religion", &religion.join(", "));
            }
        }
        self.put("gender", &self.line(Column::Gender));
        self.put("ethnicity", &self.line(Column::Ethnicity));
        self.put("religion", &self.line(Column::Religion));
        match self.field("gender").map(text::fold).as_deref() {
            None | Some("nam" | "nu") => Ok(()),
            Some(_) => Err(format!(
                "cột {}: `{}` phải bắt đầu bằng Nam hoặc Nữ / has to begin with Nam or Nữ",
                Column::Origin.title(),
                self.line(Column::Origin)
            )),
        }
    }

    fn education(&mut self) -> Result<(), String> {
        let [general, theory, profession, language] = parts::education(&clean(self.cell(Column::Education)))?;
        for (field, part, column) in [
            ("general_education", general, Column::GeneralEducation),
            ("political_theory", theory, Column::PoliticalTheory),
            ("profession", profession, Column::Profession),
            ("foreign_language", language, Column::Language),
        ] {
            self.put(field, &part);
            self.put(field, &self.line(column));
        }
        let is_date = |general: &str| {
            let is_month = |word: &str| word.starts_with(|c: char| c.is_alphabetic());
            dates::is_whole_date(general) || general.split_once('-').is_some_and(|(_, month)| is_month(month))
        };
        match self.field("general_education").filter(|general| is_date(general)) {
            Some(date) => Err(format!(
                "`{date}` là một ngày: Excel đã đổi trình độ văn hóa như 7/10, 12/12 thành ngày; định dạng cột là Văn bản (Text) rồi gõ lại / Excel made a date of the schooling: format the column as Text and type it again"
            )),
            None => Ok(()),
        }
    }

    fn jobs(&mut self) -> Result<(), String> {
        let (before, now) = parts::paired(&clean(self.cell(Column::Jobs)))?;
        if now.is_empty() && before.contains([',', '-']) {
            self.notices.push(format!(
                "nghề nghiệp «{before}» không có dấu chấm phẩy: ghi cả vào nghề trước khi vào Đảng / no semicolon: taken whole as the work before admission"
            ));
        }
        self.put("job_before", &before);
        self.put("job_now", &now);
        self.put("job_before", &self.line(Column::JobBefore));
        self.put("job_now", &self.line(Column::JobNow));
        Ok(())
    }

    fn joined(&mut self) -> Result<(), String> {
        let cell = clean(self.cell(Column::Joined));
        let besides = text::fold(&dates::besides(&cell));
        let words = besides.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let known = ["ngay", "vao", "dang", "du", "bi", "ket", "nap", "chinh", "thuc", "db", "ct"];
        if let Some(word) = words.into_iter().find(|word| !known.contains(word)) {
            return Err(format!(
                "cột {}: `{}`: không rõ «{word}»; viết hai ngày cách nhau dấu chấm phẩy / write two dates parted by a semicolon",
                Column::Joined.title(),
                text::clean_line(&cell)
            ));
        }
        let mut found = dates::all(&cell).into_iter();
        let opens_second = cell.starts_with([';', ',', '\n']);
        let joined = if opens_second { None } else { found.next() };
        for (field, date) in [("joined_on", joined), ("official_on", found.next())] {
            if let Some(date) = date {
                let date = date.date.map_err(|why| format!("cột {}: {why}", Column::Joined.title()))?;
                self.put(field, &date.to_string());
            }
        }
        if found.next().is_some() {
            return Err(format!("cột {}: có hơn hai ngày / more than two dates", Column::Joined.title()));
        }
        self.single_date(Column::JoinedOn, "joined_on")?;
        self.single_date(Column::OfficialOn, "official_on")
    }

    fn single_date(&mut self, column: Column, field: &'static str) -> Result<(), String> {
        let cell = self.line(column);
        if cell.is_empty() {
            return Ok(());
        }
        match dates::all(&cell).as_slice() {
            [one] if dates::trimmed(&dates::besides(&cell)).is_empty() => {
                let date = one.date.clone().map_err(|why| format!("cột {}: {why}", column.title()))?;
                self.put(field, &date.to_string());
                Ok(())
            }
            _ => Err(format!("cột {}: `{cell}` không phải là một ngày / is no date", column.title())),
        }
    }

    fn numbers(&mut self) -> Result<(), String> {
        let [card, dossier, badge] = parts::numbers(&clean(self.cell(Column::Numbers)))?;
        for (field, part, column) in [
            ("card_number", card, Column::Card),
            ("dossier_number", dossier, Column::Dossier),
            ("badge_number", badge, Column::Badge),
        ] {
            self.put(field, &part);
            self.put(field, &self.line(column));
        }
        let card = self.field("card_number").unwrap_or_default().to_owned();
        match parts::doubt(&card) {
            Some(Doubt::Wrong(why)) => Err(format!("`{card}`: {why}")),
            Some(Doubt::Odd(why)) => {
                self.notices.push(format!("`{card}`: {why}"));
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn dated(&mut self, column: Column, date: &'static str, words: &'static str) -> Result<(), String> {
        let cell = self.line(column);
        // Signs people write for "none".
        if dates::trimmed(&cell).is_empty() || matches!(text::fold(&cell).as_str(), "khong" | "0" | "x") {
            return Ok(());
        }
        let wrong = |why: String| format!("cột {}: {why}", column.title());
        let Some((when, rest)) = dates::with_words(&cell).map_err(wrong)? else {
            return Err(wrong(format!("`{cell}` không có ngày / has no date")));
        };
        self.put(date, &when.to_string());
        self.put(words, &rest);
        Ok(())
    }

    /// The form has no column for the birth date; registers note it as "sinh dd/mm/yyyy".
    fn birth(&mut self) -> Result<(), String> {
        self.single_date(Column::BirthDate, "birth_date")?;
        if self.field("birth_date").is_some() {
            return Ok(());
        }
        let notes = clean(self.cell(Column::Notes));
        for clause in notes.split([';', '\n', ',']) {
            let folded = text::fold(clause);
            let words: Vec<&str> = folded.split([' ', ':']).filter(|word| !word.is_empty()).collect();
            let is_birth = match words.as_slice() {
                ["sinh" | "sn", "ngay" | "nam" | "thang", ..] | ["ngay" | "nam", "sinh", ..] => true,
                ["sinh" | "sn", word, ..] => word.starts_with(|c: char| c.is_ascii_digit()),
                _ => false,
            };
            if is_birth {
                let date = dates::all(clause).into_iter().next();
                let wrong =
                    || format!("ghi chú `{}`: không đọc được ngày sinh / no birth date", text::clean_line(clause));
                let date = date.ok_or_else(wrong)?.date.map_err(|why| format!("ngày sinh: {why}"))?;
                self.put("birth_date", &date.to_string());
                return Ok(());
            }
        }
        Ok(())
    }

    fn notes(&mut self) -> String {
        let mut notes = text::clean_line(&clean(self.cell(Column::Notes)).replace('\n', "; "));
        let residence = self.line(Column::Residence);
        if !residence.is_empty() && !text::same_name(&residence, &self.line(Column::Cell)) {
            let apart = if notes.is_empty() { "" } else { "; " };
            notes.push_str(&format!("{apart}chi bộ nơi cư trú: {residence}"));
        }
        notes
    }

    /// Puts the status; whether the register says it itself.
    fn status(&mut self, notes: &str, today: CivilDate) -> Result<bool, String> {
        let left = self.field("left_on").is_some().then(|| self.field("left_form").unwrap_or_default().to_owned());
        let stated = self.line(Column::Status);
        let said = StatusFacts {
            joined: self.date("joined_on"),
            is_official: self.field("official_on").is_some(),
            died: self.field("died_on").is_some(),
            left: left.as_deref(),
            moved_out: self.date("moved_out_on"),
            moved_in: self.date("moved_in_on"),
            notes,
            stated: Some(&stated),
        };
        let told = status::tell(&said, today)?;
        let is_old = said.joined.and_then(|joined| joined.months_until(today)).is_some_and(|months| months >= 24);
        if told.status == Status::Probationary && !told.is_stated && is_old && told.notices.is_empty() {
            self.notices.push(
                "vào Đảng đã lâu mà không có ngày chính thức: ghi là dự bị / joined long ago and no day of official membership: taken as probationary"
                    .to_owned(),
            );
        }
        self.put("status", told.status.code());
        if let Some(day) = told.exempt_on {
            self.put("exempt_on", &day.to_string());
        }
        self.notices.extend(told.notices);
        Ok(told.is_stated)
    }
}

/// Writes the row into a record nobody keeps, to learn whether it fits, and in what form it is stored.
fn stored(mut draft: MemberDraft) -> Result<MemberDraft, String> {
    let pen = Pen::new(DeviceId::from_bytes([0; 16]), [0; 8]);
    let mut doc = Doc::create(&Seed::Id(shared::member::KIND, DocId::from_bytes([0; 16])));
    doc.edit(&pen, Timestamp::from_ms(0), |edit| draft.write(edit)).map_err(|error| error.to_string())?;
    if let Some(view) = MemberView::of(&doc) {
        draft.fields = view.fields;
        draft.notes = view.notes;
    }
    Ok(draft)
}
