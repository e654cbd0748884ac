//! A record's present content in a new one, without the history: for a record that an order takes away.

use crate::access::Place;
use crate::doc::{Doc, Edit, Grade, Node};
use crate::id::OrgId;
use crate::input::WriteError;
use crate::kind::Kind;
use crate::kind::spec::{Form, Origin};
use crate::org::OrgTree;

/// Whether somebody can make a new record in the place of one of a kind: its id must follow from nothing, and they write
/// such records for its organisation.
#[must_use]
pub fn may_succeed(kind: Kind, org: OrgId, place: &Place, tree: &OrgTree) -> bool {
    kind.spec().origin == Origin::Drawn && place.may_write(org, kind, tree).is_ok()
}

/// Whether something in a record has to be decided before its content can be told.
#[must_use]
pub fn is_unsettled(doc: &Doc) -> bool {
    let spec = doc.kind().spec();
    doc.divergences().iter().any(|found| spec.grade(&found.part, &found.key) == Grade::Decision)
}

/// Writes what a record holds now into a fresh one of its kind.
///
/// # Errors
/// [`WriteError::Edit`] when the fresh one lacks a part.
pub fn copy(from: &Doc, edit: &mut Edit<'_>) -> Result<(), WriteError> {
    let tree = from.tree();
    for part in from.kind().spec().parts {
        let Some(content) = tree.get(part.name) else { continue };
        match (part.form, content) {
            (Form::Text, Node::Text(text)) if !text.is_empty() => edit.splice(part.name, 0, 0, text)?,
            (Form::Text, _) => {}
            (Form::Entries, entries) => {
                entries.items().iter().try_for_each(|(_, entry)| edit.push_as(part.name, entry).map(drop))?;
            }
            (Form::Head | Form::Keyed(_) | Form::Typed | Form::People, leaves) => {
                for (leaf, value) in leaves.entries() {
                    if let Node::Scalar(value) = value {
                        edit.put(part.name, leaf, value.clone())?;
                    }
                }
            }
        }
    }
    Ok(())
}
