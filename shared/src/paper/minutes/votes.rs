//! The votes of a meeting in its minutes: figures, threshold, how each ended.

use super::Minutes;
use crate::meeting::vote::{Comparison, Outcome, Vote};
use crate::meeting::weigh::{self, Weighed};
use crate::paper::{Block, Face, Run};

impl Minutes<'_> {
    pub(super) fn votes(&self) -> Vec<Block> {
        let words = self.desk.words;
        let mut blocks = vec![Block::Subheading(words.text("paper-votes"))];
        for (vote, weighed) in self.view.votes.iter().zip(weigh::recorded(self.view)) {
            let name = self.said_of(vote, "subject", words.vote_name(self.view, &vote.key));
            blocks.push(Block::Para(vec![
                Run::new(Face::Italic, format!("{name}: ")),
                Run::new(Face::Plain, self.figures(vote)),
            ]));
            blocks.push(Block::plain(self.outcome(&weighed)));
            blocks.extend(self.about_vote(vote).into_iter().map(Block::plain));
        }
        if self.view.votes.is_empty() {
            blocks.push(Block::Dotted);
        }
        blocks
    }

    fn figures(&self, vote: &Vote) -> String {
        let (tally, words) = (&vote.tally, self.desk.words);
        let method =
            tally.method.as_ref().map_or_else(String::new, |method| words.code_within("method", method.code()));
        let share = format!("{}/{}", vote.threshold.num, vote.threshold.den);
        let threshold = match vote.threshold.comparison {
            Comparison::MoreThan => "threshold-over",
            Comparison::AtLeast => "threshold-at_least",
        };
        let figure = |figure: Option<i64>| figure.map_or_else(String::new, |figure| figure.to_string());
        // What the form asks of every vote, and after it what only ballots have.
        let all = [
            ("method", method, true),
            ("eligible", figure(tally.eligible), true),
            ("present", figure(tally.present), false),
            ("issued", figure(tally.issued), false),
            ("collected", figure(tally.collected), false),
            ("valid", figure(tally.valid), false),
            ("for", figure(tally.agree), true),
            ("against", figure(tally.against), true),
            ("other", figure(tally.other), true),
            ("threshold", self.desk.words.filled(threshold, &[("x", &share)]), true),
        ];
        let told = all.into_iter().filter_map(|(field, shown, is_asked)| {
            let said = self.said_of(vote, field, shown);
            let said = if said.is_empty() { "……".to_owned() } else { said };
            let is_told = is_asked || said != "……";
            let label = if field == "threshold" { words.code_within("vote", field) } else { words.input(field) };
            is_told.then(|| format!("{label}: {said}"))
        });
        told.collect::<Vec<_>>().join("; ") + "."
    }

    /// What follows from the figures; nothing while they are disputed or impossible.
    fn outcome(&self, weighed: &Weighed) -> String {
        let words = self.desk.words;
        match weighed.outcome {
            Outcome::InConflict => words.text("paper-outcome_open"),
            Outcome::Incomplete => self.desk.line("paper-outcome", None),
            Outcome::Passed | Outcome::NotPassed => {
                format!("{} {}", words.vote_threshold(weighed), words.vote_outcome(weighed))
            }
        }
    }

    fn about_vote(&self, vote: &Vote) -> Vec<String> {
        let (tally, words) = (&vote.tally, self.desk.words);
        let told = [
            ("basis", &tally.basis),
            ("excluded", &tally.excluded),
            ("ballot_committee", &tally.ballot_committee),
            ("reserved", &tally.reserved),
        ];
        let label = |field: &str| words.code("field-meeting", &format!("vote_{field}"));
        let lines = told.into_iter().filter_map(|(field, shown)| {
            let said = self.said_of(vote, field, shown.clone().unwrap_or_default());
            (!said.is_empty()).then(|| format!("{}: {said}", label(field)))
        });
        lines.collect()
    }

    fn said_of(&self, vote: &Vote, field: &str, shown: String) -> String {
        self.versions("votes", &format!("{}/{field}", vote.key.as_str())).unwrap_or(shown)
    }
}
