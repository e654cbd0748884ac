//! From a record to its paper: which function makes it, and of which version of the record.

use super::{Desk, Paper, minutes, record, resolution};
use crate::doc::{Doc, DocError, Kind};
use crate::id::{DeviceId, DocId};
use crate::meeting::{self, MeetingView, adoption};
use crate::record::RecordView;
use crate::rules::Rules;
use crate::time::{CivilDate, Timestamp};
use crate::words::Words;

/// Where papers are made: what is known beside the records.
pub struct Office<'a> {
    /// The words, and so the language of the papers.
    pub words: &'a Words,
    /// The name of the organisation above the one that issues them; `None` where it is not known.
    pub superior: Option<&'a str>,
    /// The name of the organisation that issues them; `None` where it is not known.
    pub issuer: Option<&'a str>,
    /// Whether that is a ward or commune, whose committee issues, and not a cell.
    pub is_committee: bool,
    /// The rules that were in use at a moment, by which minutes adopted then stay held; those in use now, for a draft.
    pub rules: &'a dyn Fn(Option<Timestamp>) -> &'a Rules,
    /// The name of whoever a device belongs to.
    pub author: &'a dyn Fn(DeviceId) -> String,
    /// The member's record a device signs for.
    pub member_of: &'a dyn Fn(DeviceId) -> Option<DocId>,
    /// The stored code of the post a person held on a day, or holds; `None` where it is not known.
    pub post: &'a dyn Fn(&str, Option<CivilDate>) -> Option<String>,
}

impl std::fmt::Debug for Office<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Office").field("superior", &self.superior).field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// Whether records of a kind are printed.
#[must_use]
pub fn is_paper(kind: Kind) -> bool {
    kind == meeting::KIND || kind == Kind::Resolution || kind.spec().paper.is_some()
}

impl Office<'_> {
    /// The paper of a record; nothing for a kind that is not printed, and for a meeting that cannot be read. Adopted minutes
    /// are as they were signed last: what came later never stands in their place.
    ///
    /// # Errors
    /// [`DocError`] when what was signed cannot be opened.
    pub fn paper(&self, doc: &Doc) -> Result<Option<Paper>, DocError> {
        if doc.kind() == meeting::KIND {
            let adoption = adoption::read(doc, self.member_of);
            let signed = adoption.adopted.last().map(|version| doc.at(&version.heads)).transpose()?;
            let then = signed.as_ref().unwrap_or(doc);
            let Some(view) = MeetingView::of(then) else { return Ok(None) };
            return Ok(Some(
                self.at_desk(then, Some(view.held_on), adoption.adopted_at(), |desk| minutes(&view, &adoption, desk)),
            ));
        }
        let view = RecordView::of(doc);
        let issued = view.head("issued_on").and_then(|day| CivilDate::parse(day).ok());
        Ok(self.at_desk(doc, issued, None, |desk| match doc.kind() {
            Kind::Resolution => Some(resolution(&view, desk)),
            _ => record(&view, desk),
        }))
    }

    fn at_desk<T>(
        &self,
        doc: &Doc,
        day: Option<CivilDate>,
        adopted: Option<Timestamp>,
        make: impl FnOnce(&Desk<'_>) -> T,
    ) -> T {
        let tree = doc.tree();
        make(&Desk {
            words: self.words,
            superior: self.superior,
            issuer: self.issuer,
            is_committee: self.is_committee,
            rules: (self.rules)(adopted),
            record: (doc.kind(), &tree),
            author: self.author,
            post: &|person| (self.post)(person, day),
        })
    }
}
