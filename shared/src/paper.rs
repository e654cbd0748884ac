//! Papers for the people who sign and file them: what a record says as blocks, and those as HTML to print or as DOCX.
//!
//! What a paper says is decided once, by one function a paper over views and words; a press knows blocks and nothing of
//! records. Layout and signature blocks follow guideline 05-HD/VPTW, a resolution's four parts guideline 42-HD/BTCTW. It
//! refuses to fill a gap: what nobody wrote is a dotted line, and what people wrote apart stands there with each author.

mod attendance;
mod desk;
mod docx;
mod fit;
mod grading;
mod html;
mod listed;
mod minutes;
mod office;
mod reading;
mod receipts;
mod record;
mod residence;
mod resolution;
pub(crate) mod sort;
mod tasks;

pub use desk::Desk;
pub use docx::docx;
pub use fit::{Fit, fit};
pub use html::{PRINT_CSS, html, html_body};
pub use listed::{Extent, Listed};
pub use minutes::{extract, minutes, score_sheet};
pub use office::{Office, is_paper};
pub use receipts::receipts;
pub use record::record;
pub use resolution::resolution;
pub use sort::Sort;

use unicode_normalization::UnicodeNormalization;

use crate::text::{is_hidden, is_storable};
use crate::words::{Language, Words};

/// A paper of A4 sheets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// The language it is in.
    pub language: Language,
    /// How its sheets lie.
    pub sheet: Sheet,
    /// What stands above the title.
    pub head: Head,
    /// What kind of paper it is, in capitals: BIÊN BẢN, NGHỊ QUYẾT.
    pub title: String,
    /// What it is about (trích yếu).
    pub subject: String,
    /// All that follows.
    pub body: Vec<Block>,
}

/// How the sheets of a paper lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// Upright, as papers of the party are.
    Upright,
    /// Across, for tables of many columns.
    Across,
}

/// The head of a paper of the party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The organisation above, in capitals.
    pub superior: String,
    /// Who issues it, in capitals.
    pub issuer: String,
    /// The name of the party, in capitals.
    pub party: String,
    /// Number and symbol, `Số 05-NQ/CB`.
    pub number: String,
    /// Place and date; nothing where the form leaves them out.
    pub dated: Option<String>,
    /// What a reader has to know of its standing, such as that it is a draft.
    pub mark: Option<String>,
}

/// A piece of a paper, from its beginning to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The title of a part.
    Heading(String),
    /// The title of a section in a part.
    Subheading(String),
    /// A paragraph; a line break in it stays one.
    Para(Vec<Run>),
    /// What is no part of the text, in small letters: how it was signed.
    Note(String),
    /// A dotted line to write on by hand.
    Dotted,
    /// Rows under titles that are repeated on every page.
    Table {
        /// The columns.
        columns: Vec<Column>,
        /// The rows, with a text for each column.
        rows: Vec<Vec<String>>,
    },
    /// The end of a paper, which stays on one page with what stands before it.
    Sign {
        /// On the left.
        left: Side,
        /// On the right.
        right: Side,
    },
}

impl Block {
    /// A plain paragraph.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        let mut text = text.into();
        // Dots to write on end a sentence by themselves.
        if text.strip_suffix('.').is_some_and(|open| open.ends_with(BLANK)) {
            text.pop();
        }
        Self::Para(vec![Run::new(Face::Plain, text)])
    }

    /// A paragraph in one face.
    #[must_use]
    pub fn of(face: Face, text: impl Into<String>) -> Self {
        Self::Para(vec![Run::new(face, text)])
    }
}

/// Text in one face.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// How it looks.
    pub face: Face,
    /// What it says.
    pub text: String,
}

impl Run {
    /// A run.
    #[must_use]
    pub fn new(face: Face, text: impl Into<String>) -> Self {
        Self { face, text: text.into() }
    }
}

/// How text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// Upright.
    Plain,
    /// Bold.
    Bold,
    /// Italic.
    Italic,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its title.
    pub title: String,
    /// Its part of the width, beside those of the other columns.
    pub share: u32,
    /// Where its texts stand.
    pub align: Align,
}

/// Where the texts of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// On the left, as words do.
    Left,
    /// In the middle, as marks and the numbers of rows do.
    Centre,
    /// On the right, as figures do.
    Right,
}

impl Column {
    /// A column of words.
    #[must_use]
    pub fn new(title: impl Into<String>, share: u32) -> Self {
        Self { title: title.into(), share, align: Align::Left }
    }

    /// A column of figures.
    #[must_use]
    pub fn figures(title: impl Into<String>, share: u32) -> Self {
        Self { title: title.into(), share, align: Align::Right }
    }

    /// A column of marks.
    #[must_use]
    pub fn marks(title: impl Into<String>, share: u32) -> Self {
        Self { title: title.into(), share, align: Align::Centre }
    }

    /// The column of the numbers of rows (TT).
    #[must_use]
    pub fn numbers(words: &Words, share: u32) -> Self {
        Self::marks(words.text("paper-row"), share)
    }
}

/// One half of a paper's end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    /// Who signs.
    Signer {
        /// On whose behalf and in which capacity, in capitals, a line each.
        roles: Vec<String>,
        /// The name under the place for the signature.
        name: String,
    },
    /// Who gets the paper (nơi nhận).
    Copies {
        /// The words above them.
        title: String,
        /// The receivers, a line each.
        lines: Vec<String>,
    },
}

/// A gap to be filled by hand, within a line.
pub const BLANK: &str = "………………";

/// A text as a press prints it: composed, without what commands a screen, what cannot be seen or what XML cannot hold.
#[must_use]
pub fn printed(text: &str) -> String {
    let is_seen = |c: char| matches!(c, '\n' | '\t') || !is_hidden(c);
    let is_printed = |c: &char| is_storable(*c) && is_seen(*c) && !matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars().filter(is_printed).map(|c| if c == '\t' { ' ' } else { c }).nfc().collect()
}

/// Adds a text with the characters that mean something to HTML and XML written out.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests;
