//! Papers made on the device: minutes, resolutions and what else is printed of a record, printed and shared without a server.

use shared::doc::Doc;
use shared::id::DocId;
use shared::input::Rule;
use shared::member::MemberView;
use shared::org::OrgClass;
use shared::paper::{Office, Paper, Sort, is_paper};
use shared::words::{Language, Words};

use super::{Engine, EngineError, open};

impl Engine {
    /// A record as a paper, in Vietnamese: the one of that form, as [`Sort::code`] names it, or the whole one. Adopted
    /// minutes are as they were signed last.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRecord`]; [`EngineError::Write`] for a kind of record that is no paper or has none of that form;
    /// [`EngineError::Record`] when what was signed cannot be opened, for what came later never stands in its place.
    pub fn paper(&mut self, doc: DocId, form: &str) -> Result<Paper, EngineError> {
        self.refresh()?;
        let open = self.take(doc, None)?;
        let paper = self.paper_of(&open, form);
        self.shelf.put(open);
        paper
    }

    fn paper_of(&self, open: &Doc, form: &str) -> Result<Paper, EngineError> {
        if !is_paper(open.kind()) {
            return Err(Rule::Paper.broken("record", None).into());
        }
        let sort = Sort::of_code(open.kind(), form);
        let sort = sort.ok_or_else(|| Rule::PaperForm.broken("paper", Some(form)))?;
        let issuer = self.org_of(open.id()).and_then(|org| self.orgs.get(org));
        let superior = issuer.and_then(|org| self.orgs.get(org.parent?));
        let office = Office {
            words: Words::of(Language::Vi),
            superior: superior.map(|org| org.name.as_str()),
            issuer: issuer.map(|org| org.name.as_str()),
            is_committee: issuer.is_some_and(|org| org.class == OrgClass::Ward),
            rules: &|adopted| self.rules.when(adopted),
            author: &|device| self.people.name(device),
            member_of: &|device| self.people.member(device),
            post: &|person, day| {
                let member = open::load_readable(&self.vault.read(), person.parse().ok()?).ok()??;
                Some(MemberView::of(&member)?.post_on(day)?.code().to_owned())
            },
        };
        let made = office.paper(open, sort);
        let made = made.map_err(|source| EngineError::Record { doc: open.id(), source: Box::new(source) })?;
        made.ok_or_else(|| Rule::Paper.broken("record", None).into())
    }
}
