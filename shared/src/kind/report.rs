//! An interim or final review (sơ kết, tổng kết) of a paper or a period: its figures are drawn from the records and frozen
//! when it is issued, beside what was learnt and who is commended.

use super::checks::number;
use super::spec::{
    COMMITTEE, Codes, Counted, DRAWN, Does, Field, Form, Guard, HEADS, Life, Line, PaperOf, Part, Record, Shape, Sight,
    Spec, Step, Subject, WARD, Written,
};
use crate::node::{Node, Scalar};

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "report",
    number: 17,
    writers: &[COMMITTEE, WARD],
    parts: &[
        Part::new("about", Form::Head, ABOUT).strict(),
        Part::new(
            "figures",
            Form::Keyed(Subject::Words),
            &[
                Field::new("label", Shape::Line).required().searched(),
                Field::decisive("value", Shape::Line),
                Field::new("unit", Shape::Line),
                // The day on which it was drawn from the records; a figure that somebody wrote has none.
                Field::new("counted_on", Shape::Date).of_step(),
            ],
        ),
        Part::new("results", Form::Text, &[]),
        Part::new("shortcomings", Form::Text, &[]),
        Part::new("lessons", Form::Text, &[]),
        Part::new("plan", Form::Text, &[]),
        Part::new(
            "commendations",
            Form::Entries,
            &[
                Field::decisive("who", Shape::Line).required().searched(),
                Field::new("award", Shape::Line),
                Field::new("text", Shape::Text).searched(),
            ],
        ),
    ],
    life: Life { field: "state", states: STATES, closed: &["da_ban_hanh"], steps: STEPS },
    line: Line { on: "issued_on", about: "of", ..Line::titled("title") },
    follows: Some(follows),
    counted: Some(COUNTED),
    paper: Some(PaperOf::issued("BC")),
    ..DRAWN
};

const COUNTED: Counted = Counted { part: "figures", on: "counted_on", since: "since", until: "until", scope: "scope" };

/// What a report is counted of; without one, of everything.
const SCOPES: &[&str] =
    &["sinh_hoat", "nhiem_vu", "dang_vien", "vu_viec", "dang_phi", "doi_thoai", "kiem_tra", "xep_loai", "chuong_trinh"];

const STATES: &[&str] = &["du_thao", "da_ban_hanh"];

const ABOUT: &[Field] = &[
    Field::decisive("title", Shape::Line).required().searched(),
    Field::decisive("form", Shape::Code(Codes::of("option-report-form", &["so_ket", "tong_ket"]))).required().listed(),
    // The paper whose carrying out is reviewed.
    Field::decisive("of", Shape::Record(&["resolution", "programme", "regulation"])),
    Field::decisive("since", Shape::Date).required().listed(),
    Field::decisive("until", Shape::Date).required().listed(),
    Field::decisive("scope", Shape::Code(Codes::of("option-report-scope", SCOPES))).listed(),
    Field::decisive("number", Shape::Checked(number)).of_step().listed(),
    Field::decisive("issued_on", Shape::Date).of_step(),
    Field::new("reason", Shape::Line).of_step(),
    Field::decisive("state", Shape::Code(Codes::of("state-report", STATES))).of_step(),
];

const STEPS: &[Step] = &[
    Step::new("issue", &["du_thao"], Does::Move("da_ban_hanh"), &[HEADS, WARD])
        .asking(&["number", "issued_on"])
        .guarded(&[Guard { rule: "has_figures", holds: has_figures }]),
    Step::new("reopen", &["da_ban_hanh"], Does::Move("du_thao"), &[HEADS, WARD]).asking(&["reason"]),
];

/// What somebody writes of a figure themselves was not drawn.
fn follows(written: Written<'_>, _: Sight<'_>) -> Vec<(&'static str, String, Option<Scalar>)> {
    let is_figure = written.part == COUNTED.part && written.field != COUNTED.on;
    let drawn = || (COUNTED.part, format!("{}/{}", written.subject, COUNTED.on), None);
    is_figure.then(drawn).into_iter().collect()
}

fn has_figures(record: &Record<'_>) -> bool {
    record.part("figures").map(Node::entries).is_some_and(|figures| figures.keys().any(|leaf| leaf.ends_with("/value")))
}
