//! A resolution or conclusion (nghị quyết, kết luận), part by part as the record holds it.

use super::{About, Block, Paper, Signer};
use crate::kind::spec::{Field, Form, Part};
use crate::record::view::{EntryView, FieldView, PartView, RecordView};
use crate::time::CivilDate;

/// The paper of a record of the kind `resolution`.
#[must_use]
pub fn resolution(view: &RecordView, about: &About<'_>) -> Paper {
    let words = about.words;
    let form = view.head("form").unwrap_or("nghi_quyet");
    let issued = view.head("issued_on").and_then(|day| CivilDate::parse(day).ok());
    let short = if form == "ket_luan" { "KL" } else { "NQ" };
    let number = view.head("number").map_or_else(|| super::BLANK.to_owned(), ToOwned::to_owned);
    let mut body = Vec::new();
    for part in &view.parts {
        if part.part.name != view.kind.spec().head {
            body.extend(part_blocks(view, part, about));
        }
    }
    let signer = signed_by(view);
    body.push(Block::Sign(vec![
        Signer { capacity: words.text("paper-recipients"), name: None, note: String::new() },
        Signer { capacity: words.text("paper-for_cell"), name: signer, note: String::new() },
    ]));
    Paper {
        name: format!("{}-{}", words.text("paper-resolution_file"), view.head("month").unwrap_or_default()),
        issuer: about.issuer(),
        number: Some(format!("{} {number}-{short}/CB", words.text("paper-number"))),
        dated: issued.map_or_else(|| words.text("paper-undated"), CivilDate::long_vietnamese),
        title: words.code("option-resolution-form", form).to_uppercase(),
        subject: view.head("title").unwrap_or(super::BLANK).to_owned(),
        is_draft: view.state != "da_ban_hanh",
        body,
    }
}

fn signed_by(view: &RecordView) -> Option<String> {
    let head = view.parts.iter().find(|part| part.part.name == view.kind.spec().head)?.entries.first()?;
    head.fields.iter().find(|field| field.name == "signed_by").map(shown_person)
}

fn shown_person(field: &FieldView) -> String {
    field.person.clone().unwrap_or_else(|| field.value.clone())
}

fn part_blocks(view: &RecordView, part: &PartView, about: &About<'_>) -> Vec<Block> {
    let kind = view.kind.code();
    let heading = Block::Heading(about.words.code(&format!("part-{kind}"), part.part.name));
    match (part.part.form, &part.text) {
        (Form::Text, Some(text)) if !text.trim().is_empty() => {
            std::iter::once(heading).chain(Block::passage(text)).collect()
        }
        (Form::Keyed(_) | Form::Entries, _) if !part.entries.is_empty() => {
            vec![heading, table(kind, part.part, &part.entries, about)]
        }
        _ => Vec::new(),
    }
}

/// The entries as rows, with a column for each field that any of them fills.
fn table(kind: &str, part: &Part, entries: &[EntryView], about: &About<'_>) -> Block {
    let of = |entry: &EntryView, field: &Field| -> String {
        let filled = entry.fields.iter().find(|filled| filled.name == field.name);
        filled.map_or_else(String::new, |filled| value(field, filled, about))
    };
    let used: Vec<&Field> =
        part.fields.iter().filter(|field| entries.iter().any(|entry| !of(entry, field).is_empty())).collect();
    let columns = used.iter().map(|field| about.words.code(&format!("field-{kind}"), field.name)).collect();
    let rows = entries.iter().map(|entry| used.iter().map(|field| of(entry, field)).collect()).collect();
    Block::Table { columns, rows }
}

fn value(field: &Field, filled: &FieldView, about: &About<'_>) -> String {
    let said = filled.person.clone().unwrap_or_else(|| about.words.value(field, &filled.value));
    if filled.is_disputed { about.words.filled("paper-disputed", &[("value", &said)]) } else { said }
}
