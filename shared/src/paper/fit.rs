//! How wide the columns of a table are: as they were shared out, unless a word would be broken within, such as a day; then
//! what it needs comes from the columns that have room. Letters are measured roughly, a little wider than they are.

use unicode_normalization::UnicodeNormalization;

use super::{Column, Face, Sheet};

/// Letters of a table, and beside a cell's text, in twentieths of a point.
const PLAIN: (u32, u32) = (240, 170);
/// The same where there are many columns, or words for which there is no room otherwise.
const TIGHT: (u32, u32) = (200, 120);
/// Columns from which on a table is set in smaller letters.
const TIGHT_COLUMNS: usize = 12;
/// What is printed on of a sheet that lies upright and across, in twentieths of a point.
const WIDTHS: (u32, u32) = (9355, 14_287);
/// A longer word, such as an address of a page, is broken: a part of the width.
const WORD_PART_MAX: u32 = 4;
/// Where a line ends; a space that holds words together is none of them.
const BREAKS: [char; 3] = [' ', '\n', '\t'];
/// Bold letters are wider, in percent.
const BOLD_PERCENT: u32 = 110;

/// How a table is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// Each column's part of the width.
    pub shares: Vec<u32>,
    /// Whether its letters are the smaller ones.
    pub is_tight: bool,
}

/// The columns of a table on a sheet.
#[must_use]
pub fn fit(columns: &[Column], rows: &[Vec<String>], sheet: Sheet) -> Fit {
    let room = match sheet {
        Sheet::Upright => WIDTHS.0,
        Sheet::Across => WIDTHS.1,
    };
    let shares: Vec<u32> = columns.iter().map(|column| column.share).collect();
    let words: Vec<u32> = (0..columns.len()).map(|at| widest(columns, rows, at)).collect();
    let needs = |(size, side): (u32, u32)| -> Vec<u32> {
        words.iter().map(|word| (word * size / 1000 + side).min(room / WORD_PART_MAX)).collect()
    };
    let plain = needs(PLAIN);
    let is_tight = columns.len() >= TIGHT_COLUMNS || plain.iter().sum::<u32>() > room;
    let needs = if is_tight { needs(TIGHT) } else { plain };
    Fit { shares: given(&shares, &needs, room), is_tight }
}

/// The left half of a paper's head, in twentieths of a point, and the size of its letters.
const HEAD: (u32, u32) = (4_303, 280);
/// A space, in thousandths of the size of its letters.
const SPACE: u32 = 250;
/// How wide letters are beside what they are measured as, in percent: here a line is not to be broken in vain.
const REAL_PERCENT: u32 = 92;

/// A name in the left half of a paper's head; one that needs two lines is broken where they are most alike, so that none of
/// them is a single syllable.
#[must_use]
pub(super) fn balanced(name: &str, face: Face) -> String {
    let (room, size) = HEAD;
    let percent = if face == Face::Bold { REAL_PERCENT * BOLD_PERCENT / 100 } else { REAL_PERCENT };
    let words: Vec<u32> = name.split(' ').map(|word| width(word) * percent / 100).collect();
    let line = |words: &[u32]| {
        let spaces = u32::try_from(words.len()).unwrap_or(u32::MAX).saturating_sub(1);
        (words.iter().sum::<u32>() + spaces * SPACE) * size / 1000
    };
    let longer = |at: &usize| words.split_at_checked(*at).map(|(first, second)| line(first).max(line(second)));
    let at = (1..words.len()).min_by_key(longer).filter(|_| line(&words) > room);
    match at.filter(|at| longer(at).is_some_and(|longer| longer <= room)) {
        None => name.to_owned(),
        Some(at) => {
            let words: Vec<&str> = name.split(' ').collect();
            let (first, second) = words.split_at(at.min(words.len()));
            format!("{}\n{}", first.join(" "), second.join(" "))
        }
    }
}

/// The widest word of a column, in thousandths of the size of its letters.
fn widest(columns: &[Column], rows: &[Vec<String>], at: usize) -> u32 {
    let cells = rows.iter().filter_map(|row| row.get(at)).flat_map(|cell| cell.split(BREAKS)).map(width);
    let title = columns.get(at).map(|column| column.title.as_str()).unwrap_or_default();
    let title = title.split(BREAKS).map(|word| width(word) * BOLD_PERCENT / 100);
    cells.chain(title).max().unwrap_or_default()
}

fn width(word: &str) -> u32 {
    word.nfd().filter(|letter| !unicode_normalization::char::is_combining_mark(*letter)).map(letter).sum()
}

const fn letter(letter: char) -> u32 {
    match letter {
        'i' | 'j' | 'l' | 't' | '/' | '.' | ',' | ':' | ';' | '\u{a0}' => 290,
        'f' | 'r' | 'I' | '-' | '(' | ')' => 345,
        'm' | 'w' => 780,
        'M' | 'W' | '…' | '%' => 1000,
        'A'..='Z' | 'Đ' => 730,
        _ => 510,
    }
}

/// The shares, where each has what it needs; or else widths of which those that need more than their share have that, and the
/// others share the rest. Where there is not room for all, each has a part of it by what it needs.
fn given(shares: &[u32], needs: &[u32], room: u32) -> Vec<u32> {
    let mut fixed: Vec<bool> = vec![false; shares.len()];
    loop {
        let taken: u32 = needs.iter().zip(&fixed).filter(|(_, fixed)| **fixed).map(|(need, _)| need).sum();
        let whole: u32 = shares.iter().zip(&fixed).filter(|(_, fixed)| !**fixed).map(|(share, _)| share).sum();
        let rest = room.saturating_sub(taken);
        let width = |at: usize| match (fixed.get(at), shares.get(at), needs.get(at)) {
            (Some(false), Some(share), _) => share.saturating_mul(rest) / whole.max(1),
            (_, _, need) => need.copied().unwrap_or_default(),
        };
        let widths: Vec<u32> = (0..shares.len()).map(width).collect();
        let lacking: Vec<bool> = widths.iter().zip(needs).map(|(width, need)| width < need).collect();
        if !lacking.contains(&true) {
            return if fixed.contains(&true) { widths } else { shares.to_vec() };
        }
        fixed.iter_mut().zip(lacking).for_each(|(fixed, lacks)| *fixed |= lacks);
        if !fixed.contains(&false) {
            let all: u32 = needs.iter().sum::<u32>().max(1);
            return needs.iter().map(|need| need * room / all).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(titles: &[&str]) -> Vec<Column> {
        titles.iter().map(|title| Column::new(*title, 10)).collect()
    }

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn columns_that_hold_their_words_stay_as_they_were_shared_out() {
        let fitted = fit(&columns(&["TT", "Ngày"]), &[row(&["1", "19/05/1968"])], Sheet::Upright);
        assert_eq!(fitted, Fit { shares: vec![10, 10], is_tight: false });
        assert_eq!(fit(&[], &[], Sheet::Upright).shares, Vec::<u32>::new());
    }

    #[test]
    fn a_name_of_two_lines_is_broken_in_its_middle_and_no_other() {
        assert_eq!(balanced("CHI BỘ KHÓM MỸ PHƯỚC THẠNH", Face::Bold), "CHI BỘ KHÓM MỸ\nPHƯỚC THẠNH");
        let whole = ["ĐẢNG BỘ PHƯỜNG SEN HỒNG", "CHI BỘ KHÓM 4", "CHIBỘTRƯỜNGTRUNGHỌCPHỔTHÔNG", "", " "];
        assert!(whole.iter().all(|name| balanced(name, Face::Plain) == *name));
        let long = "ĐẢNG BỘ SỞ NÔNG NGHIỆP ".repeat(4);
        assert_eq!(balanced(&long, Face::Bold), long, "two lines are not enough: they break as they come");
    }

    #[test]
    fn a_day_has_the_room_it_needs_and_the_others_share_what_is_left() {
        let titles = ["TT", "Nội dung", "Ai", "Ngày", "Cách làm", "Sản phẩm", "Cơ sở", "Kết quả"];
        let cells = row(&["1", "nghe", "Tám", "19/05/1968", "đến", "biên bản", "nghị quyết", "đang làm"]);
        let fitted = fit(&columns(&titles), std::slice::from_ref(&cells), Sheet::Upright);
        let day = width("19/05/1968") * PLAIN.0 / 1000 + PLAIN.1;
        assert!(!fitted.is_tight && fitted.shares[3] >= day, "{fitted:?}");
        assert!(fitted.shares.iter().sum::<u32>() <= WIDTHS.0 && fitted.shares[1] == fitted.shares[0], "{fitted:?}");
        let across = fit(&columns(&titles), &[cells], Sheet::Across);
        assert_eq!(across.shares, vec![10; 8], "there is room");
    }

    #[test]
    fn an_amount_stays_with_its_currency() {
        let amount = row(&["20.527.500\u{a0}đ"; 8]);
        let fitted = fit(&columns(&["Đã đóng"; 8]), &[amount], Sheet::Upright);
        assert!(fitted.is_tight, "eight such amounts are wider than a sheet: {fitted:?}");
    }

    #[test]
    fn many_columns_are_in_small_letters_and_a_word_as_long_as_a_page_takes_no_other_columns_room() {
        let all = vec!["19/05/1968"; 11];
        assert!(fit(&columns(&all), &[row(&all)], Sheet::Upright).is_tight);
        let long = "a".repeat(500);
        let fitted = fit(&columns(&["TT", "Nội dung", "Ngày"]), &[row(&["1", &long, "19/05/1968"])], Sheet::Upright);
        assert_eq!(fitted, Fit { shares: vec![10, 10, 10], is_tight: false });
        let fitted = fit(&columns(&vec!["…"; 40]), &[row(&[long.as_str(); 40])], Sheet::Upright);
        assert_eq!(fitted.shares, vec![WIDTHS.0 / 40; 40], "where nothing fits, each has a part by what it needs");
    }
}
