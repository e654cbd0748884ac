//! What a decision would make of a vote, as the app calls it.

use shared::meeting::weigh;

use crate::error::SenError;
use crate::types::VoteWeighed;

use super::Sen;
use super::typed::doc_id;

#[uniffi::export]
impl Sen {
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
