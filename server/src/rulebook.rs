//! The rules that hold in this ward: those that are shipped, and over them the ward's own, of which every version stays.
//!
//! Which version holds when, and what a rule says, is read in `shared`, as devices read it; here is who set each, and how the next
//! one is set.

mod said;

use std::sync::Arc;

use shared::limits::{RULES_BYTES_MAX, RULES_VERSIONS_MAX};
use shared::rules::{Book, Rules, RulesError, RulesText, Version};
use shared::text::clean_line;
use shared::time::Timestamp;

use crate::month::Month;
use crate::store::rules::{self, LocalRules};
use crate::store::{Reading, Store, StoreError};

pub use said::{Said, SaidEntry, broken, refusal, told};

/// Who set a version, and their words about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetBy {
    /// A login, or `sen` for whoever has the machine.
    pub who: String,
    /// Their words.
    pub note: String,
}

/// Every version of the ward's own rules, over the shipped ones, and who set it.
#[derive(Debug, Clone, Default)]
pub struct Rulebook {
    book: Book,
    /// One for each version; shared with whoever asked before, until there is another.
    set_by: Arc<Vec<SetBy>>,
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
    #[error("there are {RULES_VERSIONS_MAX} versions")]
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
        let mut renewed = self.clone();
        for LocalRules { n, at, by, note, text } in rules::after(reading, self.book.last())? {
            if renewed.book.add(RulesText { n, at_ms: at.as_ms(), text }) {
                Arc::make_mut(&mut renewed.set_by).push(SetBy { who: by, note });
            }
        }
        Ok(renewed)
    }

    /// The versions.
    #[must_use]
    pub const fn book(&self) -> &Book {
        &self.book
    }

    /// Every version with who set it, the oldest first.
    pub fn versions(&self) -> impl DoubleEndedIterator<Item = (&Version, &SetBy)> + ExactSizeIterator {
        self.book.versions().iter().map(Arc::as_ref).zip(self.set_by.iter())
    }

    /// The version a month is counted by: the one in use at its end, so that a later one says nothing of a month that is
    /// over; for any other the one in use now. `None` where those are the shipped rules.
    #[must_use]
    pub fn version_of(&self, month: Month) -> Option<&Version> {
        let end = month.days().map(|(_, last)| last);
        let was_set = |version: &&Arc<Version>| end.is_none_or(|end| version.set.at().vietnam_date() <= end);
        self.book.versions().iter().rfind(was_set).map(Arc::as_ref)
    }

    /// The rules a month is counted by.
    #[must_use]
    pub fn of_month(&self, month: Month) -> &Rules {
        self.version_of(month).and_then(|version| version.rules.as_ref().ok()).unwrap_or_else(|| Rules::shipped())
    }
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
        let n = book.book.last() + 1;
        rules::add(tx, &LocalRules { n, at, by, note, text })?;
        Ok(Ok(n))
    });
    added.await?
}

impl Rulebook {
    fn takes(&self, text: &str) -> Result<(), SetError> {
        let last = self.book.versions().last();
        if last.map_or("", |version| version.set.text.trim()) == text.trim() {
            return Err(SetError::Same);
        }
        // Wrong rules can be taken away however many versions there are.
        if self.book.last() >= RULES_VERSIONS_MAX && !text.trim().is_empty() {
            return Err(SetError::TooMany);
        }
        self.book.over_the_last(text)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
