//! What can be typed.

use std::path::PathBuf;

use clap::{Args as Arguments, Parser, Subcommand};

/// Sổ sinh hoạt chi bộ trên một máy.
#[derive(Debug, Parser)]
#[command(name = "sen-device", version)]
pub(crate) struct Args {
    /// Tệp sổ đã mã hóa của máy này
    #[arg(long, env = "SEN_VAULT", global = true)]
    pub(crate) vault: Option<PathBuf>,
    /// Thư mục của máy nhiều người dùng chung; thay cho --vault
    #[arg(long, env = "SEN_HOME", global = true, conflicts_with = "vault")]
    pub(crate) home: Option<PathBuf>,
    /// Người dùng, nếu không phải người đã chọn bằng `profile switch`; mã PIN từ SEN_PIN hoặc hỏi
    #[arg(long, env = "SEN_PROFILE", global = true)]
    pub(crate) profile: Option<String>,
    /// Tệp chứa khóa của sổ (64 chữ số thập lục phân)
    #[arg(long, global = true)]
    pub(crate) key_file: Option<PathBuf>,
    /// Khóa của sổ (64 chữ số thập lục phân)
    #[arg(long, env = "SEN_VAULT_KEY", hide_env_values = true, hide = true, global = true)]
    pub(crate) key: Option<String>,
    /// Giờ dùng thay cho đồng hồ: RFC 3339 hoặc mili giây
    #[arg(long, hide = true, global = true)]
    pub(crate) now: Option<String>,
    /// In JSON thay cho chữ
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Ghi danh máy này bằng mã của đảng ủy
    Enrol {
        code: String,
        /// Tên gọi của máy
        #[arg(long, default_value = "máy tính")]
        label: String,
        /// Thay người đang ghi danh bằng người của mã này
        #[arg(long)]
        replace: bool,
    },
    /// Đồng bộ với máy chủ
    Sync,
    /// Hồ sơ nào chưa an toàn, và bao nhiêu đã an toàn
    Status {
        /// Kể cả hồ sơ đã an toàn
        #[arg(long)]
        all: bool,
    },
    /// Cây tổ chức
    Org,
    /// Đảng viên
    Member {
        #[command(subcommand)]
        command: MemberCommand,
    },
    /// Gói đưa tay: thẻ nhớ, mã QR, máy khác
    Package {
        #[command(subcommand)]
        command: PackageCommand,
    },
    /// Nhiều người dùng chung một máy
    Profile {
        #[command(subcommand)]
        command: ProfileCommand,
    },
    /// Hồ sơ mọi loại: nghị quyết, nhiệm vụ, ý kiến của đảng ủy …
    Record {
        #[command(subcommand)]
        command: RecordCommand,
    },
    /// Sinh hoạt, họp
    Meeting {
        #[command(subcommand)]
        command: Box<MeetingCommand>,
    },
}

impl Command {
    /// Whether it shows what is here and changes nothing, so that a folder that cannot be written to will do.
    pub(crate) fn only_shows(&self) -> bool {
        match self {
            Self::Status { .. } | Self::Org => true,
            Self::Member { command } => matches!(command, MemberCommand::List { .. } | MemberCommand::Show { .. }),
            Self::Meeting { command } => match &**command {
                MeetingCommand::List | MeetingCommand::Show { .. } => true,
                MeetingCommand::Minutes { file, append, at, .. } => file.is_none() && append.is_none() && at.is_none(),
                MeetingCommand::Roll { all, mark, .. } => all.is_none() && mark.is_empty(),
                MeetingCommand::Score { fill, points, .. } => !fill && points.is_empty(),
                _ => false,
            },
            Self::Record { command } => matches!(
                command,
                RecordCommand::Kinds { .. }
                    | RecordCommand::List { .. }
                    | RecordCommand::Show { .. }
                    | RecordCommand::History { .. }
                    | RecordCommand::Paper { .. }
            ),
            Self::Enrol { .. } | Self::Sync | Self::Package { .. } | Self::Profile { .. } => false,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum MemberCommand {
    /// Danh sách, hoặc tìm theo tên không cần dấu
    List { query: Option<String> },
    /// Một đảng viên
    Show { id: String },
    /// Thêm đảng viên
    Add {
        /// Tổ chức, nếu không phải tổ chức của máy này
        #[arg(long)]
        org: Option<String>,
        #[arg(long = "set", value_name = "MỤC=GIÁ_TRỊ", required = true)]
        set: Vec<String>,
    },
    /// Sửa đảng viên; giá trị rỗng xóa mục đó
    Edit {
        id: String,
        #[arg(long = "set", value_name = "MỤC=GIÁ_TRỊ")]
        set: Vec<String>,
        /// Ghi chú, thay cho ghi chú cũ
        #[arg(long)]
        notes: Option<String>,
        /// Chức vụ
        #[arg(long, requires = "since")]
        post: Option<String>,
        /// Giữ chức vụ từ ngày
        #[arg(long, requires = "post")]
        since: Option<String>,
        /// Thôi chức vụ từ ngày
        #[arg(long, requires = "post")]
        until: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum RecordCommand {
    /// Các loại hồ sơ; hoặc các mục và bước của một loại
    Kinds { kind: Option<String> },
    /// Danh sách, mới nhất trước
    List {
        /// Loại, ví dụ `nhiệm vụ`; không có thì mọi loại
        kind: Option<String>,
        /// Từ có trong hồ sơ, không cần dấu
        #[arg(long)]
        text: Option<String>,
        /// Mã trạng thái
        #[arg(long)]
        state: Option<String>,
        /// Chỉ hồ sơ nói về hồ sơ này
        #[arg(long, value_name = "HỒ_SƠ")]
        about: Option<String>,
        /// Chỉ việc quá hạn
        #[arg(long)]
        overdue: bool,
        /// Chỉ hồ sơ còn mâu thuẫn
        #[arg(long)]
        unsettled: bool,
        /// Trang thứ mấy
        #[arg(long, default_value_t = 1)]
        page: usize,
    },
    /// Xem một hồ sơ
    Show {
        #[arg(value_name = "HỒ_SƠ")]
        id: String,
    },
    /// Bắt đầu một hồ sơ
    Begin {
        kind: String,
        /// Hồ sơ mà nó nói về
        #[arg(long, value_name = "HỒ_SƠ")]
        about: Option<String>,
        #[arg(long = "set", value_name = "MỤC=GIÁ_TRỊ")]
        set: Vec<String>,
    },
    /// Ghi các mục; giá trị rỗng xóa mục đó; `phần/#2/mục` là dòng thứ hai của một danh sách
    Set {
        #[arg(value_name = "HỒ_SƠ")]
        id: String,
        #[arg(value_name = "MỤC=GIÁ_TRỊ", required = true)]
        set: Vec<String>,
    },
    /// Thêm một dòng vào danh sách
    Add {
        #[arg(value_name = "HỒ_SƠ")]
        id: String,
        part: String,
        #[arg(value_name = "MỤC=GIÁ_TRỊ", required = true)]
        set: Vec<String>,
    },
    /// Ghi lại một đoạn văn
    Text {
        #[arg(value_name = "HỒ_SƠ")]
        id: String,
        #[arg(value_name = "PHẦN")]
        place: String,
        #[arg(required_unless_present = "file")]
        text: Option<String>,
        /// Thay bằng nội dung tệp
        #[arg(long, conflicts_with = "text")]
        file: Option<PathBuf>,
    },
    /// Tính số liệu trong kỳ từ các hồ sơ; số người ghi tay giữ nguyên
    Count {
        #[arg(value_name = "HỒ_SƠ")]
        id: String,
    },
    /// Thực hiện một bước, ví dụ `submit`, `issue`, `finish`
    Step {
        #[arg(value_name = "HỒ_SƠ")]
        id: String,
        step: String,
        #[arg(value_name = "MỤC=GIÁ_TRỊ")]
        set: Vec<String>,
    },
    /// Giải quyết một chỗ mâu thuẫn
    Settle {
        #[arg(value_name = "HỒ_SƠ")]
        id: String,
        #[arg(value_name = "PHẦN/MỤC")]
        place: String,
        /// Giá trị được chọn, hoặc #1, #2 theo thứ tự đã liệt kê
        value: String,
    },
    /// Ai sửa gì, từ gì thành gì, lúc nào
    History {
        #[arg(value_name = "HỒ_SƠ")]
        id: String,
    },
    /// Ghi bản in ra một tệp mới
    Paper {
        #[arg(value_name = "HỒ_SƠ")]
        id: String,
        /// Loại tệp: html hoặc docx
        #[arg(long = "as", value_name = "LOẠI_TỆP", default_value = "html")]
        ending: String,
        /// Bản in khác: extract (trích biên bản), score (bảng chấm điểm), receipts (biên nhận đảng phí), comment (phiếu nhận xét)
        #[arg(long, value_name = "BẢN_IN", default_value = "")]
        form: String,
        /// Tệp mới
        target: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum MeetingCommand {
    /// Danh sách, mới nhất trước
    List,
    /// Mở cuộc họp
    Open {
        /// Ngày họp, ví dụ 31/12 hoặc 31/12/2026
        #[arg(long)]
        date: String,
        /// Loại, ví dụ `thường kỳ`
        #[arg(long)]
        kind: String,
        /// Lần thứ mấy trong ngày
        #[arg(long, default_value_t = 1)]
        ordinal: u16,
        /// Tổ chức, khi máy chưa ghi danh
        #[arg(long, hide = true)]
        org: Option<String>,
    },
    /// Mở phần tiếp theo của một cuộc họp có biên bản sắp đầy
    Continue { id: String },
    /// Xem một cuộc họp
    Show {
        #[arg(default_value = "last")]
        id: String,
    },
    /// Điểm danh
    Roll {
        id: String,
        /// Ghi cho mọi người chưa điểm danh, ví dụ `có mặt`
        #[arg(long)]
        all: Option<String>,
        #[arg(long = "mark", value_name = "TÊN_HOẶC_MÃ=ĐIỂM_DANH[:LÝ_DO]")]
        mark: Vec<String>,
    },
    /// Ghi kết quả biểu quyết
    Vote(Box<VoteArgs>),
    /// Chương trình
    Agenda {
        id: String,
        #[arg(long, conflicts_with = "remove", required_unless_present = "remove")]
        add: Option<String>,
        #[arg(long, conflicts_with = "remove")]
        order: Option<i64>,
        #[arg(long, conflicts_with = "remove")]
        presenter: Option<String>,
        #[arg(long)]
        remove: Option<String>,
    },
    /// Ghi ý kiến hoặc kết luận
    Say {
        id: String,
        #[arg(long)]
        item: String,
        #[arg(long)]
        speaker: Option<String>,
        #[arg(long)]
        conclusion: bool,
        text: String,
    },
    /// Xem hoặc ghi biên bản
    Minutes {
        id: String,
        /// Thay toàn văn bằng nội dung tệp
        #[arg(long, conflicts_with_all = ["append", "at"])]
        file: Option<PathBuf>,
        /// Viết tiếp vào cuối
        #[arg(long, conflicts_with = "at")]
        append: Option<String>,
        /// Sửa tại ký tự thứ N
        #[arg(long)]
        at: Option<usize>,
        #[arg(long, default_value_t = 0, requires = "at")]
        delete: usize,
        #[arg(long, default_value = "", requires = "at")]
        insert: String,
    },
    /// Ghi phần đầu của cuộc họp
    Set(Box<SetArgs>),
    /// Xem bảng chấm điểm, hoặc chấm điểm buổi sinh hoạt
    Score {
        id: String,
        /// Bảng chấm điểm, nếu không phải bảng đang có hiệu lực
        #[arg(long)]
        rubric: Option<String>,
        /// Ghi cả điểm Sen tính được cho mục chưa chấm
        #[arg(long)]
        fill: bool,
        #[arg(value_name = "TIÊU_CHÍ=ĐIỂM")]
        points: Vec<String>,
    },
    /// Chuyển nội dung sang cuộc họp đúng loại, đúng ngày; cuộc họp mở nhầm thành hủy, vẫn xem được
    Move {
        id: String,
        /// Ngày đúng
        #[arg(long)]
        date: String,
        /// Loại đúng
        #[arg(long)]
        kind: String,
        /// Lần thứ mấy trong ngày
        #[arg(long, default_value_t = 1)]
        ordinal: u16,
    },
    /// Thông qua biên bản
    Adopt {
        id: String,
        /// Chi bộ chỉ có một máy: một người ký
        #[arg(long)]
        alone: bool,
    },
    /// Giải quyết một chỗ mâu thuẫn
    Settle {
        id: String,
        #[arg(value_name = "PHẦN/MỤC")]
        place: String,
        /// Giá trị được chọn, hoặc #1, #2 theo thứ tự đã liệt kê
        value: String,
    },
}

#[derive(Debug, Arguments)]
pub(crate) struct VoteArgs {
    pub(crate) id: String,
    /// Nội dung, ví dụ `nghị quyết`
    #[arg(long)]
    pub(crate) matter: String,
    /// Về ai hoặc việc gì
    #[arg(long)]
    pub(crate) about: Option<String>,
    #[arg(long)]
    pub(crate) subject: Option<String>,
    /// Hình thức, ví dụ `giơ tay`
    #[arg(long)]
    pub(crate) method: Option<String>,
    /// Ngưỡng, ví dụ >1/2 hoặc >=2/3
    #[arg(long)]
    pub(crate) threshold: Option<String>,
    #[arg(long)]
    pub(crate) eligible: Option<i64>,
    #[arg(long)]
    pub(crate) present: Option<i64>,
    #[arg(long)]
    pub(crate) issued: Option<i64>,
    #[arg(long)]
    pub(crate) collected: Option<i64>,
    #[arg(long)]
    pub(crate) valid: Option<i64>,
    #[arg(long = "for")]
    pub(crate) agree: Option<i64>,
    #[arg(long)]
    pub(crate) against: Option<i64>,
    #[arg(long)]
    pub(crate) other: Option<i64>,
    #[arg(long)]
    pub(crate) basis: Option<String>,
    #[arg(long)]
    pub(crate) reserved: Option<String>,
    /// Ai không tính vào số có quyền biểu quyết, vì sao
    #[arg(long)]
    pub(crate) excluded: Option<String>,
    /// Tổ kiểm phiếu
    #[arg(long)]
    pub(crate) ballot_committee: Option<String>,
    /// Đã báo cáo cấp ủy có thẩm quyền
    #[arg(long)]
    pub(crate) referred_up: Option<bool>,
}

#[derive(Debug, Arguments)]
pub(crate) struct SetArgs {
    pub(crate) id: String,
    #[arg(long)]
    pub(crate) held_on: Option<String>,
    #[arg(long)]
    pub(crate) place: Option<String>,
    #[arg(long)]
    pub(crate) topic: Option<String>,
    #[arg(long)]
    pub(crate) chair: Option<String>,
    #[arg(long)]
    pub(crate) minute_taker: Option<String>,
    #[arg(long)]
    pub(crate) starts: Option<String>,
    #[arg(long)]
    pub(crate) ends: Option<String>,
    #[arg(long)]
    pub(crate) state: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PackageCommand {
    /// Tạo gói cho đảng ủy, hoặc cho máy khác của chi bộ
    Out {
        /// Tệp mới của gói
        #[arg(required_unless_present_any = ["qr", "svg"])]
        file: Option<PathBuf>,
        /// Máy nhận: mã máy, tên người, hoặc thẻ SENC1-…
        #[arg(long = "for", value_name = "MÃ_MÁY|TÊN|THẺ")]
        reader: Option<String>,
        /// In thành các mã QR
        #[arg(long)]
        qr: bool,
        /// Ghi các mã QR thành tệp SVG trong thư mục này
        #[arg(long, value_name = "DIR")]
        svg: Option<PathBuf>,
    },
    /// Nhận gói
    In {
        /// Tệp của gói
        #[arg(required_unless_present = "parts", conflicts_with = "parts")]
        file: Option<PathBuf>,
        /// Tệp chữ gồm các phần đã quét, mỗi dòng một phần
        #[arg(long, value_name = "FILE")]
        parts: Option<PathBuf>,
    },
    /// Thẻ của máy này, để máy khác tạo gói cho nó
    Card,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProfileCommand {
    /// Ai có trên máy, còn gì chờ nộp; không cần mã PIN
    List,
    /// Thêm người dùng với mã PIN mới (SEN_NEW_PIN hoặc hỏi)
    Add { name: String },
    /// Chuyển sang người khác, không cần mạng
    Switch { name: String },
    /// Xóa khỏi máy, khi đảng ủy đã nhận hết; không cần mã PIN
    Remove { name: String },
    /// Đổi mã PIN
    Pin { name: String },
    /// Nộp hộ phần chưa gửi đã niêm phong, kể cả khi quên mã PIN
    HandIn {
        name: String,
        /// Chép ra tệp mới để mang đến đảng ủy
        #[arg(long = "to", value_name = "FILE", conflicts_with_all = ["receipt", "by"])]
        file: Option<PathBuf>,
        /// Nhận giấy xác nhận của đảng ủy
        #[arg(long, value_name = "FILE", conflicts_with = "by")]
        receipt: Option<PathBuf>,
        /// Nộp qua mạng bằng người dùng này
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
}

#[cfg(test)]
mod tests;
