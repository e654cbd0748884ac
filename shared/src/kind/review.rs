//! The ward's reading of a record: remarks on a field or passage, the checklist, requests with a due date, and whether the
//! record is returned or accepted. There is one for each record, so that two reviewers meet in it.

use super::spec::{
    Codes, Does, Field, Form, Guard, Life, Line, Origin, Part, REVIEWERS, Reach, Record, Shape, Spec, Step,
    StreamClass, Subject,
};
use crate::node::{Node, Scalar};

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "review",
    number: 6,
    stream: StreamClass::Own,
    origin: Origin::About,
    speaks_about: &["meeting", "resolution"],
    nth: None,
    writers: &[REVIEWERS],
    persons: Reach::Own,
    parts: &[
        Part::new("about", Form::Head, ABOUT).strict(),
        Part::new(
            "checklist",
            Form::Keyed(Subject::Code(Codes::of("option-review-checklist", CHECKS))),
            &[Field::decisive("holds", Shape::Flag).required(), Field::new("note", Shape::Line)],
        ),
        Part::new(
            "remarks",
            Form::Entries,
            &[
                Field::new("part", Shape::Line),
                Field::new("leaf", Shape::Line),
                Field::new("passage", Shape::Line),
                Field::new("by", Shape::Person),
                Field::new("text", Shape::Text).required().searched(),
                Field::decisive("resolved", Shape::Flag),
            ],
        ),
        Part::new(
            "requests",
            Form::Entries,
            &[
                Field::new("text", Shape::Text).required().searched(),
                Field::decisive("due", Shape::Date),
                Field::decisive("closed_on", Shape::Date),
            ],
        ),
        Part::new("people", Form::People, &[]),
    ],
    head: "about",
    life: Life { field: "state", states: STATES, closed: &[], steps: STEPS },
    line: Line {
        on: "decided_on",
        due: "due",
        done: &["dang_xem", "chap_nhan"],
        figures: Some(figures),
        ..Line::titled("")
    },
    draft: None,
    model: "",
    follows: None,
    paper: None,
    counted: None,
    takes_away: None,
    page: "",
};

/// What wards look for in a cell's minutes.
pub(super) const CHECKS: &[&str] = &[
    "figures_agree",
    "topic_this_quarter",
    "many_spoke",
    "tasks_have_person_and_date",
    "last_resolution_reviewed",
    "score_attached",
    "on_time",
];

const STATES: &[&str] = &["dang_xem", "tra_lai", "chap_nhan"];

const ABOUT: &[Field] = &[
    Field::decisive("way", Shape::Code(Codes::of("option-review-way", &["tai_ban", "du_hop"]))).listed(),
    Field::new("summary", Shape::Line).searched(),
    Field::new("reason", Shape::Line).of_step().searched(),
    Field::decisive("due", Shape::Date).of_step(),
    Field::decisive("decided_on", Shape::Date).of_step(),
    Field::decisive("returned", Shape::Line).of_step(),
    Field::decisive("accepted", Shape::Line).of_step(),
    Field::decisive("state", Shape::Code(Codes::of("state-review", STATES))).of_step(),
];

const STEPS: &[Step] = &[
    Step::new("return", &["dang_xem", "tra_lai", "chap_nhan"], Does::MoveReading("tra_lai", "returned"), &[REVIEWERS])
        .asking(&["reason", "due", "decided_on"])
        .guarded(&[Guard { rule: "submitted", holds: is_submitted }]),
    Step::new("accept", &["dang_xem", "tra_lai"], Does::MoveReading("chap_nhan", "accepted"), &[REVIEWERS])
        .asking(&["decided_on"])
        .guarded(&[Guard { rule: "submitted", holds: is_submitted }]),
    Step::new("reopen", &["chap_nhan"], Does::Move("dang_xem"), &[REVIEWERS]).asking(&["reason"]),
];

/// How many remarks and requests the cell has still to answer or to mend.
fn figures(record: &Record<'_>) -> Vec<(&'static str, Scalar)> {
    let entries = |part: &str| record.part(part).map(Node::items).unwrap_or_default().iter().map(|(_, entry)| entry);
    let remarks = entries("remarks").filter(|remark| remark.scalar("resolved") != Some(&Scalar::Bool(true)));
    let requests = entries("requests").filter(|request| request.scalar("closed_on").is_none());
    let asked = remarks.count().saturating_add(requests.count());
    vec![("asked", Scalar::Int(i64::try_from(asked).unwrap_or(i64::MAX)))]
}

/// Whether the cell handed the record in. A record of a kind that is not handed in is reviewed as it stands.
fn is_submitted(record: &Record<'_>) -> bool {
    let Some(about) = record.about else { return false };
    about.get("adoption").is_none_or(|adoption| adoption.entries().keys().any(|leaf| leaf.starts_with("submitted/")))
}
