//! The kinds of file a paper is pressed into.

use shared::paper::{self, Paper};

use crate::pdf::{self, PdfError};

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// Pages, with their letters.
    Pdf,
    /// For a word processor.
    Docx,
    /// For a browser, to print.
    Html,
}

/// A paper that could not be pressed.
#[derive(Debug, thiserror::Error)]
pub enum PressError {
    /// Into pages.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// For a word processor.
    #[error("the file for a word processor could not be written: {0}")]
    Docx(#[from] std::io::Error),
}

impl Press {
    /// The kind with that ending.
    #[must_use]
    pub fn of_ending(ending: &str) -> Option<Self> {
        [Self::Pdf, Self::Docx, Self::Html].into_iter().find(|press| press.ending() == ending)
    }

    /// Its ending.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Html => "html",
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Html => "text/html; charset=utf-8",
        }
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// [`PressError`] when a library refuses.
    pub fn file(self, paper: &Paper) -> Result<Vec<u8>, PressError> {
        Ok(match self {
            Self::Pdf => pdf::pdf(paper)?,
            Self::Docx => paper::docx(paper)?,
            Self::Html => paper::html(paper).into_bytes(),
        })
    }
}
