//! What a cell answers to the ward's review of a record. There is one for each record, so that two officers meet in it;
//! each answer names the remark or request it answers.

use super::spec::{CELL, Field, Form, Life, Line, Origin, Part, Reach, Shape, Spec, StreamClass};

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "reply",
    number: 7,
    stream: StreamClass::Own,
    origin: Origin::About,
    speaks_about: &["meeting", "resolution"],
    nth: None,
    writers: &[CELL],
    persons: Reach::Own,
    parts: &[
        Part::new("about", Form::Head, &[]),
        Part::new(
            "answers",
            Form::Entries,
            &[
                Field::new("to", Shape::Line).required(),
                Field::new("by", Shape::Person),
                Field::new("text", Shape::Text).required().searched(),
                Field::decisive("mended_on", Shape::Date),
            ],
        ),
        Part::new("people", Form::People, &[]),
    ],
    head: "about",
    life: Life::NONE,
    line: Line::titled(""),
    draft: None,
    model: "",
    follows: None,
    paper: None,
    counted: None,
    takes_away: None,
    page: "",
};
