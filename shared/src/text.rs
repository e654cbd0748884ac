//! Owns how Vietnamese text is cleaned, searched, compared as a name, sorted and screened on import.
//!
//! It refuses to change what a person typed beyond invisible repair: folded and normalised forms are for
//! comparing, never for storing in place of the text.

mod collation;
pub mod diff;
pub mod excerpt;
mod name;
mod screen;

pub use name::{FullName, NameKey, compare_names, parse_name};
pub use screen::{SecrecyMarking, legacy_encoding_suspected, legacy_name_suspected, secrecy_marking};

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// Returns the text in Unicode NFC, the one form in which text is stored.
#[must_use]
pub fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// Cleans one line: NFC, no control, bidi or zero-width characters, single spaces, none at the ends.
///
/// Line breaks and tabs become spaces. Use it when a field is left, not while an input method is composing.
#[must_use]
pub fn clean_line(text: &str) -> String {
    collapse(&text.chars().filter(|&c| c.is_whitespace() || !is_hidden(c)).nfc().collect::<String>())
}

/// Cleans each line like [`clean_line`] but keeps the line breaks, as `\n`, except blank lines at the ends.
#[must_use]
pub fn clean_text(text: &str) -> String {
    let unix = text.replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    let lines: Vec<String> = unix.split('\n').map(clean_line).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// What stands where a character of a text commands the screen.
pub const SCREENED: char = '\u{fffd}';

/// A text fit for a screen: what commands one instead of standing on it (escape and other control characters, changes of
/// direction) is replaced by [`SCREENED`], character by character, so that every position stays. Line breaks and tabs
/// stay.
#[must_use]
pub fn screened(text: &str) -> Cow<'_, str> {
    if !text.contains(is_commanding) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if is_commanding(c) { SCREENED } else { c }).collect())
}

/// As [`screened`], of what should be one line: breaks and tabs become spaces, and what goes beyond `chars_max` becomes
/// an ellipsis.
#[must_use]
pub fn screened_line(text: &str, chars_max: usize) -> String {
    let shown = |c: char| {
        if matches!(c, '\n' | '\t') {
            ' '
        } else if is_commanding(c) {
            SCREENED
        } else {
            c
        }
    };
    let mut line: String = text.chars().take(chars_max).map(shown).collect();
    if text.chars().nth(chars_max).is_some() {
        line.push('…');
    }
    line
}

/// Whether a character commands a screen: control characters but for line break and tab, and changes of direction.
#[must_use]
pub fn is_commanding(c: char) -> bool {
    !is_storable(c)
}

/// Folds text for search: lower case, no marks, `đ` as `d`, one kind of apostrophe, single spaces.
///
/// The Icelandic `ð` stays, since it is another letter that only looks like `đ` in capitals.
#[must_use]
pub fn fold(text: &str) -> String {
    collapse(&if text.chars().all(is_alone) { bare_alone(text) } else { bare(text) })
}

fn bare(text: &str) -> String {
    lower(text).nfd().filter(|c| !is_combining(*c)).map(unbarred).collect()
}

/// As [`bare`], of characters that each stand alone; almost every text is of these, and every push folds all of its own.
fn bare_alone(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            bare.push(c.to_ascii_lowercase());
            continue;
        }
        for c in c.to_lowercase().map(plain_apostrophe) {
            decompose_canonical(c, |c| bare.extend((!is_combining(c)).then(|| unbarred(c))));
        }
    }
    bare
}

/// Latin letters and marks of punctuation, which no neighbour joins with: Vietnamese as keyboards write it.
const fn is_alone(c: char) -> bool {
    matches!(c, '\0'..='\u{2ff}' | '\u{1e00}'..='\u{1eff}' | '\u{2010}'..='\u{2027}')
}

const fn unbarred(c: char) -> char {
    if matches!(c, 'đ') { 'd' } else { c }
}

/// The words of a folded text: letters, digits and the marks that other scripts write their vowels with.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    // A variant selector or a frame belongs to a picture that may stand before a word without a space.
    let is_picture = |c: char| matches!(c, '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}');
    let is_of_word = move |c: char| c.is_alphanumeric() || (is_combining_mark(c) && !is_picture(c));
    folded.split(move |c: char| !is_of_word(c)).filter(|word| !word.is_empty())
}

/// Folds case and tone only, so `ă â đ ê ô ơ ư` stay letters of their own.
#[must_use]
pub fn fold_tones(text: &str) -> String {
    collapse(&lower(text).nfd().filter(|c| !is_tone(*c)).nfc().collect::<String>())
}

/// How closely a text answers a query; the closest is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchRank {
    /// The texts agree only after every mark is dropped.
    Folded,
    /// The texts have the same Vietnamese letters but differ in tone.
    SameLetters,
    /// The texts agree in letters and tones.
    Exact,
}

/// Ranks how well `candidate` answers `query`, or `None` when the query starts at no word of the candidate.
///
/// Case never counts. An empty query answers nothing.
#[must_use]
pub fn rank(query: &str, candidate: &str) -> Option<MatchRank> {
    let agree = |form: fn(&str) -> String| starts_a_word(&form(candidate), &form(query));
    if agree(|text| collapse(&lower(text))) {
        Some(MatchRank::Exact)
    } else if agree(fold_tones) {
        Some(MatchRank::SameLetters)
    } else {
        agree(fold).then_some(MatchRank::Folded)
    }
}

/// Reports whether two texts are the same name, for the detection of duplicates.
///
/// Case, spacing, Unicode form, tone placement (hòa, hoà) and a final i or y (Mỹ, Mĩ) do not count; every other
/// letter and tone does.
#[must_use]
pub fn same_name(left: &str, right: &str) -> bool {
    comparable_name(left) == comparable_name(right)
}

/// Returns a name with case, spacing, tone placement and final i or y made uniform, syllable by syllable.
///
/// The tone stands at the end of each syllable, where old and new spelling cannot disagree.
#[must_use]
pub fn comparable_name(text: &str) -> Vec<String> {
    clean_line(&lower(text)).split(' ').map(uniform_syllable).collect()
}

fn uniform_syllable(syllable: &str) -> String {
    let (tones, letters): (String, String) = syllable.nfd().partition(|c| is_tone(*c));
    let mut letters = nfc(&letters);
    // Before a final y stands a consonant or "qu" when y is the only vowel; "thúy" and "thúi" do differ.
    let only_vowel = letters.strip_suffix('y').is_some_and(|start| {
        start.ends_with("qu") || start.chars().next_back().is_some_and(|c| c.is_alphabetic() && !is_vowel(c))
    });
    if only_vowel {
        letters.pop();
        letters.push('i');
    }
    letters + &tones
}

fn lower(text: &str) -> String {
    text.nfc().flat_map(char::to_lowercase).map(plain_apostrophe).collect()
}

const fn plain_apostrophe(c: char) -> char {
    if matches!(c, '\u{2018}' | '\u{2019}' | '\u{2bc}') { '\'' } else { c }
}

fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn starts_a_word(text: &str, query: &str) -> bool {
    let mut after_word = false;
    !query.is_empty()
        && text.char_indices().any(|(at, c)| {
            let start = !after_word;
            after_word = c.is_alphanumeric();
            start && text.get(at..).is_some_and(|rest| rest.starts_with(query))
        })
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Huyền, sắc, ngã, hỏi, nặng.
fn is_tone(c: char) -> bool {
    matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}')
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'ă' | 'â' | 'e' | 'ê' | 'i' | 'o' | 'ô' | 'ơ' | 'u' | 'ư' | 'y')
}

/// Whether running text keeps a character: any but control characters other than line break and tab, and those that
/// change the direction of writing, which no Vietnamese text needs and which make it read as something else.
#[must_use]
pub fn is_storable(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}');
    !turns && (!c.is_control() || matches!(c, '\n' | '\t'))
}

pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A key by which `Khóm 10` stands after `Khóm 9`, and `Khóm 10, phường Sen` after `Khóm 9, phường Sen`.
#[must_use]
pub fn natural(name: &str) -> Vec<(String, u64)> {
    let folded = fold(name);
    let (is_digit, is_letter) = (|c: &char| c.is_ascii_digit(), |c: &char| c.is_alphanumeric());
    let runs = folded.chars().collect::<Vec<_>>();
    let runs = runs.chunk_by(|one, next| (is_digit(one), is_letter(one)) == (is_digit(next), is_letter(next)));
    runs.filter(|run| run.first().is_some_and(is_letter))
        .map(|run| {
            let word: String = run.iter().collect();
            word.parse().map_or((word, 0), |number| (String::new(), number))
        })
        .collect()
}

/// A line as a field takes it, cut to a number of characters; nothing of one that carries a secrecy marking anywhere.
pub(crate) fn shortened_line(text: &str, chars_max: usize) -> Option<String> {
    let line = clean_line(text);
    secrecy_marking(&line).is_none().then(|| line.chars().take(chars_max).collect())
}

/// Turns typed words into a leaf key: folded, spaces to hyphens, nothing but letters and digits.
pub(crate) fn as_key(typed: &str) -> String {
    let folded = fold(typed);
    let mut key = String::new();
    for c in folded.chars().take(80) {
        if c.is_alphanumeric() || c == '_' {
            key.push(c);
        } else if !key.ends_with('-') && !key.is_empty() {
            key.push('-');
        }
    }
    key.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{
        MatchRank, bare, bare_alone, clean_line, clean_text, fold, fold_tones, is_alone, nfc, rank, same_name,
        screened, screened_line, words,
    };

    const DECOMPOSED: &str = "\u{110}a\u{306}\u{323}ng Thi\u{323} Ho\u{300}a";

    #[test]
    fn what_stands_alone_folds_as_all_else_does() {
        for c in ('\0'..='\u{2fff}').filter(|c| is_alone(*c)) {
            let text = format!("a{c}b{c}");
            assert_eq!(bare_alone(&text), bare(&text), "{c:?}");
        }
    }

    #[test]
    fn words_are_told_apart_by_all_that_is_no_letter_digit_or_vowel_sign() {
        let found = |text: &str| words(&fold(text)).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(found("\u{f0b7}Đảng ủy: 30°C, 1\u{fe0f}\u{20e3}Tổ"), ["dang", "uy", "30", "c", "1", "to"]);
        assert_eq!(found("ភូមិ – ดี"), ["ភូមិ", "ดี"]);
    }

    #[test]
    fn decomposed_input_becomes_the_stored_form() {
        assert_eq!(nfc(DECOMPOSED), "Đặng Thị Hòa");
        assert_eq!(fold(DECOMPOSED), fold("Đặng Thị Hòa"));
        assert!(same_name(DECOMPOSED, "Đặng Thị Hòa"));
    }

    #[test]
    fn cleaning_removes_what_nobody_can_see() {
        assert_eq!(clean_line("\u{feff}  Lê\t\u{202e}Văn\r\n A\u{200b}\u{301}n\u{0} "), "Lê Văn Án");
        assert_eq!(clean_text("\n một \r\n\r\nhai\u{7}\u{2028}ba  bốn\r"), "một\n\nhai\nba bốn");
        assert_eq!(clean_line(" \u{200b} "), "");
    }

    #[test]
    fn what_commands_a_screen_is_seen_and_moves_nothing() {
        assert_eq!(screened("Mỹ Phước\n\t2"), "Mỹ Phước\n\t2");
        assert_eq!(screened("a\u{1b}[2Jb\u{202e}c\r\u{85}"), "a\u{fffd}[2Jb\u{fffd}c\u{fffd}\u{fffd}");
        assert_eq!(screened_line("một\nhai\u{9b}", 9), "một hai\u{fffd}");
        assert_eq!(screened_line("chín chữ cái", 4), "chín…");
    }

    #[test]
    fn folding_takes_d_with_stroke_but_not_eth() {
        assert_eq!(fold("  ĐẢNG  BỘ\u{a0}Phường "), "dang bo phuong");
        assert_eq!(fold("Ð ð"), "ð ð");
        assert_eq!(fold("H’Bia Ayun"), "h'bia ayun");
        assert_eq!(fold_tones("Đặng Thị Hường"), "đăng thi hương");
    }

    #[test]
    fn a_query_without_marks_finds_both_spellings() {
        for name in ["Đặng Thị Hòa", "Đặng Thị Hoà"] {
            assert_eq!(rank("dang thi hoa", name), Some(MatchRank::Folded));
            assert_eq!(rank("thi", name), Some(MatchRank::SameLetters));
        }
        assert_eq!(rank("đặng thị hoà", "Đặng Thị Hoà"), Some(MatchRank::Exact));
        assert_eq!(rank("ĐẶNG THỊ HÒA", DECOMPOSED), Some(MatchRank::Exact));
        assert_eq!(rank("đặng thị hoà", "Đặng Thị Hòa"), Some(MatchRank::SameLetters));
        assert!(MatchRank::Exact > MatchRank::SameLetters && MatchRank::SameLetters > MatchRank::Folded);
    }

    #[test]
    fn a_query_must_start_at_a_word() {
        assert_eq!(rank("ang", "Đặng Thị Hòa"), None);
        assert_eq!(rank("bia", "H'Bia Niê"), Some(MatchRank::Exact));
        assert_eq!(rank("an an", "xan an an"), Some(MatchRank::Exact));
        assert_eq!(rank("  ", "Đặng Thị Hòa"), None);
    }

    #[test]
    fn spelling_habits_do_not_make_another_person() {
        for (left, right) in [
            ("Hòa", "Hoà"),
            ("Thủy", "Thuỷ"),
            ("Mỹ", "Mĩ"),
            ("Lý", "Lí"),
            ("Quý", "Quí"),
            ("NGUYỄN  THÚY", "nguyễn thuý"),
        ] {
            assert!(same_name(left, right), "{left} {right}");
        }
    }

    #[test]
    fn other_letters_and_tones_make_another_person() {
        for (left, right) in [
            ("Hòa", "Hóa"),
            ("Thúy", "Thúi"),
            ("Tài", "Tày"),
            ("Dung", "Đung"),
            ("Y Bhăm", "I Bhăm"),
            ("An Na", "Anna"),
        ] {
            assert!(!same_name(left, right), "{left} {right}");
        }
    }

    #[test]
    fn cells_are_listed_as_people_count() {
        let sorted = [
            "Chi bộ Ấp 2",
            "Chi bộ Khóm 9",
            "Chi bộ Khóm 10",
            "Khóm 4, Mỹ Thạnh",
            "Khóm 10, Mỹ Phước",
            "Tổ 4A",
            "Tổ 10A",
        ];
        let mut names = sorted;
        names.reverse();
        names.sort_by_cached_key(|name| super::natural(name));
        assert_eq!(names, sorted);
    }
}
