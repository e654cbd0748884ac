//! The order of business (chương trình) and what was said on each item.

use std::collections::BTreeMap;

use crate::code::codes;
use crate::doc::edit::EntryField;
use crate::doc::{Edit, EntryId, Node, Scalar};
use crate::limits::LINE_CHARS_MAX;
use crate::text::{as_key, screened_line};

use super::{Person, name_person};
use crate::input::{Unfit, WriteError, invalid, line, passage};

codes! {
    /// What an entry under an item is.
    Saying {
        /// An opinion with its speaker (ý kiến).
        Opinion = "y_kien",
        /// The chair's conclusion (chủ trì kết luận).
        Conclusion = "ket_luan",
    }
}

/// One item of the agenda.
#[derive(Debug, Clone, PartialEq)]
pub struct AgendaItem {
    /// Its key: the folded title it was first given.
    pub key: String,
    /// Its place in the order; [`UNPLACED`] for an item that only what was said speaks of.
    pub order: i64,
    /// Its title.
    pub title: String,
    /// Who presents it.
    pub presenter: Option<Person>,
    /// Opinions, in the order they were noted.
    pub opinions: Vec<Said>,
    /// Conclusions; more than one when two people noted one apart.
    pub conclusions: Vec<Said>,
}

/// The order of an item that nobody put on the agenda.
pub const UNPLACED: i64 = i64::MAX;

impl AgendaItem {
    /// Whether somebody gave it a place in the order.
    #[must_use]
    pub const fn is_placed(&self) -> bool {
        self.order != UNPLACED
    }
}

/// Something a person said.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// The entry's lasting name.
    pub entry: EntryId,
    /// Who said it.
    pub speaker: Option<Person>,
    /// What.
    pub text: String,
}

/// Adds an item, or changes the one of the same title; returns its key.
///
/// Two phones that add the same title apart add the same item.
///
/// # Errors
/// [`WriteError::Invalid`] for an empty title.
pub fn put_item(
    edit: &mut Edit<'_>,
    title: &str,
    order: i64,
    presenter: Option<&Person>,
) -> Result<String, WriteError> {
    let title = line("title", title)?;
    let key = as_key(&title);
    if key.is_empty() {
        return Err(invalid("title", Unfit::Empty));
    }
    edit.put("agenda", &format!("{key}/title"), title)?;
    edit.put("agenda", &format!("{key}/order"), order)?;
    if let Some(person) = presenter {
        name_person(edit, person)?;
        edit.put("agenda", &format!("{key}/presenter"), person.key.as_str())?;
    }
    Ok(key)
}

/// The key under which an item of this title stands, whoever adds it.
#[must_use]
pub fn item_key(title: &str) -> String {
    as_key(title)
}

/// Takes an item off the agenda; what was said on it stays in the record.
///
/// # Errors
/// [`WriteError::Edit`] when the record has no agenda.
pub fn remove_item(edit: &mut Edit<'_>, key: &str) -> Result<(), WriteError> {
    edit.put("agenda", &format!("{key}/removed"), true)?;
    Ok(())
}

/// Puts items on the agenda in this order, after those that are there; one that is there stays where it is, and one that
/// was taken off comes back.
///
/// # Errors
/// [`WriteError::Invalid`] for an empty title.
pub fn take_items(edit: &mut Edit<'_>, tree: &Node, titles: &[String]) -> Result<(), WriteError> {
    let agenda = tree.get("agenda");
    let leaf = |key: &str, field: &str| agenda.and_then(|agenda| agenda.scalar(&format!("{key}/{field}")));
    let is_off = |key: &str| leaf(key, "removed") == Some(&Scalar::Bool(true));
    let orders = agenda.into_iter().flat_map(|agenda| {
        let keys = agenda.entries().keys().filter_map(|leaf| leaf.strip_suffix("/order"));
        keys.filter_map(|key| agenda.int(&format!("{key}/order")).filter(|_| !is_off(key)))
    });
    let mut next = orders.max().unwrap_or_default().clamp(0, ORDER_MAX);
    for title in titles {
        let key = as_key(&line("title", title)?);
        if leaf(&key, "title").is_some() && !is_off(&key) {
            continue;
        }
        next += 1;
        let key = put_item(edit, title, next, None)?;
        if is_off(&key) {
            edit.put("agenda", &format!("{key}/removed"), false)?;
        }
    }
    Ok(())
}

/// The last place an agenda is counted on from; what another device wrote beyond it counts as this.
const ORDER_MAX: i64 = 10_000;

/// Notes what a person said on an item, or what the chair concluded.
///
/// # Errors
/// [`WriteError::Invalid`] for an empty text.
pub fn say(
    edit: &mut Edit<'_>,
    item: &str,
    saying: &Saying,
    speaker: Option<&Person>,
    text: &str,
) -> Result<EntryId, WriteError> {
    let text = passage("text", text)?;
    if text.trim().is_empty() {
        return Err(invalid("text", Unfit::Empty));
    }
    let mut fields = vec![
        ("item", EntryField::Value(Scalar::from(item))),
        ("role", EntryField::Value(Scalar::from(saying.code()))),
        ("text", EntryField::Text(&text)),
    ];
    if let Some(person) = speaker {
        name_person(edit, person)?;
        fields.push(("speaker", EntryField::Value(Scalar::from(person.key.as_str()))));
    }
    Ok(edit.push("says", &fields)?)
}

/// Changes the text of something already noted; positions in Unicode scalar values.
///
/// # Errors
/// [`WriteError::Edit`] when there is no such entry or the position lies beyond its end.
pub fn splice_saying(
    edit: &mut Edit<'_>,
    entry: &EntryId,
    position: usize,
    delete: usize,
    insert: &str,
) -> Result<(), WriteError> {
    let insert = passage("text", insert)?;
    edit.splice_entry("says", entry, "text", position, delete, &insert)?;
    Ok(())
}

pub(super) fn read(tree: &Node, name_of: impl Fn(&str) -> Person) -> Vec<AgendaItem> {
    static NONE: Node = Node::List(Vec::new());
    let agenda = tree.get("agenda").unwrap_or(&NONE);
    let titled = agenda.entries().keys().filter_map(|leaf| leaf.strip_suffix("/title"));
    let mut said: BTreeMap<&str, (Vec<Said>, Vec<Said>)> = titled.map(|key| (key, Default::default())).collect();
    for (entry, node) in tree.get("says").unwrap_or(&NONE).items() {
        // What names no item was said all the same.
        let (opinions, conclusions) = said.entry(node.str("item").unwrap_or_default()).or_default();
        let noted = Said {
            entry: entry.clone(),
            speaker: node.str("speaker").map(&name_of),
            text: node.passage("text").unwrap_or_default(),
        };
        match Saying::read(node.str("role").unwrap_or("y_kien")) {
            Saying::Conclusion => conclusions.push(noted),
            Saying::Opinion | Saying::Other(_) => opinions.push(noted),
        }
    }
    let removed = |key: &str| agenda.scalar(&format!("{key}/removed")) == Some(&Scalar::Bool(true));
    let mut items: Vec<AgendaItem> = said
        .into_iter()
        .map(|(key, (opinions, conclusions))| AgendaItem {
            key: key.to_owned(),
            order: agenda.int(&format!("{key}/order")).unwrap_or(UNPLACED),
            title: agenda.line(&format!("{key}/title")).unwrap_or_else(|| screened_line(key, LINE_CHARS_MAX)),
            presenter: agenda.str(&format!("{key}/presenter")).map(&name_of),
            opinions,
            conclusions,
        })
        .filter(|item| !removed(&item.key) || !item.opinions.is_empty() || !item.conclusions.is_empty())
        .collect();
    items.sort_by(|a, b| (a.order, &a.key).cmp(&(b.order, &b.key)));
    items
}
