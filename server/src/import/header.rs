//! The header of a register: which column holds what, told by titles however they are cased, accented or broken
//! into lines, and wherever the header stands. It refuses a table with a column nobody can name: what stands there
//! would be lost.

use std::collections::BTreeMap;

use shared::text;

use super::sheet::{Cell, Holds, SheetLine, letters};

/// What a column of a register holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Number,
    Names,
    BirthName,
    BirthDate,
    Origin,
    Gender,
    Ethnicity,
    Religion,
    Home,
    Education,
    GeneralEducation,
    PoliticalTheory,
    Profession,
    Language,
    Jobs,
    JobBefore,
    JobNow,
    Joined,
    JoinedOn,
    OfficialOn,
    Numbers,
    Card,
    Dossier,
    Badge,
    Service,
    MovedOut,
    MovedIn,
    Died,
    Left,
    Notes,
    CitizenId,
    Cell,
    Residence,
    Status,
}

impl Column {
    /// What a cell of it may be.
    pub(super) const fn holds(self) -> Holds {
        match self {
            Self::BirthDate
            | Self::Joined
            | Self::JoinedOn
            | Self::OfficialOn
            | Self::MovedOut
            | Self::MovedIn
            | Self::Died
            | Self::Left => Holds::Dates,
            Self::Notes => Holds::Words,
            _ => Holds::NoDates,
        }
    }

    /// The title the form gives it.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Number => "STT",
            Self::Names => "Họ và tên; họ và tên khai sinh",
            Self::BirthName => "Họ và tên khai sinh",
            Self::BirthDate => "Ngày sinh",
            Self::Origin => "Nam/nữ, dân tộc, tôn giáo",
            Self::Gender => "Giới tính",
            Self::Ethnicity => "Dân tộc",
            Self::Religion => "Tôn giáo",
            Self::Home => "Quê quán",
            Self::Education => "Văn hóa, lý luận, chuyên môn nghiệp vụ, ngoại ngữ",
            Self::GeneralEducation => "Văn hóa",
            Self::PoliticalTheory => "Lý luận",
            Self::Profession => "Chuyên môn nghiệp vụ",
            Self::Language => "Ngoại ngữ",
            Self::Jobs => "Nghề nghiệp trước khi vào Đảng; nghề nghiệp hiện nay",
            Self::JobBefore => "Nghề nghiệp trước khi vào Đảng",
            Self::JobNow => "Nghề nghiệp hiện nay",
            Self::Joined => "Ngày vào Đảng; ngày chính thức",
            Self::JoinedOn => "Ngày vào Đảng",
            Self::OfficialOn => "Ngày chính thức",
            Self::Numbers => "Số thẻ đảng viên, số lý lịch, số huy hiệu Đảng",
            Self::Card => "Số thẻ đảng viên",
            Self::Dossier => "Số lý lịch",
            Self::Badge => "Số huy hiệu Đảng",
            Self::Service => "Bộ đội, công an, hưu trí",
            Self::MovedOut => "Ngày chuyển đi, đến đảng bộ cơ sở nào",
            Self::MovedIn => "Ngày chuyển đến, từ đảng bộ cơ sở nào",
            Self::Died => "Ngày từ trần, lý do",
            Self::Left => "Ngày ra khỏi Đảng, hình thức",
            Self::Notes => "Ghi chú",
            Self::CitizenId => "Số CCCD",
            Self::Cell => "Chi bộ đang sinh hoạt",
            Self::Residence => "Chi bộ nơi cư trú",
            Self::Status => "Trạng thái",
        }
    }

    /// The column a title names.
    pub(super) fn of_title(title: &str) -> Option<Self> {
        let title = Title::of(title);
        title.whole().or_else(|| title.of_several()).or_else(|| title.of_life()).or_else(|| title.of_person())
    }
}

/// A title without case, marks and punctuation, with a space at both ends.
struct Title(String);

/// Titles that are these words and no others.
const WHOLE: [(&[&str], Column); 7] = [
    (&["stt", "tt", "so tt", "so thu tu", "thu tu"], Column::Number),
    (&["chi bo", "ten chi bo", "chi bo sinh hoat", "chi bo dang sinh hoat"], Column::Cell),
    (&["trang thai", "trang thai dang vien", "tinh trang"], Column::Status),
    (&["ngay sinh", "ngay thang nam sinh", "nam sinh", "ngay thang sinh", "sinh ngay"], Column::BirthDate),
    (&["ho va ten khai sinh", "ho ten khai sinh", "ten khai sinh"], Column::BirthName),
    (&["ho va ten", "ho ten", "ho va ten dang vien", "ho ten dang vien", "ho va ten dang dung"], Column::Names),
    (&["ghi chu"], Column::Notes),
];

impl Title {
    fn of(title: &str) -> Self {
        let folded = text::fold(&super::clean(title));
        let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        Self(format!(" {} ", words.join(" ")))
    }

    fn has(&self, words: &str) -> bool {
        self.0.contains(&format!(" {words} "))
    }

    fn has_any(&self, list: &[&str]) -> bool {
        list.iter().any(|words| self.has(words))
    }

    fn is_any(&self, list: &[&str]) -> bool {
        list.contains(&self.0.trim())
    }

    fn begins_with_any(&self, list: &[&str]) -> bool {
        list.iter().any(|words| self.0.starts_with(&format!(" {words} ")))
    }

    fn whole(&self) -> Option<Column> {
        WHOLE.iter().find(|(list, _)| self.is_any(list)).map(|(_, column)| *column)
    }

    /// Columns of several parts, and the parts where each has a column of its own.
    fn of_several(&self) -> Option<Column> {
        if self.has("nghe nghiep") {
            return Some(match (self.has("truoc"), self.has_any(&["hien nay", "hien tai"])) {
                (true, true) => Column::Jobs,
                (true, false) => Column::JobBefore,
                (false, _) => Column::JobNow,
            });
        }
        let is_dated = self.begins_with_any(&["ngay", "nam", "thoi gian"])
            || self.is_any(&["vao dang", "chinh thuc", "ket nap", "du bi"]);
        let origin = [
            (self.has_any(&["nam nu", "gioi tinh"]), Column::Gender),
            (self.has("dan toc"), Column::Ethnicity),
            (self.has("ton giao"), Column::Religion),
        ];
        let education = [
            (self.has_any(&["van hoa", "hoc van", "pho thong"]), Column::GeneralEducation),
            (self.has("ly luan"), Column::PoliticalTheory),
            (self.has("chuyen mon"), Column::Profession),
            (self.has("ngoai ngu"), Column::Language),
        ];
        let numbers = [
            (self.has("so the"), Column::Card),
            (self.has("ly lich"), Column::Dossier),
            (self.has("huy hieu"), Column::Badge),
        ];
        let joined = [
            (is_dated && self.has_any(&["vao dang", "ket nap", "du bi"]), Column::JoinedOn),
            (is_dated && self.has("chinh thuc"), Column::OfficialOn),
        ];
        let several = [
            (&origin[..], Column::Origin),
            (&education[..], Column::Education),
            (&numbers[..], Column::Numbers),
            (&joined[..], Column::Joined),
        ];
        several.into_iter().find_map(|(parts, together)| {
            let mut named = parts.iter().filter(|(is_named, _)| *is_named).map(|(_, column)| *column);
            match (named.next(), named.next()) {
                (Some(_), Some(_)) => Some(together),
                (one, _) => one,
            }
        })
    }

    /// What happened to a person, and when.
    fn of_life(&self) -> Option<Column> {
        let events = [
            ("ra khoi dang", Column::Left),
            ("tu tran", Column::Died),
            ("qua doi", Column::Died),
            ("chuyen di", Column::MovedOut),
            ("chuyen den", Column::MovedIn),
        ];
        let event = events.into_iter().find(|(words, _)| self.has(words)).map(|(_, column)| column);
        event.filter(|_| self.begins_with_any(&["ngay", "chuyen", "tu tran", "qua doi", "ra"]))
    }

    fn of_person(&self) -> Option<Column> {
        if self.has_any(&["cccd", "can cuoc", "so dinh danh", "dinh danh ca nhan", "cmnd"]) {
            return Some(Column::CitizenId);
        }
        if self.has("chi bo") && self.has("cu tru") {
            return Some(Column::Residence);
        }
        if self.has("que quan") && !self.has_any(&["noi o", "thuong tru", "tam tru"]) {
            return Some(Column::Home);
        }
        if self.has_any(&["bo doi", "cong an"]) {
            return Some(Column::Service);
        }
        if self.has("ghi chu") {
            return Some(Column::Notes);
        }
        (self.begins_with_any(&["ho va ten", "ho ten"]) && self.has("khai sinh")).then_some(Column::Names)
    }
}

/// A header that was found.
#[derive(Debug)]
pub(super) struct Header {
    /// How many lines of the sheet it and what is above it take.
    pub(super) lines: usize,
    /// What each position holds; `None` for one without a title.
    pub(super) columns: Vec<Option<Column>>,
}

/// Why no header can be used.
#[derive(Debug, thiserror::Error)]
pub enum HeaderError {
    /// No line names the columns.
    #[error(
        "không thấy hàng tiêu đề của mẫu 7-HSĐV (STT, Họ và tên; họ và tên khai sinh, …): thêm hàng tiêu đề của mẫu lên trên danh sách / no row names the columns as form 7-HSĐV does: add the form's header above the list"
    )]
    NotFound,
    /// Some columns are not of the register.
    #[error(
        "các cột này không có trong mẫu 7-HSĐV: {}; hãy chép danh sách vào mẫu, hoặc xóa các cột đó / these columns are not of form 7-HSĐV: copy the list into the form, or delete them",
        .0.join(", ")
    )]
    Unknown(Vec<String>),
    /// Two columns hold the same.
    #[error("hai cột cùng là «{0}»: xóa bớt một cột / two columns hold the same: delete one")]
    Repeated(&'static str),
}

/// Lines from the top among which the header is sought.
const TOP: usize = 30;
/// Columns that have to be named for a line to be a header; the names are one of them.
const NAMED_MIN: usize = 4;

/// Longest title, in bytes.
pub(super) const TITLE_BYTES_MAX: usize = 600;

type Titles = Vec<(usize, String, Option<Column>)>;

/// How many columns the best line of titles names; 0 when none is a header.
pub(super) fn titles_in(lines: &[SheetLine]) -> usize {
    best(lines).map_or(0, |(_, titles)| named(&titles))
}

/// Finds the header.
///
/// # Errors
/// [`HeaderError`] when there is none, or one that names what no register holds.
pub(super) fn find(lines: &[SheetLine]) -> Result<Header, HeaderError> {
    let (at, titles) = best(lines).ok_or(HeaderError::NotFound)?;
    let unknown: Vec<String> = titles
        .iter()
        .filter(|(_, _, column)| column.is_none())
        .map(|(at, title, _)| format!("{} «{title}»", letters(*at)))
        .collect();
    if !unknown.is_empty() {
        return Err(HeaderError::Unknown(unknown));
    }
    let mut columns = Vec::new();
    let mut seen = BTreeMap::new();
    for (at, _, column) in titles {
        let Some(column) = column else { continue };
        if seen.insert(column, at).is_some() {
            return Err(HeaderError::Repeated(column.title()));
        }
        columns.resize(columns.len().max(at + 1), None);
        if let Some(place) = columns.get_mut(at) {
            *place = Some(column);
        }
    }
    Ok(Header { lines: at + 1, columns })
}

/// The line, or pair of lines, that names most columns: its last line, and its titles. A pair has to name more than
/// a line alone, and to name all it has.
fn best(lines: &[SheetLine]) -> Option<(usize, Titles)> {
    let top = lines.get(..lines.len().min(TOP)).unwrap_or_default();
    let alone = top.iter().enumerate().map(|(at, line)| (at, titles(line, None)));
    let pairs = top.iter().zip(top.iter().skip(1)).enumerate().filter_map(|(at, (groups, line))| {
        let titles = (line.number == groups.number + 1).then(|| titles(line, Some(groups)))?;
        titles.iter().all(|(_, _, column)| column.is_some()).then_some((at + 1, titles))
    });
    let mut best: Option<(usize, Titles)> = None;
    for (last, titles) in alone.chain(pairs) {
        let has_names = titles.iter().any(|(_, _, column)| *column == Some(Column::Names));
        let is_header = has_names && named(&titles) >= NAMED_MIN;
        if is_header && best.as_ref().is_none_or(|(_, found)| named(&titles) > named(found)) {
            best = Some((last, titles));
        }
    }
    best
}

fn named(titles: &Titles) -> usize {
    let mut columns: Vec<Column> = titles.iter().filter_map(|(_, _, column)| *column).collect();
    columns.sort_unstable();
    columns.dedup();
    columns.len()
}

/// The titles of a line. Below a line of groups each title is read alone, then after its group's; a column that has
/// no title of its own has its group's.
fn titles(line: &SheetLine, groups: Option<&SheetLine>) -> Titles {
    let width = line.cells.len().max(groups.map_or(0, |groups| groups.cells.len()));
    let mut group = String::new();
    let mut titles = Vec::new();
    for at in 0..width {
        let own = match line.cell(at) {
            Some(Cell::Text(text)) if text.len() <= TITLE_BYTES_MAX => line.words(at),
            // No title is as long as that, and it need not be read as one.
            Some(Cell::Text(_)) => "…".to_owned(),
            _ => String::new(),
        };
        let above = groups.filter(|groups| groups.is_short(at)).map(|groups| groups.words(at)).unwrap_or_default();
        if !above.is_empty() {
            group.clone_from(&above);
        }
        let (title, column) = if own.is_empty() {
            (above.clone(), Column::of_title(&above))
        } else {
            let together = format!("{group} {own}");
            let column = Column::of_title(&own).or_else(|| Column::of_title(&together));
            (own, column)
        };
        if !title.is_empty() {
            titles.push((at, title, column));
        }
    }
    titles
}
