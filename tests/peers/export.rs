//! The yardstick meetings as JSON, so that every neighbour writes down the same evening in its own kind of document.
//!
//! Owns the file's shape: a list of notes per meeting, one change each, and loose sentences for edits.

use std::path::Path;

use serde_json::{Value, json};
use shared::id::OrgId;
use tests::{Outcome, Trouble};

use crate::yardstick;

/// Meetings of each size in the file; who stores more begins again from the first.
pub(crate) const MEETINGS: usize = 1_000;

/// Writes the file and gives the bytes a meeting of either size has in it, on average.
///
/// # Errors
/// [`Trouble`] when it cannot be written.
pub(crate) fn write(path: &Path) -> Outcome<(usize, usize)> {
    let org = OrgId::from_bytes([0x1a; 16]);
    let now = tests::Clock::default().now();
    let all = |small: bool| -> Vec<Value> { (0..MEETINGS).map(|n| yardstick::notes(org, n, now, small)).collect() };
    let (full, small) = (all(false), all(true));
    let sentences: Vec<String> = (0..MEETINGS).map(|number| yardstick::sentence(org, number)).collect();
    let bytes = |meetings: &[Value]| meetings.iter().map(|meeting| meeting.to_string().len()).sum::<usize>() / MEETINGS;
    let weighed = (bytes(&full), bytes(&small));
    let file = json!({ "full": full, "small": small, "sentences": sentences });
    std::fs::write(path, file.to_string()).map_err(|error| Trouble::of("meetings", error))?;
    Ok(weighed)
}
