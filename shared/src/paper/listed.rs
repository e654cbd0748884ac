//! A paper that is one table, gathered from many records: who put it together signs it, and whoever stands for the cell or
//! the ward.

use super::{BLANK, Block, Column, Desk, Paper, Sheet, Side};

/// What such a paper says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What kind of paper it is, in capitals.
    pub title: String,
    /// What it is about.
    pub subject: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, with a text for each column.
    pub rows: Vec<Vec<String>>,
    /// What follows the table.
    pub after: Vec<Block>,
}

/// How much of what was asked for is on a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// So many records of more, which the paper says. No sum is made of a part.
    First(usize),
}

impl Extent {
    /// Takes what is more than `most` away.
    pub fn of<T>(found: &mut Vec<T>, most: usize) -> Self {
        let is_whole = found.len() <= most;
        found.truncate(most);
        if is_whole { Self::Whole } else { Self::First(most) }
    }
}

/// The paper, across, because such tables have many columns. A table without rows is two dotted lines.
#[must_use]
pub(super) fn listed(list: Listed, extent: Extent, desk: &Desk<'_>) -> Paper {
    let words = desk.words;
    let mut head = desk.head(None, "", None);
    head.number.clear();
    head.dated = Some(desk.dated(None));
    let mut body = match list.rows.is_empty() {
        true => vec![Block::Dotted, Block::Dotted],
        false => vec![Block::Table { columns: list.columns, rows: list.rows }],
    };
    body.extend(list.after);
    if let Extent::First(most) = extent {
        body.push(Block::Note(words.filled("paper-cut", &[("n", &most.to_string())])));
    }
    let on_behalf = words.text(if desk.is_committee { "paper-for_committee" } else { "paper-for_cell" });
    body.push(Block::Sign {
        left: Side::Signer { roles: vec![words.text("paper-drawn_up_by")], name: BLANK.to_owned() },
        right: Side::Signer { roles: vec![on_behalf, BLANK.to_owned()], name: BLANK.to_owned() },
    });
    Paper { language: words.language(), sheet: Sheet::Across, head, title: list.title, subject: list.subject, body }
}
