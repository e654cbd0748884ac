//! `bench peers`: Sen beside what a user would pick instead, all asked the same, in one run.
//!
//! Owns the order: meetings written out once, then group after group, each written down as soon as it is measured.

mod browser;
mod chart;
mod contender;
mod device;
mod driven;
mod export;
mod figure;
mod gauge;
mod groups;
mod proxy;
mod report;
mod sen;

use std::time::{Instant, SystemTime};

use shared::time::{CivilDate, Timestamp};
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
        let mut measured = groups::measure(group, &meetings, &|line| crate::note(line))?;
        // Groups are measured apart, so each says when that was.
        let took = format!("Measured on {} in {:.0} s.", today()?, begun.elapsed().as_secs_f64());
        crate::note(&format!("{}: {took}", group.letter))?;
        measured.remarks.push(took);
        report::write(group, &measured)?;
    }
    Ok(())
}

fn today() -> Outcome<CivilDate> {
    let passed = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let passed = passed.map_err(|error| Trouble::of("clock", error))?.as_millis();
    Ok(Timestamp::from_ms(i64::try_from(passed).map_err(|error| Trouble::of("clock", error))?).vietnam_date())
}
