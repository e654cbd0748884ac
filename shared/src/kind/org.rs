//! A party organisation (tổ chức đảng): its name, class, place in the tree and dates.

use super::spec::{Codes, Field, Form, Life, Line, OFFICE, Origin, Part, Reach, Shape, Spec, StreamClass, Subject};
use crate::code::codes;

codes! {
    /// Class of an organisation (loại hình).
    OrgClass {
        /// Provincial committee (tỉnh ủy, thành ủy).
        Province = "tinh",
        /// Ward or commune committee (đảng ủy xã, phường).
        Ward = "phuong_xa",
        /// Grassroots party committee (đảng bộ cơ sở).
        BaseCommittee = "dang_bo_co_so",
        /// Cell (chi bộ).
        Cell = "chi_bo",
        /// Party group within a cell (tổ đảng).
        Group = "to_dang",
    }
}

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "org",
    number: 3,
    stream: StreamClass::Published,
    origin: Origin::Organisation,
    speaks_about: &[],
    nth: None,
    writers: &[OFFICE],
    persons: Reach::Own,
    parts: &[
        Part::new("about", Form::Head, ABOUT),
        Part::new("links", Form::Keyed(Subject::Record), &[Field::decisive("successor", Shape::Flag)]),
        Part::new("posts", Form::Typed, &[]),
    ],
    head: "about",
    life: Life::NONE,
    line: Line::titled("name"),
    draft: None,
    model: "",
    follows: None,
    paper: None,
    counted: None,
    takes_away: None,
    page: "cells",
};

const ABOUT: &[Field] = &[
    Field::decisive("name", Shape::Line).required().searched(),
    Field::decisive("name_since", Shape::Date).listed(),
    Field::decisive("class", Shape::Code(Codes::of("org_class", OrgClass::CODES))).listed(),
    Field::new("unit_kind", Shape::Line).listed(),
    Field::decisive("parent", Shape::Record(&[])).listed(),
    Field::decisive("parent_since", Shape::Date).listed(),
    Field::decisive("valid_from", Shape::Date).listed(),
    Field::decisive("valid_to", Shape::Date).listed(),
    Field::decisive("carried_by", Shape::Record(&[])).of_step().listed(),
];
