//! Questioning (chất vấn) in sessions of the ward's committee: asked, passed on, answered by a day, concluded, followed up.
//! What a member asks in a cell stays in the cell's minutes.

use super::spec::{Codes, DRAWN, Does, Field, Form, Guard, Life, Line, PaperOf, Part, Record, Shape, Spec, Step, WARD};

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "questioning",
    number: 10,
    writers: &[WARD],
    parts: &[
        Part::new("about", Form::Head, ABOUT).strict(),
        Part::new("question", Form::Text, &[]),
        Part::new("replies", Form::Entries, NOTED),
        Part::new("follow_up", Form::Entries, NOTED),
        Part::new("people", Form::People, &[]),
    ],
    life: Life { field: "state", states: STATES, closed: &["da_dong"], steps: STEPS },
    line: Line { on: "asked_on", due: "due", done: &["da_ket_luan", "da_dong"], ..Line::titled("title") },
    paper: Some(PaperOf { left: "asker", ..PaperOf::issued("") }),
    ..DRAWN
};

const STATES: &[&str] = &["da_gui", "da_chuyen", "da_tra_loi", "da_ket_luan", "da_dong"];

const ABOUT: &[Field] = &[
    Field::decisive("title", Shape::Line).required().searched(),
    Field::decisive("asker", Shape::Person).required().searched().listed(),
    Field::decisive("addressee", Shape::Line).required().searched().listed(),
    Field::new("form", Shape::Code(Codes::of("option-questioning-form", &["truc_tiep", "van_ban"]))),
    Field::new("session", Shape::Line),
    Field::decisive("asked_on", Shape::Date),
    Field::decisive("due", Shape::Date),
    Field::new("forwarded_to", Shape::Line).of_step(),
    Field::decisive("satisfied", Shape::Flag).of_step().listed(),
    Field::new("conclusion", Shape::Line).of_step().searched(),
    Field::decisive("closed_on", Shape::Date).of_step(),
    Field::new("reason", Shape::Line).of_step(),
    Field::decisive("state", Shape::Code(Codes::of("state-questioning", STATES))).of_step(),
];

const NOTED: &[Field] = &[
    Field::new("on", Shape::Date).required(),
    Field::new("by", Shape::Person),
    Field::new("text", Shape::Text).required().searched(),
];

const STEPS: &[Step] = &[
    Step::new("forward", &["da_gui", "da_tra_loi"], Does::Move("da_chuyen"), &[WARD]).asking(&["forwarded_to"]),
    Step::new("answer", &["da_gui", "da_chuyen"], Does::Move("da_tra_loi"), &[WARD])
        .guarded(&[Guard { rule: "answered", holds: answered }]),
    Step::new("conclude", &["da_tra_loi"], Does::Move("da_ket_luan"), &[WARD]).asking(&["satisfied", "conclusion"]),
    Step::new("close", &["da_ket_luan"], Does::Move("da_dong"), &[WARD]).asking(&["closed_on"]),
    Step::new("reopen", &["da_ket_luan", "da_dong"], Does::Move("da_chuyen"), &[WARD]).asking(&["reason"]),
];

fn answered(record: &Record<'_>) -> bool {
    record.entries("replies") > 0
}
