//! Where the profiles of a phone lie: a folder for each, or, where there are no folders, a row for each.
//!
//! A profile is there wholly or not at all, and its lock is replaced whole.

#[cfg(not(target_family = "wasm"))]
mod folders;
#[cfg(target_family = "wasm")]
mod rows;

#[cfg(test)]
mod conformance;

#[cfg(not(target_family = "wasm"))]
pub(super) use folders::Home;
#[cfg(target_family = "wasm")]
pub(super) use rows::Home;

/// Names of a profile's files.
const VAULT: &str = "vault.db";
const OUTBOX: &str = "outbox.db";
const IN_USE: &str = "in-use";
