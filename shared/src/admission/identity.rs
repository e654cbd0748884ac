//! What operations say about each other. It refuses operations that no change of a document made,
//! two with one name, operations inside objects that nothing made, objects nested too deep, and
//! references that leave their key: the merge engine takes these for granted and breaks off where
//! they fail, and readers that descend into objects would run out of stack.

use std::collections::BTreeMap;

use super::columns::{ACTOR, Columns, DELTA, GROUP, spec};
use super::ops::{
    ACTION, AFTER, ID_ACTOR, ID_COUNTER, INSERT, KEY_ACTOR, KEY_COUNTER, KEY_TEXT, OBJECT_ACTOR, OBJECT_COUNTER,
};
use super::reader::Reader;
use super::runs::{Each, Turns};
use super::{DEPTH_MAX, Refused, within};

/// The name of an operation: its counter and the place of its actor.
type Id = (u64, u64);

/// The objects made so far, with their depths.
type Objects = BTreeMap<Id, u64>;

/// Checks the objects of a change that starts at `start`. Only those it makes itself are known;
/// objects of earlier changes count as the root.
pub(super) fn in_change(columns: &Columns<'_>, start: u64) -> Result<(), Refused> {
    let mut rows = Rows::new(columns);
    let mut objects = Objects::new();
    let mut counter = start;
    while let Some(action) = rows.actions.next()? {
        let parent = rows.object()?.filter(|(at, actor)| *actor == 0 && *at >= start);
        let depth = depth(&objects, parent)?;
        if makes(action) {
            within("depth of objects", depth, DEPTH_MAX)?;
            objects.insert((counter, 0), depth);
        }
        counter = counter.saturating_add(1);
    }
    Ok(())
}

/// Checks the operations of a document, whose columns are known to line up and to be within
/// bounds; `reached` holds the last counter of each actor.
pub(super) fn in_document(columns: &Columns<'_>, reached: &[i64]) -> Result<(), Refused> {
    let mut rows = Rows::new(columns);
    let mut ids = Ids::new(columns, ID_ACTOR, ID_COUNTER);
    let (mut places, mut made, mut groups) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
    let (mut last, mut group) = (None, 0_u64);
    while let Some(action) = rows.actions.next()? {
        let id = ids.next(reached)?;
        let (object, key) = (rows.object()?, rows.key(id)?);
        let here = Some((object, key));
        if here != last {
            (last, group) = (here, group + 1);
        }
        if places.insert(id, group).is_some() {
            return Err(Refused::Malformed("two operations with one name"));
        }
        made.insert(id, (makes(action), object));
        groups.push((id, group));
    }
    // An object is made before what is in it, so ascending names see parents first.
    let mut objects = Objects::new();
    for (id, (makes, object)) in made {
        let depth = depth(&objects, object)?;
        if makes {
            within("depth of objects", depth, DEPTH_MAX)?;
            objects.insert(id, depth);
        }
    }
    references(columns, reached, &groups, places)
}

/// Whether an action makes an object: a map, list, text or table.
fn makes(action: u64) -> bool {
    action.is_multiple_of(2)
}

/// The depth of what is in `parent`; the root is at zero.
fn depth(objects: &Objects, parent: Option<Id>) -> Result<u64, Refused> {
    let Some(parent) = parent else { return Ok(1) };
    let Some(above) = objects.get(&parent) else {
        return Err(Refused::Malformed("operation in an object nothing made"));
    };
    Ok(above + 1)
}

/// Checks that each reference names a later operation on the same key, or a deletion there.
/// `groups` holds the operations in order with their keys numbered, `places` the same by name.
fn references(
    columns: &Columns<'_>,
    reached: &[i64],
    groups: &[(Id, u64)],
    mut places: BTreeMap<Id, u64>,
) -> Result<(), Refused> {
    let mut counts = Each::new(columns.get(spec(AFTER, GROUP)), Reader::uleb);
    let mut ids = Ids::new(columns, spec(AFTER, ACTOR), spec(AFTER, DELTA));
    for (from, group) in groups {
        let mut named = Vec::new();
        for _ in 0..counts.next()?.unwrap_or(0) {
            let id = ids.next(reached)?;
            // A deletion is known by its references alone: the first one places it.
            if id <= *from || places.entry(id).or_insert(*group) != group {
                return Err(Refused::Malformed("reference to another key"));
            }
            named.push(id);
        }
        named.sort_unstable();
        if !named.is_sorted_by(|a, b| a < b) {
            return Err(Refused::Malformed("reference given twice"));
        }
    }
    Ok(())
}

/// Where in its object an operation acts.
#[derive(PartialEq)]
enum Key<'a> {
    Text(&'a str),
    Element(Id),
}

/// The columns that say what each operation acts on.
struct Rows<'a> {
    actions: Each<'a, u64>,
    object_actors: Each<'a, u64>,
    object_counters: Each<'a, u64>,
    key_actors: Each<'a, u64>,
    key_counters: Each<'a, i64>,
    key_counter: i64,
    key_texts: Each<'a, &'a str>,
    inserts: Turns<'a>,
}

impl<'a> Rows<'a> {
    fn new(columns: &'a Columns<'_>) -> Self {
        Self {
            actions: Each::new(columns.get(ACTION), Reader::uleb),
            object_actors: Each::new(columns.get(OBJECT_ACTOR), Reader::uleb),
            object_counters: Each::new(columns.get(OBJECT_COUNTER), Reader::uleb),
            key_actors: Each::new(columns.get(KEY_ACTOR), Reader::uleb),
            key_counters: Each::new(columns.get(KEY_COUNTER), Reader::sleb),
            key_counter: 0,
            key_texts: Each::new(columns.get(KEY_TEXT), Reader::text),
            inserts: Turns::new(columns.get(INSERT)),
        }
    }

    /// The object of the next row; none is the root.
    fn object(&mut self) -> Result<Option<Id>, Refused> {
        match (self.object_counters.next()?, self.object_actors.next()?) {
            (None, None) => Ok(None),
            (Some(counter), Some(actor)) if counter > 0 => Ok(Some((counter, actor))),
            _ => Err(Refused::Malformed("object named in part")),
        }
    }

    /// The key of the next row, whose own name is `id`.
    fn key(&mut self, id: Id) -> Result<Key<'a>, Refused> {
        let actor = self.key_actors.next()?;
        let counter = self.key_counters.next()?;
        self.key_counter = self.key_counter.saturating_add(counter.unwrap_or(0));
        let text = self.key_texts.next()?;
        let insert = self.inserts.next()?;
        match (text, counter, actor) {
            (Some(text), None, None) if !insert => Ok(Key::Text(text)),
            (None, Some(_), _) if insert => Ok(Key::Element(id)),
            (None, Some(_), Some(actor)) => Ok(Key::Element((self.key_counter.unsigned_abs(), actor))),
            _ => Err(Refused::Malformed("key named in part or twice")),
        }
    }
}

/// The names of operations kept in a column of actors and one of counters.
struct Ids<'a> {
    actors: Each<'a, u64>,
    counters: Each<'a, i64>,
    counter: i64,
}

impl<'a> Ids<'a> {
    fn new(columns: &'a Columns<'_>, actors: u64, counters: u64) -> Self {
        Self {
            actors: Each::new(columns.get(actors), Reader::uleb),
            counters: Each::new(columns.get(counters), Reader::sleb),
            counter: 0,
        }
    }

    /// The next name, when its actor came as far as its counter.
    fn next(&mut self, reached: &[i64]) -> Result<Id, Refused> {
        let actor = self.actors.next()?.unwrap_or(u64::MAX);
        self.counter = self.counter.saturating_add(self.counters.next()?.unwrap_or(0));
        let last = usize::try_from(actor).ok().and_then(|at| reached.get(at));
        if last.is_none_or(|last| self.counter > *last) {
            return Err(Refused::Malformed("operation that no change made"));
        }
        Ok((self.counter.unsigned_abs(), actor))
    }
}
