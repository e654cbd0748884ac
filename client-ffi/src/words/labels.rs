//! How a person calls a field they typed into, and a time they wait.

use super::member_field;

/// How long to wait, as a person says it.
#[must_use]
pub fn wait(seconds: u64) -> String {
    match seconds {
        0..=119 => format!("{seconds} giây"),
        _ => format!("{} phút", seconds.div_ceil(60)),
    }
}

pub(crate) fn input_label(field: &str) -> &str {
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
