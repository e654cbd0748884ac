//! The press for DOCX (ECMA-376): the few parts a word processor needs, written out and zipped. The same paper gives the
//! same bytes, whenever and wherever it is pressed.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{Align, Block, Column, Face, Head, Paper, Run, Sheet, Side, escape, fit, printed};
use crate::words::Language;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const NAMESPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

const CONTENT_TYPES: &str = include_str!("docx/content_types.xml");
const RELATIONS: &str = include_str!("docx/relations.xml");
const DOCUMENT_RELATIONS: &str = include_str!("docx/document_relations.xml");
const STYLES: &str = include_str!("docx/styles.xml");
const SETTINGS: &str = include_str!("docx/settings.xml");

/// The sides of a sheet, and what its margins of 30 mm and 15 mm take of its width, in twentieths of a point.
const SHORT: u32 = 11_906;
const LONG: u32 = 16_838;
const MARGINS: u32 = 1701 + 850;
/// What part of the width the left half of a paper's head has, of a thousand.
const HEAD_LEFT: u32 = 460;

/// Width of what is printed on a sheet, in twentieths of a point.
const fn width_of(sheet: Sheet) -> u32 {
    match sheet {
        Sheet::Upright => SHORT - MARGINS,
        Sheet::Across => LONG - MARGINS,
    }
}

/// A paper as the bytes of a DOCX file.
///
/// # Errors
/// [`std::io::Error`] when it is longer than such a file can be, 4 GiB.
pub fn docx(paper: &Paper) -> std::io::Result<Vec<u8>> {
    let parts = [
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("word/document.xml", document(paper)),
        ("word/_rels/document.xml.rels", DOCUMENT_RELATIONS.to_owned()),
        ("word/styles.xml", STYLES.replace("LANGUAGE", tongue(paper.language))),
        ("word/settings.xml", SETTINGS.to_owned()),
        ("word/header1.xml", page_number(paper)),
    ];
    // The earliest time such a file knows: when it was made is nobody's business, and the bytes repeat.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts {
        file.start_file(name, options)?;
        file.write_all(part.as_bytes())?;
    }
    Ok(file.finish()?.into_inner())
}

const fn tongue(language: Language) -> &'static str {
    match language {
        Language::Vi => "vi-VN",
        Language::En => "en-GB",
    }
}

fn document(paper: &Paper) -> String {
    let mut out = format!("{DECLARATION}<w:document {NAMESPACES}><w:body>");
    let width = width_of(paper.sheet);
    head(&mut out, width, &paper.head);
    lines(&mut out, "Title", &paper.title);
    lines(&mut out, "Subject", &paper.subject);
    lines(&mut out, "Stroke", "-----");
    for (at, block) in paper.body.iter().enumerate() {
        // A signature alone on a page could be put under anything.
        let keep = matches!(paper.body.get(at + 1), Some(Block::Sign { .. }));
        match block {
            Block::Heading(text) => lines(&mut out, "Heading1", text),
            Block::Subheading(text) => lines(&mut out, "Heading2", text),
            Block::Note(text) => lines(&mut out, "Note", text),
            Block::Para(runs) => para(&mut out, "", keep, runs),
            Block::Dotted => {
                let leader = format!("<w:tabs><w:tab w:val=\"right\" w:leader=\"dot\" w:pos=\"{width}\"/></w:tabs>");
                out.push_str(&format!("<w:p><w:pPr>{}{leader}<w:ind w:firstLine=\"0\"/></w:pPr>", kept(keep)));
                out.push_str("<w:r><w:tab/></w:r></w:p>");
            }
            Block::Table { columns, rows } => table(&mut out, paper.sheet, columns, rows),
            Block::Sign { left, right } => {
                lines(&mut out, "SignGap", "");
                open_grid(&mut out, [width / 2, width - width / 2]);
                let level = [left, right].into_iter().map(roles).max().unwrap_or_default();
                side(&mut out, width / 2, left, level);
                side(&mut out, width - width / 2, right, level);
                out.push_str("</w:tr></w:tbl>");
                gap(&mut out);
            }
        }
    }
    out.push_str("<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId3\"/>");
    out.push_str(&match paper.sheet {
        Sheet::Upright => format!("<w:pgSz w:w=\"{SHORT}\" w:h=\"{LONG}\"/>"),
        Sheet::Across => format!("<w:pgSz w:w=\"{LONG}\" w:h=\"{SHORT}\" w:orient=\"landscape\"/>"),
    });
    out.push_str("<w:pgMar w:top=\"1134\" w:right=\"850\" w:bottom=\"1134\" w:left=\"1701\" w:header=\"567\" ");
    out.push_str("w:footer=\"567\" w:gutter=\"0\"/><w:titlePg/></w:sectPr></w:body></w:document>");
    out
}

fn head(out: &mut String, width: u32, head: &Head) {
    let left = width * HEAD_LEFT / 1000;
    open_grid(out, [left, width - left]);
    open_cell(out, left);
    lines(out, "Head", &head.superior);
    lines(out, "HeadBold", &head.issuer);
    lines(out, "Head", "*");
    lines(out, "Head", &head.number);
    if let Some(mark) = &head.mark {
        lines(out, "HeadBold", mark);
    }
    out.push_str("</w:tc>");
    open_cell(out, width - left);
    lines(out, "Party", &head.party);
    if let Some(dated) = &head.dated {
        lines(out, "Dated", dated);
    }
    out.push_str("</w:tc></w:tr></w:tbl>");
}

/// One row of two cells without borders, which is not split over pages.
fn open_grid(out: &mut String, widths: [u32; 2]) {
    out.push_str("<w:tbl><w:tblPr>");
    let whole: u32 = widths.iter().sum();
    out.push_str(&format!("<w:tblW w:w=\"{whole}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/>"));
    out.push_str("<w:tblCellMar><w:left w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"0\" w:type=\"dxa\"/></w:tblCellMar>");
    out.push_str("</w:tblPr><w:tblGrid>");
    widths.iter().for_each(|width| out.push_str(&format!("<w:gridCol w:w=\"{width}\"/>")));
    out.push_str("</w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>");
}

fn open_cell(out: &mut String, width: u32) {
    out.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>"));
}

/// Less beside the text of small letters.
const TIGHT_SIDES: &str =
    "<w:tblCellMar><w:left w:w=\"60\" w:type=\"dxa\"/><w:right w:w=\"60\" w:type=\"dxa\"/></w:tblCellMar>";

fn table(out: &mut String, sheet: Sheet, columns: &[Column], rows: &[Vec<String>]) {
    let (breadth, fit) = (width_of(sheet), fit(columns, rows, sheet));
    let whole = fit.shares.iter().sum::<u32>().max(1);
    let widths: Vec<u32> = fit.shares.iter().map(|share| breadth * share / whole).collect();
    let (title, plain) = if fit.is_tight { ("TightTitle", "Tight") } else { ("CellTitle", "Cell") };
    gap(out);
    out.push_str("<w:tbl><w:tblPr><w:tblStyle w:val=\"Rows\"/>");
    out.push_str(&format!(
        "<w:tblW w:w=\"{breadth}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/>{}</w:tblPr><w:tblGrid>",
        if fit.is_tight { TIGHT_SIDES } else { "" }
    ));
    widths.iter().for_each(|width| out.push_str(&format!("<w:gridCol w:w=\"{width}\"/>")));
    out.push_str("</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
    for (column, width) in columns.iter().zip(&widths) {
        open_cell(out, *width);
        lines(out, title, &column.title);
        out.push_str("</w:tc>");
    }
    out.push_str("</w:tr>");
    for row in rows {
        out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for ((width, cell), column) in widths.iter().zip(row).zip(columns) {
            open_cell(out, *width);
            placed(out, plain, column.align, cell);
            out.push_str("</w:tc>");
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
    gap(out);
}

/// Tables have no distance of their own, and two of them would join.
fn gap(out: &mut String) {
    lines(out, "Gap", "");
}

/// Lines above the place for a signature.
fn roles(side: &Side) -> usize {
    match side {
        Side::Signer { roles, .. } => roles.len(),
        Side::Copies { .. } => 0,
    }
}

/// `level` lines are above the place for a signature, so that names stand beside each other.
fn side(out: &mut String, width: u32, side: &Side, level: usize) {
    open_cell(out, width);
    match side {
        Side::Signer { roles, name } => {
            roles.iter().for_each(|role| lines(out, "Signer", role));
            (roles.len()..level).for_each(|_| lines(out, "Signer", ""));
            lines(out, "SignerName", name);
        }
        Side::Copies { title, lines: receivers } => {
            lines(out, "CopiesTitle", title);
            receivers.iter().for_each(|line| lines(out, "Copies", line));
        }
    }
    out.push_str("</w:tc>");
}

/// The number above every page but the first, and beside it what a reader has to know of the paper's standing.
fn page_number(paper: &Paper) -> String {
    let mut out = format!("{DECLARATION}<w:hdr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val=\"Page\"/>");
    let right = width_of(paper.sheet);
    let centre = right / 2;
    out.push_str(&format!("<w:tabs><w:tab w:val=\"center\" w:pos=\"{centre}\"/>"));
    out.push_str(&format!("<w:tab w:val=\"right\" w:pos=\"{right}\"/></w:tabs></w:pPr>"));
    out.push_str("<w:r><w:tab/></w:r><w:fldSimple w:instr=\" PAGE \"><w:r><w:t>2</w:t></w:r></w:fldSimple>");
    if let Some(mark) = paper.head.mark.as_deref() {
        out.push_str("<w:r><w:tab/></w:r>");
        run(&mut out, &Run::new(Face::Bold, mark));
    }
    out.push_str("</w:p></w:hdr>");
    out
}

fn lines(out: &mut String, style: &str, text: &str) {
    para(out, style, false, &[Run::new(Face::Plain, text)]);
}

/// The text of a cell.
fn placed(out: &mut String, style: &str, align: Align, text: &str) {
    let place = match align {
        Align::Left => "",
        Align::Centre => "<w:jc w:val=\"center\"/>",
        Align::Right => "<w:jc w:val=\"right\"/>",
    };
    set(out, style, place, &[Run::new(Face::Plain, text)]);
}

fn para(out: &mut String, style: &str, keep: bool, runs: &[Run]) {
    set(out, style, kept(keep), runs);
}

/// A paragraph in a style, and what it has of its own.
fn set(out: &mut String, style: &str, own: &str, runs: &[Run]) {
    out.push_str("<w:p><w:pPr>");
    if !style.is_empty() {
        out.push_str(&format!("<w:pStyle w:val=\"{style}\"/>"));
    }
    out.push_str(own);
    out.push_str("</w:pPr>");
    runs.iter().for_each(|said| run(out, said));
    out.push_str("</w:p>");
}

fn run(out: &mut String, run: &Run) {
    let face = match run.face {
        Face::Plain => "",
        Face::Bold => "<w:rPr><w:b/></w:rPr>",
        Face::Italic => "<w:rPr><w:i/></w:rPr>",
    };
    for (at, line) in printed(&run.text).split('\n').enumerate() {
        let start = if at > 0 { "<w:br/>" } else { "" };
        out.push_str(&format!("<w:r>{face}{start}<w:t xml:space=\"preserve\">"));
        escape(line, out);
        out.push_str("</w:t></w:r>");
    }
}

const fn kept(keep: bool) -> &'static str {
    if keep { "<w:keepNext/><w:keepLines/>" } else { "" }
}
