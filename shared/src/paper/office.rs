//! From a record to its paper: which function makes it, and of which version of the record.

use std::collections::BTreeMap;

use super::listed::{Extent, Listed, listed};
use super::{
    Desk, Paper, Sort, attendance, extract, grading, minutes, receipts, record, residence, resolution, score_sheet,
    tasks,
};
use crate::doc::{Divergence, Doc, DocError, Kind, Node, Scalar};
use crate::id::{DeviceId, DocId};
use crate::meeting::{self, MeetingView, adoption};
use crate::member::{self, MemberView};
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

/// The part of a member's record that the register shows.
const CARD: &str = "card";

/// The day whose posts hold, and when it was adopted, which decides by which rules it is told.
type When = (Option<CivilDate>, Option<Timestamp>);

impl Office<'_> {
    /// The paper of a record; nothing for a kind that is not printed, and for a meeting that cannot be read. Adopted minutes
    /// are as they were signed last: what came later never stands in their place.
    ///
    /// # Errors
    /// [`DocError`] when what was signed cannot be opened.
    pub fn paper(&self, doc: &Doc, sort: Sort) -> Result<Option<Paper>, DocError> {
        if doc.kind() == meeting::KIND {
            let adoption = adoption::read(doc, self.member_of);
            let signed = adoption.adopted.last().map(|version| doc.at(&version.heads)).transpose()?;
            let then = signed.as_ref().unwrap_or(doc);
            let Some(view) = MeetingView::of(then) else { return Ok(None) };
            let make = match sort {
                Sort::Whole => minutes,
                Sort::Extract => extract,
                Sort::Score => score_sheet,
                Sort::Receipts | Sort::Comment => return Ok(None),
            };
            return Ok(Some(
                self.at_desk(then, (Some(view.held_on), adoption.adopted_at()), |desk| make(&view, &adoption, desk)),
            ));
        }
        let view = RecordView::of(doc);
        let issued = view.head("issued_on").and_then(|day| CivilDate::parse(day).ok());
        Ok(self.at_desk(doc, (issued, None), |desk| match (doc.kind(), sort) {
            (Kind::Resolution, Sort::Whole) => Some(resolution(&view, desk)),
            (_, Sort::Whole) => record(&view, desk),
            (Kind::Dues, Sort::Receipts) => Some(receipts(&view, desk)),
            (Kind::Residence, Sort::Comment) => Some(residence::comment(&view, desk)),
            _ => None,
        }))
    }

    /// The table of tasks in the six plain points, in the order of the records, as they stand on a day.
    #[must_use]
    pub fn tasks<'d>(&self, docs: impl IntoIterator<Item = &'d Doc>, extent: Extent, on: CivilDate) -> Paper {
        let row = |doc: &Doc| self.at_desk(doc, (None, None), |desk| tasks::row(&RecordView::of(doc), desk));
        let rows = docs.into_iter().map(row).collect();
        self.at_empty_desk(|desk| listed(tasks::tasks(rows, on, desk), extent, desk))
    }

    /// Who came to these meetings. A meeting that cannot be read has no column.
    #[must_use]
    pub fn attendance<'d>(&self, meetings: impl IntoIterator<Item = &'d Doc>, extent: Extent) -> Paper {
        let column = |doc: &Doc| {
            let view = MeetingView::of(doc)?;
            Some(self.at_desk(doc, (None, None), |desk| attendance::sitting(&view, desk)))
        };
        let columns = meetings.into_iter().filter_map(column).collect();
        self.at_empty_desk(|desk| listed(attendance::attendance(columns, desk), extent, desk))
    }

    /// The grades of a period by the reviews of its members, in the order of the records.
    #[must_use]
    pub fn grading<'d>(&self, reviews: impl IntoIterator<Item = &'d Doc>, extent: Extent, period: &str) -> Paper {
        let row = |doc: &Doc| self.at_desk(doc, (None, None), |desk| grading::row(&RecordView::of(doc), desk));
        let rows = reviews.into_iter().filter_map(row).collect();
        self.at_empty_desk(|desk| listed(grading::grading(rows, extent, period, desk), extent, desk))
    }

    /// The members who keep contact where they live, in the order of the records, with what was said of them in a year.
    #[must_use]
    pub fn residence<'d>(&self, docs: impl IntoIterator<Item = &'d Doc>, extent: Extent, year: &str) -> Paper {
        let row = |doc: &Doc| self.at_desk(doc, (None, None), |desk| residence::row(&RecordView::of(doc), year, desk));
        let rows = docs.into_iter().map(row).collect();
        self.at_empty_desk(|desk| listed(residence::residence(rows, year, desk), extent, desk))
    }

    /// A paper of a table that somebody else gathered.
    #[must_use]
    pub fn listed(&self, list: Listed, extent: Extent) -> Paper {
        self.at_empty_desk(|desk| listed(list, extent, desk))
    }

    /// Every version of a field of a member's card of which people wrote different things, with its writers; nothing where
    /// they agree.
    #[must_use]
    pub fn card_versions(&self, member: &MemberView, field: &str) -> Option<String> {
        let differs = |found: &Divergence| found.values.iter().any(|version| version.value != Scalar::Null);
        let mut found = member.conflicts.iter().map(|(found, _)| found);
        let found = found.find(|found| found.part == CARD && found.key == field && differs(found))?;
        let record = (member::KIND, &Node::Map(BTreeMap::new()));
        Some(self.at(record, (None, None), |desk| desk.versions(CARD, field, &found.values)))
    }

    /// What is of no record is made of an empty one.
    fn at_empty_desk<T>(&self, make: impl FnOnce(&Desk<'_>) -> T) -> T {
        self.at((Kind::Org, &Node::Map(BTreeMap::new())), (None, None), make)
    }

    fn at_desk<T>(&self, doc: &Doc, when: When, make: impl FnOnce(&Desk<'_>) -> T) -> T {
        self.at((doc.kind(), &doc.tree()), when, make)
    }

    fn at<T>(&self, record: (Kind, &Node), (day, adopted): When, make: impl FnOnce(&Desk<'_>) -> T) -> T {
        make(&Desk {
            words: self.words,
            superior: self.superior,
            issuer: self.issuer,
            is_committee: self.is_committee,
            rules: (self.rules)(adopted),
            record,
            author: self.author,
            post: &|person| (self.post)(person, day),
        })
    }
}
