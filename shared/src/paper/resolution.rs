//! A cell's resolution or conclusion (nghị quyết, kết luận của chi bộ), in the four parts of guideline 42-HD/BTCTW.

use super::reading::Reading;
use super::{BLANK, Block, Column, Desk, Face, Paper, Run, Sheet, Side};
use crate::record::RecordView;
use crate::record::view::EntryView;

/// A resolution or conclusion as a paper. A draft is marked as one, and so is what was repealed.
#[must_use]
pub fn resolution(view: &RecordView, desk: &Desk<'_>) -> Paper {
    let of = Resolution { read: Reading { view, desk }, desk };
    let words = desk.words;
    let is_conclusion = of.form() == Some("ket_luan");
    let (symbol, title) = match (of.read.versions("about", "form"), of.form()) {
        (Some(versions), _) => ("……/CB", versions),
        (None, Some("ket_luan")) => ("KL/CB", words.text("paper-conclusion")),
        (None, _) => ("NQ/CB", words.text("paper-resolution")),
    };
    let mut head = desk.head(of.read.head("number").as_deref(), symbol, of.mark());
    head.dated = Some(desk.dated(of.read.head("issued_on")));
    let mut body = desk.warnings(view.is_marked, view.is_whole);
    body.extend(of.bases(is_conclusion));
    body.extend(of.review());
    body.extend(of.plan(is_conclusion));
    body.extend(of.assignments());
    body.extend(of.text("self_score"));
    body.extend(of.minority());
    body.push(Block::plain(desk.line("paper-adopted_by", of.read.head("adopted_by").as_deref())));
    body.push(of.sign());
    Paper {
        language: words.language(),
        sheet: Sheet::Upright,
        head,
        title,
        subject: of.read.head("title").unwrap_or_else(|| BLANK.to_owned()),
        body,
    }
}

struct Resolution<'a> {
    read: Reading<'a>,
    desk: &'a Desk<'a>,
}

impl Resolution<'_> {
    /// The stored form, once it is settled.
    fn form(&self) -> Option<&str> {
        self.read.settled("form")
    }

    fn mark(&self) -> Option<String> {
        let words = self.desk.words;
        match self.read.settled("state") {
            Some("da_thong_qua" | "da_ban_hanh") => None,
            Some("bai_bo") => Some(words.text("paper-repealed")),
            _ => Some(words.text("paper-draft")),
        }
    }

    fn bases(&self, is_conclusion: bool) -> Vec<Block> {
        let words = self.desk.words;
        let mut blocks = self.read.bases();
        let key = if is_conclusion { "paper-concludes" } else { "paper-resolves" };
        blocks.push(Block::plain(words.text(key)));
        blocks
    }

    /// Part I, with last month's tasks as a table.
    fn review(&self) -> Vec<Block> {
        let words = self.desk.words;
        let mut blocks = self.text("review");
        blocks.push(self.below("last_tasks"));
        let rows: Vec<Vec<String>> = (1_usize..)
            .zip(self.read.entries("last_tasks"))
            .map(|(number, (at, entry))| {
                let cell = |field: &str| self.read.at("last_tasks", &at, entry, field).unwrap_or_default();
                vec![number.to_string(), cell("title"), cell("at_start"), cell("result"), cell("note")]
            })
            .collect();
        if rows.is_empty() {
            blocks.push(Block::Dotted);
        } else {
            let title = |field: &str| words.code("field-resolution", field);
            let columns = vec![
                Column::numbers(words, 8),
                Column::new(words.text("paper-task"), 36),
                Column::new(title("at_start"), 19),
                Column::new(title("result"), 19),
                Column::new(title("note"), 18),
            ];
            blocks.push(Block::Table { columns, rows });
        }
        blocks.push(self.below("praise"));
        let praised = self.read.entries("praise").map(|(at, entry)| {
            let [kind, person, text] =
                ["kind", "person", "text"].map(|field| self.read.at("praise", &at, entry, field));
            let who = person.map(|name| words.filled("paper-comrade", &[("name", &name)]));
            let whom = [kind, who].into_iter().flatten().collect::<Vec<_>>().join(" ");
            format!("- {whom}: {}", text.unwrap_or_default())
        });
        blocks.extend(or_dotted(praised.map(Block::plain).collect()));
        blocks.push(self.below("shortcomings"));
        blocks.extend(or_dotted(self.list("shortcomings")));
        blocks
    }

    /// Part II. What the chair concluded is what a plan is written from: it stands in a conclusion, and where there is no
    /// plan yet.
    fn plan(&self, is_conclusion: bool) -> Vec<Block> {
        let mut blocks = self.text("plan");
        let concluded: Vec<Block> = self
            .read
            .entries("conclusions")
            .map(|(at, entry)| {
                let cell = |field: &str| self.read.at("conclusions", &at, entry, field).unwrap_or_default();
                Block::Para(vec![
                    Run::new(Face::Italic, format!("- {}: ", cell("item"))),
                    Run::new(Face::Plain, cell("conclusion")),
                ])
            })
            .collect();
        if !concluded.is_empty() && (is_conclusion || blocks.last() == Some(&Block::Dotted)) {
            blocks.push(self.below("conclusions"));
            blocks.extend(concluded);
        }
        blocks
    }

    /// Part III: who does what. Of the six plain points, those that nobody wrote down for any row have no column.
    fn assignments(&self) -> Vec<Block> {
        let words = self.desk.words;
        let mut blocks = vec![self.heading("assignments")];
        let entries: Vec<(String, &EntryView)> = self.read.entries("assignments").collect();
        if entries.is_empty() {
            blocks.extend([Block::Dotted, Block::Dotted]);
            return blocks;
        }
        let fields = [("what", 30), ("lead", 20), ("due", 16), ("how", 18), ("product", 18), ("authority", 18)];
        let is_told = |field: &str| {
            let asked = matches!(field, "what" | "lead" | "due");
            asked || entries.iter().any(|(at, entry)| self.read.at("assignments", at, entry, field).is_some())
        };
        let told: Vec<(&str, u32)> = fields.into_iter().filter(|(field, _)| is_told(field)).collect();
        let mut columns = vec![Column::numbers(words, 8)];
        columns.extend(told.iter().map(|(field, share)| Column::new(words.code("field-resolution", field), *share)));
        let rows = (1_usize..).zip(&entries).map(|(number, (at, entry))| {
            let cells = told.iter().map(|(field, _)| {
                let said = self.read.at("assignments", at, entry, field);
                match (*field, self.read.at("assignments", at, entry, "partners")) {
                    ("lead", Some(partners)) => {
                        let with = words.filled("paper-partners", &[("names", &partners)]);
                        format!("{}\n{with}", said.unwrap_or_else(|| "……".to_owned()))
                    }
                    _ => said.unwrap_or_else(|| "……".to_owned()),
                }
            });
            std::iter::once(number.to_string()).chain(cells).collect()
        });
        let rows = rows.collect();
        blocks.push(Block::Table { columns, rows });
        blocks
    }

    fn minority(&self) -> Vec<Block> {
        let reserved = self.list("minority");
        let below = (!reserved.is_empty()).then(|| self.below("minority"));
        below.into_iter().chain(reserved).collect()
    }

    fn sign(&self) -> Block {
        let words = self.desk.words;
        let signed_for = self.read.settled("signed_for").map(|code| words.code("option-resolution-signed_for", code));
        let on_behalf = signed_for.unwrap_or_else(|| words.filled("paper-signed_for", &[("x", BLANK)]));
        let post = self.read.settled("signed_by").map_or_else(|| BLANK.to_owned(), |person| self.desk.post_of(person));
        let name = self.read.settled("signed_by").and(self.read.head("signed_by")).unwrap_or_else(|| BLANK.to_owned());
        let receivers: Vec<String> =
            self.read.entries("sent_to").filter_map(|(at, entry)| self.read.at("sent_to", &at, entry, "to")).collect();
        let last = receivers.len().saturating_sub(1);
        let line = |(at, to): (usize, String)| {
            let to = to.trim_end_matches([',', '.', ';']);
            format!("- {to}{}", if at == last { '.' } else { ',' })
        };
        let mut lines: Vec<String> = receivers.into_iter().enumerate().map(line).collect();
        if lines.is_empty() {
            lines.push(format!("- {BLANK}"));
        }
        Block::Sign {
            left: Side::Copies { title: words.text("paper-copies"), lines },
            right: Side::Signer { roles: vec![on_behalf.to_uppercase(), post.to_uppercase()], name },
        }
    }

    fn heading(&self, part: &str) -> Block {
        Block::Heading(self.desk.words.code("part-resolution", part))
    }

    fn below(&self, part: &str) -> Block {
        Block::Subheading(self.desk.words.code("part-resolution", part))
    }

    /// A part that is a running text, under its title.
    fn text(&self, part: &str) -> Vec<Block> {
        let text = self.read.view.part(part).and_then(|part| part.text.as_deref()).unwrap_or_default();
        let lines = text.lines().filter(|line| !line.trim().is_empty()).map(Block::plain).collect();
        std::iter::once(self.heading(part)).chain(or_dotted(lines)).collect()
    }

    /// A part whose entries are a text each.
    fn list(&self, part: &str) -> Vec<Block> {
        let texts = self.read.entries(part).filter_map(|(at, entry)| self.read.at(part, &at, entry, "text"));
        texts.map(|text| Block::plain(format!("- {text}"))).collect()
    }
}

fn or_dotted(blocks: Vec<Block>) -> Vec<Block> {
    if blocks.is_empty() { vec![Block::Dotted, Block::Dotted] } else { blocks }
}
