//! The table: what was measured, on what, and whether it is good enough.

use std::io::Write as _;
use std::time::Duration;

use tests::{Outcome, Trouble};

use crate::measure::quantile;

/// What a figure is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// HTTP requests.
    Requests,
    /// Bytes of a request's or answer's body as sent.
    Bytes,
    /// Milliseconds.
    Ms,
    /// Seconds.
    Seconds,
    /// Pushes in a second.
    PerSecond,
    /// MiB of memory.
    MiB,
}

/// What a figure has to reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Target {
    /// Nothing was promised; the figure is shown for its own sake.
    None,
    /// This much or less.
    AtMost(f64),
    /// This much or more.
    AtLeast(f64),
}

/// One line of the table.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    /// What was measured.
    pub(crate) name: &'static str,
    /// On what.
    pub(crate) input: String,
    /// Counted in.
    pub(crate) unit: Unit,
    /// One number per run.
    pub(crate) runs: Vec<f64>,
    /// What it has to reach.
    pub(crate) target: Target,
}

impl Figure {
    /// Times and rates are judged by their median. Counts, bytes and memory do not jitter: there the worst run is judged.
    fn judged(&self) -> f64 {
        match self.unit {
            Unit::Requests | Unit::Bytes | Unit::MiB => quantile(&self.runs, 1000),
            Unit::Ms | Unit::Seconds | Unit::PerSecond => quantile(&self.runs, 500),
        }
    }

    fn verdict(&self) -> &'static str {
        let reached = self.judged();
        match self.target {
            Target::None => "–",
            _ if self.runs.is_empty() => "MISSED",
            Target::AtMost(most) if reached <= most => "met",
            Target::AtLeast(least) if reached >= least => "met",
            Target::AtMost(_) | Target::AtLeast(_) => "MISSED",
        }
    }

    fn cells(&self) -> [String; 5] {
        let show = |value| self.unit.show(value);
        let [least, median, most] = [0, 500, 1000].map(|permille| show(quantile(&self.runs, permille)));
        let unit = self.unit.name();
        let reached =
            if least == most { format!("{median} {unit}") } else { format!("{median} {unit} ({least}–{most})") };
        let target = match self.target {
            Target::None => "–".to_owned(),
            Target::AtMost(most) => format!("≤ {} {unit}", show(most)),
            Target::AtLeast(least) => format!("≥ {} {unit}", show(least)),
        };
        [self.name.to_owned(), self.input.clone(), reached, target, self.verdict().to_owned()]
    }
}

impl Unit {
    const fn name(self) -> &'static str {
        match self {
            Self::Requests => "req",
            Self::Bytes => "B",
            Self::Ms => "ms",
            Self::Seconds => "s",
            Self::PerSecond => "/s",
            Self::MiB => "MiB",
        }
    }

    fn show(self, value: f64) -> String {
        let decimals = match self {
            Self::Requests | Self::Bytes | Self::PerSecond => 0,
            Self::Ms | Self::Seconds => 2,
            Self::MiB => 1,
        };
        let text = format!("{value:.decimals$}");
        match text.split_once('.') {
            Some((whole, rest)) => format!("{}.{rest}", grouped(whole)),
            None => grouped(&text),
        }
    }
}

/// Digits in groups of three, as in `50,000`.
pub(crate) fn grouped(digits: &str) -> String {
    let count = digits.chars().count();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (count - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Prints the table to standard output.
///
/// # Errors
/// [`Trouble`] when it cannot be written.
pub(crate) fn print(figures: &[Figure], took: Duration) -> Outcome<()> {
    let head = ["figure", "input", "reached: median (min–max)", "target", "verdict"].map(str::to_owned);
    let rows: Vec<[String; 5]> = std::iter::once(head).chain(figures.iter().map(Figure::cells)).collect();
    let widths = [0, 1, 2, 3, 4].map(|column| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    });
    let mut out = String::new();
    for (number, row) in rows.iter().enumerate() {
        let padded: Vec<String> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        out.push_str(padded.join("  ").trim_end());
        out.push('\n');
        if number == 0 {
            out.push_str(&widths.map(|width| "─".repeat(width)).join("  "));
            out.push('\n');
        }
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let missed = figures.iter().filter(|figure| figure.verdict() == "MISSED").count();
    let judged = figures.iter().filter(|figure| figure.target != Target::None).count();
    out.push_str(&format!(
        "\n{missed} of {judged} targets missed. Client and server shared {cores} cores over loopback; measured in {:.0} s.\n\
         Times and rates are judged by the median, counts, bytes and memory by the worst run.\n",
        took.as_secs_f64()
    ));
    std::io::stdout().lock().write_all(out.as_bytes()).map_err(|error| Trouble::of("table", error))
}
