//! Receipts of a month's dues (biên nhận đảng phí): one for everybody for whom a payment is written down, to be cut apart.

use super::reading::Reading;
use super::{BLANK, Block, Desk, Paper, Sheet, Side};
use crate::record::RecordView;
use crate::record::view::EntryView;

const PART: &str = "members";

/// The receipts of a month. They say what was paid and when, and nothing of what anybody earns.
#[must_use]
pub fn receipts(view: &RecordView, desk: &Desk<'_>) -> Paper {
    let (read, words) = (Reading { view, desk }, desk.words);
    let month = read.head("title").unwrap_or_else(|| BLANK.to_owned());
    let mut head = desk.head(None, "", None);
    head.number.clear();
    head.dated = Some(desk.dated(None));
    let mut body = desk.warnings(view.is_marked, view.is_whole);
    let warnings = body.len();
    for (place, entry) in read.entries(PART) {
        if let Some(paid) = read.at(PART, &place, entry, "paid") {
            body.extend(receipt(&read, (&place, entry), &month, &paid));
        }
    }
    if body.len() == warnings {
        body.push(Block::plain(words.text("paper-nobody_paid")));
    }
    Paper {
        language: words.language(),
        sheet: Sheet::Upright,
        head,
        title: words.text("paper-receipts"),
        subject: month,
        body,
    }
}

fn receipt(read: &Reading<'_>, of: (&str, &EntryView), month: &str, paid: &str) -> [Block; 3] {
    let ((place, entry), words) = (of, read.desk.words);
    let at = |field: &str| read.at(PART, place, entry, field);
    let name = entry.person.clone().unwrap_or_else(|| BLANK.to_owned());
    let day = at("paid_on").unwrap_or_else(|| words.text("paper-no_date"));
    let taker = at("collected_by").or_else(|| read.head("collector")).unwrap_or_else(|| BLANK.to_owned());
    // Cut apart, each says whose it is and of which month.
    let cell = read.desk.issuer.unwrap_or(BLANK);
    let blanks = [("name", &*name), ("cell", cell), ("month", month), ("paid", paid), ("day", &*day)];
    let signer = |key: &str, name: String| Side::Signer { roles: vec![words.text(key)], name };
    [
        Block::Heading(words.filled("paper-comrade", &[("name", &name)])),
        // One paragraph, of which no press leaves a line alone on a page, so that a receipt stays together.
        Block::plain(format!("{}\n{}", words.filled("paper-paid", &blanks), read.desk.line("paper-in_words", None))),
        Block::Sign { left: signer("paper-payer", name.clone()), right: signer("paper-taker", taker) },
    ]
}
