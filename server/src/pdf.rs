//! The press for PDF: a paper's blocks as lines on sheets of A4, with the measures of the press for DOCX and the letters
//! embedded. The same paper gives the same bytes, whenever and wherever it is pressed. It knows blocks and nothing of
//! records.

mod face;
mod ink;
mod line;
mod pages;
mod setting;
mod slab;

use shared::paper::Paper;

use face::Faces;
pub use ink::PdfError;

/// A paper as the bytes of a PDF file.
///
/// # Errors
/// [`PdfError`] when the library refuses.
pub fn pdf(paper: &Paper) -> Result<Vec<u8>, PdfError> {
    let faces = Faces::open().ok_or(PdfError::Letters)?;
    let set = setting::set(faces, paper);
    let pages = pages::broken(set, slab::Sheet::of(paper.sheet).height());
    ink::written(faces, paper, pages)
}

#[cfg(test)]
mod tests;
