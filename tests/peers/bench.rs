//! `bench peers`: Sen beside what a user would pick instead, all asked the same, in one run.
//!
//! Owns the order: meetings written out once, then group after group, each written down as soon as it is measured.

mod chart;
mod contender;
mod driven;
mod export;
mod figure;
mod gauge;
mod groups;
mod proxy;
mod report;
mod sen;

use std::time::Instant;

use tempfile::TempDir;
use tests::{Outcome, Trouble};

/// The word that asks for the comparison; letters of groups may follow.
pub(crate) const WORD: &str = "peers";

/// Measures the groups that are asked for, all if none is.
///
/// # Errors
/// [`Trouble`] when the peers are not installed or Sen fails; a neighbour that fails is reported as such.
pub(crate) fn measure(letters: &[String]) -> Outcome<()> {
    let groups = groups::asked(letters)?;
    let folder = TempDir::new().map_err(|error| Trouble::of("folder", error))?;
    let meetings = folder.path().join("meetings.json");
    let (full_bytes, small_bytes) = export::write(&meetings)?;
    report::write_about(full_bytes, small_bytes)?;
    for group in groups {
        let begun = Instant::now();
        let measured = groups::measure(group, &meetings, &|line| crate::note(line))?;
        report::write(group, &measured)?;
        crate::note(&format!("{} took {:.0} s", group.letter, begun.elapsed().as_secs_f64()))?;
    }
    Ok(())
}
