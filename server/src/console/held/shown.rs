//! What is held in words: which record it is for, what it would write and change, what was said about it.

use std::collections::BTreeMap;

use shared::doc::preview::{Preview, PreviewLine, Written};
use shared::doc::{Doc, Kind};
use shared::envelope::ENVELOPE_LABEL;
use shared::id::{DocId, OrgId};
use shared::meeting::adoption;
use shared::time::Timestamp;

use super::super::error::Failure;
use super::super::guard::{RequestContext, ToReview};
use super::super::view::{self, Badge, HeldDecision, HeldLine, HeldOneView, HeldRowView, HeldWord, Tab};
use super::super::worded::{self, Worded};
use super::super::{authors, meetings, queue, records};
use crate::hub::HeldEnvelope;
use crate::store::audit;
use crate::store::quarantine::decided::Settled;
use crate::store::quarantine::{Decision, HeldRow};

/// Characters and lines of what is held that a page shows; the rest is in the text that can be downloaded.
const PAGE_CHARS_MAX: usize = 4_000;
const PAGE_LINES_MAX: usize = 400;
/// Changes of a record on the page; the rest is in the text.
const CHANGES_MAX: usize = 100;
/// Who decided where nobody did.
const SERVER: &str = "sen";

/// What is held in words, in the order given.
pub(super) async fn rows(context: &RequestContext, all: &[Settled]) -> Result<Vec<HeldRowView>, Failure> {
    let docs: Vec<DocId> = all.iter().filter_map(|one| one.held.doc).collect();
    let (known, people) = (records::titles(context, docs).await?, super::people(context).await?);
    Ok(all
        .iter()
        .map(|one| row(context, &known, &people, &one.held, (one.decision.as_ref(), one.notes.last())))
        .collect())
}

fn row(
    context: &RequestContext,
    known: &BTreeMap<DocId, (String, OrgId)>,
    people: &BTreeMap<String, String>,
    held: &HeldRow,
    (decision, note): (Option<&Decision>, Option<&String>),
) -> HeldRowView {
    let device = context.known.devices.get(&held.device);
    let kind = held.kind.and_then(Kind::from_number).map_or("khac", Kind::code);
    let named = held.doc.map(|doc| match known.get(&doc) {
        Some((title, _)) => title.clone(),
        None => format!("{} · {}", context.texts.code("kind", kind), authors::short(&doc.to_string())),
    });
    let (age, is_late) = queue::waited(context, held.received);
    HeldRowView {
        id: held.id.to_string(),
        at: held.received.vietnam_display(),
        age,
        is_late,
        person: device.map(|row| row.person.clone()).unwrap_or_default(),
        device: authors::short(&held.device.to_string()),
        cell: held.org.or_else(|| device.map(|row| row.place.org)).map(|org| context.org_name(org)).unwrap_or_default(),
        document: named.unwrap_or_else(|| context.texts.code("kind", "khac")),
        reason: held.reason.code().to_owned(),
        decision: decision.map(|decision| HeldDecision {
            what: Badge::of(context.texts, "held-decided", decision.code),
            by: by(context, people, &decision.by),
            at: decision.at.vietnam_display(),
            note: note.cloned().unwrap_or_default(),
        }),
    }
}

fn by(context: &RequestContext, people: &BTreeMap<String, String>, login: &str) -> String {
    let known = || people.get(login).cloned().unwrap_or_else(|| login.to_owned());
    if login == SERVER { context.texts.text("held-by-server") } else { known() }
}

/// The page of one.
pub(super) async fn one(
    context: &RequestContext,
    opened: &HeldEnvelope,
    problem: Option<String>,
) -> Result<HeldOneView, Failure> {
    let docs = opened.held.doc.into_iter().collect();
    let (known, people) = (records::titles(context, docs).await?, super::people(context).await?);
    let row = row(context, &known, &people, &opened.held, (opened.decision.as_ref(), opened.notes.last()));
    let (preview, unreadable) = match &opened.preview {
        Ok(preview) => (preview.clone(), String::new()),
        Err(why) => (Preview::default(), why.clone()),
    };
    let (changes, conflicts, more) = compared(context, opened);
    let (lines, cut) = if changes.is_empty() { shortened(context, opened, &preview) } else { (Vec::new(), more) };
    let may = context.may::<ToReview>() && context.console.hub().store().damage().is_none();
    let code = opened.decision.as_ref().map(|decision| decision.code);
    let record = opened.held.doc.filter(|doc| known.contains_key(doc));
    Ok(HeldOneView {
        page: context.page(&row.document, Tab::Held),
        written: preview.written.map(written).unwrap_or_default(),
        is_signed: is_signed(context, &opened.held),
        record: record.map(|doc| place_of(opened.held.kind, doc)),
        is_compared: !changes.is_empty(),
        changes,
        conflicts,
        lines,
        cut: cut || preview.cut,
        unreadable,
        course: course(context, opened, &people).await?,
        may_decide: may && opened.decision.is_none(),
        may_reopen: may && code == Some("dismissed"),
        problem: problem.unwrap_or_default(),
        row,
    })
}

/// The page on which a record is read.
fn place_of(kind: Option<u8>, doc: DocId) -> String {
    match kind.and_then(Kind::from_number).map_or("", |kind| kind.spec().page) {
        "" => format!("/records/{doc}"),
        "cells" => format!("/cells/{}", doc.as_org()),
        page => format!("/{page}/{doc}"),
    }
}

/// Whether the device that is named signed these bytes.
fn is_signed(context: &RequestContext, held: &HeldRow) -> bool {
    let device = context.known.devices.get(&held.device);
    device.is_some_and(|device| held.sealed.verify(ENVELOPE_LABEL, &device.public_key).is_ok())
}

/// What the record would say instead, and where it would then say several things; whether that is more than a page shows.
fn compared(context: &RequestContext, opened: &HeldEnvelope) -> (Vec<view::Change>, Vec<view::Conflict>, bool) {
    let (Some(known), Some(after)) = (opened.known.as_deref(), opened.after.as_ref()) else {
        return (Vec::new(), Vec::new(), false);
    };
    let words = Worded::of(context, after);
    let all = adoption::since(after, &known.heads()).unwrap_or_default();
    let told: Vec<_> = all.iter().filter(|one| meetings::is_telling(one)).collect();
    let changes = told.iter().take(CHANGES_MAX).map(|one| worded::change(context, &words, one)).collect();
    (changes, fresh_conflicts(context, known, after, &words), told.len() > CHANGES_MAX)
}

/// What would be in dispute then, and is not now.
fn fresh_conflicts(context: &RequestContext, known: &Doc, after: &Doc, words: &Worded<'_>) -> Vec<view::Conflict> {
    let before = worded::disputed(known);
    let is_fresh = |one: &&worded::Disputed| {
        let same = before.iter().find(|old| old.part == one.part && old.key == one.key);
        same.is_none_or(|old| old.values.len() != one.values.len())
    };
    let all = worded::disputed(after);
    all.iter().filter(is_fresh).take(CHANGES_MAX).map(|one| one.shown(context, words)).collect()
}

/// What was decided and said, by the words that are kept and the log, which tells of each time who and when.
async fn course(
    context: &RequestContext,
    opened: &HeldEnvelope,
    people: &BTreeMap<String, String>,
) -> Result<Vec<HeldWord>, Failure> {
    if opened.notes.is_empty() && opened.decision.is_none() {
        return Ok(Vec::new());
    }
    let subject = opened.held.id.to_string();
    let read = move |reading: &crate::store::Reading<'_>| audit::decisions_about(reading, &subject);
    let entries = context.console.hub().store().read(read).await?;
    let notes = opened.notes.iter().cloned().chain(std::iter::repeat(String::new()));
    let word = |(entry, note): (audit::AuditEntry, String)| HeldWord {
        action: match (&*entry.action, &*entry.detail) {
            ("held_released", "still_held") => context.texts.text("held-still"),
            (action, _) => context.texts.code("audit", action),
        },
        by: by(context, people, &entry.actor),
        at: entry.at.vietnam_display(),
        note,
    };
    Ok(entries.into_iter().zip(notes).map(word).collect())
}

fn written((first, last): (Timestamp, Timestamp)) -> String {
    let (first, last) = (first.vietnam_display(), last.vietnam_display());
    if first == last { first } else { format!("{first} – {last}") }
}

/// As much of it as a page shows, with its places in words where there are any.
fn shortened(context: &RequestContext, opened: &HeldEnvelope, preview: &Preview) -> (Vec<HeldLine>, bool) {
    let words = opened.known.as_deref().or(opened.after.as_ref()).map(|doc| Worded::of(context, doc));
    let mut left = PAGE_CHARS_MAX;
    let mut lines = Vec::new();
    for line in preview.lines.iter().take(PAGE_LINES_MAX) {
        let (what, text) = said(line);
        let (part, key) = line.place.split_once('/').unwrap_or((&line.place, ""));
        let text = match (&words, what) {
            (Some(words), "value") => words.value(part, key, &text),
            _ => text,
        };
        let shown: String = text.chars().take(left).collect();
        let place = words.as_ref().map(|words| words.place(part, key)).map_or_else(
            || line.place.clone(),
            |(field, subject)| {
                let label = context.texts.code("field", &field);
                if subject.is_empty() { label } else { format!("{label} · {subject}") }
            },
        );
        let whole = shown.len() == text.len();
        left = left.saturating_sub(shown.chars().count());
        lines.push(HeldLine { place, what, text: shown });
        if !whole || left == 0 {
            return (lines, true);
        }
    }
    (lines, preview.lines.len() > PAGE_LINES_MAX)
}

fn said(line: &PreviewLine) -> (&'static str, String) {
    match &line.what {
        Written::Text(text) => ("text", text.clone()),
        Written::Value(value) => ("value", value.clone()),
        Written::Deleted(count) => ("deleted", count.to_string()),
    }
}

/// What is held, as a text to be kept or passed on.
pub(super) async fn plain_text(context: &RequestContext, opened: &HeldEnvelope) -> Result<String, Failure> {
    let known = records::titles(context, opened.held.doc.into_iter().collect()).await?;
    let row = row(context, &known, &BTreeMap::new(), &opened.held, (None, None));
    let mut file =
        format!("{}\n{}\n{} · {} · {}\n{}\n\n", row.document, row.at, row.person, row.cell, row.device, row.reason);
    match &opened.preview {
        Err(why) => file.push_str(why),
        Ok(preview) => {
            for line in &preview.lines {
                let (what, text) = said(line);
                let sign = if what == "deleted" { "−" } else { "" };
                file.push_str(&format!("{}: {sign}{text}\n", line.place));
            }
            if preview.cut {
                file.push_str("…\n");
            }
        }
    }
    Ok(file)
}
