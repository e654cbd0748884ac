//! What has to be replaced in one text so that it reads as another: word by word, in time that grows with the texts and
//! not with how much they differ.

use imara_diff::{Algorithm, Diff, InternedInput};

/// One stretch of the first text, in Unicode scalar values, and what comes in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// Where it begins in the first text.
    pub at: usize,
    /// How many characters go.
    pub delete: usize,
    /// What comes in their place.
    pub insert: String,
}

/// The replacements that turn `before` into `after`, ascending and not overlapping.
#[must_use]
pub fn replacements(before: &str, after: &str) -> Vec<Replacement> {
    let (old, new) = (words(before), words(after));
    let mut input = InternedInput::default();
    input.update_before(old.iter().copied());
    input.update_after(new.iter().copied());
    let diff = Diff::compute(Algorithm::Myers, &input);
    let (mut reached, mut at) = (0, 0);
    let mut found = Vec::new();
    for hunk in diff.hunks() {
        let [from, to, begin, end] =
            [hunk.before.start, hunk.before.end, hunk.after.start, hunk.after.end].map(|token| token as usize);
        at += length(old.get(reached..from).unwrap_or_default());
        let (gone, come) =
            (old.get(from..to).unwrap_or_default().concat(), new.get(begin..end).unwrap_or_default().concat());
        found.push(narrowed(at, &gone, &come));
        at += gone.chars().count();
        reached = to;
    }
    found
}

/// A stretch of two texts that are read as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// It stands in both.
    Same(String),
    /// It stands in the first alone.
    Gone(String),
    /// It stands in the second alone.
    Come(String),
}

/// Two texts as one, word by word: no word is cut, and words that changed side by side stand together.
#[must_use]
pub fn pieces(before: &str, after: &str) -> Vec<Piece> {
    let (old, new) = (tokens(before), tokens(after));
    let mut input = InternedInput::default();
    input.update_before(old.iter().copied());
    input.update_after(new.iter().copied());
    let diff = Diff::compute(Algorithm::Myers, &input);
    let mut pieces = Vec::new();
    let (mut gone, mut come, mut reached) = (String::new(), String::new(), 0);
    for hunk in diff.hunks() {
        let [from, to, begin, end] =
            [hunk.before.start, hunk.before.end, hunk.after.start, hunk.after.end].map(|token| token as usize);
        let same = old.get(reached..from).unwrap_or_default().concat();
        let is_open = !gone.is_empty() || !come.is_empty();
        // A space between two words that changed tells nothing.
        if is_open && same.chars().all(|c| c == ' ') {
            gone.push_str(&same);
            come.push_str(&same);
        } else {
            let same = close(&mut pieces, &mut gone, &mut come) + &same;
            pieces.extend((!same.is_empty()).then_some(Piece::Same(same)));
        }
        gone.push_str(&old.get(from..to).unwrap_or_default().concat());
        come.push_str(&new.get(begin..end).unwrap_or_default().concat());
        reached = to;
    }
    let rest = close(&mut pieces, &mut gone, &mut come) + &old.get(reached..).unwrap_or_default().concat();
    pieces.extend((!rest.is_empty()).then_some(Piece::Same(rest)));
    pieces
}

/// Ends a change; gives the space that both sides end with, which belongs to what follows.
fn close(pieces: &mut Vec<Piece>, gone: &mut String, come: &mut String) -> String {
    let (mut gone, mut come) = (std::mem::take(gone), std::mem::take(come));
    let mut space = String::new();
    while gone.ends_with(' ') && come.ends_with(' ') {
        space.extend(gone.pop());
        come.pop();
    }
    pieces.extend((!gone.is_empty()).then_some(Piece::Gone(gone)));
    pieces.extend((!come.is_empty()).then_some(Piece::Come(come)));
    space
}

/// Runs of letters and digits; everything else character by character.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric();
        let end =
            if is_word(first) { rest.find(|c: char| !is_word(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (token, tail) = rest.split_at(end);
        tokens.push(token);
        rest = tail;
    }
    tokens
}

/// Leaves out what both sides begin and end with.
fn narrowed(at: usize, gone: &str, come: &str) -> Replacement {
    let (gone, come): (Vec<char>, Vec<char>) = (gone.chars().collect(), come.chars().collect());
    let head = gone.iter().zip(&come).take_while(|(a, b)| a == b).count();
    let most = gone.len().min(come.len()) - head;
    let tail = gone.iter().rev().zip(come.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let insert = come.get(head..come.len() - tail).unwrap_or_default().iter().collect();
    Replacement { at: at + head, delete: gone.len() - tail - head, insert }
}

fn length(words: &[&str]) -> usize {
    words.iter().map(|word| word.chars().count()).sum()
}

/// Runs of letters and digits, each with the space behind it; everything else character by character.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = if first.is_alphanumeric() {
            let word = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
            word + usize::from(rest.get(word..).is_some_and(|tail| tail.starts_with(' ')))
        } else {
            first.len_utf8()
        };
        let (word, tail) = rest.split_at(end);
        words.push(word);
        rest = tail;
    }
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn applied(before: &str, replacements: &[Replacement]) -> String {
        let mut chars: Vec<char> = before.chars().collect();
        for Replacement { at, delete, insert } in replacements.iter().rev() {
            drop(chars.splice(*at..*at + *delete, insert.chars()));
        }
        chars.into_iter().collect()
    }

    #[test]
    fn a_changed_word_is_the_only_thing_replaced() {
        let found = replacements("Chi bộ họp thường kỳ tháng 11.", "Chi bộ họp bất thường tháng 11.");
        assert_eq!(applied("Chi bộ họp thường kỳ tháng 11.", &found), "Chi bộ họp bất thường tháng 11.");
        assert!(found.iter().map(|one| one.delete + one.insert.chars().count()).sum::<usize>() <= 12, "{found:?}");
    }

    #[test]
    fn a_letter_within_a_word_is_replaced_alone() {
        assert_eq!(replacements("Mĩ An", "Mỹ An"), [Replacement { at: 1, delete: 1, insert: "ỹ".to_owned() }]);
    }

    #[test]
    fn no_word_is_cut_and_words_that_changed_side_by_side_stand_together() {
        let same = |text: &str| Piece::Same(text.to_owned());
        let gone = |text: &str| Piece::Gone(text.to_owned());
        let come = |text: &str| Piece::Come(text.to_owned());
        assert_eq!(pieces("Xã Mĩ An họp", "Xã Mỹ An họp"), [same("Xã "), gone("Mĩ"), come("Mỹ"), same(" An họp")]);
        let found = pieces("Trạm y tế sẽ trả lời.", "Trạm y tế đã hẹn trả lời tuần này.");
        assert_eq!(
            found,
            [same("Trạm y tế "), gone("sẽ"), come("đã hẹn"), same(" trả lời"), come(" tuần này"), same(".")]
        );
        assert_eq!(pieces("", "Một."), [come("Một.")]);
        assert_eq!(pieces("Một.", "Một."), [same("Một.")]);
    }

    /// Prose of which no sentence stands in the other, as long as minutes may be; a test that takes its time fails by
    /// the runner's patience, a quadratic search takes some 15 s.
    #[test]
    fn two_texts_without_a_sentence_in_common_are_compared_in_steps_that_grow_with_their_length() {
        let prose = |step: usize| {
            let word =
                |at: usize| format!("{}{} ", ["họp", "bàn", "xã", "ấp", "đảng"][at * step % 5], at * step * step % 997);
            (0..8_000).map(word).collect::<String>()
        };
        let (before, after) = (prose(7), prose(11));
        assert_eq!(applied(&before, &replacements(&before, &after)), after);
    }

    proptest! {
        #[test]
        fn whatever_the_texts_the_replacements_lead_from_one_to_the_other(
            before in "([ab]{0,3}[ .\n]){0,12}", after in "([abđ]{0,3}[ .\n]){0,12}",
        ) {
            prop_assert_eq!(applied(&before, &replacements(&before, &after)), after.clone());
            let (mut first, mut second) = (String::new(), String::new());
            for piece in pieces(&before, &after) {
                match piece {
                    Piece::Same(text) => {
                        first.push_str(&text);
                        second.push_str(&text);
                    }
                    Piece::Gone(text) => first.push_str(&text),
                    Piece::Come(text) => second.push_str(&text),
                }
            }
            prop_assert_eq!((first, second), (before, after));
        }
    }
}
