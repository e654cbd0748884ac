//! Votes figure by figure, and what a decision would make of one, as the app calls them.

use shared::meeting::vote::VoteKey;
use shared::meeting::vote::figure::Figure;
use shared::meeting::weigh;

use crate::error::{SenError, unfit};
use crate::types::{Meeting, VoteWeighed};

use super::typed::doc_id;
use super::{Sen, now};

#[uniffi::export]
impl Sen {
    /// Writes one figure of a vote, by its stored name (`for`, `against`, `other`, `eligible`, `present`, `issued`,
    /// `collected`, `valid`), or erases it without a value. No other figure is touched.
    ///
    /// # Errors
    /// [`SenError::FixInput`] names the figure while people differ over it: that is decided by [`Sen::settle`] alone.
    #[uniffi::method(default(value = None))]
    pub fn set_figure(
        &self,
        id: String,
        vote: String,
        figure: String,
        value: Option<u32>,
    ) -> Result<Meeting, SenError> {
        let key = VoteKey::from_text(&vote).ok_or_else(|| unfit("vote", "no such vote"))?;
        let figure = Figure::named(&figure).ok_or_else(|| unfit("figure", "no such figure"))?;
        self.on_meeting(&id, |engine, doc| engine.set_figure(doc, &key, figure, value.map(i64::from), now()))
    }

    /// The vote that a disputed place belongs to, as it would end were this value decided; nothing where the place is no
    /// figure of a vote, or the value is none.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such a meeting.
    pub fn weigh_decision(&self, id: String, key: String, value: String) -> Result<Option<VoteWeighed>, SenError> {
        let doc = doc_id(&id)?;
        self.core.quietly(|engine| {
            let weighed = weigh::decided(&engine.meeting(doc)?.view, &key, value.trim());
            Ok(weighed.map(|weighed| VoteWeighed::of(weighed, engine.people())))
        })
    }
}
