//! What the ward decides on a cell's case (quyết định, hoặc không chuẩn y): its number, its day, and since when it holds. Issued,
//! it writes what follows for the member into the register. What is given back later is a case and a decision of its own.

use super::checks::number;
use super::spec::{
    Affected, Codes, DRAWN, Does, Field, Form, Guard, Life, Line, OFFICE, Origin, PaperOf, Part, REVIEWERS, Record,
    Shape, Spec, Step, Which,
};

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "decision",
    number: 20,
    origin: Origin::About,
    speaks_about: &["case"],
    writers: &[REVIEWERS],
    parts: &[
        Part::new("about", Form::Head, ABOUT).strict(),
        Part::new("bases", Form::Entries, &[Field::new("text", Shape::Text).required().searched()]),
        Part::new("content", Form::Text, &[]),
        Part::new("people", Form::People, &[]),
    ],
    life: Life { field: "state", states: STATES, closed: &["da_ban_hanh"], steps: STEPS },
    line: Line { on: "issued_on", ..Line::titled("title") },
    paper: Some(PaperOf { without: &["case_read"], ..PaperOf::issued("QĐ") }),
    ..DRAWN
};

const STATES: &[&str] = &["du_thao", "da_ban_hanh"];

const APPROVED: &str = "chuan_y";

const ABOUT: &[Field] = &[
    Field::decisive("title", Shape::Line).searched(),
    Field::decisive("result", Shape::Code(Codes::of("option-decision-result", &[APPROVED, "khong_chuan_y"]))).listed(),
    Field::decisive("decided_by", Shape::Line),
    Field::decisive("votes_for", Shape::Count),
    Field::decisive("votes_of", Shape::Count),
    Field::decisive("signed_by", Shape::Line),
    Field::decisive("number", Shape::Checked(number)).of_step().listed(),
    Field::decisive("issued_on", Shape::Date).of_step(),
    Field::decisive("effective_on", Shape::Date).of_step().listed(),
    // What the case said when it was decided on.
    Field::decisive("case_read", Shape::Line).of_step(),
    Field::new("reason", Shape::Line).of_step(),
    Field::decisive("state", Shape::Code(Codes::of("state-decision", STATES))).of_step(),
];

// The office gives the number, and it is the office that writes the register.
const STEPS: &[Step] = &[
    Step::new("issue", &["du_thao"], Does::MoveReading("da_ban_hanh", "case_read"), &[OFFICE])
        .asking(&["number", "issued_on", "effective_on"])
        .guarded(&[Guard { rule: "has_result", holds: has_result }])
        .affecting(member),
    Step::new("reopen", &["da_ban_hanh"], Does::Move("du_thao"), &[OFFICE]).asking(&["reason"]),
];

fn has_result(record: &Record<'_>) -> bool {
    record.head("result").is_some()
}

/// What an approved case comes to in the member's own record; nothing for somebody who has none, and for what the register
/// does not say.
fn member(record: &Record<'_>) -> Vec<Affected> {
    of_member(record).into_iter().collect()
}

fn of_member(record: &Record<'_>) -> Option<Affected> {
    let case = record.about?.get("about")?;
    if record.head("result") != Some(APPROVED) {
        return None;
    }
    let since = record.head("effective_on")?.to_owned();
    let left = |status: &str, how: &str| {
        vec![("status", status.to_owned()), ("left_on", since.clone()), ("left_form", how.to_owned())]
    };
    let fields = match (case.str("type")?, case.str("form").unwrap_or_default()) {
        ("chinh_thuc", _) => vec![("status", "chinh_thuc".to_owned()), ("official_on", since.clone())],
        ("xoa_ten", _) => left("xoa_ten", "Xóa tên"),
        ("xin_ra", _) => left("xin_ra", "Xin ra khỏi Đảng"),
        ("ky_luat", "khai_tru") => left("khai_tru", "Khai trừ"),
        ("phuc_hoi", _) => {
            vec![("status", "chinh_thuc".to_owned()), ("left_on", String::new()), ("left_form", String::new())]
        }
        _ => return None,
    };
    Some(Affected { which: Which::There(case.str("person")?.to_owned()), fields })
}
