//! `simulate`: runs many seeds of the simulation on two threads and says what they came to.
//!
//! `SEEDS` (default 1,000), `FIRST` (default 0) and `THREADS` (default 2) are read from the environment. A seed that
//! breaks a promise is printed with its log and with the one line that repeats it; the exit code is then 1.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use tests::sim::{Ground, Run, run};
use tests::{Outcome, Trouble};

/// Broken seeds whose logs are worth printing.
const LOGS_MAX: u64 = 3;
/// Broken seeds after which nothing new is learned.
const BROKEN_MAX: u64 = 50;
const THREADS: u64 = 2;

#[derive(Default)]
struct Total {
    done: u64,
    broken: u64,
    counts: BTreeMap<&'static str, u64>,
}

fn number(name: &str, default: u64) -> Outcome<u64> {
    match std::env::var(name) {
        Ok(text) => text.trim().parse().map_err(|error| Trouble::of(name, error)),
        Err(_) => Ok(default),
    }
}

fn main() -> ExitCode {
    match simulate() {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            tell(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

fn tell(text: &str) {
    // Without a reader there is nobody to tell.
    drop(writeln!(std::io::stdout(), "{text}"));
}

fn simulate() -> Outcome<u64> {
    let (seeds, first, threads) = (number("SEEDS", 1000)?, number("FIRST", 0)?, number("THREADS", THREADS)?);
    let (ground, begun) = (Ground::prepare()?, Instant::now());
    let (next, total) = (AtomicU64::new(first), Mutex::new(Total::default()));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    let enough = total.lock().is_ok_and(|total| total.broken >= BROKEN_MAX);
                    if seed >= first.saturating_add(seeds) || enough {
                        return;
                    }
                    let run = run(&ground, seed);
                    if let Ok(mut total) = total.lock() {
                        total.add(&run);
                        if total.done % 5_000 == 0 {
                            tell(&format!("{} seeds, {} s", total.done, begun.elapsed().as_secs()));
                        }
                    }
                }
            });
        }
    });
    let total = total.into_inner().map_err(|error| Trouble::of("threads", error))?;
    let seconds = begun.elapsed().as_secs_f64();
    tell(&format!("{} seeds from {first} in {seconds:.1} s, {} broken", total.done, total.broken));
    for (what, count) in &total.counts {
        tell(&format!("{count:>12}  {what}"));
    }
    Ok(total.broken)
}

impl Total {
    fn add(&mut self, run: &Run) {
        self.done += 1;
        for (what, count) in &run.counts {
            *self.counts.entry(what).or_default() += count;
        }
        let Some(broken) = &run.broken else { return };
        self.broken += 1;
        if self.broken <= LOGS_MAX {
            run.log.iter().for_each(|line| tell(line));
        }
        tell(&format!("make simulate SEEDS=1 FIRST={}    # {broken}", run.seed));
    }
}
