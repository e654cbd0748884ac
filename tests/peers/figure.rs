//! One figure of the comparison: what every contender reached, side by side, and what Sen promised.
//!
//! Owns the arithmetic of medians and ratios and how numbers are shown. Hides no loss: the best neighbour is always named.

use crate::measure::quantile;
use crate::table::grouped;

/// The neighbour the issue of the yardsticks names.
const NAMED: &str = "automerge-repo";

/// What Sen has to reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Target {
    /// Nothing was promised.
    None,
    /// One such part of automerge-repo's or less.
    Part(f64),
    /// This much or less.
    AtMost(f64),
}

/// What all contenders reached.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    /// What was measured, with its unit.
    pub(crate) name: &'static str,
    /// On what.
    pub(crate) input: String,
    reached: Vec<(&'static str, Vec<f64>)>,
    target: Target,
}

impl Figure {
    /// Writes down one contender's runs, beside the others' of the same figure.
    pub(crate) fn add(
        figures: &mut Vec<Self>,
        (name, input): (&'static str, &str),
        contender: &'static str,
        runs: Vec<f64>,
        target: Target,
    ) {
        match figures.iter_mut().find(|figure| figure.name == name && figure.input == input) {
            Some(figure) => figure.reached.push((contender, runs)),
            None => {
                figures.push(Self { name, input: input.to_owned(), reached: vec![(contender, runs)], target });
            }
        }
    }

    /// A contender's median, if it got that far.
    pub(crate) fn median(&self, contender: &str) -> Option<f64> {
        let (_, runs) = self.reached.iter().find(|(name, _)| *name == contender)?;
        (!runs.is_empty()).then(|| quantile(runs, 500))
    }

    /// A contender's median with the least and the most of its runs, or a dash.
    pub(crate) fn shown(&self, contender: &str) -> String {
        let Some((_, runs)) = self.reached.iter().find(|(name, _)| *name == contender) else { return "–".to_owned() };
        let [least, median, most] = [0, 500, 1000].map(|permille| show(quantile(runs, permille)));
        if least == most { median } else { format!("{median} ({least}–{most})") }
    }

    /// Runs behind the medians, as a number or a span of numbers.
    pub(crate) fn runs(&self) -> usize {
        self.reached.iter().map(|(_, runs)| runs.len()).min().unwrap_or(0)
    }

    /// Sen's median as a part of another's; nothing where less is not better or one of them has none.
    fn part_of(&self, other: &str) -> Option<f64> {
        let (sen, other) = (self.median("Sen")?, self.median(other)?);
        (self.is_less_better() && sen > 0.0 && other > 0.0).then(|| sen / other)
    }

    fn is_less_better(&self) -> bool {
        !self.name.contains("survived")
    }

    /// Sen's median as a part of automerge-repo's.
    pub(crate) fn part_of_named(&self) -> String {
        self.part_of(NAMED).map_or_else(|| "–".to_owned(), show_ratio)
    }

    /// The neighbour with the least median and Sen's as a part of it.
    pub(crate) fn part_of_best(&self) -> Option<(&'static str, f64)> {
        let neighbours = self.reached.iter().map(|(name, _)| *name).filter(|name| *name != "Sen");
        let parts = neighbours.filter_map(|name| Some((name, self.part_of(name)?)));
        parts.max_by(|(_, one), (_, other)| one.total_cmp(other))
    }

    /// The target in words, and whether it was met.
    pub(crate) fn verdict(&self) -> (String, &'static str) {
        let Some(sen) = self.median("Sen") else { return ("–".to_owned(), "–") };
        let judged = |met: bool| if met { "met" } else { "MISSED" };
        match (self.target, self.median(NAMED)) {
            (Target::None, _) => ("–".to_owned(), "–"),
            (Target::AtMost(most), _) => (format!("≤ {}", show(most)), judged(sen <= most)),
            (Target::Part(part), Some(other)) => (format!("≤ 1/{part:.0} of {NAMED}"), judged(sen <= other / part)),
            (Target::Part(part), None) => (format!("≤ 1/{part:.0} of {NAMED}"), "not measured"),
        }
    }
}

/// A number with as many digits as are worth reading.
pub(crate) fn show(value: f64) -> String {
    let decimals = match value {
        value if value >= 100.0 => 0,
        value if value >= 10.0 => 1,
        _ => 2,
    };
    let text = format!("{value:.decimals$}");
    match text.split_once('.') {
        Some((_, rest)) if rest.chars().all(|digit| digit == '0') => grouped(text.split('.').next().unwrap_or(&text)),
        Some((whole, rest)) => format!("{}.{rest}", grouped(whole)),
        None => grouped(&text),
    }
}

/// A part of something: as a fraction when it is small.
pub(crate) fn show_ratio(part: f64) -> String {
    if part < 0.5 { format!("1/{}", show(1.0 / part)) } else { format!("{part:.2} ×") }
}

/// A rung of the ladder as it is read aloud.
pub(crate) fn ladder(rung: usize) -> String {
    match rung {
        1_000_000.. => format!("at {} M documents", rung / 1_000_000),
        _ => format!("at {} k documents", rung / 1_000),
    }
}
