//! What went wrong, as one sentence for the person at the keyboard.

use std::fmt;

use sen_client::engine::{EngineError, EnrolError, PackageFault, SyncError};
use sen_client::net::NetError;
use sen_client::profiles::ProfileError;
use sen_client::vault::VaultError;
use sen_client::words;
use shared::meeting::WriteError;

/// Anything a command can fail with.
#[derive(Debug)]
pub(crate) enum Fault {
    Engine(EngineError),
    Enrol(EnrolError),
    Net(NetError),
    Package(PackageFault),
    Io(std::io::Error),
    Profile(ProfileError),
    NoVault,
    NoHome,
    NoKey,
    BadKey,
    /// What was typed does not fit; the sentence says what does.
    Typed(String),
}

impl From<EngineError> for Fault {
    fn from(error: EngineError) -> Self {
        Self::Engine(error)
    }
}

impl From<EnrolError> for Fault {
    fn from(error: EnrolError) -> Self {
        match error {
            EnrolError::Engine(error) => Self::Engine(error),
            EnrolError::Net(error) => Self::Net(error),
            other => Self::Enrol(other),
        }
    }
}

impl From<SyncError> for Fault {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Engine(error) => Self::Engine(error),
            SyncError::Net(error) => Self::Net(error),
        }
    }
}

impl From<PackageFault> for Fault {
    fn from(error: PackageFault) -> Self {
        match error {
            PackageFault::Engine(error) => Self::Engine(error),
            other => Self::Package(other),
        }
    }
}

impl From<ProfileError> for Fault {
    fn from(error: ProfileError) -> Self {
        match error {
            ProfileError::Engine(error) => Self::Engine(error),
            ProfileError::Vault(error) => Self::Engine(error.into()),
            ProfileError::Net(error) => Self::Net(error),
            ProfileError::File(error) => Self::Io(error),
            other => Self::Profile(other),
        }
    }
}

impl From<NetError> for Fault {
    fn from(error: NetError) -> Self {
        Self::Net(error)
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Engine(error) => engine(error, f),
            Self::Enrol(EnrolError::Code(_)) => f.write_str("Mã ghi danh không đúng hoặc chép thiếu."),
            Self::Enrol(error) => write!(f, "Ghi danh không thành: {error}."),
            Self::Net(error) => net(error, f),
            Self::Package(error) => package(error, f),
            Self::Io(error) => write!(f, "Không đọc hoặc ghi được tệp: {error}."),
            Self::Profile(error) => f.write_str(&words::profile_error(error)),
            Self::NoVault => {
                f.write_str("Cho biết tệp sổ bằng --vault hoặc SEN_VAULT, hay máy dùng chung bằng --home.")
            }
            Self::NoHome => f.write_str("Cho biết thư mục của máy dùng chung bằng --home hoặc SEN_HOME."),
            Self::NoKey => f.write_str("Không có khóa của sổ: dùng --key-file hoặc SEN_VAULT_KEY."),
            Self::BadKey => f.write_str("Khóa của sổ phải là 64 chữ số thập lục phân."),
            Self::Typed(sentence) => f.write_str(sentence),
        }
    }
}

fn engine(error: &EngineError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match error {
        EngineError::Vault(error) => vault(error, f),
        EngineError::Write(error) => write(error, f),
        EngineError::Denied(error) => write!(f, "Không được phép ghi hồ sơ này: {error}."),
        EngineError::Record { doc, source } => write!(f, "Hồ sơ {doc} bị hỏng: {source}."),
        EngineError::NoSuchRecord(_) => f.write_str("Không có hồ sơ đó trên máy này."),
        EngineError::RecordFull => f.write_str(
            "Biên bản này đã đầy nên chưa ghi gì. Hãy mở phần tiếp theo (meeting continue) rồi ghi tiếp ở đó.",
        ),
        EngineError::StillRoom => f.write_str("Biên bản này chưa đầy; hãy ghi tiếp ngay trong đó."),
        EngineError::NotEnrolled => f.write_str("Máy này chưa ghi danh; dùng lệnh enrol với mã của đảng ủy."),
        EngineError::NotAmongValues => f.write_str("Đó không phải một trong các giá trị đang mâu thuẫn."),
        EngineError::Answer(error) => write!(f, "Không đọc được trả lời của máy chủ: {error}."),
        EngineError::Sealing(error) => write!(f, "Không niêm phong được để nộp đảng ủy, nên chưa ghi gì: {error}."),
        EngineError::KeptByPin => f.write_str("Khóa của sổ này do mã PIN giữ; hãy đổi mã PIN (profile pin)."),
        EngineError::Randomness(error) => write!(f, "Hệ thống không cấp được số ngẫu nhiên: {error}."),
    }
}

fn package(error: &PackageFault, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match error {
        PackageFault::Package(error) => f.write_str(&words::package_error(error)),
        PackageFault::Parts(error) => f.write_str(&words::parts_error(error)),
        PackageFault::Unasked => {
            f.write_str("Gói này trả lời một gói mà máy này không còn nhớ; hãy tạo gói mới cho đảng ủy.")
        }
        PackageFault::BadCard => f.write_str("Đây không phải thẻ của một máy thuộc đảng bộ này."),
        PackageFault::UnknownReader => f.write_str("Chưa biết máy nhận; hãy xin thẻ của máy đó (lệnh package card)."),
        PackageFault::Nothing => f.write_str("Không có gì chưa gửi mà máy nhận được đọc."),
        PackageFault::Engine(error) => engine(error, f),
    }
}

fn vault(error: &VaultError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match error {
        VaultError::Missing(path) => write!(f, "Không có sổ tại {}.", path.display()),
        VaultError::Exists(path) => write!(f, "Đã có tệp tại {}; không ghi đè.", path.display()),
        VaultError::WrongKey => f.write_str("Khóa không mở được sổ này."),
        VaultError::NotAVault => f.write_str("Tệp này không phải là sổ."),
        VaultError::Newer { .. } => f.write_str("Sổ do phiên bản mới hơn ghi; hãy cập nhật phần mềm."),
        VaultError::Damaged(_) | VaultError::LogDamaged(_) | VaultError::Unreadable(_) => {
            write!(f, "Sổ bị hỏng, không thay đổi gì thêm: {error}.")
        }
        VaultError::Full(_) => f.write_str("Hết chỗ lưu; chưa ghi gì."),
        VaultError::InUse(_) => f.write_str("Sổ đang được một chương trình khác mở."),
        VaultError::File(_) | VaultError::Database(_) => write!(f, "Không dùng được sổ: {error}."),
    }
}

fn write(error: &WriteError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match error {
        WriteError::Edit(error) => write!(f, "Không ghi được: {error}."),
        WriteError::Invalid { field, why } => write!(f, "Mục {field} chưa đúng: {why}."),
        WriteError::Classified(_) => {
            f.write_str("Nội dung mang dấu mật, không được nhập vào đây; chỉ ghi số, ngày và nơi lưu văn bản giấy.")
        }
        WriteError::Unsettled(count) => {
            write!(f, "Còn {count} chỗ mâu thuẫn hoặc số liệu vô lý phải giải quyết trước.")
        }
        WriteError::NoOfficers => f.write_str("Hãy ghi chủ trì và thư ký trước khi thông qua biên bản."),
        WriteError::NotAnOfficer => f.write_str("Chỉ chủ trì hoặc thư ký của cuộc họp thông qua biên bản."),
    }
}

fn net(error: &NetError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match error {
        NetError::Unreachable(_) => f.write_str("Không liên lạc được với máy chủ; mọi thứ vẫn còn trên máy này."),
        NetError::WrongServer => f.write_str("Máy trả lời không phải máy chủ đã ghi danh; không gửi gì."),
        NetError::Refused { status: 401 | 403, .. } => {
            f.write_str("Máy chủ không nhận máy này nữa; hãy xin mã ghi danh mới.")
        }
        NetError::Later { code, .. } if code == "read_only" => f.write_str(
            "Cơ sở dữ liệu của máy chủ bị hỏng nên hiện máy chủ chưa nhận gì; mọi thứ vẫn còn trên máy này, hãy đồng bộ lại sau.",
        ),
        NetError::Later { wait, .. } => {
            let minutes = wait.as_secs().div_ceil(60);
            write!(f, "Máy chủ đang bận và hẹn đồng bộ lại sau {minutes} phút; mọi thứ vẫn còn trên máy này.")
        }
        NetError::Refused { code, message, .. } => write!(f, "Máy chủ từ chối ({code}): {message}."),
        NetError::BadAddress(_) | NetError::TooLarge(_) | NetError::Packed(_) => {
            write!(f, "Lỗi đường truyền: {error}.")
        }
    }
}
