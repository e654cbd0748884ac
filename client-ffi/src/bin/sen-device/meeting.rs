//! Commands on meetings.

use sen_client::Engine;
use sen_client::engine::{Choice, MeetingPage};
use serde_json::{Value, json};
use shared::id::DocId;
use shared::meeting::agenda::Saying;
use shared::meeting::roll::Attendance;
use shared::meeting::vote::{Matter, Method, Tally, VoteKey};
use shared::meeting::{MeetingKey, MeetingKind, Particulars, State};
use shared::time::{ClockTime, Timestamp};

use crate::Said;
use crate::args::{MeetingCommand, SetArgs, VoteArgs};
use crate::fault::Fault;
use crate::member::{date, known, pair};
use crate::{find, show};

pub(crate) fn run(engine: &mut Engine, command: MeetingCommand, now: Timestamp) -> Result<Said, Fault> {
    let page = match command {
        MeetingCommand::List => return list(engine),
        MeetingCommand::Open { date, kind, ordinal, org } => open(engine, &date, &kind, ordinal, org, now)?,
        MeetingCommand::Continue { id } => {
            let doc = find::meeting(engine, &id)?;
            engine.continue_meeting(doc, now)?
        }
        MeetingCommand::Show { id } => {
            let doc = find::meeting(engine, &id)?;
            engine.meeting(doc)?
        }
        MeetingCommand::Roll { id, all, mark } => return roll(engine, &id, all.as_deref(), &mark, now),
        MeetingCommand::Vote(vote) => record_vote(engine, *vote, now)?,
        MeetingCommand::Agenda { id, add, order, presenter, remove } => {
            let doc = find::meeting(engine, &id)?;
            let presenter = presenter.map(|typed| find::person(engine, &typed)).transpose()?;
            match (add, remove) {
                (Some(title), _) => {
                    let next = engine.meeting(doc)?.view.agenda.iter().map(|item| item.order).max().unwrap_or(0);
                    let order = order.unwrap_or(next.saturating_add(1));
                    engine.put_item(doc, &title, order, presenter.as_ref(), now)?;
                    engine.meeting(doc)?
                }
                (None, Some(key)) => {
                    let key = item(engine, doc, &key)?;
                    engine.remove_item(doc, &key, now)?
                }
                (None, None) => engine.meeting(doc)?,
            }
        }
        MeetingCommand::Say { id, item: key, speaker, conclusion, text } => {
            let doc = find::meeting(engine, &id)?;
            let speaker = speaker.map(|typed| find::person(engine, &typed)).transpose()?;
            let saying = if conclusion { Saying::Conclusion } else { Saying::Opinion };
            let key = item(engine, doc, &key)?;
            engine.say(doc, &key, &saying, speaker.as_ref(), &text, now)?;
            engine.meeting(doc)?
        }
        MeetingCommand::Minutes { id, file, append, at, delete, insert } => {
            let doc = find::meeting(engine, &id)?;
            let page = engine.meeting(doc)?;
            let page = match (file, append, at) {
                (Some(file), _, _) => engine.rewrite_minutes(doc, &std::fs::read_to_string(file)?, now)?,
                (_, Some(more), _) => append_minutes(engine, &page, &more, now)?,
                (_, _, Some(at)) => engine.splice_minutes(doc, (at, delete), &insert, now)?,
                (None, None, None) => page,
            };
            return Ok(show::minutes(&page));
        }
        MeetingCommand::Set(set) => set_particulars(engine, *set, now)?,
        MeetingCommand::Score { id, rubric, points } => score(engine, &id, &rubric, &points, now)?,
        MeetingCommand::Adopt { id, alone } => {
            let doc = find::meeting(engine, &id)?;
            engine.adopt(doc, alone, now)?
        }
        MeetingCommand::Settle { id, place, value } => return settle(engine, &id, &place, value, now),
    };
    Ok(show::meeting(engine, &page))
}

fn open(
    engine: &mut Engine,
    day: &str,
    kind: &str,
    ordinal: u16,
    org: Option<String>,
    now: Timestamp,
) -> Result<MeetingPage, Fault> {
    let org = match org {
        Some(org) => org.parse().map_err(|error: shared::id::ParseIdError| Fault::Typed(error.to_string()))?,
        None => engine.own_org()?,
    };
    let kind = known(MeetingKind::known(kind), MeetingKind::KNOWN, kind)?;
    Ok(engine.open_meeting(&MeetingKey { org, kind, date: date(day)?, ordinal }, now)?)
}

fn list(engine: &mut Engine) -> Result<Said, Fault> {
    let mut lines = Vec::new();
    let mut json = Vec::new();
    for (row, safety) in engine.meetings()? {
        let kind = MeetingKind::read(&row.kind);
        let day = date(&row.date).map_or_else(|_| row.date.clone(), shared::time::CivilDate::vietnamese);
        let state = State::read(&row.state);
        let open =
            if row.open_questions > 0 { format!("{} chỗ cần quyết", row.open_questions) } else { String::new() };
        lines.push(vec![
            find::short(row.doc),
            day,
            sen_client::words::meeting_kind(&kind).to_owned(),
            if row.adopted { "đã thông qua".to_owned() } else { sen_client::words::state(&state).to_owned() },
            sen_client::words::safety(&safety),
            open,
        ]);
        json.push(json!({
            "id": row.doc.to_string(), "org": row.org.to_string(), "date": row.date, "kind": row.kind,
            "ordinal": row.ordinal, "state": row.state, "topic": row.topic, "open_questions": row.open_questions,
            "adopted": row.adopted, "safety": show::safety(&safety),
        }));
    }
    Ok(Said { text: show::table(&lines, "Chưa có cuộc họp nào."), json: Value::Array(json) })
}

fn roll(engine: &mut Engine, id: &str, all: Option<&str>, typed: &[String], now: Timestamp) -> Result<Said, Fault> {
    let doc = find::meeting(engine, id)?;
    let attendance = |code: &str| known(Attendance::known(code), Attendance::KNOWN, code);
    let mut marks = Vec::new();
    for mark in typed {
        let (who, what) = pair(mark)?;
        let (code, reason) = what.split_once(':').map_or((what.as_str(), None), |(code, why)| (code, Some(why)));
        let person = find::person(engine, &who)?;
        marks.push((person, None, attendance(code)?, reason.map(str::to_owned)));
    }
    if let Some(code) = all {
        let attendance = attendance(code)?;
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
    if !marks.is_empty() {
        engine.mark_attendance(doc, &marks, now)?;
    }
    let page = engine.meeting(doc)?;
    let lines = engine.roll_call(doc)?;
    Ok(show::roll(&page, &lines))
}

fn record_vote(engine: &mut Engine, vote: VoteArgs, now: Timestamp) -> Result<MeetingPage, Fault> {
    let doc = find::meeting(engine, &vote.id)?;
    let matter = known(Matter::known(&vote.matter), Matter::KNOWN, &vote.matter)?;
    // A vote about a person is kept under the person's record, so that two phones mean the same one.
    let about = vote.about.map(|typed| match find::member(engine, &typed) {
        Ok(doc) => doc.to_string(),
        Err(_) => typed,
    });
    let key = VoteKey::new(&matter, about.as_deref());
    let method = vote.method.map(|code| known(Method::known(&code), Method::KNOWN, &code)).transpose()?;
    let tally = Tally {
        subject: vote.subject,
        method,
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
    let page = engine.record_vote(doc, &key, &tally, now)?;
    match vote.threshold {
        Some(threshold) => Ok(engine.set_threshold(doc, &key, &threshold, now)?),
        None => Ok(page),
    }
}

/// The key of an item, typed as key, title or place in the order.
fn item(engine: &mut Engine, doc: DocId, typed: &str) -> Result<String, Fault> {
    let agenda = engine.meeting(doc)?.view.agenda;
    let wanted = shared::text::fold(typed);
    let found = agenda.iter().find(|item| item.key == typed || shared::text::fold(&item.title) == wanted);
    let found = found.or_else(|| agenda.iter().find(|item| item.order.to_string() == typed));
    found.map(|item| item.key.clone()).ok_or_else(|| {
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

fn set_particulars(engine: &mut Engine, set: SetArgs, now: Timestamp) -> Result<MeetingPage, Fault> {
    let doc = find::meeting(engine, &set.id)?;
    let time = |typed: Option<String>| {
        typed
            .map(|typed| {
                ClockTime::parse(&typed).map_err(|error| Fault::Typed(format!("Giờ `{typed}` chưa đúng: {error}.")))
            })
            .transpose()
    };
    let given = Particulars {
        held_on: set.held_on.as_deref().map(date).transpose()?,
        starts_at: time(set.starts)?,
        ends_at: time(set.ends)?,
        place: set.place,
        topic: set.topic,
        chair: set.chair.map(|typed| find::person(engine, &typed)).transpose()?,
        minute_taker: set.minute_taker.map(|typed| find::person(engine, &typed)).transpose()?,
        state: set.state.map(|code| known(State::known(&code), State::KNOWN, &code)).transpose()?,
    };
    Ok(engine.set_particulars(doc, &given, now)?)
}

fn score(engine: &mut Engine, id: &str, rubric: &str, typed: &[String], now: Timestamp) -> Result<MeetingPage, Fault> {
    let doc = find::meeting(engine, id)?;
    for one in typed {
        let (criterion, points) = pair(one)?;
        let points = points
            .parse()
            .map_err(|error: std::num::ParseIntError| Fault::Typed(format!("Điểm `{points}` chưa đúng: {error}.")))?;
        engine.score(doc, rubric, &criterion, points, now)?;
    }
    Ok(engine.meeting(doc)?)
}

fn settle(engine: &mut Engine, id: &str, place: &str, value: String, now: Timestamp) -> Result<Said, Fault> {
    let doc = find::record(engine, id)?;
    let (part, key) = place.split_once('/').unwrap_or((place, ""));
    let listed = value.strip_prefix('#').and_then(|digits| digits.parse::<usize>().ok()?.checked_sub(1));
    let choice = listed.map_or(Choice::Value(value), Choice::Listed);
    engine.settle_conflict(doc, part, key, &choice, now)?;
    match engine.meeting(doc) {
        Ok(page) => Ok(show::meeting(engine, &page)),
        Err(_) => crate::member::run(engine, crate::args::MemberCommand::Show { id: doc.to_string() }, now),
    }
}
