//! Meetings, as the app calls them.

use shared::doc::EntryId;
use shared::id::DocId;
use shared::meeting::roll::{Attendance as AttendanceCode, Standing};
use shared::meeting::vote::figure::Figure;
use shared::meeting::{MeetingKey, MeetingKind, vote};

use crate::engine::{Engine, EngineError, MeetingPage, RunningText};
use crate::error::{SenError, unfit};
use crate::types::{Attendance, Mark, Meeting, RollSummary, ScorePoint, ScoreSheet, Vote};

use super::typed::{civil, doc_id, org_id, tally};
use super::{Sen, now};

#[uniffi::export]
impl Sen {
    /// One meeting.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such a meeting.
    pub fn meeting(&self, id: String) -> Result<Meeting, SenError> {
        self.on_meeting(&id, Engine::meeting)
    }

    /// Opens a meeting, or the one that was opened under the same key before. `org` is only needed
    /// before enrolment.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for a date or kind that is none.
    #[uniffi::method(default(ordinal = 1, org = None))]
    pub fn open_meeting(
        &self,
        kind: String,
        date: String,
        ordinal: u16,
        org: Option<String>,
    ) -> Result<Meeting, SenError> {
        let kind = MeetingKind::known(&kind).ok_or_else(|| unfit("kind", "no such kind of meeting"))?;
        let date = civil("date", &date)?;
        let org = org.map(|org| org_id(&org)).transpose()?;
        self.core.with(|engine| -> Result<Meeting, EngineError> {
            let org = org.map_or_else(|| engine.own_org(), Ok)?;
            let page = engine.open_meeting(&MeetingKey { org, kind, date, ordinal }, now())?;
            Ok(Meeting::of(page, engine.people()))
        })
    }

    /// Opens the next part of a meeting whose record is nearly full, or the one that was opened before.
    ///
    /// # Errors
    /// [`SenError::FixInput`] while there is room in the record.
    pub fn continue_meeting(&self, id: String) -> Result<Meeting, SenError> {
        let doc = doc_id(&id)?;
        self.core.with(|engine| -> Result<Meeting, EngineError> {
            let page = engine.continue_meeting(doc, now())?;
            Ok(Meeting::of(page, engine.people()))
        })
    }

    /// Carries what was written into a meeting under a wrong kind or date into the right one; the wrong one stays
    /// readable, called off, and names it.
    ///
    /// # Errors
    /// [`SenError::FixInput`] once the minutes are adopted or when the right one has content; [`SenError::SettleFirst`].
    #[uniffi::method(default(ordinal = 1))]
    pub fn move_meeting(&self, id: String, kind: String, date: String, ordinal: u16) -> Result<Meeting, SenError> {
        let kind = MeetingKind::known(&kind).ok_or_else(|| unfit("kind", "no such kind of meeting"))?;
        let date = civil("date", &date)?;
        self.on_meeting(&id, |engine, doc| {
            let org = engine.meeting(doc)?.view.key.org;
            engine.move_meeting(doc, &MeetingKey { org, kind, date, ordinal }, now())
        })
    }

    /// Everybody a meeting's roll should name.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such a meeting.
    pub fn roll_call(&self, id: String) -> Result<Vec<Attendance>, SenError> {
        let doc = doc_id(&id)?;
        let lines = self.core.quietly(|engine| engine.roll_call(doc))?;
        Ok(lines.into_iter().map(Attendance::from).collect())
    }

    /// The figures of that whole roll: who has to be called counts as not recorded until somebody does.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such a meeting.
    pub fn roll_totals(&self, id: String) -> Result<RollSummary, SenError> {
        let doc = doc_id(&id)?;
        self.core.quietly(|engine| Ok(engine.roll_totals(doc)?.into()))
    }

    /// Records attendance, all of it or nothing; on disk when this returns. What the roll shows then is asked for.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for an excused absence without its reason.
    pub fn mark_attendance(&self, id: String, marks: Vec<Mark>) -> Result<(), SenError> {
        let doc = doc_id(&id)?;
        let read = |mark: Mark| {
            let code = attendance_code(&mark.attendance)?;
            let known = |code: String| Standing::known(&code).ok_or_else(|| unfit("standing", "no such standing"));
            let standing = mark.standing.map(known).transpose()?;
            Ok((mark.person.into(), standing, code, mark.reason))
        };
        let marks = marks.into_iter().map(read).collect::<Result<Vec<_>, SenError>>()?;
        self.core.with(|engine| engine.mark_attendance(doc, &marks, now()))
    }

    /// Records `attendance` for everybody who is not recorded yet; who is exempt or away is recorded as that.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for what cannot stand for all of them, such as an excused absence.
    pub fn mark_rest(&self, id: String, attendance: String) -> Result<(), SenError> {
        let (doc, code) = (doc_id(&id)?, attendance_code(&attendance)?);
        self.core.with(|engine| engine.mark_rest(doc, &code, now()))
    }

    /// Begins a vote, and gives its key; on what a meeting votes once, the first is the same vote on every phone.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for a matter or method that is none, or words that do not fit.
    pub fn begin_vote(&self, id: String, matter: String, method: String, subject: String) -> Result<String, SenError> {
        let doc = doc_id(&id)?;
        let matter = vote::Matter::known(&matter).ok_or_else(|| unfit("matter", "no such matter"))?;
        let method = vote::Method::known(&method).ok_or_else(|| unfit("method", "no such method"))?;
        let named = Some(subject.clone()).filter(|subject| !subject.trim().is_empty());
        let tally = vote::Tally { subject: named, method: Some(method), ..vote::Tally::default() };
        self.core.with(|engine| -> Result<String, EngineError> {
            let there: Vec<vote::VoteKey> = engine.meeting(doc)?.view.votes.into_iter().map(|vote| vote.key).collect();
            let key = vote::VoteKey::begun(&matter, &subject, &there);
            engine.record_vote(doc, &key, &tally, now())?;
            Ok(key.as_str().to_owned())
        })
    }

    /// Counts one figure of a vote that was begun, by its name in [`Vote`]; without a number it is taken back. The other
    /// figures stay as they are, whoever wrote them.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for a figure that is none, and while several people's figures stand side by side there.
    pub fn count_vote(
        &self,
        id: String,
        vote: String,
        figure: String,
        counted: Option<i64>,
    ) -> Result<Meeting, SenError> {
        let key = vote::VoteKey::from_text(&vote).ok_or_else(|| unfit("vote", "no such vote"))?;
        let stored = if figure == "agree" { "for" } else { figure.as_str() };
        let figure = Figure::named(stored).ok_or_else(|| unfit("figure", "no such figure"))?;
        self.on_meeting(&id, |engine, doc| engine.count_vote(doc, &key, figure, counted, now()))
    }

    /// Records the figures of a vote that are given.
    ///
    /// # Errors
    /// [`SenError::FixInput`] names the figure.
    pub fn record_vote(&self, id: String, vote: Vote) -> Result<Meeting, SenError> {
        let (key, tally) = tally(&vote)?;
        let threshold = vote.threshold;
        self.on_meeting(&id, |engine, doc| {
            engine.write_meeting(doc, now(), |edit| {
                vote::record_vote(edit, &key, &tally)?;
                threshold.map_or(Ok(()), |threshold| vote::set_threshold(edit, &key, &threshold))
            })
        })
    }

    /// Replaces `delete` units of something noted, as it stands now, at `position`. A person who types
    /// does so in a [`TextSession`](super::TextSession).
    ///
    /// # Errors
    /// [`SenError::FixInput`] beyond its end or inside a character.
    pub fn splice_saying(
        &self,
        id: String,
        entry: String,
        position: u32,
        delete: u32,
        insert: String,
    ) -> Result<Meeting, SenError> {
        let entry = EntryId::from_text(&entry);
        let text = RunningText::saying(entry.clone());
        self.splice(&id, text, (position, delete), |engine, doc, at| {
            engine.splice_saying(doc, &entry, at, &insert, now())
        })
    }

    /// Replaces `delete` units of the minutes, as they stand now, at `position`. A person who types
    /// does so in a [`TextSession`](super::TextSession).
    ///
    /// # Errors
    /// [`SenError::FixInput`] beyond the end or inside a character, [`SenError::Classified`].
    pub fn splice_minutes(&self, id: String, position: u32, delete: u32, insert: String) -> Result<Meeting, SenError> {
        self.splice(&id, RunningText::MINUTES, (position, delete), |engine, doc, at| {
            engine.splice_minutes(doc, at, &insert, now())
        })
    }

    /// The meeting's score sheet with what can be computed, by the rubric it names or the one in force on its day, or by
    /// `rubric`; nothing where no rubric is for such a meeting.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such a meeting.
    #[uniffi::method(default(rubric = None))]
    pub fn score_sheet(&self, id: String, rubric: Option<String>) -> Result<Option<ScoreSheet>, SenError> {
        let doc = doc_id(&id)?;
        let sheet = self.core.quietly(|engine| {
            let page = engine.meeting(doc)?;
            engine.score_sheet(&page, rubric.as_deref())
        })?;
        Ok(sheet.map(ScoreSheet::from))
    }

    /// Records points of the meeting's score sheet.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for more points than the criterion has, or outside 0 to 100 where it is not known.
    pub fn score(&self, id: String, rubric: String, points: Vec<ScorePoint>) -> Result<Meeting, SenError> {
        self.on_meeting(&id, |engine, doc| {
            let points: Vec<_> = points.into_iter().map(|point| (point.criterion, point.points)).collect();
            engine.score(doc, &rubric, &points, now())
        })
    }

    /// Signs the minutes as they stand; `alone` for a cell with one phone.
    ///
    /// # Errors
    /// [`SenError::SettleFirst`] while questions are open.
    pub fn adopt(&self, id: String, alone: bool) -> Result<Meeting, SenError> {
        self.on_meeting(&id, |engine, doc| engine.adopt(doc, alone, now()))
    }
}

impl Sen {
    pub(super) fn on_meeting(
        &self,
        id: &str,
        act: impl FnOnce(&mut Engine, DocId) -> Result<MeetingPage, EngineError>,
    ) -> Result<Meeting, SenError> {
        let doc = doc_id(id)?;
        self.core.with(|engine| -> Result<Meeting, EngineError> {
            let page = act(engine, doc)?;
            Ok(Meeting::of(page, engine.people()))
        })
    }

    fn splice(
        &self,
        id: &str,
        text: RunningText,
        (position, delete): (u32, u32),
        act: impl FnOnce(&mut Engine, DocId, (usize, usize)) -> Result<MeetingPage, EngineError>,
    ) -> Result<Meeting, SenError> {
        let doc = doc_id(id)?;
        self.core.with(|engine| -> Result<Meeting, SenError> {
            let present = engine.begin_draft(doc, text)?.shown();
            let at = self.core.unit.stretch(&present, position, delete)?;
            let page = act(engine, doc, at)?;
            Ok(Meeting::of(page, engine.people()))
        })
    }
}

fn attendance_code(code: &str) -> Result<AttendanceCode, SenError> {
    AttendanceCode::known(code).ok_or_else(|| unfit("attendance", "no such attendance"))
}
