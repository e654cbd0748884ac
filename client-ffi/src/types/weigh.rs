//! Mirror of a vote that was weighed.

use shared::meeting::vote::Base;
use shared::meeting::weigh::Weighed;

use super::Finding;
use crate::words::words;

/// A vote held against its meeting: what does not fit, how many it needs and why, how it ends.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VoteWeighed {
    /// Its key.
    pub key: String,
    /// The stored code of the matter.
    pub matter: String,
    /// What is voted on, in words.
    pub subject: Option<String>,
    /// The figures that do not fit, each in a whole sentence.
    pub findings: Vec<Finding>,
    /// Of how many the share is counted.
    pub base: Option<i64>,
    /// Who they are, in words.
    pub base_words: String,
    /// How many in favour it needs at least.
    pub need: Option<i64>,
    /// Why so many.
    pub threshold_words: String,
    /// The stored code of how it ends; that figures are missing also while one is impossible.
    pub outcome: String,
    /// How it ends, as a sentence.
    pub outcome_words: String,
    /// What the share rests on.
    pub basis_words: String,
    /// Official members who count by the roll, once everybody is recorded: what to propose as those who may vote.
    pub roll_eligible: Option<u32>,
    /// Of them those present.
    pub roll_present: Option<u32>,
}

impl From<Weighed> for VoteWeighed {
    fn from(vote: Weighed) -> Self {
        let words = words();
        Self {
            key: vote.key.as_str().to_owned(),
            matter: vote.key.matter().code().to_owned(),
            subject: vote.tally.subject.clone(),
            base: vote.base.map(Base::count),
            base_words: words.vote_base(&vote),
            need: vote.need,
            threshold_words: words.vote_threshold(&vote),
            outcome: vote.outcome.code().to_owned(),
            outcome_words: words.vote_outcome(&vote),
            basis_words: words.vote_basis(&vote),
            roll_eligible: vote.roll.map(|roll| roll.eligible()),
            roll_present: vote.roll.map(|roll| roll.present),
            findings: vote.findings.into_iter().map(Finding::from).collect(),
        }
    }
}
