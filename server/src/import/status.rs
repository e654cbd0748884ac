//! Where a member stands, from what the register says. It takes a word for a status only in the phrase that means it,
//! says so where a phrase could mean two, and otherwise follows the dates.

use shared::member::Status;
use shared::text;
use shared::time::{CivilDate, PartialDate};

use super::dates;

/// What the register says that a status follows from.
#[derive(Debug, Default)]
pub(super) struct StatusFacts<'a> {
    pub(super) joined: Option<PartialDate>,
    pub(super) is_official: bool,
    pub(super) died: bool,
    /// The form in which the member left, empty where only the day is told.
    pub(super) left: Option<&'a str>,
    pub(super) moved_out: Option<PartialDate>,
    pub(super) moved_in: Option<PartialDate>,
    pub(super) notes: &'a str,
    /// The cell of a column for it, in lists that have one.
    pub(super) stated: Option<&'a str>,
}

/// A status that was told.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DerivedStatus {
    pub(super) status: Status,
    /// Whether the register says it, and it does not only follow from dates.
    pub(super) is_stated: bool,
    /// Since when, for the status that has a day of its own.
    pub(super) exempt_on: Option<PartialDate>,
    pub(super) notices: Vec<String>,
}

/// Tells the status.
///
/// # Errors
/// A way of leaving, or an order of moves, that could mean two.
pub(super) fn tell(said: &StatusFacts<'_>, today: CivilDate) -> Result<DerivedStatus, String> {
    let mut told = DerivedStatus { status: Status::Official, is_stated: true, exempt_on: None, notices: Vec::new() };
    if said.died {
        told.status = Status::Died;
        return Ok(told);
    }
    if let Some(form) = said.left {
        told.status = form_of_leaving(form)?;
        return Ok(told);
    }
    if is_gone(said.moved_out, said.moved_in)? {
        told.status = Status::MovedAway;
        return Ok(told);
    }
    for clause in said.notes.split([';', '\n']) {
        let clause = clause.to_lowercase();
        let noted = exemption(&clause, &mut told)
            .or_else(|| suspension(&clause, today, &mut told.notices))
            .or_else(|| stay(&clause, &mut told.notices));
        if let Some(status) = noted {
            told.status = status;
            return Ok(told);
        }
    }
    if let Some(stated) = said.stated.filter(|stated| !stated.is_empty()) {
        return of_column(stated, said, today, told);
    }
    told.is_stated = false;
    told.status = if said.is_official { Status::Official } else { Status::Probationary };
    Ok(told)
}

fn form_of_leaving(form: &str) -> Result<Status, String> {
    let folded = text::fold(form);
    let says = |words: &[&str]| words.iter().any(|words| folded.contains(words));
    if says(&["khai tru"]) {
        Ok(Status::Expelled)
    } else if says(&["xoa ten"]) {
        Ok(Status::Removed)
    } else if says(&["xin ra", "xin rut", "cho ra", "tu nguyen", "xin thoi"]) {
        Ok(Status::Left)
    } else {
        Err(format!(
            "hình thức ra khỏi Đảng «{form}» không rõ: ghi khai trừ, xóa tên hay xin ra / the form of leaving is not clear: write khai trừ, xóa tên or xin ra"
        ))
    }
}

/// Whether the last move was away.
fn is_gone(out: Option<PartialDate>, back: Option<PartialDate>) -> Result<bool, String> {
    let (Some(out), Some(back)) = (out, back) else { return Ok(out.is_some()) };
    let known = |date: PartialDate| (date.year(), date.month(), date.day());
    let ((out_year, out_month, out_day), (in_year, in_month, in_day)) = (known(out), known(back));
    let order = out_year.cmp(&in_year).then_with(|| match (out_month, in_month) {
        (Some(out_month), Some(in_month)) => out_month.cmp(&in_month).then_with(|| match (out_day, in_day) {
            (Some(out_day), Some(in_day)) => out_day.cmp(&in_day),
            _ => std::cmp::Ordering::Equal,
        }),
        _ => std::cmp::Ordering::Equal,
    });
    match order {
        std::cmp::Ordering::Less => Ok(false),
        std::cmp::Ordering::Greater => Ok(true),
        std::cmp::Ordering::Equal => Err(
            "chuyển đi và chuyển đến cùng lúc: không rõ việc nào sau, ghi đủ ngày / moved out and in at one time: which came last?"
                .to_owned(),
        ),
    }
}

/// Words that turn a phrase into its contrary, or into a wish.
const NOT: [&str; 12] = [
    "chưa",
    "không",
    "đã hết",
    "hết hạn",
    "hết thời",
    "đề nghị",
    "xin",
    "thôi",
    "từng",
    "trước đây",
    "đã về",
    "trở về",
];

fn is_denied(clause: &str) -> bool {
    let padded = format!(" {clause} ");
    NOT.iter().any(|word| padded.contains(&format!(" {word} ")))
}

/// `miễn`, with its marks: `miền` is a region. What is exempted has to be work or meetings, not dues.
fn exemption(clause: &str, told: &mut DerivedStatus) -> Option<Status> {
    let clause = text::clean_line(clause);
    let words: Vec<&str> = clause.split([' ', ',', '.']).filter(|word| !word.is_empty()).collect();
    let at = words.iter().position(|word| *word == "miễn")?;
    let before = at.checked_sub(1).and_then(|at| words.get(at)).copied();
    let after = words.get(at + 1).copied();
    let opens = matches!(before, None | Some("được" | "tạm" | "đã"));
    let is_of_work = match after {
        None | Some("sinh" | "công" | "từ" | "sh" | "ct") => true,
        Some(word) => word.starts_with(|c: char| c.is_ascii_digit()),
    };
    if !opens || !is_of_work {
        return None;
    }
    if is_denied(&clause) {
        told.notices.push(format!("«{clause}»: không tính là được miễn / not taken as exempt"));
        return None;
    }
    if before == Some("tạm") {
        return Some(Status::TemporarilyExempt);
    }
    told.exempt_on = dates::all(&clause).into_iter().find_map(|found| found.date.ok());
    Some(Status::Exempt)
}

/// `đình chỉ sinh hoạt`, unless its months are over.
fn suspension(clause: &str, today: CivilDate, notices: &mut Vec<String>) -> Option<Status> {
    let folded = text::fold(clause);
    if !folded.contains("dinh chi sinh hoat") && !folded.contains("dinh chi sh") {
        return None;
    }
    let clause = text::clean_line(clause);
    if is_denied(&clause) {
        notices.push(format!("«{clause}»: không tính là đang bị đình chỉ / not taken as suspended"));
        return None;
    }
    let words: Vec<&str> = folded.split_whitespace().collect();
    let months = words.windows(2).find_map(|pair| match pair {
        [number, "thang"] => number.parse::<u32>().ok(),
        _ => None,
    });
    let since = dates::all(&clause).into_iter().find_map(|found| found.date.ok());
    match (since.and_then(|since| since.months_until(today)), months) {
        (Some(passed), Some(months)) if passed >= months => {
            notices.push(format!("«{clause}»: đã hết hạn, không tính là đang bị đình chỉ / the suspension is over"));
            None
        }
        _ => {
            notices.push(format!("«{clause}»: ghi là đang bị đình chỉ sinh hoạt / taken as suspended"));
            Some(Status::Suspended)
        }
    }
}

/// `sinh hoạt tạm thời`: away, or a guest, where the phrase says which.
fn stay(clause: &str, notices: &mut Vec<String>) -> Option<Status> {
    let folded = text::fold(clause);
    let (before, after) = folded.split_once("tam thoi")?;
    if !before.ends_with("sinh hoat ") && !before.ends_with("sh ") && !before.trim().is_empty() {
        return None;
    }
    let clause = text::clean_line(clause);
    if is_denied(&clause) {
        notices.push(format!("«{clause}»: không tính là sinh hoạt tạm thời / not taken as a stay for a time"));
        return None;
    }
    let words: Vec<&str> = after.split([' ', ',', '.', ':']).filter(|word| !word.is_empty()).collect();
    let is_date = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit()) || matches!(*word, "ngay" | "thang");
    match words.as_slice() {
        ["di", ..] | ["o" | "tai", "noi", "khac", ..] | ["noi", "khac", ..] => Some(Status::TemporarilyAway),
        // The register's own phrase for a guest: since when, or from where.
        ["tu", ..] => Some(Status::TemporaryGuest),
        ["den", "tu", rest @ ..] if !rest.first().is_some_and(is_date) => Some(Status::TemporaryGuest),
        ["den"] | ["den", "chi", "bo", "ta" | "nay", ..] => Some(Status::TemporaryGuest),
        _ => {
            notices.push(format!(
                "«{clause}»: không rõ tạm thời đi hay tạm thời đến, hãy ghi trạng thái trên máy / away or a guest? set the status by hand"
            ));
            None
        }
    }
}

/// The words of a status column.
fn of_column(
    stated: &str,
    said: &StatusFacts<'_>,
    today: CivilDate,
    mut told: DerivedStatus,
) -> Result<DerivedStatus, String> {
    let folded = text::fold(stated);
    let says = |words: &[&str]| words.iter().any(|words| folded.contains(words));
    let status = if says(&["du bi"]) {
        Status::Probationary
    } else if says(&["tu tran", "da mat", "qua doi"]) {
        Status::Died
    } else if says(&["khai tru"]) {
        Status::Expelled
    } else if says(&["xoa ten"]) {
        Status::Removed
    } else if says(&["xin ra"]) {
        Status::Left
    } else if says(&["dinh chi"]) {
        Status::Suspended
    } else if says(&["tam thoi di"]) {
        Status::TemporarilyAway
    } else if says(&["tam thoi den"]) {
        Status::TemporaryGuest
    } else if says(&["chuyen di", "da chuyen"]) {
        Status::MovedAway
    } else if says(&["tam mien"]) {
        Status::TemporarilyExempt
    } else if stated.to_lowercase().contains("miễn") && !says(&["mien phi"]) {
        Status::Exempt
    } else if says(&["chinh thuc"]) {
        Status::Official
    } else if says(&["dang sinh hoat", "dang hoat dong", "hoat dong"]) {
        // The list says only that the person is here. A probation takes one year, and its end some months more.
        told.is_stated = false;
        let months = said.joined.and_then(|joined| joined.months_until(today));
        let years = said.joined.map(|joined| i32::from(today.year()) - i32::from(joined.year()));
        let is_official = said.is_official || months.is_some_and(|months| months >= 24) || years.is_some_and(|y| y > 2);
        let (status, words) = if is_official {
            (Status::Official, "chính thức / official")
        } else {
            (Status::Probationary, "dự bị / probationary")
        };
        told.notices.push(format!("«{stated}» không nói chính thức hay dự bị; ghi là {words}"));
        status
    } else {
        return Err(format!("trạng thái «{stated}» không rõ / the status is not known"));
    };
    told.status = status;
    Ok(told)
}
