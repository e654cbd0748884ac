//! A member who works elsewhere and keeps contact with the cell where they live (đảng viên 213): introduced by a letter, received,
//! commented on for the cell of their work. They are a list of their own beside the register: no headcount, roll or vote
//! knows them.

use super::checks::year;
use super::spec::{
    ALONE, CELL, Codes, DRAWN, Does, Field, Form, Guard, Life, Line, OFFICE, PaperOf, Part, Record, Shape, Spec, Step,
    Writers,
};
use crate::node::Scalar;
use crate::text;

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "residence",
    number: 23,
    writers: KEEPERS,
    parts: &[
        Part::new("about", Form::Head, ABOUT).strict(),
        Part::new(
            "comments",
            Form::Entries,
            &[
                Field::decisive("year", Shape::Checked(year)).required(),
                Field::decisive("occasion", Shape::Code(Codes::of("option-residence-occasion", OCCASIONS))).required(),
                Field::new("asked_on", Shape::Date),
                Field::new("text", Shape::Text).required().searched(),
                Field::decisive("fulfilled", Shape::Code(Codes::of("option-residence-fulfilled", FULFILLED))),
                Field::decisive("signed_by", Shape::Person),
                Field::decisive("sent_on", Shape::Date),
            ],
        ),
        Part::new("people", Form::People, &[]),
    ],
    life: Life { field: "state", states: STATES, closed: ENDED, steps: STEPS },
    line: Line {
        on: "introduced_on",
        done: ENDED,
        sort: Some(sort_key),
        figures: Some(figures),
        ..Line::titled("full_name")
    },
    paper: Some(PaperOf { without: &["asked_on", "sent_on"], ..PaperOf::issued("") }),
    ..DRAWN
};

/// The letter goes to the ward, which passes it on: the office begins a record as well as the cell does.
const KEEPERS: &[Writers] = &[CELL, OFFICE];

const STATES: &[&str] = &["gioi_thieu", "da_tiep_nhan", "chuyen_di", "ket_thuc"];

const ENDED: &[&str] = &["chuyen_di", "ket_thuc"];

/// Why somebody is introduced and yet need not come (guideline 33-HD/BTCTW): armed forces away from home, work on the move,
/// studies. No comment is asked for each year then.
const EXEMPT: &[&str] = &["luc_luong_vu_trang", "luu_dong", "hoc_tap_trung"];

/// Each year, or when the place of work asks for it.
const OCCASIONS: &[&str] = &["hang_nam", "theo_yeu_cau"];

/// How the duties were fulfilled. The scale of the printed form was not seen: these are plain words, and may stay empty.
const FULFILLED: &[&str] = &["tot", "day_du", "chua_day_du"];

const ABOUT: &[Field] = &[
    Field::new("full_name", Shape::Line).required().searched(),
    Field::decisive("birth_date", Shape::Partial),
    Field::decisive("joined_on", Shape::Partial),
    Field::decisive("official_on", Shape::Partial),
    Field::decisive("workplace", Shape::Org).searched().listed(),
    Field::new("address", Shape::Line).searched(),
    Field::decisive("exempt", Shape::Code(Codes::of("option-residence-exempt", EXEMPT))).listed(),
    Field::decisive("letter", Shape::Line).searched(),
    Field::decisive("introduced_on", Shape::Date),
    Field::decisive("received_on", Shape::Date).of_step().listed(),
    Field::decisive("ended_on", Shape::Date).of_step(),
    Field::new("reason", Shape::Line).of_step(),
    Field::decisive("state", Shape::Code(Codes::of("state-residence", STATES))).of_step(),
];

const STEPS: &[Step] = &[
    Step::new("receive", &["gioi_thieu"], Does::Move("da_tiep_nhan"), KEEPERS)
        .asking(&["received_on"])
        .guarded(&[Guard { rule: "introduced", holds: introduced }]),
    Step::new("move_away", &["gioi_thieu", "da_tiep_nhan"], Does::Move("chuyen_di"), KEEPERS).asking(&["ended_on"]),
    Step::new("end", &["gioi_thieu", "da_tiep_nhan"], Does::Move("ket_thuc"), KEEPERS).asking(&["ended_on", "reason"]),
    Step::new("reopen", &["da_tiep_nhan", "chuyen_di", "ket_thuc"], Does::Move("gioi_thieu"), KEEPERS)
        .asking(&["reason"]),
];

/// Nobody is received without a letter, and comments need somebody they go to.
fn introduced(record: &Record<'_>) -> bool {
    record.head("workplace").is_some() && record.head("introduced_on").is_some()
}

/// As in the register.
fn sort_key(record: &Record<'_>) -> Vec<u8> {
    let name = record.part("about").and_then(|about| about.line("full_name")).unwrap_or_else(|| "—".to_owned());
    text::NameKey::of(&text::parse_name(&name)).into_bytes()
}

/// A person stands once on the list, for as long as they are on it.
fn figures(record: &Record<'_>) -> Vec<(&'static str, Scalar)> {
    let Some(name) = record.head("full_name").filter(|_| !ENDED.contains(&record.state())) else { return Vec::new() };
    let born = record.head("birth_date").and_then(|date| date.get(..4));
    let words = text::comparable_name(name).into_iter().chain(born.map(str::to_owned));
    vec![(ALONE, Scalar::Str(words.collect::<Vec<_>>().join(" ")))]
}
