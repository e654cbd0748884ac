//! What a person reads when something did not happen: what is the matter, and what they can do.

use super::SenError;
use crate::words::{input_label, wait};

/// A failure in Vietnamese: one sentence for what is the matter, one for what the person can do.
#[must_use]
#[uniffi::export]
pub fn error_words(error: SenError) -> String {
    match error {
        SenError::Retry { .. } => "Chưa làm được lúc này. Mọi thứ vẫn còn trên máy; hãy thử lại sau.".to_owned(),
        SenError::Enrol { .. } => {
            "Máy này chưa ghi danh hoặc không còn được nhận. Hãy xin đảng ủy mã ghi danh.".to_owned()
        }
        SenError::UpdateApp { .. } => "Phần này do phiên bản mới hơn ghi. Hãy cập nhật ứng dụng.".to_owned(),
        SenError::FixInput { field, .. } => {
            format!("Mục “{}” chưa đúng. Hãy xem lại rồi ghi lại.", input_label(&field))
        }
        SenError::NotAllowed { .. } => {
            "Vai trò của đồng chí không ghi được hồ sơ này. Hãy nhờ người phụ trách hoặc văn phòng đảng ủy.".to_owned()
        }
        SenError::Classified { .. } => {
            "Nội dung mang dấu mật, không được nhập vào đây. Hãy bỏ đoạn đó, chỉ ghi số, ngày \
             và nơi lưu văn bản giấy."
                .to_owned()
        }
        SenError::SettleFirst { count } => {
            format!("Còn {count} chỗ mâu thuẫn hoặc số liệu vô lý. Hãy giải quyết các chỗ đó trước.")
        }
        SenError::WrongKey => "Khóa không mở được sổ này. Hãy dùng đúng khóa của máy; sổ không bị thay đổi.".to_owned(),
        SenError::WrongPin { wait_seconds: 0 } => {
            "Mã PIN chưa đúng. Hãy nhập lại; nếu quên, phần chưa gửi vẫn nộp hộ được cho đảng ủy.".to_owned()
        }
        SenError::WrongPin { wait_seconds } => format!(
            "Mã PIN chưa đúng. Hãy chờ {} rồi nhập lại; nếu quên, phần chưa gửi vẫn nộp hộ được cho đảng ủy.",
            wait(wait_seconds)
        ),
        SenError::PinWait { wait_seconds } => {
            format!("Đã nhập sai mã PIN nhiều lần. Hãy chờ {} rồi nhập lại.", wait(wait_seconds))
        }
        SenError::HandInFirst { packages } => {
            format!("Còn {packages} phần đảng ủy chưa nhận. Hãy đồng bộ hoặc nộp hộ, chờ xác nhận rồi làm lại.")
        }
        SenError::StorageFull => "Máy hết chỗ lưu, chưa ghi gì. Hãy xóa bớt tệp khác rồi thử lại.".to_owned(),
        SenError::RecordFull => {
            "Biên bản này đã đầy, chưa ghi thêm gì. Hãy mở phần tiếp theo và ghi tiếp ở đó.".to_owned()
        }
        SenError::Damaged { .. } => "Sổ hoặc hồ sơ bị hỏng. Hãy giữ nguyên tệp và báo đảng ủy.".to_owned(),
        SenError::Closed => "Sổ đã đóng. Hãy mở lại sổ.".to_owned(),
        SenError::Cancelled => {
            "Đã dừng theo yêu cầu. Phần đã nhận vẫn được giữ; có thể đồng bộ lại bất cứ lúc nào.".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_says_what_a_person_can_do() {
        let why = || "x".to_owned();
        let all = [
            SenError::Retry { why: why() },
            SenError::Enrol { why: why() },
            SenError::UpdateApp { why: why() },
            SenError::FixInput { field: "birth_date".to_owned(), why: why() },
            SenError::NotAllowed { why: why() },
            SenError::Classified { why: why() },
            SenError::SettleFirst { count: 2 },
            SenError::WrongKey,
            SenError::WrongPin { wait_seconds: 0 },
            SenError::WrongPin { wait_seconds: 30 },
            SenError::PinWait { wait_seconds: 3600 },
            SenError::HandInFirst { packages: 3 },
            SenError::StorageFull,
            SenError::Damaged { why: why() },
            SenError::Closed,
            SenError::Cancelled,
        ];
        let words: Vec<String> = all.into_iter().map(error_words).collect();
        assert!(words.iter().all(|words| words.contains(['.', ';']) && words.len() > 20), "{words:?}");
        assert!(words.iter().any(|words| words.contains("Ngày sinh")));
        let distinct: std::collections::BTreeSet<&String> = words.iter().collect();
        assert_eq!(distinct.len(), words.len());
    }
}
