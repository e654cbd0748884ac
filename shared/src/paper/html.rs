//! The press for HTML: a whole document to print, or its middle for a page that brings the stylesheet. No script, and
//! no style in the markup, so that a strict policy for content lets it through.

use super::{Align, Block, Column, Face, Head, Paper, Run, Sheet, Side, escape, fit, printed};

/// The stylesheet of papers, as it stands between the tags of [`html`]: a policy may allow it by its digest, and an app
/// may keep it as a file, because it speaks of nothing outside `.paper` but the sheet.
pub const PRINT_CSS: &str = include_str!("print.css");

/// A paper as a document of its own: it needs nothing beside it.
#[must_use]
pub fn html(paper: &Paper) -> String {
    let mut out = format!("<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n", paper.language.code());
    out.push_str("<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n");
    tag(&mut out, "title", &format!("{} {}", paper.title, paper.subject));
    out.push_str("<style>");
    out.push_str(PRINT_CSS);
    out.push_str("</style>\n</head>\n<body>\n");
    out.push_str(&html_body(paper));
    out.push_str("</body>\n</html>\n");
    out
}

/// A paper as one element of class `paper`, for a page that has [`PRINT_CSS`].
#[must_use]
pub fn html_body(paper: &Paper) -> String {
    let class_of = match paper.sheet {
        Sheet::Upright => "paper",
        Sheet::Across => "paper across",
    };
    let mut out = format!("<article class=\"{class_of}\" lang=\"{}\">\n", paper.language.code());
    head(&mut out, &paper.head);
    tag(&mut out, "h1", &paper.title);
    class(&mut out, "subject", &paper.subject);
    class(&mut out, "stroke", "-----");
    for (at, block) in paper.body.iter().enumerate() {
        let is_last = matches!(paper.body.get(at + 1), Some(Block::Sign { .. }));
        match block {
            Block::Heading(text) => tag(&mut out, "h2", text),
            Block::Subheading(text) => tag(&mut out, "h3", text),
            Block::Note(text) => class(&mut out, "note", text),
            Block::Para(runs) => para(&mut out, runs, is_last),
            Block::Dotted => class(&mut out, "dotted", ""),
            Block::Table { columns, rows } => table(&mut out, paper.sheet, columns, rows),
            Block::Sign { left, right } => {
                out.push_str("<div class=\"sign\">\n");
                side(&mut out, left);
                side(&mut out, right);
                out.push_str("</div>\n");
            }
        }
    }
    out.push_str("</article>\n");
    out
}

fn head(out: &mut String, head: &Head) {
    out.push_str("<div class=\"head\">\n<div>\n");
    tag(out, "p", &head.superior);
    bold(out, &head.issuer);
    tag(out, "p", "*");
    tag(out, "p", &head.number);
    if let Some(mark) = &head.mark {
        class(out, "mark", mark);
    }
    out.push_str("</div>\n<div>\n<p class=\"party\"><b>");
    text(out, &head.party);
    out.push_str("</b></p>\n");
    if let Some(dated) = &head.dated {
        class(out, "dated", dated);
    }
    out.push_str("</div>\n</div>\n");
}

fn para(out: &mut String, runs: &[Run], is_last: bool) {
    out.push_str(if is_last { "<p class=\"text last\">" } else { "<p class=\"text\">" });
    for run in runs {
        let (open, close) = match run.face {
            Face::Plain => ("", ""),
            Face::Bold => ("<b>", "</b>"),
            Face::Italic => ("<i>", "</i>"),
        };
        out.push_str(open);
        text(out, &run.text);
        out.push_str(close);
    }
    out.push_str("</p>\n");
}

/// Columns that a phone's screen shows beside each other; a table of more is moved sideways there, and reached by the keyboard.
const ABREAST: usize = 4;

fn table(out: &mut String, sheet: Sheet, columns: &[Column], rows: &[Vec<String>]) {
    let fit = fit(columns, rows, sheet);
    let whole = fit.shares.iter().sum::<u32>().max(1);
    let is_wide = columns.len() > ABREAST;
    if is_wide {
        out.push_str("<div class=\"wide\" tabindex=\"0\">\n");
    }
    out.push_str(if fit.is_tight { "<table class=\"tight\">\n<colgroup>" } else { "<table>\n<colgroup>" });
    for (share, column) in fit.shares.iter().zip(columns) {
        // A width as an attribute, because a strict policy stops style in the markup.
        let tenths = share * 1000 / whole;
        out.push_str(&match *share == column.share {
            true => format!("<col width=\"{}%\">", tenths / 10),
            false => format!("<col width=\"{}.{}%\">", tenths / 10, tenths % 10),
        });
    }
    out.push_str("</colgroup>\n<thead>\n<tr>\n");
    for column in columns {
        tag(out, "th", &column.title);
    }
    out.push_str("</tr>\n</thead>\n<tbody>\n");
    for row in rows {
        out.push_str("<tr>\n");
        for (cell, column) in row.iter().zip(columns) {
            match column.align {
                Align::Left => tag(out, "td", cell),
                Align::Centre => placed(out, "centre", cell),
                Align::Right => placed(out, "right", cell),
            }
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
    if is_wide {
        out.push_str("</div>\n");
    }
}

fn side(out: &mut String, side: &Side) {
    match side {
        Side::Signer { roles, name } => {
            out.push_str("<div class=\"signer\">\n");
            roles.iter().for_each(|role| tag(out, "p", role));
            class(out, "name", name);
        }
        Side::Copies { title, lines } => {
            out.push_str("<div class=\"copies\">\n");
            class(out, "title", title);
            lines.iter().for_each(|line| tag(out, "p", line));
        }
    }
    out.push_str("</div>\n");
}

fn tag(out: &mut String, name: &str, said: &str) {
    out.push_str(&format!("<{name}>"));
    text(out, said);
    out.push_str(&format!("</{name}>\n"));
}

fn class(out: &mut String, name: &str, said: &str) {
    out.push_str(&format!("<p class=\"{name}\">"));
    text(out, said);
    out.push_str("</p>\n");
}

/// A cell whose text does not begin on the left.
fn placed(out: &mut String, class: &str, said: &str) {
    out.push_str(&format!("<td class=\"{class}\">"));
    text(out, said);
    out.push_str("</td>\n");
}

fn bold(out: &mut String, said: &str) {
    out.push_str("<p><b>");
    text(out, said);
    out.push_str("</b></p>\n");
}

fn text(out: &mut String, said: &str) {
    for (at, line) in printed(said).split('\n').enumerate() {
        if at > 0 {
            out.push_str("<br>");
        }
        escape(line, out);
    }
}
