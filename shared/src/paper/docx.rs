//! A paper as a document for an office program (Office Open XML): the same bytes for the same paper.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::html::escaped;
use super::{Block, Paper, Signer};

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const DOCUMENT_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
/// Without it the text is laid out as in Word 2007.
const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>"#;
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="28"/><w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="80" w:line="288" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults></w:styles>"#;
/// A4 with the margins of the party's papers, in twentieths of a point: 20, 15, 20, 30 mm.
const PAGE: &str = r#"<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>"#;
const BORDERS: &str = r#"<w:tblBorders><w:top w:val="single" w:sz="4"/><w:left w:val="single" w:sz="4"/><w:bottom w:val="single" w:sz="4"/><w:right w:val="single" w:sz="4"/><w:insideH w:val="single" w:sz="4"/><w:insideV w:val="single" w:sz="4"/></w:tblBorders>"#;
/// What is between the margins, in twentieths of a point.
const WIDTH: usize = 9355;

/// The file.
///
/// # Errors
/// When it cannot be packed, which memory alone could cause.
pub fn docx(paper: &Paper) -> std::io::Result<Vec<u8>> {
    let document = document(paper);
    let files = [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("word/_rels/document.xml.rels", DOCUMENT_RELATIONS),
        ("word/document.xml", &document),
        ("word/settings.xml", SETTINGS),
        ("word/styles.xml", STYLES),
    ];
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        packed.start_file(name, options).map_err(std::io::Error::other)?;
        packed.write_all(text.as_bytes())?;
    }
    Ok(packed.finish().map_err(std::io::Error::other)?.into_inner())
}

fn document(paper: &Paper) -> String {
    let [above, own] = &paper.issuer;
    let number = paper.number.clone().unwrap_or_default();
    let draft = if paper.is_draft { "DỰ THẢO" } else { "" };
    let head = [
        vec![(above.clone(), false), (own.clone(), true), ("*".to_owned(), false), (number, false)],
        vec![("ĐẢNG CỘNG SẢN VIỆT NAM".to_owned(), true), (draft.to_owned(), true)],
    ];
    let cells = head.map(|lines| {
        let lines = lines.iter().filter(|(text, _)| !text.is_empty());
        lines.map(|(text, bold)| paragraph("center", false, &[(text, *bold, false)])).collect::<String>()
    });
    let mut body = table(&[cells.to_vec()], false, false);
    body.push_str(&paragraph("right", false, &[(&paper.dated, false, true)]));
    body.push_str(&paragraph("center", true, &[(&paper.title, true, false)]));
    body.push_str(&paragraph("center", false, &[(&paper.subject, true, false)]));
    paper.body.iter().for_each(|block| put(&mut body, block));
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}{PAGE}</w:body></w:document>"#
    )
}

fn put(body: &mut String, block: &Block) {
    match block {
        Block::Heading(text) => body.push_str(&paragraph("left", true, &[(text, true, false)])),
        Block::Para { label, text } if label.is_empty() => {
            body.push_str(&paragraph("both", false, &[(text, false, false)]));
        }
        Block::Para { label, text } => {
            let label = format!("{label}: ");
            body.push_str(&paragraph("both", false, &[(&label, true, false), (text, false, false)]));
        }
        Block::Table { columns, rows } => {
            let cell = |text: &String, bold| paragraph("left", false, &[(text.as_str(), bold, false)]);
            let head = columns.iter().map(|name| cell(name, true)).collect();
            let rows = rows.iter().map(|row| row.iter().map(|text| cell(text, false)).collect());
            let all: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
            body.push_str(&table(&all, true, true));
            // Two tables that touch are one.
            body.push_str(&paragraph("left", false, &[]));
        }
        Block::Sign(signers) => {
            let cell = |signer: &Signer| {
                let gap = paragraph("center", true, &[]).repeat(3);
                let name = signer.name.as_deref().unwrap_or_default();
                format!(
                    "{}{}{gap}{}",
                    paragraph("center", true, &[(&signer.capacity, true, false)]),
                    paragraph("center", true, &[(&signer.note, false, true)]),
                    paragraph("center", false, &[(name, true, false)])
                )
            };
            body.push_str(&table(&[signers.iter().map(cell).collect()], false, false));
        }
    }
}

/// A paragraph of runs, each with whether it is bold and italic; `keep` holds it together with the next one.
fn paragraph(side: &str, keep: bool, runs: &[(&str, bool, bool)]) -> String {
    let keep = if keep { "<w:keepNext/>" } else { "" };
    let mut text = format!("<w:p><w:pPr>{keep}<w:jc w:val=\"{side}\"/></w:pPr>");
    for (run, bold, italic) in runs {
        let (bold, italic) = (if *bold { "<w:b/>" } else { "" }, if *italic { "<w:i/>" } else { "" });
        text.push_str(&format!(
            "<w:r><w:rPr>{bold}{italic}</w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>",
            escaped(run)
        ));
    }
    text.push_str("</w:p>");
    text
}

/// A table of cells that are paragraphs already; the first row is repeated on each page where it is a head.
fn table(rows: &[Vec<String>], has_lines: bool, has_head: bool) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(1).max(1);
    let width = WIDTH / columns;
    let borders = if has_lines { BORDERS } else { "" };
    let grid = format!("<w:gridCol w:w=\"{width}\"/>").repeat(columns);
    let mut text = format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{WIDTH}\" w:type=\"dxa\"/>{borders}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    );
    for (at, row) in rows.iter().enumerate() {
        let head = if has_head && at == 0 { "<w:tblHeader/>" } else { "" };
        text.push_str(&format!("<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>"));
        for at in 0..columns {
            let cell = row.get(at).filter(|cell| !cell.is_empty());
            let cell = cell.cloned().unwrap_or_else(|| "<w:p/>".to_owned());
            text.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>{cell}</w:tc>"));
        }
        text.push_str("</w:tr>");
    }
    text.push_str("</w:tbl>");
    text
}
