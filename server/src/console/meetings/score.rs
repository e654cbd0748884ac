//! From a meeting's score sheet to its lines on the page.

use shared::limits::SHOWN_NAME_CHARS_MAX;
use shared::meeting::MeetingView;
use shared::meeting::adoption::Adoption;
use shared::meeting::facts::{Committee, Facts};
use shared::meeting::score::{self, Figure, Reason};
use shared::rules::{Bound, Rules};
use shared::text::screened_line;

use super::super::locale::Texts;
use super::super::view::{ScoreLine, ScoreSheet};

/// Lines shown; the rubric's own are far fewer, and stand first.
const LINES_MAX: usize = 120;

/// The sheet, once there is something on it: points of the cell, or what was computed.
pub(super) fn sheet(texts: &Texts, meeting: &MeetingView, adoption: &Adoption) -> Option<ScoreSheet> {
    let facts = Facts::of_meeting(meeting).with_adoption(adoption);
    let sheet = score::ScoreSheet::of(Rules::shipped(), meeting, &facts, None)?;
    if sheet.lines.iter().all(|line| line.points().is_none()) {
        return None;
    }
    let title = sheet.title.as_ref().map(|title| texts.of_rule(title).to_owned());
    let max = sheet.max.map_or_else(String::new, |max| format!("/{max}"));
    let more = u32::try_from(sheet.lines.len().saturating_sub(LINES_MAX)).unwrap_or(u32::MAX);
    Some(ScoreSheet {
        rubric: title.or(sheet.rubric).unwrap_or_default(),
        lines: sheet.lines.iter().take(LINES_MAX).map(|one| line(texts, one)).collect(),
        more,
        total: format!("{}{max}", sheet.total),
        is_given: !meeting.score.points.is_empty(),
        is_complete: sheet.is_complete,
        grade: sheet.grade.map(|band| band.grade.code().to_owned()),
    })
}

fn line(texts: &Texts, line: &score::ScoreLine) -> ScoreLine {
    let points = line.points().map_or_else(|| "–".to_owned(), |points| points.to_string());
    let max = line.max.map_or_else(String::new, |max| format!("/{max}"));
    ScoreLine {
        number: line.number.clone().unwrap_or_default(),
        label: line.label.as_ref().map_or_else(
            || screened_line(&line.criterion, SHOWN_NAME_CHARS_MAX),
            |label| texts.of_rule(label).to_owned(),
        ),
        points: format!("{points}{max}"),
        source: match line {
            score::ScoreLine { disputed: true, .. } => "disputed",
            score::ScoreLine { recorded: Some(_), .. } => "recorded",
            score::ScoreLine { computed: Some(_), .. } => "computed",
            score::ScoreLine { applies: false, .. } => "not_counted",
            _ => "open",
        },
        why: line.reason.as_ref().map(|reason| why(texts, reason)).unwrap_or_default(),
    }
}

fn why(texts: &Texts, reason: &Reason) -> String {
    let said =
        |key: &str, n: i64, x: u32| texts.t_with(key, &[("n", n.to_string().into()), ("x", x.to_string().into())]);
    let share = |key: &str, part: u32, whole: u32| {
        let percent = texts.percent(part, whole).map_or_else(String::new, |percent| format!(" ({percent})"));
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
        Figure::Committee(Committee::MetWithMinutes) => texts.t("score-committee-met"),
        Figure::Committee(Committee::DidNotMeet) => texts.t("score-committee-not"),
        Figure::Committee(Committee::HasNone) => texts.t("score-committee-none"),
        Figure::Notified(so) => texts.t(if so { "score-notified" } else { "score-notified-not" }),
        Figure::LongAbsence(so) => texts.t(if so { "score-absence" } else { "score-absence-not" }),
    };
    let step = match reason.bound {
        Some(Bound::ShortAtMost(0)) => texts.t("score-step-whole"),
        Some(Bound::ShortAtMost(short)) => said("score-step-short", short.into(), 0),
        Some(Bound::AtLeast(percent)) => said("score-step-least", percent.into(), 0),
        Some(Bound::Over(percent)) => said("score-step-over", percent.into(), 0),
        Some(Bound::UnexcusedAtLeast(count)) => said("score-step-unexcused", count.into(), 0),
        Some(Bound::DaysAtLeast(days)) => said("score-step-before", days.into(), 0),
        Some(Bound::DaysAtMost(days)) => said("score-step-after", days.into(), 0),
        Some(Bound::Otherwise) => texts.t("score-step-rest"),
        Some(Bound::Is(_)) | None => return figure,
    };
    format!("{figure}; {step}")
}

#[cfg(test)]
mod tests {
    use super::super::super::locale::Locale;
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
            Bound::ShortAtMost(0),
            Bound::ShortAtMost(15),
            Bound::AtLeast(90),
            Bound::Over(50),
            Bound::UnexcusedAtLeast(1),
            Bound::DaysAtLeast(1),
            Bound::DaysAtMost(2),
            Bound::Is(true),
            Bound::Otherwise,
        ];
        for locale in Locale::ALL {
            let texts = Texts::load(locale).unwrap();
            for figure in figures {
                for bound in bounds.into_iter().map(Some).chain([None]) {
                    let said = why(&texts, &Reason { figure, bound });
                    assert!(!said.contains("score-") && !said.contains('{'), "{said}");
                }
            }
            for source in ["recorded", "computed", "open", "not_counted", "disputed", "khac"] {
                assert_ne!(texts.t(&format!("points-{source}")), format!("points-{source}"));
            }
        }
        let texts = Texts::load(Locale::Vi).unwrap();
        let figure = Figure::Attendance { present: 899, required: 1000, unexcused: 0 };
        let said = why(&texts, &Reason { figure, bound: Some(Bound::AtLeast(75)) });
        assert_eq!(said, "có mặt 899/1000 (89,9\u{a0}%); mức từ 75 %");
    }
}
