//! A day on which the head of the ward's committee receives citizens or talks with them (tiếp dân, đối thoại), and what
//! they brought: each petition is assigned, answered, closed. Whoever brought it need not be named. A denunciation is
//! refused here, because who denounces must stay secret.

use super::spec::{Codes, DRAWN, Does, Field, Form, Guard, Life, Line, PaperOf, Part, Record, Shape, Spec, Step, WARD};
use crate::node::{Node, Scalar};

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "dialogue",
    number: 11,
    writers: &[WARD],
    parts: &[
        Part::new("about", Form::Head, ABOUT).strict(),
        Part::new("notice", Form::Text, &[]),
        Part::new("petitions", Form::Entries, PETITION),
        Part::new("result", Form::Text, &[]),
        Part::new("people", Form::People, &[]),
    ],
    life: Life { field: "state", states: STATES, closed: &["da_dong"], steps: STEPS },
    line: Line { on: "on", figures: Some(figures), ..Line::titled("title") },
    paper: Some(PaperOf { without: &["from"], ..PaperOf::issued("BC") }),
    ..DRAWN
};

const STATES: &[&str] = &["ke_hoach", "da_thong_bao", "da_to_chuc", "da_dong", "huy"];

const FORMS: &[&str] = &["tiep_dan_dinh_ky", "tiep_dan_dot_xuat", "doi_thoai"];

const TYPES: &[&str] = &["phan_anh", "kien_nghi", "khieu_nai", "to_cao"];

const ABOUT: &[Field] = &[
    Field::decisive("title", Shape::Line).required().searched(),
    Field::decisive("form", Shape::Code(Codes::of("option-dialogue-form", FORMS))).required().listed(),
    Field::decisive("on", Shape::Date).required(),
    Field::new("place", Shape::Line),
    Field::decisive("head", Shape::Person).listed(),
    Field::decisive("present", Shape::Count).listed(),
    Field::decisive("closed_on", Shape::Date).of_step(),
    Field::new("reason", Shape::Line).of_step(),
    Field::decisive("state", Shape::Code(Codes::of("state-dialogue", STATES))).of_step(),
];

const PETITION: &[Field] = &[
    Field::decisive("type", Shape::Code(Codes::of("option-dialogue-type", TYPES)))
        .required()
        .refusing(&["to_cao"], "a denunciation is not written here: who denounces must stay secret"),
    Field::new("text", Shape::Text).required().searched(),
    // Nobody has to be named.
    Field::new("from", Shape::Line),
    Field::decisive("assigned_to", Shape::Line),
    Field::decisive("due", Shape::Date),
    Field::new("answer", Shape::Text).searched(),
    Field::decisive("answered_on", Shape::Date),
    Field::decisive("satisfied", Shape::Flag),
];

const STEPS: &[Step] = &[
    Step::new("announce", &["ke_hoach"], Does::Move("da_thong_bao"), &[WARD]),
    Step::new("hold", &["ke_hoach", "da_thong_bao"], Does::Move("da_to_chuc"), &[WARD]),
    Step::new("close", &["da_to_chuc"], Does::Move("da_dong"), &[WARD])
        .asking(&["closed_on"])
        .guarded(&[Guard { rule: "petitions_answered", holds: petitions_answered }]),
    Step::new("cancel", &["ke_hoach", "da_thong_bao"], Does::Move("huy"), &[WARD]).asking(&["reason"]),
    Step::new("reopen", &["da_dong", "huy"], Does::Move("ke_hoach"), &[WARD]).asking(&["reason"]),
];

fn petitions<'a>(record: &Record<'a>) -> impl Iterator<Item = &'a Node> {
    record.part("petitions").map(Node::items).unwrap_or_default().iter().map(|(_, entry)| entry)
}

fn is_answered(petition: &Node) -> bool {
    petition.str("answered_on").is_some_and(|day| !day.is_empty())
}

fn petitions_answered(record: &Record<'_>) -> bool {
    petitions(record).all(is_answered)
}

/// How many petitions were brought, and how many still wait for their answer.
fn figures(record: &Record<'_>) -> Vec<(&'static str, Scalar)> {
    let count = |n: usize| Scalar::Int(i64::try_from(n).unwrap_or(i64::MAX));
    let open = petitions(record).filter(|petition| !is_answered(petition)).count();
    vec![("petitions", count(petitions(record).count())), ("unanswered", count(open))]
}
