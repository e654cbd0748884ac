//! What a screen of the app says beside a record, in the device's language. Only [`Sen::take_agenda`] writes.

use shared::meeting::weigh;
use shared::text;
use shared::time::Timestamp;

use crate::engine::EngineError;
use crate::error::SenError;
use crate::types::{Meeting, MeetingStep, MeetingTimes, Obstacle, Passage, Preparation, Today, Vote, VoteWeighed};
use crate::words::words;

use super::typed::{civil, doc_id, tally};
use super::{Sen, now};

/// The places, from 0 and in order, of the names in which `typed` begins a word, without regard to marks and case; every
/// place while nothing is typed.
#[must_use]
#[uniffi::export]
pub fn person_matches(typed: String, names: Vec<String>) -> Vec<u32> {
    let all = text::clean_line(&typed).is_empty();
    let found = (0..).zip(&names).filter(|(_, name)| all || text::rank(&typed, name).is_some());
    found.map(|(at, _)| at).collect()
}

#[uniffi::export]
impl Sen {
    /// What is to be done on a day, `YYYY-MM-DD`, and what this phone alone holds.
    ///
    /// # Errors
    /// [`SenError::Enrol`] before enrolment, [`SenError::FixInput`] for a day that is none.
    pub fn today(&self, on: String) -> Result<Today, SenError> {
        let on = civil("date", &on)?;
        self.core.quietly(|engine| Ok(Today::of(engine.due_today(on)?, &engine.health()?)))
    }

    /// Holds what is typed of a vote and not written yet against the meeting, and writes nothing; what it leaves out is as
    /// recorded. A dispute stays one, whatever is typed over it.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for what [`Sen::record_vote`] refuses.
    pub fn weigh_vote(&self, id: String, vote: Vote) -> Result<VoteWeighed, SenError> {
        let doc = doc_id(&id)?;
        let (key, tally) = tally(&vote)?;
        self.core.quietly(|engine| -> Result<VoteWeighed, EngineError> {
            let view = engine.meeting(doc)?.view;
            let weighed = weigh::typed(&view, &key, &tally, vote.threshold.as_deref())?;
            Ok(VoteWeighed::of(weighed, engine.people()))
        })
    }

    /// The recorded votes of a meeting, weighed.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such a meeting.
    pub fn vote_words(&self, id: String) -> Result<Vec<VoteWeighed>, SenError> {
        let doc = doc_id(&id)?;
        self.core.quietly(|engine| {
            let weighed = weigh::recorded(&engine.meeting(doc)?.view).into_iter();
            Ok(weighed.map(|vote| VoteWeighed::of(vote, engine.people())).collect())
        })
    }

    /// A meeting against the clock, at an instant in milliseconds since 1970: how long it lasts, and its deadlines.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such a meeting.
    pub fn meeting_times(&self, id: String, now_ms: i64) -> Result<MeetingTimes, SenError> {
        let (doc, now) = (doc_id(&id)?, Timestamp::from_ms(now_ms));
        self.core.quietly(|engine| Ok(MeetingTimes::from(&engine.meeting_course(doc, now)?.times)))
    }

    /// How each of the seven steps of a meeting stands.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such a meeting.
    pub fn meeting_steps(&self, id: String) -> Result<Vec<MeetingStep>, SenError> {
        let doc = doc_id(&id)?;
        self.core.quietly(|engine| Ok(MeetingStep::all(&engine.meeting_course(doc, now())?.course())))
    }

    /// What still stands in the way of signing a meeting's minutes, what blocks first. [`Sen::adopt`] refuses as long as
    /// any of it blocks.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such a meeting.
    pub fn obstacles(&self, id: String) -> Result<Vec<Obstacle>, SenError> {
        let doc = doc_id(&id)?;
        self.core.quietly(|engine| Ok(Obstacle::all(&engine.meeting_course(doc, now())?)))
    }

    /// What there is to prepare a meeting with: items to propose, open tasks, the draft resolution.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such a meeting.
    pub fn prepare(&self, id: String) -> Result<Preparation, SenError> {
        let doc = doc_id(&id)?;
        Ok(self.core.quietly(|engine| engine.prepare(doc))?.into())
    }

    /// Puts items on the agenda in this order, as one change. One that is there stays where it is; one that was taken off
    /// comes back.
    ///
    /// # Errors
    /// [`SenError::FixInput`] with the field `title` for a title that is none; nothing is then changed.
    pub fn take_agenda(&self, id: String, titles: Vec<String>) -> Result<Meeting, SenError> {
        self.on_meeting(&id, |engine, doc| engine.take_agenda(doc, &titles, now()))
    }

    /// Passages that can be put into the minutes when a person asks for it, in their order; of what is not recorded there
    /// is none.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such a meeting.
    pub fn passages(&self, id: String) -> Result<Vec<Passage>, SenError> {
        let doc = doc_id(&id)?;
        let passages = self.core.quietly(|engine| Ok(words().passages(&engine.meeting(doc)?.view)))?;
        Ok(passages.into_iter().map(Passage::from).collect())
    }
}
