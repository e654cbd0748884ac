//! Owns the checks that stop unreadable or secret text at the door.
//!
//! It refuses nothing itself: it reports a suspicion, and the import decides. Both checks lean towards a false
//! alarm, since a person can dismiss one but cannot see a mark that was passed over.

use super::nfc;

/// A degree of state secrecy written on a text (độ mật), from the least to the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecrecyMarking {
    /// Secret (Mật).
    Mat,
    /// Very secret (Tối mật).
    ToiMat,
    /// Most secret (Tuyệt mật).
    TuyetMat,
}

/// Finds the greatest secrecy marking in a text, or `None`.
///
/// A marking is MẬT, TỐI MẬT or TUYỆT MẬT in capitals, the degree after the label `độ mật`, or a text that is
/// nothing but the degree. Ordinary words such as `bí mật`, `mật ong` and `MẬT ĐỘ` are not markings.
#[must_use]
pub fn secrecy_marking(text: &str) -> Option<SecrecyMarking> {
    if !may_say_secret(text) {
        return None;
    }
    let text = nfc(text);
    let lower = text.to_lowercase();
    let whole = leading_degree(&lower).filter(|(_, rest)| !rest.contains(char::is_alphanumeric));
    let in_lines = text.lines().filter_map(|line| in_capitals(line).max(after_label(line))).max();
    whole.map(|(degree, _)| degree).max(in_lines)
}

/// Whether an M is followed by what may be an Ậ in any of its forms: records are read far more often than they say so.
fn may_say_secret(text: &str) -> bool {
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let vowel = |c: &char| matches!(c, 'ậ' | 'Ậ' | 'a' | 'A' | 'â' | 'Â' | 'ạ' | 'Ạ');
        if !matches!(c, 'm' | 'M') || !letters.peek().is_some_and(vowel) {
            continue;
        }
        let is_whole = matches!(letters.next(), Some('ậ' | 'Ậ'));
        if is_whole || letters.peek().is_some_and(|c| matches!(c, '\u{302}' | '\u{323}')) {
            return true;
        }
    }
    false
}

/// Reports whether a text looks like TCVN3 or VNI bytes read as Latin letters, such as `§iÒu lÖ` or `Ñaûng`.
#[must_use]
pub fn legacy_encoding_suspected(text: &str) -> bool {
    let text = nfc(text);
    // TCVN3 writes ư where Latin-1 has a hyphen that nobody sees. A text with a letter beyond Latin-1 is none.
    let is_latin1 = text.chars().all(|c| c <= 'ÿ');
    let decisive = text.split_whitespace().any(|word| {
        let letters: Vec<char> = word.chars().collect();
        letters
            .windows(3)
            .any(|three| matches!(three, &[a, b, c] if is_letter_like(a) && is_mark(b) && is_letter_like(c)))
            || adjacent(&letters).any(|(a, b, is_last)| never_adjacent(a, b, is_last))
            || matches!(letters.as_slice(), &[first, second, ..] if opens_tcvn3_word(first, second))
            || (is_latin1 && letters.windows(2).any(|two| matches!(two, ['\u{ad}', b] if b.is_alphabetic())))
    });
    decisive || text.split_whitespace().filter(|word| word.contains(is_foreign_letter)).count() >= 2
}

/// As [`legacy_encoding_suspected`] for the name of a person, in which one letter that no name in Vietnam has is enough.
#[must_use]
pub fn legacy_name_suspected(name: &str) -> bool {
    // Names of the Central Highlands do have ñ.
    legacy_encoding_suspected(name) || nfc(name).contains(|c| is_foreign_letter(c) && !matches!(c, 'Ñ' | 'ñ'))
}

/// Words after which MẬT is part of an ordinary word, as in BÍ MẬT, or of a woman's name.
const BEFORE_ORDINARY: [&str; 9] = ["BÍ", "BẢO", "CƠ", "THÂN", "KÍN", "ĐƯỜNG", "KHÔNG", "ĐỘ", "THỊ"];
/// Words before which MẬT is part of an ordinary word, as in MẬT ONG.
const AFTER_ORDINARY: [&str; 12] =
    ["ĐỘ", "ONG", "KHẨU", "THIẾT", "VỤ", "MÃ", "THÁM", "THƯ", "NGỮ", "HIỆU", "HOA", "MÍA"];

/// Words that are followed by the name of a place.
const PLACES: [&str; 18] = [
    "PHƯỜNG",
    "XÃ",
    "THÔN",
    "ẤP",
    "KHÓM",
    "BẢN",
    "BUÔN",
    "LÀNG",
    "XÓM",
    "PHỐ",
    "TỔ",
    "KHU",
    "HUYỆN",
    "TỈNH",
    "SÔNG",
    "NÚI",
    "CHÙA",
    "CHỢ",
];

/// Whether a word can go on a name in capitals; `SỐ 12` and the like cannot.
fn is_name_word(word: Option<&str>) -> bool {
    word.is_some_and(|word| {
        word.chars().count() > 1 && word.chars().all(char::is_uppercase) && !matches!(word, "SỐ" | "VÀ" | "CỦA" | "VỀ")
    })
}

fn in_capitals(line: &str) -> Option<SecrecyMarking> {
    line.split(|c: char| !c.is_alphanumeric() && !c.is_whitespace()).filter_map(in_capital_phrase).max()
}

fn in_capital_phrase(phrase: &str) -> Option<SecrecyMarking> {
    let words: Vec<&str> = phrase.split_whitespace().collect();
    let at_word = |at: usize| {
        let word = |at: Option<usize>| at.and_then(|at| words.get(at)).copied().unwrap_or("");
        let (earlier, before) = (word(at.checked_sub(2)), word(at.checked_sub(1)));
        let after = word(at.checked_add(1)).to_uppercase();
        match before {
            "TUYỆT" => Some(SecrecyMarking::TuyetMat),
            "TỐI" => Some(SecrecyMarking::ToiMat),
            // A man's name in capitals; but a secret dispatch is a CÔNG VĂN MẬT.
            "VĂN" if !matches!(earlier, "CÔNG" | "ĐIỆN") => None,
            _ if BEFORE_ORDINARY.contains(&before) || AFTER_ORDINARY.contains(&after.as_str()) => None,
            // A place such as PHƯỜNG MẬT SƠN. A marking follows no word for a place, and nothing follows it as its name.
            _ if PLACES.contains(&before) && is_name_word(words.get(at + 1).copied()) => None,
            _ => Some(SecrecyMarking::Mat),
        }
    };
    words.iter().enumerate().filter(|(_, word)| **word == "MẬT").filter_map(|(at, _)| at_word(at)).max()
}

fn after_label(line: &str) -> Option<SecrecyMarking> {
    let line = line.to_lowercase();
    line.split("độ mật").skip(1).filter_map(leading_degree).map(|(degree, _)| degree).max()
}

/// Reads a degree at the start of lower-case text, past any punctuation, and returns what follows it.
fn leading_degree(text: &str) -> Option<(SecrecyMarking, &str)> {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let degrees =
        [("tuyệt mật", SecrecyMarking::TuyetMat), ("tối mật", SecrecyMarking::ToiMat), ("mật", SecrecyMarking::Mat)];
    degrees.into_iter().find_map(|(word, degree)| {
        let rest = text.strip_prefix(word)?;
        (!rest.starts_with(char::is_alphanumeric)).then_some((degree, rest))
    })
}

fn is_letter_like(c: char) -> bool {
    c.is_alphabetic() || is_mark(c)
}

/// Signs that TCVN3 uses as letters; between two letters they are never signs.
fn is_mark(c: char) -> bool {
    matches!(c, '¡'..='©' | '«'..='¬' | '®' | 'µ'..='¹' | '»'..='¾' | '×' | '÷')
}

/// Letters that stand side by side, and whether the second is the word's last.
fn adjacent(letters: &[char]) -> impl Iterator<Item = (char, char, bool)> {
    let last = letters.len().saturating_sub(1);
    letters.iter().zip(letters.iter().skip(1)).enumerate().map(move |(at, (a, b))| (*a, *b, at + 1 == last))
}

/// Pairs that no Vietnamese word has: a Latin-1 capital after a small letter (TCVN3), or a bare vowel before
/// the letter by which VNI writes its marks.
fn never_adjacent(first: char, second: char, is_last: bool) -> bool {
    let tcvn3 = first.is_ascii_lowercase() && matches!(second, 'À'..='Ö' | 'Ø'..='Þ');
    let follows = |marks: &str| second.to_lowercase().all(|c| marks.contains(c));
    let vni = match first.to_lowercase().next().unwrap_or(first) {
        // VNI writes ă as aê, and ă ends no word; Aê is a family of the Central Highlands.
        'a' if is_last && follows("ê") => false,
        'a' | 'e' => follows("áàãâåäêéèúüëùøûõï"),
        'o' => follows("âåäùøûõï"),
        'u' | 'ö' | 'ô' => follows("ùøûõï"),
        'y' => follows("ùøûõ"),
        _ => false,
    };
    tcvn3 || vni
}

fn opens_tcvn3_word(first: char, second: char) -> bool {
    matches!(first, '¢'..='©' | '¬' | '®' | 'µ'..='¹') && (second.is_ascii_lowercase() || is_mark(second))
}

/// Latin-1 letters that Vietnamese does not have.
fn is_foreign_letter(c: char) -> bool {
    matches!(c, 'Ä'..='Ç' | 'Ë' | 'Î'..='Ñ' | 'Ö' | 'Ø' | 'Û'..='Ü' | 'Þ'..='ß' | 'ª')
        || matches!(c, 'ä'..='ç' | 'ë' | 'î'..='ñ' | 'ö' | 'ø' | 'û'..='ü' | 'þ'..='ÿ')
}

#[cfg(test)]
mod tests {
    use super::{SecrecyMarking, legacy_encoding_suspected, legacy_name_suspected, secrecy_marking};

    #[test]
    fn markings_are_found_where_they_are_written() {
        for (text, expected) in [
            ("MẬT", SecrecyMarking::Mat),
            ("Mật", SecrecyMarking::Mat),
            ("[TỐI MẬT] Báo cáo", SecrecyMarking::ToiMat),
            ("Báo cáo TUYỆT MẬT, MẬT", SecrecyMarking::TuyetMat),
            ("Ghi chú\nĐộ mật: Tối mật", SecrecyMarking::ToiMat),
            ("ĐỘ MẬT: MẬT", SecrecyMarking::Mat),
            ("độ mật - tuyệt mật", SecrecyMarking::TuyetMat),
            ("CÔNG VĂN MẬT số 12", SecrecyMarking::Mat),
            ("ĐẢNG ỦY PHƯỜNG MẬT", SecrecyMarking::Mat),
            ("ĐẢNG ỦY XÃ - MẬT SƠN LA", SecrecyMarking::Mat),
            ("ĐẢNG ỦY XÃ MẬT SỐ 12", SecrecyMarking::Mat),
            ("PHƯỜNG TỐI MẬT SƠN", SecrecyMarking::ToiMat),
            ("TÀI LIỆU M\u{1ea4}T và MÂ\u{323}T", SecrecyMarking::Mat),
        ] {
            assert_eq!(secrecy_marking(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn ordinary_words_are_not_markings() {
        for text in [
            "bỏ phiếu bí mật",
            "BẢO VỆ BÍ MẬT NHÀ NƯỚC",
            "nuôi ong lấy mật ong",
            "Mật độ dân số",
            "MẬT ĐỘ DÂN SỐ",
            "đổi mật khẩu; chế độ mật khẩu",
            "Độ mật: không mật",
            "ĐỘ MẬT: KHÔNG MẬT",
            "Nguyễn Văn Mật",
            "NGUYỄN VĂN MẬT",
            "công tác bảo mật",
            "PHƯỜNG MẬT SƠN, THANH HÓA",
            "Xã Mật Sơn",
            "",
        ] {
            assert_eq!(secrecy_marking(text), None, "{text}");
        }
    }

    #[test]
    fn old_encodings_are_suspected() {
        for text in [
            "§iÒu lÖ §¶ng",
            "NguyÔn V¨n An",
            "TrÇn Thanh",
            "nh©n d©n",
            "Ñaûng boä",
            "Nguyeãn Vaên An",
            "Leâ Hoøa",
            "Mai H\u{ad}ng Phóc",
            "Mai Höng Phuùc",
            "Ñoã Thò Lyù",
        ] {
            assert!(legacy_encoding_suspected(text), "{text}");
        }
    }

    #[test]
    fn one_letter_that_no_name_has_is_enough_in_a_name() {
        assert!(legacy_name_suspected("Mai Höng") && legacy_name_suspected("Ñinh Vaên Bình"));
        assert!(!legacy_name_suspected("Y Ñuê Niê") && !legacy_name_suspected("Aê Y Blô"));
    }

    #[test]
    fn proper_vietnamese_is_not_suspected() {
        for text in [
            "Điều lệ Đảng Cộng sản Việt Nam",
            "ĐẶNG THỊ HÒA, Hoà, Thuý, Quế, khoẻ, Huệ, quân, uỷ, toàn, xoèn, loã, ÂU, OANH",
            "theo § 5 và §7; «xin ý kiến»; 20 m²; ½; chú thích¹",
            "Müller",
            "Y Bhăm Niê, H'Bia Ayun, Thạch Sô Phol, Giàng A Sểnh",
            "Aê Y Blô, Chamaléa Bốc, Kpă Klơng, Y Ƀham Ayŭn, Ea Kuêh, Êa Bhôk, Čư Êbur",
            "Lê V\u{ad}ăn C\u{ad}ột",
            "",
        ] {
            assert!(!legacy_encoding_suspected(text), "{text}");
        }
    }
}
