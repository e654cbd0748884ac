//! What people write into records of the kinds that are declared and have no code of their own: a cell's resolutions
//! and tasks, and what the ward's reviewers say of them.

use sen_client::engine::{Choice, Engine, EngineError, RunningText};
use shared::doc::Kind;
use shared::id::{DocId, OrgId};
use shared::meeting::vote::{Matter, Tally, VoteKey};
use shared::record::list::{Page, Query};
use shared::record::{FieldPath, RecordView, Refusal};
use shared::time::Timestamp;

/// The record that was written, and what was done to it.
pub(super) type Written = (DocId, &'static str);
pub(super) type Given = Vec<(String, String)>;

/// A meeting voted on the resolution that is about it, which may be adopted now.
pub(super) const VOTED: &str = "vote on it";
/// What a person types into the plan of a resolution; it is no change yet.
pub(super) const TYPED_PLAN: &str = "plan";

pub(super) fn given<const N: usize>(fields: [(&str, &str); N]) -> Given {
    fields.into_iter().map(|(place, typed)| (place.to_owned(), typed.to_owned())).collect()
}

/// The records of a kind that speak about or come from another one.
fn about(engine: &mut Engine, kind: Kind, doc: DocId) -> Result<Vec<DocId>, EngineError> {
    let query = Query { about: Some(doc), ..Query::of(kind) };
    Ok(engine.records(&query, Page::ALL)?.into_iter().map(|(row, _)| row.doc).collect())
}

pub(super) fn day(chance: &mut fastrand::Rng) -> String {
    format!("{}/11/2026", 1 + chance.u8(..28))
}

/// Somebody of a cell writes into what follows from a meeting.
pub(super) fn write_in_cell(
    engine: &mut Engine,
    meeting: DocId,
    n: u64,
    now: Timestamp,
    chance: &mut fastrand::Rng,
) -> Result<Written, EngineError> {
    let known = about(engine, Kind::Resolution, meeting)?.first().copied();
    if let Some(doc) = known.filter(|_| chance.u8(..8) > 0) {
        return go_on(engine, (doc, meeting), n, now, chance);
    }
    // Whoever has not heard of it, or does not look, begins it once more: it is the same record.
    let fields = given([("title", &format!("Nghị quyết {n}"))]);
    let doc = engine.begin_record(Kind::Resolution, (None, Some(meeting)), &fields, now)?.view.doc;
    let done = (doc, "resolution");
    if known.is_some() || chance.u8(..4) == 0 {
        return Ok(done);
    }
    after(done, go_on(engine, (doc, meeting), n, now, chance))
}

/// What was done stays done when the disk or a rule is in the way of what was to follow.
pub(super) fn after(done: Written, next: Result<Written, EngineError>) -> Result<Written, EngineError> {
    match next {
        Err(
            EngineError::Vault(_)
            | EngineError::Denied(_)
            | EngineError::Gone
            | EngineError::NoSuchRecord(_)
            | EngineError::Step(_)
            | EngineError::Write(_),
        ) => Ok(done),
        next => next,
    }
}

fn go_on(
    engine: &mut Engine,
    (doc, meeting): (DocId, DocId),
    n: u64,
    now: Timestamp,
    chance: &mut fastrand::Rng,
) -> Result<Written, EngineError> {
    match chance.u8(..13) {
        0 => {
            let month = format!("2026-{:02}", 10 + chance.u8(..3));
            let fields =
                given([("month", &month), ("signed_by", "Nguyễn Văn An"), ("review", &format!("Tháng {n}. "))]);
            Ok((engine.set_fields(doc, &fields, now)?.view.doc, "fields"))
        }
        1 | 2 => {
            let row = given([("what", &format!("Việc {n}")), ("lead", "Trần Thị Bình"), ("due", &day(chance))]);
            engine.add_entry(doc, "assignments", &row, now)?;
            Ok((doc, "assignment"))
        }
        3 => {
            engine.add_entry(doc, "praise", &given([("kind", "khen"), ("text", &format!("Khen {n}"))]), now)?;
            Ok((doc, "praise"))
        }
        4 | 5 => {
            let plan = RunningText::at(Kind::Resolution, &FieldPath::Text("plan"));
            let mut draft = engine.begin_draft(doc, plan.ok_or(EngineError::NoSuchRecord("text"))?)?;
            engine.type_into(&mut draft, (0, 0), &format!("[{n}] "), now)?;
            Ok((doc, TYPED_PLAN))
        }
        6 => {
            let page = engine.set_fields(doc, &given([("plan", &format!("Kế hoạch {n}. "))]), now)?;
            Ok((page.view.doc, "whole plan"))
        }
        7 | 8 => step_of_resolution(engine, (doc, meeting), n, now, chance),
        9 => settle(engine, doc, now),
        10 => reply(engine, if chance.bool() { doc } else { meeting }, n, now, chance),
        _ => task(engine, doc, n, now, chance),
    }
}

/// The cell answers what the ward may say of a record, and later says that it is mended.
fn reply(
    engine: &mut Engine,
    of: DocId,
    n: u64,
    now: Timestamp,
    chance: &mut fastrand::Rng,
) -> Result<Written, EngineError> {
    let known = about(engine, Kind::Reply, of)?.first().copied();
    let doc = match known.filter(|_| chance.u8(..4) > 0) {
        Some(doc) => doc,
        None => engine.begin_record(Kind::Reply, (None, Some(of)), &Given::new(), now)?.view.doc,
    };
    let row = given([("to", "remarks"), ("text", &format!("Đã sửa {n}")), ("mended_on", &day(chance))]);
    after((doc, "reply"), engine.add_entry(doc, "answers", &row, now).map(|_| (doc, "answer")))
}

/// A meeting that voted adopts its resolution.
pub(super) fn adopt(
    engine: &mut Engine,
    voted: Written,
    n: u64,
    now: Timestamp,
    chance: &mut fastrand::Rng,
) -> Result<Written, EngineError> {
    match about(engine, Kind::Resolution, voted.0)?.first() {
        Some(doc) => after(voted, step_of_resolution(engine, (*doc, voted.0), n, now, chance)),
        None => Ok(voted),
    }
}

fn step_of_resolution(
    engine: &mut Engine,
    (doc, meeting): (DocId, DocId),
    n: u64,
    now: Timestamp,
    chance: &mut fastrand::Rng,
) -> Result<Written, EngineError> {
    let state = engine.record_page(doc)?.view.state;
    let reason = |why: &str| given([("reason", &format!("{why} {n}"))]);
    let issue = given([("number", &format!("{}", 1 + n % 99)), ("issued_on", &day(chance))]);
    let mut take = |step: &'static str, fields: &Given| {
        engine.step_record(doc, step, fields, now).map(|page| (page.view.doc, step))
    };
    match (state.as_str(), chance.u8(..4)) {
        ("du_thao", then) => match take("adopt", &given([("adopted_by", &format!("Biểu quyết {n}"))])) {
            Err(EngineError::Step(Refusal::Rule(_))) => {
                let tally = Tally { eligible: Some(20), agree: Some(19), against: Some(1), ..Tally::default() };
                engine.record_vote(meeting, &VoteKey::new(&Matter::Resolution, None), &tally, now)?;
                Ok((meeting, VOTED))
            }
            Ok(done) if then > 1 => after(done, take("issue", &issue)),
            taken => taken,
        },
        ("da_thong_qua", 0) => take("reopen", &reason("Sửa")),
        ("da_thong_qua", _) => take("issue", &issue),
        _ => take("repeal", &reason("Thay")),
    }
}

/// The first place where people wrote different things is decided.
fn settle(engine: &mut Engine, doc: DocId, now: Timestamp) -> Result<Written, EngineError> {
    let view = RecordView::of(&engine.record(doc)?);
    let Some((found, _)) = view.conflicts.first() else { return Ok((doc, "nothing to settle")) };
    engine.settle_conflict(doc, &found.part, &found.key, &Choice::Listed(0), now)?;
    Ok((doc, "settled"))
}

fn task(
    engine: &mut Engine,
    from: DocId,
    n: u64,
    now: Timestamp,
    chance: &mut fastrand::Rng,
) -> Result<Written, EngineError> {
    let tasks = about(engine, Kind::Task, from)?;
    let Some(doc) = chance.choice(&tasks).copied().filter(|_| chance.u8(..4) > 0) else {
        let fields = given([("what", &format!("Nhiệm vụ {n}")), ("lead", "Trần Thị Bình"), ("due", &day(chance))]);
        let page = engine.begin_record(Kind::Task, (None, Some(from)), &fields, now)?;
        return Ok((page.view.doc, "task"));
    };
    let (step, fields) = match chance.u8(..6) {
        0 | 1 => {
            let row = given([("on", &day(chance)), ("text", &format!("Tiến độ {n}"))]);
            engine.add_entry(doc, "progress", &row, now)?;
            return Ok((doc, "progress"));
        }
        2 => {
            let row = given([("subject", &doc.to_string()), ("title", &format!("Nhiệm vụ {n}")), ("result", "xong")]);
            engine.add_entry(from, "last_tasks", &row, now)?;
            return Ok((from, "last task"));
        }
        3 => ("begin", Given::new()),
        4 => ("finish", given([("done_on", &day(chance))])),
        _ => ("reopen", given([("reason", &format!("Chưa xong {n}"))])),
    };
    Ok((engine.step_record(doc, step, &fields, now)?.view.doc, step))
}

/// Somebody of a cell asks that a member of it moves to another one, and confirms it. Gives the records that were written.
pub(super) fn ask_for_transfer(
    engine: &mut Engine,
    cells: &[OrgId],
    n: u64,
    now: Timestamp,
    chance: &mut fastrand::Rng,
) -> Result<Vec<Written>, EngineError> {
    let known: Vec<DocId> = engine.members("")?.into_iter().map(|row| row.doc).collect();
    let member = match chance.choice(&known).copied() {
        Some(member) => member,
        None => engine.add_member(None, &given([("full_name", &format!("Lê Văn {n}"))]), now)?.doc,
    };
    let to = chance.choice(cells).map(ToString::to_string).unwrap_or_default();
    let fields = given([
        ("title", &format!("Chuyển {n}")),
        ("type", "chuyen_sinh_hoat"),
        ("transfer", "noi_bo"),
        ("to", &to),
        ("opened_on", &day(chance)),
        ("person", &member.to_string()),
    ]);
    let doc = engine.begin_record(Kind::Case, (None, None), &fields, now)?.view.doc;
    let sent = given([("sent_on", &day(chance))]);
    let confirmed = engine.step_record(doc, "confirm", &sent, now).map(|_| (doc, "transfer asked for"));
    Ok(vec![after((doc, "case"), confirmed)?, (member, "member")])
}

/// The office introduces a member and receives them at once, and sometimes leaves it at the first; received, the member's
/// record moves. Gives the records that were written.
pub(super) fn transfer(
    engine: &mut Engine,
    n: u64,
    now: Timestamp,
    chance: &mut fastrand::Rng,
) -> Result<Vec<Written>, EngineError> {
    let cases = engine.records(&Query::of(Kind::Case), Page::ALL)?;
    let cases: Vec<DocId> = cases.into_iter().map(|(row, _)| row.doc).collect();
    let Some(case) = chance.choice(&cases).copied() else { return Ok(Vec::new()) };
    let doc = match about(engine, Kind::Transfer, case)?.first().copied() {
        Some(doc) => doc,
        None => engine.begin_record(Kind::Transfer, (None, Some(case)), &Given::new(), now)?.view.doc,
    };
    let person = RecordView::of(&engine.record(case)?).head("person").and_then(|id| id.parse().ok());
    let introduced = given([("number", &format!("{}", 1 + n % 99)), ("introduced_on", &day(chance))]);
    let mut take = |step: &'static str, fields: &Given| engine.step_record(doc, step, fields, now).map(|_| (doc, step));
    let mut written = after((doc, "transfer"), take("introduce", &introduced))?;
    if chance.u8(..6) > 0 {
        written = after(written, take("receive", &given([("received_on", &day(chance))])))?;
    }
    let moved = person.filter(|_| written.1 == "receive").map(|member| (member, "moved"));
    Ok(std::iter::once(written).chain(moved).collect())
}

/// A reviewer reads a meeting or a resolution, and says what of it; `None` where there is nothing to read.
pub(super) fn write_for_ward(
    engine: &mut Engine,
    n: u64,
    now: Timestamp,
    chance: &mut fastrand::Rng,
) -> Result<Option<Written>, EngineError> {
    // Nobody signs minutes here, so no meeting is handed in: only a resolution can be returned and accepted.
    let kind = if chance.u8(..3) == 0 { Kind::Meeting } else { Kind::Resolution };
    let read = engine.records(&Query::of(kind), Page::ALL)?;
    let read: Vec<DocId> = read.into_iter().map(|(row, _)| row.doc).collect();
    let Some(of) = chance.choice(&read).copied() else { return Ok(None) };
    let known = about(engine, Kind::Review, of)?.first().copied();
    if let Some(doc) = known.filter(|_| chance.u8(..6) > 0) {
        return remark(engine, doc, n, now, chance).map(Some);
    }
    let fields = given([("way", "tai_ban"), ("summary", &format!("Nhận xét {n}"))]);
    let doc = engine.begin_record(Kind::Review, (None, Some(of)), &fields, now)?.view.doc;
    let done = (doc, "review");
    if known.is_some() || chance.u8(..4) == 0 {
        return Ok(Some(done));
    }
    after(done, remark(engine, doc, n, now, chance)).map(Some)
}

fn remark(
    engine: &mut Engine,
    doc: DocId,
    n: u64,
    now: Timestamp,
    chance: &mut fastrand::Rng,
) -> Result<Written, EngineError> {
    let (step, fields) = match chance.u8(..8) {
        0 | 1 => {
            let row = given([("part", "minutes"), ("text", &format!("Ý kiến {n}"))]);
            engine.add_entry(doc, "remarks", &row, now)?;
            return Ok((doc, "remark"));
        }
        2 | 3 => {
            let subject = chance.choice(["on_time", "many_spoke"]).unwrap_or("on_time");
            let holds = if chance.bool() { "có" } else { "không" };
            let row = given([("subject", subject), ("holds", holds), ("note", &format!("{n}"))]);
            engine.add_entry(doc, "checklist", &row, now)?;
            return Ok((doc, "checklist"));
        }
        4 => {
            let row = given([("text", &format!("Bổ sung {n}")), ("due", &day(chance))]);
            engine.add_entry(doc, "requests", &row, now)?;
            return Ok((doc, "request"));
        }
        5 => {
            let (reason, due, on) = (format!("Thiếu {n}"), day(chance), day(chance));
            ("return", given([("reason", &reason), ("due", &due), ("decided_on", &on)]))
        }
        6 => ("reopen", given([("reason", &format!("Xem lại {n}"))])),
        _ => ("accept", given([("decided_on", &day(chance))])),
    };
    Ok((engine.step_record(doc, step, &fields, now)?.view.doc, step))
}
