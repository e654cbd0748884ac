//! Papers made on the device: minutes and resolutions, printed and shared without a server.

use shared::doc::{Doc, Kind};
use shared::id::DocId;
use shared::input::Rule;
use shared::meeting::{MeetingView, adoption};
use shared::member::{MemberView, Post};
use shared::paper::{self, Desk, Paper};
use shared::record::RecordView;
use shared::time::CivilDate;
use shared::words::{Language, Words};

use super::{Engine, EngineError, open};

impl Engine {
    /// A meeting's minutes or a resolution as a paper, in Vietnamese. Adopted minutes are as they were signed last.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRecord`]; [`EngineError::Write`] for a kind of record that is no paper;
    /// [`EngineError::Record`] when what was signed cannot be opened, for what came later never stands in its place.
    pub fn paper(&mut self, doc: DocId) -> Result<Paper, EngineError> {
        self.refresh()?;
        let open = self.take(doc, None)?;
        let paper = self.paper_of(&open);
        self.shelf.put(open);
        paper
    }

    fn paper_of(&self, open: &Doc) -> Result<Paper, EngineError> {
        let no_paper = || EngineError::from(Rule::Paper.broken("record", None));
        if open.kind() == shared::meeting::KIND {
            let adoption = adoption::read(open, &|device| self.people.member(device));
            let signed = adoption.adopted.last().map(|version| open.at(&version.heads)).transpose();
            let signed = signed.map_err(|source| EngineError::Record { doc: open.id(), source: Box::new(source) })?;
            let then = signed.as_ref().unwrap_or(open);
            let view = MeetingView::of(then).ok_or_else(no_paper)?;
            return Ok(self.at_desk(then, Some(view.held_on), |desk| paper::minutes(&view, &adoption, desk)));
        }
        if open.kind() != Kind::Resolution {
            return Err(no_paper());
        }
        let view = RecordView::of(open);
        let issued = view.head("issued_on").and_then(|day| CivilDate::parse(day).ok());
        Ok(self.at_desk(open, issued, |desk| paper::resolution(&view, desk)))
    }

    fn at_desk(&self, open: &Doc, day: Option<CivilDate>, make: impl FnOnce(&Desk<'_>) -> Paper) -> Paper {
        let issuer = self.org_of(open.id()).and_then(|org| self.orgs.get(org));
        let superior = issuer.and_then(|org| self.orgs.get(org.parent?));
        let tree = open.tree();
        make(&Desk {
            words: Words::of(Language::Vi),
            superior: superior.map(|org| org.name.as_str()),
            issuer: issuer.map(|org| org.name.as_str()),
            record: (open.kind(), &tree),
            author: &|device| self.people.name(device),
            post: &|person| self.post_on(person, day),
        })
    }

    /// The first of the posts that the register gives a person on a day, or now; nothing where that is in dispute or
    /// cannot be read.
    fn post_on(&self, person: &str, day: Option<CivilDate>) -> Option<String> {
        let member = open::load_readable(&self.vault.read(), person.parse().ok()?).ok()??;
        let view = MemberView::of(&member)?;
        if view.conflicts.iter().any(|(found, _)| found.part == "posts") {
            return None;
        }
        let held = view.posts.iter().filter(|held| match day {
            Some(day) => held.from.is_none_or(|from| from <= day) && held.until.is_none_or(|until| day <= until),
            None => held.until.is_none(),
        });
        let held: Vec<&Post> = held.map(|held| &held.post).collect();
        Post::KNOWN.iter().find(|post| held.contains(post)).map(|post| post.code().to_owned())
    }
}
