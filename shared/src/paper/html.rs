//! A paper as a page to print: one document with a style of its own and no script.

use super::{Block, Paper, Signer};

/// The style of the page, as it stands between `<style>` and `</style>`: a policy may allow it by its digest.
pub const PRINT_CSS: &str = "@page{size:A4;margin:20mm 15mm 20mm 30mm}body{margin:0;color:#000;background:#fff;font:14pt/1.45 'Times New Roman',Tinos,'Liberation Serif',serif}main{max-width:165mm;margin:0 auto;padding:8mm}.head{display:grid;grid-template-columns:1fr 1fr;gap:4mm;text-align:center}.head p,h1,h2{margin:0}.head b{display:block}.dated{text-align:right;font-style:italic;margin:2mm 0 6mm}h1{font-size:16pt;text-align:center}h2{font-size:14pt;margin:5mm 0 2mm}.subject{text-align:center;font-weight:bold;margin:0 0 5mm}.draft{border:1px solid #000;padding:1mm 4mm;justify-self:center}p{margin:0 0 2mm;text-align:justify;overflow-wrap:anywhere}table{width:100%;border-collapse:collapse;margin:2mm 0 4mm;font-size:13pt}th,td{border:1px solid #000;padding:1mm 2mm;text-align:left;vertical-align:top;overflow-wrap:anywhere}thead{display:table-header-group}tr,.sign{break-inside:avoid}.sign{display:flex;justify-content:space-between;gap:6mm;text-align:center;margin-top:8mm}.sign p{text-align:center}.sign div{flex:1}.name{margin-top:18mm;font-weight:bold}@media print{main{padding:0;max-width:none}}";

/// The whole document.
#[must_use]
pub fn html(paper: &Paper) -> String {
    let mut page = format!(
        "<!doctype html><html lang=\"vi\"><head><meta charset=\"utf-8\"><title>{}</title><style>{PRINT_CSS}</style></head><body><main>",
        escaped(&paper.name)
    );
    let [above, own] = paper.issuer.each_ref().map(|name| escaped(name));
    page.push_str(&format!("<div class=\"head\"><p>{above}<b>{own}</b>*"));
    if let Some(number) = &paper.number {
        page.push_str(&format!("<br>{}", escaped(number)));
    }
    page.push_str("</p><p><b>ĐẢNG CỘNG SẢN VIỆT NAM</b>");
    if paper.is_draft {
        page.push_str("<span class=\"draft\">DỰ THẢO</span>");
    }
    page.push_str(&format!(
        "</p></div><p class=\"dated\">{}</p><h1>{}</h1><p class=\"subject\">{}</p>",
        escaped(&paper.dated),
        escaped(&paper.title),
        escaped(&paper.subject)
    ));
    paper.body.iter().for_each(|block| put(&mut page, block));
    page.push_str("</main></body></html>");
    page
}

fn put(page: &mut String, block: &Block) {
    match block {
        Block::Heading(text) => page.push_str(&format!("<h2>{}</h2>", escaped(text))),
        Block::Para { label, text } if label.is_empty() => page.push_str(&format!("<p>{}</p>", escaped(text))),
        Block::Para { label, text } => {
            page.push_str(&format!("<p><b>{}:</b> {}</p>", escaped(label), escaped(text)));
        }
        Block::Table { columns, rows } => {
            page.push_str("<table><thead><tr>");
            columns.iter().for_each(|name| page.push_str(&format!("<th>{}</th>", escaped(name))));
            page.push_str("</tr></thead><tbody>");
            for row in rows {
                page.push_str("<tr>");
                row.iter().for_each(|cell| page.push_str(&format!("<td>{}</td>", escaped(cell))));
                page.push_str("</tr>");
            }
            page.push_str("</tbody></table>");
        }
        Block::Sign(signers) => {
            page.push_str("<div class=\"sign\">");
            for Signer { capacity, name, note } in signers {
                let name = name.as_deref().map_or_else(String::new, escaped);
                page.push_str(&format!(
                    "<div><p><b>{}</b></p><p>{}</p><p class=\"name\">{name}</p></div>",
                    escaped(capacity),
                    escaped(note)
                ));
            }
            page.push_str("</div>");
        }
    }
}

/// Text as it stands between tags; what a page may not hold is left out.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in super::nfc(text).chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\t' | '\n' => safe.push(' '),
            letter if letter.is_control() || is_turning(letter) || is_none(letter) => {}
            letter => safe.push(letter),
        }
    }
    safe
}

/// Whether it turns around what is read.
const fn is_turning(letter: char) -> bool {
    matches!(letter, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether no XML may hold it.
const fn is_none(letter: char) -> bool {
    matches!(letter, '\u{fffe}' | '\u{ffff}')
}
