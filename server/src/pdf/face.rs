//! The letters a paper is pressed with, and how wide each is. They stand in the program, as Times New Roman is on no server.
//! A letter of Vietnamese is one glyph once it is composed, so nothing has to be shaped.

use std::sync::OnceLock;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use shared::paper::Face;
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};

/// How far letters reach above and below the line they stand on, in parts of their size.
pub(super) const ASCENT: f32 = 1825.0 / 2048.0;
pub(super) const DESCENT: f32 = 443.0 / 2048.0;
/// The height of a line of one size, as office programs have it.
pub(super) const LINE: f32 = (1825.0 + 443.0 + 87.0) / 2048.0;

const UNITS_PER_EM: f32 = 2048.0;

const PLAIN: &[u8] = include_bytes!("../../fonts/SenSerif-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../fonts/SenSerif-Bold.ttf");
const ITALIC: &[u8] = include_bytes!("../../fonts/SenSerif-Italic.ttf");

/// Every face a paper has.
pub(super) struct Faces {
    plain: Cut,
    bold: Cut,
    italic: Cut,
}

impl Faces {
    /// They are read once, and stay.
    pub(super) fn open() -> Option<&'static Self> {
        static FACES: OnceLock<Option<Faces>> = OnceLock::new();
        FACES.get_or_init(Self::read).as_ref()
    }

    fn read() -> Option<Self> {
        Some(Self { plain: Cut::open(PLAIN)?, bold: Cut::open(BOLD)?, italic: Cut::open(ITALIC)? })
    }

    pub(super) const fn cut(&self, face: Face) -> &Cut {
        match face {
            Face::Plain => &self.plain,
            Face::Bold => &self.bold,
            Face::Italic => &self.italic,
        }
    }
}

/// The letters of one face.
pub(super) struct Cut {
    font: Font,
    charmap: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
}

impl Cut {
    fn open(bytes: &'static [u8]) -> Option<Self> {
        let read = FontRef::new(bytes).ok()?;
        let metrics = read.glyph_metrics(Size::unscaled(), LocationRef::default());
        Some(Self { font: Font::new(bytes.into(), 0)?, charmap: read.charmap(), metrics })
    }

    pub(super) fn font(&self) -> Font {
        self.font.clone()
    }

    /// How wide a letter is, in parts of its size; one that is not there is as wide as the box in its place.
    pub(super) fn width(&self, letter: char) -> f32 {
        self.glyph(letter).1
    }

    fn glyph(&self, letter: char) -> (u32, f32) {
        let glyph = self.charmap.map(letter).unwrap_or_default();
        (glyph.to_u32(), self.metrics.advance_width(glyph).unwrap_or_default() / UNITS_PER_EM)
    }

    /// The glyphs of a text of one size, with `stretch` points more at each space.
    pub(super) fn glyphs(&self, text: &str, size: f32, stretch: f32) -> Vec<KrillaGlyph> {
        let glyph = |(at, letter): (usize, char)| {
            let (id, width) = self.glyph(letter);
            let width = if letter == ' ' { width + stretch / size } else { width };
            KrillaGlyph::new(GlyphId::new(id), width, 0.0, 0.0, 0.0, at..at + letter.len_utf8(), None)
        };
        text.char_indices().map(glyph).collect()
    }
}
