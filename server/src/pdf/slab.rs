//! What is set on a page in one go, in points from its own left and top.

use shared::paper;

use super::line::{Line, Piece};

/// Twentieths of a point, as an office program measures.
const fn points(twentieths: u16) -> f32 {
    twentieths as f32 / 20.0
}

/// The margins of a sheet.
pub(super) const LEFT: f32 = points(1701);
pub(super) const RIGHT: f32 = points(850);
pub(super) const TOP: f32 = points(1134);
pub(super) const BOTTOM: f32 = points(1134);

/// A sheet of A4 as it lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sheet {
    pub(super) wide: f32,
    pub(super) high: f32,
}

impl Sheet {
    pub(super) const fn of(sheet: paper::Sheet) -> Self {
        let (short, long) = (points(11_906), points(16_838));
        match sheet {
            paper::Sheet::Upright => Self { wide: short, high: long },
            paper::Sheet::Across => Self { wide: long, high: short },
        }
    }

    /// The width that is printed on.
    pub(super) fn width(self) -> f32 {
        self.wide - LEFT - RIGHT
    }

    /// The height that is printed on.
    pub(super) fn height(self) -> f32 {
        self.high - TOP - BOTTOM
    }
}

/// Where a line of text stands in its room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    Left,
    Centre,
    Right,
    /// From end to end, but for the last line of a paragraph.
    Both,
}

/// What is printed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mark {
    /// Text that stands on `y`.
    Text { x: f32, y: f32, size: f32, stretch: f32, pieces: Vec<Piece> },
    /// A straight stroke.
    Stroke { from: (f32, f32), to: (f32, f32), thick: f32 },
    /// A line of dots, to be written on.
    Dots { y: f32, from: f32, to: f32 },
}

impl Mark {
    /// A line of text of one size, whose room begins at `x`.
    pub(super) fn of(line: Line, stand: Stand, x: f32, y: f32, size: f32) -> Self {
        let over = (line.room - line.width).max(0.0);
        let (shift, stretch) = match stand {
            Stand::Left => (0.0, 0.0),
            Stand::Centre => (over / 2.0, 0.0),
            Stand::Right => (over, 0.0),
            Stand::Both if line.spaces > 0 => (0.0, over / f32::from(u16::try_from(line.spaces).unwrap_or(u16::MAX))),
            Stand::Both => (0.0, 0.0),
        };
        Self::Text { x: x + shift, y, size, stretch, pieces: line.pieces }
    }

    /// The same, moved to the right and down.
    pub(super) fn moved(self, right: f32, down: f32) -> Self {
        match self {
            Self::Text { x, y, size, stretch, pieces } => {
                Self::Text { x: x + right, y: y + down, size, stretch, pieces }
            }
            Self::Stroke { from, to, thick } => {
                let there = |(x, y): (f32, f32)| (x + right, y + down);
                Self::Stroke { from: there(from), to: there(to), thick }
            }
            Self::Dots { y, from, to } => Self::Dots { y: y + down, from: from + right, to: to + right },
        }
    }
}

/// What no page divides.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Slab {
    /// The distance to what stands above it on its page.
    pub(super) before: f32,
    pub(super) height: f32,
    /// Whether what follows stands on the same page.
    pub(super) keep: bool,
    /// The table it is a row of, whose titles stand above it on each page.
    pub(super) table: Option<usize>,
    pub(super) marks: Vec<Mark>,
}

/// A paper as what no page divides, and the titles of its tables.
#[derive(Debug, Default)]
pub(super) struct Set {
    pub(super) slabs: Vec<Slab>,
    pub(super) titles: Vec<Slab>,
}
