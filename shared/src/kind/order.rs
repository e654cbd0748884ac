//! An order that records be taken away (quyết định thu hồi hồ sơ): a lawful order, or data of a wrong person. It names records by
//! their ids and keeps nothing of what they say. Carried out it cannot be taken back.

use super::checks::number;
use super::spec::{
    Codes, DRAWN, Does, Field, Form, Guard, Life, Line, OFFICE_ALONE, Part, Record, Shape, Spec, Step, Subject,
    TakesAway,
};

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "order",
    number: 24,
    writers: &[OFFICE_ALONE],
    parts: &[
        Part::new("about", Form::Head, ABOUT).strict(),
        Part::new(
            AWAY.part,
            Form::Keyed(Subject::Record),
            &[
                Field::decisive(AWAY.way, Shape::Code(Codes::of("option-order-way", WAYS))).required(),
                // One that is there already, or that is made when the order is carried out.
                Field::decisive(AWAY.successor, Shape::Record(&[])),
                Field::new(AWAY.copied, Shape::Line).of_step(),
            ],
        ),
    ],
    life: Life { field: "state", states: STATES, closed: &[AWAY.state, "thoi"], steps: STEPS },
    line: Line { on: "issued_on", done: &[AWAY.state, "thoi"], ..Line::titled("title") },
    takes_away: Some(&AWAY),
    ..DRAWN
};

static AWAY: TakesAway = TakesAway {
    state: "da_thi_hanh",
    part: "records",
    way: "way",
    withdrawn: "rut",
    superseding: "thay",
    successor: "successor",
    copied: "copied",
};

const STATES: &[&str] = &["du_thao", "da_quyet_dinh", "da_thi_hanh", "thoi"];

/// Demanded by an authority, data of a wrong person, entered twice with wrong data, nothing that belongs here.
const GROUNDS: &[&str] = &["phap_luat", "nham_nguoi", "ghi_trung", "khong_thuoc_pham_vi"];

/// Withdrawn, or superseded by a new record with the present content and no history.
const WAYS: &[&str] = &[AWAY.withdrawn, AWAY.superseding];

/// The one thing to say when it is carried out: that it was read that nothing brings the records back.
const CONFIRMED: &[&str] = &["khong_lay_lai_duoc"];

const ABOUT: &[Field] = &[
    Field::decisive("title", Shape::Line).required().searched(),
    Field::decisive("ground", Shape::Code(Codes::of("option-order-ground", GROUNDS))).required().listed(),
    Field::decisive("asked_by", Shape::Line),
    Field::decisive("signed_by", Shape::Line),
    Field::decisive("number", Shape::Checked(number)).of_step().listed(),
    Field::decisive("issued_on", Shape::Date).of_step(),
    Field::decisive("confirmed", Shape::Code(Codes::of("option-order-confirmed", CONFIRMED))).of_step(),
    Field::new("reason", Shape::Line).of_step(),
    Field::decisive("state", Shape::Code(Codes::of("state-order", STATES))).of_step(),
];

const STEPS: &[Step] = &[
    Step::new("decide", &["du_thao"], Does::Move("da_quyet_dinh"), &[OFFICE_ALONE])
        .asking(&["number", "issued_on"])
        .guarded(&[Guard { rule: "names_records", holds: names_records }]),
    Step::new("carry_out", &["da_quyet_dinh"], Does::Move("da_thi_hanh"), &[OFFICE_ALONE])
        .asking(&["confirmed"])
        .guarded(&[
            Guard { rule: "names_records", holds: names_records },
            Guard { rule: "has_successors", holds: has_successors },
        ]),
    Step::new("drop", &["du_thao", "da_quyet_dinh"], Does::Move("thoi"), &[OFFICE_ALONE]).asking(&["reason"]),
];

fn names_records(record: &Record<'_>) -> bool {
    !AWAY.named(record.tree).is_empty()
}

/// Where none was named, the console makes the record that stands in for another before this step.
fn has_successors(record: &Record<'_>) -> bool {
    AWAY.named(record.tree).iter().all(|away| !away.is_superseded || away.successor.is_some_and(|to| to != away.doc))
}
