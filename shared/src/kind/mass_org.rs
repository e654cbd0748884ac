//! The Fatherland Front's committee, a mass organisation or an association (Mặt trận, đoàn thể, hội) in a residential unit:
//! who holds which post in it, how many belong to it, how it is graded. A person may belong to several: the memberships
//! stand here, the person in the register.

use super::checks::year;
use super::self_review::GRADES;
use super::spec::{CELL, Codes, DRAWN, Field, Form, Line, Part, Shape, Spec, WARD};

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "mass_org",
    number: 13,
    writers: &[CELL, WARD],
    parts: &[
        Part::new("about", Form::Head, ABOUT).strict(),
        Part::new(
            "memberships",
            Form::Entries,
            &[
                Field::decisive("person", Shape::Person).required(),
                Field::decisive("post", Shape::Code(Codes::of("option-mass_org-post", POSTS))),
                Field::decisive("since", Shape::Partial),
                Field::decisive("until", Shape::Partial),
            ],
        ),
        Part::new(
            "years",
            Form::Entries,
            &[
                Field::decisive("year", Shape::Checked(year)).required(),
                Field::decisive("members", Shape::Count),
                Field::decisive("gathered_percent", Shape::Count),
                Field::decisive("quality", Shape::Code(Codes::of("grade", GRADES))),
                Field::new("note", Shape::Line),
            ],
        ),
        Part::new(
            "activities",
            Form::Entries,
            &[Field::new("on", Shape::Date).required(), Field::new("text", Shape::Text).required().searched()],
        ),
        Part::new("people", Form::People, &[]),
    ],
    line: Line::titled("name"),
    ..DRAWN
};

const SORTS: &[&str] = &[
    "mat_tran",
    "nong_dan",
    "phu_nu",
    "thanh_nien",
    "cuu_chien_binh",
    "cong_doan",
    "chu_thap_do",
    "nguoi_cao_tuoi",
    "khuyen_hoc",
    "khac",
];

const POSTS: &[&str] = &["truong", "pho", "uy_vien", "hoi_vien"];

const ABOUT: &[Field] = &[
    Field::decisive("name", Shape::Line).required().searched(),
    Field::decisive("sort", Shape::Code(Codes::of("option-mass_org-sort", SORTS))).required().listed(),
    Field::decisive("founded_on", Shape::Partial),
    Field::decisive("ended_on", Shape::Partial).listed(),
];
