//! A record of any kind as a paper, by what its kind declares: the fields of its head as lines, running texts under their
//! titles, lists as tables with the sums of their amounts.

use super::reading::{BASES, Reading};
use super::{BLANK, Block, Column, Desk, Paper, Sheet, Side};
use crate::kind::spec::{Counted, Field, Form, PaperOf, Part, Shape, Subject};
use crate::record::RecordView;
use crate::record::view::{EntryView, FieldView, PartView};
use crate::time::CivilDate;

/// Fields of a head that stand elsewhere on the paper, as its title does, or say how the record came about.
const ELSEWHERE: [&str; 5] = ["state", "number", "issued_on", "signed_by", "reason"];

/// A record as a paper; nothing for a kind whose records are not printed like this.
#[must_use]
pub fn record(view: &RecordView, desk: &Desk<'_>) -> Option<Paper> {
    let of = view.kind.spec().paper.as_ref()?;
    let filed = Filed { of, read: Reading { view, desk }, desk };
    let words = desk.words;
    let mut head = desk.head(filed.read.head("number").as_deref(), &filed.symbol(), filed.mark());
    if of.symbol.is_empty() {
        head.number.clear();
    }
    let day = filed.read.settled(of.dated).and_then(|day| CivilDate::parse(day).ok()).map(|day| desk.date(day));
    head.dated = Some(desk.dated(day.or_else(|| filed.read.head(of.dated))));
    let mut body = desk.warnings(view.is_marked, view.is_whole);
    body.extend(filed.parts());
    body.push(filed.sign());
    Some(Paper {
        language: words.language(),
        sheet: if body.iter().any(is_wide) { Sheet::Across } else { Sheet::Upright },
        head,
        title: words.code("paper-title", view.kind.code()),
        subject: filed.read.head(filed.title()).unwrap_or_else(|| BLANK.to_owned()),
        body,
    })
}

/// Columns from which on a table has no room on a sheet that lies upright.
const WIDE_COLUMNS: usize = 8;
/// The numbers of rows take a part of the width.
const ROW_PART: u32 = 13;
/// The rows of a table to be filled in by hand.
const FORM_ROWS: usize = 5;

fn is_wide(block: &Block) -> bool {
    matches!(block, Block::Table { columns, .. } if columns.len() >= WIDE_COLUMNS)
}

struct Filed<'a> {
    of: &'static PaperOf,
    read: Reading<'a>,
    desk: &'a Desk<'a>,
}

impl<'a> Filed<'a> {
    fn symbol(&self) -> String {
        format!("{}/{}", self.of.symbol, if self.desk.is_committee { "ĐU" } else { "CB" })
    }

    /// The field that is the record's title.
    fn title(&self) -> &'static str {
        self.read.view.kind.spec().line.title
    }

    /// A paper that gets a number is a draft until it has one.
    fn mark(&self) -> Option<String> {
        let has_number = self.read.view.kind.spec().head_field("number").is_some();
        (has_number && self.read.settled("number").is_none()).then(|| self.desk.words.text("paper-draft"))
    }

    fn is_printed(&self, field: &Field) -> bool {
        let is_of_count = self.counted().is_some_and(|counted| counted.on == field.name);
        !self.of.without.contains(&field.name) && !matches!(field.shape, Shape::Record(_)) && !is_of_count
    }

    fn counted(&self) -> Option<Counted> {
        self.read.view.kind.spec().counted
    }

    /// On which day the figures of a table were drawn, and how many of them.
    fn drawn(&self, part: &PartView) -> Option<Block> {
        let counted = self.counted().filter(|counted| counted.part == part.part.name)?;
        let on = |entry: &EntryView| entry.fields.iter().find(|field| field.name == counted.on).map(day);
        let days: Vec<CivilDate> = part.entries.iter().filter_map(on).flatten().collect();
        let (words, latest) = (self.desk.words, days.iter().max()?.vietnamese());
        let number = |n: usize| words.number(u64::try_from(n).unwrap_or(u64::MAX));
        let (n, all) = (number(days.len()), number(part.entries.len()));
        let said = match n == all {
            true => words.filled("paper-drawn", &[("on", &latest)]),
            false => words.filled("paper-drawn_part", &[("on", &latest), ("n", &n), ("all", &all)]),
        };
        Some(Block::plain(said))
    }

    fn label(&self, field: &Field) -> String {
        unhinted(&self.desk.words.field(self.read.view.kind.code(), field)).to_owned()
    }

    /// What is written, part by part, after what it rests on; a record of which nothing is yet is a form to be filled in.
    fn parts(&self) -> Vec<Block> {
        let is_printed = |part: &&PartView| !self.of.without.contains(&part.part.name);
        let (bases, others): (Vec<&PartView>, Vec<&PartView>) =
            self.read.view.parts.iter().filter(is_printed).partition(|part| part.part.name == BASES);
        let written: Vec<Block> = others.iter().flat_map(|part| self.part(part)).collect();
        let is_form = written.is_empty() && bases.iter().all(|part| part.entries.is_empty());
        let others = if is_form { others.iter().flat_map(|part| self.to_fill(part.part)).collect() } else { written };
        let rests_on = (!bases.is_empty()).then(|| self.read.bases());
        rests_on.into_iter().flatten().chain(others).collect()
    }

    fn title_of(&self, part: &Part) -> Block {
        let said = self.desk.words.code(&format!("part-{}", self.read.view.kind.code()), part.name);
        Block::Heading(unhinted(&said).to_owned())
    }

    fn part(&self, part: &'a PartView) -> Vec<Block> {
        let body = match part.part.form {
            Form::Head => return self.about(part.part),
            _ if part.part.name == self.of.articles => return self.articles(part.part.name),
            Form::Text => {
                let text = part.text.as_deref().unwrap_or_default();
                text.lines().filter(|line| !line.trim().is_empty()).map(Block::plain).collect()
            }
            Form::Entries | Form::Keyed(_) => self.list(part),
            Form::Typed | Form::People => Vec::new(),
        };
        if body.is_empty() { Vec::new() } else { std::iter::once(self.title_of(part.part)).chain(body).collect() }
    }

    /// A part as a form to be filled in by hand.
    fn to_fill(&self, part: &'static Part) -> Vec<Block> {
        let fields: Vec<&'static Field> = part.fields.iter().filter(|field| self.is_printed(field)).collect();
        let codes = match part.form {
            Form::Typed | Form::People => return Vec::new(),
            Form::Head => {
                let line = |field: &Field| Block::plain(format!("- {}: {BLANK}", self.label(field)));
                return self.lines(part).map(line).collect();
            }
            Form::Keyed(Subject::Code(codes)) => codes.known,
            Form::Text | Form::Entries | Form::Keyed(_) => &[],
        };
        let body = match (part.form, fields.as_slice()) {
            (Form::Text, _) | (Form::Entries, [_]) => vec![Block::Dotted, Block::Dotted],
            _ if part.name == self.of.articles => vec![Block::Dotted, Block::Dotted],
            (form, _) => {
                let columns = self.columns(part, &fields);
                let row = |at: usize| {
                    let subject = match form {
                        Form::Keyed(Subject::Code(of)) => {
                            codes.get(at).map(|code| self.desk.words.code(of.family, code))
                        }
                        _ => None,
                    };
                    let number = (at + 1).to_string();
                    let mut row: Vec<String> = std::iter::once(number).chain(subject).collect();
                    row.resize(columns.len(), String::new());
                    row
                };
                let rows = (0..if codes.is_empty() { FORM_ROWS } else { codes.len() }).map(row).collect();
                vec![Block::Table { columns, rows }]
            }
        };
        std::iter::once(self.title_of(part)).chain(body).collect()
    }

    /// Articles below each other, those of a chapter under its title. An article that was given no number has that of its place.
    fn articles(&self, part: &str) -> Vec<Block> {
        let words = self.desk.words;
        let (mut blocks, mut chapter) = (Vec::new(), None);
        for (number, (place, entry)) in (1_usize..).zip(self.read.entries(part)) {
            let at = |field: &str| self.read.at(part, &place, entry, field);
            let of = at("chapter");
            if of.is_some() && of != chapter {
                blocks.extend(of.clone().map(Block::Heading));
                chapter = of;
            }
            let heading = at("heading").unwrap_or_default();
            let article = words.filled("paper-article", &[("n", &number.to_string()), ("heading", &heading)]);
            let first = |said: &str| said.split(' ').next().unwrap_or_default().to_lowercase();
            let is_numbered = first(&heading) == first(&article);
            blocks.push(Block::Subheading(if is_numbered { heading } else { article }));
            let text = at("text").unwrap_or_default();
            blocks.extend(text.lines().filter(|line| !line.trim().is_empty()).map(Block::plain));
        }
        blocks
    }

    /// The fields of the head that are a line each.
    fn lines(&self, part: &'static Part) -> impl Iterator<Item = &'static Field> {
        let stands = [self.title(), self.of.dated];
        let is_elsewhere = move |field: &Field| ELSEWHERE.contains(&field.name) || stands.contains(&field.name);
        part.fields.iter().filter(move |field| self.is_printed(field) && !is_elsewhere(field))
    }

    fn about(&self, part: &'static Part) -> Vec<Block> {
        let line =
            |field: &Field| Some(Block::plain(format!("- {}: {}", self.label(field), self.read.head(field.name)?)));
        self.lines(part).filter_map(line).collect()
    }

    /// The columns of a list: the number of the row, what it is about, its fields.
    fn columns(&self, part: &Part, fields: &[&'static Field]) -> Vec<Column> {
        let column = |field: &&Field| match field.shape {
            Shape::Money | Shape::Count => Column::figures(self.label(field), share(field)),
            _ => Column::new(self.label(field), share(field)),
        };
        let told: Vec<Column> = self.subject_column(part).into_iter().chain(fields.iter().map(column)).collect();
        let whole: u32 = told.iter().map(|column| column.share).sum();
        std::iter::once(Column::numbers(self.desk.words, whole / ROW_PART)).chain(told).collect()
    }

    fn list(&self, part: &'a PartView) -> Vec<Block> {
        let mut entries: Vec<(String, &EntryView)> = self.read.entries(part.part.name).collect();
        if let Form::Keyed(Subject::Code(codes)) = part.part.form {
            entries.sort_by_key(|(_, entry)| codes.known.iter().position(|code| **code == entry.name));
        }
        let at = |(place, entry): &(String, &'a EntryView), field: &Field| {
            self.read.at(part.part.name, place, entry, field.name)
        };
        let is_told = |field: &&Field| self.is_printed(field) && entries.iter().any(|entry| at(entry, field).is_some());
        let fields: Vec<&'static Field> = part.part.fields.iter().filter(is_told).collect();
        if let ([only], Form::Entries) = (fields.as_slice(), part.part.form) {
            return entries
                .iter()
                .filter_map(|entry| at(entry, only))
                .map(|text| Block::plain(format!("- {text}")))
                .collect();
        }
        if entries.is_empty() || fields.is_empty() {
            return Vec::new();
        }
        let columns = self.columns(part.part, &fields);
        let mut rows: Vec<Vec<String>> = (1_usize..)
            .zip(&entries)
            .map(|(number, entry)| {
                let subject = self.subject(part.part, entry.1);
                let cells = fields.iter().map(|field| at(entry, field).unwrap_or_default());
                std::iter::once(number.to_string()).chain(subject).chain(cells).collect()
            })
            .collect();
        let total = self.total(part, &fields);
        let sums = if total.is_some() { self.sums() } else { Vec::new() };
        rows.extend(total);
        std::iter::once(Block::Table { columns, rows }).chain(sums).chain(self.drawn(part)).collect()
    }

    /// What a keyed part's rows are about, where no field of theirs says it.
    fn subject_column(&self, part: &Part) -> Option<Column> {
        match part.form {
            Form::Keyed(Subject::Person) => Some(Column::new(self.desk.words.text("paper-name"), 30)),
            Form::Keyed(Subject::Code(_)) => Some(Column::new(self.desk.words.text("paper-subject"), 40)),
            _ => None,
        }
    }

    fn subject(&self, part: &Part, entry: &EntryView) -> Option<String> {
        match part.form {
            Form::Keyed(Subject::Person) => entry.person.clone(),
            Form::Keyed(Subject::Code(codes)) => Some(self.desk.words.code(codes.family, &entry.name)),
            _ => None,
        }
    }

    /// The row that adds up what is money. What is in dispute adds to nothing, so no sum stands where a part of it is.
    fn total(&self, part: &PartView, fields: &[&Field]) -> Option<Vec<String>> {
        let is_money = |field: &Field| matches!(field.shape, Shape::Money);
        if !fields.iter().any(|field| is_money(field)) {
            return None;
        }
        let sum = |field: &Field| {
            let filled = part.entries.iter().flat_map(|entry| &entry.fields).filter(|filled| filled.name == field.name);
            filled.map(|filled| filled.value.parse::<u64>().ok().filter(|_| !filled.is_disputed)).sum::<Option<u64>>()
        };
        let cells = fields.iter().map(|field| match is_money(field) {
            true => sum(field).map_or_else(|| BLANK.to_owned(), |sum| self.desk.words.money(sum)),
            false => String::new(),
        });
        let total = self.desk.words.text("paper-total");
        let before = match self.subject_column(part.part) {
            Some(_) => vec![String::new(), total],
            None => vec![total],
        };
        Some(before.into_iter().chain(cells).collect())
    }

    /// What the kind adds up of its amounts; nothing is made of one in dispute.
    fn sums(&self) -> Vec<Block> {
        let words = self.desk.words;
        let family = format!("sum-{}", self.read.view.kind.code());
        let sums = self.read.view.sums.iter().filter(|sum| !sum.is_disputed);
        sums.map(|sum| Block::plain(format!("- {}: {}.", words.code(&family, sum.name), words.money(sum.amount))))
            .collect()
    }

    fn sign(&self) -> Block {
        let words = self.desk.words;
        let left = if self.of.left.is_empty() {
            Side::Copies { title: words.text("paper-copies"), lines: vec![format!("- {BLANK}")] }
        } else {
            let role = self.read.view.kind.spec().head_field(self.of.left).map(|field| self.label(field));
            let name = self.read.settled(self.of.left).and(self.read.head(self.of.left));
            Side::Signer {
                roles: vec![role.unwrap_or_default().to_uppercase()],
                name: name.unwrap_or_else(|| BLANK.to_owned()),
            }
        };
        let on_behalf = words.text(if self.desk.is_committee { "paper-for_committee" } else { "paper-for_cell" });
        let name = self.read.settled("signed_by").and(self.read.head("signed_by")).unwrap_or_else(|| BLANK.to_owned());
        Block::Sign { left, right: Side::Signer { roles: vec![on_behalf, BLANK.to_owned()], name } }
    }
}

/// A label without what it tells whoever fills a form: what stands in brackets at its end, but for a unit.
fn unhinted(label: &str) -> &str {
    const UNIT_CHARS_MAX: usize = 3;
    match label.strip_suffix(')').and_then(|open| open.rsplit_once(" (")) {
        Some((said, hint)) if hint.chars().count() > UNIT_CHARS_MAX => said,
        _ => label,
    }
}

fn day(field: &FieldView) -> Option<CivilDate> {
    CivilDate::parse(&field.value).ok()
}

/// The part of a table's width that a column of a field takes.
const fn share(field: &Field) -> u32 {
    match field.shape {
        Shape::Text => 44,
        Shape::Line | Shape::Record(_) | Shape::Checked(_) => 24,
        Shape::Person | Shape::Org | Shape::Date => 26,
        Shape::Code(_) | Shape::Money | Shape::Partial => 22,
        Shape::Time | Shape::Count | Shape::Flag => 12,
    }
}
