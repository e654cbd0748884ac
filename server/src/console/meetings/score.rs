//! From a meeting's score sheet to its lines on the page.

use shared::limits::SHOWN_NAME_CHARS_MAX;
use shared::meeting::MeetingView;
use shared::meeting::adoption::Adoption;
use shared::meeting::facts::Facts;
use shared::meeting::score;
use shared::record::{Row, known};
use shared::rules::Rules;
use shared::text::screened_line;
use shared::words::Words;

use super::super::view::{ScoreLine, ScoreSheet};

/// Lines shown; the rubric's own are far fewer, and stand first.
const LINES_MAX: usize = 120;

/// The sheet, once there is something on it: points of the cell, or what was computed.
pub(super) fn sheet(
    texts: &Words,
    rules: &Rules,
    meeting: &MeetingView,
    adoption: &Adoption,
    [tasks, committee]: &[Vec<Row>; 2],
) -> Option<ScoreSheet> {
    let facts = Facts::of_meeting(meeting).with_adoption(adoption);
    let facts = known::with_rows(facts, tasks, committee);
    let sheet = score::ScoreSheet::of(rules, meeting, &facts, None)?;
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
        grade: sheet.grade.map(|band| texts.of_rule(&band.label).to_owned()),
    })
}

fn line(texts: &Words, line: &score::ScoreLine) -> ScoreLine {
    let points = line.points().map_or_else(|| "–".to_owned(), |points| points.to_string());
    let max = line.max.map_or_else(String::new, |max| format!("/{max}"));
    ScoreLine {
        number: line.number.clone().unwrap_or_default(),
        label: line.label.as_ref().map_or_else(
            || screened_line(&line.criterion, SHOWN_NAME_CHARS_MAX),
            |label| texts.of_rule(label).to_owned(),
        ),
        points: format!("{points}{max}"),
        source: line.source(),
        why: line.reason.as_ref().map(|reason| texts.score_reason(reason)).unwrap_or_default(),
    }
}
