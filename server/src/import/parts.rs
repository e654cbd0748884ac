//! The parts of the register's composite cells. It tells parts by what they say where their place does not, and
//! refuses a cell whose parts could be meant two ways.

use shared::text;

/// The parts of a cell that lists several things. A line break parts like the other signs do; a line that ends with
/// a sign is one break, not two.
pub(super) fn listed(cell: &str, signs: &[char]) -> Vec<String> {
    let lines: Vec<&str> = cell.split('\n').collect();
    let last = lines.len().saturating_sub(1);
    let mut parts = Vec::new();
    for (at, line) in lines.into_iter().enumerate() {
        let line = if at < last { line.trim_end().trim_end_matches(signs) } else { line };
        parts.extend(line.split(signs).map(text::clean_line));
    }
    while parts.last().is_some_and(String::is_empty) {
        parts.pop();
    }
    parts
}

/// The two parts of a cell: before and after a semicolon, else on two lines, else around a long dash.
///
/// # Errors
/// More than two parts.
pub(super) fn paired(cell: &str) -> Result<(String, String), String> {
    let parts: Vec<&str> = if cell.contains(';') {
        cell.split(';').collect()
    } else if cell.trim_end().contains('\n') {
        cell.trim_end().split('\n').collect()
    } else if cell.matches(" – ").count() == 1 {
        cell.split(" – ").collect()
    } else {
        vec![cell]
    };
    let parts: Vec<String> = parts.into_iter().map(text::clean_line).collect();
    match parts.as_slice() {
        [one] => Ok((one.clone(), String::new())),
        [one, two] => Ok((one.clone(), two.clone())),
        [one, two, rest @ ..] if rest.iter().all(String::is_empty) => Ok((one.clone(), two.clone())),
        _ => Err(format!("`{}` có hơn hai phần / has more than two parts", text::clean_line(cell))),
    }
}

/// The four parts of the education cell: general, political theory, profession, foreign language.
///
/// # Errors
/// A part of which neither its words nor its place say what it is.
pub(super) fn education(cell: &str) -> Result<[String; 4], String> {
    let parts = listed(cell, &[',', ';']);
    let mut fields: [Vec<String>; 4] = Default::default();
    // Whoever wrote all four places, or left one of them empty, means the places.
    let is_by_place = parts.len() == 4 || parts.iter().any(String::is_empty);
    let mut next = 0;
    for (at, part) in parts.iter().enumerate().filter(|(_, part)| !part.is_empty()) {
        let told = schooling(part, fields.get(1).is_some_and(Vec::is_empty));
        let place = match told {
            Some(place) => place,
            None if (is_by_place || at == next) && at < 4 => at,
            None => {
                return Err(format!(
                    "`{part}`: không rõ là lý luận, chuyên môn hay ngoại ngữ; ghi đủ bốn phần cách nhau dấu phẩy, phần không có thì để trống / which part is it? write all four, empty where there is none"
                ));
            }
        };
        next = place + 1;
        if let Some(field) = fields.get_mut(place) {
            field.push(part.clone());
        }
    }
    Ok(fields.map(|parts| parts.join(", ")))
}

/// Which of the four parts a word of education is, where it says so itself.
fn schooling(part: &str, is_theory_free: bool) -> Option<usize> {
    let folded = text::fold(part);
    let words: Vec<&str> = folded.split_whitespace().collect();
    let has = |words: &[&str]| words.iter().any(|words| format!(" {folded} ").contains(&format!(" {words} ")));
    let is_grade = folded.split_once('/').is_some_and(|(class, of)| {
        [class, of].iter().all(|number| number.parse().is_ok_and(|number: u32| (1..=12).contains(&number)))
    });
    if is_grade || has(&["thpt", "thcs", "tieu hoc", "lop", "bo tuc", "pho thong"]) {
        return Some(0);
    }
    if has(&["ly luan", "llct", "ly luan chinh tri"]) || (has(&["chinh tri"]) && !has(&["dai hoc", "hoc vien"])) {
        return Some(1);
    }
    if matches!(folded.as_str(), "so cap" | "trung cap" | "cao cap") && is_theory_free {
        return Some(1);
    }
    let degrees = [
        "dai hoc",
        "cao dang",
        "trung cap",
        "so cap",
        "thac si",
        "tien si",
        "ky su",
        "bac si",
        "y si",
        "duoc si",
        "cu nhan",
        "luat su",
        "kien truc su",
        "trung hoc",
        "ky thuat",
        "nghe",
        "cong nhan ky thuat",
        "giao su",
        "pho giao su",
    ];
    let is_bare = matches!(folded.as_str(), "cu nhan" | "so cap" | "trung cap" | "cao cap");
    if !is_bare && has(&degrees) {
        return Some(2);
    }
    let languages =
        ["anh", "phap", "nga", "trung", "hoa", "nhat", "han", "duc", "khmer", "lao", "thai", "tieng", "ngoai"];
    let is_level = |word: &&str| word.len() <= 2 || matches!(*word, "van" | "ngu" | "toeic" | "ielts" | "toefl");
    match words.as_slice() {
        ["tieng" | "ngoai", ..] => Some(3),
        [language, rest @ ..] if languages.contains(language) && rest.iter().all(is_level) => Some(3),
        _ => None,
    }
}

/// The numbers of a member: card, dossier, badge.
///
/// # Errors
/// A number that Excel has changed.
pub(super) fn numbers(cell: &str) -> Result<[String; 3], String> {
    let parts = listed(cell, &[',', ';']);
    let mut numbers: [String; 3] = Default::default();
    for (at, part) in parts.into_iter().enumerate().filter(|(_, part)| !part.is_empty()) {
        let is_scientific = part.contains("E+") || part.contains("e+");
        if is_scientific {
            return Err(format!(
                "Excel đã đổi số này thành `{part}`: định dạng cột là Văn bản (Text) rồi gõ lại số / Excel changed the number: format the column as Text and type it again"
            ));
        }
        // A probationer has a dossier and no card: its number says so wherever it stands.
        let [card, dossier, badge] = &mut numbers;
        let place = match at {
            _ if is_dossier(&part) => dossier,
            0 => card,
            1 if dossier.is_empty() => dossier,
            1 | 2 => badge,
            _ => return Err(format!("`{part}`: cột này có ba số / this column has three numbers")),
        };
        if !place.is_empty() {
            return Err(format!("`{place}` và `{part}`: hai số cùng loại / two numbers of one kind"));
        }
        *place = part;
    }
    Ok(numbers)
}

fn is_dossier(part: &str) -> bool {
    let joined: String = part.chars().filter(|c| !c.is_whitespace()).collect();
    let letters = joined.trim_start_matches(|c: char| c.is_ascii_digit());
    joined.len() - letters.len() == 6
        && (1..=3).contains(&letters.chars().count())
        && letters.chars().all(char::is_alphabetic)
}

/// What is wrong with a card number that was typed into Excel, or what should be looked at: refused, or only noted.
pub(super) enum Doubt {
    /// It cannot be the number.
    Wrong(&'static str),
    /// It may be.
    Odd(&'static str),
}

/// Looks at a card number for what Excel does to numbers, and for numbers of other papers.
pub(super) fn doubt(card: &str) -> Option<Doubt> {
    let digits: String = card.chars().filter(|c| !c.is_whitespace() && *c != '.').collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match digits.len() {
        7 => Some(Doubt::Wrong(
            "số thẻ có 7 chữ số, có lẽ Excel đã bỏ số 0 ở đầu: định dạng cột là Văn bản (Text) rồi gõ lại đủ 8 số / Excel may have dropped a leading 0: format the column as Text and type all 8 digits",
        )),
        9..=11 => Some(Doubt::Wrong(
            "không giống số thẻ đảng viên (8 chữ số): có thể là số CCCD bị Excel bỏ số 0 ở đầu, hoặc số CMND / no card number: perhaps a citizen's number",
        )),
        12 => Some(Doubt::Odd(
            "số thẻ có 12 chữ số như số CCCD: xem lại có đúng là số thẻ đảng viên không / a card number of 12 digits, as citizens' numbers have: is it the card's?",
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{education, numbers, paired};

    #[test]
    fn education_is_told_by_its_words_and_then_by_its_place() {
        for (cell, fields) in [
            ("12/12, Sơ cấp, Đại học Luật, Anh A", ["12/12", "Sơ cấp", "Đại học Luật", "Anh A"]),
            ("12/12, Đại học Luật", ["12/12", "", "Đại học Luật", ""]),
            ("12/12, Sơ cấp, Đại học Luật, Đại học Kinh tế", ["12/12", "Sơ cấp", "Đại học Luật, Đại học Kinh tế", ""]),
            ("12/12; Sơ cấp; Đại học Luật", ["12/12", "Sơ cấp", "Đại học Luật", ""]),
            ("12/12, Trung cấp, Trung cấp Y", ["12/12", "Trung cấp", "Trung cấp Y", ""]),
            ("12/12, , Sư phạm", ["12/12", "", "Sư phạm", ""]),
            ("12/12\nSơ cấp\n\nAnh B", ["12/12", "Sơ cấp", "", "Anh B"]),
            (
                "12/12,\nTrung cấp lý luận chính trị, Cử nhân Văn",
                ["12/12", "Trung cấp lý luận chính trị", "Cử nhân Văn", ""],
            ),
            ("7/10", ["7/10", "", "", ""]),
            ("", ["", "", "", ""]),
        ] {
            assert_eq!(education(cell).unwrap(), fields, "{cell}");
        }
        assert!(education("12/12, Đại học Luật, Sơ cấp, Văn thư, Sử").is_err());
    }

    #[test]
    fn a_dossier_number_is_one_wherever_it_stands() {
        for (cell, told) in [
            ("30000100, 300100DS, 079898", ["30000100", "300100DS", "079898"]),
            ("316100DS", ["", "316100DS", ""]),
            (", 160478DS", ["", "160478DS", ""]),
            ("300100DS, 079898", ["", "300100DS", "079898"]),
            ("30.009.100", ["30.009.100", "", ""]),
            ("30000100\n300100 ĐT", ["30000100", "300100 ĐT", ""]),
        ] {
            assert_eq!(numbers(cell).unwrap(), told, "{cell}");
        }
        assert!(numbers("3.00032E+07, 303201DS").unwrap_err().contains("Text"));
        assert!(numbers("30000100, 300100DS, 300101DS").is_err());
    }

    #[test]
    fn two_parts_are_parted_by_a_semicolon_a_line_or_a_long_dash() {
        for (cell, parts) in [
            ("làm ruộng; làm vườn", ("làm ruộng", "làm vườn")),
            ("làm ruộng\nlàm vườn", ("làm ruộng", "làm vườn")),
            ("công nhân – hưu trí", ("công nhân", "hưu trí")),
            ("làm ruộng, làm vườn", ("làm ruộng, làm vườn", "")),
            ("; hưu trí", ("", "hưu trí")),
        ] {
            let (one, two) = paired(cell).unwrap();
            assert_eq!((one.as_str(), two.as_str()), parts, "{cell}");
        }
        assert!(paired("một; hai; ba").is_err());
    }
}
