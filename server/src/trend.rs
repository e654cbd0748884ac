//! How attendance, score and tasks went from month to month: sums over rows of the one list.
//!
//! Knows no database and no clock. What a page draws of it stands in `console::trends`.

use std::collections::BTreeMap;

use shared::record::Row;
use shared::time::CivilDate;

use crate::month::{Meeting, Month};

/// A part of a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// The part.
    pub part: u32,
    /// The whole; 0 where nothing is known.
    pub whole: u32,
}

/// What one month comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// Meetings that were held.
    pub held: u32,
    /// Of them, those whose figures people differ over: they count in no share.
    pub disputed: u32,
    /// Who was present, of those who had to come.
    pub attendance: Share,
    /// The points that cells gave their meetings, and how many meetings they gave any.
    pub score: Share,
    /// Tasks that were finished in time, of those that were due.
    pub tasks: Share,
    /// Of them, those that are open though their day is over.
    pub overdue: u32,
}

/// The points of these months, of rows of meetings and of tasks. A task that was called off or changed is not counted.
#[must_use]
pub fn points(months: &[Month], meetings: &[Row], tasks: &[Row], today: CivilDate) -> Vec<Point> {
    let mut found: BTreeMap<Month, Point> = months.iter().map(|month| (*month, Point::default())).collect();
    for row in meetings {
        let Some(meeting) = Meeting::of(row, None).filter(|meeting| meeting.is_held) else { continue };
        if let Some(point) = found.get_mut(&Month::of(meeting.on)) {
            take_meeting(point, &meeting, row);
        }
    }
    for row in tasks {
        let Some(due) = row.text("due").and_then(|due| CivilDate::parse(due).ok()) else { continue };
        if let Some(point) = found.get_mut(&Month::of(due)) {
            take_task(point, row, due, today);
        }
    }
    months.iter().map(|month| found.get(month).copied().unwrap_or_default()).collect()
}

fn take_meeting(point: &mut Point, meeting: &Meeting, row: &Row) {
    point.held += 1;
    if meeting.is_disputed {
        point.disputed += 1;
        return;
    }
    let (present, required) = meeting.turnout;
    point.attendance.part += present.min(required);
    point.attendance.whole += required;
    let points = row.figure("points");
    if points > 0 {
        point.score.part += points;
        point.score.whole += 1;
    }
}

fn take_task(point: &mut Point, row: &Row, due: CivilDate, today: CivilDate) {
    let done_on = row.text("done_on").and_then(|day| CivilDate::parse(day).ok());
    match row.state.as_str() {
        "dieu_chinh" | "huy" => return,
        // Done, and nobody wrote when: not late by anything that is known.
        "hoan_thanh" => point.tasks.part += u32::from(done_on.is_none_or(|done| done <= due)),
        _ if due >= today => return,
        _ => point.overdue += 1,
    }
    point.tasks.whole += 1;
}

#[cfg(test)]
mod tests {
    use shared::doc::{Kind, Scalar};
    use shared::id::{DocId, OrgId};

    use shared::meeting::MeetingKind;

    use super::{CivilDate, Month, Point, Row, Share, points};

    fn day(month: u8, day: u8) -> CivilDate {
        CivilDate::new(2026, month, day).unwrap()
    }

    fn row(kind: Kind, figures: &[(&str, Scalar)]) -> Row {
        let row = Row::unreadable(DocId::from_bytes([1; 16]), kind, OrgId::from_bytes([2; 16]));
        let figures = figures.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        Row { is_readable: true, figures, ..row }
    }

    fn meeting(on: CivilDate, present: i64, required: i64, points: i64, decisions: u32) -> Row {
        let figures = [
            ("kind", Scalar::from(MeetingKind::Regular.code())),
            ("present", Scalar::Int(present)),
            ("required", Scalar::Int(required)),
            ("points", Scalar::Int(points)),
        ];
        Row { on: Some(on), decisions, ..row(shared::meeting::KIND, &figures) }
    }

    fn task(due: CivilDate, state: &str, done_on: Option<&str>) -> Row {
        let is_open = !matches!(state, "hoan_thanh" | "huy");
        let done_on = done_on.map(|day| ("done_on", Scalar::from(day)));
        let figures: Vec<_> = done_on.into_iter().chain([("due", Scalar::from(&*due.to_string()))]).collect();
        Row { due: is_open.then_some(due), state: state.to_owned(), ..row(Kind::Task, &figures) }
    }

    #[test]
    fn a_month_sums_its_meetings_and_leaves_out_what_people_differ_over() {
        let months = [Month::of(day(1, 1)), Month::of(day(2, 1))];
        let meetings = [
            meeting(day(1, 3), 18, 20, 90, 0),
            meeting(day(1, 4), 9, 10, 0, 0),
            meeting(day(1, 5), 1, 40, 10, 1),
            // Nobody was there: it was not held.
            meeting(day(2, 3), 0, 20, 0, 0),
            meeting(day(3, 3), 20, 20, 100, 0),
        ];
        let found = points(&months, &meetings, &[], day(2, 10));
        let january = Point {
            held: 3,
            disputed: 1,
            attendance: Share { part: 27, whole: 30 },
            score: Share { part: 90, whole: 1 },
            ..Point::default()
        };
        assert_eq!(found, [january, Point::default()]);
    }

    #[test]
    fn a_task_counts_in_the_month_in_which_it_is_due() {
        let months = [Month::of(day(1, 1)), Month::of(day(2, 1))];
        let tasks = [
            task(day(1, 20), "hoan_thanh", Some("2026-01-20")),
            task(day(1, 20), "hoan_thanh", Some("2026-01-21")),
            task(day(1, 20), "hoan_thanh", None),
            task(day(1, 20), "dang_lam", None),
            task(day(1, 20), "huy", None),
            // Its day is today, or to come.
            task(day(2, 10), "chua_lam", None),
            task(day(2, 20), "hoan_thanh", Some("2026-02-01")),
        ];
        let found = points(&months, &[], &tasks, day(2, 10));
        assert_eq!((found[0].tasks, found[0].overdue), (Share { part: 2, whole: 4 }, 1));
        assert_eq!((found[1].tasks, found[1].overdue), (Share { part: 1, whole: 1 }, 0));
    }
}
