//! Where the words of a search stand in a text, and the part of a text around them.

use std::ops::Range;

use super::{fold, words};

/// A stretch of an excerpt, and whether it is one of the words looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text, as it is written.
    pub text: String,
    /// Whether it is a hit.
    pub is_hit: bool,
}

/// The part of a text around what was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// Its stretches, in order.
    pub pieces: Vec<Piece>,
    /// Whether the text begins before it.
    pub is_cut_before: bool,
    /// Whether the text goes on after it.
    pub is_cut_after: bool,
    /// How many different words of the search it holds.
    pub found: usize,
}

/// Where words of a text begin with a word of a search, marks and case aside: ranges of bytes, in order.
#[must_use]
pub fn hits(text: &str, wanted: &str) -> Vec<Range<usize>> {
    found(text, wanted).into_iter().map(|(range, _)| range).collect()
}

/// The part of a text around most of what was looked for, no longer than about so many characters and cut between words;
/// `None` where the text holds none of it.
#[must_use]
pub fn excerpt(text: &str, wanted: &str, chars_max: usize) -> Option<Excerpt> {
    let all = found(text, wanted);
    let spans = |from: usize| {
        let limit = after_chars(text, all.get(from).map_or(0, |(range, _)| range.start), chars_max * 3 / 4);
        all.iter().skip(from).take_while(move |(range, _)| range.end <= limit)
    };
    let variety = |from: usize| {
        let mut seen: Vec<usize> = spans(from).map(|(_, word)| *word).collect();
        seen.sort_unstable();
        seen.dedup();
        seen.len()
    };
    // The first of the best, so that an excerpt does not move without need.
    let best = (0..all.len()).rev().max_by_key(|from| variety(*from))?;
    let (first, _) = all.get(best)?;
    let begin = back_to_word(text, before_chars(text, first.start, chars_max / 4));
    let end = on_to_word(text, after_chars(text, begin, chars_max).max(first.end));
    let inside: Vec<&Range<usize>> =
        all.iter().map(|(range, _)| range).filter(|range| range.start >= begin && range.end <= end).collect();
    Some(Excerpt {
        pieces: pieces(text, begin..end, &inside),
        is_cut_before: begin > 0,
        is_cut_after: end < text.len(),
        found: variety(best).max(1),
    })
}

fn pieces(text: &str, part: Range<usize>, hits: &[&Range<usize>]) -> Vec<Piece> {
    let mut made = Vec::new();
    let mut push = |range: Range<usize>, is_hit: bool| {
        if let Some(text) = text.get(range).filter(|text| !text.is_empty()) {
            made.push(Piece { text: text.to_owned(), is_hit });
        }
    };
    let mut at = part.start;
    for hit in hits {
        push(at..hit.start, false);
        push((*hit).clone(), true);
        at = hit.end;
    }
    push(at..part.end, false);
    made
}

/// Words of a text that begin with a word of a search, each with which one.
fn found(text: &str, wanted: &str) -> Vec<(Range<usize>, usize)> {
    let folded = fold(wanted);
    let wanted: Vec<&str> = words(&folded).collect();
    let mut found = Vec::new();
    let mut from = None;
    let mut look = |range: Range<usize>| {
        let word = fold(text.get(range.clone()).unwrap_or_default());
        if let Some(which) = wanted.iter().position(|wanted| word.starts_with(wanted)) {
            found.push((range, which));
        }
    };
    for (at, c) in text.char_indices() {
        match (is_of_word(c), from) {
            (true, None) => from = Some(at),
            (false, Some(begin)) => {
                look(begin..at);
                from = None;
            }
            _ => {}
        }
    }
    if let Some(begin) = from {
        look(begin..text.len());
    }
    found
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

fn before_chars(text: &str, from: usize, chars: usize) -> usize {
    let before = text.get(..from).unwrap_or_default();
    before.char_indices().rev().take(chars).last().map_or(from, |(at, _)| at)
}

fn after_chars(text: &str, from: usize, chars: usize) -> usize {
    let after = text.get(from..).unwrap_or_default();
    after.char_indices().nth(chars).map_or(text.len(), |(at, _)| from + at)
}

/// The beginning of the first whole word from there on; a place in the middle of a word moves behind it.
fn back_to_word(text: &str, from: usize) -> usize {
    if from == 0 {
        return 0;
    }
    let after = text.get(from..).unwrap_or_default();
    let space = after.find(char::is_whitespace).unwrap_or_default();
    let rest = after.get(space..).unwrap_or_default();
    from + space + rest.len() - rest.trim_start().len()
}

/// The end of the word that stands there.
fn on_to_word(text: &str, to: usize) -> usize {
    let after = text.get(to..).unwrap_or_default();
    to + after.find(char::is_whitespace).unwrap_or(after.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, wanted: &str, chars: usize) -> Option<String> {
        let found = excerpt(text, wanted, chars)?;
        let words: String = found
            .pieces
            .iter()
            .map(|piece| if piece.is_hit { format!("[{}]", piece.text) } else { piece.text.clone() })
            .collect();
        let (before, after) = (["", "…"], ["", "…"]);
        Some(format!("{}{words}{}", before[usize::from(found.is_cut_before)], after[usize::from(found.is_cut_after)]))
    }

    #[test]
    fn words_are_found_by_their_beginning_without_marks_and_shown_as_they_are_written() {
        let text = "Đồng chí Hòa đề nghị sửa đường ngõ số 5.";
        assert_eq!(said(text, "hoa duong", 200).unwrap(), "Đồng chí [Hòa] đề nghị sửa [đường] ngõ số 5.");
        assert_eq!(said(text, "DE NGHI", 200).unwrap(), "Đồng chí Hòa [đề] [nghị] sửa đường ngõ số 5.");
        assert_eq!(said(text, "oa", 200), None, "no word begins so");
        assert_eq!((said(text, "", 200), said("", "hoa", 200)), (None, None));
        let apart: String = unicode_normalization::UnicodeNormalization::nfd("Hòa").collect();
        assert_eq!(said(&apart, "hòa", 200).unwrap(), format!("[{apart}]"));
        assert_eq!(hits("a hòa b", "hoa"), [std::ops::Range { start: 2, end: 6 }]);
    }

    #[test]
    fn a_long_text_is_cut_between_words_around_most_of_what_was_looked_for() {
        let text = format!("{} hòa {} đường ngõ hòa {}", "trước ".repeat(40), "giữa ".repeat(40), "sau ".repeat(40));
        let found = said(&text, "hòa đường", 60).unwrap();
        assert!(found.contains("[đường] ngõ [hòa]"), "{found}");
        assert!(found.starts_with("…giữa") && found.ends_with('…') && found.chars().count() < 90, "{found}");
    }

    #[test]
    fn no_text_makes_it_stumble() {
        for text in ["🇻🇳hòa", "hòa\u{301}\u{302}", "đ", " ", "\u{202e}hòa", "a\u{0}hòa", &"hòa".repeat(10_000)]
        {
            for chars in [0, 1, 2, 200] {
                let found = excerpt(text, "hòa đ a", chars);
                let whole: usize = found.map_or(0, |found| found.pieces.iter().map(|piece| piece.text.len()).sum());
                assert!(whole <= text.len());
            }
        }
    }
}
