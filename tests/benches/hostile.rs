//! Bodies as long as the line lets them be, and chunks with as many operations as they may have, made to cost as much as
//! they can: what it takes to turn each away, or to let it in. `make fuzz` looks for worse, in programs that are built to
//! be watched and are several times slower.

use std::collections::BTreeMap;
use std::time::Instant;

use tests::Outcome;
use tests::contract::{self, Verdict};

use crate::measure::{ms, quantile};
use crate::table::{Figure, Target, Unit};

const RUNS: usize = 7;
/// Bytes from which on a body is judged here.
const LONG: usize = 64 * 1024;
/// Of these, inputs of any length are judged: what costs are the operations, or the record that an input stands for.
const SHORT: [&str; 2] = ["chunks", "records"];
/// The ways in over a line, as the table names them: turned away, let in.
const LINES: [(&str, [&str; 2]); 5] = [
    ("chunks", ["hostile chunk turned away", "largest chunk merged"]),
    ("requests", ["hostile request turned away", "largest request let in"]),
    ("answers", ["hostile answer turned away", "largest answer let in"]),
    ("packages", ["hostile package turned away", "largest package let in"]),
    ("records", ["record turned away", "largest record read in every way"]),
];

/// Measures it.
///
/// # Errors
/// None; it has the shape of the other groups.
pub(crate) fn measure() -> Outcome<Vec<Figure>> {
    let mut figures = Vec::new();
    for (target, names) in LINES.iter().filter_map(|(name, names)| Some((contract::target(name)?, names))) {
        // The worst body of each verdict, by its median.
        let mut worst: BTreeMap<bool, (&'static str, Vec<f64>, u64, usize)> = BTreeMap::new();
        let long = |seed: &contract::Seed| {
            seed.target == target.name && (seed.bytes.len() > LONG || SHORT.contains(&target.name))
        };
        for seed in contract::seeds().into_iter().filter(long) {
            let (mut runs, mut verdict) = (Vec::new(), Verdict::Refused);
            for _ in 0..RUNS {
                let begun = Instant::now();
                verdict = (target.body)(&seed.bytes);
                runs.push(ms(begun.elapsed()));
            }
            let entry = worst.entry(verdict != Verdict::Refused).or_default();
            entry.3 += 1;
            if quantile(&runs, 500) >= quantile(&entry.1, 500) {
                (entry.0, entry.1, entry.2) = (seed.name, runs, target.allows(verdict).ms);
            }
        }
        for (admitted, (seed, runs, allowed, bodies)) in worst {
            figures.push(Figure {
                name: names.get(usize::from(admitted)).copied().unwrap_or_default(),
                input: format!("worst of {bodies}: {seed}"),
                unit: Unit::Ms,
                runs,
                target: Target::AtMost(f64::from(u32::try_from(allowed).unwrap_or(u32::MAX))),
            });
        }
    }
    Ok(figures)
}
