//! The members who keep contact with the cell where they live (danh sách đảng viên 213): where they work, when they came, what
//! was said of them in a year; and what was said of one of them, as it goes to their place of work. The wording of the printed
//! form was not seen: its facts stand here under the names of their fields.

use super::listed::Listed;
use super::reading::Reading;
use super::tasks::numbered;
use super::{BLANK, Block, Column, Desk, Paper, Sheet, Side};
use crate::record::RecordView;
use crate::record::view::EntryView;

/// What nobody wrote is to be written by hand.
const GAP: &str = "……";

const FIELDS: [(&str, u32); 6] = [
    ("full_name", 22),
    ("birth_date", 14),
    ("workplace", 26),
    ("address", 26),
    ("introduced_on", 15),
    ("received_on", 15),
];

/// A record as a row, with the comments of a year.
pub(super) fn row(view: &RecordView, year: &str, desk: &Desk<'_>) -> Vec<String> {
    let read = Reading { view, desk };
    let gap = |said: Option<String>| said.unwrap_or_else(|| GAP.to_owned());
    let comments = read.entries("comments").filter_map(|(place, entry)| {
        let said = |field| read.at("comments", &place, entry, field);
        let is_of_year = said("year").is_some_and(|said| said.contains(year));
        is_of_year.then(|| said("fulfilled").or_else(|| said("text")))?
    });
    let comments: Vec<String> = comments.collect();
    // Nothing is said each year of somebody who need not come.
    let comment = match (comments.is_empty(), read.head("exempt")) {
        (false, _) => comments.join("\n"),
        (true, exempt) => gap(exempt),
    };
    FIELDS.iter().map(|(field, _)| gap(read.head(field))).chain([comment]).collect()
}

/// The rows as a table.
pub(super) fn residence(rows: Vec<Vec<String>>, year: &str, desk: &Desk<'_>) -> Listed {
    let words = desk.words;
    let columns = FIELDS.iter().map(|(field, share)| Column::new(words.code("field-residence", field), *share));
    let comment = Column::new(words.filled("paper-residence_comment", &[("year", year)]), 26);
    Listed {
        title: words.text("paper-residence"),
        subject: words.text("paper-residence_by"),
        columns: std::iter::once(Column::numbers(words, 6)).chain(columns).chain([comment]).collect(),
        rows: numbered(rows),
        after: Vec::new(),
    }
}

/// Who it is about, on the sheet for their place of work.
const ABOUT: [&str; 7] =
    ["full_name", "birth_date", "joined_on", "official_on", "workplace", "address", "introduced_on"];

/// Dotted lines for a comment that nobody wrote.
const LINES: usize = 6;

/// The latest comment on a member for their place of work (phiếu nhận xét); without one, a sheet to fill in by hand.
pub(super) fn comment(view: &RecordView, desk: &Desk<'_>) -> Paper {
    let (read, words) = (Reading { view, desk }, desk.words);
    let year = |(_, entry): &(String, &EntryView)| {
        entry.fields.iter().find(|filled| filled.name == "year").map(|filled| filled.value.clone())
    };
    // Of several of one year it is the one that was written last.
    let latest = read.entries("comments").max_by_key(year);
    let said = |field: &str| latest.as_ref().and_then(|(place, entry)| read.at("comments", place, entry, field));
    let label = |field: &str| words.code("field-residence", field);
    let line = |field: &str, said: Option<String>| {
        Block::plain(format!("- {}: {}", label(field), said.unwrap_or_else(|| BLANK.to_owned())))
    };
    let mut head = desk.head(None, "", None);
    head.number.clear();
    head.dated = Some(desk.dated(None));
    let mut body = desk.warnings(view.is_marked, view.is_whole);
    body.extend(ABOUT.iter().map(|field| line(field, read.head(field))));
    body.push(Block::Heading(words.code("part-residence", "comments")));
    body.push(line("occasion", said("occasion")));
    match said("text").filter(|text| !text.trim().is_empty()) {
        Some(text) => body.extend(text.lines().filter(|line| !line.trim().is_empty()).map(Block::plain)),
        None => body.extend((0..LINES).map(|_| Block::Dotted)),
    }
    body.push(line("fulfilled", said("fulfilled")));
    let receiver = read.head("workplace").unwrap_or_else(|| BLANK.to_owned());
    let role = words.text("paper-for_cell");
    body.push(Block::Sign {
        left: Side::Copies { title: words.text("paper-copies"), lines: vec![format!("- {receiver}")] },
        right: Side::Signer {
            roles: vec![role, BLANK.to_owned()],
            name: said("signed_by").unwrap_or_else(|| BLANK.to_owned()),
        },
    });
    let year = said("year").unwrap_or_else(|| "……".to_owned());
    Paper {
        language: words.language(),
        sheet: Sheet::Upright,
        head,
        title: words.text("paper-comment"),
        subject: words.filled("paper-comment_of", &[("year", &year)]),
        body,
    }
}
