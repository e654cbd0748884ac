//! What every paper is made with beside its record: words, the letterhead, who is who, and how a place is written of
//! which people wrote different things.

use super::fit::balanced;
use super::{BLANK, Block, Face, Head};
use crate::doc::{Concurrent, Kind, Node, Scalar};
use crate::id::DeviceId;
use crate::limits::LINE_CHARS_MAX;
use crate::meeting::view::FindingCode;
use crate::rules::Rules;
use crate::text::screened_line;
use crate::time::CivilDate;
use crate::words::{Language, Words};

/// Where a paper is made.
pub struct Desk<'a> {
    /// The words, and so the language of the paper.
    pub words: &'a Words,
    /// The name of the organisation above the one that issues it, such as `Đảng ủy phường Sen Hồng`; `None` where it is
    /// not known.
    pub superior: Option<&'a str>,
    /// The name of the organisation that issues it; `None` where it is not known.
    pub issuer: Option<&'a str>,
    /// Whether that is a ward or commune, whose committee issues, and not a cell.
    pub is_committee: bool,
    /// The rules the record is held against.
    pub rules: &'a Rules,
    /// The record's kind and content, for the values that a view does not show.
    pub record: (Kind, &'a Node),
    /// The name of whoever a device belongs to.
    pub author: &'a dyn Fn(DeviceId) -> String,
    /// The stored code of the post a person held, by their key in the record; `None` where it is not known.
    pub post: &'a dyn Fn(&str) -> Option<String>,
}

impl std::fmt::Debug for Desk<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("superior", &self.superior).field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

impl Desk<'_> {
    /// The head; `symbol` is that of a type of paper, and a number that is missing is a gap.
    pub(super) fn head(&self, number: Option<&str>, symbol: &str, mark: Option<String>) -> Head {
        let gap = |name: Option<&str>, key: &str, face: Face| match name {
            Some(name) => balanced(&name.to_uppercase(), face),
            None => self.words.filled(key, &[("x", BLANK)]),
        };
        // A committee issues under the name of the organisation above as it is called.
        let superior = self.superior.map(|name| if self.is_committee { name.to_owned() } else { party_body(name) });
        Head {
            superior: gap(superior.as_deref(), "paper-superior", Face::Plain),
            issuer: gap(self.issuer, "paper-issuer", Face::Bold),
            party: self.words.text("paper-party"),
            number: self.words.filled("paper-number", &[("n", number.unwrap_or("……")), ("symbol", symbol)]),
            dated: None,
            mark,
        }
    }

    /// What a reader has to know of a record of which not everything can stand on a paper.
    pub(super) fn warnings(&self, is_marked: bool, is_whole: bool) -> Vec<Block> {
        let marked = is_marked.then_some(FindingCode::Marked);
        let unreadable = (!is_whole).then_some(FindingCode::Unreadable);
        let found = marked.into_iter().chain(unreadable);
        found.map(|found| Block::Note(self.words.code("finding", found.code()))).collect()
    }

    /// Place and date of a paper; a gap for what is not known.
    pub(super) fn dated(&self, on: Option<String>) -> String {
        let ward = if self.is_committee { self.issuer } else { self.superior };
        let place = ward.and_then(locality).unwrap_or_else(|| BLANK.to_owned());
        // A date stays on one line.
        let on = on.unwrap_or_else(|| self.words.text("paper-no_date")).replace(' ', "\u{a0}");
        self.words.filled("paper-dated", &[("place", &place), ("date", &on)])
    }

    /// A day as papers write it.
    pub(super) fn date(&self, day: CivilDate) -> String {
        match self.words.language() {
            Language::Vi => day.long_vietnamese(),
            Language::En => day.vietnamese(),
        }
    }

    /// A sentence with one blank; a gap where there is nothing to fill it with.
    pub(super) fn line(&self, key: &str, filling: Option<&str>) -> String {
        self.words.filled(key, &[("x", filling.filter(|said| !said.is_empty()).unwrap_or(BLANK))])
    }

    /// The name of a post, small; a gap where it is not known.
    pub(super) fn post_of(&self, person: &str) -> String {
        (self.post)(person).map_or_else(|| BLANK.to_owned(), |post| self.words.code_within("post", &post))
    }

    /// What stands where people wrote different things: each value with its author, and that it is not settled.
    pub(super) fn versions(&self, part: &str, leaf: &str, values: &[Concurrent]) -> String {
        let each = values.iter().map(|version| {
            let value = match &version.value {
                Scalar::Null => BLANK.to_owned(),
                value => self.value(part, leaf, &value.display()),
            };
            let who = version.author.map_or_else(|| self.words.text("paper-nobody"), self.author);
            self.words.filled("paper-version", &[("value", &value), ("who", &who)])
        });
        let all = each.collect::<Vec<_>>().join("; ");
        self.words.filled("paper-disputed", &[("versions", &all)])
    }

    fn value(&self, part: &str, leaf: &str, stored: &str) -> String {
        let (kind, tree) = self.record;
        let field = leaf.rsplit('/').next().unwrap_or(leaf);
        let said = match (part, field) {
            ("roll", "status") => self.words.code("attendance", stored),
            ("roll", "standing") => self.words.code("standing", stored),
            ("votes", "method") => self.words.code("method", stored),
            _ => self.words.value_at((kind, tree), part, leaf, stored),
        };
        screened_line(&said, LINE_CHARS_MAX)
    }
}

/// A committee issues in the name of its organisation: `Đảng ủy phường Sen` stands as `Đảng bộ phường Sen`.
fn party_body(name: &str) -> String {
    match name.split_once(' ').filter(|(first, _)| first.to_lowercase() == "đảng") {
        Some((party, rest)) => match rest.split_once(' ') {
            Some((committee, place)) if matches!(&*committee.to_lowercase(), "ủy" | "uỷ") => {
                format!("{party} bộ {place}")
            }
            _ => name.to_owned(),
        },
        None => name.to_owned(),
    }
}

/// The place a paper is dated from, by the name of the ward or commune: `Đảng ủy phường Sen Hồng` is at Sen Hồng.
fn locality(superior: &str) -> Option<String> {
    let mut words = superior.split_whitespace();
    let mut next = || words.next().map(str::to_lowercase);
    let is_party = next()? == "đảng" && matches!(&*next()?, "ủy" | "uỷ" | "bộ");
    let is_ward = matches!(&*next()?, "phường" | "xã");
    let place: Vec<&str> = words.collect();
    (is_party && is_ward && !place.is_empty()).then(|| place.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_committee_stands_as_its_organisation_and_its_place_is_that_of_the_ward() {
        assert_eq!(party_body("Đảng ủy phường Sen Hồng"), "Đảng bộ phường Sen Hồng");
        assert_eq!(party_body("Đảng bộ xã Bình An"), "Đảng bộ xã Bình An");
        assert_eq!(party_body("Đảng"), "Đảng");
        assert_eq!(locality("Đảng ủy phường Sen Hồng").as_deref(), Some("Sen Hồng"));
        assert_eq!(locality("Đảng bộ xã Bình An").as_deref(), Some("Bình An"));
        for strange in ["Đảng ủy phường", "Trường mầm non", "Đảng ủy Công an tỉnh", ""] {
            assert_eq!(locality(strange), None, "{strange}");
        }
    }
}
