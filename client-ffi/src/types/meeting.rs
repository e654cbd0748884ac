//! Mirrors of a meeting.

use shared::meeting::agenda::{AgendaItem, Said};
use shared::meeting::part::part;
use shared::meeting::roll::{RollEntry, RollSummary as SummaryView};
use shared::record::Row;

use super::{Adoption, Conflict, Finding, Person, Safety, Vote};
use crate::engine::{MeetingPage, People, RollLine};

/// One line of a roll.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Attendance {
    /// Who.
    pub person: Person,
    /// The stored code of the standing.
    pub standing: String,
    /// The stored code of the attendance.
    pub attendance: String,
    /// How it counts: `present`, `absent`, `open`, `aside`, `guest`, or `unknown` for attendance of a newer version.
    pub counts_as: String,
    /// Reason of absence.
    pub reason: Option<String>,
    /// Whether somebody recorded it.
    pub recorded: bool,
}

impl From<RollLine> for Attendance {
    fn from(line: RollLine) -> Self {
        Self {
            person: (&line.person).into(),
            standing: line.standing.code().to_owned(),
            attendance: line.attendance.code().to_owned(),
            counts_as: line.attendance.class().code().to_owned(),
            reason: line.reason,
            recorded: line.recorded,
        }
    }
}

impl From<&RollEntry> for Attendance {
    fn from(entry: &RollEntry) -> Self {
        Self {
            person: (&entry.person).into(),
            standing: entry.standing.code().to_owned(),
            attendance: entry.attendance.code().to_owned(),
            counts_as: entry.attendance.class().code().to_owned(),
            reason: entry.reason.clone(),
            recorded: true,
        }
    }
}

/// One person's attendance, to be recorded.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Mark {
    /// Who.
    pub person: Person,
    /// The stored code of the attendance.
    pub attendance: String,
    /// Reason; an excused absence needs one.
    #[uniffi(default = None)]
    pub reason: Option<String>,
    /// The stored code of the standing; without one, what the register gives.
    #[uniffi(default = None)]
    pub standing: Option<String>,
}

/// The figures the minutes give for the roll.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RollSummary {
    /// Members of the cell on the roll.
    pub total: u32,
    /// Of them official.
    pub official: u32,
    /// Of them probationary.
    pub probationary: u32,
    /// Members who leave the denominator.
    pub exempt: u32,
    /// Members who had to attend.
    pub required: u32,
    /// Of those, present.
    pub present: u32,
    /// Official members present, who may vote.
    pub official_present: u32,
    /// Absent with a reason.
    pub excused: u32,
    /// Absent without one.
    pub unexcused: u32,
    /// Not recorded yet.
    pub unrecorded: u32,
    /// Guests and temporary members present.
    pub guests: u32,
}

impl From<SummaryView> for RollSummary {
    fn from(sum: SummaryView) -> Self {
        Self {
            total: sum.total,
            official: sum.official,
            probationary: sum.probationary,
            exempt: sum.exempt,
            required: sum.required,
            present: sum.present,
            official_present: sum.official_present,
            excused: sum.excused,
            unexcused: sum.unexcused,
            unrecorded: sum.unrecorded,
            guests: sum.guests,
        }
    }
}

/// Something a person said.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Saying {
    /// The entry's lasting name.
    pub entry: String,
    /// Who said it.
    pub speaker: Option<Person>,
    /// What.
    pub text: String,
}

impl From<&Said> for Saying {
    fn from(said: &Said) -> Self {
        Self {
            entry: said.entry.as_str().to_owned(),
            speaker: said.speaker.as_ref().map(Person::from),
            text: said.text.clone(),
        }
    }
}

/// One item of the agenda.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Item {
    /// Its key.
    pub key: String,
    /// Its place in the order.
    pub order: i64,
    /// Its title.
    pub title: String,
    /// Who presents it.
    pub presenter: Option<Person>,
    /// Opinions.
    pub opinions: Vec<Saying>,
    /// Conclusions.
    pub conclusions: Vec<Saying>,
}

impl From<&AgendaItem> for Item {
    fn from(item: &AgendaItem) -> Self {
        Self {
            key: item.key.clone(),
            order: item.order,
            title: item.title.clone(),
            presenter: item.presenter.as_ref().map(Person::from),
            opinions: item.opinions.iter().map(Saying::from).collect(),
            conclusions: item.conclusions.iter().map(Saying::from).collect(),
        }
    }
}

/// Points for one criterion.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ScorePoint {
    /// The criterion.
    pub criterion: String,
    /// The points.
    pub points: i64,
}

/// The score the cell gave its meeting.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Score {
    /// The rubric and its version.
    pub rubric: Option<String>,
    /// Points by criterion.
    pub points: Vec<ScorePoint>,
    /// Their sum.
    pub total: i64,
}

/// A whole meeting.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Meeting {
    /// The record's id.
    pub id: String,
    /// The cell.
    pub org: String,
    /// The stored code of its kind.
    pub kind: String,
    /// The day it was called for, which is part of what makes it this meeting.
    pub called_for: String,
    /// Which of its kind on that day.
    pub ordinal: u16,
    /// The day it was held.
    pub date: String,
    /// The stored code of its stage.
    pub state: String,
    /// Where.
    pub place: Option<String>,
    /// Subject of a thematic meeting.
    pub topic: Option<String>,
    /// When it began, `HH:MM`.
    pub starts_at: Option<String>,
    /// When it closed.
    pub ends_at: Option<String>,
    /// Who chairs.
    pub chair: Option<Person>,
    /// Who takes the minutes.
    pub minute_taker: Option<Person>,
    /// The roll as recorded, in the order of Vietnamese names.
    pub roll: Vec<Attendance>,
    /// The roll's figures.
    pub summary: RollSummary,
    /// The order of business.
    pub agenda: Vec<Item>,
    /// Votes.
    pub votes: Vec<Vote>,
    /// The minutes as merged.
    pub minutes: String,
    /// The score sheet.
    pub score: Score,
    /// Places where people wrote at the same time.
    pub conflicts: Vec<Conflict>,
    /// What cannot be right.
    pub findings: Vec<Finding>,
    /// Decisions and impossible figures that prevent adoption.
    pub open_questions: u32,
    /// The cell's tasks that are not done, what is due first, first.
    pub open_tasks: Vec<OpenTask>,
    /// The adoption of the minutes.
    pub adoption: Adoption,
    /// How safe it is.
    pub safety: Safety,
    /// Which part of the meeting this record is, from 1.
    pub part: u16,
    /// The records of the meeting that are here, its first part first.
    pub parts: Vec<String>,
    /// How full the record is, in per cent: past 100 it takes no more passages.
    pub room_used_percent: u32,
    /// Whether it is time to go on in a next part.
    pub is_nearly_full: bool,
    /// The right meeting its content was carried into, of one that was opened under a wrong kind or date.
    pub moved_to: Option<String>,
    /// The meeting it was carried from.
    pub moved_from: Option<String>,
}

/// A task that is not done.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OpenTask {
    /// The record's id.
    pub id: String,
    /// What is to be done.
    pub title: String,
    /// The stored code of its state.
    pub state: String,
    /// By when.
    pub due: Option<String>,
}

impl From<&Row> for OpenTask {
    fn from(row: &Row) -> Self {
        Self {
            id: row.doc.to_string(),
            title: row.title.clone(),
            state: row.state.clone(),
            due: row.due.map(|due| due.to_string()),
        }
    }
}

impl Meeting {
    pub(crate) fn of(page: MeetingPage, people: &People) -> Self {
        let open_tasks = page.open_tasks.iter().map(OpenTask::from).collect();
        let view = page.view;
        let conflict = |found: &shared::meeting::view::Conflict| {
            Conflict::of(&found.part, &found.key, found.grade, &found.values, people)
        };
        let points = view.score.points.iter();
        Self {
            open_tasks,
            open_questions: super::count(view.open_questions()),
            adoption: Adoption::of(&page.adoption, people),
            id: view.doc.to_string(),
            org: view.key.org.to_string(),
            kind: view.key.kind.code().to_owned(),
            called_for: view.key.date.to_string(),
            ordinal: view.key.ordinal,
            date: view.held_on.to_string(),
            state: view.state.code().to_owned(),
            starts_at: view.starts_at.map(|time| time.to_string()),
            ends_at: view.ends_at.map(|time| time.to_string()),
            chair: view.chair.as_ref().map(Person::from),
            minute_taker: view.minute_taker.as_ref().map(Person::from),
            roll: view.roll.iter().map(Attendance::from).collect(),
            summary: view.summary.into(),
            agenda: view.agenda.iter().map(Item::from).collect(),
            votes: view.votes.iter().map(Vote::from).collect(),
            score: Score {
                points: points
                    .map(|(criterion, points)| ScorePoint { criterion: criterion.clone(), points: *points })
                    .collect(),
                rubric: view.score.rubric,
                total: view.score.total,
            },
            conflicts: view.conflicts.iter().map(conflict).collect(),
            findings: view.findings.into_iter().map(Finding::from).collect(),
            place: view.place,
            topic: view.topic,
            minutes: view.minutes,
            safety: (&page.safety).into(),
            part: part(view.key.ordinal),
            parts: page.parts.iter().map(ToString::to_string).collect(),
            room_used_percent: u32::try_from(page.room.used_percent()).unwrap_or(u32::MAX),
            is_nearly_full: page.room.is_short(),
            moved_to: page.moved.to.map(|doc| doc.to_string()),
            moved_from: page.moved.from.map(|doc| doc.to_string()),
        }
    }
}
