//! Owns the parts of a personal name and the order of names in a list.
//!
//! It refuses to treat its split as the truth: the full name stays as typed, and the parts are defaults that a
//! person may set by hand.

use std::cmp::Ordering;
use std::sync::LazyLock;

use super::{clean_line, collation, comparable_name};

/// Family names of several syllables, in lower case; a longer one stands before its own beginning.
const COMPOUND_FAMILIES: [&str; 16] = [
    "công tằng tôn nữ",
    "công huyền tôn nữ",
    "huyền tằng tôn nữ",
    "công tôn nữ",
    "huyền tôn nữ",
    "công tằng",
    "công huyền",
    "tôn thất",
    "tôn nữ",
    "âu dương",
    "hoàng phủ",
    "tư mã",
    "rơ châm",
    "rơ mah",
    "rơ lan",
    "rah lan",
];

/// Words of gender that open a name of the Central Highlands, after which the clan comes last.
const LEADING_MARKS: [&str; 4] = ["y", "a", "h'", "k'"];

/// A name as typed, with the parts by which lists are sorted (họ, đệm, tên).
///
/// The parts need not join to the full name: in `Y Bhăm Niê` the family name comes last.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct FullName {
    /// The whole name as typed, cleaned of invisible characters.
    pub full: String,
    /// The family or clan name (họ); empty when there is none.
    pub family: String,
    /// What stands between (đệm); empty when there is none.
    pub middle: String,
    /// The name by which the person is called and sorted (tên).
    pub given: String,
}

/// Splits a name into its likely parts.
///
/// The first word is the family name and the last the given name, except that known compound family names
/// (Tôn Thất, Công Tằng Tôn Nữ, Rơ Châm) stay whole, a single word is a given name, and a name that opens with
/// Y, A, H' or K' has its clan last. H'Mông and Khmer names follow the general rule. A double family name
/// (Nguyễn Trần) or a Khmer given name of several syllables cannot be told apart and is set by hand.
#[must_use]
pub fn parse_name(text: &str) -> FullName {
    let full = clean_line(text);
    let detached = detach_mark(&full);
    let words: Vec<&str> = detached.split_whitespace().collect();
    let (family, middle, given) = match words.as_slice() {
        [] => Default::default(),
        [given] => (String::new(), String::new(), (*given).to_owned()),
        [mark, given, clan @ ..] if is_leading_mark(mark) => (clan.join(" "), (*mark).to_owned(), (*given).to_owned()),
        [start @ .., given] => {
            let (family, middle) = start.split_at(family_length(start));
            (family.join(" "), middle.join(" "), (*given).to_owned())
        }
    };
    FullName { full, family, middle, given }
}

/// A binary sort key: compared as bytes it gives given, then family, then middle name in Vietnamese order.
///
/// Case and tone placement do not count, so `HOÀ` and `Hòa` have equal keys; the caller breaks ties by birth
/// date and identity. Keys from different releases may differ: recompute stored keys after an upgrade.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameKey(Vec<u8>);

impl NameKey {
    /// Makes the key of a name from its parts.
    #[must_use]
    pub fn of(name: &FullName) -> Self {
        let mut key = Vec::new();
        for part in [&name.given, &name.family, &name.middle] {
            for syllable in comparable_name(part) {
                collation::write_sort_key(&syllable, &mut key);
                // Zero is below every byte of a syllable's key, so the shorter one sorts first.
                key.extend([0, 1]);
            }
            key.extend([0, 0]);
        }
        Self(key)
    }

    /// Returns the bytes to store and compare.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns the bytes to store and compare, without copying.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// Compares two names for a list: given, then family, then middle name, in Vietnamese order.
///
/// To sort many names, make each [`NameKey`] once instead.
#[must_use]
pub fn compare_names(left: &FullName, right: &FullName) -> Ordering {
    NameKey::of(left).cmp(&NameKey::of(right))
}

/// Sets a mark that is written against its name apart, `H'Bia` as `H' Bia`, so that both spellings agree.
fn detach_mark(full: &str) -> String {
    let mark_end = full.char_indices().nth(2).map_or(full.len(), |(at, _)| at);
    match full.split_at_checked(mark_end) {
        Some((mark, rest)) if mark.chars().count() == 2 && is_leading_mark(mark) => format!("{mark} {rest}"),
        _ => full.to_owned(),
    }
}

fn is_leading_mark(word: &str) -> bool {
    let word = comparable_name(word);
    LEADING_MARKS.iter().any(|mark| word == [*mark])
}

/// [`COMPOUND_FAMILIES`] in the form in which names are compared, syllable by syllable.
static COMPOUNDS: LazyLock<Vec<Vec<String>>> =
    LazyLock::new(|| COMPOUND_FAMILIES.iter().map(|family| comparable_name(family)).collect());

fn family_length(words: &[&str]) -> usize {
    let words = comparable_name(&words.join(" "));
    COMPOUNDS.iter().find(|family| words.starts_with(family)).map_or(1, Vec::len)
}

#[cfg(test)]
mod tests {
    use super::{FullName, NameKey, compare_names, parse_name};
    use std::cmp::Ordering;

    fn parts(text: &str) -> [String; 3] {
        let name = parse_name(text);
        [name.family, name.middle, name.given]
    }

    fn sorted(names: &[&str]) -> Vec<String> {
        let mut names: Vec<FullName> = names.iter().map(|name| parse_name(name)).collect();
        names.sort_by_key(NameKey::of);
        names.into_iter().map(|name| name.full).collect()
    }

    #[test]
    fn names_split_by_the_custom_of_their_people() {
        for (full, expected) in [
            ("Nguyễn Văn An", ["Nguyễn", "Văn", "An"]),
            ("Lê Hoà", ["Lê", "", "Hoà"]),
            ("Tâm", ["", "", "Tâm"]),
            ("Tôn Thất Hiệp", ["Tôn Thất", "", "Hiệp"]),
            ("TÔN NỮ Diệu Huyền", ["TÔN NỮ", "Diệu", "Huyền"]),
            ("Công Tằng Tôn Nữ Thị Sen", ["Công Tằng Tôn Nữ", "Thị", "Sen"]),
            ("Tôn Nữ", ["Tôn", "", "Nữ"]),
            ("Giàng A Sểnh", ["Giàng", "A", "Sểnh"]),
            ("Y Bhăm Niê Kdăm", ["Niê Kdăm", "Y", "Bhăm"]),
            ("H' Bia Ayun", ["Ayun", "H'", "Bia"]),
            ("H’Bia Ayun", ["Ayun", "H’", "Bia"]),
            ("Rơ Châm H'Lan", ["Rơ Châm", "", "H'Lan"]),
            ("Thạch Sô Phol", ["Thạch", "Sô", "Phol"]),
            ("Nguyễn Thị Y", ["Nguyễn", "Thị", "Y"]),
            ("", ["", "", ""]),
        ] {
            assert_eq!(parts(full), expected, "{full}");
        }
    }

    #[test]
    fn the_full_name_stays_as_typed() {
        assert_eq!(parse_name("  H’Bia   Ayun ").full, "H’Bia Ayun");
    }

    #[test]
    fn words_sort_by_the_alphabet_and_the_order_of_tones() {
        let words = ["anh", "áo", "ba", "cả", "cá", "cắt"];
        assert_eq!(sorted(&["cắt", "cá", "cả", "ba", "áo", "anh"]), words);
        let tones = ["la", "là", "lả", "lã", "lá", "lạ"];
        assert_eq!(sorted(&["lạ", "lá", "lã", "lả", "là", "la"]), tones);
        let alphabet: Vec<String> =
            "a ă â b c d đ e ê g h i k l m n o ô ơ p q r s t u ư v x y".split(' ').map(str::to_owned).collect();
        let mut backwards: Vec<&str> = alphabet.iter().map(String::as_str).collect();
        backwards.reverse();
        assert_eq!(sorted(&backwards), alphabet);
    }

    #[test]
    fn lists_go_by_given_then_family_then_middle_name() {
        let list = ["Trần Văn An", "Lê Văn Đức", "Đặng Thị Hòa", "Lê Thị Hoà", "Lê Văn Hòa", "Y Bhăm Niê", "Bùi Ân"];
        let expected =
            ["Trần Văn An", "Bùi Ân", "Y Bhăm Niê", "Lê Văn Đức", "Đặng Thị Hòa", "Lê Thị Hoà", "Lê Văn Hòa"];
        assert_eq!(sorted(&list), expected);
    }

    #[test]
    fn case_and_spelling_habits_do_not_move_a_name() {
        for (left, right) in
            [("LÊ THỊ HOÀ", "Lê Thị Hòa"), ("Lê Mỹ", "Lê Mĩ"), ("H'Bia Niê", "H’ Bia Niê"), ("Lê Ho\u{300}a", "Lê Hòa")]
        {
            assert_eq!(compare_names(&parse_name(left), &parse_name(right)), Ordering::Equal, "{left}");
        }
    }

    #[test]
    fn a_shorter_part_sorts_before_a_longer_one() {
        assert_eq!(compare_names(&parse_name("Lê An"), &parse_name("Lê Bá An")), Ordering::Less);
        assert!(!NameKey::of(&parse_name("")).into_bytes().is_empty());
    }
}
