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
    /// Until when the codes are good.
    pub expires: String,
    /// How many codes there are.
    pub number: u32,
    /// The codes, cell by cell.
    pub sections: Vec<SheetSection>,
}

/// The codes of one cell.
#[derive(Clone, Debug)]
pub struct SheetSection {
    /// Name of the cell.
    pub cell: String,
    /// Its codes.
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

/// For whom in many cells codes are made.
#[derive(Template)]
#[template(path = "sheet_cells.html")]
pub struct SheetCellsView {
    /// The frame.
    pub page: PageFrame,
    /// The cells.
    pub cells: Vec<SheetCell>,
    /// Why no codes were made; empty when nothing is wrong.
    pub problem: String,
}

/// A cell's line of the form.
#[derive(Clone, Debug)]
pub struct SheetCell {
    /// Identity, for the list of names its fields choose from.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Names of its members.
    pub members: Vec<String>,
    /// A field for each role.
    pub fields: Vec<SheetField>,
}

/// The field of one role of a cell.
#[derive(Clone, Debug)]
pub struct SheetField {
    /// Its name in the form.
    pub name: String,
    /// The role in words.
    pub role: String,
    /// What was typed.
    pub typed: String,
    /// What is wrong with it; empty when nothing is.
    pub problem: String,
    /// Whose phones are enrolled in the role now; empty for nobody's.
    pub in_use: String,
}
