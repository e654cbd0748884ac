use proptest::prelude::*;

use super::*;

fn inserted(at: usize, text: &str) -> TextMove {
    TextMove::Inserted { at, text: text.to_owned() }
}

fn apply(record: &str, splices: &[Splice]) -> String {
    let mut text: Vec<char> = record.chars().collect();
    for splice in splices {
        drop(text.splice(splice.at..splice.at + splice.delete, splice.insert.chars()));
    }
    text.into_iter().collect()
}

#[test]
fn a_position_beyond_what_is_seen_is_refused_and_changes_nothing() {
    let mut typing = Typing::begin("Hòa");
    assert!(matches!(typing.splice(4, 0, "x"), Err(EditError::OutOfText { position: 4, length: 3 })));
    assert!(typing.splice(2, 2, "x").is_err());
    assert!(typing.splice(usize::MAX, usize::MAX, "x").is_err());
    // What others wrote does not make the screen longer.
    typing.hear(&[inserted(3, "!!!")]);
    assert!(typing.splice(4, 0, "x").is_err());
    assert_eq!((typing.shown(), typing.recorded()), ("Hòa".to_owned(), "Hòa!!!".to_owned()));
}

#[test]
fn positions_mean_what_the_person_sees_while_others_write() {
    let mut typing = Typing::begin("Chi bộ họp.");
    typing.hear(&[inserted(0, "Ngày 5: "), TextMove::Deleted { at: 12, count: 3 }]);
    assert_eq!(typing.recorded(), "Ngày 5: Chi họp.");
    assert_eq!(typing.shown(), "Chi bộ họp.");
    let splices = typing.splice(10, 1, " đủ người.").unwrap();
    assert_eq!(apply("Ngày 5: Chi họp.", &splices), "Ngày 5: Chi họp đủ người.");
    assert_eq!(typing.shown(), "Chi bộ họp đủ người.");
    assert!(typing.is_behind());
    let (splices, caret) = typing.take_anew(20);
    assert_eq!((splices, caret), (Vec::new(), 25));
    assert_eq!(typing.shown(), "Ngày 5: Chi họp đủ người.");
    assert!(!typing.is_behind());
}

#[test]
fn deleting_a_passage_leaves_what_somebody_else_put_into_it() {
    let mut typing = Typing::begin("abcdef");
    typing.hear(&[inserted(3, "XY")]);
    let splices = typing.splice(1, 4, "-").unwrap();
    assert_eq!(apply("abcXYdef", &splices), "a-XYf");
    assert_eq!((typing.shown(), typing.recorded()), ("a-f".to_owned(), "a-XYf".to_owned()));
}

#[test]
fn what_somebody_else_deleted_can_be_deleted_once_more() {
    let mut typing = Typing::begin("abc");
    typing.hear(&[TextMove::Deleted { at: 1, count: 1 }]);
    assert_eq!(typing.splice(1, 1, "").unwrap(), Vec::new());
    assert_eq!((typing.shown(), typing.recorded()), ("ac".to_owned(), "ac".to_owned()));
}

#[test]
fn letters_and_marks_typed_apart_are_composed_when_the_screen_takes_the_text_anew() {
    let mut typing = Typing::begin("Họp ở ");
    let mut record = typing.shown();
    for (count, c) in "A\u{302}\u{301}p Ba\u{300}u".chars().enumerate() {
        let splices = typing.splice(6 + count, 0, &c.to_string()).unwrap();
        record = apply(&record, &splices);
        assert_eq!(record, typing.shown());
    }
    let (splices, caret) = typing.take_anew(6 + 9);
    assert_eq!(apply(&record, &splices), "Họp ở Ấp Bàu");
    assert_eq!((typing.shown().as_str(), caret), ("Họp ở Ấp Bàu", 12));
}

#[test]
fn a_mark_taken_back_leaves_its_letter() {
    let mut typing = Typing::begin("");
    typing.splice(0, 0, "e\u{302}\u{323}").unwrap();
    typing.splice(2, 1, "").unwrap();
    typing.take_anew(2);
    assert_eq!(typing.shown(), "ê");
}

#[test]
fn what_another_wrote_decomposed_is_left_to_them() {
    let mut typing = Typing::begin("e\u{302}");
    assert_eq!(typing.take_anew(2), (Vec::new(), 2));
}

#[test]
fn control_characters_stay_on_the_screen_and_never_reach_the_record() {
    let mut typing = Typing::begin("ab");
    let splices = typing.splice(1, 0, "\r\n\u{0}").unwrap();
    assert_eq!(apply("ab", &splices), "a\nb");
    assert_eq!(typing.shown(), "a\r\n\u{0}b");
    assert!(!typing.is_behind());
    typing.hear(&[TextMove::Deleted { at: 0, count: 1 }]);
    assert_eq!(typing.shown(), "a\r\n\u{0}b");
    typing.take_anew(0);
    assert_eq!(typing.shown(), "\nb");
}

#[test]
fn the_lines_typed_in_are_told_apart_from_the_others() {
    let mut typing = Typing::begin("một\nhai\nba");
    typing.splice(5, 0, "x").unwrap();
    assert_eq!(typing.typed_lines(), "hxai\n");
}

#[derive(Debug, Clone)]
enum Act {
    Own { at: usize, delete: usize, insert: String },
    Theirs { at: usize, delete: usize, insert: String },
    Anew,
}

fn act() -> impl Strategy<Value = Act> {
    let letters = "[a-cê\u{302}\u{323}\n\r😀]{0,4}";
    prop_oneof![
        4 => (0..40_usize, 0..4_usize, letters).prop_map(|(at, delete, insert)| Act::Own { at, delete, insert }),
        3 => (0..40_usize, 0..4_usize, letters).prop_map(|(at, delete, insert)| Act::Theirs { at, delete, insert }),
        1 => Just(Act::Anew),
    ]
}

proptest! {
    /// A screen and a record kept by hand beside it: each splice does to the screen just what it says,
    /// and what is to be done to the record leads to what the sitting says the record holds.
    #[test]
    fn screen_and_record_follow_their_own_hands(begin in "[a-c ]{0,12}", acts in prop::collection::vec(act(), 0..24)) {
        let mut typing = Typing::begin(&begin);
        let (mut screen, mut record): (Vec<char>, String) = (begin.chars().collect(), begin);
        for act in acts {
            match act {
                Act::Own { at, delete, insert } => {
                    let at = at.min(screen.len());
                    let delete = delete.min(screen.len() - at);
                    let splices = typing.splice(at, delete, &insert).unwrap();
                    drop(screen.splice(at..at + delete, insert.chars()));
                    record = apply(&record, &splices);
                }
                Act::Theirs { at, delete, insert } => {
                    let insert: String = insert.chars().filter(|c| is_storable(*c)).collect();
                    let length = record.chars().count();
                    let at = at.min(length);
                    let delete = delete.min(length - at);
                    typing.hear(&[TextMove::Deleted { at, count: delete }, inserted(at, &insert)]);
                    record = apply(&record, &[Splice { at, delete, insert }]);
                }
                Act::Anew => {
                    let (splices, caret) = typing.take_anew(screen.len());
                    record = apply(&record, &splices);
                    screen = record.chars().collect();
                    prop_assert!(caret <= screen.len());
                }
            }
            prop_assert_eq!(typing.recorded(), record.clone());
            prop_assert_eq!(typing.shown(), screen.iter().collect::<String>());
            for at in 0..=screen.len() {
                prop_assert!(typing.recorded_position(at) <= record.chars().count());
            }
        }
    }
}
