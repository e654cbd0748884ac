//! What a person reads about profiles and PINs.

use super::ProfileError;
use crate::words::wait;

/// Why something was not done with a profile, and what to do about it.
#[must_use]
pub fn profile_error(error: &ProfileError) -> String {
    match error {
        ProfileError::NoSuchProfile => "Không có người dùng đó trên máy này; xem `profile list`.".to_owned(),
        ProfileError::BadName(max) => format!("Hãy đặt tên từ 1 đến {max} ký tự."),
        ProfileError::NameTaken => "Đã có người dùng tên này trên máy; hãy đặt tên khác.".to_owned(),
        ProfileError::BadPin { least, most } => {
            format!("Mã PIN gồm {least} đến {most} chữ số, không giống nhau cả và không liền nhau; hãy chọn mã khác.")
        }
        ProfileError::WrongPin { wait: after } if after.is_zero() => {
            "Mã PIN chưa đúng. Hãy nhập lại; nếu quên, dùng `profile hand-in` để nộp phần chưa gửi.".to_owned()
        }
        ProfileError::WrongPin { wait: after } => format!(
            "Mã PIN chưa đúng. Hãy chờ {} rồi nhập lại; nếu quên, dùng `profile hand-in` để nộp phần chưa gửi.",
            wait(after.as_secs())
        ),
        ProfileError::Wait { left } => {
            format!("Đã nhập sai mã PIN nhiều lần. Hãy chờ {} rồi nhập lại.", wait(left.as_secs() + 1))
        }
        ProfileError::WrongSecret => {
            "Khóa của máy không phải khóa khi tạo người dùng này; hãy dùng đúng máy, đúng tệp khóa.".to_owned()
        }
        ProfileError::Damaged(_) => format!("Tệp của người dùng này bị hỏng; hãy giữ nguyên và báo đảng ủy ({error})."),
        ProfileError::Newer => "Người dùng này do phiên bản mới hơn tạo; hãy cập nhật phần mềm.".to_owned(),
        ProfileError::InUse => "Sổ của người dùng này đang mở; hãy đóng lại rồi thử lại.".to_owned(),
        ProfileError::NotHandedIn(waiting) => format!(
            "Còn {} gói niêm phong đảng ủy chưa nhận; hãy nộp bằng `profile hand-in` rồi mới xóa.",
            waiting.packages
        ),
        ProfileError::Nothing => "Không còn gì chờ nộp của người dùng này.".to_owned(),
        ProfileError::AnotherWard => "Người dùng này thuộc đảng bộ khác; hãy nhờ người cùng đảng bộ nộp.".to_owned(),
        ProfileError::Receipt(_) => {
            "Đây không phải giấy xác nhận của đảng ủy cho phần này, hoặc tệp hỏng; hãy chép lại.".to_owned()
        }
        ProfileError::Pin(_)
        | ProfileError::Net(_)
        | ProfileError::File(_)
        | ProfileError::Vault(_)
        | ProfileError::Engine(_) => format!("Chưa làm được; hãy thử lại ({error})."),
    }
}
