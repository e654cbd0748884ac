//! Proves that both languages say everything, and say it as the language does.

use std::collections::{BTreeMap, BTreeSet};

use super::{Language, Words, families};
use crate::doc::EditError;
use crate::input::{Rule, Unfit, WriteError, invalid};
use crate::kind::spec::Codes;
use crate::sync::device::Safety;
use crate::wire::HoldReason;

/// What is the same in both languages, and rightly so.
const SAME: [&str; 1] = ["brand"];

/// The keys of a language's text, each with what it says.
fn entries(language: Language) -> BTreeMap<&'static str, &'static str> {
    let mut entries = BTreeMap::new();
    for source in language.sources() {
        let starts: Vec<usize> = source
            .lines()
            .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
            .map(|line| line.as_ptr().addr() - source.as_ptr().addr())
            .collect();
        for (number, start) in starts.iter().enumerate() {
            let rest = &source[*start..starts.get(number + 1).copied().unwrap_or(source.len())];
            let entry = rest.split("\n#").next().unwrap().trim();
            let (key, said) = entry.split_once(" = ").unwrap();
            assert!(entries.insert(key, said).is_none(), "{key} stands twice");
        }
    }
    entries
}

/// The names of a sentence's blanks.
fn blanks(said: &str) -> BTreeSet<&str> {
    said.split("{ $").skip(1).map(|rest| rest.split([' ', '}']).next().unwrap()).collect()
}

#[test]
fn both_texts_parse_and_name_no_key_twice() {
    for language in Language::ALL {
        assert_eq!(Words::load(language).1, Vec::<String>::new());
        assert!(entries(language).len() > 600);
    }
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_blanks() {
    let shape =
        |language| entries(language).into_iter().map(|(key, said)| (key, blanks(said))).collect::<BTreeMap<_, _>>();
    let (vi, en) = (shape(Language::Vi), shape(Language::En));
    let differing: Vec<_> = vi.keys().chain(en.keys()).filter(|key| vi.get(*key) != en.get(*key)).collect();
    assert!(differing.is_empty(), "not alike in both languages: {differing:?}");
}

#[test]
fn nothing_is_left_untranslated() {
    let (vi, en) = (entries(Language::Vi), entries(Language::En));
    let same: Vec<_> = vi.iter().filter(|(key, said)| en.get(*key) == Some(said)).map(|(key, _)| *key).collect();
    assert_eq!(same, SAME);
}

#[test]
fn every_sentence_is_filled_without_a_gap() {
    for language in Language::ALL {
        let words = Words::of(language);
        for (key, said) in entries(language) {
            let filled: Vec<_> = blanks(said).into_iter().map(|name| (name, "1".into())).collect();
            let text = words.text_with(key, &filled);
            assert!(!text.is_empty() && !text.contains(['{', '}']), "{key}: {text}");
        }
    }
}

#[test]
fn every_stored_code_has_its_word_in_both_languages() {
    let families = families();
    let keys = || families.iter().flat_map(|family| family.codes.iter().map(move |code| (&family.name, code)));
    for language in Language::ALL {
        let known = entries(language);
        let missing: BTreeSet<String> = keys()
            .map(|(family, code)| format!("{family}-{code}"))
            .filter(|key| !known.contains_key(key.as_str()))
            .collect();
        assert_eq!(missing, BTreeSet::new(), "no words in {}", language.code());
    }
}

#[test]
fn a_code_of_a_newer_version_reads_as_other_and_the_code_screened() {
    let (vi, en) = (Words::of(Language::Vi), Words::of(Language::En));
    assert_eq!(vi.code("meeting_kind", "hop_tu_xa"), "Loại khác (hop_tu_xa)");
    assert_eq!(en.code("meeting_kind", "hop_tu_xa"), "Other (hop_tu_xa)");
    assert_eq!(vi.code("post", "moi"), "Khác (moi)");
    assert_eq!(vi.code_within("post", "moi"), "khác (moi)");
    assert_eq!(vi.code("post", "a\u{1b}[2J\u{202e}"), "Khác (a\u{fffd}[2J\u{fffd})");
    assert_eq!((vi.code("post", ""), vi.code_within("post", "")), (String::new(), String::new()));
    assert!(vi.code("post", &"a".repeat(10_000)).chars().count() < 100);
}

#[test]
fn a_missing_key_shows_itself() {
    assert_eq!(Words::of(Language::Vi).text("no-such-key"), "no-such-key");
    assert_eq!(Words::of(Language::En).text_with("no-such-key", &[("n", 1_u32.into())]), "no-such-key");
}

#[test]
fn numbers_and_shares_are_written_as_the_language_does() {
    let (vi, en) = (Words::of(Language::Vi), Words::of(Language::En));
    assert_eq!(vi.number(5_600_000), "5.600.000");
    assert_eq!(en.number(5_600_000), "5,600,000");
    assert_eq!(vi.percent(27, 31).as_deref(), Some("87\u{a0}%"));
    assert_eq!(en.percent(7, 9).as_deref(), Some("77.7%"));
    assert_eq!(vi.percent(1, 0), None);
    assert_eq!(vi.text_with("members-count", &[("n", 5500_u32.into())]), "5.500 đảng viên");
    assert_eq!(en.text_with("members-count", &[("n", 1_u32.into())]), "1 member");
}

#[test]
fn a_share_just_short_of_the_mark_is_not_rounded_up_to_it() {
    assert_eq!(Words::of(Language::En).percent(8_499, 10_000).as_deref(), Some("84.9%"));
}

#[test]
fn what_a_person_put_in_stays_as_it_is() {
    let said = Words::of(Language::Vi).filled("parts-not_a_part", &[("text", "{ $x } 12345 <b>")]);
    assert_eq!(said, "`{ $x } 12345 <b>` không phải một phần của gói.");
}

#[test]
fn a_meeting_is_named_with_its_number_and_part() {
    let (vi, en) = (Words::of(Language::Vi), Words::of(Language::En));
    assert_eq!(vi.meeting("thuong_ky", 1), "Sinh hoạt thường kỳ");
    assert_eq!(vi.meeting("thuong_ky", 2), "Sinh hoạt thường kỳ (2)");
    assert_eq!(vi.ordinal(1), "");
    assert_eq!(en.meeting("mo_rong", 3), "Enlarged meeting (3)");
}

#[test]
fn a_wait_is_told_in_seconds_and_then_in_minutes() {
    let (vi, en) = (Words::of(Language::Vi), Words::of(Language::En));
    assert_eq!((vi.wait(30), vi.wait(3_600)), ("30 giây".to_owned(), "60 phút".to_owned()));
    assert_eq!((en.wait(1), en.wait(121)), ("1 second".to_owned(), "3 minutes".to_owned()));
}

#[test]
fn how_safe_a_record_is_reads_inside_a_sentence() {
    let vi = Words::of(Language::Vi);
    assert_eq!(vi.safety(&Safety::OnThisPhone), "trên máy này");
    assert_eq!(vi.safety(&Safety::Held(HoldReason::Revoked)), "máy chủ đang giữ lại: thiết bị đã bị thu hồi");
}

#[test]
fn what_does_not_fit_is_said_without_a_word_of_english() {
    let vi = Words::of(Language::Vi);
    let of_kind = |kind: &'static str, field, why| vi.write_error(&invalid(field, why).of_kind(kind));
    let typed = || "x".to_owned();
    let codes = Codes::of("option-resolution-form", &["nghi_quyet", "ket_luan"]);
    let all = [
        vi.write_error(&invalid("place", Unfit::TooLong(500))),
        vi.write_error(&invalid("eligible", Unfit::Range(100_000))),
        vi.write_error(&Rule::Reason.broken("reason", None)),
        of_kind("member", "birth_date", Unfit::Typed { typed: typed(), rule: Rule::Partial }),
        of_kind("member", "card_number", Unfit::Checked { typed: typed(), why: "a card number has 8 digits" }),
        of_kind("resolution", "title", Unfit::Empty),
        of_kind("resolution", "form", Unfit::NoneOf { typed: typed(), codes }),
        vi.write_error(&invalid("title", Unfit::Empty)),
        vi.edit_error(&EditError::OutOfText { position: 9, length: 3 }),
        vi.edit_error(&EditError::NoSuchPart("x".to_owned())),
        vi.write_error(&WriteError::NoOfficers),
    ];
    for said in &all {
        let english = [" the ", "must", "longer", "needs", "digits", "position"];
        assert!(!english.iter().any(|word| said.contains(word)), "{said}");
    }
    assert_eq!(all[0], "Mục “địa điểm” dài quá 500 ký tự.");
    assert!(all[1].contains("100000") && all[3].contains("`x`") && all[3].contains("02/2026"), "{all:?}");
    assert!(all[4].contains("Số thẻ") && all[6].contains("nghi_quyet (nghị quyết)"), "{all:?}");
    assert_eq!(all[5], "Chưa ghi mục “Trích yếu”.", "the title of a resolution");
    let unknown = |field, rule: Rule| vi.write_error(&rule.broken(field, Some("x")).of_kind("review"));
    assert!(unknown("field", Rule::Field).contains("“mục”"), "no member's card");
    assert!(unknown("part", Rule::List).contains("“danh sách”"), "no remark's part");
    assert!(unknown("subject", Rule::Subject).contains("“mục được chọn”"), "no vote");
    assert_eq!(all[7], "Chưa ghi mục “tên mục”.", "the title of an item of the agenda");
}

/// What a guide calls a button or a page is what stands there: it says it by its key, and not once more in its own words.
#[test]
#[cfg(feature = "console")]
fn what_the_guide_quotes_is_what_the_page_says() {
    for language in Language::ALL {
        let texts = Words::of(language);
        let guide: Vec<_> = entries(language).into_iter().filter(|(key, _)| key.starts_with("guide-")).collect();
        assert!(guide.len() > 20);
        for (key, said) in guide {
            let loose: Vec<&str> = said.split('“').skip(1).filter(|quoted| !quoted.starts_with("{ ")).collect();
            assert_eq!(loose, Vec::<&str>::new(), "{key}");
            let shown = texts.text(key);
            assert!(!shown.contains("{ ") && !shown.contains("{-"), "{key}: {shown}");
        }
    }
    assert!(Words::of(Language::Vi).text("guide-held-2").contains("“Nhận vào”"));
}
