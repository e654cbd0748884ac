//! Papers as a committee files them: minutes and resolutions as blocks, made of views and words alone, and pressed as a
//! page to print or as a document for an office program.
//!
//! What a record does not say is a dotted line, and what is in dispute stands with all its values. Refuses to choose.

mod docx;
mod html;
mod minutes;
mod resolution;

pub use docx::docx;
pub use html::{PRINT_CSS, html};
pub use minutes::minutes;
pub use resolution::resolution;

use crate::id::DeviceId;
use crate::text::nfc;
use crate::words::Words;

/// What stands for something that is to be filled in by hand.
const BLANK: &str = "……………………";

/// A paper, ready to be pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// What it is called as a file, without an ending.
    pub name: String,
    /// The organisation above, and below it whose paper it is.
    pub issuer: [String; 2],
    /// Its number, where it has one.
    pub number: Option<String>,
    /// Place and date.
    pub dated: String,
    /// What kind of paper it is, such as `BIÊN BẢN`.
    pub title: String,
    /// What it is about.
    pub subject: String,
    /// Whether it does not hold yet.
    pub is_draft: bool,
    /// Its content.
    pub body: Vec<Block>,
}

/// A piece of a paper, in the order of reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// A paragraph, with a few words before it that stand out.
    Para {
        /// The words that stand out; none where it is empty.
        label: String,
        /// The paragraph.
        text: String,
    },
    /// A table.
    Table {
        /// The heads of its columns, repeated on each page.
        columns: Vec<String>,
        /// Its rows, each of as many cells.
        rows: Vec<Vec<String>>,
    },
    /// Who signs, side by side; kept with what stands before it.
    Sign(Vec<Signer>),
}

/// One place for a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// In which capacity.
    pub capacity: String,
    /// Who, or nothing where nobody is named.
    pub name: Option<String>,
    /// What is known of the signature, such as when it was given.
    pub note: String,
}

/// What a paper needs beside its record.
pub struct About<'a> {
    /// The words.
    pub words: &'a Words,
    /// The organisation above, if it is known, and whose record it is.
    pub issuer: [Option<String>; 2],
    /// The name of whoever has a device.
    pub name_of: &'a dyn Fn(DeviceId) -> String,
}

impl About<'_> {
    fn issuer(&self) -> [String; 2] {
        self.issuer.clone().map(|name| name.map_or_else(|| BLANK.to_owned(), |name| nfc(&name)))
    }

    /// A value, or a line to fill in.
    fn or_blank(&self, value: Option<String>) -> String {
        value.filter(|value| !value.trim().is_empty()).unwrap_or_else(|| BLANK.to_owned())
    }
}

impl Block {
    fn para(label: &str, text: impl Into<String>) -> Self {
        Self::Para { label: label.to_owned(), text: text.into() }
    }

    /// A running text, a block a line.
    fn passage(text: &str) -> impl Iterator<Item = Self> + '_ {
        text.lines().filter(|line| !line.trim().is_empty()).map(|line| Self::para("", line))
    }
}

#[cfg(test)]
mod tests;
