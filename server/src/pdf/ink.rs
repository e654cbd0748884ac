//! From pages to the bytes of a file: what is printed where, and the letters with it.

use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{LineCap, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::{Document, SerializeSettings};
use shared::paper::{Face, Paper, Run, printed};

use super::face::{ASCENT, Faces};
use super::line::broken;
use super::pages::Page;
use super::slab::{LEFT, Mark, Sheet, Stand, TOP};

/// Above the text of a page: its number, and what a reader has to know of the paper's standing.
const HEADER: f32 = 28.35;
const HEADER_SIZE: f32 = 14.0;

/// A paper that could not be pressed.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The letters that come with the program cannot be read.
    #[error("the letters that papers are pressed with cannot be read")]
    Letters,
    /// As the library says.
    #[error("the pages could not be written: {0}")]
    Pages(String),
}

/// The file of a paper's pages.
pub(super) fn written(faces: &Faces, paper: &Paper, pages: Vec<Page>) -> Result<Vec<u8>, PdfError> {
    let sheet = Sheet::of(paper.sheet);
    // When a file was made is nobody's business, and the bytes repeat.
    let mut document = Document::new_with(SerializeSettings { xmp_metadata: false, ..SerializeSettings::default() });
    let title = printed(&format!("{} {}", paper.title, paper.subject)).replace('\n', " ");
    document.set_metadata(Metadata::new().title(title).language(paper.language.code().to_owned()));
    for (number, page) in (1_usize..).zip(pages) {
        let settings = PageSettings::from_wh(sheet.wide, sheet.high);
        let settings = settings.ok_or_else(|| PdfError::Pages("a sheet without a size".to_owned()))?;
        let mut leaf = document.start_page_with(settings);
        let mut surface = leaf.surface();
        for mark in header(faces, paper, sheet, number) {
            print(&mut surface, faces, mark.moved(LEFT, HEADER));
        }
        for mark in page {
            print(&mut surface, faces, mark.moved(LEFT, TOP));
        }
        surface.finish();
        leaf.finish();
    }
    document.finish().map_err(|error| PdfError::Pages(format!("{error:?}")))
}

/// The number above every page but the first.
fn header(faces: &Faces, paper: &Paper, sheet: Sheet, number: usize) -> Vec<Mark> {
    if number == 1 {
        return Vec::new();
    }
    let said = |face: Face, text: &str, stand: Stand| {
        let lines = broken(faces, &[Run::new(face, text)], HEADER_SIZE, 0.0, sheet.width());
        lines.into_iter().next().map(|line| Mark::of(line, stand, 0.0, ASCENT * HEADER_SIZE, HEADER_SIZE))
    };
    let mark = paper.head.mark.as_deref().and_then(|mark| said(Face::Bold, mark, Stand::Right));
    said(Face::Plain, &number.to_string(), Stand::Centre).into_iter().chain(mark).collect()
}

fn print(surface: &mut Surface<'_>, faces: &Faces, mark: Mark) {
    match mark {
        Mark::Text { mut x, y, size, stretch, pieces } => {
            for piece in pieces {
                let cut = faces.cut(piece.face);
                let glyphs = cut.glyphs(&piece.text, size, stretch);
                let wide: f32 = glyphs.iter().map(|glyph| glyph.x_advance * size).sum();
                surface.draw_glyphs(Point::from_xy(x, y), &glyphs, cut.font(), &piece.text, size, false);
                x += wide;
            }
        }
        Mark::Stroke { from, to, thick } => line(surface, from, to, stroke(thick, LineCap::Butt, None)),
        Mark::Dots { y, from, to } => {
            let dash = StrokeDash { array: vec![0.0, 3.5], offset: 0.0 };
            line(surface, (from, y), (to, y), stroke(1.1, LineCap::Round, Some(dash)));
        }
    }
}

fn stroke(width: f32, line_cap: LineCap, dash: Option<StrokeDash>) -> Stroke {
    let paint = rgb::Color::new(0, 0, 0).into();
    Stroke { paint, width, line_cap, dash, opacity: NormalizedF32::ONE, ..Stroke::default() }
}

fn line(surface: &mut Surface<'_>, from: (f32, f32), to: (f32, f32), stroke: Stroke) {
    let mut path = PathBuilder::new();
    path.move_to(from.0, from.1);
    path.line_to(to.0, to.1);
    if let Some(path) = path.finish() {
        surface.set_fill(None);
        surface.set_stroke(Some(stroke));
        surface.draw_path(&path);
        surface.set_stroke(None);
    }
}
