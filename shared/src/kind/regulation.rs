//! A working regulation (quy chế làm việc) of a cell or of the ward: drafted, talked over, adopted by a vote, issued with a
//! number, in force until another one takes its place. An amendment names what it amends; one is in force in a term.

use super::checks::{more_than_half, number, term};
use super::spec::{
    ALONE, COMMITTEE, Codes, DRAWN, Does, Drafted, Field, Form, Guard, HEADS, Life, Line, PaperOf, Part, Record, Shape,
    Sources, Spec, Step, StreamClass, WARD,
};
use crate::node::{EntryId, Node, Scalar};

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "regulation",
    number: 8,
    // The ward's is what its cells work by, and what they take their own from.
    stream: StreamClass::Published,
    writers: &[COMMITTEE, WARD],
    parts: &[
        Part::new("about", Form::Head, ABOUT).strict(),
        Part::new("bases", Form::Entries, &[Field::new("text", Shape::Text).required().searched()]),
        Part::new(
            "articles",
            Form::Entries,
            &[
                Field::new("chapter", Shape::Line),
                Field::new("heading", Shape::Line).required().searched(),
                Field::new("text", Shape::Text).searched(),
            ],
        ),
        Part::new(
            "opinions",
            Form::Entries,
            &[
                Field::new("by", Shape::Person),
                Field::new("text", Shape::Text).required().searched(),
                Field::new("answer", Shape::Line),
            ],
        ),
        Part::new("people", Form::People, &[]),
    ],
    life: Life { field: "state", states: STATES, closed: &["hieu_luc", "het_hieu_luc"], steps: STEPS },
    line: Line { on: "issued_on", about: "amends", figures: Some(figures), ..Line::titled("title") },
    draft: Some(draft),
    model: "model",
    // What was said of its draft, and how it was adopted, is no part of what holds.
    paper: Some(PaperOf {
        without: &["opinions", "action", "adopted_on", "votes_for", "votes_of", "in_force_to"],
        articles: "articles",
        ..PaperOf::issued("QC")
    }),
    ..DRAWN
};

/// A draft begins with what its model is based on and with its articles; each is then a text of its own.
fn draft(sources: &Sources<'_>) -> Vec<Drafted> {
    let taken = |part: &'static str, lines: &[&'static str], texts: &[&'static str]| -> Vec<Drafted> {
        let items = sources.model.and_then(|model| model.get(part)).map(Node::items).unwrap_or_default();
        let of_item = |(_, item): &(EntryId, Node)| {
            let lines = lines.iter().filter_map(|name| Some((*name, item.line(name)?)));
            let texts = texts.iter().filter_map(|name| Some((*name, item.passage(name)?)));
            Drafted { part, fields: lines.chain(texts).filter(|(_, taken)| !taken.trim().is_empty()).collect() }
        };
        items.iter().map(of_item).filter(|drafted| !drafted.fields.is_empty()).collect()
    };
    let articles = taken("articles", &["chapter", "heading"], &["text"]);
    let headed = |article: &Drafted| article.fields.iter().any(|(name, _)| *name == "heading");
    taken("bases", &[], &["text"]).into_iter().chain(articles.into_iter().filter(headed)).collect()
}

const STATES: &[&str] = &["du_thao", "lay_y_kien", "da_thong_qua", "hieu_luc", "het_hieu_luc"];

const ACTIONS: &[&str] = &["ban_hanh_moi", "sua_doi", "bo_sung", "thay_the"];

const ABOUT: &[Field] = &[
    Field::decisive("title", Shape::Line).required().searched(),
    Field::decisive("action", Shape::Code(Codes::of("option-regulation-action", ACTIONS))).listed(),
    Field::decisive("term", Shape::Checked(term)).required().listed(),
    // The ward's regulation it was drafted from.
    Field::decisive("model", Shape::Record(&["regulation"])),
    // What it amends, supplements or takes the place of.
    Field::decisive("amends", Shape::Record(&["regulation"])),
    Field::decisive("adopted_on", Shape::Date),
    Field::decisive("votes_for", Shape::Count),
    Field::decisive("votes_of", Shape::Count),
    Field::decisive("number", Shape::Checked(number)).of_step().listed(),
    Field::decisive("issued_on", Shape::Date).of_step(),
    Field::decisive("in_force_from", Shape::Date).of_step().listed(),
    Field::decisive("in_force_to", Shape::Date).of_step().listed(),
    Field::new("reason", Shape::Line).of_step(),
    Field::decisive("state", Shape::Code(Codes::of("state-regulation", STATES))).of_step(),
];

const STEPS: &[Step] = &[
    Step::new("consult", &["du_thao"], Does::Move("lay_y_kien"), &[COMMITTEE, WARD]),
    Step::new("adopt", &["du_thao", "lay_y_kien"], Does::Move("da_thong_qua"), &[COMMITTEE, WARD])
        .guarded(&[Guard { rule: "more_than_half", holds: more_than_half }]),
    Step::new("issue", &["da_thong_qua"], Does::Move("hieu_luc"), &[HEADS, WARD]).asking(&[
        "number",
        "issued_on",
        "in_force_from",
    ]),
    Step::new("reopen", &["lay_y_kien", "da_thong_qua"], Does::Move("du_thao"), &[HEADS, WARD]).asking(&["reason"]),
    Step::new("end", &["hieu_luc"], Does::Move("het_hieu_luc"), &[HEADS, WARD]).asking(&["in_force_to", "reason"]),
];

/// One that stands on its own is in force alone in its term; an amendment is in force beside what it amends.
fn figures(record: &Record<'_>) -> Vec<(&'static str, Scalar)> {
    let is_whole = matches!(record.head("action"), None | Some("ban_hanh_moi" | "thay_the"));
    let term = record.head("term").filter(|_| is_whole && record.state() == "hieu_luc");
    term.map(|term| (ALONE, Scalar::Str(term.to_owned()))).into_iter().collect()
}
