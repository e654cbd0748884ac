//! The surface the app sees: one object, coarse calls, every one of them safe from any thread.
//!
//! Dates and codes come as texts and are checked here; time is the phone's clock.

mod typed;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use shared::doc::EntryId;
use shared::id::DocId;
use shared::meeting::agenda::Saying as SayingKind;
use shared::meeting::roll::Attendance as AttendanceCode;
use shared::meeting::{MeetingKey, MeetingKind};
use shared::time::Timestamp;

use crate::engine::{Choice, Engine, EngineError, MeetingPage, rounds};
use crate::error::{SenError, unfit};
use crate::net::Transport;
use crate::types::{
    Attendance, Field, Meeting, MeetingLine, Member, MemberLine, Particulars, Person, Status, Synced, Vote,
};
use typed::{civil, doc_id, pairs, particulars, place, tally, vault_key};

/// One vault on this phone, with the device it belongs to.
#[derive(Debug, uniffi::Object)]
pub struct Sen {
    engine: Mutex<Engine>,
}

#[uniffi::export]
impl Sen {
    /// Creates a vault; `key` are 32 bytes from the phone's keystore.
    ///
    /// # Errors
    /// [`SenError::FixInput`] where there is a file already, [`SenError::StorageFull`] without room.
    #[uniffi::constructor]
    pub fn create(path: String, key: Vec<u8>) -> Result<Self, SenError> {
        Ok(Self { engine: Mutex::new(Engine::create(Path::new(&path), &vault_key(key)?)?) })
    }

    /// Opens a vault.
    ///
    /// # Errors
    /// [`SenError::WrongKey`], [`SenError::Damaged`], or [`SenError::UpdateApp`] for a newer vault.
    #[uniffi::constructor]
    pub fn open(path: String, key: Vec<u8>) -> Result<Self, SenError> {
        Ok(Self { engine: Mutex::new(Engine::open(Path::new(&path), &vault_key(key)?)?) })
    }

    /// Encrypts the vault with another key.
    ///
    /// # Errors
    /// [`SenError`]; the old key then still fits.
    pub fn rekey(&self, key: Vec<u8>) -> Result<(), SenError> {
        Ok(self.engine().rekey(&vault_key(key)?)?)
    }

    /// Whether this device is enrolled.
    #[must_use]
    pub fn is_enrolled(&self) -> bool {
        self.engine().account().is_some()
    }

    /// Enrols this device with a one-time code; `label` is what the person calls the phone.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for a bad code; the same code may be tried again.
    pub fn enrol(&self, code: String, label: String) -> Result<(), SenError> {
        let (code, request) = self.engine().begin_enrolment(&code, &label)?;
        let answer = Transport::new(&code.url, code.pin)?.enrol(&request)?;
        Ok(self.engine().finish_enrolment(&code, &answer)?)
    }

    /// Syncs over this crate's own line until there is nothing more to bring or fetch. Records can be
    /// read and written meanwhile.
    ///
    /// # Errors
    /// [`SenError::Retry`] without a line; nothing is lost.
    pub fn sync(&self) -> Result<Synced, SenError> {
        let (transport, token) = {
            let engine = self.engine();
            let account = engine.account().ok_or(EngineError::NotEnrolled)?;
            (Transport::new(&account.url, account.pin)?, *account.token())
        };
        let done = rounds(
            &transport,
            &token,
            || self.engine().begin_sync(now()),
            |answer| self.engine().finish_sync(answer, now()),
        );
        Ok(done?.into())
    }

    /// The next sync request's bytes, for an app that owns its socket.
    ///
    /// # Errors
    /// [`SenError::Enrol`] before enrolment.
    pub fn begin_sync(&self) -> Result<Vec<u8>, SenError> {
        Ok(self.engine().begin_sync(now())?)
    }

    /// Takes in the answer to [`Sen::begin_sync`]; ask again while it says `more`.
    ///
    /// # Errors
    /// [`SenError::Retry`] for bytes that are no answer.
    pub fn finish_sync(&self, answer: Vec<u8>) -> Result<Synced, SenError> {
        Ok(self.engine().finish_sync(&answer, now())?.into())
    }

    /// How safe everything is.
    ///
    /// # Errors
    /// [`SenError`] when the vault cannot be read.
    pub fn status(&self) -> Result<Status, SenError> {
        Ok(self.engine().status()?.into())
    }

    /// Every meeting, the newest first.
    ///
    /// # Errors
    /// [`SenError`] when the vault cannot be read.
    pub fn meetings(&self) -> Result<Vec<MeetingLine>, SenError> {
        Ok(self.engine().meetings()?.into_iter().map(MeetingLine::from).collect())
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
    #[uniffi::method(default(org = None))]
    pub fn open_meeting(
        &self,
        kind: String,
        date: String,
        ordinal: u16,
        org: Option<String>,
    ) -> Result<Meeting, SenError> {
        let mut engine = self.engine();
        let org = match org {
            Some(org) => org.parse().map_err(|error| unfit("org", error))?,
            None => engine.own_org()?,
        };
        let kind = MeetingKind::known(&kind).ok_or_else(|| unfit("kind", "no such kind of meeting"))?;
        let key = MeetingKey { org, kind, date: civil("date", &date)?, ordinal };
        let page = engine.open_meeting(&key, now())?;
        Ok(Meeting::of(page, engine.people()))
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
        Ok(self.engine().roll_call(doc_id(&id)?)?.into_iter().map(Attendance::from).collect())
    }

    /// Records one person's attendance.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for an excused absence without its reason.
    pub fn mark(
        &self,
        id: String,
        person: Person,
        attendance: String,
        reason: Option<String>,
    ) -> Result<Meeting, SenError> {
        let code = AttendanceCode::known(&attendance).ok_or_else(|| unfit("attendance", "no such attendance"))?;
        let mark = (person.into(), None, code, reason);
        self.on_meeting(&id, |engine, doc| engine.mark_attendance(doc, &[mark], now()))
    }

    /// Records the figures of a vote that are given.
    ///
    /// # Errors
    /// [`SenError::FixInput`] names the figure.
    pub fn vote(&self, id: String, vote: Vote) -> Result<Meeting, SenError> {
        let (key, tally) = tally(&vote)?;
        self.on_meeting(&id, |engine, doc| {
            let page = engine.record_vote(doc, &key, &tally, now())?;
            vote.threshold.map_or(Ok(page), |threshold| engine.set_threshold(doc, &key, &threshold, now()))
        })
    }

    /// Adds an item to the agenda, or changes the one of the same title.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for an empty title.
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

    /// Takes an item off the agenda.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such a meeting.
    pub fn remove_item(&self, id: String, key: String) -> Result<Meeting, SenError> {
        self.on_meeting(&id, |engine, doc| engine.remove_item(doc, &key, now()))
    }

    /// Notes what a person said on an item, or what the chair concluded.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for an empty or classified text.
    pub fn say(
        &self,
        id: String,
        item: String,
        speaker: Option<Person>,
        is_conclusion: bool,
        text: String,
    ) -> Result<Meeting, SenError> {
        let saying = if is_conclusion { SayingKind::Conclusion } else { SayingKind::Opinion };
        let speaker = speaker.map(shared::meeting::Person::from);
        self.on_meeting(&id, |engine, doc| {
            engine.say(doc, &item, &saying, speaker.as_ref(), &text, now())?;
            engine.meeting(doc)
        })
    }

    /// Replaces `delete` characters at `position` of something noted.
    ///
    /// # Errors
    /// [`SenError::FixInput`] beyond its end.
    pub fn splice_saying(
        &self,
        id: String,
        entry: String,
        position: u32,
        delete: u32,
        insert: String,
    ) -> Result<Meeting, SenError> {
        let (entry, at) = (EntryId::from_text(&entry), place(position, delete)?);
        self.on_meeting(&id, |engine, doc| engine.splice_saying(doc, &entry, at, &insert, now()))
    }

    /// Replaces `delete` characters of the minutes at `position`, in Unicode scalar values.
    ///
    /// # Errors
    /// [`SenError::FixInput`] beyond the end, or for classified text.
    pub fn splice_minutes(&self, id: String, position: u32, delete: u32, insert: String) -> Result<Meeting, SenError> {
        let at = place(position, delete)?;
        self.on_meeting(&id, |engine, doc| engine.splice_minutes(doc, at, &insert, now()))
    }

    /// Makes the minutes read as `text`, by the fewest insertions and deletions.
    ///
    /// # Errors
    /// [`SenError::FixInput`] past the bound, or for classified text.
    pub fn rewrite_minutes(&self, id: String, text: String) -> Result<Meeting, SenError> {
        self.on_meeting(&id, |engine, doc| engine.rewrite_minutes(doc, &text, now()))
    }

    /// Signs the minutes as they stand; `alone` for a cell with one phone.
    ///
    /// # Errors
    /// [`SenError::SettleFirst`] while questions are open.
    pub fn adopt(&self, id: String, alone: bool) -> Result<Meeting, SenError> {
        self.on_meeting(&id, |engine, doc| engine.adopt(doc, alone, now()))
    }

    /// Settles one conflict of a meeting or a member by one of its values, or a new figure.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for a value the place does not take.
    pub fn settle(&self, id: String, part: String, key: String, value: String) -> Result<(), SenError> {
        Ok(self.engine().settle_conflict(doc_id(&id)?, &part, &key, &Choice::Value(value), now())?)
    }

    /// The members a query finds, marks or no marks; all of them for an empty one.
    ///
    /// # Errors
    /// [`SenError`] when the vault cannot be read.
    pub fn members(&self, query: String) -> Result<Vec<MemberLine>, SenError> {
        Ok(self.engine().members(&query)?.into_iter().map(MemberLine::from).collect())
    }

    /// One member.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such a member.
    pub fn member(&self, id: String) -> Result<Member, SenError> {
        let mut engine = self.engine();
        let view = engine.member(doc_id(&id)?)?;
        Ok(Member::of(view, engine.people()))
    }

    /// Adds a member to the own cell.
    ///
    /// # Errors
    /// [`SenError::FixInput`] names the field.
    pub fn add_member(&self, fields: Vec<Field>) -> Result<Member, SenError> {
        let mut engine = self.engine();
        let view = engine.add_member(None, &pairs(fields), now())?;
        Ok(Member::of(view, engine.people()))
    }

    /// Sets fields of a member's card; an empty text clears one.
    ///
    /// # Errors
    /// [`SenError::FixInput`] names the field; nothing is then changed.
    pub fn edit_member(&self, id: String, fields: Vec<Field>) -> Result<Member, SenError> {
        let mut engine = self.engine();
        let view = engine.edit_member(doc_id(&id)?, &pairs(fields), now())?;
        Ok(Member::of(view, engine.people()))
    }
}

impl Sen {
    /// A call that panicked left its change half-made in memory only, and the engine reads again what
    /// it did not finish; so a poisoned lock is no reason to refuse the next call.
    fn engine(&self) -> MutexGuard<'_, Engine> {
        self.engine.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn on_meeting(
        &self,
        id: &str,
        act: impl FnOnce(&mut Engine, DocId) -> Result<MeetingPage, EngineError>,
    ) -> Result<Meeting, SenError> {
        let doc = doc_id(id)?;
        let mut engine = self.engine();
        let page = act(&mut engine, doc)?;
        Ok(Meeting::of(page, engine.people()))
    }
}

fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    // A clock before 1970 reads as 1970; the server notices the skew.
    Timestamp::from_ms(since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX)))
}
