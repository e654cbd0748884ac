//! Every version of a place's own rules, over the shipped ones: what is open is held against the last, what was closed against
//! the one that was in use then. The server sets the versions; devices are told them when they sync.

use std::sync::Arc;

use super::{Rules, RulesError};
use crate::id::labelled_hash;
use crate::limits::{RULES_BYTES_MAX, RULES_VERSIONS_MAX};
use crate::time::Timestamp;

/// A version of a place's own rules, as it was set.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct RulesText {
    /// Its number, from 1; a database that was salvaged may lack some.
    #[n(0)]
    pub n: u32,
    /// When it was set, in milliseconds since 1970.
    #[n(1)]
    pub at_ms: i64,
    /// The text, as it was given; empty where the place took its own rules away.
    #[n(2)]
    pub text: String,
}

impl RulesText {
    /// When it was set.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        Timestamp::from_ms(self.at_ms)
    }
}

/// Up to which version somebody knows the rules of a place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct RulesMark {
    /// Number of the last version known; 0 for none.
    #[n(0)]
    pub n: u32,
    /// A digest over every version up to it; zeros for none.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub digest: [u8; 16],
}

impl RulesMark {
    fn after(self, next: &RulesText) -> Self {
        let (n, at) = (next.n.to_be_bytes(), next.at_ms.to_be_bytes());
        let hash = labelled_hash("sen/rules/2", &[&self.digest, &n, &at, next.text.as_bytes()]);
        let mut digest = [0; 16];
        digest.iter_mut().zip(hash).for_each(|(byte, hashed)| *byte = hashed);
        Self { n: next.n, digest }
    }
}

/// What a device lacks of a place's rules.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct RulesNews {
    /// The mark it was asked with: an answer to another question, which comes late, is passed over.
    #[n(0)]
    pub asked: RulesMark,
    /// Versions up to this number go on; any after them are no longer the place's.
    #[n(1)]
    pub keep: u32,
    /// The versions that follow, the oldest first.
    #[n(2)]
    #[cbor(default)]
    pub versions: Vec<RulesText>,
    /// Whether there are more than fit one answer.
    #[n(3)]
    pub more: bool,
}

impl RulesNews {
    /// Bytes of the texts.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.versions.iter().map(|version| version.text.len()).sum()
    }
}

/// A version of a place's own rules, read.
#[derive(Debug)]
pub struct Version {
    /// As it was set.
    pub set: RulesText,
    /// The rules it comes to; what is wrong where this program cannot read what an earlier one took.
    pub rules: Result<Rules, RulesError>,
    mark: RulesMark,
}

/// Every version of a place's own rules, the oldest first; clones share them.
#[derive(Debug, Clone, Default)]
pub struct Book {
    versions: Arc<Vec<Arc<Version>>>,
}

impl Book {
    /// The book of versions that were kept.
    #[must_use]
    pub fn of(kept: Vec<RulesText>) -> Self {
        let mut book = Self::default();
        for version in kept {
            book.add(version);
        }
        book
    }

    /// Takes in a version after the last; tells whether it did. One with a number that is not above the last, a text that is
    /// longer than any may be, and one too many are passed over.
    pub fn add(&mut self, set: RulesText) -> bool {
        let before = self.mark();
        let most = usize::try_from(RULES_VERSIONS_MAX).unwrap_or(usize::MAX);
        if set.n <= before.n || set.text.len() > RULES_BYTES_MAX || self.versions.len() > most {
            return false;
        }
        let version = Version { rules: self.over_the_last(&set.text), mark: before.after(&set), set };
        Arc::make_mut(&mut self.versions).push(Arc::new(version));
        true
    }

    /// What a text comes to as the version that follows.
    ///
    /// # Errors
    /// [`RulesError`] says which key is unknown, missing or does not fit.
    pub fn over_the_last(&self, text: &str) -> Result<Rules, RulesError> {
        let before = self.versions.iter().rev().find_map(|version| version.rules.as_ref().ok());
        Rules::shipped().with_local(text)?.succeeding(before.unwrap_or_else(|| Rules::shipped()))
    }

    /// Every version, the oldest first.
    #[must_use]
    pub fn versions(&self) -> &[Arc<Version>] {
        &self.versions
    }

    /// Whether both are the same versions, and not only equal ones.
    #[must_use]
    pub fn is_shared_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.versions, &other.versions)
    }

    /// The rules in use: the shipped ones where the place has none of its own, or where the last cannot be read.
    #[must_use]
    pub fn now(&self) -> &Rules {
        rules_of(self.versions.last())
    }

    /// The rules that were in use at a moment.
    #[must_use]
    pub fn at(&self, moment: Timestamp) -> &Rules {
        rules_of(self.versions.iter().rfind(|version| version.set.at() <= moment))
    }

    /// The rules for what was closed at a moment, or is open.
    #[must_use]
    pub fn when(&self, closed: Option<Timestamp>) -> &Rules {
        closed.map_or_else(|| self.now(), |moment| self.at(moment))
    }

    /// Number of the last version; 0 where there is none.
    #[must_use]
    pub fn last(&self) -> u32 {
        self.mark().n
    }

    /// Up to where the versions are known here.
    #[must_use]
    pub fn mark(&self) -> RulesMark {
        self.versions.last().map_or_else(RulesMark::default, |version| version.mark)
    }

    /// What somebody lacks who knows the versions up to `known`; `None` when that is nothing. Of versions that together are
    /// longer than one text may be, the oldest come first, and the rest the next time.
    #[must_use]
    pub fn news(&self, known: RulesMark) -> Option<RulesNews> {
        if known == self.mark() {
            return None;
        }
        let is_ours = known.n == 0 || self.versions.iter().any(|version| version.mark == known);
        let keep = if is_ours { known.n } else { 0 };
        let mut room = RULES_BYTES_MAX;
        let fits = |version: &&Arc<Version>| {
            let left = room.checked_sub(version.set.text.len());
            room = left.unwrap_or_default();
            left.is_some()
        };
        let lacking = || self.versions.iter().filter(|version| version.set.n > keep);
        let versions: Vec<_> = lacking().take_while(fits).map(|version| version.set.clone()).collect();
        let more = versions.len() < lacking().count();
        Some(RulesNews { asked: known, keep, versions, more })
    }

    /// Takes in what was lacking; tells whether there is more to ask for.
    pub fn follow(&mut self, news: RulesNews) -> bool {
        let before = self.mark();
        if news.asked != before {
            return false;
        }
        if before.n > news.keep {
            Arc::make_mut(&mut self.versions).retain(|version| version.set.n <= news.keep);
        }
        for version in news.versions {
            self.add(version);
        }
        news.more && self.mark() != before
    }

    /// The versions as they were set, to be kept.
    #[must_use]
    pub fn texts(&self) -> Vec<RulesText> {
        self.versions.iter().map(|version| version.set.clone()).collect()
    }
}

fn rules_of(version: Option<&Arc<Version>>) -> &Rules {
    version.and_then(|version| version.rules.as_ref().ok()).unwrap_or_else(|| Rules::shipped())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::NormKey;
    use crate::time::CivilDate;

    fn minutes(n: u32, least: u32) -> RulesText {
        let text = format!(
            "[norm.meeting_minutes_min.our]\nlike = \"hd-42\"\nvalue = {least}\nfrom = 2026-01-01\nsureness = \"text_seen\"\n\
             instrument = {{ issuer = \"Đảng ủy phường Sen\", type = \"QĐ\", number = \"5-QĐ/ĐU\", date = 2025-12-20 }}\n"
        );
        RulesText { n, at_ms: i64::from(n) * 1000, text }
    }

    fn least(rules: &Rules) -> u32 {
        rules.norm_in_force(&NormKey::MeetingMinutes, CivilDate::new(2026, 2, 3).unwrap()).unwrap().value
    }

    fn told(ward: &Book, phone: &mut Book) -> Option<RulesNews> {
        let news = ward.news(phone.mark());
        if let Some(news) = &news {
            assert_eq!(phone.follow(news.clone()), news.more);
        }
        news
    }

    fn news(asked: &Book, keep: u32, versions: Vec<RulesText>) -> RulesNews {
        RulesNews { asked: asked.mark(), keep, versions, more: false }
    }

    #[test]
    fn who_lacks_versions_is_told_just_those_and_then_counts_the_same() {
        let mut ward = Book::of(vec![minutes(1, 80)]);
        let mut phone = Book::default();
        assert_eq!((least(phone.now()), told(&Book::default(), &mut phone)), (90, None));
        assert_eq!(told(&ward, &mut phone), Some(news(&Book::default(), 0, vec![minutes(1, 80)])));
        assert_eq!(
            [minutes(2, 70), minutes(2, 10), minutes(1, 10)].map(|version| ward.add(version)),
            [true, false, false]
        );
        let one = phone.clone();
        assert_eq!(told(&ward, &mut phone), Some(news(&one, 1, vec![minutes(2, 70)])));
        assert_eq!(told(&ward, &mut phone), None);
        for book in [&ward, &phone, &Book::of(phone.texts())] {
            let at = |ms| least(book.when(Some(Timestamp::from_ms(ms))));
            assert_eq!(([at(999), at(1000), at(1999), at(2000)], least(book.now())), ([90, 80, 80, 70], 70));
        }
    }

    #[test]
    fn who_knows_versions_that_were_taken_back_drops_them() {
        let mut phone = Book::of(vec![minutes(1, 80), minutes(2, 70), minutes(3, 60)]);
        let ward = Book::of(vec![minutes(1, 80), minutes(2, 75)]);
        let all = news(&phone, 0, vec![minutes(1, 80), minutes(2, 75)]);
        assert_eq!(told(&ward, &mut phone), Some(all));
        assert_eq!((phone.last(), least(phone.now()), told(&ward, &mut phone)), (2, 75, None));
        let before = phone.clone();
        assert_eq!(told(&Book::default(), &mut phone), Some(news(&before, 0, Vec::new())));
        assert_eq!((phone.last(), least(phone.now())), (0, 90));
    }

    #[test]
    fn a_version_that_cannot_be_read_here_is_kept_and_the_shipped_rules_hold() {
        let unread = RulesText { n: 1, at_ms: 1000, text: "[norms]\n".to_owned() };
        let mut phone = Book::default();
        told(&Book::of(vec![unread, minutes(2, 70)]), &mut phone);
        assert!(phone.versions()[0].rules.is_err());
        assert_eq!((least(phone.at(Timestamp::from_ms(1500))), least(phone.now())), (90, 70));
    }

    #[test]
    fn long_texts_come_in_several_answers() {
        let long = |n| RulesText { n, at_ms: 0, text: format!("# {}", "a".repeat(RULES_BYTES_MAX - 2)) };
        let (ward, mut phone) = (Book::of(vec![long(1), minutes(2, 70), long(3)]), Book::default());
        let mut answers = Vec::new();
        while let Some(news) = told(&ward, &mut phone) {
            answers.push(news.versions.iter().map(|version| version.n).collect::<Vec<_>>());
        }
        assert_eq!((answers, phone.mark()), (vec![vec![1], vec![2], vec![3]], ward.mark()));
    }

    #[test]
    fn an_answer_to_an_earlier_question_changes_nothing() {
        let ward = Book::of(vec![minutes(1, 80), minutes(2, 70)]);
        let (late, mut phone) = (ward.news(RulesMark::default()).unwrap(), Book::of(vec![minutes(1, 80)]));
        let before = phone.mark();
        assert!(!phone.follow(late));
        assert_eq!((phone.mark(), least(phone.now())), (before, 80));
    }

    #[test]
    fn a_version_that_was_lost_leaves_the_others_in_force() {
        let mut ward = Book::of(vec![minutes(2, 80), minutes(4, 70)]);
        let mut phone = Book::default();
        told(&ward, &mut phone);
        assert_eq!((phone.last(), least(phone.now())), (4, 70));
        assert!(ward.add(minutes(5, 60)));
        told(&ward, &mut phone);
        assert_eq!((phone.mark(), least(phone.now())), (ward.mark(), 60));
    }

    #[test]
    fn a_server_that_tells_too_much_is_not_followed() {
        let mut phone = Book::default();
        let empty = |n| RulesText { n, at_ms: 0, text: String::new() };
        let long = RulesText { n: 1, at_ms: 0, text: "#".repeat(RULES_BYTES_MAX + 1) };
        assert!(!phone.add(long));
        let all = (1..=RULES_VERSIONS_MAX + 5).map(empty).collect();
        assert!(!phone.follow(news(&Book::default(), 0, all)));
        assert_eq!(phone.last(), RULES_VERSIONS_MAX + 1);
        let same = RulesNews { more: true, ..news(&phone, u32::MAX, vec![empty(3)]) };
        assert!(!phone.follow(same), "an answer that brings nothing calls for no other");
    }
}
