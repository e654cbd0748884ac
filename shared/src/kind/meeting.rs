//! A meeting of a cell (buổi sinh hoạt chi bộ). Roll, votes, score and adoption are written by code of their own.

use super::spec::{
    CELL, Codes, Does, Field, Form, Guard, Life, Line, Origin, Part, Reach, Record, Shape, Spec, Step, StreamClass,
    Subject,
};
use crate::code::codes;

codes! {
    /// Stage of a meeting's life.
    State {
        /// Draft agenda.
        Draft = "du_thao",
        /// Agreed by the cell's committee.
        Agreed = "chi_uy_thong_nhat",
        /// Members have been told time, place and content.
        Announced = "da_thong_bao",
        /// Under way.
        UnderWay = "dang_hop",
        /// Closed; the minutes were read back.
        Closed = "da_ket_thuc",
        /// Postponed.
        Postponed = "hoan",
        /// Cancelled.
        Cancelled = "huy",
    }
}

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "meeting",
    number: 1,
    stream: StreamClass::Own,
    origin: Origin::Meeting,
    speaks_about: &[],
    nth: None,
    writers: &[CELL],
    persons: Reach::Own,
    parts: &[
        Part::new("about", Form::Head, ABOUT).strict(),
        Part::new("adoption", Form::Typed, &[]),
        Part::new(
            "agenda",
            Form::Keyed(Subject::Words),
            &[
                Field::new("title", Shape::Line).required().searched(),
                Field::new("order", Shape::Count),
                Field::new("presenter", Shape::Person),
                Field::decisive("removed", Shape::Flag),
            ],
        ),
        Part::new("minutes", Form::Text, &[]),
        Part::new("people", Form::People, &[]),
        Part::new("roll", Form::Typed, &[Field::decisive("status", Shape::Line)]),
        Part::new(
            "says",
            Form::Entries,
            &[
                Field::new("item", Shape::Line).required(),
                Field::new("role", Shape::Code(Codes::of("saying", &["y_kien", "ket_luan"]))).required(),
                Field::new("speaker", Shape::Person),
                Field::new("text", Shape::Text).required().searched(),
            ],
        ),
        Part::new("score", Form::Typed, &[]).strict(),
        Part::new("votes", Form::Typed, VOTE),
    ],
    head: "about",
    life: Life { field: "state", states: State::CODES, closed: &["huy"], steps: STEPS },
    line: Line { on: "held_on", ..Line::titled("topic") },
    draft: None,
    model: "",
    follows: None,
    paper: None,
    counted: None,
    takes_away: None,
    page: "meetings",
};

const ABOUT: &[Field] = &[
    Field::decisive("held_on", Shape::Date),
    Field::decisive("starts_at", Shape::Time),
    Field::decisive("ends_at", Shape::Time),
    Field::new("place", Shape::Line).searched(),
    Field::new("topic", Shape::Line).searched().listed(),
    Field::decisive("chair", Shape::Person).searched(),
    Field::decisive("minute_taker", Shape::Person).searched(),
    Field::decisive("state", Shape::Code(Codes::of("state-meeting", State::CODES))).of_step(),
];

/// The figures of a vote that exclude each other.
const VOTE: &[Field] = &[
    Field::decisive("eligible", Shape::Count),
    Field::decisive("present", Shape::Count),
    Field::decisive("issued", Shape::Count),
    Field::decisive("collected", Shape::Count),
    Field::decisive("valid", Shape::Count),
    Field::decisive("for", Shape::Count),
    Field::decisive("against", Shape::Count),
    Field::decisive("other", Shape::Count),
    Field::decisive("method", Shape::Line),
    Field::decisive("threshold", Shape::Line),
    Field::new("subject", Shape::Line).searched(),
];

const AHEAD: &[&str] = &["du_thao", "chi_uy_thong_nhat", "da_thong_bao"];

const STEPS: &[Step] = &[
    step("agree", &["du_thao"], "chi_uy_thong_nhat"),
    step("announce", &["du_thao", "chi_uy_thong_nhat"], "da_thong_bao"),
    step("open", &["du_thao", "chi_uy_thong_nhat", "da_thong_bao", "hoan"], "dang_hop"),
    step("close", &["dang_hop"], "da_ket_thuc"),
    step("postpone", AHEAD, "hoan"),
    step("cancel", &["du_thao", "chi_uy_thong_nhat", "da_thong_bao", "hoan"], "huy"),
    step("resume", &["hoan", "huy"], "du_thao"),
    Step::new("submit", &["da_ket_thuc"], Does::Submit, &[CELL])
        .guarded(&[Guard { rule: "minutes_signed", holds: minutes_signed }]),
];

const fn step(name: &'static str, from: &'static [&'static str], to: &'static str) -> Step {
    Step::new(name, from, Does::Move(to), &[CELL])
}

/// Whether an officer signed some content; which one holds is told beside it.
fn minutes_signed(record: &Record<'_>) -> bool {
    let signed = record.part("adoption").map(|adoption| adoption.entries().values());
    signed.into_iter().flatten().any(|leaf| matches!(leaf, crate::node::Node::Scalar(crate::node::Scalar::Bytes(_))))
}
