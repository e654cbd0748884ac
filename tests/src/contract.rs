//! What is promised about bytes from outside: taken in, they cost no more than so much; refused, they cost next to
//! nothing; and nothing panics either way.
//!
//! Owns one body per way in. The fuzz targets and the replay of kept cases run the same bodies; the fuzz targets
//! measure them as well.

mod bulk;
mod chunks;
mod columns;
mod frames;
mod ground;
mod imports;
mod mutants;
pub mod ops;
mod readers;
mod seeds;
mod server_side;
pub mod strange;

use std::path::Path;
use std::time::Duration;

use crate::{Outcome, Trouble};

pub use chunks::reseal;
pub use seeds::{Seed, seeds};

/// What became of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It was turned away at the door.
    Refused,
    /// It was let in, and then did not fit the record it is for; that may cost as much as to be taken in.
    Unfit,
    /// It was let in and worked on to the end.
    Admitted,
}

impl Verdict {
    fn of<T, E>(outcome: &Result<T, E>) -> Self {
        if outcome.is_ok() { Self::Admitted } else { Self::Refused }
    }
}

/// What one input may cost: milliseconds of a processor and bytes held at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Milliseconds.
    pub ms: u64,
    /// Bytes.
    pub bytes: u64,
}

/// One way in for bytes from outside.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Its name, also of its corpus and of its fuzz target.
    pub name: &'static str,
    /// What an input that is let in may cost.
    pub admitted: Cost,
    /// What an input that is turned away may cost.
    pub refused: Cost,
    /// The body; it panics when a promise other than cost is broken.
    pub body: fn(&[u8]) -> Verdict,
    /// What must hold of what an input leaves, where there is something to hold; no part of the cost. It panics as well.
    pub proof: fn(&[u8]),
}

impl Target {
    const fn proved_by(self, proof: fn(&[u8])) -> Self {
        Self { proof, ..self }
    }

    /// What an input with that verdict may cost.
    #[must_use]
    pub const fn allows(&self, verdict: Verdict) -> Cost {
        match verdict {
            Verdict::Refused => self.refused,
            Verdict::Unfit | Verdict::Admitted => self.admitted,
        }
    }
}

const MIB: u64 = 1 << 20;
/// The promise for everything that comes over the network.
const ADMITTED: Cost = Cost { ms: 250, bytes: 64 * MIB };
const REFUSED: Cost = Cost { ms: 10, bytes: 8 * MIB };
/// Files that a person of the ward brings to the server's own machine are read whole before they are judged.
const FILE: Cost = Cost { ms: 2_000, bytes: 64 * MIB };

const fn line(name: &'static str, body: fn(&[u8]) -> Verdict) -> Target {
    Target { name, admitted: ADMITTED, refused: REFUSED, body, proof: |_| () }
}

const fn file(name: &'static str, body: fn(&[u8]) -> Verdict) -> Target {
    Target { name, admitted: FILE, refused: FILE, body, proof: |_| () }
}

/// Every way in.
pub const TARGETS: [Target; 14] = [
    line("chunks", chunks::merged).proved_by(chunks::kept),
    line("columns", columns::written).proved_by(columns::kept),
    line("mutants", mutants::merged).proved_by(mutants::agreed),
    line("records", strange::read).proved_by(strange::kept),
    line("requests", frames::request),
    line("answers", frames::answer),
    line("envelopes", frames::envelope),
    line("packages", frames::package),
    line("codes", frames::code),
    line("cookies", server_side::cookie),
    line("config", server_side::config),
    file("backups", server_side::backup),
    file("csv", imports::csv),
    file("workbooks", imports::workbook),
];

/// Whether an input stands for a record as large as one chunk makes it. What reading it takes is measured in the bench: a
/// program built for fuzzing takes several times as long.
#[must_use]
pub fn is_large(name: &str, input: &[u8]) -> bool {
    name == "records" && input.first() == Some(&u8::MAX)
}

/// What each way to read the record takes that an input of `records` stands for.
#[must_use]
pub fn readers(input: &[u8]) -> Vec<(&'static str, Duration)> {
    strange::timed(input)
}

/// The inputs fuzzing kept of a target because each reaches something the others do not: lines of hexadecimal in
/// `fuzz/corpus`, written by `scripts/fuzz-corpus`.
///
/// # Errors
/// [`Trouble`] when the file cannot be read or a line is none of that kind.
pub fn corpus(name: &str) -> Outcome<Vec<Vec<u8>>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name).with_extension("txt");
    let text = std::fs::read_to_string(&path).map_err(|error| Trouble::of("corpus", error))?;
    let wrong = || Trouble(format!("{}: a line is not hexadecimal", path.display()));
    text.lines().map(|line| hex::decode(line).ok().ok_or_else(wrong)).collect()
}

/// The way in of that name.
#[must_use]
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}
