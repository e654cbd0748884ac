//! Inspection, supervision and urging on (kiểm tra, giám sát, đôn đốc): planned, carried out with the checklist of a review,
//! findings with what is asked and by when, a conclusion, and what was mended.

use super::review::CHECKS;
use super::spec::{
    CELL, Codes, DRAWN, Does, Field, Form, Guard, Life, Line, PaperOf, Part, REVIEWERS, Record, Shape, Spec, Step,
    Subject,
};
use crate::node::{Node, Scalar};

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "inspection",
    number: 16,
    writers: &[CELL, REVIEWERS],
    parts: &[
        Part::new("about", Form::Head, ABOUT).strict(),
        Part::new("content", Form::Text, &[]),
        Part::new("team", Form::Entries, &[Field::new("person", Shape::Person).required()]),
        Part::new(
            "checklist",
            Form::Keyed(Subject::Code(Codes::of("option-review-checklist", CHECKS))),
            &[Field::decisive("holds", Shape::Flag).required(), Field::new("note", Shape::Line)],
        ),
        Part::new(
            "findings",
            Form::Entries,
            &[
                Field::new("text", Shape::Text).required().searched(),
                Field::new("request", Shape::Line).searched(),
                Field::decisive("due", Shape::Date),
                Field::decisive("mended_on", Shape::Date),
            ],
        ),
        Part::new("people", Form::People, &[]),
    ],
    life: Life { field: "state", states: STATES, closed: &["da_dong"], steps: STEPS },
    line: Line {
        on: "planned_on",
        about: "meeting",
        due: "due",
        done: &["da_ket_luan", "da_dong", "huy"],
        figures: Some(figures),
        ..Line::titled("title")
    },
    paper: Some(PaperOf::issued("BC")),
    ..DRAWN
};

const STATES: &[&str] = &["ke_hoach", "dang_lam", "da_ket_luan", "da_dong", "huy"];

const FORMS: &[&str] =
    &["kiem_tra_chap_hanh", "giam_sat_chuyen_de", "giam_sat_thuong_xuyen", "dau_hieu_vi_pham", "du_sinh_hoat"];

const ABOUT: &[Field] = &[
    Field::decisive("title", Shape::Line).required().searched(),
    Field::decisive("form", Shape::Code(Codes::of("option-inspection-form", FORMS))).required().listed(),
    Field::decisive("whom", Shape::Line).searched(),
    // The meeting that was attended or whose minutes were read.
    Field::decisive("meeting", Shape::Record(&["meeting"])),
    Field::decisive("lead", Shape::Person).listed(),
    Field::decisive("planned_on", Shape::Date),
    Field::decisive("due", Shape::Date),
    Field::decisive("concluded_on", Shape::Date).of_step().listed(),
    Field::new("conclusion", Shape::Line).of_step().searched(),
    Field::decisive("closed_on", Shape::Date).of_step(),
    Field::new("reason", Shape::Line).of_step(),
    Field::decisive("state", Shape::Code(Codes::of("state-inspection", STATES))).of_step(),
];

const STEPS: &[Step] = &[
    Step::new("begin", &["ke_hoach"], Does::Move("dang_lam"), &[CELL, REVIEWERS]),
    Step::new("conclude", &["dang_lam"], Does::Move("da_ket_luan"), &[CELL, REVIEWERS])
        .asking(&["concluded_on", "conclusion"]),
    Step::new("close", &["da_ket_luan"], Does::Move("da_dong"), &[CELL, REVIEWERS])
        .asking(&["closed_on"])
        .guarded(&[Guard { rule: "all_mended", holds: all_mended }]),
    Step::new("cancel", &["ke_hoach", "dang_lam"], Does::Move("huy"), &[CELL, REVIEWERS]).asking(&["reason"]),
    Step::new("reopen", &["da_ket_luan", "da_dong", "huy"], Does::Move("dang_lam"), &[CELL, REVIEWERS])
        .asking(&["reason"]),
];

fn is_said(finding: &Node, field: &str) -> bool {
    finding.str(field).is_some_and(|text| !text.is_empty())
}

/// The findings that ask for something.
fn requested<'a>(record: &Record<'a>) -> impl Iterator<Item = &'a Node> {
    let findings = record.part("findings").map(Node::items).unwrap_or_default().iter();
    findings.map(|(_, finding)| finding).filter(|finding| is_said(finding, "request"))
}

/// Whether whatever was asked is mended.
fn all_mended(record: &Record<'_>) -> bool {
    requested(record).all(|finding| is_said(finding, "mended_on"))
}

/// How many findings ask for something, and how many of them were mended.
fn figures(record: &Record<'_>) -> Vec<(&'static str, Scalar)> {
    let count = |n: usize| Scalar::Int(i64::try_from(n).unwrap_or(i64::MAX));
    let mended = requested(record).filter(|finding| is_said(finding, "mended_on")).count();
    vec![("requested", count(requested(record).count())), ("mended", count(mended))]
}
