//! The rules that hold in this ward: those that are shipped, and over them the ward's own, of which every version stays.
//!
//! What is open is held against the version in use; what was closed, against the one that was in use then, so that a
//! new version changes nothing that people have finished. It refuses to decide what a rule says: that is read in `shared`.

mod said;

use std::sync::Arc;

use shared::limits::RULES_BYTES_MAX;
use shared::rules::{Entry, NormKey, Rules, RulesError};
use shared::text::clean_line;
use shared::time::Timestamp;

use crate::month::Month;
use crate::store::rules::{self, LocalRules};
use crate::store::{Reading, Store, StoreError};

pub use said::{Said, SaidEntry, broken, refusal, told};

/// Most versions of a ward's own rules that are kept: the server holds all of them in memory. One that takes all rules away
/// may follow on them.
pub const VERSIONS_MAX: u32 = 200;

/// The norms of a place by which the server counts: the days of a month, the length of a meeting on its score sheet, and
/// the badges of an award day.
/// Every other norm of a place it keeps and shows.
pub const COUNTED: [NormKey; 15] = [
    NormKey::MeetingDay,
    NormKey::MeetingLatestDay,
    NormKey::DocumentsDays,
    NormKey::PapersDays,
    NormKey::ScoreReportDays,
    NormKey::MeetingMinutes,
    NormKey::CombinedMeetingMinutes,
    NormKey::BadgeFirst,
    NormKey::BadgeSecond,
    NormKey::BadgeStep,
    NormKey::BadgeLast,
    NormKey::BadgeDay1,
    NormKey::BadgeDay2,
    NormKey::BadgeDay3,
    NormKey::BadgeDay4,
];

/// Whether the server counts by a value: those that are shipped hold wherever anything is counted, and of a place's own its
/// rubrics and some norms. The order of business is proposed by phones, which know the shipped rules only.
#[must_use]
pub fn is_counted(entry: Entry<'_>) -> bool {
    match entry {
        Entry::Norm(norm) => !entry.is_local() || COUNTED.contains(&norm.key),
        Entry::Order(_) => !entry.is_local(),
        Entry::Share(_) | Entry::Rubric(_) => true,
    }
}

/// A version of the ward's own rules, read.
#[derive(Debug)]
pub struct Version {
    /// As it is kept.
    pub kept: LocalRules,
    /// The rules it comes to; what is wrong where this program cannot read what an earlier one took.
    pub rules: Result<Rules, RulesError>,
}

/// Every version of the ward's own rules, over the shipped ones.
#[derive(Debug, Clone, Default)]
pub struct Rulebook {
    /// Shared with whoever asked before, until there is another.
    versions: Arc<Vec<Arc<Version>>>,
}

/// Why a text did not become the ward's own rules; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum SetError {
    /// It cannot be read as rules.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// It is what is in use.
    #[error("these are the rules in use")]
    Same,
    /// There are as many versions as are kept.
    #[error("there are {VERSIONS_MAX} versions")]
    TooMany,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Rulebook {
    /// The versions of a database; of those already known only what came since is read.
    ///
    /// # Errors
    /// [`StoreError`] when the database refuses.
    pub fn renewed(&self, reading: &Reading<'_>) -> Result<Self, StoreError> {
        let mut book = self.clone();
        for kept in rules::after(reading, book.last())? {
            let rules = book.over_the_last(&kept.text);
            Arc::make_mut(&mut book.versions).push(Arc::new(Version { kept, rules }));
        }
        Ok(book)
    }

    /// Every version, the oldest first.
    #[must_use]
    pub fn versions(&self) -> &[Arc<Version>] {
        &self.versions
    }

    /// The rules in use: the shipped ones where the ward has none of its own, or where the last cannot be read.
    #[must_use]
    pub fn now(&self) -> &Rules {
        rules_of(self.versions.last())
    }

    /// The rules that were in use at a moment.
    #[must_use]
    pub fn at(&self, moment: Timestamp) -> &Rules {
        rules_of(self.versions.iter().rfind(|version| version.kept.at <= moment))
    }

    /// The rules for what was closed at a moment, or is open.
    #[must_use]
    pub fn when(&self, closed: Option<Timestamp>) -> &Rules {
        closed.map_or_else(|| self.now(), |moment| self.at(moment))
    }

    /// The version a month is counted by: the one in use at its end, so that a later one says nothing of a month that is
    /// over; for any other the one in use now. `None` where those are the shipped rules.
    #[must_use]
    pub fn version_of(&self, month: Month) -> Option<&Arc<Version>> {
        let end = month.days().map(|(_, last)| last);
        self.versions.iter().rfind(|version| end.is_none_or(|end| version.kept.at.vietnam_date() <= end))
    }

    /// The rules a month is counted by.
    #[must_use]
    pub fn of_month(&self, month: Month) -> &Rules {
        rules_of(self.version_of(month))
    }

    /// Number of the last version; 0 where there is none.
    #[must_use]
    pub fn last(&self) -> u32 {
        self.versions.last().map_or(0, |version| version.kept.n)
    }

    /// A text as the version that follows.
    fn over_the_last(&self, text: &str) -> Result<Rules, RulesError> {
        let before = self.versions.iter().rev().find_map(|version| version.rules.as_ref().ok());
        Rules::shipped().with_local(text)?.succeeding(before.unwrap_or_else(|| Rules::shipped()))
    }
}

fn rules_of(version: Option<&Arc<Version>>) -> &Rules {
    version.and_then(|version| version.rules.as_ref().ok()).unwrap_or_else(|| Rules::shipped())
}

/// Makes a text the ward's own rules: a version of its own, in use from now on. Gives its number. Of the versions only those
/// that came after the `known` ones are read. Who holds a directory refreshes it; other processes look by themselves.
///
/// # Errors
/// [`SetError`]; then nothing was changed.
pub async fn set(
    store: &Store,
    known: &Rulebook,
    at: Timestamp,
    by: &str,
    note: &str,
    text: String,
) -> Result<u32, SetError> {
    if text.len() > RULES_BYTES_MAX {
        return Err(RulesError::TooLong { max: RULES_BYTES_MAX }.into());
    }
    let (known, by, note) = (known.clone(), by.to_owned(), clean_line(note));
    let added = store.write(move |tx| {
        let book = known.renewed(tx)?;
        if let Err(refused) = book.takes(&text) {
            return Ok(Err(refused));
        }
        let n = book.last() + 1;
        rules::add(tx, &LocalRules { n, at, by, note, text })?;
        Ok(Ok(n))
    });
    added.await?
}

impl Rulebook {
    fn takes(&self, text: &str) -> Result<(), SetError> {
        if self.versions.last().map_or("", |version| version.kept.text.trim()) == text.trim() {
            return Err(SetError::Same);
        }
        // Wrong rules can be taken away however many versions there are.
        if self.last() >= VERSIONS_MAX && !text.trim().is_empty() {
            return Err(SetError::TooMany);
        }
        self.over_the_last(text)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
