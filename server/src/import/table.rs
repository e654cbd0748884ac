//! The members of a table: which lines are rows of the register, which belong to the row above, and which are titles,
//! numbers of columns, totals and signatures. What it leaves out it names.

use std::collections::{BTreeMap, BTreeSet};

use shared::text;

use super::dates::DateOrder;
use super::header::{self, Column, Header, HeaderError};
use super::sheet::{Cell, Holds, Sheet, SheetLine, place};
use super::{BadRow, ROWS_MAX, RowNotice};

/// A member's row as it stands in the file: what each column says, the lines of several parted by line breaks.
#[derive(Debug)]
pub(super) struct MemberCells {
    pub(super) line: u64,
    pub(super) cells: BTreeMap<Column, String>,
}

/// What a table holds.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) entries: Vec<MemberCells>,
    pub(super) bad: Vec<BadRow>,
    pub(super) notices: Vec<RowNotice>,
    /// Which way round its dates are.
    pub(super) order: DateOrder,
    pub(super) columns: BTreeSet<Column>,
    /// Whether it has more rows than a register can have.
    pub(super) is_too_long: bool,
}

/// Reads a table.
pub(super) fn read(sheet: &Sheet) -> Result<Table, HeaderError> {
    let header = header::find(&sheet.lines)?;
    let mut reading = TableReader {
        header,
        is_1904: sheet.is_1904,
        members: Vec::new(),
        table: Table::default(),
        gap: true,
        last: 0,
    };
    for line in sheet.lines.iter().skip(reading.header.lines) {
        reading.take(line);
        if reading.members.len() + reading.table.bad.len() > ROWS_MAX {
            reading.table.is_too_long = true;
            break;
        }
    }
    Ok(reading.finished())
}

/// A member's lines.
struct Member {
    line: u64,
    cells: BTreeMap<Column, String>,
    more: Vec<(u64, BTreeMap<Column, String>)>,
}

struct TableReader {
    header: Header,
    is_1904: bool,
    members: Vec<Member>,
    table: Table,
    /// Whether the line before was no part of a member's row.
    gap: bool,
    /// The line that was read last.
    last: u64,
}

/// What a line is.
enum Role {
    Nothing,
    Member,
    Continuation,
    LeftOut,
    Bad(String),
}

impl TableReader {
    fn take(&mut self, line: &SheetLine) {
        // Lines without anything in them are not among those of a sheet.
        self.gap |= line.number > self.last + 1;
        self.last = line.number;
        let role = self.role(line);
        self.gap = !matches!(role, Role::Member | Role::Continuation);
        match role {
            Role::Nothing => {}
            Role::LeftOut => {
                let what: Vec<String> = line.filled().map(|at| line.words(at)).collect();
                let what = format!("không phải hàng đảng viên, bỏ qua / no member, left out: {}", what.join(" "));
                self.table.notices.push(RowNotice { line: line.number, what });
            }
            Role::Bad(why) => self.table.bad.push(BadRow { line: line.number, why }),
            Role::Member => match self.cells(line) {
                Ok(cells) => self.members.push(Member { line: line.number, cells, more: Vec::new() }),
                Err(why) => self.table.bad.push(BadRow { line: line.number, why }),
            },
            Role::Continuation => match (self.cells(line), self.members.last_mut()) {
                (Ok(cells), Some(member)) => member.more.push((line.number, cells)),
                (Ok(_), None) => {}
                (Err(why), _) => self.table.bad.push(BadRow { line: line.number, why }),
            },
        }
    }

    fn role(&self, line: &SheetLine) -> Role {
        let filled: Vec<usize> = line.filled().collect();
        if filled.iter().any(|at| matches!(line.cell(*at), Some(Cell::Wrong(_)))) {
            // Reading its cells will name the one that is wrong.
            return Role::Member;
        }
        let words = |column: Column| self.position(column).map(|at| line.words(at)).unwrap_or_default();
        let has = |column: Column| !words(column).is_empty();
        let number = words(Column::Number);
        let only_number = filled.iter().all(|at| self.position(Column::Number) == Some(*at));
        // A template may have its numbers written before anyone is entered.
        if only_number || is_numbering(line, &filled) || self.is_header_again(line, &filled) {
            return if only_number && !number.is_empty() && number_of(&number).is_none() {
                Role::LeftOut
            } else {
                Role::Nothing
            };
        }
        let is_end = filled.iter().any(|at| is_end_matter(&line.words(*at)));
        let is_numbered = match self.position(Column::Number) {
            Some(_) => number_of(&number).is_some(),
            None => has(Column::Names) && !is_end,
        };
        if is_numbered {
            return Role::Member;
        }
        if looks_like_a_member(&words(Column::Origin), &words(Column::Gender)) {
            return Role::Bad(if number.is_empty() {
                "thiếu STT / it has no number (STT)".to_owned()
            } else {
                format!("STT `{number}` không phải là số / is no number")
            });
        }
        if is_end || (!number.is_empty() && filled.len() <= 2) || (self.gap && !has(Column::Names)) {
            return Role::LeftOut;
        }
        if !number.is_empty() {
            return Role::Bad(format!("STT `{number}` không phải là số / is no number"));
        }
        if !self.gap {
            return Role::Continuation;
        }
        // After the last member: names of those who signed.
        if filled.len() <= 2 { Role::LeftOut } else { Role::Bad("thiếu STT / it has no number (STT)".to_owned()) }
    }

    fn position(&self, column: Column) -> Option<usize> {
        self.header.columns.iter().position(|found| *found == Some(column))
    }

    fn is_header_again(&self, line: &SheetLine, filled: &[usize]) -> bool {
        let named = |at: &usize| {
            let column = Column::of_title(&line.words(*at));
            column.is_some() && column == self.header.columns.get(*at).copied().flatten()
        };
        filled.len() >= 4 && filled.iter().all(named)
    }

    /// What each column says in a line.
    fn cells(&mut self, line: &SheetLine) -> Result<BTreeMap<Column, String>, String> {
        if let Some(written) = line.written.filter(|written| *written < self.header.columns.len()) {
            return Err(format!(
                "có {written} ô, bảng có {0} cột / it has {written} cells, the table {0} columns",
                self.header.columns.len()
            ));
        }
        let filled: Vec<usize> = line.filled().collect();
        let titled = |at: &usize| self.header.columns.get(*at).is_some_and(Option::is_some);
        if let Some(stray) = filled.iter().find(|at| !titled(at)) {
            let many = line.written.is_some() && filled.len() > self.header.columns.len();
            return Err(if many {
                format!(
                    "có {} ô, nhiều hơn số cột: có thể một dấu ngoặc kép (\") hay dấu tách đặt sai / more cells than columns: a quote or separator is out of place",
                    filled.len()
                )
            } else {
                format!(
                    "ô {} «{}» nằm ngoài bảng: xóa, hoặc chuyển vào cột Ghi chú / stands outside the table: delete it or move it into the notes",
                    place(*stray, line.number),
                    line.words(*stray)
                )
            });
        }
        let mut cells = BTreeMap::new();
        for (at, column) in self.header.columns.iter().enumerate() {
            let (Some(column), Some(cell)) = (column, line.cell(at)) else { continue };
            let text = cell
                .text(column.holds(), self.is_1904)
                .map_err(|why| format!("ô {} ({}): {why}", place(at, line.number), column.title()))?;
            if column.holds() == Holds::Dates {
                self.table.order.note(&text);
            }
            if !super::clean(&text).is_empty() {
                cells.insert(*column, text);
            }
        }
        Ok(cells)
    }

    fn finished(mut self) -> Table {
        self.table.columns = self.header.columns.iter().copied().flatten().collect();
        // The form gives each member several lines; where only a few rows have a second one, its number is missing.
        let several = self.members.iter().filter(|member| !member.more.is_empty()).count();
        let is_several = several * 2 >= self.members.len();
        for member in self.members {
            let mut cells = member.cells;
            for (line, more) in member.more {
                if !is_several {
                    let why = "hàng không có STT: nếu là một người thì ghi STT, nếu là dòng tiếp của hàng trên thì gộp vào hàng trên / it has no number (STT): number it, or join it to the row above";
                    self.table.bad.push(BadRow { line, why: why.to_owned() });
                    continue;
                }
                join(&mut cells, &self.table.columns, &more);
            }
            self.table.entries.push(MemberCells { line: member.line, cells });
        }
        if is_several && several > 0 {
            let what = format!(
                "{several} người có nhiều dòng: các dòng đã ghép theo thứ tự của mẫu / {several} members have several lines, joined in the order of the form"
            );
            self.table.notices.push(RowNotice { line: 0, what });
        }
        self.table.bad.sort_by_key(|bad| bad.line);
        self.table
    }
}

/// Adds a line below to each column; an empty one counts, for the form gives each line its part.
fn join(cells: &mut BTreeMap<Column, String>, columns: &BTreeSet<Column>, more: &BTreeMap<Column, String>) {
    for column in columns.iter().filter(|column| **column != Column::Number) {
        let below = more.get(column).map(String::as_str).unwrap_or_default();
        if !below.is_empty() || cells.contains_key(column) {
            let cell = cells.entry(*column).or_default();
            cell.push('\n');
            cell.push_str(below);
        }
    }
}

/// The row's own number, however it is written.
pub(super) fn number_of(cell: &str) -> Option<u32> {
    cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ')' | '(' | ',')).parse().ok()
}

/// The row `1 2 3 … 14` of the printed form.
fn is_numbering(line: &SheetLine, filled: &[usize]) -> bool {
    let numbers: Vec<Option<u32>> = filled.iter().map(|at| number_of(&line.words(*at))).collect();
    let follows = |pair: &[Option<u32>]| matches!(pair, [Some(one), Some(two)] if *two == one + 1);
    numbers.len() >= 4 && numbers.windows(2).all(follows)
}

fn looks_like_a_member(origin: &str, gender: &str) -> bool {
    let opens = |cell: &str| text::fold(cell).split(|c: char| !c.is_alphanumeric()).next().map(str::to_owned);
    [origin, gender].iter().any(|cell| matches!(opens(cell).as_deref(), Some("nam" | "nu")))
}

/// Words that stand below a list.
fn is_end_matter(cell: &str) -> bool {
    let folded = text::fold(cell);
    let opening = [
        "tong cong",
        "tong so",
        "cong:",
        "cong so",
        "t/m",
        "tm.",
        "nguoi lap",
        "nguoi ghi",
        "xac nhan",
        "(ky",
        "ky ten",
        "danh sach nay",
    ];
    let is_dated = folded.contains("ngay ") && folded.contains(" thang ") && folded.contains(" nam ");
    folded == "cong" || is_dated || opening.iter().any(|words| folded.starts_with(words))
}
