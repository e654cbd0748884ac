//! A cell's resolution (nghị quyết) or conclusion (kết luận), in the four parts of guideline 42-HD: the month's review with
//! the table of last month's tasks, the plan, who does what, and the score the cell gives itself.
//!
//! Its draft carries no number: one is given when it is issued, by the head of the cell, so that no two devices give one.

use std::collections::{BTreeMap, BTreeSet};

use super::checks::{month, number};
use super::spec::{
    CELL, Codes, Does, Drafted, Field, Form, Guard, HEADS, Life, Line, OpenRecord, Origin, Part, Reach, Record, Shape,
    Sources, Spec, Step, StreamClass, Subject,
};
use crate::limits::LINE_CHARS_MAX;
use crate::node::Node;
use crate::text::{as_key, secrecy_marking, shortened_line};

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "resolution",
    number: 4,
    stream: StreamClass::Own,
    origin: Origin::About,
    speaks_about: &["meeting"],
    nth: None,
    writers: &[CELL],
    persons: Reach::Own,
    parts: &[
        Part::new("about", Form::Head, ABOUT).strict(),
        Part::new("bases", Form::Entries, TEXT),
        Part::new("review", Form::Text, &[]),
        Part::new(
            "last_tasks",
            Form::Keyed(Subject::Record),
            &[
                Field::new("title", Shape::Line).required().searched(),
                // What each phone knew when it began the draft: a difference asks nobody for a decision.
                Field::new("at_start", Shape::Code(TASK_STATES)),
                Field::decisive("result", Shape::Code(TASK_STATES)),
                Field::new("note", Shape::Line),
            ],
        ),
        // What the chair concluded on each item of the agenda, from which the plan is written.
        Part::new(
            "conclusions",
            Form::Keyed(Subject::Words),
            &[Field::new("item", Shape::Line).required(), Field::new("conclusion", Shape::Line).searched()],
        ),
        Part::new(
            "praise",
            Form::Entries,
            &[
                Field::new("kind", Shape::Code(Codes::of("option-resolution-kind", &["khen", "nhac_nho"]))).required(),
                Field::new("person", Shape::Person),
                Field::new("text", Shape::Text).required().searched(),
            ],
        ),
        Part::new("shortcomings", Form::Entries, TEXT),
        Part::new("plan", Form::Text, &[]),
        Part::new("assignments", Form::Entries, ASSIGNMENT),
        Part::new("self_score", Form::Text, &[]),
        Part::new("minority", Form::Entries, TEXT),
        Part::new("sent_to", Form::Entries, &[Field::new("to", Shape::Line).required()]),
        Part::new("people", Form::People, &[]),
    ],
    head: "about",
    life: Life { field: "state", states: STATES, closed: &["da_ban_hanh", "bai_bo"], steps: STEPS },
    line: Line { on: "issued_on", ..Line::titled("title") },
    draft: Some(draft),
    model: "",
    follows: None,
    paper: None,
    counted: None,
    takes_away: None,
    page: "",
};

const STATES: &[&str] = &["du_thao", "da_thong_qua", "da_ban_hanh", "bai_bo"];

const ABOUT: &[Field] = &[
    Field::decisive("title", Shape::Line).required().searched(),
    Field::decisive("form", Shape::Code(Codes::of("option-resolution-form", &["nghi_quyet", "ket_luan"]))).listed(),
    Field::new("month", Shape::Checked(month)).listed(),
    Field::decisive("signed_for", Shape::Code(Codes::of("option-resolution-signed_for", &["chi_bo", "chi_uy"]))),
    Field::decisive("signed_by", Shape::Person),
    Field::decisive("adopted_by", Shape::Line).of_step(),
    Field::decisive("number", Shape::Checked(number)).of_step().listed(),
    Field::decisive("issued_on", Shape::Date).of_step(),
    Field::new("reason", Shape::Line).of_step(),
    Field::decisive("state", Shape::Code(Codes::of("state-resolution", STATES))).of_step(),
];

const TEXT: &[Field] = &[Field::new("text", Shape::Text).required().searched()];

/// One row of part III, in the six plain points: who, what, when, how, with what result, on whose authority.
const ASSIGNMENT: &[Field] = &[
    Field::new("what", Shape::Text).required().searched(),
    Field::decisive("lead", Shape::Person),
    Field::new("partners", Shape::Line),
    Field::decisive("due", Shape::Date),
    Field::new("how", Shape::Line),
    Field::new("product", Shape::Line),
    Field::new("authority", Shape::Line),
];

const TASK_STATES: Codes = Codes::of("state-task", super::task::STATES);

/// Longest conclusion that is taken over, in characters; the rest stands in the minutes.
const CONCLUSION_CHARS_MAX: usize = 400;

/// A draft begins with last month's tasks and their state, and with what the chair of the meeting concluded. What another
/// device wrote and no field here would take is left out: it must not keep anybody from beginning.
fn draft(sources: &Sources<'_>) -> Vec<Drafted> {
    let task = |open: &OpenRecord| {
        let title = shortened_line(&open.title, LINE_CHARS_MAX).filter(|title| !title.is_empty())?;
        let fields = vec![("subject", open.id.clone()), ("title", title), ("at_start", open.state.clone())];
        Some(Drafted { part: "last_tasks", fields })
    };
    let concluded =
        sources.about.map(conclusions).unwrap_or_default().into_iter().filter_map(|(item, (title, said))| {
            let fields = vec![
                ("subject", item),
                ("item", shortened_line(&title, LINE_CHARS_MAX)?),
                ("conclusion", shortened_line(&said, CONCLUSION_CHARS_MAX)?),
            ];
            Some(Drafted { part: "conclusions", fields })
        });
    sources.open.iter().filter_map(task).chain(concluded).collect()
}

/// What the chair concluded on each item of a meeting's agenda: the item's title, and all that was said in one line. An
/// item on which one conclusion carries a secrecy marking is left out: joined or shortened, it would no longer be seen.
fn conclusions(meeting: &Node) -> BTreeMap<String, (String, String)> {
    let said = meeting.get("says").map(Node::items).unwrap_or_default();
    let mut of_items: BTreeMap<String, (String, String)> = BTreeMap::new();
    let mut marked = BTreeSet::new();
    for (_, said) in said.iter().filter(|(_, said)| said.str("role") == Some("ket_luan")) {
        let (Some(item), Some(text)) = (said.str("item").map(as_key), said.passage("text")) else { continue };
        if secrecy_marking(&text).is_some() {
            marked.insert(item);
        } else if !item.is_empty() {
            let title = meeting.get("agenda").and_then(|agenda| agenda.line(&format!("{item}/title")));
            let (_, all) = of_items.entry(item.clone()).or_insert_with(|| (title.unwrap_or(item), String::new()));
            for word in text.split_whitespace() {
                all.push_str(if all.is_empty() { "" } else { " " });
                all.push_str(word);
            }
        }
    }
    of_items.retain(|item, _| !marked.contains(item));
    of_items
}

const STEPS: &[Step] = &[
    Step::new("adopt", &["du_thao"], Does::Move("da_thong_qua"), &[CELL])
        .asking(&["adopted_by"])
        .guarded(&[Guard { rule: "vote_passed", holds: vote_passed }]),
    Step::new("issue", &["da_thong_qua"], Does::Move("da_ban_hanh"), &[HEADS]).asking(&["number", "issued_on"]),
    Step::new("reopen", &["da_thong_qua"], Does::Move("du_thao"), &[HEADS]).asking(&["reason"]),
    Step::new("repeal", &["da_ban_hanh"], Does::Move("bai_bo"), &[HEADS]).asking(&["reason"]),
];

/// Whether the meeting it speaks about recorded a vote on such a paper with more for it than against. A threshold that was
/// missed is told beside the vote; whether the paper was adopted all the same is for the meeting to say.
fn vote_passed(record: &Record<'_>) -> bool {
    let form = record.head("form").unwrap_or("nghi_quyet");
    let votes = record.about.and_then(|about| about.get("votes"));
    votes.is_some_and(|votes| {
        let agree = |leaf: &str| votes.int(leaf).unwrap_or_default();
        votes.entries().keys().filter_map(|leaf| leaf.strip_suffix("/for")).any(|vote| {
            vote.split(':').next() == Some(form) && agree(&format!("{vote}/for")) > agree(&format!("{vote}/against"))
        })
    })
}
