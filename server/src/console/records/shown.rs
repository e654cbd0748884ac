//! From a record to what its page shows, and from what a form of it sends to what was changed.

use std::collections::BTreeMap;

use shared::doc::{Divergence, Doc, Grade, Kind};
use shared::kind::spec::{Codes, Field, Form, Origin, Part as Declared, Shape, Subject};
use shared::paper::is_paper;
use shared::record::view::{EntryView, FieldView, PartView, Sum, name_of};
use shared::record::{self, RecordView as Read, Row, StepView};
use shared::text::screened;
use shared::time::{CivilDate, ClockTime};

use super::super::authors;
use super::super::guard::{RequestContext, ToReview};
use super::super::meetings::page::{conflict_of, history_entry};
use super::super::view::{self, Choice, Input, Pager, Part, RecordRow, Shown, Step, Tab};
use super::super::wording::MeetingWords;
use super::{Open, ROWS, may_begin, offered, read_for};
use crate::export::Table;

/// A form that was not taken: nothing of it is written, and its page holds what was typed.
pub(super) struct Untaken {
    /// Why, in words.
    pub(super) why: String,
    /// Which form of the page it goes back into.
    pub(super) form: AtForm,
    /// Fields by name.
    pub(super) typed: Vec<(String, String)>,
}

/// A form of a record's page.
#[derive(PartialEq, Eq)]
pub(super) enum AtForm {
    /// The one that writes into a part.
    Part(String),
    /// The one of a step.
    Step(String),
    /// None: what was typed belongs to a page that is no more.
    Gone,
}

/// A record in a list.
pub(super) fn row(context: &RequestContext, row: &Row) -> RecordRow {
    let today = context.console.hub().host().now().vietnam_date();
    RecordRow {
        href: super::href(row),
        title: super::title(context, row),
        kind: context.texts.code("kind", row.kind.code()),
        state: (!row.state.is_empty()).then(|| badge(context, row)),
        day: row.due.or(row.on).map(CivilDate::vietnamese).unwrap_or_default(),
        is_overdue: row.due.is_some_and(|due| due < today),
        is_unseen: row.is_unseen && super::is_looked_at(row.kind) && context.may::<ToReview>(),
        conflicts: row.decisions,
        cell: context.org_name(row.org),
    }
}

/// The list of records as a table.
pub(super) fn table(context: &RequestContext, rows: &[Row]) -> Table {
    let texts = context.texts;
    let said = |row: &Row| {
        let day = |day: Option<CivilDate>| day.map(CivilDate::vietnamese).unwrap_or_default();
        let state = match row.state.as_str() {
            "" => String::new(),
            state => texts.code(&format!("state-{}", row.kind.code()), state),
        };
        let conflicts = if row.decisions > 0 { row.decisions.to_string() } else { String::new() };
        let kind = texts.code("kind", row.kind.code());
        vec![super::title(context, row), kind, context.org_name(row.org), state, day(row.on), day(row.due), conflicts]
    };
    let titles = ["records-name", "records-kind", "cell", "state", "meeting-date", "records-due", "cells-conflicts"];
    Table {
        title: texts.text("records-title"),
        columns: titles.iter().map(|key| texts.text(key)).collect(),
        rows: rows.iter().map(said).collect(),
    }
}

pub(in crate::console) fn badge(context: &RequestContext, row: &Row) -> view::Badge {
    view::Badge::of(context.texts, &format!("state-{}", row.kind.code()), &row.state)
}

/// The page of one record.
pub(super) fn record(
    context: &RequestContext,
    found: &Open,
    related: &[Row],
    at: u32,
    untaken: Option<Untaken>,
) -> view::RecordView {
    let mut shown = as_stored(context, found, related, at);
    if let Some(untaken) = untaken {
        put_back(context, found.row.kind, &mut shown, untaken);
    }
    shown
}

/// Puts what was typed back into its form, and beside the page what has no form there now.
fn put_back(context: &RequestContext, kind: Kind, page: &mut view::RecordView, untaken: Untaken) {
    page.problem = Some(untaken.why);
    let part = page.parts.iter_mut().find(|part| page.may_write && untaken.form == AtForm::Part(part.name.clone()));
    let step =
        page.steps.iter_mut().find(|step| step.refused.is_none() && untaken.form == AtForm::Step(step.name.clone()));
    let mut inputs: Vec<&mut Input> = Vec::new();
    if let Some(part) = part {
        let is_of = |entry: &view::Entry| {
            entry.inputs.iter().any(|input| untaken.typed.iter().any(|(name, _)| *name == input.name))
        };
        match part.entries.iter_mut().find(|entry| is_of(entry)) {
            Some(entry) => {
                entry.is_open = true;
                inputs.extend(&mut entry.inputs);
            }
            None => {
                part.is_open = true;
                inputs.extend(&mut part.inputs);
            }
        }
    }
    inputs.extend(step.into_iter().flat_map(|step| &mut step.inputs));
    for (name, typed) in untaken.typed {
        match inputs.iter_mut().find(|input| input.name == name) {
            Some(input) => hold(input, typed),
            None => page.untaken.push(Shown {
                label: context.texts.code(&format!("field-{}", kind.code()), &name),
                value: typed,
                holds: None,
                href: None,
                is_disputed: false,
            }),
        }
    }
}

fn hold(input: &mut Input, typed: String) {
    input.kind = control(input.kind, &typed);
    for choice in &mut input.choices {
        choice.selected = choice.value == typed;
    }
    input.value = typed;
}

fn as_stored(context: &RequestContext, found: &Open, related: &[Row], at: u32) -> view::RecordView {
    let (read, kind, tree) = (Read::of(&found.doc), found.row.kind, found.doc.tree());
    let history = found.doc.history();
    let id = found.row.doc.to_string();
    let pager = Pager::of(at, history.len(), ROWS, format!("/records/{id}?page="));
    // A meeting's votes, roll and agenda are told by whose they are, which its spec does not say.
    let meeting = (kind.spec().origin == Origin::Meeting)
        .then(|| MeetingWords::of(context.texts, context.known.rules.book().now(), &found.doc));
    let place = |part: &str, key: &str| match &meeting {
        Some(words) => words.place(part, key),
        None => {
            let (field, subject) = place(context, kind, part, key);
            let is_person = kind.spec().part(part).is_some_and(|part| part.form == Form::PERSONS);
            (field, if is_person { name_of(&tree, &subject) } else { subject })
        }
    };
    let said = |part: &str, key: &str, stored: &str| match &meeting {
        Some(words) => words.value(part, key, stored),
        None => context.texts.value_at((kind, &tree), part, key, stored),
    };
    let conflict = |(divergence, grade): &(Divergence, Grade)| {
        let (field, subject) = place(&divergence.part, &divergence.key);
        let value = |stored: &str| said(&divergence.part, &divergence.key, stored);
        conflict_of(context, field, subject, *grade, &divergence.values, &value)
    };
    let may_write = context.session.place.may_write(found.row.org, kind, &context.known.tree).is_ok();
    let title = super::title(context, &found.row);
    let begins = Kind::ALL.into_iter().filter(|kind| may_begin(context, *kind, found)).map(|kind| Choice {
        value: kind.code().to_owned(),
        text: context.texts.code("kind", kind.code()),
        selected: false,
    });
    view::RecordView {
        page: context.page(&title, Tab::Records),
        short_id: authors::short(&id),
        kind: context.texts.code("kind", kind.code()),
        state: (!found.row.state.is_empty()).then(|| badge(context, &found.row)),
        cell_href: super::org_href(context, found.row.org),
        cell: context.org_name(found.row.org),
        about: found.about.as_ref().map(|(_, about)| row(context, about)),
        related: related.iter().map(|related| row(context, related)).collect(),
        sums: read.sums.iter().map(|one| sum(context, kind, one)).collect(),
        paper: is_paper(kind).then(|| format!("/records/{id}/paper")),
        beside: Vec::new(),
        problem: None,
        untaken: Vec::new(),
        version: version(context, found),
        heads: found.doc.heads().to_text(),
        is_marked: read.is_marked,
        is_whole: read.is_whole,
        conflicts: read.conflicts.iter().take(ROWS).map(conflict).collect(),
        parts: read.parts.iter().map(|part| self::part(context, kind, part)).collect(),
        may_write: may_write && !record::is_closed(&found.doc),
        is_counted: kind.spec().counted.is_some() && may_write && !record::is_closed(&found.doc),
        steps: if may_write {
            offered(context, found).iter().map(|one| step(context, found, one)).collect()
        } else {
            Vec::new()
        },
        begins: begins.collect(),
        history: history
            .iter()
            .rev()
            .skip(pager.skip(ROWS))
            .take(ROWS)
            .map(|entry| history_entry(context, entry, &place, &said))
            .collect(),
        pager,
        title,
        id,
    }
}

fn sum(context: &RequestContext, kind: Kind, sum: &Sum) -> Shown {
    Shown {
        label: context.texts.code(&format!("sum-{}", kind.code()), sum.name),
        value: context.texts.money(sum.amount),
        holds: None,
        href: None,
        is_disputed: sum.is_disputed,
    }
}

/// Which version is shown, for one that the person may mark as seen.
fn version(context: &RequestContext, found: &Open) -> Option<String> {
    let is_unseen = found.document.seen_seq < found.document.content_seq;
    let may_mark = is_unseen && super::is_looked_at(found.row.kind) && context.may::<ToReview>();
    may_mark.then(|| found.document.content_seq.to_string())
}

/// The field of a place by its code, and which one of several it is.
pub(in crate::console) fn place(context: &RequestContext, kind: Kind, part: &str, key: &str) -> (String, String) {
    let declared = kind.spec().field_at(part, key);
    let field =
        declared.map_or_else(|| format!("{}-{part}", kind.code()), |field| format!("{}-{}", kind.code(), field.name));
    let subject = key.rsplit_once('/').map(|(subject, _)| subject.to_owned()).unwrap_or_default();
    let of_list = kind.spec().part(part).is_some_and(|part| part.form == Form::Entries);
    match (of_list, subject.parse::<usize>()) {
        (true, Ok(at)) => (field, format!("{} {}", context.texts.code(&format!("part-{}", kind.code()), part), at + 1)),
        _ => (field, subject),
    }
}

pub(in crate::console) fn part(context: &RequestContext, kind: Kind, part: &PartView) -> Part {
    let declared = part.part;
    let entry = |entry: &EntryView| view::Entry {
        // Of a record that is to go, the page keeps the id.
        person: entry
            .person
            .clone()
            .or_else(|| kind.spec().takes_away.and(is_list(declared).then(|| entry.name.clone()))),
        fields: entry.fields.iter().map(|filled| self::shown(context, kind, declared, filled)).collect(),
        inputs: if is_list(declared) { of_entry(context, kind, declared, entry) } else { Vec::new() },
        is_open: false,
    };
    Part {
        name: declared.name.to_owned(),
        words: context.texts.code(&format!("part-{}", kind.code()), declared.name),
        is_list: is_list(declared),
        entries: part.entries.iter().map(entry).filter(|entry| !entry.fields.is_empty()).collect(),
        text: part.text.clone(),
        inputs: inputs(context, kind, part),
        is_open: false,
    }
}

fn is_list(part: &Declared) -> bool {
    matches!(part.form, Form::Entries | Form::Keyed(_))
}

/// The form that writes into a part.
fn inputs(context: &RequestContext, kind: Kind, part: &PartView) -> Vec<Input> {
    let declared = part.part;
    let is_list = is_list(declared);
    let head = if is_list { None } else { part.entries.first() };
    let mut inputs: Vec<Input> = subject(context, declared).into_iter().collect();
    let fields = declared.fields.iter().filter(|field| !field.is_of_step);
    // Who wrote an entry is the person who is signed in.
    let fields = fields.filter(|field| !(is_list && field.name == "by"));
    inputs.extend(fields.map(|field| input(context, kind, field, head)));
    if let Some(text) = &part.text {
        inputs.push(Input {
            label: context.texts.code(&format!("part-{}", kind.code()), declared.name),
            value: text.clone(),
            is_long: true,
            ..Input::named(declared.name)
        });
    }
    inputs
}

/// The form that writes into an entry of a list: each field under its place in the record. Who wrote it stays.
fn of_entry(context: &RequestContext, kind: Kind, part: &Declared, entry: &EntryView) -> Vec<Input> {
    let fields = part.fields.iter().filter(|field| !field.is_of_step && field.name != "by");
    let placed = |field: &Field| Input {
        name: format!("{}/{}/{}", part.name, entry.name, field.name),
        ..input(context, kind, field, Some(entry))
    };
    fields.map(placed).collect()
}

/// The fields that a record is begun with, holding what was typed.
pub(super) fn at_beginning(context: &RequestContext, kind: Kind, typed: &[(String, String)]) -> Vec<Input> {
    let fields = kind.spec().part(kind.spec().head).map(|head| head.fields).unwrap_or_default();
    let held = |field: &Field| {
        let mut input = input(context, kind, field, None);
        if let Some((_, typed)) = typed.iter().find(|(name, _)| name == field.name) {
            hold(&mut input, typed.clone());
        }
        input
    };
    fields.iter().filter(|field| !field.is_of_step).map(held).collect()
}

/// What was typed into the form of a part other than what it held when it was made.
pub(super) fn changed(
    context: &RequestContext,
    then: &Doc,
    part: &str,
    typed: BTreeMap<String, String>,
) -> Vec<(String, String)> {
    let read = Read::of(then);
    let shown = read.part(part).map(|found| self::part(context, then.kind(), found));
    let entries = shown.iter().flat_map(|part| &part.entries).flat_map(|entry| &entry.inputs);
    let held: Vec<&Input> = shown.iter().flat_map(|part| &part.inputs).chain(entries).collect();
    let is_as_held =
        |name: &str, typed: &str| held.iter().any(|input| input.name == name && screened(&input.value) == typed);
    // A browser sends a text with other line ends than it has here.
    let typed = typed.into_iter().map(|(name, typed)| (name, typed.replace("\r\n", "\n")));
    typed.filter(|(name, typed)| !is_as_held(name, typed)).collect()
}

/// The choice of a subject, for a keyed part that has these only.
fn subject(context: &RequestContext, part: &Declared) -> Option<Input> {
    let (choices, label) = match part.form {
        Form::Keyed(Subject::Code(codes)) => (choices(context, codes, None), "record-subject"),
        Form::Keyed(Subject::Record) => (Vec::new(), "record-subject"),
        Form::Keyed(Subject::Person) => (Vec::new(), "person"),
        _ => return None,
    };
    Some(Input { label: context.texts.text(label), choices, required: true, ..Input::named("subject") })
}

fn shown(context: &RequestContext, kind: Kind, part: &Declared, filled: &FieldView) -> Shown {
    let declared = part.field(filled.name);
    let value = match (&filled.person, declared) {
        (Some(person), _) => person.clone(),
        (None, Some(field)) => context.texts.value(field, &filled.value),
        (None, None) => filled.value.clone(),
    };
    Shown {
        label: match declared {
            Some(field) => context.texts.field(kind.code(), field),
            None => context.texts.code(&format!("field-{}", kind.code()), filled.name),
        },
        holds: declared
            .filter(|field| kind.spec().names_held() && matches!(field.shape, Shape::Record(_)))
            .and_then(|_| value.parse().ok()),
        href: None,
        value,
        is_disputed: filled.is_disputed,
    }
}

/// The control of a field, with what it holds. Of several values in dispute it holds none: what is left alone stays in
/// dispute, and what is typed decides.
fn input(context: &RequestContext, kind: Kind, field: &Field, entry: Option<&EntryView>) -> Input {
    let filled = entry.and_then(|entry| entry.fields.iter().find(|filled| filled.name == field.name));
    let is_disputed = filled.is_some_and(|filled| filled.is_disputed);
    let value = filled.filter(|_| !is_disputed).map(|filled| filled.person.as_ref().unwrap_or(&filled.value));
    let value = value.cloned().unwrap_or_default();
    let mut choices = match field.shape {
        Shape::Code(codes) => choices(context, codes, Some(&value)),
        Shape::Flag => ["true", "false"]
            .map(|flag| Choice {
                value: flag.to_owned(),
                text: context.texts.text(if flag == "true" { "yes" } else { "no" }),
                selected: value == flag,
            })
            .into(),
        _ => Vec::new(),
    };
    // What a newer app wrote is among the choices, so that a browser sends it back as it is.
    if !choices.is_empty() && !value.is_empty() && !choices.iter().any(|choice| choice.selected) {
        choices.push(Choice { value: value.clone(), text: context.texts.value(field, &value), selected: true });
    }
    Input {
        label: context.texts.field(kind.code(), field),
        is_long: matches!(field.shape, Shape::Text),
        kind: match field.shape {
            Shape::Date => control("date", &value),
            Shape::Time => control("time", &value),
            Shape::Count => control("number", &value),
            _ => "text",
        },
        value,
        choices,
        of_kinds: if let Shape::Record(kinds) = field.shape { kinds } else { &[] },
        required: field.is_required && !is_disputed,
        is_disputed,
        ..Input::named(field.name)
    }
}

/// The control for a value: a browser shows, and sends, nothing of what its control does not take.
fn control(wanted: &'static str, value: &str) -> &'static str {
    let is_fit = match wanted {
        "date" => value.is_empty() || CivilDate::parse(value).is_ok(),
        "time" => value.is_empty() || ClockTime::parse(value).is_ok(),
        "number" => value.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    };
    if is_fit { wanted } else { "text" }
}

fn choices(context: &RequestContext, codes: Codes, chosen: Option<&str>) -> Vec<Choice> {
    let choice = |code: &&str| Choice {
        value: (*code).to_owned(),
        text: context.texts.code(codes.family, code),
        selected: chosen == Some(*code),
    };
    codes.known.iter().map(choice).collect()
}

fn step(context: &RequestContext, found: &Open, view: &StepView) -> Step {
    let kind = found.row.kind;
    let asked = view.step.asks.iter().filter_map(|name| kind.spec().head_field(name));
    Step {
        name: view.step.name.to_owned(),
        words: context.texts.code(&format!("step-{}", kind.code()), view.step.name),
        inputs: asked.map(|field| Input { required: true, ..input(context, kind, field, None) }).collect(),
        refused: view.refused.map(|refusal| context.texts.refusal(refusal)),
        about: read_for(found, view.step).map(|digest| digest.to_string()),
    }
}
