//! A cell's resolution (nghị quyết) or conclusion (kết luận), in the four parts of guideline 42-HD: the month's review with
//! the table of last month's tasks, the plan, who does what, and the score the cell gives itself.
//!
//! Its draft carries no number: one is given when it is issued, by the head of the cell, so that no two devices give one.

use super::spec::{
    CELL, Codes, Does, Drafted, Field, Form, Guard, HEADS, Life, Line, OpenRecord, Origin, Part, Record, Shape,
    Sources, Spec, Step, StreamClass, Subject,
};
use crate::node::Node;

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "resolution",
    number: 4,
    stream: StreamClass::Own,
    origin: Origin::About,
    speaks_about: &["meeting"],
    writers: &[CELL],
    parts: &[
        Part::new("about", Form::Head, ABOUT).strict(),
        Part::new("bases", Form::Entries, TEXT),
        Part::new("review", Form::Text, &[]),
        Part::new(
            "last_tasks",
            Form::Keyed(Subject::Record),
            &[
                Field::new("title", Shape::Line).required().searched(),
                Field::decisive("at_start", Shape::Code(TASK_STATES)),
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

/// A draft begins with last month's tasks and their state, and with what the chair of the meeting concluded.
fn draft(sources: &Sources<'_>) -> Vec<Drafted> {
    let task = |open: &OpenRecord| Drafted {
        part: "last_tasks",
        fields: vec![("subject", open.id.clone()), ("title", open.title.clone()), ("at_start", open.state.clone())],
    };
    let said = sources.about.and_then(|about| about.get("says")).map(Node::items).unwrap_or_default();
    let concluded = said.iter().filter(|(_, said)| said.str("role") == Some("ket_luan")).filter_map(|(_, said)| {
        let (item, text) = (said.str("item")?, said.passage("text")?);
        let line: String =
            text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(CONCLUSION_CHARS_MAX).collect();
        Some(Drafted {
            part: "conclusions",
            fields: vec![("subject", item.to_owned()), ("item", item.to_owned()), ("conclusion", line)],
        })
    });
    sources.open.iter().map(task).chain(concluded).collect()
}

const STEPS: &[Step] = &[
    Step {
        name: "adopt",
        from: &["du_thao"],
        does: Does::Move("da_thong_qua"),
        by: &[CELL],
        asks: &["adopted_by"],
        guards: &[Guard { rule: "vote_passed", holds: vote_passed }],
    },
    Step {
        name: "issue",
        from: &["da_thong_qua"],
        does: Does::Move("da_ban_hanh"),
        by: &[HEADS],
        asks: &["number", "issued_on"],
        guards: &[],
    },
    Step {
        name: "reopen",
        from: &["da_thong_qua"],
        does: Does::Move("du_thao"),
        by: &[HEADS],
        asks: &["reason"],
        guards: &[],
    },
    Step {
        name: "repeal",
        from: &["da_ban_hanh"],
        does: Does::Move("bai_bo"),
        by: &[HEADS],
        asks: &["reason"],
        guards: &[],
    },
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

/// `YYYY-MM`.
fn month(typed: &str) -> Result<String, &'static str> {
    match crate::time::CivilDate::parse(&format!("{typed}-01")) {
        Ok(_) => Ok(typed.to_owned()),
        Err(_) => Err("write the month as 2026-11"),
    }
}

/// A number has at least two digits: 05.
fn number(typed: &str) -> Result<String, &'static str> {
    match typed.parse::<u16>() {
        Ok(number) if (1..=999).contains(&number) => Ok(format!("{number:02}")),
        _ => Err("write the number alone, from 1 to 999"),
    }
}
