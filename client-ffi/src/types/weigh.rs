//! Mirror of a vote that was weighed.

use shared::meeting::vote::{Base, Method, Outcome};
use shared::meeting::weigh::Weighed;

use super::{Conflict, Finding};
use crate::engine::People;
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
    /// Whether ballots are handed out, so that those, the collected and the valid ones are counted as well.
    pub has_ballots: bool,
    /// Whether the sides come to as many as there have to be.
    pub adds_up: bool,
    /// The figures that do not fit, each in a whole sentence.
    pub findings: Vec<Finding>,
    /// The places where people wrote apart: each has to be decided before the vote has a result.
    pub disputes: Vec<Conflict>,
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
    /// Whether it ends by its figures, one way or the other.
    pub is_decided: bool,
    /// How it ends, as a sentence.
    pub outcome_words: String,
    /// What the share rests on.
    pub basis_words: String,
    /// Whether the roll is worth a look: it says nothing of who may vote yet, or figures do not fit.
    pub needs_roll: bool,
    /// How many may cast a vote here, as somebody said or by the roll.
    pub present: Option<i64>,
    /// Official members who count by the roll, once everybody is recorded: what to propose as those who may vote.
    pub roll_eligible: Option<u32>,
    /// Of them those present.
    pub roll_present: Option<u32>,
}

impl VoteWeighed {
    pub(crate) fn of(vote: Weighed, people: &People) -> Self {
        let words = words();
        let dispute = |found: &shared::meeting::view::Conflict| {
            Conflict::of(&found.part, &found.key, found.grade, &found.values, people)
        };
        Self {
            key: vote.key.as_str().to_owned(),
            matter: vote.key.matter().code().to_owned(),
            subject: vote.tally.subject.clone(),
            has_ballots: vote.tally.method.as_ref().is_some_and(Method::has_ballots),
            adds_up: vote.adds_up(),
            disputes: vote.disputes.iter().map(dispute).collect(),
            is_decided: matches!(vote.outcome, Outcome::Passed | Outcome::NotPassed),
            base: vote.base.map(Base::count),
            base_words: words.vote_base(&vote),
            need: vote.need,
            threshold_words: words.vote_threshold(&vote),
            outcome: vote.outcome.code().to_owned(),
            outcome_words: words.vote_outcome(&vote),
            basis_words: words.vote_basis(&vote),
            needs_roll: vote.roll.is_none() || !vote.findings.is_empty(),
            present: vote.tally.by_roll(vote.roll).present,
            roll_eligible: vote.roll.map(|roll| roll.eligible()),
            roll_present: vote.roll.map(|roll| roll.present),
            findings: vote.findings.into_iter().map(Finding::from).collect(),
        }
    }
}
