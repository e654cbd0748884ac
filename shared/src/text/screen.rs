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
    let text = nfc(text);
    let lower = text.to_lowercase();
    let whole = leading_degree(&lower).filter(|(_, rest)| !rest.contains(char::is_alphanumeric));
    let in_lines = text.lines().filter_map(|line| in_capitals(line).max(after_label(line))).max();
    whole.map(|(degree, _)| degree).max(in_lines)
}

/// Reports whether a text looks like TCVN3 or VNI bytes read as Latin letters, such as `§iÒu lÖ` or `Ñaûng`.
#[must_use]
pub fn legacy_encoding_suspected(text: &str) -> bool {
    let text = nfc(text);
    let decisive = text.split_whitespace().any(|word| {
        let letters: Vec<char> = word.chars().collect();
        letters
            .windows(3)
            .any(|three| matches!(three, &[a, b, c] if is_letter_like(a) && is_mark(b) && is_letter_like(c)))
            || letters.windows(2).any(|two| matches!(two, &[a, b] if never_adjacent(a, b)))
            || matches!(letters.as_slice(), &[first, second, ..] if opens_tcvn3_word(first, second))
    });
    decisive || text.split_whitespace().filter(|word| word.contains(is_foreign_letter)).count() >= 2
}

/// Words after which MẬT is part of an ordinary word, as in BÍ MẬT, or of a woman's name.
const BEFORE_ORDINARY: [&str; 9] = ["BÍ", "BẢO", "CƠ", "THÂN", "KÍN", "ĐƯỜNG", "KHÔNG", "ĐỘ", "THỊ"];
/// Words before which MẬT is part of an ordinary word, as in MẬT ONG.
const AFTER_ORDINARY: [&str; 12] =
    ["ĐỘ", "ONG", "KHẨU", "THIẾT", "VỤ", "MÃ", "THÁM", "THƯ", "NGỮ", "HIỆU", "HOA", "MÍA"];

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

/// Pairs that no Vietnamese word has: a Latin-1 capital after a small letter (TCVN3), or a bare vowel before
/// the letter by which VNI writes its marks.
fn never_adjacent(first: char, second: char) -> bool {
    let tcvn3 = first.is_ascii_lowercase() && matches!(second, 'À'..='Ö' | 'Ø'..='Þ');
    let vni = match first.to_ascii_lowercase() {
        'a' | 'e' => second.to_lowercase().all(|c| "áàãâåäêéèúüëùøûõï".contains(c)),
        'o' => second.to_lowercase().all(|c| "âåäùøûõï".contains(c)),
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
    use super::{SecrecyMarking, legacy_encoding_suspected, secrecy_marking};

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
            "",
        ] {
            assert_eq!(secrecy_marking(text), None, "{text}");
        }
    }

    #[test]
    fn old_encodings_are_suspected() {
        for text in
            ["§iÒu lÖ §¶ng", "NguyÔn V¨n An", "TrÇn Thanh", "nh©n d©n", "Ñaûng boä", "Nguyeãn Vaên An", "Leâ Hoøa"]
        {
            assert!(legacy_encoding_suspected(text), "{text}");
        }
    }

    #[test]
    fn proper_vietnamese_is_not_suspected() {
        for text in [
            "Điều lệ Đảng Cộng sản Việt Nam",
            "ĐẶNG THỊ HÒA, Hoà, Thuý, Quế, khoẻ, Huệ, quân, uỷ, toàn, xoèn, loã, ÂU, OANH",
            "theo § 5 và §7; «xin ý kiến»; 20 m²; ½; chú thích¹",
            "Müller",
            "Y Bhăm Niê, H'Bia Ayun, Thạch Sô Phol, Giàng A Sểnh",
            "",
        ] {
            assert!(!legacy_encoding_suspected(text), "{text}");
        }
    }
}
