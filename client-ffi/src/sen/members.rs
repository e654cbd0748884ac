//! Members, as the app calls them.

use shared::id::DocId;
use shared::member::{MemberView, Post};

use crate::engine::{Engine, EngineError};
use crate::error::{SenError, unfit};
use crate::types::{Field, Member, MemberFilter, MemberLine};

use super::typed::{civil, doc_id, org_id, pairs};
use super::{Sen, now};

#[uniffi::export]
impl Sen {
    /// The members a filter lets through: the closest names first when it has a text, otherwise all in
    /// the order of Vietnamese names.
    ///
    /// # Errors
    /// [`SenError`] when the vault cannot be read.
    pub fn members(&self, filter: MemberFilter) -> Result<Vec<MemberLine>, SenError> {
        let lines: Vec<MemberLine> = self.core.quietly(|engine| {
            let rows = engine.members(&filter.text)?;
            Ok(rows
                .into_iter()
                .map(|row| (engine.safety(row.doc), row))
                .map(|(safety, row)| (row, safety).into())
                .collect())
        })?;
        let wanted = |line: &MemberLine| {
            filter.status.as_ref().is_none_or(|status| *status == line.status)
                && filter.org.as_ref().is_none_or(|org| *org == line.org)
                && (!filter.not_safe || matches!(line.safety.state.as_str(), "on_this_phone" | "held"))
        };
        Ok(lines.into_iter().filter(wanted).collect())
    }

    /// One member.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such a member.
    pub fn member(&self, id: String) -> Result<Member, SenError> {
        self.on_member(&id, Engine::member)
    }

    /// Adds a member to a cell (the own one if none is named).
    ///
    /// # Errors
    /// [`SenError::FixInput`] names the field.
    #[uniffi::method(default(org = None))]
    pub fn add_member(&self, fields: Vec<Field>, org: Option<String>) -> Result<Member, SenError> {
        let org = org.map(|org| org_id(&org)).transpose()?;
        self.core.with(|engine| -> Result<Member, EngineError> {
            let view = engine.add_member(org, &pairs(fields), now())?;
            Ok(mirror(engine, view))
        })
    }

    /// Sets fields of a member's card; an empty text clears one.
    ///
    /// # Errors
    /// [`SenError::FixInput`] names the field; nothing is then changed.
    pub fn edit_member(&self, id: String, fields: Vec<Field>) -> Result<Member, SenError> {
        self.on_member(&id, |engine, doc| engine.edit_member(doc, &pairs(fields), now()))
    }

    /// Makes a member's notes read as `notes`, by the fewest insertions and deletions.
    ///
    /// # Errors
    /// [`SenError::FixInput`] past the bound, [`SenError::Classified`].
    pub fn set_notes(&self, id: String, notes: String) -> Result<Member, SenError> {
        self.on_member(&id, |engine, doc| engine.set_notes(doc, &notes, now()))
    }

    /// Gives a member a post from a day on, or with `until` ends it.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for a post or day that is none.
    #[uniffi::method(default(until = None))]
    pub fn set_post(&self, id: String, post: String, since: String, until: Option<String>) -> Result<Member, SenError> {
        let post = Post::known(&post).ok_or_else(|| unfit("post", "no such post"))?;
        let since = civil("since", &since)?;
        let until = until.map(|day| civil("until", &day)).transpose()?;
        self.on_member(&id, |engine, doc| engine.set_post(doc, &post, since, until, now()))
    }
}

impl Sen {
    fn on_member(
        &self,
        id: &str,
        act: impl FnOnce(&mut Engine, DocId) -> Result<MemberView, EngineError>,
    ) -> Result<Member, SenError> {
        let doc = doc_id(id)?;
        self.core.with(|engine| -> Result<Member, EngineError> {
            let view = act(engine, doc)?;
            Ok(mirror(engine, view))
        })
    }
}

fn mirror(engine: &Engine, view: MemberView) -> Member {
    let safety = engine.safety(view.doc);
    Member::of(view, &safety, engine.people())
}
