//! Commands on records of any kind, by what their kind declares.

use std::path::Path;

use sen_client::Engine;
use sen_client::engine::{Choice, EngineError, RecordPage};
use sen_client::types::{Record, RecordLine, specs};
use sen_client::words::words;
use serde_json::{Value, json};
use shared::doc::history::Touched;
use shared::doc::{Kind, Node, Scalar};
use shared::id::DocId;
use shared::kind::spec::{Field, Form, Shape};
use shared::paper;
use shared::record::RecordView;
use shared::record::list::{Order, Page, Query};
use shared::text::screened_line;

use crate::Said;
use crate::args::RecordCommand;
use crate::fault::Fault;
use crate::package::write_new;
use crate::typed::{self, Typed};
use crate::{find, page, show};

/// Lines of one page of a list.
const ROWS: usize = 50;
/// Longest value shown of what a place was and became, in characters.
const CHANGED_CHARS_MAX: usize = 80;

pub(crate) fn run(engine: &mut Engine, command: RecordCommand, given: &Typed) -> Result<Said, Fault> {
    match command {
        RecordCommand::Kinds { kind } => kinds(kind.as_deref()),
        RecordCommand::List { kind, text, state, about, overdue, unsettled, page } => {
            let query = Query {
                kinds: kind.as_deref().map(typed::kind).transpose()?.into_iter().collect(),
                words: text.unwrap_or_default(),
                states: state.into_iter().collect(),
                about: about.map(|about| find::record(engine, &about, given)).transpose()?,
                due_until: overdue.then(|| given.now.vietnam_date().plus_days(-1)).flatten(),
                unsettled,
                order: if overdue { Order::Due } else { Order::Latest },
                ..Query::default()
            };
            list(engine, &query, page)
        }
        RecordCommand::Show { id } => on(engine, &id, given, |engine, doc| engine.record_page(doc)),
        RecordCommand::Begin { kind, about, set } => begin(engine, (&kind, about.as_deref()), &set, given),
        RecordCommand::Set { id, set } => {
            let doc = find::record(engine, &id, given)?;
            let set = placed(engine, doc, pairs(&set)?)?;
            let page = engine.set_fields(doc, &set, given.now)?;
            Ok(one(engine, page))
        }
        RecordCommand::Add { id, part, set } => {
            let doc = find::record(engine, &id, given)?;
            let entry = engine.add_entry(doc, &part, &pairs(&set)?, given.now)?;
            let page = engine.record_page(doc)?;
            let mut said = one(engine, page);
            said.put("entry", json!(entry));
            Ok(said)
        }
        RecordCommand::Text { id, place, text, file } => {
            let doc = find::record(engine, &id, given)?;
            let text = match file {
                Some(file) => read(&file)?,
                None => text.unwrap_or_default(),
            };
            let page = engine.set_fields(doc, &[(place, text)], given.now)?;
            Ok(one(engine, page))
        }
        RecordCommand::Count { id } => on(engine, &id, given, |engine, doc| engine.draw_figures(doc, given.now)),
        RecordCommand::Step { id, step, set } => {
            let doc = find::record(engine, &id, given)?;
            let page = engine.step_record(doc, &step, &pairs(&set)?, given.now)?;
            Ok(one(engine, page))
        }
        RecordCommand::Settle { id, place, value } => {
            let doc = find::record(engine, &id, given)?;
            let (part, key) = place.split_once('/').unwrap_or((&place, ""));
            let choice =
                value.strip_prefix('#').and_then(|at| at.parse::<usize>().ok()).and_then(|at| at.checked_sub(1));
            let choice = choice.map_or(Choice::Value(value), Choice::Listed);
            engine.settle_conflict(doc, part, key, &choice, given.now)?;
            let page = engine.record_page(doc)?;
            Ok(one(engine, page))
        }
        RecordCommand::History { id } => {
            let doc = find::record(engine, &id, given)?;
            history(engine, doc)
        }
        RecordCommand::Paper { id, ending, form, target } => {
            let doc = find::record(engine, &id, given)?;
            paper(engine, doc, (&form, &ending), &target)
        }
    }
}

/// A record as it is after something was done with it.
fn on(
    engine: &mut Engine,
    id: &str,
    given: &Typed,
    act: impl FnOnce(&mut Engine, DocId) -> Result<RecordPage, EngineError>,
) -> Result<Said, Fault> {
    let doc = find::record(engine, id, given)?;
    let page = act(engine, doc)?;
    Ok(one(engine, page))
}

fn begin(
    engine: &mut Engine,
    (kind, about): (&str, Option<&str>),
    set: &[String],
    given: &Typed,
) -> Result<Said, Fault> {
    let kind = typed::kind(kind)?;
    let about = about.map(|about| find::record(engine, about, given)).transpose()?;
    let set = meant(engine, kind, pairs(set)?, given)?;
    let page = engine.begin_record(kind, (None, about), &set, given.now)?;
    Ok(one(engine, page))
}

/// Writes a record's paper; a file that is there is left as it is.
fn paper(engine: &mut Engine, doc: DocId, (form, ending): (&str, &str), target: &Path) -> Result<Said, Fault> {
    let made = engine.paper(doc, form)?;
    let bytes = match ending {
        "html" => paper::html(&made).into_bytes(),
        "docx" => paper::docx(&made)?,
        _ => return Err(Fault::Typed(format!("Không có loại tệp `{ending}`: chọn html hoặc docx."))),
    };
    write_new(target, &bytes)?;
    Ok(Said {
        text: format!("Đã ghi {}.\n", target.display()),
        json: json!({ "id": doc.to_string(), "form": form, "as": ending, "file": target.display().to_string() }),
    })
}

fn read(file: &Path) -> Result<String, Fault> {
    Ok(std::fs::read_to_string(file)?)
}

fn pairs(set: &[String]) -> Result<Vec<(String, String)>, Fault> {
    set.iter().map(|typed| typed::pair(typed)).collect()
}

/// Fields of a head, where a record is named as other commands name it.
fn meant(
    engine: &mut Engine,
    kind: Kind,
    set: Vec<(String, String)>,
    given: &Typed,
) -> Result<Vec<(String, String)>, Fault> {
    let mut meant = Vec::new();
    for (name, typed) in set {
        let is_record = kind.spec().head_field(&name).is_some_and(|field| matches!(field.shape, Shape::Record(_)));
        let typed =
            if is_record && !typed.is_empty() { find::record(engine, &typed, given)?.to_string() } else { typed };
        meant.push((name, typed));
    }
    Ok(meant)
}

/// Values with their places, where `part/#2/field` means the second line of a list as it is shown.
fn placed(engine: &mut Engine, doc: DocId, set: Vec<(String, String)>) -> Result<Vec<(String, String)>, Fault> {
    let view = engine.record_page(doc)?.view;
    let one = |(place, typed): (String, String)| {
        let Some((part, rest)) = place.split_once("/#") else { return Ok((place, typed)) };
        let (at, field) = rest.split_once('/').unwrap_or((rest, ""));
        let at = at.parse::<usize>().ok().and_then(|at| at.checked_sub(1));
        let entry = at.and_then(|at| view.part(part)?.entries.get(at));
        let entry = entry.ok_or_else(|| {
            Fault::Typed(format!("`{part}` không có dòng `#{}`.", rest.split('/').next().unwrap_or_default()))
        })?;
        Ok((format!("{part}/{}/{field}", entry.name), typed))
    };
    set.into_iter().map(one).collect()
}

fn list(engine: &mut Engine, query: &Query, page: usize) -> Result<Said, Fault> {
    let skip = page.saturating_sub(1).saturating_mul(ROWS);
    let (rows, total) = (engine.records(query, Page { skip, take: ROWS })?, engine.count_records(query)?);
    let mut lines = Vec::new();
    let mut json = Vec::new();
    for (row, safety) in rows {
        let (doc, kind) = (row.doc, row.kind);
        let day = row.due.or(row.on).map(shared::time::CivilDate::vietnamese).unwrap_or_default();
        let state = words().code(&format!("state-{}", kind.code()), &row.state);
        lines.push(vec![
            find::short(doc),
            words().code("kind", kind.code()),
            words().title(&row),
            day,
            state,
            words().safety(&safety),
        ]);
        let told = page::safety(&safety);
        json.push(line(&RecordLine::from((row, safety)), told));
    }
    let mut text = show::table(&lines, "Không có hồ sơ nào.\n");
    if total > lines.len() {
        text += &format!("Trang {} trên {}; trang khác: --page N.\n", page.max(1), total.div_ceil(ROWS));
    }
    Ok(Said { text, json: json!({ "total": total, "records": json }) })
}

fn line(line: &RecordLine, safety: Value) -> Value {
    let figures: serde_json::Map<String, Value> =
        line.figures.iter().map(|figure| (figure.name.clone(), json!(figure.value))).collect();
    json!({
        "id": line.id, "kind": line.kind, "org": line.org, "about": line.about, "title": line.title, "state": line.state,
        "day": line.day, "due": line.due, "open_questions": line.open_questions, "marked": line.marked,
        "readable": line.readable, "figures": figures, "safety": safety,
    })
}

/// What a record is: its id and kind, and what its head does not say of itself.
fn named(view: &RecordView, line: &RecordLine) -> Vec<Vec<String>> {
    let mut lines =
        vec![vec!["Mã".to_owned(), line.id.clone()], vec!["Loại".to_owned(), words().code("kind", &line.kind)]];
    let spec = view.kind.spec();
    let is_said = |name: &str| view.head(name).is_some();
    if !is_said(spec.line.title) {
        lines.push(vec!["Tên gọi".to_owned(), line.title.clone()]);
    }
    if !view.state.is_empty() && !is_said(spec.life.field) {
        lines.push(vec!["Trạng thái".to_owned(), words().code(&format!("state-{}", spec.code), &view.state)]);
    }
    lines
}

fn one(engine: &Engine, found: RecordPage) -> Said {
    let (view, safety) = (found.view.clone(), found.safety.clone());
    let told = page::safety(&safety);
    let record = Record::of(found, engine);
    let mut lines = named(&view, &record.line);
    let mut below = String::new();
    for part in &record.parts {
        match part.form.as_str() {
            "head" => {
                let fields = part.entries.iter().flat_map(|entry| &entry.fields);
                lines.extend(fields.map(|field| vec![field.label.clone(), field.words.clone()]));
            }
            "text" => {
                let text = part.text.as_deref().unwrap_or_default();
                if !text.is_empty() {
                    below += &format!("\n{} ({})\n{text}\n", part.words, part.name);
                }
            }
            _ if part.entries.is_empty() => {}
            _ => {
                below += &format!("\n{} ({})\n", part.words, part.name);
                for entry in &part.entries {
                    let fields: Vec<String> =
                        entry.fields.iter().map(|field| format!("{}: {}", field.label, field.words)).collect();
                    let person = entry.person.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
                    below += &format!("  [{}] {person}{}\n", entry.name, fields.join("; "));
                }
            }
        }
    }
    lines.push(vec!["An toàn".to_owned(), words().safety(&safety)]);
    lines.extend(record.sums.iter().map(|sum| {
        vec![sum.label.clone(), sum.words.clone() + if sum.disputed { " (còn số ghi khác nhau)" } else { "" }]
    }));
    let mut text = show::table(&lines, "") + &below;
    if !record.steps.is_empty() {
        text += "\nBước tiếp theo\n";
        let step = |step: &sen_client::types::RecordStep| {
            let asks = if step.asks.is_empty() { String::new() } else { format!(" ({})", step.asks.join(", ")) };
            vec![
                step.name.clone(),
                step.words.clone() + &asks,
                step.refused.clone().unwrap_or_else(|| "được".to_owned()),
            ]
        };
        text += &show::table(&record.steps.iter().map(step).collect::<Vec<_>>(), "");
    }
    let conflicts = view
        .conflicts
        .iter()
        .map(|(found, grade)| show::conflict(engine, &found.part, &found.key, *grade, &found.values));
    let (conflict_texts, conflict_json): (Vec<String>, Vec<Value>) = conflicts.unzip();
    text += &conflict_texts.concat();
    for other in &record.beside {
        text += &format!("\n! {}\n    {} {}\n", words().text("record-beside"), other.id, other.title);
    }
    let mut json = line(&record.line, told);
    if let Value::Object(map) = &mut json {
        map.insert("parts".to_owned(), record.parts.iter().map(part).collect());
        let sums = record.sums.iter().map(|sum| (sum.name.clone(), json!(sum.value)));
        map.insert("sums".to_owned(), Value::Object(sums.collect()));
        let steps =
            record.steps.iter().map(|step| json!({ "step": step.name, "asks": step.asks, "refused": step.refused }));
        map.insert("steps".to_owned(), steps.collect());
        map.insert("conflicts".to_owned(), Value::Array(conflict_json));
        let related =
            record.related.iter().map(|line| json!({ "id": line.id, "kind": line.kind, "state": line.state }));
        map.insert("related".to_owned(), related.collect());
        map.insert("beside".to_owned(), record.beside.iter().map(|line| json!({ "id": line.id })).collect());
    }
    Said { text, json }
}

fn part(part: &sen_client::types::RecordPart) -> Value {
    let entry = |entry: &sen_client::types::RecordEntry| {
        let fields: serde_json::Map<String, Value> =
            entry.fields.iter().map(|field| (field.name.clone(), json!(field.value))).collect();
        json!({ "entry": entry.name, "person": entry.person, "fields": fields })
    };
    json!({
        "part": part.name, "form": part.form, "text": part.text, "entries": part.entries.iter().map(entry).collect::<Vec<_>>(),
    })
}

fn history(engine: &mut Engine, doc: DocId) -> Result<Said, Fault> {
    let entries = engine.history(doc)?;
    let (kind, tree) = (engine.record_page(doc)?.view.kind, engine.record(doc)?.tree());
    let mut text = String::new();
    let mut json = Vec::new();
    for entry in &entries {
        let who = entry.author.map_or_else(|| "?".to_owned(), |author| engine.people().name(author));
        text += &format!("{} — {who}\n", entry.at.vietnam_display());
        for touched in &entry.touched {
            text += &format!("    {}: {}\n", place(kind, touched), became((kind, &tree), touched));
        }
        let changes: Vec<Value> = entry.touched.iter().map(change).collect();
        json.push(json!({ "at": entry.at.rfc3339(), "author": who, "changes": changes }));
    }
    Ok(Said { text, json: Value::Array(json) })
}

fn change(touched: &Touched) -> Value {
    json!({
        "part": touched.part, "key": touched.key, "before": touched.before.iter().map(Scalar::display).collect::<Vec<_>>(),
        "after": touched.after.as_ref().map(Scalar::display), "inserted": touched.inserted, "deleted": touched.deleted,
    })
}

/// A field that has words: one of a part that no code of its own shows.
fn declared(kind: Kind, touched: &Touched) -> Option<&'static Field> {
    let spec = kind.spec();
    let is_shown = spec.part(&touched.part).is_some_and(|part| !matches!(part.form, Form::Typed));
    spec.field_at(&touched.part, &touched.key).filter(|_| is_shown)
}

/// A place in words where its kind declares it, with the subject or entry as other commands take it.
fn place(kind: Kind, touched: &Touched) -> String {
    let place = format!("{}/{}", touched.part, touched.key);
    let subject = place.rsplit_once('/').map(|(subject, _)| subject).filter(|_| touched.key.contains('/'));
    let named = |field: &Field| words().field(kind.code(), field);
    match (declared(kind, touched), subject) {
        (Some(field), Some(subject)) => format!("{} [{subject}]", named(field)),
        (Some(field), None) => named(field),
        (None, _) => place.trim_end_matches('/').to_owned(),
    }
}

/// What a place was and became, in words where its kind declares them, each shortened to a line.
fn became((kind, tree): (Kind, &Node), touched: &Touched) -> String {
    let line = |text: &str| screened_line(text, CHANGED_CHARS_MAX);
    if !touched.inserted.is_empty() || touched.deleted > 0 {
        return format!("+“{}” −{}", line(&touched.inserted), touched.deleted);
    }
    let said = |value: &Scalar| line(&words().value_at((kind, tree), &touched.part, &touched.key, &value.display()));
    let before: Vec<String> = touched.before.iter().map(said).collect();
    let after = touched.after.as_ref().map_or_else(|| "—".to_owned(), said);
    if before.is_empty() { after } else { format!("{} → {after}", before.join(" | ")) }
}

/// What kinds of records there are, or what one of them declares.
fn kinds(kind: Option<&str>) -> Result<Said, Fault> {
    let wanted = kind.map(typed::kind).transpose()?.map(Kind::code);
    let known = specs();
    let mut text = String::new();
    for spec in known.iter().filter(|spec| wanted.is_none_or(|wanted| wanted == spec.code)) {
        text += &format!("{} ({})\n", spec.words, spec.code);
        if wanted.is_none() {
            continue;
        }
        for part in &spec.parts {
            text += &format!("  {} ({})\n", part.words, part.name);
            let field = |field: &sen_client::types::FieldSpec| {
                let codes: Vec<&str> = field.codes.iter().map(|code| code.code.as_str()).collect();
                vec![format!("    {}", field.name), field.words.clone(), codes.join(" | ")]
            };
            text += &show::table(&part.fields.iter().map(field).collect::<Vec<_>>(), "");
        }
        let step = |step: &sen_client::types::StepSpec| {
            vec![format!("  {}", step.name), step.words.clone(), step.asks.join(", ")]
        };
        text += &show::table(&spec.steps.iter().map(step).collect::<Vec<_>>(), "");
    }
    let json = known.iter().map(|spec| json!({ "kind": spec.code, "words": spec.words })).collect();
    Ok(Said { text, json: Value::Array(json) })
}
