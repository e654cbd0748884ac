//! The command line's own words in Vietnamese: help, usage, and what is wrong with what was typed. For `sen` as well,
//! which takes this file in by its path.
//!
//! The parser speaks English only. Its help is translated word by word as it comes out; what it refuses is said anew, by
//! the kind of the refusal.

use std::ffi::OsString;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// What a command line came to, when not to a command.
pub(crate) enum Ended {
    /// Help or the version, as asked.
    Told(String),
    /// A sentence for what does not fit, with the usage.
    Refused(String),
}

/// Headings, hints and stock phrases of the parser.
const PHRASES: &[(&str, &str)] = &[
    ("Usage:", "Cách dùng:"),
    ("Commands:", "Lệnh:"),
    ("Arguments:", "Tham số:"),
    ("Options:", "Tùy chọn:"),
    ("[default: ", "[mặc định: "),
    ("[possible values: ", "[một trong: "),
    ("[env: ", "[biến môi trường: "),
    ("[aliases: ", "[tên khác: "),
    ("Print this message or the help of the given subcommand(s)", "Xem hướng dẫn của lệnh"),
    ("Print help (see more with '--help')", "Xem hướng dẫn (đầy đủ hơn với --help)"),
    ("Print help (see a summary with '-h')", "Xem hướng dẫn (tóm tắt với -h)"),
    ("Print help", "Xem hướng dẫn"),
    ("Print version", "Xem phiên bản"),
    ("[OPTIONS]", "[TÙY CHỌN]"),
    ("[COMMAND]", "[LỆNH]"),
];

/// Names of values, as usage shows them between `<` and `>` or `[` and `]`.
const VALUES: &[(&str, &str)] = &[
    ("COMMAND", "LỆNH"),
    ("ABOUT", "AI_HOẶC_VIỆC_GÌ"),
    ("ADD", "TÊN_MỤC"),
    ("AGAINST", "SỐ"),
    ("AGREE", "SỐ"),
    ("ALL", "ĐIỂM_DANH"),
    ("ANSWER", "TỆP"),
    ("APP", "ĐỊA_CHỈ"),
    ("APPEND", "NỘI_DUNG"),
    ("AT", "VỊ_TRÍ"),
    ("BACKUP", "BẢN_SAO"),
    ("BALLOT_COMMITTEE", "TỔ_KIỂM_PHIẾU"),
    ("BASIS", "CĂN_CỨ"),
    ("CELL", "CHI_BỘ"),
    ("CELL_ID", "MÃ_CHI_BỘ"),
    ("CERTIFICATE", "TỆP"),
    ("CODE", "MÃ"),
    ("COLLECTED", "SỐ"),
    ("DATA", "THƯ_MỤC"),
    ("DATE", "NGÀY"),
    ("DELETE", "SỐ_KÝ_TỰ"),
    ("DIR", "THƯ_MỤC"),
    ("ELIGIBLE", "SỐ"),
    ("ENDS", "GIỜ"),
    ("EXAMPLES", "THƯ_MỤC"),
    ("EXCLUDED", "AI"),
    ("FILE", "TỆP"),
    ("HELD_ON", "NGÀY"),
    ("HOME", "THƯ_MỤC"),
    ("ID", "CUỘC_HỌP_HOẶC_MÃ"),
    ("INSERT", "NỘI_DUNG"),
    ("ISSUED", "SỐ"),
    ("ITEM", "MỤC"),
    ("KEEP", "THƯ_MỤC"),
    ("KEY_FILE", "TỆP"),
    ("KIND", "LOẠI"),
    ("LABEL", "TÊN_MÁY"),
    ("LISTEN", "ĐỊA_CHỈ"),
    ("LOGIN", "TÊN_ĐĂNG_NHẬP"),
    ("MATTER", "NỘI_DUNG"),
    ("METHOD", "HÌNH_THỨC"),
    ("NAME", "TÊN"),
    ("NOTES", "GHI_CHÚ"),
    ("ON", "NGÀY"),
    ("PAGE", "SỐ"),
    ("PART", "PHẦN"),
    ("STEP", "BƯỚC"),
    ("ORDER", "THỨ_TỰ"),
    ("ORDINAL", "LẦN"),
    ("ORG", "TỔ_CHỨC"),
    ("PERSON", "NGƯỜI"),
    ("PLACE", "ĐỊA_ĐIỂM"),
    ("POST", "CHỨC_VỤ"),
    ("PRESENT", "SỐ"),
    ("PRESENTER", "NGƯỜI"),
    ("PROFILE", "NGƯỜI_DÙNG"),
    ("QUERY", "TÊN"),
    ("REFERRED_UP", "true|false"),
    ("REMOVE", "MỤC"),
    ("REQUEST", "TỆP"),
    ("RESERVED", "Ý_KIẾN"),
    ("ROLE", "VAI_TRÒ"),
    ("ROOT", "TỆP"),
    ("RUBRIC", "BẢNG_ĐIỂM"),
    ("SINCE", "NGÀY"),
    ("SPEAKER", "NGƯỜI"),
    ("STARTS", "GIỜ"),
    ("STATE", "TRẠNG_THÁI"),
    ("SUBJECT", "NỘI_DUNG"),
    ("SUCCESSOR", "CHI_BỘ"),
    ("TARGET", "TỆP_MỚI"),
    ("TEXT", "NỘI_DUNG"),
    ("THRESHOLD", "NGƯỠNG"),
    ("TOPIC", "CHUYÊN_ĐỀ"),
    ("UNIT", "ĐƠN_VỊ"),
    ("UNTIL", "NGÀY"),
    ("VALID", "SỐ"),
    ("VALUE", "GIÁ_TRỊ"),
    ("VAULT", "TỆP_SỔ"),
    ("WARD", "TÊN_ĐẢNG_BỘ"),
    ("CHAIR", "NGƯỜI"),
    ("MINUTE_TAKER", "NGƯỜI"),
    ("OTHER", "SỐ"),
];

/// Reads a command line.
pub(crate) fn parse<T: Parser>(typed: impl IntoIterator<Item = OsString>) -> Result<T, Ended> {
    T::try_parse_from(typed).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Ended::Told(vietnamese(&error.render().to_string())),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Ended::Refused(format!("Còn thiếu lệnh.\n\n{}", vietnamese(&error.render().to_string())))
        }
        _ => Ended::Refused(refusal(&error)),
    })
}

fn refusal(error: &clap::Error) -> String {
    let given = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(one)) => Some(vietnamese(one)),
        Some(ContextValue::Strings(several)) => Some(vietnamese(&several.join(", "))),
        Some(ContextValue::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let argument = given(ContextKind::InvalidArg).unwrap_or_default();
    let value = given(ContextKind::InvalidValue).filter(|value| !value.is_empty());
    let mut said = match error.kind() {
        ErrorKind::UnknownArgument => format!("Không có tham số `{argument}`."),
        ErrorKind::InvalidSubcommand => {
            format!("Không có lệnh `{}`.", given(ContextKind::InvalidSubcommand).unwrap_or_default())
        }
        ErrorKind::MissingRequiredArgument => format!("Còn thiếu: {argument}."),
        ErrorKind::MissingSubcommand => "Còn thiếu lệnh.".to_owned(),
        ErrorKind::ArgumentConflict => match given(ContextKind::PriorArg) {
            Some(prior) if prior != argument => format!("`{argument}` không đi cùng `{prior}`."),
            _ => format!("`{argument}` chỉ dùng một lần."),
        },
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => match value {
            Some(value) => format!("Giá trị `{value}` của `{argument}` không dùng được."),
            None => format!("`{argument}` cần một giá trị."),
        },
        ErrorKind::NoEquals | ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("`{argument}` nhận sai số giá trị.")
        }
        ErrorKind::InvalidUtf8 => "Tham số không phải chữ UTF-8.".to_owned(),
        _ => "Dòng lệnh không đúng.".to_owned(),
    };
    if let Some(known) = given(ContextKind::ValidValue).filter(|known| !known.is_empty()) {
        said += &format!(" Chọn một trong: {known}.");
    }
    if let Some(near) = given(ContextKind::SuggestedArg).or_else(|| given(ContextKind::SuggestedSubcommand)) {
        said += &format!(" Có phải `{near}` không?");
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        said += &format!("\n\n{}", vietnamese(&usage.to_string()));
    }
    said + "\n\nXem thêm với --help."
}

/// Help or usage as the parser wrote it, in Vietnamese.
fn vietnamese(help: &str) -> String {
    let mut text = help.to_owned();
    for (english, words) in PHRASES {
        text = text.replace(english, words);
    }
    for (english, words) in VALUES {
        text = text.replace(&format!("<{english}>"), &format!("<{words}>"));
        text = text.replace(&format!("[{english}]"), &format!("[{words}]"));
    }
    text
}
