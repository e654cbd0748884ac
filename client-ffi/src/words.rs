//! The committee's words for stored codes, as screens and the command line show them.
//!
//! A code of a newer version is shown as it is stored.

mod fields;
mod labels;
mod score;
mod typed;

pub use fields::member_field;
pub(crate) use labels::input_label;
pub use labels::wait;
pub use score::{score_points, score_reason};
pub use typed::{edit_error, file_error, invalid};

use shared::access::Role;
use shared::meeting::adoption::Capacity;
use shared::meeting::agenda::Saying;
use shared::meeting::part;
use shared::meeting::roll::{Attendance, Standing};
use shared::meeting::view::FindingCode;
use shared::meeting::vote::{Matter, Method, Outcome};
use shared::meeting::{MeetingKind, State};
use shared::member::{Post, Status};
use shared::org::OrgClass;
use shared::package::{self, PackageError, PartsError};
use shared::sync::device::Safety;
use shared::wire::HoldReason;

/// Which meeting of its kind that day, and which part of it, where it is not the first; begins with a space or comma.
#[must_use]
pub fn ordinal(ordinal: u16) -> String {
    let (again, part) = (part::of_day(ordinal), part::part(ordinal));
    let again = if again > 1 { format!(" ({again})") } else { String::new() };
    if part > 1 { format!("{again}, phần {part}") } else { again }
}

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
        MeetingKind::Other(code) if code == UNREADABLE => "Cuộc họp không đọc được",
        MeetingKind::Other(code) => code,
    }
}

/// The code that stands in lists in place of a meeting's kind when its record cannot be read.
pub const UNREADABLE: &str = "khong_doc_duoc";
/// What stands in lists in place of a member's name when the record cannot be read.
pub const UNREADABLE_MEMBER: &str = "Hồ sơ không đọc được";

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

/// How votes end, by stored code.
pub(crate) const OUTCOMES: [(&str, &str); 4] = [
    outcome_pair(Outcome::Passed),
    outcome_pair(Outcome::NotPassed),
    outcome_pair(Outcome::Incomplete),
    outcome_pair(Outcome::InConflict),
];

const fn outcome_pair(ended: Outcome) -> (&'static str, &'static str) {
    (ended.code(), outcome(ended))
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

/// In which capacity minutes are signed, by stored code.
pub(crate) const CAPACITIES: [(&str, &str); 3] = [
    (Capacity::Chair.code(), "chủ trì"),
    (Capacity::MinuteTaker.code(), "thư ký"),
    (Capacity::Sole.code(), "một người ký"),
];

/// What an entry under an item of the agenda is.
#[must_use]
pub fn saying(saying: &Saying) -> &str {
    match saying {
        Saying::Opinion => "ý kiến",
        Saying::Conclusion => "kết luận",
        Saying::Other(code) => code,
    }
}

/// A post in a cell.
#[must_use]
pub fn post(post: &Post) -> &str {
    match post {
        Post::Head => "Bí thư",
        Post::Deputy => "Phó bí thư",
        Post::Committee => "Chi ủy viên",
        Post::GroupLeader => "Tổ trưởng tổ đảng",
        Post::Other(code) => code,
    }
}

/// What a person is enrolled as.
#[must_use]
pub fn role(role: &Role) -> &str {
    match role {
        Role::Head => "Bí thư chi bộ",
        Role::DeputyHead => "Phó bí thư chi bộ",
        Role::Committee => "Chi ủy viên",
        Role::MinuteTaker => "Thư ký",
        Role::Office => "Văn phòng đảng ủy",
        Role::Building => "Ban xây dựng Đảng",
        Role::Standing => "Thường trực đảng ủy",
        Role::Inspection => "Ủy ban kiểm tra",
        Role::Superior => "Cấp trên",
        Role::Other(code) => code,
    }
}

/// The class of an organisation.
#[must_use]
pub fn org_class(class: &OrgClass) -> &str {
    match class {
        OrgClass::Province => "tỉnh ủy, thành ủy",
        OrgClass::Ward => "đảng ủy xã, phường",
        OrgClass::BaseCommittee => "đảng bộ cơ sở",
        OrgClass::Cell => "chi bộ",
        OrgClass::Group => "tổ đảng",
        OrgClass::Other(code) => code,
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
        FindingCode::Marked => "hồ sơ có nội dung mang dấu mật, chỉ được lưu trên giấy",
        FindingCode::Unreadable => "một phần hồ sơ không đọc được",
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

/// Why a package is not taken in, and what to do about it.
#[must_use]
pub fn package_error(error: &PackageError) -> String {
    match error {
        PackageError::NotAPackage => "Tệp này không phải gói của Sen.".to_owned(),
        PackageError::Damaged => "Gói bị hỏng hoặc chép thiếu; hãy chép lại.".to_owned(),
        PackageError::Newer => "Gói do phiên bản mới hơn tạo; hãy cập nhật phần mềm.".to_owned(),
        PackageError::TooLarge(max) => format!("Gói lớn quá {max} byte; hãy đồng bộ qua mạng hoặc chia làm nhiều lần."),
        PackageError::TooMany(max) => {
            format!("Gói có quá {max} phần cùng loại; hãy đồng bộ qua mạng hoặc chia làm nhiều lần.")
        }
        PackageError::Foreign => "Gói này của đảng bộ khác; không nhận ở đây.".to_owned(),
        PackageError::WrongReader => "Gói này gửi cho máy khác; hãy đưa đúng máy nhận.".to_owned(),
        PackageError::UnknownSender => "Không rõ ai gửi gói này; hãy nhờ đảng ủy xác nhận máy gửi.".to_owned(),
        PackageError::Forged(_) => "Chữ ký của gói không đúng; không nhận, hãy báo đảng ủy.".to_owned(),
        PackageError::BadKey(_) | PackageError::Cipher(_) => format!("Không mã hóa được gói: {error}."),
    }
}

/// Why parts do not make a package, and what to do about it.
#[must_use]
pub fn parts_error(error: &PartsError) -> String {
    match error {
        PartsError::TooLarge { bytes, max } => {
            format!("Gói {bytes} byte quá lớn để quét mã QR (tối đa {max}); hãy đưa bằng tệp.")
        }
        PartsError::NotAPart(text) => format!("`{text}` không phải một phần của gói."),
        PartsError::Damaged { part, of } => format!("Phần {part}/{of} quét sai; hãy quét lại phần đó."),
        PartsError::Mixed => "Các phần này thuộc hai gói khác nhau; hãy quét lại từng gói.".to_owned(),
        PartsError::Missing { missing, of } => {
            let list: Vec<String> = missing.iter().map(usize::to_string).collect();
            format!("Còn thiếu phần {} trong {of} phần.", list.join(", "))
        }
        PartsError::Nothing => "Không có phần nào của gói.".to_owned(),
    }
}

/// Whether a package was news.
#[must_use]
pub const fn package_standing(standing: package::Standing) -> &'static str {
    match standing {
        package::Standing::Fresh => "gói mới",
        package::Standing::AlreadyTaken => "gói đã nhận trước đây, nhận lại không hại gì",
        package::Standing::Stale => "gói cũ hơn một gói đã nhận, không hại gì",
    }
}
