//! What the list of records adds to what a meeting's own record says of it.

use super::Row;
use super::list::{Query, Recent};
use crate::id::OrgId;
use crate::meeting::facts::{Committee, Facts, Tasks};
use crate::meeting::{MeetingKind, State};
use crate::time::CivilDate;

/// How many days back a meeting's month reaches: tasks done since count as last month's, and so does a meeting of the
/// cell's committee.
const MONTH_DAYS: i64 = 31;

/// The states of tasks that count, those done at the end.
const OPEN_OR_DONE: [&str; 3] = ["chua_lam", "dang_lam", DONE];
const DONE: &str = "hoan_thanh";

/// What is asked of the list for a meeting of an organisation on a day, with those it carries on: its tasks that were open
/// then or done since the month before, and the meetings of its committee.
#[must_use]
pub fn queries(orgs: &[OrgId], day: CivilDate) -> [Query; 2] {
    let orgs = || orgs.iter().copied();
    let since = day.plus_days(-MONTH_DAYS);
    let kind = vec![("kind".to_owned(), MeetingKind::Committee.code().into())];
    let held = vec![State::Closed.code().to_owned()];
    let met =
        Query { since, until: day.plus_days(-1), figures: kind, states: held, ..Query::meetings().within(orgs()) };
    let states = OPEN_OR_DONE.map(str::to_owned).into();
    let recent = since.map(|since| Recent { state: DONE, figure: "done_on", since });
    [Query { states, recent, ..Query::tasks(orgs()) }, met]
}

/// The facts with last month's tasks and the committee's meeting, from the rows of [`queries`].
#[must_use]
pub fn with_rows(facts: Facts, tasks: &[Row], committee: &[Row]) -> Facts {
    let Some(day) = facts.day else { return facts };
    let before = |date: Option<CivilDate>| date.is_none_or(|date| date < day);
    let done_on = |row: &Row| row.text("done_on").and_then(|text| CivilDate::parse(text).ok());
    let is_recent = |done: CivilDate| day.plus_days(-MONTH_DAYS).is_none_or(|since| since <= done && done <= day);
    let is_done = |row: &&Row| row.state == DONE && done_on(row).is_some_and(is_recent);
    // What was done after the meeting was open at it.
    let is_open = |row: &&Row| match row.state.as_str() {
        "chua_lam" | "dang_lam" => true,
        DONE => done_on(row).is_some_and(|done| done > day),
        _ => false,
    };
    let given: Vec<&Row> = tasks.iter().filter(|row| before(row.on)).collect();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let done = given.iter().copied().filter(is_done).count();
    let total = done + given.iter().copied().filter(is_open).count();
    // That nobody wrote down a meeting of the committee does not say that there was none.
    Facts {
        tasks: (total > 0).then(|| Tasks { done: count(done), total: count(total) }),
        committee: if committee.is_empty() { facts.committee } else { Some(Committee::MetWithMinutes) },
        ..facts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::Kind;
    use crate::id::DocId;
    use crate::meeting::{MeetingKey, MeetingView};

    fn row(state: &str, given: &str, done: Option<&str>) -> Row {
        let row = Row::unreadable(DocId::from_bytes([1; 16]), Kind::Task, OrgId::from_bytes([1; 16]));
        let figures = done.map(|done| ("done_on".to_owned(), done.into())).into_iter().collect();
        Row { state: state.to_owned(), on: CivilDate::parse(given).ok(), figures, ..row }
    }

    #[test]
    fn last_months_tasks_are_those_that_were_open_or_ended_since() {
        let org = OrgId::from_bytes([1; 16]);
        let date = CivilDate::new(2026, 12, 3).unwrap();
        let key = MeetingKey { org, kind: MeetingKind::Regular, date, ordinal: 1 };
        let facts = || Facts::of_meeting(&MeetingView::of(&key.open()).unwrap());
        let tasks = [
            row("hoan_thanh", "2026-11-03", Some("2026-11-20")),
            row("hoan_thanh", "2026-08-03", Some("2026-09-20")),
            row("dang_lam", "2026-11-03", None),
            row("chua_lam", "2026-12-03", None),
            row("huy", "2026-11-03", None),
        ];
        let known = with_rows(facts(), &tasks, &[]);
        assert_eq!((known.tasks, known.committee), (Some(Tasks { done: 1, total: 2 }), None));
        let later = row("hoan_thanh", "2026-11-03", Some("2026-12-10"));
        let known = with_rows(facts(), &[tasks[0].clone(), later], &[]);
        assert_eq!(known.tasks, Some(Tasks { done: 1, total: 2 }), "what was done later was open then");
        let [_, met] = queries(&[org], date);
        assert_eq!((met.until, met.states), (CivilDate::new(2026, 12, 2), vec!["da_ket_thuc".to_owned()]));
        let met = [row("da_ket_thuc", "2026-11-30", None)];
        let known = with_rows(facts(), &[], &met);
        assert_eq!((known.tasks, known.committee), (None, Some(Committee::MetWithMinutes)));
    }
}
