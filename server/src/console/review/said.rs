//! What the ward and the cell said of a record: remarks with their answers, requests, the checklist, the decision.

use shared::doc::Doc;
use shared::kind::spec::{Form, Subject};
use shared::record::RecordView;
use shared::record::view::EntryView;
use shared::time::CivilDate;

use super::super::guard::RequestContext;
use super::super::view::{Answer, Asked, Badge, Check, Remark, Verdict};
use super::Open;

/// What is said of one record.
pub(super) struct Said {
    pub(super) remarks: Vec<Placed>,
    pub(super) requests: Vec<Asked>,
    pub(super) checks: Vec<Check>,
    pub(super) verdict: Option<Verdict>,
    /// Answers that name nothing that is there.
    pub(super) loose: Vec<Answer>,
}

/// A remark and where it stands.
pub(super) struct Placed {
    pub(super) part: String,
    pub(super) passage: String,
    pub(super) remark: Remark,
}

fn field<'a>(entry: &'a EntryView, name: &str) -> &'a str {
    entry.fields.iter().find(|field| field.name == name).map_or("", |field| field.value.as_str())
}

fn person(entry: &EntryView) -> String {
    let by = entry.fields.iter().find(|field| field.name == "by");
    by.and_then(|field| field.person.clone()).unwrap_or_default()
}

/// The last segment names an entry, whichever part an answer wrote before it.
fn entry_of(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn entries(record: Option<&RecordView>, part: &str) -> Vec<EntryView> {
    record.and_then(|record| record.part(part)).map(|part| part.entries.clone()).unwrap_or_default()
}

/// The day as it is read out, of one that is stored.
fn day(stored: &str) -> String {
    CivilDate::parse(stored).map_or_else(|_| stored.to_owned(), CivilDate::vietnamese)
}

pub(super) fn of(context: &RequestContext, found: &Open) -> Said {
    let review = found.review.as_ref().map(|(doc, _)| RecordView::of(doc));
    let reply = found.reply.as_ref().map(|(doc, _)| RecordView::of(doc));
    let mut answers: Vec<(String, Answer)> = entries(reply.as_ref(), "answers")
        .iter()
        .map(|entry| {
            let answer = Answer { by: person(entry), text: field(entry, "text").to_owned() };
            (entry_of(field(entry, "to")).to_owned(), answer)
        })
        .collect();
    let mut answers_to = |entry: &str| {
        let (here, others) = std::mem::take(&mut answers).into_iter().partition(|(to, _)| to == entry_of(entry));
        answers = others;
        let here: Vec<(String, Answer)> = here;
        here.into_iter().map(|(_, answer)| answer).collect::<Vec<_>>()
    };
    let remarks = entries(review.as_ref(), "remarks");
    let remarks = remarks.iter().map(|entry| Placed {
        part: field(entry, "part").to_owned(),
        passage: field(entry, "passage").to_owned(),
        remark: Remark {
            entry: entry.name.clone(),
            place: String::new(),
            passage: String::new(),
            by: person(entry),
            text: field(entry, "text").to_owned(),
            is_resolved: field(entry, "resolved") == "true",
            answers: answers_to(&entry.name),
        },
    });
    let remarks = remarks.collect();
    let requests = entries(review.as_ref(), "requests");
    let requests = requests.iter().map(|entry| Asked {
        entry: entry.name.clone(),
        text: field(entry, "text").to_owned(),
        due: day(field(entry, "due")),
        closed: day(field(entry, "closed_on")),
        answers: answers_to(&entry.name),
    });
    let requests = requests.collect();
    Said {
        remarks,
        requests,
        checks: checks(context, &found.review(), review.as_ref()),
        verdict: review.as_ref().and_then(|review| verdict(context, found, review)),
        loose: answers.into_iter().map(|(_, answer)| answer).collect(),
    }
}

/// A remark that waits for the cell, by the leaf it is about.
pub(in crate::console) struct Waiting {
    pub(in crate::console) part: String,
    pub(in crate::console) leaf: String,
    pub(in crate::console) by: String,
    pub(in crate::console) text: String,
}

/// The remarks of a record's review that are not resolved and name a leaf.
pub(in crate::console) fn waiting(found: &Open) -> Vec<Waiting> {
    let review = found.review.as_ref().map(|(doc, _)| RecordView::of(doc));
    let open = entries(review.as_ref(), "remarks").into_iter().filter(|entry| field(entry, "resolved") != "true");
    let named = open.filter(|entry| !field(entry, "leaf").is_empty());
    let waiting = |entry: EntryView| Waiting {
        part: field(&entry, "part").to_owned(),
        leaf: field(&entry, "leaf").to_owned(),
        by: person(&entry),
        text: field(&entry, "text").to_owned(),
    };
    named.map(waiting).collect()
}

/// The lines of the checklist that the kind of review declares, with what is written there.
fn checks(context: &RequestContext, review: &Doc, read: Option<&RecordView>) -> Vec<Check> {
    let spec = review.kind().spec();
    let codes = spec.part("checklist").map(|part| part.form);
    let Some(Form::Keyed(Subject::Code(codes))) = codes else { return Vec::new() };
    let written = entries(read, "checklist");
    let check = |code: &&'static str| {
        let entry = written.iter().find(|entry| entry_of(&entry.name) == *code);
        Check {
            code,
            words: context.texts.code(codes.family, code),
            holds: entry.map(|entry| field(entry, "holds").to_owned()).unwrap_or_default(),
            note: entry.map(|entry| field(entry, "note").to_owned()).unwrap_or_default(),
        }
    };
    codes.known.iter().map(check).collect()
}

fn verdict(context: &RequestContext, found: &Open, review: &RecordView) -> Option<Verdict> {
    let head = |name: &str| review.head(name).unwrap_or_default();
    let is_first = review.kind.spec().life.states.first() == Some(&&*review.state);
    let accepted = Some(head("accepted")).filter(|digest| !digest.is_empty() && review.state == "chap_nhan");
    (!is_first || !head("reason").is_empty()).then(|| Verdict {
        state: Badge::of(context.texts, "state-review", &review.state),
        reason: head("reason").to_owned(),
        due: if review.state == "tra_lai" { day(head("due")) } else { String::new() },
        is_as_accepted: accepted.map(|digest| digest == found.doc.content_digest().to_string()),
    })
}
