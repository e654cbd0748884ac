//! One open vault: the commands and views of the surface, one by one.
//!
//! Failures are those of the surface, as plain objects; what each call promises is said there.

mod screens;

use std::sync::Arc;

use sen_client::Sen;
use sen_client::types::{Field, Mark, RecordFilter, ScorePoint, Vote};
use wasm_bindgen::prelude::*;

use crate::answer::{Answer, done, failed, give, plain, read};
use crate::news::Ear;
use crate::pending::PendingAnswer;
use crate::text::TextSession;

/// One vault on this phone.
#[wasm_bindgen]
pub struct Vault {
    sen: Arc<Sen>,
    ear: Ear,
}

impl Vault {
    pub(crate) fn over(sen: Arc<Sen>) -> Self {
        let ear = Ear::default();
        sen.set_listener(Some(Arc::new(ear.clone())));
        Self { sen, ear }
    }

    pub(crate) fn sen(&self) -> Arc<Sen> {
        Arc::clone(&self.sen)
    }
}

#[wasm_bindgen]
impl Vault {
    /// Closes the vault's file; every later call fails with `closed`.
    pub fn close(&self) {
        self.sen.close_vault();
    }

    /// What changed since this was asked last.
    ///
    /// # Errors
    /// None.
    #[wasm_bindgen(unchecked_return_type = "t.News")]
    pub fn news(&self) -> Answer {
        plain(&self.ear.take())
    }

    /// Sits down at a running text of a record.
    ///
    /// # Errors
    /// `fix_input` for a place that is no running text.
    pub fn text(&self, id: String, place: String) -> Result<TextSession, JsValue> {
        self.sen.text(id, place).map(TextSession::over).map_err(failed)
    }

    /// The person who writes pauses: what was typed becomes a change, sealed for the ward.
    ///
    /// # Errors
    /// `storage_full`; what was typed stays as it is.
    pub fn end_typing(&self) -> Result<(), JsValue> {
        self.sen.end_typing().map_err(failed)
    }

    /// Whom this device belongs to.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.Account | null")]
    pub fn account(&self) -> Answer {
        give(self.sen.account())
    }

    /// Every organisation known, each after the one above it.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.Org[]")]
    pub fn orgs(&self) -> Answer {
        give(self.sen.orgs())
    }

    /// The standing with the server as a whole.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.Health")]
    pub fn health(&self) -> Answer {
        give(self.sen.health())
    }

    /// Every record and how safe it is.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.RecordStatus[]")]
    pub fn record_statuses(&self) -> Answer {
        give(self.sen.record_statuses())
    }

    /// How safe one record is.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.Safety")]
    pub fn safety(&self, id: String) -> Answer {
        give(self.sen.safety(id))
    }

    /// What the next sync would send, by record.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.Outgoing[]")]
    pub fn outgoing(&self) -> Answer {
        give(self.sen.outgoing())
    }

    /// The records a filter lets through.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.RecordLine[]")]
    pub fn records(&self, #[wasm_bindgen(unchecked_param_type = "Partial<t.RecordFilter>")] filter: JsValue) -> Answer {
        give(self.sen.records(read::<RecordFilter>(filter)?))
    }

    /// The kinds of records that stand on their own.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.WorkKind[]")]
    pub fn work(&self) -> Answer {
        give(self.sen.work())
    }

    /// One record of any kind.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.Record")]
    pub fn record(&self, id: String) -> Answer {
        give(self.sen.record(id))
    }

    /// Begins a record of a kind.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.Record")]
    pub fn begin(
        &self,
        kind: String,
        #[wasm_bindgen(unchecked_param_type = "t.Field[]")] fields: JsValue,
        org: Option<String>,
        about: Option<String>,
    ) -> Answer {
        give(self.sen.begin(kind, read::<Vec<Field>>(fields)?, org, about))
    }

    /// Sets values of a record; all of it or nothing.
    ///
    /// # Errors
    /// As on the surface.
    pub fn set(
        &self,
        id: String,
        #[wasm_bindgen(unchecked_param_type = "t.Field[]")] fields: JsValue,
    ) -> Result<(), JsValue> {
        done(self.sen.set(id, read::<Vec<Field>>(fields)?))
    }

    /// Adds an entry to a list of a record; gives its name.
    ///
    /// # Errors
    /// As on the surface.
    pub fn add(
        &self,
        id: String,
        part: String,
        #[wasm_bindgen(unchecked_param_type = "t.Field[]")] fields: JsValue,
    ) -> Result<String, JsValue> {
        self.sen.add(id, part, read::<Vec<Field>>(fields)?).map_err(failed)
    }

    /// Keeps what stands in a form that is not given yet; nothing filled forgets it.
    ///
    /// # Errors
    /// As on the surface.
    pub fn keep_form(
        &self,
        name: String,
        #[wasm_bindgen(unchecked_param_type = "t.Field[]")] fields: JsValue,
        about: Option<String>,
    ) -> Result<(), JsValue> {
        self.sen.keep_form(name, read::<Vec<Field>>(fields)?, about).map_err(failed)
    }

    /// What stands in a form that is not given yet.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.Field[]")]
    pub fn form(&self, name: String, about: Option<String>) -> Answer {
        give(self.sen.form(name, about))
    }

    /// Draws the figures of a record from the records of its period.
    ///
    /// # Errors
    /// As on the surface.
    pub fn draw_figures(&self, id: String) -> Result<(), JsValue> {
        done(self.sen.draw_figures(id))
    }

    /// Takes a step of a record's life.
    ///
    /// # Errors
    /// As on the surface.
    pub fn step(
        &self,
        id: String,
        step: String,
        #[wasm_bindgen(unchecked_param_type = "t.Field[]")] fields: JsValue,
    ) -> Result<(), JsValue> {
        done(self.sen.step(id, step, read::<Vec<Field>>(fields)?))
    }

    /// Settles one conflict of a record.
    ///
    /// # Errors
    /// As on the surface.
    pub fn settle(&self, id: String, part: String, key: String, value: String) -> Result<(), JsValue> {
        self.sen.settle(id, part, key, value).map_err(failed)
    }

    /// Who changed what of a record, oldest first.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.HistoryLine[]")]
    pub fn history(&self, id: String) -> Answer {
        give(self.sen.history(id))
    }

    /// One meeting.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.Meeting")]
    pub fn meeting(&self, id: String) -> Answer {
        give(self.sen.meeting(id))
    }

    /// Opens a meeting, or the one that was opened before.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.Meeting")]
    pub fn open_meeting(&self, kind: String, date: String, ordinal: u16, org: Option<String>) -> Answer {
        give(self.sen.open_meeting(kind, date, ordinal, org))
    }

    /// Opens the next part of a meeting that is nearly full.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.Meeting")]
    pub fn continue_meeting(&self, id: String) -> Answer {
        give(self.sen.continue_meeting(id))
    }

    /// Carries a meeting that was opened under a wrong kind or date into the right one.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.Meeting")]
    pub fn move_meeting(&self, id: String, kind: String, date: String, ordinal: u16) -> Answer {
        give(self.sen.move_meeting(id, kind, date, ordinal))
    }

    /// Everybody a meeting's roll should name.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.Attendance[]")]
    pub fn roll_call(&self, id: String) -> Answer {
        give(self.sen.roll_call(id))
    }

    /// Records attendance, all of it or nothing.
    ///
    /// # Errors
    /// As on the surface.
    pub fn mark_attendance(
        &self,
        id: String,
        #[wasm_bindgen(unchecked_param_type = "(Pick<t.Mark, 'person' | 'attendance'> & Partial<t.Mark>)[]")]
        marks: JsValue,
    ) -> Result<(), JsValue> {
        self.sen.mark_attendance(id, read::<Vec<Mark>>(marks)?).map_err(failed)
    }

    /// Records `attendance` for everybody who is not recorded yet.
    ///
    /// # Errors
    /// As on the surface.
    pub fn mark_rest(&self, id: String, attendance: String) -> Result<(), JsValue> {
        self.sen.mark_rest(id, attendance).map_err(failed)
    }

    /// Counts one figure of a vote, or takes back what was counted.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.Meeting")]
    pub fn count_vote(&self, id: String, vote: String, figure: String, counted: Option<u32>) -> Answer {
        give(self.sen.count_vote(id, vote, figure, counted.map(i64::from)))
    }

    /// Records the figures of a vote that are given.
    ///
    /// # Errors
    /// As on the surface.
    pub fn record_vote(
        &self,
        id: String,
        #[wasm_bindgen(unchecked_param_type = "Pick<t.Vote, 'matter'> & Partial<t.Vote>")] vote: JsValue,
    ) -> Result<(), JsValue> {
        done(self.sen.record_vote(id, read::<Vote>(vote)?))
    }

    /// The meeting's score sheet with what can be computed.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.ScoreSheet | null")]
    pub fn score_sheet(&self, id: String, rubric: Option<String>) -> Answer {
        give(self.sen.score_sheet(id, rubric))
    }

    /// Records points of the score sheet.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.Meeting")]
    pub fn score(
        &self,
        id: String,
        rubric: String,
        #[wasm_bindgen(unchecked_param_type = "t.ScorePoint[]")] points: JsValue,
    ) -> Answer {
        give(self.sen.score(id, rubric, read::<Vec<ScorePoint>>(points)?))
    }

    /// Signs the minutes as they stand.
    ///
    /// # Errors
    /// As on the surface.
    pub fn adopt(&self, id: String, alone: bool) -> Result<(), JsValue> {
        done(self.sen.adopt(id, alone))
    }

    /// Makes a package for the ward, or for the device named.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.PackageMade")]
    pub fn package_out(&self, reader: Option<String>) -> Answer {
        give(self.sen.package_out(reader))
    }

    /// Takes in a package.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.PackageTaken")]
    pub fn package_in(&self, bytes: Vec<u8>) -> Answer {
        give(self.sen.package_in(bytes))
    }

    /// The texts of the QR codes that show a small package.
    ///
    /// # Errors
    /// As on the surface.
    pub fn package_parts(&self, bytes: Vec<u8>) -> Result<Vec<String>, JsValue> {
        self.sen.package_parts(bytes).map_err(failed)
    }

    /// Joins scanned texts to the package they show.
    ///
    /// # Errors
    /// As on the surface.
    pub fn package_join(&self, parts: Vec<String>) -> Result<Vec<u8>, JsValue> {
        self.sen.package_join(parts).map_err(failed)
    }

    /// The other devices a package can be made for.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.PackagePeer[]")]
    pub fn package_peers(&self) -> Answer {
        give(self.sen.package_peers())
    }

    /// This device's card, for another phone.
    ///
    /// # Errors
    /// As on the surface.
    pub fn device_card(&self) -> Result<String, JsValue> {
        self.sen.device_card().map_err(failed)
    }

    /// Takes in another device's card.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.PackagePeer")]
    pub fn take_card(&self, card: String) -> Answer {
        give(self.sen.take_card(card))
    }

    /// The next sync request's bytes.
    ///
    /// # Errors
    /// As on the surface.
    pub fn begin_sync(&self) -> Result<Vec<u8>, JsValue> {
        self.sen.begin_sync().map_err(failed)
    }

    /// The headers that go with a request; a secret.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.Header[]")]
    pub fn request_headers(&self) -> Answer {
        give(self.sen.request_headers())
    }

    /// An answer to be taken in step by step.
    ///
    /// # Errors
    /// `retry` for bytes that are none.
    pub fn read_answer(&self, answer: Vec<u8>) -> Result<PendingAnswer, JsValue> {
        self.sen.read_answer(answer).map(PendingAnswer::over).map_err(failed)
    }

    /// Takes the next step of an answer; `true` after the last one.
    ///
    /// # Errors
    /// As on the surface; the answer is then to be dropped.
    pub fn take_step(&self, answer: &mut PendingAnswer) -> Result<bool, JsValue> {
        self.sen.take_step(answer.pending()).map_err(failed)
    }

    /// The request to post to `/v1/enrol`.
    ///
    /// # Errors
    /// As on the surface.
    pub fn begin_enrol(&self, code: String, label: String, anew: bool) -> Result<Vec<u8>, JsValue> {
        self.sen.begin_enrol(code, label, anew).map_err(failed)
    }

    /// Takes in the answer to it.
    ///
    /// # Errors
    /// As on the surface.
    pub fn finish_enrol(&self, code: String, answer: Vec<u8>) -> Result<(), JsValue> {
        self.sen.finish_enrol(code, answer).map_err(failed)
    }

    /// What an answer of another status than 200 means; the failure is thrown.
    ///
    /// # Errors
    /// Always: that is what it is asked for.
    pub fn refused(&self, status: u16, retry_after_seconds: Option<u32>, body: Vec<u8>) -> Result<(), JsValue> {
        self.sen.refused(status, retry_after_seconds.map(u64::from), body).map_err(failed)
    }
}

/// A number of the page's as a whole one; beyond what an `i64` holds it is the nearest.
#[expect(clippy::cast_possible_truncation, reason = "such a cast saturates")]
const fn whole(number: f64) -> i64 {
    number as i64
}
