//! A party member's row of the register (sổ danh sách đảng viên, mẫu 7-HSĐV).
//!
//! Holds what a cell works with. Political and family history, foreign relations and economic
//! circumstances have no field here and never will: they belong to the paper file.

use super::spec::{
    COMMITTEE, Codes, Field, Form, Life, Line, OFFICE, Origin, Part, Reach, Record, Shape, Spec, StreamClass, Subject,
};
use crate::code::codes;
use crate::id::DocId;
use crate::node::Scalar;
use crate::text;

codes! {
    /// Where a person stands in the membership's life.
    Status {
        /// Probationary member (dự bị).
        Probationary = "du_bi",
        /// Official member (chính thức).
        Official = "chinh_thuc",
        /// Exempt from work and meetings (được miễn).
        Exempt = "mien",
        /// Temporarily exempt (tạm miễn).
        TemporarilyExempt = "tam_mien",
        /// Party life elsewhere for a time (tạm thời đi).
        TemporarilyAway = "tam_thoi_di",
        /// Guest member for a time (tạm thời đến); not in the headcount.
        TemporaryGuest = "tam_thoi_den",
        /// Suspended from party life (đình chỉ sinh hoạt).
        Suspended = "dinh_chi",
        /// Moved to another organisation (đã chuyển đi).
        MovedAway = "chuyen_di",
        /// Died (từ trần).
        Died = "tu_tran",
        /// Struck off the list (xóa tên).
        Removed = "xoa_ten",
        /// Expelled (khai trừ).
        Expelled = "khai_tru",
        /// Left at their own request (xin ra khỏi Đảng).
        Left = "xin_ra",
    }
}

impl Status {
    /// Whether the person is in the cell's headcount (đảng số).
    #[must_use]
    pub const fn is_of_headcount(&self) -> bool {
        matches!(
            self,
            Self::Probationary
                | Self::Official
                | Self::Exempt
                | Self::TemporarilyExempt
                | Self::TemporarilyAway
                | Self::Suspended
        )
    }

    /// Whether the person belongs to no cell of the ward any more.
    #[must_use]
    pub const fn is_out(&self) -> bool {
        matches!(self, Self::MovedAway | Self::Died | Self::Removed | Self::Expelled | Self::Left)
    }
}

codes! {
    /// A post in the cell (chức vụ).
    Post {
        /// Head of the cell (bí thư).
        Head = "bi_thu",
        /// Deputy head (phó bí thư).
        Deputy = "pho_bi_thu",
        /// Member of the cell's committee (chi ủy viên).
        Committee = "chi_uy_vien",
        /// Head of a party group (tổ trưởng tổ đảng).
        GroupLeader = "to_truong",
    }
}

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "member",
    number: 2,
    stream: StreamClass::Own,
    origin: Origin::Drawn,
    speaks_about: &[],
    nth: None,
    // The ward's office keeps the register with the cells and imports it.
    writers: &[COMMITTEE, OFFICE],
    persons: Reach::Own,
    parts: &[
        Part::new("card", Form::Head, CARD),
        Part::new("notes", Form::Text, &[]).unsearched(),
        Part::new(
            "posts",
            Form::Keyed(Subject::Code(Codes::of("post", Post::CODES))),
            &[Field::decisive("from", Shape::Date), Field::decisive("until", Shape::Date)],
        )
        .strict(),
    ],
    head: "card",
    life: Life::NONE,
    line: Line { sort: Some(sort_key), figures: Some(figures), ..Line::titled("full_name") },
    draft: None,
    model: "",
    follows: None,
    paper: None,
    counted: None,
    takes_away: None,
    page: "members",
};

const ENDS: &[&str] = &["xoa_ten", "khai_tru", "xin_ra"];

/// Every field of the card, in the order of the form.
const CARD: &[Field] = &[
    Field::new("full_name", Shape::Line).required().searched(),
    Field::new("birth_name", Shape::Line).searched(),
    Field::new("alias", Shape::Line).searched(),
    Field::new("sort_given", Shape::Line),
    Field::new("sort_family", Shape::Line),
    Field::decisive("birth_date", Shape::Partial).listed(),
    Field::new("gender", Shape::Checked(gender)).listed(),
    Field::new("ethnicity", Shape::Line),
    Field::new("religion", Shape::Line),
    Field::new("home_place", Shape::Line),
    Field::new("general_education", Shape::Line),
    Field::new("political_theory", Shape::Line),
    Field::new("profession", Shape::Line),
    Field::new("foreign_language", Shape::Line),
    Field::new("job_before", Shape::Line),
    Field::new("job_now", Shape::Line),
    Field::decisive("joined_on", Shape::Partial).listed(),
    Field::decisive("decided_on", Shape::Partial),
    Field::decisive("official_on", Shape::Partial).listed(),
    Field::decisive("card_number", Shape::Checked(card_number)).searched().listed(),
    Field::new("card_series", Shape::Line),
    Field::decisive("dossier_number", Shape::Checked(dossier_number)).searched().listed(),
    Field::new("badge_number", Shape::Line),
    Field::new("service", Shape::Line),
    // How a membership ends is decided by the ward, and so is giving it back.
    Field::decisive("status", Shape::Code(Codes::of("status", Status::CODES))).listed().reserving(ENDS, &[OFFICE]),
    Field::decisive("exempt_on", Shape::Partial),
    Field::decisive("moved_out_on", Shape::Partial).listed(),
    Field::new("moved_out_to", Shape::Line),
    Field::decisive("moved_in_on", Shape::Partial).listed(),
    Field::new("moved_in_from", Shape::Line),
    // The last day of a guest, who is on no roll after it.
    Field::decisive("guest_until", Shape::Date).listed(),
    Field::decisive("died_on", Shape::Partial).listed(),
    Field::new("death_reason", Shape::Line),
    Field::decisive("left_on", Shape::Partial).listed(),
    Field::new("left_form", Shape::Line),
    // The cell the person belongs to, from the day the ward has moved them: the record follows.
    Field::decisive("cell", Shape::Record(&[])).placing(&[OFFICE]).listed(),
    Field::decisive("superseded_by", Shape::Record(&[])),
    Field::new("superseded_why", Shape::Line),
];

/// The status of a card that names none.
pub(crate) const STATUS_UNNAMED: &str = "chinh_thuc";

fn gender(typed: &str) -> Result<String, &'static str> {
    match text::fold(typed).as_str() {
        "nam" => Ok("nam".to_owned()),
        "nu" => Ok("nu".to_owned()),
        _ => Err("write nam or nữ"),
    }
}

/// People group the digits, as in 35.012.345. Cards issued until 2025 have 8 digits; the form of the newer ones is not
/// published, so longer numbers and letters pass.
fn card_number(typed: &str) -> Result<String, &'static str> {
    let joined: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '.').collect();
    if (8..=16).contains(&joined.len()) && joined.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        Ok(joined)
    } else {
        Err("a card number has 8 digits, a newer one up to 16 digits or letters")
    }
}

fn dossier_number(typed: &str) -> Result<String, &'static str> {
    let joined: String = typed.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    let (digits, letters): (String, String) = (joined.chars().take(6).collect(), joined.chars().skip(6).collect());
    let numbered = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    // The letters stand for a province, and ĐT is one.
    let province = (1..=3).contains(&letters.chars().count()) && letters.chars().all(char::is_alphabetic);
    if numbered && province { Ok(joined) } else { Err("a dossier number is 6 digits and 1 to 3 letters") }
}

/// By given name, then family, then middle, in Vietnamese order.
fn sort_key(record: &Record<'_>) -> Vec<u8> {
    let line = |field| record.part("card").and_then(|card| card.line(field));
    let mut name = text::parse_name(&line("full_name").unwrap_or_else(|| "—".to_owned()));
    if let Some(given) = line("sort_given") {
        name.given = given;
    }
    if let Some(family) = line("sort_family") {
        name.family = family;
    }
    text::NameKey::of(&name).into_bytes()
}

fn figures(record: &Record<'_>) -> Vec<(&'static str, Scalar)> {
    let status = Status::read(record.head("status").unwrap_or(STATUS_UNNAMED));
    let name = text::comparable_name(record.head("full_name").unwrap_or_default()).join(" ");
    // A record that another one speaks for counts nobody, whatever its status, and is nobody's double any more. What is no
    // id names nobody.
    let successor = record.head("superseded_by").and_then(|id| id.parse::<DocId>().ok());
    let counts = successor.is_none() && status.is_of_headcount();
    let figures = [("headcount", Scalar::Bool(counts)), ("status", Scalar::from(status.code()))];
    let of_person = match successor {
        Some(by) => Some(("superseded_by", Scalar::Str(by.to_string()))),
        // A guest has a record at home as well, and is no double of it.
        None if status == Status::TemporaryGuest => None,
        None => Some(("same_name", Scalar::Str(name))),
    };
    figures.into_iter().chain(of_person).collect()
}
