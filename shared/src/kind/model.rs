//! A model (mô hình) worth copying: tried, found to work, copied where and when, or given up.

use super::spec::{
    CELL, Codes, DRAWN, Does, Field, Form, Guard, Life, Line, PaperOf, Part, Record, Shape, Spec, Step, WARD,
};

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "model",
    number: 14,
    writers: &[CELL, WARD],
    parts: &[
        Part::new("about", Form::Head, ABOUT).strict(),
        Part::new("description", Form::Text, &[]),
        Part::new("result", Form::Text, &[]),
        Part::new(
            "copies",
            Form::Entries,
            &[
                Field::decisive("where", Shape::Line).required().searched(),
                Field::decisive("on", Shape::Partial).required(),
                Field::new("note", Shape::Line),
            ],
        ),
    ],
    life: Life { field: "state", states: STATES, closed: &[], steps: STEPS },
    line: Line { on: "started_on", ..Line::titled("name") },
    paper: Some(PaperOf::issued("BC")),
    ..DRAWN
};

const STATES: &[&str] = &["thi_diem", "hieu_qua", "nhan_rong", "dung"];

const ABOUT: &[Field] = &[
    Field::decisive("name", Shape::Line).required().searched(),
    Field::new("field", Shape::Line).searched().listed(),
    Field::decisive("owner", Shape::Line).searched(),
    Field::decisive("started_on", Shape::Date),
    Field::decisive("participants", Shape::Count).listed(),
    Field::decisive("evaluated_on", Shape::Date).of_step(),
    Field::new("evaluation", Shape::Line).of_step(),
    Field::new("reason", Shape::Line).of_step(),
    Field::decisive("state", Shape::Code(Codes::of("state-model", STATES))).of_step(),
];

const STEPS: &[Step] = &[
    Step::new("prove", &["thi_diem"], Does::Move("hieu_qua"), &[CELL, WARD]).asking(&["evaluated_on", "evaluation"]),
    Step::new("copy", &["hieu_qua"], Does::Move("nhan_rong"), &[CELL, WARD])
        .guarded(&[Guard { rule: "copied", holds: copied }]),
    Step::new("stop", &["thi_diem", "hieu_qua", "nhan_rong"], Does::Move("dung"), &[CELL, WARD]).asking(&["reason"]),
    Step::new("resume", &["dung"], Does::Move("thi_diem"), &[CELL, WARD]).asking(&["reason"]),
];

fn copied(record: &Record<'_>) -> bool {
    record.entries("copies") > 0
}
