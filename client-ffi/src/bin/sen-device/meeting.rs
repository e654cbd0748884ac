//! Commands on meetings.

use sen_client::Engine;
use sen_client::engine::{Choice, MeetingPage};
use sen_client::words::words;
use serde_json::{Value, json};
use shared::id::{DocId, OrgId};
use shared::meeting::agenda::Saying;
use shared::meeting::roll::Attendance;
use shared::meeting::vote::{self, Tally, VoteKey};
use shared::meeting::{MeetingKey, Particulars, State};
use shared::time::{CivilDate, Timestamp};

use crate::Said;
use crate::args::{MeetingCommand, SetArgs, VoteArgs};
use crate::fault::Fault;
use crate::typed::{self, Typed};
use crate::{find, page, score, show};

pub(crate) fn run(engine: &mut Engine, command: MeetingCommand, given: &Typed) -> Result<Said, Fault> {
    match command {
        MeetingCommand::List => list(engine),
        MeetingCommand::Show { id } => {
            let doc = find::meeting(engine, &id, given)?;
            let page = engine.meeting(doc)?;
            shown(engine, &page)
        }
        MeetingCommand::Minutes { id, file: None, append: None, at: None, .. } => {
            let doc = find::meeting(engine, &id, given)?;
            Ok(show::minutes(&engine.meeting(doc)?))
        }
        MeetingCommand::Roll { id, all: None, mark } if mark.is_empty() => {
            let doc = find::meeting(engine, &id, given)?;
            let page = engine.meeting(doc)?;
            Ok(show::roll(&page, &engine.roll_call(doc)?))
        }
        MeetingCommand::Score { id, rubric, fill: false, points } if points.is_empty() => {
            let doc = find::meeting(engine, &id, given)?;
            let page = engine.meeting(doc)?;
            score::shown(engine, &page, rubric.as_deref())
        }
        MeetingCommand::Settle { id, place, value } => settle(engine, &id, &place, value, given),
        writing => {
            let (page, said) = write(engine, writing, given)?;
            Ok(wrote(engine, &page, said))
        }
    }
}

fn agenda(engine: &mut Engine, command: MeetingCommand, given: &Typed) -> Result<MeetingPage, Fault> {
    let MeetingCommand::Agenda { id, add, order, presenter, remove } = command else {
        return Err(Fault::Typed("Lệnh này không ghi chương trình.".to_owned()));
    };
    let doc = find::meeting(engine, &id, given)?;
    let presenter = presenter.map(|typed| find::person(engine, &typed)).transpose()?;
    let page = match (add, remove) {
        (Some(title), _) => {
            let next =
                engine.meeting(doc)?.view.agenda.iter().filter(|item| item.is_placed()).map(|item| item.order).max();
            let next = next.unwrap_or(0);
            let order = order.unwrap_or(next.saturating_add(1));
            engine.put_item(doc, &title, order, presenter.as_ref(), given.now)?;
            engine.meeting(doc)?
        }
        (None, Some(key)) => {
            let key = item(engine, doc, &key)?;
            engine.remove_item(doc, &key, given.now)?
        }
        (None, None) => engine.meeting(doc)?,
    };
    Ok(page)
}

fn org_or_own(engine: &Engine, org: Option<String>) -> Result<OrgId, Fault> {
    let Some(org) = org else { return Ok(engine.own_org()?) };
    org.parse().ok().ok_or_else(|| Fault::Typed(format!("`{org}` không phải mã tổ chức.")))
}

/// Carries a command out that writes: each of them makes one change of one meeting, whole or not at all.
fn write(engine: &mut Engine, command: MeetingCommand, given: &Typed) -> Result<(MeetingPage, Said), Fault> {
    let now = given.now;
    let page = match command {
        MeetingCommand::Open { date, kind, ordinal, org } => {
            let org = org_or_own(engine, org)?;
            let key = MeetingKey { org, kind: typed::meeting_kind(&kind)?, date: given.date(&date)?, ordinal };
            engine.open_meeting(&key, now)?
        }
        MeetingCommand::Continue { id } => {
            let doc = find::meeting(engine, &id, given)?;
            engine.continue_meeting(doc, now)?
        }
        MeetingCommand::Move { id, date, kind, ordinal } => {
            let doc = find::meeting(engine, &id, given)?;
            let org = engine.meeting(doc)?.view.key.org;
            let key = MeetingKey { org, kind: typed::meeting_kind(&kind)?, date: given.date(&date)?, ordinal };
            engine.move_meeting(doc, &key, now)?
        }
        MeetingCommand::Roll { id, all, mark } => {
            let page = roll(engine, &id, all.as_deref(), &mark, given)?;
            let lines = engine.roll_call(page.view.doc)?;
            let said = show::roll(&page, &lines);
            return Ok((page, said));
        }
        MeetingCommand::Minutes { id, file, append, at, delete, insert } => {
            let doc = find::meeting(engine, &id, given)?;
            let page = engine.meeting(doc)?;
            let page = match (file, append, at) {
                (Some(file), _, _) => engine.rewrite_minutes(doc, &std::fs::read_to_string(file)?, now)?,
                (_, Some(more), _) => append_minutes(engine, &page, &more, now)?,
                (_, _, Some(at)) => engine.splice_minutes(doc, (at, delete), &insert, now)?,
                (None, None, None) => page,
            };
            let said = show::minutes(&page);
            return Ok((page, said));
        }
        MeetingCommand::Vote(vote) => record_vote(engine, *vote, given)?,
        MeetingCommand::Agenda { .. } => agenda(engine, command, given)?,
        MeetingCommand::Say { id, item: key, speaker, conclusion, text } => {
            let doc = find::meeting(engine, &id, given)?;
            let speaker = speaker.map(|typed| find::person(engine, &typed)).transpose()?;
            let saying = if conclusion { Saying::Conclusion } else { Saying::Opinion };
            let key = item(engine, doc, &key)?;
            engine.say(doc, &key, &saying, speaker.as_ref(), &text, now)?;
            engine.meeting(doc)?
        }
        MeetingCommand::Set(set) => set_particulars(engine, *set, given)?,
        MeetingCommand::Score { id, rubric, fill, points } => {
            let doc = find::meeting(engine, &id, given)?;
            let page = score::record(engine, doc, rubric.as_deref(), (fill, &points), now)?;
            let said = score::shown(engine, &page, None)?;
            return Ok((page, said));
        }
        MeetingCommand::Adopt { id, alone } => {
            let doc = find::meeting(engine, &id, given)?;
            engine.adopt(doc, alone, now)?
        }
        // Those read, and were carried out before.
        MeetingCommand::List | MeetingCommand::Show { .. } | MeetingCommand::Settle { .. } => {
            return Err(Fault::Typed("Lệnh này không ghi gì.".to_owned()));
        }
    };
    let said = shown(engine, &page)?;
    Ok((page, said))
}

/// A whole meeting, with what it was moved to or from.
fn shown(engine: &mut Engine, page: &MeetingPage) -> Result<Said, Fault> {
    let mut said = show::meeting(engine, page)?;
    for (key, word, doc) in
        [("moved_to", "Đã chuyển sang", page.moved.to), ("moved_from", "Chuyển từ", page.moved.from)]
    {
        let Some(doc) = doc else { continue };
        said.text = format!("{word}: {}\n{}", titled(engine, doc)?, said.text);
        said.put(key, json!(doc.to_string()));
    }
    Ok(said)
}

/// A meeting by kind, day and the beginning of its id; by its id alone when it is not here.
fn titled(engine: &mut Engine, doc: DocId) -> Result<String, Fault> {
    let rows = engine.meetings()?;
    let row = rows.iter().find(|(row, _)| row.doc == doc);
    Ok(row.map_or_else(|| doc.to_string(), |(row, _)| format!("{} ({})", words().title(row), find::short(doc))))
}

/// Says before anything else which meeting was written to.
fn wrote(engine: &Engine, page: &MeetingPage, mut said: Said) -> Said {
    let key = &page.view.key;
    let cell = engine.orgs().get(key.org).map(|org| org.name.clone());
    let again = words().ordinal(key.ordinal);
    let head = format!(
        "Đã ghi vào: {} {}{again}, {} ({})\n",
        words().code("meeting_kind", key.kind.code()),
        page.view.held_on.vietnamese(),
        cell.as_deref().unwrap_or("chi bộ chưa rõ tên"),
        find::short(page.view.doc),
    );
    said.text = shared::text::clean_line(&head) + "\n" + &said.text;
    said.put(
        "wrote_to",
        json!({
            "id": page.view.doc.to_string(), "kind": key.kind.code(), "date": page.view.held_on.to_string(),
            "ordinal": key.ordinal, "org": key.org.to_string(), "cell": cell,
        }),
    );
    said
}

fn list(engine: &mut Engine) -> Result<Said, Fault> {
    let mut lines = Vec::new();
    let mut json = Vec::new();
    for (row, safety) in engine.meetings()? {
        let (doc, day) = (row.doc, row.on.map(CivilDate::vietnamese).unwrap_or_default());
        let kind = if row.is_readable { row.text("kind").unwrap_or_default() } else { "khong_doc_duoc" }.to_owned();
        let open_questions = row.decisions.saturating_add(row.impossible).max(u32::from(!row.is_readable));
        let state = State::read(&row.state);
        // What was called off may have been moved; the list says where to.
        let moved = if state == State::Cancelled { engine.moved(doc).ok().and_then(|moved| moved.to) } else { None };
        let stage = match moved {
            Some(to) => format!("đã chuyển sang {}", titled(engine, to)?),
            None if row.flag("adopted") => "đã thông qua".to_owned(),
            None => words().code_within("state-meeting", state.code()),
        };
        let open = if open_questions > 0 { format!("{open_questions} chỗ cần quyết") } else { String::new() };
        lines.push(vec![
            find::short(doc),
            day,
            words().code("meeting_kind", &kind),
            stage,
            words().safety(&safety),
            open,
        ]);
        json.push(json!({
            "id": doc.to_string(), "org": row.org.to_string(), "date": row.on.map(|day| day.to_string()), "kind": kind,
            "ordinal": row.figure("ordinal"), "state": row.state, "topic": row.text("topic"),
            "open_questions": open_questions, "adopted": row.flag("adopted"), "safety": page::safety(&safety),
            "moved_to": moved.map(|to| to.to_string()),
        }));
    }
    Ok(Said { text: show::table(&lines, "Chưa có cuộc họp nào."), json: Value::Array(json) })
}

fn roll(
    engine: &mut Engine,
    id: &str,
    all: Option<&str>,
    typed: &[String],
    given: &Typed,
) -> Result<MeetingPage, Fault> {
    let doc = find::meeting(engine, id, given)?;
    let mut marks = Vec::new();
    for mark in typed {
        let (who, what) = typed::pair(mark)?;
        let (code, reason) = what.split_once(':').map_or((what.as_str(), None), |(code, why)| (code, Some(why)));
        let attendance = typed::attendance(code)?;
        let person = find::person(engine, &who)?;
        marks.push((person, None, attendance, reason.map(|why| why.trim().to_owned())));
    }
    if let Some(code) = all {
        let attendance = typed::attendance(code)?;
        for line in engine.roll_call(doc)? {
            let named = marks.iter().any(|(person, ..)| person.key == line.person.key);
            if line.recorded || named {
                continue;
            }
            // Who is exempt or away is noted as that: they leave the count of those who had to come.
            let noted = if line.attendance == Attendance::Unrecorded { attendance.clone() } else { line.attendance };
            marks.push((line.person, Some(line.standing), noted, None));
        }
    }
    engine.mark_attendance(doc, &marks, given.now)?;
    Ok(engine.meeting(doc)?)
}

fn record_vote(engine: &mut Engine, vote: VoteArgs, given: &Typed) -> Result<MeetingPage, Fault> {
    let doc = find::meeting(engine, &vote.id, given)?;
    let matter = typed::matter(&vote.matter)?;
    // A vote about a person is kept under the person's record, so that two phones mean the same one.
    let about = vote.about.map(|typed| match find::member(engine, &typed) {
        Ok(doc) => doc.to_string(),
        Err(_) => typed,
    });
    let key = VoteKey::new(&matter, about.as_deref());
    let tally = Tally {
        subject: vote.subject,
        method: vote.method.map(|code| typed::method(&code)).transpose()?,
        eligible: vote.eligible,
        present: vote.present,
        issued: vote.issued,
        collected: vote.collected,
        valid: vote.valid,
        agree: vote.agree,
        against: vote.against,
        other: vote.other,
        basis: vote.basis,
        reserved: vote.reserved,
        excluded: vote.excluded,
        ballot_committee: vote.ballot_committee,
        referred_up: vote.referred_up,
    };
    Ok(engine.write_meeting(doc, given.now, |edit| {
        vote::record_vote(edit, &key, &tally)?;
        vote.threshold.map_or(Ok(()), |threshold| vote::set_threshold(edit, &key, &threshold))
    })?)
}

/// The key of an item, typed as key, title or place in the order.
fn item(engine: &mut Engine, doc: DocId, typed: &str) -> Result<String, Fault> {
    let agenda = engine.meeting(doc)?.view.agenda;
    let wanted = shared::text::fold(typed);
    let found = agenda.iter().find(|item| item.key == typed || shared::text::fold(&item.title) == wanted);
    let found = found.or_else(|| agenda.iter().find(|item| item.order.to_string() == typed));
    found.map(|item| item.key.clone()).ok_or_else(|| {
        if agenda.is_empty() {
            return Fault::Typed("Chương trình chưa có mục nào; thêm bằng `meeting agenda … --add`.".to_owned());
        }
        let keys: Vec<&str> = agenda.iter().map(|item| item.key.as_str()).collect();
        Fault::Typed(format!("Chương trình không có mục `{typed}`; có: {}.", keys.join(", ")))
    })
}

fn append_minutes(engine: &mut Engine, page: &MeetingPage, more: &str, now: Timestamp) -> Result<MeetingPage, Fault> {
    let minutes = &page.view.minutes;
    let break_first = !minutes.is_empty() && !minutes.ends_with('\n');
    let text = if break_first { format!("\n{more}") } else { more.to_owned() };
    Ok(engine.splice_minutes(page.view.doc, (minutes.chars().count(), 0), &text, now)?)
}

fn set_particulars(engine: &mut Engine, set: SetArgs, given: &Typed) -> Result<MeetingPage, Fault> {
    let doc = find::meeting(engine, &set.id, given)?;
    let particulars = Particulars {
        held_on: set.held_on.map(|typed| given.date(&typed)).transpose()?,
        starts_at: set.starts.map(|typed| typed::time(&typed)).transpose()?,
        ends_at: set.ends.map(|typed| typed::time(&typed)).transpose()?,
        place: set.place,
        topic: set.topic,
        chair: set.chair.map(|typed| find::person(engine, &typed)).transpose()?,
        minute_taker: set.minute_taker.map(|typed| find::person(engine, &typed)).transpose()?,
        state: set.state.map(|code| typed::state(&code)).transpose()?,
    };
    Ok(engine.set_particulars(doc, &particulars, given.now)?)
}

fn settle(engine: &mut Engine, id: &str, place: &str, value: String, given: &Typed) -> Result<Said, Fault> {
    let doc = find::record(engine, id, given)?;
    let (part, key) = place.split_once('/').unwrap_or((place, ""));
    let listed = value.strip_prefix('#').and_then(|digits| digits.parse::<usize>().ok()?.checked_sub(1));
    let choice = listed.map_or(Choice::Value(value), Choice::Listed);
    engine.settle_conflict(doc, part, key, &choice, given.now)?;
    if engine.record(doc)?.kind() != shared::meeting::KIND {
        return crate::member::run(engine, crate::args::MemberCommand::Show { id: doc.to_string() }, given);
    }
    let page = engine.meeting(doc)?;
    let said = shown(engine, &page)?;
    Ok(wrote(engine, &page, said))
}
