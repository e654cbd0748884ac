//! An extract of a meeting's minutes: what was concluded and voted, and nothing of who said what.

use super::Minutes;
use crate::meeting::agenda::Said;
use crate::paper::{BLANK, Block, Side};

impl Minutes<'_> {
    /// What an extract has between its head and its signature.
    pub(super) fn extracted(&self) -> Vec<Block> {
        let words = self.desk.words;
        let mut blocks = self.opening();
        blocks.push(self.figures_of_roll());
        blocks.push(Block::Heading(words.text("paper-extracted")));
        let said = blocks.len();
        for (number, item) in (1_usize..).zip(&self.view.agenda) {
            let concluded = |said: &Said| {
                let text = said.text.trim();
                (!text.is_empty()).then(|| Block::plain(words.filled("passage-conclusion", &[("text", text)])))
            };
            let concluded: Vec<Block> = item.conclusions.iter().filter_map(concluded).collect();
            if !concluded.is_empty() {
                blocks.push(Block::Subheading(format!("{number}. {}", self.title(item))));
                blocks.extend(concluded);
            }
        }
        if blocks.len() == said {
            blocks.extend([Block::Dotted, Block::Dotted]);
        }
        if !self.view.votes.is_empty() {
            blocks.extend(self.votes());
        }
        blocks
    }

    /// Whoever signs says that it is what the minutes say.
    pub(super) fn signed_extract(&self) -> Block {
        let words = self.desk.words;
        let name = self.signer("chair", self.view.chair.as_ref());
        let roles = vec![words.text("paper-for_cell"), words.text("paper-true_extract")];
        Block::Sign {
            left: Side::Copies { title: words.text("paper-copies"), lines: vec![format!("- {BLANK}")] },
            right: Side::Signer { roles, name },
        }
    }
}
