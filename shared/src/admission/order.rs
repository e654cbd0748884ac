//! The order in which a document keeps its operations, and what it keeps at its root. It refuses nothing: what stands in
//! another order than the merge engine's own is put together anew by the caller.

use std::collections::{BTreeMap, BTreeSet};

use super::Refused;
use super::columns::{ACTOR, CHANGE_ACTOR, ChunkColumns, DELTA, GROUP, spec};
use super::identity::{Id, Ids, OpRows, Slot, makes};
use super::ops::{AFTER, ID_ACTOR, ID_COUNTER};
use super::reader::Reader;
use super::runs::{Each, Runs};

/// The key under which a foundation keeps what a record's id follows from.
const KEY: &str = "key";
/// The key under which a foundation keeps the map of attestations, each under a leaf that ends with its device.
const SIGNED: &str = "adoption";
/// The actions that make a list and a text.
const SEQUENCES: [u64; 2] = [2, 4];

/// An operation where not everybody may write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardedWrite {
    /// The place of its actor among those of the document.
    pub actor: usize,
    /// Its counter.
    pub counter: u64,
    /// Where it writes.
    pub place: Guarded,
}

/// A place in a record where not everybody may write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guarded {
    /// The root, or the map that stands there as `key`; the key of the root it writes, none for an operation that
    /// replaces or deletes another, or writes in `key`.
    Laid(Option<String>),
    /// A leaf of the map of attestations.
    Signed(String),
}

impl GuardedWrite {
    fn by(id: Id, place: Guarded) -> Result<Self, Refused> {
        let actor = usize::try_from(id & u64::from(u32::MAX)).ok().ok_or(Refused::Truncated)?;
        Ok(Self { actor, counter: id >> 32, place })
    }
}

/// Whether every one of `actors` made a change.
pub(super) fn all_made_changes(columns: &ChunkColumns<'_>, actors: usize) -> Result<bool, Refused> {
    let mut made = vec![false; actors];
    let mut runs = Runs::new(columns.get(CHANGE_ACTOR), Reader::uleb);
    while let Some((actor, _)) = runs.next_run()? {
        let place = actor.and_then(|actor| usize::try_from(actor).ok());
        if let Some(made) = place.and_then(|place| made.get_mut(place)) {
            *made = true;
        }
    }
    Ok(made.into_iter().all(|made| made))
}

/// Whether operations are kept as the merge engine keeps them: objects by name; in a map keys by their bytes, on a key
/// by name; in a list or text as [`Sequence`] says; references by name.
pub(super) fn is_kept(columns: &ChunkColumns<'_>, actors: usize) -> Result<bool, Refused> {
    let mut walk = OpWalk::new(columns, actors);
    let mut sequences: BTreeMap<Id, bool> = BTreeMap::new();
    let mut object = None;
    let mut place = WriteTarget::Map(None);
    while let Some(row) = walk.next()? {
        if row.object != object {
            let Some(is_sequence) = row.object.filter(|new| Some(*new) > object).and_then(|new| sequences.get(&new))
            else {
                return Ok(false);
            };
            place = if *is_sequence { WriteTarget::Sequence(Sequence::default()) } else { WriteTarget::Map(None) };
            object = row.object;
        }
        let follows = match (&mut place, row.slot) {
            (WriteTarget::Map(last), Slot::Key(key)) => {
                let here = (key, row.id);
                last.replace(here).is_none_or(|last| last < here)
            }
            (WriteTarget::Sequence(sequence), Slot::After(element)) => sequence.insert(row.id, element),
            (WriteTarget::Sequence(sequence), Slot::Element(element)) => sequence.update(row.id, element),
            _ => false,
        };
        if let WriteTarget::Sequence(sequence) = &mut place {
            sequence.replaced.extend(row.after.iter().copied());
        }
        if !follows || !row.after.is_sorted_by(|a, b| a < b) {
            return Ok(false);
        }
        if makes(row.action) {
            sequences.insert(row.id, SEQUENCES.contains(&row.action));
        }
    }
    Ok(true)
}

/// The writes at the root, in what stands there as `key`, and in the map of attestations, of a document whose objects are
/// kept by name.
pub(super) fn guarded_writes(columns: &ChunkColumns<'_>, actors: usize) -> Result<Vec<GuardedWrite>, Refused> {
    let mut walk = OpWalk::new(columns, actors);
    let (mut made, mut writes): (BTreeMap<Id, &str>, Vec<GuardedWrite>) = (BTreeMap::new(), Vec::new());
    while let Some(row) = walk.next()? {
        if row.object > made.last_key_value().map(|(id, _)| *id) {
            break;
        }
        let place = match (row.object, row.slot) {
            (None, Slot::Key(key)) => Guarded::Laid(Some(key.to_owned())),
            (None, _) => Guarded::Laid(None),
            (Some(object), slot) => match (made.get(&object), slot) {
                (None, _) => continue,
                (Some(&SIGNED), Slot::Key(leaf)) => Guarded::Signed(leaf.to_owned()),
                (Some(_), _) => Guarded::Laid(None),
            },
        };
        if let Guarded::Laid(Some(key)) = &place
            && let Some(name) = [KEY, SIGNED].into_iter().find(|name| *name == key)
            && makes(row.action)
        {
            made.insert(row.id, name);
        }
        let replaced = if matches!(place, Guarded::Laid(_)) { Guarded::Laid(None) } else { place.clone() };
        writes.push(GuardedWrite::by(row.id, place)?);
        for id in row.after {
            writes.push(GuardedWrite::by(*id, replaced.clone())?);
        }
    }
    Ok(writes)
}

enum WriteTarget<'a> {
    Map(Option<(&'a str, Id)>),
    Sequence(Sequence),
}

/// A list or text while its rows are read: elements stand in front of what was inserted after them, of several inserted
/// after the same one the latest first, and changes of an element right after it, by name.
#[derive(Default)]
struct Sequence {
    /// The last element, after the element it was inserted after, and so on to the front.
    path: Vec<Id>,
    /// The last operation on the last element.
    last: Id,
    /// What operations on the last element are replaced by.
    replaced: BTreeSet<Id>,
}

impl Sequence {
    fn insert(&mut self, id: Id, after: Option<Id>) -> bool {
        let mut sibling = None;
        while self.path.last().copied() != after {
            sibling = self.path.pop();
            if sibling.is_none() {
                return false;
            }
        }
        self.path.push(id);
        self.last = id;
        self.replaced.clear();
        after.is_none_or(|after| after < id) && sibling.is_none_or(|sibling| sibling > id)
    }

    fn update(&mut self, id: Id, element: Id) -> bool {
        // One that replaces nothing is no app's; the rules for single changes turn it away.
        let follows = self.path.last() == Some(&element) && self.last < id && self.replaced.contains(&id);
        self.last = id;
        follows
    }
}

/// One row with its references.
struct OpRow<'a, 'r> {
    action: u64,
    id: Id,
    object: Option<Id>,
    slot: Slot<'a>,
    after: &'r [Id],
}

/// The rows of a document's operations, which are known to line up.
struct OpWalk<'a> {
    rows: OpRows<'a>,
    ids: Ids<'a>,
    counts: Each<'a, u64>,
    references: Ids<'a>,
    after: Vec<Id>,
    reached: Vec<i64>,
}

impl<'a> OpWalk<'a> {
    fn new(columns: &'a ChunkColumns<'_>, actors: usize) -> Self {
        Self {
            rows: OpRows::new(columns),
            ids: Ids::new(columns, ID_ACTOR, ID_COUNTER),
            counts: Each::new(columns.get(spec(AFTER, GROUP)), Reader::uleb),
            references: Ids::new(columns, spec(AFTER, ACTOR), spec(AFTER, DELTA)),
            after: Vec::new(),
            reached: vec![i64::MAX; actors],
        }
    }

    fn next(&mut self) -> Result<Option<OpRow<'a, '_>>, Refused> {
        let Some(action) = self.rows.actions.next()? else { return Ok(None) };
        let id = self.ids.next(&self.reached)?;
        let object = self.rows.object()?;
        let slot = self.rows.slot()?;
        self.after.clear();
        for _ in 0..self.counts.next()?.unwrap_or(0) {
            self.after.push(self.references.next(&self.reached)?);
        }
        Ok(Some(OpRow { action, id, object, slot, after: &self.after }))
    }
}
