//! What a person reads when something did not happen: what is the matter, and what they can do.

use super::member_field;
use crate::error::SenError;

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

/// How long to wait, as a person says it.
#[must_use]
pub fn wait(seconds: u64) -> String {
    match seconds {
        0..=119 => format!("{seconds} giây"),
        _ => format!("{} phút", seconds.div_ceil(60)),
    }
}

pub(super) fn input_label(field: &str) -> &str {
    match field {
        "profile" => "người dùng",
        "pin" => "mã PIN",
        "receipt" => "giấy xác nhận",
        "path" => "tệp sổ",
        "key" => "khóa",
        "code" => "mã ghi danh",
        "account" => "người đang ghi danh",
        "label" => "tên máy",
        "id" | "meeting" | "member" | "record" | "org" => "hồ sơ",
        "date" | "held_on" | "since" | "until" => "ngày",
        "starts_at" => "giờ bắt đầu",
        "ends_at" => "giờ kết thúc",
        "kind" => "loại sinh hoạt",
        "state" => "trạng thái",
        "position" => "vị trí trong văn bản",
        "cursor" => "con trỏ",
        "text" | "minutes" | "notes" => "nội dung",
        "title" => "tên mục",
        "person" | "name" => "người",
        "attendance" => "điểm danh",
        "standing" => "tư cách",
        "reason" => "lý do",
        "matter" => "nội dung biểu quyết",
        "method" => "hình thức biểu quyết",
        "threshold" => "ngưỡng",
        "value" => "giá trị được chọn",
        "score" => "điểm",
        "chair" => "chủ trì và thư ký",
        "signer" => "người ký",
        "post" => "chức vụ",
        "place" => "địa điểm",
        "topic" => "chuyên đề",
        "subject" => "nội dung biểu quyết",
        "eligible" => "số có quyền biểu quyết",
        "present" => "số có mặt",
        "issued" => "số phiếu phát ra",
        "collected" => "số phiếu thu về",
        "valid" => "số phiếu hợp lệ",
        "for" | "agree" => "số tán thành",
        "against" => "số không tán thành",
        "other" => "số ý kiến khác",
        "basis" => "căn cứ",
        "reserved" => "ý kiến bảo lưu",
        "excluded" => "không tính biểu quyết",
        "ballot_committee" => "tổ kiểm phiếu",
        "rubric" => "bảng chấm điểm",
        "moved_to" => "chuyển cuộc họp",
        "field" => "mục của thẻ",
        other => member_field(other),
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
