//! The papers of a record: minutes of a meeting, a resolution.

use shared::doc::Kind;
use shared::id::{DeviceId, DocId, OrgId};
use shared::paper::{self, About, Paper};

use super::{Engine, EngineError};
use crate::words::words;

impl Engine {
    /// The paper of a meeting or a resolution.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRecord`] for another kind, or without such a record.
    pub fn paper(&mut self, doc: DocId) -> Result<Paper, EngineError> {
        let kind = self.record(doc)?.kind();
        let org = self.org_of(doc);
        if kind == shared::meeting::KIND {
            let page = self.meeting(doc)?;
            let name_of = |device| self.people.name(device);
            return Ok(paper::minutes(&page.view, &page.adoption, &self.about_paper(org, &name_of)));
        }
        if kind != Kind::Resolution {
            return Err(EngineError::NoSuchRecord("paper"));
        }
        let page = self.record_page(doc)?;
        let name_of = |device| self.people.name(device);
        Ok(paper::resolution(&page.view, &self.about_paper(org, &name_of)))
    }

    fn about_paper<'a>(&self, org: Option<OrgId>, name_of: &'a dyn Fn(DeviceId) -> String) -> About<'a> {
        let name = |org: Option<OrgId>| org.and_then(|org| self.orgs.get(org)).map(|org| org.name.to_uppercase());
        let above = org.and_then(|org| self.orgs.get(org)).and_then(|org| org.parent);
        About { words: words(), issuer: [name(above), name(org)], name_of }
    }
}
