//! A meeting's score sheet: the points people gave, and beside them what Sen counts. What nobody gave is a gap, also where
//! it could be counted: the points are the cell's.

use super::Minutes;
use crate::meeting::adoption::Adoption;
use crate::meeting::facts::Facts;
use crate::meeting::score::{ScoreLine, ScoreSheet};
use crate::paper::{Block, Column};

/// A figure that is to be written by hand.
const GAP: &str = "……";

impl Minutes<'_> {
    /// What a score sheet has between its head and its signatures.
    pub(super) fn scored(&self, adoption: &Adoption) -> Vec<Block> {
        let words = self.desk.words;
        let facts = Facts::of_meeting(self.view).with_adoption(adoption);
        let Some(sheet) = ScoreSheet::of(self.desk.rules, self.view, &facts, None) else {
            return vec![Block::Dotted, Block::Dotted];
        };
        let title = sheet.title.as_ref().map(|title| words.of_rule(title).to_owned());
        let rubric = self.versions("score", "rubric").or(title).or(sheet.rubric.clone());
        let mut rows: Vec<Vec<String>> = sheet.lines.iter().map(|line| self.line(line)).collect();
        let max = sheet.max.map(|max| max.to_string()).unwrap_or_default();
        let (points, grade) = self.score();
        let is_whole = sheet.lines.iter().all(|line| !line.applies || line.recorded.is_some());
        let points = points.filter(|_| is_whole).unwrap_or_else(|| GAP.to_owned());
        rows.push(vec![String::new(), words.text("paper-total"), max, points, String::new()]);
        let columns = vec![
            Column::numbers(words, 8),
            Column::new(words.text("paper-criterion"), 46),
            Column::figures(words.text("paper-most"), 12),
            Column::figures(words.text("paper-points"), 12),
            Column::new(words.text("paper-counted"), 32),
        ];
        vec![
            Block::plain(self.desk.line("paper-rubric", rubric.as_deref())),
            Block::Table { columns, rows },
            Block::plain(words.filled("paper-graded", &[("grade", grade.as_deref().unwrap_or(GAP))])),
        ]
    }

    fn line(&self, line: &ScoreLine) -> Vec<String> {
        let words = self.desk.words;
        let label = line.label.as_ref().map_or_else(|| line.criterion.clone(), |label| words.of_rule(label).to_owned());
        let given = self.versions("score", &format!("points/{}", line.criterion));
        let points = match (given, line.recorded) {
            (Some(versions), _) => versions,
            (None, Some(points)) => points.to_string(),
            (None, None) if line.applies => GAP.to_owned(),
            (None, None) => words.text("paper-not_asked"),
        };
        let reason = line.reason.as_ref().map(|reason| words.score_reason(reason)).unwrap_or_default();
        let counted = match line.computed {
            Some(computed) => words.filled("paper-computed", &[("why", &reason), ("n", &computed.to_string())]),
            None => reason,
        };
        let max = line.max.map(|max| max.to_string()).unwrap_or_default();
        vec![line.number.clone().unwrap_or_default(), label, max, points, counted]
    }
}
