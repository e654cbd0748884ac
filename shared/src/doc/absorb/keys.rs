//! Whether what changes write fits the objects they write into: names in maps, places in lists and texts. Automerge takes
//! the other for granted, and then cannot put the record together again, or holds an honest edit that comes later for one
//! of another key.

use std::collections::BTreeSet;

use automerge::legacy::{Key, ObjectId};
use automerge::{Automerge, Change, ObjType};

use super::{Unacceptable, guarded};

/// The objects that changes write into, by name, and whether they do so as into a map.
#[derive(Default)]
pub(super) struct WrittenObjects(BTreeSet<(String, bool)>);

impl WrittenObjects {
    pub(super) fn by(changes: &[Change]) -> Result<Self, Unacceptable> {
        let mut written = BTreeSet::new();
        for change in changes {
            // Most write into one object many times over.
            let mut last = None;
            for op in guarded(|| change.decode())?.operations {
                let named = matches!(op.key, Key::Map(_));
                // Whoever changes an element names what stood there; only what is inserted has nothing before it.
                if !named && !op.insert && op.pred.is_empty() {
                    return Err(misfit());
                }
                match op.obj {
                    ObjectId::Root if named && !op.insert => {}
                    ObjectId::Id(id) if !(named && op.insert) => {
                        if last.as_ref().is_none_or(|(of, as_map)| *of != id || *as_map != named) {
                            written.insert((id.to_string(), named));
                        }
                        last = Some((id, named));
                    }
                    ObjectId::Root | ObjectId::Id(_) => return Err(misfit()),
                }
            }
        }
        Ok(Self(written))
    }

    /// Whether each of them is what it was taken for, in the document that holds the changes.
    pub(super) fn check(&self, doc: &Automerge) -> Result<(), Unacceptable> {
        for (object, named) in &self.0 {
            let (_, kind) =
                guarded(|| doc.import(object))?.map_err(|error| Unacceptable::Unreadable(error.to_string()))?;
            if matches!(kind, ObjType::Map | ObjType::Table) != *named {
                return Err(misfit());
            }
        }
        Ok(())
    }
}

fn misfit() -> Unacceptable {
    Unacceptable::Unreadable("a change writes where it does not fit".to_owned())
}
