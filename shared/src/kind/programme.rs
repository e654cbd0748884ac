//! A programme of action (chương trình hành động) that carries out a paper of the level above: targets with what they were,
//! what they should come to and by when, and what was measured in between. Tasks name it as what they come from.

use std::collections::BTreeSet;

use super::checks::number;
use super::spec::{
    COMMITTEE, Codes, DRAWN, Does, Field, Form, Guard, HEADS, Life, Line, PaperOf, Part, Record, Shape, Spec, Step,
    StreamClass, Subject, WARD,
};
use crate::node::{Node, Scalar};
use crate::text::as_key;

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "programme",
    number: 12,
    // What the ward sets itself, its cells carry down.
    stream: StreamClass::Published,
    writers: &[COMMITTEE, WARD],
    parts: &[
        Part::new("about", Form::Head, ABOUT).strict(),
        Part::new("goals", Form::Text, &[]),
        Part::new(
            "targets",
            Form::Keyed(Subject::Words),
            &[
                Field::new("indicator", Shape::Line).required().searched(),
                Field::decisive("unit", Shape::Line),
                Field::decisive("baseline", Shape::Line),
                Field::decisive("goal", Shape::Line),
                Field::decisive("due", Shape::Date),
            ],
        ),
        Part::new(
            "measured",
            Form::Entries,
            &[
                Field::decisive("indicator", Shape::Line).required(),
                Field::decisive("on", Shape::Date).required(),
                Field::decisive("value", Shape::Line).required(),
                Field::new("note", Shape::Line),
            ],
        ),
        Part::new(
            "measures",
            Form::Entries,
            &[
                Field::new("text", Shape::Text).required().searched(),
                Field::new("lead", Shape::Line),
                Field::decisive("due", Shape::Date),
            ],
        ),
        Part::new("results", Form::Text, &[]),
    ],
    life: Life { field: "state", states: STATES, closed: &["tong_ket"], steps: STEPS },
    line: Line { on: "issued_on", due: "until", done: &["tong_ket"], figures: Some(figures), ..Line::titled("title") },
    paper: Some(PaperOf::issued("CTr")),
    ..DRAWN
};

const STATES: &[&str] = &["du_thao", "thuc_hien", "so_ket", "tong_ket"];

const ABOUT: &[Field] = &[
    Field::decisive("title", Shape::Line).required().searched(),
    Field::decisive("carries_out", Shape::Line).required().searched().listed(),
    Field::decisive("since", Shape::Date).listed(),
    Field::decisive("until", Shape::Date).listed(),
    Field::new("lead", Shape::Line),
    Field::decisive("number", Shape::Checked(number)).of_step().listed(),
    Field::decisive("issued_on", Shape::Date).of_step(),
    Field::new("reason", Shape::Line).of_step(),
    Field::decisive("state", Shape::Code(Codes::of("state-programme", STATES))).of_step(),
];

const STEPS: &[Step] = &[
    Step::new("issue", &["du_thao"], Does::Move("thuc_hien"), &[HEADS, WARD])
        .asking(&["number", "issued_on"])
        .guarded(&[Guard { rule: "has_targets", holds: has_targets }]),
    Step::new("review", &["thuc_hien"], Does::Move("so_ket"), &[COMMITTEE, WARD]),
    Step::new("go_on", &["so_ket"], Does::Move("thuc_hien"), &[COMMITTEE, WARD]),
    Step::new("conclude", &["thuc_hien", "so_ket"], Does::Move("tong_ket"), &[HEADS, WARD]),
    Step::new("reopen", &["tong_ket"], Does::Move("thuc_hien"), &[HEADS, WARD]).asking(&["reason"]),
];

/// How many targets there are, and of how many something was measured.
fn figures(record: &Record<'_>) -> Vec<(&'static str, Scalar)> {
    let leaves = record.part("targets").map(Node::entries).into_iter().flat_map(|targets| targets.keys());
    let targets: BTreeSet<&str> = leaves.filter_map(|leaf| leaf.rsplit_once('/')).map(|(target, _)| target).collect();
    let entries = record.part("measured").map(Node::items).unwrap_or_default().iter();
    let measured: BTreeSet<String> = entries.filter_map(|(_, entry)| entry.str("indicator")).map(as_key).collect();
    let count = |n: usize| Scalar::Int(i64::try_from(n).unwrap_or(i64::MAX));
    let found = targets.iter().filter(|target| measured.contains(**target)).count();
    vec![("targets", count(targets.len())), ("measured", count(found))]
}

fn has_targets(record: &Record<'_>) -> bool {
    record.part("targets").map(Node::entries).is_some_and(|targets| targets.keys().any(|leaf| leaf.ends_with("/goal")))
}
