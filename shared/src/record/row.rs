//! The line by which lists, searches and figures know a record; derived, and made anew from the record at any time.

use std::collections::{BTreeMap, BTreeSet};

use super::step;
use super::view::about_of;
use crate::doc::{Doc, Grade, Kind, Node, Scalar};
use crate::id::{DeviceId, DocId, OrgId};
use crate::kind::spec::{Form, Origin, Record, Shape, Spec};
use crate::limits;
use crate::meeting::view::Texts;
use crate::meeting::{MeetingLine, adoption};
use crate::org;
use crate::text::excerpt::{self, Excerpt};
use crate::text::{self, screened_line};
use crate::time::CivilDate;

/// A record as lists show it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The record.
    pub doc: DocId,
    /// The organisation whose record it is.
    pub org: OrgId,
    /// Its kind.
    pub kind: Kind,
    /// The record it speaks about or comes from.
    pub about: Option<DocId>,
    /// Its title; empty where words make one.
    pub title: String,
    /// The code of its state; empty for a kind without states.
    pub state: String,
    /// Its date.
    pub on: Option<CivilDate>,
    /// The day it is due, while it still is.
    pub due: Option<CivilDate>,
    /// Where it sorts among others of its kind.
    pub sort_key: Vec<u8>,
    /// Every word a search should find it by, folded, each once.
    pub search_text: String,
    /// Conflicts that need a decision.
    pub decisions: u32,
    /// Figures that cannot be right.
    pub impossible: u32,
    /// Whether a text of it bears a secrecy marking.
    pub is_marked: bool,
    /// Whether more than that it is there can be told.
    pub is_readable: bool,
    /// Whether it changed since the ward last looked at it.
    pub is_unseen: bool,
    /// Figures and the fields that lists keep, by name.
    pub figures: BTreeMap<String, Scalar>,
}

impl Row {
    /// Reads a record's row; `member_of` gives the member a device was enrolled for.
    #[must_use]
    pub fn of(doc: &Doc, org: OrgId, member_of: &dyn Fn(DeviceId) -> Option<DocId>) -> Self {
        let (spec, tree) = (doc.kind().spec(), doc.tree());
        let record = Record { spec, tree: &tree, about: None, home: None };
        let title = record.part(spec.head).and_then(|head| head.line(spec.line.title)).unwrap_or_default();
        let state = if spec.life.states.is_empty() { "" } else { record.state() };
        let is_done = spec.line.done.contains(&state);
        let mut row = Self {
            doc: doc.id(),
            org,
            kind: doc.kind(),
            about: about_of(doc, &record),
            state: screened_line(state, limits::LINE_CHARS_MAX),
            on: record.date(spec.line.on),
            due: record.date(spec.line.due).filter(|_| !is_done),
            sort_key: spec.line.sort.map_or_else(|| text::fold(&title).into_bytes(), |sort| sort(&record)),
            search_text: search_text(&record),
            title,
            decisions: 0,
            impossible: 0,
            is_marked: false,
            is_readable: matches!(record.part(spec.head), Some(Node::Map(_))),
            is_unseen: true,
            figures: figures(&record),
        };
        if spec.origin == Origin::Meeting {
            row.read_meeting(doc, &tree);
        } else {
            let texts = Texts::of(&tree);
            let found = doc.divergences();
            let decisions = found.iter().filter(|found| spec.grade(&found.part, &found.key) == Grade::Decision).count();
            row.decisions = count(decisions);
            row.is_marked = texts.marked > 0;
            row.note_parallel(found.len() > decisions);
        }
        // Whom an organisation was handed over to decides who reads its records: nobody, while two are named.
        if spec.origin == Origin::Organisation && org::carried_by(doc).is_none() {
            row.figures.remove(org::CARRIED_BY);
        }
        if spec.part(adoption::PART).is_some() {
            let adoption = adoption::read(doc, member_of);
            row.put("adopted", Scalar::Bool(adoption.is_adopted()));
            row.put("handed", step::handed_of(doc, &tree).code().into());
            row.put("addenda", Scalar::Int(i64::from(count(adoption.proposed.len()))));
        }
        row
    }

    /// Whether its state says that nothing of it is left to do, as its kind declares.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.kind.spec().line.done.contains(&self.state.as_str())
    }

    /// The row of a record of which nothing but that it is there can be told.
    #[must_use]
    pub const fn unreadable(doc: DocId, kind: Kind, org: OrgId) -> Self {
        Self {
            doc,
            org,
            kind,
            about: None,
            title: String::new(),
            state: String::new(),
            on: None,
            due: None,
            sort_key: Vec::new(),
            search_text: String::new(),
            decisions: 0,
            impossible: 0,
            is_marked: false,
            is_readable: false,
            is_unseen: true,
            figures: BTreeMap::new(),
        }
    }

    /// A figure that is a whole number; 0 where there is none.
    #[must_use]
    pub fn figure(&self, name: &str) -> u32 {
        self.figures
            .get(name)
            .and_then(Scalar::as_int)
            .and_then(|figure| u32::try_from(figure).ok())
            .unwrap_or_default()
    }

    /// The organisation it lives in, or will once the server has heard of what was written here.
    #[must_use]
    pub fn home(&self) -> OrgId {
        let said = self.kind.spec().placing().and_then(|field| self.text(field.name)?.parse().ok());
        said.unwrap_or(self.org)
    }

    /// A figure that is yes or no; no where there is none.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        self.figures.get(name) == Some(&Scalar::Bool(true))
    }

    /// A figure that is text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.figures.get(name).and_then(Scalar::as_str)
    }

    /// Says that people wrote different things side by side of which none has to go; most records say nothing of it.
    fn note_parallel(&mut self, is_parallel: bool) {
        if is_parallel {
            self.put("parallel", Scalar::Bool(true));
        }
    }

    fn put(&mut self, name: &str, value: Scalar) {
        self.figures.insert(name.to_owned(), value);
    }

    /// A meeting's figures are counted from its roll and its votes.
    fn read_meeting(&mut self, doc: &Doc, tree: &Node) {
        let Some(line) = MeetingLine::of_tree(doc, tree) else {
            self.is_readable = false;
            return;
        };
        self.on = Some(line.held_on);
        line.state.code().clone_into(&mut self.state);
        (self.decisions, self.impossible) = (count(line.decisions), count(line.impossible));
        self.note_parallel(line.parallel > 0);
        self.is_marked = line.marked;
        self.put("kind", line.key.kind.code().into());
        let numbers = [
            ("ordinal", u32::from(line.key.ordinal)),
            ("required", line.roll.required),
            ("present", line.roll.present),
            ("official", line.roll.official),
            ("probationary", line.roll.probationary),
        ];
        numbers.into_iter().for_each(|(name, figure)| self.put(name, Scalar::Int(i64::from(figure))));
        if let Some(points) = line.points {
            self.put("points", Scalar::Int(points));
        }
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn figures(record: &Record<'_>) -> BTreeMap<String, Scalar> {
    let spec: &'static Spec = record.spec;
    let fields = spec.part(spec.head).map_or(&[][..], |head| head.fields);
    let head = record.part(spec.head);
    let listed = fields.iter().filter(|field| field.is_listed).filter_map(|field| {
        let value = match field.shape {
            shape if shape.is_named() => head?.str(field.name).map(|key| name_of(record, key).into()),
            _ => head?.line(field.name).map(Scalar::from).or_else(|| head?.scalar(field.name).cloned()),
        };
        Some((field.name.to_owned(), value?))
    });
    let more = spec.line.figures.map(|figures| figures(record)).unwrap_or_default();
    listed.chain(more.into_iter().map(|(name, figure)| (name.to_owned(), figure))).collect()
}

/// The words of the fields that are searched and of the running texts, folded, each once. In order, so that they change
/// only when a word comes or goes.
fn search_text(record: &Record<'_>) -> String {
    let folded = text::fold(&searched(record).join(" · "));
    let words: BTreeSet<&str> = text::words(&folded).collect();
    words.into_iter().collect::<Vec<_>>().join(" ")
}

/// The part of a record around what was looked for, of all that a search finds it by; `None` where nothing of it stands
/// in one of its texts.
#[must_use]
pub fn excerpt(doc: &Doc, wanted: &str, chars_max: usize) -> Option<Excerpt> {
    let tree = doc.tree();
    let record = Record { spec: doc.kind().spec(), tree: &tree, about: None, home: None };
    let found = searched(&record).into_iter().filter_map(|text| excerpt::excerpt(&text, wanted, chars_max));
    // The first of the best.
    found.reduce(|best, one| if one.found > best.found { one } else { best })
}

/// The texts a search finds a record by.
fn searched(record: &Record<'_>) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for part in record.spec.parts {
        let Some(node) = record.part(part.name) else { continue };
        let searched = || part.fields.iter().filter(|field| field.is_searched);
        match part.form {
            Form::Text if part.is_searched => words.extend(record.tree.passage(part.name)),
            Form::Text | Form::People => {}
            Form::Head => searched().for_each(|field| words.extend(said(record, node, field.name, field.shape))),
            Form::Keyed(_) | Form::Typed => {
                for leaf in node.entries().keys() {
                    let name = leaf.rsplit('/').next().unwrap_or(leaf);
                    words.extend(
                        searched()
                            .find(|field| field.name == name)
                            .and_then(|field| said(record, node, leaf, field.shape)),
                    );
                }
            }
            Form::Entries => {
                for (_, entry) in node.items() {
                    searched().for_each(|field| words.extend(said(record, entry, field.name, field.shape)));
                }
            }
        }
    }
    words
}

fn said(record: &Record<'_>, node: &Node, leaf: &str, shape: Shape) -> Option<String> {
    match shape {
        Shape::Person | Shape::Org => node.str(leaf).map(|key| name_of(record, key)),
        Shape::Text => node.passage(leaf),
        _ => node.line(leaf),
    }
}

fn name_of(record: &Record<'_>, key: &str) -> String {
    super::view::name_of(record.tree, key)
}
