//! Shares that votes need, by the version that is stamped on each vote.

use serde::Deserialize;
use toml::Table;

use super::basis::Basis;
use super::fault::RulesError;
use super::read::{basis, fields};

/// The share one matter needs in one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The version, such as `2026-1`.
    pub version: String,
    /// The stored code of the matter; `khac` for every matter not named.
    pub matter: String,
    /// The share as a vote stores it, such as `>=2/3`.
    pub share: String,
    /// Of whom, as a code.
    pub base: String,
    /// Where it comes from.
    pub basis: Basis,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawShare {
    share: String,
    base: String,
}

impl Share {
    pub(super) fn read(at: &str, version: &str, matter: &str, mut table: Table) -> Result<Self, RulesError> {
        let basis = basis(at, &mut table)?;
        let RawShare { share, base } = fields(at, table)?;
        Ok(Self { version: version.to_owned(), matter: matter.to_owned(), share, base, basis })
    }
}
