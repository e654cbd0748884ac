//! What a person reads when something they typed does not fit, or a file cannot be used.

use std::io::{Error, ErrorKind};

use shared::doc::EditError;

use super::input_label;

/// Why a value does not fit its field, and what does: `field` by its stored name, `why` as the rule says it.
#[must_use]
pub fn invalid(field: &str, why: &str) -> String {
    let label = input_label(field);
    let number = || why.split(|c: char| !c.is_ascii_digit()).rfind(|digits| !digits.is_empty()).unwrap_or("0");
    if why.starts_with("longer than ") {
        return format!("Mục “{label}” dài quá {} ký tự.", number());
    }
    if why.starts_with("must lie between ") {
        return format!("Mục “{label}” phải là số từ 0 đến {}.", number());
    }
    let typed = why.split('`').nth(1).map_or_else(String::new, |typed| format!(" (`{typed}`)"));
    if field == "score" {
        return format!("Mục “{label}” chưa đúng{typed}: điểm từ 0 đến {}.", number());
    }
    let right = match field {
        "reason" => "vắng có lý do thì phải ghi lý do",
        "threshold" => "viết >1/2 hoặc >=2/3",
        "title" => "mục phải có tên",
        "text" => "chưa viết gì",
        "person" => "tên này không dùng được",
        "field" => "không có mục này trong thẻ đảng viên",
        "full_name" => "đảng viên phải có họ tên",
        "gender" => "viết nam hoặc nữ",
        "status" => "không có tình trạng này",
        "card_number" => "số thẻ có 8 chữ số, thẻ mới đến 16 chữ số hoặc chữ cái",
        "dossier_number" => "số lý lịch gồm 6 chữ số và 1 đến 3 chữ cái",
        "moved_to" if why.starts_with("others wrote") => {
            "máy khác cũng đã ghi vào, nên chỉ máy đã mở cuộc họp này chuyển được"
        }
        "moved_to" => "cuộc họp này đã thông qua, đã chuyển hoặc cuộc họp kia đã có nội dung",
        name if name.ends_with("_on") || name.ends_with("_date") => "viết ngày như 05/02/2026, 02/2026 hoặc 2026",
        _ => "giá trị này không dùng được",
    };
    format!("Mục “{label}” chưa đúng{typed}: {right}.")
}

/// Why a record did not take an edit.
#[must_use]
pub fn edit_error(error: &EditError) -> String {
    match error {
        EditError::NoSuchPart(_) | EditError::NoSuchEntry(_) => {
            "Hồ sơ này không có phần đó; có thể nó do phiên bản cũ tạo, hoặc phần đó không còn.".to_owned()
        }
        EditError::OutOfText { position, length } => {
            format!("Vị trí {position} nằm ngoài văn bản {length} ký tự.")
        }
        EditError::NoSuchCursor => "Con trỏ không thuộc văn bản này.".to_owned(),
        EditError::TooLong { max, .. } => format!("Dài quá {max} ký tự."),
        EditError::BrokeOff => "Hồ sơ này chứa dữ liệu lạ nên không ghi thêm được; hãy báo đảng ủy.".to_owned(),
        EditError::Core(_) => "Không ghi được vào hồ sơ; chưa ghi gì, hãy báo đảng ủy.".to_owned(),
    }
}

/// Why a file could not be used.
#[must_use]
pub fn file_error(error: &Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "không có tệp hoặc thư mục đó".to_owned(),
        ErrorKind::PermissionDenied => "không có quyền đọc hoặc ghi ở đó".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "chỗ này chỉ đọc được".to_owned(),
        ErrorKind::AlreadyExists => "đã có tệp đó, không ghi đè".to_owned(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "hết chỗ lưu".to_owned(),
        ErrorKind::IsADirectory => "đó là thư mục".to_owned(),
        ErrorKind::NotADirectory => "đó không phải thư mục".to_owned(),
        ErrorKind::InvalidData => "tệp không phải chữ UTF-8".to_owned(),
        ErrorKind::ResourceBusy => "tệp đang được ghi; hãy thử lại".to_owned(),
        ErrorKind::UnexpectedEof => "tệp bị cụt".to_owned(),
        _ => error.raw_os_error().map_or_else(|| "lỗi hệ thống".to_owned(), |code| format!("lỗi hệ thống số {code}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_said_without_a_word_of_english() {
        let all = [
            invalid("place", "longer than 500 characters"),
            invalid("eligible", "must lie between 0 and 100000"),
            invalid("reason", "an excused absence needs its reason"),
            invalid("birth_date", "`x`: the text is not a date"),
            invalid("score", "`thoi_gian`: points lie between 0 and 5"),
            invalid("card_number", "`1`: a card number has 8 digits, a newer one up to 16 digits or letters"),
            edit_error(&EditError::OutOfText { position: 9, length: 3 }),
            edit_error(&EditError::NoSuchPart("x".to_owned())),
            file_error(&Error::from(ErrorKind::NotFound)),
        ];
        for said in &all {
            let english = [" the ", "must", "longer", "needs", "digits", "position"];
            assert!(!english.iter().any(|word| said.contains(word)), "{said}");
        }
        assert_eq!(all[0], "Mục “địa điểm” dài quá 500 ký tự.");
        assert_eq!(all[4], "Mục “điểm” chưa đúng (`thoi_gian`): điểm từ 0 đến 5.");
        assert!(all[1].contains("100000") && all[3].contains("`x`"), "{all:?}");
    }
}
