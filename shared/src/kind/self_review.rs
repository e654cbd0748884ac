//! Criticism and self-criticism (tự phê bình và phê bình), and the grade that comes of it: of a member or a collective,
//! for a year, a quarter or a term. The ballot on a grade keeps totals alone.

use super::checks::period;
use super::spec::{
    ALONE, CELL, Codes, DRAWN, Does, Field, Form, Guard, HEADS, Life, Line, PaperOf, Part, REVIEWERS, Record, Shape,
    Spec, Step, Subject,
};
use crate::node::Scalar;

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "self_review",
    number: 9,
    writers: &[CELL, REVIEWERS],
    parts: &[
        Part::new("about", Form::Head, ABOUT).strict(),
        Part::new("strengths", Form::Text, &[]),
        Part::new("shortcomings", Form::Text, &[]),
        Part::new("causes", Form::Text, &[]),
        Part::new(
            "earlier",
            Form::Entries,
            &[
                Field::new("text", Shape::Text).required().searched(),
                Field::decisive("mended", Shape::Code(Codes::of("option-self_review-mended", MENDED))).required(),
                Field::new("note", Shape::Line),
            ],
        ),
        Part::new(
            "opinions",
            Form::Entries,
            &[Field::new("by", Shape::Person), Field::new("text", Shape::Text).required().searched()],
        ),
        Part::new("answer", Form::Text, &[]),
        // Totals of a secret ballot: who gave which grade is written nowhere.
        Part::new(
            "ballot",
            Form::Keyed(Subject::Code(Codes::of("grade", GRADES))),
            &[Field::decisive("votes", Shape::Count).required()],
        ),
        Part::new("people", Form::People, &[]),
    ],
    life: Life { field: "state", states: STATES, closed: &["da_quyet_dinh"], steps: STEPS },
    line: Line { on: "decided_on", figures: Some(figures), ..Line::titled("title") },
    paper: Some(PaperOf { without: &["of"], left: "person", ..PaperOf::issued("") }),
    ..DRAWN
};

const STATES: &[&str] = &["tu_viet", "gop_y", "tiep_thu", "de_nghi", "da_quyet_dinh"];

/// The four grades of a year (regulation 366).
pub(super) const GRADES: &[&str] = &["xuat_sac", "tot", "hoan_thanh", "khong_hoan_thanh"];

const MENDED: &[&str] = &["da_khac_phuc", "dang_khac_phuc", "chua_khac_phuc"];

const NOT_GRADED: &[&str] = &["duoi_6_thang", "dinh_chi", "mien_sinh_hoat"];

const ABOUT: &[Field] = &[
    Field::decisive("title", Shape::Line).required().searched(),
    Field::decisive("of", Shape::Code(Codes::of("option-self_review-of", &["dang_vien", "tap_the"]))).listed(),
    Field::decisive("person", Shape::Person).searched().listed(),
    Field::decisive("period", Shape::Checked(period)).required().listed(),
    Field::decisive("self_grade", Shape::Code(Codes::of("grade", GRADES))),
    Field::decisive("score", Shape::Count).listed(),
    Field::decisive("proposed_grade", Shape::Code(Codes::of("grade", GRADES))).listed(),
    Field::decisive("not_graded", Shape::Code(Codes::of("option-self_review-not_graded", NOT_GRADED))).listed(),
    Field::decisive("decided_grade", Shape::Code(Codes::of("grade", GRADES))).of_step().listed(),
    Field::decisive("decided_on", Shape::Date).of_step(),
    Field::new("reason", Shape::Line).of_step(),
    Field::decisive("state", Shape::Code(Codes::of("state-self_review", STATES))).of_step(),
];

const STEPS: &[Step] = &[
    Step::new("hear", &["tu_viet"], Does::Move("gop_y"), &[CELL]),
    Step::new("answer", &["gop_y"], Does::Move("tiep_thu"), &[CELL]),
    Step::new("propose", &["tu_viet", "gop_y", "tiep_thu"], Does::Move("de_nghi"), &[HEADS])
        .guarded(&[Guard { rule: "graded_or_not", holds: graded_or_not }]),
    Step::new("decide", &["de_nghi"], Does::Move("da_quyet_dinh"), &[HEADS, REVIEWERS])
        .asking(&["decided_grade", "decided_on"])
        .guarded(&[Guard { rule: "graded", holds: graded }]),
    Step::new("leave_out", &["de_nghi"], Does::Move("da_quyet_dinh"), &[HEADS, REVIEWERS])
        .asking(&["decided_on"])
        .guarded(&[Guard { rule: "not_graded", holds: not_graded }]),
    Step::new("reopen", &["gop_y", "tiep_thu", "de_nghi", "da_quyet_dinh"], Does::Move("tu_viet"), &[HEADS, REVIEWERS])
        .asking(&["reason"]),
];

fn graded(record: &Record<'_>) -> bool {
    record.head("proposed_grade").is_some() && record.head("not_graded").is_none()
}

fn not_graded(record: &Record<'_>) -> bool {
    record.head("not_graded").is_some() && record.head("proposed_grade").is_none()
}

fn graded_or_not(record: &Record<'_>) -> bool {
    graded(record) || not_graded(record)
}

/// A person has one review of a period.
fn figures(record: &Record<'_>) -> Vec<(&'static str, Scalar)> {
    let whose = record.head("person").zip(record.head("period"));
    whose.map(|(person, period)| (ALONE, Scalar::Str(format!("{period} {person}")))).into_iter().collect()
}
