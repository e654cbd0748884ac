//! Members: the register, searched without regard to marks.

use shared::doc::{Doc, Edit, Seed};
use shared::id::{DocId, OrgId};
use shared::meeting::WriteError;
use shared::member::{self, MemberView};
use shared::record::Row;
use shared::record::list::{Page, Query};
use shared::text;
use shared::time::Timestamp;

use super::{Engine, EngineError};

impl Engine {
    /// The members a query finds, the closest first; all of them in the order of names for an empty one.
    ///
    /// # Errors
    /// [`EngineError::Vault`] when the vault cannot be read.
    pub fn members(&mut self, query: &str) -> Result<Vec<Row>, EngineError> {
        self.refresh()?;
        let stored = self.vault.read();
        if text::fold(query).is_empty() {
            return Ok(stored.rows(&Query::members(), Page::ALL)?);
        }
        let digits: String = query.chars().filter(|c| !matches!(c, ' ' | '.')).collect();
        let found = if digits.chars().all(|c| c.is_ascii_digit()) {
            Query { holding: Some((vec!["card_number", "dossier_number"], digits)), ..Query::members() }
        } else {
            Query { words: query.to_owned(), ..Query::members() }
        };
        let mut found = stored.rows(&found, Page::ALL)?;
        // The rows come in the order of names, which a stable sort keeps among equals.
        found.sort_by_cached_key(|row| std::cmp::Reverse(text::rank(query, &row.title)));
        Ok(found)
    }

    /// One member.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRecord`], or [`EngineError::Record`] when it is damaged.
    pub fn member(&mut self, doc: DocId) -> Result<MemberView, EngineError> {
        self.refresh()?;
        let open = self.take(doc, Some(shared::member::KIND))?;
        let view = MemberView::of(&open);
        self.shelf.put(open);
        view.ok_or(EngineError::NoSuchRecord("member"))
    }

    /// Adds a member to a cell (the own one if none is named) with the card's fields as typed.
    ///
    /// # Errors
    /// [`EngineError::Write`] for a field that does not fit, and without a name.
    pub fn add_member(
        &mut self,
        org: Option<OrgId>,
        fields: &[(String, String)],
        now: Timestamp,
    ) -> Result<MemberView, EngineError> {
        self.refresh()?;
        let org = self.home(org)?;
        let doc = self.draw_id(shared::member::KIND)?;
        let named = fields.iter().any(|(field, _)| field == "full_name");
        self.begin(Doc::create(&Seed::Id(shared::member::KIND, doc)), org, now, |edit| {
            if !named {
                member::set_field(edit, "full_name", "")?;
            }
            fields.iter().try_for_each(|(field, typed)| member::set_field(edit, field, typed))
        })?;
        self.member(doc)
    }

    /// Sets fields of a member's card as typed; an empty text clears one.
    ///
    /// # Errors
    /// [`EngineError::Write`] for a field that does not fit; nothing is then changed.
    pub fn edit_member(
        &mut self,
        doc: DocId,
        fields: &[(String, String)],
        now: Timestamp,
    ) -> Result<MemberView, EngineError> {
        self.change(doc, shared::member::KIND, now, |edit| {
            fields.iter().try_for_each(|(field, typed)| member::set_field(edit, field, typed))
        })?;
        self.member(doc)
    }

    /// Writes whatever belongs together into a member's record as one change: all of it, or after an error nothing.
    ///
    /// # Errors
    /// [`EngineError::Write`] for what cannot be written.
    pub fn write_member(
        &mut self,
        doc: DocId,
        now: Timestamp,
        write: impl FnOnce(&mut Edit<'_>) -> Result<(), WriteError>,
    ) -> Result<MemberView, EngineError> {
        self.change(doc, shared::member::KIND, now, write)?;
        self.member(doc)
    }

    /// Makes a member's notes read as `notes`.
    ///
    /// # Errors
    /// [`EngineError::Write`] past the bound or for classified text.
    pub fn set_notes(&mut self, doc: DocId, notes: &str, now: Timestamp) -> Result<MemberView, EngineError> {
        self.change(doc, shared::member::KIND, now, |edit| member::set_notes(edit, notes))?;
        self.member(doc)
    }
}
