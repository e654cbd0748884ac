use proptest::prelude::*;

use super::*;

/// What a list of replacements makes of a text, done the slow way.
fn made(text: &str, splices: &[Splice]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for Splice { at, delete, insert } in splices {
        drop(chars.splice(*at..*at + *delete, insert.chars()));
    }
    chars.into_iter().collect()
}

fn stroke(at: usize, delete: usize, insert: &str) -> Splice {
    Splice { at, delete, insert: insert.to_owned() }
}

fn strokes_on(text: &str, strokes: &[Splice]) -> Strokes {
    let mut under = Strokes::on(text.chars().count());
    strokes.iter().for_each(|stroke| under.add(stroke));
    under
}

#[test]
fn a_word_typed_letter_by_letter_is_one_replacement() {
    let typed: Vec<Splice> = "đồng".chars().enumerate().map(|(at, c)| stroke(3 + at, 0, &c.to_string())).collect();
    assert_eq!(strokes_on("ab cd", &typed).splices(), [stroke(3, 0, "đồng")]);
}

#[test]
fn what_is_typed_and_taken_back_leaves_nothing() {
    assert_eq!(strokes_on("ab", &[stroke(1, 0, "x"), stroke(2, 0, "y"), stroke(1, 2, "")]).splices(), []);
    assert_eq!(strokes_on("", &[stroke(0, 0, "x"), stroke(0, 1, "")]).splices(), []);
}

#[test]
fn a_character_deleted_and_typed_again_is_a_replacement() {
    assert_eq!(strokes_on("abc", &[stroke(1, 1, ""), stroke(1, 0, "b")]).splices(), [stroke(1, 1, "b")]);
}

#[test]
fn what_lies_beyond_the_end_is_left_out() {
    assert_eq!(strokes_on("abc", &[stroke(2, 9, "d")]).splices(), [stroke(2, 1, "d")]);
    assert_eq!(strokes_on("abc", &[stroke(9, 9, "d")]).splices(), [stroke(3, 0, "d")]);
}

proptest! {
    #[test]
    fn whatever_is_typed_the_replacements_lead_to_the_same_text(
        text in "[abđ]{0,12}",
        raw in proptest::collection::vec((0_usize..16, 0_usize..5, "[xyạ]{0,4}"), 0..24),
    ) {
        let mut now: Vec<char> = text.chars().collect();
        let mut strokes = Vec::new();
        for (at, delete, insert) in raw {
            let at = at.min(now.len());
            let delete = delete.min(now.len() - at);
            drop(now.splice(at..at + delete, insert.chars()));
            strokes.push(Splice { at, delete, insert });
        }
        let splices = strokes_on(&text, &strokes).splices();
        prop_assert_eq!(made(&text, &splices), now.iter().collect::<String>());
        // No two of them touch, so there are as few as can be.
        for pair in splices.windows(2) {
            prop_assert!(pair[0].at + pair[0].insert.chars().count() < pair[1].at);
        }
    }
}
