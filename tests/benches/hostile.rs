//! Bodies as long as the server lets them be, and chunks with as many operations as they may have, made to cost as much as
//! they can: what it takes to turn each away, or to let it in. `make fuzz` looks for worse, in programs that are built to
//! be watched and are several times slower.

use std::collections::BTreeMap;
use std::time::Instant;

use tests::Outcome;
use tests::contract::{self, Verdict};

use crate::measure::{ms, quantile};
use crate::table::{Figure, Target, Unit};

const RUNS: usize = 7;
/// Bytes from which on a body is judged here; chunks of any length are.
const LONG: usize = 64 * 1024;
/// The ways in over the network, as the table names them: turned away, let in.
const LINES: [(&str, [&str; 2]); 4] = [
    ("chunks", ["hostile chunk turned away", "largest chunk merged"]),
    ("requests", ["hostile request turned away", "largest request let in"]),
    ("answers", ["hostile answer turned away", "largest answer let in"]),
    ("packages", ["hostile package turned away", "largest package let in"]),
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
        let long =
            |seed: &contract::Seed| seed.target == target.name && (seed.bytes.len() > LONG || target.name == "chunks");
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
    figures.extend(read());
    Ok(figures)
}

/// The dearest way to read a record that is as large as one chunk makes it.
fn read() -> Option<Figure> {
    let mut worst: (String, Vec<f64>) = Default::default();
    let records: Vec<_> = contract::seeds().into_iter().filter(|seed| seed.target == "records").collect();
    for seed in &records {
        let mut ways: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for (way, took) in (0..RUNS).flat_map(|_| contract::readers(&seed.bytes)) {
            ways.entry(way).or_default().push(ms(took));
        }
        for (way, runs) in ways {
            if quantile(&runs, 500) >= quantile(&worst.1, 500) {
                worst = (format!("{way}, {}", seed.name), runs);
            }
        }
    }
    let allowed = contract::target("records")?.allows(Verdict::Admitted).ms;
    Some(Figure {
        name: "largest record read",
        input: format!("worst of {} records: {}", records.len(), worst.0),
        unit: Unit::Ms,
        runs: worst.1,
        target: Target::AtMost(f64::from(u32::try_from(allowed).unwrap_or(u32::MAX))),
    })
}
