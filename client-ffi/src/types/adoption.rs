//! Mirrors of the adoption of minutes.

use shared::meeting::adoption as source;

use crate::engine::People;

/// One valid signature under minutes.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AdoptionSignature {
    /// Who signed.
    pub person: String,
    /// The stored code of the capacity.
    pub capacity: String,
    /// When, by the signer's clock.
    pub at_ms: i64,
}

/// A content of the record that somebody signed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SignedVersion {
    /// The digest that was signed, to be read out between two phones.
    pub digest: String,
    /// The signatures, in order of capacity.
    pub signatures: Vec<AdoptionSignature>,
    /// Whether it rests on one signature only.
    pub alone: bool,
}

/// One difference between what was adopted and what the record says now.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Addendum {
    /// The part of the record.
    pub part: String,
    /// The leaf within it.
    pub key: String,
    /// What the adopted record says there.
    pub before: Option<String>,
    /// What it says now.
    pub after: Option<String>,
    /// Who wrote there since.
    pub authors: Vec<String>,
}

/// How far the adoption of minutes has come.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Adoption {
    /// Whether the minutes are adopted.
    pub adopted: bool,
    /// Whether that rests on one signature.
    pub alone: bool,
    /// Adopted contents, the original minutes first.
    pub versions: Vec<SignedVersion>,
    /// Contents that still lack a signature.
    pub pending: Vec<SignedVersion>,
    /// What changed since: proposed addenda.
    pub proposed: Vec<Addendum>,
}

impl Adoption {
    pub(super) fn of(adoption: &source::Adoption, people: &People) -> Self {
        let version = |version: &source::SignedVersion| SignedVersion {
            digest: version.digest.to_string(),
            signatures: version
                .signatures
                .iter()
                .map(|by| AdoptionSignature {
                    person: people.name(by.device),
                    capacity: by.capacity.code().to_owned(),
                    at_ms: by.at.as_ms(),
                })
                .collect(),
            alone: version.is_sole(),
        };
        let addendum = |addendum: &source::Addendum| Addendum {
            part: addendum.part.clone(),
            key: addendum.key.clone(),
            before: addendum.before.clone(),
            after: addendum.after.clone(),
            authors: addendum.by.iter().map(|(device, _)| people.name(*device)).collect(),
        };
        Self {
            adopted: adoption.is_adopted(),
            alone: adoption.is_sole(),
            versions: adoption.adopted.iter().map(version).collect(),
            pending: adoption.pending.iter().map(version).collect(),
            proposed: adoption.proposed.iter().map(addendum).collect(),
        }
    }
}
