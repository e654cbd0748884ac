//! The grades of a year's members (danh sách xếp loại đảng viên): what each says of themselves, what is proposed, what was
//! decided. Of a grade in dispute no number follows.

use std::collections::BTreeMap;

use super::listed::{Extent, Listed};
use super::reading::Reading;
use super::tasks::numbered;
use super::{Block, Column, Desk};
use crate::kind::spec::Shape;
use crate::record::RecordView;

const DECIDED: &str = "decided_grade";

const FIELDS: [(&str, u32); 6] =
    [("person", 26), ("self_grade", 22), ("score", 10), ("proposed_grade", 22), (DECIDED, 22), ("not_graded", 22)];

/// One review's row, and the code of the grade that was decided after its place among the grades, the best one first.
pub(super) struct Graded {
    cells: Vec<String>,
    grade: Option<(usize, String)>,
    is_disputed: bool,
}

/// A member's review as a row; nothing for that of a collective, which is no member.
pub(super) fn row(view: &RecordView, desk: &Desk<'_>) -> Option<Graded> {
    let read = Reading { view, desk };
    if read.settled("of") == Some("tap_the") {
        return None;
    }
    let cell = |(field, _): &(&str, u32)| match (*field, read.head(field)) {
        // Who is not graded stands there with a reason, and everybody else has a grade to be written.
        ("not_graded" | "score", said) => said.unwrap_or_default(),
        (_, Some(said)) => said,
        ("person", None) => "……".to_owned(),
        (_, None) if read.head("not_graded").is_some() => String::new(),
        (_, None) => "……".to_owned(),
    };
    Some(Graded {
        cells: FIELDS.iter().map(cell).collect(),
        grade: read.settled(DECIDED).map(|grade| (place(view, grade), grade.to_owned())),
        is_disputed: [DECIDED, "of"].iter().any(|field| read.versions("about", field).is_some()),
    })
}

/// A grade that this version does not know stands last.
fn place(view: &RecordView, grade: &str) -> usize {
    let known = match view.kind.spec().head_field(DECIDED).map(|field| &field.shape) {
        Some(Shape::Code(codes)) => codes.known,
        _ => &[],
    };
    known.iter().position(|code| *code == grade).unwrap_or(known.len())
}

/// The rows as a table, and how many have each grade.
pub(super) fn grading(rows: Vec<Graded>, extent: Extent, period: &str, desk: &Desk<'_>) -> Listed {
    let words = desk.words;
    let columns = FIELDS.iter().map(|(field, share)| Column::new(words.code("field-self_review", field), *share));
    let mut decided: BTreeMap<&(usize, String), u32> = BTreeMap::new();
    for grade in rows.iter().filter_map(|row| row.grade.as_ref()) {
        *decided.entry(grade).or_default() += 1;
    }
    let sum = |((_, grade), count): (&(usize, String), u32)| format!("- {}: {count}.", words.code("grade", grade));
    // One paragraph, of which no press leaves a line alone on a page.
    let sums = decided.into_iter().map(sum).collect::<Vec<_>>().join("\n");
    let is_told = extent == Extent::Whole && !rows.iter().any(|row| row.is_disputed) && !sums.is_empty();
    let after = is_told.then(|| Block::plain(sums)).into_iter().collect();
    Listed {
        title: words.text("paper-grading"),
        subject: words.filled("paper-grading_of", &[("period", period)]),
        columns: std::iter::once(Column::numbers(words, 6)).chain(columns).collect(),
        after,
        rows: numbered(rows.into_iter().map(|row| row.cells).collect()),
    }
}
