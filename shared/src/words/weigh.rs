//! The words of a vote that was weighed, of a finding, and of what a rule rests on.

use super::Words;
use crate::meeting::view::{Finding, FindingCode};
use crate::meeting::vote::Base;
use crate::meeting::vote::{Comparison, Outcome, Threshold};
use crate::meeting::weigh::Weighed;
use crate::rules::{Basis, Instrument, Sureness};
use crate::time::CivilDate;

impl Words {
    /// What a finding says, as a whole sentence with its figures.
    #[must_use]
    pub fn finding(&self, finding: &Finding) -> String {
        let (left, right) = finding.figures;
        let said = |key: &str| {
            let figures = [left, right, left.saturating_sub(right).saturating_abs()].map(|figure| figure.to_string());
            let [left, right, n] = &figures;
            self.filled(key, &[("left", left), ("right", right), ("n", n)])
        };
        match finding.code {
            FindingCode::SumNotCollected if left > right => said("found-sum_over"),
            FindingCode::SumNotCollected => said("found-sum_short"),
            FindingCode::CollectedOverIssued => said("found-over_issued"),
            FindingCode::ValidOverCollected => said("found-valid_over"),
            FindingCode::CollectedOverEligible => said("found-over_eligible"),
            FindingCode::CollectedOverPresent => said("found-over_present"),
            FindingCode::PresentOverRoll => said("found-over_roll"),
            FindingCode::RollIncomplete => said("found-roll_incomplete"),
            FindingCode::EndsBeforeStart => {
                let time = |minutes: i64| format!("{:02}:{:02}", minutes.div_euclid(60), minutes.rem_euclid(60));
                self.filled("found-ends_first", &[("start", &time(left)), ("end", &time(right))])
            }
            FindingCode::Marked => said("found-marked"),
            FindingCode::Unreadable => said("found-unreadable"),
        }
    }

    /// Of whom the share of a vote is counted, and what the roll says of it.
    #[must_use]
    pub fn vote_base(&self, vote: &Weighed) -> String {
        let counted = |key: &str, n: i64| self.filled(key, &[("n", &n.to_string())]);
        let base = match vote.base {
            Some(Base::Eligible(n)) => counted("weigh-base", n),
            Some(Base::Roll(n)) => counted("weigh-base_roll", n),
            Some(Base::Present(n)) => counted("weigh-base_present", n),
            None => self.text("weigh-base_none"),
        };
        let Some(roll) = vote.roll else { return base };
        let blanks = [("official", roll.official.into()), ("out", roll.left_out.into()), ("n", roll.eligible().into())];
        let key = if roll.left_out == 0 { "weigh-roll_all" } else { "weigh-roll" };
        format!("{base} {}", self.text_with(key, &blanks))
    }

    /// The share a vote needs, in a few words.
    #[must_use]
    pub fn threshold(&self, threshold: Threshold) -> String {
        let key = match threshold.comparison {
            Comparison::MoreThan => "threshold-over",
            Comparison::AtLeast => "threshold-at_least",
        };
        self.filled(key, &[("x", &format!("{}/{}", threshold.num, threshold.den))])
    }

    /// How many in favour a vote needs, and why so many.
    #[must_use]
    pub fn vote_threshold(&self, vote: &Weighed) -> String {
        let Threshold { num, den, comparison } = vote.threshold;
        let share = if (num, den) == (1, 2) { self.text("weigh-half") } else { format!("{num}/{den}") };
        let (open, counted) = match comparison {
            Comparison::MoreThan => ("weigh-over_open", "weigh-over"),
            Comparison::AtLeast => ("weigh-least_open", "weigh-least"),
        };
        match vote.base.zip(vote.need) {
            Some((base, need)) => {
                let (base, need) = (base.count().to_string(), need.to_string());
                self.filled(counted, &[("share", &share), ("base", &base), ("need", &need)])
            }
            None => self.filled(open, &[("share", &share)]),
        }
    }

    /// How a vote ends, with the figures it ends by; a share is cut and never rounded up.
    #[must_use]
    pub fn vote_outcome(&self, vote: &Weighed) -> String {
        let ended = |key: &str| {
            let figure = |figure: Option<i64>| figure.unwrap_or_default();
            let (agree, base) = (figure(vote.tally.agree), figure(vote.base.map(Base::count)));
            let part = |figure: i64| u32::try_from(figure.max(0)).unwrap_or(u32::MAX);
            let percent = self.percent(part(agree), part(base)).map_or_else(String::new, |share| format!(" ({share})"));
            let [n, base, need] = [agree, base, figure(vote.need)].map(|figure| figure.to_string());
            self.filled(key, &[("n", &n), ("base", &base), ("percent", &percent), ("need", &need)])
        };
        match vote.outcome {
            Outcome::Passed => ended("weigh-passed"),
            Outcome::NotPassed => ended("weigh-not_passed"),
            Outcome::Incomplete if vote.findings.is_empty() => self.text("weigh-incomplete"),
            Outcome::Incomplete => self.text("weigh-impossible"),
            Outcome::InConflict => self.text("weigh-in_conflict"),
        }
    }

    /// What the share of a vote rests on.
    #[must_use]
    pub fn vote_basis(&self, vote: &Weighed) -> String {
        vote.basis.map_or_else(|| self.text("weigh-own"), |basis| self.basis(basis))
    }

    /// The instrument a rule rests on and, where its own words were not read, how sure it is.
    #[must_use]
    pub fn basis(&self, basis: &Basis) -> String {
        let instrument = self.instrument(&basis.instrument);
        match &basis.sureness {
            Sureness::TextSeen => self.filled("basis", &[("instrument", &instrument)]),
            other => {
                let sureness = self.code("sureness", other.code());
                self.filled("basis-unsure", &[("instrument", &instrument), ("sureness", &sureness)])
            }
        }
    }

    /// A document that rules, as it is cited.
    #[must_use]
    pub fn instrument(&self, instrument: &Instrument) -> String {
        let Instrument { issuer, number, date, .. } = instrument;
        let date = CivilDate::vietnamese(*date);
        self.filled("instrument", &[("number", number), ("date", &date), ("issuer", issuer)])
    }
}
