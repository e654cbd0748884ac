//! A matter of one person that a cell considers and the ward decides: admission and official status, removal, leaving, discipline,
//! awards, badges, exemption, transfer, and giving back what was taken. The cell keeps what it asked for, how it voted, on which day,
//! and which papers are there; what is decided stands in the ward's own [decision](super::decision).

use super::checks::counted;
use super::spec::{
    CELL, Codes, DRAWN, Does, Field, Following, Form, Guard, HEADS, Life, Line, PaperOf, Part, Record, Shape, Sight,
    Spec, Step, Subject, Written,
};
use crate::id::DocId;
use crate::node::Scalar;
use crate::time::CivilDate;

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "case",
    number: 19,
    writers: &[CELL],
    parts: &[
        Part::new("about", Form::Head, ABOUT).strict(),
        Part::new("grounds", Form::Text, &[]),
        Part::new(
            "introducers",
            Form::Entries,
            &[
                Field::new("person", Shape::Person).called("introducer").required(),
                Field::new("together_since", Shape::Partial),
                Field::new("where", Shape::Line),
            ],
        ),
        Part::new(
            "opinions",
            Form::Entries,
            &[Field::new("from", Shape::Line).required(), Field::new("text", Shape::Text).required().searched()],
        ),
        Part::new(
            "papers",
            Form::Keyed(Subject::Code(Codes::of("option-case-paper", PAPERS))),
            &[Field::decisive("received_on", Shape::Date).required(), Field::new("note", Shape::Line)],
        ),
        Part::new("conclusion", Form::Text, &[]),
        Part::new("people", Form::People, &[]),
    ],
    life: Life { field: "state", states: STATES, closed: &["hoan_thanh"], steps: STEPS },
    line: Line {
        on: "opened_on",
        about: "meeting",
        due: "due",
        done: &["hoan_thanh", "dung"],
        figures: Some(figures),
        ..Line::titled("title")
    },
    follows: Some(follows),
    paper: Some(PaperOf { without: &["due", "due_rule", "needed_rule", "reached"], ..PaperOf::issued("") }),
    ..DRAWN
};

const STATES: &[&str] = &["dang_xem_xet", "da_bieu_quyet", "da_gui", "da_quyet_dinh", "hoan_thanh", "dung"];

/// What is asked for. A discipline says in `form` which one.
pub(super) const TYPES: &[&str] = &[
    "ket_nap",
    "chinh_thuc",
    "xoa_ten",
    "xin_ra",
    "ky_luat",
    "khen_thuong",
    "huy_hieu",
    "mien",
    "phuc_hoi",
    "chuyen_sinh_hoat",
];

const FORMS: &[&str] = &["khien_trach", "canh_cao", "cach_chuc", "khai_tru", "giay_khen", "bang_khen"];

/// Papers of a dossier, by the codes of their forms where they have one.
const PAPERS: &[&str] = &[
    "don",
    "ly_lich",
    "gioi_thieu_dang_vien",
    "gioi_thieu_doan_the",
    "y_kien_noi_cu_tru",
    "chung_nhan_boi_duong",
    "ban_tu_kiem_diem",
    "nhan_xet_nguoi_giup_do",
    "nghi_quyet_chi_bo",
    "bien_ban",
];

const ABOUT: &[Field] = &[
    Field::decisive("title", Shape::Line).required().searched(),
    Field::decisive("type", Shape::Code(Codes::of("option-case-type", TYPES))).required().fixed().listed(),
    Field::decisive("person", Shape::Person).searched().listed(),
    Field::decisive("opened_on", Shape::Date).required(),
    Field::decisive("form", Shape::Code(Codes::of("option-case-form", FORMS))).listed(),
    Field::decisive("badge_years", Shape::Count).listed(),
    Field::decisive("transfer", Shape::Code(Codes::of("option-transfer-type", super::transfer::TYPES))).listed(),
    Field::decisive("to", Shape::Org).searched(),
    Field::decisive("birth_date", Shape::Partial),
    Field::decisive("joined_on", Shape::Date),
    Field::decisive("helper", Shape::Person),
    Field::new("meeting", Shape::Record(&["meeting"])),
    Field::decisive("votes_for", Shape::Count),
    Field::decisive("votes_of", Shape::Count),
    Field::decisive("needed", Shape::Line).of_step(),
    Field::new("needed_rule", Shape::Line).of_step(),
    Field::decisive("reached", Shape::Flag).of_step(),
    Field::decisive("voted_on", Shape::Date).of_step(),
    Field::decisive("sent_on", Shape::Date).of_step(),
    Field::decisive("decided_on", Shape::Date).of_step(),
    Field::decisive("done_on", Shape::Date).of_step(),
    Field::decisive("due", Shape::Date).of_step(),
    Field::new("due_rule", Shape::Line).of_step(),
    Field::new("reason", Shape::Line).of_step(),
    Field::decisive("state", Shape::Code(Codes::of("state-case", STATES))).of_step(),
];

const STEPS: &[Step] = &[
    Step::new("vote", &["dang_xem_xet"], Does::Move("da_bieu_quyet"), &[CELL])
        .asking(&["voted_on"])
        .guarded(&[Guard { rule: "counted", holds: counted }]),
    Step::new("send", &["da_bieu_quyet"], Does::Move("da_gui"), &[HEADS]).asking(&["sent_on"]),
    Step::new("confirm", &["dang_xem_xet"], Does::Move("da_gui"), &[HEADS])
        .asking(&["sent_on"])
        .guarded(&[Guard { rule: "is_transfer", holds: is_transfer }]),
    Step::new("decided", &["da_gui", "da_bieu_quyet"], Does::Move("da_quyet_dinh"), &[CELL]).asking(&["decided_on"]),
    Step::new("finish", &["da_quyet_dinh"], Does::Move("hoan_thanh"), &[CELL]).asking(&["done_on"]),
    Step::new("stop", &["dang_xem_xet", "da_bieu_quyet", "da_gui"], Does::Move("dung"), &[HEADS]).asking(&["reason"]),
    Step::new(
        "reopen",
        &["da_bieu_quyet", "da_gui", "da_quyet_dinh", "hoan_thanh", "dung"],
        Does::Move("dang_xem_xet"),
        &[HEADS],
    )
    .asking(&["reason"]),
];

/// Whose matter it is, where that is a member of the register: lists keep the name alone.
fn figures(record: &Record<'_>) -> Vec<(&'static str, Scalar)> {
    let member = record.head("person").and_then(|person| person.parse::<DocId>().ok());
    member.map(|member| ("member", Scalar::Str(member.to_string()))).into_iter().collect()
}

/// A cell votes on what it asks of a person; that somebody moves, it confirms.
fn is_transfer(record: &Record<'_>) -> bool {
    record.head("type") == Some("chuyen_sinh_hoat")
}

/// The share of the votes and the next day that is due follow from what is asked for and what was done. Both are told and
/// block nothing.
fn follows(written: Written<'_>, sight: Sight<'_>) -> Vec<Following> {
    if written.part != "about" {
        return Vec::new();
    }
    let head = |leaf: &str, value: Option<Scalar>| ("about", leaf.to_owned(), value);
    match written.field {
        "type" | "form" | "votes_for" | "votes_of" => {
            let share = (sight.share)(matter(sight));
            let votes = number(sight, "votes_for").zip(number(sight, "votes_of"));
            let (needed, rule) = share.map(|share| (share.value, share.cited)).unzip();
            let reached = needed.as_deref().zip(votes).map(|(share, votes)| Scalar::Bool(is_reached(share, votes)));
            let (needed, rule) = (needed.map(Scalar::Str), rule.map(Scalar::Str));
            let of_votes = [head("needed", needed), head("needed_rule", rule), head("reached", reached)];
            of_votes.into_iter().chain(sight.due(due(sight))).collect()
        }
        // A step on the way leaves the day that is due as it was computed.
        "state" if due(sight).is_some() && text(sight, "due").is_some() => Vec::new(),
        "opened_on" | "joined_on" | "decided_on" | "state" => sight.due(due(sight)),
        _ => Vec::new(),
    }
}

fn text(sight: Sight<'_>, field: &str) -> Option<String> {
    (sight.value)("about", field)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn number(sight: Sight<'_>, field: &str) -> Option<i64> {
    (sight.value)("about", field)?.as_int()
}

fn date(sight: Sight<'_>, field: &str) -> Option<CivilDate> {
    CivilDate::parse(&text(sight, field)?).ok()
}

/// The matter whose share of votes holds, by its code among those of votes.
fn matter(sight: Sight<'_>) -> &'static str {
    match (text(sight, "type").as_deref(), text(sight, "form").as_deref()) {
        (Some("ket_nap"), _) => "ket_nap",
        (Some("chinh_thuc"), _) => "chinh_thuc",
        (Some("xoa_ten"), _) => "xoa_ten",
        (Some("ky_luat"), Some("khai_tru")) => "khai_tru",
        _ => "khac",
    }
}

/// Whether the votes reach a share as votes store it: `>=2/3`, `>1/2`.
fn is_reached(share: &str, (agreed, all): (i64, i64)) -> bool {
    let (at_least, fraction) = match share.strip_prefix(">=") {
        Some(fraction) => (true, fraction),
        None => (false, share.trim_start_matches('>')),
    };
    let Some((part, whole)) = fraction.split_once('/') else { return false };
    let (Ok(part), Ok(whole)) = (part.parse::<i64>(), whole.parse::<i64>()) else { return false };
    let (got, needed) = (agreed.saturating_mul(whole), all.saturating_mul(part));
    agreed <= all && all > 0 && if at_least { got >= needed } else { got > needed }
}

/// After which day and by which norm the next thing has to be done, as far as a rule says so: the cell's review after a probation, the ceremony
/// after the decision to admit, an appeal after a removal, a transfer after it was asked for.
fn due(sight: Sight<'_>) -> Option<(CivilDate, &'static str)> {
    let state = text(sight, "state");
    let waits = |known: &str| state.as_deref().unwrap_or("dang_xem_xet") == known;
    Some(match text(sight, "type")?.as_str() {
        "chinh_thuc" if waits("dang_xem_xet") => {
            let ends = crate::time::a_year_after(date(sight, "joined_on")?)?;
            (ends, "official_review_working_days_max")
        }
        "ket_nap" if waits("da_quyet_dinh") => (date(sight, "decided_on")?, "ceremony_working_days_max"),
        "chuyen_sinh_hoat" if waits("dang_xem_xet") || waits("da_gui") => {
            (date(sight, "opened_on")?, "transfer_working_days_max")
        }
        "xoa_ten" if waits("da_quyet_dinh") => (date(sight, "decided_on")?, "removal_appeal_working_days_max"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_reached_just_at_its_limit_or_just_above_it() {
        for (share, votes, reached) in [
            (">=2/3", (20, 30), true),
            (">=2/3", (19, 30), false),
            (">=2/3", (21, 31), true),
            (">=2/3", (20, 31), false),
            (">1/2", (15, 30), false),
            (">1/2", (16, 30), true),
            (">1/2", (31, 30), false),
            (">1/2", (0, 0), false),
            ("quá nửa", (30, 30), false),
        ] {
            assert_eq!(is_reached(share, votes), reached, "{share} {votes:?}");
        }
    }
}
