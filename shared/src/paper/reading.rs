//! A record as a paper reads it: what stands in a field in words, or every version where people wrote different things.

use super::{Block, Desk, Face};
use crate::doc::{Divergence, Scalar};
use crate::kind::spec::Form;
use crate::record::RecordView;
use crate::record::view::EntryView;
use crate::time::{CivilDate, PartialDate};

/// The part with what a paper rests on.
pub(super) const BASES: &str = "bases";

/// A record on a desk.
pub(super) struct Reading<'a> {
    pub(super) view: &'a RecordView,
    pub(super) desk: &'a Desk<'a>,
}

impl<'a> Reading<'a> {
    /// A field of the head as it is stored; nothing while it is disputed.
    pub(super) fn settled(&self, field: &str) -> Option<&'a str> {
        let is_disputed = self.versions(self.view.kind.spec().head, field).is_some();
        self.view.head(field).filter(|_| !is_disputed)
    }

    /// The entries of a part, each with what a dispute names it by: its subject, or its place in the list.
    pub(super) fn entries(&self, part: &str) -> impl Iterator<Item = (String, &'a EntryView)> + use<'a> {
        let found = self.view.part(part);
        let entries = found.into_iter().flat_map(|part| part.entries.iter().enumerate());
        entries.map(move |(at, entry)| {
            let is_keyed = found.is_some_and(|part| matches!(part.part.form, Form::Keyed(_)));
            (if is_keyed { entry.name.clone() } else { at.to_string() }, entry)
        })
    }

    /// What a paper rests on (căn cứ), which stands before all else; a gap where nobody wrote it.
    pub(super) fn bases(&self) -> Vec<Block> {
        let texts = self.entries(BASES).filter_map(|(at, entry)| self.at(BASES, &at, entry, "text"));
        let mut blocks: Vec<Block> = texts.map(|text| Block::of(Face::Italic, format!("- {text}"))).collect();
        if blocks.is_empty() {
            blocks.push(Block::of(Face::Italic, self.desk.line("paper-basis", None)));
        }
        blocks
    }

    pub(super) fn head(&self, field: &str) -> Option<String> {
        let head = self.view.kind.spec().head;
        let entry = self.view.part(head)?.entries.first()?;
        self.shown(head, field, entry, field)
    }

    pub(super) fn at(&self, part: &str, place: &str, entry: &EntryView, field: &str) -> Option<String> {
        self.shown(part, &format!("{place}/{field}"), entry, field)
    }

    /// What stands in a field: every version where people wrote different things, or else its value as people read it.
    fn shown(&self, part: &str, leaf: &str, entry: &EntryView, field: &str) -> Option<String> {
        if let Some(versions) = self.versions(part, leaf) {
            return Some(versions);
        }
        let filled = entry.fields.iter().find(|filled| filled.name == field)?;
        let declared = self.view.part(part)?.part.fields.iter().find(|declared| declared.name == field)?;
        let date = || CivilDate::parse(&filled.value).ok().map(|day| self.desk.date(day));
        let month = || PartialDate::parse(&filled.value).ok().map(PartialDate::vietnamese);
        Some(match (&filled.person, field) {
            (Some(name), _) => name.clone(),
            (None, "issued_on") => date()?,
            (None, "month") => month()?,
            (None, _) => self.desk.words.value(declared, &filled.value),
        })
    }

    pub(super) fn versions(&self, part: &str, leaf: &str) -> Option<String> {
        // A text has writers and no values.
        let differs = |found: &Divergence| found.values.iter().any(|version| version.value != Scalar::Null);
        let mut found = self.view.conflicts.iter().map(|(found, _)| found);
        let found = found.find(|found| found.part == part && found.key == leaf && differs(found))?;
        Some(self.desk.versions(part, leaf, &found.values))
    }
}
