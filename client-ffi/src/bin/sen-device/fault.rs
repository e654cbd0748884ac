//! What went wrong: one sentence for the person at the keyboard, one stable code for a program, one exit code for a script.

use std::fmt;
use std::path::PathBuf;

use sen_client::engine::{EngineError, EnrolError, PackageFault, SyncError};
use sen_client::net::NetError;
use sen_client::profiles::ProfileError;
use sen_client::vault::VaultError;
use sen_client::words;
use shared::access::Denied;
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
    /// The key's file is empty: whoever wrote it was stopped, or had no room.
    EmptyKey(PathBuf),
    /// The vault's file is empty: it was begun, and nothing was ever written.
    EmptyVault(PathBuf),
    /// The folder cannot be written to, and the command would write.
    ReadOnly(PathBuf),
    /// Enrolling would put somebody else in the place of who is enrolled here, and nobody said so.
    Occupied {
        person: String,
        unsent: usize,
    },
    /// What was typed does not fit; the sentence says what does.
    Typed(String),
    /// No such command line.
    Usage(String),
}

impl Fault {
    /// The stable code of it, for `--json`.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Engine(error) => engine_code(error),
            Self::Enrol(error) => match error {
                EnrolError::Code(_) => "bad_code",
                EnrolError::UsedCode => "used_code",
                EnrolError::ExpiredCode => "expired_code",
                EnrolError::Occupied(_) => "occupied",
                EnrolError::Unsent(_) => "unsent",
                EnrolError::AnotherWard => "another_ward",
                EnrolError::Label(_) => "mistyped",
                EnrolError::Net(error) => net_code(error),
                EnrolError::Answer(_) | EnrolError::Certificate(_) | EnrolError::AnotherKey => "bad_answer",
                EnrolError::Engine(error) => engine_code(error),
            },
            Self::Net(error) => net_code(error),
            Self::Package(PackageFault::Engine(error)) => engine_code(error),
            Self::Package(_) => "package",
            Self::Io(_) => "file",
            Self::Profile(error) => match error {
                ProfileError::WrongPin { .. } => "wrong_pin",
                ProfileError::Wait { .. } => "pin_wait",
                ProfileError::NotHandedIn(_) => "unsent",
                _ => "profile",
            },
            Self::NoVault | Self::NoHome => "no_vault",
            Self::NoKey | Self::BadKey | Self::EmptyKey(_) => "no_key",
            Self::EmptyVault(_) => "empty_vault",
            Self::ReadOnly(_) => "read_only",
            Self::Occupied { .. } => "occupied",
            Self::Typed(_) => "mistyped",
            Self::Usage(_) => "usage",
        }
    }

    /// What the program ends with: 2 for a command line that is none, 3 on a revoked phone, 1 for everything else.
    pub(crate) const fn exit(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Engine(EngineError::Revoked(_)) => REVOKED,
            _ => 1,
        }
    }
}

/// What a command ends with on a phone the ward has revoked, also when it did what was asked.
pub(crate) const REVOKED: u8 = 3;

const fn engine_code(error: &EngineError) -> &'static str {
    match error {
        EngineError::Vault(error) => match error {
            VaultError::Missing(_) => "no_vault",
            VaultError::Exists(_) => "vault_exists",
            VaultError::WrongKey => "wrong_key",
            VaultError::NotAVault => "not_a_vault",
            VaultError::Newer { .. } => "update_app",
            VaultError::Damaged(_) | VaultError::LogDamaged(_) | VaultError::Unreadable(_) => "damaged",
            VaultError::Full(_) => "storage_full",
            VaultError::InUse(_) => "in_use",
            VaultError::ReadOnly => "read_only",
            VaultError::File(_) | VaultError::Database(_) => "file",
        },
        EngineError::Write(error) => match error {
            WriteError::Edit(_) => "refused",
            WriteError::Invalid { .. } => "invalid",
            WriteError::Classified(_) => "classified",
            WriteError::Unsettled(_) => "settle_first",
            WriteError::NoOfficers | WriteError::NotAnOfficer => "not_an_officer",
            WriteError::Cancelled => "cancelled_meeting",
        },
        EngineError::Denied(_) => "not_allowed",
        EngineError::Record { .. } => "damaged_record",
        EngineError::NoSuchRecord(_) => "no_such_record",
        EngineError::RecordFull => "record_full",
        EngineError::StillRoom => "still_room",
        EngineError::NotEnrolled => "not_enrolled",
        EngineError::Revoked(_) => "revoked",
        EngineError::NotAmongValues => "not_among_values",
        EngineError::Answer(_) => "bad_answer",
        EngineError::Sealing(_) => "sealing",
        EngineError::KeptByPin => "kept_by_pin",
        EngineError::Randomness(_) => "randomness",
    }
}

const fn net_code(error: &NetError) -> &'static str {
    match error {
        NetError::Unreachable(_) => "unreachable",
        NetError::WrongServer => "wrong_server",
        NetError::Refused { status: 401 | 403, .. } => "not_enrolled_there",
        NetError::Refused { .. } => "refused_by_server",
        NetError::Later { .. } => "later",
        NetError::BadAddress(_) | NetError::TooLarge(_) | NetError::Packed(_) => "line",
    }
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
            EnrolError::Occupied(person) => Self::Occupied { person, unsent: 0 },
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
            Self::Enrol(error) => enrol(error, f),
            Self::Net(error) => net(error, f),
            Self::Package(error) => package(error, f),
            Self::Io(error) => write!(f, "Không đọc hoặc ghi được tệp: {}.", words::file_error(error)),
            Self::Profile(error) => f.write_str(&sen_client::profiles::profile_error(error)),
            Self::NoVault => {
                f.write_str("Cho biết tệp sổ bằng --vault hoặc SEN_VAULT, hay máy dùng chung bằng --home.")
            }
            Self::NoHome => f.write_str("Cho biết thư mục của máy dùng chung bằng --home hoặc SEN_HOME."),
            Self::NoKey => f.write_str("Không có khóa của sổ: dùng --key-file hoặc SEN_VAULT_KEY."),
            Self::BadKey => f.write_str("Khóa của sổ phải là 64 chữ số thập lục phân."),
            Self::EmptyKey(file) => write!(
                f,
                "Tệp khóa {} trống nên không mở được sổ. Hãy tìm bản sao của khóa; sổ vẫn còn nguyên.",
                file.display()
            ),
            Self::EmptyVault(file) => write!(
                f,
                "Tệp sổ {} trống: lần ghi danh trước bị dừng giữa chừng và chưa ghi gì. Hãy ghi danh lại.",
                file.display()
            ),
            Self::ReadOnly(folder) => write!(
                f,
                "Thư mục {} chỉ đọc được: xem thì được, ghi thì không. Hãy chép cả thư mục sang chỗ ghi được.",
                folder.display()
            ),
            Self::Occupied { person, unsent } => {
                write!(f, "Sổ này đang ghi danh cho {person}. Ghi danh lại sẽ thay người đó bằng người của mã mới")?;
                if *unsent > 0 {
                    write!(f, ", và còn {unsent} phần chưa gửi")?;
                }
                f.write_str(". Nếu đúng ý, thêm --replace; nếu là người khác dùng chung máy, dùng `profile add`.")
            }
            Self::Typed(sentence) | Self::Usage(sentence) => f.write_str(sentence),
        }
    }
}

fn enrol(error: &EnrolError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match error {
        EnrolError::Code(_) => f.write_str("Mã ghi danh không đúng hoặc chép thiếu."),
        EnrolError::UsedCode => f.write_str(
            "Mã này không có ở máy chủ, hoặc đã dùng để ghi danh một máy khác; mỗi mã chỉ dùng cho một máy. Hãy xin đảng ủy mã mới.",
        ),
        EnrolError::ExpiredCode => f.write_str("Mã này đã quá 24 giờ. Hãy xin đảng ủy mã mới."),
        EnrolError::Label(most) => write!(f, "Hãy đặt tên máy từ 1 đến {most} ký tự."),
        EnrolError::Occupied(person) => write!(f, "Sổ này đang ghi danh cho {person}."),
        EnrolError::Unsent(unsent) => {
            write!(f, "Còn {unsent} phần chưa gửi của người đang ghi danh; hãy đồng bộ hoặc nộp bằng gói rồi ghi danh lại.")
        }
        EnrolError::AnotherWard => {
            f.write_str("Mã này của đảng bộ khác; sổ này giữ hồ sơ của đảng bộ cũ. Hãy dùng tệp sổ mới (--vault).")
        }
        EnrolError::Answer(_) => f.write_str("Không đọc được trả lời của máy chủ; hãy cập nhật phần mềm rồi thử lại."),
        EnrolError::Certificate(_) | EnrolError::AnotherKey => {
            f.write_str("Giấy chứng nhận máy chủ gửi về không đúng cho máy này; chưa ghi danh, hãy báo đảng ủy.")
        }
        EnrolError::Net(error) => net(error, f),
        EnrolError::Engine(error) => engine(error, f),
    }
}

fn engine(error: &EngineError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match error {
        EngineError::Vault(error) => vault(error, f),
        EngineError::Write(error) => write(error, f),
        EngineError::Denied(Denied::OutsidePlace) => {
            f.write_str("Hồ sơ này thuộc tổ chức khác; máy này không được ghi vào đó.")
        }
        EngineError::Denied(Denied::WrongRole) => f.write_str("Vai trò của người ghi danh không ghi loại hồ sơ này."),
        EngineError::Record { doc, .. } => write!(f, "Hồ sơ {doc} không đọc được; hãy giữ nguyên và báo đảng ủy."),
        EngineError::NoSuchRecord(_) => f.write_str("Không có hồ sơ đó trên máy này."),
        EngineError::RecordFull => f.write_str(
            "Biên bản này đã đầy nên chưa ghi gì. Hãy mở phần tiếp theo (meeting continue) rồi ghi tiếp ở đó.",
        ),
        EngineError::StillRoom => f.write_str("Biên bản này chưa đầy; hãy ghi tiếp ngay trong đó."),
        EngineError::NotEnrolled => f.write_str("Máy này chưa ghi danh; dùng lệnh enrol với mã của đảng ủy."),
        EngineError::Revoked(at) => write!(
            f,
            "Đảng ủy đã thu hồi máy này ({}). Không ghi gì mới ở đây; phần chưa gửi vẫn còn và vẫn nộp được \
             (`sync` hoặc `package out`). Muốn dùng tiếp, xin đảng ủy mã ghi danh mới.",
            at.vietnam_display()
        ),
        EngineError::NotAmongValues => f.write_str("Đó không phải một trong các giá trị đang mâu thuẫn."),
        EngineError::Answer(_) => f.write_str("Không đọc được trả lời của máy chủ; hãy cập nhật phần mềm rồi thử lại."),
        EngineError::Sealing(_) => f.write_str("Không niêm phong được để nộp đảng ủy, nên chưa ghi gì."),
        EngineError::KeptByPin => f.write_str("Khóa của sổ này do mã PIN giữ; hãy đổi mã PIN (profile pin)."),
        EngineError::Randomness(_) => f.write_str("Hệ thống không cấp được số ngẫu nhiên; hãy thử lại."),
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
            f.write_str("Sổ bị hỏng, không thay đổi gì thêm. Hãy giữ nguyên tệp và báo đảng ủy.")
        }
        VaultError::Full(_) => f.write_str("Hết chỗ lưu; chưa ghi gì."),
        VaultError::InUse(_) => f.write_str("Sổ đang được một chương trình khác mở."),
        VaultError::ReadOnly => f.write_str("Sổ đang mở chỉ để đọc; không ghi gì."),
        VaultError::File(error) => write!(f, "Không dùng được tệp sổ: {}.", words::file_error(error)),
        VaultError::Database(_) => f.write_str("Không dùng được tệp sổ; hãy thử lại, nếu vẫn vậy thì báo đảng ủy."),
    }
}

fn write(error: &WriteError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match error {
        WriteError::Edit(error) => f.write_str(&words::edit_error(error)),
        WriteError::Invalid { field, why } => f.write_str(&words::invalid(field, why)),
        WriteError::Cancelled => f.write_str(
            "Cuộc họp này đã hủy nên không ghi thêm. Nếu vẫn họp, đặt lại trạng thái (`meeting set … --state dang_hop`) rồi ghi.",
        ),
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
        NetError::Refused { code, .. } if code == "unsupported_version" => {
            f.write_str("Máy chủ dùng phiên bản khác; hãy cập nhật phần mềm.")
        }
        NetError::Refused { code, status, .. } => {
            write!(f, "Máy chủ từ chối (mã {code}, {status}); mọi thứ vẫn còn trên máy này, hãy báo đảng ủy.")
        }
        NetError::BadAddress(_) => f.write_str("Địa chỉ máy chủ không đúng."),
        NetError::TooLarge(_) | NetError::Packed(_) => {
            f.write_str("Trả lời của máy chủ hỏng trên đường truyền; hãy thử lại.")
        }
    }
}
