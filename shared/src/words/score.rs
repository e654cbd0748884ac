//! The words of a score sheet: what a line was computed from, and whose the points are.

use super::{Language, Words};
use crate::meeting::facts::Committee;
use crate::meeting::score::{Figure, Reason, ScoreLine};
use crate::rules::{Condition, Label};

impl Words {
    /// The words a rule brings along.
    #[must_use]
    pub fn of_rule<'a>(&self, label: &'a Label) -> &'a str {
        match self.language {
            Language::Vi => &label.vi,
            Language::En => &label.en,
        }
    }

    /// When a step of a scale is reached; `None` where the figure alone says it.
    #[must_use]
    pub fn score_step(&self, condition: Condition) -> Option<String> {
        let said = |key: &str, n: u32| self.filled(key, &[("n", &n.to_string())]);
        Some(match condition {
            Condition::ShortAtMost(0) => self.text("score-step-whole"),
            Condition::ShortAtMost(short) => said("score-step-short", short),
            Condition::AtLeast(percent) => said("score-step-least", percent),
            Condition::Over(percent) => said("score-step-over", percent),
            Condition::UnexcusedAtLeast(count) => said("score-step-unexcused", count),
            Condition::DaysAtLeast(days) => said("score-step-before", days),
            Condition::DaysAtMost(days) => said("score-step-after", days),
            Condition::Otherwise => self.text("score-step-rest"),
            Condition::Is(_) => return None,
        })
    }

    /// The figure a line of a score sheet was computed from, and the step of the scale it reached.
    #[must_use]
    pub fn score_reason(&self, reason: &Reason) -> String {
        let said = |key: &str, n: i64, x: u32| {
            self.text_with(key, &[("n", (&n.to_string()).into()), ("x", (&x.to_string()).into())])
        };
        let share = |key: &str, part: u32, whole: u32| {
            let percent = self.percent(part, whole).map_or_else(String::new, |percent| format!(" ({percent})"));
            said(key, part.into(), whole) + &percent
        };
        let figure = match reason.figure {
            Figure::Duration { minutes, norm } => said("score-duration", minutes.into(), norm),
            Figure::Attendance { present, required, unexcused: 0 } => share("score-attendance", present, required),
            Figure::Attendance { present, required, unexcused } => {
                share("score-attendance", present, required) + ", " + &said("score-unexcused", unexcused.into(), 0)
            }
            Figure::Speakers { speakers, present } => share("score-speakers", speakers, present),
            Figure::Tasks { done, total } => share("score-tasks", done, total),
            Figure::DocumentsSent { days_before } => said("score-documents", days_before, 0),
            Figure::Finished { days_after } => said("score-finished", days_after, 0),
            Figure::Committee(Committee::MetWithMinutes) => self.text("score-committee-met"),
            Figure::Committee(Committee::DidNotMeet) => self.text("score-committee-not"),
            Figure::Committee(Committee::HasNone) => self.text("score-committee-none"),
            Figure::Notified(so) => self.text(if so { "score-notified" } else { "score-notified-not" }),
            Figure::LongAbsence(so) => self.text(if so { "score-absence" } else { "score-absence-not" }),
        };
        let Some(step) = reason.condition.and_then(|condition| self.score_step(condition)) else { return figure };
        format!("{figure}; {step}")
    }
}

impl ScoreLine {
    /// Where the points of the line come from, by the code that the family `points` has.
    #[must_use]
    pub const fn source(&self) -> &'static str {
        match self {
            Self { disputed: true, .. } => "disputed",
            Self { recorded: Some(_), .. } => "recorded",
            Self { computed: Some(_), .. } => "computed",
            Self { applies: false, .. } => "not_counted",
            _ => "open",
        }
    }
}

/// Every source of points.
pub(super) const SOURCES: [&str; 5] = ["disputed", "recorded", "computed", "not_counted", "open"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_and_every_step_has_its_words_in_both_languages() {
        let (n, x) = (5, 20);
        let figures = [
            Figure::Duration { minutes: n, norm: x },
            Figure::Attendance { present: n, required: x, unexcused: 0 },
            Figure::Attendance { present: n, required: x, unexcused: 2 },
            Figure::Speakers { speakers: n, present: x },
            Figure::Tasks { done: n, total: x },
            Figure::DocumentsSent { days_before: -1 },
            Figure::Finished { days_after: 3 },
            Figure::Committee(Committee::MetWithMinutes),
            Figure::Committee(Committee::DidNotMeet),
            Figure::Committee(Committee::HasNone),
            Figure::Notified(true),
            Figure::Notified(false),
            Figure::LongAbsence(true),
            Figure::LongAbsence(false),
        ];
        let bounds = [
            Condition::ShortAtMost(0),
            Condition::ShortAtMost(15),
            Condition::AtLeast(90),
            Condition::Over(50),
            Condition::UnexcusedAtLeast(1),
            Condition::DaysAtLeast(1),
            Condition::DaysAtMost(2),
            Condition::Is(true),
            Condition::Otherwise,
        ];
        for language in Language::ALL {
            let words = Words::of(language);
            for figure in figures {
                for condition in bounds.into_iter().map(Some).chain([None]) {
                    let said = words.score_reason(&Reason { figure, condition });
                    assert!(!said.contains("score-") && !said.contains('{'), "{said}");
                }
            }
        }
        let words = Words::of(Language::Vi);
        let figure = Figure::Attendance { present: 899, required: 1000, unexcused: 0 };
        let said = words.score_reason(&Reason { figure, condition: Some(Condition::AtLeast(75)) });
        assert_eq!(said, "có mặt 899/1000 (89,9\u{a0}%); mức từ 75 %");
    }
}
