//! Mirrors of what screens say beside a record.

use shared::meeting::course::{Course, Obstacle as Standing, Stage};
use shared::meeting::times::{Deadline as DeadlineView, Times};
use shared::time::CivilDate;
use shared::words::Passage as PassageView;

use super::RecordLine;
use crate::engine::{DueLines as Due, DueToday, MeetingCourse, Prepared, ProposedFrom, SyncHealth};
use crate::words::words;

/// What is to be done on a day, and what this phone alone holds.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Today {
    /// The meeting under way, or else the next one that is planned.
    pub next_meeting: Option<RecordLine>,
    /// The last one that was closed.
    pub last_meeting: Option<RecordLine>,
    /// Open tasks past their day, what was due first, first.
    pub tasks_overdue: DueLines,
    /// Open tasks that have a day and are not past it.
    pub tasks_due: DueLines,
    /// Reviews of the ward in which something waits for the cell's reply.
    pub remarks: DueLines,
    /// Records with decisions to take or figures that cannot be right.
    pub conflicts: DueLines,
    /// Records of which something is on this device alone.
    pub unsent: u32,
    /// How much the server set aside.
    pub held: u32,
}

impl Today {
    pub(crate) fn of(due: DueToday, health: &SyncHealth) -> Self {
        Self {
            next_meeting: due.next.map(RecordLine::from),
            last_meeting: due.last.map(RecordLine::from),
            tasks_overdue: due.overdue.into(),
            tasks_due: due.due.into(),
            remarks: due.remarks.into(),
            conflicts: due.conflicts.into(),
            unsent: super::count(health.unsent_records),
            held: super::count(health.set_aside.len()),
        }
    }
}

/// Records of one sort that wait for somebody.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DueLines {
    /// How many there are.
    pub count: u32,
    /// The first few of them.
    pub first: Vec<RecordLine>,
}

impl From<Due> for DueLines {
    fn from(due: Due) -> Self {
        Self { count: super::count(due.count), first: due.first.into_iter().map(RecordLine::from).collect() }
    }
}

/// One of the seven steps of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MeetingStep {
    /// Which: `prepare`, `roll`, `business`, `votes`, `minutes`, `score`, `adopt`.
    #[cfg_attr(test, ts(type = "'prepare' | 'roll' | 'business' | 'votes' | 'minutes' | 'score' | 'adopt'"))]
    pub step: String,
    /// Whether it needs nothing more.
    pub is_done: bool,
    /// Its count, or what is missing, in a few words.
    pub words: String,
}

impl MeetingStep {
    pub(crate) fn all(course: &Course<'_>) -> Vec<Self> {
        let of = |stage: Stage| Self {
            step: stage.code().to_owned(),
            is_done: course.is_done(stage),
            words: words().stage(course, stage),
        };
        Stage::ALL.into_iter().map(of).collect()
    }
}

/// What still stands in the way of signing a meeting's minutes.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Obstacle {
    /// The stable code.
    pub code: String,
    /// It, as a whole sentence.
    pub words: String,
    /// The step in which it is mended, as in [`MeetingStep`].
    #[cfg_attr(test, ts(type = "'prepare' | 'roll' | 'business' | 'votes' | 'minutes' | 'score' | 'adopt'"))]
    pub step: String,
    /// The field, person, item, vote or criterion there; of two values in dispute part and leaf, `part/leaf`.
    pub place: String,
    /// Whether the minutes cannot be signed before; the rest is only told.
    pub blocks: bool,
}

impl Obstacle {
    pub(crate) fn all(course: &MeetingCourse) -> Vec<Self> {
        let mirror = |found: Standing| Self {
            code: found.what.code().to_owned(),
            words: words().obstacle(&course.view, &found),
            step: found.stage.code().to_owned(),
            blocks: found.blocks(),
            place: found.place,
        };
        course.course().obstacles().into_iter().map(mirror).collect()
    }
}

/// A day by which something of a meeting has to be done.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MeetingDeadline {
    /// The last day.
    pub day: String,
    /// The day it was done, if that is known.
    pub done: Option<String>,
    /// How it stands: `met`, `late`, `unknown`.
    pub state: String,
    /// That, as a sentence.
    pub words: String,
    /// What the rule rests on.
    pub basis_words: String,
}

impl From<&DeadlineView> for MeetingDeadline {
    fn from(deadline: &DeadlineView) -> Self {
        Self {
            day: deadline.day.to_string(),
            done: deadline.done.map(|day| day.to_string()),
            state: deadline.standing.code().to_owned(),
            words: words().deadline(deadline),
            basis_words: words().norm_basis(&deadline.norm),
        }
    }
}

/// A meeting against the clock. What no rule says of its kind is absent.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MeetingTimes {
    /// Whole minutes it lasts, so far or in all; nothing before it began, or where nobody noted when.
    pub minutes: Option<u32>,
    /// Whether that is so far only.
    pub goes_on: bool,
    /// Minutes it lasts at least.
    pub minutes_least: Option<u32>,
    /// Whether it is over and lasted less.
    pub is_short: bool,
    /// How long it lasts, as a sentence.
    pub words: String,
    /// What the least duration rests on.
    pub basis_words: Option<String>,
    /// When its members had to be told.
    pub notice: Option<MeetingDeadline>,
    /// When its papers have to be finished.
    pub papers: Option<MeetingDeadline>,
}

impl From<&Times> for MeetingTimes {
    fn from(times: &Times) -> Self {
        Self {
            minutes: times.lasts.minutes(),
            goes_on: matches!(times.lasts, shared::meeting::times::Lasts::SoFar(_)),
            minutes_least: times.least.as_ref().map(|norm| norm.value),
            is_short: times.is_short(),
            words: words().lasts(times),
            basis_words: times.least.as_ref().map(|norm| words().norm_basis(norm)),
            notice: times.notice.as_ref().map(MeetingDeadline::from),
            papers: times.papers.as_ref().map(MeetingDeadline::from),
        }
    }
}

/// An item proposed for an agenda.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProposedItem {
    /// Its title.
    pub title: String,
    /// Its place among the proposed, from 1.
    pub order: u32,
    /// Where it comes from.
    pub from_words: String,
    /// Whether the agenda has it.
    pub is_there: bool,
}

/// What there is to prepare a meeting with.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Preparation {
    /// Items to propose: those of the ward's guidance or else of the order of business in force, then what else the last
    /// meeting of the kind had.
    pub items: Vec<ProposedItem>,
    /// The cell's tasks that are not done, what is due first, first.
    pub open_tasks: Vec<RecordLine>,
    /// The resolution about this meeting, if one was begun.
    pub draft: Option<String>,
    /// The last meeting of this kind.
    pub last_meeting: Option<String>,
}

impl From<Prepared> for Preparation {
    fn from(prepared: Prepared) -> Self {
        let from = |from: &ProposedFrom| match from {
            ProposedFrom::Guidance(title) => words().filled("proposal-guidance", &[("title", title)]),
            ProposedFrom::Rules(basis) => words().basis(basis),
            ProposedFrom::Last(day) => words().filled("proposal-meeting", &[("date", &CivilDate::vietnamese(*day))]),
        };
        let items = (1..).zip(prepared.items).map(|(order, item)| ProposedItem {
            from_words: from(&item.from),
            title: item.title,
            order,
            is_there: item.is_there,
        });
        Self {
            items: items.collect(),
            open_tasks: prepared.tasks.into_iter().map(RecordLine::from).collect(),
            draft: prepared.draft.map(|draft| draft.to_string()),
            last_meeting: prepared.last.map(|last| last.to_string()),
        }
    }
}

/// A passage that can be put into the minutes, made of what the meeting recorded.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Passage {
    /// Which: `opening`, `roll`, `item:` and the item's key, `vote:` and the vote's, `closing`.
    pub key: String,
    /// What it is about, in a few words.
    pub words: String,
    /// The passage.
    pub text: String,
    /// Whether the minutes hold these very words.
    pub is_there: bool,
}

impl From<PassageView> for Passage {
    fn from(passage: PassageView) -> Self {
        let PassageView { key, title, text, is_there } = passage;
        Self { key, words: title, text, is_there }
    }
}
