//! Views of codes for several officers at once: whom they are for, and the sheet that is printed.

use askama::Template;

use super::{Choice, PageFrame};

/// Whom codes are made for.
#[derive(Template)]
#[template(path = "sheet_choice.html")]
pub struct SheetChoiceView {
    /// The frame.
    pub page: PageFrame,
    /// The cells to choose from.
    pub cells: Vec<Choice>,
    /// The cell that is chosen; empty for none.
    pub cell: String,
    /// Its members.
    pub members: Vec<SheetLine>,
    /// The roles a phone can be enrolled in.
    pub roles: Vec<Choice>,
    /// Why no codes were made.
    pub problem: String,
}

/// A member who may get a code.
#[derive(Clone, Debug)]
pub struct SheetLine {
    /// Identity for the field.
    pub id: String,
    /// Full name.
    pub name: String,
}

/// The sheet, shown once.
#[derive(Template)]
#[template(path = "sheet.html")]
pub struct SheetView {
    /// The frame.
    pub page: PageFrame,
    /// Name of the cell.
    pub cell: String,
    /// Until when the codes are good.
    pub expires: String,
    /// How many codes there are.
    pub number: u32,
    /// The codes.
    pub codes: Vec<SheetCode>,
}

/// One code on the sheet.
#[derive(Clone, Debug)]
pub struct SheetCode {
    /// For whom it is.
    pub person: String,
    /// Role code.
    pub role: String,
    /// The picture: one `<svg>` element made by this server, written into the page unescaped.
    pub qr_svg: String,
    /// The same as text.
    pub code: String,
}
