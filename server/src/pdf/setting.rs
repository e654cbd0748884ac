//! From a paper's blocks to lines with the measures of the press for DOCX, whose styles say the same.

use shared::paper::{self, Align, Block, Column, Face, Head, Paper, Run, Side, fit};

use super::face::{ASCENT, DESCENT, Faces, LINE};
use super::line::broken;
use super::slab::{Mark, Set, Sheet, Slab, Stand};

/// Sizes of letters, in points.
const TEXT: f32 = 14.0;
const PARTY: f32 = 15.0;
const TITLE: f32 = 16.0;
const SMALL: f32 = 12.0;
/// In tables of many columns.
const TIGHT: f32 = 10.0;
/// From one line of running text to the next.
const PITCH: f32 = 19.0;
/// How far a paragraph begins to the right: 10 mm.
const INDENT: f32 = 28.35;
/// What the left half of a paper's head has of its width.
const HEAD_LEFT: f32 = 0.46;
/// Between a cell's text and its borders.
const CELL_SIDE: f32 = 4.25;
const TIGHT_SIDE: f32 = 3.0;
const CELL_TOP: f32 = 2.0;
const CELL_BOTTOM: f32 = 2.5;
const BORDER: f32 = 0.5;
/// The place for a signature.
const HAND: f32 = 62.0;
/// A paragraph of no more lines is on one page with its signature.
const SIGNED_LINES_MAX: usize = 8;

/// How a paragraph looks.
#[derive(Clone, Copy)]
struct Style {
    size: f32,
    before: f32,
    pitch: f32,
    indent: f32,
    stand: Stand,
}

impl Style {
    /// Lines of a size, one below the other as an office program sets them.
    const fn plain(size: f32, stand: Stand) -> Self {
        Self { size, before: 0.0, pitch: size * LINE, indent: 0.0, stand }
    }

    const fn below(self, before: f32) -> Self {
        Self { before, ..self }
    }

    /// Running text.
    const fn text(before: f32) -> Self {
        Self { size: TEXT, before, pitch: PITCH, indent: INDENT, stand: Stand::Both }
    }

    /// The title of a part.
    const fn heading(before: f32) -> Self {
        Self { stand: Stand::Left, ..Self::text(before) }
    }

    /// Where a line of letters stands below the top of its pitch.
    fn base(self) -> f32 {
        (self.pitch - (ASCENT + DESCENT) * self.size) / 2.0 + ASCENT * self.size
    }
}

const fn stand(align: Align) -> Stand {
    match align {
        Align::Left => Stand::Left,
        Align::Centre => Stand::Centre,
        Align::Right => Stand::Right,
    }
}

/// A paper as what no page divides.
pub(super) fn set(faces: &Faces, paper: &Paper) -> Set {
    let sheet = Sheet::of(paper.sheet);
    let (width, height) = (sheet.width(), sheet.height());
    let mut setter = Setter { faces, sheet: paper.sheet, width, height, set: Set::default() };
    setter.head(&paper.head);
    let title = Style::plain(TITLE, Stand::Centre).below(18.0);
    setter.kept(title, &[Run::new(Face::Bold, &*paper.title)]);
    let subject = Style::plain(TEXT, Stand::Centre);
    setter.kept(subject, &[Run::new(Face::Bold, &*paper.subject)]);
    setter.kept(subject, &[Run::new(Face::Plain, "-----")]);
    for block in &paper.body {
        setter.block(block);
    }
    setter.set
}

struct Setter<'a> {
    faces: &'a Faces,
    sheet: paper::Sheet,
    width: f32,
    height: f32,
    set: Set,
}

/// Lines below each other in a part of the width.
#[derive(Default)]
struct Stack {
    marks: Vec<Mark>,
    height: f32,
}

impl Setter<'_> {
    fn block(&mut self, block: &Block) {
        let bold = |text: &String| [Run::new(Face::Bold, &**text)];
        match block {
            Block::Heading(text) => self.kept(Style::heading(10.0), &bold(text)),
            Block::Subheading(text) => self.kept(Style::heading(6.0), &bold(text)),
            Block::Para(runs) => self.lines(Style::text(6.0), runs),
            Block::Note(text) => {
                let style = Style::plain(SMALL, Stand::Left).below(4.0);
                self.lines(style, &[Run::new(Face::Italic, &**text)]);
            }
            Block::Dotted => {
                let dots = Mark::Dots { y: Style::text(6.0).base(), from: 0.0, to: self.width };
                let slab = Slab { before: 6.0, height: PITCH, keep: false, table: None, marks: vec![dots] };
                self.set.slabs.push(slab);
            }
            Block::Table { columns, rows } => self.table(columns, rows),
            Block::Sign { left, right } => self.sign(left, right),
        }
    }

    /// The lines of a paragraph. Neither its first nor its last line stands alone on a page.
    fn lines(&mut self, style: Style, runs: &[Run]) {
        let lines = broken(self.faces, runs, style.size, style.indent, self.width);
        let count = lines.len();
        for (at, line) in lines.into_iter().enumerate() {
            let (x, before) = if at == 0 { (style.indent, style.before) } else { (0.0, 0.0) };
            let keep = at + 1 < count && (at == 0 || at + 2 == count);
            let mark = Mark::of(line, style.stand, x, style.base(), style.size);
            let slab = Slab { before, height: style.pitch, keep, table: None, marks: vec![mark] };
            self.set.slabs.push(slab);
        }
    }

    /// Lines that stay with what follows.
    fn kept(&mut self, style: Style, runs: &[Run]) {
        let first = self.set.slabs.len();
        self.lines(style, runs);
        self.set.slabs.iter_mut().skip(first).for_each(|slab| slab.keep = true);
    }

    /// A paragraph below a stack, in a part of the width.
    fn stack(&self, stack: &mut Stack, style: Style, face: Face, text: &str, at: (f32, f32)) {
        let (x, room) = at;
        stack.height += style.before;
        for line in broken(self.faces, &[Run::new(face, text)], style.size, 0.0, room) {
            let y = stack.height + style.base();
            stack.marks.push(Mark::of(line, style.stand, x, y, style.size));
            stack.height += style.pitch;
        }
    }

    fn head(&mut self, head: &Head) {
        let (mut left, mut right) = (Stack::default(), Stack::default());
        let half = self.width * HEAD_LEFT;
        let (first, second) = ((0.0, half), (half, self.width - half));
        let style = Style::plain(TEXT, Stand::Centre);
        self.stack(&mut left, style, Face::Plain, &head.superior, first);
        self.stack(&mut left, style, Face::Bold, &head.issuer, first);
        self.stack(&mut left, style, Face::Plain, "*", first);
        self.stack(&mut left, style, Face::Plain, &head.number, first);
        if let Some(mark) = &head.mark {
            self.stack(&mut left, style, Face::Bold, mark, first);
        }
        self.stack(&mut right, Style::plain(PARTY, Stand::Centre), Face::Bold, &head.party, second);
        self.underline(&mut right);
        if let Some(dated) = &head.dated {
            self.stack(&mut right, style.below(8.0), Face::Italic, dated, second);
        }
        self.beside(0.0, left, right);
    }

    /// A stroke below every line of a stack.
    fn underline(&self, stack: &mut Stack) {
        let strokes: Vec<Mark> = stack
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Text { x, y, size, pieces, .. } => {
                    let wide = |letter: char, face: Face| self.faces.cut(face).width(letter) * size;
                    let letters = pieces.iter().flat_map(|piece| piece.text.chars().map(|letter| (letter, piece.face)));
                    let end = x + letters.map(|(letter, face)| wide(letter, face)).sum::<f32>();
                    Some(Mark::Stroke { from: (*x, y + 1.8), to: (end, y + 1.8), thick: 0.7 })
                }
                Mark::Stroke { .. } | Mark::Dots { .. } => None,
            })
            .collect();
        stack.marks.extend(strokes);
    }

    /// Two stacks beside each other, which no page divides.
    fn beside(&mut self, before: f32, left: Stack, right: Stack) {
        let height = left.height.max(right.height);
        let marks = left.marks.into_iter().chain(right.marks).collect();
        self.set.slabs.push(Slab { before, height, keep: false, table: None, marks });
    }

    fn table(&mut self, columns: &[Column], rows: &[Vec<String>]) {
        let fit = fit(columns, rows, self.sheet);
        let exact = |part: u32| f32::from(u16::try_from(part).unwrap_or(u16::MAX));
        let whole = exact(fit.shares.iter().sum::<u32>().max(1));
        let widths: Vec<f32> = fit.shares.iter().map(|share| self.width * exact(*share) / whole).collect();
        let table = self.set.titles.len();
        let titles: Vec<&str> = columns.iter().map(|column| column.title.as_str()).collect();
        let size = if fit.is_tight { TIGHT } else { SMALL };
        let title = self.row(&widths, &titles, (size, Face::Bold), &vec![Stand::Centre; titles.len()], table);
        // A row that no page takes goes on over pages, so no more of it stands together than a page takes.
        let most = self.height - title.iter().map(|slab| slab.height).sum::<f32>();
        let titles = title.into_iter().reduce(|mut all, slab| {
            let down = all.height;
            all.marks.extend(slab.marks.into_iter().map(|mark| mark.moved(0.0, down)));
            all.height += slab.height;
            all
        });
        let Some(titles) = titles else { return };
        self.set.titles.push(Slab { before: 8.0, ..titles });
        let stands: Vec<Stand> = columns.iter().map(|column| stand(column.align)).collect();
        let first = self.set.slabs.len();
        for row in rows {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            let slabs = self.row(&widths, &cells, (size, Face::Plain), &stands, table);
            let height: f32 = slabs.iter().map(|slab| slab.height).sum();
            let is_whole = height <= most;
            let count = slabs.len();
            self.set.slabs.extend(
                slabs.into_iter().enumerate().map(|(at, slab)| Slab { keep: is_whole && at + 1 < count, ..slab }),
            );
        }
        if self.set.slabs.len() == first {
            self.set.slabs.push(Slab { before: 0.0, height: 0.0, keep: false, table: Some(table), marks: Vec::new() });
        }
        let after = Slab { before: 0.0, height: 2.0, keep: false, table: None, marks: Vec::new() };
        self.set.slabs.push(after);
    }

    /// A row of a table, a slab for each of its lines.
    fn row(
        &self,
        widths: &[f32],
        cells: &[&str],
        (size, face): (f32, Face),
        stands: &[Stand],
        table: usize,
    ) -> Vec<Slab> {
        let style = Style::plain(size, Stand::Left);
        let side = if style.size < SMALL { TIGHT_SIDE } else { CELL_SIDE };
        let mut x = 0.0;
        let mut edges = vec![x];
        let mut columns = Vec::new();
        for ((width, cell), stand) in widths.iter().zip(cells).zip(stands) {
            let room = width - 2.0 * side;
            let lines = broken(self.faces, &[Run::new(face, *cell)], style.size, 0.0, room);
            columns.push((x + side, *stand, lines.into_iter()));
            x += width;
            edges.push(x);
        }
        let count = columns.iter().map(|(_, _, lines)| lines.len()).max().unwrap_or_default();
        let mut slabs = Vec::with_capacity(count);
        for at in 0..count {
            let (top, bottom) = (if at == 0 { CELL_TOP } else { 0.0 }, if at + 1 == count { CELL_BOTTOM } else { 0.0 });
            let height = top + style.pitch + bottom;
            let mut marks: Vec<Mark> = edges
                .iter()
                .map(|edge| Mark::Stroke { from: (*edge, 0.0), to: (*edge, height), thick: BORDER })
                .collect();
            let across = |y: f32| Mark::Stroke { from: (0.0, y), to: (x, y), thick: BORDER };
            marks.extend((at == 0).then(|| across(0.0)));
            marks.extend((at + 1 == count).then(|| across(height)));
            for (left, stand, lines) in &mut columns {
                if let Some(line) = lines.next() {
                    marks.push(Mark::of(line, *stand, *left, top + style.base(), style.size));
                }
            }
            slabs.push(Slab { before: 0.0, height, keep: false, table: Some(table), marks });
        }
        slabs
    }

    /// The end of a paper stays on one page with what stands before it, a short paragraph whole: a signature alone could be
    /// put under anything.
    fn sign(&mut self, left: &Side, right: &Side) {
        let mut lines = self.set.slabs.iter().rev().take(SIGNED_LINES_MAX).take_while(|slab| slab.table.is_none());
        let paragraph = lines.position(|slab| slab.before > 0.0).map_or(1, |first| first + 1);
        self.set.slabs.iter_mut().rev().take(paragraph).for_each(|slab| slab.keep = true);
        if let [.., above, after] = self.set.slabs.as_mut_slice()
            && after.marks.is_empty()
        {
            above.keep = true;
        }
        let half = self.width / 2.0;
        // Names stand beside each other, however many lines are above each.
        let level = [left, right].map(|side| self.roles(side, (0.0, half)).height).into_iter().fold(0.0, f32::max);
        let (first, second) = (self.side(left, (0.0, half), level), self.side(right, (half, half), level));
        self.beside(12.0, first, second);
    }

    /// On whose behalf somebody signs.
    fn roles(&self, side: &Side, at: (f32, f32)) -> Stack {
        let mut stack = Stack::default();
        if let Side::Signer { roles, .. } = side {
            for role in roles {
                self.stack(&mut stack, Style::plain(TEXT, Stand::Centre), Face::Bold, role, at);
            }
        }
        stack
    }

    fn side(&self, side: &Side, at: (f32, f32), level: f32) -> Stack {
        let mut stack = self.roles(side, at);
        match side {
            Side::Signer { name, .. } => {
                stack.height = stack.height.max(level);
                self.stack(&mut stack, Style::plain(TEXT, Stand::Centre).below(HAND), Face::Bold, name, at);
            }
            Side::Copies { title, lines } => {
                self.stack(&mut stack, Style::plain(TEXT, Stand::Left), Face::Plain, title, at);
                self.underline(&mut stack);
                for line in lines {
                    self.stack(&mut stack, Style::plain(SMALL, Stand::Left), Face::Plain, line, at);
                }
            }
        }
        stack
    }
}
