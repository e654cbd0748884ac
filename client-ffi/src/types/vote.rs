//! Mirror of a vote.

use shared::meeting::vote::Vote as VoteView;

/// A vote: as recorded, or the figures to record (what is absent stays as it is).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Vote {
    /// The stored code of the matter.
    pub matter: String,
    /// Its key; where it is given, it says which vote is meant, and what it is about is not read.
    #[uniffi(default = "")]
    #[serde(default)]
    pub key: String,
    /// What or whom it is about (a member's id, or words); only read when a vote is recorded.
    #[uniffi(default = None)]
    pub about: Option<String>,
    /// What is voted on, in words.
    #[uniffi(default = None)]
    pub subject: Option<String>,
    /// The stored code of the method.
    #[uniffi(default = None)]
    pub method: Option<String>,
    /// Who may vote.
    #[uniffi(default = None)]
    pub eligible: Option<i64>,
    /// Of them present.
    #[uniffi(default = None)]
    pub present: Option<i64>,
    /// Ballots handed out.
    #[uniffi(default = None)]
    pub issued: Option<i64>,
    /// Ballots or hands counted.
    #[uniffi(default = None)]
    pub collected: Option<i64>,
    /// Valid ballots.
    #[uniffi(default = None)]
    pub valid: Option<i64>,
    /// In favour.
    #[uniffi(default = None)]
    pub agree: Option<i64>,
    /// Against.
    #[uniffi(default = None)]
    pub against: Option<i64>,
    /// Abstentions and other opinions.
    #[uniffi(default = None)]
    pub other: Option<i64>,
    /// Legal basis, as typed.
    #[uniffi(default = None)]
    pub basis: Option<String>,
    /// Who was left out of those who may vote, and why.
    #[uniffi(default = None)]
    pub excluded: Option<String>,
    /// Who counted the ballots.
    #[uniffi(default = None)]
    pub ballot_committee: Option<String>,
    /// Whether the result was reported to the competent committee.
    #[uniffi(default = None)]
    pub referred_up: Option<bool>,
    /// Reserved minority opinions.
    #[uniffi(default = None)]
    pub reserved: Option<String>,
    /// The share it needs, for example `>1/2`; without one, the rules' default.
    #[uniffi(default = None)]
    pub threshold: Option<String>,
    /// The version of the rules the threshold came from; not read when a vote is recorded.
    #[uniffi(default = None)]
    pub rules: Option<String>,
    /// The stored code of how it ended; not read when a vote is recorded.
    #[uniffi(default = "")]
    #[serde(default)]
    pub outcome: String,
}

impl From<&VoteView> for Vote {
    fn from(vote: &VoteView) -> Self {
        let tally = &vote.tally;
        Self {
            matter: vote.key.matter().code().to_owned(),
            key: vote.key.as_str().to_owned(),
            about: None,
            subject: tally.subject.clone(),
            method: tally.method.as_ref().map(|method| method.code().to_owned()),
            eligible: tally.eligible,
            present: tally.present,
            issued: tally.issued,
            collected: tally.collected,
            valid: tally.valid,
            agree: tally.agree,
            against: tally.against,
            other: tally.other,
            basis: tally.basis.clone(),
            excluded: tally.excluded.clone(),
            ballot_committee: tally.ballot_committee.clone(),
            referred_up: tally.referred_up,
            reserved: tally.reserved.clone(),
            threshold: Some(vote.threshold.text()),
            rules: vote.rules.clone(),
            outcome: vote.outcome.code().to_owned(),
        }
    }
}
