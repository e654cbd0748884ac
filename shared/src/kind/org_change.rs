//! How organisations are set up anew (sắp xếp, kiện toàn tổ chức): proposed, decided with a number, handed over, done. What is
//! done changes the records of the organisations and of the members who go elsewhere; a cell that is founded is added on the
//! page of the cells first. What is taken back later is a change of its own.

use std::collections::BTreeMap;

use super::checks::number;
use super::org::OrgClass;
use super::spec::{
    Affected, Codes, DRAWN, Does, Field, Form, Guard, Life, Line, OFFICE_ALONE, PaperOf, Part, Reach, Record, Shape,
    Spec, Step, Subject, Which,
};
use crate::id::DocId;
use crate::node::Node;
use crate::time::CivilDate;

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "org_change",
    number: 22,
    writers: &[OFFICE_ALONE],
    persons: Reach::Below,
    parts: &[
        Part::new("about", Form::Head, ABOUT).strict(),
        Part::new("orgs", Form::Entries, &[Field::new("org", Shape::Org).required().searched()]),
        Part::new("members", Form::PERSONS, &[Field::decisive("to", Shape::Org), Field::new("note", Shape::Line)]),
        Part::new(
            "handed",
            Form::Keyed(Subject::Code(Codes::of("option-org_change-handed", HANDED))),
            &[
                Field::new("count", Shape::Count),
                Field::decisive("handed_on", Shape::Date).required(),
                Field::new("note", Shape::Line),
            ],
        ),
        Part::new("content", Form::Text, &[]),
        Part::new("people", Form::People, &[]),
    ],
    life: Life { field: "state", states: STATES, closed: &["hoan_tat", "thoi"], steps: STEPS },
    line: Line { on: "effective_on", done: &["hoan_tat", "thoi"], ..Line::titled("title") },
    paper: Some(PaperOf::issued("QĐ")),
    ..DRAWN
};

const STATES: &[&str] = &["de_an", "da_quyet_dinh", "ban_giao", "hoan_tat", "thoi"];

/// Founded, joined into a new one, joined into another, divided, parted from, put under another, raised or lowered, renamed,
/// dissolved.
const TYPES: &[&str] =
    &["thanh_lap", "hop_nhat", "sap_nhap", "chia", "tach", "chuyen_giao", "nang_ha", "doi_ten", "giai_the"];

/// What is handed over.
const HANDED: &[&str] = &["dang_vien", "ho_so", "so_sach", "con_dau", "dang_phi", "nhiem_vu", "tai_san"];

const ABOUT: &[Field] = &[
    Field::decisive("title", Shape::Line).required().searched(),
    Field::decisive("type", Shape::Code(Codes::of("option-org_change-type", TYPES))).required().listed(),
    // Who carries the organisations on, or what they lie under from then on.
    Field::decisive("to", Shape::Org).searched().listed(),
    Field::decisive("name", Shape::Line),
    Field::decisive("class", Shape::Code(Codes::of("org_class", OrgClass::CODES))),
    Field::decisive("signed_by", Shape::Line),
    Field::decisive("number", Shape::Checked(number)).of_step().listed(),
    Field::decisive("issued_on", Shape::Date).of_step(),
    Field::decisive("effective_on", Shape::Date).of_step().listed(),
    Field::new("reason", Shape::Line).of_step(),
    Field::decisive("state", Shape::Code(Codes::of("state-org_change", STATES))).of_step(),
];

const STEPS: &[Step] = &[
    Step::new("decide", &["de_an"], Does::Move("da_quyet_dinh"), &[OFFICE_ALONE])
        .asking(&["number", "issued_on", "effective_on"])
        .guarded(COMPLETE),
    Step::new("hand_over", &["da_quyet_dinh"], Does::Move("ban_giao"), &[OFFICE_ALONE]),
    // What follows holds at once.
    Step::new("finish", &["ban_giao"], Does::Move("hoan_tat"), &[OFFICE_ALONE])
        .guarded(COMPLETE)
        .not_before("effective_on")
        .affecting(changes),
    Step::new("drop", &["de_an", "da_quyet_dinh", "ban_giao"], Does::Move("thoi"), &[OFFICE_ALONE]).asking(&["reason"]),
];

const COMPLETE: &[Guard] = &[
    Guard { rule: "has_orgs", holds: has_orgs },
    Guard { rule: "has_heir", holds: has_heir },
    Guard { rule: "has_naming", holds: has_naming },
    Guard { rule: "has_members", holds: has_members },
];

/// Organisations that are in the tree, not names typed. Who is founded stands in `to`.
fn has_orgs(record: &Record<'_>) -> bool {
    let listed = entries(record);
    let are_known = listed.iter().all(|org| is_known(org));
    are_known && (record.head("type") == Some("thanh_lap") || !listed.is_empty())
}

/// Whoever is joined with others, divided or put under another one needs to be told with whom, and it is none of them.
fn has_heir(record: &Record<'_>) -> bool {
    let is_needed = !matches!(record.head("type"), Some("nang_ha" | "doi_ten" | "giai_the"));
    match to(record) {
        Some(to) => !entries(record).contains(&to),
        None => !is_needed && record.head("to").is_none(),
    }
}

/// A new name is one organisation's; a class has to be said where it changes.
fn has_naming(record: &Record<'_>) -> bool {
    match record.head("type") {
        Some("doi_ten") => record.head("name").is_some() && entries(record).len() == 1,
        Some("nang_ha") => record.head("class").is_some(),
        _ => true,
    }
}

/// Members of the register: a name that is nobody's, or several people's, would move nobody.
fn has_members(record: &Record<'_>) -> bool {
    aims(record).keys().all(|member| is_known(member))
}

fn to<'a>(record: &Record<'a>) -> Option<&'a str> {
    record.head("to").filter(|to| is_known(to))
}

/// Whether an organisation or a member has a record here, and is no name typed.
fn is_known(id: &str) -> bool {
    id.parse::<DocId>().is_ok()
}

fn entries<'a>(record: &Record<'a>) -> Vec<&'a str> {
    let listed = record.part("orgs").map(Node::items).unwrap_or_default();
    listed.iter().filter_map(|(_, entry)| entry.str("org")).collect()
}

/// What a change comes to: first in the records of members who go elsewhere, then in those of the organisations.
fn changes(record: &Record<'_>) -> Vec<Affected> {
    let Some(since) = record.head("effective_on") else { return Vec::new() };
    let mut all = members(record, since);
    let last = || Some(CivilDate::parse(since).ok()?.plus_days(-1)?.to_string());
    let fields = match record.head("type") {
        Some("hop_nhat" | "sap_nhap" | "chia" | "giai_the") => {
            let ended = last().map(|last| ("valid_to", last));
            let carried = to(record).map(|to| ("carried_by", to.to_owned()));
            ended.into_iter().chain(carried).collect()
        }
        Some("chuyen_giao") => under(record, since),
        Some("doi_ten") => said(record, "name").chain([("name_since", since.to_owned())]).collect(),
        Some("nang_ha") => said(record, "class").chain(under(record, since)).collect(),
        _ => Vec::new(),
    };
    if !fields.is_empty() {
        all.extend(
            entries(record)
                .into_iter()
                .map(|org| Affected { which: Which::There(org.to_owned()), fields: fields.clone() }),
        );
    }
    all
}

fn under(record: &Record<'_>, since: &str) -> Vec<(&'static str, String)> {
    to(record).map_or_else(Vec::new, |to| vec![("parent", to.to_owned()), ("parent_since", since.to_owned())])
}

fn said<'a>(record: &'a Record<'_>, field: &'static str) -> impl Iterator<Item = (&'static str, String)> + use<'a> {
    record.head(field).map(|said| (field, said.to_owned())).into_iter()
}

/// The members who are listed, each with the organisation that stands beside them.
fn aims<'a>(record: &Record<'a>) -> BTreeMap<&'a str, Option<&'a str>> {
    let Some(listed) = record.part("members") else { return BTreeMap::new() };
    let mut aims: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for (leaf, (member, field)) in listed.entries().keys().filter_map(|leaf| Some((leaf, leaf.split_once('/')?))) {
        let aim = aims.entry(member).or_default();
        if field == "to" {
            *aim = listed.str(leaf).filter(|to| is_known(to));
        }
    }
    aims
}

/// Members who are listed go where it stands beside them, else where the others go.
fn members(record: &Record<'_>, since: &str) -> Vec<Affected> {
    let moved = |(member, aim): (&str, Option<&str>)| {
        let cell = aim.or_else(|| to(record))?;
        let fields = vec![("cell", cell.to_owned()), ("moved_in_on", since.to_owned())];
        Some(Affected { which: Which::There(member.to_owned()), fields })
    };
    aims(record).into_iter().filter_map(moved).collect()
}
