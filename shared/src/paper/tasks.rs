//! The table of tasks in the six plain points (bảng phân công nhiệm vụ "6 rõ").

use super::listed::Listed;
use super::reading::Reading;
use super::{Column, Desk};
use crate::record::RecordView;
use crate::time::CivilDate;

/// What nobody wrote is to be written by hand.
const GAP: &str = "……";

/// The six points, and how far the task is; each with its part of the width.
const POINTS: [(&str, u32); 7] =
    [("what", 26), ("lead", 18), ("due", 13), ("how", 18), ("product", 18), ("authority", 18), ("state", 14)];

/// A task as a row.
pub(super) fn row(view: &RecordView, desk: &Desk<'_>) -> Vec<String> {
    let read = Reading { view, desk };
    let partners: Vec<String> =
        read.entries("partners").filter_map(|(at, entry)| read.at("partners", &at, entry, "person")).collect();
    let cell = |field: &str| {
        let said = match (field, read.head(field)) {
            ("state", None) => desk.words.code("state-task", &view.state),
            (_, said) => said.unwrap_or_else(|| GAP.to_owned()),
        };
        match (field, partners.is_empty()) {
            ("lead", false) => {
                let with = desk.words.filled("paper-partners", &[("names", &partners.join(", "))]);
                format!("{said}\n{with}")
            }
            _ => said,
        }
    };
    POINTS.iter().map(|(field, _)| cell(field)).collect()
}

/// The rows as a table.
pub(super) fn tasks(rows: Vec<Vec<String>>, on: CivilDate, desk: &Desk<'_>) -> Listed {
    let words = desk.words;
    let columns = POINTS.iter().map(|(field, share)| Column::new(words.code("field-task", field), *share));
    let day = desk.date(on);
    Listed {
        title: words.text("paper-tasks"),
        subject: words.filled("paper-tasks_on", &[("day", &day)]),
        columns: std::iter::once(Column::numbers(words, 6)).chain(columns).collect(),
        rows: numbered(rows),
        after: Vec::new(),
    }
}

/// Rows with their numbers before them.
pub(super) fn numbered(rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let numbered = |(number, row): (usize, Vec<String>)| std::iter::once(number.to_string()).chain(row).collect();
    (1..).zip(rows).map(numbered).collect()
}
