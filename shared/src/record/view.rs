//! A record of any kind as people read it: its parts in the order its kind declares them, with what is disputed.

use std::collections::BTreeSet;

use crate::doc::{Divergence, Doc, Grade, Kind, Node, Scalar};
use crate::id::DocId;
use crate::kind::spec::{Field, Form, Part, Record, Shape, Spec};
use crate::limits;
use crate::meeting::view::Texts;
use crate::record::figures::codes;
use crate::text::{self, screened_line};

/// A record, ready to be shown.
#[derive(Debug, Clone)]
pub struct RecordView {
    /// The record's id.
    pub doc: DocId,
    /// Its kind.
    pub kind: Kind,
    /// The record it speaks about or comes from.
    pub about: Option<DocId>,
    /// Its state; empty for a kind without states.
    pub state: String,
    /// Its parts, but for those that code of its own shows.
    pub parts: Vec<PartView>,
    /// The amounts that its kind adds up, in đồng.
    pub sums: Vec<Sum>,
    /// Places where people wrote different things at the same time.
    pub conflicts: Vec<(Divergence, Grade)>,
    /// Whether a text of it bears a secrecy marking, which another device wrote; such content belongs on paper.
    pub is_marked: bool,
    /// Whether all of it can be read.
    pub is_whole: bool,
}

/// Amounts of a record added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// The name of the figure.
    pub name: &'static str,
    /// What it comes to, in đồng.
    pub amount: u64,
    /// Whether an amount of the record is in dispute, so that this is only what it would come to.
    pub is_disputed: bool,
}

/// One part of a record.
#[derive(Debug, Clone)]
pub struct PartView {
    /// What the kind declares of it.
    pub part: &'static Part,
    /// One entry for a head, one each for the subjects of a keyed part or the entries of a list.
    pub entries: Vec<EntryView>,
    /// The running text, for a part that is one.
    pub text: Option<String>,
}

/// One entry of a part.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryView {
    /// Its name in a [`FieldPath`](super::FieldPath): subject or entry; empty for the head.
    pub name: String,
    /// For a subject that is a person, the name by which the record speaks of them.
    pub person: Option<String>,
    /// Its fields that are filled, in the order of the form.
    pub fields: Vec<FieldView>,
}

/// One filled field.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldView {
    /// Its stored name.
    pub name: &'static str,
    /// The stored value as text.
    pub value: String,
    /// For a person, the name by which the record speaks of them.
    pub person: Option<String>,
    /// Whether its value is in dispute.
    pub is_disputed: bool,
}

impl RecordView {
    /// Reads a record.
    #[must_use]
    pub fn of(doc: &Doc) -> Self {
        let (spec, tree) = (doc.kind().spec(), doc.tree());
        let texts = Texts::of(&tree);
        let divergences = doc.divergences();
        let parts = spec.parts.iter().filter_map(|part| part_view((spec, &tree), part, &divergences)).collect();
        let graded = |divergence: Divergence| {
            let grade = spec.grade(&divergence.part, &divergence.key);
            (divergence, grade)
        };
        let record = Record { spec, tree: &tree, about: None, home: None };
        let sums = sums(&record, &divergences);
        Self {
            doc: doc.id(),
            kind: doc.kind(),
            about: about_of(doc, &record),
            state: screened_line(record.state(), limits::LINE_CHARS_MAX),
            parts,
            sums,
            conflicts: divergences.into_iter().map(graded).collect(),
            is_marked: texts.marked > 0,
            is_whole: texts.unreadable == 0,
        }
    }

    /// The records that its fields hold and that are shown by their titles, as far as they can be read as ids.
    #[must_use]
    pub fn holds(&self) -> BTreeSet<DocId> {
        let held = |part: &PartView| -> Vec<DocId> {
            let filled = part.entries.iter().flat_map(|entry| &entry.fields);
            let is_record = |name| part.part.field(name).is_some_and(|field| matches!(field.shape, Shape::Record(_)));
            filled.filter(|filled| is_record(filled.name)).filter_map(|filled| filled.value.parse().ok()).collect()
        };
        self.parts.iter().filter(|_| self.kind.spec().names_held()).flat_map(held).collect()
    }

    /// The value of a field of the head.
    #[must_use]
    pub fn head(&self, field: &str) -> Option<&str> {
        let head = self.kind.spec().head;
        let entry = self.parts.iter().find(|part| part.part.name == head)?.entries.first()?;
        entry.fields.iter().find(|filled| filled.name == field).map(|filled| filled.value.as_str())
    }

    /// One part.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&PartView> {
        self.parts.iter().find(|part| part.part.name == name)
    }
}

fn sums(record: &Record<'_>, divergences: &[Divergence]) -> Vec<Sum> {
    let (spec, line) = (record.spec, &record.spec.line);
    let Some(figures) = line.figures.filter(|_| !line.sums.is_empty()) else { return Vec::new() };
    let is_money = |found: &Divergence| {
        spec.field_at(&found.part, &found.key).is_some_and(|field| matches!(field.shape, Shape::Money))
    };
    let (figures, is_disputed) = (figures(record), divergences.iter().any(is_money));
    let sum = |name: &&'static str| {
        let amount = figures.iter().find(|(figure, _)| figure == name)?.1.as_int()?;
        Some(Sum { name, amount: u64::try_from(amount).ok()?, is_disputed })
    };
    line.sums.iter().filter_map(sum).collect()
}

/// The record that one speaks about by its key, or comes from by a field.
pub(super) fn about_of(doc: &Doc, record: &Record<'_>) -> Option<DocId> {
    match doc.about_key() {
        Some(key) => Some(key.about),
        None => record.head(record.spec.line.about)?.parse().ok(),
    }
}

fn part_view((spec, tree): (&Spec, &Node), part: &'static Part, divergences: &[Divergence]) -> Option<PartView> {
    let of_part = divergences.iter().filter(|found| found.part == part.name);
    let disputed: BTreeSet<&str> = of_part.map(|found| found.key.as_str()).collect();
    let view = |name: String, node: &Node, prefix: &str| {
        let fields = part.fields.iter().filter_map(|field| {
            let leaf = format!("{prefix}{}", field.name);
            // An entry is a map of its own, and its place in the list is what a dispute names it by.
            let value = shown(node, if part.form == Form::Entries { field.name } else { &leaf }, field)?;
            let is_disputed = disputed.contains(leaf.as_str());
            let person = field.shape.is_named().then(|| name_of(tree, &value));
            Some(FieldView { name: field.name, value, person, is_disputed })
        });
        let person = (part.form == Form::PERSONS).then(|| name_of(tree, &name));
        EntryView { fields: fields.collect(), name, person }
    };
    let node = tree.get(part.name);
    let mut shown = PartView { part, entries: Vec::new(), text: None };
    match part.form {
        Form::Typed | Form::People => return None,
        Form::Text => shown.text = Some(tree.passage(part.name).unwrap_or_default()),
        Form::Head => shown.entries.extend(node.map(|node| view(String::new(), node, ""))),
        Form::Keyed(_) => {
            let leaves = node.into_iter().flat_map(|node| node.entries().keys());
            let subjects: BTreeSet<&str> =
                leaves.filter_map(|leaf| leaf.rsplit_once('/').map(|(subject, _)| subject)).collect();
            let node = node?;
            shown
                .entries
                .extend(subjects.into_iter().map(|subject| view(subject.to_owned(), node, &format!("{subject}/"))));
            // Persons stand in the order of their names, everything else in that of its key.
            shown.entries.sort_by_cached_key(|entry| entry.person.as_deref().map(by_name));
            if spec.counted.is_some_and(|counted| counted.part == part.name) {
                // Those that people added come after those that are counted.
                let place = |entry: &EntryView| codes::all().position(|code| code == entry.name).unwrap_or(usize::MAX);
                shown.entries.sort_by_cached_key(place);
            }
        }
        Form::Entries => {
            let items = node.map(Node::items).unwrap_or_default();
            let entries = items.iter().enumerate();
            shown.entries.extend(entries.map(|(at, (id, node))| view(id.as_str().to_owned(), node, &format!("{at}/"))));
        }
    }
    Some(shown)
}

fn by_name(name: &str) -> Vec<u8> {
    text::NameKey::of(&text::parse_name(name)).into_bytes()
}

fn shown(node: &Node, leaf: &str, field: &Field) -> Option<String> {
    let text = match (node.get(leaf)?, field.shape) {
        (_, Shape::Text) => node.passage(leaf)?,
        (Node::Scalar(Scalar::Null) | Node::Map(_) | Node::List(_) | Node::Unreadable, _) => return None,
        (Node::Scalar(Scalar::Str(_)) | Node::Text(_), _) => node.line(leaf)?,
        (Node::Scalar(value), _) => value.display(),
    };
    (!text.is_empty()).then_some(text)
}

/// The name by which a record speaks of a person; the key itself where it names nobody so.
#[must_use]
pub fn name_of(tree: &Node, key: &str) -> String {
    let name = tree.get("people").and_then(|people| people.str(key)).unwrap_or(key);
    screened_line(name, limits::SHOWN_NAME_CHARS_MAX)
}
