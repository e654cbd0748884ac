//! The members who keep contact with the cell where they live (danh sách đảng viên 213): where they work, when they came, what
//! was said of them in a year.

use super::listed::Listed;
use super::reading::Reading;
use super::tasks::numbered;
use super::{Column, Desk};
use crate::record::RecordView;

/// What nobody wrote is to be written by hand.
const GAP: &str = "……";

const FIELDS: [(&str, u32); 6] = [
    ("full_name", 22),
    ("birth_date", 13),
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
        columns: std::iter::once(Column::new(words.text("paper-row"), 6)).chain(columns).chain([comment]).collect(),
        rows: numbered(rows),
        after: Vec::new(),
    }
}
