//! The score sheet of a meeting: shown with what was computed and why, and written.

use sen_client::Engine;
use sen_client::engine::MeetingPage;
use sen_client::words::words;
use serde_json::{Value, json};
use shared::id::DocId;
use shared::meeting::score::{ScoreLine, ScoreSheet};
use shared::time::Timestamp;

use crate::Said;
use crate::fault::Fault;
use crate::{page, show, typed};

/// The sheet for a person and for a program.
pub(crate) fn shown(engine: &Engine, page: &MeetingPage, rubric: Option<&str>) -> Result<Said, Fault> {
    let id = page.view.doc.to_string();
    let Some(sheet) = engine.score_sheet(page, rubric)? else {
        let text = "Không có bảng chấm điểm nào cho loại và ngày họp này.\n".to_owned();
        return Ok(Said { text, json: json!({ "id": id, "rubric": null, "safety": page::safety(&page.safety) }) });
    };
    let title = sheet.title.as_ref().map_or("bảng này máy chưa biết", |title| title.vi.as_str());
    let mut text = format!("{title} ({})\n", sheet.rubric.as_deref().unwrap_or("—"));
    text += &show::table(&sheet.lines.iter().map(row).collect::<Vec<_>>(), "Chưa chấm mục nào.\n");
    text += &format!("{}\n", show::score_total(&sheet));
    let json = json!({
        "id": id, "rubric": sheet.rubric, "recorded": sheet.is_recorded, "title": sheet.title.as_ref().map(|it| &it.vi),
        "lines": sheet.lines.iter().map(line).collect::<Vec<_>>(), "total": sheet.total, "max": sheet.max,
        "complete": sheet.is_complete, "grade": sheet.grade.as_ref().map(|band| band.grade.code().to_owned()),
        "safety": page::safety(&page.safety),
    });
    Ok(Said { text, json })
}

fn row(line: &ScoreLine) -> Vec<String> {
    let points = line.points().map_or_else(|| "–".to_owned(), |points| points.to_string());
    let max = line.max.map_or_else(String::new, |max| format!("/{max}"));
    vec![
        line.number.clone().unwrap_or_default(),
        line.label.as_ref().map_or_else(|| line.criterion.clone(), |label| label.vi.clone()),
        format!("{points}{max}"),
        words().code_within("points", line.source()),
        line.reason.as_ref().map(|reason| words().score_reason(reason)).unwrap_or_default(),
    ]
}

fn line(line: &ScoreLine) -> Value {
    json!({
        "criterion": line.criterion, "number": line.number, "label": line.label.as_ref().map(|label| &label.vi),
        "max": line.max, "applies": line.applies, "recorded": line.recorded, "computed": line.computed,
        "points": line.points(), "why": line.reason.as_ref().map(|reason| words().score_reason(reason)), "disputed": line.disputed,
    })
}

/// Writes the points typed and, where `fill` says so, those that were computed for what nobody gave points.
pub(crate) fn record(
    engine: &mut Engine,
    doc: DocId,
    rubric: Option<&str>,
    (fill, typed): (bool, &[String]),
    now: Timestamp,
) -> Result<MeetingPage, Fault> {
    let page = engine.meeting(doc)?;
    let sheet = engine.score_sheet(&page, rubric)?;
    let rubric = sheet.as_ref().and_then(|sheet| sheet.rubric.clone());
    let (Some(sheet), Some(rubric)) = (sheet, rubric) else {
        return Err(Fault::Typed("Không có bảng chấm điểm cho loại và ngày họp này; chọn bằng --rubric.".to_owned()));
    };
    let mut points: Vec<(String, i64)> = Vec::new();
    for one in typed {
        let (criterion, given) = typed::pair(one)?;
        let max = sheet.lines.iter().find(|line| is_called(line, &criterion)).and_then(|line| line.max).unwrap_or(100);
        let wrong = || Fault::Typed(format!("Điểm `{given}` chưa đúng; viết một số từ 0 đến {max}."));
        points.push((code(&sheet, &rubric, &criterion)?, given.parse().ok().ok_or_else(wrong)?));
    }
    if fill {
        let open = sheet.lines.iter().filter(|line| line.recorded.is_none());
        let open = open.filter_map(|line| Some((line.criterion.clone(), line.computed?)));
        let left: Vec<_> = open.filter(|(code, _)| points.iter().all(|(given, _)| given != code)).collect();
        points.extend(left);
    }
    Ok(engine.score(doc, &rubric, &points, now)?)
}

/// The code of a criterion typed by its code or number; any words under a rubric this version does not know.
fn code(sheet: &ScoreSheet, rubric: &str, typed: &str) -> Result<String, Fault> {
    if let Some(line) = sheet.lines.iter().find(|line| is_called(line, typed)) {
        return Ok(line.criterion.clone());
    }
    if sheet.title.is_none() {
        return Ok(typed.to_owned());
    }
    let known = sheet.lines.iter().filter_map(|line| Some(format!("{} {}", line.number.as_ref()?, line.criterion)));
    let known: Vec<String> = known.collect();
    Err(Fault::Typed(format!("Bảng {rubric} không có mục `{typed}`; có: {}.", known.join(", "))))
}

fn is_called(line: &ScoreLine, typed: &str) -> bool {
    line.number.as_deref() == Some(typed) || line.criterion == shared::text::fold(typed)
}
