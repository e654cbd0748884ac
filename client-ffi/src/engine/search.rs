//! Finding meetings by their words, and reading who wrote what.

use shared::doc::Kind;
use shared::doc::history::HistoryEntry;
use shared::id::DocId;
use shared::meeting::MeetingView;
use shared::text;

use super::{Engine, EngineError, open};

impl Engine {
    /// Whether a meeting's words hold `folded` (as [`text::fold`] gives it): place, topic, people,
    /// agenda, what was said, votes, minutes. A record that cannot be read holds nothing.
    ///
    /// # Errors
    /// [`EngineError::Vault`] when the vault cannot be read.
    pub fn meeting_holds(&self, doc: DocId, folded: &str) -> Result<bool, EngineError> {
        let found = match self.typed_record(doc) {
            Some(typed) => Some(typed.clone()),
            None => open::load_readable(&self.vault.read(), doc)?,
        };
        let Some(view) = found.as_ref().and_then(MeetingView::of) else { return Ok(false) };
        let holds = |words: &str| text::fold(words).contains(folded);
        let head = [view.place.as_deref(), view.topic.as_deref()];
        let officers = [&view.chair, &view.minute_taker];
        let found = holds(&view.minutes)
            || head.into_iter().flatten().any(holds)
            || officers.into_iter().flatten().any(|person| holds(&person.name))
            || view.votes.iter().filter_map(|vote| vote.tally.subject.as_deref()).any(holds)
            || view.agenda.iter().any(|item| {
                holds(&item.title) || item.opinions.iter().chain(&item.conclusions).any(|said| holds(&said.text))
            });
        Ok(found)
    }

    /// Every change of a record, oldest first.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRecord`], or [`EngineError::Record`] when it is damaged.
    pub fn history(&mut self, doc: DocId) -> Result<Vec<HistoryEntry>, EngineError> {
        Ok(self.record(doc)?.history())
    }

    /// The kind of a record that is known here.
    #[must_use]
    pub fn kind_of(&self, doc: DocId) -> Option<Kind> {
        self.ledger.record(doc).and_then(|record| record.kind)
    }
}
