//! A task (nhiệm vụ) in the six plain points: who, what, when, how, with what result, on whose authority. It comes from a
//! resolution, a meeting or the ward; progress, evidence and urging are entries. Whether it is overdue is computed.

use super::spec::{CELL, COMMITTEE, Codes, DRAWN, Does, Field, Form, Life, Line, Part, REVIEWERS, Shape, Spec, Step};

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "task",
    number: 5,
    // The ward gives tasks and urges them on.
    writers: &[CELL, REVIEWERS],
    parts: &[
        Part::new("about", Form::Head, ABOUT).strict(),
        Part::new("partners", Form::Entries, &[Field::new("person", Shape::Person).required()]),
        Part::new(
            "progress",
            Form::Entries,
            &[Field::new("on", Shape::Date).required(), Field::new("text", Shape::Text).required().searched()],
        ),
        Part::new("evidence", Form::Entries, TEXT),
        Part::new(
            "urging",
            Form::Entries,
            &[
                Field::new("on", Shape::Date).required(),
                Field::new("kind", Shape::Code(Codes::of("option-task-kind", &["don_doc", "kiem_tra", "giam_sat"])))
                    .required(),
                Field::new("by", Shape::Person),
                Field::new("text", Shape::Text).required().searched(),
                Field::new("next_due", Shape::Date),
            ],
        ),
        Part::new("people", Form::People, &[]),
    ],
    life: Life { field: "state", states: STATES, closed: &[], steps: STEPS },
    line: Line {
        on: "given_on",
        about: "from",
        due: "due",
        done: &["hoan_thanh", "dieu_chinh", "huy"],
        ..Line::titled("what")
    },
    ..DRAWN
};

pub(super) const STATES: &[&str] = &["chua_lam", "dang_lam", "hoan_thanh", "dieu_chinh", "huy"];

const ABOUT: &[Field] = &[
    Field::decisive("what", Shape::Line).required().searched(),
    Field::decisive("lead", Shape::Person).searched().listed(),
    Field::decisive("due", Shape::Date).listed(),
    Field::new("how", Shape::Line),
    Field::new("product", Shape::Line),
    Field::new("authority", Shape::Line),
    Field::decisive("given_on", Shape::Date),
    Field::decisive("from", Shape::Record(&["meeting", "resolution"])),
    Field::decisive("done_on", Shape::Date).of_step().listed(),
    Field::new("reason", Shape::Line).of_step(),
    Field::decisive("state", Shape::Code(Codes::of("state-task", STATES))).of_step(),
];

const TEXT: &[Field] = &[Field::new("text", Shape::Text).required().searched()];

const STEPS: &[Step] = &[
    Step::new("begin", &["chua_lam"], Does::Move("dang_lam"), &[CELL]),
    Step::new("finish", &["chua_lam", "dang_lam"], Does::Move("hoan_thanh"), &[CELL]).asking(&["done_on"]),
    Step::new("replace", &["chua_lam", "dang_lam"], Does::Move("dieu_chinh"), &[COMMITTEE, REVIEWERS])
        .asking(&["reason"]),
    Step::new("cancel", &["chua_lam", "dang_lam"], Does::Move("huy"), &[COMMITTEE, REVIEWERS]).asking(&["reason"]),
    Step::new("reopen", &["hoan_thanh", "dieu_chinh", "huy"], Does::Move("dang_lam"), &[COMMITTEE, REVIEWERS])
        .asking(&["reason"]),
];
