//! A member's transfer (chuyển sinh hoạt đảng) in the ward's hands: introduced, on the way, received or sent back. The cell asks for it
//! in a [case](super::case). Until it is received the person counts where they were; received, the member's record goes to
//! the new cell, or says that the person has left; for a time, they are a guest there until a day. What is taken back later is a
//! transfer of its own.

use super::checks::number;
use super::spec::{
    Affected, Codes, DRAWN, Does, Drafted, Field, Following, Form, Guard, Life, Line, OFFICE, Origin, PaperOf, Part,
    Record, Shape, Sight, Sources, Spec, Step, Subject, Which, Written,
};
use crate::id::DocId;
use crate::node::Node;
use crate::time::CivilDate;

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "transfer",
    number: 21,
    origin: Origin::About,
    speaks_about: &["case"],
    writers: &[OFFICE],
    parts: &[
        Part::new("about", Form::Head, ABOUT).strict(),
        Part::new(
            "papers",
            Form::Keyed(Subject::Code(Codes::of("option-transfer-paper", PAPERS))),
            &[Field::decisive("handed_on", Shape::Date).required(), Field::new("note", Shape::Line)],
        ),
        Part::new("content", Form::Text, &[]),
        Part::new("people", Form::People, &[]),
    ],
    life: Life { field: "state", states: STATES, closed: &["da_tiep_nhan", "bi_tra_lai"], steps: STEPS },
    line: Line { on: "introduced_on", due: "due", done: &["da_tiep_nhan", "bi_tra_lai"], ..Line::titled("title") },
    draft: Some(draft),
    follows: Some(follows),
    paper: Some(PaperOf {
        dated: "introduced_on",
        without: &["due", "due_rule", "case_read", "received_on", "reason", "content"],
        ..PaperOf::issued("GT")
    }),
    ..DRAWN
};

const STATES: &[&str] = &["chuan_bi", "dang_chuyen", "qua_han", "da_tiep_nhan", "bi_tra_lai"];

/// How a person moves: for good, for a time, between cells of this ward, abroad and back, with a whole organisation.
pub(super) const TYPES: &[&str] =
    &["noi_bo", "chinh_thuc", "tam_thoi", "ra_nuoc_ngoai", "tu_nuoc_ngoai", "chuyen_to_chuc"];

/// What goes along. The member's sheet only where they leave the superior's whole organisation.
const PAPERS: &[&str] = &["the_dang", "ho_so", "ban_tu_kiem_diem", "phieu_dang_vien"];

const ABOUT: &[Field] = &[
    Field::decisive("title", Shape::Line).searched(),
    Field::decisive("person", Shape::Person).searched().listed(),
    Field::decisive("type", Shape::Code(Codes::of("option-transfer-type", TYPES))).listed(),
    Field::decisive("to", Shape::Org).searched().listed(),
    Field::decisive("until", Shape::Date),
    Field::decisive("signed_by", Shape::Line),
    Field::decisive("number", Shape::Checked(number)).of_step().listed(),
    Field::decisive("introduced_on", Shape::Date).of_step(),
    Field::decisive("received_on", Shape::Date).of_step().listed(),
    Field::decisive("case_read", Shape::Line).of_step(),
    Field::decisive("due", Shape::Date).of_step(),
    Field::new("due_rule", Shape::Line).of_step(),
    Field::new("reason", Shape::Line).of_step(),
    Field::decisive("state", Shape::Code(Codes::of("state-transfer", STATES))).of_step(),
];

const STEPS: &[Step] = &[
    Step::new("introduce", &["chuan_bi"], Does::Move("dang_chuyen"), &[OFFICE])
        .asking(&["number", "introduced_on"])
        .guarded(&[Guard { rule: "has_aim", holds: has_aim }]),
    Step::new("receive", &["dang_chuyen", "qua_han"], Does::MoveReading("da_tiep_nhan", "case_read"), &[OFFICE])
        .asking(&["received_on"])
        .guarded(&[Guard { rule: "is_cell_here", holds: is_cell_here }])
        .affecting(member),
    Step::new("lapse", &["dang_chuyen"], Does::Move("qua_han"), &[OFFICE]),
    Step::new("send_back", &["chuan_bi", "dang_chuyen", "qua_han"], Does::Move("bi_tra_lai"), &[OFFICE])
        .asking(&["reason"]),
];

fn has_aim(record: &Record<'_>) -> bool {
    record.head("type").is_some() && record.head("to").is_some()
}

/// Between cells of the ward the record itself moves, so the cell has to be one of them and not a name typed.
fn is_cell_here(record: &Record<'_>) -> bool {
    has_aim(record) && (record.head("type") != Some("noi_bo") || cell(record).is_some())
}

fn cell(record: &Record<'_>) -> Option<DocId> {
    record.head("to")?.parse().ok()
}

/// What the cell asked for is what the office begins with.
fn draft(sources: &Sources<'_>) -> Vec<Drafted> {
    let Some(case) = sources.about.and_then(|case| Some((case, case.get("about")?))) else { return Vec::new() };
    let (tree, head) = case;
    let taken = |name: &'static str, from: &str| Some((name, head.str(from)?.to_owned()));
    let named = |field: &'static str| head.str(field).map(|key| (field, called(tree, key)));
    let all = [taken("title", "title"), named("person"), taken("type", "transfer"), named("to")];
    let fields: Vec<_> = all.into_iter().flatten().collect();
    if fields.is_empty() { Vec::new() } else { vec![Drafted { part: "about", fields }] }
}

/// The name a record has for what it keeps, or what was typed.
fn called(tree: &Node, key: &str) -> String {
    tree.get("people").and_then(|people| people.str(key)).unwrap_or(key).to_owned()
}

/// By when the member shows the introduction at the new place.
fn follows(written: Written<'_>, sight: Sight<'_>) -> Vec<Following> {
    if written.part != "about" || written.field != "introduced_on" {
        return Vec::new();
    }
    let text = |field: &str| (sight.value)("about", field).and_then(|value| value.as_str().map(str::to_owned));
    let introduced = text("introduced_on").and_then(|day| CivilDate::parse(&day).ok());
    sight.due(introduced.map(|day| (day, "transfer_introduction_working_days_max")))
}

/// What a transfer that was received comes to in the member's own record, and in the cell in which they are a guest.
fn member(record: &Record<'_>) -> Vec<Affected> {
    of_member(record).into_iter().chain(guest(record)).collect()
}

/// Who lives elsewhere for a time has a record there as well, which the other cell keeps: it counts nobody, and the member's own
/// stays where it was.
fn guest(record: &Record<'_>) -> Option<Affected> {
    let (case, cell) = (record.about?, cell(record).filter(|_| record.head("type") == Some("tam_thoi"))?);
    let name = called(case, case.get("about")?.str("person")?);
    let received = record.head("received_on")?.to_owned();
    let from = record.home.map(|home| ("moved_in_from", home.to_owned()));
    let fields = vec![("full_name", name), ("status", "tam_thoi_den".to_owned()), ("moved_in_on", received)];
    let fields = fields.into_iter().chain(from).chain(until(record)).collect();
    Some(Affected { which: Which::Begun("member", cell.as_org().to_string()), fields })
}

/// The last day, which both of the cells are told.
fn until(record: &Record<'_>) -> Option<(&'static str, String)> {
    record.head("until").map(|day| ("guest_until", day.to_owned()))
}

fn of_member(record: &Record<'_>) -> Option<Affected> {
    let person = record.about?.get("about")?.str("person")?.to_owned();
    let received = record.head("received_on")?.to_owned();
    let to = || called(record.tree, record.head("to").unwrap_or_default());
    let away =
        |status: &str| vec![("status", status.to_owned()), ("moved_out_on", received.clone()), ("moved_out_to", to())];
    let fields = match (record.head("type")?, cell(record)) {
        // Without a last day none of an earlier time is left to hold.
        ("tam_thoi", _) => {
            let until = until(record).unwrap_or(("guest_until", String::new()));
            away("tam_thoi_di").into_iter().chain([until]).collect()
        }
        (_, Some(cell)) => vec![("cell", cell.to_string()), ("moved_in_on", received)],
        (_, None) => away("chuyen_di"),
    };
    Some(Affected { which: Which::There(person), fields })
}
