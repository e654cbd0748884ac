//! What the app's screens show of an open vault, each by one call, and the papers that are made of it.

use sen_client::types::Vote;
use wasm_bindgen::prelude::*;

use super::{Vault, whole};
use crate::answer::{Answer, done, failed, give, read};

#[wasm_bindgen]
impl Vault {
    /// What the first screen shows, on a day.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.Today")]
    pub fn today(&self, on: String) -> Answer {
        give(self.sen.today(on))
    }

    /// The recorded votes of a meeting, each explained.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.VoteWeighed[]")]
    pub fn vote_words(&self, id: String) -> Answer {
        give(self.sen.vote_words(id))
    }

    /// How long a meeting lasts, and what is due when.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.MeetingTimes")]
    pub fn meeting_times(&self, id: String, now_ms: f64) -> Answer {
        give(self.sen.meeting_times(id, whole(now_ms)))
    }

    /// The seven steps of a meeting, and what is missing of each.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.MeetingStep[]")]
    pub fn meeting_steps(&self, id: String) -> Answer {
        give(self.sen.meeting_steps(id))
    }

    /// What stands in the way of signing the minutes.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.Obstacle[]")]
    pub fn obstacles(&self, id: String) -> Answer {
        give(self.sen.obstacles(id))
    }

    /// What a meeting may be prepared from.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.Preparation")]
    pub fn prepare(&self, id: String) -> Answer {
        give(self.sen.prepare(id))
    }

    /// Writes the chosen items of an agenda, in order.
    ///
    /// # Errors
    /// As on the surface.
    pub fn take_agenda(&self, id: String, titles: Vec<String>) -> Result<(), JsValue> {
        done(self.sen.take_agenda(id, titles))
    }

    /// What was recorded, as passages for the minutes.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.Passage[]")]
    pub fn passages(&self, id: String) -> Answer {
        give(self.sen.passages(id))
    }

    /// Begins a vote, and gives its key.
    ///
    /// # Errors
    /// As on the surface.
    pub fn begin_vote(&self, id: String, matter: String, method: String, subject: String) -> Result<String, JsValue> {
        self.sen.begin_vote(id, matter, method, subject).map_err(failed)
    }

    /// A vote as it would end were a value decided at a disputed place.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.VoteWeighed | null")]
    pub fn weigh_decision(&self, id: String, key: String, value: String) -> Answer {
        give(self.sen.weigh_decision(id, key, value))
    }

    /// The figures of a meeting's whole roll.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.RollSummary")]
    pub fn roll_totals(&self, id: String) -> Answer {
        give(self.sen.roll_totals(id))
    }

    /// What a resolution assigns.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.Assignment[]")]
    pub fn assignments(&self, resolution: String) -> Answer {
        give(self.sen.assignments(resolution))
    }

    /// Makes the task of an assignment.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.Record")]
    pub fn make_task(&self, resolution: String, entry: String, given_on: String) -> Answer {
        give(self.sen.make_task(resolution, entry, given_on))
    }

    /// Weighs what is typed of a vote, and writes nothing.
    ///
    /// # Errors
    /// As on the surface.
    #[wasm_bindgen(unchecked_return_type = "t.VoteWeighed")]
    pub fn weigh_vote(
        &self,
        id: String,
        #[wasm_bindgen(unchecked_param_type = "Pick<t.Vote, 'matter'> & Partial<t.Vote>")] vote: JsValue,
    ) -> Answer {
        give(self.sen.weigh_vote(id, read::<Vote>(vote)?))
    }

    /// A record's paper of a form, the whole one where it is empty, as one element of HTML, for a page that has the sheet of
    /// papers.
    ///
    /// # Errors
    /// As on the surface.
    pub fn paper_body(&self, id: String, form: String) -> Result<String, JsValue> {
        self.sen.paper_body(id, form).map_err(failed)
    }

    /// The stylesheet of papers.
    pub fn paper_sheet(&self) -> String {
        shared::paper::PRINT_CSS.to_owned()
    }

    /// The same as a DOCX file.
    ///
    /// # Errors
    /// As on the surface.
    pub fn paper_docx(&self, id: String, form: String) -> Result<Vec<u8>, JsValue> {
        self.sen.paper_docx(id, form).map_err(failed)
    }
}
