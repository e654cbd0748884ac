//! What the ward guides its cells to do in their meetings (hướng dẫn hình thức, nội dung sinh hoạt): for which units and which
//! kind of meeting, the order of business, the papers to read. The next meeting of such a cell begins with it.

use super::spec::{
    Codes, DRAWN, Does, Field, Form, Guard, Life, Line, PaperOf, Part, Record, Shape, Spec, Step, StreamClass, Subject,
    WARD,
};

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "guidance",
    number: 15,
    stream: StreamClass::Published,
    writers: &[WARD],
    parts: &[
        Part::new("about", Form::Head, ABOUT).strict(),
        // By the words the ward has for its units (khóm, ấp, cơ quan); none for all of them.
        Part::new("applies", Form::Keyed(Subject::Words), &[Field::new("unit_kind", Shape::Line).required()]),
        Part::new("content", Form::Text, &[]),
        Part::new(
            "agenda",
            Form::Entries,
            &[
                Field::new("title", Shape::Line).required().searched(),
                Field::new("who", Shape::Line),
                Field::new("minutes", Shape::Count),
            ],
        ),
        Part::new(
            "documents",
            Form::Entries,
            &[
                Field::new("title", Shape::Line).required().searched(),
                Field::new("issuer", Shape::Line),
                Field::new("number", Shape::Line),
                Field::new("on", Shape::Date),
            ],
        ),
    ],
    life: Life { field: "state", states: STATES, closed: &["hieu_luc", "het_hieu_luc"], steps: STEPS },
    line: Line { on: "issued_on", ..Line::titled("title") },
    paper: Some(PaperOf::issued("HD")),
    ..DRAWN
};

const STATES: &[&str] = &["du_thao", "hieu_luc", "het_hieu_luc"];

/// The kinds of meeting a guidance can be for.
const MEETINGS: &[&str] = &["thuong_ky", "chuyen_de", "kiem_diem_cuoi_nam", "so_ket"];

const ABOUT: &[Field] = &[
    Field::decisive("title", Shape::Line).required().searched(),
    Field::decisive("meeting_kind", Shape::Code(Codes::of("meeting_kind", MEETINGS))).required().listed(),
    Field::decisive("number", Shape::Line).of_step().listed(),
    Field::decisive("issued_on", Shape::Date).of_step(),
    Field::decisive("in_force_from", Shape::Date).of_step().listed(),
    Field::decisive("in_force_to", Shape::Date).of_step().listed(),
    Field::new("reason", Shape::Line).of_step(),
    Field::decisive("state", Shape::Code(Codes::of("state-guidance", STATES))).of_step(),
];

const STEPS: &[Step] = &[
    Step::new("issue", &["du_thao"], Does::Move("hieu_luc"), &[WARD])
        .asking(&["number", "issued_on", "in_force_from"])
        .guarded(&[Guard { rule: "has_agenda", holds: has_agenda }]),
    Step::new("end", &["hieu_luc"], Does::Move("het_hieu_luc"), &[WARD]).asking(&["in_force_to", "reason"]),
];

fn has_agenda(record: &Record<'_>) -> bool {
    record.entries("agenda") > 0
}
