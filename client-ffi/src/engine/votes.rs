//! Votes figure by figure, and what the roll may say of them.

use shared::id::DocId;
use shared::input::Rule;
use shared::meeting::vote::VoteKey;
use shared::meeting::vote::figure::{self, Figure};
use shared::meeting::{MeetingView, State};
use shared::member::Status;
use shared::record::Row;
use shared::record::list::{Page, Query};
use shared::time::Timestamp;

use super::{Engine, EngineError, MeetingPage};

impl Engine {
    /// Counts one figure of a vote of the meeting, or takes back what was counted, and touches no other.
    ///
    /// # Errors
    /// [`EngineError::Write`] for a vote the meeting does not have, an absurd figure, and one over which people differ.
    pub fn count_vote(
        &mut self,
        doc: DocId,
        key: &VoteKey,
        figure: Figure,
        value: Option<i64>,
        now: Timestamp,
    ) -> Result<MeetingPage, EngineError> {
        if !self.meeting(doc)?.view.votes.iter().any(|vote| vote.key == *key) {
            return Err(Rule::Vote.broken("vote", Some(key.as_str())).into());
        }
        self.write_meeting(doc, now, |edit| figure::count_figure(edit, key, figure, value))
    }

    /// Whether the register names somebody who has to be called to this meeting and is not on its roll yet. Of a meeting
    /// that is over the roll is whole: who joined the cell since has no place on it.
    pub(super) fn calls_on(&self, view: &MeetingView) -> Result<bool, EngineError> {
        if view.electorate.is_none() || view.state == State::Closed {
            return Ok(false);
        }
        let members = Query::members().within(self.orgs.holdings(view.key.org));
        let rows = self.vault.read().rows(&members, Page::ALL)?;
        let is_called = |row: &&Row| {
            let status = row.text("status").map(Status::read);
            matches!(status, Some(Status::Official | Status::Probationary))
        };
        let is_on_roll = |id: String| view.roll.iter().any(|entry| entry.person.key == id);
        Ok(rows.iter().filter(is_called).any(|row| !is_on_roll(row.doc.to_string())))
    }
}
