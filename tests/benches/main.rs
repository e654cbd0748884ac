//! The yardstick: measures what the docs promise and prints it beside the target.
//!
//! Owns the order of the figures and the exit code, which tells whether measuring worked, not
//! whether targets were met. Refuses to remember earlier results: every number is of this run.

mod api_client;
mod app;
mod console;
mod crowd;
mod device;
mod evening;
mod fair;
mod fill;
mod floor;
mod ground;
mod hostile;
mod hot;
mod idle;
mod kinds;
mod lists;
mod measure;
mod memory;
mod newcomer;
#[path = "../peers/bench.rs"]
mod peers;
mod phone;
mod pushes;
mod served;
mod slow;
mod storm;
mod strokes;
mod table;
mod trace;
mod writer;
mod yardstick;

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Instant;

use tests::{Outcome, Trouble};

use table::Figure;

/// As in `sen`, whose part this program plays.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A group of figures: the word that asks for it alone, and what measures it.
type Group = (&'static str, fn() -> Outcome<Vec<Figure>>);

const GROUPS: [Group; 17] = [
    ("floor", floor::measure),
    ("evening", evening::measure),
    ("pushes", pushes::measure),
    ("kinds", kinds::measure),
    ("phone", phone::measure),
    ("strokes", strokes::measure),
    ("device", device::measure),
    ("app", app::measure),
    ("lists", lists::measure),
    ("console", console::measure),
    ("newcomer", newcomer::measure),
    ("memory", memory::measure),
    ("idle", idle::measure),
    ("storm", storm::measure),
    ("hot", hot::measure),
    ("fair", fair::measure),
    ("hostile", hostile::measure),
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match words.as_slice() {
        [serve, folder, address] if serve == served::WORD => served::serve(folder.as_ref(), address),
        [word, letters @ ..] if word == peers::WORD => peers::measure(letters),
        [word, files @ ..] if word == trace::WORD => trace::measure(files),
        groups => measure_all(groups),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            // Nothing can be done about an error stream that is closed.
            drop(writeln!(std::io::stderr(), "bench: {trouble}"));
            ExitCode::FAILURE
        }
    }
}

fn measure_all(asked: &[String]) -> Outcome<()> {
    if let Some(unknown) = asked.iter().find(|word| !GROUPS.iter().any(|(name, _)| name == word)) {
        return Err(Trouble(format!("there is no group `{unknown}`")));
    }
    let begun = Instant::now();
    let mut figures = Vec::new();
    for (name, measure) in GROUPS {
        if asked.is_empty() || asked.iter().any(|word| word == name) {
            note(&format!("{name} …"))?;
            figures.extend(measure()?);
        }
    }
    table::print(&figures, begun.elapsed())
}

/// Tells whoever waits what is being measured; the table alone goes to standard output.
fn note(line: &str) -> Outcome<()> {
    writeln!(std::io::stderr(), "{line}").map_err(|error| Trouble::of("note", error))
}
