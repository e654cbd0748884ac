//! What commands say: aligned Vietnamese for a person, stable keys for a program.

use sen_client::Engine;
use sen_client::engine::{MeetingPage, RollLine};
use sen_client::words::words;
use serde_json::{Value, json};
use shared::doc::{Concurrent, Grade, Scalar};
use shared::limits::LINE_CHARS_MAX;
use shared::meeting::adoption::{Adoption, SignedVersion};
use shared::meeting::agenda::Said as Noted;
use shared::meeting::roll::RollSummary;
use shared::meeting::score::ScoreSheet;
use shared::meeting::vote::Vote;
use shared::meeting::{MeetingView, Person};
use shared::text::screened_line;

use crate::fault::Fault;
use crate::{Said, page};

/// Lines in columns as wide as their widest cell; `none` when there are no lines. A cell is one line, whatever it holds.
pub(crate) fn table(lines: &[Vec<String>], none: &str) -> String {
    if lines.is_empty() {
        return none.to_owned();
    }
    let cells = |line: &Vec<String>| line.iter().map(|cell| screened_line(cell, LINE_CHARS_MAX)).collect();
    let lines: Vec<Vec<String>> = lines.iter().map(cells).collect();
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let row = |line: &Vec<String>| {
        let cells = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    lines.iter().map(row).collect()
}

/// A conflict, for a person and for a program.
pub(crate) fn conflict(engine: &Engine, part: &str, key: &str, grade: Grade, values: &[Concurrent]) -> (String, Value) {
    let place = if key.is_empty() { part.to_owned() } else { format!("{part}/{key}") };
    let who = |value: &Concurrent| value.author.map_or_else(|| "?".to_owned(), |author| engine.people().name(author));
    let head = if grade == Grade::Decision { "! Cần quyết định" } else { "· Viết song song" };
    let mut text = format!("{head}: {place}\n");
    for (index, value) in values.iter().enumerate() {
        let shown = if value.value == Scalar::Null { String::new() } else { format!("{} — ", value.value.display()) };
        text += &format!("    #{} {shown}{}, {}\n", index + 1, who(value), value.at.vietnam_display());
    }
    let values: Vec<Value> = values
        .iter()
        .map(|value| {
            json!({
                "value": value.value, "author": who(value),
                "device": value.author.map(|author| author.to_string()), "at": value.at.rfc3339(),
            })
        })
        .collect();
    let grade = if grade == Grade::Decision { "decision" } else { "parallel" };
    (text, json!({ "part": part, "key": key, "grade": grade, "values": values }))
}

pub(crate) fn account(engine: &Engine) -> Said {
    let Some(account) = engine.account() else {
        return Said {
            text: "Máy này chưa ghi danh.".to_owned(),
            json: json!({ "device": engine.device().to_string() }),
        };
    };
    let certificate = &account.certificate;
    let lines = [
        vec!["Người".to_owned(), certificate.person.clone()],
        vec!["Vai trò".to_owned(), certificate.role.clone()],
        vec!["Máy chủ".to_owned(), account.url.clone()],
        vec!["Mã máy".to_owned(), engine.device().to_string()],
    ];
    let json = json!({
        "device": engine.device().to_string(), "person": certificate.person, "role": certificate.role,
        "org": certificate.org.to_string(), "member": certificate.member.map(|member| member.to_string()),
        "url": account.url,
    });
    Said { text: table(&lines, ""), json }
}

pub(crate) fn orgs(engine: &Engine) -> Said {
    let tree = engine.orgs();
    let depth = |org| tree.ancestry(org).skip(1).filter(|above| tree.get(*above).is_some()).count();
    // Sorted by the names on the way down, each organisation follows the one above it.
    let path = |org| {
        let mut names: Vec<&str> =
            tree.ancestry(org).filter_map(|org| tree.get(org)).map(|org| org.name.as_str()).collect();
        names.reverse();
        names.join("\u{0}")
    };
    let mut list = engine.org_list();
    list.sort_by_key(|org| path(org.org));
    let text = list
        .iter()
        .map(|org| format!("{}{} ({})\n", "  ".repeat(depth(org.org)), org.name, org.class))
        .collect::<String>();
    let json = list
        .iter()
        .map(|org| {
            json!({
                "id": org.org.to_string(), "name": org.name, "class": org.class.code(), "unit_kind": org.unit_kind,
                "parent": org.parent.map(|parent| parent.to_string()),
            })
        })
        .collect();
    Said {
        text: if text.is_empty() { "Chưa có tổ chức nào; hãy đồng bộ.".to_owned() } else { text }, json
    }
}

pub(crate) fn minutes(page: &MeetingPage) -> Said {
    let minutes = &page.view.minutes;
    let json = json!({ "id": page.view.doc.to_string(), "minutes": minutes, "safety": page::safety(&page.safety) });
    Said { text: if minutes.is_empty() { "Biên bản chưa có gì.".to_owned() } else { minutes.clone() }, json }
}

pub(crate) fn roll(page: &MeetingPage, lines: &[RollLine]) -> Said {
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|line| {
            vec![
                line.person.name.clone(),
                words().code_within("standing", line.standing.code()),
                words().code_within("attendance", line.attendance.code()),
                line.reason.clone().unwrap_or_default(),
            ]
        })
        .collect();
    let text = format!("{}\n{}\n", table(&rows, "Chưa có ai trong danh sách."), summary_line(&page.view.summary));
    let people: Vec<Value> = lines
        .iter()
        .map(|line| {
            json!({
                "person": page::person(&line.person), "standing": line.standing.code(),
                "attendance": line.attendance.code(), "reason": line.reason, "recorded": line.recorded,
            })
        })
        .collect();
    let json = json!({
        "id": page.view.doc.to_string(), "roll": people, "summary": page::summary(&page.view.summary),
        "safety": page::safety(&page.safety),
    });
    Said { text, json }
}

pub(crate) fn meeting(engine: &Engine, page: &MeetingPage) -> Result<Said, Fault> {
    let view = &page.view;
    let name = |person: &Option<Person>| person.as_ref().map_or_else(|| "—".to_owned(), |person| person.name.clone());
    let time = |time: Option<shared::time::ClockTime>| time.map_or_else(|| "—".to_owned(), |time| time.to_string());
    let head = [
        vec!["Mã".to_owned(), view.doc.to_string()],
        vec![
            "Cuộc họp".to_owned(),
            format!(
                "{}, {}{}",
                words().code("meeting_kind", view.key.kind.code()),
                view.held_on.vietnamese(),
                words().ordinal(view.key.ordinal)
            ),
        ],
        vec!["Trạng thái".to_owned(), words().code_within("state-meeting", view.state.code())],
        vec!["Địa điểm".to_owned(), view.place.clone().unwrap_or_else(|| "—".to_owned())],
        vec!["Thời gian".to_owned(), format!("{} – {}", time(view.starts_at), time(view.ends_at))],
        vec!["Chủ trì".to_owned(), name(&view.chair)],
        vec!["Thư ký".to_owned(), name(&view.minute_taker)],
        vec!["Điểm danh".to_owned(), summary_line(&view.summary)],
        vec!["Thông qua".to_owned(), adoption_line(engine, &page.adoption)],
        vec!["An toàn".to_owned(), words().safety(&page.safety)],
    ];
    let mut text = table(&head, "");
    if let Some(topic) = &view.topic {
        text += &format!("Chuyên đề: {topic}\n");
    }
    for task in &page.open_tasks {
        let due = task.due.map(|due| format!(", hạn {}", due.vietnamese())).unwrap_or_default();
        text += &format!("Còn mở: {} ({}{due})\n", task.title, words().code_within("state-task", &task.state));
    }
    text += &agenda_text(view);
    text += &view.votes.iter().map(vote_line).collect::<String>();
    if !view.score.points.is_empty()
        && let Some(sheet) = engine.score_sheet(page, None)?
    {
        text += &format!("Chấm điểm   {}\n", score_total(&sheet));
    }
    if !view.minutes.is_empty() {
        text += &format!("\n{}\n\n", view.minutes.trim_end());
    }
    if page.room.is_short() {
        text += &format!(
            "! Biên bản đã dùng {} % chỗ; khi đầy hãy mở phần tiếp theo bằng meeting continue.\n",
            page.room.used_percent()
        );
    }
    for finding in &view.findings {
        let (left, right) = finding.figures;
        text += &format!(
            "! {}: {} ({left} và {right})\n",
            words().code_within("finding", finding.code.code()),
            finding.place
        );
    }
    let conflicts =
        view.conflicts.iter().map(|found| conflict(engine, &found.part, &found.key, found.grade, &found.values));
    let (texts, conflicts): (Vec<String>, Vec<Value>) = conflicts.unzip();
    text += &texts.concat();
    for addendum in &page.adoption.proposed {
        let who: Vec<String> = addendum.by.iter().map(|(device, _)| engine.people().name(*device)).collect();
        text += &format!("+ Đề nghị bổ sung {}/{} ({})\n", addendum.part, addendum.key, who.join(", "));
    }
    if page.adoption.unchecked > 0 {
        text += &format!("! Còn {} bản được ký mà chưa kiểm tra\n", page.adoption.unchecked);
    }
    Ok(Said { text, json: page::meeting(engine, page, conflicts) })
}

fn agenda_text(view: &MeetingView) -> String {
    let mut text = String::new();
    let noted = |said: &Noted| {
        let who = said.speaker.as_ref().map_or("—", |person| person.name.as_str());
        format!("{who}: {}", said.text)
    };
    for item in &view.agenda {
        let by = item.presenter.as_ref().map_or_else(String::new, |person| format!(" ({})", person.name));
        let place = if item.is_placed() { item.order.to_string() } else { "–".to_owned() };
        text += &format!("{place}. {}{by}  [{}]\n", item.title, item.key);
        text += &item.opinions.iter().map(|said| format!("     {}\n", noted(said))).collect::<String>();
        text += &item.conclusions.iter().map(|said| format!("     Kết luận — {}\n", noted(said))).collect::<String>();
    }
    text
}

/// The points of a meeting and what they are worth.
pub(crate) fn score_total(sheet: &ScoreSheet) -> String {
    let max = sheet.max.map_or_else(String::new, |max| format!("/{max}"));
    let graded = match &sheet.grade {
        Some(band) => format!("xếp loại {}", band.label.vi),
        None if sheet.title.is_none() => "máy chưa biết bảng này nên không xếp loại".to_owned(),
        None if sheet.is_complete => "chưa xếp loại: còn chỗ mâu thuẫn".to_owned(),
        None => "chưa xếp loại: chưa chấm đủ".to_owned(),
    };
    format!("Tổng {}{max} điểm, {graded}", sheet.total)
}

fn vote_line(vote: &Vote) -> String {
    let figure = |value: Option<i64>| value.map_or_else(|| "—".to_owned(), |value| value.to_string());
    let tally = &vote.tally;
    format!(
        "Biểu quyết {}{}: tán thành {}/{}, không tán thành {}, ý kiến khác {} — {} (cần {})\n",
        words().code("matter", vote.key.matter().code()),
        tally.subject.as_ref().map_or_else(String::new, |subject| format!(" “{subject}”")),
        figure(tally.agree),
        figure(tally.eligible),
        figure(tally.against),
        figure(tally.other),
        words().code_within("outcome", vote.outcome.code()),
        vote.threshold.text(),
    )
}

fn summary_line(sum: &RollSummary) -> String {
    format!(
        "có mặt {}/{}, vắng có lý do {}, vắng không lý do {}, miễn {}, chưa điểm danh {}",
        sum.present, sum.required, sum.excused, sum.unexcused, sum.exempt, sum.unrecorded
    )
}

fn adoption_line(engine: &Engine, adoption: &Adoption) -> String {
    let names = |version: &SignedVersion| {
        let names: Vec<String> = version.signatures.iter().map(|by| engine.people().name(by.device)).collect();
        names.join(", ")
    };
    match (adoption.adopted.first(), adoption.pending.first()) {
        (Some(version), _) if version.is_sole() => format!("đã thông qua, một người ký ({})", names(version)),
        (Some(version), _) => format!("đã thông qua ({})", names(version)),
        (None, Some(version)) => format!("chờ thêm chữ ký (đã ký: {})", names(version)),
        (None, None) => "chưa".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn a_cell_of_any_length_is_one_line_of_the_table() {
        let lines = [vec!["Địa điểm".to_owned(), "x".repeat(70_000)], vec!["a\nb\u{1b}[2J".to_owned(), "c".to_owned()]];
        let shown = table(&lines, "");
        assert_eq!(shown.lines().count(), 2);
        assert!(shown.chars().count() < 2_000 && !shown.contains('\u{1b}'), "{shown}");
    }
}
