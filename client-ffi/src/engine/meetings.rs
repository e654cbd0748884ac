//! Meetings: opening, recording, reading, adopting.

use std::collections::BTreeMap;

use shared::doc::{Edit, EntryId, Grade, Room, Splice};
use shared::id::{DocId, OrgId};
use shared::meeting::adoption::{self, Adoption};
use shared::meeting::agenda::{self, Saying};
use shared::meeting::facts::Facts;
use shared::meeting::moved::Moved;
use shared::meeting::roll::{self, Attendance, RollEntry, Standing};
use shared::meeting::score::ScoreSheet;
use shared::meeting::vote::{self, Tally, VoteKey};
use shared::meeting::{self, MeetingKey, MeetingView, Particulars, Person, State, WriteError};
use shared::member;
use shared::record::list::{Page, Query};
use shared::record::{Row, known, write};
use shared::sync::device::Safety;
use shared::time::Timestamp;

use super::{Engine, EngineError, RunningText, open};

/// A meeting with everything a screen shows beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct MeetingPage {
    /// The record as merged.
    pub view: MeetingView,
    /// How far the adoption of its minutes has come.
    pub adoption: Adoption,
    /// How safe it is.
    pub safety: Safety,
    /// How full the record is.
    pub room: Room,
    /// The records of the meeting that are here, its first part first.
    pub parts: Vec<DocId>,
    /// Where it was moved to or came from.
    pub moved: Moved,
    /// The cell's tasks that are not done, what is due first, first: every regular meeting opens with them.
    pub open_tasks: Vec<Row>,
}

/// One person a meeting's roll should name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollLine {
    /// Who.
    pub person: Person,
    /// Standing on the day.
    pub standing: Standing,
    /// Attendance as recorded, or what it is before anyone is called.
    pub attendance: Attendance,
    /// Reason of absence, as recorded.
    pub reason: Option<String>,
    /// Whether somebody recorded it at this meeting.
    pub recorded: bool,
}

/// How a conflict is settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// One of the listed values, by its place from 0.
    Listed(usize),
    /// A value in words: one of the listed ones, or a new one where the field takes it.
    Value(String),
}

impl Engine {
    /// Every meeting, the newest first, with how safe it is.
    ///
    /// # Errors
    /// [`EngineError::Vault`] when the vault cannot be read.
    pub fn meetings(&mut self) -> Result<Vec<(Row, Safety)>, EngineError> {
        self.refresh()?;
        let rows = self.vault.read().rows(&Query::meetings(), Page::ALL)?;
        Ok(rows.into_iter().map(|row| (self.ledger.safety(row.doc), row)).map(|(safety, row)| (row, safety)).collect())
    }

    /// One meeting.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRecord`], or [`EngineError::Record`] when it is damaged.
    pub fn meeting(&mut self, doc: DocId) -> Result<MeetingPage, EngineError> {
        self.refresh()?;
        let open = self.take(doc, Some(shared::meeting::KIND))?;
        let mut view = MeetingView::of(&open).ok_or(EngineError::NoSuchRecord("meeting"))?;
        let adoption = adoption::read(&open, &|device| self.people.member(device));
        let (room, moved) = (open.room(), Moved::of(&open));
        self.shelf.put(open);
        if self.calls_on(&view)? {
            view.calling_on();
        }
        let parts = self.parts(&view.key);
        let open_tasks = self.vault.read().rows(&Query::open_tasks(self.orgs.holdings(view.key.org)), Page::ALL)?;
        Ok(MeetingPage { view, adoption, safety: self.ledger.safety(doc), room, parts, moved, open_tasks })
    }

    /// A meeting's score sheet, with what can be computed here; `rubric` is one to look through instead of the one
    /// recorded or in force. `None` when no rubric is for such a meeting.
    ///
    /// # Errors
    /// [`EngineError::Vault`] when the lists cannot be read.
    pub fn score_sheet(&self, page: &MeetingPage, rubric: Option<&str>) -> Result<Option<ScoreSheet>, EngineError> {
        let stored = self.vault.read();
        let [tasks, committee] = known::queries(&self.orgs.holdings(page.view.key.org), page.view.held_on);
        let (tasks, committee) = (stored.rows(&tasks, Page::ALL)?, stored.rows(&committee, Page::first(1))?);
        let facts = Facts::of_meeting(&page.view).with_adoption(&page.adoption);
        let facts = known::with_rows(facts, &tasks, &committee);
        Ok(ScoreSheet::of(self.rules.when(page.adoption.adopted_at()), &page.view, &facts, rubric))
    }

    /// Opens a meeting, or the one that was opened under the same key before.
    ///
    /// # Errors
    /// [`EngineError::NotEnrolled`] without an organisation, [`EngineError::Denied`] outside the person's place.
    pub fn open_meeting(&mut self, key: &MeetingKey, now: Timestamp) -> Result<MeetingPage, EngineError> {
        self.refresh()?;
        let doc = key.doc();
        if open::load(&self.vault.read(), doc)?.is_none() {
            self.begin(key.open(), key.org, now, |_| Ok(()))?;
        } else {
            self.note_last_meeting(doc)?;
        }
        self.meeting(doc)
    }

    /// The organisation a meeting is opened for when none is named.
    ///
    /// # Errors
    /// [`EngineError::NotEnrolled`] before enrolment.
    pub fn own_org(&self) -> Result<OrgId, EngineError> {
        self.home(None)
    }

    /// Sets head data.
    ///
    /// # Errors
    /// [`EngineError::Write`] for what cannot be written.
    pub fn set_particulars(
        &mut self,
        doc: DocId,
        given: &Particulars,
        now: Timestamp,
    ) -> Result<MeetingPage, EngineError> {
        // A meeting that was called off is taken up again by its state, and whatever is set beside it.
        let takes_up = given.state.as_ref().is_some_and(|state| *state != State::Cancelled);
        if !takes_up {
            return self.write_meeting(doc, now, |edit| meeting::set_particulars(edit, given));
        }
        self.may_begin()?;
        self.change_stored(doc, shared::meeting::KIND, now, |edit| meeting::set_particulars(edit, given))?;
        self.meeting(doc)
    }

    /// Records attendance, all of it or nothing; without a standing, the one the register gives. Gives no page of the meeting:
    /// a roll is called name by name, and that page takes as long as the mark.
    ///
    /// # Errors
    /// [`EngineError::Write`] for what cannot be written.
    pub fn mark_attendance(
        &mut self,
        doc: DocId,
        marks: &[(Person, Option<Standing>, Attendance, Option<String>)],
        now: Timestamp,
    ) -> Result<(), EngineError> {
        let is_asked = marks.iter().any(|(_, given, ..)| given.is_none());
        let lines = if is_asked { self.roll_call(doc)? } else { Vec::new() };
        let known: BTreeMap<&str, &RollLine> = lines.iter().map(|line| (line.person.key.as_str(), line)).collect();
        let standing = |person: &Person, attendance: &Attendance| {
            let guest = !attendance.is_of_headcount();
            let line = known.get(person.key.as_str());
            line.map_or(if guest { Standing::Guest } else { Standing::Official }, |line| line.standing.clone())
        };
        self.change(doc, shared::meeting::KIND, now, |edit| {
            marks.iter().try_for_each(|(person, given, attendance, reason)| {
                let standing = given.clone().unwrap_or_else(|| standing(person, attendance));
                roll::mark_attendance(edit, person, &standing, attendance, reason.as_deref())
            })
        })
    }

    /// Records the figures of a vote that are given.
    ///
    /// # Errors
    /// [`EngineError::Write`] for what cannot be written.
    pub fn record_vote(
        &mut self,
        doc: DocId,
        key: &VoteKey,
        tally: &Tally,
        now: Timestamp,
    ) -> Result<MeetingPage, EngineError> {
        self.write_meeting(doc, now, |edit| vote::record_vote(edit, key, tally))
    }

    /// Adds an item to the agenda, or changes the one of the same title; gives its key.
    ///
    /// # Errors
    /// [`EngineError::Write`] for what cannot be written.
    pub fn put_item(
        &mut self,
        doc: DocId,
        title: &str,
        order: i64,
        presenter: Option<&Person>,
        now: Timestamp,
    ) -> Result<String, EngineError> {
        self.change(doc, shared::meeting::KIND, now, |edit| agenda::put_item(edit, title, order, presenter))
    }

    /// Takes an item off the agenda.
    ///
    /// # Errors
    /// [`EngineError::Write`] for what cannot be written.
    pub fn remove_item(&mut self, doc: DocId, key: &str, now: Timestamp) -> Result<MeetingPage, EngineError> {
        self.write_meeting(doc, now, |edit| agenda::remove_item(edit, key))
    }

    /// Notes what a person said on an item, or what the chair concluded; gives the entry's name.
    ///
    /// # Errors
    /// [`EngineError::Write`] for what cannot be written.
    pub fn say(
        &mut self,
        doc: DocId,
        item: &str,
        saying: &Saying,
        speaker: Option<&Person>,
        text: &str,
        now: Timestamp,
    ) -> Result<EntryId, EngineError> {
        self.change(doc, shared::meeting::KIND, now, |edit| agenda::say(edit, item, saying, speaker, text))
    }

    /// Replaces `delete` characters at `position` of something noted.
    ///
    /// # Errors
    /// [`EngineError::Write`] beyond its end, or without such an entry.
    pub fn splice_saying(
        &mut self,
        doc: DocId,
        entry: &EntryId,
        (position, delete): (usize, usize),
        insert: &str,
        now: Timestamp,
    ) -> Result<MeetingPage, EngineError> {
        self.replace_in(doc, &RunningText::saying(entry.clone()), (position, delete), insert, now)
    }

    /// Replaces `delete` characters of the minutes at `position`, in Unicode scalar values.
    ///
    /// # Errors
    /// [`EngineError::Write`] beyond the end, or for classified text.
    pub fn splice_minutes(
        &mut self,
        doc: DocId,
        (position, delete): (usize, usize),
        insert: &str,
        now: Timestamp,
    ) -> Result<MeetingPage, EngineError> {
        self.replace_in(doc, &RunningText::MINUTES, (position, delete), insert, now)
    }

    /// Makes the minutes read as `text`, by the fewest insertions and deletions.
    ///
    /// # Errors
    /// [`EngineError::Write`] past the bound, or for classified text.
    pub fn rewrite_minutes(&mut self, doc: DocId, text: &str, now: Timestamp) -> Result<MeetingPage, EngineError> {
        self.write_meeting(doc, now, |edit| meeting::rewrite_minutes(edit, text))
    }

    /// Records points of the meeting's score sheet.
    ///
    /// # Errors
    /// [`EngineError::Write`] for more points than the criterion has.
    pub fn score(
        &mut self,
        doc: DocId,
        rubric: &str,
        points: &[(String, i64)],
        now: Timestamp,
    ) -> Result<MeetingPage, EngineError> {
        let (rules, adopted) = (self.rules.clone(), self.meeting(doc)?.adoption.adopted_at());
        self.write_meeting(doc, now, |edit| {
            let rules = rules.when(adopted);
            points.iter().try_for_each(|(criterion, n)| meeting::score(rules, edit, rubric, criterion, *n))
        })
    }

    /// Signs the minutes as they stand, as the officer this device belongs to.
    ///
    /// # Errors
    /// [`EngineError::Write`] while questions are open or for anybody but chair and minute-taker.
    pub fn adopt(&mut self, doc: DocId, alone: bool, now: Timestamp) -> Result<MeetingPage, EngineError> {
        self.refresh()?;
        self.write_strokes()?;
        let signer = self.account.as_ref().ok_or(EngineError::NotEnrolled)?.certificate.member;
        let open = self.take(doc, Some(shared::meeting::KIND))?;
        let attestation = adoption::attest(&open, &self.key, signer, alone, now);
        self.shelf.put(open);
        let attestation = attestation?;
        self.write_meeting(doc, now, |edit| adoption::adopt(edit, attestation))
    }

    /// Settles one conflict of a record.
    ///
    /// # Errors
    /// [`EngineError::NotAmongValues`] for a place without conflict or a value the field does not take,
    /// [`EngineError::Step`] for what only a step writes that is not this person's.
    pub fn settle_conflict(
        &mut self,
        doc: DocId,
        part: &str,
        key: &str,
        choice: &Choice,
        now: Timestamp,
    ) -> Result<(), EngineError> {
        self.refresh()?;
        let open = self.take(doc, None)?;
        let (kind, found, tree) = (open.kind(), open.divergences(), open.tree());
        self.shelf.put(open);
        let divergence = found.into_iter().find(|divergence| divergence.part == part && divergence.key == key);
        let values = divergence.ok_or(EngineError::NotAmongValues)?.values;
        let chosen = match choice {
            Choice::Listed(place) => values.get(*place).map(|value| value.value.clone()),
            Choice::Value(text) => {
                let listed = values.iter().map(|value| value.value.clone()).find(|value| value.display() == *text);
                listed.map_or_else(|| write::settling(kind.spec(), part, key, text), |value| Ok(Some(value)))?
            }
        };
        let value = chosen.ok_or(EngineError::NotAmongValues)?;
        self.may_settle(doc, kind, (part, key), &value)?;
        let is_written = values.iter().any(|written| written.value == value);
        let rules = self.rules.clone();
        let settle = |edit: &mut Edit<'_>| write::settle(edit, kind.spec(), &tree, (part, key), value, &rules);
        // A record that is closed takes nothing more, but what was written into it apart has to be decided all the same,
        // and whether it was closed may be the very question.
        if is_written {
            self.may_begin()?;
            return self.change_stored(doc, kind, now, settle);
        }
        self.change(doc, kind, now, settle)
    }

    /// Everybody a meeting's roll should name: the cell's members, then whoever else was recorded.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRecord`] without such a meeting.
    pub fn roll_call(&mut self, doc: DocId) -> Result<Vec<RollLine>, EngineError> {
        let page = self.meeting(doc)?;
        let mut lines = Vec::new();
        let mut recorded: BTreeMap<String, (usize, RollEntry)> = BTreeMap::new();
        for (at, entry) in page.view.roll.into_iter().enumerate() {
            recorded.insert(entry.person.key.clone(), (at, entry));
        }
        let members = Query::members().within(self.orgs.holdings(page.view.key.org));
        // The list says of everybody what a roll has to know: no record is opened for a tap.
        for row in self.vault.read().rows(&members, Page::ALL)?.into_iter().filter(|row| row.is_readable) {
            let person = Person::member(row.doc, if row.title.is_empty() { "—" } else { &row.title });
            match (recorded.remove(&person.key).map(|(_, entry)| entry), member::roll_default(&row, page.view.key.date))
            {
                (Some(entry), _) => lines.push(line_of(entry)),
                (None, Some((standing, attendance))) => {
                    lines.push(RollLine { person, standing, attendance, reason: None, recorded: false });
                }
                (None, None) => {}
            }
        }
        let mut others: Vec<(usize, RollEntry)> = recorded.into_values().collect();
        others.sort_by_key(|(at, _)| *at);
        lines.extend(others.into_iter().map(|(_, entry)| line_of(entry)));
        Ok(lines)
    }

    /// Everything of a meeting in dispute that a person has to decide.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRecord`] without such a meeting.
    pub fn decisions(&mut self, doc: DocId) -> Result<Vec<meeting::view::Conflict>, EngineError> {
        let conflicts = self.meeting(doc)?.view.conflicts;
        Ok(conflicts.into_iter().filter(|conflict| conflict.grade == Grade::Decision).collect())
    }

    /// Writes whatever belongs together into a meeting as one change: all of it, or after an error nothing.
    ///
    /// # Errors
    /// [`EngineError::Write`] for what cannot be written, and into a meeting that was called off.
    pub fn write_meeting(
        &mut self,
        doc: DocId,
        now: Timestamp,
        write: impl FnOnce(&mut Edit<'_>) -> Result<(), WriteError>,
    ) -> Result<MeetingPage, EngineError> {
        self.change(doc, shared::meeting::KIND, now, write)?;
        self.meeting(doc)
    }

    fn replace_in(
        &mut self,
        doc: DocId,
        text: &RunningText,
        (at, delete): (usize, usize),
        insert: &str,
        now: Timestamp,
    ) -> Result<MeetingPage, EngineError> {
        let splice = Splice { at, delete, insert: meeting::passage("text", insert)? };
        let (_, place) = text.place();
        self.write_meeting(doc, now, |edit| Ok(edit.splice_place(&place, &[splice])?))
    }
}

fn line_of(entry: RollEntry) -> RollLine {
    RollLine {
        person: entry.person,
        standing: entry.standing,
        attendance: entry.attendance,
        reason: entry.reason,
        recorded: true,
    }
}
