//! The committee's words for stored codes, as screens and the command line show them.
//!
//! A code of a newer version is shown as it is stored.

use shared::meeting::roll::{Attendance, Standing};
use shared::meeting::view::FindingCode;
use shared::meeting::vote::{Matter, Method, Outcome};
use shared::meeting::{MeetingKind, State};
use shared::member::Status;
use shared::sync::device::Safety;
use shared::wire::HoldReason;

/// The kind of a meeting.
#[must_use]
pub fn meeting_kind(kind: &MeetingKind) -> &str {
    match kind {
        MeetingKind::Regular => "Sinh hoạt thường kỳ",
        MeetingKind::Thematic => "Sinh hoạt chuyên đề",
        MeetingKind::Extraordinary => "Họp bất thường",
        MeetingKind::RegularThematic => "Sinh hoạt thường kỳ gắn chuyên đề",
        MeetingKind::YearReview => "Kiểm điểm cuối năm",
        MeetingKind::MidYear => "Sơ kết",
        MeetingKind::Congress => "Đại hội chi bộ",
        MeetingKind::Admission => "Lễ kết nạp đảng viên",
        MeetingKind::Committee => "Họp chi ủy",
        MeetingKind::Group => "Sinh hoạt tổ đảng",
        MeetingKind::Enlarged => "Sinh hoạt mở rộng",
        MeetingKind::Other(code) => code,
    }
}

/// The stage of a meeting.
#[must_use]
pub fn state(state: &State) -> &str {
    match state {
        State::Draft => "dự thảo",
        State::Agreed => "chi ủy thống nhất",
        State::Announced => "đã thông báo",
        State::UnderWay => "đang họp",
        State::Closed => "đã kết thúc",
        State::Postponed => "hoãn",
        State::Cancelled => "hủy",
        State::Other(code) => code,
    }
}

/// Attendance of one person.
#[must_use]
pub fn attendance(attendance: &Attendance) -> &str {
    match attendance {
        Attendance::Present => "có mặt",
        Attendance::PresentOnline => "có mặt trực tuyến",
        Attendance::AbsentExcused => "vắng có lý do",
        Attendance::AbsentUnexcused => "vắng không lý do",
        Attendance::Exempt => "được miễn",
        Attendance::TemporarilyExempt => "tạm miễn",
        Attendance::TemporarilyAway => "tạm thời đi",
        Attendance::TemporaryGuest => "tạm thời đến",
        Attendance::SpecialDuty => "làm nhiệm vụ đặc biệt",
        Attendance::Guest => "khách mời",
        Attendance::Unrecorded => "chưa điểm danh",
        Attendance::Other(code) => code,
    }
}

/// What a person on the roll may do.
#[must_use]
pub fn standing(standing: &Standing) -> &str {
    match standing {
        Standing::Official => "chính thức",
        Standing::Probationary => "dự bị",
        Standing::Guest => "khách",
        Standing::Other(code) => code,
    }
}

/// What is voted on.
#[must_use]
pub fn matter(matter: &Matter) -> &str {
    match matter {
        Matter::Resolution => "Nghị quyết",
        Matter::Conclusion => "Kết luận",
        Matter::Agenda => "Chương trình",
        Matter::Minutes => "Biên bản",
        Matter::Admission => "Kết nạp đảng viên",
        Matter::Official => "Công nhận chính thức",
        Matter::Removal => "Xóa tên",
        Matter::Reprimand => "Khiển trách",
        Matter::Warning => "Cảnh cáo",
        Matter::Expulsion => "Khai trừ",
        Matter::Election => "Bầu cử",
        Matter::Else => "Nội dung khác",
        Matter::Other(code) => code,
    }
}

/// How votes are cast.
#[must_use]
pub fn method(method: &Method) -> &str {
    match method {
        Method::Hands => "giơ tay",
        Method::Card => "giơ thẻ đảng",
        Method::Secret => "phiếu kín",
        Method::Written => "lấy ý kiến bằng văn bản",
        Method::Other(code) => code,
    }
}

/// How a vote ended.
#[must_use]
pub const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "đạt",
        Outcome::NotPassed => "không đạt",
        Outcome::Incomplete => "chưa đủ số liệu",
        Outcome::InConflict => "mâu thuẫn",
    }
}

/// Where a member stands.
#[must_use]
pub fn status(status: &Status) -> &str {
    match status {
        Status::Probationary => "dự bị",
        Status::Official => "chính thức",
        Status::Exempt => "miễn công tác, sinh hoạt",
        Status::TemporarilyExempt => "tạm miễn",
        Status::TemporarilyAway => "tạm thời đi",
        Status::TemporaryGuest => "tạm thời đến",
        Status::Suspended => "đình chỉ sinh hoạt",
        Status::MovedAway => "đã chuyển đi",
        Status::Died => "từ trần",
        Status::Removed => "xóa tên",
        Status::Expelled => "khai trừ",
        Status::Left => "xin ra khỏi Đảng",
        Status::Other(code) => code,
    }
}

/// What is wrong with a record's figures.
#[must_use]
pub const fn finding(code: FindingCode) -> &'static str {
    match code {
        FindingCode::SumNotCollected => "tổng số phiếu khác số thu về",
        FindingCode::CollectedOverIssued => "thu về nhiều hơn phát ra",
        FindingCode::ValidOverCollected => "hợp lệ nhiều hơn thu về",
        FindingCode::CollectedOverEligible => "thu về nhiều hơn số có quyền biểu quyết",
        FindingCode::PresentOverRoll => "có mặt nhiều hơn danh sách điểm danh",
        FindingCode::RollIncomplete => "chưa điểm danh xong",
        FindingCode::EndsBeforeStart => "giờ kết thúc trước giờ bắt đầu",
    }
}

/// How safe a record is.
#[must_use]
pub fn safety(safety: &Safety) -> String {
    match safety {
        Safety::OnThisPhone => "trên máy này".to_owned(),
        Safety::Held(reason) => format!("máy chủ đang giữ lại: {}", hold_reason(reason)),
        Safety::SafeOnServer => "đã an toàn ở máy chủ".to_owned(),
        Safety::SeenByWard => "đảng ủy đã xem".to_owned(),
    }
}

/// Why the server keeps something aside.
#[must_use]
pub fn hold_reason(reason: &HoldReason) -> &str {
    match reason {
        HoldReason::Revoked => "máy này đã bị thu hồi",
        HoldReason::UnknownDependency => "thiếu phần ghi trước đó",
        HoldReason::Damaged => "dữ liệu hỏng",
        HoldReason::OverQuota => "vượt giới hạn",
        HoldReason::WrongPlace => "ngoài phạm vi được ghi",
        HoldReason::WrongAuthor => "có phần do máy khác viết",
        HoldReason::DuplicateActor => "trùng số của một máy sao chép",
        HoldReason::NewerFormat => "máy chủ chưa biết loại hồ sơ này",
        HoldReason::BadSignature => "chữ ký không hợp lệ",
        HoldReason::Other(code) => code,
    }
}
