//! Meetings, as the app calls them.

use shared::doc::EntryId;
use shared::id::DocId;
use shared::meeting::agenda::Saying as SayingKind;
use shared::meeting::roll::{Attendance as AttendanceCode, Standing};
use shared::meeting::{self, MeetingKey, MeetingKind, vote};

use crate::engine::{Engine, EngineError, MeetingPage, RunningText};
use crate::error::{SenError, unfit};
use crate::types::{
    Attendance, Mark, Meeting, MeetingFilter, MeetingLine, Particulars, Person, ScorePoint, ScoreSheet, Vote,
};
use crate::words::words;

use super::typed::{civil, doc_id, org_id, particulars, tally};
use super::{Sen, now};

#[uniffi::export]
impl Sen {
    /// The meetings a filter lets through, the newest first.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for a day that is none.
    pub fn meetings(&self, filter: MeetingFilter) -> Result<Vec<MeetingLine>, SenError> {
        let day = |field: &str, day: &Option<String>| day.as_ref().map(|day| civil(field, day)).transpose();
        let (since, until) = (day("since", &filter.since)?, day("until", &filter.until)?);
        let rows = self.core.quietly(|engine| engine.meetings())?;
        let folded = shared::text::fold(&filter.text);
        let mut lines = Vec::new();
        for (row, safety) in rows {
            let doc = row.doc;
            let line = MeetingLine::from((row, safety));
            let date = civil("date", &line.date).ok();
            let wanted = filter.kind.as_ref().is_none_or(|kind| *kind == line.kind)
                && filter.state.as_ref().is_none_or(|state| *state == line.state)
                && filter.org.as_ref().is_none_or(|org| *org == line.org)
                && since.is_none_or(|since| date.is_some_and(|date| since <= date))
                && until.is_none_or(|until| date.is_some_and(|date| date <= until))
                && (!filter.unsettled || line.open_questions > 0)
                && (!filter.not_safe || matches!(line.safety.state.as_str(), "on_this_phone" | "held"));
            if wanted && (folded.is_empty() || self.speaks_of(&line, doc, &folded)?) {
                lines.push(line);
            }
        }
        Ok(lines)
    }

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

    /// Sets head data of a meeting.
    ///
    /// # Errors
    /// [`SenError::FixInput`] names the field.
    pub fn set_particulars(&self, id: String, given: Particulars) -> Result<Meeting, SenError> {
        let given = particulars(given)?;
        self.on_meeting(&id, |engine, doc| engine.set_particulars(doc, &given, now()))
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

    /// Records attendance, all of it or nothing.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for an excused absence without its reason.
    pub fn mark_attendance(&self, id: String, marks: Vec<Mark>) -> Result<Meeting, SenError> {
        let read = |mark: Mark| {
            let code = attendance_code(&mark.attendance)?;
            let known = |code: String| Standing::known(&code).ok_or_else(|| unfit("standing", "no such standing"));
            let standing = mark.standing.map(known).transpose()?;
            Ok((mark.person.into(), standing, code, mark.reason))
        };
        let marks = marks.into_iter().map(read).collect::<Result<Vec<_>, SenError>>()?;
        self.on_meeting(&id, |engine, doc| engine.mark_attendance(doc, &marks, now()))
    }

    /// Records `attendance` for everybody who is not recorded yet; who is exempt or away is recorded as that.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for what cannot stand for all of them, such as an excused absence.
    pub fn mark_rest(&self, id: String, attendance: String) -> Result<Meeting, SenError> {
        let code = attendance_code(&attendance)?;
        self.on_meeting(&id, |engine, doc| engine.mark_rest(doc, &code, now()))
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

    /// Adds an item to the agenda, or changes the one of the same title.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for an empty title.
    #[uniffi::method(default(presenter = None))]
    pub fn put_item(
        &self,
        id: String,
        title: String,
        order: i64,
        presenter: Option<Person>,
    ) -> Result<Meeting, SenError> {
        let presenter = presenter.map(shared::meeting::Person::from);
        self.on_meeting(&id, |engine, doc| {
            engine.put_item(doc, &title, order, presenter.as_ref(), now())?;
            engine.meeting(doc)
        })
    }

    /// Takes an item off the agenda; what was said on it stays.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such a meeting.
    pub fn remove_item(&self, id: String, key: String) -> Result<Meeting, SenError> {
        self.on_meeting(&id, |engine, doc| engine.remove_item(doc, &key, now()))
    }

    /// Notes what a person said on an item, or what the chair concluded.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for an empty text, [`SenError::Classified`].
    #[uniffi::method(default(speaker = None, is_conclusion = false))]
    pub fn say(
        &self,
        id: String,
        item: String,
        text: String,
        speaker: Option<Person>,
        is_conclusion: bool,
    ) -> Result<Meeting, SenError> {
        let saying = if is_conclusion { SayingKind::Conclusion } else { SayingKind::Opinion };
        let speaker = speaker.map(shared::meeting::Person::from);
        self.on_meeting(&id, |engine, doc| {
            engine.say(doc, &item, &saying, speaker.as_ref(), &text, now())?;
            engine.meeting(doc)
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
        let text = RunningText::Saying(entry.clone());
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
        self.splice(&id, RunningText::Minutes, (position, delete), |engine, doc, at| {
            engine.splice_minutes(doc, at, &insert, now())
        })
    }

    /// Makes the minutes read as `text`, by the fewest insertions and deletions.
    ///
    /// # Errors
    /// [`SenError::FixInput`] past the bound, [`SenError::Classified`].
    pub fn rewrite_minutes(&self, id: String, text: String) -> Result<Meeting, SenError> {
        self.on_meeting(&id, |engine, doc| engine.rewrite_minutes(doc, &text, now()))
    }

    /// The meeting's score sheet with what can be computed, by the rubric it names or the one in force on its day, or by
    /// `rubric`; nothing where no rubric is for such a meeting.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such a meeting.
    #[uniffi::method(default(rubric = None))]
    pub fn score_sheet(&self, id: String, rubric: Option<String>) -> Result<Option<ScoreSheet>, SenError> {
        let doc = doc_id(&id)?;
        let page = self.core.quietly(|engine| engine.meeting(doc))?;
        Ok(page.score_sheet(rubric.as_deref()).map(ScoreSheet::from))
    }

    /// Records points of the meeting's score sheet.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for more points than the criterion has, or outside 0 to 100 where it is not known.
    pub fn score(&self, id: String, rubric: String, points: Vec<ScorePoint>) -> Result<Meeting, SenError> {
        self.on_meeting(&id, |engine, doc| {
            engine.write_meeting(doc, now(), |edit| {
                points.iter().try_for_each(|point| meeting::score(edit, &rubric, &point.criterion, point.points))
            })
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
    fn on_meeting(
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

    /// Whether a line or, looked into one record at a time, the record behind it speaks of something.
    fn speaks_of(&self, line: &MeetingLine, doc: DocId, folded: &str) -> Result<bool, SenError> {
        let day = civil("date", &line.date).map_or_else(|_| line.date.clone(), shared::time::CivilDate::vietnamese);
        let head =
            format!("{} {day} {}", words().code("meeting_kind", &line.kind), line.topic.as_deref().unwrap_or_default());
        if shared::text::fold(&head).contains(folded) {
            return Ok(true);
        }
        self.core.quietly(|engine| engine.meeting_holds(doc, folded))
    }
}

fn attendance_code(code: &str) -> Result<AttendanceCode, SenError> {
    AttendanceCode::known(code).ok_or_else(|| unfit("attendance", "no such attendance"))
}
